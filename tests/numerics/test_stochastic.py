"""Moments by doubling, exactly and within derived bounds; Monte Carlo against them, with a stated confidence.

Each random test raises a false alarm with a probability below one in a million (`ALARM`), over the choice of the seed;
the seeds are fixed, so that a test which passes passes always. For normal errors x^k is normal, and the distribution
of the statistic is exact (chi-square, normal or F). Rounding moves a statistic by less than 1e-9 of itself: a step has
at most 8 roundings, so that 1000 steps with entries of R^k below 10 are off by 10 * 8000 * 2^-53 of the largest number
that occurs. At a quantile that moves the probability by less than 1e-7, which is what `ALARM` leaves. For bounded
errors the threshold is Hoeffding's.
"""

from fractions import Fraction
from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from numerics import Ball, Quadratic, gamma, householder_basis, simulate
from numerics.algorithms import gradient_descent, momentum
from numerics.exact import identity, rational, rationals, solve
from numerics.precision import Float64, endpoints
from numerics.rounding import Running
from numerics.rule import update_rule
from numerics.stochastic import (
    Noisy,
    _doubled,
    _outer,
    _transition,
    autoregressive,
    expected_excess,
    gaussian,
    rademacher,
    second_moments,
    stationary_covariance,
    transition,
)

ALARM = 9e-7
RUNS, STEPS = 10_000, 1000
small = st.fractions(-2, 2, max_denominator=6)
positive = st.fractions(Fraction(1, 8), 3, max_denominator=8)
momenta = st.fractions(-1, 1, max_denominator=12)
FIGURE: dict[str, Any] = {"alpha": 0.033058, "beta": 0.66942}
"""The article's figure: lambda = 1, and errors of standard deviation 3."""


