"""Corrupted proofs: random edits of the stored JSON, of real claims.

An edit is refused, or it leaves a proof of the same statement. What the kernel still accepts is looked at again by
other code: at a random rational point each certificate must add up to zero, with multipliers that are positive, one
summand that is, and as many branches as there are cases. Edits that no proof survives must be refused.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any

from derivations.claim import Claim
from derivations.recheck import by_id, document
from verification.attack.campaign import Budget, Json, Tally, verdict

LONG = 200_000  # characters of a proof: a longer one takes seconds to check, and is not edited


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Round after round, one edit in every theorem of every claim; each edit anew from the stored proof."""
    tally = Tally("certificates")
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    source.shuffle(chosen)
    theorems: list[tuple[str, Json, Json]] = []
    for c in chosen:
        if budget.is_spent:
            break
        for entry, lemmas in _theorems(kernel, c):
            theorems.append((c.id, entry, lemmas))
            for _ in budget.each(range(3)):
                _try(kernel, tally, c.id, entry, lemmas, source)
    while theorems and not budget.is_spent:
        for _ in budget.each(range(len(theorems))):
            _try(kernel, tally, *source.choice(theorems), source)
    tally.notes.append(f"{len(theorems)} theorems of {len(chosen)} claims")
    return tally


def _theorems(kernel: Any, c: Claim) -> Iterator[tuple[Json, Json]]:
    proved: Json = {}
    for entry in document(c, c.statements):
        if len(json.dumps(entry["proof"])) < LONG:
            yield entry, dict(proved)
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)


def _try(kernel: Any, tally: Tally, owner: str, entry: Json, lemmas: Json, source: random.Random) -> None:
    proof = deepcopy(entry["proof"])
    edit, where = source.choice([(e, w) for e in EDITS if (w := [n for n in nodes(proof) if e.applies(n)])])
    edit.change(source.choice(where), source)
    if proof == entry["proof"]:
        tally.counts["an edit without effect"] += 1
        return
    said = verdict(kernel, entry["statement"], proof, lemmas)
    place = (owner, entry["name"], edit.name)
    if said == "refused":
        tally.counts["refused"] += 1
    elif said != "proved":
        tally.breach("crashed", (*place, said))
    elif edit.is_fatal:
        tally.breach("a broken proof was accepted", place)
    elif (fault := _fault(kernel, entry["statement"], proof, lemmas, source)) is not None:
        tally.breach("a proof that is none was accepted", (*place, fault))
    else:
        tally.counts["accepted: another proof of the same"] += 1


# ---- another look at what was accepted ---------------------------------------------------------------------------


def _fault(kernel: Any, statement: Json, proof: Json, lemmas: Json, source: random.Random) -> str | None:
    for facts, following in kernel.goals(statement, proof):
        if (fault := fault_below(kernel, facts, following, lemmas, source)) is not None:
            return fault
    return None


def fault_below(kernel: Any, facts: Any, proof: Json, lemmas: Json, source: random.Random) -> str | None:
    """What is wrong below a node, None if nothing was found."""
    rule = proof["rule"]
    if rule == "psatz":
        return _fault_of_leaf(facts, proof, source)
    cases = 3 if rule == "split" else len(facts[proof["fact"]][1]) if rule == "cases" else None
    if cases is not None and cases != len(proof["branches"]):
        return f"{rule} with {len(proof['branches'])} branches for {cases} cases"
    for goal, following in kernel.RULES[rule](facts, proof, lemmas):
        if (fault := fault_below(kernel, goal, following, lemmas, source)) is not None:
            return fault
    return None


def _fault_of_leaf(facts: Any, proof: Json, source: random.Random) -> str | None:
    point: dict[str, Fraction] = {}

    def number(name: str) -> Fraction:
        return point.setdefault(name, Fraction(source.randint(-(10**6), 10**6), source.randint(1, 10**6)))

    def known(p: Mapping[Any, Fraction]) -> Fraction:
        return sum((c * _power(m, number) for m, c in p.items()), Fraction(0))

    def written(p: Mapping[str, str]) -> Fraction:
        pairs = [([f.partition("^") for f in key.split("*") if f], c) for key, c in p.items()]
        return known({tuple((n, int(e or 1)) for n, _, e in m): Fraction(c) for m, c in pairs})

    total, positive = Fraction(0), False
    for c, indices, q in proof["cone"]:
        if Fraction(c) <= 0 or any(facts[i][0] not in ("gt", "ge") for i in indices):
            return f"a multiplier {c}, or a product of facts that are no inequalities"
        total += _product([Fraction(c), written(q), written(q), *(known(facts[i][1]) for i in indices)])
        positive |= set(q) == {""} and Fraction(q[""]) != 0 and all(facts[i][0] == "gt" for i in indices)
    for i, multiplier in proof["ideal"]:
        if facts[i][0] != "eq":
            return f"fact {i} is no equation"
        total += known(facts[i][1]) * written(multiplier)
    if not positive:
        return "no summand is positive"
    return f"the sum is {total} at a point" if total else None


def _power(monomial: Any, number: Callable[[str], Fraction]) -> Fraction:
    return _product([number(name) ** exponent for name, exponent in monomial])


def _product(factors: list[Fraction]) -> Fraction:
    value = Fraction(1)
    for factor in factors:
        value *= factor
    return value


