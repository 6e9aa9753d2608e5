"""Nesterov's method for convex functions: its guarantee after k steps, exactly, and its coefficients."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic, simulate
from numerics.algorithms.nesterov_convex import step
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS, exactly, points, quadratics, runs, spectrum_of

SINGULAR = Quadratic.from_spectrum([0, 0, 2], [1, 2, 3], semidefinite=True)
FLAT = st.lists(CURVATURES | st.just(Fraction(0)), min_size=1, max_size=3)


@st.composite
def convex_runs(draw: st.DrawFn) -> tuple[Quadratic, list[Fraction]]:
    """Diagonal problems, flat directions included, and positive definite ones in any basis."""
    problem = draw(quadratics()) if draw(st.booleans()) else Quadratic.from_spectrum(draw(FLAT), semidefinite=True)
    return problem, draw(points(problem.dimension))


@settings(max_examples=40)
@given(convex_runs(), st.fractions(Fraction(1, 10), 1, max_denominator=10))
@example((SINGULAR, [Fraction(0)] * 3), Fraction(1))
@example((Quadratic.from_spectrum([0], semidefinite=True), [Fraction(5)]), Fraction(1))
def test_its_guarantee_holds_exactly(run: tuple[Quadratic, Any], share: Fraction) -> None:
    """f(w^k) - f* <= 2 |w^0 - w*|^2/(alpha (k + 1)^2) for alpha <= 1/L: Su, Boyd and Candes, (2)."""
    problem, start = run
    largest = max(spectrum_of(problem))
    alpha = share / largest if largest else Fraction(1)
    common: dict[str, Any] = {"start": start, "precision": "exact", "record": "objective"}
    objective = simulate(step, problem, 6, alpha=alpha, **common).objective
    error = exactly(start) - exactly(problem.centre)
    for k in range(1, 7):
        assert objective[k] <= 2 * (error @ error) / (alpha * (k + 1) ** 2)


@settings(max_examples=30)
@given(runs(), NUMBERS)
def test_it_is_the_published_pair_of_sequences(run: tuple[Quadratic, Any], alpha: Fraction) -> None:
    """x_k = y_{k-1} - s grad f(y_{k-1}) and y_k = x_k + (k - 1)/(k + 2) (x_k - x_{k-1}), y_0 = x_0, as printed."""
    problem, start = run
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    x_previous = y = exactly(start)
    iterates = simulate(step, problem, 6, alpha=alpha, start=start, precision="exact").iterates
    for k in range(1, 7):
        x = y - alpha * (matrix @ (y - minimiser))
        assert (iterates[k] == x).all()
        y = x + Fraction(k - 1, k + 2) * (x - x_previous)
        x_previous = x


def test_the_guarantee_holds_over_thousands_of_steps() -> None:
    """Along nearly flat directions, in float64, far above what rounding can do to f."""
    problem = Quadratic.from_spectrum([Fraction(1, 4**j) for j in range(12)])
    objective = simulate(step, problem, 2000, alpha=1, record="objective").objective
    assert objective[2000] <= 2 * 12 / 2001**2


def test_it_is_not_stationary() -> None:
    with pytest.raises(ValueError, match="no step is counted"):
        Method(step)
