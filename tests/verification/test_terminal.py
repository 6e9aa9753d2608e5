"""Streams are set up once: an interrupt while one is reconfigured would leave it unwritable."""

import io
import sys
from typing import Any

import pytest

from verification.terminal import console


class Stream(io.TextIOWrapper):
    """A text stream that counts how often it is reconfigured."""

    times = 0

    def reconfigure(self, **settings: Any) -> None:
        self.times += 1
        super().reconfigure(**settings)


@pytest.mark.parametrize(("errors", "times"), [("strict", 1), ("backslashreplace", 0)])
@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_stream_is_reconfigured_once(monkeypatch: pytest.MonkeyPatch, name: str, errors: str, times: int) -> None:
    stream = Stream(io.BytesIO(), encoding="ascii", errors=errors)
    monkeypatch.setattr(sys, name, stream)
    for _ in range(3):
        console(stderr=name == "stderr").print("λ")
    stream.flush()
    assert stream.times == times
    assert stream.buffer.getvalue() == b"\\u03bb\n" * 3  # type: ignore[attr-defined]
