"""Two hundred random methods of orders 2 to 4: what is derived of each agrees with its eigenvalues.

A quarter of them has an eigenvalue of modulus 1 exactly, and the others inside, where the conditions are to fail by an
equality. Of the rest the spectrum is anything, and their conditions are also compared at other step-sizes and
curvatures with mpmath's eigenvalues at 50 digits, wherever these decide.
"""

import random
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

import mpmath
import pytest
import sympy
from sympy import Poly

from derivations.method import Method
from derivations.notation import alpha, lam, sigma
from derivations.schur_cohn import stability_polynomials
from numerics.exact import rational as exactly
from tests.derivations.methods import polynomial_of, radius_by_eigenvalues
from tests.derivations.random_methods import Sample, sample
from tests.derivations.runs import rational

METHODS, BLOCK, OTHERS = 200, 10, 3
BLOCKS = pytest.mark.parametrize("block", range(METHODS // BLOCK))


@cache
def the_method(seed: int) -> Sample:
    """Radii up to 13/10, for every fourth method 1 first and then less."""
    first = count()

    def radius(source: random.Random) -> Fraction:
        if seed % 4:
            return Fraction(source.randint(0, 13), 10)
        return Fraction(1) if next(first) == 0 else Fraction(source.randint(0, 9), 10)

    return sample(seed, radius)


def samples(block: int) -> list[Sample]:
    return [the_method(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]


def says_stable(method: Method, at: dict[Any, Any]) -> bool:
    return all(bool(condition.subs(at)) for condition in method.stability_conditions)


def left_hand_sides(method: Method, at: dict[Any, Any]) -> list[Any]:
    """What is to be positive, at numbers."""
    return list(stability_polynomials([c.subs(at) for c in method.characteristic_polynomial.all_coeffs()[1:]]))


def point(step_size: Fraction, curvature: Fraction) -> dict[Any, Any]:
    return {alpha: rational(step_size), lam: rational(curvature)}


@BLOCKS
def test_the_rule_has_the_spectrum_that_it_was_made_with(block: int) -> None:
    for made in samples(block):
        at = point(made.alpha, made.lam)
        assert made.method.iteration_matrix.subs(at) == sympy.Matrix([[rational(x) for x in r] for r in made.matrix])
        wanted = Poly([1, *map(rational, polynomial_of(made.roots))], sigma)
        assert made.method.characteristic_polynomial.as_expr().subs(at) == wanted.as_expr()


@BLOCKS
def test_its_conditions_hold_iff_every_eigenvalue_is_inside(block: int) -> None:
    """Where the spectrum was chosen, and elsewhere."""
    source = random.Random(block)
    assert any(made.radius == 1 for made in samples(block))
    for made in samples(block):
        agree_by_construction(made)
        for _ in range(OTHERS):
            agree_with_eigenvalues(made, Fraction(source.randint(-2, 9), 4), Fraction(source.randint(1, 9), 3))


def agree_by_construction(made: Sample) -> None:
    """On the boundary exactly: with no eigenvalue outside the circle no left-hand side is negative, by continuity, and
    with one on it one of them is 0."""
    at = point(made.alpha, made.lam)
    assert says_stable(made.method, at) is (made.radius < 1)
    if made.radius == 1:
        assert min(left_hand_sides(made.method, at)) == 0
    found, bound = eigenvalues(made.method, at)
    assert abs(found - made.radius) <= bound


def agree_with_eigenvalues(made: Sample, step_size: Fraction, curvature: Fraction) -> None:
    """Wherever 1 is not within their error."""
    at = point(step_size, curvature)
    found, bound = eigenvalues(made.method, at)
    if abs(found - 1) > bound:
        assert says_stable(made.method, at) is (found < 1)


def eigenvalues(method: Method, at: dict[Any, Any]) -> tuple[Fraction, Fraction]:
    """The largest modulus, right to 50 digits after the point, and a bound of its error."""
    with mpmath.workdps(60 * len(method.state)):
        found, bound = radius_by_eigenvalues(method.iteration_matrix.subs(at))
        assert bound < mpmath.mpf(10) ** -50
        return exactly(found), exactly(bound)


def test_there_are_two_hundred_of_every_kind() -> None:
    """Stable, unstable and on the boundary, of each order, with one gradient and two."""
    made = [the_method(seed) for seed in range(METHODS)]
    assert len({id(m.method) for m in made}) == METHODS
    for order in (2, 3, 4):
        for gradients in (1, 2):
            kinds = [
                (m.radius > 1) - (m.radius < 1)
                for m in made
                if len(m.method.state) == order and m.method.linear_rule.gradients == gradients
            ]
            assert min(kinds.count(kind) for kind in (-1, 0, 1)) >= 3


def test_a_condition_that_is_left_out_would_be_missed() -> None:
    """The negative control: each of the conditions is the only one to fail for some of the methods."""
    alone: dict[int, set[int]] = {2: set(), 3: set(), 4: set()}
    for seed in range(METHODS):
        made = the_method(seed)
        values = left_hand_sides(made.method, point(made.alpha, made.lam))
        failing = [i for i, value in enumerate(values) if not value > 0]
        if len(failing) == 1:
            alone[len(made.method.state)] |= {*failing}
    assert alone[2] == {0, 1, 2}
    assert len(alone[3]) >= 3
    assert len(alone[4]) >= 3


@pytest.mark.parametrize("made", [the_method(4 * i) for i in range(6)], ids=lambda m: m.method.name)
def test_the_largest_root_moved_across_the_circle(made: Sample) -> None:
    """The same spectrum times 1 - 10^-20 and 1 + 10^-20: stable and not, decided exactly."""
    shift = Fraction(1, 10**20)
    for factor in (1 - shift, 1 + shift):
        coefficients = polynomial_of([(factor * r, t) for r, t in made.roots])
        holds = all(value > 0 for value in stability_polynomials([rational(c) for c in coefficients]))
        assert holds is (factor < 1)
