"""Ids and globs choose claims; what matches nothing is answered with what does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.claim import Claim
from verification.selection import SECTIONS, UnknownClaim, in_order, select


def made(name: str, section: str = "Optimal parameters") -> Claim:
    return Claim(name, section, lambda: iter(()), latex="")


KNOWN = {
    c.id: c
    for c in (
        made("zeta.one", "a section of another package"),
        made("opt.rate"),
        made("opt.parameters"),
        made("gd.gradient", "First Steps: Gradient Descent"),
        made("gd.monotone", "introduction"),
        made("mom.one-step", "figure: Convergence Rate"),
        made("mom.power", "The Dynamics of Momentum"),
    )
}


def ids(*patterns: str) -> list[str]:
    return [c.id for c in select(patterns, KNOWN)]


def test_without_patterns_all_claims_in_the_order_of_the_article() -> None:
    assert ids() == [
        "gd.gradient", "gd.monotone", "mom.one-step", "mom.power", "opt.rate", "opt.parameters", "zeta.one"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["opt.rate"], ["opt.rate"]),
        (["opt.*"], ["opt.rate", "opt.parameters"]),
        (["zeta.one", "gd.gradient"], ["gd.gradient", "zeta.one"]),
        (["opt.rate", "opt.*", "opt.rate"], ["opt.rate", "opt.parameters"]),
        (["*"], ids()),
        (["g?.m*", "[!gmo]*"], ["gd.monotone", "zeta.one"]),
    ],
)
def test_patterns(patterns: list[str], chosen: list[str]) -> None:
    assert ids(*patterns) == chosen


@pytest.mark.parametrize(
    ("pattern", "near"),
    [
        ("opt.rates", "did you mean opt.rate"),
        ("OPT.RATE*", "`whymomentum list` prints every id"),
        ("power", "did you mean mom.power?"),
        ("opt.parametres*", "did you mean opt.parameters"),
        ("", "did you mean "),
        ("__import__('os').system('true')", "`whymomentum list` prints every id"),
    ],
)
def test_an_unknown_claim_is_answered_with_its_neighbours(pattern: str, near: str) -> None:
    with pytest.raises(UnknownClaim) as caught:
        ids("opt.rate", pattern)
    assert f"no claim is called {pattern!r}: {near}" in str(caught.value)


@given(st.text())
@example("[")
@example("[]")
@example("[!]")
@example("\0")
def test_any_text_chooses_or_is_unknown(pattern: str) -> None:
    try:
        assert set(ids(pattern)) <= set(KNOWN)
    except UnknownClaim:
        assert pattern not in KNOWN


@given(st.permutations([*KNOWN.values()]))
def test_topics_stay_together_in_any_order_of_statement(stated: list[Claim]) -> None:
    ordered = in_order(stated)
    topics = [c.id.partition(".")[0] for c in ordered]
    assert [*dict.fromkeys(topics)] == ["gd", "mom", "opt", "zeta"]
    assert topics == sorted(topics, key=["gd", "mom", "opt", "zeta"].index)
    within = {topic: [c for c in ordered if c.id.startswith(topic)] for topic in topics}
    assert all(found == [c for c in stated if c in found] for found in within.values())


def test_sections_are_those_of_the_article_once() -> None:
    assert len(set(SECTIONS)) == len(SECTIONS)
