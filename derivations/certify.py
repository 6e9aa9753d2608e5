"""Finding what a claim ships: proofs, witnesses, and mutants with the points at which they fail. Not trusted.

`certify` writes it to the claim's file; `search` finds it in memory, for a claim that stands in a file of its author's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, zip_longest
from typing import Any

import sympy as sp

from derivations import kernel, translate
from derivations.claim import Claim, ClaimError
from derivations.display import show_witness
from derivations.files import write_whole
from derivations.models import find_counterexample, find_witness
from derivations.mutation import mutations
from derivations.recheck import named, theorem
from derivations.search import SearchError, find_proof
from derivations.statement import Statement

Json = dict[str, Any]
MUTANTS = 6  # as many are kept for each claim; three are required
REQUIRED = 3
BRIEF = Fraction(1, 4)  # seconds for each mutant, where a proof is searched for in passing


def certify(c: Claim) -> Json:
    """Find all that a claim ships and write its proof file; what still checks in the old file is kept.

    Raises `SearchError` with the open leaf where a proof is not found, `ClaimError` where fewer than three mutants
    fail.
    """
    proofs = _Proofs(c, c.stored_proof.get("statements", {}))
    for s in c.statements:
        proofs.add(s)
    whole = {"statements": proofs.found, "mutants": mutants(c, proofs.stated)}
    if (shown := len(whole["mutants"])) < REQUIRED:
        raise ClaimError(f"{c.id}: only {shown} mutants were shown false, {REQUIRED} are required")
    c.proof_file.parent.mkdir(exist_ok=True)
    text = json.dumps(whole, separators=(",", ":"), sort_keys=True).replace('"mutants":', '\n"mutants":') + "\n"
    write_whole(c.proof_file, text)
    vars(c).pop("proof", None)  # it is read once, and this is another one
    return whole


def search(c: Claim) -> Json:
    """What `certify` finds, in memory, for a claim without a file: {"statements", "mutants", "open"}.

    "open" maps each statement without a proof to {"reason": the open leaf, "fails_at": a point at which it is false,
    as the kernel reads it, or None}; three mutants are enough. Raises `ClaimError` where claims use each other.
    """
    _require_order(c, ())
    proofs = _Proofs(c, {})
    unproved: Json = {}
    for s in c.statements:
        try:
            proofs.add(s)
        except translate.TranslationError as error:
            unproved[s.name] = {"reason": str(error), "fails_at": None}
        except (SearchError, ClaimError, kernel.ProofError) as error:
            fails_at = find_counterexample(translate.statement(s))
            reason = str(error).removeprefix(f"{c.id} / {s.name}\n")
            where = f"it is false at {show_witness(fails_at)}\n" if fails_at else ""
            unproved[s.name] = {"reason": where + reason, "fails_at": fails_at}
    return {"statements": proofs.found, "mutants": mutants(c, proofs.stated, REQUIRED, BRIEF), "open": unproved}


class _Proofs:
    """The statements of a claim, proved one after the other; those in `old` are kept where they check."""

    def __init__(self, c: Claim, old: Mapping[str, Json]) -> None:
        self.claim, self.old = c, old
        self.found: Json = {}
        self.stated: dict[str, Json] = {}
        self.proved: dict[str, kernel.Theorem] = {}

    def add(self, s: Statement) -> None:
        """Find a proof from the earlier statements; raises `SearchError`."""
        c, statement, theorems = self.claim, translate.statement(s), _Lemmas(self.claim, self.proved)
        entry = _kept(self.old.get(s.name), s, statement, theorems)
        if entry is None:
            lemmas = self.stated | {name: translate.statement(t) for name, t in foreign(c, s).items()}
            try:
                entry = {"witness": _witness(s, statement), "proof": find_proof(statement, s.plan, lemmas)}
            except SearchError as error:
                raise SearchError(f"{c.id} / {s.name}\n{error}") from error
            except ModuleNotFoundError as error:
                missing = str(error.name).partition(".")[0]
                needs = f"to look for a proof, {missing} must be installed: pip install 'whymomentum[testing]'"
                raise SearchError(f"{c.id} / {s.name}\n{needs}") from error
        self.proved[s.name] = kernel.prove(statement | {"witness": entry["witness"]}, entry["proof"], theorems)
        self.stated[s.name], self.found[s.name] = statement, entry


class _Lemmas(dict[str, kernel.Theorem]):
    """The theorems so far, and those of other claims, proved when they are asked for."""

    def __init__(self, near: Claim, proved: Mapping[str, kernel.Theorem]) -> None:
        super().__init__(proved)
        self.near = near

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self and "/" in name:
            owner, _, own = name.partition("/")
            self.update(_theorems(named(owner, self.near), own))
        return super().get(name, default)


def _theorems(c: Claim, name: str) -> dict[str, kernel.Theorem]:
    proved = _Lemmas(c, {})
    for s in c.statements:
        entry = theorem(c, s)
        proved[s.name] = kernel.prove(entry["statement"], entry["proof"], proved)
        if s.name == name:
            break
    return {f"{c.id}/{name}": proved[name]}


def foreign(c: Claim, s: Statement) -> dict[str, Statement]:
    """The statements of other claims that a plan uses, by their full names."""
    found = {}
    for name in (name for name in _lemma_names(s.plan) if "/" in name):
        owner, _, own = name.partition("/")
        others = {t.name: t for t in named(owner, c).statements}
        if own not in others:
            raise ClaimError(f"{c.id} / {s.name} uses {name!r}: claim {owner} has the statements {sorted(others)}")
        found[name] = others[own]
    return found


def _require_order(c: Claim, above: tuple[str, ...]) -> None:
    """ClaimError where a claim, by way of others without a stored proof, uses its own statements."""
    if c.id in above:
        raise ClaimError(f"claims use each other: {' uses '.join((*above, c.id))}; state first what others use")
    for owner in {name.partition("/")[0] for s in c.statements for name in _lemma_names(s.plan) if "/" in name}:
        other = named(owner, c)
        if not other.is_ours and not other.proof_file.is_file():
            _require_order(other, (*above, c.id))


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


def _kept(entry: Json | None, s: Statement, statement: Json, theorems: Mapping[str, kernel.Theorem]) -> Json | None:
    """What there is, if it checks, or its proof with another witness does."""
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


def mutants(c: Claim, stated: Mapping[str, Json], most: int = MUTANTS, seconds: Any = 1) -> list[Json]:
    """False mutants of a claim's statements, at most so many, each with the point at which it fails.

    They are taken from the statements in turn, and each is given so many seconds to be shown false.
    """
    own = {s.name: mutations(stated[s.name]) for s in c.statements if not s.lemma and s.name in stated}
    rounds = zip_longest(*([(name, *m) for m in found] for name, found in own.items()))
    found: list[Json] = []
    for name, label, mutant in (candidate for turn in rounds for candidate in turn if candidate):
        at = find_counterexample(mutant, seconds)
        if at is not None:
            found.append({"of": name, "change": label, "fails_at": at})
        if len(found) == most:
            break
    return found
