"""The command `whymomentum`: prove, list, show, derive.

Exit codes: 0 if nothing is open and every engine agrees, 1 if something is open or an engine
dissents, 2 if the command line is wrong, 130 if it was interrupted. Nothing on a command line is
evaluated: ids and globs are compared with the known ids. An author's file that is named is run.
What a command needs is imported when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verification import publish, second_kernel

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from derivations.claim import Claim
    from verification.outcome import Outcome

OPEN, INTERRUPTED = 1, 130
INSTALL = "pip install 'whymomentum[engines]'"


class Commands(click.Group):
    """A group of commands that says so when it is interrupted, by an exit code of its own."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted: what is printed above stands, and nothing else was decided", err=True)
            raise SystemExit(INTERRUPTED) from None


class BadInput(click.ClickException):
    """What was given is wrong: one message, and the exit code of a wrong command line."""

    exit_code = 2


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="whymomentum")
def main() -> None:
    """Why momentum really works: every statement of the article, decided and proved by a small kernel.

    Exit codes: 0 if all is well, 1 if something is open or an engine dissents, 2 if the command
    line is wrong, 130 if it was interrupted.
    """


def chosen_by(command: Callable[..., None]) -> Callable[..., None]:
    """The argument that names claims."""
    return click.argument("patterns", metavar="[ID, glob or FILE.py]...", nargs=-1)(command)


@main.command()
@chosen_by
@click.option(
    "--json",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the report as JSON to FILE too; `-` is standard output, the table then goes to stderr.",
)
@click.option(
    "--engine",
    "asked",
    metavar="NAME",
    multiple=True,
    help="Recheck with this engine beside the kernel; may be given several times. [default: all installed, and what "
    "coqc has accepted, by its record; `rocq` asks coqc now]",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=None,
    help="Recheck on N processes. [default: the number of processors]",
)
def verify(patterns: tuple[str, ...], file: str | None, asked: tuple[str, ...], jobs: int | None) -> None:
    """Prove claims, recheck them with every engine, and print the table.

    Without an ID or a glob (like 'opt.*'): all of them. The kernel rechecks every proof in a fresh process.
    """
    from verification import report
    from verification.outcome import outcomes
    from verification.terminal import console, progress, write

    target = destination(file)
    engines = engines_asked(asked)
    chosen = choose(patterns)
    out = console(stderr=file == "-")
    began, width = time.perf_counter(), max(len(c.id) for c in chosen)
    found: list[Outcome] = []
    with workers(jobs or processors(), len(chosen)) as executor:
        rechecked = outcomes(chosen, engines, executor, record=not asked)
        write(out, *report.heading(width))
        with progress("verifying", len(chosen), out) as done:
            for outcome in rechecked:
                found.append(outcome)
                for line in report.lines(outcome, width):
                    write(out, *line)
                done(outcome.id)
    seconds = time.perf_counter() - began
    write(out, "")
    for line in report.summary(found, seconds):
        write(out, *line)
    if not asked and (missing := missing_engines()):
        write(out, f"not asked, since not installed: {', '.join(missing)} ({INSTALL})")
    deliver(report.document(found, seconds), target)
    leave(found)


@main.command("list")
@chosen_by
def list_(patterns: tuple[str, ...]) -> None:
    """List claims: id, how the article's own words fare, and the section."""
    from verification.terminal import console, styled, write

    out, chosen = console(), choose(patterns)
    width = max(len(c.id) for c in chosen)
    for c in chosen:
        write(out, f"{c.id:<{width}}  ", styled(c.as_printed or "", 8), f"  {c.section}")


