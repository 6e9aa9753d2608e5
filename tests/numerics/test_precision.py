"""The number systems: how exact data enter, what comes out, powers of matrices, and names."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from numerics import Ball, Digits, Exact, Float64, matrix_power, number_system
from numerics.exact import exact_array, rational
from numerics.precision import endpoints, positive_integer

numbers = st.one_of(
    st.fractions(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False).map(Fraction),
    st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(10) ** 300, Fraction(1, 10**300)]),
)
BALLS = [Ball(3), Ball(53), Ball(700), Ball(3, "mpmath"), Ball(53, "mpmath"), Ball(700, "mpmath")]


@settings(max_examples=40)
@given(st.lists(numbers, min_size=1, max_size=4))
@example([Fraction(1, 2**1074)])
@example([Fraction(-1, 2**1075)])
def test_exact_data_enter_correctly_rounded(values: list[Fraction]) -> None:
    data = exact_array(values)
    for system in (Float64(), Digits(1), Digits(50), Digits(400)):
        u = Fraction(1, 2**53) if isinstance(system, Float64) else Fraction(1, 2 ** int(system.context.prec))
        for value, found in zip(values, system.array(data), strict=True):
            assert abs(rational(found) - value) <= u * abs(value) + (
                Fraction(1, 2**1075) if u == Fraction(1, 2**53) else 0
            )
    assert list(Exact().array(data)) == values


@pytest.mark.parametrize("ball", BALLS, ids=str)
@settings(max_examples=15)
@given(values=st.lists(numbers, min_size=1, max_size=4))
@example(values=[Fraction(0), Fraction(1), Fraction(-1, 3)])
def test_balls_enclose_exact_data_narrowly(ball: Ball, values: list[Fraction]) -> None:
    assert ball.bits
    low, high = endpoints(ball.array(exact_array(values)))
    for value, a, b in zip(values, low, high, strict=True):
        assert a <= value <= b
        # A radius of 2 units in the last place, itself rounded upwards.
        assert b - a <= 8 * abs(value) / 2**ball.bits
        assert a == b or value.denominator & (value.denominator - 1) or value.numerator.bit_length() > ball.bits


@settings(max_examples=20)
@given(arrays(object, (2, 2), elements=st.fractions(-3, 3, max_denominator=5)))
def test_endpoints_of_what_is_no_ball(values: Any) -> None:
    for system in (Digits(30), Exact()):
        low, high = endpoints(system.array(values))
        assert low.shape == high.shape == (2, 2)
        assert (low == high).all()
        assert system != Exact() or (low == values).all()
    low, high = endpoints([1.5, np.float32(0.25), 3])
    assert list(low) == list(high) == [Fraction(3, 2), Fraction(1, 4), 3]


@pytest.mark.parametrize("ball", [Ball(53), Ball(53, "mpmath")], ids=str)
def test_endpoints_of_a_ball_without_ends(ball: Ball) -> None:
    with ball.scope():
        zero, one = ball.array(exact_array([0.0, 1.0]))
        everything = one / (zero + (one / 3 - one / 3))
    assert [float(end[()]) for end in endpoints(everything)] == [-np.inf, np.inf]


def test_a_precision_is_set_where_it_runs_only() -> None:
    from flint import ctx

    before = ctx.prec
    with Ball(300, "flint").scope():
        assert ctx.prec == 300
        with Ball(100, "flint").scope():
            assert ctx.prec == 100
        assert ctx.prec == 300
    assert ctx.prec == before
    with pytest.raises(ZeroDivisionError), Ball(300, "flint").scope():
        raise ZeroDivisionError
    assert ctx.prec == before


# ---- powers ----------------------------------------------------------------------------------------------------------

entries = st.fractions(-2, 2, max_denominator=4)


@settings(max_examples=30)
@given(st.integers(1, 3).flatmap(lambda n: arrays(object, (n, n), elements=entries)), st.integers(0, 9))
@example(exact_array([[Fraction(0)]]).astype(object), 0)
@example(exact_array([[0, 1], [0, 0]]).astype(object), 2)
def test_powers_are_repeated_products(M: Any, k: int) -> None:
    expected = np.eye(len(M), dtype=int).astype(object)
    for _ in range(k):
        expected = expected @ M
    assert (matrix_power(M, k) == expected).all()
    assert (matrix_power(M, k, precision="exact") == expected).all()
    for ball in (Ball(60), Ball(60, "mpmath")):
        low, high = endpoints(matrix_power(M, k, precision=ball))
        assert ((low <= expected) & (expected <= high)).all()
    close = matrix_power(M, k, precision=40)
    assert all(abs(rational(x) - y) <= Fraction(6**9, 10**38) for x, y in zip(close.flat, expected.flat, strict=True))
    assert (matrix_power(np.stack([M, M]), k) == expected).all()


def test_a_power_of_integers_does_not_wrap_around() -> None:
    assert matrix_power(np.array([[2]]), 100)[0, 0] == 2**100
    assert matrix_power(np.array([[2, 0], [0, 1]], dtype=np.uint8), 9)[0, 0] == 512


def test_a_million_steps_cost_twenty_squarings() -> None:
    rotation = [[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]]
    power = matrix_power(rotation, 1_000_000, precision=Ball(200))
    with Ball(200).scope():
        low, high = endpoints(power[0, 0] ** 2 + power[1, 0] ** 2)
    assert low[()] <= 1 <= high[()]
    assert high[()] - low[()] < Fraction(1, 10**40)


@pytest.mark.parametrize(
    ("matrix", "k", "kind", "message"),
    [
        ([[1, 2]], 2, ValueError, r"matrix of shape \(1, 2\) violates: shape \(..., n, n\)"),
        ([1], 2, ValueError, r"matrix of shape \(1,\) violates"),
        ([[1]], -1, ValueError, r"k=-1 violates k >= 0"),
        ([[1]], 0.5, TypeError, r"k=0.5 violates: k is an integer"),
    ],
)
def test_bad_powers(matrix: Any, k: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        matrix_power(matrix, k)


# ---- names -----------------------------------------------------------------------------------------------------------


def test_what_a_precision_names() -> None:
    int64: Any = np.int64(50)
    assert number_system("float64") == Float64()
    assert number_system("exact") == Exact()
    assert number_system("ball") == Ball()
    assert number_system(50) == number_system(int64) == Digits(50)
    assert number_system(Ball(99)) == Ball(99)
    assert [str(s) for s in (Float64(), Exact(), Digits(50))] == ["float64", "exact", "50 digits"]
    assert str(Ball(9, "flint")) == "balls of 9 bits (arb)"
    assert str(Ball(9, "mpmath")) == "balls of 9 bits (iv)"


@pytest.mark.parametrize("precision", ["double", "50", 50.0, None, True, [50], Ball])
def test_other_precisions_are_refused(precision: Any) -> None:
    with pytest.raises(ValueError, match=r'precision=.* violates: "float64", "ball", "exact", a number of digits'):
        number_system(precision)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: Digits(0), ValueError, r"digits=0 violates digits >= 1"),
        (lambda: Digits(1.5), TypeError, r"digits=1.5 violates: digits is an integer"),  # type: ignore[arg-type]
        (lambda: Ball(0), ValueError, r"bits=0 violates bits >= 1"),
        (lambda: Ball(True), TypeError, r"bits=True violates"),
        (lambda: Ball(9, "arb"), ValueError, r'backend=\'arb\' violates: "flint" or "mpmath"'),
        (lambda: Ball().array(np.ones(1)), ValueError, r"bits=None violates: a ball has a precision; give Ball\(256\)"),
        (lambda: Ball(None, "mpmath").array(np.ones(1)), ValueError, r"bits=None violates"),
        (lambda: Float64().array(exact_array([10**400])), ValueError, r"violates \|x\| < 1.8e308"),
        (lambda: positive_integer("3", "k"), TypeError, r"k='3' violates: k is an integer"),
    ],
)
def test_bad_systems(make: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        make()


def test_without_flint_balls_are_mpmath_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numerics.precision.find_spec", lambda name: None)
    assert str(Ball(64)) == "balls of 64 bits (iv)"
    low, high = endpoints(Ball(64).array(exact_array([Fraction(1, 3)])))
    assert low[0] < Fraction(1, 3) < high[0]
    with pytest.raises(ValueError, match=r'backend="flint" violates: python-flint is installed; install it'):
        Ball(64, "flint")
