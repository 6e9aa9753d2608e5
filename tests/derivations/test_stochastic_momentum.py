"""Momentum with errors in its gradients: what is derived, against exact runs of the update rule.

Expectations are taken exactly, over every sequence of errors that can happen.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import isqrt, prod
from typing import Any

import numpy as np
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.noise_and_momentum import least_noise_momentum
from derivations.noise_moments import moment_step
from derivations.noise_phases import crossing_of_energy, expected_energy
from derivations.notation import alpha as alpha_symbol
from derivations.notation import beta as beta_symbol
from derivations.notation import lam as lambda_symbol
from derivations.powers import exact_power
from derivations.stability import energy
from derivations.stationary_noise import stationary_covariance, stationary_variance
from derivations.stochastic_momentum import impulse_response
from numerics import Ball, householder_basis
from numerics.algorithms.momentum import step
from numerics.precision import endpoints
from numerics.stochastic import second_moments

ZERO, ONE = Fraction(0), Fraction(1)
small = st.fractions(-2, 2, max_denominator=6)
positive = st.fractions(Fraction(1, 8), 3, max_denominator=8)
momenta = st.fractions(0, 1, max_denominator=12)
shares = st.fractions(Fraction(1, 16), Fraction(15, 16), max_denominator=16)
State = tuple[Fraction, Fraction]
Outcomes = list[tuple[Fraction, list[Fraction]]]
"""Probabilities, and the errors of each step."""


def run(
    errors: Sequence[Fraction], alpha: Fraction, beta: Fraction, lam: Fraction, start: State = (ZERO, ONE)
) -> list[State]:
    """Every state of the update rule, with these errors."""
    states = [start]
    for error in errors:
        states.append(step(states[-1], lambda w: lam * w + error, alpha=alpha, beta=beta))  # noqa: B023
    return states


def matrix(alpha: Fraction, beta: Fraction, lam: Fraction) -> list[list[Fraction]]:
    return [[beta, lam], [-alpha * beta, 1 - alpha * lam]]


def weights(alpha: Fraction, beta: Fraction, lam: Fraction, count: int) -> list[Fraction]:
    """gamma_0 .. gamma_(count - 1): the response of the rule to one error."""
    return [x for _, x in run([ONE] + [ZERO] * count, alpha, beta, lam, (ZERO, ZERO))][1 : count + 1]


# ---- how the noise enters ------------------------------------------------------------------------------------------

errors_of_a_run = st.lists(small, min_size=0, max_size=6)


def unrolled(errors: Sequence[Fraction], R: Any, alpha: Fraction, start: State) -> State:
    k = len(errors)
    powers = [exact_power(R, m) for m in range(k + 1)]
    total = [sum((row[i] * start[i] for i in (0, 1)), ZERO) for row in powers[k]]
    for j, error in enumerate(errors, start=1):
        for i, row in enumerate(powers[k - j]):
            total[i] += error * (row[0] - alpha * row[1])
    return total[0], total[1]


@given(errors_of_a_run, positive, momenta, positive, small, small)
@example([], ONE, ZERO, ONE, ZERO, ONE)
@example([ONE, ZERO], ONE, ONE, ONE, ZERO, ZERO)
@example([ONE, -ONE, ONE], ONE, ZERO, Fraction(2), ZERO, ONE)
def test_the_unrolled_sum_is_the_run(
    errors: list[Fraction], alpha: Fraction, beta: Fraction, lam: Fraction, y: Fraction, x: Fraction
) -> None:
    states = run(errors, alpha, beta, lam, (y, x))
    assert states[-1] == unrolled(errors, matrix(alpha, beta, lam), alpha, (y, x))


def test_without_b_the_minimiser_does_not_stay() -> None:
    """f(w) = w^2/2 - w has its minimiser at 1; the printed update, A w for A w - b, leads away from it."""
    at_rest = (ZERO, ONE)
    assert step(at_rest, lambda w: w - 1, alpha=ONE, beta=ZERO) == at_rest
    assert step(at_rest, lambda w: w, alpha=ONE, beta=ZERO) != at_rest


def test_one_error_outside_the_sum_is_found_wrong() -> None:
    """The article's form, with the error of step k for all: only the last of them has not happened yet."""
    alpha = beta = lam = ONE
    errors = [ONE, ZERO]
    printed = unrolled([ZERO, ZERO], matrix(alpha, beta, lam), alpha, (ZERO, ZERO))
    assert run(errors, alpha, beta, lam, (ZERO, ZERO))[-1] != printed


