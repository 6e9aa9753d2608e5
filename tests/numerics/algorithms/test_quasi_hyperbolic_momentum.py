"""Quasi-hyperbolic momentum's rule: the methods that it is, exactly, on any problem, and float64 within its bound."""

from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic, forward_error_bound, simulate
from numerics.algorithms import gradient_descent, momentum, nesterov, triple_momentum
from numerics.algorithms.quasi_hyperbolic_momentum import step
from tests.numerics.algorithms.cases import NUMBERS, exactly, runs, spectrum_of

ONE = Quadratic.from_spectrum([1], [1])
MOMENTA = st.fractions(-2, Fraction(9, 10), max_denominator=10)
EXACT: dict[str, Any] = {"precision": "exact"}


@settings(max_examples=30)
@given(runs(), NUMBERS, MOMENTA)
@example((ONE, [Fraction(0)]), Fraction(1, 2), Fraction(1))
def test_without_its_mean_it_is_gradient_descent_with_nothing_else_momentum(
    run: tuple[Quadratic, Any], alpha: Fraction, beta: Fraction
) -> None:
    problem, start = run
    none = simulate(step, problem, 6, start=start, alpha=alpha, beta=beta, nu=0, **EXACT)
    descent = simulate(gradient_descent.step, problem, 6, start=start, alpha=alpha, **EXACT)
    assert (none.iterates == descent.iterates).all()
    only = simulate(step, problem, 6, start=start, alpha=alpha, beta=beta, nu=1, **EXACT)
    heavy = simulate(momentum.step, problem, 6, start=start, alpha=alpha * (1 - beta), beta=beta, **EXACT)
    assert (only.iterates == heavy.iterates).all()


@settings(max_examples=30)
@given(runs(), NUMBERS, MOMENTA)
@example((ONE, [Fraction(0)]), Fraction(1, 2), Fraction(0))
def test_it_runs_along_the_points_where_nesterov_takes_its_gradients(
    run: tuple[Quadratic, Any], alpha: Fraction, beta: Fraction
) -> None:
    problem, start = run
    ours = simulate(step, problem, 6, start=start, alpha=alpha, beta=beta, nu=beta, **EXACT).iterates
    w = simulate(nesterov.step, problem, 6, start=start, alpha=alpha * (1 - beta), beta=beta, **EXACT).iterates
    assert (ours[0] == w[0]).all()
    assert (ours[1:] == w[1:] + beta * (w[1:] - w[:-1])).all()


@settings(max_examples=30)
@given(runs(), NUMBERS, MOMENTA, NUMBERS, NUMBERS)
def test_it_runs_along_the_points_where_triple_momentum_takes_its_gradients(
    run: tuple[Quadratic, Any], alpha: Fraction, beta: Fraction, nu: Fraction, delta: Fraction
) -> None:
    """y = w + (gamma - delta) v, with gamma = beta (1 - nu)/(1 - beta) and whatever delta."""
    problem, start = run
    ours = simulate(step, problem, 6, start=start, alpha=alpha, beta=beta, nu=nu, **EXACT).iterates
    gamma = beta * (1 - nu) / (1 - beta)
    parameters: dict[str, Any] = {"alpha": alpha * (1 - beta), "beta": beta, "gamma": gamma, "delta": delta}
    v, w = simulate(triple_momentum.step, problem, 6, start=start, record="states", **EXACT, **parameters).values
    assert (ours == w + (gamma - delta) * v).all()


def test_its_iterates_are_not_nesterovs() -> None:
    """The negative control."""
    half = Fraction(1, 2)
    ours = simulate(step, ONE, 3, start=[3], alpha=half, beta=half, nu=half, **EXACT).iterates
    theirs = simulate(nesterov.step, ONE, 3, start=[3], alpha=half * half, beta=half, **EXACT).iterates
    assert (ours[1:] != theirs[1:]).all()


@settings(max_examples=20)
@given(runs(), st.fractions(0, 2, max_denominator=9), st.fractions(0, 1, max_denominator=9), st.fractions(0, 1))
def test_float64_stays_within_the_derived_bound(run: tuple[Quadratic, Any], scaled: Any, beta: Any, nu: Any) -> None:
    problem, start = run
    given_: dict[str, Any] = {"alpha": scaled / max(spectrum_of(problem)), "beta": beta, "nu": nu}
    rounded = simulate(step, problem, 5, start=start, **given_).iterates
    exact = simulate(step, problem, 5, start=start, precision="exact", **given_).iterates
    bound = forward_error_bound(step, problem, 5, start=start, **given_)
    assert (abs(exactly(rounded) - exact) <= exactly(bound)).all()
