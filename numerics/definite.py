"""Is a symmetric matrix positive definite? Decided, not guessed: by a floating-point proof, else in rationals.

- Dense, Rump's test: if Cholesky succeeds on A - c I in floating point, with c = gamma_{n+1} / (1 - gamma_{n+1}) tr(A)
  (and terms for underflow and for rationals that are rounded first), then A is positive definite.
- Where that fails: A = L D L^T in exact arithmetic, up to n = 64. Beyond, Cholesky on A itself, or on A + c I for a
  semidefinite A: no proof, but wrong by no more than rounding.
- Sparse: diagonal dominance, strict in a row of each connected component (Taussky), where rounding leaves a row open
  in rationals; else as dense up to n = 64; else
  the signs of the pivots of a sparse symmetric factorisation of A, or of A + c I, in floating point.

References: S. M. Rump, "Verification of positive definiteness", BIT 46, 2006, Theorem 2.3; N. J. Higham, *Accuracy
and Stability of Numerical Algorithms*, 2nd ed., section 10.1; O. Taussky, "A recurring theorem on determinants",
Amer. Math. Monthly 56, 1949.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from numerics.exact import Array, failing_pivot, nearest, rationals
from numerics.precision import Float64

__all__ = ["EXACT_LIMIT", "require_definite", "require_definite_sparse"]

EXACT_LIMIT = 64
"""Up to this dimension a question that rounding leaves open is settled in rationals."""

_UNIT = Float64.unit_roundoff


def require_definite(matrix: Array, semidefinite: bool = False) -> None:
    """Raise ValueError unless each symmetric matrix of shape (..., n, n) is positive (semi)definite."""
    n = matrix.shape[-1]
    if not matrix.size or _proved_by_cholesky(matrix):
        return
    for place in np.ndindex(matrix.shape[:-2]):
        one = matrix[place]
        if _proved_by_cholesky(one):
            continue
        if n <= EXACT_LIMIT:
            found = failing_pivot(one, semidefinite)
            if found is not None:
                finding = f"pivot {found[0] + 1} of A = L D L^T is {nearest(np.asarray(found[1])):.6g}"
                singular = found[1] == 0
                _refuse(
                    finding + " above a column that is not 0" * (singular and semidefinite),
                    place,
                    semidefinite,
                    singular,
                )
        elif not _cholesky_succeeds(nearest(one) + (_shift(one) * np.eye(n) if semidefinite else 0)):
            least = float(np.linalg.eigvalsh(nearest(one))[0])
            _refuse(f"its least eigenvalue is {least:.6g} up to rounding", place, semidefinite, True)


def require_definite_sparse(matrix: Any, semidefinite: bool = False) -> None:
    """Raise ValueError unless the symmetric CSR matrix is positive (semi)definite."""
    from scipy.sparse.csgraph import connected_components

    diagonal = matrix.diagonal()
    slack = _dominance(matrix, diagonal)
    if (slack >= 0).all():
        count, component = connected_components(matrix, directed=False)
        anchored = np.zeros(count, dtype=bool)
        anchored[component[slack > 0]] = True
        if semidefinite or anchored.all():
            return
        _refuse("a connected component has all row sums 0, so an eigenvalue is 0", (), semidefinite, True)
    if matrix.shape[0] <= EXACT_LIMIT:
        require_definite(matrix.toarray(), semidefinite)
        return
    pivots = _sparse_pivots(_raised(matrix, diagonal) if semidefinite else matrix)
    least = -np.inf if pivots is None else float(pivots.min())
    if least <= 0:
        _refuse(f"the least pivot of A = L D L^T is {least:.6g} up to rounding", (), semidefinite, True)


def _dominance(matrix: Any, diagonal: Array) -> Array:
    """What each diagonal entry exceeds the moduli beside it by: of the right sign, which is decided in rationals."""
    modulus = np.asarray(abs(matrix).sum(axis=1)).reshape(-1)
    slack: Array = diagonal - (modulus - np.abs(diagonal))
    rounding = (np.diff(matrix.indptr) + 2) * 2 * _UNIT * modulus + np.finfo(np.float64).tiny
    open_rows = np.flatnonzero(~(np.abs(slack) > rounding))
    rows = matrix[open_rows]
    exact = rationals(diagonal[open_rows]) + abs(rationals(diagonal[open_rows]))
    np.subtract.at(exact, np.repeat(np.arange(len(open_rows)), np.diff(rows.indptr)), abs(rationals(rows.data)))
    slack[open_rows] = np.sign(exact).astype(np.float64)
    return slack


def _proved_by_cholesky(matrix: Array) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):
        return _cholesky_succeeds(nearest(matrix) - _shift(matrix) * np.eye(matrix.shape[-1]))


def _shift(matrix: Array) -> Any:
    """Rump's c for each matrix, with the norm of what is lost where its rationals are rounded to floats."""
    floats = nearest(matrix)
    shift = _slack(matrix.shape[-1], np.diagonal(floats, axis1=-2, axis2=-1))[..., None, None]
    if matrix.dtype != object:
        return shift
    return shift + 2 * _UNIT * np.sqrt(np.sum(floats**2, axis=(-2, -1), keepdims=True)) + np.finfo(np.float64).tiny


def _slack(n: int, diagonal: Array) -> Any:
    gamma = (n + 1) * _UNIT / (1 - (n + 1) * _UNIT)
    # Twice the theorem's shift: more than the roundings of the shift, the trace and the subtraction.
    return 2 * gamma / (1 - gamma) * np.abs(diagonal).sum(axis=-1) + n * np.finfo(np.float64).tiny


def _raised(matrix: Any, diagonal: Array) -> Any:
    from scipy.sparse import eye_array

    return matrix + _slack(len(diagonal), diagonal) * eye_array(len(diagonal), format="csr")


def _cholesky_succeeds(matrix: Array) -> bool:
    try:
        return bool(np.isfinite(np.linalg.cholesky(matrix)).all())
    except np.linalg.LinAlgError:
        return False


def _sparse_pivots(matrix: Any) -> Array | None:
    """The pivots of a symmetric sparse factorisation, None where a zero pivot stops it."""
    from scipy.sparse.linalg import splu

    try:
        factors = splu(
            matrix.tocsc(),
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
            options={"SymmetricMode": True},
        )
    except RuntimeError:
        return None
    if (factors.perm_r != factors.perm_c).any():
        return None
    pivots: Array = factors.U.diagonal()
    return pivots


def _refuse(finding: str, place: tuple[int, ...], semidefinite: bool, singular: bool) -> NoReturn:
    where = f"A[{', '.join(map(str, place))}]" if place else "A"
    law = "positive semidefinite" if semidefinite else "positive definite"
    remedy = f"a {law} matrix" + (", or semidefinite=True with a minimiser" if singular and not semidefinite else "")
    raise ValueError(f"{where} violates: {law} ({finding}); give {remedy}")
