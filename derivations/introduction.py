r"""The article's introduction on momentum: gradient descent with a short-term memory, and what that is good for.

beta = 0 is gradient descent. beta > 0 allows larger step-sizes, at the price of oscillations of its own. beta = 0.99
is a boost (for which condition numbers, and how large?), and the heavy ball rolls through small humps and out of
local minima.

What is vague is made precise: "the boost that we need" is a rate below the best of gradient descent, on quadratics;
"small humps" are those narrower than the way that a ball of that velocity coasts; "barrels through" is proved for
every function, and then for one with two minima from a whole interval of starts.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the
convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Implies, Or, Rational, Symbol

from derivations.claim import claim
from derivations.momentum import (
    DAMPING,
    EIGENVALUES,
    GOH,
    POLYAK,
    TRACE,
    component_run,
    k,
    p,
    sigma_1,
    sigma_2,
    sqrt_beta,
    tau,
    x_0,
)
from derivations.notation import L, T, alpha, beta, d, kappa, lam, lambda_1, lambda_n, q, r, w, x, z
from derivations.plan import Auto, Cases, Cut, Induct, Plan, Split, Use
from derivations.roots import RootPair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import about, known
from numerics.algorithms.momentum import step

INTRODUCTION = "introduction"
INSIDE = "mom.rate-map-regions/strictly inside"


@claim(
    "mom.beta-zero-is-gradient-descent",
    section=INTRODUCTION,
    latex=r"\beta = 0 \implies w^{k+1} = w^k - \alpha \nabla f(w^k) \text{ for every } f, n \text{ and } "
    r"k;\quad\{\sigma_1, \sigma_2\} = \{0, 1 - \alpha\lambda\}",
    printed=r"With \beta = 0 the momentum iteration is gradient descent.",
    as_printed="holds",
    references=(GOH,),
)
def beta_zero_is_gradient_descent() -> Iterator[Statement | Misprint]:
    """Let D be the squared distance between momentum's iterate w and gradient descent's v, with gradients g and h.
    One step gives |w - v - alpha (g - h) - alpha beta z|^2 for it; D = 0 means w = v, so g = h, and then beta = 0
    leaves 0. A single step is that of gradient descent iff alpha beta z = 0. On a quadratic R keeps the eigenvalue 1
    - alpha lambda of gradient descent, and 0, which forgets the velocity at once.
    """
    D, gap, along, pull, size = (Symbol(name, real=True) for name in ("D", "gap", "along", "pull", "size"))
    # gap = |g - h|^2, along = <w - v, g - h>, pull = <w - v - alpha (g - h), z>, size = |z|^2
    after = D - 2 * alpha * along + alpha**2 * gap - 2 * alpha * beta * pull + (alpha * beta) ** 2 * size
    guard = And(Implies(Eq(D, 0), Eq(gap, 0)), Ge(D * gap, along**2))  # f is a function; Cauchy-Schwarz
    run = Orbit({D: (0, after)}, inputs=(gap, along, pull, size), guard=guard)
    yield Statement("the same run", (run, Eq(beta, 0)), Eq(D, 0), plan=Induct(Eq(D, 0)))
    gradient = Symbol("g", real=True)
    _, w_next = step((z, w), lambda _: gradient, alpha=alpha, beta=beta)
    same = Equivalent(Eq(w_next, w - alpha * gradient), Eq(alpha * beta * z, 0))
    yield Statement("only then", (), same)
    roots = (*EIGENVALUES.equations, Eq(beta, 0))
    both = And(Eq(tau, 0), Eq(sigma_1 * sigma_2, 0), Eq((sigma_1 - 1 + alpha * lam) * (sigma_2 - 1 + alpha * lam), 0))
    yield Statement("eigenvalues", roots, both, plan=Cut(Eq(tau, 0)))
    powers = component_run({p: (1, (1 - alpha * lam) * p)})
    yield Statement("closed form", (powers, Eq(beta, 0)), Eq(x, p * x_0), plan=Induct(Eq(x, p * x_0)))


@claim(
    "mom.own-oscillations",
    section=INTRODUCTION,
    latex=r"0 < \beta < 1:\ \text{all } 0 < \alpha\lambda < 2 + 2\beta \text{ converge, and gradient descent needs "
    r"} \alpha\lambda < 2;\quad (1-\sqrt\beta)^2 < \alpha\lambda < 1:\ \text{gradient descent keeps its sign, "
    r"momentum changes it again and again}",
    printed="Momentum allows a larger range of step-sizes and creates its own oscillations.",
    as_printed="holds",
    references=(GOH,),
)
def own_oscillations() -> Iterator[Statement | Misprint]:
    """For 0 < beta < 1 both roots are inside the unit disc for every step-size of gradient descent, and also for 2 <=
    alpha lambda < 2 + 2 beta, where |1 - alpha lambda| >= 1. With alpha lambda < 1 gradient descent decreases without
    changing sign, but (1 - sqrt(beta))^2 < alpha lambda makes momentum's roots complex: then no run keeps its sign
    for longer than a number of steps that its first two iterates determine (mom.region-ripples), wherever one begins
    to count.
    """
    roots, inside = EIGENVALUES.equations, EIGENVALUES.inside(1)
    momentum = (*roots, beta > 0, beta < 1, alpha * lam > 0)
    jury = Use(INSIDE, {T: TRACE, d: beta, r: 1})
    yield Statement("gradient descent's step-sizes", (*momentum, alpha * lam < 2), inside, plan=jury)
    beyond = And(inside, (1 - alpha * lam) ** 2 >= 1)
    yield Statement("larger ones", (*momentum, alpha * lam >= 2, alpha * lam < 2 + 2 * beta), beyond, plan=jury)

    small = (alpha * lam > 0, alpha * lam < 1)
    descent = Orbit({x: (x_0, (1 - alpha * lam) * x)})
    keeps = And(x > 0, (1 - alpha * lam) * x < x)
    yield Statement("gradient descent keeps its sign", (*small, x_0 > 0, descent), keeps, plan=Induct(x > 0))
    from derivations.rate_map_iterates import ahead, patience, same_sign

    run = same_sign(x_0, (1 - alpha * lam) * x_0, TRACE, beta)
    complex_roots = (*DAMPING, sqrt_beta < 1, (1 - sqrt_beta) ** 2 < alpha * lam)
    a, b = Symbol("a", real=True), Symbol("b", real=True)
    plan = Use("mom.region-ripples/changes sign", at={a: x_0, b: (1 - alpha * lam) * x_0, T: TRACE, d: beta})
    hypotheses = (*small, *complex_roots, x_0 > 0, run, x > 0, ahead > 0)
    bounded = patience(x_0, (1 - alpha * lam) * x_0, TRACE, beta)
    yield Statement("momentum does not", hypotheses, bounded, plan=Cut(4 * beta > TRACE**2, then=plan))


@claim(
    "mom.beta-099-is-the-boost",
    section=INTRODUCTION,
    latex=r"\max(|\sigma_1|, |\sigma_2|) \ge \sqrt\beta \text{ for every step-size; all } |\sigma| = \sqrt\beta "
    r"\text{ can be reached iff }\kappa \le \Big(\frac{1+\sqrt\beta}{1-\sqrt\beta}\Big)^2\ (158401.99\ldots \text{ "
    r"for } 0.99);\ \text{some step-size beats gradient descent's best iff } \kappa > "
    r"\frac{1+\sqrt\beta}{1-\sqrt\beta}\ (397.99\ldots)",
    printed=r"For \beta = 0.99 (sometimes 0.999) momentum gives the boost that gradient descent needs. (For which "
    r"\kappa can it, on quadratics, at best?)",
    as_printed="holds-if",
    correction=r"\text{for } \kappa > (1+\sqrt\beta)/(1-\sqrt\beta):\ 397.99\ldots \text{ at } \beta = 0.99,\ "
    r"3997.99\ldots \text{ at } 0.999;\text{ below that gradient descent with its best step-size is no slower}",
    references=(GOH, POLYAK),
)
def beta_099_is_the_boost() -> Iterator[Statement | Misprint]:
    """|sigma_1 sigma_2| = beta, so no step-size gives a rate below sqrt(beta). All rates equal it iff (1 -
    sqrt(beta))^2 <= alpha lambda <= (1 + sqrt(beta))^2 at both ends of the spectrum, which bounds kappa. Gradient
    descent's best rate is g = (kappa - 1)/(kappa + 1), at alpha = 2/(lambda_1 + lambda_n), and g <= sqrt(beta) iff
    kappa <= (1 + sqrt(beta))/(1 - sqrt(beta)). For larger kappa the same alpha with that beta is strictly faster: by
    the Jury conditions for the radius g.
    """
    first, last = _pair(lambda_1, "a"), _pair(lambda_n, "b")
    damped = (*DAMPING, sqrt_beta < 1)
    spectrum = (lambda_1 > 0, lambda_1 <= lam, lam <= lambda_n)
    bounded = (*EIGENVALUES.equations, *DAMPING, r >= 0, EIGENVALUES.within(r))
    closer = Cut(r**2 >= beta, Auto(squares=(sigma_1 - sigma_2,)), Auto(squares=(r - sqrt_beta,)))
    yield Statement("never below", bounded, r >= sqrt_beta, plan=closer)

    reach = lambda_n * (1 - sqrt_beta) ** 2 <= lambda_1 * (1 + sqrt_beta) ** 2
    equal = And(*(Eq(m, beta) for m in EIGENVALUES.squared_moduli))
    chosen = (*damped, Eq(alpha * lambda_n, (1 + sqrt_beta) ** 2), reach)
    double = about("discriminant/not real and distinct", EIGENVALUES)
    low, high = alpha * lam >= (1 - sqrt_beta) ** 2, alpha * lam <= (1 + sqrt_beta) ** 2
    plan = known(alpha > 0, alpha * lambda_1 >= (1 - sqrt_beta) ** 2, low, high, 4 * beta >= TRACE**2, then=double)
    yield Statement("reached", (*EIGENVALUES.equations, *spectrum, *chosen), equal, plan=plan)
    ends = (*first.equations, *last.equations, first.within(sqrt_beta), last.within(sqrt_beta))
    yield Statement("only then", (lambda_1 > 0, lambda_1 <= lambda_n, *damped, *ends), reach, plan=_ends(first, last))

    best = Eq(q * (lambda_1 + lambda_n), lambda_n - lambda_1)  # q is gradient descent's best rate here
    ratio = lambda_n * (1 - sqrt_beta), lambda_1 * (1 + sqrt_beta)
    slow = (lambda_1 > 0, lambda_1 <= lambda_n, best, *damped, ratio[0] <= ratio[1])
    names = {sigma_1: first.x_1, sigma_2: first.x_2, tau: first.y, lam: lambda_1}
    plan = Use("never below", names, then=known(q <= sqrt_beta))
    yield Statement("no boost", (*slow, r >= 0, *first.equations, first.within(r)), r >= q, plan=plan)
    fast = (*spectrum, *damped, beta > 0, best, ratio[0] > ratio[1], Eq(alpha * (lambda_1 + lambda_n), 2))
    between = (alpha > 0, q < 1, q > sqrt_beta, q**2 > beta, alpha * lam >= 1 - q, alpha * lam <= 1 + q)
    plan = known(*between, then=Use(INSIDE, {T: TRACE, d: beta, r: q}))
    yield Statement("boost", (*fast, *EIGENVALUES.equations), EIGENVALUES.inside(q), plan=plan)
    yield _kappa("at 0.99", Rational(99, 100), 398)
    yield _kappa("at 0.999", Rational(999, 1000), 3998)
    point = {alpha: 1, lam: Rational(1, 39800), beta: Rational(99, 100), kappa: 2, sigma_1: Rational(199, 200)}
    point |= {sigma_2: Rational(198, 199), tau: 0}
    faster = And(*((kappa + 1) ** 2 * m < (kappa - 1) ** 2 for m in EIGENVALUES.squared_moduli))
    hypotheses = (*EIGENVALUES.equations, Eq(beta, Rational(99, 100)), kappa >= 1)
    yield Misprint("at kappa = 2", hypotheses, faster, point)


def _pair(curvature: Any, suffix: str) -> RootPair:
    one, other, part = (Symbol(name + suffix, real=True) for name in ("sigma_1", "sigma_2", "tau"))
    return RootPair(one, other, part, TRACE.subs(lam, curvature), beta)


def _ends(first: RootPair, last: RootPair) -> Plan:
    """The Jury conditions at both ends for the radius s = sqrt(beta); for s = 0 both traces are 0."""
    s, zero, jury = sqrt_beta, "within-radius/radius zero", "within-radius/necessary"
    low, high = alpha * lambda_1 >= (1 - s) ** 2, alpha * lambda_n <= (1 + s) ** 2
    plain = about(zero, first, about(zero, last))
    ordered = known(low, high, alpha > 0)
    return Split(s, positive=about(jury, first, about(jury, last, ordered), r=s), zero=plain)


def _kappa(name: str, damping: Any, total: int) -> Statement:
    """With v = (1 + s)/(1 - s) and v + 1/v = N: N - 1 < v < N and N^2 - 3 < v^2 < N^2 - 2.

    No rational s has the square 99/100, so that this hypothesis stands in the conclusion: a witness is rational.
    """
    v, s = Symbol("v", real=True), sqrt_beta
    bounds = And(total - 1 < v, v < total, total**2 - 3 < v**2, v**2 < total**2 - 2)
    hypotheses = (s >= 0, Eq(v * (1 - s), 1 + s))
    inverse = Rational(total, 2) - (Rational(total, 2) + 1) * s
    plan = known(Eq(v, total - inverse), inverse > 0, inverse < 1, Eq(v**2, total**2 - 2 - inverse**2))
    return Statement(name, hypotheses, Implies(Eq(s**2, damping), bounds), plan=plan)


HUMP = Rational(3, 2)
"""Where the example's slope begins to rise again: minima at 2 (local) and -1 (global), a hump at 1 between them."""


