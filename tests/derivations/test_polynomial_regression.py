"""Polynomial regression: what is derived of it against exact runs of the update rule, on problems with n weights and on
pairs of points of which the eigenbasis is rational."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.eigenfeatures import CLUSTER
from derivations.polynomial_regression import RATIONAL, l_1, l_2, q_11, q_12, q_21, q_22, xi_1, xi_2
from derivations.spectral_filters import early_stopping_factor, tikhonov_factor
from numerics import Exact, matrix_power, simulate
from numerics.algorithms.gradient_descent import step
from numerics.exact import failing_pivot, identity, rationals, solve
from numerics.polynomial_regression import PolynomialRegression, clusters, horner
from tests.numerics.measured import regression, root

STEPS = 5
values = st.integers(-18, 18).map(lambda sixths: Fraction(sixths, 6))
sizes = st.integers(0, 16).map(lambda eighths: Fraction(eighths, 8))  # alpha l_n, both edges of stability included
etas = st.integers(1, 40).map(lambda tenths: Fraction(tenths, 10))


def vector(*numbers: Any) -> Any:
    """An array of Fractions."""
    return np.array([Fraction(number) for number in numbers], dtype=object)


def outer(left: Any, right: Any) -> Any:
    return left[:, None] * right[None, :]


@st.composite
def problems(draw: st.DrawFn) -> PolynomialRegression:
    """Up to five points, up to four weights: fewer distinct points than weights included."""
    points = draw(st.lists(values, min_size=1, max_size=5))
    data = draw(st.lists(values, min_size=len(points), max_size=len(points)))
    return PolynomialRegression(points, data, draw(st.integers(0, 3)))


weights = st.lists(values, min_size=4, max_size=4)  # as many as the degree asks for are taken
SINGLE = PolynomialRegression([1], [Fraction(1, 2)], 1)
REPEATED = PolynomialRegression([1, 1, 2], [0, 1, 2], 2)
CONSTANT = PolynomialRegression([0, 3], [1, 2], 0)


# ---- any number of weights ----------------------------------------------------------------------------------------


@given(problems(), weights, weights)
@example(SINGLE, [Fraction(1)] * 4, [Fraction(2)] * 4)
@example(REPEATED, [Fraction(1)] * 4, [Fraction(-1)] * 4)
@example(CONSTANT, [Fraction(0)] * 4, [Fraction(1)] * 4)
def test_the_loss_is_the_quadratic_up_to_a_constant(problem: PolynomialRegression, w: Any, h: Any) -> None:
    w, h = vector(*w[: problem.terms]), vector(*h[: problem.terms])
    A, b, square = problem.matrix, problem.right, problem.data @ problem.data
    residuals = [horner(w, xi) - d for xi, d in zip(problem.points, problem.data, strict=True)]
    loss = sum(r**2 for r in residuals) / 2
    assert loss == problem.objective(w) == w @ A @ w / 2 - b @ w + square / 2
    quadratic = problem.quadratic.to(Exact())
    assert (quadratic.gradient(w) == A @ w - b).all()
    assert problem.objective(w + h) == loss + h @ (A @ w - b) + h @ A @ h / 2
    assert (w @ A @ w == 0) == (problem.vandermonde @ w == 0).all()


@given(problems())
@example(SINGLE)
@example(REPEATED)
def test_it_is_definite_iff_as_many_points_are_distinct_as_there_are_weights(problem: PolynomialRegression) -> None:
    """With fewer, the product of all xi - xi_i is a polynomial that vanishes on the data."""
    assert (failing_pivot(problem.matrix) is None) == problem.is_definite
    if not problem.is_definite:
        flat = vector(1, *[0] * (problem.terms - 1))
        for xi in set(problem.points):
            flat = vector(0, *flat[:-1]) - xi * flat
        assert flat.any()
        assert not (problem.matrix @ flat).any()
        assert problem.objective(problem.solution) == problem.objective(problem.solution + flat)


@given(problems(), sizes, st.integers(0, STEPS))
@example(SINGLE, Fraction(1), 2)
@example(REPEATED, Fraction(2), STEPS)
def test_early_stopping_is_the_filter_for_any_number_of_weights(problem: Any, size: Fraction, k: int) -> None:
    """A w^k = (I - (I - alpha A)^k) b, which is the filter in every eigenbasis; one power more is found wrong."""
    A, b = problem.matrix, problem.right
    alpha = size / Fraction(sum(np.diag(A)))
    w = problem.early_stopped(alpha, k, "exact")
    rest = identity(problem.terms) - alpha * A
    assert (A @ w == b - matrix_power(rest, k) @ b).all()
    assert (A @ w == b - matrix_power(rest, k + 1) @ b).all() == (not (alpha * A @ matrix_power(rest, k) @ b).any())


@given(problems(), weights, etas)
@example(SINGLE, [Fraction(0)] * 4, Fraction(1))
def test_tikhonov_has_the_transpose_and_the_constant(problem: PolynomialRegression, w: Any, eta: Fraction) -> None:
    """The negative controls are what is printed: without the constant, and, for as many points as weights, with Z d."""
    w, n = vector(*w[: problem.terms]), problem.terms
    shifted, square = problem.matrix + eta * identity(n), problem.data @ problem.data
    penalised = problem.objective(w) + eta * (w @ w) / 2
    assert penalised == w @ shifted @ w / 2 - problem.right @ w + square / 2
    assert (penalised == w @ shifted @ w / 2 - problem.right @ w) == (square == 0)
    best = problem.tikhonov(eta)
    assert (shifted @ best == problem.right).all()
    excess = penalised - problem.objective(best) - eta * (best @ best) / 2
    assert excess == (w - best) @ shifted @ (w - best) / 2
    if problem.points.size == n:
        printed = solve(shifted, problem.vandermonde @ problem.data)[0]
        assert (printed == best).all() == (problem.vandermonde @ problem.data == problem.right).all()


def test_the_transpose_matters_on_the_points_of_the_errata() -> None:
    problem = PolynomialRegression([0, 1], [0, 1], 1)
    printed, best = vector(Fraction(-1, 5), Fraction(3, 5)), vector(Fraction(1, 5), Fraction(2, 5))
    assert (solve(problem.matrix + identity(2), problem.vandermonde @ problem.data)[0] == printed).all()
    assert (problem.tikhonov(1) == best).all()
    losses = [problem.objective(w) + w @ w / 2 for w in (printed, best)]
    assert losses[0] > losses[1]
    assert problem.objective(vector(1, 0)) == problem.objective(vector(0, 0))
    w, Zd = vector(1, 0), problem.vandermonde @ problem.data
    assert w @ problem.matrix @ w / 2 - Zd @ w == 1


@given(problems())
@example(PolynomialRegression([-1, 1], [0, 0], 1))  # n = 2 and mean 0: the axes are the same
@example(PolynomialRegression([0, 1], [0, 0], 1))
@example(PolynomialRegression([0, 0], [0, 0], 3))
@example(PolynomialRegression([-1, 0, 1], [0, 0, 0], 2))
def test_principal_components_are_about_the_mean(problem: PolynomialRegression) -> None:
    rows, m = problem.vandermonde, problem.points.size
    mean = rows.sum(axis=0) / m
    scatter = (rows - mean).T @ (rows - mean)
    assert (problem.matrix == scatter + m * outer(mean, mean)).all()
    assert not scatter[0].any()
    axis = problem.matrix[:, 0]  # A e_1
    sums = [sum(xi**j for xi in problem.points) for j in range(1, problem.terms)]
    assert (not axis[1:].any()) == (not any(sums))
    if problem.terms == 2:
        assert (not axis[1:].any()) == (mean[1] == 0)
    if problem.terms > 2:
        assert (not axis[1:].any()) == (not problem.points.any())


def test_the_principal_axis_of_the_errata_is_no_eigenfeature() -> None:
    problem = PolynomialRegression([0, 1], [0, 0], 1)
    assert (problem.matrix @ vector(0, 1) == vector(1, 1)).all()


# ---- two points with a rational eigenbasis --------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two points with a rational eigenbasis, by two rationals: the first eigenvector is (1 - t^2, 2 t)/(1 + t^2), and u
    chooses one of the pairs of points, (s + y)/2 and (s - y)/2 with y = 2 + u s, of which it is one."""

    t: Fraction
    u: Fraction
    data: tuple[Fraction, ...]
    size: Fraction  # alpha times the larger eigenvalue

    @property
    def cosine_and_sine(self) -> tuple[Fraction, Fraction]:
        return (1 - self.t**2) / (1 + self.t**2), 2 * self.t / (1 + self.t**2)

    @property
    def sum(self) -> Fraction:
        """xi_1 + xi_2, from 2 tan/(1 - tan^2) = 2 (xi_1 + xi_2)/(2 - xi_1^2 - xi_2^2)."""
        c, s = self.cosine_and_sine
        return -4 * ((c**2 - s**2) / (2 * s * c) + self.u) / (1 + self.u**2)

    @property
    def problem(self) -> PolynomialRegression:
        gap = 2 + self.u * self.sum
        return PolynomialRegression([(self.sum + gap) / 2, (self.sum - gap) / 2], list(self.data), 1)

    @property
    def basis(self) -> Any:
        """Q, the eigenvectors in its columns."""
        c, s = self.cosine_and_sine
        return np.array([[c, -s], [s, c]], dtype=object)

    @property
    def eigenvalues(self) -> Any:
        c, s = self.cosine_and_sine
        return vector(2 + self.sum * s / c, 2 - self.sum * c / s)

    @property
    def alpha(self) -> Fraction:
        return self.size / Fraction(max(self.eigenvalues))


