r"""Geometric descent, for strongly convex functions: a shrinking ball that holds the minimiser.

    x^k = the lowest point of f on the line through c^{k-1} and w^{k-1}
    w^k = the lowest point of f on the line along grad f(x^k),  or x^k - grad f(x^k)/L
    A   = the ball round x^k - grad f(x^k)/mu with R_A^2 = |grad f(x^k)|^2/mu^2 - 2/mu (f(x^k) - f(w^k))
    B   = the ball round c^{k-1} with R_B^2 = R_{k-1}^2 - 2/mu (f(w^{k-1}) - f(w^k))
    the ball round c^k with R_k^2 = the smallest that holds the intersection of A and B

The minimiser is in A by strong convexity, and in B since f has fallen. It needs values of f and line searches, so it
is no update rule of `numerics.algorithms`; on a quadratic it is rational. With the same short steps its points and
centres are those of `numerics.optimal_averaging`, and R_k^2 = 2/mu (f(w^k) - v_k).

Reference: S. Bubeck, Y. T. Lee, M. Singh, "A geometric alternative to Nesterov's accelerated gradient descent",
arXiv:1506.08187, 2015: its algorithms for the smallest ball and for the whole method (GeoD), and R_{k+1}^2 <= (1 -
sqrt(mu/L)) R_k^2, the guarantee of its theorem 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from numerics.elementary import inner, positive, quotient
from numerics.line_search import LineSearch, Objective, column, lowest_on_line
from numerics.rule import Gradient, Number

__all__ = ["Enclosure", "geometric_descent", "smallest_ball"]


@dataclass(frozen=True, eq=False)
class Enclosure:
    """A ball that holds the minimiser, beside the point w: `point`, `centre` of shape (n,), `square` R^2 of (1,)."""

    point: Number
    centre: Number
    square: Number


def geometric_descent(
    objective: Objective,
    gradient: Gradient,
    start: Number,
    iterations: int,
    *,
    mu: Number,
    smoothness: Number | None = None,
    line_search: LineSearch = lowest_on_line,
) -> list[Enclosure]:
    """The balls and w^0 .. w^k, over any number type.

    `objective` is f up to a constant, `smoothness` L of the short step, by default a line search; `mu` > 0. The line
    search is exact for quadratics; for another function give one. In balls, ValueError where they do not decide a case.
    """
    ball = _at(objective, gradient, start, mu, smoothness, line_search)
    balls = [ball]
    for _ in range(iterations):
        x = line_search(gradient, ball.centre, ball.point)
        found = _at(objective, gradient, x, mu, smoothness, line_search)
        fallen = column(objective, ball.point) - column(objective, found.point)
        centre, square = smallest_ball(found.centre, found.square, ball.centre, ball.square - 2 * fallen / mu)
        ball = Enclosure(found.point, centre, square)
        balls.append(ball)
    return balls


def smallest_ball(a: Number, a_square: Number, b: Number, b_square: Number) -> tuple[Number, Number]:
    """Centre (n,) and R^2 (1,) of the smallest ball round the intersection of two that meet, by theirs.

    Where the spheres meet beyond both centres' sides, the ball on their common circle, else the smaller of the two.
    """
    d = a - b
    distance = inner(d, d)
    lead = b_square - a_square
    if positive(lead - distance).item():
        return a, a_square
    if positive(-lead - distance).item():
        return b, b_square
    share = (1 + quotient(lead, distance)) / 2
    return b + share * d, b_square - quotient((distance + lead) * (distance + lead), 4 * distance)


def _at(
    objective: Objective, gradient: Gradient, x: Number, mu: Number, smoothness: Number | None, search: LineSearch
) -> Enclosure:
    """The ball that f and its gradient at x leave to the minimiser, and the point after the short step."""
    g = gradient(x)
    point = search(gradient, x, x - g) if smoothness is None else x - g / smoothness
    fallen = column(objective, x) - column(objective, point)
    return Enclosure(point, x - g / mu, inner(g, g) / (mu * mu) - 2 * fallen / mu)
