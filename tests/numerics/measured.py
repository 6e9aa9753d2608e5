"""What a decomposition from LAPACK is off by, measured: no constant of LAPACK is assumed, whichever library it is.

The computed factors are multiplied out again in balls, and what is missing bounds the error:

- A = A^T and computed V diag(l) V^T = A - E, V^T V = I + N. The eigenvalues of the product are l_i theta_i with
  |theta_i - 1| <= |N| (Ostrowski), and those of A are off from them by |E| at most (Weyl), so that each l_i is off by
  |E| + |N| max |l|.
- Z and computed U diag(s) V^T = Z - R, U^T U = I + N, V^T V = I + M. The nearest matrices U', V' with orthonormal
  columns have |U - U'| <= |N|, |V - V'| <= |M|, since |s - 1| <= |s^2 - 1| for s >= 0. So U' diag(s) V'^T = Z + E is a
  singular value decomposition, and |E| <= |R| + s_1 (|N| + |M| (1 + |N|)).

Norms are Frobenius'. Reference: R. A. Horn, C. R. Johnson, *Matrix Analysis*, 2nd ed., Cambridge 2013, sections 4.3
(Weyl), 4.5 (Ostrowski) and 7.3 (the polar factor).
"""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import arb, arb_mat

from numerics import Ball, PolynomialRegression
from numerics.exact import Array, rationals
from numerics.precision import endpoints

BALLS = Ball(256)


class Decomposition(NamedTuple):
    """|E|, |U - U'| and |V - V'| as above, or bounds of them."""

    error: Fraction
    left: Fraction
    right: Fraction


def root(square: Any) -> Fraction:
    """A bound from above of a square root, off by less than 2^-200 of it."""
    with BALLS.scope():
        [ball] = BALLS.array(rationals(np.array([square], dtype=object)))
        return _upper(ball.sqrt())


def eigenvalues(matrix: Any) -> tuple[Array, Fraction]:
    """Those of a symmetric float64 matrix (n, n), ascending, as Fractions, and a bound of the error of each."""
    l, v = np.linalg.eigh(matrix)
    with BALLS.scope():
        error = _norm(_matrix(matrix) - _matrix(v) * _diagonal(l) * _matrix(v.T))
        return rationals(l), error + _off_orthonormal(v) * rationals(abs(l).max())[()]


def decomposition(z: Any, u: Any, sizes: Any, v: Any) -> Decomposition:
    """For Z (m, n), exact, and the float64 U (m, n), s (n,) and V (n, n); no column of U counts where s is 0."""
    kept = sizes > 0
    u, sizes, right = u[:, kept], sizes[kept], v[:, kept]
    with BALLS.scope():
        left, off = _off_orthonormal(u), _off_orthonormal(v)
        missed = _norm(_matrix(z) - _matrix(u) * _diagonal(sizes) * _matrix(right.T))
    return Decomposition(missed + rationals(sizes.max())[()] * (left + off * (1 + left)), left, off)


def regression(problem: PolynomialRegression) -> tuple[Array, Decomposition]:
    """LAPACK's singular values of Z, falling, as Fractions, 0 beyond the rank, and what its answer is off by.

    Asked as the problem asks it, Z in float64 with rows of zeros until it has n, but answered to the test.
    """
    z = problem.vandermonde
    rows = np.zeros((max(z.shape), problem.terms))
    rows[: z.shape[0]] = z.astype(np.float64)
    u, sizes, vh = np.linalg.svd(rows, full_matrices=False)
    sizes[problem.rank :] = 0
    return rationals(sizes), decomposition(z, u[: z.shape[0]], sizes, vh.T)


def _off_orthonormal(q: Array) -> Fraction:
    return _norm(_matrix(q.T) * _matrix(q) - _diagonal(np.ones(q.shape[1])))


def _matrix(values: Any) -> Any:
    table = np.asarray(values)
    return arb_mat(table.tolist() if table.dtype == np.float64 else BALLS.array(table).tolist())


def _diagonal(values: Array) -> Any:
    return _matrix(np.diag(values))


def _norm(matrix: Any) -> Fraction:
    return _upper(sum((entry * entry for entry in matrix.entries()), arb(0)).sqrt())


def _upper(ball: Any) -> Fraction:
    upper: Fraction = endpoints([ball])[1][0]
    return upper