@given(positive, momenta, positive, st.integers(0, 5))
def test_the_impulse_response(alpha: Fraction, beta: Fraction, lam: Fraction, order: int) -> None:
    at = {alpha_symbol: exact(alpha), beta_symbol: exact(beta), lambda_symbol: exact(lam)}
    assert impulse_response(order).subs(at) == exact(weights(alpha, beta, lam, order + 1)[order])


def exact(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


@settings(max_examples=30)
@given(
    st.lists(positive, min_size=1, max_size=3),
    st.data(),
    positive,
    momenta,
)
def test_components_of_the_error_by_the_transpose(
    spectrum: list[Fraction], data: Any, alpha: Fraction, beta: Fraction
) -> None:
    n = len(spectrum)
    numbers = st.lists(small, min_size=n, max_size=n)
    basis = householder_basis([tuple(range(1, n + 1))])
    z, w, minimiser, error = (np.array(data.draw(numbers), dtype=object) for _ in range(4))
    A = (basis * np.array(spectrum, dtype=object)) @ basis.T
    z_next, w_next = step((z, w), lambda w: A @ (w - minimiser) + error, alpha=alpha, beta=beta)
    y, x, noise = basis.T @ z, basis.T @ (w - minimiser), basis.T @ error
    lam = np.array(spectrum, dtype=object)
    y_next, x_next = step((y, x), lambda x: lam * x + noise, alpha=alpha, beta=beta)
    assert (basis.T @ z_next == y_next).all()
    assert (basis.T @ (w_next - minimiser) == x_next).all()


def test_components_by_q_itself_are_found_wrong() -> None:
    Q = np.array([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
    error = np.array([ZERO, ONE])
    z_next, _ = step((0 * error, 0 * error), lambda _: error, alpha=ONE, beta=ZERO)
    assert (Q.T @ z_next)[0] == Fraction(4, 5)
    assert (Q @ error)[0] == Fraction(-4, 5)


# ---- expectations, over every sequence of errors -------------------------------------------------------------------

COINS: list[tuple[Fraction, Fraction]] = [(Fraction(1, 3), Fraction(2)), (Fraction(2, 3), Fraction(-1))]
"""Outcomes (probability, error) of mean 0 and variance 2, which are skewed: not normal at all."""


def sequences(outcomes: Sequence[tuple[Fraction, Fraction]], k: int) -> Outcomes:
    every = product(outcomes, repeat=k)
    return [(prod((p for p, _ in chosen), start=ONE), [error for _, error in chosen]) for chosen in every]


def expectations(
    outcomes: Outcomes, alpha: Fraction, beta: Fraction, lam: Fraction, start: State = (ZERO, ZERO)
) -> list[Fraction]:
    """E y^2, E x y and E x^2 after the last step."""
    ends = [(p, run(errors, alpha, beta, lam, start)[-1]) for p, errors in outcomes]
    return [sum((p * y ** (2 - i) * x**i for p, (y, x) in ends), ZERO) for i in (0, 1, 2)]


MOMENT_STEP = sympy.lambdify(
    [*sympy.symbols("yy xy xx v ey ex"), alpha_symbol, beta_symbol, lambda_symbol],
    moment_step(sympy.symbols("yy xy xx"), sympy.Symbol("v"), sympy.symbols("ey ex")),
)


@settings(max_examples=40)
@given(st.integers(0, 4), positive, momenta, positive, small, small, small)
@example(0, ONE, ZERO, ONE, ZERO, -ONE, ZERO)
@example(1, ONE, ZERO, ONE, ZERO, ZERO, ZERO)
@example(3, ONE, ONE, Fraction(4), ZERO, ONE, ONE)
def test_moments_and_the_split(
    k: int, alpha: Fraction, beta: Fraction, lam: Fraction, y: Fraction, x: Fraction, mean: Fraction
) -> None:
    """The recursion, numerics' doublings and the split, all with the run's own mean error."""
    outcomes = sequences([(p, error + mean) for p, error in COINS], k)
    found = expectations(outcomes, alpha, beta, lam, (y, x))
    moments: Any = (y**2, x * y, x**2)
    average = run([mean] * k, alpha, beta, lam, (y, x))
    for m_y, m_x in average[:-1]:
        moments = MOMENT_STEP(*moments, 2 + mean**2, mean * m_y, mean * m_x, alpha, beta, lam)
    assert list(moments) == found
    squares = sum((g**2 for g in weights(alpha, beta, lam, k)), ZERO)
    assert found[2] == average[-1][1] ** 2 + 2 * squares
    exactly = second_moments(step, lam, k, variance=2, start=(y, x), precision="exact", alpha=alpha, beta=beta)
    assert exactly.variance == 2 * squares


def test_the_printed_split_is_found_wrong() -> None:
    """Without its square at k = 0, and with the mean of the error, which is 0, for its variance at k = 1."""
    outcomes = [(Fraction(1, 2), [ONE]), (Fraction(1, 2), [-ONE])]
    assert (-ONE) ** 2 / 2 != -ONE / 2
    assert expectations(outcomes, ONE, ZERO, ONE)[2] == 1


def test_uncorrelated_is_enough() -> None:
    """Of two errors one is 0, so that they are not independent; but their covariance is 0."""
    quarter, zero, one = Fraction(1, 4), ZERO, ONE
    outcomes = [(quarter, pair) for pair in ([one, zero], [-one, zero], [zero, one], [zero, -one])]
    alpha, beta, lam = Fraction(1, 2), Fraction(1, 4), Fraction(1)
    g_0, g_1 = weights(alpha, beta, lam, 2)
    second = expectations(outcomes, alpha, beta, lam)[2]
    assert second == (g_0**2 + g_1**2) / 2


@given(small, positive, momenta, positive, small)
def test_correlated_errors(c: Fraction, alpha: Fraction, beta: Fraction, lam: Fraction, x: Fraction) -> None:
    """The second error is c times the first, plus one of its own: the excess is 2 gamma_0 gamma_1 times c v."""
    outcomes = [(p, [a, c * a + b]) for p, (a, b) in sequences(COINS, 2)]
    g_0, g_1 = weights(alpha, beta, lam, 2)
    mean = run([ZERO, ZERO], alpha, beta, lam, (ZERO, x))[-1][1]
    second = expectations(outcomes, alpha, beta, lam, (ZERO, x))[2]
    # gamma_m belongs to the error m steps before the last: the first error has gamma_1
    assert second - mean**2 == 2 * (g_1**2 + (1 + c**2) * g_0**2) + 2 * (2 * c) * g_0 * g_1


# ---- the stationary noise ------------------------------------------------------------------------------------------


def stable(share: Fraction, beta: Fraction, lam: Fraction) -> Fraction:
    """A step-size inside the stability region."""
    return share * (2 + 2 * beta) / lam


inner_momenta = st.fractions(-1, 1, max_denominator=12).map(lambda b: b * Fraction(11, 12))


@settings(max_examples=40)
@given(shares, inner_momenta, positive, positive, st.integers(0, 40))
@example(Fraction(1, 2), ZERO, ONE, ONE, 3)  # alpha lambda = 1: gradient descent is there after one step
def test_what_is_left_to_the_stationary_covariance(
    share: Fraction, beta: Fraction, lam: Fraction, v: Fraction, k: int
) -> None:
    """C_k is C less R^k C R^kT, exactly, from the start that is known."""
    alpha = stable(share, beta, lam)
    yy, xy, xx = stationary_covariance(alpha, beta, lam, v)
    C = np.array([[yy, xy], [xy, xx]])
    power = np.array(exact_power(matrix(alpha, beta, lam), k))
    moments = second_moments(step, lam, k, variance=v, precision="exact", alpha=alpha, beta=beta)
    assert (moments.covariance == C - power @ C @ power.T).all()


@given(shares, inner_momenta, inner_momenta, positive, positive)
@example(Fraction(9, 16), ZERO, Fraction(1, 4), ONE, ONE)
def test_momentum_compounds_noise_iff(
    share: Fraction, one: Fraction, two: Fraction, lam: Fraction, v: Fraction
) -> None:
    alpha = stable(share, min(one, two), lam)
    low, high = (stationary_variance(alpha, b, lam, v) for b in sorted((one, two)))
    crossing = (1 + one) * (1 + two) - alpha * lam
    assert (high > low) is (crossing > 0 and one != two)
    assert (high == low) is (crossing == 0 or one == two)


def test_less_noise_with_momentum() -> None:
    alpha = Fraction(3, 2)
    assert stationary_variance(alpha, ZERO, ONE, ONE) == 3
    assert stationary_variance(alpha, Fraction(1, 4), ONE, ONE) == Fraction(5, 2)


@given(st.fractions(Fraction(1, 12), Fraction(23, 12), max_denominator=12), shares)
@example(ONE, Fraction(1, 2))
def test_the_best_momentum(s: Fraction, share: Fraction) -> None:
    """At alpha lambda = s^2, against any other stable beta."""
    alpha = s**2
    best = least_noise_momentum(exact(alpha), 1)
    assert best == exact(s - 1)
    low = max(alpha / 2 - 1, -ONE)
    beta = low + share * (1 - low)
    least = stationary_variance(alpha, s - 1, ONE, ONE)
    assert least == alpha / (2 - s) ** 2
    assert stationary_variance(alpha, beta, ONE, ONE) >= least


@settings(max_examples=20)
@given(st.fractions(Fraction(-11, 12), Fraction(11, 12), max_denominator=12), shares, inner_momenta, positive)
def test_correlated_noise_in_the_limit(rho: Fraction, share: Fraction, beta: Fraction, lam: Fraction) -> None:
    """After 2^60 steps, enclosed: the parameters keep away from the edge, so that nothing is left of the start."""
    alpha = stable(share, beta, lam)
    trace = 1 + beta - alpha * lam
    numerator = (1 + beta) * (1 - beta * rho**2) + rho * (1 - beta) * trace
    factors = (1 - beta) * lam * (2 + 2 * beta - alpha * lam) * (1 - rho * trace + beta * rho**2)
    value = alpha * numerator / factors
    found = second_moments(
        step, lam, 1 << 60, variance=1, correlation=rho, precision=Ball(400), alpha=alpha, beta=beta
    ).variance
    low, high = (end.item() for end in endpoints(found))
    assert low <= value <= high
    assert high - low < Fraction(1, 10**30)
    plain = stationary_variance(alpha, beta, lam, ONE)
    assert (value > plain) is (rho * (trace - beta * (1 + beta) * rho) > 0)


# ---- the step-size -------------------------------------------------------------------------------------------------


@given(
    st.fractions(Fraction(1, 24), 5, max_denominator=24),
    st.fractions(Fraction(1, 24), 5, max_denominator=24),
    momenta,
    st.integers(1, 30),
)
@example(Fraction(1, 4), Fraction(9, 4), Fraction(1, 4), 30)  # (1 - s)^2 and (1 + s)^2
@example(Fraction(9, 10), Fraction(1), Fraction(1, 4), 30)  # u (1 + beta) = 2 (1 - beta)^2 at 9/10
@example(Fraction(1, 24), Fraction(1, 12), ONE, 30)
@example(Fraction(19, 10), Fraction(2), ZERO, 30)
def test_a_smaller_step_makes_less_noise(one: Fraction, two: Fraction, beta: Fraction, count: int) -> None:
    low, high = sorted((one, two))
    sums = [np.cumsum([g**2 for g in weights(a, beta, ONE, count)]) for a in (low, high)]
    assert all((a < b) is (low < high) for a, b in zip(*sums, strict=True))


# ---- phases and rates ----------------------------------------------------------------------------------------------


@given(positive, momenta, positive, small, small, positive, st.integers(0, 12))
@example(ONE, ZERO, ONE, ZERO, ONE, ONE, 4)
def test_the_expected_energy(
    alpha: Fraction, beta: Fraction, lam: Fraction, y: Fraction, x: Fraction, v: Fraction, k: int
) -> None:
    at = second_moments(step, lam, k, variance=v, start=(y, x), precision="exact", alpha=alpha, beta=beta).second
    found = lam * at[1, 1] + (alpha * lam + beta - 1) * at[0, 1] + alpha * beta * at[0, 0]
    first = energy(y, x, alpha, beta, lam)
    assert (1 - beta) * (found - beta**k * first) == alpha * v * (1 - beta**k)
    if beta < 1:
        assert found == expected_energy(beta**k, first, alpha, beta, v)


@settings(max_examples=40)
@given(positive, st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12), positive, positive)
def test_the_crossing_of_the_energy(alpha: Fraction, beta: Fraction, first: Fraction, v: Fraction) -> None:
    """The first whole k from which on the noise is the larger part is the crossing, rounded up."""
    at = crossing_of_energy(exact(first), exact(alpha), exact(beta), exact(v))
    parts = [(beta**k * first * (1 - beta), alpha * v * (1 - beta**k)) for k in range(int(at) + 3)]
    leads = [noise >= transient for transient, noise in parts]
    assert leads.index(True) == sympy.ceiling(at)
    assert leads == sorted(leads)


def test_the_transient_part_comes_back() -> None:
    alpha = lam = v = ONE
    leads = []
    for k in range(4):
        moments = second_moments(
            step, lam, k, variance=v, start=(ZERO, Fraction(3)), precision="exact", alpha=alpha, beta=Fraction(1, 2)
        )
        leads.append(bool(moments.variance > moments.iterate_mean**2))
    assert leads[:3] == [False, True, False]


@given(positive, momenta, positive, st.integers(1, 20))
@example(ONE, Fraction(3, 4), Fraction(1, 4), 1)
def test_the_envelope_of_the_weights(alpha: Fraction, beta: Fraction, lam: Fraction, count: int) -> None:
    trace = 1 + beta - alpha * lam
    S = [-g / alpha for g in weights(alpha, beta, lam, count + 1)]
    for k, (a, b) in enumerate(pairwise([ZERO, *S])):
        assert b**2 - trace * a * b + beta * a**2 == beta**k
    assert (S[1] ** 2 > S[0] ** 2) is (abs(trace) > 1)


def rate(trace: Fraction, s: Fraction) -> Fraction | None:
    """The larger modulus for beta = s^2 where it is rational, else None."""
    square = trace**2 - 4 * s**2
    if square < 0:
        return s
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return (abs(trace) + root) / 2 if root**2 == square else None


@given(
    st.fractions(Fraction(1, 12), Fraction(11, 12), max_denominator=12),
    st.fractions(-1, 1, max_denominator=12),
    st.fractions(-1, 1, max_denominator=12),
)
@example(Fraction(1, 2), ZERO, ZERO)
@example(Fraction(1, 2), Fraction(1, 12), ONE)
def test_a_smaller_step_is_slower_iff(s: Fraction, one: Fraction, two: Fraction) -> None:
    """Traces +-(r + s^2/r) with a rational rate r in [s, 1], or complex roots for the position 0."""
    traces = []
    for position in (one, two):
        r = s + abs(position) * (1 - s)
        traces.append(s if not position else (r + s**2 / r) * (1 if position > 0 else -1))
    higher, lower = max(traces), min(traces)  # T falls with the step-size
    slow, fast = rate(higher, s), rate(lower, s)
    assert slow is not None
    assert fast is not None
    products = [1 + s**2 - trace for trace in (higher, lower)]
    statement = products[0] < (1 - s) ** 2 and products[1] < 2 + 2 * s**2 - products[0] and higher > lower
    assert (slow > fast) is statement


@given(momenta, shares, st.sampled_from((1, -1)))
@example(ZERO, Fraction(1, 2), 1)  # beta = 0: gradient descent, whose rate is |T|
@example(Fraction(1, 2), Fraction(1, 2), -1)  # a double eigenvalue
def test_the_rate_is_a_root_of_the_modulus_of_the_trace(smaller: Fraction, larger: Fraction, sign: int) -> None:
    """Two real eigenvalues of one sign, and the update rule on their eigenvectors."""
    eigenvalues = sign * min(smaller, larger), sign * max(smaller, larger)
    one, two = eigenvalues
    alpha, beta, T = (1 - one) * (1 - two), one * two, one + two
    for e in eigenvalues:
        after = step((ONE, e - beta), lambda x: x, alpha=alpha, beta=beta)
        assert after == (e, e * (e - beta))
    r = max(abs(e) for e in eigenvalues)
    assert r**2 - abs(T) * r + beta == 0
    assert r**2 >= beta


def test_in_between_the_rate_stays() -> None:
    traces = [1 + Fraction(1, 4) - a for a in (Fraction(1, 2), Fraction(1))]
    assert {rate(trace, Fraction(1, 2)) for trace in traces} == {Fraction(1, 2)}
