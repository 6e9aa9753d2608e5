"""The command as a process of its own: other packages' claims, pipes, terminals, processes, interrupts."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.laws import ROOT

DEMO = Path(__file__).parent / "demo"
COMMAND = [sys.executable, "-m", "verification.cli"]


def environment(**variables: str) -> dict[str, str]:
    """This environment without what asks for colour or forbids it, and with the package `demo` installed."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")}
    return kept | {"PYTHONPATH": f"{ROOT}{os.pathsep}{DEMO}", "TERM": "xterm-256color"} | variables


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(**variables), capture_output=True, text=True, check=False
    )


def on_a_terminal(*arguments: str, **variables: str) -> tuple[int, str]:
    """The exit code, and all that a terminal gets to see."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments], env=environment(**variables), stdout=terminal, stderr=terminal, close_fds=True
    ) as process:
        os.close(terminal)
        seen = b""
        try:
            while part := os.read(controller, 4096):
                seen += part
        except OSError:  # Linux reports the end of a terminal as an input/output error
            pass
        finally:
            os.close(controller)
    return process.returncode, seen.decode()


PROVED = ("demo.square", "demo.reciprocal", "demo.doubling")


def test_claims_of_another_package_are_verified_beside_ours() -> None:
    done = run("verify", *PROVED, "--jobs", "2", "--engine", "kernel", "--json", "-")
    assert done.returncode == 0
    claims = json.loads(done.stdout)["claims"]
    assert [(claim["id"], claim["status"]) for claim in claims] == [(name, "proved") for name in PROVED]
    assert "\x1b" not in done.stderr


def test_processes_and_one_process_find_the_same() -> None:
    reports = [
        json.loads(run("verify", "demo.*", "--jobs", jobs, "--engine", "kernel", "--json", "-").stdout)
        for jobs in ("1", "3")
    ]
    for report in reports:
        for claim in report["claims"]:
            del claim["seconds"]
    assert reports[0]["claims"] == reports[1]["claims"]
    assert len(reports[0]["claims"]) == 6


def test_a_pipe_gets_plain_lines() -> None:
    done = run("verify", "demo.square", "--engine", "kernel")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isprintable() is False  # line feeds
    assert done.stdout.replace("\n", "").isprintable()


def test_a_terminal_gets_colour_and_a_bar() -> None:
    code, seen = on_a_terminal("verify", *PROVED, "--jobs", "1", "--engine", "kernel")
    assert code == 0
    assert "\x1b[32mproved" in seen
    assert "verifying" in seen
    assert "0/3" in seen


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colour_gets_none(variable: str, value: str) -> None:
    code, seen = on_a_terminal("verify", "demo.square", "--engine", "kernel", **{variable: value})
    assert code == 0
    assert "proved  demo.square" in seen
    assert not any(f"\x1b[{colour}m" in seen for colour in (31, 32, 33))


def test_an_encoding_without_the_letters_garbles_nothing() -> None:
    done = run("show", "demo.square", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "Derivation" in done.stdout


HEEDING_INTERRUPTS = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("verification.cli", run_name="__main__", alter_sys=True)
"""
"""The command, where it is the tests that a shell has started in the background, with interrupts ignored."""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_the_command_at_once_and_without_a_traceback(jobs: str) -> None:
    """Every claim is asked for, which takes longer than this test waits: what is under way is given up."""
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING_INTERRUPTS, "verify", "--jobs", jobs],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()  # the heading: work has been handed out
        os.killpg(process.pid, signal.SIGINT)
        found, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == "interrupted: what is printed above stands, and nothing else was decided"
    assert "claims:" not in found


def test_certify_finds_what_is_missing(tmp_path: Path) -> None:
    demo = shutil.copytree(DEMO, tmp_path / "demo")
    stored = demo / "proofs" / "demo.square.json"
    stored.unlink()
    installed = {"PYTHONPATH": f"{ROOT}{os.pathsep}{demo}"}
    found = run("certify", "demo.square", **installed)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.split()[:2] == ["proved", "demo.square"]
    assert len(json.loads(stored.read_text())["mutants"]) >= 3
    assert run("verify", "demo.square", "--engine", "kernel", **installed).returncode == 0


def test_certify_finds_no_proof_of_what_is_false(tmp_path: Path) -> None:
    demo = shutil.copytree(DEMO, tmp_path / "demo")
    before = (demo / "proofs" / "demo.forged.json").read_text()
    tried = run("certify", "demo.forged", PYTHONPATH=f"{ROOT}{os.pathsep}{demo}")
    assert (tried.returncode, tried.stderr) == (1, "")
    assert "open    demo.forged" in tried.stdout
    assert "[0] -x > 0" in tried.stdout
    assert (demo / "proofs" / "demo.forged.json").read_text() == before


def test_help_answers_without_the_mathematics() -> None:
    program = (
        "import sys\n"
        "from verification.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "sys.exit(bool({'sympy', 'numpy', 'rich', 'derivations'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "verify" in done.stdout
