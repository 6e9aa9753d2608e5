"""Faults: killed engines, too little memory, no time, interrupts, a full disk, two writers of a file.

Whatever happens to an engine, it does not call a false statement proved, and it answers again afterwards. Whatever
happens to a command, the files that it writes are the old ones or new ones, whole (`_writers`). Memory and file sizes
are limited as Linux does it.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

from derivations import engines, kernel
from derivations.engines.process import Session
from derivations.engines.smtlib import script
from verification.attack._falsehoods import false_statement
from verification.attack._writers import WRITERS, Disturbed
from verification.attack.campaign import Budget, Tally

EASY: kernel.Facts = [("gt", {(): Fraction(-1)})]  # -1 > 0, a contradiction


def attack(kernel: Any, budget: Budget, source: random.Random) -> Tally:
    """Fault after fault, in turn. (The commands use their own kernel, not the one given.)"""
    tally = Tally("faults")
    with tempfile.TemporaryDirectory() as folder:
        files = Disturbed(tally, Path(folder), source)
        faults = [partial(fault, tally, engine, source) for engine in engines.available() for fault in ON_ENGINES]
        faults += [partial(fault, files, writer) for writer in WRITERS for fault in ON_WRITERS]
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


ON_ENGINES = (killed, short_of_memory, no_time)
ON_WRITERS = (Disturbed.full_disk, Disturbed.short_of_memory, Disturbed.interrupted, Disturbed.beside_another)
