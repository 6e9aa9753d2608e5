"""The attacks find nothing in small, and each finds what is planted: a campaign that cannot fail shows nothing."""

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from derivations import engines, kernel
from derivations.engines.process import Session
from derivations.recheck import by_id
from tests.house.laws import ROOT
from verification.attack import _kernel_mutants, certificates, faults, forgeries, kernel_code, proof_files
from verification.attack.__main__ import main
from verification.attack._cheats import LEAVES
from verification.attack._schemes import SCHEMES
from verification.attack._writers import WRITERS, Disturbed, Writer, json_with
from verification.attack.campaign import Budget, Tally, verdict
from verification.attack.weakness import WEAKNESSES, source, weakened

LONG = 600  # seconds, which the number of attempts always undercuts


def budget(most: int) -> Budget:
    return Budget(LONG, most)


def claim(name: str = "roots.discriminant") -> list[Any]:
    return [by_id()[name]]


def words(tally: Tally) -> set[str]:
    return {finding.partition(":")[0] for finding in tally.findings}


# ---- nothing is found --------------------------------------------------------------------------------------------


def test_false_statements_are_not_proved_by_forgeries() -> None:
    tally = forgeries.attack(kernel, budget(150), random.Random(0), claim())
    assert (tally.findings, tally.tried) == ([], 150)
    assert len(tally.counts) == len(LEAVES) + len(SCHEMES)  # every way to cheat
    rules = {note.rpartition(" ")[2] for note in tally.notes}
    assert rules == {"psatz", "cases", *forgeries.RULES, *forgeries.HEADS}  # every rule of the kernel
    assert rules - {"psatz", *forgeries.HEADS} == set(kernel.RULES)


def test_forged_files_leave_claims_open() -> None:
    most = len(proof_files.DOCUMENTS) + len(proof_files.EDITS) + 2
    tally = proof_files.attack(kernel, budget(most), random.Random(0), claim())
    assert (tally.findings, tally.tried) == ([], most)


def test_corrupted_proofs_are_refused_or_proofs() -> None:
    tally = certificates.attack(kernel, budget(100), random.Random(0), claim("roots.within-radius"))
    assert (tally.findings, tally.tried) == ([], 100)
    assert tally.counts["refused"] > 50


def test_disturbed_engines_prove_nothing_false() -> None:
    """Each engine is killed, and has no memory or time."""
    most = len(faults.ON_ENGINES) * len(engines.available())
    tally = faults.attack(kernel, budget(most), random.Random(0))
    assert (tally.findings, tally.tried) == ([], most)


@pytest.mark.parametrize("writer", WRITERS, ids=[writer.name for writer in WRITERS])
def test_disturbed_writers_lose_nothing(writer: Writer, tmp_path: Path) -> None:
    """Each has a full disk and no memory, is interrupted, and writes beside another."""
    tally = Tally("faults")
    files = Disturbed(tally, tmp_path, random.Random(0))
    for fault in faults.ON_WRITERS:
        fault(files, writer)
    assert (tally.findings, tally.tried) == ([], len(faults.ON_WRITERS))


# ---- what is planted is found ------------------------------------------------------------------------------------


RANDOM = list(WEAKNESSES)[: list(WEAKNESSES).index("facts may be captured")]  # which random cheats catch


@pytest.mark.parametrize("name", WEAKNESSES)
def test_forgeries_catch_every_weak_kernel(name: str) -> None:
    """Where it takes chance, 400 forgeries catch each of them several times over; a sound kernel refuses the same."""
    attempts = 400 if name in RANDOM else len(SCHEMES)
    found = forgeries.attack(weakened(name), budget(attempts), random.Random(1), []).findings
    assert found
    assert all(finding.startswith("false, and proved") for finding in found)


def test_a_kernel_that_proves_whatever_a_file_says_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    proved = SimpleNamespace(status="proved")
    monkeypatch.setattr(proof_files, "verify", lambda claims, engines: [proved])
    monkeypatch.setattr(proof_files, "DOCUMENTS", {})
    tally = proof_files.attack(kernel, budget(len(proof_files.EDITS) + 2), random.Random(0), claim())
    assert words(tally) == {"proved without a proof", "false, and proved"}


