r"""Article section *Optimal parameters*, step by step: the error after k steps from rest at the optimal parameters.

With q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1), the error of momentum's optimal parameters after k steps from rest is at
most

    E_k = q^k (1 + k (1 + q))

times the initial one, attained on the eigenvectors of lambda_n for every k, where x^k = (-q)^k (1 + k (1 + q)) x^0. On
those of lambda_1 it is x^k = q^k (1 + k (1 - q)) x^0. E_k rises above 1 before it falls; once it is below 1 it stays
there, and it tends to 0.

How the bound is found. From rest y^k = lambda S_k x^0 and x^k = (S_{k+1} - beta S_k) x^0 with S_0 = 0, S_1 = 1,
S_{k+1} = T S_k - beta S_{k-1} and T = 1 + beta - alpha lambda. With V_k = 2 S_{k+1} - T S_k the quadratic form
V_k^2 + (4 beta - T^2) S_k^2 = 4 beta^k is an invariant. Where |T| <= 2 q it bounds |V_k| by 2 q^k, so that S_{k+1} = (T
S_k + V_k)/2 gives |S_k| <= k q^{k-1} by induction, and |x^k| <= ((k + 1) q^k + q^2 k q^{k-1}) |x^0|.

References: G. Goh, "Why Momentum Really Works", Distill 2017; E. Lucas, Amer. J. Math. 1 (1878), 184-240 (S and V).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sympy import And, Eq, Equivalent, Expr, LambertW, Or, Rational, Symbol, log, sympify

from derivations.claim import claim
from derivations.notation import A, B, alpha, beta, epsilon, k, lam, q, x, y
from derivations.optimal_parameters import (
    COORDINATES,
    GOH,
    INTERVAL,
    OPTIMUM,
    SECTION,
    P,
    coordinates,
    p,
)
from derivations.plan import Auto, Cut, Induct, Split, Tends, Use
from derivations.statement import Limit, Misprint, Orbit, Statement
from numerics.algorithms import gradient_descent, momentum

LUCAS = "E. Lucas, Amer. J. Math. 1 (1878), 184-240"
x_0, x_1, m, Q, l_n = (Symbol(name, real=True) for name in ("x_0", "x_1", "m", "Q", "l_n"))
N, N_0, c, c_0, F = (Symbol(name, real=True) for name in ("N", "N_0", "c", "c_0", "F"))


def _after(curvature: Any) -> tuple[Expr, Expr]:
    """One step of momentum's update rule on a component (y, x) of 1/2 lambda x^2."""
    return momentum.step((y, x), lambda w: curvature * w, alpha=alpha, beta=beta)


def from_rest(curvature: Any = lam) -> Orbit:
    """Momentum's steps from rest on one component, counted by k, with P = q^k and Q = (-q)^k beside them."""
    velocity, position = _after(curvature)
    return Orbit({y: (0, velocity), x: (x_0, position), P: (1, q * P), Q: (1, -q * Q), k: (0, k + 1)})


def error_factor(q: Any, k: Any) -> Any:
    """E_k = q^k (1 + k (1 + q)): the worst error after k steps from rest at the optimal parameters, over the initial
    error.

    q = (sqrt(kappa) - 1)/(sqrt(kappa) + 1) in [0, 1), k = 0, 1, 2, ...; any number type.
    """
    return q**k * (1 + k * (1 + q))


def first_iteration_below_one(q: Any) -> int:
    """The first k with E_k < 1; E_j < 1 for every j >= k as well (claim `transient.below-one`).

    q is a rational in [0, 1). Exact: E_k < 1 is decided in rationals, and the bisection rests on the claim.
    Raises ValueError where q is no such number.
    """
    value = sympify(q, strict=True)
    if not value.is_Rational or not 0 <= value < 1:
        raise ValueError(
            f"q={q} violates 0 <= q < 1 and rational: give (sqrt(kappa) - 1)/(sqrt(kappa) + 1) as a Rational"
        )
    exact = Fraction(int(value.p), int(value.q))
    high = 1
    while error_factor(exact, high) >= 1:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if error_factor(exact, middle) >= 1 else (low, middle)
    return high


