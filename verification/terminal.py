"""What is written where: text on any stream, colour and a progress bar on a terminal alone."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

STYLES = {"proved": "green", "holds": "green", "holds-if": "yellow", "open": "bold red", "fails": "red"}


def console(stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no wrapping, colour on a terminal alone."""
    stream = sys.stderr if stderr else sys.stdout
    # An encoding that lacks a letter is no reason to fail. Done once, since an interrupt amid it breaks the stream.
    if isinstance(stream, io.TextIOWrapper) and stream.errors != "backslashreplace":
        stream.reconfigure(errors="backslashreplace")
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def write(where: Console, *parts: str | tuple[str, str]) -> None:
    """Print one line, made of texts and of (text, style)."""
    where.print(Text.assemble(*parts))


def styled(word: str, width: int = 0) -> tuple[str, str]:
    """A verdict in its colour."""
    return word.ljust(width), STYLES.get(word, "")


def is_live(where: Console) -> bool:
    """Whether a bar can be redrawn there."""
    return where.is_interactive and where.file.isatty()


@contextmanager
def progress(what: str, total: int, out: Console) -> Iterator[Callable[[str], None]]:
    """A bar while work goes on, on `out` or else on standard error, if one of them is a terminal.

    Yields a function to be called with the name of each piece that is done.
    """
    where = out if is_live(out) else console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=where, transient=True, disable=not is_live(where)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda name: bar.update(task, advance=1, description=f"{what}: {name} done")
