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
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from derivations import translate
from derivations.claim import Claim
from derivations.mutation import mutant
from derivations.positivstellensatz import Leaf, Timeout
from derivations.recheck import by_id
from verification.attack.campaign import Budget, Json, Tally, verdict

ONE: Json = {"": "1"}
CLOSING = Fraction(1, 10)  # seconds for the search at a leaf
SQUARE: Json = {"hypotheses": [], "conclusion": {"ge": {"x^2": "1"}}, "witness": {"values": {"x": "0"}}}
SQUARE_PROOF: Json = {"rule": "psatz", "cone": [["1", [0], ONE], ["1", [], {"x": "1"}]], "ideal": []}


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """One forged proof after the other, half of them for random statements, half for stored mutants."""
    tally = Tally("forgeries")
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    lemmas = {"square": kernel.prove(SQUARE, SQUARE_PROOF, {})}
    stored: list[tuple[str, Json]] = []
    while not budget.is_spent:
        if chosen and source.random() < 1 / 10:
            stored += false_mutants(source.choice(chosen))
        use_stored = bool(stored) and source.random() < 1 / 2
        name, statement = source.choice(stored) if use_stored else ("random", false_statement(source))
        for _ in budget.each(range(4)):
            forger = Forger(kernel, source, lemmas)
            proof = forger.whole(statement)
            said = verdict(kernel, statement, proof, lemmas)
            if said == "refused":
                tally.counts[f"refused: {forger.cheat}"] += 1
            else:
                what = "false, and proved" if said == "proved" else said
                tally.breach(what, (name, forger.cheat, statement, proof))
                if len(tally.findings) > 20:
                    return tally
    return tally


def false_mutants(c: Claim) -> Iterator[tuple[str, Json]]:
    """The stored mutants of a claim, each with the point at which it fails as its witness."""
    stated = {s.name: translate.statement(s) for s in c.statements}
    for m in c.proof.get("mutants", []):
        changed = mutant(stated[m["of"]], m["change"])
        if set(changed["conclusion"]) <= {"gt", "ge", "eq", "and", "or"}:
            yield f"{c.id}/{m['of']}, {m['change']}", changed | {"witness": m["fails_at"]}


# ---- false statements --------------------------------------------------------------------------------------------


def false_statement(source: random.Random) -> Json:
    """Hypotheses that hold at a random point, and a conclusion that does not; along a run in one of four."""
    if source.random() < 1 / 4:
        return _false_along_a_run(source)
    names = ["x", "y", "z"][: source.randint(1, 3)]
    at = {name: Fraction(source.randint(-3, 3), source.randint(1, 3)) for name in names}
    hypotheses = [_true_at(at, source) for _ in range(source.randint(0, 2))]
    return {"hypotheses": hypotheses, "conclusion": _false_at(at, source), "witness": {"values": _text(at)}}


def _false_along_a_run(source: random.Random) -> Json:
    """p moves by a random affine map of p and an input; the conclusion fails after as many steps as the witness has."""
    a, b, c, start = (Fraction(source.randint(-2, 2)) for _ in range(4))
    state = {"p": [_data({"x": Fraction(1), "": start}), _data({"p": a, "u": b, "": c})]}
    orbit = {"orbit": {"state": state, "inputs": ["u"], "guard": {"and": []}}}
    x = Fraction(source.randint(-2, 2))
    inputs = [Fraction(source.randint(-2, 2)) for _ in range(source.randint(1, 3))]
    p = x + start
    for u in inputs:
        p = a * p + b * u + c
    at = {"x": x, "p": p}
    about_inputs = [{"eq": {"u": "1"}}] if source.random() < 1 / 2 else []  # of another u, which is free
    witness = {"values": _text({"x": x} | ({"u": Fraction(0)} if about_inputs else {}))}
    return {
        "hypotheses": [orbit, *about_inputs],
        "conclusion": _false_at(at, source),
        "witness": witness | {"runs": [[{"u": str(u)} for u in inputs]]},
    }


def _polynomial(names: list[str], source: random.Random) -> dict[str, Fraction]:
    """Up to three monomials of degree at most 3 with small coefficients."""
    found: dict[str, Fraction] = {}
    for _ in range(source.randint(1, 3)):
        monomial = "*".join(sorted(source.choices(names, k=source.randint(0, 3))))
        found[monomial] = Fraction(source.choice([-2, -1, 1, 2]))
    return found


def _value(p: Mapping[str, Fraction], at: Mapping[str, Fraction]) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in p.items():
        product = coefficient
        for name in filter(None, monomial.split("*")):
            product *= at[name]
        total += product
    return total


