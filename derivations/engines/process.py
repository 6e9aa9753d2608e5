"""An engine in a process of its own, which answers one script after the other and is ended when it takes too long.

A solver's own time limit is a request; the end of its process is not. `python -m derivations.engines.process z3` reads
[script, seconds] lines as JSON and writes [status, model] lines. It imports the solver once and answers in a fork of
itself, which the system ends when the answer took too long: the next fork takes over at once. Where processes cannot
fork, it answers by itself. Seconds are of processor time, so that a busy machine changes no answer.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import cache
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any

__all__ = ["Session", "session"]

COMMAND = (sys.executable, "-m", "derivations.engines.process")
START = 20  # seconds for a process to begin and import its solver
PATIENCE, GRACE = 4, 5  # a process hangs that took longer than 4 seconds for each of processor time, and 5 more
MOMENT = Fraction(1, 1000)  # the shortest limit: 0 would set none
SILENT: list[Any] = ["unknown", {}]


class Session:
    """The process of one engine, begun when it is first asked and again after it was ended."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: subprocess.Popen[str] | None = None
        self.lines: SimpleQueue[str] = SimpleQueue()
        self.asking = Lock()

    def solve(self, script: str, seconds: Any) -> tuple[str, dict[str, str]]:
        """The engine's answer, "unknown" where it did not come in time or where the process ended."""
        with self.asking:  # one thread at a time: each reads the answer to its own script
            try:
                answer = self._line(self._running(), [script, float(seconds)], PATIENCE * seconds + GRACE)
            except (Empty, BrokenPipeError):
                answer = ""
            if not answer:
                self.end()
            status, model = json.loads(answer) if answer else SILENT
            return status, model

    def end(self) -> None:
        """End the process, by the end of its input or else by force; whatever it was computing is lost."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.stdin is not None:
            with suppress(BrokenPipeError):  # where a question was not taken any more
                process.stdin.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _running(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.process = subprocess.Popen(
                [*COMMAND, self.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self.lines = SimpleQueue()
            Thread(target=pass_on, args=(self.process.stdout, self.lines), daemon=True).start()
            self._line(self.process, ["", 1], START)  # the time to import a solver is nobody's time-out
        return self.process

    def _line(self, process: subprocess.Popen[str], question: list[Any], seconds: Any) -> str:
        if process.stdin is None:
            raise BrokenPipeError("the engine's process has no pipes")
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return self.lines.get(timeout=float(seconds))


def pass_on(pipe: IO[str], lines: SimpleQueue[str]) -> None:
    """Put each line of a pipe into a queue, and an empty one at its end."""
    with pipe:
        for line in pipe:
            lines.put(line)
    lines.put("")


def session(name: str) -> Session:
    """This process's session with an engine; a forked process does not speak into the pipes of its parent."""
    return _session(name, os.getpid())


@cache
def _session(name: str, process: int) -> Session:
    found = Session(name)
    atexit.register(lambda: found.end() if os.getpid() == process else None)
    return found


# ---- in the engine's process -------------------------------------------------------------------------------------


def main() -> None:
    """Answer the lines of standard input, in a fork where there are forks, and in another where that has died."""
    solve = import_module(f"derivations.engines.{sys.argv[1]}").solve
    if not hasattr(os, "fork"):
        serve(solve, lambda seconds: None)
        return
    while child := os.fork():
        if os.waitpid(child, 0)[1] == 0:
            return  # there are no more lines
        say(SILENT)
    serve(solve, lambda seconds: signal.setitimer(signal.ITIMER_PROF, seconds))


def serve(solve: Callable[[str, Any], Any], limit: Callable[[Any], Any]) -> None:
    """Answer line after line; `limit` sets an alarm that ends this process, and 0 puts it off."""
    for line in sys.stdin:
        script, seconds = json.loads(line)
        limit(max(seconds, MOMENT))
        answer = solve(script, 2 * seconds)  # its own limit, of time that passes, is for where no alarm is
        limit(0)
        say(answer)


def say(answer: Any) -> None:
    """Write one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
