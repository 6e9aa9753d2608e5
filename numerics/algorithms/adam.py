r"""Adam, with the bias correction and the epsilon of its publication.

    m^{k+1} = beta_1 m^k + (1 - beta_1) g,      v^{k+1} = beta_2 v^k + (1 - beta_2) g^2,      g = grad f(w^k)
    w^{k+1} = w^k - alpha m_hat/(sqrt(v_hat) + epsilon),    m_hat = m/(1 - beta_1^t),  v_hat = v/(1 - beta_2^t)

with t = k + 1 and every operation by component; 0/0 = 0 where no gradient has been seen and epsilon is 0. Published
with alpha = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-8. Neither linear in the gradients nor rational.

Reference: D. P. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
"""

from __future__ import annotations

from numerics.elementary import quotient, sqrt
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"m^{k+1} = \beta_1 m^k + (1 - \beta_1) g, \qquad v^{k+1} = \beta_2 v^k + (1 - \beta_2) g \odot g, \qquad"
    r" w^{k+1} = w^k - \alpha \frac{m^{k+1}/(1 - \beta_1^{k+1})}{\sqrt{v^{k+1}/(1 - \beta_2^{k+1})} + \epsilon}"
)


def _rest(w0: Number) -> State:
    return 0 * w0, 0 * w0, 1 + 0 * w0, 1 + 0 * w0, w0


@update_rule(state=("m", "v", "power_1", "power_2", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, alpha: Number, beta_1: Number, beta_2: Number, epsilon: Number) -> State:
    """One step; state = (m, v, power_1, power_2, w), the powers being beta_1^k and beta_2^k, in every component.

    `alpha` is the step-size, `beta_1` and `beta_2` in [0, 1) the decay rates, `epsilon` >= 0.
    """
    m, v, power_1, power_2, w = state
    g = gradient(w)
    m = beta_1 * m + (1 - beta_1) * g
    v = beta_2 * v + (1 - beta_2) * (g * g)
    power_1, power_2 = beta_1 * power_1, beta_2 * power_2
    move = quotient(m / (1 - power_1), sqrt(v / (1 - power_2)) + epsilon)
    return m, v, power_1, power_2, w - alpha * move
