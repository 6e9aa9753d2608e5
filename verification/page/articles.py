"""A claim as HTML: what is printed, the verdict, the correction, the statement, its proof and who has checked it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from verification.page.mathematics import prose
from verification.show import VERDICTS

if TYPE_CHECKING:
    from derivations.claim import Claim
    from verification.outcome import Outcome

__all__ = ["article", "formula"]


def article(claim: Claim, outcome: Outcome, proof: str) -> str:
    """The claim as an `<article>` whose id is `claim-` and its own; `proof` is HTML, shown when it is asked for."""
    parts = [
        f'<article class="claim" id="claim-{claim.id}">',
        f'<h3>{claim.id}</h3><p class="of">{escape(claim.section)}</p>',
        f'<p class="verdict">{outcome.status}: {VERDICTS[claim.as_printed]}</p>',
    ]
    if outcome.reasons:
        parts.append(f"<p>Open because: {escape('; '.join(outcome.reasons))}</p>")
    if claim.printed:
        parts.append(f"<p>Printed: <code>{escape(claim.printed)}</code></p>")
    if outcome.counterexample:
        at = ", ".join(f"{name} = {value}" for name, value in outcome.counterexample.items())
        parts.append(f"<p>Fails at <code>{escape(at)}</code></p>")
    if claim.correction:
        parts.append(formula("Correct: ", claim.correction))
    parts.append(formula("", claim.latex))
    parts.append(f"<details><summary>Proof of {claim.id}</summary>{proof}</details></article>")
    return "\n".join(parts)


def formula(words: str, latex: str) -> str:
    """A formula that can be scrolled where it is wider than the window, by the keyboard too."""
    return f'<div class="formula" tabindex="0">{words}{prose(latex)}</div>'
