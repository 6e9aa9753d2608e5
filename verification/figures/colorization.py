"""Colour spreading from a few pixels: through the article's maze and over a photograph."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import MAP

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

ROOM, CORRIDOR, ROOMS = 16, 2, 4
FRAMES = (10, 100, 1000, 10_000)
ALIKE = 0.08
"""Neighbours in the photograph are joined where their brightness differs by at most this."""
WEIGHT, COLOUR = Fraction(1, 10), 100
"""The maze's two coloured pixels pull with this weight towards this colour."""


def maze() -> Any:
    """The article's domain (16, 112): four rooms of 16 by 16, joined by three corridors of height 2."""
    inside = np.zeros((ROOM, (2 * ROOMS - 1) * ROOM), dtype=bool)
    for room in range(ROOMS):
        inside[:, 2 * room * ROOM : (2 * room + 1) * ROOM] = True
    middle = ROOM // 2 - CORRIDOR // 2
    inside[middle : middle + CORRIDOR] = True
    return inside


def subgraph(graph: Any, inside: Any) -> tuple[Any, Any]:
    """The graph on the vertices that are `inside` (booleans), and their numbers in the whole."""
    from numerics import Graph

    places = np.flatnonzero(inside)
    number = np.full(graph.n, -1)
    number[places] = np.arange(len(places))
    edges = number[np.stack([graph.tails, graph.heads], axis=1)]
    return Graph.from_edges(len(places), edges[(edges >= 0).all(axis=1)]), places


def photograph() -> tuple[Any, Any]:
    """The brightness (h, w) of a photograph that matplotlib ships, in [0, 1], and a brush stroke on it (booleans)."""
    from matplotlib.cbook import get_sample_data

    from numerics.images import brightness, read_image

    picture = brightness(read_image(get_sample_data("grace_hopper.jpg", asfileobj=False)))
    small = picture[::6, ::6]
    stroke = np.zeros(small.shape, dtype=bool)
    stroke[-14:-10, 20:60] = True
    return small, stroke


def rooms() -> tuple[Any, Any, Any]:
    """The maze as the article weighs it, L + 1/10 (e_i e_i^T + e_j e_j^T), and the places of its pixels."""
    from scipy.sparse import diags_array

    from numerics import Graph, Quadratic

    inside = maze()
    graph, places = subgraph(Graph.grid(*inside.shape), inside)
    coloured = np.isin(places, [row * inside.shape[1] for row in (ROOM // 2 - 1, ROOM // 2)])
    matrix = (graph.laplacian() + diags_array(float(WEIGHT) * coloured)).tocsr()
    return Quadratic.from_matrix(matrix, float(WEIGHT * COLOUR) * coloured), matrix, places


def frames(problem: Any, matrix: Any, places: Any, shape: tuple[int, int]) -> tuple[Any, float]:
    """The colour (2, frames, h, w) after each of FRAMES by gradient descent and by momentum, and kappa."""
    from derivations.choosing_a_step_size import optimal_step
    from derivations.momentum import optimal_parameters
    from derivations.notation import lambda_1, lambda_n
    from numerics import simulate
    from numerics.algorithms import gradient_descent, momentum
    from verification.figures.theory import evaluate

    eigenvalues = extremal(matrix)
    ends = dict(zip((lambda_1, lambda_n), eigenvalues, strict=True))
    alpha, beta = (float(evaluate(e, ends)) for e in optimal_parameters())
    rules: tuple[tuple[Any, dict[str, Any]], ...] = (
        (gradient_descent.step, {"alpha": float(evaluate(optimal_step(), ends))}),
        (momentum.step, {"alpha": alpha, "beta": beta}),
    )
    found = np.full((2, len(FRAMES), shape[0] * shape[1]), np.nan)
    for row, (step, parameters) in enumerate(rules):
        state, done = problem.start, 0
        for column, count in enumerate(FRAMES):
            run = simulate(step, problem, count - done, start=state, record="final", **parameters)
            found[row, column, places] = run.final
            state, done = run.state, count
    return found.reshape(2, len(FRAMES), *shape), eigenvalues[1] / eigenvalues[0]


def extremal(matrix: Any) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of a sparse matrix."""
    from scipy.sparse.linalg import eigsh

    seed = np.ones(matrix.shape[0])
    least = eigsh(matrix.tocsc(), k=1, sigma=0, v0=seed, return_eigenvectors=False)[0]
    largest = eigsh(matrix, k=1, v0=seed, return_eigenvectors=False)[0]
    return float(least), float(largest)


def over_photograph() -> Data:
    """The photograph, and colour that spreads from a stroke to what like neighbours join to it."""
    from numerics import Colorization, Graph

    picture, stroke = photograph()
    joined = Graph.from_image(picture, ALIKE)
    labels = joined.components()
    inside = labels == labels[np.flatnonzero(stroke)[0]]
    part, places = subgraph(joined, inside)
    problem = Colorization.on(part, stroke.ravel()[places])
    colour, kappa = frames(problem, problem.matrix(), places, picture.shape)
    return {"picture": picture, "photo": colour, "photo_kappa": kappa}


def compute() -> Data:
    """Frames through the maze, from colour 0 to 1, and over the photograph."""
    problem, matrix, places = rooms()
    colour, kappa = frames(problem, matrix, places, maze().shape)
    return {"rooms": colour / COLOUR, "kappa": kappa} | over_photograph()


def draw(data: Data) -> Drawing:
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(9, 7), layout="constrained")
    grid = drawing.add_gridspec(4, len(FRAMES), height_ratios=(1, 1, 3, 3))
    for row, name in enumerate(("gradient descent", "momentum")):
        for column, count in enumerate(FRAMES):
            rooms, photo = drawing.add_subplot(grid[row, column]), drawing.add_subplot(grid[2 + row, column])
            rooms.imshow(data["rooms"][row, column], cmap=MAP, vmin=0, vmax=1)
            photo.imshow(data["picture"], cmap="gray")
            photo.imshow(data["photo"][row, column], cmap="Oranges", vmin=0, vmax=1.2, alpha=0.6)
            for axes in (rooms, photo):
                axes.set(xticks=[], yticks=[], title=f"$k = {count}$" if row == 0 else None)
                if column == 0:
                    axes.set_ylabel(name, fontsize=7)
    return drawing


FIGURE = Figure(
    name="colorization",
    section="Example: The Colorization Problem",
    title="Colour that spreads",
    caption="Colour from two pixels at the left through four rooms (kappa = {kappa:.0f}), and from a stroke over a "
    "photograph whose like neighbours are joined (kappa = {photo_kappa:.0f}), by gradient descent and by "
    "momentum, each at its optimal parameters.",
    claims=("color.gradient-step", "color.local-averaging", "color.one-edge-per-step", "color.momentum-speeds-up"),
    compute=compute,
    draw=draw,
    order=12,
)
