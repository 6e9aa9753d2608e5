"""How polynomials, formulas and runs are written in Coq."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from derivations.rocq.prelude import PRELUDE
from derivations.rocq.reading import Formula, Orbit, Polynomial, variable

Scope = dict[str, str]  # the document's name of a variable -> its name in the file
Fact = tuple[Formula, str]  # a fact, and the name of its hypothesis
DEFINED = re.findall(r"(?:Lemma|Ltac|Notation|Definition) (\w+)", PRELUDE)
RESERVED = """
    as at by cofix else end exists exists2 fix for forall fun if in let match mod return then using where with
    Prop Set Type SProp R Q Z N I IZR Rabs Rinv nat pow False True eq or and Rlt_0_1 sqrt everything conj Joint
"""
KEYWORDS = frozenset(RESERVED.split())


def expression(p: Polynomial, scope: Scope) -> str:
    """A polynomial, its terms of highest degree first."""
    text = ""
    terms = [([(name, len(list(same))) for name, same in groupby(names)], value) for names, value in p.items()]
    for powers, coefficient in sorted(terms, key=lambda term: (-sum(exponent for _, exponent in term[0]), term[0])):
        factors = [scope.get(name, "0") + (f"^{exponent}" if exponent > 1 else "") for name, exponent in powers]
        size = abs(coefficient) if text else coefficient
        if abs(coefficient) != 1 or not factors:
            factors.insert(0, str(size))
        elif not text and coefficient < 0:
            factors[0] = f"-{factors[0]}" if "^" not in factors[0] else f"-1 * {factors[0]}"
        text += (" - " if coefficient < 0 else " + ") * bool(text) + " * ".join(factors)
    return text or "0"


def argument(p: Polynomial, scope: Scope) -> str:
    text = expression(p, scope)
    return text if re.fullmatch(r"[\w']+", text) else f"({text})"


def joined(parts: list[str], connective: str, empty: str) -> str:
    return f" {connective} ".join(parts) or empty


def decided(f: Formula, scope: Scope | None) -> str:
    """The term that says that the formula or its denial holds; without scope its polynomials are inferred."""
    kind, body = f
    if kind in ("and", "or"):
        if not body:
            return "dec_true" if kind == "and" else "dec_false"
        *first, text = [decided(part, scope) for part in body]
        for part in reversed(first):
            text = f"(dec_{kind} {part} {text})"
        return text
    return f"(dec_{kind} {'_' if scope is None else argument(body, scope)})"


@dataclass(frozen=True)
class Run:
    """The predicate of the states that a run reaches."""

    name: str
    orbit: Orbit

    @property
    def parameters(self) -> list[str]:
        return sorted(self.orbit.names - set(self.orbit.start))

    @property
    def guarded(self) -> bool:
        return self.orbit.guard != ("and", [])

    def applied(self, scope: Scope, values: Mapping[str, Polynomial] | None = None, suffix: str = "") -> str:
        """The predicate, or one of its constructors, at the parameters."""
        given = values or {}
        at = [argument(given.get(name, variable(name)), scope) for name in self.parameters]
        return " ".join([self.name + suffix, *at])

    def at(self, scope: Scope) -> str:
        return " ".join([self.applied(scope), *(scope.get(name, "0") for name in self.orbit.start)])


def block(goal: list[str]) -> list[str]:
    """The proof of one of several goals."""
    return (
        [f"{{ {goal[0]}", *(f" {line}" for line in goal[1:-1]), f" {goal[-1]} }}"]
        if len(goal) > 1
        else [f"{{ {goal[0]} }}"]
    )


def positive(c: Fraction) -> str:
    return f"(whole {c})" if c.denominator == 1 else f"(ratio {c.numerator} {c.denominator})"
