"""The command `export`: proofs as files for the proof assistant Rocq (Coq), and its word on them.

What coqc accepts counts only if it prints that nothing is assumed beyond the axioms of Coq's own real numbers.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verification.publish import into_folder

if TYPE_CHECKING:
    from derivations.claim import Claim

AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
    }
)
INSTALL = "coqc is not installed: `apt-get install coq` or https://rocq-prover.org/install"
LIMIT = 600  # seconds for one file


@dataclass(frozen=True)
class Recheck:
    """What coqc says of one file: whether it accepts it, and if not, why."""

    accepted: bool
    reason: str
    seconds: float


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
    """The file of one claim. ClaimError, TranslationError, ProofError where there is no proof to be written."""
    from derivations.recheck import complete, document
    from derivations.rocq import export

    complete(c)
    return export(document(c))


def recheck(source: str, name: str, limit: int = LIMIT) -> Recheck:
    """Let coqc check a file's text, in a folder of its own, for at most `limit` seconds. OSError if coqc cannot run."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(source, encoding="utf-8")
        try:
            ran = subprocess.run(
                ["coqc", "-q", "-noglob", name], cwd=folder, capture_output=True, text=True, check=False, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return Recheck(False, f"coqc was stopped after {limit} s", time.perf_counter() - began)
    reason = " ".join(ran.stderr.split())[:500] if ran.returncode else assumed(ran.stdout)
    if ran.returncode and not reason:
        reason = f"coqc ended with code {ran.returncode}"
    return Recheck(not reason, reason, time.perf_counter() - began)


def assumed(printed: str) -> str:
    """What a file rests on beyond the axioms of the reals, by what `Print Assumptions` printed; empty if nothing."""
    if printed.strip() == "Closed under the global context":
        return ""
    heading, _, listed = printed.partition("\n")
    if heading.strip() != "Axioms:":
        return "coqc does not say what the file rests on"
    more = [name for name in re.findall(r"^([^\s:]+)", listed, re.MULTILINE) if name not in AXIOMS]
    return f"it assumes {', '.join(more)}" if more else ""


def version() -> str:
    """What coqc calls itself; a usage error where it is not installed."""
    if shutil.which("coqc") is None:
        raise click.UsageError(INSTALL)
    ran = subprocess.run(["coqc", "--version"], capture_output=True, text=True, check=False)
    return ran.stdout.partition("\n")[0]


@click.command()
@into_folder("Where to write a `.v` file for each claim")
@click.option("--check", is_flag=True, help="Let coqc recheck each file, and print what it says.")
@click.option(
    "--limit",
    metavar="SECONDS",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="The most that coqc may take for a file.",
)
@click.argument("patterns", metavar="[ID, glob or FILE.py]...", nargs=-1)
def export(folder: Path, check: bool, limit: int, patterns: tuple[str, ...]) -> None:
    """Write proofs as files for the proof assistant Rocq (Coq).

    A file holds statements over the real numbers and the kernel's proofs, step by step; it needs
    nothing but Coq's standard library.
    """
    from derivations.claim import ClaimError
    from derivations.kernel import ProofError
    from derivations.translate import TranslationError
    from verification.cli import choose
    from verification.report import plural, save
    from verification.terminal import console, progress, styled, write

    called = version() if check else ""
    out, chosen, accepted, failed, began = console(), choose(patterns), 0, 0, time.perf_counter()
    names, width = file_names(chosen), max(len(c.id) for c in chosen)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with progress("exporting", len(chosen), out) as done:
            for c in chosen:
                try:
                    source = text(c)
                except (ClaimError, TranslationError, ProofError) as error:
                    failed += 1
                    write(out, styled("open", 8), f"  {c.id:<{width}}  {error}")
                    continue
                save(source, folder / names[c.id])
                if check:
                    found = recheck(source, names[c.id], limit)
                    accepted += found.accepted
                    word = ("accepted", "green") if found.accepted else ("refused ", "bold red")
                    write(out, word, f"  {c.id:<{width}}  {found.seconds:7.2f} s  {found.reason}".rstrip())
                else:
                    write(out, str(folder / names[c.id]))
                done(c.id)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written to: {error.strerror}") from error
    if check:
        seconds = time.perf_counter() - began
        write(out, f"{plural(len(chosen), 'claim')}: {accepted} rechecked by {called} ({seconds:.1f} s)")
    if failed or (check and accepted < len(chosen)):
        raise SystemExit(1)
