"""What can be stated: hypotheses over real symbols and a conclusion, with runs for "all k" and "all n".

A `Statement` says: for all real values of its symbols, the hypotheses imply the conclusion. Hypotheses are SymPy
relations (and Boolean combinations of them) or an `Orbit`, the states that an iteration reaches; a conclusion is a
relation, a `Limit` along an iteration, or a `Minimum`. A power sigma^k is the state of the run 1, sigma, sigma^2, ...:

    Orbit({p: (1, sigma * p), k: (0, k + 1)})

and a sum over i = 1..n is the state of a run whose inputs are the summands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from derivations.plan import Auto, Plan

Point = Mapping[sp.Symbol, Any]


@dataclass(frozen=True)
class Orbit:
    """The states that `state -> (start, step)` reaches, whatever the inputs, as long as they satisfy the guard.

    state: symbol -> (its start, an expression in the parameters; its next value, in state, inputs and parameters).
    inputs: symbols that take any real value at each step for which `guard` holds.
    """

    state: Mapping[sp.Symbol, tuple[Any, Any]]
    inputs: tuple[sp.Symbol, ...] = ()
    guard: Boolean = sp.true


@dataclass(frozen=True)
class Limit:
    """Along every run of the orbit, `of` tends to `to` as the state `counter` (0, 1, 2, ...) grows.

    It says nothing of a run that its guard stops: that the guard can be met for ever is for the reader to see.
    """

    orbit: Orbit
    counter: sp.Symbol
    of: Any
    to: Any = 0


@dataclass(frozen=True)
class Minimum:
    """`value` is the least value of `of` over all points `over` subject to `subject`, and it is attained."""

    over: tuple[sp.Symbol, ...]
    subject: Boolean
    of: Any
    value: Any


@dataclass(frozen=True)
class Statement:
    """For all real values of the symbols: hypotheses imply the conclusion.

    plan: how to look for a proof (never trusted). witness: a point at which the hypotheses hold, where the search needs
    help (symbol -> rational). lemma: a step on the way rather than what the claim says.
    """

    name: str
    hypotheses: tuple[Boolean | Orbit, ...]
    conclusion: Boolean | Limit | Minimum
    plan: Plan = field(default_factory=Auto)
    witness: Point | None = None
    lemma: bool = False

    @property
    def relations(self) -> tuple[Boolean, ...]:
        """The hypotheses that are relations, without the runs."""
        return tuple(h for h in self.hypotheses if not isinstance(h, Orbit))

    @property
    def orbits(self) -> tuple[Orbit, ...]:
        """The runs among the hypotheses."""
        return tuple(h for h in self.hypotheses if isinstance(h, Orbit))


@dataclass(frozen=True)
class Misprint:
    """A statement as printed that is false, with the exact point at which it fails.

    counterexample: symbol -> rational for everything that no run determines. steps: how many steps each run has taken
    there, given as the inputs of each step (an empty mapping where there are none).
    """

    name: str
    hypotheses: tuple[Boolean | Orbit, ...]
    conclusion: Boolean
    counterexample: Point
    steps: tuple[tuple[Point, ...], ...] = ()
