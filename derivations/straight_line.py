r"""Exact expressions as programs: rational expressions run on arrays, and on anything else that has + - * /.

A `Line` is a straight-line program: its registers hold the inputs, then one constant or one result for each step. Equal
subexpressions are computed once, a power is a product, and numbers enter as exact rationals, so that the same program
runs on floats, on arrays, and on numbers that carry a bound of their error. No code is generated and no text evaluated.

Reference: P. Buergisser, M. Clausen, M. A. Shokrollahi, *Algebraic Complexity Theory*, Springer 1997, section 4.1.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import sympy

__all__ = ["Line"]


class Line:
    """A program that computes rational expressions `outputs` from the symbols `inputs`, each factored first.

    Raises TypeError where an expression holds anything but inputs, rationals, sums, products and integer powers.
    """

    def __init__(self, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        self.constants: list[Any] = []
        self._places: dict[Any, int] = {symbol: i for i, symbol in enumerate(inputs)}
        self._size = len(inputs)
        self._steps: list[tuple[Callable[[Any, Any], Any] | None, int, int]] = []
        self._outputs = [self._place(sympy.factor(e)) for e in outputs]

    def __call__(self, inputs: Sequence[Any], constants: Sequence[Any]) -> list[Any]:
        """The outputs at `inputs`; `constants` are `self.constants`, exact rationals, as numbers of the same type."""
        registers = list(inputs)
        for function, i, j in self._steps:
            registers.append(constants[i] if function is None else function(registers[i], registers[j]))
        return [registers[place] for place in self._outputs]

    def _place(self, expression: Any) -> int:
        """The register that holds `expression`."""
        if expression not in self._places:
            self._places[expression] = self._compute(expression)
        return self._places[expression]

    def _compute(self, expression: Any) -> int:
        if expression.is_Rational:
            self.constants.append(expression)
            return self._step(None, len(self.constants) - 1, 0)
        if expression.is_Add:
            return self._sum(expression.args)
        if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
            return self._power(*expression.args)
        if expression.is_Mul or (expression.is_Pow and expression.exp.is_Integer):
            return self._quotient(expression)
        raise TypeError(f"{expression!r} violates: a program has inputs, rationals, + - * / and integer powers only")

    def _sum(self, terms: Sequence[Any]) -> int:
        """Terms with a minus sign last and subtracted, so that no product by -1 is spent on them."""
        minus = [term for term in terms if term.could_extract_minus_sign()]
        plus = [term for term in terms if term not in minus]
        total = self._place(plus[0] if plus else sympy.Integer(0))
        for term in plus[1:]:
            total = self._step(operator.add, total, self._place(term))
        for term in minus:
            total = self._step(operator.sub, total, self._place(-term))
        return total

    def _quotient(self, expression: Any) -> int:
        parts = sympy.Mul.make_args(expression)
        below = [1 / part for part in parts if part.is_Pow and part.exp.is_negative]
        above = self._product([part for part in parts if not (part.is_Pow and part.exp.is_negative)])
        return self._step(operator.truediv, above, self._product(below)) if below else above

    def _product(self, operands: Sequence[Any]) -> int:
        places = [self._place(e) for e in operands] or [self._place(sympy.Integer(1))]
        return reduce(lambda i, j: self._step(operator.mul, i, j), places)

    def _power(self, base: Any, exponent: Any) -> int:
        if exponent % 2:
            return self._step(operator.mul, self._place(base ** (exponent - 1)), self._place(base))
        half = self._place(base ** (exponent // 2))
        return self._step(operator.mul, half, half)

    def _step(self, function: Callable[[Any, Any], Any] | None, i: int, j: int) -> int:
        self._steps.append((function, i, j))
        self._size += 1
        return self._size - 1
