r"""The rate over arrays: the spectral radius of an iteration matrix in floating point, with a bound of its error.

Article section *The Dynamics of Momentum*, "max{|sigma_1|, |sigma_2|}", for arrays of parameters and curvatures.

**Order 2.** The roots of sigma^2 - T sigma + d, with h = T/2 and m = max(h^2, d), have

    rho = max(|sigma_1|, |sigma_2|) = sqrt(m) + sqrt(m - d).

Proof. If h^2 >= d, the roots are real, h +- sqrt(h^2 - d), and the larger modulus is |h| + sqrt(h^2 - d). If h^2 < d,
they are a complex pair, |sigma|^2 = d, and m = d. QED. There is no branch, both square roots are of numbers >= 0, and
the one subtraction is the discriminant's.

The characteristic polynomial is factored over the rationals first, and rho is the largest over its factors of degree 1
and 2; their coefficients are factored as well and run as a `Line`. With a factor of degree 3 or more, rho is the
largest modulus of LAPACK's eigenvalues of the whole matrix.

**Error.** `Bounded` runs the same line beside the computation and carries a bound of |computed - exact|, where exact is
the rate at the float64 numbers given: fl(a o b) = (a o b)(1 + delta), |delta| <= u = 2^-53, plus 2^-1074 where a
product or quotient underflows (Higham, sections 2.2 and 3.3: running error analysis). For x within e of x', the
positive part of x has its square root between those of x' - e and x' + e. So the error e of the discriminant enters as
e/(2 sqrt(D)) away from double roots, as sqrt(e) at one, and not at all where roots are complex. Half the digits are
lost at a double root: that is the price of rounding T and d, whatever is done afterwards.

For degree 3 and more let E be the error of the entries plus LAPACK's backward error, of which p(n) u |R| is assumed
with p(n) = 10 n (LAPACK Users' Guide, section 4.8, calls p "a modestly growing function"). In the Frobenius norm,
|rho - rho'| <= (2 |R| + |E|)^{1 - 1/n} |E|^{1/n} (Elsner).

References: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002; L. Elsner, "An optimal
bound for the spectral variation of two matrices", Linear Algebra Appl. 71 (1985), 77-80; E. Anderson et al., *LAPACK
Users' Guide*, 3rd ed., SIAM 1999.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import sympy

from derivations.blocks import arrays as given_arrays
from derivations.blocks import blocks, within
from derivations.schur_cohn import factors
from derivations.straight_line import Line

__all__ = ["Bounded", "SpectralRadius", "pair_radius"]

_UNIT = 1 / (1 << 53)
_UNDERFLOW = _UNIT**20 * (1 / (1 << 14))
_UP = 1 + 16 * _UNIT
"""A bound of at most a dozen nonnegative float64 operations, times this, is at least the bound in real numbers."""


class SpectralRadius:
    """rho of `matrix` (sympy, n by n) as a function of arrays for the symbols `inputs` (name -> symbol).

    `polynomial` is the characteristic one, a `sympy.Poly`. A call takes name -> number or array, all broadcast.
    """

    def __init__(self, matrix: Any, polynomial: Any, inputs: Mapping[str, Any]) -> None:
        parts = [factor.monic() for factor, _ in factors(polynomial)]
        self._n = matrix.rows
        self._degrees = [part.degree() for part in parts]
        self._closed = max(self._degrees) <= 2
        outputs = [e for part in parts for e in _halves(part)] if self._closed else list(matrix)
        self._inputs = tuple(inputs)
        self._line = Line(tuple(inputs.values()), outputs)
        # Through a polynomial, what is not finite among the inputs that occur shows in the result.
        shown = set().union(*(e.free_symbols for e in outputs)) if all(e.is_polynomial() for e in outputs) else set()
        self._hidden = [name for name, symbol in inputs.items() if symbol not in shown or not self._closed]
        self._constants = [int(c.p) / int(c.q) for c in self._line.constants]

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """The spectral radius, of the broadcast shape, float64.

        NumPy arrays, numbers and sequences give NumPy's float64. An array of another library that follows the array
        API standard stays in its library (degrees 1 and 2), with the precision it has.

        Raises TypeError for what is no real number, ValueError for NaN and infinities, for shapes that do not
        broadcast, and where the rate is no float64 number: at a pole, or where T^2 or d overflows.
        """
        foreign = next(filter(None, map(_namespace, values.values())), None)
        if foreign is not None and self._closed:
            return self._radius([values[name] for name in self._inputs], foreign)
        import numpy as np

        arrays = given_arrays(values)
        result = np.empty(np.broadcast_shapes(*(a.shape for a in arrays.values())))
        parts = [arrays[name].reshape((1,) * (result.ndim - arrays[name].ndim) + arrays[name].shape) for name in arrays]
        finite = all(np.isfinite(arrays[name]).all() for name in self._hidden)
        with np.errstate(all="ignore"):
            for block in blocks(result.shape):
                radius = self._radius([part[within(block, part.shape)] for part in parts], np)
                result[block] = radius
                finite = finite and bool(np.isfinite(radius).all())
        if not finite:
            raise ValueError(_not_finite(arrays, result))
        return result[()]

    def error_bound(self, values: Mapping[str, Any]) -> Any:
        """A bound of |computed - exact| for the result of a call with NumPy arrays or numbers, of the same shape."""
        import numpy as np

        shape = np.shape(self(values))  # refuses what a call refuses
        arrays = given_arrays(values)
        with np.errstate(all="ignore"):
            constants = [
                Bounded(np.float64(x), 0 if sympy.Rational(x) == c else _UNIT * abs(x))
                for x, c in zip(self._constants, self._line.constants, strict=True)
            ]
            outputs = self._line([Bounded(arrays[name], 0) for name in self._inputs], constants)
            error = self._closed_error(outputs) if self._closed else self._lapack_error(outputs)
        return np.array(np.broadcast_to(np.where(np.isnan(error), np.inf, error), shape))[()]

    def _radius(self, inputs: Sequence[Any], xp: Any) -> Any:
        outputs = self._line(inputs, self._constants)
        if not self._closed:
            return _eigenvalue_radius(_stacked(outputs, self._n))
        rest, radii = iter(outputs), []
        for degree in self._degrees:
            if degree == 1:
                radii.append(abs(next(rest)))
                continue
            h, d = next(rest), next(rest)
            m = xp.maximum(h * h, d)
            radii.append(xp.sqrt(m) + xp.sqrt(m - d))
        return reduce(xp.maximum, radii)

    def _closed_error(self, outputs: Sequence[Bounded]) -> Any:
        """The largest error over the factors: |max a_i - max b_i| <= max |a_i - b_i|."""
        rest, errors = iter(outputs), []
        for degree in self._degrees:
            if degree == 1:
                errors.append(next(rest).error)
                continue
            errors.append(pair_radius(next(rest), next(rest)).error)
        import numpy as np

        return reduce(np.maximum, errors)

    def _lapack_error(self, outputs: Sequence[Bounded]) -> Any:
        import numpy as np

        norm = np.linalg.norm(_stacked([e.value for e in outputs], self._n), axis=(-2, -1)) * _UP
        given = np.linalg.norm(_stacked([e.error for e in outputs], self._n), axis=(-2, -1)) * _UP
        n = self._n
        perturbation = given + 10 * n * _UNIT * norm
        return _UP * (2 * norm + perturbation) ** (1 - 1 / n) * perturbation ** (1 / n) + _UNIT * norm


@dataclass(frozen=True, eq=False)
class Bounded:
    """A computed float64 array and a bound of |value - exact|: running error analysis."""

    value: Any
    error: Any

    def __add__(self, other: Bounded) -> Bounded:
        return self._rounded(self.value + other.value, self.error + other.error)

    def __sub__(self, other: Bounded) -> Bounded:
        return self._rounded(self.value - other.value, self.error + other.error)

    def __mul__(self, other: Bounded) -> Bounded:
        spread = abs(self.value) * other.error + abs(other.value) * self.error + self.error * other.error
        return self._rounded(self.value * other.value, spread + 4 * _UNDERFLOW)

    def __truediv__(self, other: Bounded) -> Bounded:
        import numpy as np

        quotient = self.value / other.value
        least = abs(other.value) * (1 - 4 * _UNIT) - other.error
        spread = (self.error + abs(quotient) * _UP * other.error + _UNDERFLOW) / np.where(least > 0, least, 0 * least)
        return self._rounded(quotient, spread + 4 * _UNDERFLOW)

    def maximum(self, other: Bounded) -> Bounded:
        """The larger of the two, without rounding."""
        import numpy as np

        return Bounded(np.maximum(self.value, other.value), np.maximum(self.error, other.error))

    def root(self) -> Bounded:
        """The square root of the positive part."""
        import numpy as np

        low, middle, high = (np.sqrt(np.maximum(self.value + e, 0)) for e in (-self.error, 0, self.error))
        spread = np.maximum(middle - low, high - middle) + 4 * _UNIT * high
        return self._rounded(middle, spread)

    @staticmethod
    def _rounded(value: Any, spread: Any) -> Bounded:
        return Bounded(value, (spread + _UNIT * abs(value)) * _UP)


def pair_radius(h: Bounded, d: Bounded) -> Bounded:
    """The larger modulus of the roots of sigma^2 - 2 h sigma + d, with the errors of h, of d and of rounding.

    The value is that of sqrt(m) + sqrt(m - d), bit for bit: m - d is the positive part of h^2 - d, which is rounded
    once in either order. The error is taken of h^2 - d itself, which is certainly negative for complex roots.
    """
    square = h * h
    return square.maximum(d).root() + (square - d).root()


def _halves(part: Any) -> list[Any]:
    """The root of a monic factor of degree 1; T/2 up to its sign, and d, of one of degree 2."""
    if part.degree() == 1:
        return [part.nth(0)]
    half = sympy.factor(part.nth(1) / 2)
    return [-half if half.could_extract_minus_sign() else half, part.nth(0)]


def _namespace(value: Any) -> Any:
    """The array API namespace of an array that is not NumPy's, else None."""
    import numpy as np

    if isinstance(value, (np.ndarray, np.generic)) or not hasattr(value, "__array_namespace__"):
        return None
    return value.__array_namespace__()


