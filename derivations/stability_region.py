r"""The stability region under assumptions: conditions in lowest terms, none of which follows from the others.

`schur_cohn` gives strict inequalities that are jointly equivalent to |sigma| < 1 for every eigenvalue. Where something
is known of the parameters, say lambda > 0 and 0 <= beta < 1, they can be said in fewer words. Each word that is left
out is proved superfluous by the kernel:

 1. A condition is a product of factors. Those of known sign are divided out: c becomes c', and the kernel proves
    `assumptions, the other conditions |- c <=> c'`, in which the other conditions are those of that moment.
 2. A condition that follows from the others is removed: the kernel proves `assumptions, the others |- c`.

Each step leaves the set of points that satisfy the assumptions and all conditions as it was; so all of them together
do, by induction on the number of steps. This is the one argument in words. A condition that was removed follows from
those that are kept and those that were removed after it, hence from those that are kept.

What is kept may be needed or not: it is needed where a point is known at which it alone fails, and that is checked by
substitution. Where neither a proof nor a point was found in the time that each question has, the condition stays.

References: as for `derivations.schur_cohn`; what is proved, and how, is `derivations.decide`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derivations.decide import Verdict, prove, refute
from derivations.samples import Samples

__all__ = ["StabilityRegion", "checked_assumptions", "relevant", "stability_region", "without_minus"]

QUICK, PATIENT = Fraction(1, 2), 2  # seconds of processor time for a factor's sign, and for a condition
DEGREES = ((2, PATIENT), (4, 6))  # of products of hypotheses, and seconds: the second one for ranges of parameters
MOST_TERMS = 200  # of a condition that a proof is looked for
Point = Mapping[Any, Any]


@dataclass(frozen=True)
class StabilityRegion:
    """Where the assumptions hold, |sigma| < 1 for every eigenvalue iff all `conditions` do.

    assumptions: those given. conditions: strict inequalities; (sympy.false,) where no point is stable, () where every
    one is. removed: condition -> the kernel's proof that it follows from the rest, in the order of removal. needed:
    condition that is kept -> a point (symbol -> rational) at which it alone fails, None where none was found: it may be
    needed or not. simplified: what a condition became -> the kernel's proof that the two are equivalent, in order.
    """

    assumptions: tuple[Any, ...]
    conditions: tuple[Any, ...]
    removed: Mapping[Any, Verdict]
    needed: Mapping[Any, Point | None]
    simplified: Mapping[Any, Verdict]

    def _repr_latex_(self) -> str:
        from derivations.notebook import region_latex

        return region_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import region_html

        return region_html(self)


def stability_region(conditions: Iterable[Any], assumptions: Iterable[Any], symbols: Iterable[Any]) -> StabilityRegion:
    """The region of strict inequalities `p > 0` under assumptions about the symbols; see the module's docstring.

    Raises TypeError for an assumption that is no SymPy formula (strings are not evaluated), ValueError for one with a
    float or a symbol that is not among `symbols`, and for assumptions that contradict each other.
    """
    names = list(symbols)
    given = checked_assumptions(assumptions, names)
    return _Reduction(tuple(conditions), given, names).region()


def relevant(known: Iterable[Any], claim: Any) -> tuple[Any, ...]:
    """Those of the hypotheses that speak of the claim's symbols, or of symbols that such a one speaks of, and so on.

    The others are true or false whatever the claim says. Without them a proof is found sooner, and says more.
    """
    left, symbols, found = list(known), set(claim.free_symbols), set()
    while near := [h for h in left if h.free_symbols & symbols]:
        found.update(near)
        symbols.update(*(h.free_symbols for h in near))
        left = [h for h in left if h not in found]
    return tuple(h for h in known if h in found)


def checked_assumptions(assumptions: Iterable[Any], symbols: Iterable[Any]) -> tuple[Any, ...]:
    """The assumptions, those that are trivially true left out; raises what `stability_region` does."""
    names = list(symbols)
    given = tuple(sympy.true if a is True else sympy.false if a is False else a for a in assumptions)
    for assumption in given:
        if not isinstance(assumption, Boolean) or isinstance(assumption, sympy.Symbol):
            law = "an assumption is a SymPy formula such as beta >= 0; strings are not evaluated"
            raise TypeError(f"{assumption!r} violates: {law}")
        if assumption.has(sympy.Float):
            law = "an assumption is exact, since a float is not the decimal that it shows"
            raise ValueError(f"{assumption} violates: {law}; write Rational(1, 10) for 0.1")
        foreign = sorted(assumption.free_symbols - set(names), key=str)
        if foreign:
            alike = any(symbol.name == foreign[0].name for symbol in names)
            why = ", which prints alike and is another symbol" if alike else ""
            law = f"an assumption is about the symbols {names}{why}"
            raise ValueError(f"the symbol {foreign[0]} of {assumption} violates: {law}; take method.parameters[...]")
    given = tuple(dict.fromkeys(a for a in given if a is not sympy.true))
    if sympy.false in given or (given and prove(given, sympy.false, QUICK).status == "proved"):
        raise ValueError(f"{list(given)} violates: assumptions can all hold at once; drop one")
    return given


@dataclass
class _Reduction:
    """The conditions as they are being reduced, and why each step was right."""

    conditions: tuple[Any, ...]
    assumptions: tuple[Any, ...]
    symbols: list[Any]
    removed: dict[Any, Verdict] = field(default_factory=dict)
    needed: dict[Any, Point | None] = field(default_factory=dict)
    simplified: dict[Any, Verdict] = field(default_factory=dict)

    def region(self) -> StabilityRegion:
        self.samples = Samples(self.symbols, self.assumptions)
        for condition in self.conditions:
            self.shorten(condition, self.assumptions)
        if not self.is_empty():
            for condition in self.conditions:
                if len(_factors(condition)) > 1:
                    self.shorten(condition, (*self.assumptions, *self.others(condition)))
            for condition in sorted(self.conditions, key=lambda c: -_terms(c)):
                self.judge(condition)
        needed = {condition: self.needed.get(condition) for condition in self.conditions}
        return StabilityRegion(self.assumptions, self.conditions, self.removed, needed, self.simplified)

    def others(self, condition: Any) -> tuple[Any, ...]:
        return tuple(c for c in self.conditions if c != condition)

    def is_empty(self) -> bool:
        """Whether no point is stable, if the kernel can prove it; then the conditions are (false,)."""
        if sympy.false not in self.conditions:
            if self.samples.all(self.conditions).any() or max(map(_terms, self.conditions), default=0) > MOST_TERMS:
                return False
            verdict = prove((*self.assumptions, *self.conditions), sympy.false, PATIENT)
            if verdict.status != "proved":
                return False
            self.simplified[sympy.false] = verdict
        self.conditions = (sympy.false,)
        self.needed[sympy.false] = None
        return True

    def shorten(self, condition: Any, known: tuple[Any, ...]) -> None:
        """Divide the factors out whose sign is known, if the kernel proves that it may be done."""
        if condition in (sympy.true, sympy.false):
            return
        short = self.without_known_factors(condition, known)
        if short == condition:
            return
        if short is sympy.true:
            if (verdict := prove(relevant(known, condition), condition, PATIENT)).rests_on == ("kernel",):
                self.removed[condition] = verdict
                self.conditions = self.others(condition)
            return
        same = sympy.Not(condition) if short is sympy.false else sympy.Equivalent(condition, short, evaluate=False)
        if (verdict := prove(relevant(known, same), same, PATIENT)).rests_on == ("kernel",):
            self.simplified[short] = verdict
            self.conditions = tuple(dict.fromkeys(short if c == condition else c for c in self.conditions))

    def without_known_factors(self, condition: Any, known: tuple[Any, ...]) -> Any:
        content, factors = sympy.factor_list(condition.lhs)
        sign, rest = (1 if content > 0 else -1), []
        where = self.samples.all(known)
        for factor, multiplicity in factors:
            known_sign = self.sign(factor, known, where)
            if known_sign == 0:
                rest.append(factor if multiplicity % 2 else factor**2)
            elif multiplicity % 2:
                sign *= known_sign
        if not rest:
            return sympy.true if sign > 0 else sympy.false
        return _positive(sign * sympy.Mul(*rest))

    def sign(self, factor: Any, known: tuple[Any, ...], where: Any) -> int:
        """1 or -1 where the kernel proves that the factor has this sign, 0 where it does not."""
        values = self.samples.evaluated(factor)[where]
        signs = [1] * bool((values > 0).any()) + [-1] * bool((values < 0).any())
        if len(signs) != 1 or _terms(factor > 0) > MOST_TERMS:
            return 0
        positive = sympy.Gt(signs[0] * factor, 0, evaluate=False)
        return signs[0] if prove(relevant(known, positive), positive, QUICK).rests_on == ("kernel",) else 0

    def judge(self, condition: Any) -> None:
        """Remove the condition, or find where it is needed, or neither."""
        others = self.others(condition)
        alone = sympy.And(*self.assumptions, *others, sympy.Not(condition))
        where = self.samples.all((*others, sympy.Not(condition)))
        self.needed[condition] = self.samples.confirmed(where, alone)
        known = relevant((*self.assumptions, *others), condition)
        if self.needed[condition] is not None or max(map(_terms, (condition, *others))) > MOST_TERMS:
            return
        for degree, seconds in DEGREES:
            verdict = prove(known, condition, seconds, degree)
            if verdict.rests_on == ("kernel",):
                self.removed[condition] = verdict
                self.conditions = others
                return
        found = refute(known, condition, QUICK).counterexample
        if found is not None:
            self.needed[condition] = dict(found)


def _factors(condition: Any) -> list[Any]:
    """The irreducible factors of the left-hand side of p > 0, with their multiplicities."""
    return list(sympy.factor_list(condition.lhs)[1]) if isinstance(condition, Relational) else []


def _terms(condition: Any) -> int:
    """How many terms p has, multiplied out, in p > 0."""
    lhs = condition.lhs if isinstance(condition, Relational) else condition
    return len(sympy.Add.make_args(sympy.expand(lhs)))


def _positive(product: Any) -> Any:
    """product > 0, without a positive constant."""
    content, rest = sympy.factor(product).as_content_primitive()
    return sympy.Gt(without_minus(rest if content > 0 else -rest), 0)


def without_minus(product: Any) -> Any:
    """The same product, a minus sign taken into a sum among the factors, if there is one."""
    factors = list(sympy.Mul.make_args(product))
    numbers = sympy.Mul(*(factor for factor in factors if factor.is_number))
    sums = [i for i, factor in enumerate(factors) if factor.is_Add]
    if not numbers.is_negative or not sums:
        return product
    most = max(sums, key=lambda i: sum(term.could_extract_minus_sign() for term in factors[i].args))
    factors[most] = sympy.expand(-factors[most])
    return sympy.Mul(-1, *factors) if len(factors) > 1 else product
