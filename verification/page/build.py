"""The page as one file: the figures, the claims behind them, scripts and styles, with nothing left to load."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib import metadata
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from verification.page.articles import article
from verification.page.data import numbers
from verification.page.formulas import javascript

if TYPE_CHECKING:
    from derivations.claim import Claim
    from verification.figures.figure import Figure
    from verification.outcome import Outcome

__all__ = ["SCRIPTS", "page"]

SCRIPTS = (
    "elements",
    "colours",
    "legend",
    "plot",
    "figure",
    "runs",
    "rules",
    "figures_descent",
    "figures_momentum",
    "figures_problems",
    "own_rule",
    "start",
)
"""The page's script, one file after the other."""

HINTS = {
    "hero": "Momentum on a curved ravine, dark where it is deep. With the step-size and momentum that the article’s "
    "label prints, 0.02 and 0.99, it leaves the window at once.",
    "change-of-basis": "The same run twice: as the problem is given, and in its eigenbasis, where each component is "
    "alone.",
    "gradient-descent-error": "Each component of the error shrinks by its own factor. Find the step-size at which the "
    "slowest and the fastest are equally slow.",
    "polynomial-weights": "The model of six weights, and how much of each eigenfeature is in it. What has a small "
    "eigenvalue is learnt late.",
    "polynomial-eigenfeatures": "Early stopping finds the weights of large eigenvalues first, much as Tikhonov’s "
    "penalty keeps them.",
    "convergence-rate": "Where the larger eigenvalue of momentum is, over the plane of its parameters: dark is a rate "
    "of 0, yellow one of 2 and more.",
    "damping": "A weight on a spring: force pulls it back, damping takes its velocity. At β = 1 nothing is taken.",
    "critical-damping": "From rest. With more momentum than at critical damping it overshoots, with less it creeps.",
    "momentum-error": "The article’s three components, with two parameters to tune.",
    "best-rates": "Momentum at its best is gradient descent at its best with the square root of the condition number.",
    "colorization": "Colour flows from two pixels at the left through four rooms: dark is none, yellow all.",
    "graphs": "How a graph is connected is how its Laplacian is conditioned.",
    "rosenbrock": "Information moves by one component an iteration: nothing is drawn where no method has "
    "been; dark is 0, yellow 1.",
    "stochastic": "Two parts of the expected loss: the start is forgotten, the noise stays. The points are one "
    "run, its errors drawn once.",
}
EXAMPLE = """# gamma = 0 is momentum, gamma = beta is Nesterov's method
ahead = w + gamma * (w - w_previous)
new = w + beta * (w - w_previous) - alpha * gradient(ahead)
w_previous = w
w = new"""


def page(figures: Sequence[Figure], claims: Sequence[Claim], outcomes: Sequence[Outcome]) -> str:
    """The page: `outcomes` are what rechecking the claims gave, in their order."""
    assets = files("verification.page") / "assets"
    shown = [figure for figure in figures if figure.name in HINTS]
    own = '<a href="#your-own">Your own rule</a>'
    proved = sum(outcome.is_proved for outcome in outcomes)
    return Template((assets / "page.html").read_text("utf-8")).substitute(
        style=(assets / "page.css").read_text("utf-8"),
        contents=", ".join([*(f'<a href="#{f.name}">{escape(f.title)}</a>' for f in shown), own]),
        figures="\n".join([*map(_figure, shown), _own_rule()]),
        counts=f"{proved} of {len(outcomes)} are proved by the kernel.",
        claims="\n".join(article(c, o, _proof(c, o)) for c, o in zip(claims, outcomes, strict=True)),
        version=metadata.version("whymomentum"),
        data=json.dumps(numbers(), separators=(",", ":")).replace("</", "<\\/"),
        chart=(assets / "vendor" / "chart.umd.min.js").read_text("utf-8"),
        jsep=(assets / "vendor" / "jsep.iife.min.js").read_text("utf-8"),
        formulas=javascript(),
        script="\n".join((assets / "scripts" / f"{name}.js").read_text("utf-8") for name in SCRIPTS),
    )


def _figure(figure: Figure) -> str:
    links = ", ".join(f'<a href="#claim-{name}">{name}</a>' for name in figure.claims)
    return f"""<section class="figure" id="{figure.name}" aria-labelledby="{figure.name}-title">
<p class="of">{escape(figure.section)}</p>
<h2 id="{figure.name}-title">{escape(figure.title)}</h2>
<p>{escape(HINTS[figure.name])}</p>
<div class="plots"></div>
<form class="controls" aria-label="{escape(figure.title)}"></form>
<dl class="facts"></dl>
<p class="claims">Proved: {links}.</p>
</section>"""


def _own_rule() -> str:
    return f"""<section class="figure" id="your-own" aria-labelledby="your-own-title">
<p class="of">Your method</p>
<h2 id="your-own-title">Your own rule</h2>
<p>Lines <code>name = expression</code> with numbers, names, + − * / and <code>gradient(...)</code>; the iterate is
<code>w</code>, the parameters are <code>alpha</code>, <code>beta</code> and <code>gamma</code>. What you type is
parsed, never run as code. The rates are computed, not proved: <code>whymomentum derive</code> proves them.</p>
<label for="rule">The update rule</label>
<textarea id="rule" spellcheck="false" aria-describedby="rule-status">{escape(EXAMPLE)}</textarea>
<p role="status" id="rule-status"></p>
<div class="plots"></div>
<form class="controls" aria-label="Parameters of your rule"></form>
<dl class="facts"></dl>
</section>"""


def _proof(claim: Claim, outcome: Outcome) -> str:
    """The derivation in words, what the kernel has checked, and on what it rests."""
    names = [f"{s.name} ({'lemma' if s.lemma else 'statement'})" for s in claim.statements]
    answers = ", ".join(f"{engine}: {answer}" for engine, answer in outcome.engines.items())
    sources = "".join(f"<li>{escape(reference)}</li>" for reference in claim.references)
    return (
        f"<pre>{escape(claim.derivation)}</pre><p>Checked: {escape('; '.join(names))}. {escape(answers)}. Step by step:"
        f" <code>whymomentum show {claim.id}</code></p><ul>{sources}</ul>"
    )
