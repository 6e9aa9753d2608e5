"""Is a symmetric matrix positive definite? Decided, not guessed: by a floating-point proof, else in rationals.

- Dense float64, Rump's test: if Cholesky succeeds on A - c I in floating point, with
  c = gamma_{n+1} / (1 - gamma_{n+1}) tr(A) (and a term for underflow), then A is positive definite.
- Where that fails, or the entries are rationals: A = L D L^T in exact arithmetic, up to n = 64.
- Sparse: diagonal dominance, strict in a row of each connected component (Taussky); else the signs of the pivots
  of a sparse symmetric factorisation, in floating point.

References: S. M. Rump, "Verification of positive definiteness", BIT 46, 2006, Theorem 2.3; N. J. Higham, *Accuracy
and Stability of Numerical Algorithms*, 2nd ed., section 10.1; O. Taussky, "A recurring theorem on determinants",
Amer. Math. Monthly 56, 1949.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from numerics.exact import Array, failing_pivot
from numerics.precision import Float64

__all__ = ["EXACT_LIMIT", "require_definite", "require_definite_sparse"]

EXACT_LIMIT = 64
"""Up to this dimension a question that rounding leaves open is settled in rationals."""

_UNIT = Float64.unit_roundoff


def require_definite(matrix: Array, semidefinite: bool = False) -> None:
    """Raise ValueError unless each symmetric matrix of shape (..., n, n) is positive (semi)definite."""
    n = matrix.shape[-1]
    if matrix.dtype != object and not semidefinite and _proved_by_cholesky(matrix):
        return
    for place in np.ndindex(matrix.shape[:-2]):
        one = matrix[place]
        if n <= EXACT_LIMIT:
            found = failing_pivot(one, semidefinite)
            if found is not None:
                _refuse(f"pivot {found[0] + 1} of A = L D L^T is {float(found[1]):.6g}", place, found[1] == 0)
        elif not _cholesky_succeeds(one + (_shift(one) * np.eye(n) if semidefinite else 0)):
            least = float(np.linalg.eigvalsh(np.asarray(one, dtype=np.float64))[0])
            _refuse(f"its least eigenvalue is {least:.6g} up to rounding", place, True)


def require_definite_sparse(matrix: Any, semidefinite: bool = False) -> None:
    """Raise ValueError unless the symmetric CSR matrix is positive (semi)definite."""
    from scipy.sparse.csgraph import connected_components

    diagonal = matrix.diagonal()
    modulus = np.asarray(abs(matrix).sum(axis=1)).reshape(-1)
    slack = diagonal - (modulus - np.abs(diagonal))
    if not (matrix.data == np.rint(matrix.data)).all():  # sums of integers are exact, others are not
        slack = slack - (np.diff(matrix.indptr).max(initial=0) + 2) * 2 * _UNIT * modulus
    if (slack >= 0).all():
        count, component = connected_components(matrix, directed=False)
        anchored = np.zeros(count, dtype=bool)
        anchored[component[slack > 0]] = True
        if semidefinite or anchored.all():
            return
        _refuse("a connected component has all row sums 0, so an eigenvalue is 0", (), True)
    pivots = _sparse_pivots(matrix)
    least = -np.inf if pivots is None else float(pivots.min())
    if least < 0 or (least == 0 and not semidefinite):
        _refuse(f"the least pivot of A = L D L^T is {least:.6g}", (), least == 0)


def _proved_by_cholesky(matrix: Array) -> bool:
    return _cholesky_succeeds(matrix - _shift(matrix) * np.eye(matrix.shape[-1]))


def _shift(matrix: Array) -> Any:
    n = matrix.shape[-1]
    gamma = (n + 1) * _UNIT / (1 - (n + 1) * _UNIT)
    trace = np.trace(np.abs(np.asarray(matrix, dtype=np.float64)), axis1=-2, axis2=-1)[..., None, None]
    # Twice the theorem's shift: more than the roundings of the shift, the trace and the subtraction.
    return 2 * gamma / (1 - gamma) * trace + n * np.finfo(np.float64).tiny


def _cholesky_succeeds(matrix: Array) -> bool:
    try:
        return bool(np.isfinite(np.linalg.cholesky(np.asarray(matrix, dtype=np.float64))).all())
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


def _refuse(finding: str, place: tuple[int, ...], singular: bool) -> NoReturn:
    where = f"A[{', '.join(map(str, place))}]" if place else "A"
    remedy = "a positive definite matrix" + (", or semidefinite=True with a minimiser" if singular else "")
    raise ValueError(f"{where} violates: positive definite ({finding}); give {remedy}")
