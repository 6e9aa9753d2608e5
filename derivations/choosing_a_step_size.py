r"""Article section *Choosing A Step-size*: the stable step-sizes, the best one, its rate, and the condition number.

The eigenvalues lie in [lambda_1, lambda_n], 0 < lambda_1 <= lambda_n, with both ends among them. The error in component
i shrinks by |1 - alpha l_i|, so that all of it shrinks by

    rate(alpha) = max_i |1 - alpha l_i| = max{|1 - alpha lambda_1|, |1 - alpha lambda_n|},

which is least where both are equal, at alpha = 2/(lambda_1 + lambda_n), where it is (kappa - 1)/(kappa + 1) with the
condition number kappa = lambda_n/lambda_1. What else kappa says is in `derivations.condition_number`.

A rate r enters as a bound of the moduli, by r >= 1 - alpha l and r >= alpha l - 1. Sums over the n components are runs.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, *Introduction to Optimization*,
Optimization Software 1987, section 1.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Implies, Interval, Ne, Or, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.decomposing_the_error import PAIR, P_i, P_j, l_i, l_j
from derivations.first_steps import COMPONENT, GOH, moved, real
from derivations.notation import alpha, epsilon, k, kappa, lam, lambda_1, lambda_n, r, x
from derivations.plan import Attain, Auto, Cut, Induct, Split, Tends, Use
from derivations.statement import Limit, Minimum, Misprint, Orbit, Statement
from derivations.tactics import known, square

SECTION = "Choosing A Step-size"
POLYAK = "B. T. Polyak, Introduction to Optimization, Optimization Software 1987, section 1.4"

x_0, g, a, P, N, N_next, delta = real("x_0 g a P N N_next delta")

SPECTRUM = (lambda_1 > 0, lambda_n >= lambda_1)
INTERVAL = (lam >= lambda_1, lam <= lambda_n)
BEST = Eq(alpha * (lambda_1 + lambda_n), 2)
RATE = Eq(g * (lambda_1 + lambda_n), lambda_n - lambda_1)


def bounds(eigenvalue: Any, radius: Any = r, step_size: Any = alpha) -> tuple[Boolean, Boolean]:
    """|1 - step_size eigenvalue| <= radius."""
    return Ge(radius, 1 - step_size * eigenvalue), Ge(radius, step_size * eigenvalue - 1)


ENDS = (*bounds(lambda_1), *bounds(lambda_n))


def optimal_step(lambda_1: Any = lambda_1, lambda_n: Any = lambda_n) -> Any:
    """2/(lambda_1 + lambda_n), the step-size of least rate, for 0 < lambda_1 <= lambda_n; exact arguments only.

    Source: claim `step.optimal-step`.
    """
    return 2 / (sympify(lambda_1, strict=True) + sympify(lambda_n, strict=True))


def optimal_rate(lambda_1: Any = lambda_1, lambda_n: Any = lambda_n) -> Any:
    """(kappa - 1)/(kappa + 1) with kappa = lambda_n/lambda_1, for 0 < lambda_1 <= lambda_n; exact arguments only.

    Source: claim `step.optimal-rate`.
    """
    condition_number = sympify(lambda_n, strict=True) / sympify(lambda_1, strict=True)
    return (condition_number - 1) / (condition_number + 1)


def stability_interval(lambda_n: Any = lambda_n) -> Interval:
    """The step-sizes that converge from every start, 0 < alpha < 2/lambda_n, for lambda_n > 0; exact arguments only.

    Source: claim `step.stability`.
    """
    return Interval.open(0, 2 / sympify(lambda_n, strict=True))


@claim(
    "step.stability",
    section=SECTION,
    latex=r"w^k \to w^\star \text{ from every } w^0 \iff 0 < \alpha l_i < 2 \text{ for every } i; \quad |x_i^k| \ge "
    r"|x_i^0| \text{ for all } k \text{ where it is not so}",
    printed=r"Gradient descent converges iff 0 < \alpha l_i < 2 for every i",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def stability() -> Iterator[Statement | Misprint]:
    """(1 - alpha l)^2 = 1 - alpha l (2 - alpha l), which is less than 1 iff 0 < alpha l < 2. With delta the least of
    the alpha l_i (2 - alpha l_i), a step multiplies |x|^2 by at most 1 - delta, and (1 - delta)(1 + delta) <= 1 gives
    |x^k|^2 (1 + k delta) <= |x^0|^2, which tends to 0. Otherwise some component never gets smaller than it was at the
    start. "Converges" is to w* and from every start: where alpha l_i = 0 a component stays what it was, and from the
    minimiser itself every step-size stays.
    """
    inside = And(alpha * lam > 0, alpha * lam < 2)
    product = Split(alpha * lam)
    factor = Equivalent((1 - alpha * lam) ** 2 < 1, inside)
    yield Statement("which factors are below one", (), factor, plan=product)
    yield from _convergence()
    outside = (COMPONENT, Or(alpha * lam <= 0, alpha * lam >= 2))
    stays = Ge(x**2, x_0**2)
    grows = known(square(x), (1 - alpha * lam) ** 2 >= 1, ((1 - alpha * lam) ** 2 - 1) * x**2 >= 0)
    yield Statement("no convergence", outside, stays, plan=Induct(stays, step=grows))
    edges = And(Implies(Eq(alpha * lam, 0), Eq(x, x_0)), Implies(Eq(alpha * lam, 2), Eq(x**2, x_0**2)))
    yield Statement("at both edges the size stays", (COMPONENT,), edges, plan=Induct(edges))
    yield Statement("from the minimiser", (COMPONENT, Eq(x_0, 0)), Eq(x, 0), plan=Induct(Eq(x, 0)))


def _convergence() -> Iterator[Statement]:
    """The squared length N of the whole error, all components together; `size` is a bound of it at the start."""
    N_0, size, inverse = real("N_0 size inverse")
    components = Orbit(
        {N: (0, N + x**2), N_next: (0, N_next + moved(x, lam * x) ** 2)},
        inputs=(x, lam),
        guard=alpha * lam * (2 - alpha * lam) >= delta,
    )
    less = And(N_next >= 0, N_next <= (1 - delta) * N)
    falls = known(square(x), (alpha * lam * (2 - alpha * lam) - delta) * x**2 >= 0)
    yield Statement("one step", (components,), less, plan=Induct(less, step=falls))
    least = alpha * lam * (2 - alpha * lam)
    ranges = (alpha * lam > 0, alpha * lam < 2, delta <= least)
    yield Statement("the least share", ranges, And(least > 0, delta <= 1), plan=Auto(squares=(1 - alpha * lam,)))
    run = Orbit({N: (N_0, N_next), k: (0, k + 1)}, inputs=(N_next,), guard=less)
    bound = (delta > 0, delta <= 1, N_0 >= 0, N_0 <= size, size > 0, Eq(size * inverse, 1))
    slope = And(N >= 0, k >= 0, N * (1 + k * delta) <= size)
    following = 1 + (k + 1) * delta
    step = Cut(N_next * following <= (1 - delta) * following * N, then=Cut((1 - delta) * following <= 1 + k * delta))
    late = Induct(slope, step=step, then=Cut(inverse > 0, then=Cut(k * delta * epsilon >= size)))
    tends = Tends(epsilon * delta * inverse, positive=Cut(inverse > 0, then=Auto(degree=3)), close=late)
    yield Statement("convergence", bound, Limit(run, k, N), plan=tends)


@claim(
    "step.rate-at-the-ends",
    section=SECTION,
    latex=r"\mathrm{rate}(\alpha) = \max_i |1 - \alpha l_i| = \max\{|1 - \alpha \lambda_1|, |1 - \alpha \lambda_n|\}, "
    r"\quad |x^k| \le \mathrm{rate}(\alpha)^k\, |x^0| \text{ for all } \alpha \text{ and } k, \text{ attained}",
    printed=r"rate(\alpha) = \max_i |1 - \alpha l_i| = \max\{ |1 - \alpha l_1|, |1 - \alpha l_n| \}",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def rate_at_the_ends() -> Iterator[Statement | Misprint]:
    """|1 - alpha l| is a convex function of l, so that on an interval it is largest at an end; for alpha < 0 as well,
    and for lambda_1 = lambda_n. With r that maximum a step multiplies every component by r at most, hence |x^k| <= r^k
    |x^0|, with equality along the eigenvector of the end at which r is taken.
    """
    first, last, between = ((1 - alpha * l) ** 2 for l in (lambda_1, lambda_n, lam))
    one_of_them = Or(between <= first, between <= last)
    convex = known(Ge((lam - lambda_1) * (lambda_n - lam), 0), then=Split(alpha))
    yield Statement("the ends decide", (lambda_n >= lambda_1, *INTERVAL), one_of_them, plan=convex)
    inner = And(*bounds(lam))
    yield Statement("a bound of the ends", (*INTERVAL, *ENDS), inner, plan=Split(alpha), lemma=True)
    N_0 = real("N_0")[0]
    sums = Orbit({N: (0, N + x**2), N_0: (0, N_0 + x_0**2)}, inputs=(x, x_0), guard=x**2 <= P * x_0**2)
    yield Statement("all components", (sums,), N <= P * N_0, plan=Induct(N <= P * N_0))
    run = Orbit({x: (x_0, moved(x, lam * x)), P: (1, r**2 * P), k: (0, k + 1)})
    shrinks = And(P >= 0, x**2 <= P * x_0**2)
    factor = known(
        square(r), square(x), between <= r**2, between * x**2 <= r**2 * x**2, r**2 * (P * x_0**2 - x**2) >= 0
    )
    bounded = Use("a bound of the ends", then=Induct(shrinks, step=factor))
    yield Statement("one component", (run, *INTERVAL, *ENDS), x**2 <= P * x_0**2, plan=bounded)
    attained = Eq(x**2, P * x_0**2)
    yield Statement("attained", (run, Eq(r**2, between)), attained, plan=Induct(attained))


@claim(
    "step.optimal-step",
    section=SECTION,
    latex=r"0 < \lambda_1 \le \lambda_n:\quad \arg\min_\alpha \mathrm{rate}(\alpha) = \Big\{\frac{2}{\lambda_1 + "
    r"\lambda_n}\Big\}",
    printed=r"\arg\min_\alpha rate(\alpha) = 2 / (l_1 + l_n)",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def optimal_step_size() -> Iterator[Statement | Misprint]:
    """lambda_n times r >= 1 - alpha lambda_1, plus lambda_1 times r >= alpha lambda_n - 1, is r (lambda_1 + lambda_n)
    >= lambda_n - lambda_1, whatever alpha is. At alpha = 2/(lambda_1 + lambda_n) both are equalities; and they must
    both be, where r is least, which leaves one alpha. The bound holds for lambda_1 = 0 as well, where every alpha from
    0 to 2/lambda_n is best, of the rate 1.
    """
    semidefinite = (lambda_1 >= 0, lambda_n >= lambda_1, lambda_n > 0)
    weighted = r * (lambda_1 + lambda_n) >= lambda_n - lambda_1
    sides = known(lambda_n * (r - 1 + alpha * lambda_1) >= 0, lambda_1 * (r + 1 - alpha * lambda_n) >= 0)
    yield Statement("lower bound for every step-size", (*semidefinite, *ENDS), weighted, plan=sides, lemma=True)
    bound = Use("lower bound for every step-size", then=Cut((r - g) * (lambda_1 + lambda_n) >= 0))
    there = known(Eq(1 - a * lambda_1, g), Eq(a * lambda_n - 1, g), g >= 0)
    least = Minimum((alpha, r), And(*ENDS), r, g)
    hypotheses = (*semidefinite, RATE, Eq(a * (lambda_1 + lambda_n), 2))
    yield Statement("minimum", hypotheses, least, plan=Attain({alpha: a, r: g}, bound=bound, attained=there))
    exactly = known(
        lambda_n * (1 - alpha * lambda_1) <= lambda_n * g, lambda_1 * (alpha * lambda_n - 1) <= lambda_1 * g
    )
    ends = Cut(Eq(alpha * lambda_1, 1 - g), otherwise=exactly, then=Cut(g < 1, then=Auto(degree=3)))
    unique = Cut(Eq(r, g), then=ends)
    yield Statement("the only one", (*SPECTRUM, RATE, *ENDS, Eq(r, g)), BEST, plan=unique)
    flat = (Eq(lambda_1, 0), lambda_n > 0, alpha >= 0, alpha * lambda_n <= 2, Eq(r, 1))
    yield Statement("not the only one for a singular matrix", flat, And(*ENDS))


@claim(
    "step.optimal-rate",
    section=SECTION,
    latex=r"\min_\alpha \mathrm{rate}(\alpha) = \frac{\kappa - 1}{\kappa + 1} \in [0, 1), \quad \kappa = "
    r"\frac{\lambda_n}{\lambda_1}",
    printed=r"\min_\alpha rate(\alpha) = (l_n/l_1 - 1) / (l_n/l_1 + 1)",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def optimal_rate_by_condition_number() -> Iterator[Statement | Misprint]:
    """(lambda_n - lambda_1)/(lambda_1 + lambda_n), divided by lambda_1 above and below. It is 0 iff kappa = 1."""
    ratio = (*SPECTRUM, Eq(kappa * lambda_1, lambda_n), Eq(g * (kappa + 1), kappa - 1))
    same = Cut(Eq(g * (kappa + 1) * lambda_1, (kappa - 1) * lambda_1))
    yield Statement("by the condition number", ratio, RATE, plan=same, lemma=True)
    bound = Use("step.optimal-step/lower bound for every step-size", then=Cut((r - g) * (lambda_1 + lambda_n) >= 0))
    there = known(Eq(1 - a * lambda_1, g), Eq(a * lambda_n - 1, g), g >= 0)
    least = Minimum((alpha, r), And(*ENDS), r, g)
    attain = Attain(
        {alpha: a, r: g},
        bound=Use("by the condition number", then=bound),
        attained=Use("by the condition number", then=there),
    )
    yield Statement("minimum", (*ratio, Eq(a * (lambda_1 + lambda_n), 2)), least, plan=attain)
    size = And(g >= 0, g < 1, Equivalent(Eq(g, 0), Eq(kappa, 1)))
    yield Statement("its range", (kappa >= 1, Eq(g * (kappa + 1), kappa - 1)), size)


@claim(
    "step.equal-rates-at-optimum",
    section=SECTION,
    latex=r"\alpha = \frac{2}{\lambda_1 + \lambda_n}:\quad 1 - \alpha \lambda_1 = -(1 - \alpha \lambda_n), \quad "
    r"\frac{|x_1^k|}{|x_1^0|} = \frac{|x_n^k|}{|x_n^0|} \text{ for all } k; \quad \text{for } \lambda_1 < \lambda_n,\ "
    r"\alpha \ne 0 \text{ only there}",
    printed="At the optimal step-size the first and the last eigenvector converge at the same rate.",
    as_printed="holds",
    references=(GOH,),
)
def equal_rates_at_the_optimum() -> Iterator[Statement | Misprint]:
    """The sum of the factors is 2 - alpha (lambda_1 + lambda_n) = 0: they have the same size and opposite signs, so
    that the last component changes its sign at every step and the first keeps it. The squares differ by alpha (lambda_n
    - lambda_1)(2 - alpha (lambda_1 + lambda_n)).
    """
    positive = (l_i > 0, l_j >= l_i)
    best = Eq(alpha * (l_i + l_j), 2)
    powers = Eq(P_i, P_j)
    opposite = Eq(1 - alpha * l_i, -(1 - alpha * l_j))
    squares = Cut(Eq((1 - alpha * l_i) ** 2, (1 - alpha * l_j) ** 2), then=Induct(powers))
    yield Statement("the same for all k", (PAIR, *positive, best), And(powers, opposite), plan=squares)
    signs = And(1 - alpha * l_i >= 0, 1 - alpha * l_j <= 0)
    yield Statement("opposite signs", (*positive, best), signs, plan=Cut(alpha > 0))
    equal = Eq((1 - alpha * l_i) ** 2, (1 - alpha * l_j) ** 2)
    only = known(Eq((1 - alpha * l_i) ** 2 - (1 - alpha * l_j) ** 2, alpha * (l_j - l_i) * (2 - alpha * (l_i + l_j))))
    strict = (l_i > 0, l_j > l_i, Ne(alpha, 0))
    yield Statement("only there", strict, Equivalent(equal, best), plan=only)
