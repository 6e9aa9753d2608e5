"""What `derivations.momentum` offers, and the article's introduction: exactly, by runs of the update rule."""

import subprocess
import sys
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import momentum
from derivations.introduction import HUMP, hump_slope
from derivations.momentum import critical_damping, critical_damping_branches, optimal_parameters, optimal_rate
from derivations.notation import alpha, beta, lam, sigma
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent
from numerics.algorithms.momentum import step

positive = st.fractions(Fraction(1, 20), 20, max_denominator=30)
shares = st.fractions(0, 1, max_denominator=40)
proper = st.fractions(Fraction(1, 40), Fraction(39, 40), max_denominator=40)
spectra = st.lists(positive, min_size=1, max_size=4)


def rational(value: Fraction) -> sympy.Rational:
    return sympy.Rational(value.numerator, value.denominator)


# ---- what it offers -----------------------------------------------------------------------------------------------


def test_the_eigenvalues_are_the_roots_of_the_derived_characteristic_polynomial() -> None:
    one, other = momentum.eigenvalues()
    polynomial = momentum.method.characteristic_polynomial
    assert sympy.expand((sigma - one) * (sigma - other)) == sympy.expand(polynomial.as_expr())
    assert momentum.method.iteration_matrix == sympy.Matrix([[beta, lam], [-alpha * beta, 1 - alpha * lam]])