pairs = st.builds(
    Pair,
    st.integers(1, 8).map(lambda ninths: Fraction(ninths, 9)),
    values,
    st.tuples(values, values),
    sizes,
)
CONTROL = Pair(Fraction(1, 3), Fraction(-1), (Fraction(1), Fraction(5, 12)), Fraction(1))  # the points 1 and 5/12
COINCIDE = Pair(Fraction(1, 3), Fraction(24, 7), (Fraction(1), Fraction(2)), Fraction(3, 2))  # xi_1 = xi_2


@given(pairs)
@example(CONTROL)
@example(COINCIDE)
def test_the_pairs_have_this_eigenbasis(pair: Pair) -> None:
    A, q = pair.problem.matrix, pair.basis
    assert (A @ q == q * pair.eigenvalues).all()
    assert (q.T @ q == identity(2)).all()
    assert (min(pair.eigenvalues) == 0) == (not pair.problem.is_definite)


def test_the_misprint_is_about_such_a_pair() -> None:
    at = {symbol: Fraction(str(value)) for symbol, value in RATIONAL.items()}
    problem = PolynomialRegression([at[xi_1], at[xi_2]], [0, 0], 1)
    q = np.array([[at[q_11], at[q_21]], [at[q_12], at[q_22]]], dtype=object)
    assert (problem.matrix @ q == q * vector(at[l_1], at[l_2])).all()
    w = vector(0, 1)
    assert (q.T @ w == vector(Fraction(-4, 5), Fraction(3, 5))).all()
    assert (q @ w)[0] == Fraction(4, 5)


