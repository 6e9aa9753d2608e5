"""Triple momentum's Lyapunov function, as derived, along runs on a function that is no quadratic."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import example, given, settings

from derivations.algorithms.triple_momentum_rate import f as value
from derivations.algorithms.triple_momentum_rate import g, lyapunov, space, w, x
from derivations.interpolation import Point
from derivations.notation import L, mu
from numerics.algorithms.triple_momentum import published, step
from tests.derivations.algorithms.smooth_functions import Smooth, enclosed, evaluated, functions, inner, points, root
from verification.precisions import at_most, contains, surely_above

STEPS = 8


def rate(f: Smooth) -> Fraction:
    return 1 - root(f)


def places(f: Smooth, start: Any) -> Any:
    """The exact points y^0, y^1, ... at which the rule takes its gradients, and w^1, w^2, ..., of three steps."""
    seen, outputs = [], []

    def gradient(y: Any) -> Any:
        seen.append(y)
        return f.gradient(y)

    state = (0 * np.array(start, dtype=object), np.array(start, dtype=object))
    for _ in range(2):
        state = step(state, gradient, **published(rate(f), f.L))
        outputs.append(state[1])
    return np.array(seen), np.array(outputs)


def twice_the_potential(f: Smooth, y: Any, outputs: Any) -> Any:
    """2 V_0, 2 V_1, ... of the points y^k and the outputs w^{k+1}, both (k, 2)."""
    vectors = {x: y, g: f.gradient(y), w: outputs}
    numbers = {L: f.L, mu: f.mu, value: f.value(y)}
    return evaluated(2 * lyapunov(Point(x, g, value), w), space, vectors, numbers)


@given(functions(), points)
@example(Smooth(Fraction(1), Fraction(4)), (Fraction(1), Fraction(-2)))
def test_exact_steps(f: Smooth, start: Any) -> None:
    y, outputs = places(f, start)
    V = twice_the_potential(f, y, outputs)
    size = inner(y[0], y[0])
    assert V[0] <= 2 * rate(f) ** 2 * f.L**2 * size
    assert V[1] <= rate(f) ** 2 * V[0]
    for k, output in enumerate(outputs, start=1):
        assert root(f) ** 2 * inner(output, output) <= rate(f) ** (2 * k) * size
        assert 2 * f.mu * f.L * inner(output, output) <= V[k - 1]


def test_on_the_two_extreme_quadratics_it_is_an_equation() -> None:
    """There both interpolation inequalities are equations, and V is multiplied by rho^2 exactly."""
    f = Smooth(Fraction(1), Fraction(4))
    for curvature in (f.mu, f.L):
        state, potentials = (Fraction(0), Fraction(1)), []
        for _ in range(4):
            at: dict[Fraction, Fraction] = {}
            parameters = published(rate(f), f.L)
            state = step(state, lambda y, at=at, c=curvature: at.setdefault(y, c * y), **parameters)  # type: ignore[misc]
            y = next(iter(at))
            q = (f.L - f.mu) * (curvature - f.mu) * y**2 - (curvature - f.mu) ** 2 * y**2
            potentials.append(q + 2 * f.mu * f.L * state[1] ** 2)
        assert all(b == rate(f) ** 2 * a for a, b in pairwise(potentials))


@settings(max_examples=10)
@given(functions(), points)
@example(Smooth(Fraction(1), Fraction(100), (0, 0)), (Fraction(3), Fraction(1)))
def test_the_distance_at_every_precision(f: Smooth, start: Any) -> None:
    factors = [rate(f) ** (2 * k) / root(f) ** 2 for k in range(STEPS + 1)]
    for name, iterates in enclosed(step, f, start, STEPS, **published(rate(f), f.L)):
        distances = inner(iterates, iterates)
        assert at_most(distances, [factor * distances[0] for factor in factors]), name
        y, outputs = places(f, start)
        assert contains(iterates[:3], np.concatenate([y[:1], outputs])), name


def test_without_momentum_it_does_not_have_that_rate() -> None:
    """The negative control: gradient descent, far from the kinks, where the curvature is almost mu."""
    f, start = Smooth(Fraction(1), Fraction(4)), (Fraction(1000), Fraction(1000))
    bad = {"alpha": 1 / f.L, "beta": Fraction(0), "gamma": Fraction(0), "delta": Fraction(0)}
    factor = rate(f) ** (2 * STEPS) / root(f) ** 2
    refuted = []
    for name, iterates in enclosed(step, f, start, STEPS, **bad):
        distances = inner(iterates, iterates)
        refuted += [name] if surely_above(distances[-1:], factor * distances[:1]) else []
    assert len(refuted) == 5
