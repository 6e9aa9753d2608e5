"""Negative controls: small changes of a statement that make it false.

A mutant drops a hypothesis, or changes one constant, one sign or one strictness. It serves as a control when an exact
point shows that it is false; then the proof of the original must not prove it, and no engine may.
"""

from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]


def mutations(statement: Json) -> Iterator[tuple[str, Json]]:
    """(label, mutant) for each hypothesis, strictness and coefficient of a statement; the label determines the
    mutant."""
    for i, hypothesis in enumerate(statement["hypotheses"]):
        if "orbit" not in hypothesis:
            mutant = deepcopy(statement)
            del mutant["hypotheses"][i]
            yield f"hypothesis {i} dropped", mutant
    yield from _strictness(statement)
    for path in _polynomials(statement, ()):
        for monomial, coefficient in _at(statement, path).items():
            for word, changed in (("negated", -Fraction(coefficient)), ("plus 1", Fraction(coefficient) + 1)):
                mutant = deepcopy(statement)
                polynomial = _at(mutant, path)
                polynomial[monomial] = str(changed)
                yield f"{'/'.join(map(str, path))}: coefficient of {monomial or '1'} {word}", mutant


def mutant(statement: Json, label: str) -> Json:
    """The mutant of that label; KeyError if the statement has changed so that there is none."""
    for found, changed in mutations(statement):
        if found == label:
            return changed
    raise KeyError(label)


def _strictness(statement: Json) -> Iterator[tuple[str, Json]]:
    swaps = {"conclusion": {"ge": "gt", "eq": "gt"}, "hypotheses": {"gt": "ge"}}
    for path in _polynomials(statement, ()):
        *parent, kind = path
        if "orbit" in path or kind not in swaps.get(str(path[0]), {}):
            continue
        mutant = deepcopy(statement)
        relation = _at(mutant, tuple(parent))
        relation[swaps[str(path[0])][str(kind)]] = relation.pop(kind)
        yield f"{'/'.join(map(str, parent))}: {kind} becomes {swaps[str(path[0])][str(kind)]}", mutant


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _polynomials(data: Any, path: Path) -> Iterator[Path]:
    """The paths of all polynomials in a statement."""
    if isinstance(data, dict) and all(isinstance(value, str) for value in data.values()):
        if path and path[-1] != "witness":
            yield path
    elif isinstance(data, dict):
        for key, part in data.items():
            if key not in ("witness", "over"):
                yield from _polynomials(part, (*path, key))
    elif isinstance(data, list):
        for i, part in enumerate(data):
            yield from _polynomials(part, (*path, i))
