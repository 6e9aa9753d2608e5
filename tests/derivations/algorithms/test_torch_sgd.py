"""torch.optim.SGD as it is derived, confronted with runs of its rule at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.algorithms.torch_sgd import PARAMETERS, eigenvalues, later_step
from numerics import Quadratic
from numerics.algorithms import momentum, nesterov, torch_sgd
from numerics.rule import update_rule
from tests.derivations.algorithms.library_runs import (
    PROBLEM,
    START,
    STEPS,
    at,
    contradicts,
    decays,
    exact,
    few,
    in_rationals,
    is_inside,
    momenta,
    points,
    problems,
    shares,
    shifted,
    sizes,
    symbols,
)
from verification.precisions import PRECISIONS, dissent

EVERY = ["exact", "float64", "50", "200"]


def dampened(problem: Any, start: Any, alpha: Any, beta: Any, tau: Any) -> Any:
    """Momentum with step-size alpha (1 - tau) from the velocity that is derived."""
    slope = problem.gradient(np.array([Fraction(x) for x in start], dtype=object))
    kick = tau / (beta * (1 - tau)) * slope
    return exact(momentum.step, problem, (kick, start), alpha=alpha * (1 - tau), beta=beta)


@few
@given(problems(), sizes, momenta, shares)
@example((PROBLEM, START), Fraction(1, 2), Fraction(1), Fraction(2))
@example((PROBLEM, START), Fraction(1, 2), Fraction(1, 2), Fraction(0))
def test_dampening_is_momentum_from_a_velocity(run: tuple[Any, Any], alpha: Any, beta: Any, tau: Any) -> None:
    problem, start = in_rationals(run[0]), run[1]
    expected = dampened(problem, start, alpha, beta, tau).iterates
    options = {"alpha": alpha, "beta": beta, "dampening": tau, "decay": 0}
    assert contradicts(expected, torch_sgd.step, problem, start, **options) == []


def test_a_dampening_that_is_told_otherwise_is_contradicted() -> None:
    """From rest, or with the step-size alpha, momentum is another run: at every precision."""
    problem = in_rationals(PROBLEM)
    half = Fraction(1, 2)
    options = {"alpha": half, "beta": half, "dampening": half, "decay": 0}
    for step_size in (half * half, half):
        wrong = exact(momentum.step, problem, START, alpha=step_size, beta=half).iterates
        assert contradicts(wrong, torch_sgd.step, problem, START, **options) == EVERY


@few
@given(problems(), sizes, momenta)
@example((PROBLEM, START), Fraction(1, 2), Fraction(1))
def test_with_dampening_one_only_the_first_gradient_counts(run: tuple[Any, Any], alpha: Any, beta: Any) -> None:
    problem, start = in_rationals(run[0]), np.array([Fraction(x) for x in run[1]], dtype=object)
    slope = problem.gradient(start)
    expected = np.array([start - alpha * slope * sum(beta**j for j in range(k)) for k in range(STEPS + 1)])
    options = {"alpha": alpha, "beta": beta, "dampening": 1, "decay": 0}
    assert contradicts(expected, torch_sgd.step, problem, list(start), **options) == []
    if slope.any():
        assert contradicts(expected - slope, torch_sgd.step, problem, list(start), **options) == EVERY


@few
@given(problems(), sizes, momenta)
@example((PROBLEM, START), Fraction(1, 2), Fraction(1))
def test_nesterov_walks_the_extrapolated_points(run: tuple[Any, Any], alpha: Any, beta: Any) -> None:
    problem, start = run
    before, now = exact(nesterov.step, problem, start, alpha=alpha, beta=beta).values
    options = {"start": start, "alpha": alpha, "beta": beta, "decay": 0}
    assert dissent(now + beta * (now - before), torch_sgd.nesterov_step, problem, STEPS, **options) == []


def test_its_weights_are_not_nesterov_s_iterates() -> None:
    """The negative control: nesterov=True read as the published iterates."""
    options = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2)}
    wrong = exact(nesterov.step, PROBLEM, START, **options).iterates
    assert dissent(wrong, torch_sgd.nesterov_step, PROBLEM, STEPS, start=START, **options, decay=0) == PRECISIONS


@update_rule(state=("z", "w"))
def undecayed(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    return torch_sgd.nesterov_step(state, gradient, alpha=alpha, beta=beta, decay=0)


@update_rule(state=("z", "w"))
def steady(state: Any, gradient: Any, *, alpha: Any, beta: Any, tau: Any) -> Any:
    z, _, w = torch_sgd.step((state[0], 1, state[1]), gradient, alpha=alpha, beta=beta, dampening=tau, decay=0)
    return z, w


def test_as_methods_they_have_the_polynomials_that_are_derived() -> None:
    ours, theirs = Method(undecayed), Method(nesterov.step)
    assert sympy.expand(ours.characteristic_polynomial.as_expr() - theirs.characteristic_polynomial.as_expr()) == 0
    dampened_method, plain = Method(steady), Method(momentum.step).characteristic_polynomial.as_expr()
    alpha, tau = dampened_method.parameters["alpha"], dampened_method.parameters["tau"]
    at_smaller = plain.subs(alpha, alpha * (1 - tau))
    assert sympy.expand(dampened_method.characteristic_polynomial.as_expr() - at_smaller) == 0
    pair = eigenvalues(later_step, dampening=tau, decay=0)
    polynomial = dampened_method.characteristic_polynomial.all_coeffs()
    assert [sympy.expand(c) for c in (-pair.trace, pair.determinant)] == [sympy.expand(c) for c in polynomial[1:]]


@given(st.fractions(-1, 5, max_denominator=24), st.fractions(0, 1, max_denominator=24))
@example(Fraction(4, 3), Fraction(1))
@example(Fraction(3, 2), Fraction(1, 2))
@example(Fraction(3), Fraction(1, 2))
@example(Fraction(2), Fraction(0))
@example(Fraction(0), Fraction(1, 2))
def test_nesterov_divides_the_bound_by_1_plus_2_beta(product: Fraction, beta: Fraction) -> None:
    values = symbols(alpha=product, beta=beta, lam=Fraction(1))
    ahead = eigenvalues(torch_sgd.nesterov_step, **PARAMETERS, decay=0)
    plain = eigenvalues(later_step, dampening=0, decay=0)
    bound = (2 + 2 * beta) / (1 + 2 * beta)
    assert is_inside(*at(ahead, values)) is (0 < product < bound)
    assert is_inside(*at(plain, values)) is (beta < 1 and 0 < product < bound * (1 + 2 * beta))


@few
@given(problems(), sizes, momenta, decays)
@example((PROBLEM, START), Fraction(1, 2), Fraction(1, 2), Fraction(0))
def test_weight_decay_shifts_curvature_and_minimiser(run: tuple[Any, Any], alpha: Any, beta: Any, decay: Any) -> None:
    problem, start = run
    stiffer, _ = shifted(problem, decay)
    expected = exact(momentum.step, stiffer, start, alpha=alpha, beta=beta).iterates
    options = {"alpha": alpha, "beta": beta, "decay": decay}
    assert contradicts(expected, torch_sgd.step, in_rationals(problem), start, dampening=0, **options) == []
    expected = exact(undecayed, stiffer, start, alpha=alpha, beta=beta).iterates
    assert dissent(expected, torch_sgd.nesterov_step, problem, STEPS, start=start, **options) == []


@pytest.mark.parametrize("decay", [Fraction(1, 2), Fraction(-1, 2)])
def test_a_decay_that_is_told_otherwise_is_contradicted(decay: Fraction) -> None:
    """Twice the decay is another run; a negative one, which torch refuses, is one of the rule all the same."""
    options = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2)}
    right, wrong = (
        exact(undecayed, shifted(PROBLEM, share * decay)[0], START, **options).iterates for share in (1, Fraction(3, 2))
    )
    given = {"start": START, **options, "decay": decay}
    assert dissent(right, torch_sgd.nesterov_step, PROBLEM, STEPS, **given) == []
    assert dissent(wrong, torch_sgd.nesterov_step, PROBLEM, STEPS, **given) == PRECISIONS


@given(points, st.fractions(Fraction(1, 12), 4), decays)
def test_it_rests_at_the_shifted_minimiser(target: Fraction, curvature: Fraction, decay: Fraction) -> None:
    problem = Quadratic.from_spectrum([curvature], [target])
    middle = shifted(problem, decay)[1]
    run = exact(torch_sgd.step, problem, list(middle), alpha=Fraction(1, 2), beta=1, dampening=0, decay=decay)
    assert (run.iterates == middle).all()
    assert (middle[0] == target) is (decay * target == 0)
