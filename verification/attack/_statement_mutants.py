"""Every mutant of a statement: each hypothesis dropped, each strictness, sign, constant, monomial and exponent changed.

A *place* is what can be changed: a hypothesis, a relation, a coefficient (as a constant and as a sign), a monomial, a
power of a variable in a monomial. Runs, guards, limits and minima have places as well. All relations stand under "and"
and "or" alone, so that a change of strictness makes a statement stronger or weaker by its form: one that is weaker
follows from the original and is true if that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from verification.attack.campaign import Json

Path = tuple[str | int, ...]
KINDS = ("hypothesis", "strictness", "sign", "constant", "monomial", "exponent")
NO_TEXT = ("witness", "over", "inputs", "counter")  # parts that name variables, or are none of the statement
WEAKER = {"conclusion": {("gt", "ge"), ("eq", "ge")}, "hypotheses": {("ge", "gt"), ("ge", "eq")}}  # (was, becomes)


@dataclass(frozen=True)
class Mutant:
    """A changed statement: what kind of change, at which place, in words; `follows` where the original implies it."""

    kind: str
    place: str
    change: str
    original: Json
    edit: Callable[[Json], object]
    follows: bool = False

    @property
    def label(self) -> str:
        return f"{self.place}: {self.change}"

    @cached_property
    def statement(self) -> Json:
        """The changed statement, made when it is first asked for."""
        changed = deepcopy(self.original)
        self.edit(changed)
        return changed


def mutants(statement: Json) -> Iterator[Mutant]:
    """All of them, place after place."""
    for i in range(len(statement["hypotheses"])):
        yield Mutant("hypothesis", f"hypothesis {i}", "dropped", statement, partial(_dropped, number=i))
    for path in _polynomials(statement, ()):
        yield from _strictness(statement, path)
        for monomial in _at(statement, path):
            yield from _coefficients(statement, path, monomial)
            yield from _exponents(statement, path, monomial)


def _dropped(statement: Json, number: int) -> None:
    del statement["hypotheses"][number]


def _strictness(statement: Json, path: Path) -> Iterator[Mutant]:
    *parent, was = path
    if was not in ("gt", "ge", "eq"):
        return
    monotone = not {"orbit", "limit", "minimum"} & set(map(str, path))
    for becomes in ("gt", "ge", "eq"):
        if becomes != was:
            follows = monotone and (was, becomes) in WEAKER[str(path[0])]
            edit = partial(_renamed, path=tuple(parent), was=str(was), becomes=becomes)
            yield Mutant("strictness", _name(parent), f"{was} becomes {becomes}", statement, edit, follows)


def _renamed(statement: Json, path: Path, was: str, becomes: str) -> None:
    relation = _at(statement, path)
    relation[becomes] = relation.pop(was)


def _coefficients(statement: Json, path: Path, monomial: str) -> Iterator[Mutant]:
    place, coefficient = f"{_name(path)}: {monomial or '1'}", Fraction(_at(statement, path)[monomial])
    for kind, change, value in (
        ("sign", "negated", -coefficient),
        ("constant", "plus 1", coefficient + 1),
        ("constant", "doubled", 2 * coefficient),
        ("monomial", "dropped", Fraction(0)),
    ):
        yield Mutant(kind, place, change, statement, partial(_set, path=path, coefficients={monomial: value}))


def _exponents(statement: Json, path: Path, monomial: str) -> Iterator[Mutant]:
    """A power of each variable of a monomial raised by one, and lowered by one."""
    coefficient, powers = Fraction(_at(statement, path)[monomial]), _powers(monomial)
    for name, exponent in powers.items():
        for change, other in (("raised", exponent + 1), ("lowered", exponent - 1)):
            changed = _monomial({**powers, name: other})
            there = Fraction(_at(statement, path).get(changed, "0"))
            both = {monomial: Fraction(0), changed: there + coefficient}
            edit = partial(_set, path=path, coefficients=both)
            yield Mutant("exponent", f"{_name(path)}: {name} in {monomial}", change, statement, edit)


def _set(statement: Json, path: Path, coefficients: dict[str, Fraction]) -> None:
    polynomial = _at(statement, path)
    polynomial |= {monomial: str(c) for monomial, c in coefficients.items()}
    for monomial in [m for m, c in coefficients.items() if not c]:
        del polynomial[monomial]


def _powers(monomial: str) -> dict[str, int]:
    pairs = (factor.partition("^") for factor in monomial.split("*") if factor)
    return {name: int(exponent or 1) for name, _, exponent in pairs}


def _monomial(powers: dict[str, int]) -> str:
    return "*".join(f"{name}^{e}" if e > 1 else name for name, e in sorted(powers.items()) if e)


def _name(path: Any) -> str:
    return "/".join(map(str, path))


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _polynomials(data: Any, path: Path) -> Iterator[Path]:
    if isinstance(data, dict) and path and all(isinstance(value, str) for value in data.values()):
        yield path
    elif isinstance(data, dict | list):
        for key, part in data.items() if isinstance(data, dict) else enumerate(data):
            if key not in NO_TEXT:
                yield from _polynomials(part, (*path, key))
