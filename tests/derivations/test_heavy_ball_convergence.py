"""Momentum below the range of the cycles: its Lyapunov function, as derived, along runs, and that it fails above."""

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.heavy_ball_convergence import FACTOR, f, h, lyapunov, space, z
from derivations.heavy_ball_cycles import cycle, slope
from derivations.notation import q
from numerics.algorithms.momentum import step
from tests.derivations.algorithms.smooth_functions import Smooth, enclosed, evaluated, inner, points, small
from verification.precisions import at_most, surely_above

STEPS = 8
BELOW = st.fractions(Fraction(1, 20), Fraction(3, 5), max_denominator=20)
ABOVE = [Fraction(5, 8), Fraction(2, 3), Fraction(9, 10)]


def function(rate: Fraction, offsets: tuple[int, int] = (1, -2)) -> Smooth:
    """In units in which alpha = 1."""
    return Smooth((1 - rate) ** 2, (1 + rate) ** 2, offsets)


def twice_the_potential(rate: Fraction, velocities: Any, following: Any, values: Any) -> Any:
    """2 V_0, 2 V_1, ... of the velocities (k, 2) before and after each step, and the values (k,)."""
    derived = 2 * lyapunov(z, h, f)
    return evaluated(derived, space, {z: velocities, h: following}, {q: rate, f: values})


def factor(rate: Fraction) -> Fraction:
    return Fraction(evaluated(7 * FACTOR, space, {}, {q: rate})) / 7


@given(BELOW, points, st.tuples(small, small))
@example(Fraction(3, 5), (Fraction(1), Fraction(-2)), (Fraction(0), Fraction(0)))
def test_exact_steps_from_any_state(rate: Fraction, start: Any, velocity: Any) -> None:
    g = function(rate)
    states = [(np.array(velocity, dtype=object), np.array(start, dtype=object))]
    for _ in range(2):
        states.append(step(states[-1], g.gradient, alpha=1, beta=rate**2))
    velocities, iterates = (np.array(parts) for parts in zip(*states, strict=True))
    values = g.value(iterates[:2])
    V = twice_the_potential(rate, velocities[:2], velocities[1:], values)
    assert 0 < factor(rate) < 1
    assert V[1] <= factor(rate) * V[0]
    assert all(4 * rate * value <= potential for value, potential in zip(values, V, strict=True))
    moves = inner(velocities[0], velocities[0]) + inner(velocities[1], velocities[1])
    assert V[1] <= V[0] - 4 * rate * (1 - rate - rate**2) * moves
    assert (1 - rate) ** 2 * V[0] <= 14 * moves


@settings(max_examples=10)
@given(BELOW, points)
@example(Fraction(3, 5), (Fraction(1), Fraction(-2)))
def test_runs_at_every_precision(rate: Fraction, start: Any) -> None:
    g = function(rate)
    for name, w in enclosed(step, g, start, STEPS, alpha=Fraction(1), beta=rate**2):
        before = np.concatenate([w[:1], w[:-2]])
        V = twice_the_potential(rate, before - w[:-1], w[:-1] - w[1:], g.value(w[:-1]))
        assert at_most(V, [factor(rate) ** k * V[0] for k in range(STEPS)]), name
        assert at_most(4 * rate * g.value(w[:-1]), V), name


def test_with_too_much_momentum_it_does_not_fall() -> None:
    """The negative control: beta = 1 keeps the energy."""
    rate = Fraction(1, 2)
    g, refuted = function(rate, (0, 0)), []
    for name, w in enclosed(step, g, (Fraction(3), Fraction(1)), STEPS, alpha=Fraction(1), beta=Fraction(1)):
        before = np.concatenate([w[:1], w[:-2]])
        V = twice_the_potential(rate, before - w[:-1], w[:-1] - w[1:], g.value(w[:-1]))
        refuted += [name] if surely_above(V[1:], factor(rate) * V[:-1]) else []
    assert len(refuted) == 5


def test_on_the_cycles_it_cannot_fall() -> None:
    """Where q^2 + q > 1 the velocities along a cycle return, so no function of the state can fall in each step: the
    factor that the formula gives is above 1 there.
    """
    for rate in ABOVE:
        top, middle, low = cycle(rate)
        c = (max(middle, Fraction(0)) + top - 1) / 2
        state = (low - top, top)
        for _ in range(3):
            state = step(state, lambda x, c=c, r=rate: slope(x, c, (1 - r) ** 2, (1 + r) ** 2), alpha=1, beta=rate**2)  # type: ignore[misc]
        assert state == (low - top, top)
        assert factor(rate) > 1
