"""Polynomial regression, the article's example: least squares on the Vandermonde matrix, its eigenfeatures and filters.

    from numerics.polynomial_regression import PolynomialRegression, pontius

    problem = PolynomialRegression([0, 1, 2, 3], [1, 3, 2, 5], degree=2)
    simulate(step, problem.quadratic, 100, start=[0, 0, 0], alpha=0.01)     # gradient descent on its weights
    problem.tikhonov(Fraction(1, 10))                                        # (Z^T Z + eta I)^{-1} Z^T d, exactly
    pontius(degree=2).solution                                               # measured data

Points and data are exact: an int or Fraction means itself, a float its binary value. Z, A = Z^T Z and b = Z^T d are
kept in rationals, since A squares a condition number that grows exponentially with the degree.

References: G. Goh, "Why Momentum Really Works", Distill 2017, section *Example: Polynomial Regression* and footnote 2;
P. C. Hansen, *Rank-Deficient and Discrete Ill-Posed Problems*, SIAM 1998, section 4.2 (filter factors).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from numerics.exact import Array, exact_array, rational, rationals, solve
from numerics.precision import NumberSystem, positive_integer
from numerics.problems import Quadratic
from numerics.regularisation import early_stopping, tikhonov

__all__ = ["PolynomialRegression", "clusters", "generated", "horner", "pontius"]


class PolynomialRegression:
    """1/2 sum_i (w_1 + w_2 xi_i + .. + w_n xi_i^{n-1} - d_i)^2, n = degree + 1, for m points xi_i and data d_i.

    points, data: m numbers each, m >= 1, exact. Raises ValueError where their lengths differ or the degree is below 0.
    """

    def __init__(self, points: Sequence[Any] | Array, data: Sequence[Any] | Array, degree: int) -> None:
        self.points, self.data = _vector(points, "points"), _vector(data, "data")
        self.degree = positive_integer(degree, "degree", least=0)
        if self.points.shape != self.data.shape:
            raise ValueError(
                f"{self.points.size} points and {self.data.size} data violate: one datum for each point; give as many"
            )

    @property
    def terms(self) -> int:
        """n, the number of weights."""
        return self.degree + 1

    @property
    def is_definite(self) -> bool:
        """Whether A is invertible: at least n points are distinct (claim `poly.an-instance-of-the-quadratic`)."""
        return self.rank == self.terms

    @cached_property
    def rank(self) -> int:
        """The rank of Z, and of A: the number of distinct points, if that is less than n, else n."""
        return min(len(set(self.points)), self.terms)

    @cached_property
    def vandermonde(self) -> Array:
        """Z, shape (m, n), in Fractions: row i is (1, xi_i, .., xi_i^{n-1})."""
        table = rationals(np.ones((self.points.size, self.terms), dtype=int))
        for j in range(1, self.terms):
            table[:, j] = table[:, j - 1] * self.points
        return table

    @cached_property
    def matrix(self) -> Array:
        """A = Z^T Z, shape (n, n), in Fractions: entry (i, j) is the sum of the powers xi^{i+j}, i and j from 0."""
        last = self.vandermonde[:, -1]
        sums = [*self.vandermonde.sum(axis=0), *(last @ self.vandermonde[:, 1:])]
        table = np.array([[sums[i + j] for j in range(self.terms)] for i in range(self.terms)], dtype=object)
        return rationals(table)

    @cached_property
    def right(self) -> Array:
        """b = Z^T d, shape (n,), in Fractions."""
        return rationals(self.vandermonde.T @ self.data)

    @cached_property
    def quadratic(self) -> Quadratic:
        """1/2 w^T A w - b^T w, the loss up to 1/2 |d|^2; semidefinite where fewer than n points are distinct."""
        matrix, right = exact_array(self.matrix, "A"), exact_array(self.right, "b")
        return Quadratic.from_matrix(matrix, right, semidefinite=not self.is_definite)

    @cached_property
    def solution(self) -> Array:
        """A minimiser, in Fractions: A^{-1} b, or one with free weights at 0 where A is singular."""
        return solve(self.matrix, self.right)[0]

    def objective(self, w: Any) -> Any:
        """1/2 |Z w - d|^2, shape (...), for weights of shape (..., n), exact for exact weights."""
        residual = (self.vandermonde @ np.asarray(w)[..., None])[..., 0] - self.data
        return (residual**2).sum(axis=-1) / 2

    def model(self, w: Any, points: Any = None) -> Any:
        """The values of the model with weights (..., n) at `points` (p,), by default its own: shape (..., p)."""
        there = self.points if points is None else np.asarray(points)
        return horner(np.asarray(w)[..., None, :], there)

    @cached_property
    def spectrum(self) -> tuple[Array, Array]:
        """The eigenvalues l_1 <= .. <= l_n of A and Q, its eigenvectors in the columns, in float64.

        By the singular values of Z, l = s^2, which loses half as many digits as working on A; as many are 0 as the rank
        leaves out.
        """
        return self._decomposition[0] ** 2, self._decomposition[1]

    def eigenfeatures(self, points: Any = None) -> Array:
        """The values f_i(xi) of the eigenfeatures at `points` (p,), by default its own: shape (p, n), in float64."""
        there = np.asarray(self.points if points is None else points, dtype=np.float64)
        values: Array = horner(self.spectrum[1].T[:, None, :], there).T
        return values

    def filtered(self, factors: Any) -> Array:
        """sum_i q_i factor_i b_i/l_i with `factors` (..., n), in the order of the spectrum: weights (..., n), float64.

        Where l_i = 0 the weight along q_i is 0, whatever its factor.
        """
        sizes, q, left = self._decomposition
        components = np.zeros(self.terms)
        positive = sizes > 0
        components[positive] = (left.T @ self.data.astype(np.float64))[positive] / sizes[positive]
        weights: Array = (np.asarray(factors) * components) @ q.T
        return weights

    def tikhonov(self, eta: Any, precision: str | int | NumberSystem = "exact") -> Array:
        """(A + eta I)^{-1} b, the minimiser of the loss plus eta/2 |w|^2, shape (n,); eta > 0, or 0 for a definite A.

        Raises ValueError for another eta. See `numerics.regularisation` for any quadratic.
        """
        weight = rational(eta, "eta")
        if weight < 0 or (weight == 0 and not self.is_definite):
            raise ValueError(f"eta={eta} violates eta > 0 (or 0, with as many distinct points as weights): raise eta")
        return tikhonov(self.quadratic, weight, precision=precision)

    def early_stopped(self, alpha: Any, k: int, precision: str | int | NumberSystem = "float64") -> Array:
        """The weights after k steps of gradient descent from 0, in the numbers of `precision`: shape (n,)."""
        return early_stopping(self.quadratic, k, alpha=alpha, precision=precision)

    @cached_property
    def _decomposition(self) -> tuple[Array, Array, Array]:
        """The singular values of Z, rising, with its right and its left singular vectors in columns, n of each."""
        z = self.vandermonde.astype(np.float64)
        padded = np.vstack([z, np.zeros((max(self.terms - z.shape[0], 0), self.terms))])
        u, sizes, vh = np.linalg.svd(padded, full_matrices=False)
        sizes[self.rank :] = 0
        return sizes[::-1], vh[::-1].T, u[: z.shape[0], ::-1]


def horner(weights: Any, points: Any) -> Any:
    """w_1 + w_2 xi + .. + w_n xi^{n-1}, the weights along the last axis, the rest of their shape broadcast with the
    points; any number type."""
    value = weights[..., -1] + 0 * points
    for j in range(weights.shape[-1] - 2, -1, -1):
        value = weights[..., j] + points * value
    return value


def clusters(degree: int = 5) -> PolynomialRegression:
    """The data of the article's figures: ten points in two clusters around -1/2 and 1/2."""
    points = [Fraction(sign * twentieths, 20) for sign in (-1, 1) for twentieths in (8, 9, 10, 11, 12)[::sign]]
    data = [Fraction(halves, 2) for halves in (-3, -4, -5, -3, -2, 1, 2, 3, 2, 1)]
    return PolynomialRegression(points, data, degree)


