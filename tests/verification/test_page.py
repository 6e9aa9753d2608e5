"""The page: whole by itself, its formulas those that were derived, its numbers those of Python."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import example, given
from hypothesis import strategies as st

from derivations import claims
from derivations.momentum import method
from tests.verification import running_error
from verification.figures.figure import figures
from verification.outcome import unproved
from verification.page import build
from verification.page.build import HINTS, SCRIPTS, page
from verification.page.formulas import Formula, formulas, spectral_radius
from verification.page.mathematics import inline, parts, prose

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None or find_spec("axe_playwright_python") is None,
    reason="needs a Chromium and the extra `browser`",
)


@cache
def written() -> str:
    every = list(claims())
    return page(list(figures()), every, [unproved(claim, "not asked") for claim in every])


# ---- what is in it ---------------------------------------------------------------------------------------------------


def test_it_is_small_and_loads_nothing() -> None:
    html = written()
    assert len(html.encode()) < 2_000_000
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]*\s(?:src|href)=["'](?!data:)""", html)
    assert "default-src 'none'" in html


def test_every_figure_and_every_claim_is_in_it_and_linked() -> None:
    html = written()
    names = set(re.findall(r'<section class="figure" id="([\w-]+)"', html))
    assert names == {*HINTS, "your-own"}
    articles = set(re.findall(r'<article class="claim" id="([\w.-]+)"', html))
    assert articles == {f"claim-{claim.id}" for claim in claims()}
    links = set(re.findall(r'href="#([\w.-]+)"', html))
    assert links <= articles | names | {"claims"}
    assert {f"claim-{name}" for figure in figures() if figure.name in HINTS for name in figure.claims} <= links


SOURCES = sorted((Path(build.__file__).parent / "assets" / "scripts").glob("*.js"))

NO_THEORY = ("10 ** t", "10 ** exponent", "theory.ravine(x, y)", "deviation ** 2", "start ** 2")
"""Where the script takes powers and roots: logarithmic ranges and axes, the shades of contours, a variance, E x^2."""


def test_the_script_has_no_formula_of_the_theory() -> None:
    script = "\n".join(file.read_text("utf-8") for file in SOURCES)
    used = [line for line in script.splitlines() if re.search(r"Math\.(sqrt|pow|cos|sin)|\*\* ", line)]
    assert [line for line in used if not any(part in line for part in NO_THEORY)] == []
    assert len(used) > 4


def test_every_script_is_in_the_page_and_can_be_read() -> None:
    assert sorted(SCRIPTS) == [file.stem for file in SOURCES]
    for file in SOURCES:
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) < 300, file
        assert max(map(len, lines)) <= 120, file


@given(st.fractions(-3, 3, max_denominator=9), st.fractions(-3, 3, max_denominator=9))
@example(0, 0)
@example(2, 1)
def test_the_spectral_radius_is_the_larger_modulus(trace: Any, determinant: Any) -> None:
    T, d = sympy.Rational(str(trace)), sympy.Rational(str(determinant))
    x = sympy.Symbol("x")
    roots = sympy.roots(x**2 - T * x + d, x)
    largest = max((sympy.Abs(root) for root in roots), key=lambda modulus: modulus.evalf(60))
    assert sympy.simplify(spectral_radius(T, d) - largest) == 0


def test_momentum_s_rate_is_the_method_s() -> None:
    [rate] = [formula for formula in formulas() if formula.name == "momentumRate"]
    at = dict(zip(rate.arguments, (sympy.Rational(1, 100), sympy.Rational(81, 100), 100), strict=True))
    assert float(rate.expressions[0].subs(at)) == method.rate(100, alpha=0.01, beta=0.81)


@given(st.text(alphabet="<>&\"'ab ", max_size=12))
def test_prose_is_escaped(text: str) -> None:
    assert "<script" not in prose(f"$a$ {text}<script>")