@given(pairs, st.tuples(values, values))
@example(CONTROL, (Fraction(0), Fraction(1)))
@example(COINCIDE, (Fraction(1), Fraction(1)))
def test_descent_acts_on_each_component_of_the_transpose(pair: Pair, start: Any) -> None:
    """The negative control: Q w does not, unless Q is symmetric or the run stands still."""
    problem, q, l = pair.problem, pair.basis, pair.eigenvalues
    run = simulate(step, problem.quadratic, 2, start=list(start), precision="exact", alpha=pair.alpha).iterates
    b = q.T @ problem.right
    x, printed = run @ q, run @ q.T
    for now, after in pairwise(x):
        assert (after == (1 - pair.alpha * l) * now + pair.alpha * b).all()
    if (pair, start) == (CONTROL, (0, 1)):
        assert (printed[1] != (1 - pair.alpha * l) * printed[0] + pair.alpha * b).any()


@given(pairs, st.tuples(values, values), values)
@example(CONTROL, (Fraction(0), Fraction(1)), Fraction(1, 2))
@example(COINCIDE, (Fraction(1), Fraction(1)), Fraction(0))
def test_eigenfeatures_make_the_model_and_are_orthogonal(pair: Pair, w: Any, xi: Fraction) -> None:
    problem, q = pair.problem, pair.basis
    x = q.T @ vector(*w)
    assert horner(vector(*w), xi) == sum(x_i * horner(q[:, i], xi) for i, x_i in enumerate(x))
    features = problem.vandermonde @ q
    assert (features.T @ features == np.diag(pair.eigenvalues)).all()


