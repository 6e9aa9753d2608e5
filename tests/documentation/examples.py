"""The code blocks of a Markdown page, run as a reader would run them, from top to bottom in one folder.

| block | what is done with it |
|---|---|
| `pycon` | each prompt is run, its output compared |
| `python` | run, or written to the file that its caption names (`mine.py`; added to it: `mine.py, continued`) |
| `console` | each command after `$ ` is run, its output compared; one that fails is followed by `$ echo $?` |
| `toml` | parsed, and written to the file that its caption names |
| `sh` | each line is a target of the Makefile, or pip with extras that there are |
| `text`, `c` | shown only |

In outputs `...` stands for anything. A page shares one namespace and one folder, which is the working directory and on
the path. `pip install -e .` of a console reads the folder's pyproject.toml and makes its entry points known.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from sybil import Document, Example
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.abstract.codeblock import PythonDocTestOrCodeBlockParser
from sybil.parsers.myst import CodeBlockParser

from tests.house.laws import ROOT

FLAGS = doctest.ELLIPSIS
INSTALLED = any(entry.value == "verification.pytest_plugin" for entry in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "verification.pytest_plugin")
COMMANDS: dict[str, list[str]] = {
    "whymomentum": ["-m", "verification.cli"],
    "python": [],
    "pytest": ["-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *PLUGIN],
}
SECONDS = 300  # for one command; a page's slowest takes ten
SHOWN_ONLY = {"text", "c", "{toctree}", "{math}"}
FENCE = re.compile(r"^```(?!`)(\{code-block\} )?(?P<language>\S*)", re.MULTILINE)


class Sessions(PythonDocTestOrCodeBlockParser):
    """Blocks of the language `pycon`, a region for each prompt."""

    @staticmethod
    def codeblock_parser_class(language: str, evaluator: Any) -> CodeBlockParser:
        return CodeBlockParser("pycon", evaluator)


class Page:
    """A page's blocks and the folder in which they run."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.python = PythonEvaluator()
        blocks: dict[str, Callable[[Example], str | None]] = {
            "python": self.run_python, "console": self.run_console, "toml": self.run_toml, "sh": self.run_sh
        }  # fmt: skip
        parsers = [CodeBlockParser(language, run) for language, run in blocks.items()]
        self.document = Document.parse(str(path), Sessions(doctest_optionflags=FLAGS), *parsers)
        self.known = {*blocks, "pycon", *SHOWN_ONLY}

    def run(self) -> int:
        """Run every block; how many were run. A block that is wrong raises, with the page and the line."""
        languages = [m["language"] for m in FENCE.finditer(self.document.text)][::2]
        if unknown := set(languages) - self.known:
            raise ValueError(f"{self.path}: no test knows what to do with blocks of {unknown}")
        examples = list(self.document.examples())
        self.document.namespace["__name__"] = self.path.stem
        for example in examples:
            example.evaluate()
        return len(examples)

    def written(self, example: Example) -> bool:
        """Write a block to the file that its caption names, if it has one."""
        caption = example.region.lexemes.get("options", {}).get("caption")
        if caption is None:
            return False
        name, _, more = caption.partition(", ")
        file = self.folder / name
        before = file.read_text("utf-8") + "\n\n" if more == "continued" else ""
        file.write_text(before + example.parsed, "utf-8")
        return True

    def run_python(self, example: Example) -> str | None:
        if self.written(example):
            return None
        name = example.namespace["__name__"]
        self.python(example)
        example.namespace["__name__"] = name
        return None

    def run_toml(self, example: Example) -> str | None:
        tomllib.loads(example.parsed)
        self.written(example)
        return None

    def run_sh(self, example: Example) -> str | None:
        makefile = (ROOT / "Makefile").read_text("utf-8")
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
        for line in example.parsed.splitlines():
            words = shlex.split(line, comments=True)
            match words[:2]:
                case ["make", target]:
                    known = re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE) is not None
                case ["pip", "install"]:
                    known = all(set(re.findall(r"\w+", part)) <= set(extras) for part in re.findall(r"\[(.*)\]", line))
                case _:
                    known = not words
            if not known:
                return f"{line!r} is neither a target of the Makefile nor an installation with extras that there are"
        return None

    def run_console(self, example: Example) -> str | None:
        wrong: list[str] = []
        status = 0
        for command in re.findall(r"^\$ (.*\n(?:(?!\$ ).*\n?)*)", example.parsed, re.MULTILINE):
            line, _, wanted = command.partition("\n")
            if status and line != "echo $?":
                wrong.append(f"the command before $ {line} exited with {status}")
            got, status = (f"{status}\n", 0) if line == "echo $?" else self.command(line)
            if not doctest.OutputChecker().check_output(
                wanted.replace("<BLANKLINE>", "").rstrip() + "\n", got.rstrip() + "\n", FLAGS
            ):
                wrong.append(f"$ {line}\nExpected:\n{wanted}\nGot:\n{got}")
        if status:
            wrong.append(f"the last command exited with {status}")
        return "\n".join(wrong) or None

    def command(self, line: str) -> tuple[str, int]:
        """What a command prints, and its exit code."""
        if line == "pip install -e .":
            self.install()
            return "", 0
        name, *arguments = shlex.split(line)
        if name == "cat":
            return (self.folder / arguments[0]).read_text("utf-8"), 0
        path = os.pathsep.join([str(self.folder), str(ROOT)])
        environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "PYTEST_ADDOPTS", "COLUMNS")}
        done = subprocess.run(
            [sys.executable, *COMMANDS[name], *arguments],
            cwd=self.folder, env=environment | {"PYTHONPATH": path, "NO_COLOR": "1"}, text=True, timeout=SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        return done.stdout, done.returncode

    def install(self) -> None:
        """Make the entry points of the folder's pyproject.toml known, as an editable installation does."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text("utf-8"))["project"]
        name, version = project["name"].replace("-", "_"), project["version"]
        folder = self.folder / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n")
        groups = project.get("entry-points", {})
        lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in each.items()) for group, each in groups.items()]
        (folder / "entry_points.txt").write_text("\n".join(lines))