def crossing(q: Any) -> Expr:
    """The real k > 0 at which q^k (1 + k (1 + q)) = 1, for sqrt(2) - 1 < q < 1: with t = k + 1/(1 + q) and c = log q
    the equation is c t e^{c t} = c q^{1/(1+q)}/(1 + q), on the lower branch of Lambert's W.
    """
    shift = 1 / (1 + q)
    return LambertW(log(q) * q**shift * shift, -1) / log(q) - shift


FACTOR = P * (1 + k * (1 + q))


@claim(
    "transient.worst-factor",
    section=SECTION,
    latex=r"\max_{\lambda_1 \le \lambda \le \lambda_n} \frac{|x^k|}{|x^0|} = q^k (1 + k (1 + q)), \quad k = 0, 1, 2, "
    r"\ldots \quad (y^0 = 0)",
    references=(GOH, LUCAS),
)
def worst_factor() -> Iterator[Statement | Misprint]:
    """The induction of this module's head, in the iterates themselves: lambda S_k x^0 = y^k, lambda S_{k+1} x^0 = beta
    y^k + lambda x^k. At lambda_n and lambda_1 the roots are repeated, and the closed forms follow by induction.
    """
    run = from_rest()
    trace = 1 + beta - alpha * lam
    form = Eq((2 * lam * x + (2 * beta - trace) * y) ** 2 + (4 * beta - trace**2) * y**2, 4 * P**2 * lam**2 * x_0**2)
    powers = And(P >= 0, k >= 0)
    size = (q >= 0, q < 1, Eq(beta, q**2), trace <= 2 * q, trace >= -2 * q, lam > 0, m >= x_0, m >= -x_0)
    yield Statement("the invariant form", (run, Eq(beta, q**2)), form, plan=Induct(form), lemma=True)
    half = 2 * lam * x + (2 * beta - trace) * y
    bounded = And(half <= 2 * P * lam * m, half >= -2 * P * lam * m)
    square = Cut(half**2 <= 4 * P**2 * lam**2 * m**2, otherwise=Auto(squares=(y, P * lam)))
    parts = Cut(
        And(trace**2 <= 4 * beta, x_0**2 <= m**2),
        then=Cut(P * lam >= 0, then=Cut(P * lam * m >= 0, then=square)),
    )
    halved = Use("the invariant form", then=Induct(powers, then=Cut(m >= 0, then=parts)))
    yield Statement("half of it", (run, *size), bounded, plan=halved, lemma=True)
    velocity = And(powers, q * y <= k * P * lam * m, q * y >= -k * P * lam * m)
    along = Induct(velocity, step=Use("half of it"))
    yield Statement("the velocity", (run, *size), velocity, plan=along, lemma=True)
    bound = And(x <= FACTOR * m, x >= -FACTOR * m)
    yield Statement(
        "bound in every eigenspace",
        (run, *size),
        bound,
        plan=Use("half of it", then=Use("the velocity", then=Split(y))),
        lemma=True,
    )
    within = Use(
        "opt.parameters/the trace in between",
        then=coordinates(Cut(And(*size[2:6]), then=Use("bound in every eigenspace"))),
    )
    yield Statement("upper bound", (*OPTIMUM, *INTERVAL, m >= x_0, m >= -x_0, run), bound, plan=within)
    first, last = (*OPTIMUM, Eq(lam, A**2), run), (*OPTIMUM, Eq(lam, B**2), run)
    slow = And(Eq(q * y, lam * k * P * x_0), Eq(x, P * (1 + k * (1 - q)) * x_0))
    fast = And(Eq(q * y, -lam * k * Q * x_0), Eq(x, Q * (1 + k * (1 + q)) * x_0))
    yield Statement("at lambda_1", first, slow, plan=coordinates(Cut(Eq(alpha * lam, (1 - q) ** 2), then=Induct(slow))))
    exact = And(fast, Eq(Q**2, P**2))
    yield Statement(
        "attained at lambda_n",
        last,
        exact,
        plan=coordinates(Cut(Eq(alpha * lam, (1 + q) ** 2), then=Induct(exact))),
    )
    components = Orbit({N: (0, N + c**2), N_0: (0, N_0 + c_0**2)}, inputs=(c, c_0), guard=c**2 <= (F * c_0) ** 2)
    yield Statement("for the norm of the whole error", (components,), N <= F**2 * N_0, plan=Induct(N <= F**2 * N_0))


