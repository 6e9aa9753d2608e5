"""What `verification.pytest_plugin` collects of an author's file: for each claim

- one item for each statement: the kernel, in a fresh process, accepts its proof, stored or found now;
- one item for each misprint: it is false at its counterexample;
- one item for each mutant, the three that are required or as many as are stored: it is false at a point, and not
  proved by the proof of the statement that it is a mutant of;
- one item for each precision, float64, 50 and 200 digits, and balls: simulation does not contradict the claim;

and for each method one that derives it, and one for each precision that confronts R^k with runs of its rule. What is
found out about a claim is found when the first of its items runs.
A failure is told as mathematics (`verification.failures`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from derivations.claim import ClaimError
from verification.failures import Failure
from verification.loading import FileError, claims_in, explain, methods_in

if TYPE_CHECKING:
    from derivations.claim import Claim
    from derivations.method import Method

__all__ = ["AuthorFile", "ClaimNode", "Item", "MethodNode"]


class AuthorFile(pytest.Module):
    """A file of claims, methods and, as any Python file, tests; what is wrong in it is told by file and line."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        try:
            tests = [*super().collect()]
            claims, methods = claims_in(self.obj), methods_in(self.obj)
        except FileError as error:
            raise self.CollectError(str(error)) from error
        except (Exception, self.CollectError) as error:
            raise self.CollectError(explain(error.__cause__ or error, self.path)) from error
        yield from tests
        for c in claims:
            yield ClaimNode.from_parent(self, name=c.id, claim=c)
        for name, method in methods.items():
            yield MethodNode.from_parent(self, name=name, method=method)


class ClaimNode(pytest.Collector):
    """A claim; its statements are derived when it is collected, and nothing is proved before its items run."""

    def __init__(self, *, claim: Claim, **given: Any) -> None:
        super().__init__(**given)
        self.claim = claim

    def collect(self) -> Iterator[Item]:
        from verification.checks import Checks

        try:
            names = [*Checks(self.claim).names]
        except ClaimError as error:
            raise self.CollectError(str(error)) from error
        except Exception as error:
            raise self.CollectError(f"{self.claim.id}: {explain(error, self.path)}") from error
        for kind, label, check in names:
            yield Item.from_parent(self, name=f"{kind}[{label}]", check=check, line=_line(self.claim.derive))


class MethodNode(pytest.Collector):
    """A method of an author's own rule."""

    def __init__(self, *, method: Method, **given: Any) -> None:
        super().__init__(**given)
        self.method = method

    def collect(self) -> Iterator[Item]:
        from verification.checks import method_checks

        for name, check in method_checks(self.method):
            yield Item.from_parent(self, name=name, check=check, line=_line(self.method.step))


class Item(pytest.Item):
    """One thing to find out: `check` raises a `Failure`, which says in words what is wrong, or returns.

    Where it returns the number 0, of comparisons, the item is skipped.
    """

    def __init__(self, *, check: Callable[[], object], line: int | None, **given: Any) -> None:
        super().__init__(**given)
        self.check, self.line = check, line

    def runtest(self) -> None:
        if self.check() == 0:
            pytest.skip("nothing to compare: what is claimed of limits begins later than runs are followed")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Failure):
            return str(excinfo.value)
        if self.config.getoption("fulltrace") or not isinstance(excinfo.value, Exception):
            return super().repr_failure(excinfo, style)
        return f"{explain(excinfo.value, self.path)}\n(pytest --full-trace shows how it came to that)"

    def reportinfo(self) -> tuple[Path, int | None, str]:
        name = getattr(self.parent, "name", "")
        return self.path, self.line, f"{name}: {self.name}"


def _line(function: Any) -> int | None:
    """Where a function begins, counted from 0."""
    code = getattr(function, "__code__", None)
    return None if code is None else code.co_firstlineno - 1