# ---- edits -------------------------------------------------------------------------------------------------------


class Edit:
    """A change of one node of a proof; a fatal one leaves none."""

    def __init__(
        self,
        name: str,
        applies: Callable[[Json], Any],
        change: Callable[[Json, random.Random], None],
        is_fatal: bool = False,
    ) -> None:
        self.name, self.applies, self.change, self.is_fatal = name, applies, change, is_fatal


def nodes(proof: Any) -> Iterator[Json]:
    """Every node of a proof, in place."""
    if isinstance(proof, dict):
        if "rule" in proof:
            yield proof
        for part in proof.values():
            yield from nodes(part)
    elif isinstance(proof, list):
        for part in proof:
            yield from nodes(part)


def is_leaf(node: Json) -> bool:
    return bool(node["rule"] == "psatz")


def _summand(node: Json, source: random.Random) -> Any:
    return source.choice(node["cone"] + node["ideal"])


def _coefficient(node: Json, source: random.Random) -> None:
    polynomial = _summand(node, source)[-1]
    if polynomial:
        monomial = source.choice(sorted(polynomial))
        polynomial[monomial] = str(Fraction(polynomial[monomial]) * source.choice([-1, 2, 0]) + source.choice([0, 1]))


def _multiplier(node: Json, source: random.Random) -> None:
    summand = source.choice(node["cone"])
    summand[0] = source.choice(["0", "-1", "1/0", "x", f"-{summand[0]}", str(2 * Fraction(summand[0])), 1, None])


def _index(node: Json, source: random.Random) -> None:
    summand, other = _summand(node, source), source.choice([-1, 0, 1, 2, 3, 10**9, "0", None, True])
    if not isinstance(summand[1], list):
        summand[1] = other
    elif not isinstance(summand[0], int):
        summand[1] = [*summand[1][:-1], other]
    if isinstance(summand[0], int):
        summand[0] = other


def _rename(node: Json, source: random.Random) -> None:
    polynomial = _summand(node, source)[-1]
    if polynomial and (monomial := source.choice(sorted(polynomial))):
        polynomial[source.choice(["x_new", "x^0", "x^-1", "2", monomial + "*" + monomial])] = polynomial.pop(monomial)


def _drop(node: Json, source: random.Random) -> None:
    part = source.choice([part for part in ("cone", "ideal") if node[part]])
    node[part].pop(source.randrange(len(node[part])))


def _cancel(node: Json, source: random.Random) -> None:
    """c = (c + 1) - 1: the sum stays what it is, with a multiplier that is negative."""
    _, indices, square = source.choice(node["cone"])
    node["cone"] += [["1", indices, square], ["-1", indices, square]]


def _empty(node: Json, source: random.Random) -> None:
    node["cone"], node["ideal"] = [], []


def _shuffle(node: Json, source: random.Random) -> None:
    source.shuffle(node["branches"])


def _lose(node: Json, source: random.Random) -> None:
    node["branches"].pop(source.randrange(len(node["branches"])))


def _double(node: Json, source: random.Random) -> None:
    node["branches"].append(source.choice(node["branches"]))


def _rule(node: Json, source: random.Random) -> None:
    node["rule"] = source.choice([r for r in (*_RULES, "magic", None, "", ["cut"]) if r != node["rule"]])


_RULES = ("psatz", "cut", "split", "cases", "lemma", "root", "quotient", "induction", "limit", "minimum")


def _key(node: Json, source: random.Random) -> None:
    key = source.choice(sorted(set(node) - {"rule"}))
    if source.random() < 1 / 2:
        del node[key]
    else:
        node[key] = source.choice([None, 0, -1, "", [], {}, {"": "1"}, {"x": "y"}, True])


def _lemma(node: Json, source: random.Random) -> None:
    if node["at"] and source.random() < 1 / 2:
        name = source.choice(sorted(node["at"]))
        node["at"][name] = source.choice([{}, {"": "1"}, {"x_new": "1"}, *node["at"].values()])
    else:
        node["name"] = source.choice(["magic", node["name"] + "/magic", "", None])


EDITS = [
    Edit("a coefficient", lambda n: is_leaf(n) and n["cone"] + n["ideal"], _coefficient),
    Edit("a multiplier", lambda n: is_leaf(n) and n["cone"], _multiplier),
    Edit("an index", lambda n: is_leaf(n) and n["cone"] + n["ideal"], _index),
    Edit("a variable renamed", lambda n: is_leaf(n) and n["cone"] + n["ideal"], _rename),
    Edit("a summand dropped", lambda n: is_leaf(n) and n["cone"] + n["ideal"], _drop),
    Edit("a negative multiplier", lambda n: is_leaf(n) and n["cone"], _cancel, True),
    Edit("no summand left", is_leaf, _empty, True),
    Edit("branches shuffled", lambda n: len(n.get("branches", [])) > 1, _shuffle),
    Edit("a branch dropped", lambda n: n.get("branches"), _lose, True),
    Edit("a branch doubled", lambda n: n.get("branches"), _double, True),
    Edit("the rule renamed", lambda n: True, _rule),
    Edit("a part replaced", lambda n: len(n) > 1, _key),
    Edit("a lemma swapped", lambda n: n["rule"] == "lemma", _lemma),
]
