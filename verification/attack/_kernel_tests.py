"""Runs tests against mutants of the kernel, each in a fork: `python -m verification.attack._kernel_tests TEST...`.

Reads paths of kernels, one a line; writes "survived", or "killed" with the exit code, for each. What is slow to import
is imported once.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import sys
from importlib.util import module_from_spec, spec_from_file_location

REWRITE = "ignore::pytest.PytestAssertRewriteWarning"  # of what was imported before the tests
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", REWRITE)
SECONDS, MEMORY = 120, 6 << 30  # of a processor and bytes for one mutant


def main() -> None:
    """Answer line after line, until there are no more."""
    for name in ("sympy", "numpy", "pytest", "hypothesis", "hypothesis.strategies"):
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            tested(line.strip())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write("survived\n" if code == 0 else f"killed {code}\n")
        sys.stdout.flush()


def tested(path: str) -> None:
    """End this process with the exit code of the tests, run against the kernel in that file."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for name in [name for name in sys.modules if name.partition(".")[0] == "derivations"]:
        del sys.modules[name]
    package = importlib.import_module("derivations")
    spec = spec_from_file_location("derivations.kernel", path)
    code: int | str = 3
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules["derivations.kernel"] = vars(package)["kernel"] = module
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            try:
                spec.loader.exec_module(module)
                code = importlib.import_module("pytest").main([*OPTIONS, *sys.argv[1:]])
            except BaseException:
                code = 4
    os._exit(int(code))


if __name__ == "__main__":
    main()
