"""The quadratics that simulations are timed on, from a seed, and the runs of a child process on them. NumPy alone.

A peer makes the same problem from the same seed in its own environment, so that no array is sent. Each task is a kind
of problem, a method and a number of iterations; step-size 1/(2 L) for a bound L of the eigenvalues, momentum 0.9.

- diagonal: a million eigenvalues, uniform in [0.01, 1]; from w = 1.
- dense: a Gaussian symmetric matrix with eigenvalues in about [1, 3]; from w = 1.
- sparse: the Laplacian, plus 0.01 I, of a million vertices on a ring, each joined to its next and next but one
  neighbours, with a hundred thousand chords at random (D. J. Watts, S. H. Strogatz, "Collective dynamics of
  'small-world' networks", Nature 393, 1998); from w = 1.
- image: colorization of 1000 x 1000 pixels, one in a hundred in D; from w = 0.

The iterate that is compared is, for Nesterov's method, the point y at which the next gradient is taken: that is the
one which torch and optax keep.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

Array = Any
Make = Callable[[int], Callable[[], Any]]
"""From a number of iterations to a function without arguments that runs them and gives the last iterate, shape (n,)."""

SEED = 1
BETA = 0.9
CHECKED = 8
"""Iterations after which the results are compared."""
SAMPLE = 64
WARM = 20
"""Unknowns, or the side of an image, of the run before memory is measured."""
METHODS = ("gradient descent", "momentum", "nesterov")
LARGEST = {"diagonal": 1.0, "dense": 3.5, "sparse": 26.0, "image": 9.0}
"""A bound of the eigenvalues. (The graph's degrees are at most 12: P(more) is about 10^-9 for each vertex.)"""


class Task(NamedTuple):
    """n is the number of unknowns, for an image its side."""

    kind: str
    n: int
    method: str
    iterations: int

    @property
    def unknowns(self) -> int:
        return self.n**2 if self.kind == "image" else self.n

    @property
    def alpha(self) -> float:
        return 0.5 / LARGEST[self.kind]

    @property
    def name(self) -> str:
        size = {"diagonal": f"{self.n:,}", "image": f"{self.n} x {self.n} pixels"}.get(self.kind, f"n = {self.n:,}")
        return f"{self.method}, {self.kind}, {size}"


def eigenvalues(n: int) -> Array:
    """The diagonal problem's."""
    return np.random.default_rng(SEED).uniform(0.01, 1, n)


def dense(n: int) -> Array:
    """A symmetric matrix (n, n)."""
    B = np.random.default_rng(SEED).standard_normal((n, n))
    A = (B + B.T) / np.sqrt(8 * n)
    A[np.diag_indices(n)] += 2
    return A


def laplacian(n: int) -> tuple[Array, Array, Array]:
    """(indptr, indices, data) of the sparse matrix in CSR form, columns ascending, 32 bit indices."""
    i, chords = np.arange(n), np.random.default_rng(SEED).integers(0, n, (n // 10, 2))
    chords = chords[chords[:, 0] != chords[:, 1]]
    ends = np.concatenate([np.stack([i, (i + 1) % n], 1), np.stack([i, (i + 2) % n], 1), chords])
    places, counts = np.unique(np.concatenate([ends @ [n, 1], ends @ [1, n]]), return_counts=True)
    rows, columns, data = places // n, places % n, -1.0 * counts
    degrees = np.bincount(rows, weights=-data, minlength=n)
    rows, columns = np.concatenate([rows, i]), np.concatenate([columns, i])
    data = np.concatenate([data, degrees + 0.01])
    order = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))])
    return starts.astype(np.int32), columns[order].astype(np.int32), data[order]


def strokes(side: int) -> Array:
    """D of the image: booleans (side, side)."""
    return np.random.default_rng(SEED).random((side, side)) < 0.01


def sample(unknowns: int) -> Array:
    """The components that are compared."""
    return np.random.default_rng(SEED).integers(0, unknowns, SAMPLE)


# ---- a child process: fresh, on one core, with one thread ----------------------------------------------------------


def alone() -> None:
    """This process on one core from now on, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def answer(request: Mapping[str, Any], variants: Callable[[Task], dict[str, Make]]) -> dict[str, Any]:
    """Time or memory of each task, each in all of its variants, or in the one that is asked for.

    `variants(task)` makes the problem, and gives the ways to run it; none where the peer has no such way.
    """
    alone()
    measure, wanted = {"time": _timed, "memory": _weighed}[request["what"]], request.get("variant")
    found: dict[str, Any] = {}
    for task in (Task(*given) for given in request["tasks"]):
        if request["what"] == "memory":  # libraries are loaded and set up on their first use
            for make in variants(task._replace(n=WARM)).values():
                make(1)()
        ways = variants(task)
        found[task.name] = {name: measure(task, make) for name, make in ways.items() if wanted in (None, name)}
    return found


def _timed(task: Task, make: Make) -> dict[str, Any]:
    """Seconds an iteration, and components of the iterate after a few of them."""
    checked = np.asarray(make(CHECKED)()).reshape(-1)[sample(task.unknowns)]
    run = make(task.iterations)
    wall, processor = perf_counter(), process_time()
    run()
    processor, wall = process_time() - processor, perf_counter() - wall
    return {"seconds": processor / task.iterations, "wall": wall / task.iterations, "sample": checked.tolist()}


def _weighed(task: Task, make: Make) -> dict[str, Any]:
    """The most memory that a run had beyond what was there before it, in bytes for each unknown; Linux only."""
    run = make(task.iterations)
    if not CLEAR.exists():
        return {"bytes": None}
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's: what was freed goes back to the system
    if trim is not None:
        trim(0)
    CLEAR.write_text("5", "ascii")  # the peak counts from here
    before = peak()
    run()
    return {"bytes": (peak() - before) / task.unknowns}


CLEAR = Path("/proc/self/clear_refs")


def peak() -> int:
    """The most memory that this process has had, in bytes. (`ru_maxrss` starts with that of the parent.)"""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    [kilobytes] = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    return int(kilobytes) * 1024
