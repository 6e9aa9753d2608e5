"""LaTeX as MathML, which browsers show without a script, a font or a network."""

from __future__ import annotations

import re
from html import escape

__all__ = ["inline", "prose"]

SIZES = re.compile(r"\\[bB]igg?[lr]?(?![a-zA-Z])")
SAME = {r"\arg": r"\operatorname{arg}", r"\{": r"\lbrace ", r"\}": r"\rbrace "}
"""What the converter does not know, as it knows it."""
ESCAPED = re.compile(r"\\([_%#$])")
"""What it leaves as it was written within `\\text{}`."""


def inline(latex: str) -> str:
    """A formula as MathML."""
    from latex2mathml.converter import convert

    latex = SIZES.sub("", latex)
    for ours, theirs in SAME.items():
        latex = latex.replace(ours, theirs)
    return ESCAPED.sub(r"\1", convert(latex))


def prose(text: str) -> str:
    """Text with formulas between dollars, or one bare formula, as HTML."""
    if "$" not in text:
        return inline(text)
    parts = text.split("$")
    return "".join(inline(part) if i % 2 else escape(part) for i, part in enumerate(parts))
