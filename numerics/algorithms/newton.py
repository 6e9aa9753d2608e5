r"""Newton's method, for a quadratic of which only gradients are known.

    w^{k+1} = w^k - H^{-1} grad f(w^k)

The columns of H are differences of gradients, exact for a quadratic: n + 1 gradients a step, and n x n numbers. It is
rational, and ends after one step. For another f it is Newton's method with difference quotients of step 1 and more.

Reference: J. Nocedal, S. J. Wright, *Numerical Optimization*, 2nd ed., Springer 2006, (2.15).
"""

from __future__ import annotations

from numerics.curvature import hessian, solve_definite
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"w^{k+1} = w^k - H^{-1} \nabla f(w^k), \qquad H = \nabla^2 f(w^k)"


@update_rule(state=("w",))
def step(state: State, gradient: Gradient) -> State:
    """One step; state = (w,). There are no parameters.

    H is positive definite; a semidefinite one needs exact arithmetic, where components that are free do not move.
    """
    (w,) = state
    g = gradient(w)
    move: Number = solve_definite(hessian(gradient, w, g), g)
    return (w - move,)
