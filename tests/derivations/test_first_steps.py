"""First steps, and the introduction on gradient descent: the derived forms against runs of the update rule."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.first_steps import closed_form
from derivations.gradient_descent import DESCENT
from derivations.notation import L, alpha
from numerics import Ball, Quadratic, forward_error_bound, householder_basis, simulate
from numerics.algorithms.gradient_descent import step
from numerics.exact import rationals
from numerics.precision import endpoints

STEPS = 8
values = st.fractions(-3, 3, max_denominator=12)
positive = st.fractions(Fraction(1, 12), 8, max_denominator=12)
sizes = st.fractions(-1, 3, max_denominator=10)  # alpha lambda_n, beyond both ends of stability


@dataclass(frozen=True)
class Case:
    """A quadratic by its spectrum, its eigenvectors (reflections), its minimiser; a start and a step-size."""

    spectrum: tuple[Fraction, ...]
    reflections: tuple[tuple[int, ...], ...]
    minimiser: tuple[Fraction, ...]
    start: tuple[Fraction, ...]
    alpha: Fraction

    @property
    def basis(self) -> Any:
        return householder_basis(self.reflections)

    @property
    def problem(self) -> Quadratic:
        return Quadratic.from_eigenbasis(list(self.spectrum), self.basis, list(self.minimiser))

    @property
    def matrix(self) -> Any:
        """A = Q diag(l_1 .. l_n) Q^T."""
        return (self.basis * np.array(self.spectrum, dtype=object)) @ self.basis.T

    @property
    def components(self) -> Any:
        """x^0 = Q^T (w^0 - w*)."""
        return self.basis.T @ (np.array(self.start) - np.array(self.minimiser))

    def error(self, k: int) -> Any:
        """Q x^k by the closed form."""
        return self.basis @ np.array(closed_form(self.spectrum, self.components, self.alpha, k), dtype=object)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(1, 3))
    spectrum = sorted(draw(st.lists(positive, min_size=n, max_size=n)))
    reflection = st.tuples(*[st.integers(1, 3)] * n)
    reflections = draw(st.lists(reflection, min_size=1, max_size=2))
    minimiser, start = (tuple(draw(st.lists(values, min_size=n, max_size=n))) for _ in range(2))
    return Case(tuple(spectrum), tuple(reflections), minimiser, start, draw(sizes) / spectrum[-1])


def fractions(*numbers: Any) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, numbers))


REPEATED = Case(fractions(2, 2, 2), ((1, 2, 2),), fractions(1, 0, -1), fractions(0, 1, 1), Fraction(1, 2))
STILL = Case(fractions(1, 3), ((1, 2),), fractions(1, 1), fractions(2, 0), Fraction(0))
EDGE = Case(fractions(1, 2), ((3, 1),), fractions(0, 0), fractions(1, 1), Fraction(1))
ONE = Case(fractions(5), ((1,),), fractions(0), fractions(1), Fraction(1, 5))


# ---- the closed form ----------------------------------------------------------------------------------------------


@given(cases())
@example(REPEATED)  # alpha l = 1 for a repeated eigenvalue: there after one step
@example(STILL)
@example(EDGE)  # alpha l = 1 and alpha l = 2
@example(ONE)
def test_the_closed_form_is_the_run(case: Case) -> None:
    run = simulate(step, case.problem, STEPS, start=list(case.start), precision="exact", alpha=case.alpha)
    for k, iterate in enumerate(run.iterates):
        assert (iterate - np.array(case.minimiser) == case.error(k)).all()


@given(cases())
@example(EDGE)
def test_without_the_change_of_basis_it_is_found_wrong(case: Case) -> None:
    """The negative control: x^k itself is w^k - w* only where Q x^k = x^k."""
    run = simulate(step, case.problem, 2, start=list(case.start), precision="exact", alpha=case.alpha)
    components = np.array(closed_form(case.spectrum, case.components, case.alpha, 2), dtype=object)
    agrees = (run.iterates[2] - np.array(case.minimiser) == components).all()
    assert agrees == (case.basis @ components == components).all()
    if case == EDGE:
        assert not agrees


@given(cases())
@example(STILL)
@example(EDGE)
def test_at_machine_and_at_high_precision_within_the_derived_bound(case: Case) -> None:
    start = list(case.start)
    for precision in ("float64", 50):
        run = simulate(step, case.problem, STEPS, start=start, precision=precision, alpha=case.alpha)
        bound = forward_error_bound(step, case.problem, STEPS, start=start, precision=precision, alpha=case.alpha)
        for k, iterate in enumerate(run.iterates):
            missed = rationals(iterate) - np.array(case.minimiser) - case.error(k)
            assert (abs(missed) <= rationals(bound[k])).all()


@pytest.mark.parametrize("backend", ["flint", "mpmath"])
@pytest.mark.parametrize("case", [REPEATED, STILL, EDGE, ONE])
def test_balls_contain_the_closed_form(case: Case, backend: str) -> None:
    ball = Ball(300, backend)
    run = simulate(step, case.problem, STEPS, start=list(case.start), precision=ball, alpha=case.alpha)
    low, high = endpoints(run.iterates)
    for k in range(STEPS + 1):
        expected = np.array(case.minimiser) + case.error(k)
        assert (low[k] <= expected).all()
        assert (expected <= high[k]).all()
    assert max(np.ravel(high - low)) < Fraction(1, 10**60)


def test_the_closed_form_takes_symbols() -> None:
    l_1, l_2, x_1, x_2, k = sympy.symbols("l_1 l_2 x_1 x_2 k")
    assert closed_form([l_1, l_2], [x_1, x_2], alpha, k) == [(1 - alpha * l_1) ** k * x_1, (1 - alpha * l_2) ** k * x_2]
    with pytest.raises(ValueError, match=r"zip\(\) argument 2 is shorter"):
        closed_form([1, 2], [1], 1, 1)


# ---- gradient, minimiser, eigenbasis ------------------------------------------------------------------------------

square = st.integers(1, 3).flatmap(
    lambda n: st.tuples(*[st.lists(st.lists(values, min_size=n, max_size=n), min_size=m, max_size=m) for m in (n, 3)])
)


def parts(data: Any, t: Fraction) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """(f(w + t h) - f(w) - t^2/2 h^T A h)/t, <h, A w - b> and <h, (A + A^T)/2 w - b>, and whether <h, A w> is <w, A
    h>."""
    A, (b, w, h) = np.array(data[0], dtype=object), (np.array(row, dtype=object) for row in data[1])

    def f(v: Any) -> Any:
        return v @ A @ v / 2 - b @ v

    rise = (f(w + t * h) - f(w) - t**2 / 2 * (h @ A @ h)) / t
    return rise, h @ (A @ w - b), h @ ((A + A.T) @ w / 2 - b), h @ A @ w - w @ A @ h


NILPOTENT = ([fractions(0, 1), fractions(0, 0)], [fractions(0, 0), fractions(0, 1), fractions(1, 0)])  # A; b, w, h


@given(square, positive)
@example(NILPOTENT, Fraction(1))
def test_the_gradient_is_that_of_the_symmetric_part(data: Any, t: Fraction) -> None:
    """The negative control is in it: for a matrix that is not symmetric A w - b is found wrong."""
    rise, printed, symmetric, skew = parts(data, t)
    assert rise == symmetric
    assert (rise == printed) == (skew == 0)


@given(cases(), st.lists(values, min_size=3, max_size=3))
@example(ONE, [Fraction(0)] * 3)
def test_the_minimiser_is_the_only_one(case: Case, ahead: list[Fraction]) -> None:
    w, A = np.array(case.start) + np.array(ahead[: len(case.start)]), case.matrix
    b = A @ np.array(case.minimiser)
    above = (w @ A @ w / 2 - b @ w) + np.array(case.minimiser) @ b / 2
    error = w - np.array(case.minimiser)
    assert above == error @ A @ error / 2
    assert above >= case.spectrum[0] * (error @ error) / 2
    assert (above == 0) == (error == 0).all()


@given(cases(), st.integers(1, 100))
@example(ONE, 1)
def test_with_a_negative_eigenvalue_it_is_no_minimiser(case: Case, depth: int) -> None:
    """The negative control: A stays invertible and A w* = b, but along q_1 the loss falls below every bound."""
    eigenvalues = np.array([-case.spectrum[0], *case.spectrum[1:]], dtype=object)
    A, q, minimiser = (case.basis * eigenvalues) @ case.basis.T, case.basis[:, 0], np.array(case.minimiser)
    b, t = A @ minimiser, 1 + 2 * depth / case.spectrum[0]
    w = minimiser + t * q
    assert w @ A @ w / 2 - b @ w < (minimiser @ A @ minimiser / 2 - b @ minimiser) - depth


@given(st.integers(2, 4), st.data())
def test_a_rotation_takes_twice_the_square_off_the_diagonal(n: int, data: st.DataObject) -> None:
    """With t = tan of half the angle c and s are rational, and a_01 is chosen so that the rotation makes it 0."""
    t = data.draw(st.fractions(Fraction(-1, 3), Fraction(1, 3), max_denominator=9))
    c, s = (1 - t**2) / (1 + t**2), 2 * t / (1 + t**2)
    rows = data.draw(st.lists(st.lists(values, min_size=n, max_size=n), min_size=n, max_size=n))
    A = np.array(rows, dtype=object)
    A = A + A.T
    A[0, 1] = A[1, 0] = c * s * (A[0, 0] - A[1, 1]) / (c**2 - s**2)
    R = np.array([[Fraction(int(i == j)) for j in range(n)] for i in range(n)], dtype=object)
    R[0, 0], R[0, 1], R[1, 0], R[1, 1] = c, -s, s, c

    def off(matrix: Any) -> Any:
        return (matrix**2).sum() - (np.diag(matrix) ** 2).sum()

    rotated = R.T @ A @ R
    assert rotated[0, 1] == 0
    assert off(rotated) == off(A) - 2 * A[0, 1] ** 2
    twice = R.T @ rotated @ R
    assert (off(twice) == off(A) - 2 * A[0, 1] ** 2) == (twice[0, 1] == 0)  # a rotation by another angle does not


# ---- the introduction ---------------------------------------------------------------------------------------------


def share(size: Fraction, smoothness: Fraction) -> Fraction:
    """alpha (1 - alpha L/2), from the derived expression."""
    value = DESCENT.subs({alpha: sympy.Rational(str(size)), L: sympy.Rational(str(smoothness))}, simultaneous=True)
    return Fraction(int(value.p), int(value.q))


@given(cases())
@example(STILL)
@example(EDGE)  # alpha = 2/L
@example(ONE)
def test_the_loss_falls_by_the_derived_amount(case: Case) -> None:
    """Beyond 2/L, and below 0, it rises along the last eigenvector: the negative control of the bounds on alpha."""
    L_ = case.spectrum[-1]
    run = simulate(step, case.problem, STEPS, start=list(case.start), precision="exact", alpha=case.alpha)
    errors = run.iterates - np.array(case.minimiser)
    losses, gradients = [e @ case.matrix @ e / 2 for e in errors], [case.matrix @ e for e in errors]
    for f, g, after in zip(losses, gradients, losses[1:], strict=False):
        assert after <= f - share(case.alpha, L_) * (g @ g)
        assert after <= f or not 0 <= case.alpha * L_ <= 2
    last = simulate(step, Quadratic.from_spectrum([L_]), 1, precision="exact", record="objective", alpha=case.alpha)
    assert (last.objective[1] < last.objective[0]) == (0 < case.alpha * L_ < 2)


@given(positive, positive)
@example(Fraction(1), Fraction(2))
def test_without_smoothness_every_step_size_is_too_large(alpha: Fraction, beyond: Fraction) -> None:
    w = 1 + beyond + 2 / alpha  # w >= 1, so alpha w^2 > 2
    (after,) = step((w,), lambda v: v**3, alpha=alpha)
    assert after**4 > w**4
    small = min(Fraction(1), 1 / alpha) / 2
    (after,) = step((small,), lambda v: v**3, alpha=alpha)
    assert after**4 < small**4


@given(cases())
@example(ONE)
@example(REPEATED)
def test_the_loss_falls_like_the_derived_power(case: Case) -> None:
    mu, L_ = case.spectrum[0], case.spectrum[-1]
    run = simulate(
        step, case.problem, STEPS, start=list(case.start), precision="exact", record="objective", alpha=case.alpha
    )
    factor = 1 - 2 * mu * share(case.alpha, L_)
    if 0 < case.alpha * L_ < 2:
        assert all(f <= factor**k * run.objective[0] for k, f in enumerate(run.objective))


def test_twice_the_share_is_found_wrong() -> None:
    """The negative control: with 4 mu for 2 mu the power is below the loss of f = w^2/2."""
    run = simulate(step, Quadratic.from_spectrum([1]), 3, precision="exact", record="objective", alpha=Fraction(1, 2))
    c = share(Fraction(1, 2), Fraction(1))
    assert run.objective[1] <= (1 - 2 * c) * run.objective[0]
    assert run.objective[1] > (1 - 4 * c) * run.objective[0]


@given(values, st.fractions(Fraction(1, 10), 1, max_denominator=10))
@example(Fraction(0), Fraction(1))
def test_a_ridge_leads_to_the_saddle_and_beside_it_away(start: Fraction, alpha: Fraction) -> None:
    """x^2/2 + (y^2 - 1)^2/4: y = 0 stays on the ridge; beside it, the negative control, y grows until it nears 1."""

    def gradient(w: Any) -> Any:
        return np.array([w[0], w[1] ** 3 - w[1]], dtype=object)

    on, beside = (np.array([start, Fraction(y)], dtype=object) for y in (0, Fraction(1, 10)))
    for k in range(4):
        assert on[1] == 0
        assert on[0] ** 2 * (1 + k * alpha) <= start**2
        (on,), (after,) = step((on,), gradient, alpha=alpha), step((beside,), gradient, alpha=alpha)
        assert after[1] > beside[1]
        beside = after
