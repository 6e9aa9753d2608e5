"""The kernel: what each rule proves, and wrong proofs, each refused for its own reason."""

import copy
import json
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations import kernel
from derivations.kernel import ProofError, Theorem, check, prove

Json = dict[str, Any]
ORIGIN: Json = {"values": {}, "runs": []}


def statement(hypotheses: list[Json], conclusion: Json, runs: list[Any] | None = None, **values: str) -> Json:
    return {"hypotheses": hypotheses, "conclusion": conclusion, "witness": {"values": values, "runs": runs or []}}


def psatz(cone: list[Any], ideal: list[Any] | None = None) -> Json:
    return {"rule": "psatz", "cone": cone, "ideal": ideal or []}


def as_read(data: Any) -> Any:
    """What a fresh process reads: its words equal those of the kernel, and are other objects. What is no JSON stays."""
    try:
        return json.loads(json.dumps(data))
    except (TypeError, RecursionError):
        return data


def refused(stated: Json, proof: Json, reason: str, lemmas: dict[str, Theorem] | None = None) -> None:
    with pytest.raises(ProofError, match=reason):
        prove(as_read(stated), as_read(proof), lemmas or {})


ONE = {"": "1"}
X = {"x": "1"}
SQUARE = statement([], {"ge": {"x^2": "1"}}, x="0")  # x^2 >= 0; its denial -x^2 > 0 is fact 0
SQUARE_PROOF = psatz([["1", [0], ONE], ["1", [], X]])  # -x^2 + x^2 = 0, the first summand is positive
POSITIVE = statement([{"gt": X}], {"gt": {"x^2": "1"}}, x="1")  # x > 0 |- x^2 > 0; facts x > 0, -x^2 >= 0
POSITIVE_PROOF = psatz([["1", [0, 0], ONE], ["1", [1], ONE]])

POWER = {
    "orbit": {"state": {"p": [ONE, {"p*q": "1"}], "k": [{}, {"k": "1", "": "1"}]}, "inputs": [], "guard": {"and": []}}
}
NONNEGATIVE = statement([POWER, {"ge": {"q": "1"}}], {"ge": {"p": "1"}}, q="1/2")
NONNEGATIVE_PROOF = {
    "rule": "induction", "run": 0, "invariant": {"ge": {"p": "1"}},
    "base": psatz([["1", [1], ONE], ["1", [], ONE]]),  # facts: q >= 0, -1 > 0
    "step": psatz([["1", [0, 2], ONE], ["1", [3], ONE]]),  # facts: q >= 0, the run, p >= 0, -p q > 0
    "then": psatz([["1", [2], ONE], ["1", [3], ONE]]),  # facts: the run, q >= 0, -p > 0, p >= 0
}  # fmt: skip


def changed(proof: Json, *path: Any, to: Any) -> Json:
    """The proof with one part replaced."""
    other = copy.deepcopy(proof)
    at = other
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return other


# ---- what is proved ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "proof"), [(SQUARE, SQUARE_PROOF), (POSITIVE, POSITIVE_PROOF), (NONNEGATIVE, NONNEGATIVE_PROOF)]
)
def test_right_proofs_are_accepted(stated: Json, proof: Json) -> None:
    assert isinstance(prove(stated, proof, {}), Theorem)


def test_a_fresh_process_with_the_standard_library_alone_says_the_same() -> None:
    document = [
        {"name": "right", "statement": POSITIVE, "proof": POSITIVE_PROOF},
        {"name": "wrong", "statement": POSITIVE, "proof": SQUARE_PROOF},
    ]
    command = [sys.executable, "-I", "-S", kernel.__file__]
    ran = subprocess.run(command, input=json.dumps([document]), capture_output=True, text=True, check=True)
    [results] = json.loads(ran.stdout)
    assert results["right"] == "proved"
    assert results["wrong"].startswith("refused: psatz: the identity is off")
    assert [results] == [check(document)]


