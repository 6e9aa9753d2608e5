r"""Vectors of any dimension in the kernel's polynomials: by their inner products.

An update rule runs on symbols that stand for vectors, and gives linear combinations of them. What is stated of vectors
is stated of inner products of such combinations, which expand into those of the vectors themselves: real numbers, each
a symbol of its own, `gx` for <g, x>. A theorem about these numbers that assumes of them no more than what holds of the
inner products of any vectors, that |v|^2 >= 0 for a combination v, speaks of vectors of every dimension, and of a
Hilbert space as well.

    >>> from sympy import Symbol
    >>> space = Vectors("x", "g")
    >>> x, g = space.symbols
    >>> space.norm(x - Symbol("alpha", real=True) * g)
    alpha**2*gg - 2*alpha*gx + xx

Where the sequence of vectors goes on for ever, their inner products are the state of a run: `Vectors.run`.

Reference: Y. Drori, M. Teboulle, "Performance of first-order methods for smooth convex minimization: a novel approach",
Math. Program. 145, 2014, section 3 (the Gram matrix of the iterates and gradients as the unknown).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import Any

from sympy import Add, Expr, Ge, Symbol, expand, true
from sympy.logic.boolalg import Boolean

from derivations.statement import Orbit

__all__ = ["Vectors"]


class Vectors:
    """Symbols for vectors, in an order, and the symbols of their inner products."""

    def __init__(self, *names: str) -> None:
        self.symbols: tuple[Symbol, ...] = tuple(Symbol(name, real=True) for name in names)
        if len({self.entry(u, v) for u, v in self.pairs()}) < len(names) * (len(names) + 1) // 2:
            raise ValueError(f"{names} violates: each pair of names gives a name of its own; use single letters")

    def pairs(self) -> Sequence[tuple[Symbol, Symbol]]:
        """Every pair of vectors, once."""
        return list(combinations_with_replacement(self.symbols, 2))

    def entry(self, u: Symbol, v: Symbol) -> Symbol:
        """The number <u, v> for two of the symbols, one symbol for both orders."""
        return Symbol("".join(sorted((u.name, v.name))), real=True)

    def inner(self, u: Any, v: Any) -> Expr:
        """<u, v> for two linear combinations of the vectors.

        Raises ValueError where one of them is no linear combination.
        """
        left, right = self._coefficients(u), self._coefficients(v)
        products = (a * b * self.entry(p, q) for p, a in left.items() for q, b in right.items())
        return expand(Add(*products))

    def norm(self, v: Any) -> Expr:
        """|v|^2 of a linear combination of the vectors, in parameters and inner products."""
        return self.inner(v, v)

    def real(self, v: Any) -> Boolean:
        """|v|^2 >= 0, the one fact about vectors that is ever assumed of their inner products."""
        return Ge(self.norm(v), 0, evaluate=False)

    def run(
        self,
        moves: Mapping[Symbol, tuple[Any, Any]],
        inputs: Sequence[Symbol] = (),
        numbers: Mapping[Symbol, tuple[Any, Any]] | None = None,
        unknowns: Sequence[Symbol] = (),
        guard: Boolean = true,
    ) -> Orbit:
        """The run in which vectors move linearly: vector -> (start, next), both combinations of vectors.

        inputs: vectors that are new in each step; numbers: states that are no inner products, symbol -> (start, next);
        unknowns: numbers that are new in each step. Starts are combinations of vectors that do not move.
        """
        state: dict[Symbol, tuple[Any, Any]] = dict(numbers or {})
        for u, v in combinations_with_replacement(moves, 2):
            ends = zip(moves[u], moves[v], strict=True)
            state[self.entry(u, v)] = tuple(self.inner(a, b) for a, b in ends)
        new = [pair for pair in combinations_with_replacement([*moves, *inputs], 2) if set(pair) & set(inputs)]
        return Orbit(state, inputs=(*unknowns, *(self.entry(u, v) for u, v in new)), guard=guard)

    def _coefficients(self, v: Any) -> dict[Symbol, Any]:
        found = {e: c for e in self.symbols if (c := expand(v).coeff(e)) != 0}
        if (left := expand(v - sum(c * e for e, c in found.items()))) != 0 or any(
            set(self.symbols) & c.free_symbols for c in found.values()
        ):
            raise ValueError(f"{v} violates: a linear combination of the vectors {self.symbols}; {left} is left over")
        return found
