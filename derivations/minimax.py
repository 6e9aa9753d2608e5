r"""The best parameters of a method on quadratics with all curvatures in [mu, L]: found in floats, proved in rationals.

    from derivations import Method
    from numerics.algorithms.nesterov import step

    Method(step).best_parameters(1, 100)

Article section *Optimizing over both*, whose minimax is here over any number of parameters, for any order and any
number of gradients an iteration. The rate at parameters p is sup rho(R(lambda; p)) over lambda in [mu, L].

**What is proved of `rate`.** The search (`minimax_search`) is not trusted. Its numbers are rounded to rationals, and
for these and a rational r the conditions of `schur_cohn` for p(r sigma)/r^n, c_i / r^i in place of c_i, are
polynomials in lambda with rational coefficients. Each is > 0 on all of [mu, L], which the kernel checks (`bernstein`);
by the criterion of Schur, Cohn, Lienard and Chipart, proved in `schur_cohn`, all |sigma| < r then, for all lambda in
[mu, L]. r is found by bisection with exact tests, so that it is above the exact rate at these parameters by no more
than one unit of its last place.

**What is proved of `lower`.** That for every choice of the parameters, sup rho over [mu, L] is at least that. It is
the larger of two.

*Chebyshev's bound, in words.* Let R(lambda) have degree g in lambda; a method that takes m gradients an iteration has
g <= m. The method has a state s at rest, A s = s with s_w = 1 (`tracing`). Started there, with w* = 0, w^k =
p_k(lambda) = e_w^T R(lambda)^k s is a polynomial of degree at most g k, and p_k(0) = e_w^T A^k s = 1. Among those,
the least maximum of |p_k| on [mu, L] is 1/T_{gk}((kappa + 1)/(kappa - 1)) = 2/(q^{gk} + q^{-gk}) >= q^{gk}, with q =
(sqrt(kappa) - 1)/(sqrt(kappa) + 1) (proved by the joint of `chebyshev.smallest-polynomial`). So M_k := max
|R(lambda)^k| over [mu, L] >= q^{gk}/|s|. And lim sup M_k^{1/k} <= rho* := max rho(R). For let epsilon > 0. By
Gelfand's formula each lambda_0 has an m with |R(lambda_0)^m| < (rho* + epsilon)^m; as R is continuous, this holds
with the same m near lambda_0; finitely many such neighbourhoods cover [mu, L], and with the largest of their m, every
|R(lambda)^k| is at most C (rho* + epsilon)^k, with one C for all. Hence q^g <= rho*. Only that s is a state is used,
not that the start is s, and not that w sees every eigenvalue. Where s has a pole at some parameters, as it may, the
bound holds there as well, since rho* is continuous in the parameters.

*Within the family, by the kernel.* If some parameters had sup rho < r, every condition of radius r would hold at every
lambda in [mu, L], so at a few of them. That these few contradict each other, whatever real values the parameters have,
is a statement that `decide.prove` settles by the kernel or not at all. It is what `lower` rests on where it gives more
than Chebyshev: for gradient descent, which is not the best method, and for Nesterov's.

Assumptions: 0 < mu <= L exact; parameters are real. Where a coefficient has a denominator, it does not vanish.

References: G. Goh, "Why Momentum Really Works", Distill 2017; G. H. Golub, R. S. Varga, Numer. Math. 3 (1961),
147-156; A. Nemirovski, *Information-based complexity of convex programming*, lecture notes, 1995 (the lower bound); L.
Lessard, B. Recht, A. Packard, SIAM J. Optim. 26 (2016), 57-95, proposition 1 (rates of gradient descent, Nesterov's
method and momentum on quadratics).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

import sympy
from sympy.logic.boolalg import Boolean

from derivations import kernel, notation, schur_cohn, translate
from derivations.arguments import exact
from derivations.bernstein import bernstein_coefficients, is_positive, proof_of_positivity
from derivations.minimax_search import candidates, decisive_curvatures, weights
from derivations.statement import Statement
from derivations.straight_line import Line

if TYPE_CHECKING:
    from derivations.decide import Verdict
    from derivations.method import Method

__all__ = ["Tuning", "best_parameters", "chebyshev_bound"]

Json = dict[str, Any]
PLACES = 12
"""Decimal places of a rate, beyond those by which it differs from 1."""
SLACK = Fraction(1, 10**9)
"""How much of 1 - rate is given away for shorter parameters."""
WIDEST = 10**14
"""The largest condition number: beyond it float64, in which the search is, does not tell the ends apart."""
_FINEST = 24
_SECONDS = 6
_GAPS = (Fraction(1, 10), Fraction(1, 10**3), Fraction(1, 10**5))
"""How far from the rate, relative to 1 - rate, a lower bound of the family is tried, one after the other."""


@dataclass(frozen=True)
class Tuning:
    """Parameters for [mu, L] with their proved rate, and what no choice of parameters undercuts.

    parameters: name -> rational. rate: rho(R(lambda)) < rate for all lambda in [mu, L]. conditions: polynomials in
    lambda > 0, jointly equivalent to that; proofs: the kernel's, one for each. lower: max rho over [mu, L] >= lower
    for every choice of parameters; lower_verdict: the kernel's proof of it, in units in which L is 1, None where it is
    Chebyshev's bound. See the module for the arguments in words that join these.
    """

    method: str
    mu: Any
    L: Any
    parameters: Mapping[str, Any]
    rate: Any
    conditions: tuple[Boolean, ...] = field(repr=False)
    proofs: tuple[Json, ...] = field(repr=False)
    lower: Any
    lower_verdict: Verdict | None = field(default=None, repr=False)

    def _repr_latex_(self) -> str:
        from derivations.notebook import tuning_latex

        return tuning_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import tuning_html

        return tuning_html(self)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """What `rate` rests on, beside the criterion of `schur_cohn`."""
        return ("kernel",)

    @property
    def lower_rests_on(self) -> tuple[str, ...]:
        """What `lower` rests on: ("words",) for Chebyshev's bound, as argued in `derivations.minimax`."""
        return ("words",) if self.lower_verdict is None else self.lower_verdict.rests_on

    def recheck(self) -> tuple[kernel.Theorem, ...]:
        """The kernel's theorems: each condition is positive on [mu, L]. Raises `kernel.ProofError` where one is not."""
        return tuple(map(self._theorem, self.conditions, self.proofs))

    def _theorem(self, condition: Boolean, proof: Json) -> kernel.Theorem:
        return kernel.prove(_statement(condition, self.mu, self.L), proof, {})