# ---- psatz -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proof", "reason"),
    [
        (changed(SQUARE_PROOF, "cone", 1, 2, to={"x": "1", "": "1"}), "the identity is off"),
        (changed(SQUARE_PROOF, "cone", 1, to=["1", [], {"x": "2"}]), "the identity is off"),
        (psatz([["1", [0], ONE]]), "the identity is off"),
        (changed(SQUARE_PROOF, "cone", 0, 0, to="-1"), "the multiplier -1 of a product of facts is not positive"),
        (changed(SQUARE_PROOF, "cone", 0, 0, to="0"), "the multiplier 0 of a product of facts is not positive"),
        (psatz([["1", [], {}]]), "no summand is strictly positive"),
        (psatz([]), "no summand is strictly positive"),
        (changed(SQUARE_PROOF, "cone", 0, 1, to=[1]), "fact 1 is not an inequality"),
        (changed(SQUARE_PROOF, "cone", 0, 1, to=[-1]), "fact -1 is not an inequality"),
        (psatz([], [[0, ONE]]), "fact 0 is not an equation"),
        (changed(SQUARE_PROOF, "cone", 0, 0, to="nan"), "malformed"),
        (changed(SQUARE_PROOF, "cone", 0, 0, to="1/0"), "malformed"),
        (changed(SQUARE_PROOF, "cone", 1, 2, to={"x^-1": "1"}), "not a monomial"),
        (changed(SQUARE_PROOF, "cone", 1, 2, to={"x^0": "1"}), "not a monomial"),
        (changed(SQUARE_PROOF, "cone", 1, 2, to={"x+y": "1"}), "not a monomial"),
        ({"rule": "trust me"}, "there is no rule 'trust me'"),
        ({}, "there is no rule None"),
        ({"rule": "psatz"}, "malformed: KeyError"),
    ],
)
def test_wrong_certificates(proof: Json, reason: str) -> None:
    refused(SQUARE, proof, reason)


def test_a_weak_inequality_is_no_contradiction() -> None:
    """x >= 0 |- x > 0 is false at 0: -x >= 0 and x >= 0 add up to 0, and neither is strict."""
    refused(statement([{"ge": X}], {"gt": X}, x="1"), psatz([["1", [0], ONE], ["1", [1], ONE]]), "strictly positive")


def test_a_square_that_may_vanish_is_not_strict() -> None:
    """x^2 > 0 is false at 0: the denial -x^2 >= 0 and the square of x add up to 0, but the square may be 0."""
    refused(statement([], {"gt": {"x^2": "1"}}, x="1"), psatz([["1", [0], ONE], ["1", [], X]]), "strictly positive")


# ---- cases -------------------------------------------------------------------------------------------------------

SPLIT: Json = {"rule": "split", "on": X, "branches": [psatz([["1", [0], ONE], ["1", [], X]])] * 3}


def test_a_case_split_with_a_hole() -> None:
    assert prove(SQUARE, SPLIT, {})
    refused(
        SQUARE, changed(SPLIT, "branches", to=SPLIT["branches"][:2]), "a case split with a hole: 3 cases, 2 branches"
    )
    refused(
        SQUARE, changed(SPLIT, "branches", to=SPLIT["branches"] * 2), "a case split with a hole: 3 cases, 6 branches"
    )


def test_cases_need_a_disjunction_and_all_its_alternatives() -> None:
    either = statement([{"or": [{"gt": X}, {"gt": {"x": "-1"}}]}], {"gt": {"x^2": "1"}}, x="1")
    square = psatz([["1", [2, 2], ONE], ["1", [1], ONE]])
    assert prove(either, {"rule": "cases", "fact": 0, "branches": [square, square]}, {})
    refused(either, {"rule": "cases", "fact": 0, "branches": [square]}, "a case split with a hole")
    refused(either, {"rule": "cases", "fact": 1, "branches": []}, "fact 1 is not a disjunction")
    refused(either, {"rule": "cases", "fact": 9, "branches": []}, "fact 9 is not a disjunction")


def test_both_sides_of_a_cut_are_proved() -> None:
    whole = {"rule": "cut", "formula": {"gt": X}, "otherwise": SQUARE_PROOF, "then": SQUARE_PROOF}
    assert prove(SQUARE, whole, {})
    refused(SQUARE, {k: v for k, v in whole.items() if k != "otherwise"}, "malformed: KeyError: 'otherwise'")
    lie = {
        "rule": "cut",
        "formula": {"gt": {"": "-1"}},
        "otherwise": psatz([]),
        "then": psatz([["1", [1], ONE], ["1", [], ONE]]),
    }
    refused(statement([], {"gt": X}, x="1"), lie, "no summand is strictly positive")


