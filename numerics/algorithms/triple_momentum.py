r"""The triple momentum method, for strongly convex functions.

    xi^{k+1} = (1 + beta) xi^k - beta xi^{k-1} - alpha grad f(y^k)
    y^k      = (1 + gamma) xi^k - gamma xi^{k-1}
    w^k      = (1 + delta) xi^k - delta xi^{k-1}

with xi^{-1} = xi^0. The iterate w is the published output x. Its state here is (v, w) with v^k = xi^k - xi^{k-1}, so
that xi = w - delta v and y = w + (gamma - delta) v. A linear first order method; delta = 0 is momentum for gamma = 0
and Nesterov's method for gamma = beta.

Reference: B. Van Scoy, R. A. Freeman, K. M. Lynch, "The fastest known globally convergent first-order method for
minimizing strongly convex functions", IEEE Control Systems Letters 2(1), 2018.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "published", "step"]

EQUATION = (
    r"\xi^{k+1} = (1 + \beta) \xi^k - \beta \xi^{k-1} - \alpha \nabla f(y^k), \qquad"
    r" y^k = (1 + \gamma) \xi^k - \gamma \xi^{k-1}, \qquad w^k = (1 + \delta) \xi^k - \delta \xi^{k-1}"
)


@update_rule(state=("v", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, gamma: Number, delta: Number) -> State:
    """One step; state = (v, w), `alpha` the step-size, `beta`, `gamma`, `delta` the momenta of xi, of the point at
    which the gradient is taken, and of the output. The start is at rest.
    """
    v, w = state
    xi = w - delta * v
    v = beta * v - alpha * gradient(xi + gamma * v)
    return v, xi + v + delta * v


def published(rho: Number, L: Number) -> dict[str, Number]:
    """The published parameters, by name, for curvatures in [mu, L]: `rho` is the rate 1 - sqrt(mu/L), in [0, 1)."""
    return {
        "alpha": (1 + rho) / L,
        "beta": rho**2 / (2 - rho),
        "gamma": rho**2 / ((1 + rho) * (2 - rho)),
        "delta": rho**2 / (1 - rho**2),
    }
