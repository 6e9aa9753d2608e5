r"""What optax.sgd computes, alone and in a chain with optax.add_decayed_weights.

    sgd(alpha, beta)                            z^{k+1} = g + beta z^k,    w^{k+1} = w^k - alpha z^{k+1}
    sgd(alpha, beta, nesterov=True)             w^{k+1} = w^k - alpha (g + beta z^{k+1})
    add_decayed_weights(omega), then sgd        the same with g + omega w^k for g: coupled
    trace(beta), add_decayed_weights(omega),
    scale(-alpha)                               w^{k+1} = w^k - alpha (z^{k+1} + omega w^k): decoupled

with g = grad f(w^k) and z^0 = 0. alpha is `learning_rate`, beta `momentum`, which None leaves out.

Reference: optax 0.2.8, optax/_src/alias.py, `sgd`; transforms/_accumulation.py, `trace`; transforms/_adding.py,
`add_decayed_weights`.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "decoupled_step", "nesterov_step", "step"]

EQUATION = r"z^{k+1} = \nabla f(w^k) + \omega w^k + \beta z^k, \qquad w^{k+1} = w^k - \alpha z^{k+1}"


@update_rule(state=("z", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """One step of `sgd` after `add_decayed_weights`; state = (z, w), z the trace."""
    z, w = state
    z = (gradient(w) + decay * w) + beta * z
    return z, w - alpha * z


@update_rule(state=("z", "w"))
def nesterov_step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """The same with nesterov=True; w is the point at which gradients are taken."""
    z, w = state
    g = gradient(w) + decay * w
    z = g + beta * z
    return z, w - alpha * (g + beta * z)


@update_rule(state=("z", "w"))
def decoupled_step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """One step where `add_decayed_weights` comes after the trace and before the learning rate; state = (z, w)."""
    z, w = state
    z = gradient(w) + beta * z
    return z, w - alpha * (z + decay * w)
