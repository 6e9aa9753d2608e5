"""Keras: `functools.partial(keras.optimizers.SGD, 0.1, momentum=0.9)`, or an optimiser that is made.

On whatever backend Keras runs, in float64, which JAX has inside `scope` alone. Keras rounds a learning rate to
`keras.config.floatx()`, by default float32, whatever the weights are: 0.1 is 0.100000001490116... in every step, and
`options` says so. On its torch backend Keras computes the decay 1 - learning_rate * weight_decay in float32 as well.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.optimisers.libraries import Options, library

__all__ = ["Walk", "options", "scope"]


def scope() -> AbstractContextManager[Any]:
    """JAX's float64 for this thread where JAX is the backend."""
    if library("keras").backend.backend() != "jax":
        return nullcontext()
    enabled: AbstractContextManager[Any] = library("jax").enable_x64(True)
    return enabled


class Walk:
    """See `numerics.optimisers.walk.Walk`."""

    def __init__(self, optimiser: Any, w: Array) -> None:
        self._keras = library("keras")
        self._optimiser = _fresh(optimiser)
        self._variable = self._keras.Variable(w, dtype="float64", name="w")
        self._optimiser.build([self._variable])

    def step(self, gradient: Array) -> None:
        self._optimiser.apply([self._keras.ops.convert_to_tensor(gradient, dtype="float64")], [self._variable])

    def weights(self) -> Array:
        return self._array(self._variable)

    def slots(self) -> dict[str, Array]:
        like = [v for v in self._optimiser.variables if tuple(v.shape) == tuple(self._variable.shape)]
        return {v.name.removeprefix("w_"): self._array(v) for v in like}

    def _array(self, variable: Any) -> Array:
        return np.array(self._keras.ops.convert_to_numpy(variable))


def options(optimiser: Any) -> tuple[Options, ...]:
    """What Keras' `get_config` says, after its rounding of the learning rate, and the `backend`."""
    made, backend = _fresh(optimiser), library("keras").backend.backend()
    return (Options("keras", type(made).__name__, made.get_config() | {"backend": backend}),)


def _fresh(optimiser: Any) -> Any:
    """Made anew, so that the caller's has no part in the run."""
    if isinstance(optimiser, type) or not hasattr(optimiser, "get_config"):
        return optimiser()
    return type(optimiser).from_config(optimiser.get_config())
