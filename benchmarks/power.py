"""`Method.power` at 50 digits against iterating the update rule at 50 digits, for R^1000000.

Iterating is two runs of the rule in mpmath, one for each column of R^k. It is timed over its first steps, and the rest
is proportional: every step is the same handful of operations at the same precision. Times are the processor's.
"""

import math
from fractions import Fraction
from time import process_time
from typing import Any

import mpmath

from derivations.method import Method
from numerics.algorithms import momentum

K = 1_000_000
STEPS = 20_000
DIGITS = 50
ROUNDS = 5
VALUES: dict[str, Any] = {"lam": 1, "alpha": Fraction(1, 3), "beta": Fraction(9, 10)}
BARS = {
    "iterating / power": (1000.0, math.inf),
    "k = 10^12 / k = 10^6": (0.0, 4.0),
}


def iterate(steps: int) -> float:
    """Seconds for `steps` steps of the rule from both unit vectors of the state."""
    with mpmath.workdps(DIGITS):
        alpha, beta = (mpmath.mpf(VALUES[name].numerator) / VALUES[name].denominator for name in ("alpha", "beta"))
        columns = [(mpmath.mpf(1), mpmath.mpf(0)), (mpmath.mpf(0), mpmath.mpf(1))]
        start = process_time()
        for _ in range(steps):
            columns = [momentum.step(state, lambda w: w, alpha=alpha, beta=beta) for state in columns]
        return process_time() - start


def power(method: Method, k: int) -> float:
    """Seconds for R^k to 50 digits."""
    start = process_time()
    method.power(k, digits=DIGITS, **VALUES)
    return process_time() - start


def measure() -> dict[str, float | list[float]]:
    """The ratio to iterating, and how a power grows with k."""
    method = Method(momentum.step)
    power(method, K)
    ours, beyond, theirs = [], [], []
    for _ in range(ROUNDS):
        ours.append(power(method, K))
        beyond.append(power(method, K**2))
        theirs.append(iterate(STEPS) * K / STEPS)
    return {
        "iterating / power": [b / a for a, b in zip(ours, theirs, strict=True)],
        "k = 10^12 / k = 10^6": [b / a for a, b in zip(ours, beyond, strict=True)],
        "power: milliseconds": [time * 1e3 for time in ours],
    }
