"""A matrix in each of its forms is the same matrix: A w, |A| w and its entries, in every number system."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from numerics import Ball, Digits, Exact, Float64
from numerics.exact import exact_array, rationals
from numerics.operators import Dense, Diagonal, Operator, Sparse
from numerics.precision import endpoints

dyadic = st.integers(-64, 64).map(lambda i: Fraction(i, 8))


@st.composite
def matrices(draw: st.DrawFn) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
    """Symmetric rows, many of them 0, and a batch of vectors; all sums of products are exact in float64."""
    n = draw(st.integers(1, 4))
    rows = [[Fraction(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rows[i][j] = rows[j][i] = draw(st.one_of(st.just(Fraction(0)), dyadic))
    return rows, draw(st.lists(st.lists(dyadic, min_size=n, max_size=n), min_size=1, max_size=3))


def forms(rows: list[list[Fraction]]) -> list[Operator]:
    floats = np.array(rows, dtype=np.float64)
    found: list[Operator] = [Dense(exact_array(rows)), Sparse(sparse.csr_array(floats))]
    if not np.any(floats - np.diag(np.diag(floats))):
        found.append(Diagonal(exact_array(np.diag(floats))))
    return found


@settings(max_examples=30)
@given(matrices())
@example(([[Fraction(0)]], [[Fraction(1)]]))
@example(([[Fraction(2), Fraction(0)], [Fraction(0), Fraction(3)]], [[Fraction(1), Fraction(-1)]]))
def test_every_form_is_the_same_matrix(data: Any) -> None:
    rows, vectors = data
    A, w = np.array(rows, dtype=object), np.array(vectors, dtype=object)
    expected = w @ A
    for operator in forms(rows):
        assert operator.dimension == len(rows)
        assert operator.batch_shape == ()
        assert (rationals(operator.dense()) == A).all()
        assert 0 <= operator.terms <= len(rows)
        assert operator.terms >= max(np.count_nonzero(A, axis=1))
        for system in (Float64(), Digits(20), Exact(), Ball(80), Ball(80, "mpmath")):
            there = operator.to(system)
            with system.scope():
                found = there.apply(system.array(exact_array(vectors)))
            low, high = endpoints(found)
            assert (low == expected).all()
            assert (high == expected).all()
        modulus = operator.apply_modulus(np.abs(np.array(vectors, dtype=np.float64)))
        assert (modulus == abs(w) @ abs(A)).all()


@pytest.mark.parametrize("value", [Fraction(1, 3), Fraction(10) ** 400, -Fraction(1, 10**400)])
def test_moduli_are_upper_bounds(value: Fraction) -> None:
    for operator in (Diagonal(exact_array([value])), Dense(exact_array([[value]]))):
        bound = operator.apply_modulus(np.ones(1))[0]
        assert bound == np.inf or Fraction(float(bound)) >= abs(value)
        assert bound > 0


def test_a_large_sparse_matrix_stays_sparse() -> None:
    n = 200_000
    A = sparse.diags_array([2.0, -1.0, -1.0], offsets=[0, 1, -1], shape=(n, n), format="csr")
    operator = Sparse(A)
    product = operator.apply(np.ones((2, n)))
    assert product.shape == (2, n)
    assert product[0, 0] == product[1, -1] == 1
    assert not product[:, 1:-1].any()
    assert operator.terms == 3
