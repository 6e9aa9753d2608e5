"""Polynomial regression in numbers: exact data, measured data, the decomposition by singular values, the filters."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from numerics import Ball, Quadratic, forward_error_bound, gamma, simulate
from numerics.algorithms import gradient_descent, momentum
from numerics.exact import identity, rational, rationals
from numerics.polynomial_regression import PolynomialRegression, clusters, generated, horner, pontius
from numerics.precision import endpoints
from tests.numerics.measured import regression, root

values = st.integers(-12, 12).map(lambda quarters: Fraction(quarters, 4))
CERTIFIED = ("0.673565789473684E-03", "0.732059160401003E-06", "-0.316081871345029E-14")
RESIDUALS = "0.155761768796992E-05"
"""NIST's certified weights of degree 2, and its residual sum of squares."""


@st.composite
def problems(draw: st.DrawFn, least: int = 1) -> PolynomialRegression:
    points = draw(st.lists(values, min_size=least, max_size=6, unique=least > 1))
    data = draw(st.lists(values, min_size=len(points), max_size=len(points)))
    return PolynomialRegression(points, data, draw(st.integers(0, least if least < 4 else 3)))


SINGLE = PolynomialRegression([2], [1], 2)


# ---- data -----------------------------------------------------------------------------------------------------------


def digits(value: Fraction, certified: str) -> bool:
    """Whether `value` rounds to the 15 digits that are certified."""
    return abs(value - Fraction(certified)) <= Fraction(1, 2) * Fraction(10) ** (int(certified.split("E")[1]) - 15)


def test_the_measured_data_have_their_certified_solution() -> None:
    """Every one of the 80 numbers is in it: with one digit changed, the last one of the last datum, it is not."""
    problem = pontius(unit=1)
    assert (problem.points.size, problem.points.max()) == (40, 3_000_000)
    assert all(map(digits, problem.solution, CERTIFIED))
    assert digits(2 * problem.objective(problem.solution), RESIDUALS)
    changed = PolynomialRegression(problem.points, [*problem.data[:-1], problem.data[-1] + Fraction(1, 10**5)], 2)
    assert not any(map(digits, changed.solution, CERTIFIED))


def test_the_unit_scales_the_weights() -> None:
    scaled, plain = pontius(), pontius(unit=1)
    assert scaled.points.max() == 1
    assert (scaled.solution == [w * 3_000_000**j for j, w in enumerate(plain.solution)]).all()


def test_the_clusters_are_the_figure_s() -> None:
    """Its step-size is 1.8/l_n, printed as .16817."""
    problem = clusters()
    assert (problem.points == -problem.points[::-1]).all()
    assert list(problem.points[5:]) == [Fraction(n, 20) for n in (8, 9, 10, 11, 12)]
    assert f"{1.8 / problem.spectrum[0][-1]:.5f}" == "0.16817"


@given(st.integers(0, 2**32 - 1))
@example(0)
def test_generated_data_are_seeded_and_have_the_noise_that_was_asked_for(seed: int) -> None:
    points, weights = [0, Fraction(1, 2), 1, 2], [1, -2, Fraction(1, 4)]
    quiet, loud, again = (generated(points, weights, noise=s, seed=seed) for s in (0, 0.5, 0.5))
    assert (quiet.data == horner(np.array(weights, dtype=object), quiet.points)).all()
    assert (quiet.solution == weights).all()
    assert (loud.data == again.data).all()
    errors = np.random.default_rng(seed).standard_normal(4)
    assert np.array_equal(loud.data.astype(np.float64), quiet.data.astype(np.float64) + 0.5 * errors)
    assert generated(points, weights, noise=0, seed=seed, degree=1).terms == 2


# ---- the problem ----------------------------------------------------------------------------------------------------


@given(problems(), st.lists(values, min_size=4, max_size=4))
@example(SINGLE, [Fraction(1)] * 4)
def test_matrix_model_and_objective_are_those_of_the_definition(problem: PolynomialRegression, w: Any) -> None:
    weights = np.array(w[: problem.terms], dtype=object)
    powers = [[xi**j for j in range(problem.terms)] for xi in problem.points]
    assert problem.vandermonde.tolist() == powers
    sums = [[sum(xi ** (i + j) for xi in problem.points) for j in range(problem.terms)] for i in range(problem.terms)]
    assert problem.matrix.tolist() == sums
    fitted = [sum(w_j * power for w_j, power in zip(weights, row, strict=True)) for row in powers]
    assert list(problem.model(weights)) == fitted
    assert list(problem.right) == [
        sum(d * row[j] for row, d in zip(powers, problem.data, strict=True)) for j in range(problem.terms)
    ]
    assert problem.objective(weights) == sum((f - d) ** 2 for f, d in zip(fitted, problem.data, strict=True)) / 2
    assert problem.rank == sympy.Matrix(powers).rank()


