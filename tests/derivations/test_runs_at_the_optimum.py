"""*Optimal parameters*, its advice and the transient: each derived result, by runs at every precision."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import transient
from derivations.choosing_a_step_size import optimal_step
from derivations.momentum import optimal_parameters
from derivations.transient import error_factor, first_iteration_below_one
from numerics import Quadratic
from numerics.algorithms import gradient_descent, momentum
from tests.derivations.runs import (
    STEPS,
    descent,
    ends,
    few,
    fraction,
    heavy,
    loss,
    proper,
    rational,
)
from verification.precisions import (
    PRECISIONS,
    at_most,
    contains,
    dissent,
    surely_above,
)

# ---- Optimal parameters ---------------------------------------------------------------------------------------------


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
