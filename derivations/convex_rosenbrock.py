r"""Article section *The Resisting Oracle*: the convex Rosenbrock function on R^n, its gradient and its minimiser.

    f^n(w) = 1/2 (w_1 - 1)^2 + 1/2 sum_{i=1}^n (w_i - w_{i+1})^2 + 2/(kappa-1) |w|^2

has the term (w_n - w_{n+1})^2 and so is no function on R^n. Two readings are: the *fixed end* w_{n+1} = 0, and the
*free end*, the sum up to n - 1. With w_0 = 1 the gradient has the components (2 + c) w_i - w_{i-1} - w_{i+1} in both,
c = 4/(kappa - 1), where w_{n+1} = 0 or w_{n+1} = w_n. As q + 1/q = 2 + c, its zeros are sums of q^i and q^-i:

    fixed end  w_i = (q^i - q^{2n+2-i})/(1 - q^{2n+2}),     free end  w_i = (q^i + q^{2n+1-i})/(1 + q^{2n+1}).

The printed q^i is the limit n -> oo; for finite n it is exact with the end w_{n+1} = q w_n, which absorbs.

Vectors enter component by component, one step of an `Orbit` each, so that the statements hold for every n. `line(...)`
holds f without the term of w_{n+1}, the sums up to the component `here`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, section 2.1.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Or, Rational, Symbol, true

from derivations.claim import claim
from derivations.first_steps import real
from derivations.notation import kappa, q
from derivations.plan import Attain, Auto, Cut, Induct, Plan, Use
from derivations.statement import Minimum, Misprint, Orbit, Statement
from derivations.tactics import known

SECTION = "The Resisting Oracle"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
NESTEROV = "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, section 2.1.4"

c, K = real("c K")  # 4/(kappa - 1), and sqrt(kappa)
before, here, following, w_1, F = real("before here following w_1 F")
other_before, other, other_following, v_1, F_other = real("other_before other other_following v_1 F_other")
h, h_next, h_1, t, F_h, F_other_h, along, bent = real("h h_next h_1 t F_h F_other_h along bent")
s, s_other, a, b, P, Q, p, m, m_next, distance, size = real("s s_other a b P Q p m m_next distance size")

CURVATURE = (kappa > 1, Eq(c * (kappa - 1), 4))
"""c = 4/(kappa - 1)."""
ROOT = (K > 1, Eq(kappa, K**2), Eq(c * (kappa - 1), 4), Eq(q * (K + 1), K - 1))
"""q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1)."""
GEOMETRIC = (q > 0, q < 1, Eq(q**2 + 1, (2 + c) * q))
"""What matters of q: its own root and that of 1/q."""


def first(value: Any) -> Any:
    """f's terms of w_1 alone."""
    return (value - 1) ** 2 / 2 + c * value**2 / 2


def link(one: Any, another: Any) -> Any:
    """f's terms of w_i, w_{i+1} that come with the component i + 1."""
    return (one - another) ** 2 / 2 + c * another**2 / 2


def slope(left: Any, middle: Any, right: Any) -> Any:
    """The component of the gradient between two neighbours."""
    return (2 + c) * middle - left - right


More = Mapping[Symbol, tuple[Any, Any]]


def line(more: More | None = None, inputs: tuple[Any, ...] = (), guard: Any = true) -> Orbit:
    """The components w_1, w_2, ... one after the other, and f's sum up to `here`."""
    state = {before: (1, here), here: (w_1, following), F: (first(w_1), F + link(here, following))}
    return Orbit(state | dict(more or {}), inputs=(following, *inputs), guard=guard)


