"""The article's quadratics, f(w) = 1/2 w^T A w - b^T w, given by spectrum or by matrix, one or a whole batch.

Data are exact: an int or Fraction means itself, a float exactly its binary value. A problem holds them unrounded
and computes in one number system, float64 at first; `to(system)` is the same problem in another.

The gradient is A(w - w*) where the minimiser w* is what was given, which is exact at w* in every number system, and
A w - b where b was given. Arrays have shape (..., n): the component axis last, batch axes before it.

Reference: G. Goh, "Why Momentum Really Works", Distill 2017, section *First Steps: Gradient Descent*.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from numerics.definite import EXACT_LIMIT, require_definite, require_definite_sparse
from numerics.exact import Array, exact_array, identity, rationals, solve
from numerics.operators import Dense, Diagonal, Operator, Sparse
from numerics.precision import Float64, NumberSystem
from numerics.tracing import pure_gradient

__all__ = ["Problem", "Quadratic"]


class Problem(Protocol):
    """What `simulate` asks of a problem."""

    @property
    def dimension(self) -> int: ...

    @property
    def batch_shape(self) -> tuple[int, ...]: ...

    @property
    def start(self) -> Array:
        """The default starting point w0, in the problem's number system."""

    def to(self, system: NumberSystem) -> Problem: ...

    def gradient(self, w: Any) -> Any: ...

    def excess(self, w: Any) -> Any: ...


