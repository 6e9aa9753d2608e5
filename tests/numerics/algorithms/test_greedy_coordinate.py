"""Greedy coordinate optimisation, exactly: what a step gains, its published rate, and ties."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Colorization, ConvexRosenbrock, Graph, PolynomialRegression, Quadratic, simulate
from numerics.algorithms.greedy_coordinate import step
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import exactly, runs, spectrum_of

TIED = Quadratic.from_spectrum([Fraction(1, 3)] * 3, [Fraction(1, 7)] * 3)


def loop(matrix: Any, minimiser: Any, w: Any, iterations: int) -> list[list[Fraction]]:
    """Component by component, in Python's numbers; of equal ones the first."""
    w = list(w)
    iterates = [list(w)]
    for _ in range(iterations):
        g = [sum(a * (x - m) for a, x, m in zip(row, w, minimiser, strict=True)) for row in matrix]
        i = max(range(len(w)), key=lambda j: (abs(g[j]), -j))
        w[i] -= g[i] / matrix[i][i]
        iterates.append(list(w))
    return iterates


@settings(max_examples=40)
@given(runs())
@example((TIED, [Fraction(0)] * 3))
@example((Quadratic.from_spectrum([5]), [Fraction(1)]))
def test_it_is_its_loop_exactly(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    ours = simulate(step, problem, 5, start=start, precision="exact").iterates
    assert (ours == exactly(loop(matrix, minimiser, start, 5))).all()


@settings(max_examples=40)
@given(runs())
def test_a_step_gains_the_square_of_the_largest_derivative(run: tuple[Quadratic, Any]) -> None:
    """f(w) - f(w^+) = g_i^2/(2 A_ii) exactly, at least max g^2/(2 max A_jj), and then g_i = 0."""
    problem, start = run
    matrix, minimiser = exactly(problem.operator.dense()), exactly(problem.centre)
    iterates = simulate(step, problem, 5, start=start, precision="exact").iterates
    for before, after in pairwise(iterates):
        g = matrix @ (before - minimiser)
        i = int(np.argmax(abs(g)))
        gain = (before - after) @ (matrix @ (before + after) / 2 - matrix @ minimiser)
        assert gain == g[i] ** 2 / (2 * matrix[i, i])
        assert gain >= max(abs(g)) ** 2 / (2 * max(matrix.diagonal()))
        assert (matrix @ (after - minimiser))[i] == 0


@settings(max_examples=40)
@given(runs())
@example((Quadratic.from_spectrum([1, 1]), [Fraction(1), Fraction(1)]))
def test_its_published_rate_holds(run: tuple[Quadratic, Any]) -> None:
    """f(w^+) - f* <= (1 - mu_1/L)(f(w) - f*), L = max A_ii and mu_1 >= l_1/n: Nutini and others, section 4.

    For a diagonal A, mu_1 = 1/(1/l_1 + .. + 1/l_n), as they show for separable quadratics.
    """
    problem, start = run
    spectrum, matrix = spectrum_of(problem), exactly(problem.operator.dense())
    diagonal = not (matrix - np.diag(matrix.diagonal())).any()
    mu = 1 / sum(1 / l for l in spectrum) if diagonal else min(spectrum) / len(spectrum)
    rate = 1 - mu / max(matrix.diagonal())
    objective = simulate(step, problem, 6, start=start, precision="exact", record="objective").objective
    for before, after in pairwise(objective):
        assert after <= rate * before


def test_the_rate_is_attained() -> None:
    """Where all derivatives are equal: no smaller factor holds for A = I."""
    objective = simulate(
        step, Quadratic.from_spectrum([1, 1]), 1, start=[1, 1], precision="exact", record="objective"
    ).objective
    assert objective[1] == (1 - Fraction(1, 2)) * objective[0]


@settings(max_examples=25)
@given(runs())
def test_a_diagonal_problem_ends_after_n_steps(run: tuple[Quadratic, Any]) -> None:
    problem = Quadratic.from_spectrum(spectrum_of(run[0]), run[0].centre)
    n = problem.dimension
    assert (simulate(step, problem, n, start=run[1], precision="exact").final == exactly(problem.centre)).all()


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("bits", [60, 300])
def test_a_tie_that_balls_do_not_decide_is_enclosed_either_way(backend: str, bits: int) -> None:
    balls = simulate(step, TIED, 1, start=[0, 0, 0], precision=Ball(bits, backend)).final
    low, high = endpoints(balls)
    for i in range(3):
        either = [Fraction(1, 7) if i == j else Fraction(0) for j in range(3)]
        assert ((low <= exactly(either)) & (exactly(either) <= high)).all()
    settled = simulate(step, TIED, 1, start=[0, 1, 0], precision=Ball(bits, backend)).final
    assert [end[0] - start[0] for start, end in [endpoints(settled[:1])]] == [0]


@pytest.mark.parametrize("precision", ["float64", 40, "exact", Ball(60), Ball(60, "mpmath")], ids=str)
def test_of_equal_derivatives_it_takes_the_first(precision: Any) -> None:
    """In balls too, where these are exact numbers."""
    problem = Quadratic.from_spectrum([1, 2, 1])
    low, high = endpoints(simulate(step, problem, 3, start=[1, 1, -2], precision=precision).iterates)
    assert (low == high).all()
    assert low.tolist() == [[1, 1, -2], [1, 0, -2], [1, 0, 0], [0, 0, 0]]
    tied = simulate(step, Quadratic.from_spectrum([1] * 3), 1, start=[[0, 2, -2], [2, 2, 2]], precision=precision)
    low, high = endpoints(tied.final)
    assert low.tolist() == high.tolist() == [[0, 0, -2], [0, 2, 2]]


@pytest.mark.parametrize("precision", ["float64", 40, "exact", Ball(400), Ball(400, "mpmath")], ids=str)
def test_it_runs_on_the_problems_of_the_article(precision: Any) -> None:
    problems: list[Any] = [
        PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=2).quadratic,
        Colorization.on(Graph.path(5), [0]),
        ConvexRosenbrock(9, 5),
    ]
    for problem in problems:
        run = simulate(step, problem, 3, precision=precision, record="objective").objective
        exact = simulate(step, problem, 3, precision="exact", record="objective").objective
        assert exact[3] < exact[0]
        low, high = endpoints(run)
        if isinstance(precision, Ball):
            assert ((low <= exact) & (exact <= high)).all()
        else:
            assert low[3] < low[0]


def test_a_large_start_does_not_swallow_the_curvature() -> None:
    far = 2.0**60
    run = simulate(step, Quadratic.from_spectrum([1, 3], [far, far]), 4, start=[far + 1024, far - 1024])
    assert (run.final == far).all()


def test_it_is_no_linear_method() -> None:
    with pytest.raises(ValueError, match="linear"):
        Method(step)


@given(st.permutations([1, 2, 4]))
def test_the_largest_derivative_is_not_the_largest_error(order: list[int]) -> None:
    """The negative control: with errors 4/l + l the derivatives 4 + l^2 pick the largest curvature, not the error."""
    start = [Fraction(4, l * l) + 1 for l in order]
    moved = simulate(step, Quadratic.from_spectrum(order), 1, start=start, precision="exact").final
    derivatives = [l * x for l, x in zip(order, start, strict=True)]
    assert [x == 0 for x in moved] == [i == derivatives.index(max(derivatives)) for i in range(3)]
