r"""Article section *The Critical Damping Coefficient*: the best beta for a fixed step-size, and what other betas do.

With s = sqrt(alpha lambda), for alpha lambda >= 0, the discriminant of sigma^2 - (1 + beta - s^2) sigma + beta is

    (1 + beta - s^2)^2 - 4 beta = (beta - (1 - s)^2) (beta - (1 + s)^2),

so that the eigenvalues are repeated at two values of beta, complex between them and real outside. Only the first value
is in the stability region; there the eigenvalue is 1 - s, which is negative where alpha lambda > 1, so that the rate is
|1 - s|. The rate is the largest modulus rho: rho >= 0, no root is beyond it, and one of them attains it.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the
convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964; E. I. Jury, *Theory and Application of the
z-Transform Method*, 1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Abs, And, Eq, Equivalent, Expr, Ge, Implies, Ne, Not, Or, Rational, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.momentum import critical_damping
from derivations.notation import T, alpha, beta, d, lam, r, rho, s
from derivations.plan import Attain, Auto, Cut, Plan, Split, Use
from derivations.roots import RootPair, momentum_roots
from derivations.stability import region
from derivations.statement import Minimum, Misprint, Statement
from derivations.tactics import real

__all__ = ["critical_beta", "critical_rate", "discriminant", "rate"]

SECTION = "The Critical Damping Coefficient"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 4(5), 1964, 1-17"
JURY = "E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964"

AL = alpha * lam
ROOT = (s >= 0, Eq(s**2, AL))
PAIR = momentum_roots()
LOW, HIGH = (1 - s) ** 2, (1 + s) ** 2
"""The two values of beta at which the eigenvalues are repeated."""
FACTS = (*PAIR.equations, *ROOT)
REPEATED = And(Eq(PAIR.x_1, PAIR.x_2), Eq(PAIR.y, 0))
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


@claim(
    "damp.critical-beta",
    section=SECTION,
    latex=r"\sigma_1 = \sigma_2 \iff \beta = (1 \mp \sqrt{\alpha\lambda_i})^2, \text{ with } \sigma = "
    r"1 \mp \sqrt{\alpha\lambda_i};\text{ in the stability region} \iff \beta = (1 - \sqrt{\alpha\lambda_i})^2",
    printed=r"\beta = (1 - \sqrt{\alpha l_i})^2 is the critical value",
    as_printed="holds",
    references=(GOH,),
)
def critical_value() -> Iterator[Statement | Misprint]:
    """The discriminant factors as (beta - (1 - s)^2)(beta - (1 + s)^2). The second value is at least 1 and so outside
    the stability region, and outside the article's 0 <= beta < 1: there is one critical value, the printed one.
    """
    D, either = discriminant(), Or(Eq(beta, LOW), Eq(beta, HIGH))
    sides = Split(beta - LOW, *(3 * (Split(beta - HIGH),)))
    factored = Cut(Eq(D, (beta - LOW) * (beta - HIGH)), then=sides)
    yield Statement("discriminant", ROOT, Equivalent(Eq(D, 0), either), plan=factored)
    zero = Cut(Eq(D, (PAIR.x_1 - PAIR.x_2) ** 2 - 4 * PAIR.y**2), then=factored)
    yield Statement("repeated eigenvalues", FACTS, Equivalent(REPEATED, either), plan=real(PAIR, zero))
    among = Use("repeated eigenvalues", then=Cut(Ne(beta, HIGH)))
    yield Statement("in the stability region", (*FACTS, region()), Equivalent(REPEATED, Eq(beta, LOW)), plan=among)
    first, second = (And(Eq(PAIR.x_1, v), Eq(PAIR.x_2, v)) for v in (1 - s, 1 + s))
    values = And(Implies(Eq(beta, LOW), first), Implies(Eq(beta, HIGH), second))
    yield Statement("the repeated eigenvalue", FACTS, values, plan=Use("repeated eigenvalues"))
    between = And(LOW < beta, beta < HIGH)
    yield Statement("complex in between", FACTS, Equivalent(Ne(PAIR.y, 0), between), plan=real(PAIR, zero))


LEMMA_AT = {T: PAIR.trace, d: PAIR.determinant}


def jury_lemma(then: Plan | None = None) -> Plan:
    """What a radius r of the disc says of beta, by the root lemma (r = 0 apart)."""
    then = then or Auto()
    zero = Use("roots.within-radius/radius zero", LEMMA_AT, then)
    return Split(r, positive=Use("roots.within-radius/necessary", LEMMA_AT, then), zero=zero)


@claim(
    "damp.critical-is-optimal",
    section=SECTION,
    latex=r"\min_{\beta \in \mathbb{R}} \max\{|\sigma_1|, |\sigma_2|\} = |1 - \sqrt{\alpha\lambda_i}|, "
    r"\text{ attained only at } \beta = (1 - \sqrt{\alpha\lambda_i})^2 \ (\alpha\lambda_i > 0); \quad "
    r"\alpha\lambda_i \ge 4 \implies \text{no } \beta \text{ converges}",
    printed=r"For fixed \alpha the critical \beta gives the best rate in eigenspace i.",
    as_printed="holds",
    references=(GOH, POLYAK, JURY),
)
def critical_is_optimal() -> Iterator[Statement | Misprint]:
    """Let both eigenvalues have modulus at most r. Then beta <= r^2, (1 - r)(r - beta) <= r s^2 <= (1 + r)(r + beta).
    So r (1 - r)^2 <= r s^2 where r < 1 and r s^2 <= r (1 + r)^2, that is |1 - s| <= r; and r = |1 - s| forces
    beta = r^2.
    """
    disc = (r >= 0, PAIR.within(r))
    low = Cut(r >= 1 - s, then=Cut(r >= s - 1, otherwise=Auto(degree=3)), otherwise=Auto(degree=3))
    yield Statement("no beta does better", (*FACTS, *disc), And(r >= 1 - s, r >= s - 1), plan=jury_lemma(low))
    best = (*FACTS, *disc, s > 0, Eq(r**2, LOW))
    either = Cut(Or(Eq(r, 1 - s), Eq(r, s - 1)), then=Cut(Eq(r, 1 - s), then=jury_lemma(), otherwise=jury_lemma()))
    yield Statement("no other beta does as well", best, Eq(beta, LOW), plan=either)
    none = Use("stab.region/for every beta")
    yield Statement("beyond 4 no beta converges", (*FACTS, AL >= 4), Not(PAIR.inside(1)), plan=none)
    at = {beta: LOW} | PAIR.at(1 - s, 1 - s, 0)
    over = (*at, r)
    m = Symbol("m", real=True)
    rate_ = (m >= 0, Eq(m**2, LOW))
    bound = Use("no beta does better")
    least = Minimum(over, And(*PAIR.equations, *disc), r, m)
    yield Statement("the best rate", (*ROOT, *rate_), least, plan=Attain(at | {r: m}, bound=bound))


CRITICAL = (*FACTS, Eq(beta, LOW))


@claim(
    "damp.critical-rate",
    section=SECTION,
    latex=r"\beta = (1 - \sqrt{\alpha\lambda_i})^2 \implies |\sigma_1| = |\sigma_2| = |1 - \sqrt{\alpha\lambda_i}|",
    printed=r"at the critical value the rate is 1 - \sqrt{\alpha l_i}",
    as_printed="holds-if",
    correction=r"The rate is $|1 - \sqrt{\alpha\lambda_i}|$: $1 - \sqrt{\alpha\lambda_i}$ where $\alpha\lambda_i \le "
    r"1$; beyond it is $\sqrt{\alpha\lambda_i} - 1$, and the printed value is negative.",
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
    latex=r"|1 - \sqrt{\alpha\lambda_i}| < |1 - \alpha\lambda_i| \ (0 < \alpha\lambda_i \ne 1), \quad "
    r"(1 - \rho_{\text{momentum}})^2 \ge 1 - \rho_{\text{descent}}, \text{ with equality} \iff \alpha\lambda_i \le 1",
    printed=r"the critical rate 1 - \sqrt{\alpha l_i} is a square-root improvement over the "
    r"1 - \alpha l_i of gradient descent",
    as_printed="holds-if",
    correction=r"For $0 < \alpha\lambda_i \le 1$ the distances of the two rates to 1 are $\sqrt{\alpha\lambda_i}$ and "
    r"$\alpha\lambda_i$. Beyond, the rates are $\sqrt{\alpha\lambda_i} - 1 < \alpha\lambda_i - 1$, and momentum "
    r"gains more than the square root.",
    references=(GOH,),
)
def improves_on_gradient_descent() -> Iterator[Statement | Misprint]:
    """|1 - s^2| = |1 - s| (1 + s). For s <= 1 the distances to 1 are s and s^2; for s >= 1 they are 2 - s and 2 - s^2,
    and (2 - s)^2 - (2 - s^2) = 2 (1 - s)^2.
    """
    descent = Symbol("rho_descent", real=True)
    facts = (*CRITICAL, *rate(PAIR), s > 0, descent >= 0, Eq(descent**2, (1 - AL) ** 2))
    known = Cut(Or(And(s <= 1, Eq(descent, 1 - AL)), And(s >= 1, Eq(descent, AL - 1))))
    both = Use("damp.critical-rate/the rate", then=known)
    faster = And(rho <= descent, Implies(Ne(AL, 1), rho < descent))
    yield Statement("faster", facts, faster, plan=both)
    gap, root_of = 1 - descent, (1 - rho) ** 2
    yield Statement("at least a square root", facts, root_of >= gap, plan=both)
    yield Statement("a square root up to 1", (*facts, AL <= 1), Eq(root_of, gap), plan=both)
    yield Statement("more than that beyond", (*facts, AL > 1), root_of > gap, plan=both)
    third = Rational(1, 3)
    at = {alpha: Rational(16, 9), lam: 1, s: 4 * third, beta: third**2, rho: third, descent: 7 * third**2}
    yield Misprint("a square root", facts, Eq(root_of, gap), at | PAIR.at(-third, -third, 0))
