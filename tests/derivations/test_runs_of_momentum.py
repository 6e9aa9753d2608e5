"""*The Dynamics of Momentum*, its map of rates and footnote 1: each derived result, by runs at every precision."""

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import limit_cycle
from derivations.notation import beta as beta_
from derivations.rate_map import boundaries
from numerics import Ball, Quadratic, householder_basis
from numerics.algorithms import momentum
from numerics.precision import Float64, endpoints
from tests.derivations.runs import (
    ONE,
    STEPS,
    few,
    fraction,
    heavy,
    of_roots,
    positive,
    proper,
    rational,
    values,
)
from verification.precisions import (
    PRECISIONS,
    SYSTEMS,
    Interval,
    Slope,
    at_most,
    contains,
    dissent,
    enclosures,
    runs,
    surely_above,
)

# ---- The Dynamics of Momentum ---------------------------------------------------------------------------------------


starts = st.tuples(values, values)
roots = st.fractions(-2, 2, max_denominator=12)


def entry(one: Fraction, other: Fraction, k: int, y: Fraction, x: Fraction, swapped: bool = False) -> Fraction:
    """The second entry of R^k (y, x) at lambda = 1, by the closed form for distinct roots, or as it is printed."""
    product, damping = of_roots(one, other)
    moved = -product * damping * y + (1 - product) * x  # of R (y, x)
    first, second = moved - one * x, moved - other * x
    up, down = (first, second) if swapped else (second, first)
    return (one**k * up - other**k * down) / (one - other)


@few
@given(roots, roots, starts)
@example(Fraction(1, 2), Fraction(0), (Fraction(1), Fraction(1)))  # beta = 0
@example(Fraction(1, 2), Fraction(-1, 2), (Fraction(0), Fraction(1)))  # T = 0
@example(Fraction(1), Fraction(1, 3), (Fraction(1), Fraction(1)))  # alpha = 0
@example(Fraction(1, 3), Fraction(1, 3), (Fraction(1), Fraction(1)))  # repeated
@example(Fraction(0), Fraction(0), (Fraction(1), Fraction(1)))
def test_powers_of_the_matrix(one: Fraction, other: Fraction, start: Any) -> None:
    """mom.component-update, mom.implicit-matrix-form, mom.iteration-matrix, mom.footnote-*, mom.power-*."""
    (product, damping), (y, x) = of_roots(one, other), start
    moved = -product * damping * y + (1 - product) * x
    repeated = [k * one ** (k - 1) * moved - (k - 1) * one**k * x if k else x for k in range(STEPS + 1)]
    expected = [entry(one, other, k, y, x) for k in range(STEPS + 1)] if one != other else repeated
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": product, "beta": damping}
    assert dissent(expected, momentum.step, ONE, STEPS, **given_) == []


def test_the_printed_power_and_the_printed_vector_are_refuted() -> None:
    one, other, y, x = Fraction(1, 2), Fraction(1, 3), Fraction(1), Fraction(2)
    product, damping = of_roots(one, other)
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": product, "beta": damping}
    printed = [entry(one, other, k, y, x, swapped=True) for k in range(STEPS + 1)]
    assert dissent(printed, momentum.step, ONE, STEPS, **given_) == PRECISIONS
    exchanged = [entry(one, other, k, x, y) for k in range(STEPS + 1)]
    assert dissent(exchanged, momentum.step, ONE, STEPS, **given_) == PRECISIONS


@few
@given(
    st.lists(roots, min_size=2, max_size=2, unique=True),
    st.lists(st.tuples(*[st.integers(1, 3)] * 3), min_size=1, max_size=2),
    starts,
)
def test_components_move_on_their_own(pair: list[Fraction], vectors: Any, start: Any) -> None:
    """mom.change-of-basis, corrected to x = Q^T (w - w*), and mom.components-independent: equal eigenvalues 1, 1, 1."""
    (one, other), Q = pair, householder_basis(vectors)
    product, damping = of_roots(one, other)
    minimiser = np.array([Fraction(1, 3), Fraction(-2), Fraction(5)])
    problem = Quadratic.from_eigenbasis([Fraction(1)] * 3, Q, minimiser)
    w_0 = np.array([*start, Fraction(1)])
    components = Q.T @ (w_0 - minimiser)
    x = [[entry(one, other, k, Fraction(0), c) for c in components] for k in range(5)]
    expected = [minimiser + Q @ np.array(row) for row in x]
    given_: dict[str, Any] = {"start": list(w_0), "alpha": product, "beta": damping}
    assert dissent(expected, momentum.step, problem, 4, **given_) == []


