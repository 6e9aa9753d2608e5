r"""AdaMax, Adam's variant with the infinity norm.

    m^{k+1} = beta_1 m^k + (1 - beta_1) g,      u^{k+1} = max(beta_2 u^k, |g|),      g = grad f(w^k)
    w^{k+1} = w^k - alpha/(1 - beta_1^t) m/(u + epsilon)

with t = k + 1 and every operation by component; 0/0 = 0 where no gradient has been seen. It is published without
epsilon, which is therefore 0 by default, and with alpha = 0.002, beta_1 = 0.9, beta_2 = 0.999. Not linear; rational
between changes of sign and of the maximum, so it runs in exact rationals.

Reference: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 2.
"""

from __future__ import annotations

from numerics.elementary import maximum, quotient
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"m^{k+1} = \beta_1 m^k + (1 - \beta_1) g, \qquad u^{k+1} = \max(\beta_2 u^k, |g|), \qquad"
    r" w^{k+1} = w^k - \frac{\alpha}{1 - \beta_1^{k+1}} \frac{m^{k+1}}{u^{k+1} + \epsilon}"
)


def _rest(w0: Number) -> State:
    return 0 * w0, 0 * w0, 1 + 0 * w0, w0


@update_rule(state=("m", "u", "power", "w"), start=_rest)
def step(
    state: State, gradient: Gradient, *, alpha: Number, beta_1: Number, beta_2: Number, epsilon: Number = 0
) -> State:
    """One step; state = (m, u, power, w), `power` being beta_1^k in every component.

    `alpha` is the step-size, `beta_1` and `beta_2` in [0, 1) the decay rates, `epsilon` >= 0.
    """
    m, u, power, w = state
    g = gradient(w)
    m = beta_1 * m + (1 - beta_1) * g
    u = maximum(beta_2 * u, abs(g))
    power = beta_1 * power
    return m, u, power, w - alpha / (1 - power) * quotient(m, u + epsilon)
