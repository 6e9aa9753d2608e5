"""The commands that publish: figures, a page to play with, and the whole verification as a document."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from verification.outcome import Outcome
    from verification.whole_report import Agreement

INSTALL_PAGE = "pip install 'whymomentum[page]'"


def into_folder(what: str, required: bool = True) -> Callable[[Any], Any]:
    """The option `--out DIR` of a command that writes into a folder."""
    kind = click.Path(file_okay=False, path_type=Path)
    words = f"{what}; made if it is not there."
    return click.option("--out", "folder", metavar="DIR", required=required, type=kind, help=words)


@click.command()
@into_folder("Where to write them")
@click.argument("names", metavar="[NAME or glob]...", nargs=-1)
def figures(folder: Path, names: tuple[str, ...]) -> None:
    """Draw the article's figures as SVG and PNG, with their captions in `captions.md`.

    Theory is drawn as lines, simulation as points; a caption names the claims behind a figure.
    """
    from verification.figures.figure import captions, chosen, require_matplotlib
    from verification.report import save
    from verification.terminal import console, progress, write

    try:
        require_matplotlib()
        wanted = chosen(names)
    except (ImportError, LookupError) as error:
        raise click.UsageError(str(error)) from error
    out = console()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress("drawing", len(wanted), out) as done:
            for figure in wanted:
                for file in figure.save(folder):
                    write(out, str(file))
                done(figure.name)
        save(captions(wanted), folder / "captions.md")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error.strerror}") from error


@click.command()
@into_folder("Where to write `index.html`")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=None, help="Recheck on N processes.")
def page(folder: Path, jobs: int | None) -> None:
    """Write one page with the article's figures to play with, and every claim behind them.

    Its formulas are printed from the proved expressions. The kernel rechecks every proof first. The
    page is whole by itself: it loads nothing, from this machine or from a network.
    """
    require_mathml()
    from verification.cli import choose, leave, processors, workers
    from verification.figures.figure import figures as every_figure
    from verification.outcome import outcomes
    from verification.page.build import page as build
    from verification.report import save
    from verification.terminal import console, progress, write

    out, chosen = console(), choose([])
    found: list[Outcome] = []
    with workers(jobs or processors(), len(chosen)) as executor, progress("rechecking", len(chosen), out) as done:
        for outcome in outcomes(chosen, (), executor):
            found.append(outcome)
            done(outcome.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save(build(list(every_figure()), chosen, found), folder / "index.html")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error.strerror}") from error
    write(out, str(folder / "index.html"))
    leave(found)


@click.command()
@into_folder("Where to write `report.html` and `report.md`")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=None, help="Recheck on N processes.")
@click.argument("patterns", metavar="[ID or glob]...", nargs=-1)
def report(folder: Path, jobs: int | None, patterns: tuple[str, ...]) -> None:
    """Write the verification as HTML and Markdown.

    Every statement as printed, its verdict, its correction, its proof, who rechecked it, how it fared
    at numbers in every precision, how long that took, and with which versions.
    """
    require_mathml()
    from verification.cli import choose, engines_asked, leave, processors, workers
    from verification.outcome import outcomes
    from verification.report import save
    from verification.terminal import console, progress, write
    from verification.whole_report import WholeReport, agreement

    out, chosen, began = console(), choose(patterns), time.perf_counter()
    found: list[Outcome] = []
    agreed: dict[str, Agreement] = {}
    with workers(jobs or processors(), len(chosen)) as executor, progress("reporting", 2 * len(chosen), out) as done:
        for outcome in outcomes(chosen, engines_asked(()), executor, record=True):
            found.append(outcome)
            done(outcome.id)
        names = [c.id for c in chosen]
        for name, confronted in zip(names, (executor.map if executor else map)(agreement, names), strict=True):
            agreed[name] = confronted
            done(name)
    whole = WholeReport(chosen, found, agreed, time.perf_counter() - began)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save(whole.html(), folder / "report.html")
        save("\n".join(whole.markdown()) + "\n", folder / "report.md")
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error.strerror}") from error
    write(out, str(folder / "report.html"))
    write(out, str(folder / "report.md"))
    if contradicted := whole.contradicted:
        write(out, f"numbers disagree: {', '.join(contradicted)}")
        raise SystemExit(1)
    leave(found)


def require_mathml() -> None:
    """A usage error with the remedy where what makes MathML of LaTeX is not installed."""
    if find_spec("latex2mathml") is None:
        raise click.UsageError(f"latex2mathml is not installed: {INSTALL_PAGE}")
