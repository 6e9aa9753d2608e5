"""Quadratics: gradient, minimiser, objective and spectrum in every form, and what is refused."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Ball, Digits, Exact, Float64, Quadratic, gamma, householder_basis, simulate
from numerics.algorithms import gradient_descent
from numerics.exact import rational, rationals
from numerics.precision import endpoints
from tests.numerics.trials import CRITICAL, FROM_B, REST, Trial, trials

THIRD = Fraction(1, 3)
TILT = Fraction(1, 2**60)


@settings(max_examples=25)
@given(trials(), st.lists(st.fractions(-2, 2, max_denominator=5), min_size=3, max_size=3))
@example(REST, [Fraction(0)] * 3)
@example(CRITICAL, [Fraction(1)] * 3)
@example(FROM_B, [Fraction(1)] * 3)
def test_the_gradient_is_that_of_the_objective(trial: Trial, direction: list[Fraction]) -> None:
    """On a quadratic the central difference is the derivative, exactly."""
    problem = trial.problem.to(Exact())
    w, h = (np.array(v, dtype=object) for v in (trial.start, direction[: problem.dimension]))
    A, minimiser = (np.array(v, dtype=object) for v in (trial.matrix, trial.minimiser))
    rise = (problem.objective(w + h) - problem.objective(w - h)) / 2
    assert rise == problem.gradient(w) @ h
    assert (problem.gradient(w) == A @ (w - minimiser)).all()
    assert (problem.minimiser == minimiser).all()
    assert (problem.b == trial.b).all()
    assert problem.excess(w) == problem.objective(w) - problem.objective(minimiser)
    assert problem.excess(w) >= 0
    assert not problem.gradient(minimiser).any()
    assert not problem.homogeneous().to(Exact()).gradient(0 * w).any()


@settings(max_examples=30)
@given(trials())
@example(FROM_B)
def test_the_gradient_vanishes_at_a_given_minimiser_in_every_precision(trial: Trial) -> None:
    """Balls contain 0; rounded numbers are 0 where w* itself was given, as the difference w - w* is."""
    for system in (Float64(), Digits(5), Ball(20), Ball(20, "mpmath")):
        problem = trial.problem.to(system)
        with system.scope():
            low, high = endpoints(problem.gradient(problem.minimiser))
        if isinstance(system, Ball):
            assert (low <= 0).all()
            assert (high >= 0).all()
        else:
            assert (trial.by_b and trial.form in ("dense", "sparse")) or not low.any()


def test_the_default_start_is_one_away_or_zero() -> None:
    given_minimiser = Quadratic.from_spectrum([1, 2], [3, 4])
    assert list(given_minimiser.start) == [4, 5]
    assert list(Quadratic.from_spectrum([1, 2]).start) == [1, 1]
    assert list(Quadratic.from_matrix(np.eye(2), [3, 4]).start) == [0, 0]
    assert list(given_minimiser.excess(given_minimiser.start)[None]) == [1.5]


@pytest.mark.parametrize("system", [None, Digits(30), Exact(), Ball(90), Ball(90, "mpmath")], ids=str)
def test_spectrum_and_condition_number(system: Any) -> None:
    """Balls hold them. A rounded eigenvalue is rounded once, and float64's quotient by it once more."""
    problem = Quadratic.from_eigenbasis([3, THIRD], householder_basis([[1, 2]]))
    problem = problem.to(system) if system else problem
    unit = getattr(system or Float64(), "unit_roundoff", 0.0)
    for found, exact, roundings in ((problem.eigenvalues, [3, THIRD], 1), ([problem.condition_number], [9], 2)):
        low, high = endpoints(found)
        slack = rational(gamma(roundings, unit)) * rationals(np.array(exact, dtype=object))
        assert ((low - slack <= exact) & (exact <= high + slack)).all()
    single = Quadratic.from_spectrum([THIRD])
    assert endpoints((single.to(system) if system else single).condition_number)[0][()] == 1


def test_condition_numbers_of_batches_and_of_singular_matrices() -> None:
    assert list(Quadratic.from_spectrum([[1, 2], [4, 1]]).condition_number) == [2, 4]
    assert list(Quadratic.from_spectrum([[0, 2], [0, 0]], semidefinite=True).condition_number) == [np.inf, np.inf]
    with pytest.raises(ValueError, match=r"condition_number violates: l_1 > 0"):
        _ = Quadratic.from_spectrum([0, 1], semidefinite=True).to(Exact()).condition_number
    matrix = np.array([[2.0, 1.0], [1.0, 2.0]])
    least, largest = np.linalg.eigvalsh(matrix)
    assert (round(least), round(largest)) == (1, 3)
    for A in (matrix, sparse.csr_array(matrix)):
        problem = Quadratic.from_matrix(A)
        assert list(problem.eigenvalues) == [least, largest]  # LAPACK's, to the last bit
        assert problem.condition_number == largest / least
    for A in (np.diag([4.0, 2]), sparse.csr_array(np.diag([4.0, 2]))):  # where nothing is left to be rounded
        assert list(Quadratic.from_matrix(A).eigenvalues) == [2, 4]
        assert Quadratic.from_matrix(A).condition_number == 2
    assert Quadratic.from_spectrum([5e-324, 1e308]).condition_number == np.inf


