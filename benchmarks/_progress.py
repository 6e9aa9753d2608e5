"""Progress of long measurements: a bar where standard error is a terminal, nothing elsewhere."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def tracked(what: str, pieces: Sequence[T]) -> Iterator[T]:
    """The pieces, one after the other, with a bar that says how many are done and how long the rest may take."""
    where = Console(stderr=True)
    return iter(track(pieces, what, console=where, transient=True, disable=not where.is_terminal))
