"""Mutants of every statement of every claim: what is false must not be proved.

A mutant changes one constant, sign, exponent or strictness, or drops a hypothesis or a monomial. It gets the proof of
the original and, where a point is known at which it fails, that point as its witness, so that nothing but the proof can
be what the kernel refuses. A part of those that are false for sure is given to the search as well. A mutant that is
still proved must be true: no point and no engine may refute it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from itertools import chain
from typing import Any

from derivations import engines
from derivations.claim import Claim
from derivations.models import find_counterexample
from derivations.mutation import mutations
from derivations.plan import Auto
from derivations.recheck import by_id, document
from derivations.search import SearchError, find_proof
from verification.attack.campaign import Budget, Json, Tally, verdict

POINT, ENGINE = Fraction(1, 10), Fraction(1, 10)  # seconds for each
SEARCH: Any = Fraction(1, 4)  # likewise
SEARCHED = 10  # one false mutant in so many is given to the search


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Each claim has an equal share of the time that is left; its mutants come in an order that the seed decides."""
    tally = Tally("statements")
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    source.shuffle(chosen)
    total = 0
    for done, c in enumerate(chosen):
        if budget.is_spent:
            tally.notes.append(f"{len(chosen) - done} of {len(chosen)} claims were not reached")
            break
        share = Budget(budget.seconds / (len(chosen) - done), budget.left)
        mutants = list(_mutants(kernel, c))
        total += len(mutants)
        source.shuffle(mutants)
        for entry, lemmas, label, mutant in share.each(mutants):
            _try(kernel, tally, (c.id, entry["name"], label), mutant, entry, lemmas, source)
        budget.left = share.left
    tally.notes.append(f"{tally.tried} of the {total} mutants of the claims that were reached")
    return tally


def _mutants(kernel: Any, c: Claim) -> Iterator[tuple[Json, Json, str, Json]]:
    """(theorem, its lemmas, label, mutant) for each mutant of the claim's own statements."""
    own = {s.name for s in c.statements}
    proved: Json = {}
    for entry in document(c, c.statements):
        if entry["name"] in own:
            for label, mutant in chain(mutations(entry["statement"]), exponents(entry["statement"])):
                yield entry, dict(proved), label, mutant
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)


def exponents(statement: Json) -> Iterator[tuple[str, Json]]:
    """(label, mutant): a monomial dropped, and an exponent raised by one, wherever a polynomial has one."""
    for path, monomial in _monomials({k: v for k, v in statement.items() if k != "witness"}, ()):
        names = [name.partition("^")[0] for name in monomial.split("*") if name]
        for change in ("dropped", *(f"times {name}" for name in names)):
            mutant = deepcopy(statement)
            polynomial: Any = mutant
            for key in path:
                polynomial = polynomial[key]
            coefficient = polynomial.pop(monomial)
            if change != "dropped":
                raised = f"{monomial}*{change.removeprefix('times ')}"
                polynomial[raised] = str(Fraction(polynomial.get(raised, "0")) + Fraction(coefficient))
            yield f"{'/'.join(map(str, path))}: {monomial or '1'} {change}", mutant


def _monomials(data: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(data, dict) and data and all(isinstance(value, str) for value in data.values()):
        yield from ((path, monomial) for monomial in data)
    elif isinstance(data, dict | list):
        for key, part in data.items() if isinstance(data, dict) else enumerate(data):
            if key not in ("over", "inputs", "counter"):
                yield from _monomials(part, (*path, key))


def _try(kernel: Any, tally: Tally, where: Any, mutant: Json, entry: Json, lemmas: Json, source: random.Random) -> None:
    fails_at = find_counterexample(mutant, POINT)
    said = verdict(kernel, mutant | {"witness": fails_at or entry["statement"]["witness"]}, entry["proof"], lemmas)
    if said.startswith("crashed"):
        tally.breach("crashed", (*where, said))
    elif fails_at is not None:
        if said == "proved":
            tally.breach("false, and proved", (*where, fails_at))
        elif source.randrange(SEARCHED) == 0 and found(kernel, mutant | {"witness": fails_at}):
            tally.breach("false, and a proof was found", (*where, fails_at))
        else:
            tally.counts["false at an exact point, refused"] += 1
    else:
        engine = engines.recheck(mutant, "z3", ENGINE).status if "z3" in engines.available() else "missing"
        if said == "proved" and engine == "refuted":
            tally.breach("proved, and refuted by z3", where)
        elif said == "proved":
            tally.counts["still proved (no point, no engine against it)"] += 1
        else:
            what = {"proved": "true by z3", "refuted": "false by z3"}.get(engine, "undecided")
            tally.counts[f"{what}, refused"] += 1


def found(kernel: Any, statement: Json) -> bool:
    """Does the search find something that the kernel takes for a proof?"""
    try:
        proof = find_proof(statement, Auto(degree=2, depth=1, timeout=SEARCH))
    except (SearchError, ArithmeticError):
        return False
    return verdict(kernel, statement, proof, {}) == "proved"