@main.command()
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Show a claim: statement, hypotheses, proof step by step, and what it rests on."""
    from verification.outcome import recheck
    from verification.show import pages
    from verification.terminal import console, write

    [c, *others] = choose([name])
    if others:
        raise click.UsageError(f"{name!r} matches {len(others) + 1} claims: give one id")
    outcome, out = recheck(c, engines_asked(()), record=True), console()
    for line in pages(c, outcome):
        write(out, line)
    leave([outcome])


@main.command()
@click.option("--format", "form", type=click.Choice(["text", "markdown", "latex"]), default="text", show_default=True)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=None, help="Recheck on N processes.")
@chosen_by
def errata(form: str, jobs: int | None, patterns: tuple[str, ...]) -> None:
    """Print each statement that does not hold as printed, where it fails, and its correction.

    Each correction is rechecked by the kernel before it is called proved.
    """
    from verification.errata import FORMATS, erratum, is_erratum
    from verification.outcome import outcomes
    from verification.terminal import console, progress, write

    out = console()
    chosen = [c for c in choose(patterns) if is_erratum(c)]
    found: list[Outcome] = []
    with workers(jobs or processors(), len(chosen)) as executor:
        rechecked = outcomes(chosen, (), executor)
        with progress("rechecking", len(chosen), out) as done:
            for outcome in rechecked:
                found.append(outcome)
                done(outcome.id)
    for line in FORMATS[form](map(erratum, chosen, found)):
        write(out, line)
    if not found:
        write(console(stderr=True), "nothing to correct: none of these claims fails as printed")
    leave(found)


@main.command()
@chosen_by
def certify(patterns: tuple[str, ...]) -> None:
    """Find the proofs and mutants that are missing, and write them beside the claims; for authors.

    What still checks is kept. A proof that is not found is reported with the leaf that stayed open.
    """
    chosen = choose(patterns)
    from derivations.certify import certify as find
    from derivations.search import SearchError
    from verification.terminal import console, progress, styled, write

    out, failed = console(), 0
    with progress("searching", len(chosen), out) as done:
        for c in chosen:
            began = time.perf_counter()
            try:
                whole = find(c)
            except (SearchError, ValueError) as error:
                failed += 1
                write(out, styled("open", 6), f"  {c.id}")
                for part in str(error).splitlines():
                    write(out, f"        {part}")
            except OSError as error:
                raise click.ClickException(f"{c.proof_file} cannot be written: {error.strerror}") from error
            else:
                counts = f"{len(whole['statements'])} proofs, {len(whole['mutants'])} mutants"
                write(out, styled("proved", 6), f"  {c.id}  {counts}  {time.perf_counter() - began:.2f} s")
            done(c.id)
    if failed:
        raise SystemExit(OPEN)


@main.command()
@click.argument("target", metavar="FILE.py[:NAME]")
@click.option("--mu", metavar="MU", default="1", show_default=True, help="The smallest curvature to tune for.")
@click.option("--L", "largest", metavar="L", default="100", show_default=True, help="The largest one.")
@click.option(
    "--assume",
    "assumed",
    metavar="RELATION",
    multiple=True,
    help="What holds of the parameters, like '0 <= beta < 1'; may be given several times.",
)
@click.option("--format", "form", type=click.Choice(["text", "latex", "json"]), default="text", show_default=True)
def derive(target: str, mu: str, largest: str, assumed: tuple[str, ...], form: str) -> None:
    """Derive the theory of the methods in a Python file, which is run; or of the one that is called NAME.

    A method is `Method(step, state=...)`, or a function `step` that is decorated with `update_rule`.
    """
    from derivations.claim import ClaimError
    from verification.derive import FORMATS, assumption, methods_of, rational
    from verification.terminal import console, progress, write
    from verification.theory import TITLES, Question, Section, sections

    try:
        spectrum = rational(mu), rational(largest)
        if not 0 < spectrum[0] <= spectrum[1]:
            raise ValueError(f"--mu {mu} --L {largest} violates 0 < mu <= L: exchange or change them")
        methods = methods_of(target)
        questions = [Question(m, *spectrum, tuple(r for a in assumed for r in assumption(a, m))) for m in methods]
    except (ClaimError, ValueError) as error:
        raise BadInput(str(error)) from error
    out = console()
    with progress("deriving", len(TITLES) * len(questions), out) as done:

        def told(question: Question) -> Iterator[Section]:
            for section in sections(question):
                done(section.title)
                yield section

        for line in FORMATS[form]((q.method.name, told(q)) for q in questions):
            write(out, line)


@main.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="Where the two files go.",
)
def new(name: str, folder: Path) -> None:
    """Start a method of your own: NAME.py with a rule, its method and a claim, and test_NAME.py."""
    from verification.new import NameTaken, create

    try:
        method, test = create(name, folder)
    except NameTaken as error:
        raise BadInput(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error.strerror}") from error
    click.echo(f"{method}: try `whymomentum derive {method}`")
    click.echo(f"{test}: try `pytest {method} {test}`")


# ---- what the commands share ---------------------------------------------------------------------


def choose(patterns: tuple[str, ...] | list[str]) -> list[Claim]:
    """The claims that are asked for; a usage error where one is unknown."""
    from derivations.claim import ClaimError
    from verification.selection import UnknownClaim, asked_for

    try:
        chosen = asked_for(patterns)
    except UnknownClaim as error:
        raise click.UsageError(str(error)) from error
    except ClaimError as error:
        raise click.ClickException(str(error)) from error
    if not chosen:
        raise click.ClickException("there is no claim at all: is the installation complete?")
    return chosen


def engines_asked(asked: tuple[str, ...]) -> tuple[str, ...]:
    """The engines to recheck with: those named, or all that are installed; "kernel" adds none."""
    wanted = tuple(name for name in dict.fromkeys(asked) if name != "kernel")
    if asked and not wanted:
        return ()
    from derivations import engines
    from derivations.recheck import ROCQ
    from derivations.rocq import coqc

    for name in wanted:
        if name not in (*engines.ENGINES, ROCQ):
            known = ", ".join(("kernel", *engines.ENGINES, ROCQ))
            raise click.UsageError(f"no engine is called {name!r}: there are {known}")
        if name == ROCQ and not coqc.available():
            raise click.UsageError(f"the engine {name!r} needs coqc, which is not installed: {coqc.INSTALL}")
        if name != ROCQ and name not in engines.available():
            raise click.UsageError(f"the engine {name!r} is not installed: {INSTALL}")
    return wanted or engines.available()


def missing_engines() -> tuple[str, ...]:
    """The engines that could be installed and are not."""
    from derivations import engines

    return tuple(name for name in engines.ENGINES if name not in engines.available())


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers(jobs: int, pieces: int) -> Iterator[Executor | None]:
    """Processes to work on, no more than there are pieces of work; None where one is enough.

    An interrupted command waits for no work, and its workers say nothing about it.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children

    if min(jobs, pieces) <= 1:
        yield None
        return
    others = active_children()
    pool = ProcessPoolExecutor(min(jobs, pieces), initializer=_ignore_interrupts)
    before = _ignore_interrupts()
    try:
        pool.submit(int).result()  # processes that start now inherit that they ignore interrupts
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in set(active_children()).difference(others):
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> Any:
    return signal.signal(signal.SIGINT, signal.SIG_IGN)


def destination(file: str | None) -> Path | None:
    """Where the JSON goes; a usage error, before any work is done, where it cannot go there."""
    if file is None or file == "-":
        return None if file is None else Path("-")
    folder = Path(file).resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise click.UsageError(f"--json {file}: {folder} is not a folder that can be written to")
    return Path(file)


def deliver(text: str, target: Path | None) -> None:
    """Write the JSON to its file, or to standard output."""
    from verification.report import save

    if target == Path("-"):
        click.echo(text, nl=False)
    elif target is not None:
        try:
            save(text, target)
        except OSError as error:
            raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error


def leave(found: list[Any]) -> None:
    """Exit with 1 unless everything is proved and no engine dissents."""
    if not all(outcome.is_settled for outcome in found):
        raise SystemExit(OPEN)


for command in (publish.figures, publish.page, publish.report, second_kernel.export):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="whymomentum")
