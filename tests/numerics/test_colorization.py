"""The colorization problem on graphs and images: one gradient three ways, momentum in place, files, bad input."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from numerics import Ball, Quadratic, grid, grid_sweep, simulate
from numerics.algorithms import gradient_descent, momentum, nesterov
from numerics.colorization import Colorization
from numerics.exact import rationals
from numerics.graphs import Graph
from numerics.grid import GridColorization, nesterov_rounding_bound, rounding_bound
from numerics.images import brightness, read_image, strokes, write_image
from numerics.precision import Exact, endpoints
from tests.numerics.measured import eigenvalues

# ---- graphs -------------------------------------------------------------------------------------------------------


class Stand:
    """What is used of a networkx graph: its nodes, its edges (with keys, if it is a multigraph), its direction."""

    def __init__(self, nodes: list[Any], edges: list[Any], directed: bool = False) -> None:
        self.nodes, self.edges, self.directed = nodes, edges, directed

    def is_directed(self) -> bool:
        return self.directed


def test_a_networkx_graph() -> None:
    graph = Graph.from_networkx(Stand(["a", "b", "c"], [("a", "c"), ("c", "b")]))
    assert graph.degrees.tolist() == [1, 1, 2]
    assert Colorization.on(graph, graph.numbers(["c"])).member.tolist() == [False, False, True]
    with pytest.raises(KeyError, match="'d' violates"):
        graph.numbers(["d"])
    assert Graph.path(3).numbers([2]) == [2]
    double = Graph.from_networkx(Stand(["a", "b"], [("a", "b", 0), ("a", "b", 1)]))
    assert double.laplacian().toarray().tolist() == [[2, -2], [-2, 2]]
    with pytest.raises(ValueError, match="to_undirected"):
        Graph.from_networkx(Stand(["a"], [], directed=True))


@pytest.mark.parametrize(
    ("n", "edges", "message"),
    [
        (0, [], "n >= 1"),
        (2, [(0, 2)], "0 <= vertex < 2"),
        (2, [(-1, 0)], "0 <= vertex < 2"),
        (2, [(0, 1), (1, 1)], r"edge \(1, 1\) violates: no loops"),
        (2, [(0, 1, 2)], "shape"),
        (2, [(0.5, 1.0)], "pairs of integers"),
    ],
)
def test_graphs_that_are_none(n: int, edges: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Graph.from_edges(n, edges)


def test_named_graphs_have_their_edges() -> None:
    assert Graph.grid(2, 3).degrees.tolist() == [2, 3, 2, 2, 3, 2]
    assert Graph.path(1).degrees.tolist() == [0]
    assert sorted(Graph.path(2).product(Graph.path(3)).degrees) == sorted(Graph.grid(2, 3).degrees)
    for build, wrong in ((Graph.cycle, (2,)), (Graph.grid, ()), (Graph.grid, (3, 0))):
        with pytest.raises(ValueError, match="violate"):
            build(*wrong)


# ---- the problem --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "members", "vertex"),
    [(Graph.path(3), [], 0), (Graph.path(1), [], 0), (Graph.from_edges(4, [(0, 1), (2, 3)]), [1], 2)],
)
def test_a_component_without_a_distinguished_vertex(graph: Graph, members: list[int], vertex: int) -> None:
    with pytest.raises(ValueError, match=f"component of vertex {vertex} has no vertex in D"):
        Colorization.on(graph, members)
    free = Colorization.on(graph, members, free=True)
    assert not free.is_unique
    constant = np.where(free.graph.components() == free.graph.components()[vertex], 7.0, 1.0)
    assert free.excess(constant) == 0
    assert not free.gradient(constant).any()


@pytest.mark.parametrize(
    ("members", "message"),
    [([3], "0 <= vertex < 3"), ([0.5], "integers"), (np.array([True]), "shape"), ([[0]], "integers")],
)
def test_a_set_that_is_none(members: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Colorization.on(Graph.path(3), members)


def test_a_single_vertex_is_there_in_one_step() -> None:
    problem = Colorization.on(Graph.path(1), [0])
    assert problem.is_unique
    assert simulate(gradient_descent.step, problem, 1, alpha=1).final.tolist() == [1.0]


numbers = st.fractions(-3, 3, max_denominator=6)


@st.composite
def pictures(draw: st.DrawFn) -> tuple[tuple[int, ...], list[bool], list[Fraction]]:
    """The shape of a grid, D, and a vector."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)))
    n = int(np.prod(shape))
    return shape, draw(st.lists(st.booleans(), min_size=n, max_size=n)), draw(st.lists(numbers, min_size=n, max_size=n))


