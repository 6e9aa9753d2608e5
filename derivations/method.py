r"""From an update rule to its theory: iteration matrix, spectrum, stability, rate, powers, unrolled form.

    from derivations import Method
    from numerics.algorithms.momentum import step

    momentum = Method(step, name="momentum")
    momentum.stability_conditions

Article sections *First Steps*, *The Dynamics of Momentum*, *The Critical Damping Coefficient* and *Adventures in
Algorithmic Space*, for any linear first order method. The rule is run once on symbols (`derivations.tracing`); on
f = 1/2 lambda w^2, which is one eigencomponent of any quadratic with w* = 0, it is the map s -> R s of its state. What
follows is exact, and is derived when it is first asked for:

    p(sigma) = det(sigma I - R),   |sigma| < 1 for every root (`schur_cohn`),   R^k (`powers`),   rho(R) (`rates`).

Assumptions: the rule is linear in state and gradients, its coefficients are rational in its parameters and the same in
every step, and the minimiser is a fixed point. Where a coefficient has a denominator, it is assumed not to vanish.

References: G. Goh, "Why Momentum Really Works", Distill 2017; B. T. Polyak, *Introduction to Optimization*, 1987, 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

import sympy
from sympy.polys.matrices import DomainMatrix

from derivations import schur_cohn
from derivations.arguments import count, exact
from derivations.layout import layout, rule_name, start_vector
from derivations.notation import lam as curvature
from derivations.notation import sigma
from derivations.powers import digits_power, exact_power
from derivations.tracing import LinearRule, trace

if TYPE_CHECKING:
    from derivations.classification import Classification
    from derivations.minimax import Tuning
    from derivations.rates import SpectralRadius
    from derivations.stability_region import StabilityRegion
    from derivations.stable_points import StablePoints
    from derivations.step_size import StepSizeBound
    from derivations.transient_bound import TransientBound
    from derivations.worst_case import WorstCase

__all__ = ["Method"]


class Method:
    """A linear first order method, given by its update rule; its attributes are derived from the rule alone.

    - `step`: the rule, step(state, gradient, *, <parameters>) -> state, a pure function over any number type.
    - `state`: names of the state's entries, the iterate is `w`; `start`: w0 -> state, by default every other entry at 0
      and `w_previous` at w0. Both are read off a rule that was declared with `numerics.rule.update_rule`.
    - `name`: how the method is called, by default the rule's module or function.

    Attributes: `parameters` (name -> symbol, the notation's where it has that name), `curvature` (lambda), and those
    below. Raises TypeError where the rule has not that form; ValueError where it is not linear, not exact, or moves
    away from the minimiser, and where `start` is not linear with w at w0.
    """

    def __init__(
        self,
        step: Callable[..., Any],
        state: tuple[str, ...] | None = None,
        start: Callable[[Any], tuple[Any, ...]] | None = None,
        name: str | None = None,
    ) -> None:
        if not callable(step):
            raise TypeError(f"step={step!r} violates: an update rule is a function; give step(state, gradient, ...)")
        self.step = step
        self.state, self.start = layout(step, state, start)
        self.name = name if name is not None else rule_name(step)
        self.linear_rule: LinearRule = trace(step, self.state)
        self.parameters: dict[str, Any] = dict(self.linear_rule.parameters)
        self.curvature: Any = curvature
        self._start_vector = start_vector(self.start, self.state)
        self._kept: dict[Any, Any] = {}
        self._given = step, None if state is None else tuple(state), start, name

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as what it was made from, and derived anew once in each process that it comes to."""
        return _made_once, self._given

    def __repr__(self) -> str:
        return f"Method({self.name}: state ({', '.join(self.state)}), parameters ({', '.join(self.parameters)}))"

    def _repr_latex_(self) -> str:
        from derivations.notebook import method_latex

        return method_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import method_html

        return method_html(self)

    @property
    def iteration_matrix(self) -> Any:
        """R with s^{k+1} = R s^k on 1/2 lambda w^2, a `sympy.Matrix` of one's own, in the order of the state."""
        return self._iteration_matrix.as_mutable()

    @cached_property
    def characteristic_polynomial(self) -> Any:
        """det(sigma I - R), a monic `sympy.Poly` in sigma."""
        R = DomainMatrix.from_Matrix(self._iteration_matrix)
        return sympy.Poly([R.domain.to_sympy(c) for c in R.charpoly()], sigma)

    @cached_property
    def eigenvalues(self) -> dict[Any, int]:
        """Eigenvalue -> multiplicity, in closed form; see `schur_cohn.closed_roots`, which raises ClosedFormError."""
        return schur_cohn.closed_roots(self.characteristic_polynomial)

    @cached_property
    def stability_conditions(self) -> tuple[Any, ...]:
        """Strict inequalities, jointly equivalent to |sigma| < 1 for every eigenvalue, for every order."""
        return schur_cohn.stability_conditions(self.characteristic_polynomial.all_coeffs()[1:])

    @cached_property
    def rest(self) -> tuple[Any, ...]:
        """The state that stays as it is, for w* = 1: by linearity w* times it is the fixed point at the minimiser w*.

        Each entry is rational in the parameters, and 0 where any number would do. `Method` refuses a rule without.
        """
        return self.linear_rule.rest() or ()

    def stability_region(self, *assumptions: Any) -> StabilityRegion:
        """The stability conditions under assumptions (SymPy formulas in the parameters and the curvature), in lowest
        terms and without those that follow from the others; see `derivations.stability_region` for what is raised."""
        if (key := ("region", assumptions)) not in self._kept:
            from derivations.stability_region import stability_region

            self._kept[key] = stability_region(self.stability_conditions, assumptions, list(self._inputs.values()))
        found: StabilityRegion = self._kept[key]
        return found

    def largest_step_size(self, *assumptions: Any, parameter: str = "alpha") -> StepSizeBound:
        """The bound with: stable iff 0 < parameter < bound, under the assumptions and for a positive curvature.

        See `derivations.step_size`, which raises ClosedFormError where no such bound is derived.
        """
        if (key := ("step size", assumptions, parameter)) not in self._kept:
            from derivations.step_size import largest_step_size

            region = self.stability_region(*dict.fromkeys((self.curvature > 0, *assumptions)))
            chosen, symbols = self._parameter(parameter), list(self._inputs.values())
            self._kept[key] = largest_step_size(self.stability_conditions, region, symbols, chosen)
        found: StepSizeBound = self._kept[key]
        return found

    @cached_property
    def classification(self) -> Classification:
        """Scalar or of neither class, and where the gradients are taken; see `derivations.classification`."""
        from derivations.classification import classify_linear

        return classify_linear(self.linear_rule, self._start_vector)

    def transient_bound(self, lam: Any, *, digits: int = 15, **parameters: Any) -> TransientBound:
        """sup over k >= 0 of the spectral norm of R^k, enclosed to that many digits, at exact rational values.

        lam: a curvature, or a list of them, over which the largest is taken. Raises ValueError where the method is not
        stable there; see `derivations.transient_bound`.
        """
        from derivations.transient_bound import over_spectrum

        points = [self._exact(curvature, parameters) for curvature in (lam if isinstance(lam, list | tuple) else [lam])]
        return over_spectrum([(at, self._matrix_at(at)) for at in points], count(digits, "digits", least=1))

    def critical_damping(self, parameter: str | None = None) -> tuple[Any, ...]:
        """When two eigenvalues coincide: conditions, solved for the parameter of that name, one of which then holds.

        By default for `beta`, or the last parameter of a method without. The form is that of
        `schur_cohn.double_root_conditions`.
        """
        names = list(self.parameters)
        chosen = parameter if parameter is not None else ("beta" if "beta" in names else next(reversed(names), None))
        symbol = None if chosen is None else self._parameter(chosen)
        return schur_cohn.double_root_conditions(self.characteristic_polynomial, symbol)

    def unrolled(self, k: int) -> tuple[Any, ...]:
        """(gamma_0, ..., gamma_k) with w^{k+1} = (start's part) + sum_i gamma_i grad f(.) of iteration i, for any f.

        The part of the start is w^0 where it is at rest. gamma_i = e_w^T A^{k-i} B of `derivations.tracing`: a sum of
        products of the rule's own coefficients, so that it has no poles but theirs. For a rule with several gradients
        an iteration, gamma_i is the tuple of their coefficients, in the order of its calls.
        """
        k = count(k)
        rule = self.linear_rule
        row = sympy.Matrix(1, len(self.state), lambda _, j: int(j == rule.iterate))
        (row, A, B) = _unified(row, rule.A, rule.B)
        found = []
        for _ in range(k + 1):
            entries = tuple((row * B).to_Matrix())
            found.append(entries[0] if rule.gradients == 1 else entries)
            row = row * A
        return tuple(reversed(found))

    def residual_polynomial(self, k: int) -> Any:
        """p_k(lambda), expanded, with w^k - w* = p_k(lambda) (w^0 - w*) on 1/2 lambda (w - w*)^2; p_k(0) = 1.

        Raises ValueError where the start is not at rest, since w^k - w* then depends on more than w^0 - w*.
        """
        k = count(k)
        if not self.linear_rule.is_at_rest(self._start_vector):
            law = "the start is at rest: with w0 = w* it stays"
            raise ValueError(f"start={tuple(self._start_vector)} w0 violates: {law}; give start=lambda w0: ...")
        state, R = _unified(sympy.Matrix(self._start_vector), self._iteration_matrix)
        for _ in range(k):
            state = R * state
        return sympy.expand(state.to_Matrix()[self.linear_rule.iterate])

    def rate(self, lam: Any, **parameters: Any) -> Any:
        """The spectral radius of R at float64 numbers or arrays of curvatures and parameters, all broadcast.

        Parameters that have a default in the rule may be left out. Arrays of another library that follow the array API
        standard stay there where every factor of the characteristic polynomial has degree 1 or 2. See
        `derivations.rates` for the formula and the errors raised, `rate_error_bound` for its error.
        """
        return self._spectral_radius(self._values(lam, parameters))

    def rate_error_bound(self, lam: Any, **parameters: Any) -> Any:
        """A bound of |rate - exact| at the float64 numbers given, of the same shape; derived in `derivations.rates`."""
        return self._spectral_radius.error_bound(self._values(lam, parameters))

    def is_stable(self, lam: Any, **parameters: Any) -> Any:
        """Whether |sigma| < 1 for every eigenvalue, without an error, at numbers or arrays, all broadcast: bools.

        A float is the binary number that it is, a Fraction is itself. It is False on the boundary, where some
        |sigma| = 1, and where a coefficient has no value. See `derivations.stable_points` for how, and what is raised.
        """
        return self._stable_points(self._values(lam, parameters))

    def best_parameters(self, mu: Any, L: Any) -> Tuning:
        """Parameters for curvatures in [mu, L], found by minimax, with a proved rate and a lower bound for all others.

        mu, L: exact rationals, 0 < mu <= L. See `derivations.minimax`; the search needs SciPy.
        """
        from derivations.minimax import best_parameters

        return best_parameters(self, mu, L)

    def worst_case(self, n: int, mu: Any, L: Any, *, digits: int = 30, **parameters: Any) -> WorstCase:
        """The largest |w^n - w*|/|w^0 - w*| over all quadratics with curvatures in [mu, L], enclosed to so many digits.

        mu, L and the parameters: exact rationals, 0 < mu <= L; n <= 10^8. Tight: it is max |p_n| over [mu, L]. In O(log
        n) where the recurrence is momentum's with 0 <= beta < 1; otherwise the cost grows about as n^3. Needs
        python-flint. See `derivations.worst_case`; `at_optimum` there takes momentum's optimal parameters where they
        are irrational.
        """
        from derivations.worst_case import worst_case

        values = {name: exact(name, value) for name, value in self._values(None, parameters).items() if name != "lam"}
        return worst_case(self, n, mu, L, digits, values)

    def power(self, k: int, *, digits: int | None = None, lam: Any = None, **parameters: Any) -> Any:
        """R^k in O(log k) products: symbolic, exact, or to a number of digits.

        Without values: a `sympy.Matrix` of expressions. With exact rational values (int, Fraction, SymPy's
        Rational): the same of rationals, whose digits grow in proportion to k; with `digits`: an `mpmath.matrix` that
        is right to that many digits, see `derivations.powers`. Raises ValueError for a float, since 0.1 is not 1/10.
        """
        k = count(k)
        if lam is None and not parameters and digits is None:
            power = DomainMatrix.from_Matrix(self._iteration_matrix) ** k
            return power.to_Matrix()
        if lam is None:
            raise TypeError("lam is missing violates: a power at numbers needs the curvature; give lam=1")
        matrix = self._matrix_at(self._exact(lam, parameters))
        if digits is None:
            power = [[sympy.Rational(x.numerator, x.denominator) for x in row] for row in exact_power(matrix, k)]
            return sympy.Matrix(power)
        import mpmath

        return mpmath.matrix(digits_power(matrix, k, count(digits, "digits", least=1)))

    @cached_property
    def _iteration_matrix(self) -> Any:
        return sympy.ImmutableMatrix(self.linear_rule.iteration_matrix(curvature))

    @cached_property
    def _inputs(self) -> dict[str, Any]:
        return {"lam": curvature, **self.parameters}

    @cached_property
    def _spectral_radius(self) -> SpectralRadius:
        from derivations.rates import SpectralRadius

        return SpectralRadius(self._iteration_matrix, self.characteristic_polynomial, self._inputs)

    @cached_property
    def _stable_points(self) -> StablePoints:
        from derivations.stable_points import StablePoints

        return StablePoints(self.stability_conditions, self._inputs)

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        keywords = [p for p in signature(self.step).parameters.values() if p.kind is Parameter.KEYWORD_ONLY]
        return {p.name: p.default for p in keywords if p.default is not Parameter.empty}

    def _values(self, lam: Any, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Name -> value for `lam` and every parameter, the rule's defaults included."""
        names = list(self.parameters)
        given = {**self._defaults, **parameters}
        missing = [name for name in names if name not in given]
        unknown = [name for name in given if name not in names]
        if missing or unknown:
            wrong = f"{missing[0]} is missing" if missing else f"{unknown[0]}={given[unknown[0]]!r} is not one"
            law = f"the parameters of {self.name} are {names}"
            raise TypeError(f"{wrong} violates: {law}; give exactly these as keywords")
        return {"lam": lam} | {name: given[name] for name in names}

    def _exact(self, lam: Any, parameters: Mapping[str, Any]) -> dict[str, Fraction]:
        return {name: exact(name, value) for name, value in self._values(lam, parameters).items()}

    def _parameter(self, name: str) -> Any:
        if name not in self.parameters:
            law = f"the parameters of {self.name} are {list(self.parameters)}"
            raise ValueError(f"parameter={name!r} violates: {law}; name one")
        return self.parameters[name]

    def _matrix_at(self, values: Mapping[str, Fraction]) -> list[list[Fraction]]:
        at = {self._inputs[name]: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}
        entries = [[entry.subs(at) for entry in row] for row in self._iteration_matrix.tolist()]
        if any(not entry.is_Rational for row in entries for entry in row):
            shown = ", ".join(f"{name}={value}" for name, value in values.items())
            raise ValueError(f"{shown} violates: no denominator of the rule vanishes; change a parameter")
        return [[Fraction(int(entry.p), int(entry.q)) for entry in row] for row in entries]


@lru_cache(maxsize=64)
def _made_once(step: Any, state: Any, start: Any, name: Any) -> Method:
    return Method(step, state, start, name)


def _unified(*matrices: Any) -> tuple[Any, ...]:
    """The matrices over one ring or field, in which products of polynomials are exact and expanded."""
    domain = DomainMatrix.from_Matrix(sympy.Matrix([[entry for m in matrices for entry in m]])).domain
    return tuple(DomainMatrix.from_Matrix(sympy.Matrix(m)).convert_to(domain).to_sparse() for m in matrices)
