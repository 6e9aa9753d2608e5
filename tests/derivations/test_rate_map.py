"""The map of (alpha lambda, beta), and what the iterates do in each of its regions, by exact runs."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.notation import beta
from derivations.rate_map import boundaries
from numerics import Quadratic, simulate
from numerics.algorithms.momentum import step

STEPS = 25
square_roots = st.fractions(0, 1, max_denominator=24)
products = st.fractions(0, 4, max_denominator=24)
inner = st.fractions(Fraction(1, 24), Fraction(23, 24), max_denominator=24)
numbers = st.fractions(-3, 3, max_denominator=5)


def region(product: Fraction, damping: Fraction) -> str:
    """The region by the eigenvalues, which are never computed: by discriminant, trace, p(1) and p(-1)."""
    trace = 1 + damping - product
    if trace**2 < 4 * damping:
        return "ripples"
    if product < 0 or product > 2 + 2 * damping:
        return "divergence"
    if product in (0, 2 + 2 * damping) or damping == 1:
        return "rate one"
    if damping == 0:
        return "the edge"
    return "monotonic decrease" if trace > 0 else "monotonic oscillations"


@given(products, square_roots)
@example(Fraction(1), Fraction(0))
@example(Fraction(1, 4), Fraction(1, 2))  # (1 - s)^2
@example(Fraction(9, 4), Fraction(1, 2))  # (1 + s)^2
@example(Fraction(5, 2), Fraction(1, 2))  # 2 + 2 beta
@example(Fraction(4), Fraction(1))
@example(Fraction(0), Fraction(1))
def test_the_boundaries_are_where_the_regions_end(product: Fraction, s: Fraction) -> None:
    at = {beta: sympy.Rational(s.numerator, s.denominator) ** 2}
    curves = {name: [Fraction(str(e.subs(at))) for e in ends] for name, ends in boundaries().items()}
    where = region(product, s**2)
    low, high = curves["ripples"]
    assert (where == "ripples") is (low < product < high)
    if 0 < s < 1:
        start, end = curves["monotonic decrease"]
        assert (where == "monotonic decrease") is (start < product <= end)
        start, end = curves["monotonic oscillations"]
        assert (where == "monotonic oscillations") is (start <= product < end)
    assert (where == "divergence") is (product > curves["divergence"][0])


@pytest.mark.parametrize(
    ("product", "damping", "where"),
    [  # the article's five examples: alpha lambda and beta as its figure uses them
        (Fraction(15, 100), Fraction(9, 10), "ripples"),
        (Fraction(15, 100), Fraction(1, 8), "monotonic decrease"),
        (Fraction(1), Fraction(0), "the edge"),
        (Fraction(2), Fraction(1, 20), "monotonic oscillations"),
        (Fraction(5, 2), Fraction(235, 1000), "divergence"),
    ],
)
def test_the_figure_s_own_examples(product: Fraction, damping: Fraction, where: str) -> None:
    assert region(product, damping) == where


def iterates(product: Fraction, damping: Fraction, y: Fraction, x: Fraction, steps: int = STEPS) -> list[Fraction]:
    problem, start = Quadratic.from_spectrum([1]), (np.array([y]), np.array([x]))
    run = simulate(step, problem, steps, start=start, precision="exact", alpha=product, beta=damping)
    return [row[0] for row in run.iterates]


def of_roots(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """alpha lambda and beta with these eigenvalues."""
    return (1 - one) * (1 - other), one * other


rest = Fraction(0)


@given(numbers, numbers)
def test_one_step(y: Fraction, x: Fraction) -> None:
    assert not any(iterates(Fraction(1), Fraction(0), y, x)[1:])


@given(st.fractions(Fraction(1, 24), 3, max_denominator=24), square_roots)
@example(Fraction(1), Fraction(0))
@example(Fraction(1), Fraction(1, 24))
def test_one_step_only_there(product: Fraction, s: Fraction) -> None:
    run = iterates(product, s**2, rest, Fraction(1))
    assert any(not (one or other) for one, other in pairwise(run)) is (product == 1 and s == 0)


@given(inner, inner)
@example(Fraction(1, 2), Fraction(1, 2))
def test_decrease_from_rest(one: Fraction, other: Fraction) -> None:
    run = iterates(*of_roots(one, other), rest, Fraction(1))
    assert all(0 < after < before for before, after in pairwise(run))


def changes(run: list[Fraction]) -> int:
    return sum(a * b < 0 for a, b in pairwise([x for x in run if x]))


@given(inner, inner, numbers, st.sampled_from([Fraction(1), Fraction(-1)]))
def test_real_positive_roots_change_sign_once_at_most(one: Fraction, other: Fraction, y: Fraction, x: Fraction) -> None:
    assert changes(iterates(*of_roots(one, other), 20 * y, x)) <= 1


def test_a_velocity_can_push_it_away() -> None:
    run = iterates(*of_roots(Fraction(3, 4), Fraction(2, 3)), Fraction(-12), Fraction(1))
    assert run[1] > run[0]


@given(inner, inner)
@example(Fraction(1, 2), Fraction(1, 2))
def test_negative_roots_flip_at_each_iteration(one: Fraction, other: Fraction) -> None:
    product, damping = of_roots(-one, -other)
    run = iterates(product, damping, rest, Fraction(1))
    assert all(a * b < 0 for a, b in pairwise(run))
    shrinks = all(abs(after) < abs(before) for before, after in pairwise(run))
    assert shrinks is (product < 2)


def test_the_size_of_the_oscillation_may_grow_first() -> None:
    product, damping = of_roots(Fraction(-1, 2), Fraction(-3, 4))
    assert region(product, damping) == "monotonic oscillations"
    run = iterates(product, damping, rest, Fraction(1))
    assert abs(run[1]) == Fraction(13, 8)
    figure = iterates(Fraction(2), Fraction(1, 20), rest, Fraction(1))
    assert abs(figure[1]) == abs(figure[0])


@given(st.fractions(0, 3, max_denominator=24), inner)
@example(Fraction(1), Fraction(1, 2))
@example(Fraction(9, 4), Fraction(1, 2))  # (1 + s)^2: all flips
@example(Fraction(11, 10), Fraction(19, 20))
def test_flips_from_rest(product: Fraction, s: Fraction) -> None:
    """All iterations flip iff alpha lambda >= (1 + s)^2; else one fails to within the proved number of steps."""
    gap = 4 * s**2 - (1 + s**2 - product) ** 2
    limit = int(4 * (product - 1) ** 2 / gap) + 2 if gap > 0 else STEPS
    if limit <= 120:
        run = iterates(product, s**2, rest, Fraction(1), limit)
        assert all(a * b < 0 for a, b in pairwise(run)) is (product >= (1 + s) ** 2)


def test_alpha_above_one_over_lambda_is_not_enough() -> None:
    run = iterates(Fraction(11, 10), Fraction(9, 10), rest, Fraction(1))
    assert run[1] * run[0] < 0 < run[1] * run[2]


@given(inner, inner, numbers, inner)
def test_ripples(share: Fraction, s: Fraction, y: Fraction, x: Fraction) -> None:
    product = (1 - s) ** 2 + share * 4 * s
    trace = 1 + s**2 - product
    run = iterates(product, s**2, y, x)
    energies = [b**2 - trace * a * b + s**2 * a**2 for a, b in pairwise(run)]
    assert energies == [s ** (2 * k) * energies[0] for k in range(STEPS)]
    signs = [(a > 0) - (a < 0) for a in run]
    for triple in zip(signs, signs[1:], signs[2:], strict=False):
        if product <= 1 + s**2:
            assert triple not in ((1, -1, 1), (-1, 1, -1))
        if product >= 1 + s**2:
            assert triple not in ((1, 1, 1), (-1, -1, -1))


@given(inner, inner)
def test_ripples_keep_no_sign_for_longer_than_proved(share: Fraction, s: Fraction) -> None:
    product = (1 - s) ** 2 + share * 4 * s
    run = iterates(product, s**2, rest, Fraction(1), 60)
    gap = 4 * s**2 - (1 + s**2 - product) ** 2
    for k, (a, b) in enumerate(pairwise(run)):
        limit = int(4 * b**2 / (gap * a**2)) + 1 if a * b > 0 else 0
        if a * b > 0 and k + limit + 1 <= 60:
            assert changes(run[k : k + limit + 2]) > 0 or 0 in run[k : k + limit + 2]


def test_high_frequency_ripples() -> None:
    run = iterates(Fraction(2), Fraction(1, 4), rest, Fraction(1), 2)
    assert region(Fraction(2), Fraction(1, 4)) == "ripples"
    assert run[0] * run[1] < 0
    assert run[1] * run[2] < 0


@given(st.fractions(Fraction(25, 24), 3, max_denominator=24), st.sampled_from([1, -1]), inner)
def test_divergence_from_rest(large: Fraction, sign: int, small: Fraction) -> None:
    one, other = sign * large, sign * small
    run = iterates(*of_roots(one, other), rest, Fraction(1))
    for k, (a, b) in enumerate(pairwise(run)):
        growth = (1 + k * (one**2 - 1)) * one**2 * (1 - other) ** 2
        assert (1 + other**2) * (a**2 + b**2) >= growth


def test_one_start_converges_where_the_rest_diverge() -> None:
    product, damping = of_roots(Fraction(-2), Fraction(-1, 4))
    assert region(product, damping) == "divergence"
    assert iterates(product, damping, Fraction(-4, 3), Fraction(1)) == [Fraction(-1, 4) ** k for k in range(STEPS + 1)]
