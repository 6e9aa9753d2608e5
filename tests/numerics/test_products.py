"""Fast products are the plain ones: sparse by diagonals, dense by halves, the gradient on a grid band by band."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Float64, GridColorization, grid, operators, sparse_product
from numerics.operators import Dense, Sparse
from numerics.sparse_product import SparseProduct


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What large problems do, small ones do here as well."""
    monkeypatch.setattr(sparse_product, "LEAST", 1)
    monkeypatch.setattr(operators, "SYMMETRIC", 1)


# ---- sparse --------------------------------------------------------------------------------------------------------


@st.composite
def matrices(draw: st.DrawFn) -> Any:
    """Symmetric matrices of integers, so that sums are exact: a band with gaps, and other entries."""
    n = draw(st.integers(1, 12))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    A = np.zeros((n, n))
    for offset in draw(st.lists(st.integers(0, n - 1), max_size=3)):
        gaps = random.random(n - offset) < draw(st.sampled_from([0.0, 0.2, 0.7]))
        A += np.diag(np.where(gaps, 0.0, random.integers(1, 9, n - offset)), offset)
    for _ in range(draw(st.integers(0, 4))):
        A[tuple(random.integers(0, n, 2))] = 7.0
    return sparse.csr_array(A + A.T)


def ring(n: int) -> Any:
    """The Laplacian of a cycle with one chord: full diagonals, and a few entries beside them."""
    A = np.roll(np.eye(n), 1, axis=1) + np.roll(np.eye(n), -1, axis=1)
    A[0, n // 2] = A[n // 2, 0] = 1
    return sparse.csr_array(np.diag(A.sum(axis=1)) - A)


def exactly(matrix: Any, w: Any) -> bool:
    return bool((SparseProduct(matrix).apply(w) == w @ matrix.toarray()).all())


@settings(max_examples=80)
@given(matrices(), st.integers(0, 2**32))
@example(sparse.csr_array((3, 3)), 0)
@example(sparse.csr_array(np.eye(1)), 0)
@example(ring(9), 1)
def test_a_sparse_product_is_the_dense_one(matrix: Any, seed: int) -> None:
    w = np.random.default_rng(seed).integers(-9, 9, (2, 3, matrix.shape[0])).astype(float)
    assert exactly(matrix, w)
    assert exactly(matrix, w[0, 0])


def test_diagonals_are_apart_where_they_are_filled() -> None:
    parts = SparseProduct(ring(9))._parts
    assert parts is not None
    diagonals, rows, rest = parts
    assert sorted(diagonals.offsets.tolist()) == [-1, 0, 1]
    assert (rows.tolist(), rest.nnz) == ([0, 4, 8], 4)  # the chord, and where the ring is closed
    scattered = sparse.random_array((40, 40), density=0.1, rng=np.random.default_rng(1)).tocsr()
    assert SparseProduct(scattered + scattered.T)._parts is None


def test_a_lost_entry_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    product = SparseProduct(ring(9))
    assert product._parts is not None
    diagonals, rows, _ = product._parts
    monkeypatch.setitem(vars(product), "_parts", (diagonals, rows[:0], None))
    w = np.arange(9.0)
    assert not (product.apply(w) == ring(9) @ w).all()


def test_an_infinite_component_stays_where_its_edges_are() -> None:
    two = sparse.block_diag([ring(6), ring(6)], format="csr")  # the ends of the two rings are no neighbours
    w = np.ones((3, 12))
    w[1, 5], w[2, 5] = np.inf, np.nan
    with np.errstate(invalid="ignore"):
        product, plain = SparseProduct(two).apply(w), np.array([two @ vector for vector in w])
    assert np.array_equal(product, plain, equal_nan=True)
    assert np.isfinite(product[:, 6:]).all()


def test_each_vector_of_a_batch_is_multiplied_by_itself() -> None:
    matrix = ring(300) * 0.1
    w = np.random.default_rng(2).normal(size=(4, 300))
    w[2, 7] = np.inf
    product = SparseProduct(matrix)
    with np.errstate(invalid="ignore"):
        together = product.apply(w)
        for alone, vector in zip(together, w, strict=True):
            assert np.array_equal(product.apply(vector), alone, equal_nan=True)


# ---- dense ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(0, 2**32), st.sampled_from([((), ()), ((), (3,)), ((2, 1), (4,)), ((3,), ())]))
@example(1, 0, ((), ()))
def test_a_dense_product_by_halves_is_the_whole_one(n: int, seed: int, batches: Any) -> None:
    random = np.random.default_rng(seed)
    A = random.integers(-9, 9, (*batches[0], n, n)).astype(float)
    A, w = A + np.swapaxes(A, -1, -2), random.integers(-9, 9, (*batches[1], n)).astype(float)
    product = Dense(A).apply(w)
    assert product.shape == np.broadcast_shapes(A.shape[:-1], w.shape)
    assert (product == (A @ w[..., None])[..., 0]).all()  # integers: every order of the sum is exact


def test_a_batch_of_dense_problems_is_its_single_ones_bit_for_bit() -> None:
    random = np.random.default_rng(4)
    A = random.normal(size=(3, 1, 300, 300))
    A, w = A + np.swapaxes(A, -1, -2), random.normal(size=(2, 300))
    product = Dense(A).apply(w)
    for i, j in np.ndindex(3, 2):
        assert (product[i, j] == Dense(A[i, 0]).apply(w[j])).all()


def test_without_scipy_the_product_is_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operators, "_dsymv", lambda: None)
    A, w = np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([0.1, 0.7])
    assert (Dense(A).apply(w) == A @ w).all()


def test_in_float64_a_problem_keeps_what_it_has_computed() -> None:
    matrix = ring(5)
    operator, dense = Sparse(matrix), Dense(matrix.toarray())
    assert operator.to(Float64()) is operator
    assert dense.entries is dense.source


# ---- the grid ------------------------------------------------------------------------------------------------------


def by_the_definition(member: Any, pixels: Any) -> Any:
    """[i in D] (w_i - 1) + sum over the neighbours of (w_i - w_j), pixel by pixel."""
    total = np.where(member, pixels - 1, 0)
    for place in np.ndindex(member.shape):
        for axis in range(member.ndim):
            for step in (-1, 1):
                other = (*place[:axis], place[axis] + step, *place[axis + 1 :])
                if 0 <= other[axis] < member.shape[axis]:
                    total[(..., *place)] += pixels[(..., *place)] - pixels[(..., *other)]
    return total


@settings(max_examples=80)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.integers(1, 40), st.booleans(), st.integers(0, 2**32))
@example([1], 1, False, 0)
@example([4, 1], 2, False, 0)
@example([1, 4], 3, True, 0)
@example([5, 4], 4, False, 1)
@example([6, 3], 18, True, 2)
def test_the_gradient_on_a_grid_is_made_band_by_band(sides: list[int], band: int, batch: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    member = random.random(sides) < 0.4
    w = random.integers(-9, 9, (*([2, 3] if batch else []), member.size)).astype(float)
    problem = GridColorization.of(member, free=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "GRADIENT_PIXELS", band)
        gradient = problem.gradient(w)
    pixels = w.reshape(*w.shape[:-1], *sides)
    assert (gradient.reshape(pixels.shape) == by_the_definition(member, pixels)).all()
    objects = problem.to(Float64()).gradient(w.astype(object))
    assert (objects == gradient).all()
