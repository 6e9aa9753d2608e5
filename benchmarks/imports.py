"""What `import derivations` and `import numerics` cost, against `import sympy` and `import numpy`.

Both sides of a ratio are timed in fresh interpreters, one right after the other and in alternating order, so
that a machine that slows down slows both; the time is that of the statement alone, without the interpreter's
start.
"""

import math
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 15
PAIRS = {
    "import derivations / import sympy": ("import derivations", "import sympy"),
    "from derivations import Method, decide, claims / import sympy": (
        "from derivations import Method, decide, claims",
        "import sympy",
    ),
    "import numerics / import numpy": ("import numerics", "import numpy"),
    "from numerics import simulate / import numpy": ("from numerics import simulate", "import numpy"),
}
BARS = {"import derivations / import sympy: median": (0, 1.2)}


def seconds(statement: str) -> float:
    """The time that `statement` takes in a fresh interpreter."""
    program = f"from time import perf_counter as t\nstart = t()\n{statement}\nprint(t() - start)"
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{statement}` failed: {done.stderr.strip()}")
    return float(done.stdout)


def ratios(statement: str, reference: str, rounds: int = ROUNDS) -> list[float]:
    """`rounds` ratios of `statement` to `reference`, interleaved; one warming round is not counted."""
    found = []
    for i in range(rounds + 1):
        if i % 2:
            ours, theirs = seconds(statement), seconds(reference)
        else:
            theirs, ours = seconds(reference), seconds(statement)
        found.append(ours / theirs)
    return found[1:]


def measure() -> dict[str, float]:
    """The median and the quartiles of each ratio."""
    values: dict[str, float] = {}
    for name, (statement, reference) in PAIRS.items():
        low, median, high = statistics.quantiles(ratios(statement, reference), n=4, method="inclusive")
        if not math.isfinite(median):
            raise ArithmeticError(f"{name}: median {median}; the reference took no measurable time")
        values |= {f"{name}: median": median, f"{name}: lower quartile": low, f"{name}: upper quartile": high}
    return values
