r"""Quasi-hyperbolic momentum: steps along a mean of the gradient and of its exponential average.

    g^{k+1} = beta g^k + (1 - beta) grad f(w^k)
    w^{k+1} = w^k - alpha ((1 - nu) grad f(w^k) + nu g^{k+1})

with g^0 = 0; published for 0 <= beta < 1 and 0 <= nu <= 1. A linear first order method.

Reference: J. Ma, D. Yarats, "Quasi-hyperbolic momentum and Adam for deep learning", ICLR 2019, section 3.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"g^{k+1} = \beta g^k + (1 - \beta) \nabla f(w^k), \qquad"
    r" w^{k+1} = w^k - \alpha \big((1 - \nu) \nabla f(w^k) + \nu g^{k+1}\big)"
)


@update_rule(state=("g", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, nu: Number) -> State:
    """One step; state = (g, w), `alpha` the step-size, `beta` the share of the past in g, `nu` of g in the step."""
    g, w = state
    here = gradient(w)
    g = beta * g + (1 - beta) * here
    return g, w - alpha * ((1 - nu) * here + nu * g)
