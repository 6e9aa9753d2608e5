"""The measurements as a table in groups, and the recorded runs side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from rich.markup import escape
from rich.table import Table

from benchmarks._rows import Row


def table(measured: Iterable[Row]) -> Table:
    """The measurements, one a line, in groups by benchmark; what has a note or a reason says it."""
    drawn = Table(title="benchmarks")
    drawn.add_column("quantity", overflow="fold")
    for name in ("median", "quartiles", "bar"):
        drawn.add_column(name, justify="right", overflow="fold")
    drawn.add_column("remark", overflow="fold")
    for benchmark, group in itertools.groupby(measured, key=lambda row: row.benchmark):
        drawn.add_section()
        drawn.add_row(f"[bold]{benchmark}[/bold]")
        for row in group:
            drawn.add_row(f"  {escape(row.quantity)}", *_cells(row))
    return drawn


def _cells(row: Row) -> tuple[str, str, str, str]:
    median = f"{row.median:.4g}" if row.samples else ""
    quartiles = "{:.4g} .. {:.4g}".format(*row.quartiles) if row.quartiles else ""
    bar = f"{row.bar[0]:g} .. {row.bar[1]:g}" if row.bar else ""
    if row.bar and row.samples:
        bar += " [bold red]MISSED[/bold red]" if row.missed else " met"
    if not row.samples:
        remark = f"not measured: {row.reason}"
    elif row.behind and not row.note:
        return median, quartiles, bar, "[bold red]BEHIND, and no note says why[/bold red]"
    else:
        remark = row.note
    return median, quartiles, bar, escape(remark)


def history(runs: list[dict[str, Any]]) -> Table:
    """The medians of recorded runs, side by side, each with its growth or loss since the run before."""
    drawn = Table(title="recorded runs: medians, and their change since the run before")
    drawn.add_column("quantity", overflow="fold")
    for run in runs:
        machine = run["machine"]
        heading = f"{run['date'][:16]}\n{run['commit'][:12]}\n{machine['cpu']}, {machine['cores']} cores"
        drawn.add_column(heading, justify="right", overflow="fold")
    names = dict.fromkeys((m["benchmark"], m["quantity"]) for run in runs for m in run["measurements"])
    for benchmark, group in itertools.groupby(sorted(names, key=lambda name: name[0]), key=lambda name: name[0]):
        drawn.add_section()
        drawn.add_row(f"[bold]{benchmark}[/bold]")
        for name in group:
            drawn.add_row(f"  {escape(name[1])}", *_changes([_median(run, name) for run in runs]))
    return drawn


def _median(run: dict[str, Any], name: tuple[str, str]) -> float | None:
    found = (m["median"] for m in run["measurements"] if (m["benchmark"], m["quantity"]) == name)
    return next(found, None)


def _changes(medians: list[float | None]) -> list[str]:
    """Each median with its change since the last one that was measured."""
    cells, before = [], None
    for median in medians:
        change = f" ({median / before - 1:+.1%})" if median is not None and before else ""
        cells.append("" if median is None else f"{median:.4g}{change}")
        before = before if median is None else median
    return cells
