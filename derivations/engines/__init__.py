"""Second opinions: solvers of other authors decide the same statements, by methods of their own.

    available()                                  the engines that are installed, of "z3" and "cvc5"
    recheck(statement, "z3", seconds=2)          what one of them says of `hypotheses |- conclusion`

An engine is a module with one function, `solve(script, seconds)`, which decides an SMT-LIB script; it runs in a process
of its own. Its word is corroboration: nothing is proved by it alone. A time-out is "unknown".
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal

from derivations import kernel
from derivations.engines.process import session
from derivations.engines.smtlib import REAL, script

__all__ = ["ENGINES", "Answer", "available", "consistent", "recheck"]

ENGINES = ("z3", "cvc5")
Status = Literal["proved", "refuted", "unknown", "unsupported", "missing"]


@dataclass(frozen=True)
class Answer:
    """What an engine says of a statement; `model` is where it fails: name -> rational, for the rational values."""

    status: Status
    model: Mapping[str, str] = field(default_factory=dict)
    seconds: Any = 0


def available() -> tuple[str, ...]:
    """The engines that are installed."""
    return tuple(name for name in ENGINES if find_spec(name) is not None)


def recheck(statement: Mapping[str, Any], name: str, seconds: Any = 2) -> Answer:
    """Ask an engine whether `hypotheses |- conclusion` holds for all real values: whether its denial has no model.

    statement: {"hypotheses", "conclusion"} as kernel data. "unsupported" where it speaks of runs, limits or minima.
    Raises ValueError for an engine that nobody knows.
    """
    if name not in ENGINES:
        raise ValueError(f"engine {name!r} violates: one of {', '.join(ENGINES)}; name one of these")
    if name not in available():
        return Answer("missing")
    hypotheses = kernel.flat(map(kernel.formula, statement["hypotheses"]))
    [kind] = statement["conclusion"]
    if kind in ("limit", "minimum") or any(fact[0] == "orbit" for fact in hypotheses):
        return Answer("unsupported")
    return consistent([*hypotheses, kernel.negate(kernel.formula(statement["conclusion"]))], name, seconds)


def consistent(facts: kernel.Facts, name: str, seconds: Any = 2) -> Answer:
    """Ask whether the facts contradict each other ("proved") or have a model ("refuted").

    Runs are left out: a contradiction among the rest is one of all, a model of the rest says nothing.
    """
    began = time.perf_counter()
    found, model = session(name).solve(script(facts), seconds)
    status: Status = {"unsat": "proved", "sat": "refuted"}.get(found, "unknown")  # type: ignore[assignment]
    if status == "refuted" and any(fact[0] == "orbit" for fact in facts):
        status, model = "unknown", {}
    values = {variable.removeprefix(REAL): value for variable, value in model.items()}
    return Answer(status, values, time.perf_counter() - began)
