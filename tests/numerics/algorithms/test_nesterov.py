"""Nesterov's method with constant momentum: momentum whose gradient is taken ahead, and float64 within its bound."""

from fractions import Fraction
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic, forward_error_bound, simulate
from numerics.algorithms import momentum
from numerics.algorithms.nesterov import step
from tests.numerics.algorithms.cases import NUMBERS, exactly, runs, spectrum_of

ONE = Quadratic.from_spectrum([1], [1])


def ahead(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """Momentum in the velocity v = w^k - w^{k-1} = -alpha z, its gradient taken at w + beta v."""
    z, w = state
    return momentum.step(state, lambda _: gradient(w - alpha * beta * z), alpha=alpha, beta=beta)


@settings(max_examples=30)
@given(runs(), NUMBERS, NUMBERS)
@example((ONE, [Fraction(0)]), Fraction(1), Fraction(0))
@example((ONE, [Fraction(0)]), Fraction(0), Fraction(1))
def test_it_is_momentum_with_the_gradient_at_the_extrapolated_point(
    run: tuple[Quadratic, Any], step_size: Fraction, friction: Fraction
) -> None:
    problem, start = run
    common: dict[str, Any] = {"alpha": step_size, "beta": friction, "precision": "exact"}
    ours = simulate(step, problem, 6, start=start, **common)
    rest = (0 * exactly(start), exactly(start))
    assert (ours.iterates == simulate(ahead, problem, 6, start=rest, **common).iterates).all()


@settings(max_examples=20)
@given(runs(), st.fractions(0, 2, max_denominator=9), st.fractions(0, 1, max_denominator=9))
def test_float64_stays_within_the_derived_bound(run: tuple[Quadratic, Any], scaled: Any, friction: Any) -> None:
    problem, start = run
    given_: dict[str, Any] = {"alpha": scaled / max(spectrum_of(problem)), "beta": friction}
    rounded = simulate(step, problem, 5, start=start, **given_).iterates
    exact = simulate(step, problem, 5, start=start, precision="exact", **given_).iterates
    bound = forward_error_bound(step, problem, 5, start=start, **given_)
    assert (abs(exactly(rounded) - exact) <= exactly(bound)).all()


def test_the_gradient_at_the_iterate_itself_would_be_another_method() -> None:
    """The negative control: momentum with the same parameters differs from the second step on."""
    common: dict[str, Any] = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2), "precision": "exact", "start": [3]}
    ours = simulate(step, ONE, 3, **common).iterates
    theirs = simulate(momentum.step, ONE, 3, **common).iterates
    assert (ours[:2] == theirs[:2]).all()
    assert (ours[2:] != theirs[2:]).all()
