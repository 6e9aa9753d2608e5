"""The convex Rosenbrock function: its minimiser and its spectrum for every n, against exact solutions and balls."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath.ctx_iv import MPIntervalContext
from sympy import Add, Mul, Rational, cos, pi

from derivations.convex_rosenbrock_spectrum import condition_number, eigenvalues
from numerics.convex_rosenbrock import ConvexRosenbrock
from numerics.precision import Exact

rates = st.fractions(Fraction(1, 8), Fraction(7, 8), max_denominator=12)
sizes = st.integers(1, 8)
both = pytest.mark.parametrize("free", [False, True])

iv = MPIntervalContext()
iv.prec = 300


def kappa_of(q: Fraction) -> Fraction:
    """The condition number with (sqrt(kappa) - 1)/(sqrt(kappa) + 1) = q."""
    return ((1 + q) / (1 - q)) ** 2


def ball(value: Any) -> Any:
    """An enclosure of a SymPy number: of rationals, pi, cosines and square roots."""
    if isinstance(value, (int, Fraction)):
        return iv.mpf(value.numerator) / value.denominator
    if value.is_Rational:
        return iv.mpf(int(value.p)) / int(value.q)
    if value is pi:
        return iv.pi
    parts = [ball(part) for part in value.args]
    if value.is_Pow:
        return iv.sqrt(parts[0]) if value.exp == Rational(1, 2) else parts[0] ** int(value.exp)
    return {Add: iv.fsum, Mul: iv.fprod, cos: lambda factors: iv.cos(factors[0])}[value.func](parts)


@cache
def cosines(n: int, free: bool) -> list[Any]:
    """The t of the eigenvalues 2 + c - 2 t."""
    return [1 - ball(value) / 2 for value in eigenvalues(n, 0, free=free)]


@given(rates, sizes)
@example(Fraction(1, 2), 1)
def test_minimisers_in_closed_form(q: Fraction, n: int) -> None:
    kappa = kappa_of(q)
    fixed = ConvexRosenbrock(kappa, n, "fixed").exact_minimiser
    free = ConvexRosenbrock(kappa, n, "free").exact_minimiser
    powers = [q**i for i in range(1, n + 1)]
    assert list(fixed) == [(p - q ** (2 * n + 2) / p) / (1 - q ** (2 * n + 2)) for p in powers]
    assert list(free) == [(p + q ** (2 * n + 1) / p) / (1 + q ** (2 * n + 1)) for p in powers]
    assert all(0 < p - w <= q ** (2 * n + 1) / p <= q ** (n + 1) for p, w in zip(powers, fixed, strict=True))
    assert all(0 < w - p <= q ** (2 * n + 1) / p <= q ** (n + 1) for p, w in zip(powers, free, strict=True))


@given(rates, sizes)
def test_the_printed_minimiser_is_that_of_the_absorbing_end(q: Fraction, n: int) -> None:
    """Its gradient is 0 but in the last component, where it is q w_n: that of (1 - q) w_n^2/2 instead of w_n^2/2."""
    w = np.array([q**i for i in range(1, n + 1)], dtype=object)
    slope = ConvexRosenbrock(kappa_of(q), n, "fixed", Exact()).gradient(w)
    assert list(slope) == [0] * (n - 1) + [q * w[-1]]


def last_component(n: int, t: Any, free: bool) -> Any:
    """u_{n+1} or u_{n+1} - u_n, which is 0 for an eigenvalue 2 + c - 2 t."""
    u, following = 1, 2 * t
    for _ in range(n - 1):
        u, following = following, 2 * t * following - u
    return following - u if free else following


@both
@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_the_spectrum_is_exact(n: int, free: bool) -> None:
    found = cosines(n, free)
    assert all(0 in last_component(n, t, free) for t in found)
    assert all(later.b < earlier.a for earlier, later in pairwise(found))  # n different ones
    assert all(last_component(n, t, free).delta < iv.mpf(10) ** -30 for t in found)
    assert 0 not in last_component(n, iv.cos(2 * iv.pi / (2 * n + 3)), free)  # the negative control


@both
@given(rates, st.lists(st.fractions(-3, 3, max_denominator=5), min_size=1, max_size=7))
def test_rayleigh_quotients_are_between_the_extremes(free: bool, q: Fraction, v: list[Fraction]) -> None:
    problem = ConvexRosenbrock(kappa_of(q), len(v), "free" if free else "fixed", Exact())
    w = np.array(v, dtype=object)
    product = 2 * (problem.excess(w + problem.minimiser))
    length = ball(Fraction(sum(x * x for x in v)))
    low, high = ((2 + ball(problem.curvature) - 2 * t) * length for t in (cosines(len(v), free)[i] for i in (0, -1)))
    assert low.a <= ball(product).b
    assert ball(product).a <= high.b


@given(rates, st.integers(2, 40))
def test_condition_numbers(q: Fraction, n: int) -> None:
    kappa = kappa_of(q)
    t = iv.cos(iv.pi / (n + 1))
    limit = ball(kappa)
    expected = (limit + 1 + (limit - 1) * t) / (limit + 1 - (limit - 1) * t)
    found = ball(condition_number(n, Rational(str(kappa))))
    assert overlap(found, expected)
    gap, side = limit - found, n + 1
    assert gap.a >= (2 * (limit**2 - 1) / (side**2 + 2 * (limit - 1))).a
    assert gap.b <= (5 * (limit**2 - 1) / (2 * side**2 + 2 + 5 * (limit - 1))).b
    free = ball(condition_number(n, Rational(str(kappa)), free=True))
    assert free.b < limit.a
    assert (n * (limit - free)).b <= (3 * (limit**2 - 1) / 4).b


def overlap(one: Any, other: Any) -> bool:
    return bool(one.a <= other.b and other.a <= one.b)


def test_the_bounds_of_the_speed_meet_at_one_component() -> None:
    kappa = Rational(9)
    assert condition_number(1, kappa) == 1
    assert 2 * (kappa**2 - 1) / (4 + 2 * (kappa - 1)) == kappa - 1 == 5 * (kappa**2 - 1) / (8 + 2 + 5 * (kappa - 1))


def test_no_dimension_is_refused() -> None:
    with pytest.raises(ValueError, match="n >= 1"):
        eigenvalues(0)
