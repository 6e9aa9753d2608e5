"""The whole report: every part of it is there, numbers that contradict a claim are reported, and it loads nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import verification.confrontation
from derivations.recheck import by_id
from verification.cli import main
from verification.failures import Failure
from verification.outcome import recheck, unproved
from verification.whole_report import Agreement, WholeReport, agreement

IDS = ("mom.complex-modulus", "roots.discriminant")


def written(folder: Path) -> Result:
    return CliRunner().invoke(main, ["report", "--out", str(folder), "--jobs", "1", *IDS])


def test_every_part_is_there(tmp_path: Path) -> None:
    result = written(tmp_path / "new")
    assert result.exit_code == 0, result.output
    html, text = ((tmp_path / "new" / name).read_text("utf-8") for name in ("report.html", "report.md"))
    for name in IDS:
        claim = by_id()[name]
        assert f'id="claim-{name}"' in html
        assert f"## `{name}`" in text
        assert claim.latex in text
        assert claim.derivation.splitlines()[0] in text
    erratum = by_id()["mom.complex-modulus"]
    assert erratum.printed is not None
    assert erratum.correction is not None
    for part in (erratum.printed, erratum.correction, "fails as printed", "Fails at"):
        assert part in text
    for part in (
        "kernel: proved",
        "rocq: proved, on record",
        "comparisons agree in float64",
        "comparisons agree in balls",
        "sympy",
    ):
        assert part in text
        assert part in html
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=.(?!data:)", html)


def test_numbers_that_contradict_a_claim_fail_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(claim: object, precision: str) -> int:
        raise Failure("it is 2, not 1")

    monkeypatch.setattr(verification.confrontation, "confront", disagree)
    result = written(tmp_path)
    assert result.exit_code == 1
    assert f"numbers disagree: {', '.join(IDS)}" in result.output
    assert "contradicted at float64: it is 2, not 1" in (tmp_path / "report.md").read_text("utf-8")


def test_a_confrontation_that_breaks_does_not_stop_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(claim: object, precision: str) -> int:
        raise ZeroDivisionError("1/0")

    monkeypatch.setattr(verification.confrontation, "confront", broken)
    assert agreement(IDS[0]) == Agreement({}, "float64: ZeroDivisionError: 1/0")


def test_an_open_claim_says_why() -> None:
    claim = by_id()[IDS[0]]
    whole = WholeReport([claim], [unproved(claim, "no <proof> was found")], {}, 1.0)
    assert "no &lt;proof&gt; was found" in whole.html()
    assert "no <proof> was found" in "\n".join(whole.markdown())


def test_a_claim_is_confronted_at_every_precision() -> None:
    found = agreement(IDS[1])
    assert found.contradiction is None
    assert list(found.counts) == list(verification.confrontation.CONFRONTED)
    assert all(found.counts.values())


def test_the_article_is_escaped() -> None:
    claim = by_id()[IDS[0]]
    outcome = recheck(claim.id, ())
    html = WholeReport([claim], [outcome], {claim.id: Agreement({}, "<script>")}, 1.0).html()
    assert "<script" not in html


def test_what_is_on_record_is_told_from_what_was_asked_now() -> None:
    c = by_id()[IDS[0]]
    asked = replace(unproved(c, ""), engines={"kernel": "proved", "rocq": "proved"})
    assert "rocq: proved. " in WholeReport([c], [asked], {}, 0).facts(c, asked)
    recorded = replace(asked, record={"accepted": True})
    assert "rocq: proved, on record. " in WholeReport([c], [recorded], {}, 0).facts(c, recorded)
