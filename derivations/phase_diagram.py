r"""Article section *The Critical Damping Coefficient* and its phase diagram: momentum as a particle on a spring.

With v = -sqrt(alpha) y and h = sqrt(alpha) momentum's step along an eigenvector is

    v^{k+1} = beta v^k - h lambda x^k,    x^{k+1} = x^k + h v^{k+1}:

the velocity is multiplied by beta, a spring of stiffness lambda pulls towards the origin, and the particle moves for
a time h. With beta = 1 - c h this is the scheme

    (x^{k+1} - 2 x^k + x^{k-1})/h^2 + c (x^k - x^{k-1})/h + lambda x^k = 0

of X'' + c X' + lambda X = 0, exactly, for every alpha > 0. At a fixed time t = k h it is the oscillator up to O(h).

References: G. Goh, "Why Momentum Really Works", Distill 2017; N. Qian, "On the momentum term in gradient descent
learning algorithms", Neural Networks 12(1), 1999.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Or, Symbol

from derivations.claim import claim
from derivations.critical_damping import SECTION
from derivations.momentum import EIGENVALUES, GOH, component_step, p, x_0, y_0
from derivations.notation import alpha, beta, lam, x, y
from derivations.plan import Auto, Induct, Use
from derivations.stability import BEFORE, approach, energy, k, region, run
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import known

__all__ = ["damping_coefficient", "time_step"]

FIGURE = "figure: phase diagram"
QIAN = "N. Qian, On the momentum term in gradient descent learning algorithms, Neural Networks 12(1), 1999, 145-151"
STABILITY = "stab.region/"
Y_NEXT, X_NEXT = component_step(y, x)

h, c = Symbol("h", real=True), Symbol("c", real=True)
SPRING = (h > 0, Eq(alpha, h**2), Eq(beta, 1 - c * h))


def time_step(alpha: Any = alpha) -> Any:
    """h = sqrt(alpha): the time that one step of momentum takes, as a discretisation of X'' + c X' + lambda X = 0."""
    from sympy import sqrt

    return sqrt(alpha)


def damping_coefficient(alpha: Any = alpha, beta: Any = beta) -> Any:
    """c = (1 - beta)/sqrt(alpha), for alpha > 0; critical damping of the oscillator is c = 2 sqrt(lambda)."""
    return (1 - beta) / time_step(alpha)


@claim(
    "damp.velocity-is-minus-y",
    section=SECTION,
    latex=r"v = -y:\quad v^{k+1} = \beta v^k - \lambda_i x^k,\quad x^{k+1} = x^k + \alpha v^{k+1}",
    printed=r"Think of -y_i^k as velocity, dampened at each step by \beta, perturbed by the external force field "
    r"l_i x_i^k.",
    as_printed="holds-if",
    correction=r"The force on the velocity $-y_i^k$ is $-\lambda_i x_i^k$, towards the origin as a spring's; "
    r"$\lambda_i x_i^k$ is what $y_i^k$ is perturbed by.",
    references=(GOH, QIAN),
)
def velocity() -> Iterator[Statement | Misprint]:
    """The step in v = -y: damped by beta, pulled by -lambda x, and x moves by alpha v."""
    v, after, place = (Symbol(name, real=True) for name in ("v", "v_next", "x_next"))
    moved = (Eq(v, -y), Eq(after, -Y_NEXT), Eq(place, X_NEXT))
    spring = And(Eq(after, beta * v - lam * x), Eq(place, x + alpha * after))
    yield Statement("the step of a spring", moved, spring)
    pulls = Equivalent((after - beta * v) * x < 0, Ne(x, 0))
    yield Statement("the force is towards the origin", (*moved, lam > 0), pulls)
    point = {alpha: 1, beta: 0, lam: 1, x: 1, y: 0, v: 0, after: -1, place: 0}
    yield Misprint("the force as printed", moved, Eq(after, beta * v + lam * x), point)


@claim(
    "damp.moves-along-y",
    section=SECTION,
    latex=r"x^{k+1} - x^k = -\alpha y^{k+1}: \text{ along the velocity } -y^{k+1}, \text{ against } y^{k+1} \ "
    r"(\alpha > 0,\ y^{k+1} \ne 0)",
    printed=r"x is the position, moved at each step by a small amount in the direction of the velocity y_i^{k+1}.",
    as_printed="fails",
    correction=r"x is moved in the direction of the velocity $-y_i^{k+1}$, by $\alpha |y_i^{k+1}|$.",
    references=(GOH,),
)
def moves_against_y() -> Iterator[Statement | Misprint]:
    """x' = x - alpha y': the velocity is -y, as the sentence before says."""
    after, place = Symbol("y_next", real=True), Symbol("x_next", real=True)
    moved = (Eq(after, Y_NEXT), Eq(place, X_NEXT))
    yield Statement("the displacement", moved, Eq(place - x, -alpha * after))
    against = (*moved, alpha > 0, Ne(after, 0))
    yield Statement("against y", against, (place - x) * after < 0, plan=Auto(degree=3))
    point = {alpha: 1, beta: 0, lam: 1, x: 1, y: 0, after: 1, place: 0}
    yield Misprint("along y", against, (place - x) * after > 0, point)