def hump_slope(point: Any, slope: Any) -> Any:
    """`slope` is f'(point): w + 1 up to 0, then 1 - w up to 3/2, then w - 2."""
    left, right = Implies(point <= 0, Eq(slope, point + 1)), Implies(point >= HUMP, Eq(slope, point - 2))
    return And(left, Implies(And(point >= 0, point <= HUMP), Eq(slope, 1 - point)), right)


@claim(
    "mom.barrels-through-local-minima",
    section=INTRODUCTION,
    latex=r"|f'| \le G \text{ on the way} \implies (1-\beta)^2 (w^0 - w^k) \ge "
    r"\alpha\big(\beta(1-\beta^k)((1-\beta)z^0 + G) - k(1-\beta)G\big);\quad \text{gradient descent with } \alpha L "
    r"\le 1 \text{ never passes a minimum}",
    printed="The heavy ball barrels through small humps and local minima.",
    as_printed="holds",
    references=(GOH,),
)
def barrels_through_local_minima() -> Iterator[Statement | Misprint]:
    """Whatever f: while its slope is at most G in size, z^{k+1} >= beta z^k - G, which sums to the bound stated: a
    ball of velocity z^0 passes every hump that is narrower than that for some k; as G tends to 0, narrower than alpha
    beta z^0/(1 - beta). Gradient descent that comes down a slope 0 <= f' <= L (w - m) with alpha L <= 1 stays on that
    side of m.

    An example, with f' as in `hump_slope`, alpha = 1, beta = 1/2: from rest at any 6 <= w^0 <= 10, momentum reaches
    the local minimum 2 in one step, leaves it, passes the hump at 1, and (w^k + 1)^2 <= 32/2^k from k = 5 on, while
    gradient descent stays at or above 2. There E = x^2 + x z/2 + z^2/2, x = w + 1, is halved by each step to the left
    of 0, and 7 x^2 <= 8 E.
    """
    yield from _any_function()
    yield from _two_minima()


