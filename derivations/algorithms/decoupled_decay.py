r"""Weight decay apart from the gradient, as in Keras and SGDW: which function is minimised, and how fast.

    z^{k+1} = beta z^k + grad f(w^k),    w^{k+1} = (1 - alpha omega) w^k - alpha z^{k+1}

For gradient descent decoupled and coupled decay are one (beta = 0). With momentum the decoupled rule is, for any f,
momentum with beta (1 - alpha omega) for beta on f + (1 - beta) omega/2 |w|^2: the velocity multiplies what goes through
it by 1/(1 - beta), and the decay does not go through it. So with beta = 9/10 the same `weight_decay` is ten times
weaker in Keras than in torch.

Notation: z and w are those of the rule, Z and v of the momentum beside it; omega is the decay; m = lambda w*/(lambda +
(1 - beta) omega). Gradients are free inputs of the runs.

References: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 1 (SGDW, schedule
1, whose decay is alpha omega) and proposition 1; Keras 3.15, keras/src/optimizers/base_optimizer.py,
`_apply_weight_decay`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Symbol

from derivations.algorithms.torch_sgd import eigenvalues
from derivations.claim import claim
from derivations.notation import alpha, beta, lam, w, z
from derivations.plan import Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import keras_sgd, momentum
from numerics.algorithms.optax_sgd import decoupled_step

__all__ = ["minimiser", "recurrence", "region", "regularised", "with_nesterov"]

SECTION = "Decoupled weight decay"
SGDW = "I. Loshchilov, F. Hutter, ICLR 2019, algorithm 1"
KERAS = "Keras 3.15, keras/src/optimizers/base_optimizer.py, _apply_weight_decay"

omega, Z, v, w_previous, w_0, g, g_0, g_next, Z_0, m, target = (
    Symbol(name, real=True)
    for name in ("omega", "Z", "v", "w_previous", "w_0", "g", "g_0", "g_next", "Z_0", "m", "w_star")
)
PARAMETERS: dict[str, Any] = {"alpha": alpha, "beta": beta}
KEPT = 1 - alpha * omega
"""What one step leaves of the weights."""
WEIGHT = (1 - beta) * omega
"""The decay that a coupled rule would need for the same minimiser."""


@claim(
    "decoupled-decay.momentum",
    section=SECTION,
    latex=r"\alpha\omega \ne 1:\quad w^k = v^k\ \text{ for momentum with } \alpha,\ \beta' = \beta(1 - \alpha\omega)"
    r"\text{ on } f + \tfrac{(1 - \beta)\omega}{2}|w|^2\text{ from } Z^0 = \tfrac{\omega}{1 - \alpha\omega} w^0"
    r" \quad (\text{any } f)",
    references=(SGDW, KERAS),
)
def regularised() -> Iterator[Statement | Misprint]:
    """(1 - alpha omega) Z = z + omega w is kept. Indeed z' + omega w' = (1 - alpha omega)(z' + omega w), since w' =
    (1 - alpha omega) w - alpha z', and z' + omega w = beta (z + omega w) + g + (1 - beta) omega w; so Z' = z' + omega w
    is momentum's, and w - alpha Z' is w'. Only the start differs from rest: the first step decays by all of omega.
    """
    after, weights = decoupled_step((z, w), lambda _: g, **PARAMETERS, decay=omega)
    velocity, iterate = momentum.step((Z, v), lambda e: g + WEIGHT * e, alpha=alpha, beta=beta * KEPT)
    run = Orbit({z: (0, after), w: (w_0, weights), Z: (Z_0, velocity), v: (w_0, iterate)}, inputs=(g,))
    start = (Eq(KEPT * Z_0, omega * w_0), Ne(KEPT, 0))
    same = And(Eq(v, w), Eq(KEPT * Z, z + omega * w))
    yield Statement("the same iterates", (run, *start), same, plan=Induct(same))


@claim(
    "decoupled-decay.recurrence",
    section=SECTION,
    latex=r"w^{k+1} = w^k + \beta(1 - \alpha\omega)(w^k - w^{k-1}) - \alpha(\nabla f(w^k) + (1 - \beta)\omega w^k),\ "
    r"k \ge 1 \quad (\text{any } f, \alpha, \beta, \omega)",
    references=(SGDW, KERAS),
)
def recurrence() -> Iterator[Statement | Misprint]:
    """The same without the velocity, and so for alpha omega = 1 as well, where beta (1 - alpha omega) = 0: then every
    step but the first, which goes to -alpha grad f(w^0), is one of gradient descent on f + (1 - beta) omega/2 |w|^2.
    """
    after, weights = decoupled_step((z, w), lambda _: g, **PARAMETERS, decay=omega)
    _, following = decoupled_step((z, w), lambda _: g_next, **PARAMETERS, decay=omega)
    first_velocity, first = decoupled_step((0, w_0), lambda _: g_0, **PARAMETERS, decay=omega)
    state = {z: (first_velocity, after), w: (first, weights), w_previous: (w_0, w)}
    held = Eq(w, KEPT * w_previous - alpha * z)
    formula = w + beta * KEPT * (w - w_previous) - alpha * (g_next + WEIGHT * w)
    yield Statement("after the first step", (Orbit(state, inputs=(g,)),), Eq(following, formula), plan=Induct(held))


@claim(
    "decoupled-decay.minimiser",
    section=SECTION,
    latex=r"f = \tfrac{\lambda}{2}(w - w^\star)^2,\ \alpha \ne 0:\quad (z, w) \text{ stays } \iff z = -\omega w,\ "
    r"(\lambda + (1 - \beta)\omega) w = \lambda w^\star; \qquad \text{coupled decay stays at } (\lambda + \omega) w = "
    r"\lambda w^\star",
    references=(SGDW,),
)
def minimiser() -> Iterator[Statement | Misprint]:
    """At rest the decay balances the velocity, omega w + z = 0, and the velocity is what one gradient makes of it in
    the long run, (1 - beta) z = lambda (w - w*). It is the minimiser of f + (1 - beta) omega/2 w^2: with beta = 1 the
    decay moves nothing, and for beta in (0, 1) less than a coupled one.
    """
    after, weights = decoupled_step((z, w), lambda e: lam * (e - target), **PARAMETERS, decay=omega)
    rest = And(Eq(z, -omega * w), Eq((lam + WEIGHT) * w, lam * target))
    stays = Equivalent(And(Eq(after, z), Eq(weights, w)), rest)
    yield Statement("at rest", (Ne(alpha, 0),), stays)
    kept = momentum.step((z, w), lambda e: lam * (e - target) + omega * e, **PARAMETERS)
    coupled = And(Eq(z, 0), Eq((lam + omega) * w, lam * target))
    stays = Equivalent(And(Eq(kept[0], z), Eq(kept[1], w)), coupled)
    yield Statement("coupled", (Ne(alpha, 0),), stays)


@claim(
    "decoupled-decay.stability",
    section=SECTION,
    latex=r"|\sigma_1|, |\sigma_2| < 1 \iff \beta(1 - \alpha\omega) < 1,\ \alpha(\lambda + (1 - \beta)\omega) > 0,\ "
    r"\alpha(\lambda + (1 + \beta)\omega) < 2 + 2\beta;\quad \text{for } 0 \le \beta < 1,\ \alpha, \omega \ge 0\text{ "
    r"the first follows}",
    references=(SGDW,),
)
def region() -> Iterator[Statement | Misprint]:
    """Momentum's region at beta (1 - alpha omega) and lambda + (1 - beta) omega. Against a coupled decay, for which
    alpha (lambda + omega) < 2 + 2 beta, it leaves less room for the step-size where alpha, beta and omega are positive.
    """
    pair = eigenvalues(decoupled_step, **PARAMETERS, decay=omega)
    outer = (alpha * (lam + WEIGHT) > 0, alpha * (lam + (1 + beta) * omega) < 2 + 2 * beta)
    lemma = Use("stab.region/for every beta", {beta: beta * KEPT, lam: lam + WEIGHT})
    inside = Equivalent(pair.inside(1), And(beta * KEPT < 1, *outer))
    yield Statement("for all parameters", pair.equations, inside, plan=lemma)
    usual = (beta >= 0, beta < 1, alpha >= 0, omega >= 0)
    lemma = Use("for all parameters", then=known(alpha * omega >= 0, beta * alpha * omega >= 0))
    yield Statement("usual parameters", (*pair.equations, *usual), Equivalent(pair.inside(1), And(*outer)), plan=lemma)
    positive = (beta > 0, alpha > 0, omega > 0)
    room = known(alpha * omega > 0, alpha * omega * beta > 0)
    yield Statement("less room", (*positive, outer[1]), alpha * (lam + omega) < 2 + 2 * beta, plan=room)


@claim(
    "decoupled-decay.nesterov",
    section=SECTION,
    latex=r"\texttt{nesterov=True}:\quad |\sigma_1|, |\sigma_2| < 1 \iff \beta(1 - \alpha(\lambda + \omega)) < 1,\ "
    r"\alpha(\lambda + (1 - \beta)\omega) > 0,\ \alpha((1 + 2\beta)\lambda + (1 + \beta)\omega) < 2 + 2\beta",
    references=(KERAS,),
)
def with_nesterov() -> Iterator[Statement | Misprint]:
    """Keras' rule with both options has sigma^2 - (1 + beta - alpha omega - alpha (1 + beta) lambda) sigma + beta (1 -
    alpha (lambda + omega)); the region is the root lemma's for such a trace and determinant. It rests where the rule
    without nesterov=True does.
    """
    pair = eigenvalues(keras_sgd.nesterov_step, **PARAMETERS, decay=omega)
    T, d = pair.trace, pair.determinant
    jury = And(
        beta * (1 - alpha * (lam + omega)) < 1,
        alpha * (lam + WEIGHT) > 0,
        alpha * ((1 + 2 * beta) * lam + (1 + beta) * omega) < 2 + 2 * beta,
    )
    lemma = Use("stab.region/for every beta", {beta: d, alpha: 1 + d - T, lam: 1})
    yield Statement("stability", pair.equations, Equivalent(pair.inside(1), jury), plan=lemma)
    inside, weights = keras_sgd.nesterov_step((z, w), lambda e: lam * (e - target), **PARAMETERS, decay=omega)
    rest = And(Eq(z, alpha * omega * w), Eq((lam + WEIGHT) * w, lam * target))
    stays = Equivalent(And(Eq(inside, z), Eq(weights, w)), rest)
    yield Statement("at rest", (Ne(alpha, 0),), stays)
