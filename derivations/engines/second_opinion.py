"""What an engine says of a claim: of its statements, of its misprints, and of its mutants.

A statement is asked whole: has its denial a model? Where the engine finds no answer, or where the statement speaks of
runs, limits or minima, it is asked of the leaves of the proof: the rules leave finitely many polynomial facts there,
and the engine has to find for itself that they contradict each other. Where it cannot, it is told the summands of the
certificate as further facts, and has to find that these do: that corroborates the certificate's sum and no more.

The other direction guards against an engine, or a translation, to which everything is a contradiction: the hypotheses
hold at the witness, each misprint and each mutant fails at its point, so that none of these may be called
contradictory; and no mutant may be called proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from derivations import engines, kernel
from derivations.claim import Claim, ClaimError
from derivations.engines.smtlib import linear
from derivations.mutation import mutant

__all__ = ["leaves", "second_opinion", "summands"]

Json = dict[str, Any]
WHOLE, LEAF, MUTANT = Fraction(1, 4), Fraction(1, 2), Fraction(1, 20)  # seconds


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
    mutants = list(_mutants(c, theorems))
    points = [*map(_points, theorems), *(_failure(changed, at) for changed, at in mutants)]
    false = [engines.consistent(facts, name, LEAF).status for facts in points if facts]
    false += [engines.recheck(changed, name, MUTANT).status for changed, _ in mutants]
    if "refuted" in answers or "proved" in false:
        return "refuted"
    agreed = answers.count("proved")
    return "proved" if agreed == len(answers) else f"unknown ({agreed} of {len(answers)})"


def _statement(entry: Json, lemmas: Mapping[str, kernel.Theorem], name: str) -> str:
    whole = engines.recheck(entry["statement"], name, WHOLE).status
    if whole not in ("unknown", "unsupported"):
        return whole
    for goal, proof in kernel.goals(entry["statement"], entry["proof"]):
        for facts, certificate in leaves(goal, proof, lemmas):
            found = _leaf(facts, certificate, name)
            if found != "proved":
                return found
    return "proved"


def _leaf(facts: kernel.Facts, certificate: Json, name: str) -> str:
    """First as if it were linear, which takes no time; then as it is; then with the certificate's summands."""
    if engines.consistent(linear(facts), name, WHOLE).status == "proved":
        return "proved"
    found = engines.consistent(facts, name, LEAF).status
    if found != "unknown":
        return found
    told = engines.consistent(linear([*facts, *summands(facts, certificate)]), name, LEAF).status
    return "proved" if told == "proved" else "unknown"


def leaves(
    facts: kernel.Facts, proof: Mapping[str, Any], lemmas: Mapping[str, kernel.Theorem]
) -> Iterator[tuple[kernel.Facts, Json]]:
    """For each leaf of a proof, those of its facts that the certificate combines, and the certificate of these."""
    if proof["rule"] == "psatz":
        used = sorted({i for _, product, _ in proof["cone"] for i in product} | {i for i, _ in proof["ideal"]})
        cone = [[c, [used.index(i) for i in product], square] for c, product, square in proof["cone"]]
        ideal = [[used.index(i), multiplier] for i, multiplier in proof["ideal"]]
        yield [facts[i] for i in used], {"cone": cone, "ideal": ideal}
        return
    for goal, following in kernel.RULES[proof["rule"]](facts, proof, lemmas):
        yield from leaves(goal, following, lemmas)


def summands(facts: kernel.Facts, certificate: Json) -> kernel.Facts:
    """What a certificate adds up, one fact for each summand: a square times facts, a multiple of an equation."""
    found: kernel.Facts = []
    for _, product, square in certificate["cone"]:
        q = kernel.polynomial(square)
        constant = bool(q) and not kernel.variables(q)
        strict = constant and all(facts[i][0] == "gt" for i in product)
        total = kernel.multiply(q, q)
        for i in product:
            total = kernel.multiply(total, facts[i][1])
        found.append(("gt" if strict else "ge", total))
    return found + [("eq", kernel.multiply(facts[i][1], kernel.polynomial(p))) for i, p in certificate["ideal"]]


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
