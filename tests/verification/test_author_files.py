"""A claim with its proof in one file: given by path, offered by an installed package, broken in each way."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from derivations.claim import Claim
from tests.verification.test_command import COMMAND, environment
from verification.loading import FileError, claims_in, load, located, locator, methods_in
from verification.selection import UnknownClaim, asked_for

METHOD = """\
from derivations import Method

def step(state, gradient, *, alpha, beta):
    z, w = state
    z = beta * z + gradient(w)
    return z, w - alpha * z

method = Method(step, state=("z", "w"), name="mine")
"""
CLAIM = """\
from sympy import And, Equivalent
from derivations import Statement, claim
from derivations.notation import alpha, lam

@claim("{name}", section="My method", latex=r"(1 - \\alpha\\lambda)^2 < 1")
def contraction():
    "The difference of the two sides is alpha lambda (2 - alpha lambda)."
    inside = And(0 < alpha * lam, alpha * lam < 2)
    yield Statement("contraction", (), Equivalent((1 - alpha * lam) ** 2 < 1, inside))
"""


def written(
    folder: Path, name: str = "my_method.py", text: str = METHOD + CLAIM.format(name="mine.contraction")
) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def run(*arguments: str, folder: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """The command in that folder, with `path` beside the checkout's on Python's."""
    variables = environment()
    variables["PYTHONPATH"] += f":{path}" if path else ""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


# ---- by path -----------------------------------------------------------------------------------------------------


def test_one_file_suffices(tmp_path: Path) -> None:
    written(tmp_path)
    done = run("verify", "my_method.py", "--json", "-", "--engine", "kernel", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    [entry] = json.loads(done.stdout)["claims"]
    assert (entry["id"], entry["status"], entry["rests_on"]) == ("mine.contraction", "proved", ["kernel"])
    assert not (tmp_path / "proofs").exists()


def test_files_are_verified_by_processes_too(tmp_path: Path) -> None:
    """A worker finds the claims by their files."""
    written(tmp_path)
    written(
        tmp_path, "other.py", CLAIM.format(name="other.contraction") + "    yield Statement('false', (), lam > 0)\n"
    )
    done = run(
        "verify", "my_method.py", "other.py", "--jobs", "2", "--engine", "kernel", "--json", "-", folder=tmp_path
    )
    assert done.returncode == 1
    assert [(c["id"], c["status"]) for c in json.loads(done.stdout)["claims"]] == [
        ("mine.contraction", "proved"),
        ("other.contraction", "open"),
    ]
    assert "no proof of 'false' was found: it is false at lambda = " in done.stderr


def test_a_claim_of_a_file_is_shown_and_certified(tmp_path: Path) -> None:
    written(tmp_path)
    shown = run("show", "my_method.py::mine.*", folder=tmp_path)
    assert shown.returncode == 0
    assert "    suppose the conclusion fails:" in shown.stdout.splitlines()
    assert run("certify", "my_method.py", folder=tmp_path).returncode == 0
    assert len(json.loads((tmp_path / "proofs" / "mine.contraction.json").read_text())["mutants"]) >= 3
    assert run("verify", "my_method.py", folder=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("typo.py", CLAIM.format(name="a.b").replace("alpha * lam < 2", "alpa * lam < 2"), None),
        ("typo.py", METHOD.replace("(step,", "(stp,"), "typo.py:8: NameError: name 'stp' is not defined"),
        ("typo.py", METHOD.replace("w = state", "w = state)"), "typo.py:4: SyntaxError: unmatched ')'"),
        ("typo.py", "import no_such_module\n", "typo.py:1: ModuleNotFoundError: No module named 'no_such_module'"),
        ("twice.py", CLAIM.format(name="a.b") + CLAIM.format(name="a.b").replace("def c", "def d"), "rename one"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, message: str | None
) -> None:
    path = written(tmp_path, name, text)
    if message is None:  # it loads, and fails when it derives
        assert [c.id for c in claims_in(load(path))] == ["a.b"]
        return
    done = run("verify", name, folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert message in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "missing.py"], "missing.py: there is no such file"),
        (["verify", "method.py"], "method.py states no claim"),
        (["verify", "my_method.py::mine.contractoin"], "did you mean mine.contraction?"),
    ],
)
def test_a_wrong_file_is_a_usage_error(tmp_path: Path, arguments: list[str], message: str) -> None:
    written(tmp_path)
    written(tmp_path, "method.py", METHOD)
    done = run(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_a_claim_called_like_one_of_ours_is_refused_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path, text=CLAIM.format(name="stab.region"))
    assert [c.id for c in asked_for([str(path)])] == ["stab.region"]
    from derivations.claim import ClaimError

    with pytest.raises(ClaimError, match=r"two claims are called stab\.region"):
        asked_for([str(path), "stab.region"])


@pytest.mark.parametrize("command", ["verify", "certify"])
def test_without_what_searches_it_says_what_to_install(tmp_path: Path, command: str) -> None:
    written(tmp_path)
    program = f"""
