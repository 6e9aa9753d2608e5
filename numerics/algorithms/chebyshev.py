r"""The Chebyshev iteration in Rutishauser's recurrences, for curvatures in [lambda_1, lambda_n].

    p^k     = -grad f(w^k) + b_k p^{k-1}
    w^{k+1} = w^k + a_k p^k

with theta = (lambda_n + lambda_1)/2, delta = (lambda_n - lambda_1)/2, a_0 = 1/theta, a_k = 1/(theta - b_k/a_{k-1}),
b_0 = 0, b_1 = (delta a_0)^2/2 and b_k = (delta a_{k-1}/2)^2 from k = 2 on. The error's polynomial after k steps is
T_k((theta - lambda)/delta)/T_k(theta/delta), the smallest on [lambda_1, lambda_n] with value 1 at 0. Linear in the
gradients, not stationary; lambda_1 = lambda_n is gradient descent with step-size 1/lambda_1.

References: H. Rutishauser, "Theory of gradient methods", in: M. Engeli et al., *Refined Iterative Methods for
Computation of the Solution and the Eigenvalues of Self-Adjoint Boundary Value Problems*, Birkhaeuser 1959; G. H.
Golub, R. S. Varga, "Chebyshev semi-iterative methods", Numer. Math. 3, 1961; Y. Saad, *Iterative Methods for Sparse
Linear Systems*, 2nd ed., SIAM 2003, algorithm 12.1.
"""

from __future__ import annotations

from numerics.rule import Gradient, Number, State, update_rule

__all__ = ["EQUATION", "step"]

EQUATION = r"p^k = -\nabla f(w^k) + b_k p^{k-1}, \qquad w^{k+1} = w^k + a_k p^k"


def _rest(w0: Number) -> State:
    return 0 * w0, 0 * w0, 1 + 0 * w0, w0


@update_rule(state=("p", "a", "first", "w"), start=_rest)
def step(state: State, gradient: Gradient, *, lambda_1: Number, lambda_n: Number) -> State:
    """One step; state = (p, a, first, w), with `first` 1 before the first step and 0 from then on.

    To make b_1 twice what the later formula gives, the first a is stored doubled and the first p halved: with these,
    b_1/a_0 = (delta/2)^2 (2 a_0) and b_1 p_0 = (delta/2)^2 (2 a_0)^2 (p_0/2), as in every later step.
    """
    p, a, first, w = state
    theta, delta = (lambda_n + lambda_1) / 2, (lambda_n - lambda_1) / 2
    half = delta / 2
    p = half * half * a * a * p - gradient(w)
    a = 1 / (theta - half * half * a)
    return p / (1 + first), a * (1 + first), 0 * first, w + a * p
