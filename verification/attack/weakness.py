"""Kernels that are wrong on purpose: one check is taken out of the source, which is then loaded under another name."""

from __future__ import annotations

import ast
from importlib.abc import SourceLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from derivations import kernel

# What is taken out: (old text, new text). Each of these kernels proves something false.
WEAKNESSES = {
    "any sum will do": ("    if total:\n        refuse", "    if False:\n        refuse"),
    "no summand need be positive": ("    if not positive:\n        refuse", "    if False:\n        refuse"),
    "multipliers may be negative": ("        if c <= 0:", "        if False:"),
    ">= counts as >": ('all(facts[i][0] == "gt" for i in indices)', "True"),
    "any square counts as positive": ("bool(q) and not variables(q) and", "bool(q) and"),
    "0 counts as positive": ("bool(q) and not variables(q) and", "not variables(q) and"),
    "an inequality counts as an equation": ('or facts[i][0] != "eq"', ""),
    "cases may be left out": ("    if len(alternatives) != len(branches):", "    if False:"),
    "names need not be new": ("    if not name.isidentifier() or name in", "    if False and name in"),
    "the negation of > is >": ('("ge" if kind == "gt" else "gt"), scale(-1, body)', '"gt", scale(-1, body)'),
}


def source() -> str:
    """The text of the kernel."""
    return Path(kernel.__file__).read_text(encoding="utf-8")


def weakened(name: str) -> ModuleType:
    """The kernel with one of the `WEAKNESSES`."""
    old, new = WEAKNESSES[name]
    text = source()
    if text.count(old) != 1:
        raise ValueError(f"weakness {name!r}: the kernel has its text {text.count(old)} times: write it anew")
    changed = text.replace(old, new)
    # The strictness of `zip` would notice what the check no longer does.
    return load(changed.replace("branches, strict=True", "branches, strict=False") if "cases" in name else changed)


class _Text(SourceLoader):
    def __init__(self, text: str) -> None:
        self.text = text

    def get_filename(self, fullname: str) -> str:
        return f"<{fullname}>"

    def get_data(self, path: str) -> bytes:
        return self.text.encode()


def load(text: str, name: str = "weakened_kernel") -> ModuleType:
    """The module that a text is; it is entered into no list of modules."""
    ast.parse(text)
    spec = spec_from_loader(name, _Text(text))
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be loaded from its text")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
