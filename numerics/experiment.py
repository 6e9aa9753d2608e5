"""One run, read and checked: an update rule, a problem, parameters and a starting point, as exact data.

Shared by the simulation and by the error analysis, so that both see the same numbers. Only what cannot run is
refused: NaN, infinities, complex numbers, shapes that do not fit, names that are not the rule's. Steps outside the
stability region, zero and negative ones included, are runs like any other: the boundary is there to be probed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import numpy as np

from numerics.exact import Array, exact_array
from numerics.precision import NumberSystem
from numerics.problems import Problem
from numerics.rule import ITERATE

__all__ = ["Experiment", "experiment"]

State = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Experiment:
    """What `simulate` was given. Parameters have shape (*batch, 1), starting points (*batch, n), all exact."""

    rule: Callable[..., State]
    names: tuple[str, ...]
    rest: Callable[[Any], State] | None
    problem: Problem
    parameters: Mapping[str, Array]
    start: Array | tuple[Array, ...] | None
    batch_shape: tuple[int, ...]

    @property
    def iterate(self) -> int:
        """The place of the iterate in the state."""
        return self.names.index(ITERATE)

    def parameters_in(self, system: NumberSystem) -> dict[str, Array]:
        return {name: system.array(value) for name, value in self.parameters.items()}

    def start_in(self, problem: Problem, system: NumberSystem) -> tuple[Array, ...]:
        """The starting point, or the whole state where that was given, in full shape; `problem` is in `system`."""
        if self.start is None:
            given: tuple[Array, ...] = (problem.start,)
        else:
            given = tuple(map(system.array, self.start if isinstance(self.start, tuple) else (self.start,)))
        shape = (*self.batch_shape, self.problem.dimension)
        return tuple(np.array(np.broadcast_to(entry, shape)) for entry in given)

    def full_state(self, given: tuple[Any, ...]) -> State:
        """The state that `given` stands for: itself if it is whole, else what the rule's `start` makes of w0."""
        if self.rest is None or isinstance(self.start, tuple):
            return given
        state = self.rest(given[0])
        return checked_state(state, self.names, "start")


def experiment(step: Any, problem: Problem, start: Any, parameters: Mapping[str, Any]) -> Experiment:
    """Read and check the arguments of `simulate`; raises TypeError and ValueError with value, law and remedy."""
    rule = getattr(step, "step", step)
    if not callable(rule):
        raise TypeError(f"step={step!r} violates: an update rule is a function; give step(state, gradient, ...)")
    for needed in ("gradient", "dimension", "batch_shape", "to"):
        if not hasattr(problem, needed):
            raise TypeError(f"problem={problem!r} violates: it has .{needed}; give Quadratic.from_spectrum([1, 10])")
    names, rest = _layout(step, start)
    values = _parameters(rule, parameters)
    source = _start(start, names, problem.dimension)
    shapes = [problem.batch_shape, *(value.shape[:-1] for value in values.values())]
    shapes += [entry.shape[:-1] for entry in (source if isinstance(source, tuple) else (source,)) if entry is not None]
    try:
        batch = np.broadcast_shapes(*shapes)
    except ValueError as error:
        raise ValueError(
            f"batch axes {shapes} (problem, {', '.join(values)}, start) violate: they broadcast; reshape one of them"
        ) from error
    return Experiment(rule, names, rest, problem, values, source, batch)


def checked_state(state: Any, names: tuple[str, ...], source: str, shape: tuple[int, ...] | None = None) -> State:
    """`state` if it is a tuple with one entry for each name; where a shape is given, w has it and the rest fits it."""
    if not isinstance(state, tuple) or len(state) != len(names):
        given = f"a tuple of {len(state)}" if isinstance(state, tuple) else f"{type(state).__name__}"
        raise TypeError(f"{source} gave {given} violates: it gives a tuple {names}; return all of it")
    for name, entry in zip(names, state, strict=True):
        if shape is not None and np.shape(entry) != shape and (name == ITERATE or not _fits(np.shape(entry), shape)):
            raise ValueError(
                f"{source} gave {name} of shape {np.shape(entry)} violates: shape {shape}, one number for each"
                " component; work componentwise"
            )
    return state


def _fits(found: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(found, shape) == shape
    except ValueError:
        return False


def _layout(step: Any, start: Any) -> tuple[tuple[str, ...], Callable[[Any], State] | None]:
    names = getattr(step, "state", None)
    if names is not None:
        return tuple(names), getattr(step, "start", None)
    if not isinstance(start, tuple):
        raise ValueError(
            "step declares no state violates: a start w0 needs the rule's state; decorate it with"
            ' @update_rule(state=("z", "w")), or give the full state as a tuple, the iterate last'
        )
    return (*(f"state_{i}" for i in range(len(start) - 1)), ITERATE), None


def _parameters(rule: Any, parameters: Mapping[str, Any]) -> dict[str, Array]:
    declared = signature(rule).parameters.values()
    names = [p.name for p in declared if p.kind is Parameter.KEYWORD_ONLY]
    needed = [p.name for p in declared if p.kind is Parameter.KEYWORD_ONLY and p.default is Parameter.empty]
    missing = [name for name in needed if name not in parameters]
    unknown = [name for name in parameters if name not in names]
    if missing or unknown:
        wrong = f"{missing[0]} is missing" if missing else f"{unknown[0]}={parameters[unknown[0]]!r} is not one"
        remedy = "give exactly these as keywords" if names else "declare them after a *, as in step(s, g, *, alpha)"
        raise TypeError(f"{wrong} violates: the rule's parameters are {names}; {remedy}")
    return {name: exact_array(value, name)[..., None] for name, value in parameters.items()}


def _start(start: Any, names: tuple[str, ...], n: int) -> Array | tuple[Array, ...] | None:
    if start is None:
        return None
    if isinstance(start, tuple):
        if len(start) != len(names):
            raise ValueError(
                f"start of {len(start)} entries violates: a tuple is the full state {names}; give w0 as a list or array"
            )
        return tuple(_point(entry, f"start[{i}]", n) for i, entry in enumerate(start))
    return _point(start, "start", n)


def _point(values: Any, name: str, n: int) -> Array:
    point = exact_array(values, name)
    if point.ndim < 1 or point.shape[-1] != n:
        remedy = "give w0 as a list or array of n numbers; a tuple is the full state"
        raise ValueError(f"{name} of shape {point.shape} violates: shape (..., {n}) for n={n}; {remedy}")
    return point
