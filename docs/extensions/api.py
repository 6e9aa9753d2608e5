"""Pages of the API, one for each module, and what autodoc is told of docstrings.

A docstring is plain text (`docs.extensions.typography`). A module that states claims lists them, typeset; a
function that derives an expression and needs no argument shows it.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from inspect import Parameter, getdoc, signature
from types import ModuleType
from typing import Any

import sympy

from derivations.claim import Claim
from docs.extensions.catalogue import heading, link, typeset
from docs.extensions.typography import inline, rst

PACKAGES = {
    "derivations": "What is true, and why: SymPy and rationals, never a float.",
    "numerics": "What happens when it runs: NumPy, mpmath, balls.",
    "verification": "Whether they agree: the command, reports, and what tests of one's own use.",
}
LONG = 400  # signs of LaTeX; what is longer is not worth showing


@cache
def modules() -> tuple[str, ...]:
    """Every public module, by name."""
    found: list[str] = []
    for package in PACKAGES:
        for info in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not any(part.startswith("_") for part in info.name.split(".")):
                found.append(info.name)
    return tuple(sorted(found))


def pages() -> Iterator[tuple[str, list[str]]]:
    """(file, lines) of the index, of each package's and of each module's page."""
    yield "api/index.rst", list(_index())
    for package in PACKAGES:
        yield f"api/{package}.rst", list(_package(package))
    for name in modules():
        yield f"api/{name}.rst", list(_page(name))


def _index() -> Iterator[str]:
    yield from heading("API")
    yield "The public names of the three packages. Formulas in docstrings are plain text, set in Unicode here; what a"
    yield "module claims, and what its functions derive, is typeset."
    yield from ("", ".. toctree::", "", *(f"   {package}" for package in PACKAGES), "")


def _package(package: str) -> Iterator[str]:
    names = [name for name in modules() if name.startswith(f"{package}.")]
    yield from heading(package)
    yield from (PACKAGES[package], "", f".. automodule:: {package}", "")
    yield from (".. toctree::", "   :hidden:", "", *(f"   {name.partition('.')[2]} <{name}>" for name in names), "")
    yield from (".. list-table::", "   :widths: 38 62", "   :class: modules", "")
    for name in names:
        short = name.partition(".")[2]
        yield from (f"   * - :py:mod:`{short} <{name}>`", f"     - {inline(_summary(import_module(name)))}")
    yield ""


def _summary(module: ModuleType) -> str:
    """The first paragraph of a module's docstring, or of its first sentences as much as one line holds."""
    return " ".join((getdoc(module) or "").partition("\n\n")[0].split())


def _page(name: str) -> Iterator[str]:
    yield from heading(name)
    yield from (f".. automodule:: {name}", "" if _is_package(name) else "   :members:", "")
    if claims := stated(import_module(name)):
        yield from heading("Claims", "-")
        for c in claims:
            yield from (link(c.id), "", ".. rst-class:: statement", "", typeset(c.latex), "")


def _is_package(name: str) -> bool:
    return hasattr(import_module(name), "__path__")


def stated(module: ModuleType) -> list[Claim]:
    """The claims that a module states itself, in its order."""
    found = [value for value in vars(module).values() if isinstance(value, Claim)]
    return [c for c in found if c.derive.__module__ == module.__name__]


def derived(function: Any) -> str | None:
    """The expression that a function of no required argument derives, as LaTeX."""
    kinds = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    parameters = signature(function).parameters.values()
    if any(p.default is Parameter.empty and p.kind not in kinds for p in parameters):
        return None
    wanted = str(signature(function).return_annotation)
    if not any(word in wanted for word in ("Expr", "Matrix", "Boolean", "Any", "Interval")) or "dict" in wanted:
        return None
    try:
        value = function()
    except (TypeError, ValueError):  # its defaults are no values that it takes
        return None
    parts = value if isinstance(value, tuple) else (value,)
    if not parts or not all(isinstance(part, sympy.Basic | sympy.MatrixBase) for part in parts):
        return None
    found = r",\quad ".join(sympy.latex(part) for part in parts)
    return found if len(found) <= LONG else None


def readable(signature: str) -> str:
    """A signature whose defaults Sphinx can parse: a relation between symbols is no literal of Python's."""
    return re.sub(r"(?<= = )[^,()=]*[<>][^,()]*", "...", signature)


def rewrite(what: str, name: str, thing: Any, lines: list[str], links: Mapping[str, str]) -> None:
    """A docstring's lines as reStructuredText, with what a derivation derives."""
    lines[:] = rst("\n".join(lines), links)
    if what == "function" and name.startswith("derivations.") and lines and (found := derived(thing)):
        lines += ["", ".. rst-class:: statement", "", typeset(found), ""]
