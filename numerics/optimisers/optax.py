"""optax: `functools.partial(optax.sgd, 0.1, momentum=0.9)`, a transformation that is made, or a tuple of such, chained.

    (partial(optax.add_decayed_weights, 1e-4), partial(optax.sgd, 0.1, momentum=0.9))

JAX computes in float64 inside `scope` alone, whatever it is set to outside.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from inspect import signature
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.optimisers.libraries import Options, library

__all__ = ["Walk", "options", "scope"]


def scope() -> AbstractContextManager[Any]:
    """JAX's float64 for this thread."""
    enabled: AbstractContextManager[Any] = library("jax").enable_x64(True)
    return enabled


class Walk:
    """See `numerics.optimisers.walk.Walk`."""

    def __init__(self, optimiser: Any, w: Array) -> None:
        self._jax, self._optax = library("jax"), library("optax")
        made = [_made(link) for link in _links(optimiser)]
        self._transformation = made[0] if len(made) == 1 else self._optax.chain(*made)
        self._weights = self._jax.numpy.asarray(w, dtype=np.float64)
        self._state = self._transformation.init(self._weights)

    def step(self, gradient: Array) -> None:
        slope = self._jax.numpy.asarray(gradient, dtype=np.float64)
        updates, self._state = self._transformation.update(slope, self._state, self._weights)
        self._weights = self._optax.apply_updates(self._weights, updates)

    def weights(self) -> Array:
        return np.array(self._weights)

    def slots(self) -> dict[str, Array]:
        leaves, _ = self._jax.tree_util.tree_flatten_with_path(self._state)
        found = {self._jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}
        return {name: np.array(leaf) for name, leaf in found.items() if np.shape(leaf) == self._weights.shape}


def options(optimiser: Any) -> tuple[Options, ...]:
    """The arguments of each link, its defaults included; ValueError for a transformation that is made."""
    return tuple(_options(link) for link in _links(optimiser))


def _links(optimiser: Any) -> tuple[Any, ...]:
    links = optimiser if type(optimiser) is tuple else (optimiser,)
    if not links:
        raise ValueError("optimiser=() violates: a chain has a link; give (functools.partial(optax.sgd, 0.1),)")
    return links


def _made(link: Any) -> Any:
    made = link() if isinstance(link, partial) else link
    if not (hasattr(made, "init") and hasattr(made, "update")):
        law = "a link is a transformation, or makes one"
        raise TypeError(f"{link!r} violates: {law}; give functools.partial(optax.sgd, 0.1)")
    return made


def _options(link: Any) -> Options:
    if not isinstance(link, partial):
        law = "a transformation that is made is a pair of functions, which hides its options"
        raise ValueError(f"{type(link).__name__} violates: {law}; give functools.partial(optax.sgd, 0.1) unmade")
    bound = signature(link.func).bind(*link.args, **link.keywords)
    bound.apply_defaults()
    return Options("optax", link.func.__name__, dict(bound.arguments))
