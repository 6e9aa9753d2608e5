"""The family of Flammarion and Bach: the published rule, its members in any quadratic, and its guarantees, exactly."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic, simulate
from numerics.algorithms import averaged_gradient
from numerics.algorithms.flammarion_bach import step
from tests.numerics.algorithms.cases import NUMBERS, exactly, points, quadratics, runs, spectrum_of

SIZES = st.fractions(Fraction(0), Fraction(2), max_denominator=12)
POSITIVE = st.fractions(Fraction(1, 12), Fraction(2), max_denominator=12)


@settings(max_examples=30)
@given(runs(), SIZES, POSITIVE)
def test_it_is_the_published_recurrence(run: tuple[Quadratic, Any], alpha: Fraction, beta: Fraction) -> None:
    """As printed, with the coefficients of theta_n and theta_{n-1} of the iterate and of the gradient's argument."""
    problem, start = run
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    before = now = exactly(start)
    iterates = simulate(step, problem, 6, alpha=alpha, beta=beta, start=start, precision="exact").iterates
    for n in range(1, 7):
        size = n * alpha + beta
        argument = n * (alpha + beta) / size * now - (n - 1) * beta / size * before
        moved = Fraction(2 * n, n + 1) * now - Fraction(n - 1, n + 1) * before
        before, now = now, moved - size / (n + 1) * (matrix @ (argument - minimiser))
        assert (iterates[n] == now).all()


@settings(max_examples=30)
@given(runs(), NUMBERS.map(lambda beta: beta or Fraction(1)))
def test_without_alpha_it_is_the_averaged_gradient(run: tuple[Quadratic, Any], beta: Fraction) -> None:
    problem, start = run
    common: dict[str, Any] = {"start": start, "precision": "exact"}
    ours = simulate(step, problem, 6, alpha=0, beta=beta, **common).iterates
    theirs = simulate(averaged_gradient.step, problem, 6, alpha=beta, **common).iterates
    assert (ours == theirs).all()


@st.composite
def guaranteed(draw: st.DrawFn) -> tuple[Quadratic, list[Fraction], Fraction, Fraction]:
    """A quadratic, a start, and alpha, beta with beta L <= 1 and (alpha + beta) L <= 2, not both 0."""
    problem = draw(quadratics())
    largest = max(spectrum_of(problem))
    beta = draw(st.fractions(0, 1, max_denominator=6))
    alpha = draw(st.fractions(Fraction(1, 6), 1, max_denominator=6)) * (2 - beta)
    return problem, draw(points(problem.dimension)), alpha / largest, beta / largest


@settings(max_examples=40)
@given(guaranteed())
@example((Quadratic.from_spectrum([1]), [Fraction(1)], Fraction(2), Fraction(0)))
@example((Quadratic.from_spectrum([1, 2]), [Fraction(1), Fraction(1)], Fraction(1, 2), Fraction(1, 2)))
def test_its_guarantees_hold_exactly(case: tuple[Quadratic, list[Fraction], Fraction, Fraction]) -> None:
    """f(w^n) - f* <= |w^0 - w*|^2 min(1/(alpha n^2), 1/((alpha + beta) n)), w^1 = w^0 being the first iterate."""
    problem, start, alpha, beta = case
    run = simulate(step, problem, 9, alpha=alpha, beta=beta, start=start, precision="exact", record="objective")
    error = exactly(start) - exactly(problem.centre)
    for n in range(1, 11):
        least = min(1 / (alpha * n**2), 1 / ((alpha + beta) * n))
        assert run.objective[n - 1] <= least * (error @ error)


def test_beyond_its_step_sizes_the_guarantee_fails() -> None:
    """The negative control: alpha lambda = 5 is beyond the stable 4."""
    run = simulate(step, Quadratic.from_spectrum([1]), 9, alpha=5, beta=0, start=[1], precision="exact")
    assert run.final[0] ** 2 / 2 > Fraction(1, 5 * 100)


def test_both_step_sizes_0_are_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        simulate(step, Quadratic.from_spectrum([1]), 1, alpha=0, beta=0, precision="exact")


def test_it_is_not_stationary() -> None:
    with pytest.raises(ValueError, match="no step is counted"):
        Method(step)
