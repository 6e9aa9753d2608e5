"""Colorization: what is derived of it against runs on random graphs, in exact rationals."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Quadratic, forward_error_bound, simulate
from numerics.algorithms import gradient_descent, momentum
from numerics.colorization import Colorization
from numerics.exact import rationals
from numerics.graphs import Graph
from numerics.precision import Exact, endpoints
from tests.numerics.measured import eigenvalues

values = st.fractions(-3, 3, max_denominator=6)
step_sizes = st.fractions(0, 1, max_denominator=12)
EXACT = Exact()


@dataclass(frozen=True)
class Case:
    """A graph by its edges (several between the same vertices among them), D, and a vector."""

    n: int
    edges: tuple[tuple[int, int], ...]
    members: tuple[bool, ...]
    vector: tuple[Fraction, ...]

    @property
    def graph(self) -> Graph:
        return Graph.from_edges(self.n, list(self.edges))

    @property
    def problem(self) -> Any:
        return Colorization.on(self.graph, np.array(self.members), free=True).to(EXACT)

    @property
    def w(self) -> Any:
        return rationals(np.array(self.vector, dtype=object))

    def laplacian(self) -> Any:
        """The footnote's entries, each edge counted."""
        entries = np.zeros((self.n, self.n), dtype=int)
        for i, j in self.edges:
            entries[i, i] += 1
            entries[j, j] += 1
            entries[i, j] -= 1
            entries[j, i] -= 1
        return entries

    def smoother(self, x: Any) -> Any:
        """sum_E (x_i - x_j)^2."""
        return sum((x[i] - x[j]) ** 2 for i, j in self.edges)

    def objective(self, x: Any) -> Any:
        """As the article prints it."""
        return sum((x[i] - 1) ** 2 for i in range(self.n) if self.members[i]) / Fraction(2) + self.smoother(
            x
        ) / Fraction(2)

    def distances(self) -> tuple[list[int | None], list[int]]:
        """dist(i, D), None where there is no path; and how many shortest paths there are, by breadth first search."""
        distance: list[int | None] = [0 if member else None for member in self.members]
        paths = [int(member) for member in self.members]
        for r in range(self.n):
            for i, j in (*self.edges, *((j, i) for i, j in self.edges)):
                if distance[i] == r and distance[j] in (None, r + 1):
                    distance[j] = r + 1
                    paths[j] += paths[i]
        return distance, paths


@st.composite
def cases(draw: st.DrawFn, largest: int = 6) -> Case:
    n = draw(st.integers(1, largest))
    pairs = list(combinations(range(n), 2))
    edges = draw(st.lists(st.sampled_from(pairs), max_size=2 * n)) if pairs else []
    members = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    vector = draw(st.lists(values, min_size=n, max_size=n))
    return Case(n, tuple(edges), tuple(members), tuple(vector))


def case(n: int, edges: Any, members: Any, vector: Any) -> Case:
    return Case(n, tuple(edges), tuple(i in members for i in range(n)), tuple(map(Fraction, vector)))


ALONE = case(1, [], [], [0])
ONE_MEMBER = case(1, [], [0], [2])
TWO_PARTS = case(4, [(0, 1), (2, 3)], [0], [1, 1, 2, 2])
DOUBLE_EDGE = case(2, [(0, 1), (0, 1)], [0, 1], [1, 0])
PATH = case(3, [(0, 1), (1, 2)], [0], [0, 1, 0])


# ---- the objective and its minimiser ------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases())
@example(ALONE)
@example(TWO_PARTS)
@example(DOUBLE_EDGE)
def test_the_minimiser(given_: Case) -> None:
    problem, w = given_.problem, given_.w
    f = problem.objective(w)
    assert f == given_.objective(w) >= 0
    assert problem.objective(w**0) == 0
    distance, _ = given_.distances()
    for i, r in enumerate(distance):
        if r is not None:
            assert (w[i] - 1) ** 2 <= 2 * (r + 1) * f
    assert problem.is_unique is (None not in distance)
    shifted = w**0 + np.array([Fraction(r is None) for r in distance])
    assert problem.objective(shifted) == 0
    assert (shifted == 1).all() == problem.is_unique


@settings(max_examples=60)
@given(cases(), values)
@example(ALONE, Fraction(1))
@example(DOUBLE_EDGE, Fraction(1))
def test_the_gradient(given_: Case, t: Fraction) -> None:
    """f(w + t e_i) = f(w) + t g_i + t^2/2 (deg i + [i in D]), for every i."""
    problem, w = given_.problem, given_.w
    gradient = problem.gradient(w)
    for i in range(given_.n):
        moved = w.copy()
        moved[i] += t
        bend = given_.laplacian()[i, i] + given_.members[i]
        assert problem.objective(moved) == problem.objective(w) + t * gradient[i] + t**2 * bend / 2


