"""`decide`, z3, cvc5 and a decision procedure of another kind on random small statements: they must not contradict
each other.

Statements in one variable are decided for sure, by the signs of their polynomials at all their real roots, isolated
exactly, and between them (the one-dimensional case of cylindrical algebraic decomposition: G. E. Collins, 1975).
In two variables there is no such judge here: those who answer are compared with each other, and a counterexample
has been substituted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import sympy as sp

from derivations import decide, engines, translate
from derivations.statement import Statement
from verification.attack.campaign import Budget, Tally

X, Y = sp.symbols("x y", real=True)
SECONDS = sp.Rational(1, 2)  # of processor time, for `decide` and for each engine
OPPOSITE = {"proved": "refuted", "refuted": "proved"}


def attack(kernel: Any, budget: Budget, source: random.Random) -> Tally:
    """Two statements in one variable, then one in two, and so on. (`decide` uses its own kernel, not the one given.)"""
    tally = Tally("decisions")
    while not budget.is_spent:
        for symbols in budget.each([(X,), (X,), (X, Y)]):
            hypotheses, conclusion = statement(symbols, source)
            answers = asked(hypotheses, conclusion)
            if len(symbols) == 1:
                answers["roots"] = "proved" if holds_everywhere(hypotheses, conclusion) else "refuted"
            compare(tally, answers, (hypotheses, conclusion))
    return tally


def statement(symbols: tuple[sp.Symbol, ...], source: random.Random) -> tuple[list[Any], Any]:
    """Up to two hypotheses and a conclusion, of degree at most 4 (3 in two variables), now and then with a square."""

    def polynomial() -> Any:
        most = 4 if len(symbols) == 1 else 3
        degrees = range(source.randint(1, most) + 1) if len(symbols) == 1 else range(source.randint(2, 4))
        p = sum(
            source.randint(-3, 3) * sp.prod([source.choice(symbols) ** source.randint(0, 1) for _ in range(d)])
            for d in degrees
        )
        return sp.expand(p**2) if source.random() < 1 / 4 else sp.expand(p)

    def relation() -> Any:
        kind = source.choice([sp.Gt, sp.Ge, sp.Gt, sp.Ge, sp.Eq, sp.Ne])
        return kind(polynomial(), 0, evaluate=False)

    return [relation() for _ in range(source.randint(0, 2))], relation()


def asked(hypotheses: list[Any], conclusion: Any) -> dict[str, str]:
    """Who says what: "proved", "refuted", or something that says neither."""
    translated = translate.statement(Statement("random", tuple(hypotheses), conclusion))
    found = decide(hypotheses, conclusion, timeout=SECONDS)
    said = {name: engines.recheck(translated, name, SECONDS).status for name in engines.available()}
    by = "decide" if "kernel" in found.rests_on or found.status != "proved" else "decide by engines"
    return {by: str(found.status), **{name: str(status) for name, status in said.items()}}


def compare(tally: Tally, answers: dict[str, str], where: object) -> None:
    """Count the answers of each; two that contradict each other are a breach."""
    given = set(answers.values()) & set(OPPOSITE)
    if len(given) > 1:
        tally.breach("contradicted", (answers, where))
    else:
        silent = sorted(name for name, answer in answers.items() if answer not in OPPOSITE)
        all_say = next(iter(given), "nothing")
        tally.counts[f"all say {all_say}" + (f", without {', '.join(silent)}" if silent else "")] += 1


# ---- the judge in one variable -----------------------------------------------------------------------------------


def holds_everywhere(hypotheses: list[Any], conclusion: Any) -> bool:
    """Whether relations p ~ 0 in x imply another one, for every real x."""
    relations = [*hypotheses, conclusion]
    for signs in sign_vectors([sp.Poly(r.lhs, X) for r in relations]):
        truths = [_true(r, sign) for r, sign in zip(relations, signs, strict=True)]
        if all(truths[:-1]) and not truths[-1]:
            return False
    return True


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
