"""`whymomentum derive FILE.py`: the methods of an author's file, what is assumed of them, and how their theory looks.

The file is run, as Python runs a script: that is what naming it asks for. Nothing else on the command line is
evaluated: an assumption is read word by word, and its names are compared with the method's parameters.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from fractions import Fraction
from inspect import isfunction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sympy

from verification.errata import escaped
from verification.loading import FileError, load, methods_in
from verification.theory import Code, Section

if TYPE_CHECKING:
    from types import ModuleType

    from derivations.method import Method

__all__ = ["FORMATS", "assumption", "document", "methods_of", "rational"]

RELATIONS = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "=": sympy.Eq, "==": sympy.Eq}
WIDTH, SHORT = 80, 1000
Derived = tuple[str, Iterable[Section]]
"""A method's name and its theory."""


# ---- what is asked for -------------------------------------------------------------------------------------------


def methods_of(target: str) -> list[Method]:
    """The methods of `FILE.py`, or the one of `FILE.py:NAME`; raises `FileError` where there is none.

    They are the instances of `Method` that the file makes and, where no method runs it, each function of its own that
    is decorated with `update_rule`.
    """
    asked = re.fullmatch(r"(?P<path>.+?\.py)(::?(?P<name>\w+))?", target)
    if asked is None:
        raise FileError(f"{target}: give a Python file, FILE.py, or one method of it, FILE.py:NAME")
    path, name = asked["path"], asked["name"]
    try:
        with redirect_stdout(sys.stderr):  # what the file prints is no part of its theory
            module = load(Path(path))
    except SystemExit as error:
        raise FileError(f"{path}: running it ends with SystemExit({error.code}): put that under __name__") from error
    found = _named(module)
    if not found:
        remedy = 'write method = Method(step, state=("z", "w")), or decorate step with @update_rule'
        raise FileError(f"{path}: there is no method in it: {remedy}")
    if name and name not in found:
        raise FileError(f"{path}: no method is called {name!r}: there is {', '.join(found)}")
    return [_method(value, path) for own, value in found.items() if not name or own == name]


