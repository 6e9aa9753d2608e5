"""Every problem of the article, with exact bounds on its curvatures and an exact minimiser, and what is drawn of it."""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

import numpy as np
from hypothesis import strategies as st

from numerics import Colorization, ConvexRosenbrock, Graph, PolynomialRegression, Quadratic
from numerics.exact import Array, identity, rationals, solve
from numerics.precision import Exact, NumberSystem, endpoints
from tests.numerics.algorithms.cases import CURVATURES, exactly, points, quadratics, spectrum_of


@dataclass(frozen=True)
class Case:
    """A problem whose curvatures are in [mu, L], with sqrt(L/mu) rational where mu > 0, and a start."""

    problem: Any
    mu: Fraction
    largest: Fraction
    start: list[Fraction]

    def to(self, system: NumberSystem) -> Any:
        return self.problem.to(system)

    @property
    def minimiser(self) -> Array:
        return exactly(self.to(Exact()).minimiser)

    @property
    def root(self) -> Fraction:
        """sqrt(mu/L)."""
        ratio = self.mu / self.largest
        found = Fraction(isqrt(ratio.numerator), isqrt(ratio.denominator))
        if found**2 != ratio:
            raise ValueError(f"mu/L={ratio} violates: a square of a rational; give L by `raised`")
        return found

    @property
    def distance(self) -> Fraction:
        """|w^0 - w*|^2."""
        error = exactly(self.start) - self.minimiser
        return Fraction(error @ error)

    @property
    def hessian(self) -> Array:
        """A, exactly, in Fractions: its column i is grad f(e_i) - grad f(0)."""
        problem, n = self.to(Exact()), len(self.start)
        zero = np.full(n, Fraction(0), dtype=object)
        columns = [problem.gradient(row) - problem.gradient(zero) for row in identity(n)]
        return np.array(columns, dtype=object).T


def raised(mu: Fraction, largest: Fraction) -> Fraction:
    """The least L >= `largest` with sqrt(L/mu) a multiple of 1/16: a bound on the curvatures as well."""
    sixteenths = 256 * largest / mu
    root = isqrt(int(sixteenths))
    root += root**2 < sixteenths
    return mu * Fraction(root, 16) ** 2


def bounds(matrix: Array) -> tuple[Fraction, Fraction]:
    """1/tr(A^{-1}) <= l_1 and l_n <= tr(A), exactly, for a positive definite A."""
    n = len(matrix)
    inverse = sum((solve(matrix, row)[0][i] for i, row in enumerate(identity(n))), Fraction(0))
    return 1 / inverse, Fraction(sum(matrix.diagonal()))


def problems() -> dict[str, tuple[Any, Fraction, Fraction]]:
    """One of each kind, with (mu, L)."""
    polynomial = PolynomialRegression([0, 1, 2, -1], [1, 3, 2, 5], degree=2)
    graph = Colorization.on(Graph.grid(2, 3), [0])
    free, fixed = ConvexRosenbrock(9, 4, "free"), ConvexRosenbrock(Fraction(101), 3)
    return {
        "polynomial regression": (polynomial.quadratic, *bounds(polynomial.matrix)),
        "colorization": (graph, *bounds(rationals(graph.matrix().toarray()))),
        "free Rosenbrock": (free, free.curvature, free.curvature + 4),
        "fixed Rosenbrock": (fixed, fixed.curvature, fixed.curvature + 4),
    }


PROBLEMS = problems()
FLAT = st.lists(CURVATURES | st.just(Fraction(0)), min_size=1, max_size=3)


@st.composite
def strongly_convex(draw: st.DrawFn) -> Case:
    """Any quadratic in any basis, or one of the article's problems; L is the largest curvature or a little more."""
    name = draw(st.sampled_from(["quadratic", *PROBLEMS]))
    if name == "quadratic":
        problem: Any = draw(quadratics())
        mu, largest = min(spectrum_of(problem)), max(spectrum_of(problem))
    else:
        problem, mu, largest = PROBLEMS[name]
    return Case(problem, mu, raised(mu, largest), draw(points(problem.dimension)))


@st.composite
def convex(draw: st.DrawFn) -> Case:
    """The strongly convex ones, and diagonal quadratics with flat directions."""
    if draw(st.booleans()):
        return draw(strongly_convex())
    spectrum = draw(FLAT)
    problem = Quadratic.from_spectrum(spectrum, draw(points(len(spectrum))), semidefinite=True)
    return Case(problem, Fraction(0), max(spectrum) or Fraction(1), draw(points(len(spectrum))))


def case(name: str) -> Case:
    """One of the article's problems, from its own start."""
    problem, mu, largest = PROBLEMS[name]
    return Case(problem, mu, raised(mu, largest), [Fraction(x) for x in exactly(problem.start)])


def lies_in(rounded: Any, enclosed: Any, names: tuple[str, ...]) -> bool:
    """Whether the attributes of the one, exactly read, lie in the balls that are the same attributes of the other."""
    ends = ((exactly(getattr(rounded, name)), *endpoints(getattr(enclosed, name))) for name in names)
    return all(bool(((low <= value) & (value <= high)).all()) for value, low, high in ends)
