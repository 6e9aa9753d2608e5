r"""Triple momentum on quadratics: its eigenvalues, stability region and rate, and that it is no faster than momentum.

    xi^{k+1} = xi^k + beta (xi^k - xi^{k-1}) - alpha grad f(xi^k + gamma (xi^k - xi^{k-1}))

and an output w = xi + delta (xi - xi_previous), which changes no eigenvalue. Along an eigenvector of curvature lambda

    p(sigma) = sigma^2 - (1 + beta - alpha lambda (1 + gamma)) sigma + beta - alpha lambda gamma,

so that p(1) = alpha lambda, whatever beta and gamma. Published for curvatures in [mu, L] are, with rho = 1 -
sqrt(mu/L),

    alpha = (1 + rho)/L,  beta = rho^2/(2 - rho),  gamma = rho^2/((1 + rho)(2 - rho)),  delta = rho^2/(1 - rho^2).

Notation: e is alpha lambda; A = sqrt(mu), B = sqrt(L) and q = (B - A)/(A + B) as for optimal momentum.

References: B. Van Scoy, R. A. Freeman, K. M. Lynch, "The fastest known globally convergent first-order method for
minimizing strongly convex functions", IEEE Control Systems Letters 2(1), 2018; B. T. Polyak, "Some methods of speeding
up the convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Matrix, Symbol

from derivations.claim import claim
from derivations.notation import A, B, L, T, alpha, beta, d, gamma, lam, mu, q, r, rho, x, z
from derivations.optimal_parameters import COORDINATES, INTERVAL, OPTIMUM, p
from derivations.plan import Attain, Auto, Cut, Induct, Plan, Split, Use
from derivations.roots import RootPair, jury, root_pair
from derivations.statement import Minimum, Misprint, Orbit, Statement
from derivations.tactics import about, decide, known, real
from numerics.algorithms import momentum, nesterov
from numerics.algorithms.triple_momentum import published, step

__all__ = ["eigenvalues", "fastest", "polynomial", "rate", "special_cases", "stability"]

SECTION = "Triple momentum"
VAN_SCOY = "B. Van Scoy, R. A. Freeman, K. M. Lynch, IEEE Control Systems Letters 2(1), 2018"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 4(5), 1964, 1-17"

delta, v, x_0, e, g, there, x_previous = (
    Symbol(name, real=True) for name in ("delta", "v", "x_0", "e", "g", "there", "x_previous")
)
TUNED = tuple(Eq(symbol, published(rho, L)[symbol.name]) for symbol in (alpha, beta, gamma))
GIVEN = (L > 0, rho >= 0, rho < 1, *TUNED)
MU = (1 - rho) ** 2 * L  # mu, since rho = 1 - sqrt(mu/L)


def component_step(velocity: Any, position: Any, gradient: Any, **parameters: Any) -> tuple[Any, Any]:
    """(v, w) after one step of the update rule."""
    given = {"alpha": alpha, "beta": beta, "gamma": gamma, "delta": delta} | parameters
    after: tuple[Any, Any] = step((velocity, position), gradient, **given)
    return after


def eigenvalues(curvature: Any = lam, suffix: str = "") -> RootPair:
    """The eigenvalues of R at a curvature, R read off a run of the rule on a component (v, x)."""
    after = component_step(v, x, lambda w: curvature * w)
    R = Matrix([[new.expand().coeff(old) for old in (v, x)] for new in after])
    return root_pair(R.trace().expand(), R.det().expand(), suffix)


@claim(
    "triple-momentum.special-cases",
    section=SECTION,
    latex=r"\gamma = \delta = 0 \text{ is momentum}, \quad \gamma = \beta,\ \delta = 0 \text{ is Nesterov's method} "
    r"\qquad (\text{any } f,\ v^k = w^k - w^{k-1} = -\alpha z^k)",
    references=(VAN_SCOY,),
)
def special_cases() -> Iterator[Statement | Misprint]:
    """With delta = 0 the iterate is xi, and the gradient is taken at xi + gamma v: at the iterate for gamma = 0, where
    Nesterov's method takes it for gamma = beta. So the methods meet the same gradients g, whatever f is.
    """
    v_next, x_next = component_step(v, x, lambda _: g, gamma=0, delta=0)
    z_next, w_next = momentum.step((z, there), lambda _: g, alpha=alpha, beta=beta)
    moves = {v: (0, v_next), x: (x_0, x_next), z: (0, z_next), there: (x_0, w_next)}
    same = And(Eq(x, there), Eq(v, -alpha * z))
    yield Statement("momentum", (Orbit(moves, inputs=(g,)),), same, plan=Induct(same))
    points: list[Any] = []

    def seen(point: Any) -> Any:
        points.append(point)
        return g

    v_next, x_next = component_step(v, x, seen, gamma=beta, delta=0)
    before, after = nesterov.step((x_previous, there), seen, alpha=alpha, beta=beta)
    moves = {v: (0, v_next), x: (x_0, x_next), x_previous: (x_0, before), there: (x_0, after)}
    same = And(Eq(x, there), Eq(v, there - x_previous))
    run = Orbit(moves, inputs=(g,))
    yield Statement("Nesterov's method", (run,), same, plan=Induct(same))
    yield Statement("its gradients are taken at the same point", (run,), Eq(*points), plan=Induct(same))


@claim(
    "triple-momentum.iteration-matrix",
    section=SECTION,
    latex=r"\sigma^2 - (1 + \beta - \alpha\lambda(1 + \gamma))\sigma + \beta - \alpha\lambda\gamma = 0, \quad"
    r"\text{for every } \delta; \qquad (1 - \sigma_1)(1 - \sigma_2) = \alpha\lambda",
    references=(VAN_SCOY,),
)
def polynomial() -> Iterator[Statement | Misprint]:
    """In the state (xi - xi_previous, xi + delta (xi - xi_previous)) delta is a change of coordinates, which leaves
    trace and determinant as they are. p(1) = alpha lambda, the product of 1 - sigma over both roots.
    """
    pair = eigenvalues()
    trace, determinant = 1 + beta - alpha * lam * (1 + gamma), beta - alpha * lam * gamma
    same = And(Eq(pair.trace, trace), Eq(pair.determinant, determinant))
    yield Statement("trace and determinant", (), same)
    product = (1 - pair.x_1) * (1 - pair.x_2) + pair.y**2
    yield Statement("at 1", pair.equations, Eq(product, alpha * lam))


def region(curvature: Any = lam) -> Any:
    """The stability region at a curvature, for all real parameters."""
    al = alpha * curvature
    return And(al > 0, beta - al * gamma < 1, al * (1 + 2 * gamma) < 2 + 2 * beta)


@claim(
    "triple-momentum.stability",
    section=SECTION,
    latex=r"|\sigma_1|, |\sigma_2| < 1 \iff \alpha\lambda > 0,\ \beta - \alpha\lambda\gamma < 1,\ \alpha\lambda"
    r"(1 + 2\gamma) < 2 + 2\beta \quad (\alpha, \beta, \gamma, \delta, \lambda \in \mathbb{R});\quad\text{as "
    r"published: } 0 < \lambda < \frac{4 - 2\rho + 2\rho^2}{2 + \rho + \rho^2}\, L",
    references=(VAN_SCOY,),
)
def stability() -> Iterator[Statement | Misprint]:
    """Momentum with beta' = d and alpha' lambda' = p(1) has the same polynomial, so that its region gives d < 1, p(1) >
    0 and p(-1) > 0. They are affine in lambda: a method that is stable at mu and L is stable in between. At the
    published parameters the second follows, and p(-1) > 0 is lambda (2 + rho + rho^2) < L (4 - 2 rho + 2 rho^2). At L
    the right side exceeds the left by L (1 - rho)(2 - rho).
    """
    pair = eigenvalues()
    like = {alpha: alpha * lam, lam: 1, beta: pair.determinant}
    lemma = Use("stab.region/for every beta", like)
    yield Statement("for all parameters", pair.equations, Equivalent(pair.inside(1), region()), plan=lemma)
    ends = (mu > 0, lam >= mu, lam <= L, region(mu), region(L))
    yield Statement("the ends decide", ends, region())
    yield from largest_curvature(pair)


def largest_curvature(pair: RootPair) -> Iterator[Statement]:
    """The region of the published parameters, which leaves room beyond L."""
    al, above, below = alpha * lam, 4 - 2 * rho + 2 * rho**2, 2 + rho + rho**2
    bound = below * lam < above * L
    sides = And(
        Eq(L * al, (1 + rho) * lam),
        Eq((2 - rho) * L * (2 + 2 * beta - al * (1 + 2 * gamma)), above * L - below * lam),
        Eq((2 - rho) * L * (1 - beta + al * gamma), (1 - rho) * (2 + rho) * L + rho**2 * lam),
    )
    scale = (2 - rho) * L
    yield Statement("the sides", GIVEN, sides, plan=cleared(), lemma=True)
    stable = decide(al > 0, 2 + 2 * beta > al * (1 + 2 * gamma), beta - al * gamma < 1)
    signs = known(scale > 0, (1 - rho) * (2 + rho) * L > 0, then=stable)
    same = Equivalent(region(), And(lam > 0, bound))
    yield Statement("the conditions", GIVEN, same, plan=Use("the sides", then=signs), lemma=True)
    plan = Use("for all parameters", then=Use("the conditions"))
    exactly = Equivalent(pair.inside(1), And(lam > 0, bound))
    yield Statement("as published", (*GIVEN, *pair.equations), exactly, plan=plan)
    yield Statement("up to L and beyond", (*GIVEN, lam > 0, lam <= L), bound)


def cleared(then: Plan | None = None) -> Plan:
    """The equations of the published parameters without their denominators."""
    equations = (Eq(alpha * L, 1 + rho), Eq(beta * (2 - rho), rho**2), Eq(gamma * (1 + rho) * (2 - rho), rho**2))
    return known(alpha > 0, *equations, then=then)


@claim(
    "triple-momentum.rate",
    section=SECTION,
    latex=r"\rho = 1 - 1/\sqrt\kappa,\text{ as published}: \quad |\sigma_1|, |\sigma_2| \le \rho \text{ for } \mu \le "
    r"\lambda \le L,\quad \{\sigma_1, \sigma_2\} = \{\rho, \rho^2\} \text{ at } \mu,\quad \{-\rho, 0\} \text{ at } L",
    references=(VAN_SCOY,),
)
def rate() -> Iterator[Statement | Misprint]:
    """With e = alpha lambda, which runs from (1 - rho)^2 (1 + rho) to 1 + rho, and c = (2 - rho)(1 + rho):

        c (rho^2 - d) = rho^2 ((1 + rho)(1 - rho) + e),     c p(rho)  = 2 rho (e - (1 - rho)^2 (1 + rho)),
                                                            c p(-rho) = 2 rho (1 + rho)(1 + rho - e).

    So the root lemma holds, p(rho) = 0 at mu and p(-rho) = 0 at L; the other roots are d/rho there. At kappa = 1 rho is
    0, e = 1 and both roots are 0.
    """
    c = (2 - rho) * (1 + rho)
    coefficients = (Eq(T, 1 + beta - e * (1 + gamma)), Eq(d, beta - e * gamma))
    given = (rho >= 0, rho < 1, Eq(beta * (2 - rho), rho**2), Eq(gamma * c, rho**2), *coefficients)
    right, left = rho**2 + d - rho * T, rho**2 + d + rho * T
    lowest = (1 - rho) ** 2 * (1 + rho)
    identities = And(
        Eq(c * (rho**2 - d), rho**2 * ((1 + rho) * (1 - rho) + e)),
        Eq(c * right, 2 * rho * (e - lowest)),
        Eq(c * left, 2 * rho * (1 + rho) * (1 + rho - e)),
    )
    yield Statement("Jury's three terms", given, identities, lemma=True)
    interval = (e >= lowest, e <= 1 + rho)
    products = (
        rho**2 * ((1 + rho) * (1 - rho) + e) >= 0,
        2 * rho * (e - lowest) >= 0,
        2 * rho * (1 + rho) * (1 + rho - e) >= 0,
    )
    signs = known(c > 0, lowest >= 0, *products)
    three = And(*jury(T, d, rho))
    plan: Plan = Use("Jury's three terms", then=signs)
    yield Statement("Jury's conditions", (*given, *interval), three, plan=plan, lemma=True)
    pair = root_pair(T, d)
    inner = Use("Jury's conditions", then=about("within-radius/sufficient", pair, r=rho))
    zero = known(Eq(e, 1), Eq(T, 0), Eq(d, 0), then=real(pair))
    plan = Split(rho, positive=inner, zero=zero)
    yield Statement("in the disc", (*pair.equations, *given, *interval), pair.within(rho), plan=plan, lemma=True)
    yield from spectrum()


def spectrum() -> Iterator[Statement]:
    """The rate on [mu, L], and the roots at both ends."""
    pair, al, lowest = eigenvalues(), alpha * lam, (1 - rho) ** 2 * (1 + rho)
    sizes = And(al >= lowest, al <= 1 + rho, Eq(beta * (2 - rho), rho**2), Eq(gamma * (2 - rho) * (1 + rho), rho**2))
    disc = Use("in the disc", {T: pair.trace, d: pair.determinant, e: al})
    given = (rho >= 0, rho < 1, sizes, *pair.equations)
    yield Statement("in the disc by size", given, pair.within(rho), plan=disc, lemma=True)
    between = (lam >= MU, lam <= L)
    products = Auto(products=((alpha, lam - MU), (alpha, L - lam)))
    ends = known(Eq(alpha * MU, lowest), then=Cut(And(al >= lowest, al <= 1 + rho), products))
    yield Statement("sizes", (*GIVEN, *between), sizes, plan=cleared(ends), lemma=True)
    whole = Use("sizes", then=Use("in the disc by size"))
    yield Statement("on the whole spectrum", (*GIVEN, *between, *pair.equations), pair.within(rho), plan=whole)
    yield from at_the_ends()


def at_the_ends() -> Iterator[Statement]:
    """Both roots at mu and at L, from trace and determinant."""
    pair, (one, other) = root_pair(T, d), (Symbol(name, real=True) for name in ("one", "other"))

    def are(roots: RootPair, first: Any, second: Any) -> Any:
        return And(Eq(roots.y, 0), *(Eq((x - first) * (x - second), 0) for x in (roots.x_1, roots.x_2)))

    named = (Eq(T, one + other), Eq(d, one * other))
    vanish = known(Eq(pair.y, 0), Eq((pair.x_1 - one) * (pair.x_1 - other), 0))
    flat = Cut(Eq(pair.y, 0), otherwise=Cut(Eq(pair.x_1, pair.x_2), then=Auto(squares=(one - other, pair.y))))
    plan = Cut(Eq(pair.y, 0), otherwise=flat, then=vanish)
    yield Statement("of sum and product", (*pair.equations, *named), are(pair, one, other), plan=plan, lemma=True)
    for name, at, first, second in (("mu", MU, rho, rho**2), ("L", L, -rho, 0)):
        roots = eigenvalues(at)
        same = And(Eq(roots.trace, first + second), Eq(roots.determinant, first * second))
        lowest = known(Eq(alpha * MU, (1 - rho) ** 2 * (1 + rho)))
        yield Statement(f"trace and determinant at {name}", GIVEN, same, plan=cleared(lowest), lemma=True)
        values = {T: first + second, d: first * second, one: first, other: second}
        total, product, _ = root_pair(first + second, first * second).equations
        sides = Cut(total, then=Cut(product, then=Use("of sum and product", values)))
        both = Use(f"trace and determinant at {name}", then=sides)
        yield Statement(f"the roots at {name}", (*GIVEN, *roots.equations), are(roots, first, second), plan=both)


@claim(
    "triple-momentum.no-faster-than-momentum",
    section=SECTION,
    latex=r"\min_{\alpha, \beta, \gamma, \delta \in \mathbb{R}}\, \max_{\mu \le \lambda \le L} \rho(R(\lambda)) = "
    r"\frac{\sqrt\kappa - 1}{\sqrt\kappa + 1},\text{ attained by optimal momentum, } \gamma = 0",
    references=(POLYAK, VAN_SCOY),
)
def fastest() -> Iterator[Statement | Misprint]:
    """Roots within r < 1 have (1 - r)^2 <= (1 - sigma_1)(1 - sigma_2) <= (1 + r)^2, and this product is alpha lambda.
    At mu and L that gives kappa <= ((1 + r)/(1 - r))^2, whatever the parameters. Momentum reaches it, as
    `opt.parameters` says: the minimum is stated at both ends, and at the optimum every eigenvalue in between has the
    modulus q as well. At kappa = 1 q = 0.
    """
    yield product_at_one()
    lower, upper = eigenvalues(A**2), eigenvalues(B**2, "n")
    both = (*lower.equations, *upper.equations, lower.within(r), upper.within(r))
    ends = Use("opt.parameters/the radius from the ends", {beta: 0})
    slow = Cut(r < 1, then=distance(upper, distance(lower, ends)))
    bound = Use("opt.parameters/coordinates", then=slow)
    yield Statement("lower bound for all parameters", (*COORDINATES, r >= 0, *both), r >= q, plan=bound)
    variables = (alpha, beta, gamma, r, *lower.at(0, 0, 0), *upper.at(0, 0, 0))
    at = {alpha: p**2, beta: q**2, gamma: 0, r: q} | lower.at(q, q, 0) | upper.at(-q, -q, 0)
    least = Attain(at, Use("lower bound for all parameters"), Use("opt.parameters/coordinates"))
    yield Statement("minimum", COORDINATES, Minimum(variables, And(r >= 0, *both), r, q), plan=least)
    inner = eigenvalues(lam, "l")
    given = (*OPTIMUM, *INTERVAL, Eq(gamma, 0), *inner.equations)
    modulus = And(*(Eq(m, q**2) for m in inner.squared_moduli))
    same = Use("opt.parameters/every eigenvalue has the rate q")
    yield Statement("on the whole spectrum", given, modulus, plan=same)


def product_at_one() -> Statement:
    """How far 1 is from two roots within r."""
    pair = root_pair(T, d)
    between = And(pair.x_1 <= r, pair.x_1 >= -r, pair.x_2 <= r, pair.x_2 >= -r)
    ordered = Cut(between, otherwise=Auto(degree=3))
    product = And(1 - T + d >= (1 - r) ** 2, 1 - T + d <= (1 + r) ** 2)
    within = (*pair.equations, r >= 0, r < 1, pair.within(r))
    plan = Cut(Eq(pair.y, 0), otherwise=Cut(Eq(pair.x_1, pair.x_2)), then=ordered)
    return Statement("the product at 1", within, product, plan=plan, lemma=True)


def distance(roots: RootPair, then: Plan) -> Plan:
    """`the product at 1` for a pair of eigenvalues."""
    at = {T: roots.trace, d: roots.determinant} | root_pair(T, d).at(roots.x_1, roots.x_2, roots.y)
    return Use("the product at 1", at, then)
