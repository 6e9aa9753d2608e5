"""The figures: what is drawn is what was derived and simulated, and a drawing adds nothing to it."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from click.testing import CliRunner

from derivations import Method
from derivations.recheck import by_id
from numerics.algorithms import gradient_descent, momentum
from verification.figures import theory
from verification.figures.figure import Figure, captions, chosen, figures

FIGURES = list(figures())
FOLDER = Path(theory.__file__).parent
ARTICLE = Path(__file__).resolve().parents[3] / "shared" / "article" / "figures.md"
PIXELS = 2000
"""More than any drawing has from side to side, so that a difference of a tenth of a pixel is seen by nobody."""

RUN_BESIDE_THEORY = ("gradient-descent-error", "convergence-rate", "damping", "critical-damping", "momentum-error")


def named(figure: Figure) -> str:
    return figure.name


# ---- what is drawn ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUN_BESIDE_THEORY)
def test_points_are_on_their_lines(name: str) -> None:
    [figure] = chosen((name,))
    assert apart(figure.data["theory"], figure.data["simulated"]) < 1 / (10 * PIXELS)


def test_points_of_another_method_are_not() -> None:
    run = next(f for f in FIGURES if f.name == "convergence-rate").data["simulated"]
    other = theory.powers(Method(momentum.step), len(run) - 1, (0.0, -1.0), 100.0, alpha=0.0015, beta=0.91)[..., 1]
    assert apart(other, run[:, 0]) > 10 / PIXELS


def apart(line: Any, points: Any) -> float:
    """The largest distance, as a part of the height of the drawing."""
    return float(abs(line - points).max() / (line.max() - line.min()))


def test_the_powers_are_those_of_the_derived_matrix() -> None:
    """At dyadic numbers and few steps nothing is rounded, so that both sides are equal."""
    method = Method(momentum.step)
    states = theory.powers(method, 8, (0.5, 1.0), np.array([1.0, 2.0]), alpha=0.5, beta=0.25)
    at = {"alpha": sympy.Rational(1, 2), "beta": sympy.Rational(1, 4)}
    for place, curvature in enumerate((1, 2)):
        for k in range(9):
            exact = method.power(k, lam=curvature, **at) * sympy.Matrix([sympy.Rational(1, 2), 1])
            assert states[k, place].tolist() == [float(entry) for entry in exact]


def test_an_expression_is_evaluated_over_arrays() -> None:
    a, b = sympy.symbols("a b")
    assert theory.evaluate(sympy.sqrt(a) / b, {a: [4, 9], b: 2}).tolist() == [1.0, 1.5]
    one = theory.powers(Method(gradient_descent.step), 2, (1.0,), 1.0, alpha=0.5)
    assert one[..., 0].tolist() == [1.0, 0.5, 0.25]


def test_the_article_s_numbers() -> None:
    """What the article prints beside its figures, to the digits that it prints."""
    data = {figure.name: figure.data for figure in FIGURES}
    assert [f"{rate:.5f}" for rate in data["convergence-rate"]["rates"]] == [
        "0.94868", "0.82314", "0.00316", "0.89408", "1.03877",
    ]  # fmt: skip
    assert f"{data['polynomial-eigenfeatures']['step_size']:.5f}" == "0.16817"
    assert f"{data['colorization']['kappa']:.0f}" == "155099"
    assert (f"{data['momentum-error']['alpha']:.5f}", f"{data['momentum-error']['beta']:.5f}") == ("3.30579", "0.66942")
    assert data["critical-damping"]["critical"] == 0.81
    assert data["stochastic"]["alpha"] == 0.033058, "the article's slider shows 100 alpha: 3.3058"
    assert f"{data['rosenbrock']['product']:.4f}" == "3.5052"


def test_what_the_captions_say_of_runs() -> None:
    data = {figure.name: figure.data for figure in FIGURES}
    hero, cone = data["hero"], data["rosenbrock"]
    assert not (abs(hero["labelled"][1:]) <= [2, 16 / 15]).all(axis=1).any()
    assert hero["drawn_limit"] > 0.003
    assert hero["labelled_limit"] < 0.02
    steps, components = np.indices(cone["moved"].shape)
    assert not cone["moved"][components + 1 > steps].any()
    within = len(cone["beyond"])
    assert (cone["error"][:within] >= cone["beyond"]).all()
    noisy = data["stochastic"]
    assert noisy["transient"][0] > noisy["noise"][0]
    assert noisy["transient"][-1] < 1e-6 * noisy["noise"][-1]
    first, *_, last = np.flatnonzero(noisy["transient"] > noisy["noise"])
    assert first == 0
    assert last > 2, "two phases can be seen"


def test_the_polynomial_is_one_in_both_bases() -> None:
    [figure] = chosen(("polynomial-weights",))
    for basis in ("powers", "features"):
        assert apart(figure.data["model"], figure.data[basis].sum(axis=1)) < 1 / (10 * PIXELS)
    assert (np.diff(figure.data["curvatures"]) < 0).all()


def test_the_panels_of_the_oscillator_hold_its_orbits() -> None:
    from verification.figures.damping import LIMITS

    [figure] = chosen(("damping",))
    y, x = np.moveaxis(figure.data["theory"], -1, 0)
    within = (LIMITS[0] <= x) & (x <= LIMITS[1]) & (LIMITS[2] <= y) & (y <= LIMITS[3])
    assert within[:, 1:].all()
    assert within[:, 0, 1:].all()
    assert not within[:, 0, 0].all(), "the free particle flies on"


# ---- how it is drawn -------------------------------------------------------------------------------------------------


def formulas(source: str) -> list[int]:
    """The lines of `draw` on which data are computed with."""
    [draw] = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) and n.name == "draw"]
    sums = [n for n in ast.walk(draw) if isinstance(n, ast.BinOp | ast.UnaryOp)]
    return [n.lineno for n in sums if any(isinstance(m, ast.Name) and m.id == "data" for m in ast.walk(n))]


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_the_drawing_has_no_formula(figure: Figure) -> None:
    source = (FOLDER / f"{figure.compute.__module__.rpartition('.')[2]}.py").read_text("utf-8")
    assert formulas(source) == []


def test_a_formula_in_a_drawing_is_found() -> None:
    assert formulas("def draw(data):\n    axes.plot(1 - data['alpha'] * 2)\n") == [2, 2]


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_its_claims_are_claims_and_its_caption_is_whole(figure: Figure) -> None:
    assert set(figure.claims) <= set(by_id())
    assert not set("{}") & set(figure.text)
    assert figure.section in {claim.section for claim in by_id().values()} | {"Why Momentum Really Works"}


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_it_is_drawn(figure: Figure, tmp_path: Path) -> None:
    svg, png = figure.save(tmp_path)
    from matplotlib.image import imread

    assert np.ptp(imread(png)[..., :3]) > 0.9, "dark on light"
    assert figure.title in svg.read_text("utf-8")
    again = tmp_path / "again"
    again.mkdir()
    assert figure.save(again, ("svg",))[0].read_bytes() == svg.read_bytes()


def test_every_figure_of_the_article_is_there() -> None:
    if not ARTICLE.is_file():
        pytest.skip("the article's list of figures is not part of the distribution")
    rows = [line for line in ARTICLE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    drawn = {
        "hero": "hero", "change of basis": "change-of-basis", "GD loss": "gradient-descent-error",
        "polynomial ×3": "polynomial-eigenfeatures", "convergence rate": "convergence-rate", "phase 1": "damping",
        "phase 2": "critical-damping", "momentum loss": "momentum-error", "colouring": "colorization",
        "graphs": "graphs", "Rosenbrock": "rosenbrock", "stochastic": "stochastic",
    }  # fmt: skip
    names = {figure.name for figure in FIGURES}
    assert [drawn[row.split("|")[1].strip()] in names for row in rows] == [True] * len(rows)


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_draws_what_is_asked_for(tmp_path: Path) -> None:
    from verification.cli import main

    result = CliRunner().invoke(main, ["figures", "--out", str(tmp_path / "new"), "best-*"])
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["best-rates.png", "best-rates.svg", "captions.md"]
    assert "opt.rate" in (tmp_path / "new" / "captions.md").read_text("utf-8")


def test_the_command_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    from verification.cli import main

    result = CliRunner().invoke(main, ["figures", "--out", str(tmp_path / "new"), "heroine"])
    assert result.exit_code == 2
    assert "heroine" in result.output
    assert "hero" in result.output
    assert not (tmp_path / "new").exists()


def test_without_matplotlib_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import verification.figures.figure as module
    from verification.cli import main

    monkeypatch.setattr(module, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["figures", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "whymomentum[figures]" in result.output


def test_captions_show_every_figure_in_the_order_of_the_article() -> None:
    text = captions(chosen(()))
    places = [text.index(f"]({figure.name}.svg)") for figure in FIGURES]
    assert places == sorted(places)
