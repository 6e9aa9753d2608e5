"""Averaged gradient: the mean of gradient descent, and the recurrence of constant coefficients that its sums obey."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent
from numerics.algorithms.averaged_gradient import step
from tests.numerics.algorithms.cases import NUMBERS, exactly, runs

DIAGONAL = Quadratic.from_spectrum([1, 3], [2, 5])


@settings(max_examples=30)
@given(runs(), NUMBERS)
@example((DIAGONAL, [Fraction(0), Fraction(0)]), Fraction(1))
@example((DIAGONAL, [Fraction(2), Fraction(5)]), Fraction(0))
def test_it_is_the_mean_of_gradient_descent(run: tuple[Quadratic, Any], alpha: Fraction) -> None:
    problem, start = run
    common: dict[str, Any] = {"alpha": alpha, "start": start, "precision": "exact"}
    means = simulate(step, problem, 6, **common).iterates
    descent = simulate(gradient_descent.step, problem, 6, **common).iterates
    for k, mean in enumerate(means):
        assert (mean == descent[: k + 1].sum(axis=0) / (k + 1)).all()


@settings(max_examples=30)
@given(runs(), NUMBERS)
def test_its_sums_are_a_second_order_method_of_constant_coefficients(run: tuple[Quadratic, Any], alpha: Any) -> None:
    """Flammarion and Bach: eta_k = (k + 1)(w^k - w*) has eta_{k+1} = (2 - alpha A) eta_k - (1 - alpha A) eta_{k-1}."""
    problem, start = run
    iterates = simulate(step, problem, 6, alpha=alpha, start=start, precision="exact").iterates
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    eta = [0 * minimiser, *((k + 1) * (w - minimiser) for k, w in enumerate(iterates))]
    for before, now, after in zip(eta, eta[1:], eta[2:], strict=False):
        assert (after == 2 * now - before - alpha * (matrix @ (now - before))).all()


@settings(max_examples=30)
@given(st.lists(NUMBERS, min_size=5, max_size=5), NUMBERS, NUMBERS)
def test_it_is_a_linear_first_order_method_for_any_gradients(gradients: list[Any], start: Any, alpha: Any) -> None:
    """w^k = w^0 - alpha sum_{i<k} (k - i)/(k + 1) g_i, whatever the gradients are: coefficients that no f changes."""
    state: Any = step.start(exactly([start]))  # type: ignore[attr-defined]
    coming = iter(gradients)
    for k in range(1, len(gradients) + 1):
        state = step(state, lambda _: next(coming), alpha=alpha)
        weights = [Fraction(k - i, k + 1) for i in range(k)]
        assert state[-1][0] == start - alpha * sum(c * g for c, g in zip(weights, gradients, strict=False))


def test_the_coefficients_change_with_the_step() -> None:
    with pytest.raises(ValueError, match="no step is counted"):
        Method(step)
