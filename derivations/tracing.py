r"""An update rule run once on symbols: the linear map that it is, read off its results.

A first order rule that is linear maps its state s and its gradients g_0, g_1, ... (in the order of its calls) by

    s' = A s + B g,        gradient j is taken at the point  x_j = C_j s + D_j g    (D strictly lower triangular).

The gradients are symbols of their own here, so that nothing is assumed of f, and a rule that is linear on
quadratics only by accident, such as g^2/w, is not taken for a linear one. On 1/2 lambda w^2, g_j = lambda x_j.

The minimiser is a fixed point iff there is a state s at rest: A s = s, s_w = 1, and C s = 1, so that every gradient is
taken at the minimiser, where it is 0. This is solved over the field of rational functions of the parameters.

Notation: A, B, C, D are the matrices above, not the notation's letters. Reference: L. Lessard, B. Recht, A. Packard,
"Analysis and design of optimization algorithms via integral quadratic constraints", SIAM J. Optim. 26 (2016), section
2: a first order method as a linear system in feedback with the gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

from derivations import notation
from numerics.rule import ITERATE, PREVIOUS

__all__ = ["LinearRule", "is_rational_expression", "rule_parameters", "trace"]

RESERVED = ("digits", "k", "lam", "self", "sigma")
"""Names that a parameter cannot have: the arguments of a method's functions, and the eigenvalue's letter."""


@dataclass(frozen=True)
class LinearRule:
    """s' = A s + B g with gradient points C s + D g; all four are `sympy.ImmutableMatrix` in the parameters alone."""

    state: tuple[str, ...]
    parameters: Mapping[str, Any]
    A: Any
    B: Any
    C: Any
    D: Any

    @property
    def iterate(self) -> int:
        """The place of w in the state."""
        return self.state.index(ITERATE)

    @property
    def gradients(self) -> int:
        """How many gradients one step takes."""
        return int(self.B.cols)

    def iteration_matrix(self, curvature: Any) -> Any:
        """R with s' = R s on 1/2 curvature w^2: A + B G, the rows of G being curvature (C_j + sum_i D_ji G_i)."""
        G: list[Any] = []
        for j in range(self.gradients):
            point = self.C.row(j)
            for i, row in enumerate(G):
                point += self.D[j, i] * row
            G.append((curvature * point).applyfunc(_tidy))
        return (self.A + self.B * sympy.Matrix(G)).applyfunc(_tidy)

    def is_at_rest(self, state: Sequence[Any]) -> bool:
        """Whether `state`, with w = w* = 1, stays as it is and has every gradient taken at w*."""
        s = sympy.Matrix(state)
        residual = [*(self.A * s - s), *(self.C * s - sympy.ones(self.gradients, 1)), s[self.iterate] - 1]
        return all(sympy.cancel(entry) == 0 for entry in residual)

    def rest(self) -> tuple[Any, ...] | None:
        """The state at rest with w = w* = 1, as `is_at_rest` says; None where there is none: w* is no fixed point.

        What is left open by that is 0. Its entries are rational in the parameters.
        """
        n = len(self.state)
        at_minimiser = sympy.Matrix(1, n, lambda _, j: int(j == self.iterate))
        left = sympy.Matrix.vstack(self.A - sympy.eye(n), self.C, at_minimiser)
        right = sympy.Matrix([0] * n + [1] * (self.gradients + 1))
        table = DomainMatrix.from_Matrix(sympy.Matrix.hstack(left, right)).to_field()
        reduced, pivots = table.rref()
        if n in pivots:
            return None
        last = [row[n] for row in reduced.to_Matrix().tolist()]
        found = dict(zip(pivots, last, strict=False))
        return tuple(_tidy(found.get(j, sympy.Integer(0))) for j in range(n))


def trace(step: Callable[..., Any], state: tuple[str, ...]) -> LinearRule:
    """Run `step` once on symbols and read off A, B, C, D.

    Raises TypeError where `step` is no update rule of that state (arguments, length, arithmetic that symbols do not
    have) and ValueError where it is not linear, not exact, or its minimiser is not a fixed point.
    """
    parameters = rule_parameters(step)
    variables = [sympy.Dummy(name, real=True) for name in state]
    gradients: list[Any] = []
    points: list[Any] = []

    def gradient(point: Any) -> Any:
        points.append(point)
        gradients.append(sympy.Dummy(f"g_{len(gradients)}", real=True))
        return gradients[-1]

    results = _results(step, tuple(variables), gradient, parameters)
    points = [_expression(point, f"the point of gradient {j}") for j, point in enumerate(points)]
    if not points:
        law = "a first order rule takes a gradient"
        raise ValueError(f"step calls gradient 0 times violates: {law}; use gradient(w)")
    _no_foreign_symbols([*results, *points], {*variables, *gradients, *parameters.values()})
    A, B = _rows(results, variables, gradients, [f"the new {name}" for name in state])
    C, D = _rows(points, variables, gradients, [f"the point of gradient {j}" for j in range(len(points))])
    rule = LinearRule(state, parameters, A, B, C, D)
    if rule.rest() is None:
        raise ValueError(_moves(rule))
    return rule


def is_rational_expression(expression: Any) -> bool:
    """Whether only exact rationals, symbols, sums, products and integer powers occur."""
    return all(
        isinstance(e, (sympy.Symbol, sympy.Rational, sympy.Add, sympy.Mul))
        or (isinstance(e, sympy.Pow) and e.exp.is_Integer)
        for e in sympy.preorder_traversal(expression)
    )