@claim(
    "transient.below-one",
    section=SECTION,
    latex=r"E_k = q^k (1 + k(1+q)):\quad E_k < 1 \implies E_{k+1} < 1, \quad E_k \le \frac{15}{k (1-q)^2} \to 0, \quad "
    r"k (1 - q^2) \le 2q + q^2 - 1 \implies E_k \ge 1",
    references=(GOH,),
)
def below_one() -> Iterator[Statement | Misprint]:
    """E_{k+1}/E_k >= 1 iff phi_k = k (1 - q^2) - (2 q + q^2 - 1) <= 0, and phi increases with k: E_k rises, from E_0 =
    1, and then falls. So where E_k < 1 it falls already. With h = (1 - q)/q, q^-k >= k (k - 1) h^2/2, which beats 1 + k
    (1 + q).
    """
    powers = Orbit({P: (1, q * P), k: (0, k + 1)})
    range_ = (q >= 0, q < 1)
    phi = k * (1 - q**2) - (2 * q + q**2 - 1)
    rising = And(P >= 0, k >= 0, Or(phi > 0, FACTOR >= 1))
    following = FACTOR.subs({P: q * P, k: k + 1}, simultaneous=True)
    yield Statement(
        "at least one while it rises",
        (powers, *range_),
        rising,
        plan=Induct(rising, step=Auto(degree=3)),
        lemma=True,
    )
    falls = Use("at least one while it rises", then=Auto(degree=2))
    yield Statement(
        "once below one it stays below",
        (powers, *range_, FACTOR < 1),
        And(following < 1, phi > 0),
        plan=falls,
    )
    whole = Or(Eq(k, 0), k >= 1)
    second = And(
        P >= 0,
        P <= 1,
        k >= 0,
        whole,
        P * (2 * q**2 + 2 * k * q * (1 - q) + k * (k - 1) * (1 - q) ** 2) <= 2 * q**2,
    )
    third = Auto(products=((P >= 0, k >= 0, k >= 1, q < 1), (P >= 0, k >= 0, k >= 1)), squares=(1 - q,))
    decay = And(P >= 0, k >= 0, whole, P * k**2 * (1 - q) ** 2 <= 5)
    yield Statement(
        "second order in k",
        (powers, *range_),
        decay,
        plan=Induct(
            second,
            step=third,
            then=Auto(squares=(1 - q, (k - 1) * (1 - q), q), products=((P >= 0, k >= 0, q >= 0, q < 1),)),
        ),
        lemma=True,
    )
    slope = And(FACTOR >= 0, k >= 0, k * FACTOR * (1 - q) ** 2 <= 15)
    linear = Auto(products=((P >= 0, k >= 0, k >= 1), (P >= 0, k >= 0, q >= 0)), squares=(1 - q, k * (1 - q)), degree=2)
    yield Statement("like one over k", (powers, *range_), slope, plan=Use("second order in k", then=linear))
    late = Cut(epsilon <= FACTOR, then=Auto(products=((k >= 0, epsilon <= FACTOR),), squares=(1 - q,)))
    gap = epsilon * (1 - q) ** 2 / 16
    tends = Tends(gap, positive=Auto(degree=3), close=Use("like one over k", then=late))
    yield Statement("it tends to zero", range_, Limit(powers, k, FACTOR), plan=tends)


