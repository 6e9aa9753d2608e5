"""Derived expressions as functions of arrays, and derived matrices as runs: what the figures' lines are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy

__all__ = ["evaluate", "powers"]


def evaluate(expression: Any, at: Mapping[Any, Any]) -> Any:
    """The value of a SymPy expression in float64 where its symbols have the values `at`, arrays that broadcast."""
    function = sympy.lambdify(list(at), expression, "numpy")
    return function(*(np.asarray(value, dtype=np.float64) for value in at.values()))


def powers(method: Any, steps: int, state: Any, lam: Any, **parameters: Any) -> Any:
    """The states R^k s for k = 0 .. steps, R the derived iteration matrix of a `Method` at these numbers.

    `lam` and `parameters` are numbers or arrays of one shape S, `state` a tuple of such; shape (steps + 1, *S, order).
    """
    symbols = {method.curvature: lam} | {method.parameters[name]: value for name, value in parameters.items()}
    entries = [[evaluate(entry, symbols) for entry in row] for row in method.iteration_matrix.tolist()]
    matrix = np.stack([np.stack(np.broadcast_arrays(*row), axis=-1) for row in entries], axis=-2)
    vector = np.stack(np.broadcast_arrays(*state), axis=-1)
    shape = np.broadcast_shapes(matrix.shape[:-2], vector.shape[:-1])
    values = np.empty((steps + 1, *shape, matrix.shape[-1]))
    values[0] = vector
    for k in range(steps):
        values[k + 1] = (matrix @ values[k][..., None])[..., 0]
    return values
