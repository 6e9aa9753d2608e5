r"""The article's colorization problem on any graph, with any set D of distinguished vertices.

    f(w) = 1/2 sum_{i in D} (w_i - 1)^2 + 1/2 sum_{(i,j) in E} (w_i - w_j)^2
    grad f(w)_i = sum_{j in N(i)} (w_i - w_j) + [i in D] (w_i - 1)

    graph = Graph.from_networkx(G)
    problem = Colorization.on(graph, distinguished=graph.numbers(["a", "f"]))
    simulate(momentum.step, problem, 100, alpha=0.2, beta=0.9)

Its minimum is 0, at w = (1, ..., 1), which is the only minimiser iff every component of the graph meets D. For the
pixels of an image without a matrix, see `numerics.grid`.

Reference: G. Goh, "Why Momentum Really Works", Distill 2017, section *Example: The Colorization Problem*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.graphs import Graph
from numerics.precision import Float64, NumberSystem
from numerics.tracing import pure_gradient

__all__ = ["AnyColorization", "Colorization"]


class AnyColorization:
    """What a colorization problem has whatever its graph: `member` says for each vertex whether it is in D."""

    member: Array
    system: NumberSystem

    @property
    def dimension(self) -> int:
        """n, the number of vertices."""
        return int(self.member.size)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def start(self) -> Array:
        """No colour: the article's w0 = 0."""
        return self.system.array(np.zeros(self.dimension))

    @property
    def minimiser(self) -> Array:
        """(1, ..., 1): a minimiser in any case, the only one iff every component of the graph meets D."""
        return self.system.array(np.ones(self.dimension))


@dataclass(frozen=True, eq=False)
class Colorization(AnyColorization):
    """The problem on `graph`, D given by `member`, booleans of shape (n,); make one by `on`."""

    graph: Graph
    member: Array
    system: NumberSystem = field(default_factory=Float64)

    @classmethod
    def on(cls, graph: Graph, distinguished: Iterable[int] | Array, *, free: bool = False) -> Colorization:
        """D is given by its vertices, or by booleans of shape (n,).

        Raises ValueError for a D that is no set of vertices, and where a component has no vertex in D, so that every
        constant is as good there: `free=True` accepts that, an empty D among it.
        """
        problem = cls(graph, _members(graph.n, distinguished))
        if not free and not problem.is_unique:
            inside = np.bincount(graph.components(), weights=problem.member) > 0
            lost = int(np.flatnonzero(~inside[graph.components()])[0])
            raise ValueError(
                f"the component of vertex {lost} has no vertex in D, which violates: a single minimiser; distinguish "
                "a vertex of it, or accept any constant there by free=True"
            )
        return problem

    @cached_property
    def is_unique(self) -> bool:
        """Whether (1, ..., 1) is the only minimiser: whether every component of the graph meets D."""
        labels = self.graph.components()
        return bool((np.bincount(labels, weights=self.member) > 0).all())

    def to(self, system: NumberSystem) -> Colorization:
        """The same problem, computed in another number system."""
        return replace(self, system=system)

    @cached_property
    def _data(self) -> tuple[Array, Array]:
        """deg(i) + [i in D], and [i in D], as numbers of the system."""
        return self.system.array(self.graph.degrees + self.member), self.system.array(1 * self.member)

    @pure_gradient
    def gradient(self, w: Any) -> Any:
        """grad f(w), for w of shape (..., n)."""
        diagonal, colour = self._data
        return diagonal * w - self.graph.neighbour_sums(w) - colour

    def objective(self, w: Any) -> Any:
        """f(w), shape (...)."""
        _, colour = self._data
        differences, excess = w[..., self.graph.tails] - w[..., self.graph.heads], w - self.minimiser
        return ((colour * excess * excess).sum(axis=-1) + (differences * differences).sum(axis=-1)) / 2

    def excess(self, w: Any) -> Any:
        """f(w) - f* = f(w)."""
        return self.objective(w)

    def matrix(self) -> Any:
        """A = L_G + sum_{i in D} e_i e_i^T as a SciPy sparse array; f(w) = 1/2 w^T A w - sum_D w_i + |D|/2."""
        from scipy.sparse import diags_array

        return (self.graph.laplacian() + diags_array(1.0 * self.member)).tocsr()


def _members(n: int, distinguished: Iterable[int] | Array) -> Array:
    given = distinguished if isinstance(distinguished, np.ndarray) else np.asarray(list(distinguished))
    if given.dtype == bool:
        if given.shape != (n,):
            raise ValueError(f"D of shape {given.shape} violates: booleans of shape ({n},), or the vertices themselves")
        return given.copy()
    if given.size and (given.ndim != 1 or given.dtype.kind not in "iu"):
        raise ValueError(f"D={given!r} violates: a list of vertices; give integers")
    if given.size and (given.min() < 0 or given.max() >= n):
        raise ValueError(f"D={given.tolist()} violates 0 <= vertex < {n}: number the vertices from 0")
    member = np.zeros(n, dtype=bool)
    member[given.astype(np.intp)] = True
    return member
