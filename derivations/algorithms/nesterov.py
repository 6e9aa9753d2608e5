r"""Nesterov's accelerated gradient with constant momentum, beside momentum.

    y^k = w^k + beta (w^k - w^{k-1}),    w^{k+1} = y^k - alpha grad f(y^k)

It is momentum whose gradient is taken ahead, at w - alpha beta z, for every f; and along an eigenvector of curvature
lambda it is momentum with beta (1 - alpha lambda) for beta, from rest, so that high curvatures are damped.

Notation: x is the component of w - w* along an eigenvector, x_previous the one before; s = 1/sqrt(kappa) in the rate.

References: Y. Nesterov, *Introductory Lectures on Convex Optimization*, Kluwer 2004, section 2.2; I. Sutskever, J.
Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning", ICML 2013; B.
O'Donoghue, E. Candes, "Adaptive restart for accelerated gradient schemes", Found. Comput. Math. 15, 2015, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Symbol

from derivations.claim import claim
from derivations.notation import T, alpha, beta, d, lam, lambda_1, lambda_n, r, s, x, z
from derivations.plan import Auto, Cut, Induct, Use
from derivations.roots import RootPair, momentum_roots, root_pair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import momentum
from numerics.algorithms.nesterov import step

__all__ = ["ahead", "eigenvalues", "equivalence", "recurrence", "stability"]

SECTION = "Nesterov's accelerated gradient"
NESTEROV = "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, section 2.2"
SUTSKEVER = "I. Sutskever, J. Martens, G. Dahl, G. Hinton, ICML 2013, (1)-(4)"
ODONOGHUE = "B. O'Donoghue, E. Candes, Found. Comput. Math. 15, 2015, section 4.3"

x_previous, x_0, v, z_0, g = (Symbol(name, real=True) for name in ("x_previous", "x_0", "v", "z_0", "g"))
SHRINKS = 1 - alpha * lam
"""What a gradient step does to the component."""


def component_step(before: Any, now: Any, curvature: Any = lam, **parameters: Any) -> tuple[Any, Any]:
    """(x_previous, x) after one step of the update rule along an eigenvector."""
    after: tuple[Any, Any] = step((before, now), lambda e: curvature * e, **{"alpha": alpha, "beta": beta} | parameters)
    return after


def ahead(velocity: Any, position: Any, gradient: Any) -> tuple[Any, Any, Any]:
    """Momentum whose gradient is taken at w - alpha beta z: that point, and z and w after the step."""
    point = position - alpha * beta * velocity
    after: tuple[Any, Any] = momentum.step((velocity, position), lambda _: gradient, alpha=alpha, beta=beta)
    return point, *after


def eigenvalues(**parameters: Any) -> RootPair:
    """The eigenvalues of R, the coefficients of its polynomial read off a run of the rule."""
    _, following = component_step(x_previous, x, **parameters)
    expanded = following.expand()
    return root_pair(expanded.coeff(x), -expanded.coeff(x_previous))


@claim(
    "nesterov.momentum-ahead",
    section=SECTION,
    latex=r"w^{k+1} = w^k - \alpha z^{k+1},\quad z^{k+1} = \beta z^k + \nabla f(w^k - \alpha\beta z^k),\quad "
    r"w^k - w^{k-1} = -\alpha z^k \qquad (\text{any } f)",
    references=(SUTSKEVER,),
)
def equivalence() -> Iterator[Statement | Misprint]:
    """With w^k - w^{k-1} = -alpha z^k both take their gradient at the same point, so they get the same gradient g,
    whatever f is, and both go to w - alpha (beta z + g). The start at rest is z = 0, w^{-1} = w^0.
    """
    point, z_next, v_next = ahead(z, v, g)
    points: dict[Any, Any] = {}
    before, after = step((x_previous, x), lambda y: points.setdefault(y, g), alpha=alpha, beta=beta)
    run = Orbit({x_previous: (x_0, before), x: (x_0, after), z: (0, z_next), v: (x_0, v_next)}, inputs=(g,))
    same = And(Eq(v, x), Eq(x - x_previous, -alpha * z))
    yield Statement("the same iterates", (run,), same, plan=Induct(same))
    yield Statement("the gradient is taken at the same point", (run,), Eq(next(iter(points)), point), plan=Induct(same))


@claim(
    "nesterov.iteration-matrix",
    section=SECTION,
    latex=r"x^{k+2} = (1+\beta)(1-\alpha\lambda) x^{k+1} - \beta(1-\alpha\lambda) x^k:\quad \sigma^2 - "
    r"(1+\beta)(1-\alpha\lambda)\sigma + \beta(1-\alpha\lambda) = 0,\ \text{momentum's with } \beta(1-\alpha\lambda)"
    r"\text{ for } \beta",
    references=(ODONOGHUE,),
)
def recurrence() -> Iterator[Statement | Misprint]:
    """y = (1 + beta) x^{k+1} - beta x^k, and a gradient step multiplies it by 1 - alpha lambda. Momentum's trace is 1 +
    beta' - alpha lambda, which is (1 + beta)(1 - alpha lambda) for beta' = beta (1 - alpha lambda); from rest its first
    step is the same gradient step, so that the iterates are the same.
    """
    ours, theirs = eigenvalues(), momentum_roots(beta=beta * SHRINKS)
    same = And(Eq(ours.trace, (1 + beta) * SHRINKS), Eq(ours.determinant, beta * SHRINKS))
    yield Statement("trace and determinant", (), same)
    momenta = And(Eq(ours.trace, theirs.trace), Eq(ours.determinant, theirs.determinant))
    yield Statement("momentum with less damping", (), momenta)
    before, after = component_step(x_previous, x)
    z_next, v_next = momentum.step((z, v), lambda e: lam * e, alpha=alpha, beta=beta * SHRINKS)
    run = Orbit({x_previous: (x_0, before), x: (x_0, after), z: (0, z_next), v: (x_0, v_next)})
    both = And(Eq(v, x), Eq(x - x_previous, -alpha * z))
    yield Statement("the same iterates from rest", (run,), Eq(v, x), plan=Induct(both))


@claim(
    "nesterov.stability",
    section=SECTION,
    latex=r"0 \le \beta \le 1:\quad |\sigma_1|, |\sigma_2| < 1 \iff 0 < \alpha\lambda < \frac{2 + 2\beta}{1 + 2\beta};"
    r"\quad \text{so for every } \beta \in [0, 1) \text{ where } 0 < \alpha\lambda \le 4/3,\ \text{for none where }"
    r"\alpha\lambda \ge 2",
    references=(ODONOGHUE,),
)
def stability() -> Iterator[Statement | Misprint]:
    """Momentum's region at beta (1 - alpha lambda): this is below 1, alpha lambda > 0, and alpha lambda < 2 + 2 beta
    (1 - alpha lambda). For 0 <= beta <= 1 the first follows. More momentum means smaller step-sizes here, from 2 down
    to 4/3, where momentum's own go up from 2 to 4.
    """
    pair, al = eigenvalues(), alpha * lam
    lemma = Use("stab.region/for every beta", {beta: beta * SHRINKS})
    region = And(beta * SHRINKS < 1, al > 0, (1 + 2 * beta) * al < 2 + 2 * beta)
    yield Statement("for every beta", pair.equations, Equivalent(pair.inside(1), region), plan=lemma)
    inner = And(al > 0, (1 + 2 * beta) * al < 2 + 2 * beta)
    damped = Use("for every beta", then=Cut(al > 0, then=Cut(beta * al >= 0)))
    unit = (*pair.equations, beta >= 0, beta <= 1)
    yield Statement("inside", unit, Equivalent(pair.inside(1), inner), plan=damped)
    least = Use("inside", then=Auto(degree=3))
    yield Statement("up to 4/3", (*unit, beta < 1, al > 0, 3 * al <= 4), pair.inside(1), plan=least)
    yield Statement("never beyond 2", (*unit, pair.inside(1)), al < 2, plan=least)


@claim(
    "nesterov.rate",
    section=SECTION,
    latex=r"\alpha = 1/\lambda_n,\ \beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}:\quad |\sigma_1|, |\sigma_2| \le "
    r"1 - 1/\sqrt\kappa \text{ for } \lambda_1 \le \lambda \le \lambda_n,\quad \sigma_1 = \sigma_2 = 1 - 1/\sqrt\kappa"
    r"\text{ at } \lambda_1",
    references=(NESTEROV, ODONOGHUE),
)
def rate() -> Iterator[Statement | Misprint]:
    """Let s = 1/sqrt(kappa), r = 1 - s and q = 1 - lambda/lambda_n. Then d = beta q and p(r) = r^2 - beta q, so that
    d <= r^2 and p(r) >= 0 are one condition, beta q <= r^2. It holds on the whole spectrum, as q <= 1 - s^2, and is an
    equality at its lower end; p(-r) has positive terms only. At kappa = 1 both eigenvalues are 0.
    """
    pair = eigenvalues()
    radius, share = 1 - s, SHRINKS
    published = (Eq(alpha * lambda_n, 1), Eq(beta * (1 + s), 1 - s), Eq(s**2 * lambda_n, lambda_1), s > 0)
    spectrum = (lambda_1 > 0, lambda_1 <= lam, lam <= lambda_n)
    scaled = And(share >= 0, share <= 1 - s**2, s <= 1, beta >= 0)
    products = ((alpha, lam - lambda_1), (alpha, lambda_n - lam), (alpha, alpha, lambda_1))
    sizes = known(lambda_n > 0, alpha > 0, s**2 <= 1, s <= 1, then=Auto(products=products, degree=3))
    yield Statement("scaled", (*published, *spectrum), scaled, plan=sizes, lemma=True)
    T_d = (Eq(T, (1 + beta) * share), Eq(d, beta * share))
    conditions = And(radius**2 >= d, radius**2 + d - radius * T >= 0, radius**2 + d + radius * T >= 0)
    loss = Auto(products=((beta, 1 - s**2 - share),), degree=3)
    below = Cut(beta * share <= radius**2, otherwise=loss, then=Auto(degree=3))
    given = (Eq(beta * (1 + s), 1 - s), s > 0, scaled)
    yield Statement("Jury's conditions", (*T_d, *given), conditions, plan=below, lemma=True)
    x_1, x_2, imaginary = pair.x_1, pair.x_2, pair.y
    named = RootPair(x_1, x_2, imaginary, T, d)
    inner = Use("roots.within-radius/sufficient", {r: radius})
    vanish = Cut(Eq(imaginary, 0), otherwise=Cut(Eq(x_1, x_2)), then=Auto(squares=(x_1, x_2)))
    sides = Cut(s < 1, then=inner, otherwise=Cut(Eq(share, 0), then=vanish))
    plan = Use("Jury's conditions", then=sides)
    yield Statement("in the disc", (*named.equations, *T_d, *given), named.within(radius), plan=plan, lemma=True)
    disc = Use("scaled", then=Use("in the disc", {T: pair.trace, d: pair.determinant}))
    yield Statement("on the whole spectrum", (*pair.equations, *published, *spectrum), pair.within(radius), plan=disc)
    equal = And(Eq(imaginary, 0), Eq(x_1, radius), Eq(x_2, radius))
    lowest = (*pair.equations, *published, lambda_1 > 0, Eq(lam, lambda_1))
    coefficients = Eq(alpha * lam, s**2), Eq(pair.trace, 2 * radius), Eq(pair.determinant, radius**2)
    double = known(*coefficients, then=Cut(Eq(imaginary, 0), otherwise=Cut(Eq(x_1, x_2))))
    yield Statement("attained at the lower end", lowest, equal, plan=double)
