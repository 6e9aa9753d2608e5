r"""Conjugate gradients, for a quadratic of which only gradients are known.

    r = -grad f(w^k),     d^k = r + (r^T r / r_-^T r_-) d^{k-1}
    w^{k+1} = w^k + (r^T d / d^T A d) d,     r^T d = r^T r

where r_- is the r of the step before, and A d = t (grad f(w + d/t) - grad f(w)), which is exact for a quadratic and
any t: two gradients a step. The inner products are over all components, so the rule acts on the whole vector. It is
rational, but not linear: its coefficients depend on the gradients. Once r = 0 it stays where it is. With rounding,
r^T d in place of r^T r keeps each step the minimum along d, so that the noise of a converged run is not amplified.

References: M. R. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear systems", J. Res. Nat. Bur.
Standards 49(6), 1952, (3:1); N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 17.1.
"""

from __future__ import annotations

from numerics.elementary import inner, quotient
from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = (
    r"r^k = -\nabla f(w^k), \qquad d^k = r^k + \frac{r^k \cdot r^k}{r^{k-1} \cdot r^{k-1}} d^{k-1}, \qquad"
    r" w^{k+1} = w^k + \frac{r^k \cdot r^k}{d^k \cdot A d^k} d^k"
)


def _rest(w0: Number) -> State:
    """No direction yet, and any square for it to be divided by."""
    return 0 * w0, 1 + 0 * w0, w0


@update_rule(state=("d", "square", "w"), start=_rest)
def step(state: State, gradient: Gradient) -> State:
    """One step; state = (d, square, w), `square` the last r^T r, in every component. There are no parameters.

    In balls, ValueError where it is not decided whether r or d^T A d is 0: after convergence, or with too few bits.
    """
    d, square, w = state
    g = gradient(w)
    after = inner(g, g)
    t = quotient(after, after + inner(w, w))  # so that w + d/t is not w after rounding, however short d is
    moves = quotient(t, t)  # 1, or 0 where r is 0 or its square underflows
    d = moves * (quotient(after, square) * d - g)
    product = t * (gradient(w + quotient(d, t)) - g)
    return d, after + 0 * w, w - quotient(inner(g, d), inner(d, product)) * d
