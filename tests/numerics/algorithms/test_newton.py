"""Newton's method and natural gradient, exactly: one step, the Fisher matrix by its definition, invariance."""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Colorization, ConvexRosenbrock, Digits, Graph, PolynomialRegression, Quadratic, simulate
from numerics.algorithms import gradient_descent, natural_gradient, newton
from numerics.algorithms.newton import hessian, solve_definite
from numerics.exact import solve
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import NUMBERS, exactly, points, quadratics, rounded_like, runs

SIZES = st.fractions(0, 2, max_denominator=9)
POINTS = st.lists(st.integers(-5, 5), min_size=3, max_size=4, unique=True)


def article_problems() -> list[Any]:
    return [
        PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=2).quadratic,
        Colorization.on(Graph.path(5), [0]),
        ConvexRosenbrock(9, 5),
    ]


@settings(max_examples=40)
@given(runs())
@example((Quadratic.from_spectrum([5]), [Fraction(1)]))
@example((Quadratic.from_spectrum([1, 1], [2, 3]), [Fraction(2), Fraction(3)]))
def test_newton_ends_after_one_step(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    iterates = simulate(newton.step, problem, 2, start=start, precision="exact").iterates
    assert (iterates[1:] == exactly(problem.centre)).all()


@settings(max_examples=40)
@given(quadratics(), st.data())
def test_the_matrix_is_that_of_the_quadratic(problem: Quadratic, data: st.DataObject) -> None:
    """A from gradients and A^{-1} b by elimination, against the matrix that was given and Gauss-Jordan's solution."""
    w, right = (exactly(data.draw(points(problem.dimension))) for _ in range(2))
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    found = hessian(lambda x: matrix @ (x - minimiser), w, matrix @ (w - minimiser))
    assert (found == matrix).all()
    assert (solve_definite(found, right) == solve(matrix, right)[0]).all()


@pytest.mark.parametrize("step", [newton.step, natural_gradient.step])
@pytest.mark.parametrize("precision", [Ball(400), Ball(400, "mpmath"), "exact"], ids=str)
def test_one_step_solves_the_problems_of_the_article(step: Any, precision: Any) -> None:
    given_: dict[str, Any] = {"alpha": 1} if step is natural_gradient.step else {}
    for problem in article_problems():
        low, high = endpoints(simulate(step, problem, 1, precision=precision, record="objective", **given_).objective)
        assert low[0] > 0
        assert low[1] <= 0 <= high[1]
        assert high[1] < low[0]


@pytest.mark.parametrize("precision", ["float64", 50, 200])
def test_rounded_steps_end_in_the_intervals_of_as_many_bits(precision: Any) -> None:
    """No row is exchanged, so that each operation of the rounded run lies in its interval.

    In float64, for gradients without a matrix: the products of others are not summed from left to right.
    """
    problems = article_problems()[1:] if precision == "float64" else article_problems()
    bits = 53 if precision == "float64" else Digits(precision).context.prec
    for problem in problems:
        rounded, low, high = rounded_like(precision, bits, newton.step, problem, 2)
        assert ((low <= rounded) & (rounded <= high)).all()


@settings(max_examples=25)
@given(runs(), SIZES)
@example((Quadratic.from_spectrum([5]), [Fraction(1)]), Fraction(2))
def test_natural_gradient_shrinks_every_error_alike(run: tuple[Quadratic, Any], alpha: Fraction) -> None:
    """w^k - w* = (1 - alpha)^k (w^0 - w*): whatever the curvatures, the condition number is 1."""
    problem, start = run
    iterates = simulate(natural_gradient.step, problem, 4, start=start, precision="exact", alpha=alpha).iterates
    minimiser = exactly(problem.centre)
    for k, w in enumerate(iterates):
        assert (w - minimiser == (1 - alpha) ** k * (exactly(start) - minimiser)).all()


def fisher_of(problem: PolynomialRegression) -> Any:
    """E[s s^T] by its definition, s = Z^T e the score for noise e of variance 1: over all signs e = (+-1, .., +-1)."""
    design = problem.vandermonde
    scores = [design.T @ exactly(signs) for signs in product((-1, 1), repeat=len(design))]
    return sum(s[:, None] * s for s in scores) / len(scores)


@settings(max_examples=20)
@given(POINTS, st.data())
def test_for_least_squares_the_fisher_matrix_makes_it_newton(places: list[int], data: st.DataObject) -> None:
    values, start = data.draw(points(len(places))), data.draw(points(3))
    problem = PolynomialRegression(places, values, degree=2)
    fisher = fisher_of(problem)
    given_: dict[str, Any] = {"start": start, "precision": "exact"}
    for alpha in (Fraction(1), Fraction(1, 3)):
        by_definition = natural_gradient.with_fisher(lambda _: fisher)
        run = simulate(by_definition, problem.quadratic, 3, alpha=alpha, **given_).iterates
        assert (run == simulate(natural_gradient.step, problem.quadratic, 3, alpha=alpha, **given_).iterates).all()
        if alpha == 1:
            assert (run == simulate(newton.step, problem.quadratic, 3, **given_).iterates).all()
            assert (run[1:] == problem.solution).all()


@settings(max_examples=20)
@given(quadratics(), NUMBERS, SIZES, st.data())
def test_it_does_not_depend_on_the_coordinates(
    problem: Quadratic, entry: Fraction, alpha: Fraction, data: st.DataObject
) -> None:
    """For w = T v the runs correspond, with T^T F T in place of F: for gradient descent they do not."""
    n, start = problem.dimension, exactly(data.draw(points(problem.dimension)))
    transform = exactly(np.eye(n) * 2 + np.diag([1] * (n - 1), 1) * entry)
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    metric = matrix + exactly(np.eye(n))

    def there(v: Any) -> Any:
        return transform.T @ (matrix @ (transform @ v - minimiser))

    here, moved = (start,), (solve(transform, start)[0],)
    rule, changed = (
        natural_gradient.with_fisher(lambda _: metric),
        natural_gradient.with_fisher(lambda _: transform.T @ metric @ transform),
    )
    for _ in range(3):
        here = rule(here, lambda w: matrix @ (w - minimiser), alpha=alpha)
        moved = changed(moved, there, alpha=alpha)
        assert (transform @ moved[0] == here[0]).all()


def test_gradient_descent_depends_on_the_coordinates() -> None:
    """The negative control: w = 2 v doubles its step in w four times over."""
    here = gradient_descent.step((Fraction(1),), lambda w: w, alpha=Fraction(1, 8))
    moved = gradient_descent.step((Fraction(1, 2),), lambda v: 4 * v, alpha=Fraction(1, 8))
    assert 2 * moved[-1] != here[-1]


def test_its_metric_is_taken_anew_at_each_point() -> None:
    """Four tosses with odds w, one of them a head: the chance is p = w/(1 + w) and F = 4/(w (1 + w)^2).

    As dp/dw = 1/(1 + w)^2 the step is w - alpha (1 + w)^2 (p - 1/4), with the F of the point itself.
    """

    def fisher(w: Any) -> Any:
        return 4 / (w * (1 + w) ** 2)

    def gradient(w: Any) -> Any:
        return -1 / w + 4 / (1 + w)  # minus the score for one head in four

    rule = natural_gradient.with_fisher(fisher)
    for w in (Fraction(1), Fraction(1, 2), Fraction(5, 3)):
        p = w / (1 + w)
        assert rule((w,), gradient, alpha=Fraction(1, 2)) == (w - (1 + w) ** 2 * (p - Fraction(1, 4)) / 2,)
    assert rule((Fraction(1, 3),), gradient, alpha=1) == (Fraction(1, 3),)


@pytest.mark.parametrize("step", [newton.step, natural_gradient.step])
def test_what_is_semidefinite_needs_exact_numbers(step: Any) -> None:
    """Components that are free stay, and f is at its minimum."""
    problem = Quadratic.from_matrix([[1, -1, 0], [-1, 2, -1], [0, -1, 1]], minimiser=[1, 1, 1], semidefinite=True)
    given_: dict[str, Any] = {"alpha": 1} if step is natural_gradient.step else {}
    run = simulate(step, problem, 1, start=[0, 2, 5], precision="exact", **given_)
    assert problem.to(run.precision).excess(run.final) == 0
    assert run.final[2] == 5


def test_newton_is_no_linear_method() -> None:
    with pytest.raises(ValueError, match="linear"):
        Method(newton.step)
