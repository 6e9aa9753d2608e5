r"""Article section *The Resisting Oracle*: the light cone, and the lower bound.

A linear first order method is w^{k+1} = w^0 + sum_{j<=k} Gamma_j^k grad f(w^j), with diagonal Gamma_j^k that may
depend on the run (`derivations.algorithmic_space`). On the convex Rosenbrock function from w^0 = 0 it has w_i^k = 0 for
i > k, so that its error is at least what w* has beyond k. In the maximum norm, and with k < n where n is finite:

    n = oo      q^k |w^0 - w*|                                 (as printed, = q^{k+1})
    fixed end   (q^k - q^{2n-k})/(1 - q^{2n}) |w^0 - w*|       (less than printed)
    free end    (q^{k+1} + q^{2n-k})/(q + q^{2n}) |w^0 - w*|   (more than printed)

For k >= n nothing is left beyond k, and n steps do reach w* (`space.one-function-defeats-all`).

Other norms are in `derivations.resisting_oracle_norms`. Notation: that of `derivations.convex_rosenbrock`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, section 2.1.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Ge, Or, Rational

from derivations.claim import claim
from derivations.convex_rosenbrock import (
    CURVATURE,
    GOH,
    NESTEROV,
    ROOT,
    SECTION,
    K,
    P,
    Q,
    c,
    following,
    here,
    m,
    m_next,
    slope,
)
from derivations.first_steps import moved, real
from derivations.notation import alpha, k, kappa, q
from derivations.plan import Auto, Cut, Induct, Plan, Split
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known

left, l_1, l_2, T, G, B = real("left l_1 l_2 T G B")
X, X_other, g, g_other, gamma, norm_gamma, norm_g, bound = real("X X_other g g_other gamma norm_gamma norm_g bound")
tail, tail_next, history, largest, x, x_front, d = real("tail tail_next history largest x x_front d")
seen, seen_next = real("seen seen_next")
Z, R, P_1, m_1, norm = real("Z R P_1 m_1 norm")


@claim(
    "oracle.light-cone",
    section=SECTION,
    latex=r"w^0 = 0,\ w_i^{k+1} = \sum_{j \le k} (\Gamma_j^k)_{ii}\, \nabla f(w^j)_i \text{ for all } k \text{ and } i "
    r"\implies w_i^k = 0 \text{ for all } i > k",
    printed=r"From w^0 = 0, for any linear first order algorithm, w_i^k = 0 for every i > k, whatever the parameters.",
    as_printed="holds",
    references=(GOH, NESTEROV),
)
def light_cone() -> Iterator[Statement | Misprint]:
    """Let T_j = sum_{i > j} (w_i^j)^2 be what is beyond the cone at step j, and G_j the same sum for i > j + 1 of the
    gradient at w^j, whose components depend on their neighbours: G_j <= 3 ((2 + c)^2 + 2) T_j, for both ends, and
    without one: for n = oo the sums end anywhere, that of G_j one component before that of T_j. A component of w^{k+1}
    beyond the cone is a combination of components that the G_j hold, hence by Cauchy T_{k+1} <= M sum_{j<=k} T_j, with
    M whatever the coefficients make it. As T_0 = 0, all T_k are 0, by induction on k. (Each of these steps is proved;
    the whole, for every n and both ends and n = oo, with the gradient of f, is a theorem of Rocq:
    `proofs/oracle.light-cone.v`. AdaMax as published divides 0 by 0 in these components; it stays in
    the cone where that is read as 0.)
    """
    size = Eq(B, (2 + c) ** 2 + 2)
    state = {
        left: (l_1, here),
        here: (l_2, following),
        T: (l_1**2 + l_2**2, T + following**2),
        G: (0, G + slope(left, here, following) ** 2),
    }
    run = Orbit(state, inputs=(following,))
    invariant = G <= B * (3 * T - left**2 - 2 * here**2)
    lagrange = ((2 + c) * left + here, (2 + c) * following + here, left - following)
    ends = ((2 + c) * left + here, (2 + c) * here + here, left - here, here, (2 + c) * here, left)
    along = Induct(invariant, step=Auto(squares=lagrange), then=Auto(squares=ends))
    for name, last in (("fixed", slope(left, here, 0)), ("free", slope(left, here, here)), ("no", 0)):
        whole = G + last**2 <= 3 * B * T
        yield Statement(f"the gradient beyond the cone, {name} end", (run, *CURVATURE, size), whole, plan=along)
    sums = Orbit(
        {
            X: (0, X + gamma * g),
            norm_gamma: (0, norm_gamma + gamma**2),
            norm_g: (0, norm_g + g**2),
        },
        inputs=(gamma, g),
    )
    yield Statement("one component", (sums,), X**2 <= norm_gamma * norm_g, plan=cauchy())
    components = Orbit(
        {tail: (0, tail + x**2), G: (0, G + norm_g)},
        inputs=(x, norm_gamma, norm_g),
        guard=And(x**2 <= norm_gamma * norm_g, norm_gamma <= largest, norm_g >= 0),
    )
    together = Induct(tail <= largest * G)
    yield Statement("all components", (components,), tail <= largest * G, plan=together)
    time = Orbit(
        {tail: (0, tail_next), history: (0, history + tail_next)},
        inputs=(tail_next, bound),
        guard=And(tail_next >= 0, tail_next <= bound * history),
    )
    nothing = And(Eq(tail, 0), Eq(history, 0))
    yield Statement("all steps", (time,), Eq(tail, 0), plan=Induct(nothing))
    chosen = Or(Eq(seen_next, seen), Eq(seen_next, x))  # any of the components so far
    each = Orbit({tail: (0, tail + x**2), seen: (0, seen_next)}, inputs=(x, seen_next), guard=chosen)
    yield Statement("each component", (each, Eq(tail, 0)), Eq(seen, 0), plan=Induct(seen**2 <= tail))


def cauchy() -> Plan:
    """norm_gamma times the excess is a square, and 0 where norm_gamma is."""
    invariant = And(norm_gamma >= 0, norm_g >= 0, X**2 <= norm_gamma * norm_g)
    after = (X + gamma * g) ** 2 <= (norm_gamma + gamma**2) * (norm_g + g**2)
    closing = Auto(
        products=((norm_gamma > 0, after.negated), (norm_gamma > 0, X**2 <= norm_gamma * norm_g)),
        squares=(norm_gamma * g - X * gamma, gamma),
    )
    positive = Cut(
        Ge(gamma**2 * (norm_gamma * norm_g - X**2), 0),
        otherwise=Auto(squares=(gamma,)),
        then=Cut(after, otherwise=closing),
    )
    zero = Cut(Eq(X, 0), then=Cut(Ge(gamma**2 * norm_g, 0), otherwise=Auto(squares=(gamma,))))
    return Induct(invariant, step=Split(norm_gamma, positive=positive, zero=zero))


@claim(
    "oracle.signal-speed",
    section=SECTION,
    latex=r"w^0 = 0 \text{ or coefficients that do not depend on the run}: \text{ a change of } w_0 \text{ changes no "
    r"} w_i^k,\ i > k; \quad \text{gradient descent from } 0: w_k^k = \alpha^k",
    printed=r"Error signals take at least k steps to move from w_0 to w_k.",
    as_printed="holds-if",
    correction=r"from $w^0 = 0$, as in the light cone, or where the coefficients do not depend on the run; it takes "
    r"gradient descent exactly $k$ steps. Conjugate gradients from other starts tell every component of $w_0$ in the "
    r"first step, by their step-size",
    references=(GOH,),
)
def signal_speed() -> Iterator[Statement | Misprint]:
    """With coefficients that do not depend on the run, the difference of two runs with other values of w_0 is a run
    with the same coefficients whose gradient is that of the difference: it starts at 0, and has a light cone. From
    w^0 = 0 each of the two runs has. Gradient descent's front moves at that speed: w_{k+1}^{k+1} = alpha w_k^k. But the
    exact step-size along the gradient is a quotient of sums over all components. The whole, for every n and both ends
    and n = oo, and for conjugate gradients with the free end of every n >= 2, is in theorems of Rocq:
    `proofs/oracle.signal-speed.v`.
    """
    both = Orbit(
        {X: (0, X + gamma * g), X_other: (0, X_other + gamma * g_other), d: (0, d + gamma * (g - g_other))},
        inputs=(gamma, g, g_other),
    )
    yield Statement("the difference of two runs", (both,), Eq(X - X_other, d), plan=Induct(Eq(X - X_other, d)))
    lost = Orbit({d: (0, d + gamma * g)}, inputs=(gamma, g), guard=Eq(g, 0))
    yield Statement("no gradient, no change", (lost,), Eq(d, 0), plan=Induct(Eq(d, 0)))
    front = Orbit({x_front: (1, moved(0, slope(x_front, 0, 0))), P: (1, alpha * P), k: (0, k + 1)})
    arrives = And(Eq(x_front, P), P > 0)
    yield Statement("it arrives", (front, *CURVATURE, alpha > 0), arrives, plan=Induct(arrives))
    yield misprint_of_signals()


def misprint_of_signals() -> Misprint:
    """n = 2, w^0 = (0, 1): one exact line search with w_0 = 1, and one with w_0 = 0."""
    near, a_near, a_far = real("near a_near a_far")
    g_1, g_2 = slope(near, 0, 1), slope(0, 1, 0)
    hypotheses = [*CURVATURE, Eq(near, 1)]
    for size, w_0 in ((a_near, near), (a_far, 0)):
        one, two = g_1.subs(near, w_0), g_2
        hypotheses.append(Eq(size * ((2 + c) * (one**2 + two**2) - 2 * one * two), one**2 + two**2))
    point = {kappa: 9, c: Rational(1, 2), near: 1, a_near: Rational(82, 285), a_far: Rational(58, 185)}
    unchanged = Eq(moved(1, g_2).subs(alpha, a_near), moved(1, g_2).subs(alpha, a_far))
    return Misprint("the first step of conjugate gradients", tuple(hypotheses), unchanged, point)


FINITE = (q > 0, q < 1, Z > 0, Z < 1, P >= Z, P <= q, Eq(P * Q, 1))
"""P = q^{k+1} and its inverse Q, with k < n and Z = q^n."""
LEFT = Eq(R * P, q * Z)
"""R = q^{n-k}."""


@claim(
    "oracle.lower-bound",
    section=SECTION,
    latex=r"n = \infty:\ \|w^k - w^\star\|_\infty \ge q^{k+1} = q^k \|w^0 - w^\star\|_\infty; \quad k < n: \text{ the "
    r"factor is } \frac{q^k - q^{2n-k}}{1 - q^{2n}} \text{ for } w_{n+1} = 0 \text{ and } \frac{q^{k+1} + q^{2n-k}}{q "
    r"+ q^{2n}} \ge q^k \text{ for the free end}",
    printed=r"\|w^k - w*\|_\infty >= \max_{i >= k+1} |w_i*| = q^{k+1} = q^k \|w^0 - w*\|_\infty, q = "
    r"(\sqrt\kappa-1)/(\sqrt\kappa+1)",
    as_printed="holds-if",
    correction=r"for $w^0 = 0$ and $n = \infty$; for finite $n$ and $k < n$ with the free end, where both bounds hold "
    r"as inequalities; with $w_{n+1} = 0$ the factor is $(q^k - q^{2n-k})/(1 - q^{2n}) < q^k$; for $k \ge n$ there is "
    r"no bound but 0",
    references=(GOH, NESTEROV),
)
def lower_bound() -> Iterator[Statement | Misprint]:
    """Beyond the cone the error is w_i*, and its component k + 1 alone gives the bound. On the infinite problem that is
    q^{k+1}, the largest beyond the cone, and |w*| = w_1* = q. For finite n insert the closed forms m of
    oracle.minimiser, which decrease along the components, so that |w^0 - w*| = w_1* as well. For n = 1 the step-size
    1/(2 + c) reaches w* in one step.
    """
    decreasing = Orbit({P: (P_1, q * P)})
    largest_there = And(P > 0, P <= P_1)
    plan = known(q > 0, q < 1, then=Induct(largest_there))
    yield Statement("the largest beyond the cone", (decreasing, *ROOT, P_1 > 0), largest_there, plan=plan)
    run = Orbit({P: (1, q * P), k: (0, k + 1)})
    beyond = (run, *ROOT, Eq(x, 0), norm >= x - q * P, norm >= q * P - x)
    positive = known(q > 0, then=Induct(P > 0))
    yield Statement("the infinite problem", beyond, And(norm >= q * P, q * P > 0), plan=positive)
    yield from at_a_fixed_end()
    yield from at_a_free_end()
    reached = moved(0, slope(1, 0, 0)) - m
    one_step = (*ROOT, Eq(alpha * (2 + c), 1), Eq(m * (2 + c), 1))
    at = {K: 3, kappa: 9, c: Rational(1, 2), q: Rational(1, 2), alpha: Rational(2, 5), m: Rational(2, 5)}
    yield Misprint("n = 1, k = 1", one_step, reached**2 >= (q**2) ** 2, at)


def at_a_fixed_end() -> Iterator[Statement]:
    """w_{n+1} = 0: m_{k+1}/m_1 = P (1 - R^2)/(q (1 - Z^2)), both divided by the same share."""
    share = 1 - q**2 * Z**2
    forms = (Eq(m * share, P - q**2 * Z**2 * Q), Eq(m_1 * share, q * (1 - Z**2)))
    ratio = And(share > 0, Eq(m * share, P * (1 - R**2)), Eq(m_1 * share, q * (1 - Z**2)))
    plan = known(share > 0, Eq(R, q * Z * Q), Eq(P * R**2, q**2 * Z**2 * Q))
    yield Statement("fixed end", (*FINITE, LEFT, *forms), ratio, plan=plan)
    less = And(m_next < m, m >= 0, q * m <= P * m_1)
    differences = known(
        share > 0,
        Q > 0,
        Z * Q <= 1,
        q * Z**2 * Q <= q * P,
        q**2 * Q >= P,
        m * share >= 0,
        (m - m_next) * share > 0,
        (P * m_1 - q * m) * share >= 0,
    )
    following = Eq(m_next * share, q * P - q * Z**2 * Q)
    yield Statement("fixed end, less than printed", (*FINITE, *forms, following), less, plan=differences)


def at_a_free_end() -> Iterator[Statement]:
    """The sum ends at n - 1: m_{k+1}/m_1 = P (q + R^2)/(q (q + Z^2)), both divided by the same share."""
    share = 1 + q * Z**2
    forms = (Eq(m * share, P + q * Z**2 * Q), Eq(m_1 * share, q + Z**2))
    ratio = And(share > 0, Eq(q * m * share, P * (q + R**2)), Eq(m_1 * share, q + Z**2))
    plan = known(share > 0, Eq(R, q * Z * Q), Eq(P * R**2, q**2 * Z**2 * Q))
    yield Statement("free end", (*FINITE, LEFT, *forms), ratio, plan=plan)
    more = And(m_next <= m, q * m >= P * m_1, m >= P)
    differences = known(
        share > 0,
        Q > 0,
        Z * Q <= 1,
        Z**2 * Q <= P,
        q**2 * Q >= P,
        Q >= P,
        (m - m_next) * share >= 0,
        (q * m - P * m_1) * share >= 0,
        (m - P) * share >= 0,
    )
    following = Eq(m_next * share, q * P + Z**2 * Q)
    yield Statement("free end, both bounds as printed", (*FINITE, *forms, following), more, plan=differences)
