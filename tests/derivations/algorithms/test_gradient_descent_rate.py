"""Gradient descent's rate, along runs on a function that is no quadratic, and on the two quadratics that attain it."""

from fractions import Fraction
from functools import partial
from operator import mul
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.algorithms.gradient_descent_rate import RATE, tight_rate
from derivations.notation import L, alpha, mu, r
from numerics import Quadratic
from numerics.algorithms.gradient_descent import step
from tests.derivations.algorithms.smooth_functions import Smooth, enclosed, functions, inner, points
from verification.precisions import at_most, enclosures, surely_above

STEPS = 8
shares = st.fractions(Fraction(1, 20), Fraction(39, 20), max_denominator=20)  # alpha L, inside (0, 2)


def rate(f: Smooth, size: Fraction) -> Fraction:
    """The least r that the claim's hypotheses allow."""
    return max(1 - size * f.mu, size * f.L - 1)


def measures(f: Smooth, w: Any) -> dict[str, Any]:
    """Squared distance, squared norm of the gradient, value: what rho^2 bounds."""
    gradients = f.gradient(w)
    return {"distance": inner(w, w), "gradient": inner(gradients, gradients), "value": f.value(w)}


@given(shares, st.fractions(Fraction(1, 100), 1, max_denominator=100))
@example(Fraction(1), Fraction(1))
def test_the_tight_rate_is_what_the_worse_quadratic_attains(share: Fraction, mu: Fraction) -> None:
    attained = [abs(step((Fraction(1),), partial(mul, lam), alpha=share)[0]) for lam in (mu, Fraction(1))]
    assert tight_rate(mu, 1, share) == max(attained)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, 1, 1), "mu=2, L=1 violates 0 < mu <= L"),
        ((1, 2, 0), "alpha=0 violates alpha > 0"),
        ((1, 2, 0.5), r"alpha=0\.5 violates"),
    ],
)
def test_the_tight_rate_refuses_what_it_is_not_proved_for(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tight_rate(*arguments)


@given(functions(), points, shares)
@example(Smooth(Fraction(1), Fraction(4)), (Fraction(1), Fraction(-2)), Fraction(8, 5))  # alpha = 2/(mu + L)
@example(Smooth(Fraction(1), Fraction(4), (0, 0)), (Fraction(1, 8), Fraction(0)), Fraction(39, 20))
def test_one_exact_step(f: Smooth, start: Any, share: Fraction) -> None:
    size = share / f.L
    w = np.array(start, dtype=object)
    (after,) = step((w,), f.gradient, alpha=size)
    now, then = measures(f, w), measures(f, after)
    for name, value in now.items():
        assert then[name] <= rate(f, size) ** 2 * value, name


@settings(max_examples=10)
@given(functions(), points, shares)
@example(Smooth(Fraction(1), Fraction(4)), (Fraction(1), Fraction(-2)), Fraction(8, 5))
def test_every_step_at_every_precision(f: Smooth, start: Any, share: Fraction) -> None:
    size = share / f.L
    factors = [rate(f, size) ** (2 * k) for k in range(STEPS + 1)]
    for name, w in enclosed(step, f, start, STEPS, alpha=size):
        for measure, values in measures(f, w).items():
            assert at_most(values, [factor * values[0] for factor in factors]), (name, measure)


def test_a_better_rate_is_refuted() -> None:
    """The negative control: near the kink of phi'' the curvature is almost L, and far away almost mu."""
    f, size = Smooth(Fraction(1), Fraction(4), (0, 0)), Fraction(39, 80)
    start = (Fraction(1, 1000), Fraction(0))
    better = rate(f, size) * Fraction(9, 10)
    refuted = [
        name
        for name, w in enclosed(step, f, start, STEPS, alpha=size)
        if all(surely_above(values[-1:], better ** (2 * STEPS) * values[:1]) for values in measures(f, w).values())
    ]
    assert len(refuted) == 5


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(8, 5), Fraction(39, 20), Fraction(2)])
def test_one_of_the_two_quadratics_attains_the_rate(share: Fraction) -> None:
    """mu = 1 and L = 4; run exactly, in float64, in digits and in balls."""
    f, size = Smooth(Fraction(1), Fraction(4)), share / 4
    curvature = 1 if 1 - size * f.mu >= size * f.L - 1 else 4
    bound = [rate(f, size) ** k for k in range(STEPS + 1)]
    for name, w in enclosures(step, Quadratic.from_spectrum([curvature]), STEPS, start=[1], alpha=size):
        assert at_most(abs(w[:, 0]), bound), name
        assert at_most(bound, abs(w[:, 0])), name
        assert surely_above(abs(w[:, 0]), [Fraction(999, 1000) * value for value in bound]), name


@given(functions(), shares)
def test_the_hypotheses_allow_the_rate_and_nothing_less(f: Smooth, share: Fraction) -> None:
    size = share / f.L
    at = {mu: f.mu, L: f.L, alpha: size}
    for value, allowed in ((rate(f, size), True), (rate(f, size) - Fraction(1, 1000), False)):
        assert all(bool(relation.subs(at | {r: value})) for relation in RATE) is allowed
