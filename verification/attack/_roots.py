"""A judge of statements in one variable: the signs of all polynomials at all their real roots, isolated exactly, and
between them (the one-dimensional case of cylindrical algebraic decomposition: G. E. Collins, 1975)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

X = sp.Symbol("x", real=True)


def holds_everywhere(hypotheses: list[Any], conclusion: Any) -> bool:
    """Whether relations p ~ 0 in x, and their conjunctions and disjunctions, imply another one, for every real x."""
    formulas = [*hypotheses, conclusion]
    atoms = sorted(set().union(*(f.atoms(Relational) for f in formulas)), key=str)
    for signs in sign_vectors([sp.Poly(atom.lhs, X) for atom in atoms]):
        truths = {atom: _true(atom, sign) for atom, sign in zip(atoms, signs, strict=True)}
        if all(_value(h, truths) for h in hypotheses) and not _value(conclusion, truths):
            return False
    return True


def _value(formula: Any, truths: Mapping[Any, bool]) -> bool:
    if isinstance(formula, sp.And | sp.Or):
        return (all if isinstance(formula, sp.And) else any)(_value(part, truths) for part in formula.args)
    return truths[formula]


def _true(relation: Any, sign: int) -> bool:
    kinds = {sp.Gt: sign > 0, sp.Ge: sign >= 0, sp.Eq: sign == 0, sp.Ne: sign != 0}
    return next(truth for kind, truth in kinds.items() if isinstance(relation, kind))


def sign_vectors(polynomials: list[sp.Poly]) -> Iterator[list[int]]:
    """The signs of all polynomials, at each of their real roots and at a point between any two neighbours."""
    factors = {f for p in polynomials if not p.is_zero for f, _ in p.factor_list()[1]}
    product = sp.prod(factors, start=sp.Poly(1, X)) if factors else sp.Poly(1, X)
    cells = _isolated(product)
    ends = cells or [(sp.Integer(0), sp.Integer(0))]
    between = [(b + a) / 2 for (_, b), (a, _) in pairwise(ends)]
    for point in (ends[0][0] - 1, *between, ends[-1][1] + 1):
        yield [int(sp.sign(p.eval(point))) for p in polynomials]
    for a, b in cells:
        [root_of] = [f for f in factors if f.count_roots(a, b)]
        yield [0 if (p % root_of).is_zero else int(sp.sign(p.eval((a + b) / 2))) for p in polynomials]


def _isolated(product: sp.Poly) -> list[tuple[Any, Any]]:
    """Closed intervals with gaps between them, one for each real root; no endpoint is a root but that of a point."""
    width = sp.Rational(1, 4)
    while True:
        cells = [cell for cell, _ in product.intervals(eps=width)] if product.degree() > 0 else []
        apart = all(b < a for (_, b), (a, _) in pairwise(cells))
        if apart and all(a == b or (product.eval(a) and product.eval(b)) for a, b in cells):
            return cells
        width /= 16
