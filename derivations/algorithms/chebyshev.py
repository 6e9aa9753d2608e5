r"""The Chebyshev iteration in Rutishauser's recurrences: the error is the scaled Chebyshev polynomial, for every k.

With theta = (lambda_n + lambda_1)/2 and delta = (lambda_n - lambda_1)/2, let

    t_k = delta^k T_k(theta/delta),    u_k = delta^k T_k((theta - lambda)/delta),

polynomials in delta, so that delta = 0 (kappa = 1) is no case of its own: t_0 = 1, t_1 = theta, t_{k+1} = 2 theta t_k -
delta^2 t_{k-1}, and u likewise with theta - lambda for theta. The claim is x^k t_k = u_k x^0.

Notation: x is the component of w - w* along an eigenvector of curvature lambda; `middle` is theta and `half` delta, so
that lambda_1 = middle - half > 0 and lambda_n = middle + half.

References: H. Rutishauser, "Theory of gradient methods", in M. Engeli et al., Birkhaeuser 1959; G. H. Golub, R. S.
Varga, "Chebyshev semi-iterative methods", Numer. Math. 3, 1961; Y. Saad, *Iterative Methods for Sparse Linear Systems*,
2nd ed., SIAM 2003, section 12.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Symbol, fraction, together

from derivations.claim import claim
from derivations.notation import lam, x
from derivations.plan import Induct
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms.chebyshev import step

__all__ = ["residual"]

SECTION = "The Chebyshev iteration"
RUTISHAUSER = "H. Rutishauser, Theory of gradient methods, Birkhaeuser 1959"
GOLUB_VARGA = "G. H. Golub, R. S. Varga, Numer. Math. 3, 1961"
SAAD = "Y. Saad, Iterative Methods for Sparse Linear Systems, SIAM 2003, section 12.3"

p, a, b, x_0, x_before, t, t_before, u, u_before, first_a, middle, half = (
    Symbol(name, real=True)
    for name in ("p", "a", "b", "x_0", "x_before", "t", "t_before", "u", "u_before", "first_a", "middle", "half")
)


def component_step(state: tuple[Any, Any, Any, Any], new: Any) -> tuple[Any, tuple[Any, Any, Any]]:
    """What `new`, standing for the new a_k, is the inverse of, and (p, a, x) after one step of the rule with it."""
    after = step(state, lambda e: lam * e, lambda_1=middle - half, lambda_n=middle + half)
    scale = 1 + state[2]
    value = together(after[1] / scale)  # a_k itself, which the first step stores doubled
    numerator, denominator = fraction(value)
    moved = state[3] + new * (after[0] * scale)
    same = moved.subs(new, value) - after[3]
    if fraction(together(same))[0].expand() != 0:
        raise ValueError(f"the rule moved by {after[3] - state[3]}, which is no multiple of a_k")
    return denominator / numerator, (after[0], scale * new, moved)


@claim(
    "chebyshev.residual",
    section=SECTION,
    latex=r"w^k - w^\star = \frac{T_k((\theta - A)/\delta)}{T_k(\theta/\delta)} (w^0 - w^\star) \text{ for every } k,"
    r"\quad T_{k+1}(\tau) = 2\tau T_k(\tau) - T_{k-1}(\tau) \qquad (0 < \lambda_1 \le \lambda_n)",
    references=(RUTISHAUSER, GOLUB_VARGA, SAAD),
)
def residual() -> Iterator[Statement | Misprint]:
    """The run starts after the first step, one of length 1/theta. By induction a_k t_{k+1} = 2 t_k and a_k p^k =
    x^{k+1} - x^k, where the first a is stored doubled and the first p halved. So theta - (delta/2)^2 a_{k-1} =
    t_{k+1}/(2 t_k), and

        x^{k+1} t_{k+1} = x^k t_{k+1} - 2 t_k lambda x^k + delta^2 t_{k-1} (x^k - x^{k-1})
                        = 2 (theta - lambda) x^k t_k - delta^2 x^{k-1} t_{k-1},

    the recurrence of u. No t_k is 0: t_{k+1} >= (2 theta - delta) t_k, as long as t_k >= delta t_{k-1}.
    """
    opposite, (p_1, a_1, x_1) = component_step((0, 0, 1, x_0), first_a)
    inverse, (p_next, a_next, x_next) = component_step((p, a, 0, x), b)
    start = Eq(first_a * opposite, 1)
    t_next = 2 * middle * t - half**2 * t_before
    u_next = 2 * (middle - lam) * u - half**2 * u_before
    moves = {
        p: (p_1, p_next),
        a: (a_1, a_next),
        x: (x_1, x_next),
        x_before: (x_0, x),
        t: (middle, t_next),
        t_before: (1, t),
        u: (middle - lam, u_next),
        u_before: (1, u),
    }
    run = Orbit(moves, inputs=(b,), guard=Eq(b * inverse, 1))
    spectrum = (half >= 0, middle > half, start)
    growth = And(t_before > 0, t > 0, t >= half * t_before)
    scaled = And(growth, Eq(a * t, 2 * t_before))
    larger = known(t_next >= (2 * middle - half) * t, t_next > 0, Eq(inverse * 2 * t, t_next), Eq(b * t_next, 2 * t))
    lengths = Induct(scaled, step=larger)
    yield Statement("a_k t_{k+1} = 2 t_k", (run, *spectrum), scaled, plan=lengths)
    moved = Eq(a * p, x - x_before)
    errors = And(scaled, moved, Eq(x * t, u * x_0), Eq(x_before * t_before, u_before * x_0))
    terms = Eq(half**2 * a * a * p * t, 2 * half**2 * t_before * (x - x_before))
    after = Eq(x_next * t_next, x * t_next + 2 * t * p_next)
    last = known(
        t_next >= (2 * middle - half) * t,
        t_next > 0,
        Eq(inverse * 2 * t, t_next),
        Eq(b * t_next, 2 * t),
        terms,
        after,
        Eq(2 * t * p_next, -2 * t * lam * x + half**2 * t_before * (x - x_before)),
    )
    plan = Induct(errors, step=last)
    yield Statement("x^k t_k = u_k x^0", (run, *spectrum), And(t > 0, Eq(x * t, u * x_0)), plan=plan)
