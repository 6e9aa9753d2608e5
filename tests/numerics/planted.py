"""Momentum with a bug in it: what each comparison with momentum must find."""

from typing import Any

from numerics import update_rule


@update_rule(state=("z", "w"))
def wrong_sign(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    z, w = state
    z = beta * z + gradient(w)
    return z, w + alpha * z


@update_rule(state=("z", "w"))
def late(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """w moves along the velocity of the step before."""
    z, w = state
    return beta * z + gradient(w), w - alpha * z


@update_rule(state=("z", "w"))
def damped_gradient(state: Any, gradient: Any, *, alpha: Any, beta: Any) -> Any:
    """The exponential average: stable where momentum is, and more."""
    z, w = state
    z = beta * z + (1 - beta) * gradient(w)
    return z, w - alpha * z
