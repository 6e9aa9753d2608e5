"""Pages made of the claims: the catalogue, a page for each topic, and the errata. Nothing in them is typed by hand.

Each claim is rechecked by the kernel when the site is built; what is called proved there has been proved then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from docs.extensions.formulas import pieces
from docs.extensions.typography import rst
from verification import errata
from verification.selection import topic
from verification.show import VERDICTS

if TYPE_CHECKING:
    from derivations.claim import Claim
    from verification.outcome import Outcome

BADGES = {
    "holds": "as printed",
    "holds-if": "needs a hypothesis",
    "fails": "fails as printed",
    None: "not in the article",
}


def label(name: str) -> str:
    """The label of a claim's place, for references."""
    return f"claim-{name}"


def link(name: str) -> str:
    """A reference to a claim's place."""
    return f":ref:`{name} <{label(name)}>`"


def typeset(words: str) -> str:
    """A claim's statement or correction, as a paragraph that wraps."""
    parts = [rf":math:`\displaystyle {p.source}`" if p.is_formula else _plain(p.source) for p in pieces(words)]
    return "\\ ".join(part for part in parts if part)


def _plain(words: str) -> str:
    """Words of a formula: TeX's own escapes become the characters, and what is special here is escaped."""
    for escape in "#%$&_{}":
        words = words.replace("\\" + escape, escape)
    words = words.replace("``", "“").replace("''", "”").replace("~", "\u00a0").replace("--", "–")
    return "".join("\\" + sign if sign in r"\*|`_" else sign for sign in words)


def literal(words: str) -> str:
    """Text as it is, in the fixed font."""
    return ":code:`" + words.replace("\\", "\\\\").replace("`", "\\`") + "`"


def heading(title: str, underline: str = "=") -> list[str]:
    return [title, underline * len(title), ""]


# ---- the catalogue -------------------------------------------------------------------------------------------------


def pages(found: list[tuple[Claim, Outcome]], links: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """(file, lines) of the catalogue: its index, and a page for each topic."""
    topics = [(name, list(group)) for name, group in groupby(found, key=lambda pair: topic(pair[0].id))]
    yield "claims/index.rst", list(_index(found, topics))
    for name, group in topics:
        yield f"claims/{name}.rst", [*heading(_title(name, group)), *_entries(group, links)]


def _title(name: str, group: Iterable[tuple[Claim, Outcome]]) -> str:
    """The topic and the article's section, rather than one of its figures and footnotes."""
    sections = [c.section.partition(", footnote")[0] for c, _ in group]
    proper = [s for s in sections if not s.startswith(("figure", "footnote", "introduction"))]
    return f"{name}: {(proper or sections)[0]}"


def _index(found: list[tuple[Claim, Outcome]], topics: list[tuple[str, list[tuple[Claim, Outcome]]]]) -> Iterator[str]:
    yield from heading("The claims")
    proved = sum(outcome.is_proved for _, outcome in found)
    yield f"{len(found)} claims, {proved} of them proved by the kernel when this page was built. Each entry has the"
    yield "statement, what the article prints, its correction where it needs one, the derivation in words, and what the"
    yield "proof rests on. ``whymomentum show ID`` prints the proof itself, step by step."
    yield from ("", ".. toctree::", "   :hidden:", "")
    yield from (f"   {name}" for name, _ in topics)
    yield ""
    for name, group in topics:
        yield from (f":doc:`{name}`", "")
        yield from (".. list-table::", "   :widths: 60 25 15", "   :class: catalogue", "")
        for c, outcome in group:
            yield from (f"   * - {link(c.id)}", f"     - {BADGES[c.as_printed]}", f"     - {outcome.status}")
        yield ""


def _entries(group: list[tuple[Claim, Outcome]], links: Mapping[str, str]) -> Iterator[str]:
    for c, outcome in group:
        yield from (f".. _{label(c.id)}:", "", *heading(c.id, "-"))
        yield from (".. rst-class:: standing", "", _standing(c, outcome), "")
        yield from (".. rst-class:: statement", "", typeset(c.latex), "")
        yield from _printed(c)
        yield from rst(c.derivation, links)
        if c.references:
            yield from (".. rst-class:: sources", "", f"Sources: {_plain('; '.join(c.references))}.", "")


def _standing(c: Claim, outcome: Outcome) -> str:
    scope = "for all parameter values" if c.scope == "universal" else "on instances"
    rests = f"rests on: {', '.join(outcome.rests_on)}" if outcome.rests_on else "rests on nothing yet"
    mutants = len(c.proof.get("mutants", []))
    return f"{_plain(c.section)} · **{outcome.status}** {scope} · {rests} · {mutants} false variants refused"


def _printed(c: Claim) -> Iterator[str]:
    if c.printed is not None:
        yield from (f":Printed: {literal(c.printed)}", f":Verdict: **{VERDICTS[c.as_printed]}**")
    if c.correction is not None:
        yield f":Correct: {typeset(c.correction)}"
    yield ""


# ---- errata --------------------------------------------------------------------------------------------------------


def errata_page(found: list[tuple[Claim, Outcome]]) -> list[str]:
    """The errata, those that fail as printed before those that lack a hypothesis."""
    listed = [errata.erratum(c, outcome) for c, outcome in found if errata.is_erratum(c)]
    lines = [".. _errata:", "", *heading("Errata")]
    lines += [
        f"For {_plain(errata.ARTICLE)}. Each counterexample and each correction is checked by the kernel when",
        "",
    ]
    lines[-2:] = [
        lines[-2] + " this page is built; ``whymomentum errata`` prints the same as text, Markdown or LaTeX.",
        "",
    ]
    for verdict, title in (
        ("fails", "What fails as printed"),
        ("holds-if", "What needs a hypothesis that is not printed"),
    ):
        chosen = [e for e in listed if e.as_printed == verdict]
        lines += [*heading(title, "-"), f"{len(chosen)} statements.", ""]
        for e in chosen:
            lines += _erratum(e)
    return lines


def _erratum(e: errata.Erratum) -> Iterator[str]:
    yield from heading(e.id, "~")
    yield from (".. rst-class:: standing", "", f"{_plain(e.section)} · {link(e.id)}", "")
    yield f":Printed: {literal(e.printed)}"
    for read, at in e.failures:
        where = f" at {literal(errata.point(at))}" if at else ""
        yield f":False: {literal(read)}{where}"
    yield f":Correct: {typeset(e.correction)} ({e.standing})"
    yield ""
