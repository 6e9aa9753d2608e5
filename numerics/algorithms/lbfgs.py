r"""L-BFGS, the two-loop recursion, from B = gamma I and with exact steps, for a quadratic.

    q = grad f(w^k);   for i = k-1 .. k-m:  a_i = s_i^T q/(s_i^T y_i),  q <- q - a_i y_i
    r = q/gamma;       for i = k-m .. k-1:  r <- r + (a_i - y_i^T r/(s_i^T y_i)) s_i
    d = -r,     w^{k+1} = w^k + (r^T grad f(w^k)/d^T A d) d

with s_i = w^{i+1} - w^i and y_i = grad f(w^{i+1}) - grad f(w^i) of the last m steps. Since a_i and r do not change if
s_i and y_i are multiplied by one number, d and A d of the step are kept in their place; A d is a difference of
gradients, exact for a quadratic. It is rational. `step` has m = 5; `limited_memory(m)` is the rule for another m.

References: J. Nocedal, "Updating quasi-Newton matrices with limited storage", Math. Comp. 35, 1980; J. Nocedal, S. J.
Wright, *Numerical Optimization*, 2nd ed., Springer 2006, algorithm 7.4.
"""

from __future__ import annotations

from collections.abc import Callable

from numerics.elementary import inner, quotient
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "curvature_along", "limited_memory", "step"]

EQUATION = (
    r"w^{k+1} = w^k - \frac{r \cdot g}{r \cdot A r} r, \qquad r = H_k g, \quad g = \nabla f(w^k), \qquad"
    r" H_{i+1} = \Big(I - \tfrac{s_i y_i^T}{s_i \cdot y_i}\Big) H_i \Big(I - \tfrac{y_i s_i^T}{s_i \cdot y_i}\Big)"
    r" + \tfrac{s_i s_i^T}{s_i \cdot y_i}, \quad H_{k-m} = \gamma^{-1} I"
)


def limited_memory(m: int) -> Callable[..., State]:
    """The update rule that remembers m >= 1 steps; state = (d_1, y_1, .., d_m, y_m, w), the newest pair first.

    Its parameter is `gamma` > 0. In balls, ValueError where it is not decided whether a curvature d^T y is 0: after
    convergence, or with too few bits.
    """
    if m < 1:
        raise ValueError(f"m={m} violates m >= 1: one step is remembered at least; gradient descent remembers none")
    names = tuple(f"{letter}_{i}" for i in range(1, m + 1) for letter in "dy")

    @update_rule(state=(*names, "w"))
    def rule(state: State, gradient: Gradient, *, gamma: Number) -> State:
        """One step; state = (d_1, y_1, .., d_m, y_m, w), `gamma` > 0 the curvature that is assumed at first."""
        *memory, w = state
        g = gradient(w)
        d = -_two_loops(list(zip(memory[::2], memory[1::2], strict=True)), g, gamma)
        y = curvature_along(gradient, w, g, d)
        curvature = inner(d, y)
        alive = quotient(curvature, curvature)  # 1, or 0 where there is nowhere to go
        d, y = alive * d, alive * y
        return d, y, *memory[:-2], w - quotient(inner(g, d), curvature) * d

    return rule


def _two_loops(pairs: list[tuple[Number, Number]], g: Number, gamma: Number) -> Number:
    """H g, where a pair of zeros counts as none."""
    weights = []
    for s, y in pairs:
        weights.append(quotient(inner(s, g), inner(s, y)))
        g = g - weights[-1] * y
    r = g / gamma
    for (s, y), weight in zip(reversed(pairs), reversed(weights), strict=True):
        r = r + (weight - quotient(inner(y, r), inner(s, y))) * s
    return r


def curvature_along(gradient: Gradient, w: Number, g: Number, d: Number) -> Number:
    """A d for a direction about as long as g = gradient(w), shape (..., n); 0 where g is 0 or its square underflows."""
    square = inner(g, g)
    t = quotient(square, square + inner(w, w))
    return t * (gradient(w + quotient(quotient(t, t) * d, t)) - g)


step = limited_memory(5)
