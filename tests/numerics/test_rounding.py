"""The derived bounds of rounding: never violated, and not absurd either."""

from fractions import Fraction
from math import log2
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Quadratic, forward_error_bound, gamma, growth_bits, simulate, update_rule
from numerics.algorithms import gradient_descent, momentum
from numerics.exact import rational, rationals
from numerics.precision import Digits, endpoints
from numerics.rounding import Running
from tests.numerics.trials import CRITICAL, EDGE, REST, Trial, trials

U = Fraction(1, 2**53)
ONE = Quadratic.from_spectrum([1])
moderate = st.floats(-1e150, 1e150)


def missed(step: Any, problem: Quadratic, steps: int, **given_: Any) -> Any:
    """|computed - exact|, exactly."""
    precision = given_.pop("precision", "float64")
    run = simulate(step, problem, steps, precision=precision, **given_).iterates
    return abs(rationals(run) - simulate(step, problem, steps, precision="exact", **given_).iterates)


def bounded(errors: Any, bound: Any) -> bool:
    return all(b == np.inf or e <= Fraction(float(b)) for e, b in zip(errors.flat, bound.flat, strict=True))


# ---- one operation -------------------------------------------------------------------------------------------------


@st.composite
def running(draw: st.DrawFn) -> tuple[Running, Fraction]:
    """A computed number with its bound, and an exact one within it."""
    value, share = draw(moderate), draw(st.fractions(-1, 1))
    error = abs(value) * draw(st.sampled_from([0.0, 2.0**-52, 0.5, 1.0])) + draw(st.sampled_from([0.0, 5e-324, 1e-3]))
    return Running(np.array(value), np.array(error), float(U)), Fraction(value) + share * Fraction(error)


def constant(number: tuple[Running, Fraction]) -> tuple[Running, Fraction]:
    r, exact = number
    return Running(r.value, r.error, r.u, varies=False), exact


def covers(found: Running, exact: Fraction) -> bool:
    return not np.isfinite(found.error) or abs(rational(found.value[()]) - exact) <= rational(found.error[()])


@settings(max_examples=80)
@given(running(), running().map(constant))
@example(
    (Running(np.array(1.0), np.array(0.0), float(U)), Fraction(1)),
    constant((Running(np.array(2.0**-53), np.array(0.0), float(U)), Fraction(1, 2**53))),
)
@example(
    (Running(np.array(5e-324), np.array(0.0), float(U)), Fraction(1, 2**1074)),
    constant((Running(np.array(0.5), np.array(0.0), float(U)), Fraction(1, 2))),
)
@example(
    (Running(np.array(1.0), np.array(0.0), float(U)), Fraction(1)),
    constant((Running(np.array(3.0), np.array(0.0), float(U)), Fraction(3))),
)
def test_every_operation_keeps_the_exact_value_within_its_bound(
    left: tuple[Running, Fraction], right: tuple[Running, Fraction]
) -> None:
    (a, x), (b, y) = left, right
    with np.errstate(all="ignore"):
        assert covers(a + b, x + y)
        assert covers(b + a, x + y)
        assert covers(a - b, x - y)
        assert covers(b - a, y - x)
        assert covers(-a, -x)
        assert covers(a * b, x * y)
        assert covers(b * a, x * y)
        assert covers(a * 3, 3 * x)
        assert covers(1 - a, 1 - x)
        assert y == 0 or covers(a / b, x / y)
        assert covers(a / 3, x / 3)


@given(moderate, moderate)
def test_a_bound_of_the_unit_alone_is_found_too_small(a: float, b: float) -> None:
    """The negative control: without what the operands bring along, u |value| does not cover a difference."""
    x = Fraction(a) * (1 + U)
    found = Running(np.array(a), np.array(abs(a) * float(U)), float(U)) - Running(np.array(a), np.array(0.0), float(U))
    assert covers(found, x - Fraction(a))
    assert a == 0 or abs(a) < 1e-300 or abs(rational(found.value[()]) - (x - Fraction(a))) > U * abs(found.value)


def test_products_of_varying_numbers_are_refused() -> None:
    w = Running(np.ones(1), np.zeros(1), float(U))
    with pytest.raises(TypeError, match=r"step multiplies two varying numbers"):
        _ = w * w
    for divided in (w, 1):
        with pytest.raises(TypeError, match=r"step divides by a varying number"):
            _ = divided / w


def test_gamma() -> None:
    assert gamma(0) == 0
    assert gamma(1) >= 2.0**-53
    assert gamma(10, 0.05) == 1
    with pytest.raises(ValueError, match=r"n=20 with u=0.05 violates n u < 1: use a higher precision"):
        gamma(20, 0.05)


