"""Every claim: proved from its file by the kernel, decided as printed, and its mutants refused."""

import os
import tomllib
from pathlib import Path

import pytest

from derivations import claims, kernel, translate
from derivations.claim import Claim
from derivations.models import find_witness
from derivations.mutation import mutant
from derivations.recheck import as_data, document, refuted_at
from derivations.statement import Limit, Statement

CLAIMS = sorted(claims(), key=lambda claim: claim.id)
ARTICLE = Path(os.environ.get("WHYMOMENTUM_ARTICLE", Path(__file__).parents[3] / "shared" / "article")) / "claims.toml"


each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)


@each_claim
def test_proved_by_the_kernel(claim: Claim) -> None:
    results = kernel.check(document(claim))
    assert {s.name for s in claim.statements} | {m.name for m in claim.misprints} <= set(results)
    assert set(results.values()) == {"proved"}


@each_claim
def test_decided_as_printed(claim: Claim) -> None:
    false = claim.as_printed in ("fails", "holds-if")
    assert bool(claim.misprints) is false
    assert bool(claim.correction) is false
    assert (claim.counterexample is not None) is false
    assert any(not s.lemma for s in claim.statements)
    assert claim.derivation
    assert claim.references


@each_claim
def test_mutants_fail_at_a_point_and_are_not_proved(claim: Claim) -> None:
    stated = {s.name: translate.statement(s) for s in claim.statements}
    proofs = claim.proof["statements"]
    earlier = {entry["name"]: entry for entry in document(claim)}
    mutants = claim.proof["mutants"]
    assert len(mutants) >= 3
    assert len({(m["of"], m["change"]) for m in mutants}) == len(mutants)
    for m in mutants:
        changed = mutant(stated[m["of"]], m["change"])
        assert changed != stated[m["of"]]
        before = list(earlier.values())[: list(earlier).index(m["of"])]
        witness = proofs[m["of"]]["witness"]
        forged = {
            "name": "mutant",
            "statement": changed | {"witness": witness},
            "proof": proofs[m["of"]]["proof"],
        }
        assert kernel.check([*before, forged])["mutant"].startswith("refused"), m["change"]
        [kind] = changed["conclusion"]
        if kind not in ("limit", "minimum"):
            denied = kernel.negate(kernel.formula(changed["conclusion"]))
            false = refuted_at("false", [*changed["hypotheses"], as_data(denied)], m["fails_at"])
            assert kernel.check([false]) == {"false": "proved"}, m["change"]


LIMITS = [(c, s) for c in CLAIMS for s in c.statements if isinstance(s.conclusion, Limit)]
BY_BRANCHES = (
    "stab.momentum-can-diverge-on-convex"  # the inputs are f' in one of three pieces: tests of the limit cycle
)


@pytest.mark.parametrize(("claim", "stated"), [(c, s) for c, s in LIMITS if c.id != BY_BRANCHES])
def test_runs_that_tend_somewhere_go_on(claim: Claim, stated: Statement) -> None:
    """A limit says nothing of a run that its guard stops: these take three steps."""
    found = translate.statement(stated)
    limit = found["conclusion"]["limit"]
    later = [{"orbit": limit["orbit"]}, {"eq": {limit["counter"]: "1", "": "-3"}}]
    longer = {"hypotheses": [*found["hypotheses"], *later], "conclusion": translate.TRUE}
    assert len(find_witness(longer)["runs"][-1]) == 3


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article's list of statements is not part of the distribution")
def test_the_article_is_covered() -> None:
    printed = {entry["id"]: entry for entry in tomllib.loads(ARTICLE.read_text())["claim"]}
    ours = {claim.id: claim for claim in CLAIMS}
    assert set(printed) <= set(ours)
    for name in printed:
        assert ours[name].section == printed[name]["section"], name
        assert ours[name].printed == printed[name]["printed"], name
        assert ours[name].as_printed in ("holds", "holds-if", "fails"), name
    assert all(ours[name].as_printed is None for name in set(ours) - set(printed))
