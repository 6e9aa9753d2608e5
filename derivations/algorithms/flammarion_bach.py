r"""The family that joins averaged gradient, Nesterov and heavy ball: one recurrence, its region, its guarantees.

    eta_n = n (w^n - w*):    eta_{n+1} = (2 - (alpha + beta) lambda) eta_n - (1 - beta lambda) eta_{n-1}

along an eigenvector of curvature lambda, from eta_0 = 0. Momentum with step-size alpha and momentum 1 - beta lambda
moves its iterates in this way, so that each curvature has a friction of its own; and w^n = w* + eta_n/n.

Notation: x is the component of w - w*, x_before the one before, eta_n = S_n x^0; T and d are the trace and the
determinant of the recurrence. `share` is 1/(n + 1), `inverse` is 1/(n alpha + beta) and `part` is 1/n. Where the roots
are real they are r_1 <= r_2, and R = r_2^n; where they are complex their modulus is r, their real part p and X + i m S
their n-th power, and R = r^n.

Reference: N. Flammarion, F. Bach, "From averaging to acceleration, there is only a step-size", COLT 2015.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import And, Eq, Equivalent, Ne, Symbol, true

from derivations.algorithms.averaged_gradient import FLAMMARION_BACH
from derivations.claim import claim
from derivations.notation import S, alpha, beta, lam, n, x, z
from derivations.plan import Auto, Induct, Plan, Use
from derivations.roots import RootPair, root_pair
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import about, known, real, square
from numerics.algorithms import averaged_gradient, momentum, nesterov
from numerics.algorithms.flammarion_bach import step

__all__ = ["bounds", "eigenvalues", "members", "recurrence", "stability"]

SECTION = "The family of Flammarion and Bach"


def _real(names: str) -> list[Any]:
    return [Symbol(name, real=True) for name in names.split()]


x_0, x_before, before, S_before, share, inverse, part, g, v, u, count = _real(
    "x_0 x_before before S_before share inverse part g v u count"
)
r, r_1, r_2, R, R_before, X, X_before, G = _real("r r_1 r_2 R R_before X X_before G")

DIVISORS = And(Eq(share * (n + 1), 1), Eq(inverse * (n * alpha + beta), 1))
TRACE = 2 - (alpha + beta) * lam
DETERMINANT = 1 - beta * lam


def family_step(gradient: Any, before: Any = x_before, now: Any = x) -> tuple[Any, Any, Any]:
    """(n, x_before, x) after one step of the rule, with `share` for 1/(n + 1) and `inverse` for 1/(n alpha + beta)."""
    after = step((n, before, now), gradient, alpha=alpha, beta=beta)
    divided = {1 / (n + 1): share, 1 / (n * alpha + beta): inverse}
    counted, kept, moved = (entry.subs(divided) for entry in after)
    return counted, kept, moved


def from_rest(*after: Any) -> dict[Any, Any]:
    """The moves of the rule's state from its start at x_0."""
    start = step.start(x_0)  # type: ignore[attr-defined]
    return dict(zip((n, x_before, x), zip(start, after, strict=True), strict=True))


def point_and_step() -> tuple[Any, tuple[Any, Any, Any]]:
    """Where the gradient is taken, and the state after the step if it is g there."""
    points: dict[Any, Any] = {}
    after = family_step(lambda y: points.setdefault(y, g))
    return next(iter(points)).subs(1 / (n * alpha + beta), inverse), after


def eigenvalues() -> RootPair:
    """The roots of the recurrence of eta."""
    return root_pair(TRACE, DETERMINANT)


@claim(
    "flammarion-bach.recurrence",
    section=SECTION,
    latex=r"\eta_n = n (w^n - w^\star):\quad \eta_{n+1} = \big(2 I - (\alpha + \beta) A\big) \eta_n - (I - \beta A) "
    r"\eta_{n-1},\quad \eta_0 = 0 \qquad (n\alpha + \beta \ne 0)",
    references=(FLAMMARION_BACH,),
)
def recurrence() -> Iterator[Statement | Misprint]:
    """(n alpha + beta) y^n = n (alpha + beta) w^n - (n - 1) beta w^{n-1}, and (n + 1) w^{n+1} = 2 n w^n - (n - 1)
    w^{n-1} - (n alpha + beta) grad f(y^n). So eta has constant coefficients, those of momentum with step-size
    alpha and momentum 1 - beta lambda.
    """
    _, _, following = family_step(lambda e: lam * e)
    new, now, old = (n + 1) * following, n * x, (n - 1) * x_before
    yield Statement("constant coefficients", (DIVISORS,), Eq(new, TRACE * now - DETERMINANT * old))
    _, u_next = momentum.step((z, u), lambda e: lam * e, alpha=alpha, beta=DETERMINANT)
    earlier = Eq(before, u + alpha * z)  # what momentum's iterate was one step ago
    yield Statement("momentum's recurrence", (earlier,), Eq(u_next, TRACE * u - DETERMINANT * before))


