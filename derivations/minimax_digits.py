r"""Digits for a candidate: the conditions that carry an optimum, solved as equations by Newton's method.

At a minimum of r subject to conditions >= 0 the gradient of r is a sum of the conditions' with multipliers >= 0, found
by nonnegative least squares. Those with a positive one hold with equality; where the curvature lies inside [mu, L], so
does the derivative by it. Newton's steps are the shortest ones, since the equations may leave some parameters free.
Nothing here is trusted. Reference: R. Hettich, K. O. Kortanek, SIAM Review 35 (1993), 380-429, sections 3 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from derivations.minimax_problem import Problem, conditions_over, grid, number, slopes

__all__ = ["DIGITS", "polished"]

DIGITS = 50
"""Of the numbers that Newton's method gives; it computes with three times as many, for its difference quotients."""
_ACTIVE = 1 / (1 << 14)
"""What counts as 0 in float64 for a condition that carries the optimum."""


def polished(problem: Problem, point: Any, ratio: Any) -> Any:
    """The point to `DIGITS` digits on [ratio, 1], or None where no conditions carry it or Newton's method fails."""
    import mpmath

    carrying = _carrying(problem, point, float(ratio))
    if not carrying:
        return None
    inside = [lam for _, lam, moves in carrying if moves]
    fixed = [number(ratio) if lam < 1 else mpmath.mpf(1) for _, lam, _ in carrying]
    unknowns = [mpmath.mpf(float(x)) for x in (*point, *inside)]
    with mpmath.workdps(3 * DIGITS):
        equations = partial(_equations, problem, [(j, moves) for j, _, moves in carrying], fixed)
        for _ in range(40):
            residual = equations(unknowns)
            if max(map(abs, residual)) < mpmath.mpf(10) ** (-2 * DIGITS):
                return unknowns[: len(point)]
            step = _least_norm_step(equations, unknowns, residual)
            if step is None or max(map(abs, step)) > _ACTIVE * (1 << 10):
                return None
            unknowns = [x + dx for x, dx in zip(unknowns, step, strict=True)]
    return None


def _carrying(problem: Problem, point: Any, least: float) -> list[tuple[int, float, bool]]:
    """(condition, lambda, whether lambda is inside) for those with a positive multiplier at the point."""
    import numpy as np
    from scipy.optimize import nnls

    nodes = grid(1 / least, 300)
    on_nodes, gradients = conditions_over(problem, nodes, point), slopes(problem, nodes, point)
    norms = np.linalg.norm(gradients, axis=-1).reshape(on_nodes.shape)
    active = np.argwhere((abs(on_nodes) < _ACTIVE * norms) & _lowest(on_nodes))
    if not len(active):
        return []
    rows = gradients.reshape((*on_nodes.shape, -1))[tuple(active.T)]
    multipliers, residual = nnls((rows / np.linalg.norm(rows, axis=-1, keepdims=True)).T, np.eye(len(point))[-1])
    if residual > 1 / 8:
        return []
    chosen = active[multipliers > _ACTIVE * multipliers.max()]
    return [(int(j), float(nodes[i]), 0 < i < len(nodes) - 1) for j, i in chosen]


def _lowest(values: Any) -> Any:
    """Where a condition has a local minimum over the nodes; where it is constant, at the first one."""
    import numpy as np

    padded = np.pad(values, ((0, 0), (1, 1)), constant_values=np.inf)
    return (values < padded[:, :-2]) & (values <= padded[:, 2:])


def _equations(problem: Problem, carrying: Any, fixed: Any, unknowns: Sequence[Any]) -> list[Any]:
    """The carrying conditions, = 0; where lambda is inside, so is their derivative by it."""
    import mpmath

    size, found = problem.m + 1, []
    point, inside = unknowns[:size], iter(unknowns[size:])
    step = mpmath.mpf(10) ** -DIGITS
    for (j, moves), end in zip(carrying, fixed, strict=True):
        lam = next(inside) if moves else end
        found.append(problem.conditions(lam, point, number)[j])
        if moves:
            around = [problem.conditions(lam + sign * step, point, number)[j] for sign in (1, -1)]
            found.append((around[0] - around[1]) / (2 * step))
    return found


def _least_norm_step(equations: Callable[[Any], list[Any]], unknowns: Sequence[Any], residual: Sequence[Any]) -> Any:
    """The shortest solution of J dx = -residual, J by difference quotients; None where the rows of J are dependent."""
    import mpmath

    step = mpmath.mpf(10) ** -DIGITS
    columns = []
    for i in range(len(unknowns)):
        moved = [x + step if i == k else x for k, x in enumerate(unknowns)]
        columns.append([(a - b) / step for a, b in zip(equations(moved), residual, strict=True)])
    J = mpmath.matrix(columns).T
    try:
        return list(J.T * mpmath.lu_solve(J * J.T, -mpmath.matrix(residual)))
    except ZeroDivisionError:
        return None
