"""The laws of the house as functions from a module's source to its violations.

Each law reads one module's syntax tree and yields `Violation`s, so that one function judges the project's
files and the planted snippets that it must flag. Imports inside functions and under `TYPE_CHECKING` count
like others.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("derivations", "numerics", "verification")
OURS = (*LIBRARIES, "tests", "benchmarks")
UPDATE_RULES = ("numerics.algorithms", "numerics.elementary", "numerics.rule")


@dataclass(frozen=True)
class Module:
    """A module's dotted name, whether it is a package's `__init__`, and its syntax tree."""

    name: str
    is_package: bool
    tree: ast.Module

    @classmethod
    def from_source(cls, path: str, source: str) -> "Module":
        """The module that would stand at `path` (relative to the root, with slashes)."""
        parts = path.removesuffix(".py").split("/")
        is_package = parts[-1] == "__init__"
        return cls(".".join(parts[:-1] if is_package else parts), is_package, ast.parse(source, path))


@dataclass(frozen=True)
class Violation:
    """Where (`module:line`) and what."""

    module: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"


def library_modules() -> list[Module]:
    """Every module of the three libraries."""
    paths = [path for library in LIBRARIES for path in sorted((ROOT / library).rglob("*.py"))]
    return [Module.from_source(p.relative_to(ROOT).as_posix(), p.read_text("utf-8")) for p in paths]


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of `packages` or lies inside one of them."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """(line, absolute dotted name) of all that is imported; `from a import b` is `a.b`, whatever b is."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) in {"import_module", "__import__"}:
            target = node.args[0] if node.args else None
            known = isinstance(target, ast.Constant) and isinstance(target.value, str)
            yield node.lineno, target.value if known else "<computed>"  # type: ignore[union-attr]


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name of what `from ... import` names, relative imports resolved."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    base = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def called_name(node: ast.Call) -> str:
    """The last part of the name that is called, or the empty string."""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def kernel_trusts_the_standard_library(module: Module) -> Iterator[Violation]:
    """`derivations.kernel` imports the standard library only, each module by its written name."""
    if module.name != "derivations.kernel":
        return
    for line, name in imports(module):
        if name.split(".")[0] not in sys.stdlib_module_names:
            yield Violation(module.name, line, f"the kernel imports {name}, outside the standard library")


def numerics_never_sees_derivations(module: Module) -> Iterator[Violation]:
    """`numerics` imports none of ours but itself; what is simulated knows nothing of what is derived."""
    if not within(module.name, "numerics"):
        return
    for line, name in imports(module):
        if within(name, *OURS) and not within(name, "numerics"):
            yield Violation(module.name, line, f"numerics imports {name}")


def derivations_sees_update_rules_only(module: Module) -> Iterator[Violation]:
    """Of ours, `derivations` imports itself and the update rules: what is proved is the code that runs."""
    if not within(module.name, "derivations"):
        return
    for line, name in imports(module):
        if within(name, *OURS) and not within(name, "derivations", *UPDATE_RULES):
            yield Violation(module.name, line, f"derivations imports {name}, which is no update rule")


def update_rules_are_plain_arithmetic(module: Module) -> Iterator[Violation]:
    """An update rule imports the standard library and other rules, so that it runs on every number type.

    The package's `__init__` may compute what it imports: it finds the rules.
    """
    if not within(module.name, *UPDATE_RULES):
        return
    allowed = {*sys.stdlib_module_names, *(["<computed>"] if module.is_package else [])}
    for line, name in imports(module):
        if name.split(".")[0] not in allowed and not within(name, *UPDATE_RULES):
            yield Violation(module.name, line, f"an update rule imports {name}")


def no_library_imports_tests(module: Module) -> Iterator[Violation]:
    """Nothing in the wheel imports what is not in the wheel."""
    for line, name in imports(module):
        if within(name, "tests", "benchmarks"):
            yield Violation(module.name, line, f"a library imports {name}, which is not installed")


def no_star_imports(module: Module) -> Iterator[Violation]:
    """`from x import *` hides where a name comes from."""
    for line, name in imports(module):
        if name.endswith(".*"):
            yield Violation(module.name, line, f"star import {name}")


def no_asserts_or_prints(module: Module) -> Iterator[Violation]:
    """`assert` vanishes under -O, and a library does not print."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield Violation(module.name, node.lineno, "assert in a library")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield Violation(module.name, node.lineno, "print in a library")


def no_text_is_evaluated(module: Module) -> Iterator[Violation]:
    """No string is run as code; `sympify` does that, unless it is strict or its argument is a number."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = called_name(node)
        builtin = isinstance(node.func, ast.Name) and name in {"eval", "exec", "compile"}
        if builtin or name in {"parse_expr", "parse_latex", "parse_mathematica"}:
            yield Violation(module.name, node.lineno, f"{name} runs text as code")
        elif name in {"sympify", "S"} and not (is_strict(node) or is_number(node)):
            yield Violation(module.name, node.lineno, f"{name} without strict=True runs a string as code")


def is_strict(call: ast.Call) -> bool:
    """Whether a call passes `strict=True`."""
    return any(k.arg == "strict" and isinstance(k.value, ast.Constant) and k.value.value is True for k in call.keywords)


def is_number(call: ast.Call) -> bool:
    """Whether a call's first argument is a number written out."""
    argument = call.args[0] if call.args else None
    return isinstance(argument, ast.Constant) and isinstance(argument.value, int)


def no_floats_in_derivations(module: Module) -> Iterator[Violation]:
    """A derivation is exact: `Rational(1, 10)`, never 0.1, not even in a time limit."""
    if not within(module.name, "derivations"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield Violation(module.name, node.lineno, f"the inexact literal {node.value!r}")


LAWS = (
    kernel_trusts_the_standard_library,
    numerics_never_sees_derivations,
    derivations_sees_update_rules_only,
    update_rules_are_plain_arithmetic,
    no_library_imports_tests,
    no_star_imports,
    no_asserts_or_prints,
    no_text_is_evaluated,
    no_floats_in_derivations,
)