def _data(p: Mapping[str, Fraction]) -> Json:
    return {monomial: str(coefficient) for monomial, coefficient in p.items() if coefficient}


def _text(at: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in at.items()}


def _true_at(at: Mapping[str, Fraction], source: random.Random) -> Json:
    p = _polynomial(list(at), source)
    value = _value(p, at)
    if value == 0:
        return {source.choice(["eq", "ge"]): _data(p)}
    return {source.choice(["gt", "ge"]): _data({m: c if value > 0 else -c for m, c in p.items()})}


def _false_at(at: Mapping[str, Fraction], source: random.Random) -> Json:
    p = _polynomial(list(at), source)
    value = _value(p, at)
    if value == 0:
        return {"gt": _data({m: 2 * c for m, c in p.items()})}
    if source.random() < 1 / 3:
        return {"eq": _data(p)}
    return {source.choice(["gt", "ge"]): _data({m: -c if value > 0 else c for m, c in p.items()})}


# ---- forged proofs -----------------------------------------------------------------------------------------------


class Forger:
    """Builds one proof tree, and cheats in one way wherever it cannot close a leaf."""

    def __init__(self, kernel: Any, source: random.Random, lemmas: Json) -> None:
        self.kernel, self.source, self.lemmas = kernel, source, lemmas
        self.cheat = source.choice(sorted(LEAVES))

    def whole(self, statement: Json) -> Json:
        [(facts, _)] = self.kernel.goals(statement, {})
        return self.node(facts, self.source.choice([0, 0, 1, 2, 3]))

    def node(self, facts: Any, depth: int) -> Json:
        """A node over these facts, its children over those that the rule leaves."""
        if depth == 0 or self.source.random() < 1 / 4:
            return self.leaf(facts)
        return self.filled(facts, *RULES[self.source.choice(sorted(RULES))](self, facts), depth=depth - 1)

    def filled(self, facts: Any, node: Json, children: tuple[str, ...], depth: int) -> Json:
        try:
            goals = self.kernel.RULES[node["rule"]](facts, node, self.lemmas)
        except Exception:
            return node  # refused here already: `verdict` sees how
        built = [self.node(goal, depth) for goal, _ in goals]
        return node | ({"branches": built} if children == ("branches",) else dict(zip(children, built, strict=True)))

    def leaf(self, facts: Any) -> Json:
        return self.closed(facts) or LEAVES[self.cheat](self, facts)

    def closed(self, facts: Any) -> Json | None:
        """A certificate that the facts contradict each other."""
        known = [("and" if f[0] == "orbit" else f[0], [] if f[0] == "orbit" else f[1]) for f in facts]
        try:
            return Leaf(known, time.process_time() + CLOSING).refute(1)
        except (Timeout, ArithmeticError):
            return None

    def polynomial(self, facts: Any) -> Json:
        names = sorted(set().union({"x"}, *map(self.kernel.free, facts)))
        return _data(_polynomial(names, self.source))

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


def _psatz(cone: list[Any], ideal: list[Any] | None = None) -> Json:
    return {"rule": "psatz", "cone": cone, "ideal": ideal or []}


def _negative_multiplier(f: Forger, facts: Any) -> Json:
    return _psatz([["1", [], ONE], ["-1", [], ONE]])


def _nothing(f: Forger, facts: Any) -> Json:
    return _psatz([])


def _zero_square(f: Forger, facts: Any) -> Json:
    return _psatz([["1", [], {}]])


def _any_sum(f: Forger, facts: Any) -> Json:
    """Random facts, a random square and 1, whatever they add up to."""
    i = f.at(facts, ("gt", "ge"))
    cone = [["1", [], ONE], [str(f.source.randint(1, 3)), [] if i is None else [i], f.polynomial(facts)]]
    return _psatz(cone, [[k, f.polynomial(facts)] for k, (kind, _) in enumerate(facts) if kind == "eq"][:1])


def _inequality_as_equation(f: Forger, facts: Any) -> Json:
    """f - f, where f > 0 is used as f = 0."""
    i = f.at(facts, ("gt",))
    return _any_sum(f, facts) if i is None else _psatz([["1", [i], ONE]], [[i, {"": "-1"}]])


def _as_if(kind: str, other: str) -> Callable[[Forger, Any], Json]:
    """A certificate from facts of another kind than there are."""

    def cheat(f: Forger, facts: Any) -> Json:
        pretended = [(other if k == kind else k, body) for k, body in facts]
        return f.closed(pretended) or _any_sum(f, facts)

    return cheat


def _index_from_the_end(f: Forger, facts: Any) -> Json:
    return _psatz([["1", [f.source.choice([-1, len(facts), 10**6])], ONE], ["1", [], ONE]])


