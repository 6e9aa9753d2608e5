"""Adaptive restart: it restarts where its test says so, it wins by it, and it never guesses a sign."""

from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Quadratic, simulate
from numerics.algorithms.adaptive_restart import step
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points

ILL = Quadratic.from_spectrum([1, 10, 100, 1000])


def without_restart(state: Any, gradient: Any, *, alpha: Any) -> Any:
    """FISTA: the same recurrences, by themselves."""
    t, y, w_previous = state
    w = y - alpha * gradient(y)
    t_next = (1 + (1 + 4 * t * t) ** 0.5) / 2
    return t_next, w + (t - 1) / t_next * (w - w_previous), w


def published(spectrum: list[float], start: list[float], alpha: float, k: int) -> tuple[list[list[float]], list[int]]:
    """Plain loops over components, in the operations' order: the iterates, and the steps that restarted."""
    x, y, t = list(start), list(start), 1.0
    iterates, restarted = [list(x)], []
    for j in range(1, k + 1):
        g = [l * v for l, v in zip(spectrum, y, strict=True)]
        x_previous, x = x, [v - alpha * d for v, d in zip(y, g, strict=True)]
        product = 0.0
        for d, after, before in zip(g, x, x_previous, strict=True):
            product += d * (after - before)
        if product > 0:
            restarted.append(j)
            t, y = 1.0, list(x)
        else:
            t_next = (1 + sqrt(1 + 4 * t * t)) / 2
            y = [after + (t - 1) / t_next * (after - before) for after, before in zip(x, x_previous, strict=True)]
            t = t_next
        iterates.append(list(x))
    return iterates, restarted


@settings(max_examples=40)
@given(st.lists(CURVATURES, min_size=1, max_size=3), st.data())
def test_it_is_the_published_scheme_to_the_last_bit(curvatures: list[Fraction], data: st.DataObject) -> None:
    spectrum = [float(l) for l in curvatures]
    start = [float(x) for x in data.draw(points(len(spectrum)))]
    alpha = 1 / max(spectrum)
    iterates, restarted = published(spectrum, start, alpha, 40)
    run = simulate(step, Quadratic.from_spectrum(spectrum), 40, alpha=alpha, start=start, record="states")
    assert (run.iterates == np.array(iterates)).all()
    assert [j for j in range(1, 41) if run.values[0][j, 0] == 1] == restarted


def test_it_restarts_and_wins_on_a_strongly_convex_quadratic() -> None:
    run = simulate(step, ILL, 600, alpha=1e-3, record="states")
    plain = simulate(without_restart, ILL, 600, alpha=1e-3, start=(np.ones(4), run.iterates[0], run.iterates[0]))
    restarts = int((run.values[0][1:, 0] == 1).sum())
    assert restarts >= 3
    assert ILL.excess(run.final) < ILL.excess(plain.final)


def test_until_the_first_restart_it_is_fista() -> None:
    run = simulate(step, ILL, 600, alpha=1e-3, record="states")
    first = int(np.flatnonzero(run.values[0][1:, 0] == 1)[0]) + 1
    plain = simulate(without_restart, ILL, first, alpha=1e-3, start=(np.ones(4), run.iterates[0], run.iterates[0]))
    assert (run.iterates[: first + 1] == plain.iterates).all()


@pytest.mark.parametrize("precision", [40, Ball(300), Ball(300, "mpmath")], ids=str)
def test_it_restarts_at_the_same_steps_in_every_number_system(precision: Any) -> None:
    problem = Quadratic.from_spectrum([1, 30])
    float64 = simulate(step, problem, 60, alpha=Fraction(1, 32), record="states")
    other = simulate(step, problem, 60, alpha=Fraction(1, 32), record="states", precision=precision)
    restarts = [j for j in range(1, 61) if float64.values[0][j, 0] == 1]
    assert restarts
    assert [j for j in range(1, 61) if other.values[0][j, 0] == 1] == restarts


def test_float64_and_balls_agree_as_far_as_the_balls_of_53_bits_know() -> None:
    problem = Quadratic.from_spectrum([1, 30])
    float64 = exactly(simulate(step, problem, 12, alpha=Fraction(1, 32)).iterates)
    low, high = endpoints(simulate(step, problem, 12, alpha=Fraction(1, 32), precision=Ball(53, "mpmath")).iterates)
    assert ((low <= float64) & (float64 <= high)).all()


def test_a_batch_restarts_member_by_member() -> None:
    problem = Quadratic.from_spectrum([[1, 30], [1, 300]])
    run = simulate(step, problem, 200, alpha=[1 / 30, 1 / 300], record="states")
    first, second = ((run.values[0][1:, member, 0] == 1).nonzero()[0] for member in range(2))
    assert first[0] < second[0]


def test_a_ball_that_does_not_know_the_sign_says_so() -> None:
    with pytest.raises(ValueError, match="the rule branches on the sign of this number, which it does not decide"):
        simulate(step, Quadratic.from_spectrum([1, 30]), 60, alpha=Fraction(1, 32), precision=Ball(20))


def test_a_symbol_does_not_choose_a_branch() -> None:
    with pytest.raises(TypeError, match="without branches on values"):
        Method(step)
