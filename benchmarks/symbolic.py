"""Statements of the theory: decided by `decide` and stored proofs, by SymPy's own means, and by z3 and cvc5 alone.

The statements are those of `CLAIMS` that speak of no run, limit or minimum: stability in both directions, critical
damping, the complex modulus, the lower bound and the attainment of the optimum, the minimax, gradient descent's range.
Each is true: its stored proof is one of the answers. The false ones are mutants that the claims keep, the first
`MUTANTS` of each: one hypothesis, sign, constant or strictness changed, with an exact point at which that fails, which
is substituted here. (These points were found by our search, so that refuting them is no merit of ours.)

Everybody has the same formula and `LIMIT` seconds of processor time in a process of its own, with what it imports
imported before; `ask` has `BRIEFLY`, since of the first twelve it decided none in `LIMIT` seconds either. What counts:

- "ours": `decide`, without the plans that claims have, where its answer rests on the kernel or on a substituted point;
  an answer that rests on engines is theirs, and counts as none of ours. "stored proofs": the kernel rechecks the
  proof that stands beside the claim, with the lemmas that it uses, as `whymomentum verify` does; for true ones alone.
- "simplify": `sympy.simplify(Implies(hypotheses, conclusion))` is true or false.
- "reduce_inequalities": hypotheses and denied conclusion in disjunctive form, each of whose parts it reduces; all to
  False is a proof, anything else than False a refutation.
- "ask": `sympy.ask` with relations as predicates, else `sympy.refine`; True is a proof, False a refutation.
- "z3", "cvc5": the denial as a QF_NRA script, translated beforehand; unsat is a proof, sat a refutation.

Rows: how many each decides right, wrong and not at all; each wrong answer has a row with the statement's name. Times
are compared on the statements that both decide right, summed. "rechecking" compares the stored proofs' recheck with
the engine from scratch, on the true statements that the engine proves, in rounds: the ratio of the sums, and the median
of the statements' own ratios, since one statement can make up most of a sum.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from importlib import import_module
from operator import mul
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from benchmarks._limited import Answered, limited
from benchmarks._progress import tracked
from benchmarks._rows import NotMeasured
from derivations import decide, kernel, translate
from derivations.engines import ENGINES, smtlib
from derivations.mutation import mutant
from derivations.recheck import by_id, closure
from derivations.statement import Limit, Minimum, Statement

STORED = "stored proofs"
LIMIT, BRIEFLY, ROUNDS, MUTANTS, FOREVER = 10, 1, 3, 2, 1000
TRIVIAL = "(declare-const x Real)(assert (> (* x x) 2.0))"
CLAIMS = (
    "stab.region", "damp.critical-beta", "damp.critical-is-optimal", "mom.complex-modulus", "opt.parameters",
    "opt.minimax-problem", "step.stability", "step.optimal-step",
)  # fmt: skip
NOTES = {
    "z3 / ours: finding, on what both decide": "z3 says yes or no, `decide` finds a proof: expect 0.1",
    "cvc5 / ours: finding, on what both decide": "cvc5 says yes or no, `decide` finds a proof: expect 0.5",
    "z3 / ours: rechecking, the median statement": "small statements, where C++ reads what Python does: expect 0.8",
    "undecided, of 39: ours": "the search alone, without the claims' plans; stored proofs decide every true one",
}
Json = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """hypotheses imply conclusion, whether it is true, and both forms of it; `proof` is a document for the kernel."""

    name: str
    hypotheses: tuple[Any, ...]
    conclusion: Any
    truth: bool
    script: str
    proof: tuple[Json, ...] = ()


def questions() -> Iterator[Question]:
    """The true statements, then the false ones; ValueError where one is not what it is said to be."""
    for name in CLAIMS:
        c = by_id()[name]
        stated = {s.name: s for s in c.statements if not (s.orbits or isinstance(s.conclusion, Limit | Minimum))}
        for s in stated.values():
            if not s.lemma:
                proof = tuple(closure(c, s.name, set()))
                yield Question(
                    f"{name}/{s.name}", s.relations, s.conclusion, True, _script(translate.statement(s)), proof
                )
        kept = [m for m in c.proof["mutants"] if m["of"] in stated and not stated[m["of"]].lemma]
        for m in kept[:MUTANTS]:
            yield _mutant(name, m, stated[m["of"]])


def _mutant(name: str, kept: Json, s: Statement) -> Question:
    changed = mutant(translate.statement(s), kept["change"])
    at = {x: kernel.scale(Fraction(value), kernel.ONE) for x, value in kept["fails_at"]["values"].items()}
    holds = [kernel.holds(kernel.formula(f), at) for f in (*changed["hypotheses"], changed["conclusion"])]
    if not all(holds[:-1]) or holds[-1]:
        raise ValueError(f"{name}: the mutant {kept['change']!r} of {s.name!r} does not fail where it is said to")
    symbols = {x.name: x for f in (*s.relations, s.conclusion) for x in f.free_symbols}
    hypotheses = tuple(_formula(f, symbols) for f in changed["hypotheses"])
    label = f"{name}/{s.name}, {kept['change']}"
    return Question(label, hypotheses, _formula(changed["conclusion"], symbols), False, _script(changed))


def _formula(f: Json, symbols: Mapping[str, Any]) -> Any:
    """A formula of the kernel's as one of SymPy's."""
    [(kind, body)] = f.items()
    if kind in ("and", "or"):
        return (sp.And if kind == "and" else sp.Or)(*(_formula(part, symbols) for part in body))
    p = sum(
        sp.Rational(c.numerator, c.denominator) * reduce(mul, (symbols[x] ** n for x, n in monomial), sp.Integer(1))
        for monomial, c in kernel.polynomial(body).items()
    )
    return {"gt": sp.Gt, "ge": sp.Ge, "eq": sp.Eq}[kind](p, 0)


def _script(statement: Json) -> str:
    """Its denial, for an engine."""
    hypotheses = kernel.flat(map(kernel.formula, statement["hypotheses"]))
    return smtlib.script([*hypotheses, kernel.negate(kernel.formula(statement["conclusion"]))])


# ---- who is asked: True for a proof, False for a refutation, None for neither --------------------------------------


def by_decide(q: Question) -> bool | None:
    """`decide`, where the answer is exact and our own."""
    verdict = decide(q.hypotheses, q.conclusion, timeout=LIMIT)
    ours = set(verdict.rests_on) <= {"kernel", "substitution"}
    return {"proved": True, "refuted": False}.get(verdict.status) if ours else None


def by_stored_proof(q: Question) -> bool | None:
    """The kernel, given the proof beside the claim."""
    proved: dict[str, kernel.Theorem] = {}
    for entry in q.proof:
        proved[entry["name"]] = kernel.prove(entry["statement"], entry["proof"], proved)
    return True if q.proof else None


def by_simplify(q: Question) -> bool | None:
    """SymPy's `simplify` of the implication."""
    return _truth(sp.simplify(sp.Implies(sp.And(*q.hypotheses), q.conclusion)))