@dataclass(frozen=True, eq=False)
class Quadratic:
    """f(w) = 1/2 w^T A w - b^T w; make one by `from_spectrum`, `from_matrix` or `from_eigenbasis`.

    `centre` holds the exact minimiser where it was given, else `linear` holds the exact b; `spectrum` the exact
    eigenvalues where they were given. `w` of the methods has shape (..., n) in the numbers of `system`.
    """

    operator: Operator
    centre: Array | None = None
    linear: Array | None = None
    spectrum: Array | None = None
    system: NumberSystem = field(default_factory=Float64)

    @classmethod
    def from_spectrum(cls, eigenvalues: Any, minimiser: Any = None, *, semidefinite: bool = False) -> Quadratic:
        """A = diag(l_1 .. l_n), `eigenvalues` of shape (..., n), all > 0 (>= 0 if `semidefinite`); w* 0 by default.

        Raises ValueError for an eigenvalue out of range or not finite and for shapes that do not fit.
        """
        spectrum = _spectrum(eigenvalues, semidefinite)
        return cls(Diagonal(spectrum), centre=_centre(minimiser, spectrum.shape), spectrum=spectrum)

    @classmethod
    def from_eigenbasis(
        cls, eigenvalues: Any, basis: Any, minimiser: Any = None, *, semidefinite: bool = False
    ) -> Quadratic:
        """A = Q diag(l_1 .. l_n) Q^T, dense and exact; eigenvectors in the columns of `basis`, as in the article.

        `basis` (n, n) is orthogonal exactly, so rational: see `householder_basis` and `cayley_basis`.
        """
        spectrum, q = _spectrum(eigenvalues, semidefinite), rationals(exact_array(basis, "basis"), "basis")
        n = spectrum.shape[-1]
        if q.shape != (n, n) or (q.T @ q != identity(n)).any():
            raise ValueError(
                f"basis of shape {q.shape} violates: Q^T Q = I exactly with n={n}; give householder_basis(vectors),"
                " or the matrix itself to from_matrix"
            )
        matrix = exact_array((q * rationals(spectrum)[..., None, :]) @ q.T, "A")
        return cls(Dense(matrix), centre=_centre(minimiser, spectrum.shape), spectrum=spectrum)

    @classmethod
    def from_matrix(cls, matrix: Any, b: Any = None, *, minimiser: Any = None, semidefinite: bool = False) -> Quadratic:
        """A given by its entries: an array (..., n, n), or a SciPy sparse matrix, which stays sparse; b = 0 by default.

        Give either `b` (..., n) or the minimiser. Raises ValueError where A is not square, symmetric and positive
        definite (semidefinite, if `semidefinite`; then b must be in the range of A).
        """
        operator: Operator = _sparse(matrix, semidefinite) if hasattr(matrix, "tocsr") else _dense(matrix, semidefinite)
        shape = (*operator.batch_shape, operator.dimension)
        if b is None:
            return cls(operator, centre=_centre(minimiser, shape))
        if minimiser is not None:
            raise ValueError("b and minimiser violate: one of them is given, A w* = b; leave one out")
        linear = _vector(b, "b", shape)
        if semidefinite:
            return cls(operator, centre=_singular_minimiser(operator, linear))
        return cls(operator, linear=linear)

    def to(self, system: NumberSystem) -> Quadratic:
        """The same problem, computed in another number system."""
        if isinstance(system, Float64) and isinstance(self.system, Float64):
            return self  # and what it has computed
        return replace(self, operator=self.operator.to(system), system=system)

    def homogeneous(self) -> Quadratic:
        """The same A with b = 0: the problem that errors obey."""
        return replace(self, centre=np.zeros(self.dimension), linear=None)

    @property
    def dimension(self) -> int:
        """n."""
        return self.operator.dimension

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch of problems; () for a single one."""
        vector = self.linear if self.centre is None else self.centre
        return np.broadcast_shapes(self.operator.batch_shape, () if vector is None else vector.shape[:-1])

    @cached_property
    def start(self) -> Array:
        """The default w0: w* + 1 where the minimiser was given (every component's error is 1), else 0."""
        if self.centre is None:
            return self.system.array(np.zeros(self.dimension))
        one = self.system.array(np.ones(self.dimension))
        return one if self._centred else self.minimiser + one

    @cached_property
    def minimiser(self) -> Array:
        """w*, shape (..., n): as given, else A^{-1} b solved in float64, or exactly for the other systems.

        In float64 its error is that of a backward stable solution, about kappa 2^-53 |w*|, and so is that of `excess`.
        """
        if self.centre is not None:
            return self.system.array(self.centre)
        return self._solved()

    @cached_property
    def b(self) -> Array:
        """b = A w*, shape (..., n)."""
        if self.linear is not None:
            return self.system.array(self.linear)
        with self.system.scope():
            product: Array = self.operator.apply(self.minimiser)
        return product

    @pure_gradient
    def gradient(self, w: Any) -> Any:
        """A w - b, as A(w - w*) where the minimiser was given."""
        if self.centre is None:
            return self.operator.apply(w) - self.b
        return self.operator.apply(w if self._centred else w - self.minimiser)

    def objective(self, w: Any) -> Any:
        """f(w), shape (...)."""
        return _dot(w, self.operator.apply(w)) / 2 - _dot(self.b, w)

    def excess(self, w: Any) -> Any:
        """f(w) - f(w*) = 1/2 (w - w*)^T A (w - w*), shape (...), without the cancellation of a difference."""
        error = w - self.minimiser
        return _dot(error, self.operator.apply(error)) / 2

    @cached_property
    def eigenvalues(self) -> Array:
        """The spectrum, shape (..., n): as given, in this system's numbers; else float64, ascending, by `eigvalsh`.

        For the latter a sparse A is made dense.
        """
        if self.spectrum is not None:
            return self.system.array(self.spectrum)
        values: Array = np.linalg.eigvalsh(Float64().array(self.operator.dense()))
        return values

    @property
    def condition_number(self) -> Any:
        """kappa = l_n / l_1, shape (...), of the exact spectrum where it was given, else of `eigenvalues`, in float64.

        It is inf where l_1 = 0 in float64, and a ValueError in the other systems.
        """
        values = self.eigenvalues if self.spectrum is None else self.spectrum
        largest, least = values.max(axis=-1), values.min(axis=-1)
        if isinstance(self.system, Float64) or self.spectrum is None:
            largest, least = Float64().array(largest), Float64().array(least)
            with np.errstate(divide="ignore", over="ignore"):
                return np.divide(largest, least, out=np.full(largest.shape, np.inf), where=least > 0)[()]
        if np.any(least == 0):
            raise ValueError('condition_number violates: l_1 > 0; use the system "float64", where it is inf')
        return self.system.array(np.asarray(rationals(largest) / rationals(least)))[()]

    @cached_property
    def _centred(self) -> bool:
        """Whether w* = 0, where subtracting it would only cost time."""
        return self.centre is not None and not self.centre.any()

    def _solved(self) -> Array:
        right = np.asarray(self.linear)
        if isinstance(self.system, Float64):
            return self._solved_in_floats(Float64().array(right))
        matrices = np.broadcast_to(self.operator.dense(), (*self.batch_shape, self.dimension, self.dimension))
        vectors = np.broadcast_to(right, (*self.batch_shape, self.dimension))
        exact = np.empty(vectors.shape, dtype=object)
        for place in np.ndindex(self.batch_shape):
            exact[place] = solve(matrices[place], vectors[place])[0]
        return self.system.array(exact)

    def _solved_in_floats(self, right: Array) -> Array:
        if isinstance(self.operator, Sparse):
            from scipy.sparse.linalg import spsolve

            columns = spsolve(self.operator.source.tocsc(), right.reshape(-1, self.dimension).T)
            return np.asarray(columns).reshape(self.dimension, -1).T.reshape(right.shape)
        try:
            solution: Array = np.linalg.solve(Float64().array(self.operator.dense()), right[..., None])[..., 0]
        except np.linalg.LinAlgError as error:
            raise ValueError(
                "A rounded to float64 violates: it is regular, so that A w* = b has a solution; use precision=50,"
                " or give the minimiser instead of b"
            ) from error
        return solution


def _dot(left: Any, right: Any) -> Any:
    return (left * right).sum(axis=-1)


def _spectrum(eigenvalues: Any, semidefinite: bool) -> Array:
    spectrum = exact_array(eigenvalues, "eigenvalues")
    if spectrum.ndim < 1 or spectrum.shape[-1] < 1:
        raise ValueError(f"eigenvalues of shape {spectrum.shape} violate: shape (..., n), n >= 1; give a list")
    wrong = np.argwhere(spectrum < 0 if semidefinite else spectrum <= 0)
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        law, remedy = (">= 0", "") if semidefinite else ("> 0", ", or semidefinite=True for 0")
        raise ValueError(f"eigenvalues{list(place)}={spectrum[place]} violates l {law}: give eigenvalues {law}{remedy}")
    return spectrum


def _vector(values: Any, name: str, shape: tuple[int, ...]) -> Array:
    vector = exact_array(values, name)
    try:
        fits = vector.ndim > 0 and np.broadcast_shapes(vector.shape, shape)[-1] == vector.shape[-1] == shape[-1]
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"{name} of shape {vector.shape} violates: shape (..., {shape[-1]}) for A of {shape}; reshape")
    return vector


