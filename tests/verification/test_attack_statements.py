"""Mutants of statements: every place is changed, what is false is found to be, what is proved has to be true."""

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations import engines, kernel
from derivations.recheck import by_id
from verification.attack import _qepcad, statements
from verification.attack import _truth as truth
from verification.attack._statement_mutants import KINDS, Mutant, mutants
from verification.attack.campaign import Budget, Tally
from verification.attack.weakness import weakened

LONG = 600  # seconds, which the number of attempts always undercuts
STATED: dict[str, Any] = {  # x >= 1 and (y > 0 or y = 2) imply 2 x^2 y + 1/2 > 0
    "hypotheses": [{"ge": {"x": "1", "": "-1"}}, {"or": [{"gt": {"y": "1"}}, {"eq": {"y": "1", "": "-2"}}]}],
    "conclusion": {"gt": {"x^2*y": "2", "": "1/2"}},
    "witness": {"values": {"x": "1", "y": "1"}, "runs": []},
}
RUN: dict[str, Any] = {  # p starts at 0 and moves to p + u with u >= 0: p >= 0
    "hypotheses": [
        {"orbit": {"state": {"p": [{}, {"p": "1", "u": "1"}]}, "inputs": ["u"], "guard": {"ge": {"u": "1"}}}}
    ],
    "conclusion": {"ge": {"p": "1"}},
    "witness": {"values": {}, "runs": [[{"u": "1"}]]},
}


def claims(name: str = "roots.discriminant") -> list[Any]:
    return [by_id()[name]]


def words(tally: Tally) -> set[str]:
    return {finding.partition(":")[0] for finding in tally.findings}


def named(statement: Any, label: str) -> Mutant:
    return next(m for m in mutants(statement) if m.label == label)


# ---- the attack --------------------------------------------------------------------------------------------------


def test_mutants_are_not_proved() -> None:
    tally = statements.attack(kernel, Budget(LONG, 20), random.Random(0), claims())
    assert (tally.findings, tally.tried) == ([], 20)
    assert tally.counts["refused, false at an exact point"] > 5
    assert len([note for note in tally.notes if "mutants at" in note]) == len(KINDS)


def test_mutants_catch_a_kernel_that_adds_nothing_up() -> None:
    found = statements.attack(weakened("any sum will do"), Budget(LONG, 20), random.Random(1), claims())
    assert "false, and proved" in words(found)


def test_a_search_that_proves_a_mutant_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truth, "another_proof", lambda *arguments: True)
    found = statements.attack(kernel, Budget(LONG, 40), random.Random(1), claims())
    assert words(found) == {"false, and a proof was found"}


def proved_without(hypothesis: int) -> Tally:
    """x^2 + 1 > 0 from two hypotheses that its proof does not use; what becomes of it without one of them."""
    stated = STATED | {"conclusion": {"gt": {"x^2": "1", "": "1"}}}
    denial = 1  # its number, after the hypothesis that is left
    cone = [["1", [denial], {"": "1"}], ["1", [], {"x": "1"}], ["1", [], {"": "1"}]]
    entry = {"name": "square", "statement": stated, "proof": {"rule": "psatz", "cone": cone, "ideal": []}}
    tally = Tally("statements")
    m = named(stated, f"hypothesis {hypothesis}: dropped")
    statements._try(kernel, tally, ("planted",), m, entry, {}, random.Random(0))
    return tally


def test_a_mutant_that_stays_proved_is_listed_with_the_reason() -> None:
    tally = proved_without(1)
    assert tally.findings == []
    assert tally.listed == [{"mutant": ("planted", "hypothesis 1: dropped"), "proved, and true": "proved by z3"}]


def test_a_mutant_that_stays_proved_is_a_finding_where_nobody_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "available", lambda: ())
    monkeypatch.setattr(_qepcad, "decide", lambda *arguments: "unknown")
    monkeypatch.setattr(truth, "another_proof", lambda *arguments: False)
    assert words(proved_without(1)) == {"proved, and nobody else shows it"}


def test_a_mutant_that_stays_proved_is_a_finding_where_an_engine_refutes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "recheck", lambda *arguments: engines.Answer("refuted"))
    assert words(proved_without(1)) == {"proved, and nobody else shows it"}


# ---- the mutants -------------------------------------------------------------------------------------------------


