"""The optimal parameters against exact spectra and runs: nothing beats them, and nothing but them reaches q."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Rational

from derivations.momentum import optimal_parameters, optimal_rate
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum

ends = st.tuples(st.integers(1, 20), st.integers(0, 40)).map(lambda ab: (Fraction(ab[0], 7), Fraction(sum(ab), 7)))
distinct_ends = st.tuples(st.integers(1, 20), st.integers(1, 40)).map(
    lambda ab: (Fraction(ab[0], 7), Fraction(sum(ab), 7))
)
step_sizes = st.fractions(Fraction(1, 50), 5, max_denominator=50)
momenta = st.fractions(-1, Fraction(3, 2), max_denominator=50)
shares = st.fractions(0, 1, max_denominator=30)


def within(alpha: Fraction, beta: Fraction, curvature: Fraction, r: Fraction) -> bool:
    """Whether both roots of sigma^2 - (1 + beta - alpha l) sigma + beta have modulus at most r, decided in rationals.

    From the roots themselves rather than from Jury's conditions: a complex pair has modulus^2 beta, and
    (|T| + sqrt(D))/2 <= r is sqrt(D) <= 2 r - |T|.
    """
    trace = 1 + beta - alpha * curvature
    D = trace**2 - 4 * beta
    return beta <= r**2 if D < 0 else 2 * r >= abs(trace) and (2 * r - abs(trace)) ** 2 >= D


def optimum(A: Fraction, B: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """The derived expressions, evaluated at rationals."""
    squares = [Rational(v.numerator, v.denominator) ** 2 for v in (A, B)]
    values = [*optimal_parameters(*squares), optimal_rate(squares[1] / squares[0])]
    alpha, beta, q = (Fraction(int(v.p), int(v.q)) for v in values)
    return alpha, beta, q


@given(ends, shares)
@example((Fraction(1), Fraction(1)), Fraction(0))
def test_every_eigenvalue_has_the_rate_q_and_no_smaller(pair: tuple[Fraction, Fraction], share: Fraction) -> None:
    alpha, beta, q = optimum(*pair)
    curvature = (1 - share) * pair[0] ** 2 + share * pair[1] ** 2
    assert within(alpha, beta, curvature, q)
    assert q == 0 or not within(alpha, beta, curvature, q * Fraction(999, 1000))


@given(distinct_ends, step_sizes, momenta, st.fractions(0, Fraction(999, 1000), max_denominator=1000))
@example((Fraction(1), Fraction(3)), Fraction(1, 4), Fraction(1, 4), Fraction(999, 1000))  # the optimum itself
@example((Fraction(1), Fraction(3)), Fraction(1, 9), Fraction(0), Fraction(0))  # rate 0 at one end
def test_no_parameters_do_better(
    pair: tuple[Fraction, Fraction], alpha: Fraction, beta: Fraction, share: Fraction
) -> None:
    A, B = pair
    r = share * (B - A) / (A + B)
    assert not (within(alpha, beta, A**2, r) and within(alpha, beta, B**2, r))


@given(ends, st.fractions(-1, 1, max_denominator=100), st.fractions(-1, 1, max_denominator=100))
def test_no_other_parameters_do_as_well(pair: tuple[Fraction, Fraction], moved: Fraction, shifted: Fraction) -> None:
    alpha, beta, q = optimum(*pair)
    nearby = alpha * (1 + moved / 10), beta + shifted / 10
    reached = all(within(*nearby, end**2, q) for end in pair)
    assert reached is (nearby == (alpha, beta))


@given(distinct_ends)
def test_a_planted_optimum_is_found_wrong(pair: tuple[Fraction, Fraction]) -> None:
    """The negative control: gradient descent's step-size in place of the optimal one does not reach q."""
    _, beta, q = optimum(*pair)
    wrong = 2 / (pair[0] ** 2 + pair[1] ** 2)
    assert not all(within(wrong, beta, end**2, q) for end in pair)


@given(distinct_ends)
@example((Fraction(1), Fraction(3)))
def test_at_the_edge_a_run_does_not_decay(pair: tuple[Fraction, Fraction]) -> None:
    """alpha lambda = 2 + 2 beta: (y, x) = (lambda, -(1 + beta)) changes its sign for ever; so does gradient descent's
    x."""
    _, beta, _ = optimum(*pair)
    l = pair[1] ** 2
    problem = Quadratic.from_spectrum([l])
    run = simulate(
        momentum.step,
        problem,
        6,
        start=([l], [-(1 + beta)]),
        precision="exact",
        alpha=(2 + 2 * beta) / l,
        beta=beta,
    )
    assert [w[0] for w in run.iterates] == [-((-1) ** k) * (1 + beta) for k in range(7)]
    flips = simulate(gradient_descent.step, problem, 6, start=[1], precision="exact", alpha=2 / l).iterates
    assert [w[0] for w in flips] == [(-1) ** k for k in range(7)]
