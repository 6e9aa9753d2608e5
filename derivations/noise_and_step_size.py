r"""Article section *Momentum with Stochastic Gradients*: a smaller step-size makes less noise at every k.

After k steps the variance of x is v G_k, G_k = sum of gamma_m^2 = alpha^2 (S_1^2 + ... + S_k^2). Its derivative with
respect to alpha is 2 alpha Phi_k with

    Phi_k = sum_{m=1}^k S_m (S_m - u D_m),    D_m = dS_m/dT,    u = alpha lambda = 1 + beta - T,

and Phi_k >= 0 for all k, all u > 0 and 0 <= beta <= 1, for one of three reasons. Let s = sqrt(beta).

1. u (1 + beta) <= 2 (1 - beta)^2. D is the response of the recurrence to the input S, and S - u D = d_m - beta d_{m-1}
   with d_m = D_{m+1} - D_m: the filter from S to S - u D is passive, that is, Phi_k is at least a nonnegative quadratic
   form in D_k and D_{k+1}, whatever S is.
2. T <= -2 s. Then |S_m| grows with |T|: S_m D_m <= 0 for all m.
3. Else T = 2 h c with h = +-s and 0 <= c < 1, and not 1. With c = cos theta, S_m = h^{m-1} v_m, v_m = sin(m theta)/sin
   theta, so that Phi_k = sum beta^{m-1} g_m, g_m = v_m (v_m - (xi - c) v_m'), xi = (1 + beta)/(2 h). By summation by
   parts it is enough that G_n = g_1 + ... + g_n >= 0. As long as cos(m theta) > 0 each g_m >= 0. Afterwards N = 2 n + 1
   has N^2 (1 - c) >= 4, and then the closed form

       8 (1 - c^2)^2 G_n = 2 K N - X N cos(N theta) - (2 K - X c) sin(N theta)/sin(theta),  K = 1 - c xi, X = xi - c,

   is nonnegative by Cauchy's inequality, since 1 is not the case. (That G_n is no less than it is all that is needed.)

References: G. Goh, "Why Momentum Really Works", Distill 2017; C. A. Desoer and M. Vidyasagar, *Feedback Systems:
Input-Output Properties*, Academic Press 1975, chapter VI (passivity); L. Fejer, Math. Ann. 58 (1904), 51-69 (sums of
squares of sines).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Ne, Or, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.momentum import DAMPING, GOH, TRACE, component_step, sqrt_beta
from derivations.noise_and_momentum import noise_floor
from derivations.noise_moments import v
from derivations.notation import D, S, alpha, beta, k, lam
from derivations.plan import Auto, Cut, Induct, Plan, Split, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.stochastic_momentum import SECTION, g_x, g_y, noisy_step
from derivations.tactics import known

DESOER = "C. A. Desoer and M. Vidyasagar, Feedback Systems: Input-Output Properties, Academic Press 1975, chapter VI"
FEJER = "L. Fejer, Math. Ann. 58 (1904), 51-69"

S_next, D_next, Phi = (Symbol(name, real=True) for name in ("S_next", "D_next", "Phi"))
dg_y, dg_x, slope = (Symbol(name, real=True) for name in ("dg_y", "dg_x", "slope"))
"""The derivatives of gamma_m, of its velocity, and of the sum of the gamma_m^2, with respect to alpha."""
h, c, xi, P, t, w, e, G = (Symbol(name, real=True) for name in ("h", "c", "xi", "P", "t", "w", "e", "G"))
"""+-sqrt(beta), cos theta, (1 + beta)/(2 h), h^m, cos(m theta), v_m, dv_m/dc, g_1 + ... + g_m."""
PRODUCT = alpha * lam
d = D_next - D


def differentiated() -> dict[Symbol, tuple[Any, Any]]:
    """gamma_m with its velocity, and their derivatives with respect to alpha, by differentiating the update rule."""
    kick, after = noisy_step(0, 0, 1), component_step(g_y, g_x)
    rates = [f.diff(g_y) * dg_y + f.diff(g_x) * dg_x + f.diff(alpha) for f in after]
    moves = {g_y: (kick[0], after[0]), g_x: (kick[1], after[1])}
    moves |= {dg_y: (kick[0] * 0, rates[0]), dg_x: (kick[1].diff(alpha), rates[1])}
    return moves | {slope: (0, slope + 2 * g_x * dg_x)}


def sums() -> dict[Symbol, tuple[Any, Any]]:
    """S_k, S_{k+1}, their derivatives with respect to T, and Phi_k."""
    moves = {S: (0, S_next), S_next: (1, TRACE * S_next - beta * S)}
    moves |= {D: (0, D_next), D_next: (0, TRACE * D_next - beta * D + S_next)}
    return moves | {Phi: (0, Phi + S_next * (S_next - PRODUCT * D_next))}


def angle() -> dict[Symbol, tuple[Any, Any]]:
    """cos(m theta), sin(m theta)/sin theta, its derivative, and the sum of the g_m, for m = k = 0, 1, 2, ..."""
    after, e_next = t + c * w, (k + 1) * w + c * e
    moves: dict[Symbol, tuple[Any, Any]] = {
        t: (1, c * t - (1 - c**2) * w),
        w: (0, after),
        e: (0, e_next),
        k: (0, k + 1),
    }
    return moves | {G: (0, G + after * (after - (xi - c) * e_next))}


WHOLE = Orbit(angle() | differentiated() | sums() | {P: (1, h * P)})
N, K, X = 2 * k + 1, 1 - c * xi, xi - c
DOUBLE, CROSS = 2 * t**2 - 1, 2 * t * w
COSINE, SINE = c * DOUBLE - (1 - c**2) * CROSS, DOUBLE + c * CROSS
"""cos(N theta) and sin(N theta)/sin theta, N = 2 m + 1."""
UNIT = And(Eq(t**2 + (1 - c**2) * w**2, 1), Eq((1 - c**2) * e, c * w - k * t))
CLOSED = 8 * (1 - c**2) ** 2 * G >= 2 * K * N - X * N * COSINE - (2 * K - X * c) * SINE
RANGE = (c >= 0, c < 1)
BEYOND = xi * c <= 2 - xi**2
"""That the filter is not passive."""
SIDES = (("positive", xi >= 1), ("negative", xi <= -1))


def waves() -> Iterator[Statement]:
    """G_m >= 0 along cos(m theta), for xi <= -1 and for xi >= 1."""
    yield Statement("a point of the circle", (WHOLE,), UNIT, plan=Induct(UNIT), lemma=True)
    before = c * DOUBLE + (1 - c**2) * CROSS, c * CROSS - DOUBLE  # the same for 2 m - 1
    difference = 2 * K * 2 - X * (N * COSINE - (N - 2) * before[0]) - (2 * K - X * c) * (SINE - before[1])
    gained = 8 * (1 - c**2) ** 2 * w * (w - X * e) >= difference
    yield Statement("one more term", (UNIT,), gained, lemma=True)
    after = {symbol: WHOLE.state[symbol][1] for symbol in (t, w, e, k)}
    step = Cut(UNIT.subs(after, simultaneous=True), then=Use("one more term", after))
    yield Statement("the closed form", (WHOLE,), CLOSED, plan=Induct(And(UNIT, CLOSED), step=step), lemma=True)
    for name, side in SIDES:
        yield from _one_side(name, (*RANGE, BEYOND, side))


def _one_side(name: str, side: Any) -> Iterator[Statement]:
    """Early each term is nonnegative; late the closed form is."""
    early, late = phases(t, w, e, k), N**2 * (1 - c) >= 4
    t_1, w_1, e_1 = (WHOLE.state[symbol][1] for symbol in (t, w, e))
    gained = w_1 * (w_1 - X * e_1)
    unit = UNIT.subs({t: t_1, w: w_1, e: e_1, k: k + 1}, simultaneous=True)
    factored = Eq((1 - c**2) * gained, K * w_1**2 + X * (k + 1) * t_1 * w_1)
    if name == "positive":
        product = X * (k + 1) * t_1 * w_1
        ahead = Cut(product >= 0, Auto(products=((X, k, t_1, w_1), (X, t_1, w_1))), known(K * w_1**2 >= 0, factored))
        signed = known(K >= 0, X > 0, 1 - c**2 > 0, then=_then(ahead, known((1 - c**2) * gained >= 0, gained >= 0)))
    else:
        signed = known(X < 0, w_1 - X * e_1 >= 0, gained >= 0)
    there = Cut(t_1 <= 1, otherwise=Auto(squares=(w_1,)), then=signed)
    bounded = Cut(
        1 - t_1 <= (k + 1) ** 2 * (1 - c),
        otherwise=Auto(products=((1 - c, c, 1 - t), (1 - c, k - w), (1 - c, c, k - w), (c, k**2 * (1 - c) - 1 + t))),
        then=Split(t_1, there),
    )
    nonnegative = (w_1 >= 0, w_1 <= k + 1, e_1 >= 0)
    step = Cut(early, then=known(*nonnegative, then=Cut(unit, then=bounded)))
    kept = And(k >= 0, UNIT, Or(early, late))
    goal = And(k >= 0, Or(early, late))
    yield Statement(f"early or late, {name} xi", (WHOLE, *side), goal, plan=Induct(kept, step=step), lemma=True)
    plan = Use(f"early or late, {name} xi", then=Cut(early, otherwise=Cut(late, then=_late_sum(name))))
    yield Statement(f"sums, {name} xi", (WHOLE, *side), G >= 0, plan=plan, lemma=True)


def _then(first: Plan, last: Plan) -> Plan:
    """`first`, and `last` at the end of its branches `then`."""
    return Cut(first.formula, first.otherwise, _then(first.then, last)) if isinstance(first, Cut) else last


def _late_sum(name: str) -> Plan:
    """Cauchy's inequality for the closed form."""
    a, b, n, x, y, m, r = (Symbol(name, real=True) for name in ("a", "b", "n", "x", "y", "m", "r"))
    weight, leading, other, height = 1 - c**2, X * N, 2 * K - X * c, 2 * K * N
    form = leading * COSINE + other * SINE
    end = Cut(height - form >= 0, then=Cut(weight**2 > 0))
    larger = Cut(
        weight * (4 * K**2 - X**2) * N**2 >= other**2,
        otherwise=Auto(products=((N**2 * (1 - c) - 4, 1 + c, 4 * K**2 - X**2),)),
        then=Use("a square root", {n: form, r: height, m: weight}, end),
    )
    circle = Cut(
        Eq(COSINE**2 + weight * SINE**2, 1),
        then=Use("Cauchy", {a: leading, b: other, x: COSINE, y: SINE, m: weight}, larger),
    )
    signed = known(weight > 0, 1 + c > 0, K >= 0, height >= 0, then=circle)
    closed = Use("a point of the circle", then=Use("the closed form", then=signed))
    return Use(f"the margin, {name} xi", then=closed)


