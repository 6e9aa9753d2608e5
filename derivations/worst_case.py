r"""The worst case of n steps over all quadratics with curvatures in [mu, L]: max |p_n| over [mu, L], enclosed.

With p_n the residual polynomial, w^n - w* = p_n(A)(w^0 - w*), so that the largest |w^n - w*|/|w^0 - w*| over all
quadratics of any dimension whose curvatures lie in [mu, L] is max |p_n| over [mu, L], attained on one eigenvector.

**Where the maximum is.** Let R have trace T, affine in lambda, and a determinant d free of lambda, as momentum has: T =
1 + beta - alpha lambda and d = beta. From rest p_0 = 1, p_1 = T - d and p_{n+1} = T p_n - d p_{n-1}, so that p_n =
S_{n+1} - d S_n (`powers`).

1. d = 0, gradient descent: p_n = T^n, and |T| is largest at an end (claim `step.rate-at-the-ends`, also for all n).
2. 0 < d < 1, T(L) <= -2 sqrt(d). With q = sqrt(d) and x = T/(2 q), p_n = q^n (U_n(x) - q U_{n-1}(x)), U_n Chebyshev's
   polynomials of the second kind, S_k = q^{k-1} U_{k-1}(x). Let x be within |x(L)| = X >= 1. |U_n| and |U_{n-1}| are
   largest on [-X, X] at both its ends, and at -X their signs are opposite, so that |p_n| is largest there. To the right
   of X there is no zero of p_n, and it increases. So the maximum is at an end. At momentum's optimal parameters both X
   = 1 and x(mu) = 1: that |p_n| <= q^n (1 + n (1 + q)), attained at L, is the claim `transient.worst-factor`, for
   all n and all parameters at once. Beyond the optimum the maximum is shown in these words, not by the kernel.
3. 0 < d < 1 and T(L) > -2 sqrt(d): the lobes of p_n next to the ends, `derivations.worst_case_lobes`, in words as well.

For any other method the critical points of p_n are isolated, at a cost that grows about as n^3.

The enclosure is by balls (python-flint's arb), whose precision is doubled until it is narrow enough: no rounding and no
estimate is trusted.

References: B. T. Polyak, *Introduction to Optimization*, 1987, 3.2; G. Szegoe, *Orthogonal Polynomials*, 4th ed.,
AMS 1975, 2.6 and 3.3; F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE
Trans. Comput. 66(8), 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy

from derivations.arguments import count, exact
from derivations.powers import lucas
from derivations.straight_line import Line
from derivations.transient import error_factor

if TYPE_CHECKING:
    from derivations.method import Method

__all__ = ["WorstCase", "at_optimum", "worst_case"]

MOST_BITS = 1 << 14
MOST_STEPS = 10**8
"""Of the bounds, which are exact fractions and have about n digits."""
Found = tuple[Any, Any, Fraction]
"""A ball or a lower end, an upper end, and a curvature."""


@dataclass(frozen=True)
class WorstCase:
    """lower <= max |w^n - w*|/|w^0 - w*| <= upper, all rationals (`Fraction`).

    n: the steps. lam: a curvature in [mu, L] at which the ratio is at least `lower`.
    """

    lower: Fraction
    upper: Fraction
    n: int
    lam: Fraction


@dataclass(frozen=True)
class Recurrence:
    """p_{n+1} = T p_n - d p_{n-1} with p_0 = 1, p_1 = T - d and T = constant + slope lambda, at rational numbers."""

    constant: Fraction
    slope: Fraction
    determinant: Fraction

    def trace(self, lam: Fraction) -> Fraction:
        """T."""
        return self.constant + self.slope * lam

    def residual(self, n: int, lam: Fraction, number: Any = Fraction) -> Any:
        """p_n(lambda) in numbers of a type that is made from a Fraction."""
        trace, determinant = number(self.trace(lam)), number(self.determinant)
        s, v = lucas(n, trace, determinant)
        return s * (trace / 2 - determinant) + v / 2


def at_optimum(n: int, mu: Any, L: Any, *, digits: int = 30) -> WorstCase:
    """The worst case of momentum at the optimal parameters for [mu, L], irrational ones included: q^n (1 + n (1 + q)).

    q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), attained at L for every n: the claim `transient.worst-factor`. mu, L: exact
    rationals, 0 < mu <= L; n <= 10^8. Raises ValueError for others.
    """
    n, digits = _steps(n), count(digits, "digits", least=1)
    low, high = _interval(mu, L)
    kappa = high / low

    def enclose() -> list[Found]:
        root = ball(kappa).sqrt()
        return _same(error_factor((root - 1) / (root + 1), n), high)

    return _enclosed(n, digits, enclose)


def worst_case(method: Method, n: int, mu: Any, L: Any, digits: int, values: Mapping[str, Fraction]) -> WorstCase:
    """`Method.worst_case`, with the values of the method's parameters by name."""
    n, digits = _steps(n), count(digits, "digits", least=1)
    low, high = _interval(mu, L)
    try:
        recurrence = _recurrence(method, values)
    except ZeroDivisionError:
        shown = ", ".join(f"{name}={value}" for name, value in values.items())
        raise ValueError(f"{shown} violates: no denominator of the rule vanishes; change a parameter") from None
    if recurrence is None or not 0 <= recurrence.determinant < 1:
        return _by_critical_points(method, n, low, high, digits, values)
    return by_recurrence(recurrence, n, low, high, digits)


