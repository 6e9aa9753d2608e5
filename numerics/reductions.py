"""What is kept of many values: counts, extremes, histograms and digests, exactly the same in whatever order.

A reduction folds the values of consecutive points into a partial result, and combines partial results. Here both are
exact - integers, comparisons, bits - so that combining is associative and commutative with no rounding at all, and a
result does not depend on who computed what, when, or how often it was tried. A sum in floating point is not of this
kind; `numerics.sweep.sweep` checks the two laws on the partial results that it meets, and refuses it.

The digest is sum_i h(bits(value_i) xor (i + 1) g) mod 2^64 with the mixing function h of SplitMix64. Values that
differ somewhere have the same digest with a probability of about 2^-64; it protects against accidents, not against an
adversary.

Reference: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, 453-472.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from numerics.exact import Array, rational
from numerics.index_space import IndexSpace

__all__ = ["Count", "Digest", "Extreme", "Histogram", "Maximum", "Minimum", "Reduction", "Tally"]

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
WORD = 1 << 64


class Reduction(ABC):
    """A way to reduce values; its `repr` tells all that it depends on, and it can be pickled.

    A partial result is an int, a float, None, or a tuple of partial results.
    """

    @abstractmethod
    def fold(self, values: Array, start: int) -> Any:
        """The partial result for the values, shape (k,), k >= 1, of points number start .. start + k - 1; no NaN."""

    @abstractmethod
    def combine(self, left: Any, right: Any) -> Any:
        """The partial result for the points of both: associative and commutative, exactly."""

    def result(self, partial: Any, space: IndexSpace) -> Any:
        """What the partial result for all points of `space` means; by default itself."""
        return partial


@dataclass(frozen=True)
class Count(Reduction):
    """At how many points `value <comparison> bound` holds; comparison: "<", "<=", "==", "!=", ">=" or ">"."""

    comparison: str
    bound: float

    def __post_init__(self) -> None:
        if self.comparison not in COMPARISONS:
            raise ValueError(f"comparison={self.comparison!r} violates: one of {list(COMPARISONS)}; name one of them")
        exact = rational(self.bound, "bound")
        if not isinstance(self.bound, int) and Fraction(float(self.bound)) != exact:
            raise ValueError(
                f"bound={self.bound} violates: a float64 number; give float(bound) if the nearest is meant"
            )
        object.__setattr__(self, "bound", self.bound if isinstance(self.bound, int) else float(self.bound))

    def fold(self, values: Array, start: int) -> int:
        compare, bound, near = COMPARISONS[self.comparison], self.bound, self.bound
        if values.dtype.kind == "f":
            near = _nearest(bound)
        elif isinstance(bound, float) and bound.is_integer():
            near = int(bound)
        # Python's floats would be rounded to float32 where the values are of this type.
        there = np.float64(near) if isinstance(near, float) else near
        count = int(np.count_nonzero(compare(values, there)))
        if near != bound:  # only a value that is `near` compares with it otherwise than with the bound
            count += int(np.count_nonzero(values == there)) * (compare(near, bound) - compare(near, near))
        return count

    def combine(self, left: int, right: int) -> int:
        return left + right


def _nearest(bound: float) -> float:
    """The float64 next to a number, infinite where it is beyond all."""
    try:
        return float(bound)
    except OverflowError:
        return np.inf if bound > 0 else -np.inf


@dataclass(frozen=True)
class Extreme:
    """A least or largest value, the number of the first point that has it, and this point's parameters."""

    value: Any
    index: int
    point: dict[str, Any]


@dataclass(frozen=True)
class Minimum(Reduction):
    """The least value and where it is: an `Extreme`; of equal values, that at the point of the lowest number."""

    def fold(self, values: Array, start: int) -> tuple[Any, int]:
        place = int(values.argmin())
        return values[place].item(), start + place

    def combine(self, left: tuple[Any, int], right: tuple[Any, int]) -> tuple[Any, int]:
        return min(left, right)

    def result(self, partial: tuple[Any, int], space: IndexSpace) -> Extreme:
        return Extreme(*partial, space.point(partial[1]))


@dataclass(frozen=True)
class Maximum(Reduction):
    """The largest value and where it is: an `Extreme`; of equal values, that at the point of the lowest number."""

    def fold(self, values: Array, start: int) -> tuple[Any, int]:
        place = int(values.argmax())
        return values[place].item(), start + place

    def combine(self, left: tuple[Any, int], right: tuple[Any, int]) -> tuple[Any, int]:
        return min(left, right, key=lambda partial: (-partial[0], partial[1]))

    def result(self, partial: tuple[Any, int], space: IndexSpace) -> Extreme:
        return Extreme(*partial, space.point(partial[1]))


class Tally(NamedTuple):
    """How many values lie below the first edge, in [edge_i, edge_{i+1}) for each i, and at or above the last edge."""

    below: int
    counts: tuple[int, ...]
    above: int


@dataclass(frozen=True)
class Histogram(Reduction):
    """How many values lie between given increasing edges: a `Tally` of exact integers. Values are taken as float64."""

    edges: tuple[float, ...]

    def __post_init__(self) -> None:
        edges = tuple(float(edge) for edge in self.edges)
        if not edges or not all(a < b for a, b in zip((-np.inf, *edges), (*edges, np.inf), strict=True)):
            raise ValueError(f"edges={edges} violates: finite numbers that increase, at least one; sort them")
        object.__setattr__(self, "edges", edges)

    def fold(self, values: Array, start: int) -> tuple[int, ...]:
        places = np.searchsorted(self.edges, values, side="right")
        return tuple(np.bincount(places, minlength=len(self.edges) + 1).tolist())

    def combine(self, left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(a + b for a, b in zip(left, right, strict=True))

    def result(self, partial: tuple[int, ...], space: IndexSpace) -> Tally:
        return Tally(partial[0], partial[1:-1], partial[-1])


@dataclass(frozen=True)
class Digest(Reduction):
    """64 bits that depend on every bit of every value and on its place: equal digests, equal results."""

    def fold(self, values: Array, start: int) -> int:
        # In place, since these passes over memory are what it costs.
        x = np.arange(start + 1, start + 1 + values.size, dtype=np.uint64)
        x *= np.uint64(0x9E3779B97F4A7C15)
        x ^= _bits(values)
        shifted = x >> np.uint64(30)
        for factor, shift in ((0xBF58476D1CE4E5B9, 27), (0x94D049BB133111EB, 31)):
            x ^= shifted
            x *= np.uint64(factor)
            np.right_shift(x, np.uint64(shift), out=shifted)
        x ^= shifted
        return int(np.add.reduce(x))

    def combine(self, left: int, right: int) -> int:
        return (left + right) % WORD


def _bits(values: Array) -> Array:
    """64 bits of each value: those of the float64 that it is, or of the integer."""
    kept = values if values.dtype == np.uint64 else values.astype(np.float64 if values.dtype.kind == "f" else np.int64)
    return kept.view(np.uint64)
