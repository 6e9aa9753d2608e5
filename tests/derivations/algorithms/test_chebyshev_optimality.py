"""The Chebyshev iteration's bound after k steps, and the ring on which nobody does better, confronted with runs."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations.algorithms import chebyshev_optimality as derived
from numerics import Quadratic, simulate
from numerics.algorithms import chebyshev, conjugate_gradients, gradient_descent, momentum, nesterov
from tests.derivations.algorithms.enclosed import SYSTEMS, enclosed
from verification.precisions import Slope, at_most, contains, surely_above

RATIONALS = st.fractions(Fraction(1, 6), 4, max_denominator=6)
WIDE = st.fractions(Fraction(21, 20), 4, max_denominator=20)  # tau > 1
few = settings(max_examples=6)


def first_kind(k: int, x: Fraction) -> Fraction:
    """T_k(x), from SymPy's definition."""
    return Fraction(*sympy.chebyshevt(k, sympy.Rational(x.numerator, x.denominator)).as_numer_denom())


def ring(k: int, tau: Fraction, delta: Fraction) -> Quadratic:
    """The ring of 2k vertices, its matrix column by column from the derived gradient; the minimiser is the derived
    profile, T_{k-j}(tau) at distance j from the source."""
    n = 2 * k
    at = {
        derived.tau: sympy.Rational(*tau.as_integer_ratio()),
        derived.delta: sympy.Rational(*delta.as_integer_ratio()),
    }
    matrix = np.zeros((n, n), dtype=object)
    for j in range(n):
        unit = [sympy.Integer(i == j) for i in range(n)]
        for i in range(n):
            entry = sympy.sympify(derived.slope(unit[i - 1], unit[i], unit[(i + 1) % n])).subs(at)
            matrix[i, j] = Fraction(int(entry.p), int(entry.q))
    profile = [first_kind(abs(k - j), tau) for j in range(n)]
    return Quadratic.from_matrix(matrix, minimiser=profile)


def excess(problem: Quadratic, w: Any) -> Any:
    """2 (f(w) - f*), from the matrix, in the arithmetic of w's entries."""
    error = w - exact(problem.centre)
    return error @ (exact(problem.operator.dense()) @ error)


def exact(values: Any) -> Any:
    return np.frompyfunc(Fraction, 1, 1)(values)


def contenders(tau: Fraction, delta: Fraction) -> list[tuple[Any, dict[str, Any]]]:
    mu, L = delta * (tau - 1), delta * (tau + 1)
    return [
        (gradient_descent.step, {"alpha": 2 / (mu + L)}),
        (momentum.step, {"alpha": 2 / L, "beta": Fraction(1, 3)}),
        (nesterov.step, {"alpha": 1 / L, "beta": Fraction(1, 2)}),
        (conjugate_gradients.step, {}),
        (chebyshev.step, {"lambda_1": mu, "lambda_n": L}),
    ]


@few
@given(st.integers(1, 4), WIDE, RATIONALS)
@example(1, Fraction(5, 4), Fraction(2))
@example(4, Fraction(21, 20), Fraction(1))
def test_on_the_ring_nobody_beats_the_bound_and_two_methods_attain_it(k: int, tau: Fraction, delta: Fraction) -> None:
    """In rationals: T_k^2 (f(w^k) - f*) >= f(0) - f*, with equality for Chebyshev and for conjugate gradients."""
    problem, start = ring(k, tau, delta), [0] * (2 * k)
    scale = first_kind(k, tau) ** 2
    reached = []
    for step, parameters in contenders(tau, delta):
        run = simulate(step, problem, k, start=start, precision="exact", **parameters).iterates
        assert run[-1][k] == 0
        assert all(run[j][j] == 0 for j in range(k))
        reached.append(scale * excess(problem, run[-1]) / excess(problem, run[0]))
    assert min(reached) == 1
    assert reached[-2:] == [1, 1]


