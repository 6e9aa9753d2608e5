"""The ellipsoid method: volumes and what an ellipsoid holds in exact rationals, the minimiser and the rate in balls."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
from numerics.algorithms.newton import solve_definite
from numerics.ellipsoid import cut, ellipsoid
from numerics.exact import rationals, solve
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points, runs, spectrum_of

SMALL = st.fractions(-3, 3, max_denominator=5)
DIMENSIONS = st.integers(1, 4)


def factor(n: int) -> Fraction:
    """The square of the published ratio of volumes, n/(n + 1) (n^2/(n^2 - 1))^{(n - 1)/2}."""
    return Fraction(n, n + 1) ** 2 * (Fraction(n**2, n**2 - 1) ** (n - 1) if n > 1 else 1)


def determinant(matrix: Any) -> Fraction:
    """By elimination, for a positive definite matrix."""
    rest, product = rationals(matrix), Fraction(1)
    while rest.size:
        pivot = rest[0, 0]
        product *= pivot
        rest = rest[1:, 1:] - rest[1:, :1] * rest[:1, 1:] / pivot
    return product


@st.composite
def triangles(draw: st.DrawFn) -> Any:
    """L, lower triangular and regular: {L u: |u| <= 1} is the ellipsoid of P = L L^T."""
    n = draw(DIMENSIONS)
    entries = np.array([[draw(SMALL) for _ in range(n)] for _ in range(n)], dtype=object)
    return rationals(np.tril(entries, -1) + np.diag([draw(CURVATURES) for _ in range(n)]))


@st.composite
def halves(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """L, a rational unit vector v, and u in the unit ball with u^T v <= 0, corners of the half included."""
    root = draw(triangles())
    n = len(root)
    v, *others = householder_basis([[draw(st.integers(1, 4)) for _ in range(n)]])
    u = exactly(draw(points(n)))
    u = u / (1 + sum(abs(u)))
    u = -u if u @ v > 0 else u
    return root, v, draw(st.sampled_from([u, -v, 0 * v, *others]))


@settings(max_examples=40)
@given(triangles(), st.data())
def test_the_volume_shrinks_by_the_published_factor_exactly(root: Any, data: st.DataObject) -> None:
    n = len(root)
    g = exactly([x or Fraction(1) for x in data.draw(points(n))])
    p = root @ root.T
    assert determinant(cut(p, g)) == factor(n) * determinant(p)


def test_the_factor_is_below_its_published_bound() -> None:
    """exp(-1/(2 n)) for the volume: factor^n < 1/e, and e < 2.71828183."""
    for n in range(1, 30):
        assert factor(n) ** n * Fraction(271828183, 10**8) < 1


@settings(max_examples=60)
@given(halves(), SMALL, st.fractions(Fraction(1, 3), 3, max_denominator=5))
def test_the_half_below_the_gradient_is_held_exactly(half: Any, offset: Fraction, radius: Fraction) -> None:
    """With g = L^{-T} v, g^T P g = 1 is a square, so that all of it is rational, the points of contact too."""
    root, v, u = half
    n = len(root)
    p, g, w = root @ root.T, solve(root.T, v)[0], exactly([offset] * n)
    *columns, after = ellipsoid(n)((*p.T, w), lambda _: 2 * g, radius=radius)
    assert (after == w - radius * (root @ v) / (n + 1)).all()
    x = w + radius * (root @ u)
    assert g @ (x - w) <= 0
    error = x - after
    reached = error @ solve(np.stack(columns, axis=-1), error)[0] / radius**2
    assert reached <= 1
    if (u == -v).all() or (n > 1 and u @ u == 1 and u @ v == 0):
        assert reached == 1


def test_the_other_half_is_not_held() -> None:
    """The negative control."""
    v = exactly([Fraction(3, 5), Fraction(4, 5)])
    *columns, after = ellipsoid(2)((*exactly(np.eye(2)), 0 * v), lambda _: v, radius=1)
    assert (v - after) @ solve(np.stack(columns, axis=-1), v - after)[0] > 1


def radius_of(problem: Quadratic, start: list[Fraction]) -> Fraction:
    """More than the distance of w^0 from w*, and a prime that keeps the bisection of n = 1 from ending at w*."""
    return Fraction(1010, 1009) + sum(abs(exactly(start) - exactly(problem.centre)), Fraction(0))


@settings(max_examples=20)
@given(runs())
@example((Quadratic.from_spectrum([5]), [Fraction(1)]))
@example((Quadratic.from_spectrum([1, 20], [0, 3]), [Fraction(2), Fraction(-9)]))
def test_the_minimiser_stays_in_every_ellipsoid_and_the_rate_holds(run: tuple[Quadratic, Any]) -> None:
    """min f - f* <= (volume ratio)^{1/n} (max of f over the first ball - f*), by balls: Bubeck, theorem 2.4's proof."""
    problem, start = run
    start = start if (exactly(start) != exactly(problem.centre)).any() else [x + 1 for x in start]
    n, radius, system = problem.dimension, radius_of(problem, start), Ball(400)
    given_: dict[str, Any] = {"start": start, "radius": radius}
    there = problem.to(system)
    highest = max(spectrum_of(problem)) * (2 * radius) ** 2 / 2
    states = [simulate(ellipsoid(n), problem, k, precision=system, **given_).state for k in range(5)]
    best: Any = highest
    for k, (*columns, w) in enumerate(states):
        with system.scope():
            error = there.minimiser - w
            inside = (error * solve_definite(np.stack(columns, axis=-1), error)).sum()
            value = there.excess(w)
        assert endpoints(inside)[1] < radius**2
        assert best ** (2 * n) <= factor(n) ** k * highest ** (2 * n)
        best = min(best, endpoints(value)[1][()])


