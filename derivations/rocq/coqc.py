"""What Rocq's compiler coqc says of an exported file, in a process of its own.

What coqc accepts counts only if it prints that nothing is assumed beyond the axioms of Coq's own real numbers.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["AXIOMS", "INSTALL", "LIMIT", "Recheck", "assumed", "available", "opinion", "recheck", "version"]

AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
    }
)
INSTALL = "`apt-get install coq` or https://rocq-prover.org/install"
LIMIT = 600  # seconds for one file


@dataclass(frozen=True)
class Recheck:
    """What coqc says of one file: whether it accepts it, and if not, why. `late` if it was stopped before it said."""

    accepted: bool
    reason: str
    seconds: float
    late: bool = False


def available() -> bool:
    """Whether coqc is installed."""
    return shutil.which("coqc") is not None


@cache
def version() -> str:
    """The version that coqc says it has; OSError if coqc cannot run."""
    ran = subprocess.run(["coqc", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"version (\S+)", ran.stdout)
    return found[1] if found else "unknown"


def recheck(source: str, name: str, limit: int = LIMIT) -> Recheck:
    """Let coqc check a file's text, in a folder of its own, for at most `limit` seconds. OSError if coqc cannot run."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(source, encoding="utf-8")
        try:
            ran = subprocess.run(
                ["coqc", "-q", "-noglob", name], cwd=folder, capture_output=True, text=True, check=False, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return Recheck(False, f"coqc was stopped after {limit} s", time.perf_counter() - began, late=True)
    reason = " ".join(ran.stderr.split())[:500] if ran.returncode else assumed(ran.stdout)
    if ran.returncode and not reason:
        reason = f"coqc ended with code {ran.returncode}"
    return Recheck(not reason, reason, time.perf_counter() - began)


def assumed(printed: str) -> str:
    """What a file rests on beyond the axioms of the reals, by what `Print Assumptions` printed; empty if nothing."""
    if printed.strip() == "Closed under the global context":
        return ""
    heading, _, listed = printed.partition("\n")
    if heading.strip() != "Axioms:":
        return "coqc does not say what the file rests on"
    more = [name for name in re.findall(r"^([^\s:]+)", listed, re.MULTILINE) if name not in AXIOMS]
    return f"it assumes {', '.join(more)}" if more else ""


def opinion(document: list[dict[str, Any]], joint: str = "") -> tuple[str, str]:
    """What coqc says now of a document of the kernel, with its joint: "proved", or why not and "refused", "unknown" or
    "missing"."""
    from derivations.rocq import Malformed, export

    if not available():
        return "missing", f"coqc is not installed: {INSTALL}"
    try:
        found = recheck(export(document, joint), "claim.v")
    except Malformed as error:
        return "refused", str(error)
    return "proved" if found.accepted else "unknown" if found.late else "refused", found.reason
