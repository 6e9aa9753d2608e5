"""Equations as an ideal: normal forms, and multipliers that show why a polynomial is zero. Not trusted.

A monomial is one integer, the weighted partial sums w_0 e_0, w_0 e_0 + w_1 e_1, ... of its exponents side by side, the
whole sum leading: multiplying is adding, and comparing integers is the graded reverse lexicographic order. A variable v
that an equation v = f gives as a polynomial in others weighs as much as f, so that v is what is eliminated. Variables
that occur only as a product (alpha lambda) count as one. The basis is completed by Buchberger's algorithm, cut short
after a while: any basis serves, a complete one serves better (D. Cox, J. Little and D. O'Shea, Ideals, Varieties, and
Algorithms, chapter 2). It remembers how each element arose, from which the multipliers are recovered.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any

from derivations.kernel import Terms

Poly = dict[int, Any]  # packed monomial -> rational of the fastest type at hand; no zero coefficient
Multipliers = dict[int, Poly]
BITS = 14  # of each partial sum: weighted degrees stay below 2^13, the last bit is a guard
MOST_PAIRS, MOST_TERMS, MOST_WORK = 200, 2000, 400_000


class Timeout(Exception):
    """The time given to a search is up."""


class Ring:
    """Polynomials with rational coefficients in generators, each a variable or a product of variables."""

    def __init__(self, generators: Sequence[tuple[str, ...]], weights: Sequence[int], deadline: Any) -> None:
        from sympy import QQ

        self.generators, self.weights, self.deadline = list(generators), list(weights), deadline
        self.rational = QQ
        size = len(self.generators)
        self.mask = (1 << BITS * size) - 1
        self.guard = sum(1 << (BITS * i + BITS - 1) for i in range(size))
        self.units = [sum(w << BITS * j for j in range(i, size)) for i, w in enumerate(self.weights)]
        self.place = {name: i for i, group in enumerate(self.generators) for name in group}
        self.one: Poly = {0: self.rational(1)}

    def check_time(self) -> None:
        if time.process_time() > self.deadline:
            raise Timeout

    def read(self, p: Terms) -> Poly | None:
        """The polynomial in the generators; None if it is none."""
        result: Poly = {}
        for monomial, c in p.items():
            powers = dict(monomial)
            if not powers.keys() <= self.place.keys():
                return None
            packed = 0
            for i in {self.place[name] for name in powers}:
                exponents = {powers.get(name, 0) for name in self.generators[i]}
                if len(exponents) > 1:
                    return None
                packed += self.units[i] * exponents.pop()
            result[packed] = self.rational(c.numerator, c.denominator)
        return result

    def exponents(self, packed: int) -> list[int]:
        plain = self.plain(packed)
        low = (1 << BITS) - 1
        return [(plain >> BITS * i & low) // w for i, w in enumerate(self.weights)]

    def plain(self, packed: int) -> int:
        """The weighted exponents side by side, without summing."""
        return packed - (packed << BITS & self.mask)

    def terms(self, p: Poly) -> Terms:
        result: Terms = {}
        for packed, c in p.items():
            exponents = self.exponents(packed)
            powers = [(name, e) for group, e in zip(self.generators, exponents, strict=True) for name in group if e]
            result[tuple(sorted(powers))] = fraction(c)
        return result

    def degree(self, p: Poly) -> int:
        return max((sum(self.exponents(m)) for m in p), default=0)

    def add(self, p: Poly, q: Poly) -> Poly:
        return add_to(dict(p), q)

    def scale(self, c: Any, p: Poly) -> Poly:
        return {m: c * x for m, x in p.items()} if c else {}

    def multiply(self, p: Poly, q: Poly) -> Poly:
        if len(p) > len(q):
            p, q = q, p
        if len(p) == 1:
            [(m, x)] = p.items()
            return {m + n: x * y for n, y in q.items()}
        total: Poly = {}
        get, zero = total.get, self.rational(0)
        for m, x in p.items():
            for n, y in q.items():
                total[m + n] = get(m + n, zero) + x * y
        self.check_time()
        return {m: c for m, c in total.items() if c}

    def square_root(self, p: Poly) -> Poly | None:
        """q with leading coefficient 1 and p a positive multiple of q^2; None if there is none, or q is constant."""
        lead = max(p, default=0)
        if not lead or p[lead] < 0 or any(e % 2 for e in self.exponents(lead)):
            return None
        left = {m: c / p[lead] for m, c in p.items()}
        half = sum(unit * (e // 2) for unit, e in zip(self.units, self.exponents(lead), strict=True))
        root: Poly = {}
        following, c = half, self.rational(1)
        while len(root) ** 2 <= 4 * len(p) + 4:
            for m, x in list(root.items()):
                add_term(left, following + m, -2 * c * x)
            add_term(left, 2 * following, -c * c)
            root[following] = c
            if not left:
                return root
            top = max(left)
            if not self.divides(half, top):
                return None
            following, c = top - half, left[top] / 2
        return None

    def divides(self, m: int, n: int) -> bool:
        return (self.plain(n) | self.guard) - self.plain(m) & self.guard == self.guard

    def least_multiple(self, m: int, n: int) -> int:
        pairs = zip(self.exponents(m), self.exponents(n), self.units, strict=True)
        return sum(max(a, b) * unit for a, b, unit in pairs)

    def factors(self, p: Poly) -> list[tuple[Poly, int]]:
        """The irreducible factors with their multiplicities, constants left out."""
        from sympy.polys.orderings import grevlex
        from sympy.polys.rings import PolyRing

        ring = PolyRing([f"x{i}" for i in range(len(self.generators))], self.rational, grevlex)
        _, found = ring.from_dict({tuple(self.exponents(m)): c for m, c in p.items()}).factor_list()
        return [(self._packed(q), k) for q, k in found]

    def _packed(self, q: Any) -> Poly:
        return {sum(u * e for u, e in zip(self.units, m, strict=True)): c for m, c in q.items()}


def add_term(p: Poly, monomial: int, c: Any) -> None:
    total = p.get(monomial)
    if total is None:
        p[monomial] = c
    elif total + c:
        p[monomial] = total + c
    else:
        del p[monomial]


def add_to(p: Poly, q: Poly) -> Poly:
    for monomial, c in q.items():
        add_term(p, monomial, c)
    return p


def fraction(c: Any) -> Fraction:
    return Fraction(int(c.numerator), int(c.denominator))


# ---- bases -------------------------------------------------------------------------------------------------------


class Basis:
    """Equations, numbered as among the facts, and what Buchberger's algorithm adds to them."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.elements: list[tuple[int, Poly]] = []  # leading monomial, the rest of a monic polynomial
        self.history: list[Multipliers] = []  # in terms of equation i (key i) and of element k (key -1 - k)
        self.rules: list[int] = []  # the elements that divide
        self.plain: dict[int, int] = {}
        self.work = 0

    def extended(self, equations: Iterable[tuple[int, Poly]]) -> Basis:
        """This basis and more equations."""
        other = Basis(self.ring)
        other.elements, other.history = list(self.elements), list(self.history)
        other.rules, other.plain = list(self.rules), dict(self.plain)
        other._complete(equations)
        return other

    def divide(self, p: Poly) -> tuple[Multipliers, Poly]:
        """(q, r) with p = sum_k q_k element_k + r, r in normal form."""
        quotients: Multipliers = {}
        return quotients, self._reduce(dict(p), quotients)

    def normal(self, p: Poly) -> Poly:
        return self._reduce(dict(p), None) if self.rules else p

    def _reduce(self, left: Poly, quotients: Multipliers | None) -> Poly:
        rest: Poly = {}
        ring, guard = self.ring, self.ring.guard
        rules = [(self.plain[k], k, *self.elements[k]) for k in self.rules]
        while left:
            monomial = max(left)
            c = left.pop(monomial)
            guarded = ring.plain(monomial) | guard
            for plain, k, lead, tail in rules:
                if guarded - plain & guard == guard:
                    shift = monomial - lead
                    for m, x in tail.items():
                        add_term(left, m + shift, -c * x)
                    self.work += len(tail) + len(left)
                    if quotients is not None:
                        add_term(quotients.setdefault(k, {}), shift, c)
                    break
            else:
                rest[monomial] = c
            if self.work & 1023 < 8:
                ring.check_time()
        ring.check_time()
        return rest

    def multipliers(self, quotients: Multipliers) -> Multipliers:
        """sum_k q_k element_k as multiples of the equations."""
        waiting = dict(quotients)
        found: Multipliers = {}
        for k in reversed(range(len(self.elements))):
            q = waiting.pop(k, {})
            for source, multiplier in self.history[k].items() if q else ():
                target, key = (found, source) if source >= 0 else (waiting, -1 - source)
                target[key] = add_to(dict(target.get(key, {})), self.ring.multiply(q, multiplier))
        return {i: q for i, q in found.items() if q}

    def _complete(self, equations: Iterable[tuple[int, Poly]]) -> None:
        self.work = 0
        pairs: list[tuple[int, int, int]] = []
        for i, p in sorted(equations, key=lambda e: (max(e[1], default=0), len(e[1]))):
            self._enter(dict(p), {i: self.ring.one}, pairs)
        waiting = {(i, j) for _, i, j in pairs}
        for _ in range(MOST_PAIRS):
            while pairs and (pairs[0][1:] not in waiting or self._superfluous(*pairs[0], waiting)):
                waiting.discard(heappop(pairs)[1:])
            if not pairs or self.work > MOST_WORK:
                break
            top, i, j = heappop(pairs)
            waiting.discard((i, j))
            (a, f), (b, g) = self.elements[i], self.elements[j]
            left, right = {top - a: self.ring.rational(1)}, {top - b: self.ring.rational(-1)}
            difference = add_to(self.ring.multiply(left, f), self.ring.multiply(right, g))
            before = len(pairs)
            self._enter(difference, {-1 - i: left, -1 - j: right}, pairs)
            if len(pairs) > before:
                waiting |= {(i, j) for _, i, j in pairs if j == len(self.elements) - 1}

    def _superfluous(self, top: int, i: int, j: int, waiting: set[tuple[int, int]]) -> bool:
        """Buchberger's second criterion: another element divides the common multiple, and both its pairs are done."""
        guarded = self.ring.plain(top) | self.ring.guard
        for k in self.rules:
            if k not in (i, j) and guarded - self.plain[k] & self.ring.guard == self.ring.guard:
                one, two = (min(i, k), max(i, k)), (min(j, k), max(j, k))
                if one not in waiting and two not in waiting:
                    return True
        return False

    def _enter(self, p: Poly, origin: Multipliers, pairs: list[tuple[int, int, int]]) -> None:
        self.ring.check_time()
        quotients: Multipliers = {}
        rest = self._reduce(p, quotients)
        if not rest or len(rest) > MOST_TERMS:
            return
        lead, new = max(rest), len(self.elements)
        c = rest.pop(lead)
        for k, q in quotients.items():
            origin[-1 - k] = add_to(dict(origin.get(-1 - k, {})), self.ring.scale(self.ring.rational(-1), q))
        self.elements.append((lead, {m: x / c for m, x in rest.items()}))
        self.history.append({source: self.ring.scale(1 / c, q) for source, q in origin.items() if q})
        self.plain[new] = self.ring.plain(lead)
        for k in range(new):
            top = self.ring.least_multiple(lead, self.elements[k][0])
            if top != lead + self.elements[k][0]:
                heappush(pairs, (top, k, new))
        self.rules = [k for k in self.rules if not self.ring.divides(lead, self.elements[k][0])] + [new]
        self.rules.sort(key=lambda k: len(self.elements[k][1]))


