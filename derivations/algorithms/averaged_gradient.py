r"""Averaged gradient: the mean of gradient descent's iterates, a linear first order method that is not stationary.

    v^{k+1} = v^k - alpha grad f(v^k),    w^k = (v^0 + ... + v^k)/(k + 1)

Notation: along an eigenvector of curvature lambda, v and x are the components of v - w* and w - w*; `total` is the sum
of the components of v so far and `before` the sum one step earlier; `count` is k + 1.

References: N. Flammarion, F. Bach, "From averaging to acceleration, there is only a step-size", COLT 2015, section 2;
B. T. Polyak, A. B. Juditsky, SIAM J. Control Optim. 30(4), 1992.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Symbol

from derivations.claim import claim
from derivations.notation import alpha, lam, x
from derivations.plan import Auto, Cut, Induct
from derivations.statement import Misprint, Orbit, Statement
from numerics.algorithms import gradient_descent
from numerics.algorithms.averaged_gradient import step

__all__ = ["mean", "recurrence"]

SECTION = "Averaged gradient"
FLAMMARION_BACH = "N. Flammarion and F. Bach, From averaging to acceleration, there is only a step-size, COLT 2015"

x_0, v, u, g, total, before, count, share, next_share = (
    Symbol(name, real=True) for name in ("x_0", "v", "u", "g", "total", "before", "count", "share", "next_share")
)
SHARE = Eq(share * (count + 1), 1)
"""`share` is 1/(count + 1), the weight of the new point."""


def component_step(gradient: Any, weight: Any = share) -> tuple[Any, Any, Any]:
    """(v, count, x) after one step of the rule, with `weight` for 1/(count + 1)."""
    after = step((v, count, x), gradient, alpha=alpha)
    v_next, count_next, x_next = (entry.subs(1 / (count + 1), weight) for entry in after)
    return v_next, count_next, x_next


@claim(
    "averaged-gradient.mean",
    section=SECTION,
    latex=r"w^k = \frac1{k+1}\sum_{i=0}^k v^i,\quad v^i \text{ the iterates of gradient descent}\quad (\text{any } f)",
    references=(FLAMMARION_BACH,),
)
def mean() -> Iterator[Statement | Misprint]:
    """(k + 2) w^{k+1} = (k + 1) w^k + v^{k+1}, so that (k + 1) w^k is the sum of all v; and v moves by gradient
    descent, whatever gradients it meets.
    """
    v_next, count_next, x_next = component_step(lambda _: g)
    (u_next,) = gradient_descent.step((u,), lambda _: g, alpha=alpha)
    sums = {total: (x_0, total + u_next), u: (x_0, u_next)}
    moves = {v: (x_0, v_next), count: (1, count_next), x: (x_0, x_next)}
    run = Orbit(moves | sums, inputs=(g, share), guard=SHARE)
    same = And(Eq(v, u), Eq(count * x, total))
    yield Statement("the sum of gradient descent", (run,), same, plan=Induct(same))
    yield Statement("of so many terms", (run,), count >= 1, plan=Induct(count >= 1))


@claim(
    "averaged-gradient.recurrence",
    section=SECTION,
    latex=r"\eta_k = (k+1)(w^k - w^\star):\quad \eta_{k+1} = (2 - \alpha\lambda)\eta_k - (1 - \alpha\lambda)\eta_{k-1},"
    r"\quad \alpha\lambda\,\eta_k = \big(1 - (1-\alpha\lambda)^{k+1}\big) (w^0 - w^\star)",
    references=(FLAMMARION_BACH,),
)
def recurrence() -> Iterator[Statement | Misprint]:
    """eta is the sum of the components of v, which are multiplied by 1 - alpha lambda: eta_{k+1} - eta_k = v^{k+1} =
    (1 - alpha lambda)(eta_k - eta_{k-1}). So alpha lambda eta_k is a geometric sum.
    """
    v_next, count_next, x_next = component_step(lambda e: lam * e)
    moves = {v: (x_0, v_next), count: (1, count_next), x: (x_0, x_next), before: (0, count * x)}
    run = Orbit(moves, inputs=(share,), guard=SHARE)
    difference = Eq(count * x - before, v)
    _, _, following = component_step(lambda e: lam * e, next_share)
    following = count_next * following
    constant = Eq(following, (2 - alpha * lam) * count * x - (1 - alpha * lam) * before)
    plan = Induct(difference, then=Cut(Eq(following, count * x + v_next)))
    given = (run, SHARE.subs(share, next_share))
    yield Statement("constant coefficients", given, constant, plan=plan)
    closed = Eq(alpha * lam * count * x, x_0 - (1 - alpha * lam) * v)
    yield Statement("geometric sum", (run,), closed, plan=Induct(closed, step=Auto(degree=3)))
