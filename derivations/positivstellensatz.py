"""Search for Positivstellensatz refutations of a list of facts: the leaves of a kernel proof. Not trusted.

Looked for is   sum_j c_j * (product of inequalities)_j * (square)_j + sum_i q_i * (equation)_i = 0,   c_j > 0,
one summand being strictly positive. Everything is reduced to normal form modulo the equations; there the c_j are a
linear program. Its solution in floating point tells which c_j are positive; these are then solved for in rationals.
Squares come from the author and from a short list.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from derivations.ideal import MOST_TERMS, Basis, Multipliers, Poly, Ring, Timeout, add_to, fraction, ring_of
from derivations.kernel import Facts, Formula, ProofError, Terms, psatz
from derivations.translate import data

__all__ = ["Json", "Leaf", "Timeout"]

Json = dict[str, Any]
MOST_COLUMNS, MOST_PRODUCT = 4000, 60_000


@dataclass(frozen=True)
class Column:
    """A summand of the cone: product of the facts `indices` times `square`^2; `value` is its normal form."""

    indices: tuple[int, ...]
    square: Poly
    strict: bool
    value: Poly


def polynomials(facts: Iterable[Formula]) -> Iterator[Terms]:
    """Every polynomial in the relations, those inside disjunctions included."""
    for kind, body in facts:
        if kind in ("and", "or"):
            yield from polynomials(body)
        elif kind != "orbit":
            yield body


class Leaf:
    """The facts of an open leaf, ready to be combined.

    hints: polynomials that the ring has to contain. eliminate: variables that an equation gives in up to this degree
    are eliminated. parent: a leaf with fewer facts, whose work is taken over.
    """

    def __init__(
        self, facts: Facts, deadline: Any, parent: Leaf | None = None, hints: Sequence[Terms] = (), eliminate: int = 2
    ) -> None:
        self.facts, self.deadline = facts, deadline
        equations = [(i, p) for i, (kind, p) in enumerate(facts) if kind == "eq"]
        if parent is None:
            every = [*polynomials(facts), *hints]
            self.ring = ring_of(every, [p for _, p in equations], eliminate, deadline)
            self.raw: dict[int, Poly] = {}
            self.roots: dict[int, Poly | None] = {}
            self.basis = Basis(self.ring).extended([(i, self.read(p)) for i, p in equations])
            self.normal: dict[tuple[int, ...], Poly] = {}
        else:
            self.ring, self.raw, self.roots = parent.ring, dict(parent.raw), dict(parent.roots)
            new = [(i, self.read(p)) for i, p in equations if i >= len(parent.facts)]
            self.basis = parent.basis.extended(new) if new else parent.basis
            self.normal = {} if new else dict(parent.normal)
        self.strict = {i: kind == "gt" for i, (kind, _) in enumerate(facts) if kind in ("gt", "ge")}
        self.raw |= {i: self.read(facts[i][1]) for i in self.strict if i not in self.raw}
        self.useful = list(self._useful())

    def read(self, p: Terms) -> Poly:
        found = self.ring.read(p)
        if found is None:
            raise ValueError("the polynomial is not in the ring of this leaf")
        return found

    def _useful(self) -> Iterator[int]:
        """Inequalities that say something, each once (the strict one of two with the same polynomial)."""
        seen: dict[Any, int] = {}
        for i in self.raw:
            value = self.normal.get((i,))
            if value is None:
                value = self.normal[(i,)] = self._normal(i)
            lead = abs(value[max(value)]) if value else 1
            if len(value) < 2 and 0 in value and value[0] > 0:
                continue
            if not value and not self.strict[i]:
                continue
            scaled = frozenset((m, c / lead) for m, c in value.items())
            if scaled not in seen or (self.strict[i] and not self.strict[seen[scaled]]):
                seen[scaled] = i
        yield from sorted(seen.values())

    def _normal(self, i: int) -> Poly:
        root = self.root(i)
        if root is None:
            return self.basis.normal(self.raw[i])
        rest = self.basis.normal(root)
        c = self.raw[i][max(self.raw[i])]
        return self.basis.normal(self.ring.scale(c, self.ring.multiply(rest, rest)))

    def product(self, indices: tuple[int, ...]) -> Poly | None:
        if not indices:
            return self.ring.one
        if indices not in self.normal:
            rest = self.product(indices[:-1])
            last = self.normal[indices[-1:]]
            if rest is None or len(rest) * len(last) > MOST_PRODUCT:
                return None
            self.normal[indices] = self.basis.normal(self.ring.multiply(rest, last))
        return self.normal[indices]

    def column(self, indices: tuple[int, ...], square: Poly) -> Column | None:
        value = self.product(indices)
        if value is not None and square is not self.ring.one:
            squared = self.basis.normal(self.ring.multiply(square, square))
            small = len(value) * len(squared) <= MOST_PRODUCT
            value = self.basis.normal(self.ring.multiply(value, squared)) if small else None
        strict = square is self.ring.one and all(self.strict[i] for i in indices)
        if value is None or len(value) > MOST_TERMS or not (value or strict):
            return None
        return Column(indices, square, strict, value)

    def columns(self, degree: int, squares: Sequence[Poly], products: Iterable[tuple[int, ...]]) -> list[Column]:
        """Products of up to `degree` facts, alone and times each square; small squares times fewer facts."""
        one = self.ring.one
        chosen = [c for d in range(degree + 1) for c in combinations_with_replacement(self.useful, d)]
        wanted = [(indices, one) for indices in dict.fromkeys([*chosen, *products])]
        wanted += [(indices, q) for q in squares for indices in [*chosen, *products]]
        small = [c for c in chosen if len(c) < degree]
        wanted += [(indices, q) for q in self.small_squares() for indices in small]
        found: dict[Any, Column] = {}
        for indices, q in wanted[:MOST_COLUMNS]:
            c = self.column(indices, q)
            if c is None:
                continue
            key = frozenset(c.value.items())
            if key not in found or (c.strict and not found[key].strict):
                found[key] = c
        return list(found.values())

    def small_squares(self) -> list[Poly]:
        """The variables, their sums and differences, and their differences from 1, each once modulo the equations."""
        ring = self.ring
        one, leads = ring.rational(1), {self.basis.elements[k][0] for k in self.basis.rules}
        x = ring.units if len(ring.units) <= 7 else [unit for unit in ring.units if unit not in leads]
        squares: list[Poly] = [{unit: one} for unit in x]
        if len(x) <= 7:
            squares += [{a: one, b: sign} for a, b in combinations(x, 2) for sign in (one, -one)]
            squares += [{unit: one, 0: -one} for unit in x]
        found: dict[Any, Poly] = {}
        for q in squares:
            value = self.basis.normal(q)
            if value.keys() - {0}:
                lead = value[max(value)]
                found.setdefault(frozenset((m, c / lead) for m, c in value.items()), value)
        return list(found.values())

    def refute(
        self, degree: int, squares: Sequence[Terms] = (), products: Sequence[tuple[int, ...]] = ()
    ) -> Json | None:
        """A "psatz" node that the kernel accepts, from products of at most `degree` facts; None if none was found."""
        node = self.at_once() if degree == 1 and not products else None
        if node is not None:
            return node
        hints = [p for q in squares if (p := self.ring.read(q)) is not None]
        combination = combine(self.columns(degree, hints, products), self.ring)
        return None if combination is None else self.certificate(combination)

    def at_once(self) -> Json | None:
        """A fact that the equations alone contradict, or equations that contradict each other."""
        one = self.ring.rational(1)
        unity = self.basis.normal(self.ring.one)
        if not unity:
            return self.certificate([(Fraction(1), Column((), self.ring.one, True, {}))])
        for i in self.useful:
            value = self.normal[(i,)]
            if not value and self.strict[i]:
                return self.certificate([(Fraction(1), Column((i,), self.ring.one, True, {}))])
            if set(value) == {0} and value[0] < 0:
                columns = [
                    Column((i,), self.ring.one, self.strict[i], value),
                    Column((), self.ring.one, True, {0: one}),
                ]
                return self.certificate([(Fraction(1), columns[0]), (-fraction(value[0]), columns[1])])
        return None

    def certificate(self, combination: Iterable[tuple[Fraction, Column]]) -> Json | None:
        """The node for sum_j c_j column_j = 0; the multipliers are followed through every reduction."""
        ring, cone = self.ring, []
        total: Poly = {}
        quotients: Multipliers = {}
        for c, column in combination:
            value, multipliers = ring.one, dict[int, Poly]()
            for i in column.indices:
                value, multipliers = self._times(value, multipliers, self.raw[i], self.reduced(i))
            if column.square is not ring.one:
                square = ring.multiply(column.square, column.square)
                value, multipliers = self._times(value, multipliers, square, self.basis.divide(square))
            rational = ring.rational(c.numerator, c.denominator)
            add_to(total, ring.scale(rational, value))
            for k, q in multipliers.items():
                quotients[k] = add_to(quotients.get(k, {}), ring.scale(rational, q))
            cone.append([str(c), list(column.indices), data(ring.terms(column.square))])
        more, rest = self.basis.divide(total)
        for k, q in more.items():
            quotients[k] = add_to(quotients.get(k, {}), q)
        if rest:
            return None
        multiples = self.basis.multipliers(quotients)
        minus = ring.rational(-1)
        ideal = [[i, data(ring.terms(ring.scale(minus, q)))] for i, q in sorted(multiples.items())]
        proof = {"rule": "psatz", "cone": cone, "ideal": ideal}
        try:
            psatz(self.facts, proof)
        except ProofError:
            return None
        return proof

    def reduced(self, i: int) -> tuple[Multipliers, Poly]:
        """(q, r) with fact i = sum_k q_k element_k + r; a square is reduced through its root."""
        root = self.root(i)
        if root is None:
            return self.basis.divide(self.raw[i])
        c = self.raw[i][max(self.raw[i])]
        quotients, rest = self.basis.divide(root)
        more, value = self.basis.divide(self.ring.scale(c, self.ring.multiply(rest, rest)))
        both = self.ring.scale(c, add_to(dict(root), rest))  # root^2 - rest^2 = (root - rest) (root + rest)
        for k, q in quotients.items():
            more[k] = add_to(more.get(k, {}), self.ring.multiply(q, both))
        return more, value

    def root(self, i: int) -> Poly | None:
        """q, not constant, with fact i a positive multiple of q^2, if the fact says that such a square is positive."""
        if i not in self.roots:
            self.roots[i] = self.ring.square_root(self.raw[i]) if self.strict[i] and len(self.raw[i]) < 3000 else None
        return self.roots[i]

    def _times(
        self, value: Poly, multipliers: Multipliers, raw: Poly, reduced: tuple[Multipliers, Poly]
    ) -> tuple[Poly, Multipliers]:
        """(value + sum_k multipliers_k element_k) raw, again as a normal form and multipliers."""
        ring, (quotients, rest) = self.ring, reduced
        more, following = self.basis.divide(ring.multiply(value, rest))
        for k, q in quotients.items():
            more[k] = add_to(more.get(k, {}), ring.multiply(value, q))
        for k, q in multipliers.items():
            more[k] = add_to(more.get(k, {}), ring.multiply(q, raw))
        return following, more


# ---- the linear program ------------------------------------------------------------------------------------------


def prune(columns: list[Column]) -> list[Column]:
    """Without the columns that have a monomial which nothing can cancel."""
    while True:
        positive: set[int] = set()
        negative: set[int] = set()
        for column in columns:
            for monomial, c in column.value.items():
                (positive if c > 0 else negative).add(monomial)
        both = positive & negative
        kept = [c for c in columns if c.value.keys() <= both]
        if len(kept) == len(columns):
            return kept
        columns = kept


def combine(columns: list[Column], ring: Ring, attempts: int = 4) -> list[tuple[Fraction, Column]] | None:
    """Nonnegative rationals with sum_j c_j column_j = 0 and sum of the strict c_j = 1."""
    columns = prune(columns)
    if not any(c.strict for c in columns):
        return None
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    floats = [{m: int(x.numerator) / int(x.denominator) for m, x in c.value.items()} for c in columns]
    scales = [max(map(abs, c.values()), default=1) for c in floats]
    rows = {m: r for r, m in enumerate(dict.fromkeys(m for c in columns for m in c.value))}
    entries = [(rows[m], j, x / scales[j]) for j, c in enumerate(floats) for m, x in c.items()]
    entries += [(len(rows), j, 1) for j, c in enumerate(columns) if c.strict]
    r, j, x = zip(*entries, strict=True)
    matrix = coo_array((x, (r, j)), shape=(len(rows) + 1, len(columns))).tocsr()
    right = np.zeros(len(rows) + 1)
    right[-1] = 1
    weight = np.array([1 + len(c.indices) + 2 * len(c.square) for c in columns]) * np.ones(len(columns))
    random = np.random.default_rng(0)
    for attempt in range(attempts):
        ring.check_time()
        left = ring.deadline - time.process_time()
        cost = weight * (random.uniform(1, 3, len(columns)) if attempt else 1)
        result = linprog(cost, A_eq=matrix, b_eq=right, method="highs", options={"time_limit": left})
        if result.x is None:
            return None
        solution = exact(columns, [float(v) for v in result.x], scales, ring)
        if solution is not None:
            return solution
    return None


def exact(
    columns: list[Column], floats: list[Any], scales: list[Any], ring: Ring
) -> list[tuple[Fraction, Column]] | None:
    """The rational solution near a floating one: solve for its large entries, keep the free ones rounded."""
    for threshold in (10**-10, 10**-7):
        chosen = [j for j in sorted(range(len(columns)), key=lambda j: -floats[j]) if floats[j] > threshold]
        values = solve([columns[j] for j in chosen], [floats[j] / scales[j] for j in chosen], ring)
        if values is not None and all(v >= 0 for v in values):
            return [(v, columns[j]) for v, j in zip(values, chosen, strict=True) if v]
    return None


def solve(columns: Sequence[Column], near: Sequence[Any], ring: Ring) -> list[Fraction] | None:
    """Rationals c with sum c_j column_j = 0 and sum of the strict c_j = 1; free c_j are `near` rounded."""
    from sympy.polys.matrices import DomainMatrix

    width = len(columns)
    table: dict[Any, dict[int, Any]] = {}
    for j, column in enumerate(columns):
        for monomial, x in column.value.items():
            table.setdefault(monomial, {})[j] = x
        if column.strict:
            table.setdefault("strict", {width: ring.rational(1)})[j] = ring.rational(1)
    rows = dict(enumerate(table.values()))
    reduced, pivots = DomainMatrix(rows, (len(rows), width + 1), ring.rational).to_sparse().rref()
    if width in pivots:
        return None
    values = [Fraction(x).limit_denominator(10**6) for x in near]
    echelon = reduced.to_sparse().rep
    for row, pivot in enumerate(pivots):
        line = echelon[row]
        values[pivot] = fraction(line.get(width, ring.rational(0))) - sum(
            (fraction(x) * values[j] for j, x in line.items() if j not in (pivot, width)), Fraction(0)
        )
    return values