def _centre(minimiser: Any, shape: tuple[int, ...]) -> Array:
    return np.zeros(shape[-1]) if minimiser is None else _vector(minimiser, "minimiser", shape)


def _dense(matrix: Any, semidefinite: bool) -> Dense:
    source = exact_array(matrix, "A")
    if source.ndim < 2 or source.shape[-1] != source.shape[-2] or source.shape[-1] < 1:
        raise ValueError(f"A of shape {source.shape} violates: shape (..., n, n), n >= 1; give a square matrix")
    uneven = np.argwhere(source != np.swapaxes(source, -1, -2))
    if len(uneven):
        place = tuple(int(i) for i in uneven[0])
        mirror = (*place[:-2], place[-1], place[-2])
        raise ValueError(
            f"A{list(place)}={source[place]} but A{list(mirror)}={source[mirror]} violates A = A^T:"
            " give the symmetric part (A + A.T) / 2"
        )
    require_definite(source, semidefinite)
    return Dense(source)


def _sparse(matrix: Any, semidefinite: bool) -> Sparse:
    if len(matrix.shape) != 2 or matrix.shape[0] != matrix.shape[1] or matrix.shape[0] < 1:
        raise ValueError(f"A of shape {matrix.shape} violates: shape (n, n), n >= 1; give a square matrix")
    source = matrix.tocsr().copy()
    source.sum_duplicates()
    entries = exact_array(source.data, "A.data")
    if entries.dtype == object:
        raise ValueError("A.data violates: a sparse entry is a float64; give a dense matrix for other numbers")
    source.data = entries
    source.eliminate_zeros()  # an entry 0 would count as a connection
    if (source != source.T).nnz:
        raise ValueError("A violates A = A^T: give the symmetric part (A + A.T) / 2")
    require_definite_sparse(source, semidefinite)
    return Sparse(source)


def _singular_minimiser(operator: Operator, b: Array) -> Array:
    """A minimiser for a semidefinite A, exactly; ValueError where b is not in the range of A."""
    if operator.dimension > EXACT_LIMIT or operator.batch_shape or b.ndim > 1:
        raise ValueError(
            f"b with a semidefinite A violates: one problem of n <= {EXACT_LIMIT}, where A w* = b is solved exactly;"
            " give minimiser= instead of b"
        )
    solution, consistent = solve(operator.dense(), b)
    if not consistent:
        raise ValueError("b violates: b in the range of A, else f has no minimum; give b = A @ w for some w")
    return exact_array(solution, "minimiser")
