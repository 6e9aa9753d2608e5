r"""Article section *The Dynamics of Momentum*: from the iteration in R^n to powers of a 2 by 2 matrix.

Let f(w) = w^T A w / 2 - b^T w, A symmetric, A w* = b, and let q_i be the i-th column of Q, A q_i = l_i q_i. With

    x_i = q_i^T (w - w*),    y_i = q_i^T z

each component moves on its own by (y, x) -> R (y, x), R = [[beta, l], [-alpha beta, 1 - alpha l]], so that k steps
are R^k. Let T = 1 + beta - alpha l be the trace of R; its determinant is beta. Sums over the n coordinates are runs
over the coordinates, powers are runs over k, and both statements hold for all n and for all k.

The article prints x = Q (w - w*), which would need the eigenvectors in the rows; its R_1 and R_2 have their indices
exchanged; and its formula for a repeated root divides by that root, which may be 0.

References: G. Goh, "Why Momentum Really Works", Distill 2017; R. A. Horn and C. R. Johnson, *Matrix Analysis*, 2nd
ed., Cambridge 2013, section 2.4.3 (Cayley-Hamilton).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Ne, Rational, Symbol, diag, eye
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.momentum import (
    DYNAMICS,
    GOH,
    TRACE,
    component_run,
    component_step,
    k,
    sigma_1,
    sigma_2,
    tau,
    x_0,
    y_0,
)
from derivations.notation import S, alpha, beta, lam, q, w, x, y, z
from derivations.plan import Cut, Induct, Plan
from derivations.roots import momentum_matrix
from derivations.statement import Misprint, Orbit, Statement
from numerics.algorithms.momentum import step

HORN = "R. A. Horn and C. R. Johnson, Matrix Analysis, 2nd ed., Cambridge 2013, section 2.4.3"
FOOTNOTE = "footnote 3"

w_star, g, h = (Symbol(name, real=True) for name in ("w_star", "g", "h"))
X, Y, X_next, Y_next = (Symbol(name, real=True) for name in ("X", "Y", "X_next", "Y_next"))
P = Matrix(2, 2, [Symbol(f"p_{i}{j}", real=True) for i in (1, 2) for j in (1, 2)])
"""R^k, entry by entry."""
a, b, c, u, v = (Symbol(name, real=True) for name in ("a", "b", "c", "u", "v"))


def power_run(more: Any = None, first: int = 0) -> Orbit:
    """R^k from k = first (0 or 1) on, beside S_k, c_k = beta S_{k-1} and further states."""
    R, T = momentum_matrix(), TRACE
    moves = dict(zip(P, zip(R**first, R * P, strict=True), strict=True))
    moves |= {S: (first, T * S - c), c: (first - 1, beta * S)}
    return Orbit(moves | dict(more or {}))


def equal(left: Matrix, right: Matrix) -> Boolean:
    """Two matrices agree, entry by entry."""
    return And(*(Eq(one, other) for one, other in zip(left, right, strict=True)))


def both_ways(one: Boolean, other: Boolean) -> Plan:
    """Two conjunctions of equations are equivalent: whether each holds is decided first."""
    return Cut(one, otherwise=Cut(other), then=Cut(other))


def power(order: int) -> Matrix:
    """R^k for one k >= 0, from S_k R - beta S_{k-1} I: a matrix of polynomials in alpha, beta and lambda."""
    from derivations.powers import ring_power

    return Matrix(ring_power(momentum_matrix().tolist(), order, clean=lambda e: e.expand()))


@claim(
    "mom.change-of-basis",
    section=DYNAMICS,
    latex=r"x^k = Q^T (w^k - w^\star),\ y^k = Q^T z^k \implies y_i^{k+1} = \beta y_i^k + \lambda_i "
    r"x_i^k,\quad x_i^{k+1} = x_i^k - \alpha y_i^{k+1}",
    printed=r"x^k = Q (w^k - w*), y^k = Q z^k give y_i^{k+1} = \beta y_i^k + l_i x_i^k, x_i^{k+1} = x_i^k - \alpha "
    r"y_i^{k+1}",
    as_printed="fails",
    correction=r"x^k = Q^T (w^k - w^\star), \quad y^k = Q^T z^k, \text{ where the eigenvectors are the columns of } "
    r"Q",
    references=(GOH,),
)
def change_of_basis() -> Iterator[Statement | Misprint]:
    """For a symmetric A, q^T A u = u^T A q: bordering A by a row, and a column equal to it, adds the same to both.
    With A q = l q and u = w - w*, the gradient A u has the component q^T A u = u^T (l q) = l x. The rest is linear:
    q^T z' = beta q^T z + q^T A u and q^T (w' - w*) = q^T (w - w*) - alpha q^T z'.

    With Q instead of Q^T it fails for the rotation Q = [[3/5, -4/5], [4/5, 3/5]] of diag(1, 2).
    """
    qAu, uAq = Symbol("qAu", real=True), Symbol("uAq", real=True)
    row_q, row_u, corner, u_j = (Symbol(name, real=True) for name in ("row_q", "row_u", "corner", "u_j"))
    border = q * row_u + row_q * u_j + corner * q * u_j, u_j * row_q + row_u * q + corner * u_j * q
    grown = Orbit({qAu: (0, qAu + border[0]), uAq: (0, uAq + border[1])}, inputs=(q, u_j, row_q, row_u, corner))
    yield Statement("a symmetric form", (grown,), Eq(qAu, uAq), plan=Induct(Eq(qAu, uAq)), lemma=True)

    z_j, w_j = _with_gradient(z, w, g)
    sums = {
        X: q * (w - w_star),
        Y: q * z,
        Y_next: q * z_j,
        X_next: q * (w_j - w_star),
        qAu: q * g,
        uAq: (w - w_star) * h,
    }
    inputs, eigenvector = (q, w, w_star, z, g, h), Eq(h, lam * q)
    run = Orbit({total: (0, total + term) for total, term in sums.items()}, inputs=inputs, guard=eigenvector)
    along = And(Eq(Y_next, beta * Y + qAu), Eq(X_next, X - alpha * Y_next), Eq(uAq, lam * X))
    moves = And(Eq(Y_next, beta * Y + lam * X), Eq(X_next, X - alpha * Y_next))
    yield Statement("along an eigenvector", (run, Eq(qAu, uAq)), moves, plan=Induct(along))

    Q, (l_1, l_2) = Matrix([[3, -4], [4, 3]]) / 5, (Symbol("l_1", real=True), Symbol("l_2", real=True))
    point = Matrix([Symbol("w_1", real=True), Symbol("w_2", real=True)])
    gradient = Q * diag(l_1, l_2) * Q.T * point
    printed = Eq((Q * gradient)[0].expand(), (l_1 * (Q * point)[0]).expand())  # z^0 = 0, w* = 0
    at = {l_1: 1, l_2: 2, point[0]: 1, point[1]: 0}
    yield Misprint("Q instead of its transpose", (), printed, at)


def _with_gradient(velocity: Any, position: Any, gradient: Any) -> tuple[Expr, Expr]:
    """(z, w) after the step where the gradient is that, in one of the n coordinates."""
    after: tuple[Expr, Expr] = step((velocity, position), lambda _: gradient, alpha=alpha, beta=beta)
    return after


@claim(
    "mom.components-independent",
    section=DYNAMICS,
    latex=r"x_i^0 = \tilde x_i^0,\ y_i^0 = \tilde y_i^0 \implies x_i^k = \tilde x_i^k,\ y_i^k = \tilde y_i^k \text{ "
    r"for all } k,\text{ whatever the other components;}\quad \text{yet } x_i^1 \text{ depends on } y_i^0 \text{ "
    r"and } y_i^1 \text{ on } x_i^0",
    printed="Each component acts independently of the others, though x_i and y_i are coupled.",
    as_printed="holds",
    references=(GOH,),
)
def components_independent() -> Iterator[Statement | Misprint]:
    """Two runs in R^n that share the i-th component at the start share it for ever: their gradients have the i-th
    component l_i x_i, whatever the rest of w is. Within one component, x' = (1 - alpha l) x - alpha beta y and y' =
    beta y + l x, so that two starts which differ in y alone (in x alone) are told apart by x' (by y') unless alpha
    beta = 0 (l = 0).
    """
    one, other = (X, Y), (X_next, Y_next)
    moves: dict[Symbol, tuple[Any, Any]] = {}
    for (position, velocity), gradient in ((one, g), (other, h)):
        after = _with_gradient(velocity, position, gradient)
        moves |= {velocity: (y_0, after[0]), position: (x_0, after[1])}
    guard = And(Eq(g, lam * X), Eq(h, lam * X_next))
    same = And(Eq(X, X_next), Eq(Y, Y_next))
    yield Statement("independent", (Orbit(moves, inputs=(g, h), guard=guard),), same, plan=Induct(same))
    yield Statement("x depends on y", (Ne(alpha * beta * y, 0),), Ne(component_step(y, x)[1], component_step(0, x)[1]))
    yield Statement("y depends on x", (Ne(lam * x, 0),), Ne(component_step(y, x)[0], component_step(y, 0)[0]))


@claim(
    "mom.component-update",
    section=DYNAMICS,
    latex=r"y_i^{k+1} = \beta y_i^k + \lambda_i x_i^k, \qquad x_i^{k+1} = x_i^k - \alpha y_i^{k+1}, \qquad x_i^{k+2} "
    r"= (1 + \beta - \alpha\lambda_i)\, x_i^{k+1} - \beta x_i^k",
    printed=r"y_i^{k+1} = \beta y_i^k + l_i x_i^k, x_i^{k+1} = x_i^k - \alpha y_i^{k+1}",
    as_printed="holds",
    references=(GOH,),
)
def component_update() -> Iterator[Statement | Misprint]:
    """Along one eigenvector the gradient is l w - b with b = l w*, that is l x. So the run of (z, w) and the run of
    (y, x) from y = z^0 and x = w^0 - w* keep y = z and x = w - w* for all k. Eliminating y leaves a recurrence of the
    second order.
    """
    z_0, w_0, force = (Symbol(name, real=True) for name in ("z_0", "w_0", "b"))
    pull = lam * w - force
    article = {z: (z_0, beta * z + pull), w: (w_0, w - alpha * (beta * z + pull))}
    y_next, x_next = component_step(y, x)
    both = Orbit(article | {y: (z_0, y_next), x: (w_0 - w_star, x_next)})
    same = And(Eq(x, w - w_star), Eq(y, z))
    yield Statement("the same run", (both, Eq(force, lam * w_star)), same, plan=Induct(same))
    _, x_after = component_step(y_next, x_next)
    yield Statement("second order", (), Eq(x_after, (1 + beta - alpha * lam) * x_next - beta * x))


@claim(
    "mom.implicit-matrix-form",
    section=FOOTNOTE,
    latex=r"\begin{pmatrix}1&0\\ \alpha&1\end{pmatrix}\begin{pmatrix}y^{k+1}\\ x^{k+1}\end{pmatrix} = "
    r"\begin{pmatrix}\beta&\lambda_i\\0&1\end{pmatrix}\begin{pmatrix}y^k\\x^k\end{pmatrix} \iff "
    r"\begin{pmatrix}y^{k+1}\\ x^{k+1}\end{pmatrix} = R \begin{pmatrix}y^k\\x^k\end{pmatrix}",
    printed=r"[[1,0],[\alpha,1]] (y^{k+1}, x^{k+1})^T = [[\beta, l_i],[0,1]] (y^k, x^k)^T",
    as_printed="holds",
    references=(GOH,),
)
def implicit_matrix_form() -> Iterator[Statement | Misprint]:
    """The second row is x^{k+1} + alpha y^{k+1} = x^k. The matrix on the left has determinant 1, and its inverse
    times the one on the right is R: the implicit form determines the step, and it is the step of the update rule.
    """
    implicit = equal(Matrix([[1, 0], [alpha, 1]]) * Matrix([Y, X]), Matrix([[beta, lam], [0, 1]]) * Matrix([y, x]))
    rule = And(*(Eq(new, e) for new, e in zip((Y, X), component_step(y, x), strict=True)))
    explicit = equal(Matrix([Y, X]), momentum_matrix() * Matrix([y, x]))
    yield Statement("the rule", (), Equivalent(implicit, rule), plan=both_ways(implicit, rule))
    yield Statement("the matrix", (), Equivalent(implicit, explicit), plan=both_ways(implicit, explicit))


@claim(
    "mom.iteration-matrix",
    section=DYNAMICS,
    latex=r"\begin{pmatrix}y^k\\x^k\end{pmatrix} = R^k \begin{pmatrix}y^0\\x^0\end{pmatrix}, \quad R = "
    r"\begin{pmatrix}\beta & \lambda_i\\ -\alpha\beta & 1-\alpha\lambda_i\end{pmatrix}, \quad \det R = \beta",
    printed=r"(y^k, x^k)^T = R^k (y^0, x^0)^T, R = [[\beta, l_i],[-\alpha\beta, 1-\alpha l_i]]",
    as_printed="holds",
    references=(GOH,),
)
def iteration_matrix() -> Iterator[Statement | Misprint]:
    """Induction: the zeroth power is the identity, and one step multiplies both sides by R. The entries of R are
    written out here as they are printed, while the run is that of the update rule. det R^k = beta^k.
    """
    R = Matrix([[beta, lam], [-alpha * beta, 1 - alpha * lam]])
    powers = dict(zip(P, zip(eye(2), R * P, strict=True), strict=True))
    moved = equal(Matrix([y, x]), P * Matrix([y_0, x_0]))
    yield Statement("k steps", (component_run(powers),), moved, plan=Induct(moved))
    determinant = Eq(P.det(), c)
    yield Statement("determinant", (power_run({c: (1, beta * c)}),), determinant, plan=Induct(determinant))


@claim(
    "mom.footnote-initial-vector",
    section=FOOTNOTE,
    latex=r"\begin{pmatrix}y^{k+1}\\x^{k+1}\end{pmatrix} = R \begin{pmatrix}y^k\\x^k\end{pmatrix} = R^{k+1} "
    r"\begin{pmatrix}y^0\\x^0\end{pmatrix}",
    printed=r"(y^{k+1}, x^{k+1})^T = R (y^k, x^k)^T = R^{k+1} (x^0, y^0)^T",
    as_printed="fails",
    correction=r"R^{k+1} (y^0, x^0)^T; \text{ with } (x^0, y^0)^T \text{ the first step is right only if } x^0 = y^0",
    references=(GOH,),
)
def footnote_initial_vector() -> Iterator[Statement | Misprint]:
    """The vector that R multiplies has y first. With x^0 and y^0 exchanged the two sides of the first step differ by
    (y^0 - x^0) R (1, -1) = (y^0 - x^0) (beta - l, alpha l - alpha beta - 1), and both entries vanish only if y^0 =
    x^0, since beta = l leaves -1 for the second.
    """
    R, start = momentum_matrix(), Matrix([y_0, x_0])
    powers = dict(zip(P, zip(R, R * P, strict=True), strict=True))
    run = component_run(powers)
    moved, stepped = P * start, R * Matrix([y, x])
    right = And(*(Eq(left.expand(), e.expand()) for left, e in zip(stepped, moved, strict=True)))
    yield Statement("y first", (run,), right, plan=Induct(right))
    swapped = equal(R * start, R * Matrix([x_0, y_0]))
    yield Statement("x first", (), Equivalent(swapped, Eq(x_0, y_0)), plan=both_ways(swapped, Eq(x_0, y_0)))
    printed = Eq(stepped[1], (P * Matrix([x_0, y_0]))[1])
    yield Misprint("as printed", (run,), printed, {alpha: 1, beta: 1, lam: 1, x_0: 1, y_0: 0}, ((),))


@claim(
    "mom.power-distinct",
    section=DYNAMICS,
    latex=r"R^k = \frac{\sigma_1^k (R - \sigma_2 I) - \sigma_2^k (R - \sigma_1 I)}{\sigma_1 - \sigma_2} \quad "
    r"(\sigma_1 \ne \sigma_2,\text{ real or complex}); \qquad R^k = S_k R - \beta S_{k-1} I \text{ always}",
    printed="R^k = s1^k R_1 - s2^k R_2 for s1 != s2, R_j = (R - s_j I)/(s1 - s2)",
    as_printed="fails",
    correction=r"R^k = \sigma_1^k R_2 - \sigma_2^k R_1, \quad R_j = (R - \sigma_j I)/(\sigma_1 - \sigma_2)",
    references=(GOH, HORN),
)
def power_distinct() -> Iterator[Statement | Misprint]:
    """R (R - sigma_2 I) = sigma_1 (R - sigma_2 I) by Cayley-Hamilton, and likewise with 1 and 2 exchanged: each term
    is multiplied by its eigenvalue at each step. At k = 0 the sum is (sigma_1 - sigma_2) I; as printed it is the
    negative of that. For sigma = sigma_1 +- i tau, sigma^k = u + i v, it is the imaginary part of sigma^k (R -
    conj(sigma) I), divided by tau. Without roots: S_0 = 0, S_1 = 1, S_{k+1} = T S_k - beta S_{k-1}; here c = beta
    S_{k-1}, which starts at -1.
    """
    by_S = equal(P, S * momentum_matrix() - c * eye(2))
    yield Statement("without roots", (power_run(),), by_S, plan=Induct(by_S))

    roots = (Eq(sigma_1 + sigma_2, TRACE), Eq(sigma_1 * sigma_2, beta))
    geometric = {a: (1, sigma_1 * a), b: (1, sigma_2 * b)}
    yield _entries("real", geometric, roots, (a - b, sigma_2 * a - sigma_1 * b), sigma_1 - sigma_2)

    pair = (Eq(2 * sigma_1, TRACE), Eq(sigma_1**2 + tau**2, beta))
    turning = {u: (1, sigma_1 * u - tau * v), v: (0, tau * u + sigma_1 * v)}
    yield _entries("complex", turning, pair, (v, sigma_1 * v - tau * u), tau)

    printed = Eq(P[0, 0], (a * (beta - sigma_1) - b * (beta - sigma_2)) / (sigma_1 - sigma_2))
    at = {alpha: 1, beta: Rational(1, 6), lam: Rational(1, 3), sigma_1: Rational(1, 2), sigma_2: Rational(1, 3)}
    yield Misprint("as printed", (power_run(geometric), *roots, Ne(sigma_1, sigma_2)), printed, at, (({},),))


def _entries(name: str, powers: Any, hypotheses: tuple[Boolean, ...], S_and_c: tuple[Any, Any], over: Any) -> Statement:
    """over * R^k = (over * S_k) R - (over * c_k) I with over * S_k and over * c_k in powers of the roots."""
    R, (S_k, c_k) = momentum_matrix(), S_and_c
    entries = equal(over * P, (S_k * R - c_k * eye(2)).expand())
    scalars = And(Eq(over * S, S_k), Eq(over * c, c_k))
    plan = Induct(equal(P, S * R - c * eye(2)), then=Induct(scalars))
    return Statement(name, (power_run(powers), *hypotheses), entries, plan=plan)


@claim(
    "mom.power-repeated",
    section=DYNAMICS,
    latex=r"\sigma_1 = \sigma_2 = \sigma \implies R^k = k \sigma^{k-1} R - (k-1) \sigma^k I \quad (k \ge 1)",
    printed="R^k = s1^k (k R / s1 - (k-1) I) for s1 = s2",
    as_printed="holds-if",
    correction=r"R^k = k \sigma^{k-1} R - (k-1) \sigma^k I \text{ for } k \ge 1,\text{ which needs no } \sigma \ne "
    r"0\ (\sigma = 0 \text{ at } \beta = 0,\ \alpha\lambda_i = 1)",
    references=(GOH, HORN),
)
def power_repeated() -> Iterator[Statement | Misprint]:
    """R^2 = 2 sigma R - sigma^2 I, so R^k = k sigma^{k-1} R - (k-1) sigma^k I is kept by each step. The printed form
    divides by sigma, which is 0 where beta = 0 and alpha l = 1: there R^1 = R and R^2 = 0, but the printed right side
    has no value.
    """
    R, one = momentum_matrix(), eye(2)
    double = (Eq(2 * sigma_1, TRACE), Eq(sigma_1**2, beta))
    below = {a: (1, sigma_1 * a), k: (1, k + 1)}  # a = sigma^{k-1}
    formula = equal(P, k * a * R - (k - 1) * sigma_1 * a * one)
    by_S = equal(P, S * R - c * one)
    plan = Induct(by_S, then=Induct(And(Eq(S, k * a), Eq(c, (k - 1) * sigma_1 * a))))
    yield Statement("every root", (power_run(below, first=1), *double), formula, plan=plan)
    counted = {a: (1, sigma_1 * a), k: (0, k + 1)}
    yield _entries("as printed", counted, double, (k * a, sigma_1 * (k - 1) * a), sigma_1)
    vanishing = Equivalent(Eq(sigma_1, 0), And(Eq(beta, 0), Eq(alpha * lam, 1)))
    yield Statement("where it divides by zero", double, vanishing)
    printed = And(*(Eq(p, a * e) for p, e in zip(P, k * R / sigma_1 - (k - 1) * one, strict=True)))
    at = {alpha: 1, beta: 0, lam: 1, sigma_1: 0}
    yield Misprint("at the root 0", (power_run(counted), *double), printed, at, (({},),))
