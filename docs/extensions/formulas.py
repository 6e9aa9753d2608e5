r"""LaTeX of claims, cut where a line may break.

A claim's LaTeX is one formula, often with words in it: `\alpha L < 2:\quad f(w^{k+1}) \le f(w^k) \text{ for every } f`.
Neither MathJax nor a browser breaks it, so that it would run out of a narrow page. `pieces` cuts it, outside braces,
environments and \left ... \right, at its spaces (\quad, `\ `), before \iff and \implies, and around \text, whose words
become words of the page. Corrections that are text with formulas between dollars are cut at these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from derivations.notebook import has_dollars

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
SPACES = {r"\quad", r"\qquad", "\\ ", r"\;"}
ARROWS = {r"\iff", r"\implies", r"\Longrightarrow", r"\Rightarrow"}
DEEPER = {"{": 1, "}": -1, r"\left": 1, r"\right": -1, r"\begin": 1, r"\end": -1}


class Piece(NamedTuple):
    """A formula, or words with the spaces around them."""

    is_formula: bool
    source: str


def pieces(words: str) -> list[Piece]:
    """The formulas and words that a claim's statement or correction consists of, in order."""
    if not has_dollars(words):
        return list(_formula(words))
    parts = re.split(r"(?<!\\)\$", words)
    return [p for i, part in enumerate(parts) for p in (_formula(part) if i % 2 else _words(part))]


def _words(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(False, text)


def _formula(source: str) -> Iterator[Piece]:
    """The pieces of one formula without dollars around it."""
    tokens: list[str] = TOKEN.findall(source)
    current, depth, i = "", 0, 0
    while i < len(tokens):
        token = tokens[i]
        depth += DEEPER.get(token, 0)
        end = _argument(tokens, i + 1) if depth == 0 and token == r"\text" else 0
        if end and _stands_alone(current, tokens, end):
            inner = "".join(tokens[i + 2 : end - 1])
            yield from _cut(current)
            yield from pieces(inner) if has_dollars(inner) else _words(inner)
            current, i = "", end
            continue
        if depth == 0 and token in SPACES | ARROWS:
            yield from _cut(current)
            yield from _words(" ")
            current = ""
        current += "" if depth == 0 and token in SPACES else token
        i += 1
    yield from _cut(current)


def _cut(source: str) -> Iterator[Piece]:
    if source.strip():
        yield Piece(True, source.strip())


def _argument(tokens: list[str], start: int) -> int:
    """Where the group that opens at `start` has closed; 0 if none opens there."""
    if tokens[start : start + 1] != ["{"]:
        return 0
    depth = 0
    for i, token in enumerate(tokens[start:], start):
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth == 0:
            return i + 1
    return 0


def _stands_alone(before: str, tokens: list[str], end: int) -> bool:
    r"""Whether a \text is words of the page, rather than a name: an index, a function's name, or a base."""
    after = "".join(tokens[end:]).lstrip()
    return not before.rstrip().endswith(("_", "^")) and not after.startswith(("_", "^", "("))
