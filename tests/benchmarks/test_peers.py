"""Peers run in environments of their own: planted ones, that need no network."""

from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import _peers
from benchmarks._peers import ROOT, PeerMissing, PeerTimeout, ask, environment, requirements
from benchmarks._rows import rows

EXTRAS = """[project.optional-dependencies]
peer-planted = []
peer-missing = ["missing @ file:///nowhere/missing-1.0-py3-none-any.whl"]
"""
ECHO = """import sys
from benchmarks._serve import serve
def answer(request):
    print("a banner that a library prints")
    return {"given": request, "executable": sys.executable, "path": sys.path}
serve(answer)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a peer that can be made and one that cannot."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "pyproject.toml").write_text(EXTRAS, encoding="utf-8")
    package = root / "benchmarks"
    (package / "peers").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "_serve.py").write_text((ROOT / "benchmarks" / "_serve.py").read_text("utf-8"), encoding="utf-8")
    write(root, ECHO)
    return root


def write(root: Path, source: str) -> None:
    """What the planted peer does."""
    (root / "benchmarks" / "peers" / "planted.py").write_text(source, encoding="utf-8")


def test_a_peer_answers_from_its_own_environment(checkout: Path) -> None:
    write(checkout, ECHO)
    answer = ask("planted", {"n": [1, 2.5, "x"]}, root=checkout)
    assert answer["given"] == {"n": [1, 2.5, "x"]}
    assert answer["executable"] == str(checkout / ".venv/peers/planted/bin/python")
    assert str(checkout) in answer["path"]
    assert str(checkout / "benchmarks/peers") not in answer["path"]  # else peers/torch.py would import itself
    assert _peers.versions("planted", checkout).keys() == {"python"}  # nothing of ours is installed there


def test_an_environment_is_made_once_and_an_interrupted_one_anew(checkout: Path) -> None:
    interpreter = environment("planted", checkout)
    folder = interpreter.parents[1]
    trace = folder / "trace"
    trace.touch()
    assert environment("planted", checkout) == interpreter
    assert trace.exists()
    (folder / "ready").unlink()  # what an interrupted creation leaves
    assert environment("planted", checkout) == interpreter
    assert not trace.exists()
    trace.touch()
    (folder / "ready").write_text("of other requirements", encoding="utf-8")
    environment("planted", checkout)
    assert not trace.exists()


def test_an_environment_that_cannot_be_made_is_not_measured(checkout: Path) -> None:
    with pytest.raises(PeerMissing, match="missing's environment cannot be made"):
        ask("missing", {}, root=checkout)
    assert not (checkout / ".venv/peers/missing/ready").exists()

    benchmark = ModuleType("planted")
    attributes = {"BARS": {"missing / ours: time": (1, 2)}, "measure": lambda: ask("missing", {}, root=checkout)}
    vars(benchmark).update(attributes)
    (row,) = rows("planted", benchmark)
    assert row.quantity == "missing / ours: time"
    assert "missing's environment cannot be made" in row.reason
    assert not row.failed


def test_a_peer_without_an_extra_is_named(checkout: Path) -> None:
    with pytest.raises(ValueError, match=r"add it, or take one of \['missing', 'planted'\]"):
        environment("plantd", checkout)


def test_a_peer_that_fails_says_why(checkout: Path) -> None:
    write(checkout, "raise SystemExit('the solver has no licence')")
    with pytest.raises(RuntimeError, match="the solver has no licence"):
        ask("planted", {}, root=checkout)
    write(checkout, "print('no JSON')")
    with pytest.raises(RuntimeError, match="one JSON object, but wrote 'no JSON"):
        ask("planted", {}, root=checkout)


def test_a_peer_is_stopped_at_its_time_limit(checkout: Path) -> None:
    write(checkout, "import threading; threading.Event().wait()")  # it never answers
    with pytest.raises(PeerTimeout, match=r"planted had no answer within 0\.2 s"):
        ask("planted", {}, timeout=0.2, root=checkout)


def test_every_peer_of_the_benchmarks_has_an_extra() -> None:
    found = [path.stem for path in (ROOT / "benchmarks" / "peers").glob("*.py")]
    assert all(requirements(name) for name in found)


def test_torch_is_the_build_without_cuda() -> None:
    assert "torch==2.13.0" in requirements("torch")