def test_weights_come_in_batches() -> None:
    problem = clusters(2)
    batch = np.arange(12).reshape(2, 2, 3)
    assert problem.objective(batch).shape == (2, 2)
    assert problem.model(batch).shape == (2, 2, 10)
    assert problem.model(batch, [0, 1]).tolist() == [[[0, 3], [3, 12]], [[6, 21], [9, 30]]]
    assert problem.objective(batch)[1, 0] == problem.objective(batch[1, 0])
    assert problem.filtered(np.ones((4, 3))).shape == (4, 3)
    assert problem.eigenfeatures([0, 1]).shape == (2, 3)


@given(problems(least=4))
@example(PolynomialRegression([0, 1, 2, 3], [0, 0, 1, 0], 3))
def test_any_update_rule_runs_on_it(problem: PolynomialRegression) -> None:
    """From the solution nothing moves, exactly; in floating point within the derived bound."""
    start, trace = problem.solution, sum(np.diag(problem.matrix))
    parameters: Any
    for rule, parameters in (
        (gradient_descent.step, {"alpha": 1 / trace}),
        (momentum.step, {"alpha": 1 / trace, "beta": Fraction(1, 2)}),
    ):
        still = simulate(rule, problem.quadratic, 3, start=list(start), precision="exact", **parameters)
        assert (still.iterates == start).all()
        run = simulate(rule, problem.quadratic, 3, start=list(start), **parameters)
        bound = forward_error_bound(rule, problem.quadratic, 3, start=list(start), **parameters)
        assert (abs(rationals(run.iterates) - start) <= rationals(bound)).all()


# ---- filters --------------------------------------------------------------------------------------------------------


@given(problems(), st.integers(1, 20).map(lambda tenths: Fraction(tenths, 10)))
@example(SINGLE, Fraction(1, 10))
@example(clusters(), Fraction(1, 10))
def test_tikhonov_by_the_filter_and_exactly(problem: PolynomialRegression, eta: Fraction) -> None:
    """Z + E = U' diag(s) V'^T, measured, has the minimiser w' for w, r = d - Z w, and (Z + E)^T (Z + E) + eta I times
    w - w' is (Z + E)^T E w - E^T r: so |w - w'| <= |E| (|r|/eta + |w|/(2 sqrt(eta))), as s/(s^2 + eta) <= 1/(2
    sqrt(eta)). The weights from U and V, whose columns are nearly orthonormal, are off from w' by |U - U'| + |V - V'|
    (1 + |U - U'|) times |d|/(2 sqrt(eta)); and each is a sum of n terms, q (u^T d/s) l/(l + eta), with m + 6 roundings
    (Higham, sections 3.1 and 3.4), of moduli that sum to at most sqrt(n) |u| |d|/(2 sqrt(eta)) (1 + |V - V'|).
    """
    exact = problem.tikhonov(eta)
    l, weight = problem.spectrum[0], float(eta)
    computed = problem.filtered(l / (l + weight))
    _, (error, left, right) = regression(problem)
    m, n = problem.vandermonde.shape
    largest = root(1 / eta) / 2  # of s/(s^2 + eta)
    allowed = error * (root(2 * problem.objective(exact)) / eta + root(exact @ exact) * largest)
    rounded = rational(gamma(m + n + 6)) * root(n) * (1 + left) * (1 + right)
    allowed += (left + right * (1 + left) + rounded) * root(problem.data @ problem.data) * largest
    assert max(abs(rationals(computed) - exact)) <= allowed
    for wrong in (l / (l + 2 * weight), -l / (l + weight)):  # the negative controls: another weight, a sign
        missed = max(abs(rationals(problem.filtered(wrong)) - exact))
        assert missed > allowed or not problem.right.any()


@given(problems(least=4), st.integers(0, 6))
@example(clusters(1), 3)
def test_early_stopping_by_runs_of_every_kind(problem: PolynomialRegression, k: int) -> None:
    alpha = 1 / sum(np.diag(problem.matrix))
    exact = problem.early_stopped(alpha, k, "exact")
    start = [0] * problem.terms
    for precision in ("float64", 40):
        bound = forward_error_bound(
            gradient_descent.step, problem.quadratic, k, start=start, precision=precision, alpha=alpha
        )
        assert (abs(rationals(problem.early_stopped(alpha, k, precision)) - exact) <= rationals(bound[-1])).all()
    low, high = endpoints(problem.early_stopped(alpha, k, Ball(200)))
    assert ((low <= exact) & (exact <= high)).all()


