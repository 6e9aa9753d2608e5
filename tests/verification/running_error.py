"""How far an expression in float64 may be from its value: running error analysis along the tree of SymPy's expression.

Sums and products may be taken in any order, and quotients as products with reciprocals: gamma_n for n operations
(Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., sections 3.1 and 3.3). A square root is rounded
once; a power and a cosine have an error of one ulp, 2 u, as in fdlibm, which the engines of browsers have taken over.
"""

from collections.abc import Mapping
from typing import Any

import sympy

U = sympy.Rational(1, 2**53)
DIGITS = 40


def value(expression: Any, at: Mapping[Any, Any]) -> Any:
    """At rationals, to 40 digits: what those lack is far below the units that a bound is rounded up by."""
    return sympy.sympify(expression).xreplace(dict(at)).evalf(DIGITS)


def bound(e: Any, at: Mapping[Any, Any], given: Mapping[Any, Any] | None = None) -> Any:
    """Of |computed - exact|, at rationals; `given` bounds the errors of symbols. Infinite where a quotient's is."""

    def inner(part: Any) -> tuple[Any, Any]:
        return abs(value(part, at)), bound(part, at, given)

    e, size = sympy.sympify(e), abs(value(e, at))
    if e.is_Symbol:
        return (given or {}).get(e, sympy.Integer(0))
    if e.is_Number or e.is_NumberSymbol:
        return 0 if e.is_Integer else U * size
    if isinstance(e, sympy.Piecewise):
        holds = (branch for branch, condition in e.args if condition.xreplace(dict(at)) == sympy.true)
        return bound(next(holds), at, given)
    parts = [inner(part) for part in e.args]
    if isinstance(e, sympy.Abs | sympy.Max):
        return max(error for _, error in parts)
    if isinstance(e, sympy.cos):
        return parts[0][1] + 2 * U
    if e.is_Add:
        return sum(error for _, error in parts) + _gamma(len(parts)) * sum(v + error for v, error in parts)
    if e.is_Mul:
        most = sympy.prod([v + error for v, error in parts])
        return most * (1 + _gamma(len(parts) + 1)) - size
    if e.is_Pow:
        return _power(*parts[0], e.exp.xreplace(dict(at)))
    raise TypeError(f"{e.func} has no rule here")


def _power(v: Any, error: Any, exponent: Any) -> Any:
    if exponent < 0:
        most = v - error
        return sympy.oo if most <= 0 else (1 + _gamma(3)) * most**exponent - v**exponent
    if exponent == sympy.Rational(1, 2):
        spread = error / sympy.sqrt(v - error) if v > error else sympy.sqrt(v + error)
        return spread + U * sympy.sqrt(v + error)
    ends = abs((v + error) ** exponent - v**exponent), abs(v**exponent - max(v - error, sympy.Integer(0)) ** exponent)
    return max(ends) + 2 * U * (v + error) ** exponent


def _gamma(n: int) -> Any:
    return n * U / (1 - n * U)
