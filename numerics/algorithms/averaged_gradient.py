r"""Averaged gradient: gradient descent, and the mean of all its iterates.

    v^{k+1} = v^k - alpha grad f(v^k)
    w^{k+1} = (v^0 + ... + v^{k+1})/(k + 2)

The iterate is the mean; gradients are taken at v. Linear in the gradients, not stationary; the sums (k + 1) w^k obey a
recurrence of constant coefficients on a quadratic.

References: B. T. Polyak, A. B. Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control
Optim. 30(4), 1992; N. Flammarion, F. Bach, "From averaging to acceleration, there is only a step-size", COLT 2015,
section 2.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"v^{k+1} = v^k - \alpha \nabla f(v^k), \qquad w^{k+1} = \frac{1}{k+2} \sum_{i=0}^{k+1} v^i"


def _rest(w0: Number) -> State:
    return w0, 1 + 0 * w0, w0


@update_rule(state=("v", "count", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step; state = (v, count, w), `count` the number of points in the mean w, in every component."""
    v, count, w = state
    v = v - alpha * gradient(v)
    return v, count + 1, w + (v - w) / (count + 1)
