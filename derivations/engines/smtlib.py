"""Formulas of the kernel as SMT-LIB 2 scripts of the logic QF_NRA, the language that all engines share.

Reference: C. Barrett, P. Fontaine and C. Tinelli, The SMT-LIB Standard, version 2.6, 2021.
"""

from __future__ import annotations

from fractions import Fraction

from derivations import kernel
from derivations.kernel import Facts, Formula, Terms

RELATION = {"gt": ">", "ge": ">=", "eq": "="}
REAL = "real "  # before each name: a variable may be called `abs` or `true`, which SMT-LIB keeps for itself


def script(facts: Facts) -> str:
    """Declares the variables of the facts and asserts each of them; runs, of which no engine knows, are left out."""
    polynomial = [fact for fact in facts if fact[0] != "orbit"]
    names = sorted(set().union(*map(kernel.free, polynomial)))
    declared = [f"(declare-const {quoted(name)} Real)" for name in names]
    return "\n".join([*declared, *(f"(assert {assertion(fact)})" for fact in polynomial)])


def linear(facts: Facts) -> Facts:
    """The facts with each power and product as an unknown of its own: if these contradict each other, so do the facts.

    A model of them says nothing of the facts. Runs are left out.
    """
    return [_linear(fact) for fact in facts if fact[0] != "orbit"]


def _linear(fact: Formula) -> Formula:
    kind, body = fact
    if kind not in RELATION:
        return kind, [_linear(part) for part in body]
    return kind, {_unknown(monomial): coefficient for monomial, coefficient in body.items()}


def _unknown(monomial: kernel.Monomial) -> kernel.Monomial:
    """x^2 y as one variable; a name of the facts has no exponent in it."""
    return ((" ".join(f"{name}^{exponent}" for name, exponent in monomial), 1),) if monomial else ()


def quoted(name: str) -> str:
    """A variable's name in a script."""
    return f"|{REAL}{name}|"


def assertion(fact: Formula) -> str:
    """One formula."""
    kind, body = fact
    if kind in RELATION:
        return f"({RELATION[kind]} {term(body)} 0.0)"
    if not body:
        return "true" if kind == "and" else "false"
    return f"({kind} {' '.join(map(assertion, body))})"


def term(p: Terms) -> str:
    """One polynomial: a sum of products."""
    summands = [_product(c, [name for name, exponent in m for _ in range(exponent)]) for m, c in sorted(p.items())]
    if len(summands) < 2:
        return summands[0] if summands else "0.0"
    return f"(+ {' '.join(summands)})"


def _product(coefficient: Fraction, factors: list[str]) -> str:
    number = f"{abs(coefficient.numerator)}.0"
    if coefficient.denominator != 1:
        number = f"(/ {number} {coefficient.denominator}.0)"
    if coefficient < 0:
        number = f"(- {number})"
    if not factors:
        return number
    names = [quoted(name) for name in factors]
    parts = names if coefficient == 1 else [number, *names]
    return parts[0] if len(parts) == 1 else f"(* {' '.join(parts)})"
