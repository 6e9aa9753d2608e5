"""Problems, options and Schur-Cohn for the tests of the libraries' rules, beside `verification.precisions`."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from hypothesis import settings
from hypothesis import strategies as st

from derivations.notation import alpha, beta, lam
from derivations.roots import RootPair
from numerics import Digits, Exact, Quadratic, simulate
from numerics.exact import rationals
from tests.derivations.runs import fraction, rational
from tests.numerics.algorithms.cases import rounded_like

STEPS = 7
few = settings(max_examples=8)
sizes = st.fractions(Fraction(1, 12), 2, max_denominator=12)
momenta = st.fractions(Fraction(1, 12), 1, max_denominator=12)
shares = st.one_of(st.fractions(-2, Fraction(11, 12), max_denominator=12), st.fractions(Fraction(13, 12), 2))
"""Dampenings, none of them 1."""
decays = st.fractions(0, 2, max_denominator=12)
points = st.fractions(-3, 3, max_denominator=12)
PROBLEM, START = Quadratic.from_spectrum([1, 3], [Fraction(1, 3), -1]), [2, Fraction(1, 2)]
SYSTEMS: tuple[tuple[str | int, int], ...] = (
    ("float64", 53),
    *((digits, Digits(digits).context.prec) for digits in (50, 200)),
)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Quadratic, list[Fraction]]:
    """A diagonal problem with its minimiser, and a start."""
    spectrum = draw(st.lists(st.fractions(Fraction(1, 12), 4, max_denominator=12), min_size=1, max_size=2))
    n = len(spectrum)
    lists = st.lists(points, min_size=n, max_size=n)
    return Quadratic.from_spectrum(spectrum, draw(lists)), draw(lists)


def exact(step: Any, problem: Quadratic, start: Any, **parameters: Any) -> Any:
    """The run in rationals, all states; a tuple as `start` is the whole state."""
    return simulate(step, problem, STEPS, start=start, precision="exact", record="states", **parameters)


def in_rationals(problem: Quadratic) -> Quadratic:
    """The problem, so that its gradients are exact."""
    return problem.to(Exact())


def shifted(problem: Quadratic, decay: Any) -> tuple[Quadratic, Any]:
    """The quadratic of curvatures lambda + decay about m with (lambda + decay) m = lambda w*, and m."""
    spectrum, centre = (rationals(np.asarray(given)) for given in (problem.spectrum, problem.centre))
    middle = spectrum * centre / (spectrum + decay)
    return Quadratic.from_spectrum(spectrum + decay, middle), middle


def contradicts(expected: Any, step: Any, problem: Quadratic, start: Any, **parameters: Any) -> list[str]:
    """As `dissent` of `precisions`, for a rule that its error bounds do not cover: the names of what contradicts.

    In rationals the run is `expected`; at 53 bits, 50 and 200 digits an interval run holds both the rounded run and
    `expected`.
    """
    given: dict[str, Any] = {"start": start, **parameters}
    same = (simulate(step, problem, STEPS, precision="exact", **given).iterates == expected).all()
    found = [] if same else ["exact"]
    for precision, bits in SYSTEMS:
        rounded, low, high = rounded_like(precision, bits, step, problem, iterations=STEPS, **given)
        inside = (low <= rounded) & (rounded <= high) & (low <= expected) & (expected <= high)
        found += [] if inside.all() else [str(precision)]
    return found


def at(pair: RootPair, values: Mapping[Any, Fraction]) -> tuple[Fraction, Fraction]:
    """Trace and determinant of a pair of eigenvalues at rationals."""
    exact_values = {symbol: rational(value) for symbol, value in values.items()}
    return fraction(pair.trace.subs(exact_values)), fraction(pair.determinant.subs(exact_values))


def is_inside(trace: Fraction, determinant: Fraction) -> bool:
    """Schur-Cohn: both eigenvalues have modulus below 1."""
    return abs(determinant) < 1 and abs(trace) < 1 + determinant


def symbols(**values: Fraction) -> dict[Any, Fraction]:
    """Values by symbol, the notation's where it has the name."""
    known = {"alpha": alpha, "beta": beta, "lam": lam}
    return {known.get(name, sympy.Symbol(name, real=True)): value for name, value in values.items()}