@pytest.mark.parametrize("kind", ["csr", "csc", "coo", "lil", "dia", "bsr", "dok"])
@pytest.mark.parametrize("container", ["array", "matrix"])
def test_every_sparse_format_is_read(kind: str, container: str) -> None:
    """All minors are 0 or +-2^j, and so are the pivots in any order: no solver rounds."""
    rows = np.array([[2.0, 0, -1], [0, 4, 0], [-1, 0, 1]])
    make = getattr(sparse, f"csr_{container}")(rows).asformat(kind)
    problem = Quadratic.from_matrix(make, [1, 2, 3])
    assert (problem.operator.dense() == rows).all()
    assert list(problem.gradient(np.ones(3))) == [0, 2, -3]
    assert list(problem.minimiser) == [4, 0.5, 7]


def test_duplicates_are_summed_and_the_given_matrix_stays() -> None:
    twice = sparse.coo_array(([1.0, 1.0], ([0, 0], [0, 0])), shape=(1, 1))
    problem = Quadratic.from_matrix(twice)
    assert problem.gradient(np.ones(1)) == [2]
    assert twice.nnz == 2


def test_minimisers_of_batches() -> None:
    """Every pivot, in any order, is +-2^j, and the sums are multiples of 2^-54 up to 1/2, or integers: none rounds."""
    matrices = np.array([[[2.0, 1], [1, 1]], [[1, 0], [0, 4]]])
    problem = Quadratic.from_matrix(matrices, [[1, 2], [3, 4]])
    exact = problem.to(Exact()).minimiser
    assert (exact == [[-1, 3], [3, 1]]).all()
    assert (problem.minimiser == exact).all()
    assert problem.batch_shape == (2,)
    shared = Quadratic.from_matrix(sparse.csr_array(matrices[0]), [[1, 2], [3, 3]])
    assert (shared.minimiser == [[-1, 3], [0, 3]]).all()
    assert shared.batch_shape == (2,)
    nearest, half = Fraction(float(THIRD)), Fraction(1, 2)
    for A in (matrices[0], sparse.csr_array(matrices[0])):
        thirds = Quadratic.from_matrix(A, [half, THIRD])  # b is no float64, and is rounded once
        assert list(rationals(thirds.minimiser)) == [half - nearest, 2 * nearest - half]
        assert list(thirds.to(Exact()).minimiser) == [half - THIRD, 2 * THIRD - half]
    for A in (matrices[0], sparse.csr_array(matrices[0])):
        assert Quadratic.from_matrix(A, np.zeros((0, 2))).minimiser.shape == (0, 2)


# ---- semidefinite and nearly singular ------------------------------------------------------------------------------


def test_a_singular_matrix_with_b_in_its_range() -> None:
    problem = Quadratic.from_matrix([[1, 1], [1, 1]], [2, 2], semidefinite=True)
    run = simulate(gradient_descent.step, problem, 3, start=[1, 0], precision="exact", alpha=Fraction(1, 2))
    assert (run.iterates[1:] == [Fraction(3, 2), Fraction(1, 2)]).all()
    with pytest.raises(ValueError, match=r"b violates: b in the range of A, else f has no minimum"):
        Quadratic.from_matrix([[1, 1], [1, 1]], [2, 1], semidefinite=True)
    with pytest.raises(ValueError, match=r"b with a semidefinite A violates: one problem of n <= 64"):
        Quadratic.from_matrix([[1, 1], [1, 1]], [[2, 2], [1, 1]], semidefinite=True)


def test_a_matrix_that_float64_makes_singular() -> None:
    problem = Quadratic.from_matrix([[1, 1], [1, 1 + TILT]], [1, 2])
    assert list(problem.to(Exact()).minimiser) == [1 - 1 / TILT, 1 / TILT]
    with pytest.raises(ValueError, match=r"A rounded to float64 violates: it is regular.* use precision=50"):
        _ = problem.minimiser
    run = simulate(gradient_descent.step, problem, 1, precision=50, record="objective", alpha=1)
    assert run.objective[1] > 0


# ---- bad input -------------------------------------------------------------------------------------------------------

