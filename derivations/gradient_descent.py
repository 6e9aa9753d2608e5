r"""What the article's introduction says of gradient descent, on a function f in general.

For such a function "L-smooth" is the descent inequality f(v) <= f(w) + <g, v - w> + L/2 |v - w|^2, with g the gradient
at w; it holds where the gradient is L-Lipschitz, and convexity is not used. A step then takes at least

    alpha (1 - alpha L/2) |g|^2

off f, which is positive for 0 < alpha < 2/L: the loss falls at every iteration, the gradient tends to 0 if f is bounded
below, and f tends to its least value f* like a power if moreover |g|^2 >= 2 mu (f - f*).

Notation: G = |g|^2. Vectors of any dimension enter by their sums, one row a step of an `Orbit`.

References: G. Goh, "Why Momentum Really Works", Distill 2017; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, sections 1.2 and 2.1; B. T. Polyak, "Gradient methods for the minimisation of functionals",
USSR Comput. Math. Math. Phys. 3(4), 1963.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Equivalent, Ge, Implies, Ne, Or, Rational

from derivations.claim import claim
from derivations.first_steps import GOH, moved, real
from derivations.notation import L, alpha, epsilon, k, mu, w, x
from derivations.plan import Auto, Cut, Induct, Split, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known, square

INTRODUCTION = "introduction"
NESTEROV = "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, sections 1.2 and 2.1"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 3(4), 1963, 864-878"

f, f_0, f_1, f_star, g, h, G, along, length = real("f f_0 f_1 f_star g h G along length")
x_0, p, before, total = real("x_0 p before total")

DESCENT = alpha * (1 - alpha * L / 2)
"""What one step of gradient descent takes off an L-smooth f, over |g|^2."""

STEP_SUMS = Orbit(
    {
        G: (0, G + g**2),
        along: (0, along + g * (moved(w, g) - w)),
        length: (0, length + (moved(w, g) - w) ** 2),
    },
    inputs=(w, g),
)
"""|g|^2, <g, w+ - w> and |w+ - w|^2, by rows."""


@claim(
    "gd.monotone-for-small-steps",
    section=INTRODUCTION,
    latex=r"f\ L\text{-smooth},\ 0 < \alpha < 2/L:\quad f(w^{k+1}) \le f(w^k) - \alpha (1 - \alpha L/2)\, |\nabla "
    r"f(w^k)|^2",
    printed="For a step-size small enough, gradient descent makes a monotonic improvement at every iteration (smooth "
    "f).",
    as_printed="holds-if",
    correction=r"with an $L$-Lipschitz gradient, for every $0 < \alpha < 2/L$, and strictly until the gradient is 0; "
    r"for $f = w^4/4$, smooth as it is, every $\alpha$ is too large for the starts with $\alpha w^2 > 2$",
    references=(GOH, NESTEROV),
)
def monotone_for_small_steps() -> Iterator[Statement | Misprint]:
    """A step moves by -alpha g, so <g, w+ - w> = -alpha G and |w+ - w|^2 = alpha^2 G; the descent inequality then takes
    alpha (1 - alpha L/2) G off f, at every iteration. The bound 2/L is sharp: f = L w^2/2 falls iff 0 < alpha L < 2.
    Without L there is none: w^4/4 rises wherever |1 - alpha w^2| > 1.
    """
    sums = And(Eq(along, -alpha * G), Eq(length, alpha**2 * G), Ge(G, 0))
    yield Statement("inner products", (STEP_SUMS,), sums, plan=Induct(sums), lemma=True)
    smooth = f_1 <= f + along + L * length / 2
    fall = And(f_1 <= f - DESCENT * G, Implies(And(alpha > 0, alpha * L < 2, G > 0), f_1 < f))
    strictly = Auto(products=((alpha > 0, alpha * L < 2, G > 0),))
    yield Statement("one step", (STEP_SUMS, smooth), fall, plan=Use("inner products", then=strictly))
    run = Orbit(
        {f: (f_0, h), before: (f_0, f), total: (0, total + G)}, inputs=(G, h), guard=And(G >= 0, h <= f - DESCENT * G)
    )
    every = And(f <= before, f + DESCENT * total <= f_0)
    small = (run, alpha >= 0, alpha * L <= 2)
    kept = Auto(products=((alpha >= 0, alpha * L <= 2, G >= 0),))
    yield Statement("at every iteration", small, every, plan=Induct(every, step=kept))
    parabola = (L > 0, w**2 > 0, Eq(f_1 - f, L * (moved(w, L * w) ** 2 - w**2) / 2))
    falls = Equivalent(f_1 < f, And(alpha > 0, alpha * L < 2))
    factored = known(Eq(f_1 - f, -DESCENT * L**2 * w**2), L**2 * w**2 > 0, then=Split(DESCENT))
    yield Statement("no larger step-size", parabola, falls, plan=factored)
    quartic = (alpha > 0, Eq(f, w**4 / 4), Eq(f_1, moved(w, w**3) ** 4 / 4))
    growth = known((1 - alpha * w**2) ** 2 > 1, (1 - alpha * w**2) ** 4 > 1, then=Auto())
    factor = known(Eq(f_1, (1 - alpha * w**2) ** 4 * f), w**2 > 0, w**4 > 0, f > 0, then=growth)
    yield Statement("every step-size is too large for some", (*quartic, alpha * w**2 > 2), f_1 > f, plan=factor)
    yield Misprint("smooth without L", quartic, f_1 <= f, {alpha: 1, w: 2, f: 4, f_1: 324})


@claim(
    "gd.limit-is-a-local-minimum",
    section=INTRODUCTION,
    latex=r"f\ L\text{-smooth},\ f \ge f^\star,\ 0 < \alpha < 2/L:\quad \#\{j : |\nabla f(w^j)|^2 \ge "
    r"\varepsilon\} \le \frac{f(w^0) - f^\star}{\varepsilon\, \alpha (1 - \alpha L/2)} \text{ for every } "
    r"\varepsilon > 0, \text{ so that } \nabla f(w^k) \to 0",
    printed="Gradient descent with a small step-size always converges, albeit to a local minimum.",
    as_printed="fails",
    correction=r"for $L$-smooth $f$ that is bounded below, and $0 < \alpha < 2/L$, the gradient tends to 0; what the "
    r"iterates tend to, if anything, may be a saddle: on $x^2/2 + (y^2 - 1)^2/4$ every start with $y^0 = 0$ leads to "
    r"$(0, 0)$. Without the lower bound, as for $f(w) = -w$, they may run away",
    references=(GOH, NESTEROV),
)
def limit_is_a_local_minimum() -> Iterator[Statement | Misprint]:
    """Each step takes at least alpha (1 - alpha L/2) G off f, which has only f_0 - f* to lose. So at most (f_0 -
    f*)/(eps alpha (1 - alpha L/2)) gradients have G >= eps: all but finitely many are smaller. If all of the first k
    have G >= m then m is at most a k-th of that.

    On x^2/2 + (y^2 - 1)^2/4 every start with y = 0 leads to (0, 0), and f(0, y) < f(0, 0) for every y != 0 near it. On
    -w every step is alpha.
    """
    m, chosen, count, h_k, r = real("m chosen count h_k r")
    taken = And(G >= 0, h <= f - DESCENT * G, h >= f_star)
    small = (alpha > 0, alpha * L < 2, f_0 >= f_star)
    large = Or(Eq(chosen, 0), And(Eq(chosen, 1), G >= epsilon))
    counted = Orbit({f: (f_0, h), count: (0, count + chosen)}, inputs=(G, h, chosen), guard=And(taken, large))
    spent = And(f >= f_star, f + DESCENT * epsilon * count <= f_0)
    positive = Auto(products=((alpha > 0, alpha * L < 2, G >= epsilon), (alpha > 0, alpha * L < 2, G >= 0)))
    plan = Induct(spent, step=positive)
    bound = DESCENT * epsilon * count <= f_0 - f_star
    yield Statement("how many gradients are large", (counted, *small, epsilon > 0), bound, plan=plan)
    least = Orbit({f: (f_0, h), k: (0, k + 1)}, inputs=(G, h), guard=And(taken, G >= m))
    lost = And(f >= f_star, f + DESCENT * m * k <= f_0)
    kept = Induct(lost, step=Auto(products=((alpha > 0, alpha * L < 2, G >= m),)))
    yield Statement("the smallest gradient so far", (least, *small), DESCENT * m * k <= f_0 - f_star, plan=kept)
    yield from _saddle()
    run = Orbit({w: (x_0, moved(w, -1)), k: (0, k + 1)})
    away = Eq(w, x_0 + alpha * k)
    yield Statement("runs away where f has no lower bound", (run,), away, plan=Induct(away))
    near = (Eq(f, r**2 / 2 + (h_k**2 - 1) ** 2 / 4), r**2 + h_k**2 <= epsilon**2, epsilon > 0)
    point = {r: 0, h_k: 1, f: 0, epsilon: 1}
    yield Misprint("the saddle is a local minimum", near, f >= Rational(1, 4), point)


def _saddle() -> Iterator[Statement]:
    """x^2/2 + (y^2 - 1)^2/4 from (x^0, 0), and what lies around (0, 0); `size` bounds [x^0]^2, `inverse` is 1/size."""
    y, size, inverse = real("y size inverse")
    run = Orbit({x: (x_0, moved(x, x)), y: (0, moved(y, y**3 - y)), k: (0, k + 1)})
    bound = (alpha > 0, alpha <= 1, size >= x_0**2, size > 0, Eq(size * inverse, 1))
    shrinks = And(k >= 0, Eq(y, 0), x**2 * (1 + k * alpha) <= size)
    slower = (1 - alpha) * (1 + (k + 1) * alpha) <= 1 + k * alpha
    factor = (1 - alpha) ** 2 * (1 + (k + 1) * alpha) <= 1 + k * alpha
    step = known(slower, (1 - alpha) ** 2 <= 1 - alpha, 1 + (k + 1) * alpha >= 0, factor, square(x))
    late = Induct(shrinks, step=step, then=Cut(inverse > 0, then=Cut(k * alpha * epsilon >= size)))
    close = Tends(epsilon * alpha * inverse, positive=Cut(inverse > 0, then=Auto(degree=3)), close=late)
    yield Statement("it converges to the saddle", bound, Limit(run, k, x**2 + y**2), plan=close)
    around = (Eq(x, 0), Ne(y, 0), y**2 < 2, Eq(f, x**2 / 2 + (y**2 - 1) ** 2 / 4))
    lower = Cut(Eq(f - Rational(1, 4), y**2 * (y**2 - 2) / 4), then=Cut(y**2 > 0))
    yield Statement("the saddle is no minimum", around, f < Rational(1, 4), plan=lower)


@claim(
    "gd.exponential-rate",
    section=INTRODUCTION,
    latex=r"|\nabla f|^2 \ge 2 \mu (f - f^\star),\ 0 < \alpha < 2/L:\quad f(w^k) - f^\star \le \big(1 - 2 \mu "
    r"\alpha (1 - \alpha L/2)\big)^k (f(w^0) - f^\star) \to 0",
    printed="Under a few weak curvature conditions gradient descent converges at an exponential rate.",
    as_printed="holds",
    references=(GOH, POLYAK, NESTEROV),
)
def exponential_rate() -> Iterator[Statement | Misprint]:
    """Two conditions: curvature at most L (the descent inequality), and |g|^2 >= 2 mu (f - f*), which strong convexity
    implies, as 0 <= |g + mu (v - w)|^2. A step takes alpha (1 - alpha L/2) |g|^2 off e = f - f*, which is at least c e
    with c = 2 mu alpha (1 - alpha L/2) in (0, 1]. So e <= (1 - c)^k e_0, and (1 - c)(1 + c) <= 1 gives e (1 + k c) <=
    e_0.
    """
    e, e_0, c, inverse, gap = real("e e_0 c inverse gap")
    sums = Orbit({G: (0, G + g**2), along: (0, along + g * gap), length: (0, length + gap**2)}, inputs=(g, gap))
    square = Ge(G + 2 * mu * along + mu**2 * length, 0)
    convex = (sums, mu > 0, f_star >= f + along + mu * length / 2)
    plan = Induct(square, step=Auto(squares=(g + mu * gap,)))
    yield Statement("strong convexity is enough", convex, G >= 2 * mu * (f - f_star), plan=plan)
    taken = And(h >= 0, G >= 2 * mu * e, h <= e - DESCENT * G)
    run = Orbit({e: (e_0, h), p: (1, (1 - 2 * mu * DESCENT) * p), k: (0, k + 1)}, inputs=(G, h), guard=taken)
    small = (mu > 0, mu <= L, alpha > 0, alpha * L < 2, e_0 >= 0)
    share = And(DESCENT > 0, 2 * mu * DESCENT > 0, 2 * mu * DESCENT <= 1)
    unit = known(Eq(1 - 2 * DESCENT * L, (1 - alpha * L) ** 2), DESCENT > 0, 2 * DESCENT * L <= 1)
    yield Statement("the share that a step takes", small, share, plan=unit, lemma=True)
    power = And(e >= 0, e <= p * e_0)
    falls = Cut(h <= (1 - 2 * mu * DESCENT) * e)
    induct = Use("the share that a step takes", then=Induct(power, step=falls))
    yield Statement("like a power", (run, *small), power, plan=induct)
    slope = And(e >= 0, k >= 0, e * (1 + k * c) <= e_0)
    loss = Orbit({e: (e_0, h), k: (0, k + 1)}, inputs=(G, h), guard=taken)
    linear = Cut(h <= (1 - c) * e, then=Cut(h * (1 + (k + 1) * c) <= (1 - c) * (1 + (k + 1) * c) * e))
    share = (Eq(c, 2 * mu * DESCENT), Eq(inverse * (1 + e_0), 1))
    late = Induct(slope, step=linear, then=Cut(inverse > 0, then=Cut(k * c * epsilon >= 1 + e_0)))
    close = Use("the share that a step takes", then=Cut(And(c > 0, c <= 1), then=late))
    positive = Use("the share that a step takes", then=known(c > 0, inverse > 0, then=Auto(degree=3)))
    tends = Tends(epsilon * c * inverse, positive=positive, close=close)
    yield Statement("f tends to its least value", (*small, *share), Limit(loss, k, e), plan=tends)
