r"""Optimal quadratic averaging, for strongly convex functions: the best average of two quadratic lower models.

    x^k = the lowest point of f on the line through c^{k-1} and w^{k-1}
    w^k = x^k - grad f(x^k)/L,  or the lowest point of f on the line along grad f(x^k)
    A   = f(x^k) - |grad f(x^k)|^2/(2 mu) + mu/2 |x - a|^2,     a = x^k - grad f(x^k)/mu
    Q_k = t A + (1 - t) Q_{k-1} = v_k + mu/2 |x - c^k|^2,       t in [0, 1] for the largest v_k

A <= f by strong convexity, so that Q_k <= f for every average: v_k <= f* <= f(w^k) is known at every step, without f*.
It needs values of f and line searches, so it is no update rule of `numerics.algorithms`; on a quadratic it is rational.

    oqa = optimal_quadratic_averaging(problem.objective, problem.gradient, w0, 20, mu=mu, smoothness=L)
    oqa[-1].point, objective(oqa[-1].point) - oqa[-1].value       # w^k, and a bound on its excess

Reference: D. Drusvyatskiy, M. Fazel, S. Roy, "An optimal first order method based on optimal quadratic averaging",
SIAM J. Optim. 28(1), 2018, arXiv:1604.06543: the algorithm and its guarantee f(w^k) - v_k <= (1 - sqrt(mu/L))^k
(f(w^0) - v_0).
"""

from __future__ import annotations

from dataclasses import dataclass

from numerics.elementary import inner, maximum, quotient
from numerics.line_search import LineSearch, Objective, column, lowest_on_line
from numerics.rule import Gradient, Number

__all__ = ["LowerModel", "optimal_average", "optimal_quadratic_averaging"]


@dataclass(frozen=True, eq=False)
class LowerModel:
    """v + mu/2 |x - c|^2, a lower model of f, beside the point w that it was made at.

    `point` and `centre` have shape (..., n), `value` (..., 1).
    """

    point: Number
    centre: Number
    value: Number


def optimal_quadratic_averaging(
    objective: Objective,
    gradient: Gradient,
    start: Number,
    iterations: int,
    *,
    mu: Number,
    smoothness: Number | None = None,
    line_search: LineSearch = lowest_on_line,
) -> list[LowerModel]:
    """Q_0 .. Q_k with w^0 .. w^k, over any number type.

    `objective` is f up to a constant, `smoothness` L of the short step, by default a line search; `mu` > 0. The line
    search is exact for quadratics; for another function give one. In balls, ValueError where it is not decided
    whether two points are the same.
    """
    model = _at(objective, gradient, start, mu, smoothness, line_search)
    models = [model]
    for _ in range(iterations):
        x = line_search(gradient, model.centre, model.point)
        found = _at(objective, gradient, x, mu, smoothness, line_search)
        centre, value = optimal_average(found, model, mu)
        model = LowerModel(found.point, centre, value)
        models.append(model)
    return models


def optimal_average(a: LowerModel, b: LowerModel, mu: Number) -> tuple[Number, Number]:
    """Centre and minimum of t a + (1 - t) b, with t in [0, 1] for the largest minimum.

    With D = mu/2 |c_a - c_b|^2, the minimum is t v_a + (1 - t) v_b + t (1 - t) D, the largest at t = (1 + s)/2 for s =
    (v_a - v_b)/D, clipped to [-1, 1]. Where D = 0 the larger of v_a and v_b: what is clipped off counts half.
    """
    d = a.centre - b.centre
    reach = mu * inner(d, d) / 2
    lead = a.value - b.value
    clipped = maximum(-maximum(-lead, -reach), -reach)
    s = quotient(clipped, reach)
    value = (a.value + b.value + s * clipped + abs(lead - clipped)) / 2 + reach * (1 - s * s) / 4
    return b.centre + (1 + s) / 2 * d, value


def _at(
    objective: Objective, gradient: Gradient, x: Number, mu: Number, smoothness: Number | None, search: LineSearch
) -> LowerModel:
    """The lower model of f that touches it at x, and the point after the short step."""
    g = gradient(x)
    point = search(gradient, x, x - g) if smoothness is None else x - g / smoothness
    return LowerModel(point, x - g / mu, column(objective, x) - inner(g, g) / (2 * mu))