def estimates() -> Iterator[Statement]:
    """The closed form is nonnegative where N^2 (1 - c) >= 4."""
    a, b, n, x, y, m, r = (Symbol(name, real=True) for name in ("a", "b", "n", "x", "y", "m", "r"))
    cauchy = m * (a * x + b * y) ** 2 <= m * a**2 + b**2
    plan = Auto(squares=(m * a * y - b * x,))
    yield Statement("Cauchy", (m > 0, Eq(x**2 + m * y**2, 1)), cauchy, plan=plan, lemma=True)
    small = (m > 0, r >= 0, m * n**2 <= m * r**2)
    yield Statement("a square root", small, n <= r, plan=Cut(n**2 <= r**2, then=Auto()), lemma=True)
    for name, side in SIDES:
        margin = 4 * (1 + c) * (4 * K**2 - X**2) >= (2 * K - X * c) ** 2
        both = And(4 * K**2 - X**2 >= 0, margin)
        yield Statement(f"the margin, {name} xi", (*RANGE, BEYOND, side), both, plan=Auto(degree=5), lemma=True)


def phases(t: Any, w: Any, e: Any, k: Any) -> Boolean:
    """cos(m theta) > 0 until now: then each term is nonnegative."""
    return And(t > 0, t <= 1, w >= 0, w <= k, e >= 0, G >= 0, 1 - t <= k**2 * (1 - c))


