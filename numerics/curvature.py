"""The matrix of a quadratic from its gradients alone, and systems with it, over any number type.

A d = (grad f(w + r d) - grad f(w))/r is exact for a quadratic and any r != 0. A large r, 1 + |w|^2 + |grad f(w)|^2 for
a unit vector d, keeps the difference from cancelling. For another f it is a difference quotient, no Hessian.

Reference: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002, chapter 10.
"""

from __future__ import annotations

from numerics.elementary import inner, quotient
from numerics.rule import Gradient, Number

__all__ = ["column", "curvature_along", "hessian", "reach", "solve_definite"]


def reach(w: Number, g: Number) -> Number:
    """How far a unit vector is followed: 1 + |w|^2 + |g|^2, shape (..., 1)."""
    w, g = abs(w), abs(g)  # the square of a ball that holds 0 would hold negative numbers
    return 1 + inner(w, w) + inner(g, g)


def column(gradient: Gradient, w: Number, g: Number, unit: Number) -> Number:
    """A times a unit vector, shape (..., n); g = gradient(w)."""
    far = reach(w, g)
    return (gradient(w + far * unit) - g) / far


def curvature_along(gradient: Gradient, w: Number, g: Number, d: Number) -> Number:
    """A d for a direction about as long as g = gradient(w), shape (..., n); 0 where g is 0 or its square underflows."""
    square = inner(g, g)
    t = quotient(square, square + inner(w, w))
    return t * (gradient(w + quotient(quotient(t, t) * d, t)) - g)


def hessian(gradient: Gradient, w: Number, g: Number) -> Number:
    """A, shape (..., n, n), by n gradients; of a number w, the second derivative."""
    if not getattr(w, "shape", ()):
        return column(gradient, w, g, 1)
    matrix = w[..., None] * (0 * w[..., None, :])
    for i in range(w.shape[-1]):
        unit = 0 * w
        unit[..., i] += 1
        matrix[..., i] = column(gradient, w, g, unit)
    return matrix


def solve_definite(matrix: Number, right: Number) -> Number:
    """x with A x = right, (..., n), for positive definite A (..., n, n), by elimination without exchanges.

    Where a pivot is 0, as for a semidefinite A in exact arithmetic, that unknown is 0. Raises ZeroDivisionError (in
    arrays of floats: inf or NaN) where there is no solution, ValueError where a ball does not decide.
    """
    if not getattr(right, "shape", ()):
        return quotient(right, matrix)
    n = right.shape[-1]
    left, x = matrix + 0 * right[..., None], right + 0 * matrix[..., 0]
    for k in range(n - 1):
        factors = quotient(left[..., k + 1 :, k], left[..., k, k, None])
        left[..., k + 1 :, :] -= factors[..., None] * left[..., k, None, :]
        x[..., k + 1 :] -= factors * x[..., k, None]
    for k in reversed(range(n)):
        x[..., k] = quotient(x[..., k], left[..., k, k])
        x[..., :k] -= left[..., :k, k] * x[..., k, None]
    return x
