"""Every update rule runs in every number system, over batches, and on from where it stopped."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Digits, Quadratic, householder_basis, simulate
from numerics.algorithms import algorithms
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import SPECTRA, exactly, parameters_of, points, rounded_like

STEPS = dict(algorithms())
every_algorithm = pytest.mark.parametrize("name", STEPS)
few = settings(max_examples=8)
"""A few for each algorithm: what a rule does with its numbers is looked at in its own tests."""


def decided(run: Callable[..., Any], *before: Any, **parameters: Any) -> Any:
    """`run` for three iterations, or for one where balls do not decide what a rule asks of them later."""
    try:
        return run(*before, iterations=3, **parameters)
    except ValueError as error:
        if "does not decide" not in str(error):
            raise
        return run(*before, iterations=1, **parameters)


def takes_roots(step: Any) -> bool:
    """Whether the rationals are not closed under a rule."""
    try:
        simulate(step, Quadratic.from_spectrum([2, 3]), 3, precision="exact", **parameters_of(step, [2, 3]))
    except ValueError as error:
        if "square" not in str(error):
            raise
        return True
    return False


@st.composite
def diagonal_runs(draw: st.DrawFn) -> tuple[list[Fraction], list[Fraction]]:
    spectrum = draw(SPECTRA)
    return spectrum, draw(points(len(spectrum)))


@every_algorithm
@few
@example(([Fraction(1)], [Fraction(0)]))
@example(([Fraction(1, 3), Fraction(7), Fraction(7)], [Fraction(1, 7), Fraction(-5, 3), Fraction(0)]))
@given(diagonal_runs())
def test_rounding_stays_in_the_intervals_of_as_many_bits(name: str, run: tuple[Any, Any]) -> None:
    spectrum, start = run
    step = STEPS[name]
    problem = Quadratic.from_spectrum(spectrum)
    parameters = parameters_of(step, spectrum) | {"start": start}
    systems: tuple[tuple[str | int, int], ...] = (("float64", 53), (40, Digits(40).context.prec))
    for precision, bits in systems:
        rounded, low, high = decided(rounded_like, precision, bits, step, problem, **parameters)
        assert ((low <= rounded) & (rounded <= high)).all()


@every_algorithm
@few
@example(([Fraction(1)], [Fraction(0)]))
@example(([Fraction(1, 3), Fraction(7), Fraction(7)], [Fraction(1, 7), Fraction(-5, 3), Fraction(0)]))
@given(diagonal_runs())
def test_balls_hold_the_exact_run(name: str, run: tuple[Any, Any]) -> None:
    spectrum, start = run
    step = STEPS[name]
    problem = Quadratic.from_spectrum(spectrum)
    parameters = parameters_of(step, spectrum) | {"start": start}
    balls = decided(simulate, step, problem, precision=Ball(200), **parameters)
    reference = Ball(600, "mpmath") if takes_roots(step) else "exact"
    exact = simulate(step, problem, balls.iterations, precision=reference, **parameters)
    low, high = endpoints(exact.iterates)
    ball_low, ball_high = endpoints(balls.iterates)
    assert ((ball_low <= high) & (low <= ball_high)).all()


@every_algorithm
def test_a_batch_is_its_members(name: str) -> None:
    step, basis = STEPS[name], householder_basis([[1, 2, 3]])
    spectra, start = [[1, 4, 10], [2, 3, 5]], np.arange(1.0, 13.0).reshape(2, 2, 3)
    parameters: dict[str, Any] = {key: float(value) for key, value in parameters_of(step, [1, 10]).items()}
    batch = simulate(step, Quadratic.from_eigenbasis(spectra, basis), 20, start=start, record="states", **parameters)
    assert {values.shape for values in batch.values} == {(21, 2, 2, 3)}
    for i in range(2):
        for j in range(2):
            problem = Quadratic.from_eigenbasis(spectra[j], basis)
            single = simulate(step, problem, 20, start=start[i, j], **parameters)
            assert (batch.iterates[:, i, j] == single.iterates).all()


@every_algorithm
def test_parameters_are_a_batch_as_well(name: str) -> None:
    step = STEPS[name]
    problem = Quadratic.from_spectrum([1, 4, 10])
    parameters: dict[str, Any] = {
        key: np.array([float(value), float(value) / 2]) for key, value in parameters_of(step, [1, 10]).items()
    }
    batch = simulate(step, problem, 10, start=[1, 2, 3], **parameters).iterates
    for i in range(2 if parameters else 0):
        own = {key: value[i] for key, value in parameters.items()}
        single = simulate(step, problem, 10, start=[1, 2, 3], **own)
        assert (batch[:, i] == single.iterates).all()


@every_algorithm
def test_a_sparse_matrix_is_run_like_a_dense_one(name: str) -> None:
    """Enclosures of one run overlap, and a semidefinite problem with its minimiser runs as well."""
    step, n = STEPS[name], 5
    laplacian = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    laplacian[0, 0] = laplacian[-1, -1] = 1
    parameters = parameters_of(step, [Fraction(1, 10), 4]) | {"start": [0, 1, 0, 2, 0], "precision": Ball(300)}
    runs = [
        simulate(step, Quadratic.from_matrix(matrix, minimiser=[1] * n, semidefinite=True), 2, **parameters).iterates
        for matrix in (laplacian, scipy.sparse.csr_matrix(laplacian))
    ]
    (low, high), (other_low, other_high) = map(endpoints, runs)
    assert ((low <= other_high) & (other_low <= high)).all()


@every_algorithm
def test_a_run_goes_on_from_its_state(name: str) -> None:
    step = STEPS[name]
    problem = Quadratic.from_eigenbasis([1, 4, 10], householder_basis([[1, 2, 3]]), [1, 0, 2])
    parameters = parameters_of(step, [1, 10])
    whole = simulate(step, problem, 20, **parameters)
    half = simulate(step, problem, 10, **parameters)
    assert (simulate(step, problem, 10, start=half.state, **parameters).final == whole.final).all()


@every_algorithm
@pytest.mark.parametrize("precision", ["float64", 30, Ball(100), Ball(100, "mpmath")], ids=str)
def test_a_start_at_the_minimiser_stays(name: str, precision: Any) -> None:
    step, minimiser = STEPS[name], [3, -1, Fraction(1, 2)]
    problem = Quadratic.from_spectrum([1, 2, 4], minimiser)
    parameters = parameters_of(step, [1, 4])
    parameters |= dict.fromkeys({"epsilon", "decay"} & parameters.keys(), 0)
    run = simulate(step, problem, 2, start=minimiser, precision=precision, **parameters)
    if isinstance(precision, Ball):
        low, high = endpoints(run.iterates)
        assert ((low <= exactly(minimiser)) & (exactly(minimiser) <= high)).all()
    else:
        assert (exactly(run.iterates) == exactly(minimiser)).all()


@pytest.mark.parametrize("name", ["adagrad", "adam", "adaptive_restart"])
def test_irrational_rules_say_so_in_exact_arithmetic(name: str) -> None:
    assert takes_roots(STEPS[name])