def rational(text: str) -> Any:
    """A rational from "3/2", "0.1", which is 1/10, or "1e6"; raises ValueError for anything else."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{text!r} is no rational number: write 3/2 or 0.1") from error
    return sympy.Rational(value.numerator, value.denominator)


def assumption(text: str, method: Method) -> tuple[Any, ...]:
    """The relations of a chain such as "0 <= beta < 1", between parameters, `lambda` and numbers.

    Raises ValueError where it is none; a method that lacks one of its names does not understand it.
    """
    words = [word for word in re.split(r"\s*(<=|>=|==|<|>|=)\s*", text.strip()) if word]
    if len(words) < 3 or len(words) % 2 == 0 or any(w in RELATIONS for w in words[::2]):
        raise ValueError(f"{text!r} is no chain of comparisons: write 0 <= beta < 1 or the like")
    known = {symbol.name: symbol for symbol in (*method.parameters.values(), method.curvature)}
    values = [known[word] if word in known else _number(word, known) for word in words[::2]]
    pairs = zip(words[1::2], pairwise(values), strict=True)
    return tuple(RELATIONS[sign](left, right) for sign, (left, right) in pairs)


def _number(word: str, known: Mapping[str, Any]) -> Any:
    try:
        return rational(word)
    except ValueError:
        raise ValueError(f"{word!r} is neither a number nor one of {', '.join(known)}") from None


def _named(module: ModuleType) -> dict[str, Any]:
    """Name -> method or declared rule."""
    from derivations.method import Method

    everything = vars(module)
    methods: dict[str, Any] = dict(methods_in(module))
    if not methods:  # of rules that are imported
        methods = {name: value for name, value in everything.items() if isinstance(value, Method)}
    running = [method.step for method in methods.values()]
    rules = {
        name: value
        for name, value in everything.items()
        if isfunction(value)
        and hasattr(value, "state")
        and value.__module__ == module.__name__
        and value not in running
    }
    return methods | rules


def _method(value: Any, path: str) -> Method:
    from derivations.method import Method

    if isinstance(value, Method):
        return value
    try:
        return Method(value)
    except Exception as error:  # the author's code runs here
        raise FileError(f"{path}:{value.__code__.co_firstlineno}: {type(error).__name__}: {error}") from error


# ---- how it looks ------------------------------------------------------------------------------------------------


def text(derived: Iterable[Derived]) -> Iterator[str]:
    """Plain text, each section as soon as it is derived."""
    for name, sections in derived:
        yield name
        for section in sections:
            yield from ("", section.title)
            for label, value in section.content.items():
                yield from _lines(label, value, 1)
        yield ""


def _lines(label: str, value: Any, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Code):
        yield from (f"{pad}{line}".rstrip() for line in value.splitlines())
    elif isinstance(value, sympy.MatrixBase):
        yield f"{pad}{label}:"
        yield from (f"{pad}  {row}" for row in _rows(value))
    elif isinstance(value, Mapping):
        yield f"{pad}{label}:"
        for inner, each in value.items():
            yield from _lines(str(inner), each, depth + 1)
    elif isinstance(value, tuple) and len(_word(value)) > WIDTH:
        yield f"{pad}{label}:"
        yield from (f"{pad}  {_word(each)}" for each in value)
    else:
        yield f"{pad}{label}: {_word(value)}"


def _rows(matrix: Any) -> Iterator[str]:
    """The rows of a matrix, its columns aligned."""
    cells = [[str(entry) for entry in row] for row in matrix.tolist()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "[" + ", ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + "]"


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{label}: {_word(each)}" for label, each in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(f"({_word(v)})" if isinstance(v, tuple) else _word(v) for v in value)
    if isinstance(value, sympy.Rational):
        return _decimal(value)
    from verification.show import words

    return words(value) if isinstance(value, sympy.Basic) else str(value)


def _decimal(value: Any) -> str:
    """A rational as it is; a long one as the decimal that it is, or about."""
    if value.q <= SHORT:
        return str(value)
    places = next((n for n in range(1, 60) if 10**n % value.q == 0), 0)
    if places == 0:
        return f"{value}, about {sympy.N(value, 12)}"
    digits = str(abs(value.p) * 10**places // value.q).rjust(places + 1, "0")
    return f"{'-' * bool(value < 0)}{digits[:-places]}.{digits[-places:]}"


def document(derived: Iterable[Derived]) -> dict[str, Any]:
    """What JSON shows: {"methods": [{"name", <section>: {"title", <label>: ...}}]}, expressions as SymPy has them."""
    return {
        "methods": [
            {"name": name} | {s.key: {"title": s.title} | _data(s.content) for s in sections}
            for name, sections in derived
        ]
    }


def _data(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(label): _data(each) for label, each in value.items()}
    if isinstance(value, sympy.MatrixBase):
        return [[str(entry) for entry in row] for row in value.tolist()]
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    return value if isinstance(value, int) else str(value)


def as_json(derived: Iterable[Derived]) -> Iterator[str]:
    """The document, all of it at the end."""
    yield json.dumps(document(derived), indent=2)


def latex(derived: Iterable[Derived]) -> Iterator[str]:
    """A LaTeX document that compiles by itself."""
    yield from (r"\documentclass{article}", r"\usepackage{amsmath}", r"\begin{document}")
    for name, sections in derived:
        yield rf"\section*{{{plain(name)}}}"
        for section in sections:
            yield rf"\subsection*{{{plain(section.title)}}}"
            for label, value in section.content.items():
                yield from _paragraphs(label, value)
    yield r"\end{document}"


def _paragraphs(label: str, value: Any) -> Iterator[str]:
    if isinstance(value, Code):
        yield from (
            r"\begin{verbatim}",
            _ascii(value).replace(r"\end{verbatim}", r"\end {verbatim}"),
            r"\end{verbatim}",
        )
    elif isinstance(value, Mapping) and value:
        yield rf"\paragraph{{{plain(label)}}}"
        yield from (r"\begin{itemize}", *(part for each in value.items() for part in _items(*each)), r"\end{itemize}")
    else:
        yield rf"\paragraph{{{plain(label)}}}"
        many = isinstance(value, tuple) and any(isinstance(each, sympy.Basic | tuple) for each in value)
        yield from (_formula(each) for each in (value if many else (value,)))


def _items(label: str, value: Any) -> Iterator[str]:
    yield rf"\item {plain(label)}: {plain(_word(value))}"


def _formula(value: Any) -> str:
    if isinstance(value, tuple) and any(isinstance(each, sympy.Basic) for each in value):
        return r"\[ \left(" + ", ".join(_symbols(sympy.latex(each)) for each in value) + r"\right) \]"
    if isinstance(value, sympy.Basic | sympy.MatrixBase):
        return rf"\[ {_symbols(sympy.latex(value))} \]"
    return plain(_word(value))


def plain(words: str) -> str:
    """Text as LaTeX shows it, letters beyond ASCII by their numbers."""
    return escaped(_ascii(words))


def _ascii(words: str) -> str:
    return words.encode("ascii", "backslashreplace").decode()


def _symbols(formula: str) -> str:
    """Letters beyond ASCII in a formula, such as a parameter that is called β, by their numbers."""
    return "".join(c if c.isascii() else rf"\mathrm{{U{ord(c):04X}}}" for c in formula)


FORMATS = {"text": text, "latex": latex, "json": as_json}
