"""Mutants of every statement of every claim: what is false must not be proved, and what is proved must be true.

A mutant gets the proof of the original and, where a point is known at which it fails, that point as its witness, so
that nothing but the proof can be what the kernel refuses. A part of those that are false for sure is given to the
search as well. A mutant that is still proved has to be true by the word of somebody else or, as the last resort, by
another proof that the search finds without a hint, which the same kernel judges: it is listed with the reason, and
where there is none it is a finding. What is refused, and neither decided by a point nor by an engine, is listed as
that.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from derivations.claim import Claim
from derivations.recheck import by_id, document
from verification.attack import _truth as truth
from verification.attack._statement_mutants import KINDS, Mutant, mutants
from verification.attack.campaign import Budget, Json, Tally, verdict

SEARCH: Any = Fraction(1, 4)  # seconds
SEARCHED = 10  # one false mutant in so many is given to the search
Item = tuple[Json, Json, Mutant]  # theorem, its lemmas, mutant
THOROUGH = 10  # engines have longer for one in so many of those that they do not decide at once


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Each claim has an equal share of the time that is left; its mutants come in an order that the seed decides."""
    tally, coverage = Tally("statements"), Coverage()
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    source.shuffle(chosen)
    for done, c in enumerate(chosen):
        if budget.is_spent:
            tally.notes.append(f"{len(chosen) - done} of {len(chosen)} claims were not reached")
            break
        share = Budget(budget.seconds / (len(chosen) - done), budget.left)
        found = list(_mutants(kernel, c, coverage))
        for entry, lemmas, m in share.each(in_turn(found, source)):
            coverage.tried(c.id, entry["name"], m)
            _try(kernel, tally, (c.id, entry["name"]), m, entry, lemmas, source)
        budget.left = share.left
    tally.notes += coverage.lines()
    tally.notes += [f"of places to change, those where nothing was tried: {coverage.missed()}"]
    return tally


def in_turn(found: list[Item], source: random.Random) -> list[Item]:
    """In random order, one of each kind of change after the other: there are many more coefficients than hypotheses."""
    source.shuffle(found)
    by_kind = [[item for item in found if item[2].kind == kind] for kind in KINDS]
    return [item for turn in zip_longest(*by_kind) for item in turn if item is not None]


class Coverage:
    """Which places of each kind exist in the claims that were reached, and at which something was tried."""

    def __init__(self) -> None:
        self.there: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in KINDS}
        self.seen: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in KINDS}
        self.mutants: Counter[str] = Counter()

    def add(self, owner: str, name: str, m: Mutant) -> None:
        self.there[m.kind].add((owner, name, m.place))

    def tried(self, owner: str, name: str, m: Mutant) -> None:
        self.seen[m.kind].add((owner, name, m.place))
        self.mutants[m.kind] += 1

    def lines(self) -> Iterator[str]:
        for kind in KINDS:
            yield (f"{kind}: {self.mutants[kind]} mutants at {len(self.seen[kind])} of {len(self.there[kind])} places")

    def missed(self) -> int:
        return sum(len(self.there[kind] - self.seen[kind]) for kind in KINDS)


def _mutants(kernel: Any, c: Claim, coverage: Coverage) -> Iterator[Item]:
    """(theorem, its lemmas, mutant) for each mutant of the claim's own statements."""
    own = {s.name for s in c.statements}
    proved: Json = {}
    for entry in document(c, c.statements):
        if entry["name"] in own:
            for m in mutants(entry["statement"]):
                coverage.add(c.id, entry["name"], m)
                yield entry, dict(proved), m
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)


def _try(kernel: Any, tally: Tally, where: Any, m: Mutant, entry: Json, lemmas: Json, source: random.Random) -> None:
    witness, where = entry["statement"]["witness"], (*where, m.label)
    found = truth.judged(m, witness, source)
    said = verdict(kernel, m.statement | {"witness": found.point or witness}, entry["proof"], lemmas)
    if said.startswith("crashed"):
        tally.breach("crashed", (*where, said))
    elif found.point is not None:
        _false(kernel, tally, where, m.statement | {"witness": found.point}, said, source)
    elif said == "proved":
        _proved(kernel, tally, where, m, entry, lemmas)
    else:
        if found.answer == "not known" and source.randrange(THOROUGH) == 0:
            found = truth.by_engines(m.statement, truth.LONGER)
        word = "truth not known" if found.answer == "not known" else f"{found.answer} by {found.by}"
        tally.counts[f"refused, {word}"] += 1
        if found.answer == "not known":
            tally.listed.append({"mutant": where, "refused": word})


def _false(kernel: Any, tally: Tally, where: Any, statement: Json, said: str, source: random.Random) -> None:
    if said == "proved":
        tally.breach("false, and proved", (*where, statement["witness"]))
    elif source.randrange(SEARCHED) == 0 and truth.another_proof(kernel, statement, SEARCH):
        tally.breach("false, and a proof was found", (*where, statement["witness"]))
    else:
        tally.counts["refused, false at an exact point"] += 1


def _proved(kernel: Any, tally: Tally, where: Any, m: Mutant, entry: Json, lemmas: Json) -> None:
    """A mutant that keeps the proof of the original: true, or a finding."""
    why = truth.shown_true(kernel, m, entry["proof"], lemmas)
    if why is None:
        tally.breach("proved, and nobody else shows it", where)
    else:
        tally.counts[f"still proved, and true: {why}"] += 1
        tally.listed.append({"mutant": where, "proved, and true": why})
