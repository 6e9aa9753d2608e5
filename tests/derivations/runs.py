"""Runs of the two update rules on a spectrum, enclosed at every precision, and what their tests share."""

from fractions import Fraction
from typing import Any

import sympy
from hypothesis import settings
from hypothesis import strategies as st

from numerics import Quadratic
from numerics.algorithms import gradient_descent, momentum
from verification.precisions import (
    Interval,
    enclosures,
)

STEPS = 8
few = settings(max_examples=5)
positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
values = st.fractions(-3, 3, max_denominator=12)
sizes = st.fractions(-1, 3, max_denominator=10)  # alpha lambda_n, beyond both ends of stability
proper = st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12)
spectra = st.lists(positive, min_size=1, max_size=3).map(sorted)
ends = st.tuples(st.integers(1, 12), st.integers(0, 12)).map(lambda ab: (Fraction(ab[0], 5), Fraction(sum(ab), 5)))
ONE = Quadratic.from_spectrum([1])


def rational(value: Any) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def fraction(value: Any) -> Fraction:
    """A SymPy rational as a Fraction."""
    exact = sympy.sympify(value)
    return Fraction(int(exact.p), int(exact.q))


def descent(spectrum: Any, size: Any, steps: int = STEPS, **more: Any) -> Any:
    """Enclosures of gradient descent on this spectrum; every error starts at 1 if no start is given."""
    return enclosures(gradient_descent.step, Quadratic.from_spectrum(list(spectrum)), steps, alpha=size, **more)


def heavy(spectrum: Any, size: Any, damping: Any, steps: int = STEPS, **more: Any) -> Any:
    problem = Quadratic.from_spectrum(list(spectrum))
    return enclosures(momentum.step, problem, steps, alpha=size, beta=damping, **more)


def of_roots(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """alpha lambda and beta with these eigenvalues."""
    return (1 - one) * (1 - other), one * other


def loss(spectrum: Any, x: Any) -> Any:
    """1/2 sum l x^2 of each iterate."""
    return [
        sum((l * entry**2 for l, entry in zip(spectrum, row, strict=True)), Interval(*(Fraction(0),) * 2)) / 2
        for row in x
    ]
