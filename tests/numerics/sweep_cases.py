"""Functions to be swept, which processes can import, and executors that misbehave in a known way."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np

from numerics.reductions import Count, Digest, Histogram, Maximum, Minimum, Reduction


def product(x: Any, y: Any) -> Any:
    """x y, exact for small dyadic rationals."""
    return x * y


def spread(x: Any, y: Any, z: Any) -> Any:
    """Something with many ties, with both signs of zero, and not monotone."""
    return np.where((x + y + z) % 5 == 0, -0.0, (x * x - y * z) % 7 - 3.0)


def whole(x: Any, y: Any) -> Any:
    """Integers."""
    return 3 * x - y


def inside(x: Any, y: Any) -> Any:
    """Booleans."""
    return x * x + y * y < 2


def deadly(marker: str, x: Any, y: Any) -> Any:
    """x y; but a worker process that comes to x = 7 kills itself, unless the file is there already."""
    if parent_process() is not None and (x == 7).any() and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return x * y


def failing(x: Any, y: Any) -> Any:
    """x y, but an exception where x = 7 and y = 4 is among many."""
    if x.size * y.size > 1 and (x == 7).any() and (y == 4).any():
        raise OSError("the disk is full")
    return x * y


ALL: dict[str, Reduction] = {
    "negative": Count("<", 0),
    "least": Minimum(),
    "largest": Maximum(),
    "tally": Histogram((-2.0, 0.0, 1.5)),
    "digest": Digest(),
}


class Counting(ThreadPoolExecutor):
    """Threads that know how many futures there were, and at most at once: in memory, and not yet `consumed`."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.alive: WeakSet[Future[Any]] = WeakSet()
        self.most = self.submitted = self.consumed = self.outstanding = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        self.alive.add(future)
        self.most = max(self.most, len(self.alive))
        self.submitted += 1
        self.outstanding = max(self.outstanding, self.submitted - self.consumed)
        return future

    def consume(self, done: int, size: int) -> None:
        """To be called for each chunk whose result has been taken."""
        self.consumed += 1


class Swapping(Executor):
    """An executor that answers with what it was asked for before."""

    def __init__(self) -> None:
        self.last: Any = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        found = fn(*args, **kwargs)
        future.set_result(self.last or found)
        self.last = found
        return future


class FloatSum(Reduction):
    """The planted bug: a sum in floating point."""

    def fold(self, values: Any, start: int) -> float:
        return float(values.sum())

    def combine(self, left: float, right: float) -> float:
        return left + right


class Last(Reduction):
    """The planted bug: what came last; associative, but not commutative."""

    def fold(self, values: Any, start: int) -> int:
        return start

    def combine(self, left: int, right: int) -> int:
        return right


class Mean(Reduction):
    """The planted bug: the mean of means; commutative, but not associative, and with exact numbers."""

    def fold(self, values: Any, start: int) -> int:
        return start

    def combine(self, left: int, right: int) -> int:
        return (left + right) // 2


class Holed:
    """A space that loses a point, or the points from one on; else 0, 1, 2, ..."""

    size = 1000

    def __init__(self, lost: int, *, rest: bool) -> None:
        self.lost, self.rest = lost, rest

    def pieces(self, start: int, stop: int, most: int) -> Any:
        from numerics.index_space import Piece

        place = partial(np.arange, dtype=np.float64)
        if not start <= self.lost < stop or stop - start == 1:
            yield Piece(start, (stop - start,), {"x": place(start, stop)})
            return
        if self.lost > start:
            yield Piece(start, (self.lost - start,), {"x": place(start, self.lost)})
        if not self.rest and self.lost + 1 < stop:
            yield Piece(self.lost + 1, (stop - self.lost - 1,), {"x": place(self.lost + 1, stop)})

    def point(self, index: int) -> dict[str, Any]:
        return {"x": index}

    def extent(self, start: int, stop: int) -> str:
        return f"x={start} .. {stop - 1}"

    def identity(self) -> str:
        return "integers"


def marked(folder: str, function: Callable[..., Any], **parameters: Any) -> Any:
    """The function's value, and a file with the name of the process that computed it."""
    Path(folder, str(os.getpid())).touch()
    return function(**parameters)


def deadly_on_a_cluster(survivor: int, x: Any, y: Any) -> Any:
    """x y; but every process other than the survivor that comes to x = 7 kills itself."""
    if os.getpid() != survivor and (x == 7).any():
        os.kill(os.getpid(), signal.SIGKILL)
    return x * y