# ---- roots and quotients -----------------------------------------------------------------------------------------


def test_a_square_root_is_taken_of_what_is_not_negative_and_is_not_negative() -> None:
    """x >= 0 |- x = 0 or sqrt(x) > 0. The root s has s >= 0 and s^2 = x; nothing says s <= 0, and -1 has none."""
    stated = statement([{"ge": X}], {"ge": X}, x="0")
    root = {"rule": "root", "of": X, "name": "s", "nonnegative": psatz([["1", [0], ONE], ["1", [2], ONE]])}
    assert prove(stated, root | {"then": psatz([["1", [1], ONE], ["1", [0], ONE]])}, {})
    wrong_sign = psatz([["1", [3], {"s": "1"}]], [[3, ONE]])
    refused(stated, root | {"then": wrong_sign}, "fact 3 is not an inequality")
    negative = statement([], {"gt": {"": "-1"}})  # a root of -1 would prove it: s^2 + 1 = 0
    absurd = root | {"of": {"": "-1"}, "then": psatz([["1", [], {"s": "1"}], ["1", [], ONE]], [[2, {"": "-1"}]])}
    refused(negative, absurd | {"nonnegative": psatz([])}, "no summand is strictly positive")
    refused(negative, absurd | {"nonnegative": psatz([["1", [1], ONE]])}, "the identity is off")


@pytest.mark.parametrize("rule", ["root", "quotient"])
@pytest.mark.parametrize("name", ["x", "", "s t", "1"])
def test_a_new_name_is_new(rule: str, name: str) -> None:
    node = {"rule": rule, "of": X, "by": ONE, "name": name, "nonnegative": SQUARE_PROOF, "nonzero": SQUARE_PROOF}
    refused(SQUARE, node | {"then": SQUARE_PROOF}, "is not new|not a monomial")


def test_a_quotient_needs_a_denominator_that_is_not_zero() -> None:
    """With t = 1/x for every x, t x = 1 at x = 0 is 0 = 1: the obligation x != 0 is what refuses it."""
    stated = statement([{"eq": X}], {"gt": {"": "-1"}}, x="0")
    absurd = {
        "rule": "quotient",
        "of": ONE,
        "by": X,
        "name": "t",
        "then": psatz([["1", [], ONE]], [[0, {"t": "-1"}], [2, ONE]]),
    }
    refused(stated, absurd | {"nonzero": psatz([["1", [1], ONE]])}, "the identity is off")
    fine = statement([{"gt": X}], {"gt": {"x^2": "1"}}, x="1")
    nonzero = psatz([["1", [0], ONE]], [[2, {"": "-1"}]])
    whole = {"rule": "quotient", "of": ONE, "by": X, "name": "t", "nonzero": nonzero, "then": POSITIVE_PROOF}
    assert prove(fine, whole, {})


# ---- induction ---------------------------------------------------------------------------------------------------


def test_an_induction_without_its_base_or_its_step() -> None:
    for part in ("base", "step", "then", "invariant", "run"):
        partial = {key: value for key, value in NONNEGATIVE_PROOF.items() if key != part}
        refused(NONNEGATIVE, partial, f"malformed: KeyError: '{part}'")
    refused(NONNEGATIVE, changed(NONNEGATIVE_PROOF, "base", to=psatz([])), "no summand is strictly positive")
    false_start = statement([POWER, {"ge": {"q": "1"}}], {"gt": {"p": "1", "": "-1"}}, runs=[[{}]], q="2")
    invariant = {"gt": {"p": "1", "": "-1"}}
    refused(false_start, NONNEGATIVE_PROOF | {"invariant": invariant}, "psatz")


