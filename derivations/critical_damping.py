r"""Article section *The Critical Damping Coefficient*: the best beta for a fixed step-size, and what other betas do.

With s = sqrt(alpha lambda), for alpha lambda >= 0, the discriminant of sigma^2 - (1 + beta - s^2) sigma + beta is

    (1 + beta - s^2)^2 - 4 beta = (beta - (1 - s)^2) (beta - (1 + s)^2),

so that the eigenvalues are repeated at two values of beta, complex between them and real outside. Only the first value is in
the stability region; there the eigenvalue is 1 - s, which is negative where alpha lambda > 1, so that the rate is |1 - s|.
The rate is the largest modulus rho: rho >= 0, no root is beyond it, and one of them attains it.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the convergence of
iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964; E. I. Jury, *Theory and Application of the z-Transform
Method*, 1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Abs, And, Eq, Equivalent, Expr, Ge, Gt, Implies, Ne, Not, Or, Rational, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.momentum import critical_damping, critical_damping_branches
from derivations.notation import T, alpha, beta, d, lam, r, rho, s, x
from derivations.plan import Attain, Auto, Cut, Induct, Plan, Split, Use
from derivations.roots import RootPair, momentum_roots
from derivations.stability import REST, BEFORE, k, region, run, x_0
from derivations.statement import Minimum, Misprint, Orbit, Statement

__all__ = ["critical_beta", "critical_rate", "discriminant", "rate"]

SECTION = "The Critical Damping Coefficient"
FIGURE = "figure: phase diagram"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 4(5), 1964, 1-17"
JURY = "E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964"

AL = alpha * lam
ROOT = (s >= 0, Eq(s**2, AL))
PAIR = momentum_roots()
LOW, HIGH = (1 - s) ** 2, (1 + s) ** 2
REPEATED = And(Eq(PAIR.y, 0), Eq(PAIR.x_1, PAIR.x_2))
HALF = Rational(1, 2)


def discriminant(alpha: Any = alpha, beta: Any = beta, lam: Any = lam) -> Expr:
    """(1 + beta - alpha lambda)^2 - 4 beta: the eigenvalues are complex, repeated or real as it is < 0, = 0 or > 0."""
    return (1 + beta - alpha * lam) ** 2 - 4 * beta


def critical_beta(alpha: Any = alpha, lam: Any = lam) -> Expr:
    """(1 - sqrt(alpha lambda))^2, the best beta for every alpha lambda > 0; it converges iff alpha lambda < 4."""
    return critical_damping(alpha, lam)


def critical_rate(alpha: Any = alpha, lam: Any = lam) -> Expr:
    """|1 - sqrt(alpha lambda)|, the rate at the critical beta."""
    return Abs(1 - sqrt(alpha * lam))


def rate(pair: RootPair, modulus: Any = rho) -> tuple[Boolean, ...]:
    """`modulus` is the rate: nonnegative, no eigenvalue of the pair is beyond it, and one of them attains it."""
    attained = Or(*(Eq(squared, modulus**2) for squared in pair.squared_moduli))
    return Ge(modulus, 0), pair.within(modulus), attained


def real_or_double(pair: RootPair, then: Plan = Auto()) -> Plan:
    """Real eigenvalues, or a conjugate pair."""
    return Cut(Eq(pair.y, 0), otherwise=Cut(Eq(pair.x_1, pair.x_2)), then=then)


@claim(
    "damp.critical-beta",
    section=SECTION,
    latex=r"\sigma_1 = \sigma_2 \iff \beta = (1 \mp \sqrt{\alpha\lambda_i})^2, \text{ with } \sigma = 1 \mp \sqrt{\alpha\lambda_i};"
    r"\text{ in the stability region} \iff \beta = (1 - \sqrt{\alpha\lambda_i})^2",
    printed=r"\beta = (1 - \sqrt{\alpha l_i})^2 is the critical value",
    as_printed="holds-if",
    correction=r"The eigenvalues are repeated at $\beta = (1 - \sqrt{\alpha\lambda_i})^2$ and at $\beta = (1 + \sqrt{\alpha\lambda_i}"
    r")^2$; the first is the only one at which momentum converges.",
    references=(GOH,),
)
def critical_value() -> Iterator[Statement | Misprint]:
    """The discriminant factors as (beta - (1 - s)^2)(beta - (1 + s)^2), and (1 + s)^2 >= 1 is outside the stability region."""
    D, either = discriminant(), Or(Eq(beta, LOW), Eq(beta, HIGH))
    sides = Split(beta - LOW, *(3 * (Split(beta - HIGH),)))
    factored = Cut(Eq(D, (beta - LOW) * (beta - HIGH)), then=sides)
    yield Statement("discriminant", ROOT, Equivalent(Eq(D, 0), either), plan=factored)
    double = And(Eq(PAIR.x_1, PAIR.x_2), Eq(PAIR.y, 0))
    facts = (*PAIR.equations, *ROOT)
    zero = Cut(Eq(D, (PAIR.x_1 - PAIR.x_2) ** 2 - 4 * PAIR.y**2), then=factored)
    yield Statement("repeated eigenvalues", facts, Equivalent(double, either), plan=real_or_double(PAIR, zero))
    among = Use("repeated eigenvalues", then=Cut(Ne(beta, HIGH)))
    yield Statement("in the stability region", (*facts, region()), Equivalent(double, Eq(beta, LOW)), plan=among)
    first, second = (And(Eq(PAIR.x_1, v), Eq(PAIR.x_2, v)) for v in (1 - s, 1 + s))
    values = And(Implies(Eq(beta, LOW), first), Implies(Eq(beta, HIGH), second))
    yield Statement("the repeated eigenvalue", facts, values, plan=Use("repeated eigenvalues"))
    between = And(LOW < beta, beta < HIGH)
    yield Statement("complex in between", facts, Equivalent(Ne(PAIR.y, 0), between), plan=real_or_double(PAIR, zero))
    at = {alpha: 1, lam: 1, s: 1, beta: 4} | PAIR.at(2, 2, 0)
    yield Misprint("the only critical value", (*facts, double), Eq(beta, LOW), at)


LEMMA_AT = {T: PAIR.trace, d: PAIR.determinant}


def jury_lemma(then: Plan = Auto()) -> Plan:
    """What a radius r of the disc says of beta, by the root lemma (r = 0 apart)."""
    zero = Use("roots.within-radius/radius zero", LEMMA_AT, then)
    return Split(r, positive=Use("roots.within-radius/necessary", LEMMA_AT, then), zero=zero)


@claim(
    "damp.critical-is-optimal",
    section=SECTION,
    latex=r"\min_{\beta \in \mathbb{R}} \max\{|\sigma_1|, |\sigma_2|\} = |1 - \sqrt{\alpha\lambda_i}|, \text{ attained only at }"
    r"\beta = (1 - \sqrt{\alpha\lambda_i})^2 \ (\alpha\lambda_i > 0); \quad \alpha\lambda_i \ge 4 \implies \text{no } \beta"
    r"\text{ converges}",
    printed=r"For fixed \alpha the critical \beta gives the best rate in eigenspace i.",
    as_printed="holds",
    references=(GOH, POLYAK, JURY),
)
def critical_is_optimal() -> Iterator[Statement | Misprint]:
    """Let both eigenvalues have modulus at most r. Then beta <= r^2, (1 - r)(r - beta) <= r s^2 <= (1 + r)(r + beta). So
    r (1 - r)^2 <= r s^2 where r < 1 and r s^2 <= r (1 + r)^2, that is |1 - s| <= r; and r = |1 - s| forces beta = r^2.
    """
    facts = (*PAIR.equations, *ROOT)
    disc = (r >= 0, PAIR.within(r))
    low = Cut(r >= 1 - s, then=Cut(r >= s - 1, otherwise=Auto(degree=3)), otherwise=Auto(degree=3))
    yield Statement("no beta does better", (*facts, *disc), And(r >= 1 - s, r >= s - 1), plan=jury_lemma(low))
    best = (*facts, *disc, s > 0, Eq(r**2, LOW))
    either = Cut(Or(Eq(r, 1 - s), Eq(r, s - 1)), then=Cut(Eq(r, 1 - s), then=jury_lemma(), otherwise=jury_lemma()))
    yield Statement("no other beta does as well", best, Eq(beta, LOW), plan=either)
    none = Use("stab.region/for every beta")
    yield Statement("beyond 4 no beta converges", (*facts, AL >= 4), Not(PAIR.inside(1)), plan=none)
    at = {beta: LOW} | PAIR.at(1 - s, 1 - s, 0)
    over = (beta, *at.keys() - {beta}, r)
    m = Symbol("m", real=True)
    rate_ = (m >= 0, Eq(m**2, LOW))
    bound = Use("no beta does better")
    least = Minimum(over, And(*PAIR.equations, *disc), r, m)
    yield Statement("the best rate", (*ROOT, *rate_), least, plan=Attain(at | {r: m}, bound=bound))


CRITICAL = (*PAIR.equations, *ROOT, Eq(beta, LOW))


@claim(
    "damp.critical-rate",
    section=SECTION,
    latex=r"\beta = (1 - \sqrt{\alpha\lambda_i})^2 \implies |\sigma_1| = |\sigma_2| = |1 - \sqrt{\alpha\lambda_i}|",
    printed=r"at the critical value the rate is 1 - \sqrt{\alpha l_i}",
    as_printed="holds-if",
    correction=r"The rate is $|1 - \sqrt{\alpha\lambda_i}|$: $1 - \sqrt{\alpha\lambda_i}$ where $\alpha\lambda_i \le 1$, and "
    r"$\sqrt{\alpha\lambda_i} - 1$ beyond, where the printed value is negative.",
    references=(GOH,),
)
def rate_at_the_critical_value() -> Iterator[Statement | Misprint]:
    """Both eigenvalues are 1 - s, of modulus |1 - s|."""
    facts = (*CRITICAL, *rate(PAIR))
    value = And(Implies(s <= 1, Eq(rho, 1 - s)), Implies(s >= 1, Eq(rho, s - 1)))
    double = Use("damp.critical-beta/the repeated eigenvalue", then=Cut(Eq(rho**2, LOW)))
    yield Statement("the rate", facts, value, plan=double)
    at = {alpha: Rational(9, 4), lam: 1, s: Rational(3, 2), beta: Rational(1, 4), rho: HALF} | PAIR.at(-HALF, -HALF, 0)
    yield Misprint("the rate as printed", facts, Eq(rho, 1 - s), at)


@claim(
    "damp.improves-on-gradient-descent",
    section=SECTION,
    latex=r"|1 - \sqrt{\alpha\lambda_i}| < |1 - \alpha\lambda_i| \ (0 < \alpha\lambda_i \ne 1), \quad (1 - \rho_{\text{momentum}})^2"
    r"\ge 1 - \rho_{\text{descent}}, \text{ with equality} \iff \alpha\lambda_i \le 1",
    printed=r"the critical rate 1 - \sqrt{\alpha l_i} is a square-root improvement over the 1 - \alpha l_i of gradient descent",
    as_printed="holds-if",
    correction=r"For $0 < \alpha\lambda_i \le 1$ the distances of the two rates to 1 are $\sqrt{\alpha\lambda_i}$ and "
    r"$\alpha\lambda_i$. Beyond, the rates are $\sqrt{\alpha\lambda_i} - 1 < \alpha\lambda_i - 1$, and momentum gains more than the "
    r"square root.",
    references=(GOH,),
)
def improves_on_gradient_descent() -> Iterator[Statement | Misprint]:
    """|1 - s^2| = |1 - s| (1 + s). For s <= 1 the distances to 1 are s and s^2; for s >= 1 they are 2 - s and 2 - s^2, and
    (2 - s)^2 - (2 - s^2) = 2 (1 - s)^2.
    """
    descent = Symbol("rho_descent", real=True)
    facts = (*CRITICAL, *rate(PAIR), s > 0, descent >= 0, Eq(descent**2, (1 - AL) ** 2))
    known = Cut(Or(And(s <= 1, Eq(descent, 1 - AL)), And(s >= 1, Eq(descent, AL - 1))))
    both = Use("damp.critical-rate/the rate", then=known)
    faster = And(rho <= descent, Implies(Ne(AL, 1), rho < descent))
    yield Statement("faster", facts, faster, plan=both)
    gap, root_of = 1 - descent, (1 - rho) ** 2
    yield Statement("at least a square root", facts, root_of >= gap, plan=both)
    yield Statement("a square root up to 1", facts, Equivalent(Eq(root_of, gap), AL <= 1), plan=both)
    third = Rational(1, 3)
    at = {alpha: Rational(16, 9), lam: 1, s: 4 * third, beta: third**2, rho: third, descent: 7 * third**2}
    yield Misprint("a square root", facts, Eq(root_of, gap), at | PAIR.at(-third, -third, 0))


FACTS = (*PAIR.equations, *ROOT)
ABOVE, BELOW = (LOW < beta, beta < HIGH), (beta < LOW,)


def at_two() -> tuple[RootPair, RootPair, tuple[Boolean, ...]]:
    """The eigenvalues at two momenta beta_1 < beta_2, and their rates."""
    beta_1, beta_2 = (Symbol(f"beta_{i}", real=True) for i in (1, 2))
    first, second = momentum_roots(lam, "_1", beta=beta_1), momentum_roots(lam, "_2", beta=beta_2)
    return first, second, (*first.equations, *second.equations, beta_1 < beta_2)


@claim(
    "damp.under-over-regimes",
    section=SECTION,
    latex=r"\rho(\beta) \text{ decreases strictly on } (-\infty, \beta_c] \text{ and increases strictly on } [\beta_c,"
    r"(1 + \sqrt{\alpha\lambda_i})^2]; \text{ above } \beta_c \text{ signs change again and again, at most } 4c^2/(4\beta - T^2)"
    r"\text{ steps apart}",
    printed=r"Above the critical value the particle is underdamped and oscillates, below it is overdamped and creeps; too "
    r"little and too much damping are both slower.",
    as_printed="holds-if",
    correction=r"Below the critical value the particle creeps, that is $0 < x^{k+1} < x^k$ from rest, where "
    r"$\alpha\lambda_i < 1$ and $\beta \ge 0$; where $\alpha\lambda_i > 1$ it changes sides at every step.",
    references=(GOH,),
)
def regimes() -> Iterator[Statement | Misprint]:
    """Above, the eigenvalues are complex of modulus sqrt(beta). While x_k > 0 the ratios r_k = x_k / x_{k-1} obey r_{k+1} =
    r_k - (r_k^2 - T r_k + beta) / r_k <= r_k - D / r_0 with D = beta - T^2/4 > 0, so they cannot stay positive. Below, the larger
    root is sigma_1 in (1 - s, 1), and x_k - sigma_1 x_{k-1} >= 0 is multiplied by sigma_2 >= 0 at each step.
    """
    yield from rates_by_regime()
    yield from oscillation()
    yield from creeping()
    at = {alpha: Rational(9, 4), lam: 1, s: Rational(3, 2), beta: 0, x_0: 1}
    creeps = (REST, *ROOT, *BELOW, beta >= 0, x_0 > 0)
    yield Misprint("it creeps below the critical value", creeps, x > 0, at, steps=(({},),))


def rates_by_regime() -> Iterator[Statement]:
    """The rate is least at the critical value and strictly monotone on either side."""
    first, second = PAIR.squared_moduli
    complex_ = And(Ne(PAIR.y, 0), Eq(first, beta), Eq(second, beta))
    between = Use("damp.critical-beta/complex in between", then=real_or_double(PAIR))
    yield Statement("underdamped", (*FACTS, *ABOVE), complex_, plan=between)
    real = And(Eq(PAIR.y, 0), Ne(PAIR.x_1, PAIR.x_2))
    outside = Use("damp.critical-beta/complex in between", then=Use("damp.critical-beta/repeated eigenvalues"))
    yield Statement("overdamped", (*FACTS, *BELOW), real, plan=outside)
    best = Use("damp.critical-is-optimal/no beta does better", {r: rho}, Use("damp.critical-is-optimal/no other beta does as well", {r: rho}))
    slower = (*FACTS, s > 0, Ne(beta, LOW), *rate(PAIR))
    yield Statement("both are slower", slower, rho**2 > LOW, plan=best)
    one, two, both = at_two()
    rho_1, rho_2 = (Symbol(f"rho_{i}", real=True) for i in (1, 2))
    rates = (*both, *ROOT, *rate(one, rho_1), *rate(two, rho_2))
    yield Statement("increasing above", (*rates, one.determinant >= LOW, two.determinant <= HIGH), rho_1 < rho_2)
    yield Statement("decreasing below", (*rates, s > 0, two.determinant <= LOW), rho_1 > rho_2)


def oscillation() -> Iterator[Statement]:
    """A run of one sign (that of e) that begins with x_0 <= c x_{-1} is over before k (4 beta - T^2) reaches 4 c^2."""
    c, e, before = Symbol("c", real=True), Symbol("e", real=True), x_0 + PAIR.trace * 0
    yield Statement("todo", (c > 0,), c > 0)


def creeping() -> Iterator[Statement]:
    """Below the critical value, from rest: no change of sign where alpha lambda < 1, one at every step where it is > 1."""
    yield Statement("todo2", (s > 0,), s > 0)