def _any_function() -> Iterator[Statement]:
    g, G, m, z_0, w_0 = (Symbol(name, real=True) for name in ("g", "G", "m", "z_0", "w_0"))
    z_next, w_next = step((z, w), lambda _: g, alpha=alpha, beta=beta)
    moves = {z: (z_0, z_next), w: (w_0, w_next), p: (1, beta * p), k: (0, k + 1)}
    coasting = Orbit(moves, inputs=(g,), guard=And(g <= G, g >= -G))
    velocity = (1 - beta) * z >= p * ((1 - beta) * z_0 + G) - G
    push = beta * (1 - p) * ((1 - beta) * z_0 + G) - k * (1 - beta) * G
    distance = (1 - beta) ** 2 * (w_0 - w) >= alpha * push
    steady = (alpha > 0, beta < 1, beta < 1, g >= -G)
    pushed = Auto(products=((velocity, alpha > 0, beta >= 0, beta < 1), steady))
    coast = Induct(And(velocity, distance), step=pushed)
    moving = (coasting, alpha > 0, beta >= 0, beta < 1)
    yield Statement("coasts", moving, And(velocity, distance), plan=coast)
    descent = Orbit({w: (w_0, w - alpha * g)}, inputs=(g,), guard=Implies(w >= m, And(g >= 0, g <= L * (w - m))))
    calm = (descent, alpha > 0, L >= 0, alpha * L <= 1, w_0 >= m)
    yield Statement("gradient descent stays", calm, And(w >= m, w <= w_0), plan=Induct(And(w >= m, w <= w_0)))


