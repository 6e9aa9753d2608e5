"""Unrolled iterates and the two classes of algorithms, against exact runs of the update rules."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Quadratic, simulate
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
from numerics.elementary import sqrt
from numerics.precision import endpoints

numbers = st.fractions(-2, 2, max_denominator=4)
betas = st.fractions(-1, 1, max_denominator=4)
positive = st.fractions(Fraction(1, 4), 4, max_denominator=4)
alpha, beta = (Method(momentum.step).parameters[name] for name in ("alpha", "beta"))


def coefficient(beta: Any, left: int) -> Any:
    """(1 - beta^left)/(1 - beta), or `left` at beta = 1."""
    return left if beta == 1 else (1 - beta**left) / (1 - beta)


def slope(w: Fraction) -> Fraction:
    """The derivative of a function that is no quadratic."""
    return w**3 - 2 * w + 1


@pytest.mark.parametrize("k", range(6))
def test_tracing_gives_the_unrolled_forms(k: int) -> None:
    assert Method(gradient_descent.step).unrolled(k) == (-alpha,) * (k + 1)
    traced = Method(momentum.step).unrolled(k)
    for i, gamma in enumerate(traced):
        assert sympy.expand((1 - beta) * gamma + alpha * (1 - beta ** (k + 1 - i))) == 0
        assert gamma.subs(beta, 1) == -alpha * (k + 1 - i)
        assert sympy.expand((1 - beta) * gamma - alpha * (1 - beta ** (k + 1 - i))) != 0  # the printed sign


@given(numbers, numbers, betas, st.integers(0, 3))
@example(Fraction(1), Fraction(1), Fraction(1), 3)
@example(Fraction(1), Fraction(1), Fraction(0), 0)
def test_unrolled_momentum_on_any_function(w_0: Fraction, size: Fraction, damping: Fraction, k: int) -> None:
    state, slopes = (Fraction(0), w_0), []
    for _ in range(k + 1):
        slopes.append(slope(state[1]))
        state = momentum.step(state, slope, alpha=size, beta=damping)
    total = sum(coefficient(damping, k + 1 - i) * g for i, g in enumerate(slopes))
    assert state[1] == w_0 - size * total
    assert (state[1] == w_0 + size * total) is (size * total == 0)


def rank(rows: list[Any]) -> int:
    return int(sympy.Matrix([[sympy.Rational(str(x)) for x in row] for row in rows]).rank())


def in_span(slopes: list[Any], move: Any) -> bool:
    return rank([*slopes, move]) == rank(slopes)


def recorded(rule: Any, problem: Any, steps: int, start: Any, **parameters: Any) -> tuple[list[Any], list[Any]]:
    """The iterates of an exact run, and the gradient at each of them."""
    run = simulate(rule, problem, steps, start=start, precision="exact", **parameters).iterates
    there = problem.to(simulate(rule, problem, 0, start=start, precision="exact", **parameters).precision)
    return list(run), [there.gradient(w) for w in run]


@pytest.mark.parametrize(
    ("rule", "parameters"),
    [
        (gradient_descent.step, {"alpha": Fraction(1, 5)}),
        (momentum.step, {"alpha": Fraction(1, 5), "beta": Fraction(1, 2)}),
        (averaged_gradient.step, {"alpha": Fraction(1, 5)}),
        (conjugate_gradients.step, {}),
    ],
)
@given(start=st.lists(st.integers(-3, 3), min_size=5, max_size=5))
def test_scalar_class(rule: Any, parameters: dict[str, Any], start: list[int]) -> None:
    """On a quadratic of five curvatures, where up to five gradients can be independent."""
    problem = Quadratic.from_spectrum([1, 2, 3, 5, 7], [1, 1, 0, 0, -1])
    iterates, slopes = recorded(rule, problem, 3, start, **parameters)
    for k in range(3):
        assert in_span(slopes[: k + 1], iterates[k + 1] - iterates[0])


def test_averaged_gradient_s_coefficients_on_a_quadratic() -> None:
    size = Fraction(1, 5)
    problem = Quadratic.from_spectrum([1, 2, 3], [1, 1, 0])
    iterates, slopes = recorded(averaged_gradient.step, problem, 5, [1, -2, 3], alpha=size)
    for k in range(5):
        total = sum(Fraction(i + 1, k + 2) * slopes[i] for i in range(k + 1))
        assert list(iterates[k + 1]) == list(iterates[0] - size * total)


def test_averaged_gradient_leaves_the_span_beyond_quadratics() -> None:
    def gradient(w: Any) -> Any:
        u, v = w
        return np.array([v * (2 * u - 1) / 2 - 2, u * (u - 1) / 2], dtype=object)

    start = np.array([Fraction(0), Fraction(0)], dtype=object)
    state, slopes = averaged_gradient.step.start(start), []  # type: ignore[attr-defined]
    for _ in range(2):
        slopes.append(gradient(state[2]))
        state = averaged_gradient.step(state, gradient, alpha=Fraction(1))
    assert [g[1] for g in slopes] == [0, 0]
    assert state[2][1] == Fraction(-1, 3)
    assert not in_span(slopes, state[2] - start)


@given(numbers, numbers, positive, betas)
def test_nesterov_is_scalar_where_its_gradients_are(
    w_0: Fraction, v_0: Fraction, size: Fraction, damping: Fraction
) -> None:
    """Two components with the same coefficients, y^k = w^k + beta (w^k - w^{k-1}): c_i from the end on."""
    steps, points, slopes = 4, [], []

    def gradient(w: Any) -> Any:
        points.append(w)
        slopes.append(np.array([slope(w[0]) + w[1], w[0] - w[1] ** 3], dtype=object))
        return slopes[-1]

    start = np.array([w_0, v_0], dtype=object)
    state = (start, start)
    for _ in range(steps + 1):
        state = nesterov.step(state, gradient, alpha=size, beta=damping)
    c = size  # a_i + b c_{i+1}, with b c = alpha beta at the end
    total = 0
    for g in reversed(slopes[:steps]):
        c = size + damping * c
        total = total + c * g
    assert list(points[steps]) == list(start - total)


def first_moves(rule: Any, slopes: list[int], **parameters: Any) -> Any:
    g = np.array([Fraction(x) for x in slopes], dtype=object)
    state = rule(rule.start(0 * g), lambda _: g, **parameters)
    return state[-1]


@given(st.lists(st.sampled_from([-3, -2, -1, 1, 2, 3]), min_size=2, max_size=4))
@example([1, 2])
def test_adamax_is_not_scalar(slopes: list[int]) -> None:
    move = first_moves(adamax.step, slopes, alpha=Fraction(1), beta_1=Fraction(1, 2), beta_2=Fraction(3, 4))
    assert [abs(x) for x in move] == [1] * len(slopes)
    assert in_span([slopes], list(move)) is (len({abs(x) for x in slopes}) == 1)


@pytest.mark.parametrize(
    ("rule", "parameters"),
    [
        (adagrad.step, {"alpha": 0.5, "epsilon": 0.01}),
        (adagrad.step, {"alpha": 0.5, "epsilon": 0}),
        (adam.step, {"alpha": 0.1, "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}),
        (adamax.step, {"alpha": 0.1, "beta_1": 0.5, "beta_2": 0.75}),
    ],
)
def test_a_component_without_gradient_does_not_move(rule: Any, parameters: dict[str, Any]) -> None:
    problem = Quadratic.from_spectrum([1, 2, 3])
    run = simulate(rule, problem, 20, start=[1.0, 0.0, -2.0], **parameters).iterates
    assert not run[:, 1].any()
    assert run[1:, 0].all()


ADAM: dict[str, Any] = {
    "alpha": Fraction(1, 10),
    "beta_1": Fraction(1, 2),
    "beta_2": Fraction(3, 4),
    "epsilon": Fraction(1, 100),
}


def step_sizes(states: Any, system: Ball) -> Any:
    """Adam's a_j = alpha (1 - beta_1)/((1 - beta_1^{j+1})(sqrt(v_hat) + epsilon)), by component."""
    _, v, power_1, power_2, _ = (entries[1:] for entries in states)
    values = {name: system.array(np.array([value], dtype=object)) for name, value in ADAM.items()}
    root = sqrt(v / (1 - power_2)) + values["epsilon"]
    return values["alpha"] * (1 - values["beta_1"]) / ((1 - power_1) * root), values["beta_1"]


def test_adam_s_diagonal_coefficients() -> None:
    """In balls, w^k - w^0 and - sum c_j g_j with c_j = a_j + beta_1 c_{j+1} overlap, and are both narrow."""
    system, steps = Ball(300), 8
    problem = Quadratic.from_spectrum([1, 3]).to(system)
    with system.scope():
        states = simulate(adam.step, problem, steps, start=[1, -2], precision=system, record="states", **ADAM).values
        iterates = states[-1]
        sizes, damping = step_sizes(states, system)
        c, total = 0 * sizes[0], 0 * sizes[0]
        for j in reversed(range(steps)):
            c = sizes[j] + damping * c
            total = total + c * problem.gradient(iterates[j])
        low, high = endpoints(iterates[steps] - iterates[0] + total)
    assert (low <= 0).all()
    assert (high >= 0).all()
    assert (high - low < Fraction(1, 10**30)).all()
