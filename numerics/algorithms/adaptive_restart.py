r"""Nesterov's accelerated gradient, restarted whenever its momentum points uphill (the gradient scheme).

    w^{k+1} = y^k - alpha grad f(y^k),      t_{k+1} = (1 + sqrt(1 + 4 t_k^2))/2
    y^{k+1} = w^{k+1} + (t_k - 1)/t_{k+1} (w^{k+1} - w^k)

but t_{k+1} = 1 and y^{k+1} = w^{k+1} where grad f(y^k)^T (w^{k+1} - w^k) > 0. The test is one for the whole vector.
Without restarts, the weights are FISTA's. Neither linear nor rational.

References: B. O'Donoghue, E. Candes, "Adaptive restart for accelerated gradient schemes", Found. Comput. Math. 15,
2015, section 3.2; A. Beck, M. Teboulle, SIAM J. Imaging Sci. 2(1), 2009, (4.1)-(4.3).
"""

from __future__ import annotations

from numerics.elementary import inner, positive, sqrt
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"w^{k+1} = y^k - \alpha \nabla f(y^k), \qquad t_{k+1} = \tfrac12 \big(1 + \sqrt{1 + 4 t_k^2}\big), \qquad"
    r" y^{k+1} = w^{k+1} + \tfrac{t_k - 1}{t_{k+1}} (w^{k+1} - w^k), \qquad"
    r" \nabla f(y^k) \cdot (w^{k+1} - w^k) > 0 \Rightarrow t_{k+1} = 1,\ y^{k+1} = w^{k+1}"
)


def _rest(w0: Number) -> State:
    return 1 + 0 * w0, w0, w0


@update_rule(state=("t", "y", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, alpha: Number) -> State:
    """One step; state = (t, y, w), `t` being the weight in every component, `alpha` the step-size.

    A restart leaves t = 1 and y = w, as the start does. In balls, ValueError where the sign of the test is not decided.
    """
    t, y, w_previous = state
    g = gradient(y)
    w = y - alpha * g
    restarts = positive(inner(g, w - w_previous))
    goes_on = 1 - restarts
    t_next = restarts + goes_on * (1 + sqrt(1 + 4 * t * t)) / 2
    return t_next, w + goes_on * (t - 1) / t_next * (w - w_previous), w
