r"""Powers R^k of an iteration matrix in O(log k) products, with no division by sigma_1 - sigma_2.

Article section *The Dynamics of Momentum*: "a little algebra" gives R^k by the eigenvalues, in one formula for
distinct and another for equal ones. Both are one formula in trace T and determinant d of a 2 by 2 matrix R. Let

    S_0 = 0, S_1 = 1, S_{k+1} = T S_k - d S_{k-1},        V_0 = 2, V_1 = T, V_{k+1} = T V_k - d V_{k-1}.

1. R^k = S_k R - d S_{k-1} I for k >= 1. Induction: R^1 = R; multiply by R and use Cayley-Hamilton, R^2 = T R - d I:
   R^{k+1} = S_k (T R - d I) - d S_{k-1} R = S_{k+1} R - d S_k I.
2. d S_{k-1} = (T S_k - V_k)/2. Both sides satisfy the recurrence, so two cases suffice: k = 1 gives 0 = (T - T)/2, and
   k = 2 gives d = (T^2 - (T^2 - 2d))/2. Hence, for k = 0 too,

       R^k = S_k (R - (T/2) I) + (V_k/2) I.

3. Let N = R - (T/2) I, so that N^2 = (D/4) I with D = T^2 - 4 d. Squaring step 2 gives, for k -> 2 k,
   S_{2k} = S_k V_k and V_{2k} = (V_k^2 + D S_k^2)/2 = V_k^2 - 2 d^k, the latter by det R^k = (V_k^2 - D S_k^2)/4 = d^k.
   Multiplying by R = N + (T/2) I gives S_{k+1} = (T S_k + V_k)/2 and V_{k+1} = (D S_k + T V_k)/2.

Repeated roots (D = 0), d = 0, T = 0 and negative T are no special cases. S and V are Lucas sequences; S_k(T, 1) is
the Chebyshev polynomial of the second kind U_{k-1}(T/2), V_k(T, 1) is 2 T_k(T/2).

**Digits.** At a given number of digits the same formulas run in interval arithmetic (mpmath's `iv`, a context of its
own), whose result encloses the exact power of the exact rational R whatever the conditioning: no estimate is trusted.
The first precision has 10 + 0.61 bits(k) guard digits, since V_{2k} = V_k^2 - 2 d^k multiplies an error relative to
|sigma|^k by at most 4 = 10^0.602 (|V_k| <= 2 |sigma|^k) and S_{2k} = S_k V_k only adds the relative errors of its
factors. If an enclosure is wider than what was asked, the number of digits is doubled and all is done again.

What is asked, and so what holds: with M the largest entry of R^k in absolute value, entry a of R^k is returned with an
error of at most 10^-digits max(|a|, 10^-digits M). Entries are thus right to `digits` significant digits, unless an
entry is 10^digits times smaller than the largest one.

References: E. Lucas, Amer. J. Math. 1 (1878), 184-240, eqs. (7) and (49); D. H. Lehmer, Ann. of Math. 31 (1930),
419-448; A. Ziv, ACM Trans. Math. Softw. 17 (1991), 410-423 (raising the precision until the result is certain).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

__all__ = ["digits_power", "exact_power", "lucas", "ring_power"]

Rows = Sequence[Sequence[Any]]
Clean = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def lucas(k: int, trace: Any, determinant: Any, clean: Clean = _same) -> tuple[Any, Any]:
    """(S_k, V_k) of the module's docstring, in 7 products for each bit of k >= 0.

    `trace` and `determinant` are elements of any commutative ring in which 2 divides: `Fraction`, SymPy expressions,
    intervals. `clean` is applied to every new element (for SymPy: `sympy.expand`).
    """
    s, v, power = 0 * trace, 0 * trace + 2, 0 * trace + 1  # S_0, V_0, d^0
    discriminant = clean(trace * trace - 4 * determinant)
    for bit in f"{k:b}":
        s, v, power = clean(s * v), clean(v * v - 2 * power), clean(power * power)
        if bit == "1":
            s, v = clean((trace * s + v) / 2), clean((discriminant * s + trace * v) / 2)
            power = clean(power * determinant)
    return s, v


def ring_power(matrix: Rows, k: int, clean: Clean = _same) -> list[list[Any]]:
    """The k-th power, k >= 0, of a square matrix over a commutative ring in which 2 divides, in O(log k) products.

    Order 2 by `lucas`, every other order by repeated squaring. Returns rows.
    """
    if len(matrix) == 2:
        return _from_lucas(k, _trace_form(matrix), clean)
    zero = 0 * matrix[0][0]
    result = [[zero + int(i == j) for j in range(len(matrix))] for i in range(len(matrix))]
    for bit in f"{k:b}":
        result = _product(result, result, clean)
        if bit == "1":
            result = _product(result, matrix, clean)
    return result


def exact_power(matrix: Rows, k: int) -> list[list[Fraction]]:
    """The k-th power of a matrix of rationals, exactly. The digits of its entries grow in proportion to k."""
    return ring_power([[Fraction(entry) for entry in row] for row in matrix], k)


def digits_power(matrix: Rows, k: int, digits: int) -> list[list[Any]]:
    """The k-th power of a matrix of rationals, as rows of `mpmath.mpf` with the module's guarantee for `digits`."""
    from mpmath import mpf

    exact = [[Fraction(entry) for entry in row] for row in matrix]
    if k >= len(exact) and _is_nilpotent(exact):
        return [[mpf(0) for _ in row] for row in exact]  # the one power with no largest entry to measure by
    working = digits + 10 + 61 * k.bit_length() // 100
    while (rounded := _rounded_power(exact, k, digits, working)) is None:
        working *= 2
    return rounded


