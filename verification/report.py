"""The report of `whymomentum verify`: a line for each claim, a summary, and the JSON."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from derivations.files import write_whole
from verification.outcome import Outcome
from verification.terminal import styled

Line = tuple[str | tuple[str, str], ...]
PACKAGES = ("whymomentum", "sympy", "mpmath", "numpy", "z3-solver", "cvc5", "python-flint")
WIDTH_OF_VERDICT = len("holds-if")
SHOWN = 5  # claims that are named where more have the same reason


def line(outcome: Outcome, width: int) -> Line:
    """One claim: its status, its id, how the printed words fare, the seconds it took, who proved it."""
    answers = [name if answer == "proved" else f"{name}: {answer}" for name, answer in outcome.answers.items()]
    answers += ["rocq (on record)"] if "rocq" in outcome.engines and outcome.record else []
    verdict = styled(outcome.as_printed or "", WIDTH_OF_VERDICT)
    tail = f"  {outcome.seconds:6.2f} s  {', '.join(answers)}"
    return (styled(outcome.status, 6), f"  {outcome.id:<{width}}  ", verdict, tail)


def lines(outcome: Outcome, width: int) -> Iterator[Line]:
    """The line of a claim, and below it what is wrong with it, if anything is."""
    yield line(outcome, width)
    for reason in (*outcome.reasons, *outcome.dissent):
        yield from ((f"        {part}",) for part in reason.splitlines())


def heading(width: int) -> Line:
    """The names of the columns."""
    return (f"{'status':<6}  {'claim':<{width}}  {'printed':<{WIDTH_OF_VERDICT}}  {'time':>8}  proved by",)


def summary(found: Sequence[Outcome], seconds: float) -> Iterator[Line]:
    """The counts, and the verdict over all."""
    proved = sum(outcome.is_proved for outcome in found)
    instances = sum(outcome.scope == "instances" for outcome in found)
    checked = f" ({instances} on instances only)" if instances else ""
    yield (f"{plural(len(found), 'claim')}: {proved} proved{checked}, {len(found) - proved} open",)
    printed = Counter(outcome.as_printed for outcome in found)
    words = {"holds": "hold", "holds-if": "hold", "fails": "fail"}
    holds, under, fails = (
        f"{printed[verdict]} {word}{'s' * (printed[verdict] == 1)}" for verdict, word in words.items()
    )
    yield (f"as printed: {holds}, {under} under a hypothesis that is not printed, {fails}",)
    for engine in dict.fromkeys(name for outcome in found for name in outcome.answers):
        answers = Counter(outcome.answers[engine] for outcome in found if engine in outcome.answers)
        yield (f"{engine}: {', '.join(f'{count} {answer}' for answer, count in answers.most_common())}",)
    yield from recorded(found)
    dissenting = sum(bool(outcome.dissent) for outcome in found)
    if all(outcome.is_settled for outcome in found):
        asked = any(len(outcome.answers) > 1 for outcome in found)
        agreed = "and every engine agrees" if asked else "by the kernel alone: no engine was asked"
        yield ((f"nothing is open, {agreed}", "bold green"), f" ({seconds:.1f} s)")
    else:
        trouble = f"{plural(len(found) - proved, 'claim')} open, engines dissent on {dissenting}"
        yield ((trouble, "bold red"), f" ({seconds:.1f} s)")


def recorded(found: Sequence[Outcome]) -> Iterator[Line]:
    """How many of the proofs, as they are now, coqc has accepted, by its record; and which not, with the reason."""
    looked_up = {outcome.id: outcome.record for outcome in found if outcome.record}
    if not looked_up:
        return
    accepted = [record for record in looked_up.values() if record["accepted"]]
    by = Counter(f"coqc {record['coqc']} on {record['date']}" for record in accepted)
    told = f" ({', '.join(by)}; `--engine rocq` asks it now)" if by else ""
    yield (f"rocq: {len(accepted)} proved, on record{told}",)
    if joined := sum(record.get("joined", False) for record in accepted):
        yield (f"rocq: {joined} of them joined to the whole of a claim that goes beyond one run",)
    reasons: dict[str, list[str]] = {}
    for name, record in looked_up.items():
        if not record["accepted"]:
            reasons.setdefault(record["reason"], []).append(name)
    for reason, names in reasons.items():
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        yield (f"rocq: {plural(len(names), 'claim')} not on record: {', '.join(names[:SHOWN])}{more}: {reason}",)


def plural(count: int, noun: str) -> str:
    """1 claim, 2 claims."""
    return f"{count} {noun}{'s' * (count != 1)}"


def versions() -> dict[str, str]:
    """The versions of what the report was made with, as far as it is installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def document(found: Iterable[Outcome], seconds: float) -> str:
    """The report as JSON."""
    entries = [outcome.data() for outcome in found]
    return json.dumps({"claims": entries, "seconds": seconds, "versions": versions()}, indent=2) + "\n"


def save(text: str, file: Path) -> None:
    """Write a file whole or not at all; a device or a pipe is written to as it is."""
    target = file.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
    else:
        write_whole(target, text)
