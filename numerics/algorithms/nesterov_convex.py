r"""Nesterov's accelerated gradient with growing momentum, for convex functions (the weights of FISTA's analysis).

    y^k     = w^k + (k - 1)/(k + 2) (w^k - w^{k-1})
    w^{k+1} = y^k - alpha grad f(y^k)

with w^{-1} = w^0; for curvatures in [0, L] published with alpha = 1/L. The coefficients change with k, which is part
of the state: linear in the gradients, not stationary.

References: W. Su, S. Boyd, E. J. Candes, "A differential equation for modeling Nesterov's accelerated gradient
method", JMLR 17(153), 2016, (1); A. Beck, M. Teboulle, "A fast iterative shrinkage-thresholding algorithm for linear
inverse problems", SIAM J. Imaging Sci. 2(1), 2009 (with weights of the same limit, see `adaptive_restart`).
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"y^k = w^k + \tfrac{k-1}{k+2} (w^k - w^{k-1}), \qquad w^{k+1} = y^k - \alpha \nabla f(y^k)"


@update_rule(state=("k", "w_previous", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step; state = (k, w_previous, w), `k` the number of steps so far, in every component; `alpha` the step-size.

    The factor -1/2 at k = 0 meets w^0 - w^{-1} = 0.
    """
    k, w_previous, w = state
    y = w + (k - 1) / (k + 2) * (w - w_previous)
    return k + 1, w, y - alpha * gradient(y)
