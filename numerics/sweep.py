"""A vectorised function on a grid of any size, reduced exactly, in bounded memory, on any executor.

    from numerics.sweep import Count, Digest, Minimum, ParameterGrid, Steps, sweep

    grid = ParameterGrid(alpha=Steps(range(1, 1001), 256), beta=Steps(range(-499, 501), 256), lam=[1, 10, 100])
    found = sweep(rate, grid, {"stable": Count("<", 1), "best": Minimum(), "digest": Digest()}, executor=executor)
    found["stable"], found["best"].point

The numbers of the points are cut into chunks, of which a few are in flight (`numerics.executors`); a worker makes the
points of its chunk from their numbers (`numerics.index_space`), evaluates them in blocks that stay in its cache, and
sends back a few numbers, which are combined exactly (`numerics.reductions`). So the result is the same bit for bit
whatever the number of workers, the size and order of chunks, lost workers and resumptions - for a function whose value
at a point depends on this point alone, bit for bit, which is checked at some of them. Arithmetic and square roots are
of this kind everywhere (IEEE 754); transcendental functions may differ between machines, which a `Digest` shows.

Checked while it runs: every point is evaluated exactly once, no value is NaN, and the reductions obey their laws on the
partial results at hand. A sweep with a `Checkpoint` that is interrupted goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing
from os import PathLike, cpu_count
from typing import Any

import numpy as np

from numerics.checkpoints import Checkpoint, Progress
from numerics.exact import Array
from numerics.executors import InCaller, completed
from numerics.index_space import IndexSpace, ParameterGrid, Piece, Steps
from numerics.precision import positive_integer
from numerics.reductions import Count, Digest, Extreme, Histogram, Maximum, Minimum, Reduction, Tally

__all__ = [
    "Checkpoint",
    "Count",
    "Digest",
    "Extreme",
    "Histogram",
    "IndexSpace",
    "Maximum",
    "Minimum",
    "ParameterGrid",
    "Piece",
    "Reduction",
    "Steps",
    "SweepError",
    "Tally",
    "sweep",
]

CHUNK = 1 << 22
"""Points of a chunk: a tenth of a second of work for a closed form, a thousand times what it costs to send it."""
BLOCK = 1 << 15
"""Points that are evaluated at a time, so that arrays stay in a processor's second-level cache."""
PROBES = 8
"""Points at which the function is looked at before the sweep begins."""

Function = Callable[..., Any]
Reductions = Mapping[str, Reduction]
Chunk = tuple[Function, IndexSpace, tuple[Reduction, ...], int, int]


class SweepError(RuntimeError):
    """A chunk failed or was lost; `start`, `stop` are its points, and what happened is the exception's cause."""

    def __init__(self, message: str, start: int, stop: int) -> None:
        super().__init__(message)
        self.start, self.stop = start, stop


