"""The second kernel: what is exported states what it should, coqc accepts right proofs and refuses wrong ones."""

import copy
import json
import shutil
import subprocess
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from click.testing import CliRunner

from derivations.kernel import check
from derivations.recheck import by_id, document
from derivations.rocq import coqc, export, joint, record
from derivations.rocq.coqc import AXIOMS, Recheck, assumed, recheck
from tests.derivations.test_rocq_joint import TEXT as JOINT
from tests.verification.conftest import Command
from verification import second_kernel, second_kernel_mutants
from verification.second_kernel import file_names
from verification.second_kernel_mutants import WELL, Control, answer, controls, truth

Json = dict[str, Any]
with_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
ONE = {"": "1"}
X = {"x": "1"}


def theorem(name: str, hypotheses: list[Json], conclusion: Json, proof: Json, **witness: Any) -> Json:
    values = {key: value for key, value in witness.items() if key != "runs"}
    stated = {"hypotheses": hypotheses, "conclusion": conclusion}
    return {
        "name": name,
        "statement": stated | {"witness": {"values": values, "runs": witness.get("runs", [])}},
        "proof": proof,
    }


def psatz(cone: list[Any], ideal: list[Any] | None = None) -> Json:
    return {"rule": "psatz", "cone": cone, "ideal": ideal or []}


def changed(data: Any, *path: Any, to: Any) -> Any:
    """The same data with one part replaced."""
    other = copy.deepcopy(data)
    at = other
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return other


SQUARE_PROOF = psatz([["1", [0], ONE], ["1", [], X]])
SQUARE = theorem("square", [], {"ge": {"x^2": "1"}}, SQUARE_PROOF, x="0")
POSITIVE_PROOF = psatz([["1", [0, 0], ONE], ["1", [1], ONE]])
POSITIVE = theorem('x > 0 *) " gives x^2 > 0', [{"gt": X}], {"gt": {"x^2": "1"}}, POSITIVE_PROOF, x="1/2")
# A run whose names are Coq's own, with an input under a guard: R is a sum of G >= 0.
WALK = {
    "orbit": {
        "state": {"R": [{"Q": "1"}, {"R": "1", "G": "3/2"}]},
        "inputs": ["G"],
        "guard": {"and": [{"ge": {"G": "1"}}, {"or": [{"gt": {"G": "1"}}, {"eq": {"G": "1"}}]}]},
    }
}
ALONG = {
    "rule": "induction", "run": 0, "invariant": {"ge": {"R": "1", "Q": "-1"}},
    "base": psatz([["1", [0], ONE]]),
    "step": psatz([["1", [1], ONE], ["3/2", [2], ONE], ["1", [4], ONE]]),
    "then": psatz([["1", [1], ONE], ["1", [2], ONE]]),
}  # fmt: skip
GROWS = theorem("grows", [WALK], {"ge": {"R": "1", "Q": "-1"}}, ALONG, Q="-3", runs=[[{"G": "2"}, {"G": "0"}]])
# The same from twice a start, its state renamed.
TWICE = changed(WALK, "orbit", "state", to={"T": [{"Q": "2"}, {"T": "1", "G": "3/2"}]})
USED = {
    "rule": "lemma", "name": "grows", "at": {"Q": {"Q": "2"}, "R": {"T": "1"}},
    "then": {"rule": "cases", "fact": 2, "branches": [psatz([["1", [1], ONE], ["1", [3], ONE]])]},
}  # fmt: skip
TWICE_GROWS = theorem("twice", [TWICE], {"ge": {"T": "1", "Q": "-2"}}, USED, Q="1", runs=[[{"G": "2"}]])
SPLIT_PROOF = {"rule": "split", "on": X, "branches": [SQUARE_PROOF] * 3}
CUT_PROOF = {
    "rule": "cut", "formula": {"and": [{"ge": X}, {"or": []}]},
    "otherwise": {"rule": "cases", "fact": 1, "branches": [SQUARE_PROOF] * 2},
    "then": {"rule": "cases", "fact": 2, "branches": []},
}  # fmt: skip
ROOT_PROOF = {
    "rule": "root", "of": X, "name": "s", "nonnegative": psatz([["1", [0], ONE], ["1", [2], ONE]]),
    "then": POSITIVE_PROOF,
}  # fmt: skip
QUOTIENT_PROOF = {
    "rule": "quotient", "of": ONE, "by": X, "name": "s",
    "nonzero": psatz([["1", [0], ONE]], [[2, {"": "-1"}]]), "then": ROOT_PROOF | {"name": "t"},
}  # fmt: skip
QUOTIENT_PROOF["then"] = changed(QUOTIENT_PROOF["then"], "nonnegative", to=psatz([["1", [0], ONE], ["1", [3], ONE]]))
EITHER = theorem(
    "either", [{"or": [{"gt": X}, {"gt": {"x": "-1"}}]}], {"gt": {"x^2": "1"}},
    {"rule": "cases", "fact": 0, "branches": [psatz([["1", [2, 2], ONE], ["1", [1], ONE]])] * 2}, x="-1",
)  # fmt: skip
BOUND = psatz([["1", [1], ONE], ["1", [], {"x": "1", "": "-1"}], ["2", [0], ONE]])
ATTAINED = {"rule": "cases", "fact": 0, "branches": [psatz([["1", [1], ONE]]), psatz([["1", [1], ONE]])]}
LEAST = theorem(
    "least", [],
    {"minimum": {"over": ["x"], "subject": {"ge": {"x": "1", "": "-1"}}, "of": {"x^2": "1"}, "is": ONE}},
    {"at": {"x": ONE}, "bound": BOUND, "attained": ATTAINED},
)  # fmt: skip
EVERY_RULE = [
    SQUARE, POSITIVE, GROWS, TWICE_GROWS, EITHER, LEAST,
    SQUARE | {"name": "split", "proof": SPLIT_PROOF},
    SQUARE | {"name": "cut", "proof": CUT_PROOF},
    POSITIVE | {"name": "root", "proof": ROOT_PROOF},
    POSITIVE | {"name": "quotient", "proof": QUOTIENT_PROOF},
]  # fmt: skip


