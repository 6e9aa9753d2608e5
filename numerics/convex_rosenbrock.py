"""The convex Rosenbrock function of the article's section *The Resisting Oracle*, as a problem that `simulate` runs.

    f^n(w) = 1/2 (w_1 - 1)^2 + 1/2 sum_{i=1}^n (w_i - w_{i+1})^2 + 2/(kappa - 1) |w|^2

As printed it needs w_{n+1}. `end="fixed"` is w_{n+1} = 0, `end="free"` the sum up to n - 1. The gradient costs a few
operations for each component, without a matrix. With the fixed end a run from 0 is that of the infinite problem for k
<= n steps, since nothing is known of the end before.

    simulate(momentum.step, ConvexRosenbrock(9, 100), 50, alpha=0.5, beta=0.25)

References: G. Goh, "Why Momentum Really Works", Distill 2017; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, section 2.1.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np

from numerics.exact import Array, exact_array, rational
from numerics.precision import Float64, NumberSystem, positive_integer
from numerics.problems import Quadratic

__all__ = ["ConvexRosenbrock"]

End = Literal["fixed", "free"]


@dataclass(frozen=True, eq=False)
class ConvexRosenbrock:
    """f^n for a condition number kappa > 1 in the limit, exact data, and n >= 1 components.

    `kappa` is an int, a Fraction or a float (exactly its binary value); w of the methods has shape (..., n), in the
    numbers of `system`. Raises ValueError where kappa <= 1, n < 1 or `end` is none of "fixed" and "free".
    """

    kappa: Any
    n: int
    end: End = "fixed"
    system: NumberSystem = field(default_factory=Float64)

    def __post_init__(self) -> None:
        positive_integer(self.n, "n")
        if rational(self.kappa, "kappa") <= 1:
            raise ValueError(f"kappa={self.kappa} violates kappa > 1: f^n has the term 2/(kappa - 1); give more than 1")
        if self.end not in ("fixed", "free"):
            raise ValueError(f'end={self.end!r} violates: "fixed" (w_{{n+1}} = 0) or "free" (w_{{n+1}} = w_n)')

    def to(self, system: NumberSystem) -> ConvexRosenbrock:
        """The same problem, computed in another number system."""
        return replace(self, system=system)

    @property
    def dimension(self) -> int:
        """n."""
        return self.n

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """(): one problem; batches come from starting points and parameters."""
        return ()

    @property
    def curvature(self) -> Fraction:
        """c = 4/(kappa - 1), exactly: the curvatures are between c and c + 4."""
        return 4 / (rational(self.kappa, "kappa") - 1)

    @cached_property
    def start(self) -> Array:
        """The article's w^0 = 0."""
        return self.system.array(np.zeros(self.n))

    @cached_property
    def exact_minimiser(self) -> Array:
        """w*, shape (n,), in Fractions: by w_i = r_i w_{i-1}, w_0 = 1, and r_i = 1/(2 + c - r_{i+1}) from the end."""
        following = Fraction(int(self.end == "free"))
        ratios = []
        for _ in range(self.n):
            following = 1 / (2 + self.curvature - following)
            ratios.append(following)
        found, value = np.empty(self.n, dtype=object), Fraction(1)
        for i, ratio in enumerate(reversed(ratios)):
            value *= ratio
            found[i] = value
        return found

    @cached_property
    def minimiser(self) -> Array:
        """w*, shape (n,), every component of the exact one rounded once; O(n^2) operations on digits."""
        return self.system.array(exact_array(self.exact_minimiser, "minimiser"))

    def gradient(self, w: Any) -> Any:
        """(2 + c) w_i - w_{i-1} - w_{i+1} with w_0 = 1, and w_{n+1} = 0 or w_n; shape (..., n)."""
        found = self._diagonal * w
        found[..., 1:] -= w[..., :-1]
        found[..., :-1] -= w[..., 1:]
        found[..., 0] -= self._one[0]
        return found

    def excess(self, w: Any) -> Any:
        """f(w) - f(w*) = 1/2 (w - w*)^T A (w - w*), shape (...), a sum of squares without cancellation."""
        e = w - self.minimiser
        total = (self._curvature * e**2).sum(axis=-1) + e[..., 0] ** 2 + ((e[..., 1:] - e[..., :-1]) ** 2).sum(axis=-1)
        return (total if self.end == "free" else total + e[..., -1] ** 2) / 2

    def quadratic(self) -> Quadratic:
        """The same function by its matrix, dense and exact, for what needs one; f is off by the constant 1/2."""
        n, c = self.n, self.curvature
        matrix = np.full((n, n), Fraction(0), dtype=object)
        index = np.arange(n)
        matrix[index, index] = 2 + c
        matrix[index[1:], index[:-1]] = matrix[index[:-1], index[1:]] = Fraction(-1)
        if self.end == "free":
            matrix[-1, -1] -= 1
        return Quadratic.from_matrix(matrix, np.eye(1, n)[0]).to(self.system)

    @cached_property
    def _curvature(self) -> Array:
        return self.system.array(exact_array([self.curvature], "c"))

    @cached_property
    def _diagonal(self) -> Array:
        exact = [2 + self.curvature] * (self.n - 1) + [2 + self.curvature - int(self.end == "free")]
        return self.system.array(exact_array(exact, "2 + c"))

    @cached_property
    def _one(self) -> Array:
        return self.system.array(np.ones(1))