def by_reduce_inequalities(q: Question) -> bool | None:
    """SymPy's `reduce_inequalities` of each way to deny it."""
    denied = sp.to_dnf(sp.And(*q.hypotheses, sp.Not(q.conclusion)))
    for part in sp.Or.make_args(denied):
        relations = list(sp.And.make_args(part))
        symbols = sorted(part.free_symbols, key=str)
        if sp.reduce_inequalities(relations, symbols) is not sp.false:
            return False
    return True


def by_ask(q: Question) -> bool | None:
    """SymPy's `ask`, or else its `refine`."""
    given = _predicates(sp.And(*q.hypotheses))
    found: bool | None = sp.ask(_predicates(q.conclusion), given)
    return _truth(sp.refine(q.conclusion, given)) if found is None else found


def _predicates(f: Any) -> Any:
    if isinstance(f, Relational):
        Q = sp.Q
        names = {sp.Gt: Q.gt, sp.Ge: Q.ge, sp.Lt: Q.lt, sp.Le: Q.le, sp.Eq: Q.eq, sp.Ne: Q.ne}
        return names[type(f)](f.lhs, f.rhs)
    return f.func(*map(_predicates, f.args)) if f.args else f


def _truth(f: Any) -> bool | None:
    return True if f is sp.true else False if f is sp.false else None