@few
@given(st.lists(RATIONALS, min_size=3, max_size=3), st.integers(1, 3), WIDE)
def test_no_polynomial_is_smaller_on_the_ring(steps: list[Fraction], k: int, tau: Fraction) -> None:
    """p(lambda) = (1 - a_1 lambda) .. (1 - a_k lambda) with any a: the energy of p(A) e^0 is no smaller."""
    problem = ring(k, tau, Fraction(1))
    state = (exact(np.zeros(2 * k)),)
    start = excess(problem, state[0])
    matrix, minimiser = exact(problem.operator.dense()), exact(problem.centre)
    for alpha in steps[:k]:
        state = gradient_descent.step(state, lambda w: matrix @ (w - minimiser), alpha=alpha)
    assert first_kind(k, tau) ** 2 * excess(problem, state[0]) >= start


def test_one_step_more_or_another_start_gets_below() -> None:
    """The negative controls: what the bound needs is that the antipode is still 0."""
    k, tau = 3, Fraction(3, 2)
    problem, scale = ring(k, tau, Fraction(1)), first_kind(k, tau) ** 2
    common: dict[str, Any] = {"precision": "exact"}
    run = simulate(conjugate_gradients.step, problem, k + 1, start=[0] * 6, **common).iterates
    assert scale * excess(problem, run[-1]) < excess(problem, run[0])
    run = simulate(conjugate_gradients.step, problem, k, start=[0, 0, 0, 1, 0, 0], **common).iterates
    assert run[-1][k] != 0


@pytest.mark.parametrize(("k", "over", "under"), [(1, 3, 2), (2, 5, 4), (4, 3, 1)])
def test_the_ring_at_every_precision(k: int, over: int, under: int) -> None:
    """tau = over/under and delta = 2 under, so that all constants are integers; entry by entry, and equality."""
    tau = Fraction(over, under)
    pull = np.array([int(j == 0) for j in range(2 * k)])

    def gradient(w: Any) -> Any:
        return 2 * over * w - under * (np.roll(w, 1) + np.roll(w, -1)) - pull

    profile = exact([first_kind(abs(k - j), tau) for j in range(2 * k)])
    minimiser = profile / (gradient(profile) + pull)[0]
    assert not gradient(minimiser).any()
    mu, L = 2 * (over - under), 2 * (over + under)
    names = []
    for name, w in enclosed(chebyshev.step, Slope(gradient, [0] * (2 * k)), k, lambda_1=mu, lambda_n=L):
        energies = [e @ (gradient(e) + pull) for e in (minimiser, w[-1] - minimiser)]
        assert contains(np.array(energies[1:]), np.array([energies[0] / first_kind(k, tau) ** 2])), name
        names.append(name)
    assert len(names) == len(SYSTEMS) + 1


@few
@given(RATIONALS, RATIONALS, st.fractions(0, 1, max_denominator=6), RATIONALS)
@example(Fraction(1), Fraction(0), Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(9), Fraction(0), Fraction(1))
@example(Fraction(1), Fraction(9), Fraction(1), Fraction(1))
@example(Fraction(1), Fraction(9), Fraction(1, 2), Fraction(1))
def test_every_component_obeys_both_bounds(root: Fraction, more: Fraction, share: Fraction, start: Fraction) -> None:
    """|x^k| (1 + q^{2k}) <= 2 q^k |x^0| with sqrt(mu) = root, sqrt(L) = root + more; at both ends it is an equality."""
    mu, L = root**2, (root + more) ** 2
    q = more / (2 * root + more)
    problem = Quadratic.from_spectrum([mu + share * (L - mu)])
    for name, w in enclosed(chebyshev.step, problem, 5, start=[start], lambda_1=mu, lambda_n=L):
        x = abs(w[1:, 0])
        shares = np.array([2 * q**k / (1 + q ** (2 * k)) for k in range(1, 6)])
        assert at_most(x, shares * start), name
        if share in (0, 1):
            assert contains(x, shares * start), name
        if more:
            cosines = [first_kind(k, (L + mu) / (L - mu)) for k in range(1, 6)]
            assert [1 / c for c in cosines] == list(shares)


@pytest.mark.parametrize("curvature", [Fraction(9, 10), Fraction(101, 10)])
def test_outside_of_the_interval_the_bound_fails(curvature: Fraction) -> None:
    problem, q = Quadratic.from_spectrum([curvature]), Fraction(1, 2)  # sqrt(mu) = 1, sqrt(L) = 3
    for name, w in enclosed(chebyshev.step, problem, 4, start=[1], lambda_1=1, lambda_n=9):
        assert surely_above(abs(w[4:, 0]), np.array([2 * q**4 / (1 + q**8)])), name
