"""What would say less in Coq than it seems to, and so could be accepted there though it is false, is never written.

Each of these documents is refused by the kernel, for its binders. But for the refusal here, the first five and the run
whose input is its state would be files that coqc accepts: their proofs are right for what would be written.
"""

from collections.abc import Callable
from typing import Any

import pytest

from derivations import kernel
from derivations.rocq import Malformed, export

Json = dict[str, Any]
ONE: Json = {"": "1"}
COUNT: list[Json] = [{}, {"k": "1", "": "1"}]


def closed(*cone: tuple[list[int], Json], ideal: tuple[tuple[int, Json], ...] = ()) -> Json:
    return {
        "rule": "psatz",
        "cone": [["1", facts, square] for facts, square in cone],
        "ideal": [list(e) for e in ideal],
    }


def orbit(state: dict[str, list[Json]], *inputs: str, guard: Json | None = None) -> Json:
    return {"state": state, "inputs": list(inputs), "guard": guard or {"and": []}}


def stated(hypotheses: list[Json], conclusion: Json, proof: Json, **witness: Any) -> list[Json]:
    statement = {"hypotheses": hypotheses, "conclusion": conclusion, "witness": {"values": {}, "runs": [[]]} | witness}
    return [{"name": "absurd", "statement": statement, "proof": proof}]


def limit(run: Json, of: Json, to: Json, counter: str = "k") -> Json:
    return {"limit": {"orbit": run, "of": of, "to": to, "counter": counter}}


def with_gap(close: Json, epsilon: str = "eps", facts: int = 0) -> Json:
    return {"epsilon": epsilon, "gap": ONE, "positive": closed(([facts + 1], ONE), ([], ONE)), "close": close}


def taken_epsilon() -> list[Json]:
    """a / 2 tends to 0, since it is less than the epsilon a."""
    close = closed(([4], {"": "2"}), ([1, 1], {"": "1"}), ([1, 1], {"": "1"}), ([1, 1], {"": "1"}))
    tends = limit(orbit({"k": COUNT}), {"a": "1/2"}, {})
    return stated([{"gt": {"a": "1"}}], tends, with_gap(close, "a", 1), values={"a": "1"})


def own_value() -> list[Json]:
    """The least x of all is x."""
    minimum = {"over": ["x"], "subject": {"and": []}, "of": {"x": "1"}, "is": {"x": "1"}}
    nothing = {"rule": "cases", "fact": 1, "branches": []}
    attained = {"rule": "cases", "fact": 0, "branches": [nothing, closed(([1], ONE))]}
    return stated([], {"minimum": minimum}, {"at": {"x": {}}, "bound": closed(([0], ONE)), "attained": attained})


def own_state() -> list[Json]:
    """1, -1, 1, ... tends to itself."""
    run = orbit({"k": COUNT, "x": [ONE, {"x": "-1"}]})
    return stated([], limit(run, {"x": "1"}, {"x": "1"}), with_gap(closed(([3], ONE), ([0, 0], ONE))))


def standing_counter() -> list[Json]:
    """1, 2, 4, ... tends to 0: no k = 0 is late."""
    then = closed(([2], ONE), ([], ONE), ideal=((4, {"": "-1"}),))
    close = {"rule": "induction", "run": 1, "invariant": {"eq": {"k": "1"}}, "then": then}
    close |= {"base": closed(([1], ONE)), "step": closed(([3], ONE))}
    return stated([], limit(orbit({"k": [{}, {}], "x": [ONE, {"x": "2"}]}), {"x": "1"}, {}), with_gap(close))


def given_counter() -> list[Json]:
    """1, 2, 4, ... tends to 0: a = 0 is never late."""
    run = orbit({"k": COUNT, "x": [{"a": "1", "": "1"}, {"x": "2"}]})
    close = closed(([3], ONE), ([], ONE), ideal=((0, {"": "-1"}),))
    tends = limit(run, {"x": "1"}, {}, "a")
    return stated([{"eq": {"a": "1"}}], tends, with_gap(close, facts=1), values={"a": "0"})


def named_state() -> list[Json]:
    """Where x > 5, the x that stays 0 tends to 0."""
    tends = limit(orbit({"k": COUNT, "x": [{}, {}]}), {"x": "1"}, {})
    return stated([{"gt": {"x": "1", "": "-5"}}], tends, with_gap(closed(([], ONE)), facts=1), values={"x": "7"})


def named_input() -> list[Json]:
    """The inputs of a run tend to 0."""
    return stated([], limit(orbit({"k": COUNT}, "u"), {"u": "1"}, {}), with_gap(closed(([], ONE))), values={"u": "0"})


def minimised_hypothesis() -> list[Json]:
    """Where x = 0, the least x of all is 0."""
    minimum = {"over": ["x"], "subject": {"and": []}, "of": {"x": "1"}, "is": {}}
    proof = {"at": {"x": {}}, "bound": closed(([], ONE)), "attained": closed(([], ONE))}
    return stated([{"eq": {"x": "1"}}], {"minimum": minimum}, proof, values={"x": "0"})


def input_as_state() -> list[Json]:
    """x starts at 0 and grows by its input, which is x."""
    run = {"orbit": orbit({"x": [{}, {"x": "2"}]}, "x")}
    return stated([run], {"ge": ONE}, closed(([1], ONE), ([], ONE)))


def start_at_an_input() -> list[Json]:
    """x starts at an input whose name is a constant of Coq's."""
    run = {"orbit": orbit({"x": [{"PI": "1"}, {"x": "1"}]}, "PI")}
    return stated([run], {"ge": ONE}, closed(([1], ONE), ([], ONE)), values={"PI": "3"})


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (taken_epsilon, "its epsilon is called 'a'"),
        (own_value, "x is minimised over"),
        (own_state, "x is moved by its run"),
        (standing_counter, "'k' does not count"),
        (given_counter, "'a' does not count"),
        (named_state, "x is moved by its run"),
        (named_input, "u is moved by its run"),
        (minimised_hypothesis, "x is minimised over"),
        (input_as_state, "a name stands for two"),
        (start_at_an_input, "it starts at what it moves, PI"),
    ],
)
def test_what_would_say_less_than_it_seems_to_is_not_written(forged: Callable[[], list[Json]], reason: str) -> None:
    document = forged()
    [said] = kernel.check(document).values()
    assert said.startswith("refused")
    with pytest.raises(Malformed, match=reason):
        export(document)


def test_two_theorems_of_one_name_are_not_written() -> None:
    entry = stated([], {"gt": ONE}, closed(([0], ONE), ([], ONE)), runs=[])[0]
    export([entry])
    with pytest.raises(Malformed, match="the name 'absurd' is taken"):
        export([entry, entry])
