r"""Greedy coordinate optimisation: f is minimised over the component with the largest partial derivative.

    w^{k+1} = w^k - (d_i f(w^k)/A_ii) e_i,     i the first of the largest |d_i f(w^k)|

This is the rule of Gauss and Southwell with an exact step, for a quadratic of which only gradients are known: A_ii is a
difference of two of them. It is rational, and not linear. Balls that do not decide which component is the largest give
an enclosure of what each of them would do.

Reference: J. Nutini, M. Schmidt, I. Laradji, M. Friedlander, H. Koepke, "Coordinate descent converges faster with the
Gauss-Southwell rule than random selection", ICML 2015.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numerics.algorithms.newton import column
from numerics.elementary import quotient
from numerics.rule import Gradient, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"w^{k+1} = w^k - \frac{\partial_i f(w^k)}{A_{ii}} e_i, \qquad i = \arg\max_j \left|\partial_j f(w^k)\right|"


@update_rule(state=("w",))
def step(state: State, gradient: Gradient) -> State:
    """One step; state = (w,). There are no parameters. Two gradients, and one more for each component not decided."""
    (w,) = state
    g = gradient(w)
    if not getattr(w, "shape", ()):
        return (w - quotient(g, column(gradient, w, g, 1)),)
    size = abs(g)
    if size.dtype.kind != "O":
        largest = size >= size.max(axis=-1, keepdims=True)
        unit = 1.0 * (largest & (largest.cumsum(axis=-1) == 1))
        return (w - quotient(unit * g, unit * column(gradient, w, g, unit)),)
    n, moved = g.shape[-1], w + 0 * g
    shares = [_shares(list(sizes)) for sizes in size.reshape(-1, n)]
    for i in sorted({i for found in shares for i in found}):
        unit = 0 * w
        unit[..., i] += 1
        share = 0 * g[..., :1]
        share.reshape(-1)[:] = [found.get(i, 0) for found in shares]
        length = quotient(g[..., i], column(gradient, w, g, unit)[..., i])
        moved[..., i] = w[..., i] - share[..., 0] * length
    return (moved,)


def _shares(sizes: Sequence[Any]) -> dict[int, Any]:
    """1 for the first of the largest; for balls that do not decide, [0, 1] for each that may be it."""
    best = 0
    for i, x in enumerate(sizes):
        best = i if x > sizes[best] else best
    top = sizes[best]
    may = [i for i, x in enumerate(sizes) if not top > x and not (i > best and top >= x)]
    if len(may) == 1 or not (hasattr(top, "rad") or hasattr(top, "_mpi_")):
        return {best: 1}
    either = top.ctx.mpf((0, 1)) if hasattr(top, "_mpi_") else (0 * top).union(0 * top + 1)
    return dict.fromkeys(may, either)
