"""Attacks on the kernel: false statements, each with the proof that a kernel without one of its checks would accept.

Then corrupted certificates of real claims, and adversaries that look for proofs of random statements, false ones too.
"""

import copy
import json
import pickle
import random
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from derivations import kernel
from derivations.kernel import ProofError, Theorem, check, prove
from derivations.plan import Auto, Induct
from derivations.recheck import by_id, document
from derivations.search import SearchError, find_proof
from tests.derivations.test_kernel import (
    HALVING,
    ONE,
    POSITIVE,
    POSITIVE_PROOF,
    SQUARE,
    SQUARE_PROOF,
    X,
    changed,
    limit,
    minimum,
    psatz,
    refused,
    statement,
)

Json = dict[str, Any]
TRUE: Json = {"and": []}
HALF = {"": "1/2"}
COUNTER = [{}, {"k": "1", "": "1"}]


def run(state: Json, inputs: tuple[str, ...] = (), guard: Json = TRUE) -> Json:
    return {"orbit": {"state": state, "inputs": list(inputs), "guard": guard}}


def induction(invariant: Json, base: Json, step: Json, then: Json, along: int = 0) -> Json:
    return {"rule": "induction", "run": along, "invariant": invariant, "base": base, "step": step, "then": then}


# ---- false statements, each with a proof that lacks one thing ----------------------------------------------------


def test_a_split_looks_at_zero() -> None:
    """x^2 > 0 fails at 0; the branches for x > 0 and x < 0 close, and the branch for x = 0 is copied from them."""
    side = psatz([["1", [1, 1], ONE], ["1", [0], ONE]])  # x^2 - x^2, where fact 1 is x > 0 or -x > 0
    whole = {"rule": "split", "on": X, "branches": [side, side, side]}
    refused(statement([], {"gt": {"x^2": "1"}}, x="1"), whole, "fact 1 is not an inequality")


# Names that are not new, each with a false theorem that it would prove.
ABSURD = statement([], {"gt": {"": "-1"}})
ROOT_OF_ITSELF = {  # s = sqrt(s^2 + 1) would be s^2 = s^2 + 1, that is 0 = 1
    "rule": "root", "of": {"s^2": "1", "": "1"}, "name": "s",
    "nonnegative": psatz([["1", [1], ONE], ["1", [], {"s": "1"}], ["1", [], ONE]]),
    "then": psatz([["1", [], ONE]], [[2, ONE]]),
}  # fmt: skip
QUOTIENT_OF_ITSELF = {  # t = (t + 1) / 1 would be 0 = 1
    "rule": "quotient", "of": {"t": "1", "": "1"}, "by": ONE, "name": "t",
    "nonzero": psatz([["1", [], ONE]], [[1, {"": "-1"}]]), "then": psatz([["1", [], ONE]], [[1, ONE]]),
}  # fmt: skip


def stays(value: Json, facts: int, near: Json) -> Json:
    """The run p = value for ever, of which `near` says that it is nearer to 0 than epsilon; `facts` before the run."""
    error = {"p": "1"} | {m: str(-Fraction(c)) for m, c in value.items()}
    step = psatz([["1", [facts + 2], ONE]], [[facts + 1, {m: str(-Fraction(c)) for m, c in error.items()}]])
    whole = induction({"eq": error}, psatz([["1", [facts], ONE]]), step, near, along=facts)
    return {"epsilon": "e", "gap": ONE, "positive": psatz([["1", [facts], ONE], ["1", [], ONE]]), "close": whole}


def constant(value: Json) -> Json:
    return {"state": {"p": [value, {"p": "1"}], "k": COUNTER}, "inputs": [], "guard": TRUE}


IS_ONE, NEXT = {"eq": {"e": "1", "": "-1"}}, {"e": "1", "": "1"}
TAKEN = [
    ("s", ABSURD, ROOT_OF_ITSELF),
    ("t", ABSURD, QUOTIENT_OF_ITSELF),
    (  # p = e/2 for ever does not tend to 0, though |p| < e
        "e", limit(orbit=constant({"e": "1/2"})) | {"witness": {"values": {"e": "1"}}},
        stays({"e": "1/2"}, 1, psatz([["1", [3], ONE], ["3/4", [0, 0], ONE]], [[4, {"p": "-1", "e": "-1/2"}]])),
    ),
    (  # e/2 does not tend to 0, though e/2 < e
        "e", limit(of={"e": "1/2"}),
        stays({}, 1, psatz([])) | {"close": psatz([["1", [3], ONE], ["3/4", [0, 0], ONE]])},
    ),
    (  # 1/2 for ever does not tend to 0, though 1/2 < e where e = 1 by hypothesis
        "e", limit(orbit=constant(HALF)) | {"hypotheses": [IS_ONE], "witness": {"values": {"e": "1"}}},
        stays(HALF, 2, psatz([["1", [4], ONE], ["3/4", [], ONE]], [[5, {"p": "-1", "": "-1/2"}], [0, NEXT]])),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "stated", "proof"), TAKEN)
def test_a_name_that_is_taken_is_refused(name: str, stated: Json, proof: Json) -> None:
    refused(stated, proof, f"the name '{name}' is not new")


