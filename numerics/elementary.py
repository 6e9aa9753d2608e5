"""What an update rule needs beyond + - * /, over any number type: square root, maximum, sign, quotient, inner product.

A rule that calls these runs wherever one of plain arithmetic does; nothing is imported but the standard library.

| | `sqrt` | `maximum` | `positive` and `quotient`: the test of a sign |
|-|-|-|-|
| float64 arrays | correctly rounded | exact, NaN stays | exact, NaN is not positive and not 0 |
| mpmath's `mpf` | rounded in its own context | exact | exact |
| int, `Fraction` | exact, else ValueError | exact | exact |
| balls: arb, iv | encloses it | encloses it | ValueError where the ball does not decide |
| SymPy | `sqrt(x)` | (x + y + abs(x - y))/2, or decided | ValueError where SymPy does not decide (1) |

(1) `quotient` takes a denominator that SymPy does not know to be 0 for a generic one. Arrays of objects are taken
entry by entry, arrays of other libraries by their array namespace. The modulus is Python's own `abs`.

Reference: F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Trans. Comput.
66(8), 2017, for what an enclosure is.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

__all__ = ["inner", "maximum", "positive", "quotient", "sqrt"]

HALF = Fraction(1, 2)


def sqrt(x: Any) -> Any:
    """The square root of a number or of each entry; of a negative one: NaN in float64 arrays, else an error.

    Raises ValueError for a rational that is no square of a rational, and where a float is negative.
    """
    if isinstance(x, float):
        return math.sqrt(x)
    if isinstance(x, (int, Fraction)):
        return _rational_root(Fraction(x))
    if _is_array(x):
        if _holds_objects(x):
            return _each(sqrt, x)
        names = _namespace(x)
        return x**0.5 if names is None else names.sqrt(x)
    if context := _context(x):
        return context.sqrt(x)
    method = getattr(x, "sqrt", None)  # arb, decimal
    return method() if callable(method) else x**HALF


def maximum(x: Any, y: Any) -> Any:
    """The larger of two numbers, or entry by entry of two arrays of one shape."""
    if _is_array(x) or _is_array(y):
        if _holds_objects(x) or _holds_objects(y):
            return _each(maximum, x, y)
        names = _namespace(x if _is_array(x) else y)
        return x.clip(y) if names is None else names.maximum(x, y)
    if _is_interval(x):
        return x.ctx.mpf((max(x.a, y.a), max(x.b, y.b)))
    if _is_arb(x):
        return x.max(y)
    try:
        return x if x >= y else y
    except TypeError:  # SymPy's, for a relation that is not decided
        return (x + y + abs(x - y)) / 2


def positive(x: Any) -> Any:
    """1 where x > 0, and 0 where x <= 0 or x is NaN: an integer, or an array of the same shape.

    Raises ValueError where a ball or a symbolic expression does not decide: no branch is guessed.
    """
    if _is_array(x):
        return _each(positive, x) if _holds_objects(x) else 1 * (x > 0)
    try:
        if x > 0:
            return 1
        known = bool(x <= 0) or (not _is_ball(x) and bool(x != x))  # noqa: PLR0124  # NaN
    except TypeError:
        known = False
    if not known:
        law = "the rule branches on the sign of this number"
        raise ValueError(f"{_shown(x)} violates: {law}, which it does not decide; give more bits, or numbers")
    return 0


def quotient(x: Any, y: Any) -> Any:
    """x / y, and 0 where x = y = 0: the pseudo-inverse of y times x, for an x that vanishes with y.

    Raises ZeroDivisionError (in arrays of floats: inf or NaN) where y = 0 alone, and ValueError where y is a ball that
    holds 0 and is not 0.
    """
    if _is_array(x) or _is_array(y):
        if _holds_objects(x) or _holds_objects(y):
            return _each(quotient, x, y)
        return x / (y + (y == 0) * (x == 0))
    if _is_ball(y) and not (y > 0 or y < 0 or y == 0):
        law = "the rule divides by this number unless it is 0"
        raise ValueError(f"{_shown(y)} violates: {law}, which it does not decide; give more bits, or fewer iterations")
    return 0 * x if y == 0 and x == 0 else x / y


def inner(x: Any, y: Any) -> Any:
    """x^T y over the last axis, of shape (..., 1), so that it multiplies vectors again; of numbers, x y."""
    product = x * y
    return product.sum(axis=-1, keepdims=True) if _is_array(product) and len(product.shape) else product


def _is_array(x: Any) -> bool:
    return hasattr(x, "dtype") and hasattr(x, "shape")


def _holds_objects(x: Any) -> bool:
    return _is_array(x) and getattr(x.dtype, "kind", "") == "O"


def _namespace(x: Any) -> Any:
    find = getattr(x, "__array_namespace__", None)
    return None if find is None else find()


def _context(x: Any) -> Any:
    """The mpmath context of a number or an interval; None for anything else."""
    return getattr(x, "context", None) if hasattr(x, "_mpf_") else getattr(x, "ctx", None) if _is_interval(x) else None


def _is_interval(x: Any) -> bool:
    return hasattr(x, "_mpi_")


def _is_arb(x: Any) -> bool:
    return hasattr(x, "mid") and hasattr(x, "rad")


def _is_ball(x: Any) -> bool:
    return _is_arb(x) or _is_interval(x)


def _each(function: Callable[..., Any], *values: Any) -> Any:
    """`function` of the entries of arrays of objects, broadcast; such arrays exist only where NumPy is loaded."""
    numpy = sys.modules["numpy"]
    with numpy.errstate(invalid="ignore"):  # FLINT leaves the processor's flag of the square root of a square set
        return numpy.frompyfunc(function, len(values), 1)(*values)


def _rational_root(x: Fraction) -> Fraction:
    if x < 0:
        raise ValueError(f"{x} violates: a square root is of a number >= 0; there is none in the real numbers")
    root = Fraction(math.isqrt(x.numerator), math.isqrt(x.denominator))
    if root * root != x:
        law = "an exact square root is of a square of a rational"
        raise ValueError(f"{x} violates: {law}; give precision=50 or Ball(256)")
    return root


def _shown(x: Any) -> str:
    text = str(x)
    return text if len(text) <= 60 else f"{text[:57]}..."
