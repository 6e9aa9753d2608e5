"""The limit cycle: exact runs of the update rule on the article's convex function, at every precision."""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp
from mpmath.ctx_iv import MPIntervalContext

from derivations import kernel, translate
from derivations.limit_cycle import ATTRACTED, PARAMETERS, PIECES, cycle, gradient
from derivations.recheck import by_id
from numerics.algorithms import momentum

EXACT = {name: Fraction(int(v.p), int(v.q)) for name, v in PARAMETERS.items()}
LOW, HIGH = (Fraction(int(v.p), int(v.q)) for v in ATTRACTED)
CYCLE = [Fraction(int(x.p), int(x.q)) for _, x in cycle()]
starts = st.fractions(0, 1, max_denominator=1000).map(lambda t: LOW + t * (HIGH - LOW))


def run(start: Any, steps: int, parameters: Any = EXACT, zero: Any = 0) -> list[Any]:
    state = (zero, start)
    iterates = [start]
    for _ in range(steps):
        state = momentum.step(state, gradient, **parameters)
        iterates.append(state[1])
    return iterates


def test_the_cycle_returns_exactly() -> None:
    state = tuple(Fraction(int(v.p), int(v.q)) for v in cycle()[0])
    points = []
    for _ in range(6):
        points.append(state[1])
        state = momentum.step(state, gradient, **EXACT)
    assert points == CYCLE * 2
    assert sorted(points[:3]) == [Fraction(-2208, 1225), Fraction(792, 1225), Fraction(2592, 1225)]


@pytest.mark.parametrize("pieces", [(2, 1, 0), (0, 0, 0), (2, 2, 0), (1, 1, 0)])
def test_other_pieces_have_no_cycle(pieces: tuple[int, ...]) -> None:
    """The negative control: the linear equations have a solution for these pieces too, but it does not lie in them."""
    points = [x for _, x in cycle(pieces)]
    inside = [bool(x >= 1) + bool(x >= 2) == piece for x, piece in zip(points, pieces, strict=True)]
    assert not all(inside) or set(points) == {0}


def test_a_second_cycle_repels() -> None:
    """Through the middle piece there is another one; an eigenvalue of its round exceeds 1: det(R - I) < 0."""
    points = [x for _, x in cycle((1, 0, 0))]
    assert [bool(x >= 1) + bool(x >= 2) for x in points] == [1, 0, 0]
    columns = []
    for state in ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))):
        moved = state
        for slope in (1, 25, 25):
            moved = momentum.step(moved, lambda w, a=slope: a * w, **EXACT)  # type: ignore[misc]
        columns.append(moved)
    (a, c), (b, d) = columns
    assert (a - 1) * (d - 1) - b * c < 0


@given(starts)
@example(LOW)
@example(HIGH)
def test_every_start_of_the_interval_is_attracted(start: Fraction) -> None:
    iterates = run(start, 2 + 3 * 12)
    for j in range(13):
        e = iterates[2 + 3 * j] - CYCLE[0]
        d = e + Fraction(2, 3) * (iterates[1 + 3 * j] - CYCLE[2])
        assert (1 + j) * (e**2 + 9 * d**2) <= 9
        assert (e**2 + 9 * d**2) * 2**j <= 9
    assert all(w >= 2 for w in iterates[2::3])
    assert all(w < 1 for w in iterates[3::3] + iterates[4::3])


@pytest.mark.parametrize("start", [Fraction(1, 2), Fraction(3), Fraction(4), Fraction(-1)])
def test_other_starts_converge(start: Fraction) -> None:
    """The negative control: these fall in with slope 25 for good and go to the minimiser."""
    assert abs(run(start, 80)[-1]) < Fraction(1, 1000)


@given(starts)
@example(HIGH)
def test_digits_and_balls_agree_with_the_exact_run(start: Fraction) -> None:
    """Balls contain the exact iterates; 50 digits lie within what a stable linear run of 38 steps can lose of them."""
    exact = run(start, 38)
    iv = MPIntervalContext()
    iv.dps = 60
    as_ball = {name: iv.mpf(v.numerator) / v.denominator for name, v in EXACT.items()}
    state = (iv.mpf(0), iv.mpf(start.numerator) / start.denominator)
    for k in range(38):
        slope, intercept = PIECES[(exact[k] >= 1) + (exact[k] >= 2)]
        state = momentum.step(state, lambda w, a=slope, b=intercept: a * w + b, **as_ball)  # type: ignore[misc]
        contained = iv.mpf(exact[k + 1].numerator) / exact[k + 1].denominator
        assert contained.a <= state[1].b
        assert state[1].a <= contained.b
    with mp.workdps(50):
        parameters = {name: mp.mpf(v.numerator) / v.denominator for name, v in EXACT.items()}
        rounded = run(mp.mpf(start.numerator) / start.denominator, 38, parameters, mp.mpf(0))
        assert [(w >= 1) + (w >= 2) for w in rounded[2::3]] == [2] * 13


@given(st.fractions(-5, 5, max_denominator=50), st.fractions(-5, 5, max_denominator=50))
@example(Fraction(1), Fraction(2))
def test_slopes_lie_between_1_and_25(a: Fraction, b: Fraction) -> None:
    product = (gradient(a) - gradient(b)) * (a - b)
    assert (a - b) ** 2 <= product <= 25 * (a - b) ** 2


@cache
def attraction() -> kernel.Facts:
    """The hypotheses of the statement that the cycle attracts, and the run that it speaks of."""
    claim = by_id()["stab.momentum-can-diverge-on-convex"]
    found = translate.statement(next(s for s in claim.statements if s.name == "the cycle attracts"))
    walk = {"orbit": found["conclusion"]["limit"]["orbit"]}
    return kernel.flat(map(kernel.formula, [*found["hypotheses"], walk]))


@pytest.mark.parametrize("start", [LOW, (LOW + 2 * HIGH) / 3, HIGH])
def test_the_run_that_tends_to_the_cycle_goes_on(start: Fraction) -> None:
    """The limit is not one of runs that their guard stops: f' has a value everywhere, and so the guard is met."""
    state = (Fraction(0), start)
    for _ in range(2):
        state = momentum.step(state, gradient, **EXACT)
    rounds = []
    for _ in range(4):
        inputs = {}
        for name in ("g_1", "g_2", "g_3"):
            inputs[name] = str(gradient(state[1]))
            state = momentum.step(state, gradient, **EXACT)
        rounds.append(inputs)
    kernel.witnessed(attraction(), {"values": {"x_0": str(start)}, "runs": [rounds]})