@pytest.mark.parametrize(("name", "stated", "proof"), TAKEN)
def test_without_fresh_names_falsehoods_are_proved(
    monkeypatch: pytest.MonkeyPatch, name: str, stated: Json, proof: Json
) -> None:
    """The control: nothing else in these proofs is wrong."""
    monkeypatch.setattr(kernel, "fresh", lambda *names: None)
    assert prove(stated, proof, {})


def test_a_quotient_is_not_by_itself() -> None:
    by_itself = QUOTIENT_OF_ITSELF | {"of": ONE, "by": {"t": "1"}}
    refused(ABSURD, by_itself, "the name 't' is not new")


def test_a_root_of_a_positive_number_is_not_negative_either() -> None:
    """|x| <= 0 for x > 0, from the root -1 of 1: the kernel gives s >= 0, never s <= 0."""
    stated = statement([{"gt": X}], {"ge": {"x": "-1"}}, x="1")
    nonnegative = psatz([["1", [0, 0], ONE], ["1", [2], ONE]])
    wrong = {"rule": "root", "of": {"x^2": "1"}, "name": "s", "nonnegative": nonnegative}
    wrong["then"] = psatz([["1", [0], ONE], ["1", [3], ONE]])  # as if fact 3 were -x >= 0
    refused(stated, wrong, "fact 3 is not an inequality")


def test_a_root_may_be_zero() -> None:
    """x >= 0 |- x > 0 fails at 0: the root s of x is at least 0, and s > 0 would prove it."""
    proof = {"rule": "root", "of": X, "name": "s", "nonnegative": psatz([["1", [0], ONE], ["1", [2], ONE]])}
    proof["then"] = psatz([["1", [2, 2], ONE], ["1", [1], ONE]], [[3, {"": "-1"}]])
    refused(statement([{"ge": X}], {"gt": X}, x="1"), proof, "no summand is strictly positive")


def test_of_the_two_roots_it_is_the_one_that_is_not_negative() -> None:
    """x > 1 |- x^2 > x, after sqrt(x) >= 1: from sqrt(x) < 1 follows x < 1 since sqrt(x) >= 0."""
    above = {"x": "1", "": "-1"}
    below = psatz([["1", [4], ONE], ["1", [2, 4], ONE], ["1", [0], ONE]], [[3, ONE]])
    then = psatz([["1", [0, 0], ONE], ["1", [0], ONE], ["1", [1], ONE]])
    node = {"rule": "cut", "formula": {"ge": {"s": "1", "": "-1"}}, "otherwise": below, "then": then}
    proof = {"rule": "root", "of": X, "name": "s", "then": node}
    proof["nonnegative"] = psatz([["1", [0], ONE], ["1", [2], ONE], ["1", [], ONE]])
    assert prove(statement([{"gt": above}], {"gt": {"x^2": "1", "x": "-1"}}, x="2"), proof, {})


def test_a_hypothesis_about_an_input_is_about_another_number() -> None:
    """u = 0 for the u outside says nothing of the inputs u of the run: S = 0 fails after one step with u = 1."""
    walk = run({"S": [{}, {"S": "1", "u": "1"}]}, ("u",))
    zero = {"eq": {"S": "1"}}
    step = psatz([["1", [3], ONE]], [[0, {"u": "-1", "S": "-2"}], [2, {"S": "-1"}]])
    proof = induction(zero, psatz([["1", [1], ONE]]), step, psatz([["1", [2], ONE]], [[3, {"S": "-1"}]]))
    refused(statement([walk, {"eq": {"u": "1"}}], zero, runs=[[{"u": "1"}]], u="0"), proof, "psatz")


def test_a_disjunction_about_the_state_is_about_the_last_moment() -> None:
    """p = 5, twice over, after five steps of p + 1 says nothing of p before: "p is not 5" is no invariant."""
    five, climb = {"eq": {"p": "1", "": "-5"}}, run({"p": [{}, {"p": "1", "": "1"}]})
    other = {"or": [{"gt": {"p": "-1", "": "5"}}, {"gt": {"p": "1", "": "-5"}}]}
    base = psatz([["1", [2], ONE], ["5", [], ONE]])  # -5 >= 0 was denied of 0, where p = 5 is kept as fact 0
    at_five = psatz([["1", [5], ONE], ["1", [], ONE]], [[6, ONE]])  # 4 - p >= 0 was denied of p + 1
    step = {"rule": "cases", "fact": 0, "branches": [at_five, at_five]}
    sides = [psatz([["1", [5], ONE]], [[4, {"": sign}]]) for sign in ("1", "-1")]
    node = {"rule": "cases", "fact": 3, "branches": sides}
    whole = induction(other, base, step, {"rule": "cases", "fact": 1, "branches": [node, node]})
    refused(statement([climb, {"or": [five, five]}], {"gt": {"": "-1"}}, [[{}] * 5]), whole, "the identity is off")


def test_a_guard_occupies_its_names() -> None:
    """Inputs are at least c, and c may be negative: a root called c would make it 1."""
    walk = run({"S": [{}, {"S": "1", "u": "1"}]}, ("u",), {"ge": {"u": "1", "c": "-1"}})
    absurd = {"rule": "root", "of": ONE, "name": "c", "nonnegative": psatz([["1", [2], ONE], ["1", [], ONE]])}
    refused(
        statement([walk], {"ge": {"S": "1"}}, runs=[[{"u": "0"}]], c="-1"),
        absurd | {"then": SQUARE_PROOF},
        "the name 'c' is not new",
    )


