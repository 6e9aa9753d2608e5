"""The dynamics of momentum: components, powers of R, eigenvalues and rate, exactly and at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.dynamics_of_momentum import power
from derivations.notation import alpha, beta, lam
from numerics import Ball, Quadratic, forward_error_bound, householder_basis, simulate
from numerics.algorithms.momentum import step
from numerics.precision import endpoints

STEPS = 15
roots = st.fractions(-2, 2, max_denominator=12)
positive = st.fractions(Fraction(1, 10), 5, max_denominator=10)
numbers = st.fractions(-3, 3, max_denominator=5)
Matrix = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
ONE: Matrix = ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1)))


def parameters(trace: Fraction, determinant: Fraction, curvature: Fraction) -> tuple[Fraction, Fraction]:
    """alpha and beta that give R this trace and determinant."""
    return (1 + determinant - trace) / curvature, determinant


def R(step_size: Fraction, damping: Fraction, curvature: Fraction) -> Matrix:
    return (damping, curvature), (-step_size * damping, 1 - step_size * curvature)


def settings(step_size: Fraction, damping: Fraction) -> dict[str, Any]:
    return {"alpha": step_size, "beta": damping}


def combine(a: Fraction, left: Matrix, b: Fraction, right: Matrix) -> Matrix:
    (p, q), (r, s) = left
    (t, u), (v, w) = right
    return (a * p + b * t, a * q + b * u), (a * r + b * v, a * s + b * w)


def powers(step_size: Fraction, damping: Fraction, curvature: Fraction) -> list[Matrix]:
    """R^0 .. R^STEPS, column by column, by runs of the update rule."""
    problem = Quadratic.from_spectrum([curvature])
    columns = []
    for y, x in ((1, 0), (0, 1)):
        start, data = (np.array([y]), np.array([x])), settings(step_size, damping)
        run = simulate(step, problem, STEPS, start=start, record="states", precision="exact", **data)
        columns.append([(z[0], w[0]) for z, w in zip(*run.values, strict=True)])
    return [((a, c), (b, d)) for (a, b), (c, d) in zip(*columns, strict=True)]


# ---- components ---------------------------------------------------------------------------------------------------

reflections = st.tuples(st.integers(1, 3), st.integers(-3, 3), st.integers(-3, 3)).map(list)
vectors = st.lists(
    st.sampled_from([0, 1, 2]).flatmap(lambda i: reflections.map(lambda v: v[i:] + v[:i])), min_size=1, max_size=2
)


@given(vectors, st.lists(positive, min_size=3, max_size=3), st.fractions(0, 2, max_denominator=8), roots)
@example([[1, 0, 0]], [Fraction(1)] * 3, Fraction(0), Fraction(0))  # equal eigenvalues
def test_components_move_on_their_own(
    vectors: list[list[int]], spectrum: list[Fraction], step_size: Fraction, damping: Fraction
) -> None:
    Q = householder_basis(vectors)
    minimiser = np.array([Fraction(1, 3), Fraction(-2), Fraction(5)])
    problem, data = Quadratic.from_eigenbasis(spectrum, Q, minimiser), settings(step_size, damping)
    start = np.array([Fraction(2), Fraction(1, 7), Fraction(-1)])
    run = simulate(step, problem, 6, start=start, precision="exact", **data).iterates
    alone = Quadratic.from_spectrum(spectrum)
    components = simulate(step, alone, 6, start=(start - minimiser) @ Q, precision="exact", **data).iterates
    assert ((run - minimiser) @ Q == components).all()


def test_with_the_printed_transpose_they_do_not() -> None:
    Q = np.array([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
    problem = Quadratic.from_eigenbasis([1, 2], Q)
    run = simulate(step, problem, 1, start=[1, 0], precision="exact", alpha=1, beta=0).iterates
    printed, right = run @ Q.T, run @ Q  # rows hold Q w and Q^T w
    assert printed[1, 0] != (1 - 1) * printed[0, 0]
    assert right[1, 0] == (1 - 1) * right[0, 0]


@given(roots, positive, positive)
def test_the_second_step_needs_both_entries(damping: Fraction, step_size: Fraction, curvature: Fraction) -> None:
    (_, _), (coupled, _) = R(step_size, damping, curvature)
    first = powers(step_size, damping, curvature)[1]
    assert first == R(step_size, damping, curvature)
    assert (coupled == 0) is (damping == 0)


# ---- powers -------------------------------------------------------------------------------------------------------


@given(roots, roots, positive)
@example(Fraction(1, 2), Fraction(0), Fraction(1))  # beta = 0
@example(Fraction(1, 2), Fraction(-1, 2), Fraction(1))  # T = 0
@example(Fraction(1), Fraction(1, 3), Fraction(1))  # alpha = 0
def test_powers_at_distinct_roots(one: Fraction, other: Fraction, curvature: Fraction) -> None:
    data = (*parameters(one + other, one * other, curvature), curvature)
    for k, found in enumerate(powers(*data)):
        first, second = combine(Fraction(1), R(*data), -one, ONE), combine(Fraction(1), R(*data), -other, ONE)
        expected = combine(one**k, second, -(other**k), first)
        assert expected == combine(one - other, found, Fraction(0), ONE)
        printed = combine(one**k, first, -(other**k), second)
        if k == 0 and one != other:
            assert printed != combine(one - other, found, Fraction(0), ONE)


@given(roots, positive)
@example(Fraction(0), Fraction(1))  # the root 0: the printed form divides by it
@example(Fraction(1), Fraction(1))
def test_powers_at_a_double_root(root: Fraction, curvature: Fraction) -> None:
    data = (*parameters(2 * root, root**2, curvature), curvature)
    for k, found in enumerate(powers(*data)):
        if k:
            assert found == combine(k * root ** (k - 1), R(*data), -(k - 1) * root**k, ONE)
        if root:
            assert found == combine(root**k * k / root, R(*data), -(root**k) * (k - 1), ONE)


@given(roots, st.fractions(Fraction(1, 10), 2, max_denominator=12), positive)
def test_powers_at_complex_roots(x: Fraction, tau: Fraction, curvature: Fraction) -> None:
    data = (*parameters(2 * x, x**2 + tau**2, curvature), curvature)
    u, v = Fraction(1), Fraction(0)
    for found in powers(*data):
        expected = combine(v, R(*data), -(x * v - tau * u), ONE)
        assert expected == combine(tau, found, Fraction(0), ONE)
        u, v = x * u - tau * v, tau * u + x * v


@pytest.mark.parametrize("k", [0, 1, 2, 7])
def test_powers_in_symbols(k: int) -> None:
    data = Fraction(3, 7), Fraction(2, 5), Fraction(4, 3)
    at = {alpha: "3/7", beta: "2/5", lam: "4/3"}
    assert [str(e) for e in power(k).subs(at)] == [str(e) for row in powers(*data)[k] for e in row]


@given(roots, roots, numbers, numbers)
def test_the_first_entry_is_y(damping: Fraction, step_size: Fraction, y: Fraction, x: Fraction) -> None:
    """R (x, y) is R (y, x) only if x = y: the footnote's order."""
    (a, b), (c, d) = R(step_size, damping, Fraction(1))
    right, printed = (a * y + b * x, c * y + d * x), (a * x + b * y, c * x + d * y)
    assert (right == printed) is (x == y)


