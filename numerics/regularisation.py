r"""Tikhonov regularisation and early stopping, two ways to keep away from directions of little curvature.

    Tikhonov:        w(eta) = argmin f(w) + eta/2 |w|^2 = (A + eta I)^{-1} b
    early stopping:  gradient descent from w^0 = 0, stopped after k steps of step-size alpha

Both multiply the component of w* along an eigenvector by a filter that depends on its eigenvalue lambda alone,

    lambda/(lambda + eta)        and        1 - (1 - alpha lambda)^k,

and at eta = 1/(alpha k) they are close: for 0 <= alpha lambda <= 1, first <= second <= 2 first.

References: G. Goh, "Why Momentum Really Works", Distill 2017, *Example: Polynomial Regression*; A. Ali, J. Z. Kolter,
R. J. Tibshirani, "A continuous-time view of early stopping for least squares", AISTATS 2019.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.algorithms import gradient_descent
from numerics.exact import Array, exact_array, identity, rationals, solve
from numerics.operators import Sparse
from numerics.precision import Exact, Float64, NumberSystem, number_system
from numerics.problems import Quadratic
from numerics.simulation import simulate

__all__ = ["early_stopping", "early_stopping_filter", "tikhonov", "tikhonov_filter"]


def tikhonov_filter(lam: Any, eta: Any) -> Any:
    """lambda/(lambda + eta): numbers or arrays of any library, broadcast; eta > 0 where lambda = 0."""
    return lam / (lam + eta)


def early_stopping_filter(lam: Any, alpha: Any, k: int) -> Any:
    """1 - (1 - alpha lambda)^k: numbers or arrays of any library, broadcast."""
    return 1 - (1 - alpha * lam) ** k


def tikhonov(problem: Quadratic, eta: Any, *, precision: str | int | NumberSystem = "float64") -> Array:
    """The minimiser of f + eta/2 |w|^2, shape (..., n); `eta` >= 0 of shape (...), exact data like every other.

    In float64 by LAPACK (SciPy for a sparse matrix and a single eta), in other systems solved exactly and then
    rounded. Raises ValueError where eta is negative, or 0 with a singular A.
    """
    system = number_system(precision)
    weight = exact_array(eta, "eta")
    if (weight < 0).any():
        raise ValueError(f"eta={eta!r} violates eta >= 0: f + eta/2 |w|^2 has a minimum for every b; give eta >= 0")
    if isinstance(system, Float64):
        return _solved(problem, weight)
    there, n = problem.to(Exact()), problem.dimension
    right, matrix = rationals(there.b), rationals(problem.operator.dense())
    shape = np.broadcast_shapes(weight.shape, problem.batch_shape)
    matrices = np.broadcast_to(matrix, (*shape, n, n))
    weights, vectors = np.broadcast_to(rationals(weight), shape), np.broadcast_to(right, (*shape, n))
    result = np.empty((*shape, n), dtype=object)
    for place in np.ndindex(shape):
        shifted = matrices[place] + weights[place] * identity(n)
        result[place], solvable = solve(shifted, vectors[place])
        if not solvable:
            raise ValueError(f"eta={weights[place]} violates: A + eta I is regular; give eta > 0")
    return system.array(result)


def early_stopping(problem: Quadratic, k: int, *, alpha: Any, precision: str | int | NumberSystem = "float64") -> Array:
    """Gradient descent from 0 after k steps, shape (..., n); `alpha` of shape (...)."""
    zero = np.zeros(problem.dimension)
    return simulate(
        gradient_descent.step, problem, k, start=zero, precision=precision, record="final", alpha=alpha
    ).final


def _solved(problem: Quadratic, eta: Array) -> Array:
    there, n, weight = problem.to(Float64()), problem.dimension, Float64().array(eta)
    if isinstance(problem.operator, Sparse):
        if weight.ndim or there.b.ndim > 1:
            raise ValueError("eta and b with a sparse A violate: one problem at a time; call tikhonov for each")
        from scipy.sparse import identity as unit
        from scipy.sparse.linalg import spsolve

        found: Array = spsolve((problem.operator.source + float(weight) * unit(n)).tocsc(), there.b)
        return found
    shifted = Float64().array(problem.operator.dense()) + weight[..., None, None] * np.eye(n)
    try:
        solution: Array = np.linalg.solve(shifted, there.b[..., None])[..., 0]
    except np.linalg.LinAlgError as error:
        raise ValueError(f"eta={eta} violates: A + eta I is regular; give eta > 0") from error
    return solution
