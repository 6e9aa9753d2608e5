"""Which library an optimiser is of, and which options it has, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

__all__ = ["LIBRARIES", "Options", "adapter", "library"]

LIBRARIES = ("keras", "optax", "torch")


@dataclass(frozen=True)
class Options:
    """One optimiser, or one link of a chain: `library`, the `name` of its class or function, and its options."""

    library: str
    name: str
    values: Mapping[str, Any]


def library(name: str) -> Any:
    """The library of that name; ImportError with the remedy where it cannot be imported."""
    try:
        return import_module(name)
    except ImportError as error:
        law = f"the optimisers of {name} need {name}"
        raise ImportError(
            f"import {name} failed ({error}), which violates: {law}; pip install 'whymomentum[optimisers]'"
            + (", and set KERAS_BACKEND=jax or torch before Keras is imported" if name == "keras" else "")
        ) from error


def adapter(optimiser: Any, name: str | None = None) -> Any:
    """The module of this package that runs the optimiser: that of its library, read from it or given by its name.

    Raises TypeError where it is of none of them, as a lambda, and ValueError for another name.
    """
    if name is None:
        maker = optimiser.func if isinstance(optimiser, partial) else optimiser
        kinds = ["optax"] if isinstance(maker, tuple) else _homes(maker)
        name = next((kind for kind in kinds if kind in LIBRARIES), None)
    elif name not in LIBRARIES:
        raise ValueError(f"library={name!r} violates: one of {LIBRARIES}; give one of these")
    if name is None:
        law = f"an optimiser is of {', '.join(LIBRARIES)}"
        remedy = 'give functools.partial(torch.optim.SGD, lr=0.1), or run(..., library="torch")'
        raise TypeError(f"optimiser={optimiser!r} violates: {law}; {remedy}")
    return import_module(f"{__package__}.{name}")


def _homes(maker: Any) -> list[str]:
    """The packages that define a class, its bases, a function, or the class of an object."""
    kinds = maker.__mro__ if isinstance(maker, type) else (maker, *type(maker).__mro__)
    return [str(getattr(kind, "__module__", "")).partition(".")[0] for kind in kinds]
