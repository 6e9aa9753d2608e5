r"""BFGS from B = gamma I and with exact steps, for a quadratic: its matrix is in the state, by columns.

    d = -H_k grad f(w^k),     w^{k+1} = w^k + s,  s = -(d^T grad f(w^k)/d^T A d) d,     y = A s
    H_{k+1} = (I - s y^T/(s^T y)) H_k (I - y s^T/(s^T y)) + s s^T/(s^T y),     H_0 = I/gamma

    step = bfgs(n=3)
    simulate(step, problem, 3, precision="exact", gamma=2)

It is a rule for each n, since the state has n + 1 vectors, and so no module of `numerics.algorithms`; what it does from
the last m steps alone is `numerics.algorithms.lbfgs`. H is that of B^{-1} in the rank-two update of B. A s is a
difference of gradients, exact for a quadratic: two gradients a step. It is rational.

Reference: J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., Springer 2006, (6.17), (6.19) and theorem 6.4.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.algorithms.lbfgs import curvature_along
from numerics.elementary import inner, quotient
from numerics.precision import positive_integer
from numerics.rule import Gradient, Number, State, identity_columns, update_rule

__all__ = ["EQUATION", "bfgs"]

EQUATION = (
    r"w^{k+1} = w^k + s, \quad s = -\tfrac{d \cdot g}{d \cdot A d} d, \quad d = -H_k g, \quad g = \nabla f(w^k), \quad"
    r" y = A s, \qquad H_{k+1} = \Big(I - \tfrac{s y^T}{s \cdot y}\Big) H_k \Big(I - \tfrac{y s^T}{s \cdot y}\Big)"
    r" + \tfrac{s s^T}{s \cdot y}, \quad H_0 = \gamma^{-1} I"
)


def bfgs(n: int) -> Callable[..., State]:
    """The update rule for n components; state = (h_1, .., h_n, w), h_i the column i of gamma H, of shape (..., n).

    Its parameter is `gamma` > 0. In balls, ValueError where it is not decided whether d^T A d is 0: after convergence,
    or with too few bits. Raises ValueError for n < 1.
    """
    positive_integer(n, "n")

    @update_rule(state=(*(f"h_{i}" for i in range(1, n + 1)), "w"), start=lambda w0: (*identity_columns(w0, n), w0))
    def step(state: State, gradient: Gradient, *, gamma: Number) -> State:
        """One step; state = (h_1, .., h_n, w), `gamma` > 0 the curvature that is assumed at first."""
        *columns, w = state
        g, h = gradient(w), np.stack(columns, axis=-1)
        d = -_times(h, g) / gamma
        y = curvature_along(gradient, w, g, d)
        curvature = inner(d, y)
        alive = quotient(curvature, curvature)  # 1, or 0 where there is nowhere to go
        share, u = quotient(alive * d, curvature), _times(h, y)
        weight = gamma * curvature + inner(y, u)
        h = h - _outer(share, u) - _outer(u, share) + _outer(weight * share, share)
        return (*np.moveaxis(h, -1, 0), w - inner(g, d) * share)

    return step


def _times(matrix: Number, vector: Number) -> Number:
    return (matrix @ vector[..., None])[..., 0]


def _outer(left: Number, right: Number) -> Number:
    return left[..., :, None] * right[..., None, :]
