r"""The Chebyshev iteration is momentum with changing coefficients, which tend to the optimal parameters of momentum.

With A = sqrt(lambda_1), B = sqrt(lambda_n), p = 2/(A + B) and q = (B - A)/(A + B), 0 <= q < 1, momentum is optimal at
alpha = p^2 and beta = q^2. The Chebyshev iteration is, for every f,

    w^{k+1} = w^k - alpha_k grad f(w^k) + beta_k (w^k - w^{k-1}),

    alpha_k = alpha (1 + m^k)/(1 + m^{k+1}),    beta_k = (beta + m^k)/(1 + m^{k+1}),    m = q^2,    k >= 1,

whose first step has the length alpha_0/2 = 2/(lambda_1 + lambda_n); beta_0 = 1 multiplies nothing.

Notation: `a` is alpha_k as the rule keeps it, the first doubled; c is beta_k; P = m^k, with 0^0 = 1 (kappa = 1).

References: G. H. Golub, R. S. Varga, "Chebyshev semi-iterative methods", Numer. Math. 3, 1961; B. T. Polyak,
*Introduction to Optimization*, 1987, section 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Symbol
from sympy.logic.boolalg import Boolean

from derivations.algorithms.chebyshev import GOLUB_VARGA, SECTION
from derivations.claim import claim
from derivations.notation import A, B, epsilon, k, q, x
from derivations.optimal_parameters import COORDINATES, p
from derivations.plan import Auto, Cut, Induct, Plan, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms.chebyshev import step

__all__ = ["changing_momentum", "coefficients", "stationary_limit"]

OWNER = "chebyshev.coefficients/"
POLYAK = "B. T. Polyak, Introduction to Optimization, 1987, section 3.2"

a, b, c, P, x_0, x_1, x_before, x_new, a_1, g, g_0, direction, theta, h = (
    Symbol(name, real=True)
    for name in ("a", "b", "c", "P", "x_0", "x_1", "x_before", "x_new", "a_1", "g", "g_0", "direction", "theta", "h")
)
TUNED = (p > 0, q >= 0, q < 1, Eq(p**2 * theta, 1 + q**2), Eq(p**2 * h, q))
"""alpha = p^2 and beta = q^2 are the optimal parameters for curvatures in [theta - 2 h, theta + 2 h]."""


def equal(left: Any, right: Any) -> Boolean:
    """left = right in two inequalities, whose denials are not squares: that keeps the proofs small."""
    return And(left >= right, left <= right)


ALPHA, BETA = equal(a * (1 + q**2 * P), p**2 * (1 + P)), equal(c * (1 + q**2 * P), q**2 + P)


def chebyshev(direction: Any, a: Any, first: int, x: Any, gradient: Any) -> tuple[Any, Any, Any]:
    """(p, a, w) after one step of the update rule."""
    after = step((direction, a, first, x), lambda _: gradient, lambda_1=theta - 2 * h, lambda_n=theta + 2 * h)
    return after[0], after[1], after[3]


_, FIRST, _ = chebyshev(0, 0, 1, x_0, g_0)
_, NEXT, _ = chebyshev(direction, a, 0, x, g)
START = Eq(a_1, FIRST)
RUN = Orbit({a: (a_1, b), c: (1, h**2 * a * b), P: (1, q**2 * P), k: (0, k + 1)}, (b,), Eq(b, NEXT))
"""The coefficients from the first step on, k = 0, 1, 2, ...; b is the next a."""


def lengths() -> Iterator[Statement]:
    """The coefficients, step by step."""
    inverse = Eq(p**2 * (1 + q**2 * P) * (theta - h**2 * a), 1 + q**4 * P)
    yield Statement("the inverse of the next a", (*TUNED, ALPHA), inverse, lemma=True)
    now = (*TUNED, P >= 0, ALPHA, Eq(b * (theta - h**2 * a), 1))
    further = 1 + q**4 * P
    next_ = And(equal(b * further, p**2 * (1 + q**2 * P)), equal(h**2 * a * b * further, q**2 + q**2 * P))
    plan = Use("the inverse of the next a", then=Cut(Eq(p**2 * h**2 * a * (1 + q**2 * P), q**2 * (1 + P))))
    yield Statement("one step", now, next_, plan=plan, lemma=True)
    yield Statement("closed form", (RUN, *TUNED, START), And(ALPHA, BETA), plan=closed())


def closed(then: Plan | None = None) -> Plan:
    """Use the closed forms, which hold along the run."""
    start = Cut(Eq(a_1 * theta, 2))
    return Induct(And(P >= 0, ALPHA, BETA), base=start, step=Use("one step"), then=then or Auto())


@claim(
    "chebyshev.coefficients",
    section=SECTION,
    latex=r"\alpha_k = \alpha\, \frac{1 + m^k}{1 + m^{k+1}},\quad \beta_k = \frac{\beta + m^k}{1 + m^{k+1}},\quad m "
    r"= \beta, \qquad 0 \le \alpha_k - \alpha \le \alpha (1 - m) m^k,\quad 0 \le \beta_k - \beta \le (1 - m^2) m^k",
    references=(GOLUB_VARGA, POLYAK),
)
def coefficients() -> Iterator[Statement | Misprint]:
    """The rule's inverse is 1/a_{k+1} = theta - h^2 a_k, and p^2 theta = 1 + q^2, p^2 h = q. So if a_k is as stated,

        p^2 (1 + m^{k+1})/a_{k+1} = (1 + m)(1 + m^{k+1}) - m (1 + m^k) = 1 + m^{k+2},

    and beta_{k+1} = h^2 a_k a_{k+1} = m (1 + m^k)/(1 + m^{k+2}). The first a is 2/theta, that is alpha 2/(1 + m). The
    inverse is positive, so that the iteration goes on for ever. For kappa = 1 m = 0: after its first step the
    coefficients are alpha and 0. The run speaks of p, q, theta and h; that optimal momentum has p and q with these
    equations is the first statement.
    """
    ends = (Eq(2 * theta, A**2 + B**2), Eq(4 * h, B**2 - A**2))
    squares = Cut(And(Eq(p**2 * A**2, (1 - q) ** 2), Eq(p**2 * B**2, (1 + q) ** 2)))
    optimal = Use("opt.parameters/coordinates", then=squares)
    yield Statement("the optimal parameters", (*COORDINATES, *ends), And(*TUNED), plan=optimal)
    yield from lengths()
    inverse = Use("the inverse of the next a", then=known(p**2 * (1 + q**2 * P) > 0, 1 + q**4 * P > 0))
    yield Statement("no denominator vanishes", (RUN, *TUNED, START), theta - h**2 * a > 0, plan=closed(inverse))
    yield from errors()
    near = And(a >= p**2, a - p**2 <= p**2 * (1 - q**2) * P, c >= q**2, c - q**2 <= (1 - q**4) * P)
    yield Statement("how close they are", (RUN, *TUNED, START), near, plan=closed(Use("errors")))


def errors() -> Iterator[Statement]:
    """What the closed forms leave of the limits."""
    first = Eq((a - p**2) * (1 + q**2 * P), p**2 * (1 - q**2) * P)
    second = Eq((c - q**2) * (1 + q**2 * P), (1 - q**4) * P)
    sizes = (q**2 <= 1, q**4 <= 1, q**2 * P >= 0, p**2 * (1 - q**2) * P >= 0, (1 - q**4) * P >= 0)
    near = And(a >= p**2, a - p**2 <= p**2 * (1 - q**2) * P, c >= q**2, c - q**2 <= (1 - q**4) * P)
    plan = known(*sizes, first, second)
    yield Statement("errors", (p > 0, q >= 0, q < 1, P >= 0, ALPHA, BETA), near, plan=plan, lemma=True)


@claim(
    "chebyshev.changing-momentum",
    section=SECTION,
    latex=r"w^{k+1} = w^k - \alpha_k \nabla f(w^k) + \beta_k (w^k - w^{k-1}),\quad \alpha_k = a_k,\ \beta_k = "
    r"\tfrac{(\lambda_n - \lambda_1)^2}{16}\, a_k a_{k-1} \qquad (\text{any } f,\ k \ge 1,\ a_0 \text{ doubled})",
    references=(GOLUB_VARGA,),
)
def changing_momentum() -> Iterator[Statement | Misprint]:
    """a_k p^k = w^{k+1} - w^k, also for the first step, whose a is stored doubled and whose p halved. So b_k p^{k-1} =
    h^2 a_{k-1}^2 p^{k-1} is h^2 a_{k-1} (w^k - w^{k-1}).
    """
    p_1, _, first = chebyshev(0, 0, 1, x_0, g_0)
    p_next, _, following = chebyshev(direction, a, 0, x, g)
    guard = And(Eq(b, NEXT), Eq(x_new, following))
    start = (START, Eq(x_1, first))
    moves = {direction: (p_1, p_next), a: (a_1, b), x: (x_1, x_new), x_before: (x_0, x)}
    run = Orbit(moves, inputs=(b, g, x_new), guard=guard)
    moved = Eq(a * direction, x - x_before)
    scale = Cut(Eq(b * (theta - h**2 * a), 1), then=Cut(Eq(x_new, x + b * p_next)))
    begin = Cut(Eq(a_1 * theta, 2), then=Cut(Eq(2 * x_1, 2 * x_0 - a_1 * g_0)))
    plan = Induct(moved, base=begin, step=scale)
    yield Statement("a step is a multiple of p", (run, *start), moved, plan=plan)
    force, new, after = (Symbol(name, real=True) for name in ("force", "new", "after"))
    taken = (Eq(new, NEXT), Eq(after, following.subs(g, force)))
    momentum = Eq(after, x - new * force + h**2 * a * new * (x - x_before))
    scale = Cut(Eq(after, x + new * p_next.subs(g, force)))
    plan = Induct(moved, base=begin, step=plan.step, then=scale)
    yield Statement("momentum", (run, *start, *taken), momentum, plan=plan)


@claim(
    "chebyshev.stationary-limit",
    section=SECTION,
    latex=r"\alpha_k \to \Big(\frac{2}{\sqrt{\lambda_1} + \sqrt{\lambda_n}}\Big)^2,\quad \beta_k \to "
    r"\Big(\frac{\sqrt{\lambda_n} - \sqrt{\lambda_1}}{\sqrt{\lambda_n} + \sqrt{\lambda_1}}\Big)^2:\quad |\alpha_k - "
    r"\alpha| < \varepsilon \text{ for } k \ge \alpha/\varepsilon,\quad |\beta_k - \beta| < \varepsilon \text{ for } k "
    r"\ge 2/\varepsilon",
    references=(GOLUB_VARGA, POLYAK),
)
def stationary_limit() -> Iterator[Statement | Misprint]:
    """The errors are at most alpha (1 - m) m^k and (1 - m^2) m^k <= 2 (1 - m) m^k, and Bernoulli's m^k (1 + k (1 - m))
    <= 1 bounds (1 - m) m^k by 1/k, for all kappa alike. That they fall like m^k is `chebyshev.coefficients`.
    """
    v, slow = Symbol("v", real=True), P * (1 + k * (1 - q**2)) <= 1
    unit = (q >= 0, q < 1)
    fall = known(q**2 <= 1, P * k * (1 - q**2) >= 0, P <= 1, q**2 * slow.lhs <= q**2, q**2 * (1 - q**2) * P <= 1 - q**2)
    kept = q**2 * P * (1 + (k + 1) * (1 - q**2)) <= 1
    yield Statement("Bernoulli", (*unit, P >= 0, k >= 0, slow), kept, plan=fall, lemma=True)
    late = (v > 0, k * v >= 1)
    small = known(q**2 < 1, k > 0, then=Cut(P > 0, then=Auto(degree=3)))
    yield Statement("late enough", (*unit, P >= 0, slow, *late, k >= 0), (1 - q**2) * P < v, plan=small, lemma=True)
    yield from limits(v, slow)


def limits(v: Any, slow: Any) -> Iterator[Statement]:
    """Both limits, with the step from which on they are close; G = 1/alpha."""
    G = Symbol("G", real=True)
    invariant = And(P >= 0, ALPHA, BETA, k >= 0, slow)
    start, one = Cut(Eq(a_1 * theta, 2)), Use(f"{OWNER}one step", then=Use("Bernoulli"))

    def close(gap: Any, last: Plan) -> Plan:
        near = Use(f"{OWNER}errors", then=Use("late enough", {v: gap}, last))
        return Induct(invariant, base=start, step=one, then=near)

    weighted = (k * (a - p**2) <= p**2 * k * (1 - q**2) * P, k * (c - q**2) <= (1 + q**2) * k * (1 - q**2) * P)
    soon = Use(f"{OWNER}errors", then=Cut(k * (1 - q**2) * P < 1, Cut(P > 0), known(q**2 < 1, *weighted)))
    bounds = And(k * (a - p**2) < p**2, k * (c - q**2) < 2)
    along = Induct(invariant, base=start, step=one, then=soon)
    yield Statement("below 1/k", (RUN, *TUNED, START), bounds, plan=along)
    first = Cut(p**2 * (1 - q**2) * P < p**2 * G * epsilon)
    plan = Tends(G * epsilon, Cut(G > 0), close(G * epsilon, first))
    yield Statement("the step-sizes", (*TUNED, START, Eq(G * p**2, 1)), Limit(RUN, k, a, p**2), plan=plan)
    second = Cut(1 + q**2 <= 2, then=Cut((1 - q**4) * P <= 2 * (1 - q**2) * P))
    plan = Tends(epsilon / 2, close=close(epsilon / 2, second))
    yield Statement("the momenta", (*TUNED, START), Limit(RUN, k, c, q**2), plan=plan)
