"""Claims, their proof files and mutants: what is written down is checked anew, and what is not right stays open."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import And, Eq, Ge, Ne, Rational, Symbol

from derivations import kernel, recheck, translate
from derivations.certify import certify
from derivations.claim import Claim, ClaimError, claim
from derivations.models import find_counterexample, find_witness
from derivations.mutation import mutant, mutations
from derivations.plan import Use
from derivations.recheck import by_id, document, fresh_kernel, verify
from derivations.search import SearchError
from derivations.statement import Minimum, Misprint, Orbit, Statement

x, y, k, p, u = (Symbol(name, real=True) for name in ("x", "y", "k", "p", "u"))
DETAILS: Any = {"section": "tests", "latex": "x y > 0", "references": ("none",)}


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Claim:
    """A claim whose proof file is in a folder of its own."""

    @claim("test.product", printed="x y >= 0", as_printed="fails", correction="x, y > 0", **DETAILS)
    def product() -> Iterator[Statement | Misprint]:
        """A product of positive numbers is positive."""
        yield Statement("positive", (x > 0, y > 0), x * y > 0)
        yield Statement("again", (x > 0,), x**2 > 0)
        yield Misprint("as printed", (x > 0,), x * y >= 0, {x: 1, y: -1})

    monkeypatch.setattr(Claim, "proof_file", property(lambda self: tmp_path / f"{self.id}.json"))
    return product


def test_a_claim_of_ours_without_proof_is_open(product: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Claim, "is_ours", True)
    [found] = verify([product], engines=())
    assert (found.status, found.rests_on) == ("open", ())
    assert "no proof of 'positive' in test.product.json: find one with `whymomentum certify" in found.reasons[0]


def test_the_proof_of_another_claim_is_found_when_it_is_asked_for(product: Claim) -> None:
    assert "proof" not in vars(product)
    found = product.verify()
    assert (found.status, found.rests_on, found.reasons) == ("proved", ("kernel",), ())
    assert found.engines == {"kernel": "proved", "z3": "proved", "cvc5": "proved"}
    assert (len(product.proof["mutants"]), product.proof["open"]) == (3, {})
    assert not product.proof_file.exists()


def test_what_is_found_is_kept_in_the_process(product: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    found = product.proof
    monkeypatch.setattr("derivations.certify.search", lambda _: {})
    assert product.proof is found


def test_a_stored_proof_is_used_where_there_is_one(product: Claim) -> None:
    written = certify(product)
    forged = copy.deepcopy(written)
    forged["statements"]["positive"]["proof"] = {"rule": "psatz", "cone": [], "ideal": []}
    product.proof_file.write_text(json.dumps(forged))
    vars(product).pop("proof", None)
    [found] = verify([product], engines=())
    assert (product.proof, found.status) == (forged, "open")


def test_a_proof_that_was_found_is_checked_like_a_stored_one(product: Claim) -> None:
    """What the search says is not trusted: the kernel's own process refuses what is forged on the way."""
    product.proof["statements"]["positive"]["proof"]["cone"][0][0] = "2"
    [found] = verify([product], engines=())
    assert found.status == "open"
    assert found.reasons[0].startswith("positive: refused: ")


def test_what_is_not_found_says_where_it_is_false(product: Claim) -> None:
    false = Statement("greater", (x > 0,), x**2 > x)
    claimed = replace(product, derive=lambda: iter([*product.derive(), false]))
    [found] = verify([claimed], engines=())
    assert (found.status, claimed.rests_on) == ("open", ())
    assert "no proof of 'greater' was found: it is false at x = 1/2\nopen leaf at" in found.reasons[0]
    assert set(claimed.proof["statements"]) == {"positive", "again"}
    assert claimed.proof["open"]["greater"]["fails_at"]["values"] == {"x": "1/2"}


def using(lemma: str) -> Any:
    def derive() -> Iterator[Statement]:
        yield Statement("on", (x > 0,), x > 0, plan=Use(lemma))

    return derive


