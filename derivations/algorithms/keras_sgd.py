r"""Keras' SGD and optax.sgd as momentum, and where Keras and torch part: a learning rate that changes during the run.

Keras keeps the learning rate inside the velocity, m = -alpha z. While it is constant that is momentum, or with
nesterov=True what torch and optax compute. Under a schedule alpha_0, alpha_1, ... the velocity of Keras remembers the
learning rates of its gradients, that of torch and optax does not: Keras is torch with beta alpha_{k-1}/alpha_k for
beta.

Gradients and learning rates are free inputs of the runs, so that this holds for any f, along the whole run from rest.
Notation: m and w are Keras' velocity and weights, z and v the velocity and the iterate beside them; a is the learning
rate of the step before, a_next that of the step.

References: Keras 3.15, keras/src/optimizers/sgd.py; optax 0.2.8, optax/transforms/_accumulation.py; P. Goyal et al.,
"Accurate, large minibatch SGD: training ImageNet in 1 hour", arXiv:1706.02677, 2017, remark 2, where the inverse
factor, by which a rule like Keras' becomes one like torch's, is momentum correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Or, Symbol

from derivations.claim import claim
from derivations.notation import alpha, beta, w, z
from derivations.plan import Induct
from derivations.statement import Misprint, Orbit, Statement
from numerics.algorithms import keras_sgd, momentum, optax_sgd, torch_sgd

__all__ = ["schedule", "trace", "two_steps", "velocity"]

KERAS = "Keras 3.15, keras/src/optimizers/sgd.py, update_step"
OPTAX = "optax 0.2.8, optax/transforms/_accumulation.py, trace"
GOYAL = "P. Goyal et al., arXiv:1706.02677, 2017, remark 2"

m, v, w_0, g, g_0, g_1, a, a_next, b, omega = (
    Symbol(name, real=True) for name in ("m", "v", "w_0", "g", "g_0", "g_1", "a", "a_next", "b", "omega")
)
PARAMETERS: dict[str, Any] = {"alpha": alpha, "beta": beta}


def constant(gradient: Any) -> Callable[[Any], Any]:
    """A gradient that is the same symbol wherever it is taken: nothing is assumed of f."""
    return lambda _: gradient


given = constant(g)


@claim(
    "keras-sgd.velocity",
    section="Keras SGD",
    latex=r"\alpha \text{ constant}:\quad w^k = v^k,\ m^k = -\alpha z^k\ \text{ for momentum with the same } \alpha, "
    r"\beta,\text{ with } \texttt{nesterov=True}\text{ for torch's, with } \texttt{weight\_decay}\text{ for the "
    r"decoupled rule} \quad (\text{any } f)",
    references=(KERAS,),
)
def velocity() -> Iterator[Statement | Misprint]:
    """Multiplying z^{k+1} = beta z^k + g by -alpha gives Keras' velocity, and w + m is w - alpha z. With nesterov=True
    the step is beta m - alpha g = -alpha (beta z + g). The decay of the weights does not enter the velocity, so that
    the same holds with it (see decoupled-decay).
    """
    same = And(Eq(v, w), Eq(m, -alpha * z))
    rules: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
        "momentum": (keras_sgd.step, momentum.step, 0, {}),
        "nesterov": (keras_sgd.nesterov_step, torch_sgd.nesterov_step, 0, {"decay": 0}),
        "weight decay": (keras_sgd.step, optax_sgd.decoupled_step, omega, {"decay": omega}),
    }
    for name, (ours, theirs, decay, more) in rules.items():
        inside, weights = ours((m, w), given, **PARAMETERS, decay=decay)
        outside, iterate = theirs((z, v), given, **PARAMETERS, **more)
        run = Orbit({m: (0, inside), w: (w_0, weights), z: (0, outside), v: (w_0, iterate)}, inputs=(g,))
        yield Statement(name, (run,), same, plan=Induct(same))


@claim(
    "keras-sgd.two-steps",
    section="Keras SGD",
    latex=r"\text{torch's } w^2 - \text{Keras' } w^2 = \beta(\alpha_0 - \alpha_1)\nabla f(w^0):\quad\text{the same iff"
    r" }\alpha_0 = \alpha_1,\ \beta = 0\text{ or }\nabla f(w^0) = 0",
    references=(KERAS,),
)
def two_steps() -> Iterator[Statement | Misprint]:
    """Both take w^1 = w^0 - alpha_0 g_0, and so the same g_1. The second step of torch is alpha_1 (beta g_0 + g_1),
    that of Keras alpha_0 beta g_0 + alpha_1 g_1. A learning rate that is cut brakes torch at once, Keras only as the
    velocity decays.
    """
    inside: tuple[Any, Any] = (0, w_0)
    outside: tuple[Any, Any] = (0, w_0)
    for rate, slope in ((a, g_0), (a_next, g_1)):
        options: dict[str, Any] = {"alpha": rate, "beta": beta}
        inside = keras_sgd.step(inside, constant(slope), **options, decay=0)
        outside = momentum.step(outside, constant(slope), **options)
    yield Statement("the difference", (), Eq(outside[1] - inside[1], beta * (a - a_next) * g_0))
    alike = Or(Eq(a, a_next), Eq(beta, 0), Eq(g_0, 0))
    yield Statement("the same", (), Equivalent(Eq(inside[1], outside[1]), alike))


@claim(
    "keras-sgd.schedule",
    section="Keras SGD",
    latex=r"\alpha_k \ne 0:\quad w^k = v^k,\ m^{k+1} = -\alpha_k z^{k+1}\ \text{ for } z^{k+1} = \beta"
    r"\tfrac{\alpha_{k-1}}{\alpha_k} z^k + \nabla f(v^k),\ v^{k+1} = v^k - \alpha_k z^{k+1} \quad (\text{any } f)",
    references=(KERAS, GOYAL),
)
def schedule() -> Iterator[Statement | Misprint]:
    """m^k = -alpha_{k-1} z^k is kept: beta m^k - alpha_k g = -alpha_k (beta alpha_{k-1}/alpha_k z^k + g). So where the
    learning rate is halved, torch would need twice the momentum in that one step to do what Keras does; the first
    step has no velocity, so that any alpha_{-1} serves.
    """
    inside, weights = keras_sgd.step((m, w), given, alpha=a_next, beta=beta, decay=0)
    outside, iterate = momentum.step((z, v), given, alpha=a_next, beta=b)
    state = {m: (0, inside), w: (w_0, weights), z: (0, outside), v: (w_0, iterate), a: (alpha, a_next)}
    run = Orbit(state, inputs=(g, a_next, b), guard=And(Eq(b * a_next, beta * a), Ne(a_next, 0)))
    same = And(Eq(v, w), Eq(m, -a * z))
    yield Statement("torch with another momentum", (run,), same, plan=Induct(same))


@claim(
    "optax-sgd.trace",
    section="optax.sgd",
    latex=r"\texttt{sgd}\text{ is momentum with the same } \alpha, \beta\text{, also under schedules; with "
    r"}\texttt{nesterov=True}\text{ torch's; with } \texttt{add\_decayed\_weights}\text{ before it, torch's "
    r"}\texttt{weight\_decay}",
    references=(OPTAX,),
)
def trace() -> Iterator[Statement | Misprint]:
    """optax's trace is the velocity z, and the learning rate multiplies what comes out of it, as in torch: here it is
    an input of every step. What is added before the trace is part of the gradient. (What is added after it is decoupled
    decay, Keras': see keras-sgd.velocity.)
    """
    rate: dict[str, Any] = {"alpha": a_next, "beta": beta}
    same = And(Eq(v, w), Eq(z, b))
    rules: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
        "momentum": (optax_sgd.step, momentum.step, 0, {}),
        "weight decay": (optax_sgd.step, torch_without_dampening, omega, {"decay": omega}),
        "nesterov": (optax_sgd.nesterov_step, torch_sgd.nesterov_step, omega, {"decay": omega}),
    }
    for name, (ours, theirs, decay, more) in rules.items():
        traced, weights = ours((z, w), given, **rate, decay=decay)
        buffer, iterate = theirs((b, v), given, **rate, **more)
        run = Orbit({z: (0, traced), w: (w_0, weights), b: (0, buffer), v: (w_0, iterate)}, inputs=(g, a_next))
        yield Statement(name, (run,), same, plan=Induct(same))


def torch_without_dampening(state: Any, gradient: Any, **options: Any) -> tuple[Any, Any]:
    """torch's rule with dampening 0, to which it is all one which step is the first."""
    buffer, _, weights = torch_sgd.step((state[0], 0, state[1]), gradient, dampening=0, **options)
    return buffer, weights
