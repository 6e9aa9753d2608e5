r"""Quasi-hyperbolic momentum: which methods it is, its eigenvalues on quadratics, and its stability region.

    g^{k+1} = beta g^k + (1 - beta) grad f(w^k),    w^{k+1} = w^k - alpha ((1 - nu) grad f(w^k) + nu g^{k+1})

Eliminating g, for every f,

    w^{k+1} = w^k + beta (w^k - w^{k-1}) - alpha ((1 - nu beta) grad f(w^k) - beta (1 - nu) grad f(w^{k-1})),

the recurrence of the points at which triple momentum with step-size alpha (1 - beta) and gamma = beta (1 - nu)/(1 -
beta) takes its gradients. So its iterates are the points y of Nesterov's method, not Nesterov's iterates.

References: J. Ma, D. Yarats, "Quasi-hyperbolic momentum and Adam for deep learning", ICLR 2019, section 4; S. Cyrus, B.
Hu, B. Van Scoy, L. Lessard, "A robust accelerated optimization algorithm for strongly convex functions", ACC 2018; B.
Van Scoy, R. A. Freeman, K. M. Lynch, IEEE Control Systems Letters 2(1), 2018.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Symbol

from derivations.claim import claim
from derivations.notation import L, alpha, beta, gamma, kappa, lam, rho, w, x, z
from derivations.plan import Cut, Induct, Use
from derivations.roots import RootPair, root_pair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import decide, known
from numerics.algorithms import gradient_descent, momentum, nesterov, triple_momentum
from numerics.algorithms.quasi_hyperbolic_momentum import step

__all__ = ["eigenvalues", "largest_step_size", "polynomial", "robust", "special_cases", "stability", "triple"]

SECTION = "Quasi-hyperbolic momentum"
MA_YARATS = "J. Ma, D. Yarats, ICLR 2019, sections 3 and 4"
CYRUS = "S. Cyrus, B. Hu, B. Van Scoy, L. Lessard, ACC 2018"
VAN_SCOY = "B. Van Scoy, R. A. Freeman, K. M. Lynch, IEEE Control Systems Letters 2(1), 2018"

nu, g, x_0, v, force, last, delta, w_previous = (
    Symbol(name, real=True) for name in ("nu", "g", "x_0", "v", "force", "last", "delta", "w_previous")
)


def quasi(gradient: Any, **parameters: Any) -> tuple[Any, Any]:
    """(g, x) after one step of the update rule."""
    after: tuple[Any, Any] = step((g, x), gradient, **{"alpha": alpha, "beta": beta, "nu": nu} | parameters)
    return after


def eigenvalues() -> RootPair:
    """The eigenvalues of R, read off a run of the rule on a component (g, x)."""
    after = quasi(lambda point: lam * point)
    R = Matrix([[new.expand().coeff(old) for old in (g, x)] for new in after])
    return root_pair(R.trace().expand(), R.det().expand())


def largest_step_size(beta: Any = beta, nu: Any = nu, lam: Any = lam) -> Expr:
    """The open upper end of the stable step-sizes for 0 <= beta < 1, 0 <= nu <= 1 and lambda > 0."""
    end: Expr = (2 + 2 * beta) / (lam * (1 + beta - 2 * nu * beta))
    return end


@claim(
    "quasi-hyperbolic.special-cases",
    section=SECTION,
    latex=r"\nu = 0 \text{ is gradient descent}, \quad \nu = 1 \text{ is momentum with } \alpha(1 - \beta), \quad \nu "
    r"= \beta \text{ is } y^k = w^k + \beta(w^k - w^{k-1}) \text{ of Nesterov's method with } \alpha(1 - \beta) \quad "
    r"(\text{any } f)",
    references=(MA_YARATS,),
)
def special_cases() -> Iterator[Statement | Misprint]:
    """Both methods take their gradient at the same point, so they get the same, whatever f is; g = (1 - beta) z for
    momentum, and w^k - w^{k-1} = -alpha g for Nesterov's method, whose step-size is alpha (1 - beta).
    """
    g_next, x_next = quasi(lambda _: force, nu=0)
    (w_next,) = gradient_descent.step((w,), lambda _: force, alpha=alpha)
    run = Orbit({g: (0, g_next), x: (x_0, x_next), w: (x_0, w_next)}, inputs=(force,))
    yield Statement("gradient descent", (run,), Eq(x, w), plan=Induct(Eq(x, w)))
    g_next, x_next = quasi(lambda _: force, nu=1)
    z_next, w_next = momentum.step((z, w), lambda _: force, alpha=alpha * (1 - beta), beta=beta)
    moves = {g: (0, g_next), x: (x_0, x_next), z: (0, z_next), w: (x_0, w_next)}
    same = And(Eq(x, w), Eq(g, (1 - beta) * z))
    yield Statement("momentum", (Orbit(moves, inputs=(force,)),), same, plan=Induct(same))
    points: list[Any] = []

    def seen(point: Any) -> Any:
        points.append(point)
        return force

    g_next, x_next = quasi(lambda _: force, nu=beta)
    before, after = nesterov.step((w_previous, w), seen, alpha=alpha * (1 - beta), beta=beta)
    moves = {g: (0, g_next), x: (x_0, x_next), w_previous: (x_0, before), w: (x_0, after)}
    same = And(Eq(x, points[0]), Eq(w - w_previous, -alpha * g))
    run = Orbit(moves, inputs=(force,))
    yield Statement("where Nesterov's method takes its gradients", (run,), same, plan=Induct(same))


@claim(
    "quasi-hyperbolic.triple-momentum",
    section=SECTION,
    latex=r"w^k = y^k = \xi^k + \gamma(\xi^k - \xi^{k-1}) \text{ of triple momentum with } (\alpha(1 - \beta), \beta, "
    r"\gamma, \delta),\ \gamma(1 - \beta) = \beta(1 - \nu), \text{ for any } f, \delta",
    references=(MA_YARATS, VAN_SCOY),
)
def triple() -> Iterator[Statement | Misprint]:
    """xi^k - xi^{k-1} = -alpha g^k: both are multiplied by beta and get the gradient at w^k = y^k, times -alpha (1 -
    beta). So w moves as y does if (1 + gamma) (1 - beta) = 1 - nu beta, which is the equation for gamma. For beta = 1
    it is met by nu = 1 alone. Conversely triple momentum with beta = 0 and gamma != 0 is none of them.
    """
    g_next, x_next = quasi(lambda _: force)
    points: list[Any] = []

    def seen(point: Any) -> Any:
        points.append(point)
        return force

    given = {"alpha": alpha * (1 - beta), "beta": beta, "gamma": gamma, "delta": delta}
    v_next, w_next = triple_momentum.step((v, w), seen, **given)
    run = Orbit({g: (0, g_next), x: (x_0, x_next), v: (0, v_next), w: (x_0, w_next)}, inputs=(force,))
    matched = Eq(gamma * (1 - beta), beta * (1 - nu))
    same = And(Eq(x, points[0]), Eq(v, -alpha * g))
    yield Statement("its gradients are taken at the iterates", (run, matched), same, plan=Induct(same))


@claim(
    "quasi-hyperbolic.robust-momentum",
    section=SECTION,
    latex=r"\rho = 1 - 1/\sqrt\kappa,\ \kappa > 1:\quad \frac{\kappa(1-\rho)^2(1+\rho)}{L} = \frac{1+\rho}{L},\quad "
    r"\frac{\kappa\rho^3}{\kappa-1} = \frac{\rho^2}{2-\rho},\quad \frac{\rho^3}{(\kappa-1)(1-\rho)^2(1+\rho)} = "
    r"\frac{\rho^2}{(1+\rho)(2-\rho)}",
    references=(CYRUS, VAN_SCOY, MA_YARATS),
)
def robust() -> Iterator[Statement | Misprint]:
    """Robust momentum is triple momentum's xi with alpha = kappa (1 - rho)^2 (1 + rho)/L, beta = kappa rho^3/(kappa -
    1), gamma = rho^3/((kappa - 1)(1 - rho)^2 (1 + rho)), for 1 - 1/sqrt(kappa) <= rho <= 1 - 1/kappa. At its fastest
    rho kappa (1 - rho)^2 = 1, so that kappa - 1 = rho (2 - rho) kappa, and its parameters are triple momentum's. Like
    all with beta other than 0 and 1 they are quasi-hyperbolic, with nu = 1 - gamma (1 - beta)/beta, as seen at y.
    """
    theirs = triple_momentum.published(rho, L)
    ours = {
        "alpha": kappa * (1 - rho) ** 2 * (1 + rho) / L,
        "beta": kappa * rho**3 / (kappa - 1),
        "gamma": rho**3 / ((kappa - 1) * (1 - rho) ** 2 * (1 + rho)),
    }
    given = (kappa > 1, L > 0, rho > 0, rho < 1, Eq(kappa * (1 - rho) ** 2, 1))
    for name, value in ours.items():
        plan = known(Eq(kappa - 1, rho * (2 - rho) * kappa))
        yield Statement(f"the same {name}", given, Eq(value, theirs[name]), plan=plan)


@claim(
    "quasi-hyperbolic.iteration-matrix",
    section=SECTION,
    latex=r"w^{k+1} = w^k + \beta(w^k - w^{k-1}) - \alpha\big((1 - \nu\beta)\nabla f(w^k) - \beta(1 - \nu)\nabla "
    r"f(w^{k-1})\big),\ k \ge 1: \quad \sigma^2 - (1 + \beta - \alpha\lambda(1 - \nu\beta))\sigma + \beta - "
    r"\alpha\lambda\beta(1 - \nu) = 0",
    references=(MA_YARATS,),
)
def polynomial() -> Iterator[Statement | Misprint]:
    """w^k - w^{k-1} = -alpha ((1 - nu) grad f(w^{k-1}) + nu g^k), and beta times this replaces -alpha nu beta g^k in
    the step: that is the recurrence without g, for every f. It holds for the first step, from g^0 = 0 and w^{-1} = w^0,
    with 0 for the gradient at w^{-1}. On a quadratic its coefficients are trace and determinant.
    """
    g_next, x_next = quasi(lambda _: force)
    run = Orbit({g: (0, g_next), x: (x_0, x_next), w_previous: (x_0, x), last: (0, force)}, inputs=(force,))
    along = Eq(x - w_previous, -alpha * ((1 - nu) * last + nu * g))
    here = Symbol("here", real=True)
    following = x + beta * (x - w_previous) - alpha * ((1 - nu * beta) * here - beta * (1 - nu) * last)
    yield Statement("without g", (run,), Eq(x_next.subs(force, here), following), plan=Induct(along))
    pair = eigenvalues()
    trace = 1 + beta - alpha * lam * (1 - nu * beta)
    same = And(Eq(pair.trace, trace), Eq(pair.determinant, beta - alpha * lam * beta * (1 - nu)))
    yield Statement("trace and determinant", (), same)


@claim(
    "quasi-hyperbolic.stability",
    section=SECTION,
    latex=r"0 \le \beta < 1,\ 0 \le \nu \le 1:\quad |\sigma_1|, |\sigma_2| < 1 \iff 0 < \alpha\lambda < \frac{2 + "
    r"2\beta}{1 + \beta - 2\nu\beta}",
    references=(MA_YARATS,),
)
def stability() -> Iterator[Statement | Misprint]:
    """Momentum with beta' = d and alpha' lambda' = p(1) = alpha lambda (1 - beta) has the same polynomial. Its region
    is d < 1, alpha lambda (1 - beta) > 0 and p(-1) = 2 + 2 beta - alpha lambda (1 + beta - 2 nu beta) > 0, for all real
    parameters. In the published range d <= beta follows, and 1 + beta - 2 nu beta >= 1 - beta > 0. The bound is 2 for
    nu = 0, and grows with nu to 2 (1 + beta)/(1 - beta), which is momentum's with alpha (1 - beta).
    """
    pair, al = eigenvalues(), alpha * lam
    like = {alpha: al * (1 - beta), lam: 1, beta: pair.determinant}
    lemma = Use("stab.region/for every beta", like)
    edge = (1 + beta - 2 * nu * beta) * al < 2 + 2 * beta
    every = And(pair.determinant < 1, (1 - beta) * al > 0, edge)
    yield Statement("for all parameters", pair.equations, Equivalent(pair.inside(1), every), plan=lemma)
    unit = (beta >= 0, beta < 1, nu >= 0, nu <= 1)
    inner = And(al > 0, edge)
    damped = known((1 - beta) * al > 0, beta * (1 - nu) * al >= 0)
    range_ = Use("for all parameters", then=decide(al > 0, then=Cut(al > 0, then=damped)))
    exactly = Equivalent(pair.inside(1), inner)
    yield Statement("in the published range", (*pair.equations, *unit), exactly, plan=range_)
    yield Statement("the bound is positive", unit, 1 + beta - 2 * nu * beta >= 1 - beta)
    more = known(nu * beta * al >= 0, then=Use("in the published range"))
    wide = (*pair.equations, *unit, al > 0, al < 2)
    yield Statement("wherever gradient descent is stable", wide, pair.inside(1), plan=more)
