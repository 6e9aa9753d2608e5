"""The stability region: runs inside, on and beyond its edge, at every precision."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import lambdify

from derivations.notation import alpha, beta, lam
from derivations.stability import drop, energy, largest_step_size, lyapunov, region
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum
from verification.precisions import PRECISIONS, at_most, contains, dissent, enclosures, surely_above

STEPS = 12
positive = st.fractions(Fraction(1, 10), 5, max_denominator=10)
dampings = st.fractions(Fraction(-3, 2), Fraction(3, 2), max_denominator=12)
products = st.fractions(-1, 5, max_denominator=12)
proper = st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12)
numbers = st.fractions(-3, 3, max_denominator=5)
some = settings(max_examples=6)


@cache
def function(expression: Any) -> Callable[..., Fraction]:
    """A derived polynomial of alpha, beta and lambda, with integer coefficients, as a function of rationals."""
    return lambdify((alpha, beta, lam), expression, modules=[])  # type: ignore[no-any-return]


def exactly(expression: Any, *values: Fraction) -> Fraction:
    """A derived expression at rationals."""
    found = function(expression)(*values)
    assert isinstance(found, Fraction)
    return found


@cache
def coefficients(form: Any) -> list[Any]:
    """Of a^2, a b and b^2 in a derived quadratic form."""
    a, b = sympy.symbols("a b")
    polynomial = sympy.Poly(form(a, b), a, b)
    return [polynomial.coeff_monomial(m) for m in (a**2, a * b, b**2)]


def value(form: Any, data: tuple[Fraction, ...], a: Any, b: Any) -> Any:
    """A derived quadratic form of (a, b), at numbers of any kind."""
    parts = [exactly(c, *data) * term for c, term in zip(coefficients(form), (a**2, a * b, b**2), strict=True)]
    return parts[0] + parts[1] + parts[2]


def inside(step_size: Fraction, damping: Fraction, curvature: Fraction) -> bool:
    return bool(region(*(sympy.Rational(v.numerator, v.denominator) for v in (step_size, damping, curvature))))


def states(given_: dict[str, Any], curvature: Fraction, y: Fraction, x: Fraction, steps: int = STEPS) -> Any:
    """(y^k, x^k), exactly, for the functions of the state."""
    start = ([y], [x])
    run = simulate(
        momentum.step,
        Quadratic.from_spectrum([curvature]),
        steps,
        start=start,
        precision="exact",
        record="states",
        **given_,
    )
    return [(z[0], w[0]) for z, w in zip(*run.values, strict=True)]


# ---- the region ------------------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(products, dampings)
@example(Fraction(0), Fraction(1, 2))
@example(Fraction(3), Fraction(1, 2))  # 2 + 2 beta
@example(Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(-1))
@example(Fraction(0), Fraction(-1))
@example(Fraction(4), Fraction(1))
@example(Fraction(1), Fraction(0))
def test_both_roots_are_inside_exactly_there(product: Fraction, damping: Fraction) -> None:
    """Decided from the roots themselves: of modulus^2 beta if complex, else by |T| + sqrt(D) < 2."""
    trace = 1 + damping - product
    D = trace**2 - 4 * damping
    stable = damping < 1 if D < 0 else abs(trace) < 2 and (2 - abs(trace)) ** 2 > D
    assert inside(product, damping, Fraction(1)) == stable
    assert inside(product / 3, damping, Fraction(3)) == stable
    assert not stable or product < exactly(largest_step_size(), Fraction(1), damping, Fraction(1))


@some
@given(proper, st.fractions(Fraction(-11, 12), Fraction(11, 12), max_denominator=12), positive, numbers, numbers)
@example(Fraction(1, 2), Fraction(0), Fraction(1), Fraction(0), Fraction(1))  # beta = 0, alpha lambda = 1
@example(Fraction(1, 12), Fraction(11, 12), Fraction(1), Fraction(3), Fraction(-3))
def test_inside_the_lyapunov_function_falls(
    share: Fraction, damping: Fraction, curvature: Fraction, y: Fraction, x: Fraction
) -> None:
    """By N (x_k^2 + x_{k-1}^2) at each step, exactly; so (M + k N) V_k <= M V_0 and N x_k^2 <= V_k."""
    step_size = share * (2 + 2 * damping) / curvature
    assert inside(step_size, damping, curvature)
    data = (step_size, damping, curvature)
    N = exactly(drop(), *data)
    M = 2 * (1 + damping) * (1 + damping**2) + N
    assert 0 < N < M
    start = ([y], [x])
    run = enclosures(
        momentum.step, Quadratic.from_spectrum([curvature]), STEPS, start=start, alpha=step_size, beta=damping
    )
    for name, w in run:
        v = [value(lyapunov, data, now, before) for before, now in pairwise(w[:, 0])]
        for k, (now, after) in enumerate(pairwise(v)):
            assert contains([now - after], [N * (w[k + 1, 0] ** 2 + w[k, 0] ** 2)]), name
            assert at_most([N * w[k + 1, 0] ** 2], [now]), name
            assert at_most([after * (M + (k + 1) * N)], [v[0] * M]), name


def test_beyond_the_edge_the_lyapunov_function_rises() -> None:
    """The negative control: at alpha lambda = 3, beta = 1/4, N is negative."""
    data = (Fraction(3), Fraction(1, 4), Fraction(1))
    assert exactly(drop(), *data) < 0
    for name, w in enclosures(momentum.step, Quadratic.from_spectrum([1]), STEPS, alpha=data[0], beta=data[1]):
        v = [value(lyapunov, data, now, before) for before, now in pairwise(w[:, 0])]
        assert all(surely_above([after], [now]) for now, after in pairwise(v)), name


@settings(max_examples=40)
@given(products, dampings, positive, numbers, numbers)
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(0), Fraction(1), Fraction(1), Fraction(1))
def test_each_step_multiplies_the_energy_by_beta(
    product: Fraction, damping: Fraction, curvature: Fraction, y: Fraction, x: Fraction
) -> None:
    data = (product / curvature, damping, curvature)
    run = states({"alpha": data[0], "beta": damping}, curvature, y, x, 6)
    energies = [value(energy, data, y_k, x_k) for y_k, x_k in run]
    assert energies == [damping**k * energies[0] for k in range(7)]


# ---- the edge and beyond ---------------------------------------------------------------------------------------------


@some
@given(st.fractions(-3, 0, max_denominator=8), st.fractions(0, 2, max_denominator=8), positive)
@example(Fraction(0), Fraction(0), Fraction(1))  # alpha = 0: nothing moves
@example(Fraction(0), Fraction(1), Fraction(1))
def test_below_the_region_no_run_from_rest_comes_nearer(
    product: Fraction, damping: Fraction, curvature: Fraction
) -> None:
    run = enclosures(
        momentum.step, Quadratic.from_spectrum([curvature]), STEPS, start=[1], alpha=product / curvature, beta=damping
    )
    for name, w in run:
        assert at_most(w[:-1, 0], w[1:, 0]), name


@some
@given(st.fractions(0, 2, max_denominator=8), st.fractions(0, 2, max_denominator=8), positive)
@example(Fraction(0), Fraction(0), Fraction(1))  # gradient descent at its edge
@example(Fraction(1), Fraction(0), Fraction(1))  # alpha lambda = 4, beta = 1
def test_above_the_region_the_size_does_not_decrease(beta: Fraction, more: Fraction, curvature: Fraction) -> None:
    product = 2 + 2 * beta + more
    run = enclosures(
        momentum.step, Quadratic.from_spectrum([curvature]), STEPS, start=[1], alpha=product / curvature, beta=beta
    )
    for name, w in run:
        assert at_most(abs(w[:-1, 0]), abs(w[1:, 0])), name
        assert at_most([1] * (STEPS + 1), (-1) ** np.arange(STEPS + 1) * w[:, 0]), name


def test_just_inside_that_is_refuted() -> None:
    """The negative control: at 99/100 of the largest step-size the run comes nearer, at every precision."""
    edge = exactly(largest_step_size(), Fraction(1), Fraction(1, 2), Fraction(2))
    assert edge == Fraction(3, 2)
    run = enclosures(
        momentum.step, Quadratic.from_spectrum([2]), 40, start=[1], alpha=Fraction(99, 100) * edge, beta=Fraction(1, 2)
    )
    for name, w in run:
        assert surely_above(abs(w[:-1, 0]), abs(w[1:, 0])), name


@some
@given(st.fractions(Fraction(-11, 12), Fraction(11, 12), max_denominator=12), positive, numbers)
@example(Fraction(0), Fraction(1), Fraction(1))
def test_at_the_edge_a_run_alternates_for_ever(damping: Fraction, curvature: Fraction, x: Fraction) -> None:
    """The eigenvector of -1: y = -2 x/alpha ... and x' = -x, by the rule."""
    step_size = (2 + 2 * damping) / curvature
    y = -x * curvature / (1 + damping)  # from y = beta y + l x with y' = -y
    expected = [(-1) ** k * x for k in range(STEPS + 1)]
    problem, given_ = Quadratic.from_spectrum([curvature]), {"alpha": step_size, "beta": damping}
    assert dissent(expected, momentum.step, problem, STEPS, start=([y], [x]), **given_) == []


