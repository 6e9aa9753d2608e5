r"""The transient of any stable method of order 2, in closed form: how large |R^k| can be, in any norm.

With S_0 = 0, S_1 = 1, S_{k+1} = T S_k - d S_{k-1}, an R of order 2 with trace T and determinant d has R^k = S_k R -
d S_{k-1} I (`derivations.powers`). If both eigenvalues have modulus at most r < 1 then

    r |S_k| <= k r^k,    r (1 - r) |S_k| <= r,    |d| <= r^2,

so that for r > 0, by the triangle inequality in any norm with |I| = 1,

    |R^k| <= k r^{k-1} |R| + (k - 1) r^k    and    sup_{k >= 0} |R^k| <= max(1, (|R| + r^2)/(1 - r)).

What bounds S_k and d is proved here, along one run; R^k by S_k and the triangle inequality, for every norm and r = 0
too, are a theorem of Rocq in proofs/transient.order-two.v. `Method.transient_bound` is the supremum
itself, at numbers and for every order.

Notation: x_1 +- i y are the eigenvalues (`derivations.roots`); a + i b is the k-th power of x_2 + i y, P = r^k.

References: E. Lucas, Amer. J. Math. 1 (1878), 184-240 (S); N. J. Higham, *Accuracy and Stability of Numerical
Algorithms*, 2nd ed., SIAM 2002, chapter 18 (powers of matrices).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Max, Symbol, sympify

from derivations.claim import claim
from derivations.notation import S, T, d, k, r
from derivations.plan import Auto, Cut, Induct, Use
from derivations.roots import root_pair
from derivations.statement import Misprint, Orbit, Statement

__all__ = ["powers_of_order_two", "transient_bound_of_order_two"]

SECTION = "The Dynamics of Momentum"
LUCAS = "E. Lucas, Amer. J. Math. 1 (1878), 184-240"
a, b, P, S_next = (Symbol(name, real=True) for name in ("a", "b", "P", "S_next"))


def transient_bound_of_order_two(norm: Any, radius: Any) -> Expr:
    """max(1, (|R| + r^2)/(1 - r)), at least sup |R^k|: `norm` is |R| >= 0, `radius` a bound r in [0, 1) of the
    spectral radius; exact numbers or SymPy expressions. ValueError where a number lies outside."""
    size, rate = sympify(norm, strict=True), sympify(radius, strict=True)
    if (rate.is_number and not 0 <= rate < 1) or (size.is_number and size < 0):
        law = "0 <= r < 1 bounds the spectral radius, and |R| >= 0"
        raise ValueError(f"norm={norm}, radius={radius} violates: {law}; give the norm and the rate of a stable method")
    return Max(1, (size + rate**2) / (1 - rate))


@claim(
    "transient.order-two",
    section=SECTION,
    latex=r"|\sigma_1|, |\sigma_2| \le r < 1:\quad r\,|S_k| \le k\, r^k,\quad r (1 - r)\,|S_k| \le r,\quad |d| \le r^2",
    references=(LUCAS,),
)
def powers_of_order_two() -> Iterator[Statement | Misprint]:
    """S_{k+1} = sigma_1 S_k + sigma_2^k, since both sides satisfy the recurrence; of a conjugate pair this is the real
    part, S_{k+1} = x_1 S_k + a. As |x_1| <= r and |a| <= r^k, r |S_{k+1}| <= r (k r^k) + r r^k by induction. And k r^k
    <= r + ... + r^k = r (1 - r^k)/(1 - r).
    """
    pair = root_pair(T, d)
    x_1, x_2, y = pair.x_1, pair.x_2, pair.y
    turned = {a: (1, x_2 * a - y * b), b: (0, y * a + x_2 * b)}
    run = Orbit({S: (0, S_next), S_next: (1, T * S_next - d * S), **turned, P: (1, r * P), k: (0, k + 1)})
    disc = (*pair.equations, r >= 0, r < 1, pair.within(r))
    real = Cut(Eq(y, 0), otherwise=Cut(Eq(x_1, x_2)))
    split = And(Eq(S_next, x_1 * S + a), Eq(y * (y * S - b), 0))
    by_roots = Induct(split, step=real)
    yield Statement("by powers of an eigenvalue", (run, *disc), Eq(S_next, x_1 * S + a), plan=by_roots, lemma=True)
    other = And(P >= 0, k >= 0, a**2 + b**2 <= P**2)
    turn = Cut(Eq((x_2 * a - y * b) ** 2 + (y * a + x_2 * b) ** 2, (x_2**2 + y**2) * (a**2 + b**2)))
    yield Statement("powers of the other", (run, *disc), other, plan=Induct(other, step=turn), lemma=True)
    growth = And(r * S <= k * P, -r * S <= k * P)
    sizes = And(x_1 <= r, -x_1 <= r, a <= P, -a <= P)
    grows = Use("by powers of an eigenvalue", then=Use("powers of the other", then=Cut(sizes, then=Auto(degree=3))))
    yield Statement("at most k r^k", (run, *disc), growth, plan=Induct(growth, step=grows))
    geometric = And(P >= 0, P <= 1, k >= 0, k * (1 - r) * P <= r * (1 - P))
    summed = Induct(geometric, step=Auto(degree=3))
    yield Statement("a geometric sum", (run, *disc), k * (1 - r) * P <= r, plan=summed, lemma=True)
    below = Use("at most k r^k", then=Use("a geometric sum"))
    bound = And(r * (1 - r) * S <= r, -r * (1 - r) * S <= r)
    yield Statement("at most 1/(1 - r)", (run, *disc), bound, plan=below)
    yield Statement("the determinant", disc, And(d <= r**2, -d <= r**2), plan=real)
