r"""Article section *The Dynamics of Momentum*: for which step-sizes momentum converges.

Along an eigenvector of curvature lambda the error obeys x_{k+1} = T x_k - beta x_{k-1} with T = 1 + beta -
alpha lambda, so that the eigenvalues are the roots of p(sigma) = sigma^2 - T sigma + beta. Both lie inside the unit
circle iff

    beta < 1    and    0 < alpha lambda < 2 + 2 beta,

for every real beta (the second condition implies beta > -1). Convergence itself is proved by a Lyapunov function, the
solution V of V(x_k, x_{k-1}) - V(x_{k+1}, x_k) = N (x_k^2 + x_{k-1}^2) with

    N = (1 - beta) alpha lambda (2 + 2 beta - alpha lambda),

so that everything is polynomial: no eigenvalue, no square root, no case of repeated roots.

References: G. Goh, "Why Momentum Really Works", Distill 2017, footnote 5; N. Flammarion and F. Bach, "From averaging to
acceleration, there is only a step-size", COLT 2015; E. I. Jury, *Theory and Application of the z-Transform Method*,
1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Or, Rational, Symbol

from derivations.claim import claim
from derivations.notation import alpha, beta, epsilon, lam, sigma, x, y
from derivations.plan import Auto, Cut, Induct, Plan, Tends, Use
from derivations.roots import momentum_roots
from derivations.statement import Limit, Misprint, Orbit, Statement
from numerics.algorithms import gradient_descent, momentum

__all__ = ["approach", "convergence", "drop", "energy", "largest_step_size", "lyapunov", "region", "run"]

SECTION = "The Dynamics of Momentum"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
FLAMMARION_BACH = "N. Flammarion and F. Bach, From averaging to acceleration, there is only a step-size, COLT 2015"
JURY = "E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964"

x_0, y_0, a, b = (Symbol(name, real=True) for name in ("x_0", "y_0", "a", "b"))
k = Symbol("k", real=True)  # the state of a run: of all real numbers only 0, 1, 2, ... are reached
PAIR = momentum_roots()
TRACE = PAIR.trace


def region(alpha: Any = alpha, beta: Any = beta, lam: Any = lam) -> Any:
    """The stability region: momentum converges from every start iff this holds, for all real parameters."""
    return And(beta < 1, 0 < alpha * lam, alpha * lam < 2 + 2 * beta)


def largest_step_size(beta: Any = beta, lam: Any = lam) -> Expr:
    """(2 + 2 beta) / lambda, the open upper end of the stable step-sizes for -1 < beta < 1 and lambda > 0."""
    return (2 + 2 * beta) / lam


def drop(alpha: Any = alpha, beta: Any = beta, lam: Any = lam) -> Expr:
    """N: one step takes N (x_k^2 + x_{k-1}^2) off the Lyapunov function; positive inside the stability region."""
    return (1 - beta) * alpha * lam * (2 + 2 * beta - alpha * lam)


def lyapunov(now: Any, before: Any, alpha: Any = alpha, beta: Any = beta, lam: Any = lam) -> Expr:
    """V(x_k, x_{k-1}): positive definite inside the stability region, where every step decreases it."""
    trace, N = 1 + beta - alpha * lam, drop(alpha, beta, lam)
    return 2 * (1 + beta) * now**2 - 4 * trace * beta * now * before + (N + 2 * (1 + beta) * beta**2) * before**2


def energy(y: Any = y, x: Any = x, alpha: Any = alpha, beta: Any = beta, lam: Any = lam) -> Expr:
    """E(y, x), which each step multiplies by beta; alpha E = x_k^2 - T x_k x_{k-1} + beta x_{k-1}^2."""
    return lam * x**2 + (alpha * lam + beta - 1) * x * y + alpha * beta * y**2


def run(start: tuple[Any, Any] = (y_0, x_0), curvature: Any = lam, **parameters: Any) -> Orbit:
    """One component (y, x) of momentum on the quadratic, k = 0, 1, 2, ...; `parameters` replace alpha and beta."""
    after = momentum.step((y, x), lambda w: curvature * w, **{"alpha": alpha, "beta": beta} | parameters)
    return Orbit({y: (start[0], after[0]), x: (start[1], after[1]), k: (0, k + 1)})


BEFORE = x + alpha * y  # x_{k-1}, from x_k = x_{k-1} - alpha y_k
REST = run((0, x_0))

# ---- convergence inside ------------------------------------------------------------------------------------------

v, v_0, after, M, N, g = (Symbol(name, real=True) for name in ("v", "v_0", "after", "M", "N", "g"))
MOST = 2 * (1 + beta) * (1 + beta**2) + drop()
V, V_K, V_0 = lyapunov(a, b), lyapunov(x, BEFORE), lyapunov(x_0, x_0 + alpha * y_0)
SPEED = Eq(g * (V_0 + 1) * MOST, drop() ** 2)


def estimates() -> Iterator[Statement]:
    """Two estimates on numbers: (M + k N) v_k <= M v_0 is kept where M v_{k+1} <= (M - N) v_k; then x_k is small."""
    decrease, soon, far = M * after <= (M - N) * v, k * g * epsilon**2 >= 1, x**2 - epsilon**2
    keep = Auto(products=((v, N, N), (k, N, N, v), (k, N, decrease)))
    facts = (M > 0, k >= 0, v * (M + k * N) <= v_0 * M)
    kept = after * (M + (k + 1) * N) <= v_0 * M
    yield Statement("decrease", (*facts, N >= 0, v >= 0, decrease), kept, plan=keep, lemma=True)
    speed = (N > 0, v_0 >= 0, epsilon > 0, Eq(g * (v_0 + 1) * M, N**2))
    big = Cut(g > 0, otherwise=Auto(products=((-g, M), (-g, v_0, M))), then=Auto(degree=3))
    yield Statement("the gap is positive", (M > 0, *speed), g * epsilon**2 > 0, plan=big, lemma=True)
    bound = v - N * x**2
    close = Auto(products=((M, v), (k, N, bound), (k, N, N, far), (M, bound)))
    enough = Auto(products=((soon, M), (soon, v_0, M)))
    late = Cut(k * N**2 * epsilon**2 >= (v_0 + 1) * M, otherwise=enough, then=Cut(v >= 0, then=close))
    yield Statement("late enough", (*facts, *speed, v >= N * x**2, soon), far < 0, plan=late, lemma=True)


def convergence() -> Iterator[Statement]:
    """x_k -> 0 inside the region, with explicit speed: |x_k| < eps as soon as k g eps^2 >= 1, g = N^2 / (M (V_0 + 1)).

    N (x_k^2 + x_{k-1}^2) <= V_k <= M (x_k^2 + x_{k-1}^2), so V_{k+1} <= (1 - N/M) V_k and (M + k N) V_k <= M V_0.
    """
    following, squares = TRACE * a - beta * b, a**2 + b**2
    yield from estimates()
    inside = Cut(drop() > 0, otherwise=Auto(degree=3), then=Cut(1 + beta > 0, then=Auto(degree=3)))
    yield Statement("N and M are positive", (region(),), And(drop() > 0, MOST > 0), plan=inside, lemma=True)
    definite = Use("N and M are positive", then=Auto(squares=(a + beta * b, a - beta * b, b)))
    yield Statement("V is nonnegative", (region(),), V >= 0, plan=definite, lemma=True)
    both = Use("V is nonnegative", {a: following, b: a}, Use("V is nonnegative", {a: b, b: -a}))
    bounds = And(V >= drop() * squares, V <= MOST * squares)
    yield Statement("V between squares", (region(),), bounds, plan=both, lemma=True)
    least = Use("V between squares", then=Use("N and M are positive", then=Auto(squares=(b,))))
    yield Statement("V is above N x^2", (region(),), V >= drop() * a**2, plan=least, lemma=True)
    next_V = lyapunov(following, a)
    falls = Use("V between squares", then=Use("N and M are positive", then=Cut(Eq(next_V, V - drop() * squares))))
    yield Statement("V decreases", (region(),), MOST * next_V <= (MOST - drop()) * V, plan=falls, lemma=True)
    yield approach()


def approach(claim_id: str = "") -> Statement:
    """Every start converges inside the region: by the statements of `convergence`, which `claim_id`/ leads to."""

    def lemma(name: str, at: Any = None, then: Plan | None = None) -> Use:
        return Use(claim_id + name, at or {}, then or Auto())

    here, begin = {a: x, b: BEFORE}, {a: x_0, b: x_0 + alpha * y_0}
    values = {M: MOST, N: drop(), v: V_K, v_0: V_0}
    one = values | {after: lyapunov(TRACE * x - beta * BEFORE, x)}
    falls = lemma("V is nonnegative", here, lemma("V decreases", here, lemma("decrease", one)))
    near = lemma("V is nonnegative", begin, lemma("V is above N x^2", here, lemma("late enough", values)))
    invariant = And(k >= 0, V_K * (MOST + k * drop()) <= V_0 * MOST)
    positive = "N and M are positive"
    close = Induct(invariant, step=lemma(positive, then=falls), then=lemma(positive, then=near))
    gap = {M: MOST, N: drop(), v_0: V_0}
    start = lemma(positive, then=lemma("V is nonnegative", begin, lemma("the gap is positive", gap)))
    plan = Tends(g * epsilon**2, start, close)
    return Statement("every start converges", (region(), SPEED), Limit(run(), k, x), plan=plan)


# ---- the claims --------------------------------------------------------------------------------------------------


def outside() -> Iterator[Statement]:
    """What keeps a run away from the minimiser where the region ends."""
    al, sign = alpha * lam, Symbol("sign", real=True)
    sides = Cut(x_0 > 0, otherwise=Cut(Eq(x_0, 0)))
    away = And(x * x_0 >= x_0**2, alpha * y * x_0 <= 0)
    lower = Auto(products=((beta, -alpha * y * x_0), (-al, x * x_0 - x_0**2)))
    never = x**2 >= x_0**2
    plan = Induct(away, step=lower, then=sides)
    yield Statement("no convergence from rest below", (REST, beta >= 0, al <= 0), never, plan=plan)
    alternating = Orbit({**REST.state, sign: (1, -sign)})
    grows = sign * (x + BEFORE) * x_0
    away = And(Eq(sign**2, 1), sign * x * x_0 >= x_0**2, grows >= 0)
    upper = Auto(products=((beta, grows), (al - 2 - 2 * beta, sign * x * x_0 - x_0**2)))
    plan = Induct(away, step=upper, then=sides)
    yield Statement("no convergence from rest above", (alternating, beta >= 0, al >= 2 + 2 * beta), never, plan=plan)
    kept = energy() ** 2 >= energy(y_0, x_0) ** 2
    plan = Induct(kept, step=Auto(squares=(energy(),)))
    yield Statement("energy is not lost", (run(), beta**2 >= 1), kept, plan=plan)
    yield Statement("a step-size of 0 moves nothing", (run(), Eq(alpha, 0)), Eq(x, x_0), plan=Induct(Eq(x, x_0)))
    edge = (beta > -1, beta < 1, Or(al <= 0, al >= 2 + 2 * beta))
    x_1, x_2, imaginary = PAIR.x_1, PAIR.x_2, PAIR.y
    real = And(Eq(imaginary, 0), Or(x_1**2 >= 1, x_2**2 >= 1))
    conjugate = Cut(Eq(imaginary, 0), otherwise=Cut(Eq(x_1, x_2)))
    yield Statement("a real eigenvalue outside", (*PAIR.equations, *edge), real, plan=conjugate)
    s = Symbol(sigma.name, real=True)
    eigen = (Eq(s**2 - TRACE * s + beta, 0), s**2 >= 1, Eq(x_0, s * (x_0 + alpha * y_0)))
    plan = Induct(And(Eq(x, s * BEFORE), never))
    yield Statement("its eigenvector does not converge", (run(), *eigen), never, plan=plan)


@claim(
    "stab.region",
    section="The Dynamics of Momentum, footnote 5",
    latex=r"\max\{|\sigma_1|, |\sigma_2|\} < 1 \iff \beta < 1,\ 0 < \alpha\lambda_i < 2 + 2\beta"
    r"\iff x^k \to 0 \text{ from every start} \quad (\alpha, \beta, \lambda_i \in \mathbb{R})",
    printed=r"max{|s1|,|s2|} < 1  iff  0 < \alpha l_i < 2 + 2\beta,  for 0 <= \beta < 1",
    as_printed="holds",
    references=(GOH, FLAMMARION_BACH, JURY),
)
def stability_region() -> Iterator[Statement | Misprint]:
    """For every beta: inside iff beta < 1, p(1) = alpha lambda > 0 and p(-1) = 2 + 2 beta - alpha lambda > 0.

    Inside, every start converges. Outside, some start does not: for |beta| >= 1 the energy E is multiplied by beta at
    each step, and for |beta| < 1 a real eigenvalue has modulus at least 1. For beta >= 0 the start at rest is such a
    start: below the region all steps lead away from the minimiser, above it (-1)^k x_k does not decrease.
    For alpha = 0, where E says nothing of x, nothing moves.
    """
    al, x_1, x_2, imaginary = alpha * lam, PAIR.x_1, PAIR.x_2, PAIR.y
    between = And(x_1 < 1, x_1 > -1, x_2 < 1, x_2 > -1)
    real = Cut(between, otherwise=Auto(degree=3))
    plan = Cut(Eq(imaginary, 0), otherwise=Cut(Eq(x_1, x_2)), then=real)
    yield Statement("for every beta", PAIR.equations, Equivalent(PAIR.inside(1), region()), plan=plan)
    printed = Equivalent(PAIR.inside(1), And(0 < al, al < 2 + 2 * beta))
    yield Statement("as printed", (*PAIR.equations, beta >= 0, beta < 1), printed, plan=plan)
    yield from convergence()
    yield from outside()


@claim(
    "stab.recovers-gradient-descent",
    section=SECTION,
    latex=r"\beta = 0:\quad \max\{|\sigma_1|, |\sigma_2|\} < 1 \iff |1 - \alpha\lambda_i| < 1 "
    r"\iff 0 < \alpha\lambda_i < 2,\text{ and the iterates are those of gradient descent}",
    printed=r"At \beta = 0 the range is that of gradient descent.",
    as_printed="holds",
    references=(GOH,),
)
def recovers_gradient_descent() -> Iterator[Statement | Misprint]:
    """At beta = 0 the eigenvalues are 0 and 1 - alpha lambda, the rate of gradient descent, and the iterates are its
    iterates, whatever gradients the two rules meet, as long as they meet the same.
    """
    al, w, z, force = alpha * lam, Symbol("w", real=True), Symbol("z", real=True), Symbol("force", real=True)
    x_1, x_2, imaginary = PAIR.x_1, PAIR.x_2, PAIR.y
    roots = Cut(Eq(imaginary, 0), otherwise=Cut(Eq(x_1, x_2)))
    descent = (1 - al) ** 2 < 1
    range_ = And(0 < al, al < 2)
    yield Statement("range of gradient descent", (), Equivalent(descent, range_))
    same = And(Equivalent(PAIR.inside(1), descent), Equivalent(PAIR.inside(1), range_))
    yield Statement("the same range", (*PAIR.equations, Eq(beta, 0)), same, plan=roots)
    new_z, new_x = momentum.step((z, x), lambda _: force, alpha=alpha, beta=beta)
    (new_w,) = gradient_descent.step((w,), lambda _: force, alpha=alpha)
    together = Orbit({z: (0, new_z), x: (x_0, new_x), w: (x_0, new_w)}, inputs=(force,))
    yield Statement("the same iterates", (together, Eq(beta, 0)), Eq(x, w), plan=Induct(Eq(x, w)))


@claim(
    "stab.factor-two",
    section=SECTION,
    latex=r"\alpha_{\max}(\beta)/\alpha_{\max}(0) = 1 + \beta < 2 \text{ for } \beta < 1; "
    r"\quad \text{some } \beta \in [0, 1)\text{ is stable} \iff 0 < \alpha\lambda_i < 4",
    printed=r"Momentum allows us to crank the step-size up by a factor of 2 before diverging.",
    as_printed="holds-if",
    correction=r"The largest step-size grows by the factor $1 + \beta$, which tends to $2$ as $\beta \to 1$ and is "
    r"below it for every $\beta < 1$.",
    references=(GOH,),
)
def factor_two() -> Iterator[Statement | Misprint]:
    """With step-size f times that of gradient descent, alpha lambda = 2 f t with 0 < t < 1, all t are stable iff
    f <= 1 + beta. So each factor f < 2 is reached (by beta = f - 1), and 2 by no beta. In other words: some beta is
    stable iff alpha lambda < 4.
    """
    f, t, al = Symbol("f", real=True), Symbol("t", real=True), alpha * lam
    x_1, x_2, imaginary = PAIR.x_1, PAIR.x_2, PAIR.y
    inside = PAIR.inside(1)
    scaled = (Eq(al, 2 * f * t), t > 0, t < 1)
    stable = Use("stab.region/for every beta", {})
    damped = (beta >= 0, beta < 1)
    reached = (*PAIR.equations, *scaled, f >= 1, f < 2, Eq(beta, f - 1))
    yield Statement("every factor below 2 is reached", reached, inside, plan=stable)
    exact = (*PAIR.equations, *damped, f > 0, Eq(al, 2 * f))
    yield Statement("the factor is 1 + beta", exact, Equivalent(inside, f < 1 + beta), plan=stable)
    yield Statement("never beyond 4", (*PAIR.equations, *damped, inside), And(0 < al, al < 4), plan=stable)
    some = (*PAIR.equations, 0 < al, al < 4, Eq(beta, al / 4))
    yield Statement("up to 4", some, And(beta >= 0, beta < 1, inside), plan=stable)
    half = Rational(1, 2)
    at = {alpha: 3, lam: 1, beta: half, t: Rational(3, 4), x_1: -1, x_2: -half, imaginary: 0}
    yield Misprint("a factor of 2 at beta = 1/2", (*PAIR.equations, *damped, *scaled, Eq(f, 2)), inside, at | {f: 2})