def sweep(
    function: Function,
    space: IndexSpace,
    reductions: Reductions,
    *,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    in_flight: int | None = None,
    checkpoint: Checkpoint | str | PathLike[str] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> dict[str, Any]:
    """The results of the reductions, by name, of function(**parameters) over all points of the space.

    - `function` takes arrays that broadcast, by the names of the parameters, and returns one real number or boolean for
      each point, of their broadcast shape. For processes it is picklable: a function of a module, or `Method.rate`.
    - `executor`: where chunks are evaluated, by default here. It is not shut down.
    - `chunk`: points of one; `in_flight`: chunks that are submitted at most, by default four for each of this machine's
      processors. For a cluster give two to four for each worker.
    - `checkpoint`: a file (or a `Checkpoint`, which says how often it is written) from which a later call with the same
      function, space and reductions goes on; chunk and executor may differ. It is written as well when a sweep fails.
    - `progress` is called as progress(points done, points) after each chunk.

    The function is called here at a few points and on the first block before anything is sent anywhere. Raises
    SweepError for a chunk that failed or was lost, naming it; ValueError and TypeError for a function, a reduction or a
    file that is not what it has to be.
    """
    if not reductions:
        raise ValueError('reductions={} violates: at least one; give {"stable": Count("<", 1)} or the like')
    most, size = positive_integer(chunk, "chunk"), positive_integer(space.size, "space.size")
    kinds = tuple(reductions.values())
    state = Progress.begin(_identity(function, space, reductions), size, reductions, checkpoint)
    jobs = ((function, space, kinds, low, high) for low, high in state.remaining(most))
    window = (4 * (cpu_count() or 1) if executor else 1) if in_flight is None else in_flight
    with state, closing(completed(executor or InCaller(), evaluate, jobs, window)) as outcomes:
        for (*_, start, stop), future in outcomes:
            state.add(start, stop, _partials(future, space, start, stop, state.advice))
            if progress is not None:
                progress(state.points, size)
    return {name: kind.result(state.partials[name], space) for name, kind in reductions.items()}


def evaluate(
    function: Function, space: IndexSpace, reductions: tuple[Reduction, ...], start: int, stop: int
) -> tuple[int, int, tuple[Any, ...]]:
    """What a worker does with a chunk: (start, stop, partial results) of its points, in memory of a block."""
    totals: tuple[Any, ...] = ()
    at = start
    for piece in space.pieces(start, stop, BLOCK):
        if piece.start != at:
            raise ValueError(f"pieces of {space!r} violate: they follow one another; after {at - 1} came {piece.start}")
        values = _values(function, piece, space).reshape(-1)
        found = tuple(kind.fold(values, at) for kind in reductions)
        totals = tuple(map(_combined, reductions, totals, found)) if totals else found
        at += values.size
    if at != stop:
        raise ValueError(f"pieces of {space!r} violate: they end with point {stop - 1}; they ended with {at - 1}")
    return start, stop, totals


def _combined(kind: Reduction, left: Any, right: Any) -> Any:
    return kind.combine(left, right)


def _values(function: Function, piece: Piece, space: IndexSpace) -> Array:
    """The function's values on a piece, contiguous, checked."""
    values = np.asarray(function(**piece.arguments))
    if values.dtype.kind not in "biuf" or values.dtype.itemsize > 8:
        law = "values are booleans, integers or float64"
        raise TypeError(f"a function with values of dtype {values.dtype} violates: {law}; convert them")
    if values.shape != piece.shape:
        shapes = ", ".join(f"{name} {argument.shape}" for name, argument in piece.arguments.items())
        law = f"one value for each point, shape {piece.shape} for {shapes}"
        raise ValueError(
            f"a function with values of shape {values.shape} violates: {law}; return an array that broadcasts"
        )
    if values.dtype.kind == "f" and np.isnan(values.min()):
        point = space.point(piece.start + int(np.isnan(values).argmax()))
        raise ValueError(f"the value NaN at {_shown(point)} violates: values can be compared; leave such points out")
    return np.ascontiguousarray(values)


def _partials(future: Future[Any], space: IndexSpace, start: int, stop: int, advice: str) -> tuple[Any, ...]:
    try:
        found_start, found_stop, partials = future.result()
    except BrokenExecutor as error:
        what = f"was lost with its worker: {error}; take a new executor, and {advice}"
        raise _failure(space, start, stop, what) from error
    except Exception as error:
        what = f"failed: {type(error).__name__}: {error}; mend it, and {advice}"
        raise _failure(space, start, stop, what) from error
    if (found_start, found_stop) != (start, stop):
        law = "an executor returns what was asked for"
        raise _failure(space, start, stop, f"came back as {found_start} to {found_stop - 1}, which violates: {law}")
    return tuple(partials)


def _failure(space: IndexSpace, start: int, stop: int, what: str) -> SweepError:
    where = f"the chunk of points {start} to {stop - 1} ({space.extent(start, stop)})"
    return SweepError(f"{where} {what}", start, stop)


def _identity(function: Function, space: IndexSpace, reductions: Reductions) -> dict[str, Any]:
    """What makes it this sweep: its space, its reductions, and some values of its function, bit for bit."""
    size = space.size
    places = sorted({place * (size - 1) // (PROBES - 1) for place in range(PROBES)})
    alone = {place: _values(function, next(space.pieces(place, place + 1, 1)), space).reshape(-1) for place in places}
    first = next(space.pieces(0, size, BLOCK))
    together = _values(function, first, space).reshape(-1)
    for place in {0, together.size // 2, together.size - 1}:
        single = _values(function, next(space.pieces(place, place + 1, 1)), space).reshape(-1)
        if single.tobytes() != together[place : place + 1].tobytes():
            law = "a point's value depends on this point alone, bit for bit"
            at = f"{together[place]!r} among others and {single[0]!r} alone, at {_shown(space.point(place))}"
            raise ValueError(f"the values {at} violate: {law}; make the function elementwise")
    return {
        "space": space.identity(),
        "points": size,
        "reductions": {name: repr(kind) for name, kind in reductions.items()},
        "values": {str(place): value.tobytes().hex() for place, value in alone.items()},
    }


def _shown(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in point.items())
