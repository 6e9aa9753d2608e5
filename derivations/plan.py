"""Plans: what an author knows of a proof. Hints to the search in SymPy terms; nothing in a plan is ever trusted.

A plan is a tree. Each inner node is a rule of the kernel and says what to do on its branches; the leaves are `Auto`,
which leaves the rest to the search. The facts at a leaf are the hypotheses, the negated conclusion, and what the nodes
on the way to it have added; the leaf must lead them to a contradiction.

    Statement("...", hypotheses, conclusion, plan=Cut(a > b, otherwise=Auto(squares=(a - b,)), then=Split(a)))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sympy as sp
from sympy.logic.boolalg import Boolean


@dataclass(frozen=True)
class Auto:
    """Close this leaf by search.

    degree: products of at most so many inequalities are tried; squares: polynomials whose squares may help;
    products: products of inequalities (tuples of relations or of expressions known to be >= 0) to try whatever their
    degree; depth: how many case distinctions on disjunctions and on disequalities may nest; timeout: seconds of
    processor time.
    """

    degree: int = 2
    squares: tuple[Any, ...] = ()
    products: tuple[tuple[Any, ...], ...] = ()
    depth: int = 4
    timeout: int = 20


@dataclass(frozen=True)
class Split:
    """`on` is positive, zero or negative."""

    on: Any
    positive: Plan = field(default_factory=Auto)
    zero: Plan = field(default_factory=Auto)
    negative: Plan = field(default_factory=Auto)


@dataclass(frozen=True)
class Cut:
    """`formula` is false (`otherwise`: that is, prove it) or true (`then`: use it)."""

    formula: Boolean
    otherwise: Plan = field(default_factory=Auto)
    then: Plan = field(default_factory=Auto)


@dataclass(frozen=True)
class Cases:
    """One of the alternatives of a disjunction holds: the first among the facts, or fact number `fact`."""

    branches: tuple[Plan, ...]
    fact: int | None = None


@dataclass(frozen=True)
class Use:
    """An earlier statement with `at` for its symbols joins the facts: a hypothesis fails or the conclusion holds."""

    lemma: str
    at: Mapping[sp.Symbol, Any] = field(default_factory=dict)
    then: Plan = field(default_factory=Auto)


@dataclass(frozen=True)
class Root:
    """name = sqrt(of): name >= 0 and name**2 = of, where `of` is nonnegative."""

    of: Any
    name: sp.Symbol
    then: Plan = field(default_factory=Auto)
    nonnegative: Plan = field(default_factory=Auto)


@dataclass(frozen=True)
class Quotient:
    """name = of / by: name * by = of, where `by` is not zero."""

    of: Any
    by: Any
    name: sp.Symbol
    then: Plan = field(default_factory=Auto)
    nonzero: Plan = field(default_factory=Auto)


@dataclass(frozen=True)
class Induct:
    """`invariant` holds at the start of the run-th run and is kept by each step, so it holds along it."""

    invariant: Boolean
    base: Plan = field(default_factory=Auto)
    step: Plan = field(default_factory=Auto)
    then: Plan = field(default_factory=Auto)
    run: int = 0


@dataclass(frozen=True)
class Tends:
    """A limit: |of - to| < epsilon from step 1/gap(epsilon) on (`close`), where gap > 0 (`positive`)."""

    gap: Any
    positive: Plan = field(default_factory=Auto)
    close: Plan = field(default_factory=Auto)
    epsilon: sp.Symbol = field(default_factory=lambda: sp.Symbol("epsilon", real=True))


@dataclass(frozen=True)
class Attain:
    """A minimum: the value is a lower bound (`bound`), and it is attained at `at` (`attained`)."""

    at: Mapping[sp.Symbol, Any]
    bound: Plan = field(default_factory=Auto)
    attained: Plan = field(default_factory=Auto)


Plan: TypeAlias = Auto | Split | Cut | Cases | Use | Root | Quotient | Induct | Tends | Attain
