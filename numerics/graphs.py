r"""Finite graphs by their edges: the Laplacian of any graph, and the spectra that are known in closed form.

    Graph.from_edges(3, [(0, 1), (1, 2)])      any edges; from_networkx(G) takes a graph of networkx
    Graph.grid(4, 5)                           path, cycle, complete, star, grid, hypercube, and products of all of
    these Graph.from_image(picture, tolerance=0.1)   neighbouring pixels of about the same brightness

Vertices are 0 .. n-1. Each edge counts once in the sum x^T L x = sum_E (x_i - x_j)^2, so that an edge given twice, or
as (i, j) and as (j, i), counts twice. A loop would count in the article's degrees and not in its sum: it is refused.

Source of the closed spectra: claims `color.spectrum-path`, `-cycle`, `-complete`, `-product`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from numerics.exact import Array

__all__ = ["Graph", "complete_spectrum", "cycle_spectrum", "grid_spectrum", "path_spectrum"]


@dataclass(frozen=True, eq=False)
class Graph:
    """n vertices, and the ends of each edge: integer arrays `tails` and `heads` of shape (m,).

    `labels` maps what the vertices are called to their numbers, where they had names of their own.
    """

    n: int
    tails: Array
    heads: Array
    labels: Mapping[Any, int] | None = None

    @classmethod
    def from_edges(cls, n: int, edges: Iterable[tuple[int, int]] | Array) -> Graph:
        """The graph with vertices 0 .. n-1 and these pairs for edges, shape (m, 2).

        Raises ValueError for n < 1, for an end that is no vertex, and for a loop (i, i).
        """
        if n < 1:
            raise ValueError(f"n={n} violates n >= 1: a graph has a vertex")
        pairs = np.asarray(list(edges) if not isinstance(edges, np.ndarray) else edges)
        if not pairs.size:
            pairs = np.empty((0, 2), dtype=np.intp)
        if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
            raise ValueError(f"edges of shape {pairs.shape}, {pairs.dtype} violate: pairs of integers, shape (m, 2)")
        outside = np.flatnonzero(((pairs < 0) | (pairs >= n)).any(axis=1))
        loops = np.flatnonzero(pairs[:, 0] == pairs[:, 1])
        if len(outside):
            raise ValueError(f"edge {tuple(pairs[outside[0]].tolist())} violates 0 <= vertex < {n}: number from 0")
        if len(loops):
            edge = tuple(pairs[loops[0]].tolist())
            raise ValueError(f"edge {edge} violates: no loops, which would add (x_i - x_i)^2 = 0; leave it out")
        return cls(n, pairs[:, 0].astype(np.intp), pairs[:, 1].astype(np.intp))

    @classmethod
    def from_networkx(cls, graph: Any) -> Graph:
        """A networkx graph or multigraph; its vertices are numbered in the order of `graph.nodes`, see `numbers`.

        Raises ValueError for a directed graph, where (i, j) and (j, i) are different edges.
        """
        if graph.is_directed():
            raise ValueError(f"{graph} violates: edges without direction; give graph.to_undirected()")
        number = {vertex: i for i, vertex in enumerate(graph.nodes)}
        edges = [(number[a], number[b]) for a, b, *_ in graph.edges]
        return replace(cls.from_edges(len(number), edges), labels=number)

    def numbers(self, vertices: Iterable[Any]) -> list[int]:
        """The numbers of these vertices, by their names where they have some; KeyError for one that there is not."""
        if self.labels is None:
            return list(vertices)
        wanted = list(vertices)
        if unknown := [vertex for vertex in wanted if vertex not in self.labels]:
            raise KeyError(f"{unknown[0]!r} violates: a vertex of the graph; its vertices are the graph's nodes")
        return [self.labels[vertex] for vertex in wanted]

    @classmethod
    def path(cls, n: int) -> Graph:
        """0 - 1 - .. - n-1."""
        line = np.arange(n - 1)
        return cls.from_edges(n, np.stack([line, line + 1], axis=1))

    @classmethod
    def cycle(cls, n: int) -> Graph:
        """The path of n >= 3 vertices, closed."""
        if n < 3:
            raise ValueError(f"n={n} violates n >= 3: a shorter cycle has a loop or a double edge")
        line = np.arange(n)
        return cls.from_edges(n, np.stack([line, (line + 1) % n], axis=1))

    @classmethod
    def complete(cls, n: int) -> Graph:
        """Every pair of n vertices."""
        return cls.from_edges(n, np.stack(np.triu_indices(n, 1), axis=1))

    @classmethod
    def star(cls, n: int) -> Graph:
        """Vertex 0, joined to the n - 1 others."""
        leaves = np.arange(1, n)
        return cls.from_edges(n, np.stack([0 * leaves, leaves], axis=1))

    @classmethod
    def grid(cls, *sides: int) -> Graph:
        """The grid of these sides, its vertices in row-major order; of any dimension, (1,) for a single vertex."""
        if not sides or min(sides) < 1:
            raise ValueError(f"sides={sides} violate: at least one side, each >= 1")
        number = np.arange(int(np.prod(sides))).reshape(sides)
        ends = [(np.delete(number, -1, axis), np.delete(number, 0, axis)) for axis in range(len(sides))]
        edges = [np.stack([low.ravel(), high.ravel()], axis=1) for low, high in ends]
        return cls.from_edges(number.size, np.concatenate(edges))

    @classmethod
    def hypercube(cls, dimension: int) -> Graph:
        """2^d vertices, joined where their binary numbers differ in one digit."""
        return cls.grid(*[2] * dimension) if dimension else cls.grid(1)

    @classmethod
    def from_image(cls, picture: Any, tolerance: float) -> Graph:
        """The pixels of a picture (height, width); neighbours are joined where they differ by at most `tolerance`."""
        values = np.asarray(picture, dtype=np.float64)
        if values.ndim != 2 or not values.size:
            raise ValueError(f"picture of shape {values.shape} violates: shape (height, width); give its brightness")
        whole, flat = cls.grid(*values.shape), values.ravel()
        close = np.abs(flat[whole.tails] - flat[whole.heads]) <= tolerance
        return cls(whole.n, whole.tails[close], whole.heads[close])

    def product(self, other: Graph) -> Graph:
        """The Cartesian product: vertex (i, j) is i * other.n + j."""
        first = np.stack([self.tails, self.heads], axis=1)[:, None] * other.n + np.arange(other.n)[None, :, None]
        second = np.arange(self.n)[:, None, None] * other.n + np.stack([other.tails, other.heads], axis=1)[None]
        return Graph.from_edges(self.n * other.n, np.concatenate([first.reshape(-1, 2), second.reshape(-1, 2)]))

    @cached_property
    def degrees(self) -> Array:
        """How many edges each vertex has, shape (n,)."""
        return np.bincount(np.concatenate([self.tails, self.heads]), minlength=self.n)

    @cached_property
    def neighbours(self) -> tuple[Array, Array]:
        """(starts, vertices): the neighbours of i are vertices[starts[i] : starts[i + 1]]."""
        ends = np.concatenate([self.tails, self.heads])
        others = np.concatenate([self.heads, self.tails])
        starts = np.concatenate([[0], np.cumsum(self.degrees)])
        return starts, others[np.argsort(ends, kind="stable")]

    def neighbour_sums(self, w: Any) -> Any:
        """The sum over the neighbours of each vertex, of w of shape (..., n) and of any number type."""
        starts, vertices = self.neighbours
        sums = 0 * w
        joined = np.flatnonzero(self.degrees)
        if len(joined):
            sums[..., joined] = np.add.reduceat(w[..., vertices], starts[joined], axis=-1)
        return sums

    def laplacian(self) -> Any:
        """L as a SciPy sparse array in CSR form, its entries float64."""
        from scipy.sparse import coo_array

        rows = np.concatenate([self.tails, self.heads, np.arange(self.n)])
        columns = np.concatenate([self.heads, self.tails, np.arange(self.n)])
        entries = np.concatenate([-np.ones(2 * len(self.tails)), self.degrees])
        return coo_array((entries, (rows, columns)), shape=(self.n, self.n)).tocsr()

    def components(self) -> Array:
        """The number of the connected component of each vertex, shape (n,)."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        edges = coo_array((np.ones(len(self.tails)), (self.tails, self.heads)), shape=(self.n, self.n))
        labels: Array = connected_components(edges.tocsr(), directed=False)[1]
        return labels


def path_spectrum(n: int) -> Array:
    """2 - 2 cos(pi j/n) = 4 sin^2(pi j/(2 n)), j = 0 .. n-1: the eigenvalues of the path's Laplacian, ascending."""
    return 4 * np.sin(np.pi * np.arange(n) / (2 * n)) ** 2


def cycle_spectrum(n: int) -> Array:
    """2 - 2 cos(2 pi j/n), j = 0 .. n-1, ascending, for n >= 3."""
    return np.sort(4 * np.sin(np.pi * np.arange(n) / n) ** 2)


def complete_spectrum(n: int) -> Array:
    """0, and n - 1 times n."""
    return n * np.minimum(np.arange(n), 1.0)


def grid_spectrum(*sides: int) -> Array:
    """The sums of one eigenvalue of each side's path, ascending."""
    total = np.zeros(1)
    for side in sides:
        total = np.add.outer(total, path_spectrum(side)).ravel()
    return np.sort(total)
