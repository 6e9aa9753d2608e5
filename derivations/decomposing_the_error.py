r"""Article section *Decomposing the Error*: the loss as a sum over the eigenvectors, and which of them go first.

With the closed form x_i^k = (1 - alpha l_i)^k x_i^0 of *First Steps*,

    f(w^k) - f(w*) = 1/2 sum_i (1 - alpha l_i)^{2k} l_i [x_i^0]^2.

The error in component i shrinks by the factor |1 - alpha l_i| in each step. Large eigenvalues have the smaller factor
as long as the step-size is small: l_j > l_i goes first iff alpha < 2/(l_i + l_j).

Assumptions: l_i > 0; a power is the state of a run that counts the steps k.

Reference: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Implies, Rational, sympify

from derivations.claim import claim
from derivations.first_steps import COMPONENT, GOH, closed_form, moved, real
from derivations.notation import alpha, epsilon, k, lam, r, w, x
from derivations.plan import Auto, Cut, Induct, Plan, Split, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known, square

SECTION = "Decomposing the Error"

f, f_star, w_star, b, p, x_0, half = real("f f_star w_star b p x_0 half")
l_i, l_j, l_n, P, P_i, P_j = real("l_i l_j l_n P P_i P_j")


def error(eigenvalues: Sequence[Any], start: Sequence[Any], alpha: Any, k: Any) -> Any:
    """f(w^k) - f(w*) = 1/2 sum_i (1 - alpha l_i)^{2k} l_i [x_i^0]^2, in SymPy or in any exact numbers.

    eigenvalues, start: the l_i and the components x_i^0 of w^0 - w* along their eigenvectors, n each; k = 0, 1, 2, ....
    Raises ValueError where their lengths differ. Source: claim `error.decomposition`.
    """
    components = closed_form(eigenvalues, start, alpha, k)
    return sum(l_i * x_i**2 for l_i, x_i in zip(eigenvalues, components, strict=True)) / 2


def last_step_size_in_order(l_i: Any, l_j: Any) -> Any:
    """2/(l_i + l_j): up to it the component of the larger eigenvalue shrinks as fast or faster, beyond it more
    slowly."""
    return 2 / (sympify(l_i, strict=True) + sympify(l_j, strict=True))


SQUARES = Orbit({x: (x_0, moved(x, lam * x)), P: (1, (1 - alpha * lam) ** 2 * P), k: (0, k + 1)})
"""One component of the error, with P = (1 - alpha l)^{2k} beside it."""


@claim(
    "error.decomposition",
    section=SECTION,
    latex=r"f(w^k) - f(w^\star) = \tfrac12 \sum_i (1 - \alpha l_i)^{2k}\, l_i\, [x_i^0]^2",
    printed=r"f(w^k) - f(w*) = \sum_i (1 - \alpha l_i)^{2k} l_i [x_i^0]^2",
    as_printed="fails",
    correction=r"$f(w^k) - f(w^\star) = \tfrac12 \sum_i (1 - \alpha l_i)^{2k}\, l_i\, [x_i^0]^2$: the factor "
    r"$\tfrac12$ of $f$ is missing",
    references=(GOH,),
)
def decomposition() -> Iterator[Statement | Misprint]:
    """In the eigenbasis f(w) - f(w*) is the sum of l_i w_i^2/2 - b_i w_i - (l_i w*_i^2/2 - b_i w*_i), and l_i w*_i =
    b_i makes each term l_i (w_i - w*_i)^2/2. For every k (w_i - w*_i)^2 = (1 - alpha l_i)^{2k} [x_i^0]^2, by induction.
    The printed sum is twice the loss: of f = w^2/2 at w^0 = 1 it makes 1.
    """
    closed = Eq(x**2, P * x_0**2)
    yield Statement("one component for all k", (SQUARES,), closed, plan=Induct(closed))
    value = lam * w**2 / 2 - b * w
    state = {f: (0, f + value), f_star: (0, f_star + value.subs(w, w_star)), half: (0, half + P * lam * x_0**2)}
    guard = And(Eq(lam * w_star, b), Eq((w - w_star) ** 2, P * x_0**2))
    sums = Orbit(state, inputs=(lam, b, w, w_star, P, x_0), guard=guard)
    total = Eq(f - f_star, half / 2)
    yield Statement("the sum over all components", (sums,), total, plan=Induct(total))
    start = {lam: 1, b: 0, w: 1, w_star: 0, P: 1, x_0: 1}
    yield Misprint("without the half", (sums,), Eq(f - f_star, half), {}, steps=((start,),))


PAIR = Orbit({P_i: (1, (1 - alpha * l_i) ** 2 * P_i), P_j: (1, (1 - alpha * l_j) ** 2 * P_j), k: (0, k + 1)})
"""(1 - alpha l_i)^{2k} and (1 - alpha l_j)^{2k}."""
DIFFERENCE = (l_j - l_i) * (2 - alpha * (l_i + l_j))
"""((1 - alpha l_i)^2 - (1 - alpha l_j)^2)/alpha."""


@claim(
    "error.large-eigenvalues-first",
    section=SECTION,
    latex=r"0 < l_i < l_j,\ \alpha > 0:\quad |1 - \alpha l_j| < |1 - \alpha l_i| \iff \alpha < \frac{2}{l_i + l_j}; "
    r"\quad "
    r"\text{all are in order up to } \alpha = \frac1{l_n}, \text{ half of the stable step-sizes, and the order of } "
    r"l_1, "
    r"l_n \text{ is reversed beyond } \frac{2}{l_1 + l_n}",
    printed="For most step-sizes the eigenvectors with the largest eigenvalues converge fastest (make 'most' "
    "precise: for "
    "which step-sizes, and where does the order reverse?).",
    as_printed="holds-if",
    correction=r"for $\alpha < 2/(l_i + l_j)$ the larger of the two converges faster, at $2/(l_i + l_j)$ both as "
    r"fast, and "
    r"beyond it, up to $2/l_n$, the larger one more slowly; so for $\alpha \le 2/(l_{n-1} + l_n)$, which are at "
    r"least half "
    r"of the stable step-sizes, all are in the order that is stated",
    references=(GOH,),
)
def large_eigenvalues_first() -> Iterator[Statement | Misprint]:
    """(1 - alpha l_i)^2 - (1 - alpha l_j)^2 = alpha (l_j - l_i)(2 - alpha (l_i + l_j)), the sign of which is that of
    the last factor; powers keep the order for every k. The sum l_i + l_j is at most 2 l_n, so nothing is reversed up to
    alpha = 1/l_n, and the stable step-sizes end at 2/l_n.
    """
    pair = (l_i > 0, l_j > l_i, alpha > 0)
    first, second = (1 - alpha * l_i) ** 2, (1 - alpha * l_j) ** 2
    order = And(
        Equivalent(second < first, alpha * (l_i + l_j) < 2),
        Equivalent(Eq(second, first), Eq(alpha * (l_i + l_j), 2)),
        Equivalent(second > first, alpha * (l_i + l_j) > 2),
    )
    signs = Cut(alpha * (l_j - l_i) > 0, then=Split(2 - alpha * (l_i + l_j)))
    factored = Cut(Eq(first - second, alpha * DIFFERENCE), then=signs)
    yield Statement(
        "which factor is smaller", pair, order, plan=Cut(Eq(first - second, alpha * DIFFERENCE), then=factored)
    )
    squares = square(1 - alpha * l_i), square(1 - alpha * l_j)
    forward = And(P_j >= 0, P_i >= P_j)
    kept = Induct(
        forward, step=known(*squares, first * P_i >= first * P_j, first * P_j >= second * P_j, second * P_j >= 0)
    )
    steps = known(Ge(alpha * DIFFERENCE, 0), first >= second, then=kept)
    smaller = (PAIR, *pair, alpha * (l_i + l_j) <= 2)
    yield Statement("in order for all k", smaller, forward, plan=steps)
    backward = And(P_i >= 0, P_j >= P_i)
    kept = Induct(
        backward, step=known(*squares, second * P_j >= second * P_i, second * P_i >= first * P_i, first * P_i >= 0)
    )
    reverse = known(Ge(-alpha * DIFFERENCE, 0), second >= first, then=kept)
    yield Statement("reversed for all k", (PAIR, *pair, alpha * (l_i + l_j) >= 2), backward, plan=reverse)
    below = (l_i > 0, l_j > l_i, l_n >= l_j, alpha > 0, alpha * l_n <= 1)
    yield Statement("up to half of the stable step-sizes", below, second < first, plan=_half())
    at = {l_i: 1, l_j: 3, l_n: 3, alpha: Rational(3, 5)}
    stable = (l_i > 0, l_j > l_i, Eq(l_n, l_j), alpha > 0, alpha * l_n < 2)
    yield Misprint("near the largest stable step-size", stable, second < first, at)


def _half() -> Plan:
    smaller = Cut(alpha * (l_i + l_j) < 2, otherwise=known(alpha * l_j <= 1, alpha * l_i < 1))
    return Use("which factor is smaller", then=smaller)


@claim(
    "error.compounding-rate",
    section=SECTION,
    latex=r"|x_i^k| = |1 - \alpha l_i|^k\, |x_i^0|; \quad |1 - \alpha l_i| \text{ closer to } 1 \text{ is slower, "
    r"and all } "
    r"|1 - \alpha l_i| < 1 \text{ tend to } 0",
    printed=r"Component i decreases exponentially with rate 1 - \alpha l_i; the closer that number is to 1, the "
    r"slower it "
    r"converges.",
    as_printed="holds-if",
    correction=r"the rate is $|1 - \alpha l_i|$; the printed number is the rate iff $\alpha l_i \le 1$. Beyond that "
    r"it is "
    r"negative, and the component is slow where it is close to $-1$",
    references=(GOH,),
)
def compounding_rate() -> Iterator[Statement | Misprint]:
    """Every step multiplies the component by 1 - alpha l. With r >= |1 - alpha l| and r < 1, Bernoulli's (1 + k (1 -
    r)) r^k <= 1 bounds |x^k| by |x^0|/(1 + k (1 - r)), which tends to 0; and |x^k| = r^k |x^0| where r is |1 - alpha
    l|. Of two factors the smaller modulus gives the smaller power for every k >= 1. The printed order needs both
    factors >= 0: at alpha l = 1 and alpha l = 19/10 the factors are 0 and -9/10, of which the first is closer to 1.
    """
    yield from _decay()
    m, other, Q = real("m other Q")
    powers = Orbit({P: (1, m**2 * P), Q: (1, other**2 * Q), k: (0, k + 1)})
    ordered = And(P >= 0, Q >= P, Implies(k >= 1, Q > P), Q > 0, k >= 0)
    faster = (powers, other**2 > m**2)
    kept = known(other**2 * Q > m**2 * Q, m**2 * Q >= m**2 * P, m**2 * P >= 0, other**2 * Q > 0)
    yield Statement("a smaller modulus is faster", faster, ordered, plan=Induct(ordered, step=kept))
    pair = (l_i > 0, l_j > 0, alpha > 0)
    closer = (1 - alpha * l_i < 1 - alpha * l_j, 1 - alpha * l_j <= 1)
    faster_too = (1 - alpha * l_i) ** 2 < (1 - alpha * l_j) ** 2
    signed = (*pair, alpha * l_i <= 1, alpha * l_j <= 1, *closer)
    yield Statement("closer to 1 is slower while no factor is negative", signed, faster_too)
    yield Misprint("a factor near -1", (*pair, *closer), faster_too, {l_i: Rational(19, 10), l_j: 1, alpha: 1})


def _decay() -> Iterator[Statement]:
    """What a factor below 1 in modulus does to a component: |x^k| (1 + k (1 - r)) <= |x^0|, and the limit."""
    size, inverse = real("size inverse")
    modulus = (r >= 1 - alpha * lam, r >= alpha * lam - 1, r < 1)
    exact = Orbit({x: (x_0, moved(x, lam * x)), P: (1, r**2 * P), k: (0, k + 1)})
    power = Eq(x**2, P * x_0**2)
    yield Statement("the rate", (exact, Eq(r**2, (1 - alpha * lam) ** 2)), power, plan=Induct(power))
    bounds = (*modulus, size >= x_0, size >= -x_0)
    shrinks = And(k >= 0, x * (1 + k * (1 - r)) <= size, x * (1 + k * (1 - r)) >= -size)
    yield Statement("Bernoulli", (COMPONENT, *bounds), shrinks, plan=Induct(shrinks, step=_bernoulli(size)), lemma=True)
    late = Use("Bernoulli", then=Cut(inverse > 0, then=Cut(k * (1 - r) * epsilon >= size)))
    close = Tends(epsilon * (1 - r) * inverse, positive=Cut(inverse > 0, then=Auto(degree=3)), close=late)
    unit = (size > 0, Eq(size * inverse, 1))
    yield Statement("it tends to zero", (*bounds, *unit), Limit(COMPONENT, k, x), plan=close)


def _bernoulli(size: Any) -> Plan:
    """The new x (1 + (k + 1)(1 - r)), from |1 - alpha l| (1 + (k + 1)(1 - r)) <= 1 + k (1 - r)."""
    now, following, factor = 1 + k * (1 - r), 1 + (k + 1) * (1 - r), 1 - alpha * lam
    bounded = And(factor * following <= now, -factor * following <= now)
    return known(r >= 0, r * following <= now, bounded, then=Split(x))
