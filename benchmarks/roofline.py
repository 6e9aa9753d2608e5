"""Bytes a second of each simulation loop, against the rate at which this machine streams.

`streaming rate` is the better of NumPy's copy (8 bytes read and 8 written an entry) and a dot product of two arrays
(16 bytes read), for arrays far larger than the caches, the best of several, in the same process as the loops, one
thread on one core. The bytes of a loop are what an iteration must move at the least if nothing stays in a cache from
one iteration to the next, each array once:

- diagonal, n unknowns: lambda, w and, for momentum, z are read, w and z written: 24 n for gradient descent, 40 n for
  momentum, 40 n for Nesterov's method (w_previous for z).
- dense: one half of the symmetric matrix with its diagonal, 4 n (n + 1), and the vectors 40 n.
- sparse, as `numerics.sparse_product` holds it: 8 bytes for each place of a filled diagonal, 12 for each other entry
  (its column in 4), and the vectors.
- image: one byte of D for each pixel, z and w read and written: 33 n.

A loop is above the rate where its data stay in a cache: the diagonal one and the image's, which take many iterations
on a block while it is there, and a matrix that fits into the last level cache.
"""

from __future__ import annotations

from typing import Any

from benchmarks._children import child
from benchmarks._progress import tracked
from benchmarks._quadratics import Task, laplacian

ROUNDS = 3
TASKS = (
    Task("diagonal", 10**6, "gradient descent", 100),
    Task("diagonal", 10**6, "momentum", 100),
    Task("dense", 1000, "momentum", 200),
    Task("dense", 2000, "momentum", 50),
    Task("sparse", 10**6, "momentum", 12),
    Task("image", 1000, "momentum", 60),
)
BARS: dict[str, tuple[float, float]] = {}


def measure() -> dict[str, Any]:
    """The rates in each round, and the loops' as a part of the machine's."""
    streaming: list[float] = []
    rates: dict[str, list[float]] = {task.name: [] for task in TASKS}
    for _ in tracked("roofline", range(ROUNDS)):
        answer = child("ours", {"what": "time", "tasks": TASKS, "stream": True})
        streaming.append(answer["stream"])
        for task in TASKS:
            rates[task.name].append(moved(task) / answer[task.name]["ours"]["seconds"])
    values: dict[str, Any] = {"streaming rate: GB/s": [rate / 1e9 for rate in streaming]}
    for name, rate in rates.items():
        values[f"{name}: GB/s"] = [r / 1e9 for r in rate]
        values[f"{name}: part of the streaming rate"] = [r / s for r, s in zip(rate, streaming, strict=True)]
    return values


def moved(task: Task) -> int:
    """The bytes of one iteration."""
    vectors = 24 if task.method == "gradient descent" else 40
    n = task.n
    if task.kind == "diagonal":
        return vectors * n
    if task.kind == "dense":
        return 4 * n * (n + 1) + 40 * n
    if task.kind == "image":
        return 33 * task.unknowns
    return 5 * 8 * n + 12 * (len(laplacian(n)[1]) - 5 * n) + vectors * n
