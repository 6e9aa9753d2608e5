r"""Article figure *Convergence Rate*: what the iterates do in each region of the map of `derivations.rate_map`.

Let s = sqrt(beta) and u = alpha lambda. What the figure says is true from rest (y^0 = 0), with three exceptions:
ripples are of low frequency only for u <= 1 + beta; alpha > 1/lambda makes the iterates flip at each iteration only
where u >= (1 + s)^2; and the oscillations shrink from the first step on only for u < 2. From other starts less is
true, and the claims say how much.

Notation: `ahead` is the iterate after x; both move by x^{k+2} = T x^{k+1} - beta x^k (mom.component-update).

References: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Not, Or, Rational, Symbol

from derivations.claim import claim
from derivations.momentum import (
    DAMPING,
    GOH,
    TRACE,
    component_step,
    k,
    p,
    sigma_1,
    sigma_2,
    sqrt_beta,
    x_0,
    y_0,
)
from derivations.notation import T, alpha, beta, d, lam, x, y
from derivations.plan import Auto, Cut, Induct, Split, Use
from derivations.rate_map import FIGURE, product
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known, square

ahead, a, b = (Symbol(name, real=True) for name in ("ahead", "a", "b"))
"""The iterate after x, and two consecutive iterates to begin with."""
REAL = (Eq(sigma_1 + sigma_2, TRACE), Eq(sigma_1 * sigma_2, beta))
"""Real roots, with no tau."""
LATER = TRACE * ahead - beta * x
"""The iterate after x and `ahead`."""


def iterates(velocity: Any = y_0, more: Any = None) -> Orbit:
    """x^k beside x^{k+1} = `ahead`, from (y, x) = (velocity, x_0) on."""
    moves = {x: (x_0, ahead), ahead: (component_step(velocity, x_0)[1], LATER)}
    return Orbit(moves | dict(more or {}))


def same_sign(first: Any, second: Any, trace: Any, determinant: Any) -> Orbit:
    """x_{j+2} = T x_{j+1} - d x_j from two iterates on, while both are positive; k counts the steps."""
    moves = {x: (first, ahead), ahead: (second, trace * ahead - determinant * x), k: (0, k + 1)}
    return Orbit(moves, guard=And(x > 0, ahead > 0))


def patience(first: Any, second: Any, trace: Any, determinant: Any) -> Any:
    """k (4 d - T^2) x_0^2 < 4 x_1^2: so many steps, at most, does a run with complex roots keep its sign."""
    return k * (4 * determinant - trace**2) * first**2 < 4 * second**2


def sign_changes() -> Statement:
    """With complex roots no run stays positive."""
    run, gap = same_sign(a, b, T, d), 4 * d - T**2
    falls = 4 * ahead * a * b <= x * (4 * b**2 - k * gap * a**2)
    keeps = 4 * (T * ahead - d * x) * a * b > ahead * (4 * b**2 - (k + 1) * gap * a**2)
    ratio, bracket = ahead * a <= x * b, 2 * ahead - T * x
    below = Auto(products=((ahead * a > x * b, b > 0), (x > 0, k >= 0, gap > 0, a > 0, a > 0)))
    rests = (square(bracket), a > 0, b > 0), (ratio, a > 0, gap > 0, x > 0)
    closing = Auto(products=((keeps, x > 0), (falls, ahead > 0), *rests))
    step = Cut(ratio, otherwise=below, then=Cut(square(bracket), Auto(squares=(bracket,)), closing))
    positive = (a > 0, b > 0, gap > 0, x > 0, ahead > 0)
    end = Auto(products=((x > 0, patience(a, b, T, d).negated), (ahead > 0, a > 0, b > 0)))
    plan = Induct(And(k >= 0, falls), step=step, then=end)
    return Statement("changes sign", (run, *positive), patience(a, b, T, d), plan=plan)


@claim(
    "mom.region-ripples",
    section=FIGURE,
    latex=r"T^2 < 4\beta:\ \text{no run keeps its sign for } k \ge \frac{4 (x^1/x^0)^2}{4\beta - T^2} \text{ "
    r"steps},\quad E^k = \beta^k E^0 \text{ for } E^k = (x^{k+1})^2 - T x^{k+1} x^k + \beta (x^k)^2;\quad \text{no "
    r"three iterates alternate if } \alpha\lambda \le 1+\beta,\text{ no three agree in sign if } \alpha\lambda \ge "
    r"1+\beta",
    printed="Where R's eigenvalues are complex the iterates display low-frequency ripples.",
    as_printed="holds-if",
    correction=r"\text{ripples everywhere in the region; of low frequency (a half-period of at least two steps) iff "
    r"} \alpha\lambda \le 1 + \beta",
    references=(GOH,),
)
def region_ripples() -> Iterator[Statement | Misprint]:
    """While the iterates are positive, the ratio x_{j+1}/x_j falls: x_{j+2} x_j = x_{j+1}^2 - (x_{j+1}^2 - T x_{j+1}
    x_j + beta x_j^2) and the bracket is at least (beta - T^2/4) x_j^2. So it falls by (beta - T^2/4)/(x_1/x_0) at
    least and cannot stay positive for longer than stated; the same holds of -x, and from every later step on. The
    bracket itself is multiplied by beta at each step: that is the envelope of the ripples, |x^k|^2 <= E^0
    beta^k/(beta - T^2/4).

    x_{j+2} = T x_{j+1} - beta x_j shows the frequency: for T >= 0, signs +, - are followed by -, so that no three
    iterates alternate; for T <= 0, signs +, + are followed by -: then the iterates oscillate fast.
    For T < 0 some three do alternate: x, 2 beta x/T and beta x.
    """
    yield sign_changes()
    form = ahead**2 - T * ahead * x + d * x**2
    initial = b**2 - T * a * b + d * a**2
    run = Orbit({x: (a, ahead), ahead: (b, T * ahead - d * x), p: (1, d * p)})
    envelope = And(Eq(form, p * initial), (4 * d - T**2) * x**2 <= 4 * p * initial)
    plan = Induct(Eq(form, p * initial), then=Auto(squares=(2 * ahead - T * x,)))
    yield Statement("envelope", (run,), envelope, plan=plan)
    waves = (*DAMPING, (1 - sqrt_beta) ** 2 < product, product < (1 + sqrt_beta) ** 2)
    alternate, agree = And(x * ahead < 0, ahead * LATER < 0), And(x * ahead > 0, ahead * LATER > 0)
    slow = Auto(squares=(ahead,), products=((beta >= 0, x * ahead < 0), (TRACE >= 0, square(ahead))))
    fast = Auto(squares=(ahead,), products=((beta >= 0, x * ahead > 0), (TRACE <= 0, square(ahead))))
    facts = (beta >= 0, square(ahead))
    yield Statement("slow", (*waves, product <= 1 + beta), Not(alternate), plan=known(*facts, then=slow))
    yield Statement("fast", (*waves, product >= 1 + beta), Not(agree), plan=known(*facts, then=fast))
    some = (*waves, product > 1 + beta, x > 0, Eq(TRACE * ahead, 2 * beta * x))
    positive = known(beta > 0, TRACE < 0, ahead < 0, then=Auto(degree=3))
    yield Statement("no slower than that", some, alternate, plan=positive)
    point = {alpha: 1, lam: 2, beta: Rational(1, 4), sqrt_beta: Rational(1, 2), x: 1, ahead: -1}
    yield Misprint("low frequency", waves, Not(alternate), point)


@claim(
    "mom.region-monotone",
    section=FIGURE,
    latex=r"0 < \sigma_1, \sigma_2 < 1,\ y^0 = 0,\ x^0 > 0 \implies 0 < x^{k+1} < x^k \text{ for all } k",
    printed="Where both eigenvalues are real, positive and less than one, the iterates decrease monotonically, as "
    "in gradient descent.",
    as_printed="holds-if",
    correction=r"\text{from rest } (y^0 = 0), \text{ or wherever } \sigma_2 x^0 \le x^1 \le x^0;\ \text{any other "
    r"run changes sign once at most}",
    references=(GOH,),
)
def region_monotone() -> Iterator[Statement | Misprint]:
    """x' - sigma_2 x is multiplied by sigma_1 at each step, so x' >= sigma_2 x is kept; and x' <= x is kept since x''
    - x' = (T - 1) x' - beta x = beta (x' - x) - alpha l x'. From rest x^1 = (1 - alpha l) x^0 is between the two: x^1
    - sigma_2 x^0 = sigma_1 (1 - sigma_2) x^0. A velocity at the start can push x away, or through 0; then x' <
    sigma_2 x < 0 is kept, so that it happens once at most.
    """
    unit = (*REAL, sigma_1 > 0, sigma_1 < 1, sigma_2 > 0, sigma_2 < 1)
    falls = And(x > 0, ahead > 0, ahead < x)
    above = And(x > 0, ahead > sigma_2 * x, ahead < x)
    facts = (product > 0, 1 - product - sigma_2 > 0, beta > 0)
    plan = known(*facts, then=Induct(above))
    yield Statement("from rest", (iterates(velocity=0), *unit, x_0 > 0), falls, plan=plan)
    _, x_1 = component_step(y_0, x_0)
    between = (x_0 > 0, x_1 >= sigma_2 * x_0, x_1 <= x_0)
    weak = And(x > 0, ahead >= sigma_2 * x, ahead <= x)
    plan = known(product > 0, beta > 0, then=Induct(weak))
    yield Statement("from other starts", (iterates(), *unit, *between), And(ahead > 0, ahead <= x), plan=plan)
    after = Orbit({x: (x_1, ahead), ahead: (TRACE * x_1 - beta * x_0, LATER)})
    through = (after, *unit, x_0 > 0, x_1 <= 0)
    plan = known(beta > 0, then=Induct(And(x <= 0, ahead < sigma_2 * x)))
    yield Statement("one change of sign", through, ahead < 0, plan=plan)
    point = {alpha: 1, lam: Rational(1, 12), beta: Rational(1, 2), sigma_1: Rational(3, 4), sigma_2: Rational(2, 3)}
    yield Misprint("with a velocity", (iterates(), *unit, x_0 > 0), falls, point | {x_0: 1, y_0: -1}, ((),))


@claim(
    "mom.region-flips",
    section=FIGURE,
    latex=r"\beta = 0:\ x^{k+1} x^k < 0 \text{ for all } k \text{ iff } \alpha\lambda > 1;\qquad 0 < \beta \le 1,\ "
    r"\text{from rest}: \text{ iff }\alpha\lambda \ge (1+\sqrt\beta)^2",
    printed=r"When \alpha > 1/l_i the iterates flip between + and - at each iteration.",
    as_printed="holds-if",
    correction=r"\text{at } \beta = 0; \text{ for } 0 < \beta \le 1 \text{ they do, from rest, iff } "
    r"\alpha\lambda_i \ge (1 + \sqrt\beta)^2",
    references=(GOH,),
)
def region_flips() -> Iterator[Statement | Misprint]:
    """At beta = 0 each step multiplies by 1 - alpha l. For beta > 0 and alpha l >= (1 + s)^2 both roots are negative;
    from rest -x' >= -sigma_2 x is kept for x > 0, and its mirror image for x < 0. For (1 - s)^2 < alpha l < (1 + s)^2
    the run (-1)^k x^k has complex roots again (-T for T) and changes sign, so x^k fails to flip within the number of
    steps of mom.region-ripples; and for 0 < alpha l <= (1 - s)^2 it never flips (mom.region-monotone).
    """
    _, after = component_step(y, x)
    one_step = And(Eq(after, (1 - product) * x), Equivalent(x * after < 0, product > 1))
    yield Statement("without momentum", (Eq(beta, 0), Ne(x, 0)), one_step, plan=Split(1 - product))
    run = iterates(velocity=0)
    flips = Or(And(x > 0, ahead < 0), And(x < 0, ahead > 0))
    cone = Or(And(x > 0, ahead < sigma_2 * x), And(x < 0, ahead > sigma_2 * x))
    negative = (*REAL, sigma_1 < 0, sigma_2 < 0)
    plan = known(1 - product - sigma_2 < 0, then=Induct(cone))
    yield Statement("negative roots", (run, *negative, Ne(x_0, 0)), flips, plan=plan)
    strong = (*REAL, *DAMPING, sqrt_beta > 0, product >= (1 + sqrt_beta) ** 2)
    yield Statement("where they are negative", strong, And(sigma_1 < 0, sigma_2 < 0))
    _, x_1 = component_step(0, x_0)
    yield Statement("no flip at the first step", (product <= 1,), x_0 * x_1 >= 0, plan=known(square(x_0)))
    mirrored = same_sign(x_0, (product - 1) * x_0, -TRACE, beta)
    weak = (*DAMPING, (1 - sqrt_beta) ** 2 < product, product < (1 + sqrt_beta) ** 2, product > 1)
    at = {a: x_0, b: (product - 1) * x_0, T: -TRACE, d: beta}
    plan = Cut(4 * beta > TRACE**2, then=Use("mom.region-ripples/changes sign", at=at))
    limited = patience(x_0, (product - 1) * x_0, -TRACE, beta)
    yield Statement("complex roots", (*weak, x_0 > 0, mirrored, x > 0, ahead > 0), limited, plan=plan)
    point = {alpha: 1, lam: Rational(11, 10), beta: Rational(9, 10), x_0: 1}
    yield Misprint("with momentum", (run, Ne(x_0, 0), alpha > 1 / lam, lam > 0), flips, point, (({},),))


@claim(
    "mom.region-flips-shrink",
    section=FIGURE,
    latex=r"-1 < \sigma_1, \sigma_2 < 0,\ y^0 = 0:\quad |x^{k+1}| < |x^k| \text{ for all } k \text{ iff } "
    r"\alpha\lambda < 2;\quad -x^0 \le x^1 \le \sigma_2 x^0 \implies |x^{k+1}| \le |x^k|,\ x^{k+1} x^k < 0",
    printed="In the region of monotonic oscillations the size of the oscillation decreases monotonically.",
    as_printed="holds-if",
    correction=r"\text{from rest iff } \alpha\lambda_i < 2: \text{ the first step has the factor } 1 - "
    r"\alpha\lambda_i",
    references=(GOH,),
)
def region_flips_shrink() -> Iterator[Statement | Misprint]:
    """From rest |x^1| = (alpha l - 1) |x^0|, which is smaller than |x^0| iff alpha l < 2; but the region reaches up
    to 2 + 2 beta. Once |x'| <= |x|, with opposite signs that stay so, |x''| = (alpha l - 1 - beta) |x'| - beta |x| is
    at most |x'|, since alpha l - 2 - beta < beta. The figure's own example (alpha l, beta) = (2, 1/20) has
    |x^1| = |x^0|.
    """
    unit = (*REAL, sigma_1 < 0, sigma_1 > -1, sigma_2 < 0, sigma_2 > -1)
    smaller = Or(And(x > 0, ahead < 0, ahead > -x), And(x < 0, ahead > 0, ahead < -x))
    cone = Or(And(x > 0, ahead < sigma_2 * x, ahead > -x), And(x < 0, ahead > sigma_2 * x, ahead < -x))
    rest, facts = iterates(velocity=0), (beta > 0, product > 1, product < 2 + 2 * beta)
    plan = known(*facts, 1 - product - sigma_2 < 0, then=Induct(cone))
    yield Statement("from rest", (rest, *unit, Ne(x_0, 0), product < 2), smaller, plan=plan)
    _, x_1 = component_step(0, x_0)
    plan = known(product > 1, then=Cut(product < 2, otherwise=known(product * (product - 2) >= 0)))
    yield Statement("only then", (*unit, Ne(x_0, 0), x_1**2 < x_0**2), product < 2, plan=plan)
    _, first = component_step(y_0, x_0)
    begun = (iterates(), *unit, x_0 > 0, first <= sigma_2 * x_0, first >= -x_0)
    weak = Or(And(x > 0, ahead <= sigma_2 * x, ahead >= -x), And(x < 0, ahead >= sigma_2 * x, ahead <= -x))
    no_larger = Or(And(x > 0, ahead < 0, ahead >= -x), And(x < 0, ahead > 0, ahead <= -x))
    yield Statement("from other starts", begun, no_larger, plan=known(*facts, then=Induct(weak)))
    point = {alpha: 1, lam: Rational(21, 8), beta: Rational(3, 8), x_0: 1}
    point |= {sigma_1: -Rational(1, 2), sigma_2: -Rational(3, 4)}
    yield Misprint("the first step", (rest, *unit, Ne(x_0, 0)), smaller, point, ((),))


@claim(
    "mom.region-divergence",
    section=FIGURE,
    latex=r"|\sigma_1| > 1,\ \alpha\lambda \ne 0,\ y^0 = 0:\quad (1+\sigma_2^2)\big((x^{k+1})^2 + (x^k)^2\big) \ge "
    r"\sigma_1^{2k+2}(1-\sigma_2)^2 (x^0)^2,\quad \sigma_1^{2k} \ge 1 + k(\sigma_1^2 - 1); \text{ complex roots: } "
    r"2(1+\beta)\big((x^{k+1})^2+(x^k)^2\big) \ge \beta^{k+1}\alpha\lambda (x^0)^2",
    printed=r"When max{|s1|,|s2|} > 1 the iterates diverge.",
    as_printed="holds-if",
    correction=r"\text{from every start with } x^1 \ne \sigma_2 x^0 \text{ (from rest: } x^0 \ne 0,\ "
    r"\alpha\lambda_i \ne 0);\ \text{with } x^1 = \sigma_2 x^0,\ |\sigma_2| < 1 \text{ they converge}",
    references=(GOH,),
)
def region_divergence() -> Iterator[Statement | Misprint]:
    """Real roots, |sigma_1| > 1: x' - sigma_2 x = sigma_1^k (x^1 - sigma_2 x^0), by Cauchy (1 + sigma_2^2)(x'^2 +
    x^2) is at least its square, and sigma_1^(2k) >= 1 + k (sigma_1^2 - 1) by Bernoulli. From rest x^1 - sigma_2 x^0 =
    sigma_1 (1 - sigma_2) x^0, and (1 - sigma_1)(1 - sigma_2) = alpha l. Complex roots: beta > 1, and E' = beta E for
    E = x'^2 - T x' x + beta x^2 <= 2 (1 + beta) (x'^2 + x^2).
    """
    h = Symbol("h", real=True)  # x^1 - sigma_2 x^0
    _, x_1 = component_step(y_0, x_0)
    run = iterates(more={p: (1, sigma_1 * p), k: (0, k + 1)})
    start, size = Eq(h, x_1 - sigma_2 * x_0), ahead**2 + x**2
    along, growth = Eq(ahead - sigma_2 * x, p * h), And(k >= 0, p**2 >= 1 + k * (sigma_1**2 - 1))
    large = (1 + sigma_2**2) * size >= (1 + k * (sigma_1**2 - 1)) * h**2
    cauchy = (1 + sigma_2**2) * size >= (ahead - sigma_2 * x) ** 2
    then = Cut(cauchy, Auto(squares=(sigma_2 * ahead + x,)), Auto(squares=(h,)))
    plan = Induct(along, then=Induct(growth, step=Auto(degree=3), then=then))
    yield Statement("real roots", (run, *REAL, sigma_1**2 > 1, start), large, plan=plan)
    rest = (*REAL, start, Eq(y_0, 0), sigma_1**2 > 1, Ne(x_0, 0), Ne(product, 0))
    positive = Auto(products=((sigma_1**2 > 1, Ne(x_0, 0), Ne(product, 0)), (Ne(x_0, 0), Ne(product, 0))))
    zero = known(Eq(sigma_1 * (1 - sigma_2) * x_0, 0), Eq(product * sigma_1 * x_0, 0), then=positive)
    yield Statement("from rest", rest, Ne(h, 0), plan=Cut(Eq(h, 0), then=zero))

    turning = (iterates(0, {p: (1, beta * p), k: (0, k + 1)}), beta > 1, 4 * beta > TRACE**2)
    form, counted = ahead**2 - TRACE * ahead * x + beta * x**2, And(k >= 0, p >= 1 + k * (beta - 1))
    envelope = Eq(form, p * beta * product * x_0**2)
    bound = 2 * (1 + beta) * size >= (1 + k * (beta - 1)) * beta * product * x_0**2
    linear = Auto(products=((p >= 1 + k * (beta - 1), beta * product > 0, square(x_0)),))
    grown = known(beta * product > 0, square(x_0), then=linear)
    weights = (4 * beta > TRACE**2, square(x)), (beta > 1, square(x))
    above = Auto(squares=(2 * ahead + TRACE * x, ahead, x), products=weights)
    least = Cut(2 * (1 + beta) * size >= form, otherwise=known(square(x), then=above), then=grown)
    plan = Induct(envelope, then=Induct(counted, step=Auto(degree=3), then=least))
    whole = Cut(product > 0, otherwise=Auto(squares=(beta - 1, product)), then=plan)
    yield Statement("complex roots", turning, And(product > 0, bound), plan=whole)
    point = {alpha: 1, lam: Rational(15, 4), beta: Rational(1, 2), x_0: 1, y_0: -5}
    point |= {sigma_1: -2, sigma_2: -Rational(1, 4)}
    started = (iterates(), *REAL, sigma_1**2 > 1, Ne(x_0, 0))
    yield Misprint("the other eigenvector", started, size >= x_0**2, point, (({}, {}),))
