r"""What Keras' SGD computes: the learning rate inside the velocity, and weight decay that is decoupled.

    g = grad f(w^k),    m^{k+1} = beta m^k - alpha g
    w^{k+1} = (w^k - alpha omega w^k) + m^{k+1},
    or, with nesterov=True,    w^{k+1} = (w^k - alpha omega w^k) + beta m^{k+1} - alpha g

alpha is `learning_rate`, beta `momentum`, omega `weight_decay`. The velocity starts at 0. The gradient is that at w^k,
from before the decay. (On its torch backend Keras sums in another order, and rounds 1 - alpha omega to float32.)

Reference: Keras 3.15, keras/src/optimizers/sgd.py, `update_step`, and base_optimizer.py, `_apply_weight_decay`; I.
Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning", ICML
2013, (1) and (2), for this form of the velocity.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "nesterov_step", "step"]

EQUATION = r"m^{k+1} = \beta m^k - \alpha \nabla f(w^k), \qquad w^{k+1} = (1 - \alpha \omega) w^k + m^{k+1}"


@update_rule(state=("m", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """One step with nesterov=False; state = (m, w), m the velocity with the learning rate in it."""
    m, w = state
    m = beta * m - alpha * gradient(w)
    return m, w - w * decay * alpha + m


@update_rule(state=("m", "w"))
def nesterov_step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """One step with nesterov=True; state = (m, w), w being the point at which gradients are taken."""
    m, w = state
    g = gradient(w)
    m = beta * m - alpha * g
    return m, w - w * decay * alpha + (beta * m - alpha * g)
