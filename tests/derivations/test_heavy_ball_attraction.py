"""What the cycles attract: exact runs of the update rule from near one, and from too far away."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp

from derivations.heavy_ball_attraction import weighed_distance
from derivations.heavy_ball_cycles import cycle, slope
from derivations.notation import q
from numerics.algorithms import momentum
from numerics.exact import rational

RATES = st.fractions(Fraction(16, 25), Fraction(19, 20), max_denominator=40)
signed = st.fractions(-1, 1, max_denominator=20)


def room(rate: Fraction) -> tuple[Fraction, Fraction]:
    """(c, epsilon): the middle of the range of c, and how far the points are from the ends of their pieces."""
    top, middle, _ = cycle(rate)
    low = max(middle, Fraction(0))
    c = (low + top - 1) / 2
    return c, (top - 1 - low) / 2


def iterates(rate: Any, c: Any, state: tuple[Any, Any], steps: int) -> list[Any]:
    found = [state[1]]
    low, high = (1 - rate) ** 2, (1 + rate) ** 2
    for _ in range(steps):
        state = momentum.step(state, lambda w: slope(w, c, low, high), alpha=1, beta=rate**2)
        found.append(state[1])
    return found


def start(rate: Fraction, e: Fraction, d: Fraction) -> tuple[Fraction, Fraction]:
    """The state with these distances: d = e + q e', e' that of the iterate before, position + velocity."""
    top, _, last = cycle(rate)
    position, before = top + e, last + (d - e) / rate
    return before - position, position


def weight(rate: Fraction, e: Fraction, d: Fraction) -> Fraction:
    exact, far, moved = (sympy.Rational(v.numerator, v.denominator) for v in (rate, e, d))
    value = weighed_distance(far, moved).subs(q, exact)
    return Fraction(int(value.p), int(value.q))


@given(RATES, signed, signed)
@example(Fraction(2, 3), Fraction(1), Fraction(0))
def test_what_begins_near_the_cycle_tends_to_it(rate: Fraction, e: Fraction, d: Fraction) -> None:
    c, epsilon = room(rate)
    size = (1 - rate) / 2  # W <= (1 - q)^2 epsilon^2 (1 + q (2 - q))/4 there, so that the claim's hypothesis holds
    e, d = e * epsilon / 2, d * epsilon * size
    assert weight(rate, e, d) <= (1 - rate) ** 2 * epsilon**2
    points = cycle(rate)
    for k, w in enumerate(iterates(rate, c, start(rate, e, d), 20)):
        assert (w - points[k % 3]) ** 2 <= rate**k * epsilon**2


@pytest.mark.parametrize("digits", [None, 50, 200])
def test_rounded_runs_tend_to_it(digits: int | None) -> None:
    """In the k-th step the distance is q^{k/2} epsilon and what rounding adds: a dozen roundings of numbers below 16 in
    each step, each of which counts at most 4/(1 - q)^2 times in all that follow.
    """
    rate = Fraction(3, 4)
    c, epsilon = room(rate)
    unit = Fraction(1, 2**53) if digits is None else Fraction(1, 10 ** (digits - 1))
    allowed = 12 * 16 * unit * 4 / (1 - rate) ** 2
    with mp.workdps(digits or 16):

        def make(v: Fraction) -> Any:
            return float(v) if digits is None else mp.mpf(v.numerator) / v.denominator

        state = tuple(map(make, start(rate, epsilon / 4, Fraction(0))))
        run = iterates(make(rate), make(c), state, 60)
    for k, w in enumerate(run):
        apart = max(abs(rational(w) - cycle(rate)[k % 3]) - allowed, Fraction(0))
        assert apart**2 <= rate**k * epsilon**2


def test_what_begins_far_away_may_not() -> None:
    """The negative control: at rest near the minimiser momentum converges to it."""
    rate = Fraction(2, 3)
    c, epsilon = room(rate)
    last = iterates(rate, c, (Fraction(0), c / 8), 60)[-1]
    assert abs(last) < Fraction(1, 1000)
    assert min(abs(last - point) for point in cycle(rate)) > epsilon
