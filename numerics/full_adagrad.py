r"""AdaGrad with a full matrix: the matrix is in the state, by columns.

    G_{k+1} = G_k + g g^T,     w^{k+1} = w^k - alpha (epsilon I + G_{k+1}^{1/2})^{-1} g,     g = grad f(w^k)

    step = full_adagrad(n=3)
    simulate(step, problem, 100, alpha=1, epsilon=1e-6)

It is a rule for each n, since the state has n + 1 vectors, and so no module of `numerics.algorithms`, which has the
diagonal one. Its root is taken by eigenvalues, in float64 and in digits. An error of size e in G moves the root by up
to sqrt(e): half of the digits are sure.

References: J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and stochastic
optimization", JMLR 12, 2011, figure 1 and theorem 7; R. Bhatia, *Matrix Analysis*, Springer 1997, theorem X.1.1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numerics.elementary import maximum, sqrt
from numerics.precision import positive_integer
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "full_adagrad"]

EQUATION = (
    r"G_{k+1} = G_k + g g^T, \qquad w^{k+1} = w^k - \alpha \big(\epsilon I + G_{k+1}^{1/2}\big)^{-1} g,"
    r" \qquad g = \nabla f(w^k)"
)


def full_adagrad(n: int) -> Callable[..., State]:
    """The update rule for n components; state = (g_1, .., g_n, w), g_i the column i of G, of shape (..., n).

    Its parameters are the step-size `alpha` and `epsilon` > 0. Raises ValueError for n < 1 and, in a step, for another
    epsilon and for numbers other than float64 and digits.
    """
    positive_integer(n, "n")

    @update_rule(state=(*(f"g_{i}" for i in range(1, n + 1)), "w"))
    def step(state: State, gradient: Gradient, *, alpha: Number, epsilon: Number) -> State:
        """One step; state = (g_1, .., g_n, w), `alpha` the step-size, `epsilon` > 0 published as small."""
        if not np.all(epsilon > 0):
            raise ValueError(f"epsilon={epsilon} violates epsilon > 0: G is singular at first; give 1e-6")
        *columns, w = state
        g = gradient(w)
        total = np.stack(columns, axis=-1) + g[..., :, None] * g[..., None, :]
        values, vectors = _eigen(total)
        parts = (np.swapaxes(vectors, -1, -2) @ g[..., None])[..., 0]
        scaled = parts / (sqrt(maximum(values, 0 * values)) + epsilon)
        return (*np.moveaxis(total, -1, 0), w - alpha * (vectors @ scaled[..., None])[..., 0])

    return step


def _eigen(matrix: Number) -> tuple[Number, Number]:
    """Eigenvalues (..., n) and eigenvectors, in the columns of (..., n, n), of symmetric matrices."""
    if matrix.dtype.kind != "O":
        found = np.linalg.eigh(matrix)
        return found.eigenvalues, found.eigenvectors
    context = getattr(matrix.flat[0], "context", None)
    if context is None:
        raise ValueError("precision violates: the root of a matrix is taken in float64 or digits; give precision=50")
    values, vectors = np.empty(matrix.shape[:-1], dtype=object), np.empty(matrix.shape, dtype=object)
    for place in np.ndindex(matrix.shape[:-2]):
        found_values, found_vectors = context.eigsy(context.matrix(matrix[place].tolist()))
        values[place] = list(found_values)
        vectors[place] = np.array(found_vectors.tolist(), dtype=object)
    return values, vectors
