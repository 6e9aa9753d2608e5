r"""Article section *Momentum with Stochastic Gradients*: how the errors of the gradients enter.

    z^{k+1} = beta z^k + grad f(w^k) + error(w^k),    w^{k+1} = w^k - alpha z^{k+1}

is momentum's update rule, run on a gradient that carries an error. With x_i = q_i^T (w - w*), y_i = q_i^T z and
epsilon_i = q_i^T error each component moves by (y, x) -> R (y, x) + epsilon (1, -alpha), so that

    (y^k, x^k) = R^k (y^0, x^0) + sum_{j=1}^k epsilon^{j-1} R^{k-j} (1, -alpha).

What the errors do on average is in `derivations.noise_moments`.

Reference: G. Goh, "Why Momentum Really Works", Distill 2017, footnotes 10 and 11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Symbol, eye

from derivations.claim import claim
from derivations.dynamics_of_momentum import P, both_ways, equal
from derivations.momentum import GOH, component_step, x_0, y_0
from derivations.notation import alpha, beta, lam, q, w, x, y, z
from derivations.notation import epsilon as noise
from derivations.plan import Induct
from derivations.roots import momentum_matrix
from derivations.statement import Misprint, Orbit, Statement
from numerics.algorithms.momentum import step

__all__ = ["impulse_response", "noisy_step"]

SECTION = "Momentum with Stochastic Gradients"
NOISE_FOOTNOTE = "footnote 10"

w_star, force, gradient, error = (Symbol(name, real=True) for name in ("w_star", "b", "g", "error"))
g_y, g_x = Symbol("g_y", real=True), Symbol("g_x", real=True)
"""R^m (1, -alpha), the response to one error."""


def noisy_step(velocity: Any = y, position: Any = x, error: Any = noise) -> tuple[Expr, Expr]:
    """(y, x) after one step of momentum's update rule, along an eigenvector, on a gradient with this error."""
    after: tuple[Expr, Expr] = step((velocity, position), lambda e: lam * e + error, alpha=alpha, beta=beta)
    return after


def impulse_response(order: int) -> Expr:
    """gamma_m = e_2^T R^m (1, -alpha): what an error does to x, m steps after the step that it entered."""
    state = noisy_step(0, 0, 1)
    for _ in range(order):
        state = component_step(*state)
    return state[1].expand()


# ---- how the noise enters ----------------------------------------------------------------------------------------


@claim(
    "sgd.noisy-update",
    section=NOISE_FOOTNOTE,
    latex=r"z^{k+1} = \beta z^k + (A w^k - b) + \mathrm{error}(w^k),\ w^{k+1} = w^k - \alpha z^{k+1} \iff \text{as "
    r"printed, with } w - w^\star \text{ for } w",
    printed=r"z^{k+1} = \beta z^k + A w^k + error(w^k), w^{k+1} = w^k - \alpha z^{k+1}",
    as_printed="holds-if",
    correction=r"z^{k+1} = \beta z^k + A (w^k - w^\star) + \mathrm{error}(w^k) = \beta z^k + A w^k - b + "
    r"\mathrm{error}(w^k); \text{ as printed for } b = 0",
    references=(GOH,),
)
def noisy_update() -> Iterator[Statement | Misprint]:
    """Momentum's update rule on the gradient A w - b with its error. With A w* = b, row by row and for every n, the
    gradient is A (w - w*), and the rule is the printed one in w - w*. In w itself it is so only where b is 0.
    """
    a, w_j, star_j, Aw, Ae = (Symbol(name, real=True) for name in ("a", "w_j", "star_j", "Aw", "Ae"))
    sums = {Aw: (0, Aw + a * w_j), force: (0, force + a * star_j), Ae: (0, Ae + a * (w_j - star_j))}
    row = Orbit(sums, inputs=(a, w_j, star_j))
    z_next, w_next = step((z, w), lambda _: Aw - force + noise, alpha=alpha, beta=beta)
    centred = Eq(z_next, beta * z + Ae + noise)
    moved = Eq(w_next - w_star, (w - w_star) - alpha * (beta * z + Ae + noise))
    yield Statement("in w - w*", (row,), And(centred, moved), plan=Induct(Eq(Aw - force, Ae)))
    printed = Eq(z_next, beta * z + Aw + noise)
    yield Statement("as printed iff b = 0", (), Equivalent(printed, Eq(force, 0)))
    at = {a: 1, force: 1, w_star: 1, w: 1, z: 0, noise: 0, alpha: 1, beta: 0}
    one = step((z, w), lambda e: a * e - force + noise, alpha=alpha, beta=beta)[0]
    yield Misprint("at the minimiser of b = 1", (Eq(a * w_star, force),), Eq(one, beta * z + a * w + noise), at)


