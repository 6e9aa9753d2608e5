r"""Nesterov's constant momentum at its best on curvatures in [mu, L]: the best beta for a step-size, and the best pair.

Along an eigenvector of curvature lambda let q = 1 - alpha lambda. The eigenvalues are the roots of

    p(sigma) = sigma^2 - (1 + beta) q sigma + beta q,

and q runs through the interval from 1 - alpha L to 1 - alpha mu. With s = sqrt(alpha mu) and u = sqrt(3 kappa + 1)
everything is rational:

    alpha <= 4/(3 L + mu), alpha = 1/L among them:   beta = (1 - s)/(1 + s),   rate 1 - s
    alpha = 4/(3 L + mu), the longest of these:      beta = (u - 2)/(u + 2),   rate 1 - 2/u

Both have beta = r/(2 - r) at their rate r, and there d <= r^2 and p(r) >= 0 are one condition, q <= r (2 - r); p(-r) >=
0 is 3 q >= -r (2 - r). Lower bounds are for all real alpha and beta, whatever their signs.

References: L. Lessard, B. Recht, A. Packard, "Analysis and design of optimization algorithms via integral quadratic
constraints", SIAM J. Optim. 26(1), 2016, proposition 1; Y. Nesterov, *Introductory Lectures on Convex Optimization*,
Kluwer 2004, section 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Rational, Symbol

from derivations.algorithms.nesterov import NESTEROV, SECTION, eigenvalues
from derivations.claim import claim
from derivations.notation import L, T, alpha, beta, d, lam, mu, r, rho, s, u
from derivations.plan import Attain, Auto, Cut, Plan, Split, Use
from derivations.roots import RootPair, root_pair
from derivations.statement import Minimum, Misprint, Statement
from derivations.tactics import about, known, real

__all__ = ["best_momentum", "best_parameters", "pair_at"]

LESSARD = "L. Lessard, B. Recht, A. Packard, SIAM J. Optim. 26(1), 2016, 57-95, proposition 1"

a, b, q, K, p, c = (Symbol(name, real=True) for name in ("a", "b", "q", "K", "p", "c"))
SPECTRUM = (mu > 0, L >= mu)
BETWEEN = (lam >= mu, lam <= L)


def pair_at(curvature: Any, suffix: str = "") -> RootPair:
    """The eigenvalues at a curvature, named x_1, x_2, y with a suffix."""
    pair = eigenvalues()
    return root_pair(pair.trace.subs(lam, curvature), pair.determinant.subs(lam, curvature), suffix)


LOWER, UPPER, WITHIN = pair_at(mu), pair_at(L, "n"), pair_at(lam, "l")
ENDS = (*LOWER.equations, *UPPER.equations, LOWER.within(r), UPPER.within(r))


def in_the_disc() -> Iterator[Statement]:
    """beta = r/(2 - r): all roots lie within r where -r (2 - r) <= 3 q <= 3 r (2 - r)."""
    pair = root_pair(T, d)
    given = (Eq(T, (1 + beta) * q), Eq(d, beta * q), Eq(beta * (2 - r), r), r >= 0, r < 1)
    interval = (q <= r * (2 - r), 3 * q >= -r * (2 - r))
    sizes = known(beta >= 0, Eq(r**2 - beta * q, beta * (r * (2 - r) - q)))
    yield Statement("the determinant", (*given, *interval), r**2 >= d, plan=sizes, lemma=True)
    inner = known(beta >= 0, Eq(r**2 + d - r * T, beta * (r * (2 - r) - q)), then=Auto(degree=3))
    yield Statement("to the right", (*given, *interval), r**2 + d - r * T >= 0, plan=inner, lemma=True)
    outer = known(beta >= 0, Eq(r**2 + d + r * T, beta * (r * (2 - r) + 3 * q)), then=Auto(degree=3))
    yield Statement("to the left", (*given, *interval), r**2 + d + r * T >= 0, plan=outer, lemma=True)
    sides = Use("to the right", then=Use("to the left", then=about("within-radius/sufficient", pair)))
    three = Use("the determinant", then=sides)
    vanish = known(Eq(q, 0), then=Cut(Eq(pair.y, 0), otherwise=Cut(Eq(pair.x_1, pair.x_2))))
    plan = Split(r, positive=three, zero=vanish)
    yield Statement("in the disc", (*pair.equations, *given, *interval), pair.within(r), plan=plan, lemma=True)


def disc(radius: Any, owner: str = "") -> Plan:
    """`in the disc` for the eigenvalues at lambda; `owner`/ leads to the claim that states it."""
    at = {T: WITHIN.trace, d: WITHIN.determinant, r: radius, q: 1 - alpha * lam}
    return Use(f"{owner}in the disc", at | root_pair(T, d).at(WITHIN.x_1, WITHIN.x_2, WITHIN.y))


def lower_end() -> Iterator[Statement]:
    """Roots within r <= 1 at mu take alpha mu >= (1 - r)^2."""
    conditions = (beta * q <= r**2, r**2 + beta * q - r * (1 + beta) * q >= 0)
    share = known(r * q <= r**2 + (1 - r) * beta * q, r * q <= r**2 * (2 - r), then=Auto(degree=3))
    yield Statement("a single curvature", (*conditions, r > 0, r <= 1), q <= r * (2 - r), plan=share, lemma=True)
    necessary = about("within-radius/necessary", LOWER, Use("a single curvature", {q: 1 - alpha * mu}))
    vanishing = about("within-radius/radius zero", LOWER)
    bound = Split(r, positive=necessary, zero=vanishing)
    given = (*LOWER.equations, LOWER.within(r), r >= 0, r <= 1)
    yield Statement("at the lower end", given, alpha * mu >= (1 - r) ** 2, plan=bound)


@claim(
    "nesterov.best-momentum",
    section=SECTION,
    latex=r"0 < \alpha \le \frac{4}{3L + \mu},\ s = \sqrt{\alpha\mu}:\quad \min_{\beta \in \mathbb{R}}\,"
    r"\max_{\mu \le \lambda \le L} \rho(R(\lambda)) = 1 - s, \text{ attained at } \beta = \frac{1 - s}{1 + s},\ "
    r"\text{only there for } s < 1; \quad \text{so for } \alpha = \tfrac1L \text{ it is } 1 - 1/\sqrt\kappa",
    references=(NESTEROV, LESSARD),
)
def best_momentum() -> Iterator[Statement | Misprint]:
    """Lower bound, at lambda = mu alone: d <= r^2 and p(r) >= 0 give r q <= r^2 + (1 - r) beta q <= r^2 (2 - r), so
    alpha mu = 1 - q >= (1 - r)^2, for every alpha and beta; at r = 0 both coefficients vanish, so q = 0. Equality needs
    beta q = r^2, that is beta (1 - s^2) = (1 - s)^2. Upper bound: beta = r/(2 - r) with r = 1 - s, and q <= 1 - s^2 =
    r (2 - r) on the whole spectrum, 3 q >= -r (2 - r) as alpha (3 L + mu) <= 4. For s = 1, which is alpha = 1/mu and so
    kappa = 1, q = 0 and every beta has the rate 0. The minimum is stated at mu, where the bound is attained; that the
    other curvatures do not raise it is the statement on the whole spectrum.
    """
    yield from in_the_disc()
    yield from lower_end()
    yield from upper_bound()
    yield from attained()
    yield from step_of_the_published_pair()


ROOT = (s > 0, Eq(s**2, alpha * mu))
STEPS = (*SPECTRUM, alpha > 0, alpha * (3 * L + mu) <= 4, *ROOT)
PUBLISHED = (*SPECTRUM, Eq(alpha * L, 1), s > 0, Eq(s**2 * L, mu))
MOMENTUM = Eq(beta * (1 + s), 1 - s)
AT_MU = (*LOWER.equations, LOWER.within(r))


def upper_bound() -> Iterator[Statement]:
    """The rate 1 - s on all of [mu, L]."""
    small = Auto(products=((alpha, L - mu),), degree=3)
    sizes = Cut(alpha * mu <= alpha * L, otherwise=small, then=Cut(s**2 <= 1, then=Auto(degree=3)))
    yield Statement("the root is at most 1", STEPS, s <= 1, plan=sizes, lemma=True)
    products = Auto(products=((alpha, lam - mu), (alpha, L - lam)))
    size = Cut(And(alpha * lam >= alpha * mu, alpha * lam <= alpha * L), otherwise=products)
    shares = And(1 - alpha * lam <= 1 - s**2, 3 * (1 - alpha * lam) >= -(1 - s**2))
    yield Statement("the shares", (*STEPS, *BETWEEN), shares, plan=size, lemma=True)
    within = Use("the shares", then=Use("the root is at most 1", then=disc(1 - s)))
    spectrum = (*WITHIN.equations, *STEPS, *BETWEEN, MOMENTUM)
    yield Statement("on the whole spectrum", spectrum, WITHIN.within(1 - s), plan=within)


def attained() -> Iterator[Statement]:
    """1 - s is the least radius at mu, for one beta, or for all of them where it is 0."""
    bound = Cut(r <= 1, then=Use("at the lower end", then=Cut(1 - r <= s, otherwise=Auto(degree=3))))
    given = (mu > 0, *ROOT, r >= 0, *AT_MU)
    yield Statement("lower bound for every beta", given, r >= 1 - s, plan=bound)
    best = (mu > 0, *ROOT, s <= 1, Eq(b * (1 + s), 1 - s))
    variables = (beta, r, *LOWER.at(0, 0, 0))
    there = {beta: b, r: 1 - s} | LOWER.at(1 - s, 1 - s, 0)
    least = Attain(there, bound=Use("lower bound for every beta"))
    yield Statement("minimum", best, Minimum(variables, And(r >= 0, *AT_MU), r, 1 - s), plan=least)
    share = 1 - alpha * mu
    pinned = known(Eq(share, 1 - s**2), beta * share <= (1 - s) ** 2, beta * share >= (1 - s) ** 2)
    necessary = about("within-radius/necessary", LOWER, pinned, r=1 - s)
    unique = (mu > 0, *ROOT, s < 1, *LOWER.equations, LOWER.within(1 - s))
    yield Statement("the minimiser is unique", unique, MOMENTUM, plan=necessary)
    zero = known(Eq(LOWER.trace, 0), Eq(LOWER.determinant, 0), then=real(LOWER))
    one = (*LOWER.equations, Eq(alpha * mu, 1))
    yield Statement("every beta where alpha is 1/mu", one, LOWER.within(0), plan=zero)


def step_of_the_published_pair() -> Iterator[Statement]:
    """alpha = 1/L, where s = 1/sqrt(kappa)."""
    lower = known(Eq(s**2, alpha * mu), then=Use("lower bound for every beta"))
    yield Statement("no beta is better at 1/L", (*PUBLISHED, r >= 0, *AT_MU), r >= 1 - s, plan=lower)
    longer = known(Eq(s**2, alpha * mu), alpha > 0, alpha * (3 * L + mu) <= 4, then=Use("on the whole spectrum"))
    given = (*WITHIN.equations, *PUBLISHED, *BETWEEN, MOMENTUM)
    yield Statement("its best beta at 1/L", given, WITHIN.within(1 - s), plan=longer)


# ---- the best pair -----------------------------------------------------------------------------------------------

M, N = beta + r + r * beta, r - beta * (1 - r)
SHARE, SHARE_N = 1 - p, 1 - c  # q at both ends
JURY = (beta * SHARE <= r**2, SHARE * N <= r**2, r**2 + SHARE_N * M >= 0, beta * SHARE_N <= r**2)
BINDING = (r**2 - beta * SHARE, r**2 - SHARE * N, r**2 + SHARE_N * M, r**2 - beta * SHARE_N)
TUNED, GAIN, LOSS = beta * (2 - r) - r, (3 - r) * (1 + r), 3 * (1 - r) ** 2
ROOM = 4 * p - (1 - r) ** 2 * (3 * c + p)


def weighted(one: Any, other: Any, first: Any, second: Any, *more: Any) -> Plan:
    """one other ROOM is other GAIN first + one LOSS second and a remainder; each factor is positive."""
    terms = (other * GAIN * first >= 0, one * LOSS * second >= 0)
    return known(one > 0, other > 0, GAIN > 0, LOSS > 0, other * GAIN > 0, one * LOSS > 0, *terms, *more)


def room() -> Iterator[Statement]:
    """What the conditions at both ends leave, with p = alpha mu and c = alpha L."""
    given = (r > 0, r < 1, *JURY)
    first, second, third, fourth = BINDING
    left = r * (1 + r) * (4 * beta + 3 * r - r**2) * TUNED
    larger = And(beta > 0, M > 0, beta * M * ROOM >= left)
    plan = weighted(beta, M, first, third)
    yield Statement("more momentum", (*given, TUNED >= 0), larger, plan=plan, lemma=True)
    left = -2 * r * (2 * beta + r) * (1 - r) * (1 + r) * TUNED
    smaller = And(N > 0, M > 0, N * M * ROOM >= left)
    plan = weighted(N, M, second, third)
    yield Statement("less momentum", (*given, TUNED <= 0, 2 * beta > -r), smaller, plan=plan, lemma=True)
    x = -beta - r / 2
    rest = r * (1 - r) * ((8 - 4 * r) * x**2 + r * (10 + r - 3 * r**2) * x + 3 * r**3 * (3 - r) / 2)
    opposite = And(N > 0, -beta * N * ROOM >= rest)
    plan = weighted(N, -beta, second, fourth)
    yield Statement("opposite momentum", (*given, 2 * beta <= -r), opposite, plan=plan, lemma=True)
    terms = (r**3 * (3 - r) > 0, (8 - 4 * r) * x**2 >= 0, r * (10 + r - 3 * r**2) * x >= 0)
    apart = Use("opposite momentum", then=known(-beta * N > 0, r * (1 - r) > 0, *terms, rest > 0))
    yield Statement("never with opposite momentum", (*given, 2 * beta <= -r), ROOM > 0, plan=apart, lemma=True)
    yield from conclusions(given)


def conclusions(given: tuple[Any, ...]) -> Iterator[Statement]:
    """The three cases together: no room is negative, and where it is 0 there is one choice."""
    more = known(beta * M > 0, r * (1 + r) * (4 * beta + 3 * r - r**2) > 0)
    less = known(N * M > 0, r * (2 * beta + r) > 0, r * (2 * beta + r) * (1 - r) * (1 + r) > 0)
    below = Cut(2 * beta > -r, Use("never with opposite momentum"), Use("less momentum", then=less))
    cases = Cut(TUNED >= 0, below, Use("more momentum", then=more))
    yield Statement("room", given, ROOM >= 0, plan=cases, lemma=True)
    none, at = (*given, ROOM <= 0), {r: Rational(1, 2), beta: Rational(1, 3), p: Rational(1, 4), c: Rational(5, 4)}
    yield Statement("the only beta without room", none, Eq(TUNED, 0), plan=cases, witness=at, lemma=True)
    one = Use("the only beta without room", then=Use("room"))
    yield Statement("the only alpha without room", none, Eq(p, (1 - r) ** 2), plan=one, witness=at, lemma=True)


COORDINATES = (*SPECTRUM, u > 0, Eq(u**2 * mu, 3 * L + mu), Eq(rho * u, u - 2))
OPTIMUM = (*COORDINATES, Eq(a * (3 * L + mu), 4), Eq(b * (u + 2), u - 2))


@claim(
    "nesterov.best-parameters",
    section=SECTION,
    latex=r"\min_{\alpha, \beta \in \mathbb{R}}\, \max_{\mu \le \lambda \le L} \rho(R(\lambda)) = 1 - \frac2u,\quad u "
    r"= \sqrt{3\kappa + 1},\text{ attained at } \alpha = \frac{4}{3L + \mu},\ \beta = \frac{u - 2}{u + 2},\text{ only "
    r"there for } \kappa > 1; \quad \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1} < 1 - \frac2u < 1 - \frac{1}{\sqrt\kappa}"
    r"\text{ for } \kappa > 1",
    references=(LESSARD,),
)
def best_parameters() -> Iterator[Statement | Misprint]:
    """At the ends let q_1 = 1 - alpha mu, q_n = 1 - alpha L and 0 < r < 1. Then alpha > 0, by the bound for a single
    curvature. Of Jury's conditions two matter for each beta, and eliminating q_1 and q_n from them leaves room =
    4 alpha mu - (1 - r)^2 (3 alpha L + alpha mu) >= 0:

        beta >= r/(2 - r)             d <= r^2 at mu,   p(-r) >= 0 at L
        -r/2 < beta <= r/(2 - r)      p(r) >= 0 at mu,  p(-r) >= 0 at L
        beta <= -r/2                  p(r) >= 0 at mu,  d <= r^2 at L

    In each a positive multiple of the room is a sum of nonnegative terms, of which one vanishes at beta = r/(2 - r)
    alone in the first two, and none at all in the third. So (1 - r)^2 (3 kappa + 1) <= 4, which is r >= 1 - 2/u, and
    equality leaves one beta and, with it, one alpha. At r = 0 both traces vanish, so alpha mu = 1 = alpha L; for r >= 1
    there is nothing to show. At the optimum the roots are r, r at mu and -r, r/3 at L. For kappa = 1 and alpha = 1/mu
    every beta has the rate 0, and the three rates that are compared are 0 as well.
    """
    yield from room()
    yield from bounds()
    yield from optimum()


def bounds() -> Iterator[Statement]:
    """The smallest radius, for all alpha and beta."""
    at = {p: alpha * mu, c: alpha * L}
    conditions = [condition.subs(at) for condition in JURY]
    necessary = about("within-radius/necessary", LOWER, about("within-radius/necessary", UPPER))
    open_ = (*SPECTRUM, r > 0, r < 1, *ENDS)
    yield Statement("conditions at the ends", open_, And(*conditions), plan=necessary, lemma=True)
    scaled = Use("conditions at the ends", then=Use("room", at))
    positive = Use("nesterov.best-momentum/at the lower end", then=Cut(alpha > 0, then=scaled))
    traces = about("within-radius/radius zero", LOWER, about("within-radius/radius zero", UPPER))
    vanishing = Cut(And(Eq(alpha * mu, 1), Eq(alpha * L, 1)), otherwise=traces, then=Cut(Eq(L, mu)))
    room_left = (1 - r) ** 2 * (3 * L + mu) <= 4 * mu
    zero = Split(r, positive=positive, zero=vanishing)
    yield Statement("room for the condition number", (*SPECTRUM, r >= 0, r < 1, *ENDS), room_left, plan=zero)
    named = And(u >= 2, rho >= 0, rho < 1, Eq((1 - rho) * u, 2))
    yield Statement("coordinates", COORDINATES, named, plan=Cut(u >= 2, then=Auto(degree=3)), lemma=True)
    product = Cut((1 - r) * u <= 2, otherwise=Auto(degree=4))
    smaller = Use("room for the condition number", then=product)
    bound = Use("coordinates", then=Cut(r < 1, then=smaller))
    yield Statement("lower bound for every alpha and beta", (*COORDINATES, r >= 0, *ENDS), r >= rho, plan=bound)


def optimum() -> Iterator[Statement]:
    """It is attained, and by one pair."""
    named = And(Eq(a * mu, (1 - rho) ** 2), Eq(3 * a * L, (3 - rho) * (1 + rho)), Eq(b * (2 - rho), rho), a > 0)
    plan = Use("coordinates", then=known(Eq(a * mu * u**2, 4), a > 0, Eq(a * mu, (1 - rho) ** 2)))
    yield Statement("the optimum", OPTIMUM, named, plan=plan, lemma=True)
    variables = (alpha, beta, r, *LOWER.at(0, 0, 0), *UPPER.at(0, 0, 0))
    there = {alpha: a, beta: b, r: rho} | LOWER.at(rho, rho, 0) | UPPER.at(-rho, rho / 3, 0)
    attained = Use("coordinates", then=Use("the optimum"))
    least = Attain(there, bound=Use("lower bound for every alpha and beta"), attained=attained)
    yield Statement("minimum", OPTIMUM, Minimum(variables, And(r >= 0, *ENDS), r, rho), plan=least)
    products = Auto(products=((alpha, lam - mu), (alpha, L - lam)))
    size = And(alpha * lam >= alpha * mu, alpha * lam <= alpha * L)
    inner = Cut(size, otherwise=products, then=disc(rho, "nesterov.best-momentum/"))
    whole = Use("coordinates", then=Use("the optimum", {a: alpha, b: beta}, inner))
    tuned = (Eq(alpha * (3 * L + mu), 4), Eq(beta * (u + 2), u - 2))
    given = (*COORDINATES, *tuned, *BETWEEN, *WITHIN.equations)
    yield Statement("on the whole spectrum", given, WITHIN.within(rho), plan=whole)
    yield from only()


def only() -> Iterator[Statement]:
    """No other pair has that rate, and how it compares with optimal momentum and with the step-size 1/L."""
    at = {p: alpha * mu, c: alpha * L, r: rho}
    tuned = And(Eq(alpha * (3 * L + mu), 4), Eq(beta * (u + 2), u - 2))
    one = Use("the only beta without room", at, Use("the only alpha without room", at))
    pins = known(Eq(ROOM.subs(at), 0), then=one)
    ends = [condition.subs(r, rho) for condition in ENDS]
    plan = Use("coordinates", then=Cut(rho > 0, then=Use("conditions at the ends", {r: rho}, pins)))
    given = (*COORDINATES, L > mu, *ends)
    half, fourth, third = Rational(1, 2), Rational(1, 4), Rational(1, 3)
    values = {mu: 1, L: 5, u: 4, rho: half, alpha: fourth, beta: third}
    values |= LOWER.at(half, half, 0) | UPPER.at(-half, Rational(1, 6), 0)
    yield Statement("the minimiser is unique", given, tuned, plan=plan, witness=values)
    roots = (K > 1, u > 0, Eq(u**2, 3 * K**2 + 1), Eq(rho * u, u - 2))
    between = And(rho * (K + 1) > K - 1, rho * K < K - 1)
    sides = known(u > K + 1, u < 2 * K, Eq((1 - rho) * u, 2), then=Auto(degree=3))
    yield Statement("between optimal momentum and the step-size 1/L", roots, between, plan=sides)