# ---- whole runs: not violated ----------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(trials(), st.sampled_from(["float64", 3, 50]))
@example(REST, "float64")
@example(EDGE, 3)
@example(CRITICAL, "float64")
def test_the_bound_holds_from_the_default_start(trial: Trial, precision: Any) -> None:
    """From w* + 1, rounded twice, and from 0 where b was given."""
    problem, more = trial.problem, {"precision": precision, **trial.parameters}
    bound = forward_error_bound(trial.step, problem, 5, **more)
    assert bound.shape == (6, problem.dimension)
    assert (missed(trial.step, problem, 5, **more) <= rationals(bound)).all()


@pytest.mark.parametrize("exponent", [-1074, -1000, -300, 0, 300, 500])
@pytest.mark.parametrize("precision", ["float64", 20, 330, 400])
def test_the_bound_holds_for_tiny_and_for_huge_numbers(exponent: int, precision: Any) -> None:
    third = Fraction(1, 3) * Fraction(2) ** exponent
    for scaled in ({"start": [third]}, {"start": [1], "alpha": third}):
        given_: dict[str, Any] = {"alpha": Fraction(1, 7), "beta": Fraction(1, 3), "precision": precision, **scaled}
        bound = forward_error_bound(momentum.step, ONE, 2, **given_)
        assert bounded(missed(momentum.step, ONE, 2, **given_), bound)


def test_small_numbers_of_mpmath_do_not_vanish_from_the_bound() -> None:
    """1e-330 is 0 in float64, and 1e300 times it, off by a relative 1e-20, is not."""
    given_: dict[str, Any] = {"start": [Fraction(1, 3 * 10**330)], "alpha": Fraction(10**300, 7), "precision": 20}
    bound = forward_error_bound(gradient_descent.step, ONE, 2, **given_)
    assert bounded(missed(gradient_descent.step, ONE, 2, **given_), bound)
    assert np.isfinite(bound[:2]).all()


@pytest.mark.parametrize("precision", [7, 50, 300])
def test_a_bound_one_tenth_as_large_is_violated(precision: int) -> None:
    """The negative control, and the bound's sharpness: in the worst of some runs the error is a tenth of it."""
    random = np.random.default_rng(5)
    spectra, starts = random.uniform(0.5, 1.5, size=(60, 1)), random.normal(size=(60, 1))
    problem = Quadratic.from_spectrum(spectra)
    given_: dict[str, Any] = {"start": starts, "alpha": Fraction(1, 3), "precision": precision}
    bound = rationals(forward_error_bound(gradient_descent.step, problem, 1, **given_))
    ratios = missed(gradient_descent.step, problem, 1, **given_)[1] / bound[1]
    assert Fraction(1, 10) <= max(ratios.flat) <= 1


# ---- whole runs: not absurd ----------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.fractions(0, 2, max_denominator=30), st.fractions(Fraction(1, 8), 8, max_denominator=30))
@example(Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(1, 3))
@example(Fraction(2), Fraction(1, 3))
def test_the_bound_of_gradient_descent_grows_by_units_only(size: Fraction, curvature: Fraction) -> None:
    """Inside the stable interval |w| <= 1. A step rounds l and alpha (as data), two products and a difference.

    alpha l |w| <= 2 comes with four relative errors and w with one: 2 * 4 u + u, or 10 u with the second order.
    """
    steps = 12
    bound = forward_error_bound(
        gradient_descent.step, Quadratic.from_spectrum([curvature]), steps, start=[1], alpha=size / curvature
    )[:, 0]
    assert all(Fraction(float(b)) <= (10 * k + 2) * U for k, b in enumerate(bound))


def test_the_bound_decays_where_the_run_does() -> None:
    """Step j adds u j q^j, of which L^i brings i q^i: u k^3 q^k in all, where |L|^k would explode."""
    A, B, steps = 1, 10, 150
    q = (B - A) / (A + B)
    given_: dict[str, Any] = {"alpha": Fraction(4, 121), "beta": Fraction(81, 121)}
    bound = forward_error_bound(momentum.step, Quadratic.from_spectrum([A**2, B**2]), steps, **given_).max(axis=1)
    k = np.arange(steps + 1)
    assert (bound <= 100 * float(U) * (k + 1) ** 3 * q**k).all()
    explodes = endpoints(
        simulate(momentum.step, Quadratic.from_spectrum([B**2]), steps, precision=Ball(53), **given_).final
    )
    assert explodes[1][0] - explodes[0][0] > 10**20


@pytest.mark.parametrize("digits", [20, 50, 200])
def test_the_bound_shrinks_with_the_unit(digits: int) -> None:
    given_: dict[str, Any] = {"alpha": Fraction(1, 3), "beta": Fraction(1, 2)}
    coarse = forward_error_bound(momentum.step, ONE, 10, **given_)[1:]
    fine = forward_error_bound(momentum.step, ONE, 10, precision=digits, **given_)[1:]
    ratio = Fraction(Digits(digits).unit_roundoff) / U
    assert all(rational(f) <= 2 * ratio * rational(c) for f, c in zip(fine.flat, coarse.flat, strict=True))


