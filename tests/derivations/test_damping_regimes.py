"""Above and below the critical value of beta: the rates exactly, and runs of the update rule at every precision."""

from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath.ctx_iv import MPIntervalContext

from numerics import Quadratic, simulate
from numerics.algorithms.momentum import step
from numerics.precision import endpoints
from verification.precisions import Interval, at_most, contains, enclosures, surely_above

STEPS = 10
ONE = Quadratic.from_spectrum([1])
inner = st.fractions(Fraction(1, 24), Fraction(23, 24), max_denominator=24)
beyond = st.fractions(Fraction(25, 24), Fraction(47, 24), max_denominator=24)
roots = st.one_of(inner, beyond)
shares = st.fractions(0, 1, max_denominator=24)


def given_at(s: Fraction, damping: Fraction) -> dict[str, Any]:
    return {"start": [1], "alpha": s**2, "beta": damping}


def spectral_radius(s: Fraction, damping: Fraction) -> Interval:
    """An enclosure at 60 digits: (|T| + sqrt(T^2 - 4 beta))/2 where that is real, else sqrt(beta)."""
    context = MPIntervalContext()
    context.dps = 60
    trace = 1 + damping - s**2
    D = trace**2 - 4 * damping

    def ball(value: Fraction) -> Any:
        return context.mpf(value.numerator) / value.denominator

    radius = context.sqrt(ball(damping)) if D <= 0 else (abs(ball(trace)) + context.sqrt(ball(D))) / 2
    [low], [high] = endpoints([radius])
    return Interval(low, high)


# ---- the rate over beta -------------------------------------------------------------------------------------------


@given(roots, shares, shares)
@example(Fraction(1, 10), Fraction(0), Fraction(1))  # the phase diagram's: beta from 0 to the critical 0.81
@example(Fraction(3, 2), Fraction(0), Fraction(1, 2))
def test_the_rate_decreases_up_to_the_critical_value(s: Fraction, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one * (1 - s) ** 2, other * (1 - s) ** 2))
    if low < high:
        assert spectral_radius(s, low).low > spectral_radius(s, high).high


@given(roots, shares, shares)
@example(Fraction(1, 10), Fraction(0), Fraction(1))
def test_the_rate_increases_up_to_the_second_critical_value(s: Fraction, one: Fraction, other: Fraction) -> None:
    low, high = sorted((1 - s) ** 2 + share * 4 * s for share in (one, other))
    if low < high:
        assert spectral_radius(s, low).high < spectral_radius(s, high).low


@given(roots, roots)
@example(Fraction(1, 2), Fraction(3, 2))  # the misprint's: another eigenspace with the same rate
@example(Fraction(1, 2), Fraction(1, 3))
@example(Fraction(1), Fraction(1))
def test_the_critical_rate_in_other_eigenspaces(s: Fraction, other: Fraction) -> None:
    critical = (1 - s) ** 2
    radius, rate = spectral_radius(other, critical), abs(1 - s)
    if abs(1 - other) <= rate:
        assert radius.low <= rate <= radius.high
    else:
        assert radius.low > rate


def test_where_momentum_diverges_the_middle_is_not_enough() -> None:
    """The hypothesis that the proof needs: at s = 5 and beta = 16 the eigenspace with s_j = 1 has real eigenvalues."""
    assert spectral_radius(Fraction(1), Fraction(16)).low > 4


# ---- runs ---------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(inner, shares)
@example(Fraction(1, 10), Fraction(0))  # beta = 0: gradient descent
@example(Fraction(1, 10), Fraction(1))  # the critical value itself
def test_it_creeps_below(s: Fraction, share: Fraction) -> None:
    for name, w in enclosures(step, ONE, STEPS, **given_at(s, share * (1 - s) ** 2)):
        x = w[:, 0]
        assert at_most((1 - s) * x[:-1], x[1:]), name
        assert at_most(x[1:], x[:-1]), name
        assert surely_above(x[:-1], x[1:]), name
        assert surely_above(x[:1], 0), name


@given(inner, shares)
@example(Fraction(1, 10), Fraction(1))
def test_it_creeps_strictly(s: Fraction, share: Fraction) -> None:
    run = simulate(step, ONE, 4 * STEPS, precision="exact", **given_at(s, share * (1 - s) ** 2)).iterates[:, 0]
    assert all(0 < after < before for before, after in pairwise(run))


@given(beyond, shares)
@example(Fraction(3, 2), Fraction(0))
@example(Fraction(3, 2), Fraction(1))
def test_beyond_a_product_of_1_it_changes_sides(s: Fraction, share: Fraction) -> None:
    run = simulate(step, ONE, STEPS, precision="exact", **given_at(s, share * (1 - s) ** 2)).iterates[:, 0]
    assert all(before * after < 0 for before, after in pairwise(run))


@settings(max_examples=25)
@given(roots, inner, st.fractions(-3, 3, max_denominator=5))
@example(Fraction(1, 10), Fraction(8, 10), Fraction(0))
def test_above_it_is_never_at_rest(s: Fraction, share: Fraction, velocity: Fraction) -> None:
    damping = (1 - s) ** 2 + share * 4 * s
    trace, start = 1 + damping - s**2, (np.array([velocity]), np.array([Fraction(1)]))
    given_: Any = {"start": start, "alpha": s**2, "beta": damping}
    for name, w in enclosures(step, ONE, STEPS, **given_):
        x = w[:, 0]
        energy = x[1:] ** 2 - trace * x[1:] * x[:-1] + damping * x[:-1] ** 2
        powers = np.array([damping**k for k in range(STEPS)])
        assert contains(energy, powers * energy[0]), name
        assert surely_above(energy[:1], 0), name


@given(st.fractions(Fraction(1, 4), Fraction(23, 24), max_denominator=24), inner)
@example(Fraction(1, 4), Fraction(1, 24))
@example(Fraction(1, 2), Fraction(23, 24))
def test_above_the_first_sign_is_over_in_time(s: Fraction, share: Fraction) -> None:
    """From x^0 = 1 at rest, x^1 = 1 - s^2 > 0: no more than 4 (x^1)^2/(4 beta - T^2) further steps are positive."""
    damping = (1 - s) ** 2 + share * 4 * s
    gap = 4 * damping - (1 + damping - s**2) ** 2
    limit = ceil(4 * (1 - s**2) ** 2 / gap)
    run = simulate(step, ONE, limit + 1, precision="exact", **given_at(s, damping)).iterates[:, 0]
    assert min(run) <= 0


def test_the_phase_diagram_s_own_examples() -> None:
    """alpha lambda = 0.01, beta = 0.97: underdamped, so that it passes the origin; overdamped at 0.05 it does not."""
    s = Fraction(1, 10)
    under = simulate(step, ONE, 100, precision="exact", **given_at(s, Fraction(97, 100))).iterates[:, 0]
    over = simulate(step, ONE, 100, precision="exact", **given_at(s, Fraction(5, 100))).iterates[:, 0]
    assert min(under) < 0 < min(over)