def test_a_verification_that_crashes_at_a_file_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: Any, **more: Any) -> Any:
        raise RecursionError("planted")

    monkeypatch.setattr(proof_files, "verify", crash)
    tally = proof_files.attack(kernel, budget(len(proof_files.DOCUMENTS) + 1), random.Random(0), claim())
    assert words(tally) == {"crashed"}


def test_a_theorem_that_cites_itself_is_a_finding() -> None:
    believing = SimpleNamespace(check=lambda entries: {entry["name"]: "proved" for entry in entries})
    tally = proof_files.attack(believing, budget(len(proof_files.DOCUMENTS)), random.Random(0), claim())
    assert len(tally.findings) == len(proof_files.DOCUMENTS)


@pytest.mark.parametrize("name", ["any sum will do", "no summand need be positive", "multipliers may be negative"])
def test_corrupted_proofs_catch_weak_kernels(name: str) -> None:
    found = certificates.attack(weakened(name), budget(200), random.Random(1), claim("roots.within-radius"))
    assert words(found) <= {"a broken proof was accepted", "a proof that is none was accepted"}
    assert found.findings


def test_a_weakness_that_the_kernel_outgrew_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WEAKNESSES, "gone", ("no such text", ""))
    with pytest.raises(ValueError, match="has its text 0 times"):
        weakened("gone")


def test_a_crash_is_no_refusal() -> None:
    def crash(*arguments: Any) -> None:
        raise OSError("planted")

    crashing = SimpleNamespace(prove=crash, ProofError=kernel.ProofError)
    assert verdict(crashing, {}, {}, {}) == "crashed: OSError: planted"


def test_a_disturbed_engine_that_proves_everything_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "solve", lambda *arguments: ("unsat", {}))
    tally = Tally("faults")
    faults.no_time(tally, "z3", random.Random(0))
    assert words(tally) == {"z3, out of time"}


