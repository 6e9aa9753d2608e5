r"""No method beats the Chebyshev iteration after k steps: its bound, and a quadratic on which nobody does better.

With curvatures in [mu, L], tau = (L + mu)/(L - mu) and q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), for every k:

    Chebyshev, on every quadratic:      |x^k| <= |x^0|/T_k(tau) in every component,
    any method, on a ring of 2k points: f(w^k) - f* >= (f(w^0) - f*)/T_k(tau)^2,
    1/T_k(tau) = 2 q^k/(1 + q^{2k}) <= 2 q^k.

The ring has mu I + (L - mu)/4 times the Laplacian of the cycle of 2k vertices for its matrix, and a pull at one vertex,
the *source*; for k = 1 two edges join its two vertices. From w^0 = 0, who moves along gradients has not touched the
antipode of the source after k steps.

Notation: x is a component of w - w*; `middle`, `half`, t_k, u_k are those of `derivations.algorithms.chebyshev`; D_k =
half^k, Q_k = q^k. On the ring the matrix is delta (tau I - (S + S^{-1})/2), S the shift by one vertex, so that mu =
delta (tau - 1) and L = delta (tau + 1). `left` and `right` are the entries of a vector at distance j from the source on
the two ways round; `bent` is e^T A e/delta, edge by edge, where a vertex gives half of its diagonal entry to each of
its two edges; `cheb` is T_j(tau).

References: G. H. Golub, R. S. Varga, "Chebyshev semi-iterative methods", Numer. Math. 3, 1961; A. S. Nemirovsky, "On
optimality of Krylov's information when solving linear operator equations", J. Complexity 7(2), 1991; Y. Saad,
*Iterative Methods for Sparse Linear Systems*, 2nd ed., SIAM 2003, section 6.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Symbol

from derivations.algorithms.chebyshev import GOLUB_VARGA, SAAD, SECTION, half, middle, residual, t, u, u_before, x_0
from derivations.claim import claim
from derivations.notation import A, B, lam, q, x
from derivations.plan import Auto, Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

__all__ = ["bound", "resisting_ring"]

NEMIROVSKY = "A. S. Nemirovsky, J. Complexity 7(2), 1991, 121-130"


def _real(names: str) -> list[Any]:
    return [Symbol(name, real=True) for name in names.split()]


V, D, Q, D_before, Q_before, t_before = _real("V D Q D_before Q_before t_before")
tau, delta, cheb, cheb_before, least, far = _real("tau delta cheb cheb_before least far")
left, right, left_next, right_next, source, bent, size = _real("left right left_next right_next source bent size")
before, here, after, before_0, here_0, total = _real("before here after before_0 here_0 total")


@claim(
    "chebyshev.bound",
    section=SECTION,
    latex=r"|x^k| \le \frac{|x^0|}{T_k(\tau)} = \frac{2q^k}{1 + q^{2k}} |x^0| \le 2 q^k |x^0| \text{ for all } k \ge 1"
    r"\text{ and } \lambda \in [\mu, L],\ 0 < \mu < L,\quad \tau = \frac{L+\mu}{L-\mu},\ "
    r"q = \frac{\sqrt\kappa-1}{\sqrt\kappa+1}",
    references=(GOLUB_VARGA, SAAD),
)
def bound() -> Iterator[Statement | Misprint]:
    """With c = middle - lambda and m = half^2 - c^2 >= 0 let V_k be half^{k-1} U_{k-1}(c/half), V_1 = 1. Then (u, V)
    turns, u_{k+1} = c u_k - m V_k, V_{k+1} = c V_k + u_k, so that u^2 + m V^2 is multiplied by c^2 + m = half^2 and
    stays half^{2k}: u_k^2 <= half^{2k}, at both ends of the spectrum as well. With x^k t_k = u_k x^0 that is the first
    bound. The second is half^k (1 + q^{2k}) = 2 q^k t_k, by induction from half (1 + q^2) = 2 q middle, where A =
    sqrt(mu) and B = sqrt(L). At kappa = 1 all bounds are 0; nothing is divided by but t_k > 0.
    """
    run, first, proof = _with_turn()
    c = middle - lam
    m = half**2 - c**2
    spectrum = (half >= 0, middle > half, first, lam >= middle - half, lam <= middle + half)
    turned = And(Eq(m * V, half**2 * u_before - c * u), Eq(u**2 + m * V**2, D**2))
    within = known(m >= 0, square(V), u**2 <= D**2, square(x_0), Eq(x**2 * t**2, u**2 * x_0**2))
    plan = Induct(proof.invariant, step=proof.step, then=Induct(turned, then=within))
    conclusion = And(t > 0, x**2 * t**2 <= D**2 * x_0**2)
    yield Statement("x^k T_k is at most x^0", (run, *spectrum), conclusion, plan=plan)
    roots = (A > 0, B >= A, Eq(2 * middle, A**2 + B**2), Eq(2 * half, B**2 - A**2), Eq(q * (A + B), B - A))
    rate = And(Eq(half * (1 + q**2), 2 * q * middle), half >= 0, middle > half, q >= 0, q < 1)
    yield Statement("the rate", roots, rate, plan=known(A + B > 0, q >= 0, q < 1), lemma=True)
    shares = And(Eq(D * (1 + Q**2), 2 * Q * t), Eq(D_before * (1 + Q_before**2), 2 * Q_before * t_before))
    powers = And(shares, Eq(Q, q * Q_before), Eq(D, half * D_before), Q >= 0, Q <= 1)
    closed = Use("the rate", then=Induct(powers))
    conclusion = And(Eq(D * (1 + Q**2), 2 * Q * t), Q >= 0, Q <= 1)
    yield Statement("2 q^k is T_k (1 + q^2k)", (run, *roots), conclusion, plan=closed)
    conclusion = And(x**2 * (1 + Q**2) ** 2 <= 4 * Q**2 * x_0**2, x**2 <= 4 * Q**2 * x_0**2)
    squared = Eq(D**2 * (1 + Q**2) ** 2, 4 * Q**2 * t**2)
    first_bound = x**2 * (1 + Q**2) ** 2 <= 4 * Q**2 * x_0**2
    last = known(squared, first_bound, then=Auto(squares=(x * Q, x * Q**2)))
    both = Use("x^k T_k is at most x^0", then=Use("2 q^k is T_k (1 + q^2k)", then=last))
    given = (run, *spectrum[2:], *roots)
    yield Statement("x^k is at most 2 q^k x^0", given, conclusion, plan=Use("the rate", then=both))


def _with_turn() -> tuple[Orbit, Any, Induct]:
    """The run of `chebyshev.residual` with V_k, half^k and q^k beside it, its hypothesis on the first a, and the
    induction that proves x^k t_k = u_k x^0."""
    stated = residual.statements[-1]
    [run] = stated.orbits
    turn = {V: (1, (middle - lam) * V + u), D: (half, half * D), Q: (q, q * Q), D_before: (1, D), Q_before: (1, Q)}
    if not isinstance(stated.plan, Induct):
        raise TypeError(f"the plan of {stated.name} is {stated.plan!r}, which is no induction")
    return Orbit({**run.state, **turn}, run.inputs, run.guard), stated.relations[-1], stated.plan


def slope(before: Any, here: Any, after: Any, pull: Any = 0) -> Any:
    """The gradient's entry at a vertex of the ring, from the entries of w there and at its two neighbours."""
    return delta * (tau * here - (before + after) / 2) - pull


