r"""Natural gradient: steepest descent in the metric of the Fisher matrix F.

    w^{k+1} = w^k - alpha F(w^k)^{-1} grad f(w^k),     F = E[s s^T],  s the gradient of the log-likelihood

`with_fisher(fisher)` is the rule for a model with that F. `step` is the rule for f itself as minus the
log-likelihood of data with Gaussian noise, 1/2 |Z w - d|^2 as in polynomial regression: there F = Z^T Z = A, which is
found from gradients of f, so that alpha = 1 is Newton's method. It is rational.

Reference: S. Amari, "Natural gradient works efficiently in learning", Neural Computation 10, 1998, theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable

from numerics.algorithms.newton import hessian, solve_definite
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step", "with_fisher"]

EQUATION = r"w^{k+1} = w^k - \alpha F(w^k)^{-1} \nabla f(w^k), \qquad F = \mathbb{E}\left[s s^T\right]"


def with_fisher(fisher: Callable[[Number], Number]) -> Callable[..., State]:
    """The update rule for F = fisher(w), positive definite, of shape (..., n, n) in the numbers of w."""

    @update_rule(state=("w",))
    def rule(state: State, gradient: Gradient, *, alpha: Number) -> State:
        """One step; state = (w,), `alpha` the step-size."""
        (w,) = state
        return (w - alpha * solve_definite(fisher(w), gradient(w)),)

    return rule


@update_rule(state=("w",))
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step; state = (w,), `alpha` the step-size. F is that of Gaussian noise: the matrix of the quadratic f."""
    (w,) = state
    g = gradient(w)
    return (w - alpha * solve_definite(hessian(gradient, w, g), g),)
