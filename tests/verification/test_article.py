"""The article's claims as the command shows them: readable, with no statement that says nothing."""

import re

import pytest

from derivations import claims, translate
from derivations.claim import Claim
from verification.errata import FORMATS, erratum, formula, is_erratum
from verification.outcome import Outcome
from verification.show import pages

CLAIMS = sorted(claims(), key=lambda c: c.id)
each_claim = pytest.mark.parametrize("c", CLAIMS, ids=lambda c: c.id)


def outcome(c: Claim) -> Outcome:
    """A claim as if it had been rechecked."""
    kernel = {"kernel": "proved"}
    return Outcome(
        c.id, c.section, "proved", c.scope, c.as_printed, c.correction, c.counterexample, ("kernel",), kernel, 0
    )


@each_claim
def test_every_claim_can_be_shown_with_its_proof(c: Claim) -> None:
    shown = list(pages(c, outcome(c)))
    assert not any("cannot be shown" in line or "no proof" in line for line in shown)
    assert sum(line == "  proof" for line in shown) == len(c.statements)
    assert not any("no summand is strictly positive" in line for line in shown)


def is_vacuous(data: object) -> bool:
    """Whether SymPy has evaluated a conclusion away, as it does x**2 >= 0, before anyone could prove it."""
    return data == {"and": []}


@each_claim
def test_every_statement_says_something(c: Claim) -> None:
    for s in c.statements:
        stated = translate.statement(s)
        assert not is_vacuous(stated["conclusion"]), s.name
        assert {"or": []} not in stated["hypotheses"], s.name


def test_a_vacuous_conclusion_would_be_seen() -> None:
    assert is_vacuous(translate.formula(True))


def plain_words(latex: str) -> list[str]:
    """Words of running text that LaTeX would set as products of letters."""
    text = re.sub(r"\\(text|mathrm|operatorname|texttt|begin|end)\*?\{[^{}]*\}", " ", re.sub(r"\$[^$]*\$", " ", latex))
    if "$" in latex:
        return []
    return re.findall(r"(?<![\\a-zA-Z])[a-zA-Z]{4,}", text)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\alpha\lambda < 2 \text{ for every lambda}", []),
        (r"$\alpha\lambda < 2$ for every $\lambda$", []),
        (r"\alpha\lambda < 2 for every \lambda", ["every"]),
    ],
)
def test_running_text_in_a_formula_is_seen(latex: str, words: list[str]) -> None:
    assert plain_words(latex) == words


@each_claim
def test_statements_and_corrections_are_latex(c: Claim) -> None:
    for latex in filter(None, (c.latex, c.correction)):
        bare = re.sub(r"\\[{}$]", "", latex)
        assert bare.count("{") == bare.count("}")
        assert bare.count("$") % 2 == 0
        assert plain_words(latex) == []
        assert formula(latex).count("$") >= 2


@pytest.mark.parametrize("form", FORMATS)
def test_errata_of_the_article_can_be_written(form: str) -> None:
    errata = [erratum(c, outcome(c)) for c in CLAIMS if is_erratum(c)]
    assert all(e.failures for e in errata)
    lines = list(FORMATS[form](errata))
    assert sum(e.id in line for e in errata for line in lines) >= len(errata)
