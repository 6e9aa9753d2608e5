"""Update rules, one module each: a new algorithm is a new file here, and no edit to a list.

Each module has a pure function `step` and the article's equation in LaTeX as `EQUATION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["algorithms"]


def algorithms() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every algorithm of this folder as (name, step), by name; importing each only when it is reached."""
    from importlib import import_module
    from pkgutil import iter_modules

    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        yield module.name, import_module(f"{__name__}.{module.name}").step
