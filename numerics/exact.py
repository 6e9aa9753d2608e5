"""Exact data and exact linear algebra over the rationals.

Data enter the package through `rational` and `exact_array`: an int, a Fraction, a Decimal, a rational of SymPy, gmpy2
or FLINT means itself, and a float (Python's, NumPy's, mpmath's) exactly its binary value. Strings and balls are
refused.

References: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002, chapter 10 (LDL^T)
and section 19.1 (Householder reflections); A. Cayley, "Sur quelques proprietes des determinants gauches",
J. reine angew. Math. 32, 1846 (the transform).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Array",
    "cayley_basis",
    "exact_array",
    "failing_pivot",
    "householder_basis",
    "identity",
    "modulus",
    "nearest",
    "rational",
    "rationals",
    "solve",
]

Array = NDArray[Any]


def rational(value: Any, name: str = "value") -> Fraction:
    """The exact rational that `value` is; ValueError for NaN and infinities, TypeError for anything not real."""
    if hasattr(value, "_mpi_") or hasattr(value, "rad"):
        raise TypeError(f"{name}={value} violates: a datum is one number, not a ball; give its middle as a Fraction")
    if isinstance(value, Real) and isinstance(getattr(value, "_mpf_", None), tuple):
        return _from_mpf(value, name)
    if not isinstance(value, (bool, np.bool_, str, bytes)):
        if isinstance(value, Rational) or (hasattr(value, "numerator") and hasattr(value, "denominator")):
            return Fraction(operator.index(value.numerator), operator.index(value.denominator))
        if isinstance(value, (Decimal, Real)) and hasattr(value, "as_integer_ratio"):
            try:
                return Fraction(*value.as_integer_ratio())
            except (OverflowError, ValueError) as error:
                raise ValueError(f"{name}={value!r} violates: a datum is finite; remove NaN and infinities") from error
    raise TypeError(f"{name}={value!r} violates: a datum is a real number; give an int, Fraction or float")


def _from_mpf(value: Any, name: str) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    if not mantissa and exponent:
        raise ValueError(f"{name}={value} violates: a datum is finite; remove NaN and infinities")
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


def exact_array(values: Any, name: str = "values") -> Array:
    """`values` without any rounding: float64 where that holds every entry, else an object array of Fractions.

    `values` is a number, a nested sequence or an array of any shape. Raises ValueError for a ragged shape or an
    entry that is not finite or masked, TypeError for one that is not real.
    """
    if np.ma.is_masked(values):
        raise ValueError(f"{name} violates: no entry is masked; fill or remove the masked ones")
    try:
        found = np.asarray(values)
    except OverflowError:
        found = np.asarray(values, dtype=object)
    except ValueError as error:
        raise ValueError(f"{name} violates: rows have equal lengths; give a rectangular array") from error
    if found.dtype.kind == "f" and not np.isfinite(found).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
        raise ValueError(f"{name}{list(place)}={found[place]} violates: a datum is finite; remove it")
    if found.dtype.kind in "fiu" and found.dtype.itemsize <= 8:
        # NumPy rounds the integers of a list that holds floats, too: above 2^53 only floats of an array are themselves.
        is_exact = found.dtype.kind == "f" and hasattr(values, "dtype")
        if is_exact or not found.size or max(int(found.max()), -int(found.min())) < 2**53:
            return found.astype(np.float64)
    return _as_floats(rationals(np.asarray(values, dtype=object) if found.dtype.kind != "O" else found, name))


def rationals(values: Array, name: str = "values") -> Array:
    """The entries of `values` as Fractions, in an object array of the same shape."""
    flat = [rational(value, name) for value in np.asarray(values, dtype=object).reshape(-1)]
    result = np.empty(len(flat), dtype=object)
    result[:] = flat
    return result.reshape(np.shape(values))


def _as_floats(exact: Array) -> Array:
    """As float64 if that loses nothing, else as given."""
    try:
        floats = [float(entry) for entry in exact.flat]
    except OverflowError:
        return exact
    lossless = all(Fraction(x) == entry for x, entry in zip(floats, exact.flat, strict=True))
    return np.array(floats).reshape(exact.shape) if lossless else exact


def nearest(data: Array) -> Array:
    """The nearest float64 to each entry, infinite where it is too large; `data` as from `exact_array`, or mpmath's."""
    if data.dtype != object:
        return np.asarray(data, dtype=np.float64)
    floats: Array = np.asarray(np.frompyfunc(_nearest, 1, 1)(data), dtype=np.float64)
    return floats


