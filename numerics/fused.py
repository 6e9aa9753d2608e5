"""Runs of update rules on large float64 arrays, in a few arrays that stay, block by block in the cache.

A rule makes a new array of every operation, and each is written to the memory and read from it. Here the rule's own
operations (`numerics.tracing`) are carried out for one block of components after the other, with the results in arrays
that are used again. Where the gradient takes each component by itself, too, a block goes through all iterations before
the next one is taken. Each component sees the same operations in the same order, so that the result is bit for bit
that of calling the rule.

Reference: M. Wolf, "More iteration space tiling", Supercomputing 1989.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from numerics.exact import Array
from numerics.tracing import Operation, Trace, is_pure, trace

__all__ = ["Fused", "fused"]

BLOCK = 16384
"""Components in a block: an array of a block is 128 KiB, and half a dozen are at work in a second level cache."""
LEAST = 512
"""For fewer components there is little to gain."""

State = tuple[Array, ...]


def fused(rule: Callable[..., Any], problem: Any, state: State, parameters: dict[str, Array]) -> Fused | None:
    """The rule on the problem where it can run so: None for batches, for few components, for problems whose gradient
    is not declared to be pure, and for rules that do more than arithmetic, component by component.

    `state` holds float64 arrays, `parameters` those of the rule.
    """
    shapes = {entry.shape for entry in state}
    shape = shapes.pop()
    if shapes or len(shape) != 1 or shape[0] < LEAST or not is_pure(problem):
        return None
    if any(entry.dtype != np.float64 for entry in state):
        return None
    for gradient in (problem.gradient, None):
        found = trace(rule, len(state), gradient, shape[0], parameters)
        if found is not None:
            return Fused(found, problem.gradient)
    return None


class Fused:
    """A rule on a problem, ready to run."""

    def __init__(self, steps: Trace, gradient: Callable[[Array], Array]) -> None:
        self.plan, self.gradient = _Plan(steps), gradient

    def run(self, state: State, iterations: int) -> State:
        """The state after so many steps; the arrays of the given one are used up."""
        run = self._alternating if self.plan.gradients else self._componentwise
        return tuple(run(_apart(state), iterations, self.plan.places_after(iterations)))

    def _componentwise(self, state: list[Array], iterations: int, places: tuple[int, ...]) -> list[Array]:
        """Every block through all iterations, in arrays of one block's length."""
        size, plan = len(state[0]), self.plan
        made, scratch = _new(min(BLOCK, size), plan.lasting), _new(min(BLOCK, size), plan.scratch)
        for block in _blocks(size):
            length = len(state[0][block])
            there, spare = _all(made, slice(length)), _all(scratch, slice(length))
            for array, entry in zip(there, state, strict=False):
                np.copyto(array, entry[block])
            views = [*_all(plan.constants, block), *there, *spare]
            calls = [[(f, [views[i] for i in at]) for f, at in segments[0].operations] for segments in plan.steps]
            for k in range(iterations):
                for function, arguments in calls[plan.index(k)]:
                    function(*arguments)
            for entry, place in zip(state, places, strict=True):
                np.copyto(entry[block], there[place])
        return state

    def _alternating(self, state: list[Array], iterations: int, places: tuple[int, ...]) -> list[Array]:
        """Gradients of whole arrays, and between them the operations, block by block."""
        size, plan = len(state[0]), self.plan
        made = state + _new(size, plan.lasting - len(state))
        scratch = _new(min(BLOCK, size), plan.scratch)
        for k in range(iterations):
            whole = [*plan.constants, *made]
            for operations, point in plan.steps[plan.index(k)]:
                for block in _blocks(size) if operations else ():
                    views = whole if size <= BLOCK else _all(whole, block)
                    views = views + (scratch if size <= BLOCK else _all(scratch, slice(len(state[0][block]))))
                    for function, at in operations:
                        function(*[views[i] for i in at])
                if point is not None:
                    whole.append(self.gradient(made[point]))
        return [made[p] if p not in places[:i] else made[p].copy() for i, p in enumerate(places)]


def _apart(state: State) -> list[Array]:
    """The state in arrays that can be written to, none of which shares memory with another."""
    found: list[Array] = []
    for entry in state:
        alone = (
            entry.flags.c_contiguous and entry.flags.writeable and not any(np.may_share_memory(entry, a) for a in found)
        )
        found.append(entry if alone else entry.copy())
    return found


def _blocks(size: int) -> Iterator[slice]:
    """Slices of at most BLOCK components."""
    return (slice(first, first + BLOCK) for first in range(0, size, BLOCK))


def _new(length: int, count: int) -> list[Array]:
    return [np.empty(length) for _ in range(count)]


def _all(arrays: list[Array], part: slice) -> list[Array]:
    """That part of each array that is no single number."""
    return [array[part] if array.ndim else array for array in arrays]


Call = tuple[np.ufunc, tuple[int, ...]]
"""A ufunc, and where its arguments and, last, its result are."""


