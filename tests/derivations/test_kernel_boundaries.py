"""The kernel at its boundaries: what mutants of its code showed that no other test looks at."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from derivations import kernel
from derivations.kernel import ProofError, Theorem, check, prove
from tests.derivations.test_kernel import (
    ATTAINED,
    BOUND,
    MINIMUM,
    NONNEGATIVE,
    NONNEGATIVE_PROOF,
    ONE,
    POSITIVE,
    POSITIVE_PROOF,
    POWER,
    SPLIT,
    SQUARE,
    SQUARE_PROOF,
    X,
    as_read,
    changed,
    limit,
    minimum,
    psatz,
    refused,
    statement,
)
from tests.derivations.test_kernel_forgeries import (
    GROWING,
    GROWS,
    GROWS_PROOF,
    ONE_STEP,
    USE,
    constant,
    induction,
    run,
    stays,
)

Json = dict[str, Any]

# ---- read from JSON ----------------------------------------------------------------------------------------------

EITHER = statement([{"or": [{"gt": X}, {"and": [{"gt": {"x": "-1"}}]}]}], {"gt": {"x^2": "1"}}, x="1")
SIDES = {"rule": "cases", "fact": 0, "branches": [psatz([["1", [2, 2], ONE], ["1", [1], ONE]])] * 2}
CUT = {"rule": "cut", "formula": {"gt": X}, "otherwise": SQUARE_PROOF, "then": SQUARE_PROOF}
ROOT = {
    "rule": "root", "of": X, "name": "s", "nonnegative": psatz([["1", [0], ONE], ["1", [2], ONE]]),
    "then": psatz([["1", [1], ONE], ["1", [0], ONE]]),
}  # fmt: skip
QUOTIENT = {
    "rule": "quotient", "of": ONE, "by": X, "name": "t",
    "nonzero": psatz([["1", [0], ONE]], [[2, {"": "-1"}]]), "then": POSITIVE_PROOF,
}  # fmt: skip
TENDS = stays({}, 1, psatz([["1", [3], ONE], ["1", [0, 0], ONE]], [[4, {"p": "-1"}]]))
AT_ZERO = statement([changed(GROWING, "orbit", "guard", to={"ge": {"u": "1"}})], {"ge": {"S": "1"}}, ONE_STEP)
TRUE = [
    ("square", SQUARE, SQUARE_PROOF),
    ("positive", POSITIVE, POSITIVE_PROOF),
    ("equal", statement([{"eq": X}], {"eq": {"x^2": "1"}}, x="0"), psatz([["1", [1], ONE]], [[0, {"x^3": "-1"}]])),
    ("both", statement([{"ge": X}], {"and": [{"ge": X}]}, x="0"), {
        "rule": "cases", "fact": 1, "branches": [psatz([["1", [0], ONE], ["1", [2], ONE]])]
    }),
    ("either", EITHER, SIDES),
    ("split", SQUARE, SPLIT),
    ("cut", SQUARE, CUT),
    ("root", statement([{"ge": X}], {"ge": X}, x="0"), ROOT),
    ("quotient", POSITIVE, QUOTIENT),
    ("nonnegative", NONNEGATIVE, NONNEGATIVE_PROOF),
    ("grows", GROWS, GROWS_PROOF),
    ("lemma", AT_ZERO, USE | {"at": {"c": {}}}),
    ("limit", limit(orbit=constant({})), TENDS),
    ("minimum", minimum(), {"at": {"x": ONE}, "bound": BOUND, "attained": ATTAINED}),
]  # fmt: skip
DOCUMENT = [{"name": name, "statement": stated, "proof": proof} for name, stated, proof in TRUE]


def test_words_are_equal_and_need_not_be_the_same_objects() -> None:
    """A fresh process reads its words from JSON, where each is a string of its own."""
    assert set(check(as_read(DOCUMENT)).values()) == {"proved"}


def test_a_lemma_that_was_read_is_used_along_its_own_run() -> None:
    """With the guard u >= c, and c = -1, S becomes negative; with c = 0 it would not."""
    use = USE | {"at": {"c": {}}}
    false = {"name": "false", "statement": statement([GROWING], {"ge": {"S": "1"}}, ONE_STEP, c="-1"), "proof": use}
    assert check(as_read([*DOCUMENT, false]))["false"] == (
        "refused: lemma: the run that 'grows' speaks of is not among the facts"
    )


# ---- statements --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["lt", "limit", "not", "orbits", "", "GT"])
def test_a_formula_begins_with_one_of_six_words(kind: str) -> None:
    with pytest.raises(ProofError, match=f"no formula begins with '{kind}'"):
        kernel.formula({kind: POWER["orbit"]})


@pytest.mark.parametrize("third", [psatz([["1", [1], ONE]]), psatz([["1", [0], ONE], ["1", [1], ONE]])])
def test_a_split_looks_below_zero(third: Json) -> None:
    """x >= 0 fails below 0: there -x > 0 is known, neither 0 > 0 nor x > 0."""
    above, at_zero = psatz([["1", [0], ONE], ["1", [1], ONE]]), psatz([["1", [0], ONE]], [[1, ONE]])
    whole = {"rule": "split", "on": X, "branches": [above, at_zero, third]}
    refused(statement([], {"ge": X}, x="0"), whole, "the identity is off")


def test_a_split_says_that_minus_x_is_positive_below_zero() -> None:
    """x y = 1 |- x^2 > 0: by (-x)^2 = x^2, and -x > 0 is strict."""
    inverse = {"eq": {"x*y": "1", "": "-1"}}
    side = psatz([["1", [2, 2], ONE], ["1", [1], ONE]])  # x^2 - x^2, where fact 2 is x > 0 or -x > 0
    at_zero = psatz([["1", [], ONE]], [[0, ONE], [2, {"y": "-1"}]])
    whole = {"rule": "split", "on": X, "branches": [side, at_zero, side]}
    assert prove(statement([inverse], {"gt": {"x^2": "1"}}, x="1", y="1"), whole, {})


@pytest.mark.parametrize(("start", "step"), [(["p"], []), ([], ["p"]), (["p"], ["q"]), (["p"], ["p", "q"])])
def test_a_state_has_one_start_and_one_step(start: list[str], step: list[str]) -> None:
    with pytest.raises(ProofError, match="each state needs one start and one step"):
        kernel.Orbit({name: {} for name in start}, {name: {} for name in step}, [], ("and", []))


def test_neither_alternative_of_a_denied_disjunction_holds() -> None:
    """x^2 > 0 or x = 0, concluded, and as the hypothesis of a lemma."""
    either = {"or": [{"gt": {"x^2": "1"}}, {"eq": X}]}
    both = psatz([["1", [0], ONE], ["1", [1], ONE]])  # -x^2 >= 0 and x^2 > 0
    assert prove(statement([], either, x="0"), both, {})
    square = prove(statement([either], {"ge": {"x^2": "1"}}, x="0"), psatz([["1", [1], ONE], ["1", [], X]]), {})
    denied = psatz([["1", [2], ONE], ["1", [3], ONE]])
    use = {"rule": "cases", "fact": 1, "branches": [denied, psatz([["1", [0], ONE], ["1", [2], ONE]])]}
    assert prove(SQUARE, {"rule": "lemma", "name": "square", "at": {}, "then": use}, {"square": square})


def test_a_run_is_no_disjunction() -> None:
    stated = statement([POWER], {"ge": {"x^2": "1"}}, x="0", q="0")
    refused(stated, {"rule": "cases", "fact": 0, "branches": []}, "fact 0 is not a disjunction")


MANY = [f"x{i}" for i in range(300)]  # more than the small integers of which CPython has one object each


def test_runs_and_case_splits_may_be_long() -> None:
    """How many there are is compared as numbers."""
    still = run({name: [{}, {name: "1"}] for name in MANY})
    stated = statement([still], {"eq": {"x0": "1"}})
    zero = induction(
        {"eq": {"x0": "1"}}, psatz([["1", [0], ONE]]), psatz([["1", [2], ONE]], [[1, {"x0": "-1"}]]),
        psatz([["1", [1], ONE]], [[2, {"x0": "-1"}]]),
    )  # fmt: skip
    theorem = prove(stated, zero, {})
    use = {"rule": "lemma", "name": "still", "at": {}, "then": {"rule": "cases", "fact": 2, "branches": [
        psatz([["1", [1], ONE]], [[3, {"x0": "-1"}]])
    ]}}  # fmt: skip
    assert prove(stated, use, {"still": theorem})
    nowhere = {"or": [{"gt": {"x^2": "-1"}}] * len(MANY) + [{"gt": X}]}
    branches = [psatz([["1", [2], ONE], ["1", [], X]])] * len(MANY) + [psatz([["1", [1], ONE], ["1", [2], ONE]])]
    proof = {"rule": "cases", "fact": 0, "branches": branches}
    assert prove(statement([nowhere], {"gt": X}, x="1"), proof, {})


def test_a_lemma_along_a_run_of_three_states_and_two_inputs() -> None:
    walk = run({name: [{}, {"u": "1", "v": "1"}] for name in ("p", "q", "r")}, ("u", "v"))
    square = prove(statement([walk], SQUARE["conclusion"], x="0"), psatz([["1", [1], ONE], ["1", [], X]]), {})
    then = {"rule": "cases", "fact": 2, "branches": [psatz([["1", [1], ONE], ["1", [3], ONE]])]}
    use = {"rule": "lemma", "name": "square", "at": {"x": {"y": "1"}}, "then": then}
    assert prove(statement([walk], {"ge": {"y^2": "1"}}, y="0"), use, {"square": square})


def test_a_run_equals_runs_alone() -> None:
    _, orbit = kernel.formula(POWER)
    assert orbit == kernel.formula(POWER)[1]
    assert all(orbit != other for other in (SimpleNamespace(**vars(orbit)), POWER, None, 0))


def test_an_input_is_bound_by_its_run() -> None:
    """Its name is new outside, whether or not a step uses it."""
    for step in ({"p": "1"}, {"p": "1", "u": "1"}):
        walk = run({"p": [{}, step]}, ("u",))
        assert kernel.free(kernel.formula(walk)) == {"p"}
        proof = ROOT | {"name": "u", "nonnegative": psatz([["1", [0], ONE], ["1", [3], ONE]])}
        proof["then"] = psatz([["1", [2], ONE], ["1", [0], ONE]])
        assert prove(statement([{"ge": X}, walk], {"ge": X}, x="0"), proof, {})


@pytest.mark.parametrize("place", [0, 1])
def test_of_two_runs_one_may_step_elsewhere(place: int) -> None:
    """p = 1, t, ... is positive so far; at t = 0 it takes no step. Elsewhere, at t = 2, it does."""
    walk, other = run({"p": [ONE, {"t": "1"}]}, guard={"gt": {"t": "1"}}), run({"r": [{}, {"r": "1"}]})
    hypotheses = [walk, {"eq": {"p": "1", "": "-1"}}]
    hypotheses.insert(place, other)
    stated = statement(hypotheses, {"ge": {"x^2": "1"}}, x="0", t="0")
    proof = psatz([["1", [3], ONE], ["1", [], X]])
    refused(stated, proof, "a run takes no step")
    stated["witness"]["elsewhere"] = [{"values": {"x": "0", "t": "2"}, "runs": [[{}]]}]
    assert prove(as_read(stated), as_read(proof), {})


def test_a_point_satisfies_all_parts_of_one_alternative() -> None:
    both = {"and": [{"gt": X}, {"gt": {"x": "-1"}}]}
    for x in ("-1", "0", "1"):
        refused(statement([{"or": [both]}], {"gt": {"": "-1"}}, x=x), psatz([]), "hypothesis 0 fails there")
    guarded = run({"p": [{}, {"p": "1"}]}, guard={"and": []})
    still = statement([guarded], {"ge": {"x^2": "1"}}, [[{}, {}]], x="0")
    assert prove(as_read(still), psatz([["1", [1], ONE], ["1", [], X]]), {})


# ---- limits and minima -------------------------------------------------------------------------------------------


def test_the_gap_of_a_limit_is_not_the_state_that_the_hypotheses_mention() -> None:
    """1/2 does not tend to 0. With p > 0 as a hypothesis, and as its gap the state p = 2^-k, no step is late enough:
    k p < 1, since p (k + 1) <= 1 along the run.
    """
    small = {"and": [{"ge": {"": "1", "p": "-1"}}, {"ge": {"p": "1"}}, {"ge": {"": "1", "p": "-1", "k*p": "-1"}}]}
    zero, one = psatz([["1", [3], ONE]]), psatz([["1", [3], ONE], ["1", [], ONE]])
    along = induction(
        small,
        {"rule": "cases", "fact": 2, "branches": [zero, one, zero]},
        {"rule": "cases", "fact": 6, "branches": [
            psatz([["1", [7], ONE], ["1/2", [3], ONE], ["1/2", [], ONE]]),
            psatz([["1", [7], ONE], ["1/2", [4], ONE]]),
            psatz([["1", [7], ONE], ["1/2", [5], ONE], ["1/2", [3], ONE]]),
        ]},
        psatz([["1", [0], ONE], ["1", [3], ONE], ["1", [7], ONE]]),
        along=2,
    )  # fmt: skip
    positive = psatz([["1", [0], ONE], ["1", [2], ONE]])
    stated = limit(of={"": "1/2"}) | {"hypotheses": [{"gt": {"p": "1"}}]}
    proof = {"gap": {"p": "1"}, "epsilon": "e", "positive": positive, "close": along}
    refused(stated, proof, "the run is not separate from the hypotheses, the gap or the limit")


@pytest.mark.parametrize("name", ["p", "k"])
def test_neither_a_limit_nor_its_gap_is_a_state(name: str) -> None:
    """p tends to p, that is to what changes: its error is 0 at every step."""
    proof = {"epsilon": "e", "gap": {"e": "1", f"{name}^2": "1"}}
    proof["positive"] = psatz([["1", [0], ONE], ["1", [1], ONE], ["1", [], {name: "1"}]])
    proof["close"] = psatz([["1", [0, 0], ONE], ["1", [3], ONE]])
    refused(limit(of={name: "1"}, to={name: "1"}), proof, "the run is not separate")


def test_no_coordinate_of_a_minimiser_may_vary() -> None:
    stated = minimum(over=["x", "y"])
    refused(stated, MINIMUM | {"at": {"x": ONE, "y": {"y": "1"}}}, "must give each variable a value in the parameters")


# ---- theorems ----------------------------------------------------------------------------------------------------


def test_a_seal_that_equals_everything_is_not_the_kernels() -> None:
    class Equal:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    with pytest.raises(ProofError, match="made by the kernel alone"):
        Theorem([], ("gt", {}), Equal())


def test_an_object_whose_type_equals_every_type_is_no_theorem() -> None:
    class Equal(type):
        def __eq__(cls, other: object) -> bool:
            return True

        __hash__ = type.__hash__

    class Forged(metaclass=Equal):
        conclusion: kernel.Formula = ("gt", {})  # 0 > 0

    use = {"rule": "lemma", "name": "lie", "at": {}, "then": SQUARE_PROOF}
    refused(SQUARE, use, "'lie' is not an earlier theorem", cast(Any, {"lie": Forged()}))


def test_a_theorem_has_hypotheses_and_a_conclusion_and_nothing_else() -> None:
    theorem = prove(SQUARE, SQUARE_PROOF, {})
    with pytest.raises(AttributeError):
        theorem.witness = {}  # type: ignore[attr-defined]
