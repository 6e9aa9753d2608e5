"""Closing a leaf of a proof by search: identities at rising degree, and case distinctions where they do not suffice.

What is distinguished: the alternatives of a disjunction; which factor of an equation vanishes, y (x_1 - x_2) = 0; the
sign of q where a fact says q^2 > 0; and, where nothing else is left, the sign of a factor of an inequality. Cases that
are contradictory at once are preferred, for then nothing branches. Not trusted: the kernel checks what is found.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from derivations import kernel, sums_of_squares
from derivations.display import show
from derivations.ideal import Poly
from derivations.kernel import Facts, Formula, Terms, flat, multiply, negate, scale
from derivations.plan import Auto
from derivations.positivstellensatz import Json, Leaf
from derivations.translate import data, formula, terms

__all__ = ["Closer"]

MOST_FACTORED = 40  # terms of a polynomial that is worth factoring
MOST_EQUATIONS, MOST_TERMS_OF_EQUATION = 12, 8  # likewise of equations, the shortest first
ALONE = 3  # degree that is tried, whatever the plan says, where no case is left to distinguish


@dataclass
class Choice:
    """Cases that are exhaustive; `free` ones simplify so much that they do not count as a distinction."""

    rule: str  # "cases", "split" or "vanish"
    alternatives: list[Formula]
    fact: int = -1
    free: bool = False
    leaves: list[Leaf] = field(default_factory=list)
    nodes: list[Json | None] = field(default_factory=list)
    powers: tuple[int, ...] = ()

    def indices(self, first: int) -> tuple[int, ...]:
        """The facts f_j^2 > 0, from number `first` on, as often as makes their product a multiple of q or -q."""
        return tuple(first + j for j, m in enumerate(self.powers) for _ in range((m + 1) // 2))

    def probe(self, leaf: Leaf) -> int:
        """How many alternatives no identity of degree 1 contradicts."""
        self.leaves = [Leaf(leaf.facts + flat([a]), leaf.deadline, leaf) for a in self.alternatives]
        self.nodes = [child.refute(1) for child in self.leaves]
        if self.rule == "vanish":
            self.nodes[-1] = self.nodes[-1] or self.leaves[-1].refute(1, products=[self.indices(len(leaf.facts))])
        return self.nodes.count(None)

    def node(self) -> Json:
        if self.rule == "cases":
            return {"rule": "cases", "fact": self.fact, "branches": self.nodes}
        if self.rule == "split":
            return {"rule": "split", "on": data(self.alternatives[0][1]), "branches": self.nodes}
        node = self.nodes[-1]
        for alternative, then in reversed(list(zip(self.alternatives[:-1], self.nodes[:-1], strict=True))):
            stated = {"eq": data(alternative[1][-1][1])}
            node = {"rule": "cut", "formula": stated, "otherwise": node, "then": then}
        return node or {}


class Closer:
    """The search behind `Auto`."""

    def __init__(self, plan: Auto) -> None:
        self.plan, self.deadline = plan, time.process_time() + plan.timeout
        self.squares = [kernel.polynomial(terms(q)) for q in plan.squares]
        self.products = [[factor(f) for f in product] for product in plan.products]
        self.hints = [*self.squares, *(p for product in self.products for part in product for p in part)]
        self.stuck: tuple[tuple[str, ...], Facts] | None = None
        self.factored: dict[Any, list[tuple[Poly, int]]] = {}

    def close(self, facts: Facts, depth: int, spent: frozenset[int], path: tuple[str, ...]) -> Json | None:
        """A proof from the facts, or None, and then `stuck` is the first leaf that stayed open."""
        everything = Leaf(facts, self.deadline, hints=self.hints, eliminate=12)
        node = everything.at_once()
        if node is None:
            leaf = Leaf(facts, self.deadline, hints=self.hints)
            node = leaf.refute(1, self.squares, self.located(facts)) or self.open(leaf, depth, spent, path)
        return node

    def open(self, leaf: Leaf, depth: int, spent: frozenset[int], path: tuple[str, ...]) -> Json | None:
        """A proof from the facts of a leaf that no identity of degree 1 closes."""
        choices: list[tuple[int, Choice]] = []
        for choice in self.choices(leaf, spent):
            choices.append((choice.probe(leaf), choice))
            if choice.rule == "vanish" and choice.nodes[-1] is None:
                choices.pop()
            elif choices[-1][0] <= 1:
                return self.follow(choice, leaf, depth, spent, path)
        known = self.sharpened(leaf)
        if known is not None:
            stated, otherwise, child = known
            then = child.refute(1, self.squares, self.located(child.facts)) or self.open(child, depth, spent, path)
            return then and {"rule": "cut", "formula": stated, "otherwise": otherwise, "then": then}
        node = self.refute(leaf, self.plan.degree)
        best = min(choices, key=lambda c: (not c[1].free, c[0]), default=None)
        if node is None and best and (depth > 0 or best[1].free):
            node = self.follow(best[1], leaf, depth - (not best[1].free), spent, path)
        if node is None and not choices and self.plan.degree < ALONE:
            node = self.refute(leaf, ALONE, ALONE)
        if node is None and not choices and depth > 0:
            node = self.by_signs(leaf, depth - 1, spent, path)
        if node is None and self.stuck is None:
            node = sums_of_squares.refute(leaf)
        if node is None and self.stuck is None:
            self.stuck = path, leaf.facts
        return node

    def refute(self, leaf: Leaf, degree: int, first: int = 2) -> Json | None:
        for d in range(first, degree + 1):
            node = leaf.refute(d, self.squares, self.located(leaf.facts))
            if node is not None:
                return node
        return None

    def located(self, facts: Facts) -> list[tuple[int, ...]]:
        return [found for product in self.products if (found := locate(product, facts))]

    def follow(
        self, choice: Choice, leaf: Leaf, depth: int, spent: frozenset[int], path: tuple[str, ...]
    ) -> Json | None:
        for k, (alternative, child) in enumerate(zip(choice.alternatives, choice.leaves, strict=True)):
            if choice.nodes[k] is None:
                way = (*path, f"case {show(alternative)}" + (f" of fact {choice.fact}" if choice.fact >= 0 else ""))
                choice.nodes[k] = self.open(child, depth, spent | {choice.fact}, way)
                if choice.nodes[k] is None:
                    return None
        return choice.node()

    # ---- what can be distinguished ------------------------------------------------------------------------------

    def choices(self, leaf: Leaf, spent: frozenset[int]) -> Iterator[Choice]:
        """Factors of equations, unspent disjunctions none of whose alternatives is known, disequalities p^2 > 0."""
        known = leaf.facts
        yield from self.vanishing(leaf)
        for i, (kind, body) in enumerate(known):
            if kind == "or" and i not in spent and not any(all(f in known for f in flat([a])) for a in body):
                yield Choice("cases", body, i)
        for i, (kind, _) in enumerate(known):
            root = leaf.root(i) if kind == "gt" and i not in spent else None
            if root is not None and leaf.normal[(i,)]:
                yield from sign_of(leaf.ring.terms(root), known, i)

    def vanishing(self, leaf: Leaf) -> Iterator[Choice]:
        """Which factor of an equation vanishes, or of a fact that says -q^2 >= 0."""
        for k in leaf.basis.rules[:MOST_EQUATIONS]:
            lead, tail = leaf.basis.elements[k]
            if len(tail) >= MOST_TERMS_OF_EQUATION:
                break
            found = self.factors(leaf, tail | {lead: leaf.ring.rational(1)})
            if len(found) + sum(m for _, m in found) > 2:
                yield one_vanishes(leaf, found)
        for i in leaf.useful:
            value = leaf.normal[(i,)]
            found = self.factors(leaf, value) if value and value[max(value)] < 0 else []
            if found and all(m % 2 == 0 for _, m in found):
                yield one_vanishes(leaf, found)

    def by_signs(self, leaf: Leaf, depth: int, spent: frozenset[int], path: tuple[str, ...]) -> Json | None:
        """The sign of a factor of an inequality, the smallest first."""
        candidates: dict[Any, Poly] = {}
        for i in leaf.useful:
            found = self.factors(leaf, leaf.normal[(i,)])
            if len(found) > 1:
                candidates |= {frozenset(f.items()): f for f, m in found if m % 2}
        options: list[tuple[int, int, Choice]] = []
        for f in sorted(candidates.values(), key=len)[:6]:
            for choice in sign_of(leaf.ring.terms(f), leaf.facts):
                options.append((choice.probe(leaf), len(f), choice))
        if not options:
            return None
        return self.follow(min(options, key=lambda o: o[:2])[2], leaf, depth, spent, path)

    def factors(self, leaf: Leaf, p: Poly) -> list[tuple[Poly, int]]:
        """Irreducible factors, as far as looking for them is cheap."""
        if not 0 < len(p) <= MOST_FACTORED:
            return []
        key = (id(leaf.ring), frozenset(p.items()))
        if key not in self.factored:
            self.factored[key] = leaf.ring.factors(p)
        return self.factored[key]

    def sharpened(self, leaf: Leaf) -> tuple[Json, Json, Leaf] | None:
        """A new fact: where all factors but one of an inequality have known signs, so has that one."""
        signs = {frozenset(leaf.normal[(i,)].items()): i for i in leaf.useful if leaf.strict[i]}
        opposite = {frozenset((m, -c) for m, c in key): i for key, i in signs.items()}
        for i in leaf.useful:
            value = leaf.normal[(i,)]
            found = self.factors(leaf, value)
            if len(found) + sum(m for _, m in found) <= 2:
                continue
            rest, at, sign = [], [i], 1 if value[max(value)] > 0 else -1
            for f, m in found:
                f = scaled(f)  # noqa: PLW2901
                key = frozenset(f.items())
                where = signs.get(key, opposite.get(key))
                if where is None:
                    rest += [(f, m)]
                elif m % 2:
                    sign, at = (sign if key in signs else -sign), [*at, where]
            if len(rest) == 1 and (rest[0][1] == 1 or leaf.strict[i]) and rest[0][1] % 2:
                claim: Formula = ("gt" if leaf.strict[i] else "ge", scale(sign, leaf.ring.terms(rest[0][0])))
                node = self.conclude(leaf, claim, at)
                if node is not None:
                    return node
        return None

    def conclude(self, leaf: Leaf, claim: Formula, at: Sequence[int]) -> tuple[Json, Json, Leaf] | None:
        if claim in leaf.facts or negate(claim) in leaf.facts:
            return None
        otherwise = Leaf([*leaf.facts, negate(claim)], leaf.deadline, leaf)
        node = otherwise.refute(1, products=[tuple(sorted([*at[1:], len(leaf.facts)]))])
        if node is None:
            return None
        child = Leaf([*leaf.facts, claim], leaf.deadline, leaf)
        return {claim[0]: data(claim[1])}, node, child


def scaled(f: Poly) -> Poly:
    lead = f[max(f)]
    return {m: c / abs(lead) for m, c in f.items()}


def one_vanishes(leaf: Leaf, found: list[tuple[Poly, int]]) -> Choice:
    """f_1 = 0, or f_1^2 > 0 and f_2 = 0, and so on; at last all of them are not zero, which is contradictory."""
    parts = [leaf.ring.terms(f) for f, _ in found]
    apart: list[Formula] = [("gt", multiply(p, p)) for p in parts]
    cases: list[Formula] = [("and", [*apart[:j], ("eq", p)]) for j, p in enumerate(parts)]
    return Choice("vanish", [*cases, ("and", apart)], free=True, powers=tuple(m for _, m in found))


def sign_of(q: Terms, known: Facts, fact: int = -1) -> Iterator[Choice]:
    """Positive, zero or negative, unless it is known."""
    alternatives: list[Formula] = [("gt", q), ("eq", q), ("gt", scale(-1, q))]
    if not any(f in known for f in alternatives):
        yield Choice("split", alternatives, fact)


def factor(f: Any) -> list[Terms]:
    """The polynomials of a relation, or of an expression."""
    if getattr(f, "is_Relational", False):
        return [p for _, p in flat([kernel.formula(formula(f))])]
    return [kernel.polynomial(terms(f))]


def locate(product: Sequence[Sequence[Terms]], facts: Facts) -> tuple[int, ...]:
    """The indices of the facts with these polynomials up to a positive factor; () unless all are there."""
    place = {frozenset(monic(p).items()): i for i, (kind, p) in enumerate(facts) if kind in ("gt", "ge")}
    wanted = [frozenset(monic(p).items()) for part in product for p in part]
    return tuple(sorted(place[p] for p in wanted)) if all(p in place for p in wanted) else ()


def monic(p: Terms) -> Terms:
    return scale(1 / abs(p[min(p)]), p) if p else p
