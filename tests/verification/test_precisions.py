"""The confrontation itself: a true law has no dissenters, and planted bugs are refuted at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from numerics import Quadratic
from numerics.algorithms import gradient_descent, momentum
from verification.precisions import PRECISIONS, Interval, at_most, contains, dissent, enclosures, surely_above

STEPS = 6
SPECTRUM = [Fraction(1, 3), Fraction(2)]
START = [Fraction(3), Fraction(-1, 7)]
ALPHA = Fraction(2, 5)
PROBLEM = Quadratic.from_spectrum(SPECTRUM)
CLOSED = [[(1 - ALPHA * l) ** k * x for l, x in zip(SPECTRUM, START, strict=True)] for k in range(STEPS + 1)]


def uphill(state: Any, gradient: Any, *, alpha: Any) -> Any:
    """A sign error in the update rule."""
    return (state[0] + alpha * gradient(state[0]),)


class Steep(Quadratic):
    """A wrong gradient: that of twice the function."""

    def gradient(self, w: Any) -> Any:
        return 2 * super().gradient(w)


def test_the_closed_form_has_no_dissenters() -> None:
    assert dissent(CLOSED, gradient_descent.step, PROBLEM, STEPS, start=START, alpha=ALPHA) == []


@pytest.mark.parametrize("place", [0, 1])
def test_a_wrong_closed_form_is_refuted_everywhere(place: int) -> None:
    wrong = np.array(CLOSED)
    wrong[-1, place] += Fraction(1, 10**12)
    assert dissent(wrong, gradient_descent.step, PROBLEM, STEPS, start=START, alpha=ALPHA) == PRECISIONS


def test_a_rule_with_a_sign_error_is_refuted_everywhere() -> None:
    given: dict[str, Any] = {"start": (np.array(START),), "alpha": ALPHA}
    assert dissent(CLOSED, uphill, PROBLEM, STEPS, **given) == PRECISIONS


def test_a_wrong_gradient_is_refuted_everywhere() -> None:
    steep = Steep.from_spectrum(SPECTRUM)
    assert dissent(CLOSED, gradient_descent.step, steep, STEPS, start=START, alpha=ALPHA) == PRECISIONS


def test_a_mutated_parameter_is_refuted_everywhere() -> None:
    almost = ALPHA + Fraction(1, 10**12)
    assert dissent(CLOSED, gradient_descent.step, PROBLEM, STEPS, start=START, alpha=almost) == PRECISIONS


def test_invariants_and_inequalities_on_enclosures() -> None:
    curvature, alpha, beta = Fraction(2), Fraction(3, 4), Fraction(1, 2)
    trace = 1 + beta - alpha * curvature
    seen = []
    for name, w in enclosures(momentum.step, Quadratic.from_spectrum([curvature]), 12, alpha=alpha, beta=beta):
        x = w[:, 0]
        energy = x[1:] ** 2 - trace * x[1:] * x[:-1] + beta * x[:-1] ** 2
        assert contains(energy[1:], beta * energy[:-1]), name
        assert not contains(energy[1:], beta**2 * energy[:-1]), name  # the negative control
        assert at_most(abs(x), 1), name
        assert surely_above(abs(x), Fraction(9, 10)), name  # the negative control: |x^0| = 1
        seen.append(name)
    assert seen == PRECISIONS


def test_intervals() -> None:
    wide, positive = Interval(Fraction(-2), Fraction(3)), Interval(Fraction(1, 2), Fraction(4))
    assert wide**2 == abs(wide) ** 2 == Interval(Fraction(0), Fraction(9))
    assert wide**3 == Interval(Fraction(-8), Fraction(27))
    assert abs(-positive) == positive
    assert 1 - wide == Interval(Fraction(-2), Fraction(3))
    assert wide * positive == positive * wide == Interval(Fraction(-8), Fraction(12))
    assert 2 / positive == Interval(Fraction(1, 2), Fraction(4))
    assert wide / positive == Interval(Fraction(-4), Fraction(6))
    with pytest.raises(ZeroDivisionError, match="contains 0"):
        positive / wide
