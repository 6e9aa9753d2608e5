r"""Article footnote 2, continued: how near early stopping is to Tikhonov's penalty, for every k and every eigenvalue.

With X = alpha l k and eta = 1/(alpha k), the factors of `derivations.spectral_filters` are t = X/(1 + X) and e = 1 -
(1 - alpha l)^k. Where 0 <= alpha l <= 1,

    t <= e <= 2 t,    0 <= e - t <= 1/2,

both attained by one step with alpha l = 1, and e <= (1 + X) t, so that they agree where X is small. With the product
alpha k kept and more steps, e falls towards t, so that every bound for k steps holds for k + 1; from two steps on the
constants are 25/16 and (6 sqrt(3) - 9)/4 = 0.348, attained by two steps. (As k grows they tend to the largest values of
(1 + X)(1 - exp(-X))/X and 1/(1 + X) - exp(-X), 1.298 and 0.204, which is measured and not proved here.) In the rest of
the stable range, 1 < alpha l < 2, where 1 - alpha l is negative,

    (2 - alpha l) t <= e < 3 t,    -1 < e - t < 4/3    for k >= 1,

and neither 3 nor 4/3 can be lowered, nor 2 - alpha l replaced by a positive constant.

How: Bernoulli's (1 - a)^k >= 1 - k a is e <= X, and (1 - a)^k (1 + k a) <= 1 is e >= t. For more steps at the same
alpha k, m^{k+1} >= u^k (u + (k + 1)(m - u)), the tangent of the power at u, and the bracket is 1 at (k + 1) m = k u +
1.

References: G. Goh, "Why Momentum Really Works", Distill 2017; D. S. Mitrinovic, *Analytic Inequalities*, Springer 1970,
section 2.4 (Bernoulli).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Ge, Implies, Integer, Or, Rational

from derivations.claim import claim
from derivations.first_steps import GOH, moved, real
from derivations.notation import alpha, eta, k, lam, lambda_1, lambda_n, s, x
from derivations.plan import Cut, Induct, Plan, Root, Split, Use
from derivations.polynomial_regression import SECTION
from derivations.spectral_filters import FOOTNOTE, HANSEN, YAO, e, l_i, l_j, t, t_i, t_j
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square
from numerics.algorithms.gradient_descent import step

MITRINOVIC = "D. S. Mitrinovic, Analytic Inequalities, Springer 1970, section 2.4"

e_1, e_n, e_i, e_j, g, alpha_2 = real("e_1 e_n e_i e_j g alpha_2")


def after(factor: Any, eigenvalue: Any = lam) -> Any:
    """The factor after one more step: gradient descent on l (x - 1)^2/2, whose solution is 1."""
    return moved(factor, eigenvalue * (factor - 1))


def steps(first: int = 0) -> Orbit:
    """e = 1 - (1 - alpha l)^k, from so many steps on."""
    start: Any = 0
    for _ in range(first):
        start = after(start)
    return Orbit({e: (start, after(e)), k: (first, k + 1)})


a = alpha * lam
X = alpha * lam * k
CORRESPONDING = Eq(t * (1 + X), X)
"""t = l/(l + eta) at eta = 1/(alpha k)."""
UNIT = (a >= 0, a <= 1)


@claim(
    "poly.both-suppress-small-eigenvalues",
    section=SECTION,
    latex=r"e \le k \alpha l \ (0 \le \alpha l \le 1),\ t \le l/\eta; \quad \alpha \le \frac{2}{\lambda_1 + \lambda_n},"
    r"\ \lambda_1 \le l \le \lambda_n \implies e(l) \ge e(\lambda_1) \text{ for every } k, \quad l_i < l_j \le "
    r"\frac1\alpha,\ k \ge 1 \implies e(l_i) < e(l_j),\ t(l_i) < t(l_j); \quad e > t \text{ at } \eta = "
    r"\frac{1}{\alpha k},\ 0 < \alpha l \le 1,\ k \ge 1",
    printed="Early stopping and Tikhonov both suppress the components of the smallest eigenvalues, by different "
    "spectral decays.",
    as_printed="holds-if",
    correction=r"for early stopping with $\alpha \le 2/(\lambda_1 + \lambda_n)$; for larger stable step-sizes and even "
    r"$k$ it is the component of $\lambda_n$ that is suppressed most",
    references=(GOH, HANSEN, YAO),
)
def both_suppress_small_eigenvalues() -> Iterator[Statement | Misprint]:
    """Bernoulli: e <= k alpha l; and l/(l + eta) <= l/eta. With alpha (lambda_1 + lambda_n) <= 2 no |1 - alpha l| is
    more than 1 - alpha lambda_1, so (1 - alpha l)^k <= (1 - alpha lambda_1)^k: no component is suppressed more than
    that of lambda_1. Up to alpha l = 1 the powers (1 - alpha l)^k fall with l, as long as k >= 1. The decays differ:
    at the weight of equal slope e > t (poly.early-stopping-is-nearly-tikhonov), and at any other the slopes at l = 0
    differ.

    With alpha = 1, l = 1 and 3/2, two steps make the factors 1 and 3/4: the larger eigenvalue is suppressed more.
    """
    small = And(k >= 0, e >= 0, e <= 1, e <= X)
    yield Statement("early stopping near 0", (steps(), *UNIT), small, plan=Induct(small, step=_bernoulli()))
    weighted = (lam >= 0, eta > 0, Eq(t * (lam + eta), lam))
    yield Statement("Tikhonov near 0", weighted, t * eta <= lam, plan=Split(t))
    run = Orbit({e_1: (0, after(e_1, lambda_1)), e: (0, after(e)), k: (0, k + 1)})
    ends = (alpha > 0, lambda_1 > 0, lam >= lambda_1, lam <= lambda_n, alpha * (lambda_1 + lambda_n) <= 2)
    bounds = And(1 - a <= 1 - alpha * lambda_1, a - 1 <= 1 - alpha * lambda_1)
    between = And(1 - e <= 1 - e_1, e - 1 <= 1 - e_1)
    signs = (alpha * (lam - lambda_1) >= 0, alpha * (lambda_n - lam) >= 0)
    plan = known(*signs, bounds, then=Induct(between))
    yield Statement("no component more than the first", (run, *ends), e >= e_1, plan=plan)
    twice = Orbit({e: (0, after(after(e))), e_n: (0, after(after(e_n, lambda_n), lambda_n))})
    beyond = (alpha > 0, lambda_1 > 0, lam >= lambda_1, lam <= lambda_n, alpha * (lambda_1 + lambda_n) >= 2)
    squares = (square(1 - a), (1 - a) ** 2 <= (1 - alpha * lambda_n) ** 2)
    below = And(e <= 1, e_n <= e)
    falls = known((1 - a) ** 2 * (1 - e) >= 0, ((1 - alpha * lambda_n) ** 2 - (1 - a) ** 2) * (1 - e) >= 0)
    order = known(*squares, then=Induct(below, step=known(square(1 - alpha * lambda_n), then=falls)))
    product = Ge(alpha * (lambda_n - lam) * (alpha * (lambda_n + lam) - 2), 0)
    last = known(alpha * (lambda_n - lam) >= 0, alpha * (lambda_n + lam) >= 2, product, then=order)
    yield Statement("beyond it, for even k", (twice, *beyond), e_n <= e, plan=last)
    pair = Orbit({e_i: (0, after(e_i, l_i)), e_j: (0, after(e_j, l_j)), k: (0, k + 1)})
    ordered = And(k >= 0, e_j <= 1, e_i < 1, e_i <= e_j, Implies(k >= 1, e_i < e_j))
    up_to = (alpha > 0, l_i > 0, l_j > l_i, alpha * l_j <= 1)
    gap = alpha * (l_j - l_i)
    falls = known((1 - alpha * l_i) * (1 - e_i) > 0, (1 - alpha * l_j) * (1 - e_j) >= 0, gap * (1 - e_i) > 0)
    less = known(gap > 0, then=Induct(ordered, step=falls))
    yield Statement("in order", (pair, *up_to), ordered, plan=less)
    two = (l_i > 0, l_j > l_i, eta > 0, Eq(t_i * (l_i + eta), l_i), Eq(t_j * (l_j + eta), l_j))
    lemma = Use("poly.regularisation-decays-the-largest/the smallest are decayed most")
    yield Statement("Tikhonov in order", two, t_i < t_j, plan=lemma)
    strict = And(k >= 1, e <= 1, (1 - e) * (1 + X) < 1)
    differ = Induct(strict, step=_inverse_bernoulli(), then=Cut((e - t) * (1 + X) > 0))
    yield Statement("different decays", (steps(1), CORRESPONDING, a > 0, a <= 1), e > t, plan=differ)
    stable = (pair, alpha > 0, l_i > 0, l_j > l_i, alpha * l_j < 2)
    yield Misprint("two steps", stable, e_i <= e_j, {alpha: 1, l_i: 1, l_j: Rational(3, 2)}, steps=(({}, {}),))


def _bernoulli() -> Plan:
    """e + a (1 - e) <= X + a, and it stays between 0 and 1."""
    return known(a * e >= 0, (1 - a) * (1 - e) >= 0)


def _inverse_bernoulli() -> Plan:
    """(1 - a)(1 + X + a) <= 1 + X, times 1 - e >= 0."""
    return known(X >= 0, a * X >= 0, (1 - a) * (1 - e) >= 0, a * (X + a) * (1 - e) >= 0)


@claim(
    "poly.early-stopping-is-nearly-tikhonov",
    section=FOOTNOTE,
    latex=r"\eta = \frac{1}{\alpha k},\ 0 \le \alpha l \le 1:\quad t \le e \le 2t, \quad 0 \le e - t \le \tfrac12, "
    r"\quad e \le (1 + \alpha l k)\, t; \quad e = 1,\ t = \tfrac12 \text{ for } k = 1,\ \alpha l = 1; \quad |w^k - "
    r"w_\eta| \le \tfrac12 |w^\star|, \quad |w_\eta| \le |w^k| \le 2 |w_\eta| \quad (\alpha \lambda_n \le 1)",
    references=(GOH, YAO, MITRINOVIC),
)
def early_stopping_is_nearly_tikhonov() -> Iterator[Statement | Misprint]:
    """(e - t)(1 + X) = 1 - (1 - e)(1 + X) >= 0. Above, e <= min(1, X): for X <= 1, e (1 + X) <= X (1 + X) <= 2 X, and
    for X >= 1, e (1 + X) <= 1 + X <= 2 X; likewise (e - t)(1 + X) = e (1 + X) - X <= (1 + X)/2. The constant 1 below
    cannot be raised, since e <= X = (1 + X) t. By components, with w* the solution without either, w^k that of k steps
    and w_eta that of the penalty, |w^k - w_eta| <= |w*|/2 and |w_eta| <= |w^k| <= 2 |w_eta|, for alpha <= 1/lambda_n.
    """
    weight = (Eq(eta * alpha * k, 1), Eq(t * (lam + eta), lam))
    scaled = Cut(Eq(alpha * k * (t * (lam + eta) - lam), 0))
    yield Statement("at the corresponding weight", weight, CORRESPONDING, plan=scaled)
    both = And(k >= 0, e >= 0, e <= 1, e <= X, (1 - e) * (1 + X) <= 1)
    stepwise = known(a * e >= 0, (1 - a) * (1 - e) >= 0, a * k >= 0, a * (X + a) * (1 - e) >= 0)
    yield Statement("Bernoulli both ways", (steps(), *UNIT), both, plan=Induct(both, step=stepwise), lemma=True)
    near = And(e >= t, e <= 2 * t, e - t <= Rational(1, 2))
    parts = (X >= 0, (e - t) * (1 + X) >= 0, (2 * t - e) * (1 + X) >= 0, (Rational(1, 2) - e + t) * (1 + X) >= 0)
    plan = Use("Bernoulli both ways", then=known(parts[0], then=_by_size(X - 1, *parts[1:])))
    yield Statement("up to 1", (steps(), CORRESPONDING, *UNIT), near, plan=plan)
    full = And(Eq(e, 1), Eq(t, Rational(1, 2)))
    at_once = Induct(Implies(Eq(a, 1), Or(Eq(k, 0), Eq(e, 1))))
    yield Statement("attained by one step", (steps(), CORRESPONDING, Eq(a, 1), Eq(k, 1)), full, plan=at_once)
    agree = And(e - t >= 0, e <= (1 + X) * t)
    slopes = Use("Bernoulli both ways", then=known(X >= 0))
    yield Statement("near 0", (steps(), CORRESPONDING, *UNIT), agree, plan=slopes)
    apart, whole, stopped, penalised = real("apart whole stopped penalised")
    lengths = {
        apart: (0, apart + ((e - t) * x) ** 2),
        whole: (0, whole + x**2),
        stopped: (0, stopped + (e * x) ** 2),
        penalised: (0, penalised + (t * x) ** 2),
    }
    components = Orbit(lengths, inputs=(e, t, x), guard=And(near, t >= 0))
    norms = And(4 * apart <= whole, penalised <= stopped, stopped <= 4 * penalised)
    bounds = (square(x), 4 * (e - t) ** 2 <= 1, t**2 <= e**2, e**2 <= 4 * t**2)
    terms = ((1 - 4 * (e - t) ** 2) * x**2 >= 0, (e**2 - t**2) * x**2 >= 0, (4 * t**2 - e**2) * x**2 >= 0)
    summed = known(*bounds, *terms)
    yield Statement("the whole solutions", (components,), norms, plan=Induct(norms, step=summed))


def _by_size(size: Any, *facts: Any) -> Plan:
    """Prove these facts for each sign of `size`."""
    plan = known(*facts)
    return Split(size, plan, plan, plan)


@claim(
    "poly.more-steps-are-nearer-tikhonov",
    section=FOOTNOTE,
    latex=r"0 \le \alpha l \le 1,\ \alpha' = \frac{k}{k + 1} \alpha:\quad 1 - (1 - \alpha' l)^{k+1} \le 1 - (1 - "
    r"\alpha l)^k; \qquad k \ge 2,\ \eta = \frac1{\alpha k}:\quad e \le \tfrac{25}{16}\, t, \quad e - t \le \tfrac{6 "
    r"\sqrt3 - 9}{4}; \quad k = 2,\ X = 2 \alpha l:\ 4 (e - t)(1 + X) = X^2 (3 - X), \quad e = \tfrac{25}{16}\, t "
    r"\text{ at } X = \tfrac32",
    references=(GOH, YAO, MITRINOVIC),
)
def more_steps_are_nearer() -> Iterator[Statement | Misprint]:
    """t depends on alpha k alone. With u = 1 - alpha l and m = 1 - alpha' l, (k + 1) m = k u + 1, and the power
    m^{k+1} is at least its tangent at u, u^k (u + (k + 1)(m - u)) = u^k: k + 1 smaller steps leave e between t and
    what k steps make it.

    For k >= 2 and X <= 2, (1 - a)^k >= (1 - X/2)^2 by induction, so that e <= X - X^2/4, and what is left are X (X -
    3/2)^2/4 >= 0 and (X - s)^2 (X/4 + s/2 - 3/4) >= 0 with s = sqrt(3); for X > 2, e <= 1 is enough. Both are attained
    by two steps: 25/16 at X = 3/2, and (6 s - 9)/4, the value of X^2 (3 - X)/(4 (1 + X)), at X = s.
    """
    (first,) = step((0,), lambda x: lam * (x - 1), alpha=alpha_2)
    (following,) = step((g,), lambda x: lam * (x - 1), alpha=alpha_2)
    run = Orbit({e: (0, after(e)), g: (first, following), k: (0, k + 1)})
    b = alpha_2 * lam
    bracket = 1 - a + (k + 1) * (a - b)
    tangent = 1 - g >= (1 - e) * bracket
    signs = (square(a - b), (1 - e) * (a - b) ** 2 >= 0, (1 - e) * (a - b) ** 2 * (k + 1) >= 0, (1 - a) * (1 - e) >= 0)
    higher = known(*signs, Ge((1 - b) * (1 - g - (1 - e) * bracket), 0))
    one = known(Eq(bracket, 1), Eq((1 - e) * bracket, 1 - e))
    powers = Induct(And(k >= 0, e <= 1, tangent), step=higher, then=one)
    size = known(Eq((k + 1) * b, a * k), a * k >= 0, a * k <= k, b >= 0, b <= 1, then=powers)
    given = (run, *UNIT, Eq((k + 1) * alpha_2, k * alpha))
    yield Statement("with more steps nearer", given, g <= e, plan=Induct(k >= 0, then=size))
    yield from _two_steps()


def _two_steps() -> Iterator[Statement]:
    """From two steps on; 4 (e - t) + 9 <= 6 s with s = sqrt(3), which is irrational and enters by its square."""
    left = 1 - X / 2
    power = And(k >= 2, e <= 1, (1 - e) * (1 + X) <= 1, Or(X > 2, 1 - e >= left**2))
    more = known(a * k >= 0, (1 - a) * (1 - e) >= 0, a * (X + a) * (1 - e) >= 0)
    yield Statement("a square below the power", (steps(2), *UNIT), power, plan=Induct(power, step=more), lemma=True)
    near = And(e <= Rational(25, 16) * t, (4 * (e - t) + 9) ** 2 <= 108)
    bounds = (x >= 0, Eq(t * (1 + x), x), e <= 1, e >= t, Or(x > 2, e <= x - x**2 / 4))
    ratio = (Rational(25, 16) * x - e * (1 + x)) >= 0
    difference = (3 * (2 * s - 3) / 4 - e + t) * (1 + x) >= 0
    facts = (square(2 * x - 3), square(x - s), x * (2 * x - 3) ** 2 >= 0, (x + 2 * s - 3) * (x - s) ** 2 >= 0)
    ends = known(ratio, difference, 4 * (e - t) + 9 <= 6 * s)
    short = known(e <= x - x**2 / 4, *facts, (1 + x) * (x - x**2 / 4 - e) >= 0, then=ends)
    cases = Cut(x > 2, otherwise=short, then=ends)
    lemma = Root(Integer(3), s, then=Cut(s >= Rational(31, 18), then=cases))
    yield Statement("what it leaves", bounds, near, plan=lemma, lemma=True)
    at_once = known(X >= 0, e >= t, then=Use("what it leaves", at={x: X}))
    plan = Use("a square below the power", then=at_once)
    yield Statement("from two steps on", (steps(2), CORRESPONDING, *UNIT), near, plan=plan)
    two = (Eq(e, after(after(0))), Eq(t * (1 + 2 * a), 2 * a))
    yield Statement("two steps, the ratio", (*two, Eq(a, Rational(3, 4))), Eq(e, Rational(25, 16) * t))
    yield Statement("two steps, the difference", two, Eq(4 * (e - t) * (1 + 2 * a), (2 * a) ** 2 * (3 - 2 * a)))


@claim(
    "poly.filters-in-the-rest-of-the-stable-range",
    section=FOOTNOTE,
    latex=r"\eta = \frac{1}{\alpha k},\ 1 \le \alpha l < 2,\ k \ge 1:\quad (2 - \alpha l)\, t \le e < 3t, \quad -1 < "
    r"e - t < \tfrac43; \quad k = 1:\ e = (1 + \alpha l)\, t,\ e - t = \frac{(\alpha l)^2}{1 + \alpha l}; \quad k = "
    r"2:\ 2 e = (2 - \alpha l)(1 + 2 \alpha l)\, t",
    references=(GOH, YAO),
)
def filters_in_the_rest_of_the_stable_range() -> Iterator[Statement | Misprint]:
    """For 1 <= a < 2 the power p = (1 - a)^k is between -(a - 1) and (a - 1)^2 for k >= 1, so a (2 - a) <= e <= a. One
    step has e = a = (1 + a) t, which nears 3 t and 4/3 more than t as a nears 2; two steps have e = a (2 - a), which
    nears 0 while t does not: no positive constant is below e/t.
    """
    range_ = (a >= 1, a < 2)
    power = And(k >= 1, 1 - e <= (a - 1) ** 2, e <= a)
    yield Statement("the power in between", (steps(1), *range_), power, plan=Induct(power), lemma=True)
    bounds = And(e >= (2 - a) * t, e < 3 * t, e - t > -1, e - t < Rational(4, 3))
    yield Statement("from 1 to 2", (steps(1), CORRESPONDING, *range_), bounds, plan=Use("the power in between"))
    one = (Eq(e, after(0)), Eq(t * (1 + a), a), *range_)
    yield Statement("one step", one, And(Eq(e, (1 + a) * t), Eq((e - t) * (1 + a), a**2)))
    two = (Eq(e, after(after(0))), Eq(t * (1 + 2 * a), 2 * a), *range_)
    yield Statement("two steps", two, Eq(2 * e, (2 - a) * (1 + 2 * a) * t))
