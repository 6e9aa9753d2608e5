"""Stochastic averaged gradient: its guarantee in exact expectation over all draws, and what it is in special cases."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent
from numerics.finite_sums import stochastic_average_gradient
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS

DRAWS = 6
PAIRS = st.tuples(CURVATURES, CURVATURES)


def part(curvature: Any, centre: Any) -> Callable[[Any], Any]:
    """The gradient of curvature/2 (w - centre)^2."""
    return lambda w: curvature * (w - centre)


@settings(max_examples=20)
@given(PAIRS, st.tuples(NUMBERS, NUMBERS), NUMBERS)
@example((Fraction(1), Fraction(1)), (Fraction(0), Fraction(0)), Fraction(1))
@example((Fraction(1, 20), Fraction(20)), (Fraction(9), Fraction(-9)), Fraction(0))
def test_its_guarantee_holds_in_exact_expectation(curvatures: Any, centres: Any, start: Fraction) -> None:
    """E f(w^k) - f* <= (1 - min(mu/(16 L), 1/(8 m)))^k C_0 at alpha = 1/(16 L), over all m^k sequences of draws."""
    m, largest, smallest = 2, max(curvatures), sum(curvatures) / 2
    best = sum(l * c for l, c in zip(curvatures, centres, strict=True)) / sum(curvatures)
    parts = [part(l, c) for l, c in zip(curvatures, centres, strict=True)]
    variance = sum((g(best) ** 2 for g in parts), Fraction(0)) / m
    distance = (start - best) ** 2
    constant = smallest / 2 * distance + 4 * largest / m * distance + variance / (16 * largest)
    shrink = 1 - min(smallest / (16 * largest), Fraction(1, 8 * m))
    alpha = 1 / (16 * largest)
    runs = [stochastic_average_gradient(parts, start, draws, alpha=alpha) for draws in product(range(m), repeat=DRAWS)]
    for k in range(DRAWS + 1):
        mean = sum((smallest / 2 * (run[k] - best) ** 2 for run in runs), Fraction(0)) / len(runs)
        assert mean <= shrink**k * constant


@given(CURVATURES, NUMBERS, NUMBERS, NUMBERS)
def test_one_part_is_gradient_descent(curvature: Fraction, centre: Fraction, start: Fraction, alpha: Fraction) -> None:
    ours = stochastic_average_gradient([part(curvature, centre)], start, [0] * 6, alpha=alpha)
    problem = Quadratic.from_spectrum([curvature], [centre])
    given_: dict[str, Any] = {"start": [start], "precision": "exact", "alpha": alpha}
    assert ours == list(simulate(gradient_descent.step, problem, 6, **given_).iterates[:, 0])


@given(st.lists(st.integers(0, 2), max_size=8), NUMBERS)
def test_each_gradient_counts_until_its_part_is_drawn_again(draws: list[int], start: Fraction) -> None:
    """For any f: w^k = w^0 - alpha/m sum_i (steps from i until j_i is drawn again, k at the latest) g_i."""
    names = iter(sympy.symbols(f"g0:{len(draws) + 1}", real=True))
    alpha = sympy.Symbol("alpha", real=True)
    taken: list[Any] = []

    def gradient(_: Any) -> Any:
        taken.append(next(names))
        return taken[-1]

    iterates = stochastic_average_gradient([gradient] * 3, sympy.Rational(start), draws, alpha=alpha)
    k = len(draws)
    lives = [next((i for i in range(n + 1, k) if draws[i] == draws[n]), k) - n for n in range(k)]
    expected = sympy.Rational(start) - alpha / 3 * sum(life * g for life, g in zip(lives, taken, strict=True))
    assert sympy.expand(iterates[-1] - expected) == 0


def test_it_runs_on_any_number_type() -> None:
    draws = [0, 1, 1, 0, 1]
    exact = stochastic_average_gradient([part(1, 2), part(3, -1)], Fraction(5), draws, alpha=Fraction(1, 8))
    for number in (float, mpmath.mpf):
        run = stochastic_average_gradient([part(1, 2), part(3, -1)], number(5), draws, alpha=number(1) / 8)
        assert [Fraction(float(w)) for w in run] == exact  # sixteenths to the fifth power are exact in 53 bits
    vectors = stochastic_average_gradient([part(1, 2), part(3, -1)], np.array([5.0, 5.0]), draws, alpha=1 / 8)
    assert (vectors[-1] == float(exact[-1])).all()


@pytest.mark.parametrize(("parts", "draw"), [([], 0), ([part(1, 0)], 1), ([part(1, 0)], -1)])
def test_what_is_not_there_is_not_drawn(parts: Any, draw: int) -> None:
    with pytest.raises(ValueError, match="violates"):
        stochastic_average_gradient(parts, Fraction(1), [draw], alpha=Fraction(1))
