"""A question that may take too long, asked in a fork of this process that the system ends when its time is over."""

import os
import pickle
import signal
from collections.abc import Callable
from contextlib import suppress
from time import thread_time
from typing import Any, NamedTuple


class Answered(NamedTuple):
    """What was answered, None where nothing was in time or an error was raised; the asking thread's processor time."""

    value: Any
    seconds: float


def limited(question: Callable[[], Any], seconds: float, before: Callable[[], object] | None = None) -> Answered:
    """The answer of `question()`, which can be pickled, and what it took: `seconds` at most.

    `before` is done in the fork and counts for nothing: a library's own first steps.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(question, seconds, before, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    try:
        value, spent = pickle.loads(said)  # noqa: S301  # written by our own fork
    except (EOFError, pickle.UnpicklingError):
        return Answered(None, seconds)
    return Answered(value, spent)


def _answer(question: Callable[[], Any], seconds: float, before: Callable[[], object] | None, writing: int) -> None:
    """In the fork: answers and ends; whatever happens, it does not go on as a second copy of this program."""
    try:
        if before is not None:
            before()
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        # Of the thread: while that timer runs, the system keeps the time of the process by ticks of milliseconds.
        begin, value = thread_time(), None
        with suppress(Exception):
            value = question()
        said = pickle.dumps((value, thread_time() - begin))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
    finally:
        os._exit(0)
