"""What the benchmarks of worst cases and rates decide in rationals: who is below the truth. The peers are planted."""

from typing import Any

import pytest

from benchmarks import lyapunov, rate, worst_case
from benchmarks._peers import PeerTimeout
from benchmarks._rows import NotMeasured, rows


def test_no_enclosure_is_contradicted_by_the_rule() -> None:
    assert worst_case.contradictions() == {"ours: enclosures that the rule contradicts, of 60": 0}


def test_a_wrong_enclosure_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the worst case after one step more than is run."""
    right = worst_case.ours
    monkeypatch.setattr(worst_case, "ours", lambda instance: right(instance._replace(n=instance.n + 1)))
    (wrong,) = worst_case.contradictions().values()
    assert wrong > 50


@pytest.mark.parametrize(("factor", "below"), [(1 - 2**-30, 52), (1 + 2**-30, 0), (0.0, 52)])
def test_bounds_below_the_truth_are_counted(factor: float, below: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(instances: Any, timeout: float | None = None) -> list[dict[str, float]]:
        return [{"bound": factor * float(worst_case.ours(each).upper) ** 2, "seconds": 1.0} for each in instances]

    monkeypatch.setattr(worst_case, "theirs", planted)
    found = worst_case.soundness()
    assert found["PEPit: bounds below the truth, of 52"] == below
    assert isinstance(found["PEPit: how far below, relative, where it is"], NotMeasured) is (below == 0)


def test_a_peer_that_has_no_answer_in_time_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(instances: Any, timeout: float | None = None) -> list[dict[str, float]]:
        if timeout is not None:
            raise PeerTimeout("PEPit had no answer within 60 s")
        return [{"bound": 1.0, "seconds": 1.0} for _ in instances]

    monkeypatch.setattr(worst_case, "theirs", planted)
    rows = worst_case.times()
    stopped = rows["PEPit / ours: time, gradient descent, n = 32"]
    assert isinstance(stopped, NotMeasured)
    assert "no answer within 60 s" in str(stopped)
    assert rows["PEPit / ours: time, gradient descent, n = 8"] != stopped


@pytest.mark.parametrize(("factor", "below"), [(1 - 2**-30, 28), (1 + 2**-30, 0)])
def test_rates_below_the_tight_one_are_counted(factor: float, below: int) -> None:
    answers = [{"rho": factor * float(lyapunov.ours(each)) ** 2, "seconds": 1.0} for each in lyapunov.DESCENT]
    found = lyapunov.descent([dict(answer) for answer in answers])
    assert found["AutoLyap: certified rates below the tight one, gradient descent, of 28"] == below
    assert found["ours: rates below the tight one, gradient descent, of 28"] == 0


def test_heavy_ball_is_refuted_by_a_quadratic_only_where_its_radius_is_larger() -> None:
    """At the optimum every eigenvalue has |sigma|^2 = beta; a float next to it moves it by a root of its unit."""
    count = len(lyapunov.HEAVY_BALL)

    def below(factor: float) -> Any:
        answers: list[dict[str, float | None]] = [{"rho": factor * each.beta} for each in lyapunov.HEAVY_BALL]
        return lyapunov.heavy_ball(answers)[
            f"AutoLyap: certified rates below that on quadratics, heavy ball, of {count}"
        ]

    others = lyapunov.HEAVY_BALL[len(lyapunov.OPTIMA) :]
    real = sum((1 + each.beta - each.alpha * each.mu) ** 2 > 4 * each.beta for each in others)
    assert below(0.999) == count
    assert 0 < below(1.001) == real < len(others)  # the larger of two real roots is beyond sqrt(beta)


@pytest.mark.parametrize(("shift", "missed"), [(0.0, []), (1.0, ["worst difference / bound"])])
@pytest.mark.parametrize("kind", [float, lambda shift: float("nan") if shift else 0.0], ids=["off", "NaN"])
def test_rates_that_differ_miss_the_bar(
    shift: float, missed: list[str], kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = rate.by_eigenvalues
    monkeypatch.setattr(rate, "POINTS", 1000)
    monkeypatch.setattr(rate, "BARS", {"worst difference / bound": rate.BARS["worst difference / bound"]})
    monkeypatch.setattr(rate, "by_eigenvalues", lambda R: right(R) + kind(shift))
    assert [row.quantity for row in rows("rate", rate) if row.missed] == missed
