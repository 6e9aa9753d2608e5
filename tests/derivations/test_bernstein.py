"""Positivity on an interval: the certificates against the kernel, the tests against SymPy's Sturm sequences."""

from fractions import Fraction
from math import comb
from typing import Any

import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import kernel, translate
from derivations.bernstein import bernstein_coefficients, halves, is_positive, proof_of_positivity
from derivations.notation import lam
from derivations.statement import Statement

NUMBERS = st.fractions(Fraction(-4), Fraction(4), max_denominator=12)
POLYNOMIALS = st.lists(NUMBERS, min_size=1, max_size=5)
INTERVALS = st.lists(NUMBERS, min_size=2, max_size=2, unique=True).map(sorted)
SMALL = Fraction(1, 10**24)


def rational(x: Fraction) -> sympy.Rational:
    return sympy.Rational(x.numerator, x.denominator)


def expression(coefficients: list[Fraction]) -> Any:
    return sum((rational(c) * lam**j for j, c in enumerate(coefficients)), sympy.Integer(0))


def stated(coefficients: list[Fraction], a: Fraction, b: Fraction) -> dict[str, Any]:
    low, high = rational(a), rational(b)
    within = (sympy.Eq(lam, low),) if a == b else (sympy.Ge(lam, low), sympy.Le(lam, high))
    statement = Statement("positive", within, sympy.Gt(expression(coefficients), 0, evaluate=False))
    return translate.statement(statement) | {"witness": {"values": {lam.name: str(a)}}}


def positive_by_sturm(coefficients: list[Fraction], a: Fraction, b: Fraction) -> bool:
    polynomial = sympy.Poly(expression(coefficients), lam)
    if polynomial.is_zero:
        return False
    roots = 0 if polynomial.degree() == 0 else polynomial.count_roots(rational(a), rational(b))
    return bool(roots == 0 and polynomial.eval(rational(a)) > 0)


@given(POLYNOMIALS, INTERVALS)
def test_the_bernstein_form_is_the_polynomial(coefficients: list[Fraction], interval: list[Fraction]) -> None:
    a, b = interval
    n = len(coefficients) - 1
    on = bernstein_coefficients(coefficients, a, b)
    left, right = halves(on)
    assert left == bernstein_coefficients(coefficients, a, (a + b) / 2)
    assert right == bernstein_coefficients(coefficients, (a + b) / 2, b)
    for x in range(n + 1):  # n + 1 points determine it
        form = sum((c * comb(n, i) * (x - a) ** i * (b - x) ** (n - i) for i, c in enumerate(on)), Fraction(0))
        assert form == (b - a) ** n * sum((c * x**j for j, c in enumerate(coefficients)), Fraction(0))


@given(POLYNOMIALS, INTERVALS)
@example([Fraction(9, 4), Fraction(-3), Fraction(1)], [Fraction(1), Fraction(2)])  # (x - 3/2)^2, cut at its root
@example([Fraction(4), Fraction(0), Fraction(-4), Fraction(0), Fraction(1)], [Fraction(1), Fraction(2)])  # (x^2 - 2)^2
@example([4 + SMALL, Fraction(0), Fraction(-4), Fraction(0), Fraction(1)], [Fraction(1), Fraction(2)])
@example([Fraction(0), Fraction(1)], [Fraction(0), Fraction(1)])  # 0 at an end
@example([Fraction(0)], [Fraction(0), Fraction(1)])
def test_what_is_positive_is_proved_and_nothing_else(coefficients: list[Fraction], interval: list[Fraction]) -> None:
    a, b = interval
    expected = positive_by_sturm(coefficients, a, b)
    assert is_positive(bernstein_coefficients(coefficients, a, b)) == expected
    proof = proof_of_positivity(coefficients, a, b, lam.name)
    assert (proof is not None) == expected
    if proof is not None:
        assert isinstance(kernel.prove(stated(coefficients, a, b), proof, {}), kernel.Theorem)


@given(POLYNOMIALS, NUMBERS)
def test_at_a_point(coefficients: list[Fraction], a: Fraction) -> None:
    proof = proof_of_positivity(coefficients, a, a, lam.name)
    assert (proof is not None) == (sum((c * a**j for j, c in enumerate(coefficients)), Fraction(0)) > 0)
    if proof is not None:
        assert isinstance(kernel.prove(stated(coefficients, a, a), proof, {}), kernel.Theorem)


def test_a_proof_proves_its_own_statement_alone() -> None:
    """The controls: the same proof for a wider interval, and for a polynomial that is less by its least value."""
    coefficients, a, b = [Fraction(21, 10), Fraction(-3), Fraction(0), Fraction(1)], Fraction(0), Fraction(2)
    proof = proof_of_positivity(coefficients, a, b, lam.name)
    assert proof is not None
    assert proof["rule"] == "cut"
    kernel.prove(stated(coefficients, a, b), proof, {})
    for wrong in (stated(coefficients, a - 3, b), stated([Fraction(2), *coefficients[1:]], a, b)):
        with pytest.raises(kernel.ProofError):
            kernel.prove(wrong, proof, {})