@claim(
    "flammarion-bach.members",
    section=SECTION,
    latex=r"\alpha = 0: \text{averaged gradient};\quad \alpha = \beta: \text{Nesterov with momentum } \tfrac{n-1}{n+1};"
    r"\quad \beta = 0: \text{momentum with step-size } \tfrac{n \alpha}{n+1} \text{ and momentum } "
    r"\big(\tfrac{n-1}{n}\big)^2 \qquad (\text{any } f)",
    references=(FLAMMARION_BACH,),
)
def members() -> Iterator[Statement | Misprint]:
    """Each takes its gradient at the same point and moves to the same point, whatever f is. For alpha = 0 the point is
    n w^n - (n - 1) w^{n-1}, the iterate v of the gradient descent whose mean w^n is. For beta = 0 it is w^n, and w^n -
    w^{n-1} = -(n - 1) alpha/n z: as the step-size grows with n, the article's momentum is the square of (n - 1)/n.
    """
    y, (n_next, before_next, x_next) = point_and_step()
    v_next, count_next, u_next = averaged_gradient.step((v, count, u), lambda _: g, alpha=beta)
    moves = from_rest(n_next, before_next, x_next)
    mean = {v: (x_0, v_next), count: (1, count_next), u: (x_0, u_next.subs(1 / (count + 1), share))}
    run = Orbit(moves | mean, inputs=(g, share, inverse), guard=DIVISORS)
    averages = And(Eq(u, x), Eq(count, n), Eq(v, n * x - (n - 1) * x_before))
    yield Statement("averaged gradient", (run, Eq(alpha, 0)), averages, plan=Induct(averages))
    same_point = (DIVISORS, Eq(alpha, 0), averages)
    yield Statement("averaged gradient: the point", same_point, Eq(y, v))
    points: dict[Any, Any] = {}
    rate = {"alpha": alpha, "beta": (n - 1) * share}
    before_nesterov, nesterovs = nesterov.step((x_before, x), lambda e: points.setdefault(e, g), **rate)
    same = And(Eq(before_next, before_nesterov), Eq(x_next, nesterovs), Eq(y, next(iter(points))))
    yield Statement("Nesterov", (DIVISORS, Eq(alpha, beta)), same)
    friction = ((n - 1) * part) ** 2
    z_next, w_next = momentum.step((z, u), lambda _: g, alpha=n * alpha * share, beta=friction)
    heavy = {z: (0, z_next), u: (x_0, w_next)}
    fractions = And(DIVISORS, Eq(part * n, 1))
    ball = Orbit(moves | heavy, inputs=(g, share, inverse, part), guard=fractions)
    together = And(Eq(u, x), Eq(n * (x - x_before), -(n - 1) * alpha * z))
    yield Statement("heavy ball", (ball, Eq(beta, 0)), together, plan=Induct(together))
    yield Statement("heavy ball: the point", (DIVISORS, Eq(beta, 0)), Eq(y, x))