def test_what_is_known_at_one_moment_is_not_known_at_the_next() -> None:
    """k = 0 is a fact about the moment reached: used for the step it would prove k = 0 along the run."""
    stated = statement([POWER, {"eq": {"k": "1"}}], {"eq": {"p": "1", "": "-1"}}, q="2")
    step = psatz([["1", [2], ONE]], [[1, {"k": "-1"}]])
    proof = NONNEGATIVE_PROOF | {"invariant": {"eq": {"k": "1"}}, "base": psatz([["1", [0], ONE]]), "step": step}
    refused(stated, proof, "the identity is off")


def test_an_invariant_mentions_no_input_and_goes_along_a_run() -> None:
    walk = {"orbit": {"state": {"S": [{}, {"S": "1", "u": "1"}]}, "inputs": ["u"], "guard": {"ge": {"u": "1"}}}}
    stated = statement([walk], {"ge": {"S": "1"}}, runs=[[{"u": "1"}]])
    base, step = psatz([["1", [0], ONE]]), psatz([["1", [1], ONE], ["1", [2], ONE], ["1", [3], ONE]])
    then = psatz([["1", [1], ONE], ["1", [2], ONE]])
    proof = {"rule": "induction", "run": 0, "invariant": {"ge": {"S": "1"}}, "base": base, "step": step, "then": then}
    assert prove(stated, proof, {})
    refused(stated, proof | {"invariant": {"ge": {"u": "1"}}}, "its invariant mentions no input")
    refused(stated, proof | {"run": 1}, "it goes along a run among the facts")
    refused(
        changed(stated, "hypotheses", 0, "orbit", "guard", to={"and": []}), proof, "fact 3 is not an inequality|off"
    )


def test_a_run_is_a_hypothesis_only() -> None:
    refused(statement([], POWER), SQUARE_PROOF, "it cannot be negated, cut or concluded")
    refused(
        SQUARE, {"rule": "cut", "formula": POWER, "otherwise": {}, "then": {}}, "it cannot be negated, cut or concluded"
    )
    twice = changed(POWER, "orbit", "inputs", to=["p"])
    refused(statement([twice], {"ge": X}, x="1"), SQUARE_PROOF, "no name may serve twice")
    moving_start = changed(POWER, "orbit", "state", "p", 0, to={"k": "1"})
    refused(statement([moving_start], {"ge": X}, x="1"), SQUARE_PROOF, "a start depends on the state")
    thrown = changed(changed(POWER, "orbit", "inputs", to=["u"]), "orbit", "state", "p", 0, to={"u": "1"})
    refused(statement([thrown], {"ge": X}, x="1"), SQUARE_PROOF, "a start depends on the state or on an input")
    with pytest.raises(ProofError, match="each state needs one start and one step"):
        kernel.Orbit({"p": {}}, {}, [], ("and", []))


# ---- lemmas ------------------------------------------------------------------------------------------------------


def test_a_lemma_is_earlier_and_about_formulas() -> None:
    use = {
        "rule": "lemma",
        "name": "square",
        "at": {"x": {"y": "1"}},
        "then": psatz([["1", [1], ONE], ["1", [0], ONE]]),
    }
    stated = statement([], {"ge": {"y^2": "1"}}, y="1")
    then = {"rule": "cases", "fact": 1, "branches": [psatz([["1", [0], ONE], ["1", [2], ONE]])]}
    entries = [
        {"name": "square", "statement": SQUARE, "proof": SQUARE_PROOF},
        {"name": "y", "statement": stated, "proof": use | {"then": then}},
    ]
    assert check(entries) == {"square": "proved", "y": "proved"}
    assert "is not an earlier theorem" in check(entries[::-1])["y"]
    assert "is not an earlier theorem" in check([changed(entries[1], "proof", "name", to="y")])["y"]
    assert check([entries[0], entries[0]])["square"] == "refused: the name 'square' is taken"


def test_a_lemma_is_used_with_its_hypotheses() -> None:
    """x > 0 |- x^2 > 0 at x = -1: the alternative that the hypothesis fails stays, and it does."""
    stated = statement([], {"gt": {"": "-1"}})
    use = {"rule": "lemma", "name": "positive", "at": {"x": {"": "-1"}}}
    theorems = {"positive": prove(POSITIVE, POSITIVE_PROOF, {})}
    branches = [psatz([["1", [2], ONE]]), psatz([["1", [2], ONE]])]
    refused(stated, use | {"then": {"rule": "cases", "fact": 1, "branches": branches}}, "off", theorems)


