"""The differential equations behind momentum and Nesterov's method: their solutions, and the order of the limits."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath.ctx_iv import MPIntervalContext

from numerics import Ball, Quadratic, simulate
from numerics.algorithms import momentum, nesterov_convex
from numerics.exact import exact_array
from numerics.flows import (
    damped_oscillator,
    oscillator_correction,
    oscillator_distance,
    su_boyd_candes,
    su_boyd_candes_correction,
    su_boyd_candes_distance,
)
from numerics.precision import endpoints

Interval = tuple[Fraction, Fraction]

DAMPINGS = st.fractions(0, 4, max_denominator=12)
CURVATURES = st.fractions(0, 4, max_denominator=12)
TIMES = st.fractions(Fraction(1, 4), 4, max_denominator=12)
STARTS = st.fractions(-3, 3, max_denominator=6)


def momentum_end(t: Fraction, k: int, damping: Any, curvature: Any, start: Any = 1) -> Interval:
    """w^k of momentum with k steps of h = t/k, enclosed: a ball loses at most three bits a step here."""
    h = t / k
    problem = Quadratic.from_spectrum([curvature], semidefinite=True)
    parameters: dict[str, Any] = {"alpha": h * h, "beta": 1 - damping * h, "start": [start], "record": "final"}
    return ends(simulate(momentum.step, problem, k, precision=Ball(200 + 3 * k), **parameters).final)


def nesterov_end(t: Fraction, k: int, curvature: Any, start: Any = 1) -> Interval:
    """w^k of Nesterov's convex method with k steps of h = t/k, enclosed: a ball loses at most two bits a step here."""
    problem = Quadratic.from_spectrum([curvature], semidefinite=True)
    parameters: dict[str, Any] = {"alpha": (t / k) ** 2, "start": [start], "record": "final"}
    return ends(simulate(nesterov_convex.step, problem, k, precision=Ball(200 + 2 * k), **parameters).final)


def ends(final: Any) -> Interval:
    low, high = endpoints(final)
    return low[0], high[0]


def apart(a: Interval, b: Interval) -> Interval:
    """Enclosure of a - b."""
    return a[0] - b[1], a[1] - b[0]


def least(a: Interval) -> Fraction:
    """The least modulus in an enclosure, which is at most that of the number enclosed."""
    return max(a[0], -a[1], Fraction(0))


def closed_form(t: Fraction, c: Fraction, lam: Fraction) -> Interval:
    """x(t) by exponentials, in intervals of 200 bits, for each kind of damping."""
    iv = MPIntervalContext()
    iv.prec = 200
    time, half = number(iv, t), number(iv, c / 2)
    discriminant = c * c / 4 - lam
    m = iv.sqrt(number(iv, abs(discriminant)))
    if discriminant == 0:
        wave = 1 + half * time
    elif discriminant < 0:
        wave = iv.cos(m * time) + half / m * iv.sin(m * time)
    else:
        up, down = iv.exp(m * time), iv.exp(-m * time)
        wave = (up + down) / 2 + half / m * (up - down) / 2
    low, high = endpoints([iv.exp(-half * time) * wave])
    return low[0], high[0]


def number(iv: Any, q: Fraction) -> Any:
    return iv.mpf(q.numerator) / q.denominator


@settings(max_examples=50)
@given(TIMES, DAMPINGS, CURVATURES)
@example(Fraction(0), Fraction(1), Fraction(1))
@example(Fraction(2), Fraction(2), Fraction(1))
@example(Fraction(2), Fraction(0), Fraction(1))
@example(Fraction(2), Fraction(4), Fraction(0))
@example(Fraction(2), Fraction(0), Fraction(0))
def test_the_oscillator_is_its_closed_form(t: Fraction, c: Fraction, lam: Fraction) -> None:
    """Underdamped, critically damped and overdamped: enclosures of one number overlap at 50 digits."""
    low, high = damped_oscillator(t, damping=c, curvature=lam)
    assert high - low <= Fraction(1, 10**50)
    expected_low, expected_high = closed_form(t, c, lam)
    assert low <= expected_high
    assert expected_low <= high


@settings(max_examples=50)
@given(TIMES, st.fractions(Fraction(1, 12), 4, max_denominator=12), STARTS)
def test_su_boyd_candes_is_a_bessel_function(t: Fraction, lam: Fraction, start: Fraction) -> None:
    """X = 2 X(0) J_1(t sqrt(lambda))/(t sqrt(lambda)), by arb's J_1, at 50 digits and at 200."""
    for digits in (50, 200):
        low, high = su_boyd_candes(t, curvature=lam, position=start, digits=digits)
        system = Ball(4 * digits)
        with system.scope():
            scaled, twice = system.array(exact_array([t * t * lam, 2 * start], "values"))
            z = scaled.sqrt()
            expected_low, expected_high = ends([twice * z.bessel_j(1) / z])
        assert low <= expected_high
        assert expected_low <= high