def test_mathematics_is_mathml() -> None:
    assert inline(r"\tfrac12 \le \beta").startswith("<math")
    for claim in claims():
        for text in filter(None, (claim.latex, claim.correction)):
            assert "\\" not in prose(text), claim.id


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"a,\quad b", ["a,", " ", "b"]),
        (r"a\text{ for all }b", ["a", r"\text{ for all }", "b"]),
        (r"a_{\text{max}} + b_\text{max}", [r"a_{\text{max}} + b_\text{max}"]),
        (r"\begin{pmatrix}a\quad b\end{pmatrix}\ c", [r"\begin{pmatrix}a\quad b\end{pmatrix}", " ", "c"]),
        (r"\left(a\ b\right]\leftarrow c", [r"\left(a\ b\right]\leftarrow c"]),
        (r"\{a\}\ \rightarrow b", [r"\{a\}", " ", r"\rightarrow b"]),
        (r"\text{if \( x \)}", [r"\text{if \( x \)}"]),
    ],
)
def test_a_formula_is_broken_between_its_parts_alone(latex: str, expected: list[str]) -> None:
    assert parts(latex) == expected


def test_no_part_of_a_claim_is_lost_or_left_as_tex() -> None:
    for claim in claims():
        if "$" not in claim.latex:
            kept = "".join(parts(claim.latex))
            assert re.sub(r"\\q?quad|\\ |\s", "", kept) == re.sub(r"\\q?quad|\\ |\s", "", claim.latex), claim.id


# ---- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(written(), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Callable[..., Any]]:
    """A function that opens the page in a window; at the end nothing may have gone wrong in it."""
    pages: list[Any] = []
    troubles: list[str] = []
    requests: list[str] = []

    def open_page(width: int = 1280, height: int = 900, scheme: str = "light") -> Any:
        window = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        window.on("console", lambda message: troubles.append(message.text))
        window.on("pageerror", lambda error: troubles.append(str(error)))
        window.on("request", lambda request: requests.append(request.url))
        window.goto(file.as_uri())
        window.wait_for_selector("html[data-complete]", timeout=120_000)
        pages.append(window)
        return window

    yield open_page
    for window in pages:
        window.close()
    assert troubles == []
    assert [url for url in requests if url != file.as_uri() and not url.startswith("data:")] == []


def move(window: Any, figure: str, control: str, part: float) -> None:
    """Move a slider to a part of its range, and wait until the figure is drawn anew."""
    window.evaluate(
        """([figure, control, part]) => new Promise((done) => {
            const input = document.querySelector(`#${figure} [name=${control}]`);
            input.value = Number(input.min) + part * (input.max - input.min);
            input.dispatchEvent(new Event("input"));
            requestAnimationFrame(() => requestAnimationFrame(done));
        })""",
        [figure, control, part],
    )


def shown(window: Any, figure: str) -> dict[str, float]:
    """The numbers that a figure shows and its controls set, whole."""
    script = """(figure) => Object.fromEntries([
        ...[...document.querySelectorAll(`#${figure} dd`)].map((e) => [e.dataset.name, e.dataset.value]),
        ...[...document.querySelectorAll(`#${figure} output`)].map((e) => [e.previousSibling.name, e.dataset.value]),
    ])"""
    found = window.evaluate(script, figure)
    return {name: float(value) for name, value in found.items() if re.fullmatch(r"[-+\d.eE]+", value)}


@in_browser
def test_every_slider_moves_what_its_figure_draws(opened: Callable[..., Any]) -> None:
    window = opened()
    sliders = window.evaluate(
        "[...document.querySelectorAll('section input')].map((e) => [e.closest('section').id, e.name])"
    )
    assert len(sliders) > 20
    picture = "(figure) => [...document.querySelectorAll(`#${figure} canvas`)].map((e) => e.toDataURL()).join()"
    for figure, control in sliders:
        before = window.evaluate(picture, figure)
        move(window, figure, control, 0.83)
        assert window.evaluate(picture, figure) != before, (figure, control)


@in_browser
def test_the_keyboard_moves_a_slider(opened: Callable[..., Any]) -> None:
    window = opened()
    before = shown(window, "convergence-rate")
    window.focus("#convergence-rate [name=product]")
    window.keyboard.press("ArrowRight")
    window.wait_for_function(
        "(before) => Number(document.querySelector('#convergence-rate output').dataset.value) > before",
        arg=before["product"],
    )


