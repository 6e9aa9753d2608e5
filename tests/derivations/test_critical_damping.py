"""The best beta for a fixed step-size: against exact eigenvalues, and against runs of the update rule at every
precision."""

from fractions import Fraction
from typing import Any

import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.critical_damping import critical_beta, critical_rate, discriminant
from derivations.momentum import method
from derivations.notation import alpha, beta, lam
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum
from verification.precisions import PRECISIONS, at_most, contains, dissent, enclosures

STEPS = 8
ONE = Quadratic.from_spectrum([1])
roots = st.fractions(Fraction(1, 24), Fraction(5, 2), max_denominator=24)  # s = sqrt(alpha lambda)
moduli = st.fractions(-2, 2, max_denominator=12)
below_one = st.fractions(-2, 1, max_denominator=12)


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def critical(s: Fraction) -> dict[str, Any]:
    """alpha and beta at the critical value of lambda = 1, by the derived expression."""
    value = critical_beta(rational(s**2), 1)
    return {"alpha": s**2, "beta": Fraction(int(value.p), int(value.q))}


def from_rest(s: Fraction, k: int) -> Fraction:
    """x^k from x^0 = 1 at rest, where both eigenvalues are 1 - s: (1 + k s)(1 - s)^k."""
    return (1 + k * s) * (1 - s) ** k


def test_the_discriminant_is_that_of_the_derived_polynomial() -> None:
    assert sympy.expand(method.characteristic_polynomial.discriminant() - discriminant()) == 0
    wrong = (1 - beta - alpha * lam) ** 2 - 4 * beta
    assert sympy.expand(method.characteristic_polynomial.discriminant() - wrong) != 0  # the negative control


@given(roots)
@example(Fraction(1))
@example(Fraction(2))
def test_the_eigenvalue_is_repeated(s: Fraction) -> None:
    at = critical(s)
    matrix = method.iteration_matrix.subs({alpha: rational(at["alpha"]), beta: rational(at["beta"]), lam: 1})
    c = rational(1 - s)
    assert matrix.eigenvals() == {c: 2}
    assert critical_rate(rational(s**2), 1) == abs(c)


@settings(max_examples=25)
@given(roots)
@example(Fraction(1, 10))  # the phase diagram's: alpha lambda = 0.01, beta = 0.81
@example(Fraction(1))  # both eigenvalues are 0
@example(Fraction(3, 2))  # both are negative
@example(Fraction(2))  # beta = 1: no convergence
def test_runs_at_the_critical_value(s: Fraction) -> None:
    expected = [from_rest(s, k) for k in range(STEPS + 1)]
    assert dissent(expected, momentum.step, ONE, STEPS, start=[1], **critical(s)) == []


def test_runs_beside_the_critical_value_are_told_apart() -> None:
    s = Fraction(1, 3)
    beside = critical(s) | {"beta": (1 - s) ** 2 + Fraction(1, 10**12)}
    expected = [from_rest(s, k) for k in range(STEPS + 1)]
    assert dissent(expected, momentum.step, ONE, STEPS, start=[1], **beside) == PRECISIONS


@given(below_one, below_one)
@example(Fraction(1, 2), Fraction(1, 2))
@example(Fraction(0), Fraction(0))
@example(Fraction(-2), Fraction(-2))
@example(Fraction(1), Fraction(1, 2))
def test_no_real_eigenvalues_do_better(one: Fraction, other: Fraction) -> None:
    """alpha lambda = (1 - a)(1 - b) and beta = a b: |1 - s| <= rho says that 1 - rho <= s <= 1 + rho."""
    product, rho = (1 - one) * (1 - other), max(abs(one), abs(other))
    assert product <= (1 + rho) ** 2
    assert rho >= 1 or product >= (1 - rho) ** 2
    if 0 < product and rho < 1:
        assert (product in ((1 - rho) ** 2, (1 + rho) ** 2)) is (one == other)


@given(moduli, moduli)
@example(Fraction(3, 5), Fraction(0))
def test_no_complex_eigenvalues_do_better(re: Fraction, im: Fraction) -> None:
    """|1 - s| <= rho says that s, 1 and rho are the sides of a triangle, which they are: 1 - sigma, 1 and sigma."""
    product, squared = (1 - re) ** 2 + im**2, re**2 + im**2
    assert 4 * squared - (1 + squared - product) ** 2 == 4 * im**2  # 16 times the area, squared, by Heron


@given(roots, st.integers(1, STEPS))
@example(Fraction(1), 1)
@example(Fraction(3, 2), 1)
def test_the_square_root_improvement(s: Fraction, k: int) -> None:
    """The error of both methods after k steps, and the rates behind it."""
    descent = simulate(gradient_descent.step, ONE, k, start=[1], precision="exact", alpha=s**2).final[0]
    heavy = simulate(momentum.step, ONE, k, start=[1], precision="exact", **critical(s)).final[0]
    assert descent == (1 - s**2) ** k
    assert heavy == from_rest(s, k)
    gap, root_of = 1 - abs(1 - s**2), (1 - abs(1 - s)) ** 2
    assert root_of >= gap
    assert (root_of == gap) is (s <= 1)


@settings(max_examples=25)
@given(st.fractions(2, 3, max_denominator=12), st.fractions(0, Fraction(23, 24), max_denominator=24))
@example(Fraction(2), Fraction(0))
def test_from_a_product_of_4_on_no_beta_converges(s: Fraction, damping: Fraction) -> None:
    """From rest (-1)^k x^k does not decrease (claim stab.region): no precision refutes it."""
    for name, w in enclosures(momentum.step, ONE, STEPS, start=[1], alpha=s**2, beta=damping):
        flipped = [(-1) ** k * x for k, x in enumerate(w[:, 0])]
        assert at_most(flipped[:-1], flipped[1:]), name
        assert contains([flipped[0]], [1]), name
