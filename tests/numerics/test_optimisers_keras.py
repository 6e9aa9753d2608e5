"""Keras' SGD is the rule that is proved of it, in every step, on JAX."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic
from numerics.algorithms import keras_sgd, optax_sgd
from numerics.optimisers import options, run
from numerics.rule import update_rule
from tests.numerics.optimiser_cases import (
    ANY_DECAY,
    ANY_MOMENTUM,
    DECAYS,
    EXACT_STEPS,
    QUARTERS,
    STEP_SIZES,
    TWO,
    Case,
    any_problems,
    differs,
    dyadic_problems,
    keras_or_skip,
    leaves,
    strays,
)

keras = keras_or_skip()
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras' get_config
SGD = keras.optimizers.SGD
FLOAT32 = st.floats(2**-10, 2**-3, width=32)
"""What Keras keeps of a learning rate."""


def case(alpha: float, beta: float, decay: float, nesterov: bool = False) -> Case:
    """The optimiser, its rule and the parameters."""
    optimiser = partial(SGD, alpha, momentum=beta, nesterov=nesterov, weight_decay=decay or None)
    rule = keras_sgd.nesterov_step if nesterov else keras_sgd.step
    return optimiser, rule, {"alpha": alpha, "beta": beta, "decay": decay}


@settings(max_examples=50)
@given(st.builds(case, STEP_SIZES, QUARTERS, DECAYS, st.booleans()), dyadic_problems())
@example(case(0.5, 1.0, 0.5), TWO)
@example(case(0.5, 0.0, 0.5), TWO)
@example(case(0.5, 0.5, 0.5, nesterov=True), TWO)
def test_on_dyadic_data_it_is_the_rule_exactly(case: Case, problem: tuple[Any, Any]) -> None:
    optimiser, rule, parameters = case
    if not parameters["beta"]:
        rule = keras_sgd.step  # without momentum there is nothing to be ahead with
    assert not differs(optimiser, rule, parameters, *problem)


@settings(max_examples=15)
@given(st.builds(case, FLOAT32, ANY_MOMENTUM, ANY_DECAY, st.booleans()), any_problems())
def test_it_stays_in_the_intervals_of_the_rule(case: Case, problem: tuple[Any, Any]) -> None:
    assert not leaves(*case, *problem)
    assert strays(*case, *problem, steps=30) == []


@update_rule(state=("m", "w"))
def decay_in_the_gradient(state: Any, gradient: Any, *, alpha: Any, beta: Any, decay: Any) -> Any:
    return keras_sgd.step(state, lambda w: gradient(w) + decay * w, alpha=alpha, beta=beta, decay=0 * decay)


@pytest.mark.parametrize("how", [differs, leaves, strays])
@pytest.mark.parametrize("wrong", [decay_in_the_gradient, keras_sgd.nesterov_step])
def test_a_wrong_rule_is_told_apart(how: Any, wrong: Any) -> None:
    """The negative control."""
    optimiser, _, parameters = case(0.25, 0.5, 0.5)
    assert how(optimiser, wrong, parameters, *TWO)


def test_the_velocity_has_the_learning_rate_in_it() -> None:
    """m = -alpha z: torch's and optax's velocity for z, exactly on dyadic data, and the weights are the same."""
    optimiser, _, parameters = case(0.25, 0.5, 0.5)
    found = run(optimiser, TWO[0], EXACT_STEPS, start=TWO[1], record="states")
    assert found.names == ("momentum", "w")
    assert not differs(optimiser, optax_sgd.decoupled_step, parameters, *TWO)
    m, w = found.values
    z = [np.zeros(2)]
    for k in range(EXACT_STEPS):
        z.append(0.5 * z[-1] + TWO[0].gradient(w[k]))
    assert (m == -0.25 * np.array(z)).all()


def test_under_a_schedule_it_parts_from_torch_by_what_is_proved() -> None:
    """keras-sgd.two-steps: torch's w^2 - Keras' w^2 = beta (alpha_0 - alpha_1) grad f(w^0)."""
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([0], [0.5, 0.25])
    problem, start = TWO
    w = run(partial(SGD, schedule, momentum=0.5), problem, 2, start=start).iterates
    slopes = [problem.gradient(point) for point in w[:2]]
    torch_s = w[1] - 0.25 * (0.5 * slopes[0] + slopes[1])
    assert (w[1] == w[0] - 0.5 * slopes[0]).all()
    assert (torch_s - w[2] == 0.5 * (0.5 - 0.25) * slopes[0]).all()
    assert slopes[0].any()


def test_the_learning_rate_is_rounded_to_float32_and_options_say_so() -> None:
    [read] = options(partial(SGD, 0.1, momentum=0.9))
    assert read.values["learning_rate"] == float(np.float32(0.1)) != 0.1
    assert read.values["momentum"] == 0.9
    assert run(partial(SGD, 0.1), Quadratic.from_spectrum([1.0]), 1).iterates[-1, 0] == 1 - float(np.float32(0.1))


def test_an_optimiser_that_is_made_stays_as_it_is() -> None:
    made = SGD(0.25, momentum=0.5)
    found = run(made, TWO[0], 4, start=TWO[1]).iterates
    assert (found == run(made, TWO[0], 4, start=TWO[1]).iterates).all()
    assert not made.built
    assert (run(SGD, TWO[0], 4).iterates == run(SGD(), TWO[0], 4).iterates).all()
