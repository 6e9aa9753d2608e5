"""An engine in a process of its own, which answers one script after the other and is ended when it takes too long.

A solver's own time limit is a request; the end of its process is not. `python -m derivations.engines.process z3` reads
[script, seconds] lines as JSON and writes [status, model] lines.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TimedOut
from fractions import Fraction
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Any

__all__ = ["Session", "session"]

COMMAND = (sys.executable, "-m", "derivations.engines.process")
START = 20  # seconds for a process to begin and import its solver
GRACE = Fraction(1, 2)  # seconds beyond the limit that the solver was asked to keep


class Session:
    """The process of one engine, begun when it is first asked and again after it was ended."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: subprocess.Popen[str] | None = None
        self.reader = ThreadPoolExecutor(1)
        self.asking = Lock()

    def solve(self, script: str, seconds: Any) -> tuple[str, dict[str, str]]:
        """The engine's answer, "unknown" where it did not come in time or where the process ended."""
        with self.asking:  # one thread at a time: each reads the answer to its own script
            try:
                process = self._running()
                answer = self._line(process, json.dumps([script, float(seconds)]), float(seconds + GRACE))
            except (TimedOut, BrokenPipeError):
                answer = ""
            if not answer:
                self.end()
                return "unknown", {}
        status, model = json.loads(answer)
        return status, model

    def end(self) -> None:
        """End the process; whatever it was computing is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        self.process = None
        self.reader.shutdown(wait=True)
        self.reader = ThreadPoolExecutor(1)

    def _running(self) -> subprocess.Popen[str]:
        if self.process is None:
            self.process = subprocess.Popen(
                [*COMMAND, self.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._line(self.process, json.dumps(["", 1]), START)  # the time to import a solver is nobody's time-out
        return self.process

    def _line(self, process: subprocess.Popen[str], line: str, seconds: Any) -> str:
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError("the engine's process has no pipes")
        process.stdin.write(line + "\n")
        process.stdin.flush()
        return self.reader.submit(process.stdout.readline).result(timeout=seconds)


def session(name: str) -> Session:
    """This process's session with an engine; a forked process does not speak into the pipes of its parent."""
    return _session(name, os.getpid())


@cache
def _session(name: str, process: int) -> Session:
    found = Session(name)
    atexit.register(lambda: found.end() if os.getpid() == process else None)
    return found


def main() -> None:
    """Answer the lines of standard input."""
    solve = import_module(f"derivations.engines.{sys.argv[1]}").solve
    for line in sys.stdin:
        script, seconds = json.loads(line)
        sys.stdout.write(json.dumps(solve(script, seconds)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
