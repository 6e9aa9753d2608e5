r"""The function on which the article's first figure runs momentum, a curved ravine, as a problem that `simulate` runs.

    f(x, y) = (1 - x)^2 + 20 (3 y - x^2)^2,    least at (1, 1/3), where f = 0

It is Rosenbrock's function with other numbers; it is not convex. Near the minimiser it is the quadratic of `hessian`,
[[162, -240], [-240, 360]], and so are the largest stable step-sizes there.

Reference: H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", Comput. J. 3
(1960), 175-184; G. Goh, "Why Momentum Really Works", Distill 2017, first figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.exact import Array, exact_array, rationals
from numerics.precision import Float64, NumberSystem

__all__ = ["CurvedRavine"]

MINIMISER = (Fraction(1), Fraction(1, 3))
START = (Fraction(-121, 100), Fraction(853, 1000))


@dataclass(frozen=True, eq=False)
class CurvedRavine:
    """f of the module, for w = (x, y) of shape (..., 2) in the numbers of `system`."""

    system: NumberSystem = field(default_factory=Float64)

    def to(self, system: NumberSystem) -> CurvedRavine:
        """The same problem, computed in another number system."""
        return replace(self, system=system)

    @property
    def dimension(self) -> int:
        """2."""
        return 2

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """(): one problem; batches come from starting points and parameters."""
        return ()

    @property
    def start(self) -> Array:
        """The figure's w^0 = (-1.21, 0.853)."""
        return self.system.array(exact_array(list(START), "start"))

    @property
    def minimiser(self) -> Array:
        """(1, 1/3)."""
        return self.system.array(exact_array(list(MINIMISER), "minimiser"))

    @property
    def hessian(self) -> Array:
        """The second derivatives at the minimiser, exactly, shape (2, 2)."""
        return rationals(np.array([[162, -240], [-240, 360]]))

    def gradient(self, w: Any) -> Any:
        """(2 (x - 1) - 80 x (3 y - x^2), 120 (3 y - x^2)), shape (..., 2)."""
        x, y = w[..., 0], w[..., 1]
        off = 3 * y - x * x
        return np.stack([2 * (x - 1) - 80 * x * off, 120 * off], axis=-1)

    def excess(self, w: Any) -> Any:
        """f(w), shape (...): f is 0 at the minimiser."""
        x, y = w[..., 0], w[..., 1]
        return (1 - x) ** 2 + 20 * (3 * y - x * x) ** 2
