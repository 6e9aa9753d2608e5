"""Points at which assumptions hold, to see at a glance what cannot be proved. Nothing here is trusted.

Formulas are evaluated in floating point at many rational points at once; what is found there is a guess, and a point
counts only after `confirmed` has substituted it exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy

__all__ = ["Samples"]

POINTS = 20_000
NUMERATORS = (-8, -5, -3, -2, -1, 0, 1, 2, 3, 5, 8)


class Samples:
    """Rational points at which the assumptions hold, the same ones each time.

    symbols: the coordinates. Few points satisfy an equation by chance: with equations among the assumptions there may
    be none.
    """

    def __init__(self, symbols: Sequence[Any], assumptions: Iterable[Any]) -> None:
        import numpy

        self.numpy = numpy
        self.symbols = list(symbols)
        random = numpy.random.default_rng(0)
        shape = (len(self.symbols), POINTS)
        fine = random.integers(-60, 61, shape), random.integers(1, 21, shape)
        coarse = random.choice(NUMERATORS, shape), random.integers(1, 5, shape)
        simple = random.integers(0, 2, POINTS)
        self.numerators, self.denominators = (
            numpy.where(simple, few, many) for few, many in zip(coarse, fine, strict=True)
        )
        self.values = self.numerators / self.denominators
        inside = self.all(assumptions)
        self.numerators, self.denominators, self.values = (
            table[:, inside] for table in (self.numerators, self.denominators, self.values)
        )

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def evaluated(self, expression: Any) -> Any:
        """The value of an expression or a formula at each point, of shape (points,)."""
        function = sympy.lambdify(self.symbols, expression, "numpy")
        with self.numpy.errstate(all="ignore"):
            return self.numpy.broadcast_to(function(*self.values), self.values.shape[1:])

    def all(self, formulas: Iterable[Any]) -> Any:
        """Where all of the formulas seem to hold."""
        found = self.numpy.ones(len(self), dtype=bool)
        for formula in formulas:
            found &= self.evaluated(formula).astype(bool)
        return found

    def confirmed(self, where: Any, formula: Any, most: int = 3) -> dict[Any, Any] | None:
        """The first of the first few of the places `where` at which the formula holds exactly: symbol -> rational."""
        for i in self.numpy.flatnonzero(where)[:most]:
            pairs = zip(self.symbols, self.numerators[:, i], self.denominators[:, i], strict=True)
            point = {symbol: sympy.Rational(int(p), int(q)) for symbol, p, q in pairs}
            if formula.subs(point) == True:  # noqa: E712  # SymPy's true
                return point
        return None