# ---- eigenvalues and rate -----------------------------------------------------------------------------------------

moduli = st.fractions(0, Fraction(3, 2), max_denominator=12)
angles = st.fractions(-3, 3, max_denominator=8)


def on_circle(r: Fraction, t: Fraction) -> tuple[Fraction, Fraction]:
    """A rational point of modulus r: every rational t gives one."""
    return r * (1 - t**2) / (1 + t**2), r * 2 * t / (1 + t**2)


def run_from(data: tuple[Fraction, ...], y: Fraction, x: Fraction) -> list[Fraction]:
    problem = Quadratic.from_spectrum([data[2]])
    start = np.array([y]), np.array([x])
    run = simulate(step, problem, STEPS, start=start, precision="exact", alpha=data[0], beta=data[1])
    return [row[0] for row in run.iterates]


def check_upper(run: list[Fraction], r: Fraction) -> None:
    for k, x in enumerate(run[1:], 1):
        assert abs(x) <= r ** (k - 1) * k * abs(run[1]) + (k - 1) * r**k * abs(run[0])


@given(roots, roots, positive, numbers, numbers)
@example(Fraction(0), Fraction(0), Fraction(1), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(1), Fraction(1))
def test_the_rate_of_real_roots(one: Fraction, other: Fraction, curvature: Fraction, y: Fraction, x: Fraction) -> None:
    data = (*parameters(one + other, one * other, curvature), curvature)
    check_upper(run_from(data, y, x), max(abs(one), abs(other)))
    rest = run_from(data, Fraction(0), x)
    for k in range(STEPS):
        assert rest[k + 1] - other * rest[k] == one ** (k + 1) * (1 - other) * x


