r"""Nesterov's method with constant momentum on smooth strongly convex functions: a Lyapunov function, and its rate.

    f in F_{mu, L},  s = sqrt(mu/L) = 1/sqrt(kappa),  alpha = 1/L,  beta = (1 - s)/(1 + s):

    V_k = f(w^k) - f* + mu/2 |v^k - w*|^2,   v^k = w^{k-1} + (w^k - w^{k-1})/s,       V_{k+1} <= (1 - s) V_k.

Assumptions: 0 < mu <= L, that is 0 < s <= 1; the start is at rest, so that v^0 = w^0. Only smoothness between y and the
next iterate, and strong convexity at y, are used, as they define the class (`derivations.interpolation`).

Notation: vectors by their inner products (`derivations.inner_products`), relative to w*, values relative to f*; w and v
are two iterates that follow each other, the later one first; y is where the gradient g is taken; p is (1 - s)^k.

References: Y. Nesterov, *Introductory Lectures on Convex Optimization*, Kluwer 2004, Theorem 2.2.3; A. d'Aspremont, D.
Scieur, A. B. Taylor, "Acceleration methods", Found. Trends Optim. 5(1-2), 2021, section 4.5 (this Lyapunov function).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Symbol

from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.interpolation import MINIMISER, Point, smoothness, strong_convexity
from derivations.notation import L, alpha, beta, mu, s
from derivations.plan import Auto, Induct, Use
from derivations.statement import Misprint, Statement
from derivations.tactics import known
from numerics.algorithms.nesterov import step

__all__ = ["PUBLISHED", "lyapunov", "rate"]

SECTION = "Nesterov's method on smooth strongly convex functions"
NESTEROV = "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, Theorem 2.2.3"
AST = "A. d'Aspremont, D. Scieur, A. B. Taylor, Acceleration methods, Found. Trends Optim. 5(1-2), 2021, section 4.5"
PUBLISHED = (L > 0, s > 0, s <= 1, Eq(mu, s**2 * L), Eq(alpha * L, 1), Eq(beta * (1 + s), 1 - s))

space = Vectors("u", "w", "g", "x")
u, w, g, x = space.symbols
f, f_0, f_y, f_next, p = (Symbol(name, real=True) for name in ("f", "f_0", "f_y", "f_next", "p"))


def lyapunov(before: Any, now: Any, value: Any) -> Expr:
    """V at two iterates that follow each other and the value at the later one; mu = s^2 L cancels the division by s."""
    potential: Expr = value + L / 2 * space.norm(now - (1 - s) * before)
    return potential


def moved() -> tuple[Any, Any]:
    """Where the update rule takes its gradient, and the next iterate."""
    points: dict[Any, Any] = {}
    _, after = step((u, w), lambda point: points.setdefault(point, g), alpha=alpha, beta=beta)
    return next(iter(points)), after


@claim(
    "convex.nesterov-rate",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ \alpha = \tfrac1L,\ \beta = \tfrac{\sqrt\kappa - 1}{\sqrt\kappa + 1}:\quad "
    r"V_{k+1} \le \big(1 - \tfrac1{\sqrt\kappa}\big) V_k,\quad f(w^k) - f^\star \le \big(1 - \tfrac1{\sqrt\kappa}\big)"
    r"^k \big(f(w^0) - f^\star + \tfrac\mu2|w^0 - w^\star|^2\big)",
    references=(NESTEROV, AST),
)
def rate() -> Iterator[Statement | Misprint]:
    """Smoothness from y to the next iterate, strong convexity from y to w with multiplier 1 - s, and to w* with
    multiplier s add up, and what is left is a square:

        (1 - s) V_k - V_{k+1} >= L s (1 - s)^3/(2 (1 + s)) |w^k - w^{k-1}|^2.

    V is no less than f(w^k) - f*, and at rest it is f(w^0) - f* + mu/2 |w^0 - w*|^2. For vectors and a function on R^n,
    the whole is a theorem of Rocq in proofs/convex.nesterov-rate.v.
    """
    y, after = moved()
    here, now, following = Point(y, g, f_y), Point(w, 0, f), Point(after, 0, f_next)
    lower = (strong_convexity(space, now, here), strong_convexity(space, MINIMISER, here))
    bounds = (smoothness(space, following, here), *lower, space.real(w - u))
    goal = lyapunov(w, after, f_next) <= (1 - s) * lyapunov(u, w, f)
    terms = ((bounds[0],), (1 - s, bounds[1]), (s, bounds[2]), (L, s, beta, bounds[3]))
    plan = known(beta >= 0, then=Auto(products=terms, squares=(1 - s,)))
    yield Statement("one step", (*PUBLISHED, *bounds), goal, plan=plan)
    moves, numbers = {u: (x, w), w: (x, after)}, {f: (f_0, f_next), p: (1, (1 - s) * p)}
    run = space.run(moves, (g,), numbers, (f_y, f_next), And(*bounds))
    start = f_0 + mu / 2 * space.norm(x)
    within = And(p >= 0, lyapunov(u, w, f) <= p * start)
    contracts = Use("one step", then=Auto(products=((1 - s, lyapunov(u, w, f) <= p * start),)))
    bound = lyapunov(u, w, f) <= p * start
    yield Statement("for every k", (*PUBLISHED, run), bound, plan=Induct(within, step=contracts))
    square = space.real(w - (1 - s) * u)
    values = Use("for every k", then=Auto(products=((L, square),)))
    yield Statement("the values", (*PUBLISHED, run, square), f <= p * start, plan=values)