@claim(
    "sgd.noise-enters",
    section=NOISE_FOOTNOTE,
    latex=r"\begin{pmatrix}1&0\\ \alpha&1\end{pmatrix}\begin{pmatrix}y^{k+1}\\ x^{k+1}\end{pmatrix} = "
    r"\begin{pmatrix}\beta&\lambda_i\\0&1\end{pmatrix}\begin{pmatrix}y^k\\x^k\end{pmatrix} + "
    r"\begin{pmatrix}\epsilon_i^k\\0\end{pmatrix} \iff \begin{pmatrix}y^{k+1}\\ x^{k+1}\end{pmatrix} = R "
    r"\begin{pmatrix}y^k\\x^k\end{pmatrix} + \epsilon_i^k \begin{pmatrix}1\\-\alpha\end{pmatrix}",
    printed=r"[[1,0],[\alpha,1]] (y^{k+1}, x^{k+1})^T = [[\beta,l_i],[0,1]] (y^k, x^k)^T + (\epsilon_i^k, 0)^T",
    as_printed="holds",
    references=(GOH,),
)
def noise_enters() -> Iterator[Statement | Misprint]:
    """The first row is y' = beta y + l x + epsilon, the second x' + alpha y' = x, which is the update rule on the
    gradient l x + epsilon; the inverse of the matrix on the left takes (epsilon, 0) to epsilon (1, -alpha).
    """
    new = Matrix([Symbol("y_next", real=True), Symbol("x_next", real=True)])
    left, right = Matrix([[1, 0], [alpha, 1]]) * new, Matrix([[beta, lam], [0, 1]]) * Matrix([y, x])
    printed = equal(left, right + Matrix([noise, 0]))
    rule = equal(new, Matrix(noisy_step()))
    explicit = equal(new, momentum_matrix() * Matrix([y, x]) + noise * Matrix([1, -alpha]))
    yield Statement("the rule", (), Equivalent(printed, rule), plan=both_ways(printed, rule))
    yield Statement("with R", (), Equivalent(printed, explicit), plan=both_ways(printed, explicit))


@claim(
    "sgd.noise-in-the-eigenbasis",
    section=SECTION,
    latex=r"x = Q^T (w - w^\star),\ y = Q^T z,\ \epsilon^k = Q^T \mathrm{error}(w^k) \implies y_i^{k+1} = \beta y_i^k "
    r"+ \lambda_i x_i^k + \epsilon_i^k;\quad \mathrm{Cov}(\mathrm{error}) = v I \implies \mathrm{Var}(\epsilon_i) = v",
    printed=r"\epsilon^k = Q error(w^k)",
    as_printed="fails",
    correction=r"\epsilon^k = Q^T \mathrm{error}(w^k), \text{ where the eigenvectors are the columns of } Q",
    references=(GOH,),
)
def noise_in_the_eigenbasis() -> Iterator[Statement | Misprint]:
    """As in mom.change-of-basis, q^T z' = beta q^T z + q^T A (w - w*) + q^T error, and q^T A u = u^T A q = l q^T u: one
    more coordinate adds to all of these sums alike. The variance of q^T error grows with one more coordinate by q_j^2
    v, as the errors in different coordinates are not correlated, and |q| = 1.
    """
    qAu, uAq, h, z_j = (Symbol(name, real=True) for name in ("qAu", "uAq", "h", "z_j"))
    X, Y, E, Y_next, X_next = (Symbol(name, real=True) for name in ("X", "Y", "E", "Y_next", "X_next"))
    after = step((z_j, w), lambda _: gradient + error, alpha=alpha, beta=beta)
    terms = {X: q * (w - w_star), Y: q * z_j, E: q * error, Y_next: q * after[0], X_next: q * (after[1] - w_star)}
    terms |= {qAu: q * gradient, uAq: (w - w_star) * h}
    inputs = (q, w, w_star, z_j, gradient, h, error)
    run = Orbit({total: (0, total + e) for total, e in terms.items()}, inputs=inputs, guard=Eq(h, lam * q))
    along = And(Eq(Y_next, beta * Y + qAu + E), Eq(X_next, X - alpha * Y_next), Eq(uAq, lam * X))
    moves = And(Eq(Y_next, beta * Y + lam * X + E), Eq(X_next, X - alpha * Y_next))
    yield Statement("along an eigenvector", (run, Eq(qAu, uAq)), moves, plan=Induct(along))
    total, norm, cross, one = (Symbol(name, real=True) for name in ("total", "norm", "cross", "one"))
    v = Symbol("v", real=True)
    guard = And(Eq(cross, 0), Eq(one, v))
    bordered = {total: (0, total + 2 * q * cross + q**2 * one), norm: (0, norm + q**2)}
    variances = Orbit(bordered, inputs=(q, cross, one), guard=guard)
    plan = Induct(Eq(total, norm * v))
    yield Statement("uncorrelated coordinates", (variances, Eq(norm, 1)), Eq(total, v), plan=plan)
    Q, errors = Matrix([[3, -4], [4, 3]]) / 5, Matrix([Symbol("e_1", real=True), Symbol("e_2", real=True)])
    at_rest = step((0, 0), lambda _: error, alpha=alpha, beta=beta)[0]  # at w*, where the gradient is the error
    enters = Matrix([at_rest.subs(error, e) for e in errors])
    printed = Eq((Q.T * enters)[0].expand(), (Q * errors)[0].expand())
    yield Misprint("Q instead of its transpose", (), printed, {errors[0]: 0, errors[1]: 1})


