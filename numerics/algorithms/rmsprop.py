r"""RMSprop: AdaGrad's metric with a fading memory.

    s^{k+1} = rho s^k + (1 - rho) g^2,     w^{k+1} = w^k - alpha g/(sqrt(s^{k+1}) + epsilon),     g = grad f(w^k)

with every operation by component, and 0/0 = 0 where no gradient has been seen and epsilon is 0. Neither linear in the
gradients nor rational.

Reference: T. Tieleman, G. Hinton, "Lecture 6.5: rmsprop", Coursera: Neural Networks for Machine Learning, 2012.
"""

from __future__ import annotations

from numerics.elementary import quotient, sqrt
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"s^{k+1} = \rho s^k + (1 - \rho) g \odot g, \qquad w^{k+1} = w^k - \alpha \frac{g}{\sqrt{s^{k+1}} + \epsilon},"
    r" \qquad g = \nabla f(w^k)"
)


@update_rule(state=("s", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, rho: Number, epsilon: Number) -> State:
    """One step; state = (s, w), `alpha` the step-size, `rho` in [0, 1) the decay rate, `epsilon` >= 0."""
    s, w = state
    g = gradient(w)
    s = rho * s + (1 - rho) * (g * g)
    return s, w - alpha * quotient(g, sqrt(s) + epsilon)
