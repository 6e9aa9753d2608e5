"""The Sphinx extension: writes the generated pages before the sources are read, and rewrites docstrings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docs.extensions import algorithms, api, catalogue, measurements

FOLDER = "_generated"
ELSEWHERE = r"(?:https?:)?//[^\"')\s]+"
LOADED = re.compile(
    rf"""<(?:script|img|iframe|source)\b[^>]*?\bsrc=["']({ELSEWHERE})"""
    rf"""|<link\b(?=[^>]*\brel=["'](?:stylesheet|preload|icon|prefetch))[^>]*?\bhref=["']({ELSEWHERE})"""
    rf"""|(?:@import|url\()\s*["']?({ELSEWHERE})"""
)


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("builder-inited", generate)
    app.connect("build-finished", check_offline)
    app.connect("autodoc-process-docstring", process_docstring)
    app.connect("autodoc-process-signature", process_signature)
    app.connect("autodoc-skip-member", skip_member)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def links() -> dict[str, str]:
    """Claim id -> a reference to its place in the catalogue."""
    from derivations.recheck import by_id

    return {name: catalogue.link(name) for name in by_id()}


def generate(app: Any) -> None:
    """Recheck every claim by the kernel, and write what is said of them; a file that would not change stays."""
    from derivations.recheck import by_id
    from verification.cli import processors, workers
    from verification.outcome import outcomes
    from verification.selection import select

    chosen = select((), by_id())
    with workers(processors(), len(chosen)) as executor:
        found = list(zip(chosen, outcomes(chosen, (), executor), strict=True))
    known = links()
    pages = [
        *catalogue.pages(found, known),
        ("errata.rst", catalogue.errata_page(found)),
        ("algorithms.rst", algorithms.page()),
        ("measurements.rst", measurements.page()),
    ]
    pages += api.pages()
    folder = Path(app.srcdir) / FOLDER
    for name, lines in pages:
        write(folder / name, "\n".join(lines) + "\n")
    for stale in set(folder.rglob("*.rst")) - {folder / name for name, _ in pages}:
        stale.unlink()


def loaded(html: str) -> list[str]:
    """What a page or a style sheet loads from elsewhere; links that a reader may follow are none of it."""
    return [a or b or c for a, b, c in LOADED.findall(html)]


def check_offline(app: Any, failed: Exception | None) -> None:
    """Fail if a page needs a network, or if the scripts that set mathematics are missing."""
    from sphinx.errors import ExtensionError

    if failed is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    for file in (*folder.rglob("*.html"), *folder.rglob("*.css")):
        if found := loaded(file.read_text("utf-8")):
            raise ExtensionError(f"{file.relative_to(folder)} loads {found[0]}: a page needs no network")
    if not (folder / "_static" / app.config.mathjax_path).is_file():
        raise ExtensionError(f"_static/{app.config.mathjax_path} is missing: mathematics would not be set")


def write(file: Path, text: str) -> None:
    """Write a file that is new or changes."""
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def process_docstring(app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    api.rewrite(what, name, thing, lines, links())


def process_signature(
    app: Any, what: str, name: str, thing: Any, options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    return signature and api.readable(signature), returns


def skip_member(app: Any, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Claims have a place of their own."""
    from derivations.claim import Claim

    return True if isinstance(thing, Claim) else None
