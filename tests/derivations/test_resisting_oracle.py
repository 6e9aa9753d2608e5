"""The resisting oracle: light cone and lower bounds against runs of the update rules, most of them exact."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from numerics import Quadratic, simulate
from numerics.algorithms import (
    adagrad,
    adam,
    adamax,
    averaged_gradient,
    conjugate_gradients,
    gradient_descent,
    momentum,
    nesterov,
)
from numerics.convex_rosenbrock import ConvexRosenbrock
from numerics.exact import rationals
from numerics.precision import Exact

rates = st.fractions(Fraction(1, 6), Fraction(5, 6), max_denominator=8)
sizes = st.integers(1, 6)
ends = st.sampled_from(["fixed", "free"])
coefficients = st.fractions(-2, 2, max_denominator=4)

ADAM: dict[str, Any] = {"alpha": 0.1, "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.001}
RULES: list[tuple[Any, dict[str, Any]]] = [
    (gradient_descent.step, {"alpha": 0.3}),
    (gradient_descent.step, {"alpha": -7}),
    (momentum.step, {"alpha": 0.25, "beta": 0.5}),
    (nesterov.step, {"alpha": 0.25, "beta": 0.5}),
    (averaged_gradient.step, {"alpha": 0.25}),
    (conjugate_gradients.step, {}),
    (adagrad.step, {"alpha": 0.5, "epsilon": 0.01}),
    (adam.step, ADAM),
    (adamax.step, ADAM),
]


def kappa_of(q: Fraction) -> Fraction:
    return ((1 + q) / (1 - q)) ** 2


def printed_bound(q: Fraction, n: int, k: int, end: str) -> Fraction:
    """The factor of |w^0 - w*| in the maximum norm, for k < n."""
    if end == "free":
        return (q ** (k + 1) + q ** (2 * n - k)) / (q + q ** (2 * n))
    return (q**k - q ** (2 * n - k)) / (1 - q ** (2 * n))


@given(rates, st.integers(1, 4), ends, st.integers(0, 2**32 - 1))
def test_light_cone_of_any_diagonal_coefficients(q: Fraction, n: int, end: Any, seed: int) -> None:
    """The Gamma_j^k, j <= k < n, are multiples of 1/4 from a generator with that seed."""
    rows = iter(rationals(np.random.default_rng(seed).integers(-8, 9, (n * (n + 1) // 2, n)) / 4))
    problem = ConvexRosenbrock(kappa_of(q), n, end, Exact())
    iterates, slopes = [problem.start], []
    for k in range(n):
        slopes.append(problem.gradient(iterates[-1]))
        iterates.append(sum((next(rows) * g for g in slopes), iterates[0]))
        assert not iterates[-1][k + 1 :].any()
        error = max(abs(iterates[-1] - problem.minimiser))
        if k + 1 < n:
            assert error >= printed_bound(q, n, k + 1, end) * max(problem.minimiser)


@pytest.mark.parametrize("end", ["fixed", "free"])
@pytest.mark.parametrize(("rule", "parameters"), RULES)
def test_light_cone_and_bound_of_the_rules(rule: Any, parameters: dict[str, Any], end: Any) -> None:
    """In float64: a component that has met no gradient is 0 exactly, and so is what is left of w* there."""
    q, n = Fraction(1, 2), 12
    problem = ConvexRosenbrock(kappa_of(q), n, end)
    best = problem.exact_minimiser
    run = simulate(rule, problem, n - 1, **parameters).iterates
    for k, w in enumerate(run):
        assert not w[k:].any()
        assert max(abs(rationals(w) - best)) >= printed_bound(q, n, k, end) * max(best)
    assert all(run[k, k - 1] != 0 for k in range(1, n))  # the cone is filled: its front moves at full speed


@given(rates, st.integers(2, 7))
@example(Fraction(1, 2), 2)
def test_how_far_the_printed_bound_is_off(q: Fraction, n: int) -> None:
    fixed, free = (ConvexRosenbrock(kappa_of(q), n, end).exact_minimiser for end in ("fixed", "free"))
    for k in range(n):
        assert max(fixed[k:]) == fixed[k] == printed_bound(q, n, k, "fixed") * fixed[0]
        assert max(free[k:]) == free[k] == printed_bound(q, n, k, "free") * free[0]
        assert printed_bound(q, n, k, "fixed") <= q**k <= printed_bound(q, n, k, "free")
        assert free[k] >= q ** (k + 1)


@given(rates, st.integers(1, 7))
@example(Fraction(1, 2), 1)
def test_other_norms(q: Fraction, n: int) -> None:
    free = ConvexRosenbrock(kappa_of(q), n, "free").exact_minimiser
    for k in range(n):
        assert sum(free[k:]) == (q**k - q ** (2 * n - k)) / (1 - q ** (2 * n)) * sum(free)
        for p in (1, 2):
            assert sum(free[k:] ** p) >= q ** (k * p) * sum(free[: n - k] ** p)


@given(rates, st.integers(1, 8))
@example(Fraction(1, 2), 1)
def test_momentum_meets_the_bound_at_each_step(q: Fraction, n: int) -> None:
    """The run of the infinite problem, as long as the front has not met the end."""
    for end in ("fixed", "free"):
        problem = ConvexRosenbrock(kappa_of(q), n, end)
        run = simulate(momentum.step, problem, n + 2, precision="exact", alpha=q, beta=q**2).iterates
        for k in range(n + 1):
            assert list(run[k]) == [q**i if i <= k else 0 for i in range(1, n + 1)]
        assert list(run[n + 2]) != [q**i for i in range(1, n + 1)]  # then it has


def test_momentum_with_other_parameters_does_not() -> None:
    """The negative control."""
    q = Fraction(1, 2)
    problem = ConvexRosenbrock(kappa_of(q), 6)
    run = simulate(momentum.step, problem, 4, precision="exact", alpha=q, beta=q).iterates
    assert list(run[4][:4]) != [q**i for i in range(1, 5)]


@given(rates, st.integers(1, 5), ends)
def test_conjugate_gradients_end_after_n_steps(q: Fraction, n: int, end: Any) -> None:
    problem = ConvexRosenbrock(kappa_of(q), n, end)
    run = simulate(conjugate_gradients.step, problem, n, precision="exact").iterates
    assert list(run[n]) == list(problem.exact_minimiser)
    assert all(list(w) != list(problem.exact_minimiser) for w in run[:n])


def test_two_step_sizes_solve_two_components() -> None:
    problem = ConvexRosenbrock(Fraction(97, 33), 2)
    w: Any = None
    for size in (Fraction(16, 49), Fraction(16, 81)):
        w = simulate(gradient_descent.step, problem, 1, start=w, precision="exact", alpha=size).final
    assert list(w) == list(problem.exact_minimiser)
    best = simulate(momentum.step, problem, 2, precision="exact", alpha=Fraction(1, 4), beta=Fraction(1, 64)).final
    assert list(best) != list(problem.exact_minimiser)


@given(rates, st.integers(1, 7), coefficients)
def test_gradient_descent_s_signal_arrives_after_k_steps(q: Fraction, n: int, alpha: Fraction) -> None:
    problem = ConvexRosenbrock(kappa_of(q), n)
    run = simulate(gradient_descent.step, problem, n, precision="exact", alpha=alpha).iterates
    assert [run[k, k - 1] for k in range(1, n + 1)] == [alpha**k for k in range(1, n + 1)]


def test_conjugate_gradients_tell_it_at_once() -> None:
    """From (0, 1) the second component depends on w_0 after one step; gradient descent's does not."""
    matrix = ConvexRosenbrock(9, 2).quadratic().operator.dense()
    after, descent = [], []
    for w_0 in (1, 0):
        problem = Quadratic.from_matrix(matrix, [w_0, 0])
        after.append(simulate(conjugate_gradients.step, problem, 1, start=[0, 1], precision="exact").final[1])
        descent.append(simulate(gradient_descent.step, problem, 1, start=[0, 1], precision="exact", alpha=1).final[1])
    assert after == [Fraction(16, 57), Fraction(8, 37)]
    assert descent[0] == descent[1]


