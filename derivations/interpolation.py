r"""What smoothness and strong convexity say about two points: the interpolation inequality of the class F_{mu, L}.

f is in F_{mu, L} if it is differentiable and for all points a and b

    f(b) <= f(a) + <grad f(a), b - a> + L/2 |b - a|^2,      f(b) >= f(a) + <grad f(a), b - a> + mu/2 |b - a|^2,

which is cited: the first follows from a gradient with Lipschitz constant L and, among convex functions, is equivalent
to it; the second is strong convexity. The rest is algebra. Both bounds at one further point z give, for every i and j,

    f_i >= f_j + <g_j, x_i - x_j>
           + 1/(2 (1 - mu/L)) (|g_i - g_j|^2/L + mu |x_i - x_j|^2 - 2 mu/L <g_j - g_i, x_j - x_i>).

That these inequalities suffice as well, for a function of the class with these values and gradients to exist, is the
theorem cited below; no proof here needs it. At mu = L they are read with their denominator cleared, as `interpolation`
has them: f is a quadratic with curvature L then, and it lies in the class for every larger L.

Notation: d = x_i - x_j, g = grad f(x_i), h = grad f(x_j), and inner products as in `derivations.inner_products`.

References: A. B. Taylor, J. M. Hendrickx, F. Glineur, "Smooth strongly convex interpolation and exact worst-case
performance of first-order methods", Math. Program. 161, 2017, Theorem 4; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, Lemma 1.2.3, Theorems 2.1.5, 2.1.10 and 2.1.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import And, Eq, Rational, Symbol
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.inner_products import Vectors
from derivations.notation import L, mu
from derivations.plan import Auto, Use
from derivations.statement import Misprint, Statement
from derivations.tactics import known

__all__ = ["MINIMISER", "Point", "cocoercivity", "interpolation", "smoothness", "strong_convexity"]

SECTION = "Smooth strongly convex functions"
THG = "A. B. Taylor, J. M. Hendrickx, F. Glineur, Math. Program. 161, 2017, Theorem 4"
NESTEROV = "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004"
HALF = Rational(1, 2)


@dataclass(frozen=True)
class Point:
    """A point x, the gradient g there (linear combinations of vectors) and the value f there, relative to that at the
    minimiser."""

    x: Any
    g: Any
    f: Any = 0


MINIMISER = Point(0, 0, 0)
"""Points are relative to the minimiser w*, and values to f(w*)."""


def smoothness(space: Vectors, b: Point, a: Point) -> Boolean:
    """f(b) <= f(a) + <grad f(a), b - a> + L/2 |b - a|^2."""
    linear: Boolean = b.f <= a.f + space.inner(a.g, b.x - a.x) + HALF * L * space.norm(b.x - a.x)
    return linear


def strong_convexity(space: Vectors, b: Point, a: Point) -> Boolean:
    """f(b) >= f(a) + <grad f(a), b - a> + mu/2 |b - a|^2."""
    linear: Boolean = b.f >= a.f + space.inner(a.g, b.x - a.x) + HALF * mu * space.norm(b.x - a.x)
    return linear


def interpolation(space: Vectors, i: Point, j: Point) -> Boolean:
    """The interpolation inequality at two points, multiplied by 2 (L - mu)."""
    d, difference = i.x - j.x, i.g - j.g
    least = space.norm(difference) + mu * L * space.norm(d) - 2 * mu * space.inner(difference, d)
    cleared: Boolean = 2 * (L - mu) * (i.f - j.f - space.inner(j.g, d)) >= least
    return cleared


def cocoercivity(space: Vectors, d: Any, difference: Any) -> Boolean:
    """<g - mu d, L d - g> >= 0 for the difference d of two points and the one of their gradients: what is left of the
    interpolation inequality and of the one with the points exchanged where no values of f are known."""
    product: Boolean = space.inner(difference - mu * d, L * d - difference) >= 0
    return product


space = Vectors("d", "g", "h")
d, g, h = space.symbols
f_i, f_j, f_z, share = (Symbol(name, real=True) for name in ("f_i", "f_j", "f_z", "share"))
I, J = Point(d, g, f_i), Point(0, h, f_j)
SHARE = Eq(share * (L - mu), 1)
"""`share` is 1/(L - mu)."""


def published(i: Point, j: Point) -> Boolean:
    """The inequality as it is printed."""
    d, difference = i.x - j.x, i.g - j.g
    sizes = space.norm(difference) / L + mu * space.norm(d) - 2 * mu / L * space.inner(difference, d)
    inequality: Boolean = i.f >= j.f + space.inner(j.g, d) + sizes / (2 * (1 - mu / L))
    return inequality


@claim(
    "convex.interpolation",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ \mu < L:\quad f_i \ge f_j + \langle g_j, x_i - x_j\rangle + "
    r"\frac{1}{2(1 - \mu/L)}\Big(\frac1L|g_i - g_j|^2 + \mu|x_i - x_j|^2 - "
    r"\frac{2\mu}{L}\langle g_j - g_i, x_j - x_i\rangle\Big)",
    references=(THG, NESTEROV),
)
def interpolated() -> Iterator[Statement | Misprint]:
    """At z = x_i - (g_i - g_j - mu (x_i - x_j))/(L - mu) strong convexity at x_j bounds f(z) from below, and smoothness
    at x_i from above. This z is where the two bounds are nearest, and that they do not cross there is the inequality.
    For mu = 0 it is that of convex functions with a Lipschitz gradient, |g_i - g_j|^2/(2 L) alone.
    """
    z = Point(d - share * (g - h - mu * d), 0, f_z)
    bounds = (strong_convexity(space, z, J), smoothness(space, z, I))
    positive = (SHARE, L > mu)
    plan = Auto(products=tuple((L - mu, bound) for bound in bounds))
    yield Statement("cleared of denominators", (*positive, *bounds), interpolation(space, I, J), plan=plan)
    cleared = Auto(products=((L - mu, interpolation(space, I, J)),), squares=(L**2,))
    as_printed = Use("cleared of denominators", then=known(L - mu > 0, then=cleared))
    yield Statement("as published", (*positive, L > 0, *bounds), published(I, J), plan=as_printed)
    convex = tuple(bound.subs(mu, 0) for bound in bounds)
    least = 2 * L * (f_i - f_j - space.inner(h, d)) >= space.norm(g - h)
    yield Statement("convex", (SHARE.subs(mu, 0), L > 0, *convex), least, plan=Use("cleared of denominators", {mu: 0}))


@claim(
    "convex.cocoercivity",
    section=SECTION,
    latex=r"f \in \mathcal F_{\mu,L},\ d = x_i - x_j:\quad \langle g_i - g_j - \mu d, L d - g_i + g_j\rangle \ge 0;"
    r"\quad \mu|d|^2 \le \langle g_i - g_j, d\rangle \le L|d|^2,\quad \mu|d| \le |g_i - g_j| \le L|d|",
    references=(NESTEROV,),
)
def cocoercive() -> Iterator[Statement | Misprint]:
    """The interpolation inequality and the one with i and j exchanged add up, and the values cancel. The rest follows
    since |g_i - g_j - mu d|^2 and |L d - (g_i - g_j)|^2 are no less than 0; at mu = L both of them are 0.
    """
    both = (interpolation(space, I, J), interpolation(space, J, I))
    yield Statement("the sum of two", both, cocoercivity(space, d, g - h))
    given = (mu > 0, L > mu, cocoercivity(space, d, g), space.real(d), space.real(g - mu * d), space.real(L * d - g))
    between = And(mu * space.norm(d) <= space.inner(g, d), space.inner(g, d) <= L * space.norm(d))
    slopes = And(mu**2 * space.norm(d) <= space.norm(g), space.norm(g) <= L**2 * space.norm(d))
    yield Statement("the slopes are between mu and L", given, And(between, slopes))
