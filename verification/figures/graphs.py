"""Families of graphs and how well they are conditioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from verification.figures.figure import Data, Figure
from verification.figures.style import COLOURS, MAP, MARKS, sheet, theory

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

VERTICES, SIDE = 36, 6
SIDES = np.arange(2, 13)


def random_pairs(count: int, seed: int) -> list[tuple[int, int]]:
    """The article's pseudo-random pairs: frac(10^4 sin(seed)), the seed rising by 1 with each number."""
    values = 10_000 * np.sin(seed + np.arange(2 * count))
    ends = np.floor((values - np.floor(values)) * VERTICES).astype(int).reshape(-1, 2)
    return [(int(i), int(j)) for i, j in ends if i != j]


def compute() -> Data:
    """Three graphs of 36 vertices with the vectors of their second eigenvalues, and kappa of paths and grids."""
    from derivations.laplacian_spectra import grid_condition_number
    from numerics import Graph

    links = [(0, 9), (12, 30), (5, 22)]
    path = Graph.path(VERTICES)
    edges = [*zip(path.tails.tolist(), path.heads.tolist(), strict=True), *links]
    members = {
        "random pairs": Graph.from_edges(VERTICES, random_pairs(80, 17)),
        "grid": Graph.grid(SIDE, SIDE),
        "path with links": Graph.from_edges(VERTICES, edges),
    }
    return {
        "graphs": {name: facts(graph) for name, graph in members.items()},
        "sides": SIDES,
        "path": np.array([float(grid_condition_number(int(side))) for side in SIDES]),
        "grids": np.array([float(grid_condition_number(int(side), int(side))) for side in SIDES]),
        "path_found": np.array([conditioning(Graph.path(int(side))) for side in SIDES]),
        "grids_found": np.array([conditioning(Graph.grid(int(side), int(side))) for side in SIDES]),
    }


def facts(graph: Any) -> Data:
    """Edges, second eigenvector, condition number and a layout by networkx, the same every time."""
    import networkx as nx

    drawn = nx.Graph(list(zip(graph.tails.tolist(), graph.heads.tolist(), strict=True)))
    drawn.add_nodes_from(range(graph.n))
    layout = nx.kamada_kawai_layout(drawn)
    _, vectors = np.linalg.eigh(graph.laplacian().toarray())
    return {
        "edges": np.stack([graph.tails, graph.heads], axis=1),
        "vector": vectors[:, 1],
        "kappa": conditioning(graph),
        "places": np.array([layout[i] for i in range(graph.n)]),
    }


def conditioning(graph: Any) -> float:
    """The last eigenvalue of the Laplacian over the second; infinite where the graph is not connected."""
    values = np.linalg.eigvalsh(graph.laplacian().toarray())
    return float(values[-1] / values[1]) if graph.components().max() == 0 else np.inf


def draw(data: Data) -> Drawing:
    drawing, [axes] = sheet(1, 4, (2.6, 2.8))
    for panel, (name, graph) in zip(axes[:3], data["graphs"].items(), strict=True):
        for ends in graph["edges"]:
            panel.plot(*graph["places"][ends].T, color="0.6", linewidth=0.7, zorder=0)
        panel.scatter(*graph["places"].T, c=graph["vector"], cmap=MAP, s=25, edgecolors="black", linewidths=0.5)
        panel.set_title(
            f"{name}: " + (rf"$\kappa = {graph['kappa']:.1f}$" if np.isfinite(graph["kappa"]) else "not connected")
        )
        panel.axis("off")
    last = axes[3]
    for number, (name, key) in enumerate((("path of m", "path"), ("m by m grid", "grids"))):
        theory(last, data["sides"], data[key], number, label=f"{name}, as proved")
        last.plot(
            data["sides"],
            data[f"{key}_found"],
            MARKS[number],
            color=COLOURS[number],
            markerfacecolor="none",
            label="computed",
        )
    last.set(xlabel="$m$", ylabel=r"$\kappa = \lambda_n/\lambda_2$", yscale="log")
    last.legend(fontsize=6)
    return drawing


FIGURE = Figure(
    name="graphs",
    section="Example: The Colorization Problem",
    title="Graphs and their conditioning",
    caption="Three graphs of 36 vertices, coloured by the eigenvector of the second eigenvalue, the one that is learnt "
    "last; and the condition number of paths and grids as proved (lines) and computed (points).",
    claims=(
        "color.conditioning-definition",
        "color.spectrum-path",
        "color.spectrum-product",
        "color.paths-condition-poorly",
    ),
    compute=compute,
    draw=draw,
    order=13,
)
