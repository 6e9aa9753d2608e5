"""The stability region: the same set as the conditions that it was made of, and not one condition too many."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Rational, Symbol

from derivations import decide
from derivations.decide import Verdict
from derivations.method import Method
from derivations.notation import alpha, beta, kappa, lam
from derivations.samples import Samples
from derivations.schur_cohn import ClosedFormError
from derivations.stability_region import StabilityRegion, stability_region
from tests.derivations.higher_order_methods import (
    AVERAGED,
    EXTRAGRADIENT_MOMENTUM,
    HIGHER_ORDER,
    TRIPLE_MOMENTUM,
    TWO_MOMENTA,
)
from tests.derivations.methods import GRADIENT_DESCENT, MOMENTUM, NESTEROV
from tests.derivations.runs import rational

POSITIVE = (lam > 0,)
UNIT = (lam > 0, beta >= 0, beta < 1)
x, y = sympy.symbols("x y", real=True)


def momenta_in_the_unit_interval(method: Method) -> tuple[Any, ...]:
    """lambda > 0 and every parameter but alpha in [0, 1)."""
    others = [symbol for name, symbol in method.parameters.items() if name != "alpha"]
    return (lam > 0, *(s >= 0 for s in others), *(s < 1 for s in others))


CASES = [
    *product((MOMENTUM, NESTEROV, TRIPLE_MOMENTUM), ((), POSITIVE, UNIT)),
    (GRADIENT_DESCENT, ()),
    (GRADIENT_DESCENT, POSITIVE),
    (EXTRAGRADIENT_MOMENTUM, UNIT),
    (TWO_MOMENTA, momenta_in_the_unit_interval(TWO_MOMENTA)),
    (AVERAGED, momenta_in_the_unit_interval(AVERAGED)),
]
EACH = pytest.mark.parametrize(
    ("method", "assumptions"), CASES, ids=lambda v: v.name if isinstance(v, Method) else str(len(v))
)


def proved(verdict: Verdict) -> bool:
    return (verdict.status, verdict.rests_on) == ("proved", ("kernel",))


def follows_through(region: StabilityRegion, conditions: Sequence[Any]) -> bool:
    """Whether each step is stated of the conditions of its moment and proved, and the last ones are the region's."""
    now = set(conditions)
    for short, verdict in region.simplified.items():
        goal = verdict.conclusion
        before = goal.args[0] if isinstance(goal, sympy.Not) else next(c for c in goal.args if c != short)
        if not proved(verdict) or before not in now or not set(verdict.hypotheses) <= now | set(region.assumptions):
            return False
        now = now - {before} | {short}
    for condition, verdict in region.removed.items():
        now -= {condition}
        given_ = set(verdict.hypotheses)
        if not proved(verdict) or verdict.conclusion != condition or not given_ <= now | set(region.assumptions):
            return False
    return now == set(region.conditions)


@EACH
def test_every_step_is_proved_and_leads_to_the_next(method: Method, assumptions: tuple[Any, ...]) -> None:
    region = method.stability_region(*assumptions)
    assert region.assumptions == assumptions
    assert follows_through(region, method.stability_conditions)


def test_a_step_that_is_left_out_would_be_seen() -> None:
    """The negative control of the test above: a region whose list of what was removed lacks one."""
    region = NESTEROV.stability_region(*UNIT)
    torn = StabilityRegion(region.assumptions, region.conditions, {}, region.needed, region.simplified)
    assert not follows_through(torn, NESTEROV.stability_conditions)
    more = StabilityRegion(region.assumptions, (*region.conditions, x > 0), region.removed, {}, region.simplified)
    assert not follows_through(more, NESTEROV.stability_conditions)


@EACH
def test_each_condition_is_needed_at_a_point(method: Method, assumptions: tuple[Any, ...]) -> None:
    """At its point it alone fails, so that without it the region would be larger."""
    region = method.stability_region(*assumptions)
    assert set(region.needed) == set(region.conditions)
    for condition, point in region.needed.items():
        assert point is not None, condition
        assert all(value.is_Rational for value in point.values())
        assert condition.subs(point) == False  # noqa: E712  # SymPy's
        others = [c for c in region.conditions if c != condition]
        assert all(c.subs(point) == True for c in (*assumptions, *others))  # noqa: E712


EXPECTED = {
    "momentum": (alpha > 0, 2 + 2 * beta - alpha * lam > 0),
    "nesterov": (alpha > 0, 2 + 2 * beta - (1 + 2 * beta) * alpha * lam > 0),
    "gradient_descent": (alpha > 0, 2 - alpha * lam > 0),
}


@pytest.mark.parametrize("method", [MOMENTUM, NESTEROV, GRADIENT_DESCENT], ids=lambda m: m.name)
def test_the_familiar_regions(method: Method) -> None:
    region = method.stability_region(*(UNIT if "beta" in method.parameters else POSITIVE))
    found = {sympy.expand(c.lhs) for c in region.conditions}
    assert found == {sympy.expand(c.lhs) for c in EXPECTED[method.name]}


