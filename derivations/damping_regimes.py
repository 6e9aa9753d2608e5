r"""Article section *The Critical Damping Coefficient*: what momentum does above and below the critical value of beta.

With s = sqrt(alpha lambda), over beta and for s > 0:

    beta < (1 - s)^2              real distinct eigenvalues        the rate decreases strictly       overdamped
    beta = (1 - s)^2              1 - s twice                      the rate is least, |1 - s|        critical
    (1 - s)^2 < beta < (1 + s)^2  complex, of modulus sqrt(beta)   the rate increases strictly       underdamped

Overdamped and from rest, momentum creeps, 0 < x^{k+1} < x^k, if s < 1 and beta >= 0; if s > 1 it changes sides at every
step. Underdamped it changes sides again and again, and never comes to rest.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the
convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Equivalent, Ne, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.critical_damping import FACTS, HIGH, LOW, PAIR, REPEATED, ROOT, SECTION, rate
from derivations.momentum import GOH, POLYAK, TRACE, p, x_0
from derivations.notation import T, alpha, beta, d, lam, r, rho, s, x
from derivations.plan import Auto, Cases, Cut, Induct, Use
from derivations.rate_map_iterates import LATER, a, ahead, b, iterates, patience, same_sign
from derivations.roots import RootPair, momentum_roots
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import about, known, real, signs

__all__: list[str] = []

FIGURE = "figure: phase diagram"
OVER, UNDER = (beta < LOW,), (LOW < beta, beta < HIGH)
REST = iterates(velocity=0)
HALF = Rational(1, 2)


@claim(
    "damp.under-over-regimes",
    section=SECTION,
    latex=r"\rho(\beta) \text{ decreases strictly on } (-\infty, \beta_c] \text{ and increases strictly on } "
    r"[\beta_c, (1 + \sqrt{\alpha\lambda_i})^2],\ \beta_c = (1 - \sqrt{\alpha\lambda_i})^2;\quad \text{between these "
    r"no run keeps its sign for } \frac{4 (x^1/x^0)^2}{4\beta - T^2} \text{ steps};\quad \text{from rest, } 0 \le "
    r"\beta \le \beta_c:\ 0 < x^{k+1} < x^k \text{ if } 0 < \alpha\lambda_i < 1,\ x^{k+1} x^k < 0 \text{ if } "
    r"\alpha\lambda_i > 1",
    printed="Above the critical value the particle is underdamped and oscillates, below it is overdamped and creeps; "
    "too little and too much damping are both slower.",
    as_printed="holds-if",
    correction=r"Below the critical value the particle creeps where $\alpha\lambda_i < 1$ and $\beta \ge 0$; where "
    r"$\alpha\lambda_i > 1$ it changes sides at every step. Above, it oscillates for $\beta < "
    r"(1 + \sqrt{\alpha\lambda_i})^2$, and so for every $\beta < 1$.",
    references=(GOH, POLYAK),
)
def regimes() -> Iterator[Statement | Misprint]:
    """Above, the eigenvalues are complex and mom.region-ripples says how long a sign can last. Below, let c = 1 - s:
    p(c) = s (beta - c^2) <= 0, so that x' >= c x is kept where c > 0, and so is x' < x.

    The rate rho is attained at rho or at -rho, where the eigenvalues are real. p_beta(rho) = rho (rho - 1 + s^2) +
    beta (1 - rho) and p_beta(-rho) = rho (rho + 1 - s^2) + beta (1 + rho), so that a smaller beta makes the value there
    negative, which puts an eigenvalue beyond rho (for the first, rho < 1 where T >= 0).
    """
    yield from eigenvalues_by_regime()
    yield from rates_by_regime()
    yield from oscillation()
    yield from creeping()
    point = {alpha: Rational(9, 4), lam: 1, s: Rational(3, 2), beta: 0, x_0: 1}
    creeps = (REST, *ROOT, *OVER, s > 0, beta >= 0, x_0 > 0)
    yield Misprint("it creeps below the critical value", creeps, And(x > 0, ahead > 0), point, ((),))


def eigenvalues_by_regime() -> Iterator[Statement]:
    """Complex above the critical value, real and distinct below."""
    squared = And(*(Eq(modulus, beta) for modulus in PAIR.squared_moduli))
    between = Use("damp.critical-beta/complex in between", then=real(PAIR))
    yield Statement("underdamped", (*FACTS, *UNDER), And(Ne(PAIR.y, 0), squared), plan=between)
    distinct = And(Eq(PAIR.y, 0), Ne(PAIR.x_1, PAIR.x_2))
    repeated = Use("damp.critical-beta/repeated eigenvalues")
    outside = Use("damp.critical-beta/complex in between", then=repeated)
    yield Statement("overdamped", (*FACTS, *OVER, s > 0), distinct, plan=outside)


def at_two() -> tuple[RootPair, RootPair, tuple[Boolean, ...]]:
    """The eigenvalues at two momenta beta_1 < beta_2, and their rates rho_1 and rho_2."""
    pairs = [momentum_roots(lam, f"_{i}", beta=Symbol(f"beta_{i}", real=True)) for i in (1, 2)]
    rates = [rate(pair, Symbol(f"rho_{i}", real=True)) for i, pair in enumerate(pairs, 1)]
    one, two = pairs
    return one, two, (*one.equations, *two.equations, *rates[0], *rates[1], one.determinant < two.determinant, *ROOT)


def rates_by_regime() -> Iterator[Statement]:
    """The rate is least at the critical value and strictly monotone on either side."""
    at = {r: rho}
    unique = Use("damp.critical-is-optimal/no other beta does as well", at)
    best = Use("damp.critical-is-optimal/no beta does better", at, unique)
    yield Statement("both are slower", (*FACTS, s > 0, Ne(beta, LOW), *rate(PAIR)), rho**2 > LOW, plan=best)
    one, two, facts = at_two()
    rho_1, rho_2 = (Symbol(f"rho_{i}", real=True) for i in (1, 2))
    beta_1, beta_2 = one.determinant, two.determinant
    squares = known(Eq(rho_1**2, beta_1), Eq(rho_2**2, beta_2))
    turning = about(
        "discriminant/not real and distinct", one, about("discriminant/not real and distinct", two, squares)
    )
    within = known(4 * beta_1 >= one.trace**2, 4 * beta_2 >= two.trace**2, then=turning)
    yield Statement("increasing above", (*facts, beta_1 >= LOW, beta_2 <= HIGH), rho_1 < rho_2, plan=within)
    at_rho = Or(And(Eq(rho**2 - TRACE * rho + beta, 0), rho < 1), Eq(rho**2 + TRACE * rho + beta, 0))
    yield Statement("the largest eigenvalue", (*FACTS, s > 0, beta <= LOW, *rate(PAIR)), at_rho, lemma=True)
    largest = {beta: beta_2, rho: rho_2, PAIR.x_1: two.x_1, PAIR.x_2: two.x_2, PAIR.y: two.y}
    negative = Auto(products=((beta_2 - beta_1, 1 - rho_2), (beta_2 - beta_1, rho_2)))
    either = Cut(Eq(rho_2**2 + two.trace * rho_2 + beta_2, 0), negative, negative)
    jury = about("within-radius/necessary", one, Use("the largest eigenvalue", largest, either), r=rho_2)
    smaller = Cases((known(rho_2**2 >= rho_1**2, *one.within(rho_2).args, then=jury),) * 2, fact=1)
    yield Statement("decreasing below", (*facts, s > 0, beta_2 <= LOW), rho_1 > rho_2, plan=smaller)


def oscillation() -> Iterator[Statement]:
    """No run keeps its sign; none comes to rest."""
    run = same_sign(a, b, TRACE, beta)
    lemma = Use("mom.region-ripples/changes sign", {T: TRACE, d: beta})
    plan = Cut(4 * beta > TRACE**2, then=lemma)
    facts = (*ROOT, *UNDER, a > 0, b > 0, x > 0, ahead > 0)
    yield Statement("it oscillates above", (run, *facts), patience(a, b, TRACE, beta), plan=plan)


def creeping() -> Iterator[Statement]:
    """From rest at or below the critical value, beta >= 0."""
    c = 1 - s
    facts = (*ROOT, s > 0, beta >= 0, beta <= LOW)
    above = And(x > 0, ahead >= c * x, ahead < x)
    falls = And(x > 0, ahead > 0, ahead < x)
    yield Statement("it creeps below", (REST, *facts, s < 1, x_0 > 0), falls, plan=Induct(above))
    cone = Or(And(x > 0, ahead <= c * x), And(x < 0, ahead >= c * x))
    yield Statement("it changes sides", (REST, *facts, s > 1, Ne(x_0, 0)), x * ahead < 0, plan=Induct(cone))


@claim(
    "damp.too-small-beta",
    section=FIGURE,
    latex=r"0 < \alpha\lambda_i < 1,\ 0 \le \beta < (1 - \sqrt{\alpha\lambda_i})^2 \implies "
    r"\sigma_1, \sigma_2 \ge 0 \text{ real},\ \rho > 1 - \sqrt{\alpha\lambda_i},\quad "
    r"(1 - \sqrt{\alpha\lambda_i})\, x^k \le x^{k+1} < x^k \text{ from rest}",
    printed=r"When \beta is too small we are over-damping.",
    as_printed="holds-if",
    correction=r"Where $\alpha\lambda_i < 1$. Where $\alpha\lambda_i > 1$ and $\beta$ is below the critical value, the "
    r"eigenvalues are real and the particle changes sides at every step.",
    references=(GOH,),
)
def too_small() -> Iterator[Statement | Misprint]:
    """Overdamped is what creeps: the eigenvalues are real and not negative, from rest the particle moves towards the
    origin on one side, and it is slower than at the critical value.
    """
    damped = (*OVER, beta >= 0, s > 0, s < 1)
    creeps = Use("damp.under-over-regimes/overdamped", then=known(PAIR.x_1 + PAIR.x_2 > 0, PAIR.x_1 * PAIR.x_2 >= 0))
    positive = And(Eq(PAIR.y, 0), PAIR.x_1 + PAIR.x_2 > 0, PAIR.x_1 >= 0, PAIR.x_2 >= 0)
    yield Statement("real and not negative", (*FACTS, *damped), positive, plan=creeps)
    slower = Use("damp.under-over-regimes/both are slower")
    yield Statement("slower", (*FACTS, *damped, *rate(PAIR)), rho > 1 - s, plan=slower)
    c = 1 - s
    creeping_ = And(x > 0, ahead >= c * x, ahead < x)
    yield Statement("it creeps", (REST, *ROOT, *damped, x_0 > 0), creeping_, plan=Induct(creeping_))
    point = {alpha: Rational(9, 4), lam: 1, s: Rational(3, 2), beta: Rational(1, 9), x_0: 1}
    yield Misprint("it creeps on one side", (REST, *ROOT, *OVER, beta >= 0, s > 0, x_0 > 0), x > 0, point, (({},),))


@claim(
    "damp.best-beta-in-the-middle",
    section=FIGURE,
    latex=r"\alpha\lambda_i > 0,\ \beta \le 1:\quad \sigma_1 = \sigma_2 \iff \rho = |1 - \sqrt{\alpha\lambda_i}| = "
    r"\min_\beta \rho \iff \beta = (1 - \sqrt{\alpha\lambda_i})^2",
    printed=r"The best value of \beta lies in the middle, where the eigenvalues of R are repeated.",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def best_in_the_middle() -> Iterator[Statement | Misprint]:
    """The other beta with repeated eigenvalues, (1 + s)^2, is above 1. Between too small and too large there is one
    best value, and it is in [0, 1) for 0 < s < 2.
    """
    unique = Use("damp.under-over-regimes/both are slower", then=Use("damp.critical-beta/repeated eigenvalues"))
    value = Use("damp.critical-rate/the rate", then=unique)
    best = And(Equivalent(REPEATED, Eq(rho**2, LOW)), Equivalent(Eq(rho**2, LOW), Eq(beta, LOW)))
    yield Statement("repeated is best", (*FACTS, s > 0, beta <= 1, *rate(PAIR)), best, plan=value)
    yield Statement("in the middle", (s > 0, s < 2, Eq(beta, LOW)), And(beta >= 0, beta < 1, beta < HIGH))


@claim(
    "damp.too-large-beta",
    section=FIGURE,
    latex=r"(1 - \sqrt{\alpha\lambda_i})^2 < \beta < (1 + \sqrt{\alpha\lambda_i})^2:\quad E^k = \beta^k E^0,\ "
    r"E^k = (x^{k+1})^2 - T x^{k+1} x^k + \beta (x^k)^2 > 0 \text{ unless } x^{k+1} = x^k = 0;\quad \text{no run keeps "
    r"its sign for } \frac{4 (x^1/x^0)^2}{4\beta - T^2} \text{ steps}",
    printed=r"When \beta is too large we are under-damping: the spring oscillates up and down forever, missing the "
    r"optimal value over and over.",
    as_printed="holds",
    references=(GOH,),
)
def too_large() -> Iterator[Statement | Misprint]:
    """Between the critical values, and so for every beta above the first and at most 1, E is a positive definite form
    of two consecutive iterates, and each step multiplies it by beta > 0. So the run is never at rest, however it
    begins, and no sign lasts: it passes the origin again and again, in ever smaller swings where beta < 1.
    """
    form = ahead**2 - TRACE * ahead * x + beta * x**2
    begin = b**2 - TRACE * a * b + beta * a**2
    run = Orbit({x: (a, ahead), ahead: (b, LATER), p: (1, beta * p)})
    waves = (*ROOT, *UNDER)
    gap = 4 * beta > TRACE**2
    moving = Auto(squares=(2 * ahead - TRACE * x,), products=((gap, x, x), (gap, -x, -x)))
    definite = known(gap, then=signs(x, then=moving))
    yield Statement("E is positive", (*waves, Or(Ne(x, 0), Ne(ahead, 0))), form > 0, plan=definite, lemma=True)
    start = {x: a, ahead: b}
    kept = Induct(And(Eq(form, p * begin), p > 0), step=known(beta > 0), then=Auto())
    plan = known(beta > 0, then=Use("E is positive", start, kept))
    never = Or(Ne(x, 0), Ne(ahead, 0))
    yield Statement("never at rest", (run, *waves, Or(Ne(a, 0), Ne(b, 0))), And(Eq(form, p * begin), never), plan=plan)
    lasting = Use("damp.under-over-regimes/it oscillates above")
    steps = (same_sign(a, b, TRACE, beta), *waves, a > 0, b > 0, x > 0, ahead > 0)
    yield Statement("no sign lasts", steps, patience(a, b, TRACE, beta), plan=lasting)
    yield Statement("every larger beta up to 1", (*ROOT, s > 0, LOW < beta, beta <= 1), beta < HIGH)


s_j, lam_j = Symbol("s_j", real=True), Symbol("lambda_j", real=True)
OTHER = momentum_roots(lam_j, "_j")


@claim(
    "damp.one-eigenspace-only",
    section=SECTION,
    latex=r"\beta = (1 - \sqrt{\alpha\lambda_i})^2:\quad \rho(\lambda_j) = |1 - \sqrt{\alpha\lambda_i}| \iff "
    r"|1 - \sqrt{\alpha\lambda_j}| \le |1 - \sqrt{\alpha\lambda_i}| \le 1 + \sqrt{\alpha\lambda_j}, \text{ else } "
    r"\rho(\lambda_j) > |1 - \sqrt{\alpha\lambda_i}|;\quad \text{the second holds where } \alpha\lambda_i \le 4",
    printed=r"The critical rate applies only to the error in eigenspace i, with \alpha fixed.",
    as_printed="holds-if",
    correction=r"Where momentum converges, it applies to every eigenspace $j$ with $|1 - \sqrt{\alpha\lambda_j}| \le "
    r"|1 - \sqrt{\alpha\lambda_i}|$: there the eigenvalues are complex or repeated, of modulus $\sqrt\beta$. In the "
    r"others the rate is worse.",
    references=(GOH,),
)
def one_eigenspace() -> Iterator[Statement | Misprint]:
    """In eigenspace j the eigenvalues are complex or repeated iff (1 - s_j)^2 <= beta <= (1 + s_j)^2, and then of
    modulus sqrt(beta) = |1 - s|. Elsewhere they are real and distinct, with the product beta, so that one is larger.
    """
    root_j = (s_j >= 0, Eq(s_j**2, alpha * lam_j))
    facts = (*OTHER.equations, *ROOT, *root_j, Eq(beta, LOW), *rate(OTHER))
    low, high = (1 - s_j) ** 2, (1 + s_j) ** 2
    turning = about("discriminant/not real and distinct", OTHER)
    complex_ = known(4 * beta >= OTHER.trace**2, then=turning)
    yield Statement("the same rate", (*facts, low <= beta, beta <= high), Eq(rho**2, LOW), plan=complex_)
    real_ = known(4 * beta < OTHER.trace**2, then=about("discriminant/real and distinct", OTHER))
    yield Statement("a worse rate", (*facts, Or(low > beta, beta > high)), rho**2 > LOW, plan=real_)
    yield Statement("wherever it converges", (*facts, s <= 2), beta <= high)
    point = {alpha: 1, lam: HALF**2, s: HALF, beta: HALF**2, lam_j: 9 * HALF**2, s_j: 3 * HALF, rho: HALF}
    other = (*facts, Ne(lam_j, lam))
    yield Misprint("no other eigenspace", other, Ne(rho**2, LOW), point | OTHER.at(-HALF, -HALF, 0))