PLACES = pytest.mark.parametrize("part", [0.11, 0.5, 0.93])
FORMULAS = {formula.name: formula for formula in formulas()}
SHIFT = 1 + Fraction(1, 2**40)


def within_rounding(name: str, at: Any, found: Any) -> bool:
    """Whether a formula's numbers are its own, within the bound of their rounding; with SHIFT as a factor none is."""
    formula = FORMULAS[name]
    values = {s: sympy.Rational(x) for s, x in zip(formula.arguments, at, strict=True)}
    for number, e in zip(found if formula.is_array else [found], formula.expressions, strict=True):
        exact, allowed = running_error.value(e, values), running_error.bound(e, values)
        computed = sympy.Rational(number)
        assert computed == 0 or abs(computed * SHIFT - exact) > allowed
        if abs(computed - exact) > allowed:
            return False
    return True


def places(formula: Formula, part: float) -> list[float]:
    return [round(0.2 + part * (0.31 + 0.17 * i), 3) for i in range(len(formula.arguments))]


@PLACES
def test_the_bounds_of_rounding_hold_for_python_s_floats(part: float) -> None:
    for name, formula in FORMULAS.items():
        at = places(formula, part)
        found = [sympy.lambdify(formula.arguments, e, modules="math")(*at) for e in formula.expressions]
        assert within_rounding(name, at, found if formula.is_array else found[0]), name


@in_browser
@PLACES
def test_the_formulas_are_python_s_within_rounding(opened: Callable[..., Any], part: float) -> None:
    """Every generated formula in the browser and the expression it was printed from."""
    window = opened()
    for name, formula in FORMULAS.items():
        at = places(formula, part)
        assert within_rounding(name, at, window.evaluate(f"theory.{name}(...{json.dumps(at)})")), name


@in_browser
def test_the_numbers_shown_are_python_s_within_rounding(opened: Callable[..., Any]) -> None:
    window = opened()
    for part in (0.23, 0.61):
        for control in ("product", "beta"):
            move(window, "convergence-rate", control, part)
        found = shown(window, "convergence-rate")
        assert within_rounding("momentumRate", (1, found["beta"], found["product"]), found["rate"])
        move(window, "best-rates", "kappa", part)
        found = shown(window, "best-rates")
        assert within_rounding("optimalRate", (found["kappa"],), found["momentum"])
        assert within_rounding("descentOptimalRate", (1, found["kappa"]), found["gradient descent"])


@in_browser
def test_a_region_s_edge_is_no_region(opened: Callable[..., Any]) -> None:
    """At alpha lambda = 4 and beta = 1, as at alpha lambda = 0, the rate is 1, and no error dies out."""
    window = opened()
    region = "() => document.querySelector('#convergence-rate dd[data-name=region]').textContent"
    for product, beta, words in (
        (1.0, 1.0, "no conv"),
        (0.0, 0.5, "no conv"),
        (0.25, 0.0, "one step"),
        (0.9, 0.1, "div"),
    ):
        move(window, "convergence-rate", "product", product)
        move(window, "convergence-rate", "beta", beta)
        assert words in window.evaluate(region), (product, beta)


