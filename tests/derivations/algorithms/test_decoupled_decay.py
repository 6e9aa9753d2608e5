"""Decoupled weight decay as it is derived, confronted with runs of Keras' and optax's rules at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.algorithms.decoupled_decay import PARAMETERS, omega
from derivations.algorithms.torch_sgd import eigenvalues
from numerics import Quadratic
from numerics.algorithms import gradient_descent, keras_sgd, momentum, optax_sgd
from numerics.exact import exact_array, rationals
from numerics.rule import update_rule
from tests.derivations.algorithms.library_runs import (
    PROBLEM,
    START,
    STEPS,
    at,
    decays,
    exact,
    few,
    in_rationals,
    is_inside,
    momenta,
    points,
    problems,
    shifted,
    symbols,
)
from verification.precisions import PRECISIONS, dissent

step_sizes = st.fractions(Fraction(1, 12), Fraction(5, 12), max_denominator=12)
"""So that alpha omega < 1 for the decays up to 2."""
RULES = (keras_sgd.step, optax_sgd.decoupled_step)


def as_momentum(problem: Any, start: Any, alpha: Any, beta: Any, decay: Any) -> Any:
    """Momentum with beta (1 - alpha omega), on the function and from the velocity that are derived."""
    kept = 1 - alpha * decay
    w = rationals(exact_array(start))
    regularised, middle = shifted(problem, (1 - beta) * decay)
    kick = decay / kept * w
    return exact(momentum.step, regularised, (kick, w), alpha=alpha, beta=beta * kept), middle


@few
@given(problems(), step_sizes, momenta, decays)
@example((PROBLEM, START), Fraction(1, 4), Fraction(1), Fraction(2))
@example((PROBLEM, START), Fraction(1, 4), Fraction(1, 2), Fraction(0))
def test_it_is_momentum_on_a_weaker_regularisation(run: tuple[Any, Any], alpha: Any, beta: Any, decay: Any) -> None:
    problem, start = run
    expected, _ = as_momentum(problem, start, alpha, beta, decay)
    options = {"start": start, "alpha": alpha, "beta": beta, "decay": decay}
    for rule in RULES:
        assert dissent(expected.iterates, rule, problem, STEPS, **options) == []


def test_a_regularisation_that_is_told_otherwise_is_contradicted() -> None:
    """The negative control: all of omega, or momentum beta, or from rest."""
    alpha, beta, decay = Fraction(1, 4), Fraction(1, 2), Fraction(1, 3)
    options = {"start": START, "alpha": alpha, "beta": beta, "decay": decay}
    kept = 1 - alpha * decay
    kick = decay / kept * rationals(exact_array(START))
    right, whole = shifted(PROBLEM, (1 - beta) * decay)[0], shifted(PROBLEM, decay)[0]
    given: Any = (
        (right, (kick, START), beta * kept),
        (whole, (kick, START), beta * kept),
        (right, (kick, START), beta),
        (right, START, beta * kept),
    )
    found = [
        dissent(exact(momentum.step, problem, start, alpha=alpha, beta=b).iterates, RULES[1], PROBLEM, STEPS, **options)
        for problem, start, b in given
    ]
    assert found == [[], PRECISIONS, PRECISIONS, PRECISIONS]


@few
@given(problems(), step_sizes, momenta)
@example((PROBLEM, START), Fraction(1, 4), Fraction(1))
def test_where_everything_is_forgotten_it_is_gradient_descent(run: tuple[Any, Any], alpha: Any, beta: Any) -> None:
    """alpha omega = 1: from the second step on, gradient descent on f + (1 - beta) omega/2 |w|^2."""
    problem, start = run
    decay = 1 / alpha
    first = exact(RULES[1], problem, start, alpha=alpha, beta=beta, decay=decay).iterates[1]
    regularised, _ = shifted(problem, (1 - beta) * decay)
    later = exact(gradient_descent.step, regularised, list(first), alpha=alpha).iterates
    expected = np.concatenate([rationals(exact_array(start))[None], later[:-1]])
    for rule in RULES:
        assert dissent(expected, rule, problem, STEPS, start=start, alpha=alpha, beta=beta, decay=decay) == []


@given(points, st.fractions(Fraction(1, 12), 4), momenta, decays)
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1), Fraction(0), Fraction(1))
def test_it_rests_where_the_decay_balances_the_velocity(target: Any, curvature: Any, beta: Any, decay: Any) -> None:
    problem = Quadratic.from_spectrum([curvature], [target])
    middle = shifted(problem, (1 - beta) * decay)[1]
    alpha = Fraction(1, 8)
    rests = (
        (optax_sgd.decoupled_step, -decay * middle),
        (keras_sgd.step, alpha * decay * middle),
        (keras_sgd.nesterov_step, alpha * decay * middle),
    )
    for rule, velocity in rests:
        run = exact(rule, problem, (velocity, middle), alpha=alpha, beta=beta, decay=decay)
        assert (run.iterates == middle).all()
    coupled = shifted(problem, decay)[1]
    run = exact(optax_sgd.step, problem, list(coupled), alpha=alpha, beta=beta, decay=decay)
    assert (run.iterates == coupled).all()


@pytest.mark.parametrize("rule", [optax_sgd.decoupled_step, keras_sgd.nesterov_step], ids=["plain", "nesterov"])
@given(
    st.fractions(-1, 5, max_denominator=12),
    st.fractions(-1, 2, max_denominator=12),
    st.fractions(-1, 3, max_denominator=12),
    st.fractions(-1, 3, max_denominator=12),
)
@example(Fraction(0), Fraction(1, 2), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1), Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(1, 2), Fraction(9, 4), Fraction(1, 2))
@example(Fraction(1), Fraction(0), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1, 2), Fraction(0), Fraction(2))
def test_it_is_stable_exactly_in_the_region(rule: Any, alpha: Any, beta: Any, lam: Any, decay: Any) -> None:
    """Against Schur-Cohn at rationals on both sides of every edge and on the edges."""
    pair = eigenvalues(rule, **PARAMETERS, decay=omega)
    values = symbols(alpha=alpha, beta=beta, lam=lam, omega=decay)
    weight = (1 - beta) * decay
    if rule is keras_sgd.nesterov_step:
        forgets = beta * (1 - alpha * (lam + decay)) < 1
        room = alpha * ((1 + 2 * beta) * lam + (1 + beta) * decay) < 2 + 2 * beta
    else:
        forgets = beta * (1 - alpha * decay) < 1
        room = alpha * (lam + (1 + beta) * decay) < 2 + 2 * beta
    assert is_inside(*at(pair, values)) is (forgets and alpha * (lam + weight) > 0 and room)


def test_a_method_of_the_minimiser_of_f_it_is_not() -> None:
    @update_rule(state=("z", "w"))
    def decaying(state: Any, gradient: Any, *, alpha: Any, beta: Any, decay: Any) -> Any:
        return optax_sgd.decoupled_step(state, gradient, alpha=alpha, beta=beta, decay=decay)

    with pytest.raises(ValueError, match="is a fixed point of the rule"):
        Method(decaying)


def test_the_rules_of_the_two_libraries_are_one() -> None:
    problem = in_rationals(PROBLEM)
    options = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2), "decay": Fraction(1, 3)}
    ours, theirs = (exact(rule, problem, START, **options) for rule in RULES)
    assert (ours.iterates == theirs.iterates).all()
    assert (ours.values[0] == -Fraction(1, 4) * theirs.values[0]).all()