@given(pairs, st.tuples(values, values))
@example(CONTROL, (Fraction(0), Fraction(1)))
@example(COINCIDE, (Fraction(1), Fraction(1)))
def test_the_loss_is_a_sum_and_any_order_solves_it(pair: Pair, w: Any) -> None:
    problem, q, l = pair.problem, pair.basis, pair.eigenvalues
    x, b = q.T @ vector(*w), q.T @ problem.right
    half = problem.data @ problem.data / 2
    assert problem.objective(vector(*w)) == half + sum(l * x**2 / 2 - b * x)
    for order in permutations(range(2)):
        solved = x.copy()
        for i in order:
            if l[i] == 0:
                assert b[i] == 0
                continue
            before = problem.objective(q @ solved)
            solved[i] = b[i] / l[i]
            assert before - problem.objective(q @ solved) == l[i] * (x[i] - solved[i]) ** 2 / 2
        assert problem.objective(q @ solved) == problem.objective(problem.solution)


@given(pairs, st.tuples(values, values))
@example(CONTROL, (Fraction(1), Fraction(1)))
@example(CONTROL, (Fraction(0), Fraction(0)))
def test_noise_moves_the_smallest_eigenvalue_s_weight_most(pair: Pair, noise: Any) -> None:
    problem, q = pair.problem, pair.basis
    features = problem.vandermonde @ q
    for l, f in zip(pair.eigenvalues, features.T, strict=True):
        if l == 0:
            continue
        moved = f @ vector(*noise) / l
        assert l * moved**2 <= vector(*noise) @ vector(*noise)
        along = f @ f / l  # noise f
        assert l * along**2 == f @ f
        assert (f / l) @ (f / l) == 1 / l  # the variance, of uncorrelated noise of variance 1


@given(pairs, etas)
@example(CONTROL, Fraction(1))
@example(COINCIDE, Fraction(1))
def test_both_filters_are_those_of_exact_solutions(pair: Pair, eta: Fraction) -> None:
    """Where l = 0 the weight is 0: the filter has no value, but 1/(l + eta) has, and b_i = 0."""
    problem, q, l = pair.problem, pair.basis, pair.eigenvalues
    b = q.T @ problem.right
    assert (problem.tikhonov(eta) == q @ (b / (l + eta))).all()
    run = simulate(step, problem.quadratic, STEPS, start=[0, 0], precision="exact", alpha=pair.alpha)
    for k, w in enumerate(run.iterates):
        assert (problem.early_stopped(pair.alpha, k, "exact") == w).all()
        for l_i, b_i, x_i, t_i in zip(l, b, q.T @ w, q.T @ problem.tikhonov(eta), strict=True):
            if l_i:
                assert x_i == early_stopping_factor(l_i, pair.alpha, k) * b_i / l_i
                assert t_i == tikhonov_factor(l_i, eta) * b_i / l_i
            else:
                assert x_i == t_i == b_i == 0


@given(pairs)
@example(CONTROL)
def test_a_filter_of_one_step_more_is_found_wrong(pair: Pair) -> None:
    """The negative control."""
    problem, q, l = pair.problem, pair.basis, pair.eigenvalues
    b, w = q.T @ problem.right, problem.early_stopped(pair.alpha, 2, "exact")
    for l_i, b_i, x_i in zip(l, b, q.T @ w, strict=True):
        if l_i:
            wrong = early_stopping_factor(l_i, pair.alpha, 3) * b_i / l_i
            assert (x_i == wrong) == (b_i == 0 or pair.alpha * l_i * (1 - pair.alpha * l_i) ** 2 == 0)


