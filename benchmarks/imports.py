"""What imports cost, in time and memory: ours against the libraries that they rest on, and against the peers.

Both sides of a ratio are measured in fresh interpreters, one right after the other and in alternating order, so that a
machine that slows down slows both. The time is that of the statement alone, without the interpreter's start; the memory
is by how much it raises the peak of the process (Linux). Each peer is imported in its own environment: those that
simulate beside `from numerics import simulate`, PEPit beside `from derivations import Method, decide, claims`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks._peers import environment
from benchmarks._progress import tracked
from benchmarks._rows import NotMeasured

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("torch", "optax", "pepit")
ROUNDS = 7
SIMULATE = "from numerics import simulate"
DERIVE = "from derivations import Method, decide, claims"
PAIRS = {
    "import derivations / import sympy": ("import derivations", "import sympy"),
    f"{DERIVE} / import sympy": (DERIVE, "import sympy"),
    "import numerics / import numpy": ("import numerics", "import numpy"),
    f"{SIMULATE} / import numpy": (SIMULATE, "import numpy"),
}
AGAINST = {
    "torch": (SIMULATE, "import torch"),
    "optax": (SIMULATE, "import jax, optax"),
    "pepit": (DERIVE, "import PEPit"),
}
BARS = {"import derivations / import sympy": (0, 1.2)}

PROGRAM = """
import json, time
def peak():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        return None
memory, start = peak(), time.perf_counter()
{statement}
seconds = time.perf_counter() - start
print(json.dumps({{"seconds": seconds, "megabytes": None if memory is None else peak() - memory}}))
"""
Cost = dict[str, float]


def cost(statement: str, interpreter: str = sys.executable) -> Cost:
    """The seconds and megabytes of `statement` in a fresh interpreter."""
    alone = ["-I"] if interpreter != sys.executable else []
    command = [interpreter, *alone, "-c", PROGRAM.format(statement=statement)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{statement}` failed: {done.stderr.strip()}")
    found: Cost = json.loads(done.stdout)
    return found


def pairs(ours: Callable[[], Cost], theirs: Callable[[], Cost]) -> list[tuple[Cost, Cost]]:
    """The costs of both, interleaved; one warming round is not counted."""
    found = []
    for i in range(ROUNDS + 1):
        if i % 2:
            a, b = ours(), theirs()
        else:
            b, a = theirs(), ours()
        found.append((a, b))
    return found[1:]


def measure() -> dict[str, Any]:
    """The ratio to our own dependencies, the ratios of the peers to ours, and what ours cost."""
    values: dict[str, Any] = {}
    for name, (statement, reference) in tracked("imports", list(PAIRS.items())):
        found = pairs(lambda s=statement: cost(s), lambda r=reference: cost(r))  # type: ignore[misc]
        values[name] = [a["seconds"] / b["seconds"] for a, b in found]
        values[f"{statement}: ms"] = [1e3 * a["seconds"] for a, _ in found]
        values[f"{statement}: MB"] = _memory([a["megabytes"] for a, _ in found])
    for peer, (statement, imported) in tracked("imports of peers", list(AGAINST.items())):
        values |= against(peer, statement, imported)
    return values


def against(peer: str, statement: str, imported: str) -> dict[str, Any]:
    """The rows of one peer."""
    time, memory = (f"{peer} / ours: {what} of `{imported}` and `{statement}`" for what in ("time", "memory"))
    try:
        interpreter = str(environment(peer))
    except NotMeasured as reason:
        return {time: reason, memory: reason}
    found = pairs(lambda: cost(statement), lambda: cost(imported, interpreter))
    ratios = [b["megabytes"] / a["megabytes"] if a["megabytes"] else None for a, b in found]
    return {time: [b["seconds"] / a["seconds"] for a, b in found], memory: _memory(ratios)}


def _memory(found: list[Any]) -> Any:
    """The values, where the system tells them."""
    return found if None not in found else NotMeasured("this system does not tell a process its peak")
