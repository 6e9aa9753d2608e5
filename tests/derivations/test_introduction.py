"""The introduction's claims on momentum, by runs at every precision; beside the exact ones of `test_momentum`."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum
from numerics.precision import endpoints
from verification.precisions import Slope, at_most, contains, enclosures, runs, surely_above

STEPS = 10
positive = st.fractions(Fraction(1, 20), 20, max_denominator=30)
proper = st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12)
some = settings(max_examples=6)

# ---- beta = 0 --------------------------------------------------------------------------------------------------------


def quartic(w: Any) -> Any:
    return w * w * w - w


@some
@given(st.fractions(-2, 2, max_denominator=8), st.fractions(0, Fraction(1, 4), max_denominator=8))
@example(Fraction(0), Fraction(1, 4))
def test_without_momentum_it_is_gradient_descent_on_any_function(start: Fraction, step_size: Fraction) -> None:
    """The same numbers, to the last bit and to the same ball, on a function that is not convex."""
    problem = Slope(quartic, [start])
    for (name, *one), (_, *other) in zip(
        runs(momentum.step, problem, 4, alpha=step_size, beta=0),
        runs(gradient_descent.step, problem, 4, alpha=step_size),
        strict=True,
    ):
        assert all((a == b).all() for a, b in zip(one, other, strict=True)), name


def test_with_momentum_it_is_not() -> None:
    """The negative control: any other beta moves the second iterate, at every precision."""
    problem = Slope(quartic, [Fraction(1, 2)])
    for (name, low, _), (_, _, high) in zip(
        runs(momentum.step, problem, 2, alpha=Fraction(1, 4), beta=Fraction(1, 1000)),
        runs(gradient_descent.step, problem, 2, alpha=Fraction(1, 4)),
        strict=True,
    ):
        assert low[2, 0] > high[2, 0], name


# ---- its own oscillations --------------------------------------------------------------------------------------------


@some
@given(proper, st.fractions(0, Fraction(11, 12), max_denominator=12))
@example(Fraction(1, 2), Fraction(0))  # 2: the edge of gradient descent
def test_a_larger_range_of_step_sizes(damping: Fraction, share: Fraction) -> None:
    """For 2 <= alpha lambda < 2 + 2 beta gradient descent does not shrink; momentum multiplies a form by beta < 1."""
    product = 2 + share * 2 * damping
    trace = 1 + damping - product
    problem = Quadratic.from_spectrum([1])
    for name, w in enclosures(gradient_descent.step, problem, STEPS, start=[1], alpha=product):
        assert at_most(abs(w[:-1]), abs(w[1:])), name
    for name, w in enclosures(momentum.step, problem, STEPS, start=[1], alpha=product, beta=damping):
        x = w[:, 0]
        form = x[1:] ** 2 - trace * x[1:] * x[:-1] + damping * x[:-1] ** 2
        assert contains(form[1:], damping * form[:-1]), name


@some
@given(proper, proper)
@example(Fraction(1, 2), Fraction(1, 2))
def test_oscillations_of_its_own(root: Fraction, share: Fraction) -> None:
    """alpha lambda < 1 but complex roots: within the proved number of steps the run has lost its sign."""
    low = (1 - root) ** 2
    product = low + share * (1 - low)
    patience = 4 * (1 - product) ** 2 / (4 * root**2 - (1 + root**2 - product) ** 2)
    steps = int(patience) + 2
    problem = Quadratic.from_spectrum([product])
    for name, w in enclosures(gradient_descent.step, problem, STEPS, start=[1], alpha=1):
        assert surely_above(w[-1], [0]), name
        assert at_most(w[1:], w[:-1]), name
    for name, w in enclosures(momentum.step, problem, min(steps, 24), start=[1], alpha=1, beta=root**2):
        assert steps > 24 or not all(surely_above([value], [0]) for value in w[:, 0]), name


# ---- the boost -------------------------------------------------------------------------------------------------------


@some
@given(proper, st.fractions(Fraction(1, 10), 20, max_denominator=10))
@example(Fraction(1, 2), Fraction(1, 10))
@example(Fraction(11, 12), Fraction(20))
def test_a_fixed_beta_is_a_boost_beyond_its_kappa(root: Fraction, more: Fraction) -> None:
    """With gradient descent's best alpha and kappa > (1 + s)/(1 - s): within the envelope of a rate below g.

    alpha lambda is 1 - g and 1 + g at the ends. The roots lie in the disc g, so that k r^{k-1} |x^1| + (k-1) r^k |x^0|
    with r = g bounds each run, where gradient descent's own ones at the ends are exactly g^k.
    """
    kappa = (1 + root) / (1 - root) + more
    g, alpha = (kappa - 1) / (kappa + 1), 2 / (1 + kappa)
    problem = Quadratic.from_spectrum([1, (1 + kappa) / 2, kappa])
    bound = [
        [k * g ** (k - 1) * abs(1 - alpha * l) + (k - 1) * g**k for l in (1, (1 + kappa) / 2, kappa)]
        for k in range(1, STEPS + 1)
    ]
    for name, w in enclosures(momentum.step, problem, STEPS, start=[1, 1, 1], alpha=alpha, beta=root**2):
        assert at_most(abs(w[1:]), bound), name
    for name, w in enclosures(gradient_descent.step, problem, STEPS, start=[1, 1, 1], alpha=alpha):
        assert contains(w[:, 0], [g**k for k in range(STEPS + 1)]), name


@pytest.mark.parametrize(("kappa", "boost"), [(Fraction(2), False), (Fraction(10**4), True)])
def test_beta_099_helps_where_it_should(kappa: Fraction, boost: bool) -> None:
    """The worst error after 600 steps: far below gradient descent's at kappa = 10^4, far above it at kappa = 2."""
    alpha, steps = 2 / (1 + kappa), 600
    problem = Quadratic.from_spectrum([1, kappa])
    rules: Any = ((momentum.step, {"beta": Fraction(99, 100)}), (gradient_descent.step, {}))
    for precision in ("float64", 50, Ball(2200), Ball(2200, "mpmath")):
        more: dict[str, Any] = {"precision": precision, "record": "final", "alpha": alpha}
        heavy, plain = (
            [max(abs(end)) for end in endpoints(simulate(rule, problem, steps, **more, **extra).final)]
            for rule, extra in rules
        )
        assert (heavy[1] < plain[0]) is boost, precision
        assert (plain[1] < heavy[0]) is not boost, precision


