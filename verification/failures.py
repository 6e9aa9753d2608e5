"""A failing claim as mathematics: what it states, where it is false, which leaf stayed open, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from derivations import display
from derivations.claim import Claim
from derivations.decide import Verdict, decide
from derivations.statement import Limit, Minimum, Misprint, Orbit, Statement
from derivations.translate import TranslationError
from verification.show import reached, words

__all__ = ["Failure", "latex", "misprint_failure", "mutants_missing", "stated", "statement_failure"]

WEAKEN = "exclude this point by a hypothesis, or correct the conclusion"
HELP = (
    "try the statement at its boundaries first; then help the search by a plan (derivations/plan.py): prove a fact "
    "first, Cut(fact); distinguish signs, Split(expression); use an earlier statement, Use(name); or give "
    "Auto(degree=3, squares=(...))"
)


class Failure(Exception):
    """What was found out is not what was claimed; the message is all that a reader needs to see."""


def statement_failure(c: Claim, s: Statement, unproved: Mapping[str, Any] | None, answer: str) -> Failure:
    """Of a statement that is not proved: `unproved` is what the search says, else `answer` what the kernel does."""
    lines = [f"{c.id}: {'lemma' if s.lemma else 'statement'} {s.name!r} is not proved", *stated(s)]
    if unproved is None:
        remedy = f"remove {c.proof_file.name}, or find the proof anew: whymomentum certify"
        return Failure("\n".join([*lines, f"the kernel: {answer}", f"next: {remedy}"]))
    verdict, point = _decided(s), unproved["fails_at"]
    if point is None and verdict is not None and verdict.counterexample is not None:
        point = {"values": {symbol.name: str(value) for symbol, value in verdict.counterexample.items()}, "runs": []}
    if point is not None:
        return Failure("\n".join([*lines, *_at(_there(s, point)), f"next: {WEAKEN}"]))
    if verdict is not None and verdict.status == "proved":
        lines.append(f"`decide`, which knows no plan: proved, resting on {', '.join(verdict.rests_on)}")
    told = unproved["reason"].splitlines()
    return Failure("\n".join([*lines, *told, *([f"next: {HELP}"] if "open leaf" in unproved["reason"] else [])]))


def misprint_failure(c: Claim, m: Misprint, answer: str) -> Failure:
    """Of a misprint whose counterexample is none."""
    head = f"{c.id}: misprint {m.name!r} is not false at its counterexample"
    remedy = "give another counterexample, or state it as a Statement if it holds"
    return Failure("\n".join([head, *stated(m), *_at(m, "at"), f"the kernel: {answer}", f"next: {remedy}"]))


def mutants_missing(c: Claim, found: int, required: int, proved: list[str]) -> Failure:
    """Of a claim so weak that small changes of it are true as well."""
    if c.proof.get("open") and not proved:
        return Failure(f"{c.id}: its statements are open, so that no mutant of them says anything")
    lines = [f"{c.id}: only {found} mutants were shown false, {required} are required", *_statements(c)]
    lines += [f"still proved: {mutant}" for mutant in proved[:6]]
    return Failure("\n".join([*lines, "next: state the sharpest that holds, with no hypothesis that is not needed"]))


def latex(part: Any) -> str:
    """A statement, a hypothesis or a conclusion in LaTeX."""
    if isinstance(part, Statement | Misprint):
        given = ",\\ ".join(map(latex, part.hypotheses))
        return f"{given} \\implies {latex(part.conclusion)}" if given else latex(part.conclusion)
    if isinstance(part, Orbit):
        moves = [
            f"{sp.latex(x)}: {sp.latex(start)} \\mapsto {sp.latex(step)}" for x, (start, step) in part.state.items()
        ]
        return ",\\ ".join(moves)
    if isinstance(part, Limit):
        return f"{latex(part.orbit)} \\implies {sp.latex(part.of)} \\to {sp.latex(part.to)}"
    if isinstance(part, Minimum):
        over = ", ".join(map(sp.latex, part.over))
        return f"\\min_{{{over}: {sp.latex(part.subject)}}} {sp.latex(part.of)} = {sp.latex(part.value)}"
    return str(sp.latex(part))


def _statements(c: Claim) -> Iterator[str]:
    for s in c.statements:
        yield from stated(s)


def stated(s: Statement | Misprint) -> Iterator[str]:
    """A statement line by line: its hypotheses, its conclusion, and both in LaTeX."""
    yield ""
    yield from (f"    given  {words(h)}" for h in s.hypotheses)
    yield f"    then   {words(s.conclusion)}"
    yield f"    LaTeX  {latex(s)}"
    yield ""


def _decided(s: Statement) -> Verdict | None:
    """What `decide` says; None where it cannot: of runs, limits and minima, of what is not exact, and without the
    modules that it searches with."""
    if s.orbits or not isinstance(s.conclusion, Boolean):
        return None
    try:
        return decide(s.relations, s.conclusion, timeout=5)
    except (TranslationError, ModuleNotFoundError):
        return None


def _there(s: Statement, point: Mapping[str, Any]) -> Misprint:
    """The statement with the point at which it fails."""
    conclusion = s.conclusion
    if isinstance(conclusion, Minimum):
        conclusion = sp.Implies(conclusion.subject, sp.Ge(conclusion.of, conclusion.value), evaluate=False)
    formulas = [h for h in (*s.relations, conclusion) if not isinstance(h, Limit)]
    symbols = {x.name: x for f in formulas for x in f.free_symbols}
    for run in s.orbits:
        parts = [e for pair in run.state.values() for e in pair]
        symbols |= {x.name: x for e in (*parts, run.guard) for x in sp.sympify(e, strict=True).free_symbols}
        symbols |= {x.name: x for x in (*run.state, *run.inputs)}
    at = {symbols[name]: value for name, value in point["values"].items() if name in symbols}
    steps = tuple(tuple({symbols[u]: v for u, v in inputs.items()} for inputs in run) for run in point["runs"])
    return Misprint(s.name, s.hypotheses, conclusion, at, steps)


def _at(m: Misprint, head: str = "it is false at") -> Iterator[str]:
    """The point, and each part of the statement with its values put in, exactly."""
    values = reached(m)
    yield f"{head} {display.show_point(values)}" + _taken(m)
    symbols = {
        x.name: x for part in (*m.hypotheses, m.conclusion) if isinstance(part, Boolean) for x in part.free_symbols
    }
    at = {symbol: sp.Rational(values[name]) for name, symbol in symbols.items() if name in values}
    for part in (*(h for h in m.hypotheses if isinstance(h, Boolean)), m.conclusion):
        if isinstance(part, Boolean):
            yield f"    {words(part)}  becomes  {words(_put_in(part, at))}: {_truth(part, at)}"


def _taken(m: Misprint) -> str:
    counts = [len(run) for run in m.steps]
    return f", after {', '.join(map(str, counts))} steps of the runs" if counts else ""


def _put_in(part: Any, at: Mapping[Any, Any]) -> Any:
    """The formula with numbers for its symbols, each side evaluated, and no relation decided."""
    if isinstance(part, sp.core.relational.Relational):
        return part.func(part.lhs.subs(at), part.rhs.subs(at), evaluate=False)
    if isinstance(part, sp.And | sp.Or | sp.Not | sp.Implies | sp.Equivalent):
        return part.func(*(_put_in(argument, at) for argument in part.args), evaluate=False)
    return part


def _truth(part: Any, at: Mapping[Any, Any]) -> str:
    try:
        value = part.subs(at)
    except TypeError:  # SymPy's, for an order of values of which one is a pole
        return "no value there"
    return {sp.true: "true", sp.false: "false"}.get(value, "no value there")
