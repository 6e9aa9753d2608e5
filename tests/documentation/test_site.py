"""What the site's extension makes: pages that need no network, catalogue and errata that come from the claims."""

import re

import pytest

from benchmarks import _record
from derivations.recheck import by_id
from docs.extensions import algorithms, catalogue, measurements
from docs.extensions.site import links, loaded
from verification.errata import is_erratum
from verification.outcome import Outcome, unproved
from verification.selection import select

CLAIMS = select((), by_id())
FOUND = [
    (c, Outcome(c.id, c.section, "proved", c.scope, c.as_printed, c.correction, None, ("kernel",), {}, 0))
    for c in CLAIMS
]


@pytest.mark.parametrize(
    "html",
    [
        '<script defer src="https://cdn.example/mathjax.js"></script>',
        "<link rel='stylesheet' href='//fonts.example/css'>",
        '<link href="http://fonts.example/css" rel="preload">',
        '<img alt="" src="https://img.example/badge.svg">',
        "@import 'https://fonts.example/css';",
        "src: url(https://fonts.example/a.woff2)",
    ],
)
def test_what_needs_a_network_is_seen(html: str) -> None:
    assert len(loaded(html)) == 1


def test_links_and_own_files_need_no_network() -> None:
    html = '<a href="https://distill.pub">x</a><script src="_static/a.js"></script><link rel="stylesheet" href="s.css">'
    assert loaded(html + '<link rel="canonical" href="https://example.org/">') == []


def test_the_catalogue_has_every_claim_once() -> None:
    pages = dict(catalogue.pages(FOUND, links()))
    text = "\n".join(line for lines in pages.values() for line in lines)
    assert re.findall(r"^\.\. _claim-(.*):$", text, re.MULTILINE) == [c.id for c in CLAIMS]
    assert text.count("**proved** ") == len(CLAIMS)
    assert f"{len(CLAIMS)} claims, {len(CLAIMS)} of them proved" in text


def test_the_errata_are_those_of_the_claims() -> None:
    text = "\n".join(catalogue.errata_page(FOUND))
    wrong = [c for c in CLAIMS if is_erratum(c)]
    assert sorted(re.findall(r"<claim-(.*)>", text)) == sorted(c.id for c in wrong)
    assert text.count("(proved)") == len(wrong)
    assert text.count(":False:") == sum(len(c.misprints) for c in wrong)


def test_what_is_open_is_not_called_proved() -> None:
    text = "\n".join(catalogue.errata_page([(c, unproved(c, "for this test")) for c in CLAIMS]))
    assert "(proved)" not in text
    pages = dict(catalogue.pages([(c, unproved(c, "for this test")) for c in CLAIMS], {}))
    assert f"{len(CLAIMS)} claims, 0 of them proved" in "\n".join(pages["claims/index.rst"])


def test_the_page_of_the_algorithms_has_the_theory_of_momentum() -> None:
    text = "\n".join(algorithms.page())
    assert r"\left(\begin{matrix}\beta & \lambda\\- \alpha \beta & - \alpha \lambda + 1\end{matrix}\right)" in text
    assert r":math:`\displaystyle 1 - \beta > 0`" in text


ROW = {
    "benchmark": "roofline",
    "quantity": "peer / ours: a_task",
    "median": 0.5,
    "quartiles": [0.25, None],
    "bar": [1, 2],
}
RUN = {
    "date": "2026-01-02T03:04:05",
    "commit": "0123456789abcdef",
    "machine": {"cpu": "a machine", "cores": 2},
    "versions": {"ours": {"numpy": "2"}, "peers": {"torch": {"torch": "3"}}},
    "measurements": [ROW | {"note": "it is faster"}, ROW | {"median": None, "quartiles": None, "bar": None}],
}


def test_the_page_of_the_measurements_has_every_row_of_the_last_run(monkeypatch: pytest.MonkeyPatch) -> None:
    older, other = RUN | {"measurements": [ROW] * 5}, RUN | {"measurements": [ROW | {"benchmark": "power"}]}
    monkeypatch.setattr(_record, "kept", lambda folder=None: [older, RUN, other])
    text = "\n".join(measurements.page())
    assert "2026-01-02, commit 0123456789ab, a machine, 2 cores, with numpy 2, torch 3." in text
    assert "   * - peer / ours: a\\_task (it is faster)\n     - 0.5\n     - 0.25 .. any\n     - 1 .. 2" in text
    assert text.count("   * - peer / ours") == 3


def test_without_a_recorded_run_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_record, "kept", lambda folder=None: [])
    assert "No run is recorded." in measurements.page()
