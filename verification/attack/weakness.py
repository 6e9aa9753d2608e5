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
    "facts may be captured": ("any(variables(new[p]) & bound for p in set(new) - set(renamed))", "False"),
    "states may be replaced": ("if any(new[name] != variable(renamed[name]) for name in renamed):", "if False:"),
    "hypotheses of lemmas need not hold": (
        '("or", [*alternatives, instance(theorem.conclusion, at)])',
        '("or", [instance(theorem.conclusion, at)])',
    ),
    "runs of lemmas need not be there": ('f[0] == "orbit" and f not in facts', "False"),
    "facts about inputs are kept": (
        "if not free(f) & (set(orbit.start) | set(orbit.inputs))",
        "if not free(f) & set(orbit.start)",
    ),
    "facts about the state are kept": ("if not free(f) & (set(orbit.start) | set(orbit.inputs))", 'if f[0] != "orbit"'),
    "invariants may mention inputs": ("or free(invariant) & set(orbit.inputs)", ""),
    "no base": ('[(base, proof["base"]), ', "["),
    "no step": ('(step, proof["step"]), ', ""),
    "gaps need not be positive": ('(positive, proof["positive"]), ', ""),
    "epsilon need not be new": ("    fresh(eps, [*facts, run], error, *map(variable, run[1].inputs))", "    pass"),
    "states may be named outside": ("if (names | variables(gap) | variables(value)) & bound or", "if"),
    "counters need not count": ("if (state.get(k), run[1].step.get(k)) != ({}, add(counter, ONE)):", "if False:"),
    "minima need not be attained": (', (flat([*facts, negate(instance(attained, at))]), proof["attained"])', ""),
    "minima need not be bounds": ('(below, proof["bound"]), ', ""),
    "minimisers may be anywhere": ('("and", [subject, ("eq"', '("and", [("eq"'),
    "minimised variables may be named outside": (
        "if over & set().union(variables(value), *map(free, facts)):",
        "if False:",
    ),
    "denominators may vanish": ('([*facts, ("eq", denominator)], proof["nonzero"]), ', ""),
    "radicands may be negative": ('([*facts, ("gt", scale(-1, radicand))], proof["nonnegative"]), ', ""),
    "cuts need not hold": ('(facts + flat([negate(claim)]), proof["otherwise"]), ', ""),
    "witnesses are not looked at": ('if fact[0] != "orbit" and not holds(fact, at):', "if False:"),
    "runs without a step are witnesses": ('if not steps and orbit.guard != ("and", []):', "if False:"),
    "guards of witnesses are not looked at": ("if not holds(orbit.guard, now):", "if False:"),
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
