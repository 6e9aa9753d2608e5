r"""Article section *The Resisting Oracle*: momentum attains the bound, what gets round it, and what one function means.

On the infinite problem the curvatures fill [c, c + 4], c = 4/(kappa - 1), whose optimal parameters of momentum are
alpha = q and beta = q^2. With them the diagonal cancels, and from rest at 0

    w_i^{k+1} = q (w_{i-1}^k + w_{i+1}^k) - q^2 w_i^{k-1},    so    w_i^k = q^i for i <= k,  0 for i > k:

the run is a discrete wave, whose front passes one component at each step and leaves the minimiser behind it. So
momentum meets the lower bound of `derivations.resisting_oracle` exactly, at each step and in every norm.

Notation: that of `derivations.convex_rosenbrock`; d = k - i is the distance to the front.

References: G. Goh, "Why Momentum Really Works", Distill 2017; Y. Nesterov, *Introductory Lectures on Convex
Optimization*, Kluwer 2004, section 2.1.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Ne, Or, Rational
from sympy.logic.boolalg import Boolean

from derivations.claim import claim
from derivations.convex_rosenbrock import (
    CURVATURE,
    GOH,
    NESTEROV,
    ROOT,
    SECTION,
    K,
    P,
    bent,
    c,
    following,
    h,
    h_1,
    h_next,
    here,
    m,
    slope,
)
from derivations.first_steps import moved, real
from derivations.notation import A, B, alpha, beta, epsilon, k, kappa, lam, lambda_1, lambda_n, q
from derivations.plan import Auto, Induct, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from derivations.tactics import known
from numerics.algorithms import momentum

d, i, P_left, left, z = real("d i P_left left z")
V, delta, gamma, g, g_v, v, v_0, x, x_0, X = real("V delta gamma g g_v v v_0 x x_0 X")
entry, total, total_0, r, inverse, rate, v_star = real("entry total total_0 r inverse rate v_star")
mark, mark_next = real("mark mark_next")  # 1 once a step-size was 1/lambda
x_1, y_0, y_1, alpha_1, alpha_2 = real("x_1 y_0 y_1 alpha_1 alpha_2")


def value(distance: Any, power: Any, w: Any) -> Boolean:
    """w = q^i behind the front and at it, and 0 ahead of it."""
    return Or(And(distance >= 0, Eq(w, power)), And(distance < 0, Eq(w, 0)))


def velocity(distance: Any, power: Any, z: Any) -> Boolean:
    """z = -q^{i-1} at the front, and 0 elsewhere."""
    return Or(And(Eq(distance, 0), Eq(q * z, -power)), And(Ne(distance, 0), Eq(z, 0)))


WHOLE = Or(d >= 1, Eq(d, 0), Eq(d, -1), d <= -2)
"""k - i is an integer."""
TUNED = (*ROOT, Eq(alpha, q), Eq(beta, q**2))
PROFILE = (
    P > 0,
    Eq(q * P_left, P),
    WHOLE,
    value(d + 1, P_left, left),
    value(d, P, here),
    value(d - 1, q * P, following),
    velocity(d, P, z),
)
"""Step k: the component i = k - d and its neighbours; w_0 = 1 = q^0 is behind the front."""


@claim(
    "oracle.momentum-is-optimal",
    section=SECTION,
    latex=r"n = \infty,\ \alpha = q,\ \beta = q^2 \text{ (the optimal ones)},\ w^0 = z^0 = 0:\quad w_i^k = q^i\ (i \le "
    r"k),\ 0\ (i > k);\quad \|w^k - w^\star\|_p = q^k \|w^0 - w^\star\|_p \text{ for all } k \text{ and } p",
    printed="The rate that momentum promises matches the best that any linear first order algorithm can do on this "
    "problem.",
    as_printed="holds-if",
    correction=r"on the infinite problem from $w^0 = 0$, and then exactly: momentum's error is the lower bound at "
    r"every step; on $f^n$ the same run holds for $k \le n$, but $n$ steps of another method reach $w^\star$ itself",
    references=(GOH, NESTEROV),
)
def momentum_is_optimal() -> Iterator[Statement | Misprint]:
    """A = sqrt(c), B = sqrt(c + 4) have (A + B)^2 q = 4. The profile w_i^k = q^i for i <= k, z_i^k = -q^{k-1} for i = k
    and else 0 is what the update rule makes of the profile of the step before, in every component; at k = 0 it is the
    start at rest. So it is the run, by induction on k, and its error is 0 up to the component k and q^i beyond. The end
    of a finite f^n is felt only when the front has reached it. (The run of all components, its norms, and that no
    method of the class has a smaller error in any component are theorems of Rocq:
    `proofs/oracle.momentum-is-optimal.v`.) But n = 2 steps of gradient descent with the step-sizes
    1/lambda_1, 1/lambda_2 make the error 0.
    """
    ends = (A > 0, Eq(A**2, c), B > 0, Eq(B**2, c + 4))
    chosen = (Eq(alpha * (A + B) ** 2, 4), Eq(beta * (A + B) ** 2, (B - A) ** 2))
    sum_known = Eq(q * (A + B) ** 2, 4)
    plan = known(
        c > 0,
        q > 0,
        q < 1,
        Eq(q**2 + 1, (2 + c) * q),
        Eq((A * B) ** 2, c * (c + 4)),
        Eq((2 * q * A * B) ** 2, (2 * (1 - q**2)) ** 2),
        Eq(q * A * B, 1 - q**2),
        sum_known,
        (A + B) ** 2 > 0,
        Eq((alpha - q) * (A + B) ** 2, 0),
        Eq((beta - q**2) * (A + B) ** 2, 0),
    )
    yield Statement("the optimal parameters", (*ROOT, *ends, *chosen), And(Eq(alpha, q), Eq(beta, q**2)), plan=plan)
    at_rest = And(value(-i, P, 0), velocity(-i, P, 0))
    yield Statement("the start", (i >= 1, P > 0), at_rest)
    z_after, after = momentum.step((z, here), lambda _: slope(left, here, following), alpha=alpha, beta=beta)
    profile = And(value(d + 1, P, after), velocity(d + 1, P, z_after))
    ratio = Use("oracle.minimiser/the ratio")
    yield Statement("one step, every component", (*TUNED, *PROFILE), profile, plan=ratio)
    error = Or(And(d >= 0, Eq(here - P, 0)), And(d < 0, Eq(here - P, -P)))
    yield Statement("the error", (P > 0, value(d, P, here)), error)
    yield finite_termination()


def finite_termination() -> Misprint:
    """n = 2, c = 33/16: curvatures (7/4)^2 and (9/4)^2, so that momentum's optimal rate is 1/8."""
    spectrum = (Eq(lambda_1, c + 1), Eq(lambda_n, c + 3), Eq(A**2, lambda_1), Eq(B**2, lambda_n))
    rates = (A > 0, B > 0, Eq(rate * (A + B), B - A))
    steps = (Eq(alpha_1 * lambda_1, 1), Eq(alpha_2 * lambda_n, 1))
    errors = []
    for start, end, curvature in ((x_0, x_1, lambda_1), (y_0, y_1, lambda_n)):
        once = moved(start, curvature * start).subs(alpha, alpha_1)
        errors.append(Eq(end, moved(once, curvature * once).subs(alpha, alpha_2)))
    at = {kappa: Rational(97, 33), c: Rational(33, 16), lambda_1: Rational(49, 16), lambda_n: Rational(81, 16)}
    at |= {A: Rational(7, 4), B: Rational(9, 4), rate: Rational(1, 8)}
    at |= {alpha_1: Rational(16, 49), alpha_2: Rational(16, 81), x_0: 1, y_0: 1, x_1: 0, y_1: 0}
    no_better = x_1**2 + y_1**2 >= rate**4 * (x_0**2 + y_0**2)
    return Misprint("n = 2, k = 2", (*CURVATURE, *spectrum, *rates, *steps, *errors), no_better, at)


