"""Triple momentum's rule against its three published sequences, its special cases, and float64 within its bound."""

from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic, forward_error_bound, simulate
from numerics.algorithms import momentum, nesterov
from numerics.algorithms.triple_momentum import published, step
from tests.numerics.algorithms.cases import NUMBERS, exactly, runs, spectrum_of

ONE = Quadratic.from_spectrum([1], [1])


@settings(max_examples=30)
@given(runs(), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
@example((ONE, [Fraction(0)]), Fraction(1), Fraction(0), Fraction(0), Fraction(-1))
@example((ONE, [Fraction(0)]), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3))
def test_it_is_the_published_three_sequences(
    run: tuple[Quadratic, Any], alpha: Fraction, beta: Fraction, gamma: Fraction, delta: Fraction
) -> None:
    """xi, y and x as printed, in exact rationals, for parameters of either sign."""
    problem, start = run
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    given_: dict[str, Any] = {"alpha": alpha, "beta": beta, "gamma": gamma, "delta": delta}
    iterates = simulate(step, problem, 6, start=start, precision="exact", **given_).iterates
    before = xi = exactly(start)
    for k in range(7):
        assert (iterates[k] == (1 + delta) * xi - delta * before).all()
        y = (1 + gamma) * xi - gamma * before
        before, xi = xi, (1 + beta) * xi - beta * before - alpha * (matrix @ (y - minimiser))


@settings(max_examples=20)
@given(runs(), NUMBERS, NUMBERS)
def test_momentum_and_nesterov_are_special_cases(
    run: tuple[Quadratic, Any], step_size: Fraction, friction: Fraction
) -> None:
    problem, start = run
    common: dict[str, Any] = {"start": start, "precision": "exact", "alpha": step_size, "beta": friction}
    for rule, gamma in ((momentum.step, Fraction(0)), (nesterov.step, friction)):
        ours = simulate(step, problem, 6, gamma=gamma, delta=Fraction(0), **common)
        assert (ours.iterates == simulate(rule, problem, 6, **common).iterates).all()


def test_another_point_for_the_gradient_is_another_method() -> None:
    """The negative control: gamma matters from the second step on."""
    common: dict[str, Any] = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2), "precision": "exact", "start": [3]}
    ours = simulate(step, ONE, 3, gamma=Fraction(1, 3), delta=Fraction(0), **common).iterates
    theirs = simulate(momentum.step, ONE, 3, **common).iterates
    assert (ours[:2] == theirs[:2]).all()
    assert (ours[2:] != theirs[2:]).all()


@settings(max_examples=20)
@given(runs(), st.fractions(0, Fraction(9, 10), max_denominator=10))
@example((ONE, [Fraction(0)]), Fraction(0))  # kappa = 1: one step to the minimiser
def test_float64_stays_within_the_derived_bound(run: tuple[Quadratic, Any], rho: Fraction) -> None:
    problem, start = run
    given_ = published(rho, max(spectrum_of(problem)))
    rounded = simulate(step, problem, 5, start=start, **given_).iterates
    exact = simulate(step, problem, 5, start=start, precision="exact", **given_).iterates
    bound = forward_error_bound(step, problem, 5, start=start, **given_)
    assert (abs(exactly(rounded) - exact) <= exactly(bound)).all()


def test_where_all_curvatures_are_equal_one_step_is_enough() -> None:
    problem = Quadratic.from_spectrum([3, 3], [1, 2])
    run = simulate(step, problem, 3, start=[5, 7], precision="exact", **published(Fraction(0), 3))
    assert (run.iterates[1:] == exactly([1, 2])).all()
