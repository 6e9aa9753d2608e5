"""Spectra of Laplacians and conditioning: closed forms in interval arithmetic, inequalities on random and named graphs.

Eigenvalues from LAPACK are rationals here, with a bound of their error that is measured; so both sides of an inequality
are exact, or an irrational number is taken to the side that makes it harder.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import iv
from sympy import Rational, cos, pi

from derivations.laplacian_spectra import cycle_eigenvalue, grid_condition_number, path_eigenvalue
from numerics.colorization import Colorization
from numerics.exact import rationals
from numerics.graphs import Graph, complete_spectrum, cycle_spectrum, grid_spectrum, path_spectrum
from tests.numerics.measured import eigenvalues, root

UNIT = Fraction(1, 2**53)
SINES = 16 * 4 * UNIT
"""The error of 4 sin(x)^2 in float64, x = pi a/b within [0, pi], to both sides.

x has three roundings, that of pi among them, the sine one of an ulp (GNU C Library manual, "Known Maximum Errors in
Math Functions"), which is 2 u, and the square one: 4 u (3 x |sin 2x| + 5 sin(x)^2) to first order, and 3 pi + 5 < 15.
"""


def ends(graph: Graph) -> tuple[Fraction, Fraction, Fraction]:
    """lambda_2, lambda_n, and the bound of their errors."""
    values, bound = eigenvalues(graph.laplacian().toarray())
    return values[1], values[-1], bound


def condition(first: Fraction, last: Fraction, slack: Fraction) -> tuple[Fraction, Fraction]:
    """A lower and an upper bound of the quotient of two eigenvalues that are known within `slack`."""
    return (last - slack) / (first + slack), (last + slack) / (first - slack)


# ---- closed forms -------------------------------------------------------------------------------------------------


@pytest.fixture
def digits() -> Iterator[None]:
    before, iv.dps = iv.dps, 60
    yield
    iv.dps = before


def encloses_zero(residuals: Any) -> None:
    for residual in residuals:
        assert 0 in residual
        assert residual.delta < iv.mpf(10) ** -50


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize("n", [2, 3, 8, 13])
def test_the_vectors_of_a_path(n: int) -> None:
    entries = Graph.path(n).laplacian().toarray().astype(int).tolist()
    for j in range(n):
        angle = iv.pi * j / n
        vector = [iv.cos(angle * (2 * i + 1) / 2) for i in range(n)]
        value = 2 - 2 * iv.cos(angle)
        encloses_zero(
            sum(a * x for a, x in zip(row, vector, strict=True)) - value * vector[i] for i, row in enumerate(entries)
        )
        assert 0 not in vector[0]


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize("n", [3, 4, 9])
def test_the_vectors_of_a_cycle(n: int) -> None:
    entries = Graph.cycle(n).laplacian().toarray().astype(int).tolist()
    for j, wave in product(range(n), (iv.cos, iv.sin)):
        angle = 2 * iv.pi * j / n
        vector = [wave(angle * i) for i in range(n)]
        value = 2 - 2 * iv.cos(angle)
        encloses_zero(
            sum(a * x for a, x in zip(row, vector, strict=True)) - value * vector[i] for i, row in enumerate(entries)
        )


@pytest.mark.usefixtures("digits")
def test_the_wrong_frequency_is_no_eigenvector() -> None:
    """The negative control: theta = pi j/(n + 1) belongs to another boundary."""
    n, angle = 5, iv.pi / 6
    vector = [iv.cos(angle * (2 * i + 1) / 2) for i in range(n)]
    last = vector[-1] - vector[-2] - (2 - 2 * iv.cos(angle)) * vector[-1]
    assert 0 not in last


NAMED = [
    (Graph.path(1), path_spectrum(1)),
    (Graph.path(9), path_spectrum(9)),
    (Graph.cycle(8), cycle_spectrum(8)),
    (Graph.complete(6), complete_spectrum(6)),
    (Graph.star(7), np.array([0, 1, 1, 1, 1, 1, 7])),
    (Graph.grid(3, 4, 2), grid_spectrum(3, 4, 2)),
    (Graph.grid(1, 5), path_spectrum(5)),
    (Graph.hypercube(5), np.sort([2 * bin(i).count("1") for i in range(32)])),
    (Graph.hypercube(0), np.zeros(1)),
    (
        Graph.complete(4).product(Graph.complete(4)),
        np.sort(np.add.outer(complete_spectrum(4), complete_spectrum(4)).ravel()),
    ),
    (Graph.cycle(5).product(Graph.path(3)), np.sort(np.add.outer(cycle_spectrum(5), path_spectrum(3)).ravel())),
]


@pytest.mark.parametrize(("graph", "closed"), NAMED)
def test_all_eigenvalues(graph: Graph, closed: Any) -> None:
    values, bound = eigenvalues(graph.laplacian().toarray())
    # A closed form is a sum of three such numbers at most, each up to 4: two roundings of at most 12 u.
    assert abs(values - rationals(closed)).max() <= bound + 3 * SINES + 24 * UNIT


def test_derived_and_computed_closed_forms_agree() -> None:
    """The derived ones to 30 digits: what these lack is far below the units that `SINES` has to spare."""
    path, cycle = (
        np.array(sorted(Fraction(str(derived(j, 7).evalf(30))) for j in range(7)), dtype=object)
        for derived in (path_eigenvalue, cycle_eigenvalue)
    )
    assert abs(rationals(path_spectrum(7)) - path).max() <= SINES
    assert abs(rationals(cycle_spectrum(7)) - cycle).max() <= SINES
    assert grid_condition_number(2, 2, 2) == 3
    assert grid_condition_number(3, 2) == grid_condition_number(2, 3, 1) == 5
    assert grid_condition_number(4) == (2 + 2 * cos(pi / 4)) / (2 - 2 * cos(pi / 4))
    with pytest.raises(ValueError, match="at least one side >= 2"):
        grid_condition_number(1, 1)


# ---- conditioning and connectivity --------------------------------------------------------------------------------


def expansion(graph: Graph) -> Fraction:
    """The least number of edges that leave a set of at most half of the vertices, for each of these: all sets."""
    return min(
        Fraction(int((inside[graph.tails] != inside[graph.heads]).sum()), size)
        for size in range(1, graph.n // 2 + 1)
        for chosen in combinations(range(graph.n), size)
        for inside in [np.isin(np.arange(graph.n), chosen)]
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    n = draw(st.integers(2, 6))
    chosen = draw(st.lists(st.sampled_from(list(combinations(range(n), 2))), unique=True, min_size=1))
    return Graph.from_edges(n, chosen)


@settings(max_examples=60)
@given(graphs())
@example(Graph.path(2))
@example(Graph.complete(6))
@example(Graph.from_edges(4, [(0, 1), (2, 3)]))
@example(Graph.star(6))
def test_expansion_bounds_the_second_eigenvalue(graph: Graph) -> None:
    second, last, slack = ends(graph)
    eta, delta = expansion(graph), int(graph.degrees.max())
    assert eta**2 / (2 * delta) - slack <= second <= 2 * eta + slack
    assert delta + 1 - slack <= last <= min(2 * delta, graph.n) + slack
    connected = len(np.unique(graph.components())) == 1
    assert connected == (eta > 0)
    if connected:
        assert second >= Fraction(2, (graph.n - 1) ** 2) - slack
    else:
        assert abs(second) <= slack


def test_an_edge_more_may_condition_worse() -> None:
    cycle = Graph.cycle(5)
    chord = Graph.from_edges(5, [*zip(cycle.tails.tolist(), cycle.heads.tolist(), strict=True), (0, 2)])
    second, last, slack = ends(cycle)
    assert last + slack < 3 * (second - slack)
    second, last, slack = ends(chord)
    assert last - slack > 3 * (second + slack)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_on_four_vertices_no_edge_conditions_worse(n: int) -> None:
    pairs = list(combinations(range(n), 2))
    for size in range(n - 1, len(pairs)):
        for edges in combinations(pairs, size):
            second, last, slack = ends(Graph.from_edges(n, edges))
            for pair in set(pairs) - set(edges) if second > slack else ():
                after, largest, more = ends(Graph.from_edges(n, [*edges, pair]))
                assert condition(after, largest, more)[0] <= condition(second, last, slack)[1]


# ---- families -----------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(graphs())
@example(Graph.complete(6))
@example(Graph.cycle(4))
def test_large_degrees_condition_well(graph: Graph) -> None:
    second, last, slack = ends(graph)
    assert second >= 2 * int(graph.degrees.min()) - graph.n + 2 - slack
    assert last <= graph.n + slack


@pytest.mark.parametrize("m", [2, 3, 5, 8])
def test_two_complete_graphs_and_an_edge_condition_poorly(m: int) -> None:
    half = [(i, j) for i in range(m) for j in range(i)]
    graph = Graph.from_edges(2 * m, [*half, *((i + m, j + m) for i, j in half), (0, m)])
    second, last, slack = ends(graph)
    assert second <= Fraction(2, m) + slack
    assert last >= m - slack
    assert condition(second, last, slack)[0] > 2 * m  # n


def wheel(m: int) -> Graph:
    rim = [(1 + i, 1 + (i + 1) % m) for i in range(m)]
    return Graph.from_edges(m + 1, rim + [(0, 1 + i) for i in range(m)])


@pytest.mark.parametrize("m", [5, 12, 40])
def test_short_distances_and_clusters_are_not_enough(m: int) -> None:
    second, last, slack = ends(wheel(m))
    assert abs(last - (m + 1)) <= slack
    assert second <= 5 + slack
    second, last, slack = ends(Graph.star(m))
    assert abs(second - 1) <= slack
    assert abs(last - m) <= slack


def margulis(m: int) -> Graph:
    """Gabber and Galil's graph of degree 8 on Z_m x Z_m, its loops left out: lambda_2 >= 8 - 5 sqrt(2)."""
    x, y = (a.ravel() for a in np.indices((m, m)))
    images = [(x + 2 * y, y), (x + 2 * y + 1, y), (x, y + 2 * x), (x, y + 2 * x + 1)]
    edges = np.concatenate([np.stack([x * m + y, a % m * m + b % m], axis=1) for a, b in images])
    return Graph.from_edges(m * m, edges[edges[:, 0] != edges[:, 1]])


@pytest.mark.parametrize("m", [4, 9, 16])
def test_an_explicit_expander_is_measured(m: int) -> None:
    """Cited (O. Gabber, Z. Galil 1981), not proved here; loops change no x^T L x."""
    second, last, slack = ends(margulis(m))
    assert second >= 8 - 10 / root(2) - slack
    assert last <= 16 + slack


def small_world(n: int, shortcuts: int, seed: int) -> Graph:
    """A cycle with the next neighbours but one, and random shortcuts (Newman and Watts)."""
    random = np.random.default_rng(seed)
    i = np.arange(n)
    ring = [np.stack([i, (i + s) % n], axis=1) for s in (1, 2)]
    pairs = random.integers(0, n, (2 * shortcuts, 2))
    return Graph.from_edges(n, np.concatenate([*ring, pairs[pairs[:, 0] != pairs[:, 1]][:shortcuts]]))


def test_random_small_worlds_are_measured() -> None:
    """With shortcuts for a quarter of the vertices, one seed: four times the vertices and less than four times the
    kappa.

    The ring's kappa grows by a factor of nearly sixteen.
    """
    kappas: list[tuple[Fraction, Fraction]] = []
    rings: list[tuple[Fraction, Fraction]] = []
    for n in (100, 400):
        for shortcuts, found in ((n // 4, kappas), (0, rings)):
            found.append(condition(*ends(small_world(n, shortcuts, seed=1))))
    assert kappas[0][1] < rings[0][0] / 3
    assert kappas[1][1] < 4 * kappas[0][0]
    assert rings[1][0] > 15 * rings[0][1]


@pytest.mark.parametrize("sides", [[(64,), (8, 8), (4, 4, 4), (2,) * 6], [(3**6,), (27, 27), (9, 9, 9), (3,) * 6]])
def test_grids_of_equal_sides_improve_with_dimension(sides: list[tuple[int, ...]]) -> None:
    kappas = [values[-1] / values[1] for values in (grid_spectrum(*grid) for grid in sides)]
    assert len({int(np.prod(grid)) for grid in sides}) == 1
    for grid, fewer, more in zip(sides[1:], kappas, kappas[1:], strict=False):
        assert more < fewer, grid
    # A value is off by at most 6 x cot(x) + 5 units, 11, the largest by 5 more, for its sum; the square of the tangent
    # by 2 (2 * 2 x/sin(2 x) + 2) + 1 units, 12, as 2 x <= pi/2; and there are three operations more: 42 units.
    for grid, kappa in zip(sides, kappas, strict=True):
        assert abs(kappa * np.tan(np.pi / (2 * grid[0])) ** 2 / len(grid) - 1) <= 64 * 2.0**-53


def test_a_grid_of_more_dimensions_may_be_worse() -> None:
    assert grid_condition_number(4, 4) < 12 < Rational(1264, 100) < grid_condition_number(2, 2, 4)


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_paths_condition_poorly(n: int) -> None:
    """A value is off by 11 u (6 x cot(x) + 5 units), and there are at most four operations besides; in a quotient there
    are two values."""
    values = path_spectrum(n)
    slack = 1 + 16 * 2.0**-53
    assert values[1] * n * (n + 1) <= 12 * slack
    assert values[-1] * n * slack >= 4 * (n - 1)
    assert values[-1] / values[1] * slack**2 >= (n**2 - 1) / 3


@pytest.mark.parametrize("m", [8, 16])
def test_two_complete_graphs_at_the_ends_of_a_path_condition_worse(m: int) -> None:
    """kappa grows like n^3: it is more than n^3/54, while a path's is less than n^2/2."""
    half, n = list(combinations(range(m), 2)), 3 * m
    far = [(i + 2 * m, j + 2 * m) for i, j in half]
    second, last, slack = ends(Graph.from_edges(n, [*half, *far, *((i, i + 1) for i in range(m - 1, 2 * m))]))
    assert condition(second, last, slack)[0] > Fraction(n**3, 54)
    values = path_spectrum(n)
    assert values[-1] / values[1] < n**2 / 2


# ---- the colorization problem -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(graphs(), st.lists(st.booleans(), min_size=6, max_size=6))
@example(Graph.complete(6), [True] + [False] * 5)
@example(Graph.path(2), [True] * 6)
def test_the_share_of_distinguished_vertices(graph: Graph, members: list[bool]) -> None:
    n = graph.n
    member = np.array(members[:n])
    problem = Colorization.on(graph, member, free=True)
    values, slack = eigenvalues(problem.matrix().toarray())
    second, last, more = ends(graph)
    slack, share = slack + more, Fraction(int(member.sum()), n)
    assert min(second, Fraction(2)) * share / 4 - slack <= values[0] <= share + slack
    assert last - slack <= values[-1] <= last + 1 + slack
    assert problem.is_unique == (values[0] > slack)
    assert (values[-1] - values[0] > slack) or not share


@pytest.mark.parametrize("n", [2, 10, 50])
def test_one_distinguished_vertex_of_a_complete_graph(n: int) -> None:
    assert with_one_member(Graph.complete(n), 0)[0] >= n**2
    assert with_one_member(Graph.path(n), 0)[1] <= Fraction(5 * n * (n + 1), 2)


def with_one_member(graph: Graph, member: int) -> tuple[Fraction, Fraction]:
    """A lower and an upper bound of kappa(L + e_i e_i^T)."""
    values, slack = eigenvalues(Colorization.on(graph, [member]).matrix().toarray())
    return condition(values[0], values[-1], slack)


@pytest.mark.parametrize("n", [4, 5, 9])
def test_with_one_member_a_path_may_be_better_conditioned_than_a_complete_graph(n: int) -> None:
    below, above = with_one_member(Graph.complete(n), 0)
    assert n**2 <= above
    assert with_one_member(Graph.path(n), (n - 1) // 2)[1] < below
    if n == 4:
        assert with_one_member(Graph.path(n), 1)[1] < Fraction(229, 10) < below


@pytest.mark.parametrize("n", [2, 3])
def test_on_three_vertices_it_may_not(n: int) -> None:
    below, _ = with_one_member(Graph.complete(n), 0)
    assert all(with_one_member(Graph.path(n), i)[1] >= below for i in range(n))
