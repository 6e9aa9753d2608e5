r"""Footnote 9: the lower bounds of *The Resisting Oracle* in the 1 and the 2 norm.

Beyond the component k the error is w* (`derivations.resisting_oracle`), whose components are q^i on the infinite
problem and, for finite n, proportional to q^i + q^{2n+1-i} with the free end.

References: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq

from derivations.claim import claim
from derivations.convex_rosenbrock import GOH, ROOT, P, Q, p
from derivations.first_steps import real
from derivations.notation import epsilon, k, q
from derivations.plan import Cut, Induct, Tends
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known

Z, P_1, Q_1, P_k, R_k = real("Z P_1 Q_1 P_k R_k")
S_1, S_2, T_1, T_2, value_1, value_2, inverse = real("S_1 S_2 T_1 T_2 value_1 value_2 inverse")


@claim(
    "oracle.other-norms",
    section="footnote 9",
    latex=r"n = \infty:\ \|w^k - w^\star\|_p \ge q^k \|w^0 - w^\star\|_p,\ p = 1, 2; \quad \text{free end}: \sum_{i = "
    r"k+1}^n |w_i^\star|^p \ge q^{kp} \sum_{i=1}^{n-k} |w_i^\star|^p, \quad \sum_{i > k} w_i^\star = \frac{q^k - "
    r"q^{2n-k}}{1 - q^{2n}} \sum_{i \ge 1} w_i^\star",
    printed=r"Similar bounds hold for the 1 and the 2 norm.",
    as_printed="holds",
    references=(GOH,),
)
def other_norms() -> Iterator[Statement | Misprint]:
    """On the infinite problem w_{i+k}* = q^k w_i*, so that what is beyond the cone has q^k times the norm of all of it,
    in every p-norm: q^{k+1}/(1 - q) and q^{2k+2}/(1 - q^2). For finite n with the free end w_{i+k}* >= q^k w_i* for i
    <= n - k; and the sum of q^i + q^{2n+1-i} for i = k+1..n is that of q^i for i = k+1..2n-k.
    """
    moved_by = {S_1: (0, S_1 + q * P), T_1: (0, T_1 + P_k * q * P)}
    squares = {S_2: (0, S_2 + (q * P) ** 2), T_2: (0, T_2 + (P_k * q * P) ** 2)}
    run = Orbit({P: (1, q * P), k: (0, k + 1)} | moved_by | squares)
    sums = And(
        Eq(T_1, P_k * S_1),
        Eq(T_2, P_k**2 * S_2),
        Eq((1 - q) * S_1, q * (1 - P)),
        Eq((1 - q**2) * S_2, q**2 * (1 - P**2)),
    )
    yield Statement("the infinite problem", (run, *ROOT), sums, plan=Induct(sums))
    yield from norms_in_the_limit()
    rising = {P: (q, q * P), Q: (p, p * Q)}
    one, shifted = P + q * Z**2 * Q, P_k * P + q * Z**2 * R_k * Q
    later, later_shifted = (e.subs({P: q * P, Q: p * Q}, simultaneous=True) for e in (one, shifted))
    first, first_shifted = (e.subs({P: q, Q: p}, simultaneous=True) for e in (one, shifted))
    state = {
        S_1: (first, S_1 + later),
        T_1: (first_shifted, T_1 + later_shifted),
        S_2: (first**2, S_2 + later**2),
        T_2: (first_shifted**2, T_2 + later_shifted**2),
    }
    run = Orbit(rising | state)
    given = (*ROOT, Eq(p * q, 1), P_k > 0, P_k <= 1, Eq(P_k * R_k, 1), Z > 0)
    kept = And(P > 0, Q > 0, T_1 >= P_k * S_1, T_2 >= P_k**2 * S_2)
    following = Cut(later_shifted >= P_k * later, then=known(P_k * later >= 0, later_shifted**2 >= P_k**2 * later**2))
    base = Cut(first_shifted >= P_k * first, then=known(P_k * first >= 0, first_shifted**2 >= P_k**2 * first**2))
    both = And(T_1 >= P_k * S_1, T_2 >= P_k**2 * S_2)
    sized = known(q > 0, p > 0, R_k >= 1, q * Z**2 * (R_k - P_k) >= 0, then=Induct(kept, base=base, step=following))
    yield Statement("free end, shifted", (run, *given), both, plan=sized)
    start = P_1 + q * Z**2 * Q_1
    run = Orbit({P: (P_1, q * P), Q: (Q_1, p * Q), S_1: (start, S_1 + later)})
    exact = And(Eq((1 - q) * S_1, P_1 - q * P + q * Z**2 * (Q - q * Q_1)), Eq(P * Q, 1))
    ends = (*ROOT, Eq(p * q, 1), Eq(P_1 * Q_1, 1), Z > 0, Eq(P, Z))
    total = Eq((1 - q) * S_1, P_1 - q**2 * Z**2 * Q_1)
    yield Statement("free end, the sum from a component on", (run, *ends), total, plan=Induct(exact))


def norms_in_the_limit() -> Iterator[Statement]:
    """The sums over all components of the infinite problem."""
    values = (Eq(value_1 * (1 - q), q), Eq(value_2 * (1 - q**2), q**2), Eq(inverse * (1 - q), 1))
    run = Orbit({P: (1, q * P), k: (0, k + 1), S_1: (0, S_1 + q * P), S_2: (0, S_2 + (q * P) ** 2)})
    range_ = (q > 0, q < 1, *values)
    small = And(P > 0, P <= 1, k >= 0, P * (1 + k * (1 - q)) <= 1)
    one = Eq((1 - q) * S_1, q * (1 - P))
    two = Eq((1 - q**2) * S_2, q**2 * (1 - P**2))
    gap = epsilon * (1 - q) ** 2
    late = known(P * k * (1 - q) < 1, P * k * gap < epsilon * (1 - q), P < epsilon * (1 - q))
    for name, of, value, form, left_over in (
        ("1-norm", S_1, value_1, one, Eq((value_1 - S_1) * (1 - q), q * P)),
        ("2-norm", S_2, value_2, two, Eq((value_2 - S_2) * (1 - q**2), q**2 * P**2)),
    ):
        closing = Induct(And(small, form), then=Cut(left_over, then=known(P < epsilon * (1 - q), then=late)))
        limit = Limit(run, k, of, value)
        yield Statement(f"the {name} in the limit", range_, limit, plan=Tends(gap, close=closing))
