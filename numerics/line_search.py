"""The lowest point of a quadratic on a line, from gradients alone; shared by the methods that search along lines.

Such a search is rational: with d = b - a, the lowest point of f on the line through a and b is

    a - (grad f(a)^T d / d^T A d) d,     d^T A d = (grad f(p) - grad f(a))^T d/s,     p = a + s d for any s != 0.

A function that is no quadratic needs a search of its own, with the same arguments. Vectors are arrays (..., n).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from numerics.elementary import inner, quotient
from numerics.rule import Gradient, Number

__all__ = ["LineSearch", "Objective", "column", "lowest_on_line"]

LineSearch = Callable[[Gradient, Number, Number], Number]
Objective = Callable[[Number], Number]


def lowest_on_line(gradient: Gradient, a: Number, b: Number) -> Number:
    """The lowest point on the line through a and b of a quadratic with this gradient, and a itself where a = b.

    The probe p is as far from a as |a|^2/|d| + |d|: with rounding, d^T A d keeps its digits however short d is. Raises
    ZeroDivisionError (in float64: inf or NaN) where f falls for ever along the line.
    """
    d = b - a
    square = inner(d, d)
    share = quotient(square, square + inner(a, a))
    d = quotient(share, share) * d  # 0 where its square underflows
    slope = inner(gradient(a), d)
    curvature = share * inner(gradient(a + quotient(d, share)) - gradient(a), d)
    return a - quotient(slope, curvature) * d


def column(objective: Objective, x: Any) -> Any:
    """The value of f with a last axis of length 1, as `inner` has it, so that it multiplies vectors."""
    return np.asarray(objective(x))[..., None]
