"""The plain text of docstrings as reStructuredText, its mathematics set in Unicode.

Docstrings here are plain text, written to be read in an editor: paragraphs, lists, `names` in backticks, and formulas
in ASCII, which stand in lines of their own or amid the words, like |sigma_1| < 1 or w^{k+1} = w^k - alpha grad f(w^k).
Read as reStructuredText they would be full of errors (|sigma| is a substitution there, w* opens an emphasis). So all
that is special is escaped, code is left alone, and names of Greek letters, relations, indices and exponents become the
signs that they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from textwrap import dedent, indent

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
SUPERSCRIPTS = dict(
    zip("0123456789+-−=()abcdefghijklmnoprstuvwxyzT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", strict=True)
)
SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "+-": "±", "-+": "∓", "<->": "↔", "~=": "≈"}

WORD = re.compile(rf"(?<![A-Za-z])({'|'.join(GREEK)})(?![A-Za-z])")
SIGN = re.compile("|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))))
MINUS = re.compile(r"(?<=\S )-(?= \S)|(?<![\w)\]-])-(?=[\d(α-ω])")
INDEX = re.compile(r"(?<=[\w∇Σ)|])([_^])(\{[^{}]*\}|(?:[A-Za-z]|\d+)(?![A-Za-z0-9]|\.\d))")
SQUARE_ROOT = re.compile(r"\bsqrt(?=\(|[ ]?[α-ω])")
GRADIENT = re.compile(r"\bgrad (?=[a-z]\b)")
MINIMISER = re.compile(r"\b([wxfzy])\*(?!\*|\w)")

INLINE = re.compile(
    r"``.+?``|`(?P<code>[^`]+)`|(?P<strong>\*\*[^*\s][^*]*\*\*)"
    r"|(?<![\w*^)])(?P<emphasis>\*[A-Za-z\"'][^*]*?\*)(?![\w*])"
)
ITEM = re.compile(r"\s*(?P<mark>-|\d+\.)\s+(?=\S)")
FIRST = re.compile(r"\s*(-|1\.)\s")
CODE = re.compile(r"\s*(>>>|from \w|import \w|def |@\w|class |\w+ = [A-Z]\w*\(|\w+\(step|yield |Statement\(|Orbit\()")
OPENING = re.compile(r"(?=\w{1,5}[.)]\s|\(\w+\)\s|[-+*•]\s|\.\.\s|:\w|\[)")
FORMULA_INDENT = 4
NO_LINKS: Mapping[str, str] = {}


def typeset(text: str) -> str:
    """Mathematics in ASCII as Unicode: alpha lambda_1 <= 2 as αλ₁ ≤ 2, w^{k+1} as wᵏ⁺¹; what has no sign stays."""
    text = WORD.sub(lambda m: GREEK[m[1]], text)
    text = SIGN.sub(lambda m: SIGNS[m[0]], text)
    text = MINUS.sub("−", text)
    text = GRADIENT.sub("∇", text)
    text = MINIMISER.sub(r"\1⋆", text)
    text = SQUARE_ROOT.sub("√", text)
    return INDEX.sub(_index, text)


def _index(m: re.Match[str]) -> str:
    signs = SUBSCRIPTS if m[1] == "_" else SUPERSCRIPTS
    inner = m[2].strip("{}").replace(" ", "")
    return "".join(signs[c] for c in inner) if inner and set(inner) <= set(signs) else m[0]


def typeset_line(line: str, keep: bool = False) -> str:
    """A line of a displayed formula. Columns, two or more spaces apart, stay where they are if they can; with `keep`,
    in a line that stands alone, it is the spaces between them that stay."""
    if keep:
        return "".join(part if part.isspace() else typeset(part) for part in re.split(r"(\s{2,})", line))
    found = ""
    for column in re.finditer(r"\S+(?: \S+)*", line):
        found = found.ljust(max(column.start(), len(found) + 2 if found else 0)) + typeset(column[0])
    return found


def inline(text: str, links: Mapping[str, str] = NO_LINKS) -> str:
    """A paragraph's text as reStructuredText; links: name in backticks -> what stands for it."""
    found, end = [], 0
    for m in INLINE.finditer(text):
        found += [_escaped(text[end : m.start()]), rf"\ {_marked(m, links)}\ "]
        end = m.end()
    return "".join([*found, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return re.sub(r"([\\*|`_])", r"\\\1", typeset(text))


def _marked(m: re.Match[str], links: Mapping[str, str]) -> str:
    if (code := m["code"]) is not None:
        named = f":py:obj:`{code}`" if re.fullmatch(r"[A-Za-z_][\w.]*", code) else f"``{code.strip()}``"
        return links.get(code, named)
    if mark := "**" if m["strong"] else "*" if m["emphasis"] else "":
        return mark + _escaped(m[0].strip("*")) + mark
    return m[0]


def rst(docstring: str, links: Mapping[str, str] = NO_LINKS) -> list[str]:
    """A docstring as lines of reStructuredText; links: name in backticks -> what stands for it."""
    lines = docstring.expandtabs().splitlines()
    blocks: list[list[str]] = []
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            _append(blocks, list(group))
    found: list[str] = []
    within = 0  # how far the text of the list item is indented that a following block may belong to
    for block in blocks:
        for segment in _segments(block):
            text, within = _segment(segment, within, links)
            found += [*text, ""]
    return found


def _append(blocks: list[list[str]], block: list[str]) -> None:
    """Another block; one that is indented after code goes on with the code."""
    if blocks and CODE.match(blocks[-1][0]) and min(map(_margin, block)) >= _margin(blocks[-1][0]) >= FORMULA_INDENT:
        blocks[-1] += ["", *block]
    else:
        blocks.append(block)


def _segments(block: list[str]) -> Iterator[list[str]]:
    """Paragraphs, list items and displayed lines that follow each other without a blank line."""
    current: list[str] = []
    for line in block:
        if current and not CODE.match(current[0]) and _begins(line, current):
            yield current
            current = []
        current.append(line)
    yield current


def _begins(line: str, before: list[str]) -> bool:
    """Whether a line begins something else than the lines before it. A minus sign may begin a line and no item."""
    if ITEM.match(line):
        return bool(ITEM.match(before[0]) or (FIRST.match(line) and before[-1].rstrip().endswith((":", "."))))
    if ITEM.match(before[0]):
        return False
    first, last, margin = _margin(before[0]), _margin(before[-1]), _margin(line)
    return margin >= first + FORMULA_INDENT or 0 < first <= last - margin


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _segment(lines: list[str], within: int, links: Mapping[str, str]) -> tuple[list[str], int]:
    """One segment, and how far the text of its list item is indented, 0 where there is none."""
    margin = _margin(lines[0])
    if (item := ITEM.match(lines[0])) and not CODE.match(lines[0]):
        mark = item["mark"] + " "
        text = " ".join([lines[0][item.end() :], *(line.strip() for line in lines[1:])])
        return [mark + inline(text, links)], item.end()
    nested = within if within and margin >= within else 0
    outer = " " * (3 if nested else 0)
    if CODE.match(lines[0]) or margin >= nested + FORMULA_INDENT:
        code = bool(CODE.match(lines[0]))
        language = ("pycon" if lines[0].lstrip().startswith(">>>") else "python") if code else "text"
        shown = dedent("\n".join(lines)).splitlines()
        shown = shown if code else [typeset_line(line, keep=len(shown) == 1) for line in shown]
        head = [f".. code-block:: {language}", *([] if code else ["   :class: formula"]), ""]
        return [outer + line if line else "" for line in [*head, *(indent(s, "   ") for s in shown)]], nested
    text = inline(" ".join(line.strip() for line in lines), links)
    return [outer + OPENING.sub(r"\\", text, count=1) if OPENING.match(text) else outer + text], nested
