"""Claims, methods and verdicts in a notebook, shown by IPython's own formatter; formulas and HTML are well-formed."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter
from sympy import Rational, Symbol, latex

from derivations import Method, Verdict, claims, decide, notebook
from derivations.claim import Claim
from numerics.algorithms import momentum, nesterov
from tests.house.laws import ROOT

x, y = Symbol("x", real=True), Symbol("y", real=True)
CLAIMS = {c.id: c for c in claims()}
METHODS = (Method(momentum.step, name="<b>heavy & ball</b>"), Method(nesterov.step))
beta = METHODS[0].parameters["beta"]
REGION = METHODS[0].stability_region(beta >= 0)
DERIVED = (
    REGION,
    METHODS[0].stability_region(),
    METHODS[0].largest_step_size(beta >= 0, beta < 1),
    METHODS[1].best_parameters(1, 10),
)
VERDICTS = {
    "proved": decide([x > 0, y > 0], (x + y) ** 2 >= 4 * x * y),
    "refuted": decide([x > 0], x**2 > x),
    "unknown": Verdict("unknown", (), (), x > 0, detail="z3: unknown <at 1 s> & no more"),
    "obliged": decide([x > 0], 1 / x > 0),
}
GLUED = re.compile(r"\\(q?quad|iff|implies|alpha|beta|kappa|lambda|nabla|rho|sigma)[A-Za-z]")  # a command that is none


class Balanced(HTMLParser):
    """Reads HTML strictly: every tag that opens closes, in order, and no character is left unescaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not set("<>&") & set(data), data
        self.words.append(data)

    def handle_entityref(self, name: str) -> None:
        self.words.append({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name])

    def handle_charref(self, name: str) -> None:
        self.words.append({"x27": "'"}[name])


def read(html: str) -> str:
    """The text of well-formed HTML."""
    reader = Balanced()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return "".join(reader.words)


def shown(value: Any) -> dict[str, str]:
    """What IPython hands to a notebook; an exception in a `_repr_` method is raised."""
    formatter: Any = DisplayFormatter()
    formats, _ = formatter.format(value, include={"text/html", "text/latex"})
    assert set(formats) == {"text/html", "text/latex"}
    return dict(formats)


def check_latex(formula: str) -> None:
    """Dollars pair up; within them braces, environments and \\left-\\right do, and no Unicode letter is left."""
    parts = re.split(r"(?<!\\)\$", re.sub(r"\\text\{[^{}]*\}", "", formula))
    assert len(parts) % 2 == 1, formula
    for part in parts[1::2]:
        depths = [0]
        for sign in re.findall(r"(?<!\\)[{}]", part):
            depths.append(depths[-1] + (1 if sign == "{" else -1))
        assert min(depths) == 0 == depths[-1], part
        assert len(re.findall(r"\\left\b", part)) == len(re.findall(r"\\right\b", part)), part
        environments: list[str] = []
        for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", part):
            assert kind == "begin" or environments.pop() == name, part
            environments += [name] if kind == "begin" else []
        assert environments == [], part
        assert part.isascii(), part
        assert not GLUED.search(part), part


@pytest.mark.parametrize("value", [*VERDICTS.values(), *METHODS, *DERIVED], ids=lambda v: type(v).__name__)
def test_ipython_shows_it(value: Any) -> None:
    formats = shown(value)
    check_latex(formats["text/latex"])
    check_latex(read(formats["text/html"]))


@pytest.mark.parametrize("c", CLAIMS.values(), ids=CLAIMS)
def test_ipython_shows_every_claim(c: Claim) -> None:
    formats = shown(c)
    check_latex(formats["text/latex"])
    text = read(formats["text/html"])
    assert c.id in text
    assert c.latex in text
    for words in (c.printed, c.correction, c.derivation):
        assert (words or "") in text
    for words in (c.latex, c.correction or ""):
        check_latex(notebook.math(words))


@pytest.mark.parametrize(
    "broken", [r"$\frac{1}{2$", r"$\left( x$", r"$x", r"$\begin{matrix} 1$", "$α$", "$x}{$", r"$\quadx$"]
)
def test_broken_latex_is_seen(broken: str) -> None:
    with pytest.raises(AssertionError):
        check_latex(broken)


