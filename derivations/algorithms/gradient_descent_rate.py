r"""Gradient descent's tight rate on smooth strongly convex functions: the one that it has on quadratics.

    f in F_{mu, L},  0 < alpha < 2/L:    rho = max(|1 - alpha mu|, |1 - alpha L|) = max(1 - alpha mu, alpha L - 1)

bounds the distance to the minimiser, the norm of the gradient, and with rho^2 the value f - f*, in each step. It is
least at alpha = 2/(mu + L), where it is (kappa - 1)/(kappa + 1). The quadratics mu/2 x^2 and L/2 x^2 attain it.

Assumptions: mu < L (at mu = L the function is a quadratic of one curvature, see `gd.closed-form`) and alpha > 0. That
alpha <= 2/L, which is rho <= 1, is assumed for the values alone; beyond it nothing is said of them.

Notation: vectors by their inner products (`derivations.inner_products`), points relative to w*, values to f*; d and e
are the difference of two points and that of their gradients; x, g and h are an iterate, its gradient and the next one;
y and z those at the start; r is any number no less than 1 - alpha mu and alpha L - 1, as rho is; p is r^{2k}.

References: B. T. Polyak, *Introduction to Optimization*, 1987, section 1.4 (distance); E. de Klerk, F. Glineur, A. B.
Taylor, "On the worst-case complexity of the gradient method with exact line search for smooth strongly convex
functions", Optim. Lett. 11, 2017 (values, alpha = 2/(mu + L)); A. B. Taylor, J. M. Hendrickx, F. Glineur, "Exact
worst-case convergence rates of the proximal gradient method for composite convex minimization", J. Optim. Theory Appl.
178, 2018 (all three, every alpha).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sympy import And, Eq, Equivalent, Or, Symbol
from sympy.logic.boolalg import Boolean

from derivations.arguments import exact
from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.interpolation import MINIMISER, Point, cocoercivity, interpolation, smoothness, strong_convexity
from derivations.notation import L, alpha, lam, mu, r, w
from derivations.plan import Auto, Cut, Induct, Plan, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms.gradient_descent import step

__all__ = ["contraction", "distance", "gradients", "tight", "tight_rate", "values"]

SECTION = "Gradient descent on smooth strongly convex functions"
POLYAK = "B. T. Polyak, Introduction to Optimization, 1987, section 1.4"
KGT = "E. de Klerk, F. Glineur, A. B. Taylor, Optim. Lett. 11, 2017, Theorem 4.2"
THG = "A. B. Taylor, J. M. Hendrickx, F. Glineur, J. Optim. Theory Appl. 178, 2018, Theorems 3.1-3.3"
RATE = (mu > 0, mu < L, alpha > 0, r >= 1 - alpha * mu, r >= alpha * L - 1)
"""r is no less than rho = max(1 - alpha mu, alpha L - 1)."""

f, f_0, f_next, p, x_0 = (Symbol(name, real=True) for name in ("f", "f_0", "f_next", "p", "x_0"))
space = Vectors("d", "e", "x", "g", "h", "y", "z")
d, e, x, g, h, y, z = space.symbols
SHORT, LONG = alpha * (L + mu) <= 2, alpha * (L + mu) > 2
"""The step-sizes for which the curvature mu is the slowest, and those for which L is."""


def tight_rate(mu: Any, L: Any, alpha: Any) -> Fraction:
    """rho = max(|1 - alpha mu|, |1 - alpha L|), exactly: the claims of this module at numbers.

    mu, L, alpha: exact rationals, 0 < mu <= L and alpha > 0. Raises ValueError for others.
    """
    low, high, step_size = exact("mu", mu), exact("L", L), exact("alpha", alpha)
    if not 0 < low <= high:
        raise ValueError(f"mu={low}, L={high} violates 0 < mu <= L: give the least and the largest curvature")
    if step_size <= 0:
        raise ValueError(f"alpha={step_size} violates alpha > 0: give a positive step-size")
    return max(abs(1 - step_size * low), abs(1 - step_size * high))


def moved(point: Any, gradient: Any) -> Any:
    """Where one step of the update rule leads."""
    (after,) = step((point,), lambda _: gradient, alpha=alpha)
    return after


@claim(
    "convex.gradient-step-contracts",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ \alpha > 0:\quad |(v - \alpha\nabla f(v)) - (w - \alpha\nabla f(w))| \le"
    r" \max(|1 - \alpha\mu|, |1 - \alpha L|)\,|v - w|",
    references=(POLYAK, THG),
)
def contraction() -> Iterator[Statement | Misprint]:
    """With d = v - w and e the difference of the gradients, where alpha (L + mu) <= 2,

        (L - mu) ((1 - alpha mu)^2 |d|^2 - |d - alpha e|^2)
            = 2 alpha (1 - alpha mu) <e - mu d, L d - e> + alpha (2 - alpha (L + mu)) |e - mu d|^2,

    and for longer steps the same holds with mu and L exchanged. Both summands are no less than 0, the first by
    co-coercivity.
    """
    given = (mu > 0, mu < L, alpha > 0, cocoercivity(space, d, e))
    after, size = space.norm(moved(d, e)), space.norm(d)
    slow, fast = space.real(e - mu * d), space.real(L * d - e)
    plan = weighed(after > (1 - alpha * mu) ** 2 * size, (alpha, alpha * mu <= 1, given[-1]), (alpha, SHORT, slow))
    short = after <= (1 - alpha * mu) ** 2 * size
    yield Statement("short steps", (*given, SHORT, slow), short, plan=known(alpha * mu <= 1, then=plan))
    plan = weighed(after > (alpha * L - 1) ** 2 * size, (alpha, alpha * L >= 1, given[-1]), (alpha, LONG, fast))
    long = after <= (alpha * L - 1) ** 2 * size
    yield Statement("long steps", (*given, LONG, fast), long, plan=known(alpha * L >= 1, then=plan))
    either = lengths(
        Use("short steps", then=rest(1 - alpha * mu, size)), Use("long steps", then=rest(alpha * L - 1, size))
    )
    yield Statement("every step", (*RATE, *assumed(d, e)), after <= r**2 * size, plan=either)


def lengths(short: Plan, long: Plan) -> Plan:
    """Short steps, or long ones."""
    return Cut(SHORT, otherwise=long, then=short)


def weighed(denied: Boolean, *products: tuple[Any, ...]) -> Plan:
    """What is denied, times L - mu, and these products add up to a contradiction."""
    return Auto(products=((L - mu, denied), *products))


def rest(rate: Any, size: Any) -> Plan:
    """From a rate that is no less than 0 to any r that is no less than it."""
    return known(rate >= 0, r**2 >= rate**2, then=Auto(products=((r**2 - rate**2, size),)))


@claim(
    "convex.gradient-descent-distance",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L}:\quad \alpha > 0 \implies |w^k - w^\star| \le \rho^k |w^0 - w^\star|,\quad \rho = "
    r"\max(|1 - \alpha\mu|, |1 - \alpha L|) < 1 \iff 0 < \alpha < 2/L;\quad \rho \ge "
    r"\frac{\kappa - 1}{\kappa + 1},\ \text{with equality at } \alpha = \frac{2}{\mu + L}",
    references=(POLYAK, THG),
)
def distance() -> Iterator[Statement | Misprint]:
    """The minimiser is a fixed point, so each step contracts the distance to it; p = r^{2k} is carried along the run.
    The least r: L (1 - alpha mu) + mu (alpha L - 1) = L - mu is no more than (L + mu) r.
    """
    facts = assumed(x, g)
    run = space.run({x: (y, moved(x, g))}, (g,), numbers={p: (1, r**2 * p)}, guard=And(*facts))
    contracts = Use(f"{contraction.id}/every step", lemma(x, g), Auto(squares=(r,)))
    within = And(p >= 0, space.norm(x) <= p * space.norm(y))
    bound = space.norm(x) <= p * space.norm(y)
    yield Statement("for every k", (*RATE, space.real(y), run), bound, plan=Induct(within, step=contracts))
    least = Auto(products=((L, r >= 1 - alpha * mu), (mu, r >= alpha * L - 1)))
    yield Statement("no step-size has a better bound", RATE, r * (L + mu) >= L - mu, plan=least)
    chosen = (mu > 0, mu < L, Eq(alpha * (mu + L), 2), Eq(r * (L + mu), L - mu))
    both = And(Eq(r, 1 - alpha * mu), Eq(r, alpha * L - 1), r > 0, r < 1)
    yield Statement("the best step-size", chosen, both)
    below = Equivalent(And(1 - alpha * mu < 1, alpha * L - 1 < 1), And(alpha > 0, alpha * L < 2))
    yield Statement("the step-sizes that converge", (mu > 0, mu < L), below)


def assumed(x: Any, g: Any) -> tuple[Boolean, ...]:
    """What a step is proved from: co-coercivity for two differences, and that squares of norms are no less than 0."""
    return cocoercivity(space, x, g), space.real(g - mu * x), space.real(L * x - g), space.real(x)


def lemma(x: Any, g: Any) -> dict[Symbol, Any]:
    """The inner products of the two differences in `contraction`, where they are x and g."""
    at = {d: x, e: g}
    return {space.entry(u, v): space.inner(at[u], at[v]) for u in at for v in at}


@claim(
    "convex.gradient-descent-gradients",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ \alpha > 0:\quad |\nabla f(w^k)| \le \rho^k |\nabla f(w^0)|,\quad \rho = "
    r"\max(|1 - \alpha\mu|, |1 - \alpha L|)",
    references=(THG,),
)
def gradients() -> Iterator[Statement | Misprint]:
    """Two iterates that follow each other differ by alpha g, and after a step by alpha h: the contraction at these two
    points, divided by alpha^2.
    """
    displacement = x - moved(x, g)
    facts = assumed(displacement, g - h)
    run = space.run({g: (y, h)}, (h,), numbers={p: (1, r**2 * p)}, guard=And(*facts))
    goal = space.norm(h) <= r**2 * space.norm(g)
    divided = Cut(alpha**2 * (space.norm(h) - r**2 * space.norm(g)) <= 0, then=Cut(goal))
    contracts = Use(f"{contraction.id}/every step", lemma(displacement, g - h), divided)
    step_by_step = Cut(goal, otherwise=contracts, then=Auto(squares=(r,)))
    bound = space.norm(g) <= p * space.norm(y)
    within = And(p >= 0, bound)
    yield Statement("for every k", (*RATE, space.real(y), run), bound, plan=Induct(within, step=step_by_step))


@claim(
    "convex.gradient-descent-values",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ 0 < \alpha \le 2/L:\quad f(w^k) - f^\star \le \rho^{2k} (f(w^0) - f^\star),"
    r"\quad \rho = \max(|1 - \alpha\mu|, |1 - \alpha L|)",
    references=(KGT, THG),
)
def values() -> Iterator[Statement | Misprint]:
    """Let 0 and 1 be two iterates that follow each other, and [i, j] the interpolation inequality as something no less
    than 0. Where alpha (L + mu) <= 2 and r = 1 - alpha mu,

        2 (L - mu) (r^2 f_0 - f_1) = r [0, 1] + r (1 - r) [*, 0] + (1 - r) [*, 1]
                                     + |h + (alpha L - r) g - alpha L mu x|^2
                                     + alpha L (2 - alpha (L + mu)) |g - mu x|^2,

    and for longer steps, r = alpha L - 1, with the same multipliers and the squares
    |h + g - L (2 - alpha L) x|^2 + (2 - alpha L) (alpha (L + mu) - 2) |L x - g|^2.
    """
    yield short_steps()
    yield long_steps()
    goal = f_next <= r**2 * f
    guard = And(*PAIRS, *SHORT_SQUARES, *LONG_SQUARES, f >= 0)
    either = lengths(Use("short steps", then=rest(1 - alpha * mu, f)), Use("long steps", then=rest(alpha * L - 1, f)))
    every = (*RATE, r <= 1)
    yield Statement("every step", (*every, *guard.args), goal, plan=known(alpha * L <= 2, then=either))
    moves = {x: (y, moved(x, g)), g: (z, h)}
    run = space.run(moves, (h,), {f: (f_0, f_next), p: (1, r**2 * p)}, (f_next,), guard)
    contracts = Use("every step", then=Auto(squares=(r,)))
    yield Statement("for every k", (*every, run), f <= p * f_0, plan=Induct(And(p >= 0, f <= p * f_0), step=contracts))


BEFORE, AFTER = Point(x, g, f), Point(moved(x, g), h, f_next)
PAIRS = tuple(interpolation(space, i, j) for i, j in ((BEFORE, AFTER), (MINIMISER, BEFORE), (MINIMISER, AFTER)))
SHORT_SQUARES = space.real(h + (alpha * (L + mu) - 1) * g - alpha * L * mu * x), space.real(g - mu * x)
LONG_SQUARES = space.real(h + g - L * (2 - alpha * L) * x), space.real(L * x - g)


def short_steps() -> Statement:
    """The rate of the curvature mu."""
    rate = 1 - alpha * mu
    terms = [(rate >= 0, PAIRS[0]), (rate >= 0, alpha, mu, PAIRS[1]), (alpha, mu, PAIRS[2])]
    plan = weighed(f_next > rate**2 * f, *terms, (alpha, L > 0, SHORT, SHORT_SQUARES[1]))
    given = (mu > 0, mu < L, alpha > 0, SHORT, *PAIRS, *SHORT_SQUARES)
    return Statement("short steps", given, f_next <= rate**2 * f, plan=known(rate >= 0, L > 0, then=plan))


def long_steps() -> Statement:
    """The rate of the curvature L."""
    rate, left = alpha * L - 1, alpha * L <= 2
    terms = [(rate >= 0, PAIRS[0]), (rate >= 0, left, PAIRS[1]), (left, PAIRS[2])]
    plan = weighed(f_next > rate**2 * f, *terms, (left, LONG, LONG_SQUARES[1]))
    given = (mu > 0, mu < L, alpha > 0, LONG, left, *PAIRS, *LONG_SQUARES)
    return Statement("long steps", given, f_next <= rate**2 * f, plan=known(rate >= 0, then=plan))


@claim(
    "convex.gradient-descent-tight",
    section=SECTION,
    latex=r"\lambda \in \{\mu, L\},\ f(w) = \tfrac\lambda2 w^2 \in \mathcal F_{\mu,L}:\quad w^k = (1 - \alpha\lambda)"
    r"^k w^0,\quad \nabla f(w^k) = (1 - \alpha\lambda)^k \nabla f(w^0),\quad f(w^k) = (1 - \alpha\lambda)^{2k} f(w^0)",
    references=(POLYAK, THG),
)
def tight() -> Iterator[Statement | Misprint]:
    """Both quadratics are in the class, and along a run on them the three bounds are equations for the one of the two
    whose |1 - alpha lambda| is rho.
    """
    line = Vectors("a", "b")
    a, b = line.symbols
    here, there = Point(a, lam * a, lam * line.norm(a) / 2), Point(b, lam * b, lam * line.norm(b) / 2)
    bounds = And(smoothness(line, there, here), strong_convexity(line, there, here))
    difference = line.real(b - a)
    yield Statement("in the class", (mu <= lam, lam <= L, difference), bounds)
    run = Orbit({w: (x_0, moved(w, lam * w)), p: (1, (1 - alpha * lam) * p)})
    same = Eq(w, p * x_0)
    exact = And(same, Eq(lam * w, p * lam * x_0), Eq(lam * w**2 / 2, p**2 * lam * x_0**2 / 2))
    yield Statement("equality in every step", (run,), exact, plan=Induct(same))
    rho = Or(Eq(r, 1 - alpha * mu), Eq(r, alpha * L - 1))
    attained = Or(Eq((1 - alpha * mu) ** 2, r**2), Eq((1 - alpha * L) ** 2, r**2))
    yield Statement("one of the two has the rate rho", (*RATE, rho), attained)