# ---- the three reasons ---------------------------------------------------------------------------------------------

LINKS = And(
    Eq(g_x, -alpha * S_next),
    Eq(g_y, S_next - S),
    Eq(dg_x, -S_next + PRODUCT * D_next),
    Eq(dg_y, -lam * d),
    Eq(slope, 2 * alpha * Phi),
)
"""The derivatives with respect to alpha, by S and D."""


def passive() -> Statement:
    """1. The storage function of the filter from S to S - u D."""
    half = PRODUCT / 2
    storage = half * (D_next**2 - beta * D**2) + beta * (1 - beta + half) * d**2
    room = 2 * (1 - beta) ** 2 - PRODUCT * (1 + beta)
    after = TRACE * D_next - beta * D + S_next
    d_next = after - D_next
    gained = Eq(
        S_next * (S_next - PRODUCT * D_next) - storage.subs({D: D_next, D_next: after}, simultaneous=True) + storage,
        beta * (d - d_next) ** 2 + d_next**2 * room / 2,
    )
    step = Cut(gained, then=Auto(squares=(d - d_next, d_next)))
    definite = Eq(
        (1 - beta) * storage, half * ((1 - beta) * D_next + beta * d) ** 2 + beta * d**2 * (room + PRODUCT) / 2
    )
    form = (1 - beta) * D_next + beta * d
    end = Cut(
        beta < 1,
        then=Cut(
            storage >= 0,
            otherwise=Cut(definite, then=Auto(squares=(form, d), products=((PRODUCT,), (beta, room), (beta, PRODUCT)))),
        ),
    )
    plan = Induct(And(LINKS, Phi >= storage), step=step, then=end)
    run = Orbit(differentiated() | sums())
    return Statement("a passive filter", (run, *SIZES, room >= 0), slope >= 0, plan=plan)