def by_recurrence(form: Recurrence, n: int, low: Fraction, high: Fraction, digits: int) -> WorstCase:
    """The worst case where T is affine and d constant, 0 <= d < 1: cases 1 to 3 of the module's head."""
    if form.slope > 0:  # a negative step-size: T(L) is the largest one
        turned = Recurrence(form.constant + form.slope * (low + high), -form.slope, form.determinant)
        found = by_recurrence(turned, n, low, high, digits)
        return WorstCase(found.lower, found.upper, n, low + high - found.lam)
    if form.determinant == 0:
        lam = max((low, high), key=lambda end: abs(form.trace(end)))
        return _enclosed(n, digits, lambda: _same(ball(abs(form.trace(lam))) ** n, lam))
    last = form.trace(high)
    if (last <= 0 and last**2 >= 4 * form.determinant) or low == high or form.slope == 0 or n == 0:
        ends = (high, low) if low < high and form.slope else (high,)
        if len(ends) == 1 and _vanishes(form, n, high):
            return WorstCase(Fraction(0), Fraction(0), n, high)
        return _enclosed(n, digits, lambda: [each for lam in ends for each in _same(form.residual(n, lam, ball), lam)])
    from derivations.worst_case_lobes import Lobes

    return _enclosed(n, digits, Lobes(form, n, low, high).largest)


def _vanishes(form: Recurrence, n: int, lam: Fraction) -> bool:
    """Whether p_n(lambda) = 0, in rationals where a ball does not tell."""
    with _flint().ctx.workprec(64 + 3 * n.bit_length()):
        near = form.residual(n, lam, ball)
    return bool(near.contains(0)) and form.residual(n, lam) == 0


def _same(value: Any, lam: Fraction) -> list[Found]:
    """|value|, taken at lam, as lower and as upper bound."""
    return [(abs(value), abs(value), lam)]


def _steps(n: int) -> int:
    if count(n, "n") > MOST_STEPS:
        law = f"n <= {MOST_STEPS}, since the bounds are exact fractions and grow with n"
        raise ValueError(f"n={n} violates {law}: take fewer steps, and the rate for more")
    return int(n)


def _interval(mu: Any, L: Any) -> tuple[Fraction, Fraction]:
    low, high = exact("mu", mu), exact("L", L)
    if not 0 < low <= high:
        raise ValueError(f"mu={low}, L={high} violates 0 < mu <= L: give the least and the largest curvature")
    return low, high


def _recurrence(method: Method, values: Mapping[str, Fraction]) -> Recurrence | None:
    """The recurrence at numbers; None where the method has another form. What is symbolic is derived once."""
    kept = method._kept
    if "recurrence" not in kept:
        kept["recurrence"] = _recurrence_program(method)
    if kept["recurrence"] is None:
        return None
    program, constants = kept["recurrence"]
    return Recurrence(*program([values[name] for name in method.parameters], constants))