@given(moduli, angles, positive, numbers, numbers)
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(0), Fraction(1))  # roots +-i
def test_the_rate_of_complex_roots(r: Fraction, t: Fraction, curvature: Fraction, y: Fraction, x: Fraction) -> None:
    real, imaginary = on_circle(r, t)
    trace, damping = 2 * real, r**2
    data = (*parameters(trace, damping, curvature), curvature)
    assert (1 + damping - data[0] * curvature) ** 2 - 4 * damping == -4 * imaginary**2
    check_upper(run_from(data, y, x), r)
    rest = run_from(data, Fraction(0), x)
    for k in range(STEPS):
        form = rest[k + 1] ** 2 - trace * rest[k + 1] * rest[k] + damping * rest[k] ** 2
        assert form == damping ** (k + 1) * data[0] * curvature * x**2


@given(st.fractions(Fraction(1, 2), 1, max_denominator=9), positive)
def test_without_the_factor_k_the_bound_is_false(root: Fraction, curvature: Fraction) -> None:
    """The negative control: at a double root, r^(k-1) (|x^1| + r |x^0|) is exceeded."""
    data = (*parameters(2 * root, root**2, curvature), curvature)
    run = run_from(data, Fraction(-10), Fraction(1))
    bare = [root ** (k - 1) * (abs(run[1]) + root * abs(run[0])) for k in range(1, STEPS + 1)]
    exceeded = any(abs(x) > limit for x, limit in zip(run[1:], bare, strict=True))
    assert exceeded is (data[0] != 0)


# ---- every precision ----------------------------------------------------------------------------------------------

stable = st.tuples(st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=10), positive)


def closed_form(one: Fraction, other: Fraction, k: int) -> Fraction:
    """x^k from rest at x^0 = 1, by S_k without a division: sum of sigma_1^i sigma_2^(k-1-i)."""
    S = [sum((one**i * other ** (j - 1 - i) for i in range(j)), Fraction(0)) for j in (k, k - 1)]
    first = 1 - (1 - one) * (1 - other)
    return first * S[0] - one * other * S[1] if k else Fraction(1)


@given(stable, st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=10))
@example((Fraction(1, 2), Fraction(1)), Fraction(1, 2))  # a double root
def test_every_precision_agrees_with_the_closed_form(pair: tuple[Fraction, Fraction], other: Fraction) -> None:
    one, curvature = pair
    step_size, damping = parameters(one + other, one * other, curvature)
    problem, data = Quadratic.from_spectrum([curvature]), settings(step_size, damping)
    expected = [closed_form(one, other, k) for k in range(STEPS + 1)]
    exact = simulate(step, problem, STEPS, precision="exact", **data).iterates[:, 0]
    assert list(exact) == expected
    for precision in ("float64", 30):
        bound = forward_error_bound(step, problem, STEPS, precision=precision, **data)[:, 0]
        run = simulate(step, problem, STEPS, precision=precision, **data).iterates[:, 0]
        for x, value, error in zip(run, expected, bound, strict=True):
            assert abs(as_fraction(x) - value) <= Fraction(float(error))
    low, high = endpoints(simulate(step, problem, STEPS, precision=Ball(200), **data).iterates)
    assert all(a <= value <= b for a, value, b in zip(low[:, 0], expected, high[:, 0], strict=True))


def as_fraction(x: Any) -> Fraction:
    """A float or an mpf, exactly."""
    if isinstance(x, float):
        return Fraction(x)
    sign, mantissa, exponent, _ = x._mpf_
    magnitude: Fraction = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -magnitude if sign else magnitude
