"""What an engine says of a claim: of its statements, of its misprints, and of its mutants.

A statement is asked whole: has its denial a model? Where the engine finds no answer, or where the statement speaks of
runs, limits or minima, it is asked of the leaves of the proof: the rules leave finitely many polynomial facts there,
and the engine has to find for itself that they contradict each other. The other direction guards against an engine, or
a translation, to which everything is a contradiction: the hypotheses hold at the witness, and each misprint and each
mutant fails at its point, so that none of these may be called contradictory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from derivations import engines, kernel
from derivations.claim import Claim
from derivations.mutation import mutant

__all__ = ["leaves", "second_opinion"]

Json = dict[str, Any]
WHOLE, LEAF = Fraction(1, 2), 2  # seconds


def second_opinion(c: Claim, theorems: list[Json], name: str) -> str:
    """ "proved", "refuted" where the engine contradicts the kernel, "missing", or "unknown (m of n)" statements.

    theorems: the document that the kernel accepted (`recheck.document`), the claim's own and those it uses.
    """
    if name not in engines.available():
        return "missing"
    proved: dict[str, kernel.Theorem] = {}
    own, answers = {s.name for s in c.statements}, []
    for entry in theorems:
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)
        if entry["name"] in own:
            answers.append(_statement(entry, proved, name))
    false = [*map(_points, theorems), *_mutants(c, theorems)]
    models = [engines.consistent(facts, name, LEAF).status for facts in false if facts]
    if "refuted" in answers or "proved" in models:
        return "refuted"
    agreed = answers.count("proved")
    return "proved" if agreed == len(answers) else f"unknown ({agreed} of {len(answers)})"


def _statement(entry: Json, lemmas: Mapping[str, kernel.Theorem], name: str) -> str:
    whole = engines.recheck(entry["statement"], name, WHOLE).status
    if whole not in ("unknown", "unsupported"):
        return whole
    for goal, proof in kernel.goals(entry["statement"], entry["proof"]):
        for facts in leaves(goal, proof, lemmas):
            found = engines.consistent(facts, name, LEAF).status
            if found != "proved":
                return found
    return "proved"


def leaves(
    facts: kernel.Facts, proof: Mapping[str, Any], lemmas: Mapping[str, kernel.Theorem]
) -> Iterator[kernel.Facts]:
    """For each leaf of a proof, those of its facts that the certificate combines."""
    if proof["rule"] == "psatz":
        indices = {i for _, product, _ in proof["cone"] for i in product} | {i for i, _ in proof["ideal"]}
        yield [facts[i] for i in sorted(indices)]
        return
    for goal, following in kernel.RULES[proof["rule"]](facts, proof, lemmas):
        yield from leaves(goal, following, lemmas)


def _points(entry: Json) -> kernel.Facts:
    """The hypotheses of a theorem at its witness; nothing where a run is among them, of which no engine knows."""
    statement = entry["statement"]
    return _at(list(map(kernel.formula, statement["hypotheses"])), statement["witness"])


def _mutants(c: Claim, theorems: list[Json]) -> Iterator[kernel.Facts]:
    stated = {entry["name"]: entry["statement"] for entry in theorems}
    for kept in c.proof.get("mutants", []):
        changed = mutant(stated[kept["of"]], kept["change"])
        if not {"limit", "minimum"} & set(changed["conclusion"]):
            denied = kernel.negate(kernel.formula(changed["conclusion"]))
            yield _at([*map(kernel.formula, changed["hypotheses"]), denied], kept["fails_at"])


def _at(facts: kernel.Facts, witness: Json) -> kernel.Facts:
    if any(fact[0] == "orbit" for fact in kernel.flat(facts)):
        return []
    point = [(kernel.variable(name), Fraction(value)) for name, value in witness["values"].items()]
    return [*facts, *(("eq", kernel.add(x, kernel.scale(-value, kernel.ONE))) for x, value in point)]