@claim(
    "flammarion-bach.stability",
    section=SECTION,
    latex=r"\lambda > 0:\quad |\sigma_1|, |\sigma_2| \le 1 \iff \alpha, \beta \ge 0,\ (\alpha + 2\beta)\lambda \le 4;"
    r"\quad < 1 \iff \text{all three are strict};\quad \sigma_1 \ne \sigma_2 \text{ real} \iff (\alpha + \beta)^2 "
    r"\lambda > 4\alpha,\ \text{complex} \iff (\alpha + \beta)^2 \lambda < 4 \alpha,\ |\sigma|^2 = 1 - \beta\lambda",
    references=(FLAMMARION_BACH,),
)
def stability() -> Iterator[Statement | Misprint]:
    """Jury's conditions at the radius 1: 1 - d = beta lambda, p(1) = alpha lambda and p(-1) = 4 - (alpha + 2 beta)
    lambda, for real and for complex roots. The open region is that of momentum with 1 - beta lambda for beta. The
    discriminant is ((alpha + beta)^2 lambda - 4 alpha) lambda: averaged gradient is on the real side, heavy ball is
    complex up to alpha lambda = 4, and Nesterov, alpha = beta, is so up to alpha lambda = 1.
    """
    pair = eigenvalues()
    given = (*pair.equations, lam > 0)
    closed = And(alpha >= 0, beta >= 0, (alpha + 2 * beta) * lam <= 4)
    cleared = known(alpha * lam >= 0, beta * lam >= 0)
    inner = about("within-radius/necessary", pair, cleared, r=1)
    yield Statement("necessary", (*given, pair.within(1)), closed, plan=inner)
    outer = known(alpha * lam >= 0, beta * lam >= 0, then=about("within-radius/sufficient", pair, r=1))
    yield Statement("sufficient", (*given, closed), pair.within(1), plan=outer)
    strict = And(alpha > 0, beta > 0, (alpha + 2 * beta) * lam < 4)
    lemma = Use("stab.region/for every beta", {beta: DETERMINANT}, then=Auto(degree=3))
    yield Statement("inside", given, Equivalent(pair.inside(1), strict), plan=lemma)
    x_1, x_2, y = pair.x_1, pair.x_2, pair.y
    gap = (alpha + beta) ** 2 * lam - 4 * alpha
    scaled = Eq(TRACE**2 - 4 * DETERMINANT, lam * gap)
    whether = real(pair)
    yield Statement("complex", given, Equivalent(Ne(y, 0), gap < 0), plan=known(scaled, then=whether))
    conjugate = And(*(Eq(modulus, DETERMINANT) for modulus in pair.squared_moduli))
    yield Statement("the modulus of complex roots", (*given, Ne(y, 0)), conjugate, plan=whether)
    double = And(Eq(y, 0), Eq(x_1, x_2))
    yield Statement("repeated", given, Equivalent(double, Eq(gap, 0)), plan=known(scaled, then=whether))


@claim(
    "flammarion-bach.bounds",
    section=SECTION,
    latex=r"\alpha, \beta, \lambda \ge 0,\ \beta\lambda \le 1,\ (\alpha + \beta)\lambda \le 2:\quad \lambda (w^n - "
    r"w^\star)^2 \le \min\Big(\frac{2}{\alpha n^2}, \frac{2}{(\alpha + \beta) n}\Big) (w^0 - w^\star)^2 \text{ in each "
    r"component, for all } n \ge 1;\quad \alpha = \beta: \frac{(1 - \alpha\lambda)^{n-1}}{\alpha n^2} "
    r"(w^0 - w^\star)^2",
    references=(FLAMMARION_BACH,),
)
def bounds() -> Iterator[Statement | Misprint]:
    """eta_n = S_n x^0 with S_n = sum_i sigma_1^{n-1-i} sigma_2^i, and all follows from the size of S_n.

    Real roots r_1 <= r_2 are in [0, 1] here, so that 0 <= S_n <= n and (1 - r_1) S_n <= 1, while alpha lambda = (1 -
    r_1)(1 - r_2) <= (1 - r_1)^2 and (alpha + beta) lambda <= 2 (1 - r_1): the first bound is then 1, and not 2.
    Complex roots p +- i m have modulus r <= 1 and p >= 0. With sigma^n = X + i m S and R = r^n, X^2 + m^2 S^2 = R^2, so
    that |S_n| <= G_n = n r^{n-1} <= n, (1 - r) G_n <= 1 - R, and, as r - p = m^2/(r + p) <= m^2/r, (r - p) S^2 <= R.
    Hence

        alpha lambda S^2 = (1 - r)^2 S^2 + 2 (r - p) S^2 <= (1 - R)^2 + 2 R = 1 + R^2 <= 2,
        (alpha + beta) lambda S^2 = 2 (1 - r) S^2 + 2 (r - p) S^2 <= 2 (1 - R) n + 2 R <= 2 n.

    Equal roots are real. For alpha = beta, d (S_{n-1} - S_n)^2 + alpha lambda S_n^2 = d^{n-1} with d = 1 - alpha
    lambda, whatever the roots. Each curvature has roots of one kind or the other, and f - f* is half the sum of lambda
    (w^n - w*)^2 over the components: a theorem of Rocq in proofs/flammarion-bach.bounds.v.
    """
    cases = {"real roots": (1, _real_roots()), "complex roots": (2, _complex_roots())}
    for name, (most, (run, given, sums, plan)) in cases.items():
        sizes = And(alpha * lam * S**2 <= most, (alpha + beta) * lam * S**2 <= 2 * n, n >= 1)
        yield Statement(f"{name}: S", (run, *given), sizes, plan=plan, lemma=True)
        last = Use(f"{name}: S", then=known(n >= 1, Eq((n * x) ** 2, (S * x_0) ** 2), square(x_0)))
        guarantees = And(alpha * lam * (n * x) ** 2 <= most * x_0**2, (alpha + beta) * lam * n * x**2 <= 2 * x_0**2)
        yield Statement(name, (run, *given), guarantees, plan=_is_eta(run, sums, last))
    shrinks = Orbit(_moves(TRACE * S - DETERMINANT * S_before, {R: (1, DETERMINANT * R)}), (share, inverse), DIVISORS)
    energy = And(R >= 0, Eq(DETERMINANT * (S_before - S) ** 2 + alpha * lam * S**2, R))
    least = known(square(S_before - S), alpha * lam * S**2 <= R, Eq((n * x) ** 2, (S * x_0) ** 2), square(x_0))
    nesterovs = (shrinks, *FRAME, Eq(alpha, beta))
    plan = _is_eta(shrinks, true, Induct(energy, then=least))
    yield Statement("Nesterov", nesterovs, alpha * lam * (n * x) ** 2 <= R * x_0**2, plan=plan)


