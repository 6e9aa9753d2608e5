"""Mutants of the kernel's own code: the tests of the kernel have to notice each.

A mutant changes one operator, constant or kind, turns a condition into True or False, or leaves out a statement. It is
tested by tests/derivations/test_kernel.py and test_kernel_forgeries.py alone, which this attack therefore needs beside
it. It reads the text of the kernel that is shipped, whichever kernel it is given.
"""

from __future__ import annotations

import ast
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import derivations
from verification.attack.campaign import Budget, Tally
from verification.attack.weakness import source as kernel_source

ROOT = Path(derivations.__file__).resolve().parent.parent
UNCHANGED = "unchanged"
SUITE = ("tests/derivations/test_kernel.py", "tests/derivations/test_kernel_forgeries.py")
TESTER = (sys.executable, "-m", "verification.attack._kernel_tests")
OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
WORDS = {"gt": "ge", "ge": "gt", "eq": "ge", "and": "or", "or": "and", "all": "any", "any": "all"}


def attack(kernel: Any, budget: Budget, source: random.Random, suite: tuple[str, ...] = SUITE) -> Tally:
    """Mutants in an order that the seed decides. A survivor is told as a note: it is a gap of the tests, or changes
    nothing; it proves nothing false by itself."""
    tally = Tally("kernel_code")
    if not all((ROOT / test).is_file() for test in suite):
        tally.notes.append("the tests of the kernel are not installed: run it in a checkout")
        return tally
    every = mutants(kernel_source())
    source.shuffle(every)
    tally.notes.append(f"{len(every)} mutants in all")
    with tempfile.TemporaryDirectory() as folder, _tester(suite) as tester:
        if tester.stdin is None or tester.stdout is None:
            raise BrokenPipeError("the process that runs the tests has no pipes")
        for number, make in enumerate(chain([lambda: (UNCHANGED, kernel_source())], budget.each(every))):
            label, text = make()
            file = Path(folder) / f"kernel_{number}.py"
            file.write_text(text, encoding="utf-8")
            tester.stdin.write(f"{file}\n")
            tester.stdin.flush()
            answer = tester.stdout.readline().strip()
            _count(tally, label, answer)
    return tally


def _tester(suite: tuple[str, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen([*TESTER, *suite], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _count(tally: Tally, label: str, answer: str) -> None:
    if label == UNCHANGED:
        if answer != "survived":
            tally.breach("the kernel as it is fails its tests", answer)
    elif answer == "survived":
        tally.counts["survived"] += 1
        tally.notes.append(f"survived: {label}")
    else:
        tally.counts["killed"] += 1


def mutants(text: str) -> list[Callable[[], tuple[str, str]]]:
    """What makes each mutant of a module: (label, text); the label has the line, what was there and what is now."""
    tree = ast.parse(text)
    changes = [(node, field, value) for node in ast.walk(tree) for field, value in _changes(node)]
    return [partial(_mutant, tree, node, field, value) for node, field, value in changes]


def _mutant(tree: ast.Module, node: Any, field: str, value: Any) -> tuple[str, str]:
    before, original = ast.unparse(node), getattr(node, field)
    setattr(node, field, value)
    try:
        label = f"line {getattr(node, 'lineno', 0)}: {_short(before)} -> {_short(ast.unparse(node))}"
        return label, ast.unparse(tree)
    finally:
        setattr(node, field, original)


def _short(code: str) -> str:
    return code if len(code) <= 100 else code[:97] + "..."


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """(field, its new value) for each change of a node."""
    if isinstance(node, ast.Compare):
        yield from (("ops", _with(node.ops, k, OTHER[type(op)]())) for k, op in enumerate(node.ops))
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        yield from [("op", OTHER[type(node.op)]())] if type(node.op) in OTHER else []
        values = node.values if isinstance(node, ast.BoolOp) else []
        yield from (("values", values[:k] + values[k + 1 :]) for k in range(len(values)))
    elif isinstance(node, ast.If | ast.IfExp):
        yield from (("test", ast.Constant(truth)) for truth in (True, False))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "operand", ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Name) and node.id in ("all", "any"):
        yield "id", WORDS[node.id]
    elif isinstance(node, ast.Constant):
        yield from (("value", other) for other in _constants(node.value))
    elif isinstance(node, ast.FunctionDef | ast.For):
        for k, statement in enumerate(node.body):
            if isinstance(statement, ast.Expr | ast.AugAssign) and not _is_docstring(statement):
                yield "body", _with(node.body, k, ast.Pass())


def _with(items: list[Any], k: int, item: Any) -> list[Any]:
    return [*items[:k], item, *items[k + 1 :]]


def _constants(value: object) -> list[Any]:
    if isinstance(value, int) and not isinstance(value, bool):
        return [value + 1, *([-1] if value == 1 else [])]
    return [WORDS[value]] if isinstance(value, str) and value in WORDS else []


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
