"""Stable or not, at arrays of points: without an error on the boundary and one unit in the last place beside it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.method import Method
from derivations.stable_points import EXACT, Filtered, StablePoints
from derivations.straight_line import Line
from tests.derivations.methods import MEMORY, MOMENTUM, NESTEROV, parameters_for, polynomial_of, spectra


@pytest.mark.parametrize("order", MEMORY)
def test_a_point_is_stable_iff_the_roots_that_it_was_made_from_are(order: int) -> None:
    """The roots are rational, or pairs of rational modulus, inside, on and outside of the unit circle."""

    @settings(max_examples=60, deadline=None)
    @example([(Fraction(1), None)] * order)
    @example([(Fraction(-1), None)] + [(Fraction(0), None)] * (order - 1))
    @example([(Fraction(1) - Fraction(1, 10**40), None)] * order)
    @given(spectra(order))
    def holds(radii: list[tuple[Fraction, Fraction | None]]) -> None:
        at = parameters_for(polynomial_of(radii))
        assert MEMORY[order].is_stable(1, **at) is all(abs(r) < 1 for r, _ in radii)

    holds()


def beside(x: Any) -> Any:
    """The numbers, and the float64 before and after each of them."""
    return np.concatenate([np.nextafter(x, -np.inf), x, np.nextafter(x, np.inf)])


def on_the_boundary() -> dict[str, Any]:
    """lambda = 3/7 rounded: alpha lambda = 2 + 2 beta holds nearly, at some points exactly, at most of them not."""
    beta = np.linspace(-1, 1, 257)
    return {"lam": np.float64(3) / 7, "alpha": beside((2 + 2 * beta) / (np.float64(3) / 7)), "beta": np.tile(beta, 3)}


def exactly(at: dict[str, Any]) -> Any:
    """The conditions of momentum in Fractions: 0 < alpha lambda < 2 + 2 beta, beta < 1."""
    lam, alpha, beta = (np.vectorize(Fraction, otypes=[object])(at[name]) for name in ("lam", "alpha", "beta"))
    return ((0 < alpha * lam) & (alpha * lam < 2 + 2 * beta) & (beta < 1)).astype(bool)


def test_the_boundary_to_the_last_bit() -> None:
    at = on_the_boundary()
    expected = exactly(at)
    assert 0.3 < expected.mean() < 0.7
    assert (MOMENTUM.is_stable(**at) == expected).all()
    # Without the exact part there would be no answer at some of them, and float64 alone answers wrongly.
    undecided = StablePoints(MOMENTUM.stability_conditions, MOMENTUM._inputs).undecided(at)
    rounded = 2 + 2 * at["beta"] - at["alpha"] * at["lam"] > 0
    wrong = (rounded & (at["beta"] < 1) & (at["alpha"] > 0)) != expected
    assert wrong.any()
    assert undecided[wrong].all()


def test_the_ends_of_beta_and_of_float64() -> None:
    beta = beside(np.array([1.0, -1.0]))
    assert MOMENTUM.is_stable(1, alpha=Fraction(1, 10**30), beta=beta).tolist() == [
        True,
        False,
        False,
        False,
        False,
        True,
    ]
    least = 5e-324
    assert MOMENTUM.is_stable([0, least, -least], alpha=least, beta=0).tolist() == [False, True, False]  # underflows
    assert MOMENTUM.is_stable([1e308, 1e-308], alpha=1.5e308, beta=0).tolist() == [False, True]  # the first overflows
    assert MOMENTUM.is_stable(Fraction(1, 3), alpha=6, beta=0) is False  # alpha lambda = 2, on the boundary
    assert MOMENTUM.is_stable(1 / 3, alpha=6, beta=0) is True  # the float is below 1/3


def test_exact_numbers_of_every_kind_are_themselves() -> None:
    third = [Fraction(1, 3), sympy.Rational(1, 3)]
    assert MOMENTUM.is_stable(third, alpha=6, beta=0).tolist() == [False, False]
    assert MOMENTUM.is_stable(Decimal("0.1"), alpha=20, beta=0) is False
    assert MOMENTUM.is_stable(0.1, alpha=20, beta=0) is False  # the float 0.1 is above 1/10
    assert MOMENTUM.is_stable(2**60 + 1, alpha=Fraction(2, 2**60), beta=0) is False
    assert MOMENTUM.is_stable(2**60 - 1, alpha=Fraction(2, 2**60), beta=0) is True


def test_shapes_broadcast_across_blocks() -> None:
    beta, alpha = np.linspace(-1, 1, 201)[:, None], np.linspace(0, 4, 301)
    found = MOMENTUM.is_stable(1, alpha=alpha, beta=beta)
    assert found.shape == (201, 301)
    assert (found == exactly({"lam": np.float64(1), "alpha": alpha, "beta": beta})).all()
    many = np.full(2 * EXACT + 1, 2.0)
    assert not MOMENTUM.is_stable(1, alpha=many, beta=0).any()  # all on the boundary, so that all are decided exactly
    assert MOMENTUM.is_stable(np.zeros((0, 3)), alpha=1, beta=0).shape == (0, 3)


def test_values_go_by_their_names() -> None:
    test = StablePoints(MOMENTUM.stability_conditions, MOMENTUM._inputs)
    at = {"beta": 0, "alpha": [1, 2, 3], "lam": 1}
    assert test(at).tolist() == [True, False, False]
    assert test.undecided(at).tolist() == [False, True, False]


def test_where_a_coefficient_has_no_value_it_is_not_stable() -> None:
    def divided(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
        (w,) = state
        return (w - alpha / beta * gradient(w),)

    found = Method(divided, state=("w",), name="divided").is_stable(1, alpha=1, beta=[0, 1, -1, 0.5, 0.25])
    assert found.tolist() == [False, True, False, False, False]


def test_a_rule_that_is_never_stable_and_one_that_always_is() -> None:
    def keeps(state: Any, gradient: Any, *, alpha: Any) -> Any:
        m, w = state
        return m, w - alpha * gradient(w)

    assert not Method(keeps, state=("m", "w"), name="keeps").is_stable([1, 2], alpha=[[1], [0]]).any()
    assert StablePoints([], {"lam": sympy.Symbol("lambda", real=True)})({"lam": [1, 2]}).tolist() == [True, True]


def test_errors_say_what_to_do() -> None:
    with pytest.raises(ValueError, match="alpha=nan violates: alpha is finite"):
        MOMENTUM.is_stable(1, alpha=[1, np.nan], beta=0)
    with pytest.raises(TypeError, match="beta='0' violates: beta is a real number"):
        MOMENTUM.is_stable(1, alpha=1, beta="0")
    with pytest.raises(ValueError, match="they broadcast"):
        MOMENTUM.is_stable([1, 2], alpha=[1, 2, 3], beta=0)
    with pytest.raises(TypeError, match="beta is missing violates"):
        MOMENTUM.is_stable(1, alpha=1)


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
NEAR = st.floats(-4, 4)


@settings(max_examples=200, deadline=None)
@example((0.1, 0.1, 0.2))
@example((5e-324, 5e-324, 0.5))
@example((1e300, 1e300, -1e300))
@given(st.tuples(*[st.one_of(NEAR, FLOATS)] * 3))
def test_the_bound_holds_whatever_is_rounded(numbers: tuple[float, ...]) -> None:
    x, y, z = sympy.symbols("x y z", real=True)
    outputs = [x * y - z * (x - y) / 3 + sympy.Rational(1, 10) * z**3, (x - y) * (y - z) ** 4 + x * z - 1]
    line = Line((x, y, z), outputs)
    constants = [Fraction(int(c.p), int(c.q)) for c in line.constants]
    exact = line([Fraction(value) for value in numbers], constants)
    with np.errstate(all="ignore"):
        given_numbers = [Filtered.of(np.array([value])) for value in numbers]
        found = line(given_numbers, [Filtered.of(np.array([c], dtype=object)) for c in constants])
        for p, value in zip(found, exact, strict=True):
            [middle], [error] = p.value, p.error
            known = np.isfinite(middle) and np.isfinite(error)
            assert not known or abs(Fraction(float(middle)) - value) <= Fraction(float(error))


def test_nesterov_agrees_with_its_conditions_in_fractions() -> None:
    random = np.random.default_rng(0)
    alpha, beta = random.uniform(0, 2, 500), random.uniform(-1, 1, 500)
    alpha = np.concatenate([alpha, beside((2 + 2 * beta) / (1 + 2 * beta))])
    beta = np.tile(beta, 4)
    a, b = (np.vectorize(Fraction, otypes=[object])(numbers) for numbers in (alpha, beta))
    expected = ((a > 0) & (a * (1 + 2 * b) < 2 + 2 * b) & (b * (1 - a) < 1)).astype(bool)
    assert (NESTEROV.is_stable(1, alpha=alpha, beta=beta) == expected).all()