def test_every_place_is_changed_in_every_way() -> None:
    counts = Counter(m.kind for m in mutants(STATED))
    relations, coefficients, powers = 4, 7, 5
    assert counts == {
        "hypothesis": 2,
        "strictness": 2 * relations,
        "sign": coefficients,
        "constant": 2 * coefficients,
        "monomial": coefficients,
        "exponent": 2 * powers,
    }


def test_each_mutant_differs_from_the_statement_and_has_a_label_of_its_own() -> None:
    for stated in (STATED, RUN):
        found = list(mutants(stated))
        assert len({m.label for m in found}) == len(found)
        assert all(m.statement != stated for m in found)


@pytest.mark.parametrize(
    ("label", "conclusion"),
    [
        ("conclusion: gt becomes ge", {"ge": {"x^2*y": "2", "": "1/2"}}),
        ("conclusion/gt: x^2*y: negated", {"gt": {"x^2*y": "-2", "": "1/2"}}),
        ("conclusion/gt: 1: plus 1", {"gt": {"x^2*y": "2", "": "3/2"}}),
        ("conclusion/gt: x^2*y: doubled", {"gt": {"x^2*y": "4", "": "1/2"}}),
        ("conclusion/gt: 1: dropped", {"gt": {"x^2*y": "2"}}),
        ("conclusion/gt: x in x^2*y: lowered", {"gt": {"x*y": "2", "": "1/2"}}),
        ("conclusion/gt: y in x^2*y: lowered", {"gt": {"x^2": "2", "": "1/2"}}),
        ("conclusion/gt: y in x^2*y: raised", {"gt": {"x^2*y^2": "2", "": "1/2"}}),
    ],
)
def test_a_label_says_what_is_changed(label: str, conclusion: Any) -> None:
    assert named(STATED, label).statement == STATED | {"conclusion": conclusion}


def test_runs_have_places_as_well() -> None:
    labels = {m.label for m in mutants(RUN)}
    assert {"hypothesis 0: dropped", "hypotheses/0/orbit/guard: ge becomes gt"} <= labels
    assert "hypotheses/0/orbit/state/p/1: u: negated" in labels
    assert not any(m.follows for m in mutants(RUN) if "orbit" in m.label)


values = st.fractions(-3, 3, max_denominator=2)


@given(st.fixed_dictionaries({"x": values, "y": values}))
def test_what_follows_by_its_form_holds_wherever_the_original_does(point: dict[str, Fraction]) -> None:
    at = {name: kernel.scale(value, kernel.ONE) for name, value in point.items()}

    def implication(statement: Any) -> bool:
        facts = [kernel.holds(kernel.formula(h), at) for h in statement["hypotheses"]]
        return not all(facts) or kernel.holds(kernel.formula(statement["conclusion"]), at)

    weaker = [m for m in mutants(STATED) if m.follows]
    assert len(weaker) == 3
    assert all(implication(m.statement) or not implication(STATED) for m in weaker)


# ---- whether they are true ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("hypothesis 0: dropped", "true"),
        ("hypothesis 1: dropped", "false"),
        ("conclusion: gt becomes ge", "true"),
        ("conclusion: gt becomes eq", "false"),
        ("hypotheses/1/or/0/gt: y: negated", "false"),
        ("conclusion/gt: 1: negated", "false"),
    ],
)
def test_mutants_are_judged(label: str, answer: str) -> None:
    m = named(STATED, label)
    found = truth.judged(m, STATED["witness"], random.Random(0))
    assert found.answer == answer
    assert answer == "true" or truth.fails_at(m.statement, found.point or {})


def test_a_point_near_the_witness_is_found_at_the_boundary() -> None:
    """At x = 0, and nowhere else."""
    stated = {"hypotheses": [{"ge": {"x": "1"}}], "conclusion": {"gt": {"x": "1"}}}
    witness = {"values": {"x": "7"}, "runs": []}
    assert any(truth.fails_at(stated, p) for p in truth._moved(witness, random.Random(0)))


def test_a_point_is_one_of_the_mutant_of_a_run() -> None:
    m = named(RUN, "hypotheses/0/orbit/state/p/1: u: negated")
    found = truth.judged(m, RUN["witness"], random.Random(0))
    assert (found.answer, found.by) == ("false", "an exact point")
    assert found.point is not None
    assert truth.fails_at(m.statement, found.point)


def test_a_model_that_is_none_is_no_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "available", lambda: ("z3",))
    monkeypatch.setattr(engines, "recheck", lambda *arguments: engines.Answer("refuted", {"x": "5", "y": "5"}))
    assert truth.by_engines(STATED, 1) == truth.Judgement("false", "z3", None)