def test_the_statement_is_there_to_be_read() -> None:
    assert "forall x : R,\n  0 < x ->\n  0 < x^2.\nProof." in export([POSITIVE])
    run = export([GROWS])
    assert "forall Q_0 R_0 : R,\n  run_1 Q_0 R_0 ->\n  0 <= -Q_0 + R_0." in run
    assert "exists Q_0 R_0 : R, \n  run_1 Q_0 R_0." in run


def test_files_have_names_that_coq_allows() -> None:
    names = file_names(list(by_id().values()))
    assert len(set(names.values())) == len(names)
    assert all(name.removesuffix(".v").isidentifier() for name in names.values())


def test_each_theorem_of_a_document_is_rechecked_and_every_rule_is_replayed() -> None:
    assert set(check(EVERY_RULE).values()) == {"proved"}
    text = export(EVERY_RULE)
    names = ("square_0", "grows", "twice", "either", "least", "square_0_witness", "twice_witness")
    assert all(f"(conj {name} " in text for name in names)
    assert "Admitted" not in text
    assert "Axiom" not in text.replace("axioms", "")


@with_coq
def test_every_rule_is_accepted() -> None:
    found = recheck(export(EVERY_RULE), "every_rule.v")
    assert (found.accepted, found.reason) == (True, "")


WRONG = {
    "a coefficient": [changed(SQUARE, "proof", "cone", 1, 0, to="2")],
    "a polynomial": [changed(SQUARE, "proof", "cone", 1, 2, to={"x": "1", "": "1"})],
    "another fact": [changed(POSITIVE, "proof", "cone", 0, 1, to=[1, 1])],
    "a false constant": [changed(POSITIVE, "statement", "conclusion", to={"gt": {"x^2": "1", "": "-1"}})],
    "a hypothesis weakened": [changed(POSITIVE, "statement", "hypotheses", 0, to={"ge": X})],
    "a multiplier below 0": [changed(SQUARE, "proof", "cone", 1, 0, to="-1")],
    "a case left out": [changed(EITHER, "proof", "branches", to=EITHER["proof"]["branches"][:1])],
    "a witness that is none": [changed(POSITIVE, "statement", "witness", "values", "x", to="-1")],
    "a guard broken by its witness": [changed(GROWS, "statement", "witness", "runs", 0, 0, "G", to="-2")],
    "a step of a run": [
        changed(GROWS, "statement", "hypotheses", 0, "orbit", "state", "R", 1, to={"R": "1", "G": "-1"}),
    ],
    "a minimum too large": [changed(LEAST, "statement", "conclusion", "minimum", "is", to={"": "2"})],
    "a lemma at other arguments": [GROWS, changed(TWICE_GROWS, "statement", "conclusion", "ge", "Q", to="-3")],
    "a root of what may be negative": [
        changed(POSITIVE | {"proof": ROOT_PROOF}, "statement", "hypotheses", 0, to={"gt": {"x": "1", "": "5"}}),
    ],
}  # fmt: skip


