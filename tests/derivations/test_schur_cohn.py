"""Where roots lie: the conditions against polynomials with exactly known roots, inside, on and outside the circle."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Eq, Poly, Rational, Symbol, sqrt

from derivations.notation import alpha, beta, lam, sigma
from derivations.schur_cohn import (
    ClosedFormError,
    closed_roots,
    double_root_conditions,
    stability_conditions,
    stability_polynomials,
)
from tests.derivations.methods import polynomial_of, spectra

Roots = list[tuple[Fraction, Fraction | None]]
MOMENTUM = [alpha * lam - 1 - beta, beta]
CRITICAL = double_root_conditions(Poly([1, *MOMENTUM], sigma), beta)
DISCRIMINANT = Poly([1, *MOMENTUM], sigma).discriminant()
ON_THE_CIRCLE: list[Roots] = [
    [(Fraction(1), None)],
    [(Fraction(-1), None)],
    [(Fraction(1), None), (Fraction(-1), None)],
    [(Fraction(1), Fraction(1))],
    [(Fraction(1), Fraction(1, 2)), (Fraction(0), None)],
    [(Fraction(1), Fraction(2)), (Fraction(1), Fraction(2))],
]


def exact(values: list[Fraction]) -> list[sympy.Rational]:
    return [Rational(v.numerator, v.denominator) for v in values]


def are_inside(roots: Roots) -> bool:
    return all(abs(r) < 1 for r, _ in roots)


def says_stable(polynomials: tuple[sympy.Expr, ...]) -> bool:
    return all(value > 0 for value in polynomials)


ANY_SPECTRUM = st.integers(1, 6).flatmap(spectra)


@given(ANY_SPECTRUM)
@example([(Fraction(1), None)])
@example([(Fraction(-1), None)])
@example([(Fraction(1), Fraction(1)), (Fraction(1, 2), None)])
@example([(Fraction(1), Fraction(2)), (Fraction(1), Fraction(2))])
@example([(Fraction(0), None)] * 6)
@example([(Fraction(2), None), (Fraction(1, 2), None)])  # sigma_1 sigma_2 = 1
def test_conditions_hold_exactly_when_all_roots_are_inside(roots: Roots) -> None:
    polynomials = stability_polynomials(exact(polynomial_of(roots)))
    assert len(polynomials) == sum(1 if t is None else 2 for _, t in roots) + 1
    assert says_stable(polynomials) == are_inside(roots)


@pytest.mark.parametrize("roots", ON_THE_CIRCLE, ids=str)
def test_on_the_boundary_none_is_negative_and_one_is_zero(roots: Roots) -> None:
    values = stability_polynomials(exact(polynomial_of(roots)))
    assert min(values) == 0


REAL = [Fraction(i, 2) for i in (-5, -3, -1, 1, 3, 5)]


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_every_condition_is_needed(order: int) -> None:
    """Without any one of them some polynomial with a root outside would pass: the test above would notice."""
    pairs = [
        (r, t)
        for r in (Fraction(1, 2), Fraction(6, 5), Fraction(3))
        for t in (Fraction(1, 4), Fraction(1), Fraction(4))
    ]
    pool: list[Roots] = [list(p) for p in product([(r, None) for r in REAL], repeat=order)]
    if order >= 2:
        pool += [[*p, pair] for pair in pairs for p in product([(r, None) for r in REAL], repeat=order - 2)]
    if order == 4:
        pool += [[p, q] for p in pairs for q in pairs]
    c = sympy.symbols(f"c_1:{order + 1}", real=True)
    polynomials = sympy.lambdify(c, stability_polynomials(c), modules=[])
    values = [polynomials(*polynomial_of(roots)) for roots in pool if not are_inside(roots)]
    alone_negative = {i for v in values for i in range(order + 1) if says_stable((*v[:i], *v[i + 1 :]))}
    assert alone_negative == set(range(order + 1))


def test_momentum() -> None:
    assert stability_conditions(MOMENTUM) == (alpha * lam > 0, -alpha * lam + 2 * beta + 2 > 0, 1 - beta > 0)


def test_order_one_and_conditions_without_symbols() -> None:
    x = Symbol("x", real=True)
    assert stability_conditions([x]) == (x + 1 > 0, 1 - x > 0)
    assert stability_conditions([Rational(1, 2)]) == ()
    assert stability_conditions([2]) == (sympy.false,)
    assert stability_conditions([1]) == (sympy.false,)


def test_a_quotient_keeps_the_sign_of_its_denominator() -> None:
    x, y = Symbol("x", real=True), Symbol("y", real=True)
    below, above = stability_conditions([x / y])
    for a, b in product((-3, -1, 0, 1, 2), (-2, -1, 1, 2)):
        at = {x: a, y: b}
        assert bool(below.subs(at) & above.subs(at)) == (abs(Fraction(a, b)) < 1)
    assert not below.subs({x: 1, y: 0})


@pytest.mark.parametrize(("coefficients", "message"), [([0.5], r"write Rational\(p, q\)"), ([], "give c_1")])
def test_bad_coefficients(coefficients: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stability_polynomials(coefficients)


def test_text_is_not_evaluated() -> None:
    with pytest.raises(sympy.SympifyError):
        stability_polynomials(["x"])


def poly(*coefficients: sympy.Expr) -> Poly:
    return Poly([1, *coefficients], sigma)


@pytest.mark.parametrize(
    "p",
    [
        poly(*MOMENTUM),
        poly(-alpha * lam),
        poly(-2 * beta, beta**2),
        poly(0, 0, 0),
        Poly((sigma - beta) ** 2 * (sigma**2 - alpha * sigma + lam), sigma),
        poly(alpha / lam, beta / lam),
    ],
    ids=str,
)
def test_closed_roots_multiply_to_the_polynomial(p: Poly) -> None:
    product_ = sympy.prod((sigma - root) ** m for root, m in closed_roots(p).items())
    assert sympy.simplify(sympy.expand(product_ - p.as_expr())) == 0
    assert sum(closed_roots(p).values()) == p.degree()


def test_a_cubic_without_rational_factor_has_no_closed_form_here() -> None:
    with pytest.raises(ClosedFormError, match="irreducible factor of degree 3"):
        closed_roots(poly(alpha, beta, lam))


def test_double_roots_of_momentum() -> None:
    s = sqrt(alpha * lam)
    assert double_root_conditions(poly(*MOMENTUM), beta) == (Eq(beta, (s - 1) ** 2), Eq(beta, (s + 1) ** 2))
    *solutions, degenerate = double_root_conditions(poly(*MOMENTUM), alpha)
    assert solutions == [Eq(alpha, (sqrt(beta) - 1) ** 2 / lam), Eq(alpha, (sqrt(beta) + 1) ** 2 / lam)]
    assert degenerate == sympy.And(Eq(lam, 0), Eq(beta - 1, 0))


def test_double_roots_always_never_and_unsolved() -> None:
    assert double_root_conditions(poly(-2 * beta, beta**2), beta) == (sympy.true,)
    assert double_root_conditions(poly(beta), beta) == ()
    assert double_root_conditions(poly(0, 1)) == ()
    cubic = poly(0, -beta, alpha)  # its discriminant is 4 beta^3 - 27 alpha^2
    root = 2 * sqrt(3) * beta * sqrt(beta) / 9
    assert set(double_root_conditions(cubic, alpha)) == {Eq(alpha, root), Eq(alpha, -root)}
    (unsolved,) = double_root_conditions(cubic, beta)
    assert sympy.expand((unsolved.lhs - unsolved.rhs) ** 2 - (4 * beta**3 - 27 * alpha**2) ** 2) == 0


@given(
    st.sampled_from([-1, 1]),
    st.fractions(Fraction(0), Fraction(3), max_denominator=30),
    st.fractions(Fraction(1, 9), Fraction(5), max_denominator=30),
)
@example(1, Fraction(0), Fraction(1))
@example(-1, Fraction(1), Fraction(1))
def test_a_solution_makes_roots_coincide_and_a_neighbour_does_not(sign: int, s: Fraction, curvature: Fraction) -> None:
    """With alpha lambda = s^2, beta = (s +- 1)^2 is critical, and beta + 1/1000 is not unless it is the other one."""
    solutions = [condition.rhs for condition in CRITICAL]
    at = {alpha: Rational(*(s * s / curvature).as_integer_ratio()), lam: Rational(*curvature.as_integer_ratio())}
    lower, upper = (solution.subs(at) for solution in solutions)
    critical = lower if sign < 0 else upper
    assert critical == Rational(*((s + sign) ** 2).as_integer_ratio())
    discriminant = DISCRIMINANT.subs(at)
    assert discriminant.subs(beta, critical) == 0
    neighbour = critical + Rational(1, 1000)
    assert (discriminant.subs(beta, neighbour) == 0) == (neighbour in (lower, upper))
