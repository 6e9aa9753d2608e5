"""The loss as a sum over eigenvectors, and their order: exactly, in balls, and against runs of the update rule."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.decomposing_the_error import error, last_step_size_in_order
from numerics import Ball, Quadratic, forward_error_bound, simulate
from numerics.algorithms.gradient_descent import step
from numerics.exact import rationals
from numerics.precision import endpoints

STEPS = 8
Rows = list[tuple[Fraction, Fraction]]
positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
values = st.fractions(-3, 3, max_denominator=12)
components = st.lists(st.tuples(positive, values), min_size=1, max_size=4)
sizes = st.fractions(Fraction(-1, 2), 3, max_denominator=10)  # alpha lambda_n, beyond both ends of stability
inside = st.fractions(Fraction(1, 40), Fraction(79, 40), max_denominator=40)  # 0 < alpha lambda_n < 2


def run(rows: Rows, alpha: Fraction, **more: Any) -> Any:
    problem = Quadratic.from_spectrum([l for l, _ in rows])
    return simulate(step, problem, STEPS, start=[x for _, x in rows], alpha=alpha, **more)


# ---- the decomposition --------------------------------------------------------------------------------------------


@given(components, sizes)
@example([(Fraction(1), Fraction(1))], Fraction(0))  # no step at all
@example([(Fraction(1), Fraction(1))], Fraction(1))  # alpha l = 1
@example([(Fraction(2), Fraction(1)), (Fraction(2), Fraction(-1))], Fraction(2))  # repeated, at the edge
def test_the_loss_of_a_run(rows: Rows, size: Fraction) -> None:
    """The negative control is the printed sum, which is twice the loss: it agrees only where the loss is 0."""
    spectrum, start = zip(*rows, strict=True)
    alpha = size / max(spectrum)
    losses = run(rows, alpha, precision="exact", record="objective").objective
    for k, loss in enumerate(losses):
        assert loss == error(spectrum, start, alpha, k)
        printed = sum((1 - alpha * l) ** (2 * k) * l * x**2 for l, x in rows)
        assert (loss == printed) == (loss == 0)


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("bits", [180, 700])  # 50 and 200 digits
def test_balls_contain_the_loss(backend: str, bits: int) -> None:
    rows = [(Fraction(1, 10), Fraction(1)), (Fraction(1), Fraction(-2)), (Fraction(7, 3), Fraction(1, 3))]
    spectrum, start = zip(*rows, strict=True)
    alpha = Fraction(5, 7)
    low, high = endpoints(run(rows, alpha, precision=Ball(bits, backend), record="objective").objective)
    for k in range(STEPS + 1):
        assert low[k] <= error(spectrum, start, alpha, k) <= high[k]
    assert max(high - low) < Fraction(1, 2 ** (bits - 60))


def test_the_loss_takes_symbols() -> None:
    l, x, alpha, k = sympy.symbols("l x alpha k")
    assert sympy.expand(error([l], [x], alpha, 1) - (1 - alpha * l) ** 2 * l * x**2 / 2) == 0
    assert error([l], [x], alpha, k).subs({l: 1, x: 1, alpha: 0, k: 5}) == sympy.Rational(1, 2)
    with pytest.raises(ValueError, match=r"zip\(\) argument 2 is shorter"):
        error([1, 2], [1], 1, 1)


# ---- the order ----------------------------------------------------------------------------------------------------


@given(positive, positive, inside)
@example(Fraction(1), Fraction(2), Fraction(1))  # half of the stable step-sizes
@example(Fraction(1), Fraction(2), Fraction(3, 2))  # at 1
@example(Fraction(1), Fraction(2), Fraction(4, 3))  # at 2/(l_i + l_j) = 2/3
@example(Fraction(2), Fraction(0), Fraction(3, 2))  # equal eigenvalues
def test_the_order_turns_at_two_over_the_sum(low: Fraction, more: Fraction, size: Fraction) -> None:
    """Beyond 2/(l_i + l_j), the negative control, the larger eigenvalue is found slower in the run."""
    high = low + more
    alpha = size / high
    turn = Fraction(str(last_step_size_in_order(*(sympy.Rational(str(l)) for l in (low, high)))))
    errors = abs(run([(low, Fraction(1)), (high, Fraction(1))], alpha, precision="exact").iterates)
    for slow, fast in errors[1:]:
        assert (fast < slow) == (alpha < turn and low < high)
        assert (fast == slow) == (alpha == turn or low == high)
    assert 2 * turn >= 2 / high  # in order up to half of the stable step-sizes, at least


@given(components, inside)
@example([(Fraction(1), Fraction(1))], Fraction(1))
def test_machine_precision_shrinks_by_the_modulus(rows: Rows, size: Fraction) -> None:
    spectrum, start = zip(*rows, strict=True)
    alpha = size / max(spectrum)
    problem = Quadratic.from_spectrum(list(spectrum))
    bound = rationals(forward_error_bound(step, problem, STEPS, start=list(start), alpha=alpha))
    errors = abs(rationals(run(rows, alpha).iterates))
    for k in range(STEPS + 1):
        expected = np.array([abs(1 - alpha * l) ** k * abs(x) for l, x in rows], dtype=object)
        assert (abs(errors[k] - expected) <= bound[k]).all()


@given(inside, inside)
@example(Fraction(1), Fraction(19, 10))  # 0 and -9/10
@example(Fraction(1, 2), Fraction(3, 2))  # 1/2 and -1/2
def test_the_closer_in_modulus_the_slower(one: Fraction, other: Fraction) -> None:
    """The negative control: in the order of the signed numbers the claim is found wrong beyond alpha l = 1."""
    errors = abs(run([(one, Fraction(1)), (other, Fraction(1))], Fraction(1), precision="exact").iterates)
    slower = [bool(second > first) for first, second in errors[1:]]
    assert slower == [abs(1 - other) > abs(1 - one)] * STEPS
    if one <= 1 and other <= 1:
        assert slower == [1 - other > 1 - one] * STEPS
    if one == 1 and other == Fraction(19, 10):
        assert slower != [1 - other > 1 - one] * STEPS


@given(positive, inside, values)
@example(Fraction(1), Fraction(1), Fraction(1))
def test_the_bound_that_gives_the_limit(l: Fraction, size: Fraction, start: Fraction) -> None:
    r = abs(1 - size)
    errors = abs(run([(l, start)], size / l, precision="exact").iterates[:, 0])
    assert all(e * (1 + k * (1 - r)) <= abs(start) for k, e in enumerate(errors))
