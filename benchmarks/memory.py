"""The memory of a run of momentum beyond its problem's data, beside torch, optax, SciPy and NumPy, in bytes an unknown.

Each run is the first of a fresh process that has made the problem: its peak is counted from there (Linux, resident
memory). torch with the gradient by hand and fused, optax with one compiled loop; see `benchmarks.simulation`.
"""

from __future__ import annotations

from typing import Any

from benchmarks._children import child
from benchmarks._quadratics import Task
from benchmarks._rows import NotMeasured

PEERS = ("scipy", "torch", "optax")
TASKS = (
    Task("diagonal", 10**6, "momentum", 12),
    Task("sparse", 10**6, "momentum", 12),
    Task("image", 1000, "momentum", 12),
)
VARIANTS = {"ours": ("ours",), "scipy": ("numpy", "scipy"), "torch": ("hand, fused",), "optax": ("loop",)}
NAMES = {"hand, fused": "torch", "loop": "optax"}
TWICE = "the mostly filled diagonals of the matrix are kept a second time, which makes a step up to twice as fast"
BUFFERS = "XLA reuses the buffers of its inputs"
NOTES = {
    "optax / ours: memory, momentum, diagonal, 1,000,000": f"{BUFFERS}: expect 0.97",
    "optax / ours: memory, momentum, image, 1000 x 1000 pixels": f"{BUFFERS}: expect 0.6",
    "scipy / ours: memory, momentum, sparse, n = 1,000,000": f"{TWICE}: expect 0.28",
    "torch / ours: memory, momentum, sparse, n = 1,000,000": f"{TWICE}: expect 0.2",
    "optax / ours: memory, momentum, sparse, n = 1,000,000": f"{TWICE}: expect 0.27",
}


def measure() -> dict[str, Any]:
    """Ratios of the bytes, and our own bytes an unknown."""
    values: dict[str, Any] = {}
    for task in TASKS:
        [ours] = _bytes("ours", task).values()
        for peer in PEERS:
            try:
                theirs = _bytes(peer, task)
            except NotMeasured as reason:
                values[f"{peer} / ours: memory, {task.name}"] = reason
                continue
            values |= {f"{name} / ours: memory, {task.name}": found / ours for name, found in theirs.items()}
        values[f"ours: memory, {task.name}: bytes an unknown"] = ours
    return values


def _bytes(who: str, task: Task) -> dict[str, float]:
    """The bytes an unknown of each variant that is weighed, in a fresh process of its own."""
    found: dict[str, float] = {}
    for variant in VARIANTS[who]:
        answer = child(who, {"what": "memory", "tasks": [task], "variant": variant})[task.name]
        for name, weighed in answer.items():
            if weighed["bytes"] is None:
                raise NotMeasured("this system does not count a process's peak anew (/proc/self/clear_refs)")
            found[NAMES.get(name, name)] = weighed["bytes"]
    return found
