"""What a figure is: data from the theory and from simulation, a drawing of them, and the claims behind both."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Data = dict[str, Any]
FORMATS = ("svg", "png")
HELPERS = ("figure", "style", "theory")
"""Modules of this package that hold no figure."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure of the article.

    section: the article's; claims: ids of the claims that prove what its lines show; caption: what is to be seen, with
    the fields of `data` that it names in braces. compute: the data, plain numbers, strings and NumPy arrays by name.
    draw: the drawing of such data.
    """

    name: str
    section: str
    title: str
    caption: str
    claims: tuple[str, ...]
    compute: Callable[[], Data]
    draw: Callable[[Data], Drawing]
    order: int

    @cached_property
    def data(self) -> Data:
        """The data, computed once."""
        return self.compute()

    @cached_property
    def text(self) -> str:
        """The caption with its numbers, and the claims behind the figure."""
        return f"{self.caption.format(**self.data)} Proved: {', '.join(self.claims)}."

    def save(self, folder: Path, formats: tuple[str, ...] = FORMATS) -> list[Path]:
        """Draw it into `folder`, a file for each format, whole or not; the same data give the same bytes of SVG."""
        from verification.figures.style import style

        files = [folder / f"{self.name}.{form}" for form in formats]
        with style():
            drawing = settled(self.draw(self.data))
            for file in files:
                details = {"Title": self.title, "Description": self.text}
                dated = {"Date": None} if file.suffix == ".svg" else {}
                drawn = BytesIO()
                drawing.savefig(drawn, format=file.suffix[1:], metadata=details | dated)
                write_whole(file, drawn.getvalue())
        return files


def settled(drawing: Drawing) -> Drawing:
    """The drawing laid out, its axes at rounded places: the last bits of what the layout's solver finds differ from one
    drawing of the same data to the next, and with them the names of the SVG's clipping paths."""
    drawing.draw_without_rendering()
    drawing.set_layout_engine("none")
    for axes in drawing.axes:
        left, bottom, width, height = (round(float(x), 5) for x in axes.get_position(original=True).bounds)
        axes.set_position((left, bottom, width, height))
    return drawing


def figures() -> Iterator[Figure]:
    """Every figure, in the order of the article."""
    package = import_module("verification.figures")
    names = [found.name for found in pkgutil.iter_modules(package.__path__) if found.name not in HELPERS]
    found = [import_module(f"verification.figures.{name}").FIGURE for name in names]
    yield from sorted(found, key=lambda figure: figure.order)


def chosen(patterns: tuple[str, ...]) -> list[Figure]:
    """The figures whose names match one of the globs, or all; LookupError where one matches nothing."""
    known = list(figures())
    for pattern in patterns:
        if not any(fnmatchcase(figure.name, pattern) for figure in known):
            names = ", ".join(figure.name for figure in known)
            raise LookupError(f"no figure is called {pattern!r}: there are {names}")
    return [f for f in known if not patterns or any(fnmatchcase(f.name, pattern) for pattern in patterns)]


def captions(drawn: Iterable[Figure]) -> str:
    """Figures with their captions, in Markdown."""
    parts = ["# Figures\n"]
    for figure in drawn:
        parts.append(
            f"## {figure.title}\n\n*{figure.section}*\n\n![{figure.title}]({figure.name}.svg)\n\n{figure.text}\n"
        )
    return "\n".join(parts)


def require_matplotlib() -> None:
    """Raises ImportError with the remedy where what draws is not installed."""
    for package in ("matplotlib", "networkx", "scipy"):
        if find_spec(package) is None:
            raise ImportError(
                f"{package} is not installed, and figures are drawn with it: pip install 'whymomentum[figures]'"
            )
