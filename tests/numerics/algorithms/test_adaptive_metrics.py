"""AdaGrad, RMSprop, Adam, AdamW and AdaMax against plain loops as they are published, and their first steps by hand."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivations import Method
from numerics import Ball, Quadratic, simulate
from numerics.algorithms import adagrad, adam, adamax, adamw, rmsprop
from numerics.precision import endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points

Loop = Callable[..., list[list[Any]]]
STEPS: dict[str, Any] = {"adagrad": adagrad.step, "adam": adam.step, "adamax": adamax.step}
PUBLISHED = {"alpha": Fraction(1, 1000), "beta_1": Fraction(9, 10), "beta_2": Fraction(999, 1000)}
EPSILON = Fraction(1, 10**8)


def adagrad_loop(l: list[Any], w: list[Any], k: int, root: Any, *, alpha: Any, epsilon: Any) -> list[list[Any]]:
    """w_i <- w_i - alpha g_i/(sqrt(sum of g_i^2 so far) + epsilon)."""
    total = [0] * len(w)
    iterates = [list(w)]
    for _ in range(k):
        for i in range(len(w)):
            g = l[i] * iterates[-1][i]
            total[i] += g * g
            w[i] = w[i] - alpha * (g / (root(total[i]) + epsilon))
        iterates.append(list(w))
    return iterates


def adam_loop(
    l: list[Any], w: list[Any], k: int, root: Any, *, alpha: Any, beta_1: Any, beta_2: Any, epsilon: Any
) -> list[list[Any]]:
    """Kingma and Ba, algorithm 1, line by line."""
    m, v = [0] * len(w), [0] * len(w)
    iterates = [list(w)]
    for t in range(1, k + 1):
        for i in range(len(w)):
            g = l[i] * iterates[-1][i]
            m[i] = beta_1 * m[i] + (1 - beta_1) * g
            v[i] = beta_2 * v[i] + (1 - beta_2) * g**2
            m_hat = m[i] / (1 - beta_1**t)
            v_hat = v[i] / (1 - beta_2**t)
            w[i] = w[i] - alpha * m_hat / (root(v_hat) + epsilon)
        iterates.append(list(w))
    return iterates


def adamax_loop(
    l: list[Any], w: list[Any], k: int, larger: Any, *, alpha: Any, beta_1: Any, beta_2: Any
) -> list[list[Any]]:
    """Kingma and Ba, algorithm 2, line by line."""
    m, u = [0] * len(w), [0] * len(w)
    iterates = [list(w)]
    for t in range(1, k + 1):
        for i in range(len(w)):
            g = l[i] * iterates[-1][i]
            m[i] = beta_1 * m[i] + (1 - beta_1) * g
            u[i] = larger(beta_2 * u[i], abs(g))
            w[i] = w[i] - (alpha / (1 - beta_1**t)) * m[i] / u[i]
        iterates.append(list(w))
    return iterates


@st.composite
def nonzero_runs(draw: st.DrawFn) -> tuple[list[Fraction], list[Fraction]]:
    """Curvatures, and a start off the minimiser in every component."""
    spectrum = draw(st.lists(CURVATURES, min_size=1, max_size=3))
    start = [x or Fraction(1) for x in draw(points(len(spectrum)))]
    return spectrum, start


RATES = st.fractions(0, Fraction(19, 20), max_denominator=50)
"""Decay rates, 0 included."""


@settings(max_examples=25)
@given(nonzero_runs(), RATES, RATES, st.sampled_from([Fraction(0), EPSILON, Fraction(1, 2)]))
@example(([Fraction(1)], [Fraction(1)]), Fraction(0), Fraction(0), Fraction(0))
@example(([Fraction(1)], [Fraction(1)]), Fraction(9, 10), Fraction(19, 20), Fraction(0))
def test_adagrad_and_adam_are_their_loops(run: Any, beta_1: Fraction, beta_2: Fraction, epsilon: Fraction) -> None:
    """As enclosures of one exact number, balls overlap, at 50 digits and at 200."""
    spectrum, start = run
    problem = Quadratic.from_spectrum(spectrum)
    cases: list[tuple[Any, Loop, dict[str, Fraction]]] = [
        (adagrad.step, adagrad_loop, {"alpha": Fraction(1, 10), "epsilon": epsilon}),
        (adam.step, adam_loop, {"alpha": Fraction(1, 10), "beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}),
    ]
    for bits in (167, 665):
        system = Ball(bits)
        with system.scope():
            for step, loop, parameters in cases:
                numbers: Any = {name: system.array(exactly([value]))[0] for name, value in parameters.items()}
                l, w = (list(system.array(exactly(values))) for values in (spectrum, start))
                low, high = endpoints(np.array(loop(l, w, 3, lambda x: x.sqrt(), **numbers), dtype=object))
                given_: dict[str, Any] = dict(parameters)
                ours = simulate(step, problem, 3, start=start, precision=system, **given_).iterates
                our_low, our_high = endpoints(ours)
                assert ((low <= our_high) & (our_low <= high)).all()


@settings(max_examples=40)
@given(nonzero_runs(), RATES, RATES)
@example(([Fraction(1)], [Fraction(1)]), Fraction(0), Fraction(0))
def test_adamax_is_its_loop_exactly(run: Any, beta_1: Fraction, beta_2: Fraction) -> None:
    spectrum, start = run
    parameters: dict[str, Any] = {"alpha": Fraction(1, 13), "beta_1": beta_1, "beta_2": beta_2}
    problem = Quadratic.from_spectrum(spectrum)
    ours = simulate(adamax.step, problem, 4, start=start, precision="exact", **parameters).iterates
    assert (ours == exactly(adamax_loop(spectrum, list(start), 4, max, **parameters))).all()


@settings(max_examples=25)
@given(nonzero_runs())
def test_adagrad_is_its_loop_to_the_last_bit(run: Any) -> None:
    spectrum, start = ([float(x) for x in values] for values in run)
    parameters: dict[str, Any] = {"alpha": 0.1, "epsilon": 1e-8}
    ours = simulate(adagrad.step, Quadratic.from_spectrum(spectrum), 30, start=start, **parameters).iterates
    assert (ours == np.array(adagrad_loop(spectrum, list(start), 30, sqrt, **parameters))).all()


@given(nonzero_runs(), st.sampled_from(["adam", "adamax"]))
def test_the_first_step_has_the_length_alpha_whatever_the_gradient(run: Any, name: str) -> None:
    """m_hat = g and sqrt(v_hat) = u = |g|: with epsilon = 0 the first step is -alpha sign(g), exactly."""
    spectrum, start = run
    parameters: dict[str, Any] = {"alpha": Fraction(1, 1000), "beta_1": Fraction(9, 10), "beta_2": Fraction(999, 1000)}
    moved = simulate(
        STEPS[name], Quadratic.from_spectrum(spectrum), 1, start=start, precision="exact", epsilon=0, **parameters
    ).final
    signs = [1 if x > 0 else -1 for x in start]
    assert list(moved) == [x - Fraction(1, 1000) * sign for x, sign in zip(start, signs, strict=True)]


@given(nonzero_runs(), st.fractions(0, 3, max_denominator=7))
def test_the_first_step_of_adagrad_by_hand(run: Any, epsilon: Fraction) -> None:
    """sqrt(g^2) = |g|: the first step is -alpha g/(|g| + epsilon), which is rational."""
    spectrum, start = run
    problem = Quadratic.from_spectrum(spectrum)
    common: dict[str, Any] = {"start": start, "precision": "exact", "alpha": Fraction(1, 7), "epsilon": epsilon}
    moved = simulate(adagrad.step, problem, 1, **common).final
    g = [l * x for l, x in zip(spectrum, start, strict=True)]
    assert list(moved) == [x - Fraction(1, 7) * d / (abs(d) + epsilon) for x, d in zip(start, g, strict=True)]


def test_the_second_step_of_adam_by_hand() -> None:
    """f = w^2/2, w^0 = 1, alpha = beta_1 = beta_2 = 1/2, epsilon = 0: w^1 = 1/2, m = 1/2, v = 3/8, and so
    w^2 = 1/2 - (1/2)(2/3)/sqrt(1/2) = 1/2 - sqrt(2)/3."""
    common: dict[str, Any] = dict.fromkeys(("alpha", "beta_1", "beta_2"), Fraction(1, 2))
    for bits in (167, 665):
        final = simulate(adam.step, Quadratic.from_spectrum([1]), 2, precision=Ball(bits), epsilon=0, **common).final
        low, high = (ends[0] for ends in endpoints(final))
        # sqrt(2) = 3 (1/2 - w), so that 2 lies between the squares of the ends.
        assert (3 * (Fraction(1, 2) - high)) ** 2 <= 2 <= (3 * (Fraction(1, 2) - low)) ** 2


def test_epsilon_stands_outside_the_root() -> None:
    """The negative control for Adam's epsilon: with v_hat = g^2 = 1 and epsilon = 1/2 the step is alpha/(3/2)."""
    common: dict[str, Any] = dict.fromkeys(("alpha", "beta_1", "beta_2", "epsilon"), Fraction(1, 2))
    moved = simulate(adam.step, Quadratic.from_spectrum([1]), 1, precision="exact", start=[1], **common).final
    assert moved[0] == 1 - Fraction(1, 2) / Fraction(3, 2)