def _zero_as_positive(f: Forger, facts: Any) -> Json:
    """Were 0 >= 0 as good as 0 > 0: a cut with it closes anything."""
    then = _psatz([["1", [len(facts)], ONE]])
    return {"rule": "cut", "formula": {"ge": {}}, "otherwise": then, "then": then}


def _square_as_positive(f: Forger, facts: Any) -> Json:
    """Were s^2 positive whatever s is, s = sqrt(0) would be contradictory."""
    n = len(facts)
    then = _psatz([["1", [], {"s_new": "1"}]], [[n + 1, {"": "-1"}]])
    return {"rule": "root", "of": {}, "name": "s_new", "nonnegative": _psatz([["1", [n], ONE]]), "then": then}


def _taken_root(f: Forger, facts: Any) -> Json:
    """s = sqrt(s^2 + 1), for an s that there is."""
    n, s = len(facts), f.taken(facts)
    nonnegative = _psatz([["1", [n], ONE], ["1", [], {s: "1"}], ["1", [], ONE]])
    then = _psatz([["1", [], ONE]], [[n + 1, ONE]])
    return {"rule": "root", "of": {f"{s}^2": "1", "": "1"}, "name": s, "nonnegative": nonnegative, "then": then}


def _taken_quotient(f: Forger, facts: Any) -> Json:
    """t = (t + 1) / 1, for a t that there is."""
    n, t = len(facts), f.taken(facts)
    nonzero, then = _psatz([["1", [], ONE]], [[n, {"": "-1"}]]), _psatz([["1", [], ONE]], [[n, ONE]])
    return {"rule": "quotient", "of": {t: "1", "": "1"}, "by": ONE, "name": t, "nonzero": nonzero, "then": then}


def _two_of_three(f: Forger, facts: Any) -> Json:
    """-1 is positive, zero or negative: the last case is left out, the others are absurd."""
    n = len(facts)
    branches = [_psatz([["1", [n], ONE], ["1", [], ONE]]), _psatz([["1", [], ONE]], [[n, ONE]])]
    return {"rule": "split", "on": {"": "-1"}, "branches": branches}


def _unknown_lemma(f: Forger, facts: Any) -> Json:
    name = f.source.choice(["lie", "", "square/lie", "__class__"])
    return {"rule": "lemma", "name": name, "at": {}, "then": _psatz([["1", [len(facts)], ONE]])}


LEAVES: dict[str, Callable[[Forger, Any], Json]] = {
    "a negative multiplier": _negative_multiplier,
    "no summand": _nothing,
    "the square of zero": _zero_square,
    "any sum": _any_sum,
    "an inequality as an equation": _inequality_as_equation,
    ">= as >": _as_if("ge", "gt"),
    "> as =": _as_if("gt", "eq"),
    ">= as =": _as_if("ge", "eq"),
    "an index out of range": _index_from_the_end,
    "0 >= 0 as 0 > 0": _zero_as_positive,
    "a square as positive": _square_as_positive,
    "a root of a name that is taken": _taken_root,
    "a quotient of a name that is taken": _taken_quotient,
    "a case left out": _two_of_three,
    "a lemma that is none": _unknown_lemma,
}


# ---- the rules, at random ----------------------------------------------------------------------------------------


def _cut(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    return {"rule": "cut", "formula": f.formula(facts)}, ("otherwise", "then")


def _split(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    return {"rule": "split", "on": f.polynomial(facts), "branches": [{}, {}, {}]}, ("branches",)


def _cases(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    i = f.at(facts, ("or",))
    if i is None:
        return _split(f, facts)
    return {"rule": "cases", "fact": i, "branches": [{}] * len(facts[i][1])}, ("branches",)


def _lemma(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    return {"rule": "lemma", "name": "square", "at": {"x": f.polynomial(facts)}}, ("then",)


def _root(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    return {"rule": "root", "of": f.polynomial(facts), "name": f.new(facts)}, ("nonnegative", "then")


def _quotient(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    named = {"rule": "quotient", "of": f.polynomial(facts), "by": f.polynomial(facts), "name": f.new(facts)}
    return named, ("nonzero", "then")


def _induction(f: Forger, facts: Any) -> tuple[Json, tuple[str, ...]]:
    i = f.at(facts, ("orbit",))
    if i is None:
        return _cut(f, facts)
    return {"rule": "induction", "run": i, "invariant": f.formula(facts)}, ("base", "step", "then")


RULES: dict[str, Callable[[Forger, Any], tuple[Json, tuple[str, ...]]]] = {
    "cut": _cut, "split": _split, "cases": _cases, "lemma": _lemma, "root": _root, "quotient": _quotient,
    "induction": _induction,
}  # fmt: skip