import sys
sys.modules["scipy"] = sys.modules["clarabel"] = None
from verification.cli import main
main(["{command}", "my_method.py"])
"""
    call = [sys.executable, "-c", program]
    done = subprocess.run(call, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    needed = "to look for a proof, scipy must be installed: pip install 'whymomentum[testing]'"
    assert needed in " ".join(done.stdout.split())


# ---- loading -----------------------------------------------------------------------------------------------------


def test_a_file_is_loaded_once_and_its_claims_found_again(tmp_path: Path) -> None:
    path = written(tmp_path)
    module = load(path)
    assert load(path) is module
    [c] = claims_in(module)
    assert located(locator(c)) is c
    with pytest.raises(FileError, match=r"no claim is called 'mine\.x': there are mine\.contraction"):
        located(f"{path}::mine.x")


def test_only_what_stands_in_a_file_is_its_own(tmp_path: Path) -> None:
    written(tmp_path, "beside.py", METHOD + CLAIM.format(name="beside.contraction"))
    path = written(tmp_path, text="from beside import *\nagain = method\n" + METHOD)
    module = load(path)
    assert claims_in(module) == []
    assert isinstance(vars(module)["contraction"], Claim)
    assert [*methods_in(module)] == ["method"]
    assert str(tmp_path) not in sys.path


def test_a_module_of_a_package_is_imported_as_one(tmp_path: Path) -> None:
    (tmp_path / "loaded_package").mkdir()
    (tmp_path / "loaded_package" / "__init__.py").touch()
    written(tmp_path / "loaded_package", "names.py", "ID = 'packaged.contraction'\n")
    text = "from .names import ID\n" + CLAIM.replace('"{name}"', "ID")
    module = load(written(tmp_path / "loaded_package", "claims.py", text))
    assert module.__name__ == "loaded_package.claims"
    assert [c.id for c in claims_in(module)] == ["packaged.contraction"]


def test_nothing_named_is_every_known_claim(demo: dict[str, Claim]) -> None:
    assert asked_for([]) == [*demo.values()]
    with pytest.raises(UnknownClaim):
        asked_for(["nothing.like-it"])


# ---- an installed package ----------------------------------------------------------------------------------------

METADATA = {
    "METADATA": "Metadata-Version: 2.1\nName: my-method\nVersion: 1.0\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "entry_points.txt": "[whymomentum.claims]\nmy-method = my_method\n",
    "RECORD": "",
}


def wheel(folder: Path, module: Path) -> Path:
    """A wheel of one module that offers its claims."""
    path = folder / "my_method-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(module, module.name)
        for name, text in METADATA.items():
            archive.writestr(f"my_method-1.0.dist-info/{name}", text)
    return path


def test_an_installed_package_of_one_file_is_found_by_its_entry_point(tmp_path: Path) -> None:
    """Installed by pip where the process that verifies finds it."""
    target = tmp_path / "target"
    (tmp_path / "source").mkdir()
    built = wheel(tmp_path, written(tmp_path / "source"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-cache-dir"]
    subprocess.run([*pip, "--disable-pip-version-check", "--target", str(target), str(built)], check=True)
    assert not (target / "proofs").exists()
    done = run(
        "verify", "mine.*", "stab.region", "--engine", "kernel", "--json", "-", folder=tmp_path, path=str(target)
    )
    assert done.returncode == 0, done.stderr
    assert {c["id"]: c["status"] for c in json.loads(done.stdout)["claims"]} == {
        "mine.contraction": "proved",
        "stab.region": "proved",
    }
    assert run("verify", "mine.*", folder=tmp_path).returncode == 2  # the control: it was the installation
