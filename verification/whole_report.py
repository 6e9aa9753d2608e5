"""The verification as one document, HTML or Markdown: every statement with its verdict, proof, engines and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from verification import errata, report, show

if TYPE_CHECKING:
    from derivations.claim import Claim
    from verification.outcome import Outcome

__all__ = ["Agreement", "WholeReport", "agreement"]

TITLE = "Why momentum really works: the verification"


@dataclass(frozen=True)
class Agreement:
    """How a claim fared at numbers: the comparisons that agree, by precision, and what contradicts it, if anything."""

    counts: Mapping[str, int]
    contradiction: str | None = None

    def __str__(self) -> str:
        if self.contradiction is not None:
            return f"contradicted at {self.contradiction}"
        return ", ".join(f"{count} comparisons agree in {name}" for name, count in self.counts.items())


@dataclass(frozen=True)
class WholeReport:
    """Claims, what rechecking each gave, and how each fared at numbers (by id); `seconds` for all of it."""

    claims: Sequence[Claim]
    outcomes: Sequence[Outcome]
    agreement: Mapping[str, Agreement]
    seconds: float

    def html(self) -> str:
        """One page that loads nothing: the counts, the versions, and an article for each claim."""
        from verification.page.articles import article

        assets = files("verification.page") / "assets"
        pairs = zip(self.claims, self.outcomes, strict=True)
        versions = "".join(f"<tr><th scope=row>{name}</th><td>{value}</td></tr>" for name, value in self.versions())
        return Template((assets / "report.html").read_text("utf-8")).substitute(
            title=TITLE,
            style=(assets / "page.css").read_text("utf-8"),
            summary="".join(f"<p>{escape(line)}</p>" for line in self.summary()),
            versions=versions,
            claims="\n".join(article(c, o, self._proof(c, o)) for c, o in pairs),
        )

    def _proof(self, c: Claim, outcome: Outcome) -> str:
        return f"<p>{escape(self.facts(c, outcome))}</p><pre>{escape(chr(10).join(show.pages(c, outcome)))}</pre>"

    def markdown(self) -> Iterator[str]:
        """The same in Markdown, with the derivations in words, as they stand, and TeX between dollars."""
        yield from (f"# {TITLE}", "", *(f"- {line}" for line in self.summary()), "", "| version of | |", "|---|---|")
        yield from (f"| {name} | {value} |" for name, value in self.versions())
        for c, outcome in zip(self.claims, self.outcomes, strict=True):
            yield from ("", f"## `{c.id}`", "", f"*{c.section}*: {outcome.status}, {show.VERDICTS[c.as_printed]}")
            if c.printed:
                yield from ("", f"> {errata.code(c.printed)}")
            if outcome.counterexample:
                yield from ("", f"Fails at {errata.code(errata.point(outcome.counterexample))}.")
            if c.correction:
                yield from ("", f"Correct: {errata.formula(c.correction)}")
            yield from ("", f"${c.latex}$", "", "```text", c.derivation, "```", "", self.facts(c, outcome))

    def facts(self, c: Claim, outcome: Outcome) -> str:
        """Who has checked it, how it fared at numbers, and how long that took."""
        record = {"rocq": "proved, on record"} if outcome.record and "rocq" in outcome.engines else {}
        answers = ", ".join(f"{engine}: {answer}" for engine, answer in {**outcome.engines, **record}.items())
        numbers = self.agreement.get(c.id, "not confronted")
        rests = ", ".join(outcome.rests_on) or "nothing, the claim is open"
        why = f" Open: {'; '.join(outcome.reasons)}." if outcome.reasons else ""
        return f"Rests on {rests}.{why} {answers}. At numbers: {numbers}. {outcome.seconds:.2f} s."

    @property
    def contradicted(self) -> list[str]:
        """The ids of the claims that numbers contradict."""
        return [name for name, found in self.agreement.items() if found.contradiction is not None]

    def summary(self) -> list[str]:
        """The counts of `whymomentum verify`."""
        lines = report.summary(self.outcomes, self.seconds)
        return ["".join(part if isinstance(part, str) else part[0] for part in line) for line in lines]

    def versions(self) -> list[tuple[str, str]]:
        """What it was made with, so that it can be made again."""
        return sorted(report.versions().items())


def agreement(name: str) -> Agreement:
    """Confront the claim of that id with numbers, at every precision. What goes wrong is told as a contradiction: no
    claim stops the report."""
    from derivations.recheck import by_id
    from verification.confrontation import CONFRONTED, confront
    from verification.failures import Failure

    counts: dict[str, int] = {}
    for precision in CONFRONTED:
        try:
            counts[precision] = confront(by_id()[name], precision)
        except Failure as failure:
            return Agreement(counts, f"{precision}: {failure}")
        except Exception as error:
            return Agreement(counts, f"{precision}: {type(error).__name__}: {error}")
    return Agreement(counts)
