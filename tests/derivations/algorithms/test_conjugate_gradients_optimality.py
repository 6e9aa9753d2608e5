"""Orthogonality, optimality, rate and end of conjugate gradients, confronted with runs at every precision."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.algorithms import conjugate_gradients_optimality as derived
from derivations.notation import lam, x
from numerics import Quadratic, householder_basis, simulate
from numerics.algorithms import gradient_descent
from numerics.algorithms.conjugate_gradients import step
from tests.derivations.algorithms.enclosed import SYSTEMS, enclosed
from verification.precisions import at_most, contains, surely_above

few = settings(max_examples=8)
NUMBERS = st.fractions(Fraction(1, 4), 3, max_denominator=4)
SPECTRA = st.lists(st.integers(1, 12), min_size=4, max_size=4, unique=True)
ZERO = np.array([0])


def dot(one: Any, other: Any) -> Any:
    return np.array([(one * other).sum()])


def pairs(curvatures: Any, w: Any) -> list[tuple[Any, Any, Any]]:
    """g^i . g^j, d^i . A d^j and g^j . d^i for all i < j, where d^i is taken as w^{i+1} - w^i, a multiple of it."""
    gradients, moves = curvatures * w, w[1:] - w[:-1]
    last = len(moves)
    return [
        (dot(gradients[i], gradients[j]), dot(moves[i], curvatures * moves[j]), dot(gradients[j], moves[i]))
        for j in range(last)
        for i in range(j)
    ]


@few
@given(SPECTRA, st.lists(NUMBERS, min_size=4, max_size=4))
def test_orthogonal_and_conjugate_at_every_precision(spectrum: list[int], start: list[Fraction]) -> None:
    """In four dimensions, three steps: no gradient is 0 before the fourth."""
    curvatures = np.array(spectrum, dtype=object)
    names = []
    for name, w in enclosed(step, Quadratic.from_spectrum(spectrum), 3, start=start):
        assert all(contains(product, ZERO) for three in pairs(curvatures, w) for product in three), name
        names.append(name)
    assert len(names) == len(SYSTEMS) + 1


def test_without_conjugate_directions_it_is_not_so() -> None:
    """The negative control: steepest descent, whose gradients are orthogonal to the last one alone."""

    def steepest(state: Any, gradient: Any) -> Any:
        return step((0 * state[0], 1 + 0 * state[1], state[2]), gradient)

    steepest.state, steepest.start = step.state, step.start  # type: ignore[attr-defined]
    curvatures = np.array([1, 2, 3, 4], dtype=object)
    for name, w in enclosed(steepest, Quadratic.from_spectrum([1, 2, 3, 4]), 3, start=[1, 2, 3, 4]):
        products = [abs(product) for three in pairs(curvatures, w) for product in three]
        assert any(surely_above(product, ZERO) for product in products), name


@few
@given(SPECTRA, st.lists(NUMBERS, min_size=4, max_size=4), st.lists(NUMBERS, min_size=3, max_size=3), st.integers(1, 3))
def test_no_point_of_the_span_is_better(spectrum: list[int], start: Any, weights: Any, k: int) -> None:
    """f(w^k + v) = f(w^k) + v . A v/2 for a combination v of the directions so far, exactly, in a rotated basis."""
    problem = Quadratic.from_eigenbasis(spectrum, householder_basis([[1, 2, 3, 4]]))
    run = simulate(step, problem, k, start=start, precision="exact", record="states")
    directions, _, iterates = run.values
    v = sum(c * d for c, d in zip(weights[:k], directions[1 : k + 1], strict=True))
    w = iterates[-1]
    matrix = np.frompyfunc(Fraction, 1, 1)(problem.operator.dense())
    assert (w + v) @ matrix @ (w + v) == w @ matrix @ w + v @ matrix @ v


def shares(mu: int, L: int, steps: int) -> list[Fraction]:
    """(2 q^k/(1 + q^{2k}))^2 with q of the roots of mu and L, squares of integers."""
    root, other = int(sympy.sqrt(mu)), int(sympy.sqrt(L))
    q = Fraction(other - root, other + root)
    return [(2 * q**k / (1 + q ** (2 * k))) ** 2 for k in range(1, steps + 1)]


@few
@given(st.lists(st.integers(2, 24), min_size=2, max_size=2), st.lists(NUMBERS, min_size=4, max_size=4))
def test_the_rate_at_every_precision(middle: list[int], start: list[Fraction]) -> None:
    spectrum = [1, *middle, 25]
    curvatures = np.array(spectrum, dtype=object)
    steps = len(set(spectrum)) - 1
    for name, w in enclosed(step, Quadratic.from_spectrum(spectrum), steps, start=start):
        energy = (curvatures * w**2).sum(axis=-1)
        assert at_most(energy[1:], energy[:1] * np.array(shares(1, 25, steps))), name


def test_gradient_descent_is_slower_than_that() -> None:
    """The negative control: the bound distinguishes."""
    curvatures = np.array([1, 25], dtype=object)
    for name, w in enclosed(
        gradient_descent.step, Quadratic.from_spectrum([1, 25]), 3, start=[1, 1], alpha=Fraction(1, 13)
    ):
        energy = (curvatures * w**2).sum(axis=-1)
        assert surely_above(energy[1:], energy[:1] * np.array(shares(1, 25, 3))), name


@pytest.mark.parametrize("spectrum", [[1, 2], [3, 1, 3, 1], [1, 2, 5, 2, 1], [1, 4, 9, 16]])
def test_it_ends_after_as_many_steps_as_there_are_eigenvalues(spectrum: list[int]) -> None:
    """At every precision; and not one step earlier, where every component of the start counts."""
    last = len(set(spectrum))
    for name, w in enclosed(step, Quadratic.from_spectrum(spectrum), last, start=[1] * len(spectrum)):
        assert contains(w[-1], ZERO), name
        assert surely_above(abs(w[-2]), ZERO), name


@given(st.permutations([1, 2, 2, 5]), NUMBERS)
def test_gradient_descent_ends_as_derived(order: Sequence[int], start: Fraction) -> None:
    """With the inverse eigenvalues for its step-sizes, in any order, each at least once."""
    state: Any = (np.array([start] * 3, dtype=object),)
    for root in order:
        state = gradient_descent.step(state, lambda w: np.array([1, 2, 5]) * w, alpha=Fraction(1, root))
    assert not state[0].any()


def test_the_traced_step_is_what_a_run_computes() -> None:
    """With sums at numbers: the second step, from the state after the first, in each of three components."""
    start = [Fraction(1), Fraction(2)]
    run = simulate(
        step, Quadratic.from_spectrum([1, 3, 7]), 2, start=[*start, Fraction(1, 2)], precision="exact", record="states"
    )
    (_, before, _), (_, squares, _), (_, errors, after) = run.values
    along, moved, asked = derived.general_step()
    curvatures = [1, 3, 7]
    g_g = sum(c**2 * e**2 for c, e in zip(curvatures, errors, strict=True))
    at: list[dict[Any, Any]] = [
        {lam: c, derived.p: rational(b), x: rational(e), derived.share: rational(g_g / squares[0])}
        for c, b, e in zip(curvatures, before, errors, strict=True)
    ]
    totals = {name: sum(summand.subs(values) for values in at) for name, summand in asked.items()}
    assert totals["g_g"] == rational(g_g)
    size = -totals["g_d"] / totals["d_A_d"]
    assert [moved.subs(values | {derived.step_size: size}) for values in at] == [rational(e) for e in after]
    assert [along.subs(values) for values in at] == [rational(entry) for entry in run.values[0][2]]


def rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def test_another_rule_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the claims say of the step is checked against what the rule returns."""

    def longer(state: Any, gradient: Any) -> Any:
        d, square, w = step(state, gradient)
        return d, square, w + w

    monkeypatch.setattr(derived, "step", longer)
    with pytest.raises(ValueError, match="which is not along"):
        derived.general_step()
