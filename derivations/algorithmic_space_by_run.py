r"""Article section *Adventures in Algorithmic Space*: conjugate gradients, and averaged gradient.

Both are said to be of the class w^{k+1} = w^0 + sum gamma_i^k grad f(w^i). Conjugate gradients are, with coefficients
that depend on the run, as an algorithm that moves along a direction (`derivations.algorithmic_space`). Averaged
gradient takes its gradients elsewhere, at the points of gradient descent, and is of the class on quadratics alone.

References: G. Goh, "Why Momentum Really Works", Distill 2017; M. R. Hestenes and E. Stiefel, J. Res. Nat. Bur.
Standards 49(6), 1952; N. Flammarion and F. Bach, "From averaging to acceleration, there is only a step-size", COLT
2015.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Integer, Ne, Or, Rational

from derivations.algorithmic_space import (
    CONSTANT,
    GOH,
    SECTION,
    X,
    Y,
    a,
    b,
    c,
    constant,
    directions,
    g,
    h,
    size,
    v,
    w,
    w_0,
    x,
    x_0,
    y,
    y_0,
    z,
)
from derivations.algorithms.conjugate_gradients import Component
from derivations.claim import claim
from derivations.first_steps import real
from derivations.notation import alpha
from derivations.plan import Induct
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import averaged_gradient, conjugate_gradients

HESTENES_STIEFEL = "M. R. Hestenes and E. Stiefel, J. Res. Nat. Bur. Standards 49(6), 1952"
FLAMMARION_BACH = "N. Flammarion and F. Bach, COLT 2015"


@claim(
    "space.conjugate-gradients",
    section=SECTION,
    latex=r"w^{k+1} = w^0 - \sum_{i \le k} c_i \nabla f(w^i),\ c_i = a_i + b_{i+1} c_{i+1},\ a_i = \frac{|r^i|^2}{(d^i)"
    r"^T A d^i},\ b_i = \frac{|r^i|^2}{|r^{i-1}|^2}",
    printed=r"Conjugate gradients can be written w^0 + \sum \gamma_i^k \nabla f(w^i).",
    as_printed="holds",
    references=(GOH, HESTENES_STIEFEL),
)
def conjugate_gradients_are_scalar() -> Iterator[Statement | Misprint]:
    """r^{k+1} = r^k - a A d^k keeps r = -grad f, so that d^k = b_k d^{k-1} - grad f(w^k) and w^{k+1} = w^k + a_k d^k,
    with the same a_k, b_k for all components, since they are quotients of inner products: the class's coefficients,
    which depend on the run. The update rule is run on any one component of any number: all components share its inner
    products, and enter one another's steps by nothing else.
    """
    residual = Orbit({x: (-y_0, x - a * z), y: (y_0, y + a * z)}, inputs=(a, z))
    yield Statement("the residual", (residual,), Eq(x, -y), plan=Induct(Eq(x, -y)))
    ends = And(Eq(x_0 - x, X), Eq(y_0 - y, Y))
    yield Statement("the coefficients", (directions(), Eq(c, 0)), ends, plan=Induct(CONSTANT))
    yield from rule_of_conjugate_gradients()


def rule_of_conjugate_gradients() -> Iterator[Statement]:
    """The update rule on any component: gradient g at w, and g + H/t at w + d/t on a quadratic, where H = A d.

    The direction before, in multiples of `size`, the last |r|^2, is d; the new one is e. `total` are the inner
    products |g|^2, |w|^2, g^T e and e^T H: numbers that all components share, whatever their number.
    """
    bend, before, now = real("H d e")
    total = real("total_0 total_1 total_2 total_3")
    sums: dict[Any, Any] = {}
    slope = Component(g, sums)
    ahead = Component(g + bend * (total[0] + total[1]) / total[0], sums)
    gradients = iter((slope, ahead))
    state = (Component(size * before, sums), Component(size, sums), Component(w, sums))
    turned, _, after = conjugate_gradients.step(state, lambda _: next(gradients))
    named = dict(zip(sums, total, strict=True))
    turned, after, *summands = (entry.xreplace(named) for entry in (turned.value, after.value, *sums.values()))
    shared = (size > 0, total[0] > 0, total[1] >= 0, total[3] > 0, Eq(b * size, total[0]), Eq(a * total[3], -total[2]))
    given = (*shared, Eq(now, b * size * before - g))
    yield Statement("its direction", given, Eq(turned, now))
    yield Statement("its step", given, Eq(after, w + a * now), plan=known(Eq(turned, now)))
    products = And(*(Eq(one, other) for one, other in zip(summands, (g**2, w**2, g * now, now * bend), strict=True)))
    yield Statement("its inner products", given, products, plan=known(Eq(turned, now)))


@claim(
    "space.averaged-gradient",
    section=SECTION,
    latex=r"v^{k+1} = v^k - \alpha \nabla f(v^k),\ w^k = \frac{v^0 + .. + v^k}{k + 1}: \quad w^k = w^0 - \alpha "
    r"\sum_{i<k} \frac{k - i}{k + 1} \nabla f(v^i); \quad f \text{ quadratic}: w^k = w^0 - \alpha \sum_{i<k} \frac{i + "
    r"1}{k + 1} \nabla f(w^i)",
    printed=r"Averaged Gradient can be written w^0 + \sum \gamma_i^k \nabla f(w^i).",
    as_printed="holds-if",
    correction=r"for quadratic $f$, with $\gamma_i^k = -\alpha (i + 1)/(k + 2)$; for other $f$ only with the gradients "
    r"at the points of gradient descent, whose averages the $w^k$ are",
    references=(GOH, FLAMMARION_BACH),
)
def averaged_gradient_class() -> Iterator[Statement | Misprint]:
    """The gradients are taken at the points v of gradient descent, and v^i is in the mean k + 1 - i times. Where the
    gradient is affine, v^k = (k + 1) w^k - k w^{k-1} gives grad f(v^k) = (k + 1) grad f(w^k) - k grad f(w^{k-1}), a
    telescoping sum. On f = v u (u - 1)/2 - 2 u from (0, 0) with alpha = 1, the second component of the gradient is 0
    at w^0 = (0, 0) and w^1 = (1, 0), but 1 at v^1 = (2, 0), so that w^2 leaves the span of the gradients at w^0 and
    w^1.
    """
    count, w_next, G, H = real("count w_next G H")
    v_next, _, mean = averaged_gradient.step((v, count, w), lambda _: g, alpha=alpha)
    state = {v: (w_0, v_next), count: (1, count + 1), w: (w_0, w_next), G: (0, G + g), H: (0, H + G + g)}
    run = Orbit(state, inputs=(g, w_next), guard=Eq(w_next, mean))
    means = And(count >= 1, Eq(count * (w_0 - w), alpha * H), Eq(v, w_0 - alpha * G))
    yield Statement("by gradient descent's gradients", (run,), means, plan=Induct(means))
    now, last, now_next, g_0 = real("now last now_next g_0")
    v_next, _, mean = averaged_gradient.step((v, count, w), lambda _: count * now - (count - 1) * last, alpha=alpha)
    state = {
        v: (w_0, v_next), count: (1, count + 1), w: (w_0, w_next), now: (g_0, now_next), last: (0, now),
        X: (0, X + count * now),
    }  # fmt: skip
    run = Orbit(state, inputs=(w_next, now_next), guard=Eq(w_next, mean))
    sums = And(count >= 1, Eq(count * (w_0 - w), alpha * X), Eq(v, w_0 - alpha * (count - 1) * last))
    yield Statement("by its own gradients on a quadratic", (run,), Eq(count * (w_0 - w), alpha * X), plan=Induct(sums))
    yield beyond_quadratics()


def beyond_quadratics() -> Misprint:
    """Two steps on v u (u - 1)/2 - 2 u from (0, 0): the second component moves without a gradient of its own."""
    points = [Integer(0)] * 2, [Integer(0)] * 2  # v and w, two components each

    def slopes(at: Any) -> tuple[Any, Any]:
        return at[1] * (2 * at[0] - 1) / 2 - 2, at[0] * (at[0] - 1) / 2

    (here, means), gradients = points, []
    for count in (1, 2):
        gradients.append(slopes(means)[1])
        there = slopes(here)
        pairs = [
            averaged_gradient.step((here[i], Integer(count), means[i]), constant(there[i]), alpha=alpha) for i in (0, 1)
        ]
        here, means = [pair[0] for pair in pairs], [pair[2] for pair in pairs]
    given = (Eq(x, means[1]), Eq(g, gradients[0]), Eq(h, gradients[1]))
    return Misprint(
        "beyond quadratics", given, Or(Ne(g, 0), Ne(h, 0), Eq(x, 0)), {alpha: 1, x: -Rational(1, 3), g: 0, h: 0}
    )