@settings(max_examples=60)
@given(cases(), step_sizes)
@example(PATH, Fraction(3, 5))
def test_the_step_as_printed(given_: Case, alpha: Fraction) -> None:
    run = simulate(gradient_descent.step, given_.problem, 1, start=given_.w, precision="exact", alpha=alpha)
    w, after = run.iterates
    for i in range(given_.n):
        others = [j for edge in given_.edges if i in edge for j in edge if j != i]
        colour = alpha * (w[i] - 1) if given_.members[i] else 0
        assert after[i] == w[i] - alpha * sum(w[i] - w[j] for j in others) - colour


def printed(given_: Case, x: Any) -> Any:
    """The vectorised objective as the article prints it, by e_i and L_G."""
    own = sum(x[i] * x[i] - x[i] for i in range(given_.n) if given_.members[i])
    return own / Fraction(2) + x @ given_.laplacian() @ x / Fraction(2)


@settings(max_examples=60)
@given(cases())
@example(ONE_MEMBER)
@example(case(1, [], [0], [Fraction(1, 2)]))
def test_the_vectorised_objective(given_: Case) -> None:
    w, size = given_.w, sum(given_.members)
    linear = sum((w[i] for i in range(given_.n) if given_.members[i]), Fraction(0))
    assert given_.problem.objective(w) == printed(given_, w) - linear / 2 + Fraction(size, 2)
    half = w**0 / 2
    assert printed(given_, half) == -Fraction(size, 8) <= printed(given_, w)
    assert printed(given_, w**0) == 0


@settings(max_examples=60)
@given(cases())
@example(DOUBLE_EDGE)
def test_the_laplacian(given_: Case) -> None:
    w, entries = given_.w, given_.laplacian()
    assert w @ entries @ w == given_.smoother(w) >= 0
    assert not (entries @ np.ones(given_.n, dtype=int)).any()
    assert (given_.graph.laplacian().toarray() == entries).all()
    if (entries @ w == 0).all():
        for i, j in given_.edges:
            assert w[i] == w[j]


def test_both_orientations_count_twice() -> None:
    """The counterexample of color.laplacian-entries: the entries with -1 give (x_1 - x_2)^2."""
    both = Graph.from_edges(2, [(0, 1), (1, 0)])
    x = np.array([1.0, 0.0])
    assert x @ both.laplacian() @ x == 2
    assert both.degrees.tolist() == [2, 2]


# ---- averaging, and the light cone --------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases(), step_sizes)
@example(PATH, Fraction(1, 2))
@example(PATH, Fraction(3, 5))
@example(ONE_MEMBER, Fraction(1))
def test_a_step_averages(given_: Case, alpha: Fraction) -> None:
    run = simulate(gradient_descent.step, given_.problem, 1, start=given_.w, precision="exact", alpha=alpha)
    w, after = run.iterates
    for i in range(given_.n):
        around = [w[j] for edge in given_.edges if i in edge for j in edge if j != i]
        around += [Fraction(1)] if given_.members[i] else []
        own = 1 - alpha * len(around)
        assert after[i] == own * w[i] + alpha * sum(around)
        if own >= 0:
            assert min(w[i], *around, w[i]) <= after[i] <= max(w[i], *around, w[i])


def test_a_step_that_converges_may_be_no_average() -> None:
    start, alpha = [0, 1, 0], Fraction(3, 5)
    problem = Colorization.on(Graph.path(3), [], free=True)
    after = simulate(gradient_descent.step, problem, 60, start=start, precision="exact", alpha=alpha).iterates
    assert after[1].tolist() == [Fraction(3, 5), Fraction(-1, 5), Fraction(3, 5)]
    assert max(abs(after[60] - Fraction(1, 3))) < Fraction(1, 10**5)


def test_a_single_member_may_jump_beyond_its_colour() -> None:
    problem, alpha = Colorization.on(Graph.path(1), [0]), Fraction(3, 2)
    after = simulate(gradient_descent.step, problem, 60, start=[0], precision="exact", alpha=alpha).iterates
    assert after[1].tolist() == [Fraction(3, 2)]
    assert after[60].tolist() == [1 - Fraction(1, 2**60)]


@settings(max_examples=60)
@given(cases(), st.fractions(Fraction(1, 12), 1, max_denominator=12), step_sizes)
@example(TWO_PARTS, Fraction(1), Fraction(1))
@example(DOUBLE_EDGE, Fraction(1, 2), Fraction(1, 2))
@example(ALONE, Fraction(1), Fraction(0))
def test_one_edge_a_step(given_: Case, alpha: Fraction, beta: Fraction) -> None:
    steps = given_.n + 1
    distance, paths = given_.distances()
    rules: list[tuple[Any, dict[str, Any]]] = [(gradient_descent.step, {}), (momentum.step, {"beta": beta})]
    for rule, parameters in rules:
        run = simulate(rule, given_.problem, steps, precision="exact", alpha=alpha, **parameters).iterates
        for i, r in enumerate(distance):
            silent = steps if r is None else r
            assert not run[: silent + 1, i].any()
            if r is not None:
                assert run[r + 1, i] == alpha ** (r + 1) * paths[i] > 0


