r"""The ellipsoid method: its matrix is in the state, by columns.

    w^{k+1} = w^k - P_k g/((n + 1) sqrt(g^T P_k g)),     g = grad f(w^k)
    P_{k+1} = n^2/(n^2 - 1) (P_k - 2/(n + 1) P_k g g^T P_k/(g^T P_k g)),     P_0 = R^2 I

and P_{k+1} = P_k/4 for n = 1, where it is bisection. {x: (x - w^k)^T P_k^{-1} (x - w^k) <= 1} is the smallest ellipsoid
that holds the half of the last one in which f may be less, and so the minimiser, if |w^0 - w*| <= R.

    step = ellipsoid(n=3)
    simulate(step, problem, 100, radius=10)

It is a rule for each n, since the state has n + 1 vectors, and so no module of `numerics.algorithms`. It takes a root,
so that exact arithmetic needs a g^T P g that is a square. Where g = 0 it stays, and where rounding has left g^T P g
negative.

Reference: S. Bubeck, *Convex Optimization: Algorithms and Complexity*, Found. Trends Mach. Learn. 8, 2015, section 2.2.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.elementary import inner, positive, quotient, sqrt
from numerics.precision import positive_integer
from numerics.rule import Gradient, Number, State, identity_columns, update_rule

__all__ = ["EQUATION", "cut", "ellipsoid"]

EQUATION = (
    r"w^{k+1} = w^k - \frac{1}{n + 1} P_k \tilde g, \quad \tilde g = \frac{g}{\sqrt{g \cdot P_k g}}, \quad"
    r" g = \nabla f(w^k), \qquad P_{k+1} = \frac{n^2}{n^2 - 1} \Big(P_k - \frac{2}{n + 1} P_k \tilde g \tilde g^T P_k"
    r"\Big), \quad P_0 = R^2 I"
)


def ellipsoid(n: int) -> Callable[..., State]:
    """The update rule for n components; state = (p_1, .., p_n, w), p_i the column i of P/R^2, of shape (..., n).

    Its parameter is `radius`, R > 0. In balls, ValueError where it is not decided whether g is 0. Raises ValueError for
    n < 1.
    """
    positive_integer(n, "n")

    @update_rule(state=(*(f"p_{i}" for i in range(1, n + 1)), "w"), start=lambda w0: (*identity_columns(w0, n), w0))
    def step(state: State, gradient: Gradient, *, radius: Number) -> State:
        """One step; state = (p_1, .., p_n, w), `radius` that of a ball around w^0 that holds the minimiser."""
        *columns, w = state
        g, p = gradient(w), np.stack(columns, axis=-1)
        image = (p @ g[..., None])[..., 0]
        square = inner(g, image)
        alive = positive(square)
        move = quotient(alive * image, sqrt(alive * square))
        return (*np.moveaxis(cut(p, g), -1, 0), w - radius * move / (n + 1))

    return step


def cut(p: Number, g: Number) -> Number:
    """P^+ from P (..., n, n) and g (..., n), which is rational; P itself where g^T P g is not positive."""
    n = g.shape[-1]
    image = (p @ g[..., None])[..., 0]
    square = inner(g, image)
    alive = positive(square)
    image = alive * image
    rank_one = image[..., :, None] * quotient(image, alive * square)[..., None, :]
    if n == 1:
        return p - 3 * rank_one / 4
    return (n**2 - 1 + alive)[..., None] * (p - 2 * rank_one / (n + 1)) / (n**2 - 1)