def _nearest(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def modulus(data: Array) -> Array:
    """|entry| in float64, rounded upwards: never below it, and 0 for 0 only."""
    floats = np.abs(nearest(data))
    return floats if data.dtype == np.float64 else np.where(data == 0, 0.0, np.nextafter(floats, np.inf))


def identity(n: int) -> Array:
    """The n x n identity in Fractions."""
    return rationals(np.eye(n, dtype=int))


def failing_pivot(matrix: Array, semidefinite: bool = False) -> tuple[int, Fraction] | None:
    """Index and value of the first pivot of A = L D L^T that refutes definiteness; None where A is definite.

    A symmetric A is positive definite iff all n pivots are positive, and semidefinite iff none is negative and the
    column below each zero pivot is zero (Higham, sections 10.1 and 10.3).
    """
    rest = rationals(matrix)
    for index in range(matrix.shape[0]):
        pivot, column = rest[0, 0], rest[1:, 0]
        zero = semidefinite and pivot == 0 and not any(column)
        if pivot <= 0 and not zero:
            return index, pivot
        rest = rest[1:, 1:]
        filled = np.flatnonzero(column)
        rest[np.ix_(filled, filled)] -= column[filled, None] * (column[filled] / pivot if pivot else column[filled])
    return None


def solve(matrix: Array, right: Array) -> tuple[Array, bool]:
    """One exact solution x of A x = b by Gauss-Jordan elimination, free unknowns at 0, and whether b is in A's range.

    `matrix` has shape (n, n), `right` shape (n,) or (n, m); nothing is assumed of A.
    """
    left, n = rationals(matrix), matrix.shape[0]
    table = np.concatenate([left, rationals(right).reshape(n, -1)], axis=1)
    columns: list[int] = []
    for column in range(n):
        row = len(columns)
        pivot = next((i for i in range(row, n) if table[i, column]), None)
        if pivot is None:
            continue
        table[[row, pivot]] = table[[pivot, row]]
        table[row] = table[row] / table[row, column]
        factors = table[:, column].copy()
        factors[row] = Fraction(0)
        table = table - factors[:, None] * table[row][None, :]
        columns.append(column)
    solution = rationals(np.zeros(table[:, n:].shape, dtype=int))
    solution[columns] = table[: len(columns), n:]
    consistent = not any(table[len(columns) :, n:].flat)
    return solution.reshape(np.shape(right)), consistent


def householder_basis(vectors: Sequence[Sequence[Any]] | Array) -> Array:
    """The product of the reflections I - 2 v v^T / v^T v: an exactly orthogonal matrix of Fractions.

    `vectors` has shape (m, n), m >= 1, each v nonzero and rational; columns of the result are an orthonormal basis.
    """
    rows = rationals(exact_array(vectors, "vectors"), "vectors")
    if rows.ndim != 2 or 0 in rows.shape:
        raise ValueError(f"vectors of shape {rows.shape} violate: shape (m, n), m, n >= 1; give a list of vectors")
    basis = identity(rows.shape[1])
    for i, v in enumerate(rows):
        norm = v @ v
        if norm == 0:
            raise ValueError(f"vectors[{i}]=0 violates: a reflection needs v != 0; remove the vector")
        basis = basis - (2 / norm) * (basis @ v)[:, None] * v[None, :]
    return basis


def cayley_basis(skew: Sequence[Sequence[Any]] | Array) -> Array:
    """The Cayley transform (I - S)(I + S)^{-1} of a rational skew S: exactly orthogonal, never with eigenvalue -1."""
    matrix = rationals(exact_array(skew, "skew"), "skew")
    if matrix.ndim != 2 or not matrix.size or matrix.shape[0] != matrix.shape[1] or (matrix != -matrix.T).any():
        raise ValueError(f"skew of shape {matrix.shape} violates: S^T = -S; give a skew-symmetric square matrix")
    eye = identity(matrix.shape[0])
    # (I - S) and (I + S)^{-1} commute, so one solve suffices; I + S is regular since S has no real eigenvalue but 0.
    return solve(eye + matrix, eye - matrix)[0]
