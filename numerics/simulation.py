"""Run any update rule on any problem in any number system: `simulate`.

    from numerics import Quadratic, simulate
    from numerics.algorithms.momentum import step

    simulate(step, Quadratic.from_spectrum([1, 10]), 50, alpha=0.1, beta=0.5).iterates            # (51, 2)
    simulate(step, Quadratic.from_spectrum([1, 10]), 50, alpha=[0.1, 0.2], beta=0.5).iterates     # (51, 2, 2)
    simulate(step, Quadratic.from_spectrum([1, 10]), 50, precision=50, alpha=Fraction(1, 10), beta=Fraction(1, 2))

Parameters are exact data, too: the float 0.1 is its binary value, in every precision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.experiment import checked_state, experiment
from numerics.fused import fused
from numerics.precision import Ball, Float64, NumberSystem, number_system, positive_integer
from numerics.problems import Problem
from numerics.rule import ITERATE

__all__ = ["Run", "simulate"]

Record = str | Callable[[Array], Any]
RECORDS = ("iterates", "final", "objective", "states")


@dataclass(frozen=True, eq=False)
class Run:
    """What a run recorded, and where it ended.

    `values` is the record: for `"iterates"` w of shape (iterations + 1, ..., n), for `"final"` the last w (..., n), for
    `"objective"` f(w) - f* of shape (iterations + 1, ...), for `"states"` a tuple of such arrays as the iterates, one
    for each name of the state, for a function its values stacked. `state` is the whole last state, from which a run can
    go on: `simulate(..., start=run.state)` (not from balls, which are no exact data). `precision` is the number system,
    a ball's bits included.
    """

    values: Any
    state: tuple[Array, ...]
    names: tuple[str, ...]
    iterations: int
    precision: NumberSystem
    record: Record

    @property
    def final(self) -> Array:
        """The last iterate, shape (..., n)."""
        return self.state[self.names.index(ITERATE)]

    @property
    def iterates(self) -> Array:
        """w^0 .. w^k, shape (iterations + 1, ..., n); ValueError where they were not recorded."""
        if self.record == "states":
            return self.values[self.names.index(ITERATE)]  # type: ignore[no-any-return]
        return self._recorded("iterates")

    @property
    def objective(self) -> Array:
        """f(w^j) - f*, shape (iterations + 1, ...); ValueError where it was not recorded."""
        return self._recorded("objective")

    def _recorded(self, name: str) -> Array:
        if self.record != name:
            raise ValueError(f"record={self.record!r} violates: {name} were recorded; simulate(..., record={name!r})")
        return self.values  # type: ignore[no-any-return]


def simulate(
    step: Any,
    problem: Problem,
    iterations: int,
    *,
    start: Any = None,
    precision: str | int | NumberSystem = "float64",
    record: Record = "iterates",
    progress: Callable[[int, int], object] | None = None,
    **parameters: Any,
) -> Run:
    """Run `iterations` steps of an update rule.

    - `step`: a rule decorated with `update_rule`, or any object with `step`, `state` and `start` (a Method). A bare
      function needs its full state as `start`, the iterate last.
    - `start`: a list or array w0 (..., n); or a tuple, the full state; by default `problem.start`, which is w* + 1
      where the problem is given by its minimiser, and 0 where it is given by b.
    - `precision`: `"float64"`, a number of decimal digits, `"ball"` (bits from the length of the run) or
      `Ball(bits)`, `"exact"`.
    - `record`: `"iterates"`, `"final"`, `"objective"`, `"states"`, or a function of w; see `Run`.
    - `progress`: called as progress(done, iterations) about a hundred times.
    - `parameters`: the rule's keyword-only arguments, numbers or arrays that broadcast with the batch axes of the
      problem and of the start, so that many problems, parameters and starts run at once. Any finite real values:
      outside the stability region a run diverges, and float64 ends in inf and NaN, with one RuntimeWarning for all.

    In float64 the only Python loop is over iterations, and over blocks of components where only the end is recorded:
    there a rule of plain arithmetic runs in place, with bit for bit the same result (`numerics.fused`). The constants
    of a rule are ints and quotients of ints, which all numbers understand. Raises TypeError and ValueError with value,
    law and remedy.
    """
    given = experiment(step, problem, start, parameters)
    iterations = positive_integer(iterations, "iterations", least=0)
    if not callable(record) and record not in RECORDS:
        raise ValueError(f"record={record!r} violates: one of {RECORDS} or a function of w; give one of these")
    system = number_system(precision)
    if isinstance(system, Ball) and system.bits is None:
        from numerics.rounding import growth_bits

        bits = growth_bits(step, problem, iterations, start=start, **parameters)
        system = replace(system, bits=bits)
    there, every = problem.to(system), max(1, iterations // 100)
    shape = (*given.batch_shape, problem.dimension)
    with system.scope():
        values = given.parameters_in(system)
        state = checked_state(given.full_state(given.start_in(there, system)), given.names, "start", shape)
        recorder = _Recorder(record, iterations, given.iterate, there.excess)
        recorder.take(0, state)
        whole = fused(given.rule, there, state, values) if _only_ends(record, system) else None
        stride = 1 if whole is None else iterations if progress is None else every
        for before in range(0, iterations, max(1, stride)):
            k = min(before + stride, iterations)
            if whole is None:
                state = checked_state(given.rule(state, there.gradient, **values), given.names, "step", shape)
                recorder.take(k, state)
            else:
                state = whole.run(state, k - before)
            if progress is not None and (k % every == 0 or k == iterations):
                progress(k, iterations)
        system.check(state)
        return Run(recorder.result(state), state, given.names, iterations, system, record)


def _only_ends(record: Record, system: NumberSystem) -> bool:
    """Whether only the last state is kept, and in float64."""
    return record == "final" and isinstance(system, Float64)


class _Recorder:
    """Keeps what was asked for; arrays are allocated once, at the first state, but for a function of w."""

    def __init__(self, record: Record, iterations: int, iterate: int, excess: Callable[[Array], Any]) -> None:
        self.record, self.length, self.iterate, self.excess = record, iterations + 1, iterate, excess
        self.kept: list[Array] = []

    def take(self, k: int, state: tuple[Any, ...]) -> None:
        if callable(self.record):
            self.kept.append(np.array(self.record(state[self.iterate])))
            return
        values = self._values(state)
        if k == 0:
            self.kept = [np.empty((self.length, *np.shape(value)), np.asarray(value).dtype) for value in values]
        for array, value in zip(self.kept, values, strict=True):
            array[k] = value

    def result(self, state: tuple[Any, ...]) -> Any:
        if callable(self.record):
            shapes = {value.shape for value in self.kept}
            if len(shapes) > 1:
                raise ValueError(f"record gave shapes {sorted(shapes)} violates: one shape; return arrays of one shape")
            return np.stack(self.kept)
        if self.record == "final":
            return state[self.iterate]
        return tuple(self.kept) if self.record == "states" else self.kept[0]

    def _values(self, state: tuple[Any, ...]) -> tuple[Any, ...]:
        w = state[self.iterate]
        if self.record == "objective":
            return (self.excess(w),)
        return {"iterates": (w,), "states": state}.get(str(self.record), ())
