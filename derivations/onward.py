r"""Article section *Onwards and Downwards*: momentum's polynomials, and the differential equations that it discretises.

Polynomials. From rest the error is x^k = p_k(lambda) x^0 with p_k(0) = 1. For momentum, with s = sqrt(beta) and
2 t s = 1 + beta - alpha lambda,

    p_k = s^k (U_k(t) - s U_{k-1}(t)),

Chebyshev polynomials of the second kind. At the optimal parameters |p_k| is at most q^k (1 + k (1 + q))
(`transient.worst-factor`). The Chebyshev polynomials of the first kind do better for k steps,

    c_k = T_k(y)/T_k(y_0),   y = (lambda_1 + lambda_n - 2 lambda)/(lambda_n - lambda_1),   max |c_k| = 2 q^k/(1 + q^2k),

so that momentum loses a factor that grows like k. (That c_k is minimal is classical and cited; that nothing is below
q^k for all k follows from `oracle.other-norms`.)

Differential equations. With alpha = h^2, beta = 1 - c h and t = k h, momentum is a difference scheme of x'' + c x' +
grad f(x) = 0, of order 1 in h. With beta fixed it is one of x' = -grad f(x), t = k alpha/(1 - beta). The equation of
Su, Boyd and Candes, x'' + (3/t) x' + grad f(x) = 0, belongs to Nesterov's beta_k = (k - 1)/(k + 2), not to a constant
beta.

References: G. Goh, "Why Momentum Really Works", Distill 2017; D. A. Flanders and G. Shortley, J. Appl. Phys. 21, 1950
(the minimax polynomials); W. Su, S. Boyd and E. J. Candes, JMLR 17(153), 2016; B. T. Polyak, USSR Comput. Math. Math.
Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Expr, Ne, Rational, expand

from derivations.claim import claim
from derivations.first_steps import real
from derivations.momentum import POLYAK, TRACE, x_0
from derivations.notation import alpha, beta, k, lam, lambda_1, lambda_n, q, r, w, x, z
from derivations.plan import Auto, Cut, Induct, Split
from derivations.rate_map_iterates import ahead, iterates
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import momentum, nesterov_convex

SECTION = "Onwards and Downwards"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
FLANDERS = "D. A. Flanders and G. Shortley, J. Appl. Phys. 21, 1950, 1326-1332"
SBC = "W. Su, S. Boyd and E. J. Candes, JMLR 17(153), 2016"

s, t, y, y_0, U, V, T_k, T_next, P, E, m = real("s t y y_0 U V T_k T_next P E m")
c, h, g, v, rho, tau, error, error_next, growth, D, M = real("c h g v rho tau error error_next growth D M")


def chebyshev(at: Any) -> Orbit:
    """T_k and T_{k+1} at a point, with P = q^k, counted by k."""
    return Orbit({T_k: (1, T_next), T_next: (at, 2 * at * T_next - T_k), P: (1, q * P), k: (0, k + 1)})


def minimax_factor(q: Any, k: Any) -> Any:
    """2 q^k/(1 + q^{2k}), the largest modulus of the Chebyshev polynomial c_k; q in [0, 1), any number type.

    Source: claim `onward.polynomials`; the least of all polynomials of degree k with p(0) = 1 (Flanders and Shortley).
    """
    return 2 * q**k / (1 + q ** (2 * k))


@claim(
    "onward.polynomials",
    section=SECTION,
    latex=r"p_k(\lambda) = \beta^{k/2} (U_k(t) - \sqrt\beta\, U_{k-1}(t)),\ 2 t \sqrt\beta = 1 + \beta - "
    r"\alpha\lambda,\ \beta > 0; \quad c_k = \frac{T_k(y)}{T_k(y_0)},\ |c_k| \le \frac{2 q^k}{1 + q^{2k}} \text{ on } "
    r"[\lambda_1, \lambda_n]; \quad \frac{\max |p_k|}{\max |c_k|} = \tfrac12 (1 + k (1 + q)) (1 + q^{2k})",
    printed="Momentum has an algebraic interpretation in terms of approximating polynomials. (Which polynomials, and "
    "how far from the minimax ones for k steps?)",
    as_printed="holds",
    references=(GOH, FLANDERS),
)
def polynomials() -> Iterator[Statement | Misprint]:
    """Both sides of the first formula obey x_{k+2} = (1 + beta - alpha lambda) x_{k+1} - beta x_k. |T_k| <= 1 on [-1,
    1] since (T_{k+1} - y T_k)^2 = (1 - y^2)(1 - T_k^2); and at y_0 = (1 + q^2)/(2 q), which is where lambda = 0 is, 2
    T_k = q^k + q^-k. So the maxima are q^k (1 + k (1 + q)) (transient.worst-factor) and 2 q^k/(1 + q^{2k}).
    """
    run = iterates(velocity=0, more={V: (0, U), U: (1, 2 * t * U - V), P: (1, s * P)})
    form = And(Eq(x, P * (U - s * V) * x_0), Eq(ahead, s * P * (2 * t * U - V - s * U) * x_0))
    scaled = (Eq(s**2, beta), Eq(2 * t * s, TRACE))
    yield Statement("momentum's polynomials", (run, *scaled), Eq(x, P * (U - s * V) * x_0), plan=Induct(form))
    norm = Eq(T_k**2 + T_next**2 - 2 * y * T_k * T_next, 1 - y**2)
    inside = Auto(products=((T_k**2 > 1, 1 - y**2 > 0),), squares=(T_next - y * T_k,))
    ends = And(Eq(T_k**2, 1), Eq(T_next, y * T_k))
    plan = Split(1 - y**2, positive=Induct(norm, then=inside), zero=Induct(ends))
    yield Statement("Chebyshev's are at most 1", (chebyshev(y), y**2 <= 1), T_k**2 <= 1, plan=plan)
    one = And(Eq(T_k, 1), Eq(T_next, 1))
    yield Statement("which they are at an end", (chebyshev(1),), Eq(T_k, 1), plan=Induct(one))
    rate = (q > 0, q < 1, Eq(2 * y_0 * q, 1 + q**2))
    grown = And(P > 0, Eq(2 * P * T_k, 1 + P**2), Eq(2 * q * P * T_next, 1 + q**2 * P**2))
    there = And(Eq(2 * P * T_k, 1 + P**2), T_k > 0)
    yield Statement("their size at lambda = 0", (chebyshev(y_0), *rate), there, plan=Induct(grown))
    map_ = (lambda_1 > 0, lambda_n > lambda_1, Eq(y * (lambda_n - lambda_1), lambda_1 + lambda_n - 2 * lam))
    within = (*map_, lam >= lambda_1, lam <= lambda_n)
    yield Statement("the interval", within, y**2 <= 1, plan=known(y <= 1, y >= -1))
    factor = (P > 0, P <= 1, k >= 0, q >= 0, Eq(E, P * (1 + k * (1 + q))), Eq(m * (1 + P**2), 2 * P))
    far = And(Eq(2 * E, (1 + k * (1 + q)) * (1 + P**2) * m), 2 * E >= (1 + k * (1 + q)) * m, E <= (1 + k * (1 + q)) * m)
    sizes = known(m > 0, P * m <= 1, m >= P, then=Auto())
    yield Statement("how far from them", factor, far, plan=sizes)


def scheme(after: Any, before: Any, friction: Any, slope: Any) -> Expr:
    """(w' - 2 w + v) + friction h (w - v) + h^2 slope, which is h^2 (x'' + friction x' + slope) as h -> 0."""
    difference: Expr = (after - 2 * w + before) + friction * h * (w - before) + h**2 * slope
    return difference


def residual(sigma: Any) -> Expr:
    """The characteristic polynomial of momentum at sigma, expanded."""
    expanded: Expr = expand(sigma**2 - TRACE * sigma + beta)
    return expanded


SCALING = (Eq(alpha, h**2), Eq(beta, 1 - c * h))


@claim(
    "onward.differential-equation",
    section=SECTION,
    latex=r"\alpha = h^2,\ \beta = 1 - c h: \frac{w^{k+1} - 2 w^k + w^{k-1}}{h^2} + c\, \frac{w^k - w^{k-1}}{h} + "
    r"\nabla f(w^k) = 0; \quad \sigma = 1 + h \rho,\ \rho^2 + (c + h\lambda) \rho + \lambda = 0; \quad |e_k| \le "
    r"\frac{M h}{D} \left((1 + D h)^k - 1\right)",
    printed="Momentum is the discretisation of a certain differential equation (Su, Boyd and Candes). (Of which, and "
    "at which scaling of beta?)",
    as_printed="holds-if",
    correction=r"of $\ddot x + c \dot x + \nabla f(x) = 0$ at $\alpha = h^2$, $\beta = 1 - c h$, $t = k h$, with an "
    r"error of order $h$; of $\dot x = -\nabla f(x)$ at a fixed $\beta$, $t = k \alpha/(1 - \beta)$. The equation of "
    r"Su, Boyd and Candes, $\ddot x + (3/t) \dot x + \nabla f(x) = 0$, is that of Nesterov's method with $\beta_k = "
    r"(k-1)/(k+2)$",
    references=(GOH, SBC, POLYAK),
)
def differential_equation() -> Iterator[Statement | Misprint]:
    """The update rules, with v = w^{k-1}, are these schemes exactly, for any f. On 1/2 lambda x^2 momentum's
    eigenvalues 1 + h rho are those of Euler's method for x'' + (c + h lambda) x' + lambda x = 0. With e^{r h} = 1 + r
    h + r^2 h^2/2 + tau h^3 for a root r of r^2 + c r + lambda the characteristic polynomial is -c r^2 h^3/2 + O(h^4):
    the local error is of order h^2, and no higher for c r != 0. Errors M h^2 of each step and a growth by 1 + D h at
    most (Gronwall) add up to order h.

    A step of momentum with z != 0 is step k of that scheme for x'' + (3/t) x' only if beta = (k - 1)/(k + 2): no
    constant beta fits two steps.
    """
    _, after = momentum.step((z, w), lambda _: g, alpha=alpha, beta=beta)
    before = Eq(v, w + alpha * z)
    yield Statement("momentum", (before, *SCALING), Eq(scheme(after, v, c, g), 0))
    yield from nesterov_scheme()
    euler = Eq(residual(1 + h * rho), h**2 * (rho**2 + (c + h * lam) * rho + lam))
    yield Statement("momentum's eigenvalues", SCALING, euler)
    exponential = 1 + r * h + r**2 * h**2 / 2 + tau * h**3
    rest = h**4 * (r**4 / 4 + 2 * r * tau + c * tau + lam * r**2 / 2 + h * (r**2 * tau + lam * tau) + h**2 * tau**2)
    local = Eq(residual(exponential), -c * r**2 * h**3 / 2 + rest)
    yield Statement("the local error", (*SCALING, Eq(r**2 + c * r + lam, 0)), local)
    sums = Orbit(
        {error: (0, error_next), growth: (1, (1 + D * h) * growth), k: (0, k + 1)},
        inputs=(error_next,),
        guard=error_next <= (1 + D * h) * error + M * h**2,
    )
    bound = D * error <= M * h * (growth - 1)
    yield Statement("errors add up to order h", (sums, D > 0, h > 0, M >= 0), bound, plan=Induct(bound))
    short = And(k >= 0, growth >= 1, growth * (1 - k * D * h) <= 1)
    steps = Orbit({growth: (1, (1 + D * h) * growth), k: (0, k + 1)})
    plan = Induct(short, step=known(D * h > 0, growth * (k + 1) >= 0, growth * (k + 1) * (D * h) ** 2 >= 0))
    yield Statement("the growth is bounded", (steps, D > 0, h > 0), growth * (1 - k * D * h) <= 1, plan=plan)
    flow = (Eq(alpha, h * (1 - beta)),)
    first = 1 - h * lam + tau * h**2
    left = (1 - beta) * (tau - lam**2) + lam**2 + h * (tau * lam * (1 - beta) - 2 * lam * tau) + h**2 * tau**2
    yield Statement("a fixed beta", flow, Eq(residual(first), h**2 * left))
    printed = Eq((k + 2) * (after - 2 * w + v + alpha * g) + 3 * (w - v), 0)
    matched = (before, alpha > 0, beta > 0, beta < 1, k >= 0)
    fits = Eq(beta * (k + 2), k - 1)
    product = known(Eq(alpha * z * (beta * (k + 2) - (k - 1)), 0), then=Cut(fits))
    only = (*matched, Ne(z, 0), printed)
    yield Statement("it is that of Su, Boyd and Candes at one step alone", only, fits, plan=product)
    at = {alpha: 1, beta: Rational(1, 2), z: 1, w: 0, v: 1, g: 0, k: 2}
    yield Misprint("a constant beta of 1/2, k = 2", matched, printed, at)


def nesterov_scheme() -> Iterator[Statement]:
    """Nesterov's method with beta_k = (k - 1)/(k + 2): the friction is 3/((k + 2) h), and t = k h."""
    points: list[Any] = []

    def at(point: Any) -> Any:
        points.append(point)
        return g

    _, _, after = nesterov_convex.step((k, v, w), at, alpha=alpha)
    exact = Eq((k + 2) * (after - 2 * w + v + h**2 * g) + 3 * (w - v), 0)
    there = Eq((k + 2) * (points[0] - w), (k - 1) * (w - v))
    yield Statement("Nesterov's method", (k >= 0, Eq(alpha, h**2)), And(exact, there), plan=Cut(k + 2 > 0))
