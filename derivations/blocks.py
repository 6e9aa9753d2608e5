"""Numbers and arrays that broadcast, taken in blocks that stay in a processor's second-level cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import Any

__all__ = ["BLOCK", "arrays", "blocks", "exact_arrays", "within"]

BLOCK = 1 << 14
"""Points at a time."""


def arrays(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each as a float64 array; TypeError for what is no real number, ValueError for shapes that do not broadcast."""
    import numpy as np

    found = {name: _array(name, value) for name, value in values.items()}
    try:
        np.broadcast_shapes(*(a.shape for a in found.values()))
    except ValueError as error:
        shapes = {name: a.shape for name, a in found.items()}
        raise ValueError(f"shapes {shapes} violate: they broadcast; reshape one, as in alpha[:, None]") from error
    return found


def exact_arrays(values: Mapping[str, Any]) -> dict[str, Any]:
    """As `arrays`, without any rounding: float64 where that holds every entry as given, else Fractions, as objects."""
    import numpy as np

    found = arrays(values)
    for name, floats in found.items():
        given = np.asarray(values[name])
        if (given.dtype.kind == "f" and given.dtype.itemsize <= 8) or not np.isfinite(floats).all():
            continue
        exact = np.asarray(np.frompyfunc(_fraction, 1, 1)(given), dtype=object)
        if (exact != np.asarray(np.frompyfunc(Fraction, 1, 1)(floats), dtype=object)).any():
            found[name] = exact
    return found


def _fraction(value: Any) -> Fraction:
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(*value.as_integer_ratio())


def _array(name: str, value: Any) -> Any:
    import numpy as np

    law = f"{name} is a real number or an array of real numbers"
    try:
        given = np.asarray(value)
        if given.dtype.kind not in "iufO":
            raise TypeError(f"dtype {given.dtype}")
        if given.dtype.kind == "O" and any(isinstance(x, str | bool | None) for x in given.flat):
            raise TypeError("no numbers")
        return given.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{name}={value!r} violates: {law}; give float64 ({error})") from error


def blocks(shape: tuple[int, ...]) -> Iterator[tuple[slice, ...]]:
    """Slices of at most BLOCK points that cover an array of `shape` in its order in memory."""
    if prod(shape) <= BLOCK:
        yield tuple(slice(None) for _ in shape)
        return
    rows = max(1, BLOCK // prod(shape[1:]))
    for start in range(0, shape[0], rows):
        if prod(shape[1:]) <= BLOCK:
            yield (slice(start, start + rows), *(slice(None) for _ in shape[1:]))
        else:
            yield from ((slice(start, start + rows), *rest) for rest in blocks(shape[1:]))


def within(block: tuple[slice, ...], shape: tuple[int, ...]) -> tuple[slice, ...]:
    """The part of a block that an array of `shape`, with axes of length 1 to be broadcast, has."""
    return tuple(slice(None) if length == 1 else part for part, length in zip(block, shape, strict=True))
