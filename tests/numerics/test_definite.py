"""Definiteness is decided, not guessed: at the edge, in rationals, sparse and large."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Quadratic
from numerics.definite import EXACT_LIMIT, require_definite, require_definite_sparse
from numerics.exact import exact_array, identity
from tests.numerics.measured import eigenvalues

pivots = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-1, 1, max_denominator=10**6))


def accepted(matrix: Any, semidefinite: bool = False) -> bool:
    try:
        require_definite(matrix, semidefinite)
    except ValueError as error:
        return "definite" not in str(error)
    return True


def accepted_sparse(matrix: Any, semidefinite: bool = False) -> bool:
    try:
        require_definite_sparse(sparse.csr_array(matrix), semidefinite)
    except ValueError as error:
        return "definite" not in str(error)
    return True


@st.composite
def factored(draw: st.DrawFn) -> tuple[Any, list[Fraction]]:
    """A = L diag(d) L^T, and d."""
    n = draw(st.integers(1, 4))
    d = draw(st.lists(pivots, min_size=n, max_size=n))
    rows = draw(st.lists(st.lists(st.integers(-2, 2), min_size=n, max_size=n), min_size=n, max_size=n))
    L = np.tril(np.array(rows, dtype=object), -1) + identity(n)
    return exact_array((L * np.array(d, dtype=object)) @ L.T), d


@settings(max_examples=40)
@given(factored())
@example((np.array([[0.0]]), [Fraction(0)]))
@example((np.array([[5e-324]]), [Fraction(1, 2**1074)]))
@example((np.array([[1.7e308, 0], [0, 1.7e308]]), [Fraction(1), Fraction(1)]))
@example((exact_array([[1, 1], [1, 1 + Fraction(1, 2**70)]]), [Fraction(1), Fraction(1, 2**70)]))
@example((exact_array([[1, 1], [1, 1 - Fraction(1, 2**70)]]), [Fraction(1), Fraction(-1, 2**70)]))
@example((exact_array([[Fraction(10) ** 400]]), [Fraction(1)]))
def test_dense_by_the_signs_of_the_pivots(data: tuple[Any, list[Fraction]]) -> None:
    A, d = data
    assert accepted(A) == (min(d) > 0)
    assert accepted(A, semidefinite=True) == (min(d) >= 0)
    if A.dtype != object:
        assert accepted_sparse(A) == (min(d) > 0)
        assert accepted_sparse(A, semidefinite=True) == (min(d) >= 0)


@pytest.mark.parametrize("n", [2, EXACT_LIMIT, EXACT_LIMIT + 1])
def test_large_matrices_beside_the_edge(n: int) -> None:
    """The chain of springs, whose least eigenvalue is 2 - 2 cos(pi/(n + 1))."""
    A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    least = 2 - 2 * np.cos(np.pi / (n + 1))
    assert accepted(A)
    assert accepted(A - 0.99 * least * np.eye(n))
    assert not accepted(A - 1.01 * least * np.eye(n))
    assert not accepted(A - 1.01 * least * np.eye(n), semidefinite=True)
    assert accepted(np.diag(np.arange(float(n))), semidefinite=True)
    if n > EXACT_LIMIT:
        assert not accepted(np.diag(np.arange(float(n)) - 1e-3), semidefinite=True)


def test_a_batch_names_the_one_that_fails() -> None:
    batch = np.stack([np.eye(2), 2 * np.eye(2), np.array([[1.0, 2.0], [2.0, 1.0]])])
    with pytest.raises(ValueError, match=r"A\[2\] violates: positive definite \(pivot 2 of A = L D L\^T is -3\)"):
        require_definite(batch)
    assert accepted(np.zeros((0, 2, 2)))
    assert accepted(batch[:2])


def test_the_error_speaks_of_what_was_asked_for() -> None:
    singular = np.ones((2, 2))
    with pytest.raises(ValueError, match=r"violates: positive definite .* or semidefinite=True with a minimiser"):
        require_definite(singular)
    with pytest.raises(ValueError, match=r"violates: positive semidefinite .*; give a positive semidefinite matrix$"):
        require_definite(np.array([[0.0, 1.0], [1.0, 0.0]]), semidefinite=True)


# ---- sparse --------------------------------------------------------------------------------------------------------


def laplacian(n: int, weight: float = 1.0, closed: bool = True) -> Any:
    """A ring (or chain) of n springs: singular, with row sums 0."""
    ahead = np.arange(n - 1 + closed)
    pulls = sparse.coo_array((np.full(len(ahead), -weight), (ahead, (ahead + 1) % n)), shape=(n, n))
    A = pulls + pulls.T
    return (A - sparse.diags_array(A.sum(axis=1))).tocsr()


@pytest.mark.parametrize("n", [3, 50, 500])
@pytest.mark.parametrize("weight", [1.0, 0.1])
def test_springs_are_singular_until_one_is_fixed(n: int, weight: float) -> None:
    A = laplacian(n, weight)
    assert accepted_sparse(A) is False
    assert accepted_sparse(A, semidefinite=True)
    fixed = A.copy()
    fixed[0, 0] += 1
    assert accepted_sparse(fixed)
    loosened = A.copy()
    loosened[0, 0] -= 1e-3
    assert not accepted_sparse(loosened, semidefinite=True)


def test_every_component_needs_its_anchor() -> None:
    two = sparse.block_diag([laplacian(4), laplacian(4) + sparse.eye_array(4)], format="csr")
    assert not accepted_sparse(two)
    assert accepted_sparse(two, semidefinite=True)


def test_a_stored_zero_connects_nothing() -> None:
    rows, columns = [0, 0, 1, 1, 1, 2, 2], [0, 1, 0, 1, 2, 1, 2]
    A = sparse.csr_array(([1.0, -1.0, -1.0, 1.0, 0.0, 0.0, 1.0], (rows, columns)), shape=(3, 3))
    with pytest.raises(ValueError, match="violates: positive definite"):
        Quadratic.from_matrix(A)
    assert A.nnz == 7  # and the caller's matrix stays as it was


def test_sums_of_large_integers_are_not_taken_as_exact() -> None:
    big = 2.0**53
    A = np.array([[big, -big, -1], [-big, big, 0], [-1, 0, 1]])  # w^T A w = -1 at (1, 1, 1)
    assert np.ones(3) @ A @ np.ones(3) == -1
    assert not accepted_sparse(A, semidefinite=True)


@pytest.mark.parametrize("n", [20, 100])
def test_without_dominance_the_pivots_decide(n: int) -> None:
    """The square of a chain's matrix: definite, but not dominated by its diagonal."""
    chain = laplacian(n, closed=False) + 0.5 * sparse.eye_array(n)
    square = (chain @ chain).tocsr()
    modulus = np.asarray(abs(square).sum(axis=1)).ravel()
    assert (2 * square.diagonal() < modulus).any()
    assert accepted_sparse(square)
    values, slack = eigenvalues(square.toarray())
    beyond = float(values[0] + slack) + 0.01  # more than the least, whatever LAPACK and three roundings are off by
    assert not accepted_sparse(square - beyond * sparse.eye_array(n))
    assert not accepted_sparse(square - beyond * sparse.eye_array(n), semidefinite=True)
