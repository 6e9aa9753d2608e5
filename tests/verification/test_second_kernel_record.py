"""What the second kernel has accepted is counted while the proof is the one on record; the engine asks it now."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from derivations import recheck as recheck_module
from derivations import rocq
from derivations.recheck import by_id, verify
from derivations.rocq import coqc, record
from derivations.rocq.coqc import Recheck
from derivations.rocq.prelude import PRELUDE
from derivations.rocq.record import Standing
from tests.derivations.test_rocq_joint import TEXT as JOINT
from tests.verification.conftest import Command
from verification import second_kernel
from verification.outcome import Outcome
from verification.report import summary

NAMED = "transient.below-one"
ACCEPTED = Recheck(True, "", 1.5)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A record of its own that is empty, and a coqc that says it is 8.0."""
    monkeypatch.setattr(record, "FILE", tmp_path / "accepted.json")
    monkeypatch.setattr(record, "version", lambda: "8.0")
    record.known.cache_clear()
    yield tmp_path / "accepted.json"
    record.known.cache_clear()


def kept(text: str, found: Recheck = ACCEPTED) -> None:
    second_kernel.keep(second_kernel.Exported(NAMED, "file.v", text, found.reason, found))


def standing() -> tuple[str | None, Any]:
    [found] = verify([by_id()[NAMED]], engines=(), record=True)
    assert found.engines["kernel"] == "proved"
    return found.engines.get("rocq"), found.record


def test_what_is_shipped_is_about_claims_that_there_are() -> None:
    known = record.known()
    assert set(known) <= set(by_id())
    assert sum(not entry.refused for entry in known.values()) >= 40
    assert record.text(known) == record.FILE.read_text()


def test_coqc_has_accepted_the_proof_of_every_claim_as_it_is() -> None:
    """So the README says; after a change of a claim or of the exporter, `whymomentum export --record ID ...`."""
    ours = [c for c in by_id().values() if c.is_ours]
    assert len(ours) > 200
    found = {c.id: record.standing(c.id, second_kernel.text(c)) for c in ours}
    assert {claim: one.reason for claim, one in found.items() if not one.accepted} == {}


def test_a_claim_is_counted_while_its_file_is_the_one_on_record(scratch: Path) -> None:
    assert standing() == (None, Standing(False, record.NEVER, None))
    text = second_kernel.text(by_id()[NAMED])
    kept(text)
    answer, found = standing()
    assert (answer, found.accepted, found.entry.sha256) == ("proved", True, record.digest(text))
    assert json.loads(scratch.read_text())[NAMED]["coqc"] == "8.0"
    kept(text, Recheck(False, "Error: no", 1.0))
    answer, found = standing()
    assert (answer, found.accepted, found.reason) == (None, False, "Error: no")


def test_a_time_out_takes_back_nothing(scratch: Path) -> None:
    text, late = second_kernel.text(by_id()[NAMED]), Recheck(False, "coqc was stopped after 1 s", 1.0, late=True)
    kept(text)
    kept(text, late)
    assert standing()[0] == "proved"
    kept("of another file", late)
    assert json.loads(scratch.read_text())[NAMED]["refused"] == late.reason


def twice(proof: Any) -> Any:
    """The same proof, the sums of its certificates doubled: it is as right as it was."""
    if isinstance(proof, list):
        return [twice(part) for part in proof]
    if not isinstance(proof, dict):
        return proof
    if proof.get("rule") != "psatz":
        return {key: twice(part) for key, part in proof.items()}
    cone = [[str(2 * Fraction(c)), facts, square] for c, facts, square in proof["cone"]]
    ideal = [[i, {m: str(2 * Fraction(c)) for m, c in factor.items()}] for i, factor in proof["ideal"]]
    return proof | {"cone": cone, "ideal": ideal}


