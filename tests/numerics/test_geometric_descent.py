"""Geometric descent: its balls hold the minimiser and shrink at their rate, exactly, on every problem."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic
from numerics.geometric_descent import Enclosure, geometric_descent, smallest_ball
from numerics.optimal_averaging import optimal_quadratic_averaging
from numerics.precision import Ball, Digits, Exact, Float64, NumberSystem, endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points
from tests.numerics.convex_cases import PROBLEMS, Case, case, lies_in, strongly_convex

POSITIVE = st.fractions(Fraction(1, 20), 9, max_denominator=20)


def descent(given_: Case, steps: int, system: NumberSystem, *, search: bool = True) -> list[Enclosure]:
    """A run in the numbers of `system`; f is f - f*."""
    problem = given_.to(system)
    start, mu, largest = (system.array(exactly(x)) for x in (given_.start, [given_.mu], [given_.largest]))
    smoothness = None if search else largest
    with system.scope():
        return geometric_descent(problem.excess, problem.gradient, start, steps, mu=mu, smoothness=smoothness)


@settings(max_examples=25)
@given(strongly_convex(), st.booleans())
@example(case("free Rosenbrock"), True)
@example(case("fixed Rosenbrock"), False)
@example(case("colorization"), True)
@example(case("polynomial regression"), False)
def test_its_guarantee_holds_exactly(given_: Case, search: bool) -> None:
    """|w* - c^k|^2 <= R_k^2 - 2/mu (f(w^k) - f*) and R_{k+1}^2 <= (1 - sqrt(mu/L)) R_k^2."""
    excess = given_.to(Exact()).excess
    balls = descent(given_, 2, Exact(), search=search)
    for ball in balls:
        rest = given_.minimiser - ball.centre
        assert rest @ rest <= ball.square[0] - 2 / given_.mu * excess(ball.point)
    for before, after in pairwise(balls):
        assert after.square[0] <= (1 - given_.root) * before.square[0]
        assert excess(after.point) <= excess(before.point)


@pytest.mark.parametrize("search", [False, True])
@pytest.mark.parametrize("name", PROBLEMS)
def test_its_guarantee_holds_in_enclosures_for_longer(name: str, search: bool) -> None:
    """The same over 12 steps, where rationals grow too long: decided by balls of 2000 bits."""
    given_, system = case(name), Ball(2000)
    balls = descent(given_, 12, system, search=search)
    with system.scope():
        minimiser = system.array(given_.minimiser)
        squares = np.array([ball.square[0] for ball in balls])
        slack = squares - np.array([((ball.centre - minimiser) ** 2).sum() for ball in balls])
    low, high = endpoints(squares)
    assert all(high[k + 1] <= (1 - given_.root) * low[k] for k in range(12))
    assert (endpoints(slack)[0] > 0).all()


@settings(max_examples=25)
@given(strongly_convex(), st.booleans())
@example(case("colorization"), True)
def test_its_balls_are_those_of_optimal_averaging(given_: Case, search: bool) -> None:
    """The same points and centres, and R_k^2 = 2/mu (f(w^k) - v_k): two algorithms, and two codes."""
    problem, mu = given_.to(Exact()), exactly([given_.mu])
    smoothness = None if search else exactly([given_.largest])
    models = optimal_quadratic_averaging(
        problem.excess, problem.gradient, exactly(given_.start), 2, mu=mu, smoothness=smoothness
    )
    for ball, model in zip(descent(given_, 2, Exact(), search=search), models, strict=True):
        assert (ball.point == model.point).all()
        assert (ball.centre == model.centre).all()
        assert ball.square[0] == 2 / given_.mu * (problem.excess(model.point) - model.value[0])


@settings(max_examples=60)
@given(points(3), points(3), POSITIVE, POSITIVE, st.data())
@example([Fraction(0)] * 3, [Fraction(0)] * 3, Fraction(1), Fraction(2), None)
@example([Fraction(0)] * 3, [Fraction(0)] * 3, Fraction(2), Fraction(1), None)
@example([Fraction(0)] * 3, [Fraction(0)] * 3, Fraction(1), Fraction(1), None)
def test_the_smallest_ball_holds_the_intersection(
    a: Any, b: Any, a_share: Fraction, b_share: Fraction, data: Any
) -> None:
    """Of two balls through a common point p, p is in the ball, which is no larger than either and touches it where it
    is not one of them: R^2 is the power of its centre, R_A^2 - |c - a|^2 = R_B^2 - |c - b|^2."""
    p = exactly(data.draw(points(3))) if data else exactly([1, 0, 0])
    a, b = exactly(a), exactly(b)
    a_square, b_square = ((p - x) @ (p - x) + share for x, share in ((a, a_share - Fraction(1, 20)), (b, b_share)))
    centre, square = smallest_ball(a, exactly([a_square]), b, exactly([b_square]))
    assert (p - centre) @ (p - centre) <= square[0] <= min(a_square, b_square)
    from_a, from_b = ((centre - x) @ (centre - x) for x in (a, b))
    if from_a and from_b:
        assert square[0] == a_square - from_a == b_square - from_b
    else:
        assert (square[0], from_a * from_b) == (min(a_square, b_square), 0)


@settings(max_examples=15)
@given(st.lists(CURVATURES, min_size=2, max_size=4, unique=True), st.data(), st.booleans())
def test_rounding_stays_in_the_intervals_of_as_many_bits(
    spectrum: list[Fraction], data: st.DataObject, search: bool
) -> None:
    """float64 and digits round to nearest, so that their runs stay in the run of intervals of 53 and as many bits."""
    start = [Fraction(data.draw(st.integers(1, 9)), 4) for _ in spectrum]
    given_ = Case(Quadratic.from_spectrum(spectrum), min(spectrum), max(spectrum) + 1, start)
    systems: list[tuple[NumberSystem, int]] = [(Float64(), 53), (Digits(40), Digits(40).context.prec)]
    for system, bits in systems:
        rounded = descent(given_, 1, system, search=search)
        enclosed = descent(given_, 1, Ball(bits, "mpmath"), search=search)
        assert all(lies_in(*pair, ("point", "centre", "square")) for pair in zip(rounded, enclosed, strict=True))


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_converges_at_digits_and_in_float64_to_its_rounding(name: str) -> None:
    """At 60 digits R^2 follows its bound for 40 steps; in float64 the run goes on, finite, once it has arrived."""
    given_ = case(name)
    for system, steps in ((Digits(60), 40), (Float64(), 400)):
        balls = descent(given_, steps, system)
        first, last = (exactly(ball.square)[0] for ball in (balls[0], balls[-1]))
        assert last <= (1 - given_.root) ** 40 * first
        rest = exactly(balls[-1].centre) - given_.minimiser
        assert rest @ rest <= (1 - given_.root) ** 40 * first


def test_a_start_at_the_minimiser_stays() -> None:
    given_ = Case(Quadratic.from_spectrum([1, 2], [3, -1]), Fraction(1), Fraction(2), [Fraction(3), Fraction(-1)])
    for search in (False, True):
        for system in (Float64(), Digits(30), Exact()):
            for ball in descent(given_, 3, system, search=search):
                assert (exactly(ball.point) == given_.start).all()
                assert (exactly(ball.centre) == given_.start).all()
                assert exactly(ball.square)[0] == 0


def test_too_large_a_mu_loses_the_minimiser() -> None:
    """The negative control: on 2 w^2 with mu = 8, c^0 = 1 - 4/8 and R_0^2 = 1/4 - 2/8 (2 - 0) < 0."""
    given_ = Case(Quadratic.from_spectrum([4]), Fraction(8), Fraction(8), [Fraction(1)])
    (ball,) = descent(given_, 0, Exact())
    assert (ball.centre[0], ball.square[0]) == (Fraction(1, 2), Fraction(-1, 4))
