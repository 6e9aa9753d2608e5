"""The command `export`: proofs as files for the proof assistant Rocq (Coq), and its word on them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verification.publish import into_folder

if TYPE_CHECKING:
    from rich.console import Console

    from derivations.claim import Claim
    from derivations.rocq.coqc import Recheck

LIMIT = 600  # seconds for one file


@dataclass(frozen=True)
class Exported:
    """The file of a claim, its text empty where there is none and `reason` says why; and what coqc says of it."""

    claim: str
    file: str
    text: str
    reason: str = ""
    found: Recheck | None = None

    @property
    def accepted(self) -> bool:
        return self.found is not None and self.found.accepted

    def data(self) -> dict[str, Any]:
        """The claim's entry in the JSON."""
        from derivations.rocq.record import digest

        entry = {"id": self.claim, "file": self.file, "sha256": digest(self.text) if self.text else None}
        seconds = self.found.seconds if self.found else None
        return entry | {"accepted": self.accepted, "reason": self.reason, "seconds": seconds}


def file_names(claims: Iterable[Claim]) -> dict[str, str]:
    """The file of each claim, by its id: a name that Coq allows, and no two alike."""
    names: dict[str, str] = {}
    for c in claims:
        name = re.sub(r"\W", "_", c.id)
        name = name if name[:1].isalpha() else f"claim_{name}"
        while name in names.values():
            name += "_"
        names[c.id] = name
    return {claim: f"{name}.v" for claim, name in names.items()}


def text(c: Claim) -> str:
    """The file of one claim. ClaimError, TranslationError, Malformed where there is no proof to be written."""
    from derivations.recheck import complete, document
    from derivations.rocq import export

    complete(c)
    return export(document(c), c.joint)


def exported(chosen: Iterable[Claim]) -> Iterator[Exported]:
    """The file of each claim."""
    from derivations.claim import ClaimError
    from derivations.rocq import Malformed
    from derivations.translate import TranslationError

    claims = list(chosen)
    names = file_names(claims)
    for c in claims:
        try:
            yield Exported(c.id, names[c.id], text(c))
        except (ClaimError, TranslationError, Malformed) as error:
            yield Exported(c.id, names[c.id], "", str(error))


def rechecked(files: Iterable[Exported], jobs: int, limit: int = LIMIT) -> Iterator[Exported]:
    """The files with coqc's word on them, as it comes; coqc runs on so many files at once."""
    with ThreadPoolExecutor(jobs) as pool:
        running: set[Future[Exported]] = set()
        try:
            for file in files:
                if not file.text:
                    yield file
                    continue
                running.add(pool.submit(asked, file, limit))
                if len(running) > jobs:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def asked(file: Exported, limit: int) -> Exported:
    """The file with coqc's word on it."""
    from derivations.rocq import coqc

    found = coqc.recheck(file.text, file.file, limit)
    return Exported(file.claim, file.file, file.text, found.reason, found)


def require_coqc() -> str:
    """The version of coqc; a usage error where it is not installed."""
    from derivations.rocq import coqc

    if not coqc.available():
        raise click.UsageError(f"coqc is not installed: {coqc.INSTALL}")
    return coqc.version()


@click.command()
@into_folder("Where to write a `.v` file for each claim; needed unless coqc checks them", required=False)
@click.option("--check", is_flag=True, help="Let coqc recheck each file, and print what it says as it comes.")
@click.option("--record", "records", is_flag=True, help="Keep what coqc says, for `verify` to count; implies --check.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Run N of coqc. [default: one a processor]")
@click.option(
    "--limit",
    metavar="SECONDS",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="The most that coqc may take for a file.",
)
@click.option(
    "--json",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write what was found as JSON to FILE too; `-` is standard output, the lines then go to stderr.",
)
@click.argument("patterns", metavar="[ID, glob or FILE.py]...", nargs=-1)
def export(
    folder: Path | None,
    check: bool,
    records: bool,
    jobs: int | None,
    limit: int,
    target: str | None,
    patterns: tuple[str, ...],
) -> None:
    """Write proofs as files for the proof assistant Rocq (Coq).

    A file holds statements over the real numbers and the kernel's proofs, step by step; it needs
    nothing but Coq's standard library.
    """
    from verification.cli import choose, deliver, destination, processors
    from verification.report import save
    from verification.terminal import console, progress

    if folder is None and not (check or records):
        raise click.UsageError("Missing option '--out': name a folder, or let coqc check with --check.")
    called = require_coqc() if check or records else None
    where, out, began = destination(target), console(stderr=target == "-"), time.perf_counter()
    chosen = choose(patterns)
    width, found = max(len(c.id) for c in chosen), list[Exported]()
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        with progress("exporting", len(chosen), out) as done:
            files = exported(chosen) if called is None else rechecked(exported(chosen), jobs or processors(), limit)
            for one in files:
                found.append(one)
                if folder is not None and one.text:
                    save(one.text, folder / one.file)
                if records:
                    keep(one)
                tell(out, one, str(folder / one.file) if folder else one.file, width)
                done(one.claim)
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder} cannot be written to: {error.strerror}") from error
    seconds, wanted = time.perf_counter() - began, [bool(one.text) if called is None else one.accepted for one in found]
    conclude(out, found, called, seconds)
    deliver(document(chosen, found, called, seconds), where)
    if not all(wanted):
        raise SystemExit(1)


def tell(out: Console, one: Exported, path: str, width: int) -> None:
    """A line for one file."""
    from verification.terminal import styled, write

    if not one.text:
        write(out, styled("open", 8), f"  {one.claim:<{width}}  {one.reason}")
    elif one.found is None:
        write(out, path)
    else:
        word = ("accepted", "green") if one.accepted else ("refused ", "bold red")
        write(out, word, f"  {one.claim:<{width}}  {one.found.seconds:7.2f} s  {one.reason}".rstrip())


def conclude(out: Console, found: list[Exported], called: str | None, seconds: float) -> None:
    """The count of what coqc accepted."""
    from verification.report import plural
    from verification.terminal import write

    if called is not None:
        accepted = sum(one.accepted for one in found)
        write(out, f"{plural(len(found), 'claim')}: {accepted} rechecked by coqc {called} ({seconds:.1f} s)")


def document(chosen: list[Claim], found: list[Exported], called: str | None, seconds: float) -> str:
    """What was found as JSON, in the order of the claims."""
    entries = {one.claim: one.data() for one in found}
    whole = {"claims": [entries[c.id] for c in chosen], "coqc": called, "seconds": seconds}
    return json.dumps(whole, indent=2) + "\n"


def keep(one: Exported) -> None:
    """Put what coqc said of a file of ours into the record, at once, so that an interrupt loses nothing."""
    from derivations.recheck import by_id
    from derivations.rocq import record

    ours = by_id().get(one.claim)
    if one.found is None or ours is None or not ours.is_ours:
        return
    if one.found.late and record.standing(one.claim, one.text).accepted:
        return  # it had not the time to say again what it has said of this very file
    record.keep(one.claim, record.entry(one.text, one.found), by_id())
