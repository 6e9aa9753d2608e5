"""Claims of another package, found through its entry point: proved, misprinted, open, forged, broken."""

from collections.abc import Iterator

from sympy import And, Symbol

from derivations.claim import claim
from derivations.plan import Induct
from derivations.statement import Misprint, Orbit, Statement

x = Symbol("x", real=True)
y = Symbol("y", real=True)
p = Symbol("p", real=True)
k = Symbol("k", real=True)
DOUBLING = Orbit({p: (1, 2 * p), k: (0, k + 1)})


@claim(
    "demo.square",
    section="Demonstration",
    latex=r"x^2 + 1 \ge 2 x",
    printed="x^2 + 1 >= 2 x",
    as_printed="holds",
    references=("Euclid, Elements, Book II, Proposition 4",),
)
def square() -> Iterator[Statement]:
    """The difference is (x - 1)^2."""
    yield Statement("square", (), x**2 + 1 >= 2 * x)


@claim(
    "demo.reciprocal",
    section="Demonstration",
    latex=r"x + 1/x \ge 2 \text{ for } x > 0",
    printed="x + 1/x >= 2 for x_1 != 0 & 100%",
    as_printed="fails",
    correction=r"x + 1/x \ge 2 \text{ for } x > 0",
)
def reciprocal() -> Iterator[Statement | Misprint]:
    """Multiply by x > 0; what remains is (x - 1)^2 >= 0."""
    yield Statement("positive", (x > 0,), x + 1 / x >= 2)
    yield Misprint("negative", (), x + 1 / x >= 2, {x: -1})


@claim(
    "demo.doubling",
    section="Demonstration",
    latex=r"2^k \ge k + 1",
    printed="2^k > k + 1",
    as_printed="holds-if",
    correction=r"$2^k > k + 1$ for $k \ge 2$, and $2^k \ge k + 1$ for every $k$",
)
def doubling() -> Iterator[Statement | Misprint]:
    """Induction on k:
    2^(k+1) >= 2 (k + 1) >= k + 2.
    """
    yield Statement("grows", (DOUBLING,), p >= k + 1, Induct(And(p >= k + 1, k >= 0)))
    yield Misprint("first", (DOUBLING,), p > k + 1, {}, steps=(({},),))


@claim("demo.unproved", section="Demonstration", latex=r"x^4 y^2 + x^2 y^4 + 1 \ge 3 x^2 y^2")
def unproved() -> Iterator[Statement]:
    """Motzkin's polynomial: nonnegative and no sum of squares, so that without a plan no proof is found."""
    yield Statement("motzkin", (), x**4 * y**2 + x**2 * y**4 + 1 >= 3 * x**2 * y**2)


@claim("demo.forged", section="Demonstration", latex=r"x \ge 0", printed="x >= 0", as_printed="holds")
def forged() -> Iterator[Statement]:
    """The shipped proof is one of another statement."""
    yield Statement("false", (), x >= 0)


@claim("demo.broken", section="Demonstration", latex=r"x \ge 0")
def broken() -> Iterator[Statement]:
    """The derivation itself raises."""
    yield Statement("never", (x > 1 / (x - x),), x >= 0)
