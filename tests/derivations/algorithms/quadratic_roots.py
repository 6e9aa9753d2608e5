"""Whether the eigenvalues of a method of order two lie in a disc, decided in rationals from its own polynomial."""

from fractions import Fraction
from typing import Any

import sympy

from derivations import Method
from derivations.notation import lam
from tests.derivations.runs import fraction, rational

__all__ = ["coefficients", "inside", "within"]


def coefficients(method: Method, curvature: Any, **parameters: Any) -> tuple[Fraction, Fraction]:
    """Trace and determinant of R at rationals, from the polynomial that `Method` derives."""
    at = {method.parameters[name]: rational(Fraction(value)) for name, value in parameters.items()}
    at[lam] = rational(Fraction(curvature))
    _, minus_trace, determinant = (sympy.sympify(c).subs(at) for c in method.characteristic_polynomial.all_coeffs())
    return -fraction(minus_trace), fraction(determinant)


def within(trace: Fraction, determinant: Fraction, r: Fraction) -> bool:
    """Whether both roots of sigma^2 - T sigma + d have modulus at most r.

    From the roots themselves rather than from Jury's conditions: a complex pair has modulus^2 d, and
    (|T| + sqrt(D))/2 <= r is sqrt(D) <= 2 r - |T|.
    """
    D = trace**2 - 4 * determinant
    return determinant <= r**2 if D < 0 else 2 * r >= abs(trace) and (2 * r - abs(trace)) ** 2 >= D


def inside(trace: Fraction, determinant: Fraction) -> bool:
    """Whether both roots have modulus below 1, from the roots as well."""
    D = trace**2 - 4 * determinant
    return determinant < 1 if D < 0 else abs(trace) < 2 and (2 - abs(trace)) ** 2 > D