CHANGES: dict[str, Any] = {
    "a proof": lambda entry: entry | {"proof": twice(entry["proof"])},
    "a name": lambda entry: entry | {"name": entry["name"] + " once more"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_takes_a_claim_out_of_the_count(what: str, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(second_kernel.text(by_id()[NAMED]))
    whole = recheck_module.document(by_id()[NAMED])
    last = CHANGES[what](whole[-1])
    monkeypatch.setattr(recheck_module, "document", lambda c: [*whole[:-1], last])
    assert standing() == (None, Standing(False, record.STALE, None))


def test_a_change_of_the_exporter_takes_a_claim_out_of_the_count(
    scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(second_kernel.text(by_id()[NAMED]))
    monkeypatch.setattr(rocq, "PRELUDE", PRELUDE + "(* changed *)")
    assert standing() == (None, Standing(False, record.STALE, None))


def test_a_change_of_a_joint_takes_a_claim_out_of_the_count(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(second_kernel.text(by_id()[NAMED]))
    monkeypatch.setattr(type(by_id()[NAMED]), "joint", JOINT)
    assert standing() == (None, Standing(False, record.STALE, None))
    kept(second_kernel.text(by_id()[NAMED]))
    assert standing()[0] == "proved"


def test_only_claims_of_ours_are_kept(scratch: Path, demo: dict[str, Any]) -> None:
    second_kernel.keep(second_kernel.Exported("demo.square", "file.v", "text", "", ACCEPTED))
    assert not scratch.exists()


def recorded(name: str, **entry: Any) -> Outcome:
    engines = {"kernel": "proved"} | ({"rocq": "proved"} if entry["accepted"] else {})
    return Outcome(name, "", "proved", "universal", None, None, None, ("kernel",), engines, 0, (), entry)


def said(*found: Outcome) -> str:
    return "\n".join("".join(p if isinstance(p, str) else p[0] for p in line) for line in summary(list(found), 1))


def test_the_summary_counts_what_is_on_record_and_lists_what_is_not() -> None:
    accepted = recorded("a.a", accepted=True, coqc="8.0", date="2026-01-02")
    told = said(accepted, *(recorded(f"a.{place}", accepted=False, reason="why") for place in range(7)))
    assert "rocq: 1 proved, on record (coqc 8.0 on 2026-01-02; `--engine rocq` asks it now)" in told
    assert "rocq: 7 claims not on record: a.0, a.1, a.2, a.3, a.4 and 2 more: why" in told
    assert "by the kernel alone: no engine was asked" in told
    assert "on record" not in said(Outcome("a.b", "", "proved", "universal", None, None, None, (), {}, 0))


def test_a_record_is_no_second_opinion() -> None:
    entry = {"accepted": True, "coqc": "8.0", "date": "2026-01-02"}
    engines = {"kernel": "proved", "z3": "unknown", "rocq": "proved"}
    outcome = Outcome("a.b", "", "proved", "universal", None, None, None, ("kernel",), engines, 0)
    assert outcome.is_settled
    assert not replace(outcome, record=entry).is_settled
    assert replace(outcome, engines=engines | {"z3": "proved", "rocq": "refused"}).dissent == (
        "rocq refuses its proof",
    )


@pytest.mark.parametrize(
    ("answer", "code", "line"),
    [
        (("proved", ""), 0, "nothing is open, and every engine agrees"),
        (("refused", "Error: no"), 1, "        rocq refuses its proof"),
        (("unknown", "coqc was stopped after 600 s"), 1, "        rocq: unknown, and no other engine proves it"),
    ],
)
def test_the_engine_asks_coqc_now(
    answer: tuple[str, str], code: int, line: str, whymomentum: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coqc, "available", lambda: True)
    monkeypatch.setattr(coqc, "opinion", lambda document, joint: answer)
    result = whymomentum("verify", "demo.square", "--engine", "rocq")
    assert result.exit_code == code
    assert any(found.startswith(line) for found in result.output.splitlines())
    assert f"rocq: 1 {answer[0]}" in result.output
    assert answer[1] in result.output


def test_the_engine_needs_coqc(whymomentum: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = whymomentum("verify", "demo.square", "--engine", "rocq")
    assert result.exit_code == 2
    assert coqc.INSTALL in result.output
    assert coqc.opinion([]) == ("missing", f"coqc is not installed: {coqc.INSTALL}")
