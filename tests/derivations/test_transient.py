"""The transient of momentum at its optimal parameters: closed forms against runs of the update rule, at every
precision."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp
from sympy import Rational, lambdify

from derivations.transient import crossing, error_factor, first_iteration_below_one
from numerics import Ball, Quadratic, forward_error_bound, simulate
from numerics.algorithms import momentum
from numerics.precision import endpoints

STEPS = 12
roots_of_ends = st.tuples(st.integers(1, 20), st.integers(0, 40)).map(
    lambda ab: (Fraction(ab[0], 7), Fraction(sum(ab), 7))
)
shares = st.lists(st.fractions(0, 1, max_denominator=20), max_size=3)


def optimum(A: Fraction, B: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    q = (B - A) / (A + B)
    return (2 / (A + B)) ** 2, q**2, q


def spectrum(A: Fraction, B: Fraction, inner: list[Fraction]) -> list[Fraction]:
    return [A**2, *((1 - t) * A**2 + t * B**2 for t in inner), B**2]


@given(roots_of_ends, shares)
@example((Fraction(1), Fraction(1)), [])  # kappa = 1: one step
@example((Fraction(1), Fraction(3)), [Fraction(3, 8)])  # an eigenvalue at 1/alpha
def test_worst_factor_is_exact_and_attained(ends: tuple[Fraction, Fraction], inner: list[Fraction]) -> None:
    alpha, beta, q = optimum(*ends)
    problem = Quadratic.from_spectrum(spectrum(*ends, inner))
    errors = simulate(momentum.step, problem, STEPS, precision="exact", alpha=alpha, beta=beta).iterates
    for k, error in enumerate(errors):
        factor = error_factor(q, k)
        assert error[-1] == (-1) ** k * factor
        assert error[0] == q**k * (1 + k * (1 - q))
        assert max(abs(error)) == factor


@given(roots_of_ends)
@example((Fraction(1), Fraction(3)))
def test_the_bare_power_is_found_wrong(ends: tuple[Fraction, Fraction]) -> None:
    """The negative control: q^k, which the asymptotic rate suggests, is exceeded by a run from the first step on."""
    alpha, beta, q = optimum(*ends)
    run = simulate(
        momentum.step,
        Quadratic.from_spectrum([ends[1] ** 2]),
        STEPS,
        precision="exact",
        alpha=alpha,
        beta=beta,
    )
    exceeds = [bool(abs(error[0]) > q**k) for k, error in enumerate(run.iterates)]
    assert exceeds == [k > 0 and q > 0 for k in range(STEPS + 1)]


@given(roots_of_ends, shares)
@example((Fraction(1), Fraction(1)), [])
def test_floats_stay_within_their_derived_bound(ends: tuple[Fraction, Fraction], inner: list[Fraction]) -> None:
    alpha, beta, q = optimum(*ends)
    problem = Quadratic.from_spectrum(spectrum(*ends, inner))
    errors = simulate(momentum.step, problem, STEPS, alpha=alpha, beta=beta).iterates
    bound = forward_error_bound(momentum.step, problem, STEPS, alpha=alpha, beta=beta)
    for k in range(STEPS + 1):
        expected = (-1) ** k * error_factor(q, k)
        assert abs(Fraction(float(errors[k, -1])) - expected) <= Fraction(float(bound[k, -1]))


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
def test_balls_contain_the_closed_form(backend: str) -> None:
    alpha, beta, q = optimum(Fraction(1), Fraction(10))
    problem = Quadratic.from_spectrum([Fraction(1), Fraction(100)])
    run = simulate(momentum.step, problem, 40, precision=Ball(400, backend), alpha=alpha, beta=beta)
    low, high = endpoints(run.iterates)
    for k in range(41):
        assert low[k, 1] <= (-1) ** k * error_factor(q, k) <= high[k, 1]
        assert low[k, 0] <= q**k * (1 + k * (1 - q)) <= high[k, 0]
    assert max(np.ravel(high - low)) < Fraction(1, 10**50)


@given(st.fractions(0, Fraction(19, 20), max_denominator=40))
@example(Fraction(0))
@example(Fraction(2, 5))  # the last below sqrt(2) - 1 with this denominator
@example(Fraction(5, 12))  # just above it
def test_first_iteration_below_one(q: Fraction) -> None:
    first = first_iteration_below_one(Rational(q.numerator, q.denominator))
    factors = [error_factor(q, k) for k in range(1, first + 20)]
    assert [factor < 1 for factor in factors] == [k >= first for k in range(1, first + 20)]


@given(st.fractions(Fraction(5, 12), Fraction(49, 50), max_denominator=60))
def test_lambert_w_says_the_same(q: Fraction) -> None:
    first = first_iteration_below_one(Rational(q.numerator, q.denominator))
    with mp.workdps(60):
        crossed = lambdify((), crossing(Rational(q.numerator, q.denominator)), "mpmath")()
        assert mp.im(crossed) == 0
        assert first - 1 <= mp.re(crossed) < first


@pytest.mark.parametrize("q", [-1, 1, Rational(3, 2), 0.5, "1/2"])
def test_rates_out_of_range_are_refused(q: object) -> None:
    with pytest.raises(Exception, match=r"violates 0 <= q < 1|SympifyError"):
        first_iteration_below_one(q)
