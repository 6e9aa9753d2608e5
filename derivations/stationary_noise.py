r"""Article section *Momentum with Stochastic Gradients*: the noise that stays.

For errors of mean 0 and variance v, not correlated, the second moments of (y, x) move by C' = R C R^T + v g g^T, g =
(1, -alpha) (`derivations.noise_moments`). With u = alpha lambda and inside the stability region, beta < 1 and 0 < u < 2
+ 2 beta, the one fixed point of this is

    E x^2 = alpha v (1 + beta) / ((1 - beta) lambda (2 + 2 beta - u)),    E y^2 = 2 lambda E x^2 / (alpha (1 + beta)),
    E x y = -alpha E y^2 / 2,

and every start leads to it. What momentum does to it is in `derivations.noise_and_momentum`, what the step-size does in
`derivations.noise_and_step_size`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; G. E. P. Box and G. M. Jenkins, *Time Series Analysis*,
Holden-Day 1970, section 3.2 (the variance of an autoregression of order 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Matrix, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.dynamics_of_momentum import equal
from derivations.momentum import GOH, TRACE
from derivations.noise_moments import MOMENTS, moment_run, moment_step, v
from derivations.notation import S, alpha, beta, epsilon, k, lam
from derivations.plan import Auto, Cut, Induct, Plan, Tends, Use
from derivations.stability import MOST, drop, lyapunov, region
from derivations.statement import Limit, Misprint, Statement
from derivations.stochastic_momentum import SECTION
from derivations.tactics import known

__all__ = ["stationary_covariance", "stationary_variance"]

BOX_JENKINS = "G. E. P. Box and G. M. Jenkins, Time Series Analysis, Holden-Day 1970, section 3.2"

S_next, m, g = (Symbol(name, real=True) for name in ("S_next", "m", "g"))
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
