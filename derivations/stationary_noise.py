r"""Article section *Momentum with Stochastic Gradients*: the noise that stays, and what momentum does to it.

For errors of mean 0 and variance v, not correlated, the second moments of (y, x) move by C' = R C R^T + v g g^T, g =
(1, -alpha) (`derivations.noise_moments`). With u = alpha lambda and inside the stability region, beta < 1 and 0 < u < 2
+ 2 beta, the one fixed point of this is

    E x^2 = alpha v (1 + beta) / ((1 - beta) lambda (2 + 2 beta - u)),    E y^2 = 2 lambda E x^2 / (alpha (1 + beta)),
    E x y = -alpha E y^2 / 2,

and every start leads to it. It grows with alpha throughout the region. It grows with beta iff (1 + beta)^2 > u, and
exactly: from beta_1 to beta_2 > beta_1 iff (1 + beta_1)(1 + beta_2) > u. So for 1 < u < 4 there is a best beta, sqrt(u)
- 1, below which more momentum makes less noise.

References: G. Goh, "Why Momentum Really Works", Distill 2017; G. E. P. Box and G. M. Jenkins, *Time Series Analysis*,
Holden-Day 1970, section 3.2 (the variance of an autoregression of order 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Rational, Symbol, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.dynamics_of_momentum import equal
from derivations.momentum import GOH, TRACE
from derivations.noise_moments import MOMENTS, moment_run, moment_step, v
from derivations.notation import S, alpha, beta, epsilon, k, lam, s
from derivations.plan import Auto, Cut, Induct, Plan, Split, Tends, Use
from derivations.roots import momentum_matrix
from derivations.stability import MOST, drop, lyapunov, region
from derivations.statement import Limit, Misprint, Statement
from derivations.stochastic_momentum import SECTION, impulse_response
from derivations.tactics import known

__all__ = ["least_noise_momentum", "stationary_covariance", "stationary_variance"]

BOX_JENKINS = "G. E. P. Box and G. M. Jenkins, Time Series Analysis, Holden-Day 1970, section 3.2"

S_next, m, g, w = (Symbol(name, real=True) for name in ("S_next", "m", "g", "omega"))
STATIONARY = tuple(Symbol(f"{name}_stationary", real=True) for name in ("yy", "xy", "xx"))
START = tuple(Symbol(f"{name}_0", real=True) for name in ("yy", "xy", "xx"))
Y, C, X = STATIONARY


def stationary_variance(alpha: Any = alpha, beta: Any = beta, lam: Any = lam, variance: Any = v) -> Expr:
    """E x^2 in the limit, alpha v (1 + beta)/((1 - beta) lambda (2 + 2 beta - alpha lambda)); any number type.

    For -1 < beta < 1, 0 < alpha lambda < 2 + 2 beta. Source: claim `sgd.stationary-covariance`.
    """
    value: Expr = alpha * variance * (1 + beta) / ((1 - beta) * lam * (2 + 2 * beta - alpha * lam))
    return value


def stationary_covariance(
    alpha: Any = alpha, beta: Any = beta, lam: Any = lam, variance: Any = v
) -> tuple[Expr, Expr, Expr]:
    """(E y^2, E x y, E x^2) in the limit; domain and source as for `stationary_variance`."""
    velocity = 2 * variance / ((1 - beta) * (2 + 2 * beta - alpha * lam))
    return velocity, -alpha * velocity / 2, stationary_variance(alpha, beta, lam, variance)


def least_noise_momentum(alpha: Any = alpha, lam: Any = lam) -> Expr:
    """The beta > -1 with the least stationary noise at a step-size, sqrt(alpha lambda) - 1, for 0 < alpha lambda < 4.

    Exact arguments only. Source: claim `sgd.momentum-compounds-noise`. Of the article's beta >= 0 the best is 0 where
    this is negative, that is for alpha lambda < 1.
    """
    from sympy import sqrt

    return sqrt(sympify(alpha, strict=True) * sympify(lam, strict=True)) - 1


DEFINED = (
    Eq(Y * (1 - beta) * (2 + 2 * beta - alpha * lam), 2 * v),
    Eq(2 * C, -alpha * Y),
    Eq(2 * lam * X, alpha * (1 + beta) * Y),
)
"""The stationary moments, without denominators: where 1 - beta, 2 + 2 beta - u and lambda are not 0."""
FIXED = equal(Matrix(STATIONARY), Matrix(moment_step(STATIONARY)))
INSIDE = (region(), alpha > 0)


# ---- the fixed point, and that everything tends to it ---------------------------------------------------------------

NAMES, PLACES = ("E y^2", "E x y", "E x^2"), ((0, 0), (0, 1), (1, 1))
GAPS = tuple(a - b for a, b in zip(MOMENTS, STATIONARY, strict=True))
FIRST = tuple(a - b for a, b in zip(START, STATIONARY, strict=True))
ROWS = Matrix([[S_next - (1 - alpha * lam) * S, lam * S], [-alpha * beta * S, S_next - beta * S]])
"""R^k, by S_k and S_{k+1}."""
SQUARES = S_next**2 + S**2
WIDTH = 2 * m * (4 + 2 * (1 - alpha * lam) ** 2 + lam**2 + 2 * beta**2 + alpha**2 * beta**2)
V, V_0 = lyapunov(S_next, S), lyapunov(1, 0)
SPEED = Eq(g * WIDTH * V_0 * MOST, drop() ** 2)
BOUNDS = tuple(bound for d in FIRST for bound in (d <= m, -d <= m))
M, N, W, value, value_0, gap = (Symbol(name, real=True) for name in ("M", "N", "W", "v", "v_0", "gap"))
POSITIVE = "stab.region/N and M are positive"


def powers() -> dict[Symbol, tuple[Any, Any]]:
    """S_k and S_{k+1}, with their number."""
    return {S: (0, S_next), S_next: (1, TRACE * S_next - beta * S), k: (0, k + 1)}


RUN = moment_run(powers(), start=START)


def transformed() -> Boolean:
    """C_k less the fixed point is R^k (C_0 less the fixed point) R^kT."""
    first = Matrix([[FIRST[0], FIRST[1]], [FIRST[1], FIRST[2]]])
    after = ROWS * first * ROWS.T
    return equal(Matrix(GAPS), Matrix([after[0, 0], after[0, 1], after[1, 1]]))


def estimates() -> Iterator[Statement]:
    """A form with entries of at most m, the rows of R^k, and when what decays like M V_0/(M + k N) is below epsilon."""
    a, b, c, p_y, p_x, r_y, r_x = (Symbol(n, real=True) for n in ("a", "b", "c", "p_y", "p_x", "r_y", "r_x"))
    entries = tuple(bound for e in (a, b, c) for bound in (e <= m, -e <= m))
    form = p_y * r_y * a + (p_y * r_x + p_x * r_y) * b + p_x * r_x * c
    pairs = [(p, r) for p in (p_y, p_x) for r in (r_y, r_x)]
    squares = Auto(squares=tuple(e for p, r in pairs for e in (p + r, p - r)))
    size = m * (p_y**2 + p_x**2 + r_y**2 + r_x**2)
    yield Statement("a form is small", entries, And(form <= size, -form <= size), plan=squares, lemma=True)
    factors = (1, 1 - alpha * lam, lam, beta, alpha * beta)
    rests = (S_next + (1 - alpha * lam) * S, S_next + beta * S)
    weighted = Auto(squares=(*(f * entry for f in factors for entry in (S, S_next)), *rests))
    for i, j in PLACES:
        total = m * (_length(i) + _length(j)) <= WIDTH * SQUARES
        yield Statement(f"rows {i + 1} and {j + 1} are small", (m > 0,), total, plan=weighted, lemma=True)
    least = And(
        W > 0, N > 0, M > 0, value_0 > 0, k >= 0, epsilon > 0, Eq(g * W * value_0 * M, N**2), k * g * epsilon >= 1
    )
    bound = (value * (M + k * N) <= value_0 * M, N * gap <= W * value)
    late = k * epsilon * N**2 >= W * value_0 * M
    early = Auto(products=((k * g * epsilon >= 1, W, value_0, M),))
    close = Auto(
        products=(
            (bound[0], W),
            (bound[1], M),
            (bound[1], k, N),
            (epsilon <= gap, M, N),
            (epsilon <= gap, k, N, N),
            (M, N, epsilon),
        )
    )
    yield Statement("late enough", (least, *bound), gap < epsilon, plan=Cut(late, early, close), lemma=True)


def decay() -> Iterator[Statement]:
    """(M + k N) V_k <= M V_0 along S_k: so S_k^2 + S_{k+1}^2 <= V_k / N is small."""
    a, b, after = (Symbol(name, real=True) for name in ("a", "b", "after"))
    here, moved = {a: S_next, b: S}, lyapunov(TRACE * S_next - beta * S, S_next)
    values = {M: MOST, N: drop(), value: V, value_0: V_0, after: moved}
    step = Use("stab.region/V decreases", here, Use("stab.region/decrease", values))
    bound = And(k >= 0, V * (MOST + k * drop()) <= V_0 * MOST)
    plan = Induct(bound, step=Use(POSITIVE, then=Use("stab.region/V is nonnegative", here, step)))
    yield Statement("the responses decay", (RUN, region()), bound, plan=plan, lemma=True)


def bounded() -> Iterator[Statement]:
    """No moment differs from its limit by more than WIDTH (S_k^2 + S_{k+1}^2)."""
    a, b, c, p_y, p_x, r_y, r_x = (Symbol(n, real=True) for n in ("a", "b", "c", "p_y", "p_x", "r_y", "r_x"))
    form, moved = {a: FIRST[0], b: FIRST[1], c: FIRST[2]}, transformed()
    yield Statement("the difference", (RUN, FIXED), moved, plan=Induct(moved), lemma=True)
    for name, difference, (i, j) in zip(NAMES, GAPS, PLACES, strict=True):
        at = form | {p_y: ROWS[i, 0], p_x: ROWS[i, 1], r_y: ROWS[j, 0], r_x: ROWS[j, 1]}
        size = And(difference <= WIDTH * SQUARES, -difference <= WIDTH * SQUARES)
        small = Use(f"rows {i + 1} and {j + 1} are small", then=Use("a form is small", at))
        plan = Use("the difference", then=small)
        yield Statement(f"{name} within squares", (RUN, FIXED, m > 0, *BOUNDS), size, plan=plan, lemma=True)


def _length(i: int) -> Expr:
    """The squared length of a row of R^k."""
    return ROWS[i, 0] ** 2 + ROWS[i, 1] ** 2


def convergence() -> Iterator[Statement]:
    """|a moment - its limit| < epsilon from step 1/(g epsilon) on, with g = N^2/(W V_0 M) and W = `WIDTH`."""
    yield from bounded()
    least = {M: MOST, N: drop(), W: WIDTH, value_0: V_0}
    speed = (W > 0, N > 0, M > 0, value_0 > 0, Eq(g * W * value_0 * M, N**2), epsilon > 0)
    positive = Cut(g > 0, otherwise=Auto(products=((-g, W, value_0, M),)), then=Auto())
    yield Statement("the gap is positive", speed, g * epsilon > 0, plan=positive, lemma=True)

    def signs(then: Plan) -> Plan:
        wide_enough = Auto(squares=(alpha * beta, beta, 1 - alpha * lam, lam))
        return Cut(1 + beta > 0, then=Cut(WIDTH > 0, wide_enough, Cut(V_0 > 0, then=then)))

    begin = Use(POSITIVE, then=signs(Use("the gap is positive", least)))
    squares = {Symbol("a", real=True): S_next, Symbol("b", real=True): S}
    for name, moment, limit, difference in zip(NAMES, MOMENTS, STATIONARY, GAPS, strict=True):
        near = [drop() * e <= WIDTH * V for e in (difference, -difference)]
        late = [least | {value: V, gap: e} for e in (difference, -difference)]
        ends = known(*near, then=Use("late enough", late[0], Use("late enough", late[1])))
        small = Use(f"{name} within squares", then=Use("stab.region/V between squares", squares, ends))
        close = Use("a fixed point", then=Use("the responses decay", then=Use(POSITIVE, then=signs(small))))
        plan = Tends(g * epsilon, begin, close)
        tends = Limit(RUN, k, moment, limit)
        yield Statement(f"{name} from every start", (*INSIDE, *DEFINED, m > 0, *BOUNDS, SPEED), tends, plan=plan)


@claim(
    "sgd.stationary-covariance",
    section=SECTION,
    latex=r"E (x^k)^2 \to \frac{\alpha v (1 + \beta)}{(1 - \beta) \lambda (2 + 2\beta - \alpha\lambda)},\ E (y^k)^2 "
    r"\to \frac{2 v}{(1-\beta)(2 + 2\beta - \alpha\lambda)},\ E x^k y^k \to -\tfrac{\alpha}{2} \lim E (y^k)^2 \text{ "
    r"from every start, for } \beta < 1,\ 0 < \alpha\lambda < 2 + 2\beta; \text{ and no other moments are stationary}",
    references=(GOH, BOX_JENKINS),
)
def stationary_covariance_is_the_limit() -> Iterator[Statement | Misprint]:
    """That it is a fixed point is checked in the moments' own recursion, and it is the only one: the three linear
    equations give the covariance from E y^2, then E x^2, then E y^2. The difference from it moves by R . R^T, so that
    after k steps it is R^k (.) R^kT, quadratic in S_k and S_{k+1}: at most `WIDTH` times S_k^2 + S_{k+1}^2, if no entry
    of the first difference exceeds m. And S_k tends to 0 inside the region, by the Lyapunov function of stab.region.
    """
    printed = Eq(X * (1 - beta) * lam * (2 + 2 * beta - alpha * lam), alpha * v * (1 + beta))
    yield Statement("a fixed point", DEFINED, And(FIXED, printed))
    other = And(*DEFINED)
    one_by_one = Cut(DEFINED[1], then=Cut(DEFINED[2]))
    yield Statement("the only one", (*INSIDE, FIXED), other, plan=one_by_one)
    yield from estimates()
    yield from decay()
    yield from convergence()


# ---- what momentum and correlation do to it ------------------------------------------------------------------------


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
    stable = (region(), alpha > 0, v > 0, rho < 1, rho > -1)
    definite = Cut(1 + beta > 0, then=Auto(degree=3))
    yield Statement("the denominator", stable, det > 0, plan=definite, lemma=True)
    f, a, one, two, n, q = (Symbol(name, real=True) for name in ("f", "a", "one", "two", "n", "q"))
    fractions = (f > 0, a > 0, Eq(one * f, a * n), Eq(two * f, a * q))
    larger = Cut(Eq((one - two) * f, a * (n - q)), then=Split(n - q))
    yield Statement("two fractions", fractions, Equivalent(one > two, n > q), plan=larger, lemma=True)
    floors = (Eq(E * det, v), printed, noise_floor(plain, beta))
    sign = rho * (TRACE - beta * (1 + beta) * rho)
    factor = (1 - beta) * lam * (2 + 2 * beta - alpha * lam)
    at = {f: factor, a: alpha * E, one: X, two: plain, n: numerator, q: (1 + beta) * det}
    compare = Cut(Eq(plain * factor, alpha * (1 + beta) * E * det), then=Use("two fractions", at, Split(sign)))
    plan = Use("the denominator", then=known(lam > 0, E > 0, alpha * E > 0, factor > 0, then=compare))
    yield Statement("more noise", (*stable, *floors), Equivalent(X > plain, sign > 0), plan=plan)