def test_a_lemma_about_a_run_needs_that_run() -> None:
    theorem = {"along": prove(NONNEGATIVE, NONNEGATIVE_PROOF, {})}
    use = {"rule": "lemma", "name": "along", "at": {}, "then": SQUARE_PROOF}
    refused(SQUARE, use, "the run that 'along' speaks of is not among the facts", theorem)
    other = changed(POWER, "orbit", "state", "p", 1, to={"p*q": "2"})
    refused(statement([other], {"ge": {"p": "1"}}, q="1"), use, "is not among the facts", theorem)


def test_nothing_is_captured_by_a_run() -> None:
    theorem = {"along": prove(NONNEGATIVE, NONNEGATIVE_PROOF, {})}
    stated = statement([POWER, {"ge": {"q": "1"}}], {"ge": {"p": "1"}}, q="1")
    for at, reason in (
        ({"q": {"p": "1"}}, "captured"),
        ({"p": {"k": "1"}}, "captured|renamed"),
        ({"p": {"p": "2"}}, "renamed"),
    ):
        refused(stated, {"rule": "lemma", "name": "along", "at": at, "then": SQUARE_PROOF}, reason, theorem)


# ---- hypotheses that contradict each other -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hypotheses", "witness", "reason"),
    [
        ([{"gt": X}, {"gt": {"x": "-1"}}], {"values": {"x": "1"}}, "hypothesis 1 fails there"),
        ([{"gt": X}], {"values": {"x": "0"}}, "hypothesis 0 fails there"),
        ([{"gt": X}], {}, "gives no value to x"),
        ([{"eq": {"x^2": "1", "": "-2"}}], {"values": {"x": "7/5"}}, "hypothesis 0 fails there"),
        ([POWER, {"gt": {"k": "1"}}], {"values": {"q": "1"}, "runs": [[]]}, "hypothesis 1 fails there"),
        ([POWER], {"values": {"q": "1", "p": "5"}}, "the state of a run is what the run makes it"),
        ([{"gt": X}], None, "malformed"),
    ],
)
def test_a_hidden_contradiction_among_the_hypotheses(hypotheses: list[Json], witness: Any, reason: str) -> None:
    stated = {"hypotheses": hypotheses, "conclusion": {"and": []}, "witness": witness}
    with pytest.raises(ProofError, match=reason):
        prove(stated, {"rule": "cases", "fact": len(hypotheses), "branches": []}, {})


def test_a_witness_keeps_to_the_guard() -> None:
    walk = {"orbit": {"state": {"S": [{}, {"S": "1", "u": "1"}]}, "inputs": ["u"], "guard": {"ge": {"u": "1"}}}}
    stated = statement([walk, {"gt": {"S": "-1"}}], {"gt": {"": "-1"}}, runs=[[{"u": "-1"}]])
    refused(stated, SQUARE_PROOF, "an input violates the guard of its run")


def test_a_theorem_without_a_witness_is_none() -> None:
    refused({"hypotheses": [], "conclusion": {"ge": {"x^2": "1"}}}, SQUARE_PROOF, "malformed: KeyError: 'witness'")


# ---- limits and minima -------------------------------------------------------------------------------------------

HALVING = {"state": {"p": [ONE, {"p": "1/2"}], "k": [{}, {"k": "1", "": "1"}]}, "inputs": [], "guard": {"and": []}}


def limit(**parts: Any) -> Json:
    goal = {"orbit": HALVING, "counter": "k", "of": {"p": "1"}, "to": {}} | parts
    return statement([], {"limit": goal})