@claim(
    "oracle.objective",
    section=SECTION,
    latex=r"f^n(w) = f^n_{\mathrm{free}}(w_1, \ldots, w_n) + \tfrac12 (w_n - w_{n+1})^2, \quad \min_{w_{n+1}} f^n = "
    r"f^n_{\mathrm{free}}",
    printed=r"f^n(w) = 1/2 (w_1-1)^2 + 1/2 \sum_{i=1}^n (w_i-w_{i+1})^2 + 2/(\kappa-1) \|w\|^2 is a function of w in "
    r"R^n.",
    as_printed="fails",
    correction=r"it depends on $w_{n+1}$, wherever $w \in \mathbb{R}^n$ is; it is a function on $\mathbb{R}^n$ with "
    r"$w_{n+1} = 0$ (or another fixed value), or with the sum up to $n - 1$, which is its minimum over $w_{n+1}$",
    references=(GOH, NESTEROV),
)
def objective() -> Iterator[Statement | Misprint]:
    """The term with w_{n+1} = s is (w_n - s)^2/2, so that two values s, s' give the same f only if s = s' or s + s' =
    2 w_n, and the least value over s is taken at s = w_n. For n = 1 and w_1 = 0 the value is 1/2 with w_2 = 0 and 1
    with w_2 = 1.
    """
    printed, at_other = F + (here - s) ** 2 / 2, F + (here - s_other) ** 2 / 2
    same = Equivalent(Eq(printed, at_other), Or(Eq(s, s_other), Eq(s + s_other, 2 * here)))
    factors = known(Eq(printed - at_other, (s - s_other) * (s + s_other - 2 * here) / 2))
    yield Statement("it depends on the next component", (line(), *CURVATURE), same, plan=factors)
    least = Minimum((s,), true, printed, F)
    plan = Attain({s: here}, bound=Auto(squares=(here - s,)))
    yield Statement("the free end is the minimum over it", (line(), *CURVATURE), least, plan=plan)
    point = {kappa: 9, c: Rational(1, 2), w_1: 0, s: 0, s_other: 1}
    yield Misprint("a value for each vector", (line(), *CURVATURE), Eq(printed, at_other), point, ((),))


def moved(t: Any, h_end: Any) -> tuple[Orbit, Any]:
    """f at w and at w + t h, the sum of h_i g_i for i < n, and h^T A h; and f(w + t h) as it should be."""
    value, after = first(w_1 + t * h_1), F_h + link(here + t * h, following + t * h_next)
    state = {
        h: (h_1, h_next),
        F_h: (value, after),
        along: (0, along + h * slope(before, here, following)),
        bent: ((1 + c) * h_1**2, bent + (h - h_next) ** 2 + c * h_next**2),
    }
    return line(state, (h_next,)), Eq(F_h, F + t * (along + h * h_end) + t**2 / 2 * bent)


@claim(
    "oracle.gradient-component",
    section=SECTION,
    latex=r"\nabla f(w)_i = \left(2 + \tfrac{4}{\kappa-1}\right) w_i - w_{i-1} - w_{i+1},\quad 1 \le i \le n,\ w_0 = "
    r"1,\ w_{n+1} = 0;\quad \text{free end: } w_{n+1} = w_n",
    printed=r"\nabla f(w)_i = 2 w_i - w_{i-1} - w_{i+1} + 4/(\kappa-1) w_i for i != 1",
    as_printed="holds-if",
    correction=r"for $1 < i < n$; for $i = n$ with a fixed value of $w_{n+1}$, such as 0, while the last component is "
    r"$w_n - w_{n-1} + 4/(\kappa-1) w_n$ where the sum ends at $n - 1$; and for $i = 1$ as well with $w_0 = 1$",
    references=(GOH, NESTEROV),
)
def gradient_component() -> Iterator[Statement | Misprint]:
    """f(w + t h) is a polynomial in t, whose linear coefficient is <h, grad f(w)> for every h. The sum of h_i g_i
    grows along the components; what is left over at the end is h_n ((1 + c) w_n - w_{n-1}), to which the fixed end
    adds h_n w_n.
    """
    run, expansion = moved(t, (1 + c) * here - before)
    yield Statement("free end", (run, *CURVATURE), expansion, plan=Induct(expansion))
    fixed, held = F + here**2 / 2, F_h + (here + t * h) ** 2 / 2
    whole = Eq(held, fixed + t * (along + h * slope(before, here, 0)) + t**2 / 2 * (bent + h**2))
    yield Statement("fixed end", (run, *CURVATURE), whole, plan=Induct(expansion))
    value = F + (here - s) ** 2 / 2
    given = Eq(
        F_h + (here + t * h - s) ** 2 / 2,
        value + t * (along + h * slope(before, here, s)) + t**2 / 2 * (bent + h**2),
    )
    yield Statement("any value at the end", (run, *CURVATURE), given, plan=Induct(expansion))
    point = {kappa: 9, c: Rational(1, 2), w_1: 0, h_1: 0, t: 1}
    last = moved(t, slope(before, here, 0))[1]
    steps = (({following: 1, h_next: 1},),)
    yield Misprint("the last component of the free end", (run, *CURVATURE), last, point, steps)


