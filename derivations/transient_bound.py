r"""How far a stable method can be thrown before it converges: sup over k >= 0 of |R^k|, in the spectral norm, enclosed.

**A finite maximum suffices.** Let |R^K| <= 1 for some K >= 1. For k = m K + r with 0 <= r < K, since the norm is
submultiplicative, |R^k| <= |R^K|^m |R^r| <= |R^r|. So the supremum is the maximum over k < K, and it is attained. If
every eigenvalue has modulus below 1 then R^k tends to 0, and there is such a K. On the boundary of stability there may
be one (R^4 = I), and often there is none, though the powers be bounded.

**The powers.** R is rational. M_0 = I, and M_{k+1} is M_k R with its entries rounded to multiples of 2^-p, so that
M_{k+1} = M_k R + E_k with |E_k| <= n 2^-p / 2 in Frobenius' norm. By induction M_k - R^k = sum_{j<k} E_j R^{k-1-j}, so

    |M_k - R^k| <= (n 2^-p / 2) sum_{i<k} |R^i| <= e_k,    e_k = (n 2^-p / 2) sum_{i<k} (|M_i|_F + e_i),

which grows with the powers themselves, and not as balls do that are iterated. Where it is too large p is doubled.

**The norms.** |M|^2 is the largest eigenvalue of the Gram matrix M^T M of integers; chi is its characteristic
polynomial, exact. All roots of chi are real. They are all <= t iff all coefficients of chi(t + x) are >= 0: if they are
<= t this is a product of factors x + (t - root); conversely chi(t + x) > 0 for x > 0, its leading coefficient being 1.
Newton's method from the trace downwards finds the least such integer t but for rounding, and both its ends are checked
that way. |M| <= |M|_F <= sqrt(n) |M| spares most of this.

References: P. Lancaster and M. Tismenetsky, *The Theory of Matrices*, 2nd ed., Academic Press 1985, 10.3 (norms); N. J.
Higham, *Functions of Matrices*, SIAM 2008, chapter 7; F. R. Gantmacher, *The Theory of Matrices* I, Chelsea 1959, IV.5
(Faddeev's algorithm for chi).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt, lcm
from typing import Any

import sympy

from derivations.schur_cohn import stability_polynomials

__all__ = ["TransientBound", "norm_square", "over_spectrum", "transient_bound"]

Rows = Sequence[Sequence[Any]]
MOST_STEPS = 100_000
MOST_EXACT = 24  # powers on the boundary of stability that are looked at, exactly
MOST_BITS = 1 << 14


@dataclass(frozen=True)
class TransientBound:
    """lower <= sup_{k >= 0} |R^k| <= upper, in the spectral norm, all rationals.

    lam: the curvature that this is of. iteration: a k with |R^k| >= lower. horizon: a K >= 1 with |R^K| <= 1, so that
    the supremum is the maximum over k < K.
    """

    lower: Any
    upper: Any
    iteration: int
    horizon: int
    lam: Any = None


def over_spectrum(points: Sequence[tuple[Mapping[str, Fraction], Rows]], digits: int) -> TransientBound:
    """The largest of the suprema of several R, each with the values that it was taken at, its curvature being `lam`.

    That is the supremum of |R^k| for a quadratic with these curvatures, whose R is block diagonal. Of curvature,
    iteration and horizon it has those of the largest lower end. Raises ValueError where one of them has no bound.
    """
    if not points:
        raise ValueError("lam=[] violates: a spectrum has a curvature; give lam=[1]")
    found = []
    for at, matrix in points:
        bound = transient_bound(matrix, digits)
        if bound is None:
            shown = ", ".join(f"{name}={value}" for name, value in at.items())
            law = f"|sigma| < 1 for every eigenvalue of R, or |R^K| <= 1 for a K <= {MOST_EXACT}"
            raise ValueError(f"{shown} violates {law}: go into the region of stability_conditions")
        lam = at["lam"]
        found.append(replace(bound, lam=sympy.Rational(lam.numerator, lam.denominator)))
    largest = max(found, key=lambda bound: bound.lower)
    return replace(largest, upper=max(bound.upper for bound in found))


def transient_bound(matrix: Rows, digits: int = 15) -> TransientBound | None:
    """The enclosure for a matrix of rationals, no wider than 10^-digits times its lower end; None where there is none.

    There is none where some eigenvalue has modulus 1 or more and none of the first powers of R has a norm of at most 1.
    Raises ValueError where the spectral radius is below 1 by so little that no K was reached.
    """
    R = [[Fraction(entry) for entry in row] for row in matrix]
    stable = _is_stable(R)
    horizon = None if stable else _exact_horizon(R)
    if horizon is None and not stable:
        return None
    bits = 64 + 4 * digits
    while bits <= MOST_BITS:
        found = _enclosed(R, bits, horizon)
        if found is not None and (found.upper - found.lower) * 10**digits <= found.lower:
            return found
        bits *= 2
    raise ValueError(f"digits={digits} violates: {MOST_BITS} bits suffice for the powers; ask for fewer digits")


def norm_square(matrix: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Integers (low, high) with low <= |M|^2 <= high in the spectral norm, for a matrix of integers."""
    columns = list(zip(*matrix, strict=True))
    gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in columns] for x in columns]
    chi = _characteristic(gram)
    high = sum(gram[i][i] for i in range(len(gram)))
    while True:
        value, slope = _taylor(chi, high)[:2] if high else (0, 1)
        following = high - value // slope if slope > 0 else high
        if following >= high or not _bounds(chi, following):
            break
        high = following
    gap = 1
    while high - gap > 0 and _bounds(chi, high - gap):
        gap *= 2
    return max(high - gap, 0), high


