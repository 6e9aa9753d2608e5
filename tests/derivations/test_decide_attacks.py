"""Attacks on `decide`: what SymPy hides before it is asked, and statements that are not about real numbers."""

import pytest
import sympy as sp

from derivations import decide
from derivations.notation import sigma

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize("hidden", [sp.Eq(x / x, 1), sp.Ne(1 / x, 0), sp.Or(1 / x > 0, 1 / x <= 0, evaluate=False)])
def test_what_sympy_has_evaluated_rests_on_sympy(hidden: sp.Basic) -> None:
    """Each of these has no value at 0, and is `True` before anybody sees it."""
    verdict = decide([], hidden)
    assert hidden is sp.true
    assert (verdict.status, verdict.rests_on) == ("proved", ("sympy",))
    assert "write evaluate=False" in verdict.detail


@pytest.mark.parametrize(
    "seen",
    [
        sp.Eq(sp.Mul(x, 1 / x, evaluate=False), 1, evaluate=False),
        sp.Ne(1 / x, 0, evaluate=False),
        sp.Equivalent(1 / x > 0, x > 0),
        sp.Not(sp.Eq(1 / x, 1, evaluate=False), evaluate=False),
        sp.Eq(sp.Pow(sp.Pow(x, -1), -1, evaluate=False), x, evaluate=False),
    ],
)
def test_unevaluated_it_is_refuted_at_the_pole(seen: sp.Basic) -> None:
    verdict = decide([sp.Eq(x, 0)], seen)
    assert verdict.status == "refuted"
    assert verdict.counterexample == {x: 0}


@pytest.mark.parametrize(
    "symbol", [sigma, sp.Symbol("z", complex=True), sp.Symbol("h", hermitian=True), sp.Symbol("A", commutative=False)]
)
def test_what_may_not_be_real_is_refused(symbol: sp.Symbol) -> None:
    with pytest.raises(ValueError, match="is not real"):
        decide([], sp.Ne(symbol**2 + 1, 0))


@pytest.mark.parametrize(
    "beyond",
    [
        sp.Lt(x, sp.oo, evaluate=False),
        sp.Eq(x, sp.nan, evaluate=False),
        sp.Ge(sp.Abs(x), x, evaluate=False),
        sp.Ge(sp.Max(x, y), x, evaluate=False),
        sp.Ge(sp.Piecewise((x, x > 0), (0, True)), 0, evaluate=False),
        sp.Gt(x**2 + sp.Float("0.1"), 0, evaluate=False),
        sp.Eq(sp.sqrt(x**2), x),
        sp.Gt(sp.exp(x), 0, evaluate=False),
        sp.Ge(sp.MatrixSymbol("M", 1, 1)[0, 0] ** 2, 0, evaluate=False),
        sp.ITE(x > 0, x >= 0, x <= 0),
        sp.Ge(sp.Symbol("n", integer=True) ** 2, sp.Symbol("n", integer=True), evaluate=False),
    ],
)
def test_what_the_kernel_cannot_say_is_refused(beyond: sp.Basic) -> None:
    with pytest.raises(ValueError, match=r"is not a|is a float|is not real|more than real"):
        decide([], beyond)


def test_symbols_that_print_alike_are_not_one() -> None:
    with pytest.raises(ValueError, match="print alike"):
        decide([sp.Dummy("x", real=True) > 0], x > 0)
    micro, mu = sp.Symbol("\u00b5", real=True), sp.Symbol("\u03bc", real=True)
    assert decide([micro > 0], mu > 0).status == "refuted"


def test_a_contradiction_is_told() -> None:
    verdict = decide([x > 0, x < 0], sp.Eq(y, 1))
    assert (verdict.status, verdict.vacuous) == ("proved", True)