@settings(max_examples=60)
@given(pictures())
@example(((1,), [True], [Fraction(2)]))
@example(((2, 3), [False] * 6, [Fraction(i, 3) for i in range(6)]))
def test_one_gradient_three_ways(picture: tuple[tuple[int, ...], list[bool], list[Fraction]]) -> None:
    shape, members, entries = picture
    member, w = np.array(members), rationals(np.array(entries, dtype=object))
    on_graph = Colorization.on(Graph.grid(*shape), member, free=True).to(Exact())
    on_grid = GridColorization.of(member.reshape(shape), free=True).to(Exact())
    matrix = rationals(on_graph.matrix().toarray())
    assert (on_graph.gradient(w) == matrix @ w - member).all()
    assert (on_grid.gradient(w) == on_graph.gradient(w)).all()
    assert on_grid.excess(w) == on_graph.objective(w)
    batch = np.stack([w, 2 * w])
    assert (on_grid.gradient(batch)[1] == on_graph.gradient(2 * w)).all()
    assert (on_graph.gradient(batch)[1] == on_graph.gradient(2 * w)).all()


def test_it_runs_at_every_precision() -> None:
    parameters: dict[str, Any] = {"alpha": Fraction(1, 8), "beta": Fraction(1, 2)}
    for problem in (Colorization.on(Graph.grid(2, 3), [4]), GridColorization.of([[0, 0, 0], [0, 1, 0]])):
        exact = simulate(momentum.step, problem, 12, precision="exact", record="final", **parameters).final
        low, high = endpoints(
            simulate(momentum.step, problem, 12, precision=Ball(200), record="final", **parameters).final
        )
        assert ((low <= exact) & (exact <= high)).all()
        # All data and all parameters are dyadic, with fewer digits than these hold: nothing is rounded.
        assert (
            rationals(simulate(momentum.step, problem, 12, precision=50, record="final", **parameters).final) == exact
        ).all()


def test_scipy_sees_the_same_quadratic() -> None:
    problem = Colorization.on(Graph.hypercube(4), [3, 5])
    quadratic = Quadratic.from_matrix(problem.matrix(), minimiser=np.ones(16))
    w = np.arange(16.0)
    assert (quadratic.gradient(w) == problem.gradient(w)).all()  # small integers: nothing is rounded


