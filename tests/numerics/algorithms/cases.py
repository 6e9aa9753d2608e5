"""Problems, starts and parameters that the tests of the algorithms draw, and what rounding may do to a run."""

from collections.abc import Sequence
from fractions import Fraction
from inspect import Parameter, signature
from typing import Any

import numpy as np
from hypothesis import strategies as st

from numerics import Ball, Quadratic, householder_basis, simulate
from numerics.exact import Array, rationals
from numerics.precision import endpoints

CURVATURES = st.fractions(Fraction(1, 20), Fraction(20), max_denominator=20)
NUMBERS = st.fractions(Fraction(-9), Fraction(9), max_denominator=12)
SPECTRA = st.lists(CURVATURES, min_size=1, max_size=4)


@st.composite
def quadratics(draw: st.DrawFn, spectra: st.SearchStrategy[list[Fraction]] = SPECTRA) -> Quadratic:
    """Quadratics of 1 to 4 dimensions, given by the minimiser, in a rational eigenbasis or diagonal."""
    spectrum = draw(spectra)
    n = len(spectrum)
    minimiser = draw(points(n))
    if not draw(st.booleans()):
        return Quadratic.from_spectrum(spectrum, minimiser)
    vector = [draw(st.integers(1, 5)) for _ in range(n)]
    return Quadratic.from_eigenbasis(spectrum, householder_basis([vector]), minimiser)


def points(n: int) -> st.SearchStrategy[list[Fraction]]:
    return st.lists(NUMBERS, min_size=n, max_size=n)


@st.composite
def runs(draw: st.DrawFn, spectra: st.SearchStrategy[list[Fraction]] = SPECTRA) -> tuple[Quadratic, list[Fraction]]:
    """A quadratic and a starting point."""
    problem = draw(quadratics(spectra))
    return problem, draw(points(problem.dimension))


def exactly(values: Any) -> Array:
    return rationals(np.asarray(values, dtype=object))


def spectrum_of(problem: Quadratic) -> list[Fraction]:
    """The exact eigenvalues, which a problem holds as float64 where that loses nothing."""
    return [Fraction(value) for value in exactly(problem.spectrum)]


def parameters_of(step: Any, spectrum: Sequence[Any]) -> dict[str, Any]:
    """Parameters with which any rule converges on curvatures of this spectrum, by their names."""
    first, last = Fraction(min(spectrum)), Fraction(max(spectrum))
    known: dict[str, Any] = {
        "alpha": 1 / (2 * last),
        "beta": Fraction(1, 2),
        "beta_1": Fraction(9, 10),
        "beta_2": Fraction(99, 100),
        "epsilon": Fraction(1, 100),
        "lambda_1": first,
        "lambda_n": last,
    }
    declared = signature(step).parameters.values()
    needed = [p.name for p in declared if p.kind is Parameter.KEYWORD_ONLY and p.default is Parameter.empty]
    return {name: known.get(name, Fraction(1, 10)) for name in needed}


def rounded_like(precision: str | int, bits: int, *arguments: Any, **parameters: Any) -> tuple[Array, Array, Array]:
    """A run that rounds to nearest, and the ends of the same run in intervals of as many bits.

    By induction over the operations, each rounded result lies in its interval: the exact result of the operation on
    rounded arguments does, and rounding to nearest does not pass an end, which is a number of those bits. This needs
    the same operations in the same order, correctly rounded: a diagonal problem of less than 8 dimensions, where NumPy
    sums from left to right, and no underflow.
    """
    rounded = simulate(*arguments, precision=precision, **parameters).iterates
    low, high = endpoints(simulate(*arguments, precision=Ball(bits, "mpmath"), **parameters).iterates)
    return exactly(rounded), low, high
