"""Each derived result against runs of the update rule in float64, at 50 and 200 digits and in balls.

The exact tests of each section stand in its own module, where more cases are tried in rationals. Here each result is
one short test on the enclosures of `tests.derivations.precisions`, and each section has a negative control that every
precision refutes. The statements on matrices alone (step.condition-*) make no run.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import choosing_a_step_size, limit_cycle, transient
from derivations.choosing_a_step_size import optimal_step
from derivations.decomposing_the_error import error, last_step_size_in_order
from derivations.first_steps import closed_form
from derivations.gradient_descent import DESCENT
from derivations.momentum import optimal_parameters
from derivations.notation import L, alpha
from derivations.notation import beta as beta_
from derivations.rate_map import boundaries
from derivations.transient import error_factor, first_iteration_below_one
from numerics import Ball, Quadratic, householder_basis
from numerics.algorithms import gradient_descent, momentum
from numerics.precision import Float64, endpoints
from tests.derivations.precisions import (
    PRECISIONS,
    SYSTEMS,
    Interval,
    Slope,
    at_most,
    contains,
    dissent,
    enclosures,
    runs,
    surely_above,
)

STEPS = 8
few = settings(max_examples=8)
positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
values = st.fractions(-3, 3, max_denominator=12)
sizes = st.fractions(-1, 3, max_denominator=10)  # alpha lambda_n, beyond both ends of stability
proper = st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12)
spectra = st.lists(positive, min_size=1, max_size=3).map(sorted)
ends = st.tuples(st.integers(1, 12), st.integers(0, 12)).map(lambda ab: (Fraction(ab[0], 5), Fraction(sum(ab), 5)))
ONE = Quadratic.from_spectrum([1])


def rational(value: Any) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def fraction(value: Any) -> Fraction:
    """A SymPy rational as a Fraction."""
    exact = sympy.sympify(value)
    return Fraction(int(exact.p), int(exact.q))


def descent(spectrum: Any, size: Any, steps: int = STEPS, **more: Any) -> Any:
    """Enclosures of gradient descent on this spectrum; every error starts at 1 if no start is given."""
    return enclosures(gradient_descent.step, Quadratic.from_spectrum(list(spectrum)), steps, alpha=size, **more)


def heavy(spectrum: Any, size: Any, damping: Any, steps: int = STEPS, **more: Any) -> Any:
    problem = Quadratic.from_spectrum(list(spectrum))
    return enclosures(momentum.step, problem, steps, alpha=size, beta=damping, **more)


def of_roots(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """alpha lambda and beta with these eigenvalues."""
    return (1 - one) * (1 - other), one * other


# ---- First Steps -----------------------------------------------------------------------------------------------------


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


def loss(spectrum: Any, x: Any) -> Any:
    """1/2 sum l x^2 of each iterate."""
    return [
        sum((l * entry**2 for l, entry in zip(spectrum, row, strict=True)), Interval(*(Fraction(0),) * 2)) / 2
        for row in x
    ]


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


# ---- Decomposing the Error -------------------------------------------------------------------------------------------


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


# ---- Choosing A Step-size --------------------------------------------------------------------------------------------


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


# ---- The Dynamics of Momentum ----------------------------------------------------------------------------------------

starts = st.tuples(values, values)
roots = st.fractions(-2, 2, max_denominator=12)


def entry(one: Fraction, other: Fraction, k: int, y: Fraction, x: Fraction, swapped: bool = False) -> Fraction:
    """The second entry of R^k (y, x) at lambda = 1, by the closed form for distinct roots, or as it is printed."""
    product, damping = of_roots(one, other)
    moved = -product * damping * y + (1 - product) * x  # of R (y, x)
    first, second = moved - one * x, moved - other * x
    up, down = (first, second) if swapped else (second, first)
    return (one**k * up - other**k * down) / (one - other)


@few
@given(roots, roots, starts)
@example(Fraction(1, 2), Fraction(0), (Fraction(1), Fraction(1)))  # beta = 0
@example(Fraction(1, 2), Fraction(-1, 2), (Fraction(0), Fraction(1)))  # T = 0
@example(Fraction(1), Fraction(1, 3), (Fraction(1), Fraction(1)))  # alpha = 0
@example(Fraction(1, 3), Fraction(1, 3), (Fraction(1), Fraction(1)))  # repeated
@example(Fraction(0), Fraction(0), (Fraction(1), Fraction(1)))
def test_powers_of_the_matrix(one: Fraction, other: Fraction, start: Any) -> None:
    """mom.component-update, mom.implicit-matrix-form, mom.iteration-matrix, mom.footnote-*, mom.power-*."""
    (product, damping), (y, x) = of_roots(one, other), start
    moved = -product * damping * y + (1 - product) * x
    repeated = [k * one ** (k - 1) * moved - (k - 1) * one**k * x if k else x for k in range(STEPS + 1)]
    expected = [entry(one, other, k, y, x) for k in range(STEPS + 1)] if one != other else repeated
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": product, "beta": damping}
    assert dissent(expected, momentum.step, ONE, STEPS, **given_) == []


def test_the_printed_power_and_the_printed_vector_are_refuted() -> None:
    one, other, y, x = Fraction(1, 2), Fraction(1, 3), Fraction(1), Fraction(2)
    product, damping = of_roots(one, other)
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": product, "beta": damping}
    printed = [entry(one, other, k, y, x, swapped=True) for k in range(STEPS + 1)]
    assert dissent(printed, momentum.step, ONE, STEPS, **given_) == PRECISIONS
    exchanged = [entry(one, other, k, x, y) for k in range(STEPS + 1)]
    assert dissent(exchanged, momentum.step, ONE, STEPS, **given_) == PRECISIONS


@few
@given(
    st.lists(roots, min_size=2, max_size=2, unique=True),
    st.lists(st.tuples(*[st.integers(1, 3)] * 3), min_size=1, max_size=2),
    starts,
)
def test_components_move_on_their_own(pair: list[Fraction], vectors: Any, start: Any) -> None:
    """mom.change-of-basis, corrected to x = Q^T (w - w*), and mom.components-independent: equal eigenvalues 1, 1, 1."""
    (one, other), Q = pair, householder_basis(vectors)
    product, damping = of_roots(one, other)
    minimiser = np.array([Fraction(1, 3), Fraction(-2), Fraction(5)])
    problem = Quadratic.from_eigenbasis([Fraction(1)] * 3, Q, minimiser)
    w_0 = np.array([*start, Fraction(1)])
    components = Q.T @ (w_0 - minimiser)
    x = [[entry(one, other, k, Fraction(0), c) for c in components] for k in range(5)]
    expected = [minimiser + Q @ np.array(row) for row in x]
    given_: dict[str, Any] = {"start": list(w_0), "alpha": product, "beta": damping}
    assert dissent(expected, momentum.step, problem, 4, **given_) == []


def test_the_printed_change_of_basis_is_refuted() -> None:
    """x = Q (w - w*) for a rotation: its components do not move on their own."""
    Q = np.array([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
    problem = Quadratic.from_eigenbasis([1, 2], Q)
    for name, w in enclosures(momentum.step, problem, 1, start=[1, 0], alpha=Fraction(1, 2), beta=0):
        printed, right = w @ Q.T, w @ Q  # rows hold Q w and Q^T w
        assert contains(right[1], right[0] * np.array([Fraction(1, 2), Fraction(0)])), name
        assert not contains(printed[1], printed[0] * np.array([Fraction(1, 2), Fraction(0)])), name


# ---- the figure Convergence Rate -------------------------------------------------------------------------------------


@few
@given(proper, proper)
@example(Fraction(1, 2), Fraction(1, 2))
def test_monotonic_decrease(one: Fraction, other: Fraction) -> None:
    """mom.region-monotone, and that these roots lie where mom.rate-map-regions says so."""
    product, damping = of_roots(one, other)
    for name, w in heavy([1], product, damping):
        assert at_most(w[1:], w[:-1]), name
        assert at_most([0] * (STEPS + 1), w[:, 0]), name
    low = boundaries()["ripples"][0].subs(beta_, rational(damping))
    assert rational(product) <= low


def test_a_velocity_is_seen_to_push_it_away() -> None:
    product, damping = of_roots(Fraction(3, 4), Fraction(2, 3))
    for name, w in heavy([1], product, damping, start=([-12], [1])):
        assert surely_above(w[1], w[0]), name


@few
@given(proper, proper)
@example(Fraction(1, 2), Fraction(3, 4))  # alpha lambda = 21/8: grows at first
@example(Fraction(1, 2), Fraction(1, 4))  # 15/8
def test_monotonic_oscillations(one: Fraction, other: Fraction) -> None:
    """mom.region-flips, mom.region-flips-shrink: they flip at each, and shrink at each iff alpha lambda < 2."""
    product, damping = of_roots(-one, -other)
    for name, w in heavy([1], product, damping):
        assert at_most(w[1:, 0] * w[:-1, 0], [0] * STEPS), name
        assert product > 2 or at_most(abs(w[1:]), abs(w[:-1])), name
        assert surely_above(abs(w[1]), abs(w[0])) == (product > 2), name


@few
@given(proper, proper, starts)
@example(Fraction(1, 2), Fraction(1, 2), (Fraction(0), Fraction(1)))
def test_ripples(share: Fraction, s: Fraction, start: Any) -> None:
    """mom.region-ripples, mom.complex-rate-independent-of-step: the envelope E^k = beta^k E^0."""
    product = (1 - s) ** 2 + share * 4 * s
    trace = 1 + s**2 - product
    state = tuple([part] for part in start)
    for name, w in heavy([1], product, s**2, start=state):
        x = w[:, 0]
        form = x[1:] ** 2 - trace * x[1:] * x[:-1] + s**2 * x[:-1] ** 2
        envelope = [s ** (2 * k) * form[0] for k in range(STEPS)]
        assert contains(form, envelope), name
        assert at_most((4 * s**2 - trace**2) * x[:-1] ** 2, [4 * e for e in envelope]), name


@few
@given(st.fractions(Fraction(25, 24), 3, max_denominator=24), st.sampled_from([1, -1]), proper)
@example(Fraction(2), -1, Fraction(1, 4))
def test_divergence(large: Fraction, sign: int, small: Fraction) -> None:
    """mom.region-divergence: (1 + s_2^2)(x'^2 + x^2) >= (1 + k (s_1^2 - 1)) s_1^2 (1 - s_2)^2."""
    one, other = sign * large, sign * small
    product, damping = of_roots(one, other)
    least = [(1 + k * (one**2 - 1)) * one**2 * (1 - other) ** 2 for k in range(STEPS)]
    for name, w in heavy([1], product, damping):
        x = w[:, 0]
        assert at_most(least, (1 + other**2) * (x[1:] ** 2 + x[:-1] ** 2)), name


@few
@given(values, values, positive)
def test_one_step_is_enough(y: Fraction, x: Fraction, curvature: Fraction) -> None:
    """mom.one-step-point, opt.minimax-problem (over lambda_n alone the rate is 0)."""
    problem = Quadratic.from_spectrum([curvature])
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": 1 / curvature, "beta": 0}
    assert dissent([x, 0, 0, 0], momentum.step, problem, 3, **given_) == []


def test_elsewhere_one_step_is_seen_not_to_be_enough() -> None:
    for name, w in heavy([1], 1, Fraction(1, 100)):
        assert contains(w[1], [0]), name  # 1 - alpha lambda
        assert surely_above(abs(w[2]), [0]), name


# ---- Optimal parameters ----------------------------------------------------------------------------------------------


def optimum(A: Fraction, B: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """The derived alpha and beta, and q."""
    step_size, damping = optimal_parameters(rational(A) ** 2, rational(B) ** 2)
    return fraction(step_size), fraction(damping), (B - A) / (A + B)


@few
@given(ends, st.fractions(0, 1, max_denominator=20))
@example((Fraction(1), Fraction(1)), Fraction(0))  # kappa = 1: one step
@example((Fraction(1), Fraction(3)), Fraction(3, 8))  # an eigenvalue at 1/alpha
def test_every_eigenvalue_has_the_rate_q(pair: Any, share: Fraction) -> None:
    """opt.parameters, opt.rate, opt.repeated-roots-at-the-ends, transient.worst-factor, opt.asymptotic-only."""
    (A, B), (size, damping, q) = pair, optimum(*pair)
    inner = A**2 + share * (B**2 - A**2)
    slowest = [error_factor(q, k) for k in range(STEPS + 1)]
    first, last = ([q**k * (1 + k * (1 - q)) for k in range(STEPS + 1)], [(-1) ** k * e for k, e in enumerate(slowest)])
    problem = Quadratic.from_spectrum([A**2, B**2])
    assert dissent(list(zip(first, last, strict=True)), momentum.step, problem, STEPS, alpha=size, beta=damping) == []
    for name, w in heavy([A**2, inner, B**2], size, damping):
        x = w[:, 1]
        assert at_most(abs(x), slowest), name
        trace = 1 + damping - size * inner
        form = x[1:] ** 2 - trace * x[1:] * x[:-1] + damping * x[:-1] ** 2
        assert contains(form, [q ** (2 * k + 2) * size * inner for k in range(STEPS)]), name
        assert q == 0 or surely_above(abs(w[1:, 2]), [q**k for k in range(1, STEPS + 1)]), name  # more than q^k


@few
@given(ends, st.sampled_from([Fraction(9, 10), Fraction(11, 10)]))
@example((Fraction(1), Fraction(3)), Fraction(9, 10))
def test_other_parameters_leave_the_closed_form(pair: Any, factor: Fraction) -> None:
    """The negative control: with alpha off by a tenth every precision refutes what holds at the optimum."""
    (A, B), (size, damping, q) = pair, optimum(*pair)
    expected = [[q**k * (1 + k * (1 - q)), (-1) ** k * error_factor(q, k)] for k in range(3)]
    problem = Quadratic.from_spectrum([A**2, B**2])
    assert dissent(expected, momentum.step, problem, 2, alpha=factor * size, beta=damping) == PRECISIONS


@few
@given(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda ab: (Fraction(ab[0], 5), Fraction(sum(ab), 5))),
    st.fractions(Fraction(1, 20), 2, max_denominator=20),
    st.fractions(Fraction(1, 20), Fraction(3, 2), max_denominator=20),
    st.fractions(Fraction(1, 10), Fraction(99, 100), max_denominator=100),
)
@example((Fraction(1), Fraction(3)), Fraction(1, 4), Fraction(1, 4), Fraction(99, 100))  # the optimum
@example((Fraction(1), Fraction(3)), Fraction(1, 9), Fraction(1, 20), Fraction(99, 100))
def test_no_parameters_do_better_at_both_ends(pair: Any, size: Fraction, damping: Fraction, share: Fraction) -> None:
    """opt.parameters, its lower bound: trace and determinant, read off the runs, refuse every radius r < q.

    From two unit starts x_0 x'_1 - x_1 x'_0 = c, one step later it is c beta, and x_0 x'_2 - x_2 x'_0 = c T. Roots
    within r have beta <= r^2 and r |T| <= r^2 + beta; at one end or the other one of these is surely violated.
    """
    (A, B), start = pair, (np.array([[1, 1], [0, 0]]), np.array([[0, 0], [1, 1]]))
    r = share * (B - A) / (A + B)
    for name, w in heavy([A**2, B**2], size, damping, 2, start=start):
        x, other = w[:, 0], w[:, 1]
        area, later, trace = (x[i] * other[j] - x[j] * other[i] for i, j in ((0, 1), (1, 2), (0, 2)))
        assert contains(later, damping * area), name
        assert surely_above(later, r**2 * area) or surely_above(r * abs(trace), r**2 * area + later), name


@few
@given(ends, proper, proper, proper)
def test_bounds_on_the_spectrum_are_enough(pair: Any, low: Fraction, high: Fraction, share: Fraction) -> None:
    """opt.needs-the-extremal-eigenvalues: made from m <= A and M >= B, every eigenvalue keeps within that rate."""
    A, B = pair
    size, damping, q = optimum(A * low, B / high)
    inner = A**2 + share * (B**2 - A**2)
    for name, w in heavy([A**2, inner, B**2], size, damping):
        assert at_most(abs(w), [[error_factor(q, k)] * 3 for k in range(STEPS + 1)]), name


@few
@given(ends)
@example((Fraction(1), Fraction(100)))
def test_twice_the_step_size_of_gradient_descent(pair: Any) -> None:
    """opt.alpha-twice-gradient-descent: the run at (1 + beta) alpha_GD with 1 - beta = alpha sqrt(l_1 l_n) is that."""
    A, B = pair
    plain = fraction(optimal_step(rational(A) ** 2, rational(B) ** 2))
    _, damping, q = optimum(A, B)
    size = (1 + damping) * plain
    assert 1 - damping == size * A * B
    expected = [[q**k * (1 + k * (1 - q)), (-1) ** k * error_factor(q, k)] for k in range(5)]
    problem = Quadratic.from_spectrum([A**2, B**2])
    assert dissent(expected, momentum.step, problem, 4, alpha=size, beta=1 - size * A * B) == []


@few
@given(ends)
@example((Fraction(1), Fraction(3)))
def test_at_the_knife_s_edge_nothing_decays(pair: Any) -> None:
    """opt.knife-edge: both optima stop short of the edge by (1-q)^2/(2 + 2 q^2), where a run alternates for ever."""
    (A, B), (size, damping, q) = pair, optimum(*pair)
    l = B**2
    edge = size / (1 - (1 - q) ** 2 / (2 + 2 * q**2))
    assert edge * l == 2 + 2 * damping
    expected = [-((-1) ** k) * (1 + damping) for k in range(5)]
    problem = Quadratic.from_spectrum([l])
    given_: dict[str, Any] = {"start": ([l], [-(1 + damping)]), "alpha": edge, "beta": damping}
    assert dissent(expected, momentum.step, problem, 4, **given_) == []
    plain = fraction(optimal_step(rational(A) ** 2, rational(l))) / (1 - (1 - q) ** 2 / (2 + 2 * q**2))
    flips = [(-1) ** k for k in range(5)]
    assert dissent(flips, gradient_descent.step, problem, 4, start=[1], alpha=plain) == []


@few
@given(ends, proper)
@example((Fraction(1), Fraction(3)), Fraction(1, 2))
def test_a_larger_beta_is_slower(pair: Any, share: Fraction) -> None:
    """opt.beta-as-close-to-one-as-you-can: beyond q^2 the form falls by beta = s^2 at each step, for every alpha."""
    (A, B), (_, _, q) = pair, optimum(*pair)
    s = q + share * (1 - q)
    size = ((1 + s) / B) ** 2
    for name, w in heavy([A**2, B**2], size, s**2):
        for x, l in zip(w.T, (A**2, B**2), strict=True):
            form = x[1:] ** 2 - (1 + s**2 - size * l) * x[1:] * x[:-1] + s**2 * x[:-1] ** 2
            assert contains(form, [s ** (2 * k + 2) * size * l for k in range(STEPS)]), name
        double = [(-1) ** k * s**k * (1 + k * (1 + s)) for k in range(STEPS + 1)]
        assert contains(w[:, 1], double), name


@few
@given(proper, proper)
@example(Fraction(1, 2), Fraction(11, 12))
def test_near_the_edge_the_rate_is_near_one(damping: Fraction, position: Fraction) -> None:
    """opt.highest-alpha-that-converges: the roots -r and -beta/r for any beta < r < 1, however near to 1."""
    r = damping + position * (1 - damping)
    other = damping / r
    product = (1 + r) * (1 + other)
    assert product < 2 + 2 * damping
    expected = [(-r) ** (k + 1) * (1 + other) for k in range(STEPS)]
    for name, w in heavy([1], product, damping):
        assert contains(w[1:, 0] + other * w[:-1, 0], expected), name


def test_the_optimum_ripples_in_between() -> None:
    """opt.ripples-mean-mistuning: no sign change at lambda_1, one at each step at lambda_n, some in between."""
    size, damping, _ = optimum(Fraction(1), Fraction(3))
    for name, w in heavy([1, 5, 9], size, damping, 20):
        signs = [[(value.low > 0) - (value.high < 0) for value in column] for column in w.T]
        assert all(sign != 0 for sign in [*signs[0], *signs[2]]), name
        changes = [sum(a * b < 0 for a, b in pairwise([s for s in row if s])) for row in signs]
        assert changes[0] == 0, name
        assert changes[2] == 20, name
        assert 0 < changes[1] < 20, name


def test_the_article_s_three_eigenvalues() -> None:
    """opt.decrease-not-monotone: the first step raises f, and yet momentum is far ahead of gradient descent."""
    spectrum = [Fraction(1, 100), Fraction(1, 10), Fraction(1)]
    size, damping, _ = optimum(Fraction(1, 10), Fraction(1))
    assert (size, damping) == (Fraction(400, 121), Fraction(81, 121))
    plain = descent(spectrum, Fraction(200, 101), 50)
    for (name, w), (_, v) in zip(heavy(spectrum, size, damping, 50), plain, strict=True):
        f, g = loss(spectrum, w[[0, 1, -1]]), loss(spectrum, v[[0, 1, -1]])
        assert surely_above(f[1:2], f[:1]), name
        assert at_most(g[1:2], g[:1]), name
        assert surely_above(g[2:], [1000 * f[2]]), name


@few
@given(ends)
@example((Fraction(5), Fraction(12)))  # K < 1 + sqrt(2)
@example((Fraction(2), Fraction(5)))  # K > 1 + sqrt(2)
def test_the_loss_along_the_last_eigenvector_rises_for_large_kappa(pair: Any) -> None:
    """opt.gradient-descent-monotone-momentum-not, opt.square-roots-the-condition-number: |x^1| = q (2 + q) > q."""
    (A, B), (size, damping, q) = pair, optimum(*pair)
    K = B / A
    for name, w in heavy([B**2], size, damping, 2):
        assert surely_above(abs(w[1]), abs(w[0])) == (K**2 > 2 * K + 1), name
        assert contains(abs(w[1]), [q * (2 + q)]), name
    for name, w in descent([A**2, B**2], fraction(optimal_step(rational(A) ** 2, rational(B) ** 2))):
        assert at_most(abs(w[1:]), abs(w[:-1])), name


@few
@given(ends, st.integers(2, 10))
@example((Fraction(1), Fraction(3)), 10)
def test_the_count_by_the_rate_grows_with_the_root(pair: Any, M: int) -> None:
    """opt.square-roots-the-condition-number: gradient descent, rate (c-1)/(c+1) with c = kappa, reaches 1/M by
    k >= (M - 1)(c - 1)/2 and not before (1 - 1/M)(c + 1)/2."""
    c = min((pair[1] / pair[0]) ** 2, Fraction(12, M))
    c = max(c, Fraction(2))
    enough, before = int(np.ceil((M - 1) * (c - 1) / 2)), int((1 - Fraction(1, M)) * (c + 1) / 2)
    size = fraction(optimal_step(1, rational(c)))
    for name, w in descent([1, c], size, max(enough, 1)):
        assert at_most(abs(w[enough]), [Fraction(1, M)] * 2), name
        assert all(surely_above([abs(value)], [Fraction(1, M)]) for value in w[:before, 0]), name


@few
@given(st.integers(1, 6))
@example(2)
def test_from_which_step_on_the_transient_is_below_one(a: int) -> None:
    """transient.below-one: at lambda_n the error is below its start from the derived step on, and not before."""
    A, B = Fraction(a), Fraction(a + 3)
    size, damping, q = optimum(A, B)
    first = first_iteration_below_one(rational(q))
    assert transient.error_factor(q, first) < 1
    for name, w in heavy([B**2], size, damping, first + 3):
        below = [surely_above([1], [abs(value)]) for value in w[1:, 0]]
        assert below == [k >= first for k in range(1, first + 4)], name


# ---- functions that are no quadratics --------------------------------------------------------------------------------


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


LOW, HIGH = (fraction(v) for v in limit_cycle.ATTRACTED)
CYCLE = [fraction(x) for _, x in limit_cycle.cycle()]
CYCLING: dict[str, Any] = {str(name): fraction(v) for name, v in limit_cycle.PARAMETERS.items()}


def three_pieces(w: Any) -> Any:
    """f' of footnote 1, where it is certain on which piece w lies."""
    pieces = {int(end[0] >= 1) + int(end[0] >= 2) for end in endpoints(w)}
    if len(pieces) > 1:
        raise ArithmeticError(f"{w} lies in two pieces")
    slope, intercept = limit_cycle.PIECES[pieces.pop()]
    return int(slope) * w + int(intercept)


@few
@given(st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000))
@example(Fraction(1, 1000))
@example(Fraction(999, 1000))
def test_momentum_cycles_on_a_convex_function(share: Fraction) -> None:
    """stab.momentum-can-diverge-on-convex: the distance of the attraction's proof, within rounding, and the pieces.

    Balls of 53 bits contain the float64 run as well; these are wide after 9 steps, the others after more than 40. At the
    ends of the interval an iterate is 2, where no ball knows the piece: `test_limit_cycle` has these in rationals.
    """
    start, steps = LOW + share * (HIGH - LOW), 2 + 3 * 12
    problem = Slope(three_pieces, [start])
    for name, low, high in runs(momentum.step, problem, steps, SYSTEMS[2:], **CYCLING):
        inside = [Interval(*ends_) for ends_ in zip(low[:, 0], high[:, 0], strict=True)]
        for j in range(13):
            e = inside[2 + 3 * j] - CYCLE[0]
            d = e + Fraction(2, 3) * (inside[1 + 3 * j] - CYCLE[2])
            # A rounded run of 50 digits has lost less than 30 of them, whatever it did: |L| <= 5, and 5^38 < 10^27.
            assert at_most([(e**2 + 9 * d**2) * 2**j], [9 + Fraction(1, 10**20)]), name
        assert all(end >= 2 for end in low[2::3, 0]), name
        assert all(end < 1 for end in [*high[3::3, 0], *high[4::3, 0]]), name
    (_, low, high), (_, rounded, _) = runs(momentum.step, problem, 9, (Ball(53, "mpmath"), Float64()), **CYCLING)
    assert ((low <= rounded) & (rounded <= high)).all()


def test_from_another_start_it_converges() -> None:
    """The negative control: from 1/2 every precision goes to the minimiser 0, and from there nowhere near the cycle."""
    for name, low, high in runs(momentum.step, Slope(three_pieces, [Fraction(1, 2)]), 80, **CYCLING):
        assert max(abs(low[-1, 0]), abs(high[-1, 0])) < Fraction(1, 1000), name