@pytest.mark.parametrize("broken", ["<td>x < y</td>", "<td><b>x</td></b>", "<td>", "a & b", "<td>&alpha;</td>"])
def test_broken_html_is_seen(broken: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        read(broken)


def test_what_is_shown_of_a_method() -> None:
    text = read(shown(METHODS[0])["text/html"])
    assert "<b>heavy & ball</b>" in text
    assert r"\left[\begin{matrix}\beta & \lambda\\- \alpha \beta & - \alpha \lambda + 1\end{matrix}\right]" in text
    assert r"\alpha \lambda > 0,\quad - \alpha \lambda + 2 \beta + 2 > 0,\quad 1 - \beta > 0" in text


def test_what_is_shown_of_a_verdict() -> None:
    assert (
        VERDICTS["refuted"]._repr_latex_() == r"$\displaystyle x > 0 \nvdash x^{2} > x \quad\text{at } x = \frac{1}{2}$"
    )
    assert "\\vdash \\left(x + y\\right)^{2} \\geq 4 x y$" in VERDICTS["proved"]._repr_latex_()
    assert "rests onkernel" in read(VERDICTS["proved"]._repr_html_())
    assert r"wherex" not in read(VERDICTS["proved"]._repr_html_())
    assert r"where$\displaystyle x \neq 0$" in read(VERDICTS["obliged"]._repr_html_())
    assert "<at 1 s> & no more" in read(VERDICTS["unknown"]._repr_html_())


def test_what_is_shown_of_a_region() -> None:
    text = read(shown(REGION)["text/html"])
    assert r"given$\displaystyle \beta \geq 0$" in text
    for condition, verdict in REGION.removed.items():
        assert verdict.status == "proved"
        assert f"removed$\\displaystyle {latex(condition)}$ follows: kernel" in text
    assert text.count("alone fails at") == sum(at is not None for at in REGION.needed.values()) > 0


def test_what_is_shown_of_a_step_size() -> None:
    assert r"0 < \alpha < \frac{2 \beta + 2}{\lambda}$proved bykernel" in read(shown(DERIVED[2])["text/html"])


def test_a_rate_is_rounded_to_the_side_on_which_it_is_proved() -> None:
    tuning = DERIVED[3]
    shown_rate, shown_lower = re.findall(r"(\d\.\d{6}), proved", read(shown(tuning)["text/html"]))
    assert Rational(shown_lower) <= tuning.lower <= tuning.rate <= Rational(shown_rate)
    assert Rational(shown_rate) - tuning.rate < Rational(1, 10**6) > tuning.lower - Rational(shown_lower)


def test_text_with_formulas_keeps_its_dollars() -> None:
    assert notebook.math(r"$x > 0$ for \$5") == r"$x > 0$ for \$5"
    assert notebook.math(r"f \text{ $L$-smooth}") == r"$\displaystyle f \text{ $L$-smooth}$"


def test_showing_derives_nothing_that_takes_long() -> None:
    def third_order(state: Any, gradient: Any, *, alpha: Any, beta: Any, gamma: Any) -> Any:
        u, v, w = state
        return v, w, w - alpha * gradient(w) + beta * (w - v) + gamma * (v - u)

    method = Method(third_order, state=("u", "w_previous", "w"), start=lambda w0: (w0, w0, w0))
    assert "ask for stability_conditions" in read(method._repr_html_())
    assert "stability_conditions" not in vars(method)
    assert len(method.stability_conditions) > 2
    assert "- \\gamma" in read(method._repr_html_())


def test_showing_a_claim_does_not_derive_it() -> None:
    def never() -> Any:
        """In words."""
        raise AssertionError("derived in order to be shown")

    c = Claim("a.<b>", "A & B", never, "x > 0", references=("C <c@d>",))
    assert read(c._repr_html_()).count("<") == 2


def test_importing_loads_no_display() -> None:
    code = "import sys; from derivations import Method, claims, decide; Method, claims, decide; "
    code += "sys.exit('derivations.notebook' in sys.modules or 'IPython' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
