"""Files are written whole or not at all, and a folder that is held is not held twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from derivations.files import held, write_whole

TRY = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)"


@pytest.mark.parametrize("content", ["λ = 1\n", "λ = 1\n".encode(), ""])
def test_a_file_is_made_and_replaced(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "file"
    for _ in range(2):
        write_whole(file, content)
        assert file.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(tmp_path.iterdir()) == [file]


def test_what_was_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError("planted")

    file = tmp_path / "file"
    write_whole(file, "old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="planted"):
        write_whole(file, "new")
    assert (file.read_text(), list(tmp_path.iterdir())) == ("old", [file])


def test_a_held_folder_keeps_other_processes_out(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")

    def refused() -> bool:
        done = subprocess.run([sys.executable, "-c", TRY, str(tmp_path)], stderr=subprocess.DEVNULL, check=False)
        return done.returncode != 0

    with held(tmp_path):
        assert refused()
    assert not refused()
