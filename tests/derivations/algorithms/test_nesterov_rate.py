"""Nesterov's Lyapunov function, as derived, along runs on a function that is no quadratic, at every precision."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import example, given, settings

from derivations.algorithms.nesterov_rate import f as value
from derivations.algorithms.nesterov_rate import lyapunov, space, u, w
from derivations.notation import L, s
from numerics.algorithms.nesterov import step
from tests.derivations.algorithms.smooth_functions import Smooth, enclosed, evaluated, functions, inner, points, root
from verification.precisions import at_most, surely_above

STEPS = 8


def parameters(f: Smooth) -> dict[str, Fraction]:
    return {"alpha": 1 / f.L, "beta": (1 - root(f)) / (1 + root(f))}


def twice_the_potential(f: Smooth, iterates: Any) -> Any:
    """2 V_0, 2 V_1, ... of iterates (k, 2) that begin at rest."""
    before = np.concatenate([iterates[:1], iterates[:-1]])
    numbers = {L: f.L, s: root(f), value: f.value(iterates)}
    return evaluated(2 * lyapunov(u, w, value), space, {u: before, w: iterates}, numbers)


@given(functions(), points)
@example(Smooth(Fraction(1), Fraction(4)), (Fraction(1), Fraction(-2)))
def test_two_exact_steps(f: Smooth, start: Any) -> None:
    state = (np.array(start, dtype=object),) * 2
    iterates = [state[1]]
    for _ in range(2):
        state = step(state, f.gradient, **parameters(f))
        iterates.append(state[1])
    V = twice_the_potential(f, np.array(iterates))
    first = iterates[0]
    assert V[0] == 2 * f.value(first) + f.mu * inner(first, first)
    assert all(after <= (1 - root(f)) * now for now, after in pairwise(V))


@settings(max_examples=10)
@given(functions(), points)
@example(Smooth(Fraction(1), Fraction(100), (0, 0)), (Fraction(3), Fraction(1)))
def test_every_step_at_every_precision(f: Smooth, start: Any) -> None:
    for name, iterates in enclosed(step, f, start, STEPS, **parameters(f)):
        V = twice_the_potential(f, iterates)
        bound = [(1 - root(f)) ** k * V[0] for k in range(STEPS + 1)]
        assert at_most(V, bound), name
        assert at_most(V[1:], (1 - root(f)) * V[:-1]), name
        assert at_most(2 * f.value(iterates), bound), name


def test_without_momentum_it_does_not_contract_so() -> None:
    """The negative control: gradient descent on almost a quadratic of the curvature mu."""
    f = Smooth(Fraction(1), Fraction(100), (2, 2))
    bad = parameters(f) | {"beta": Fraction(0)}
    refuted = []
    for name, iterates in enclosed(step, f, (Fraction(30), Fraction(30)), STEPS, **bad):
        V = twice_the_potential(f, iterates)
        refuted += [name] if surely_above(V[1:], (1 - root(f)) * V[:-1]) else []
    assert len(refuted) == 5
