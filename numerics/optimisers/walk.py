"""The loop that every library's optimiser runs in: the gradient of the problem in, weights and state out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np

from numerics.exact import Array
from numerics.experiment import experiment
from numerics.optimisers.libraries import adapter
from numerics.precision import Float64, positive_integer
from numerics.problems import Problem
from numerics.rule import ITERATE, Gradient, State, update_rule
from numerics.simulation import Run

__all__ = ["Walk", "walk"]

RECORDS = ("iterates", "states")


class Walk(Protocol):
    """An optimiser at work on one array of weights (..., n) in float64."""

    def step(self, gradient: Array) -> None:
        """One step, by the gradient at the weights."""

    def weights(self) -> Array:
        """The weights, an array of their own."""

    def slots(self) -> dict[str, Array]:
        """What the library keeps for each weight, by its own names; arrays of their own."""


@update_rule(state=(ITERATE,))
def _still(state: State, gradient: Gradient) -> State:
    """A rule for the sake of its state: the start is read and checked as that of a simulation."""
    return state


def walk(optimiser: Any, problem: Problem, iterations: int, start: Any, record: str, library: str | None) -> Run:
    """See `numerics.optimisers.run`."""
    home = adapter(optimiser, library)
    iterations = positive_integer(iterations, "iterations", least=0)
    if record not in RECORDS:
        raise ValueError(f"record={record!r} violates: one of {RECORDS}; give one of these")
    given, system = experiment(_still, problem, start, {}), Float64()
    there = problem.to(system)
    scope: AbstractContextManager[Any] = home.scope()
    with system.scope(), scope:
        [w] = given.start_in(there, system)
        at_work: Walk = home.Walk(optimiser, w)
        steps = [(at_work.slots() if record == "states" else {}) | {ITERATE: w}]
        for _ in range(iterations):
            at_work.step(np.asarray(there.gradient(w), dtype=np.float64))
            w = at_work.weights()
            steps.append((at_work.slots() if record == "states" else {}) | {ITERATE: w})
        names = (*(name for name in at_work.slots() if name != ITERATE), ITERATE)
        state = tuple((at_work.slots() | {ITERATE: w})[name] for name in names)
    zero = np.zeros(w.shape)
    kept = names if record == "states" else (ITERATE,)
    values = tuple(np.stack([step.get(name, zero) for step in steps]) for name in kept)
    system.check(state)
    return Run(values if record == "states" else values[0], state, names, iterations, system, record)
