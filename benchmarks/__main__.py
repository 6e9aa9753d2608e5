"""Runs the benchmarks, prints a table, and fails if a value misses its bar."""

import importlib
import json
import pkgutil
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import click
from rich.console import Console
from rich.table import Table

import benchmarks


class Row(NamedTuple):
    """One measured quantity and the closed interval that it must lie in."""

    benchmark: str
    quantity: str
    value: float
    bar: tuple[float, float] | None

    @property
    def met(self) -> bool:
        return self.bar is None or self.bar[0] <= self.value <= self.bar[1]


def names() -> list[str]:
    """Every benchmark: the modules of this package that no underscore hides."""
    return [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_")]


def rows(name: str) -> Iterator[Row]:
    """Runs one benchmark."""
    module: ModuleType = importlib.import_module(f"benchmarks.{name}")
    bars = getattr(module, "BARS", {})
    values = module.measure()
    if unmeasured := bars.keys() - values.keys():
        raise click.ClickException(f"{name}: BARS names {sorted(unmeasured)}, which measure() omits")
    for quantity, value in values.items():
        yield Row(name, quantity, value, bars.get(quantity))


def table(measured: list[Row]) -> Table:
    """The measurements, one a line."""
    drawn = Table("benchmark", "quantity", title="benchmarks")
    drawn.add_column("value", justify="right")
    drawn.add_column("bar", justify="right")
    for row in measured:
        bar = f"{row.bar[0]:g} .. {row.bar[1]:g} {'met' if row.met else 'MISSED'}" if row.bar else ""
        drawn.add_row(row.benchmark, row.quantity, f"{row.value:.4g}", bar)
    return drawn


def record(measured: list[Row]) -> str:
    """The measurements and what they were made with, as JSON."""
    packages = ("sympy", "numpy", "mpmath", "scipy", "z3-solver", "cvc5", "python-flint")
    installed = {d.metadata["Name"].lower(): d.version for d in metadata.distributions()}
    versions = {"python": platform.python_version()} | {p: installed[p] for p in packages if p in installed}
    machine = {"machine": platform.machine(), "system": platform.system(), "versions": versions}
    return json.dumps(machine | {"measurements": [row._asdict() for row in measured]}, indent=2)


@click.command()
@click.argument("chosen", metavar="[NAME]...", nargs=-1)
@click.option("--json", "file", type=click.Path(path_type=Path, dir_okay=False), help="also write JSON here")
def main(chosen: tuple[str, ...], file: Path | None) -> None:
    """Measure every benchmark, or those named; exit 1 if a bar is missed."""
    if unknown := set(chosen) - set(names()):
        raise click.UsageError(f"no benchmark {sorted(unknown)}; there are {names()}")
    measured: list[Row] = []
    for name in chosen or names():
        click.echo(f"measuring {name} ...", err=True)
        measured += rows(name)
    Console(width=None if sys.stdout.isatty() else 120).print(table(measured))
    if file is not None:
        file.write_text(record(measured) + "\n", encoding="utf-8")
    if missed := [row.quantity for row in measured if not row.met]:
        raise click.ClickException(f"{len(missed)} of the bars missed: {', '.join(missed)}")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