SIZES = (alpha > 0, PRODUCT > 0, beta >= 0, beta <= 1)


def negative_roots() -> Statement:
    """2. S_m and D_m have opposite signs."""
    sign = Symbol("sign", real=True)
    run = Orbit(differentiated() | sums() | {sign: (1, -sign)})
    first, second = -sign * S, sign * S_next
    third, fourth = sign * D, -sign * D_next
    kept = And(Eq(sign**2, 1), first >= 0, second >= sqrt_beta * first, third >= 0, fourth >= sqrt_beta * third)
    opposite = Cut(S_next * D_next <= 0, otherwise=Auto(products=((second, fourth),)))
    step = known(
        second >= 0, fourth >= 0, then=Cut(opposite.formula, opposite.otherwise, Cut(PRODUCT * S_next * D_next <= 0))
    )
    plan = Induct(LINKS, then=Induct(kept, then=Induct(And(kept, Phi >= 0), step=step)))
    return Statement("negative roots", (run, *SIZES, *DAMPING, TRACE <= -2 * sqrt_beta), slope >= 0, plan=plan)


def complex_roots() -> Iterator[Statement]:
    """3. Summation by parts."""
    yield from estimates()
    yield from waves()
    turned = And(
        Eq(h * S, P * w),
        Eq(S_next, P * (t + c * w)),
        Eq(2 * h**2 * D, P * e),
        Eq(2 * h * D_next, P * ((k + 1) * w + c * e)),
    )
    coordinates = (Eq(h**2, beta), Ne(h, 0), Eq(2 * h * c, TRACE), Eq(2 * h * xi, 1 + beta))
    yield Statement("the angle", (WHOLE, *coordinates), turned, plan=Induct(And(UNIT, turned)), lemma=True)
    hypotheses = (WHOLE, *SIZES, *coordinates, *RANGE, BEYOND)
    side = Cut(xi >= 1, otherwise=Cut(xi <= -1, then=Use("sums, negative xi")), then=Use("sums, positive xi"))
    outside = Cut(xi**2 >= 1, then=side)
    yield Statement("the sums", hypotheses, G >= 0, plan=outside, lemma=True)
    parts = h**2 * Phi >= P**2 * G
    e_1 = (k + 1) * w + c * e
    gain = Eq(S_next * (S_next - PRODUCT * D_next), P**2 * (t + c * w) * ((t + c * w) - X * e_1))
    less = Cut(gain, then=Cut(P**2 * G >= h**2 * P**2 * G, then=Auto()))
    step = Use("the sums", then=Use("the angle", then=less))
    plan = Induct(LINKS, then=Induct(parts, step=step, then=Use("the sums", then=Cut(Phi >= 0, then=Auto()))))
    yield Statement("complex roots", hypotheses, slope >= 0, plan=plan)


