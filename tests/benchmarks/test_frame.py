"""The frame of the benchmarks: what is counted, what fails a run, and what is kept of it."""

import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

import benchmarks
from benchmarks import _record
from benchmarks.__main__ import main, names
from benchmarks._rows import NotMeasured, Row, rows

Run = Callable[..., Result]


def planted(values: dict[str, Any], **attributes: Any) -> ModuleType:
    """A benchmark that measures what is given."""
    module = ModuleType("planted")
    vars(module).update(attributes, measure=lambda: values)
    return module


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs the command on a planted benchmark, whose source is given, with a history of its own."""
    monkeypatch.setattr(benchmarks, "__path__", [str(tmp_path)])
    monkeypatch.setattr(_record, "HISTORY", tmp_path / "history")

    def invoke(source: str, *arguments: str) -> Result:
        sys.modules.pop("benchmarks.planted", None)
        # Bytecode would be taken for fresh where two sources of one second and one size follow each other.
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        (tmp_path / "planted.py").write_text(source, encoding="utf-8")
        return CliRunner().invoke(main, arguments)

    yield invoke
    sys.modules.pop("benchmarks.planted", None)


def test_the_benchmarks_are_found() -> None:
    assert {"power", "rate"} <= set(names())
    assert not {"peers", "history", "_rows", "__main__"} & set(names())


def test_rounds_have_a_median_and_quartiles() -> None:
    (row,) = rows("b", planted({"q": [5, 1, 4, 2, 3]}))
    assert (row.median, row.quartiles) == (3, (2, 4))
    (single,) = rows("b", planted({"q": 7.0}))
    assert (single.median, single.quartiles) == (7, None)


@pytest.mark.parametrize(("median", "missed"), [(0.99, True), (1, False), (2, False), (2.01, True), (math.nan, True)])
def test_a_bar_is_a_closed_interval_for_the_median(median: float, missed: bool) -> None:
    assert Row("b", "q", (median,), bar=(1, 2)).failed is missed


@pytest.mark.parametrize(
    ("quantity", "median", "behind"),
    [
        ("PEPit / ours: time", 0.99, True),
        ("PEPit / ours: time", 1, False),
        ("PEPit / ours: time", math.nan, True),
        ("import derivations / import sympy: median", 0.5, False),
    ],
)
def test_a_comparison_below_one_is_behind(quantity: str, median: float, behind: bool) -> None:
    assert Row("b", quantity, (median,)).failed is behind
    assert not Row("b", quantity, (median,), note="their solver is compiled").failed


@pytest.mark.parametrize("attribute", [{"BARS": {"other": (0, 1)}}, {"NOTES": {"other": "why"}}])
def test_a_bar_or_a_note_without_its_quantity_is_an_error(attribute: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="other"):
        list(rows("b", planted({"q": 1}, **attribute)))


def test_no_round_is_an_error() -> None:
    with pytest.raises(ValueError, match="no round of 'q'"):
        list(rows("b", planted({"q": []})))


def test_what_is_not_measured_says_why_and_passes() -> None:
    measured = list(rows("b", planted({"P / ours: t": NotMeasured("no P here"), "q": 1}, BARS={"P / ours: t": (1, 2)})))
    assert [(row.reason, row.failed) for row in measured] == [("no P here", False), ("", False)]


def test_a_benchmark_that_cannot_measure_has_its_rows_still() -> None:
    def measure() -> dict[str, float]:
        raise NotMeasured("no browser")

    with_bars, without = planted({}, BARS={"a": (0, 1)}, NOTES={"b": "why"}), planted({})
    for module in with_bars, without:
        vars(module)["measure"] = measure
    assert [(r.quantity, r.reason) for r in rows("b", with_bars)] == [("a", "no browser"), ("b", "no browser")]
    assert [(r.quantity, r.reason) for r in rows("b", without)] == [("everything", "no browser")]


GOOD = "def measure():\n    return {'P / ours: [mu, L]': [2, 4, 3], 'cost': 0.5}\n"


def test_a_run_passes(run: Run) -> None:
    done = run(GOOD, "planted")
    assert done.exit_code == 0, done.output
    assert all(text in done.output for text in ("P / ours: [mu, L]", "3", "2.5 .. 3.5"))


def test_a_missed_bar_fails_the_run(run: Run) -> None:
    assert run(GOOD + "BARS = {'cost': (0.5, 1)}\n", "planted").exit_code == 0
    done = run(GOOD + "BARS = {'cost': (0.51, 1)}\n", "planted")
    assert done.exit_code == 1
    assert "planted: cost: 0.5 misses its bar" in done.output


def test_a_peer_ahead_fails_the_run_unless_a_note_says_why(run: Run) -> None:
    behind = "def measure():\n    return {'P / ours: t': [0.5, 0.9, 1.1]}\n"
    done = run(behind, "planted")
    assert done.exit_code == 1
    assert "P / ours: t: 0.9 is below 1" in done.output
    done = run(behind + "NOTES = {'P / ours: t': 'P is compiled: up to twice'}\n", "planted")
    assert done.exit_code == 0, done.output
    assert "P is compiled" in done.output


def test_what_is_not_measured_is_shown(run: Run) -> None:
    done = run("from benchmarks._rows import NotMeasured\ndef measure():\n    return {'q': NotMeasured('no P')}\n")
    assert done.exit_code == 0, done.output
    assert "not measured: no P" in done.output


def test_a_benchmark_that_breaks_fails_the_run_and_says_why(run: Run) -> None:
    done = run("def measure():\n    raise ZeroDivisionError('nothing to divide by')\n", "planted")
    assert done.exit_code == 1
    assert "nothing to divide by" in done.output
    assert "planted failed to run" in done.output


def test_an_unknown_name_is_a_wrong_command_line(run: Run) -> None:
    done = run(GOOD, "plantd")
    assert done.exit_code == 2
    assert "planted" in done.output


def test_the_json_says_where_what_and_with_which_spread(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert run(GOOD + "BARS = {'cost': (0.1, float('inf'))}\n", "planted", "--json", str(file)).exit_code == 0
    written = json.loads(file.read_text("utf-8"))
    assert {"date", "commit", "modified", "machine", "versions", "measurements"} == written.keys()
    assert {"cpu", "cores", "memory"} <= written["machine"].keys()
    assert {"whymomentum", "python", "numpy"} <= written["versions"]["ours"].keys()
    compared, cost = written["measurements"]
    assert (compared["median"], compared["quartiles"], compared["rounds"]) == (3, [2.5, 3.5], 3)
    assert (cost["median"], cost["quartiles"], cost["bar"], cost["passed"]) == (0.5, None, [0.1, None], True)


def test_recorded_runs_are_shown_side_by_side(run: Run, tmp_path: Path) -> None:
    assert run(GOOD, "history").exit_code == 1  # nothing is recorded yet
    for cost in ("0.5", "0.75", "0.6"):
        assert run(GOOD.replace("0.5", cost), "planted", "--record").exit_code == 0
    medians = [m["median"] for each in _record.kept(tmp_path / "history") for m in each["measurements"]]
    assert medians == [3, 0.5, 3, 0.75, 3, 0.6]
    shown = run(GOOD, "history")
    assert shown.exit_code == 0, shown.output
    assert all(text in shown.output for text in ("0.75 (+50.0%)", "0.6 (-20.0%)", "3 (+0.0%)"))


def test_a_run_that_fails_is_recorded_too(run: Run, tmp_path: Path) -> None:
    assert run(GOOD + "BARS = {'cost': (9, 9)}\n", "planted", "--record").exit_code == 1
    (kept,) = _record.kept(tmp_path / "history")
    assert [m["passed"] for m in kept["measurements"]] == [True, False]


def test_no_recorded_run_replaces_another(tmp_path: Path) -> None:
    kept = {"date": "2026-01-01T00:00:00+00:00", "commit": "c0ffee" * 6}
    files = [_record.keep(kept | {"measurements": []}, tmp_path).name for _ in range(3)]
    assert files == [f"2026-01-01-c0ffeec0ffee{end}.json" for end in ("", "-2", "-3")]
    assert len(_record.kept(tmp_path)) == 3
