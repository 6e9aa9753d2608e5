"""Cycles of momentum: exact runs of the update rule for many q, at every precision, and where there are none."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp
from mpmath.ctx_iv import MPIntervalContext

from derivations import limit_cycle
from derivations.heavy_ball_cycles import GOLDEN, cycle, is_gradient, slope
from derivations.inner_products import Vectors
from derivations.interpolation import Point, interpolation
from derivations.notation import L, mu, q, x
from numerics.algorithms import momentum
from numerics.exact import rational
from tests.derivations.algorithms.smooth_functions import evaluated

ABOVE = st.fractions(Fraction(5, 8), Fraction(49, 50), max_denominator=60)  # q > 0.618...
BELOW = st.fractions(Fraction(1, 50), Fraction(3, 5), max_denominator=60)
shares = st.fractions(0, 1, max_denominator=10)
coordinates = st.fractions(-2, 2, max_denominator=4)
KAPPA_25 = Fraction(2, 3)


def curvatures(rate: Fraction) -> tuple[Fraction, Fraction]:
    """(mu, L) where alpha is 1."""
    return (1 - rate) ** 2, (1 + rate) ** 2


def breakpoint_of(rate: Fraction, share: Fraction) -> Fraction:
    """A c for which the points are in their pieces and the minimiser is 0."""
    top, middle, _ = cycle(rate)
    low = max(middle, Fraction(0))
    return Fraction(low + (share if low > 0 else (share + 1) / 2) * (top - 1 - low))


def iterates(rate: Fraction, c: Fraction, start: tuple[Any, Any], steps: int) -> list[Any]:
    state, found = start, [start[1]]
    for _ in range(steps):
        state = momentum.step(state, lambda w: slope(w, c, *curvatures(rate)), alpha=1, beta=rate**2)
        found.append(state[1])
    return found


@given(ABOVE, shares)
@example(Fraction(5, 8), Fraction(1))
@example(KAPPA_25, Fraction(0))
def test_the_run_goes_round_for_ever(rate: Fraction, share: Fraction) -> None:
    points = cycle(rate)
    start = points[2] - points[0], points[0]
    assert iterates(rate, breakpoint_of(rate, share), start, 9) == [*points * 3, points[0]]


def test_at_kappa_25_it_is_the_known_one() -> None:
    known = [Fraction(int(w.p), int(w.q)) for _, w in limit_cycle.cycle()]
    assert list(cycle(KAPPA_25)) == known


@given(BELOW)
@example(Fraction(3, 5))
def test_below_the_golden_ratio_the_points_are_not_in_their_pieces(rate: Fraction) -> None:
    top, middle, _ = cycle(rate)
    assert middle > top - 1
    assert not GOLDEN.subs(q, sympy.Rational(rate.numerator, rate.denominator))


@pytest.mark.parametrize("n", range(3, 25, 2))
def test_at_the_end_of_the_range(n: int) -> None:
    """Quotients of Fibonacci numbers are on both sides of the golden ratio, as near as one likes."""
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    for rate in (Fraction(a, b), Fraction(b, a + b)):
        top, middle, _ = cycle(rate)
        kappa = ((1 + rate) / (1 - rate)) ** 2
        assert (middle <= top - 1) is (rate**2 + rate >= 1) is (kappa**2 - 18 * kappa + 1 >= 0)


@given(ABOVE | BELOW, st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=3))
def test_the_sum_of_the_interpolation_inequalities(rate: Fraction, points: Any) -> None:
    """(q^2 + q - 1)(q^2 - 3 q - 1) times the squared sides of the triangle: with vectors in two dimensions."""
    space = Vectors("a", "b", "g", "h")
    a, b, g, h = space.symbols
    relation = interpolation(space, Point(a, g), Point(b, h))
    w = [np.array(point, dtype=object) for point in points]
    gradients = [(1 + rate**2) * w[i] - rate**2 * w[i - 1] - w[(i + 1) % 3] for i in range(3)]
    low, high = curvatures(rate)
    total = Fraction(0)
    for i in range(3):
        at = {a: w[i - 1], g: gradients[i - 1], b: w[i], h: gradients[i]}
        total += Fraction(evaluated(relation.gts - relation.lts, space, at, {mu: low, L: high}))
    sides = sum((v - u) @ (v - u) for u, v in zip(w, [*w[1:], w[0]], strict=True))
    assert total == -(rate**2 + rate - 1) * (rate**2 - 3 * rate - 1) * sides


@given(st.fractions(-3, 3, max_denominator=12), st.fractions(Fraction(1, 4), 2, max_denominator=8))
@example(Fraction(1), Fraction(1))
@example(Fraction(2), Fraction(1))
def test_the_formula_of_the_gradient_is_the_function(at: Fraction, c: Fraction) -> None:
    low, high = curvatures(KAPPA_25)
    g = slope(at, c, low, high)
    values = {x: at, sympy.Symbol("c", real=True): c, mu: low, L: high}
    for value, holds in ((g, True), (g + 1, False)):
        formula = is_gradient(sympy.Rational(value.numerator, value.denominator), x)
        assert bool(formula.subs({k: sympy.Rational(v.numerator, v.denominator) for k, v in values.items()})) is holds


@pytest.mark.parametrize("rate", [KAPPA_25, Fraction(3, 4), Fraction(9, 10)])
@pytest.mark.parametrize("digits", [None, 50, 200])
def test_rounded_runs_stay_on_it(rate: Fraction, digits: int | None) -> None:
    """Near the cycle both eigenvalues are -q, so that an error of e in the position of one step is at most
    (1 + k (1 + q)) q^k e in the k-th step after it, and one in the velocity less: in total at most 4/(1 - q)^2 times
    the errors of one step. These are a dozen roundings, those of the parameters among them, of numbers below 16.
    """
    unit = Fraction(1, 2**53) if digits is None else Fraction(1, 10 ** (digits - 1))
    allowed = 12 * 16 * unit * 4 / (1 - rate) ** 2
    with mp.workdps(digits or 16):

        def make(v: Fraction) -> Any:
            return float(v) if digits is None else mp.mpf(v.numerator) / v.denominator

        points, c = cycle(rate), make(breakpoint_of(rate, Fraction(1, 2)))
        low, high = map(make, curvatures(rate))
        state = make(points[2] - points[0]), make(points[0])
        for k in range(1, 60):
            state = momentum.step(state, lambda w: slope(w, c, low, high), alpha=1, beta=make(rate**2))
            assert abs(rational(state[1]) - points[k % 3]) <= allowed


def test_balls_contain_it() -> None:
    """In balls of 300 bits whose pieces are decided, as every ball lies in one of them."""
    rate, iv = Fraction(3, 4), MPIntervalContext()
    iv.dps = 100

    def make(v: Fraction) -> Any:
        return iv.mpf(v.numerator) / v.denominator

    points, c = cycle(rate), make(breakpoint_of(rate, Fraction(1, 2)))
    low, high = map(make, curvatures(rate))
    state = make(points[2] - points[0]), make(points[0])
    for k in range(1, 30):
        assert (state[1] < c) is not None
        assert (state[1] < c + 1) is not None
        state = momentum.step(state, lambda w: slope(w, c, low, high), alpha=1, beta=make(rate**2))
        exact = make(points[k % 3])
        assert exact.a <= state[1].b
        assert state[1].a <= exact.b


@pytest.mark.parametrize("rate", [Fraction(1, 2), Fraction(3, 5)])
def test_below_the_range_the_same_function_has_no_cycle_there(rate: Fraction) -> None:
    """The negative control: from the points that the formulas give there, with any c, the run goes elsewhere."""
    points = cycle(rate)
    start = points[2] - points[0], points[0]
    for c in (Fraction(1, 100), max(points[1], Fraction(1, 10)), Fraction(2)):
        assert iterates(rate, c, start, 3)[1:] != [*points[1:], points[0]]