# ---- which generators --------------------------------------------------------------------------------------------


def ring_of(polynomials: Sequence[Terms], equations: Sequence[Terms], most: int, deadline: Any) -> Ring:
    """A ring for the polynomials, where variables that an equation gives in degree up to `most` are eliminated."""
    monomials = list(dict.fromkeys(m for p in polynomials for m in p))
    degrees: dict[str, int] = {}
    signature: dict[str, list[tuple[int, int]]] = {}
    for number, monomial in enumerate(monomials):
        for name, e in monomial:
            degrees[name] = max(degrees.get(name, 0), e)
            signature.setdefault(name, []).append((number, e))
    groups: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for name in sorted(signature, key=lambda name: (degrees[name], -len(signature[name]), name)):
        groups.setdefault(tuple(signature[name]), []).append(name)
    generators = [tuple(names) for names in groups.values()] or [("_",)]
    plain = Ring(generators, [1] * len(generators), deadline)
    read = [q for p in equations if (q := plain.read(p)) is not None]
    eliminated = list(_eliminations(plain, read, most))
    weights = [1] * len(generators)
    for v, f in reversed(eliminated):
        weights[v] = max([1, *(sum(w * e for w, e in zip(weights, plain.exponents(m), strict=True)) for m in f)])
    first = [v for v, _ in eliminated]
    order = [*first, *(i for i in range(len(generators)) if i not in first)]
    if sum(weights) >= 1 << BITS - 5:
        return plain
    return Ring([generators[i] for i in order], [weights[i] for i in order], deadline)


