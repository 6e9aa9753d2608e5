"""optax.sgd and its chains with add_decayed_weights are the rules that are proved of them, in every step."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics import Quadratic
from numerics.algorithms import optax_sgd
from numerics.optimisers import options, run
from tests.numerics.optimiser_cases import (
    ANY_DECAY,
    ANY_MOMENTUM,
    ANY_STEP_SIZE,
    DECAYS,
    EXACT_STEPS,
    QUARTERS,
    STEP_SIZES,
    TWO,
    Case,
    any_problems,
    differs,
    dyadic_problems,
    leaves,
    strays,
)

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")


def coupled(alpha: float, beta: float, decay: float, nesterov: bool = False) -> Case:
    """The optimiser, its rule and the parameters."""
    sgd = partial(optax.sgd, alpha, momentum=beta, nesterov=nesterov)
    rule = optax_sgd.nesterov_step if nesterov else optax_sgd.step
    return (partial(optax.add_decayed_weights, decay), sgd), rule, {"alpha": alpha, "beta": beta, "decay": decay}


def decoupled(alpha: float, beta: float, decay: float) -> Case:
    """The same with the decay after the trace."""
    chain = (
        partial(optax.trace, beta),
        partial(optax.add_decayed_weights, decay),
        partial(optax.scale_by_learning_rate, alpha),
    )
    return chain, optax_sgd.decoupled_step, {"alpha": alpha, "beta": beta, "decay": decay}


KINDS: list[Callable[[float, float, float], Case]] = [coupled, partial(coupled, nesterov=True), decoupled]


def cases(sizes: Any, momenta: Any, decays: Any) -> st.SearchStrategy[Case]:
    return st.builds(lambda kind, *numbers: kind(*numbers), st.sampled_from(KINDS), sizes, momenta, decays)


@settings(max_examples=50)
@given(cases(STEP_SIZES, QUARTERS, DECAYS), dyadic_problems())
def test_on_dyadic_data_it_is_the_rule_exactly(case: Case, problem: tuple[Any, Any]) -> None:
    assert not differs(*case, *problem)


@settings(max_examples=15)
@given(cases(ANY_STEP_SIZE, ANY_MOMENTUM, ANY_DECAY), any_problems())
def test_it_stays_in_the_intervals_of_the_rule(case: Case, problem: tuple[Any, Any]) -> None:
    assert not leaves(*case, *problem)
    assert strays(*case, *problem, steps=30) == []


@pytest.mark.parametrize("how", [differs, leaves, strays])
def test_a_wrong_rule_is_told_apart(how: Any) -> None:
    """The negative control: the three kinds are three, on data with a decay and a momentum."""
    made = [kind(0.25, 0.5, 0.5) for kind in KINDS]
    for optimiser, rule, parameters in made:
        for _, other, _ in made:
            assert bool(how(optimiser, other, parameters, *TWO)) is (other is not rule)


def test_without_momentum_it_is_gradient_descent() -> None:
    plain = partial(optax.sgd, 0.25)
    assert not differs(plain, optax_sgd.step, {"alpha": 0.25, "beta": 0.0, "decay": 0.0}, *TWO)
    assert run(plain, TWO[0], 2, record="states").names == ("w",)


def test_a_schedule_multiplies_what_comes_out_of_the_trace() -> None:
    """z^{k+1} = beta z^k + g, w^{k+1} = w^k - alpha_k z^{k+1}, exactly, for dyadic learning rates."""
    schedule = optax.piecewise_constant_schedule(0.5, {2: 0.5})
    problem, start = TWO
    found = run(partial(optax.sgd, schedule, momentum=0.5), problem, EXACT_STEPS, start=start).iterates
    z, w = np.zeros(2), np.array(start, dtype=float)
    for k in range(EXACT_STEPS):
        z = 0.5 * z + problem.gradient(w)
        w = w - (0.5 if k < 2 else 0.25) * z
        assert (found[k + 1] == w).all()


def test_float64_is_jax_s_inside_the_run_alone() -> None:
    before = bool(jax.config.jax_enable_x64)
    third = run(partial(optax.sgd, 1 / 3), Quadratic.from_spectrum([1.0]), 1).iterates[-1, 0]
    assert bool(jax.config.jax_enable_x64) is before
    assert third == 1 - 1 / 3
    assert jax.numpy.asarray(1.0).dtype == (np.float64 if before else np.float32)


def test_the_states_are_optax_s_and_a_transformation_that_is_made_runs() -> None:
    found = run(optax.adam(0.25), TWO[0], 40, start=TWO[1], record="states")
    assert found.names == ("0.mu", "0.nu", "w")
    assert {values.shape for values in found.values} == {(41, 2)}
    with pytest.raises(ValueError, match="hides its options"):
        options(optax.adam(0.25))


def test_options_are_read_with_their_defaults() -> None:
    first, second = options(coupled(0.25, 0.5, 0.5)[0])
    assert (first.name, first.values) == ("add_decayed_weights", {"weight_decay": 0.5, "mask": None})
    assert second.values == {"learning_rate": 0.25, "momentum": 0.5, "nesterov": False, "accumulator_dtype": None}
    with pytest.raises(ValueError, match="a chain has a link"):
        options(())
    with pytest.raises(TypeError, match="violates: a link is a transformation, or makes one"):
        run((optax.sgd,), TWO[0], 1)
