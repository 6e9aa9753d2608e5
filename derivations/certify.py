"""Finding what a claim ships: proofs, witnesses, and mutants with the points at which they fail. Not trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, zip_longest
from typing import Any

import sympy as sp

from derivations import kernel, translate
from derivations.claim import Claim, ClaimError
from derivations.models import find_counterexample, find_witness
from derivations.mutation import mutations
from derivations.recheck import by_id
from derivations.search import SearchError, find_proof
from derivations.statement import Statement

Json = dict[str, Any]
MUTANTS = 6  # as many are kept for each claim; three are required
REQUIRED = 3


def certify(c: Claim) -> Json:
    """Find all that a claim ships and write its proof file; what still checks in the old file is kept.

    Raises `SearchError` with the open leaf where a proof is not found, `ClaimError` where fewer than three mutants
    fail.
    """
    found: Json = {}
    stated: dict[str, Json] = {}
    proved: dict[str, kernel.Theorem] = {}
    for s in c.statements:
        statement, theorems = translate.statement(s), _Lemmas(proved)
        entry = _kept(c, s, statement, theorems)
        if entry is None:
            lemmas = stated | {name: translate.statement(t) for name, t in foreign(s).items()}
            try:
                entry = {"witness": _witness(s, statement), "proof": find_proof(statement, s.plan, lemmas)}
            except SearchError as error:
                raise SearchError(f"{c.id} / {s.name}\n{error}") from error
        proved[s.name] = kernel.prove(statement | {"witness": entry["witness"]}, entry["proof"], theorems)
        stated[s.name], found[s.name] = statement, entry
    whole = {"statements": found, "mutants": mutants(c, stated)}
    c.proof_file.parent.mkdir(exist_ok=True)
    c.proof_file.write_text(
        json.dumps(whole, separators=(",", ":"), sort_keys=True).replace('"mutants":', '\n"mutants":') + "\n"
    )
    vars(c).pop("proof", None)  # it is read once, and this is another one
    return whole


class _Lemmas(dict[str, kernel.Theorem]):
    """The theorems so far, and those of other claims, proved when they are asked for."""

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self and "/" in name:
            owner, _, own = name.partition("/")
            self.update(_theorems(by_id()[owner], own))
        return super().get(name, default)


def _theorems(c: Claim, name: str) -> dict[str, kernel.Theorem]:
    proved = _Lemmas()
    for s in c.statements:
        entry = c.proof["statements"][s.name]
        proved[s.name] = kernel.prove(translate.statement(s) | {"witness": entry["witness"]}, entry["proof"], proved)
        if s.name == name:
            break
    return {f"{c.id}/{name}": proved[name]}


def foreign(s: Statement) -> dict[str, Statement]:
    """The statements of other claims that a plan uses, by their full names."""
    return {
        name: next(t for t in by_id()[name.partition("/")[0]].statements if t.name == name.partition("/")[2])
        for name in _lemma_names(s.plan)
        if "/" in name
    }


def _lemma_names(plan: Any) -> Iterator[str]:
    if isinstance(plan, tuple):
        yield from chain.from_iterable(map(_lemma_names, plan))
    elif hasattr(plan, "__dataclass_fields__"):
        if "lemma" in plan.__dataclass_fields__:
            yield plan.lemma
        yield from chain.from_iterable(_lemma_names(getattr(plan, name)) for name in plan.__dataclass_fields__)


def checks(statement: Json, proof: Json, lemmas: Mapping[str, kernel.Theorem]) -> bool:
    """Does the kernel accept the proof?"""
    try:
        kernel.prove(statement, proof, lemmas)
    except kernel.ProofError:
        return False
    return True


def _kept(c: Claim, s: Statement, statement: Json, theorems: Mapping[str, kernel.Theorem]) -> Json | None:
    """What the file has, if it checks, or its proof with another witness does."""
    entry: Json | None = c.proof.get("statements", {}).get(s.name)
    if entry is None or checks(statement | {"witness": entry["witness"]}, entry["proof"], theorems):
        return entry
    try:
        entry = entry | {"witness": _witness(s, statement)}
    except SearchError:
        return None
    return entry if checks(statement | {"witness": entry["witness"]}, entry["proof"], theorems) else None


def _witness(s: Statement, statement: Json) -> Json:
    if s.witness is None:
        return find_witness(statement)
    values = {symbol.name: str(value) for symbol, value in s.witness.items()}
    if not s.orbits:
        return {"values": values, "runs": []}
    given = [translate.formula(sp.Eq(symbol, value, evaluate=False)) for symbol, value in s.witness.items()]
    found = find_witness(statement | {"hypotheses": [*statement["hypotheses"], *given]})  # with steps of the runs
    return found | {"values": found["values"] | values}


def mutants(c: Claim, stated: Mapping[str, Json]) -> list[Json]:
    """False mutants of a claim's statements, each with the point at which it fails, taken from the statements in
    turn."""
    own = {s.name: mutations(stated[s.name]) for s in c.statements if not s.lemma}
    rounds = zip_longest(*([(name, *m) for m in found] for name, found in own.items()))
    found: list[Json] = []
    for name, label, mutant in (candidate for turn in rounds for candidate in turn if candidate):
        at = find_counterexample(mutant)
        if at is not None:
            found.append({"of": name, "change": label, "fails_at": at})
        if len(found) == MUTANTS:
            return found
    if len(found) < REQUIRED:
        raise ClaimError(f"{c.id}: only {len(found)} mutants were shown false, {REQUIRED} are required")
    return found