@claim(
    "sgd.unrolled-noise",
    section=SECTION,
    latex=r"\begin{pmatrix}y^k\\x^k\end{pmatrix} = R^k \begin{pmatrix}y^0\\x^0\end{pmatrix} + \sum_{j=1}^k "
    r"\epsilon_i^{j-1} R^{k-j} \begin{pmatrix}1\\-\alpha\end{pmatrix} \quad \text{for all } k \text{ and all errors}",
    printed=r"(y^k, x^k)^T = R^k (y^0, x^0)^T + \epsilon_i^k \sum_{j=1}^k R^{k-j} (1, -\alpha)^T, \epsilon^k = Q "
    r"error(w^k)",
    as_printed="fails",
    correction=r"(y^k, x^k)^T = R^k (y^0, x^0)^T + \sum_{j=1}^k \epsilon_i^{j-1} R^{k-j} (1, -\alpha)^T, \quad "
    r"\epsilon^k = Q^T \mathrm{error}(w^k): \text{ each step has an error of its own, inside the sum, and } "
    r"\epsilon^k \text{ is not yet in } x^k",
    references=(GOH,),
)
def unrolled_noise() -> Iterator[Statement | Misprint]:
    """For fixed k let M_j = R^{k-j}: M_k = I, and M_{j+1} R = M_j. Then M_{j+1} (y, x)^{j+1} = M_j (y, x)^j +
    epsilon^j M_{j+1} (1, -alpha), so that M_j (y, x)^j minus the sum of the first j terms keeps its value M_0 (y, x)^0;
    at j = k, M_k = I. And M_j R^j = M_0 throughout, which is R^k at j = k. Here M_{j+1} is an input, of which only
    M_{j+1} R = M_j is known, and the errors are any numbers.

    As printed the error of step k, which has not happened yet, stands for all earlier ones: it is right for k = 0
    only, or for errors that are all the same.
    """
    R, start = momentum_matrix(), Matrix([y_0, x_0])
    M, M_next, first = (
        Matrix(2, 2, [Symbol(f"{name}_{i}{j}", real=True) for i in (1, 2) for j in (1, 2)]) for name in "mno"
    )
    total = Matrix([Symbol("total_y", real=True), Symbol("total_x", real=True)])
    moves: dict[Symbol, tuple[Any, Any]] = dict(zip((y, x), zip((y_0, x_0), noisy_step(), strict=True), strict=True))
    moves |= dict(zip(M, zip(first, M_next, strict=True), strict=True))
    moves |= dict(zip(P, zip(eye(2), R * P, strict=True), strict=True))
    moves |= dict(zip(total, zip((0, 0), total + noise * M_next * Matrix([1, -alpha]), strict=True), strict=True))
    run = Orbit(moves, inputs=(noise, *M_next), guard=equal(M_next * R, M))
    kept = And(equal(M * Matrix([y, x]), first * start + total), equal(M * P, first))
    last = (run, equal(M, eye(2)))
    yield Statement("for all k", last, equal(Matrix([y, x]), P * start + total), plan=Induct(kept))
    same = Orbit(
        dict(zip((y, x), zip((0, 0), noisy_step(y, x, noise), strict=True), strict=True))
        | dict(zip(total, zip((0, 0), total + Matrix([g_y, g_x]), strict=True), strict=True))
        | {g_y: (1, component_step(g_y, g_x)[0]), g_x: (-alpha, component_step(g_y, g_x)[1])}
    )
    adds = And(*(Eq(e, c) for e, c in zip(total + Matrix([g_y, g_x]), noisy_step(total[0], total[1], 1), strict=True)))
    factored = equal(Matrix([y, x]), noise * total)
    yield Statement("errors that are all the same", (same,), factored, plan=Induct(And(adds, factored)))
    later = Symbol("epsilon_k", real=True)
    one = dict(zip((y, x), zip((y_0, x_0), noisy_step(), strict=True), strict=True))
    printed = Eq(x, component_step(y_0, x_0)[1] - alpha * later)
    k = Symbol("k", real=True)
    once = Orbit(one | {k: (0, k + 1)}, inputs=(noise,))
    at = {alpha: 1, beta: 0, lam: 1, x_0: 0, y_0: 0, later: 0}
    yield Misprint("at k = 1", (once, Eq(k, 1)), printed, at, (({noise: 1},),))