def _stacked(entries: Sequence[Any], n: int) -> Any:
    import numpy as np

    stacked = np.stack(np.broadcast_arrays(*entries), axis=-1)
    return stacked.reshape((*stacked.shape[:-1], n, n))


def _eigenvalue_radius(matrices: Any) -> Any:
    """The largest modulus of LAPACK's eigenvalues; nan where an entry is not finite, which LAPACK refuses."""
    import numpy as np

    finite = np.isfinite(matrices).all(axis=(-2, -1), keepdims=True)
    radius = abs(np.linalg.eigvals(np.where(finite, matrices, 0))).max(axis=-1)
    return np.where(finite[..., 0, 0], radius, np.nan)


def _not_finite(arrays: Mapping[str, Any], result: Any) -> str:
    import numpy as np

    for name, array in arrays.items():
        bad = ~np.isfinite(array)
        if bad.any():
            return f"{name}={array[bad][0]} violates: {name} is finite; remove NaN and infinities"
    place = tuple(np.argwhere(~np.isfinite(result))[0])
    at = ", ".join(f"{name}={np.broadcast_to(array, result.shape)[place]}" for name, array in arrays.items())
    law = "the rate's terms are float64 numbers (no pole, no square above 1.8e308)"
    return f"{at} violates: {law}; leave this point out, or use power"
