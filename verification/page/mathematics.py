"""LaTeX as MathML, which browsers show without a script, a font or a network."""

from __future__ import annotations

import re
from html import escape

__all__ = ["inline", "prose"]

SIZES = re.compile(r"\\[bB]igg?[lr]?(?![a-zA-Z])")
SAME = {r"\arg": r"\operatorname{arg}", r"\{": r"\lbrace ", r"\}": r"\rbrace "} | {
    r"\implies": r"\ \Longrightarrow\ ", r"\iff": r"\ \Longleftrightarrow\ ",
}  # fmt: skip
"""What the converter does not know, or sets without space, as it knows it."""
ESCAPED = re.compile(r"\\([_%#$])")
"""What it leaves as it was written within `\\text{}`."""
WORDS = re.compile(r"\\text\{[^{}$\\]*\}")
TOKENS = re.compile(WORDS.pattern + r"|\\begin|\\end|\\left(?![a-z])|\\right(?![a-z])|\\q?quad(?![a-z])|\\.|[{}]")
SPACES = (r"\quad", r"\qquad", r"\ ")
OPENING, CLOSING = ("{", r"\begin", r"\left"), ("}", r"\end", r"\right")


def inline(latex: str) -> str:
    """A formula as MathML."""
    from latex2mathml.converter import convert

    return ESCAPED.sub(r"\1", convert(known(latex)))


def known(latex: str) -> str:
    """The formula in what the converter knows, with space around arrows; known formulas stay as they are."""
    latex = SIZES.sub("", latex)
    for ours, theirs in SAME.items():
        latex = latex.replace(ours, theirs)
    return latex


def bare(latex: str) -> str:
    """A formula as HTML that can be broken between its parts: browsers break no line within one `<math>`."""
    return "".join(map(_shown, parts(known(latex))))


def _shown(part: str) -> str:
    if is_words(part):
        return escape(part[len(r"\text{") : -1])
    return inline(part) if part.strip() else part


def parts(latex: str) -> list[str]:
    """A formula in the order of its text: `\\text{}` outside of everything else, what is between it, and spaces."""
    found, depth, begun = [], 0, 0
    for token in TOKENS.finditer(latex):
        word = token[0]
        if depth == 0 and (is_words(word) or word in SPACES):
            if latex[begun : token.start()].rstrip().endswith(("_", "^")):
                continue
            found += [latex[begun : token.start()], word if is_words(word) else " "]
            begun = token.end()
        depth += (word in OPENING) - (word in CLOSING)
    return [part if part == " " else part.strip() for part in (*found, latex[begun:]) if part == " " or part.strip()]


def is_words(part: str) -> bool:
    """Whether it is one `\\text{}` of plain words."""
    return WORDS.fullmatch(part) is not None


def prose(text: str) -> str:
    """Text with formulas between dollars, or one bare formula, as HTML."""
    if "$" not in text:
        return bare(text)
    parts = text.split("$")
    return "".join(inline(part) if i % 2 else escape(part) for i, part in enumerate(parts))
