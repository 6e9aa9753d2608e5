"""Search for Positivstellensatz refutations of a list of facts: the leaves of a kernel proof. Not trusted.

Looked for is   sum_j c_j * (product of inequalities)_j * (square)_j + sum_i q_i * (equation)_i = 0,   c_j > 0,
one summand being strictly positive. The equations are first completed to a Groebner basis that remembers how it
arose from them, so that everything can be reduced to normal form; there the c_j are a linear program. Its solution
in floating point tells which c_j are positive; these are then solved for in rationals, and the multipliers q_i are
recovered by dividing the sum by the basis. Squares come from the author, from a short list, and from moments: where
the program has no solution, its dual is a linear functional on polynomials, and a square on which it is negative is a
square worth adding (J.-B. Lasserre, "Global optimization with polynomials and the problem of moments", 2001, duality).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from derivations.kernel import Facts, ProofError, Terms, free, polynomial, psatz, variables

Json = dict[str, Any]
Poly = Any  # sympy.polys.rings.PolyElement over QQ
MOST_COLUMNS, MOST_TERMS, MOST_PAIRS = 4000, 2000, 150


class Timeout(Exception):
    """The time given to a leaf is up."""


@dataclass(frozen=True)
class Column:
    """A summand of the cone: product of the facts `indices` times `square`^2; `value` is its normal form."""

    indices: tuple[int, ...]
    square: Poly
    strict: bool
    value: Poly


class Ring:
    """Polynomials over QQ in the variables of some facts, and their equations as a basis with cofactors."""

    def __init__(self, names: Sequence[str], deadline: Any) -> None:
        from sympy import QQ
        from sympy.polys.orderings import grevlex
        from sympy.polys.rings import PolyRing

        self.names = list(names) or ["_"]
        self.place = {name: i for i, name in enumerate(self.names)}
        self.ring, self.rational, self.deadline = PolyRing(self.names, QQ, grevlex), QQ, deadline
        self.basis: list[Poly] = []
        self.cofactors: list[dict[int, Poly]] = []

    def check_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise Timeout

    def read(self, p: Terms) -> Poly:
        result = {}
        for monomial, c in p.items():
            exponents = [0] * len(self.names)
            for name, exponent in monomial:
                exponents[self.place[name]] = exponent
            result[tuple(exponents)] = self.rational(c.numerator, c.denominator)
        return self.ring.from_dict(result)

    def write(self, p: Poly) -> dict[str, str]:
        def key(exponents: tuple[int, ...]) -> str:
            powers = zip(self.names, exponents, strict=True)
            return "*".join(name if e == 1 else f"{name}^{e}" for name, e in powers if e)

        return {key(exponents): str(fraction(c)) for exponents, c in p.terms()}

    def normal(self, p: Poly) -> Poly:
        self.check_time()
        return p.rem(self.basis) if self.basis else p

    def divide(self, p: Poly) -> tuple[dict[int, Poly], Poly]:
        """q and r with p = sum_i q_i equation_i + r, r in normal form."""
        if not self.basis or not p:
            return {}, p
        quotients, remainder = p.div(self.basis)
        total: dict[int, Poly] = {}
        for q, cofactor in zip(quotients, self.cofactors, strict=True):
            for i, f in cofactor.items() if q else ():
                total[i] = total.get(i, self.ring.zero) + q * f
        return total, remainder

    def complete(self, equations: Sequence[tuple[int, Poly]], most_pairs: int = MOST_PAIRS) -> None:
        """Buchberger's algorithm, cut short after `most_pairs`: any basis serves, a complete one serves better."""
        for i, p in sorted(equations, key=lambda e: (max(map(sum, e[1].monoms()), default=0), len(e[1]))):
            self._enter(p, {i: self.ring.one})
        pairs = list(combinations(range(len(self.basis)), 2))
        for _ in range(most_pairs):
            if not pairs:
                break
            i, j = min(pairs, key=lambda pair: sum(self._lcm(*pair)))
            pairs.remove((i, j))
            entered = self._pair(i, j)
            if entered:
                pairs += [(k, len(self.basis) - 1) for k in range(len(self.basis) - 1)]
        leads = [g.leading_expv() for g in self.basis]
        for k in reversed(range(len(leads))):
            if any(divides(lead, leads[k]) and (lead != leads[k] or m < k) for m, lead in enumerate(leads) if m != k):
                del leads[k], self.basis[k], self.cofactors[k]

    def _lcm(self, i: int, j: int) -> tuple[int, ...]:
        a, b = self.basis[i].leading_expv(), self.basis[j].leading_expv()
        return tuple(map(max, a, b))

    def _enter(self, p: Poly, cofactor: dict[int, Poly]) -> bool:
        self.check_time()
        quotients, remainder = self.divide(p)
        if not remainder or len(remainder) > MOST_TERMS:
            return False
        for i, q in quotients.items():
            cofactor[i] = cofactor.get(i, self.ring.zero) - q
        lead = remainder.LC
        self.basis.append(remainder.quo_ground(lead))
        self.cofactors.append({i: q.quo_ground(lead) for i, q in cofactor.items() if q})
        return True

    def _pair(self, i: int, j: int) -> bool:
        f, g, top = self.basis[i], self.basis[j], self._lcm(i, j)
        a, b = f.leading_expv(), g.leading_expv()
        if sum(top) == sum(a) + sum(b):
            return False
        left = self.ring.from_dict({tuple(x - y for x, y in zip(top, a, strict=True)): self.rational(1)})
        right = self.ring.from_dict({tuple(x - y for x, y in zip(top, b, strict=True)): self.rational(1)})
        cofactor = {k: left * q for k, q in self.cofactors[i].items()}
        for k, q in self.cofactors[j].items():
            cofactor[k] = cofactor.get(k, self.ring.zero) - right * q
        return self._enter(left * f - right * g, cofactor)


