"""What writes files, and how it is disturbed: a full disk, too little memory, an interrupt, a second one beside it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import derivations
from verification.attack.campaign import Tally

ROOT = Path(derivations.__file__).resolve().parent.parent
HANGS = 300  # seconds, where seconds are expected
State = tuple[bytes | None, int | None]  # what a file holds, and when it was written; (None, None) without a file
CLAIM = """
from derivations import claim
from derivations.statement import Statement
from sympy import Eq, symbols

x, y, z = symbols("x y z", real=True)


@claim("attacked.sum", section="attacked", latex="1 + 2 + 3 = 6")
def total():
    "Add up; each mutant is false, so that they are found at once."
    yield Statement("sum", (Eq(x, 1), Eq(y, 2), Eq(z, 3)), Eq(x + y + z, 6))
"""
BEGIN = """
import resource, sys
which, disk, memory = map(int, sys.argv[1:])
print("ready", flush=True)
sys.stdin.read()  # until it is released
if disk:
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
if memory:
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
"""
RECORD = """
import derivations.rocq.record as record
from pathlib import Path
from derivations.rocq.coqc import Recheck
record.FILE, record.version = Path("accepted.json"), lambda: "none"
BEGIN
for number in range(50):
    one = record.entry(str(number), Recheck(True, "", 0))
    record.keep(f"{which}.{number}", one, {f"{w}.{n}" for w in range(2) for n in range(50)})