@claim(
    "oracle.gradient-neighbours",
    section=SECTION,
    latex=r"v_j = w_j \text{ for } |j - i| \le 1 \implies \nabla f(v)_i = \nabla f(w)_i; \quad \partial_i \nabla "
    r"f(w)_i = 2 + \tfrac{4}{\kappa - 1} \ne 0",
    printed="Each component of the gradient depends only on the values directly before and after it.",
    as_printed="holds-if",
    correction=r"where $w_i$ itself is given: on these two and on $w_i$, whose coefficient $2 + 4/(\kappa-1)$ is never "
    r"0",
    references=(GOH,),
)
def gradient_neighbours() -> Iterator[Statement | Misprint]:
    """Let w and v agree at i - 1, i and i + 1 wherever h_i is not 0. Then f(w + h) - f(w) = f(v + h) - f(v): a
    component of h changes the terms of its neighbours alone. The component itself changes the gradient: g = (2 + c)
    w_i - ..., and 2 + c > 0.
    """
    more = {
        other_before: (1, other),
        other: (v_1, other_following),
        F_other: (first(v_1), F_other + link(other, other_following)),
        h: (h_1, h_next),
        F_h: (first(w_1 + h_1), F_h + link(here + h, following + h_next)),
        F_other_h: (first(v_1 + h_1), F_other_h + link(other + h, other_following + h_next)),
    }
    apart = following - other_following
    guard = And(Eq(h * apart, 0), Eq(h_next * apart, 0), Eq(h_next * (here - other), 0))
    run = line(more, (other_following, h_next), guard)
    agree = And(Eq(F_h - F, F_other_h - F_other), Eq(h * (here - other), 0))
    start = Eq(h_1 * (w_1 - v_1), 0)
    yield Statement("free end", (run, *CURVATURE, start), Eq(F_h - F, F_other_h - F_other), plan=Induct(agree))
    held = (F_h + (here + h) ** 2 / 2) - (F + here**2 / 2)
    other_held = (F_other_h + (other + h) ** 2 / 2) - (F_other + other**2 / 2)
    yield Statement("fixed end", (run, *CURVATURE, start), Eq(held, other_held), plan=Induct(agree))
    depends = Ne(slope(before, here, following), slope(before, other, following))
    apart_there = (*CURVATURE, Ne(here, other))
    product = known(c > 0, then=Cut(Eq((2 + c) * (here - other), 0)))
    yield Statement("and on the component itself", apart_there, depends, plan=product)
    point = {kappa: 9, c: Rational(1, 2), before: 0, following: 0, here: 0, other: 1}
    alone = Eq(slope(before, here, following), slope(before, other, following))
    yield Misprint("on the neighbours alone", CURVATURE, alone, point)


def powers(more: More | None = None) -> Orbit:
    """m_i = a q^i + b p^i with a + b = 1, p = 1/q, from i = 1 on, and m_{i+1} as the zero of gradient i."""
    state = {
        P: (q, q * P),
        Q: (p, p * Q),
        m: (a * q + b * p, m_next),
        m_next: ((2 + c) * (a * q + b * p) - 1, (2 + c) * m_next - m),
    }
    return Orbit(state | dict(more or {}))


CHAIN = (*GEOMETRIC, Eq(p * q, 1), Eq(a + b, 1))
FORM = And(Eq(m, a * P + b * Q), Eq(m_next, a * q * P + b * p * Q), Eq(P * Q, 1), P > 0)