def divides(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))


def fraction(c: Any) -> Fraction:
    return Fraction(int(c.numerator), int(c.denominator))


class Leaf:
    """The facts of an open leaf, ready to be combined."""

    def __init__(self, facts: Facts, deadline: Any, parent: Leaf | None = None) -> None:
        atoms = [(i, kind, p) for i, (kind, p) in enumerate(facts) if kind in ("gt", "ge", "eq")]
        self.facts = facts
        if parent and not any(kind == "eq" for kind, _ in facts[len(parent.facts) :]):
            self.ring, self.raw, self.normal = parent.ring, dict(parent.raw), dict(parent.normal)
        else:
            self.ring, self.raw = Ring(sorted(set().union(*map(free, facts))), deadline), {}
            self.ring.complete([(i, self.ring.read(p)) for i, kind, p in atoms if kind == "eq"])
            self.normal = {(): self.ring.normal(self.ring.ring.one)}
        self.strict = {i: kind == "gt" for i, kind, _ in atoms if kind != "eq"}
        self.raw |= {i: self.ring.read(p) for i, kind, p in atoms if kind != "eq" and i not in self.raw}
        self.useful = list(self._useful())

    def _useful(self) -> Iterator[int]:
        """Inequalities that say something, each once (the strict one of two with the same polynomial)."""
        seen: dict[Any, int] = {}
        for i, p in self.raw.items():
            value = self.normal[(i,)] = self.ring.normal(p)
            scaled = value.quo_ground(abs(value.LC)) if value else value
            if scaled.is_ground and ((scaled and scaled.LC > 0) or (not scaled and not self.strict[i])):
                continue
            if scaled not in seen or (self.strict[i] and not self.strict[seen[scaled]]):
                seen[scaled] = i
        yield from sorted(seen.values())

    def square_root(self, i: int) -> Terms | None:
        """q, not constant, with fact i a positive multiple of q^2; None if there is none."""
        p = self.raw[i]
        if p.is_ground or len(p) > 100 or p.LC < 0 or any(e % 2 for e in p.leading_expv()):
            return None
        content, factors = p.sqf_list()
        if content < 0 or any(k % 2 for _, k in factors):
            return None
        root = self.ring.ring.one
        for q, k in factors:
            root = root * q ** (k // 2)
        return polynomial(self.ring.write(root))

    def product(self, indices: tuple[int, ...]) -> Poly:
        if indices not in self.normal:
            self.normal[indices] = self.ring.normal(self.product(indices[:-1]) * self.product(indices[-1:]))
        return self.normal[indices]

    def column(self, indices: tuple[int, ...], square: Poly) -> Column | None:
        value = self.product(indices)
        if not square.is_ground:
            value = self.ring.normal(value * self.ring.normal(square * square))
        strict = square.is_ground and all(self.strict[i] for i in indices)
        if len(value) > MOST_TERMS or not (value or strict):
            return None
        return Column(indices, square, strict, value)

    def columns(
        self, degree: int, squares: Sequence[Poly], products: Iterable[tuple[int, ...]]
    ) -> list[Column]:
        """Products of up to `degree` facts, alone and times each square; small squares times fewer facts."""
        one = self.ring.ring.one
        chosen = [c for d in range(degree + 1) for c in combinations_with_replacement(self.useful, d)]
        wanted = [(indices, one) for indices in dict.fromkeys([*chosen, *products])]
        wanted += [(indices, q) for q in squares for indices in [*chosen, *products]]
        small = [c for c in chosen if len(c) < degree]
        wanted += [(indices, q) for q in self.small_squares() for indices in small]
        found: dict[Any, Column] = {}
        for indices, q in wanted[:MOST_COLUMNS]:
            c = self.column(indices, q)
            if c is not None and (c.value not in found or (c.strict and not found[c.value].strict)):
                found[c.value] = c
        return list(found.values())

    def small_squares(self) -> list[Poly]:
        x = [g for g in self.ring.ring.gens if self.ring.normal(g) == g]
        pairs = [p for a, b in combinations(x, 2) for p in (a - b, a + b)] if len(x) <= 6 else []
        return [*x, *pairs, *([g - 1 for g in x] if len(x) <= 6 else [])]

    def refute(
        self, degree: int, squares: Sequence[Terms] = (), products: Sequence[tuple[int, ...]] = ()
    ) -> Json | None:
        """A "psatz" node that the kernel accepts, from products of at most `degree` facts; None if none was found."""
        known = set(self.ring.names)
        hints = [self.ring.read(q) for q in squares if variables(q) <= known]
        columns = self.columns(degree, hints, products)
        for c in columns:
            if c.strict and (not c.value or (c.value.is_ground and c.value.LC < 0)):
                columns = [c, *(other for other in columns if other.value.is_ground and other is not c)]
                break
        combination = combine(columns, self.ring)
        return None if combination is None else self.certificate(combination)

    def certificate(self, combination: Iterable[tuple[Fraction, Column]]) -> Json | None:
        total, cone = self.ring.ring.zero, []
        for c, column in combination:
            product = column.square**2 * self.ring.rational(c.numerator, c.denominator)
            for i in column.indices:
                product = product * self.raw[i]
            total += product
            cone.append([str(c), list(column.indices), self.ring.write(column.square)])
        quotients, _ = self.ring.divide(total)
        ideal = [[i, self.ring.write(-q)] for i, q in sorted(quotients.items()) if q]
        proof = {"rule": "psatz", "cone": cone, "ideal": ideal}
        try:
            psatz(self.facts, proof)
        except ProofError:
            return None
        return proof


# ---- the linear program ------------------------------------------------------------------------------------------


def prune(columns: list[Column]) -> list[Column]:
    """Without the columns that have a monomial which nothing can cancel."""
    while True:
        signs: dict[Any, set[bool]] = {}
        for column in columns:
            for monomial, c in column.value.items():
                signs.setdefault(monomial, set()).add(c > 0)
        kept = [c for c in columns if all(len(signs[monomial]) == 2 for monomial in c.value)]
        if len(kept) == len(columns):
            return kept
        columns = kept


def combine(columns: list[Column], ring: Ring, attempts: int = 4) -> list[tuple[Fraction, Column]] | None:
    """Nonnegative rationals with sum_j c_j column_j = 0 and sum of the strict c_j = 1."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    columns = prune(columns)
    if not any(c.strict for c in columns):
        return None
    scales = [max((abs(fraction(x)) for x in c.value.values()), default=Fraction(1)) for c in columns]
    rows = {m: r for r, m in enumerate(dict.fromkeys(m for c in columns for m in c.value))}
    entries = [
        (rows[m], j, float(fraction(x) / scales[j])) for j, c in enumerate(columns) for m, x in c.value.items()
    ]
    entries += [(len(rows), j, 1) for j, c in enumerate(columns) if c.strict]
    r, j, x = zip(*entries, strict=True)
    matrix = coo_array((x, (r, j)), shape=(len(rows) + 1, len(columns))).tocsr()
    right = np.zeros(len(rows) + 1)
    right[-1] = 1
    weight = np.array([1 + len(c.indices) + 2 * len(c.square) for c in columns]) * np.ones(len(columns))
    random = np.random.default_rng(0)
    for attempt in range(attempts):
        left = ring.deadline - time.monotonic()
        ring.check_time()
        cost = weight * (random.uniform(1, 3, len(columns)) if attempt else 1)
        result = linprog(cost, A_eq=matrix, b_eq=right, method="highs", options={"time_limit": left})
        if result.x is None:
            return None
        solution = exact(columns, [float(v) for v in result.x], scales, ring)
        if solution is not None:
            return solution
    return None


def exact(
    columns: list[Column], floats: list[Any], scales: list[Fraction], ring: Ring
) -> list[tuple[Fraction, Column]] | None:
    """The rational solution near a floating one: solve for its large entries, keep the free ones rounded."""
    for threshold in (10**-10, 10**-7):
        chosen = [j for j in sorted(range(len(columns)), key=lambda j: -floats[j]) if floats[j] > threshold]
        values = solve([columns[j] for j in chosen], [floats[j] / float(scales[j]) for j in chosen], ring)
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