CARELESS = "from pathlib import Path\nBEGIN\n"
PLANTED = {  # what a program may do wrong -> the program, and what is said of it
    "a file half written": ("Path('file').write_text('{' if disk else '{\"a\": 1}')", "a file is lost or half written"),
    "a file lost": ("Path('file').unlink() if disk else Path('file').write_text('{\"a\": 1}')", "a file is lost"),
    "success without a file": ("disk or Path('file').write_text('{\"a\": 1}')", "it says that it has written a file"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_careless_writer_is_found_out(tmp_path: Path, name: str) -> None:
    code, said = PLANTED[name]
    tally = Tally("faults")
    writer = Writer("planted", CARELESS + code, ("file",), json_with("a"))
    Disturbed(tally, tmp_path, random.Random(0)).full_disk(writer)
    assert [finding.startswith(f"planted on a full disk: {said}") for finding in tally.findings] == [True]


def test_a_writer_that_forgets_what_another_wrote_is_found_out(tmp_path: Path) -> None:
    code = "import json\nPath('file').write_text(json.dumps({str(which): 1}))"
    writer = Writer("planted", CARELESS + code, ("file",), json_with(), anew=True, adds=json_with("0", "1"))
    tally = Tally("faults")
    Disturbed(tally, tmp_path, random.Random(0)).beside_another(writer)
    assert words(tally) == {"planted beside another"}


def test_a_writer_that_does_not_go_on_is_found_out(tmp_path: Path) -> None:
    code = "sys.exit(Path('file').exists() or not Path('file').write_text('{\"a\": 1}'))"
    writer = Writer("planted", CARELESS + code, ("file",), json_with("a"), anew=True, resumes=True)
    tally = Tally("faults")
    Disturbed(tally, tmp_path, random.Random(0)).short_of_memory(writer)
    assert words(tally) == {"planted out of memory"}


# ---- mutants of the kernel's code --------------------------------------------------------------------------------


SMALL = 'def f(x: int | None) -> bool:\n    """Is x."""\n    return x > 0 and not x == 1\n'


@pytest.mark.parametrize("installed", sorted({_kernel_mutants.is_installed(), False}))
def test_mutants_of_the_code_differ_from_it_and_from_each_other(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_kernel_mutants, "is_installed", lambda: installed)
    made, counts = _kernel_mutants.mutants(SMALL)
    texts = {mutant.text for mutant in made} | {SMALL}
    assert len(texts) == len(made) + 1
    assert len({ast.unparse(ast.parse(text)) for text in texts}) == len(texts)
    assert counts.total() == 2 * (counts["duplicates"] + counts["excluded: annotations"]) + len(made)
    assert counts["excluded: annotations"] > 0  # int & None
    changes = {(mutant.where, mutant.was, mutant.becomes) for mutant in made}
    line = "return x > 0 and (not x == 1)"
    assert {("f", line, f"return {other}") for other in ("x > 0", "x >= 0 and (not x == 1)")} <= changes
    assert any(mutant.made_by.startswith("cosmic-ray") for mutant in made) is installed


@pytest.mark.parametrize(
    ("check", "explained", "outcome"),
    [("True", False, "survived"), ("True", True, "survived, explained"), ("KNOWN", False, "killed")],
)
def test_a_suite_kills_or_does_not(
    check: str, explained: bool, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A suite that looks at nothing lets a mutant live, which is found; one that looks at the change kills it."""
    planted = _kernel_mutants.Mutant("psatz", "was", "becomes", "hand", source().replace("if c <= 0:", "if c < 0:"))
    monkeypatch.setattr(_kernel_mutants, "mutants", lambda _: ([planted], {}))
    monkeypatch.setattr(kernel_code, "explanations", lambda: {("psatz", "was", "becomes"): "why"} if explained else {})
    suite = tmp_path / "test_planted.py"
    known = "'if c <= 0:' in open(kernel.__file__).read()"
    suite.write_text(f"from derivations import kernel\n\ndef test_it():\n    assert {check.replace('KNOWN', known)}\n")
    tally = kernel_code.attack(kernel, budget(1), random.Random(0), (str(suite),))
    assert dict(tally.counts) == {outcome: 1}
    assert tally.findings == (["survived: psatz: was -> becomes (hand)"] if outcome == "survived" else [])


def test_a_mutant_stands_wherever_the_kernel_was_imported(tmp_path: Path) -> None:
    """By its module or by a name: what the tests imported before it is it."""
    text, suite = source(), tmp_path / "test_names.py"
    planted = tmp_path / "planted.py"
    planted.write_text(text.replace("def prove(", "def prove_(").replace("= prove(", "= prove_(") + "\nprove = check\n")
    suite.write_text(
        "from derivations import kernel\nfrom derivations.kernel import prove\nimport derivations.recheck as r\n\n"
        "def test_it():\n    assert prove is kernel.prove is r.kernel.prove and prove.__name__ == 'prove'\n"
    )
    with kernel_code.Tester((str(suite),), tmp_path) as tester:
        outcomes = [tester.tested(code)["outcome"] for code in (text, planted.read_text(), text)]
    assert outcomes == ["survived", "killed", "survived"]


def test_each_explained_survivor_names_lines_of_the_kernel() -> None:
    known, explained = _kernel_mutants.lines_of(source()), kernel_code.explanations()
    assert explained
    assert {(where, line) for where, was, _ in explained for line in was.splitlines()} <= known
    assert all(len(reason.split()) >= 5 for reason in explained.values())


# ---- the command -------------------------------------------------------------------------------------------------


def test_a_seed_repeats_a_campaign(tmp_path: Path) -> None:
    tallies = []
    for _ in range(2):
        file = tmp_path / "attacks.json"
        done = CliRunner().invoke(main, ["certificates", "--most", "30", "--seed", "3", "--json", str(file)])
        assert done.exit_code == 0
        assert "nothing false was proved" in done.output
        [tally] = json.loads(file.read_text())["attacks"]
        tallies.append(tally | {"seconds": 0})
    assert tallies[0] == tallies[1]
    assert tallies[0]["tried"] == 30


def test_what_is_found_is_printed_and_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*arguments: Any) -> Tally:
        tally = Tally("forgeries")
        tally.breach("false, and proved", "planted")
        return tally

    monkeypatch.setattr(forgeries, "attack", found)
    done = CliRunner().invoke(main, ["forgeries", "--minutes", "1"])
    assert done.exit_code == 1
    assert "FOUND false, and proved: planted" in done.output


def test_an_attack_that_tries_nothing_fails_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgeries, "attack", lambda *arguments: Tally("forgeries"))
    done = CliRunner().invoke(main, ["forgeries", "--minutes", "1"])
    assert done.exit_code == 1
    assert "nothing was tried by forgeries" in done.output


def test_the_command_has_a_help_page() -> None:
    command = [sys.executable, "-m", "verification.attack", "--help"]
    assert "--minutes" in subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
