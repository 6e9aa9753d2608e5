"""Files are written whole or not at all."""

import os
from pathlib import Path

import numpy as np
import pytest

from numerics import files, images


def test_what_was_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError("planted")

    file = tmp_path / "file"
    files.write_whole(file, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="planted"):
        files.write_whole(file, b"new")
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"old", [file])


@pytest.mark.parametrize("name", ["w.npy", "w.pgm"])
def test_an_image_that_cannot_be_written_leaves_the_old_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    images.write_image(tmp_path / name, np.zeros((2, 2)))
    before = (tmp_path / name).read_bytes()
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        images.write_image(tmp_path / name, np.ones((2, 2)))
    assert (tmp_path / name).read_bytes() == before
