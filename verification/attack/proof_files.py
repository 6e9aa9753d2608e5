"""Forged files of proofs: what a claim finds beside its module is cut, swapped, renamed, respelled, or cites itself.

`verify` reads the file, translates the statement anew and has the kernel check the proof in a fresh process. Whatever
the file says, that process and `verify` itself may not crash, and the claim stays open unless the file still holds
proofs of its statements. A claim whose statement is made false stays open with any file.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import sympy as sp

from derivations.claim import Claim
from derivations.recheck import by_id, verify
from derivations.statement import Limit, Minimum, Misprint, Statement
from verification.attack._schemes import ABSURD, stated
from verification.attack.campaign import Budget, Json, Tally

LONG = 200_000  # characters of a file: longer ones take seconds each
NUMBERS = (
    "nan",
    "inf",
    "1/0",
    "1e3",
    "1_0",
    "0x1",
    "1.5.2",
    "\u0661",
    "\u00b2",
    " 1 ",
    "+1",
    "1//2",
    "--1",
    "",
    "9" * 5000,
)
NAMES = ("x\u200b", "\uff58", "x y", "x-y", "__class__", "\u03b1\u0301", "1x", "x^", "^2", "*", "x**2", "x\x00")
Edit = Callable[[str, Claim, random.Random], str]


@dataclass(frozen=True, eq=False)
class Forged(Claim):
    """A claim with a file of another place for its proof."""

    file: Path = Path()

    @property
    def proof_file(self) -> Path:
        return self.file

    @property
    def is_ours(self) -> bool:
        return True


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Edit after edit, each of the file of another claim. (`verify` uses its own kernel, not the one given.)"""
    tally = Tally("proof_files")
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    chosen = [c for c in chosen if c.proof_file.is_file() and c.proof_file.stat().st_size < LONG]
    for name in budget.each(DOCUMENTS):
        _try_document(tally, kernel, name)
    with tempfile.TemporaryDirectory() as folder:
        while not budget.is_spent and chosen:
            for name in budget.each(EDITS):
                _try(tally, name, source.choice(chosen), Path(folder), source)
            for _ in budget.each(range(2)):
                _try_false(tally, source.choice(chosen), Path(folder), source)
    return tally


# ---- files -------------------------------------------------------------------------------------------------------


def _try(tally: Tally, name: str, c: Claim, folder: Path, source: random.Random) -> None:
    edit, leaves_none = EDITS[name]
    text = edit(c.proof_file.read_text(encoding="utf-8"), c, source)
    said = _verified(c, folder, text)
    if said.startswith("crashed"):
        tally.breach(said, (c.id, name))
    elif said == "proved" and leaves_none:
        tally.breach("proved without a proof", (c.id, name, text[:2000]))
    else:
        tally.counts[f"{name}: {'it still is a proof' if said == 'proved' else 'open'}"] += 1


def _try_false(tally: Tally, c: Claim, folder: Path, source: random.Random) -> None:
    """The claim states in addition, of each of its statements, that 1 < 0."""

    def derive() -> Any:
        for s in c.statements:
            if isinstance(s.conclusion, Limit | Minimum):
                yield s
            else:
                false = sp.And(s.conclusion, sp.Lt(1, 0, evaluate=False), evaluate=False)
                yield Statement(s.name, s.hypotheses, false, s.plan, s.witness, s.lemma)
        yield from c.misprints

    if all(isinstance(s.conclusion, Limit | Minimum | Misprint) for s in c.statements):
        return
    derive.__module__ = c.derive.__module__
    said = _verified(c, folder, c.proof_file.read_text(encoding="utf-8"), derive)
    if said == "open":
        tally.counts["a false statement with the file of the true one: open"] += 1
    else:
        tally.breach("false, and proved" if said == "proved" else said, (c.id, "1 < 0 in each conclusion"))


def _verified(c: Claim, folder: Path, text: str, derive: Any = None) -> str:
    """What `verify` says of the claim if that is the text of its file: "proved", "open", "crashed: ..."."""
    file = folder / f"{c.id}.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    given = {f.name: getattr(c, f.name) for f in fields(Claim)} | {"derive": derive or c.derive}
    try:
        [found] = verify([Forged(**given, file=file)], engines=())
    except Exception as error:
        return f"crashed: {type(error).__name__}: {str(error)[:200]}"
    return found.status


def _cut(text: str, c: Claim, source: random.Random) -> str:
    return text[: source.randrange(len(text.rstrip()))]


def _of_another(text: str, c: Claim, source: random.Random) -> str:
    own = {s.name for s in c.statements}
    files = sorted(f for f in c.proof_file.parent.glob("*.json") if f != c.proof_file and f.stat().st_size < LONG)
    texts = (file.read_text(encoding="utf-8") for file in source.sample(files, len(files)))
    return next((other for other in texts if not own & set(json.loads(other)["statements"])), "{}")


def _edited(change: Callable[[Json, Json, random.Random], object]) -> Edit:
    """A change of one entry of the file: (all entries, that one)."""

    def edit(text: str, c: Claim, source: random.Random) -> str:
        whole = json.loads(text)
        change(whole["statements"], whole["statements"][source.choice([s.name for s in c.statements])], source)
        return json.dumps(whole)

    return edit


