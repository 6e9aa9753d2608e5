r"""Article footnote 11: the moments of momentum with noise, and the split of the expected objective.

The moments of second order move by a linear map: `moment_step` expands the products of one step of the update rule on
a gradient with an error. Of the noise they see its mean, its variance and its covariance with the state, and nothing
else. Where the noise has mean 0, variance v and no correlation with earlier noise, E x^2 is the square of the run
without noise plus v times the sum of gamma_m^2 over m < k,

    gamma_m = e_2^T R^m (1, -alpha) = -alpha S_{m+1},    S_0 = 0, S_1 = 1, S_{m+1} = T S_m - beta S_{m-1}.

An expectation is a sum over the outcomes of a finite probability space, of any size: a run over the outcomes. That
the same is true of every space with second moments is the linearity of the integral.

References: G. Goh, "Why Momentum Really Works", Distill 2017, footnote 11; N. Flammarion and F. Bach, "From averaging
to acceleration, there is only a step-size", COLT 2015, section 4 (additive noise on quadratics).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sympy import And, Eq, Equivalent, Expr, Matrix, Poly, Symbol, eye
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.dynamics_of_momentum import both_ways, equal
from derivations.momentum import GOH, TRACE, component_step, x_0, y_0
from derivations.notation import S, alpha, beta, lam, x, y
from derivations.notation import epsilon as noise
from derivations.plan import Induct
from derivations.roots import momentum_matrix
from derivations.statement import Misprint, Orbit, Statement
from derivations.stochastic_momentum import SECTION, g_x, g_y, impulse_response, noisy_step

__all__ = ["moment_run", "moment_step", "responses", "without_noise"]

FOOTNOTE = "footnote 11"
BACH = "N. Flammarion and F. Bach, From averaging to acceleration, there is only a step-size, COLT 2015"

yy, xy, xx, v = (Symbol(name, real=True) for name in ("yy", "xy", "xx", "v"))
"""E y^2, E x y, E x^2, and the variance of the noise."""
mean_y, mean_x, S_next = (Symbol(name, real=True) for name in ("mean_y", "mean_x", "S_next"))
G_yy, G_xy, G_xx = (Symbol(name, real=True) for name in ("G_yy", "G_xy", "G_xx"))
"""The sums over m < k of the products of the entries of R^m (1, -alpha)."""
MOMENTS = (yy, xy, xx)
MEANS = (mean_y**2, mean_x * mean_y, mean_x**2)


def moment_step(
    moments: tuple[Any, Any, Any] = MOMENTS, variance: Any = v, covariances: tuple[Any, Any] = (0, 0)
) -> tuple[Expr, Expr, Expr]:
    """(E y^2, E x y, E x^2) after one step: the products of the rule's outcome, expanded, monomial by monomial.

    variance: E epsilon^2. covariances: (E epsilon y, E epsilon x), which are 0 for noise that is not correlated with
    earlier noise and has mean 0. All moments are about 0, so that means are allowed for.
    """
    expectation = {(2, 0, 0): moments[0], (1, 1, 0): moments[1], (0, 2, 0): moments[2]}
    expectation |= {(1, 0, 1): covariances[0], (0, 1, 1): covariances[1], (0, 0, 2): variance}
    velocity, position = noisy_step()
    products = (velocity**2, velocity * position, position**2)
    second = [sum(c * expectation[m] for m, c in Poly(e, y, x, noise).terms()) for e in products]
    return second[0], second[1], second[2]


def moment_run(more: Mapping[Symbol, tuple[Any, Any]] | None = None, start: Any = None, **noise: Any) -> Orbit:
    """The moments from (E y^2, E x y, E x^2) on; by default from (y_0, x_0), which is known."""
    first = start or (y_0**2, x_0 * y_0, x_0**2)
    return Orbit(dict(zip(MOMENTS, zip(first, moment_step(**noise), strict=True), strict=True)) | dict(more or {}))


def without_noise(push: Any = 0) -> dict[Symbol, tuple[Any, Any]]:
    """The run without noise, or with the same error at each step, beside others."""
    after = noisy_step(mean_y, mean_x, push)
    return {mean_y: (y_0, after[0]), mean_x: (x_0, after[1])}


def responses() -> dict[Symbol, tuple[Any, Any]]:
    """gamma_m with its velocity, and the sums of products of these over m = 0 .. k - 1."""
    kick, after = noisy_step(0, 0, 1), component_step(g_y, g_x)
    moves: dict[Symbol, tuple[Any, Any]] = {g_y: (kick[0], after[0]), g_x: (kick[1], after[1])}
    return moves | {G_yy: (0, G_yy + g_y**2), G_xy: (0, G_xy + g_y * g_x), G_xx: (0, G_xx + g_x**2)}


def summed() -> Boolean:
    """R G R^T + g_0 g_0^T = G + g g^T: what the sums of the responses obey."""
    after = moment_step((G_yy, G_xy, G_xx), 1)
    return And(*(Eq(a, b) for a, b in zip(after, (G_yy + g_y**2, G_xy + g_y * g_x, G_xx + g_x**2), strict=True)))


# ---- the claims -----------------------------------------------------------------------------------------------


@claim(
    "sgd.moment-recursion",
    section=FOOTNOTE,
    latex=r"\begin{pmatrix}E y^2&E xy\\E xy&E x^2\end{pmatrix}^{k+1} = R \begin{pmatrix}E y^2&E xy\\E xy&E "
    r"x^2\end{pmatrix}^k R^T + E\epsilon^2 \begin{pmatrix}1\\-\alpha\end{pmatrix}\begin{pmatrix}1&-\alpha\end{pmatrix} "
    r"+ \text{terms in } E[\epsilon y], E[\epsilon x], \text{ on every finite probability space}",
    references=(GOH, BACH),
)
def moment_recursion() -> Iterator[Statement | Misprint]:
    """One more outcome of probability omega adds omega times a product to each moment, before the step and after it;
    and the product after the step is the combination of those before it. Where an error of mean 0 is not correlated
    with the earlier ones, its covariance with the state is 0 at the start, which is known, and stays so: it moves by
    R and by the covariance with the error of each step.
    """
    omega, ee, ey, ex = (Symbol(name, real=True) for name in ("omega", "ee", "ey", "ex"))
    after = [Symbol(f"{m}_next", real=True) for m in MOMENTS]
    velocity, position = noisy_step()
    products = {yy: y**2, xy: x * y, xx: x**2, ey: noise * y, ex: noise * x, ee: noise**2}
    products |= dict(zip(after, (velocity**2, velocity * position, position**2), strict=True))
    outcomes = Orbit({m: (0, m + omega * e) for m, e in products.items()}, inputs=(omega, y, x, noise))
    linear = equal(Matrix(after), Matrix(moment_step(MOMENTS, ee, (ey, ex))))
    yield Statement("one step", (outcomes,), linear, plan=Induct(linear))
    R, c = momentum_matrix(), Symbol("c", real=True)
    moved = R * Matrix([ey, ex]) + c * Matrix([1, -alpha])
    later = Orbit({ey: (0, moved[0]), ex: (0, moved[1])}, inputs=(c,), guard=Eq(c, 0))
    none = And(Eq(ey, 0), Eq(ex, 0))
    yield Statement("a later error is not correlated with the state", (later,), none, plan=Induct(none))
    C = Matrix([[yy, xy], [xy, xx]])
    lyapunov = R * C * R.T + v * Matrix([[1, -alpha], [-alpha, alpha**2]])
    entries = equal(Matrix([lyapunov[0, 0], lyapunov[0, 1], lyapunov[1, 1]]), Matrix(moment_step()))
    yield Statement("as a Lyapunov recursion", (), entries)


@claim(
    "sgd.expected-objective-split",
    section=FOOTNOTE,
    latex=r"E f(x^k) = \frac{\lambda}{2} \big(e_2^T R^k (y^0, x^0)^T\big)^2 + \frac{\lambda E[\epsilon^2]}{2} "
    r"\sum_{i=1}^k \gamma_i^2, \quad \gamma_i = e_2^T R^{k-i} (1, -\alpha)^T = -\alpha S_{k-i+1}",
    printed=r"E f(x^k) = (l/2) e_2^T R^k (y^0,x^0)^T + (l E[\epsilon^k]/2) \sum_{i=1}^k \gamma_i^2, \gamma_i = e_2^T "
    r"R^{k-i} (1,-\alpha)^T",
    as_printed="fails",
    correction=r"E f(x^k) = \frac{l}{2} \big(e_2^T R^k (y^0,x^0)^T\big)^2 + \frac{l E[(\epsilon^k)^2]}{2} "
    r"\sum_{i=1}^k \gamma_i^2: \text{ the first part lacks its square, and the noise has its variance, not its "
    r"mean, there}",
    references=(GOH, BACH),
)
def expected_objective_split() -> Iterator[Statement | Misprint]:
    """Let C be E (y, x)(y, x)^T less the outer product of the run without noise. Both move by R . R^T, so that C
    starts at 0 and moves by C' = R C R^T + v g_0 g_0^T, g_0 = (1, -alpha). With g_m = R^m g_0 the sum G = sum g_m g_m^T
    over m < k obeys R G R^T + g_0 g_0^T = G + g_k g_k^T, by induction: hence C = v G, and G_xx is the sum of gamma_m^2.

    As printed the first part is linear in the start, and negative for x^0 = -1 at k = 0; and the second is 0 for noise
    of mean 0, although from the minimiser one step with errors of +-1 leads to x^2 = alpha^2.
    """
    run = moment_run(without_noise() | responses())
    sums = summed()
    split = equal(
        Matrix(MOMENTS),
        Matrix([mean_y**2 + v * G_yy, mean_x * mean_y + v * G_xy, mean_x**2 + v * G_xx]),
    )
    objective = Eq(lam * xx / 2, lam * mean_x**2 / 2 + lam * v / 2 * G_xx)
    yield Statement("the split", (run,), objective, plan=Induct(And(sums, split)))
    lucas = {S: (0, S_next), S_next: (1, TRACE * S_next - beta * S)}
    by_S = And(Eq(g_x, -alpha * S_next), Eq(g_y, S_next - S))
    yield Statement("by S_m", (Orbit(responses() | lucas),), Eq(g_x, -alpha * S_next), plan=Induct(by_S))
    first = Eq(lam * xx / 2, lam * mean_x / 2 + lam * v / 2 * G_xx)
    at = {alpha: 1, beta: 0, lam: 1, x_0: -1, y_0: 0, v: 0}
    yield Misprint("no square at k = 0", (run,), first, at, ((),))
    mean = Symbol("mean", real=True)
    second = Eq(lam * xx / 2, lam * mean_x**2 / 2 + lam * mean / 2 * G_xx)
    at = {alpha: 1, beta: 0, lam: 1, x_0: 0, y_0: 0, v: 1, mean: 0}
    yield Misprint("the mean for the variance at k = 1", (run, Eq(mean, 0)), second, at, (({},),))


@claim(
    "sgd.two-separable-parts",
    section=SECTION,
    latex=r"E f(w^k) - f(w^\star) = \sum_i \tfrac{\lambda_i}{2} \big(e_2^T R_i^k (y_i^0, x_i^0)^T\big)^2 + \sum_i "
    r"\tfrac{\lambda_i v_i}{2} \sum_{m<k} \gamma_{i,m}^2, \text{ for all } n \text{ and } k, \text{ whatever the "
    r"correlation between components}",
    printed="With independent zero-mean noise the expected objective is a deterministic part plus a stochastic part.",
    as_printed="holds",
    references=(GOH, BACH),
)
def two_separable_parts() -> Iterator[Statement | Misprint]:
    """f(w) - f(w*) is the sum of lambda_i x_i^2 / 2, so that only E x_i^2 is asked of each component, and each is split
    by sgd.expected-objective-split; the first part is f(w^k) - f(w*) without noise, and the second does not depend on
    the start: two runs of the moments from different starts and with the same noise have the same second part.
    """
    f, deterministic, stochastic, x_i, s_i = (Symbol(name, real=True) for name in ("f", "f_0", "f_v", "x_i", "s_i"))
    second = Symbol("x_squared", real=True)
    terms = {f: lam * second / 2, deterministic: lam * x_i**2 / 2, stochastic: lam * v / 2 * s_i}
    inputs, guard = (lam, v, x_i, s_i, second), Eq(second, x_i**2 + v * s_i)
    components = Orbit({total: (0, total + e) for total, e in terms.items()}, inputs=inputs, guard=guard)
    parts = Eq(f, deterministic + stochastic)
    yield Statement("over the components", (components,), parts, plan=Induct(parts))
    run = moment_run(without_noise() | responses())
    each = Eq(xx, mean_x**2 + v * G_xx)
    split = equal(Matrix(MOMENTS), Matrix([mean_y**2 + v * G_yy, mean_x * mean_y + v * G_xy, mean_x**2 + v * G_xx]))
    yield Statement("in each component", (run,), each, plan=Induct(And(summed(), split)))
    again = [Symbol(f"{m}_other", real=True) for m in (*MOMENTS, mean_y, mean_x)]
    y_1, x_1 = Symbol("y_1", real=True), Symbol("x_1", real=True)
    after = component_step(*again[3:])
    moves = dict(
        zip(again[:3], zip((y_1**2, x_1 * y_1, x_1**2), moment_step(tuple(again[:3])), strict=True), strict=True)
    )
    moves |= {again[3]: (y_1, after[0]), again[4]: (x_1, after[1])}
    excess = (yy - mean_y**2, xy - mean_x * mean_y, xx - mean_x**2)
    other = (again[0] - again[3] ** 2, again[1] - again[3] * again[4], again[2] - again[4] ** 2)
    equal_parts = equal(Matrix(excess), Matrix(other))
    both = moment_run(without_noise() | moves)
    yield Statement("whatever the start", (both,), Eq(excess[2], other[2]), plan=Induct(equal_parts))


@claim(
    "sgd.gaussian-noise-needed",
    section=SECTION,
    latex=r"E \epsilon = \mu,\ \mathrm{Var}\,\epsilon = v, \text{ uncorrelated}: E (x^k)^2 = (\bar x^k)^2 + v \sum "
    r"\gamma_m^2, \text{ where } \bar x \text{ is the run with the error } \mu; \qquad E[\epsilon^0 \epsilon^1] = c: "
    r"E (x^2)^2 = (\bar x^2)^2 + v(\gamma_0^2 + \gamma_1^2) + 2 c\, \gamma_0\gamma_1",
    printed="The noise is modelled as independent zero-mean Gaussian. (Which of these does the split of the objective "
    "use?)",
    as_printed="holds",
    references=(GOH, BACH),
)
def gaussian_noise_needed() -> Iterator[Statement | Misprint]:
    """The split uses of the model that the errors have mean 0, are not correlated with each other, and have one finite
    variance v. Gaussian they need not be: no moment but these occurs in sgd.moment-recursion. Independent they need not
    be: uncorrelated is enough. Identically distributed neither: with a variance of its own for each step the second
    part is the sum of v_j gamma^2, proved by the same M_j = R^{k-j} as sgd.unrolled-noise.

    With a mean mu the split is right if the deterministic part has the error mu at each step. A covariance c of the
    first two errors adds 2 c gamma_0 gamma_1 = 2 c alpha^2 T at k = 2, which is 0 only for T = 0 (or alpha = 0).
    """
    mu, ey, ex = (Symbol(name, real=True) for name in ("mu", "ey", "ex"))
    biased = without_noise(mu) | responses()
    run = moment_run(biased, variance=v + mu**2, covariances=(mu * mean_y, mu * mean_x))
    split = equal(Matrix(MOMENTS), Matrix([mean_y**2 + v * G_yy, mean_x * mean_y + v * G_xy, mean_x**2 + v * G_xx]))
    plan = Induct(And(summed(), split))
    yield Statement("a mean", (run,), Eq(xx, mean_x**2 + v * G_xx), plan=plan)
    yield from _own_variances()
    c = Symbol("c", real=True)
    start = (y_0**2, x_0 * y_0, x_0**2)
    once, kick = moment_step(start), noisy_step(0, 0, 1)
    ey, ex = (c * e for e in kick)  # the covariance of the second error with the state after the first
    twice = moment_step(once, v, (ey, ex))
    mean = component_step(*component_step(y_0, x_0))[1]
    gammas = impulse_response(0), impulse_response(1)
    exact = Eq(twice[2], mean**2 + v * (gammas[0] ** 2 + gammas[1] ** 2) + 2 * c * gammas[0] * gammas[1])
    yield Statement("correlated errors at k = 2", (), exact)
    equals = Eq(twice[2], mean**2 + v * (gammas[0] ** 2 + gammas[1] ** 2))
    harmless = Eq(c * alpha**2 * TRACE, 0)
    yield Statement("when they do no harm", (), Equivalent(equals, harmless), plan=both_ways(equals, harmless))


def _own_variances() -> Iterator[Statement]:
    """Each error with a variance of its own: C_k = sum_j v_j (R^{k-j} g_0)(R^{k-j} g_0)^T."""
    R = momentum_matrix()
    M, M_next, first = (
        Matrix(2, 2, [Symbol(f"{name}_{i}{j}", real=True) for i in (1, 2) for j in (1, 2)]) for name in "mno"
    )
    total = [Symbol(f"total_{name}", real=True) for name in ("yy", "xy", "xx")]
    C = Matrix([[yy, xy], [xy, xx]])
    response = M_next * Matrix([1, -alpha])
    added = (response[0] ** 2, response[0] * response[1], response[1] ** 2)
    moves: dict[Symbol, tuple[Any, Any]] = dict(zip(M, zip(first, M_next, strict=True), strict=True))
    moves |= {s: (0, s + v * e) for s, e in zip(total, added, strict=True)}
    run = moment_run(moves, start=(0, 0, 0))
    run = Orbit(run.state, inputs=(v, *M_next), guard=equal(M_next * R, M))
    seen = M * C * M.T
    kept = equal(Matrix([seen[0, 0], seen[0, 1], seen[1, 1]]), Matrix(total))
    goal = equal(Matrix(MOMENTS), Matrix(total))
    yield Statement("a variance for each step", (run, equal(M, eye(2))), goal, plan=Induct(kept))
