"""The eigenvalues of momentum's matrix and the rate that they are: exactly, and by runs at every precision."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import I, Matrix, Rational

from derivations import momentum as derived
from derivations.notation import alpha, beta, lam
from numerics import Quadratic, simulate
from numerics.algorithms.momentum import step
from verification.precisions import at_most, contains, dissent, enclosures, surely_above

STEPS = 10
roots = st.fractions(-2, 2, max_denominator=12)
positive = st.fractions(Fraction(1, 10), 5, max_denominator=10)
moduli = st.fractions(Fraction(1, 12), Fraction(3, 2), max_denominator=12)
angles = st.fractions(-3, 3, max_denominator=8)
starts = st.tuples(st.fractions(-3, 3, max_denominator=5), st.fractions(-3, 3, max_denominator=5))
some = settings(max_examples=6)


def parameters(trace: Fraction, damping: Fraction, curvature: Fraction) -> dict[str, Any]:
    """alpha and beta that give R this trace and determinant."""
    return {"alpha": (1 + damping - trace) / curvature, "beta": damping}


def on_circle(modulus: Fraction, t: Fraction) -> tuple[Fraction, Fraction]:
    """A rational point of that modulus: every rational t gives one."""
    return modulus * (1 - t**2) / (1 + t**2), modulus * 2 * t / (1 + t**2)


def sympified(value: Fraction) -> Any:
    return Rational(value.numerator, value.denominator)


def matrix(given_: dict[str, Any], curvature: Fraction) -> Matrix:
    """R, derived from the rule, at rationals."""
    at = {alpha: sympified(given_["alpha"]), beta: sympified(given_["beta"]), lam: sympified(curvature)}
    return derived.method.iteration_matrix.subs(at, simultaneous=True)


def characteristic(R: Matrix, sigma: Any) -> Any:
    return ((R[0, 0] - sigma) * (R[1, 1] - sigma) - R[0, 1] * R[1, 0]).expand()


# ---- the eigenvalues -------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(roots, roots, positive)
@example(Fraction(1, 2), Fraction(1, 2), Fraction(1))  # repeated
@example(Fraction(0), Fraction(0), Fraction(1))  # the one-step point
@example(Fraction(1), Fraction(0), Fraction(1))  # alpha = beta = 0
def test_real_eigenvalues_are_the_printed_ones(one: Fraction, other: Fraction, curvature: Fraction) -> None:
    """1/2 (T +- sqrt(T^2 - 4 beta)), the root of a square that is known; and no third number is one."""
    given_ = parameters(one + other, one * other, curvature)
    R, trace = matrix(given_, curvature), 1 - given_["alpha"] * curvature + given_["beta"]
    t = abs(one - other)
    assert t**2 == trace**2 - 4 * given_["beta"]
    for sigma in ((trace + t) / 2, (trace - t) / 2):
        assert characteristic(R, sympified(sigma)) == 0
    third = max(one, other) + 1
    assert characteristic(R, sympified(third)) != 0
    assert max(abs(one), abs(other)) == (abs(trace) + t) / 2  # mom.real-rate


@settings(max_examples=40)
@given(moduli, angles, positive)
@example(Fraction(1), Fraction(1), Fraction(1))  # +-i
def test_complex_eigenvalues_have_the_corrected_modulus(modulus: Fraction, t: Fraction, curvature: Fraction) -> None:
    """1/2 sqrt(T^2 + |T^2 - 4 beta|) = sqrt(beta); the printed one, without the 1/2, is twice that."""
    real, imaginary = on_circle(modulus, t)
    given_ = parameters(2 * real, modulus**2, curvature)
    R, trace = matrix(given_, curvature), 1 - given_["alpha"] * curvature + given_["beta"]
    for sign in (1, -1):
        assert characteristic(R, sympified(real) + sign * I * sympified(imaginary)) == 0
    square = trace**2 + abs(trace**2 - 4 * given_["beta"])
    assert square / 4 == modulus**2 == given_["beta"]
    assert square == (2 * modulus) ** 2  # the printed modulus is 2 sqrt(beta)


# ---- the rate, by runs -----------------------------------------------------------------------------------------------


def spread(first: Any, second: Any, r: Fraction, k: int) -> Any:
    """k r^{k-1} |x^1| + (k-1) r^k |x^0|."""
    return k * r ** (k - 1) * abs(second) + (k - 1) * r**k * abs(first)


@some
@given(roots, roots, positive, starts)
@example(Fraction(1, 2), Fraction(1, 2), Fraction(1), (Fraction(-3), Fraction(1)))
@example(Fraction(0), Fraction(0), Fraction(1), (Fraction(1), Fraction(1)))
@example(Fraction(1), Fraction(-1), Fraction(2), (Fraction(0), Fraction(1)))
def test_real_roots_bound_every_run(one: Fraction, other: Fraction, curvature: Fraction, start: Any) -> None:
    r, given_ = max(abs(one), abs(other)), parameters(one + other, one * other, curvature)
    state = tuple([part] for part in start)
    for name, w in enclosures(step, Quadratic.from_spectrum([curvature]), STEPS, start=state, **given_):
        x = w[:, 0]
        assert all(at_most(abs(x[k]), spread(x[0], x[1], r, k)) for k in range(1, STEPS + 1)), name


@some
@given(roots, roots, positive)
@example(Fraction(1, 2), Fraction(1, 2), Fraction(1))
@example(Fraction(1), Fraction(0), Fraction(1))
def test_from_rest_real_roots_decay_no_faster(one: Fraction, other: Fraction, curvature: Fraction) -> None:
    given_ = parameters(one + other, one * other, curvature)
    expected = [one ** (k + 1) * (1 - other) for k in range(STEPS)]
    for name, w in enclosures(step, Quadratic.from_spectrum([curvature]), STEPS, start=[1], **given_):
        along = w[1:, 0] - other * w[:-1, 0]
        assert contains(along, expected), name
        squares = (1 + other**2) * (w[1:, 0] ** 2 + w[:-1, 0] ** 2)
        assert at_most([value**2 for value in expected], squares), name


@some
@given(moduli, angles, positive, starts)
@example(Fraction(1), Fraction(1), Fraction(1), (Fraction(0), Fraction(1)))
@example(Fraction(1, 2), Fraction(0), Fraction(1), (Fraction(1), Fraction(1)))  # a double root
def test_complex_roots_bound_every_run(modulus: Fraction, t: Fraction, curvature: Fraction, start: Any) -> None:
    """Above by k r^{k-1} as well, and from rest the quadratic form is beta^{k+1} alpha lambda, at every precision."""
    real, _ = on_circle(modulus, t)
    given_ = parameters(2 * real, modulus**2, curvature)
    problem, state = Quadratic.from_spectrum([curvature]), tuple([part] for part in start)
    for name, w in enclosures(step, problem, STEPS, start=state, **given_):
        x = w[:, 0]
        assert all(at_most(abs(x[k]), spread(x[0], x[1], modulus, k)) for k in range(1, STEPS + 1)), name
    expected = [given_["beta"] ** (k + 1) * given_["alpha"] * curvature for k in range(STEPS)]
    for name, w in enclosures(step, problem, STEPS, start=[1], **given_):
        x = w[:, 0]
        form = x[1:] ** 2 - 2 * real * x[1:] * x[:-1] + given_["beta"] * x[:-1] ** 2
        assert contains(form, expected), name


@some
@given(roots, roots, positive)
def test_along_the_other_eigenvector_it_decays_as_that_root(
    one: Fraction, other: Fraction, curvature: Fraction
) -> None:
    """x^1 = sigma_2 x^0 needs the velocity y^0 with alpha beta y^0 = (1 - alpha l - sigma_2) x^0, and R maps it on."""
    given_ = parameters(one + other, one * other, curvature)
    product = given_["alpha"] * given_["beta"]
    if product:
        state = ([(1 - given_["alpha"] * curvature - other) / product], [Fraction(1)])
        expected = [other**k for k in range(STEPS + 1)]
        assert dissent(expected, step, Quadratic.from_spectrum([curvature]), STEPS, start=state, **given_) == []


@some
@given(st.fractions(Fraction(1, 12), 1, max_denominator=12), st.fractions(0, 1, max_denominator=12), positive, positive)
@example(Fraction(1, 2), Fraction(0), Fraction(1), Fraction(3))
@example(Fraction(1, 2), Fraction(1), Fraction(1), Fraction(3))
def test_in_the_complex_range_the_step_size_does_not_matter(
    s: Fraction, share: Fraction, curvature: Fraction, other: Fraction
) -> None:
    """Two step-sizes and curvatures of the range, one beta: both within the envelope of sqrt(beta)."""
    product = (1 - s) ** 2 + share * 4 * s
    for l in (curvature, other):
        run = enclosures(step, Quadratic.from_spectrum([l]), STEPS, start=[1], alpha=product / l, beta=s**2)
        for name, w in run:
            assert all(at_most(abs(w[k, 0]), spread(1, 1 - product, s, k)) for k in range(1, STEPS + 1)), name


# ---- negative controls -----------------------------------------------------------------------------------------------


def test_a_smaller_rate_is_refuted_at_every_precision() -> None:
    """At a double root 1/2 without the factor k, and at complex roots of modulus 9/10 with 8/10 for it."""
    double = parameters(Fraction(1), Fraction(1, 4), Fraction(1))
    for name, w in enclosures(step, Quadratic.from_spectrum([1]), STEPS, start=([-10], [1]), **double):
        x = w[:, 0]
        bare = [Fraction(1, 2) ** (k - 1) * (abs(x[1]) + Fraction(1, 2) * abs(x[0])) for k in range(1, STEPS + 1)]
        assert surely_above(abs(x[1:]), bare), name
    turning = parameters(2 * on_circle(Fraction(9, 10), Fraction(1, 3))[0], Fraction(81, 100), Fraction(1))
    for name, w in enclosures(step, Quadratic.from_spectrum([1]), 40, start=[1], **turning):
        x = w[:, 0]
        slow = [spread(x[0], x[1], Fraction(8, 10), k) for k in range(1, 41)]
        assert surely_above(abs(x[1:]), slow), name


@pytest.mark.parametrize("wrong", [Fraction(1), Fraction(4)])
def test_another_power_of_beta_in_the_form_is_refuted(wrong: Fraction) -> None:
    """With the printed modulus 2 sqrt(beta), so with 4 beta for beta, the form is found wrong; and with 1 for it."""
    real, _ = on_circle(Fraction(1, 2), Fraction(1, 3))
    given_ = parameters(2 * real, Fraction(1, 4), Fraction(1))
    for name, w in enclosures(step, Quadratic.from_spectrum([1]), STEPS, start=[1], **given_):
        x = w[:, 0]
        form = x[1:] ** 2 - 2 * real * x[1:] * x[:-1] + Fraction(1, 4) * x[:-1] ** 2
        factor = wrong * Fraction(1, 4) if wrong == 4 else Fraction(1)
        assert not contains(form[1:], factor * form[:-1]), name


def test_the_derived_rate_is_the_growth_of_a_run() -> None:
    """`Method.rate` in float64 beside the k-th root of a long run's size."""
    for product, damping in ((0.15, 0.9), (0.15, 0.125), (2.5, 0.235), (1.0, 0.25)):
        rate = float(derived.method.rate(product, alpha=1, beta=damping))
        run = simulate(step, Quadratic.from_spectrum([product]), 400, precision=50, alpha=1, beta=damping).iterates
        sizes = [max(abs(run[k, 0]), abs(run[k - 1, 0])) for k in (200, 400)]
        # r^200 up to the factor 400 from k r^{k-1} above, and up to the same below.
        assert sizes[0] * rate**200 / 10**4 <= sizes[1] <= sizes[0] * rate**200 * 10**4
