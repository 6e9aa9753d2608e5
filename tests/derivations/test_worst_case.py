"""The worst case of n steps against the update rule in rationals, against simulation, and found in another way."""

import sys
from fractions import Fraction
from math import isqrt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.method import Method
from derivations.transient import error_factor
from derivations.worst_case import WorstCase, at_optimum, ball
from derivations.worst_case import _by_critical_points as by_critical_points
from numerics import Quadratic, simulate
from numerics.algorithms import gradient_descent, momentum, nesterov

MOMENTUM, DESCENT, NESTEROV = (Method(rule.step) for rule in (momentum, gradient_descent, nesterov))
GRID = 40


def ratio(n: int, lam: Any, alpha: Any, beta: Any) -> Fraction:
    """|w^n|/|w^0| on 1/2 lam w^2, by running the rule in rationals."""
    state = (Fraction(0), Fraction(1))
    for _ in range(n):
        state = momentum.step(state, lambda w: lam * w, alpha=alpha, beta=beta)
    return abs(state[1])


def grid(mu: Fraction, L: Fraction) -> list[Fraction]:
    """Curvatures in [mu, L], both ends among them."""
    return [mu + (L - mu) * Fraction(i, GRID) for i in range(GRID + 1)]


def overlap(one: WorstCase, other: WorstCase) -> bool:
    return one.lower <= other.upper and other.lower <= one.upper


def narrow(found: WorstCase, digits: int = 30) -> bool:
    return 0 <= found.lower <= found.upper and (found.upper - found.lower) * 10**digits <= found.lower


fractions = st.builds(Fraction, st.integers(1, 60), st.integers(1, 20))
betas = st.integers(2, 60).flatmap(lambda d: st.builds(Fraction, st.integers(0, d - 1), st.just(d)))
below_one = st.integers(1, 40).flatmap(lambda d: st.builds(Fraction, st.integers(1, d), st.just(d)))
# alpha L from 0 to twice the end of the stability region, and below: as a part of 2 (1 + beta)/L.
steps = st.builds(Fraction, st.integers(-10, 40), st.just(20))


@given(st.integers(0, 24), fractions, below_one, steps, betas)
@example(1, Fraction(1), Fraction(1, 2), Fraction(1, 2), Fraction(0))  # alpha L = 1 and beta = 0: p_1(L) = 0
@example(7, Fraction(1), Fraction(1), Fraction(1, 2), Fraction(0))  # the same at kappa = 1: the maximum is 0
@example(1, Fraction(1), Fraction(1), Fraction(5, 12), Fraction(1, 5))  # p_1 = 0 at kappa = 1 with momentum
@example(1, Fraction(1), Fraction(1, 2), Fraction(5, 12), Fraction(1, 5))  # p_1(L) = 0, an end is a zero
@example(3, Fraction(1), Fraction(1, 2), Fraction(1, 14), Fraction(3, 4))  # p_3(L) = 0, between lobes 1 and 0
@example(2, Fraction(1), Fraction(2, 3), Fraction(3, 7), Fraction(1, 6))  # p_2(mu) = 0, between lobes 1 and 0
@example(9, Fraction(4), Fraction(1, 4), Fraction(1, 2), Fraction(1, 9))  # the optimum: alpha = 4/9 for [1, 4]
@example(20, Fraction(1), Fraction(1, 40), Fraction(0), Fraction(1, 2))  # alpha = 0: nothing moves
@example(20, Fraction(1), Fraction(1, 2), Fraction(1, 20), Fraction(1, 60))  # both traces above 2 sqrt(beta)
@example(24, Fraction(1), Fraction(1, 40), Fraction(1, 2), Fraction(59, 60))  # beta close to 1
def test_no_curvature_exceeds_it_and_one_attains_it(
    n: int, L: Fraction, part: Fraction, step: Fraction, beta: Fraction
) -> None:
    mu, alpha = part * L, step * 2 * (1 + beta) / L
    found = MOMENTUM.worst_case(n, mu, L, alpha=alpha, beta=beta)
    assert narrow(found)
    assert mu <= found.lam <= L
    assert all(ratio(n, lam, alpha, beta) <= found.upper for lam in grid(mu, L))
    assert ratio(n, found.lam, alpha, beta) >= found.lower
    if n <= 12:
        assert overlap(found, by_critical_points(MOMENTUM, n, mu, L, 30, {"alpha": alpha, "beta": beta}))


