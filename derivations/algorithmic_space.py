r"""Article section *Adventures in Algorithmic Space*: unrolled iterates, and which algorithm is in which class.

    scalar:  w^{k+1} = w^0 + sum_{i<=k} gamma_i^k grad f(w^i),    diagonal:  w^{k+1} = w^0 + sum Gamma_i^k grad f(w^i)

f is any differentiable function: its gradients are inputs of a run, of which nothing is assumed. The coefficients may
depend on the run, as those of conjugate gradients and of Adam do. Scalar ones are the same for all components:
w^{k+1} - w^0 is in the span of the gradients. Diagonal ones need not be: a component moves only if it has had a
gradient.

Almost all of these algorithms move along a direction that they update, with their own numbers a_k, b_k:

    d^k = b_k d^{k-1} - grad f(w^k),  w^{k+1} = w^k + a_k d^k    has    gamma_i^k = -c_i,  c_i = a_i + b_{i+1} c_{i+1},

c_{k+1} = 0. Indeed w^i + sum_{j<i} c_j grad f(w^j) + b_i c_i d^{i-1} is the same for all i.

References: G. Goh, "Why Momentum Really Works", Distill 2017; D. P. Kingma and J. Ba, "Adam: a method for stochastic
optimization", ICLR 2015 (Adam, AdaMax); J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011 (AdaGrad).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Abs, And, Eq, Expr, Integer, Ne, Pow, Rational, sympify
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.first_steps import moved, real
from derivations.notation import alpha, beta, epsilon
from derivations.plan import Induct
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import adagrad, adam, adamax, momentum, nesterov

SECTION = "Adventures in Algorithmic Space"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
KINGMA_BA = "D. P. Kingma and J. Ba, ICLR 2015, algorithms 1 and 2"
DUCHI = "J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011, figure 1"

w, w_0, z, g, h, X, Y, P, P_0, P_next = real("w w_0 z g h X Y P P_0 P_next")
x, x_0, y, y_0, a, b, b_0, b_next, c, c_0, c_next = real("x x_0 y y_0 a b b_0 b_next c c_0 c_next")
d, e, v, u, s, m, power_1, power_2, size = real("d e v u s m power_1 power_2 size")
beta_1, beta_2 = real("beta_1 beta_2")


@claim(
    "space.gradient-descent-unrolled",
    section=SECTION,
    latex=r"w^{k+1} = w^0 - \alpha \sum_{i=0}^{k} \nabla f(w^i) \text{ for all } k, \text{ any } f",
    printed=r"w^{k+1} = w^0 - \alpha \sum_{i=0}^{k} \nabla f(w^i)",
    as_printed="holds",
    references=(GOH,),
)
def gradient_descent_unrolled() -> Iterator[Statement | Misprint]:
    """Each step adds -alpha grad f(w^k), whatever the gradient is."""
    run = Orbit({w: (w_0, moved(w, g)), X: (0, X + g)}, inputs=(g,))
    form = Eq(w, w_0 - alpha * X)
    yield Statement("unrolled", (run,), form, plan=Induct(form))


def momentum_sum() -> Orbit:
    """Momentum with the gradients as inputs, beside the sum of (1 - P_i) g_i.

    P_i = beta^{k+1-i} falls in exponent from P_0 = beta^{k+1} to 1, which is where i = k + 1.
    """
    z_next, w_next = momentum.step((z, w), lambda _: g, alpha=alpha, beta=beta)
    state = {z: (0, z_next), w: (w_0, w_next), P: (P_0, P_next), X: (0, X + (1 - P) * g)}
    return Orbit(state, inputs=(g, P_next), guard=Eq(P, beta * P_next))


@claim(
    "space.momentum-unrolled",
    section=SECTION,
    latex=r"w^{k+1} = w^0 - \alpha \sum_{i=0}^{k} \frac{1-\beta^{k+1-i}}{1-\beta} \nabla f(w^i) \ (\beta \ne 1), \quad "
    r"w^{k+1} = w^0 - \alpha \sum_{i=0}^{k} (k+1-i) \nabla f(w^i) \ (\beta = 1), \quad z^0 = 0",
    printed=r"w^{k+1} = w^0 + \alpha \sum_{i=0}^{k} (1 - \beta^{k+1-i})/(1-\beta) \nabla f(w^i)",
    as_printed="fails",
    correction=r"$w^{k+1} = w^0 - \alpha \sum_{i=0}^k \frac{1-\beta^{k+1-i}}{1-\beta} \nabla f(w^i)$ for $\beta \ne 1$ "
    r"and $z^0 = 0$, with the factor $k + 1 - i$ for $\beta = 1$",
    references=(GOH,),
)
def momentum_unrolled() -> Iterator[Statement | Misprint]:
    """With P_i = beta^{k+1-i}: (1 - beta)(w^0 - w^i) = alpha sum_{j<i} (1 - P_j) grad f(w^j) - alpha beta (1 - P_i)
    z^i, by induction on i, and P = 1 at i = k + 1. For beta = 1 the factors are the numbers of steps that are left.
    """
    run = momentum_sum()
    form = Eq((1 - beta) * (w_0 - w), alpha * X - alpha * (beta - beta * P) * z)
    yield Statement("unrolled", (run, Ne(beta, 1), Eq(P, 1)), Eq((1 - beta) * (w_0 - w), alpha * X), plan=Induct(form))
    count, left = real("count left")
    z_next, w_next = (r.subs(beta, 1) for r in momentum.step((z, w), lambda _: g, alpha=alpha, beta=beta))
    state = {z: (0, z_next), w: (w_0, w_next), left: (count, left - 1), X: (0, X + left * g)}
    run_1 = Orbit(state, inputs=(g,))
    form = Eq(w_0 - w, alpha * X - alpha * left * z)
    yield Statement("unrolled, beta = 1", (run_1, Eq(left, 0)), Eq(w_0 - w, alpha * X), plan=Induct(form))
    point = {alpha: 1, beta: 0, w_0: 0, P_0: 0}
    printed = Eq((1 - beta) * (w - w_0), alpha * X)
    steps = (({g: 1, P_next: 1},),)
    yield Misprint("the sign", (run, Ne(beta, 1), Eq(P, 1)), printed, point, steps)


def directions() -> Orbit:
    """Two components of any algorithm d' = b d - g, w' = w + a d', with the same a and b, and the sums of c_i times the
    gradients g and h of the components."""
    state = {
        x: (x_0, x + a * (b * d - g)),
        y: (y_0, y + a * (b * e - h)),
        d: (0, b * d - g),
        e: (0, b * e - h),
        b: (b_0, b_next),
        c: (c_0, c_next),
        X: (0, X + c * g),
        Y: (0, Y + c * h),
    }
    return Orbit(state, inputs=(g, h, a, b_next, c_next), guard=Eq(c, a + b_next * c_next))


CONSTANT = And(Eq(x + X + b * c * d, x_0), Eq(y + Y + b * c * e, y_0))


def one_direction() -> Orbit:
    """One component, whose a, b and c are its own."""
    state = {x: (x_0, x + a * (b * d - g)), d: (0, b * d - g), b: (b_0, b_next), c: (c_0, c_next), X: (0, X + c * g)}
    return Orbit(state, inputs=(g, a, b_next, c_next), guard=Eq(c, a + b_next * c_next))


def constant(slope: Any) -> Callable[[Any], Any]:
    """The gradient that is `slope` everywhere."""
    return lambda _: slope


def rational(expression: Any, name: str = "root") -> tuple[Expr, tuple[Boolean, ...]]:
    """The expression with a symbol for each square root and each modulus, innermost first, and what these are."""
    found = sympify(expression, strict=True)
    relations: list[Boolean] = []
    while True:
        special = {p for p in found.atoms(Abs, Pow) if isinstance(p, Abs) or p.exp == Rational(1, 2)}
        inner = [p for p in special if not any(q is not p and p.has(q) for q in special)]
        if not inner:
            return found, tuple(relations)
        chosen = min(inner, key=str)
        symbol = real(f"{name}_{len(relations) // 2}")[0]
        square = chosen.args[0] ** 2 if isinstance(chosen, Abs) else chosen.args[0]
        relations += [symbol >= 0, Eq(symbol**2, square)]
        found = found.xreplace({chosen: symbol})


@claim(
    "space.scalar-class",
    section=SECTION,
    latex=r"d^k = b_k d^{k-1} - \nabla f(w^k),\ w^{k+1} = w^k + a_k d^k \implies w^{k+1} = w^0 - \sum_{i \le k} c_i "
    r"\nabla f(w^i),\ c_i = a_i + b_{i+1} c_{i+1}: \text{ gradient descent, momentum, Nesterov, conjugate gradients}",
    printed=r"w^{k+1} = w^0 + \sum_i \gamma_i^k \nabla f(w^i) contains gradient descent, momentum, conjugate "
    r"gradients, averaged gradient (the article also lists AdaMax here)",
    as_printed="fails",
    correction=r"it contains gradient descent, momentum, Nesterov's method (at the points of its gradients) and "
    r"conjugate gradients; averaged gradient on quadratics; not AdaMax, whose coefficients are diagonal: its first "
    r"step is $\pm\alpha$ in every component, whatever the gradient",
    references=(GOH, KINGMA_BA),
)
def scalar_class() -> Iterator[Statement | Misprint]:
    """The coefficients c_i are the same in every two components. Gradient descent has b = 0, momentum d = -z, a =
    alpha, b = beta; Nesterov's x has the same with gradients at y, and y^k = x^k + alpha beta d^k, which is of the
    class, too: its sum ends with b_{k+1} c_{k+1} = alpha beta. AdaMax moves by alpha g/|g| first, parallel to the
    gradient only if all its components have the same size.
    """
    ends = And(Eq(x_0 - x, X), Eq(y_0 - y, Y))
    yield Statement("the coefficients", (directions(), Eq(c, 0)), ends, plan=Induct(CONSTANT))
    extrapolated = And(Eq(x_0 - (x + size * d), X), Eq(y_0 - (y + size * e), Y))
    ahead = (directions(), Eq(b * c, size))
    yield Statement("with an extrapolation", ahead, extrapolated, plan=Induct(CONSTANT))
    yield Statement("gradient descent", (Eq(a, alpha), Eq(b, 0)), Eq(moved(w, g), w + a * (b * d - g)))
    z_next, w_next = momentum.step((z, w), lambda _: g, alpha=alpha, beta=beta)
    yield Statement("momentum", (Eq(d, -z),), And(Eq(-z_next, beta * d - g), Eq(w_next, w + alpha * (beta * d - g))))
    points: list[Any] = []

    def at(point: Any) -> Any:
        points.append(point)
        return g

    _, w_next = nesterov.step((v, w), at, alpha=alpha, beta=beta)
    follows = And(Eq(w_next, w + alpha * (beta * d - g)), Eq(points[0], w + alpha * beta * d))
    yield Statement("Nesterov", (Eq(w - v, alpha * d),), follows)
    yield from first_step_of_adamax()


def first_step_of_adamax() -> Iterator[Statement | Misprint]:
    """Its first step in two components whose gradients are g and h, as published (without epsilon)."""
    moves: list[Expr] = []
    given: list[Boolean] = []
    for slope, name in ((g, "one"), (h, "two")):
        start = adamax.step.start(Integer(0))  # type: ignore[attr-defined]
        after = adamax.step(start, constant(slope), alpha=alpha, beta_1=beta_1, beta_2=beta_2)
        move, relations = rational(after[-1], name)
        moves.append(move)
        given += relations
    hypotheses = (*given, Ne(g, 0), Ne(h, 0), Eq(x, moves[0]), Eq(y, moves[1]))
    parallel = Eq(x * h, y * g)
    sizes = And(Eq(x**2, alpha**2), Eq(y**2, alpha**2))
    both = known(*(one**2 > 0 for one in (g, h)), sizes)
    yield Statement("AdaMax's first step", hypotheses, sizes, plan=known(g**2 > 0, h**2 > 0))
    same = Eq(g**2, h**2)
    yield Statement("parallel to few gradients", (*hypotheses, Ne(alpha, 0), parallel), same, plan=both)
    at = {alpha: 1, g: 1, h: 2, x: -1, y: -1} | dict(zip(real("one_0 one_1 two_0 two_1"), (1, 1, 2, 2), strict=True))
    yield Misprint("AdaMax is scalar", hypotheses, parallel, at)


@claim(
    "space.diagonal-class",
    section=SECTION,
    latex=r"w_i^{k+1} = w_i^0 - \sum_{j \le k} c_{ij} \nabla f(w^j)_i,\ c_{ij} = a_{ij} + b_i c_{i,j+1}: \text{ "
    r"AdaGrad } (b_i = 0,\ a_{ij} = \alpha/(\sqrt{s_i} + \epsilon)), \text{ Adam } (b_i = \beta_1,\ a_{ij} = "
    r"\alpha (1 - \beta_1)/((1 - \beta_1^{j+1})(\sqrt{\hat v_i} + \epsilon))), \text{ AdaMax}",
    printed=r"w^{k+1} = w^0 + \sum_i \Gamma_i^k \nabla f(w^i), \Gamma_i^k diagonal, contains ADAM and AdaGrad",
    as_printed="holds",
    references=(GOH, KINGMA_BA, DUCHI),
)
def diagonal_class() -> Iterator[Statement | Misprint]:
    """A component has its own a, b and c: they depend on its own gradients, for all of these. AdaGrad divides the
    gradient; Adam and AdaMax divide m = -(1 - beta_1) d with d' = beta_1 d - g, after the bias correction. Where a
    denominator is 0 no gradient has been seen in the component, and it does not move. AdaGrad with a full matrix is
    another algorithm.
    """
    ends = Induct(Eq(x + X + b * c * d, x_0))
    yield Statement("the coefficients", (one_direction(), Eq(c, 0)), Eq(x_0 - x, X), plan=ends)
    _, after = adagrad.step((s, w), lambda _: g, alpha=alpha, epsilon=epsilon)
    after, given = rational(after)
    root = real("root_0")[0]
    own = (Eq(a * (root + epsilon), alpha), root + epsilon > 0)
    yield Statement("AdaGrad", (*given, *own), Eq(after, w + a * (0 * d - g)))
    momentum_now = Eq(m, -(1 - beta_1) * d)
    state, more = (m, v, power_1, power_2, w), {"alpha": alpha, "beta_1": beta_1, "epsilon": epsilon}
    m_next, *_, after = adam.step(state, lambda _: g, beta_2=beta_2, **more)
    after, given = rational(after)
    first = (beta_1 >= 0, beta_1 < 1, power_1 > 0, power_1 <= 1)
    second = (beta_2 >= 0, beta_2 < 1, power_2 > 0, power_2 <= 1)
    denominator = (1 - beta_1 * power_1) * (root + epsilon)
    own = (Eq(a * denominator, alpha * (1 - beta_1)), root + epsilon > 0)
    moves = And(Eq(m_next, -(1 - beta_1) * (beta_1 * d - g)), Eq(after, w + a * (beta_1 * d - g)))
    plan = known(1 - beta_1 * power_1 > 0, 1 - beta_2 * power_2 > 0)
    yield Statement("Adam", (momentum_now, *first, *second, *given, *own), moves, plan=plan)
    m_next, _, _, after = adamax.step((m, u, power_1, w), lambda _: g, beta_2=beta_2, **more)
    after, given = rational(after)
    root_1 = real("root_1")[0]
    largest = (beta_2 * u + root + root_1) / 2
    own = (Eq(a * (1 - beta_1 * power_1) * (largest + epsilon), alpha * (1 - beta_1)), largest + epsilon > 0)
    moves = And(Eq(m_next, -(1 - beta_1) * (beta_1 * d - g)), Eq(after, w + a * (beta_1 * d - g)))
    plan = known(1 - beta_1 * power_1 > 0)
    yield Statement("AdaMax", (momentum_now, *first, *given, *own), moves, plan=plan)