GROWING = run({"S": [{}, {"S": "1", "u": "1"}]}, ("u",), {"ge": {"u": "1", "c": "-1"}})
ONE_STEP = [[{"u": "1"}]]
GROWS = statement([GROWING, {"ge": {"c": "1"}}], {"ge": {"S": "1"}}, ONE_STEP, c="1")
GROWS_PROOF = induction(
    {"ge": {"S": "1"}},
    psatz([["1", [1], ONE]]),  # facts: c >= 0, 0 > 0
    psatz([["1", [0], ONE], ["1", [2], ONE], ["1", [3], ONE], ["1", [4], ONE]]),  # c, run, S, u - c, -S - u
    psatz([["1", [2], ONE], ["1", [3], ONE]]),
)
USE = {"rule": "lemma", "name": "grows", "then": {"rule": "cases", "fact": 2, "branches": [
    psatz([["1", [3], ONE]]),  # -c > 0 at c = 0
    psatz([["1", [1], ONE], ["1", [3], ONE]]),
]}}  # fmt: skip


def test_a_lemma_along_a_run_with_inputs_is_used() -> None:
    theorems = {"grows": prove(GROWS, GROWS_PROOF, {})}
    at_zero = changed(GROWING, "orbit", "guard", to={"ge": {"u": "1"}})
    assert prove(statement([at_zero], {"ge": {"S": "1"}}, ONE_STEP), USE | {"at": {"c": {}}}, theorems)


def test_a_lemma_is_not_used_along_a_run_with_another_guard_or_other_inputs() -> None:
    """With c = 0 in the lemma, its run has the guard u >= 0; this run's guard u >= c lets S become negative."""
    theorems = {"grows": prove(GROWS, GROWS_PROOF, {})}
    reason = "the run that 'grows' speaks of is not among the facts"
    refused(statement([GROWING], {"ge": {"S": "1"}}, ONE_STEP, c="-1"), USE | {"at": {"c": {}}}, reason, theorems)
    for part, other in (("guard", TRUE), ("inputs", ["u", "v"])):
        unlike = changed(GROWING, "orbit", part, to=other)
        refused(
            statement([unlike], {"ge": {"S": "1"}}, [[{"u": "1", "v": "1"}]], c="1"), USE | {"at": {}}, reason, theorems
        )


@pytest.mark.parametrize("part", [0, 1])
def test_a_lemma_is_not_used_along_a_run_with_another_start_or_step(part: int) -> None:
    """With a = 0 (q = 0) the lemma's run is that of zeros (of 1, 0, 0, ...); it says nothing of the run for other a."""
    start, step = {"a": "1"}, {"p*q": "1"}
    walk = run({"p": [start, step]})
    stated = statement([walk, {"ge": start}, {"ge": {"q": "1"}}], {"ge": {"p": "1"}}, a="1", q="1")
    base, keeps = psatz([["1", [0], ONE], ["1", [2], ONE]]), psatz([["1", [1, 3], ONE], ["1", [4], ONE]])
    proof = induction({"ge": {"p": "1"}}, base, keeps, psatz([["1", [3], ONE], ["1", [4], ONE]]))
    theorems = {"nonnegative": prove(stated, proof, {})}
    at: Json = {("a", "q")[part]: {}}
    use = {"rule": "lemma", "name": "nonnegative", "at": at, "then": {}}
    negative = {"a": "-1", "q": "1"} if part == 0 else {"a": "1", "q": "-1"}
    other = statement([walk], {"ge": {"p": "1"}}, None, **negative)
    refused(other, use, "the run that 'nonnegative' speaks of is not among the facts", theorems)
    fitting = run({"p": [{}, step] if part == 0 else [start, {}]})
    known = [{"ge": {"q": "1"}}] if part == 0 else [{"ge": start}]  # then: a fails there, q fails there, or p >= 0
    branches = [psatz([["1", [4], ONE]]), psatz([["1", [1], ONE], ["1", [4], ONE]])]
    branches = [*(branches if part == 0 else branches[::-1]), psatz([["1", [2], ONE], ["1", [4], ONE]])]
    closed = use | {"then": {"rule": "cases", "fact": 3, "branches": branches}}
    assert prove(
        statement([fitting, *known], {"ge": {"p": "1"}}, None, **negative | {"a": "1", "q": "1"}), closed, theorems
    )
    elsewhere = [run({"p": [{"a": "-1"}, step]}), {"ge": start}, {"ge": {"q": "1"}}]
    along = statement(elsewhere, {"ge": {"p": "1"}}, None, a="1", q="1")
    refused(along, use | {"at": {}}, "is not among the facts", theorems)


def test_an_argument_is_not_captured_by_an_input() -> None:
    """At c = u the guard u >= c would be u >= u, which every input satisfies."""
    theorems = {"grows": prove(GROWS, GROWS_PROOF, {})}
    anything = run({"S": [{}, {"S": "1", "u": "1"}]}, ("u",), {"ge": {}})
    stated = statement([anything], {"ge": {"S": "1"}}, ONE_STEP)
    refused(stated, USE | {"at": {"c": {"u": "1"}}}, "an argument would be captured by a run", theorems)


