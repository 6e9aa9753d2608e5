"""Rechecking claims: the statement translated anew, the proof from its file, the kernel in a process of its own.

What a claim sends to the kernel is one document: the theorems of other claims that it uses, its own, and for each
misprint the theorem that a point satisfies the hypotheses and not the printed conclusion.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations import kernel, translate
from derivations.claim import Claim, ClaimError, claims
from derivations.statement import Misprint, Statement

if TYPE_CHECKING:
    from derivations.rocq.record import Standing

Json = dict[str, Any]
ROCQ = "rocq"  # the second kernel's name among the engines
LIMIT = 600  # seconds for one claim; the slowest takes a few


@dataclass(frozen=True)
class Verification:
    """What became of a claim: `status` is "proved" or "open"; `engines` maps each engine, the kernel first, to its
    answer. "rocq" is among them where coqc accepts the exported proof now, or has done so: `record` says how the claim
    stands by the record of that, if it was looked up."""

    claim: Claim
    status: str
    engines: dict[str, str]
    seconds: float
    reasons: tuple[str, ...] = field(default=())
    record: Standing | None = None

    @property
    def rests_on(self) -> tuple[str, ...]:
        return ("kernel",) if self.engines["kernel"] == "proved" else ()


@cache
def by_id() -> dict[str, Claim]:
    """Every claim by its id."""
    return {c.id: c for c in claims()}


def named(name: str, near: Claim) -> Claim:
    """The claim of that id, one that stands in the same module as `near` before all others; ClaimError if none."""
    beside = vars(sys.modules.get(near.derive.__module__, sys))
    for found in list(beside.values()):
        if isinstance(found, Claim) and found.id == name:
            return found
    if name not in by_id():
        raise ClaimError(f"{near.id} uses claim {name!r}, and there is no such claim")
    return by_id()[name]


def misprint_theorem(m: Misprint, *, false: bool) -> Json:
    """The theorem that the misprint's counterexample is one: the kernel checks the witness.

    What has no value at a point, since it divides by 0 there, lacks a hypothesis; if it is to be `false`, it needs a
    point at which it has a value.
    """
    stated = translate.statement(Statement(m.name, m.hypotheses, m.conclusion))
    denied = translate.formula(sp.Not(m.conclusion, evaluate=False))
    if not false:
        denied = as_data(kernel.negate(kernel.formula(stated["conclusion"])))
    witness = {
        "values": {s.name: str(v) for s, v in m.counterexample.items()},
        "runs": [[{s.name: str(v) for s, v in inputs.items()} for inputs in run] for run in m.steps],
    }
    hypotheses = [*stated["hypotheses"], denied]
    return refuted_at(m.name, hypotheses, witness)


def refuted_at(name: str, hypotheses: list[Json], witness: Json) -> Json:
    """A theorem that says no more than that its hypotheses hold at the witness."""
    last = len(kernel.flat(map(kernel.formula, hypotheses)))
    statement = {"hypotheses": hypotheses, "conclusion": translate.TRUE, "witness": witness}
    return {"name": name, "statement": statement, "proof": {"rule": "cases", "fact": last, "branches": []}}


def as_data(f: kernel.Formula) -> Json:
    """A formula of the kernel in its JSON form, runs apart."""
    kind, body = f
    return {kind: [as_data(part) for part in body] if kind in ("and", "or") else translate.data(body)}


def theorem(c: Claim, s: Statement) -> Json:
    """A statement with its proof from the claim's file, as the kernel reads it."""
    found = c.proof.get("statements", {}).get(s.name)
    if found is None and s.name in c.proof.get("open", {}):
        raise ClaimError(f"{c.id}: no proof of {s.name!r} was found: {c.proof['open'][s.name]['reason']}")
    if found is None:
        raise ClaimError(
            f"{c.id}: no proof of {s.name!r} in {c.proof_file.name}: find one with `whymomentum certify {c.id}`"
        )
    return {
        "name": s.name,
        "statement": translate.statement(s) | {"witness": found["witness"]},
        "proof": found["proof"],
    }


def used(proof: Any) -> Iterator[str]:
    """The names of the lemmas that a proof uses."""
    if isinstance(proof, dict):
        if proof.get("rule") == "lemma":
            yield proof["name"]
        for part in proof.values():
            yield from used(part)
    elif isinstance(proof, list):
        for part in proof:
            yield from used(part)


def imported(theorems: list[Json], near: Claim, seen: set[str]) -> Iterator[Json]:
    """The theorems of other claims ("claim.id/name") that these, of the claim `near`, use, before those that use
    them."""
    for name in dict.fromkeys(n for t in theorems for n in used(t["proof"])):
        if "/" not in name or name in seen:
            continue
        seen.add(name)
        owner, _, own_name = name.partition("/")
        try:
            other = named(owner, near)
        except ClaimError as error:
            raise ClaimError(f"lemma {name!r}: no claim {owner!r}") from error
        yield from closure(other, own_name, seen)


def closure(c: Claim, name: str, seen: set[str]) -> Iterator[Json]:
    """One theorem of a claim under its full name, after the theorems that it needs."""
    statements = {s.name: s for s in c.statements}
    if name not in statements:
        raise ClaimError(f"lemma '{c.id}/{name}': claim {c.id} has no such statement")
    entry = theorem(c, statements[name])
    entry = {"name": f"{c.id}/{name}", "statement": entry["statement"], "proof": qualified(entry["proof"], c.id)}
    yield from imported([entry], c, seen)
    yield entry


