"""The curved ravine: gradient, Hessian and minimum against SymPy's derivatives of the printed function."""

from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from numerics import simulate
from numerics.algorithms.momentum import step
from numerics.curved_ravine import CurvedRavine
from numerics.precision import Exact

x, y = sympy.symbols("x y", real=True)
PRINTED = (1 - x) ** 2 + 20 * (3 * y - x**2) ** 2
numbers = st.fractions(-3, 3, max_denominator=8)


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


@given(numbers, numbers)
@example(Fraction(1), Fraction(1, 3))
@example(Fraction(0), Fraction(0))
def test_it_is_the_printed_function(first: Fraction, second: Fraction) -> None:
    problem, at = CurvedRavine(Exact()), {x: rational(first), y: rational(second)}
    w = np.array([first, second], dtype=object)
    assert problem.excess(w) == PRINTED.subs(at)
    assert list(problem.gradient(w)) == [PRINTED.diff(v).subs(at) for v in (x, y)]


def test_hessian_and_minimiser() -> None:
    problem = CurvedRavine(Exact())
    at = dict(zip((x, y), map(rational, problem.minimiser), strict=True))
    hessian = sympy.hessian(PRINTED, (x, y)).subs(at)
    assert sympy.Matrix(problem.hessian.tolist()) == hessian
    assert hessian.is_positive_definite
    assert not problem.gradient(problem.minimiser).any()
    assert problem.excess(problem.minimiser) == 0


def test_it_runs_at_any_number_of_digits_and_in_batches() -> None:
    exact = {"alpha": Fraction(3, 1000), "beta": Fraction(74, 100)}
    digits = simulate(step, CurvedRavine(), 5, precision=40, **exact).final  # type: ignore[arg-type]
    more = simulate(step, CurvedRavine(), 5, precision=80, **exact).final  # type: ignore[arg-type]
    assert [sympy.Float(str(a), 30) == sympy.Float(str(b), 30) for a, b in zip(digits, more, strict=True)] == [True] * 2
    starts = np.array([[1.0, 1 / 4], [0.0, 2.0]])
    batch = simulate(step, CurvedRavine(), 3, start=starts, alpha=0.001, beta=0.5).iterates
    alone = simulate(step, CurvedRavine(), 3, start=starts[1], alpha=0.001, beta=0.5).iterates
    assert (batch[:, 1] == alone).all()
