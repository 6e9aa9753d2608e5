"""Exact data and exact linear algebra over the rationals.

Data enter the package through `rational` and `exact_array`: an int, a Fraction, a Decimal, a SymPy rational or
any other `numbers.Rational` means itself, and a float means exactly its binary value. Strings are refused.

References: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002, chapter 10 (LDL^T)
and section 19.1 (Householder reflections); A. Cayley, "Sur quelques proprietes des determinants gauches",
J. reine angew. Math. 32, 1846 (the transform).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite
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
    "rational",
    "rationals",
    "solve",
]

Array = NDArray[Any]


def rational(value: Any, name: str = "value") -> Fraction:
    """The exact rational that `value` is; ValueError for NaN and infinities, TypeError for anything not real."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        raise TypeError(f"{name}={value!r} violates: a datum is a real number; give an int, Fraction or float")
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Real) and isinstance(getattr(value, "_mpf_", None), tuple):
        return _from_mpf(value, name)
    if isinstance(value, (Decimal, Real)):
        if not isfinite(value):
            raise ValueError(f"{name}={value!r} violates: a datum is finite; remove NaN and infinities")
        return Fraction(*value.as_integer_ratio())  # type: ignore[union-attr]
    raise TypeError(f"{name}={value!r} violates: a datum is a real number; give an int, Fraction or float")


def _from_mpf(value: Any, name: str) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    if not mantissa and exponent:
        raise ValueError(f"{name}={value} violates: a datum is finite; remove NaN and infinities")
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


def exact_array(values: Any, name: str = "values") -> Array:
    """`values` without any rounding: float64 where that holds every entry, else an object array of Fractions.

    `values` is a number, a nested sequence or an array of any shape. Raises ValueError for a ragged shape or an
    entry that is not finite, TypeError for one that is not real.
    """
    try:
        found = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} violates: rows have equal lengths; give a rectangular array") from error
    if found.dtype.kind == "f" and found.dtype.itemsize <= 8:
        if not np.isfinite(found).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(found))[0])
            raise ValueError(f"{name}{list(place)}={found[place]} violates: a datum is finite; remove it")
        return found.astype(np.float64)
    if found.dtype.kind in "iu" and not (found.size and max(abs(int(found.min())), int(found.max())) > 2**53):
        return found.astype(np.float64)
    exact = rationals(np.asarray(values, dtype=object) if found.dtype.kind != "O" else found, name)
    return _as_floats(exact)


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
        if not zero:
            rest = rest - column[:, None] * (column / pivot)[None, :]
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
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or (matrix != -matrix.T).any():
        raise ValueError(f"skew of shape {matrix.shape} violates: S^T = -S; give a skew-symmetric square matrix")
    eye = identity(matrix.shape[0])
    # (I - S) and (I + S)^{-1} commute, so one solve suffices; I + S is regular since S has no real eigenvalue but 0.
    return solve(eye + matrix, eye - matrix)[0]