def test_without_correction_the_first_step_would_be_another() -> None:
    """The negative control for the bias correction: (1 - beta_1)/sqrt(1 - beta_2) alpha instead of alpha."""
    common: dict[str, Any] = {"alpha": Fraction(1), "beta_1": Fraction(9, 10), "beta_2": Fraction(99, 100)}
    moved = simulate(adam.step, Quadratic.from_spectrum([1]), 1, precision="exact", start=[5], epsilon=0, **common)
    assert moved.final[0] == 4
    assert moved.state[0][0] == Fraction(1, 10) * 5


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("precision", ["float64", 30, Ball(100)], ids=str)
def test_a_component_without_gradient_stays_though_epsilon_is_0(name: str, precision: Any) -> None:
    parameters: dict[str, Any] = PUBLISHED if name != "adagrad" else {"alpha": Fraction(1, 1000)}
    problem = Quadratic.from_spectrum([1, 2])
    run = simulate(STEPS[name], problem, 3, start=[0, 1], precision=precision, epsilon=0, **parameters)
    assert run.final[0] == 0
    assert run.final[1] < 1


@settings(max_examples=25)
@given(nonzero_runs(), RATES)
def test_rmsprop_without_memory_has_steps_of_length_alpha(run: Any, epsilon: Fraction) -> None:
    """rho = 0: sqrt(s) = |g|, so that each step is -alpha g/(|g| + epsilon), exactly."""
    spectrum, start = run
    common: dict[str, Any] = {"start": start, "precision": "exact", "alpha": Fraction(1, 7), "epsilon": epsilon}
    iterates = simulate(rmsprop.step, Quadratic.from_spectrum(spectrum), 3, rho=0, **common).iterates
    for before, after in pairwise(iterates):
        g = [l * x for l, x in zip(spectrum, before, strict=True)]
        moved = [Fraction(1, 7) * d / (abs(d) + epsilon) if d else 0 for d in g]
        assert list(after) == [x - m for x, m in zip(before, moved, strict=True)]


