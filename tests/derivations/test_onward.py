"""Momentum's polynomials and its differential equations, against the update rules and exact solutions."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from flint import acb, arb
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.onward import minimax_factor
from derivations.transient import error_factor
from numerics import Ball, Quadratic, simulate
from numerics.algorithms import momentum, nesterov_convex
from numerics.exact import rational, rationals

rates = st.fractions(Fraction(1, 8), Fraction(7, 8), max_denominator=12)
shares = st.fractions(0, 1, max_denominator=12)
numbers = st.fractions(-2, 2, max_denominator=5)
method = Method(momentum.step)
alpha, beta, lam = method.parameters["alpha"], method.parameters["beta"], method.curvature
s = sympy.Symbol("s", real=True)
BALLS = Ball(256)


@pytest.mark.parametrize("k", range(6))
def test_residual_polynomials_are_of_the_second_kind(k: int) -> None:
    t = (1 + s**2 - alpha * lam) / (2 * s)
    second = [sympy.S(0), *(sympy.chebyshevu(j, t) for j in range(k + 1))]
    expected = s**k * (second[-1] - s * second[-2])
    assert sympy.expand(method.residual_polynomial(k).subs(beta, s**2) - expected) == 0


def first_kind(k: int, y: Fraction) -> Fraction:
    now, following = Fraction(1), y
    for _ in range(k):
        now, following = following, 2 * y * following - now
    return now


@given(rates, shares, st.integers(0, 12))
@example(Fraction(1, 2), Fraction(0), 5)
@example(Fraction(1, 2), Fraction(1), 5)
def test_chebyshev_s_polynomials_and_momentum_s(q: Fraction, share: Fraction, k: int) -> None:
    """Curvatures from (1 - q)^2 to (1 + q)^2, whose optimal parameters are alpha = 1, beta = q^2."""
    low, high = (1 - q) ** 2, (1 + q) ** 2
    curvature = (1 - share) * low + share * high
    value = first_kind(k, 1 - 2 * share) / first_kind(k, (1 + q**2) / (2 * q))
    assert abs(value) <= minimax_factor(q, k)
    assert (abs(value) == minimax_factor(q, k)) or 0 < share < 1
    run = simulate(momentum.step, Quadratic.from_spectrum([curvature, high]), k, precision="exact", alpha=1, beta=q**2)
    worst = error_factor(q, k)
    assert abs(run.final[0]) <= abs(run.final[1]) == worst
    assert 2 * worst == (1 + k * (1 + q)) * (1 + q ** (2 * k)) * minimax_factor(q, k)
    assert q**k <= minimax_factor(q, k) <= worst


def test_chebyshev_s_are_better_for_k_steps() -> None:
    """The negative control: momentum's maximum is not the minimax one."""
    assert error_factor(Fraction(1, 2), 4) > 3 * minimax_factor(Fraction(1, 2), 4)


def slope(w: Fraction) -> Fraction:
    """The derivative of a function that is no quadratic."""
    return w**3 - 2 * w + 1


@given(numbers, numbers, st.integers(0, 50), st.fractions(Fraction(1, 8), 1, max_denominator=8))
def test_nesterov_s_scheme_is_that_of_su_boyd_and_candes(v: Fraction, w: Fraction, k: int, h: Fraction) -> None:
    _, _, after = nesterov_convex.step((Fraction(k), v, w), slope, alpha=h**2)
    y = w + Fraction(k - 1, k + 2) * (w - v)
    friction = 3 / ((k + 2) * h)
    assert (after - 2 * w + v) / h**2 + friction * (w - v) / h + slope(y) == 0


@given(numbers, numbers, numbers, st.fractions(Fraction(1, 8), 1, max_denominator=8))
def test_momentum_s_scheme_has_constant_friction(z: Fraction, w: Fraction, c: Fraction, h: Fraction) -> None:
    _, after = momentum.step((z, w), slope, alpha=h**2, beta=1 - c * h)
    v = w + h**2 * z
    assert (after - 2 * w + v) / h**2 + c * (w - v) / h + slope(w) == 0


