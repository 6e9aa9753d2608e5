"""The page of what `make bench` recorded last: each row with its spread, its bar, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from benchmarks import _record
from docs.extensions.catalogue import heading
from docs.extensions.typography import inline, rst


def page() -> list[str]:
    """A table for each benchmark, from the last run in which it was measured."""
    lines = [".. _measurements:", "", *heading("Beside the peers")]
    lines += [
        "What ``make bench`` measured last. *theirs / ours* is a ratio of costs, or of what a row names: above 1, this",
        "project is ahead; a row below 1 says why. Medians of the rounds, with their quartiles.",
        "",
    ]
    newest = _record.newest()
    for name in sorted(newest):
        lines += _benchmark(name, newest[name])
    return lines if newest else [*lines, "No run is recorded.", ""]


def _benchmark(name: str, run: dict[str, Any]) -> Iterator[str]:
    machine, versions = run["machine"], run["versions"]
    others = {package: version for peer in versions["peers"].values() for package, version in peer.items()}
    used = ", ".join(f"{package} {version}" for package, version in sorted((versions["ours"] | others).items()))
    yield from heading(name.replace("_", " ").capitalize(), "-")
    yield from (*rst(import_module(f"benchmarks.{name}").__doc__ or ""), "")
    where = f"{run['date'][:10]}, commit {run['commit'][:12]}, {machine['cpu']}, {machine['cores']} cores"
    yield from (inline(f"{where}, with {used}."), "")
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 50 12 18 20", "")
    rows = [measured for measured in run["measurements"] if measured["benchmark"] == name]
    for cells in (("quantity", "median", "quartiles", "bar"), *map(_cells, rows)):
        yield from (f"   {'*' if place == 0 else ' '} - {cell}" for place, cell in enumerate(cells))
    yield ""


def _cells(measured: dict[str, Any]) -> tuple[str, str, str, str]:
    """Its quantity with what is said of it, and its figures."""
    remark = measured.get("note") or measured.get("not measured")
    quantity = inline(measured["quantity"]) + (f" ({inline(remark)})" if remark else "")
    return quantity, _number(measured["median"]), _between(measured["quartiles"]), _between(measured["bar"])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _between(bounds: list[float | None] | None) -> str:
    return "" if bounds is None else f"{_number(bounds[0])} .. {_number(bounds[1]) or 'any'}"
