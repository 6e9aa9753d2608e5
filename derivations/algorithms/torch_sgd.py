r"""torch.optim.SGD as momentum and as Nesterov's method: which step-size, which start, and what weight decay moves.

    dampening tau != 1:   momentum with step-size alpha (1 - tau), the first gradient of which counts 1/(1 - tau) times
    nesterov=True:        Nesterov's method with the same alpha and beta; torch's weights are its extrapolated points
    weight_decay omega:   the same on f + omega/2 |w|^2: every curvature grows by omega, and the minimiser moves

Gradients are free inputs of the runs, so that the maps hold for any f, along the whole run from torch's own start.
Notation: z and w are torch's buffer and weights; Z and v the velocity and the iterate of the suite's momentum; seen is
0 before the first step and 1 after it; omega is `weight_decay`, tau `dampening`.

References: PyTorch 2.13, torch/optim/sgd.py; I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of
initialization and momentum in deep learning", ICML 2013; I. Loshchilov, F. Hutter, "Decoupled weight decay
regularization", ICLR 2019, proposition 1, for weight decay and the regularised function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import And, Eq, Equivalent, Implies, Ne, Symbol, true

from derivations.claim import claim
from derivations.notation import alpha, beta, lam, w, z
from derivations.plan import Induct, Use
from derivations.roots import RootPair, root_pair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import momentum, nesterov
from numerics.algorithms.torch_sgd import nesterov_step, step

__all__ = ["dampening", "dampening_of_one", "eigenvalues", "extrapolated", "nesterov_stability", "weight_decay"]

SECTION = "torch.optim.SGD"
TORCH = "PyTorch 2.13, torch/optim/sgd.py, _single_tensor_sgd"
SUTSKEVER = "I. Sutskever, J. Martens, G. Dahl, G. Hinton, ICML 2013, (3)-(4)"
LOSHCHILOV = "I. Loshchilov, F. Hutter, ICLR 2019, proposition 1"

tau, omega, seen, target = (Symbol(name, real=True) for name in ("tau", "omega", "seen", "w_star"))
Z, v, v_previous, w_0, g, g_0, p, m = (
    Symbol(name, real=True) for name in ("Z", "v", "v_previous", "w_0", "g", "g_0", "p", "m")
)
PARAMETERS: dict[str, Any] = {"alpha": alpha, "beta": beta}
FLAG = Eq(seen * (seen - 1), 0)
AT_FIRST = Implies(Eq(seen, 0), Eq(g, g_0), evaluate=False)
"""What the input g is at the first step."""


def torch_run(others: Mapping[Any, tuple[Any, Any]], guard: Any = true) -> Orbit:
    """torch's run with dampening from its own start, on gradients g that are inputs, and other states beside it."""
    buffer, after, weights = step((z, seen, w), lambda _: g, **PARAMETERS, dampening=tau, decay=0)
    return Orbit({z: (0, buffer), seen: (0, after), w: (w_0, weights), **others}, inputs=(g,), guard=guard)


def later_step(state: tuple[Any, Any], gradient: Any, **options: Any) -> tuple[Any, Any]:
    """(z, w) after any step but the first."""
    buffer, _, weights = step((state[0], 1, state[1]), gradient, **PARAMETERS, **options)
    return buffer, weights


def eigenvalues(rule: Any, **parameters: Any) -> RootPair:
    """The eigenvalues of a rule of two states on 1/2 lambda w^2, read off a run of it."""
    after = rule((z, w), lambda e: lam * e, **parameters)
    (a, b), (c, e) = ([new.expand().coeff(old) for old in (z, w)] for new in after)
    return root_pair((a + e).expand(), (a * e - b * c).expand())