@given(rates, st.lists(coefficients, min_size=1, max_size=7))
def test_the_bidiagonal_reformulation_has_condition_number_one(q: Fraction, entries: list[Fraction]) -> None:
    n, w = len(entries), np.array(entries, dtype=object)
    matrix = ConvexRosenbrock(kappa_of(q), n).quadratic().operator.dense()
    matrix = rationals(matrix)
    v = w - q * np.concatenate([[Fraction(0)], w[:-1]])
    assert q * (w @ matrix @ w - q * w[-1] ** 2) == v @ v


@given(rates, st.lists(st.fractions(Fraction(1, 4), 4, max_denominator=4), min_size=2, max_size=6))
def test_a_diagonal_reformulation_stays_under_the_bound(q: Fraction, scales: list[Fraction]) -> None:
    """Gradient descent for v, w = D v: its w has the light cone."""
    n, d = len(scales), np.array(scales, dtype=object)
    problem = ConvexRosenbrock(kappa_of(q), n, "fixed", Exact())
    v = np.array([Fraction(0)] * n, dtype=object)
    for k in range(1, n):
        (v,) = gradient_descent.step((v,), lambda x: d * problem.gradient(d * x), alpha=Fraction(1, 3))
        assert not (d * v)[k:].any()
        assert max(abs(d * v - problem.minimiser)) >= printed_bound(q, n, k, "fixed") * max(problem.minimiser)
