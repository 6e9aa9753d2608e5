r"""Polynomials in one variable that are positive on an interval, proved by their Bernstein coefficients.

On [a, b], a polynomial of degree n is, with its Bernstein coefficients b_i,

    p(x) = sum_i b_i C(n, i) (x - a)^i (b - x)^{n-i} / (b - a)^n.

Where all b_i are positive, so is p on [a, b], and the identity is a certificate for the kernel's rule `psatz`: with m =
min b_i, p = m + sum_i (b_i - m)(...) has a positive constant and products of the two hypotheses x >= a, x <= b. Where
they are not all positive the interval is halved, which is the kernel's rule `cut`. As the pieces shrink the b_i tend to
p, with the square of the length, so that this ends for every p that is positive on all of [a, b]; b_0 = p(a) and b_n =
p(b) show where one is not. Nothing is searched for, and nothing here is trusted: the kernel checks what comes out.

References: R. T. Farouki, "The Bernstein polynomial basis: a centennial retrospective", Comput. Aided Geom. Design 29
(2012), 379-419, sections 3 and 5 (subdivision, bounds).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb
from typing import Any

from derivations.kernel import ONE, Terms, add, scale, variable
from derivations.translate import data

__all__ = ["DEPTH", "bernstein_coefficients", "halves", "is_positive", "proof_of_positivity"]

Coefficients = tuple[Fraction, ...]
Json = dict[str, Any]
DEPTH = 100
"""How often an interval is halved at most: a polynomial that is positive by less counts as one that is not."""


def bernstein_coefficients(coefficients: Sequence[Fraction], a: Fraction, b: Fraction) -> Coefficients:
    """b_0, ..., b_n on [a, b] of the polynomial sum_j coefficients[j] x^j, n = len(coefficients) - 1."""
    n = len(coefficients) - 1
    shifted = [Fraction(0)] * (n + 1)  # in t, x = a + (b - a) t, by Horner's rule
    for c in reversed(coefficients):
        times = [a * shifted[0], *(a * shifted[j] + (b - a) * shifted[j - 1] for j in range(1, n + 1))]
        shifted = [times[0] + c, *times[1:]]
    return tuple(
        sum((Fraction(comb(i, j), comb(n, j)) * shifted[j] for j in range(i + 1)), Fraction(0)) for i in range(n + 1)
    )


def halves(coefficients: Coefficients) -> tuple[Coefficients, Coefficients]:
    """The Bernstein coefficients on the left and on the right half of the interval: de Casteljau's algorithm."""
    row, left, right = list(coefficients), [coefficients[0]], [coefficients[-1]]
    while len(row) > 1:
        row = [(x + y) / 2 for x, y in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    return tuple(left), tuple(reversed(right))


def is_positive(coefficients: Coefficients, depth: int = DEPTH) -> bool:
    """Whether the polynomial with these Bernstein coefficients is shown to be positive on the whole closed interval.

    False where it is not positive somewhere, and where halving `depth` times leaves that open: it is 0 inside, nearly.
    """
    pieces = [(coefficients, depth)]
    while pieces:
        piece, left = pieces.pop()
        if piece[0] <= 0 or piece[-1] <= 0:
            return False
        if min(piece) > 0:
            continue
        if left == 0:
            return False
        pieces += [(half, left - 1) for half in halves(piece)]
    return True


def proof_of_positivity(coefficients: Sequence[Fraction], a: Fraction, b: Fraction, name: str) -> Json | None:
    """The kernel's proof of p(x) > 0 from its facts 0: x >= a and 1: x <= b, or x = a where a = b; None where p fails.

    `name` is that of the variable x; the negated conclusion is the last fact, as `kernel.prove` has it.
    """
    if a == b:
        return _at_a_point(coefficients, a, name)
    on = bernstein_coefficients(coefficients, a, b)
    return _proof(on, (a, 0), (b, 1), name, 3) if is_positive(on) else None


def _proof(on: Coefficients, lower: tuple[Fraction, int], upper: tuple[Fraction, int], name: str, facts: int) -> Json:
    """On one piece: a bound and the number of the fact that states it, on either side; 2 is the negated conclusion."""
    if min(on) > 0:
        return _identity(on, lower, upper)
    middle, (left, right) = (lower[0] + upper[0]) / 2, halves(on)
    cut = {"ge": data(add(variable(name), scale(-middle, ONE)))}
    otherwise = _proof(left, lower, (middle, facts), name, facts + 1)
    return {
        "rule": "cut", "formula": cut, "otherwise": otherwise,
        "then": _proof(right, (middle, facts), upper, name, facts + 1),
    }  # fmt: skip


def _identity(on: Coefficients, lower: tuple[Fraction, int], upper: tuple[Fraction, int]) -> Json:
    n, least, width = len(on) - 1, min(on), upper[0] - lower[0]
    cone: list[list[Any]] = [[str(least), [], {"": "1"}], ["1", [2], {"": "1"}]]
    for i, b in enumerate(on):
        if b > least:
            weight = (b - least) * comb(n, i) / width**n
            cone.append([str(weight), [lower[1]] * i + [upper[1]] * (n - i), {"": "1"}])
    return {"rule": "psatz", "cone": cone, "ideal": []}


def _at_a_point(coefficients: Sequence[Fraction], a: Fraction, name: str) -> Json | None:
    """From x = a: p(a) - p(x) + (x - a) q(x) = 0, q by Horner's rule."""
    value, quotient = Fraction(0), []
    for c in reversed(coefficients):
        quotient.append(value)
        value = value * a + c
    if value <= 0:
        return None
    multiplier: Terms = {}
    for power, c in enumerate(reversed(quotient[1:])):
        if c:
            multiplier[((name, power),) if power else ()] = c
    cone = [[str(value), [], {"": "1"}], ["1", [1], {"": "1"}]]
    return {"rule": "psatz", "cone": cone, "ideal": [[0, data(multiplier)]]}