def test_two_momenta_need_two_conditions_of_four() -> None:
    """Lucas et al.'s aggregated momentum, K = 2: only the step-size is bounded."""
    b_1, b_2 = (TWO_MOMENTA.parameters[name] for name in ("beta_1", "beta_2"))
    region = TWO_MOMENTA.stability_region(*momenta_in_the_unit_interval(TWO_MOMENTA))
    assert len(TWO_MOMENTA.stability_conditions) == 4
    assert {sympy.expand(c.lhs) for c in region.conditions} == {
        alpha,
        sympy.expand(4 * (1 + b_1) * (1 + b_2) - alpha * lam * (2 + b_1 + b_2)),
    }


def values_under(symbol: Any, assumptions: tuple[Any, ...]) -> st.SearchStrategy[Fraction]:
    """What the cases assume of a symbol: that it is positive, in [0, 1), or nothing."""
    low = Fraction(1, 12) if (symbol > 0) in assumptions else Fraction(0 if (symbol >= 0) in assumptions else -3)
    high = Fraction(11, 12) if (symbol < 1) in assumptions else Fraction(3)
    return st.fractions(low, high, max_denominator=12)


def points(case: Any) -> st.SearchStrategy[tuple[Any, dict[Any, Fraction]]]:
    method, assumptions = case
    symbols = (*method.parameters.values(), lam)
    return st.tuples(st.just(case), st.fixed_dictionaries({s: values_under(s, assumptions) for s in symbols}))


@settings(max_examples=50)
@given(st.sampled_from(CASES).flatmap(points))
@example((CASES[0], {alpha: Fraction(2), beta: Fraction(0), lam: Fraction(1)}))
@example((CASES[0], {alpha: Fraction(1), beta: Fraction(1), lam: Fraction(1)}))
@example((CASES[5], {alpha: Fraction(3, 2), beta: Fraction(1, 2), lam: Fraction(1)}))
def test_where_the_assumptions_hold_the_region_is_the_conditions(case: tuple[Any, dict[Any, Fraction]]) -> None:
    (method, assumptions), values = case
    region = method.stability_region(*assumptions)
    at = {symbol: rational(value) for symbol, value in values.items()}
    assert all(bool(a.subs(at)) for a in assumptions)
    stable = all(bool(c.subs(at)) for c in method.stability_conditions)
    assert all(bool(c.subs(at)) for c in region.conditions) is stable


def test_without_the_assumptions_the_removed_conditions_do_not_follow() -> None:
    """A mutant: what was left out for 0 <= beta < 1 is needed elsewhere, and the kernel's `decide` refutes it."""
    region = NESTEROV.stability_region(*UNIT)
    (removed,) = region.removed
    verdict = decide((lam > 0, *region.conditions), removed)
    assert verdict.status == "refuted"
    assert verdict.counterexample is not None


# On conditions that are no method's: what the reduction does with any.


def test_factors_of_known_sign_are_divided_out() -> None:
    region = stability_region([sympy.Gt(x**3 * (y - 1), 0), sympy.Gt((x - 3) ** 2 * (y + 2), 0)], [x > 4], [x, y])
    assert region.conditions == (y - 1 > 0,)
    assert follows_through(region, [sympy.Gt(x**3 * (y - 1), 0), sympy.Gt((x - 3) ** 2 * (y + 2), 0)])
    region = stability_region([sympy.Gt(x * (y - 1), 0)], [x < 0], [x, y])
    assert region.conditions == (1 - y > 0,)


def test_a_factor_whose_sign_is_open_stays() -> None:
    """An even power is positive but where it vanishes, and there the condition fails."""
    region = stability_region([sympy.Gt(x**2 * y, 0)], [y > 0], [x, y])
    assert region.conditions == (x**2 > 0,)
    point = region.needed[x**2 > 0]
    assert point is not None
    assert point[x] == 0
    assert stability_region([x * y > 0], [x >= 0], [x, y]).conditions == (x * y > 0,)


def test_of_two_equal_conditions_one_is_kept() -> None:
    region = stability_region([x - y > 0, 2 * x - 2 * y > 0, x - y + 1 > 0], [], [x, y])
    assert len(region.conditions) == 1
    assert follows_through(region, [x - y > 0, 2 * x - 2 * y > 0, x - y + 1 > 0])


def test_a_factor_known_by_another_condition_is_divided_out() -> None:
    conditions = [x > 0, x * (y - x - 1) > 0]
    region = stability_region(conditions, [], [x, y])
    assert set(region.conditions) == {x > 0, -x + y - 1 > 0}
    assert follows_through(region, conditions)


