"""Deciders that contradict each other are found out; what is asked of QEPCAD is what the kernel is asked."""

import random
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations import engines, kernel
from derivations.recheck import by_id
from verification.attack import _qepcad as qepcad
from verification.attack import decisions
from verification.attack._roots import X, holds_everywhere
from verification.attack.campaign import Budget

LONG = 600  # seconds, which the number of attempts always undercuts
needs_qepcad = pytest.mark.skipif(qepcad.executable() is None, reason="QEPCAD is not installed (the extra `qepcad`)")


def budget(most: int) -> Budget:
    return Budget(LONG, most)


def claims() -> list[Any]:
    return [by_id()["roots.discriminant"]]


# ---- the attack --------------------------------------------------------------------------------------------------


def test_deciders_agree() -> None:
    tally = decisions.attack(kernel, budget(15), random.Random(0), claims())
    assert (tally.findings, tally.tried) == ([], 15)
    assert any(outcome.startswith("of claims") for outcome in tally.counts)


def test_an_engine_that_proves_everything_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "consistent", lambda *arguments: engines.Answer("proved"))
    found = decisions.attack(kernel, budget(15), random.Random(0), claims()).findings
    assert {finding.partition(":")[0] for finding in found} == {"contradicted"}


def test_a_third_procedure_that_refutes_everything_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qepcad, "executable", lambda: "planted")
    monkeypatch.setattr(qepcad, "decide", lambda *arguments: "refuted")
    found = decisions.attack(kernel, budget(15), random.Random(0), claims()).findings
    assert any("leaf" in finding or "'kernel or point': 'proved'" in finding for finding in found)


def test_a_decider_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: Any, **more: Any) -> Any:
        raise ArithmeticError("planted")

    monkeypatch.setattr(decisions, "decide", crash)
    [finding] = decisions.attack(kernel, budget(1), random.Random(0), []).findings
    assert finding.startswith("crashed: ('ArithmeticError: planted'")


# ---- the judge in one variable -----------------------------------------------------------------------------------

JUDGED = [
    ([], X**2 >= 0, True),
    ([], X**2 > 0, False),  # at 0 alone
    ([sp.Gt(X**2 - 2, 0), sp.Gt(X, 0)], 5 * X - 7 > 0, True),
    ([sp.Ge(X**2 - 2, 0), sp.Gt(X, 0)], X**2 - 2 > 0, False),  # at the root of 2 alone
    ([sp.Gt(X**3 - 2, 0)], X**2 - 1 > 0, True),
    ([sp.Eq(X**2 - 2, 0)], X**4 - 4 >= 0, True),
    ([sp.Ge(-((X**2 - 2) ** 2), 0)], sp.Eq(X**2 - 2, 0), True),
    ([sp.Gt(X * (X - 1), 0), sp.Gt(1 - X, 0)], -X > 0, True),
    ([sp.Gt(X * (1 - X), 0)], 2 * X - 1 > 0, False),  # between two neighbours
    ([sp.Gt(X**2 - 1, 0)], sp.Or(sp.Gt(X - 1, 0), sp.Gt(-X - 1, 0)), True),
    ([sp.Or(sp.Gt(X - 1, 0), sp.Gt(-X, 0))], sp.Gt(X**2, 0), True),
    ([sp.Or(sp.Gt(X - 1, 0), sp.Ge(-X, 0))], sp.Gt(X**2, 0), False),
    ([sp.And(sp.Ge(X, 0), sp.Ge(-X, 0), evaluate=False)], sp.Eq(X, 0), True),
]


@pytest.mark.parametrize(("hypotheses", "conclusion", "truth"), JUDGED)
def test_the_judge_looks_at_roots_and_between(hypotheses: list[Any], conclusion: Any, truth: bool) -> None:
    concluded = sp.Ge(X**2, 0, evaluate=False) if conclusion is sp.true else conclusion
    if not isinstance(concluded, sp.Or):
        concluded = concluded.func(concluded.lhs - concluded.rhs, 0, evaluate=False)
    assert holds_everywhere(hypotheses, concluded) is truth


# ---- QEPCAD ------------------------------------------------------------------------------------------------------

numbers = st.fractions(-3, 3, max_denominator=4)
nonzero = st.builds(Fraction, st.sampled_from([-3, -2, -1, 1, 2, 5]), st.integers(1, 4))
monomials = st.dictionaries(st.sampled_from(["x", "y", "beta"]), st.integers(1, 3), max_size=2)
polynomials = st.dictionaries(monomials.map(lambda powers: tuple(sorted(powers.items()))), nonzero, max_size=3)
atoms = st.tuples(st.sampled_from(["gt", "ge", "eq"]), polynomials)
formulas = st.recursive(
    atoms, lambda f: st.tuples(st.sampled_from(["and", "or"]), st.lists(f, max_size=3)), max_leaves=6
)


