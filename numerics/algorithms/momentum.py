r"""Momentum (Polyak's heavy ball), as the article writes it.

    z^{k+1} = beta z^k + grad f(w^k)
    w^{k+1} = w^k - alpha z^{k+1}

References: G. Goh, "Why Momentum Really Works", Distill 2017, the second displayed equation; B. T. Polyak, "Some
methods of speeding up the convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"z^{k+1} = \beta z^k + \nabla f(w^k), \qquad w^{k+1} = w^k - \alpha z^{k+1}"


@update_rule(state=("z", "w"))
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number) -> State:
    """One step of momentum; state = (z, w), `alpha` the step-size, `beta` the momentum. The start is at rest."""
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * z
