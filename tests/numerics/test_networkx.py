"""Graphs as networkx has them: the same Laplacian, the closed spectra, and colorization by the names of vertices."""

from typing import Any

import networkx
import numpy as np
import pytest

from numerics import Colorization, Graph

GRAPHS = {
    "Petersen": networkx.petersen_graph(),
    "grid": networkx.grid_2d_graph(3, 4),
    "hypercube": networkx.hypercube_graph(4),
    "cycle": networkx.cycle_graph(7),
    "karate club": networkx.karate_club_graph(),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_laplacian_is_networkx_s(name: str) -> None:
    graph = GRAPHS[name]
    ours = Graph.from_networkx(graph).laplacian().toarray()
    theirs = networkx.laplacian_matrix(graph, weight=None).toarray()
    assert np.array_equal(ours, theirs)


def test_vertices_keep_their_names() -> None:
    graph = Graph.from_networkx(GRAPHS["grid"])
    named = Colorization.on(graph, graph.numbers([(0, 0), (2, 3)]))
    numbered = Colorization.on(Graph.grid(3, 4), [0, 11])
    assert np.array_equal(named.matrix().toarray(), numbered.matrix().toarray())


@pytest.mark.parametrize("bad", [networkx.DiGraph([(0, 1)]), networkx.Graph([(0, 0), (0, 1)])])
def test_what_is_no_graph_of_the_article_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="violates"):
        Graph.from_networkx(bad)
