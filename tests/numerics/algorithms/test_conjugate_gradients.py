"""Conjugate gradients in exact rationals: finite termination, conjugacy, optimality, and no step after the last."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Quadratic, householder_basis, simulate
from numerics.algorithms import chebyshev, gradient_descent
from numerics.algorithms.conjugate_gradients import step
from tests.numerics.algorithms.cases import CURVATURES, exactly, runs, spectrum_of

REPEATED = st.lists(CURVATURES, min_size=1, max_size=3).flatmap(
    lambda distinct: st.lists(st.sampled_from(distinct), min_size=1, max_size=4)
)
DENSE = Quadratic.from_eigenbasis([1, 1, 4, 4], householder_basis([[1, 2, 3, 4]]), [1, 2, 3, 4])


def distinct_curvatures(problem: Quadratic, start: list[Fraction]) -> int:
    """How many distinct eigenvalues have a part in the error: the degree of its minimal polynomial.

    The rank of e, A e, A^2 e, ..., by exact elimination.
    """
    matrix = exactly(problem.operator.dense())
    vector = exactly(start) - exactly(problem.centre)
    rows: list[Any] = []
    for _ in range(len(start)):
        rest = vector.copy()
        for row in rows:
            pivot = next(i for i, entry in enumerate(row) if entry)
            rest = rest - rest[pivot] / row[pivot] * row
        if not rest.any():
            break
        rows.append(rest)
        vector = matrix @ vector
    return len(rows)


@settings(max_examples=40)
@given(runs(REPEATED))
@example((DENSE, [Fraction(0)] * 4))
@example((DENSE, [Fraction(1), Fraction(2), Fraction(3), Fraction(4)]))
@example((Quadratic.from_spectrum([5]), [Fraction(1)]))
def test_it_ends_after_as_many_steps_as_the_error_has_distinct_curvatures(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    last = distinct_curvatures(problem, start)
    assert last <= len(set(spectrum_of(problem)))
    iterates = simulate(step, problem, last + 1, start=start, precision="exact").iterates
    minimiser = exactly(problem.centre)
    hits = [bool((w == minimiser).all()) for w in iterates]
    assert hits == [False] * last + [True, True]


@settings(max_examples=25)
@given(runs())
def test_gradients_are_orthogonal_and_directions_conjugate(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    n = problem.dimension
    directions, _, iterates = simulate(step, problem, n, start=start, precision="exact", record="states").values
    matrix = exactly(problem.operator.dense())
    gradients = [matrix @ (w - exactly(problem.centre)) for w in iterates]
    for i in range(n):
        for j in range(i):
            assert gradients[i] @ gradients[j] == 0
            assert directions[i + 1] @ matrix @ directions[j + 1] == 0


@settings(max_examples=25)
@given(runs())
def test_no_linear_first_order_method_is_ahead_of_it(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    first, last = min(spectrum_of(problem)), max(spectrum_of(problem))
    common: dict[str, Any] = {"start": start, "precision": "exact", "record": "objective"}
    best = simulate(step, problem, 3, **common).objective
    descent = simulate(gradient_descent.step, problem, 3, alpha=2 / (first + last), **common).objective
    smallest = simulate(chebyshev.step, problem, 3, lambda_1=first, lambda_n=last, **common).objective
    assert (best <= descent).all()
    assert (best <= smallest).all()


@given(st.integers(1, 200))
def test_the_noise_of_a_converged_run_is_not_amplified(seed: int) -> None:
    """In float64 f does not go back above f(w^0); with r^T r in place of r^T d it goes far beyond."""
    random = np.random.default_rng(seed)
    problem = Quadratic.from_matrix([[2, 1, 0], [1, 2, 1], [0, 1, 3]], b=random.normal(size=3))
    objective = simulate(step, problem, 60, record="objective").objective
    assert objective.max() == objective[0]


def test_after_convergence_a_ball_does_not_guess() -> None:
    problem = Quadratic.from_spectrum([1, 2])
    assert simulate(step, problem, 2, start=[1, 3], precision=Ball(200)).iterations == 2
    with pytest.raises(ValueError, match="does not decide; give more bits, or fewer iterations"):
        simulate(step, problem, 3, start=[1, 3], precision=Ball(200))


def test_a_large_offset_does_not_swallow_the_direction() -> None:
    """w + d is w in float64 where d is below half an ulp of w, and A d must not come out as 0."""
    far = 2.0**40
    run = simulate(step, Quadratic.from_spectrum([1, 3], [far, far]), 12, start=[far + 1, far - 1])
    assert (run.final == far).all()


def test_it_is_no_linear_method() -> None:
    with pytest.raises(ValueError, match="linear"):
        Method(step)


def test_the_step_along_the_gradient_alone_would_not_end() -> None:
    """The negative control: without conjugacy, steepest descent misses the minimiser after two steps."""

    def steepest(state: Any, gradient: Any) -> Any:
        return step((0 * state[0], 1 + 0 * state[0], state[0]), gradient)[2:]

    start = tuple(exactly([1, 3])[None, :])
    problem = Quadratic.from_spectrum([1, 2])
    assert simulate(steepest, problem, 2, start=start, precision="exact").final.all()
