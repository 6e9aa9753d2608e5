r"""The cycles of period three attract: all that begins near one stays near it and tends to it.

For the cycles of `derivations.heavy_ball_cycles`, whose notation and units (alpha = 1) are kept, let x_1 + epsilon <= c
and c + 1 <= x_0 - epsilon: for q^2 + q > 1 there are such c and epsilon > 0. Let e_k be the distance of the k-th
iterate to the point whose turn it is, and d_k = e_k + q e_{k-1}. While the pieces are those of the cycle, of slope L,

    e_{k+1} = -q (e_k + d_k),    d_{k+1} = -q d_k,

and W = (1 - q)^2 e^2 + q (2 - q) d^2 is at most multiplied by q in a step. So (1 - q)^2 e_k^2 <= W_k <= q^k W_0, and
where W_0 <= (1 - q)^2 epsilon^2 the iterates do not leave these pieces.

Notation: p is q^k; the run begins with the velocity y_start at x_start; the rest is that of the cycles.

References: L. Lessard, B. Recht, A. Packard, "Analysis and design of optimization algorithms via integral quadratic
constraints", SIAM J. Optim. 26(1), 2016, section 4.6 (an attracting cycle at kappa = 25).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Or, Rational, Symbol

from derivations.claim import claim
from derivations.heavy_ball_cycles import FOLLOWING, POINTS, TURN, cycle, is_gradient
from derivations.notation import L, epsilon, mu, q, x, y
from derivations.plan import Auto, Cases, Cut, Induct, Plan, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import momentum

__all__ = ["attraction", "weighed_distance"]

SECTION = "footnote 1"
LRP = "L. Lessard, B. Recht and A. Packard, SIAM J. Optim. 26(1), 2016, section 4.6"
c, d, e, g, p, x_start, y_start = (Symbol(name, real=True) for name in ("c", "d", "e", "g", "p", "x_start", "y_start"))
x_0, x_1, x_2 = POINTS


def weighed_distance(e: Any, d: Any) -> Any:
    """W, in numbers of any kind."""
    return (1 - q) ** 2 * e**2 + q * (2 - q) * d**2


def distances(i: int, position: Any, velocity: Any) -> tuple[Expr, Expr]:
    """e and d where it is the turn of x_i; the iterate before is position + velocity."""
    apart: Expr = position - POINTS[i]
    return apart, apart + q * (position + velocity - POINTS[i - 1])


@claim(
    "heavy-ball.cycle-attracts",
    section=SECTION,
    latex=r"x_1 + \varepsilon \le c \le x_0 - 1 - \varepsilon,\ W_0 \le (1-q)^2\varepsilon^2:\quad "
    r"|w^k - x_{k \bmod 3}|^2 \le q^k \varepsilon^2",
    references=(LRP,),
)
def attraction() -> Iterator[Statement | Misprint]:
    """q W_k - W_{k+1} = q (1 - q) (((1 - q) e - q d)^2 + q (1 - q) d^2). Since e^2 <= p epsilon^2 with p <= 1, the run
    is in the piece of the point whose turn it is.
    """
    now, after = weighed_distance(e, d), weighed_distance(-q * (e + d), -q * d)
    bound = (1 - q) ** 2 * epsilon**2
    squares = Auto(squares=((1 - q) * e - q * d, d), products=((q, 1 - q), (q, q, 1 - q, 1 - q)))
    yield Statement("a step contracts", (q > 0, q < 1), after <= q * now, plan=squares)
    small = (q > 0, q < 1, epsilon > 0, p >= 0, p <= 1, now <= p * bound)
    scaled = Use("a step contracts", then=Auto(products=((q, now <= p * bound),)))
    yield Statement("W stays small", small, after <= q * p * bound, plan=scaled)
    divided = Auto(products=((q, 2 - q),), squares=(d,))
    below = Cut((1 - q) ** 2 * (e**2 - p * epsilon**2) <= 0, otherwise=known(q * (2 - q) > 0, then=divided))
    yield Statement("so does e", small, e**2 <= p * epsilon**2, plan=below)
    sides = Use("so does e", then=Cut(e**2 <= epsilon**2))
    yield Statement("e is between", small, And(e <= epsilon, e >= -epsilon), plan=sides, lemma=True)
    velocity, position = momentum.step((y, x), lambda _: g, alpha=1, beta=q**2)
    turns = {TURN[i]: (int(i == 0), TURN[i - 1]) for i in range(3)}
    at = {mu: (1 - q) ** 2, L: (1 + q) ** 2}
    moves = {y: (y_start, velocity), x: (x_start, position), p: (1, q * p), **turns}
    run = Orbit(moves, (g,), is_gradient(g, x).subs(at))
    limit = (1 - q) ** 2 * epsilon**2
    moments = []
    for i in range(3):
        turn = [Eq(TURN[j], int(i == j)) for j in range(3)]
        moments.append(And(*turn, p >= 0, p <= 1, weighed_distance(*distances(i, x, y)) <= p * limit))
    invariant = Or(*moments)
    order = [moments.index(moment) for moment in invariant.args]  # SymPy sorts alternatives
    kept = Cases(tuple(stays(i, position, velocity) for i in order))
    plan = Induct(invariant, step=kept, then=Cases(tuple(map(ends, order))))
    near = weighed_distance(*distances(0, x_start, y_start)) <= limit
    inside = (epsilon > 0, x_1 + epsilon <= c, x_0 - epsilon >= c + 1, x_2 < x_1)
    given = (q > 0, q < 1, c > 0, *inside, *FOLLOWING, near, run)
    apart = x - sum(turn * point for turn, point in zip(TURN, POINTS, strict=True))
    witness = {q: Rational(2, 3), c: 1, epsilon: Rational(1, 100)} | dict(
        zip(POINTS, cycle(Rational(2, 3)), strict=True)
    )
    witness |= {x_start: witness[x_0], y_start: witness[x_2] - witness[x_0]}
    yield Statement("for every k", given, apart**2 <= p * epsilon**2, plan=plan, witness=witness)


def stays(i: int, position: Any, velocity: Any) -> Plan:
    """Where it is the turn of x_i: the piece, and the next distances."""
    now, following = distances(i, x, y), distances(i - 2, position, velocity)
    at = {e: now[0], d: now[1]}
    moved = known(Eq(following[0], -q * (now[0] + now[1])), Eq(following[1], -q * now[1]))
    rest = Use("W stays small", at, known(p * q >= 0, p * q <= 1, then=moved))
    if i == 0:
        piece = Cut(Eq(g, (1 + q) ** 2 * x - 4 * q), then=rest)
    else:
        lowest = Cut(x < c, otherwise=Cut(Eq(x, c)))
        piece = Cut(Eq(g, (1 + q) ** 2 * x), otherwise=lowest, then=rest)
    return Use("e is between", at, piece)


def ends(i: int) -> Plan:
    """From W to e, where it is the turn of x_i."""
    now = distances(i, x, y)
    return Use("so does e", {e: now[0], d: now[1]})
