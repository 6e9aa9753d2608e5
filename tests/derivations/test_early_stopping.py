"""Early stopping and Tikhonov's penalty as filters: what is derived of both factors against runs of the update rule."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp

from derivations.spectral_filters import corresponding_weight, early_stopping_factor, tikhonov_factor
from numerics import Ball, Quadratic, forward_error_bound, simulate
from numerics.algorithms.gradient_descent import step
from numerics.exact import rationals
from numerics.precision import endpoints

STEPS = 10
eigenvalues = st.integers(1, 40).map(lambda fifths: Fraction(fifths, 5))
up_to_1 = st.integers(0, 24).map(lambda part: Fraction(part, 24))  # alpha l
beyond_1 = st.integers(24, 47).map(lambda part: Fraction(part, 24))


def run(eigenvalue: Fraction, size: Fraction, **more: Any) -> Any:
    """The factor e of the first steps at alpha = size/l: descent from 0 where the solution is 1."""
    problem = Quadratic.from_spectrum([eigenvalue], [1])
    return simulate(step, problem, STEPS, start=[0], alpha=size / eigenvalue, **more).iterates[:, 0]


def factors(eigenvalue: Fraction, size: Fraction) -> list[tuple[int, Fraction, Fraction]]:
    """(k, e, t) for k = 1, 2, ..., t at the corresponding weight; for alpha = 0 that is none."""
    exact = run(eigenvalue, size, precision="exact")
    weights = [corresponding_weight(size / eigenvalue, k) for k in range(1, STEPS + 1)] if size else []
    return [(k, exact[k], tikhonov_factor(eigenvalue, eta)) for k, eta in enumerate(weights, 1)]


# ---- the factor is the run ------------------------------------------------------------------------------------------


@given(eigenvalues, up_to_1 | beyond_1)
@example(Fraction(1), Fraction(0))
@example(Fraction(1), Fraction(1))
@example(Fraction(3), Fraction(2))
def test_the_factor_is_the_run(eigenvalue: Fraction, size: Fraction) -> None:
    alpha = size / eigenvalue
    expected = [early_stopping_factor(eigenvalue, alpha, k) for k in range(STEPS + 1)]
    assert list(run(eigenvalue, size, precision="exact")) == expected
    for precision in ("float64", 50):
        computed = rationals(run(eigenvalue, size, precision=precision))
        problem = Quadratic.from_spectrum([eigenvalue], [1])
        bound = forward_error_bound(step, problem, STEPS, start=[0], precision=precision, alpha=alpha)[:, 0]
        assert (abs(computed - np.array(expected)) <= rationals(bound)).all()


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("size", [Fraction(1, 3), Fraction(1), Fraction(19, 10)])
def test_balls_contain_the_factor(backend: str, size: Fraction) -> None:
    low, high = endpoints(run(Fraction(3), size, precision=Ball(300, backend)))
    for k in range(STEPS + 1):
        assert low[k] <= early_stopping_factor(Fraction(3), size / 3, k) <= high[k]
    assert max(high - low) < Fraction(1, 10**60)


# ---- how near it is to Tikhonov's -----------------------------------------------------------------------------------


@given(eigenvalues, up_to_1)
@example(Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(3, 4))
@example(Fraction(1), Fraction(21, 24))
@example(Fraction(1), Fraction(0))
def test_up_to_1(eigenvalue: Fraction, size: Fraction) -> None:
    for k, e, t in factors(eigenvalue, size):
        assert t == size * k / (1 + size * k)
        assert t < e <= min(2 * t, t + Fraction(1, 2), (1 + size * k) * t)
        if k >= 2:
            assert e <= Fraction(25, 16) * t
            assert (4 * (e - t) + 9) ** 2 <= 108  # e - t <= (6 sqrt(3) - 9)/4


def test_every_constant_is_attained() -> None:
    """The negative control: none of the constants can be lowered."""
    (_, e, t), *_ = factors(Fraction(1), Fraction(1))
    assert (e, t) == (2 * t, Fraction(1, 2))
    _, (_, e, t), *_ = factors(Fraction(1), Fraction(3, 4))
    assert e == Fraction(25, 16) * t
    for digits in range(1, 8):
        root = Fraction(int(3**0.5 * 10**digits), 10**digits)  # sqrt(3) = 2 alpha l, to so many digits
        _, (_, e, t), *_ = factors(Fraction(1), root / 2)
        assert 108 - Fraction(100, 100**digits) < (4 * (e - t) + 9) ** 2 <= 108


@given(eigenvalues, beyond_1)
@example(Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1999, 1000))
def test_from_1_to_2(eigenvalue: Fraction, size: Fraction) -> None:
    for k, e, t in factors(eigenvalue, size):
        assert (2 - size) * t <= e < 3 * t
        assert -1 < e - t < Fraction(4, 3)
        if k == 1:
            assert (e, (e - t) * (1 + size)) == ((1 + size) * t, size**2)
        if k == 2:
            assert 2 * e == (2 - size) * (1 + 2 * size) * t


def test_beyond_1_no_constant_is_below_and_no_smaller_one_above() -> None:
    """The negative control: towards alpha l = 2 one step nears 3 t and t + 4/3, and two steps near 0."""
    for n in (10, 1000, 10**6):
        (_, e, t), (_, e_2, t_2), *_ = factors(Fraction(1), 2 - Fraction(1, n))
        assert e > (3 - Fraction(2, n)) * t
        assert e - t > Fraction(4, 3) - Fraction(2, n)
        assert e_2 < Fraction(3, n) * t_2


@given(eigenvalues, up_to_1, st.integers(0, STEPS - 1))
@example(Fraction(1), Fraction(1), 1)
@example(Fraction(1), Fraction(1), 0)
def test_more_steps_of_the_same_sum_are_nearer(eigenvalue: Fraction, size: Fraction, k: int) -> None:
    nearer = run(eigenvalue, size * k / (k + 1), precision="exact")[k + 1]
    further = run(eigenvalue, size, precision="exact")[k]
    t = size * k / (1 + size * k)
    assert t <= nearer <= further
    assert (nearer == further) == (size * k == 0)


def test_the_constants_of_many_steps() -> None:
    """What is measured: the largest ratio and difference fall to those of 1 - exp(-X), 1.2984 and 0.2036. A power of k
    steps loses log10(k) digits of 40."""
    ratios, differences = [], []
    with mp.workdps(40):
        grid = [mp.mpf(j) / 50 for j in range(1, 200)]
        for k in (4, 16, 256, 2**16, 2**24):
            pairs = [(early_stopping_factor(x, mp.mpf(1) / k, k), x / (1 + x)) for x in grid]
            ratios.append(max(e / t for e, t in pairs))
            differences.append(max(e - t for e, t in pairs))
        assert ratios == sorted(ratios, reverse=True)
        assert differences == sorted(differences, reverse=True)
        assert 1.2984 < ratios[-1] < 1.2985
        assert 0.2036 < differences[-1] < 0.2037


# ---- what they suppress ---------------------------------------------------------------------------------------------


@st.composite
def spectra(draw: st.DrawFn) -> list[Fraction]:
    """Two to four eigenvalues in order, all different."""
    return sorted(draw(st.sets(eigenvalues, min_size=2, max_size=4)))


@given(spectra(), st.integers(1, 40).map(lambda twentieths: Fraction(twentieths, 20)))
@example([Fraction(1), Fraction(3, 2)], Fraction(3, 2))  # alpha = 1: the misprint
@example([Fraction(1), Fraction(3)], Fraction(3, 2))  # alpha = 2/(l_1 + l_n)
@example([Fraction(1), Fraction(2)], Fraction(1))
def test_the_smallest_are_suppressed_most_up_to_a_step_size(spectrum: list[Fraction], size: Fraction) -> None:
    """The negative control is in it: beyond 2/(l_1 + l_n) and after even steps the largest one is."""
    alpha, first, last = size / spectrum[-1], spectrum[0], spectrum[-1]
    problem = Quadratic.from_spectrum(spectrum, [1] * len(spectrum))
    start = [0] * len(spectrum)
    iterates = simulate(step, problem, STEPS, start=start, precision="exact", alpha=alpha).iterates
    for k, e in enumerate(iterates):
        if alpha * (first + last) <= 2:
            assert min(e) == e[0]
        elif k % 2 == 0:
            assert min(e) == e[-1]
            assert k == 0 or e[-1] < e[0]
        if size <= 1 and k:
            assert all(e[i] < e[i + 1] for i in range(len(e) - 1))
            assert all(e <= k * alpha * np.array(spectrum))


@given(spectra(), st.integers(1, 40).map(lambda tenths: Fraction(tenths, 10)))
@example([Fraction(1), Fraction(2)], Fraction(1))
def test_the_penalty_decays_the_largest_of_the_inverse(spectrum: list[Fraction], eta: Fraction) -> None:
    left = [tikhonov_factor(l, eta) for l in spectrum]
    assert left == sorted(set(left))
    assert all(0 < t < min(1, l / eta) for t, l in zip(left, spectrum, strict=True))
    assert [1 / (1 + eta * (1 / l)) for l in spectrum] == left


@given(eigenvalues, up_to_1 | beyond_1)
@example(Fraction(1), Fraction(1, 2))
@example(Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(0))
def test_every_step_changes_the_solution(eigenvalue: Fraction, size: Fraction) -> None:
    """But for alpha l = 1, where one step is enough, and alpha = 0."""
    e = run(eigenvalue, size, precision="exact")
    changes = [bool(after != now) for now, after in pairwise(e[1:])]
    assert changes == [size not in (0, 1)] * (STEPS - 1)
    if 0 < size < 1:
        assert list(e) == sorted(set(e))
    if size == Fraction(1, 2):
        assert list(e[1:3]) == [Fraction(1, 2), Fraction(3, 4)]


@given(spectra(), st.integers(1, 39).map(lambda twentieths: Fraction(twentieths, 20)))
@example([Fraction(1), Fraction(3)], Fraction(9, 5))  # alpha = 3/5
@example([Fraction(1), Fraction(3)], Fraction(3, 2))
def test_the_slowest_is_the_most_sensitive_up_to_a_step_size(spectrum: list[Fraction], size: Fraction) -> None:
    """The variance is 1/l. The negative control is in it: beyond 2/(l_1 + l_n) the slowest is the least sensitive."""
    alpha, variances = size / spectrum[-1], [1 / l for l in spectrum]
    problem = Quadratic.from_spectrum(spectrum)
    left = abs(simulate(step, problem, 3, precision="exact", alpha=alpha).final)
    first, last = max(variances), min(variances)
    slowest = {v for v, x in zip(variances, left, strict=True) if x == max(left)}
    double = alpha * (spectrum[0] + spectrum[-1])
    assert slowest == ({first} if double < 2 else {last} if double > 2 else {first, last})
