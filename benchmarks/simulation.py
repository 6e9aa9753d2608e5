"""Iterations of gradient descent, momentum and Nesterov's method on quadratics, beside torch, optax, SciPy and NumPy.

Each row is one task of `benchmarks._quadratics`: the same problem from the same seed, the same number of iterations
from the same start, float64, one thread on one core, in a fresh process for each round; peers in turn with ours. The
time is the processor's, of the whole run with what it sets up, without imports, the problem and compiling.

- ours: `simulate(..., record="final")`, on an image the loops of `numerics.grid`.
- numpy, scipy: the loop as its formulas stand (`benchmarks/peers/scipy.py`).
- torch: torch.optim.SGD with the gradient by hand, the faster of `fused=True` and `foreach=False` (`torch, autograd` is
  what autograd adds, fused) (`benchmarks/peers/torch.py`).
- optax: optax.sgd in one compiled jax.lax.fori_loop; `optax, unrolled` is the faster of ten and fifty steps in the body
  of a scan (`benchmarks/peers/optax.py`).

`worst difference / bound` compares components after a few steps: each side is within `bound(task)` of the rule in real
numbers, ours on images within that of `numerics.grid.rounding_bound`.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from benchmarks._children import child
from benchmarks._progress import tracked
from benchmarks._quadratics import BETA, CHECKED, METHODS, Task, dense
from benchmarks._rows import NotMeasured
from numerics import grid
from numerics.algorithms import gradient_descent, momentum, nesterov
from numerics.rounding import gamma

PEERS = ("scipy", "torch", "optax")
ROUNDS = 5
ITERATIONS = {("diagonal", 10**6): 100, ("dense", 1000): 200, ("dense", 2000): 50, ("sparse", 10**6): 12}
ITERATIONS |= {("image", 1000): 60}
TASKS = tuple(Task(kind, n, method, k) for (kind, n), k in ITERATIONS.items() for method in METHODS)
LABELS = {
    "scipy": {"numpy": "numpy", "scipy": "scipy"},
    "torch": {"hand, fused": "torch", "hand, single": "torch", "autograd": "torch, autograd"},
    "optax": {"loop": "optax", "unrolled": "optax, unrolled", "unrolled by fifty": "optax, unrolled"},
}
"""The name of a row, from a peer and a variant of it: of the variants of one name it is the fastest."""

BARS = {"worst difference / bound": (0.0, 1.0)}
XLA = (
    "XLA compiles a whole step into one pass over the components, unrolled even several steps into one; NumPy makes "
    "one for each operation, here in blocks that stay in the cache: expect"
)
NOTES = {
    "optax / ours: gradient descent, diagonal, 1,000,000": f"{XLA} 0.4 to 0.5",
    "optax, unrolled / ours: gradient descent, diagonal, 1,000,000": f"{XLA} 0.2",
    "optax / ours: momentum, diagonal, 1,000,000": f"{XLA} 0.5 to 0.6",
    "optax, unrolled / ours: momentum, diagonal, 1,000,000": f"{XLA} 0.35 to 0.45",
    "torch / ours: nesterov, diagonal, 1,000,000": "torch's fused step is one pass as well: expect 0.95 to 1.1",
    "optax, unrolled / ours: nesterov, diagonal, 1,000,000": f"{XLA} 0.7",
    "torch / ours: nesterov, sparse, n = 1,000,000": "the matrix is read once by both: expect 0.95 to 1.2",
    "optax / ours: gradient descent, image, 1000 x 1000 pixels": "the same passes over memory: expect 0.9 to 1.1",
    "optax / ours: momentum, image, 1000 x 1000 pixels": "the same passes over memory: expect 0.9 to 1.1",
    "optax / ours: nesterov, image, 1000 x 1000 pixels": "the same passes over memory: expect 0.8 to 1",
}

Times = dict[str, dict[str, list[float]]]
"""Task -> variant -> seconds an iteration, one for each round."""


def measure() -> dict[str, Any]:
    """Ratios in each round, our milliseconds an iteration, and the agreement of the results."""
    request = {"what": "time", "tasks": TASKS}
    times: dict[str, Times] = {who: {} for who in ("ours", *PEERS)}
    missing: dict[str, NotMeasured] = {}
    worst = 0.0
    for _ in tracked("simulations", range(ROUNDS)):
        ours = child("ours", request)
        _collect(times["ours"], ours)
        for peer in (peer for peer in PEERS if peer not in missing):
            try:
                theirs = child(peer, request)
            except NotMeasured as reason:
                missing[peer] = reason
                continue
            _collect(times[peer], theirs)
            worst = float(np.max([worst, *_differences(ours, theirs)]))  # NaN, where there is one: `max` passes it over
    values: dict[str, Any] = {}
    for task in TASKS:
        [seconds] = times["ours"][task.name].values()
        for peer in PEERS:
            values |= _ratios(peer, task, seconds, times[peer], missing.get(peer))
        values[f"ours: {task.name}: ms an iteration"] = [1e3 * s for s in seconds]
    everyone = next(iter(missing.values())) if len(missing) == len(PEERS) else None
    return values | {"worst difference / bound": worst if everyone is None else everyone}


def _collect(times: Times, answer: dict[str, Any]) -> None:
    for task in TASKS:
        for variant, found in answer[task.name].items():
            times.setdefault(task.name, {}).setdefault(variant, []).append(found["seconds"])


def _ratios(peer: str, task: Task, ours: list[float], times: Times, missing: NotMeasured | None) -> dict[str, Any]:
    """The rows of one peer and task: the fastest variant of each name."""
    if missing is not None:
        return {f"{peer} / ours: {task.name}": missing}
    fastest: dict[str, list[float]] = {}
    for variant, seconds in times[task.name].items():
        label = LABELS[peer][variant]
        if label not in fastest or statistics.median(seconds) < statistics.median(fastest[label]):
            fastest[label] = seconds
    return {
        f"{label} / ours: {task.name}": [a / b for a, b in zip(seconds, ours, strict=True)]
        for label, seconds in fastest.items()
    }


def _differences(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterable[float]:
    """The largest difference of each task and variant, as a part of what rounding can do."""
    for task in TASKS:
        [here] = (np.array(found["sample"]) for found in ours[task.name].values())
        allowed = bound(task) + our_bound(task)
        for found in theirs[task.name].values():
            yield float(np.max(np.abs(np.array(found["sample"]) - here), initial=0.0)) / allowed


# ---- what rounding can do ------------------------------------------------------------------------------------------

ROUNDINGS = gamma(16)
"""Each operation of a rule counts with sixteen roundings, more than a step has operations: so the bound holds for every
order of the same terms, with factors drawn in and operations fused."""


@dataclass(frozen=True)
class Magnitude:
    """The largest size of a vector's components, and of their errors (Higham, sections 3.1 and 3.3)."""

    size: float
    error: float

    def __add__(self, other: Magnitude) -> Magnitude:
        return _rounded(self.size + other.size, self.error + other.error)

    __sub__ = __add__

    def __rmul__(self, factor: float) -> Magnitude:
        return _rounded(abs(factor) * self.size, abs(factor) * self.error)