def test_a_state_is_a_name_that_is_taken() -> None:
    """0, 1, 1, ...: the state occurs in no move of the run, and a root of 4 of that name would be among 0 and 1."""
    walk = run({"p": [{}, ONE]})
    absurd = {"rule": "root", "of": {"": "4"}, "name": "p", "nonnegative": psatz([["1", [2], ONE], ["4", [], ONE]])}
    refused(statement([walk], {"ge": X}, x="0"), absurd | {"then": {}}, "the name 'p' is not new")


def test_a_minimum_is_no_lemma() -> None:
    least = prove(minimum(), {"at": {"x": ONE}, "bound": LEAST, "attained": REACHED}, {})
    refused(SQUARE, {"rule": "lemma", "name": "m", "at": {}, "then": {}}, "not an earlier theorem", {"m": least})


def test_a_limit_is_no_lemma() -> None:
    halves = limit(orbit=constant({}))
    tends = prove(halves, stays({}, 1, psatz([["1", [3], ONE], ["1", [0, 0], ONE]], [[4, {"p": "-1"}]])), {})
    refused(SQUARE, {"rule": "lemma", "name": "l", "at": {}, "then": {}}, "not an earlier theorem", {"l": tends})


def test_an_inequality_is_no_equation() -> None:
    """x >= 0 |- x = 0 fails at 1: x^2 > 0 is not refuted by -x times x >= 0, which would have to be x = 0."""
    for kind in ("ge", "gt"):
        wrong = psatz([["1", [1], ONE]], [[0, {"x": "-1"}]])
        refused(statement([{kind: X}], {"eq": X}, x="1"), wrong, "fact 0 is not an equation")


LEAST = psatz([["1", [1], ONE], ["1", [], {"x": "1", "": "-1"}], ["2", [0], ONE]])
REACHED = {"rule": "cases", "fact": 0, "branches": [psatz([["1", [1], ONE]])] * 2}


def test_the_point_of_a_minimum_is_not_the_one_outside() -> None:
    """x = 2 outside says nothing of the x over which x^2 is minimised, and 4 is not the minimum."""
    stated = statement([{"eq": {"x": "1", "": "-2"}}], minimum(**{"is": {"": "4"}})["conclusion"], x="2")
    bound = psatz([["1", [2], ONE]], [[0, {"x": "1", "": "2"}]])
    proof = {"at": {"x": {"": "2"}}, "bound": bound, "attained": REACHED}
    refused(stated, proof, "a variable of the minimisation occurs in its value or in the hypotheses")


def test_a_bound_that_is_not_attained_is_no_minimum() -> None:
    """x^2 >= 1/2 for x >= 1; at 1, where x^2 is least, it is more than that."""
    bound = psatz([["1", [1], ONE], ["1", [], {"x": "1", "": "-1"}], ["2", [0], ONE], ["1/2", [], ONE]])
    apart = psatz([["1", [1], ONE], ["1/2", [], ONE]])  # were it 1/2 - 1 > 0 that is to be refuted
    attained = {"rule": "cases", "fact": 0, "branches": [psatz([["1", [1], ONE]]), apart]}
    stated = minimum(**{"is": {"": "1/2"}})
    refused(stated, {"at": {"x": ONE}, "bound": bound, "attained": attained}, "the identity is off")
    (_, _), (facts, _) = kernel.goals(stated, {"at": {"x": ONE}, "bound": {}, "attained": {}})
    assert facts == [("or", [("gt", {}), ("gt", kernel.polynomial({"": "1/4"}))])]


def test_a_minimum_over_nothing_that_holds_is_not_attained() -> None:
    nowhere = minimum(subject={"and": [{"ge": {"x": "1"}}, {"gt": {"x": "-1"}}]})
    bound = psatz([["1", [0], ONE], ["1", [1], ONE]])
    inside = {
        "rule": "cases",
        "fact": 1,
        "branches": [psatz([["1", [2], ONE], ["1", [], ONE]]), psatz([["1", [2], ONE]])],
    }
    attained = {
        "rule": "cases",
        "fact": 0,
        "branches": [inside, psatz([["1", [1], ONE]])],
    }  # -1 > 0 or 1 >= 0, or 0 > 0
    refused(nowhere, {"at": {"x": ONE}, "bound": bound, "attained": attained}, "the identity is off")


def test_a_bound_may_need_the_minimiser() -> None:
    """x^2 >= 0 attained at y: the minimiser may not depend on the variable that is minimised over, nor leave it out."""
    for at in ({"x": {"x": "1"}}, {}, {"x": ONE, "y": ONE}):
        refused(minimum(), {"at": at, "bound": LEAST, "attained": REACHED}, "must give each variable a value")


# ---- limits ------------------------------------------------------------------------------------------------------

ANY_GAP = {"gap": ONE, "positive": psatz([["1", [1], ONE], ["1", [], ONE]])}  # facts: epsilon > 0, -1 >= 0
CONSTANT = constant(HALF)


@pytest.mark.parametrize("name", ["u", "p", "k", "not a name", ""])
def test_epsilon_is_no_name_of_the_run(name: str) -> None:
    walk = HALVING | {"inputs": ["u"]}
    refused(limit(orbit=walk), ANY_GAP | {"epsilon": name, "close": {}}, "is not new")


