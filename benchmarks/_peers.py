"""Peers, each in an environment of its own, so that none of them is a dependency and none meets another's versions.

A peer is a file `benchmarks/peers/<name>.py`. It is run by the interpreter of `.venv/peers/<name>`, which is made on
first use from the extra `peer-<name>` of pyproject.toml. Nothing of ours is installed there, but the checkout's root
is on its path, so that a peer can run our update rules, which are plain arithmetic. It reads one JSON request from
standard input and writes one JSON answer to standard output (`benchmarks._serve`), and it times itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from benchmarks._rows import NotMeasured

ROOT = Path(__file__).resolve().parents[1]
# By these another environment could leak into the peer's; where packages come from is the machine's affair.
LEAKS = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__"),
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON", "PIP_DRY_RUN"),
)


class PeerMissing(NotMeasured):
    """The peer's environment cannot be made."""


class PeerTimeout(NotMeasured):
    """The peer was stopped at its time limit."""


def ask(name: str, request: Mapping[str, Any], *, timeout: float | None = None, root: Path = ROOT) -> dict[str, Any]:
    """The peer's answer to a request.

    - `timeout`: seconds after which the peer is stopped, its start and imports included.

    Raises PeerMissing if its environment cannot be made, PeerTimeout at the time limit, RuntimeError if it fails.
    """
    # -P: the folder of the peers is not on the path, or a peer named torch.py would import itself.
    command = [str(environment(name, root)), "-P", str(root / "benchmarks" / "peers" / f"{name}.py")]
    given = json.dumps(request)
    try:
        done = subprocess.run(
            command, check=False, input=given, env=_clean() | {"PYTHONPATH": str(root)}, timeout=timeout, **_CAPTURED
        )
    except subprocess.TimeoutExpired:
        raise PeerTimeout(f"{name} had no answer within {timeout:g} s") from None
    if done.returncode:
        raise RuntimeError(f"{name} failed with exit {done.returncode} on {given}: {_end(done.stderr)}")
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise RuntimeError(f"{name} must answer with one JSON object, but wrote {done.stdout[-200:]!r}")
    return answer


def environment(name: str, root: Path = ROOT) -> Path:
    """The interpreter of a peer's environment, which is made if it is not there, whole and up to date.

    Raises PeerMissing with the reason if it cannot be made.
    """
    wanted = requirements(name, root)
    folder = root / ".venv" / "peers" / name
    interpreter, ready = folder / "bin" / "python", folder / "ready"
    state = json.dumps({"python": sys.version, "requirements": wanted})
    if os.access(interpreter, os.X_OK) and ready.is_file() and ready.read_text("utf-8") == state:
        return interpreter
    click.echo(f"making {folder} with {', '.join(wanted) or 'nothing'} ...", err=True)
    ready.unlink(missing_ok=True)
    _make(name, [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])
    if wanted:
        # Our pip installs there: setting up another one takes longer than much of what is installed.
        pip = [sys.executable, "-m", "pip", "--python", str(interpreter), "--disable-pip-version-check"]
        _make(name, [*pip, "install", "--quiet", *wanted])
    # Written last, so that an interrupted or failed creation is taken up again by the next run.
    ready.write_text(state, encoding="utf-8")
    return interpreter


def requirements(name: str, root: Path = ROOT) -> list[str]:
    """What the extra of a peer asks for."""
    extras = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if f"peer-{name}" not in extras:
        known = sorted(extra.removeprefix("peer-") for extra in extras if extra.startswith("peer-"))
        raise ValueError(f"peer {name!r} has no extra peer-{name} in pyproject.toml: add it, or take one of {known}")
    wanted: list[str] = extras[f"peer-{name}"]
    return wanted


def versions(name: str, root: Path = ROOT) -> dict[str, str]:
    """The packages in a peer's environment, all of them, with their versions."""
    program = (
        "import json, platform\nfrom importlib.metadata import distributions\n"
        "found = {d.metadata['Name'].lower(): d.version for d in distributions()}\n"
        "print(json.dumps({'python': platform.python_version()} | dict(sorted(found.items()))))"
    )
    command = [str(environment(name, root)), "-I", "-c", program]
    found: dict[str, str] = json.loads(subprocess.run(command, env=_clean(), check=True, **_CAPTURED).stdout)
    return {package: version for package, version in found.items() if package not in {"pip", "setuptools"}}


_CAPTURED: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}


def _make(name: str, command: list[str]) -> None:
    """Runs one step of making an environment."""
    try:
        done = subprocess.run(command, check=False, env=_clean(), stdin=subprocess.DEVNULL, **_CAPTURED)
    except OSError as error:
        raise PeerMissing(f"{name}'s environment cannot be made: {error}") from error
    if done.returncode:
        raise PeerMissing(f"{name}'s environment cannot be made: {_end(done.stderr or done.stdout)}")


def _clean() -> dict[str, str]:
    """The environment's variables, without those by which another Python environment leaks in."""
    return {key: value for key, value in os.environ.items() if key not in LEAKS}


def _end(text: str) -> str:
    """The last lines of what a program complained of, on one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-3:]) or "it said nothing"