# ---- low rank, low frequencies, momentum --------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases())
@example(ONE_MEMBER)
def test_low_rank(given_: Case) -> None:
    correction = (
        Colorization.on(given_.graph, np.array(given_.members), free=True).matrix().toarray() - given_.laplacian()
    )
    assert np.linalg.matrix_rank(correction) == np.trace(correction) == sum(given_.members)
    assert (correction @ correction == correction).all()
    x = given_.w
    assert 0 <= sum(x[i] ** 2 for i in range(given_.n) if given_.members[i]) <= x @ x


positive = st.fractions(Fraction(1, 12), 4, max_denominator=12)


@given(positive, positive, step_sizes)
@example(Fraction(1), Fraction(2), Fraction(1, 2))  # the path of three vertices at its optimum: a tie
@example(Fraction(1), Fraction(2), Fraction(3, 5))  # beyond: the high frequency is slower
@example(Fraction(0), Fraction(2), Fraction(1, 2))  # the constants, which no step changes
def test_which_frequency_falls_faster(low: Fraction, gap: Fraction, alpha: Fraction) -> None:
    high = low + gap
    problem = Quadratic.from_spectrum([low, high], semidefinite=True)
    run = simulate(gradient_descent.step, problem, 6, precision="exact", alpha=alpha).iterates
    faster = [abs(x[1]) < abs(x[0]) for x in run[1:]]
    assert faster == [0 < alpha * (low + high) < 2] * 6
    if alpha * (low + high) == 2:
        assert all(abs(x[1]) == abs(x[0]) for x in run)


@pytest.mark.parametrize("n", [4, 7])
def test_momentum_is_faster_on_a_path(n: int) -> None:
    """From the slowest eigenvector and from the fastest: gradient descent keeps g^k, momentum is below q^k (1 + k (1 +
    q)).

    The path with one end in D is half of a path of 2 n + 1: its eigenvalues are 2 - 2 cos((2 j - 1) pi/(2 n + 1)).
    """
    problem = Colorization.on(Graph.path(n), [0])
    system, k = Ball(200), 60
    spectrum, slack = eigenvalues(problem.matrix().toarray())
    with system.scope():
        # The last vertex has a single neighbour, the first one has one and its colour: a mirror at the far end.
        first, last = (2 - 2 * arb.cos_pi_fmpq(fmpq(a, 2 * n + 1)) for a in (1, 2 * n - 1))
        for exact, value in ((first, spectrum[0]), (last, spectrum[-1])):
            [low], [high] = endpoints([exact])
            assert low - slack <= value <= high + slack
        kappa = last / first
        q, g = (kappa.sqrt() - 1) / (kappa.sqrt() + 1), (kappa - 1) / (kappa + 1)
        slow = [arb.sin_pi_fmpq(fmpq(i, 2 * n + 1)) for i in range(1, n + 1)]
        start = 1 + np.array([float(entry.mid()) for entry in slow])
        moved = length(system.array(rationals(start) - 1) - slow)
        descent: dict[str, Any] = {"alpha": float((2 / (first + last)).mid())}
        heavy: dict[str, Any] = {
            "alpha": float(((2 / (first.sqrt() + last.sqrt())) ** 2).mid()),
            "beta": float((q**2).mid()),
        }
    quadratic = Quadratic.from_matrix(problem.matrix(), minimiser=np.ones(n))
    errors = []
    for rule, parameters in ((gradient_descent.step, descent), (momentum.step, heavy)):
        run = simulate(rule, quadratic, k, start=start, **parameters)
        bound = forward_error_bound(rule, quadratic, k, start=start, **parameters)[k]
        with system.scope():
            errors.append((length(system.array(rationals(run.final) - 1)), length(system.array(bound))))
    (plain, plain_bound), (fast, fast_bound) = errors
    with system.scope():
        size, factor = length(slow), g**k
        # alpha is rounded once, which moves 1 - alpha lambda_1 = g by u (1 - g) at most; and no error grows.
        rounding = factor * ((1 + 2.0**-53 / g) ** k - 1)
        assert abs(plain - factor * size) <= plain_bound + moved + rounding * size
        assert fast + fast_bound <= q**k * (1 + k * (1 + q)) * size  # from the slowest it is 1 + k (1 - q) times
        assert fast < plain / 10


def length(vector: Any) -> Any:
    """The norm of balls."""
    return sum((entry * entry for entry in vector), arb(0)).sqrt()


def test_on_a_single_vertex_there_is_nothing_to_gain() -> None:
    problem = Colorization.on(Graph.path(1), [0])
    assert simulate(gradient_descent.step, problem, 1, precision="exact", alpha=1).final == [1]
