"""Momentum on a 1000 x 1000 image: one iteration, against its arithmetic, moving its arrays, and a SciPy product.

`passes` is what NumPy needs for the arithmetic of the rule, five additions and two products with each pixel, on
arrays that stay in the cache; no iteration by NumPy can do with less. `copies` is what it needs to read z and w once
and write each once, and to read D once: `np.copyto` of both into arrays of their own, and `np.count_nonzero`. Several
iterations on a band that is in the cache can do with less, and where memory is fast, copies take less than passes.
`product` is A @ w with the matrix of the same problem as a SciPy CSR array, the gradient alone. All run in turn on
one core, and it is the processor's time that is taken, so that other work on the machine counts as little as can be.
An iteration's time is that of a run divided by its length, with all that the run sets up. D is one pixel in a
hundred; half of the pixels is measured, too, where each step takes three more passes. `worst difference / bound`
compares a short run with the update rule in rationals on a small image.
"""

from collections.abc import Callable
from fractions import Fraction
from time import process_time
from typing import Any

import numpy as np

from numerics import grid, simulate
from numerics.algorithms import momentum
from numerics.colorization import Colorization
from numerics.exact import rationals
from numerics.graphs import Graph
from numerics.grid import GridColorization, rounding_bound
from numerics.grid_sweep import BAND_BYTES

SIDE = 1000
ITERATIONS = 400
ROUNDS = 9
PARAMETERS = {"alpha": 0.24, "beta": 0.95}
BARS = {
    "momentum / passes": (0.0, 1.5),
    "momentum / sparse product": (0.0, 1.0),
    "worst difference / bound": (0.0, 1.0),
}


def seconds(function: Callable[[], object], times: int) -> float:
    """How long one of so many calls takes, in processor time."""
    start = process_time()
    for _ in range(times):
        function()
    return (process_time() - start) / times


def difference() -> float:
    """|w - exact| over its bound after six steps, on an image small enough for rationals."""
    member = np.random.default_rng(1).random((40, 7)) < 0.1
    problem = GridColorization.of(member, free=True)
    parameters: dict[str, Any] = PARAMETERS
    _, w = grid.momentum(problem, 6, **parameters)
    exact = simulate(momentum.step, problem, 6, precision="exact", record="final", **parameters).final
    return float(max(abs(rationals(w.ravel()) - exact)) / Fraction(rounding_bound(6, **PARAMETERS, size=0)))


def measure() -> dict[str, float | list[float]]:
    """Ratios of times in each round, milliseconds an iteration, and the agreement of the results."""
    random = np.random.default_rng(0)
    strokes = random.random((SIDE, SIDE)) < 0.01
    few, half = GridColorization.of(strokes), GridColorization.of(random.random((SIDE, SIDE)) < 0.5)
    matrix = Colorization.on(Graph.grid(SIDE, SIDE), strokes.ravel()).matrix()
    z, w = random.random((2, SIDE, SIDE))
    there = np.empty_like(z), np.empty_like(w)

    def copies() -> None:
        np.copyto(there[0], z)
        np.copyto(there[1], w)
        np.count_nonzero(strokes)

    band = BAND_BYTES // 8
    one, other, third = random.random((3, band))

    def passes() -> None:
        for _ in range(SIDE * SIDE // band):
            for _ in range(5):
                np.add(one, other, third)
            for _ in range(2):
                np.multiply(one, 0.5, third)

    def run(problem: GridColorization) -> float:
        parameters: dict[str, Any] = PARAMETERS
        return seconds(lambda: grid.momentum(problem, ITERATIONS, **parameters), 1) / ITERATIONS

    seconds(copies, 3)
    seconds(passes, 3)
    times: dict[str, list[float]] = {"momentum": [], "half": [], "passes": [], "copies": [], "product": []}
    for _ in range(ROUNDS):
        times["passes"].append(seconds(passes, 20))
        times["copies"].append(seconds(copies, 20))
        times["momentum"].append(run(few))
        times["product"].append(seconds(lambda: matrix @ w.ravel(), 5))
        times["half"].append(run(half))

    def ratio(one: str, other: str) -> list[float]:
        return [a / b for a, b in zip(times[one], times[other], strict=True)]

    return {
        "momentum / passes": ratio("momentum", "passes"),
        "momentum / copies": ratio("momentum", "copies"),
        "momentum / sparse product": ratio("momentum", "product"),
        "momentum, half of the pixels in D / copies": ratio("half", "copies"),
        "momentum: ms an iteration": [time * 1e3 for time in times["momentum"]],
        "passes: ms": [time * 1e3 for time in times["passes"]],
        "copies: ms": [time * 1e3 for time in times["copies"]],
        "sparse product: ms": [time * 1e3 for time in times["product"]],
        "worst difference / bound": difference(),
    }
