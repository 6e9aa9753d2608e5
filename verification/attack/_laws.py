"""Exact laws on examples of Hypothesis: each is a function of the kernel that is under attack.

What the kernel computes is compared with arithmetic of its own here, at rational points: a polynomial is a list of
(coefficient, powers), evaluated term by term. The laws beside the kernel are those on which derived results rest:
powers of R by S_k, the conditions of stability, and enclosures by balls. Nothing is compared with a tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import prod
from typing import Any

from hypothesis import strategies as st

from derivations.method import Method
from derivations.powers import lucas
from numerics import Quadratic, simulate
from numerics.algorithms import momentum
from numerics.precision import Ball, endpoints

NAMES = ("x", "y", "z")
Term = tuple[Fraction, tuple[int, ...]]  # a coefficient, and the power of each name
Law = Callable[[Any, Any], bool]
Point = tuple[Fraction, ...]

QUARTERS, POWERS = 33, 3  # the numbers -4, -15/4, ..., 4, and the powers 0, 1 and 2


def digits(number: int, *bases: int) -> tuple[int, ...]:
    """The digits of a number, the least first: what is drawn at once takes a fraction of the time."""
    found = []
    for base in bases:
        number, digit = divmod(number, base)
        found.append(digit)
    return tuple(found)


def quarter(digit: int) -> Fraction:
    return Fraction(digit - QUARTERS // 2, 4)


def point(number: int) -> Point:
    x, y, z = digits(number, QUARTERS, QUARTERS, QUARTERS)
    return quarter(x), quarter(y), quarter(z)


def term(number: int) -> Term:
    coefficient, *powers = digits(number, QUARTERS, *[POWERS] * len(NAMES))
    return quarter(coefficient), tuple(powers)


NUMBERS = st.integers(0, QUARTERS - 1).map(quarter)
POINTS = st.integers(0, QUARTERS**3 - 1).map(point)
POLYNOMIALS = st.lists(st.integers(0, QUARTERS * POWERS ** len(NAMES) - 1).map(term), max_size=3)
KINDS = st.sampled_from(["gt", "ge", "eq"])
FORMULAS: st.SearchStrategy[Any] = st.recursive(
    st.tuples(KINDS, POLYNOMIALS),
    lambda parts: st.tuples(st.sampled_from(["and", "or"]), st.lists(parts, min_size=1, max_size=3)),
    max_leaves=4,
)
DAMPINGS, SIZES = (
    st.integers(-120, 120).map(lambda n: Fraction(n, 60)),
    st.integers(-60, 300).map(lambda n: Fraction(n, 60)),
)
EIGHTHS = st.integers(1, 32).map(lambda n: Fraction(n, 8))


# ---- what this module computes by itself -------------------------------------------------------------------------


def text(terms: Sequence[Term]) -> dict[str, str]:
    """A polynomial as the kernel reads it; equal monomials are added up, since JSON has each key once."""
    total: dict[str, Fraction] = {}
    for coefficient, powers in terms:
        key = "*".join(f"{name}^{power}" for name, power in zip(NAMES, powers, strict=True) if power)
        total[key] = total.get(key, Fraction(0)) + coefficient
    return {key: str(value) for key, value in total.items()}


def value(terms: Sequence[Term], at: Sequence[Fraction]) -> Fraction:
    return sum((c * prod(a**n for a, n in zip(at, powers, strict=True)) for c, powers in terms), Fraction(0))


def written(formula: Any) -> dict[str, Any]:
    kind, body = formula
    return {kind: text(body) if kind in ("gt", "ge", "eq") else [written(part) for part in body]}


def true(formula: Any, at: Point) -> bool:
    kind, body = formula
    if kind in ("and", "or"):
        return (all if kind == "and" else any)(true(part, at) for part in body)
    v = value(body, at)
    return {"gt": v > 0, "ge": v >= 0, "eq": v == 0}[kind]


def constants(at: Point) -> dict[str, dict[str, str]]:
    return {name: {"": str(number)} for name, number in zip(NAMES, at, strict=True)}


# ---- the laws of the kernel --------------------------------------------------------------------------------------


def arithmetic(kernel: Any, drawn: tuple[Any, Any, Point]) -> bool:
    """The value of a sum and of a product is that of the values."""
    p, q, at = drawn
    left, right, point = kernel.polynomial(text(p)), kernel.polynomial(text(q)), _read(kernel, at)
    return bool(
        kernel.evaluate(kernel.add(left, right), point) == value(p, at) + value(q, at)
        and kernel.evaluate(kernel.multiply(left, right), point) == value(p, at) * value(q, at)
    )


def substitution(kernel: Any, drawn: tuple[Any, Any, Any, Point]) -> bool:
    """The value after polynomials are put for x and y, at once, is the value at theirs."""
    p, for_x, for_y, at = drawn
    put = {"x": kernel.polynomial(text(for_x)), "y": kernel.polynomial(text(for_y))}
    found = kernel.evaluate(kernel.substitute(kernel.polynomial(text(p)), put), _read(kernel, at))
    return bool(found == value(p, (value(for_x, at), value(for_y, at), at[2])))


def negation(kernel: Any, drawn: tuple[Any, Point]) -> bool:
    """A formula holds where it is true, and its negation where it is not."""
    formula, at = drawn
    read, point = kernel.formula(written(formula)), _read(kernel, at)
    truth = true(formula, at)
    return bool(kernel.holds(read, point) is truth and kernel.holds(kernel.negate(read), point) is not truth)


def soundness(kernel: Any, drawn: tuple[Any, Any, Any, Any, Point]) -> bool:
    """No sum of products closes a leaf whose facts hold at a point."""
    formulas, cone, ideal, constant, at = drawn
    facts = [kernel.formula(written(f)) for f in formulas if true(f, at)]
    squares = [[str(c), [i % len(facts) for i in places] if facts else [], text(square)] for c, places, square in cone]
    multiples = [[i % len(facts), text(p)] for i, p in ideal] if facts else []
    try:
        kernel.psatz(facts, {"rule": "psatz", "cone": [*squares, [str(constant), [], {"": "1"}]], "ideal": multiples})
    except kernel.ProofError:
        return True
    return False


def _read(kernel: Any, at: Point) -> Mapping[str, Any]:
    return {name: kernel.polynomial(p) for name, p in constants(at).items()}


# ---- the laws beside the kernel ----------------------------------------------------------------------------------


def powers(kernel: Any, drawn: tuple[int, Fraction, Fraction]) -> bool:
    """S_k by doubling is S_k by its recurrence."""
    k, trace, determinant = drawn
    s, following = Fraction(0), Fraction(1)
    for _ in range(k):
        s, following = following, trace * following - determinant * s
    return bool(lucas(k, trace, determinant)[0] == s)


def stability(kernel: Any, drawn: tuple[Fraction, Fraction]) -> bool:
    """Momentum's conditions of stability, against Schur's recursion: |d| < 1, and the reduced polynomial's root."""
    a, b = drawn
    trace = 1 + b - a
    # z^2 - T z + d is reduced to (1 - d^2) z - T (1 - d), by its reversed polynomial.
    schur = abs(b) < 1 and abs(trace * (1 - b)) < abs(1 - b**2)
    return all(condition(a, b) for condition in _conditions()) is schur