def test_what_a_limit_leaves_to_prove() -> None:
    """gap > 0; and |p - 1/2| < e from step 1/gap on, both ends included."""
    stated = limit(orbit=CONSTANT, to=HALF)
    proof = {"gap": {"e": "3"}, "epsilon": "e", "positive": {}, "close": {}}
    (positive, _), (close, _) = kernel.goals(stated, proof)
    read = kernel.polynomial
    assert positive == [("gt", read({"e": "1"})), ("ge", read({"e": "-3"}))]
    _, walk, late, far = close
    assert walk == kernel.formula({"orbit": CONSTANT})
    assert late == ("ge", read({"e*k": "3", "": "-1"}))
    assert far == ("ge", read({"p^2": "1", "p": "-1", "": "1/4", "e^2": "-1"}))
    whole = psatz([["1", [3], ONE], ["1", [0, 0], ONE]], [[4, {"p": "-1", "": "1/2"}]])
    assert prove(stated, stays(HALF, 1, whole), {})


def test_a_gap_of_zero_is_none() -> None:
    """k * 0 >= 1 never holds, so that everything would tend to anything."""
    close = psatz([["1", [2], ONE], ["1", [], ONE]])  # k * 0 - 1 >= 0
    for positive in (psatz([["1", [1], ONE]]), psatz([])):
        refused(limit(orbit=CONSTANT), {"gap": {}, "epsilon": "e", "positive": positive, "close": close}, "strictly")


def test_a_limit_needs_both_of_its_parts() -> None:
    for part in ("gap", "positive", "close", "epsilon"):
        whole = ANY_GAP | {"epsilon": "e", "close": psatz([["1", [0], ONE]])}
        del whole[part]
        refused(limit(orbit=CONSTANT), whole, f"malformed: KeyError: '{part}'|identity")


@pytest.mark.parametrize(
    ("state", "counter"),
    [
        ([ONE, {"k": "1", "": "1"}], "k"),  # from 1
        ([{"q": "1"}, {"k": "1", "": "1"}], "k"),  # from anywhere
        ([{}, {"k": "1", "": "2"}], "k"),
        ([{}, {"k": "1"}], "k"),  # it does not move
    ],
)
def test_a_counter_counts_every_step_from_zero(state: Any, counter: str) -> None:
    moving = CONSTANT | {"state": {"p": [HALF, {"p": "1"}], "k": state}}
    refused(limit(orbit=moving, counter=counter), ANY_GAP | {"epsilon": "e", "close": {}}, "'k' does not count")


def test_the_run_of_a_limit_is_its_own() -> None:
    """p = 0 or u = 0 outside says nothing of the run's p or u, and what tends mentions no input."""
    walk = {"state": {"p": [{}, {"u": "1"}], "k": COUNTER}, "inputs": ["u"], "guard": TRUE}
    proof = ANY_GAP | {"epsilon": "e", "close": psatz([["1", [0], ONE]])}
    for name in ("p", "u", "k"):
        outside = limit(orbit=walk) | {"hypotheses": [{"eq": {name: "1"}}], "witness": {"values": {name: "0"}}}
        refused(outside, proof, "the run is not separate from the hypotheses")
        refused(limit(orbit=walk), proof | {"gap": {name: "1"}}, "the run is not separate")
        refused(limit(orbit=walk, to={name: "1"}), proof, "the run is not separate")
    refused(limit(orbit=walk, of={"u": "1"}), proof, "the run is not separate")


# ---- hidden contradictions ---------------------------------------------------------------------------------------


def test_runs_in_a_circle_are_no_witness() -> None:
    """p = q + 1 for ever and q = p for ever: no numbers do that, and p = q + 1 in a q yet to come is no number."""
    first = run({"p": [{"q": "1", "": "1"}, {"p": "1"}]})
    second = run({"q": [{"p": "1"}, {"q": "1"}]})
    above, same = {"p": "1", "q": "-1", "": "-1"}, {"q": "1", "p": "-1"}

    def stays(zero: Json, then: Json, along: int) -> Json:
        kept = psatz([["1", [3], ONE]], [[2, {m: str(-Fraction(c)) for m, c in zero.items()}]])
        return induction({"eq": zero}, psatz([["1", [1], ONE]]), kept, then, along)

    proof = stays(above, stays(same, psatz([["1", [], ONE]], [[3, ONE], [4, ONE]]), 1), 0)
    refused(statement([first, second], ABSURD["conclusion"]), proof, "the witness gives no value to q")
    refused(statement([first, second], ABSURD["conclusion"], q="0"), proof, "belongs to one run")
    refused(statement([second, first], ABSURD["conclusion"]), proof, "the witness gives no value to p")
    moving = run({"p": [{}, {"q": "1", "": "1"}]})
    refused(statement([moving, second], ABSURD["conclusion"], [[{}]]), proof, "the witness gives no value to q")


NEVER = {"gt": {"u^2": "-1"}}
STUCK: Json = {"state": {"p": [HALF, {"p": "1"}], "k": COUNTER}, "inputs": ["u"], "guard": NEVER}


def test_a_guard_that_nothing_satisfies_is_no_hypothesis() -> None:
    """No step is taken, so that k = 0 along the run, whatever is said of its steps."""
    still = induction(
        {"eq": {"k": "1"}},
        psatz([["1", [0], ONE]]),
        psatz([["1", [2], ONE], ["1", [], {"u": "1"}]]),  # the run, k = 0, -u^2 > 0
        psatz([["1", [1], ONE]], [[2, {"k": "-1"}]]),
    )
    stated = statement([run(STUCK["state"], ("u",), NEVER)], {"eq": {"k": "1"}})
    refused(stated, still, "a run takes no step, so its guard may contradict itself")
    stated["witness"]["runs"] = [[{"u": "0"}]]
    refused(stated, still, "an input violates the guard")
    for other, reason in (([], "takes no step"), ([{}], "takes no step"), ([stated["witness"]], "violates the guard")):
        refused(changed(stated, "witness", to={"elsewhere": other}), still, reason)


