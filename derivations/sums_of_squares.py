"""Positivstellensatz refutations with unknown sums of squares, by semidefinite programming. Not trusted.

Looked for is   sum_P P (m_P^T G_P m_P) + sum_s c_s P_s = 0   modulo the equations, where P runs over products of at
most two inequalities, m_P over monomials, the Gram matrices G_P are positive semidefinite, and the P_s are products of
strict inequalities with c_s >= 0 and sum_s c_s = 1. A floating-point solution well inside the cone is rounded to
rationals that satisfy the equations exactly, and G = sum d l l^T turns into squares. Where every solution is on the
boundary of the cone, the directions in which all of them vanish are left out, if they are rational, and it is solved
again.

References: P. A. Parrilo, "Semidefinite programming relaxations for semialgebraic problems", Math. Program. B 96, 2003;
H. Peyrl and P. A. Parrilo, "Computing sum of squares decompositions with rational coefficients", Theor. Comput. Sci.
409, 2008. The solver is Clarabel; without it nothing is found.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from itertools import combinations_with_replacement
from typing import Any

from derivations.ideal import Poly, add_to
from derivations.positivstellensatz import Column, Json, Leaf, solve

__all__ = ["refute"]

MOST_MONOMIALS, MOST_UNKNOWNS, MOST_DEGREE, MOST_VARIABLES = 16, 700, 8, 5
INSIDE = Fraction(1, 10**5)  # an eigenvalue that survives rounding
VANISHING = Fraction(1, 10**4)  # relative to the largest eigenvalue
ROUNDS = 3  # of leaving directions out


@dataclass(frozen=True)
class Block:
    """A product of inequalities, and the polynomials whose combinations are squared."""

    indices: tuple[int, ...]
    basis: list[Poly]

    def entries(self, leaf: Leaf) -> Iterator[Column]:
        """The upper triangle of P m m^T, columnwise, off-diagonal entries doubled."""
        product, ring = leaf.product(self.indices) or {}, leaf.ring
        for j, right in enumerate(self.basis):
            for i, left in enumerate(self.basis[: j + 1]):
                value = ring.multiply(product, ring.multiply(left, right))
                yield Column(self.indices, {}, False, leaf.basis.normal(ring.scale(ring.rational(1 + (i < j)), value)))


def refute(leaf: Leaf) -> Json | None:
    """A "psatz" node that the kernel accepts; None if none was found, or if the problem is too large to try."""
    if find_spec("clarabel") is None or len(leaf.ring.units) > MOST_VARIABLES:
        return None
    top = max((leaf.ring.degree(leaf.normal[(i,)]) for i in leaf.useful), default=0)
    for degree in dict.fromkeys((top + top % 2, top + top % 2 + 2)):
        node = at_degree(leaf, degree) if degree <= MOST_DEGREE else None
        if node is not None:
            return node
    return None


def at_degree(leaf: Leaf, degree: int) -> Json | None:
    """A refutation whose summands have at most that degree."""
    products = [c for d in range(3) for c in combinations_with_replacement(leaf.useful, d)]
    found = [b for c in products if (b := block(leaf, c, degree))]
    blocks = [b for b in found if b.basis]
    strict = [b.indices for b in found if all(leaf.strict[i] for i in b.indices)]
    scalars = [Column(c, leaf.ring.one, True, leaf.product(c) or {}) for c in strict]
    for _ in range(ROUNDS):
        columns = [*scalars, *(entry for b in blocks for entry in b.entries(leaf))]
        if len(columns) > MOST_UNKNOWNS:
            return None
        floats, margin = program(columns, blocks, leaf)
        if not floats:
            return None
        if margin > INSIDE:
            values = solve(columns, floats, leaf.ring)
            return None if values is None else certificate(leaf, scalars, blocks, values)
        blocks = [smaller(leaf, b, gram) for b, gram in zip(blocks, grams(blocks, floats[len(scalars) :]), strict=True)]
        blocks = [b for b in blocks if b.basis]
    return None


def block(leaf: Leaf, indices: tuple[int, ...], degree: int) -> Block | None:
    """The product, if it is small enough, with the monomials that are normal forms."""
    value = leaf.product(indices)
    if value is None or not (value or indices) or leaf.ring.degree(value) > degree:
        return None
    half, ring, one = (degree - leaf.ring.degree(value)) // 2, leaf.ring, leaf.ring.rational(1)
    monomials = [sum(m) for d in range(half + 1) for m in combinations_with_replacement(ring.units, d)]
    normal = [{m: one} for m in sorted(monomials) if leaf.basis.normal({m: one}) == {m: one}]
    return Block(indices, normal if len(normal) <= MOST_MONOMIALS else [])


def program(columns: Sequence[Column], blocks: Sequence[Block], leaf: Leaf) -> tuple[list[Any], Any]:
    """Unknowns for which the columns cancel, and the largest t <= 1 with every G - t I still semidefinite."""
    import clarabel
    import numpy as np
    from scipy.sparse import coo_array

    last, rows, entries = len(columns), dict[Any, int](), list[tuple[int, int, Any]]()
    for j, column in enumerate(columns):
        for m, x in column.value.items():
            entries.append((rows.setdefault(m, len(rows)), j, int(x.numerator) / int(x.denominator)))
    scalars = sum(column.strict for column in columns)
    entries += [(len(rows), j, 1) for j in range(scalars)]
    right = [0] * len(rows) + [1] + [0] * scalars + [1]
    entries += [(len(rows) + 1 + j, j, -1) for j in range(scalars)] + [(len(rows) + 1 + scalars, last, 1)]
    cones = [clarabel.ZeroConeT(len(rows) + 1), clarabel.NonnegativeConeT(scalars + 1)]
    unknown, root = scalars, 2 ** Fraction(1, 2)
    for b in blocks:
        for j in range(len(b.basis)):
            for i in range(j + 1):
                entries.append((len(right), unknown, -1 if i == j else -root))
                entries += [(len(right), last, 1)] if i == j else []
                right.append(0)
                unknown += 1
        cones.append(clarabel.PSDTriangleConeT(len(b.basis)))
    row, place, value = zip(*entries, strict=True)
    matrix = coo_array((np.array(value, dtype=np.float64), (row, place)), shape=(len(right), last + 1)).tocsc()
    cost = np.zeros(last + 1)
    cost[last] = -1
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.time_limit = False, max(leaf.deadline - time.process_time(), 1 / 1000)
    free = coo_array((last + 1, last + 1)).tocsc()
    answer = clarabel.DefaultSolver(free, cost, matrix, np.array(right, dtype=np.float64), cones, settings).solve()
    if str(answer.status) not in ("Solved", "AlmostSolved"):
        return [], 0
    return list(answer.x[:last]), answer.x[last]


def grams(blocks: Sequence[Block], unknowns: Sequence[Any]) -> Iterator[list[list[Any]]]:
    """The Gram matrices whose upper triangles stand in a row."""
    at = 0
    for b in blocks:
        size = len(b.basis)
        triangle = {(i, j): unknowns[at + j * (j + 1) // 2 + i] for j in range(size) for i in range(j + 1)}
        yield [[triangle[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]
        at += size * (size + 1) // 2


def smaller(leaf: Leaf, b: Block, gram: list[list[Any]]) -> Block:
    """The block without the directions in which the Gram matrix vanishes: a rational basis of its row space."""
    import numpy as np

    values, vectors = np.linalg.eigh(np.array(gram, dtype=np.float64))
    kept = vectors[:, values > max(values[-1], 1) * VANISHING].T
    if len(kept) in (0, len(b.basis)):
        return Block(b.indices, b.basis if len(kept) else [])
    pivots: list[int] = []
    for j in range(len(b.basis)):
        if np.linalg.matrix_rank(kept[:, [*pivots, j]], tol=VANISHING.numerator / VANISHING.denominator) > len(pivots):
            pivots.append(j)
    if len(pivots) < len(kept):
        return b  # the first columns are so nearly dependent that no more can be told apart
    echelon = np.linalg.solve(kept[:, pivots], kept).tolist()  # the reduced form, whose entries are the rational ones
    rows = [[Fraction(entry).limit_denominator(1000) for entry in row] for row in echelon]
    return Block(b.indices, [combined(leaf, row, b.basis) for row in rows])


def combined(leaf: Leaf, coefficients: Sequence[Fraction], polynomials: Sequence[Poly]) -> Poly:
    """sum_i c_i p_i."""
    total: Poly = {}
    for c, p in zip(coefficients, polynomials, strict=True):
        add_to(total, leaf.ring.scale(leaf.ring.rational(c.numerator, c.denominator), p))
    return total


def certificate(
    leaf: Leaf, scalars: Sequence[Column], blocks: Sequence[Block], values: Sequence[Fraction]
) -> Json | None:
    """The kernel's node, if the c_s are nonnegative and every G is a sum of squares."""
    summands = [(c, column) for c, column in zip(values, scalars, strict=False) if c]
    if any(c < 0 for c, _ in summands):
        return None
    for b, gram in zip(blocks, grams(blocks, values[len(scalars) :]), strict=True):
        for d, row in squares(gram):
            if d < 0:
                return None
            summands.append((d, Column(b.indices, combined(leaf, row, b.basis), False, {})))
    return leaf.certificate(summands)


def squares(gram: list[list[Fraction]]) -> Iterator[tuple[Fraction, list[Fraction]]]:
    """d and l with G = sum d l l^T, by elimination; one d is negative where G is not semidefinite."""
    left = [list(row) for row in gram]
    for k, pivot in enumerate(left):
        d = pivot[k]
        if d > 0:
            row = [x / d for x in pivot]
            for i, other in enumerate(left):
                left[i] = [x - d * row[i] * y for x, y in zip(other, row, strict=True)]
            yield d, row
        elif any(pivot):
            yield Fraction(-1), pivot
