r"""The search for the best parameters as a smooth problem, in programs that run on floats, arrays and mpmath's numbers.

    minimise r  subject to  G_j(c_1/r, ..., c_n/r^n) >= 0  for each condition G_j of `schur_cohn` and each lambda,

for c_i the coefficients of the characteristic polynomial, so that c_i / r^i are those of p(r sigma)/r^n. A *point* is
(parameters..., r), the parameters in the order in which they are given. See `derivations.minimax_search`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, repeat
from operator import mul
from typing import Any

import sympy

from derivations import schur_cohn
from derivations.straight_line import Line

__all__ = ["Problem", "conditions_over", "grid", "number", "slopes", "values"]


class Problem:
    """The coefficients, the conditions and the spectral radius as programs; a point is (parameters..., r)."""

    def __init__(self, coefficients: Sequence[Any], parameters: Mapping[str, Any], curvature: Any) -> None:
        self.n, self.m = len(coefficients), len(parameters)
        scaled = sympy.symbols(f"c_1:{self.n + 1}", real=True)
        self._coefficients = Line((curvature, *parameters.values()), coefficients)
        self._conditions = Line(scaled, schur_cohn.stability_polynomials(scaled))

    def conditions(self, lam: Any, point: Sequence[Any], number: Callable[[Any], Any] = float) -> list[Any]:
        """G_j at lambda (any numbers or arrays) and a point (the same), constants as `number` makes them."""
        *parameters, r = point
        powers = accumulate(repeat(r, self.n), mul)
        scaled = [c / power for c, power in zip(self._at(lam, parameters, number), powers, strict=True)]
        return self._conditions(scaled, [number(c) for c in self._conditions.constants])

    def radius(self, lam: Any, parameters: Sequence[Any]) -> Any:
        """The spectral radius over float64 arrays that broadcast; infinite where it is no number."""
        import numpy as np

        with np.errstate(all="ignore"):
            rows = np.broadcast_arrays(*self._at(lam, parameters, float), lam)[:-1]
            companion = np.zeros((*rows[0].shape, self.n, self.n))
            companion[..., 0, :] = -np.stack(rows, axis=-1)
            companion[..., range(1, self.n), range(self.n - 1)] = 1
            finite = np.asarray(np.isfinite(companion).all(axis=(-2, -1)))
            moduli = abs(np.linalg.eigvals(np.where(finite[..., None, None], companion, 0))).max(axis=-1)
        return np.where(finite, moduli, np.inf)

    def worst(self, lam: Any, parameters: Sequence[Any]) -> Any:
        """The largest radius over the curvatures `lam`, shape (K,), for parameters of shape (S,) each, or numbers."""
        import numpy as np

        return self.radius(np.asarray(lam)[:, None], parameters).max(axis=0)

    def _at(self, lam: Any, parameters: Sequence[Any], number: Callable[[Any], Any]) -> list[Any]:
        return self._coefficients([lam, *parameters], [number(c) for c in self._coefficients.constants])


def grid(kappa: float, count: int) -> Any:
    """Curvatures in [1/kappa, 1], the ends among them: in geometric progression, and equally spaced."""
    import numpy as np

    both = [*np.geomspace(1 / kappa, 1, count), *np.linspace(1 / kappa, 1, count)]
    return np.unique(np.clip(both, 1 / kappa, 1))


def conditions_over(problem: Problem, nodes: Any, point: Any) -> Any:
    """The conditions over the curvatures `nodes`: an array (conditions, nodes)."""
    import numpy as np

    return np.stack([np.broadcast_to(g, np.shape(nodes)) for g in problem.conditions(nodes, point)])


def values(problem: Problem, nodes: Any, point: Any) -> Any:
    """The same, in one row."""
    return conditions_over(problem, nodes, point).ravel()


def slopes(problem: Problem, nodes: Any, point: Any) -> Any:
    """The derivatives of `values`, by a complex step: exact to rounding, since no difference is taken."""
    import numpy as np

    step = 1 / (1 << 100)
    shifts = np.eye(len(point)) * complex(0, step)
    return np.stack([values(problem, nodes, point + shift).imag / step for shift in shifts], axis=-1)


def number(value: Any) -> Any:
    """A rational as mpmath's number of the digits at hand."""
    import mpmath

    return mpmath.mpf(int(value.p)) / int(value.q)
