r"""What torch.optim.SGD computes: momentum with dampening, Nesterov's variant, coupled weight decay.

    g = grad f(w^k) + omega w^k,    z^1 = g,    z^{k+1} = beta z^k + (1 - tau) g    for k >= 1
    w^{k+1} = w^k - alpha z^{k+1},             or, with nesterov=True,    w^{k+1} = w^k - alpha (g + beta z^{k+1})

alpha is `lr`, beta `momentum`, tau `dampening`, omega `weight_decay`. The buffer z starts as the first gradient, which
is not dampened; `seen` is 0 before the first step and 1 from then on. With momentum=0 torch keeps no buffer and takes
no notice of the dampening: that is tau = 0 here. nesterov=True is refused by torch unless tau = 0. `maximize=True` is
this rule on -f.

Reference: PyTorch 2.13, torch/optim/sgd.py, `_single_tensor_sgd`; I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the
importance of initialization and momentum in deep learning", ICML 2013, from which its nesterov=True departs by taking
the extrapolated point for the iterate.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "nesterov_step", "step"]

EQUATION = (
    r"z^{k+1} = \beta z^k + (1 - \tau [k > 0]) (\nabla f(w^k) + \omega w^k), \qquad w^{k+1} = w^k - \alpha z^{k+1}"
)


@update_rule(state=("z", "seen", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, dampening: Number, decay: Number) -> State:
    """One step with nesterov=False; state = (z, seen, w), `seen` being 0 before the first step and 1 after it."""
    z, seen, w = state
    g = gradient(w) + decay * w
    z = beta * z + (1 - dampening * seen) * g
    return z, 1 + 0 * seen, w - alpha * z


@update_rule(state=("z", "w"))
def nesterov_step(state: State, gradient: Gradient, *, alpha: Number, beta: Number, decay: Number) -> State:
    """One step with nesterov=True; state = (z, w), w being the point at which gradients are taken."""
    z, w = state
    g = gradient(w) + decay * w
    z = beta * z + g
    return z, w - alpha * (g + beta * z)
