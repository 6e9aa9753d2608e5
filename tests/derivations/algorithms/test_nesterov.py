"""Nesterov's method by `Method`, and what is proved of it, confronted with runs of its update rule."""

from fractions import Fraction
from typing import Any

import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.notation import alpha, beta, lam, sigma
from numerics import Quadratic, simulate
from numerics.algorithms import momentum
from numerics.algorithms.nesterov import step

NESTEROV = Method(step)
SMALL = st.fractions(-2, 2, max_denominator=9)


def coefficients(**values: Fraction) -> tuple[Fraction, Fraction]:
    """Trace and determinant of R, of the polynomial that `Method` derives, at rationals."""
    at = {symbol: sympy.Rational(*values[name].as_integer_ratio()) for name, symbol in names().items()}
    _, minus_trace, determinant = (c.subs(at) for c in NESTEROV.characteristic_polynomial.all_coeffs())
    return -Fraction(int(minus_trace.p), int(minus_trace.q)), Fraction(int(determinant.p), int(determinant.q))


def names() -> dict[str, Any]:
    return {"alpha": alpha, "beta": beta, "lam": lam}


def is_inside(trace: Fraction, determinant: Fraction) -> bool:
    """Schur-Cohn: both eigenvalues have modulus below 1."""
    return abs(determinant) < 1 and abs(trace) < 1 + determinant


def test_its_iteration_matrix_and_polynomial() -> None:
    e = 1 - alpha * lam
    expected = sympy.Matrix([[0, 1], [-beta * e, (1 + beta) * e]])
    assert sympy.expand(NESTEROV.iteration_matrix - expected) == sympy.zeros(2, 2)
    polynomial = sigma**2 - (1 + beta) * e * sigma + beta * e
    assert sympy.expand(NESTEROV.characteristic_polynomial.as_expr() - polynomial) == 0


@given(st.fractions(1, 40, max_denominator=12), st.fractions(0, 1, max_denominator=20))
@example(Fraction(1), Fraction(0))
@example(Fraction(7), Fraction(0))
def test_the_published_parameters_give_the_rate_1_minus_a_root(root: Fraction, share: Fraction) -> None:
    """With L = kappa = root^2, mu = 1: both eigenvalues have modulus <= 1 - 1/root on [1, L], with equality at mu.

    That is Schur-Cohn at the radius r = 1 - 1/root: d <= r^2 and r |T| <= r^2 + d.
    """
    kappa, r = root * root, 1 - 1 / root
    parameters = {"alpha": 1 / kappa, "beta": (root - 1) / (root + 1)}
    trace, determinant = coefficients(lam=1 + share * (kappa - 1), **parameters)
    assert determinant <= r * r
    assert r * abs(trace) <= r * r + determinant
    if share == 0:
        assert trace == 2 * r
        assert determinant == r * r


@given(st.fractions(-1, 4, max_denominator=24), st.fractions(0, 1, max_denominator=24))
@example(Fraction(4, 3), Fraction(1))
@example(Fraction(3, 2), Fraction(1, 2))
@example(Fraction(2), Fraction(0))
@example(Fraction(0), Fraction(0))
@example(Fraction(1), Fraction(1))
def test_it_is_stable_exactly_in_the_proved_region(product: Fraction, friction: Fraction) -> None:
    """0 < alpha lambda < (2 + 2 beta)/(1 + 2 beta), by Schur-Cohn and by the conditions that `Method` derives."""
    region = 0 < product < (2 + 2 * friction) / (1 + 2 * friction)
    assert is_inside(*coefficients(alpha=product, beta=friction, lam=Fraction(1))) is region
    at = {
        alpha: sympy.Rational(*product.as_integer_ratio()),
        beta: sympy.Rational(*friction.as_integer_ratio()),
        lam: 1,
    }
    assert all(bool(condition.subs(at)) for condition in NESTEROV.stability_conditions) is region


@given(SMALL, SMALL, st.fractions(Fraction(1, 9), 3, max_denominator=9), st.fractions(-3, 3, max_denominator=9))
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(1))
def test_along_one_curvature_it_is_momentum_with_less_damping(
    step_size: Fraction, friction: Fraction, curvature: Fraction, start: Fraction
) -> None:
    """From rest, with beta (1 - alpha lambda) for beta, for step-sizes and momenta of either sign."""
    problem = Quadratic.from_spectrum([curvature])
    common: dict[str, Any] = {"start": [start], "precision": "exact", "alpha": step_size}
    ours = simulate(step, problem, 8, beta=friction, **common).iterates
    theirs = simulate(momentum.step, problem, 8, beta=friction * (1 - step_size * curvature), **common).iterates
    assert (ours == theirs).all()


def test_its_residual_polynomials_run_along() -> None:
    """`Method` agrees with a run at exact numbers."""
    values = {alpha: sympy.Rational(1, 5), beta: sympy.Rational(2, 3), lam: 3}
    given_: dict[str, Any] = {"alpha": Fraction(1, 5), "beta": Fraction(2, 3)}
    run = simulate(step, Quadratic.from_spectrum([3]), 5, precision="exact", start=[1], **given_).iterates
    for k in range(6):
        assert NESTEROV.residual_polynomial(k).subs(values) == sympy.Rational(*run[k][0].as_integer_ratio())
    assert NESTEROV.unrolled(2)[2] == -alpha
