"""Who is asked about statements: answers are told from silence, and right from wrong ones."""

import os
import time
from typing import Any

import pytest
import sympy as sp

from benchmarks import symbolic
from benchmarks._limited import Answered, limited
from benchmarks.symbolic import (
    Asked,
    Question,
    asked,
    by_ask,
    by_reduce_inequalities,
    by_simplify,
    counts,
    questions,
    ratio,
)

x, y = sp.symbols("x y", real=True)


def burn() -> bool:
    """More processor time than anyone has."""
    while True:
        pass


def test_a_question_has_its_processor_time_and_no_more() -> None:
    assert limited(lambda: 6 * 7, 5).value == 42
    begin = time.process_time()
    assert limited(burn, 0.2) == (None, 0.2)
    assert time.process_time() - begin < 0.2  # it was the fork's time
    assert limited(lambda: 1 / 0, 5).value is None
    assert limited(lambda: os._exit(3), 5) == (None, 5)
    assert limited(lambda: None, 5, before=lambda: sum(range(10**6))).seconds < 0.01


def test_the_statements_are_those_of_the_claims() -> None:
    asked_of = list(questions())
    assert {q.name.split("/")[0] for q in asked_of} == set(symbolic.CLAIMS)
    assert sum(q.truth for q in asked_of) > 20
    assert sum(not q.truth for q in asked_of) > 12
    assert all(symbolic.by_stored_proof(q) for q in asked_of if q.truth)


def question(hypotheses: tuple[Any, ...], conclusion: Any, truth: bool) -> Question:
    return Question(str(conclusion), hypotheses, conclusion, truth, "")


@pytest.mark.parametrize(
    ("ask", "q", "expected"),
    [
        (by_reduce_inequalities, question((x > 1,), x**2 > 1, True), True),
        (by_reduce_inequalities, question((x > 0,), x**2 > 1, False), False),
        (by_reduce_inequalities, question((x > 0,), sp.Equivalent(x > 1, x**2 > 1), True), True),
        (by_simplify, question((x > 0,), sp.Or(x > 1, x <= 1), True), True),
        (by_ask, question((x > y, y > 0), x > 0, True), True),
        (by_ask, question((x > 0,), x > y, False), None),
    ],
)
def test_sympy_is_asked_in_its_own_terms(ask: Any, q: Question, expected: bool | None) -> None:
    assert ask(q) is expected


@pytest.mark.parametrize("name", ["ours", "z3", "cvc5"])
def test_provers_tell_true_from_false(name: str) -> None:
    first = next(q for q in questions() if q.name.startswith("step.stability") and q.truth)
    false = next(q for q in questions() if q.name.startswith("step.stability") and not q.truth)
    assert asked()[name].of(first).value is True
    assert asked()[name].of(false).value is False


def test_a_wrong_answer_is_shown_and_no_answer_is_not_a_right_one() -> None:
    true, false = question((), x**2 >= 0, True), question((), x > 0, False)
    said = [
        (true, {"peer": Answered(True, 2.0), "ours": Answered(True, 1.0)}),
        (false, {"peer": Answered(True, 9.0), "ours": Answered(None, 9.0)}),
    ]
    assert counts("peer", said) == {
        "right, of 2: peer": 1, "wrong, of 2: peer": 1, "undecided, of 2: peer": 0, "peer wrong on x > 0": 1,
    }  # fmt: skip
    assert counts("ours", said)["undecided, of 2: ours"] == 1
    assert ratio("peer", "ours", said) == 2
    assert Asked(lambda q: q.truth).of(false).value is False
