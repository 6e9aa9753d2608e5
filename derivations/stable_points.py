r"""Stable or not, at a million points at once and without an error: the stability conditions with a filter.

Article sections *The Dynamics of Momentum* and *Choosing A Step-size*, for arrays of parameters and curvatures. The
conditions of `schur_cohn` are polynomials p_i, and a point is stable iff all p_i > 0 there. Each p_i runs as a `Line`
in float64, with a bound of its error beside it. Where all p_i are above their bounds the point is stable, where one is
below minus its bound it is not, and the few points that are left are decided in rational arithmetic. So the answer is
that of exact arithmetic at the numbers given, on the boundary as well, where |sigma| = 1 and the point is not stable.

**The bound.** A program of sums, differences and products computes a sum of monomials. Let A be what it computes from
the moduli of its inputs and constants with every difference made a sum, u = 2^-53, and count roundings k: 0 for an
input that is a float64, 1 for one that is rounded to the nearest, max(k, l) + 1 for a sum, k + l + 2 for a product.
Then each monomial carries at most k factors 1 + delta, |delta| <= u, so that

    |computed - exact| <= ((1 + u)^k - 1) A,    computed A >= (1 - u)^k A

(Higham, section 3.1 and problem 3.10). For k u <= 1/8 both together give |computed - exact| <= (8/7)^2 k u computed A,
and 2 k u times it covers the rounding of the bound itself. What a product loses by underflow is at most 2^-1075 and is
less than u t for the t = 2^-1000 that is added to A in each product, and that is its second rounding there. As rounding
is monotone, no computed modulus exceeds the computed A; so where something overflows, A does, no comparison holds,
and the point is decided exactly. So it is where an inexact input or constant is below t.

References: as for `derivations.schur_cohn`; N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
SIAM 2002; J. R. Shewchuk, Discrete Comput. Geom. 18, 1997, section 2 (a filter before exact arithmetic).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import nan
from typing import Any

import sympy

from derivations.blocks import blocks, exact_arrays, within
from derivations.straight_line import Line

__all__ = ["Filtered", "StablePoints"]

UNIT = 1 / (1 << 53)
TINY = 1 / (1 << 1000)
EXACT = 1 << 12  # points that are decided exactly at a time


class StablePoints:
    """Which points satisfy all of the strict polynomial inequalities `conditions` (p > 0), as a function of arrays.

    inputs: name -> symbol, every symbol of the conditions among them.
    """

    def __init__(self, conditions: Iterable[Any], inputs: Mapping[str, Any]) -> None:
        given, self._names = tuple(conditions), tuple(inputs)
        self._nowhere = sympy.false in given
        self._line = Line(tuple(inputs.values()), [] if self._nowhere else [c.gts - c.lts for c in given])
        self._constants = [Fraction(int(c.p), int(c.q)) for c in self._line.constants]

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Whether each point is stable: a bool array of the broadcast shape, or a bool where all values are numbers.

        Floats mean the binary numbers that they are; Fractions, ints, Decimals and rationals of SymPy's themselves.
        Raises TypeError for what is no real number, ValueError for NaN and infinities, and for shapes that do not
        broadcast.
        """
        import numpy as np

        answer, undecided, arrays = self._decided(values)
        left = np.nonzero(undecided)
        for start in range(0, len(left[0]), EXACT):
            places = tuple(index[start : start + EXACT] for index in left)
            answer[places] = self._exactly([_taken(array, places, answer.shape) for array in arrays])
        return _shaped(answer, values)

    def undecided(self, values: Mapping[str, Any]) -> Any:
        """Where float64 does not decide, so that a call decides exactly: a bool array of the broadcast shape."""
        return _shaped(self._decided(values)[1], values)

    def _decided(self, values: Mapping[str, Any]) -> tuple[Any, Any, list[Any]]:
        """What the filter says is stable, where it says nothing, and the arrays, all of at least one axis."""
        import numpy as np

        arrays = exact_arrays({name: values[name] for name in self._names})
        for name, array in arrays.items():
            bad = ~np.isfinite(array) if array.dtype != object else np.zeros(0, dtype=bool)
            if bad.any():
                raise ValueError(f"{name}={array[bad][0]} violates: {name} is finite; remove NaN and infinities")
        shape = np.broadcast_shapes((1,), *(a.shape for a in arrays.values()))
        stable = np.full(shape, not self._nowhere)
        undecided = np.zeros(shape, dtype=bool)
        parts = [a.reshape((1,) * (len(shape) - a.ndim) + a.shape) for a in arrays.values()]
        constants = [Filtered.of(np.array(c, dtype=object)) for c in self._constants]
        with np.errstate(all="ignore"):
            for block in blocks(shape):
                pieces = [Filtered.of(part[within(block, part.shape)]) for part in parts]
                above, below = stable[block], np.zeros((), dtype=bool)
                for p in self._line(pieces, constants):
                    error = p.error
                    above = above & (p.value > error)
                    below = below | (p.value < -error)
                stable[block] = above
                undecided[block] = ~(above | below) if not self._nowhere else False
        return stable, undecided, parts

    def _exactly(self, points: Sequence[Any]) -> Any:
        import numpy as np

        answers = [np.asarray(p > 0, dtype=bool) for p in self._line(points, self._constants)]
        return np.logical_and.reduce(answers) if answers else True


def _taken(array: Any, places: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """The values of the array, broadcast to the shape, at these places, as Fractions."""
    import numpy as np

    taken = np.broadcast_to(array, shape)[places]
    return taken if array.dtype == object else np.asarray(np.frompyfunc(Fraction, 1, 1)(taken), dtype=object)


def _shaped(answer: Any, values: Mapping[str, Any]) -> Any:
    """In the shape of the values: a bool where all of them are numbers."""
    import numpy as np

    return answer if any(np.ndim(value) for value in values.values()) else bool(answer[0])


@dataclass(frozen=True, eq=False)
class Filtered:
    """A computed float64 array, what its program gives for moduli, and how many roundings it carries: see above."""

    value: Any
    size: Any
    roundings: int

    @classmethod
    def of(cls, array: Any) -> Filtered:
        """An input: an array of float64, or of Fractions, which are rounded where they are no float64."""
        import numpy as np

        if array.dtype != object:
            return cls(array, abs(array), 0)
        floats = np.asarray(np.frompyfunc(_nearest, 1, 1)(array), dtype=np.float64)
        return cls(floats, abs(floats), int((floats != array).any()))

    @property
    def error(self) -> Any:
        """A bound of |value - exact|."""
        return 2 * self.roundings * UNIT * self.size

    def __add__(self, other: Filtered) -> Filtered:
        return Filtered(self.value + other.value, self.size + other.size, max(self.roundings, other.roundings) + 1)

    def __sub__(self, other: Filtered) -> Filtered:
        return Filtered(self.value - other.value, self.size + other.size, max(self.roundings, other.roundings) + 1)

    def __mul__(self, other: Filtered) -> Filtered:
        return Filtered(self.value * other.value, self.size * other.size + TINY, self.roundings + other.roundings + 2)


def _nearest(value: Fraction) -> float:
    """The nearest float64, NaN where the error is not relative to it: outside of its range, and below `TINY`."""
    try:
        found = float(value)
    except OverflowError:
        return nan
    return found if abs(found) >= TINY or value == found else nan