@pytest.mark.parametrize("n", [0, 1, 2, 7, 64, 1000])
@pytest.mark.parametrize("root", [1, 2, 10, 1000])
def test_at_the_optimum_it_is_the_factor_that_is_proved(n: int, root: int) -> None:
    q = Fraction(root - 1, root + 1)
    exact = error_factor(q, n)
    for digits in (30, 100):
        found = MOMENTUM.worst_case(n, 1, root**2, alpha=(1 + q) ** 2 / root**2, beta=q**2, digits=digits)
        closed = at_optimum(n, 1, root**2, digits=digits)
        for each in (found, closed):
            assert narrow(each, digits)
            assert each.lower <= exact <= each.upper
            assert each.lam == root**2


@given(st.integers(0, 300), fractions, below_one)
def test_an_irrational_optimum_is_between_rational_ones(n: int, L: Fraction, part: Fraction) -> None:
    """q^n (1 + n (1 + q)) increases with q, and q with sqrt(kappa), which is between two multiples of 10^-40."""
    found = at_optimum(n, part * L, L)
    root = isqrt(int(10**80 / part))
    below, above = (error_factor((r - 1) / (r + 1), n) for r in (Fraction(root + i, 10**40) for i in (0, 1)))
    assert narrow(found)
    assert below <= found.upper
    assert found.lower <= above


@pytest.mark.parametrize(("n", "beta"), [(7, "9/10"), (40, "1/2"), (200, "99/100")])
def test_the_maximum_is_not_always_at_an_end(n: int, beta: str) -> None:
    values: dict[str, Any] = {"alpha": Fraction(1), "beta": Fraction(beta)}
    found = MOMENTUM.worst_case(n, Fraction(1, 10), 1, **values)
    ends = [ratio(n, lam, **values) for lam in (Fraction(1, 10), Fraction(1))]
    assert max(ends) < found.lower
    assert ratio(n, found.lam, **values) >= found.lower
    assert all(ratio(n, lam, **values) <= found.upper for lam in grid(Fraction(1, 10), Fraction(1)))


@pytest.mark.parametrize("kappa", [4, 100, 10**6])
@pytest.mark.parametrize("moved", [-1, 0, 1])
def test_parameters_that_a_float_holds_have_their_own_worst_case(kappa: int, moved: int) -> None:
    """Next to the optimum the interval of x ends next to -1 and 1, within or beyond."""
    q = (1 - kappa**-0.5) / (1 + kappa**-0.5)
    alpha, beta = Fraction((1 + q) ** 2) * (1 + moved * Fraction(1, 2**52)), Fraction(q * q)
    mu, L = Fraction(1, kappa), Fraction(1)
    for n in (1, 5, 60):
        found = MOMENTUM.worst_case(n, mu, L, alpha=alpha, beta=beta)
        assert narrow(found)
        assert all(ratio(n, lam, alpha, beta) <= found.upper for lam in (mu, (mu + L) / 2, L))
        assert ratio(n, found.lam, alpha, beta) >= found.lower
    assert narrow(MOMENTUM.worst_case(1000, mu, L, alpha=alpha, beta=beta))


@given(st.integers(0, 60), fractions, below_one, st.builds(Fraction, st.integers(-10, 80), st.just(20)))
def test_gradient_descent_is_worst_at_an_end(n: int, L: Fraction, part: Fraction, step: Fraction) -> None:
    mu, alpha = part * L, step / L
    exact = max(abs(1 - alpha * mu), abs(1 - alpha * L)) ** n
    for found in (DESCENT.worst_case(n, mu, L, alpha=alpha), MOMENTUM.worst_case(n, mu, L, alpha=alpha, beta=0)):
        assert narrow(found)
        assert found.lower <= exact <= found.upper
        assert found.lam in (mu, L)


