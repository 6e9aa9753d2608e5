"""What an engine says of a claim: of its statements, of its misprints, and of its mutants.

A statement is asked whole: has its denial a model? Where the engine finds no answer, or where the statement speaks of
runs, limits or minima, it is asked of the leaves of the proof: the rules leave finitely many polynomial facts there,
and the engine has to find for itself that they contradict each other, as linear facts in their monomials where the
certificate combines them linearly. Where it cannot, it is told the summands of the certificate as further facts, and
has to find that these do: that corroborates the certificate's sum and no more.

The other direction guards against an engine, or a translation, to which everything is a contradiction: the hypotheses
hold at the witness, each misprint and each mutant fails at its point, so that none of these may be called
contradictory; and no mutant may be called proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from derivations import engines, kernel
from derivations.claim import Claim, ClaimError
from derivations.engines.smtlib import linear
from derivations.mutation import mutant

__all__ = ["Questions", "leaves", "second_opinion", "summands"]

Json = dict[str, Any]
WHOLE, LEAF, MUTANT, LINEAR = Fraction(1, 8), Fraction(1, 8), Fraction(1, 20), 5  # seconds of processor time


@dataclass(frozen=True)
class Leaf:
    """Facts that contradict each other, and the certificate that says so."""

    facts: kernel.Facts
    certificate: Json

    @property
    def is_linear(self) -> bool:
        """Whether the certificate adds multiples of the facts by numbers."""
        cone, ideal = self.certificate["cone"], self.certificate["ideal"]
        multipliers = [*(square for _, _, square in cone), *(multiplier for _, multiplier in ideal)]
        return all(len(product) < 2 for _, product, _ in cone) and all(set(p) <= {""} for p in multipliers)


class Theorem:
    """A statement of the claim and the leaves of its proof, each once, found when they are first asked for."""

    def __init__(self, entry: Json, lemmas: Mapping[str, kernel.Theorem]) -> None:
        self.entry, self.lemmas = entry, lemmas

    @cached_property
    def leaves(self) -> list[Leaf]:
        found: list[Leaf] = []
        for goal, proof in kernel.goals(self.entry["statement"], self.entry["proof"]):
            for leaf in leaves(goal, proof, self.lemmas):
                found += [leaf] if leaf not in found else []
        return found


class Questions:
    """All that engines are asked of a claim, the same for each.

    theorems: the document that the kernel accepted (`recheck.document`): the claim's own, and those it uses, of which
    engines are asked where these are verified.
    """

    def __init__(self, c: Claim, theorems: list[Json]) -> None:
        own = {s.name for s in c.statements}
        proved: dict[str, kernel.Theorem] = {}
        self.theorems = []
        for entry in theorems:
            if entry["name"] in own:
                self.theorems.append(Theorem(entry, dict(proved)))
            proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)
        mutants = list(_mutants(c, theorems))
        self.mutants = [changed for changed, _ in mutants]
        points = [
            *(_points(entry) for entry in theorems if "/" not in entry["name"]),
            *(_failure(changed, at) for changed, at in mutants),
        ]
        self.points = [facts for facts in points if facts]


def second_opinion(asked: Questions, name: str) -> str:
    """ "proved", "refuted" where the engine contradicts the kernel, "missing", or "unknown (m of n)" statements."""
    if name not in engines.available():
        return "missing"
    answers = [_statement(theorem, name) for theorem in asked.theorems]
    false = [engines.consistent(facts, name, LINEAR).status for facts in asked.points]
    false += [engines.recheck(changed, name, MUTANT).status for changed in asked.mutants]
    if "refuted" in answers or "proved" in false:
        return "refuted"
    agreed = answers.count("proved")
    return "proved" if agreed == len(answers) else f"unknown ({agreed} of {len(answers)})"


def _statement(theorem: Theorem, name: str) -> str:
    whole = engines.recheck(theorem.entry["statement"], name, WHOLE).status
    if whole not in ("unknown", "unsupported"):
        return whole
    left = [leaf for leaf in theorem.leaves if not leaf.is_linear]
    if len(left) < len(theorem.leaves) and not _linearly(theorem.leaves, name):
        left = theorem.leaves
    return next((found for found in (_leaf(leaf, name) for leaf in left) if found != "proved"), "proved")


def _linearly(asked: list[Leaf], name: str) -> bool:
    """Whether all leaves whose certificates are linear contradict themselves by linear arithmetic: one question."""
    any_of_them: kernel.Formula = ("or", [("and", linear(leaf.facts)) for leaf in asked if leaf.is_linear])
    return engines.consistent([any_of_them], name, LINEAR).status == "proved"


def _leaf(leaf: Leaf, name: str) -> str:
    """As it is, or else with the certificate's summands as further facts, as a linear question."""
    found = engines.consistent(leaf.facts, name, LEAF).status
    if found != "unknown":
        return found
    told = linear([*leaf.facts, *summands(leaf)])
    return "proved" if engines.consistent(told, name, LINEAR).status == "proved" else "unknown"