def _is_stable(R: list[list[Fraction]]) -> bool:
    coefficients = [sympy.Rational(c.numerator, c.denominator) for c in _characteristic(R)[1:]]
    return all(value > 0 for value in stability_polynomials(coefficients))


def _exact_horizon(R: list[list[Fraction]]) -> int | None:
    """The first K with |R^K| <= 1 among the first powers, decided in rationals."""
    power = R
    for k in range(1, MOST_EXACT + 1):
        columns = list(zip(*power, strict=True))
        gram = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in columns] for x in columns]
        if _bounds(_characteristic(gram), 1):
            return k
        power = _product(power, R)
    return None


def _enclosed(R: list[list[Fraction]], bits: int, horizon: int | None) -> TransientBound | None:
    """The enclosure from powers of so many bits after the point, None where they are too few to find a horizon."""
    n, one = len(R), 1 << bits
    q = lcm(*(entry.denominator for row in R for entry in row))
    scaled = [[int(entry * q) for entry in row] for row in R]
    M = [[one * int(i == j) for j in range(n)] for i in range(n)]
    error = total = least = 0  # e_k, the sum of the norms so far, and a lower bound of the largest, in units of 2^-bits
    candidates: list[tuple[int, int, int, list[list[int]]]] = []  # bound of the norm, k, e_k, M_k
    for k in range(MOST_STEPS + 1):
        square = sum(entry * entry for row in M for entry in row)
        bound = isqrt(square) + 1 + error
        if k > 0 and (k == horizon or (horizon is None and bound <= one)):
            return _maximum(candidates, one, k)
        least = max(least, isqrt(square // n) - error)
        if bound >= least:
            candidates.append((bound, k, error, M))
        if error > one:
            return None
        total += bound
        error = (n * total >> (bits + 1)) + 1
        M = [[(2 * entry + q) // (2 * q) for entry in row] for row in _product(M, scaled)]
    law = f"|R^K| <= 1 for some K <= {MOST_STEPS}, which the bound is found by"
    raise ValueError(f"a spectral radius so near to 1 violates: {law}; go further into the stability region")


def _maximum(candidates: list[tuple[int, int, int, list[list[int]]]], one: int, horizon: int) -> TransientBound:
    """The largest of the norms: those are looked at whose bound is above what is known, and |R^0| = 1 is known."""
    lower, upper, iteration = one, one, 0
    for bound, k, error, M in sorted(candidates, key=lambda c: (-c[0], c[1])):
        if bound <= lower:
            break
        if k > 0:
            low, high = norm_square(M)
            upper = max(upper, isqrt(high) + 1 + error)
            if isqrt(low) - error > lower:
                lower, iteration = isqrt(low) - error, k
    return TransientBound(sympy.Rational(lower, one), sympy.Rational(upper, one), iteration, horizon)


def _product(left: Rows, right: Rows) -> list[list[Any]]:
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def _characteristic(matrix: Rows) -> list[Any]:
    """det(t I - matrix), leading coefficient first, by Faddeev's algorithm: over integers its divisions are exact."""
    n = len(matrix)
    found: list[Any] = [1]
    auxiliary = [[int(i == j) for j in range(n)] for i in range(n)]
    for k in range(1, n + 1):
        auxiliary = _product(matrix, auxiliary)
        trace = sum(auxiliary[i][i] for i in range(n))
        found.append(-trace // k if isinstance(trace, int) else -trace / k)
        auxiliary = [[entry + found[k] * int(i == j) for j, entry in enumerate(row)] for i, row in enumerate(auxiliary)]
    return found


def _taylor(chi: Sequence[Any], t: Any) -> list[Any]:
    """The coefficients of chi(t + x), constant first, by Horner's scheme again and again."""
    left, found = list(chi), []
    while left:
        for i in range(1, len(left)):
            left[i] += t * left[i - 1]
        found.append(left.pop())
    return found


def _bounds(chi: Sequence[Any], t: Any) -> bool:
    """Whether every root of a polynomial all of whose roots are real is at most t."""
    return all(c >= 0 for c in _taylor(chi, t))
