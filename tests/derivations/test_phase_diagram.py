"""Momentum as a particle on a spring: runs of the update rule against the motions that are derived."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath.ctx_iv import MPIntervalContext

from derivations.phase_diagram import damping_coefficient, time_step
from derivations.stability import drop, energy, lyapunov
from numerics import Quadratic, simulate
from numerics.algorithms.momentum import step
from numerics.precision import endpoints
from verification.precisions import PRECISIONS, at_most, contains, dissent, enclosures

STEPS = 10
FREE = Quadratic.from_spectrum([0], semidefinite=True)
ONE = Quadratic.from_spectrum([1])
numbers = st.fractions(-3, 3, max_denominator=6)
positive = st.fractions(Fraction(1, 24), 2, max_denominator=24)
shares = st.fractions(0, 1, max_denominator=24)
inner = st.fractions(Fraction(1, 24), Fraction(23, 24), max_denominator=24)


def state(velocity: Fraction, position: Fraction) -> Any:
    return np.array([velocity]), np.array([position])


# ---- no force -----------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(positive, shares, numbers, numbers)
@example(Fraction(1, 50), Fraction(0), Fraction(1), Fraction(92, 100))
@example(Fraction(1, 50), Fraction(1), Fraction(1), Fraction(92, 100))  # the phase diagram's start, beta = 1
def test_without_a_force(alpha: Fraction, beta: Fraction, y: Fraction, x: Fraction) -> None:
    far = [sum(beta ** (j + 1) for j in range(k)) for k in range(STEPS + 1)]
    expected = [x - alpha * y * total for total in far]
    assert dissent(expected, step, FREE, STEPS, start=state(y, x), alpha=alpha, beta=beta) == []


@given(positive, shares, numbers, numbers)
def test_a_fixed_proportion_of_speed_and_of_energy_is_lost(
    a: Fraction, beta: Fraction, y: Fraction, x: Fraction
) -> None:
    run = simulate(step, FREE, STEPS, start=state(y, x), precision="exact", record="states", alpha=a, beta=beta)
    speed = abs(run.values[0][:, 0])
    assert (speed[:-1] - speed[1:] == (1 - beta) * speed[:-1]).all()
    assert (speed[:-1] ** 2 - speed[1:] ** 2 == (1 - beta**2) * speed[:-1] ** 2).all()


# ---- one step -----------------------------------------------------------------------------------------------------


@given(positive, shares, positive, numbers, numbers)
@example(Fraction(1), Fraction(0), Fraction(1), Fraction(0), Fraction(1))
def test_the_velocity_is_minus_y(a: Fraction, beta: Fraction, l: Fraction, y: Fraction, x: Fraction) -> None:
    after, place = step((y, x), lambda w: l * w, alpha=a, beta=beta)
    force = -after - beta * -y
    assert force == -l * x
    assert place - x == -a * after
    assert (place - x) * after <= 0


# ---- with a force -------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(inner, inner, numbers, numbers)
@example(Fraction(1, 2), Fraction(1, 24), Fraction(0), Fraction(1))
def test_it_returns_as_fast_as_is_proved(share: Fraction, beta: Fraction, y: Fraction, x: Fraction) -> None:
    """(M + k N) V_k <= M V_0, at every precision; V_k >= N x_k^2."""
    alpha = share * (2 + 2 * beta)
    N = drop(alpha, beta, 1)
    M = 2 * (1 + beta) * (1 + beta**2) + N
    for name, w in enclosures(step, ONE, STEPS, start=state(y, x), alpha=alpha, beta=beta):
        now, before = w[1:, 0], w[:-1, 0]
        V = np.array([lyapunov(a, b, alpha, beta, 1) for a, b in zip(now, before, strict=True)])
        first = lyapunov(x, x + alpha * y, alpha, beta, 1)
        bound = np.array([M * first / (M + k * N) for k in range(1, STEPS + 1)])
        assert at_most(V, bound), name
        assert at_most(N * now**2, V), name


@settings(max_examples=25)
@given(positive, st.fractions(1, 2, max_denominator=6), st.sampled_from((1, -1)), numbers, numbers)
@example(Fraction(1), Fraction(1), 1, Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(1), -1, Fraction(0), Fraction(1))
def test_undamped_no_energy_is_lost(alpha: Fraction, size: Fraction, sign: int, y: Fraction, x: Fraction) -> None:
    beta = sign * size
    run = simulate(step, ONE, STEPS, start=state(y, x), precision="exact", record="states", alpha=alpha, beta=beta)
    E = [energy(v, w, alpha, beta, 1) for v, w in zip(run.values[0][:, 0], run.values[1][:, 0], strict=True)]
    assert all(later**2 >= E[0] ** 2 for later in E)
    assert E == [beta**k * E[0] for k in range(STEPS + 1)]


def test_undamped_it_comes_back_to_where_it_began() -> None:
    expected = [1, 0, -1, -1, 0, 1, 1, 0, -1, -1, 0]
    assert dissent(expected, step, ONE, STEPS, start=[1], alpha=1, beta=1) == []
    damped = {"alpha": 1, "beta": 1 - Fraction(1, 10**9)}
    assert dissent(expected, step, ONE, STEPS, start=[1], **damped) == PRECISIONS


# ---- the oscillator -----------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(inner, shares, positive, numbers, numbers)
@example(Fraction(1, 24), Fraction(1), Fraction(2), Fraction(1), Fraction(1))  # no damping
def test_the_scheme(h: Fraction, beta: Fraction, l: Fraction, y: Fraction, x: Fraction) -> None:
    problem, c = Quadratic.from_spectrum([l]), (1 - beta) / h
    for name, w in enclosures(step, problem, STEPS, start=state(y, x), alpha=h**2, beta=beta):
        before, now, after = w[:-2, 0], w[1:-1, 0], w[2:, 0]
        acceleration, velocity = (after - 2 * now + before) / h**2, (now - before) / h
        assert contains(acceleration + c * velocity + l * now, [0] * (STEPS - 1)), name


def test_another_damping_is_another_scheme() -> None:
    h, beta = Fraction(1, 4), Fraction(1, 2)
    for _, w in enclosures(step, ONE, STEPS, start=[1], alpha=h**2, beta=beta):
        before, now, after = w[:-2, 0], w[1:-1, 0], w[2:, 0]
        twice = (after - 2 * now + before) / h**2 + 2 * (1 - beta) / h * (now - before) / h + now
        assert not contains(twice, [0] * (STEPS - 1))


class Oscillator:
    """X'' + c X' + l X = 0 from X(0) = 1 at rest, c^2 < 4 l, in intervals; a rational c, and l."""

    def __init__(self, c: Fraction, l: int) -> None:
        self.context = MPIntervalContext()
        self.context.dps = 50
        self.c, self.l = self.context.mpf(c.numerator) / c.denominator, l

    def __call__(self, t: Any) -> Any:
        mp, half = self.context, self.c / 2
        omega = mp.sqrt(self.l - half**2)
        return mp.exp(-half * t) * (mp.cos(omega * t) + half / omega * mp.sin(omega * t))

    def derivatives(self, h: Any) -> list[Any]:
        """Bounds of the derivatives of order 0..4 from t = -h on: E = X^2 + X'^2/l loses no more than 2 c E a time."""
        r = self.context.exp(self.c * h)
        sizes = [r, self.context.sqrt(self.l) * r]
        for _ in range(3):
            sizes.append(self.c * sizes[-1] + self.l * sizes[-2])
        return sizes


