"""How figures look: colours that the colour-blind and greyscale readers tell apart, told apart by dashes and marks too.

The colours are those of M. Okabe and K. Ito (*Color Universal Design*, 2008), in an order of falling darkness.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#56b4e9", "#e69f00")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
MARKS = ("o", "s", "^", "D", "v", "P")
MAP = "cividis"
"""A colour map whose lightness rises steadily, made for readers who confuse red and green (Nunez et al. 2018)."""


@contextmanager
def style() -> Iterator[None]:
    """matplotlib's settings for one drawing: without a screen, and the same bytes for the same data."""
    import matplotlib as mpl
    from matplotlib.backends import backend_agg, backend_svg  # noqa: F401  # drawn to files alone: no screen is asked

    settings: dict[Any, Any] = {
        "svg.hashsalt": "whymomentum",
        "svg.fonttype": "none",
        "font.size": 9,
        "axes.titlesize": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
        "legend.fontsize": 8,
        "lines.linewidth": 1.5,
        "savefig.dpi": 160,
        "figure.constrained_layout.use": True,
    }
    with mpl.rc_context(settings):
        yield


def sheet(rows: int, columns: int, size: tuple[float, float], **options: Any) -> tuple[Drawing, Any]:
    """A drawing of rows by columns axes, each of `size` inches, with no global state: (drawing, array of axes)."""
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(columns * size[0], rows * size[1]), layout="constrained")
    return drawing, drawing.subplots(rows, columns, squeeze=False, **options)


def theory(axes: Any, x: Any, y: Any, number: int = 0, label: str | None = None, **options: Any) -> None:
    """A line: what is proved."""
    axes.plot(x, y, color=COLOURS[number], linestyle=DASHES[number], label=label, **options)


def simulation(axes: Any, x: Any, y: Any, number: int = 0, label: str | None = None, **options: Any) -> None:
    """Points: what a run gave."""
    settings: dict[Any, Any] = {"markersize": 3.5, "markerfacecolor": "none", "markeredgewidth": 0.8} | options
    axes.plot(x, y, color=COLOURS[number], linestyle="none", marker=MARKS[number], label=label, **settings)
