r"""Where momentum does not have its quadratic rate: cycles of period three, exactly for kappa >= 9 + 4 sqrt(5).

With the parameters that are optimal on quadratics with curvatures in [mu, L], q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1),

    alpha L = (1 + q)^2,   alpha mu = (1 - q)^2,   beta = q^2,

momentum has a cycle of three points on some function of F_{mu, L} if and only if q^2 + q >= 1: q is no less than the
reciprocal of the golden ratio, kappa no less than its sixth power, 9 + 4 sqrt(5) = 17.94.... The range of kappa has no
upper end. Where it begins, one dimension suffices, by the function of Lessard, Recht and Packard for every kappa,

    f'(x) = L x for x < c,    mu x + (L - mu) c for c <= x < c + 1,    L x - (L - mu) for x >= c + 1,

whose cycle is, from the piece with the largest x,

    12 q^3/(1 + q^3)^2  ->  4 q (1 - 2 q^3)/(1 + q^3)^2  ->  -4 q^2 (2 - q^3)/(1 + q^3)^2  ->  12 q^3/(1 + q^3)^2.

It attracts what begins near it (`derivations.heavy_ball_attraction`). Their example is q = 2/3, kappa = 25, c = 1
(`derivations.limit_cycle`, with a range of starts at rest that it attracts). Below 9 + 4 sqrt(5), no
function of the class in any dimension has such a cycle, and momentum converges (`derivations.heavy_ball_convergence`).
That the function is in the class and its gradient vanishes at 0 alone, that the points are in their pieces, and that
the run on it goes round, are theorems for all parameters; with f itself they are one theorem of Rocq in
proofs/heavy-ball.cycle-of-period-three.v.

Notation: x_0, x_1, x_2 are the points of the cycle; y and x the state of the rule, velocity and position, g the
gradient; a, b, e three vectors that follow each other (`derivations.inner_products`); root is sqrt(kappa).

References: L. Lessard, B. Recht, A. Packard, "Analysis and design of optimization algorithms via integral quadratic
constraints", SIAM J. Optim. 26(1), 2016, section 4.6; B. Goujaud, A. Taylor, A. Dieuleveut, "Provable non-accelerations
of the heavy-ball method", arXiv:2307.11291, 2023 (cycles over roots of unity, in two dimensions).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.interpolation import Point as Sample
from derivations.interpolation import interpolation
from derivations.notation import L, alpha, beta, kappa, mu, q, w, x, y, z
from derivations.plan import Auto, Cases, Cut, Induct
from derivations.statement import Misprint, Orbit, Point, Statement
from derivations.tactics import known
from numerics.algorithms import momentum

__all__ = ["GOLDEN", "OPTIMAL", "cycle", "is_gradient", "only_above", "period_three", "slope"]

SECTION = "footnote 1"
LRP = "L. Lessard, B. Recht and A. Packard, SIAM J. Optim. 26(1), 2016, section 4.6"
GTD = "B. Goujaud, A. Taylor, A. Dieuleveut, Provable non-accelerations of the heavy-ball method, arXiv:2307.11291"

OPTIMAL = (q > 0, q < 1, alpha > 0, Eq(alpha * L, (1 + q) ** 2), Eq(alpha * mu, (1 - q) ** 2), Eq(beta, q**2))
GOLDEN = q**2 + q >= 1

c, root, u = (Symbol(name, real=True) for name in ("c", "root", "u"))
g = Symbol("g", real=True)
x_0, x_1, x_2, v_0 = (Symbol(name, real=True) for name in ("x_0", "x_1", "x_2", "v_0"))
POINTS = (x_0, x_1, x_2)
TURN = tuple(Symbol(name, real=True) for name in ("turn_0", "turn_1", "turn_2"))


def cycle(q: Any) -> tuple[Any, Any, Any]:
    """The three points for q in (0, 1), in numbers of any kind, from the piece with the largest x."""
    size = (1 + q**3) ** 2
    return 12 * q**3 / size, 4 * q * (1 - 2 * q**3) / size, -4 * q**2 * (2 - q**3) / size


def slope(x: Any, c: Any, mu: Any, L: Any) -> Any:
    """f'(x) at a number x of any ordered type."""
    if x < c:
        return L * x
    return mu * x + (L - mu) * c if x < c + 1 else L * x - (L - mu)


def is_gradient(g: Any, x: Any) -> Boolean:
    """g = f'(x) as a formula."""
    middle = And(x >= c, x < c + 1, Eq(g, mu * x + (L - mu) * c))
    return Or(And(x < c, Eq(g, L * x)), middle, And(x >= c + 1, Eq(g, L * x - (L - mu))))