def test_a_region_that_is_empty_or_everything() -> None:
    empty = MOMENTUM.stability_region(beta > 1)
    assert empty.conditions == (sympy.false,)
    assert proved(empty.simplified[sympy.false])
    assert empty.simplified[sympy.false].hypotheses == (beta > 1,)
    assert empty.simplified[sympy.false].conclusion == (1 - beta <= 0)
    crossed = stability_region([x - y > 0, y - x > 0], [], [x, y])
    assert crossed.conditions == (sympy.false,)
    assert proved(crossed.simplified[sympy.false])
    everything = stability_region([x > 0, y + 1 > 0], [x > 1, sympy.Eq(y, x)], [x, y])
    assert everything.conditions == ()
    assert len(everything.removed) == 2


def test_a_method_that_is_never_stable() -> None:
    """A state that is only remembered: its eigenvalue is 1, whatever the parameters are."""

    def remembering(state: Any, gradient: Any, *, alpha: Any) -> Any:
        kept, w = state
        return kept, w - alpha * gradient(w)

    method = Method(remembering, state=("kept", "w"))
    assert method.stability_region(lam > 0).conditions == (sympy.false,)
    with pytest.raises(ClosedFormError, match="no alpha is stable there"):
        method.largest_step_size()


def test_what_is_neither_proved_nor_refuted_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no time to find anything the conditions are those of Schur and Cohn, and no need is claimed."""
    import derivations.stability_region as module

    def unknown(known: Any, condition: Any, *_: Any) -> Verdict:
        return Verdict("unknown", (), tuple(known), condition)

    monkeypatch.setattr(module, "prove", unknown)
    monkeypatch.setattr(module, "refute", unknown)
    monkeypatch.setattr(Samples, "confirmed", lambda *_: None)
    region = module.stability_region(NESTEROV.stability_conditions, UNIT, [alpha, beta, lam])
    assert region.conditions == NESTEROV.stability_conditions
    assert region.removed == {}
    assert region.simplified == {}
    assert set(region.needed.values()) == {None}


def test_an_engine_s_word_removes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import derivations.stability_region as module

    def by_engine(known: Any, condition: Any, *_: Any) -> Verdict:
        return Verdict("proved", ("z3",), tuple(known), condition)

    monkeypatch.setattr(module, "prove", by_engine)
    monkeypatch.setattr(module, "checked_assumptions", lambda given, _: tuple(given))
    region = module.stability_region(NESTEROV.stability_conditions, UNIT, [alpha, beta, lam])
    assert region.conditions == NESTEROV.stability_conditions


@pytest.mark.parametrize("method", HIGHER_ORDER, ids=lambda m: m.name)
def test_every_order_has_a_region(method: Method) -> None:
    region = method.stability_region(lam > 0)
    assert follows_through(region, method.stability_conditions)
    assert all(c.lhs.free_symbols <= {lam, *method.parameters.values()} for c in region.conditions)


def test_it_is_derived_once() -> None:
    assert MOMENTUM.stability_region(lam > 0) is MOMENTUM.stability_region(lam > 0)
    assert MOMENTUM.stability_region() is not MOMENTUM.stability_region(lam > 0)


@pytest.mark.parametrize(
    ("assumption", "error", "message"),
    [
        ("beta > 0", TypeError, r"'beta > 0' violates: .*strings are not evaluated"),
        (alpha, TypeError, "alpha violates: an assumption is a SymPy formula"),
        (3, TypeError, "3 violates"),
        (beta < 0.5, ValueError, r"beta < 0\.5 violates: an assumption is exact.*Rational"),
        (kappa > 0, ValueError, r"the symbol kappa of kappa > 0 violates: .*\[lambda, alpha, beta\]"),
        (Symbol("beta") > 0, ValueError, "prints alike and is another symbol"),
        (sympy.And(beta > 1, beta < 0), ValueError, "violates: assumptions can all hold at once; drop one"),
        (sympy.false, ValueError, "can all hold at once"),
    ],
)
def test_assumptions_that_are_refused(assumption: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        MOMENTUM.stability_region(assumption)


def test_assumptions_that_say_nothing_are_left_out() -> None:
    assert MOMENTUM.stability_region(True, sympy.true, lam > 0, lam > 0).assumptions == (lam > 0,)
    assert MOMENTUM.stability_region(sympy.Or(beta > 1, lam > Rational(1, 2))).conditions


@settings(max_examples=25)
@given(st.lists(st.tuples(*[st.integers(-2, 2)] * 3), min_size=1, max_size=4))
@example([(1, 0, 0), (-1, 0, 0)])
@example([(0, 0, 1)])
@example([(0, 0, -1), (1, 1, 1)])
def test_linear_conditions_whatever_they_are(rows: list[tuple[int, int, int]]) -> None:
    """a x + b y + c > 0: what is kept and what was given agree on a grid, boundary included."""
    conditions = [sympy.Gt(a * x + b * y + c, 0) for a, b, c in rows]
    region = stability_region(dict.fromkeys(c for c in conditions if c is not sympy.true), [], [x, y])
    for i in range(-4, 5):
        for j in range(-4, 5):
            at = {x: Rational(i, 2), y: Rational(j, 2)}
            whole, kept = (all(c.subs(at) == True for c in cs) for cs in (conditions, region.conditions))  # noqa: E712
            assert whole is kept