def test_the_printed_change_of_basis_is_refuted() -> None:
    """x = Q (w - w*) for a rotation: its components do not move on their own."""
    Q = np.array([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
    problem = Quadratic.from_eigenbasis([1, 2], Q)
    for name, w in enclosures(momentum.step, problem, 1, start=[1, 0], alpha=Fraction(1, 2), beta=0):
        printed, right = w @ Q.T, w @ Q  # rows hold Q w and Q^T w
        assert contains(right[1], right[0] * np.array([Fraction(1, 2), Fraction(0)])), name
        assert not contains(printed[1], printed[0] * np.array([Fraction(1, 2), Fraction(0)])), name


# ---- the figure Convergence Rate ------------------------------------------------------------------------------------


@few
@given(proper, proper)
@example(Fraction(1, 2), Fraction(1, 2))
def test_monotonic_decrease(one: Fraction, other: Fraction) -> None:
    """mom.region-monotone, and that these roots lie where mom.rate-map-regions says so."""
    product, damping = of_roots(one, other)
    for name, w in heavy([1], product, damping):
        assert at_most(w[1:], w[:-1]), name
        assert at_most([0] * (STEPS + 1), w[:, 0]), name
    low = boundaries()["ripples"][0].subs(beta_, rational(damping))
    assert rational(product) <= low


def test_a_velocity_is_seen_to_push_it_away() -> None:
    product, damping = of_roots(Fraction(3, 4), Fraction(2, 3))
    for name, w in heavy([1], product, damping, start=([-12], [1])):
        assert surely_above(w[1], w[0]), name


@few
@given(proper, proper)
@example(Fraction(1, 2), Fraction(3, 4))  # alpha lambda = 21/8: grows at first
@example(Fraction(1, 2), Fraction(1, 4))  # 15/8
def test_monotonic_oscillations(one: Fraction, other: Fraction) -> None:
    """mom.region-flips, mom.region-flips-shrink: they flip at each, and shrink at each iff alpha lambda < 2."""
    product, damping = of_roots(-one, -other)
    for name, w in heavy([1], product, damping):
        assert at_most(w[1:, 0] * w[:-1, 0], [0] * STEPS), name
        assert product > 2 or at_most(abs(w[1:]), abs(w[:-1])), name
        assert surely_above(abs(w[1]), abs(w[0])) == (product > 2), name


@few
@given(proper, proper, starts)
@example(Fraction(1, 2), Fraction(1, 2), (Fraction(0), Fraction(1)))
def test_ripples(share: Fraction, s: Fraction, start: Any) -> None:
    """mom.region-ripples, mom.complex-rate-independent-of-step: the envelope E^k = beta^k E^0."""
    product = (1 - s) ** 2 + share * 4 * s
    trace = 1 + s**2 - product
    state = tuple([part] for part in start)
    for name, w in heavy([1], product, s**2, start=state):
        x = w[:, 0]
        form = x[1:] ** 2 - trace * x[1:] * x[:-1] + s**2 * x[:-1] ** 2
        envelope = [s ** (2 * k) * form[0] for k in range(STEPS)]
        assert contains(form, envelope), name
        assert at_most((4 * s**2 - trace**2) * x[:-1] ** 2, [4 * e for e in envelope]), name


@few
@given(st.fractions(Fraction(25, 24), 3, max_denominator=24), st.sampled_from([1, -1]), proper)
@example(Fraction(2), -1, Fraction(1, 4))
def test_divergence(large: Fraction, sign: int, small: Fraction) -> None:
    """mom.region-divergence: (1 + s_2^2)(x'^2 + x^2) >= (1 + k (s_1^2 - 1)) s_1^2 (1 - s_2)^2."""
    one, other = sign * large, sign * small
    product, damping = of_roots(one, other)
    least = [(1 + k * (one**2 - 1)) * one**2 * (1 - other) ** 2 for k in range(STEPS)]
    for name, w in heavy([1], product, damping):
        x = w[:, 0]
        assert at_most(least, (1 + other**2) * (x[1:] ** 2 + x[:-1] ** 2)), name


@few
@given(values, values, positive)
def test_one_step_is_enough(y: Fraction, x: Fraction, curvature: Fraction) -> None:
    """mom.one-step-point, opt.minimax-problem (over lambda_n alone the rate is 0)."""
    problem = Quadratic.from_spectrum([curvature])
    given_: dict[str, Any] = {"start": ([y], [x]), "alpha": 1 / curvature, "beta": 0}
    assert dissent([x, 0, 0, 0], momentum.step, problem, 3, **given_) == []


def test_elsewhere_one_step_is_seen_not_to_be_enough() -> None:
    for name, w in heavy([1], 1, Fraction(1, 100)):
        assert contains(w[1], [0]), name  # 1 - alpha lambda
        assert surely_above(abs(w[2]), [0]), name


# ---- footnote 1 -----------------------------------------------------------------------------------------------------

LOW, HIGH = (fraction(v) for v in limit_cycle.ATTRACTED)
CYCLE = [fraction(x) for _, x in limit_cycle.cycle()]
CYCLING: dict[str, Any] = {str(name): fraction(v) for name, v in limit_cycle.PARAMETERS.items()}


def three_pieces(w: Any) -> Any:
    """f' of footnote 1, where it is certain on which piece w lies."""
    pieces = {int(end[0] >= 1) + int(end[0] >= 2) for end in endpoints(w)}
    if len(pieces) > 1:
        raise ArithmeticError(f"{w} lies in two pieces")
    slope, intercept = limit_cycle.PIECES[pieces.pop()]
    return int(slope) * w + int(intercept)


@few
@given(st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000))
@example(Fraction(1, 1000))
@example(Fraction(999, 1000))
def test_momentum_cycles_on_a_convex_function(share: Fraction) -> None:
    """stab.momentum-can-diverge-on-convex: the distance of the attraction's proof, within rounding, and the pieces.

    Balls of 53 bits contain the float64 run as well; these are wide after 9 steps, the others after more than 40. At
    the ends of the interval an iterate is 2, where no ball knows the piece: `test_limit_cycle` has these in rationals.
    """
    start, steps = LOW + share * (HIGH - LOW), 2 + 3 * 12
    problem = Slope(three_pieces, [start])
    for name, low, high in runs(momentum.step, problem, steps, SYSTEMS[2:], **CYCLING):
        inside = [Interval(*ends_) for ends_ in zip(low[:, 0], high[:, 0], strict=True)]
        for j in range(13):
            e = inside[2 + 3 * j] - CYCLE[0]
            d = e + Fraction(2, 3) * (inside[1 + 3 * j] - CYCLE[2])
            # A rounded run of 50 digits has lost less than 30 of them, whatever it did: |L| <= 5, and 5^38 < 10^27.
            assert at_most([(e**2 + 9 * d**2) * 2**j], [9 + Fraction(1, 10**20)]), name
        assert all(end >= 2 for end in low[2::3, 0]), name
        assert all(end < 1 for end in [*high[3::3, 0], *high[4::3, 0]]), name
    (_, low, high), (_, rounded, _) = runs(momentum.step, problem, 9, (Ball(53, "mpmath"), Float64()), **CYCLING)
    assert ((low <= rounded) & (rounded <= high)).all()


def test_from_another_start_it_converges() -> None:
    """The negative control: from 1/2 every precision goes to the minimiser 0, and from there nowhere near the cycle."""
    for name, low, high in runs(momentum.step, Slope(three_pieces, [Fraction(1, 2)]), 80, **CYCLING):
        assert max(abs(low[-1, 0]), abs(high[-1, 0])) < Fraction(1, 1000), name
