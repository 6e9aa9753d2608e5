r"""The two-parameter family of Flammarion and Bach, which joins averaged gradient, Nesterov and heavy ball.

    y^n     = w^n + (n - 1) beta/(n alpha + beta) (w^n - w^{n-1})
    w^{n+1} = w^n + (n - 1)/(n + 1) (w^n - w^{n-1}) - (n alpha + beta)/(n + 1) grad f(y^n)

for n = 1, 2, ... from w^1 = w^0. On a quadratic eta_n = n (w^n - w*) has constant coefficients: eta_{n+1} = (2 I -
(alpha + beta) A) eta_n - (I - beta A) eta_{n-1}. Here alpha and beta are both step-sizes, as published:

- alpha = 0: the averaged gradient with step-size beta;
- alpha = beta: Nesterov's accelerated gradient with step-size alpha and momentum (n - 1)/(n + 1);
- beta = 0: heavy ball, with the same momentum and step-size n alpha/(n + 1).

Linear in the gradients, not stationary; alpha and beta are not both 0.

Reference: N. Flammarion, F. Bach, "From averaging to acceleration, there is only a step-size", COLT 2015.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"y^n = w^n + \tfrac{(n-1)\beta}{n\alpha + \beta} (w^n - w^{n-1}), \qquad"
    r" w^{n+1} = w^n + \tfrac{n-1}{n+1} (w^n - w^{n-1}) - \tfrac{n\alpha + \beta}{n+1} \nabla f(y^n)"
)


def _rest(w0: Number) -> State:
    return 1 + 0 * w0, w0, w0


@update_rule(state=("n", "w_previous", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, alpha: Number, beta: Number) -> State:
    """One step; state = (n, w_previous, w), `n` counted from 1 in every component; the first step is of alpha + beta
    over 2."""
    n, w_previous, w = state
    size, move = n * alpha + beta, (n - 1) * (w - w_previous)
    y = w + beta / size * move
    return n + 1, w, w + move / (n + 1) - size / (n + 1) * gradient(y)
