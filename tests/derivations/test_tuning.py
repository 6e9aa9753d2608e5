"""The article's advice on tuning, tried on exact spectra and runs."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from numerics import Quadratic, simulate
from numerics.algorithms import momentum
from tests.derivations.test_optimal_parameters import distinct_ends, shares, within

Ends = tuple[Fraction, Fraction]
proper_shares = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)


def q_of(A: Fraction, B: Fraction) -> Fraction:
    return (B - A) / (A + B)


@given(distinct_ends, shares, shares)
@example((Fraction(1), Fraction(3)), Fraction(0), Fraction(1))  # the optimum
def test_beyond_the_optimal_beta_the_best_rate_is_its_root(pair: Ends, share: Fraction, inner: Fraction) -> None:
    A, B = pair
    q = q_of(A, B)
    s = q + share * (1 - q) * Fraction(99, 100)
    alpha, curvature = ((1 + s) / B) ** 2, A**2 + inner * (B**2 - A**2)
    assert within(alpha, s**2, curvature, s)
    assert not within(alpha, s**2, curvature, s * Fraction(999, 1000))


@given(distinct_ends, proper_shares, proper_shares, proper_shares)
def test_bounds_on_the_spectrum_are_enough(pair: Ends, low: Fraction, high: Fraction, inner: Fraction) -> None:
    A, B = pair
    m, L = A * low, B / high
    alpha, q = (2 / (m + L)) ** 2, q_of(m, L)
    assert within(alpha, q**2, A**2 + inner * (B**2 - A**2), q)


@given(st.fractions(0, Fraction(9, 10), max_denominator=30), proper_shares, proper_shares)
@example(Fraction(0), Fraction(1, 2), Fraction(49, 50))
def test_near_the_edge_the_rate_is_near_one(beta: Fraction, position: Fraction, share: Fraction) -> None:
    r = beta + position * (1 - beta)
    delta = share * (1 - r) * (r - beta) / r
    assert not within(2 + 2 * beta - delta, beta, Fraction(1), r)


@given(distinct_ends, proper_shares)
@example((Fraction(1), Fraction(3)), Fraction(1, 2))
def test_the_optimum_itself_ripples(pair: Ends, share: Fraction) -> None:
    """An eigenvector in between changes its sign; those of lambda_1 never do, and those of lambda_n at every step.

    The roots turn by the angle with cosine 1 - 2 share, at least 0.28 and at most pi - 0.28: half a turn takes 12 steps
    at most.
    """
    A, B = pair
    q = q_of(A, B)
    spectrum = [A**2, A**2 + share * (B**2 - A**2), B**2]
    steps = 60
    run = simulate(
        momentum.step,
        Quadratic.from_spectrum(spectrum),
        steps,
        precision=60,
        alpha=(2 / (A + B)) ** 2,
        beta=q**2,
    )
    changes = [sum(bool(a * b < 0) for a, b in pairwise(x)) for x in run.iterates.T]
    assert changes[0] == 0
    assert changes[2] == steps
    assert 0 < changes[1] < steps
