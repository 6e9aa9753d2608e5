"""Rechecking many claims, one after the other or on any `concurrent.futures.Executor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.claim import Claim
    from derivations.rocq.record import Standing


@dataclass(frozen=True)
class Outcome:
    """What became of a claim, as plain data that travels between processes.

    engines: the kernel and each engine that was asked, with its answer: "proved", "refuted",
    "unsupported" where the statement is beyond the engine, or another word where it found no answer.
    reasons: why the claim is open, or coqc did not accept its proof. record: what the record of the
    second kernel says, where it was looked up: `accepted` or the `reason` why not, whether what it
    speaks of is `joined` to the whole claim, and if there is an entry, its `coqc`, `date`, `sha256` and `seconds`.
    """

    id: str
    section: str
    status: str
    scope: str
    as_printed: str | None
    correction: str | None
    counterexample: Mapping[str, str] | None
    rests_on: tuple[str, ...]
    engines: Mapping[str, str]
    seconds: float
    reasons: tuple[str, ...] = ()
    record: Mapping[str, Any] | None = None

    @property
    def is_proved(self) -> bool:
        return self.status == "proved"

    @property
    def answers(self) -> Mapping[str, str]:
        """What the engines answered now: not what is on record."""
        return {name: answer for name, answer in self.engines.items() if name != "rocq" or not self.record}

    @property
    def dissent(self) -> tuple[str, ...]:
        """Why the engines do not agree; empty where they do.

        An engine that refutes what the kernel proved disagrees, and so does coqc where it refuses the
        proof. Engines that found no answer are no witnesses: they leave the claim without the second
        opinion that is wanted, unless another engine proved it. A record is no answer.
        """
        others = {name: answer for name, answer in self.answers.items() if name != "kernel"}
        words = {"refuted": "refutes it", "refused": "refuses its proof"}
        against = tuple(f"{name} {words[answer]}" for name, answer in others.items() if answer in words)
        silent = [name for name, answer in others.items() if answer not in ("proved", "unsupported", *words)]
        if against or not silent or "proved" in others.values():
            return against
        return tuple(f"{name}: {others[name]}, and no other engine proves it" for name in silent)

    @property
    def is_settled(self) -> bool:
        """Proved, with no engine dissenting."""
        return self.is_proved and not self.dissent

    def data(self) -> dict[str, Any]:
        """The claim's entry in the JSON report."""
        entry = asdict(self) | {"rests_on": list(self.rests_on)}
        del entry["reasons"]
        return entry


def recheck(which: Claim | str, engines: tuple[str, ...], record: bool = False) -> Outcome:
    """Recheck a claim, or the one of that id or `file::id`; `record`: whether to say what coqc has accepted. Whatever
    goes wrong leaves it open: no claim stops another."""
    from derivations.recheck import verify
    from verification.loading import located
    from verification.show import reached

    c = located(which) if isinstance(which, str) else which
    try:
        [found] = verify([c], engines, record)
        counterexample = reached(c.misprints[0]) if c.misprints else None
    except Exception as error:
        return unproved(c, f"{type(error).__name__}: {error}")
    known = joined(recorded(found.record), c)
    return Outcome(
        c.id, c.section, found.status, c.scope, c.as_printed, c.correction, counterexample,
        tuple(found.rests_on), dict(found.engines), found.seconds, tuple(found.reasons), known,
    )  # fmt: skip


def joined(record: dict[str, Any] | None, c: Claim) -> dict[str, Any] | None:
    """What the record says, and whether it speaks of a joint as well."""
    return record and record | {"joined": bool(c.joint)}


def recorded(found: Standing | None) -> dict[str, Any] | None:
    """How a claim stands by the record, as plain data."""
    if found is None:
        return None
    entry = asdict(found.entry) if found.entry else {}
    entry.pop("refused", None)
    return {"accepted": found.accepted} | ({"reason": found.reason} if found.reason else {}) | entry


def unproved(c: Claim, reason: str) -> Outcome:
    """A claim that stays open because rechecking it failed."""
    return Outcome(
        c.id,
        c.section,
        "open",
        c.scope,
        c.as_printed,
        c.correction,
        None,
        (),
        {"kernel": "open"},
        0.0,
        (reason,),
    )


def outcomes(
    chosen: Iterable[Claim],
    engines: tuple[str, ...] = (),
    executor: Executor | None = None,
    record: bool = False,
) -> Iterator[Outcome]:
    """Recheck claims; yield what became of them in their order, each once those before it are done.

    executor: where to do the work, in this process if None. Its workers find the claims by their ids,
    those of other packages by their files. All work is handed to the executor at once, before anything is yielded.
    record: whether to say what coqc has accepted.
    """
    from verification.loading import locator

    found = list(chosen)
    if executor is None:
        return (recheck(c, engines, record) for c in found)
    return _collected([(c, executor.submit(recheck, locator(c), engines, record)) for c in found])


def _collected(submitted: list[tuple[Claim, Future[Outcome]]]) -> Iterator[Outcome]:
    try:
        for c, future in submitted:
            try:
                yield future.result()
            except BrokenExecutor as error:
                yield unproved(c, f"its worker process ended abruptly: {error}")
    finally:
        for _, future in submitted:
            future.cancel()
