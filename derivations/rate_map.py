r"""Article figure *Convergence Rate*: where the eigenvalues of momentum are, over (alpha lambda, beta).

Let 0 <= beta <= 1, s = sqrt(beta) and u = alpha lambda. The boundary curves, on [0, 4] x [0, 1]:

    u = (1 - s)^2 and u = (1 + s)^2    between them the roots are complex           ripples
    u <= (1 - s)^2                     both roots in (0, 1)                         monotonic decrease
    (1 + s)^2 <= u < 2 + 2 beta        both roots in (-1, 0)                        monotonic oscillations
    u > 2 + 2 beta                     a root below -1                              divergence
    u = 1, beta = 0                    both roots 0                                 one step

What the iterates do in each region is in `derivations.rate_map_iterates`.

References: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Equivalent, Expr, Ne, Not, Or, Symbol

from derivations.claim import claim
from derivations.momentum import (
    DAMPING,
    EIGENVALUES,
    GOH,
    TRACE,
    component_step,
    sigma_1,
    sigma_2,
    sqrt_beta,
    tau,
    x_0,
    y_0,
)
from derivations.notation import T, alpha, beta, d, lam, r, x, y
from derivations.plan import Auto, Cut, Induct, Plan, Split, Use
from derivations.roots import RootPair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import about, known, real, signs

FIGURE = "figure: Convergence Rate"

ROOTS = EIGENVALUES.equations
product = alpha * lam


def boundaries() -> dict[str, tuple[Expr, ...]]:
    """The values of alpha lambda at which a region ends, as functions of beta in [0, 1]."""
    from sympy import sqrt

    low, high = (1 - sqrt(beta)) ** 2, (1 + sqrt(beta)) ** 2
    return {
        "monotonic decrease": (beta * 0, low),
        "ripples": (low, high),
        "monotonic oscillations": (high, 2 + 2 * beta),
        "divergence": (2 + 2 * beta,),
    }


@claim(
    "mom.rate-map-regions",
    section=FIGURE,
    latex=r"0 \le \beta \le 1:\ \text{ripples iff } (1-\sqrt\beta)^2 < \alpha\lambda < (1+\sqrt\beta)^2;\ "
    r"\sigma_{1,2} \in (0,1) \text{ iff } \beta > 0,\ 0 < \alpha\lambda \le (1-\sqrt\beta)^2;\ \sigma_{1,2} \in "
    r"(-1,0) \text{ iff } \beta > 0,\ (1+\sqrt\beta)^2 \le \alpha\lambda < 2+2\beta;\ \sigma_{1,2} = 0 \text{ iff } "
    r"\beta = 0,\ \alpha\lambda = 1;\ \rho > 1 \text{ iff } \alpha\lambda \notin [0, 2+2\beta]",
    printed="The plane (alpha l, beta), [0,4] x [0,1], splits into distinct regions: ripples (complex roots), "
    "monotonic decrease, 1-step convergence, monotonic oscillations, divergence. Derive the boundary curves.",
    as_printed="holds",
    references=(GOH,),
)
def regions() -> Iterator[Statement | Misprint]:
    """T^2 - 4 beta = (1 + s^2 - u)^2 - 4 s^2 = ((1 - s)^2 - u)((1 + s)^2 - u). Outside its zeros both roots are real
    and have the sign of T, since their product is beta; p(1) = u and p(-1) = 2 + 2 beta - u say whether +-1 lies
    beyond them. Each region is an equivalence, so that they are disjoint. At beta = 0 the roots are 0 and 1 - u. On
    the lines u = 0, u = 2 + 2 beta and beta = 1 (0 <= u <= 4), and nowhere else, the larger modulus is 1.
    """
    s, u = sqrt_beta, product
    damped = (*ROOTS, *DAMPING)
    low, high = (1 - s) ** 2, (1 + s) ** 2
    whole = (*damped, s <= 1)
    yield from strictly_inside()
    yield Statement("ripples", damped, Equivalent(Ne(tau, 0), And(low < u, u < high)), plan=real(EIGENVALUES))
    positive = And(Eq(tau, 0), sigma_1 > 0, sigma_1 < 1, sigma_2 > 0, sigma_2 < 1)
    decrease = Equivalent(positive, And(s > 0, s < 1, u > 0, u <= low))
    yield Statement("monotonic decrease", whole, decrease, plan=real(EIGENVALUES, signs(sigma_1 - 1, sigma_2 - 1)))
    negative = And(Eq(tau, 0), sigma_1 < 0, sigma_1 > -1, sigma_2 < 0, sigma_2 > -1)
    flips = Equivalent(negative, And(s > 0, s < 1, u >= high, u < 2 + 2 * beta))
    yield Statement("monotonic oscillations", whole, flips, plan=real(EIGENVALUES, signs(sigma_1 + 1, sigma_2 + 1)))
    nilpotent = And(Eq(tau, 0), Eq(sigma_1, 0), Eq(sigma_2, 0))
    yield Statement("one step", damped, Equivalent(nilpotent, And(Eq(u, 1), Eq(s, 0))), plan=real(EIGENVALUES))
    edge = And(Eq(tau, 0), Or(And(Eq(sigma_1, 0), Eq(sigma_2, 1 - u)), And(Eq(sigma_2, 0), Eq(sigma_1, 1 - u))))
    yield Statement("the edge beta = 0", (*ROOTS, Eq(beta, 0)), edge, plan=real(EIGENVALUES))
    diverges = Equivalent(Not(EIGENVALUES.within(1)), Or(u < 0, u > 2 + 2 * beta))
    sufficient = about("within-radius/sufficient", EIGENVALUES, r=1)
    jury = about("within-radius/necessary", EIGENVALUES, sufficient, r=1)
    yield Statement("divergence", whole, diverges, plan=known(beta <= 1, then=jury))
    marginal = Equivalent(Not(EIGENVALUES.inside(1)), Or(Eq(u, 0), Eq(u, 2 + 2 * beta), Eq(s, 1)))
    disc = {T: TRACE, d: beta, r: 1}
    strict = Use("only inside", disc, then=Use("strictly inside", disc))
    yield Statement("rate one", (*whole, u >= 0, u <= 2 + 2 * beta), marginal, plan=strict)


def strictly_inside() -> Iterator[Statement]:
    """The Jury conditions for an open disc of radius r > 0, for any T and d."""
    pair = RootPair(sigma_1, sigma_2, tau, T, d)
    middle = r**2 + d
    conditions = (d < r**2, middle - r * T > 0, middle + r * T > 0)
    apart: Plan = Auto()
    for one, other in ((sigma_1, sigma_2), (sigma_2, sigma_1)):
        above = Cut(r + one > 0, otherwise=Split(r + other), then=apart)
        apart = Cut(r - one > 0, otherwise=Split(r - other), then=above)
    within, roots = pair.inside(r), (*pair.equations, r > 0)
    yield Statement("only inside", (*roots, within), And(*conditions), plan=real(pair), lemma=True)
    yield Statement("strictly inside", (*roots, *conditions), within, plan=real(pair, apart), lemma=True)


@claim(
    "mom.one-step-point",
    section=FIGURE,
    latex=r"\alpha = 1/\lambda,\ \beta = 0 \implies x^k = 0 \text{ for all } k \ge 1 \text{ and all } x^0, "
    r"y^0;\quad\text{only there does any run from rest vanish for ever}",
    printed=r"At \alpha = 1/l_i, \beta = 0 the iteration converges in one step.",
    as_printed="holds",
    references=(GOH,),
)
def one_step_point() -> Iterator[Statement | Misprint]:
    """x^1 = (1 - alpha l) x^0 - alpha beta y^0 = 0, and y no longer counts: x stays 0. Elsewhere a run from
    rest never has two zeros in a row: for beta != 0 they would go back to x^0 by x^{k+2} = T x^{k+1} - beta x^k, and
    for beta = 0 x^k = (1 - alpha l)^k x^0.
    """
    y_1, x_1 = component_step(y_0, x_0)
    y_next, x_next = component_step(y, x)
    later = Orbit({y: (y_1, y_next), x: (x_1, x_next)})
    yield Statement("for ever", (later, Eq(alpha, 1 / lam), Eq(beta, 0)), Eq(x, 0), plan=Induct(Eq(x, 0)))
    _, x_1 = component_step(0, x_0)
    ahead = Symbol("ahead", real=True)  # the iterate after x
    rest = Orbit({x: (x_0, ahead), ahead: (x_1, TRACE * ahead - beta * x)})
    elsewhere = Or(Ne(beta, 0), Ne(product, 1))
    moving, geometric = Or(Ne(x, 0), Ne(ahead, 0)), And(Ne(x, 0), Eq(ahead, (1 - product) * x))
    back = known(Eq(ahead, 0), Eq(TRACE * ahead - beta * x, 0), Eq(beta * x, 0))
    plan = Cut(Eq(beta, 0), otherwise=Induct(moving, step=back), then=Induct(geometric))
    yield Statement("only there", (rest, elsewhere, Ne(x_0, 0)), moving, plan=plan)
