"""Mutants of the kernel's own code: the tests of the kernel have to notice each.

`_kernel_mutants` makes them, with cosmic-ray's operators where it is installed (`pip install 'whymomentum[mutation]'`)
and with kinds of our own; `_kernel_tests` runs the tests, which this attack therefore needs beside it. What no test can
notice, since it changes nothing that the kernel says, is explained in `survivors.toml`; a survivor that is not
explained there is a finding. The mutants are those of the kernel that is shipped, whichever kernel it is given.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import derivations
from verification.attack import _kernel_mutants
from verification.attack._kernel_mutants import Mutant
from verification.attack.campaign import Budget, Tally
from verification.attack.weakness import source as kernel_source

ROOT = Path(derivations.__file__).resolve().parent.parent
SUITE = tuple(f"tests/derivations/test_kernel{part}.py" for part in ("", "_boundaries", "_forgeries"))
EXPLAINED = Path(__file__).with_name("survivors.toml")
KILLED, EXPLANATION, SURVIVED = "killed", "survived, explained", "survived"
Json = dict[str, Any]


class Tester:
    """A process that runs the tests against one kernel after another."""

    def __init__(self, suite: Iterable[str], folder: Path) -> None:
        command = [sys.executable, "-m", "verification.attack._kernel_tests", *suite]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.folder, self.numbers = folder, count()

    def __enter__(self) -> Tester:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.__exit__(None, None, None)

    def tested(self, text: str) -> Json:
        """{"outcome", "by", "seconds"} of a kernel with that text."""
        if self.process.stdin is None or self.process.stdout is None:
            raise BrokenPipeError("the process that runs the tests has no pipes")
        file = self.folder / f"kernel_{self.process.pid}_{next(self.numbers)}.py"
        file.write_text(text, encoding="utf-8")
        self.process.stdin.write(f"{file}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        file.unlink()
        if not line:
            raise BrokenPipeError("the process that runs the tests ended: run pytest on the tests of the kernel")
        answer: Json = json.loads(line)
        return answer


def attack(kernel: Any, budget: Budget, source: random.Random, suite: tuple[str, ...] = SUITE) -> Tally:
    """Mutants in an order that the seed decides, as many as the time allows."""
    tally = Tally("kernel_code")
    if not all((ROOT / test).is_file() for test in suite):
        tally.notes.append("the tests of the kernel are not installed: run it in a checkout")
        return tally
    every, made = _kernel_mutants.mutants(kernel_source())
    source.shuffle(every)
    if not _kernel_mutants.is_installed():
        tally.notes.append(
            "cosmic-ray is not installed (pip install 'whymomentum[mutation]'): mutants of our own alone"
        )
    tally.notes.append(f"{len(every)} mutants in all; " + ", ".join(f"{n} {what}" for what, n in made.items()))
    explained = explanations()
    for mutant, answer in _answers(every, budget, suite):
        if mutant is None:
            if answer["outcome"] != SURVIVED:
                tally.breach("the kernel as it is fails its tests", answer["by"])
        else:
            _count(tally, mutant, answer, explained)
    return _rated(tally)


def explanations() -> dict[tuple[str, str, str], str]:
    """(where, was, becomes) -> why no test can notice that change."""
    entries = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    return {(e["where"], e["was"], becomes): e["reason"] for e in entries for becomes in e["becomes"]}


def _answers(every: list[Mutant], budget: Budget, suite: tuple[str, ...]) -> Iterator[tuple[Mutant | None, Json]]:
    """The kernel as it is, once in each process, and then the mutants."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        testers = [stack.enter_context(Tester(suite, folder)) for _ in range(budget.jobs)]
        free: SimpleQueue[Tester] = SimpleQueue()

        def unchanged(tester: Tester) -> Json:
            answer = tester.tested(kernel_source())
            free.put(tester)
            return answer

        def tested(mutant: Mutant) -> Json | None:
            if not budget.seconds:
                return None
            tester = free.get()
            try:
                return tester.tested(mutant.text)
            finally:
                free.put(tester)

        pool = stack.enter_context(ThreadPoolExecutor(budget.jobs))
        first = list(pool.map(unchanged, testers))
        yield from ((None, answer) for answer in first)
        if all(answer["outcome"] == SURVIVED for answer in first):
            chosen = list(budget.each(every))
            answers = zip(chosen, pool.map(tested, chosen), strict=True)
            yield from ((mutant, answer) for mutant, answer in answers if answer is not None)


def _count(tally: Tally, mutant: Mutant, answer: Json, explained: dict[tuple[str, str, str], str]) -> None:
    reason = explained.get((mutant.where, mutant.was, mutant.becomes))
    if answer["outcome"] != SURVIVED:
        tally.counts[KILLED] += 1
        if reason is not None:
            tally.notes.append(f"explained as a survivor, but killed by {answer['by']}: {mutant.label}")
    elif reason is not None:
        tally.counts[EXPLANATION] += 1
        tally.notes.append(f"survived: {mutant.label}: {reason}")
    else:
        tally.breach(SURVIVED, mutant.label)


def _rated(tally: Tally) -> Tally:
    tried = tally.counts[KILLED] + tally.counts[EXPLANATION] + tally.counts[SURVIVED]
    if tried:
        tally.notes.insert(0, f"killed {tally.counts[KILLED]} of {tried}: {tally.counts[KILLED] / tried:.1%}")
    return tally
