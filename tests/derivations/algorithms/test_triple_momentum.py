"""Triple momentum's theory on quadratics, confronted with the polynomial of `Method` and with runs of the rule."""

from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from derivations.algorithms.triple_momentum import eigenvalues
from numerics import Quadratic
from numerics.algorithms.triple_momentum import published, step
from tests.derivations.algorithms.quadratic_roots import coefficients, inside, within
from tests.derivations.runs import STEPS, few
from verification.precisions import PRECISIONS, dissent

TRIPLE = Method(step)
ANY = st.fractions(-3, 3, max_denominator=24)
RATES = st.fractions(0, Fraction(19, 20), max_denominator=20)
PROPER = st.fractions(Fraction(1, 6), Fraction(5, 6), max_denominator=6)
SHARES = st.fractions(0, 1, max_denominator=30)
LARGEST = st.fractions(Fraction(1, 9), 9, max_denominator=9)
BELOW = st.fractions(0, Fraction(999, 1000), max_denominator=1000)
FOUR = st.tuples(ANY, ANY, ANY, ANY).map(lambda values: dict(zip(TRIPLE.parameters, values, strict=True)))


def test_trace_and_determinant_are_those_that_method_derives() -> None:
    pair = eigenvalues()
    _, minus_trace, determinant = TRIPLE.characteristic_polynomial.all_coeffs()
    assert (pair.trace + minus_trace).expand() == 0
    assert (pair.determinant - determinant).expand() == 0


@given(FOUR, ANY)
@example({"alpha": 1, "beta": 0, "gamma": 0, "delta": 5}, Fraction(2))
@example({"alpha": 1, "beta": 1, "gamma": 0, "delta": 0}, Fraction(1))
@example({"alpha": 0, "beta": 0, "gamma": 0, "delta": 0}, Fraction(1))
@example({"alpha": 1, "beta": -1, "gamma": -1, "delta": -1}, Fraction(1))
def test_it_is_stable_exactly_in_the_proved_region(four: dict[str, Any], curvature: Fraction) -> None:
    e, beta, gamma = four["alpha"] * curvature, four["beta"], four["gamma"]
    region = e > 0 and beta - e * gamma < 1 and e * (1 + 2 * gamma) < 2 + 2 * beta
    assert inside(*coefficients(TRIPLE, curvature, **four)) is region


@given(RATES, LARGEST, st.fractions(-1, 3, max_denominator=40))
def test_as_published_it_is_stable_beyond_the_largest_curvature(rho: Fraction, L: Fraction, share: Fraction) -> None:
    edge = (4 - 2 * rho + 2 * rho**2) / (2 + rho + rho**2)
    values = published(rho, L)
    assert inside(*coefficients(TRIPLE, share * edge * L, **values)) is (0 < share < 1)
    assert edge > 1


@given(RATES, LARGEST, SHARES)
@example(Fraction(0), Fraction(3), Fraction(0))  # kappa = 1
@example(Fraction(1, 2), Fraction(1), Fraction(1))
def test_the_published_parameters_have_their_rate(rho: Fraction, L: Fraction, share: Fraction) -> None:
    mu, values = (1 - rho) ** 2 * L, published(rho, L)
    assert within(*coefficients(TRIPLE, mu + share * (L - mu), **values), rho)
    assert coefficients(TRIPLE, mu, **values) == (rho + rho**2, rho**3)
    assert coefficients(TRIPLE, L, **values) == (-rho, Fraction(0))


@given(st.fractions(Fraction(11, 10), 10, max_denominator=10), FOUR, BELOW)
@example(Fraction(3), {"alpha": Fraction(1, 4), "beta": Fraction(1, 4), "gamma": 0, "delta": 0}, Fraction(999, 1000))
def test_no_parameters_are_faster_than_optimal_momentum(root: Fraction, four: dict[str, Any], share: Fraction) -> None:
    r = share * (root - 1) / (root + 1)
    assert not all(within(*coefficients(TRIPLE, end, **four), r) for end in (1, root**2))


def test_optimal_momentum_is_one_of_them() -> None:
    """With equality at both ends: the negative control of the bound."""
    four = {"alpha": Fraction(1, 4), "beta": Fraction(1, 4), "gamma": Fraction(0), "delta": Fraction(7)}
    assert all(within(*coefficients(TRIPLE, end, **four), Fraction(1, 2)) for end in (1, 9))


@few
@given(PROPER, LARGEST)
@example(Fraction(1, 2), Fraction(1))
def test_runs_at_the_ends_have_the_derived_roots(rho: Fraction, L: Fraction) -> None:
    """From rest: rho and rho^2 at mu, -rho and 0 at L.

    The first step is w^1 = w^0 - (1 + delta) alpha lambda w^0; from then on the two roots determine everything.
    """
    mu, values = (1 - rho) ** 2 * L, published(rho, L)
    moved = (1 + values["delta"]) * values["alpha"]
    first, last = 1 - moved * mu, 1 - moved * L
    slow = (first - rho**2) / (rho - rho**2)
    expected = [[slow * rho**k + (1 - slow) * rho ** (2 * k), last * (-rho) ** (k - 1)] for k in range(STEPS + 1)]
    expected[0][1] = Fraction(1)
    problem, start = Quadratic.from_spectrum([mu, L]), [Fraction(1), Fraction(1)]
    assert dissent(expected, step, problem, STEPS, start=start, **values) == []
    wrong = values | {"gamma": values["beta"]}
    assert dissent(expected, step, problem, STEPS, start=start, **wrong) == PRECISIONS  # the negative control
