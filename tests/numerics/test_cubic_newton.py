"""Accelerated cubic regularisation: its guarantee and its estimate sequence on every problem, and its step by hand."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import householder_basis
from numerics.cubic_newton import Estimate, accelerated_cubic_newton, cubic_step
from numerics.exact import Array
from numerics.precision import Digits, Exact, Float64, NumberSystem
from tests.numerics.algorithms.cases import CURVATURES, exactly, points
from tests.numerics.convex_cases import PROBLEMS, Case, case, convex

DIGITS = Digits(60)
STEPS = 5


def cubic(given_: Case, steps: int, system: NumberSystem, lipschitz: Fraction) -> list[Estimate]:
    problem = given_.to(system)
    hessian, start, l = (system.array(exactly(x)) for x in (given_.hessian, given_.start, [lipschitz]))
    with system.scope():
        return accelerated_cubic_newton(problem.excess, problem.gradient, lambda _: hessian, start, steps, lipschitz=l)


def within(excess: Fraction, k: int, lipschitz: Fraction, distance: Fraction) -> bool:
    """excess <= 14 L distance^{3/2}/(k (k + 1)(k + 2)), exactly, for excess >= 0, by squares."""
    return (k * (k + 1) * (k + 2) * excess) ** 2 <= (14 * lipschitz) ** 2 * distance**3


@st.composite
def away(draw: st.DrawFn) -> Case:
    """A convex case whose start is at least 1/12 from the minimiser."""
    given_ = draw(convex())
    offset = draw(points(len(given_.start)))
    offset[0] = offset[0] or Fraction(1)
    return replace(given_, start=list(given_.minimiser + exactly(offset)))


@settings(max_examples=25)
@given(away(), CURVATURES)
@example(case("free Rosenbrock"), Fraction(1, 20))
@example(case("fixed Rosenbrock"), Fraction(1))
@example(case("colorization"), Fraction(20))
@example(case("polynomial regression"), Fraction(1))
def test_its_guarantee_holds(given_: Case, lipschitz: Fraction) -> None:
    """f(w^k) - f* <= 14 L |w^0 - w*|^3/(k (k + 1)(k + 2)), of the exact f at the iterates of 60 digits, and
    A_k f(w^k) <= min psi_k.

    The bound is 14/20 (1/12)^3/210 or more, and where f is not constant the estimate has the slack of its second step,
    A_2 L r^3/6 or more: both far beyond what 60 digits round.
    """
    exact, system = given_.to(Exact()), given_.to(DIGITS)
    for k, found in enumerate(cubic(given_, STEPS, DIGITS, lipschitz), 1):
        assert within(exact.excess(exactly(found.point)), k, lipschitz, given_.distance)
        assert k * (k + 1) * (k + 2) // 6 * system.excess(found.point) <= found.value[0]


@settings(max_examples=25)
@given(st.integers(1, 3).flatmap(points), st.lists(CURVATURES | st.just(Fraction(0)), min_size=3, max_size=3))
@example([Fraction(9)], [Fraction(0)] * 3)
@example([Fraction(9), Fraction(0), Fraction(-1, 12)], [Fraction(0)] * 3)
def test_its_guarantee_holds_where_the_hessian_changes(start: list[Fraction], curvatures: list[Fraction]) -> None:
    """f(x) = sum |x_i|^3/6 + l_i x_i^2/2: the Hessian diag(|x_i| + l_i) has the Lipschitz constant 1, and f* = 0."""
    l = DIGITS.array(exactly(curvatures[: len(start)]))
    w0, one = DIGITS.array(exactly(start)), DIGITS.array(exactly([1]))

    def f(x: Any) -> Any:
        return (abs(x) ** 3 / 6 + l * x**2 / 2).sum(axis=-1)

    def hessian(x: Any) -> Array:
        return np.diag(abs(x) + l)

    found = accelerated_cubic_newton(f, lambda x: abs(x) * x / 2 + l * x, hessian, w0, STEPS, lipschitz=one)
    distance = sum((x * x for x in start), Fraction(0))
    for k, estimate in enumerate(found, 1):
        x = exactly(estimate.point)
        value = (abs(x) ** 3 / 6 + exactly(curvatures[: len(start)]) * x**2 / 2).sum()
        assert within(Fraction(value), k, Fraction(1), distance)
        assert k * (k + 1) * (k + 2) // 6 * f(estimate.point) <= estimate.value[0]


@settings(max_examples=40)
@given(
    st.lists(CURVATURES | st.just(Fraction(0)), min_size=2, max_size=2),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    CURVATURES,
    CURVATURES,
    st.sampled_from([(3, 4), (5, -12), (0, 1), (-8, -15)]),
)
def test_the_step_is_the_minimum_of_its_model(
    spectrum: Any, vector: Any, m: Fraction, scale: Fraction, pair: tuple[int, int]
) -> None:
    """For g = -(H + m |h|/2 I) h with a rational |h|, the step is h: of 60 or 16 digits, the condition of that matrix,
    below 2 10^4, costs no more than the 8 or so that are left out."""
    q = householder_basis([vector])
    h = scale * exactly(pair)
    length = scale * Fraction(round(sum(x * x for x in pair) ** 0.5))
    hessian = exactly(q * exactly(spectrum)[None, :] @ q.T)
    g = -(hessian @ h + m * length / 2 * h)
    for system, digits in ((DIGITS, 50), (Float64(), 8)):
        found = exactly(cubic_step(*(system.array(x) for x in (g, hessian, exactly([m])))))
        assert (abs(found - h) <= length / 10**digits).all()


@settings(max_examples=25)
@given(CURVATURES, CURVATURES, st.fractions(Fraction(1, 12), 9, max_denominator=12))
def test_it_is_the_published_method_in_one_dimension(curvature: Fraction, lipschitz: Fraction, start: Fraction) -> None:
    """f = l w^2/2, line by line: T_M solves a quadratic equation, v = w^0 - s/sqrt(6 L |s|), and psi_k(v) as a sum;
    60 digits, of which the four steps may lose 20."""
    context = DIGITS.context
    l, lip, x0 = (DIGITS.array(exactly([value]))[0] for value in (curvature, lipschitz, start))

    def t(y: Any, m: Any) -> Any:
        size = 2 * l * abs(y) / (l + context.sqrt(l * l + 2 * m * l * abs(y)))
        return y - context.sign(y) * size

    first = x = t(x0, lip)
    s, v = context.mpf(0), x0
    cuts: list[tuple[Any, Any]] = []
    found = accelerated_cubic_newton(
        lambda w: (l * w * w / 2).sum(axis=-1),
        lambda w: l * w,
        lambda _: np.array([[l]], dtype=object),
        np.array([x0], dtype=object),
        4,
        lipschitz=np.array([lip], dtype=object),
    )
    for k, estimate in enumerate(found, 1):
        assert abs(estimate.point[0] - x) <= x0 / 10**40
        assert abs(estimate.centre[0] - v) <= x0 / 10**40
        least = sum(c * (l * z * z / 2 + l * z * (v - z)) for c, z in cuts) + 2 * lip * abs(v - x0) ** 3
        assert abs(estimate.value[0] - l * first**2 / 2 - least) <= l * x0**2 / 10**40
        x = t(k * x / (k + 3) + 3 * v / (k + 3), 2 * lip)
        s += (k + 1) * (k + 2) * l * x / 2
        cuts.append(((k + 1) * (k + 2) / 2, x))
        v = x0 - context.sign(s) * context.sqrt(abs(s) / (6 * lip))


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_converges_in_float64(name: str) -> None:
    """After 30 steps, where the bound is 1/2000 |w^0 - w*|^3, far above what rounding does to f."""
    given_ = case(name)
    found = cubic(given_, 30, Float64(), Fraction(1))
    exact = given_.to(Exact())
    assert within(exact.excess(exactly(found[-1].point)), 30, Fraction(1), given_.distance)


@pytest.mark.parametrize("system", [Float64(), Digits(30)], ids=str)
def test_a_start_at_the_minimiser_stays(system: NumberSystem) -> None:
    problem, mu, largest = PROBLEMS["colorization"]
    given_ = Case(problem, mu, largest, [Fraction(1)] * problem.dimension)
    for found in cubic(given_, 4, system, Fraction(1)):
        assert (exactly(found.point) == 1).all()
        assert (exactly(found.centre) == 1).all()
        assert exactly(found.value)[0] == 0


def test_no_step_is_no_run() -> None:
    with pytest.raises(ValueError, match="iterations"):
        cubic(case("colorization"), 0, Float64(), Fraction(1))
