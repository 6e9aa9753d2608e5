"""What is proved of adaptive restart, confronted with runs of its rule and of Nesterov's at every precision."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.algorithms import adaptive_restart as derived
from derivations.notation import alpha, lam, x, y
from numerics import Quadratic, simulate
from numerics.algorithms import nesterov
from numerics.algorithms.adaptive_restart import step
from numerics.exact import rationals
from numerics.precision import endpoints
from tests.derivations.algorithms.enclosed import FLOATS, SYSTEMS
from verification.precisions import Interval, at_most, enclosures, surely_above

few = settings(max_examples=6)
INSIDE = st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10)
Mode = tuple[str, Any, Any, Any]


def states(rule: Any, problem: Quadratic, iterations: int, **given_: Any) -> Iterator[Mode]:
    """(name, t, y, w), enclosed in each system of balls; the float64 run lies in that of 53 bits."""
    for system in SYSTEMS:
        run = simulate(rule, problem, iterations, precision=system, record="states", **given_)
        ends = [endpoints(values) for values in run.values]
        if system == FLOATS:
            floats = simulate(rule, problem, iterations, record="states", **given_).values
            for values, (low, high) in zip(floats, ends, strict=True):
                assert ((low <= rationals(values)) & (rationals(values) <= high)).all()
        t, ahead, w = (np.frompyfunc(Interval, 2, 1)(*pair) for pair in ends)
        yield str(system), t, ahead, w


def violations(mode: Mode, a: Fraction, start: Fraction) -> list[str]:
    """What a run in one mode (start > 0) contradicts of `adaptive-restart.one-mode`."""
    _, t, ahead, w = mode
    found, rest = [], Interval(start, start)
    for k in range(len(w) - 1):
        now, after, side = w[k, 0], w[k + 1, 0], rest.low > 0
        restarts = t[k + 1, 0] == Interval(Fraction(1), Fraction(1))
        beyond = ahead[k, 0].high < 0 if side else ahead[k, 0].low > 0
        if restarts is not beyond:
            found.append(f"step {k}: the test")
        if restarts and surely_above(abs(after), (1 - a) * abs(rest)):
            found.append(f"step {k}: the contraction")
        if not restarts and (surely_above(abs(after), abs(now)) or (after.high < 0 if side else after.low > 0)):
            found.append(f"step {k}: the order")
        rest = after if restarts else rest
    return found


ONE = Quadratic.from_spectrum([1])


@pytest.mark.parametrize(
    ("a", "steps"), [(Fraction(1, 30), 25), (Fraction(1, 10), 20), (Fraction(1, 2), 9), (Fraction(7, 8), 6)]
)
@pytest.mark.parametrize("start", [Fraction(1), Fraction(3, 7)])
def test_one_mode_at_every_precision(a: Fraction, steps: int, start: Fraction) -> None:
    names = []
    # so many steps that the balls of 53 bits still know the sign of y
    for mode in states(step, ONE, steps, start=[start], alpha=a):
        assert violations(mode, a, start) == [], mode[0]
        assert sum(t == Interval(Fraction(1), Fraction(1)) for t in mode[1][1:, 0]) >= 1
        names.append(mode[0])
    assert names == [str(system) for system in SYSTEMS]


def without_restart(state: Any, gradient: Any, *, alpha: Any) -> Any:
    """The planted bug: the test is not asked."""
    t, ahead, w_previous = state
    w = ahead - alpha * gradient(ahead)
    t_next = step((t, 0 * ahead, 0 * w_previous), lambda _: 0 * ahead, alpha=alpha)[0]  # without a gradient
    return t_next, w + (t - 1) / t_next * (w - w_previous), w


def test_a_run_without_restarts_is_found_out() -> None:
    rest: Any = lambda w0: (1 + 0 * w0, w0, w0)  # noqa: E731
    without_restart.state, without_restart.start = ("t", "y", "w"), rest  # type: ignore[attr-defined]
    for mode in states(without_restart, ONE, 25, start=[1], alpha=Fraction(1, 10)):
        assert violations(mode, Fraction(1, 10), Fraction(1))


def rational(value: Any, **numbers: Fraction) -> Fraction:
    at = {sympy.Symbol(name, real=True): sympy.Rational(*q.as_integer_ratio()) for name, q in numbers.items()}
    exact = sympy.sympify(value).subs(at)
    return Fraction(int(exact.p), int(exact.q))


@few
@given(INSIDE, st.fractions(0, 1, max_denominator=6))
@example(Fraction(1, 10), Fraction(1))
def test_up_to_the_critical_momentum_y_stays_on_its_side(s: Fraction, share: Fraction) -> None:
    critical = (1 - s) / (1 + s)
    for name, w in enclosures(nesterov.step, ONE, 20, start=[1], alpha=s**2, beta=share * critical):
        ahead = w[1:, 0] + share * critical * (w[1:, 0] - w[:-1, 0])
        assert at_most(0 * ahead, ahead), name


@few
@given(INSIDE, st.fractions(Fraction(1, 3), 1, max_denominator=6))
@example(Fraction(1, 2), Fraction(1))
@example(Fraction(9, 10), Fraction(1, 3))
def test_beyond_it_y_is_positive_in_fewer_steps_than_derived(s: Fraction, share: Fraction) -> None:
    """g is the loss of the ratio of successive x in each step; the first step, from rest, is not counted."""
    critical = (1 - s) / (1 + s)
    b = critical + share * (1 - critical)
    gap = b * (1 - s**2) - ((1 + b) * (1 - s**2)) ** 2 / 4
    most = int(1 / gap) + 1
    for name, w in enclosures(nesterov.step, ONE, min(most, 55) + 2, start=[1], alpha=s**2, beta=b):
        ahead = w[1:, 0] + b * (w[1:, 0] - w[:-1, 0])
        sure = [k for k, v in enumerate(ahead) if v.low > 0]
        run = next((k for k in range(len(ahead)) if k not in sure), len(ahead))
        assert run * gap < 1, name
        assert any(v.high < 0 for v in ahead), name


SHARES = st.lists(st.fractions(Fraction(1, 5), 1, max_denominator=5), min_size=1, max_size=2)
BELOW_ONE = st.fractions(Fraction(1, 5), Fraction(4, 5), max_denominator=5)


@few
@given(SHARES, BELOW_ONE)
@example([Fraction(1)], Fraction(4, 5))
def test_f_grows_as_far_as_the_test_says(shares: list[Fraction], below_one: Fraction) -> None:
    """alpha lambda_i are the shares, alpha = 1/2; in a run of the whole vector with its restarts. Where all shares are
    1 one step ends at the minimum, and the test is of a number that is 0 from there on, which no ball decides."""
    spectrum, alpha_, start = whole_vector([*shares, below_one])
    for system in SYSTEMS[1:]:
        run = simulate(
            step, Quadratic.from_spectrum(spectrum), 8, start=start, alpha=alpha_, precision=system, record="states"
        )
        ahead, w = (np.frompyfunc(Interval, 2, 1)(*endpoints(values)) for values in run.values[1:])
        growth, allowed = grown(np.array(spectrum, dtype=object), ahead, w, alpha_)
        assert at_most(growth, allowed), str(system)


def whole_vector(shares: list[Fraction]) -> tuple[list[Fraction], Fraction, list[Fraction]]:
    """A spectrum, a step-size with these alpha lambda_i, and a start."""
    return [2 * share for share in shares], Fraction(1, 2), [Fraction(i + 1, 3) for i in range(len(shares))]


def grown(spectrum: Any, ahead: Any, w: Any, size: Fraction) -> tuple[Any, Any]:
    """f(w^{k+1}) - f(w^k), and the derived bound of it."""
    before, point, after = w[:-1], ahead[:-1], w[1:]
    slope = spectrum * point
    allowed = (slope * (after - before) + size / 2 * slope**2).sum(axis=-1)
    return (spectrum * (after**2 - before**2) / 2).sum(axis=-1), allowed


def test_beyond_alpha_lambda_1_it_may_grow_more() -> None:
    """The negative control: from rest with alpha lambda = 3/2."""
    for system in SYSTEMS:
        run = simulate(step, ONE, 1, start=[1], alpha=Fraction(3, 2), precision=system, record="states")
        ahead, w = (np.frompyfunc(Interval, 2, 1)(*endpoints(values)) for values in run.values[1:])
        assert surely_above(*grown(np.array([1], dtype=object), ahead, w, Fraction(3, 2)))


def test_where_it_restarts_f_need_not_grow() -> None:
    """The converse of the last statement fails: x = 1, y = -1/2, alpha lambda = 1/2, so that x' = -1/4."""
    (_, _, after), asked = derived.mode_step(False)
    at = {alpha: sympy.Rational(1, 2), lam: 1, x: 1, y: -sympy.Rational(1, 2)}
    assert asked.test.subs(at) > 0
    assert abs(after.subs(at)) < 1


def test_the_traced_branches_are_those_of_the_rule() -> None:
    """At rationals where sqrt(1 + 4 t^2) is one: t = 35/24."""
    t, half = Fraction(35, 24), Fraction(1, 2)
    for ahead, now in ((Fraction(1), Fraction(1)), (-Fraction(1, 5), Fraction(1, 3))):
        ran = step((t, ahead, now), lambda w: w, alpha=half)
        restarts = ahead < 0
        (t_next, y_next, x_next), asked = derived.mode_step(restarts)
        numbers = {"t": t, "y": ahead, "x": now, "alpha": half, "lambda": Fraction(1), "root": Fraction(37, 12)}
        numbers["momentum"] = (t - 1) / Fraction(49, 24)
        assert tuple(rational(value, **numbers) for value in (t_next, y_next, x_next)) == ran
        assert (rational(asked.test, **numbers) > 0) is restarts
