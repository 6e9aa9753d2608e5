"""Linear coupling: its guarantee and the potential behind it, exactly, on every convex problem."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic, simulate
from numerics.algorithms.linear_coupling import step
from numerics.exact import Array
from numerics.precision import Exact
from tests.numerics.algorithms.cases import exactly
from tests.numerics.convex_cases import PROBLEMS, Case, case, convex

FLAT = Case(Quadratic.from_spectrum([0], semidefinite=True), Fraction(0), Fraction(1), [Fraction(5)])


def states(given_: Case, alpha: Fraction, steps: int) -> tuple[Array, Array]:
    """v^k and w^k, exactly."""
    rule: dict[str, Any] = {"precision": "exact", "record": "states", "start": given_.start, "alpha": alpha}
    _, v, w = simulate(step, given_.problem, steps, **rule).values
    return v, w


@settings(max_examples=40)
@given(convex(), st.fractions(Fraction(1, 10), 1, max_denominator=10))
@example(FLAT, Fraction(1))
@example(case("free Rosenbrock"), Fraction(1))
@example(case("fixed Rosenbrock"), Fraction(1))
@example(case("colorization"), Fraction(1))
@example(case("polynomial regression"), Fraction(1))
def test_its_guarantee_holds_exactly(given_: Case, share: Fraction) -> None:
    """f(w^k) - f* <= 2 |w^0 - w*|^2/(alpha (k + 1)^2) for alpha <= 1/L (published with k^2), and the sum behind it:

    (k + 1)^2/4 alpha (f(w^k) - f*) + alpha/4 sum_{0<j<k} (f(w^j) - f*) + |v^k - w*|^2/2 <= |w^0 - w*|^2/2,

    since alpha_{k+1}^2 L - alpha_{k+1} + alpha/4 = alpha_k^2 L for the published alpha_k = (k + 1) alpha/2.
    """
    alpha = share / given_.largest
    v, w = states(given_, alpha, 6)
    excess = given_.to(Exact()).excess(w)
    for k in range(1, 7):
        assert excess[k] <= 2 * given_.distance / (alpha * (k + 1) ** 2)
        rest = v[k] - given_.minimiser
        paid = Fraction((k + 1) ** 2, 4) * alpha * excess[k] + alpha / 4 * sum(excess[1:k])
        assert paid + rest @ rest / 2 <= given_.distance / 2


@settings(max_examples=30)
@given(convex(), st.fractions(Fraction(-1), 2, max_denominator=9))
def test_it_is_the_published_algorithm(given_: Case, alpha: Fraction) -> None:
    """x = tau z + (1 - tau) y, tau_k = 2/(k + 2), alpha_{k+1} = (k + 2)/(2L), line by line, for any alpha = 1/L."""
    problem = given_.to(Exact())
    v, w = states(given_, alpha, 5)
    y = z = exactly(given_.start)
    for k in range(5):
        tau = Fraction(2, k + 2)
        g = problem.gradient(tau * z + (1 - tau) * y)
        y, z = tau * z + (1 - tau) * y - alpha * g, z - Fraction(k + 2, 2) * alpha * g
        assert (w[k + 1] == y).all()
        assert (v[k + 1] == z).all()


def test_the_potential_would_not_bear_a_longer_step() -> None:
    """The negative control: on f = w^2/2 with alpha = 2/L, the potential after a step is (2 + 1)/2 > 1/2."""
    v, w = states(Case(Quadratic.from_spectrum([1]), Fraction(1), Fraction(1), [Fraction(1)]), Fraction(2), 1)
    assert 2 * w[1, 0] ** 2 / 2 + v[1, 0] ** 2 / 2 == Fraction(3, 2)


def test_the_guarantee_holds_over_thousands_of_steps() -> None:
    """Along nearly flat directions, in float64, far above what rounding can do to f."""
    problem = Quadratic.from_spectrum([Fraction(1, 4**j) for j in range(12)])
    objective = simulate(step, problem, 2000, alpha=1, record="objective").objective
    assert objective[2000] <= 2 * 12 / 2001**2


@pytest.mark.parametrize("name", PROBLEMS)
def test_it_converges_in_float64_and_at_digits(name: str) -> None:
    """Both runs stay below their guarantee after 300 steps, 10^-5 or more, far above what rounding does to f."""
    given_ = case(name)
    for precision in ("float64", 30):
        rule: dict[str, Any] = {"precision": precision, "record": "objective", "alpha": 1 / given_.largest}
        objective = exactly(simulate(step, given_.problem, 300, **rule).objective)
        assert objective[300] <= 2 * given_.largest * given_.distance / 301**2


def test_it_is_not_stationary() -> None:
    with pytest.raises(ValueError, match="no step is counted"):
        Method(step)