@update_rule(state=("w_previous", "w"))
def nesterov(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    w_previous, w = state
    y = w + beta * (w - w_previous)
    return w, y - alpha * gradient(y)


# ---- exact moments -------------------------------------------------------------------------------------------------


def recursion(L: Any, g: Any, v: Fraction, rho: Fraction, start: Any, k: int) -> tuple[Any, Any]:
    """Mean and covariance after k steps, one by one, with the covariance c of the next error with the state."""
    mean, C, c = np.array(start), 0 * np.outer(g, g), 0 * np.array(g)
    for _ in range(k):
        cross = np.outer(L @ c, g)
        C, c, mean = L @ C @ L.T + cross + cross.T + v * np.outer(g, g), rho * (L @ c + v * np.array(g)), L @ mean
    return mean, C


@settings(max_examples=60)
@given(st.sampled_from([momentum.step, nesterov]), st.integers(0, 12), positive, momenta, positive, small, small, small)
@example(momentum.step, 0, Fraction(1), Fraction(0), Fraction(1), Fraction(1), Fraction(1), Fraction(0))
@example(momentum.step, 1, Fraction(1), Fraction(1), Fraction(4), Fraction(0), Fraction(1), Fraction(1))
@example(nesterov, 7, Fraction(1, 2), Fraction(1, 2), Fraction(1), Fraction(1), Fraction(1), Fraction(-1))
def test_doubling_is_the_recursion(
    step: Any, k: int, alpha: Fraction, beta: Fraction, lam: Fraction, y: Fraction, x: Fraction, rho: Fraction
) -> None:
    L, g = transition(step, lam, alpha=alpha, beta=beta)
    mean, C = recursion(np.array(L, dtype=object), g, Fraction(2), rho, (y, x), k)
    found = second_moments(
        step, lam, k, variance=2, correlation=rho, start=(y, x), precision="exact", alpha=alpha, beta=beta
    )
    assert (found.mean == mean).all()
    assert (found.covariance == C).all()
    assert (found.second == C + np.outer(mean, mean)).all()


@given(st.lists(st.integers(0, 200), min_size=1, max_size=5), positive)
@example([0, 1, 2, 3, 64], Fraction(1))
def test_many_numbers_of_steps_at_once(counts: list[int], lam: Fraction) -> None:
    parameters: dict[str, Any] = {"alpha": 0.25, "beta": 0.5}
    together = second_moments(momentum.step, float(lam), np.array(counts), **parameters)
    for place, k in enumerate(counts):
        alone = second_moments(momentum.step, float(lam), k, **parameters)
        assert (together.covariance[place] == alone.covariance).all()
        assert (together.mean[place] == alone.mean).all()


@settings(max_examples=20)
@given(
    st.fractions(Fraction(1, 16), Fraction(15, 16), max_denominator=16),
    st.fractions(0, Fraction(11, 12), max_denominator=12),
    st.sampled_from([1000, 999_999, 1_000_000]),
)
@example(Fraction(1, 3), Fraction(0), 1_000_000)
def test_float64_within_the_running_bound(share: Fraction, beta: Fraction, k: int) -> None:
    """The doublings are run again on numbers that carry a bound of their error; the exact value is enclosed."""
    parameters: dict[str, Any] = {"alpha": share * (2 + 2 * beta), "beta": beta}
    ball = second_moments(momentum.step, 1, k, precision=Ball(600), **parameters)
    low, high = endpoints(ball.covariance)
    assert max(np.ravel(high - low)) < Fraction(1, 10**60)
    u = Float64.unit_roundoff
    values = {name: Running(np.float64(v), u * float(v), u, varies=False) for name, v in parameters.items()}
    one = Running(np.float64(1), 0.0, u, varies=False)
    L, g = _transition(momentum.step, 2, one, values)
    _, bounded = _doubled(L, _outer(g, one), k)
    found = second_moments(momentum.step, 1, k, **parameters).covariance
    for i, j in np.ndindex(2, 2):
        assert bounded[i][j].value == found[i, j]
        missed = max(abs(rationals(found[i, j]).item() - end) for end in (low[i, j], high[i, j]))
        assert missed <= rationals(np.asarray(bounded[i][j].error, dtype=np.float64)).item()


def test_digits_and_balls_agree() -> None:
    parameters: dict[str, Any] = {"alpha": Fraction(1, 30), "beta": Fraction(2, 3)}
    digits = second_moments(momentum.step, 1, 10**6, precision=50, **parameters).variance
    ball = second_moments(momentum.step, 1, 10**6, precision=Ball(400), **parameters).variance
    low, high = (end.item() for end in endpoints(ball))
    # each of 20 doublings at most doubles the error that it finds (times |L^k| <= 4) and adds that of 16 operations
    slack = Fraction(16 * 4 * 2**21, 10**50)
    assert low - slack <= rationals(digits).item() <= high + slack


def test_what_stays() -> None:
    """Against the solution of (I - L x L) c = v g x g in rationals, of which no entry is rounded in float64 either.

    Elimination with partial pivoting solves a system that is off by |D| <= gamma_15 |L| |U| (Higham, theorem 9.4, with
    one rounding more for each quotient that is a product with a reciprocal), |L| <= 1 and |U| <= 2^3 max |M| for n = 4,
    so that rows of D sum to gamma_15 4^2 2^3 max |M|. After a million steps the rest is below 2^-1000.
    """
    parameters: dict[str, Any] = {"alpha": np.array([0.5, 1.0]), "beta": 0.25}
    stays = stationary_covariance(momentum.step, 1, variance=2, **parameters)
    assert stays.shape == (2, 2, 2)
    for found, alpha in zip(rationals(stays), (Fraction(1, 2), Fraction(1)), strict=True):
        given_: dict[str, Any] = {"alpha": alpha, "beta": Fraction(1, 4)}
        L, g = map(np.array, transition(momentum.step, Fraction(1), **given_))
        system = identity(4) - np.kron(L, L)
        exact, _ = solve(system, 2 * np.kron(g, g))
        inverse, _ = solve(system, identity(4))
        slack = rational(gamma(15)) * 128 * abs(system).max() * abs(inverse).sum(axis=1).max() * abs(found).max()
        assert (abs(found.ravel() - exact) <= slack).all()
        assert (abs(found.ravel() * (1 + Fraction(1, 2**30)) - exact) > slack).any()  # the negative control
        low, high = endpoints(
            second_moments(momentum.step, 1, 10**6, variance=2, precision=Ball(400), **given_).covariance
        )
        rest = Fraction(1, 2**1000)
        assert ((low.ravel() - rest <= exact) & (exact <= high.ravel() + rest)).all()
        assert (high - low < Fraction(1, 2**200)).all()
    with pytest.raises(ValueError, match="spectral radius"):
        stationary_covariance(momentum.step, 1, alpha=3, beta=0.25)


@pytest.mark.parametrize("k", [0, 1, 7])
def test_the_expected_excess(k: int) -> None:
    """Against the components one by one; the noise is correlated between coordinates.

    What LAPACK's eigenvectors are off by is measured: the same parts are taken from them in rationals.
    """
    basis, spectrum = householder_basis([(1, 2, 2)]), [1, 2, 4]
    problem = Quadratic.from_eigenbasis(spectrum, basis, [1, 0, -1])
    covariance = np.array([[2, 1, 0], [1, 3, 1], [0, 1, 1]])
    parameters: dict[str, Any] = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2)}
    components = basis.T @ np.array([Fraction(1)] * 3)
    expected: list[Any] = [Fraction(0), Fraction(0)]
    for i, lam in enumerate(spectrum):
        v = basis[:, i] @ covariance @ basis[:, i]
        start = (Fraction(0), components[i])
        at = second_moments(momentum.step, lam, k, variance=v, start=start, precision="exact", **parameters)
        expected[0] += lam * at.iterate_mean.item() ** 2 / 2
        expected[1] += lam * at.variance.item() / 2
    found = expected_excess(momentum.step, problem, [k], covariance=covariance, alpha=0.25, beta=0.5)
    curvatures, vectors = map(rationals, np.linalg.eigh(np.asarray(problem.operator.dense(), dtype=np.float64)))
    computed = by_components(curvatures, vectors, covariance, k)
    size = by_components(curvatures, vectors, covariance, k, modulus=abs)
    for value, part, theirs, most in zip(found, expected, computed, size, strict=True):
        allowed = abs(theirs - part) + rational(gamma(100)) * most
        assert abs(Fraction(value.item()) - part) <= allowed
        assert not part or abs(Fraction(value.item()) * (1 + Fraction(1, 2**40)) - part) > allowed