"""
SWEEP = """
from numerics.sweep import Checkpoint, Count, ParameterGrid, Steps, sweep
BEGIN
grid = ParameterGrid(a=Steps(range(200), 1), b=Steps(range(200), 1))
found = sweep(lambda a, b: a * b, grid, {"n": Count("<", 100)}, chunk=500, checkpoint=Checkpoint("state.json", 0))
sys.exit(found["n"] != sum(a * b < 100 for a in range(200) for b in range(200)))
"""


@dataclass(frozen=True)
class Writer:
    """A program, of which BEGIN stands between its imports and its work; its files, and when one of them is whole.

    Where `anew`, it starts without its files; where it `resumes`, it goes on from what it left, to the right end.
    `adds`: whether a file has what two at once have to say, not one of them.
    """

    name: str
    code: str
    files: tuple[str, ...]
    is_whole: Callable[[bytes], bool]
    anew: bool = False
    resumes: bool = False
    adds: Callable[[bytes], bool] | None = None


def command(*arguments: str) -> str:
    """The program that runs a command."""
    return f"from verification.cli import main\nBEGIN\nmain({list(arguments)})"


def json_with(*keys: str) -> Callable[[bytes], bool]:
    """Whether a file is JSON with these keys."""
    return lambda content: set(keys) <= set(_parsed(content))


def _parsed(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_drawing(content: bytes) -> bool:
    """A whole SVG or PNG file, or captions."""
    return content.endswith((b"IEND\xaeB`\x82", b"</svg>\n", b".\n"))


WRITERS = (
    Writer(
        "certify",
        "from attacked import total\nfrom derivations.certify import certify\nBEGIN\ncertify(total)",
        ("proofs/attacked.sum.json",),
        json_with("statements", "mutants"),
    ),
    Writer(
        "verify --json",
        command("verify", "mom.one-step-point", "--engine", "kernel", "--json", "report.json"),
        ("report.json",),
        json_with("claims", "seconds", "versions"),
    ),
    Writer(
        "figures",
        command("figures", "--out", ".", "critical-damping"),
        ("critical-damping.svg", "critical-damping.png", "captions.md"),
        is_drawing,
    ),
    Writer(
        "export",
        command("export", "--out", ".", "mom.one-step-point"),
        ("mom_one_step_point.v",),
        lambda content: content.endswith(b".\n"),
    ),
    Writer(
        "report",
        command("report", "--out", ".", "mom.one-step-point"),
        ("report.html", "report.md"),
        lambda content: content.endswith(b"</html>\n") or (content.startswith(b"# ") and content.endswith(b"\n")),
    ),
    Writer("new", command("new", "planted"), ("planted.py", "test_planted.py"), lambda content: True, anew=True),
    Writer(
        "the record of the second kernel",
        RECORD,
        ("accepted.json",),
        lambda content: bool(_parsed(content)),
        anew=True,
        resumes=True,
        adds=json_with(*(f"{which}.{number}" for which in range(2) for number in range(50))),
    ),
    Writer("sweep", SWEEP, ("state.json",), json_with("format", "done", "partials"), anew=True, resumes=True),
)


class Disturbed:
    """Writers in a folder of their own; after a disturbance each file has to be the old one, or a whole new one."""

    def __init__(self, tally: Tally, folder: Path, source: random.Random) -> None:
        self.tally, self.folder, self.source = tally, folder, source
        self.environment = dict(os.environ) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
        self.seconds: dict[str, float] = {}
        (folder / "attacked.py").write_text(CLAIM, encoding="utf-8")

    def full_disk(self, writer: Writer) -> None:
        """No file may have more than so many bytes."""
        self._check(writer, "on a full disk", lambda: [self._ended(self._begun(writer, disk=self._one_of(1, 20, 100)))])

    def short_of_memory(self, writer: Writer) -> None:
        """It gets no more memory than it has after its imports, or a little."""
        more = self._one_of(1, 1 << 16, 1 << 20, 1 << 23)
        self._check(writer, "out of memory", lambda: [self._ended(self._begun(writer, memory=more))])

    def interrupted(self, writer: Writer) -> None:
        """A signal comes at some moment of its work."""

        def run() -> list[int]:
            process = self._released(self._begun(writer))
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=self.seconds[writer.name] * self.source.random())
            process.send_signal(self._one_of(signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
            return [self._ended(process)]

        self._check(writer, "interrupted", run)

    def beside_another(self, writer: Writer) -> None:
        """Two write the same files at once."""

        def run() -> list[int]:
            both = [self._begun(writer, which) for which in range(2)]
            released = [self._released(process) for process in both]
            return [self._ended(process) for process in released]

        self._check(writer, "beside another", run)

    def _check(self, writer: Writer, what: str, run: Callable[[], list[int]]) -> None:
        name, before = f"{writer.name} {what}", self._prepared(writer)
        codes = run()
        found = {file: self._state(file) for file in writer.files}
        for file, (content, written) in found.items():
            if content != before[file][0] and not (content is not None and writer.is_whole(content)):
                self.tally.breach(f"{name}: a file is lost or half written", f"{file} has {content!r:.80}")
                return
            if 0 in codes and written == before[file][1]:
                self.tally.breach(f"{name}: it says that it has written a file, and has not", file)
                return
        if writer.adds and len(codes) == 2 and not all(writer.adds(content or b"") for content, _ in found.values()):
            self.tally.breach(f"{name}: what one of two wrote is lost", f"exit codes {codes}")
        elif writer.resumes and (code := self._ended(self._begun(writer))):
            self.tally.breach(f"{name}: it does not go on afterwards", f"exit code {code}")
        else:
            self.tally.counts[f"{name}: every file is whole"] += 1

    def _prepared(self, writer: Writer) -> dict[str, State]:
        """Each file as it is before."""
        if writer.name not in self.seconds:
            process, began = self._begun(writer), time.monotonic()
            if code := self._ended(process):
                raise RuntimeError(f"{writer.name} failed undisturbed, with exit code {code}")
            self.seconds[writer.name] = time.monotonic() - began
        if writer.anew:
            for file in writer.files:
                (self.folder / file).unlink(missing_ok=True)
        return {file: self._state(file) for file in writer.files}

    def _state(self, file: str) -> State:
        path = self.folder / file
        return (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else (None, None)

    def _one_of(self, *values: int) -> int:
        return self.source.choice(values)

    def _begun(self, writer: Writer, which: int = 0, disk: int = 0, memory: int = 0) -> subprocess.Popen[bytes]:
        """The program after its imports; it works when it is released."""
        code = writer.code.replace("BEGIN\n", BEGIN)
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(which), str(disk), str(memory)],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{writer.name} does not begin: {process.wait()}")
        return process

    @staticmethod
    def _released(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        if process.stdin is not None:
            process.stdin.close()
            process.stdin = None
        return process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        with self._released(process):
            try:
                process.communicate(timeout=HANGS)
            except subprocess.TimeoutExpired:
                self.tally.breach("a command hangs", process.args)
                process.kill()
            return process.wait()