def test_a_guard_may_be_met_elsewhere() -> None:
    """u_{i+1} = 2 t u_i - u_{i-1}, positive so far, ends with two that are equal: of rational t only 1/2 does, at once.
    Other steps are taken for other t, but not for those that the hypotheses exclude.
    """
    moves = {"p": [ONE, {"q": "1"}], "q": [{"t": "2"}, {"t*q": "2", "p": "-1"}]}
    walk, level = run(moves, guard={"gt": {"q": "1"}}), {"eq": {"q": "1", "p": "-1"}}
    proof, positive = psatz([["1", [3], ONE], ["1", [], X]]), {"gt": {"t": "1"}}
    stated = statement([walk, level, positive], {"ge": {"x^2": "1"}}, t="1/2", x="0")
    refused(stated, proof, "takes no step")
    elsewhere: Json = {"values": {"t": "1", "x": "0"}, "runs": [[{}, {}]]}
    stated["witness"]["elsewhere"] = [elsewhere]
    assert prove(stated, proof, {})
    refused(changed(stated, "witness", "elsewhere", 0, "values", "t", to="-1"), proof, "violates the guard")
    refused(changed(stated, "witness", "elsewhere", 0, "runs", to=[[]]), proof, "takes no step")
    small = [walk, level, {"eq": {"t": "2", "": "-1"}}]
    refused(changed(stated, "hypotheses", to=small), proof, "hypothesis 1 fails there")


def test_a_limit_along_runs_that_never_move_is_none() -> None:
    """1/2 for ever would tend to 0, since with that guard no run comes to step 1."""
    still = induction(
        {"eq": {"k": "1"}},
        psatz([["1", [1], ONE]]),
        psatz([["1", [3], ONE], ["1", [], {"u": "1"}]]),  # epsilon, the run, k = 0, -u^2 > 0
        psatz([["1", [2], ONE], ["1", [], ONE]], [[4, {"": "-1"}]]),  # epsilon, the run, k - 1 >= 0, far, k = 0
        along=1,
    )
    stated, proof = limit(orbit=STUCK), ANY_GAP | {"epsilon": "e", "close": still}
    refused(stated, proof, "a run takes no step, so its guard may contradict itself")
    stated["witness"]["runs"] = [[{"u": "0"}]]
    refused(stated, proof, "an input violates the guard")
    free_to_move = limit(orbit=STUCK | {"guard": TRUE})
    refused(free_to_move, proof, "is not an inequality|is off")


# ---- data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 0, 1.5, True, None, float("inf"), float("nan"), [], {}, Fraction(1)])
def test_numbers_are_written_as_strings(number: Any) -> None:
    """0.1 as a float is not 1/10, and True is no number: what is shown is what is meant."""
    refused(SQUARE, changed(SQUARE_PROOF, "cone", 0, 0, to=number), "is not written as a string")
    refused(SQUARE, changed(SQUARE_PROOF, "cone", 1, 2, to={"x": number}), "is not written as a string")
    refused(statement([], {"ge": {"x^2": number}}), SQUARE_PROOF, "is not written as a string")
    refused(changed(SQUARE, "witness", "values", "x", to=number), SQUARE_PROOF, "is not written as a string")
    walk = statement([run({"S": [{}, {"S": "1", "u": "1"}]}, ("u",))], {"ge": {}}, runs=[[{"u": number}]])
    refused(walk, SQUARE_PROOF, "is not written as a string")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1/0", "", "one", "0x10", "1+1", "1/2/3", "1j", "--1"])
def test_strings_that_are_no_rational_are_refused(number: str) -> None:
    refused(SQUARE, changed(SQUARE_PROOF, "cone", 0, 0, to=number), "malformed: (ValueError|ZeroDivisionError)")


@pytest.mark.parametrize("number", ["1e0", "1.0", "2/2", "10/10"])
def test_decimal_strings_are_exact(number: str) -> None:
    assert prove(SQUARE, changed(SQUARE_PROOF, "cone", 0, 0, to=number), {})


@pytest.mark.parametrize("key", ["x^3*x^-1", "x^1.5", "x^", "^2", "x^2^3", "x y", "2", "x^y", "x^²"])
def test_what_is_no_monomial_is_refused(key: str) -> None:
    if key == "x^":  # an exponent that is not written is 1
        assert kernel.polynomial({key: "1"}) == kernel.polynomial(X)
    else:
        refused(SQUARE, changed(SQUARE_PROOF, "cone", 1, 2, to={key: "1"}), "not a monomial|malformed: ValueError")


def test_polynomials_have_one_form() -> None:
    """However they are written: two are equal iff their dictionaries are."""
    read = kernel.polynomial
    assert read({"x*x": "1"}) == read({"x^2": "1"}) != read(X)
    assert read({"x^2*y*x": "1"}) == read({"y*x^3": "1"}) == read({"x*x*x*y": "1/2", "y*x^3": "1/2"})
    assert read({"x": "0", "y*x": "1", "x*y": "-1"}) == {}
    both, difference = read({"x": "1", "y": "1"}), read({"x": "1", "y": "-1"})
    assert kernel.multiply(both, difference) == read({"x^2": "1", "y^2": "-1"})
    assert kernel.multiply(both, difference) == kernel.multiply(difference, both)
    assert kernel.scale(0, both) == kernel.add(both, kernel.scale(-1, both)) == kernel.multiply({}, both) == {}
    assert kernel.substitute(read({"x^2": "1"}), {"x": both}) == kernel.multiply(both, both)