def evaluated(text: str, values: dict[str, Fraction]) -> bool:
    """What QEPCAD's language says of a point, read anew: brackets group, `2 v0^2 v1` is a product."""
    return group(re.findall(r"[\[\]]|/\\|\\/|[^\[\]/\\]+", f"{text}]"), values)


def group(tokens: list[str], values: dict[str, Fraction]) -> bool:
    parts: list[bool] = []
    joint: Callable[[list[bool]], bool] = all
    while (token := tokens.pop(0).strip()) != "]":
        if token in ("/\\", "\\/"):
            joint = all if token == "/\\" else any
        elif token:
            parts.append(group(tokens, values) if token == "[" else atom(token, values))
    return joint(parts)


def atom(text: str, values: dict[str, Fraction]) -> bool:
    left, relation, right = re.split(" (>=|>|=) ", text)
    value = -Fraction(right)
    for sign, number, factors in re.findall(r"([+-]?) ?(\d+)((?: v\d+(?:\^\d+)?)*)", left):
        term = Fraction(f"{sign}{number}")
        for factor in factors.split():
            name, _, exponent = factor.partition("^")
            term *= values[name] ** int(exponent or 1)
        value += term
    return {">": value > 0, ">=": value >= 0, "=": value == 0}[relation]


@given(formulas, st.fixed_dictionaries(dict.fromkeys(("x", "y", "beta"), numbers)))
def test_a_formula_means_the_same_in_its_language(f: kernel.Formula, point: dict[str, Fraction]) -> None:
    names = {"x": "v0", "y": "v1", "beta": "v2"}
    at = {name: kernel.scale(value, kernel.ONE) for name, value in point.items()}
    said = evaluated(qepcad.written(f, names), {names[name]: value for name, value in point.items()})
    assert said is kernel.holds(f, at)


def test_a_run_is_nothing_that_it_can_be_asked() -> None:
    with pytest.raises(ValueError, match="'orbit' violates"):
        qepcad.written(("orbit", None), {})


@pytest.mark.parametrize(
    ("session", "answer"),
    [
        ("[]Enter a prenex formula:\n\nAn equivalent quantifier-free formula:\n\nTRUE\n\n", "proved"),
        ("[]Enter a prenex formula:\n\nAn equivalent quantifier-free formula:\n\nFALSE\n\n", "refuted"),
        ("[]Enter a prenex formula:\nWARNING!\nAn equivalent quantifier-free formula:\n\nTRUE\n\n", "unknown"),
        ("[]Enter a prenex formula:\n\nAn equivalent quantifier-free formula:\n\nv0 > 0\n\n", "unknown"),
        ("An equivalent quantifier-free formula:\n\nTRUE\n\n", "unknown"),
        ("", "unknown"),
    ],
)
def test_only_a_plain_answer_counts(session: str, answer: str) -> None:
    assert qepcad.read(session) == answer


def test_where_it_is_not_installed_it_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qepcad, "executable", lambda: None)
    assert qepcad.decide([], ("and", []), 1) == "missing"
    tally = decisions.attack(kernel, budget(1), random.Random(0), [])
    assert any("not installed" in note for note in tally.notes)


@pytest.mark.parametrize("program", ["#!/bin/sh\necho garbage\n", "#!/bin/sh\nexit 3\n", "#!/bin/sh\nexec sleep 60\n"])
def test_garbage_a_failure_and_silence_are_no_answers(
    program: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "qepcad"
    file.write_text(program)
    file.chmod(0o755)
    monkeypatch.setattr(qepcad, "executable", lambda: str(file))
    assert qepcad.decide([], ("and", []), 0.5) == "unknown"


@needs_qepcad
@pytest.mark.parametrize(
    ("hypotheses", "conclusion", "answer"),
    [
        ([], {"ge": {"x^2": "1", "x*y": "-2", "y^2": "1"}}, "proved"),
        ([], {"gt": {"x^2": "1"}}, "refuted"),
        ([{"or": []}], {"gt": {}}, "proved"),
        ([], {"and": []}, "proved"),
        ([], {"or": []}, "refuted"),
        ([{"eq": {"x^3": "1", "": "-2"}}], {"gt": {"x": "50", "": "-62"}}, "proved"),
        ([], {"or": [{"gt": {"lambda": "1"}}, {"ge": {"lambda": "-1/3"}}]}, "proved"),
        ([], {"or": [{"gt": {"lambda": "1"}}, {"gt": {"lambda": "-1/3"}}]}, "refuted"),
    ],
)
def test_it_decides(hypotheses: list[Any], conclusion: Any, answer: str) -> None:
    assert qepcad.decide(list(map(kernel.formula, hypotheses)), kernel.formula(conclusion), 20) == answer
