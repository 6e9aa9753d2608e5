"""BFGS and L-BFGS in exact rationals: conjugate gradients' iterates, the inverse matrix at the end, the two loops."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import (
    Ball,
    Colorization,
    ConvexRosenbrock,
    Graph,
    PolynomialRegression,
    Quadratic,
    householder_basis,
    simulate,
)
from numerics.algorithms import conjugate_gradients, lbfgs
from numerics.bfgs import bfgs
from numerics.exact import identity, solve
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points, quadratics, runs, spectrum_of

DENSE = Quadratic.from_eigenbasis([1, 1, 4, 4], householder_basis([[1, 2, 3, 4]]), [1, 2, 3, 4])
GENERIC = Quadratic.from_eigenbasis([1, 2, 5, 9], householder_basis([[1, 2, 3, 4]]), [1, 2, 3, 4])
ZERO = [Fraction(0)] * 4


@settings(max_examples=25)
@given(runs(), CURVATURES, st.integers(1, 3))
@example((DENSE, ZERO), Fraction(1), 1)
@example((DENSE, [Fraction(1), Fraction(2), Fraction(3), Fraction(4)]), Fraction(1), 1)
@example((GENERIC, ZERO), Fraction(7, 3), 1)
@example((Quadratic.from_spectrum([5]), [Fraction(1)]), Fraction(1), 1)
def test_the_iterates_are_those_of_conjugate_gradients(run: tuple[Quadratic, Any], gamma: Fraction, m: int) -> None:
    """Whatever gamma and the memory, and so they end after n steps: Nocedal and Wright, theorem 6.4 and section 7.2."""
    problem, start = run
    n, given_ = problem.dimension, {"start": start, "precision": "exact"}
    expected = simulate(conjugate_gradients.step, problem, n + 1, **given_).iterates
    assert (expected[n:] == exactly(problem.centre)).all()
    for step in (bfgs(n), lbfgs.limited_memory(m), lbfgs.step):
        assert (simulate(step, problem, n + 1, gamma=gamma, **given_).iterates == expected).all()


def updated(b: Any, s: Any, y: Any) -> Any:
    """The rank-two update of B itself: Nocedal and Wright, (6.19)."""
    left = b @ s
    return b - left[:, None] * left / (s @ left) + y[:, None] * y / (y @ s)


@settings(max_examples=25)
@given(runs(), CURVATURES)
@example((GENERIC, ZERO), Fraction(7, 3))
def test_bfgs_is_the_update_of_b(run: tuple[Quadratic, Any], gamma: Fraction) -> None:
    problem, start = run
    n, matrix, minimiser = problem.dimension, exactly(problem.operator.dense()), exactly(problem.centre)
    *columns, iterates = simulate(
        bfgs(n), problem, n, start=start, gamma=gamma, precision="exact", record="states"
    ).values
    b, w = gamma * identity(n), exactly(start)
    for k in range(n + 1):
        assert (iterates[k] == w).all()
        inverse = np.stack([column[k] for column in columns], axis=-1) / gamma
        assert (b @ inverse == identity(n)).all()
        g = matrix @ (w - minimiser)
        if not g.any():
            break
        d = -solve(b, g)[0]
        s = -(g @ d) / (d @ matrix @ d) * d
        b, w = updated(b, s, matrix @ s), w + s


@settings(max_examples=25)
@given(runs(), CURVATURES)
@example((GENERIC, ZERO), Fraction(7, 3))
def test_every_secant_equation_is_kept_and_n_steps_give_the_inverse(
    run: tuple[Quadratic, Any], gamma: Fraction
) -> None:
    problem, start = run
    n, matrix = problem.dimension, exactly(problem.operator.dense())
    *columns, iterates = simulate(
        bfgs(n), problem, n, start=start, gamma=gamma, precision="exact", record="states"
    ).values
    for k in range(1, n + 1):
        inverse = np.stack([column[k] for column in columns], axis=-1) / gamma
        for j in range(k):
            s = iterates[j + 1] - iterates[j]
            assert (inverse @ (matrix @ s) == s).all()
    if (iterates[n - 1] != exactly(problem.centre)).any():
        assert (inverse @ matrix == identity(n)).all()


def test_n_steps_are_taken_where_all_curvatures_differ() -> None:
    """So that the statement on the inverse is not about nothing."""
    run = simulate(bfgs(4), GENERIC, 4, start=ZERO, gamma=3, precision="exact", record="states")
    assert (run.iterates[3] != exactly(GENERIC.centre)).any()
    inverse = np.stack(run.state[:-1], axis=-1) / 3
    assert (inverse @ exactly(GENERIC.operator.dense()) == identity(4)).all()


@settings(max_examples=30)
@given(quadratics(), CURVATURES, st.integers(1, 3), st.data())
def test_the_two_loops_are_the_updates_from_the_last_steps(
    problem: Quadratic, gamma: Fraction, m: int, data: st.DataObject
) -> None:
    """For any pairs s, A s in the memory, and pairs of zeros before them: d = -H g, H by updates from H = I/gamma."""
    n, matrix, minimiser = problem.dimension, exactly(problem.operator.dense()), exactly(problem.centre)
    start, filled = exactly(data.draw(points(n))), data.draw(st.integers(0, m))
    pairs = [exactly(data.draw(points(n))) for _ in range(filled)]
    h = identity(n) / gamma
    for s in filter(np.any, pairs):
        y = matrix @ s
        v = identity(n) - s[:, None] * y / (s @ y)
        h = v @ h @ v.T + s[:, None] * s / (s @ y)
    memory = [vector for s in reversed(pairs) for vector in (s, matrix @ s)] + [0 * start] * (2 * (m - filled))
    state = (*memory, start)
    run = simulate(lbfgs.limited_memory(m), problem, 1, start=state, gamma=gamma, precision="exact")
    d = -h @ (matrix @ (start - minimiser))
    assert (run.state[0] == d).all()
    assert (run.state[1] == matrix @ d).all()
    assert all((kept == before).all() for kept, before in zip(run.state[2:-1], memory[:-2], strict=True))


@pytest.mark.parametrize("precision", ["float64", 50, 200, "exact", Ball(600), Ball(600, "mpmath")], ids=str)
def test_they_solve_the_problems_of_the_article(precision: Any) -> None:
    """Balls hold the exact run until the step after which it ends; the others do not go up again after the n-th."""
    problems: list[tuple[Any, int]] = [
        (PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=2).quadratic, 3),
        (Colorization.on(Graph.path(5), [0]), 5),
        (ConvexRosenbrock(9, 5), 5),
    ]
    for problem, n in problems:
        for step in (bfgs(n), lbfgs.step):
            exact = simulate(step, problem, n, precision="exact", record="objective", gamma=2).objective
            assert exact[n] == 0
            count = n if isinstance(precision, Ball) else n + 5
            run = simulate(step, problem, count, precision=precision, record="objective", gamma=2).objective
            low, high = endpoints(run)
            if isinstance(precision, Ball):
                assert ((low <= exact) & (exact <= high)).all()
            else:
                assert high.max() == low[0]
                assert high[-1] < low[n - 1] / 2


@pytest.mark.parametrize("m", [1, 2, 4, None])
def test_the_noise_of_a_converged_run_is_not_amplified(m: int | None) -> None:
    problem = Quadratic.from_matrix([[2, 1, 0], [1, 2, 1], [0, 1, 3]], b=[1, Fraction(1, 3), -2])
    step = bfgs(3) if m is None else lbfgs.limited_memory(m)
    objective = simulate(step, problem, 60, record="objective", gamma=0.7).objective
    assert objective.max() == objective[0]


@pytest.mark.parametrize("step", [bfgs(2), lbfgs.step])
@pytest.mark.parametrize(("unit", "size"), [(1e-30, 1e-140), (1e-60, 1e-100), (1e-120, 1e-120)])
def test_a_square_that_underflows_ends_the_run(step: Any, unit: float, size: float) -> None:
    """Of the gradient, or d^T A d: no 0/0, and no step."""
    run = simulate(step, Quadratic.from_spectrum([unit, 3 * unit]), 3, start=[size, size], gamma=unit)
    assert np.isfinite(run.iterates).all()
    assert (abs(run.iterates) <= size).all()


def test_batches_are_their_members() -> None:
    spectra, start = [[1, 4, 10], [2, 3, 5]], np.arange(1.0, 13.0).reshape(2, 2, 3)
    batch = simulate(bfgs(3), Quadratic.from_spectrum(spectra), 3, start=start, gamma=[2.0, 4.0], precision="exact")
    for i in range(2):
        for j in range(2):
            problem = Quadratic.from_spectrum(spectra[j])
            single = simulate(bfgs(3), problem, 3, start=start[i, j], gamma=[2, 4][j], precision="exact")
            assert (batch.iterates[:, i, j] == single.iterates).all()
            assert (batch.state[0][i, j] == single.state[0]).all()


def test_after_convergence_a_ball_does_not_guess() -> None:
    for step in (bfgs(2), lbfgs.step):
        problem = Quadratic.from_spectrum([1, 2])
        assert simulate(step, problem, 2, start=[1, 3], gamma=1, precision=Ball(200)).iterations == 2
        with pytest.raises(ValueError, match="does not decide; give more bits, or fewer iterations"):
            simulate(step, problem, 3, start=[1, 3], gamma=1, precision=Ball(200))


def test_without_memory_it_would_not_end() -> None:
    """The negative control: exact steps along the gradient, and no rule is offered for m = 0."""

    def forgetful(state: Any, gradient: Any) -> Any:
        return lbfgs.step((*(0 * state[0] for _ in range(10)), state[0]), gradient, gamma=1)[-1:]

    start = tuple(exactly([1, 3])[None, :])
    assert simulate(forgetful, Quadratic.from_spectrum([1, 2]), 2, start=start, precision="exact").final.all()
    with pytest.raises(ValueError, match="m=0 violates"):
        lbfgs.limited_memory(0)
    with pytest.raises(ValueError, match="n=0 violates"):
        bfgs(0)


def test_it_is_no_linear_method() -> None:
    with pytest.raises(ValueError, match="linear"):
        Method(lbfgs.step)


@given(runs())
@settings(max_examples=10)
def test_the_objective_never_rises(run: tuple[Quadratic, Any]) -> None:
    problem, start = run
    gamma = max(spectrum_of(problem))
    objective = simulate(
        lbfgs.limited_memory(1), problem, 4, start=start, gamma=gamma, precision="exact", record="objective"
    ).objective
    assert (objective[1:] <= objective[:-1]).all()