@pytest.mark.parametrize("index", [2, -1, "0", 0.5, None, [0], 10**30])
def test_indices_are_those_of_facts(index: Any) -> None:
    refused(SQUARE, changed(SQUARE_PROOF, "cone", 0, 1, to=[index]), "is not an inequality|malformed")
    refused(SQUARE, SQUARE_PROOF | {"ideal": [[index, ONE]]}, "is not an equation|malformed")
    refused(SQUARE, {"rule": "cases", "fact": index, "branches": []}, "is not a disjunction|malformed")
    along = induction({"ge": X}, SQUARE_PROOF, SQUARE_PROOF, SQUARE_PROOF)
    refused(SQUARE, along | {"run": index}, "along a run among the facts|malformed")


@pytest.mark.parametrize(
    "proof", [None, [], "psatz", 3, {"rule": ["psatz"]}, {"rule": "limit"}, psatz([["1", [0]]]), psatz([None])]
)
def test_malformed_proofs(proof: Any) -> None:
    refused(SQUARE, proof, "malformed|there is no rule")


def test_a_run_inside_a_disjunction_is_reached_by_no_negation() -> None:
    """A lemma whose hypothesis hides a run would have to deny that the run reaches its state."""
    hidden = statement([{"or": [{"ge": X}, run({"S": [{}, {"S": "1", "": "1"}]})]}], {"ge": {"x^2": "1"}}, x="0")
    theorem = prove(hidden, psatz([["1", [1], ONE], ["1", [], X]]), {})
    use = {"rule": "lemma", "name": "hidden", "at": {}, "then": SQUARE_PROOF}
    refused(SQUARE, use, "it cannot be negated", {"hidden": theorem})


# ---- theorems made by hand ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seal", [None, object(), 0, "seal", kernel.ONE])
def test_the_constructor_wants_the_kernels_seal(seal: Any) -> None:
    with pytest.raises(ProofError, match="made by the kernel alone, from a proof"):
        Theorem([], ("gt", {}), seal)