@some
@given(proper, st.fractions(0, 4, max_denominator=10))
@example(Fraction(1, 2), Fraction(1))
def test_no_step_size_gets_below_the_root_of_beta(root: Fraction, product: Fraction) -> None:
    """From two unit starts, det R^k = beta^k: x_k x'_{k+1} - x_{k+1} x'_k falls by beta at each step, and no faster."""
    start = (np.array([[1], [0]]), np.array([[0], [1]]))
    run = enclosures(momentum.step, Quadratic.from_spectrum([1]), STEPS, start=start, alpha=product, beta=root**2)
    for name, w in run:
        one, other = w[:, 0, 0], w[:, 1, 0]
        area = one[:-1] * other[1:] - one[1:] * other[:-1]
        assert contains(area, [product * root ** (2 * k + 2) for k in range(STEPS)]), name


# ---- through humps and local minima ----------------------------------------------------------------------------------


def hump(w: Any) -> Any:
    """f' of the example: w + 1 up to 0, 1 - w up to 3/2, then w - 2. A ball across a corner lies in two pieces."""
    low, high = endpoints(w)
    pieces = [int(end[0] > 0) + int(end[0] >= Fraction(3, 2)) for end in (low, high)]
    if pieces[0] != pieces[1]:
        raise ArithmeticError(f"{w} lies in two pieces")
    return (w + 1, 1 - w, w - 2)[pieces[0]]


@some
@given(st.integers(0, 64).map(lambda i: 6 + Fraction(i, 16)))
@example(Fraction(6))
@example(Fraction(10))
def test_the_ball_rolls_through_where_gradient_descent_stays(start: Fraction) -> None:
    """With alpha = 1 and beta = 1/2 a dyadic start has dyadic iterates, which every precision of 53 bits holds."""
    for name, low, high in runs(momentum.step, Slope(hump, [start]), 15, alpha=1, beta=Fraction(1, 2)):
        assert low[1, 0] == high[1, 0] == 2, name
        assert all(end <= 0 for end in high[2:, 0]), name
        assert all(
            max((a + 1) ** 2, (b + 1) ** 2) <= Fraction(32, 2**k)
            for k, (a, b) in enumerate(zip(low[:, 0], high[:, 0], strict=True))
            if k >= 5
        ), name
    for name, low, _ in runs(gradient_descent.step, Slope(hump, [start]), 15, alpha=Fraction(1, 2)):
        assert all(end >= 2 for end in low[:, 0]), name


def test_a_slower_ball_does_not_get_through() -> None:
    """The negative control, at every precision: from 3 it stays above the hump at 1."""
    for name, low, _ in runs(momentum.step, Slope(hump, [3]), 15, alpha=1, beta=Fraction(1, 2)):
        assert min(low[:, 0]) > 1, name


eighths = st.integers(1, 7).map(lambda i: Fraction(i, 8))


@some
@given(eighths, eighths, st.integers(1, 64).map(lambda i: Fraction(i, 8)))
@example(Fraction(1, 2), Fraction(1), Fraction(2))
def test_coasting_against_the_steepest_slope(damping: Fraction, steepest: Fraction, speed: Fraction) -> None:
    """f' = -G all the way attains the proved bound. Dyadic data need 3 k + 10 bits at step k: no precision rounds."""

    def uphill(w: Any) -> Any:
        return (0 * w - steepest.numerator) / steepest.denominator

    share = 1 - damping
    way = [damping * (1 - damping**k) * (share * speed + steepest) - k * share * steepest for k in range(STEPS + 1)]
    expected = [-part / (2 * share**2) for part in way]
    given_: dict[str, Any] = {"start": ([speed], [0]), "alpha": Fraction(1, 2), "beta": damping}
    for name, low, high in runs(momentum.step, Slope(uphill, [0]), STEPS, **given_):
        assert list(low[:, 0]) == list(high[:, 0]) == expected, name
