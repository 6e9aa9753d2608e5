r"""Where momentum with its quadratic parameters converges on all of F_{mu, L}: exactly for kappa < 9 + 4 sqrt(5).

With q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), alpha L = (1 + q)^2, alpha mu = (1 - q)^2, beta = q^2, momentum has a
cycle of three points on some function of the class where q^2 + q >= 1 (`derivations.heavy_ball_cycles`). Where q^2 + q
< 1, in units in which alpha = 1 and with d^k = w^k - w^{k-1},

    V_k = 8 q (f(w^k) - f*) + q (2 - q - 2 q^2 - q^3) |d^k|^2 + 2 q (1 + q^2) <d^k, d^{k+1}> + (1 - q^2) |d^{k+1}|^2

is no less than 2 q (f(w^k) - f*), and each step multiplies it by at most

    1 - 2/7 q (1 - q)^2 (1 - q - q^2) < 1.

So there is a linear rate for each such kappa. It tends to 1 at the end of the range, and is not tight: a certificate
that momentum converges, not the rate at which it does.

The certificate: the interpolation inequality [k, k+1] alone, with multiplier 1, leaves

    V_k - V_{k+1} = [k, k+1] + |q d^{k+2} + (1 - q^2) d^{k+1} + q d^k|^2 + 2 q (1 - q - q^2) (|d^k|^2 + |d^{k+1}|^2).

Assumptions: 0 < q, that is kappa > 1; any start. Units: momentum on f is momentum with the step-size 1 on alpha f, a
theorem of `derivations.heavy_ball_cycles`; alpha f has curvatures in [alpha mu, alpha L].

Notation: vectors by their inner products (`derivations.inner_products`), relative to w*, values relative to f*; z and w
are the state of the rule, so that d^k = -z; g is the gradient at w and h the one after it; x, y and e are z, w and g at
the start, at rest or not; p is the power of the factor.

References: L. Lessard, B. Recht, A. Packard, "Analysis and design of optimization algorithms via integral quadratic
constraints", SIAM J. Optim. 26(1), 2016, section 4.6 (numerical certificates for small kappa).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Expr, Rational, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.interpolation import MINIMISER, Point, interpolation, strong_convexity
from derivations.notation import L, mu, q
from derivations.plan import Auto, Cut, Induct, Plan, Use
from derivations.statement import Misprint, Statement
from derivations.tactics import known
from numerics.algorithms import momentum

__all__ = ["BELOW", "FACTOR", "converges", "lyapunov"]

SECTION = "footnote 1"
LRP = "L. Lessard, B. Recht and A. Packard, SIAM J. Optim. 26(1), 2016, section 4.6"
UNITS = {mu: (1 - q) ** 2, L: (1 + q) ** 2}
GAP = 1 - q - q**2
BELOW = (q > 0, GAP > 0)
LEADING = 1 + 5 * q - 2 * q**3 - q**4
DETERMINANT = 2 + 8 * q - 9 * q**2 - 12 * q**3 - 6 * q**4 + 8 * q**5 - q**6
"""Of the quadratic form that bounds (1 + q)^2 (V - 2 q f) from below: an entry, and a factor of the determinant."""
FACTOR = 1 - Rational(2, 7) * q * (1 - q) ** 2 * GAP

space = Vectors("z", "w", "g", "h", "x", "y", "e")
z, w, g, h, x, y, e = space.symbols
f, f_0, f_next, p = (Symbol(name, real=True) for name in ("f", "f_0", "f_next", "p"))


def moved(velocity: Any, position: Any, gradient: Any) -> tuple[Any, Any]:
    """(z, w) after one step of the update rule."""
    after: tuple[Any, Any] = momentum.step((velocity, position), lambda _: gradient, alpha=1, beta=q**2)
    return after


def lyapunov(velocity: Any, following: Any, value: Any) -> Expr:
    """V, by the velocity before and after the step from the point with this value."""
    mixed = 2 * q * (1 + q**2) * space.inner(velocity, following)
    sizes = q * (2 - q - 2 * q**2 - q**3) * space.norm(velocity) + (1 - q**2) * space.norm(following)
    potential: Expr = 8 * q * value + sizes + mixed
    return potential


def scaled(relation: Any) -> Boolean:
    """A relation of the class in units in which alpha = 1."""
    inside: Boolean = relation.subs(UNITS)
    return inside


@claim(
    "heavy-ball.converges",
    section=SECTION,
    latex=r"\alpha L = (1+q)^2,\ \alpha\mu = (1-q)^2,\ \beta = q^2,\ q^2 + q < 1 \iff \kappa < 9 + 4\sqrt5:\quad "
    r"2q\,\alpha(f(w^k) - f^\star) \le \big(1 - \tfrac27 q(1-q)^2(1-q-q^2)\big)^k V_0 \quad\text{for every } f \in "
    r"\mathcal F_{\mu,L}",
    references=(LRP,),
)
def converges() -> Iterator[Statement | Misprint]:
    """The identity above makes V fall by 2 q (1 - q - q^2)(|d^k|^2 + |d^{k+1}|^2). With the gradient q^2 d^k - d^{k+1}
    at w^k, f - f* is at least |grad f|^2/(2 L), which makes V >= 2 q (f - f*), and at most |grad f|^2/(2 mu), which
    makes V <= 7/(1 - q)^2 (|d^k|^2 + |d^{k+1}|^2). The three together are the factor.
    """
    after = moved(z, w, g)
    second = moved(*after, h)
    here, there = Point(w, g, f), Point(after[1], h, f_next)
    pair = scaled(interpolation(space, here, there))
    square = space.real(q * second[0] + (1 - q**2) * after[0] + q * z)
    now, following = lyapunov(z, after[0], f), lyapunov(after[0], second[0], f_next)
    moves = space.norm(z) + space.norm(after[0])
    falls = following <= now - 2 * q * GAP * moves
    yield Statement("one step", (*BELOW, pair, square), falls, plan=Auto(products=((pair,), (square,))))
    lower, upper = bounds(here, after[0])
    yield Statement("no less than the value", (*BELOW, *lower), now >= 2 * q * f, plan=from_below(now, lower))
    limited = (1 - q) ** 2 * now <= 7 * moves
    yield Statement("no more than the moves", (*BELOW, *upper), limited, plan=from_above(limited, upper))
    guard = (pair, square, *lower, *upper)
    contracts = following <= FACTOR * now
    plan = Use("one step", then=Use("no more than the moves", then=Auto(products=((q, GAP, limited),))))
    yield Statement("each step contracts", (*BELOW, *guard), contracts, plan=known(q < 1, then=plan))
    begin = lyapunov(x, moved(x, y, e)[0], f_0)
    run = space.run(
        {z: (x, after[0]), w: (y, after[1]), g: (e, h)},
        (h,),
        {f: (f_0, f_next), p: (1, FACTOR * p)},
        (f_next,),
        And(*guard),
    )
    step = Use("each step contracts", then=Auto(products=((FACTOR, now <= p * begin),)))
    for_ever = Induct(And(p >= 0, now <= p * begin), step=known(FACTOR > 0, then=step))
    yield Statement("for every k", (*BELOW, run), now <= p * begin, plan=for_ever)
    both = Use("for every k", then=Use("no less than the value"))
    yield Statement("the values", (*BELOW, run, *lower), 2 * q * f <= p * begin, plan=both)


def bounds(here: Point, velocity: Any) -> tuple[tuple[Boolean, ...], tuple[Boolean, ...]]:
    """What bounds f at a point from below, and from above, and the squares that it needs."""
    mixed = LEADING * velocity + q * (q**4 + 2 * q**3 - q**2 + 2 * q + 1) * z
    lower = (interpolation(space, here, MINIMISER), space.real(L * here.x - here.g), space.real(mixed), space.real(z))
    upper = (strong_convexity(space, MINIMISER, here), space.real(here.g - mu * here.x))
    sizes = (space.real(velocity), space.real(z), space.real(z + velocity), space.real(z - velocity))
    return tuple(map(scaled, lower)), tuple(map(scaled, (*upper, *sizes)))


def from_below(now: Any, lower: tuple[Boolean, ...]) -> Plan:
    """(1 + q)^2 (V - 2 q f) is at least a quadratic form in z and m, and that is by its pivot a sum of squares."""
    terms = (
        (LEADING, now < 2 * q * f),
        (LEADING, lower[0]),
        (LEADING, lower[1]),
        (lower[2],),
        (q, DETERMINANT, lower[3]),
    )
    return known(q < 1, LEADING > 0, DETERMINANT > 0, then=Auto(products=terms, squares=(1 + q, 1 - q)))


def from_above(limited: Any, upper: tuple[Boolean, ...]) -> Plan:
    """(1 - q)^2 V is at most a quadratic form in z and m, whose mixed coefficient is small."""
    convex, square, last, first, plus, minus = upper
    ends = 7 - 4 * q - (1 - q) ** 2 * (1 - q**2), 7 - 4 * q**5 - (1 - q) ** 2 * q * (2 - q - 2 * q**2 - q**3)
    b = 4 * q**3 - (1 - q) ** 2 * q * (1 + q**2)
    weights = [end - size for end in ends for size in (b, -b)]
    terms = (
        (q, convex),
        (q, square),
        (b, plus),
        (-b, minus),
        *((weight, length) for length, pair in ((last, weights[:2]), (first, weights[2:])) for weight in pair),
    )
    close = Auto(products=terms, squares=(1 - q,))
    return known(q < 1, *(weight > 0 for weight in weights), then=Cut(b >= 0, otherwise=close, then=close))