def test_a_diagonal_and_a_dense_matrix_have_bounds_of_the_same_size() -> None:
    given_: dict[str, Any] = {"alpha": Fraction(1, 3), "beta": Fraction(1, 2), "start": [1, 2]}
    apart = forward_error_bound(momentum.step, Quadratic.from_spectrum([1, 3]), 10, **given_)
    dense = forward_error_bound(momentum.step, Quadratic.from_matrix([[1, 0], [0, 3]]), 10, **given_)
    assert (apart <= dense).all()
    assert (dense <= 3 * apart).all()


@pytest.mark.parametrize("batch", [(), (3,), (2, 3), (0,)])
def test_a_batch_has_the_bounds_of_its_runs(batch: tuple[int, ...]) -> None:
    """The runs are exact: multiples of 1/16 and 1/8, four steps. A bound is made of sums and products of nonnegative
    numbers, with fewer than 100 roundings, which a batch may do in another order."""
    random, slack = np.random.default_rng(2), 1 + 2 * gamma(100)
    alpha, start = random.integers(0, 17, size=batch) / 16, random.integers(-16, 17, size=(*batch, 2)) / 8
    for problem in (Quadratic.from_spectrum([1, 3]), Quadratic.from_matrix([[2, 1], [1, 2]])):
        bound = forward_error_bound(momentum.step, problem, 4, start=start, alpha=alpha, beta=0.5)
        assert bound.shape == (5, *batch, 2)
        for place in np.ndindex(batch):
            one = forward_error_bound(momentum.step, problem, 4, start=start[place], alpha=alpha[place], beta=0.5)
            assert (bound[:, *place] <= one * slack).all()
            assert (one <= bound[:, *place] * slack).all()


# ---- what it refuses -------------------------------------------------------------------------------------------------


@update_rule(state=("w",))
def affine(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0]) + 1,)


@update_rule(state=("w",))
def squared(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * gradient(state[0]) ** 2,)


@update_rule(state=("w",))
def signed(state: Any, gradient: Any, *, alpha: Any) -> Any:
    return (state[0] - alpha * np.sign(gradient(state[0])),)


@pytest.mark.parametrize(
    ("step", "problem", "message"),
    [
        (affine, ONE, r"step violates: it leaves 0 where it is"),
        (squared, ONE, r"step violates: it adds, and multiplies by constants .* give Ball\(256\)"),
        (signed, ONE, r"step violates: it adds, and multiplies by constants"),
    ],
)
def test_rules_that_are_not_linear_are_refused(step: Any, problem: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        forward_error_bound(step, problem, 2, alpha=1)


def test_other_precisions_and_problems_are_refused() -> None:
    with pytest.raises(ValueError, match=r"precision='ball' violates: float64 or digits; balls carry their own bound"):
        forward_error_bound(gradient_descent.step, ONE, 2, precision="ball", alpha=1)
    with pytest.raises(ValueError, match=r"iterations=-1 violates"):
        forward_error_bound(gradient_descent.step, ONE, -1, alpha=1)


def test_what_overflows_has_no_bound() -> None:
    bound = forward_error_bound(gradient_descent.step, ONE, 4, start=[1], alpha=Fraction(10) ** 150)
    assert np.isfinite(bound[1])
    assert bound[-1] == np.inf


# ---- the bits of a ball ----------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(trials(), st.sampled_from([0, 6, 40]))
@example(REST, 0)
@example(EDGE, 40)
def test_default_balls_end_narrow(trial: Trial, steps: int) -> None:
    """About 2^-64 of the start's size, or of the first gradient's; the radius itself may be off by a few bits."""
    run = simulate(trial.step, trial.problem, steps, precision="ball", **trial.given)
    low, high = endpoints(run.iterates)
    gradient = [
        sum(a * w for a, w in zip(row, trial.start, strict=True)) - b
        for row, b in zip(trial.matrix, trial.b, strict=True)
    ]
    size = max(map(abs, trial.start)) or max(map(abs, gradient))
    assert (high - low).max() <= size / 2**50


@pytest.mark.parametrize("steps", [100, 400, 1600])
def test_bits_grow_with_the_run_as_interval_arithmetic_does(steps: int) -> None:
    """At alpha l = 4, beta = 1 by log2 of the spectral radius 3 + 2 sqrt(2) of |R| at every step."""
    bits = growth_bits(momentum.step, ONE, steps, alpha=4, beta=1)
    growth = steps * log2(3 + 2 * 2**0.5)
    assert growth + 64 <= bits <= 1.05 * growth + 200
    stable = growth_bits(gradient_descent.step, ONE, steps, alpha=Fraction(1, 2))
    assert 64 <= stable <= 200


def test_bits_for_no_motion_at_all() -> None:
    assert growth_bits(momentum.step, ONE, 10, start=[0], alpha=0, beta=0) >= 64
    assert growth_bits(momentum.step, ONE, 10, start=np.zeros((0, 1)), alpha=1, beta=0) >= 64
    low, high = endpoints(simulate(momentum.step, ONE, 10, start=[0], precision=Ball(), alpha=0, beta=0).iterates)
    assert not (high - low).any()