def qualified(proof: Any, owner: str) -> Any:
    """The same proof, its lemmas called by their full names."""
    if isinstance(proof, list):
        return [qualified(part, owner) for part in proof]
    if not isinstance(proof, dict):
        return proof
    whole = {key: qualified(part, owner) for key, part in proof.items()}
    if proof.get("rule") == "lemma" and "/" not in proof["name"]:
        whole["name"] = f"{owner}/{proof['name']}"
    return whole


def complete(c: Claim) -> None:
    """Raise ClaimError where a claim says more than its statements and misprints do."""
    if all(s.lemma for s in c.statements):
        raise ClaimError(f"{c.id} states nothing: give a statement that is no lemma")
    for s in c.statements:
        if s.conclusion in (True, sp.true):
            remedy = "write evaluate=False, so that the kernel sees it, what it divides by among it"
            raise ClaimError(f"{c.id}: SymPy has evaluated the conclusion of {s.name!r} to True: {remedy}")
    if (c.as_printed in ("fails", "holds-if")) is not bool(c.misprints):
        remedy = "a Misprint says where the printed statement fails, and there is one exactly if it does not hold"
        raise ClaimError(f"{c.id}: as_printed={c.as_printed!r} with {len(c.misprints)} counterexamples: {remedy}")


def document(c: Claim, chosen: Iterable[Statement] | None = None) -> list[Json]:
    """All that the kernel needs to check one claim, or the chosen statements of it and its misprints.

    Raises `ClaimError` where the file of its proof is none.
    """
    misprints = [misprint_theorem(m, false=c.as_printed == "fails") for m in c.misprints]
    try:
        own = [theorem(c, s) for s in (c.statements if chosen is None else chosen)]
        return [*imported(own, c, set()), *own, *misprints]
    except (ClaimError, translate.TranslationError):
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if not c.proof_file.is_file():
            raise ClaimError(f"{c.id}: the search for a proof failed: {type(error).__name__}: {error}") from error
        what = f"{c.id}: {c.proof_file.name} is malformed ({type(error).__name__}: {error})"
        raise ClaimError(f"{what}: remove it and find the proof with `whymomentum certify {c.id}`") from error


def fresh_kernel(documents: Iterable[list[Json]]) -> list[dict[str, str]]:
    """Check documents in a new process that loads the kernel and the standard library, nothing else."""
    command = [sys.executable, "-I", "-S", kernel.__file__]
    try:
        ran = subprocess.run(
            command, input=json.dumps(list(documents)), capture_output=True, text=True, check=True, timeout=LIMIT
        )
    except (subprocess.SubprocessError, RecursionError) as error:
        last = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
        raise ClaimError(f"the kernel's process ended before it had checked the proof: {last}") from error
    results: list[dict[str, str]] = json.loads(ran.stdout)
    return results


def verify(
    chosen: Iterable[Claim], engines: tuple[str, ...] | None = None, record: bool | None = None
) -> Iterator[Verification]:
    """Recheck claims one by one; `engines` are names, all that are installed if None, () for the kernel alone.

    The engine "rocq" exports the proof and has coqc recheck it now. `record`: whether to look up what coqc has
    accepted, where that engine is not asked; by default where no engines are named.
    """
    from derivations.engines import available

    asked = available() if engines is None else engines
    looks_up = (engines is None if record is None else record) and ROCQ not in asked
    for c in chosen:
        began = time.perf_counter()
        answers, standing = {"kernel": "open"}, None
        try:
            complete(c)
            theorems = document(c)
            [results] = fresh_kernel([theorems])
            reasons = tuple(f"{name}: {result}" for name, result in results.items() if result != "proved")
            if not reasons:
                opinions, reasons = _opinions(c, theorems, asked)
                answers = {"kernel": "proved"} | opinions
                standing = _standing(c, theorems) if looks_up else None
                answers |= {ROCQ: "proved"} if standing and standing.accepted else {}
        except (ClaimError, translate.TranslationError) as error:
            reasons = (str(error),)
        yield Verification(c, answers["kernel"], answers, time.perf_counter() - began, reasons, standing)


def _opinions(c: Claim, theorems: list[Json], asked: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What each of the engines says of a claim that the kernel has accepted, and why coqc does not accept it."""
    found: dict[str, str] = {}
    if solvers := [name for name in asked if name != ROCQ]:
        from derivations.engines.second_opinion import Questions, second_opinion

        questions = Questions(c, theorems)
        found = {name: second_opinion(questions, name) for name in solvers}
    if ROCQ not in asked:
        return found, ()
    from derivations.rocq.coqc import opinion

    answer, reason = opinion(theorems, c.joint)
    return found | {ROCQ: answer}, (f"{ROCQ}: {reason}",) if reason else ()


def _standing(c: Claim, theorems: list[Json]) -> Standing | None:
    """How a claim of ours stands by the record of the second kernel."""
    from derivations.rocq import Malformed, export
    from derivations.rocq.record import Standing, standing

    if not c.is_ours:
        return None
    try:
        return standing(c.id, export(theorems, c.joint))
    except Malformed as error:
        return Standing(False, str(error), None)
