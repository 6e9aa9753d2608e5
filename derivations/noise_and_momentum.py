r"""Article section *Momentum with Stochastic Gradients*: what momentum and correlation do to the stationary noise.

With u = alpha lambda, the stationary E x^2 of `derivations.stationary_noise` grows with beta iff (1 + beta)^2 > u, and
exactly: from beta_1 to beta_2 > beta_1 iff (1 + beta_1)(1 + beta_2) > u. So for 1 < u < 4 there is a best beta, sqrt(u)
- 1, below which more momentum makes less noise.

References: G. Goh, "Why Momentum Really Works", Distill 2017; G. E. P. Box and G. M. Jenkins, *Time Series Analysis*,
Holden-Day 1970, section 3.2 (the variance of an autoregression of order 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Rational, Symbol, sqrt, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.dynamics_of_momentum import equal
from derivations.momentum import GOH, TRACE
from derivations.noise_moments import moment_step, v
from derivations.notation import alpha, beta, lam, s
from derivations.plan import Auto, Cut, Split, Use
from derivations.roots import momentum_matrix
from derivations.stability import region
from derivations.statement import Misprint, Statement
from derivations.stationary_noise import BOX_JENKINS, DEFINED, STATIONARY, X, Y
from derivations.stochastic_momentum import SECTION, impulse_response
from derivations.tactics import known

__all__ = ["least_noise_momentum", "noise_floor"]


def least_noise_momentum(alpha: Any = alpha, lam: Any = lam) -> Expr:
    """The beta > -1 with the least stationary noise at a step-size, sqrt(alpha lambda) - 1, for 0 < alpha lambda < 4.

    Exact arguments only. Source: claim `sgd.momentum-compounds-noise`. Of the article's beta >= 0 the best is 0 where
    this is negative, that is for alpha lambda < 1.
    """
    return sqrt(sympify(alpha, strict=True) * sympify(lam, strict=True)) - 1


def noise_floor(value: Any, damping: Any) -> Boolean:
    """`value` is the stationary E x^2 at beta = `damping`."""
    factors = (1 - damping) * lam * (2 + 2 * damping - alpha * lam)
    return Eq(value * factors, alpha * v * (1 + damping))


@claim(
    "sgd.momentum-compounds-noise",
    section=SECTION,
    latex=r"\beta_1 < \beta_2 \text{ both stable}: \quad \lim E x^2 \text{ is larger at } \beta_2 \iff (1 + \beta_1)"
    r"(1 + \beta_2) > \alpha\lambda; \qquad \lim E x^2 \ge \frac{\alpha v}{\lambda (2 - \sqrt{\alpha\lambda})^2}, "
    r"\text{ attained at } \beta = \sqrt{\alpha\lambda} - 1 \text{ only}",
    printed="Increasing momentum causes the errors to compound (take the stationary value: is it increasing in beta on "
    "the whole stable region?).",
    as_printed="holds-if",
    correction=r"the stationary noise increases with $\beta$ where $(1 + \beta)^2 \ge \alpha\lambda$, so for every "
    r"$\beta \ge 0$ if $\alpha\lambda \le 1$; for $1 < \alpha\lambda < 4$ it decreases up to $\beta = "
    r"\sqrt{\alpha\lambda} - 1$, where it is least",
    references=(GOH, BOX_JENKINS),
)
def momentum_compounds_noise() -> Iterator[Statement | Misprint]:
    """With b = 1 + beta the noise is alpha v b / (lambda (2 - b)(2 b - u)). The difference of two of these has the sign
    of b_2 (2 - b_1)(2 b_1 - u) - b_1 (2 - b_2)(2 b_2 - u) = 2 (b_2 - b_1)(b_1 b_2 - u). With s = sqrt(u), b (2 - s)^2 -
    (2 - b)(2 b - s^2) = 2 (b - s)^2 gives the least value, at b = s. For lambda = v = 1 and
    alpha = 3/2 the noise is 3 without momentum, and 5/2 with beta = 1/4.

    After two steps it is alpha^2 v (1 + (b - u)^2), and there it increases from b_1 to b_2 iff b_1 + b_2 > 2 u.
    """
    one, two, X_1, X_2 = (Symbol(name, real=True) for name in ("beta_1", "beta_2", "X_1", "X_2"))
    positive = (alpha > 0, lam > 0, v > 0)
    stable = And(*(h for b in (one, two) for h in (b < 1, 2 + 2 * b > alpha * lam)))
    both = (*positive, stable, noise_floor(X_1, one), noise_floor(X_2, two))
    crossing = (1 + one) * (1 + two) - alpha * lam
    factors = [(1 - b) * lam * (2 + 2 * b - alpha * lam) for b in (one, two)]
    signed = Eq((X_2 - X_1) * factors[0] * factors[1], 2 * alpha * v * lam * (two - one) * crossing)
    sizes = (factors[0] > 0, factors[1] > 0, alpha * v * lam * (two - one) > 0, factors[0] * factors[1] > 0)
    plan = known(*sizes[:2], then=Cut(sizes[2], Auto(degree=4), Cut(sizes[3], then=Cut(signed, then=Split(crossing)))))
    grows = Equivalent(X_2 > X_1, crossing > 0)
    yield Statement("between two", (*both, one < two), grows, plan=plan)
    root = (*positive, s > 0, Eq(s**2, alpha * lam), beta < 1, 2 + 2 * beta > s**2, noise_floor(X, beta))
    denominator = (1 - beta) * lam * (2 + 2 * beta - s**2)
    excess = Eq((X * lam * (2 - s) ** 2 - alpha * v) * denominator, 2 * alpha * v * lam * (1 + beta - s) ** 2)
    least = And(X * lam * (2 - s) ** 2 >= alpha * v, Equivalent(Eq(X * lam * (2 - s) ** 2, alpha * v), Eq(1 + beta, s)))
    h, t, r, d = (Symbol(name, real=True) for name in ("h", "t", "r", "d"))
    signed_by = And(h >= 0, Equivalent(Eq(h, 0), Eq(t, 0)))
    quotient = Cut(h >= 0, then=Split(h, positive=Split(t), zero=Split(t)))
    yield Statement("a square over d", (d > 0, r > 0, Eq(h * d, r * t**2)), signed_by, plan=quotient, lemma=True)
    share = X * lam * (2 - s) ** 2 - alpha * v
    at = {h: share, t: 1 + beta - s, r: 2 * alpha * v * lam, d: denominator}
    used = Use("a square over d", at, Split(1 + beta - s))
    plan = Cut(excess, then=Cut(denominator > 0, then=Cut(alpha * v * lam > 0, then=used)))
    yield Statement("the least", root, least, plan=plan)
    gammas = [impulse_response(order) for order in (0, 1)]
    summed = gammas[0] ** 2 + gammas[1] ** 2
    early = summed.subs(beta, two) - summed.subs(beta, one)
    later = Equivalent(early > 0, 2 + one + two > 2 * alpha * lam)
    product = Eq(early, alpha**2 * (two - one) * (2 + one + two - 2 * alpha * lam))
    gain = Cut(product, then=Cut(alpha**2 * (two - one) > 0, then=Split(2 + one + two - 2 * alpha * lam)))
    yield Statement("after two steps", (*positive, one < two), later, plan=gain)
    at = {alpha: Rational(3, 2), lam: 1, v: 1, one: 0, two: Rational(1, 4), X_1: 3, X_2: Rational(5, 2)}
    yield Misprint("less noise with momentum", (*both, one >= 0, one < two), X_2 > X_1, at)


@claim(
    "sgd.correlated-noise",
    section=SECTION,
    latex=r"\epsilon^{k+1} = \rho \epsilon^k + \xi^k,\ E \epsilon^2 = v: \text{ stationary } E x^2 = \frac{\alpha "
    r"v}{(1-\beta)\lambda(2+2\beta-\alpha\lambda)} \cdot \frac{(1+\beta)(1-\beta\rho^2) + \rho(1-\beta)T}{1 - \rho T + "
    r"\beta\rho^2},\quad \text{ more than uncorrelated noise makes} \iff \rho\,(T - \beta(1+\beta)\rho) > 0",
    references=(GOH, BOX_JENKINS),
)
def correlated_noise() -> Iterator[Statement | Misprint]:
    """The covariance c of the error with the state before its step moves by c' = rho (R c + v g), as xi is not
    correlated with what came before; and the moments move as in sgd.moment-recursion, with c in them. What is stated is
    the fixed point of these five equations. For |rho| < 1 in the stable region 1 - rho T + beta rho^2 > 0, and the
    comparison is of two fractions.
    """
    rho, ey, ex, E, plain = (Symbol(name, real=True) for name in ("rho", "ey", "ex", "E", "plain"))
    det = 1 - rho * TRACE + beta * rho**2
    moved = rho * (momentum_matrix() * Matrix([ey, ex]) + v * Matrix([1, -alpha]))
    still = equal(Matrix([ey, ex]), moved)
    fixed = equal(Matrix(STATIONARY), Matrix(moment_step(STATIONARY, v, (ey, ex))))
    shares = (Eq(E * det, v), Eq(ey, rho * (1 - rho) * E), Eq(ex, -alpha * rho * E))
    velocity = Eq(Y * (1 - beta) * (2 + 2 * beta - alpha * lam), 2 * (1 - rho) * (1 + beta * rho) * E)
    numerator = (1 + beta) * (1 - beta * rho**2) + rho * (1 - beta) * TRACE
    position = Eq(2 * lam * X, alpha * (1 + beta) * Y + 2 * alpha * rho * E)
    formed = (*shares, velocity, DEFINED[1], position)
    printed = Eq(X * (1 - beta) * lam * (2 + 2 * beta - alpha * lam), alpha * numerator * E)
    yield Statement("a fixed point", formed, And(still, fixed, printed))
    stable = (region(), alpha > 0, rho < 1, rho > -1)
    definite = Cut(1 + beta > 0, then=Auto(degree=3))
    yield Statement("the denominator", stable, det > 0, plan=definite)
    f, a, one, two, n, q = (Symbol(name, real=True) for name in ("f", "a", "one", "two", "n", "q"))
    fractions = (f > 0, a > 0, Eq(one * f, a * n), Eq(two * f, a * q))
    larger = Cut(Eq((one - two) * f, a * (n - q)), then=Split(n - q))
    yield Statement("two fractions", fractions, Equivalent(one > two, n > q), plan=larger, lemma=True)
    floors = (E > 0, printed, noise_floor(plain, beta).subs(v, E * det))  # v = E det
    sign = rho * (TRACE - beta * (1 + beta) * rho)
    factor = (1 - beta) * lam * (2 + 2 * beta - alpha * lam)
    at = {f: factor, a: alpha * E, one: X, two: plain, n: numerator, q: (1 + beta) * det}
    compare = Use("two fractions", at, Split(X - plain))
    plan = known(lam > 0, alpha * E > 0, 1 + beta > 0, factor > 0, then=compare)
    yield Statement("more noise", (*stable, *floors), Equivalent(X > plain, sign > 0), plan=plan)
