"""How far a sweep is: which points are done, what they came to, and the file from which it goes on.

The file is JSON: what makes it this sweep and no other, the stretches of points that are done, and the partial result
of each reduction; floats are written in hexadecimal. It is replaced whole or not at all, and its size does not grow
with the sweep: chunks are handed out in order, so that what is done is one stretch and a few ahead of it.
"""

from __future__ import annotations

import json
import os
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any

from numerics.files import write_whole
from numerics.reductions import Reduction

__all__ = ["Checkpoint", "Progress"]

FORMAT = "whymomentum sweep, version 1"


@dataclass(frozen=True)
class Checkpoint:
    """A file, and how many seconds lie between two writings of it (0: it is written after every chunk)."""

    path: str | os.PathLike[str]
    seconds: float = 10.0


@dataclass
class Progress:
    """What is done of a sweep; as a context it writes its file at the end, whatever that is."""

    identity: Mapping[str, Any]
    size: int
    reductions: Mapping[str, Reduction]
    checkpoint: Checkpoint | None
    held: tuple[list[tuple[int, int]], dict[str, Any]] = field(default_factory=lambda: ([], {}))
    """Stretches of points, and what they came to: one attribute, so that no interrupt comes between the two."""
    _before: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    _written: float = field(default_factory=monotonic)

    @classmethod
    def begin(
        cls,
        identity: Mapping[str, Any],
        size: int,
        reductions: Mapping[str, Reduction],
        checkpoint: Checkpoint | str | os.PathLike[str] | None,
    ) -> Progress:
        """From the file if there is one; ValueError where it belongs to another sweep, or to none."""
        if checkpoint is not None and not isinstance(checkpoint, Checkpoint):
            checkpoint = Checkpoint(checkpoint)
        state = cls(identity, size, reductions, checkpoint)
        if checkpoint is not None and Path(checkpoint.path).exists():
            state._read(Path(checkpoint.path))
        return state

    @property
    def done(self) -> list[tuple[int, int]]:
        """The stretches of points that are done, in order, with gaps between them."""
        return self.held[0]

    @property
    def partials(self) -> dict[str, Any]:
        """The partial result of each reduction for these points."""
        return self.held[1]

    @property
    def points(self) -> int:
        """How many points are done."""
        return sum(stop - start for start, stop in self.done)

    @property
    def advice(self) -> str:
        """How to go on after a failure, for an error message."""
        if self.checkpoint is None:
            return "give checkpoint=FILE, so that the next sweep need not begin anew"
        return f"call sweep again with checkpoint={os.fspath(self.checkpoint.path)!r}: {self.points} points are done"

    def remaining(self, most: int) -> Iterator[tuple[int, int]]:
        """What was not done when this was called first, in stretches of at most `most` points, in order."""
        edges = [0, *(edge for stretch in self.done for edge in stretch), self.size]
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            yield from ((low, min(low + most, stop)) for low in range(start, stop, most))

    def add(self, start: int, stop: int, partials: tuple[Any, ...]) -> None:
        """Points start .. stop - 1 are done; RuntimeError if some were already, TypeError for an unlawful reduction."""
        done = self._with(start, stop)
        named = zip(self.reductions.items(), partials, strict=True)
        self.held = done, {name: self._combined(name, kind, partial) for (name, kind), partial in named}
        if self.checkpoint is not None and monotonic() - self._written >= self.checkpoint.seconds:
            self.write()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.write()
        if kind is None and self.done != [(0, self.size)]:
            raise RuntimeError(f"points {self.done} of {self.size} done violate: every point once; a chunk was lost")

    def write(self) -> None:
        """Replace the file, if there is to be one, by one of what is done now."""
        if self.checkpoint is None:
            return
        partials = {name: _plain(partial) for name, partial in self.partials.items()}
        text = json.dumps({"format": FORMAT, **self.identity, "done": self.done, "partials": partials}, indent=1)
        write_whole(Path(self.checkpoint.path), f"{text}\n".encode())
        self._written = monotonic()

    def _with(self, start: int, stop: int) -> list[tuple[int, int]]:
        place = bisect(self.done, (start, stop))
        before, after = self.done[:place], self.done[place:]
        if (before and before[-1][1] > start) or (after and after[0][0] < stop):
            raise RuntimeError(f"points {start} to {stop - 1} came twice, which violates: every point once")
        if before and before[-1][1] == start:
            start = before.pop()[0]
        if after and after[0][0] == stop:
            stop = after.pop(0)[1]
        return [*before, (start, stop), *after]

    def _combined(self, name: str, kind: Reduction, new: Any) -> Any:
        """The new total, after the laws were checked on the three partial results at hand."""
        if name not in self.partials:
            _plain(new)
            return new
        total = self.partials[name]
        both = kind.combine(total, new)
        ways = [both, kind.combine(new, total)]
        if name in self._before:
            first, second = self._before[name]
            ways.append(kind.combine(first, kind.combine(second, new)))
        if any(_plain(way) != _plain(both) for way in ways):
            law = "combine is associative and commutative, exactly"
            raise TypeError(f"{name}={kind!r} gave {ways}, which violates: {law}; add integers rather than floats")
        self._before[name] = total, new
        return both

    def _read(self, path: Path) -> None:
        try:
            held = json.loads(path.read_text("utf-8"))
            state = {key: held[key] for key in ("done", "partials", *self.identity)}
            known = held["format"] == FORMAT
        except (ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise ValueError(f"{path} violates: it is the checkpoint of a sweep; name another file, or remove it")
        for key, value in self.identity.items():
            if state[key] != json.loads(json.dumps(value)):
                was = (
                    f"its {key} are {state[key]}, here {value}" if key != "values" else "its function has other values"
                )
                raise ValueError(f"{path} violates: it is of this sweep ({was}); name another file, or remove it")
        try:
            done = [(int(start), int(stop)) for start, stop in state["done"]]
            partials = {name: _partial(value) for name, value in state["partials"].items()}
        except (TypeError, ValueError, AttributeError):
            done, partials = [(0, 0)], {}  # no stretch of points: refused below
        edges = [edge for stretch in done for edge in stretch]
        whole = all(a < b for a, b in zip((-1, *edges), (*edges, self.size + 1), strict=True))
        if not whole or partials.keys() != (self.reductions.keys() if done else set()):
            raise ValueError(f"{path} violates: it holds what was written to it; remove it")
        self.held = done, partials


def _plain(partial: Any) -> Any:
    """A partial result as JSON that keeps every bit."""
    if isinstance(partial, float):
        return partial.hex()
    if isinstance(partial, tuple):
        return [_plain(entry) for entry in partial]
    if partial is None or isinstance(partial, int):
        return partial
    law = "a partial result is an int, a float, None, or a tuple of these"
    raise TypeError(f"{partial!r} of type {type(partial).__name__} violates: {law}; convert it in fold")


def _partial(plain: Any) -> Any:
    if isinstance(plain, str):
        return float.fromhex(plain)
    return tuple(_partial(entry) for entry in plain) if isinstance(plain, list) else plain
