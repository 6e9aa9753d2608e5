"""A method against runs of its rule: R^k, as derived, and the iterates of `numerics.simulate` on a quadratic.

The rule runs in float64, at 50 or 200 digits, or in balls, on three curvatures at once, from a state that is not at
rest; the iterates that R^k gives exactly lie within the derived bound of rounding, or in the balls
(`verification.precisions`). The parameters are a stable point, points inside and at the ends of the region along each
parameter, and points beyond.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from numerics import Quadratic
from verification.failures import Failure
from verification.fibres import NoFibre, Region
from verification.precisions import BACKENDS, dissent

if TYPE_CHECKING:
    from derivations.method import Method

__all__ = ["confront_method"]

STEPS = 10


def confront_method(method: Method, precision: str) -> int:
    """Compare R^k with runs of the rule on a quadratic of three curvatures; the number of runs.

    Raises a `Failure` where they differ by more than the precision allows.
    """
    name = precision if precision != "balls" else f"{BACKENDS[0]}, 50 digits"
    places = _parameters(method)
    for at in places:
        lam = at["lam"]
        spectrum = [lam / 2, lam, 3 * lam]
        parameters: dict[str, Any] = {key: value for key, value in at.items() if key != "lam"}
        start = tuple(
            np.array([Fraction(1, i + j + 1) for j in range(3)], dtype=object) for i, _ in enumerate(method.state)
        )
        expected = _powers(method, spectrum, start, parameters)
        problem = Quadratic.from_spectrum(spectrum)
        if dissent(expected, method, problem, STEPS, precisions=(name,), start=start, **parameters):
            shown = ", ".join(f"{key} = {value}" for key, value in at.items())
            told = [f"{method.name}: R^k is contradicted by its rule at {precision}", f"at {shown}, from {start}"]
            told += [
                f"R = {method.iteration_matrix.tolist()}",
                f"R^k says w^{STEPS} = {[str(q) for q in expected[-1]]}",
            ]
            remedy = (
                "next: the rule is to do the same on every number type: use + - * / alone, no branches, no rounding"
            )
            raise Failure("\n".join([*told, remedy]))
    return len(places)


def _parameters(method: Method) -> list[dict[str, Fraction]]:
    """A stable point, the ends of the region around it, and points beyond; simple ones for a method stable nowhere."""
    try:
        region = Region(method)
        base = region.base({}, {})
    except NoFibre:
        return [{"lam": Fraction(1), **dict.fromkeys(method.parameters, Fraction(1, 2 + i))} for i in range(2)]
    found = [base]
    for name in region.names:
        gap = region.gap_of(name, base)
        least = Fraction(0) if name == "lam" else None
        inside = gap.within(least, None)
        found += [base | {name: (3 * inside[0] + inside[1]) / 4}] if inside else []
        found += [base | {name: cut.low} for cut in (gap.left, gap.right) if cut is not None and cut.is_rational]
        found += [base | {name: gap.right.high + Fraction(1, 3)}] if gap.right is not None else []
    return [at for at in found if at["lam"] > 0 and region.is_defined(at)]


def _powers(method: Method, spectrum: list[Fraction], start: tuple[Any, ...], parameters: Mapping[str, Any]) -> Any:
    """w^0 .. w^k by R^k, exactly, one column for each curvature."""
    columns = []
    for j, curvature in enumerate(spectrum):
        at = {key: sp.Rational(q.numerator, q.denominator) for key, q in {"lam": curvature, **parameters}.items()}
        R = method.power(1, **at)
        rows = [[Fraction(int(e.p), int(e.q)) for e in row] for row in R.tolist()]
        state = [entry[j] for entry in start]
        column = [state[method.state.index("w")]]
        for _ in range(STEPS):
            state = [sum((r * x for r, x in zip(row, state, strict=True)), Fraction(0)) for row in rows]
            column.append(state[method.state.index("w")])
        columns.append(column)
    return np.array(columns, dtype=object).T