@claim(
    "damp.free-particle",
    section=FIGURE,
    latex=r"\lambda_i = 0:\quad y^k = \beta^k y^0,\quad (1 - \beta)(x^k - x^0) = -\alpha\beta (1 - \beta^k)\, y^0;"
    r"\quad \beta = 1: x^k = x^0 - k \alpha y^0",
    printed=r"With l_i = 0 and \beta = 1 the particle moves at constant speed; with \beta < 1 it loses a fixed "
    r"proportion of its speed (the caption says energy) at each step.",
    as_printed="holds",
    references=(GOH,),
)
def free_particle() -> Iterator[Statement | Misprint]:
    """Without a force the speed |y| is multiplied by beta, so that the proportion 1 - beta of it is lost at each step,
    and 1 - beta^2 of the energy y^2/2: both are fixed, and the text and the caption are both right.
    """
    free = run(curvature=0)
    constant = And(Eq(y, y_0), Eq(x, x_0 - k * alpha * y_0))
    yield Statement("constant speed", (free, Eq(beta, 1)), constant, plan=Induct(constant))
    slowing = Orbit({**free.state, p: (1, beta * p)})
    along = And(Eq(y, p * y_0), Eq((1 - beta) * (x - x_0), -alpha * beta * (1 - p) * y_0))
    yield Statement("where it is", (slowing,), along, plan=Induct(along))
    speed, after = Symbol("speed", real=True), Symbol("speed_next", real=True)
    sizes = (speed >= 0, Eq(speed**2, y**2), after >= 0, Eq(after**2, Y_NEXT.subs(lam, 0) ** 2))
    loss = And(Eq(speed - after, (1 - beta) * speed), Eq(speed**2 - after**2, (1 - beta**2) * speed**2))
    yield Statement("a fixed proportion", (*sizes, beta >= 0, beta < 1), loss, plan=known(Eq(after, beta * speed)))


@claim(
    "damp.returns-to-origin",
    section=FIGURE,
    latex=r"x^k \to 0 \text{ from every start, for } \beta < 1,\ 0 < \alpha\lambda_i < 2 + 2\beta;\quad |\beta| \ge 1: "
    r"|E^k| \ge |E^0|;\quad \lambda_i = 0,\ y^0 = 0: x^k = x^0",
    printed="The external force causes the particle to return to the origin.",
    as_printed="holds-if",
    correction=r"With damping, $\beta < 1$, and in the stability region. Without damping the particle passes the "
    r"origin and keeps its energy.",
    references=(GOH,),
)
def returns_to_the_origin() -> Iterator[Statement | Misprint]:
    """In the stability region every start converges. At beta = 1 the form E of stab.region is kept: the particle comes
    back to where it was, for alpha lambda = 1 after six steps. Without a force nothing moves it from rest.
    """
    yield approach(STABILITY)
    lost = Use(STABILITY + "energy is not lost")
    moving = (run(), beta**2 >= 1, Ne(energy(y_0, x_0), 0))
    never = And(energy() ** 2 >= energy(y_0, x_0) ** 2, Or(Ne(x, 0), Ne(y, 0)))
    yield Statement("not without damping", moving, never, plan=lost)
    still = And(Eq(x, x_0), Eq(y, 0))
    yield Statement("not without a force", (run((0, x_0), curvature=0),), still, plan=Induct(still))
    begun = (run((0, x_0)), beta <= 1, region().args[1], region().args[2], Ne(x_0, 0))
    point = {alpha: 1, beta: 1, lam: 1, x_0: 1}
    yield Misprint("nearer after six steps", (*begun, Eq(k, 6)), x**2 < x_0**2, point, (({},) * 6,))