def leaves(facts: kernel.Facts, proof: Mapping[str, Any], lemmas: Mapping[str, kernel.Theorem]) -> Iterator[Leaf]:
    """For each leaf of a proof, those of its facts that the certificate combines, and the certificate of these."""
    if proof["rule"] == "psatz":
        used = sorted({i for _, product, _ in proof["cone"] for i in product} | {i for i, _ in proof["ideal"]})
        cone = [[c, [used.index(i) for i in product], square] for c, product, square in proof["cone"]]
        ideal = [[used.index(i), multiplier] for i, multiplier in proof["ideal"]]
        yield Leaf([facts[i] for i in used], {"cone": cone, "ideal": ideal})
        return
    for goal, following in kernel.RULES[proof["rule"]](facts, proof, lemmas):
        yield from leaves(goal, following, lemmas)


def summands(leaf: Leaf) -> kernel.Facts:
    """What a certificate adds up, one fact for each summand: a square times facts, a multiple of an equation."""
    facts, found = leaf.facts, kernel.Facts()
    for _, product, square in leaf.certificate["cone"]:
        q = kernel.polynomial(square)
        constant = bool(q) and not kernel.variables(q)
        strict = constant and all(facts[i][0] == "gt" for i in product)
        total = kernel.multiply(q, q)
        for i in product:
            total = kernel.multiply(total, facts[i][1])
        found.append(("gt" if strict else "ge", total))
    multiples = [("eq", kernel.multiply(facts[i][1], kernel.polynomial(p))) for i, p in leaf.certificate["ideal"]]
    return [*found, *multiples]


def _points(entry: Json) -> kernel.Facts:
    """The hypotheses of a theorem at its witness; nothing where a run is among them, of which no engine knows."""
    statement = entry["statement"]
    return _at(list(map(kernel.formula, statement["hypotheses"])), statement["witness"])


def _mutants(c: Claim, theorems: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each mutant that the claim keeps, and where it fails."""
    stated = {entry["name"]: entry["statement"] for entry in theorems}
    for kept in c.proof.get("mutants") or []:
        try:
            yield mutant(stated[kept["of"]], kept["change"]), kept["fails_at"]
        except (KeyError, TypeError) as error:
            remedy = f"find others with `whymomentum certify {c.id}`"
            raise ClaimError(f"{c.id}: the statement has no mutant as the file says ({error}): {remedy}") from error


def _failure(statement: Json, at: Json) -> kernel.Facts:
    """The hypotheses of a mutant and the denial of its conclusion at that point; nothing where they are beyond it."""
    if {"limit", "minimum"} & set(statement["conclusion"]):
        return []
    denied = kernel.negate(kernel.formula(statement["conclusion"]))
    return _at([*map(kernel.formula, statement["hypotheses"]), denied], at)


def _at(facts: kernel.Facts, witness: Json) -> kernel.Facts:
    if any(fact[0] == "orbit" for fact in kernel.flat(facts)):
        return []
    point = [(kernel.variable(name), Fraction(value)) for name, value in witness["values"].items()]
    return [*facts, *(("eq", kernel.add(x, kernel.scale(-value, kernel.ONE))) for x, value in point)]
