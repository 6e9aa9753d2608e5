"""A smooth strongly convex function in two dimensions that is no quadratic, rational in everything, and its runs.

    f(w) = mu/2 |w|^2 + (L - mu) sum_j (phi(<a_j, w> - b_j) - phi(-b_j) - phi'(-b_j) <a_j, w>)

with phi(t) = t^2/(2 (1 + |t|)) and an orthonormal pair a_1, a_2. Since 0 < phi''(t) = (1 + |t|)^{-3} <= 1, the
curvatures are in [mu, L]; the minimiser is 0 and so is the minimum. Numbers enter by integers
alone, so that every number system takes part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from hypothesis import strategies as st

from derivations.inner_products import Vectors
from numerics import Ball
from verification.precisions import DIGITS, Interval, Slope, runs

AXES = ((3, 4), (4, -3))  # over 5
BALLS = (Ball(53), *(Ball(int(digits * 3.33) + 60, backend) for backend in ("flint", "mpmath") for digits in DIGITS))
"""A ball of 53 bits contains what float64 computes; the others are narrow enough for strict conclusions."""

small = st.fractions(-3, 3, max_denominator=8)
points = st.tuples(st.fractions(Fraction(1, 8), 3, max_denominator=8), small)
"""Starts that are not the minimiser."""


def scaled(x: Any, factor: Fraction) -> Any:
    """x times a rational, by integers."""
    return x * factor.numerator / factor.denominator


def slope(t: Any) -> Any:
    """phi'(t)."""
    return t * (2 + abs(t)) / (2 * (1 + abs(t)) * (1 + abs(t)))


def height(t: Any) -> Any:
    """phi(t)."""
    return t * t / (2 * (1 + abs(t)))


@dataclass(frozen=True)
class Smooth:
    """The function with curvatures in [mu, L] and offsets b_j that are integers."""

    mu: Fraction
    L: Fraction
    offsets: tuple[int, int] = (1, -2)

    def terms(self, w: Any) -> Iterator[tuple[Any, Any, Any, Any]]:
        """For each axis: the axis, the coordinate t along it, t - b, and -b."""
        for axis, b in zip(AXES, self.offsets, strict=True):
            t = (w[..., 0] * axis[0] + w[..., 1] * axis[1]) / 5
            yield axis, t, t - b, t * 0 - b

    def gradient(self, w: Any) -> Any:
        parts = [(axis, slope(shifted) - slope(rest)) for axis, _, shifted, rest in self.terms(w)]
        sums = [sum(slopes * axis[i] / 5 for axis, slopes in parts) for i in range(2)]
        return np.stack([scaled(w[..., i], self.mu) + scaled(sums[i], self.L - self.mu) for i in range(2)], axis=-1)

    def value(self, w: Any) -> Any:
        rises = sum(height(u) - height(rest) - slope(rest) * t for _, t, u, rest in self.terms(w))
        return scaled(inner(w, w), self.mu / 2) + scaled(rises, self.L - self.mu)


def inner(v: Any, w: Any) -> Any:
    """<v, w> over the last axis, without NumPy's sums, which begin with a float."""
    return v[..., 0] * w[..., 0] + v[..., 1] * w[..., 1]


def enclosed(step: Any, f: Smooth, start: Any, steps: int, **parameters: Any) -> Iterator[tuple[str, Any]]:
    """(name, intervals (steps + 1, 2) that contain the exact iterates) for each of `BALLS`."""
    for name, low, high in runs(step, Slope(f.gradient, list(start)), steps, BALLS, **parameters):
        yield name, np.frompyfunc(Interval, 2, 1)(low, high)


def evaluated(expression: Any, space: Vectors, vectors: dict[Any, Any], numbers: dict[Any, Any]) -> Any:
    """A derived expression where the vectors are arrays (..., 2) and the other symbols numbers or arrays of them.

    The coefficients of the expression have to be integers: multiply it beforehand.
    """
    entries = {
        space.entry(u, v): inner(vectors[u], vectors[v]) for u, v in space.pairs() if u in vectors and v in vectors
    }
    values = entries | numbers
    symbols = sorted(sympy.sympify(expression).free_symbols, key=str)
    return sympy.lambdify(symbols, sympy.expand(expression), modules=[])(*(values[symbol] for symbol in symbols))


@st.composite
def functions(draw: st.DrawFn) -> Smooth:
    """mu/L = s^2 for a rational s in (0, 1)."""
    s = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 10)]))
    L = draw(st.sampled_from([Fraction(1), Fraction(7, 3), Fraction(50)]))
    return Smooth(s**2 * L, L, draw(st.tuples(st.integers(-2, 2), st.integers(-2, 2))))


def root(f: Smooth) -> Fraction:
    """sqrt(mu/L) of a function that `functions` made."""
    ratio = f.mu / f.L
    found = sympy.sqrt(sympy.Rational(ratio.numerator, ratio.denominator))
    return Fraction(int(found.p), int(found.q))