@claim(
    "damp.spring-limit",
    section=SECTION,
    latex=r"h = \sqrt\alpha,\ c = \frac{1-\beta}{h}:\quad \frac{x^{k+1} - 2 x^k + x^{k-1}}{h^2} + c\, \frac{x^k - "
    r"x^{k-1}}{h} + \lambda x^k = 0;\quad p(1 + h\nu) = h^2 (\nu^2 + (c + h\lambda)\nu + \lambda);\quad "
    r"|x^k - X^k| \le \frac{(1 + hK)^k - 1}{K} \Delta,\ K = 1 + \lambda, \text{ if } X \text{ solves the scheme up "
    r"to } \Delta \text{ from the same start } (0 < h \le 1,\ 0 \le \beta \le 1,\ \lambda \ge 0)",
    printed=r"For small alpha momentum is a discretisation of a damped harmonic oscillator.",
    as_printed="holds",
    references=(GOH, QIAN),
)
def spring_limit() -> Iterator[Statement | Misprint]:
    """The scheme is momentum's step, for every alpha > 0. At sigma = 1 + h nu its characteristic polynomial is that of
    the oscillator with the damping c + h lambda, so that alpha has to be small for the motions to agree.

    How well: let X^0, X^1, .. be any sequence that satisfies the scheme up to a defect of at most Delta, from the same
    start. The errors of position and velocity grow by the factor 1 + h K at most, and by h Delta, in each step. For the
    samples X(k h) of a solution, Taylor's theorem gives Delta = h (c M_2/2 + h M_4/12), M_j being the largest value of
    the derivative of order j; and (1 + h K)^k <= exp(K t). So the error at time t is O(h). (Taylor's theorem and the
    exponential are cited here, not proved by the kernel.)
    """
    second = X_NEXT - 2 * x + BEFORE
    scheme = Eq(second + c * h * (x - BEFORE) + h**2 * lam * x, 0)
    yield Statement("the scheme", SPRING, scheme)
    yield from characteristic()
    yield from nearby()


def characteristic() -> Iterator[Statement]:
    """p(1 + h nu) = h^2 (nu^2 + (c + h lambda) nu + lambda), in real and imaginary part, nu = a + i b."""
    a, b = Symbol("a", real=True), Symbol("b", real=True)
    T, damping = EIGENVALUES.trace, c + h * lam
    re, im = 1 + h * a, h * b
    polynomial = re**2 - im**2 - T * re + beta, 2 * re * im - T * im
    motion = a**2 - b**2 + damping * a + lam, 2 * a * b + damping * b
    same = And(*(Eq(left, h**2 * right) for left, right in zip(polynomial, motion, strict=True)))
    yield Statement("the characteristic polynomial", SPRING, same)


def nearby() -> Iterator[Statement]:
    """Momentum beside a sequence X^k that satisfies the scheme up to a defect, V^k = (X^k - X^{k-1})/h its velocity.

    Let both errors be at most Q; the next ones are at most M = Q + h lambda Q + h K Delta, and Q + h M <= (1 + h K) Q +
    h K Delta.
    """
    X, V, V_0, defect, most, K = (Symbol(name, real=True) for name in ("X", "V", "V_0", "delta", "Delta", "K"))
    E, U, Q, after = (Symbol(name, real=True) for name in ("E", "U", "Q", "U_next"))
    small, grown = (h >= 0, h <= 1, lam >= 0, Eq(K, 1 + lam), Q >= 0, most >= 0), Q + h * lam * Q + h * K * most
    errors = (*between(E, Q), *between(U, Q), *between(defect, most))
    velocity = (Eq(after, beta * U - h * lam * E - h * K * defect), beta >= 0, beta <= 1)
    sizes = [(beta, Q - U), (beta, Q + U), (1 - beta, Q), (h, lam, Q - E), (h, lam, Q + E)]
    sizes += [(h, *weight, most - sign * defect) for weight in ((), (lam,)) for sign in (1, -1)]
    bounded = And(*between(after, grown))
    yield Statement("velocity", (*small, *errors, *velocity), bounded, plan=Auto(products=tuple(sizes)), lemma=True)
    sizes = [(h, grown - after), (h, grown + after), (h, lam, Q, 1 - h), (h, most, 1 - h), (h, lam, most, 1 - h)]
    bounded = And(*between(E + h * after, (1 + h * K) * Q + h * K * most))
    facts = (*small, *between(E, Q), *between(after, grown))
    yield Statement("position", facts, bounded, plan=Auto(products=tuple(sizes)), lemma=True)

    V_next = beta * V - h * lam * X + h * defect
    moves = {y: (y_0, Y_NEXT), x: (x_0, X_NEXT), V: (V_0, V_next), X: (x_0, X + h * V_next), p: (1, (1 + h * K) * p)}
    both = Orbit(moves, inputs=(defect,), guard=And(*between(defect, most)))
    given = (*SPRING, Eq(V_0, -h * y_0), lam >= 0, Eq(K, 1 + lam), h <= 1, beta >= 0, beta <= 1, most >= 0)
    bound = (p - 1) * most
    near = And(p >= 1, *between(K * (x - X), bound), *between(K * (-h * y - V), bound))
    at = {E: K * (x - X), Q: bound, after: K * (-h * Y_NEXT - V_next)}
    step = known(bound >= 0, then=Use("velocity", at | {U: K * (-h * y - V)}, Use("position", at)))
    yield Statement("it stays nearby", (both, *given), near, plan=Induct(near, step=step))


def between(value: Any, bound: Any) -> tuple[Any, Any]:
    """-bound <= value <= bound."""
    return value <= bound, value >= -bound
