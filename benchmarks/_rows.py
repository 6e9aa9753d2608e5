"""From what a benchmark measures to rows, each with its median, its spread and whether it passes."""

from __future__ import annotations

import importlib
import math
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

Bar = tuple[float, float]
COMPARES = re.compile(r".+ / ours: .+")


class NotMeasured(Exception):
    """Why a quantity has no value: raised by a measurement, or given by it as the quantity's value."""


class Row(NamedTuple):
    """One quantity: a value for each round, or why there is none; its bar, and what is to be said of it."""

    benchmark: str
    quantity: str
    samples: tuple[float, ...]
    bar: Bar | None = None
    note: str = ""
    reason: str = ""

    @property
    def median(self) -> float:
        """The median over the rounds; NaN where nothing was measured."""
        return statistics.median(self.samples) if self.samples else math.nan

    @property
    def quartiles(self) -> tuple[float, float] | None:
        """The lower and the upper quartile over the rounds; a single value has none."""
        if len(self.samples) < 2:
            return None
        low, _, high = statistics.quantiles(self.samples, n=4, method="inclusive")
        return low, high

    @property
    def missed(self) -> bool:
        """Whether the median is outside of the bar."""
        return bool(self.samples) and self.bar is not None and not self.bar[0] <= self.median <= self.bar[1]

    @property
    def behind(self) -> bool:
        """Whether a peer is ahead, with a note or without."""
        return bool(self.samples) and COMPARES.fullmatch(self.quantity) is not None and not self.median >= 1

    @property
    def failed(self) -> bool:
        """Whether the run fails for this row."""
        return self.missed or (self.behind and not self.note)


def rows(benchmark: str, module: ModuleType) -> Iterator[Row]:
    """Runs one benchmark.

    Where it cannot measure at all, each quantity that its bars and notes name has a row that says why.
    Raises ValueError where a bar or a note is of no quantity, or a quantity has no round.
    """
    bars: dict[str, Bar] = getattr(module, "BARS", {})
    notes: dict[str, str] = getattr(module, "NOTES", {})
    values: dict[str, Any]
    try:
        values = module.measure()
    except NotMeasured as error:
        values = dict.fromkeys([*bars, *(name for name in notes if name not in bars)] or ["everything"], error)
    if unmeasured := (bars.keys() | notes.keys()) - values.keys():
        raise ValueError(f"{benchmark}: BARS or NOTES name {sorted(unmeasured)}, which measure() omits")
    for quantity, value in values.items():
        yield _row(benchmark, quantity, value)._replace(bar=bars.get(quantity), note=notes.get(quantity, ""))


def _row(benchmark: str, quantity: str, value: float | Sequence[float] | NotMeasured) -> Row:
    if isinstance(value, NotMeasured):
        return Row(benchmark, quantity, (), reason=str(value))
    samples = tuple(map(float, value)) if isinstance(value, Iterable) else (float(value),)
    if not samples:
        raise ValueError(f"{benchmark}: measure() gives no round of {quantity!r}: give a value, or a NotMeasured")
    return Row(benchmark, quantity, samples)


def module(benchmark: str) -> ModuleType:
    """The module of a benchmark."""
    return importlib.import_module(f"benchmarks.{benchmark}")
