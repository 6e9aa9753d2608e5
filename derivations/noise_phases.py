r"""Article section *Momentum with Stochastic Gradients*: how errors are forgotten, the two phases, and the rate.

The weight of an error in x, m steps after it entered, is -alpha S_{m+1}, with S_0 = 0, S_1 = 1, S_{m+1} = T S_m - beta
S_{m-1}. The energy E = lambda x^2 + (alpha lambda + beta - 1) x y + alpha beta y^2 of `derivations.stability` is
multiplied by beta at each step; with noise of variance v its expectation gains alpha v, so that for all k

    E_k = beta^k E_0 + alpha v (1 - beta^k)/(1 - beta),

a transient part and a stochastic one, equal at one real k. Where R has complex eigenvalues E is positive definite. For
f itself there may be several crossings, as x^k passes through 0.

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. Flammarion and F. Bach, "From averaging to
acceleration, there is only a step-size", COLT 2015.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Implies, Or, Rational, Symbol, log, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.critical_damping import PAIR, rate
from derivations.momentum import DAMPING, GOH, TRACE, p, sqrt_beta, x_0, y_0
from derivations.noise_moments import BACH, MOMENTS, G_xx, mean_x, moment_run, responses, v, without_noise
from derivations.notation import S, alpha, beta, epsilon, k, lam, r, x, y
from derivations.plan import Auto, Cut, Induct, Split, Tends, Use
from derivations.stability import MOST, drop, energy, lyapunov, region
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.stochastic_momentum import SECTION
from derivations.tactics import about, known

__all__ = ["crossing_of_energy", "expected_energy"]

S_next, g = Symbol("S_next", real=True), Symbol("g", real=True)
WEIGHTS = Orbit({S: (0, S_next), S_next: (1, TRACE * S_next - beta * S), p: (1, beta * p), k: (0, k + 1)})
"""S_k, S_{k+1} and beta^k."""
ENVELOPE = S_next**2 - TRACE * S_next * S + beta * S**2
V, V_0 = lyapunov(S_next, S), lyapunov(1, 0)


def expected_energy(power: Any, first: Any, alpha: Any = alpha, beta: Any = beta, variance: Any = v) -> Any:
    """beta^k E_0 + alpha v (1 - beta^k)/(1 - beta), with `power` = beta^k and `first` = E_0, for beta != 1."""
    return power * first + alpha * variance * (1 - power) / (1 - beta)


def crossing_of_energy(first: Any, alpha: Any = alpha, beta: Any = beta, variance: Any = v) -> Expr:
    """The real k at which both parts of the expected energy are equal, log(1 + (1 - beta) E_0/(alpha v))/log(1/beta).

    For 0 < beta < 1, alpha v > 0 and E_0 >= 0 (from rest lambda x_0^2); exact arguments only. Source: claim
    `sgd.two-phases`.
    """
    first, alpha, beta, variance = (sympify(e, strict=True) for e in (first, alpha, beta, variance))
    return log(1 + (1 - beta) * first / (alpha * variance)) / log(1 / beta)


def parts(moments: Any) -> Expr:
    """The energy, as a linear function of (y^2, x y, x^2)."""
    return lam * moments[2] + (alpha * lam + beta - 1) * moments[1] + alpha * beta * moments[0]


@claim(
    "sgd.decaying-sum",
    section=SECTION,
    latex=r"S_{k+1}^2 - T S_{k+1} S_k + \beta S_k^2 = \beta^k,\quad S_k \to 0 \text{ if } \beta < 1,\ 0 < "
    r"\alpha\lambda < 2 + 2\beta,\text{ and else } \max(S_k^2, S_{k+1}^2) \not\to 0 \ (\beta \ge 0);\quad |S_2| \le "
    r"|S_1| \iff |T| \le 1",
    printed="The error term is a decaying sum of the errors.",
    as_printed="holds-if",
    correction=r"the weights $-\alpha S_m$ tend to $0$ with the age $m$ of the error inside the stability region, and "
    r"only there; they need not decrease at each step: the second is the larger one iff $|1 + \beta - \alpha\lambda| > "
    r"1$",
    references=(GOH, BACH),
)
def decaying_sum() -> Iterator[Statement | Misprint]:
    """S is itself a run of the recurrence, so that its quadratic form is multiplied by beta at each step, and the
    Lyapunov function of stab.region gives the limit. Outside: for beta >= 1 the form is at least 1 for ever; for
    beta <= 1 and alpha lambda <= 0, S_{k+1} >= S_k and S_{k+1} >= 1; for alpha lambda >= 2 + 2 beta the same holds of
    (-1)^k S_{k+1}. But S_2 = T may be almost 2.
    """
    yield Statement("the envelope", (WEIGHTS,), Eq(ENVELOPE, p), plan=Induct(Eq(ENVELOPE, p)))
    yield from _decay()
    large = And(p >= 1, ENVELOPE >= 1)
    plan = Induct(And(p >= 1, Eq(ENVELOPE, p)))
    yield Statement("beta beyond one", (WEIGHTS, beta >= 1), large, plan=plan)
    below = (WEIGHTS, beta >= 0, beta <= 1, alpha * lam <= 0)
    grows = And(S_next >= S, S_next >= 1)
    plan = Induct(And(grows, S >= 0), step=Auto(products=((beta, S_next - S), (-alpha * lam, S_next))))
    yield Statement("step-size too small", below, grows, plan=plan)
    sign = Symbol("sign", real=True)
    turning = Orbit({**WEIGHTS.state, sign: (1, -sign)})
    up, before = sign * S_next, -sign * S
    kept = And(Eq(sign**2, 1), up >= before, up >= 1, before >= 0)
    plan = Induct(kept, step=Auto(products=((beta, up - before), (alpha * lam - 2 - 2 * beta, up))))
    yield Statement(
        "step-size too large", (turning, beta >= 0, beta <= 1, alpha * lam >= 2 + 2 * beta), up >= 1, plan=plan
    )
    _, second = WEIGHTS.state[S_next]
    second = second.subs({S_next: 1, S: 0}, simultaneous=True)
    yield Statement("the second weight", (), Equivalent(second**2 <= 1, And(TRACE <= 1, TRACE >= -1)))
    at = {alpha: 1, beta: Rational(3, 4), lam: Rational(1, 4)}
    yield Misprint("the second weight is larger", (WEIGHTS, region(), k >= 1), S_next**2 <= S**2, at, (({},),))


def _decay() -> Iterator[Statement]:
    """S_k -> 0 inside the region: |S_k| < eps as soon as k g eps^2 >= 1, as in stab.region."""
    a, b, M, N, value, value_0, after = (Symbol(name, real=True) for name in ("a", "b", "M", "N", "v", "v_0", "after"))
    here, positive = {a: S_next, b: S}, "stab.region/N and M are positive"
    values = {M: MOST, N: drop(), value: V, value_0: V_0, after: lyapunov(TRACE * S_next - beta * S, S_next)}
    step = Use("stab.region/V decreases", here, Use("stab.region/decrease", values))
    bound = And(k >= 0, V * (MOST + k * drop()) <= V_0 * MOST)
    speed = Eq(g * (V_0 + 1) * MOST, drop() ** 2)
    late = {M: MOST, N: drop(), value: V, value_0: V_0, g: g, x: S}
    near = Use("stab.region/V is nonnegative", {a: 1, b: 0}, Use("stab.region/late enough", late))
    above = Cut(V >= drop() * S**2, otherwise=Auto(squares=(S_next,)), then=near)
    close = Induct(
        bound,
        step=Use(positive, then=Use("stab.region/V is nonnegative", here, step)),
        then=Use(positive, then=Use("stab.region/V between squares", here, above)),
    )
    gap = Use("stab.region/the gap is positive", {M: MOST, N: drop(), value_0: V_0})
    start = Use(positive, then=Use("stab.region/V is nonnegative", {a: 1, b: 0}, gap))
    plan = Tends(g * epsilon**2, start, close)
    yield Statement("the weights tend to 0", (region(), speed), Limit(WEIGHTS, k, S), plan=plan)


@claim(
    "sgd.two-phases",
    section=SECTION,
    latex=r"G_k = \sum_{m<k} \gamma_m^2 \text{ never decreases};\quad E_k = \beta^k E_0 + \alpha v \frac{1 - \beta^k}{1"
    r" - \beta}:\ \text{the first part is the larger iff } \beta^k > \frac{\alpha v}{\alpha v + (1-\beta) E_0};\quad "
    r"\beta = 0: (1-\alpha\lambda)^{2k} x_0^2 > v G_k \iff (1 - \alpha\lambda)^{2k} > \frac{\alpha v}{\alpha v + "
    r"\lambda(2 - \alpha\lambda) x_0^2}",
    printed="There is a transient phase where the gradient dominates the noise, then a stochastic phase where the "
    "noise dominates.",
    as_printed="holds-if",
    correction=r"for gradient descent, and for $0 < \beta < 1$ in the energy of a run with $E_0 > 0$ (as from rest), "
    r"there is one crossing: at $k = \log(1 + (1-\beta) E_0/(\alpha v))/\log(1/\beta)$; of $f$ itself the two parts "
    r"may cross several times",
    references=(GOH, BACH),
)
def two_phases() -> Iterator[Statement | Misprint]:
    """The stochastic part is lambda v/2 times a sum of squares, and 0 at k = 0, where a start other than the minimiser
    dominates; from k = 1 on it is at least lambda v alpha^2/2. The transient part is that of the run without noise,
    which tends to 0 in the stability region (stab.region). So the noise dominates in the end, but not once and for all:
    with alpha lambda = 1 momentum is at x^1 = 0 after one step from rest, where the noise dominates, and at x^2 = -beta
    x^0 after two.

    The energy is multiplied by beta and gains alpha v, whatever lambda: E(R s + epsilon g) is beta E(s) + alpha
    epsilon^2 plus epsilon times a linear function of s. Hence one crossing. At beta = 0 it is lambda x^2 (less a
    multiple of x y), and for f itself the sum of (1 - u)^{2 m} is geometric.
    """
    run = moment_run(without_noise() | responses())
    following = G_xx + Symbol("g_x", real=True) ** 2
    rises = And(following >= G_xx, G_xx >= 0)
    yield Statement("the noise never decreases", (run,), rises, plan=Induct(G_xx >= 0))
    counted = moment_run(without_noise() | responses() | {k: (0, k + 1)})
    early = Or(And(Eq(k, 0), Eq(G_xx, 0), Eq(Symbol("g_x", real=True), -alpha)), And(k >= 1, G_xx >= alpha**2))
    present = And(Implies(Eq(k, 0), Eq(G_xx, 0)), Implies(k > 0, G_xx >= alpha**2))
    yield Statement("none at the start, then some", (counted,), present, plan=Induct(early))
    grown = moment_run({p: (1, beta * p), k: (0, k + 1)})
    balance = Eq((1 - beta) * (parts(MOMENTS) - p * energy(y_0, x_0)), alpha * v * (1 - p))
    yield Statement("the energy", (grown,), balance, plan=Induct(balance))
    first = Symbol("E_0", real=True)
    positive = (alpha * v > 0, beta < 1, first >= 0)
    transient, stochastic = (1 - beta) * p * first, alpha * v * (1 - p)
    dominates = Equivalent(transient > stochastic, p * (alpha * v + (1 - beta) * first) > alpha * v)
    yield Statement("which part is larger", positive, dominates)
    falls = Orbit({p: (1, beta * p)})
    once = Implies(transient <= stochastic, (1 - beta) * (beta * p) * first <= alpha * v * (1 - beta * p))
    fewer = Cut(beta * p <= p, then=Auto(products=((p - beta * p, first, 1 - beta), (p - beta * p, alpha * v))))
    plan = Induct(p >= 0, then=fewer)
    yield Statement("once and for all", (falls, beta >= 0, *positive), once, plan=plan)
    definite = 4 * lam * energy() >= (4 * alpha * beta * lam - (alpha * lam + beta - 1) ** 2) * y**2
    shape = Eq(4 * alpha * beta * lam - (alpha * lam + beta - 1) ** 2, 4 * beta - TRACE**2)
    whole = Auto(squares=(2 * lam * x + (alpha * lam + beta - 1) * y,))
    yield Statement("a norm where roots are complex", (), And(shape, definite), plan=whole)
    yield from _gradient_descent()
    yield from _twice()


def _gradient_descent() -> Iterator[Statement]:
    """At beta = 0 for f itself: lambda (2 - u) G = alpha (1 - (1 - u)^{2 k})."""
    q = 1 - alpha * lam
    run = moment_run(without_noise() | responses() | {p: (1, q**2 * p)})
    g_y, g_x = Symbol("g_y", real=True), Symbol("g_x", real=True)
    along = And(Eq(g_x**2, alpha**2 * p), Eq(g_x, -alpha * g_y + (g_x + alpha * g_y)), Eq(mean_x**2, p * x_0**2))
    closed = Eq(lam * (2 - alpha * lam) * G_xx, alpha * (1 - p))
    still = (run, Eq(beta, 0))
    yield Statement("gradient descent", still, And(closed, Eq(mean_x**2, p * x_0**2)), plan=Induct(And(along, closed)))
    size = lam * (2 - alpha * lam)
    more = Equivalent(p * x_0**2 > v * G_xx, p * (alpha * v + size * x_0**2) > alpha * v)
    inside = (alpha > 0, v > 0, lam > 0, alpha * lam < 2, Eq(size * G_xx, alpha * (1 - p)))
    gap = p * x_0**2 - v * G_xx
    plan = Cut(size > 0, then=Cut(Eq(size * gap, p * (alpha * v + size * x_0**2) - alpha * v), then=Split(gap)))
    yield Statement("its crossing", inside, more, plan=plan)


def _twice() -> Iterator[Misprint]:
    """After two steps, one step after the noise was the larger part, the transient part is the larger one."""
    before_x, before_G = Symbol("before_x", real=True), Symbol("before_G", real=True)
    moves = without_noise() | responses() | {before_x: (x_0, mean_x), before_G: (0, G_xx)}
    noise_leads = (region(), v > 0, Eq(y_0, 0), v * before_G > before_x**2)
    at = {alpha: 1, lam: 1, beta: Rational(1, 2), v: 1, x_0: 3, y_0: 0}
    run = Orbit(moves)
    yield Misprint("the transient comes back", (run, *noise_leads), v * G_xx > mean_x**2, at, (({}, {}),))


# ---- the rate ------------------------------------------------------------------------------------------------------

r_1, t, t_1 = Symbol("r_1", real=True), Symbol("t", real=True), Symbol("t_1", real=True)


def larger_modulus(value: Any, size: Any) -> tuple[Boolean, ...]:
    """`value` is the larger modulus of the roots of sigma^2 - T sigma + beta, where |T| = `size` and sqrt(beta) > 0."""
    complex_roots = And(size < 2 * sqrt_beta, Eq(value, sqrt_beta))
    real_roots = And(size >= 2 * sqrt_beta, Eq(value**2 - size * value + beta, 0))
    return size >= 0, value >= sqrt_beta, Or(complex_roots, real_roots)


def its_modulus() -> Iterator[Statement]:
    """The rate r, the largest modulus of the eigenvalues of R, is what `larger_modulus` says of |T|: r^2 - |T| r + beta
    = 0 for real roots, squared as the sign of T is open, and else r^2 = beta.
    """
    apart = about("discriminant/real and distinct", PAIR, known(r**2 >= beta))
    whole = And(r**2 >= beta, Eq((r**2 + beta) ** 2, r**2 * TRACE**2))
    facts = (*PAIR.equations, beta >= 0, *rate(PAIR, r))
    yield Statement("the modulus of real roots", (*facts, 4 * beta < TRACE**2), whole, plan=apart)
    joined = about("discriminant/not real and distinct", PAIR)
    yield Statement("the modulus of others", (*facts, 4 * beta >= TRACE**2), Eq(r**2, beta), plan=joined)
    alone = (*PAIR.equations, Eq(beta, 0), *rate(PAIR, r))
    yield Statement("without momentum", alone, Eq(r**2, TRACE**2))


@claim(
    "sgd.smaller-step-slower",
    section=SECTION,
    latex=r"\rho(\alpha') > \rho(\alpha) \iff |1 + \beta - \alpha'\lambda| > \max\{|1 + \beta - \alpha\lambda|, "
    r"2\sqrt\beta\}; \quad \text{so for } \alpha' < \alpha \text{ the smaller step is slower iff } \alpha'\lambda < (1 "
    r"- \sqrt\beta)^2 \text{ and } \alpha\lambda < 2 + 2\beta - \alpha'\lambda",
    printed="Lowering the step-size slows down the rate of convergence.",
    as_printed="holds-if",
    correction=r"it does iff $\alpha'\lambda < (1 - \sqrt\beta)^2$ for the lower step-size $\alpha' < \alpha$, and "
    r"$\alpha\lambda < 2 + 2\beta - \alpha'\lambda$; while both have complex roots the rate stays $\sqrt\beta$, and "
    r"above $(1 + \sqrt\beta)^2$ lowering the step-size speeds it up",
    references=(GOH,),
)
def smaller_step_slower() -> Iterator[Statement | Misprint]:
    """The largest modulus of R's eigenvalues is sqrt(beta) for |T| <= 2 sqrt(beta), and else the root r >= sqrt(beta)
    of r + beta/r = |T|, which grows with |T|: (|T'| - |T|) r r' = (r' - r)(r r' - beta). So the rate of alpha' is the
    larger one iff |T'| is larger than both |T| and 2 sqrt(beta). With T' = 1 + beta - alpha' lambda > T that is T' >
    2 sqrt(beta) and T' > -T.
    At beta = 0 the rate is |T| itself. At beta = 1/4, lambda = 1, both alpha = 1 and alpha' = 1/2 have the rate 1/2.
    """
    real = (*DAMPING, sqrt_beta > 0, r >= sqrt_beta, r_1 >= sqrt_beta)
    roots = (Eq(r**2 - t * r + beta, 0), Eq(r_1**2 - t_1 * r_1 + beta, 0))
    product = Eq((t_1 - t) * r * r_1, (r_1 - r) * (r * r_1 - beta))
    above = Cut(r * r_1 > beta, then=Cut(r * r_1 > 0))
    plan = Cut(product, then=Split(r_1 - r, above, Cut(Eq(t, t_1)), above))
    yield Statement("real roots", (*real, *roots), Equivalent(r_1 > r, t_1 > t), plan=plan, lemma=True)
    yield from its_modulus()
    both = (*DAMPING, sqrt_beta > 0, *larger_modulus(r, t), *larger_modulus(r_1, t_1))
    slower = And(t_1 > t, t_1 > 2 * sqrt_beta)
    at_edge = {t: 2 * sqrt_beta, r: sqrt_beta}, {t_1: 2 * sqrt_beta, r_1: sqrt_beta}
    edges = Use("real roots", {}, Use("real roots", at_edge[0], Use("real roots", at_edge[1], Auto(depth=8))))
    yield Statement("the rates", both, Equivalent(r_1 > r, slower), plan=edges)
    other = Symbol("alpha_lower", real=True)
    trace = 1 + beta - other * lam
    sizes = (t >= 0, t_1 >= 0, Eq(t**2, TRACE**2), Eq(t_1**2, trace**2))
    ordered = (*DAMPING, sqrt_beta < 1, 0 < other * lam, other * lam < alpha * lam)
    exact = And(other * lam < (1 - sqrt_beta) ** 2, alpha * lam < 2 + 2 * beta - other * lam)
    moduli = Cut(Or(Eq(t_1, trace), Eq(t_1, -trace)), then=Cut(Or(Eq(t, TRACE), Eq(t, -TRACE)), then=Auto(depth=8)))
    yield Statement("in step-sizes", (*ordered, *sizes), Equivalent(slower, exact), plan=moduli)
    at = {alpha: 1, other: Rational(1, 2), lam: 1, beta: Rational(1, 4), sqrt_beta: Rational(1, 2)}
    at |= {r: Rational(1, 2), r_1: Rational(1, 2), t: Rational(1, 4), t_1: Rational(3, 4)}
    yield Misprint("complex roots", (*both, *ordered, *sizes), r_1 > r, at)