@pytest.mark.parametrize("precision", ["float64", 50, Ball(600), Ball(600, "mpmath")], ids=str)
def test_it_runs_on_the_problems_of_the_article(precision: Any) -> None:
    """The rate over many steps; R is more than |w^0 - w*| + 1, and `largest` bounds the curvatures by the trace."""
    problems: list[tuple[Any, int, int, int]] = [
        (PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=1).quadratic, 2, 9, 18),
        (Colorization.on(Graph.path(3), [0]), 3, 4, 5),
        (ConvexRosenbrock(9, 3), 3, 4, 8),
    ]
    for problem, n, radius, largest in problems:
        k = 20 if isinstance(precision, Ball) else 120
        values = simulate(ellipsoid(n), problem, k, precision=precision, radius=radius, record="objective").objective
        best = endpoints(values)[1][:-1].min()
        highest = Fraction(largest * (2 * radius) ** 2, 2)
        assert best ** (2 * n) <= factor(n) ** k * highest ** (2 * n)


def test_one_component_is_bisection() -> None:
    problem = Quadratic.from_spectrum([3], [Fraction(1, 3)])
    run = simulate(ellipsoid(1), problem, 4, start=[0], radius=1, precision="exact", record="states")
    assert run.iterates[:, 0].tolist() == [0, Fraction(1, 2), Fraction(1, 4), Fraction(3, 8), Fraction(5, 16)]
    assert run.values[0][:, 0].tolist() == [Fraction(1, 4**k) for k in range(5)]


@pytest.mark.parametrize("precision", ["float64", 30, "exact", Ball(100), Ball(100, "mpmath")], ids=str)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_start_at_the_minimiser_stays(precision: Any, n: int) -> None:
    run = simulate(
        ellipsoid(n), Quadratic.from_spectrum([1] * n, [2] * n), 2, start=[2] * n, precision=precision, radius=1
    )
    assert all((endpoints(column)[0] == unit).all() for column, unit in zip(run.state, np.eye(n), strict=False))
    assert (endpoints(run.final)[1] == 2).all()


def test_batches_are_their_members() -> None:
    spectra, start = [[1, 4, 10], [2, 3, 5]], np.arange(1.0, 13.0).reshape(2, 2, 3)
    batch = simulate(ellipsoid(3), Quadratic.from_spectrum(spectra), 5, start=start, radius=[20.0, 40.0], precision=30)
    for i in range(2):
        for j in range(2):
            problem = Quadratic.from_spectrum(spectra[j])
            single = simulate(ellipsoid(3), problem, 5, start=start[i, j], radius=[20, 40][j], precision=30)
            assert (batch.iterates[:, i, j] == single.iterates).all()


def test_what_it_refuses() -> None:
    with pytest.raises(ValueError, match="square of a rational"):
        simulate(ellipsoid(2), Quadratic.from_spectrum([1, 1]), 1, start=[1, 1], radius=2, precision="exact")
    with pytest.raises(ValueError, match="n=0 violates"):
        ellipsoid(0)
