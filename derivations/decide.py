"""Is it true? `decide` proves a statement about real numbers, refutes it by an exact point, or says that it does not
know.

    >>> from sympy import symbols
    >>> x, y = symbols("x y", real=True)
    >>> decide([x > 0, y > 0], (x + y) ** 2 >= 4 * x * y).status
    'proved'
    >>> decide([x > 0], x**2 > x).counterexample
    {x: 1/2}

What an answer rests on: ("kernel",) where the kernel checked a certificate, the engines that agreed where none was
found, ("sympy",) where SymPy has evaluated the conclusion to True before it came here, as it does with x/x = 1 and
1/x != 0; a counterexample has been substituted exactly. An engine's model that is not exact, and a time-out, decide
nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import Any, Literal

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from derivations import engines, kernel, translate
from derivations.models import find_counterexample, find_witness
from derivations.plan import Auto, Cut, Plan
from derivations.search import SearchError, find_proof
from derivations.statement import Statement

__all__ = ["Verdict", "decide", "prove", "refute"]

Json = dict[str, Any]
MOST_TERMS = 1000  # of a polynomial: with more of them no search ends in a time that one would wait


@dataclass(frozen=True)
class Verdict:
    """What became of `hypotheses imply conclusion`.

    hypotheses: those given, and what the symbols assume. obligations: the denominators that must not vanish; where one
    does, a hypothesis counts as false and so does the conclusion. counterexample: symbol -> rational. certificate: the
    kernel's proof. vacuous: whether the hypotheses contradict each other, None where neither was shown.
    """

    status: Literal["proved", "refuted", "unknown"]
    rests_on: tuple[str, ...]
    hypotheses: tuple[Boolean, ...]
    conclusion: Boolean
    obligations: tuple[Boolean, ...] = ()
    counterexample: Mapping[sp.Symbol, sp.Rational] | None = None
    certificate: Json | None = None
    vacuous: bool | None = None
    detail: str = ""

    def __bool__(self) -> bool:
        raise TypeError("a Verdict is neither true nor false: ask for verdict.status == 'proved'")

    def _repr_latex_(self) -> str:
        from derivations.notebook import verdict_latex

        return verdict_latex(self)

    def _repr_html_(self) -> str:
        from derivations.notebook import verdict_html

        return verdict_html(self)


def decide(hypotheses: Iterable[Any] | Boolean, conclusion: Any, timeout: Any = 10) -> Verdict:
    """Decide whether the hypotheses imply the conclusion, for all real values of the symbols.

    hypotheses, conclusion: SymPy relations and And, Or, Not, Implies, Equivalent of them, polynomial or rational over
    real symbols with rational coefficients; a symbol's assumptions count as hypotheses. timeout: seconds > 0, of
    processor time, so that a busy machine changes no answer; each engine has what is left of them.

    Raises TypeError for anything else than SymPy formulas (strings are not evaluated), and ValueError (a
    `TranslationError`) for floats, roots, powers with a symbol in the exponent and complex symbols; the message gives
    the remedy.
    """
    case = _case(hypotheses, conclusion, timeout)
    if isinstance(case, Verdict):
        return case
    quick, thorough = Fraction(1, 4), 2
    if (verdict := case.refuted(quick)) is None and (verdict := case.proved()) is None:
        verdict = case.refuted(thorough)
    return case.by_engines() if verdict is None else verdict


def prove(
    hypotheses: Iterable[Any] | Boolean,
    conclusion: Any,
    timeout: Any = 10,
    degree: int = 2,
    known: Sequence[Boolean] = (),
) -> Verdict:
    """As `decide`, but only a proof is looked for: "proved" by a certificate that the kernel checked, else "unknown".

    It is quicker where a proof is expected, and asks no engine. degree: as in `derivations.plan.Auto`. known: what
    follows from the hypotheses and helps, to be proved first; the time is for each of them.
    """
    case = _case(hypotheses, conclusion, timeout)
    if isinstance(case, Verdict):
        return case
    try:
        verdict = case.proved(degree, known)
    except ModuleNotFoundError as error:
        return case.verdict("unknown", (), detail=f"the search needs {error.name}: pip install 'whymomentum[engines]'")
    return case.verdict("unknown", (), detail="no certificate was found in time") if verdict is None else verdict


def refute(hypotheses: Iterable[Any] | Boolean, conclusion: Any, timeout: Any = 1) -> Verdict:
    """As `decide`, but only a counterexample is looked for: "refuted" by an exact point, else "unknown"."""
    case = _case(hypotheses, conclusion, timeout)
    if isinstance(case, Verdict):
        return case
    verdict = case.refuted(timeout)
    return case.verdict("unknown", (), detail="no counterexample was found in time") if verdict is None else verdict


def _case(hypotheses: Iterable[Any] | Boolean, conclusion: Any, timeout: Any) -> _Case | Verdict:
    """The question, ready to be answered, or the answer where nothing need or can be looked for."""
    given = _formulas([hypotheses] if isinstance(hypotheses, Boolean | bool) else hypotheses, "hypothesis")
    [goal] = _formulas([conclusion], "conclusion")
    if isinstance(timeout, bool) or not timeout > 0:
        raise ValueError(f"timeout={timeout!r} violates timeout > 0: give seconds")
    if (terms := max(map(_size, (*given, goal)))) > MOST_TERMS:
        detail = f"up to {terms} terms, multiplied out, are more than the {MOST_TERMS} that are worth looking at"
        return Verdict("unknown", (), given, goal, detail=detail)
    case = _Case(given, goal, time.process_time() + float(timeout))
    if goal is sp.true:
        remedy = "write evaluate=False to have it checked, what it divides by among it"
        return case.verdict("proved", ("sympy",), detail=f"SymPy evaluated the conclusion to True: {remedy}")
    return case


def _formulas(given: Iterable[Any], role: str) -> tuple[Boolean, ...]:
    if isinstance(given, str):
        raise TypeError(f"{given!r} violates: each {role} is a SymPy formula; strings are not evaluated, write x > 0")
    formulas = tuple(sp.sympify(f, strict=True) if isinstance(f, bool) else f for f in given)
    for f in formulas:
        if not isinstance(f, Boolean) or isinstance(f, sp.Symbol):
            raise TypeError(f"{f!r} violates: each {role} is a SymPy formula such as x > 0; strings are not evaluated")
    return formulas


class _Case:
    """One question, translated once; each method answers it or returns None."""

    def __init__(self, hypotheses: tuple[Boolean, ...], conclusion: Boolean, deadline: float) -> None:
        self.given, self.conclusion, self.deadline = hypotheses, conclusion, deadline
        self.statement = translate.statement(Statement("decide", hypotheses, conclusion))
        formulas = (*hypotheses, conclusion)
        self.symbols = translate.distinct(set().union(*(f.free_symbols for f in formulas)))
        assumed = tuple(relation for symbol in self.symbols for relation in translate.assumptions(symbol))
        self.hypotheses = (*hypotheses, *assumed)
        self.obligations = tuple(dict.fromkeys(ne for f in formulas for ne in _denominators(f)))

    def left(self, share: Any = 1) -> Any:
        """Seconds that are left, at most that many."""
        return max(0, min(float(share), self.deadline - time.process_time()))

    def verdict(self, status: Any, rests_on: tuple[str, ...], **details: Any) -> Verdict:
        return Verdict(status, rests_on, self.hypotheses, self.conclusion, self.obligations, **details)

    def refuted(self, seconds: Any) -> Verdict | None:
        """A point at which the hypotheses hold and the conclusion does not, looked for so long."""
        found = find_counterexample(self.statement, self.left(seconds))
        return None if found is None else self.at(found["values"])

    def at(self, values: Mapping[str, str]) -> Verdict | None:
        """Refuted, if substituting the values says so."""
        exact = {name: kernel.scale(Fraction(value), kernel.ONE) for name, value in values.items()}
        if {symbol.name for symbol in self.symbols} - set(exact):
            return None
        fails = not kernel.holds(kernel.formula(self.statement["conclusion"]), exact)
        if not fails or not all(kernel.holds(kernel.formula(h), exact) for h in self.statement["hypotheses"]):
            return None
        point = {symbol: sp.Rational(values[symbol.name]) for symbol in self.symbols}
        return self.verdict("refuted", ("substitution",), counterexample=point, vacuous=False)

    def proved(self, degree: int = 2, known: Sequence[Boolean] = ()) -> Verdict | None:
        """A certificate that the kernel checks, and whether the hypotheses can hold at all."""
        proof = self.certificate(self.statement, degree, known)
        if proof is None:
            return None
        witness = self.witness(Fraction(1, 4))
        if witness is None and self.certificate(self.statement | {"conclusion": translate.FALSE}) is not None:
            detail = "the hypotheses contradict each other, so that they imply anything"
            return self.verdict("proved", ("kernel",), certificate=proof, vacuous=True, detail=detail)
        witness = witness or self.witness(2)
        if witness is None:
            detail = "no point was found at which the hypotheses hold"
            return self.verdict("proved", ("kernel",), certificate=proof, detail=detail)
        kernel.prove(self.statement | {"witness": witness}, proof, {})
        return self.verdict("proved", ("kernel",), certificate=proof, vacuous=False)

    def witness(self, seconds: Any) -> Json | None:
        """A point at which the hypotheses hold, looked for so long."""
        try:
            return find_witness(self.statement, self.left(seconds))
        except SearchError:
            return None

    def certificate(self, statement: Json, degree: int = 2, known: Sequence[Boolean] = ()) -> Json | None:
        """A proof of the implication that the kernel accepts, contradictory hypotheses or not."""
        seconds = self.left(60)
        if seconds <= 0:
            return None
        plan: Plan = Auto(degree=degree, timeout=seconds)
        for fact in reversed(known):
            plan = Cut(fact, otherwise=Auto(timeout=seconds), then=plan)
        try:
            proof = find_proof(statement, plan)
        except SearchError:
            return None
        for facts, following in kernel.goals(statement, proof):
            kernel.refute(facts, following, {})
        return proof

    def by_engines(self) -> Verdict:
        """What the engines say; a model of theirs counts if substituting it does."""
        agreed, said = [], []
        for name in engines.available():
            if self.left(60) <= 0:
                said.append(f"{name}: no time was left")
                continue
            answer = engines.recheck(self.statement, name, self.left(60))
            if answer.status == "refuted" and (refuted := self.at(answer.model)) is not None:
                return refuted
            said.append(f"{name}: {answer.status}")
            agreed += [name] if answer.status == "proved" else []
        detail = "no certificate was found; " + ("; ".join(said) or "no engine is installed")
        dissent = any(line.endswith("refuted") for line in said)
        if agreed and not dissent:
            return self.verdict("proved", tuple(agreed), detail=detail)
        return self.verdict("unknown", (), detail=detail)


def _size(e: Any) -> int:
    """A bound of the number of terms that an expression or a formula has when it is multiplied out."""
    sizes = [_size(argument) for argument in e.args]
    if isinstance(e, sp.Pow) and isinstance(e.exp, sp.Integer):
        return comb(sizes[0] + abs(int(e.exp)) - 1, abs(int(e.exp)))
    if isinstance(e, sp.Add) and not any(p.exp.is_negative for p in e.atoms(sp.Pow)):
        return sum(sizes)
    if isinstance(e, sp.Add | sp.Mul | Relational):
        return prod(sizes)
    return max(sizes, default=1)


def _denominators(formula: Boolean) -> list[Boolean]:
    """`base != 0` for each negative power in the formula whose base is no number."""
    powers = [p for relation in formula.atoms(Relational) for p in relation.atoms(sp.Pow)]
    bases = sorted({p.base for p in powers if p.exp.is_negative and not p.base.is_number}, key=str)
    return [obligation for base in bases if (obligation := sp.Ne(base, 0)) is not sp.true]
