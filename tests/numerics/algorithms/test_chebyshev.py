"""The Chebyshev iteration in exact rationals: its residual polynomial, and that nothing is smaller on the interval."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent
from numerics.algorithms.chebyshev import step
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS, exactly, runs, spectrum_of

ENDS = st.tuples(CURVATURES, CURVATURES).map(lambda pair: (min(pair), max(pair)))


def first_kind(k: int, x: Fraction) -> Fraction:
    """T_k(x), from its definition by SymPy."""
    value = sympy.chebyshevt(k, sympy.Rational(x.numerator, x.denominator))
    return Fraction(int(value.p), int(value.q))


def residual(k: int, curvature: Fraction, first: Fraction, last: Fraction) -> Fraction:
    """T_k((theta - lambda)/delta)/T_k(theta/delta); its limit (1 - lambda/theta)^k for delta = 0."""
    theta, delta = (first + last) / 2, (last - first) / 2
    if delta == 0:
        return (1 - curvature / theta) ** k
    return first_kind(k, (theta - curvature) / delta) / first_kind(k, theta / delta)


@settings(max_examples=50)
@given(ENDS, NUMBERS, st.integers(0, 8))
@example((Fraction(1), Fraction(1)), Fraction(1), 3)
@example((Fraction(1), Fraction(1)), Fraction(7), 3)
@example((Fraction(1), Fraction(9)), Fraction(0), 5)
@example((Fraction(1), Fraction(9)), Fraction(9), 2)
def test_the_error_is_the_scaled_chebyshev_polynomial(
    ends: tuple[Fraction, Fraction], curvature: Fraction, k: int
) -> None:
    """At any curvature, outside of the interval and negative ones included: an identity of polynomials."""
    state: Any = step.start(exactly([1]))  # type: ignore[attr-defined]
    for _ in range(k):
        state = step(state, lambda w: curvature * w, lambda_1=ends[0], lambda_n=ends[1])
    assert state[-1][0] == residual(k, curvature, *ends)


@settings(max_examples=25)
@given(runs())
def test_after_k_steps_no_error_exceeds_the_extremal_value(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    first, last = min(spectrum_of(problem)), max(spectrum_of(problem))
    common: dict[str, Any] = {"start": start, "precision": "exact"}
    iterates = simulate(step, problem, 4, lambda_1=first, lambda_n=last, **common).iterates
    errors = iterates - exactly(problem.centre)
    theta, delta = (first + last) / 2, (last - first) / 2
    for k, error in enumerate(errors):
        extremal = 1 / first_kind(k, theta / delta) if delta else Fraction(k == 0)
        assert error @ error <= extremal**2 * (errors[0] @ errors[0])


@given(CURVATURES, st.lists(NUMBERS, min_size=2, max_size=2))
def test_on_a_single_curvature_it_is_gradient_descent(curvature: Fraction, start: list[Fraction]) -> None:
    problem = Quadratic.from_spectrum([curvature, 3 * curvature])
    common: dict[str, Any] = {"start": start, "precision": "exact"}
    ours = simulate(step, problem, 5, lambda_1=curvature, lambda_n=curvature, **common)
    descent = simulate(gradient_descent.step, problem, 5, alpha=1 / curvature, **common)
    assert (ours.iterates == descent.iterates).all()


def test_the_first_b_is_half_a_square_not_a_quarter() -> None:
    """The negative control: one value for b_1 and the later b_k gives another polynomial already at k = 2."""
    state: Any = step.start(exactly([1]))  # type: ignore[attr-defined]
    state = (*state[:2], 0 * state[2], state[3])
    for _ in range(2):
        state = step(state, lambda w: 2 * w, lambda_1=Fraction(1), lambda_n=Fraction(9))
    assert state[-1][0] != residual(2, Fraction(2), Fraction(1), Fraction(9))


def test_the_coefficients_fall_to_the_optimal_parameters_of_momentum() -> None:
    """a_k falls to (2/(A + B))^2 and b_k to ((B - A)/(A + B))^2, A = 1 and B = 10 the roots of the interval's ends.

    The limits are the fixed point of a -> 1/(theta - (delta/2)^2 a), which is increasing, and its b.
    """
    run = simulate(step, Quadratic.from_spectrum([1]), 8, lambda_1=1, lambda_n=100, precision="exact", record="states")
    a = run.values[1][2:, 0]
    alpha, beta = Fraction(4, 121), Fraction(81, 121)
    assert all(before > after > alpha for before, after in pairwise(a))
    b = [(Fraction(99, 4) * value) ** 2 for value in a]
    assert all(before > after > beta for before, after in pairwise(b))
    # after - alpha = (delta/2)^2 alpha after (before - alpha), and (delta/2)^2 alpha after < b of before.
    assert all(after - alpha <= rate * (before - alpha) for before, after, rate in zip(a, a[1:], b, strict=False))


def test_it_is_not_stationary() -> None:
    with pytest.raises(ValueError, match="linear in its state"):
        Method(step)