@claim(
    "oracle.reformulation-not-excluded",
    section=SECTION,
    latex=r"w = D v,\ D \text{ diagonal}: \text{ a method with diagonal coefficients for } v \text{ is one for } w; "
    r"\quad v_i = w_i - q w_{i-1}: w^T A w = \tfrac1q |v|^2,\ \text{condition number } 1; \quad w = Q v,\ Q^T Q = I: "
    r"\text{ one with scalar coefficients for } v \text{ is one for } w",
    printed=r"The bound does not preclude reformulating the problem to change the condition number. (Which "
    r"reformulations stay inside the class, and so under the bound?)",
    as_printed="holds",
    references=(GOH,),
)
def reformulation() -> Iterator[Statement | Misprint]:
    """A diagonal D takes coefficients Gamma to D Gamma D: it stays in the class, and under the bound, whatever it does
    to the condition number. So does an orthogonal Q with scalar coefficients, Q gamma Q^T = gamma. But the bidiagonal
    v_i = w_i - q w_{i-1} has q w^T A w = |v|^2 (with the absorbing end of oracle.minimiser, for every n): the condition
    number becomes 1, and one step of gradient descent for v reaches the minimiser, w_i^1 = q^i for all i. This w^1 is
    outside the light cone of the class.
    """
    state = {v: (v_0, v + gamma * (delta * g)), X: (0, X + delta**2 * gamma * g)}
    run = Orbit(state, inputs=(gamma, g))
    inside = Eq(delta * v, delta * v_0 + X)
    yield Statement("diagonal reformulations stay", (run,), inside, plan=Induct(inside))
    rows = {
        total_0: (0, total_0 + entry * v_0),
        total: (0, total + entry * moved(v_0, g_v)),
        X: (0, X + entry * g_v),
    }
    rotated = Orbit(rows, inputs=(entry, v_0, g_v))
    same = Eq(total, moved(total_0, X))
    yield Statement("rotations stay, with scalar coefficients", (rotated,), same, plan=Induct(same))
    quadratic = {
        h: (h_1, h_next),
        bent: ((1 + c) * h_1**2, bent + (h - h_next) ** 2 + c * h_next**2),
        V: (h_1**2, V + (h_next - q * h) ** 2),
    }
    line = Orbit(quadratic, inputs=(h_next,))
    identity = Eq(q * (bent + (1 - q) * h**2), V)
    ratio = Use("oracle.minimiser/the ratio", then=Induct(identity))
    yield Statement("a bidiagonal one has condition number 1", (line, *ROOT), identity, plan=ratio)
    whole = (*ROOT, Eq(alpha, q), Eq(q * g, v - v_star))
    yield Statement("and is solved in one step", whole, Eq(moved(v, g), v_star), plan=Use("oracle.minimiser/the ratio"))
    beyond = Orbit({P: (q, q * P), x: (q, q * x)})  # w_i = q w_{i-1} + v_i, where v = (q, 0, 0, ..)
    there = And(Eq(x, P), x > 0)
    outside = Use("oracle.minimiser/the ratio", then=Induct(there))
    yield Statement("which is outside the light cone", (beyond, *ROOT), there, plan=outside)