def rule_parameters(step: Callable[..., Any]) -> dict[str, Any]:
    """Name -> real symbol for the keyword-only arguments; the notation's symbol where the name is in it."""
    declared = list(signature(step).parameters.values())
    keywords = [p.name for p in declared if p.kind is Parameter.KEYWORD_ONLY]
    positional = [p for p in declared if p.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    if len(positional) != 2 or len(positional) + len(keywords) != len(declared):
        shown = f"step{signature(step)}"
        law = "a rule is step(state, gradient, *, <parameters>), each parameter keyword-only and named"
        raise TypeError(f"{shown} violates: {law}; put '*,' before the first parameter")
    if wrong := [name for name in keywords if name in RESERVED]:
        law = f"a parameter is named none of {RESERVED}"
        raise ValueError(f"parameter {wrong[0]!r} violates: {law}; rename it")
    known = {symbol.name: symbol for symbol in notation.symbols() if symbol.is_real and symbol != notation.lam}
    return {name: known.get(name, sympy.Symbol(name, real=True)) for name in keywords}


def _results(
    step: Callable[..., Any], state: tuple[Any, ...], gradient: Any, parameters: Mapping[str, Any]
) -> list[Any]:
    names = tuple(symbol.name for symbol in state)
    try:
        after = step(state, gradient, **parameters)
    except (TypeError, AttributeError, ValueError) as error:
        law = f"a rule of the state {names} is plain arithmetic on any number type, without branches on values"
        raise TypeError(f"step on SymPy symbols failed ({error}), which violates: {law}; use + - * / alone") from error
    if not isinstance(after, tuple) or len(after) != len(state):
        found = f"a tuple of {len(after)}" if isinstance(after, tuple) else type(after).__name__
        raise TypeError(f"step gave {found} violates: it gives the new state {names} as a tuple; return all of it")
    return [_expression(entry, f"the new {name}") for entry, name in zip(after, names, strict=True)]


def _expression(value: Any, what: str) -> Any:
    try:
        expression = sympy.sympify(value, strict=True)
    except sympy.SympifyError as error:
        law = "on symbols a rule gives symbols"
        raise TypeError(f"{what} is {value!r} violates: {law}; use plain arithmetic") from error
    inexact = sorted(expression.atoms(sympy.Float), key=str)
    if inexact:
        exact = abs(sympy.Rational(inexact[0]))
        remedy = f"write a quotient of integers (z / 2, not {abs(inexact[0]).round(3)} * z), or make it a parameter"
        raise ValueError(f"the float {exact} in {what} violates: a derivation is exact; {remedy}")
    return expression


def _no_foreign_symbols(expressions: Iterable[Any], own: set[Any]) -> None:
    foreign = sorted({symbol for e in expressions for symbol in e.free_symbols} - own, key=str)
    if foreign:
        law = "the symbols of a rule are its state, its gradients and its parameters"
        raise ValueError(f"the symbol {foreign[0]!r} violates: {law}; make it a keyword-only argument of step")


def _rows(expressions: Iterable[Any], state: list[Any], gradients: list[Any], what: Sequence[str]) -> tuple[Any, Any]:
    """The coefficients of linear expressions: those of the state, and those of the gradients."""
    variables = [*state, *gradients]
    rows = [_coefficients(e, variables, name) for e, name in zip(expressions, what, strict=True)]
    table = sympy.Matrix(rows)
    n = len(state)
    return sympy.ImmutableMatrix(table[:, :n]), sympy.ImmutableMatrix(table[:, n:])


def _coefficients(expression: Any, variables: list[Any], what: str) -> list[Any]:
    shown = expression.xreplace({v: sympy.Symbol(v.name) for v in variables})
    nonlinear = ValueError(
        f"{what} = {shown} violates: a rule is linear in its state and its gradients, with coefficients that are"
        " rational in the parameters; write it as a sum of constants times states and gradients"
    )
    if not is_rational_expression(expression):
        raise nonlinear
    try:
        polynomial = sympy.Poly(expression, *variables)
    except sympy.PolynomialError:
        raise nonlinear from None
    if polynomial.total_degree() > 1:
        raise nonlinear
    if constant := polynomial.nth(*(0 for _ in variables)):
        law = "the minimiser is a fixed point and no step is counted, so no constant is added to the state"
        raise ValueError(f"{what} = {shown} violates: {law}; remove {constant}")
    return [_tidy(polynomial.coeff_monomial(v)) for v in variables]


def _moves(rule: LinearRule) -> str:
    """The message for a rule whose minimiser is not a fixed point."""
    rest = sympy.Matrix([int(name in (ITERATE, PREVIOUS)) for name in rule.state])
    w = sympy.Symbol(r"w*")
    after = {name: sympy.expand(value * w) for name, value in zip(rule.state, rule.A * rest, strict=True)}
    points = [sympy.expand(value * w) for value in rule.C * rest]
    law = "the minimiser w* is a fixed point of the rule"
    return (
        f"step with every gradient 0 takes w = w* to {after}, gradients at {points}, violates: {law}, with every"
        " gradient taken there; let the coefficients of w and of past iterates add up to 1"
    )


def _tidy(expression: Any) -> Any:
    """Expanded where polynomial, else one reduced fraction."""
    expanded = sympy.expand(expression)
    return expanded if expanded.is_polynomial(*expanded.free_symbols) else sympy.cancel(sympy.together(expanded))
