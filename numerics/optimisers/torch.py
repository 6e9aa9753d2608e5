"""torch.optim: `functools.partial(torch.optim.SGD, lr=0.1, momentum=0.9)`, or an optimiser that is made.

Anything that is called with a list of one parameter and returns a `torch.optim.Optimizer` whose `step` needs no
closure; it may return a pair with a scheduler of `torch.optim.lr_scheduler`, which then steps after it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from inspect import Parameter, signature
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.optimisers.libraries import Options, library

__all__ = ["Walk", "options", "scope"]


def scope() -> AbstractContextManager[Any]:
    """torch computes in the type of its tensors."""
    return nullcontext()


class Walk:
    """See `numerics.optimisers.walk.Walk`."""

    def __init__(self, optimiser: Any, w: Array) -> None:
        self._torch = library("torch")
        self._parameter = self._torch.nn.Parameter(self._torch.tensor(w, dtype=self._torch.float64, device="cpu"))
        made = _maker(optimiser)([self._parameter])
        self._optimiser, self._scheduler = made if isinstance(made, tuple) else (made, None)
        closure = signature(self._optimiser.step).parameters.get("closure")
        if closure is not None and closure.default is Parameter.empty:
            law = "the gradient is given, not asked for"
            raise TypeError(f"{type(self._optimiser).__name__} takes a closure, which violates: {law}; give an SGD")

    def step(self, gradient: Array) -> None:
        self._parameter.grad = self._torch.tensor(gradient, dtype=self._torch.float64, device="cpu")
        self._optimiser.step()
        if self._scheduler is not None:
            self._scheduler.step()

    def weights(self) -> Array:
        return np.array(self._parameter.detach().numpy())

    def slots(self) -> dict[str, Array]:
        kept = self._optimiser.state.get(self._parameter, {})
        tensors = {name: value for name, value in kept.items() if isinstance(value, self._torch.Tensor)}
        shape = self._parameter.shape
        return {name: np.array(value.detach().numpy()) for name, value in tensors.items() if value.shape == shape}


def options(optimiser: Any) -> tuple[Options, ...]:
    """The options of the one group of parameters, as torch reads them: it refuses some combinations itself."""
    torch = library("torch")
    made = _maker(optimiser)([torch.nn.Parameter(torch.zeros(1))])
    if isinstance(made, tuple):
        raise ValueError(f"{made[1]!r} violates: the learning rate is constant; give the optimiser without it")
    values = {name: value for name, value in made.param_groups[0].items() if name != "params"}
    return (Options("torch", type(made).__name__, {name: _number(value) for name, value in values.items()}),)


def _maker(optimiser: Any) -> Callable[[list[Any]], Any]:
    """Parameters -> a fresh optimiser."""
    groups = getattr(optimiser, "param_groups", None)
    if groups is None:
        return optimiser  # type: ignore[no-any-return]
    if len(groups) != 1:
        raise ValueError(f"{len(groups)} groups of parameters violate: one optimiser has one; give one for each group")
    kind: Any = type(optimiser)
    return partial(kind, **{name: groups[0][name] for name in optimiser.defaults})


def _number(value: Any) -> Any:
    """A tensor of one element as a float."""
    return value.item() if hasattr(value, "item") else value
