"""The convex Rosenbrock problem: its gradient and excess against the printed sum, in every number system."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numerics import Ball, forward_error_bound, simulate
from numerics.algorithms import gradient_descent, momentum
from numerics.convex_rosenbrock import ConvexRosenbrock
from numerics.exact import rationals
from numerics.precision import Exact, endpoints

kappas = st.fractions(Fraction(5, 4), 50, max_denominator=8)
ends = st.sampled_from(["fixed", "free"])
sizes = st.integers(1, 7)
numbers = st.fractions(-3, 3, max_denominator=6)


def printed(w: list[Fraction], kappa: Fraction, end: str) -> Fraction:
    """f^n as the article prints it, with w_{n+1} = 0 or without the last term of the sum."""
    after = [*w[1:], Fraction(0)] if end == "fixed" else [*w[1:], w[-1]]
    steps = sum((one - other) ** 2 for one, other in zip(w, after, strict=True))
    return (w[0] - 1) ** 2 / 2 + Fraction(steps) / 2 + 2 / (kappa - 1) * sum(x * x for x in w)


def vector(*entries: Any) -> Any:
    return np.array(entries, dtype=object)


@given(kappas, ends, st.lists(numbers, min_size=1, max_size=7), numbers, st.data())
@example(Fraction(9), "fixed", [Fraction(0)], Fraction(1), None)
@example(Fraction(9), "free", [Fraction(0)], Fraction(1), None)
def test_gradient_is_that_of_the_printed_sum(
    kappa: Fraction, end: Any, w: list[Fraction], t: Fraction, data: st.DataObject | None
) -> None:
    n = len(w)
    i = data.draw(st.integers(0, n - 1)) if data else 0
    problem = ConvexRosenbrock(kappa, n, end, Exact())
    slope, curvature = problem.gradient(vector(*w))[i], 2 + problem.curvature - (end == "free" and i == n - 1)
    moved = [*w[:i], w[i] + t, *w[i + 1 :]]
    assert printed(moved, kappa, end) - printed(w, kappa, end) == t * slope + t**2 / 2 * curvature


@given(kappas, ends, st.lists(numbers, min_size=1, max_size=7))
def test_excess_and_minimiser(kappa: Fraction, end: Any, w: list[Fraction]) -> None:
    problem = ConvexRosenbrock(kappa, len(w), end, Exact())
    best = problem.minimiser
    assert not problem.gradient(best).any()
    assert problem.excess(vector(*w)) == printed(w, kappa, end) - printed(list(best), kappa, end)
    assert (problem.excess(vector(*w)) == 0) is (list(best) == w)


@given(kappas, ends, st.lists(numbers, min_size=1, max_size=7))
def test_it_is_the_quadratic_of_its_matrix(kappa: Fraction, end: Any, w: list[Fraction]) -> None:
    problem = ConvexRosenbrock(kappa, len(w), end, Exact())
    dense = problem.quadratic()
    assert list(problem.gradient(vector(*w))) == list(dense.gradient(vector(*w)))
    assert list(problem.minimiser) == list(dense.minimiser)


@given(kappas, ends, sizes)
def test_runs_in_floats_are_within_the_bound_of_the_matrix(kappa: Fraction, end: Any, n: int) -> None:
    """The matrix-free gradient adds the same terms in another order, so the bound for any order holds for it."""
    problem = ConvexRosenbrock(kappa, n, end)
    rule: dict[str, Any] = {"alpha": 1 / (4 + problem.curvature)}
    exact = simulate(gradient_descent.step, problem, 8, precision="exact", **rule).iterates
    found = simulate(gradient_descent.step, problem, 8, **rule).iterates
    bound = forward_error_bound(gradient_descent.step, problem.quadratic(), 8, start=[0] * n, **rule)
    assert (np.abs(rationals(found) - exact) <= rationals(bound)).all()


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("end", ["fixed", "free"])
def test_runs_in_balls_and_digits_hold_the_exact_one(backend: str, end: Any) -> None:
    problem = ConvexRosenbrock(Fraction(7, 3), 5, end)
    rule: dict[str, Any] = {"alpha": Fraction(1, 4), "beta": Fraction(1, 3)}
    exact = simulate(momentum.step, problem, 12, precision="exact", **rule).iterates
    low, high = endpoints(simulate(momentum.step, problem, 12, precision=Ball(200, backend), **rule).iterates)
    assert (low <= exact).all()
    assert (exact <= high).all()
    digits = simulate(momentum.step, problem, 12, precision=60, **rule).iterates
    bound = forward_error_bound(momentum.step, problem.quadratic(), 12, start=[0] * 5, precision=60, **rule)
    error = np.abs(rationals(digits) - exact)
    assert (error <= rationals(bound)).all()


def test_batches_of_starts() -> None:
    problem = ConvexRosenbrock(9, 4)
    starts = np.array([[0.0, 1, 2, 3], [1.0, 0, 0, 0]])
    together = simulate(momentum.step, problem, 6, start=starts, alpha=0.25, beta=0.5, record="objective").objective
    for row, start in enumerate(starts):
        alone = simulate(momentum.step, problem, 6, start=start, alpha=0.25, beta=0.5, record="objective").objective
        assert (together[:, row] == alone).all()


@pytest.mark.parametrize(
    ("arguments", "law"),
    [((1, 3), "kappa > 1"), ((Fraction(1, 2), 3), "kappa > 1"), ((9, 0), "n"), ((9, 3, "loose"), "fixed")],
)
def test_what_is_no_such_problem_is_refused(arguments: tuple[Any, ...], law: str) -> None:
    with pytest.raises(ValueError, match=law):
        ConvexRosenbrock(*arguments)