@claim(
    "torch-sgd.dampening",
    section=SECTION,
    latex=r"\tau \ne 1:\quad w^k = v^k,\ z^k = (1 - \tau) Z^k\ \text{ for } Z^{k+1} = \beta Z^k + c_k \nabla f(v^k),\ "
    r"v^{k+1} = v^k - \alpha(1 - \tau) Z^{k+1},\quad c_0 = \tfrac{1}{1 - \tau},\ c_k = 1\ (k > 0);\quad"
    r"\text{for } \beta \ne 0 \text{ this is } c_0 = 1,\ Z^0 = \tfrac{\tau}{\beta(1 - \tau)} \nabla f(w^0);\quad"
    r"\text{stable} \iff \beta < 1,\ 0 < \alpha(1 - \tau)\lambda < 2 + 2\beta",
    references=(TORCH,),
)
def dampening() -> Iterator[Statement | Misprint]:
    """z = (1 - tau) Z is kept by every step: both take their gradient at the same point, and torch multiplies it by
    1 - tau where momentum's own step-size does. Only the first gradient is not dampened; momentum has to count it
    1/(1 - tau) times, or to start with a velocity that is worth the difference. With tau = 0 the two are one rule.
    After the first step the coefficients are constant, and the eigenvalues are momentum's.

    At momentum=0 torch keeps no buffer and dampens nothing: there tau stands for 0, whatever `dampening` says.
    """
    declared = {"alpha": alpha * (1 - tau), "beta": beta}
    counted = momentum.step((Z, v), lambda _: (1 + (1 - seen) * p) * g, **declared)
    share = Eq(p * (1 - tau), tau)  # 1 + p = 1/(1 - tau)
    same = And(Eq(v, w), Eq(z, (1 - tau) * Z))
    run = torch_run({Z: (0, counted[0]), v: (w_0, counted[1])})
    yield Statement("the same iterates", (run, share), same, plan=Induct(And(same, FLAG)))
    kicked = momentum.step((Z, v), lambda _: g, **declared)
    run = torch_run({Z: (m, kicked[0]), v: (w_0, kicked[1])}, AT_FIRST)
    kick = (Eq(beta * (1 - tau) * m, tau * g_0), Ne(beta, 0), Ne(tau, 1))
    at_first = Implies(Eq(seen, 0), And(Eq(z, 0), Eq(Z, m)), evaluate=False)
    from_then = Implies(Eq(seen, 1), Eq(z, (1 - tau) * Z), evaluate=False)
    invariant = And(Eq(v, w), FLAG, at_first, from_then)
    yield Statement("momentum from a velocity", (run, *kick), Eq(v, w), plan=Induct(invariant))
    pair, product = eigenvalues(later_step, dampening=tau, decay=0), alpha * (1 - tau) * lam
    region = And(beta < 1, product > 0, product < 2 + 2 * beta)
    lemma = Use("stab.region/for every beta", {alpha: alpha * (1 - tau)})
    yield Statement("stability", pair.equations, Equivalent(pair.inside(1), region), plan=lemma)


@claim(
    "torch-sgd.dampening-of-one",
    section=SECTION,
    latex=r"\tau = 1:\quad (1 - \beta)(w^k - w^0) = -\alpha (1 - \beta^k) \nabla f(w^0) \quad (\text{any } f)",
    references=(TORCH,),
)
def dampening_of_one() -> Iterator[Statement | Misprint]:
    """With dampening 1 no gradient but the first ever enters the buffer, which is then beta^{k-1} times it: for
    0 < beta < 1 the weights go to w^0 - alpha grad f(w^0)/(1 - beta), whatever else f is. This is the one dampening
    that is no momentum. At momentum=0, where torch dampens nothing, it is gradient descent instead, and for beta = 1
    both sides are 0.
    """
    run = torch_run({p: (1, beta * p)}, AT_FIRST)
    held = And(Eq(beta * z, seen * p * g_0), Implies(Eq(seen, 0), And(Eq(z, 0), Eq(p, 1)), evaluate=False))
    moved = Eq((1 - beta) * (w - w_0), -alpha * (1 - p) * g_0)
    yield Statement("only the first gradient", (run, Eq(tau, 1)), moved, plan=Induct(And(FLAG, held, moved)))


@claim(
    "torch-sgd.nesterov",
    section=SECTION,
    latex=r"\texttt{nesterov=True}:\quad w^k = v^k + \beta(v^k - v^{k-1}),\ v^k - v^{k-1} = -\alpha z^k\ \text{ for }"
    r"v^{k+1} = w^k - \alpha\nabla f(w^k),\ v^{-1} = v^0 = w^0 \quad (\text{any } f)",
    references=(TORCH, SUTSKEVER),
)
def extrapolated() -> Iterator[Statement | Misprint]:
    """torch's weights are the points y^k at which Nesterov's method, of the same alpha and beta and from the same start
    at rest, takes its gradients; its own iterates are v^k = w^k + alpha beta z^k. Both tend to the minimiser together.
    """
    buffer, weights = nesterov_step((z, w), lambda _: g, **PARAMETERS, decay=0)
    points: dict[Any, Any] = {}
    before, after = nesterov.step((v_previous, v), lambda y: points.setdefault(y, g), **PARAMETERS)
    run = Orbit({z: (0, buffer), w: (w_0, weights), v_previous: (w_0, before), v: (w_0, after)}, inputs=(g,))
    velocity = Eq(v - v_previous, -alpha * z)
    [point] = points
    same = And(Eq(w, point), velocity)
    yield Statement("the extrapolated points", (run,), same, plan=Induct(same))
    yield Statement("its iterates", (run,), Eq(v, w + alpha * beta * z), plan=Induct(same))


