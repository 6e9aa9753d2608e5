"""The matrix A of a quadratic in the form it was given: diagonal, dense, or sparse; never densified.

An operator holds A twice: `source`, the exact entries (float64 or Fractions), and `entries`, the same in one
number system. `apply(w)` is A w for w of shape (..., n), over leading batch axes, without a Python loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

import numpy as np

from numerics.exact import Array, modulus
from numerics.precision import Float64, NumberSystem
from numerics.sparse_product import SparseProduct, columns

__all__ = ["Dense", "Diagonal", "Operator", "Sparse"]

SYMMETRIC = 256
"""From this dimension on a product takes longer to read the matrix than to be called."""


class Operator(Protocol):
    """What a quadratic asks of its matrix; a new kind of matrix is a new class with these."""

    @property
    def dimension(self) -> int: ...

    @property
    def batch_shape(self) -> tuple[int, ...]: ...

    @property
    def terms(self) -> int:
        """The largest number of products in one component of A w."""

    def to(self, system: NumberSystem) -> Operator: ...

    def apply(self, w: Any) -> Any:
        """A w in the system's numbers."""

    def apply_modulus(self, w: Array) -> Array:
        """|A| w in float64, for a nonnegative float64 array w; |A| is rounded upwards, and inf where too large."""

    def dense(self) -> Array:
        """The source's entries as an array of shape (..., n, n)."""


@dataclass(frozen=True, eq=False)
class _Array:
    """A matrix given by an array whose last axis has its dimension."""

    source: Array
    system: NumberSystem = field(default_factory=Float64)

    @property
    def dimension(self) -> int:
        return int(self.source.shape[-1])

    @cached_property
    def entries(self) -> Array:
        if isinstance(self.system, Float64) and self.source.dtype == np.float64:
            return np.ascontiguousarray(self.source)  # the same numbers: no copy
        return self.system.array(self.source)


@dataclass(frozen=True, eq=False)
class Diagonal(_Array):
    """diag(l_1 .. l_n); `source` has shape (..., n)."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return self.source.shape[:-1]

    @property
    def terms(self) -> int:
        return 1

    def to(self, system: NumberSystem) -> Diagonal:
        return Diagonal(self.source, system)

    def apply(self, w: Any) -> Any:
        return self.entries * w

    def apply_modulus(self, w: Array) -> Array:
        return modulus(self.source) * w

    def dense(self) -> Array:
        return self.source[..., None] * np.eye(self.dimension, dtype=int)


@dataclass(frozen=True, eq=False)
class Dense(_Array):
    """A symmetric matrix; `source` has shape (..., n, n)."""

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return self.source.shape[:-2]

    @property
    def terms(self) -> int:
        return self.dimension

    def to(self, system: NumberSystem) -> Dense:
        return Dense(self.source, system)

    def apply(self, w: Any) -> Any:
        # One matrix-vector product for each problem, so that a batch gives bit for bit what single runs give.
        if self.dimension >= SYMMETRIC and isinstance(self.system, Float64) and (symv := _dsymv()) is not None:
            return self._by_halves(symv, w)
        return (self.entries @ w[..., None])[..., 0]

    def _by_halves(self, symv: Any, w: Array) -> Array:
        """A w from one half of each matrix: where the memory is the limit, in half of the time."""
        if self.entries.ndim == 2 and w.ndim == 1:
            single: Array = symv(1.0, self.entries.T, w, lower=1)
            return single
        batch = np.broadcast_shapes(self.batch_shape, w.shape[:-1])
        matrices = np.broadcast_to(self.entries, (*batch, *self.entries.shape[-2:]))
        vectors = np.broadcast_to(w, (*batch, self.dimension))
        product = np.empty(vectors.shape)
        for place in np.ndindex(batch):
            product[place] = symv(1.0, matrices[place].T, vectors[place], lower=1)
        return product

    def apply_modulus(self, w: Array) -> Array:
        product: Array = (modulus(self.source) @ w[..., None])[..., 0]
        return product

    def dense(self) -> Array:
        return self.source


@dataclass(frozen=True, eq=False)
class Sparse:
    """One SciPy sparse matrix (n, n), shared by the whole batch; in other systems, its coordinates."""

    source: Any
    system: NumberSystem = field(default_factory=Float64)

    @property
    def dimension(self) -> int:
        return int(self.source.shape[0])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def terms(self) -> int:
        return int(np.diff(self.source.indptr).max(initial=0))

    @cached_property
    def entries(self) -> tuple[Array, Array, Array]:
        """(rows, columns, values in the system's numbers)."""
        rows = np.repeat(np.arange(self.dimension), np.diff(self.source.indptr))
        return rows, self.source.indices, self.system.array(self.source.data)

    @cached_property
    def _product(self) -> SparseProduct:
        return SparseProduct(self.source)

    def to(self, system: NumberSystem) -> Sparse:
        return self if isinstance(system, Float64) and isinstance(self.system, Float64) else Sparse(self.source, system)

    def apply(self, w: Any) -> Any:
        if isinstance(self.system, Float64):
            return self._product.apply(w)
        rows, columns, values = self.entries
        product: Array = 0 * w
        np.add.at(product, (..., rows), values * w[..., columns])  # type: ignore[arg-type]
        return product

    def apply_modulus(self, w: Array) -> Array:
        return columns(abs(self.source), w)

    def dense(self) -> Array:
        matrix: Array = self.source.toarray()
        return matrix


@cache
def _dsymv() -> Any:
    """SciPy's product with a symmetric matrix in column order, None without SciPy."""
    try:
        from scipy.linalg.blas import dsymv
    except ImportError:
        return None
    return dsymv
