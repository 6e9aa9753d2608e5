"""`decide`, z3, cvc5, QEPCAD and exact isolation of roots: they must not contradict each other.

They are asked random small statements in one to three variables, made so that many are true and many fail at a boundary
only; and, in turn with these, what the claims say: their statements and the leaves of their proofs, which the kernel
has accepted, and their mutants, which fail at a stored point. QEPCAD is asked where it is installed (the extra
`qepcad`); statements in one variable are decided for sure by isolated roots. A counterexample of `decide` has been
substituted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import sympy as sp

from derivations import decide, engines, translate
from derivations import kernel as trusted
from derivations.claim import Claim
from derivations.engines.second_opinion import Questions
from derivations.mutation import mutant
from derivations.recheck import by_id, document
from derivations.statement import Statement
from verification.attack import _qepcad as qepcad
from verification.attack._roots import holds_everywhere
from verification.attack.campaign import Budget, Json, Tally

X, Y, Z = sp.symbols("x y z", real=True)
SECONDS = sp.Rational(1, 2)  # of processor time, for `decide` and for each engine; as much by the clock for QEPCAD
OPPOSITE = {"proved": "refuted", "refuted": "proved"}
VARIABLES, FROM_ONE = 5, 6  # of a claim's questions: with more variables QEPCAD does not answer; questions of one claim
BEYOND = {"limit", "minimum"}
FALSE: trusted.Formula = ("or", [])
Question = tuple[trusted.Facts, trusted.Formula]


def attack(kernel: Any, budget: Budget, source: random.Random, claims: list[Claim] | None = None) -> Tally:
    """Nine random statements, some questions of a claim, and so on. (`decide` uses its own kernel.)"""
    tally, answers = Tally("decisions"), Counter[str]()
    chosen = sorted(by_id().values(), key=lambda c: c.id) if claims is None else claims
    while not budget.is_spent:
        for symbols in budget.each(3 * [(X,), (X, Y), (X, Y, Z)]):
            _try_random(tally, answers, *statement(symbols, source), len(symbols))
        for where, known, question in budget.each(of_claim(source.choice(chosen), source) if chosen else ()):
            said = {"kernel or point": known} | others(*question)
            compare(tally, said, where, "of claims")
            answers.update(f"{name}, of claims: {answer}" for name, answer in said.items())
    missing = [] if qepcad.executable() else ["qepcad is not installed: pip install 'whymomentum[qepcad]'"]
    tally.notes += [f"{count} x {answer}" for answer, count in sorted(answers.items())] + missing
    return tally


# ---- random statements -------------------------------------------------------------------------------------------


def _try_random(tally: Tally, totals: Counter[str], hypotheses: list[Any], conclusion: Any, variables: int) -> None:
    try:
        answers = asked(hypotheses, conclusion)
    except Exception as error:
        tally.breach("crashed", (f"{type(error).__name__}: {error}", hypotheses, conclusion))
        return
    if variables == 1:
        answers["roots"] = "proved" if holds_everywhere(hypotheses, conclusion) else "refuted"
    compare(tally, answers, (hypotheses, conclusion), f"{variables} variable{'s' * (variables > 1)}")
    totals.update(f"{name}: {answer}" for name, answer in answers.items())


def statement(symbols: tuple[sp.Symbol, ...], source: random.Random) -> tuple[list[Any], Any]:
    """Up to three hypotheses and a conclusion, of degree at most 4, with equations and disjunctions.

    One conclusion in three is a sum of products of what is supposed and of squares, which is true but where its
    strictness is not; one polynomial in three is a product or a square, so that there are multiple roots.
    """
    hypotheses = [_formula(symbols, source) for _ in range(source.randint(0, 3))]
    known = [h.lhs for h in hypotheses if isinstance(h, sp.Gt | sp.Ge)]
    if source.random() < 1 / 3:
        return hypotheses, source.choice([sp.Gt, sp.Ge])(_consequence(symbols, known, source), 0, evaluate=False)
    return hypotheses, _formula(symbols, source)


def _formula(symbols: tuple[sp.Symbol, ...], source: random.Random) -> Any:
    if source.random() < 1 / 6:
        joint = source.choice([sp.And, sp.Or])
        return joint(_relation(symbols, source), _relation(symbols, source), evaluate=False)
    return _relation(symbols, source)


def _relation(symbols: tuple[sp.Symbol, ...], source: random.Random) -> Any:
    kind = source.choice([sp.Gt, sp.Ge, sp.Gt, sp.Ge, sp.Eq, sp.Ne])
    return kind(_polynomial(symbols, source), 0, evaluate=False)


def _polynomial(symbols: tuple[sp.Symbol, ...], source: random.Random) -> Any:
    shape = source.random()
    if shape < 1 / 6:
        return sp.expand(source.choice([-1, 1]) * _sum(symbols, 2, source) ** 2)
    if shape < 1 / 3:
        return sp.expand(_sum(symbols, 2, source) * _sum(symbols, 1, source))
    return _sum(symbols, 4 if len(symbols) == 1 else 3, source)


def _sum(symbols: tuple[sp.Symbol, ...], degree: int, source: random.Random) -> Any:
    """Up to four monomials of at most that degree, with small coefficients."""
    monomials = [sp.prod(source.choices(symbols, k=source.randint(0, degree))) for _ in range(source.randint(1, 4))]
    return sp.expand(sum(source.choice([-3, -2, -1, 1, 2, 3]) * monomial for monomial in monomials))


def _consequence(symbols: tuple[sp.Symbol, ...], known: list[Any], source: random.Random) -> Any:
    squares = [_sum(symbols, 2, source) ** 2 for _ in range(source.randint(0, 1) if known else 1)]
    products = [sp.prod(source.sample(known, source.randint(1, min(2, len(known))))) for _ in range(2)] if known else []
    return sp.expand(sum([*squares, *products]))


def asked(hypotheses: list[Any], conclusion: Any) -> dict[str, str]:
    """Who says what: "proved", "refuted", or something that says neither."""
    translated = translate.statement(Statement("random", tuple(hypotheses), conclusion))
    found = decide(hypotheses, conclusion, timeout=SECONDS)
    by = "decide" if "kernel" in found.rests_on or found.status != "proved" else "decide by engines"
    return {by: str(found.status), **others(*read(translated))}


def read(translated: Json) -> Question:
    """The hypotheses and the conclusion of a statement as the kernel reads them."""
    return list(map(trusted.formula, translated["hypotheses"])), trusted.formula(translated["conclusion"])


def others(hypotheses: trusted.Facts, conclusion: trusted.Formula) -> dict[str, str]:
    """What the engines and QEPCAD say."""
    denied = trusted.flat([*hypotheses, trusted.negate(conclusion)])
    said = {name: str(engines.consistent(denied, name, SECONDS).status) for name in engines.available()}
    if qepcad.executable() is not None:
        said["qepcad"] = qepcad.decide(hypotheses, conclusion, float(SECONDS))
    return said


def compare(tally: Tally, answers: dict[str, str], where: object, of: str) -> None:
    """Count the answers; two that contradict each other are a breach."""
    given = set(answers.values()) & set(OPPOSITE)
    if len(given) > 1:
        tally.breach("contradicted", (answers, where))
    else:
        tally.counts[f"{of}: {f'{next(iter(given))} by all who answer' if given else 'nobody answers'}"] += 1


# ---- what claims say ---------------------------------------------------------------------------------------------


def of_claim(c: Claim, source: random.Random) -> Iterator[tuple[object, str, Question]]:
    """(where, what is known of it, question): some of a claim's statements, of the leaves of its proofs and of its
    mutants, in few variables."""
    questions = Questions(c, document(c, c.statements))
    stated = {theorem.entry["name"]: theorem.entry["statement"] for theorem in questions.theorems}
    found: list[tuple[object, str, Question]] = [
        ((c.id, name), "proved", read(s)) for name, s in stated.items() if not BEYOND & set(s["conclusion"])
    ]
    found += [
        ((c.id, theorem.entry["name"], f"leaf {number}"), "proved", (leaf.facts, FALSE))
        for theorem in questions.theorems
        for number, leaf in enumerate(theorem.leaves)
    ]
    for m in c.proof.get("mutants", []):
        changed = mutant(stated[m["of"]], m["change"])
        if not BEYOND & set(changed["conclusion"]):
            found.append(((c.id, m["of"], m["change"]), "refuted", read(changed)))
    small = [question for question in found if _is_small(*question[2])]
    yield from source.sample(small, min(FROM_ONE, len(small)))


def _is_small(hypotheses: trusted.Facts, conclusion: trusted.Formula) -> bool:
    about = [*trusted.flat(hypotheses), conclusion]
    return all(f[0] != "orbit" for f in about) and len(set().union(*map(trusted.free, about))) <= VARIABLES
