r"""Article section *Optimal parameters*: the minimax over (alpha, beta), its rate, and gradient descent beside it.

The eigenvalues of the quadratic lie in [lambda_1, lambda_n], 0 < lambda_1 <= lambda_n. With A = sqrt(lambda_1), B =
sqrt(lambda_n) and K = B/A = sqrt(kappa) everything is rational:

    alpha = p^2,  p = 2/(A + B),        beta = q^2,  q = (B - A)/(A + B) = (K - 1)/(K + 1).

What makes it work is p A = 1 - q and p B = 1 + q: the characteristic polynomial sigma^2 - (1 + q^2 - alpha lambda)
sigma + q^2 is (sigma - q)^2 at lambda_1 and (sigma + q)^2 at lambda_n, and its roots are complex of modulus q in
between. Gradient descent's best rate is (kappa - 1)/(kappa + 1) = 2 q/(1 + q^2).

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, "Some methods of speeding up the
convergence of iteration methods", USSR Comput. Math. Math. Phys. 4(5), 1964.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Equivalent, Expr, Ne, Rational, Symbol

from derivations.claim import claim
from derivations.notation import A, B, T, alpha, beta, d, k, lam, q, r
from derivations.plan import Attain, Auto, Cut, Induct, Plan, Split, Use
from derivations.roots import RootPair, jury, momentum_roots
from derivations.statement import Minimum, Misprint, Orbit, Statement

SECTION = "Optimal parameters"
FOOTNOTE = "footnote 6"
GOH = "G. Goh, Why Momentum Really Works, Distill 2017"
POLYAK = "B. T. Polyak, USSR Comput. Math. Math. Phys. 4(5), 1964, 1-17"

p, K, P, M = (Symbol(name, real=True) for name in ("p", "K", "P", "M"))
g = Symbol("g", real=True)  # the rate of gradient descent at its best step-size
a = Symbol("a", real=True)  # that step-size

SPECTRUM = (A > 0, B >= A)
COORDINATES = (*SPECTRUM, Eq(p * (A + B), 2), Eq(q * (A + B), B - A))
OPTIMUM = (*COORDINATES, Eq(alpha, p**2), Eq(beta, q**2))
INTERVAL = (lam >= A**2, lam <= B**2)
FIRST, LAST, BETWEEN = momentum_roots(A**2), momentum_roots(B**2, "n"), momentum_roots(lam, "l")
ENDS = (*FIRST.equations, *LAST.equations, FIRST.within(r), LAST.within(r))


def about(lemma: str, pair: RootPair, then: Plan | None = None, trace: Expr | None = None) -> Plan:
    """A lemma on the roots of sigma^2 - T sigma + d, used for a pair of eigenvalues of momentum (of that trace, if
    known)."""
    x_1, x_2, y = FIRST.at(0, 0, 0)
    at = {
        T: pair.trace if trace is None else trace,
        d: pair.determinant,
        x_1: pair.x_1,
        x_2: pair.x_2,
        y: pair.y,
    }
    return Use(f"roots.{lemma}", at=at, then=then or Auto())


def coordinates(then: Plan | None = None) -> Plan:
    """p A = 1 - q, p B = 1 + q, 0 <= q < 1 and p > 0."""
    return Use("opt.parameters/coordinates", then=then or Auto())


@claim(
    "opt.parameters",
    section=SECTION,
    latex=r"\min_{\alpha, \beta}\, \max_{\lambda_1 \le \lambda \le \lambda_n} \rho(R(\lambda)) = "
    r"\frac{\sqrt{\lambda_n} - \sqrt{\lambda_1}}"
    r"{\sqrt{\lambda_n} + \sqrt{\lambda_1}}, \text{ attained only at } \alpha = \Big(\frac{2}{\sqrt{\lambda_1} + "
    r"\sqrt{\lambda_n}}"
    r"\Big)^2,\ \beta = \Big(\frac{\sqrt{\lambda_n} - \sqrt{\lambda_1}}{\sqrt{\lambda_n} + \sqrt{\lambda_1}}\Big)^2",
    printed=r"\alpha = (2/(\sqrt{l_1}+\sqrt{l_n}))^2, \beta = ((\sqrt{l_n}-\sqrt{l_1})/(\sqrt{l_n}+\sqrt{l_1}))^2 "
    r"minimise over "
    r"\alpha, \beta the largest spectral radius over all eigenspaces",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def parameters() -> Iterator[Statement | Misprint]:
    """Let every root at both ends have modulus at most r. For r >= 1 there is nothing to show. At r = 0 both traces
    vanish, so alpha A^2 = 1 = alpha B^2. For 0 < r < 1 the root lemma gives beta <= r^2, then r alpha A^2 >= (1 - r)(r
    - beta) gives alpha A^2 >= (1 - r)^2, and r alpha B^2 <= (1 + r)(r + beta) gives alpha B^2 <= (1 + r)^2. So B (1 -
    r) <= A (1 + r), that is r >= q. Where r = q all of these are equalities, which leaves one alpha and one beta.
    """
    necessary = about("within-radius/necessary", FIRST, about("within-radius/necessary", LAST))
    vanishing = about("within-radius/radius zero", FIRST, about("within-radius/radius zero", LAST))
    binding = (alpha * A**2 >= (1 - r) ** 2, alpha * B**2 <= (1 + r) ** 2, beta <= r**2)
    yield Statement("what the ends allow", (*SPECTRUM, r > 0, r < 1, *ENDS), And(*binding), plan=necessary, lemma=True)
    ratio = Cut(A**2 * (1 + r) ** 2 >= B**2 * (1 - r) ** 2, then=Auto(degree=3))
    hypotheses = (*SPECTRUM, r >= 0, r < 1, *binding)
    yield Statement("the radius from the ends", hypotheses, r * (A + B) >= B - A, plan=ratio, lemma=True)
    below = Use("what the ends allow", then=Use("the radius from the ends"))
    bound = Split(r, positive=Cut(r >= 1, otherwise=below), zero=vanishing)
    yield Statement(
        "lower bound for every alpha and beta", (*SPECTRUM, r >= 0, *ENDS), r * (A + B) >= B - A, plan=bound
    )
    named = And(Eq(p * A, 1 - q), Eq(p * B, 1 + q), q >= 0, q < 1, p > 0)
    yield Statement("coordinates", COORDINATES, named, lemma=True)
    variables = (alpha, beta, r, *FIRST.at(0, 0, 0), *LAST.at(0, 0, 0))
    there = {alpha: p**2, beta: q**2, r: q} | FIRST.at(q, q, 0) | LAST.at(-q, -q, 0)
    attained = Attain(there, bound=Use("lower bound for every alpha and beta"), attained=Use("coordinates"))
    yield Statement("minimum", COORDINATES, Minimum(variables, And(r >= 0, *ENDS), r, q), plan=attained)
    ordered = Use("coordinates", then=Cut(And(alpha * lam >= (1 - q) ** 2, alpha * lam <= (1 + q) ** 2)))
    yield Statement(
        "the trace in between", (*OPTIMUM, *INTERVAL), BETWEEN.trace**2 <= 4 * beta, plan=ordered, lemma=True
    )
    modulus = And(*(Eq(m, q**2) for m in BETWEEN.squared_moduli))
    same = Use("the trace in between", then=about("discriminant/not real and distinct", BETWEEN))
    yield Statement("every eigenvalue has the rate q", (*OPTIMUM, *INTERVAL, *BETWEEN.equations), modulus, plan=same)
    squeezed = (
        *COORDINATES,
        *(bound.subs(r, q) for bound in binding),
        *(bound.subs(r, q) for bound in jury(LAST.trace, beta, r)),
        q > 0,
    )
    pins = Use("coordinates", then=Cut(And(alpha >= p**2, alpha <= p**2), otherwise=Auto(degree=3)))
    yield Statement("equality in the bounds", squeezed, And(Eq(alpha, p**2), Eq(beta, q**2)), plan=pins, lemma=True)
    pinned = Use("what the ends allow", then=about("within-radius/necessary", LAST, Use("equality in the bounds")))
    unique = Use("coordinates", then=Split(q, positive=pinned, zero=vanishing))
    yield Statement(
        "the minimiser is unique",
        (*COORDINATES, *ENDS, Eq(r, q)),
        And(Eq(alpha, p**2), Eq(beta, q**2)),
        plan=unique,
    )


@claim(
    "opt.rate",
    section=SECTION,
    latex=r"q = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \qquad g = \frac{\kappa - 1}{\kappa + 1} = \frac{2 q}{1 + "
    r"q^2}, \qquad "
    r"q < g \iff \kappa > 1",
    printed=r"the optimal rate is (\sqrt\kappa - 1)/(\sqrt\kappa + 1), against (\kappa-1)/(\kappa+1) for gradient "
    r"descent",
    as_printed="holds",
    references=(GOH, POLYAK),
)
def rate() -> Iterator[Statement | Misprint]:
    """q (A + B) = B - A divided by A. As kappa = ((1 + q)/(1 - q))^2, gradient descent's rate is 2 q/(1 + q^2), which
    exceeds q by q (1 - q^2)/(1 + q^2).
    """
    yield Statement("in terms of the condition number", (*COORDINATES, Eq(K * A, B)), Eq(q * (K + 1), K - 1))
    rates = (K >= 1, Eq(q * (K + 1), K - 1), Eq(g * (K**2 + 1), K**2 - 1))
    yield Statement("gradient descent's rate", rates, Eq(g * (1 + q**2), 2 * q))
    faster = And(q <= g, Equivalent(q < g, K > 1))
    ranges = Cut(And(q >= 0, q < 1), then=Auto(degree=3))
    yield Statement("momentum is faster", rates, faster, plan=Use("gradient descent's rate", then=ranges))


@claim(
    "opt.minimax-problem",
    section=FOOTNOTE,
    latex=r"\max_{\lambda_1 \le \lambda \le \lambda_n} \rho(R(\lambda)) = \max\{\rho(R(\lambda_1)), "
    r"\rho(R(\lambda_n))\} \text{ for all } \alpha, \beta",
    printed=r"minimise over \alpha, \beta: max{ |R(l_i)|, .., |R(l_n)| }, where |.| denotes the magnitude of the "
    r"maximum eigenvalue",
    as_printed="holds-if",
    correction=r"the list starts at $\lambda_1$: over $\lambda_i, .., \lambda_n$ with $\lambda_i > \lambda_1$ the "
    r"minimum is smaller",
    references=(GOH,),
)
def minimax_problem() -> Iterator[Statement | Misprint]:
    """The conditions of the root lemma are affine in lambda: what holds at both ends of an interval holds in it. So the
    maximum over all eigenspaces is taken at lambda_1 or lambda_n. Over lambda_n alone, alpha = 1/lambda_n and beta = 0
    give the rate 0; over lambda_i, ..., lambda_n it is (B - C)/(B + C) with C = sqrt(lambda_i), which falls as C grows.
    """
    interval = (lam > A**2, lam < B**2)
    first, last, between = (jury(pair.trace, beta, r) for pair in (FIRST, LAST, BETWEEN))
    yield Statement("affine in the eigenvalue", (*SPECTRUM, r > 0, *interval, *first, *last), And(*between), lemma=True)
    conditions = Use("affine in the eigenvalue", then=about("within-radius/sufficient", BETWEEN))
    affine = about("within-radius/necessary", FIRST, about("within-radius/necessary", LAST, conditions))
    positive = (*SPECTRUM, r > 0, *interval, *ENDS, *BETWEEN.equations)
    yield Statement("the ends decide", positive, BETWEEN.within(r), plan=affine)
    vanishing = about("within-radius/radius zero", FIRST, about("within-radius/radius zero", LAST))
    yield Statement("the radius zero needs equal ends", (*SPECTRUM, Eq(r, 0), *ENDS), Eq(A, B), plan=vanishing)
    C, shorter = Symbol("C", real=True), Symbol("q_2", real=True)
    fewer = (*SPECTRUM, Eq(q * (A + B), B - A), C > A, B >= C, Eq(shorter * (C + B), B - C))
    difference = Cut(Eq((q - shorter) * (A + B) * (B + C), 2 * B * (C - A)), then=Cut((A + B) * (B + C) > 0))
    yield Statement("a shorter list has a smaller minimum", fewer, shorter < q, plan=difference)
    yield Misprint(
        "over lambda_n alone",
        (*COORDINATES, r >= 0, *LAST.equations, LAST.within(r)),
        r >= q,
        {A: 1, B: 3, p: Rational(1, 2), q: Rational(1, 2), alpha: Rational(1, 9), beta: 0, r: 0} | LAST.at(0, 0, 0),
    )


@claim(
    "opt.repeated-roots-at-the-ends",
    section=FOOTNOTE,
    latex=r"\sigma_{1,2}(\lambda_1) = q, \quad \sigma_{1,2}(\lambda_n) = -q, \quad \sigma_{1,2}(\lambda) \notin "
    r"\mathbb{R} \text{ for } \lambda_1 < \lambda < \lambda_n",
    printed="At the optimum the characteristic roots are repeated for the extremal eigenvalues.",
    as_printed="holds",
    references=(GOH,),
)
def repeated_roots_at_the_ends() -> Iterator[Statement | Misprint]:
    """T = 1 + q^2 - (1 - q)^2 = 2 q at lambda_1, T = 1 + q^2 - (1 + q)^2 = -2 q at lambda_n, and -2 q < T < 2 q in
    between."""
    ends = And(*(Eq(s, v) for s, v in (FIRST.at(q, q, 0) | LAST.at(-q, -q, 0)).items()))
    traces = And(Eq(FIRST.trace, 2 * q), Eq(LAST.trace, -2 * q))
    yield Statement("the traces at the ends", OPTIMUM, traces, plan=coordinates(), lemma=True)
    doubled = about("discriminant/repeated", FIRST, about("discriminant/repeated", LAST, trace=-2 * q), trace=2 * q)
    yield Statement(
        "repeated at the ends",
        (*OPTIMUM, *FIRST.equations, *LAST.equations),
        ends,
        plan=Use("the traces at the ends", then=doubled),
    )
    ordered = Cut(
        And(alpha * lam > (1 - q) ** 2, alpha * lam < (1 + q) ** 2),
        then=about("discriminant/complex", BETWEEN),
    )
    inner = (*OPTIMUM, lam > A**2, lam < B**2, *BETWEEN.equations)
    yield Statement("complex in between", inner, Ne(BETWEEN.y, 0), plan=coordinates(ordered))


@claim(
    "opt.square-roots-the-condition-number",
    section=SECTION,
    latex=r"c > 1,\ \rho = \tfrac{c-1}{c+1}:\quad \rho^k \le \tfrac1M \Leftarrow k \ge \tfrac{(M-1)(c-1)}{2}, \quad "
    r"\rho^k \le \tfrac1M \Rightarrow k \ge (1 - \tfrac1M) \tfrac{c+1}{2}; \quad c = \kappa \text{ for gradient "
    r"descent, } c = \sqrt\kappa \text{ for momentum}",
    printed="Momentum gives up to a quadratic speedup: iterations to a fixed accuracy grow as sqrt(kappa) instead of "
    "kappa.",
    as_printed="holds-if",
    correction=r"it is the count by the rate, $\rho^k \le 1/M$, that grows as $\sqrt\kappa$; the error itself is up to "
    r"$q^k (1 + k (1 + q))$ times its initial size (transient.worst-factor)",
    references=(GOH, POLYAK),
)
def square_roots_the_condition_number() -> Iterator[Statement | Misprint]:
    """Both rates are (c - 1)/(c + 1), with c = kappa and c = sqrt(kappa). Bernoulli: rho^k >= 1 - k (1 - rho) = 1 - 2
    k/(c + 1), and rho^k (1 + 2 k/(c - 1)) <= 1 as rho (1 + 2/(c - 1)) = 1. So the count for a fixed accuracy 1/M grows
    in proportion to c.
    """
    powers = Orbit({P: (1, q * P), k: (0, k + 1)})
    setting = (powers, K > 1, M >= 1, Eq(q * (K + 1), K - 1))
    size = And(P >= 0, k >= 0, P * (K - 1 + 2 * k) <= K - 1)
    upper = Cut(And(q > 0, q < 1), then=Induct(size, step=Auto(degree=3)))
    yield Statement("enough iterations", (*setting, 2 * k >= (M - 1) * (K - 1)), M * P <= 1, plan=upper)
    lower = Cut(And(q > 0, q < 1), then=Induct(And(k >= 0, 1 - k * (1 - q) <= P)))
    yield Statement("no fewer iterations", (*setting, M * P <= 1), 2 * k * M >= (M - 1) * (K + 1), plan=lower)
    x_0, x_1 = Symbol("x_0", real=True), Symbol("x_1", real=True)
    yield Misprint(
        "the error after one step from rest",
        (*OPTIMUM, Eq(x_1, (1 - alpha * B**2) * x_0)),
        x_1**2 <= (q * x_0) ** 2,
        {
            A: 1,
            B: 3,
            p: Rational(1, 2),
            q: Rational(1, 2),
            alpha: Rational(1, 4),
            beta: Rational(1, 4),
            x_0: 1,
            x_1: Rational(-5, 4),
        },
    )


@claim(
    "opt.alpha-twice-gradient-descent",
    section=SECTION,
    latex=r"\alpha = (1 + \beta)\, \alpha_{\mathrm{GD}}, \qquad 0 < 1 - \beta = \alpha \sqrt{\lambda_1 \lambda_n} "
    r"\le 4/\sqrt\kappa",
    printed=r"For poor conditioning the optimal \alpha is approximately twice that of gradient descent and \beta is "
    r"close to 1.",
    as_printed="holds",
    references=(GOH,),
)
def alpha_twice_gradient_descent() -> Iterator[Statement | Misprint]:
    """1 + beta = 1 + q^2 = 2 (A^2 + B^2)/(A + B)^2 is the ratio of the step-sizes exactly, and 1 - beta = (1 - q)(1 +
    q) = p A p B."""
    both = (*OPTIMUM, Eq(a * (A**2 + B**2), 2))
    yield Statement(
        "the ratio is one plus beta",
        both,
        Eq(alpha, (1 + beta) * a),
        plan=coordinates(Cut(Eq((1 + beta) * (A + B) ** 2, 2 * (A**2 + B**2)))),
    )
    close = And(beta < 1, Eq(1 - beta, alpha * A * B), (1 - beta) * B <= 4 * A)
    yield Statement("how close", OPTIMUM, close, plan=coordinates())


@claim(
    "opt.knife-edge",
    section=SECTION,
    latex=r"1 - \frac{\alpha \lambda_n}{2 + 2 \beta} = \frac{(1-q)^2}{2 (1+q^2)} = 1 - \frac{\alpha_{\mathrm{GD}} "
    r"\lambda_n}{2}; \quad "
    r"\text{at the edge the rate is } 1",
    printed="Being at the knife's edge of divergence, as in gradient descent, is a good place to be. (How far from "
    "the edge is the optimum, "
    "exactly, for both methods, and what is the rate at the edge?)",
    as_printed="holds-if",
    correction=r"near the edge, not at it: both optima stop short of it by the same fraction $(1-q)^2/(2+2q^2)$ of the "
    r"largest step-size",
    references=(GOH,),
)
def knife_edge() -> Iterator[Statement | Misprint]:
    """alpha lambda_n = (1 + q)^2 against 2 + 2 q^2, and 2 B^2/(A^2 + B^2) = (1 + q)^2/(1 + q^2) against 2. At alpha
    lambda = 2 + 2 beta the characteristic polynomial is (sigma + 1)(sigma + beta).
    """
    room = (1 - q) ** 2
    yield Statement(
        "distance of momentum's optimum", OPTIMUM, Eq(2 + 2 * beta - alpha * B**2, room), plan=coordinates()
    )
    both = (*COORDINATES, Eq(a * (A**2 + B**2), 2))
    ratio = coordinates(Cut(Eq((1 + q**2) * (A + B) ** 2, 2 * (A**2 + B**2))))
    yield Statement("distance of gradient descent's optimum", both, Eq((2 - a * B**2) * (1 + q**2), room), plan=ratio)
    edge = (
        *BETWEEN.equations,
        Eq(alpha * lam, 2 + 2 * beta),
        beta >= 0,
        beta <= 1,
        r >= 0,
        BETWEEN.within(r),
    )
    yield Statement(
        "the rate at the edge is one",
        edge,
        r >= 1,
        plan=about("within-radius/necessary", BETWEEN, Auto(degree=3)),
    )
    roots = And(Eq(BETWEEN.y, 0), Eq((BETWEEN.x_1 + 1) * (BETWEEN.x_1 + beta), 0), BETWEEN.within(1))
    real = Cut(Eq(BETWEEN.y, 0), otherwise=Cut(Eq(BETWEEN.x_1, BETWEEN.x_2)))
    yield Statement("no more than one", edge[:-2], roots, plan=real)
    yield Misprint(
        "at the edge",
        (*edge[:-2], Eq(r, 1), BETWEEN.within(r)),
        BETWEEN.inside(1),
        {alpha: 2, lam: 1, beta: 0, r: 1} | BETWEEN.at(-1, 0, 0),
    )
