"""Nesterov's method with constant momentum: momentum whose gradient is taken ahead, and its theory by `Method`."""

from fractions import Fraction
from typing import Any

import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from derivations.notation import alpha, beta, lam, sigma
from numerics import Quadratic, forward_error_bound, simulate
from numerics.algorithms import momentum
from numerics.algorithms.nesterov import step
from tests.numerics.algorithms.cases import NUMBERS, exactly, runs

NESTEROV = Method(step)
ONE = Quadratic.from_spectrum([1], [1])


def ahead(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """Momentum in the velocity v = w^k - w^{k-1} = -alpha z, its gradient taken at w + beta v."""
    z, w = state
    return momentum.step(state, lambda _: gradient(w - alpha * beta * z), alpha=alpha, beta=beta)


@settings(max_examples=30)
@given(runs(), NUMBERS, NUMBERS)
@example((ONE, [Fraction(0)]), Fraction(1), Fraction(0))
@example((ONE, [Fraction(0)]), Fraction(0), Fraction(1))
def test_it_is_momentum_with_the_gradient_at_the_extrapolated_point(
    run: tuple[Quadratic, Any], step_size: Fraction, friction: Fraction
) -> None:
    problem, start = run
    common: dict[str, Any] = {"alpha": step_size, "beta": friction, "precision": "exact"}
    ours = simulate(step, problem, 6, start=start, **common)
    rest = (0 * exactly(start), exactly(start))
    assert (ours.iterates == simulate(ahead, problem, 6, start=rest, **common).iterates).all()


@settings(max_examples=20)
@given(runs(), st.fractions(0, 2, max_denominator=9), st.fractions(0, 1, max_denominator=9))
def test_float64_stays_within_the_derived_bound(run: tuple[Quadratic, Any], scaled: Any, friction: Any) -> None:
    problem, start = run
    given_: dict[str, Any] = {"alpha": scaled / max(problem.spectrum), "beta": friction}  # type: ignore[arg-type]
    rounded = simulate(step, problem, 5, start=start, **given_).iterates
    exact = simulate(step, problem, 5, start=start, precision="exact", **given_).iterates
    bound = forward_error_bound(step, problem, 5, start=start, **given_)
    assert (abs(exactly(rounded) - exact) <= exactly(bound)).all()


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

    At the polynomial's coefficients T and d, that is Schur-Cohn at the radius r = 1 - 1/root: d <= r^2 and
    r |T| <= r^2 + d.
    """
    kappa, r = root * root, 1 - 1 / root
    parameters = {"alpha": 1 / kappa, "beta": (root - 1) / (root + 1)}
    curvature = 1 + share * (kappa - 1)
    at = {symbol: sympy.Rational(*parameters[symbol.name].as_integer_ratio()) for symbol in (alpha, beta)}
    at[lam] = sympy.Rational(*curvature.as_integer_ratio())
    _, minus_trace, determinant = (Fraction(int(c.p), int(c.q)) for c in (c.subs(at) for c in coefficients()))
    assert determinant <= r * r
    assert r * abs(minus_trace) <= r * r + determinant
    if share == 0:
        assert minus_trace == -2 * r
        assert determinant == r * r


def coefficients() -> list[Any]:
    found: list[Any] = NESTEROV.characteristic_polynomial.all_coeffs()
    return found


def test_it_is_stable_beyond_gradient_descent_nowhere() -> None:
    """At alpha lambda = 4/3 it is stable for beta < 1, at 3/2 only for beta < 1/2, while momentum goes up to 4."""
    conditions = sympy.And(*NESTEROV.stability_conditions)
    assert bool(conditions.subs({alpha: sympy.Rational(4, 3), lam: 1, beta: sympy.Rational(99, 100)}))
    assert bool(conditions.subs({alpha: sympy.Rational(3, 2), lam: 1, beta: sympy.Rational(49, 100)}))
    assert not bool(conditions.subs({alpha: sympy.Rational(3, 2), lam: 1, beta: sympy.Rational(1, 2)}))


def test_the_gradient_at_the_iterate_itself_would_be_another_method() -> None:
    """The negative control: momentum with the same parameters differs from the second step on."""
    common: dict[str, Any] = {"alpha": Fraction(1, 4), "beta": Fraction(1, 2), "precision": "exact", "start": [3]}
    ours = simulate(step, ONE, 3, **common).iterates
    theirs = simulate(momentum.step, ONE, 3, **common).iterates
    assert (ours[:2] == theirs[:2]).all()
    assert (ours[2:] != theirs[2:]).all()
