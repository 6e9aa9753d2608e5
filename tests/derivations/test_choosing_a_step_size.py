"""The stable step-sizes, the best one and its rate: exactly, against runs of the update rule at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.choosing_a_step_size import optimal_rate, optimal_step, stability_interval
from derivations.notation import kappa
from numerics import Ball, Quadratic, forward_error_bound, simulate
from numerics.algorithms.gradient_descent import step
from numerics.exact import rationals
from numerics.precision import endpoints

STEPS = 8
positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
spectra = st.lists(positive, min_size=1, max_size=4).map(sorted)
sizes = st.fractions(-1, 3, max_denominator=10)  # alpha lambda_n


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def best(spectrum: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The derived step-size and rate as Fractions."""
    ends = rational(spectrum[0]), rational(spectrum[-1])
    return tuple(Fraction(int(v.p), int(v.q)) for v in (optimal_step(*ends), optimal_rate(*ends)))  # type: ignore[return-value]


def rate(spectrum: list[Fraction], alpha: Fraction) -> Fraction:
    return max(abs(1 - alpha * l) for l in spectrum)


def errors(spectrum: list[Fraction], alpha: Fraction, **more: Any) -> Any:
    """|x_i^k| of a run from the error 1 in every component."""
    return abs(simulate(step, Quadratic.from_spectrum(spectrum), STEPS, alpha=alpha, **more).iterates)


# ---- stability ----------------------------------------------------------------------------------------------------


@given(spectra, sizes)
@example([Fraction(1)], Fraction(0))
@example([Fraction(1)], Fraction(2))
@example([Fraction(1), Fraction(2)], Fraction(1))
def test_a_run_converges_inside_the_interval_only(spectrum: list[Fraction], size: Fraction) -> None:
    """Both ways: inside, the bound that tends to 0; outside, the negative control, a component that never shrinks."""
    alpha = size / spectrum[-1]
    inside = bool(stability_interval(rational(spectrum[-1])).contains(rational(alpha)))
    assert inside == all(0 < alpha * l < 2 for l in spectrum)
    moduli = errors(spectrum, alpha, precision="exact")
    if inside:
        delta = min(alpha * l * (2 - alpha * l) for l in spectrum)
        assert all((e @ e) * (1 + k * delta) <= len(spectrum) for k, e in enumerate(moduli))
    else:
        assert (moduli.max(axis=1) >= 1).all()


@given(spectra, sizes)
def test_from_the_minimiser_every_step_size_stays(spectrum: list[Fraction], size: Fraction) -> None:
    run = simulate(
        step, Quadratic.from_spectrum(spectrum), 3, start=[Fraction(0)] * len(spectrum), precision="exact", alpha=size
    )
    assert not run.iterates.any()


# ---- rate and optimum ---------------------------------------------------------------------------------------------


@given(spectra, sizes)
@example([Fraction(3)], Fraction(1))  # n = 1, there in one step
@example([Fraction(2), Fraction(2)], Fraction(2))
@example([Fraction(1), Fraction(5), Fraction(9)], Fraction(9, 5))  # 1 - alpha l = 0 in between
def test_the_rate_is_that_of_an_end_and_attained(spectrum: list[Fraction], size: Fraction) -> None:
    alpha = size / spectrum[-1]
    ends = max(abs(1 - alpha * l) for l in (spectrum[0], spectrum[-1]))
    assert ends == rate(spectrum, alpha)
    moduli = errors(spectrum, alpha, precision="exact")
    assert [e.max() for e in moduli] == [ends**k for k in range(STEPS + 1)]


@given(spectra, st.fractions(-2, 2, max_denominator=20))
@example([Fraction(1), Fraction(9)], Fraction(1, 1000))
@example([Fraction(1), Fraction(1)], Fraction(0))
def test_no_other_step_size_is_as_good(spectrum: list[Fraction], apart: Fraction) -> None:
    alpha, least = best(spectrum)
    assert rate(spectrum, alpha) == least
    assert (rate(spectrum, alpha + apart) == least) == (apart == 0)
    assert rate(spectrum, alpha + apart) >= least


@given(spectra, positive)
@example([Fraction(1)], Fraction(1))
def test_a_planted_optimum_is_found_wrong(lower: list[Fraction], more: Fraction) -> None:
    """The negative control: 1/lambda_n, which is often advised, has a larger rate where kappa > 1."""
    spectrum = [*lower, lower[-1] + more]
    assert rate(spectrum, 1 / spectrum[-1]) > best(spectrum)[1]


@given(spectra)
@example([Fraction(1), Fraction(1)])
@example([Fraction(1), Fraction(100)])
def test_first_and_last_shrink_alike_with_opposite_signs(spectrum: list[Fraction]) -> None:
    alpha, least = best(spectrum)
    run = simulate(step, Quadratic.from_spectrum(spectrum), STEPS, precision="exact", alpha=alpha)
    for k, iterate in enumerate(run.iterates):
        assert iterate[0] == least**k
        assert iterate[-1] == (-least) ** k


@given(spectra)
@example([Fraction(1), Fraction(9)])
def test_machine_precision_and_digits_have_the_optimal_rate(spectrum: list[Fraction]) -> None:
    alpha, least = best(spectrum)
    problem = Quadratic.from_spectrum(spectrum)
    for precision in ("float64", 50):
        computed = rationals(errors(spectrum, alpha, precision=precision))
        bound = rationals(forward_error_bound(step, problem, STEPS, precision=precision, alpha=alpha))
        for k in range(STEPS + 1):
            assert abs(computed[k, -1] - least**k) <= bound[k, -1]


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("bits", [180, 700])  # 50 and 200 digits
def test_balls_contain_the_optimal_rate(backend: str, bits: int) -> None:
    spectrum = [Fraction(1, 10), Fraction(1), Fraction(7, 3)]
    alpha, least = best(spectrum)
    run = simulate(step, Quadratic.from_spectrum(spectrum), STEPS, precision=Ball(bits, backend), alpha=alpha)
    low, high = endpoints(run.iterates)
    for k in range(STEPS + 1):
        assert low[k, 0] <= least**k <= high[k, 0]
        assert low[k, -1] <= (-least) ** k <= high[k, -1]
    assert max(np.ravel(high - low)) < Fraction(1, 2 ** (bits - 60))


def test_the_expressions_are_the_derived_ones() -> None:
    one, other = sympy.symbols("lambda_1 lambda_n", positive=True)
    assert sympy.cancel(optimal_step(one, other) * (one + other)) == 2
    assert sympy.cancel(optimal_rate(1, kappa) * (kappa + 1) - kappa + 1) == 0
    assert sympy.cancel(optimal_rate(one, other) - (other - one) / (other + one)) == 0
    assert stability_interval(4) == sympy.Interval.open(0, sympy.Rational(1, 2))
    with pytest.raises(sympy.SympifyError):
        optimal_step("1", 2)