FRAME = (lam >= 0, alpha >= 0, beta >= 0, beta * lam <= 1, (alpha + beta) * lam <= 2)


def _is_eta(run: Orbit, sums: Any, then: Plan) -> Plan:
    """n x = S_n x^0 along the run, where the sums say that S obeys the recurrence."""
    following, constant = run.state[S][1], TRACE * S - DETERMINANT * S_before
    kept = And(Eq(n * x, S * x_0), Eq((n - 1) * x_before, S_before * x_0), n >= 1, sums)
    moved = (n + 1) * run.state[x][1]
    step = known(Eq(following, constant), Eq(moved, constant * x_0), Eq(moved, following * x_0))
    return Induct(kept, step=Use("flammarion-bach.recurrence/constant coefficients", then=step), then=then)


def _moves(following: Any, more: Mapping[Any, Any]) -> dict[Any, Any]:
    """The rule's run along one component, with S_n and S_{n-1} and what comes with them."""
    moves = from_rest(*family_step(lambda e: lam * e))
    return moves | {S: (1, following), S_before: (0, S)} | dict(more)


def _real_roots() -> tuple[Orbit, tuple[Any, ...], Any, Plan]:
    run = Orbit(_moves(r_1 * S + R, {R: (r_2, r_2 * R), R_before: (1, R)}), (share, inverse), DIVISORS)
    given = (*FRAME, r_1 <= r_2, Eq(r_1 + r_2, TRACE), Eq(r_1 * r_2, DETERMINANT))
    sums = And(Eq(S, r_1 * S_before + R_before), Eq(R, r_2 * R_before))
    sizes = And(n >= 1, R_before >= 0, R_before <= 1, S >= 0, n >= S, (1 - r_1) * S <= 1)
    plan = known(r_1 >= 0, r_2 <= 1, then=Induct(And(sums, sizes)))
    return run, given, sums, plan


def _complex_roots() -> tuple[Orbit, tuple[Any, ...], Any, Plan]:
    p = TRACE / 2
    m_squared = DETERMINANT - p**2
    more = {X: (p, p * X - m_squared * S), X_before: (1, X), R: (r, r * R), R_before: (1, R), G: (1, r * G + R)}
    run = Orbit(_moves(p * S + X, more), (share, inverse), DIVISORS)
    given = (*FRAME, m_squared >= 0, r >= 0, Eq(r**2, DETERMINANT))
    sums = And(Eq(S, p * S_before + X_before), Eq(X, p * X_before - m_squared * S_before))
    turns = And(Eq(X**2 + m_squared * S**2, R**2), Eq(R, r * R_before), R_before >= 0, R_before <= 1)
    sizes = And(n >= 1, G >= 0, G <= n, (1 - r) * G <= 1 - R, G >= S, G >= -S)
    far = known(square(S), X**2 <= R**2, R >= 0, X <= R, X >= -R, r * G >= p * S, r * G >= -p * S)
    small = known(R <= 1, square(S), m_squared * S**2 <= R**2, (r - p) * S**2 <= R, G**2 >= S**2)
    plan = known(r <= 1, p <= r, p >= 0, then=Induct(And(turns, sizes), step=far, then=small))
    return run, given, sums, plan
