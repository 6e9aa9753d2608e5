"""The house's papers agree with each other: versions, dependencies, Makefile, README, typed markers."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from tests.house.laws import LIBRARIES, OURS, ROOT, Module, imports, library_modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
MODULES = {"z3-solver": "z3", "python-flint": "flint"}


def first(pattern: str, file: str) -> str:
    """What the group of `pattern` first matches in a file."""
    found = re.search(pattern, (ROOT / file).read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"{file} has no line like {pattern}"
    return found[1]


def blocks(language: str) -> list[str]:
    """README's code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_one_version() -> None:
    version = PROJECT["version"]
    assert first(r"^version: (\S+)$", "CITATION.cff") == version
    assert first(r"^## (\S+)", "CHANGELOG.md") == version


def declared(*extras: str) -> set[str]:
    """The modules of the runtime dependencies and of the named extras."""
    lists = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    distributions = [re.split(r"[\[<>=!~; ]", requirement)[0] for each in lists for requirement in each]
    return {MODULES.get(name, name) for name in distributions}


def undeclared(module: Module) -> set[str]:
    """The third-party packages that a module imports although no dependency of a user brings them."""
    names = {name.split(".")[0] for _, name in imports(module)} - {"<computed>"}
    return names - sys.stdlib_module_names - set(OURS) - declared("engines", "figures", "page", "testing")


def test_every_import_is_declared() -> None:
    assert {m.name: undeclared(m) for m in library_modules() if undeclared(m)} == {}


def test_an_undeclared_import_is_seen() -> None:
    assert undeclared(Module.from_source("numerics/graphs.py", "import PEPit.functions, z3")) == {"PEPit"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_types_are_published(library: str) -> None:
    assert (ROOT / library / "py.typed").is_file()


def test_readme_names_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"verify", "test"} <= named <= targets


def test_make_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make (\S+)", done.stdout, re.MULTILINE)) == set(phony[1].split())


def test_readme_names_commands_that_exist() -> None:
    from verification.cli import main

    named = set(re.findall(r"(?:^|`|/)whymomentum ([a-z]+)", README, re.MULTILINE))
    assert isinstance(main, click.Group)
    assert {"verify", "list", "show", "errata"} <= named <= set(main.commands)


def test_the_claim_in_the_readme_is_certified_as_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from derivations.certify import certify

    [block] = [text for text in blocks("python") if "@claim" in text]
    (tmp_path / "readme_claims.py").write_text(block, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    claim = importlib.import_module("readme_claims").contraction
    assert claim.verify(engines=()).status == "proved"  # found when it is asked for
    assert not (tmp_path / "proofs").exists()
    certify(claim)
    assert (tmp_path / "proofs" / f"{claim.id}.json").is_file()
    assert claim.verify(engines=()).status == "proved"
    assert f"`whymomentum certify {claim.id}`" in README


def test_readme_counts_the_claims_and_their_joints() -> None:
    from derivations.recheck import by_id

    ours = [c for c in by_id().values() if c.is_ours]
    joined = sum(bool(c.joint) for c in ours)
    assert f"{len(ours)} claims: {len(ours)} proved" in README
    assert f"rocq: {len(ours)} proved, on record" in README
    assert f"rocq: {joined} of them joined" in README
    assert f"{joined} claims have such a joint" in README


def test_the_readme_lists_what_fails_as_printed() -> None:
    from derivations import claims

    listed = re.findall(r"^\| `([a-z]+\.[a-z0-9-]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(c.id for c in claims() if c.as_printed == "fails")


def test_nothing_is_left_to_do_in_the_papers() -> None:
    for paper in ("README.md", "CHANGELOG.md", "CITATION.cff", "Makefile", "pyproject.toml"):
        assert "TODO" not in (ROOT / paper).read_text("utf-8"), paper
