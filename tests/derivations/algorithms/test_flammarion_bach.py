"""What is proved of the family of Flammarion and Bach, confronted with runs of its rule at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.algorithms import flammarion_bach as derived
from derivations.notation import alpha, beta, lam
from numerics import Quadratic, simulate
from numerics.algorithms import momentum, nesterov
from numerics.algorithms.flammarion_bach import step
from tests.derivations.algorithms.enclosed import SYSTEMS, enclosed
from verification.precisions import at_most, contains, surely_above

SMALL = st.fractions(-2, 2, max_denominator=8)
SHARES = st.fractions(0, 1, max_denominator=8)
STARTS = st.fractions(-3, 3, max_denominator=8)
few = settings(max_examples=6)


def at(value: Any, a: Fraction, b: Fraction, curvature: Fraction) -> Fraction:
    """A derived expression at rationals."""
    numbers = [sympy.Rational(*q.as_integer_ratio()) for q in (a, b, curvature)]
    exact = sympy.sympify(value).subs(dict(zip((alpha, beta, lam), numbers, strict=True)))
    return Fraction(int(exact.p), int(exact.q))


def eta(a: Fraction, b: Fraction, curvature: Fraction, steps: int) -> list[Fraction]:
    """S_1, ..., S_{steps + 1} by the derived recurrence."""
    trace, determinant = (at(c, a, b, curvature) for c in (derived.TRACE, derived.DETERMINANT))
    found = [Fraction(0), Fraction(1)]
    for _ in range(steps):
        found.append(trace * found[-1] - determinant * found[-2])
    return found[1:]


@few
@given(SMALL, SMALL, st.fractions(Fraction(1, 4), 3, max_denominator=4), STARTS)
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(1))
@example(Fraction(4), Fraction(0), Fraction(1), Fraction(1))
def test_eta_has_constant_coefficients(a: Fraction, b: Fraction, curvature: Fraction, start: Fraction) -> None:
    """n (w^n - w*) = S_n (w^0 - w*), for step-sizes of either sign."""
    steps = 7
    if any(n * a + b == 0 for n in range(1, steps + 1)):
        a, b = Fraction(1, 3), Fraction(1, 7)
    problem = Quadratic.from_spectrum([curvature])
    expected = [s * start / n for n, s in enumerate(eta(a, b, curvature, steps), 1)]
    names = []
    for name, w in enclosed(step, problem, steps, start=[start], alpha=a, beta=b):
        assert contains(w[:, 0], np.array(expected)), name
        names.append(name)
    assert len(names) == len(SYSTEMS) + 1


@few
@given(SHARES, SHARES, STARTS)
@example(Fraction(1), Fraction(0), Fraction(1))
@example(Fraction(0), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(1), Fraction(1))
def test_both_guarantees(share: Fraction, b: Fraction, start: Fraction) -> None:
    """lambda = 1, beta = b <= 1 and alpha + beta <= 2."""
    a = share * (2 - b) or Fraction(1, 9)
    n = np.arange(1, 15)
    for name, w in enclosed(step, Quadratic.from_spectrum([1]), 13, start=[start], alpha=a, beta=b):
        squares = w[:, 0] ** 2
        assert at_most(squares * a * n**2, np.array([2 * start**2])), name
        assert at_most(squares * (a + b) * n, np.array([2 * start**2])), name


@few
@given(st.fractions(Fraction(1, 9), 1, max_denominator=9), STARTS)
@example(Fraction(1), Fraction(1))
def test_nesterovs_guarantee(a: Fraction, start: Fraction) -> None:
    n = range(1, 12)
    limits = np.array([(1 - a) ** (m - 1) * start**2 / (a * m**2) for m in n])
    for name, w in enclosed(step, Quadratic.from_spectrum([1]), 10, start=[start], alpha=a, beta=a):
        assert at_most(w[:, 0] ** 2, limits), name


def test_smaller_constants_are_refuted() -> None:
    """The negative controls: 3/2 for 2 with complex roots, and (1 - alpha lambda)^n in Nesterov's guarantee."""
    for name, w in enclosed(step, Quadratic.from_spectrum([1]), 6, start=[1], alpha=Fraction(9, 5), beta=0):
        assert surely_above(w[:, 0] ** 2 * Fraction(9, 5) * np.arange(1, 8) ** 2, np.array([Fraction(3, 2)])), name
    a = Fraction(1, 2)
    for name, w in enclosed(step, Quadratic.from_spectrum([1]), 6, start=[1], alpha=a, beta=a):
        limits = np.array([(1 - a) ** n / (a * n**2) for n in range(1, 8)])
        assert surely_above(w[:, 0] ** 2, limits), name


@pytest.mark.parametrize(
    ("a", "b", "stable"),
    [
        *((0, 2, True), (4, 0, True), (2, 1, True), (1, Fraction(3, 2), True), (1, 1, True), (Fraction(1, 9), 1, True)),
        *((Fraction(41, 10), 0, False), (-Fraction(1, 9), 1, False), (1, -Fraction(1, 9), False), (1, 2, False)),
    ],
)
def test_the_region_is_where_the_roots_are_in_the_disc(a: Any, b: Any, stable: bool) -> None:
    """The corners, the edges and points beyond each edge, by the roots' moduli in exact arithmetic of SymPy."""
    a, b = Fraction(a), Fraction(b)
    trace, determinant = (
        sympy.Rational(*at(c, a, b, Fraction(1)).as_integer_ratio()) for c in (derived.TRACE, derived.DETERMINANT)
    )
    t = sympy.Symbol("t")
    moduli = [sympy.Abs(root) for root in sympy.roots(t**2 - trace * t + determinant, t)]
    assert all(bool(modulus <= 1) for modulus in moduli) is stable
    assert (min(a, b) >= 0 and a + 2 * b <= 4) is stable


def by_gradients(rule: Any, first: Any, gradients: list[Fraction], parameters: Any) -> list[Fraction]:
    """The iterates of a rule whose n-th gradient is given, with parameters that depend on n."""
    state, found = first, []
    for n, slope in enumerate(gradients, 1):
        state = rule(state, lambda _, slope=slope: slope, **parameters(n))
        found.append(state[-1])
    return found


@given(st.lists(SMALL, min_size=1, max_size=6), st.fractions(Fraction(1, 5), 2, max_denominator=5), STARTS)
def test_nesterov_and_heavy_ball_are_members_for_any_gradients(g: list[Fraction], a: Fraction, w: Fraction) -> None:
    one = Fraction(1)
    ours = by_gradients(step, (one, w, w), g, lambda n: {"alpha": a, "beta": a})
    theirs = by_gradients(nesterov.step, (w, w), g, lambda n: {"alpha": a, "beta": Fraction(n - 1, n + 1)})
    assert ours == theirs
    ours = by_gradients(step, (one, w, w), g, lambda n: {"alpha": a, "beta": 0})
    sizes = lambda n: {"alpha": n * a / (n + 1), "beta": Fraction(n - 1, n) ** 2}  # noqa: E731
    assert ours == by_gradients(momentum.step, (0 * w, w), g, sizes)


def test_with_momentum_not_squared_heavy_ball_is_another_method() -> None:
    problem = Quadratic.from_spectrum([1])
    ours = simulate(step, problem, 3, start=[1], alpha=1, beta=0, precision="exact").iterates
    state: Any = (Fraction(0), Fraction(1))
    for n in range(1, 4):
        state = momentum.step(state, lambda w: w, alpha=Fraction(n, n + 1), beta=Fraction(n - 1, n))
    assert state[1] != ours[3][0]
