r"""Vectors of which only this is known: what their components depend on. A rule that is run on them shows its class.

A value stands for a vector of any number n of components, and knows one of these of it, w^0 being the start:

    ZERO     every component is 0
    SCALAR   every component is the same number
    SPAN     a w^0 + a sum of gradients, with numbers that are the same for all components
    OWN      a w^0 + a vector that is 0 in every component in which all gradients so far are 0
    ANY      nothing

with a number a, its `weight`, that is the same for all components. Numbers are SymPy expressions in the rule's
parameters and in symbols of their own for whatever is not known, so that (1 - t) w + t w is w. Each operation below
keeps what can be kept and forgets the rest: SPAN + OWN is OWN, a product of components of which one is 0 with its
gradients is OWN, a sum over all components is SCALAR. So what a value knows is true of every run, for every n.

It is an array as the Python array API standard has it (dtype, shape, `__array_namespace__`), which is how
`numerics.elementary` meets it. What no component of an array has, a truth value or an index, raises TypeError.

Reference: P. Cousot and R. Cousot, "Abstract interpretation: a unified lattice model for static analysis of programs",
POPL 1977.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import sympy

__all__ = ["Components", "Kind", "join", "number"]


class Kind(IntEnum):
    """What is known, from most to least; SCALAR and SPAN exclude each other."""

    ZERO = 0
    SCALAR = 1
    SPAN = 2
    OWN = 3
    ANY = 4


@dataclass(frozen=True, eq=False)
class Components:
    """A vector, by kind and number: that of SCALAR, and the weight of w^0 in SPAN and OWN."""

    kind: Kind
    number: Any = sympy.S.Zero

    dtype = SimpleNamespace(kind="f")
    shape = (object(),)  # whatever n is: what computes with it raises TypeError
    ndim = 1
    __array_ufunc__ = None  # NumPy's functions refuse it, instead of making an array of one object

    @property
    def is_common(self) -> bool:
        """Whether every component is the same number."""
        return self.kind <= Kind.SCALAR

    @property
    def vanishes(self) -> bool:
        """Whether a component is 0 if all its gradients are."""
        return self.kind is Kind.ZERO or (self.kind in (Kind.SPAN, Kind.OWN) and self.number == 0)

    def __array_namespace__(self, api_version: Any = None) -> Any:
        return _NAMES

    def __bool__(self) -> bool:
        raise TypeError("the rule branches on a component, which is not known here")

    def __iter__(self) -> Any:
        raise TypeError("the rule goes through the components, which are not known here")

    def __getitem__(self, index: Any) -> Any:
        raise TypeError(f"the rule takes the components {index!r}, which are not known here")

    def __add__(self, other: Any) -> Any:
        return _binary(_added, self, other)

    def __radd__(self, other: Any) -> Any:
        return _binary(_added, other, self)

    def __neg__(self) -> Any:
        return self * -1

    def __pos__(self) -> Any:
        return self

    def __sub__(self, other: Any) -> Any:
        return _binary(lambda x, y: _added(x, -y), self, other)

    def __rsub__(self, other: Any) -> Any:
        return _binary(lambda x, y: _added(x, -y), other, self)

    def __mul__(self, other: Any) -> Any:
        return _binary(_multiplied, self, other)

    def __rmul__(self, other: Any) -> Any:
        return _binary(_multiplied, other, self)

    def __truediv__(self, other: Any) -> Any:
        return _binary(_divided, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _binary(_divided, other, self)

    def __pow__(self, exponent: Any) -> Any:
        power = number(exponent)
        if power is None or not power.number.is_positive:
            return _unknown(self)
        return common(self.number**power.number) if self.kind is Kind.SCALAR else _alike(self)

    def __abs__(self) -> Any:
        return _alike(self)

    def __eq__(self, other: Any) -> Any:
        return _binary(_unknown, self, other)

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __and__ = __rand__ = __or__ = __ror__ = __eq__
    __hash__ = None  # type: ignore[assignment]

    def __invert__(self) -> Any:
        return _unknown(self)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Over all components; so are the following."""
        return self if self.kind is Kind.ZERO else _free()

    max = min = mean = any = all = sum

    def cumsum(self, axis: Any = None) -> Any:
        """Up to each component."""
        return Components(Kind.ANY)


