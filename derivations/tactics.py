"""Plans that recur, in words: prove these facts first, distinguish these signs, use that lemma on the roots.

A plan is a hint to the search (see `derivations.plan`); nothing here is trusted.
"""

from __future__ import annotations

from typing import Any

from sympy import Eq, Ge, Symbol
from sympy.logic.boolalg import Boolean

from derivations.notation import T, d
from derivations.plan import Auto, Cut, Plan, Split, Use
from derivations.roots import RootPair, root_pair

__all__ = ["about", "decide", "known", "real", "signs", "square"]


def known(*facts: Boolean, then: Plan | None = None) -> Plan:
    """Prove these facts one after the other and go on."""
    plan = then or Auto()
    for fact in reversed(facts):
        plan = Cut(fact, then=plan)
    return plan


def decide(*formulas: Boolean, then: Plan | None = None) -> Plan:
    """Distinguish whether each of these holds."""
    plan = then or Auto()
    for formula in reversed(formulas):
        plan = Cut(formula, plan, plan)
    return plan


def signs(*expressions: Any, then: Plan | None = None) -> Plan:
    """Distinguish the signs of each of the expressions."""
    plan = then or Auto()
    for expression in reversed(expressions):
        plan = Split(expression, plan, plan, plan)
    return plan


def square(expression: Any) -> Boolean:
    """That a square is nonnegative, as a fact to multiply with others (SymPy would make it `true`)."""
    return Ge(expression**2, 0, evaluate=False)


def real(pair: RootPair, then: Plan | None = None) -> Plan:
    """The roots are real (`then`), or else a conjugate pair."""
    return Cut(Eq(pair.y, 0), otherwise=Cut(Eq(pair.x_1, pair.x_2)), then=then or Auto())


def about(lemma: str, pair: RootPair, then: Plan | None = None, **more: Any) -> Plan:
    """A lemma of `derivations.roots` on the roots of sigma^2 - T sigma + d, for this pair; `more` are other
    symbols."""
    at = {T: pair.trace, d: pair.determinant, **root_pair(T, d).at(pair.x_1, pair.x_2, pair.y)}
    at |= {Symbol(name, real=True): value for name, value in more.items()}
    return Use(f"roots.{lemma}", at=at, then=then or Auto())
