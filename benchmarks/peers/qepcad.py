"""QEPCAD B, which eliminates quantifiers by cylindrical algebraic decomposition: here the eigenvalue sigma = x + iy.

Request: "variables", the free ones first; "free", how many they are; "formula" in QEPCAD's language; "seconds" of
processor time. Answer: "formula", free of quantifiers, None where there was none in time; "seconds" of processor time;
"version". QEPCAD B is by C. W. Brown and H. Hong, with many others: SIGSAM Bull. 37, 2003.
"""

import os
import resource
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks._serve import serve

CELLS = 20_000_000
BEGINS = "An equivalent quantifier-free formula:"


def program() -> Path:
    """The folder of QEPCAD in the environment."""
    spec = find_spec("sage_wheels")
    folders = list(spec.submodule_search_locations or []) if spec is not None else []
    found = [Path(folder) for folder in folders if (Path(folder) / "bin" / "qepcad").is_file()]
    if not found:
        raise FileNotFoundError("sage_wheels/bin/qepcad is not in this environment: install passagemath-qepcad")
    return found[0]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Asks it once."""
    root = program()
    text = f"[]\n({','.join(request['variables'])})\n{request['free']}\n{request['formula']}.\nfinish\n"
    limit = int(request["seconds"])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(root / "bin" / "qepcad"), f"+N{CELLS}"],
        input=text, text=True, capture_output=True, check=False, env=os.environ | {"qe": str(root)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit)),
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    found = lines[lines.index(BEGINS) + 1] if BEGINS in lines else None
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if found is None and done.returncode >= 0:
        raise RuntimeError(f"QEPCAD gave no formula: {' '.join(lines[-3:])} {done.stderr[-200:]}")
    return {"formula": found, "seconds": spent, "version": version("passagemath-qepcad")}


if __name__ == "__main__":
    serve(answer)
