"""A document's statements and proofs read for the second kernel, by code of its own: the first kernel's is not used.

A polynomial {"": "1", "x^2*y": "-3/2"} is a sum of products of names, each product the tuple of its names in order, so
that x^2 y is ("x", "x", "y"). A formula is ("gt" | "ge" | "eq", polynomial), ("and" | "or", formulas) or ("orbit",
run). Only what the document's format says is read; anything else raises `Malformed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, product
from typing import Any, NoReturn

Json = Mapping[str, Any]
Formula = tuple[str, Any]
FACTOR = re.compile(r"([^\W\d]\w*)(?:\^([1-9][0-9]*))?")
NUMBER = re.compile(r"-?[0-9]+(?:/[1-9][0-9]*)?")


class Malformed(ValueError):
    """A document that is none, or a proof that breaks off; the message says where."""


def refuse(reason: str) -> NoReturn:
    raise Malformed(reason)


class Polynomial(dict[tuple[str, ...], Fraction]):
    """Products of names with their coefficients, none of them 0."""

    def __add__(self, other: Polynomial) -> Polynomial:
        return collected(chain(self.items(), other.items()))

    def __neg__(self) -> Polynomial:
        return Polynomial({names: -value for names, value in self.items()})

    def __mul__(self, other: Polynomial) -> Polynomial:
        pairs = product(self.items(), other.items())
        return collected((tuple(sorted(mine + theirs)), a * b) for (mine, a), (theirs, b) in pairs)

    @property
    def names(self) -> set[str]:
        return {name for names in self for name in names}

    def at(self, values: Mapping[str, Polynomial]) -> Polynomial:
        """The polynomial where names have these values, all at once; the other names stay."""
        if not values.keys() & self.names:
            return self
        terms: list[tuple[tuple[str, ...], Fraction]] = []
        for names, value in self.items():
            replaced = constant(value)
            for name in names:
                replaced *= values[name] if name in values else variable(name)
            terms += replaced.items()
        return collected(terms)

    @property
    def value(self) -> Fraction:
        """The number that it is."""
        if self.names:
            refuse(f"nothing gives {min(self.names)} a value")
        return self.get((), Fraction(0))


def collected(terms: Iterable[tuple[tuple[str, ...], Fraction]]) -> Polynomial:
    """The sum of these terms."""
    found: dict[tuple[str, ...], Fraction] = {}
    for names, value in terms:
        found[names] = found[names] + value if names in found else value
    return Polynomial({names: value for names, value in found.items() if value})


def constant(value: Fraction | int) -> Polynomial:
    return Polynomial({(): Fraction(value)} if value else {})


def variable(name: str) -> Polynomial:
    return Polynomial({(name,): Fraction(1)})


def number(text: str) -> Fraction:
    """A rational number, "-3/2"."""
    return Fraction(text) if NUMBER.fullmatch(text) else refuse(f"{text!r} is not a rational number")


def polynomial(data: Mapping[str, str]) -> Polynomial:
    return collected((factors(text), number(coefficient)) for text, coefficient in data.items())


def factors(text: str) -> tuple[str, ...]:
    """The names in a product, "x^2*y"."""
    found: list[str] = []
    for factor in text.split("*") if text else []:
        power = FACTOR.fullmatch(factor) or refuse(f"{text!r} is not a product of names and their powers")
        found += [power[1]] * int(power[2] or 1)
    return tuple(sorted(found))


@dataclass(frozen=True)
class Orbit:
    """A run: from `start`, again and again to `step`, for any values of the inputs that satisfy the guard."""

    start: dict[str, Polynomial]
    step: dict[str, Polynomial]
    inputs: list[str]
    guard: Formula

    def __post_init__(self) -> None:
        if len(self.bound) < len(self.start) + len(self.inputs):
            refuse("a run: a name stands for two of its states and inputs, which are to be told apart")
        if moved := set().union(*(p.names for p in self.start.values())) & self.bound:
            refuse(f"a run: it starts at what it moves, {min(moved)}, and is to start at what is given")

    @property
    def bound(self) -> set[str]:
        """The names that are moved by the run."""
        return {*self.start, *self.inputs}

    @property
    def names(self) -> set[str]:
        """The names that it speaks of: its parameters and its state. Its inputs are its own."""
        moves = [*self.start.values(), *self.step.values()]
        inside = names(self.guard).union(*(p.names for p in moves)) - {*self.inputs}
        return inside | {*self.start}


def formula(data: Json) -> Formula:
    [(kind, body)] = data.items()
    if kind in ("gt", "ge", "eq"):
        return kind, polynomial(body)
    if kind in ("and", "or"):
        return kind, [formula(part) for part in body]
    if kind == "orbit":
        start = {name: polynomial(first) for name, (first, _) in body["state"].items()}
        step = {name: polynomial(following) for name, (_, following) in body["state"].items()}
        return kind, Orbit(start, step, list(body["inputs"]), formula(body["guard"]))
    refuse(f"a formula that begins with {kind!r}")


def names(f: Formula) -> set[str]:
    """The names that a formula speaks of."""
    kind, body = f
    if kind in ("and", "or"):
        return {name for part in body for name in names(part)}
    found: set[str] = body.names
    return found


def flat(formulas: Iterable[Formula]) -> list[Formula]:
    """The formulas, each conjunction among them as its parts."""
    found: list[Formula] = []
    for f in formulas:
        found += flat(f[1]) if f[0] == "and" else [f]
    return found


def denial(f: Formula) -> Formula:
    """What holds exactly if the formula does not."""
    kind, body = f
    if kind in ("and", "or"):
        return {"and": "or", "or": "and"}[kind], [denial(part) for part in body]
    if kind == "orbit":
        refuse("a run cannot be denied")
    return {"gt": ("ge", -body), "ge": ("gt", -body), "eq": ("gt", body * body)}[kind]


def instance(f: Formula, values: Mapping[str, Polynomial]) -> Formula:
    """The formula where names have these values. The state of a run may be renamed, and its inputs are its own."""
    kind, body = f
    if kind in ("and", "or"):
        return kind, [instance(part, values) for part in body]
    if kind != "orbit":
        return kind, body.at(values)
    inside = {name: value for name, value in values.items() if name in body.names}
    renamed = {name: renaming(inside.get(name, variable(name))) for name in body.start}
    outside = {name for key, value in inside.items() if key not in renamed for name in value.names}
    moved = [*renamed.values(), *body.inputs]
    if len(set(moved)) < len(moved) or (outside | body.names - {*inside, *renamed}) & set(moved):
        refuse("a name would come under the binder of a run")
    start, step = ({renamed[name]: p.at(inside) for name, p in part.items()} for part in (body.start, body.step))
    return kind, Orbit(start, step, body.inputs, instance(body.guard, inside))


def renaming(value: Polynomial) -> str:
    """The name that this is."""
    [name, *others] = sorted(value.names) or [""]
    return refuse("the state of a run can only be renamed") if others or value != variable(name) else name


def holds(f: Formula, at: Mapping[str, Polynomial]) -> bool:
    """Whether a formula without runs is true where its names have these values, which are numbers."""
    kind, body = f
    if kind in ("and", "or"):
        return (all if kind == "and" else any)(holds(part, at) for part in body)
    value: Fraction = body.at(at).value
    return value > 0 if kind == "gt" else value == 0 if kind == "eq" else value >= 0
