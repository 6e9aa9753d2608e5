"""Faults: killed engines, too little memory, no time, interrupts, a full disk.

Whatever happens to an engine, it does not call a false statement proved, and it answers again afterwards. Whatever
happens to a command, the file that it writes is the old one or the new one, whole. Memory and file sizes are limited as
Linux and other Unix systems do it.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from threading import Timer
from typing import Any

import derivations
from derivations import engines, kernel
from derivations.engines.process import Session
from derivations.engines.smtlib import script
from verification.attack._falsehoods import false_statement
from verification.attack.campaign import Budget, Json, Tally

ROOT = Path(derivations.__file__).resolve().parent.parent
EASY: kernel.Facts = [("gt", {(): Fraction(-1)})]  # -1 > 0, a contradiction
CLAIM = """
from derivations import claim
from derivations.statement import Statement
from sympy import Eq, symbols

x, y, z = symbols("x y z", real=True)


@claim("attacked.sum", section="attacked", latex="1 + 2 + 3 = 6")
def total():
    "Add up; each mutant is false, so that they are found at once."
    yield Statement("sum", (Eq(x, 1), Eq(y, 2), Eq(z, 3)), Eq(x + y + z, 6))
"""
LIMITED = "import resource, sys; n = int(sys.argv.pop(1)); n and resource.setrlimit(resource.RLIMIT_FSIZE, (n, n));"
CERTIFY = (
    "from attacked import total; from derivations.certify import certify; from derivations import kernel, translate;"
    f"{LIMITED} certify(total)"
)
VERIFY = f"from verification.cli import main; {LIMITED} main()"


def attack(kernel: Any, budget: Budget, source: random.Random) -> Tally:
    """Fault after fault, in turn. (The commands use their own kernel, not the one given.)"""
    tally = Tally("faults")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "attacked.py").write_text(CLAIM, encoding="utf-8")
        files = Files(tally, folder, source)
        on_engines = [(fault, engine) for engine in engines.available() for fault in (killed, short_of_memory, no_time)]
        faults: list[Callable[[], None]] = [lambda f=f, e=e: f(tally, e, source) for f, e in on_engines]  # type: ignore[misc]
        faults += [files.certify_on_a_full_disk, files.certify_interrupted]
        faults += [files.verify_on_a_full_disk, files.verify_interrupted]
        while not budget.is_spent:
            for fault in budget.each(faults):
                fault()
    return tally


# ---- engines -----------------------------------------------------------------------------------------------------


def killed(tally: Tally, engine: str, source: random.Random) -> None:
    """Its processes are killed at some moment of its answers."""

    def kill(session: Session) -> Timer:
        timer = Timer(source.random() / 20, _kill, [session])
        timer.start()
        return timer

    _disturbed(tally, engine, source, "killed", kill)


def short_of_memory(tally: Tally, engine: str, source: random.Random) -> None:
    """It gets no more memory than it has, or a little."""
    more = source.choice([0, 1 << 16, 1 << 20, 1 << 24])

    def limit(session: Session) -> None:
        for pid in family(session):
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
            size = pages * resource.getpagesize() + more
            resource.prlimit(pid, resource.RLIMIT_AS, (size, size))

    _disturbed(tally, engine, source, "out of memory", limit)


def no_time(tally: Tally, engine: str, source: random.Random) -> None:
    """It has a thousandth of a second, or less."""
    _disturbed(tally, engine, source, "out of time", lambda session: None, seconds=0)


def family(session: Session) -> list[int]:
    """The process of a session and the one that it has forked to answer."""
    if session.process is None:
        return []
    pid = session.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [*(int(child) for child in (children.read_text().split() if children.is_file() else [])), pid]


def _kill(session: Session) -> None:
    for pid in family(session):
        with suppress(ProcessLookupError):  # where it has ended by itself
            os.kill(pid, signal.SIGKILL)


def _disturbed(
    tally: Tally, engine: str, source: random.Random, what: str, disturb: Callable[[Session], Any], seconds: int = 1
) -> None:
    session = Session(engine)
    try:
        session.solve(script(EASY), 2)
        timer = disturb(session)
        for _ in range(2):
            facts = false_facts(source)
            status, _ = session.solve(script(facts), seconds)
            if status == "unsat":
                tally.breach(f"{engine}, {what}: proved what is false", script(facts))
        if timer is not None:
            timer.join()
        session.end()
        again, _ = session.solve(script(EASY), 2)
        if again == "unsat":
            tally.counts[f"{engine} {what}: nothing false, and it answers again"] += 1
        else:
            tally.breach(f"{engine}, {what}: no answer afterwards", again)
    finally:
        session.end()


def false_facts(source: random.Random) -> kernel.Facts:
    """The hypotheses and the denied conclusion of a false statement without runs: they have a model."""
    while True:
        stated = false_statement(source)
        if {"limit", "minimum"} & set(stated["conclusion"]):
            continue
        facts = kernel.flat(map(kernel.formula, stated["hypotheses"]))
        if all(kind != "orbit" for kind, _ in facts):
            return [*facts, kernel.negate(kernel.formula(stated["conclusion"]))]


# ---- files -------------------------------------------------------------------------------------------------------


class Files:
    """Commands that write a file and are disturbed; after each it has to be the old one, or a whole new one."""

    def __init__(self, tally: Tally, folder: Path, source: random.Random) -> None:
        self.tally, self.folder, self.source = tally, folder, source
        self.environment = dict(os.environ) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
        self.proof, self.report = folder / "proofs" / "attacked.sum.json", folder / "report.json"

    def certify_on_a_full_disk(self) -> None:
        self._certify("on a full disk", limit=self.source.choice([1, 20, 100]))

    def certify_interrupted(self) -> None:
        self._certify("interrupted", interrupt=True)

    def verify_on_a_full_disk(self) -> None:
        self._verify("on a full disk", limit=self.source.choice([1, 20, 100]))

    def verify_interrupted(self) -> None:
        self._verify("interrupted", interrupt=True)

    def _certify(self, what: str, limit: int = 0, interrupt: bool = False) -> None:
        if not self.proof.is_file() or not _parsed(self.proof.read_text(encoding="utf-8")):
            self.proof.unlink(missing_ok=True)
            self._run([sys.executable, "-c", CERTIFY, "0"], interrupt=False)
        self._check(f"certify {what}", self.proof, [sys.executable, "-c", CERTIFY, str(limit)], interrupt, "statements")

    def _verify(self, what: str, limit: int = 0, interrupt: bool = False) -> None:
        self.report.write_text(json.dumps({"claims": "old"}), encoding="utf-8")
        command = [sys.executable, "-c", VERIFY, str(limit), "verify", "mom.fixed-point", "--engine", "kernel"]
        self._check(f"verify {what}", self.report, [*command, "--json", str(self.report)], interrupt, "claims")

    def _check(self, what: str, file: Path, command: list[str], interrupt: bool, part: str) -> None:
        before = file.read_text(encoding="utf-8")
        self._run(command, interrupt)
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        if text == before or part in _parsed(text):
            self.tally.counts[f"{what}: the file is whole"] += 1
        else:
            self.tally.breach(f"{what}: the file is lost or half written", f"{len(text)} of {len(before)} characters")

    def _run(self, command: list[str], interrupt: bool) -> None:
        with subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            if interrupt:
                try:
                    process.wait(timeout=2 * self.source.random())
                except subprocess.TimeoutExpired:
                    process.send_signal(self.source.choice([signal.SIGINT, signal.SIGTERM, signal.SIGKILL]))


def _parsed(text: str) -> Json:
    try:
        found: Json = json.loads(text)
    except ValueError:
        return {}
    return found
