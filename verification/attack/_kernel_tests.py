"""Runs tests against mutants of the kernel, each in a fork: `python -m verification.attack._kernel_tests TEST...`.

Reads paths of kernels, one a line, the first of them that of the kernel as it is; writes for each a line of JSON:
{"outcome": "survived" | "killed", "by": the test that failed first, or how the process ended, "seconds"}.

The tests are collected once. A fork then puts the mutant in the kernel's place, wherever it or a name of it was
imported, and runs them to their first failure, in the order of how often they have killed a mutant in how short a time.
Hypothesis repeats the same examples and shrinks none. Left out are the tests whose searches have a limit of time, for
no mutant lives or dies by the clock, and the one that takes longer than all others together. A mutant that takes more
than three times the processor time of the unchanged kernel is killed: it does not end.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from importlib.util import spec_from_file_location
from typing import Any, TextIO

import derivations.kernel

LEFT_OUT = (
    "test_what_a_search_proves_is_true", "test_what_an_induction_proves_is_true_along_runs",
    "test_the_adversaries_do_prove_something", "test_corrupted_certificates_of_real_claims_are_refused",
)  # fmt: skip
OPTIONS = (
    "-x", "-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:unraisableexception",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # of what was imported before
    "-k", " and ".join(f"not {name}" for name in LEFT_OUT),
)  # fmt: skip
SECONDS, MEMORY = 300, 6 << 30  # of a processor and bytes, at most
SLACK = 5  # seconds, of what the unchanged kernel's run may vary
KERNEL = derivations.kernel
Json = dict[str, Any]


class Server:
    """A pytest plugin that runs the collected tests once for each kernel, in a fork."""

    def __init__(self, asked: TextIO, told: TextIO) -> None:
        self.asked, self.told = asked, told
        self.kills, self.seconds = Counter[str](), Counter[str]()
        self.failed = ""
        self.most: float = SECONDS
        self.report: int | None = None  # where a fork reports to

    def pytest_collection(self) -> None:
        """Before the tests are imported, and after tests/conftest.py chose its profile."""
        from hypothesis import HealthCheck, Phase, settings

        settings.register_profile(
            "mutants", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        )  # fmt: skip
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: Any) -> bool | None:
        """True in the server, which has run nothing itself; None in a fork, which goes on to run the tests."""
        borrowed = borrowed_names()
        for line in self.asked:
            began = time.monotonic()
            receive, send = os.pipe()
            if (child := os.fork()) == 0:
                os.close(receive)
                self.report = send
                self._become(line.strip(), session, borrowed)
                return None
            os.close(send)
            answer = self._ended(child, receive)
            self.told.write(json.dumps(answer | {"seconds": round(time.monotonic() - began, 2)}) + "\n")
            self.told.flush()
        return True

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed = self.failed or report.nodeid

    def ends(self, code: int) -> None:
        """End a fork, with its report."""
        if self.report is not None:
            with os.fdopen(self.report, "w", encoding="utf-8") as pipe:
                json.dump({"failed": self.failed, "seconds": self.seconds}, pipe)
            os._exit(code)

    def _become(self, path: str, session: Any, borrowed: list[tuple[Any, str, str]]) -> None:
        """In a fork: the kernel in that file takes the kernel's place."""
        most = int(self.most)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        worth = {name: (self.kills[name] + 0.1) / (seconds + 0.001) for name, seconds in self.seconds.items()}
        session.items.sort(key=lambda item: -worth.get(item.nodeid, 0))
        self.seconds.clear()
        replace_kernel(path, borrowed)

    def _ended(self, child: int, receive: int) -> Json:
        with os.fdopen(receive, encoding="utf-8") as pipe:
            told = json.loads(pipe.read() or "{}")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0 and not self.seconds:
            self.seconds.update(told["seconds"])
            self.most = min(SECONDS, SLACK + 3 * self.seconds.total())
        self.kills[told.get("failed", "")] += 1
        ending = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return {"outcome": "survived" if code == 0 else "killed", "by": told.get("failed") or ending}


def borrowed_names() -> list[tuple[Any, str, str]]:
    """(module, its name, the kernel's name) for what was imported from the kernel by name."""
    own = {id(v): name for name, v in vars(KERNEL).items() if getattr(v, "__module__", "") == KERNEL.__name__}
    modules = [module for module in list(sys.modules.values()) if module is not KERNEL]
    return [(m, name, own[id(v)]) for m in modules for name, v in list(vars(m).items()) if id(v) in own]


def replace_kernel(path: str, borrowed: list[tuple[Any, str, str]]) -> None:
    """Run the kernel in that file in the place of the one that was imported; who borrowed a name gets the new one."""
    for name in [name for name in vars(KERNEL) if not name.startswith("__")]:
        delattr(KERNEL, name)
    spec = spec_from_file_location(KERNEL.__name__, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    vars(KERNEL)["__file__"] = path
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # which some mutants deserve
        spec.loader.exec_module(KERNEL)
    for module, name, original in borrowed:
        setattr(module, name, getattr(KERNEL, original))


def main() -> None:
    """Answer line after line, until there are no more."""
    asked, told = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "r+b") as nowhere:
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)
    server = Server(asked, told)
    try:
        code = int(importlib.import_module("pytest").main([*OPTIONS, *sys.argv[1:]], plugins=[server]))
    except BaseException:
        server.ends(4)
        raise
    server.ends(code)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