@in_browser
def test_own_rules(opened: Callable[..., Any]) -> None:
    window = opened()

    def typed(rule: str) -> str:
        window.fill("#your-own textarea", rule)
        window.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return str(window.text_content("#your-own [role=status]"))

    assert typed("z = beta * z + gradient(w)\nw = w - alpha * z") == "state (z, w)"
    found = shown(window, "your-own")
    # The page takes T and d from the entries beta, lambda, -alpha beta, 1 - alpha lambda, which it has from the rule.
    T, d = FORMULAS["spectralRadius"].arguments
    lam, b = (sympy.Rational(found[name]) for name in ("product", "beta"))
    spread = {T: 3 * running_error.U * (1 + abs(b) + lam), d: 6 * running_error.U * abs(b) * (1 + 2 * lam)}
    [radius], at = FORMULAS["spectralRadius"].expressions, {T: 1 + b - lam, d: b}
    allowed = running_error.bound(radius, at, spread)
    assert abs(sympy.Rational(found["rate"]) - running_error.value(radius, at)) <= allowed
    assert typed("u = gamma * u + z\nz = beta * z + gradient(w)\nw = w - alpha * u / 2") == "state (u, z, w)"
    assert "linear" in typed("w = w * gradient(w)")
    assert "fixed point" in typed("w = w - alpha * gradient(w) + 1")
    assert "never set" in typed("w = w - eta * gradient(w)")
    assert "expression has" in typed("w = w - alpha * alert(w)")
    assert "expression has" in typed("w = w.constructor")
    assert "parameter" in typed("alpha = 2")
    assert "no line changes w" in typed("z = z + gradient(z)")
    assert typed("half = alpha / 2\nw = w - half * gradient(w)") == "state (w)", "a name for a number"
    assert "fixed point" in typed("w = w / 2 - alpha * gradient(w)")
    assert "fixed point" in typed("w = -w")
    assert "gradient is taken at a number" in typed("w = w - gradient(1)")


RUDE = {
    "w = w - alpha * gradient(w) / (beta - beta)": "division by zero",
    "w = w - 1e999 * gradient(w)": "too large",
    "w = w - alpha * gradient(w) / (beta - 2 / 5)": "at these parameters",
    "z = beta - 53 / 100\nw = w - z * gradient(w) + 0 * z": "fixed point",
    "w = w + beta - 1 / 2": "fixed point",
    "__proto__ = w\nw = __proto__ - alpha * gradient(w)": "state (w)",
    "toString = w\nw = toString - alpha * gradient(w)": "state (w)",
    "w = w - constructor * gradient(w)": "never set",
    "w = w - __proto__ * gradient(w)": "never set",
    "w = w - hasOwnProperty(w)": "expression has",
    "w = w - gradient.call(w)": "expression has",
    "w = this": "expression has",
    "w = w - (alpha, beta)": "expression has",
    "w = w ? 1 : 2": "expression has",
    "w = [w]": "expression has",
    "w = w - 'a' * gradient(w)": "expression has",
    "w = w - true * gradient(w)": "expression has",
    "w = w - gradient()": "expression has",
    "w = w ** 2": "expression has",
    "w = w -": '"',
    "w": "name = expression",
    "": "no line changes w",
    "λ = w\nw = λ": "name = expression",
    "w = w - α * gradient(w)": "never set",
    "w = " + "(" * 900 + "w" + ")" * 900: "",
    "w = " + "-" * 1990 + "w": "",
    "w = w + " * 400 + "w": "at most 2000",
    "a = b\nb = c\nc = d\nd = e\ne = a\nw = w": "at most four",
}
"""Rules as nobody should write them, and what they are told; nothing may be thrown in the page."""


@in_browser
def test_no_rule_breaks_the_page(opened: Callable[..., Any]) -> None:
    window = opened()
    for rule, words in RUDE.items():
        window.fill("#your-own textarea", rule)
        for part in (0.0, 1.0, 0.4):
            move(window, "your-own", "beta", part)
        said = str(window.text_content("#your-own [role=status]"))
        assert words in said, rule
        assert 0 < len(said) < 200, rule


@in_browser
@pytest.mark.parametrize("part", [0.0, 1.0])
def test_at_the_ends_of_the_ranges_what_is_shown_is_a_number_or_words(opened: Callable[..., Any], part: float) -> None:
    window = opened()
    sliders = window.evaluate(
        "[...document.querySelectorAll('section input')].map((e) => [e.closest('section').id, e.name])"
    )
    for figure, control in sliders:
        move(window, figure, control, part)
    facts = window.evaluate("[...document.querySelectorAll('output, dd')].map((e) => e.textContent)")
    assert len(facts) > 60
    assert [fact for fact in facts if re.search("NaN|Infinity|undefined|no number", fact)] == []


@in_browser
@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_it_is_accessible_and_fits(
    opened: Callable[..., Any], tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    window = opened(width, height, scheme)
    assert Axe().run(window).response["violations"] == []
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    picture = window.screenshot(path=tmp_path / "page.png")
    assert len(picture) > 10_000, "there is something to be seen"