def _recurrence_program(method: Method) -> tuple[Line, list[Fraction]] | None:
    lam = method.curvature
    _, *coefficients = method.characteristic_polynomial.all_coeffs()
    if len(coefficients) > 2:
        return None
    trace, determinant = -coefficients[0], (coefficients[1] if len(coefficients) == 2 else sympy.Integer(0))
    slope = sympy.cancel(sympy.diff(trace, lam))
    first = sympy.cancel(method.residual_polynomial(1) - trace + determinant)
    if first != 0 or slope.has(lam) or sympy.cancel(sympy.diff(determinant, lam)) != 0:
        return None
    outputs = [sympy.cancel(trace - slope * lam), slope, sympy.cancel(determinant)]
    program = Line(tuple(method.parameters.values()), outputs)
    return program, [Fraction(int(c.p), int(c.q)) for c in program.constants]


def ball(value: Fraction) -> Any:
    """The rational in a ball of python-flint's current precision."""
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def rational(value: Any) -> Fraction:
    """The midpoint of a ball, a dyadic number."""
    mantissa, exponent = (int(part) for part in value.mid().man_exp())
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _enclosed(n: int, digits: int, enclose: Callable[[], list[Found]]) -> WorstCase:
    """The largest of what `enclose` finds, at the first precision at which that is narrow enough.

    `enclose` raises ArithmeticError where the precision does not suffice.
    """
    flint = _flint()
    bits = 10 * digits // 3 + 3 * n.bit_length() + 64
    while bits <= MOST_BITS:
        with flint.ctx.workprec(bits), suppress(ArithmeticError):
            found = enclose()
            lower, _, lam = max(found, key=lambda each: each[0].abs_lower())
            low, high = rational(lower.abs_lower()), max(rational(upper.abs_upper()) for _, upper, _ in found)
            if (high - low) * 10**digits <= low:
                return WorstCase(low, high, n, lam)
        bits *= 2
    raise ValueError(f"digits={digits} violates: {MOST_BITS} bits suffice for n={n} steps; ask for fewer digits")


def _flint() -> Any:
    try:
        import flint
    except ImportError:
        law = "worst cases are enclosed by python-flint's balls"
        raise ImportError(f"python-flint is missing violates: {law}; pip install 'whymomentum[engines]'") from None
    return flint


def _by_critical_points(
    method: Method, n: int, low: Fraction, high: Fraction, digits: int, values: Mapping[str, Fraction]
) -> WorstCase:
    """The worst case of any method: |p_n| at both ends and at the real roots of p_n' between them."""
    flint = _flint()
    p = _residual_at(method, n, values)
    if low == high:
        value = abs(p(flint.fmpq(low.numerator, low.denominator)))
        at_it = Fraction(int(value.p), int(value.q))
        return WorstCase(at_it, at_it, n, low)
    slope = p.derivative().numer()

    def enclose() -> list[Found]:
        residual = flint.arb_poly(p)
        found = [each for lam in (low, high) for each in _same(residual(ball(lam)), lam)]
        roots = [root.real for root, _ in slope.complex_roots() if root.imag == 0] if slope.degree() > 0 else []
        for root in roots:
            if root > ball(low) and root < ball(high):
                found += _same(residual(root), rational(root))
            elif not (root < ball(low) or root > ball(high)):
                found.append((ball(Fraction(0)), residual(root), low))
        return found

    return _enclosed(n, digits, enclose)


def _residual_at(method: Method, n: int, values: Mapping[str, Fraction]) -> Any:
    """p_n at numbers, as flint's polynomial in lambda."""
    flint = _flint()
    method.residual_polynomial(0)  # refuses a start that is not at rest
    at = {method.parameters[name]: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}

    def polynomial(entry: Any) -> Any:
        coefficients = sympy.Poly(entry.subs(at), method.curvature).all_coeffs()
        if not all(c.is_Rational for c in coefficients):
            shown = ", ".join(f"{name}={value}" for name, value in values.items())
            raise ValueError(f"{shown} violates: no denominator of the rule vanishes; change a parameter")
        return flint.fmpq_poly([flint.fmpq(int(c.p), int(c.q)) for c in reversed(coefficients)])

    rows = [[polynomial(entry) for entry in row] for row in method.iteration_matrix.tolist()]
    state = [polynomial(sympy.sympify(entry, strict=True)) for entry in method._start_vector]
    for _ in range(n):
        state = [sum((a * b for a, b in zip(row, state, strict=True)), flint.fmpq_poly([])) for row in rows]
    return state[method.linear_rule.iterate]