def pontius(degree: int = 2, unit: Any = 3_000_000) -> PolynomialRegression:
    """Measured data: the deflection of a load cell under 40 loads (P. Pontius; NIST Statistical Reference Datasets).

    Loads are divided by `unit`, by default the largest, so that the points are in (0, 1]. NIST certifies the weights of
    degree 2 with unit=1.
    """
    text = files("numerics").joinpath("data", "pontius.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")][1:]
    scale = rational(unit, "unit")
    return PolynomialRegression([Fraction(x) / scale for x, _ in rows], [Fraction(y) for _, y in rows], degree)


def generated(
    points: Sequence[Any] | Array, weights: Sequence[Any] | Array, *, noise: float, seed: int, degree: int | None = None
) -> PolynomialRegression:
    """Data of the polynomial with these weights plus `noise` times seeded standard normal errors, in float64.

    `degree` is that of the fitted model, by default that of the weights.
    """
    given = _vector(weights, "weights")
    there = _vector(points, "points")
    errors = np.random.default_rng(seed).standard_normal(there.size)
    data = horner(given, there).astype(np.float64) + noise * errors
    return PolynomialRegression(there, data, given.size - 1 if degree is None else degree)


def _vector(values: Any, name: str) -> Array:
    vector = rationals(exact_array(values, name), name)
    if vector.ndim != 1 or not vector.size:
        raise ValueError(f"{name} of shape {vector.shape} violates: shape (m,), m >= 1; give a list of numbers")
    return vector
