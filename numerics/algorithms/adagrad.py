r"""AdaGrad with a diagonal metric.

    s^{k+1} = s^k + g^2,     w^{k+1} = w^k - alpha g/(sqrt(s^{k+1}) + epsilon),     g = grad f(w^k)

with every operation by component, and 0/0 = 0 (the published pseudo-inverse) where no gradient has been seen and
epsilon is 0. Neither linear in the gradients nor rational.

Reference: J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
optimization", JMLR 12, 2011, figure 1.
"""

from __future__ import annotations

from numerics.elementary import quotient, sqrt
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"s^{k+1} = s^k + g \odot g, \qquad w^{k+1} = w^k - \alpha \frac{g}{\sqrt{s^{k+1}} + \epsilon},"
    r" \qquad g = \nabla f(w^k)"
)


@update_rule(state=("s", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, epsilon: Number) -> State:
    """One step; state = (s, w), `alpha` the step-size, `epsilon` >= 0 published as small."""
    s, w = state
    g = gradient(w)
    s = s + g * g
    return s, w - alpha * quotient(g, sqrt(s) + epsilon)