@given(
    numbers,
    st.fractions(Fraction(1, 5), 2, max_denominator=5),
    st.integers(0, 50),
    st.fractions(0, 1, max_denominator=12),
)
@example(Fraction(0), Fraction(1), 2, Fraction(1, 2))
@example(Fraction(0), Fraction(1), 2, Fraction(1, 4))
def test_a_constant_beta_fits_one_step_of_it(w: Fraction, z: Fraction, k: int, constant: Fraction) -> None:
    _, after = momentum.step((z, w), slope, alpha=Fraction(1), beta=constant)
    v = w + z
    fits = after - 2 * w + v + Fraction(3, k + 2) * (w - v) + slope(w) == 0
    assert fits == (constant == Fraction(k - 1, k + 2))


def oscillator(c: Any, curvature: Any, t: Any) -> Any:
    """x(t) of x'' + c x' + curvature x = 0 from x = 1, x' = 0, for distinct roots, in balls."""
    c, curvature, t = BALLS.array(rationals(np.array([c, curvature, t], dtype=object)))
    root = acb(c * c - 4 * curvature).sqrt()
    one, other = (-c + root) / 2, (-c - root) / 2
    return ((one * (other * t).exp() - other * (one * t).exp()) / (one - other)).real


def gronwall(c: Fraction, curvature: Fraction, h: Fraction, steps: int) -> Any:
    """M h/D ((1 + D h)^k - 1), `onward.differential-equation`, in the maximum norm of (x, x').

    With x(0) = 1 and x'(0) = 0: x'^2 + lambda x^2 falls, so |x'| <= s = sqrt(lambda), |x''| <= c s + lambda, |x'''| <=
    c |x''| + lambda s. One step errs by h^2/2 |x''| + h^2 |x''| in x, by h^2/2 |x'''| in x', and the propagator's
    norm is at most 1 + h max(1, lambda), for c h <= 1 and h^2 lambda <= 1.
    """
    c_, lam_, h_ = BALLS.array(rationals(np.array([c, curvature, h])))
    s = lam_.sqrt()
    second = c_ * s + lam_
    third = c_ * second + lam_ * s
    M, D = (second * 3 / 2).max(third / 2), arb(1).max(lam_)
    return M * h_ / D * ((1 + D * h_) ** steps - 1)


@pytest.mark.parametrize("halvings", range(3, 7))
@pytest.mark.parametrize(
    ("c", "curvature"), [(Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)), (Fraction(3), Fraction(1))]
)
def test_momentum_is_within_order_h_of_the_heavy_ball(c: Fraction, curvature: Fraction, halvings: int) -> None:
    h, steps = Fraction(1, 2**halvings), 2**halvings
    parameters: dict[str, Any] = {"alpha": h**2, "beta": 1 - c * h}
    run = simulate(momentum.step, Quadratic.from_spectrum([curvature]), steps, precision="exact", **parameters)
    first, *later = (rational(x) for (x,) in run.iterates)
    assert first == 1
    with BALLS.scope():
        for k, x in enumerate(later, 1):
            [found] = BALLS.array(rationals(np.array([x])))
            assert abs(found - oscillator(c, curvature, k * h)) <= gronwall(c, curvature, h, k)  # certainly


def test_a_wrong_friction_is_found() -> None:
    """The negative control: beta = 1 - 2 c h is another oscillator, by more than the bound."""
    h, steps = Fraction(1, 1024), 1024
    problem = Quadratic.from_spectrum([Fraction(2)])
    with BALLS.scope():
        far = []
        for factor in (1, 2):
            parameters: dict[str, Any] = {"alpha": h**2, "beta": 1 - factor * h}
            run = simulate(momentum.step, problem, steps, precision="exact", record="final", **parameters)
            [found] = BALLS.array(rationals(run.final))
            far.append(abs(found - oscillator(1, 2, 1)))
        assert far[0] <= gronwall(Fraction(1), Fraction(2), h, steps) < far[1]
