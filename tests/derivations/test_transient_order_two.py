"""The closed bound of order 2, against powers in rationals, the enclosed supremum, and runs at every precision."""

from fractions import Fraction
from math import isqrt
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.notation import r
from derivations.powers import lucas
from derivations.transient_bound import transient_bound
from derivations.transient_order_two import powers_of_order_two, transient_bound_of_order_two
from numerics import Quadratic
from numerics.algorithms import momentum
from tests.derivations.methods import MOMENTUM, polynomial_of
from tests.derivations.runs import fraction, rational
from verification.precisions import at_most, enclosures, surely_above

RADII = st.fractions(Fraction(-9, 10), Fraction(9, 10), max_denominator=10)
REAL = st.tuples(RADII, RADII).map(lambda pair: [(pair[0], None), (pair[1], None)])
COMPLEX = st.tuples(RADII, st.fractions(Fraction(1, 6), 6, max_denominator=6)).map(lambda pair: [pair])
ROOTS = st.one_of(REAL, COMPLEX)
CURVATURES = st.fractions(Fraction(1, 4), 4, max_denominator=4)


def momentum_with(roots: Any, curvature: Fraction) -> dict[str, Fraction]:
    """Momentum's parameters for these eigenvalues."""
    c_1, c_2 = polynomial_of(roots)
    return {"alpha": (1 + c_1 + c_2) / curvature, "beta": c_2}


@given(ROOTS, st.integers(0, 40))
@example([(Fraction(1, 2), None), (Fraction(1, 2), None)], 7)
@example([(Fraction(9, 10), None), (Fraction(9, 10), None)], 10)
@example([(Fraction(0), None), (Fraction(0), None)], 1)
@example([(Fraction(-1, 2), None), (Fraction(0), None)], 2)
def test_the_lucas_sequence_is_bounded(roots: Any, k: int) -> None:
    """r |S_k| <= k r^k, with equality at a double root, and (1 - r) |S_k| <= 1, for r = 0 too."""
    c_1, c_2 = polynomial_of(roots)
    radius = max(abs(m) for m, _ in roots)
    S, _ = lucas(k, -c_1, c_2)
    assert radius * abs(S) <= k * radius**k
    assert (1 - radius) * abs(S) <= 1
    assert abs(c_2) <= radius**2
    if len(roots) == 2 and roots[0] == roots[1]:
        assert radius * abs(S) == k * radius**k


@settings(max_examples=50)
@given(ROOTS, CURVATURES)
@example([(Fraction(9, 11), None), (Fraction(9, 11), None)], Fraction(1))
@example([(Fraction(0), None), (Fraction(0), None)], Fraction(4))
def test_the_closed_bound_is_above_the_supremum(roots: Any, curvature: Fraction) -> None:
    """|R| from above by Frobenius' norm, against the enclosed supremum of |R^k|."""
    parameters: dict[str, Any] = momentum_with(roots, curvature)
    found = MOMENTUM.transient_bound(curvature, **parameters)
    R = [[fraction(x) for x in row] for row in MOMENTUM.power(1, lam=curvature, **parameters).tolist()]
    square = sum((x * x for row in R for x in row), Fraction(0))
    frobenius = Fraction(isqrt(int(square * 10**20)) + 1, 10**10)  # |R| is at most this
    closed = transient_bound_of_order_two(rational(frobenius), rational(max(abs(m) for m, _ in roots)))
    assert found.lower <= closed


@settings(max_examples=10)
@given(ROOTS, CURVATURES)
@example([(Fraction(9, 10), None), (Fraction(9, 10), None)], Fraction(2))
def test_no_run_from_rest_exceeds_it(roots: Any, curvature: Fraction) -> None:
    """x^k is an entry of R^k (0, x^0), at every precision."""
    parameters: dict[str, Any] = momentum_with(roots, curvature)
    R = [[fraction(x) for x in row] for row in MOMENTUM.power(1, lam=curvature, **parameters).tolist()]
    bound = transient_bound(R)
    assert bound is not None
    limit = fraction(bound.upper)
    for name, x in enclosures(momentum.step, Quadratic.from_spectrum([curvature]), 8, start=[1], **parameters):
        assert at_most(abs(x), limit), name
        assert surely_above(abs(x), Fraction(1, 2)), name  # the negative control: |x^0| = 1 exceeds a half


@pytest.mark.parametrize(("norm", "radius"), [(1, 1), (1, -1), (-1, 0), (1, 2)])
def test_the_bound_is_of_stable_methods(norm: int, radius: int) -> None:
    with pytest.raises(ValueError, match=rf"norm={norm}, radius={radius} violates: 0 <= r < 1"):
        transient_bound_of_order_two(norm, radius)


def test_the_bound_is_an_expression() -> None:
    assert transient_bound_of_order_two(2, r).subs(r, Fraction(1, 2)) == Fraction(9, 2)
    assert transient_bound_of_order_two(0, 0) == 1


def test_it_is_a_claim_with_a_proof() -> None:
    assert powers_of_order_two.rests_on == ("kernel",)
    assert len(powers_of_order_two.proof["mutants"]) >= 3
