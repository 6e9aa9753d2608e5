r"""Images as arrays, from .npy and PGM files without any other package, and from what matplotlib can read if it is
there.

    image = read_image("strokes.pgm")           # (height, width), or (height, width, channels)
    problem = GridColorization.of(strokes(image))
    graph = Graph.from_image(brightness(image), tolerance=0.1)

References: Netpbm, *PGM format specification* (P2, P5); A. Levin, D. Lischinski, Y. Weiss, "Colorization using
optimization", SIGGRAPH 2004, where strokes and brightness are what a user gives.
"""

from __future__ import annotations

import re
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from numerics.exact import Array
from numerics.files import write_whole

__all__ = ["brightness", "read_image", "strokes", "write_image"]


def read_image(path: str | PathLike[str]) -> Array:
    """The image in a file as it is stored: (height, width), or (height, width, channels); integers or floats.

    .npy and .pgm (P2, P5; up to 16 bits) are read here, other formats by matplotlib. Raises ValueError for a file that
    is not what it says or holds no image, OSError where there is none, ImportError where matplotlib would be needed.
    """
    file = Path(path)
    if file.suffix == ".npy":
        image: Array = np.load(file, allow_pickle=False)
    elif file.suffix == ".pgm":
        image = _pgm(file.read_bytes(), file.name)
    else:
        image = _other(file)
    return _checked(image, file.name)


def write_image(path: str | PathLike[str], values: Any) -> None:
    """An array (height, width) as .npy, exactly, or as .pgm of 8 bits: 0 is black, 1 white, beyond is cut off."""
    file, image = Path(path), np.asarray(values)
    if image.ndim != 2:
        raise ValueError(f"values of shape {image.shape} violate: shape (height, width)")
    if file.suffix == ".npy":
        np.save(whole := BytesIO(), image, allow_pickle=False)
        write_whole(file, whole.getvalue())
    elif file.suffix == ".pgm":
        levels = np.rint(255 * np.clip(image.astype(np.float64), 0, 1)).astype(np.uint8)
        height, width = image.shape
        write_whole(file, b"P5\n%d %d\n255\n" % (width, height) + levels.tobytes())
    else:
        raise ValueError(f"{file.name} violates: a name that ends in .npy or .pgm; choose one of these")


def strokes(image: Any) -> Array:
    """Where something is drawn: booleans (height, width), true where a colour is not 0 and nothing is transparent."""
    values = _checked(np.asarray(image), "the image")
    if values.ndim == 2:
        return np.not_equal(values, 0)
    colours = values.shape[2] - _has_alpha(values)
    drawn: Array = (values[..., :colours] != 0).any(axis=2)
    return drawn & (values[..., -1] != 0) if _has_alpha(values) else drawn


def brightness(image: Any) -> Array:
    """The mean of the colours, float64 (height, width): integers in units of the largest one of their type."""
    values = _checked(np.asarray(image), "the image")
    unit = np.iinfo(values.dtype).max if values.dtype.kind in "iu" else 1
    scaled = values.astype(np.float64) / unit
    if values.ndim == 2:
        return scaled
    mean: Array = scaled[..., : values.shape[2] - _has_alpha(values)].mean(axis=2)
    return mean


def _has_alpha(image: Array) -> bool:
    return image.shape[2] in (2, 4)


def _checked(image: Array, name: str) -> Array:
    fits = image.ndim == 2 or (image.ndim == 3 and 1 <= image.shape[2] <= 4)
    if not fits or not image.size or image.dtype.kind not in "biuf":
        law = "numbers of shape (height, width) or (height, width, channels), at most 4 channels, at least one pixel"
        raise ValueError(f"{name} of shape {image.shape}, {image.dtype} violates: {law}")
    return image


def _pgm(data: bytes, name: str) -> Array:
    gap = rb"(?:\s|#[^\n]*\n)+"
    head = re.match(rb"P([25])" + gap + rb"(\d{1,9})" + gap + rb"(\d{1,9})" + gap + rb"(\d{1,5})\s", data)
    if head is None:
        raise ValueError(f"{name} violates: a PGM file begins with P2 or P5, width, height and maximum")
    width, height, largest = (int(head[i]) for i in (2, 3, 4))
    if not 1 <= largest <= 65535:
        raise ValueError(f"{name}: maximum {largest} violates 1 <= maximum <= 65535")
    body = data[head.end() :]
    if head[1] == b"2":
        values = np.array([int(word) for word in re.sub(rb"#[^\n]*", b"", body).split()], dtype=np.int64)
    else:
        values = np.frombuffer(body, dtype=">u2" if largest > 255 else "u1", count=_whole(body, largest))
    if len(values) < width * height:
        raise ValueError(f"{name}: {len(values)} pixels violate {width} x {height}: the file is cut short")
    pixels = values[: width * height].reshape(height, width)
    if pixels.size and pixels.max() > largest:
        raise ValueError(f"{name}: pixel {pixels.max()} violates pixel <= maximum = {largest}")
    return pixels.astype(np.uint16 if largest > 255 else np.uint8)


def _whole(body: bytes, largest: int) -> int:
    return len(body) // (2 if largest > 255 else 1)


def _other(file: Path) -> Array:
    try:
        from matplotlib.image import imread
    except ImportError as error:
        raise ImportError(
            f"{file.name} needs matplotlib: pip install 'whymomentum[figures]', or give a .npy or .pgm file"
        ) from error
    image: Array = np.asarray(imread(file))
    return image
