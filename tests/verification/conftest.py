"""The claims of the package `demo` in place of the article's, and engines that are not installed."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from derivations import engines, recheck
from derivations.claim import Claim
from tests.verification.demo import demo_claims
from verification.cli import main

Command = Callable[..., Result]


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> dict[str, Claim]:
    """The demonstration's claims by id, the only ones that there are."""
    known = {value.id: value for value in vars(demo_claims).values() if isinstance(value, Claim)}
    monkeypatch.setattr(recheck, "by_id", lambda: known)
    return known


@pytest.fixture
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain installation: z3 and cvc5 are known, and neither is installed."""
    monkeypatch.setattr(engines, "available", tuple)


@pytest.fixture
def whymomentum(demo: dict[str, Claim], no_engines: None, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, on the demonstration's claims, with the kernel alone."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return lambda *arguments: CliRunner().invoke(main, [*arguments], prog_name="whymomentum")
