"""Independent work on any `concurrent.futures.Executor`, with a bounded number of pieces in flight.

`Executor.map` submits everything at once: a million jobs are then a million futures, and a million results that wait
for the first. `completed` takes jobs from an iterator only as results are consumed, in whatever order they end, so
that memory is that of `in_flight` jobs. Threads, processes and clusters (`distributed.Client.get_executor()`) will do,
and `InCaller` works in the caller itself.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from typing import Any, TypeVar

from numerics.precision import positive_integer

__all__ = ["InCaller", "completed"]

Job = TypeVar("Job", bound=tuple[Any, ...])


class InCaller(Executor):
    """An executor without workers: `submit` does the work before it returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done; an exception of `fn` is its outcome, an interrupt goes to the caller."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def completed(
    executor: Executor, function: Callable[..., Any], jobs: Iterable[Job], in_flight: int
) -> Generator[tuple[Job, Future[Any]], None, None]:
    """(job, its future, which is done) for function(*job) of every job, in the order in which they end.

    At most `in_flight` >= 1 jobs are submitted and not yet yielded. What is still in flight when the iterator is closed
    is cancelled; the executor is left to its owner. Where it takes no more work, the future holds its exception.
    """
    most, remaining = positive_integer(in_flight, "in_flight"), iter(jobs)
    pending: dict[Future[Any], Job] = {}
    try:
        while True:
            for job in islice(remaining, most - len(pending)):
                pending[_submitted(executor, function, job)] = job
            if not pending:
                return
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            while done:  # each is let go of once it is consumed
                future = done.pop()
                yield pending.pop(future), future
    finally:
        for future in pending:
            future.cancel()


def _submitted(executor: Executor, function: Callable[..., Any], job: tuple[Any, ...]) -> Future[Any]:
    try:
        return executor.submit(function, *job)
    except RuntimeError as error:  # broken, or shut down
        refused: Future[Any] = Future()
        refused.set_exception(error)
        return refused
