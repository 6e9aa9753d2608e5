"""What the benchmark of stability regions calls true is true, and its points are on both sides of the boundary."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings

from benchmarks import stability
from benchmarks.stability import RULES, at_the_boundary, characteristic, formula, grid, method, schur, truth
from tests.derivations.methods import polynomial_of, spectra

Radii = list[tuple[Fraction, Fraction | None]]


@settings(max_examples=100, deadline=None)
@example([(Fraction(1), Fraction(1, 2))])
@example([(Fraction(-1), None), (Fraction(0), None)])
@example([(Fraction(0), None), (Fraction(0), None)])
@given(spectra(4))
def test_schur_says_where_the_roots_are(radii: Radii) -> None:
    assert schur([Fraction(1), *polynomial_of(radii)]) is all(abs(r) < 1 for r, _ in radii)


@pytest.mark.parametrize("name", RULES)
def test_the_rule_in_rationals_has_the_derived_polynomial(name: str) -> None:
    m = method(name)
    at = {key: Fraction(i + 1, 7) for i, key in enumerate(["lam", *m.parameters])}
    symbols = {"lam": m.curvature, **m.parameters}
    expected = [
        c.subs({symbols[key]: value for key, value in at.items()}) for c in m.characteristic_polynomial.all_coeffs()
    ]
    assert characteristic(m, at) == expected


@pytest.mark.parametrize("name", RULES)
def test_some_of_the_points_are_stable_and_some_are_not(name: str) -> None:
    at = {key: value[::50] for key, value in at_the_boundary(name).items()}
    expected = truth(method(name), at)
    assert expected.any()
    assert not expected.all()
    assert (method(name).is_stable(**at) == expected).all()


def test_the_grid_is_answered_in_integers_as_by_schur() -> None:
    at, answers = grid()
    places = slice(0, None, 9973)
    for name, expected in answers.items():
        assert (truth(method(name), {key: value[places] for key, value in at.items()}) == expected[places]).all()
        assert 0.1 < expected.mean() < 0.9


def test_the_formula_for_qepcad() -> None:
    assert formula(method("momentum")) == {
        "variables": ["l", "a", "b", "x", "y"],
        "free": 3,
        "formula": r"(A x)(A y)[ [(1) l^1 a^1 x^1 + (-1) b^1 x^1 + (1) b^1 + (1) x^2 + (-1) x^1 + (-1) y^2 = 0 /\ "
        r"[y = 0 \/ (1) l^1 a^1 + (-1) b^1 + (2) x^1 + (-1)  = 0]] ==> x^2 + y^2 < 1 ]",
    }


def test_wrong_answers_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = stability.wrong("two velocities (order 3)")
    assert counted["ours wrong: beside the boundary, two velocities (order 3)"] == 0
    assert counted["eigvals wrong: beside the boundary, two velocities (order 3)"] > 0
    monkeypatch.setattr(stability, "truth", lambda m, at: ~truth(m, at))
    counted = stability.wrong("two velocities (order 3)")
    assert counted["ours wrong: beside the boundary, two velocities (order 3)"] == 3000
