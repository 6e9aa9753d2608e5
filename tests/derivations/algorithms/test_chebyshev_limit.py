"""The Chebyshev iteration's coefficients and their limit, confronted with runs of its rule and of momentum's."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.momentum import optimal_parameters
from numerics import Ball, Quadratic, simulate
from numerics.algorithms import momentum
from numerics.algorithms.chebyshev import step
from numerics.exact import rationals
from numerics.precision import Exact
from numerics.rule import update_rule
from tests.derivations.runs import STEPS, few, fraction, rational
from verification.precisions import Slope, runs

Pair = tuple[Fraction, Fraction]
ENDS = st.tuples(st.integers(1, 12), st.integers(0, 12)).map(lambda ab: (Fraction(ab[0], 5), Fraction(sum(ab), 5)))
DISTINCT = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda ab: (Fraction(ab[0], 5), Fraction(sum(ab), 5)))


def optimum(ends: Pair) -> Pair:
    """The optimal parameters of momentum that are derived, for the roots A and B of the interval's ends."""
    alpha, beta = optimal_parameters(*(rational(end**2) for end in ends))
    return fraction(alpha), fraction(beta)


def step_sizes(ends: Pair, steps: int) -> list[Fraction]:
    """a_k as the rule keeps it."""
    ends_: dict[str, Any] = {"lambda_1": ends[0] ** 2, "lambda_n": ends[1] ** 2}
    run = simulate(step, Quadratic.from_spectrum([1]), steps, precision="exact", record="states", **ends_)
    return [Fraction(row[0]) for row in run.values[1][1:]]


def changing(ends: Pair, planted: int = 0) -> Any:
    """Momentum with the derived coefficients, as an update rule of its own."""
    alpha, beta = optimum(ends)
    powers = [beta**k for k in range(STEPS + 3)]

    @update_rule(state=("w_previous", "k", "w"), start=lambda w0: (w0, 0 * w0, w0))
    def rule(state: Any, gradient: Any) -> Any:
        before, count, w = state
        k = round(float(np.asarray(count).flat[0]))
        size = alpha * (1 + powers[k]) / (1 + powers[k + 1]) / (1 if k else 2)
        friction = (beta + powers[k + planted]) / (1 + powers[k + 1])
        return w, count + 1, w - size * gradient(w) + friction * (w - before)

    return rule


@given(ENDS)
@example((Fraction(1), Fraction(1)))  # kappa = 1
@example((Fraction(1), Fraction(3)))
def test_the_coefficients_are_the_closed_form(ends: Pair) -> None:
    alpha, beta = optimum(ends)
    a = step_sizes(ends, STEPS)
    quarter = (ends[1] ** 2 - ends[0] ** 2) / 4
    for k in range(STEPS):
        power = beta**k
        assert a[k] == alpha * (1 + power) / (1 + beta * power)
        assert 0 <= a[k] - alpha <= alpha * (1 - beta) * power
        if k:
            friction = quarter**2 * a[k] * a[k - 1]
            assert friction == (beta + power) / (1 + beta * power)
            assert 0 <= friction - beta <= (1 - beta**2) * power


@given(ENDS, st.integers(1, 60))
def test_they_are_as_close_as_the_limit_says(ends: Pair, k: int) -> None:
    """Within epsilon from k = alpha/epsilon and 2/epsilon on: at these k, below alpha/k and 2/k."""
    alpha, beta = optimum(ends)
    a = step_sizes(ends, k + 1)
    friction = ((ends[1] ** 2 - ends[0] ** 2) / 4) ** 2 * a[k] * a[k - 1]
    assert abs(a[k] - alpha) < alpha / k
    assert abs(friction - beta) < Fraction(2, k)


def test_nothing_closer_than_the_geometric_rate() -> None:
    """The negative control: with m^(k+1) for m^k the bound fails."""
    alpha, beta = optimum((Fraction(1), Fraction(3)))
    a = step_sizes((Fraction(1), Fraction(3)), STEPS)
    assert all(a[k] - alpha > alpha * (1 - beta) * beta ** (k + 1) for k in range(1, STEPS))


SYSTEMS = (Exact(), *(Ball(bits, backend) for bits in (53, 190, 690) for backend in ("flint", "mpmath")))
"""The rationals; balls of float64's bits, of 50 and of 200 digits and what a run of a few steps loses."""
CUBE = Slope(lambda w: w + w * w * w, [Fraction(1, 2)])


def dissent(expected: Any, problem: Any, steps: int, **given_: Any) -> list[str]:
    """The systems whose run of the rule contradicts these iterates: another value, or outside of an enclosure.

    The rule multiplies its states, so that no rounding bound is derived for it; float64 rounds to nearest what balls of
    53 bits enclose, operation by operation.
    """
    found = []
    for name, low, high in runs(step, problem, steps, SYSTEMS, **given_):
        if not ((low <= expected) & (expected <= high)).all():
            found.append(name)
    return found


@few
@given(DISTINCT)
@example((Fraction(1), Fraction(3)))
def test_on_quadratics_it_runs_as_momentum_with_these_coefficients(ends: Pair) -> None:
    """Momentum with the derived coefficients, exactly, is what the rule computes at every precision."""
    first, last = ends[0] ** 2, ends[1] ** 2
    problem = Quadratic.from_spectrum([first, (first + 2 * last) / 3])
    common: dict[str, Any] = {"start": [Fraction(1), Fraction(1)]}
    given_ = common | {"lambda_1": first, "lambda_n": last}
    expected, wrong = (
        rationals(simulate(changing(ends, planted), problem, STEPS, precision="exact", **common).iterates)
        for planted in (0, 1)
    )
    assert dissent(expected, problem, STEPS, **given_) == []
    assert dissent(wrong, problem, STEPS, **given_) == [str(system) for system in SYSTEMS]  # the negative control
    rounded = rationals(simulate(step, problem, STEPS, **given_).iterates)
    [(_, low, high)] = runs(step, problem, STEPS, (Ball(53, "mpmath"),), **given_)
    assert ((low <= rounded) & (rounded <= high)).all()


@pytest.mark.parametrize("ends", [(Fraction(1), Fraction(1)), (Fraction(1), Fraction(2))], ids=["kappa=1", "kappa=4"])
def test_for_any_f_it_is_momentum_with_these_coefficients(ends: Pair) -> None:
    """On a function that is no quadratic, with gradient w + w^3."""
    expected = simulate(changing(ends), CUBE, 4, precision="exact").iterates
    assert dissent(expected, CUBE, 4, lambda_1=ends[0] ** 2, lambda_n=ends[1] ** 2) == []


def test_from_its_limit_on_momentum_is_optimal_momentum() -> None:
    """kappa = 1: every step is one of gradient descent with 1/lambda, which is optimal momentum there."""
    ends = (Fraction(2), Fraction(2))
    alpha, beta = optimum(ends)
    assert (alpha, beta) == (Fraction(1, 4), Fraction(0))
    problem = Quadratic.from_spectrum([1, 4])
    common: dict[str, Any] = {"start": [1, 1], "precision": "exact"}
    ours = simulate(step, problem, 4, lambda_1=4, lambda_n=4, **common).iterates
    assert (ours == simulate(momentum.step, problem, 4, alpha=alpha, beta=beta, **common).iterates).all()