# ---- the two clusters -----------------------------------------------------------------------------------------------

small = st.integers(-4, 4).map(lambda share: Fraction(share, 400))


def share(powers: tuple[int, ...], w: Any) -> tuple[Fraction, Fraction]:
    """|Z w|^2/|w|^2, and the share of a constant on a cluster that the projection on the values keeps."""
    values = [sum(w_j * Fraction(int(r.p), int(r.q)) ** j for j, w_j in zip(powers, w, strict=True)) for r in CLUSTER]
    norm = sum(v**2 for v in values)
    return 2 * norm / sum(v**2 for v in w), sum(values) ** 2 / (5 * norm)


@given(st.tuples(small, small, small))
@example((Fraction(0), Fraction(0), Fraction(0)))
def test_whatever_is_near_the_first_two_keeps_the_clusters(moved: Any) -> None:
    for powers, w, quotient, least in (
        ((0, 2, 4), vector(28, 7, 2), Fraction(107, 10), Fraction(999, 1000)),
        ((1, 3, 5), vector(12, 3, 1), Fraction(11, 4), Fraction(97, 100)),
    ):
        found = share(powers, w + vector(*moved))
        assert found[0] >= quotient
        assert found[1] >= least
    assert share((1, 3, 5), vector(-1, 5, 0))[1] < Fraction(
        97, 100
    )  # the negative control: small quotient, small share


def test_the_first_two_eigenfeatures_of_the_figure() -> None:
    """The computed numbers, and the exact ones by what LAPACK is off by, measured.

    Each exact singular value is within |E| of a computed one (Weyl). For a computed v and rho = s^2 the component of v
    across the exact eigenvector v' is at most |A v - rho v| over the gap from rho to the other eigenvalues; Z takes v'
    and what is across to orthogonal vectors, of which the second is at most s_n/s times as much longer. The share of a
    constant is the square of a cosine, which changes by no more than the sine of the angle that its argument does.
    """
    problem = clusters()
    assert list(problem.points[5:]) == [Fraction(int(r.p), int(r.q)) for r in CLUSTER]
    l, features = problem.spectrum[0], problem.eigenfeatures()
    assert l[-1] >= 10.7
    assert l[-2] >= 2.75
    assert l[-3] <= 0.1
    even, odd = features[:, -1], features[:, -2]
    sign = np.sign(problem.points.astype(np.float64))
    kept = [float((u @ v) ** 2 / (u @ u) / 10) for u, v in ((even, np.ones(10)), (odd, sign))]
    assert kept[0] >= 0.999
    assert kept[1] >= 0.97
    assert kept[1] < 0.98  # so that 97 is the whole number of per cent

    sizes, (error, _, _) = regression(problem)
    squares = [((s - error) ** 2, (s + error) ** 2) for s in sizes[:3]]
    assert squares[0][0] >= Fraction(107, 10)
    assert squares[1][0] >= Fraction(11, 4)
    assert squares[2][1] <= Fraction(1, 10)
    gaps = [sizes[0] ** 2 - squares[1][1], min(squares[0][0] - sizes[1] ** 2, sizes[1] ** 2 - squares[2][1])]
    for i, (constant, least, below) in enumerate(((np.ones(10), 999, 1000), (sign, 970, 980))):
        v = rationals(problem.spectrum[1][:, -1 - i])
        across = problem.matrix @ v - sizes[i] ** 2 * v
        sine = root(across @ across / (v @ v)) / gaps[i]
        moved = sine / (1 - sine) * (sizes[0] + error) / (sizes[i] - error)
        feature = problem.vandermonde @ v
        found = (feature @ rationals(constant)) ** 2 / (10 * (feature @ feature))
        assert Fraction(least, 1000) <= found - moved < found + moved < Fraction(below, 1000)