@settings(max_examples=25)
@given(nonzero_runs())
def test_rmsprop_is_its_loop_to_the_last_bit(run: Any) -> None:
    spectrum, start = ([float(x) for x in values] for values in run)
    ours = simulate(
        rmsprop.step, Quadratic.from_spectrum(spectrum), 20, start=start, alpha=0.1, rho=0.9, epsilon=1e-8
    ).iterates
    for i, (l, x) in enumerate(zip(spectrum, start, strict=True)):
        s = 0.0
        for k in range(20):
            g = l * x
            s = 0.9 * s + (1 - 0.9) * (g * g)
            x = x - 0.1 * (g / (sqrt(s) + 1e-8))  # noqa: PLW2901
            assert ours[k + 1, i] == x


@settings(max_examples=25)
@given(nonzero_runs(), st.fractions(0, 2, max_denominator=9))
def test_the_decay_of_adamw_stands_apart_from_its_metric(run: Any, decay: Fraction) -> None:
    """The first step is -alpha sign(g) - alpha decay w, exactly, with epsilon = 0; decay = 0 is Adam."""
    spectrum, start = run
    problem = Quadratic.from_spectrum(spectrum)
    common: dict[str, Any] = PUBLISHED | {"start": start, "epsilon": 0}
    moved = simulate(adamw.step, problem, 1, precision="exact", decay=decay, **common).final
    alpha = PUBLISHED["alpha"]
    assert list(moved) == [x - alpha * (1 if x > 0 else -1) - alpha * decay * x for x in start]
    plain = simulate(adam.step, problem, 10, **common).iterates
    assert (simulate(adamw.step, problem, 10, decay=0, **common).iterates == plain).all()


@pytest.mark.parametrize("name", STEPS)
def test_they_are_not_linear_in_the_gradient(name: str) -> None:
    with pytest.raises(ValueError, match="linear in its state and its gradients"):
        Method(STEPS[name])