@with_coq
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_proof_is_refused(wrong: list[Json]) -> None:
    assert any(answer != "proved" for answer in check(wrong).values())
    found = recheck(export(wrong), "wrong.v")
    assert not found.accepted
    assert "Syntax" not in found.reason
    assert "Error" in found.reason


@with_coq
@pytest.mark.parametrize("name", ["oracle.objective", "oracle.light-cone", "transient.below-one"])
def test_a_shipped_proof_is_accepted(name: str) -> None:
    found = recheck(export(document(by_id()[name])), "shipped.v")
    assert (found.accepted, found.reason) == (True, "")


@with_coq
def test_what_is_assumed_beyond_the_reals_is_refused() -> None:
    text = export([SQUARE])
    cheated = text.replace("Definition everything :=", "Axiom trust : False. Definition everything := conj trust")
    found = recheck(cheated, "cheated.v")
    assert (found.accepted, found.reason) == (False, "it assumes trust")


def test_the_axioms_are_read_from_what_is_printed() -> None:
    [some, *_] = sorted(AXIOMS)
    assert assumed("Closed under the global context\n") == ""
    assert assumed(f"Axioms:\n{some}\n  : forall P : nat -> Prop,\n    P 0\n") == ""
    assert assumed(f"Axioms:\ntrust : False\n{some}\n  : forall P, P\n") == "it assumes trust"
    assert assumed("") == "coqc does not say what the file rests on"


# ---- the command -------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_for_each_claim(whymomentum: Command, tmp_path: Path) -> None:
    result = whymomentum("export", "demo.square", "demo.doubling", "--out", str(tmp_path / "new"))
    assert result.exit_code == 0
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["demo_doubling.v", "demo_square.v"]
    assert "0 <= x^2 - 2 * x + 1." in (tmp_path / "new" / "demo_square.v").read_text()
    assert result.output.splitlines() == [str(tmp_path / "new" / f"demo_{name}.v") for name in ("square", "doubling")]


