"""Powers: the O(log k) formulas against step by step products, and the promised digits against exact powers."""

from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import powers
from derivations.notation import alpha, beta, lam
from derivations.powers import digits_power, exact_power, lucas, ring_power
from tests.derivations.methods import polynomial_of, spectra

Rows = list[list[Fraction]]
SMALL = st.fractions(Fraction(-2), Fraction(2), max_denominator=6)


def matrices(order: int) -> st.SearchStrategy[Rows]:
    return st.lists(st.lists(SMALL, min_size=order, max_size=order), min_size=order, max_size=order)


def momentum_matrix(step: Fraction, damping: Fraction) -> Rows:
    """Momentum's R at lambda = 1."""
    return [[damping, Fraction(1)], [-step * damping, 1 - step]]


def companion(roots: list[tuple[Fraction, Fraction | None]]) -> Rows:
    c = polynomial_of(roots)
    shift = [[Fraction(int(i == j)) for j in range(len(c))] for i in range(len(c) - 1)]
    return [[-x for x in c], *shift]


def multiplied(matrix: Rows, k: int) -> Rows:
    """R^k by k products."""
    power = [[Fraction(int(i == j)) for j in range(len(matrix))] for i in range(len(matrix))]
    for _ in range(k):
        columns = list(zip(*matrix, strict=True))
        power = [[sum((a * b for a, b in zip(row, c, strict=True)), Fraction(0)) for c in columns] for row in power]
    return power


ANY_MATRIX = st.one_of(
    st.integers(1, 4).flatmap(matrices), st.integers(1, 4).flatmap(lambda n: spectra(n).map(companion))
)
DOUBLE = momentum_matrix(Fraction(1), Fraction(0))  # T = d = 0
CRITICAL = momentum_matrix(Fraction(1, 4), Fraction(1, 4))  # sigma = 1/2 twice
EDGE = momentum_matrix(Fraction(4), Fraction(1))  # sigma = -1 twice
JORDAN = [[Fraction(0), Fraction(1)], [Fraction(0), Fraction(0)]]


@given(ANY_MATRIX, st.integers(0, 17))
@example(DOUBLE, 2)
@example(CRITICAL, 9)
@example(EDGE, 9)
@example(JORDAN, 1)
@example(JORDAN, 0)
@example(momentum_matrix(Fraction(1, 3), Fraction(0)), 5)
@example(momentum_matrix(Fraction(0), Fraction(1)), 5)
def test_exact_power_is_the_product(matrix: Rows, k: int) -> None:
    assert exact_power(matrix, k) == multiplied(matrix, k)


@given(SMALL, SMALL, st.integers(0, 40))
@example(Fraction(0), Fraction(0), 3)
@example(Fraction(-2), Fraction(1), 7)
def test_lucas_satisfies_its_recurrence(trace: Fraction, determinant: Fraction, k: int) -> None:
    s, v = [Fraction(0), Fraction(1)], [Fraction(2), trace]
    for _ in range(k):
        s.append(trace * s[-1] - determinant * s[-2])
        v.append(trace * v[-1] - determinant * v[-2])
    assert lucas(k, trace, determinant) == (s[k], v[k])


@pytest.mark.parametrize("k", range(7))
def test_symbolic_power_of_momentum(k: int) -> None:
    rows = [[beta, lam], [-alpha * beta, 1 - alpha * lam]]
    power = ring_power(rows, k, clean=sympy.expand)
    assert sympy.Matrix(power) == (sympy.Matrix(rows) ** k).expand()


def keeps_its_promise(power: list[list[Any]], exact: Rows, digits: int) -> bool:
    """|error| <= 10^-digits max(|a|, 10^-digits M) for every entry a, M being the largest."""
    largest = max(abs(a) for row in exact for a in row)
    unit = Fraction(1, 10**digits)
    return all(
        abs(as_fraction(x) - a) <= unit * max(abs(a), unit * largest)
        for computed, row in zip(power, exact, strict=True)
        for x, a in zip(computed, row, strict=True)
    )