class _Segment(NamedTuple):
    """Operations, and then a gradient: the lasting array that holds its point; none after the last segment."""

    operations: list[Call]
    point: int | None


class _Plan:
    """Where the values of a step are kept.

    Arrays are the constants; the `lasting` ones, whose values outlive a pass over the blocks, the state's among them;
    the results of gradients; and `scratch`, of one block's length. They are numbered in this order, scratch from -1
    downwards. An array is used again as soon as its value is read for the last time, by the operation that reads it,
    too. So the state's entries change places, until a step finds them where an earlier one did.
    """

    def __init__(self, steps: Trace) -> None:
        self.outputs, self.gradients = steps.outputs, steps.gradients
        self.order, self.segment = _scheduled(steps)
        arrays = [argument for o in self.order for argument in o.arguments if not isinstance(argument, int)]
        self.constants = list({id(array): array for array in arrays}.values())
        self.last = {
            argument: t for t, o in enumerate(self.order) for argument in o.arguments if isinstance(argument, int)
        }
        self.last |= dict.fromkeys(steps.outputs, len(self.order))
        self.outliving = self._outliving()
        self.lasting, self.scratch = len(steps.outputs), 0
        self.places = [tuple(range(len(steps.outputs)))]
        kept: list[dict[int, _Place]] = []
        while self.places[-1] not in self.places[:-1]:
            where = self._allocated(self.places[-1])
            kept.append(where)
            self.places.append(tuple(where[value].number for value in steps.outputs))
        self.back = self.places.index(self.places[-1])
        self.steps = [self._segments(where) for where in kept]

    def index(self, k: int) -> int:
        """Which of `steps` the one after k steps is."""
        return k if k < self.back else self.back + (k - self.back) % (len(self.steps) - self.back)

    def places_after(self, iterations: int) -> tuple[int, ...]:
        """The lasting arrays that hold the state then."""
        return self.places[self.index(iterations)]

    def _outliving(self) -> set[int]:
        """The values that are needed after the pass in which they are made."""
        made = {o.result for o in self.order if o.function is not None}
        found = made & set(self.outputs)
        for o in self.order:
            used = made.intersection(argument for argument in o.arguments if isinstance(argument, int))
            found |= {v for v in used if o.function is None or self.segment[v] < self.segment[o.result]}
        return found

    def _allocated(self, state: tuple[int, ...]) -> dict[int, _Place]:
        """Where each value is during a step that finds the state's entries in these lasting arrays."""
        where = {value: _Place("lasting", number) for value, number in enumerate(state)}
        results = 0
        for t, o in enumerate(self.order):
            if o.function is None:
                where[o.result] = _Place("result", results)
                results += 1
                continue
            kind = "lasting" if o.result in self.outliving else "scratch"
            taken = {place.number for v, place in where.items() if place.kind == kind and self.last.get(v, -1) > t}
            read = [where[v].number for v in o.arguments if isinstance(v, int) and where[v].kind == kind]
            free = (number for number in [*read, *range(len(where) + 1)] if number not in taken)
            where[o.result] = _Place(kind, next(free))
            self._count(where[o.result])
        return where

    def _count(self, place: _Place) -> None:
        if place.kind == "lasting":
            self.lasting = max(self.lasting, place.number + 1)
        else:
            self.scratch = max(self.scratch, place.number + 1)

    def _segments(self, where: dict[int, _Place]) -> list[_Segment]:
        constant = {id(array): i for i, array in enumerate(self.constants)}
        base = {"lasting": len(constant), "result": len(constant) + self.lasting}

        def place(value: int | Array) -> int:
            if not isinstance(value, int):
                return constant[id(value)]
            kind, number = where[value]
            return -1 - number if kind == "scratch" else base[kind] + number

        found = [_Segment([], None) for _ in range(self.gradients + 1)]
        for o in self.order:
            at = self.segment[o.result]
            if o.function is None:
                [point] = o.arguments
                found[at] = found[at]._replace(point=place(point) - len(constant))
            else:
                found[at].operations.append((o.function, (*map(place, o.arguments), place(o.result))))
        return found


class _Place(NamedTuple):
    kind: str
    number: int


def _scheduled(steps: Trace) -> tuple[list[Operation], dict[int, int]]:
    """The operations, each as late as it can be, and the segment of each result.

    Segment j lies before gradient j, which closes it. What is made late need not be kept while gradients are taken.
    """
    needed: dict[int, int] = {}
    before = steps.gradients
    for o in reversed(steps.operations):
        before -= o.function is None
        segment = before if o.function is None else needed.get(o.result, steps.gradients)
        needed[o.result] = segment
        for argument in o.arguments:
            if isinstance(argument, int):
                needed[argument] = min(needed.get(argument, segment), segment)
    order = sorted(steps.operations, key=lambda o: (needed[o.result], o.function is None))
    return order, needed
