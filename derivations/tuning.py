r"""Article section *Optimal parameters*, its advice: what one must know, how to set beta and alpha, and what ripples
mean.

With A = sqrt(lambda_1), B = sqrt(lambda_n), q = (B - A)/(A + B), and s = sqrt(beta):

- no alpha gives a rate below s, since the product of the roots is beta; and for beta >= q^2 every alpha with
  (1 - s)^2 <= alpha lambda_1 and alpha lambda_n <= (1 + s)^2 gives the rate s. So beyond beta = q^2 a larger beta is
  slower;
- at the upper end of the stable step-sizes the rate tends to 1;
- the optimum itself ripples, in every eigenspace but the two extremal ones.

Reference: G. Goh, "Why Momentum Really Works", Distill 2017.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import And, Eq, Ne, Rational, Symbol

from derivations.claim import claim
from derivations.notation import A, B, alpha, beta, lam, q, r, s
from derivations.optimal_parameters import (
    BETWEEN,
    COORDINATES,
    FIRST,
    GOH,
    INTERVAL,
    LAST,
    OPTIMUM,
    SECTION,
    SPECTRUM,
    about,
    coordinates,
    p,
)
from derivations.plan import Auto, Cut, Use
from derivations.roots import momentum_roots
from derivations.statement import Misprint, Statement

ANOTHER = {symbol: Symbol(f"{symbol}_2", real=True) for symbol in (A, B, p, q)}
HALF = {A: 1, B: 3, p: Rational(1, 2), q: Rational(1, 2)}  # kappa = 9


@claim(
    "opt.needs-the-extremal-eigenvalues",
    section=SECTION,
    latex=r"(\lambda_1, \lambda_n) \mapsto (\alpha, \beta) \text{ is one to one}; \quad m \le \lambda_1,\ \lambda_n "
    r"\le L \text{ suffice for the rate } "
    r"(\sqrt L - \sqrt m)/(\sqrt L + \sqrt m)",
    printed=r"The gains require explicit knowledge of l_1 and l_n.",
    as_printed="holds-if",
    correction=r"the optimal rate needs both exactly; a gain over gradient descent needs bounds only: parameters "
    r"made from $m \le \lambda_1$ and $L \ge \lambda_n$ have the rate $(\sqrt L - \sqrt m)/(\sqrt L + \sqrt m)$ on the "
    r"whole spectrum",
    references=(GOH,),
)
def needs_the_extremal_eigenvalues() -> Iterator[Statement | Misprint]:
    """p = sqrt(alpha) and q = sqrt(beta) give A = (1 - q)/p and B = (1 + q)/p back. Parameters made from a larger
    interval [m, L] have the rate of that interval on all of it, which may still be below the best rate of gradient
    descent on the true one.
    """
    other = [h.subs(ANOTHER, simultaneous=True) for h in OPTIMUM]
    roots = Cut(And(Eq(p, ANOTHER[p]), Eq(q, ANOTHER[q])), then=Auto(degree=2))
    both = coordinates(Use("opt.parameters/coordinates", at=ANOTHER, then=roots))
    same = And(Eq(A, ANOTHER[A]), Eq(B, ANOTHER[B]))
    yield Statement("one to one", (*OPTIMUM, *other), same, plan=both)
    m, L = Symbol("m", real=True), Symbol("L", real=True)
    bounds = [h.subs({A: m, B: L}, simultaneous=True) for h in OPTIMUM]
    modulus = And(*(Eq(v, q**2) for v in BETWEEN.squared_moduli))
    enough = Cut(
        And(lam >= m**2, lam <= L**2),
        then=Use("opt.parameters/every eigenvalue has the rate q", at={A: m, B: L}),
    )
    yield Statement(
        "bounds are enough",
        (*bounds, m <= A, B <= L, A <= B, *INTERVAL, *BETWEEN.equations),
        modulus,
        plan=enough,
    )
    g = Symbol("g", real=True)
    known = (
        *bounds,
        m < A,
        B < L,
        A < B,
        *INTERVAL,
        *BETWEEN.equations,
        BETWEEN.within(r),
        r >= 0,
        Eq(g * (A**2 + B**2), B**2 - A**2),
    )
    at = {
        m: 1,
        L: 11,
        p: Rational(1, 6),
        q: Rational(5, 6),
        alpha: Rational(1, 36),
        beta: Rational(25, 36),
        A: 2,
        B: 10,
    }
    at |= {lam: 25, r: Rational(5, 6), g: Rational(12, 13)} | BETWEEN.at(Rational(1, 2), Rational(1, 2), Rational(2, 3))
    yield Misprint("no gain without exact knowledge", known, r >= g, at)


@claim(
    "opt.beta-as-close-to-one-as-you-can",
    section=SECTION,
    latex=r"q^2 \le \beta < 1:\quad \min_\alpha \max_{\lambda_1 \le \lambda \le \lambda_n} \rho(R(\lambda)) = "
    r"\sqrt\beta",
    printed=r"Set \beta as close to 1 as you can.",
    as_printed="fails",
    correction=r"$\beta = ((\sqrt\kappa - 1)/(\sqrt\kappa + 1))^2$: beyond it the best rate is $\sqrt\beta$, which "
    r"grows to 1 with $\beta$",
    references=(GOH,),
)
def beta_as_close_to_one_as_you_can() -> Iterator[Statement | Misprint]:
    """The product of the roots is beta, so that one of them has modulus sqrt(beta) or more. For s = sqrt(beta) >= q the
    step-size ((1 + s)/B)^2 reaches it: alpha A^2 >= (1 - s)^2 is A (1 + s) >= B (1 - s), that is s >= q.
    """
    within = (*BETWEEN.equations, r >= 0, BETWEEN.within(r))
    yield Statement(
        "no rate below the root of beta", within, r**2 >= beta, plan=about("within-radius/necessary", BETWEEN)
    )
    setting = (
        *SPECTRUM,
        Eq(q * (A + B), B - A),
        s >= q,
        s < 1,
        Eq(beta, s**2),
        Eq(alpha * B**2, (1 + s) ** 2),
    )
    modulus = And(*(Eq(v, s**2) for v in BETWEEN.squared_moduli))
    lower = Cut(A * (1 + s) >= B * (1 - s), then=Cut(alpha > 0, otherwise=Auto(squares=(B,)), then=Auto(degree=3)))
    lower = Cut(q >= 0, then=lower)
    yield Statement("the slowest eigenvalue keeps up", setting, alpha * A**2 >= (1 - s) ** 2, plan=lower, lemma=True)
    ordered = Cut(
        alpha > 0,
        then=Cut(
            And(alpha * lam >= (1 - s) ** 2, alpha * lam <= (1 + s) ** 2),
            then=Cut(BETWEEN.trace**2 <= 4 * beta, then=about("discriminant/not real and distinct", BETWEEN)),
        ),
    )
    attained = Use("the slowest eigenvalue keeps up", then=ordered)
    yield Statement(
        "attained beyond the optimal beta", (*setting, *INTERVAL, *BETWEEN.equations), modulus, plan=attained
    )
    larger = (*COORDINATES, beta >= q**2, *FIRST.equations, r >= 0, FIRST.within(r))
    at = HALF | {alpha: Rational(53, 80), beta: Rational(9, 16), r: Rational(3, 4)}
    yield Misprint(
        "a larger beta is no slower",
        larger,
        r <= q,
        at | FIRST.at(Rational(9, 20), Rational(9, 20), Rational(3, 5)),
    )


@claim(
    "opt.highest-alpha-that-converges",
    section=SECTION,
    latex=r"\alpha \lambda_n = 2 + 2\beta - \delta \implies (1 - \rho)(\rho - \beta) \le \rho\,\delta; \quad "
    r"\rho(R(\lambda)) = \sqrt\beta \text{ for } (1-\sqrt\beta)^2 \le \alpha \lambda \le (1+\sqrt\beta)^2",
    printed=r"Then find the highest \alpha which still converges.",
    as_printed="fails",
    correction=r"there is no highest such $\alpha$, and near $2(1+\beta)/\lambda_n$ the rate tends to 1; for "
    r"$\beta \ge q^2$ every $\alpha$ from $(1-\sqrt\beta)^2/\lambda_1$ to $(1+\sqrt\beta)^2/\lambda_n$ is best",
    references=(GOH,),
)
def highest_alpha_that_converges() -> Iterator[Statement | Misprint]:
    """The stable step-sizes are an open interval. With alpha lambda = 2 + 2 beta - delta the condition p(-r) >= 0 reads
    (1 - r)(r - beta) <= r delta, so that r is 1 - O(delta). Between (1 - s)^2 and (1 + s)^2 the roots are complex or
    equal, of modulus s.
    """
    a, delta = Symbol("a", real=True), Symbol("delta", real=True)
    stable = (B > 0, beta >= 0, alpha * B**2 > 0, alpha * B**2 < 2 + 2 * beta)
    yield Statement(
        "there is none",
        (*stable, Eq(a * B**2, (alpha * B**2 + 2 + 2 * beta) / 2)),
        And(a > alpha, a * B**2 < 2 + 2 * beta),
    )
    near = (*LAST.equations, Eq(alpha * B**2, 2 + 2 * beta - delta), r >= 0, LAST.within(r))
    yield Statement(
        "near the edge the rate is near one",
        near,
        (1 - r) * (r - beta) <= r * delta,
        plan=about("within-radius/necessary", LAST),
    )
    plateau = (
        *BETWEEN.equations,
        s >= 0,
        Eq(beta, s**2),
        alpha * lam >= (1 - s) ** 2,
        alpha * lam <= (1 + s) ** 2,
    )
    modulus = And(*(Eq(v, s**2) for v in BETWEEN.squared_moduli))
    ordered = Cut(BETWEEN.trace**2 <= 4 * beta, then=about("discriminant/not real and distinct", BETWEEN))
    yield Statement("the plateau", plateau, modulus, plan=ordered)
    higher, rho = momentum_roots(lam, "h", alpha=a), Symbol("rho", real=True)
    two = (
        *BETWEEN.equations,
        *higher.equations,
        a > alpha,
        a * lam < 2 + 2 * beta,
        r >= 0,
        BETWEEN.within(r),
        rho >= 0,
        higher.within(rho),
    )
    at = {alpha: 1, beta: 0, lam: 1, a: Rational(15, 8), r: 0, rho: Rational(7, 8)}
    at |= BETWEEN.at(0, 0, 0) | higher.at(Rational(-7, 8), 0, 0)
    loose = (*two, Eq(rho**2, higher.x_1**2 + higher.y**2))
    yield Misprint("a higher step-size is no slower", loose, rho <= r, at)


@claim(
    "opt.ripples-mean-mistuning",
    section=SECTION,
    latex=r"\sigma_{1,2}(\lambda) \notin \mathbb{R} \text{ at the optimum for } \lambda_1 < \lambda < \lambda_n; \quad "
    r"\sigma_{1,2}(\lambda_1), \sigma_{1,2}(\lambda_n) \notin \mathbb{R} \implies \beta > q^2",
    printed="Ripples are an indication that extra tuning of the hyperparameters is required.",
    as_printed="fails",
    correction=r"the optimal parameters ripple in every eigenspace with $\lambda_1 < \lambda < \lambda_n$; ripples in "
    r"both extremal eigenspaces mean $\beta > q^2$",
    references=(GOH,),
)
def ripples_mean_mistuning() -> Iterator[Statement | Misprint]:
    """Ripples are complex roots, and at the optimum all but the extremal roots are complex. If the roots are complex at
    both ends, then (1 - s)^2 < alpha A^2 and alpha B^2 < (1 + s)^2, so that B (1 - s) < A (1 + s): s exceeds q, and a
    smaller beta is faster.
    """
    inner = (*OPTIMUM, lam > A**2, lam < B**2, *BETWEEN.equations)
    optimal = Use("opt.repeated-roots-at-the-ends/complex in between")
    yield Statement("the optimum ripples", inner, And(Ne(BETWEEN.y, 0), Eq(BETWEEN.x_1, BETWEEN.x_2)), plan=optimal)
    complex_ends = (FIRST.trace**2 < 4 * beta, LAST.trace**2 < 4 * beta)
    setting = (*SPECTRUM, Eq(q * (A + B), B - A), s >= 0, Eq(beta, s**2), *complex_ends)
    below, above = alpha * A**2 > (1 - s) ** 2, alpha * B**2 < (1 + s) ** 2
    sides = Cut(And(A * (1 + s) <= B * (1 - s), A * (1 + s) >= 0, B * (1 - s) >= 0))
    strict = Auto(products=((A > 0, A > 0, above),), squares=(B,))
    product = Cut(A**2 * (1 + s) ** 2 > B**2 * (1 - s) ** 2, otherwise=strict, then=sides)
    squares = Cut(And(below, above), then=product)
    yield Statement("ripples at both ends", setting, s > q, plan=Cut(s >= 1, then=Auto(), otherwise=squares))
    at = HALF | {alpha: Rational(1, 4), beta: Rational(1, 4), lam: Rational(13, 5), r: Rational(1, 2)}
    at |= BETWEEN.at(Rational(3, 10), Rational(3, 10), Rational(2, 5))
    yield Misprint("ripples and yet optimal", (*inner, BETWEEN.within(r), Ne(BETWEEN.y, 0), r >= 0), r > q, at)