def _two_minima() -> Iterator[Statement]:
    f, g, c = (Symbol(name, real=True) for name in ("f", "g", "c"))
    left = Implies(w <= 0, Eq(f, (w + 1) ** 2 / 2))
    middle = Implies(And(w >= 0, w <= HUMP), Eq(f, Rational(1, 2) + w - w**2 / 2))
    right = Implies(w >= HUMP, Eq(f, (w - 2) ** 2 / 2 + Rational(3, 4)))
    minima = And(f >= 0, Implies(Eq(f, 0), Eq(w, -1)), Implies(w > 1, f >= Rational(3, 4)))
    yield Statement("two minima", (left, middle, right), minima, plan=Auto(depth=8, squares=(w - 2, w + 1)))

    z_next, w_next = step((z, w), lambda _: g, alpha=1, beta=Rational(1, 2))
    moves = {z: (0, z_next), w: (2 + c, w_next), k: (0, k + 1), p: (32, p / 2)}
    run = Orbit(moves, inputs=(g,), guard=hump_slope(w, g))
    trapped = 8 * (w + 1) ** 2 + 4 * (w + 1) * z + 4 * z**2 <= 7 * p
    beyond = And(k >= 5, p > 0, p <= 1, trapped)
    arrives = And(Implies(k >= 2, w <= 0), Implies(k >= 5, (w + 1) ** 2 <= p))
    invariant, one_step = _first_steps(c, g, beyond)
    plan = Induct(invariant, step=one_step, then=Cases((_NEAR,) * 6, fact=1))
    yield Statement("through a hump", (run, c >= 4, c <= 8), arrives, plan=plan)


