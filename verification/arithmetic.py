"""SymPy's expressions and formulas computed in a precision, each with an enclosure of its exact value.

In float64 and at digits a number carries a bound of its rounding error (`numerics.rounding.Running`), a ball is its own
enclosure. A formula is true, false, or undecided where an enclosure reaches across 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from numerics.exact import rational
from numerics.precision import Ball, Digits, Float64, NumberSystem, endpoints
from numerics.rounding import Running, running
from verification.precisions import Interval

__all__ = ["CONFRONTED", "Arithmetic", "arithmetic", "truth"]

CONFRONTED = ("float64", "50 digits", "200 digits", "balls")
"""The precisions at which claims and methods are confronted; balls have 256 bits, of flint where it is installed."""
BALL = 256


class Arithmetic:
    """Numbers of one system: from fractions, by expressions, to enclosures."""

    def __init__(self, name: str, system: NumberSystem) -> None:
        self.name, self.system = name, system

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Where these numbers are computed with."""
        with self.system.scope(), np.errstate(all="ignore"):
            yield

    def of(self, value: Fraction) -> Any:
        """A fraction in these numbers."""
        source = np.array([value], dtype=object)
        return self.system.array(source)[0] if isinstance(self.system, Ball) else running(source, self.system)

    def value(self, expression: Any, at: Mapping[Any, Any]) -> Any:
        """The expression with these numbers for its symbols; None where it divides by 0, as balls and float64 do not
        notice: their enclosure is None."""
        try:
            return _value(expression, at, self.of)
        except ZeroDivisionError:
            return None

    def enclosure(self, value: Any) -> Interval | None:
        """Rationals between which the exact value is; None where there are none."""
        if value is None:
            return None
        if not isinstance(value, Running):
            [low], [high] = endpoints(np.array([value], dtype=object))
            return Interval(low, high) if isinstance(low, Fraction) else None
        [middle], [error] = np.asarray(value.value).reshape(-1), np.asarray(value.error).reshape(-1)
        if not isfinite(error) or (isinstance(middle, float) and not isfinite(middle)):
            return None
        return Interval(rational(middle) - rational(float(error)), rational(middle) + rational(float(error)))

    @staticmethod
    def exact(expression: Any, at: Mapping[Any, Fraction]) -> Any:
        """The expression at fractions, exactly; None where it divides by 0."""
        try:
            return _value(expression, at, Fraction)
        except ZeroDivisionError:
            return None

    @staticmethod
    def at(value: Fraction | None) -> Interval | None:
        """A fraction as the interval that holds nothing else."""
        return None if value is None else Interval(value, value)


def arithmetic(name: str) -> Arithmetic:
    """The numbers of that precision, one of `CONFRONTED`; ValueError for another name."""
    systems: dict[str, Callable[[], NumberSystem]] = {
        "float64": Float64,
        "50 digits": lambda: Digits(50),
        "200 digits": lambda: Digits(200),
        "balls": lambda: Ball(BALL),
    }
    if name not in systems:
        raise ValueError(f"precision={name!r} violates: one of {CONFRONTED}; give one of these")
    return Arithmetic(name, systems[name]())


def truth(formula: Any, enclosed: Callable[[Any], Interval | None]) -> bool | None:
    """True, False, or None where the enclosures do not decide; `enclosed` gives them for each side of a relation."""
    if formula in (True, False, sp.true, sp.false):
        return bool(formula)
    if isinstance(formula, Relational):
        return _relation(formula, enclosed(formula.lhs), enclosed(formula.rhs))
    parts = [truth(part, enclosed) for part in formula.args]
    if isinstance(formula, sp.Not):
        return None if parts[0] is None else not parts[0]
    if isinstance(formula, sp.Implies):
        return _any([None if parts[0] is None else not parts[0], parts[1]])
    if isinstance(formula, sp.Equivalent):
        return None if None in parts else len(set(parts)) == 1
    if isinstance(formula, sp.And):
        found = _any([None if part is None else not part for part in parts])
        return None if found is None else not found
    if isinstance(formula, sp.Or):
        return _any(parts)
    raise TypeError(f"{formula} violates: a formula is made of relations, And, Or, Not, Implies and Equivalent")


def _any(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts else False


def _relation(relation: Any, left: Interval | None, right: Interval | None) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(relation, sp.Lt | sp.Le):
        relation, left, right = relation.reversed, right, left
    if isinstance(relation, sp.Gt):
        return True if left.low > right.high else False if left.high <= right.low else None
    if isinstance(relation, sp.Ge):
        return True if left.low >= right.high else False if left.high < right.low else None
    same = left.low == left.high == right.low == right.high
    apart = left.high < right.low or right.high < left.low
    equal = True if same else False if apart else None
    return equal if isinstance(relation, sp.Eq) or equal is None else not equal


def _value(e: Any, at: Mapping[Any, Any], of: Callable[[Fraction], Any]) -> Any:
    e = sp.sympify(e, strict=True)
    if isinstance(e, sp.Symbol):
        if at[e] is None:
            raise ZeroDivisionError(f"{e} has no value")
        return at[e]
    if isinstance(e, sp.Rational):
        return of(Fraction(int(e.p), int(e.q)))
    parts = [_value(argument, at, of) for argument in e.args] if not isinstance(e, sp.Pow) else []
    if isinstance(e, sp.Add | sp.Mul):
        total = parts[0]
        for part in parts[1:]:
            total = total + part if isinstance(e, sp.Add) else total * part
        return total
    if isinstance(e, sp.Pow) and isinstance(e.exp, sp.Integer):
        base, power = _value(e.base, at, of), of(Fraction(1))
        for _ in range(abs(int(e.exp))):
            power = power * base
        return power if e.exp > 0 else of(Fraction(1)) / power
    raise TypeError(f"{e} violates: a statement is made of rational expressions")
