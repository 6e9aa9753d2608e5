"""Where a method is stable along a line on which one of its parameters, or the curvature, varies. All is exact.

The conditions c > 0 of `Method.stability_conditions` are polynomials, so that on such a line finitely many real roots
cut it into open gaps on which each condition keeps its sign. For every order:

- a gap on which all are positive is stable: all |sigma| < 1;
- a gap on which one is negative is unstable: some |sigma| > 1. For if all |sigma| <= 1, the polynomial with the roots
  r sigma, r < 1, is stable and has positive conditions, and as r tends to 1 these tend to conditions >= 0;
- the end of a stable gap, where no denominator vanishes, is on the boundary: the largest |sigma| is 1, since
  eigenvalues are continuous, all |sigma| <= 1 there, and not all < 1, as a condition is 0.

Roots are isolated by SymPy: those of linear factors are rationals, others are enclosed between rationals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any

import sympy

if TYPE_CHECKING:
    from derivations.method import Method

__all__ = ["Cut", "Gap", "NoFibre", "Region"]

Values = Mapping[str, Fraction]
Bounds = Mapping[str, tuple[Fraction, Fraction]]
CURVATURE = "lam"
SPAN = 8
"""How far a gap without end is followed beyond its last cut."""
TRIED = 20000
SIMPLE = [
    Fraction(n, d) for n, d in ((1, 1), (0, 1), (1, 2), (1, 4), (-1, 2), (3, 4), (1, 10), (-1, 1), (2, 1), (1, 100))
]


class NoFibre(ValueError):
    """A method for which no parameters of the wanted kind were found; the message says what was tried."""


@dataclass(frozen=True)
class Cut:
    """A real root: a rational where `low` is `high`, else an irrational number strictly between them."""

    low: Fraction
    high: Fraction

    @property
    def is_rational(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Gap:
    """The open interval between two cuts, None where it has no end; `status` is "stable", "unstable" or "neither"."""

    left: Cut | None
    right: Cut | None
    status: str

    def within(self, least: Fraction | None, most: Fraction | None) -> tuple[Fraction, Fraction] | None:
        """Rationals between which every number is in the gap and in the bounds; None where there are none."""
        lows = [low for low in (self.left.high if self.left else None, least) if low is not None]
        highs = [high for high in (self.right.low if self.right else None, most) if high is not None]
        low = max(lows) if lows else (min(highs) if highs else Fraction(0)) - SPAN
        high = min(highs) if highs else (max(lows) if lows else Fraction(0)) + SPAN
        return (low, high) if low < high else None


class Region:
    """The stable parameters of a method, as polynomial inequalities in its parameters and the curvature `lam`."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.symbols: dict[str, Any] = {CURVATURE: method.curvature, **method.parameters}
        self.names = tuple(self.symbols)
        conditions = method.stability_conditions
        if sympy.false in conditions:
            raise NoFibre(f"{method.name} violates: it is stable somewhere; no parameters satisfy {conditions}")
        self._conditions = [self._terms(c.gts - c.lts) for c in conditions]
        denominators = [sympy.denom(sympy.cancel(c)) for c in method.characteristic_polynomial.all_coeffs()]
        self._denominators = [self._terms(d) for d in dict.fromkeys(denominators) if d.free_symbols]

    def base(self, fixed: Values, bounds: Bounds) -> dict[str, Fraction]:
        """A stable point with the values `fixed`, the first of a list of simple ones; raises `NoFibre`.

        Where the curvature is fixed, the simple numbers divided by it are tried as well.
        """
        scaled = [Fraction(q) / fixed[CURVATURE] for q in SIMPLE[:1] + SIMPLE[2:]] if CURVATURE in fixed else []
        choices = []
        for name in self.names:
            low, high = bounds.get(name, (None, None))
            ends = [] if low is None or high is None else [(low + high) / 2, (3 * low + high) / 4, (low + 3 * high) / 4]
            found = dict.fromkeys([fixed[name]] if name in fixed else [*SIMPLE, *scaled, *ends])
            choices.append([q for q in found if low is None or high is None or low <= q <= high or name in fixed])
        for values in islice(product(*choices), TRIED):
            point = dict(zip(self.names, values, strict=True))
            if point[CURVATURE] > 0 and self.is_stable(point):
                return point
        shown = ", ".join(f"{name}={value}" for name, value in fixed.items()) or "any curvature"
        law = "some parameters of simple rationals are stable"
        raise NoFibre(f"{self.method.name} with {shown} violates: {law}; give near= a stable point")

    def is_stable(self, values: Values) -> bool:
        """Whether all |sigma| < 1, exactly."""
        return self.is_defined(values) and all(self._value(c, values) > 0 for c in self._conditions)

    def is_unstable(self, values: Values) -> bool:
        """Whether a condition is negative, exactly: then some |sigma| > 1."""
        return self.is_defined(values) and any(self._value(c, values) < 0 for c in self._conditions)

    def is_defined(self, values: Values) -> bool:
        """Whether no denominator vanishes."""
        return all(self._value(d, values) for d in self._denominators)

    def gaps(self, name: str, values: Values) -> list[Gap]:
        """The gaps of the line on which `name` varies and everything else has these values, from left to right."""
        rows = [self._along(c, name, values) for c in self._conditions]
        cuts = _cuts(rows)
        ends: list[Cut | None] = [None, *cuts, None]
        found = []
        for left, right in pairwise(ends):
            signs = [_at(row, _between(left, right)) for row in rows]
            status = "unstable" if min(signs) < 0 else "stable" if min(signs) > 0 else "neither"
            found.append(Gap(left, right, status))
        return found

    def gap_of(self, name: str, values: Values) -> Gap:
        """The stable gap in which a stable point is."""
        here = values[name]
        return next(
            gap
            for gap in self.gaps(name, values)
            if (gap.left is None or gap.left.low < here) and (gap.right is None or here < gap.right.high)
        )

    def _terms(self, expression: Any) -> list[tuple[tuple[int, ...], Fraction]]:
        polynomial = sympy.Poly(expression, *self.symbols.values())
        return [(powers, Fraction(int(c.p), int(c.q))) for powers, c in polynomial.terms()]

    def _value(self, terms: Sequence[tuple[tuple[int, ...], Fraction]], values: Values) -> Fraction:
        numbers = [values[name] for name in self.names]
        parts = (c * prod(x**e for x, e in zip(numbers, powers, strict=True) if e) for powers, c in terms)
        return sum(parts, Fraction(0))

    def _along(self, terms: Sequence[tuple[tuple[int, ...], Fraction]], name: str, values: Values) -> list[Fraction]:
        """The coefficients, by rising degree, of a condition on the line on which `name` varies."""
        place = self.names.index(name)
        row = [Fraction(0)] * (1 + max((powers[place] for powers, _ in terms), default=0))
        ones = {**values, name: Fraction(1)}
        for powers, c in terms:
            row[powers[place]] += self._value([(powers, c)], ones)
        return row


