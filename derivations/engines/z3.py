"""Z3, by its solver nlsat for nonlinear real arithmetic (D. Jovanovic and L. de Moura, IJCAR 2012)."""

from __future__ import annotations

from typing import Any

import z3

__all__ = ["solve"]


def solve(script: str, seconds: Any) -> tuple[str, dict[str, str]]:
    """("unsat" | "sat" | "unknown", the rational values of a model) for an SMT-LIB script."""
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", max(1, int(1000 * seconds)))
    solver.from_string(script)
    found = str(solver.check())
    if found != "sat":
        return found, {}
    model = solver.model()
    values = {name.name(): model[name] for name in model.decls()}
    rational = {name: value for name, value in values.items() if z3.is_rational_value(value)}
    return found, {name: str(value.as_fraction()) for name, value in rational.items()}
