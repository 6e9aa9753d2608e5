"""AdaGrad with a full matrix: where it is the diagonal one, a loop with the root in closed form, rotations, regret.

An error e in G moves its root by up to sqrt(e), so that a run in d digits is compared in d/2 of them, less a few for
the size of the numbers: in 50 of 120 digits, and in 200 of 420.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import (
    Colorization,
    ConvexRosenbrock,
    Digits,
    Graph,
    PolynomialRegression,
    Quadratic,
    householder_basis,
    simulate,
)
from numerics.algorithms import adagrad
from numerics.full_adagrad import full_adagrad
from tests.numerics.algorithms.cases import CURVATURES, NUMBERS, exactly, points

HALF = {120: Fraction(1, 10**50), 420: Fraction(1, 10**200)}
COMMON: dict[str, Any] = {"alpha": Fraction(1, 3), "epsilon": Fraction(1, 10)}
EPSILONS = st.fractions(Fraction(1, 100), 1, max_denominator=100)


def apart(left: Any, right: Any) -> Fraction:
    found: Fraction = abs(exactly(left) - exactly(right)).max()
    return found


@settings(max_examples=25)
@given(st.lists(CURVATURES, min_size=1, max_size=4), NUMBERS, EPSILONS, st.integers(0, 3))
@example([Fraction(1)], Fraction(0), Fraction(1), 0)
def test_along_one_axis_it_is_the_diagonal_one_to_the_last_bit(
    spectrum: list[Fraction], size: Fraction, epsilon: Fraction, axis: int
) -> None:
    n = len(spectrum)
    start = [size if i == axis % n else Fraction(0) for i in range(n)]
    given_: dict[str, Any] = {"start": start, "alpha": Fraction(1, 3), "epsilon": epsilon}
    problem = Quadratic.from_spectrum(spectrum)
    ours = simulate(full_adagrad(n), problem, 12, **given_).iterates
    assert (ours == simulate(adagrad.step, problem, 12, **given_).iterates).all()


@settings(max_examples=8)
@given(CURVATURES, NUMBERS, st.lists(st.integers(1, 4), min_size=2, max_size=4), EPSILONS)
@pytest.mark.parametrize("digits", HALF)
def test_along_any_line_it_is_that_of_one_dimension(
    digits: int, curvature: Fraction, size: Fraction, vector: list[int], epsilon: Fraction
) -> None:
    basis = householder_basis([vector])
    n, v = len(vector), basis[:, 0]
    problem = Quadratic.from_eigenbasis([curvature, *[1] * (n - 1)], basis)
    given_: dict[str, Any] = {"alpha": Fraction(1, 3), "epsilon": epsilon, "precision": digits}
    ours = simulate(full_adagrad(n), problem, 4, start=list(size * v), **given_).iterates
    line = simulate(adagrad.step, Quadratic.from_spectrum([curvature]), 4, start=[size], **given_).iterates
    assert apart(ours, exactly(line) * v) <= HALF[digits]


def loop(matrix: Any, w: Any, iterations: int, alpha: Any, epsilon: Any) -> list[Any]:
    """In the plane, where G^{1/2} = (G + d I)/sqrt(tr G + 2 d) with d = sqrt(det G), by Cayley and Hamilton."""
    (a, b), (_, c) = matrix
    x, y = w
    xx = xy = yy = 0 * x
    iterates = [(x, y)]
    for _ in range(iterations):
        g, h = a * x + b * y, b * x + c * y
        xx, xy, yy = xx + g * g, xy + g * h, yy + h * h
        d = max(xx * yy - xy * xy, 0 * x) ** 0.5
        size = (xx + yy + 2 * d) ** 0.5
        p, q, r = (xx + d) / size + epsilon, xy / size, (yy + d) / size + epsilon
        x, y = x - alpha * (r * g - q * h) / (p * r - q * q), y - alpha * (p * h - q * g) / (p * r - q * q)
        iterates.append((x, y))
    return iterates


@settings(max_examples=8)
@given(st.tuples(CURVATURES, CURVATURES), st.tuples(*[st.integers(1, 4)] * 2), st.data())
@pytest.mark.parametrize("digits", HALF)
def test_it_is_its_loop(digits: int, spectrum: Any, vector: Any, data: st.DataObject) -> None:
    start = [x or Fraction(1) for x in data.draw(points(2))]
    problem = Quadratic.from_eigenbasis(list(spectrum), householder_basis([vector]))
    ours = simulate(full_adagrad(2), problem, 4, start=start, precision=digits, **COMMON).iterates
    system = Digits(digits)
    matrix, w, numbers = (
        system.array(exactly(values)) for values in (problem.operator.dense(), start, list(COMMON.values()))
    )
    assert apart(ours, loop(matrix, w, 4, *numbers)) <= HALF[digits]


@settings(max_examples=5)
@given(st.lists(CURVATURES, min_size=3, max_size=3), points(3), st.tuples(*[st.integers(1, 4)] * 3))
@pytest.mark.parametrize("digits", HALF)
def test_it_turns_with_the_coordinates(digits: int, spectrum: list[Fraction], start: Any, vector: Any) -> None:
    """For w = Q v the runs correspond."""
    basis = householder_basis([vector])
    here = simulate(
        full_adagrad(3), Quadratic.from_spectrum(spectrum), 4, start=start, precision=digits, **COMMON
    ).iterates
    turned = simulate(
        full_adagrad(3),
        Quadratic.from_eigenbasis(spectrum, basis),
        4,
        start=list(basis @ exactly(start)),
        precision=digits,
        **COMMON,
    ).iterates
    assert apart(turned, exactly(here) @ basis.T) <= HALF[digits]


def test_the_diagonal_one_does_not_turn() -> None:
    """The negative control."""
    basis = householder_basis([[1, 2]])
    start = exactly([1, 3])
    here = simulate(adagrad.step, Quadratic.from_spectrum([1, 5]), 2, start=list(start), precision=120, **COMMON)
    turned = simulate(
        adagrad.step,
        Quadratic.from_eigenbasis([1, 5], basis),
        2,
        start=list(basis @ start),
        precision=120,
        **COMMON,
    )
    assert apart(turned.iterates, exactly(here.iterates) @ basis.T) > Fraction(1, 100)


@settings(max_examples=15)
@given(st.lists(CURVATURES, min_size=1, max_size=3), st.data(), EPSILONS, st.fractions(Fraction(1, 20), 5))
def test_its_regret_is_as_published(
    spectrum: list[Fraction], data: st.DataObject, epsilon: Fraction, alpha: Fraction
) -> None:
    """sum_k (f(w^k) - f*) <= D^2 (epsilon + tr G^{1/2})/(2 alpha) + alpha tr G^{1/2}, D = max |w^k - w*|: theorem 7.

    On a quadratic the left side is half of what the proof bounds, sum_k g^T (w^k - w*): room for rounding.
    """
    n, start = len(spectrum), [x or Fraction(1) for x in data.draw(points(len(spectrum)))]
    vector = [data.draw(st.integers(1, 4)) for _ in range(n)]
    problem = Quadratic.from_eigenbasis(spectrum, householder_basis([vector]))
    run = simulate(full_adagrad(n), problem, 30, start=start, alpha=alpha, epsilon=epsilon)
    before = run.iterates[:-1]
    roots = np.sqrt(np.maximum(np.linalg.eigvalsh(np.stack(run.state[:-1], axis=-1)), 0)).sum()
    distance = (before**2).sum(axis=-1).max()
    bound = distance * (float(epsilon) + roots) / (2 * float(alpha)) + float(alpha) * roots
    assert problem.excess(before).sum() <= bound


@pytest.mark.parametrize("precision", ["float64", 50])
def test_it_runs_on_the_problems_of_the_article(precision: Any) -> None:
    problems: list[tuple[Any, int]] = [
        (PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=2).quadratic, 3),
        (Colorization.on(Graph.path(5), [0]), 5),
        (ConvexRosenbrock(9, 5), 5),
    ]
    for problem, n in problems:
        run = simulate(full_adagrad(n), problem, 40, precision=precision, record="objective", **COMMON).objective
        assert run[-1] < run[0] / 2


@pytest.mark.parametrize("precision", ["float64", 30])
def test_batches_are_their_members(precision: Any) -> None:
    spectra, start = [[1, 4, 10], [2, 3, 5]], np.arange(1.0, 13.0).reshape(2, 2, 3)
    step, common = full_adagrad(3), {"precision": precision, "epsilon": 0.5}
    batch = simulate(step, Quadratic.from_spectrum(spectra), 5, start=start, alpha=[0.5, 0.25], **common)
    for i in range(2):
        for j in range(2):
            problem = Quadratic.from_spectrum(spectra[j])
            single = simulate(step, problem, 5, start=start[i, j], alpha=[0.5, 0.25][j], **common)
            assert (batch.iterates[:, i, j] == single.iterates).all()


@pytest.mark.parametrize("precision", ["exact", "ball"])
def test_what_it_refuses(precision: str) -> None:
    from numerics import Ball

    problem = Quadratic.from_spectrum([1, 2])
    system: Any = Ball(100) if precision == "ball" else precision
    with pytest.raises(ValueError, match="float64 or digits"):
        simulate(full_adagrad(2), problem, 1, precision=system, **COMMON)
    with pytest.raises(ValueError, match="epsilon > 0"):
        simulate(full_adagrad(2), problem, 1, alpha=1, epsilon=0)
    with pytest.raises(ValueError, match="n=0 violates"):
        full_adagrad(0)