def as_fraction(x: Any) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** int(exponent)


@given(ANY_MATRIX, st.integers(0, 60), st.integers(1, 60))
@example(DOUBLE, 1, 50)
@example(DOUBLE, 2, 50)
@example(CRITICAL, 1000, 50)
@example(EDGE, 1000, 50)
@example(JORDAN, 1, 5)
@example(JORDAN, 7, 5)
@example([[Fraction(1, 3)]], 0, 1)
@example(momentum_matrix(Fraction(1, 2), Fraction(1, 2) + Fraction(1, 10**30)), 60, 50)
def test_digits_power_keeps_its_promise(matrix: Rows, k: int, digits: int) -> None:
    assert keeps_its_promise(digits_power(matrix, k, digits), multiplied(matrix, k), digits)


def test_an_error_in_the_last_digit_is_seen() -> None:
    exact = multiplied(CRITICAL, 20)
    power = digits_power(CRITICAL, 20, 30)
    with mpmath.workdps(40):
        power[0][1] *= 1 + mpmath.mpf(2) / 10**30
    assert not keeps_its_promise(power, exact, 30)


def test_a_planted_bug_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """S_{2k} = S_k V_k with V_{2k} = V_k^2 - d^k, the 2 forgotten."""
    right = powers.lucas

    def wrong(k: int, trace: Any, determinant: Any, clean: Any = None) -> Any:
        s, v = right(k, trace, determinant)
        return s, v + determinant**k

    monkeypatch.setattr(powers, "lucas", wrong)
    assert exact_power(CRITICAL, 6) != multiplied(CRITICAL, 6)


def test_the_working_precision_is_raised_where_it_does_not_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rotation by 45 degrees, six times: the diagonal is 0, and its enclosure must shrink to 10^-2digits."""
    third = Fraction(1, 3)
    matrix = [[third, -third], [third, third]]
    tried, rounded = [], powers._rounded_power

    def watched(rows: Any, k: int, digits: int, working: int) -> Any:
        tried.append(working)
        return rounded(rows, k, digits, working)

    monkeypatch.setattr(powers, "_rounded_power", watched)
    assert keeps_its_promise(digits_power(matrix, 6, 50), multiplied(matrix, 6), 50)
    assert len(tried) > 1


def test_a_millionth_power_at_fifty_digits_agrees_at_two_hundred() -> None:
    """Closed form at a double root: R^k = sigma^k I + k sigma^{k-1} (R - sigma I), sigma = 1/2."""
    k = 10**6
    power = digits_power(CRITICAL, k, 50)
    expected = [
        [Fraction(int(i == j)) + 2 * k * (CRITICAL[i][j] - Fraction(int(i == j), 2)) for j in range(2)]
        for i in range(2)
    ]
    with mpmath.workdps(200):
        scaled = [[mpmath.ldexp(x, k) for x in row] for row in power]
    assert keeps_its_promise(scaled, expected, 50)


def test_the_global_precision_is_left_alone() -> None:
    before = mpmath.mp.prec, mpmath.iv.prec
    digits_power(CRITICAL, 100, 80)
    assert (mpmath.mp.prec, mpmath.iv.prec) == before


@pytest.mark.parametrize("order", [2, 3, 4])
def test_new_elements_grow_with_the_number_of_bits(order: int) -> None:
    """`clean` sees every new element: 6 a bit at order 2, two products of n^2 a bit beyond. It works modulo a prime."""
    seen = 0

    def clean(x: Fraction) -> Fraction:
        nonlocal seen
        seen += 1
        return Fraction(x.numerator * pow(x.denominator, -1, 10007) % 10007)

    k = 10**12
    ring_power(companion([(Fraction(3), None)] * order), k, clean)
    assert seen <= 2 * order**2 * k.bit_length() + 8
