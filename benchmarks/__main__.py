"""Runs the benchmarks, prints a table, and fails if a bar is missed or a peer is ahead without a note."""

import pkgutil
import sys
import traceback
from pathlib import Path

import click
from rich.console import Console

import benchmarks
from benchmarks import _record, _rows, _table

RUNS_SHOWN = 5


def names() -> list[str]:
    """Every benchmark: the modules of this package that no underscore hides."""
    return [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg and not m.name.startswith("_")]


@click.command()
@click.argument("chosen", metavar="[NAME]...", nargs=-1)
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="also write JSON here")
@click.option("--record", "recorded", is_flag=True, help="also keep the run in benchmarks/history/")
def main(chosen: tuple[str, ...], file: Path | None, recorded: bool) -> None:
    """Measure every benchmark, or those named; exit 1 if a bar is missed or a peer is ahead without a note.

    `history` instead of names shows the recorded runs side by side.
    """
    if chosen == ("history",):
        show_history()
        return
    if unknown := set(chosen) - set(names()):
        raise click.UsageError(f"no benchmark {sorted(unknown)}; there are {names()}, and history")
    measured, broken, peers = measure(chosen or tuple(names()))
    console().print(_table.table(measured))
    if file is not None or recorded:
        run = _record.record(measured, peers)
        if file is not None:
            _record.write(run, file)
        if recorded:
            click.echo(f"recorded in {_record.keep(run)}", err=True)
    complain(measured, broken)


def measure(chosen: tuple[str, ...]) -> tuple[list[_rows.Row], list[str], list[str]]:
    """The rows of the benchmarks, those of them that failed to run, and the peers that they ask.

    One that fails does not take with it what the others have measured.
    """
    measured: list[_rows.Row] = []
    broken: list[str] = []
    peers: list[str] = []
    for number, name in enumerate(chosen, 1):
        click.echo(f"measuring {name} ({number} of {len(chosen)}) ...", err=True)
        try:
            module = _rows.module(name)
            peers += getattr(module, "PEERS", ())
            measured += _rows.rows(name, module)
        except Exception:
            click.echo(traceback.format_exc(), err=True)
            broken.append(name)
    return measured, broken, peers


def complain(measured: list[_rows.Row], broken: list[str]) -> None:
    """Fails the run, with every reason for it."""
    reasons = [f"{row.benchmark}: {row.quantity}: {row.median:.4g} misses its bar" for row in measured if row.missed]
    reasons += [
        f"{row.benchmark}: {row.quantity}: {row.median:.4g} is below 1 and no note says why: add one to NOTES"
        for row in measured
        if row.behind and not row.note
    ]
    reasons += [f"{name} failed to run" for name in broken]
    if reasons:
        raise click.ClickException("\n  ".join(["the benchmarks do not pass:", *reasons]))


def show_history() -> None:
    """The last recorded runs."""
    runs = _record.kept()
    if not runs:
        raise click.ClickException("no run is recorded: `python -m benchmarks --record` records one")
    console().print(_table.history(runs[-RUNS_SHOWN:]))


def console() -> Console:
    """Standard output; where it is no terminal, wide enough for the remarks."""
    return Console(width=None if sys.stdout.isatty() else 160)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
