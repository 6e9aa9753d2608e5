"""The command `whymomentum` on claims that are proved, misprinted, open, forged and broken."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from derivations.claim import Claim
from tests.verification.conftest import Command

PROVED = ("demo.square", "demo.reciprocal", "demo.doubling")
KEYS = {
    "id", "section", "status", "scope", "as_printed", "correction", "counterexample",
    "rests_on", "engines", "seconds", "record",
}  # fmt: skip


# ---- verify ----------------------------------------------------------------------------------------


def test_verify_prints_a_line_for_each_claim_and_the_verdict(whymomentum: Command) -> None:
    result = whymomentum("verify", *PROVED)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line.split()[:2] for line in lines[1:4]] == [["proved", name] for name in PROVED]
    assert "3 claims: 3 proved, 0 open" in lines
    assert "as printed: 1 holds, 1 holds under a hypothesis that is not printed, 1 fails" in lines
    assert any(line.startswith("nothing is open, by the kernel alone: no engine was asked (") for line in lines)
    assert lines[-1] == "not asked, since not installed: z3, cvc5 (pip install 'whymomentum[engines]')"
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("demo.unproved", "no proof of 'motzkin' was found: open leaf at the root:"),
        ("demo.forged", "false: refused: psatz: the identity is off by"),
        ("demo.broken", "TypeError: Invalid comparison"),
    ],
)  # fmt: skip
def test_what_is_open_says_why_and_fails_the_command(whymomentum: Command, name: str, reason: str) -> None:
    result = whymomentum("verify", name, "demo.square")
    assert result.exit_code == 1
    assert reason in result.stdout
    assert "1 claim open, engines dissent on 0" in result.stdout


def test_the_json_has_the_documented_shape(whymomentum: Command, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert whymomentum("verify", "--json", str(file)).exit_code == 1
    report = json.loads(file.read_text())
    assert set(report) == {"claims", "seconds", "versions"}
    assert all(set(entry) == KEYS for entry in report["claims"])
    found = {entry["id"]: entry for entry in report["claims"]}
    assert {name for name, entry in found.items() if entry["status"] == "proved"} == set(PROVED)
    assert {entry["status"] for entry in found.values()} == {"proved", "open"}
    assert found["demo.reciprocal"] | {"seconds": 0} == {
        "id": "demo.reciprocal",
        "section": "Demonstration",
        "status": "proved",
        "scope": "universal",
        "as_printed": "fails",
        "correction": r"x + 1/x \ge 2 \text{ for } x > 0",
        "counterexample": {"x": "-1"},
        "rests_on": ["kernel"],
        "engines": {"kernel": "proved"},
        "seconds": 0,
        "record": None,
    }
    assert report["seconds"] >= max(entry["seconds"] for entry in report["claims"])
    assert {"python", "sympy"} <= set(report["versions"])
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_json_on_standard_output_is_nothing_but_json(whymomentum: Command) -> None:
    result = whymomentum("verify", "demo.square", "--json", "-")
    assert result.exit_code == 0
    assert [entry["id"] for entry in json.loads(result.stdout)["claims"]] == ["demo.square"]
    assert "proved  demo.square" in result.stderr


def test_a_report_that_cannot_be_written_is_refused_before_any_work(whymomentum: Command, tmp_path: Path) -> None:
    nowhere = whymomentum("verify", "--json", str(tmp_path / "missing" / "report.json"))
    folder = whymomentum("verify", "--json", str(tmp_path))
    assert (nowhere.exit_code, folder.exit_code) == (2, 2)
    assert "is not a folder that can be written to" in nowhere.stderr
    assert nowhere.stdout == folder.stdout == ""


def test_a_device_is_written_to_not_replaced(whymomentum: Command) -> None:
    assert whymomentum("verify", "demo.square", "--json", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verify", "demo.sqare"], "no claim is called 'demo.sqare': did you mean demo.square"),
        (["verify", "--engine", "z4"], "no engine is called 'z4': there are kernel, z3, cvc5, rocq"),
        (
            ["verify", "--engine", "z3"],
            "the engine 'z3' is not installed: pip install 'whymomentum[engines]'",
        ),
        (["verify", "--jobs", "0"], "0 is not in the range x>=1"),
        (["verify", "--jobs", "two"], "'two' is not a valid integer"),
        (["show"], "Missing argument 'ID'"),
        (["show", "demo.*"], "'demo.*' matches 6 claims: give one id"),
        (["show", "lambda: 0"], "no claim is called 'lambda: 0'"),
        (["errata", "--format", "pdf"], "'pdf' is not one of 'text', 'markdown', 'latex'"),
        (["certify", "nothing.like-it"], "no claim is called 'nothing.like-it'"),
        (["prove"], "No such command 'prove'"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(whymomentum: Command, arguments: list[str], message: str) -> None:
    result = whymomentum(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_the_kernel_alone_can_be_asked(whymomentum: Command) -> None:
    result = whymomentum("verify", "demo.square", "--engine", "kernel")
    assert result.exit_code == 0
    assert "not installed" not in result.output


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(["list", "show", "verify"]), st.text(max_size=20))
def test_no_argument_brings_a_traceback(whymomentum: Command, command: str, argument: str) -> None:
    result = whymomentum(command, "--", "no-such-topic" + argument)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1:] != []
    assert isinstance(result.exception, SystemExit)


# ---- list and show ---------------------------------------------------------------------------------


def test_list_derives_nothing(whymomentum: Command, demo: dict[str, Claim]) -> None:
    result = whymomentum("list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()] == [*demo]
    assert result.output.splitlines()[2].split() == ["demo.doubling", "holds-if", "Demonstration"]
    assert "_derived" not in vars(demo["demo.broken"])


def test_show_tells_all_of_a_claim(whymomentum: Command) -> None:
    result = whymomentum("show", "demo.reciprocal")
    assert result.exit_code == 0
    for line in (
        "demo.reciprocal: proved; fails as printed",
        "  printed    x + 1/x >= 2 for x_1 != 0 & 100%",
        r"  correction x + 1/x \ge 2 \text{ for } x > 0",
        "  Multiply by x > 0; what remains is (x - 1)^2 >= 0.",
        "Statement 'positive'",
        "  given      x > 0",
        "  then       x + 1/x >= 2",
        "    then  (x^2 > 0 and x^3 - 2*x^2 + x >= 0)",
        "  the hypotheses can be met: x = 1",
        "      contradiction: 0 = [2] + [0]*(x - 1)^2, no summand is negative, and [2] > 0",
        "Misprint 'negative': false as printed",
        "  fails at   x = -1",
        "  'positive', hypothesis 0 dropped: fails at x = -1",
        "Rests on: kernel",
    ):
        assert line in result.output.splitlines()


def test_show_follows_an_induction(whymomentum: Command) -> None:
    result = whymomentum("show", "demo.doubling")
    assert result.exit_code == 0
    assert "    [0] a run of p: 1 -> 2*p; k: 0 -> k + 1" in result.output.splitlines()
    assert "    induction along [0]: (k >= 0 and -k + p - 1 >= 0)" in result.output.splitlines()
    assert "  fails at   p = 2, k = 1" in result.output.splitlines()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("demo.unproved", "  no proof: open leaf at the root:"),
        ("demo.forged", "  no proof: refused: psatz: the identity is off by"),
        ("demo.broken", "The rest cannot be shown: TypeError"),
    ],
)
def test_show_never_calls_an_open_claim_proved(whymomentum: Command, name: str, line: str) -> None:
    result = whymomentum("show", name)
    assert result.exit_code == 1
    assert line in result.output
    assert "Rests on: nothing, the claim is open" in result.output
    assert "contradiction" not in result.output


# ---- errata ----------------------------------------------------------------------------------------


def test_errata_lists_what_does_not_hold_as_printed(whymomentum: Command) -> None:
    result = whymomentum("errata")
    assert result.exit_code == 0
    assert result.output == (
        "demo.reciprocal (Demonstration): fails as printed\n"
        "  printed    x + 1/x >= 2 for x_1 != 0 & 100%\n"
        "  fails at   x = -1\n"
        "             where not: x + 1/x >= 2\n"
        "  correct    x + 1/x \\ge 2 \\text{ for } x > 0\n"
        "             proved\n"
        "\n"
        "demo.doubling (Demonstration): holds under a hypothesis that is not printed\n"
        "  printed    2^k > k + 1\n"
        "  fails at   p = 2, k = 1\n"
        "             where not: p > k + 1\n"
        "  correct    $2^k > k + 1$ for $k \\ge 2$, and $2^k \\ge k + 1$ for every $k$\n"
        "             proved\n"
        "\n"
    )


def test_errata_as_markdown(whymomentum: Command) -> None:
    lines = whymomentum("errata", "--format", "markdown").output.splitlines()
    assert lines[0] == "# Errata"
    assert "## Demonstration: `demo.reciprocal`" in lines
    assert "> `x + 1/x >= 2 for x_1 != 0 & 100%`" in lines
    assert r"Correct (proved): $x + 1/x \ge 2 \text{ for } x > 0$" in lines
    assert r"Correct (proved): $2^k > k + 1$ for $k \ge 2$, and $2^k \ge k + 1$ for every $k$" in lines


def test_errata_as_latex(whymomentum: Command) -> None:
    text = whymomentum("errata", "--format", "latex").output
    assert r"\ttfamily x + 1/x \textgreater{}= 2 for x\_1 != 0 \& 100\%\end{quote}" in text
    assert text.count("$") == 10
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert text.endswith("\\end{document}\n")


def test_an_erratum_that_is_not_proved_says_so(
    whymomentum: Command, demo: dict[str, Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(demo["demo.doubling"]), "proof", {})
    result = whymomentum("errata", "demo.doubling")
    assert result.exit_code == 1
    assert "             not proved yet" in result.output.splitlines()


# ---- help ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["verify", "list", "show", "errata", "certify"])
def test_every_command_explains_itself(whymomentum: Command, command: str) -> None:
    result = whymomentum(command, "--help")
    assert result.exit_code == 0
    assert command in whymomentum("--help").output


def test_errata_says_so_where_there_are_none(whymomentum: Command) -> None:
    result = whymomentum("errata", "demo.square")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to correct: none of these claims fails as printed\n"


def test_a_derivation_is_shown_in_line(whymomentum: Command) -> None:
    """The first line of a docstring has no indentation to lose, the others have."""
    shown = whymomentum("show", "demo.doubling").output
    assert "\nDerivation\n  Induction on k:\n  2^(k+1) >= 2 (k + 1) >= k + 2.\n" in shown
