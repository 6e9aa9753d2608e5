"""Every code block of README and of the site says what it does: it is run, and what it prints is what it shows."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil.example import SybilFailure

from tests.documentation.examples import Page
from tests.house.laws import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory whose modules can be imported, and are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_blocks_of_a_page(path: Path, folder: Path) -> None:
    blocks = path.read_text("utf-8").count("\n```") // 2
    assert blocks == 0 or Page(path, folder).run() > 0 or path.name == "index.md"


def page(text: str, folder: Path) -> Page:
    """A page of this text, below a heading."""
    path = folder / "page.md"
    path.write_text(f"# Page\n\n{text}", "utf-8")
    return Page(path, folder)


WRONG = {
    "an output": "```pycon\n>>> 1 + 1\n3\n```\n",
    "an exception": "```python\n1 / 0\n```\n",
    "a command's output": "```console\n$ whymomentum list gd.limit-is-a-local-minimum\nnothing\n```\n",
    "a command that fails": "```console\n$ whymomentum list no.such-claim\n...\n```\n",
    "a target": "```sh\nmake coffee\n```\n",
    "an extra": "```sh\npip install '.[tea]'\n```\n",
    "TOML": "```toml\n[project\n```\n",
    "a file": "```{code-block} python\n:caption: mine.py\nx = 1\n```\n\n```pycon\n>>> from mine import y\n```\n",
    "an unknown language": "```haskell\nmain = undefined\n```\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_block_fails(text: str, folder: Path) -> None:
    with pytest.raises((SybilFailure, ArithmeticError, ValueError)):
        page(text, folder).run()


RIGHT = {
    "an output": "```pycon\n>>> 1 + 1\n2\n```\n",
    "a block after another": "```python\nx = 1\n```\n\n```pycon\n>>> x\n1\n```\n",
    "a file": "```{code-block} python\n:caption: mine.py\nx = 1\n```\n\n```pycon\n>>> from mine import x\n```\n",
    "a command": "```console\n$ python -c 'print(1)'\n1\n```\n",
    "a failing command": "```console\n$ whymomentum list no.such-claim\n...\n$ echo $?\n2\n```\n",
    "a target": "```sh\nmake test    # run the tests\npip install '.[engines]'\n```\n",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_a_right_block_passes(text: str, folder: Path) -> None:
    assert page(text, folder).run() > 0
