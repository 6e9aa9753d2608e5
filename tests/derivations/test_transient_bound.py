"""The supremum of |R^k|: what encloses it is confronted with exact powers, and with closed forms."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import Rational, sqrt

from derivations.transient_bound import TransientBound, norm_square, transient_bound
from tests.derivations.higher_order_methods import AVERAGED, THREE_MOMENTA, TWO_MOMENTA
from tests.derivations.methods import GRADIENT_DESCENT, MEMORY, MOMENTUM, parameters_for, polynomial_of

OPTIMAL: dict[str, Any] = {"alpha": Fraction(4, 121), "beta": Fraction(81, 121)}
INTEGERS = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(st.integers(-50, 50), min_size=n, max_size=n), min_size=n, max_size=n)
)


def gram(matrix: Any) -> Any:
    M = sympy.Matrix(matrix)
    return M.T * M


def is_at_most(symmetric: Any, bound: Any) -> bool:
    """Whether no eigenvalue exceeds the bound: bound I - symmetric has an L D L^T with D >= 0, by principal minors."""
    difference = bound * sympy.eye(symmetric.rows) - symmetric
    indices = range(symmetric.rows)
    return all(
        difference.extract([*chosen], [*chosen]).det() >= 0
        for mask in product((0, 1), repeat=symmetric.rows)
        if (chosen := [i for i in indices if mask[i]])
    )


@settings(max_examples=60)
@given(INTEGERS)
@example([[0]])
@example([[0, 0], [0, 0]])
@example([[1, 0], [0, 1]])
@example([[3, 0, 0], [0, 3, 0], [0, 0, -3]])
@example([[2, 1], [1, 2]])
def test_the_norm_of_integers_is_enclosed(matrix: list[list[int]]) -> None:
    """Every principal minor says so, in rationals; and the enclosure is as narrow as rounding allows."""
    low, high = norm_square(matrix)
    assert is_at_most(gram(matrix), high)
    assert low == 0 or not is_at_most(gram(matrix), Rational(2 * low - 1, 2))
    assert high - low <= 2 * len(matrix)


def exact_norms(R: Any, most: int) -> list[Any]:
    """|R^k|^2 for k <= most, of a 2 by 2 matrix, in closed form: (F + sqrt(F^2 - 4 d^2))/2, F and d of the power."""
    power, found = sympy.eye(2), []
    for _ in range(most + 1):
        F, d = sum(x**2 for x in power), power.det()
        found.append((F + sqrt(F**2 - 4 * d**2)) / 2)
        power = power * R
    return found


def largest(values: list[Any]) -> Any:
    return max(values, key=lambda value: value.evalf(60))


@pytest.mark.parametrize("curvature", [1, 3, Fraction(7, 2), 100])
def test_momentum_at_its_optimum(curvature: Any) -> None:
    """Order 2, where the norms have square roots: enclosed to 30 digits."""
    bound = MOMENTUM.transient_bound(curvature, digits=30, **OPTIMAL)
    assert (bound.upper - bound.lower) * 10**30 <= bound.lower
    R = MOMENTUM.power(1, lam=curvature, **OPTIMAL)
    norms = exact_norms(R, bound.horizon + 10)
    assert norms[bound.horizon].evalf(60) <= 1
    assert bound.lower**2 <= largest(norms).evalf(60) <= bound.upper**2
    assert norms[bound.iteration] == largest(norms)
    assert bound.lam == Rational(curvature)


def test_the_bound_of_a_spectrum_is_the_largest_of_its_curvatures() -> None:
    each = [MOMENTUM.transient_bound(curvature, **OPTIMAL) for curvature in (1, 10, 100)]
    whole = MOMENTUM.transient_bound([1, 10, 100], **OPTIMAL)
    assert whole.lower == max(bound.lower for bound in each)
    assert whole.upper == max(bound.upper for bound in each)
    assert whole.lam == 100
    assert whole == MOMENTUM.transient_bound((100, 1, 10), **OPTIMAL)


def test_where_enclosures_overlap_the_largest_upper_end_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    import derivations.transient_bound as module

    bounds = iter([TransientBound(1, 3, 1, 2), TransientBound(2, Rational(5, 2), 4, 5)])
    monkeypatch.setattr(module, "transient_bound", lambda *_: next(bounds))
    whole = module.over_spectrum([({"lam": Fraction(lam)}, [[0]]) for lam in (1, 2)], 5)
    assert whole == TransientBound(2, 3, 4, 5, lam=2)


def test_what_needs_no_transient_has_none() -> None:
    """A normal R shrinks from the start: |R^0| = 1 is the supremum, exactly."""
    found = GRADIENT_DESCENT.transient_bound(1, alpha=Fraction(3, 2))
    assert (found.lower, found.upper, found.iteration, found.horizon) == (1, 1, 0, 1)
    assert transient_bound([[Fraction(1, 2), 0], [0, Fraction(-1, 2)]]) == TransientBound(1, 1, 0, 1)


def test_a_nilpotent_matrix() -> None:
    found = transient_bound([[0, 5], [0, 0]])
    assert found is not None
    assert found.lower <= 5 <= found.upper
    assert (found.iteration, found.horizon) == (1, 2)


RADII = st.fractions(Fraction(0), Fraction(9, 10), max_denominator=10)
PAIRS = st.tuples(RADII, st.one_of(st.none(), st.fractions(Fraction(1, 4), 4, max_denominator=4)))


@settings(max_examples=40)
@given(st.lists(PAIRS, min_size=1, max_size=2), st.integers(1, 5))
@example([(Fraction(9, 10), None), (Fraction(9, 10), None)], 1)
@example([(Fraction(0), None), (Fraction(0), Fraction(1))], 1)
def test_every_power_is_below_the_bound_and_one_is_at_it(
    roots: list[tuple[Fraction, Fraction | None]], curvature: int
) -> None:
    """Methods of orders 1 to 4 with a chosen spectrum, against exact Gram matrices of the powers."""
    coefficients = polynomial_of(roots)
    method, order = MEMORY[len(coefficients)], len(coefficients)
    at: dict[str, Any] = {**parameters_for(coefficients), "lam": curvature}
    at["alpha"] /= curvature
    bound = method.transient_bound(digits=6, **at)
    power, R = sympy.eye(order), method.power(1, **at)
    for k in range(min(bound.horizon, 12) + 1):
        assert is_at_most(gram(power), bound.upper**2), k
        power = power * R
    reached = gram(method.power(bound.iteration, **at))
    assert bound.lower == 1 or not is_at_most(reached, (bound.lower * (1 - Rational(1, 10**9))) ** 2)
    assert is_at_most(gram(method.power(bound.horizon, **at)), 1)


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (TWO_MOMENTA, {"alpha": Fraction(1, 10), "beta_1": Fraction(9, 10), "beta_2": Fraction(99, 100)}),
        (AVERAGED, {"alpha": Fraction(1, 10), "beta": Fraction(4, 5), "gamma": Fraction(1, 2)}),
        (THREE_MOMENTA, {"alpha": Fraction(1, 10), "beta_1": 0, "beta_2": Fraction(1, 2), "beta_3": Fraction(9, 10)}),
    ],
    ids=lambda v: getattr(v, "name", ""),
)
def test_higher_orders_agree_with_powers(method: Any, parameters: dict[str, Any]) -> None:
    """The largest norm of the first hundred powers, exactly: it is the bound to 10 digits."""
    bound = method.transient_bound([1, 2], **parameters)
    below, above = ((bound.lower * (1 + sign * Rational(1, 10**10))) ** 2 for sign in (-1, 1))
    reached = 0
    for curvature in (1, 2):
        R, power = method.power(1, lam=curvature, **parameters), sympy.eye(method.iteration_matrix.rows)
        for k in range(100):
            assert is_at_most(gram(power), above), k
            reached += not is_at_most(gram(power), below)
            power = power * R
    assert reached


# On the boundary of stability, and beyond.


def test_powers_that_come_back_have_a_bound() -> None:
    """beta = 1 and alpha lambda = 2: R^4 = I, and already |R^2| = |-I| = 1. The golden ratio is |R|^2."""
    found = MOMENTUM.transient_bound(1, alpha=2, beta=1)
    assert MOMENTUM.power(2, lam=1, alpha=2, beta=1) == -sympy.eye(2)
    assert found.horizon == 2
    assert found.lower <= ((3 + sqrt(5)) / 2).evalf(40) <= found.upper


@pytest.mark.parametrize(
    "parameters",
    [
        {"alpha": 5, "beta": 0},  # beyond
        {"alpha": 4, "beta": 1},  # a double root at -1: R^k grows like k
        {"alpha": Fraction(1, 3), "beta": 1},  # bounded powers that never come back
        {"alpha": 0, "beta": Fraction(1, 2)},  # a root at 1, and no K
    ],
    ids=str,
)
def test_where_no_bound_is_found_there_is_an_error(parameters: dict[str, Any]) -> None:
    law = r"violates \|sigma\| < 1 for every eigenvalue of R, or \|R\^K\| <= 1 for a K <= 24"
    with pytest.raises(ValueError, match=rf"lam=1, alpha=.*, beta=.* {law}: go into the region"):
        MOMENTUM.transient_bound(1, **parameters)
    with pytest.raises(ValueError, match=rf"lam=1, alpha=.*, beta=.* {law}"):
        MOMENTUM.transient_bound([1, Fraction(1, 100)], **parameters)


def test_a_spectral_radius_of_nearly_one_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import derivations.transient_bound as module

    monkeypatch.setattr(module, "MOST_STEPS", 100)
    with pytest.raises(ValueError, match=r"a spectral radius so near to 1 violates: \|R\^K\| <= 1 for some K <= 100"):
        MOMENTUM.transient_bound(1, alpha=Fraction(1, 10**3), beta=Fraction(9999, 10**4))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"lam": [], **OPTIMAL}, "a spectrum has a curvature"),
        ({"lam": 0.5, **OPTIMAL}, "lam is an exact rational"),
        ({"lam": 1, **OPTIMAL, "beta": "1/2"}, "beta is an exact rational"),
        ({"lam": 1, **OPTIMAL, "digits": 0}, "digits=0 violates digits >= 1"),
    ],
)
def test_what_is_refused(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MOMENTUM.transient_bound(**given_)


def test_powers_that_are_rounded_to_few_bits_are_off_and_their_bound_says_so() -> None:
    """The negative control: with 30 bits the largest norm is off by thousands of units in the last place."""
    import derivations.transient_bound as module

    slow: dict[str, Any] = {"alpha": Fraction(4, 10**6), "beta": Fraction(998, 1000)}
    R = [[Fraction(int(x.p), int(x.q)) for x in row] for row in MOMENTUM.power(1, lam=100, **slow).tolist()]
    exact = module.transient_bound(R, 30)
    assert exact is not None
    coarse = module._enclosed(R, 30, exact.horizon)
    assert coarse is not None
    assert coarse.lower <= exact.lower <= exact.upper <= coarse.upper
    assert abs((coarse.lower + coarse.upper) / 2 - exact.lower) * 2**30 > 1000
