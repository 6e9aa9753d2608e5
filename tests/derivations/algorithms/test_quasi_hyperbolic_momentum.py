"""Quasi-hyperbolic momentum: what is proved of it, confronted with the polynomial of `Method` and with runs."""

from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.algorithms.quasi_hyperbolic_momentum import eigenvalues, largest_step_size
from derivations.notation import beta, lam
from numerics import Quadratic, simulate
from numerics.algorithms import triple_momentum
from numerics.algorithms.quasi_hyperbolic_momentum import step
from tests.derivations.algorithms.quadratic_roots import coefficients, inside
from tests.derivations.runs import STEPS, few, fraction, rational
from verification.precisions import PRECISIONS, dissent

QUASI = Method(step)
MOMENTA = st.fractions(0, Fraction(29, 30), max_denominator=30)
SHARES = st.fractions(0, 1, max_denominator=30)
CURVATURES = st.fractions(Fraction(1, 9), 9, max_denominator=9)
PROPER = st.fractions(Fraction(1, 6), Fraction(5, 6), max_denominator=6)


def bound(friction: Fraction, share: Fraction, curvature: Fraction) -> Fraction:
    """The derived expression at rationals."""
    return fraction(largest_step_size(*map(rational, (friction, share, curvature))))


def test_trace_and_determinant_are_those_that_method_derives() -> None:
    """By polynomials in parameters of the same names."""
    pair = eigenvalues()
    _, minus_trace, determinant = QUASI.characteristic_polynomial.all_coeffs()
    assert (pair.trace + minus_trace).expand() == 0
    assert (pair.determinant - determinant).expand() == 0
    assert {beta, lam} < pair.trace.free_symbols


@given(MOMENTA, SHARES, CURVATURES, st.fractions(-1, 2, max_denominator=40))
@example(Fraction(0), Fraction(1), Fraction(1), Fraction(1))
@example(Fraction(1, 2), Fraction(0), Fraction(1), Fraction(1))
@example(Fraction(1, 2), Fraction(1), Fraction(1), Fraction(1))  # momentum's edge
@example(Fraction(1, 2), Fraction(1, 2), Fraction(1), Fraction(0))
def test_it_is_stable_exactly_below_the_derived_step_size(
    friction: Fraction, share: Fraction, curvature: Fraction, scale: Fraction
) -> None:
    alpha = scale * bound(friction, share, curvature)
    assert inside(*coefficients(QUASI, curvature, alpha=alpha, beta=friction, nu=share)) is (0 < scale < 1)


@given(MOMENTA, SHARES, CURVATURES)
def test_the_bound_lies_between_those_of_gradient_descent_and_momentum(
    friction: Fraction, share: Fraction, curvature: Fraction
) -> None:
    ends = bound(friction, Fraction(0), curvature), bound(friction, Fraction(1), curvature)
    assert ends == (2 / curvature, 2 * (1 + friction) / (curvature * (1 - friction)))
    assert ends[0] <= bound(friction, share, curvature) <= ends[1]


def test_outside_of_the_published_range_it_may_be_unstable_below_the_bound() -> None:
    """The negative control: at beta > 1 the determinant exceeds 1 where alpha lambda is small."""
    values = {"beta": Fraction(3, 2), "nu": Fraction(1, 2)}
    assert not inside(*coefficients(QUASI, 1, alpha=Fraction(1, 10), **values))


@few
@given(PROPER, PROPER, CURVATURES)
@example(Fraction(1, 2), Fraction(1), Fraction(1))
def test_runs_obey_the_recurrence_of_trace_and_determinant(
    friction: Fraction, share: Fraction, curvature: Fraction
) -> None:
    """x^{k+2} = T x^{k+1} - d x^k, from x^1 = (1 - alpha lambda (1 - nu beta)) x^0."""
    alpha = bound(friction, share, curvature) * Fraction(3, 4)
    e = alpha * curvature
    trace, determinant = 1 + friction - e * (1 - share * friction), friction * (1 - e * (1 - share))
    expected = [Fraction(1), 1 - e * (1 - share * friction)]
    for _ in range(STEPS - 1):
        expected.append(trace * expected[-1] - determinant * expected[-2])
    problem = Quadratic.from_spectrum([curvature])
    common: dict[str, Any] = {"start": [1], "alpha": alpha, "beta": friction}
    assert dissent(expected, step, problem, STEPS, nu=share, **common) == []
    assert dissent(expected, step, problem, STEPS, nu=share / 2, **common) == PRECISIONS  # the negative control


@few
@given(PROPER, CURVATURES)
@example(Fraction(1, 2), Fraction(1))
def test_robust_momentum_at_its_fastest_is_triple_momentum_and_quasi_hyperbolic(rho: Fraction, L: Fraction) -> None:
    """Cyrus, Hu, Van Scoy and Lessard's parameters as printed; from rest on a quadratic, w runs along the points y."""
    kappa = 1 / (1 - rho) ** 2
    robust: dict[str, Any] = {
        "alpha": kappa * (1 - rho) ** 2 * (1 + rho) / L,
        "beta": kappa * rho**3 / (kappa - 1),
        "gamma": rho**3 / ((kappa - 1) * (1 - rho) ** 2 * (1 + rho)),
    }
    published = triple_momentum.published(rho, L)
    assert robust == {name: published[name] for name in robust}
    beta_, gamma = robust["beta"], robust["gamma"]
    problem, start = Quadratic.from_spectrum([L / kappa, L]), [Fraction(1), Fraction(1)]
    exactly: dict[str, Any] = {"start": start, "precision": "exact"}
    v, xi = simulate(triple_momentum.step, problem, STEPS, record="states", delta=0, **robust, **exactly).values
    given_: dict[str, Any] = {"alpha": robust["alpha"] / (1 - beta_), "beta": beta_, "start": start}
    share = 1 - gamma * (1 - beta_) / beta_
    assert dissent(xi + gamma * v, step, problem, STEPS, nu=share, **given_) == []