@given(problems())
@example(SINGLE)
@example(clusters())
@example(PolynomialRegression([1, 1, 1], [1, 2, 3], 2))
def test_the_spectrum_is_that_of_the_matrix(problem: PolynomialRegression) -> None:
    """Z + E = U' diag(s) V'^T, measured: its squares sum to |Z + E|^2, and V'^T A V' is off from diag(s^2) by no more
    than 2 s_n |E| + |E|^2. V in place of V' moves that by |A| |V - V'| (2 + |V - V'|); a feature has at most 3 n
    roundings, those of the point and of Horner's rule (Higham, section 5.1), and l one. What the rank leaves out is 0
    exactly."""
    (l, q), n = problem.spectrum, problem.terms
    assert (l[: n - problem.rank] == 0).all()
    assert (np.diff(l) >= 0).all()
    _, (error, _, right) = regression(problem)
    trace, total = Fraction(sum(np.diag(problem.matrix))), sum(rationals(l))
    size, squared = root(trace), rational(gamma(1)) * total
    allowed = error * (2 * size + error) + squared
    assert abs(total - trace) <= allowed
    assert abs(total * (1 + Fraction(1, 2**40)) - trace) > allowed  # the negative control

    rounded = rational(gamma(3 * n)) * size * (root(n) + right)
    allowed = error * (2 * size + 3 * error) + trace * right * (2 + right) + squared
    allowed += rounded * (2 * size * (1 + right) + rounded)
    features, basis, table = rationals(problem.eigenfeatures()), rationals(q), np.diag(rationals(l))
    gram = features.T @ features
    assert abs(gram - table).max() <= allowed
    assert abs(gram * (1 + Fraction(1, 2**40)) - table).max() > allowed
    assert abs(basis.T @ basis - identity(n)).max() <= right


def test_measured_data_show_both_filters_near_each_other() -> None:
    """At eta = 1/(alpha k), alpha l_n <= 1, component by component: t <= e <= 2 t, exactly for each computed l."""
    problem = pontius(degree=5)
    spectrum = [Fraction(float(l)) for l in problem.spectrum[0]]
    alpha = 1 / spectrum[-1]
    for k in (1, 10, 100):
        for l in spectrum:
            e, t = 1 - (1 - alpha * l) ** k, l / (l + 1 / (alpha * k))
            assert t < e <= 2 * t
    last = 1 - (1 - alpha * spectrum[0]) ** 100
    assert last < Fraction(1, 10**5)  # what 100 steps keep of the most sensitive component


@given(problems(least=4), st.integers(1, 4))
@example(PolynomialRegression([1], [1], 0), 1)  # alpha l = 1, k = 1: the bounds are attained
@example(pontius(degree=4), 3)
def test_the_whole_solutions_are_near_each_other(problem: PolynomialRegression, k: int) -> None:
    alpha = 1 / Fraction(sum(np.diag(problem.matrix)))  # the trace is at least l_n
    stopped, penalised = problem.early_stopped(alpha, k, "exact"), problem.tikhonov(1 / (alpha * k))
    apart, shorter, longer = (v @ v for v in (stopped - penalised, penalised, stopped))
    assert shorter <= longer <= 4 * shorter
    assert not problem.is_definite or 4 * apart <= problem.solution @ problem.solution
    if problem.points.size == 1:
        assert (longer, 4 * apart) == (4 * shorter, problem.solution @ problem.solution)


# ---- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "data", "degree", "message"),
    [
        ([1, 2], [1], 1, "2 points and 1 data violate"),
        ([], [], 1, "points of shape"),
        ([[1]], [[1]], 1, "points of shape"),
        ([1], [1], -1, "degree=-1 violates degree >= 0"),
        ([float("nan")], [1], 0, "violates: a datum is finite"),
    ],
)
def test_what_is_no_problem_is_refused(points: Any, data: Any, degree: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PolynomialRegression(points, data, degree)


def test_weights_of_the_penalty_out_of_range_are_refused() -> None:
    problem = PolynomialRegression([1, 1], [0, 1], 1)
    for eta in (-1, 0):
        with pytest.raises(ValueError, match=f"eta={eta} violates eta > 0"):
            problem.tikhonov(eta)
    assert (PolynomialRegression([0, 1], [1, 3], 1).tikhonov(0) == [1, 2]).all()
    assert isinstance(problem.quadratic, Quadratic)
