"""Every counterexample of every claim, run step by step in SymPy's rationals: a second opinion on the kernel's.

The runs are those of the update rules, traced on symbols, so that a step here is a step of the rule with numbers in it.
"""

from dataclasses import replace
from typing import Any

import pytest
import sympy as sp

from derivations import claims
from derivations.claim import Claim
from derivations.statement import Misprint, Orbit

MISPRINTS = [(c, m) for c in claims() for m in c.misprints]
each_misprint = pytest.mark.parametrize(("c", "m"), MISPRINTS, ids=[f"{c.id}: {m.name}" for c, m in MISPRINTS])


def value(expression: Any, at: dict[Any, Any]) -> Any:
    return sp.sympify(expression, strict=True).subs(at)


def reached(m: Misprint) -> dict[Any, Any]:
    """The values of all symbols at the counterexample, after the steps of its runs."""
    at: dict[Any, Any] = {symbol: sp.Rational(str(number)) for symbol, number in m.counterexample.items()}
    orbits = [h for h in m.hypotheses if isinstance(h, Orbit)]
    for number, orbit in enumerate(orbits):
        steps = m.steps[number] if number < len(m.steps) else ()
        at |= {symbol: value(start, at) for symbol, (start, _) in orbit.state.items()}
        for inputs in steps:
            now = at | {symbol: sp.Rational(str(v)) for symbol, v in inputs.items()}
            assert value(orbit.guard, now) == sp.true
            at |= {symbol: value(following, now) for symbol, (_, following) in orbit.state.items()}
    return at


def test_there_are_some_for_every_claim_that_is_not_right_as_printed() -> None:
    assert {c.id for c, _ in MISPRINTS} == {c.id for c in claims() if c.as_printed in ("fails", "holds-if")}


@each_misprint
def test_the_hypotheses_hold_and_the_printed_conclusion_does_not(c: Claim, m: Misprint) -> None:
    at = reached(m)
    assert all(number.is_Rational for number in at.values())
    for hypothesis in m.hypotheses:
        if not isinstance(hypothesis, Orbit):
            assert value(hypothesis, at) == sp.true
    try:
        printed = value(m.conclusion, at)
    except TypeError:  # SymPy's, for an order of values of which one is a pole
        printed = sp.nan
    pole = printed.has(sp.zoo, sp.nan) or printed is sp.nan
    assert printed == sp.false or (pole and c.as_printed == "holds-if")


def test_another_point_is_no_counterexample() -> None:
    """The negative control: where x^0 = y^0 the printed R^k (x^0, y^0) is right."""
    c, m = next((c, m) for c, m in MISPRINTS if c.id == "mom.footnote-initial-vector")
    symbols = {symbol.name: symbol for symbol in m.counterexample}
    same = replace(m, counterexample={**m.counterexample, symbols["y_0"]: m.counterexample[symbols["x_0"]]})
    with pytest.raises(AssertionError):
        test_the_hypotheses_hold_and_the_printed_conclusion_does_not(c, same)
