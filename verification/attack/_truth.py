"""Whether a statement is true, asked of everybody but the proof that it came with.

False for sure is what has an exact point: found from nothing, or near a point at which the original's hypotheses hold,
with all its values but a few kept. True, as far as others than the kernel go, is what z3, cvc5 or QEPCAD prove: the
whole, or each leaf of a proof where runs, limits and minima are beyond them. A statement that follows from the original
by its form, and one of which the search finds another proof without a hint, are true as well.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivations import engines, kernel
from derivations.engines.second_opinion import Leaf, leaves, summands
from derivations.engines.smtlib import linear
from derivations.models import find_counterexample
from derivations.plan import Auto
from derivations.search import SearchError, find_proof
from verification.attack import _qepcad as qepcad
from verification.attack._statement_mutants import Mutant
from verification.attack.campaign import Json, verdict

POINT, NEAR = Fraction(1, 10), Fraction(1, 20)  # seconds for a point from nothing, and for each one near a witness
ENGINE, LONGER = Fraction(1, 10), 2  # seconds for an engine; where its word is all that there is
FEW = 5  # variables, for QEPCAD
MOVED, TRIES = 30, 4  # points near a witness that are tried; sets of values that are kept
SMALL = [
    Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (1, 2), (2, 1), (-1, 2), (3, 1), (1, 3), (-2, 1), (9, 10))
]
BEYOND = {"limit", "minimum"}  # engines, and points


@dataclass(frozen=True)
class Judgement:
    """ "true", "false" or "not known", by whom, and a point where a statement fails if one is known."""

    answer: str
    by: str = ""
    point: Json | None = None


def judged(m: Mutant, witness: Json, source: random.Random) -> Judgement:
    """What others than the kernel say of a mutant; witness: where the hypotheses of the original hold."""
    if m.follows:
        return Judgement("true", "its form")
    found = next((p for p in _moved(witness, source) if fails_at(m.statement, p)), None)
    if found is not None:
        return Judgement("false", "an exact point", found)
    said = by_engines(m.statement, ENGINE)
    if said.answer == "true" or said.point is not None:
        return said
    found = point_against(m.statement, witness, source)
    return Judgement("false", "an exact point", found) if found is not None else said


# ---- false -------------------------------------------------------------------------------------------------------


def point_against(statement: Json, witness: Json, source: random.Random) -> Json | None:
    """A point at which the hypotheses hold and the conclusion fails: from nothing, or with most values kept."""
    try:
        found = find_counterexample(statement, POINT)
        values = witness.get("values", {})
        for _ in range(TRIES if found is None and len(values) > 1 and not BEYOND & set(statement["conclusion"]) else 0):
            free = set(source.sample(sorted(values), source.randint(1, min(3, len(values)))))
            kept = [_is(name, value) for name, value in values.items() if name not in free]
            found = find_counterexample(statement | {"hypotheses": [*statement["hypotheses"], *kept]}, NEAR)
            if found is not None:
                return found
    except kernel.ProofError:  # a run of a mutant may be none
        return None
    return found


def _is(name: str, value: str) -> Json:
    return {"eq": {name: "1", "": str(-Fraction(value))}}


def _moved(witness: Json, source: random.Random) -> list[Json]:
    """The witness itself, and some with one of its values, or of the inputs of its runs, moved."""
    found = []
    for name, value in witness.get("values", {}).items():
        near = [-Fraction(value), 2 * Fraction(value), Fraction(value) / 2, Fraction(value) + Fraction(1, 100)]
        found += [witness | {"values": witness["values"] | {name: str(other)}} for other in [*near, *SMALL]]
    for number, steps in enumerate(witness.get("runs", [])):
        for k, name in ((k, name) for k, inputs in enumerate(steps) for name in inputs):
            moved = [dict(step) for step in steps]
            moved[k][name] = str(source.choice(SMALL))
            found.append(witness | {"runs": [moved if i == number else run for i, run in enumerate(witness["runs"])]})
    return [witness, *source.sample(found, min(MOVED, len(found)))]


def fails_at(statement: Json, witness: Json) -> bool:
    """Whether the hypotheses hold at the point and the conclusion does not, in exact arithmetic."""
    if BEYOND & set(statement["conclusion"]):
        return False
    try:
        facts = kernel.flat(map(kernel.formula, statement["hypotheses"]))
        kernel.witnessed([*facts, kernel.negate(kernel.formula(statement["conclusion"]))], witness)
    except (kernel.ProofError, KeyError):
        return False
    return True


# ---- true --------------------------------------------------------------------------------------------------------


def by_engines(statement: Json, seconds: Any) -> Judgement:
    """What the first of z3, cvc5 and QEPCAD says that answers; its model, if it is exact and one."""
    try:
        facts = kernel.flat(map(kernel.formula, statement["hypotheses"]))
    except kernel.ProofError:
        return Judgement("not known")
    if BEYOND & set(statement["conclusion"]) or any(kind == "orbit" for kind, _ in facts):
        return Judgement("not known")
    for name in engines.available():
        said = engines.recheck(statement, name, seconds)
        if said.status == "refuted":
            point: Json = {"values": dict(said.model), "runs": []}
            return Judgement("false", name, point if fails_at(statement, point) else None)
        if said.status == "proved":
            return Judgement("true", name)
    conclusion = kernel.formula(statement["conclusion"])
    if len(set().union(*map(kernel.free, [*facts, conclusion]))) <= FEW:
        answer = {"proved": "true", "refuted": "false"}.get(qepcad.decide(facts, conclusion, float(seconds)))
        return Judgement(answer, "qepcad") if answer else Judgement("not known")
    return Judgement("not known")


def leaves_by_engines(statement: Json, proof: Json, lemmas: Mapping[str, Any]) -> str | None:
    """Who proves each leaf of a proof to be contradictory, for one of them at least from what the certificate adds up;
    None where an answer is missing."""
    names: dict[str, None] = {}
    for goal, following in kernel.goals(statement, proof):
        for leaf in leaves(goal, following, lemmas):
            name = _contradicted(leaf)
            if name is None:
                return None
            names[name] = None
    return ", ".join(names) or None


def _contradicted(leaf: Leaf) -> str | None:
    for facts in (leaf.facts, linear([*leaf.facts, *summands(leaf)])):
        for name in engines.available():
            if engines.consistent(facts, name, ENGINE if facts is leaf.facts else LONGER).status == "proved":
                return name
    return None


def another_proof(judge: Any, statement: Json, seconds: Any) -> bool:
    """Does the search find, without a hint, something that the kernel `judge` takes for a proof?"""
    try:
        proof = find_proof(statement, Auto(degree=2, depth=1, timeout=seconds))
    except (SearchError, ArithmeticError):
        return False
    return verdict(judge, statement, proof, {}) == "proved"


def shown_true(judge: Any, m: Mutant, proof: Json, lemmas: Mapping[str, Any]) -> str | None:
    """Why a mutant of which the kernel `judge` accepted a proof is true, as others see it; None if nobody does."""
    if m.follows:
        return "weaker than the original by its form"
    said = by_engines(m.statement, LONGER)
    if said.answer != "not known":
        return f"proved by {said.by}" if said.answer == "true" else None
    if (names := leaves_by_engines(m.statement, proof, lemmas)) is not None:
        return f"each leaf of its proof is contradictory by {names}"
    return "another proof was found without a hint" if another_proof(judge, m.statement, LONGER) else None
