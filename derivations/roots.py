r"""The root lemma: when both roots of a real quadratic lie in a disc about 0. Everything on rates rests on it.

The roots of sigma^2 - T sigma + d, real or complex, are x_1 + i y and x_2 - i y with real x_1, x_2, y for which

    x_1 + x_2 = T,    x_1 x_2 + y^2 = d,    y (x_1 - x_2) = 0,

and "for both roots" becomes a statement about real numbers without a quantifier. For momentum T = 1 + beta - alpha
lambda and d = beta (article section *The Dynamics of Momentum*).

References: E. I. Jury, *Theory and Application of the z-Transform Method*, Wiley 1964, chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sympy import And, Eq, Expr, Ge, Gt, Matrix, Ne, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.notation import T, alpha, beta, d, lam, r
from derivations.plan import Auto, Cut
from derivations.statement import Misprint, Statement
from numerics.algorithms import momentum

__all__ = [
    "RootPair",
    "discriminant",
    "jury",
    "momentum_matrix",
    "momentum_roots",
    "root_pair",
    "within_radius",
]


@dataclass(frozen=True)
class RootPair:
    """The two roots x_1 + i y, x_2 - i y of sigma^2 - trace sigma + determinant, as three real symbols."""

    x_1: Symbol
    x_2: Symbol
    y: Symbol
    trace: Expr
    determinant: Expr

    @property
    def equations(self) -> tuple[Boolean, Boolean, Boolean]:
        """What makes them the roots: sum, product, and that complex ones are conjugate."""
        total = Eq(self.x_1 + self.x_2, self.trace)
        product = Eq(self.x_1 * self.x_2 + self.y**2, self.determinant)
        return total, product, Eq(self.y * (self.x_1 - self.x_2), 0)

    @property
    def squared_moduli(self) -> tuple[Expr, Expr]:
        """|sigma_1|^2 and |sigma_2|^2."""
        return self.x_1**2 + self.y**2, self.x_2**2 + self.y**2

    def within(self, radius: Any) -> Boolean:
        """Both roots lie in the closed disc of that radius (a radius >= 0 is the caller's hypothesis)."""
        return And(*(Ge(radius**2, modulus) for modulus in self.squared_moduli))

    def inside(self, radius: Any) -> Boolean:
        """Both roots lie in the open disc of that radius."""
        return And(*(Gt(radius**2, modulus) for modulus in self.squared_moduli))

    def at(self, x_1: Any, x_2: Any, y: Any) -> dict[Symbol, Any]:
        """The three symbols with values."""
        return {self.x_1: x_1, self.x_2: x_2, self.y: y}


def root_pair(trace: Any, determinant: Any, suffix: str = "") -> RootPair:
    """The roots of sigma^2 - trace sigma + determinant, named x_1, x_2, y with a suffix."""
    x_1, x_2, y = (Symbol(name + suffix, real=True) for name in ("x_1", "x_2", "y"))
    return RootPair(x_1, x_2, y, trace, determinant)


@cache
def momentum_matrix() -> Matrix:
    """R, by running momentum's update rule on a component (y, x) of 1/2 lambda x^2."""
    state = y, x = Symbol("y", real=True), Symbol("x", real=True)
    after = momentum.step(state, lambda w: lam * w, alpha=alpha, beta=beta)
    return Matrix([[new.expand().coeff(old) for old in (y, x)] for new in after])


def momentum_roots(curvature: Any = lam, suffix: str = "", **parameters: Any) -> RootPair:
    """The eigenvalues of momentum's iteration matrix at a curvature; `parameters` replace alpha and beta."""
    at = {lam: curvature, alpha: parameters.get("alpha", alpha), beta: parameters.get("beta", beta)}
    R = momentum_matrix()
    trace, determinant = R.trace().expand(), R.det().expand()
    return root_pair(trace.subs(at, simultaneous=True), determinant.subs(at, simultaneous=True), suffix)


def jury(trace: Any, determinant: Any, radius: Any) -> tuple[Boolean, Boolean, Boolean]:
    """d <= r^2, p(r) >= 0 and p(-r) >= 0 for p(sigma) = sigma^2 - T sigma + d."""
    middle = radius**2 + determinant
    return Ge(radius**2, determinant), Ge(middle - radius * trace, 0), Ge(middle + radius * trace, 0)


@claim(
    "roots.within-radius",
    section="The Dynamics of Momentum",
    latex=r"|\sigma_1|, |\sigma_2| \le r \iff d \le r^2,\ p(r) \ge 0,\ p(-r) \ge 0 \quad"
    r"(p(\sigma) = \sigma^2 - T\sigma + d,\ r > 0;\ \text{for } r = 0: T = d = 0)",
    references=("E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964, chapter 3",),
)
def within_radius() -> Iterator[Statement | Misprint]:
    """A complex pair has |sigma|^2 = d and p > 0 on the real line. For real roots p(r) = (r - sigma_1)(r - sigma_2) >=
    0 and p(-r) >= 0 say that each outer side holds both roots or none, and then d <= r^2 excludes both. At r = 0 the
    three conditions leave T free, so that the radius 0 is a case of its own.
    """
    pair = root_pair(T, d)
    x_1, x_2, y = pair.x_1, pair.x_2, pair.y
    conditions = jury(T, d, r)
    real = Cut(Eq(y, 0), otherwise=Cut(Eq(x_1, x_2)))
    yield Statement("necessary", (*pair.equations, r >= 0, pair.within(r)), And(*conditions), plan=real)
    between = And(x_1 <= r, x_1 >= -r, x_2 <= r, x_2 >= -r)
    beyond = Cut(Eq(y, 0), otherwise=Cut(Eq(x_1, x_2)), then=Cut(between, otherwise=Auto(degree=3)))
    yield Statement("sufficient", (*pair.equations, r > 0, *conditions), pair.within(r), plan=beyond)
    yield Statement("radius zero", (*pair.equations, pair.within(0)), And(Eq(T, 0), Eq(d, 0)), plan=Auto(depth=6))


@claim(
    "roots.discriminant",
    section="The Dynamics of Momentum",
    latex=r"T^2 \le 4d \implies |\sigma_1|^2 = |\sigma_2|^2 = d; \qquad T^2 = 4d \iff \sigma_1 = \sigma_2 \implies "
    r"\sigma_1 = T/2;"
    r"\qquad T^2 > 4d \implies \sigma_1 \ne \sigma_2 \text{ real}",
    references=("E. I. Jury, Theory and Application of the z-Transform Method, Wiley 1964, chapter 3",),
)
def discriminant() -> Iterator[Statement | Misprint]:
    """(sigma_1 - sigma_2)^2 = T^2 - 4 d. Its sign says whether the roots are complex conjugates, equal, or real and
    distinct."""
    pair = root_pair(T, d)
    x_1, x_2, y = pair.x_1, pair.x_2, pair.y
    first, second = pair.squared_moduli
    real = Cut(Eq(y, 0), otherwise=Cut(Eq(x_1, x_2)))
    yield Statement(
        "not real and distinct", (*pair.equations, 4 * d >= T**2), And(Eq(first, d), Eq(second, d)), plan=real
    )
    yield Statement(
        "complex", (*pair.equations, 4 * d > T**2), And(Ne(y, 0), Eq(x_1, T / 2), Eq(x_2, T / 2)), plan=real
    )
    yield Statement(
        "repeated",
        (*pair.equations, Eq(T**2, 4 * d)),
        And(Eq(y, 0), Eq(x_1, T / 2), Eq(x_2, T / 2)),
        plan=real,
    )
    yield Statement("real and distinct", (*pair.equations, 4 * d < T**2), And(Eq(y, 0), Ne(x_1, x_2)), plan=real)
