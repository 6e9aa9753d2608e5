r"""Footnote 1: a convex function on which momentum, with its optimal quadratic parameters, does not converge.

The function of Lessard, Recht and Packard, whose curvature is 25 or 1 everywhere, and the parameters for kappa = 25:

    f'(x) = 25 x for x < 1,   x + 24 for 1 <= x < 2,   25 x - 24 for x >= 2,        alpha = 1/9,  beta = 4/9.

Three iterates in the pieces x >= 2, x < 1, x < 1 return to themselves at one point, found by linear equations:

    2592/1225 -> 792/1225 -> -2208/1225 -> 2592/1225.

Near the cycle every piece has slope 25, where both eigenvalues are -2/3: with e_k the distance to the cycle and
d_k = e_k + (2/3) e_{k-1}, three steps multiply d by -8/27 and take e to -(8/27)(e + 3 d). So e^2 + 9 d^2 is at least
halved. From rest every w^0 in [17715/5504, 1527/448] enters these pieces after two steps and stays in them.

References: L. Lessard, B. Recht and A. Packard, "Analysis and design of optimization algorithms via integral quadratic
constraints", SIAM J. Optim. 26(1), 2016, section 4.6; G. Goh, "Why Momentum Really Works", Distill 2017, footnote 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sympy import And, Eq, Expr, Ne, Or, Rational, Symbol, linsolve
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.notation import A, B, alpha, beta, epsilon, k, x, y
from derivations.optimal_parameters import OPTIMUM
from derivations.plan import Auto, Cut, Induct, Plan, Tends
from derivations.statement import Limit, Misprint, Orbit, Statement
from numerics.algorithms import momentum

__all__ = ["ATTRACTED", "PARAMETERS", "PIECES", "cycle", "gradient", "limit_cycle"]

LRP = "L. Lessard, B. Recht and A. Packard, SIAM J. Optim. 26(1), 2016, section 4.6"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
PARAMETERS = {"alpha": Rational(1, 9), "beta": Rational(4, 9)}
PIECES = ((25, 0), (1, 24), (25, -24))  # slope and intercept of f' for x < 1, 1 <= x < 2, x >= 2
ATTRACTED = (Rational(17715, 5504), Rational(1527, 448))
"""Starting points at rest that the cycle attracts: just those that follow the pieces 2, 0, 2, 0, 0, 2, 0, 0, ..."""


def gradient(x: Any) -> Any:
    """f'(x) at a number x of any ordered type."""
    slope, intercept = PIECES[bool(x >= 1) + bool(x >= 2)]
    return slope * x + intercept


def is_gradient(g: Any, x: Any) -> Boolean:
    """g = f'(x) as a formula."""
    low, middle, high = (Eq(g, slope * x + intercept) for slope, intercept in PIECES)
    return Or(And(x < 1, low), And(x >= 1, x < 2, middle), And(x >= 2, high))


def step(state: tuple[Any, Any], g: Any) -> tuple[Expr, Expr]:
    """One step of momentum's update rule from (y, x), where the gradient is g."""
    velocity, position = momentum.step(state, lambda _: g, **PARAMETERS)
    return velocity.expand(), position.expand()


@cache
def cycle(pieces: Sequence[int] = (2, 0, 0)) -> tuple[tuple[Any, Any], ...]:
    """The states (y, x) of the run that stays in these pieces for ever and returns after as many steps."""
    state: tuple[Any, Any] = (y, x)
    states = [state]
    for piece in pieces:
        slope, intercept = PIECES[piece]
        state = step(state, slope * state[1] + intercept)
        states.append(state)
    [(y_0, x_0)] = linsolve([now - then for now, then in zip(state, (y, x), strict=True)], [y, x])
    return tuple((v.subs({y: y_0, x: x_0}), w.subs({y: y_0, x: x_0})) for v, w in states[:-1])


g_1, g_2, g_3, a, b = (Symbol(name, real=True) for name in ("g_1", "g_2", "g_3", "a", "b"))
x_0 = Symbol("x_0", real=True)
ROUND = [(y, x), step((y, x), g_1), step(step((y, x), g_1), g_2), step(step(step((y, x), g_1), g_2), g_3)]
GUARD = And(*(is_gradient(g, state[1]) for g, state in zip((g_1, g_2, g_3), ROUND, strict=False)))
IN_PIECES = (Eq(g_1, 25 * x - 24), Eq(g_2, 25 * ROUND[1][1]), Eq(g_3, 25 * ROUND[2][1]))


def rounds(start: tuple[Any, Any]) -> Orbit:
    """Three steps at a time from a state (y, x), whatever the pieces; k counts the rounds."""
    after = ROUND[3]
    return Orbit({y: (start[0], after[0]), x: (start[1], after[1]), k: (0, k + 1)}, (g_1, g_2, g_3), GUARD)


def distances(state: tuple[Any, Any]) -> tuple[Expr, Expr]:
    """e and d at the first point of the cycle: the previous iterate is x + alpha y."""
    e = state[1] - cycle()[0][1]
    before = state[1] + PARAMETERS["alpha"] * state[0] - cycle()[2][1]
    return e, (e + Rational(2, 3) * before).expand()


