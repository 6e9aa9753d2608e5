"""The largest stable step-size: proved to be it, and no step of it fits at the bound or beyond."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Min, Rational

from derivations.method import Method
from derivations.notation import alpha, beta, lam
from derivations.schur_cohn import ClosedFormError, stability_polynomials
from derivations.stability_region import stability_region
from derivations.step_size import largest_step_size
from tests.derivations.higher_order_methods import (
    AVERAGED,
    EXTRAGRADIENT_MEMORY,
    EXTRAGRADIENT_MOMENTUM,
    TRIPLE_MOMENTUM,
    TWO_MOMENTA,
)
from tests.derivations.methods import EXTRAGRADIENT, GRADIENT_DESCENT, MOMENTUM, NESTEROV, QUASI_HYPERBOLIC
from tests.derivations.runs import fraction, rational

b_1, b_2 = (TWO_MOMENTA.parameters[name] for name in ("beta_1", "beta_2"))
gamma, nu = TRIPLE_MOMENTUM.parameters["gamma"], QUASI_HYPERBOLIC.parameters["nu"]
UNIT = (beta >= 0, beta < 1)
MOMENTA = (b_1 >= 0, b_1 < 1, b_2 >= 0, b_2 < 1)

BOUNDS: list[tuple[Method, tuple[Any, ...], Any]] = [
    (GRADIENT_DESCENT, (), 2 / lam),
    (MOMENTUM, (beta > -1, beta < 1), (2 + 2 * beta) / lam),
    (NESTEROV, UNIT, (2 + 2 * beta) / ((1 + 2 * beta) * lam)),
    (NESTEROV, (beta > -1, beta <= -Rational(1, 2)), (1 - beta) / (-beta * lam)),
    (NESTEROV, (beta > -Rational(1, 2), beta < 0),
     Min((1 - beta) / (-beta * lam), (2 + 2 * beta) / ((1 + 2 * beta) * lam))),
    (QUASI_HYPERBOLIC, (*UNIT, nu >= 0, nu <= 1), (2 + 2 * beta) / ((1 + beta - 2 * beta * nu) * lam)),
    (TRIPLE_MOMENTUM, (*UNIT, gamma >= 0), (2 + 2 * beta) / ((1 + 2 * gamma) * lam)),
    (EXTRAGRADIENT, (gamma * lam < 1,), 2 / (lam * (1 - gamma * lam))),
    (EXTRAGRADIENT_MOMENTUM, (*UNIT, gamma * lam < 1), (2 + 2 * beta) / (lam * (1 - gamma * lam))),
    (TWO_MOMENTA, MOMENTA, 4 * (1 + b_1) * (1 + b_2) / ((2 + b_1 + b_2) * lam)),
    (EXTRAGRADIENT_MEMORY, MOMENTA, 1 / lam),
    (AVERAGED, (beta > 0, beta < 1, gamma > 0, gamma < 1),
     Min(2 * (1 + beta) * (1 + gamma) / ((1 - gamma) * lam), (1 - beta) * (1 - beta * gamma) / (beta * gamma * lam))),
]  # fmt: skip
NAMES = [f"{method.name}-{len(assumptions)}" for method, assumptions, _ in BOUNDS]


@pytest.mark.parametrize(("method", "assumptions", "expected"), BOUNDS, ids=NAMES)
def test_the_bound(method: Method, assumptions: tuple[Any, ...], expected: Any) -> None:
    found = method.largest_step_size(*assumptions)
    ends, wanted = ([*e.args] if isinstance(e, Min) else [e] for e in (found.bound, expected))
    assert {sympy.cancel(e) for e in ends} == {sympy.cancel(e) for e in wanted}
    assert (found.verdict.status, found.verdict.rests_on, found.verdict.vacuous) == ("proved", ("kernel",), False)
    assert found.assumptions == (lam > 0, *assumptions)
    assert found.parameter == alpha


@pytest.mark.parametrize(("method", "assumptions", "expected"), BOUNDS, ids=NAMES)
def test_what_is_proved_is_that_it_is_the_bound(method: Method, assumptions: tuple[Any, ...], expected: Any) -> None:
    """The verdict's two sides are the interval and the conditions, the method's or those of the region."""
    found = method.largest_step_size(*assumptions)
    ends = found.bound.args if isinstance(found.bound, Min) else (found.bound,)
    interval = sympy.And(alpha > 0, *(alpha < end for end in ends))
    (conditions,) = (side for side in found.verdict.conclusion.args if side != interval)
    assert isinstance(found.verdict.conclusion, sympy.Equivalent)
    assert {lam > 0} <= set(found.verdict.hypotheses) <= {lam > 0, *assumptions}
    assert conditions in (sympy.And(*method.stability_conditions), sympy.And(*found.region.conditions))
    assert set(found.region.assumptions) == {lam > 0, *assumptions}


UNITS = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)
CURVATURES = st.fractions(Fraction(1, 9), 9, max_denominator=9)


def within(method: Method, assumptions: tuple[Any, ...]) -> dict[Any, st.SearchStrategy[Fraction]]:
    """Values of every symbol but alpha for which the assumptions hold."""
    found: dict[Any, st.SearchStrategy[Fraction]] = dict.fromkeys(set(method.parameters.values()) - {alpha}, UNITS)
    if (beta > -1) in assumptions:
        top = Fraction(-1, 2) if (beta <= -Rational(1, 2)) in assumptions else Fraction(19, 20)
        found[beta] = st.fractions(Fraction(-19, 20), top, max_denominator=20)
    if (beta > -Rational(1, 2)) in assumptions:
        found[beta] = st.fractions(Fraction(-9, 20), Fraction(-1, 20), max_denominator=20)
    return found | {lam: st.fractions(Fraction(1, 9), 1, max_denominator=9) if gamma in found else CURVATURES}


def cases(given_: tuple[Method, tuple[Any, ...], Any]) -> st.SearchStrategy[Any]:
    method, assumptions, _ = given_
    share = st.fractions(Fraction(1, 20), 2, max_denominator=20)
    return st.tuples(st.just(given_), st.fixed_dictionaries(within(method, assumptions)), share)


def is_stable(method: Method, at: dict[Any, Any]) -> bool:
    """By Schur and Cohn on the numbers of the characteristic polynomial, apart from any simplification."""
    numbers = [c.subs(at) for c in method.characteristic_polynomial.all_coeffs()[1:]]
    return all(value > 0 for value in stability_polynomials(numbers))


@settings(max_examples=40)
@given(st.sampled_from(BOUNDS).flatmap(cases))
@example((BOUNDS[1], {beta: Fraction(1, 2), lam: Fraction(2)}, Fraction(1)))
@example((BOUNDS[2], {beta: Fraction(0), lam: Fraction(1)}, Fraction(1)))
@example((BOUNDS[9], {b_1: Fraction(1, 2), b_2: Fraction(0), lam: Fraction(1)}, Fraction(1)))
def test_a_share_of_the_bound_is_stable_iff_it_is_below_one(case: Any) -> None:
    """At exact numbers, at the bound itself, at 0 and below it."""
    (method, assumptions, _), values, share = case
    at = {symbol: rational(value) for symbol, value in values.items()}
    assert all(bool(a.subs(at)) for a in assumptions)
    bound = fraction(method.largest_step_size(*assumptions).bound.subs(at))
    for size in (share * bound, Fraction(0), -share * bound):
        assert is_stable(method, at | {alpha: rational(size)}) is (0 < size < bound)
    assert not is_stable(method, at | {alpha: rational(bound)})


def step_size(method: Method, *assumptions: Any, parameter: str = "alpha") -> Callable[[], Any]:
    return lambda: method.largest_step_size(*assumptions, parameter=parameter)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (step_size(MOMENTUM), r"under lambda > 0: stability also needs 1 - beta > 0, whatever alpha is; assume it"),
        (step_size(MOMENTUM, beta > 1), "no alpha is stable there"),
        (step_size(NESTEROV, beta < 1), "no interval from 0 to a root of a factor that is linear in alpha is proved"),
        (step_size(EXTRAGRADIENT, gamma > 0), r"is stable, so that the stable ones do not begin at 0"),
        (step_size(MOMENTUM, alpha > 0, alpha * lam < 2, parameter="beta"), "the stable ones do not begin at 0"),
    ],
)
def test_where_there_is_none(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ClosedFormError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            step_size(MOMENTUM, alpha < 1),
            ValueError,
            "alpha < 1 violates: the bound of alpha is a function of the rest",
        ),
        (step_size(MOMENTUM, parameter="c"), ValueError, r"parameter='c' violates: .*\['alpha', 'beta'\]; name one"),
        (step_size(MOMENTUM, "beta < 1"), TypeError, "strings are not evaluated"),
        (step_size(MOMENTUM, beta < 0.5), ValueError, "an assumption is exact"),
    ],
)
def test_what_is_refused(call: Callable[[], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_another_parameter_s_bound() -> None:
    """Momentum from beta = 0 on is stable up to beta = 1, if alpha lambda < 2."""
    conditions = [*(c for c in MOMENTUM.stability_conditions if c.has(beta)), beta > 0]
    region = stability_region(conditions, (lam > 0, alpha * lam < 2), [alpha, beta, lam])
    found = largest_step_size(conditions, region, [alpha, beta, lam], beta)
    assert found.bound == 1
    assert found.verdict.rests_on == ("kernel",)


def test_no_bound_at_all() -> None:
    """A step that shrinks again as alpha grows, so that alpha lambda/(1 + (alpha lambda)^2) <= 1/2: always stable."""

    def shrinking(state: Any, gradient: Any, *, alpha: Any, curvature: Any) -> Any:
        (w,) = state
        return (w - alpha / (1 + (alpha * curvature) ** 2) * gradient(w),)

    method = Method(shrinking, state=("w",), name="shrinking")
    found = method.largest_step_size(sympy.Eq(method.parameters["curvature"], lam))
    assert found.bound == sympy.oo
    assert found.verdict.rests_on == ("kernel",)
    assert (alpha > 0) in found.verdict.conclusion.args


def test_a_bound_that_is_too_large_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant: with the root of the wrong condition, or a larger one, the kernel proves nothing."""
    import derivations.step_size as module

    region = MOMENTUM.stability_region(lam > 0, beta > -1, beta < 1)
    for factor in (Rational(1, 2), Rational(101, 100)):
        monkeypatch.setattr(module, "_roots", lambda *_, factor=factor: [factor * (2 + 2 * beta) / lam])
        monkeypatch.setattr(module, "RARE", 0)  # let every candidate through to the kernel
        with pytest.raises(ClosedFormError):
            module.largest_step_size(MOMENTUM.stability_conditions, region, [alpha, beta, lam], alpha)


def test_it_is_derived_once() -> None:
    assert MOMENTUM.largest_step_size(*UNIT) is MOMENTUM.largest_step_size(*UNIT)
