"""`whymomentum new`: what it writes works at once, fails where it is broken, and overwrites nothing."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.house.laws import ROOT
from tests.verification.test_command import environment
from tests.verification.test_pytest_plugin import PLUGIN
from verification.cli import main
from verification.new import NameTaken, create

RULE_LINES, CLAIM_LINES = 15, 25
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def new(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", *arguments], prog_name="whymomentum")


def ran_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What pytest says in that folder, as a user runs it."""
    variables = environment(PYTHONPATH=str(ROOT))
    command = [*PYTEST, *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


def test_it_works_at_once(tmp_path: Path) -> None:
    done = new("my_method", "--out", str(tmp_path))
    assert (done.exit_code, len(done.output.splitlines())) == (0, 2)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["my_method.py", "test_my_method.py"]
    ran = ran_in(tmp_path, *PLUGIN, "my_method.py", "test_my_method.py")
    assert ran.returncode == 0, ran.stdout
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    assert int(passed[1]) >= 3 + 1 + 3 + 1  # its tests, the claim's statement and mutants, the method


def test_the_tests_need_no_plugin(tmp_path: Path) -> None:
    create("my_method", tmp_path)
    ran = ran_in(tmp_path)
    assert ran.returncode == 0, ran.stdout
    assert "3 passed" in ran.stdout


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (lambda text: text.replace("beta * z + gradient(w)", "beta * z + 2 * gradient(w)"), "the_kernel_proves"),
        (lambda text: text.replace("2 + 2 * beta)", "2 + 3 * beta)"), "the_kernel_proves"),
        (lambda text: text.replace("w - alpha * z", "w + (1 + alpha * alpha) * z"), "the_best_parameters"),
    ],
)
def test_it_fails_where_it_is_broken(tmp_path: Path, change: Callable[[str], str], failing: str) -> None:
    """The control: another rule, or another claim."""
    file, _ = create("my_method", tmp_path)
    before = file.read_text("utf-8")
    file.write_text(change(before), "utf-8")
    assert file.read_text("utf-8") != before
    ran = ran_in(tmp_path)
    assert ran.returncode == 1
    assert f"FAILED test_my_method.py::test_{failing}" in ran.stdout


def test_an_author_writes_few_lines(tmp_path: Path) -> None:
    """Of code: at most 15 for the rule and its method, at most 25 more for a claim with its proof."""
    file, _ = create("my_method", tmp_path)
    code = file.read_text("utf-8").split('"""', 2)[2]
    rule, claim = code.split("@claim", 1)
    assert len([line for line in rule.splitlines() if line]) <= RULE_LINES
    assert len(claim.splitlines()) <= CLAIM_LINES


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("class", "'class' is no name for a Python module: use letters, digits and _"),
        ("2fast", "is no name for a Python module"),
        ("my-method", "is no name for a Python module"),
        ("../escape", "is no name for a Python module"),
        ("a.b", "is no name for a Python module"),
        ("método", "is no name for a Python module"),
        ("", "is no name for a Python module"),
        ("test_mine", "begins with test_"),
        ("json", "'json' is an installed module, which the new file would hide"),
        ("derivations", "'derivations' is an installed module"),
    ],
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, message: str) -> None:
    done = new("--out", str(tmp_path), "--", name)
    assert done.exit_code == 2
    assert message in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["my_method.py", "test_my_method.py"])
def test_nothing_is_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("mine\n", "utf-8")
    with pytest.raises(NameTaken, match=f"{taken} exists: choose another name"):
        create("my_method", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [taken]
    assert (tmp_path / taken).read_text("utf-8") == "mine\n"


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = new("my_method", "--out", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "does not exist" in done.output


def test_it_leaves_nothing_where_the_second_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_for_tests(file: Path, content: str) -> None:
        if file.name.startswith("test_"):
            raise OSError("planted")
        file.write_text(content)

    monkeypatch.setattr("verification.new.write_whole", full_for_tests)
    with pytest.raises(OSError, match="planted"):
        create("my_method", tmp_path)
    assert list(tmp_path.iterdir()) == []
