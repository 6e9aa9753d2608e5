r"""Newton's method, for a quadratic of which only gradients are known.

    w^{k+1} = w^k - H^{-1} grad f(w^k)

The columns of H are differences of gradients, H e = (grad f(w + r e) - grad f(w))/r, exact for a quadratic and any r:
n + 1 gradients a step, and n x n numbers. It is rational, and ends after one step. For another f it is Newton's method
with difference quotients of step 1 and more.

References: J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., Springer 2006, (2.15); N. J. Higham, *Accuracy
and Stability of Numerical Algorithms*, 2nd ed., SIAM 2002, chapter 10.
"""

from __future__ import annotations

from numerics.elementary import inner, quotient
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "column", "hessian", "solve_definite", "step"]

EQUATION = r"w^{k+1} = w^k - H^{-1} \nabla f(w^k), \qquad H = \nabla^2 f(w^k)"


@update_rule(state=("w",))
def step(state: State, gradient: Gradient) -> State:
    """One step; state = (w,). There are no parameters.

    H is positive definite; a semidefinite one needs exact arithmetic, where components that are free do not move.
    """
    (w,) = state
    g = gradient(w)
    move: Number = solve_definite(hessian(gradient, w, g), g)
    return (w - move,)


def column(gradient: Gradient, w: Number, g: Number, unit: Number) -> Number:
    """A e for a unit vector e, shape (..., n); g = gradient(w). A large r keeps the difference from cancelling."""
    size, slope = abs(w), abs(g)  # the square of a ball that holds 0 would hold negative numbers
    far = 1 + inner(size, size) + inner(slope, slope)
    return (gradient(w + far * unit) - g) / far


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
