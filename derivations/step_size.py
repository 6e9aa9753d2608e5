r"""The largest stable step-size of a linear method, as a function of its other parameters and of the curvature.

Under assumptions on the other parameters, and for lambda > 0, the stable step-sizes may be an interval from 0 on:

    |sigma| < 1 for every eigenvalue   <=>   0 < alpha < bound.

The end of an interval is where a condition changes sign. So the candidates are the roots in alpha of those factors of
the conditions that are linear in it, the least of two of them, and infinity. Which of them it is, is guessed at points;
that it is the one, the kernel proves, as one equivalence for all values of all parameters.

The equivalence is stated with the conditions as `schur_cohn` derives them or, where that is not found, with those of
`derivations.stability_region` under the same assumptions, each of whose steps is proved as well: what joins the two is
in words there.

References: as for `derivations.schur_cohn`. Notation: alpha is the parameter that was chosen, whatever its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import sympy

from derivations.decide import Verdict, prove
from derivations.samples import Samples
from derivations.schur_cohn import ClosedFormError
from derivations.stability_region import DEGREES, StabilityRegion, relevant, without_minus

__all__ = ["StepSizeBound", "largest_step_size"]

FEW = 3  # conditions, as of order 2, from which the equivalence is proved at once
MOST_CANDIDATES = 6
MOST_SHOWN = 300  # letters of the conditions in a message
RARE = 50  # one sample in so many may disagree with a candidate, as rounding makes those on the boundary do


@dataclass(frozen=True)
class StepSizeBound:
    """Under the assumptions and for positive curvature, stable <=> 0 < parameter < bound.

    assumptions: those given, a positive curvature among them. bound: an expression in the other parameters and the
    curvature, `sympy.Min` of two, or oo. verdict: the kernel's proof, whose conclusion is that equivalence; where it is
    about the conditions of `region` rather than of the method, `region` has the proofs that the two are the same.
    """

    parameter: Any
    bound: Any
    assumptions: tuple[Any, ...]
    verdict: Verdict
    region: StabilityRegion

    def _repr_latex_(self) -> str:
        from derivations.notebook import step_size_latex

        return step_size_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import step_size_html

        return step_size_html(self)


def largest_step_size(
    conditions: Sequence[Any], region: StabilityRegion, symbols: Sequence[Any], parameter: Any
) -> StepSizeBound:
    """The supremum of the values of the parameter at which all conditions hold; see the module's docstring.

    region: that of the conditions, under all that is assumed, a positive curvature among it. Raises ValueError for an
    assumption about the parameter itself, and ClosedFormError where no bound of this form is proved; the message says
    what stands against it.
    """
    known = region.assumptions
    for assumption in known:
        if assumption.has(parameter):
            law = f"the bound of {parameter} is a function of the rest"
            raise ValueError(f"{assumption} violates: {law}; assume something of the other parameters")
    candidates = [(root,) for root in dict.fromkeys(_roots(region.conditions, parameter))][:MOST_CANDIDATES]
    samples = Samples(symbols, known)
    stable = samples.all(conditions)
    for ends in [*candidates, *((a, b) for (a,), (b,) in combinations(candidates, 2)), ()]:
        interval = sympy.And(parameter > 0, *(parameter < end for end in ends))
        if RARE * int((samples.evaluated(interval) != stable).sum()) > len(samples):
            continue
        signs = [sympy.Gt(sympy.denom(sympy.together(end)), 0) for end in ends]
        signs = [sign for sign in signs if sign not in known and sign is not sympy.true]
        verdict = _equivalent(conditions, region.conditions, interval, known, signs)
        if verdict is not None:
            bound = sympy.Min(*ends) if ends else sympy.oo
            return StepSizeBound(parameter, bound, known, verdict, region)
    raise ClosedFormError(_why_not(region, parameter, known, samples))


def _roots(conditions: Iterable[Any], parameter: Any) -> Iterator[Any]:
    """The roots, but 0, of the factors that are linear in the parameter, the shortest first."""
    found = set()
    for condition in conditions:
        if condition is sympy.false:
            continue
        for factor, _ in sympy.factor_list(condition.lhs)[1]:
            polynomial = sympy.Poly(factor, parameter)
            if polynomial.degree() == 1:
                slope, constant = polynomial.all_coeffs()
                numerator, denominator = sympy.fraction(sympy.factor(-constant / slope))
                if numerator.could_extract_minus_sign():
                    numerator, denominator = -numerator, without_minus(-denominator)
                found.add(without_minus(numerator) / denominator)
    yield from sorted(found - {sympy.Integer(0)}, key=lambda root: (sympy.count_ops(root), str(root)))


def _equivalent(
    conditions: Sequence[Any], reduced: Sequence[Any], interval: Any, known: tuple[Any, ...], signs: Sequence[Any]
) -> Verdict | None:
    """The kernel's proof that the conditions, or else the reduced ones, say the same as the interval."""
    direct = [(conditions, DEGREES[:1])] if len(conditions) <= FEW else []
    for stated, degrees in (*direct, (reduced, DEGREES)):
        claim = sympy.Equivalent(sympy.And(*stated), interval, evaluate=False)
        for degree, seconds in degrees:
            verdict = prove(relevant(known, claim), claim, seconds, degree, signs)
            if verdict.rests_on == ("kernel",):
                return verdict
    return None


def _why_not(region: StabilityRegion, parameter: Any, known: tuple[Any, ...], samples: Samples) -> str:
    shown = ", ".join(map(str, known))
    start = f"no largest {parameter} is derived under {shown}"
    if sympy.false in region.conditions:
        return f"{start}: no {parameter} is stable there; assume something else"
    without = [c for c in region.conditions if not c.has(parameter)]
    if without:
        return f"{start}: stability also needs {without[0]}, whatever {parameter} is; assume it"
    wrong = samples.all(region.conditions) & ~samples.evaluated(parameter > 0)
    point = samples.confirmed(wrong, sympy.And(*region.conditions, parameter <= 0))
    if point is not None:
        at = ", ".join(f"{symbol}={value}" for symbol, value in point.items())
        return f"{start}: {at} is stable, so that the stable ones do not begin at 0; assume more of the others"
    left = ", ".join(map(str, region.conditions))
    left = left if len(left) <= MOST_SHOWN else f"{left[:MOST_SHOWN]}..."
    end = f"from 0 to a root of a factor that is linear in {parameter}"
    return f"{start}: no interval {end} is proved to be where {left}; assume more of the others"
