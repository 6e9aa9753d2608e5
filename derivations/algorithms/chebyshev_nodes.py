r"""The smallest polynomial with value 1 at 0, from its values at k + 1 points.

On [-1, 1], to which x = (theta - lambda)/delta takes [mu, L] and 0 to tau > 1: with x_j = cos(j pi/k) for j = 0..k and
the first and the last term of each sum halved (sum''), let

    F(p) = sum''_j (-1)^j p(x_j)/(tau - x_j).

Then F(T_m) = F(1) T_m(tau) for m <= k, so that F(p) = F(1) p(tau) for every p of degree <= k, while the weights have
modulus 1/(tau - x_j), whose sum is F(T_k) = F(1) T_k(tau). Hence |p(tau)| <= T_k(tau) max |p|: no polynomial is needed
whose zeros one would count.

Notation: (X, Y) is the rotation by j pi/k, one step being (cosine, sine); (U, W) that by j m pi/k, one step being (C,
S), so that X = x_j and U = T_m(x_j); `sign` is (-1)^j and `inverse` 1/(tau - x_j). Sums grow by half of both their ends
at each step: `middle` is F(T_m), `higher` and `lower` are F(T_{m+1}) and F(T_{m-1}), and `plain` is sum'' (-1)^j
T_m(x_j).

References: T. J. Rivlin, *Chebyshev Polynomials*, 2nd ed., Wiley 1990; G. H. Golub, R. S. Varga, Numer. Math. 3, 1961.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Or, Symbol

from derivations.algorithms.chebyshev import GOLUB_VARGA, SECTION
from derivations.claim import claim
from derivations.notation import k
from derivations.plan import Auto, Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known

__all__ = ["smallest_polynomial"]

RIVLIN = "T. J. Rivlin, Chebyshev Polynomials, 2nd ed., Wiley 1990"


def _real(names: str) -> list[Any]:
    return [Symbol(name, real=True) for name in names.split()]


X, Y, U, W, cosine, sine, C, S = _real("X Y U W cosine sine C S")
tau, sign, inverse, inverse_0, inverse_next = _real("tau sign inverse inverse_0 inverse_next")
higher, middle, lower, plain = _real("higher middle lower plain")
cheb, cheb_before, moment, moment_before, first = _real("cheb cheb_before moment moment_before first")
value, value_0, value_next, weighted, total, most, at_tau = _real("value value_0 value_next weighted total most at_tau")


def turned(one: Any, other: Any, by: Any, across: Any) -> tuple[Any, Any]:
    """The rotation (one, other) after one more by the angle of cosine `by` and sine `across`."""
    return by * one - across * other, across * one + by * other


@claim(
    "chebyshev.smallest-polynomial",
    section=SECTION,
    latex=r"\deg p \le k:\quad |p(\tau)| \le T_k(\tau) \max_{0 \le j \le k} |p(\cos \tfrac{j\pi}{k})| \quad (\tau > 1),"
    r"\quad \text{so } \max_{[\mu, L]} |p| \ge \frac{1}{T_k\big(\frac{L+\mu}{L-\mu}\big)} \text{ where } p(0) = 1,"
    r"\text{ for every } k \ge 1",
    references=(RIVLIN, GOLUB_VARGA),
)
def smallest_polynomial() -> Iterator[Statement | Misprint]:
    """T_{m+1} + T_{m-1} = 2 x T_m at x_j, and x/(tau - x) = tau/(tau - x) - 1: F(T_{m+1}) + F(T_{m-1}) = 2 tau F(T_m) -
    2 sum'' (-1)^j T_m(x_j). That last sum telescopes: times 1 + C it is -S/2 times (-1)^k W_k, and W_k = sin(m pi) = 0;
    and C > -1 for m < k. For m = 0, where T_{-1} = T_1, it says F(T_1) = tau F(1). So F(T_m) obeys the recurrence of
    T_m(tau) from F(1) and tau F(1) on. The signs of the weights alternate, as do those of T_k(x_j) = (-1)^j, so that
    F(T_k) is the sum of the moduli.

    T_m(cos a) = cos m a, with k pi/k = pi and so sin(k m pi/k) = 0; the induction over m, whose step for each m is the
    induction over j, and (C, S) = (-1, 0) at m = k; and F(p) = F(1) p(tau), as F is linear: what joins the statements
    is a theorem of Rocq, `proofs/chebyshev.smallest-polynomial.v`.
    """
    yield from _moments()
    following = 2 * tau * moment - moment_before
    moves = {
        moment: (tau * first, following),
        moment_before: (first, moment),
        cheb: (tau, 2 * tau * cheb - cheb_before),
        cheb_before: (1, cheb),
    }
    proportional = And(Eq(moment, first * cheb), Eq(moment_before, first * cheb_before))
    chain = Orbit(moves)
    yield Statement("F(T_m) = F(1) T_m(tau)", (chain,), Eq(moment, first * cheb), plan=Induct(proportional))
    yield _bounded()


def _moments() -> Iterator[Statement]:
    X_next, Y_next = turned(X, Y, cosine, sine)
    U_next, W_next = turned(U, W, C, S)

    def grows(name: Any, here: Any, there: Any) -> tuple[Any, Any]:
        return 0, name + (sign * here * inverse - sign * there * inverse_next) / 2

    moves = {
        X: (1, X_next),
        Y: (0, Y_next),
        U: (1, U_next),
        W: (0, W_next),
        sign: (1, -sign),
        inverse: (inverse_0, inverse_next),
        middle: grows(middle, U, U_next),
        higher: grows(higher, X * U - Y * W, X_next * U_next - Y_next * W_next),
        lower: grows(lower, X * U + Y * W, X_next * U_next + Y_next * W_next),
        plain: (0, plain + sign * (U - U_next) / 2),
        total: (0, total + (inverse + inverse_next) / 2),
    }
    nodes = Orbit(moves, inputs=(inverse_next,), guard=Eq(inverse_next * (tau - X_next), 1))
    known_inverse = Eq(inverse * (tau - X), 1)
    three_terms = Eq(higher + lower, 2 * tau * middle - 2 * plain)
    given = (nodes, Eq(inverse_0 * (tau - 1), 1))
    shares = known(
        Eq(sign * U * inverse * (tau - X), sign * U),
        Eq(sign * U_next * inverse_next * (tau - X_next), sign * U_next),
    )
    yield Statement(
        "the recurrence of F", given, three_terms, plan=Induct(And(known_inverse, three_terms), step=shares)
    )
    rotation = Eq(C**2 + S**2, 1)
    telescopes = Eq(2 * (1 + C) * plain, -S * sign * W)
    ends = (nodes, rotation, C > -1, Eq(W, 0))
    yield Statement("the plain sum is 0", ends, Eq(plain, 0), plan=Induct(telescopes))
    constant = And(Eq(U, 1), Eq(W, 0), Eq(higher, lower), Eq(plain, 0))
    beginning = (*given, Eq(C, 1), Eq(S, 0))
    both = Use("the recurrence of F", then=Induct(constant))
    yield Statement("F(T_1) = tau F(1)", beginning, Eq(higher, tau * middle), plan=both)
    alternates = And(Eq(U, sign), Eq(W, 0), Eq(sign**2, 1), Eq(middle, total))
    last = (nodes, Eq(C, -1), Eq(S, 0))
    yield Statement("F(T_k) is the sum of the moduli", last, Eq(middle, total), plan=Induct(alternates))


def _bounded() -> Statement:
    """|p(tau)| <= T_k(tau) max |p(x_j)|, from F(p) = F(1) p(tau) and F(T_k) = F(1) T_k(tau)."""
    moves = {
        k: (0, k + 1),
        sign: (1, -sign),
        value: (value_0, value_next),
        inverse: (inverse_0, inverse_next),
        weighted: (0, weighted + (sign * value * inverse - sign * value_next * inverse_next) / 2),
        total: (0, total + (inverse + inverse_next) / 2),
    }
    within = And(inverse_next > 0, value_next <= most, value_next >= -most)
    sums = Orbit(moves, inputs=(value_next, inverse_next), guard=within)
    start = (inverse_0 > 0, value_0 <= most, value_0 >= -most)
    unit = Or(Eq(sign, 1), Eq(sign, -1))
    bounds = And(inverse > 0, value <= most, value >= -most, weighted <= most * total, weighted >= -most * total)
    kept = And(unit, bounds, Or(And(Eq(k, 0), Eq(total, 0)), total > 0))
    values = (Eq(weighted, first * at_tau), Eq(total, first * cheb), cheb > 0, k >= 1)
    conclusion = And(at_tau <= most * cheb, at_tau >= -most * cheb)
    plan = Induct(kept, step=Auto(depth=6), then=known(total > 0, first > 0))
    return Statement("the bound", (sums, *start, *values), conclusion, plan=plan)
