r"""Candidates for the best parameters on a spectrum [mu, L]: floating point, and nothing here is trusted.

Wanted is the least r with |sigma| <= r for every eigenvalue at every lambda in [mu, L]. The spectral radius itself has
kinks, and at double roots, where the optimum tends to be, vertical tangents. So the problem is written with smooth
functions: with c_i the coefficients of the characteristic polynomial, those of p(r sigma)/r^n are c_i / r^i, and

    minimise r  subject to  G_j(c_1/r, ..., c_n/r^n) >= 0  for each condition G_j of `schur_cohn` and each lambda.

 1. *Scale.* Weights w_i are looked for such that the method for [mu, L] is that for [mu/L, 1] at parameters p_i L^{w_i}
    (the step-size has 1), so that the search sees numbers of the order of 1 whatever the units.
 2. *Where.* Differential evolution on the spectral radius, for a small condition number.
 3. *Exactly there.* Sequential quadratic programming (SLSQP) on the smooth problem, from one condition number to the
    next larger one, with lambda on a grid to which the worst lambda in between is added.
 4. *Digits.* The conditions that carry the optimum (Lagrange multipliers, by nonnegative least squares) are solved as
    equations to `DIGITS` digits by Newton's method, in least-norm steps where they leave some parameters free.

References: R. Storn, K. Price, J. Global Optim. 11 (1997), 341-359; D. Kraft, DFVLR-FB 88-28, 1988 (SLSQP); R. Hettich,
K. O. Kortanek, "Semi-infinite programming", SIAM Review 35 (1993), 380-429 (exchange).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Any

import sympy

from derivations.minimax_digits import DIGITS, polished
from derivations.minimax_problem import Problem, conditions_over, grid, slopes, values

__all__ = ["candidates", "decisive_curvatures", "weights"]

_REACH = 4
"""Parameters, scaled, are looked for as sinh of [-4, 4]: up to 27, with a fine view of what is near 0."""
_FIRST, _FACTOR = 8, 6
"""The condition number at which the search begins, and the factor from one to the next."""
_STARTS, _EXCHANGES = 2, 6
_PRECISE = 1 / (1 << 30)
"""What counts as 0 in float64."""


def weights(coefficients: Sequence[Any], parameters: Mapping[str, Any], curvature: Any) -> dict[str, Any] | None:
    """Name -> rational w_i such that lambda / L for lambda and p_i L^{w_i} for p_i leave every coefficient as it is.

    By Euler's identity, lambda dc/dlambda = sum_i w_i p_i dc/dp_i; where several do, those that are free are 0, and
    where none do the answer is None.
    """
    unknown = {name: sympy.Dummy(name) for name in parameters}
    equations: list[Any] = []
    for c in coefficients:
        change = curvature * sympy.diff(c, curvature)
        change -= sum(unknown[name] * p * sympy.diff(c, p) for name, p in parameters.items())
        numerator, _ = sympy.fraction(sympy.together(sympy.expand(change)))
        equations += sympy.Poly(numerator, curvature, *parameters.values()).coeffs()
    found = sympy.linsolve(equations, *unknown.values()) if unknown else sympy.EmptySet
    if found is sympy.EmptySet:
        return None
    [solution] = found
    free = dict.fromkeys(unknown.values(), 0)
    return {name: value.subs(free) for name, value in zip(parameters, solution, strict=True)}


def candidates(
    coefficients: Sequence[Any], parameters: Mapping[str, Any], curvature: Any, ratio: Any
) -> list[dict[str, Any]]:
    """Name -> mpmath number for each candidate that was found on [ratio, 1], the most promising first.

    coefficients: c_1, ..., c_n in `curvature` and `parameters` (name -> symbol). ratio: mu / L, a rational. Raises
    ModuleNotFoundError, with the remedy, where SciPy is not installed.
    """
    if find_spec("scipy") is None:
        law = "the search for the best parameters uses SciPy"
        raise ModuleNotFoundError(f"scipy is missing violates: {law}; pip install 'whymomentum[engines]'")
    import mpmath

    if not parameters:
        return [{}]
    problem, kappa = Problem(coefficients, parameters, curvature), float(1 / ratio)
    found = sorted((_followed(problem, start, kappa) for start in _starts(problem, min(kappa, _FIRST))), key=_rate)
    with mpmath.workdps(DIGITS):
        points = [p for point in found for p in (polished(problem, point, ratio), point) if p is not None]
        return [{name: mpmath.mpf(u) for name, u in zip(parameters, p, strict=False)} for p in points]


def decisive_curvatures(
    coefficients: Sequence[Any], parameters: Mapping[str, Any], curvature: Any, ratio: Any, point: Sequence[Any]
) -> tuple[Any, ...]:
    """The curvatures, rationals in [ratio, 1], at which some condition is tightest for a point (parameters..., r).

    A guess of those that let no other parameters do better; the ends are among them.
    """
    nodes = grid(float(1 / ratio), 300)
    tightest = conditions_over(Problem(coefficients, parameters, curvature), nodes, list(map(float, point)))
    inside = {float(x) for x in nodes[tightest.argmin(axis=-1)] if nodes[0] < x < nodes[-1]}
    return (ratio, sympy.Integer(1), *(sympy.Rational(x).limit_denominator(1000) for x in sorted(inside)))


def _starts(problem: Problem, kappa: float) -> Iterator[Any]:
    """Points that differential evolution finds on [1/kappa, 1], once for each of a few seeds."""
    import numpy as np
    from scipy.optimize import differential_evolution

    nodes = grid(kappa, 12)

    def objective(reach: Any) -> Any:
        return np.minimum(problem.worst(nodes, np.sinh(reach)), 1 << 20)

    for seed in range(_STARTS):
        found = differential_evolution(
            objective, [(-_REACH, _REACH)] * problem.m, popsize=20, maxiter=150, tol=_PRECISE, polish=False,
            vectorized=True, updating="deferred", seed=np.random.default_rng(seed),
        )  # fmt: skip
        yield np.append(np.sinh(found.x), found.fun)


def _followed(problem: Problem, point: Any, kappa: float) -> Any:
    """A point for a small condition number, made one for `kappa` by way of those in between."""
    step = min(kappa, _FIRST)
    point = _descended(problem, point, step)
    while step < kappa:
        step = min(kappa, step * _FACTOR)
        point = _descended(problem, point, step)
    return point


def _descended(problem: Problem, point: Any, kappa: float) -> Any:
    """SLSQP from a point, lambda on a grid that grows by where a condition fails most; the best end."""
    import numpy as np
    from scipy.optimize import minimize

    fine, nodes, ends = grid(kappa, 300), grid(kappa, 24), [point]
    for _ in range(_EXCHANGES):
        start = ends[-1].copy()
        start[-1] = min(problem.worst(fine, start[:-1])[0], 1 << 10)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            holds = {name: partial(function, problem, nodes) for name, function in (("fun", values), ("jac", slopes))}
            found = minimize(
                lambda x: x[-1], start, jac=lambda x: np.eye(len(x))[-1], method="SLSQP",
                bounds=[(None, None)] * problem.m + [(_PRECISE, None)],
                constraints={"type": "ineq"} | holds,
                options={"ftol": _PRECISE * _PRECISE, "maxiter": 300},
            )  # fmt: skip
        if not np.isfinite(found.x).all():
            break
        ends.append(found.x)
        left = conditions_over(problem, fine, found.x)
        failing = left[left.min(axis=-1) < -_PRECISE]
        if not len(failing):
            break
        nodes = np.unique([*nodes, *fine[failing.argmin(axis=-1)]])
    for end in ends:
        end[-1] = problem.worst(fine, end[:-1])[0]
    return min(ends, key=_rate)


def _rate(point: Any) -> float:
    return float(point[-1])
