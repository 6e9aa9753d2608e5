"""Exact data: what each kind of number means, what is refused, and exact linear algebra."""

import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, floating_dtypes

from numerics import cayley_basis, householder_basis
from numerics.exact import exact_array, failing_pivot, identity, modulus, nearest, rational, rationals, solve

numbers = st.fractions(-4, 4, max_denominator=6)
floats = st.floats(allow_nan=False, allow_infinity=False)


def squares(n: int) -> st.SearchStrategy[Any]:
    return arrays(object, (n, n), elements=numbers)


# ---- numbers of every library --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (2**70 + 1, 2**70 + 1),
        (0.1, Fraction(3602879701896397, 36028797018963968)),
        (5e-324, Fraction(1, 2**1074)),
        (Fraction(1, 3), Fraction(1, 3)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("1e400"), 10**400),
        (np.float32(0.1), Fraction(13421773, 134217728)),
        (np.int8(-5), -5),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.longdouble(2) ** 2000, 2**2000),
        (sympy.Rational(1, 3), Fraction(1, 3)),
        (sympy.Integer(7), 7),
        (mpmath.mpf("0.5"), Fraction(1, 2)),
        (mpmath.ldexp(-3, -2000), Fraction(-3, 2**2000)),
        (flint.fmpz(9), 9),
        (flint.fmpq(2, 3), Fraction(2, 3)),
    ],
    ids=repr,
)
def test_every_library_s_number_means_itself(value: Any, expected: Any) -> None:
    for found in (rational(value), exact_array([value])[0], exact_array([[value], [value]])[1, 0]):
        assert Fraction(found) == expected
    assert type(rational(value)) is Fraction


@settings(max_examples=60)
@given(st.one_of(floats, st.integers(), st.fractions(), st.decimals(allow_nan=False, allow_infinity=False, places=5)))
@example(-0.0)
@example(sys.float_info.max)
def test_no_value_is_rounded(value: Any) -> None:
    assert rational(value) == value
    assert rational(exact_array(value)[()]) == value


@settings(max_examples=50)
@given(st.lists(st.one_of(st.integers(-(2**70), 2**70), floats), max_size=4))
@example([2**53 + 1, 0.5])  # NumPy makes this [2^53, 0.5]
@example([2**63 + 1, -1])
@example([10**400, 0.5])
@example([-(2**53) - 1])
@example([])
def test_integers_beside_floats_are_not_rounded(values: list[Any]) -> None:
    found = exact_array(values)
    assert found.shape == (len(values),)
    assert [Fraction(x) for x in found] == values


@settings(max_examples=30)
@given(arrays(floating_dtypes(sizes=(16, 32, 64)), (2, 3), elements={"allow_nan": False, "allow_infinity": False}))
def test_arrays_of_floats_are_copied_as_they_are(array: Any) -> None:
    found = exact_array(array)
    assert found.dtype == np.float64
    assert (found == array).all()
    assert not np.shares_memory(found, array)


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ("1", TypeError, "values='1' violates: a datum is a real number; give an int, Fraction or float"),
        (b"1", TypeError, "a real number"),
        (True, TypeError, "values=True violates"),
        (np.True_, TypeError, "a real number"),
        (None, TypeError, "values=None violates"),
        (1j, TypeError, "values=1j violates"),
        (np.complex64(1), TypeError, "a real number"),
        (mpmath.mpc(1), TypeError, "a real number"),
        (sympy.sqrt(2), TypeError, r"values=sqrt\(2\) violates"),
        (sympy.Symbol("x"), TypeError, "values=x violates"),
        (sympy.oo, TypeError, "values=oo violates"),
        (float("nan"), ValueError, r"=nan violates: a datum is finite"),
        (np.inf, ValueError, r"=inf violates: a datum is finite"),
        (np.float32(-np.inf), ValueError, r"=-inf violates: a datum is finite"),
        (np.longdouble("nan"), ValueError, r"nan violates: a datum is finite"),
        (Decimal("NaN"), ValueError, r"Decimal\('NaN'\) violates: a datum is finite"),
        (Decimal("sNaN"), ValueError, r"Decimal\('sNaN'\) violates: a datum is finite"),
        (Decimal("-Infinity"), ValueError, "a datum is finite"),
        (mpmath.mpf("inf"), ValueError, "values=.*inf violates: a datum is finite"),
        (mpmath.mpf("nan"), ValueError, "values=nan violates: a datum is finite"),
        (flint.arb(1), TypeError, "a datum is one number, not a ball; give its middle"),
        (mpmath.iv.mpf(1), TypeError, "a datum is one number, not a ball; give its middle"),
        (np.datetime64("2017-04-04"), TypeError, "a real number"),
    ],
    ids=repr,
)
def test_what_is_no_number_is_refused(value: Any, kind: type[Exception], message: str) -> None:
    for given_ in (value, [value], [[value, value]]):
        with pytest.raises(kind, match=message if given_ is value else "violates"):
            exact_array(given_)


@pytest.mark.parametrize("values", [[[1, 2], [3]], [[Fraction(1)], [Fraction(1), Fraction(2)]], [1, [2]]])
def test_ragged_rows_are_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="A violates: rows have equal lengths; give a rectangular array"):
        exact_array(values, "A")


