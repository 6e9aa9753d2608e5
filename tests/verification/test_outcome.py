"""Rechecking many claims: here, on threads, on processes that die; and when engines agree."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from derivations.claim import Claim
from verification.loading import locator
from verification.outcome import Outcome, outcomes, recheck
from verification.report import summary


def answered(**engines: str) -> Outcome:
    return Outcome("a.b", "", "proved", "universal", None, None, None, ("kernel",), {"kernel": "proved"} | engines, 0)


@pytest.mark.parametrize(
    ("engines", "dissent"),
    [
        ({}, ()),
        ({"z3": "proved", "cvc5": "proved"}, ()),
        ({"z3": "unsupported", "cvc5": "unsupported"}, ()),
        ({"z3": "proved", "cvc5": "unknown"}, ()),
        ({"z3": "timeout", "cvc5": "unsupported"}, ("z3: timeout, and no other engine proves it",)),
        ({"cvc5": "unknown"}, ("cvc5: unknown, and no other engine proves it",)),
        ({"z3": "proved", "cvc5": "refuted"}, ("cvc5 refutes it",)),
        ({"z3": "refuted", "cvc5": "unknown"}, ("z3 refutes it",)),
    ],
)
def test_when_engines_agree(engines: dict[str, str], dissent: tuple[str, ...]) -> None:
    outcome = answered(**engines)
    assert outcome.dissent == dissent
    assert outcome.is_settled is not bool(dissent)


@pytest.mark.parametrize(
    ("engines", "verdict"),
    [
        ({}, "nothing is open, by the kernel alone: no engine was asked"),
        ({"z3": "proved"}, "nothing is open, and every engine agrees"),
        ({"z3": "refuted"}, "0 claims open, engines dissent on 1"),
    ],
)
def test_the_verdict_says_whom_it_rests_on(engines: dict[str, str], verdict: str) -> None:
    *_, last = summary([answered(**engines)], 1)
    assert "".join(part if isinstance(part, str) else part[0] for part in last) == f"{verdict} (1.0 s)"


STATUS = {
    "demo.square": "proved",
    "demo.reciprocal": "proved",
    "demo.doubling": "proved",
    "demo.unproved": "open",
    "demo.forged": "open",
    "demo.broken": "open",
}


def test_one_claim_never_stops_another(demo: dict[str, Claim]) -> None:
    found = list(outcomes(demo.values()))
    assert {outcome.id: outcome.status for outcome in found} == STATUS
    assert all(bool(outcome.reasons) is (outcome.status == "open") for outcome in found)


def test_any_executor_will_do(demo: dict[str, Claim]) -> None:
    with ThreadPoolExecutor(2) as executor:
        found = list(outcomes(demo.values(), executor=executor))
    assert {outcome.id: outcome.status for outcome in found} == STATUS
    assert [outcome.id for outcome in found] == [*demo]


class Dying(Executor):
    """An executor whose worker dies at the claim `at`, and with it all later ones."""

    def __init__(self, at: str) -> None:
        self.at, self.dead = at, False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.dead |= args[0] == self.at
        if self.dead:
            future.set_exception(BrokenProcessPool("killed"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def test_a_worker_that_dies_leaves_its_claims_open(demo: dict[str, Claim]) -> None:
    found = list(outcomes(demo.values(), executor=Dying(locator(demo["demo.doubling"]))))
    assert [outcome.status for outcome in found] == ["proved", "proved", "open", "open", "open", "open"]
    assert found[2].reasons == ("its worker process ended abruptly: killed",)


def test_stopping_early_cancels_what_has_not_begun(demo: dict[str, Claim]) -> None:
    waiting: list[Future[Any]] = []

    class Waiting(Dying):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args, **kwargs) if not waiting else Future()
            waiting.append(future)
            return future

    found = outcomes(demo.values(), executor=Waiting("nothing"))
    assert next(found).id == "demo.square"
    found.close()  # type: ignore[attr-defined]
    assert [future.cancelled() for future in waiting] == [False, *[True] * (len(demo) - 1)]


@pytest.mark.usefixtures("demo")
def test_the_counterexample_names_what_the_runs_have_reached() -> None:
    assert recheck("demo.doubling", ()).counterexample == {"p": "2", "k": "1"}
    assert recheck("demo.reciprocal", ()).counterexample == {"x": "-1"}
    assert recheck("demo.square", ()).counterexample is None
