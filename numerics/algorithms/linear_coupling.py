r"""Linear coupling of a gradient step and a mirror step, in its Euclidean case, for convex functions.

    x       = w^k + 2/(k + 2) (v^k - w^k)
    w^{k+1} = x - alpha grad f(x)
    v^{k+1} = v^k - (k + 2)/2 alpha grad f(x)

with v^0 = w^0; for curvatures in [0, L] published with alpha = 1/L. The short step lowers f, the long one, which is the
mirror step of |u - v|^2/2, pays for the regret. The weights change with k, which is part of the state: linear in the
gradients, not stationary. Published names: y for w, z for v.

Reference: Z. Allen-Zhu, L. Orecchia, "Linear coupling: an ultimate unification of gradient and mirror descent", ITCS
2017, LIPIcs 67, algorithm 1 (AGM) and theorem 4.1.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"x = w^k + \tfrac{2}{k+2} (v^k - w^k), \qquad w^{k+1} = x - \alpha \nabla f(x), \qquad"
    r" v^{k+1} = v^k - \tfrac{k+2}{2} \alpha \nabla f(x)"
)


def _rest(w0: Number) -> State:
    return 0 * w0, w0, w0


@update_rule(state=("k", "v", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step; state = (k, v, w), `k` the number of steps so far, in every component; `alpha` the step-size."""
    k, v, w = state
    x = w + 2 / (k + 2) * (v - w)
    moved = alpha * gradient(x)
    return k + 1, v - (k + 2) / 2 * moved, x - moved
