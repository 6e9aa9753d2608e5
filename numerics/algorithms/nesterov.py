r"""Nesterov's accelerated gradient with constant momentum, for strongly convex functions.

    y^k     = w^k + beta (w^k - w^{k-1})
    w^{k+1} = y^k - alpha grad f(y^k)

with w^{-1} = w^0; for curvatures in [mu, L] published with alpha = 1/L and beta = (sqrt(L) - sqrt(mu))/(sqrt(L) +
sqrt(mu)). The iterate is the published x, the point after the gradient step. A linear first order method.

References: Y. Nesterov, *Introductory Lectures on Convex Optimization*, Kluwer 2004, (2.2.11), constant step scheme
III; I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning",
ICML 2013, (3) and (4), for its form as momentum whose gradient is taken at an extrapolated point.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"y^k = w^k + \beta (w^k - w^{k-1}), \qquad w^{k+1} = y^k - \alpha \nabla f(y^k)"


@update_rule(state=("w_previous", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number) -> State:
    """One step; state = (w_previous, w), `alpha` the step-size, `beta` the momentum. The start is at rest."""
    w_previous, w = state
    y = w + beta * (w - w_previous)
    return w, y - alpha * gradient(y)
