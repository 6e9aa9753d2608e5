"""*First Steps*, *Decomposing the Error*, *Choosing A Step-size*: each derived result, by runs at every precision.

The exact tests of each section stand in its own module, where more cases are tried in rationals. Here each result is
one short test on enclosures, and each section has a negative control that every precision refutes. The statements on
matrices alone (step.condition-*) make no run.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import choosing_a_step_size
from derivations.choosing_a_step_size import optimal_step
from derivations.decomposing_the_error import error, last_step_size_in_order
from derivations.first_steps import closed_form
from derivations.gradient_descent import DESCENT
from derivations.notation import L, alpha
from numerics import Quadratic, householder_basis
from numerics.algorithms import gradient_descent
from tests.derivations.runs import (
    ONE,
    STEPS,
    descent,
    few,
    fraction,
    loss,
    positive,
    rational,
    sizes,
    spectra,
    values,
)
from verification.precisions import (
    PRECISIONS,
    Interval,
    Slope,
    at_most,
    contains,
    dissent,
    runs,
    surely_above,
)

# ---- First Steps ----------------------------------------------------------------------------------------------------


@st.composite
def turned(draw: st.DrawFn) -> tuple[list[Fraction], Any, list[Fraction], list[Fraction]]:
    """A spectrum, eigenvectors in the columns of a rational Q, a minimiser and a start."""
    n = draw(st.integers(1, 3))
    spectrum, minimiser, start = (draw(st.lists(kind, min_size=n, max_size=n)) for kind in (positive, values, values))
    return (
        spectrum,
        householder_basis(draw(st.lists(st.tuples(*[st.integers(1, 3)] * n), min_size=1, max_size=2))),
        minimiser,
        start,
    )


PLAIN = (
    [Fraction(2), Fraction(2)],
    householder_basis([(1, 2)]),
    [Fraction(1), Fraction(0)],
    [Fraction(0), Fraction(1)],
)


@few
@given(turned(), sizes)
@example(PLAIN, Fraction(1))  # alpha l = 1: there after one step
@example(PLAIN, Fraction(0))
@example(PLAIN, Fraction(2))
def test_gradient_descent_in_the_eigenbasis(case: Any, size: Fraction) -> None:
    """gd.closed-form, gd.eigenbasis, gd.eigenbasis-step: w^k = w* + Q x^k."""
    spectrum, Q, minimiser, start = case
    step_size = size / max(spectrum)
    problem = Quadratic.from_eigenbasis(spectrum, Q, minimiser)
    x_0 = Q.T @ (np.array(start) - np.array(minimiser))
    expected = [minimiser + Q @ closed_form(spectrum, x_0, step_size, k) for k in range(STEPS + 1)]
    assert dissent(expected, gradient_descent.step, problem, STEPS, start=start, alpha=step_size) == []


def test_without_the_basis_it_is_refuted() -> None:
    spectrum, Q = [Fraction(1), Fraction(2)], householder_basis([(1, 2)])
    problem = Quadratic.from_eigenbasis(spectrum, Q)
    expected = [closed_form(spectrum, [1, 1], Fraction(1, 3), k) for k in range(STEPS + 1)]
    given_: dict[str, Any] = {"start": [1, 1], "alpha": Fraction(1, 3)}
    assert dissent(expected, gradient_descent.step, problem, STEPS, **given_) == PRECISIONS


@few
@given(turned(), sizes)
@example(PLAIN, Fraction(3))
def test_the_gradient_and_the_minimiser(case: Any, size: Fraction) -> None:
    """gd.gradient, gd.minimiser: one step is w - alpha (A w - b), and from A^{-1} b no step leaves."""
    spectrum, Q, minimiser, start = case
    A = (Q * np.array(spectrum, dtype=object)) @ Q.T
    b = A @ np.array(minimiser, dtype=object)
    problem = Quadratic.from_matrix(A, b)
    given_ = {"alpha": size}
    once = [start, np.array(start) - size * (A @ np.array(start) - b)]
    assert dissent(once, gradient_descent.step, problem, 1, start=start, **given_) == []
    assert dissent([minimiser] * 4, gradient_descent.step, problem, 3, start=minimiser, **given_) == []


@few
@given(spectra, sizes)
@example([Fraction(1)], Fraction(2))  # alpha = 2/L
@example([Fraction(1), Fraction(2)], Fraction(0))
def test_the_loss_falls_by_the_derived_amount_and_power(spectrum: list[Fraction], size: Fraction) -> None:
    """gd.monotone-for-small-steps, gd.exponential-rate."""
    step_size = size / spectrum[-1]
    share = fraction(DESCENT.subs({alpha: rational(step_size), L: rational(spectrum[-1])}, simultaneous=True))
    for name, x in descent(spectrum, step_size):
        f = loss(spectrum, x)
        squares = [
            sum((l * l * e**2 for l, e in zip(spectrum, row, strict=True)), Interval(*(Fraction(0),) * 2)) for row in x
        ]
        drops = [now - share * square for now, square in zip(f[:-1], squares[:-1], strict=True)]
        assert at_most(f[1:], drops), name
        if 0 < size < 2:
            factor = 1 - 2 * spectrum[0] * share
            assert at_most(f, [factor**k * f[0] for k in range(STEPS + 1)]), name


def test_beyond_two_over_L_the_loss_is_seen_to_rise() -> None:
    for name, x in descent([1], Fraction(21, 10)):
        f = loss([1], x)
        assert all(surely_above([after], [now]) for now, after in pairwise(f)), name


# ---- Decomposing the Error ------------------------------------------------------------------------------------------


@few
@given(st.lists(st.tuples(positive, values), min_size=1, max_size=3), sizes)
@example([(Fraction(2), Fraction(1)), (Fraction(2), Fraction(-1))], Fraction(2))
def test_the_loss_is_the_sum_over_eigenvectors(rows: list[tuple[Fraction, Fraction]], size: Fraction) -> None:
    """error.decomposition, corrected: with the factor 1/2. The printed sum, its control, is twice the loss."""
    spectrum, start = zip(*rows, strict=True)
    step_size = size / max(spectrum)
    expected = [error(spectrum, start, step_size, k) for k in range(STEPS + 1)]
    for name, x in descent(spectrum, step_size, start=list(start)):
        assert contains(loss(spectrum, x), [Fraction(e) for e in expected]), name
        assert expected[0] == 0 or not contains(loss(spectrum, x)[:1], [2 * Fraction(expected[0])]), name


@few
@given(positive, positive, st.fractions(Fraction(1, 10), Fraction(19, 10), max_denominator=10))
@example(Fraction(1), Fraction(1), Fraction(4, 3))  # at 2/(l_i + l_j)
@example(Fraction(1), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1), Fraction(19, 10))
def test_the_larger_eigenvalue_is_faster_up_to_the_turn(low: Fraction, more: Fraction, size: Fraction) -> None:
    """error.large-eigenvalues-first, error.compounding-rate: beyond 2/(l_i + l_j) the order is refuted."""
    high = low + more
    step_size, turn = size / high, fraction(last_step_size_in_order(rational(low), rational(high)))
    for name, x in descent([low, high], step_size):
        slow, fast = abs(x[1:, 0]), abs(x[1:, 1])
        assert at_most(fast, slow) if step_size <= turn else surely_above(fast, slow), name
        assert contains(slow, [abs(1 - step_size * low) ** k for k in range(1, STEPS + 1)]), name


# ---- Choosing A Step-size -------------------------------------------------------------------------------------------


@few
@given(spectra, sizes)
@example([Fraction(1)], Fraction(0))
@example([Fraction(1), Fraction(2)], Fraction(2))
@example([Fraction(1), Fraction(2)], Fraction(1))
def test_convergence_inside_the_interval_only(spectrum: list[Fraction], size: Fraction) -> None:
    """step.stability, step.rate-at-the-ends: max |x^k| is the k-th power of the rate at the ends."""
    step_size = size / spectrum[-1]
    ends_ = max(abs(1 - step_size * l) for l in (spectrum[0], spectrum[-1]))
    stable = bool(choosing_a_step_size.stability_interval(rational(spectrum[-1])).contains(rational(step_size)))
    assert stable == (ends_ < 1)
    for name, x in descent(spectrum, step_size):
        assert at_most(abs(x), [[ends_**k] * len(spectrum) for k in range(STEPS + 1)]), name
        assert any(contains(abs(column), [ends_**k for k in range(STEPS + 1)]) for column in x.T), name


@few
@given(spectra, st.fractions(Fraction(-1, 2), Fraction(1, 2), max_denominator=20))
@example([Fraction(1), Fraction(9)], Fraction(1, 1000))
@example([Fraction(2), Fraction(2)], Fraction(0))  # perfect conditioning: there in one step
def test_the_optimal_step_and_rate(spectrum: list[Fraction], apart: Fraction) -> None:
    """step.optimal-step, step.optimal-rate, step.equal-rates-at-optimum, step.perfect-conditioning.

    Both ends are (+-rate)^k there; at another step-size the slower end is refuted to be as good.
    """
    low, high = spectrum[0], spectrum[-1]
    best = fraction(optimal_step(rational(low), rational(high)))
    rate = fraction(choosing_a_step_size.optimal_rate(1, rational(high / low)))
    expected = [[rate**k, (-rate) ** k] for k in range(STEPS + 1)]
    problem = Quadratic.from_spectrum([low, high])
    assert dissent(expected, gradient_descent.step, problem, STEPS, start=[1, 1], alpha=best) == []
    for name, x in descent([low, high], best + apart):
        worse = [surely_above(abs(column[1:]), [rate**k for k in range(1, STEPS + 1)]) for column in x.T]
        assert any(worse) == (apart != 0), name


@few
@given(st.fractions(1, 50, max_denominator=12), positive, st.fractions(0, 2, max_denominator=20))
@example(Fraction(1), Fraction(1, 12), Fraction(1))
def test_a_larger_condition_number_is_slower(ratio: Fraction, more: Fraction, size: Fraction) -> None:
    """step.larger-kappa-is-slower: no step-size on kappa + more is as good as the best one on kappa."""
    rate = fraction(choosing_a_step_size.optimal_rate(1, rational(ratio)))
    for name, x in descent([1, ratio + more], size / (ratio + more)):
        assert any(surely_above(abs(column[1:2]), [rate]) for column in x.T), name


# ---- a function that is no quadratic --------------------------------------------------------------------------------


def ridge(w: Any) -> Any:
    """The gradient of x^2/2 + (y^2 - 1)^2/4, in numbers of any kind."""
    return w * np.array([1, 0]) + (w * w * w - w) * np.array([0, 1])


@few
@given(values, st.fractions(Fraction(1, 10), 1, max_denominator=10))
@example(Fraction(0), Fraction(1))
def test_a_ridge_leads_to_the_saddle(start: Fraction, size: Fraction) -> None:
    """gd.limit-is-a-local-minimum fails: on the ridge y stays 0 for ever, and x goes to 0; beside it y moves away."""
    for name, low, high in runs(gradient_descent.step, Slope(ridge, [start, 0]), 4, alpha=size):
        assert not low[:, 1].any(), name
        assert not high[:, 1].any(), name
    for name, low, high in runs(gradient_descent.step, Slope(ridge, [start, Fraction(1, 8)]), 3, alpha=size):
        assert (low[1:, 1] > high[:-1, 1]).all(), name
    expected = [(1 - size) ** k * start for k in range(STEPS + 1)]
    assert dissent(expected, gradient_descent.step, ONE, STEPS, start=[start], alpha=size) == []