def test_masked_entries_are_refused_and_whole_ones_read() -> None:
    with pytest.raises(ValueError, match="b violates: no entry is masked"):
        exact_array(np.ma.array([1.0, 2.0], mask=[False, True]), "b")
    assert list(exact_array(np.ma.array([1.0, 2.0], mask=[False, False]))) == [1, 2]


def test_the_place_of_a_bad_entry_is_said() -> None:
    with pytest.raises(ValueError, match=r"A\[1, 0\]=nan violates"):
        exact_array([[1, 2], [np.nan, 3]], "A")


# ---- to float64 ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(arrays(object, 3, elements=st.one_of(st.fractions(), st.integers(-(10**400), 10**400).map(Fraction))))
@example(rationals(np.array([Fraction(10) ** 400, -(Fraction(10) ** 400), Fraction(1, 10**400)], dtype=object)))
@example(rationals(np.array([Fraction(0), Fraction(1, 2**1074), Fraction(1, 3)], dtype=object)))
def test_moduli_are_never_too_small(values: Any) -> None:
    """The negative control is `nearest`, which is below every third of them."""
    for value, bound, near in zip(values, modulus(values), nearest(values), strict=True):
        assert bound == np.inf or abs(value) <= Fraction(float(bound))
        assert (bound == 0) == (value == 0)
        assert np.isinf(near) == (abs(value) >= Fraction(2) ** 1024 - Fraction(2) ** 970)
    third = np.array([Fraction(1, 5)], dtype=object)
    assert Fraction(float(nearest(third)[0])) != third[0]


# ---- linear algebra ------------------------------------------------------------------------------------------------


@settings(max_examples=35)
@given(st.integers(1, 3).flatmap(lambda n: st.tuples(squares(n), arrays(object, n, elements=numbers))))
@example((rationals(np.zeros((2, 2))), rationals(np.array([0, 0]))))
@example((rationals(np.ones((2, 2))), rationals(np.array([1, 2]))))
@example((rationals(np.array([[0, 1], [1, 0]])), rationals(np.array([1, 2]))))  # the pivot 0
def test_solve(data: Any) -> None:
    """Whatever A is: A x = b where it says so, and no solution by ranks where it does not."""
    A, b = data
    x, consistent = solve(A, b)
    assert ((A @ x == b).all()) == consistent
    augmented = np.concatenate([A, b[:, None]], axis=1)
    ranks = [sympy.Matrix(*M.shape, [sympy.Rational(str(v)) for v in M.flat]).rank() for M in (A, augmented)]
    assert consistent == (ranks[0] == ranks[1])
    both, _ = solve(A, np.stack([b, A @ b], axis=1))
    assert (A @ both[:, 1] == A @ b).all()


@settings(max_examples=40)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(squares(n), st.lists(numbers, min_size=n, max_size=n))))
@example((rationals(np.eye(2)), [Fraction(1), Fraction(0)]))
@example((rationals(np.eye(1)), [Fraction(0)]))
@example((rationals(np.eye(2)), [Fraction(0), Fraction(-1)]))
def test_pivots_decide_the_signs(data: Any) -> None:
    """A = L diag(d) L^T with a unit lower L is positive definite iff all d > 0, and semidefinite iff all d >= 0."""
    rows, d = data
    L = np.tril(rows, -1) + identity(len(d))
    A = (L * np.array(d, dtype=object)) @ L.T
    first = failing_pivot(A)
    assert (first is None) == (min(d) > 0)
    if first is not None:
        assert first == next((i, x) for i, x in enumerate(d) if x <= 0)
    assert (failing_pivot(A, semidefinite=True) is None) == (min(d) >= 0)


def test_a_zero_pivot_above_a_nonzero_column_is_indefinite() -> None:
    assert failing_pivot(rationals(np.array([[0, 1], [1, 5]])), semidefinite=True) == (0, Fraction(0))


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(1, 5), min_size=n, max_size=n), min_size=1, max_size=3)
    )
)
def test_reflections_are_orthogonal(vectors: list[list[int]]) -> None:
    Q = householder_basis(vectors)
    assert (Q.T @ Q == identity(len(vectors[0]))).all()
    assert len(vectors) > 1 or (Q == Q.T).all()


@settings(max_examples=40)
@given(st.integers(1, 3).flatmap(squares))
@example(rationals(np.zeros((1, 1))))
def test_cayley_bases_are_rotations(rows: Any) -> None:
    S = rows - rows.T
    Q = cayley_basis(S)
    assert (Q.T @ Q == identity(len(rows))).all()
    assert (Q @ (identity(len(rows)) + S) == identity(len(rows)) - S).all()


@pytest.mark.parametrize(
    ("make", "values", "message"),
    [
        (householder_basis, [1, 2], r"vectors of shape \(2,\) violate: shape \(m, n\)"),
        (householder_basis, [[]], r"vectors of shape \(1, 0\) violate"),
        (householder_basis, [[1, 2], [0, 0]], r"vectors\[1\]=0 violates: a reflection needs v != 0"),
        (cayley_basis, [[0, 1], [1, 0]], r"skew of shape \(2, 2\) violates: S\^T = -S"),
        (cayley_basis, [[1]], r"violates: S\^T = -S"),
        (cayley_basis, np.zeros((0, 0)), r"skew of shape \(0, 0\) violates"),
        (cayley_basis, [[0, 1]], r"skew of shape \(1, 2\) violates"),
    ],
)
def test_bad_bases(make: Any, values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(values)