@claim(
    "oracle.minimiser",
    section=SECTION,
    latex=r"\text{fixed end: } w_i^\star = \frac{q^i - q^{2n+2-i}}{1 - q^{2n+2}}, \quad \text{free end: } w_i^\star = "
    r"\frac{q^i + q^{2n+1-i}}{1 + q^{2n+1}}, \quad |w_i^\star - q^i| \le q^{2n+1-i} \le q^{n+1}",
    printed=r"f^n(w) = 1/2 (w_1-1)^2 + 1/2 \sum_{i=1}^n (w_i-w_{i+1})^2 + 2/(\kappa-1) \|w\|^2 has the optimal "
    r"solution w_i* = ((\sqrt\kappa-1)/(\sqrt\kappa+1))^i",
    as_printed="fails",
    correction=r"$w_i^\star = q^i$ in the limit $n \to \infty$, and for finite $n$ with the term $\tfrac12 (1 - q) "
    r"w_n^2$ instead of $\tfrac12 (w_n - w_{n+1})^2$; else $(q^i - q^{2n+2-i})/(1 - q^{2n+2})$ with "
    r"$w_{n+1} = 0$ and $(q^i + q^{2n+1-i})/(1 + q^{2n+1})$ with the sum up to $n - 1$, never $q^i$",
    references=(GOH, NESTEROV),
)
def minimiser() -> Iterator[Statement | Misprint]:
    """q + 1/q = 2 + c, so that a q^i + b q^-i, a + b = 1, is a zero of all components of the gradient but the last,
    which vanishes where m_{n+1} = 0 (fixed end), m_n (free end) or q m_n (absorbing end: b = 0, the printed q^i). That
    a zero of the gradient is the minimiser: f(w) - f(m) = 1/2 (w - m)^T A (w - m) >= c/2 |w - m|^2, by summation by
    parts.
    """
    yield Statement("the ratio", ROOT, And(*GEOMETRIC), plan=known(q > 0, q < 1, c > 0))
    recurrence = known(p > 0, Eq(p**2 + 1, (2 + c) * p), then=Induct(FORM))
    yield Statement("zeros of the gradient", (powers(), *CHAIN), FORM, plan=recurrence, lemma=True)
    yield from minimality()
    yield from closed_forms()
    n_1 = {K: 3, kappa: 9, c: Rational(1, 2), q: Rational(1, 2), p: 2}
    fixed = {a: Rational(16, 15), b: -Rational(1, 15)}
    free = {a: Rational(8, 9), b: Rational(1, 9)}
    for end, share, ends in (("fixed", fixed, Eq(m_next, 0)), ("free", free, Eq(m_next, m))):
        yield Misprint(f"the {end} end, n = 1", (powers(), *ROOT, *CHAIN, ends), Eq(m, P), n_1 | share, ((),))


def minimality() -> Iterator[Statement]:
    """f(w) - f(m) = 1/2 (w - m)^T A (w - m) for any w, and m any zero of the gradient."""
    F_m, quadratic = real("F_m quadratic")
    m_1 = real("m_1")[0]
    more = {
        m: (m_1, m_next),
        m_next: ((2 + c) * m_1 - 1, (2 + c) * m_next - m),
        F_m: (first(m_1), F_m + link(m, m_next)),
        distance: ((w_1 - m_1) ** 2, distance + (following - m_next) ** 2),
        quadratic: ((1 + c) * (w_1 - m_1) ** 2, quadratic + (here - m - following + m_next) ** 2
                    + c * (following - m_next) ** 2),
    }  # fmt: skip
    run = line(more)
    parts = Eq(F - F_m, quadratic / 2 + (here - m) * (m_next - m))
    convex = quadratic >= c * distance
    both = And(parts, convex)
    tighter = Auto(squares=(here - m - following + m_next, w_1 - m_1))
    plan = Induct(both, base=tighter, step=tighter)
    free = And(Eq(F - F_m, quadratic / 2), F - F_m >= c / 2 * distance)
    yield Statement("free end: the zero is the minimiser", (run, *CURVATURE, Eq(m_next, m)), free, plan=plan)
    excess = F + here**2 / 2 - F_m - m**2 / 2
    fixed = And(Eq(excess, quadratic / 2 + (here - m) ** 2 / 2), excess >= c / 2 * distance)
    ends = Induct(both, base=tighter, step=tighter, then=Auto(squares=(here - m,)))
    yield Statement("fixed end: the zero is the minimiser", (run, *CURVATURE, Eq(m_next, 0)), fixed, plan=ends)
    absorbed = F + (1 - q) * here**2 / 2 - F_m - (1 - q) * m**2 / 2
    absorbing = And(Eq(absorbed, quadratic / 2 + (1 - q) * (here - m) ** 2 / 2), absorbed >= c / 2 * distance)
    last = (run, *ROOT, Eq(m_next, q * m))
    damped = known(q < 1, then=Induct(both, base=tighter, step=tighter, then=Auto(squares=(here - m,))))
    yield Statement("absorbing end: the zero is the minimiser", last, absorbing, plan=damped)