def _eliminations(ring: Ring, equations: list[Poly], most: int) -> Iterator[tuple[int, Poly]]:
    """Generators with the polynomials that equations give for them, each free of the earlier ones."""
    left = list(equations)
    while left:
        found = min(
            ((ring.degree(p), v, n) for n, p in enumerate(left) for v in _alone(ring, p)),
            key=lambda option: (option[0], option[1]),
            default=None,
        )
        if found is None or found[0] > most:
            return
        _, v, n = found
        p = left.pop(n)
        unit = ring.units[v]
        f = {m: -c / p[unit] for m, c in p.items() if m != unit}
        yield v, f
        left = [q for p in left if (q := _without(ring, p, v, f)) and len(q) <= MOST_TERMS]


def _alone(ring: Ring, p: Poly) -> list[int]:
    """The generators that occur in one monomial of p only, by themselves and to the first power."""
    exponents = [ring.exponents(m) for m in p]
    return [v for v, unit in enumerate(ring.units) if unit in p and sum(1 for e in exponents if e[v]) == 1]


def _without(ring: Ring, p: Poly, v: int, f: Mapping[int, Any]) -> Poly:
    powers: list[Poly] = [ring.one]
    total: Poly = {}
    for m, c in p.items():
        e = ring.exponents(m)[v]
        while len(powers) <= e:
            powers.append(ring.multiply(powers[-1], dict(f)))
            if len(powers[-1]) > MOST_TERMS:
                return {}
        add_to(total, ring.multiply({m - e * ring.units[v]: c}, powers[e]))
    return total