def _trace_form(matrix: Rows) -> tuple[Any, ...]:
    """T, d, and the entries a, b, c of R - (T/2) I = [[a, b], [c, -a]]."""
    (r_11, r_12), (r_21, r_22) = matrix
    return r_11 + r_22, r_11 * r_22 - r_12 * r_21, (r_11 - r_22) / 2, r_12, r_21


def _from_lucas(k: int, form: Sequence[Any], clean: Clean = _same) -> list[list[Any]]:
    """Step 2 of the module's docstring."""
    trace, determinant, a, b, c = form
    s, v = lucas(k, clean(trace), clean(determinant), clean)
    return [[clean(v / 2 + s * a), clean(s * b)], [clean(s * c), clean(v / 2 - s * a)]]


def _product(left: Rows, right: Rows, clean: Clean = _same) -> list[list[Any]]:
    columns = list(zip(*right, strict=True))
    return [[clean(sum(a * b for a, b in zip(row, c, strict=True))) for c in columns] for row in left]


def _is_nilpotent(matrix: Rows) -> bool:
    return not any(entry for row in ring_power(matrix, len(matrix)) for entry in row)


def _rounded_power(matrix: Rows, k: int, digits: int, working: int) -> list[list[Any]] | None:
    """The power rounded from its enclosure at `working` digits, or None where that is too wide."""
    from mpmath.ctx_iv import MPIntervalContext

    context = MPIntervalContext()  # our own: mpmath's global precision is left alone
    context.dps = working

    def enclose(value: Fraction) -> Any:
        return context.mpf(value.numerator) / value.denominator

    if len(matrix) == 2:
        power = _from_lucas(k, [enclose(entry) for entry in _trace_form(matrix)])
    else:
        power = ring_power([[enclose(entry) for entry in row] for row in matrix], k)
    ends = [[entry._mpi_ for entry in row] for row in power]
    if not _narrow([end for row in ends for end in row], digits):
        return None
    return [[_middle(end, digits) for end in row] for row in ends]


def _narrow(enclosures: Sequence[Any], digits: int) -> bool:
    """Whether every enclosure [l, u] has u - l <= 10^-digits max(|a|, 10^-digits M) for every a in it."""
    from mpmath.libmp import from_int, mpf_gt, mpf_le, mpf_mul, mpf_sub

    scale = from_int(10**digits)
    least = [_least_magnitude(end) for end in enclosures]
    largest = least[0]
    for bound in least:
        largest = bound if mpf_gt(bound, largest) else largest
    for (low, high), magnitude in zip(enclosures, least, strict=True):
        scaled = mpf_mul(mpf_sub(high, low), scale)
        if not (mpf_le(scaled, magnitude) or mpf_le(mpf_mul(scaled, scale), largest)):
            return False
    return True


def _least_magnitude(enclosure: Any) -> Any:
    """The smallest |a| for a in [l, u]."""
    from mpmath.libmp import fzero, mpf_abs, mpf_sign

    low, high = enclosure
    if mpf_sign(low) * mpf_sign(high) <= 0:
        return fzero
    return mpf_abs(low if mpf_sign(low) > 0 else high)


def _middle(enclosure: Any, digits: int) -> Any:
    """The midpoint as an mpf of 10 bits more than `digits`, so that rounding takes 2^-9 of the error allowed."""
    from mpmath import mp
    from mpmath.libmp import dps_to_prec, mpf_add, mpf_shift

    low, high = enclosure
    return mp.make_mpf(mpf_shift(mpf_add(low, high, dps_to_prec(digits) + 10, "n"), -1))
