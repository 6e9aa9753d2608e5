"""Tikhonov and early stopping: exact minimisers and iterates, as filters of the spectrum, and how near they are."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Digits, Quadratic, gamma, householder_basis
from numerics.precision import endpoints
from numerics.regularisation import early_stopping, early_stopping_filter, tikhonov, tikhonov_filter
from tests.numerics.algorithms.cases import CURVATURES, exactly, quadratics

WEIGHTS = st.fractions(0, 5, max_denominator=20)
VECTOR = [1, 2, 2]


@settings(max_examples=40)
@given(quadratics(), WEIGHTS)
def test_tikhonov_is_where_the_regularised_gradient_vanishes(problem: Quadratic, eta: Fraction) -> None:
    w = tikhonov(problem, eta, precision="exact")
    matrix = exactly(problem.operator.dense())
    assert (matrix @ (w - exactly(problem.centre)) + eta * w == 0).all()


@settings(max_examples=30)
@given(
    st.lists(CURVATURES, min_size=3, max_size=3),
    st.lists(CURVATURES, min_size=3, max_size=3),
    WEIGHTS,
    st.integers(0, 6),
)
def test_both_are_filters_of_the_spectrum(spectrum: Any, components: Any, eta: Fraction, k: int) -> None:
    """In the eigenbasis Q, each component of w* = Q c is multiplied by its filter, exactly."""
    basis = householder_basis([VECTOR])
    problem = Quadratic.from_eigenbasis(spectrum, basis, basis @ exactly(components))
    regularised = basis.T @ tikhonov(problem, eta, precision="exact")
    stopped = basis.T @ early_stopping(problem, k, alpha=eta, precision="exact")
    for i, (l, c) in enumerate(zip(spectrum, components, strict=True)):
        assert regularised[i] == tikhonov_filter(l, eta) * c
        assert stopped[i] == early_stopping_filter(l, eta, k) * c


@given(
    st.fractions(0, 1, max_denominator=50), st.fractions(Fraction(1, 10), 10, max_denominator=20), st.integers(1, 60)
)
@example(Fraction(0), Fraction(1), 1)
@example(Fraction(1), Fraction(1), 1)
@example(Fraction(1), Fraction(1), 60)
def test_early_stopping_is_between_tikhonov_and_twice_tikhonov(scaled: Fraction, alpha: Fraction, k: int) -> None:
    """At eta = 1/(alpha k) and 0 <= alpha lambda <= 1, with the bounds attained at lambda = 0, and 1 at k = 1."""
    lam = scaled / alpha
    ridge = tikhonov_filter(lam, 1 / (alpha * k))
    assert ridge <= early_stopping_filter(lam, alpha, k) <= 2 * ridge


def test_beyond_the_first_oscillation_they_part() -> None:
    """At alpha lambda = 2 early stopping gives 0 after an even number of steps: so alpha lambda <= 1 counts."""
    assert early_stopping_filter(Fraction(2), Fraction(1), 2) == 0 < tikhonov_filter(Fraction(2), Fraction(1, 2))


def test_balls_and_digits_hold_the_exact_solution() -> None:
    problem = Quadratic.from_matrix([[2, 1], [1, 3]], b=[1, Fraction(1, 3)])
    exact = tikhonov(problem, Fraction(1, 7), precision="exact")
    low, high = endpoints(tikhonov(problem, Fraction(1, 7), precision=Ball(100)))
    assert ((low <= exact) & (exact <= high) & (high - low < Fraction(1, 2**98))).all()
    rounded = exactly(tikhonov(problem, Fraction(1, 7), precision=30))
    assert (
        abs(rounded - exact) <= exactly(Digits(30).unit_roundoff) * abs(exact)
    ).all()  # solved exactly, rounded once
    assert (rounded != exact).all()


def test_a_batch_of_weights_is_one_call() -> None:
    problem = Quadratic.from_matrix([[2, 1], [1, 3]], b=[1, 2])
    weights = np.array([[0.0, 0.5], [1.0, 8.0]])
    batch = tikhonov(problem, weights)
    assert batch.shape == (2, 2, 2)
    for place in np.ndindex(2, 2):
        exact = tikhonov(problem, weights[place], precision="exact")
        # Elimination with partial pivoting solves (M + D) w = b, |D| <= gamma_{3n} |L| |U| (Higham, theorem 9.4) with
        # |L| <= 1, |U| <= 2 max |M|, n = 2 and |M| <= 11: rows of D sum to 88 gamma_6, M^{-1} has norm < 3/2, |w| < 2.
        assert (abs(exactly(batch[place]) - exact) <= exactly(3 / 2 * 2 * (88 * gamma(6) + 11 * gamma(1)))).all()


def test_a_sparse_matrix_stays_sparse() -> None:
    n = 400
    path = scipy.sparse.diags([-np.ones(n - 1), 2 * np.ones(n), -np.ones(n - 1)], [-1, 0, 1]).tocsr()
    b = np.arange(n) / n
    sparse = tikhonov(Quadratic.from_matrix(path, b=b), 1.0)
    dense = tikhonov(Quadratic.from_matrix(path.toarray(), b=b), 1.0)
    # Both eliminate in a matrix M that is dominated by its diagonal, 3 > 1 + 1, so that rows of |L| |U| sum to at most
    # (2n - 1) 5 (Higham, section 9.5) and |M^{-1}| <= 1 in the infinity norm (Varah).
    assert np.abs(sparse - dense).max() <= 2 * (2 * n - 1) * 5 * gamma(3 * n) * np.abs(dense).max()


@pytest.mark.parametrize("precision", ["float64", "exact"])
def test_a_weight_is_not_negative_and_regularises_a_singular_matrix(precision: str) -> None:
    problem = Quadratic.from_spectrum([0, 1], [5, 5], semidefinite=True)
    with pytest.raises(ValueError, match="eta >= 0"):
        tikhonov(problem, -1, precision=precision)
    assert list(tikhonov(problem, 1, precision=precision)) == [0, Fraction(5, 2)]
