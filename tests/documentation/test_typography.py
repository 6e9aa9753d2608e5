"""Docstrings as reStructuredText, and claims' LaTeX in pieces that a line may break between."""

import importlib
import inspect
import re

import pytest

from derivations import claims
from docs.extensions import api
from docs.extensions.catalogue import typeset as paragraph
from docs.extensions.formulas import Piece, pieces
from docs.extensions.typography import inline, rst, typeset, typeset_line


@pytest.mark.parametrize(
    ("ascii_text", "shown"),
    [
        ("0 < alpha lambda_1 <= 2", "0 < α λ₁ ≤ 2"),
        ("w^{k+1} = w^k - alpha grad f(w^k)", "wᵏ⁺¹ = wᵏ − α ∇f(wᵏ)"),
        ("w^{-1} = x_{k-1}", "w⁻¹ = xₖ₋₁"),
        ("x_{k+1} -> w*, +-sqrt(beta)", "xₖ₊₁ → w⋆, ±√(β)"),
        ("|R^k|_2 != 0, Sigma, epsilon", "|Rᵏ|₂ ≠ 0, Σ, ε"),
        ("10^0.602, 10^-digits, w_previous", "10^0.602, 10^-digits, w_previous"),  # no sign for these
        ("alphabet, modular, deltas, etas", "alphabet, modular, deltas, etas"),
        ("a well-known rank-1 bound of -2", "a well-known rank-1 bound of −2"),
    ],
)
def test_mathematics_is_set_in_unicode(ascii_text: str, shown: str) -> None:
    assert typeset(ascii_text) == shown


def test_columns_stay_aligned() -> None:
    assert typeset_line("path P_n       kappa = 1   for n >= 3") == "path Pₙ        κ = 1       for n ≥ 3"
    assert typeset_line("kappa_1    x", keep=True) == "κ₁    x"


def test_what_is_special_is_escaped() -> None:
    assert inline("|sigma| < 1, w_ and 2*x") == r"\|σ\| < 1, w\_ and 2\*x"
    assert (
        inline("see `opt.rate` and `a b`, *On* it", {"opt.rate": "HERE"})
        == r"see \ HERE\  and \ ``a b``\ , \ *On*\  it"
    )


def test_blocks() -> None:
    text = (
        "First r\n- beta holds.\n\n    x^2 <= 1\n\n- one\n  goes on\n- two\n\n    >>> f(alpha)\n    1\n\n 1. a\n 2. b\n"
    )
    assert [line for line in rst(text) if line] == [
        "First r − β holds.",
        ".. code-block:: text", "   :class: formula", "   x² ≤ 1",
        "- one goes on", "- two",
        "   .. code-block:: pycon", "      >>> f(alpha)", "      1",
        "1. a", "2. b",
    ]  # fmt: skip


def test_code_is_left_alone() -> None:
    text = "So:\n\n    from a import b\n\n    run = b(alpha, x_1)  # <= 2\n\nand alpha.\n"
    assert [line for line in rst(text) if line] == [
        "So:", ".. code-block:: python", "   from a import b", "   run = b(alpha, x_1)  # <= 2", "and α."
    ]  # fmt: skip


@pytest.mark.parametrize("module", api.modules())
def test_no_docstring_loses_a_word(module: str) -> None:
    """Every word of a docstring is in what is made of it; letters may have become Greek."""
    docstring = inspect.getdoc(importlib.import_module(module)) or ""
    made = " ".join(rst(docstring)).replace("\\", "")
    words = [word for word in re.findall(r"[A-Za-z]{4,}", docstring) if typeset(word) == word]
    assert [word for word in words if word not in made and word not in ("sqrt", "grad")] == []


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"x > 0:\quad y", [(True, "x > 0:"), (False, " "), (True, "y")]),
        (r"f \text{ for } x \iff y", [(True, "f"), (False, " for "), (True, "x"), (False, " "), (True, r"\iff y")]),
        (r"\frac{a\quad b}{\text{ c }}", [(True, r"\frac{a\quad b}{\text{ c }}")]),
        (r"\left( a\ b \right)", [(True, r"\left( a\ b \right)")]),
        (r"x_\text{new} + \text{rate}(x)", [(True, r"x_\text{new} + \text{rate}(x)")]),
        (r"\text{ $L$-smooth}", [(False, " "), (True, "L"), (False, "-smooth")]),
        (r"it is $x$, with \$5", [(False, "it is "), (True, "x"), (False, r", with \$5")]),
    ],
)
def test_formulas_are_cut_where_a_line_may_break(latex: str, parts: list[tuple[bool, str]]) -> None:
    assert pieces(latex) == [Piece(*part) for part in parts]


@pytest.mark.parametrize("words", [w for c in claims() for w in (c.latex, c.correction) if w])
def test_no_claim_loses_a_sign(words: str) -> None:
    """The pieces of a claim's LaTeX are all of it, but for spaces, dollars and \\text; each is balanced by itself."""
    separators = re.compile(r"\\quad|\\qquad|\\ |\\;|\\text|[\s${}]")
    found = pieces(words)
    assert separators.sub("", "".join(p.source for p in found)) == separators.sub("", words)
    for piece in found:
        braces = re.findall(r"(?<!\\)[{}]", piece.source)
        assert braces.count("{") == braces.count("}"), piece
        assert piece.source.count(r"\left") == piece.source.count(r"\right")
        assert piece.is_formula or not re.search(r"\\[A-Za-z]", piece.source), piece
    assert paragraph(words).count(":math:`") == sum(p.is_formula for p in found)


def test_a_signature_that_sphinx_cannot_parse_is_shortened() -> None:
    assert api.readable("(x: Any = u > 0, y: int = 1) -> Any") == "(x: Any = ..., y: int = 1) -> Any"