def stays_near(c: Fraction, l: int, steps: int, damping: Fraction) -> bool:
    """Whether |x^k - X(k h)| <= ((1 + h K)^k - 1)/K Delta up to t = 1, momentum having the given damping.

    Delta = h (c M_2/2 + h M_4/12) by Taylor's theorem. The run is exact but for its first velocity: the width of its
    interval grows by 1 + h K as well.
    """
    X = Oscillator(c, l)
    h, K = X.context.mpf(1) / steps, 1 + l
    samples = [X(k * h) for k in range(-1, steps + 1)]
    [least], [most] = endpoints([-(samples[1] - samples[0]) / h**2])
    parameters: dict[str, Any] = {"alpha": Fraction(1, steps**2), "beta": 1 - damping / steps}
    start = (np.array([least]), np.array([1]))
    run = simulate(step, Quadratic.from_spectrum([l]), steps, start=start, precision="exact", **parameters)
    sizes = X.derivatives(h)
    [defect], _ = endpoints([h * (X.c * sizes[2] / 2 + h * sizes[4] / 12)])
    growth = [(1 + Fraction(K, steps)) ** k for k in range(steps + 1)]
    bound = [(p - 1) / K * defect + p * (most - least) for p in growth]
    low, high = endpoints(samples[1:])
    return bool((np.maximum(high - run.iterates[:, 0], run.iterates[:, 0] - low) <= np.array(bound)).all())


@pytest.mark.parametrize("steps", [1, 8, 64, 256])
@pytest.mark.parametrize(("c", "l"), [(Fraction(0), 1), (Fraction(1), 1), (Fraction(1, 2), 3)])
def test_momentum_stays_near_the_oscillator(c: Fraction, l: int, steps: int) -> None:
    """The bound is of order h; an oscillator with another damping is told apart."""
    assert stays_near(c, l, steps, damping=c)
    if steps == 256:
        assert not stays_near(c, l, steps, damping=c + Fraction(1, 2))


def test_the_time_step_and_the_damping() -> None:
    alpha, beta = sympy.Rational(1, 100), sympy.Rational(4, 5)
    assert (time_step(alpha), damping_coefficient(alpha, beta)) == (sympy.Rational(1, 10), 2)