# ---- momentum in place --------------------------------------------------------------------------------------------


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bands of as few rows as there can be, so that small images have several."""
    monkeypatch.setattr(grid_sweep, "BAND_BYTES", 1)


def exact_momentum(problem: GridColorization, k: int, start: Any, **parameters: Any) -> Any:
    flat = tuple(entry.ravel() for entry in start)
    state = simulate(momentum.step, problem, k, start=flat, precision="exact", record="final", **parameters).state
    return tuple(entry.reshape(problem.shape) for entry in state)


SHAPES = [(1, 1), (1, 6), (7, 1), (2, 2), (9, 4), (21, 3), (5, 17)]


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("share", [0.0, 0.08, 0.9])
def test_momentum_in_place_is_the_rule(shape: tuple[int, int], share: float) -> None:
    """Within the derived bound of the rule in rationals, for one sweep, part of one, and one more."""
    random = np.random.default_rng(shape)
    problem = GridColorization.of(random.random(shape) < share, free=True)
    start = random.uniform(-1, 1, (2, *shape))
    for k, alpha, beta in (
        (0, 0.2, 0.5),
        (1, 0.1875, 0.75),
        (7, 0.125, 0.5),
        (13, 0.03125, 0.25),
        (12, -0.03125, 0.125),
    ):
        z, w = grid.momentum(problem, k, alpha=alpha, beta=beta, start=(start[0], start[1]))
        velocity, expected = exact_momentum(problem, k, start, alpha=alpha, beta=beta)
        size = 1 + abs(alpha)
        bound = rounding_bound(k, alpha=alpha, beta=beta, size=size)
        assert bound < 1e-5
        assert max(np.ravel(abs(rationals(w) - expected))) <= Fraction(bound)
        # z = (w^{k-1} - w^k)/alpha, both within the bound, and two operations more.
        rounded = (2 * bound / abs(alpha) + 3 * 2.0**-53 * abs(z).max()) * (1 + 2.0**-50)
        assert max(np.ravel(abs(rationals(z) - velocity))) <= Fraction(rounded)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("share", [0.0, 0.08, 0.9])
def test_nesterov_in_place_is_the_rule(shape: tuple[int, int], share: float) -> None:
    """Within the derived bound of the rule in rationals, for one sweep, part of one, and one more."""
    random = np.random.default_rng(shape)
    problem = GridColorization.of(random.random(shape) < share, free=True)
    start = random.uniform(-1, 1, (2, *shape))
    flat = tuple(entry.ravel() for entry in start)
    for k, alpha, beta in (
        (0, 0.2, 0.5),
        (1, 0.1875, 0.75),
        (7, 0.125, 0.0),
        (14, 0.03125, 0.25),
        (13, -0.03125, -0.125),
    ):
        found = grid.nesterov(problem, k, alpha=alpha, beta=beta, start=(start[0], start[1]))
        parameters: dict[str, Any] = {"alpha": alpha, "beta": beta, "precision": "exact", "record": "final"}
        exact = simulate(nesterov.step, problem, k, start=flat, **parameters).state
        bounds = [nesterov_rounding_bound(j, alpha=alpha, beta=beta, size=1) for j in (max(0, k - 1), k)]
        assert bounds[1] < 1e-5
        for ours, theirs, bound in zip(found, exact, bounds, strict=True):
            assert max(abs(rationals(ours.ravel()) - theirs)) <= Fraction(bound)


def test_nesterov_can_go_on_from_its_state() -> None:
    problem = GridColorization.of(np.eye(20) > 0)
    seen: list[tuple[int, int]] = []
    given: dict[str, Any] = {"alpha": 0.125, "beta": 0.5}
    whole = grid.nesterov(problem, 20, progress=lambda done, of: seen.append((done, of)), **given)
    assert seen == [(12, 20), (19, 20), (20, 20)]
    state = grid.nesterov(problem, 8, **given)
    kept = [entry.copy() for entry in state]
    rest = grid.nesterov(problem, 12, start=state, **given)
    assert all((a == b).all() for a, b in zip(state, kept, strict=True))
    for ours, theirs in zip(rest, whole, strict=True):
        assert abs(ours - theirs).max() <= 2 * nesterov_rounding_bound(20, size=0, **given) < 0.01
    with pytest.raises(ValueError, match=r"beta=1e-200 violates: 0, or \|beta\| > 1e-100; use gradient_descent"):
        grid.nesterov(problem, 3, alpha=0.1, beta=1e-200)


@pytest.mark.parametrize("alpha", [0, 1e-30, -1e-26, 2e26, float("inf"), float("nan")])
@pytest.mark.parametrize("run", [grid.momentum, grid.nesterov])
def test_step_sizes_whose_powers_are_no_floats(run: Any, alpha: float) -> None:
    problem = GridColorization.of(np.eye(3))
    with pytest.raises(ValueError, match=r"1e-25 <= \|alpha\| <= 1e25; choose"):
        run(problem, 20, alpha=alpha, beta=0.5)
    for bound in (1e-25, 1e25):
        assert not np.isnan(run(problem, 5, alpha=bound, beta=0.5)[1]).any()


@settings(max_examples=40)
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(0, 6),
    st.floats(0.01, 0.24),
    st.floats(0, 1),
    st.integers(0, 99),
)
@example(3, 3, 6, 0.24, 1.0, 0)
@example(1, 2, 1, 0.01, 0.0, 0)
def test_any_image(height: int, width: int, k: int, alpha: float, beta: float, seed: int) -> None:
    problem = GridColorization.of(np.random.default_rng(seed).random((height, width)) < 0.3, free=True)
    _, w = grid.momentum(problem, k, alpha=alpha, beta=beta)
    zero = np.zeros((2, height, width))
    _, expected = exact_momentum(problem, k, zero, alpha=alpha, beta=beta)
    bound = rounding_bound(k, alpha=alpha, beta=beta, size=0)
    assert max(np.ravel(abs(rationals(w) - expected))) <= Fraction(bound)


def test_it_can_go_on_from_its_state() -> None:
    problem = GridColorization.of(np.eye(20) > 0)
    seen: list[tuple[int, int]] = []
    whole = grid.momentum(problem, 20, alpha=0.125, beta=0.5, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(grid_sweep.STEPS, 20), (20, 20)]
    state = grid.momentum(problem, 8, alpha=0.125, beta=0.5)
    kept = [entry.copy() for entry in state]
    _, rest = grid.momentum(problem, 12, alpha=0.125, beta=0.5, start=state)
    assert all((a == b).all() for a, b in zip(state, kept, strict=True))
    # Both are within the bound of the exact run: z = (w_previous - w)/alpha and back are three of its roundings.
    assert abs(rest - whole[1]).max() <= 2 * rounding_bound(20, alpha=0.125, beta=0.5, size=0) < 0.002
    plain = grid.gradient_descent(problem, 5, alpha=0.25)
    reference = simulate(
        gradient_descent.step, problem, 5, precision="exact", alpha=Fraction(1, 4), record="final"
    ).final
    assert max(abs(rationals(plain.ravel()) - reference)) <= Fraction(rounding_bound(5, alpha=0.25, beta=0, size=0))


def test_a_large_image_is_coloured() -> None:
    """The loss falls, and no pixel is touched before the ink can reach it."""
    member = np.zeros((300, 1000), dtype=bool)
    member[:, 0] = True
    problem = GridColorization.of(member)
    _, w = grid.momentum(problem, 64, alpha=0.2, beta=0.9)
    assert (w[:, :64] > 0).all()
    assert not w[:, 64:].any()
    plain = grid.gradient_descent(problem, 64, alpha=0.2)
    assert problem.excess(w.ravel()) < problem.excess(plain.ravel()) < problem.excess(0 * w.ravel())


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 4), (3, 2, 3)])
@pytest.mark.parametrize("share", [0.01, 0.3, 1.0])
def test_parameters_are_for_the_whole_spectrum(shape: tuple[int, ...], share: float) -> None:
    """The interval they are made for holds the spectrum, and the error is within the proved factor after 40 steps.

    Both are those of the rounded parameters, enclosed, so that no rounding is left to be allowed for.
    """
    member = np.random.default_rng(shape).random(shape) < share
    member.flat[0] = True
    problem = GridColorization.of(member)
    alpha, beta = problem.parameters()
    system, k = Ball(128), 40
    with system.scope():
        step, damping = system.array(np.array([alpha, beta]))
        q = damping.sqrt()
        lower, upper = endpoints([(1 - q) ** 2 / step, (1 + q) ** 2 / step, q**k * (1 + k * (1 + q))])
    values, slack = eigenvalues(Colorization.on(Graph.grid(*shape), member.ravel()).matrix().toarray())
    assert upper[0] <= values[0] - slack
    assert values[-1] + slack <= lower[1]
    run: dict[str, Any] = {"alpha": alpha, "beta": beta, "precision": "exact", "record": "final"}
    error = simulate(momentum.step, problem, k, **run).final - 1
    assert error @ error <= lower[2] ** 2 * member.size


def test_parameters_need_a_distinguished_pixel() -> None:
    with pytest.raises(ValueError, match="D is empty"):
        GridColorization.of(np.zeros((2, 2)), free=True).parameters()


@pytest.mark.parametrize(
    ("strokes_", "alpha", "message"),
    [(np.ones(5), 0.1, "two dimensions"), (np.ones((2, 2)), 0.0, "finite"), (np.ones((2, 2)), np.nan, "finite")],
)
def test_momentum_in_place_refuses(strokes_: Any, alpha: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grid.momentum(GridColorization.of(strokes_), 3, alpha=alpha, beta=0.5)


def test_an_image_without_strokes() -> None:
    with pytest.raises(ValueError, match="0 everywhere"):
        GridColorization.of(np.zeros((2, 2)))
    with pytest.raises(ValueError, match="at least one pixel"):
        GridColorization.of(np.zeros((0, 2)))
    free = GridColorization.of(np.zeros((2, 2)), free=True)
    assert not grid.momentum(free, 5, alpha=0.1, beta=0.5)[1].any()


# ---- images -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [1, 255, 256, 65535])
def test_pgm_files(tmp_path: Path, largest: int) -> None:
    pixels = np.array([[0, largest, 1], [largest, 0, 0]])
    header = f"\n# drawn by hand\n3 2 # width, height\n{largest}\n".encode()
    (tmp_path / "plain.pgm").write_bytes(b"P2" + header + b" ".join(b"%d" % value for value in pixels.ravel()))
    (tmp_path / "raw.pgm").write_bytes(b"P5" + header + pixels.astype(">u2" if largest > 255 else "u1").tobytes())
    for name in ("plain.pgm", "raw.pgm"):
        image = read_image(tmp_path / name)
        assert (image == pixels).all()
        assert (strokes(image) == (pixels > 0)).all()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"P6\n1 1\n255\n\0", "P2 or P5"),
        (b"P5\n2 2\n255\n\0", "cut short"),
        (b"P5\n1 1\n70000\n\0\0", "maximum"),
        (b"P2\n1 1\n3\n4", "pixel 4"),
        (b"P2\n0 1\n3\n", "at least one pixel"),
    ],
)
def test_pgm_files_that_are_none(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "bad.pgm").write_bytes(data)
    with pytest.raises(ValueError, match=message):
        read_image(tmp_path / "bad.pgm")


def test_arrays_in_files(tmp_path: Path) -> None:
    image = np.linspace(-0.5, 1.5, 6).reshape(2, 3)
    write_image(tmp_path / "w.npy", image)
    assert (read_image(tmp_path / "w.npy") == image).all()
    write_image(tmp_path / "w.pgm", image)
    assert (read_image(tmp_path / "w.pgm") == np.rint(255 * image.clip(0, 1))).all()
    with pytest.raises(ValueError, match=r"\.npy or \.pgm"):
        write_image(tmp_path / "w.png", image)
    with pytest.raises(ValueError, match="shape"):
        write_image(tmp_path / "w.pgm", image[0])
    np.save(tmp_path / "many.npy", np.zeros((2, 2, 2, 2)))
    with pytest.raises(ValueError, match="at most 4 channels"):
        read_image(tmp_path / "many.npy")


def test_strokes_and_brightness_of_colours() -> None:
    image = np.zeros((1, 3, 4), dtype=np.uint8)
    image[0, 0] = [255, 0, 0, 255]
    image[0, 1] = [255, 255, 255, 0]  # transparent
    image[0, 2] = [0, 0, 0, 255]  # black
    assert strokes(image).tolist() == [[True, False, False]]
    assert brightness(image).tolist() == [[1 / 3, 1.0, 0.0]]
    assert strokes(image[..., :3]).tolist() == [[True, True, False]]


def test_colour_stays_within_the_lines(tmp_path: Path) -> None:
    """A picture of two fields: the strokes of one leave the other alone, and there D is missing."""
    picture = np.zeros((4, 6))
    picture[:, 3:] = 1
    write_image(tmp_path / "picture.pgm", picture)
    graph = Graph.from_image(brightness(read_image(tmp_path / "picture.pgm")), tolerance=0.5)
    drawn = np.zeros((4, 6), dtype=bool)
    drawn[0, 0] = True
    with pytest.raises(ValueError, match="component of vertex 3"):
        Colorization.on(graph, drawn.ravel())
    problem = Colorization.on(graph, drawn.ravel(), free=True)
    w = simulate(momentum.step, problem, 300, alpha=0.2, beta=0.8, record="final").final.reshape(4, 6)
    assert (w[:, 3:] == 0).all()
    assert abs(w[:, :3] - 1).max() < 0.01
    with pytest.raises(ValueError, match="shape"):
        Graph.from_image(np.zeros((2, 2, 3)), tolerance=0.1)