CLOSED = tuple(Eq(symbol, value) for symbol, value in zip(POINTS, cycle(q), strict=True))
FOLLOWING = (
    Eq(x_1 + 2 * q * x_0 + q**2 * x_2, 4 * q),
    Eq(x_2 + 2 * q * x_1 + q**2 * x_0, 0),
    Eq(x_0 + 2 * q * x_2 + q**2 * x_1, 0),
)
"""A step in the outer pieces."""


@claim(
    "heavy-ball.cycle-of-period-three",
    section=SECTION,
    latex=r"\alpha L = (1+q)^2,\ \alpha\mu = (1-q)^2,\ \beta = q^2,\ q^2 + q \ge 1 \iff \kappa \ge 9 + 4\sqrt5:\quad "
    r"\tfrac{12q^3}{(1+q^3)^2} \to \tfrac{4q(1-2q^3)}{(1+q^3)^2} \to \tfrac{-4q^2(2-q^3)}{(1+q^3)^2} \to "
    r"\tfrac{12q^3}{(1+q^3)^2}\quad \text{on some } f \in \mathcal F_{\mu,L}",
    references=(LRP, GTD),
)
def period_three() -> Iterator[Statement | Misprint]:
    """In the outer pieces a step is x_{k+1} = -2 q x_k - q^2 x_{k-1}, plus 4 q from x_0; the three points are what
    these linear equations give. They are in their pieces for some c if x_1 <= x_0 - 1, which is

        4 q (1 + q)^2 (2 q - 1) >= (1 + q)^2 (1 - q + q^2)^2,   (q^2 + q - 1) (q^2 - 3 q - 1) <= 0;

    the second factor is negative. Then x_0 - 1 > 0, so that c > 0 can be chosen and the minimiser is 0. From x_0 and
    the velocity that leads there from x_2 the run is at x_0, x_1, x_2 in turn for ever, whatever c was chosen. That is
    for alpha = 1, and momentum on f is that with the step-size 1 on alpha f.
    """
    yield from function()
    given = (q > 0, q < 1, *CLOSED)
    yield Statement("the points follow each other", (q > 0, *CLOSED), And(*FOLLOWING))
    size = (1 + q**3) ** 2
    apart = Eq(size * (x_1 - x_2), 4 * q * (1 - q) * (1 + q) ** 3)
    ordered = known(size > 0, (1 - q) * q * (1 + q) ** 3 > 0, apart, then=Auto(products=((size, x_2 >= x_1),)))
    yield Statement("their order", given, x_2 < x_1, plan=ordered)
    room = Eq(size * (x_0 - 1 - x_1), (1 + q) ** 2 * (q**2 + q - 1) * (1 + 3 * q - q**2))
    positive = (size > 0, (1 + q) ** 2 > 0, 1 + 3 * q - q**2 > 0)
    yield Statement("all in their pieces", given, Equivalent(x_1 <= x_0 - 1, GOLDEN), plan=known(*positive, room))
    yield Statement("the minimiser is inside", (*given, GOLDEN), x_0 - 1 > 0)
    roots = (q > 0, q < 1, Eq(root * (1 - q), 1 + q), Eq(kappa, root**2))
    range_of_kappa = And(kappa > 1, Equivalent(GOLDEN, kappa**2 - 18 * kappa + 1 >= 0))
    yield Statement("in terms of kappa", roots, range_of_kappa)
    yield from along_the_run()


def along_the_run() -> Iterator[Statement]:
    """Three counters say whose turn it is; where it is that of x_i, the velocity is x_{i-1} - x_i."""
    velocity, position = momentum.step((y, x), lambda _: g, alpha=1, beta=q**2)
    turns = {TURN[i]: (int(i == 0), TURN[i - 1]) for i in range(3)}
    at = {mu: (1 - q) ** 2, L: (1 + q) ** 2}
    run = Orbit({y: (x_2 - x_0, velocity), x: (x_0, position), **turns}, (g,), is_gradient(g, x).subs(at))
    moments = [And(*moment(i, x, y), *(Eq(TURN[j], int(i == j)) for j in range(3))) for i in range(3)]
    pieces = [known(Eq(g, (1 + q) ** 2 * x_0 - 4 * q), then=known(*moment(1, position, velocity)))]
    for i in (1, 2):
        piece = Cut(x < c, otherwise=Cut(Eq(x, c)))
        then = known(*moment(i - 2, position, velocity))
        pieces.append(Cut(Eq(g, (1 + q) ** 2 * x), otherwise=piece, then=then))
    turn = Eq(x, sum(turn * point for turn, point in zip(TURN, POINTS, strict=True)))
    plan = Induct(Or(*moments), step=Cases(tuple(pieces)))
    given = (q > 0, q < 1, c > 0, x_1 <= c, x_0 >= c + 1, x_2 < x_1, *FOLLOWING, run)
    yield Statement("the cycle", given, turn, plan=plan, witness=known_example())
    scaled = momentum.step((z, w), lambda _: alpha * g, alpha=1, beta=beta)
    moved = momentum.step((y, x), lambda _: g, alpha=alpha, beta=beta)
    units = Orbit({z: (alpha * v_0, scaled[0]), w: (x_0, scaled[1]), y: (v_0, moved[0]), x: (x_0, moved[1])}, (g,))
    yield Statement("alpha f with the step-size 1", (units,), Eq(w, x), plan=Induct(And(Eq(w, x), Eq(z, alpha * y))))


