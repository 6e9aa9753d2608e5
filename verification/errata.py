"""Where the article is wrong as printed: what it prints, where that fails, and what is true and proved.

`printed` is shown as it is printed. Corrections are LaTeX: text with formulas between dollars, or one
bare formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from derivations.claim import Claim
from verification.outcome import Outcome
from verification.show import VERDICTS, reached, words

ARTICLE = "G. Goh, Why Momentum Really Works, Distill 2017, doi 10.23915/distill.00006"


@dataclass(frozen=True)
class Erratum:
    """A statement that fails as printed or lacks a hypothesis.

    failures: readings of what is printed, each with a point at which it is false.
    """

    id: str
    section: str
    as_printed: str
    printed: str
    failures: tuple[tuple[str, Mapping[str, str]], ...]
    correction: str
    is_proved: bool

    @property
    def standing(self) -> str:
        return "proved" if self.is_proved else "not proved yet"


def erratum(c: Claim, outcome: Outcome) -> Erratum:
    """The erratum of a claim that does not hold as printed; `outcome`: is its correction proved?"""
    failures = tuple((words(m.conclusion), reached(m)) for m in c.misprints)
    return Erratum(
        c.id, c.section, c.as_printed or "", c.printed or "", failures, c.correction or "", outcome.is_proved
    )


def is_erratum(c: Claim) -> bool:
    """Whether the article's own words do not hold as they stand."""
    return c.as_printed in ("fails", "holds-if")


def point(at: Mapping[str, str]) -> str:
    """x = 1, y = -1/2."""
    return ", ".join(f"{name} = {value}" for name, value in at.items())


# ---- text ----------------------------------------------------------------------------------------


def text(errata: Iterable[Erratum]) -> Iterator[str]:
    """Plain text, a block for each erratum."""
    for e in errata:
        yield f"{e.id} ({e.section}): {VERDICTS[e.as_printed]}"
        yield f"  printed    {e.printed}"
        for read, at in e.failures:
            yield f"  fails at   {point(at)}"
            yield f"             where not: {read}"
        yield f"  correct    {e.correction}"
        yield f"             {e.standing}"
        yield ""


# ---- Markdown ------------------------------------------------------------------------------------


def markdown(errata: Iterable[Erratum]) -> Iterator[str]:
    """Markdown with TeX between dollars, as GitHub renders it."""
    yield from ("# Errata", "", f"For {ARTICLE}.", "")
    for e in errata:
        yield from (
            f"## {e.section}: `{e.id}`",
            "",
            f"Printed ({VERDICTS[e.as_printed]}):",
            "",
            f"> {code(e.printed)}",
            "",
        )
        for read, at in e.failures:
            yield from (f"Fails at {code(point(at))}, where it is not true that {code(read)}.", "")
        yield from (f"Correct ({e.standing}): {formula(e.correction)}", "")


def code(words: str) -> str:
    """A code span, fenced by more backticks than it contains."""
    longest = max((len(run) for run in _runs(words, "`")), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {words} {fence}" if longest else f"{fence}{words}{fence}"


def _runs(words: str, sign: str) -> Iterator[str]:
    yield from filter(None, "".join(c if c == sign else " " for c in words).split())


def formula(latex: str) -> str:
    """LaTeX in text: a bare formula gets its dollars."""
    return latex if "$" in latex else f"${latex}$"


# ---- LaTeX ---------------------------------------------------------------------------------------

SPECIAL = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
} | {sign: "\\" + sign for sign in "{}$&#%_"}  # fmt: skip


def latex(errata: Iterable[Erratum]) -> Iterator[str]:
    """A LaTeX document that compiles by itself."""
    yield from (r"\documentclass{article}", r"\usepackage{amsmath,amssymb}", r"\begin{document}")
    yield from (r"\section*{Errata}", f"For {escaped(ARTICLE)}.", r"\begin{description}\sloppy")
    for e in errata:
        yield rf"\item[{escaped(e.id)}] {escaped(e.section)}. Printed ({VERDICTS[e.as_printed]}):"
        yield rf"\begin{{quote}}\ttfamily {escaped(e.printed)}\end{{quote}}"
        for read, at in e.failures:
            yield rf"Fails at \texttt{{{escaped(point(at))}}}, where it is not true that"
            yield rf"\texttt{{{escaped(read)}}}."
        yield f"Correct ({e.standing}): {formula(e.correction)}"
    yield from (r"\end{description}", r"\end{document}")


def escaped(words: str) -> str:
    """Text as LaTeX shows it."""
    return "".join(SPECIAL.get(sign, sign) for sign in words)


FORMATS: dict[str, Callable[[Iterable[Erratum]], Iterator[str]]] = {
    "text": text, "markdown": markdown, "latex": latex
}  # fmt: skip