def _at(row: Sequence[Fraction], x: Fraction) -> Fraction:
    return sum((c * x**i for i, c in enumerate(row)), Fraction(0))


def _between(left: Cut | None, right: Cut | None) -> Fraction:
    """A rational in the open interval between two cuts."""
    if left is None:
        return Fraction(0) if right is None else right.low - 1
    return left.high + 1 if right is None else (left.high + right.low) / 2


def _cuts(rows: Sequence[Sequence[Fraction]]) -> list[Cut]:
    """The real roots of these polynomials, each once, in order, their enclosures apart from each other."""
    lines = [row for row in map(_trimmed, rows) if len(row) == 2]
    exact = {-row[0] / row[1] for row in lines}
    factors = {factor for row in map(_trimmed, rows) if len(row) > 2 for factor in _factors(row)}
    exact |= {-_fraction(factor.nth(0)) for factor in factors if factor.degree() == 1}
    curved = [factor for factor in factors if factor.degree() > 1]
    digits = 9
    while True:
        enclosed = [cut for factor in curved for cut in _roots(factor, digits)]
        cuts = sorted([*(Cut(root, root) for root in exact), *enclosed], key=lambda cut: cut.low)
        if all(a.high < b.low for a, b in pairwise(cuts)):
            return cuts
        digits *= 2


def _trimmed(row: Sequence[Fraction]) -> Sequence[Fraction]:
    """Without leading zeros, which stand last."""
    degree = max((i for i, c in enumerate(row) if c), default=0)
    return row[: degree + 1]


def _factors(row: Sequence[Fraction]) -> Iterator[Any]:
    """The monic irreducible factors of positive degree."""
    x = sympy.Symbol("x")
    polynomial = sympy.Poly([sympy.Rational(c.numerator, c.denominator) for c in reversed(row)], x, domain="QQ")
    yield from (factor.monic() for factor, _ in polynomial.factor_list()[1])


def _roots(factor: Any, digits: int) -> Iterator[Cut]:
    for (low, high), _ in factor.intervals(eps=sympy.Rational(1, 10**digits)):
        yield Cut(_fraction(low), _fraction(high))


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
