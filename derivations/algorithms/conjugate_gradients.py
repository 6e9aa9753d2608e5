r"""Conjugate gradients: on a single curvature one step is enough, in every dimension.

The rule's inner products are over all components, so it is run here on a `Component`: the expressions of one component
of w - w*, whose sum over all components is a symbol of its own. The sums are then the end of a run that adds up one
component after the other, whatever their number and their values.

Notation: x is a component of w - w*; lambda is the one curvature.

Reference: M. R. Hestenes, E. Stiefel, J. Res. Nat. Bur. Standards 49(6), 1952.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Gt, Symbol, cancel, sympify

from derivations.claim import claim
from derivations.notation import lam, x
from derivations.plan import Cut, Induct
from derivations.statement import Misprint, Orbit, Statement
from numerics.algorithms.conjugate_gradients import step

__all__ = ["Component", "one_step"]

SECTION = "Conjugate gradients"
HESTENES_STIEFEL = "M. R. Hestenes, E. Stiefel, J. Res. Nat. Bur. Standards 49(6), 1952"


x_0 = Symbol("x_0", real=True)  # any component


class Component:
    """One component of a vector, as an update rule sees a vector: arithmetic, and `sum` over all the components.

    `sums` collects them for every component of one run: symbol -> the summand that each component contributes.
    """

    shape, dtype = ("n",), Expr

    def __init__(self, value: Any, sums: dict[Symbol, Any]) -> None:
        self.value, self.sums = sympify(value, strict=True), sums

    def sum(self, axis: int, keepdims: bool) -> Any:
        """The sum over all components, a symbol; its summand is reduced, for sums by which it divides are not 0."""
        symbol = Symbol(f"sum_{len(self.sums)}", real=True)
        self.sums[symbol] = cancel(self.value)
        return symbol

    def _with(self, value: Any) -> Component:
        return Component(value, self.sums)

    def __add__(self, other: Any) -> Component:
        return self._with(self.value + _value(other))

    def __sub__(self, other: Any) -> Component:
        return self._with(self.value - _value(other))

    def __rsub__(self, other: Any) -> Component:
        return self._with(_value(other) - self.value)

    def __mul__(self, other: Any) -> Component:
        return self._with(self.value * _value(other))

    def __truediv__(self, other: Any) -> Component:
        return self._with(self.value / _value(other))

    def __rtruediv__(self, other: Any) -> Component:
        return self._with(_value(other) / self.value)

    def __neg__(self) -> Component:
        return self._with(-self.value)

    def __eq__(self, other: object) -> bool:
        """Whether it is 0 for certain: a symbol is taken for a generic number."""
        return bool(self.value == _value(other))

    __radd__ = __add__
    __rmul__ = __mul__
    __hash__ = None  # type: ignore[assignment]


def _value(other: Any) -> Any:
    return other.value if isinstance(other, Component) else other


def first_step(curvature: Any = lam) -> tuple[Any, dict[Symbol, Any]]:
    """The component x after one step from rest, and the sums that it depends on."""
    sums: dict[Symbol, Any] = {}
    error = Component(x, sums)
    start: tuple[Any, ...] = step.start(error)  # type: ignore[attr-defined]
    after = step(start, lambda e: curvature * e)
    return after[-1].value, sums


@claim(
    "conjugate-gradients.one-eigenvalue-one-step",
    section=SECTION,
    latex=r"\lambda_1 = \dots = \lambda_n = \lambda > 0:\quad w^1 = w^\star \text{ from every } w^0 \ne w^\star,"
    r"\text{ for every } n",
    references=(HESTENES_STIEFEL,),
)
def one_step() -> Iterator[Statement | Misprint]:
    """r = -lambda e and A r = lambda r, so that r^T d/d^T A d = 1/lambda for d = r: a gradient step of length 1/lambda,
    which takes every component to 0. Off the minimiser the sums of squares by which it divides are positive, and at
    the minimiser the rule stays.
    """
    moved, sums = first_step()
    square, size, along, curved = sums
    run = Orbit({total: (0, total + summand) for total, summand in sums.items()}, inputs=(x,))
    kept = And(Eq(square, lam**2 * size), Eq(along, -square), Eq(curved, lam * square), size >= 0)
    off = (run, lam > 0, Gt(size, 0))
    positive = Cut(square > 0, then=Cut(curved > 0))
    yield Statement(
        "no divisor is 0", off, And(square > 0, square + size > 0, curved > 0), plan=Induct(kept, then=positive)
    )
    plan = Induct(kept, then=positive)
    yield Statement("every component", off, Eq(moved.subs(x, x_0), 0), plan=plan)