@claim(
    "torch-sgd.nesterov-stability",
    section=SECTION,
    latex=r"0 \le \beta \le 1:\quad \texttt{nesterov=True}\text{ is stable} \iff 0 < \alpha\lambda < "
    r"\frac{2 + 2\beta}{1 + 2\beta},\quad \texttt{nesterov=False} \iff \beta < 1,\ 0 < \alpha\lambda < 2 + 2\beta:"
    r"\quad\text{the bound is divided by } 1 + 2\beta",
    references=(TORCH,),
)
def nesterov_stability() -> Iterator[Statement | Misprint]:
    """torch's eigenvalues with nesterov=True are Nesterov's, and those of the rule without it momentum's. For beta < 1
    whatever is stable with nesterov=True is stable without it; for 0 < beta < 1 not the other way round, as the bound
    itself shows. At beta = 0 (which torch refuses with nesterov=True) both are gradient descent.
    """
    pair, plain = eigenvalues(nesterov_step, **PARAMETERS, decay=0), eigenvalues(later_step, dampening=0, decay=0)
    al = alpha * lam
    inner, outer = And(al > 0, (1 + 2 * beta) * al < 2 + 2 * beta), And(beta < 1, al > 0, al < 2 + 2 * beta)
    unit, lemma = (beta >= 0, beta <= 1), Use("nesterov.stability/inside")
    yield Statement("with nesterov", (*pair.equations, *unit), Equivalent(pair.inside(1), inner), plan=lemma)
    lemma = Use("stab.region/for every beta")
    yield Statement("without", plain.equations, Equivalent(plain.inside(1), outer), plan=lemma)
    below = known(beta * al >= 0)
    yield Statement("lower", (beta >= 0, beta < 1, inner), outer, plan=below)
    bound = Eq((1 + 2 * beta) * al, 2 + 2 * beta)
    positive = known((1 + 2 * beta) * al > 0, al > 0, beta * al > 0)
    yield Statement("strictly", (beta > 0, beta < 1, bound), outer, plan=positive)


@claim(
    "torch-sgd.weight-decay",
    section=SECTION,
    latex=r"f = \tfrac{\lambda}{2}(w - w^\star)^2,\ \lambda + \omega \ne 0:\quad w^k - m = x^k\ \text{ for momentum "
    r"and for Nesterov's method at the curvature } \lambda + \omega,\ m = \tfrac{\lambda w^\star}{\lambda + \omega};"
    r"\quad \text{momentum is stable} \iff \beta < 1,\ 0 < \alpha(\lambda + \omega) < 2 + 2\beta,\quad "
    r"\text{Nesterov's method, } 0 \le \beta \le 1, \iff 0 < \alpha(\lambda + \omega) < \frac{2 + 2\beta}{1 + 2\beta}",
    references=(TORCH, LOSHCHILOV),
)
def weight_decay() -> Iterator[Statement | Misprint]:
    """grad f + omega w is the gradient of f + omega/2 w^2, for every f; on a quadratic that is one of curvature
    lambda + omega about m. So weight decay lowers the largest step-size of a curvature lambda from (2 + 2 beta)/lambda
    to (2 + 2 beta)/(lambda + omega), with nesterov=True 1 + 2 beta times less, and what converges goes to m, not to w*:
    they are the same only where omega w* = 0.
    """
    shifted = Eq((lam + omega) * m, lam * target)
    slopes = {"decayed": lambda e: lam * (e - target), "stiffer": lambda e: (lam + omega) * e}
    same = And(Eq(z, Z), Eq(w - m, v))
    for name, rule, reference in (("momentum", _undampened, momentum.step), ("nesterov", nesterov_step, _plain)):
        buffer, weights = rule((z, w), slopes["decayed"], **PARAMETERS, decay=omega)
        velocity, error = reference((Z, v), slopes["stiffer"], **PARAMETERS)
        run = Orbit({z: (0, buffer), w: (w_0, weights), Z: (0, velocity), v: (w_0 - m, error)})
        yield Statement(name, (run, shifted), same, plan=Induct(same))
    product = alpha * (lam + omega)
    pair = eigenvalues(_undampened, **PARAMETERS, decay=omega)
    region = And(beta < 1, product > 0, product < 2 + 2 * beta)
    lemma = Use("stab.region/for every beta", {lam: lam + omega})
    yield Statement("stability", pair.equations, Equivalent(pair.inside(1), region), plan=lemma)
    pair = eigenvalues(nesterov_step, **PARAMETERS, decay=omega)
    region = And(product > 0, (1 + 2 * beta) * product < 2 + 2 * beta)
    lemma, unit = Use("nesterov.stability/inside", {lam: lam + omega}), (beta >= 0, beta <= 1)
    yield Statement("with nesterov", (*pair.equations, *unit), Equivalent(pair.inside(1), region), plan=lemma)
    moves = Equivalent(Eq(m, target), Eq(omega * target, 0))
    yield Statement("the minimiser moves", (shifted, Ne(lam + omega, 0)), moves)


def _undampened(state: Any, gradient: Any, **options: Any) -> tuple[Any, Any]:
    """torch's rule with dampening 0, to which it is all one which step is the first."""
    buffer, _, weights = step((state[0], seen, state[1]), gradient, dampening=0, **options)
    return buffer, weights


def _plain(state: Any, gradient: Any, **options: Any) -> Any:
    """torch's rule with nesterov=True and without weight decay."""
    return nesterov_step(state, gradient, decay=0, **options)
