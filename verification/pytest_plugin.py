"""A pytest plugin: `pytest my_method.py` proves the claims of an author's file, and confronts them with simulations.

Collected are the `Claim`s and `Method`s that stand in a Python file which is named on the command line and is no test
file (by `python_files`), or which matches one of the patterns of the setting `whymomentum_files`:

    [tool.pytest.ini_options]
    whymomentum_files = ["*_method.py", "claims/*.py"]

Its tests are collected as in any other file. What is collected of claims and methods: `verification.pytest_items`. Of
all other files nothing is collected here, and this module imports nothing but pytest.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from verification.pytest_items import AuthorFile

__all__ = ["pytest_addoption", "pytest_collect_file", "pytest_pycollect_makemodule"]

SETTING = "whymomentum_files"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting `whymomentum_files`."""
    parser.addini(SETTING, "patterns of files of which claims and methods are collected", type="args", default=[])


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> AuthorFile | None:
    """An author's file among those that pytest reads anyway."""
    config = parent.config
    named = parent.session.isinitpath(module_path) and not _matches(module_path, config, "python_files")
    return _author_file(module_path, parent) if named or _matches(module_path, config, SETTING) else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> AuthorFile | None:
    """An author's file that pytest would not read: one that matches `whymomentum_files` alone."""
    if file_path.suffix != ".py" or parent.session.isinitpath(file_path):
        return None
    if _matches(file_path, parent.config, "python_files") or not _matches(file_path, parent.config, SETTING):
        return None
    return _author_file(file_path, parent)


def _matches(path: Path, config: pytest.Config, setting: str) -> bool:
    return any(path.match(pattern) for pattern in config.getini(setting))


def _author_file(path: Path, parent: pytest.Collector) -> AuthorFile:
    from verification.pytest_items import AuthorFile

    file: AuthorFile = AuthorFile.from_parent(parent, path=path)
    return file
