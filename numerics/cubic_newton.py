r"""Accelerated cubic regularisation of Newton's method, for convex functions with a Lipschitz Hessian.

    T_M(y)  = argmin_x  g^T (x - y) + 1/2 (x - y)^T H (x - y) + M/6 |x - y|^3,     g, H those of f at y
    w^1     = T_L(w^0),     psi_1(x) = f(w^1) + N/6 |x - w^0|^3,     N = 12 L
    v^k     = argmin psi_k,     y^k = k/(k + 3) w^k + 3/(k + 3) v^k,     w^{k+1} = T_M(y^k),     M = 2 L
    psi_{k+1}(x) = psi_k(x) + (k + 1)(k + 2)/2 (f(w^{k+1}) + grad f(w^{k+1})^T (x - w^{k+1}))

where |H(x) - H(y)| <= L |x - y|; on a quadratic any L > 0. With A_k = k (k + 1)(k + 2)/6, the estimate sequence keeps
A_k f(w^k) <= min psi_k, and psi_k <= A_k f + 14 L/6 |x - w^0|^3. It needs Hessians and values of f, so it is no update
rule of `numerics.algorithms`; it takes square roots, so that it runs in float64 and in mpmath's digits.

References: Y. Nesterov, "Accelerating the cubic regularization of Newton's method on convex problems", Math. Program.
112, 2008, section 4: method (4.8) and its guarantee f(w^k) - f* <= 14 L |w^0 - w*|^3/(k (k + 1)(k + 2)); Y. Nesterov,
B. T. Polyak, "Cubic regularization of Newton method and its global performance", Math. Program. 108, 2006, for T_M.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from numerics.elementary import inner, positive, quotient, sqrt
from numerics.line_search import Objective, column
from numerics.precision import positive_integer
from numerics.rule import Gradient, Number

__all__ = ["Estimate", "accelerated_cubic_newton", "cubic_step"]

Hessian = Callable[[Number], Any]


@dataclass(frozen=True, eq=False)
class Estimate:
    """w^k, v^k of shape (n,), and min psi_k = psi_k(v^k) of shape (1,)."""

    point: Number
    centre: Number
    value: Number


def accelerated_cubic_newton(
    objective: Objective,
    gradient: Gradient,
    hessian: Hessian,
    start: Number,
    iterations: int,
    *,
    lipschitz: Number,
) -> list[Estimate]:
    """w^1 .. w^k with their estimates, in float64 or mpmath's numbers; `start` has shape (n,).

    `objective` is f up to a constant, `hessian` gives a matrix (n, n), `lipschitz` is L > 0. Raises ValueError for
    iterations < 1.
    """
    x = start + cubic_step(gradient(start), hessian(start), lipschitz)
    sum_, least = 0 * start, column(objective, x)  # psi_k(x) = least + sum^T (x - start) + N/6 |x - start|^3
    found = [_minimum(x, start, sum_, least, lipschitz)]
    for k in range(1, positive_integer(iterations, "iterations")):
        y = x + 3 * (found[-1].centre - x) / (k + 3)
        x = y + cubic_step(gradient(y), hessian(y), 2 * lipschitz)
        weight, g = (k + 1) * (k + 2) // 2, gradient(x)
        sum_, least = sum_ + weight * g, least + weight * (column(objective, x) - inner(g, x - start))
        found.append(_minimum(x, start, sum_, least, lipschitz))
    return found


def cubic_step(g: Number, hessian: Any, m: Number) -> Number:
    """The h of shape (n,) that minimises g^T h + 1/2 h^T H h + m/6 |h|^3, for a positive semidefinite H and m > 0.

    (H + m r/2 I) h = -g with r = |h|. As |h(r)| - r is convex and falls, Newton's iterates rise to its root from any r
    below it, as one with tr(H) for H is; they end where rounding lets them rise no more.
    """
    size = sqrt(inner(g, g))
    if not positive(size).item():
        return 0 * g
    trace = hessian.diagonal().sum(axis=-1, keepdims=True)
    r = 2 * size / (trace + sqrt(trace * trace + 2 * m * size))
    while True:
        shifted = hessian + m * r / 2 * np.eye(len(g), dtype=int)
        h = -_solved(shifted, g)
        length = sqrt(inner(h, h))
        following = r + (length - r) / (1 + m * inner(h, _solved(shifted, h)) / (2 * length))
        if not positive(following - r).item():
            return h
        r = following


def _minimum(x: Number, start: Number, slope: Number, least: Number, lipschitz: Number) -> Estimate:
    """The minimum of least + slope^T (x - start) + 2 L |x - start|^3, at |x - start| = r, 6 L r^2 = |slope|."""
    size = sqrt(inner(slope, slope))
    r = sqrt(size / (6 * lipschitz))
    return Estimate(x, start - quotient(r, size) * slope, least - 2 * size * r / 3)


def _solved(matrix: Any, right: Any) -> Any:
    """The solution of a positive definite system, by elimination without pivoting, which is stable there."""
    table = np.concatenate([matrix, right[:, None]], axis=1)
    n = len(right)
    for j in range(n):
        table[j] = table[j] / table[j, j]
        others = np.arange(n) != j
        table[others] = table[others] - table[others, j, None] * table[j]
    return table[:, n]