def test_claims_in_one_module_use_each_other_in_order(product: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lemma of a claim beside it, which no list of claims knows; and no two of them in a circle."""
    first, second = (claim(f"test.{name}", **DETAILS)(using(f"test.{other}/on")) for name, other in ("ab", "ba"))
    monkeypatch.setitem(globals(), "beside", product)
    use = claim("test.use", **DETAILS)(using("test.product/positive"))
    assert "test.product" not in by_id()
    assert verify_one(use) == ("proved", ())
    monkeypatch.setitem(globals(), "first", first)
    monkeypatch.setitem(globals(), "second", second)
    status, [reason] = verify_one(first)
    assert (status, "test.a uses test.b uses test.a; state first" in reason) == ("open", True)
    _, [unknown] = verify_one(claim("test.c", **DETAILS)(using("test.nobody/on")))
    assert unknown == "test.c uses claim 'test.nobody', and there is no such claim"
    _, [missing] = verify_one(claim("test.d", **DETAILS)(using("test.product/no")))
    assert "uses 'test.product/no': claim test.product has the statements ['again', 'positive']" in missing


def verify_one(c: Claim) -> tuple[str, tuple[str, ...]]:
    [found] = verify([c], engines=())
    return found.status, found.reasons


def test_certified_it_is_proved_by_all(product: Claim) -> None:
    written = certify(product)
    assert len(written["mutants"]) >= 3
    found = product.verify()
    assert (found.status, found.rests_on, found.reasons) == ("proved", ("kernel",), ())
    assert found.engines == {"kernel": "proved", "z3": "proved", "cvc5": "proved"}
    assert product.counterexample == {"x": "1", "y": "-1"}
    assert certify(product) == written  # what checks is kept


def test_a_forged_file_is_refused(product: Claim) -> None:
    written = certify(product)
    forgeries: tuple[Any, ...] = (
        lambda data: data["statements"]["positive"]["proof"]["cone"][0].__setitem__(0, "2"),
        lambda data: data["statements"]["positive"].__setitem__("proof", {"rule": "psatz", "cone": [], "ideal": []}),
        lambda data: data["statements"]["positive"]["witness"]["values"].__setitem__("x", "-1"),
        lambda data: data["statements"].pop("again"),
    )
    for forge in forgeries:
        forged = copy.deepcopy(written)
        forge(forged)
        product.proof_file.write_text(json.dumps(forged))
        vars(product).pop("proof", None)
        [found] = verify([product], engines=())
        assert found.status == "open"
        assert found.reasons


MALFORMED = ["", "{", "[]", "3", "null", '{"statements": []}', '{"statements": {"positive": {}}}', '{"a":' * 10**5]


def test_a_malformed_file_leaves_its_claim_open(product: Claim) -> None:
    """It stops no other claim, and the reason names the file and the remedy."""
    other = replace(product, id="test.other")
    certify(other)
    for text in MALFORMED:
        product.proof_file.write_text(text)
        vars(product).pop("proof", None)
        found = [*verify([product, other], engines=())]
        assert [one.status for one in found] == ["open", "proved"], text
        assert "test.product.json" in found[0].reasons[0]
        assert "`whymomentum certify test.product`" in found[0].reasons[0]


def forged_entry(written: Any, **parts: Any) -> str:
    forged = copy.deepcopy(written)
    forged["statements"]["positive"] |= parts
    return json.dumps(forged)


FORGED: list[tuple[Any, str]] = [
    ({"proof": None}, "malformed"),
    ({"witness": None}, "malformed"),
    ({"witness": {}}, "the witness gives no value to x"),
    ({"proof": {"rule": "lemma", "name": 3, "at": {}, "then": {}}}, "is malformed"),
    ({"proof": {"rule": "lemma", "name": "a/b", "at": {}, "then": {}}}, "lemma 'a/b': no claim 'a'"),
    ({"proof": {"rule": "lemma", "name": "positive", "at": {}, "then": {}}}, "is not an earlier theorem"),
    ({"proof": {"rule": "lemma", "name": "again", "at": {}, "then": {}}}, "is not an earlier theorem"),
    ({"proof": {"rule": "lemma", "name": "as printed", "at": {}, "then": {}}}, "is not an earlier theorem"),
    ({"proof": {"rule": "lemma", "name": "roots.discriminant/no", "at": {}, "then": {}}}, "has no such statement"),
    ({"proof": {"rule": "psatz", "cone": [[1.0, [], {"": "1"}]], "ideal": []}}, "is not written as a string"),
]


def test_forged_entries_are_refused_for_their_own_reason(product: Claim) -> None:
    written = certify(product)
    for parts, reason in FORGED:
        product.proof_file.write_text(forged_entry(written, **parts))
        vars(product).pop("proof", None)
        [found] = verify([product], engines=())
        assert (found.status, found.rests_on) == ("open", ())
        assert reason in found.reasons[0]


def test_a_kernel_that_ends_abruptly_has_proved_nothing(product: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    certify(product)
    monkeypatch.setattr("sys.executable", "false")
    [found] = verify([product], engines=())
    assert found.status == "open"
    assert "the kernel's process ended before it had checked the proof" in found.reasons[0]


def test_a_mutant_that_the_statement_no_longer_has_is_noticed(product: Claim) -> None:
    written = certify(product)
    written["mutants"][0]["change"] = "hypothesis 7 dropped"
    product.proof_file.write_text(json.dumps(written))
    vars(product).pop("proof", None)
    [found] = verify([product], engines=("z3",))
    assert found.status == "open"
    assert "no mutant as the file says ('hypothesis 7 dropped')" in found.reasons[0]


def test_a_wrong_counterexample_is_refused(product: Claim) -> None:
    certify(product)
    true = [replace(m, counterexample={x: 1, y: 1}) if isinstance(m, Misprint) else m for m in product.derive()]
    lying = replace(product, derive=lambda: iter(true))
    [found] = verify([lying], engines=())
    assert found.status == "open"
    assert "as printed: refused: witness: hypothesis 1 fails there" in found.reasons[0]


def test_what_has_no_value_is_not_false(product: Claim) -> None:
    """1/x^2 >= 0 wherever it has a value: at 0 it lacks a hypothesis, and that is all."""
    certify(product)
    printed = Misprint("as printed", (), Ge(1 / x**2, 0, evaluate=False), {x: 0})
    parts: tuple[Any, ...] = (*product.statements, printed)
    for decided, status in (("fails", "open"), ("holds-if", "proved")):
        claimed: dict[str, Any] = {"as_printed": decided}
        [found] = verify([replace(product, derive=lambda: iter(parts), **claimed)], engines=())
        assert found.status == status
    lies = replace(product, derive=lambda: iter(parts))
    assert "hypothesis 0 fails there" in next(verify([lies], engines=())).reasons[0]


def test_a_claim_says_no_more_than_is_proved(product: Claim) -> None:
    certify(product)
    parts: tuple[Any, ...] = tuple(product.derive())
    positive, again, printed = parts
    evaluated = Statement("positive", (), Ne(1 / x, 0))  # SymPy makes it True, and it has no value at 0
    told = {
        "a Misprint says where the printed statement fails": replace(product, derive=lambda: iter([positive, again])),
        "as_printed='holds' with 1": replace(product, as_printed="holds", correction=None),
        "states nothing": replace(product, derive=lambda: iter([replace(positive, lemma=True), printed])),
        "evaluated the conclusion of 'positive' to True": replace(product, derive=lambda: iter([evaluated, printed])),
    }
    for reason, claimed in told.items():
        [found] = verify([claimed], engines=())
        assert (found.status, found.rests_on) == ("open", ())
        assert reason in found.reasons[0]


def test_the_statement_in_sympy_leaves_no_run_out(product: Claim) -> None:
    """p > 0 holds along a run of powers of 2, and not for every p."""
    doubling = Statement("doubling", (Orbit({p: (1, 2 * p)}),), p > 0)
    positive, *_ = product.derive()
    both = replace(product, derive=lambda: iter([positive, doubling]))
    assert both.statement == replace(product, derive=lambda: iter([positive])).statement
    assert p not in both.statement.free_symbols


def test_a_kernel_that_does_not_end_has_proved_nothing(product: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    certify(product)
    monkeypatch.setattr(recheck, "LIMIT", 0.0)
    [found] = verify([product], engines=())
    assert found.status == "open"
    assert "timed out" in found.reasons[0]


def test_old_proofs_are_kept_with_new_witnesses(product: Claim) -> None:
    written = certify(product)
    forged = copy.deepcopy(written)
    forged["statements"]["positive"]["witness"]["values"]["x"] = "-1"
    product.proof_file.write_text(json.dumps(forged))
    vars(product).pop("proof", None)
    assert certify(product) == written


def test_the_fresh_process_sees_the_document_alone(product: Claim) -> None:
    certify(product)
    assert fresh_kernel([document(product)]) == [{"positive": "proved", "again": "proved", "as printed": "proved"}]


def test_lemmas_of_other_claims_come_along() -> None:
    names = [entry["name"] for entry in document(by_id()["opt.parameters"])]
    assert "roots.within-radius/necessary" in names[: names.index("what the ends allow")]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "details",
    [
        {"printed": "x", "as_printed": None},
        {"printed": None, "as_printed": "holds"},
        {"printed": "x", "as_printed": "fails"},
        {"printed": "x", "as_printed": "holds", "correction": "y"},
    ],
)
def test_claims_are_stated_consistently(details: Any) -> None:
    with pytest.raises(ClaimError, match=r"test\.wrong"):
        claim("test.wrong", **DETAILS, **details)(lambda: iter(()))


# ---- mutants -----------------------------------------------------------------------------------------------------


def test_every_part_is_mutated() -> None:
    stated = translate.statement(Statement("s", (x > 0, Orbit({p: (1, p * x), k: (0, k + 1)})), p >= 2 * x))
    labels = [label for label, _ in mutations(stated)]
    assert "hypothesis 0 dropped" in labels
    assert "hypotheses/0: gt becomes ge" in labels
    assert "conclusion: ge becomes gt" in labels
    assert "conclusion/ge: coefficient of x negated" in labels
    assert any(label.startswith("hypotheses/1/orbit/state/p/1") for label in labels)
    assert len(set(labels)) == len(labels)
    for label, changed in mutations(stated):
        assert changed != stated
        assert mutant(stated, label) == changed
    with pytest.raises(KeyError):
        mutant(stated, "hypothesis 7 dropped")


def test_fewer_than_three_false_mutants_are_too_few(product: Claim) -> None:
    trivial = replace(product, derive=lambda: iter([Statement("true", (), And(x**2 + 1 > 0))]))
    with pytest.raises(ClaimError, match="mutants were shown false, 3 are required"):
        certify(trivial)


# ---- points ------------------------------------------------------------------------------------------------------


def holds_at(stated: Any, point: Any) -> None:
    kernel.witnessed(kernel.flat(map(kernel.formula, stated["hypotheses"])), point)


@given(st.fractions(-3, 3, max_denominator=4), st.fractions(0, 3, max_denominator=4))
def test_witnesses_hold(a: Any, b: Any) -> None:
    centre = Rational(a.numerator, a.denominator)
    width = Rational(b.numerator, b.denominator)
    stated = translate.statement(Statement("s", (Eq(y**2, (x - centre) ** 2), x > centre + width, y < 0), x > 0))
    holds_at(stated, find_witness(stated))


def test_a_witness_takes_steps() -> None:
    walk = Orbit({p: (0, p + u), k: (0, k + 1)}, inputs=(u,), guard=u >= 2)
    stated = translate.statement(Statement("s", (walk, k >= 2), p > 3))
    point = find_witness(stated)
    holds_at(stated, point)
    assert len(point["runs"][0]) >= 2


def test_no_witness_of_a_contradiction() -> None:
    with pytest.raises(SearchError, match="no point was found"):
        find_witness(translate.statement(Statement("s", (x > 0, x < 0), y > 0)), 1)


def test_counterexamples_hold_and_fail() -> None:
    stated = translate.statement(Statement("s", (x > 0,), x**2 > x))
    point = find_counterexample(stated)
    assert point is not None
    holds_at(stated, point)
    values = {
        name: kernel.scale(kernel.polynomial({"": v})[()], kernel.ONE)
        for name, v in point["values"].items()
        if v != "0"
    }
    assert not kernel.holds(kernel.formula(stated["conclusion"]), values)
    assert find_counterexample(translate.statement(Statement("s", (x > 0,), x**2 > 0))) is None
    lower = Statement("m", (), Minimum((x,), x >= -1, x**2, 1))
    assert find_counterexample(translate.statement(lower)) is not None
