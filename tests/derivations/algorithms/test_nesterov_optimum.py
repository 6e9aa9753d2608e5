"""Nesterov's best momentum and best pair, confronted with the polynomial of `Method` and with runs of the rule."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import Method
from numerics import Quadratic
from numerics.algorithms.nesterov import step
from tests.derivations.algorithms.quadratic_roots import coefficients, within
from tests.derivations.runs import STEPS, few
from verification.precisions import PRECISIONS, dissent

NESTEROV = Method(step)
SHARES = st.fractions(0, 1, max_denominator=30)
BELOW = st.fractions(0, Fraction(999, 1000), max_denominator=1000)
ROOTS = st.fractions(2, 20, max_denominator=12)  # u = sqrt(3 kappa + 1)
DISTINCT = st.fractions(Fraction(13, 6), 20, max_denominator=12)  # u where kappa > 1
STEP_ROOTS = st.fractions(Fraction(1, 20), 1, max_denominator=20)  # s = sqrt(alpha mu)
ANY = st.fractions(-3, 3, max_denominator=30)
MU = st.fractions(Fraction(1, 9), 5, max_denominator=9)


def reaches(curvature: Fraction, alpha: Fraction, beta: Fraction, r: Fraction) -> bool:
    return within(*coefficients(NESTEROV, curvature, alpha=alpha, beta=beta), r)


def best_pair(u: Fraction, mu: Fraction) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """L, alpha, beta and the rate."""
    L = mu * (u * u - 1) / 3
    return L, 4 / (3 * L + mu), (u - 2) / (u + 2), 1 - 2 / u


def best_momentum(s: Fraction, mu: Fraction, share: Fraction) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """L, alpha, beta and the rate; L runs from mu (or 1/alpha) to the last one with alpha (3 L + mu) <= 4."""
    alpha = s * s / mu
    longest = (4 / alpha - mu) / 3
    return mu + share * (longest - mu), alpha, (1 - s) / (1 + s), 1 - s


@given(ROOTS, MU, SHARES)
@example(Fraction(2), Fraction(1), Fraction(0))  # kappa = 1
@example(Fraction(4), Fraction(1), Fraction(1))
def test_the_best_pair_has_its_rate_on_the_whole_spectrum(u: Fraction, mu: Fraction, share: Fraction) -> None:
    L, alpha, beta, r = best_pair(u, mu)
    assert reaches(mu + share * (L - mu), alpha, beta, r)
    for end in (mu, L):
        assert r == 0 or not reaches(end, alpha, beta, r * Fraction(999, 1000))


@given(DISTINCT, MU, ANY, ANY, BELOW)
@example(Fraction(4), Fraction(1), Fraction(1), Fraction(1, 3), Fraction(999, 1000))  # the optimum itself
@example(Fraction(4), Fraction(1), Fraction(4, 5), Fraction(-1, 6), Fraction(3, 4))  # negative momentum
@example(Fraction(4), Fraction(1), Fraction(4, 5), Fraction(0), Fraction(0))  # rate 0 at L
def test_no_pair_does_better(u: Fraction, mu: Fraction, scaled: Fraction, beta: Fraction, share: Fraction) -> None:
    L, alpha, _, r = best_pair(u, mu)
    assert not all(reaches(end, scaled * alpha, beta, share * r) for end in (mu, L))


@given(DISTINCT, MU, ANY, ANY)
def test_no_other_pair_does_as_well(u: Fraction, mu: Fraction, moved: Fraction, shifted: Fraction) -> None:
    L, alpha, beta, r = best_pair(u, mu)
    nearby = alpha * (1 + moved / 100), beta + shifted / 100
    assert all(reaches(end, *nearby, r) for end in (mu, L)) is (nearby == (alpha, beta))


@given(STEP_ROOTS, MU, SHARES, SHARES)
@example(Fraction(1), Fraction(1), Fraction(1), Fraction(1))  # alpha = 1/mu: kappa = 1
@example(Fraction(1, 2), Fraction(1), Fraction(1), Fraction(1))  # the longest step, which is the best pair's
def test_the_best_momentum_has_its_rate_on_the_whole_spectrum(
    s: Fraction, mu: Fraction, longest: Fraction, share: Fraction
) -> None:
    L, alpha, beta, r = best_momentum(s, mu, longest)
    assert reaches(mu + share * (L - mu), alpha, beta, r)


@given(st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20), MU, ANY, BELOW)
@example(Fraction(1, 2), Fraction(1), Fraction(1, 3), Fraction(999, 1000))
def test_no_momentum_does_better(s: Fraction, mu: Fraction, beta: Fraction, share: Fraction) -> None:
    assert not reaches(mu, s * s / mu, beta, share * (1 - s))


@given(STEP_ROOTS, ANY)
def test_no_other_momentum_does_as_well_but_where_the_rate_is_0(s: Fraction, shifted: Fraction) -> None:
    best = (1 - s) / (1 + s)
    assert reaches(Fraction(1), s * s, best + shifted, 1 - s) is (s == 1 or shifted == 0)


def test_beyond_the_longest_step_the_upper_end_is_slower() -> None:
    """The negative control: at alpha (3 L + mu) > 4 the rate 1 - s is lost at L."""
    s = Fraction(1, 2)
    L, alpha, beta, r = best_momentum(s, Fraction(1), Fraction(1))
    assert reaches(L, alpha, beta, r)
    assert not reaches(L + Fraction(1, 1000), alpha, beta, r)


@few
@given(st.fractions(Fraction(13, 6), 6, max_denominator=6), MU)
@example(Fraction(4), Fraction(1))
def test_runs_at_the_ends_have_the_roots_of_the_best_pair(u: Fraction, mu: Fraction) -> None:
    """From rest: r^k (1 + (1 - r) k) at mu, ((3 - r) (-r)^k + (1 + r) (r/3)^k)/4 at L."""
    L, alpha, beta, r = best_pair(u, mu)
    problem, start = Quadratic.from_spectrum([mu, L]), [Fraction(1), Fraction(1)]
    expected = [
        [r**k * (1 + (1 - r) * k), ((3 - r) * (-r) ** k + (1 + r) * (r / 3) ** k) / 4] for k in range(STEPS + 1)
    ]
    given_: dict[str, Any] = {"start": start, "beta": beta}
    assert dissent(expected, step, problem, STEPS, alpha=alpha, **given_) == []
    assert dissent(expected, step, problem, STEPS, alpha=1 / L, **given_) == PRECISIONS  # the negative control


@few
@given(st.fractions(Fraction(1, 6), Fraction(5, 6), max_denominator=6), MU, st.sampled_from([Fraction(0), Fraction(1)]))
def test_runs_at_the_lower_end_have_one_double_root(s: Fraction, mu: Fraction, share: Fraction) -> None:
    _, alpha, beta, r = best_momentum(s, mu, share)
    expected = [r**k * (1 + (1 - r) * k) for k in range(STEPS + 1)]
    problem = Quadratic.from_spectrum([mu])
    assert dissent(expected, step, problem, STEPS, start=[1], alpha=alpha, beta=beta) == []
    assert dissent(expected, step, problem, STEPS, start=[1], alpha=alpha, beta=beta / 2) == PRECISIONS


@pytest.mark.parametrize(("K", "u"), [(4, 7), (15, 26), (56, 97)])
def test_the_best_pair_lies_between_optimal_momentum_and_the_step_size_1_over_L(K: int, u: int) -> None:
    """At whole solutions of u^2 = 3 K^2 + 1, K = sqrt(kappa); its rate is attained on [1, K^2] by `Method` as well."""
    assert u * u == 3 * K * K + 1
    L, alpha, beta, r = best_pair(Fraction(u), Fraction(1))
    assert K * K == L
    assert Fraction(K - 1, K + 1) < r < 1 - Fraction(1, K)
    assert all(reaches(end, alpha, beta, r) for end in (Fraction(1), L))