EYE = np.eye(2)
BAD: list[tuple[Any, str]] = [
    (lambda: Quadratic.from_spectrum([1, 0]), r"eigenvalues\[1\]=0.0 violates l > 0: .* semidefinite=True"),
    (lambda: Quadratic.from_spectrum([[1, 2], [-THIRD, 1]]), r"eigenvalues\[1, 0\]=-1/3 violates l > 0"),
    (lambda: Quadratic.from_spectrum([-1], semidefinite=True), r"eigenvalues\[0\]=-1.0 violates l >= 0"),
    (lambda: Quadratic.from_spectrum([1, np.nan]), r"eigenvalues\[1\]=nan violates: a datum is finite"),
    (lambda: Quadratic.from_spectrum(1), r"eigenvalues of shape \(\) violate: shape \(..., n\)"),
    (lambda: Quadratic.from_spectrum([]), r"eigenvalues of shape \(0,\) violate"),
    (lambda: Quadratic.from_spectrum([[1], [1, 2]]), r"eigenvalues violates: rows have equal lengths"),
    (lambda: Quadratic.from_spectrum([1, 2], [1]), r"minimiser of shape \(1,\) violates: shape \(..., 2\)"),
    (lambda: Quadratic.from_spectrum([1, 2], 1), r"minimiser of shape \(\) violates"),
    (lambda: Quadratic.from_spectrum([[1, 2]] * 3, [[1, 2]] * 2), r"minimiser of shape \(2, 2\) violates"),
    (lambda: Quadratic.from_eigenbasis([1, 2], [[1, 1], [0, 1]]), r"basis of shape \(2, 2\) violates: Q\^T Q = I"),
    (lambda: Quadratic.from_eigenbasis([1, 2], [[0.6, 0.8], [-0.8, 0.6]]), r"exactly .* householder_basis"),
    (lambda: Quadratic.from_eigenbasis([1, 2], [[1]]), r"basis of shape \(1, 1\) violates"),
    (lambda: Quadratic.from_matrix([[1, 2], [3, 4]]), r"A\[0, 1\]=2.0 but A\[1, 0\]=3.0 violates A = A\^T"),
    (lambda: Quadratic.from_matrix([EYE, [[1, 2], [3, 9]]]), r"A\[1, 0, 1\]=2.0 but A\[1, 1, 0\]=3.0 violates"),
    (lambda: Quadratic.from_matrix([[1, 2], [2, 1]]), r"A violates: positive definite \(pivot 2 .* is -3\)"),
    (lambda: Quadratic.from_matrix([[1, 1], [1, 1]]), r"positive definite .* semidefinite=True with a minimiser"),
    (lambda: Quadratic.from_matrix([[1, 2]]), r"A of shape \(1, 2\) violates: shape \(..., n, n\)"),
    (lambda: Quadratic.from_matrix([1, 2]), r"A of shape \(2,\) violates"),
    (lambda: Quadratic.from_matrix(np.zeros((0, 0))), r"A of shape \(0, 0\) violates"),
    (lambda: Quadratic.from_matrix(EYE, [1, 2, 3]), r"b of shape \(3,\) violates: shape \(..., 2\)"),
    (lambda: Quadratic.from_matrix(EYE, [1, 2], minimiser=[1, 2]), r"b and minimiser violate: one of them"),
    (lambda: Quadratic.from_matrix(sparse.csr_array([[1.0, 2.0]])), r"A of shape \(1, 2\) violates: shape \(n, n\)"),
    (lambda: Quadratic.from_matrix(sparse.coo_array(np.ones(2))), r"A of shape \(2,\) violates: shape \(n, n\)"),
    (lambda: Quadratic.from_matrix(sparse.csr_array((0, 0))), r"A of shape \(0, 0\) violates"),
    (lambda: Quadratic.from_matrix(sparse.csr_array([[1.0, 2.0], [0.0, 1.0]])), r"A violates A = A\^T"),
    (lambda: Quadratic.from_matrix(sparse.csr_array([[np.inf]])), r"A.data\[0\]=inf violates: a datum is finite"),
    (lambda: Quadratic.from_matrix(sparse.csr_array([[-1.0]])), r"A violates: positive definite"),
    (lambda: Quadratic.from_matrix(sparse.csr_array(np.array([[2**60 + 1]]))), r"a sparse entry is a float64"),
]


@pytest.mark.parametrize(("make", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_bad_problems_give_value_law_and_remedy(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("values", [[[1j]], [["1"]], [[None]], np.array([[True]])])
def test_other_things_than_reals_are_refused(values: Any) -> None:
    for make in (Quadratic.from_matrix, Quadratic.from_spectrum):
        with pytest.raises(TypeError, match="violates: a datum is a real number"):
            make(values)


def test_the_given_arrays_stay_as_they_were() -> None:
    matrix, b = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, 1.0])
    for data in (matrix, b):
        data.flags.writeable = False
    problem = Quadratic.from_matrix(matrix, b)
    assert not np.shares_memory(problem.operator.dense(), matrix)
    assert rational(rationals(problem.b)[0]) == 1