# ---- beta = 0, and the factor two ------------------------------------------------------------------------------------


@some
@given(st.lists(positive, min_size=1, max_size=3), st.fractions(-1, 3, max_denominator=8))
@example([Fraction(1)], Fraction(2))
def test_without_momentum_it_is_gradient_descent(spectrum: list[Fraction], size: Fraction) -> None:
    problem, step_size = Quadratic.from_spectrum(spectrum), size / max(spectrum)
    descent = [[(1 - step_size * l) ** k for l in spectrum] for k in range(STEPS + 1)]
    assert dissent(descent, momentum.step, problem, STEPS, alpha=step_size, beta=0) == []
    assert dissent(descent, gradient_descent.step, problem, STEPS, alpha=step_size) == []
    for l in spectrum:
        assert inside(step_size, Fraction(0), l) == (abs(1 - step_size * l) < 1)


def test_a_little_momentum_is_found_at_every_precision() -> None:
    """The negative control: beta = 1e-12 is another run."""
    descent = [[Fraction(1, 2) ** k] for k in range(STEPS + 1)]
    problem, tiny = Quadratic.from_spectrum([1]), Fraction(1, 10**12)
    assert dissent(descent, momentum.step, problem, STEPS, alpha=Fraction(1, 2), beta=tiny) == PRECISIONS