@pytest.mark.parametrize(
    ("stated", "proof", "reason"),
    [
        (limit(counter="p"), {}, "'p' does not count the steps"),
        (limit(counter="j"), {}, "'j' does not count the steps"),
        (limit(to={"p": "1"}), {}, "the run is not separate"),
        (limit(), {"gap": {"p": "1"}}, "the run is not separate"),
        (limit(), {"epsilon": "p"}, "the name 'p' is not new"),
        (limit(), {"gap": {"": "-1"}, "positive": psatz([["1", [1], ONE]]), "close": psatz([])}, "is off"),
        (
            limit(),
            {"gap": {"e": "1"}, "positive": psatz([["1", [0], ONE], ["1", [1], ONE]]), "close": psatz([])},
            "strictly",
        ),
    ],
)
def test_wrong_limits(stated: Json, proof: Json, reason: str) -> None:
    refused(stated, {"gap": {"e": "1"}, "epsilon": "e"} | proof, reason)


def minimum(**parts: Any) -> Json:
    goal = {"over": ["x"], "subject": {"ge": {"x": "1", "": "-1"}}, "of": {"x^2": "1"}, "is": ONE} | parts
    return statement([], {"minimum": goal})


# facts of the bound: x - 1 >= 0, 1 - x^2 > 0:  (1 - x^2) + (x-1)^2 + 2 (x-1) = 0
BOUND = psatz([["1", [1], ONE], ["1", [], {"x": "1", "": "-1"}], ["2", [0], ONE]])
# fact of the attainment: (0 < 0 or 0 != 0)
ATTAINED = {"rule": "cases", "fact": 0, "branches": [psatz([["1", [1], ONE]]), psatz([["1", [1], ONE]])]}
MINIMUM = {"at": {"x": ONE}, "bound": BOUND, "attained": ATTAINED}


def test_a_minimum_is_a_bound_that_is_attained() -> None:
    assert prove(minimum(), MINIMUM, {})
    refused(minimum(), {k: v for k, v in MINIMUM.items() if k != "bound"}, "malformed: KeyError: 'bound'")
    refused(minimum(), MINIMUM | {"at": {"x": {"": "2"}}}, "the identity is off")
    refused(minimum(), MINIMUM | {"at": {"x": {"x": "1"}}}, "must give each variable a value in the parameters")
    refused(minimum(), MINIMUM | {"at": {}}, "must give each variable a value in the parameters")
    refused(minimum(**{"is": {"": "2"}}), MINIMUM, "the identity is off")
    refused(minimum(**{"is": {"x": "1"}}), MINIMUM, "a variable of the minimisation occurs in its value")
    refused(minimum(subject={"and": []}), MINIMUM, "psatz")


# ---- forged objects and malformed data ---------------------------------------------------------------------------


def test_a_theorem_object_made_by_hand() -> None:
    with pytest.raises(ProofError, match="made by the kernel alone"):
        Theorem([], ("gt", {}), object())

    class Forged(Theorem):
        def __init__(self) -> None:
            self.hypotheses, self.conclusion = [], ("gt", {})  # 0 > 0

    use = {"rule": "lemma", "name": "lie", "at": {}, "then": SQUARE_PROOF}
    lies: tuple[Any, ...] = (Forged(), {"hypotheses": [], "conclusion": ("gt", {})}, None)
    for lie in lies:
        refused(SQUARE, use, "'lie' is not an earlier theorem", {"lie": lie})


def test_a_forged_object_does_not_reach_a_fresh_process() -> None:
    """Inside one process any object can be forged; statements and proofs are what travels, and a lie has no proof."""
    forged = object.__new__(Theorem)
    forged.hypotheses, forged.conclusion = [], ("gt", {})
    use = {"rule": "lemma", "name": "lie", "at": {}}
    use["then"] = {"rule": "cases", "fact": 1, "branches": [psatz([["1", [2], ONE]])]}
    absurd = statement([], {"gt": {"": "-1"}})
    assert prove(absurd, use, {"lie": forged})
    lie = {"name": "lie", "statement": statement([], {"gt": {}}), "proof": psatz([])}
    assert set(check([lie, {"name": "absurd", "statement": absurd, "proof": use}]).values()) == {
        "refused: psatz: no summand is strictly positive, so there is no contradiction",
        "refused: lemma: 'lie' is not an earlier theorem about formulas",
    }


