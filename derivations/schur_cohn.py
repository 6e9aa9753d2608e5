r"""Where the roots of a real polynomial lie: inside the unit circle, in closed form, doubled.

Article sections *Choosing A Step-size*, *The Dynamics of Momentum* and *The Critical Damping Coefficient*, for a
characteristic polynomial of any degree. All is exact: coefficients are rationals or SymPy expressions in real
symbols, and no division is made by anything that may vanish.

**Stability.** Let p(sigma) = sigma^n + c_1 sigma^{n-1} + ... + c_n be real. `stability_polynomials` returns n + 1
polynomials in the c_i whose joint strict positivity is equivalent to |sigma| < 1 for every root of p.

Proof. Put sigma = (1 + t)/(1 - t), that is t = (sigma - 1)/(sigma + 1), and

    q(t) = (1 - t)^n p((1 + t)/(1 - t)) = sum_i c_i (1 + t)^{n-i} (1 - t)^i = b_0 t^n + b_1 t^{n-1} + ... + b_n.

Then b_0 = (-1)^n p(-1) = prod (1 + sigma_i) and b_n = p(1) = prod (1 - sigma_i).
 1. |sigma|^2 - 1 = 4 Re(t)/|1 - t|^2, so the map takes |sigma| < 1 to Re t < 0 one to one, and sigma = -1 to infinity.
 2. If all |sigma_i| < 1, then b_0 > 0, since real roots give positive factors and complex ones come in pairs with
    factor |1 + sigma|^2; so q has degree n exactly, its n roots are the images of the sigma_i, and all lie in Re t < 0.
 3. If b_0 > 0, then sigma = -1 is no root of p, q has degree n, and its roots are the images of the sigma_i (t = 1 is
    never one, since q(1) = 2^n). If they all lie in Re t < 0, all |sigma_i| < 1.
 So: all |sigma_i| < 1 iff b_0 > 0 and q is a Hurwitz polynomial. By Lienard and Chipart, for b_0 > 0, q is Hurwitz iff
    b_n > 0, b_{n-2} > 0, b_{n-4} > 0, ...  and  Delta_{n-1} > 0, Delta_{n-3} > 0, ...
 with Delta_m = det [b_{2j-i}], i, j = 1..m, the Hurwitz determinants (b_l = 0 outside 0..n). These inequalities are
 strict and equivalent, so on the boundary, where some |sigma_i| = 1, at least one of them fails. Orlando's formula
 makes the largest one speak: Delta_{n-1} = 2^{n(n-1)/2} prod_{i<j} (1 - sigma_i sigma_j). QED

For n = 1 this is 1 + c_1 > 0 and 1 - c_1 > 0. For n = 2 it is b/(1, 2, 1) = (p(-1), 1 - c_2, p(1)), and needs no
theorem: with sigma_1 sigma_2 = c_2, a complex pair has |sigma|^2 = c_2 and p(1), p(-1) > 0 of itself; real roots have
p(1) > 0 and p(-1) > 0 iff an even number of them lies on each outer side, and then c_2 < 1 excludes both outside. The
other familiar condition, -1 < c_2, is half the sum of p(1) > 0 and p(-1) > 0.

References: A. Lienard and M. H. Chipart, J. Math. Pures Appl. 10 (1914), 291-346; F. R. Gantmacher, *The Theory of
Matrices* II, Chelsea 1959, XV.13 theorem 11 (Lienard and Chipart), XV.7 (Orlando); E. I. Jury, *Theory and
Application of the z-Transform Method*, Wiley 1964, chapter 3 (the same determinants as inners); J. Schur, J. reine
angew. Math. 147 (1917), A. Cohn, Math. Z. 14 (1922).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy
from sympy.polys.matrices import DomainMatrix

__all__ = [
    "ClosedFormError",
    "closed_roots",
    "double_root_conditions",
    "factors",
    "stability_conditions",
    "stability_polynomials",
]


class ClosedFormError(ValueError):
    """The quantity has no closed form that is derived here."""


def stability_polynomials(coefficients: Sequence[Any]) -> tuple[Any, ...]:
    """Expressions that are all > 0 iff every root of sigma^n + c_1 sigma^{n-1} + ... + c_n has |sigma| < 1.

    `coefficients` are c_1, ..., c_n (without the leading 1), n >= 1: exact numbers or SymPy expressions in real
    symbols. Returns n + 1 expressions, b_n, b_{n-2}, ..., b_0, Delta_{n-1}, Delta_{n-3}, ... of the module's proof.

    Raises ValueError where there is no coefficient, or one is not exact.
    """
    c = [_exact(value) for value in (1, *coefficients)]
    n = len(c) - 1
    if n < 1:
        raise ValueError("coefficients=() violates: a polynomial with roots has degree 1 or more; give c_1")
    b = _cayley(c)
    indices = [*range(n, 0, -2), 0]
    minors = [_hurwitz_determinant(b, m) for m in range(n - 1, 0, -2)]
    return tuple(sympy.expand(e) for e in (*(b[i] for i in indices), *minors))


def stability_conditions(coefficients: Sequence[Any]) -> tuple[Any, ...]:
    """`stability_polynomials` as strict SymPy inequalities `polynomial > 0`, factored.

    A positive constant factor is dropped. A quotient N/D is written N D, which has its sign where D != 0, and
    which is 0, so that the condition fails, where D = 0 leaves the polynomial undefined. A condition that holds for
    all real values of its symbols by SymPy's assumptions is left out; one that never does is `sympy.false`.
    """
    conditions = [_positive(e) for e in stability_polynomials(coefficients)]
    return tuple(dict.fromkeys(c for c in conditions if c is not sympy.true))


def closed_roots(polynomial: Any) -> dict[Any, int]:
    """The roots of a univariate `sympy.Poly` with their multiplicities, by its factors of degree 1 and 2.

    A pair (T +- sqrt(T^2 - 4 d))/2 is reported as two simple roots, the plus sign first; where its discriminant
    vanishes for some values of the parameters they coincide (`double_root_conditions` says where).

    Raises ClosedFormError where an irreducible factor has degree 3 or more.
    """
    roots: dict[Any, int] = {}
    for factor, multiplicity in factors(polynomial):
        for root in _roots_of_factor(factor):
            roots[root] = roots.get(root, 0) + multiplicity
    return roots


def double_root_conditions(polynomial: Any, parameter: Any = None) -> tuple[Any, ...]:
    """When a univariate `sympy.Poly` has a repeated root: conditions of which at least one holds iff it does.

    Each irreducible factor of the discriminant contributes: where its degree in `parameter` is 1 or 2, one equation
    `parameter = ...` for each solution (a square root sqrt(m) means m >= 0, no real solution where m < 0), together
    with the case that its leading coefficient vanishes, where that can be; otherwise the equation `factor = 0`.
    No repeated root: (); always one: (sympy.true,).
    """
    discriminant = sympy.cancel(polynomial.discriminant()) if polynomial.degree() > 1 else sympy.Integer(1)
    if discriminant == 0:
        return (sympy.true,)
    numerator, _ = sympy.fraction(sympy.together(discriminant))
    factors = [factor for factor, _ in sympy.factor_list(numerator)[1]]
    conditions: list[Any] = []
    for factor in factors:
        conditions += _solved(factor, parameter, factors)
    return tuple(dict.fromkeys(conditions))


def _exact(value: Any) -> Any:
    expression = sympy.sympify(value, strict=True)
    if expression.has(sympy.Float):
        law = "coefficients are exact"
        raise ValueError(f"coefficient {value!r} violates: {law}; write Rational(p, q) for a float")
    return expression


def _cayley(c: Sequence[Any]) -> list[Any]:
    """The coefficients b_0, ..., b_n of (1 - t)^n p((1 + t)/(1 - t)), leading first."""
    t = sympy.Dummy("t")
    n = len(c) - 1
    binomials = [sympy.Poly((1 + t) ** (n - i) * (1 - t) ** i, t).all_coeffs() for i in range(n + 1)]
    return [sympy.expand(sum(c[i] * binomials[i][j] for i in range(n + 1))) for j in range(n + 1)]


def _hurwitz_determinant(b: Sequence[Any], m: int) -> Any:
    """Delta_m = det [b_{2j-i}] for i, j = 1..m, with b_l = 0 outside 0..n."""
    rows = [[b[2 * j - i] if 0 <= 2 * j - i < len(b) else sympy.Integer(0) for j in _to(m)] for i in _to(m)]
    matrix = DomainMatrix.from_list_sympy(m, m, rows)
    return matrix.domain.to_sympy(matrix.charpoly()[-1]) * (-1) ** m  # Berkowitz: no division


def _to(m: int) -> range:
    return range(1, m + 1)


def _positive(expression: Any) -> Any:
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(expression)))
    product = sympy.factor(numerator * denominator)
    content, rest = product.as_content_primitive()
    return sympy.Gt(rest if content > 0 else -rest, 0)


def factors(polynomial: Any) -> Iterable[tuple[Any, int]]:
    """The irreducible factors of positive degree of a univariate `sympy.Poly`, with their multiplicities."""
    try:
        _, factors = polynomial.factor_list()
    except (sympy.polys.polyerrors.DomainError, NotImplementedError):
        return [(polynomial, 1)]
    return [(factor, multiplicity) for factor, multiplicity in factors if factor.degree() > 0]


def _roots_of_factor(factor: Any) -> list[Any]:
    a, *rest = factor.all_coeffs()
    if len(rest) == 1:
        return [sympy.cancel(-rest[0] / a)]
    if len(rest) > 2:
        law = f"the characteristic polynomial has an irreducible factor of degree {len(rest)}"
        raise ClosedFormError(f"{law}: no closed form is derived; use rate, or mpmath.polyroots at numbers")
    half, product = sympy.cancel(-rest[0] / a) / 2, sympy.cancel(rest[1] / a)
    root = sympy.sqrt(sympy.factor(4 * (half**2 - product))) / 2
    return [half + root, half - root] if root != 0 else [half, half]


def _solved(factor: Any, parameter: Any, factors: Sequence[Any]) -> list[Any]:
    equation = sympy.Eq(factor, 0)
    if parameter is None or not factor.has(parameter):
        return [equation]
    polynomial = sympy.Poly(factor, parameter)
    if polynomial.degree() > 2 or any(c.has(parameter) for c in polynomial.all_coeffs()):
        return [equation]
    leading, *rest = polynomial.all_coeffs()
    values = [-rest[0] / leading] if len(rest) == 1 else _quadratic_solutions(leading, *rest)
    solved = [sympy.Eq(parameter, sympy.factor(value)) for value in values]
    if leading.is_number or _vanishes_with(leading, factors):
        return solved
    lower_degree = _both_vanish(leading, sympy.Poly(rest, parameter).as_expr())
    return solved if lower_degree is sympy.false else [*solved, lower_degree]


def _both_vanish(first: Any, second: Any) -> Any:
    """first = 0 and second = 0, without repeated factors, a symbol that is to be 0 put into the second equation."""
    reduced = sympy.Mul(*(factor for factor, _ in sympy.factor_list(first)[1]))
    rest = sympy.expand(second.subs(reduced, 0) if reduced.is_Symbol else second)
    return sympy.And(sympy.Eq(reduced, 0), sympy.Eq(sympy.sqf_part(rest) if rest.free_symbols else rest, 0))


def _vanishes_with(leading: Any, factors: Sequence[Any]) -> bool:
    """Whether another of the factors vanishes wherever `leading` does, so that the case is listed already."""
    own = [factor for factor, _ in sympy.factor_list(leading)[1]]
    return all(any(sympy.expand(f - g) == 0 or sympy.expand(f + g) == 0 for g in factors) for f in own)


def _quadratic_solutions(a: Any, b: Any, c: Any) -> list[Any]:
    """The solutions of a v^2 + b v + c = 0, each tidied by writing s for the square root that occurs."""
    content, factors = sympy.factor_list(b**2 - 4 * a * c)
    outside, inside = sympy.Integer(1), sympy.Integer(1)
    for factor, multiplicity in factors:
        outside *= factor ** (multiplicity // 2)
        inside *= factor ** (multiplicity % 2)
    root = sympy.sqrt(content)
    if not root.is_rational:
        root, inside = sympy.Integer(1), content * inside
    s = sympy.Dummy("s", nonnegative=True)
    return [_tidy((-b + sign * root * outside * s) / (2 * a), s, inside) for sign in (-1, 1)]


def _tidy(expression: Any, s: Any, square: Any) -> Any:
    """`expression` factored over s where that absorbs every symbol of s^2 = `square`; then s written out.

    With v = (s^2 - p_0)/p_1 for a symbol v in which `square` = p_1 v + p_0, only a result free of the symbols of
    `square` is taken: nothing then depends on p_1, and the identity, true for p_1 != 0, is one of polynomials.
    """
    best = sympy.factor(expression)
    for v in sorted(square.free_symbols, key=str):
        p = sympy.Poly(square, v)
        if p.degree() == 1 and not p.nth(0).has(v) and not p.nth(1).has(v):
            candidate = sympy.factor(sympy.cancel(best.subs(v, (s**2 - p.nth(0)) / p.nth(1))))
            if not candidate.free_symbols & square.free_symbols:
                best = candidate
    return best.subs(s, sympy.sqrt(square))