def closed_forms() -> Iterator[Statement]:
    """The three ends in powers of q, Z = q^n: which a and b they have, and how far from q^i they are."""
    Z = real("Z")[0]
    run, there = (powers(), *CHAIN), (Z > 0, Z < 1, P >= Z)
    fixed = (Eq(a * (1 - q**2 * Z**2), 1), Eq(b * (1 - q**2 * Z**2), -(q**2) * Z**2))
    free = (Eq(a * (1 + q * Z**2), 1), Eq(b * (1 + q * Z**2), q * Z**2))
    forms = (Eq(m * (1 - q**2 * Z**2), P - q**2 * Z**2 * Q), Eq(m * (1 + q * Z**2), P + q * Z**2 * Q))
    use = Use("zeros of the gradient")
    yield Statement("fixed end", (*run, *fixed), forms[0], plan=use)
    at_end = Use("zeros of the gradient", then=known(Eq(m_next * (1 - q**2 * Z**2), 0), 1 - q**2 * Z**2 > 0))
    yield Statement("it is fixed", (*run, *fixed, Z > 0, Z < 1, Eq(P, Z)), Eq(m_next, 0), plan=at_end)
    yield Statement("free end", (*run, *free), forms[1], plan=use)
    at_end = Use("zeros of the gradient", then=known(Eq((m_next - m) * (1 + q * Z**2), 0), 1 + q * Z**2 > 0))
    yield Statement("it is free", (*run, *free, Z > 0, Z < 1, Eq(P, Z)), Eq(m_next, m), plan=at_end)
    absorbing = And(Eq(m, P), Eq(m_next, q * m))
    yield Statement("absorbing end", (*run, Eq(a, 1), Eq(b, 0)), absorbing, plan=use)
    small = And(P > 0, P < 1, Eq(P * Q, 1))

    def sizes(then: Plan) -> Plan:
        return Induct(small, then=known(Q > P, Z * Q <= 1, then=then))

    reach = q * Z**2 * Q  # q^{2n+1-i}
    below = And(m < P, P - m <= reach, reach <= q * Z)
    share = 1 - q**2 * Z**2
    steps = known(share > 0, Eq((P - m) * share, q**2 * Z**2 * (Q - P)), (P - m) * share > 0, then=known(
        q**2 * Z**2 * (Q - P) <= reach * share))  # fmt: skip
    lower = Use("fixed end", then=Use("zeros of the gradient", then=sizes(steps)))
    yield Statement("how far the fixed end is", (*run, *fixed, *there), below, plan=lower)
    above = And(m > P, m - P <= reach, reach <= q * Z)
    steps = known(Eq((m - P) * (1 + q * Z**2), q * Z**2 * (Q - P)), (m - P) * (1 + q * Z**2) > 0)
    upper = Use("free end", then=Use("zeros of the gradient", then=sizes(steps)))
    yield Statement("how far the free end is", (*run, *free, *there), above, plan=upper)
