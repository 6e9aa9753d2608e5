"""What the condition number says, exactly: one step, slower, near to singular, sensitive. Eigenvectors are rational."""

from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.choosing_a_step_size import optimal_rate
from numerics import Quadratic, householder_basis, simulate
from numerics.algorithms.gradient_descent import step

positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
values = st.fractions(-3, 3, max_denominator=12)
ratios = st.fractions(1, 50, max_denominator=12)


@st.composite
def matrices(draw: st.DrawFn) -> tuple[list[Fraction], Any]:
    """A spectrum in order and a basis of rational eigenvectors, in columns."""
    n = draw(st.integers(1, 3))
    spectrum = sorted(draw(st.lists(positive, min_size=n, max_size=n)))
    return spectrum, householder_basis(draw(st.lists(st.tuples(*[st.integers(1, 3)] * n), min_size=1, max_size=2)))


def dense(spectrum: list[Fraction], basis: Any) -> Any:
    return (basis * np.array(spectrum, dtype=object)) @ basis.T


IDENTITY = ([Fraction(1)] * 2, householder_basis([(1, 2)]))
SINGLE = ([Fraction(3)], householder_basis([(1,)]))
WIDE = ([Fraction(1), Fraction(8)], householder_basis([(1, 2)]))


def lists(n: int) -> st.SearchStrategy[list[Fraction]]:
    return st.lists(values, min_size=n, max_size=n)


@given(positive, st.integers(1, 4), st.fractions(Fraction(1, 10), Fraction(19, 10), max_denominator=10))
@example(Fraction(1), 1, Fraction(1))
@example(Fraction(1), 2, Fraction(1, 2))
def test_one_step_is_enough_with_that_step_size_only(l: Fraction, n: int, size: Fraction) -> None:
    run = simulate(step, Quadratic.from_spectrum([l] * n), 3, precision="exact", alpha=size / l)
    assert [bool(iterate.any()) for iterate in run.iterates] == [True, *[size != 1] * 3]


@given(ratios, positive, st.fractions(-1, 3, max_denominator=20))
@example(Fraction(1), Fraction(1, 12), Fraction(1))
def test_no_step_size_makes_up_for_a_larger_condition_number(ratio: Fraction, more: Fraction, size: Fraction) -> None:
    best = optimal_rate(1, sympy.Rational(ratio.numerator, ratio.denominator))
    alpha = size / (ratio + more)
    worse = max(abs(1 - alpha), abs(1 - alpha * (ratio + more)))
    assert worse > Fraction(int(best.p), int(best.q))


def test_at_one_step_size_for_both_it_is_found_otherwise() -> None:
    """The negative control: alpha = 1 is faster on {3/4, 5/4} than on {1/2}, of condition number 1."""
    narrow, wide = (
        simulate(step, Quadratic.from_spectrum(l), 1, precision="exact", alpha=Fraction(1)).iterates[1]
        for l in ([Fraction(1, 2)], [Fraction(3, 4), Fraction(5, 4)])
    )
    assert max(abs(wide)) == Fraction(1, 4) < max(abs(narrow)) == Fraction(1, 2)


@given(matrices().flatmap(lambda m: st.tuples(st.just(m), lists(len(m[0])), lists(len(m[0])))))
@example((IDENTITY, [Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]))
@example((SINGLE, [Fraction(1)], [Fraction(1)]))
def test_a_singular_matrix_is_no_nearer_than_the_derived_one(data: Any) -> None:
    """E = -(A v) u^T/(u^T v) is the general rank one E with (A + E) v = 0; |E v| is never below lambda_1 |v|."""
    (spectrum, basis), v, u = data
    A, first = dense(spectrum, basis), basis[:, 0]
    v, u = np.array(v, dtype=object), np.array(u, dtype=object)
    nearest = -spectrum[0] * np.outer(first, first)
    assert not ((A + nearest) @ first).any()
    assert (nearest @ u) @ (nearest @ u) <= spectrum[0] ** 2 * (u @ u)  # its norm is lambda_1
    assert (A @ u) @ (A @ u) <= spectrum[-1] ** 2 * (u @ u)  # that of A is lambda_n
    if u @ v:
        E = -np.outer(A @ v, u) / (u @ v)
        assert not ((A + E) @ v).any()
        assert (E @ v) @ (E @ v) >= spectrum[0] ** 2 * (v @ v)


@given(matrices())
@example(IDENTITY)
@example(SINGLE)
def test_a_smaller_perturbation_is_found_to_stay_regular(data: tuple[list[Fraction], Any]) -> None:
    """The negative control: with 99/100 of that E nothing but 0 is taken to 0."""
    spectrum, basis = data
    perturbed = dense(spectrum, basis) - Fraction(99, 100) * spectrum[0] * np.outer(basis[:, 0], basis[:, 0])
    determinant = sympy.Matrix(perturbed.shape[0], perturbed.shape[1], [sympy.Rational(str(v)) for v in perturbed.flat])
    assert determinant.det() == sympy.Rational(str(spectrum[0])) / 100 * sympy.prod(
        sympy.Rational(str(l)) for l in spectrum[1:]
    )


@given(matrices().flatmap(lambda m: st.tuples(st.just(m), lists(len(m[0])), lists(len(m[0])))))
@example((WIDE, [Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]))
@example((SINGLE, [Fraction(1)], [Fraction(1)]))
def test_a_relative_error_grows_by_the_condition_number_at_most(data: Any) -> None:
    (spectrum, basis), x, dx = data
    A, ratio = dense(spectrum, basis), spectrum[-1] / spectrum[0]
    x, dx = np.array(x, dtype=object), np.array(dx, dtype=object)

    def growth(x: Any, dx: Any, power: Fraction) -> Any:
        """power |Delta b|^2 |x|^2 - |Delta x|^2 |b|^2."""
        b, db = A @ x, A @ dx
        return power * (db @ db) * (x @ x) - (dx @ dx) * (b @ b)

    assert growth(x, dx, ratio**2) >= 0
    worst = basis[:, -1], basis[:, 0]
    assert growth(*worst, ratio**2) == 0
    assert growth(*worst, Fraction(99, 100) * ratio**2) < 0  # the negative control: no smaller factor is enough
