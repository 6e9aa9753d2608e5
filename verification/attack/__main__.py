"""`python -m verification.attack [NAME...]`: run the attacks, print what was tried, and fail if one found anything."""

from __future__ import annotations

import importlib
import json
import random
import time
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from derivations import kernel
from verification.attack.campaign import Budget, Tally
from verification.report import save

NAMES = ("statements", "certificates", "forgeries", "proof_files", "examples", "decisions", "faults", "kernel_code")


def run(name: str, seconds: float, seed: int, most: int | None = None, jobs: int = 1) -> Tally:
    """One attack; what it tries depends on the seed, how much of it on the time and on `most`."""
    began, source = time.monotonic(), random.Random(f"{name} {seed}")
    budget = Budget(seconds, most, jobs)
    tally: Tally = importlib.import_module(f"verification.attack.{name}").attack(kernel, budget, source)
    tally.seconds = time.monotonic() - began
    return tally


def table(tallies: list[Tally]) -> Table:
    """One line for each outcome of each attack."""
    drawn = Table("attack", "outcome", title="attacks")
    drawn.add_column("count", justify="right")
    for tally in tallies:
        drawn.add_row(tally.name, f"tried, in {tally.seconds:.0f} s", str(tally.tried), style="bold")
        for outcome, count in tally.counts.most_common():
            drawn.add_row("", outcome, str(count))
        for note in tally.notes:
            drawn.add_row("", f"({escape(note)})", "")
    return drawn


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=6, show_default=True, help="For all.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--most", type=click.IntRange(min=1), help="Attempts of each attack, at most; then time decides nothing.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes, for kernel_code.")
@click.option(
    "--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the tallies there as well."
)
def main(names: tuple[str, ...], minutes: float, seed: int, most: int | None, jobs: int, file: Path | None) -> None:
    """Attack the suite.

    Exit with 1 if anything false was proved, anything written was lost, or an attack tried nothing.
    """
    chosen = names or NAMES
    console, tallies = Console(), []
    ends = time.monotonic() + 60 * minutes
    for number, name in enumerate(chosen):
        share = max(1.0, ends - time.monotonic()) / (len(chosen) - number)
        console.print(f"{name}: up to {share:.0f} s", style="dim")
        tallies.append(run(name, share, seed, most, jobs))
    console.print(table(tallies))
    findings = [finding for tally in tallies for finding in tally.findings]
    if file is not None:
        whole = {"seed": seed, "minutes": minutes, "most": most, "attacks": [t.as_json() for t in tallies]}
        save(json.dumps(whole, indent=2) + "\n", file)
    for finding in findings:
        console.print(f"FOUND {finding}", style="bold red", markup=False, highlight=False)
    idle = [tally.name for tally in tallies if not tally.tried]
    if idle:
        console.print(
            f"nothing was tried by {', '.join(idle)}: give it more minutes, or see its note", style="bold red"
        )
    console.print("something survived" if findings else "nothing false was proved, and nothing was lost")
    raise SystemExit(bool(findings or idle))


if __name__ == "__main__":
    main(prog_name="python -m verification.attack")
