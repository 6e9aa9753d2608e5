"""What numbers a derivation takes: counts, and rationals that are exact. Whatever else is refused with a remedy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

__all__ = ["count", "exact"]


def count(value: Any, name: str = "k", least: int = 0) -> int:
    """An integer of at least `least`: TypeError for what is none, a bool among it, ValueError for a smaller one."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}={value!r} violates: {name} is an integer; give an int")
    if value < least:
        raise ValueError(f"{name}={value} violates {name} >= {least}: give a larger integer")
    return int(value)


def exact(name: str, value: Any) -> Fraction:
    """An int, Fraction or rational of SymPy's as a Fraction; ValueError for anything else, a float or text among it."""
    number = sympy.sympify(value, strict=True) if not isinstance(value, str) else None
    if number is None or not number.is_Rational:
        law = f"{name} is an exact rational, since a float is not the decimal that it shows"
        raise ValueError(f"{name}={value!r} violates: {law}; give Fraction(1, 10) or Rational(1, 10)")
    return Fraction(int(number.p), int(number.q))