def moment(i: int, position: Any, velocity: Any) -> tuple[Boolean, Boolean]:
    """The run is at x_i, and has come from the point before."""
    return Eq(position, POINTS[i]), Eq(velocity, POINTS[i - 1] - POINTS[i])


def known_example() -> Point:
    """That of Lessard, Recht and Packard: kappa = 25."""
    return {q: Rational(2, 3), c: 1} | dict(zip(POINTS, cycle(Rational(2, 3)), strict=True))


def function() -> Iterator[Statement]:
    """The function is in F_{mu, L}, and its minimiser is 0."""
    a, b, g_a, g_b = (Symbol(name, real=True) for name in ("a", "b", "g_a", "g_b"))
    product, square = (g_a - g_b) * (a - b), (a - b) ** 2
    monotone = And(product >= mu * square, product <= L * square)
    given = (mu > 0, L > mu, is_gradient(g_a, a), is_gradient(g_b, b))
    yield Statement("slopes between mu and L", given, monotone, plan=Auto(degree=3, depth=8))
    yield Statement("the minimiser is 0", (mu > 0, L > mu, c > 0, is_gradient(g, x), Eq(g, 0)), Eq(x, 0))


@claim(
    "heavy-ball.no-cycle-of-period-three",
    section=SECTION,
    latex=r"\alpha L = (1+q)^2,\ \alpha\mu = (1-q)^2,\ \beta = q^2,\ q^2 + q < 1 \iff \kappa < 9 + 4\sqrt5:\quad "
    r"w^{k+3} = w^k \text{ for two } k \text{ that follow each other} \implies w^k = w^\star\quad (f \in "
    r"\mathcal F_{\mu,L})",
    references=(GTD,),
)
def only_above() -> Iterator[Statement | Misprint]:
    """Where two points that follow each other come back after three steps, the rule determines the gradients at all
    three points. The interpolation inequalities between each of them and the one before add up to

        (q^2 + q - 1) (q^2 - 3 q - 1) (|a - b|^2 + |b - e|^2 + |e - a|^2) <= 0,

    the values cancel. Both factors are negative where q^2 + q < 1; so the three points are one, and its gradient is 0.
    For the run on R^n it is a theorem of Rocq in proofs/heavy-ball.no-cycle-of-period-three.v.
    """
    space = Vectors("a", "b", "e")
    a, b, e = space.symbols
    values = [Symbol(f"f_{name}", real=True) for name in "abe"]
    around = [(e, a, b), (a, b, e), (b, e, a)]
    gradients = [u * (now - after) - beta * u * (before - now) for before, now, after in around]
    inverse = Eq(alpha * u, 1)
    velocity, position = momentum.step((u * (e - a), a), lambda _: gradients[0], alpha=alpha, beta=beta)
    leads = And(Eq(position, b), Eq(velocity, u * (a - b)))
    yield Statement("the gradients are those of the rule", (inverse,), leads, lemma=True)
    points = [Sample(now, g, f) for (_, now, _), g, f in zip(around, gradients, values, strict=True)]
    pairs = [interpolation(space, points[i - 1], points[i]) for i in range(3)]
    total = space.norm(a - b) + space.norm(b - e) + space.norm(e - a)
    reals = [space.real(a - b), space.real(b - e), space.real(e - a)]
    factors = (q**2 + q < 1, 1 + 3 * q - q**2 > 0)
    summed = (q**2 + q - 1) * (q**2 - 3 * q - 1) * total <= 0
    added = Auto(products=tuple((pair,) for pair in pairs), squares=(alpha,))
    plan = Cut(summed, otherwise=added, then=Auto(products=((*factors, total > 0),)))
    witness = {q: Rational(1, 4), alpha: 1, u: 1, L: Rational(25, 16), mu: Rational(9, 16), beta: Rational(1, 16)}
    witness |= dict.fromkeys([*values, *(space.entry(*pair) for pair in space.pairs())], 0)
    given = (*OPTIMAL, inverse, factors[0], *pairs, *reals)
    yield Statement("all three are one", given, total <= 0, plan=known(factors[1], then=plan), witness=witness)
