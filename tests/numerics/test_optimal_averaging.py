"""Optimal quadratic averaging: its bounds and its rate, exactly, on every strongly convex problem, and in rounding."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic
from numerics.line_search import lowest_on_line
from numerics.optimal_averaging import LowerModel, optimal_average, optimal_quadratic_averaging
from numerics.precision import Ball, Digits, Exact, Float64, NumberSystem, endpoints
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS, exactly, points, quadratics
from tests.numerics.convex_cases import PROBLEMS, Case, case, lies_in, strongly_convex

LONG = st.booleans()
"""Whether the short step is a line search instead of 1/L."""


def oqa(given_: Case, steps: int, system: NumberSystem, *, search: bool = False) -> list[LowerModel]:
    """A run in the numbers of `system`; f is f - f*."""
    problem = given_.to(system)
    start, mu, largest = (system.array(exactly(x)) for x in (given_.start, [given_.mu], [given_.largest]))
    smoothness = None if search else largest
    with system.scope():
        return optimal_quadratic_averaging(problem.excess, problem.gradient, start, steps, mu=mu, smoothness=smoothness)


@settings(max_examples=25)
@given(strongly_convex(), LONG)
@example(case("free Rosenbrock"), False)
@example(case("fixed Rosenbrock"), True)
@example(case("colorization"), False)
@example(case("polynomial regression"), True)
def test_its_guarantee_holds_exactly(given_: Case, search: bool) -> None:
    """v_k <= f* <= f(w^k) and f(w^k) - v_k <= (1 - sqrt(mu/L))^k (f(w^0) - v_0); the minimiser is in every ball."""
    excess = given_.to(Exact()).excess
    models = oqa(given_, 2, Exact(), search=search)
    gaps = [excess(model.point) - model.value[0] for model in models]
    for k, model in enumerate(models):
        assert model.value[0] <= 0
        assert 0 <= gaps[k] <= (1 - given_.root) ** k * gaps[0]
        rest = given_.minimiser - model.centre
        assert model.value[0] + given_.mu / 2 * (rest @ rest) <= 0
    for before, after in pairwise(models):
        assert after.value[0] >= before.value[0]
        assert excess(after.point) <= excess(before.point)


@pytest.mark.parametrize("search", [False, True])
@pytest.mark.parametrize("name", PROBLEMS)
def test_its_guarantee_holds_in_enclosures_for_longer(name: str, search: bool) -> None:
    """The same over 12 steps, where rationals grow too long: decided by balls of 2000 bits."""
    given_, system = case(name), Ball(2000)
    excess = given_.to(system).excess
    models = oqa(given_, 12, system, search=search)
    with system.scope():
        minimiser = system.array(given_.minimiser)
        mu = system.array(exactly([given_.mu]))[0]
        values = [model.value[0] for model in models]
        gaps = [excess(model.point) - value for model, value in zip(models, values, strict=True)]
        rests = [mu / 2 * ((model.centre - minimiser) ** 2).sum() for model in models]
        inside = [-value - rest for value, rest in zip(values, rests, strict=True)]
    low, high = endpoints(np.array(gaps))
    assert (low > 0).all()
    assert all(high[k] <= (1 - given_.root) ** k * low[0] for k in range(1, len(models)))
    assert (endpoints(np.array(inside))[0] > 0).all()


@settings(max_examples=20)
@given(strongly_convex(), st.data())
def test_every_model_is_below_f(given_: Case, data: st.DataObject) -> None:
    """Q_k(x) <= f(x) anywhere."""
    excess = given_.to(Exact()).excess
    x = exactly(data.draw(points(len(given_.start))))
    for model in oqa(given_, 2, Exact()):
        assert model.value[0] + given_.mu / 2 * ((x - model.centre) @ (x - model.centre)) <= excess(x)


@settings(max_examples=20)
@given(strongly_convex())
@example(case("colorization"))
def test_it_is_the_published_algorithm(given_: Case) -> None:
    """Two steps line by line, on f's matrix: the models touch f, the search solves d^T A (x + t d - w*) = 0."""
    matrix, best, mu = given_.hessian, given_.minimiser, given_.mu
    w = x = exactly(given_.start)
    centre, value = best, Fraction(0)
    for k, model in enumerate(oqa(given_, 2, Exact())):
        if k:
            d = centre - w
            x = w - (d @ matrix @ (w - best)) / (d @ matrix @ d) * d if d.any() else w
        g = matrix @ (x - best)
        touching, least = x - g / mu, (x - best) @ g / 2 - g @ g / (2 * mu)
        assert least + mu / 2 * ((x - touching) @ (x - touching)) == (x - best) @ g / 2
        assert (mu * (x - touching) == g).all()
        w, square = x - g / given_.largest, (touching - centre) @ (touching - centre)
        t = Fraction(1) if k == 0 or not square else Fraction(1, 2) + (least - value) / (mu * square)
        t = min(max(t, Fraction(0)), Fraction(1))
        centre, value = (
            t * touching + (1 - t) * centre,
            t * least + (1 - t) * value + mu / 2 * t * (1 - t) * square,
        )
        assert (model.point == w).all()
        assert (model.centre == centre).all()
        assert model.value[0] == value


