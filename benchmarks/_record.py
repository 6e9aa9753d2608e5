"""What was measured, where, and with which versions, as JSON; and the runs that are kept in benchmarks/history/."""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import _peers
from benchmarks._rows import Row
from derivations.files import write_whole

ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "benchmarks" / "history"
PACKAGES = ("sympy", "numpy", "mpmath", "scipy", "z3-solver", "cvc5", "python-flint", "clarabel")


def record(measured: Sequence[Row], peers: Iterable[str] = ()) -> dict[str, Any]:
    """The run: date, commit, machine, versions of ours and of each peer, and every row with its spread."""
    commit = _git("rev-parse", "HEAD")
    return {
        "date": datetime.now(UTC).isoformat(),
        "commit": commit or "unknown",
        "modified": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "machine": machine(),
        "versions": {"ours": _ours(), "peers": {name: _theirs(name) for name in sorted(set(peers))}},
        "measurements": [_measurement(row) for row in measured],
    }


def _measurement(row: Row) -> dict[str, Any]:
    """A row; what is not finite, JSON has no number for: null."""

    def finite(values: Iterable[float] | None) -> list[float | None] | None:
        return None if values is None else [value if math.isfinite(value) else None for value in values]

    measurement: dict[str, Any] = {
        "benchmark": row.benchmark,
        "quantity": row.quantity,
        "median": row.median if math.isfinite(row.median) else None,
        "quartiles": finite(row.quartiles),
        "rounds": len(row.samples),
        "bar": finite(row.bar),
        "passed": not row.failed,
    }
    remarks = {"note": row.note, "not measured": row.reason}
    return measurement | {key: text for key, text in remarks.items() if text}


def machine() -> dict[str, Any]:
    """The processor's model, its cores, the memory in bytes, and the system."""
    model = platform.processor()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    memory = None
    with suppress(ValueError, OSError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    system = f"{platform.system()} {platform.machine()}"
    return {"cpu": model or platform.machine(), "cores": os.cpu_count(), "memory": memory, "system": system}


def _ours() -> dict[str, str]:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    installed = {d.metadata["Name"].lower(): d.version for d in metadata.distributions()}
    others = {name: installed[name] for name in PACKAGES if name in installed}
    return {"whymomentum": version, "python": platform.python_version()} | others


def _theirs(name: str) -> dict[str, str]:
    try:
        return _peers.versions(name)
    except _peers.PeerMissing as error:
        return {"missing": str(error)}


def _git(*arguments: str) -> str:
    """What git says of the checkout; nothing where there is no git or no repository."""
    with suppress(OSError):
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if not done.returncode else ""
    return ""


def write(run: dict[str, Any], file: Path) -> None:
    """Writes a run; an interrupted write leaves what was there."""
    write_whole(file, json.dumps(run, indent=2, allow_nan=False) + "\n")


def keep(run: dict[str, Any], folder: Path | None = None) -> Path:
    """Adds a run to the history; one more run of the same day and commit does not replace the first."""
    folder = folder or HISTORY
    name = f"{run['date'][:10]}-{run['commit'][:12]}"
    known = {path.stem for path in folder.glob("*.json")}
    folder.mkdir(exist_ok=True)
    number = next(n for n in range(1, len(known) + 2) if (name if n == 1 else f"{name}-{n}") not in known)
    file = folder / (f"{name}.json" if number == 1 else f"{name}-{number}.json")
    write(run, file)
    return file


def newest(folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """Each benchmark by name, with the last recorded run in which it was measured."""
    return {m["benchmark"]: run for run in kept(folder) for m in run["measurements"]}


def kept(folder: Path | None = None) -> list[dict[str, Any]]:
    """Every run of the history, the oldest first."""
    runs = [json.loads(path.read_text("utf-8")) for path in (folder or HISTORY).glob("*.json")]
    return sorted(runs, key=lambda run: str(run["date"]))
