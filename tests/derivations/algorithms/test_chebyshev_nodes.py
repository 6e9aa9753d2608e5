"""The sums at k + 1 points behind the smallest polynomial, in intervals of three precisions, and runs beside them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic, simulate
from numerics.algorithms import chebyshev, gradient_descent

BITS = (53, 187, 686)
few = settings(max_examples=12)
WIDE = st.fractions(Fraction(21, 20), 4, max_denominator=20)
SIZES = st.fractions(-2, 2, max_denominator=6)


def first_kind(m: int, x: Any) -> Any:
    """T_m(x) by its recurrence, in the arithmetic of x."""
    before, now = 1 + 0 * x, x
    for _ in range(m):
        before, now = now, 2 * x * now - before
    return before


def contexts() -> Iterator[Any]:
    """Interval arithmetic with so many bits; cosines are enclosed."""
    for bits in BITS:
        context = mpmath.iv.__class__()
        context.prec = bits
        yield context


def moment(context: Any, k: int, tau: Fraction, p: Any, signed: bool = True) -> Any:
    """F(p) = sum''_j (-1)^j p(x_j)/(tau - x_j); without the signs, the sum of |p(x_j)|/(tau - x_j) for p = 1."""
    shift, total = context.mpf(tau.numerator) / tau.denominator, context.mpf(0)
    for j in range(k + 1):
        x = context.cos(context.pi * j / k)
        weight = (-1) ** j if signed else 1
        total += weight * p(x) / (shift - x) / (2 if j in (0, k) else 1)
    return total


def times(curvature: Any) -> Any:
    """The gradient of curvature/2 w^2."""
    return lambda w: curvature * w


def overlap(one: Any, other: Any) -> bool:
    return bool(one.a <= other.b and other.a <= one.b)


@few
@given(st.integers(1, 7), WIDE)
@example(1, Fraction(2))
@example(6, Fraction(21, 20))
def test_the_moments_are_those_of_a_point(k: int, tau: Fraction) -> None:
    """F(T_m) = F(1) T_m(tau) for m <= k, and the moduli of the weights add up to F(1) T_k(tau)."""
    for context in contexts():
        first = moment(context, k, tau, lambda x: 1 + 0 * x)
        at = context.mpf(tau.numerator) / tau.denominator
        for m in range(k + 1):
            assert overlap(moment(context, k, tau, lambda x, m=m: first_kind(m, x)), first * first_kind(m, at))
        assert overlap(moment(context, k, tau, lambda x: 1 + 0 * x, signed=False), first * first_kind(k, at))


def test_one_degree_more_is_no_longer_determined() -> None:
    """The negative control: T_{k+1} has the values of T_{k-1} at the points, and another one at tau."""
    k, tau = 3, Fraction(3, 2)
    for context in contexts():
        first = moment(context, k, tau, lambda x: 1 + 0 * x)
        beyond = moment(context, k, tau, lambda x: first_kind(k + 1, x))
        assert not overlap(beyond, first * first_kind(k + 1, context.mpf(3) / 2))
        assert overlap(beyond, moment(context, k, tau, lambda x: first_kind(k - 1, x)))


@few
@given(st.lists(SIZES, min_size=1, max_size=5), WIDE)
def test_no_run_of_gradient_descent_is_smaller_on_the_interval(steps: list[Fraction], tau: Fraction) -> None:
    """The residual polynomial of any step-sizes, where it is largest among the points, is at least 1/T_k(tau)."""
    k = len(steps)
    for context in contexts():
        found = []
        for j in range(k + 1):
            state: Any = (context.mpf(1),)
            curvature = context.mpf(tau.numerator) / tau.denominator - context.cos(context.pi * j / k)
            for alpha in steps:
                size = context.mpf(alpha.numerator) / alpha.denominator
                state = gradient_descent.step(state, times(curvature), alpha=size)
            found.append(abs(state[0]))
        least = 1 / first_kind(k, context.mpf(tau.numerator) / tau.denominator)
        assert max(value.b for value in found) >= least.a


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_chebyshev_iteration_attains_it_at_every_point(k: int) -> None:
    """|x^k| T_k(tau) = |x^0| for the curvatures tau - x_j: with tau = 5/4, in intervals."""
    tau = Fraction(5, 4)
    for context in contexts():
        for j in range(k + 1):
            curvature = context.mpf(5) / 4 - context.cos(context.pi * j / k)
            one = context.mpf(1)
            state: Any = (0 * one, 0 * one, one, one)
            for _ in range(k):
                state = chebyshev.step(state, times(curvature), lambda_1=one / 4, lambda_n=one * 9 / 4)
            assert overlap(abs(state[3]) * first_kind(k, context.mpf(5) / 4), one)
    run = simulate(
        chebyshev.step,
        Quadratic.from_spectrum([tau - 1]),
        k,
        start=[1],
        precision="exact",
        lambda_1=Fraction(1, 4),
        lambda_n=Fraction(9, 4),
    )
    exact = sympy.chebyshevt(k, sympy.Rational(5, 4))
    assert run.final[0] * Fraction(int(exact.p), int(exact.q)) == 1
