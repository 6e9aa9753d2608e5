"""The claims of the further algorithms say what runs show, and come from the rules themselves."""

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import claims
from derivations.algorithms import chebyshev, conjugate_gradients
from derivations.notation import lam, x
from numerics import Quadratic, householder_basis, simulate
from numerics.algorithms import conjugate_gradients as rule

TOPICS = ("averaged-gradient", "chebyshev", "conjugate-gradients", "nesterov")
NUMBERS = st.fractions(-5, 5, max_denominator=9)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_claims_are_found_without_a_list(topic: str) -> None:
    found = [claim for claim in claims() if claim.id.startswith(f"{topic}.")]
    assert found
    assert all(claim.rests_on == ("kernel",) and claim.scope == "universal" for claim in found)


@settings(max_examples=25)
@given(st.fractions(Fraction(1, 5), 5, max_denominator=9), st.lists(NUMBERS, min_size=4, max_size=4))
def test_one_step_is_enough_on_one_curvature(curvature: Fraction, start: list[Fraction]) -> None:
    problem = Quadratic.from_eigenbasis([curvature] * 4, householder_basis([[1, 2, 3, 4]]), [1, 0, 2, Fraction(1, 3)])
    run = simulate(rule.step, problem, 2, start=start, precision="exact")
    assert (run.iterates[1:] == problem.centre).all()


def test_two_curvatures_need_two_steps() -> None:
    """The negative control."""
    run = simulate(rule.step, Quadratic.from_spectrum([1, 2]), 2, start=[1, 1], precision="exact")
    assert run.iterates[1].all()
    assert not run.iterates[2].any()


@settings(max_examples=25)
@given(st.lists(NUMBERS.map(lambda q: q or Fraction(1)), min_size=2, max_size=2))
def test_a_component_is_what_a_run_computes(start: list[Fraction]) -> None:
    """The traced component with its sums at numbers is the run's component, for two different curvatures as well."""
    curvatures = [sympy.Integer(1), sympy.Integer(3)]
    exact = [sympy.Rational(*q.as_integer_ratio()) for q in start]
    run = simulate(rule.step, Quadratic.from_spectrum([1, 3]), 1, start=start, precision="exact").final
    moved, sums = conjugate_gradients.first_step()
    totals: dict[Any, Any] = {}
    for total, summand in sums.items():
        parts = [summand.subs(totals).subs({lam: l, x: e}) for l, e in zip(curvatures, exact, strict=True)]
        totals[total] = sum(parts)
    for l, e, found in zip(curvatures, exact, run, strict=True):
        assert moved.subs(totals).subs({lam: l, x: e}) == sympy.Rational(*found.as_integer_ratio())


def test_a_rule_that_does_not_move_along_p_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the claim says of x is checked against what the rule returns."""

    def other(state: Any, gradient: Any, *, lambda_1: Any, lambda_n: Any) -> Any:
        p, a, first, w = state
        return p, a + 1 / lambda_n, first, w - gradient(w) * w

    monkeypatch.setattr(chebyshev, "step", other)
    with pytest.raises(ValueError, match="no multiple of a_k"):
        chebyshev.component_step((0, 0, 1, chebyshev.x_0), chebyshev.first_a)