@claim(
    "opt.decrease-not-monotone",
    section=SECTION,
    latex=r"\lambda = (0.01, 0.1, 1), \text{ from rest}: f(w^1) > f(w^0) \text{ if } 50 (x_3^0)^2 \ge (x_1^0)^2 + "
    r"(x_2^0)^2; \quad q = \tfrac{9}{11} < g^{10}",
    printed="On l = 0.01, 0.1, 1 the decrease of f is no longer monotone with momentum, but significantly faster.",
    as_printed="holds",
    references=(GOH,),
)
def decrease_not_monotone() -> Iterator[Statement | Misprint]:
    """alpha = 400/121, so that the first step multiplies the component of lambda = 1 by 1 - alpha = -279/121, and f
    rises unless that component is small. One step of momentum shrinks the error, in the long run, as much as ten of
    gradient descent: 9/11 < (99/101)^10.
    """
    steps = [Rational(1, 100), Rational(1, 10), Rational(1)]
    start = [Symbol(f"x_{name}", real=True) for name in ("a", "b", "c")]
    moved = [
        _after(curvature)[1].subs({y: 0, x: x_i}, simultaneous=True)
        for curvature, x_i in zip(steps, start, strict=True)
    ]
    before, after = (sum(l * v**2 for l, v in zip(steps, values, strict=True)) / 2 for values in (start, moved))
    slow, middle, fast_component = start
    noticeable = (
        50 * fast_component**2 >= slow**2 + middle**2,
        fast_component**2 > 0,
        Eq(alpha, Rational(400, 121)),
    )
    yield Statement("the first step raises f", noticeable, after > before)
    g = Symbol("g", real=True)
    yield Statement("ten steps in one", (Eq(q, Rational(9, 11)), Eq(g, Rational(99, 101))), q < g**10)
    chosen = {A: Rational(1, 10), B: 1}
    relations = tuple(h.subs(chosen) for h in OPTIMUM[2:])
    yield Statement(
        "these are the optimal parameters",
        relations,
        And(Eq(alpha, Rational(400, 121)), Eq(q, Rational(9, 11)), Eq(beta, Rational(81, 121))),
    )


@claim(
    "opt.asymptotic-only",
    section=SECTION,
    latex=r"E_1 = q (2 + q) > g = \frac{2q}{1 + q^2} \text{ and } E_k > q^k \text{ for } k \ge 1,\ \kappa > 1",
    printed="The optimal parameters give the fastest asymptotic rate, not necessarily the fastest convergence for a "
    "given number of steps.",
    as_printed="holds",
    references=(GOH,),
)
def asymptotic_only() -> Iterator[Statement | Misprint]:
    """After one step from rest the worst factor of the optimal parameters is |1 - alpha lambda_n| = q (2 + q); gradient
    descent's step-size has 2 q/(1 + q^2). After k steps the factor is q^k (1 + k (1 + q)), which is q^k for no k >= 1.
    """
    g = Symbol("g", real=True)
    first = (*OPTIMUM, B > A, Eq(x_1, _after(B**2)[1].subs({y: 0, x: 1}, simultaneous=True)))
    one_step = And(Eq(x_1, -q * (2 + q)), Eq(x_1**2, error_factor(q, 1) ** 2))
    yield Statement("the first step", first, one_step, plan=coordinates(Cut(Eq(alpha * B**2, (1 + q) ** 2))))
    rates = (q > 0, q < 1, Eq(g * (1 + q**2), 2 * q))
    yield Statement("gradient descent is better for one step", rates, g < error_factor(q, 1), plan=Auto(degree=3))
    powers = Orbit({P: (1, q * P), k: (0, k + 1)})
    positive = And(P > 0, k >= 0)
    yield Statement(
        "never its asymptotic rate",
        (powers, q > 0, q < 1, k >= 1),
        FACTOR > P,
        plan=Induct(positive, then=Auto(degree=3)),
    )


