"""Forged proofs of false statements, by a fuzzer that knows the rules of the kernel.

The statements are false for sure: each comes with an exact point at which its hypotheses hold and its conclusion does
not, and which is its witness. Random ones are made around such a point; the others are the mutants that claims store.
A proof is a random tree of the rules over the facts at each node, with cuts, splits, roots, quotients, lemmas at random
arguments and inductions with random invariants. Leaves that are contradictory are closed by the search; at the others
the tree cheats, always in the same way, so that a kernel which lets that pass proves the falsehood.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from derivations import translate
from derivations.claim import Claim
from derivations.mutation import mutant
from derivations.positivstellensatz import Leaf, Timeout
from derivations.recheck import by_id
from verification.attack._cheats import LEAVES, psatz
from verification.attack._falsehoods import data, false_statement, polynomial
from verification.attack._schemes import LEMMAS, SCHEMES
from verification.attack.campaign import Budget, Json, Tally, verdict

ONE: Json = {"": "1"}
CLOSING, SURELY = Fraction(1, 10), 5  # seconds for the search at a leaf; where it is known that there is something
MOST = 20  # findings are enough
HEADS = ("limit", "minimum")  # conclusions with a rule of their own
CHILDREN = {
    "cut": ("otherwise", "then"),
    "lemma": ("then",),
    "root": ("nonnegative", "then"),
    "quotient": ("nonzero", "then"),
    "induction": ("base", "step", "then"),
    "limit": ("positive", "close"),
    "minimum": ("bound", "attained"),
}


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Every scheme, then one forged proof after the other, half of them for random statements, half for mutants."""
    tally, rules = Tally("forgeries"), Counter[str]()
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    lemmas = true_lemmas(kernel, source)
    for name in budget.each(SCHEMES):
        forger = Forger(kernel, source, lemmas)
        statement, skeleton = SCHEMES[name]()
        _judge(tally, rules, name, name, statement, forger.along(statement, skeleton), forger)
    stored: list[tuple[str, Json]] = []
    while not budget.is_spent and len(tally.findings) <= MOST:
        if chosen and source.random() < 1 / 10:
            stored += false_mutants(source.choice(chosen))
        use_stored = bool(stored) and source.random() < 1 / 2
        name, statement = source.choice(stored) if use_stored else ("random", false_statement(source))
        for _ in budget.each(range(4)):
            forger = Forger(kernel, source, lemmas)
            _judge(tally, rules, forger.cheat, name, statement, forger.whole(statement), forger)
    tally.notes += [f"{count} forged proofs use {rule}" for rule, count in rules.most_common()]
    return tally


def true_lemmas(kernel: Any, source: random.Random) -> Json:
    """The theorems that forgeries may use: name -> theorem."""
    proved: Json = {}
    for name, (statement, skeleton) in LEMMAS.items():
        proof = Forger(kernel, source, proved).along(statement, skeleton)
        proved[name] = kernel.prove(statement, proof, proved)
    return proved


def _judge(
    tally: Tally, rules: Counter[str], how: str, name: str, statement: Json, proof: Json, forger: Forger
) -> None:
    said = verdict(forger.kernel, statement, proof, forger.lemmas)
    rules.update(set(rules_of(proof)) | set(HEADS) & set(statement["conclusion"]))
    if said == "refused":
        tally.counts[f"refused: {how}"] += 1
    else:
        tally.breach("false, and proved" if said == "proved" else said, (name, how, statement, proof))


def rules_of(proof: Any) -> Iterator[str]:
    """The rules that a proof uses."""
    if isinstance(proof, dict):
        if isinstance(proof.get("rule"), str):
            yield proof["rule"]
        for part in proof.values():
            yield from rules_of(part)
    elif isinstance(proof, list):
        for part in proof:
            yield from rules_of(part)


