"""The record of what coqc accepted: for each claim the digest of the file that it was given, and when.

The record is data beside this module. It counts for a claim only while the file that would be exported now, from the
statements and the proof as they are and by the exporter as it is, has the digest that is recorded: a change of any of
them takes the claim out of the count until coqc has rechecked it.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from derivations.files import held, write_whole
from derivations.rocq.coqc import Recheck, version

__all__ = ["FILE", "Entry", "Standing", "digest", "entry", "keep", "known", "standing", "text"]

FILE = Path(__file__).parent / "accepted.json"
NEVER = "coqc was never asked: run `whymomentum export --record` on it"
STALE = "its file is not the one that coqc was given: run `whymomentum export --record` on it"


@dataclass(frozen=True)
class Entry:
    """What coqc of some version said of a file on a day; `refused` is why, empty where it accepted the file."""

    sha256: str
    coqc: str
    date: str
    seconds: float
    refused: str = ""


@dataclass(frozen=True)
class Standing:
    """How a claim stands by the record: accepted, or else the reason why not; `entry` where its file is recorded."""

    accepted: bool
    reason: str
    entry: Entry | None


def digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()


def entry(source: str, found: Recheck) -> Entry:
    """The entry of what coqc, as it is installed, said of a file today."""
    today = datetime.now(UTC).date().isoformat()
    return Entry(digest(source), version(), today, round(found.seconds, 2), found.reason)


@cache
def known() -> dict[str, Entry]:
    """The record as it is shipped, by the ids of the claims."""
    return {claim: Entry(**data) for claim, data in json.loads(FILE.read_text()).items()} if FILE.is_file() else {}


def text(entries: Mapping[str, Entry]) -> str:
    """The record as JSON, one claim a line."""
    lines = [f"{json.dumps(claim)}: {json.dumps(asdict(one))}" for claim, one in sorted(entries.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def keep(claim: str, one: Entry, claims: Container[str]) -> None:
    """Put an entry into the record and drop those of claims that are no more; several processes may, at once."""
    with held(FILE.parent):
        known.cache_clear()
        write_whole(FILE, text({other: old for other, old in known().items() if other in claims} | {claim: one}))
    known.cache_clear()


def standing(claim: str, source: str) -> Standing:
    """How a claim stands of which this file would be exported now."""
    found = known().get(claim)
    if found is None or found.sha256 != digest(source):
        return Standing(False, NEVER if found is None else STALE, None)
    return Standing(not found.refused, found.refused, found)