def test_the_method_is_made_when_it_is_asked_for() -> None:
    program = (
        "import sys, derivations.momentum as m; print('derivations.method' in sys.modules); m.method; print(m.method)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["False", "Method(momentum: state (z, w), parameters (alpha, beta))"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        momentum.no_such_name  # noqa: B018


def discriminant(product: Fraction, damping: Fraction) -> Fraction:
    return (1 + damping - product) ** 2 - 4 * damping


@given(st.fractions(0, 3, max_denominator=50), positive)
@example(Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(1))  # the one-step point
def test_critical_damping_makes_the_eigenvalues_equal(s: Fraction, curvature: Fraction) -> None:
    branches = critical_damping_branches(rational(s**2 / curvature), rational(curvature))
    low, high = (Fraction(int(e.p), int(e.q)) for e in branches)
    assert discriminant(s**2, low) == discriminant(s**2, high) == 0
    assert low <= high
    assert critical_damping(rational(s**2 / curvature), rational(curvature)) == branches[0]
    wrong = (1 - s) ** 2 + Fraction(1, 100)  # the negative control
    assert wrong == high or discriminant(s**2, wrong) != 0


def test_critical_damping_in_symbols_is_all_double_roots() -> None:
    s = sympy.Symbol("s", positive=True)
    low, high = critical_damping_branches(s**2, 1)
    assert sympy.expand((1 + beta - s**2) ** 2 - 4 * beta - (beta - low) * (beta - high)) == 0


@given(positive, st.fractions(0, 10, max_denominator=20))
@example(Fraction(1), Fraction(0))  # kappa = 1
def test_optimal_parameters_make_both_ends_double_roots(A: Fraction, more: Fraction) -> None:
    B = A + more
    step_size, damping = optimal_parameters(rational(A**2), rational(B**2))
    rate = optimal_rate(rational((B / A) ** 2))
    a, b, q = (Fraction(int(e.p), int(e.q)) for e in (step_size, damping, rate))
    assert discriminant(a * A**2, b) == discriminant(a * B**2, b) == 0
    assert (q**2, 1 + b - a * A**2, 1 + b - a * B**2) == (b, 2 * q, -2 * q)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: critical_damping(0.1, 1), TypeError, r"alpha=0\.1 violates: derivations are exact"),
        (lambda: critical_damping(-1, 1), ValueError, r"alpha\*lambda=-1 violates alpha\*lambda >= 0"),
        (lambda: optimal_parameters(0, 1), ValueError, "violate 0 < lambda_1 <= lambda_n"),
        (lambda: optimal_parameters(2, 1), ValueError, "violate 0 < lambda_1 <= lambda_n"),
        (lambda: optimal_parameters(1, 2.5), TypeError, r"lambda_n=2\.5 violates"),
        (lambda: optimal_rate(sympy.Rational(1, 2)), ValueError, "kappa=1/2 violates kappa >= 1"),
        (lambda: optimal_rate(sympy.I), ValueError, "violates: a finite real number"),
        (lambda: optimal_rate(sympy.oo), ValueError, "violates: a finite real number"),
        (lambda: optimal_rate("9"), ValueError, "SympifyError"),
    ],
)
def test_what_is_out_of_range_is_refused(call: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()  # type: ignore[operator]


# ---- the introduction ---------------------------------------------------------------------------------------------


@given(spectra, positive)
def test_beta_zero_is_gradient_descent_to_the_last_bit(spectrum: list[Fraction], step_size: Fraction) -> None:
    problem = Quadratic.from_spectrum([float(e) for e in spectrum], minimiser=[0.1] * len(spectrum))
    plain = simulate(gradient_descent.step, problem, 20, alpha=float(step_size)).iterates
    assert np.array_equal(simulate(step, problem, 20, alpha=float(step_size), beta=0.0).iterates, plain)


@given(spectra, proper)
def test_any_other_beta_is_not(spectrum: list[Fraction], damping: Fraction) -> None:
    problem = Quadratic.from_spectrum(spectrum)
    plain = simulate(gradient_descent.step, problem, 2, precision="exact", alpha=1).final
    heavy = simulate(step, problem, 2, precision="exact", alpha=1, beta=damping).final
    assert (plain != heavy).all()  # x^2 differs by alpha beta lambda


def inside(product: Fraction, damping: Fraction, radius: Fraction) -> bool:
    """Jury's conditions for both roots in the open disc."""
    trace, middle = 1 + damping - product, radius**2 + damping
    return damping < radius**2 and middle > abs(radius * trace)


@given(proper, shares)
@example(Fraction(1, 2), Fraction(0))
@example(Fraction(1, 2), Fraction(1))
def test_momentum_allows_larger_steps(damping: Fraction, share: Fraction) -> None:
    product = 2 + share * 2 * damping
    assert inside(product, damping, Fraction(1)) is (share < 1)
    assert abs(1 - product) >= 1


@given(proper, proper)
def test_momentum_oscillates_where_gradient_descent_does_not(root: Fraction, share: Fraction) -> None:
    low = (1 - root) ** 2
    product = low + share * (1 - low)
    limit = 4 * (1 - product) ** 2 / (4 * root**2 - (1 + root**2 - product) ** 2)
    steps = min(int(limit) + 2, 400)
    problem = Quadratic.from_spectrum([product])
    run = simulate(step, problem, steps, precision=60, alpha=1, beta=root**2).iterates[:, 0]
    if limit < 398:
        assert min(run) <= 0
    assert min(simulate(gradient_descent.step, problem, 30, precision="exact", alpha=1).iterates[:, 0]) > 0


@given(proper, st.fractions(Fraction(21, 20), 200, max_denominator=50))
@example(Fraction(1, 2), Fraction(3))  # kappa = (1 + s)/(1 - s): no boost
@example(Fraction(1, 2), Fraction(9))  # the largest kappa with rate s
def test_a_fixed_beta_is_a_boost_from_its_own_kappa_on(root: Fraction, kappa: Fraction) -> None:
    rate = (kappa - 1) / (kappa + 1)
    common = 2 / (1 + kappa)
    boosted = all(inside(common * curvature, root**2, rate) for curvature in (Fraction(1), (1 + kappa) / 2, kappa))
    assert boosted is (kappa > (1 + root) / (1 - root))
    reach = ((1 + root) / (1 - root)) ** 2
    at_the_top = (1 + root) ** 2 / kappa
    assert (discriminant(at_the_top, root**2) <= 0) is (kappa <= reach)


def test_the_boost_of_the_article_in_numbers() -> None:
    root = sympy.sqrt(sympy.Rational(99, 100))
    ratio = (1 + root) / (1 - root)
    assert 397 < sympy.N(ratio, 30) < 398
    assert 158401 < sympy.N(ratio**2, 30) < 158402


def slope(point: Fraction) -> Fraction:
    """f' of the example with two minima."""
    if point <= 0:
        return point + 1
    return 1 - point if point <= HUMP.p / Fraction(HUMP.q) else point - 2


@given(st.fractions(-3, 4, max_denominator=12), st.fractions(-3, 4, max_denominator=12))
@example(Fraction(0), Fraction(1))
@example(Fraction(3, 2), Fraction(-1, 2))
def test_the_proof_speaks_of_that_slope(point: Fraction, value: Fraction) -> None:
    assert bool(hump_slope(rational(point), rational(value))) is (value == slope(point))


def heavy_ball(start: Fraction, steps: int, step_size: Fraction, damping: Fraction) -> list[Fraction]:
    state, visited = (0 * start, start), [start]
    for _ in range(steps):
        state = step(state, slope, alpha=step_size, beta=damping)
        visited.append(state[1])
    return visited


@given(st.fractions(6, 10, max_denominator=50), proper)
@example(Fraction(6), Fraction(1, 2))
@example(Fraction(10), Fraction(1, 2))
def test_the_ball_rolls_through_and_gradient_descent_stays(start: Fraction, step_size: Fraction) -> None:
    visited = heavy_ball(start, 30, Fraction(1), Fraction(1, 2))
    assert visited[1] == 2
    assert all(w <= 0 for w in visited[2:])
    assert all((w + 1) ** 2 <= Fraction(32, 2**k) for k, w in enumerate(visited) if k >= 5)
    assert min(heavy_ball(start, 30, step_size, Fraction(0))) >= 2
    assert min(heavy_ball(start, 30, Fraction(1), Fraction(0))) >= 2


def test_a_ball_that_is_too_slow_stays_too() -> None:
    """The negative control: from w = 3 the same ball does not pass the hump."""
    assert min(heavy_ball(Fraction(3), 60, Fraction(1), Fraction(1, 2))) > 1


def push_back(force: Fraction, _: Fraction) -> Fraction:
    """A gradient that is `force` wherever the ball is."""
    return force


@given(proper, positive, st.lists(st.fractions(-1, 1, max_denominator=9), min_size=1, max_size=12), positive)
@example(Fraction(1, 2), Fraction(1), [Fraction(-1)] * 6, Fraction(2))  # the hardest force: the bound is attained
def test_coasting_over_any_hump(damping: Fraction, steepest: Fraction, forces: list[Fraction], speed: Fraction) -> None:
    state: tuple[Fraction, ...] = (speed, Fraction(0))
    for k, force in enumerate(forces, 1):
        state = step(state, partial(push_back, steepest * force), alpha=Fraction(1, 3), beta=damping)
        push = damping * (1 - damping**k) * ((1 - damping) * speed + steepest) - k * (1 - damping) * steepest
        assert (1 - damping) ** 2 * -state[1] >= push / 3
        if set(forces) == {Fraction(-1)}:
            assert (1 - damping) ** 2 * -state[1] == push / 3
