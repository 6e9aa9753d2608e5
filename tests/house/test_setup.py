"""The Makefile sets up once: resumed when interrupted, redone when moved, deaf to other environments.

Python and pip are played by a shell script that writes down how it is called, so that a set-up takes
milliseconds; the real set-up is what runs these tests.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.laws import ROOT

STAND_IN = """#!/bin/sh
echo "$0 $* [PYTHONPATH=$PYTHONPATH VIRTUAL_ENV=$VIRTUAL_ENV PIP_USER=$PIP_USER]" >> "$LOG"
case "$*" in
  *version_info*) [ -z "$OLD" ] || { echo "3.11 or newer is needed" >&2; exit 1; } ;;
  --version) echo "Python 3.11.0" ;;
  "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && exit "${VENV_STATUS:-0}" ;;
  "-m pip"*) exit "${PIP_STATUS:-0}" ;;
esac
"""


class Checkout:
    """A folder with the Makefile, where `python` is the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in ("Makefile", "pyproject.toml"):
            shutil.copy(ROOT / name, folder / name)
        self.python = folder / "stand-in"
        self.python.write_text(STAND_IN)
        self.python.chmod(0o755)

    def is_ready(self) -> bool:
        """Whether the next command would leave the set-up alone."""
        return (self.folder / ".venv" / "ready").exists()

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs make as a user would, outside any make that runs these tests."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
        environment |= {"PYTHON": str(self.python), "LOG": str(self.folder / "log")} | variables
        command = ["make", *arguments]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def calls(self, what: str) -> list[str]:
        """The stand-in's calls that contain `what`."""
        log = self.folder / "log"
        return [line for line in log.read_text().splitlines() if what in line] if log.exists() else []


@pytest.fixture(params=["checkout", "a checkout, spaced"])
def checkout(tmp_path: Path, request: pytest.FixtureRequest) -> Checkout:
    return Checkout(tmp_path / request.param)


def test_set_up_happens_once_and_says_so(checkout: Checkout) -> None:
    first, second = checkout.make("test"), checkout.make("test")
    assert (first.returncode, second.returncode) == (0, 0)
    assert [line[:10] for line in first.stdout.splitlines()] == ["set-up 1/2", "set-up 2/2", "set-up don"]
    assert second.stdout == ""
    assert len(checkout.calls("-m venv")) == len(checkout.calls("-m pip")) == 1
    assert len(checkout.calls("-m pytest")) == 2


def test_a_changed_pyproject_installs_again_into_the_same_environment(checkout: Checkout) -> None:
    checkout.make("setup")
    later = (checkout.folder / ".venv" / "ready").stat().st_mtime + 10
    os.utime(checkout.folder / "pyproject.toml", (later, later))
    assert checkout.make("setup").returncode == 0
    assert (len(checkout.calls("-m venv")), len(checkout.calls("-m pip"))) == (1, 2)


@pytest.mark.parametrize(("broken", "venvs"), [("PIP_STATUS", 1), ("VENV_STATUS", 2)])
def test_an_interrupted_set_up_is_taken_up_again(checkout: Checkout, broken: str, venvs: int) -> None:
    assert checkout.make("setup", **{broken: "130"}).returncode != 0
    assert not checkout.is_ready()
    assert checkout.make("setup").returncode == 0
    assert checkout.is_ready()
    assert len(checkout.calls("-m venv")) == venvs


def test_a_moved_checkout_is_set_up_anew(checkout: Checkout) -> None:
    checkout.make("setup")
    moved = checkout.folder.rename(checkout.folder.with_name("moved"))
    checkout.folder, checkout.python = moved, moved / "stand-in"
    assert checkout.make("setup").returncode == 0
    assert len(checkout.calls("-m venv")) == 2


def test_a_lost_interpreter_is_set_up_anew(checkout: Checkout) -> None:
    checkout.make("setup")
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    assert checkout.make("setup").returncode == 0
    assert len(checkout.calls("-m venv")) == 2


def test_another_environment_does_not_leak_in(checkout: Checkout) -> None:
    foreign = {"PYTHONPATH": "/foreign", "VIRTUAL_ENV": "/foreign", "PIP_USER": "1"}
    assert checkout.make("test", **foreign).returncode == 0
    assert len(checkout.calls("[PYTHONPATH= VIRTUAL_ENV= PIP_USER=]")) == len(checkout.calls("")) > 3


def test_an_old_python_is_refused(checkout: Checkout) -> None:
    refused = checkout.make("setup", OLD="1")
    assert refused.returncode != 0
    assert "3.11 or newer is needed" in refused.stderr
    assert checkout.calls("-m venv") == []


def test_a_missing_python_is_named(checkout: Checkout) -> None:
    refused = checkout.make("setup", PYTHON="python-that-is-not-there")
    assert refused.returncode != 0
    assert "PYTHON=python-that-is-not-there is not a command: install Python 3.11" in refused.stderr


def test_arguments_are_passed_on(checkout: Checkout) -> None:
    assert checkout.make("test", "ARGS=-k optimum -x").returncode == 0
    assert checkout.calls("-m pytest -n auto -k optimum -x") != []