def test_without_coqc_a_check_says_how_to_get_it(
    whymomentum: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = whymomentum("export", "demo.square", "--check", "--out", str(tmp_path / "new"))
    assert result.exit_code == 2
    assert coqc.INSTALL in result.output
    assert not (tmp_path / "new").exists()


def test_files_need_a_folder_unless_they_are_checked(whymomentum: Command) -> None:
    result = whymomentum("export", "demo.square")
    assert result.exit_code == 2
    assert "Missing option '--out'" in result.output


def test_the_check_is_counted(whymomentum: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"demo_square.v": Recheck(True, "", 1.0), "demo_doubling.v": Recheck(False, "Error: no", 2.0)}
    monkeypatch.setattr(second_kernel, "require_coqc", lambda: "8.0")
    monkeypatch.setattr(coqc, "recheck", lambda source, name, limit: answers[name])
    result = whymomentum("export", "demo.square", "demo.doubling", "demo.unproved", "--check")
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert sorted(line.split()[:2] for line in lines if " demo." in line) == [
        ["accepted", "demo.square"], ["open", "demo.unproved"], ["refused", "demo.doubling"],
    ]  # fmt: skip
    assert lines[-1].startswith("3 claims: 1 rechecked by coqc 8.0 (")


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("coqc", 7)

    monkeypatch.setattr(subprocess, "run", late)
    assert recheck("", "late.v", 7).reason == "coqc was stopped after 7 s"


def test_results_come_as_they_are_there_and_in_order_in_the_json(
    whymomentum: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_is_done, told = Event(), list[str]()

    def slow_first(source: str, name: str, limit: int) -> Recheck:
        if name == "demo_square.v":
            assert other_is_done.wait(60)
        return Recheck(True, "", 1.0)

    def tell(_: Any, one: second_kernel.Exported, *__: Any) -> None:
        told.append(one.claim)
        other_is_done.set()

    monkeypatch.setattr(second_kernel, "require_coqc", lambda: "8.0")
    monkeypatch.setattr(coqc, "recheck", slow_first)
    monkeypatch.setattr(second_kernel, "tell", tell)
    arguments = ("demo.square", "demo.doubling", "--check", "--jobs", "2", "--out", str(tmp_path), "--json", "-")
    result = whymomentum("export", *arguments)
    assert (result.exit_code, told) == (0, ["demo.doubling", "demo.square"])
    report = json.loads(result.stdout)
    assert [entry["id"] for entry in report["claims"]] == ["demo.square", "demo.doubling"]
    assert report["coqc"] == "8.0"
    text = (tmp_path / "demo_square.v").read_text()
    assert report["claims"][0] == {
        "id": "demo.square", "file": "demo_square.v", "sha256": record.digest(text), "accepted": True, "reason": "",
        "seconds": 1.0,
    }  # fmt: skip


# ---- the engine, and mutants --------------------------------------------------------------------------------------


@with_coq
def test_coqc_is_asked_of_a_document() -> None:
    assert coqc.opinion([SQUARE]) == ("proved", "")
    assert coqc.opinion([SQUARE | {"proof": {"rule": "lemma", "name": "none"}}])[0] == "refused"


def test_a_dropped_hypothesis_is_written_as_a_truth_of_its_kind() -> None:
    hypothesis = {"and": [{"gt": X}, {"or": [{"ge": X}, {"eq": X}]}]}
    assert truth(hypothesis) == {"and": [{"gt": ONE}, {"or": [{"ge": {}}, {"eq": {}}]}]}


@with_coq
def test_mutants_are_refused_with_the_proofs_of_what_they_were_made_from() -> None:
    found = {control.change: control for control in controls(by_id()["oracle.light-cone"])}
    assert {answer(found[change]) for change in sorted(found)[:3]} <= set(WELL)
    [unchanged] = [Control("a.b", "square", "nothing", [SQUARE | {"name": "forged"}])]
    assert answer(unchanged) == "accepted"
    broken = Control("a.b", "square", "a lemma", [*WRONG["a coefficient"], SQUARE | {"name": "forged"}])
    assert answer(broken) == "refused before"
    witness = Control("a.b", "x", "its witness", [WRONG["a witness that is none"][0] | {"name": "forged"}])
    assert answer(witness) == "refused at its witness"


# ---- joints ------------------------------------------------------------------------------------------------------


@with_coq
def test_a_joint_follows_the_theorems_and_rests_on_no_more() -> None:
    assert recheck(export([SQUARE], JOINT), "joint.v").accepted
    leaking = JOINT.replace("Module Joint.", "Module Joint.\nContext (falsity : False).").replace(
        "ring. Qed.\n\nEnd", "destruct falsity. Qed.\n\nEnd"
    )
    assert recheck(export([SQUARE], leaking), "joint.v").reason.startswith("it assumes")


@with_coq
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("f i = 0)", "f i = 1)", "refused in its joint"),
        ("f i = 0)", "g i = 0)", "stopped: "),  # no statement, so that its refusal would show nothing
        ("f i = 0)", "f i = )", "stopped: "),
        ("f i = 0)", "f i = 0 )", "accepted"),
    ],
)
def test_a_control_of_a_joint_is_refused_in_a_proof(old: str, new: str, said: str) -> None:
    control = Control("a.claim", "joint", "", [SQUARE], joint.read(JOINT).changed(old, new))
    assert answer(control).startswith(said)


def test_controls_of_a_joint_are_among_those_of_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    c = by_id()["roots.discriminant"]
    before = list(controls(c))
    monkeypatch.setattr(type(c), "joint", JOINT)
    after = list(controls(c))
    assert [control.change for control in after[len(before) :]] == [
        f"{new} for {old}" for old, new in joint.read(JOINT).controls
    ]
    assert all(control.joint not in ("", JOINT) for control in after[len(before) :])


def test_no_mutants_are_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_kernel, "require_coqc", lambda: "8.0")
    monkeypatch.setattr(second_kernel_mutants, "controls", lambda c: iter(()))
    done = CliRunner().invoke(second_kernel_mutants.main, ["stab.region"])
    assert (done.exit_code, "keep no mutants" in done.output) == (2, True)
