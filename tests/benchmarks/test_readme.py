"""What is recorded passes, and README's table of it is what was recorded last."""

import re

import pytest

from benchmarks import _record
from tests.house.laws import ROOT

TABLE = re.compile(r"^\| `(\w+)` \| (.+?) \| ([^|]+?) \|$", re.MULTILINE)
LAST = [m for name, run in _record.newest().items() for m in run["measurements"] if m["benchmark"] == name]


def test_readme_tells_what_was_measured_last() -> None:
    rows = TABLE.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(rows) >= 8
    medians = {(m["benchmark"], m["quantity"]): m["median"] for m in LAST}
    assert [(name, quantity, f"{medians[name, quantity]:.3g}") for name, quantity, _ in rows] == rows


def test_every_row_meets_its_bar_and_is_ahead_or_says_why_not() -> None:
    assert len(LAST) > 100
    assert [m["quantity"] for m in LAST if not m["passed"]] == []
    behind = [m for m in LAST if re.fullmatch(r".+ / ours: .+", m["quantity"]) and (m["median"] or 1) < 1]
    assert [m["quantity"] for m in behind if not m.get("note")] == []


def test_the_newest_of_each_benchmark_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = {"measurements": [{"benchmark": "a"}, {"benchmark": "b"}]}, {"measurements": [{"benchmark": "b"}]}
    monkeypatch.setattr(_record, "kept", lambda folder=None: [first, second])
    assert _record.newest() == {"a": first, "b": second}
