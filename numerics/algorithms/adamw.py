r"""AdamW: Adam with the decay of the weights apart from its metric.

    w^{k+1} = w^k - (Adam's move) - alpha decay w^k

The minimiser of f is no fixed point unless it is 0 or `decay` is: the rule goes for a shrunken one.

Reference: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2 (with its
schedule 1 and the decay scaled by the step-size).
"""

from __future__ import annotations

from numerics.algorithms import adam
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"w^{k+1} = w^k - \alpha \Big( \frac{m^{k+1}/(1 - \beta_1^{k+1})}{\sqrt{v^{k+1}/(1 - \beta_2^{k+1})} + \epsilon}"
    r" + \omega w^k \Big)"
)


def _rest(w0: Number) -> State:
    return 0 * w0, 0 * w0, 1 + 0 * w0, 1 + 0 * w0, w0


@update_rule(state=("m", "v", "power_1", "power_2", "w"), start=_rest)
def step(
    state: State, gradient: Gradient, *, alpha: Number, beta_1: Number, beta_2: Number, epsilon: Number, decay: Number
) -> State:
    """One step; state and parameters are Adam's, `decay` >= 0 is the weight decay omega."""
    w = state[-1]
    *rest, moved = adam.step(state, gradient, alpha=alpha, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)
    return (*rest, moved - alpha * decay * w)
