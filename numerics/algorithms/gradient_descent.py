r"""Gradient descent, the article's *First Steps*.

    w^{k+1} = w^k - alpha grad f(w^k)

Reference: G. Goh, "Why Momentum Really Works", Distill 2017, the first displayed equation.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"w^{k+1} = w^k - \alpha \nabla f(w^k)"


@update_rule(state=("w",))
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step of gradient descent; state = (w,), `alpha` the step-size."""
    (w,) = state
    return (w - alpha * gradient(w),)
