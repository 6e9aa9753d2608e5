"""QEPCAD B, a decision procedure of another kind: elimination by partial cylindrical algebraic decomposition.

    qepcad.decide([hypothesis, ...], conclusion, seconds=2)    of formulas as the kernel has them

It runs as a process for each question, found on the path or where `pip install passagemath-qepcad` puts it. What it
does not answer in time, and what it answers with a warning, it has not answered.

References: G. E. Collins and H. Hong, Partial cylindrical algebraic decomposition for quantifier elimination, Journal
of Symbolic Computation 12, 1991; C. W. Brown, QEPCAD B, ACM SIGSAM Bulletin 37, 2003.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from math import lcm
from pathlib import Path

from derivations import kernel

RELATION = {"gt": ">", "ge": ">=", "eq": "="}
CELLS = 4_000_000  # of 16 bytes, which the process reserves
ANSWER = re.compile(r"An equivalent quantifier-free formula:\s+(TRUE|FALSE)\s")
DOUBT = re.compile("warning|error|fail", re.IGNORECASE)


@cache
def executable() -> str | None:
    """Where the program is, None if it is not installed."""
    wheel = find_spec("sage_wheels")
    folders = list(wheel.submodule_search_locations or []) if wheel is not None else []
    for folder in folders:
        if os.access(Path(folder) / "bin" / "qepcad", os.X_OK):
            return str(Path(folder) / "bin" / "qepcad")
    return shutil.which("qepcad")


def decide(hypotheses: Sequence[kernel.Formula], conclusion: kernel.Formula, seconds: float) -> str:
    """ "proved", "refuted", "unknown" (for instance after so many seconds), or "missing" where it is not installed."""
    program = executable()
    if program is None:
        return "missing"
    try:
        ran = subprocess.run(
            [program, "-noecho", f"+N{CELLS}"],
            input=script(hypotheses, conclusion),
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
            env={"qe": str(Path(program).resolve().parent.parent)} | dict(os.environ),
        )
    except subprocess.TimeoutExpired:
        return "unknown"
    return read(ran.stdout) if ran.returncode == 0 else "unknown"


def read(output: str) -> str:
    """What a session's output answers."""
    _, _, session = output.partition("Enter a prenex formula:")
    found = ANSWER.search(session)
    if found is None or DOUBT.search(session):
        return "unknown"
    return "proved" if found[1] == "TRUE" else "refuted"


def script(hypotheses: Sequence[kernel.Formula], conclusion: kernel.Formula) -> str:
    """A session: that the hypotheses imply the conclusion, for all real values of their variables."""
    free = sorted(set().union(*map(kernel.free, [*hypotheses, conclusion])))
    names = {name: f"v{number}" for number, name in enumerate(free)}
    bound = list(names.values()) or ["v0"]
    quantified = "".join(f"(A {name})" for name in bound)
    implied = f"[{written(('and', list(hypotheses)), names)} ==> {written(conclusion, names)}]"
    return f"[]\n({','.join(bound)})\n0\n{quantified}{implied}.\nfinish\n"


def written(f: kernel.Formula, names: Mapping[str, str]) -> str:
    """A formula in QEPCAD's language; ValueError for one about a run."""
    kind, body = f
    if kind in RELATION:
        return f"{polynomial(body, names)} {RELATION[kind]} 0"
    if kind not in ("and", "or"):
        raise ValueError(f"a formula that begins with {kind!r} violates: inequalities, equations, and, or")
    if not body:
        return "0 = 0" if kind == "and" else "1 = 0"
    joint = r" /\ " if kind == "and" else r" \/ "
    return f"[{joint.join(written(part, names) for part in body)}]"


def polynomial(p: kernel.Terms, names: Mapping[str, str]) -> str:
    """A positive multiple of a polynomial, with integers for coefficients."""
    common = lcm(*(c.denominator for c in p.values()))
    text = ""
    for monomial, coefficient in sorted(p.items()):
        number = int(coefficient * common)
        factors = [f"{names[name]}^{exponent}" if exponent > 1 else names[name] for name, exponent in monomial]
        sign = ("-" if not text else " - ") if number < 0 else (" + " if text else "")
        text += sign + " ".join([str(abs(number)), *factors])
    return text or "0"