def false_mutants(c: Claim) -> Iterator[tuple[str, Json]]:
    """The stored mutants of a claim, each with the point at which it fails as its witness."""
    stated = {s.name: translate.statement(s) for s in c.statements}
    for m in c.proof.get("mutants", []):
        changed = mutant(stated[m["of"]], m["change"])
        if set(changed["conclusion"]) <= {"gt", "ge", "eq", "and", "or"}:
            yield f"{c.id}/{m['of']}, {m['change']}", changed | {"witness": m["fails_at"]}


# ---- forged proofs -----------------------------------------------------------------------------------------------


class Forger:
    """Builds one proof tree, and cheats in one way wherever it cannot close a leaf."""

    def __init__(self, kernel: Any, source: random.Random, lemmas: Json) -> None:
        self.kernel, self.source, self.lemmas = kernel, source, lemmas
        self.cheat = source.choice(sorted(LEAVES))

    def whole(self, statement: Json) -> Json:
        """A random proof."""
        [kind] = statement["conclusion"]
        depth = self.source.choice([0, 0, 1, 2, 3])
        if kind not in HEADS:
            [(facts, _)] = self.kernel.goals(statement, {})
            return self.node(facts, depth)
        head = {"limit": _limit, "minimum": _minimum}[kind](self, statement["conclusion"][kind])
        return self.filled(
            lambda stub: self.kernel.goals(statement, stub), head, lambda facts, _: self.node(facts, depth)
        )

    def node(self, facts: Any, depth: int) -> Json:
        """A node over these facts, its children over those that the rule leaves."""
        if depth == 0 or self.source.random() < 1 / 4:
            return self.leaf(facts)
        node = RULES[self.source.choice(sorted(RULES))](self, facts)
        return self.filled(self.by_rule(facts, node), node, lambda goal, _: self.node(goal, depth - 1))

    def along(self, statement: Json, skeleton: Json | None) -> Json:
        """A proof with these rules, its leaves closed, with case distinctions if need be."""
        if set(statement["conclusion"]) & set(HEADS):
            return self.filled(lambda stub: self.kernel.goals(statement, stub), skeleton or {}, self.skeletal)
        [(facts, _)] = self.kernel.goals(statement, {})
        return self.skeletal(facts, skeleton)

    def skeletal(self, facts: Any, skeleton: Json | None) -> Json:
        """The part of a proof over these facts that follows a skeleton, or what closes a leaf where that ends."""
        if skeleton:
            if skeleton["rule"] == "psatz":
                return skeleton
            return self.filled(self.by_rule(facts, skeleton), skeleton, self.skeletal)
        found = self.closed(facts, SURELY, 2)
        at = [i for i, (kind, _) in enumerate(facts) if kind == "or"]
        if found is not None or not at or len(facts) > 12:
            return found or LEAVES["any sum"](self, facts)
        node = {"rule": "cases", "fact": at[-1], "branches": [{} for _ in facts[at[-1]][1]]}
        return self.filled(self.by_rule(facts, node), node, self.skeletal)

    def by_rule(self, facts: Any, node: Json) -> Callable[[Json], Any]:
        return lambda stub: self.kernel.RULES[node["rule"]](facts, stub, self.lemmas)

    def filled(self, goals: Callable[[Json], Any], node: Json, below: Callable[[Any, Any], Json]) -> Json:
        """The node, each child a proof of the goal that the kernel leaves for it."""
        children = CHILDREN.get(node.get("rule", ""), ())
        stub = node | {child: {"child": child, "given": node.get(child)} for child in children}
        try:
            left = goals(stub)
        except Exception:
            return node | {child: psatz([]) for child in children}  # refused here already: `verdict` sees how
        if "branches" in node:
            return node | {"branches": [below(facts, None) for facts, _ in left]}
        named = {following["child"]: below(facts, following["given"]) for facts, following in left}
        return node | {child: psatz([]) for child in children} | named

    def leaf(self, facts: Any) -> Json:
        return self.closed(facts) or LEAVES[self.cheat](self, facts)

    def closed(self, facts: Any, seconds: Any = CLOSING, degree: int = 1) -> Json | None:
        """A certificate that the facts contradict each other."""
        known = [("and" if f[0] == "orbit" else f[0], [] if f[0] == "orbit" else f[1]) for f in facts]
        tries = range(1, degree + 1)
        try:
            return next((found for d in tries if (found := Leaf(known, time.process_time() + seconds).refute(d))), None)
        except (Timeout, ArithmeticError):
            return None

    def polynomial(self, facts: Any) -> Json:
        names = sorted(set().union({"x"}, *map(self.kernel.free, facts)))
        return data(polynomial(names, self.source))

    def formula(self, facts: Any) -> Json:
        return {self.source.choice(["gt", "ge", "eq"]): self.polynomial(facts)}

    def taken(self, facts: Any) -> str:
        """A name that occurs in the facts, if any does."""
        names: set[str] = set().union(*map(self.kernel.free, facts))
        return self.source.choice(sorted(names) or ["x"])

    def new(self, facts: Any) -> str:
        """A name; one in four is taken."""
        return self.taken(facts) if self.source.random() < 1 / 4 else f"new{self.source.randrange(100)}"

    def at(self, facts: Any, kinds: tuple[str, ...]) -> int | None:
        places = [i for i, (kind, _) in enumerate(facts) if kind in kinds]
        return self.source.choice(places) if places else None


