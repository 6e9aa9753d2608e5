"""The page's formulas as JavaScript, each printed by SymPy from the expression that was derived and proved.

`FORMULAS` are functions of numbers; a name, its arguments in order, and the expression of them. Where the page needs a
matrix, each entry is a formula, and where it needs an update rule on a function that is not quadratic, the gradient is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

__all__ = ["Formula", "formulas", "javascript"]


@dataclass(frozen=True)
class Formula:
    """`expressions`, one or more, as a function `name` of `arguments`, symbols; several are returned as an array."""

    name: str
    arguments: tuple[Any, ...]
    expressions: tuple[Any, ...]
    is_array: bool = False

    def javascript(self) -> str:
        """An arrow function in an object's notation."""
        names = {symbol: f"x{i}" for i, symbol in enumerate(self.arguments)}
        bodies = [sympy.jscode(e.xreplace({s: sympy.Symbol(n) for s, n in names.items()})) for e in self.expressions]
        body = f"[{', '.join(bodies)}]" if self.is_array else bodies[0]
        return f"{self.name}: ({', '.join(names.values())}) => {body}"


def javascript() -> str:
    """All formulas, as one object."""
    return "{\n" + ",\n".join(f"  {formula.javascript()}" for formula in formulas()) + "\n}"


def formulas() -> Iterator[Formula]:
    """Every formula of the page."""
    for part in (_gradient_descent, _momentum, _filters, _noise, _rules, _problems):
        yield from part()


def _gradient_descent() -> Iterator[Formula]:
    from derivations import Method, choosing_a_step_size
    from derivations.notation import alpha, lam, lambda_1, lambda_n
    from numerics.algorithms.gradient_descent import step

    [factor] = Method(step).iteration_matrix
    ends = (lambda_1, lambda_n)
    yield _scalar("descentFactor", (alpha, lam), factor)
    yield _scalar("descentOptimalStep", ends, choosing_a_step_size.optimal_step())
    yield _scalar("descentOptimalRate", ends, choosing_a_step_size.optimal_rate())
    yield _scalar("descentLargestStep", (lambda_n,), choosing_a_step_size.stability_interval().end)


def _momentum() -> Iterator[Formula]:
    from derivations import critical_damping, momentum, stability
    from derivations.notation import alpha, beta, kappa, lam, lambda_1, lambda_n
    from derivations.rate_map import boundaries

    given, ends = (alpha, beta, lam), (lambda_1, lambda_n)
    method = momentum.method
    _, negative_trace, determinant = method.characteristic_polynomial.all_coeffs()
    yield Formula("momentumMatrix", given, tuple(method.iteration_matrix), is_array=True)
    yield _scalar("momentumRate", given, spectral_radius(-negative_trace, determinant))
    yield Formula("optimalParameters", ends, momentum.optimal_parameters(), is_array=True)
    yield _scalar("optimalRate", (kappa,), momentum.optimal_rate())
    yield _scalar("criticalBeta", (alpha, lam), critical_damping.critical_beta())
    yield _scalar("criticalRate", (alpha, lam), critical_damping.critical_rate())
    yield _scalar("largestStep", (beta, lam), stability.largest_step_size())
    curves = boundaries()
    for name in ("monotonic decrease", "ripples", "monotonic oscillations"):
        words = name.title().replace(" ", "")
        yield _scalar(f"endOf{words}", (beta,), curves[name][-1])
    T, d = sympy.symbols("T d", real=True)
    yield _scalar("spectralRadius", (T, d), spectral_radius(T, d))


def spectral_radius(trace: Any, determinant: Any) -> Any:
    """The larger modulus of the roots of sigma^2 - trace sigma + determinant, from their closed form."""
    from derivations.notation import sigma
    from derivations.schur_cohn import closed_roots

    T, d = sympy.symbols("T d", real=True)
    first, second = closed_roots(sympy.Poly(sigma**2 - T * sigma + d, sigma))
    discriminant = sympy.expand((first - second) ** 2)
    real = sympy.Max(sympy.Abs(first), sympy.Abs(second))
    radius = sympy.Piecewise((real, discriminant >= 0), (sympy.sqrt(d), True))
    return radius.subs({T: trace, d: determinant}, simultaneous=True)


def _filters() -> Iterator[Formula]:
    from derivations.notation import alpha, eta, k, lam
    from derivations.spectral_filters import corresponding_weight, early_stopping_factor, tikhonov_factor

    yield _scalar("earlyStopping", (lam, alpha, k), early_stopping_factor(lam, alpha, k))
    yield _scalar("tikhonov", (lam, eta), tikhonov_factor(lam, eta))
    yield _scalar("correspondingWeight", (alpha, k), corresponding_weight(alpha, k))


def _noise() -> Iterator[Formula]:
    from derivations.noise_moments import MOMENTS, moment_step, v
    from derivations.notation import alpha, beta, lam
    from derivations.stationary_noise import stationary_variance

    given = (alpha, beta, lam, v)
    yield Formula("momentStep", (*MOMENTS, *given), moment_step(), is_array=True)
    yield _scalar("stationaryVariance", given, stationary_variance())


def _rules() -> Iterator[Formula]:
    from derivations.notation import alpha, beta
    from numerics.algorithms.momentum import step

    z, w, g = sympy.symbols("z w g", real=True)
    velocity, position = step((z, w), lambda _: g, alpha=alpha, beta=beta)
    yield _scalar("momentumZ", (z, w, g, alpha, beta), velocity)
    yield _scalar("momentumW", (z, w, g, alpha, beta), position)


def _problems() -> Iterator[Formula]:
    import numpy as np

    from derivations import convex_rosenbrock
    from derivations.decomposing_the_error import error
    from derivations.laplacian_spectra import cycle_eigenvalue, path_eigenvalue
    from derivations.notation import lam
    from numerics.curved_ravine import CurvedRavine

    left, middle, right, j, n = sympy.symbols("left middle right j n", real=True)
    c = convex_rosenbrock.c
    yield _scalar("rosenbrockSlope", (left, middle, right, c), convex_rosenbrock.slope(left, middle, right))
    yield _scalar("pathEigenvalue", (j, n), path_eigenvalue(j, n))
    yield _scalar("cycleEigenvalue", (j, n), cycle_eigenvalue(j, n))
    x, y, xx = sympy.symbols("x y xx", real=True)
    loss = error((lam,), (x,), 0, 0)
    yield _scalar("loss", (lam, x), loss)
    yield _scalar("expectedLoss", (lam, xx), loss.subs(x**2, xx))
    gradient = CurvedRavine().gradient(np.array([x, y], dtype=object))
    yield Formula("ravineGradient", (x, y), tuple(gradient), is_array=True)
    yield _scalar("ravine", (x, y), CurvedRavine().excess(np.array([x, y], dtype=object)))


def _scalar(name: str, arguments: Sequence[Any], expression: Any) -> Formula:
    return Formula(name, tuple(arguments), (sympy.sympify(expression, strict=True),))