@pytest.mark.parametrize(
    "hypothesis",
    [
        {},
        {"gt": X, "ge": X},
        {"lt": X},
        {"gt": {"x": "one"}},
        {"gt": 3},
        {"and": X},
        {"or": None},
        {"orbit": {}},
        "x > 0",
        None,
    ],
)
def test_malformed_statements(hypothesis: Any) -> None:
    stated = {"hypotheses": [hypothesis], "conclusion": {"ge": {"x^2": "1"}}, "witness": ORIGIN}
    with pytest.raises(ProofError):
        prove(stated, SQUARE_PROOF, {})


def test_a_bottomless_proof_is_refused() -> None:
    deep: Json = SQUARE_PROOF
    for _ in range(100_000):
        deep = {"rule": "cut", "formula": {"and": []}, "otherwise": psatz([]), "then": deep}
    nested: Json = {"and": []}
    for _ in range(100_000):
        nested = {"and": [nested]}
    refused(statement([nested], {"ge": {"x^2": "1"}}), SQUARE_PROOF, "RecursionError")
    refused(SQUARE, changed(SPLIT, "branches", to=[deep] * 3), "RecursionError|no summand")


# ---- adversaries -------------------------------------------------------------------------------------------------

names = st.sampled_from(["x", "y"])
monomials = st.sampled_from(["", "x", "y", "x^2", "x*y", "y^2"])
coefficients = st.sampled_from(["-2", "-1", "-1/2", "1/2", "1", "2"])
polynomials = st.dictionaries(monomials, coefficients, max_size=3)
atoms = st.tuples(st.sampled_from(["gt", "ge", "eq"]), polynomials).map(lambda atom: {atom[0]: atom[1]})
formulas = st.recursive(
    atoms,
    lambda inner: st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, max_size=2)).map(lambda f: {f[0]: f[1]}),
    max_leaves=4,
)
leaves = st.builds(
    psatz,
    st.lists(st.tuples(coefficients, st.lists(st.integers(0, 4), max_size=2), polynomials).map(list), max_size=3),
    st.lists(st.tuples(st.integers(0, 4), polynomials).map(list), max_size=2),
)
proofs = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda f, a, b: {"rule": "cut", "formula": f, "otherwise": a, "then": b}, formulas, inner, inner),
        st.builds(
            lambda p, b: {"rule": "split", "on": p, "branches": b}, polynomials, st.lists(inner, min_size=3, max_size=3)
        ),
        st.builds(
            lambda i, b: {"rule": "cases", "fact": i, "branches": b}, st.integers(0, 4), st.lists(inner, max_size=2)
        ),
        st.builds(
            lambda p, a, b: {"rule": "root", "of": p, "name": "s", "nonnegative": a, "then": b},
            polynomials,
            inner,
            inner,
        ),
    ),
    max_leaves=4,
)
points = st.fixed_dictionaries({name: st.fractions(-3, 3, max_denominator=4).map(str) for name in ("x", "y")})


@given(st.lists(formulas, max_size=2), formulas, proofs, points, st.lists(points, min_size=5, max_size=5))
def test_whatever_is_proved_is_true_at_random_points(
    hypotheses: list[Json], conclusion: Json, proof: Json, witness: Json, tried: list[Json]
) -> None:
    try:
        theorem = prove(statement(hypotheses, conclusion, **witness), proof, {})
    except ProofError:
        return
    for at in tried:
        values = {name: kernel.scale(Fraction(value), kernel.ONE) for name, value in at.items()}
        assert kernel.holds(theorem.conclusion, values) or not all(kernel.holds(h, values) for h in theorem.hypotheses)


@given(st.data())
def test_a_corrupted_certificate_is_refused(data: st.DataObject) -> None:
    proof = copy.deepcopy(POSITIVE_PROOF)
    part = data.draw(st.integers(0, len(proof["cone"]) - 1))
    other = data.draw(st.sampled_from(["1/2", "2", "101/100"]))
    kind = data.draw(st.sampled_from(["coefficient", "index", "square", "dropped"]))
    if kind == "coefficient":
        proof["cone"][part][0] = other
    elif kind == "index":
        proof["cone"][part][1] = [1 - i for i in proof["cone"][part][1]]
    elif kind == "square":
        proof["cone"][part][2] = {"": other}
    else:
        del proof["cone"][part]
    refused(POSITIVE, proof, "the identity is off")