# ---- the rules, at random ----------------------------------------------------------------------------------------


def _cut(f: Forger, facts: Any) -> Json:
    return {"rule": "cut", "formula": f.formula(facts)}


def _split(f: Forger, facts: Any) -> Json:
    return {"rule": "split", "on": f.polynomial(facts), "branches": [{}, {}, {}]}


def _cases(f: Forger, facts: Any) -> Json:
    i = f.at(facts, ("or",))
    if i is None:
        return _split(f, facts)
    return {"rule": "cases", "fact": i, "branches": [{}] * len(facts[i][1])}


def _lemma(f: Forger, facts: Any) -> Json:
    name = f.source.choice(sorted(f.lemmas))
    return {"rule": "lemma", "name": name, "at": {name: f.polynomial(facts) for name in f.source.sample("xpau", 2)}}


def _root(f: Forger, facts: Any) -> Json:
    return {"rule": "root", "of": f.polynomial(facts), "name": f.new(facts)}


def _quotient(f: Forger, facts: Any) -> Json:
    return {"rule": "quotient", "of": f.polynomial(facts), "by": f.polynomial(facts), "name": f.new(facts)}


def _induction(f: Forger, facts: Any) -> Json:
    i = f.at(facts, ("orbit",))
    return _cut(f, facts) if i is None else {"rule": "induction", "run": i, "invariant": f.formula(facts)}


RULES: dict[str, Callable[[Forger, Any], Json]] = {
    "cut": _cut, "split": _split, "cases": _cases, "lemma": _lemma, "root": _root, "quotient": _quotient,
    "induction": _induction,
}  # fmt: skip


def _limit(f: Forger, body: Json) -> Json:
    """A gap that may be of any sign and depend on anything; an epsilon whose name may be taken."""
    names = [*body["orbit"]["state"], "x", "eps"]
    gap = f.source.choice([ONE, {"eps": "1"}, {"eps": "1/2"}, {"": "-1"}, {}, data(polynomial(names, f.source))])
    return {"rule": "limit", "epsilon": f.source.choice(["eps", "eps", "eps", *names]), "gap": gap}


def _minimum(f: Forger, body: Json) -> Json:
    at = {name: data(polynomial([f.source.choice(["x", "u"])], f.source)) for name in body["over"]}
    exact = {name: {"": str(f.source.randint(-2, 2))} for name in body["over"]}
    return {"rule": "minimum", "at": f.source.choice([at, exact, exact, exact, {}])}
