"""The product of a sparse matrix with vectors in float64, the diagonals that are mostly filled apart from the rest.

SciPy's CSR product goes from row to row and waits for each row's length and for each entry's place. On a diagonal there
is nothing to wait for. Meshes, chains and rings with a few chords have most of their entries on a few diagonals. In the
gaps of these a 0 is multiplied, which for an infinite or undefined component would be NaN: a vector with such
components takes SciPy's way.

Reference: Y. Saad, *Iterative Methods for Sparse Linear Systems*, 2nd ed., SIAM 2003, section 3.4 (CSR, diagonals).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from numerics.exact import Array

__all__ = ["SparseProduct", "columns"]

LEAST = 4096
"""For fewer rows SciPy's product is as fast."""


class SparseProduct:
    """w -> A w over the last axis of w, for one CSR matrix without duplicates; each vector by itself."""

    def __init__(self, matrix: Any) -> None:
        self.matrix = matrix

    def apply(self, w: Array) -> Array:
        """A w for w of shape (..., n)."""
        if self._parts is None:
            return columns(self.matrix, w)
        if w.ndim == 1:
            return self._single(w)
        flat = w.reshape(-1, w.shape[-1])
        product = np.empty(flat.shape)
        for i, vector in enumerate(flat):
            product[i] = self._single(vector)
        return product.reshape(w.shape)

    def _single(self, w: Array) -> Array:
        if self._parts is None or not np.isfinite(w).all():
            return columns(self.matrix, w)
        diagonals, rows, rest = self._parts
        product: Array = diagonals @ w
        if len(rows):
            product[rows] += rest @ w
        return product

    @cached_property
    def _parts(self) -> tuple[Any, Array, Any] | None:
        """The filled diagonals, the rows that have other entries, and these rows; None where that gains nothing."""
        from scipy.sparse import csr_array, dia_array

        A, n = self.matrix, self.matrix.shape[0]
        if n < LEAST:
            return None
        index = np.int32 if 2 * max(n, A.nnz) < 2**31 else np.int64
        places = np.repeat(np.arange(n, dtype=index), np.diff(A.indptr))
        np.subtract(A.indices + (n - 1), places, out=places, casting="unsafe")  # of each entry's diagonal, from 0
        filled = np.flatnonzero(2 * np.bincount(places, minlength=2 * n - 1) >= n)
        entries, others = np.zeros((len(filled), n)), np.ones(A.nnz, dtype=bool)
        for diagonal, place in zip(entries, filled, strict=True):
            on = places == place
            diagonal[A.indices[on]] = A.data[on]
            others &= ~on
        if 2 * np.count_nonzero(others) > A.nnz:
            return None
        rows = np.searchsorted(A.indptr, np.flatnonzero(others), side="right") - 1
        named, counts = np.unique(rows, return_counts=True)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(index)
        rest = csr_array((A.data[others], A.indices[others].astype(index), starts), shape=(len(named), n))
        return dia_array((entries, filled - (n - 1)), shape=(n, n)), named, rest


def columns(matrix: Any, w: Array) -> Array:
    """SciPy's product over the last axis of w."""
    if w.ndim == 1:
        return np.asarray(matrix @ w)
    flat = w.reshape(-1, w.shape[-1])
    product: Array = np.asarray(matrix @ flat.T).T.reshape(w.shape)
    return product