@settings(max_examples=60)
@given(points(2), points(2), NUMBERS, NUMBERS, CURVATURES, st.fractions(0, 1, max_denominator=8))
@example([Fraction(1)] * 2, [Fraction(1)] * 2, Fraction(1), Fraction(2), Fraction(1), Fraction(0))
@example([Fraction(1)] * 2, [Fraction(1)] * 2, Fraction(2), Fraction(1), Fraction(1), Fraction(0))
@example([Fraction(0)] * 2, [Fraction(0), Fraction(1)], Fraction(-9), Fraction(9), Fraction(1), Fraction(0))
def test_the_average_is_the_published_one_and_optimal(
    c_a: Any, c_b: Any, v_a: Fraction, v_b: Fraction, mu: Fraction, other: Fraction
) -> None:
    """t = clip(1/2 + (v_A - v_B)/(mu |x_A - c|^2)), and no other t has a larger minimum."""
    a, b = (LowerModel(None, exactly(c), exactly([v])) for c, v in ((c_a, v_a), (c_b, v_b)))
    centre, value = optimal_average(a, b, mu)
    d = a.centre - b.centre
    square = d @ d

    def minimum(t: Fraction) -> Fraction:
        return Fraction(t * v_a + (1 - t) * v_b + mu / 2 * t * (1 - t) * square)

    if square:
        t = min(max(Fraction(1, 2) + (v_a - v_b) / (mu * square), Fraction(0)), Fraction(1))
        assert (centre == t * a.centre + (1 - t) * b.centre).all()
        assert value[0] == minimum(t)
    assert value[0] >= minimum(other)
    assert value[0] == max(v_a, v_b) or square


@given(quadratics(), st.data())
def test_the_search_finds_the_lowest_point_of_the_line(problem: Quadratic, data: st.DataObject) -> None:
    """The gradient there is orthogonal to the line, and the point is on it."""
    a, b = (exactly(data.draw(points(problem.dimension))) for _ in range(2))
    exact = problem.to(Exact())
    found = lowest_on_line(exact.gradient, a, b)
    d, moved = b - a, found - a
    assert exact.gradient(found) @ d == 0
    assert (moved * (d @ d) == (moved @ d) * d).all()


@settings(max_examples=20)
@given(st.lists(CURVATURES, min_size=2, max_size=4, unique=True), st.data(), LONG)
def test_rounding_stays_in_the_intervals_of_as_many_bits(
    spectrum: list[Fraction], data: st.DataObject, search: bool
) -> None:
    """float64 and digits round to nearest, so that their runs stay in the run of intervals of 53 and as many bits."""
    n = len(spectrum)
    start = [Fraction(data.draw(st.integers(1, 9)), 4) for _ in range(n)]
    given_ = Case(Quadratic.from_spectrum(spectrum), min(spectrum), max(spectrum) + 1, start)
    systems: list[tuple[NumberSystem, int]] = [(Float64(), 53), (Digits(40), Digits(40).context.prec)]
    for system, bits in systems:
        rounded = oqa(given_, 1, system, search=search)
        enclosed = oqa(given_, 1, Ball(bits, "mpmath"), search=search)
        assert all(lies_in(*pair, ("point", "centre", "value")) for pair in zip(rounded, enclosed, strict=True))


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_converges_at_digits_and_in_float64_to_its_rounding(name: str) -> None:
    """At 60 digits the gap follows its bound for 40 steps; in float64 the run goes on, finite, once it has arrived."""
    given_ = case(name)
    gaps = {}
    for system, steps in ((Digits(60), 40), (Float64(), 400)):
        models = oqa(given_, steps, system)
        excess = given_.to(Exact()).excess
        gaps[steps] = [excess(exactly(m.point)) - exactly(m.value)[0] for m in (models[0], models[-1])]
    for first, last in gaps.values():
        assert last <= (1 - given_.root) ** 40 * first


def test_a_start_at_the_minimiser_stays() -> None:
    given_ = Case(Quadratic.from_spectrum([1, 2], [3, -1]), Fraction(1), Fraction(2), [Fraction(3), Fraction(-1)])
    for search in (False, True):
        for system in (Float64(), Digits(30), Exact()):
            for model in oqa(given_, 3, system, search=search):
                assert (exactly(model.point) == given_.start).all()
                assert (exactly(model.centre) == given_.start).all()
                assert exactly(model.value)[0] == 0


def test_a_batch_is_its_members() -> None:
    problem, starts = Quadratic.from_spectrum([1, 3, 7]), np.array([[1.0, 2, 3], [-1.0, 0.5, 0]])
    mu, largest = 1.0, 7.0

    def run(start: Any) -> list[LowerModel]:
        return optimal_quadratic_averaging(problem.objective, problem.gradient, start, 6, mu=mu, smoothness=largest)

    together = run(starts)
    for row, start in enumerate(starts):
        for ours, alone in zip(together, run(start), strict=True):
            assert (ours.point[row] == alone.point).all()
            assert (ours.value[row] == alone.value).all()


def test_too_large_a_mu_is_found_out() -> None:
    """The negative control: with mu above the least curvature, the bound of the first step is above f*."""
    given_ = Case(Quadratic.from_spectrum([1, 4]), Fraction(2), Fraction(8), [Fraction(1), Fraction(0)])
    assert oqa(given_, 0, Exact())[0].value[0] == Fraction(1, 2) - Fraction(1, 4)
