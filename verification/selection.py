"""Which claims a command line asks for: ids and globs of known ids, and files, FILE.py or FILE.py::ID (or glob).

Ids and globs are compared with the known ids, never evaluated. A file is loaded as Python loads a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.claim import Claim

# The order of the article. A topic, the first part of an id, stands where its first section does, and
# after all of these if it has none.
SECTIONS = (
    "First Steps",
    "Decomposing the Error",
    "Choosing A Step-size",
    "Example: Polynomial Regression",
    "The Dynamics of Momentum",
    "The Critical Damping Coefficient",
    "Optimal parameters",
    "Example: The Colorization Problem",
    "Adventures in Algorithmic Space",
    "The Resisting Oracle",
    "Momentum with Stochastic Gradients",
    "Onwards and Downwards",
)


class UnknownClaim(LookupError):
    """An id or a glob that no claim matches; the message names the nearest ids."""


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by topic, the topics in the order of the article; within a topic as they are stated."""
    found = list(claims)
    places: dict[str, int] = {}
    for c in found:
        places[topic(c.id)] = min(place(c.section), places.get(topic(c.id), len(SECTIONS)))
    return sorted(found, key=lambda c: (places[topic(c.id)], topic(c.id)))


def topic(name: str) -> str:
    """The first part of an id: `stab` of `stab.region`."""
    return name.partition(".")[0]


def place(section: str) -> int:
    """Where a section stands in the article, and after all of them if it is none of its sections."""
    return next((i for i, name in enumerate(SECTIONS) if section.startswith(name)), len(SECTIONS))


def asked_for(patterns: Iterable[str]) -> list[Claim]:
    """The claims that ids, globs and files name, those of files last; every known claim where nothing is named.

    Raises `UnknownClaim`, a `FileError` where a file cannot be loaded, and a `ClaimError` where a claim of a file is
    called like another one.
    """
    asked = tuple(patterns)
    files = [pattern for pattern in asked if _in_a_file(pattern)]
    others = [pattern for pattern in asked if not _in_a_file(pattern)]
    if not files:
        return _known(others)
    found = {c.id: c for c in _known(others)} if others else {}
    for c in (c for pattern in files for c in _of_file(pattern)):
        if found.setdefault(c.id, c) is not c:
            from derivations.claim import ClaimError

            raise ClaimError(f"two claims are called {c.id}: rename the one in {c.proof_file.parent.parent}")
    return list(found.values())


def _known(patterns: Iterable[str]) -> list[Claim]:
    from derivations import recheck

    return select(patterns, recheck.by_id())


def _in_a_file(pattern: str) -> bool:
    return pattern.partition("::")[0].endswith(".py")


def _of_file(pattern: str) -> list[Claim]:
    """The claims of `FILE.py`, or those of `FILE.py::ID or glob`."""
    from verification.loading import claims_in, load

    path, _, wanted = pattern.partition("::")
    if not Path(path).is_file():
        raise UnknownClaim(f"{path}: there is no such file: give the path of a Python file, or the id of a claim")
    known = {c.id: c for c in claims_in(load(Path(path)))}
    if not known:
        raise UnknownClaim(f"{path} states no claim: put @claim(...) above a generator of statements")
    return select([wanted] if wanted else [], known)


def select(patterns: Iterable[str], known: Mapping[str, Claim]) -> list[Claim]:
    """The claims that ids or globs name, in the order of the article; all of them where nothing is named.

    A glob is one of the shell's, with `*`, `?` and `[...]`, matched against whole ids. Raises `UnknownClaim`.
    """
    asked = tuple(patterns)
    chosen: dict[str, Claim] = dict(known) if not asked else {}
    for pattern in asked:
        matched = [pattern] if pattern in known else [name for name in known if fnmatchcase(name, pattern)]
        if not matched:
            raise UnknownClaim(f"no claim is called {pattern!r}: {advice(pattern, known)}")
        chosen |= {name: known[name] for name in matched}
    return [c for c in in_order(known.values()) if c.id in chosen]


def advice(pattern: str, known: Mapping[str, Claim]) -> str:
    """What to write instead of a pattern that matches nothing."""
    plain = pattern.translate({ord(sign): None for sign in "*?[]"})
    near = get_close_matches(plain, known, n=3, cutoff=0.5) or sorted(name for name in known if plain in name)[:3]
    if near:
        return f"did you mean {', '.join(near)}?"
    return "`whymomentum list` prints every id"