def every_case() -> Statement:
    """Where neither 1 nor 2 is the case, 3 is."""
    room = 2 * (1 - beta) ** 2 - PRODUCT * (1 + beta)
    signs = (Eq(h**2, beta), Ne(h, 0), Eq(2 * h * c, TRACE), Eq(2 * h * xi, 1 + beta), h * TRACE >= 0)
    neither = (room < 0, TRACE > -2 * sqrt_beta)
    plan = known(TRACE < 2 * sqrt_beta, then=Auto())
    return Statement("every case", (*SIZES, *DAMPING, *signs, *neither), And(*RANGE, BEYOND), plan=plan)


def no_momentum() -> Statement:
    """Where h = 0, there are no such c and xi: one of the first two is the case."""
    room = 2 * (1 - beta) ** 2 - PRODUCT * (1 + beta)
    return Statement("without momentum", (*SIZES, Eq(beta, 0)), Or(room >= 0, TRACE <= 0))


@claim(
    "sgd.smaller-step-less-noise",
    section=SECTION,
    latex=r"\frac{d}{d\alpha} \sum_{m<k} \gamma_m^2 \ge 0 \text{ for all } k, \text{ all } 0 \le \beta \le 1,\ "
    r"\alpha, \lambda > 0;\qquad \alpha_1 < \alpha_2 \text{ stable} \implies \lim E x^2 \text{ is smaller at } "
    r"\alpha_1",
    printed="Lowering the step-size decreases the stochastic error (at every k, and in the limit).",
    as_printed="holds",
    references=(GOH, DESOER, FEJER),
)
def smaller_step_less_noise() -> Iterator[Statement | Misprint]:
    """This module's head says why the derivative is not negative, for every k, inside the stability region and beyond.
    For k >= 1 the sum is a polynomial in alpha which is 0 at alpha = 0 and at least alpha^2, so not constant: with a
    derivative that is not negative it increases strictly on alpha > 0. The kernel proves each of the three cases, with
    the derivative taken of the update rule itself, and that there is no fourth; the rest, for the sum as a function of
    alpha, is a theorem of Rocq in proofs/sgd.smaller-step-less-noise.v.

    In the limit, alpha/(2 + 2 beta - alpha lambda) increases.
    """
    yield passive()
    yield negative_roots()
    yield from complex_roots()
    yield every_case()
    yield no_momentum()
    one, two, X_1, X_2 = (Symbol(name, real=True) for name in ("alpha_1", "alpha_2", "X_1", "X_2"))
    ends = [2 + 2 * beta - step * lam for step in (one, two)]
    floors = [noise_floor(value, beta).subs(alpha, step) for value, step in ((X_1, one), (X_2, two))]
    stable = (lam > 0, v > 0, beta < 1, one > 0, one < two, ends[1] > 0)
    scale = (1 - beta) * lam * ends[0] * ends[1]
    product = Eq((X_2 - X_1) * scale, 2 * v * (1 + beta) ** 2 * (two - one))
    plan = known(1 + beta > 0, ends[0] > 0, (1 - beta) * lam > 0, scale > 0, (1 + beta) ** 2 > 0, product)
    yield Statement("in the limit", (*stable, *floors), X_1 < X_2, plan=plan)
