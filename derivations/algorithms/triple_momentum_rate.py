r"""Triple momentum on smooth strongly convex functions: a Lyapunov function, and the rate rho = 1 - 1/sqrt(kappa).

With the published parameters (`numerics.algorithms.triple_momentum.published`), y^k where the k-th gradient is taken
and w^k the output,

    q_k = (L - mu) (f(y^k) - f* - mu/2 |y^k - w*|^2) - 1/2 |grad f(y^k) - mu (y^k - w*)|^2 >= 0,
    V_k = q_k + mu L |w^{k+1} - w*|^2,       V_{k+1} <= rho^2 V_k,       V_0 <= rho^2 L^2 |w^0 - w*|^2,

so that |w^k - w*| <= sqrt(kappa) rho^k |w^0 - w*| from rest: twice as fast in the exponent as Nesterov's method, whose
values have the rate rho where here the squared distance has rho^2.

Assumptions: 0 <= rho < 1, that is 0 < mu <= L with mu = (1 - rho)^2 L; the start is at rest, so that y^0 = w^0.

The rule is read in other coordinates, with t = 1/sqrt(mu L) and d^k = -(xi^k - xi^{k-1})/(1 - rho^2): as vectors

    y^k = w^k + beta d^k,      d^{k+1} = beta d^k + t g^k,      w^{k+1} = w^k + (1 - rho) beta d^k - t g^k,

from d^0 = 0. That these are the rule's w and y is proved of one component, for any gradients; the whole, for vectors
and a function on R^n, is a theorem of Rocq in proofs/convex.triple-momentum-rate.v. The point before
is y^k = w^{k+1} + rho d^{k+1} + g^k/L.

Notation: vectors by their inner products (`derivations.inner_products`), relative to w*, values relative to f*; w and d
are w^{k+1} and d^{k+1}, g is the gradient at y^k and h that at y^{k+1}; x is w^0, z the gradient there; p is
rho^{2k + 2}.

References: B. Van Scoy, R. A. Freeman, K. M. Lynch, "The fastest known globally convergent first-order method for
minimizing strongly convex functions", IEEE Control Systems Letters 2(1), 2018, Theorem 1 and its proof; S. Cyrus, B.
Hu, B. Van Scoy, L. Lessard, "A robust accelerated optimization algorithm for strongly convex functions", ACC 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Symbol

from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.interpolation import MINIMISER, Point, interpolation
from derivations.notation import L, alpha, beta, gamma, mu, rho
from derivations.plan import Auto, Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms.triple_momentum import published, step

__all__ = ["lyapunov", "rate"]

SECTION = "Triple momentum on smooth strongly convex functions"
VFL = "B. Van Scoy, R. A. Freeman, K. M. Lynch, IEEE Control Systems Letters 2(1), 2018"
CHVL = "S. Cyrus, B. Hu, B. Van Scoy, L. Lessard, ACC 2018"

delta, t, v, output = (Symbol(name, real=True) for name in ("delta", "t", "v", "output"))
PARAMETERS = {"alpha": alpha, "beta": beta, "gamma": gamma, "delta": delta}
CLASS = (L > 0, rho >= 0, rho < 1, Eq(mu, (1 - rho) ** 2 * L))
ROOT = Eq(t * L * (1 - rho), 1)
"""t is 1/sqrt(mu L)."""
MOMENTUM = Eq(beta * (2 - rho), rho**2)

space = Vectors("w", "d", "g", "h", "x", "z")
w, d, g, h, x, z = space.symbols
f, f_0, f_next, p, x_0 = (Symbol(name, real=True) for name in ("f", "f_0", "f_next", "p", "x_0"))


def point(output: Any, direction: Any) -> Any:
    """Where the gradient is taken, in the other coordinates."""
    return output + beta * direction


def moved(output: Any, direction: Any, gradient: Any) -> tuple[Any, Any]:
    """(w, d) after one step, in the other coordinates."""
    return output + (1 - rho) * beta * direction - t * gradient, beta * direction + t * gradient


def point_before(output: Any, direction: Any, gradient: Any) -> Any:
    """Where the gradient was taken that has led to w and d."""
    return output + rho * direction + (1 - rho) * t * gradient


def lyapunov(point: Point, output: Any) -> Expr:
    """V: of the point where the gradient was taken, and the output after it."""
    size = space.norm(point.g - mu * point.x) / 2
    potential: Expr = (L - mu) * (point.f - mu / 2 * space.norm(point.x)) - size + mu * L * space.norm(output)
    return potential


@claim(
    "convex.triple-momentum-rate",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ \rho = 1 - 1/\sqrt\kappa:\quad V_{k+1} \le \rho^2 V_k,\quad "
    r"|w^k - w^\star| \le \sqrt\kappa\,\rho^k |w^0 - w^\star|",
    references=(VFL, CHVL),
)
def rate() -> Iterator[Statement | Misprint]:
    """With [i, j] the interpolation inequality as something no less than 0, between y^k, y^{k+1} and w*,

        2 (rho^2 V_k - V_{k+1}) = rho^2 [k, k+1] + (1 - rho^2) [*, k+1]

    is an identity: no square is left over. V_k >= mu L |w^{k+1} - w*|^2 is [k, *]. At rest [*, 0] gives V_0 <= (sqrt(L)
    - sqrt(mu))^2 <grad f(w^0), w^0 - w*>, which is at most rho^2 L^2 |w^0 - w*|^2. The run gives k >= 1; k = 0 is
    sqrt(kappa) >= 1.
    """
    yield from coordinates()
    here, there = Point(point_before(w, d, g), g, f), Point(point(w, d), h, f_next)
    pairs = (interpolation(space, here, there), interpolation(space, MINIMISER, there))
    after = moved(w, d, h)
    now, following = lyapunov(here, w), lyapunov(there, after[0])
    plan = Auto(products=((pairs[0],), (1 - rho**2, pairs[1])), squares=(rho,), timeout=100)
    given = (*CLASS, ROOT, MOMENTUM)
    yield Statement("one step", (*given, *pairs), following <= rho**2 * now, plan=known(1 - rho**2 >= 0, then=plan))
    start = moved(x, 0, z)
    begin = lyapunov(Point(x, z, f_0), start[0])
    least = (interpolation(space, MINIMISER, Point(x, z, f_0)), space.inner(z, x) <= L * space.norm(x))
    size = L**2 * space.norm(x)
    begins = Auto(products=((least[0],), (L, least[1])), squares=(rho,))
    yield Statement("the first value", (*CLASS, ROOT, *least), begin <= rho**2 * size, plan=begins)
    moves = {w: (start[0], after[0]), d: (start[1], after[1]), g: (z, h)}
    numbers = {f: (f_0, f_next), p: (rho**2, rho**2 * p)}
    run = space.run(moves, (h,), numbers, (f_next,), And(*pairs))
    within = And(p >= 0, now <= p * size)
    contracts = Use("one step", then=Auto(squares=(rho,)))
    for_ever = Induct(within, base=Use("the first value"), step=contracts)
    yield Statement("for every k", (*given, *least, space.real(x), run), now <= p * size, plan=for_ever)
    lowest = interpolation(space, here, MINIMISER)
    distance = (1 - rho) ** 2 * space.norm(w) <= p * space.norm(x)
    scaled = Use("for every k", then=Auto(products=((lowest,),), squares=(L,)))
    yield Statement("the distance", (*given, *least, space.real(x), run, lowest), distance, plan=scaled)


def coordinates() -> Iterator[Statement]:
    """One component of the run of the rule, and of that of the other coordinates, with any gradients."""
    points: dict[Any, Any] = {}
    after = step((v, w), lambda place: points.setdefault(place, g), **PARAMETERS)
    w_next, d_next = moved(output, d, g)
    moves = {v: (0, after[0]), w: (x_0, after[1]), d: (0, d_next), output: (x_0, w_next)}
    given = (*CLASS, ROOT, *(Eq(PARAMETERS[name], value) for name, value in published(rho, L).items()))
    run = Orbit(moves, inputs=(g,))
    same = And(Eq(output, w), Eq((1 - rho**2) * d, -v))
    yield Statement("the same iterates", (*given, run), Eq(output, w), plan=Induct(same))
    place = Eq(point(output, d), next(iter(points)))
    yield Statement("the gradient is taken at the same point", (*given, run), place, plan=Induct(same))