def edge(one: Any, other: Any) -> Any:
    """What an edge adds to e^T A e/delta."""
    return tau / 2 * (one**2 + other**2) - one * other


@claim(
    "chebyshev.optimal",
    section=SECTION,
    latex=r"A = \mu I + \tfrac{L-\mu}4 L_{C_{2k}},\ k \ge 1,\ f(w) = \tfrac12 w^T A w - b w_0:\quad f(w^k) - f^\star "
    r"\ge \frac{f(0) - f^\star}{T_k(\tau)^2} \text{ for every } w^k \text{ with } w^k_k = 0, \text{ so for every "
    r"method that moves along its gradients, from } w^0 = 0;"
    r"\quad \max_{[\mu, L]} |p| \ge \frac{1}{T_k(\tau)} \text{ for } \deg p \le k,\ p(0) = 1, \text{ for all } k",
    references=(GOLUB_VARGA, NEMIROVSKY, SAAD),
)
def resisting_ring() -> Iterator[Statement | Misprint]:
    """Number the vertices of the ring from the source, so that k is its antipode. Away from the source the minimiser
    obeys tau w_j = (w_{j-1} + w_{j+1})/2, on both sides alike, so that it is a multiple of T_{k-j}(tau): 1 at the
    antipode, T_k at the source. Among all e with given e_k the least e^T A e is found edge by edge, by a completed
    square for each: with T = T_j, T' = T_{j+1}, and e, e' on one side

        T (2 T' bent' - (tau T' - T) e'^2) = T' (2 T bent - (tau T - T_{j-1}) e^2) + (T' e - T e')^2,

    so that 2 T_k bent >= (tau T_k - T_{k-1}) 2 e_k^2, while w*, with e_k = 1, has bent = (tau T_k - T_{k-1}) T_k. Where
    w_k = 0 it is e_k = -w*_k, hence T_k^2 (f(w) - f*) >= f(0) - f*, for every vector and every k at once.

    From w^0 = 0 the iterates of a method that moves along its gradients stay 0 where all of its gradients are, and "a
    gradient reaches one vertex further" is one step of the light cone, so that by induction over the steps w^k is 0 at
    distance k. A polynomial p with p(0) = 1 of degree <= k is such a method, w* + p(A)(w^0 - w*) its k-th point; if
    |p| <= M on [mu, L], where all eigenvalues of A are, then e^T A p(A)^2 e <= M^2 e^T A e by the spectral theorem, so
    that M T_k >= 1 (`chebyshev.smallest-polynomial` says so without a quadratic). The whole is a theorem of Rocq,
    `proofs/chebyshev.optimal.v`, whose proof of the polynomials' part is without the quadratic. By
    `chebyshev.bound` the Chebyshev iteration attains the bound, after each number of steps.
    """
    around = {
        before: (before_0, here),
        here: (here_0, after),
        total: (0, total + here * slope(before, here, after)),
        bent: (0, bent + edge(here, after)),
    }
    walk = Orbit(around, inputs=(after,))
    parts = Eq(2 * (total - delta * bent), delta * (tau * (here_0**2 - here**2) + before * here - before_0 * here_0))
    closed = (walk, Eq(here, here_0), Eq(before, before_0))
    yield Statement("e^T A e, edge by edge", closed, Eq(total, delta * bent), plan=Induct(parts))
    measured = Orbit(
        {here: (here_0, after), bent: (0, bent + edge(here, after)), size: (0, size + (here**2 + after**2) / 2)},
        inputs=(after,),
    )
    ends = And((tau - 1) * size <= bent, bent <= (tau + 1) * size)
    within = Induct(ends, step=Auto(squares=(here - after, here + after)))
    yield Statement("all eigenvalues are in [mu, L]", (measured,), ends, plan=within)
    untouched = (Eq(before, 0), Eq(here, 0), Eq(after, 0))
    yield Statement("one step of the light cone", untouched, Eq(slope(before, here, after), 0), lemma=True)
    following = 2 * tau * cheb - cheb_before
    profile = {here: (tau * far, after), before: (far, here), cheb: (tau, following), cheb_before: (1, cheb)}
    stationary = Orbit(profile, inputs=(after,), guard=Eq(slope(before, here, after), 0))
    multiple = And(Eq(here, far * cheb), Eq(before, far * cheb_before))
    minimiser = (stationary, delta > 0)
    yield Statement("the minimiser, from the antipode on", minimiser, Eq(here, far * cheb), plan=Induct(multiple))
    yield _least_energy(following)


def _least_energy(following: Any) -> Statement:
    """T_k^2 times the energy of a vector whose antipode is that of -w* is at least the energy of w*, for every k."""
    moves = {
        left: (source, left_next),
        right: (source, right_next),
        bent: (0, bent + edge(left, left_next) + edge(right, right_next)),
        cheb: (1, following),
        cheb_before: (tau, cheb),
        least: (0, least + edge(cheb, following)),
    }
    run = Orbit(moves, inputs=(left_next, right_next))
    excess = tau * cheb - cheb_before
    growth = And(cheb > 0, excess >= 0, Eq(2 * least, cheb * excess))
    squares = (following * left - cheb * left_next, following * right - cheb * right_next)
    below = 2 * cheb * bent >= excess * (left**2 + right**2)
    step = known(following > 0, tau * following >= cheb, then=Auto(squares=squares))
    given = (run, tau > 1, Eq(left, -far), Eq(right, -far))
    plan = Induct(And(growth, below), step=step)
    return Statement("the least energy", given, bent * cheb**2 >= 2 * least * far**2, plan=plan)
