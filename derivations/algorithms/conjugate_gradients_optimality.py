r"""Conjugate gradients: orthogonal gradients, conjugate directions, the least error of all methods, rate and end.

With e^k = w^k - w*, g^k = A e^k and directions d^k, for every n and as long as g^k is not 0:

    g^i . g^j = 0,  d^i . A d^j = 0,  g^j . d^i = 0    for i < j,
    |e^k|_A <= |e^k + v|_A                             for every v in the span of d^0, ..., d^{k-1},
    |e^k|_A <= |e^0|_A/T_k(tau) <= 2 q^k |e^0|_A,      and e^m = 0 where A has m distinct eigenvalues.

The rule runs on a `Component` of `derivations.algorithms.conjugate_gradients`, so that inner products are the ends of a
run that adds up any number of components; what its quotients are is a hypothesis on these sums.

Notation: along an eigenvector of curvature lambda, x is the component of e^k and p that of the direction before; d and
g are those of d^k and g^k, and a prime, or `n` and `_next`, marks what follows by a step. `step_size` and `share` are
the quotients by which the rule goes along d^k and keeps the direction before. An earlier step i has x_i, c (the
direction before it), step_size_i and share_i. Sums over all components are named by their factors: `g_d` is g . d,
`d_A_d` is d . A d.

References: M. R. Hestenes, E. Stiefel, J. Res. Nat. Bur. Standards 49(6), 1952; Y. Saad, *Iterative Methods
for Sparse Linear Systems*, 2nd ed., SIAM 2003, sections 6.7 and 6.11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Ne, Symbol, expand

from derivations.algorithms.chebyshev import SAAD
from derivations.algorithms.conjugate_gradients import HESTENES_STIEFEL, SECTION, Component
from derivations.claim import claim
from derivations.notation import alpha, lam, x
from derivations.plan import Auto, Cut, Induct, Use
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square
from numerics.algorithms import gradient_descent
from numerics.algorithms.conjugate_gradients import step

__all__ = ["finite_termination", "general_step", "optimality", "orthogonality", "rate"]


def _real(names: str) -> list[Any]:
    return [Symbol(name, real=True) for name in names.split()]


p, d, x_0, x_i, c, v, h, other = _real("p d x_0 x_i c v h other")
step_size, share, share_next, step_size_i, share_i = _real("step_size share share_next step_size_i share_i")
last_square = Symbol("last_square", real=True)
energy, moved_energy, cross, D, Q, t = _real("energy moved_energy cross D Q t")
product, size, root, some_x, some_v, some_lambda = _real("product size root some_x some_v some_lambda")


def general_step(before: Any = p, error: Any = x) -> tuple[Any, Any, dict[Any, Any]]:
    """The direction and the next error in one component, by the rule, and the summands of what its quotients ask.

    `share` stands for g . g/last_square and `step_size` for -g . d/d . A d; returned are also the summands of g . g, g
    . d and d . A d by the names g_g, g_d, d_A_d. Raises ValueError where the rule asks for other sums than these.
    """
    sums: dict[Any, Any] = {}
    direction, _, moved = step((Component(before, sums), last_square, Component(error, sums)), lambda e: lam * e)
    g_g, _, g_d, d_A_d = sums
    quotients = {g_g: share * last_square, g_d: -step_size * d_A_d}
    along, after = (expand(entry.value.subs(quotients)) for entry in (direction, moved))
    if expand(after - error - step_size * along) != 0 or expand(along - share * before + lam * error) != 0:
        raise ValueError(f"the rule moved to {after} along {along}, which is not along share d - g")
    summands = {name: expand(sums[total].subs(quotients)) for name, total in zip(NAMES, (g_g, g_d, d_A_d), strict=True)}
    return along, after, summands


NAMES = ("g_g", "g_d", "d_A_d")


class Sums:
    """Sums over all components, by name, each with its summand: the states of a run over the components."""

    def __init__(self, **summands: Any) -> None:
        self.symbols = {name: Symbol(name, real=True) for name in summands}
        self.state = {self.symbols[name]: (0, self.symbols[name] + summand) for name, summand in summands.items()}

    def __getattr__(self, name: str) -> Any:
        return self.symbols[name]


@claim(
    "conjugate-gradients.orthogonal",
    section=SECTION,
    latex=r"g^i \cdot g^j = 0,\quad d^i \cdot A d^j = 0,\quad d^i \cdot g^j = 0 \qquad (i < j,\ g^{j-1} \ne 0,"
    r"\text{ for every } n)",
    references=(HESTENES_STIEFEL, SAAD),
)
def orthogonality() -> Iterator[Statement | Misprint]:
    """The last step: g' = g + step_size A d is orthogonal to d, as the step-size is the best one, and to g = share p -
    d, as d is conjugate to p; step_size d' . A d = share' (step_size d . A d) - (|g'|^2 - g' . g) = share' |g|^2 -
    |g'|^2 = 0.

    An earlier step i, of which g is orthogonal to g^i and to d^i, and d conjugate to d^i and to d^{i-1}: g' . g^i = g .
    g^i + step_size d . A (share_i d^{i-1} - d^i) = 0, g' . d^i = g . d^i + step_size d . A d^i = 0, and, as step_size_i
    A d^i = g^{i+1} - g^i, d' is conjugate to d^i, once g' is orthogonal to g^{i+1}.

    The induction over pairs, for the rule as it is and every symmetric positive definite A, is a theorem of Rocq:
    `proofs/conjugate-gradients.orthogonal.v`. Let all pairs i < j <= k be as claimed. Then the pairs
    (i, k + 1) are: first the gradients and directions with g^{k+1}, by the last step for i = k and by the earlier step
    for i < k, from what is known of (i, k), and of (i - 1, k); then the conjugacy with d^{k+1}, which needs g^{k+1} .
    g^{i+1} = 0. It begins with d^{-1} = 0, to which everything is orthogonal and conjugate. The step-sizes are not 0,
    because step_size d . A d = |g|^2 > 0.
    """
    yield from _last_step()
    yield from _earlier_step()


def _last_step() -> Iterator[Statement]:
    direction, after, asked = general_step()
    g, g_next = lam * x, lam * after
    following = share_next * direction - g_next
    sums = Sums(
        **asked,
        g_p=g * p,
        d_A_p=lam * direction * p,
        g_A_d=lam * g * direction,
        gn_d=g_next * direction,
        gn_g=g_next * g,
        gn_gn=g_next**2,
        gn_A_d=lam * g_next * direction,
        dn_A_d=lam * following * direction,
    )
    run = Orbit(sums.state, inputs=(lam, x, p))
    linear = And(
        Eq(sums.g_d, share * sums.g_p - sums.g_g),
        Eq(sums.g_A_d, share * sums.d_A_p - sums.d_A_d),
        Eq(sums.gn_d, sums.g_d + step_size * sums.d_A_d),
        Eq(sums.gn_g, sums.g_g + step_size * sums.g_A_d),
        Eq(sums.gn_gn, sums.gn_g + step_size * sums.gn_A_d),
        Eq(sums.dn_A_d, share_next * sums.d_A_d - sums.gn_A_d),
    )
    quotients = (Eq(step_size * sums.d_A_d, -sums.g_d), Eq(share_next * sums.g_g, sums.gn_gn))
    given = (run, Eq(sums.g_p, 0), Eq(sums.d_A_p, 0), sums.g_g > 0, *quotients)
    closed = known(Eq(step_size * sums.d_A_d, sums.g_g), Ne(step_size, 0), Eq(sums.gn_g, 0))
    then = Cut(Eq(step_size * sums.dn_A_d, 0), then=closed)
    orthogonal = And(Eq(sums.gn_d, 0), Eq(sums.gn_g, 0), Eq(sums.dn_A_d, 0), Ne(step_size, 0))
    yield Statement("the last step", given, orthogonal, plan=Induct(linear, then=then))


def _earlier_step() -> Iterator[Statement]:
    at = {share: share_i, step_size: step_size_i}
    d_i, after_i = (entry.subs(at) for entry in general_step(c, x_i)[:2])
    after = x + step_size * d  # as `general_step` has seen the rule move; here d is any direction
    g, g_i, g_next, g_after_i = lam * x, lam * x_i, lam * after, lam * after_i
    following = share_next * d - g_next
    sums = Sums(
        g_gi=g * g_i,
        g_di=g * d_i,
        d_A_di=lam * d * d_i,
        d_A_c=lam * d * c,
        d_A_gi=lam * d * g_i,
        gn_gi=g_next * g_i,
        gn_di=g_next * d_i,
        gn_gj=g_next * g_after_i,
        gn_A_di=lam * g_next * d_i,
        dn_A_di=lam * following * d_i,
    )
    run = Orbit(sums.state, inputs=(lam, x, d, x_i, c))
    linear = And(
        Eq(sums.d_A_gi, share_i * sums.d_A_c - sums.d_A_di),
        Eq(sums.gn_gi, sums.g_gi + step_size * sums.d_A_gi),
        Eq(sums.gn_di, sums.g_di + step_size * sums.d_A_di),
        Eq(sums.gn_gj, sums.gn_gi + step_size_i * sums.gn_A_di),
        Eq(sums.dn_A_di, share_next * sums.d_A_di - sums.gn_A_di),
    )
    given = (run, Eq(sums.g_gi, 0), Eq(sums.d_A_di, 0), Eq(sums.d_A_c, 0))
    plan = Induct(linear)
    yield Statement("an earlier gradient", given, Eq(sums.gn_gi, 0), plan=plan)
    along = (run, Eq(sums.g_di, 0), Eq(sums.d_A_di, 0))
    yield Statement("an earlier direction", along, Eq(sums.gn_di, 0), plan=plan)
    conjugate = (*given, Eq(sums.gn_gj, 0), Ne(step_size_i, 0))
    yield Statement("conjugacy to an earlier direction", conjugate, Eq(sums.dn_A_di, 0), plan=plan)


@claim(
    "conjugate-gradients.optimal",
    section=SECTION,
    latex=r"\|w^k - w^\star\|_A \le \|w^k + v - w^\star\|_A \text{ for all } v \in \langle d^0, \dots, d^{k-1} \rangle,"
    r"\text{ so } f(w^k) \le f \text{ of the } k\text{-th iterate of every method that moves along its gradients}",
    references=(HESTENES_STIEFEL, SAAD),
)
def optimality() -> Iterator[Statement | Misprint]:
    """g^k is orthogonal to every direction before, so to every combination v of them, and |e + v|_A^2 = |e|_A^2 + 2 g .
    v + |v|_A^2: every f is at least f(w^k), by |v|_A^2/2 exactly.

    A d^i = (g^{i+1} - g^i)/step_size_i and g^i = share_i d^{i-1} - d^i, so that A takes the span of d^0, .., d^{j-1}
    into that of d^0, .., d^j, which holds g^0, .., g^j. By induction over the steps, a method that starts at w^0 and
    moves along the gradients that it has seen has its k-th iterate in w^0 and the span of d^0, .., d^{k-1}, as w^k has.
    The whole is in theorems of Rocq: `proofs/conjugate-gradients.optimal.v`.
    """
    sums = Sums(e_A_e=lam * x**2, g_v=lam * x * v, v_A_v=lam * v**2, there=lam * (x + v) ** 2)
    run = Orbit(sums.state, inputs=(lam, x, v), guard=lam >= 0)
    squares = And(Eq(sums.there, sums.e_A_e + 2 * sums.g_v + sums.v_A_v), sums.v_A_v >= 0)
    least = And(sums.e_A_e <= sums.there, Eq(sums.there, sums.e_A_e + sums.v_A_v))
    yield Statement("no v makes it less", (run, Eq(sums.g_v, 0)), least, plan=Induct(squares))
    combined = {other: (0, other + share_i * cross)}
    combination = Orbit(combined, inputs=(share_i, cross), guard=Eq(cross, 0))
    zero = Eq(other, 0)
    yield Statement("combinations of directions", (combination,), zero, plan=Induct(zero), lemma=True)


@claim(
    "conjugate-gradients.rate",
    section=SECTION,
    latex=r"\|w^k - w^\star\|_A \le \frac{\|w^0 - w^\star\|_A}{T_k(\tau)} = \frac{2 q^k}{1 + q^{2k}} \|w^0 - w^\star"
    r"\|_A \le 2 q^k \|w^0 - w^\star\|_A,\quad q = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1},\quad k \ge 1",
    references=(HESTENES_STIEFEL, SAAD),
)
def rate() -> Iterator[Statement | Misprint]:
    """The Chebyshev iteration moves along its gradients, so that its error h is at least e in the norm of A, and each
    component of h has h t <= D x_0 with D = half^k, t = t_k, by `chebyshev.bound`. Summed over the components with
    weights lambda that is the first bound, and D (1 + q^{2k}) = 2 q^k t the others. That v = h - e is in the span of
    `conjugate-gradients.optimal`, and the whole for every symmetric A, is in a theorem of Rocq:
    `proofs/conjugate-gradients.rate.v`. On the ring of `chebyshev.optimal` the first bound is an
    equality, for every k.
    """
    within = And(lam >= 0, h**2 * t**2 <= D**2 * x_0**2)
    sums = Sums(e_A_e=lam * x**2, g_v=lam * x * (h - x), h_A_h=lam * h**2, start=lam * x_0**2)
    run = Orbit(sums.state, inputs=(lam, x, h, x_0), guard=within)
    fast = And(sums.e_A_e + 2 * sums.g_v <= sums.h_A_h, sums.h_A_h * t**2 <= D**2 * sums.start, sums.start >= 0)
    step_plan = known(square(h - x), lam * (h - x) ** 2 >= 0, lam * (D**2 * x_0**2 - h**2 * t**2) >= 0, square(x_0))
    given = (run, Eq(sums.g_v, 0), t > 0)
    first = sums.e_A_e * t**2 <= D**2 * sums.start
    plan = Induct(fast, step=step_plan, then=known(sums.e_A_e <= sums.h_A_h))
    yield Statement("as fast as Chebyshev", given, first, plan=plan)
    closed = Eq(D**2 * (1 + Q**2) ** 2, 4 * Q**2 * t**2)
    sharp = sums.e_A_e * (1 + Q**2) ** 2 <= 4 * Q**2 * sums.start
    powers = And(sharp, sums.e_A_e <= 4 * Q**2 * sums.start)
    scaled = Cut(sharp, otherwise=Auto(squares=(1 + Q**2,), degree=3), then=Auto(squares=(Q, Q**2)))
    terms = known(square(x), square(x_0), lam * x**2 >= 0, lam * x_0**2 >= 0)
    positive = Induct(And(sums.e_A_e >= 0, sums.start >= 0), step=terms, then=Cut(closed, then=scaled))
    shown = Use("as fast as Chebyshev", then=positive)
    yield Statement("2 q^k", (*given, Eq(D * (1 + Q**2), 2 * Q * t)), powers, plan=shown)


@claim(
    "conjugate-gradients.finite-termination",
    section=SECTION,
    latex=r"A \text{ has } m \text{ distinct eigenvalues } l_1, \dots, l_m > 0:\quad w^m = w^\star \text{ from every } "
    r"w^0,\text{ for every } n \text{ and } m",
    references=(HESTENES_STIEFEL, SAAD),
)
def finite_termination() -> Iterator[Statement | Misprint]:
    """Gradient descent with step-sizes 1/l_1, ..., 1/l_m multiplies the component of curvature lambda by prod_j (l_j -
    lambda)/l_j, which is 0 once lambda has been among the l_j, whatever their order and number. It moves along its
    gradients, so that its m-th error is e^m + v with v as in `conjugate-gradients.optimal`; this is 0, hence |e^m|_A <=
    0, and no component of e^m is left, as all curvatures are positive. If only m of the components of e^0 are not 0, or
    they have m distinct curvatures, the others count for nothing: they stay 0 in both runs. The whole, for every
    symmetric positive definite A, with the spectral theorem, is in theorems of Rocq:
    `proofs/conjugate-gradients.finite-termination.v`.
    """
    (descended,) = gradient_descent.step((x,), lambda e: lam * e, alpha=alpha)
    moves = {x: (x_0, descended), product: (1, product * (root - lam)), size: (1, size * root)}
    run = Orbit(moves, inputs=(root, alpha), guard=Eq(alpha * root, 1))
    left = And(Eq(size * x, product * x_0), Ne(size, 0))
    vanishes = Induct(left, step=Cut(Ne(root, 0)))
    yield Statement("gradient descent ends", (run, Eq(product, 0)), Eq(x, 0), plan=vanishes)
    there = some_lambda * (some_x + some_v) ** 2
    state = {
        energy: (some_lambda * some_x**2, energy + lam * x**2),
        cross: (some_lambda * some_x * some_v, cross + lam * x * v),
        moved_energy: (there, moved_energy + lam * (x + v) ** 2),
    }
    components = Orbit(state, inputs=(lam, x, v), guard=lam > 0)
    bounds = And(moved_energy >= energy + 2 * cross, energy >= some_lambda * some_x**2)
    step_plan = known(square(v), square(x), lam * v**2 >= 0, lam * x**2 >= 0)
    base = known(square(some_v), some_lambda * some_v**2 >= 0)
    given = (components, some_lambda > 0, Eq(cross, 0), Eq(moved_energy, 0))
    plan = Induct(bounds, base=base, step=step_plan, then=known(square(some_x), some_lambda * some_x**2 <= 0))
    yield Statement("no component is left", given, Eq(some_x, 0), plan=plan)