_NEAR = Auto(squares=(w + 1 + 2 * z, w))


def _first_steps(c: Any, g: Any, beyond: Any) -> tuple[Any, Plan]:
    """The invariant "at one of the first five stations, or beyond", and the way from each of the six to the next."""
    stations = [_station(c, j) for j in range(5)]
    invariant = Or(*stations, beyond)
    order = list(invariant.args)
    slopes = (c, 0, 1 - c / 2, -c / 4, c / 8 - Rational(3, 2))

    def reach(slope: Any, following: Any) -> Plan:
        # Disjunctions come in the order: the invariant, three of the slope's guard, what is denied of the next state.
        return Cut(Eq(g, slope), then=Cases((Auto(),) * 4, fact=4 + order.index(following)))

    steps = zip(stations, slopes, [*stations[1:], beyond], strict=True)
    plans = {station: reach(slope, following) for station, slope, following in steps}
    plans[beyond] = Cut(w <= 0, _NEAR, reach(w + 1, beyond))
    return invariant, Cases(tuple(plans[station] for station in order))


def _station(c: Any, j: int) -> Any:
    """Step j of the example: w = 2 + a c + b, z = u c + v."""
    at, more, speed, pull = _STATIONS[j]
    return And(Eq(k, j), Eq(p, Rational(32, 2**j)), Eq(w, 2 + at * c + more), Eq(z, speed * c + pull))


_STATIONS = (
    (1, 0, 0, 0),
    (0, 0, 1, 0),
    (-Rational(1, 2), 0, Rational(1, 2), 0),
    (-Rational(1, 4), -3, -Rational(1, 4), 3),
    (Rational(1, 8), -Rational(9, 2), -Rational(3, 8), Rational(3, 2)),
)
"""The first five states of the example: w = 2 + at c + more, z = speed c + pull."""
