"""Runs of rules that are not linear in their state, enclosed at every precision.

`verification.precisions.enclosures` bounds the rounding errors of linear rules. Other rules run in balls: those of
53 bits, of at least 50 and at least 200 digits, and in rationals where there are no roots. Rounding to nearest does not
pass the ends of an interval of as many bits, so that the run in float64 lies in the run in mpmath's intervals of 53
bits, if gradients are computed entry by entry; this is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from numerics import Ball, simulate
from numerics.exact import rationals
from numerics.precision import Exact, NumberSystem
from verification.precisions import Interval, runs

__all__ = ["SYSTEMS", "enclosed"]

FLOATS = Ball(53, "mpmath")
SYSTEMS: tuple[NumberSystem, ...] = (
    FLOATS,
    *(Ball(bits, backend) for backend in ("flint", "mpmath") for bits in (187, 686)),
)


def enclosed(
    step: Any, problem: Any, iterations: int, rational: bool = True, **given: Any
) -> Iterator[tuple[str, Any]]:
    """(name, enclosures of the iterates (iterations + 1, n)) for each system, the rationals first where there are no
    roots; raises AssertionError where the run in float64 leaves its intervals."""
    systems = (Exact(), *SYSTEMS) if rational else SYSTEMS
    for name, low, high in runs(step, problem, iterations, systems, **given):
        if name == str(FLOATS):
            floats = rationals(simulate(step, problem, iterations, **given).iterates)
            assert ((low <= floats) & (floats <= high)).all(), "float64 leaves the intervals of 53 bits"
        yield name, np.frompyfunc(Interval, 2, 1)(low, high)
