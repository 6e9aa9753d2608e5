"""Points that are made from their index: product grids of parameters, of any size, in no memory.

    ParameterGrid(alpha=Steps(range(1, 1001), 256), beta=np.linspace(0, 0.99, 100), lam=1)

has 100,000 points, numbered in row-major order: the last parameter is the fastest. A stretch [start, stop) of the
numbers is a few boxes, each the product of a stretch of every axis, so that a function is called on axes that broadcast
and no array of points is made. Whatever has the methods of `IndexSpace` can be swept as well: a lattice, a sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import prod
from typing import Any, NamedTuple, Protocol

import numpy as np

from numerics.exact import Array, exact_array
from numerics.precision import positive_integer

__all__ = ["IndexSpace", "ParameterGrid", "Piece", "Steps"]

EXACT = 1 << 53
"""Every integer up to this one is a float64 number."""


class Piece(NamedTuple):
    """Points number start, start + 1, ... in row-major order of `shape`, to which the arguments broadcast."""

    start: int
    shape: tuple[int, ...]
    arguments: dict[str, Array]


class IndexSpace(Protocol):
    """Points 0 .. size - 1, each made from its number. It is sent to every worker with every chunk: keep it small."""

    @property
    def size(self) -> int:
        """How many points there are."""

    def pieces(self, start: int, stop: int, most: int) -> Iterator[Piece]:
        """Points start .. stop - 1 in pieces of at most `most` points, one after the other without a gap."""

    def point(self, index: int) -> dict[str, Any]:
        """The parameters of one point, by name."""

    def extent(self, start: int, stop: int) -> str:
        """Between which parameters points start .. stop - 1 lie, for a reader."""

    def identity(self) -> str:
        """A text that two spaces share only if they have the same points under the same numbers."""


@dataclass(frozen=True)
class Steps:
    """The axis numerators[0]/denominator, numerators[1]/denominator, ...: each the float64 nearest to the quotient.

    It is exact for a power of two as denominator, and takes no memory however long it is, which matters where work
    is sent to other machines.
    """

    numerators: range
    denominator: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.numerators, range):
            raise TypeError(f"numerators={self.numerators!r} violates: a range of integers; give range(1, 101)")
        positive_integer(self.denominator, "denominator")
        if max((abs(i) for i in (*self.numerators[:1], *self.numerators[-1:], self.denominator)), default=0) > EXACT:
            raise ValueError(
                f"{self} violates: integers of at most 2^53, so that a quotient is rounded once; use fewer"
            )

    def __len__(self) -> int:
        return len(self.numerators)

    def __getitem__(self, part: slice) -> Array:
        """A stretch of the axis, float64."""
        chosen = self.numerators[part]
        return np.arange(chosen.start, chosen.stop, chosen.step, dtype=np.int64) / self.denominator

    def exact(self, place: int) -> Fraction:
        """The quotient before it is rounded."""
        return Fraction(self.numerators[place], self.denominator)


class ParameterGrid:
    """The product of axes, one for each keyword argument; the last one is the fastest.

    An axis is a number, a sequence or one-dimensional array of numbers, or `Steps`. Arrays of integers stay int64, all
    else is float64. Raises ValueError for an axis that is empty or has entries that are not finite, and for rationals
    that are no float64 number: rounding them would be another grid.
    """

    def __init__(self, /, **axes: Any) -> None:
        if not axes:
            raise ValueError("a grid without axes violates: at least one parameter; give alpha=[...]")
        self.axes: dict[str, Array | Steps] = {name: _axis(name, values) for name, values in axes.items()}
        self.shape = tuple(len(axis) for axis in self.axes.values())

    def __repr__(self) -> str:
        return f"ParameterGrid({', '.join(f'{name}: {len(axis)}' for name, axis in self.axes.items())})"

    @property
    def size(self) -> int:
        """How many points there are."""
        return prod(self.shape)

    def pieces(self, start: int, stop: int, most: int) -> Iterator[Piece]:
        """Points start .. stop - 1 as boxes of at most `most` points; axes have shapes (1, ..., k, ..., 1)."""
        for box in _boxes(self.shape, start, stop, most):
            shape = tuple(part.stop - part.start for part in box)
            arguments = {}
            for place, (name, part) in enumerate(zip(self.axes, box, strict=True)):
                arguments[name] = self.axes[name][part].reshape([-1 if i == place else 1 for i in range(len(shape))])
            yield Piece(start, shape, arguments)
            start += prod(shape)

    def point(self, index: int) -> dict[str, Any]:
        """The parameters of point number `index`."""
        if not 0 <= index < self.size:
            raise IndexError(f"index={index} violates: 0 <= index < {self.size}; give the number of a point")
        [box] = _boxes(self.shape, index, index + 1, 1)
        return {name: axis[part].item() for (name, axis), part in zip(self.axes.items(), box, strict=True)}

    def extent(self, start: int, stop: int) -> str:
        """The least and the largest value of each parameter on a box that holds points start .. stop - 1."""
        first, last = ([part.start for part in next(_boxes(self.shape, i, i + 1, 1))] for i in (start, stop - 1))
        shown, split = [], False
        for (name, axis), i, j in zip(self.axes.items(), first, last, strict=True):
            low, high = _range(axis, 0, len(axis) - 1) if split else _range(axis, i, j)
            shown.append(f"{name}={low}" if low == high else f"{name}={low} .. {high}")
            split = split or i != j
        return ", ".join(shown)

    def identity(self) -> str:
        """The axes: names, lengths, and a hash of the values where they are stored."""
        return ", ".join(f"{name}: {_axis_identity(axis)}" for name, axis in self.axes.items())


def _axis(name: str, values: Any) -> Array | Steps:
    if isinstance(values, Steps):
        axis: Array | Steps = values
    else:
        given = np.asarray(values if np.ndim(values) else [values])
        if given.ndim != 1:
            raise ValueError(
                f"{name} of shape {given.shape} violates: an axis is a sequence; give one-dimensional data"
            )
        if given.dtype.kind in "iu" and (not given.size or max(int(given.max()), -int(given.min())) <= EXACT):
            axis = given.astype(np.int64)
        else:
            axis = exact_array(values if np.ndim(values) else [values], name)
        if axis.dtype == object:
            law = "the values of an axis are float64 numbers"
            raise ValueError(f"{name} has entries that violate: {law}; give float(x) where the nearest is meant")
    if not len(axis):
        raise ValueError(f"{name} has no values, which violates: an axis has at least one; give {name}=[...]")
    return axis


def _range(axis: Array | Steps, i: int, j: int) -> tuple[Any, Any]:
    """The least and the largest value at places i .. j."""
    # `Steps` may be longer than memory, and are monotone.
    values = np.concatenate([axis[i : i + 1], axis[j : j + 1]]) if isinstance(axis, Steps) else axis[i : j + 1]
    return values.min(), values.max()


def _axis_identity(axis: Array | Steps) -> str:
    if isinstance(axis, Steps):
        return repr(axis)
    return f"{axis.dtype}[{len(axis)}] {sha256(axis.tobytes()).hexdigest()}"


def _boxes(sides: tuple[int, ...], start: int, stop: int, most: int) -> Iterator[tuple[slice, ...]]:
    """Points start .. stop - 1 of an array with these sides as boxes of at most `most` points, in order."""
    if len(sides) == 1:
        yield from ((slice(low, min(low + most, stop)),) for low in range(start, stop, most))
        return
    row = prod(sides[1:])
    while start < stop:
        i, inside = divmod(start, row)
        rows = min((stop - start) // row, most // row)
        if inside == 0 and rows:
            yield (slice(i, i + rows), *(slice(0, side) for side in sides[1:]))
            start += rows * row
            continue
        end = min(stop, (i + 1) * row)
        yield from ((slice(i, i + 1), *rest) for rest in _boxes(sides[1:], inside, end - i * row, most))
        start = end
