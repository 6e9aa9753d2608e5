"""Keras' SGD and optax.sgd as they are derived, confronted with runs of their rules, and Keras under schedules."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from numerics import Ball, Exact
from numerics.algorithms import keras_sgd, momentum, optax_sgd, torch_sgd
from numerics.exact import exact_array
from numerics.precision import NumberSystem, endpoints
from tests.derivations.algorithms.library_runs import (
    PROBLEM,
    START,
    STEPS,
    decays,
    exact,
    few,
    momenta,
    problems,
    sizes,
)
from verification.precisions import PRECISIONS, dissent

SYSTEMS: tuple[NumberSystem, ...] = (
    Exact(),
    *(Ball(bits, backend) for bits in (53, 170, 670) for backend in ("flint", "mpmath")),
)
"""Balls that hold the float64 run, and those of 50 and 200 digits."""
rates = st.lists(st.fractions(Fraction(1, 12), 1, max_denominator=12), min_size=1, max_size=6)


@few
@given(problems(), sizes, momenta, decays)
@example((PROBLEM, START), Fraction(1, 2), Fraction(1), Fraction(0))
def test_the_velocity_is_minus_alpha_z(run: tuple[Any, Any], alpha: Any, beta: Any, decay: Any) -> None:
    problem, start = run
    options = {"alpha": alpha, "beta": beta}
    given = {"start": start, **options}
    expected = exact(momentum.step, problem, start, **options)
    assert dissent(expected.iterates, keras_sgd.step, problem, STEPS, **given, decay=0) == []
    assert (exact(keras_sgd.step, problem, start, **options, decay=0).values[0] == -alpha * expected.values[0]).all()
    expected = exact(torch_sgd.nesterov_step, problem, start, **options, decay=0)
    assert dissent(expected.iterates, keras_sgd.nesterov_step, problem, STEPS, **given, decay=0) == []
    expected = exact(optax_sgd.decoupled_step, problem, start, **options, decay=decay)
    assert dissent(expected.iterates, keras_sgd.step, problem, STEPS, **given, decay=decay) == []


@few
@given(problems(), sizes, momenta, decays)
def test_optax_is_torch_without_dampening(run: tuple[Any, Any], alpha: Any, beta: Any, decay: Any) -> None:
    problem, start = run
    options = {"alpha": alpha, "beta": beta, "decay": decay}
    for ours, theirs, more in (
        (optax_sgd.step, torch_sgd.step, {"dampening": 0}),
        (optax_sgd.nesterov_step, torch_sgd.nesterov_step, {}),
    ):
        expected = exact(theirs, problem, start, **options, **more).iterates
        assert dissent(expected, ours, problem, STEPS, start=start, **options) == []


def test_coupled_and_decoupled_decay_are_told_apart() -> None:
    """The negative control: with momentum, decay and w != 0 they are different runs at every precision."""
    options = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2), "decay": Fraction(1, 3)}
    coupled = exact(optax_sgd.step, PROBLEM, START, **options).iterates
    assert dissent(coupled, keras_sgd.step, PROBLEM, STEPS, start=START, **options) == PRECISIONS


def scheduled(rule: Any, steps: Sequence[dict[str, Any]], problem: Any, start: Any, system: NumberSystem) -> Any:
    """The iterates of a rule whose parameters are others in every step, in a number system."""
    there = problem.to(system)
    with system.scope():
        w = system.array(exact_array(start))
        state, iterates = rule.start(w), [w]
        for parameters in steps:
            values = {name: system.array(exact_array([value])) for name, value in parameters.items()}
            state = rule(state, there.gradient, **values)
            iterates.append(state[-1])
    return endpoints(np.array(iterates))


@few
@given(problems(), rates, st.fractions(0, 1, max_denominator=12))
@example((PROBLEM, START), [Fraction(1, 2), Fraction(1, 4)], Fraction(0))
@example((PROBLEM, START), [Fraction(1, 4), Fraction(1, 2), Fraction(1, 8)], Fraction(1, 2))
def test_under_a_schedule_it_is_torch_with_another_momentum(
    run: tuple[Any, Any], rates: list[Fraction], beta: Fraction
) -> None:
    inside = [{"alpha": rate, "beta": beta, "decay": 0} for rate in rates]
    ratios = [Fraction(1), *(before / now for before, now in pairwise(rates))]
    outside = [{"alpha": rate, "beta": beta * ratio} for rate, ratio in zip(rates, ratios, strict=True)]
    expected, _ = scheduled(momentum.step, outside, *run, Exact())
    for system in SYSTEMS:
        low, high = scheduled(keras_sgd.step, inside, *run, system)
        assert ((low <= expected) & (expected <= high)).all()


@few
@given(problems(), st.tuples(sizes, sizes), momenta)
@example((PROBLEM, START), (Fraction(1, 2), Fraction(1, 4)), Fraction(1, 2))
@example((PROBLEM, START), (Fraction(1, 2), Fraction(1, 2)), Fraction(1, 2))
def test_after_two_steps_torch_and_keras_differ_by_what_is_derived(
    run: tuple[Any, Any], two: tuple[Fraction, Fraction], beta: Fraction
) -> None:
    problem, start = run
    inside = [{"alpha": rate, "beta": beta, "decay": 0} for rate in two]
    outside = [{"alpha": rate, "beta": beta} for rate in two]
    slope = problem.to(Exact()).gradient(Exact().array(exact_array(start)))
    difference = beta * (two[0] - two[1]) * slope
    keras, _ = scheduled(keras_sgd.step, inside, problem, start, Exact())
    assert (scheduled(momentum.step, outside, problem, start, Exact())[0][2] == keras[2] + difference).all()
    for system in SYSTEMS:
        low, high = scheduled(momentum.step, outside, problem, start, system)
        assert ((low[2] <= keras[2] + difference) & (keras[2] + difference <= high[2])).all()
        separate = (keras[2] < low[2]) | (keras[2] > high[2])
        assert separate.any() == (difference != 0).any()