@pytest.mark.parametrize("n", [0, 1, 2, 9, 30])
def test_any_other_method_by_its_critical_points(n: int) -> None:
    mu, L = Fraction(1, 20), Fraction(1)
    values: dict[str, Any] = {"alpha": Fraction(9, 10), "beta": Fraction(2, 3)}
    found = NESTEROV.worst_case(n, mu, L, **values)
    assert narrow(found)

    def moved(lam: Fraction) -> Fraction:
        state = (Fraction(1), Fraction(1))
        for _ in range(n):
            state = nesterov.step(state, lambda w: lam * w, **values)
        return abs(state[1])

    assert all(moved(lam) <= found.upper for lam in grid(mu, L))
    assert moved(found.lam) >= found.lower


def test_momentum_beyond_the_recurrences_that_are_solved_goes_by_critical_points() -> None:
    for beta in (Fraction(-1, 2), Fraction(1), Fraction(3, 2)):
        found = MOMENTUM.worst_case(6, Fraction(1, 4), 1, alpha=Fraction(1, 2), beta=beta)
        assert narrow(found)
        assert all(ratio(6, lam, Fraction(1, 2), beta) <= found.upper for lam in grid(Fraction(1, 4), Fraction(1)))


@pytest.mark.parametrize("precision", ["exact", "ball"])
def test_simulation_attains_it_on_a_quadratic_that_has_its_curvature(precision: str) -> None:
    values: dict[str, Any] = {"alpha": Fraction(1, 2), "beta": Fraction(4, 5)}
    mu, L, n = Fraction(1, 100), Fraction(1), 30
    found = MOMENTUM.worst_case(n, mu, L, **values)
    problem = Quadratic.from_spectrum([mu, found.lam, L])
    run = simulate(momentum.step, problem, n, precision=precision, record="final", **values)
    start = simulate(momentum.step, problem, 0, precision=precision, record="final", **values).final
    ratios = [abs(last / first) for first, last in zip(start, run.final, strict=True)]
    number: Any = ball if precision == "ball" else Fraction
    assert not any(each > number(found.upper) for each in ratios)
    assert not ratios[1] < number(found.lower)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 2, 1), r"mu=2, L=1 violates 0 < mu <= L"),
        ((3, 0, 1), r"mu=0, L=1 violates 0 < mu <= L"),
        ((-1, 1, 2), r"n=-1 violates n >= 0"),
        ((10**12, 1, 2), r"n=1000000000000 violates n <= 100000000"),
        ((3, 0.5, 2), r"mu=0\.5 violates"),
    ],
)
def test_what_is_refused_says_the_law(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MOMENTUM.worst_case(*arguments, alpha=1, beta=0)
    with pytest.raises(ValueError, match=message):
        at_optimum(*arguments)


def test_parameters_and_start_are_checked() -> None:
    with pytest.raises(TypeError, match="beta is missing"):
        MOMENTUM.worst_case(3, 1, 2, alpha=1)
    with pytest.raises(ValueError, match=r"alpha=0\.1 violates"):
        MOMENTUM.worst_case(3, 1, 2, alpha=0.1, beta=0)
    with pytest.raises(ValueError, match="digits=0 violates digits >= 1"):
        MOMENTUM.worst_case(3, 1, 2, alpha=1, beta=0, digits=0)
    moving = Method(momentum.step, start=lambda w0: (w0, w0))
    with pytest.raises(ValueError, match="the start is at rest"):
        moving.worst_case(3, 1, 2, alpha=1, beta=0)


def test_without_flint_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flint", None)
    with pytest.raises(ImportError, match=r"pip install 'whymomentum\[engines\]'"):
        at_optimum(3, 1, 2)
