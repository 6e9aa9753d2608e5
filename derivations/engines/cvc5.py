"""cvc5, by cylindrical algebraic coverings (E. Abraham, J. H. Davenport, M. England and G. Kremer, JLAMP 119, 2021)."""

from __future__ import annotations

from typing import Any

import cvc5

__all__ = ["solve"]


def solve(script: str, seconds: Any) -> tuple[str, dict[str, str]]:
    """("unsat" | "sat" | "unknown", the rational values of a model) for an SMT-LIB script."""
    solver = cvc5.Solver()
    for option, value in (("nl-cov", "true"), ("nl-ext", "none"), ("produce-models", "true")):
        solver.setOption(option, value)
    solver.setOption("tlimit-per", str(max(1, int(1000 * seconds))))
    solver.setLogic("QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "statement")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    result = solver.checkSat()
    if not result.isSat():
        return ("unsat" if result.isUnsat() else "unknown"), {}
    values = {str(term).strip("|"): solver.getValue(term) for term in symbols.getDeclaredTerms()}
    return "sat", {name: str(value.getRealValue()) for name, value in values.items() if value.isRealValue()}