@claim(
    "opt.gradient-descent-monotone-momentum-not",
    section=SECTION,
    latex=r"f(w^{k+1}) \le f(w^k) \text{ for gradient descent, } 0 \le \alpha \le 2/\lambda_n; \quad \text{momentum "
    r"at its optimum, from rest along } q_n: "
    r"f(w^1) > f(w^0) \iff \kappa > 3 + 2\sqrt2",
    printed="The loss of gradient descent is a graceful, monotonic curve; that of momentum oscillates.",
    as_printed="holds-if",
    correction=r"momentum's loss rises along $q_n$ iff $\kappa > 3 + 2\sqrt2$; for $\lambda \in \{\lambda_1, "
    r"\lambda_n\}$ and $\kappa$ up to that it never rises",
    references=(GOH,),
)
def gradient_descent_monotone_momentum_not() -> Iterator[Statement | Misprint]:
    """Every (1 - alpha lambda_i)^2 <= 1 lowers its term of f. Along q_n momentum's first step multiplies the error by
    -(2 q + q^2), more than 1 in size iff K^2 - 2 K - 1 > 0. If 2 q + q^2 <= 1, both closed forms q^k (1 + k (1 +- q))
    decrease from the start.
    """
    f_0, f_1, c = (Symbol(name, real=True) for name in ("f_0", "f_1", "c"))
    (moved,) = gradient_descent.step((c,), lambda w: lam * w, alpha=alpha)
    loss = Orbit(
        {f_0: (0, f_0 + lam * c**2 / 2), f_1: (0, f_1 + lam * moved**2 / 2)},
        inputs=(c, lam),
        guard=And(lam >= 0, lam <= l_n),
    )
    falls = Cut((1 - alpha * lam) ** 2 <= 1, otherwise=Auto(degree=3), then=Auto(degree=2, squares=(c,)))
    stepwise = Induct(f_1 <= f_0, step=Cut(alpha * lam <= 2, then=falls))
    yield Statement("gradient descent's loss falls", (loss, alpha >= 0, alpha * l_n <= 2), f_1 <= f_0, plan=stepwise)
    K = Symbol("K", real=True)
    ratio = (
        *COORDINATES,
        Eq(alpha, p**2),
        Eq(K * A, B),
        x_0**2 > 0,
        Eq(x_1, _after(B**2)[1].subs({y: 0, x: x_0}, simultaneous=True)),
    )
    raised = Equivalent(x_1**2 > x_0**2, K**2 > 2 * K + 1)
    excess = q**2 + 2 * q - 1
    signs = Cut(Eq(excess * (K + 1) ** 2, 2 * (K**2 - 2 * K - 1)), then=Split(excess))
    squares = Cut(And(Eq(x_1**2 - x_0**2, excess * (1 + q) ** 2 * x_0**2), (1 + q) ** 2 * x_0**2 > 0), then=signs)
    ranges = Cut(And(K >= 1, Eq(x_1, -q * (2 + q) * x_0)), then=squares)
    factor = Cut(Eq(alpha * B**2, (1 + q) ** 2), then=Cut(Eq(q * (K + 1), K - 1), then=ranges))
    yield Statement("momentum's loss rises along q_n", ratio, raised, plan=coordinates(factor))
    powers = Orbit({P: (1, q * P), k: (0, k + 1)})
    small = (powers, q >= 0, 2 * q + q**2 <= 1)
    slow = P * (1 + k * (1 - q))
    after = {P: q * P, k: k + 1}
    both = And(FACTOR.subs(after, simultaneous=True) <= FACTOR, slow.subs(after, simultaneous=True) <= slow)
    yield Statement(
        "both ends fall for smaller condition numbers",
        small,
        both,
        plan=Induct(And(P >= 0, k >= 0), then=Auto(degree=3)),
    )
    at = {
        A: 1,
        B: 2,
        K: 2,
        p: Rational(2, 3),
        q: Rational(1, 3),
        alpha: Rational(4, 9),
        x_0: 1,
        x_1: Rational(-7, 9),
    }
    yield Misprint("the loss rises at kappa = 4", ratio, x_1**2 > x_0**2, at)