def by_engine(name: str) -> Asked:
    """An engine alone, given the script; its first steps are done before."""
    solve = import_module(f"derivations.engines.{name}").solve
    return Asked(
        lambda q: {"unsat": True, "sat": False}.get(solve(q.script, LIMIT)[0]), LIMIT, lambda: solve(TRIVIAL, 1)
    )


@dataclass(frozen=True)
class Asked:
    """One who is asked, for how long, and what is done before."""

    decides: Callable[[Question], bool | None]
    seconds: float = LIMIT
    before: Callable[[], object] | None = None

    def of(self, q: Question) -> Answered:
        """What is said of a statement, and in what time."""
        return limited(lambda: self.decides(q), self.seconds, self.before)


def asked() -> dict[str, Asked]:
    """Everyone who is asked."""
    return {
        "ours": Asked(by_decide),
        STORED: Asked(by_stored_proof),
        "simplify": Asked(by_simplify),
        "reduce_inequalities": Asked(by_reduce_inequalities),
        "ask": Asked(by_ask, BRIEFLY),
        "z3": by_engine("z3"),
        "cvc5": by_engine("cvc5"),
    }


# ---- the measurement ---------------------------------------------------------------------------------------------


def counts(name: str, given: list[tuple[Question, dict[str, Answered]]]) -> dict[str, float]:
    """Right, wrong, undecided; and each wrong answer by the statement's name."""
    values = [(q, said[name].value) for q, said in given if name != STORED or q.truth]
    wrong = [q.name for q, value in values if value is not None and value is not q.truth]
    right = sum(value is q.truth for q, value in values)
    of = f"of {len(values)}"
    found = {f"right, {of}: {name}": right, f"wrong, {of}: {name}": len(wrong)}
    found[f"undecided, {of}: {name}"] = len(values) - right - len(wrong)
    return {key: float(value) for key, value in found.items()} | {f"{name} wrong on {label}": 1.0 for label in wrong}


def ratio(peer: str, ours: str, given: list[tuple[Question, dict[str, Answered]]]) -> float | NotMeasured:
    """The peer's time over ours, summed over what both decide right."""
    both = [said for q, said in given if said[peer].value is q.truth and said[ours].value is q.truth]
    return (
        sum(said[peer].seconds for said in both) / sum(said[ours].seconds for said in both)
        if both
        else NotMeasured(f"{peer} decides none of them")
    )


def rechecking(
    everyone: Mapping[str, Asked], given: list[tuple[Question, dict[str, Answered]]]
) -> dict[str, list[float]]:
    """Each engine from scratch against the kernel with the stored proof, on what the engine proves."""
    found: dict[str, list[float]] = {}
    for name in ENGINES:
        both = [q for q, said in given if q.truth and said[name].value is True]
        sums, medians = [], []
        for _ in range(ROUNDS):
            pairs = [(everyone[name].of(q).seconds, everyone[STORED].of(q).seconds) for q in both]
            sums.append(sum(theirs for theirs, _ in pairs) / sum(ours for _, ours in pairs))
            medians.append(statistics.median(theirs / ours for theirs, ours in pairs))
        found[f"{name} / ours: rechecking, in sum"] = sums
        found[f"{name} / ours: rechecking, the median statement"] = medians
    return found


def measure() -> dict[str, Any]:
    """Counts of answers, and ratios of times."""
    everyone = asked()
    decide([], sp.Symbol("x", real=True) ** 2 >= 0)  # what is imported on first use
    given = [(q, {name: one.of(q) for name, one in everyone.items()}) for q in tracked("symbolic", list(questions()))]
    found: dict[str, Any] = {}
    for name in everyone:
        found |= counts(name, given)
    for name in everyone:
        if name not in ("ours", STORED):
            found[f"{name} / ours: finding, on what both decide"] = ratio(name, "ours", given)
    return found | rechecking(everyone, given)