@settings(max_examples=50)
@given(proper, st.fractions(0, 2, max_denominator=24))
@example(Fraction(1, 2), Fraction(3, 2))  # the factor 1 + beta itself: no longer stable
@example(Fraction(1, 2), Fraction(2))
def test_the_largest_step_size_grows_by_one_plus_beta(damping: Fraction, factor: Fraction) -> None:
    curvature = Fraction(3)
    largest = [exactly(largest_step_size(), Fraction(1), b, curvature) for b in (damping, Fraction(0))]
    assert largest[0] == (1 + damping) * largest[1]
    assert inside(factor * largest[1], damping, curvature) == (0 < factor < 1 + damping)
    beyond = Fraction(99, 100) * factor * 2
    assert not (beyond > 0 and factor < 2) or inside(beyond / curvature, beyond / 4, curvature)


@pytest.mark.parametrize("factor", [Fraction(5, 4), Fraction(3, 2)])
def test_a_run_beyond_gradient_descent_s_edge_still_converges(factor: Fraction) -> None:
    """alpha lambda = 2 f t with f < 2: at beta = f - 1 momentum shrinks where gradient descent explodes."""
    product = 2 * factor * Fraction(9, 10)
    problem, steps = Quadratic.from_spectrum([1]), 60
    for name, w in enclosures(momentum.step, problem, steps, alpha=product, beta=factor - 1):
        assert at_most(abs(w[-1]), [Fraction(1, 10)]), name
    for name, w in enclosures(gradient_descent.step, problem, steps, alpha=product):
        assert surely_above(abs(w[-1]), [10**5]), name