def by_components(
    curvatures: Any, vectors: Any, covariance: Any, k: int, modulus: Any = lambda x: x
) -> tuple[Any, Any]:
    """Both parts of the excess from w* + 1, alpha = 1/4 and beta = 1/2, from any eigenvalues and vectors, exactly.

    With `modulus=abs` every number is taken with its modulus. That bounds the rounding: L^k has 3 k - 2, of its entries
    and of k - 1 products of two terms, in whatever order (Higham, section 3.5). The mean has those, and 5 for its
    start, twice in f, which adds 6; the covariance has them on both sides, 2 k for sums, and 12 for the variance, and f
    adds 6: less than 100 for k <= 7.
    """
    transient, stochastic = Fraction(0), Fraction(0)
    for lam, vector in zip(curvatures, vectors.T, strict=True):
        L, g = (modulus(np.array(x)) for x in transition(momentum.step, lam, alpha=Fraction(1, 4), beta=Fraction(1, 2)))
        variance = modulus(vector) @ covariance @ modulus(vector)
        mean, C = recursion(L, g, variance, Fraction(0), (Fraction(0), modulus(vector).sum()), k)
        transient += lam * mean[1] ** 2 / 2
        stochastic += lam * C[1, 1] / 2
    return transient, stochastic


def test_what_is_refused() -> None:
    @update_rule(state=("w",))
    def signs(state: Any, gradient: Any, *, alpha: Any) -> Any:
        (w,) = state
        return (w - alpha * abs(gradient(w)),)

    one = Quadratic.from_spectrum([1])
    with pytest.raises(TypeError, match="linear"):
        second_moments(signs, 1, 10, alpha=0.5)
    with pytest.raises(TypeError, match="declares its state"):
        second_moments(lambda state, gradient: state, 1, 10)
    with pytest.raises(ValueError, match="iterations"):
        second_moments(momentum.step, 1, [-1], alpha=0.5, beta=0)
    with pytest.raises(ValueError, match="whole state"):
        second_moments(momentum.step, 1, 1, start=(1,), alpha=0.5, beta=0)
    with pytest.raises(ValueError, match="float64"):
        simulate(momentum.step, Noisy(one, 2, gaussian(1), 0), 1, precision=30, alpha=1, beta=0)
    with pytest.raises(ValueError, match="begun"):
        Noisy(one, 2, gaussian(1), 0).gradient(np.ones((2, 1)))
    with pytest.raises(ValueError, match="correlation"):
        autoregressive(1.0, 1.0)


# ---- Monte Carlo ---------------------------------------------------------------------------------------------------


def finals(noise: Any, seed: int, steps: int = STEPS, step: Any = momentum.step, **parameters: Any) -> Any:
    """The last iterates of all runs."""
    noisy = Noisy(Quadratic.from_spectrum([1]), RUNS, noise, seed)
    return simulate(step, noisy, steps, record="final", **parameters).final[:, 0]


def chi_square(values: Any, mean: Any, variance: Any) -> bool:
    """Whether normal values have this known mean and variance, two-sided at ALARM."""
    statistic = ((values - mean) ** 2).sum() / variance
    low, high = stats.chi2.ppf(ALARM / 2, len(values)), stats.chi2.isf(ALARM / 2, len(values))
    return bool(low <= statistic <= high)