@settings(max_examples=25, deadline=None)
@given(TIMES, DAMPINGS, CURVATURES, STARTS, st.integers(24, 80))
@example(Fraction(4), Fraction(0), Fraction(4), Fraction(1), 24)
@example(Fraction(4), Fraction(4), Fraction(0), Fraction(1), 24)
@example(Fraction(1, 4), Fraction(4), Fraction(4), Fraction(1), 24)
def test_momentum_is_as_near_to_the_oscillator_as_was_derived(
    t: Fraction, c: Fraction, lam: Fraction, start: Fraction, k: int
) -> None:
    given_: dict[str, Any] = {"damping": c, "curvature": lam, "position": start}
    first, second = oscillator_distance(k, t / k, **given_)
    end = momentum_end(t, k, c, lam, start)
    error = apart(end, damped_oscillator(t, **given_))
    assert least(error) <= first
    low, high = oscillator_correction(t, **given_)
    assert least(apart(error, (t / k * low, t / k * high))) <= second


@settings(max_examples=25, deadline=None)
@given(TIMES, CURVATURES, STARTS, st.integers(8, 60))
@example(Fraction(4), Fraction(4), Fraction(1), 8)
@example(Fraction(1, 4), Fraction(0), Fraction(1), 8)
def test_nesterov_is_as_near_to_su_boyd_candes_as_was_derived(
    t: Fraction, lam: Fraction, start: Fraction, k: int
) -> None:
    given_: dict[str, Any] = {"curvature": lam, "position": start}
    error = apart(nesterov_end(t, k, lam, start), su_boyd_candes(t, **given_))
    assert least(error) <= su_boyd_candes_distance(k, t / k, **given_)


def test_the_distance_of_momentum_is_of_first_order_exactly() -> None:
    """Richardson: over halved steps the distances' ratio lies in (h y -+ C h^2)/(h/2 y +- C h^2/4), which closes on 2.

    y is enclosed, and C h^2 is the derived bound of the second order.
    """
    t = Fraction(1)
    given_: dict[str, Any] = {"damping": Fraction(1), "curvature": Fraction(2), "position": Fraction(-1)}
    exact, (y_low, y_high) = damped_oscillator(t, **given_), oscillator_correction(t, **given_)
    assert y_low > 0
    widths = []
    for k in (200, 400, 800):
        h = t / k
        (_, coarse), (_, fine) = (oscillator_distance(n, t / n, **given_) for n in (k, 2 * k))
        bounds = (h * y_low - coarse) / (h / 2 * y_high + fine), (h * y_high + coarse) / (h / 2 * y_low - fine)
        errors = [apart(momentum_end(t, n, 1, 2, -1), exact) for n in (k, 2 * k)]
        ratio = errors[0][0] / errors[1][1], errors[0][1] / errors[1][0]
        assert 0 < bounds[0] <= ratio[0]
        assert ratio[1] <= bounds[1]
        assert bounds[0] < 2 < bounds[1]
        widths.append(bounds[1] - bounds[0])
    assert all(after < before * Fraction(11, 20) for before, after in pairwise(widths))


def test_the_distance_of_nesterov_is_of_first_order_as_observed() -> None:
    """Over halved steps e/h closes on Y(t) and the ratio of the distances on 2, each time by nearly a half.

    The next term of e/h is of order h log(1/h), since Y' does not vanish at the equation's singularity t = 0; so
    halving h leaves a share that tends to 1/2 and is below 3/5 from the first of these steps on.
    """
    t, lam = Fraction(3), Fraction(5, 3)
    exact, (y, _) = su_boyd_candes(t, curvature=lam), su_boyd_candes_correction(t, curvature=lam)
    errors = [apart(nesterov_end(t, k, lam), exact)[0] for k in (20, 40, 80, 160, 320)]
    scaled = [abs(e * k / t - y) for e, k in zip(errors, (20, 40, 80, 160, 320), strict=True)]
    ratios = [abs(before / after - 2) for before, after in pairwise(errors)]
    assert all(after < before * Fraction(3, 5) for values in (scaled, ratios) for before, after in pairwise(values))
    assert y < 0


def test_another_damping_has_another_limit() -> None:
    """The negative control: momentum with beta = 1 - 2 c h does not come as near to the oscillator with c."""
    t, k = Fraction(2), 640
    first, _ = oscillator_distance(k, t / k, damping=1, curvature=1)
    error = apart(momentum_end(t, k, 2, 1), damped_oscillator(t, damping=1, curvature=1))
    assert least(error) > first


def test_another_weight_has_another_limit() -> None:
    """The negative control: with (k-1)/(k+1) for (k-1)/(k+2), the 3 of the equation would be a 2."""

    def weighted(state: Any, gradient: Any, *, alpha: Any) -> Any:
        k, w_previous, w = state
        y = w + (k - 1) / (k + 1) * (w - w_previous)
        return k + 1, w, y - alpha * gradient(y)

    t, k = Fraction(1), 640
    start = tuple(exact_array([value], "start") for value in (0, 1, 1))
    problem = Quadratic.from_spectrum([1])
    run = simulate(weighted, problem, k, start=start, precision=Ball(2000), alpha=(t / k) ** 2)
    error = apart(ends(run.final), su_boyd_candes(t, curvature=1))
    assert least(error) > su_boyd_candes_distance(k, t / k, curvature=1)


def test_steps_that_are_too_long_are_refused() -> None:
    with pytest.raises(ValueError, match="give a smaller h"):
        oscillator_distance(3, 1, damping=1, curvature=3)
    with pytest.raises(ValueError, match="give a smaller h"):
        su_boyd_candes_distance(3, 1, curvature=2)
    with pytest.raises(ValueError, match="damping >= 0"):
        damped_oscillator(1, damping=-1, curvature=1)