def _rounded(size: float, error: float) -> Magnitude:
    return Magnitude(size, error + ROUNDINGS * (size + error))


def bound(task: Task) -> float:
    """A bound of |computed - exact| after `CHECKED` steps, by running the update rule itself on magnitudes.

    A w - b has row sums of |A| at most `norm`, and each of its products is rounded at most once for each term.
    """
    norm, linear, terms = _row_sums(task.kind, task.n)

    def gradient(w: Magnitude) -> Magnitude:
        size = norm * w.size + linear
        return Magnitude(size, norm * w.error + gamma(terms + 8) * (size + norm * w.error))

    first = Magnitude(0.0 if task.kind == "image" else 1.0, 0.0)
    if task.method == "gradient descent":
        state: Any = (first,)
        for _ in range(CHECKED):
            state = gradient_descent.step(state, gradient, alpha=task.alpha)
        return float(state[0].error)
    rule = momentum if task.method == "momentum" else nesterov
    state = (Magnitude(0.0, 0.0) if task.method == "momentum" else first, first)
    for _ in range(CHECKED):
        state = rule.step(state, gradient, alpha=task.alpha, beta=BETA)
    w_previous, w = state
    return float(w.error if task.method == "momentum" else (w + BETA * (w - w_previous)).error)


@cache
def _row_sums(kind: str, n: int) -> tuple[float, float, int]:
    """The largest row sum of |A|, the largest |b|, and the largest number of terms in a row of A."""
    if kind == "dense":
        return float(np.abs(dense(n)).sum(axis=1).max()) * (1 + gamma(n)), 0.0, n
    return {"diagonal": (1.0, 0.0, 1), "sparse": (26.0, 0.0, 14), "image": (9.0, 1.0, 7)}[kind]


def our_bound(task: Task) -> float:
    """The same for what we run: on images the loops have bounds of their own, Nesterov's of w and w_previous."""
    if task.kind != "image":
        return bound(task)
    if task.method != "nesterov":
        beta = BETA if task.method == "momentum" else 0.0
        return grid.rounding_bound(CHECKED, alpha=task.alpha, beta=beta, size=0.0)
    w = grid.nesterov_rounding_bound(CHECKED, alpha=task.alpha, beta=BETA, size=0.0)
    return (1 + 2 * BETA) * w * (1 + ROUNDINGS) + bound(task)
