"""The elementary functions of update rules: the same meaning for every number type, and no sign that is guessed."""

import subprocess
import sys
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from mpmath.ctx_iv import MPIntervalContext

from numerics import Ball, Digits
from numerics.elementary import inner, maximum, positive, quotient, sqrt
from numerics.exact import exact_array
from numerics.precision import endpoints

x, y = sympy.symbols("x y", real=True)
RATIONALS = st.fractions(Fraction(-50), Fraction(50), max_denominator=1000)
BALLS = (Ball(80, "flint"), Ball(80, "mpmath"))


def ball(value: Any, system: Ball) -> Any:
    return system.array(exact_array([value]))[0]


def around_zero(system: Ball) -> Any:
    """A ball that holds 0 and other numbers."""
    with system.scope():
        third = ball(Fraction(1, 3), system)
        return third * 3 - 1


def objects(*entries: Any) -> Any:
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array


@given(RATIONALS)
def test_the_root_of_a_square_is_exact_in_rationals_and_symbols(q: Fraction) -> None:
    assert sqrt(q * q) == abs(q)
    number = sympy.Rational(q.numerator, q.denominator)
    assert sqrt(number**2) == abs(number)
    assert list(sqrt(objects(q * q, Fraction(0)))) == [abs(q), 0]


@given(st.fractions(Fraction(0), Fraction(50), max_denominator=1000), st.sampled_from(BALLS))
def test_a_ball_of_a_root_holds_it(q: Fraction, system: Ball) -> None:
    with system.scope():
        lows, highs = endpoints(sqrt(objects(ball(q, system))))
    low, high = Fraction(lows[0]), Fraction(highs[0])
    assert low * abs(low) <= q <= high**2
    # One rounding of q, halved by the root, and one of the root, to both sides, each at most an ulp: 2**-79 sqrt(q).
    assert (high - low) ** 2 <= (4 * Fraction(1, 2**79)) ** 2 * q


def test_a_root_is_of_the_number_type_that_it_was_given() -> None:
    assert sqrt(2.0) == np.sqrt(2.0)
    assert (sqrt(np.array([2.0, 9.0])) == np.sqrt([2.0, 9.0])).all()
    assert sqrt(x) == sympy.sqrt(x)
    assert sqrt(sympy.Integer(2)) == sympy.sqrt(2)
    context = Digits(50).context
    assert sqrt(context.mpf(2)) == context.sqrt(2)
    assert sqrt(4) == 2


@pytest.mark.parametrize("value", [2, Fraction(8, 9), Fraction(-1), -4])
def test_an_irrational_root_of_a_rational_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="square"):
        sqrt(value)


@given(RATIONALS, RATIONALS)
def test_the_maximum_is_the_same_in_every_number_type(p: Fraction, q: Fraction) -> None:
    largest = max(p, q)
    assert maximum(p, q) == largest
    assert maximum(float(p), float(q)) == float(largest)
    assert (maximum(np.array([float(p), 1.0]), np.array([float(q), 2.0])) == [float(largest), 2.0]).all()
    assert list(maximum(objects(p, q), objects(q, p))) == [largest] * 2
    symbolic = maximum(x, y).subs({x: sympy.Rational(*p.as_integer_ratio()), y: sympy.Rational(*q.as_integer_ratio())})
    assert symbolic == sympy.Rational(*largest.as_integer_ratio())
    for system in BALLS:
        with system.scope():
            low, high = endpoints(objects(maximum(ball(p, system), ball(q, system))))
        assert low[0] <= largest <= high[0]


def test_the_maximum_of_overlapping_balls_holds_every_maximum() -> None:
    iv = MPIntervalContext()
    wide = maximum(iv.mpf([0, 2]), iv.mpf([1, 3]))
    assert (wide.a, wide.b) == (1, 3)
    with BALLS[0].scope():
        low, high = endpoints(objects(maximum(around_zero(BALLS[0]), ball(0, BALLS[0]))))
    assert low[0] <= 0 < high[0]


def test_nan_goes_through_a_maximum_of_arrays() -> None:
    assert np.isnan(maximum(np.array([np.nan, 1.0]), np.array([1.0, np.nan]))).all()


@given(RATIONALS)
def test_the_sign_is_decided_in_every_number_type(q: Fraction) -> None:
    wanted = int(q > 0)
    numbers = (q, float(q), mpmath.mpf(float(q)), sympy.Rational(q.numerator, q.denominator))
    assert [positive(number) for number in numbers] == [wanted] * 4
    assert [positive(ball(q, system)) for system in BALLS] == [wanted] * 2
    assert list(positive(objects(q, -abs(q)))) == [wanted, 0]
    assert list(positive(np.array([float(q), 1.0, np.nan]))) == [wanted, 1, 0]


@pytest.mark.parametrize("system", BALLS, ids=str)
def test_a_ball_round_0_has_no_sign(system: Ball) -> None:
    undecided = around_zero(system)
    with pytest.raises(ValueError, match="does not decide"):
        positive(undecided)
    with pytest.raises(ValueError, match="does not decide"):
        quotient(ball(1, system), undecided)
    assert positive(ball(0, system)) == 0


def test_symbols_have_no_sign_but_are_generic_denominators() -> None:
    with pytest.raises(ValueError, match="does not decide"):
        positive(x)
    assert positive(1 + sympy.Abs(x)) == 1
    assert quotient(x, y) == x / y


@given(RATIONALS, RATIONALS.map(lambda q: q or Fraction(1)))
def test_a_quotient_is_a_quotient_unless_both_vanish(p: Fraction, q: Fraction) -> None:
    assert quotient(p, q) == p / q
    assert list(quotient(objects(p, Fraction(0)), objects(q, Fraction(0)))) == [p / q, 0]
    assert list(quotient(np.array([float(p), 0.0]), np.array([float(q), 0.0]))) == [float(p) / float(q), 0.0]
    for system in BALLS:
        assert quotient(ball(0, system), ball(0, system)) == 0


def test_a_pole_is_no_quotient() -> None:
    with pytest.raises(ZeroDivisionError):
        quotient(Fraction(1), Fraction(0))
    with np.errstate(divide="ignore"):
        assert quotient(np.array([1.0]), np.array([0.0]))[0] == np.inf


def test_an_inner_product_multiplies_vectors_again() -> None:
    v = np.arange(12.0).reshape(2, 2, 3)
    assert inner(v, v).shape == (2, 2, 1)
    assert (inner(v, v)[..., 0] == (v**2).sum(axis=-1)).all()
    assert inner(objects(x, y), objects(y, x))[0] == 2 * x * y
    assert inner(x, y) == x * y


ROOT_OF_A_SQUARE = """
from numerics import Ball, Quadratic, simulate
from numerics.algorithms import adagrad
print(simulate(adagrad.step, Quadratic.from_spectrum([5]), 2, start=[1], precision=Ball(400), alpha=1, epsilon=0).final)
"""


def test_the_root_of_a_square_warns_of_nothing() -> None:
    """FLINT leaves the processor's flag of an invalid operation set there, which NumPy would report as its own.

    In a process of its own: what ran before decides whether the flag is looked at.
    """
    done = subprocess.run([sys.executable, "-W", "error", "-c", ROOT_OF_A_SQUARE], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"[0]\n", b"")