def ahead(n: int, e: Any, d: Any) -> Expr:
    """The distance to the cycle n steps later, as long as the slope is 25: (-2/3)^n (e + n d)."""
    return Rational(-2, 3) ** n * (e + n * d)


def stays(state: tuple[Any, Any]) -> Boolean:
    """The next nine iterates are in the pieces of the cycle; then so are all that follow."""
    e, d = distances(state)
    points = [c + ahead(n, e, d) for n, c in enumerate([w for _, w in cycle()] * 3)]
    return And(*(point >= 2 if n % 3 == 0 else point < 1 for n, point in enumerate(points)))


def known(facts: Sequence[Boolean], then: Plan) -> Plan:
    """Prove these facts one after the other and go on."""
    for fact in reversed(facts):
        then = Cut(fact, then=then)
    return then


@claim(
    "stab.momentum-can-diverge-on-convex",
    section="footnote 1",
    latex=r"f'(x) = 25x\ (x < 1),\ x + 24\ (1 \le x < 2),\ 25x - 24\ (x \ge 2),\quad \alpha = \tfrac19,\ \beta = "
    r"\tfrac49:\quad "
    r"w^{3k+2} \to \tfrac{2592}{1225} \ne 0 = w^\star \text{ from rest at every } w^0 \in [\tfrac{17715}{5504}, "
    r"\tfrac{1527}{448}]",
    printed="There is a convex function on which momentum with its optimal quadratic parameters does not converge "
    "(Lessard, Recht and Packard: a limit cycle).",
    as_printed="holds",
    references=(LRP, GOH),
)
def limit_cycle() -> Iterator[Statement | Misprint]:
    """f' is monotone with slopes between 1 and 25 and vanishes at 0 alone; alpha and beta are optimal for kappa = 25.
    The three states of the cycle follow each other. The nine conditions of `stays` are kept by a round, which halves
    e^2 + 9 d^2; so (1 + k)(e^2 + 9 d^2) does not grow. Two steps from rest lead from the interval to where these
    conditions hold.
    """
    g_a, g_b = g_1, g_2  # f'(a) and f'(b)
    monotone = And((g_a - g_b) * (a - b) >= (a - b) ** 2, (g_a - g_b) * (a - b) <= 25 * (a - b) ** 2)
    slopes = Auto(degree=2, depth=8)
    yield Statement("slopes between 1 and 25", (is_gradient(g_a, a), is_gradient(g_b, b)), monotone, plan=slopes)
    yield Statement("the minimiser is 0", (is_gradient(g_a, a), Eq(g_a, 0)), Eq(a, 0))
    chosen = tuple(h.subs({A: 1, B: 5}) for h in OPTIMUM[2:])
    optimal = And(*(Eq(symbol, PARAMETERS[symbol.name]) for symbol in (alpha, beta)))
    yield Statement("optimal for kappa = 25", chosen, optimal)
    start = cycle()[0]
    at_cycle = And(Eq(x, start[1]), Eq(y, start[0]))
    returns = Induct(at_cycle, step=known(IN_PIECES, Auto()))
    yield Statement("the cycle", (rounds(start),), And(at_cycle, Ne(x, 0)), plan=returns)
    yield from attraction()


def attraction() -> Iterator[Statement]:
    """The cycle attracts every starting point of the interval."""
    low, high = ATTRACTED
    first = step((0, x_0), g_1)
    second = step(first, g_2)
    begins = (x_0 >= low, x_0 <= high, is_gradient(g_1, x_0), is_gradient(g_2, first[1]))
    high_piece = 25 * x_0 - 24
    low_piece = 25 * step((0, x_0), high_piece)[1]
    settled = step(step((0, x_0), high_piece), low_piece)
    e, d = distances(settled)
    pieces = (Eq(g_1, high_piece), Eq(g_2, low_piece))
    reached = And(Eq(second[0], settled[0]), Eq(second[1], settled[1]))
    entered = And(reached, stays(settled), e**2 + 9 * d**2 <= 9)
    yield Statement("two steps lead near the cycle", begins, entered, plan=known(pieces, Auto()))
    W = sum(factor * v**2 for factor, v in zip((1, 9), distances((y, x)), strict=True))
    shrinks = And(k >= 0, stays((y, x)), (1 + k) * W <= 9)
    e_now, d_now = distances((y, x))
    e_next, d_next = distances(ROUND[3])
    moved = (*IN_PIECES, Eq(27 * d_next, -8 * d_now), Eq(27 * e_next, -8 * (e_now + 3 * d_now)))
    halved = Cut(2 * (e_next**2 + 9 * d_next**2) <= W, otherwise=Auto(squares=(e_now - 3 * d_now, e_now, d_now)))
    keeps = known(moved, halved)
    limit = Limit(rounds(settled), k, x, cycle()[0][1])
    close = Induct(shrinks, step=keeps, then=Auto(degree=2, squares=(d_now,)))
    yield Statement("the cycle attracts", (x_0 >= low, x_0 <= high), limit, plan=Tends(epsilon**2 / 10, close=close))
