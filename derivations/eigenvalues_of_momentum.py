r"""Article footnote 4 and section *The Dynamics of Momentum*: the eigenvalues of R and the rate of convergence.

R = [[beta, l], [-alpha beta, 1 - alpha l]] has trace T = 1 + beta - alpha l and determinant beta, so that its
eigenvalues are the roots of sigma^2 - T sigma + beta:

    T^2 >= 4 beta    sigma = (T +- t)/2, t = sqrt(T^2 - 4 beta)        max |sigma| = (|T| + t)/2
    T^2 < 4 beta     sigma = (T +- i t)/2, t = sqrt(4 beta - T^2)      |sigma| = sqrt(beta), whatever alpha and l

Here sigma = a + i b, with real a and b, is any complex number; tau, sigma_1, sigma_2 as in `derivations.momentum`.
The rate is the larger modulus r: every run is at most k r^(k-1) |x^1| + (k-1) r^k |x^0|, and from rest none decays
faster.

References: G. Goh, "Why Momentum Really Works", Distill 2017; S. Elaydi, *An Introduction to Difference Equations*,
3rd ed., Springer 2005, section 2.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import And, Eq, Equivalent, Ge, Ne, Or, Rational, Symbol

from derivations.claim import claim
from derivations.momentum import (
    DAMPING,
    DYNAMICS,
    EIGENVALUES,
    GOH,
    TRACE,
    component_step,
    k,
    p,
    sigma_1,
    sigma_2,
    sqrt_beta,
    tau,
    x_0,
)
from derivations.notation import T, alpha, beta, d, lam, r, rho, x, y
from derivations.plan import Auto, Cut, Induct, Plan, Split, Use
from derivations.rate_map_iterates import LATER, REAL, ahead, iterates
from derivations.roots import RootPair, momentum_matrix
from derivations.statement import Misprint, Orbit, Statement
from derivations.tactics import about, decide, known, real, square

FOOTNOTE = "footnote 4"
ELAYDI = "S. Elaydi, An Introduction to Difference Equations, 3rd ed., Springer 2005, section 2.3"

a, b, t, u, v, x_1 = (Symbol(name, real=True) for name in ("a", "b", "t", "u", "v", "x_1"))
discriminant = TRACE**2 - 4 * beta
FIRST, SECOND = EIGENVALUES.squared_moduli
NONNEGATIVE = Ge(SECOND, 0, evaluate=False)


@claim(
    "mom.eigenvalues",
    section=FOOTNOTE,
    latex=r"\det(R - \sigma I) = 0 \iff \sigma = \tfrac12\Big(1 - \alpha\lambda + \beta \pm \sqrt{(1 - "
    r"\alpha\lambda + \beta)^2 - 4\beta}\Big)",
    printed=r"s_{1,2} = 1/2 (1 - \alpha l + \beta \pm \sqrt{(-\alpha l + \beta + 1)^2 - 4\beta})",
    as_printed="holds",
    references=(GOH,),
)
def eigenvalues_of_the_matrix() -> Iterator[Statement | Misprint]:
    """det(R - sigma I) = (beta - sigma)(1 - alpha l - sigma) + alpha beta l = sigma^2 - T sigma + beta, for complex
    sigma = a + i b in two real parts. The imaginary part is b (2 a - T) = 0. If b = 0, (2 a - T)^2 = T^2 - 4 beta;
    else a = T/2, and then 4 b^2 = 4 beta - T^2.
    """
    R = momentum_matrix()
    left, right, corner = R[0, 0] - a, R[1, 1] - a, R[0, 1] * R[1, 0]
    singular = And(Eq(left * right - b**2 - corner, 0), Eq(-b * (left + right), 0))
    polynomial = And(Eq(a**2 - b**2 - TRACE * a + beta, 0), Eq(b * (2 * a - TRACE), 0))
    expanded = Cut(singular, otherwise=Cut(polynomial), then=Cut(polynomial))
    yield Statement("characteristic polynomial", (), Equivalent(singular, polynomial), plan=expanded, lemma=True)
    root = (t >= 0, discriminant >= 0, Eq(t**2, discriminant))
    printed = And(Eq(b, 0), Or(Eq(2 * a, TRACE + t), Eq(2 * a, TRACE - t)))
    by_sign = decide(singular, Eq(b, 0), Eq(2 * a, TRACE + t), Eq(2 * a, TRACE - t))
    yield Statement("real", root, Equivalent(singular, printed), plan=by_sign)
    imaginary = (t >= 0, discriminant < 0, Eq(t**2, -discriminant))
    printed = And(Eq(2 * a, TRACE), Or(Eq(2 * b, t), Eq(2 * b, -t)))
    by_part = Cut(Eq(2 * a, TRACE), otherwise=Cut(Eq(b, 0)), then=Cut(Eq((2 * b - t) * (2 * b + t), 0)))
    yield Statement("complex", imaginary, Equivalent(singular, printed), plan=by_part)


@claim(
    "mom.complex-modulus",
    section=FOOTNOTE,
    latex=r"(1 + \beta - \alpha\lambda)^2 < 4\beta \implies \sigma_2 = \overline{\sigma_1},\ |\sigma_1| = "
    r"|\sigma_2| = \tfrac12\sqrt{(1-\alpha\lambda+\beta)^2 + |(1-\alpha\lambda+\beta)^2 - 4\beta|} = \sqrt\beta",
    printed=r"complex roots: |s1| = |s2| = \sqrt{(1-\alpha l+\beta)^2 + |(-\alpha l+\beta+1)^2 - 4\beta|} = "
    r"2\sqrt{\beta}",
    as_printed="fails",
    correction=r"\tfrac12\sqrt{(1-\alpha\lambda_i+\beta)^2 + |(1-\alpha\lambda_i+\beta)^2 - 4\beta|} = \sqrt\beta",
    references=(GOH,),
)
def complex_modulus() -> Iterator[Statement | Misprint]:
    """Conjugate roots have |sigma|^2 = sigma_1 sigma_2 = beta, and T^2 + (4 beta - T^2) = 4 beta: the factor 1/2 of
    the roots is missing in what is printed. At alpha l = 5/4, beta = 1/4 the roots are +-i/2.
    """
    modulus = Symbol("modulus", real=True)
    hypotheses = (*EIGENVALUES.equations, *DAMPING, discriminant < 0, modulus >= 0)
    conjugate = And(Eq(sigma_1, sigma_2), Ne(tau, 0))
    sizes = And(Eq(FIRST, beta), Eq(SECOND, beta), Eq(4 * FIRST, TRACE**2 - discriminant))
    yield Statement(
        "conjugate", hypotheses, And(conjugate, sizes), plan=real(EIGENVALUES, Auto(squares=(sigma_1 - sigma_2,)))
    )
    which = (*hypotheses, Or(Eq(modulus**2, FIRST), Eq(modulus**2, SECOND)))
    plan = Cut(And(Eq(FIRST, beta), Eq(SECOND, beta)), real(EIGENVALUES), Split(modulus - sqrt_beta))
    yield Statement("modulus", which, Eq(modulus, sqrt_beta), plan=plan)
    printed = Eq(FIRST, TRACE**2 - discriminant)
    at = {alpha: 1, lam: Rational(5, 4), beta: Rational(1, 4), sqrt_beta: Rational(1, 2)}
    at |= {sigma_1: 0, sigma_2: 0, tau: Rational(1, 2), modulus: Rational(1, 2)}
    yield Misprint("without the factor 1/2", hypotheses, printed, at)


@claim(
    "mom.complex-rate-independent-of-step",
    section=FOOTNOTE,
    latex=r"(1-\sqrt\beta)^2 \le \alpha\lambda,\ \tilde\alpha\tilde\lambda \le (1+\sqrt\beta)^2 \implies "
    r"\rho(\alpha, \lambda) = \rho(\tilde\alpha, \tilde\lambda) = \sqrt\beta, \text{ and outside this range } \rho "
    r"> \sqrt\beta",
    printed="In the complex case the rate does not depend on the step-size or the eigenvalue.",
    as_printed="holds",
    references=(GOH,),
)
def complex_rate_independent_of_step() -> Iterator[Statement | Misprint]:
    """Both moduli are sqrt(beta) in the whole closed range, the double roots at its ends included. Outside it the
    roots are real and distinct with product beta >= 0, so that the larger modulus is above sqrt(beta).
    """
    other_step, other_lam = Symbol("alpha_other", real=True), Symbol("lambda_other", real=True)
    trace = TRACE.subs({alpha: other_step, lam: other_lam}, simultaneous=True)
    one, two, part = (Symbol(f"{name}_other", real=True) for name in ("sigma_1", "sigma_2", "tau"))
    other = RootPair(one, two, part, trace, beta)
    low, high = (1 - sqrt_beta) ** 2, (1 + sqrt_beta) ** 2
    within = tuple(Ge(e, 0) for u in (alpha * lam, other_step * other_lam) for e in (u - low, high - u))
    same = And(*(Eq(m, beta) for pair in (EIGENVALUES, other) for m in pair.squared_moduli))
    lemma = "discriminant/not real and distinct"
    plan = known(4 * beta >= TRACE**2, trace**2 <= 4 * beta, then=about(lemma, EIGENVALUES, about(lemma, other)))
    hypotheses = (*EIGENVALUES.equations, *other.equations, *DAMPING, *within)
    yield Statement("in the range", hypotheses, same, plan=plan)
    outside = Or(alpha * lam < low, alpha * lam > high)
    slower = (*EIGENVALUES.equations, *DAMPING, outside)
    apart = about("discriminant/real and distinct", EIGENVALUES, Auto(squares=(sigma_1 - sigma_2,)))
    plan = known(discriminant > 0, then=apart)
    yield Statement("outside the range", slower, Or(beta < FIRST, beta < SECOND), plan=plan)


@claim(
    "mom.real-rate",
    section=FOOTNOTE,
    latex=r"(1-\alpha\lambda+\beta)^2 \ge 4\beta \implies \max\{|\sigma_1|, |\sigma_2|\} = \tfrac12 "
    r"\max|1-\alpha\lambda+\beta \pm t| = \tfrac12(|1-\alpha\lambda+\beta| + t), \quad t = "
    r"\sqrt{(1-\alpha\lambda+\beta)^2 - 4\beta}",
    printed=r"real roots: max{|s1|,|s2|} = 1/2 max{ |1-\alpha l_i+\beta \pm \sqrt{(1-\alpha l_i+\beta)^2 - 4\beta}| "
    r"}",
    as_printed="holds",
    references=(GOH,),
)
def real_rate() -> Iterator[Statement | Misprint]:
    """(2 sigma_1 - T)^2 = T^2 - 4 beta = t^2, so {2 sigma_1, 2 sigma_2} = {T + t, T - t}; the larger of |T + t| and
    |T - t| is |T| + t, as t >= 0. `rho` is the maximum of the moduli: an upper bound of both that is one of them.
    """
    yield from _larger(RootPair(sigma_1, sigma_2, tau, T, d))
    size = Or(*(And(sign * TRACE >= 0, Eq(2 * rho, sign * TRACE + t)) for sign in (1, -1)))
    hypotheses = (*EIGENVALUES.equations, t >= 0, Eq(t**2, discriminant), *_maximum(EIGENVALUES))
    yield Statement("the larger", hypotheses, size, plan=Use("the larger of two", {T: TRACE, d: beta}))


def _maximum(pair: RootPair) -> tuple[Any, ...]:
    """rho is the larger modulus."""
    first, second = pair.squared_moduli
    return rho >= 0, pair.within(rho), Or(Eq(rho**2, first), Eq(rho**2, second))


def _larger(pair: RootPair) -> Iterator[Statement]:
    """For the roots of any sigma^2 - T sigma + d with T^2 - 4 d = t^2 >= 0."""
    root = (*pair.equations, t >= 0, Eq(t**2, T**2 - 4 * d))
    both = Or(*(And(Eq(2 * one, T + t), Eq(2 * other, T - t)) for one, other in _orders()))
    halves = Cut(Eq((2 * sigma_1 - T - t) * (2 * sigma_1 - T + t), 0), then=Cut(Eq(2 * sigma_1, T + t)))
    yield Statement("the two roots", root, And(Eq(tau, 0), both), plan=real(pair, halves), lemma=True)
    size = Or(*(And(sign * T >= 0, Eq(2 * rho, sign * T + t)) for sign in (1, -1)))
    plan = Use("the two roots", then=Cut(T >= 0, _same_square(t - T), _same_square(t + T)))
    yield Statement("the larger of two", (*root, *_maximum(pair)), size, plan=plan, lemma=True)


def _same_square(side: Any) -> Plan:
    """4 rho^2 = side^2 with side >= 0, so that 2 rho = side."""
    apart = Auto(squares=(2 * rho - side,))
    return known(Eq(4 * rho**2, side**2), side >= 0, then=Split(2 * rho - side, apart, Auto(), apart))


def _orders() -> tuple[tuple[Symbol, Symbol], ...]:
    return (sigma_1, sigma_2), (sigma_2, sigma_1)


@claim(
    "mom.rate-is-largest-modulus",
    section=DYNAMICS,
    latex=r"r = \max\{|\sigma_1|, |\sigma_2|\}:\quad |x^k| \le k r^{k-1} |x^1| + (k-1) r^k |x^0| \ (k \ge 1); "
    r"\text{ from rest } x^{k+1} - \sigma_2 x^k = \sigma_1^{k+1} (1-\sigma_2) x^0, \text{ and for complex roots } "
    r"(x^{k+1})^2 - T x^{k+1} x^k + \beta (x^k)^2 = \beta^{k+1} \alpha\lambda (x^0)^2",
    printed="The convergence rate is max{|s1|, |s2|}.",
    as_printed="holds",
    references=(GOH, ELAYDI),
)
def rate_is_largest_modulus() -> Iterator[Statement | Misprint]:
    """Above: x^k = S_k x^1 - beta S_{k-1} x^0 and |S_k| <= k r^{k-1}, since S_{k+1} = sigma_1 S_k + Re (sigma_2 + i
    tau)^k, where u + i v stands for that power; both entries of the state obey this recurrence. The factor k is
    needed only for a double root. Below, from rest: what is stated for real roots bounds (1 + sigma_2^2)((x^{k+1})^2
    + (x^k)^2) from below by sigma_1^{2k+2} (1 - sigma_2)^2 (x^0)^2, and (1 - sigma_1)(1 - sigma_2) = alpha l; complex
    roots have the quadratic form, at most 2 (1 + beta)((x^{k+1})^2 + (x^k)^2). So no smaller rate would do. A start
    in the eigenvector of the smaller root, x^1 = sigma_2 x^0, decays faster: the rate is that of the slowest start,
    and of every start from rest with alpha l != 0.
    """
    once = component_step(y, x)
    twice = component_step(*once)
    recurrence = And(*(Eq(c, TRACE * b - beta * a) for a, b, c in zip((y, x), once, twice, strict=True)))
    yield Statement("both entries", (), recurrence, lemma=True)
    yield from _above()
    yield from _below()


def _above() -> Iterator[Statement]:
    S, c = Symbol("S", real=True), Symbol("c", real=True)
    size_0, size_1 = Symbol("size_0", real=True), Symbol("size_1", real=True)  # bounds of |x^0| and |x^1|
    moves = {x: (x_1, ahead), ahead: (TRACE * x_1 - beta * x_0, LATER), S: (1, sigma_1 * S + u), c: (0, beta * S)}
    turning = {u: (sigma_2, sigma_2 * u - tau * v), v: (tau, tau * u + sigma_2 * v)}
    run = Orbit(moves | turning | {p: (1, r * p), k: (1, k + 1)})  # p = r^{k-1}
    both_ways = And(Eq(TRACE * S - c, sigma_1 * S + u), Eq(tau * (v - tau * S), 0))
    recurrence = And(Eq(x, S * x_1 - c * x_0), Eq(ahead, (TRACE * S - c) * x_1 - beta * S * x_0), both_ways)
    yield Statement("by S", (run, *EIGENVALUES.equations), recurrence, plan=Induct(recurrence), lemma=True)

    reach = (k - 1) * r * p
    powers = And(p >= 0, k >= 1, u**2 + v**2 <= (r * p) ** 2)
    small = And(powers, k * p >= S, -k * p <= S, c <= reach, c >= -reach)
    given = (*EIGENVALUES.equations, r >= 0, EIGENVALUES.within(r))
    turned = Auto(products=((NONNEGATIVE, r**2 * p**2 >= u**2 + v**2), (r**2 >= SECOND, square(r * p))))
    step = known(r * p >= 0, u <= r * p, u >= -r * p, NONNEGATIVE, square(r * p), then=turned)
    inside = (sigma_1 <= r, sigma_1 >= -r, beta <= r**2, beta >= -(r**2))
    yield Statement("S is small", (run, *given), small, plan=known(*inside, then=Induct(small, step=step)), lemma=True)
    sizes = (x_0 <= size_0, x_0 >= -size_0, x_1 <= size_1, x_1 >= -size_1)
    bound = p * (k * size_1 + (k - 1) * r * size_0)
    first = (S * x_1 <= k * p * size_1, S * x_1 >= -k * p * size_1)
    last = (c * x_0 <= reach * size_0, c * x_0 >= -reach * size_0)
    plan = Use("by S", then=Use("S is small", then=known(*first, *last)))
    yield Statement("no slower", (run, *given, *sizes), And(x <= bound, x >= -bound), plan=plan)


def _below() -> Iterator[Statement]:
    powers = {p: (1, sigma_1 * p)}
    along = Eq(ahead - sigma_2 * x, p * sigma_1 * (1 - sigma_2) * x_0)
    bounded = (1 + sigma_2**2) * (ahead**2 + x**2) >= (p * sigma_1 * (1 - sigma_2) * x_0) ** 2
    plan = Induct(along, then=Auto(squares=(sigma_2 * ahead + x,)))
    yield Statement("no faster, real", (iterates(0, powers), *REAL), And(along, bounded), plan=plan)
    form = ahead**2 - TRACE * ahead * x + beta * x**2
    envelope = Eq(form, p * beta * alpha * lam * x_0**2)
    lower = 2 * (1 + beta) * (ahead**2 + x**2) >= p * beta * alpha * lam * x_0**2
    weights = (discriminant < 0, square(x)), (beta >= 0, square(x))
    above = Auto(squares=(2 * ahead + TRACE * x, ahead, x), products=weights)
    slowly = Cut(beta >= 0, Auto(squares=(TRACE,)), Induct(envelope, then=known(square(x), then=above)))
    run = iterates(0, {p: (1, beta * p)})
    yield Statement("no faster, complex", (run, discriminant < 0), And(envelope, lower), plan=slowly)
    faster = Orbit({x: (x_0, ahead), ahead: (sigma_2 * x_0, LATER), p: (1, sigma_2 * p)})
    decays = And(Eq(x, p * x_0), Eq(ahead, sigma_2 * x))
    yield Statement("the exception", (faster, *REAL), decays, plan=Induct(decays))