def number(value: Any) -> Components | None:
    """A number, or a symbol, as a value; None for anything else."""
    if isinstance(value, Components):
        return value
    if isinstance(value, (int, Fraction, float)):
        return common(sympy.Rational(value))
    if isinstance(value, sympy.Expr):
        return common(value)
    if hasattr(value, "item") and not getattr(value, "shape", (1,)):  # NumPy's numbers
        return number(value.item())
    return None


def common(value: Any) -> Components:
    """Every component is this number."""
    expanded = sympy.expand(value)
    return Components(Kind.ZERO) if expanded == 0 else Components(Kind.SCALAR, expanded)


def join(x: Components, y: Components) -> Components:
    """What is true of both; a number that they do not share is None."""
    if Kind.ZERO in (x.kind, y.kind):
        other = y if x.kind is Kind.ZERO else x
        same = other.kind is Kind.ZERO or (other.kind is not Kind.SCALAR and other.number == 0)
        return other if same else Components(other.kind, None)
    if Kind.SCALAR in (x.kind, y.kind) and x.kind is not y.kind:
        return Components(Kind.ANY)
    return Components(max(x.kind, y.kind), x.number if x.number == y.number else None)


def _free() -> Components:
    return Components(Kind.SCALAR, sympy.Dummy("t", real=True))


def _binary(rule: Callable[[Any, Any], Components], x: Any, y: Any) -> Any:
    left, right = number(x), number(y)
    return NotImplemented if left is None or right is None else rule(left, right)


def _weighted(kind: Kind, weight: Any) -> Components:
    return Components(kind, sympy.cancel(weight)) if kind is not Kind.ANY else Components(kind)


def _added(x: Components, y: Components) -> Components:
    if Kind.ZERO in (x.kind, y.kind):
        return y if x.kind is Kind.ZERO else x
    if x.kind is y.kind is Kind.SCALAR:
        return common(x.number + y.number)
    if Kind.SCALAR in (x.kind, y.kind):
        return Components(Kind.ANY)
    return _weighted(max(x.kind, y.kind), x.number + y.number)


def _multiplied(x: Components, y: Components) -> Components:
    if Kind.ZERO in (x.kind, y.kind):
        return Components(Kind.ZERO)
    if x.kind is y.kind is Kind.SCALAR:
        return common(x.number * y.number)
    if Kind.SCALAR in (x.kind, y.kind):
        scalar, vector = (x, y) if x.kind is Kind.SCALAR else (y, x)
        return _weighted(vector.kind, scalar.number * vector.number)
    return Components(Kind.OWN if x.vanishes or y.vanishes else Kind.ANY)


def _divided(x: Components, y: Components) -> Components:
    if y.kind is Kind.SCALAR:
        return _multiplied(x, Components(Kind.SCALAR, 1 / y.number))
    if y.kind is Kind.ZERO:
        raise ZeroDivisionError("the rule divides by what is 0 here")
    return Components(Kind.OWN) if x.vanishes else Components(Kind.ANY)


def _alike(x: Components, *others: Components) -> Components:
    """A function of each component that is 0 at 0."""
    if all(value.kind is Kind.ZERO for value in (x, *others)):
        return x
    if all(value.is_common for value in (x, *others)):
        return _free()
    return Components(Kind.OWN if all(value.vanishes for value in (x, *others)) else Kind.ANY)


def _unknown(*values: Components) -> Components:
    """A function of each component of which nothing else is known."""
    return _free() if all(value.is_common for value in values) else Components(Kind.ANY)


def _each(rule: Callable[..., Components]) -> Callable[..., Components]:
    def function(*values: Any) -> Components:
        read = [number(value) for value in values]
        if any(value is None for value in read):
            raise TypeError("the rule computes with what is no number here")
        return rule(*read)

    return function


def _chosen(condition: Components, x: Components, y: Components) -> Components:
    if condition.is_common and condition.kind is not Kind.ZERO and x.is_common == y.is_common:
        found = join(x, y)
        return Components(found.kind, _free().number) if found.number is None else found
    return _added(_multiplied(condition, x), _multiplied(_added(common(1), -condition), y))


_NAMES = SimpleNamespace(
    abs=_each(_alike), sqrt=_each(_alike), sign=_each(_alike), square=_each(_alike), tanh=_each(_alike),
    maximum=_each(_alike), minimum=_each(_alike), exp=_each(_unknown), log=_each(_unknown), where=_each(_chosen),
    sum=lambda x, **_: x.sum(), max=lambda x, **_: x.max(), min=lambda x, **_: x.min(), mean=lambda x, **_: x.mean(),
)  # fmt: skip