@claim(
    "space.one-function-defeats-all",
    section="Adventures in Algorithmic Space",
    latex=r"f^\infty,\ w^0 = 0:\quad \|w^k - w^\star\|_\infty \ge q^{k+1} > 0, \quad \frac{M \rho^k}{q^k} \to 0 \text{ "
    r"for every } M \text{ and } 0 \le \rho < q; \quad n < \infty: n \text{ steps with } \alpha_j = 1/\lambda_j "
    r"\text{ reach } w^\star",
    printed="A single function is one that all linear first order methods ultimately fail on.",
    as_printed="holds-if",
    correction=r"in infinite dimension, where none converges faster than $q^k$ (they do converge); on every quadratic "
    r"of finite dimension $n$, such as $f^n$, $n$ steps of gradient descent with the step-sizes $1/\lambda_j$ reach "
    r"the minimiser",
    references=(GOH, NESTEROV),
)
def one_function_defeats_all() -> Iterator[Statement | Misprint]:
    """The bound q^{k+1} is positive for every k, and exceeds M rho^k from some k on where rho < q, by Bernoulli. On a
    quadratic of n curvatures lambda_j, gradient descent with alpha_j = 1/lambda_j multiplies component i by the product
    of the 1 - lambda_i/lambda_j, one factor of which is 0: from then on it is 0. All of it at once, for every method on
    the infinite problem and for f^n with both ends, is in theorems of Rocq:
    `proofs/space.one-function-defeats-all.v`; that a symmetric matrix has n eigenvectors is cited.
    """
    run = Orbit({P: (1, q * P), k: (0, k + 1)})
    positive = known(q > 0, then=Induct(P > 0))
    yield Statement("never exact", (run, *ROOT), q * P > 0, plan=positive)
    faster = (r >= 0, r < 1, Eq(inverse * (1 - r), 1))
    powers = Orbit({P: (1, r * P), k: (0, k + 1)})
    small = And(P >= 0, k >= 0, P * (1 + k * (1 - r)) <= 1)
    step = Auto(products=((P >= 0, k >= 0, r < 1, r < 1), (P >= 0, r >= 0, k >= 0), (P >= 0, k >= 0, r < 1)))
    late = known(P * k * (1 - r) < 1, P * k * epsilon * (1 - r) < epsilon)
    tends = Tends(epsilon * (1 - r), close=Induct(small, step=step, then=late))
    yield Statement("nor faster", faster, Limit(powers, k, P), plan=tends)
    marking = Or(And(Eq(alpha * lam, 1), Eq(mark_next, 1)), And(Ne(alpha * lam, 1), Eq(mark_next, mark)))
    component = Orbit({x: (x_0, moved(x, lam * x)), mark: (0, mark_next)}, inputs=(alpha, mark_next), guard=marking)
    gone = Or(Eq(mark, 0), And(Eq(mark, 1), Eq(x, 0)))
    yield Statement("finite dimension", (component, Eq(mark, 1)), Eq(x, 0), plan=Induct(gone))
    error = moved(0, slope(1, 0, 0)) - m
    n_1 = (*ROOT, Eq(alpha * (2 + c), 1), Eq(m * (2 + c), 1))
    at = {K: 3, kappa: 9, c: Rational(1, 2), q: Rational(1, 2), alpha: Rational(2, 5), m: Rational(2, 5)}
    yield Misprint("n = 1 is solved in one step", n_1, error**2 > 0, at)
