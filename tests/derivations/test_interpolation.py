"""The interpolation inequality and co-coercivity, as derived, at points of a function that is no quadratic."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.inner_products import Vectors
from derivations.interpolation import Point, cocoercivity, interpolation, smoothness, strong_convexity
from derivations.notation import L, alpha, mu
from tests.derivations.algorithms.smooth_functions import Smooth, evaluated, functions, small

SPACE = Vectors("a", "b", "g", "h")
a, b, g, h = SPACE.symbols
f_a, f_b = sympy.symbols("f_a f_b", real=True)
anywhere = st.tuples(small, small)


def margin(relation: Any, f: Smooth, here: Any, there: Any, claimed: Smooth | None = None) -> Fraction:
    """Left side minus right side of a relation >=, at two points of f; mu and L are those of `claimed`."""
    first, second = (np.array(point, dtype=object) for point in (here, there))
    bounds = claimed or f
    vectors = {a: first, b: second, g: f.gradient(first), h: f.gradient(second)}
    numbers = {mu: bounds.mu, L: bounds.L, f_a: f.value(first), f_b: f.value(second)}
    return Fraction(evaluated(2 * (relation.gts - relation.lts), SPACE, vectors, numbers))


A, B = Point(a, g, f_a), Point(b, h, f_b)
RELATIONS = [
    interpolation(SPACE, A, B),
    interpolation(SPACE, B, A),
    cocoercivity(SPACE, a - b, g - h),
    smoothness(SPACE, B, A),
    strong_convexity(SPACE, B, A),
]


@given(functions(), anywhere, anywhere)
@example(Smooth(Fraction(1), Fraction(4)), (Fraction(0), Fraction(0)), (Fraction(1), Fraction(2)))
def test_a_smooth_strongly_convex_function_satisfies_them(f: Smooth, here: Any, there: Any) -> None:
    for relation in RELATIONS:
        assert margin(relation, f, here, there) >= 0


def test_a_function_that_is_less_smooth_does_not() -> None:
    """The negative control: curvature near L at the kink of phi'', where L is claimed to be a tenth of it."""
    f = Smooth(Fraction(1), Fraction(100), (0, 0))
    claimed = Smooth(Fraction(1), Fraction(10))
    here, there = (Fraction(1, 100), Fraction(0)), (Fraction(0), Fraction(0))
    assert margin(RELATIONS[0], f, here, there, claimed) < 0
    assert margin(RELATIONS[2], f, here, there, claimed) < 0


@given(anywhere, anywhere)
def test_quadratics_of_the_two_extreme_curvatures_attain_them(here: Any, there: Any) -> None:
    first, second = (np.array(point, dtype=object) for point in (here, there))
    for curvature in (Fraction(1), Fraction(4)):
        vectors = {a: first, b: second, g: curvature * first, h: curvature * second}
        values = {f_a: curvature * (first @ first) / 2, f_b: curvature * (second @ second) / 2}
        for relation in RELATIONS[:3]:
            numbers = values | {mu: Fraction(1), L: Fraction(4)}
            assert evaluated(2 * (relation.gts - relation.lts), SPACE, vectors, numbers) == 0


@given(anywhere, anywhere, small)
def test_inner_products_expand_as_those_of_vectors_do(here: Any, there: Any, size: Fraction) -> None:
    first, second = (np.array(point, dtype=object) for point in (here, there))
    derived = SPACE.inner(a - alpha * b, 3 * b + a)
    expected = (first - size * second) @ (3 * second + first)
    assert evaluated(derived, SPACE, {a: first, b: second}, {alpha: size}) == expected


@pytest.mark.parametrize("bad", [a * b, a + 1, a**2, alpha])
def test_what_is_no_combination_of_vectors_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="violates: a linear combination"):
        SPACE.norm(bad)


def test_names_that_would_be_confused_are_refused() -> None:
    with pytest.raises(ValueError, match="violates: each pair of names"):
        Vectors("a", "aa", "aaa")


def test_a_run_of_vectors_moves_their_inner_products() -> None:
    run = SPACE.run({a: (b, a - alpha * g)}, (g,))
    assert run.state == {SPACE.entry(a, a): (SPACE.norm(b), SPACE.norm(a - alpha * g))}
    assert set(run.inputs) == {SPACE.entry(a, g), SPACE.entry(g, g)}