@cache
def _conditions() -> tuple[Callable[[Fraction, Fraction], bool], ...]:
    """The derived conditions as exact functions of alpha lambda and beta."""
    method = Method(momentum.step)

    def at(relation: Any) -> Callable[[Fraction, Fraction], bool]:
        p = (relation.gts - relation.lts).as_poly(
            method.parameters["beta"], method.curvature, method.parameters["alpha"]
        )
        terms = [(Fraction(int(c.p), int(c.q)), tuple(map(int, powers))) for powers, c in p.terms()]
        return lambda a, b: value(terms, (b, a, Fraction(1))) > 0

    return tuple(at(relation) for relation in method.stability_conditions)


def enclosure(kernel: Any, drawn: tuple[Fraction, Fraction, Fraction]) -> bool:
    """A run in balls of 64 bits contains the run in rationals."""
    lam, alpha, beta = drawn
    problem = Quadratic.from_spectrum([lam])
    given: dict[str, Any] = {"start": [Fraction(1)], "alpha": alpha, "beta": beta, "record": "iterates"}
    low, high = endpoints(simulate(momentum.step, problem, 4, precision=Ball(64), **given).values)
    exact = simulate(momentum.step, problem, 4, precision="exact", **given).values
    return bool(((low <= exact) & (exact <= high)).all())


PLACES = st.lists(st.integers(0, 5), max_size=2)
LAWS: dict[str, tuple[Law, st.SearchStrategy[Any]]] = {
    "arithmetic of polynomials": (arithmetic, st.tuples(POLYNOMIALS, POLYNOMIALS, POINTS)),
    "substitution": (substitution, st.tuples(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS, POINTS)),
    "negation": (negation, st.tuples(FORMULAS, POINTS)),
    "no leaf closes where all facts hold": (
        soundness,
        st.tuples(
            st.lists(st.tuples(KINDS, POLYNOMIALS), max_size=3),
            st.lists(st.tuples(NUMBERS, PLACES, POLYNOMIALS), max_size=2),
            st.lists(st.tuples(st.integers(0, 5), POLYNOMIALS), max_size=2),
            st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(2)]),
            POINTS,
        ),
    ),
    "powers by S_k": (powers, st.tuples(st.integers(0, 40), NUMBERS, NUMBERS)),
    "momentum's stability": (stability, st.tuples(SIZES, DAMPINGS)),
    "balls contain rationals": (
        enclosure,
        st.tuples(EIGHTHS, EIGHTHS, st.integers(0, 64).map(lambda n: Fraction(n, 64))),
    ),
}