def best_parameters(method: Method, mu: Any, L: Any) -> Tuning:
    """The best parameters found for curvatures in [mu, L], exact, with a proof of their rate and a lower bound.

    mu, L: exact rationals, 0 < mu <= L. Raises ValueError where they are not, and where no stable parameters were
    found; ModuleNotFoundError without SciPy, which the search uses.
    """
    mu, L = _curvatures(mu, L)
    family = _Family(method, mu, L)
    best = family.best()
    rate = sympy.Rational(family.least(best, family.places - 1), family.places)
    conditions = tuple(sympy.Gt(g, 0, evaluate=False) for g in family.conditions(best, rate))
    proofs = tuple(_proof(condition, mu, L) for condition in conditions)
    lower, verdict = family.lower(best, rate)
    return Tuning(method.name, mu, L, best, rate, conditions, proofs, lower, verdict)


def chebyshev_bound(kappa: Any, degree: int, places: int) -> Any:
    """A rational at most ((sqrt(kappa) - 1)/(sqrt(kappa) + 1))^degree: x/places, less than two units below.

    kappa: a rational >= 1. The integer root gives a rational below sqrt(kappa), by less than 1/100 of a unit for each
    degree, and the bound grows with the root by at most degree/2.
    """
    precision = 100 * places * degree
    p, q = int(kappa.p), int(kappa.q)
    root = Fraction(isqrt(p * precision**2 // q), precision)
    power = ((root - 1) / (root + 1)) ** degree
    return sympy.Rational(power.numerator * places // power.denominator, places)


class _Family:
    """A method on [mu, L]: its characteristic polynomial at exact parameters, and tests of a radius."""

    def __init__(self, method: Method, mu: Any, L: Any) -> None:
        self.method, self.mu, self.L = method, mu, L
        self.parameters, self.curvature = method.parameters, method.curvature
        self.coefficients = method.characteristic_polynomial.all_coeffs()[1:]
        generic = sympy.symbols(f"c_1:{len(self.coefficients) + 1}", real=True)
        self._line = Line(generic, schur_cohn.stability_polynomials(generic))
        self._set_scale()
        self._ring, *_ = sympy.ring([self.curvature], sympy.QQ)
        self.places = 10 ** (PLACES + len(str(isqrt(int(L / mu)))))

    def _set_scale(self) -> None:
        """The search's problem: lambda / L in [mu / L, 1], and each parameter times its unit, a power of L or 1."""
        found = weights(self.coefficients, self.parameters, self.curvature)
        whole = found is not None and all(w.is_Integer for w in found.values())
        self.units = {name: self.L ** found[name] if found and whole else sympy.Integer(1) for name in self.parameters}
        as_they_are = (
            self.coefficients if whole else [c.subs(self.curvature, self.L * self.curvature) for c in self.coefficients]
        )
        self._search = (as_they_are, self.parameters, self.curvature, self.mu / self.L)

    def rounded(self, numbers: Mapping[str, Any], digits: int) -> dict[str, Any]:
        """A candidate's numbers as short rationals, in the method's own units."""
        return {name: _rounded(x, digits) / self.units[name] for name, x in numbers.items()}

    def conditions(self, at: Mapping[str, Any], radius: Any) -> tuple[Any, ...]:
        """The conditions for all |sigma| < radius, expanded polynomials in lambda, at rational parameters."""
        return schur_cohn.stability_polynomials(_scaled(self._values(at), radius))

    def holds(self, at: Mapping[str, Any], units: int) -> bool:
        """Whether all |sigma| < units/places on [mu, L]: the same conditions, computed faster, by exact tests."""
        if units < 1:
            return False
        inverse = sympy.QQ(self.places, units)
        values = [self._ring.from_expr(c) * inverse ** (i + 1) for i, c in enumerate(self._values(at))]
        polynomials = self._line(values, [sympy.QQ.from_sympy(c) for c in self._line.constants])
        a, b = _fraction(self.mu), _fraction(self.L)
        return all(_is_positive(self._ring(g), a, b) for g in polynomials)

    def least(self, at: Mapping[str, Any], units: int) -> int:
        """The least number of units that holds at these parameters, where `units` does."""
        fails, holds = 0, units
        while holds - fails > 1:
            middle = (fails + holds) // 2
            fails, holds = (fails, middle) if self.holds(at, middle) else (middle, holds)
        return holds

    def best(self) -> dict[str, Any]:
        """The shortest rationals, at most `SLACK` worse than the best candidate at full length."""
        least, chosen = self.places, None
        for numbers in candidates(*self._search):
            for digits in (_FINEST, _FINEST // 3, 1):
                at = self.rounded(numbers, digits)
                if self.is_defined(at) and self.holds(at, least - 1):
                    least, chosen = self.least(at, least - 1), numbers
        if chosen is None:
            names = ", ".join(self.parameters) or "no parameters"
            law = f"some choice of {names} is stable for all lambda in [{self.mu}, {self.L}]"
            raise ValueError(f"{self.method.name} violates: {law}, as far as the search sees; change the rule")
        enough = least + int(SLACK * (self.places - least))
        for digits in range(1, _FINEST):
            at = self.rounded(chosen, digits)
            if self.is_defined(at) and self.holds(at, enough):
                return at
        return self.rounded(chosen, _FINEST)

    def lower(self, at: Mapping[str, Any], rate: Any) -> tuple[Any, Verdict | None]:
        """A lower bound for every choice of parameters, and its verdict where it is one of the family's own."""
        degree = max(sympy.degree(entry, self.curvature) for entry in self.method.iteration_matrix if entry != 0)
        bound, best = chebyshev_bound(self.L / self.mu, int(degree), self.places), None
        point = [*(at[name] * unit for name, unit in self.units.items()), rate]
        nodes = decisive_curvatures(*self._search, point)
        for gap in _GAPS:
            units = int(self.places * (1 - (1 - rate) * (1 + gap)))
            radius = sympy.Rational(units, self.places)
            if radius <= bound:
                continue
            verdict = self._impossible(radius, nodes)
            if verdict.status != "proved":
                break
            bound, best = radius, verdict
        return bound, best

    def _impossible(self, radius: Any, nodes: Sequence[Any]) -> Verdict:
        """Whether the conditions of a radius contradict each other at a few lambda / L, for all real parameters.

        The parameters are those times their units, which run through the real numbers as they do.
        """
        from derivations.decide import prove

        found: dict[Any, None] = {}
        for node in nodes:
            coefficients = _scaled([c.subs(self.curvature, node) for c in self._search[0]], radius)
            found |= dict.fromkeys(schur_cohn.stability_conditions(coefficients))
        return prove(list(found), sympy.false, timeout=_SECONDS)

    def _values(self, at: Mapping[str, Any]) -> list[Any]:
        values = {self.parameters[name]: value for name, value in at.items()}
        return [sympy.expand(c.subs(values)) for c in self.coefficients]

    def is_defined(self, at: Mapping[str, Any]) -> bool:
        """Whether no denominator vanishes."""
        return all(c.is_polynomial(self.curvature) and not c.has(sympy.zoo, sympy.nan) for c in self._values(at))


def _scaled(coefficients: Sequence[Any], radius: Any) -> list[Any]:
    """The coefficients of p(radius sigma)/radius^n, whose roots are those of p by radius."""
    return [sympy.expand(c / radius ** (i + 1)) for i, c in enumerate(coefficients)]


def _is_positive(polynomial: Any, a: Fraction, b: Fraction) -> bool:
    """Whether an element of QQ[lambda] is shown to be positive on [a, b]."""
    coefficients = [Fraction(0)] * (max(polynomial.degree(), 0) + 1)
    for (power,), c in polynomial.terms():
        coefficients[power] = Fraction(int(c.numerator), int(c.denominator))
    return is_positive(bernstein_coefficients(coefficients, a, b))


def _statement(condition: Boolean, mu: Any, L: Any) -> Json:
    """The condition for all lambda in [mu, L] as kernel data, with a point that shows the interval is not empty."""
    lam = notation.lam
    within = (sympy.Eq(lam, mu),) if mu == L else (sympy.Ge(lam, mu), sympy.Le(lam, L))
    stated = translate.statement(Statement("within the radius", within, condition))
    return stated | {"witness": {"values": {lam.name: str(mu)}}}


def _proof(condition: Boolean, mu: Any, L: Any) -> Json:
    """The kernel's proof of a condition on [mu, L], which the exact tests have said there is."""
    coefficients = sympy.Poly(condition.lhs, notation.lam).all_coeffs()
    found = proof_of_positivity(
        [_fraction(c) for c in reversed(coefficients)], _fraction(mu), _fraction(L), notation.lam.name
    )
    if found is None:
        raise kernel.ProofError(f"{condition} is not positive on [{mu}, {L}]")
    kernel.prove(_statement(condition, mu, L), found, {})
    return found


def _curvatures(mu: Any, L: Any) -> tuple[Any, Any]:
    smallest, largest = exact("mu", mu), exact("L", L)
    for name, value in (("mu", smallest), ("L", largest)):
        if not value > 0:
            raise ValueError(f"{name}={value} violates {name} > 0: give a positive curvature")
    if smallest > largest:
        raise ValueError(f"mu={smallest} and L={largest} violate mu <= L: exchange them")
    if largest > WIDEST * smallest:
        raise ValueError(f"L/mu={largest / smallest} violates L/mu <= 10^14: the search is in float64; narrow [mu, L]")
    return sympy.Rational(smallest), sympy.Rational(largest)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _rounded(number: Any, digits: int) -> Any:
    """A short rational near an mpmath number, within 10^-2digits of it or of its inverse: 0.0330578... is 4/121."""
    sign, mantissa, exponent, _ = number._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** exponent
    limit = 10**digits
    if value * limit < 1:
        return sympy.Integer(0)
    short = 1 / (1 / value).limit_denominator(limit) if value < 1 else value.limit_denominator(limit)
    return (-1) ** sign * sympy.Rational(short.numerator, short.denominator)