def test_a_proof_names_its_lemmas_and_brings_none() -> None:
    """Whatever object is forged here, a fresh process knows the names of the theorems that it has proved itself."""
    forged = object.__new__(Theorem)
    forged.hypotheses, forged.conclusion = [], ("gt", {})
    for carried in (forged, copy.copy(forged), pickle.dumps(prove(SQUARE, SQUARE_PROOF, {}))):
        with pytest.raises(TypeError, match="not JSON serializable"):
            json.dumps({"rule": "lemma", "name": "lie", "at": {}, "theorem": carried})
    use = {"rule": "lemma", "name": "lie", "at": {}, "theorem": {"hypotheses": [], "conclusion": {"gt": {}}}}
    absurd = statement([], {"gt": {"": "-1"}})
    entries = [{"name": "absurd", "statement": absurd, "proof": use | {"then": SQUARE_PROOF}}]
    command = [sys.executable, "-I", "-S", kernel.__file__]
    ran = subprocess.run(command, input=json.dumps([entries]), capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [{"absurd": "refused: lemma: 'lie' is not an earlier theorem about formulas"}]


def test_a_refused_theorem_is_no_lemma() -> None:
    """The lie comes first and is refused; a later entry of its name does not make it true, nor take its place."""
    lie = {"name": "lie", "statement": statement([], {"gt": {}}), "proof": psatz([])}
    truth = {"name": "lie", "statement": SQUARE, "proof": SQUARE_PROOF}
    use = {"rule": "lemma", "name": "lie", "at": {}, "then": SQUARE_PROOF}
    results = check([lie, truth, {"name": "absurd", "statement": statement([], {"gt": {"": "-1"}}), "proof": use}])
    assert results["lie"] == "refused: the name 'lie' is taken"
    assert results["absurd"].startswith("refused: lemma")


# ---- corrupted certificates --------------------------------------------------------------------------------------


def certificates(proof: Any) -> Iterator[Json]:
    """Every leaf of a proof, in place."""
    if isinstance(proof, dict):
        if proof.get("rule") == "psatz":
            yield proof
        for part in proof.values():
            yield from certificates(part)
    elif isinstance(proof, list):
        for part in proof:
            yield from certificates(part)


def corrupted(leaf: Json, source: random.Random) -> None:
    """Change one coefficient of a certificate, or drop one summand, so that its sum changes."""
    part = source.choice([name for name in ("cone", "ideal") if leaf[name]])
    summand = source.choice(leaf[part])
    polynomial = summand[-1]
    if source.random() < 1 / 3:
        leaf[part].remove(summand)
    elif part == "cone" and source.random() < 1 / 2:
        summand[0] = str(Fraction(summand[0]) * 2)
    else:
        monomial = source.choice(sorted(polynomial))
        polynomial[monomial] = str(3 * Fraction(polynomial[monomial]))


@pytest.mark.parametrize("name", ["roots.within-radius", "roots.discriminant", "opt.parameters", "mom.power-distinct"])
def test_corrupted_certificates_of_real_claims_are_refused(name: str) -> None:
    """A summand that a fact multiplies to zero may go: every other change leaves a sum that is not zero."""
    theorems, source = document(by_id()[name]), random.Random(0)
    assert set(check(theorems).values()) == {"proved"}
    tried = 0
    for number, entry in enumerate(theorems):
        for i in range(len(list(certificates(entry["proof"])))):
            forged = copy.deepcopy(entry)
            leaf = list(certificates(forged["proof"]))[i]
            if len(leaf["cone"]) + len(leaf["ideal"]) < 2:
                continue  # 0 > 0 has one summand, and any positive multiple of it is as good
            corrupted(leaf, source)
            if i % 7 == 0:  # each is checked with the whole theorem around it, so a part of them
                assert "refused: psatz" in check([*theorems[:number], forged])[entry["name"]]
                tried += 1
    assert tried >= 3


# ---- adversaries -------------------------------------------------------------------------------------------------

small = st.sampled_from(["-2", "-1", "-1/2", "1/2", "1", "2"])
polynomials = st.dictionaries(st.sampled_from(["", "x", "y", "x^2", "x*y", "y^2"]), small, min_size=1, max_size=3)
atoms = st.tuples(st.sampled_from(["gt", "ge", "eq"]), polynomials).map(lambda atom: {atom[0]: atom[1]})
values = st.fractions(-3, 3, max_denominator=4)
SOON: Any = Fraction(1, 10)  # seconds
HASTE = Auto(degree=2, depth=1, timeout=SOON)
PATIENCE = Auto(degree=2, depth=1)


def true_at(f: kernel.Formula, at: dict[str, Fraction]) -> bool:
    return kernel.holds(f, {name: kernel.scale(value, kernel.ONE) for name, value in at.items()})


@settings(max_examples=60)
@given(st.lists(atoms, min_size=1, max_size=2), atoms, st.lists(st.tuples(values, values), min_size=25, max_size=25))
def test_what_a_search_proves_is_true(hypotheses: list[Json], conclusion: Json, tried: list[Any]) -> None:
    """A search for proofs of random statements is an adversary that knows the rules."""
    stated = {"hypotheses": hypotheses, "conclusion": conclusion}
    points = [{"x": u, "y": v} for u, v in tried]
    facts = list(map(kernel.formula, hypotheses))
    inside = [at for at in points if all(true_at(f, at) for f in facts)]
    try:
        proof = find_proof(stated, HASTE)
    except SearchError:
        return
    if not inside:  # nothing to be seen at these points, and no witness to prove it with
        return
    witness = {"values": {name: str(value) for name, value in inside[0].items()}}
    theorem = prove(stated | {"witness": witness}, proof, {})
    event("proved")
    assert all(true_at(theorem.conclusion, at) for at in inside)


@settings(max_examples=60)
@given(
    st.tuples(values, values, values, st.integers(-1, 1)),
    st.sampled_from(["gt", "ge", "eq"]),
    values,
    st.lists(values.map(abs), max_size=5),
)
def test_what_an_induction_proves_is_true_along_runs(step: Any, kind: str, bound: Fraction, inputs: Any) -> None:
    """p -> a p + c + d u from p = b, with inputs u >= 0: whatever is proved of p - bound holds along this run."""
    b, a, c, d = step
    moved = {"p": str(a), "": str(c), "u": str(d)}
    conclusion = {kind: {"p": "1", "": str(-bound)}}
    walk = run({"p": [{"": str(b)}, moved]}, ("u",), {"ge": {"u": "1"}})
    stated = statement([walk], conclusion, ONE_STEP)
    reached = [b]
    for u in inputs:
        reached.append(a * reached[-1] + c + d * u)
    try:
        proof = find_proof(stated, Induct(_relation(kind, bound), HASTE, HASTE, HASTE))
    except SearchError:
        return
    event("proved")
    theorem = prove(stated, proof, {})
    assert all(true_at(theorem.conclusion, {"p": p}) for p in reached)


def _relation(kind: str, bound: Fraction) -> Any:
    import sympy as sp

    p, value = sp.Symbol("p", real=True), sp.Rational(bound.numerator, bound.denominator)
    return {"gt": sp.Gt, "ge": sp.Ge, "eq": sp.Eq}[kind](p, value)


def test_the_adversaries_do_prove_something() -> None:
    """The control: were nothing ever proved, nothing would have been tested."""
    assert prove(POSITIVE, find_proof(POSITIVE, PATIENCE), {})
    walk = statement(
        [run({"p": [ONE, {"p": "1/2", "u": "1"}]}, ("u",), {"ge": {"u": "1"}})], {"ge": {"p": "1"}}, ONE_STEP
    )
    assert prove(walk, find_proof(walk, Induct(_relation("ge", Fraction(0)), PATIENCE, PATIENCE, PATIENCE)), {})


def test_an_unsound_kernel_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with any leaf accepted, a false theorem is proved, and a point shows that it is false."""
    monkeypatch.setattr(kernel, "psatz", lambda facts, proof: None)
    theorem = prove(statement([{"gt": X}], {"gt": {"x": "-1"}}, x="1"), POSITIVE_PROOF, {})
    assert not true_at(theorem.conclusion, {"x": Fraction(1)})
