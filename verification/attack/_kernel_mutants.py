"""Mutants of a module's text: those of cosmic-ray's operators, where it is installed, and kinds that it lacks.

Each top-level statement is mutated by itself. Two mutants are one where `ast.unparse` writes them alike, and a mutant
is excluded where it is no Python, or differs from the module in annotations and docstrings alone. Of cosmic-ray's
operators (Bingham et al., https://github.com/sixty-north/cosmic-ray) all are used but the two that put random numbers
in the place of variables. Ours are: a condition that is True or False, an operand of "and" or "or" left out, a
statement left out, "in" against "not in", a filter left out of a comprehension, and the kernel's own words ("gt"
against "ge", "all" against "any"); and, where cosmic-ray is not installed, what stands in for it: comparisons,
arithmetic and numbers.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
WORDS = {"gt": "ge", "ge": "gt", "eq": "ge", "and": "or", "or": "and", "all": "any", "any": "all"}
OURS, THEIRS = "ours", "cosmic-ray"
Change = tuple[str, str]  # the name of an operator, and the statement that it makes


@dataclass(frozen=True)
class Mutant:
    """One change of a module, told by its lines as `ast.unparse` writes them."""

    where: str  # the function, class or name that the statement defines
    was: str
    becomes: str
    made_by: str
    text: str  # the whole module

    @property
    def label(self) -> str:
        return f"{self.where}: {self.was or '(nothing)'} -> {self.becomes or '(nothing)'} ({self.made_by})"


def is_installed() -> bool:
    """Whether cosmic-ray is."""
    return importlib.util.find_spec("cosmic_ray") is not None


def mutants(text: str) -> tuple[list[Mutant], Counter[str]]:
    """The mutants of a module, and how many were made, duplicates or excluded."""
    lines, counts = text.splitlines(keepends=True), Counter[str]()
    every: list[Mutant] = []
    for statement in ast.parse(text).body:
        first, last = statement.lineno - 1, statement.end_lineno
        chunk = "".join(lines[first:last])
        seen = {_written(chunk)}
        for maker, changed in _changes(chunk):
            counts[f"made by {maker.partition(' ')[0]}"] += 1
            if (reason := _excluded(chunk, changed, seen)) is not None:
                counts[reason] += 1
                continue
            whole = "".join([*lines[:first], changed.rstrip("\n") + "\n", *lines[last:]])
            every.append(Mutant(_name(statement), *_differing(chunk, changed), maker, whole))
    return every, counts


def lines_of(text: str) -> set[tuple[str, str]]:
    """(what a statement defines, a line of it), for each line of a module as `ast.unparse` writes it."""
    return {(_name(s), line.strip()) for s in ast.parse(text).body for line in ast.unparse(s).splitlines()}


def _excluded(chunk: str, changed: str, seen: set[str]) -> str | None:
    """Why a mutant is none; otherwise it has now been seen."""
    try:
        written = _written(changed)
    except SyntaxError:
        return "excluded: no Python"
    if written in seen:
        return "duplicates"
    seen.add(written)
    return "excluded: annotations" if _bare(written) == _bare(chunk) else None


class _Bare(ast.NodeTransformer):
    """A program without annotations and docstrings."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        self.generic_visit(node)
        return ast.Expr(node.target) if node.value is None else ast.Assign([node.target], node.value, lineno=0)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node


@cache
def _written(text: str) -> str:
    return ast.unparse(ast.parse(text))


@cache
def _bare(text: str) -> str:
    return ast.unparse(_Bare().visit(ast.parse(text)))


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.name
    targets = [
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return targets[0] if targets else ast.unparse(statement).partition("\n")[0]


def _differing(chunk: str, changed: str) -> tuple[str, str]:
    """The lines that differ, as `ast.unparse` writes them, stripped."""
    before, after = (_written(text).splitlines() for text in (chunk, changed))
    spans = [s for s in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if s[0] != "equal"]
    was = (line.strip() for _, start, end, _, _ in spans for line in before[start:end])
    becomes = (line.strip() for _, _, _, start, end in spans for line in after[start:end])
    return "\n".join(was), "\n".join(becomes)


# ---- changes -----------------------------------------------------------------------------------------------------


def _changes(chunk: str) -> Iterator[Change]:
    installed = is_installed()
    if installed:
        yield from _theirs(chunk)
    yield from _ours(chunk, alone=not installed)


def _theirs(chunk: str) -> Iterator[Change]:
    plugins, trees, mutating = (
        importlib.import_module(f"cosmic_ray.{name}") for name in ("plugins", "ast", "mutating")
    )
    nodes = list(trees.ast_nodes(trees.get_ast(chunk)))
    for name in plugins.operator_names():
        kind = plugins.get_operator(name)
        if kind.arguments():  # variables against random numbers
            continue
        operator = kind()
        for occurrence in range(sum(1 for node in nodes for _ in operator.mutation_positions(node))):
            changed = mutating.mutate_code(chunk, operator, occurrence)
            if changed is not None:
                yield f"{THEIRS} {name.rpartition('/')[2]}", changed


def _ours(chunk: str, alone: bool) -> Iterator[Change]:
    tree = ast.parse(chunk)
    for node in ast.walk(tree):
        for field, value in [*_kinds_of_our_own(node), *(_common_kinds(node) if alone else [])]:
            original = getattr(node, field)
            setattr(node, field, value)
            yield f"{OURS} {type(node).__name__}.{field}", ast.unparse(tree)
            setattr(node, field, original)


def _kinds_of_our_own(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """(field, its new value) for each change of a node that cosmic-ray does not make."""
    if isinstance(node, ast.Compare):
        yield from _other_operators(node, (ast.In, ast.NotIn))
    elif isinstance(node, ast.BoolOp):
        yield from (("values", node.values[:k] + node.values[k + 1 :]) for k in range(len(node.values)))
    elif isinstance(node, ast.If | ast.IfExp):
        yield from (("test", ast.Constant(truth)) for truth in (True, False))
    elif isinstance(node, ast.comprehension):
        yield from (("ifs", node.ifs[:k] + node.ifs[k + 1 :]) for k in range(len(node.ifs)))
    elif isinstance(node, ast.Name) and node.id in ("all", "any"):
        yield "id", WORDS[node.id]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in WORDS:
        yield "value", WORDS[node.value]
    for field in ("body", "orelse"):
        statements = getattr(node, field, None)
        for k, statement in enumerate(statements if isinstance(statements, list) else []):
            if isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign) and not _is_docstring(statement):
                yield field, _with(statements or [], k, ast.Pass())


def _common_kinds(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What stands in for cosmic-ray."""
    if isinstance(node, ast.Compare):
        yield from _other_operators(node, tuple(set(OTHER) - {ast.In, ast.NotIn}))
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in OTHER:
        yield "op", OTHER[type(node.op)]()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "operand", ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield from (("value", node.value + by) for by in (1, -1))


def _other_operators(node: ast.Compare, kinds: tuple[type[ast.AST], ...]) -> Iterator[tuple[str, Any]]:
    for k, operator in enumerate(node.ops):
        if isinstance(operator, kinds):
            yield "ops", _with(node.ops, k, OTHER[type(operator)]())


def _with(items: Iterable[Any], k: int, item: Any) -> list[Any]:
    return [item if i == k else other for i, other in enumerate(items)]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
