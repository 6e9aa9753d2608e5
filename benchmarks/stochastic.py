"""Exact second moments after 1,000,000 steps, and a Monte Carlo of 10,000 runs of 1,000 steps, on one core.

The moments are compared with their own recursion, step by step, of which the first steps are timed: each is the same
few products of 2 by 2 matrices. The Monte Carlo is compared with drawing its 10,000,000 errors and doing nothing else.
Times are the processor's.
"""

import math
from time import process_time
from typing import Any

import numpy as np

from numerics import Quadratic, simulate
from numerics.algorithms import momentum
from numerics.stochastic import Noisy, gaussian, second_moments, transition

K = 1_000_000
FIRST = 20_000
RUNS, STEPS = 10_000, 1000
ROUNDS = 5
VALUES: dict[str, Any] = {"alpha": 0.033058, "beta": 0.66942}
BARS = {
    "moments at k = 10^6: milliseconds": (0.0, 10.0),
    "moments: step by step / doubling": (100.0, math.inf),
    "Monte Carlo: seconds": (0.0, 2.0),
}


def doubling(precision: Any = "float64") -> float:
    """Seconds for the moments after K steps."""
    start = process_time()
    second_moments(momentum.step, 1, K, variance=9, precision=precision, **VALUES)
    return process_time() - start


def recursion() -> float:
    """Seconds for K steps of the recursion, from its first steps."""
    rows, kick = transition(momentum.step, 1, **VALUES)
    L: Any = np.array(rows)
    source = 9 * np.outer(kick, kick)
    C = 0 * source
    start = process_time()
    for _ in range(FIRST):
        C = L @ C @ L.T + source
    return (process_time() - start) * K / FIRST


def monte_carlo() -> float:
    """Seconds for all runs."""
    noisy = Noisy(Quadratic.from_spectrum([1]), RUNS, gaussian(3), seed=1)
    start = process_time()
    simulate(momentum.step, noisy, STEPS, record="final", **VALUES)
    return process_time() - start


def drawing() -> float:
    """Seconds for the errors alone."""
    generator = np.random.default_rng(1)
    start = process_time()
    for _ in range(STEPS):
        generator.standard_normal((RUNS, 1))
    return process_time() - start


def measure() -> dict[str, float | list[float]]:
    """The bars of the project, and the ratios that do not depend on the machine."""
    doubling()
    pairs = [(doubling(), recursion()) for _ in range(ROUNDS)]
    runs = [(monte_carlo(), drawing()) for _ in range(ROUNDS)]
    return {
        "moments at k = 10^6: milliseconds": [ours * 1e3 for ours, _ in pairs],
        "moments: step by step / doubling": [theirs / ours for ours, theirs in pairs],
        "moments at k = 10^6, 50 digits: milliseconds": [doubling(50) * 1e3 for _ in range(ROUNDS)],
        "Monte Carlo: seconds": [ours for ours, _ in runs],
        "Monte Carlo / drawing its errors": [ours / errors for ours, errors in runs],
    }