def _absurd(entries: Json, entry: Json, source: random.Random) -> None:
    """A statement of its own, with a proof of that."""
    entry["statement"] = stated([], {"gt": {"": "1"}})
    entry["proof"] = {"rule": "psatz", "cone": [["1", [0], {"": "1"}], ["1", [], {"": "1"}]], "ideal": []}
    entry["witness"] = {"values": {}, "runs": []}


def _cites_itself(text: str, c: Claim, source: random.Random) -> str:
    """Each statement by way of the next one, the last one by way of the first, by short names or full ones."""
    whole, names = json.loads(text), [s.name for s in c.statements]
    prefix = source.choice(["", f"{c.id}/"])
    for name, other in zip(names, [*names[1:], names[0]], strict=True):
        then = {"rule": "cases", "fact": 0, "branches": []}
        whole["statements"][name]["proof"] = {"rule": "lemma", "name": prefix + other, "at": {}, "then": then}
    return json.dumps(whole)


def _twice(text: str, c: Claim, source: random.Random) -> str:
    """A second entry of the same name, which is none."""
    name = json.dumps(source.choice([s.name for s in c.statements]))
    entry = '{"witness": {"values": {}, "runs": []}, "proof": {"rule": "psatz", "cone": [], "ideal": []}}'
    entries = json.dumps(json.loads(text)["statements"])
    return f'{{"statements": {entries[:-1]}, {name}: {entry}}}, "mutants": []}}'


def _respelled(pattern: str, spellings: tuple[str, ...]) -> Edit:
    def edit(text: str, c: Claim, source: random.Random) -> str:
        places = list(re.finditer(pattern, text))
        if not places:
            return text
        at = source.choice(places)
        return text[: at.start(1)] + json.dumps(source.choice(spellings))[1:-1] + text[at.end(1) :]

    return edit


def _nested(text: str, c: Claim, source: random.Random) -> str:
    depth = source.choice([500, 5_000, 200_000])
    proof = '{"rule": "cut", "formula": {"and": []}, "otherwise": {}, "then": ' * depth + "{}" + "}" * depth
    entries = ", ".join(f'{json.dumps(s.name)}: {{"witness": {{}}, "proof": {proof}}}' for s in c.statements[:1])
    return f'{{"statements": {{{entries}}}, "mutants": []}}'


# name -> (edit, whether nothing of it can be a proof)
EDITS: dict[str, tuple[Edit, bool]] = {
    "cut": (_cut, True),
    "empty": (lambda text, c, source: source.choice(["", " ", "null", "[]", "{}", "0", '""', "NaN"]), True),
    "no JSON": (lambda text, c, source: source.choice(["\ufeff" + text, text + "}", "\ud800" + text, text[1:]]), True),
    "of another claim": (_of_another, True),
    "an entry left out": (_edited(lambda entries, entry, source: entry.clear()), True),
    "a proof left out": (_edited(lambda entries, entry, source: entry.pop("proof")), True),
    "a witness left out": (_edited(lambda entries, entry, source: entry.update(witness=None)), True),
    "a proof of a statement of its own": (_edited(_absurd), False),
    "it cites itself": (_cites_itself, True),
    "an entry given twice": (_twice, True),
    "a number respelled": (_respelled(r'"(-?\d+(?:/\d+)?)"', NUMBERS), False),
    "a name respelled": (_respelled(r'"([a-z_]\w*)(?=[\^*"])[^"]*":"', NAMES), False),
    "nested deeply": (_nested, True),
}


# ---- documents of the kernel -------------------------------------------------------------------------------------


def _entry(name: str, statement: Json, proof: Json) -> Json:
    return {"name": name, "statement": statement, "proof": proof}


def _use(name: str) -> Json:
    """Whatever that says: it is among the facts, and so is that it is false."""
    closed = {"rule": "psatz", "cone": [["1", [0], {"": "1"}], ["1", [2], {"": "1"}]], "ideal": []}
    return {"rule": "lemma", "name": name, "at": {}, "then": {"rule": "cases", "fact": 1, "branches": [closed]}}


FALSE = stated([], ABSURD)
TRUE = stated([], {"gt": {"": "1"}})
PROOF: Json = {"rule": "psatz", "cone": [["1", [0], {"": "1"}], ["1", [], {"": "1"}]], "ideal": []}
DOCUMENTS: dict[str, list[Json]] = {  # in each of them, what is called `false` is
    "a theorem that cites itself": [_entry("false", FALSE, _use("false"))],
    "theorems that cite each other": [_entry("false", FALSE, _use("b")), _entry("b", FALSE, _use("false"))],
    "a theorem that cites a later one": [_entry("false", FALSE, _use("b")), _entry("b", TRUE, PROOF)],
    "a true one of the same name after it": [_entry("false", FALSE, PROOF), _entry("false", TRUE, PROOF)],
    "a true one of the same name before it": [
        _entry("b", TRUE, PROOF), _entry("b", FALSE, _use("b")), _entry("false", FALSE, _use("b"))
    ],
    "a theorem that cites a refused one": [_entry("b", FALSE, PROOF), _entry("false", FALSE, _use("b"))],
}  # fmt: skip


def _try_document(tally: Tally, kernel: Any, name: str) -> None:
    try:
        said = kernel.check(DOCUMENTS[name])
    except Exception as error:
        tally.breach(f"crashed: {type(error).__name__}: {error}", name)
        return
    if said["false"] == "proved":
        tally.breach("false, and proved", name)
    else:
        tally.counts[f"{name}: refused"] += 1