def test_the_variance_of_the_article_s_figure_and_that_planted_errors_are_found() -> None:
    exact = second_moments(momentum.step, 1, STEPS, variance=9, **FIGURE)
    values = finals(gaussian(3), 1, **FIGURE)
    assert chi_square(values, exact.iterate_mean, exact.variance)
    for factor in (0.0001, 1 + FIGURE["beta"], 1 - FIGURE["beta"], 0.9, 1.1):
        assert not chi_square(values, exact.iterate_mean, factor * exact.variance)
    assert not chi_square(finals(gaussian(2.8), 1, **FIGURE), exact.iterate_mean, exact.variance)


@pytest.mark.parametrize("k", [1, 2, 20])
def test_the_variance_on_the_way(k: int) -> None:
    exact = second_moments(momentum.step, 1, k, variance=9, **FIGURE)
    assert chi_square(finals(gaussian(3), 2, k, **FIGURE), exact.iterate_mean, exact.variance)


def test_the_mean() -> None:
    """The mean of the runs is normal."""
    exact = second_moments(momentum.step, 1, 20, variance=9, **FIGURE)
    missed = finals(gaussian(3), 3, 20, **FIGURE).mean() - exact.iterate_mean
    assert abs(missed) <= stats.norm.isf(ALARM / 2) * sqrt(exact.variance / RUNS)


def test_gradient_descent() -> None:
    exact = second_moments(gradient_descent.step, 1, 100, alpha=0.5)
    found = finals(gaussian(1), 4, 100, gradient_descent.step, alpha=0.5)
    assert chi_square(found, exact.iterate_mean, exact.variance)


def test_correlated_errors() -> None:
    exact = second_moments(momentum.step, 1, 200, correlation=0.5, **FIGURE)
    values = finals(autoregressive(0.5, 1), 5, 200, **FIGURE)
    assert chi_square(values, exact.iterate_mean, exact.variance)
    plain = second_moments(momentum.step, 1, 200, **FIGURE)
    assert not chi_square(values, plain.iterate_mean, plain.variance)


def test_more_momentum_makes_less_noise_where_it_is_proved_to() -> None:
    """alpha lambda = 3/2: the variances are 3 and 5/2, and the ratio of their estimates over 6/5 is F-distributed."""
    one, two = (finals(gaussian(1), seed, 200, alpha=1.5, beta=beta) for seed, beta in ((6, 0.0), (7, 0.25)))
    ratio = (one**2).mean() / (two**2).mean()
    assert stats.f.ppf(ALARM / 2, RUNS, RUNS) <= ratio / 1.2 <= stats.f.isf(ALARM / 2, RUNS, RUNS)
    assert ratio > stats.f.isf(ALARM, RUNS, RUNS)  # if the variances were equal it would not be as large


@pytest.mark.parametrize("k", [1, 5, 30])
def test_errors_that_are_not_normal(k: int) -> None:
    """|x - its mean| <= B = sum |gamma_m| for errors of +-1, so that Hoeffding bounds the mean of its squares."""
    parameters: dict[str, Any] = {"alpha": 0.5, "beta": 0.25}
    exact = second_moments(momentum.step, 1, k, **parameters)
    L, g = transition(momentum.step, 1.0, **parameters)
    responses = [np.array(g)]
    for _ in range(k - 1):
        responses.append(np.array(L) @ responses[-1])
    bound = sum(abs(response[1]) for response in responses)
    mean_square = ((finals(rademacher(1), 8, k, **parameters) - exact.iterate_mean) ** 2).mean()
    assert abs(mean_square - exact.variance) <= bound**2 * sqrt(log(2 / ALARM) / (2 * RUNS))


def test_a_seed_repeats_a_run() -> None:
    one, again, other = (finals(gaussian(1), seed, 5, **FIGURE) for seed in (1, 1, 2))
    assert (one == again).all()
    assert not (one == other).all()
    noisy = Noisy(Quadratic.from_spectrum([1]), 100, gaussian(1), 1)
    first, second = (simulate(momentum.step, noisy, 5, record="final", **FIGURE).final for _ in range(2))
    assert (first == second).all()
    assert noisy.batch_shape == (100,)


def test_without_noise_it_is_the_plain_run() -> None:
    problem = Quadratic.from_spectrum([1, 10])
    silent = Noisy(problem, 3, gaussian(0), 0)
    noisy = simulate(momentum.step, silent, 20, alpha=0.1, beta=0.5)
    plain = simulate(momentum.step, problem, 20, alpha=0.1, beta=0.5)
    assert (noisy.iterates == plain.iterates[:, None, :]).all()
    objective = simulate(momentum.step, silent, 20, record="objective", alpha=0.1, beta=0.5).objective
    assert objective.shape == (21, 3)
