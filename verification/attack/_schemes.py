"""Forgeries that need one check of the kernel to be missing: a false statement, and a proof that is one but for that.

Each scheme gives a statement with the point at which it fails (or, where it says so, with hypotheses that contradict
each other), and the skeleton of its proof: rules without leaves, which the forger closes over the facts that the kernel
under attack leaves there. Lemmas are theorems that are true.
"""

from __future__ import annotations

from collections.abc import Callable

from verification.attack.campaign import Json

Scheme = tuple[Json, Json | None]
ONE: Json = {"": "1"}
ALWAYS: Json = {"and": []}
COUNT: list[Json] = [{}, {"k": "1", "": "1"}]
LOWERED: list[Json] = [{}, {"p": "1", "u": "1", "": "-5"}]
SUM: list[Json] = [{}, {"p": "1", "u": "1"}]  # p is the sum of the inputs u


def orbit(state: Json, inputs: tuple[str, ...] = (), guard: Json = ALWAYS) -> Json:
    return {"orbit": {"state": state, "inputs": list(inputs), "guard": guard}}


def stated(hypotheses: list[Json], conclusion: Json, values: Json | None = None, *runs: list[Json]) -> Json:
    witness = {"values": values or {}, "runs": list(runs)}
    return {"hypotheses": hypotheses, "conclusion": conclusion, "witness": witness}


def minimum(of: Json, value: Json, subject: Json = ALWAYS) -> Json:
    return {"minimum": {"over": ["x"], "subject": subject, "of": of, "is": value}}


def limit(state: Json, of: Json, to: Json, counter: str = "k") -> Json:
    return {"limit": {"orbit": orbit(state)["orbit"], "counter": counter, "of": of, "to": to}}


def induct(invariant: Json, run: int = 0) -> Json:
    return {"rule": "induction", "run": run, "invariant": invariant}


def use(name: str, **at: Json) -> Json:
    return {"rule": "lemma", "name": name, "at": at}


def _is(name: str, value: str) -> Json:
    return {"eq": {name: "1", "": f"{value}"}}


POSITIVE: Json = {"ge": {"p": "1"}}
ABSURD: Json = {"gt": {"": "-1"}}
MOVING = orbit({"p": SUM}, ("u",))
BOUNDED = orbit({"p": SUM}, ("u",), {"ge": {"u": "1", "a": "-1"}})  # every input is at least a
REPLACED = orbit({"p": [{}, {"a": "1"}]})  # p becomes a
LEMMAS: dict[str, Scheme] = {
    "square": (
        stated([], {"ge": {"x^2": "1"}}, {"x": "0"}),
        {"rule": "psatz", "cone": [["1", [0], ONE], ["1", [], {"x": "1"}]], "ideal": []},
    ),
    "above": (stated([{"ge": {"x": "1", "": "-1"}}], {"ge": {"x": "1"}}, {"x": "1"}), None),
    "bounded": (
        stated([BOUNDED, {"ge": {"a": "1"}}], POSITIVE, {"a": "0"}, [{"u": "0"}]),
        induct(POSITIVE),
    ),
    "replaced": (
        stated([REPLACED], {"or": [{"eq": {"p": "1"}}, {"eq": {"p": "1", "a": "-1"}}]}, {"a": "0"}, [{}]),
        induct({"or": [{"eq": {"p": "1"}}, {"eq": {"p": "1", "a": "-1"}}]}),
    ),
    "sum": (
        stated([orbit({"p": SUM}, ("u",), {"ge": {"u": "1"}})], POSITIVE, {}, [{"u": "0"}]),
        induct(POSITIVE),
    ),
}

SCHEMES: dict[str, Callable[[], Scheme]] = {
    "an argument captured by an input": lambda: (
        stated([orbit({"p": SUM}, ("u",), {"ge": {}}), _is("u", "0")], POSITIVE, {"u": "0"}, [{"u": "-1"}]),
        use("bounded", a={"u": "1"}),
    ),
    "an argument captured by a state": lambda: (
        stated([orbit({"p": [{}, {"p": "1", "": "1"}]})], {"eq": {"p": "1"}}, {}, [{}]),
        use("replaced", a={"p": "1", "": "1"}),
    ),
    "a state that is more than renamed": lambda: (
        stated([orbit({"p": LOWERED}, ("u",), {"ge": {"u": "1"}})], {"ge": {"p": "1", "": "-5"}}, {}, [{"u": "1"}]),
        use("sum", p={"p": "1", "": "-5"}),
    ),
    "a lemma whose hypothesis fails": lambda: (stated([], {"ge": {"x": "1"}}, {"x": "-1"}), use("above")),
    "a lemma about a run that is not there": lambda: (stated([], POSITIVE, {"p": "-1"}), use("sum")),
    "a lemma at an argument that is not its own": lambda: (
        stated([], {"ge": {"y": "1"}}, {"y": "-1"}),
        use("square", x={"y": "1"}),
    ),
    "itself as a lemma": lambda: (stated([], ABSURD), use("absurd")),
    "facts about an input kept": lambda: (
        stated([MOVING, _is("u", "-1")], POSITIVE, {"u": "1"}, [{"u": "-1"}]),
        induct(POSITIVE),
    ),
    "facts about the state kept": lambda: (
        stated([orbit({"p": [{}, {"p": "1", "": "1"}]}), _is("p", "-1")], ABSURD, {}, [{}]),
        induct({"or": [{"eq": {"p": "1"}}, {"eq": {"p": "1", "": "-2"}}]}),
    ),
    "an invariant that mentions an input": lambda: (
        stated([orbit({"p": [{}, {"u": "1"}]}, ("u",)), _is("u", "-1")], POSITIVE, {"u": "1"}, [{"u": "-1"}]),
        induct({"or": [{"eq": {"p": "1"}}, {"eq": {"p": "1", "u": "-1"}}]}),
    ),
    "an induction with a wrong base": lambda: (
        stated([orbit({"p": [{"": "-1"}, {"p": "1"}]})], POSITIVE, {}, [{}]),
        induct(POSITIVE),
    ),
    "an induction with a wrong step": lambda: (
        stated([orbit({"p": [{}, {"p": "1", "": "-1"}]})], POSITIVE, {}, [{}]),
        induct(POSITIVE),
    ),
    "a gap that is not positive": lambda: (
        stated([], limit({"k": COUNT, "p": [ONE, {"p": "1"}]}, {"p": "1"}, {}), {}, [{}]),
        {"rule": "limit", "epsilon": "eps", "gap": {"": "-1"}, "close": induct({"ge": {"k": "1"}}, run=1)},
    ),
    "an error that stays large": lambda: (
        stated([], limit({"k": COUNT, "p": [ONE, {"p": "1"}]}, {"p": "1"}, {}), {}, [{}]),
        {"rule": "limit", "epsilon": "eps", "gap": {"eps": "1"}, "close": induct(_is("p", "-1"), run=1)},
    ),
    "an epsilon that is taken": lambda: (
        stated([_is("e", "-2")], limit({"k": COUNT, "p": [ONE, {"p": "1"}]}, {"p": "1"}, {}), {"e": "2"}, [{}]),
        {"rule": "limit", "epsilon": "e", "gap": ONE, "close": induct(_is("p", "-1"), run=2)},
    ),
    "a limit's state that is named in a hypothesis": lambda: (
        stated([_is("p", "-1")], limit({"k": COUNT, "p": [ONE, {"": "2"}]}, {"p": "1"}, ONE), {}, []),
        {"rule": "limit", "epsilon": "eps", "gap": ONE},
    ),
    "a counter that does not count": lambda: (
        stated([], limit({"k": [{}, {"k": "1"}], "p": [ONE, {"p": "1"}]}, {"p": "1"}, {}), {}, [{}]),
        {"rule": "limit", "epsilon": "eps", "gap": ONE, "close": induct({"eq": {"k": "1"}}, run=1)},
    ),
    "a minimum that is not attained": lambda: (
        stated([], minimum({"x^2": "1", "": "1"}, {})),
        {"rule": "minimum", "at": {"x": {}}},
    ),
    "a minimum that is no bound": lambda: (
        stated([], minimum({"x^2": "1"}, ONE)),
        {"rule": "minimum", "at": {"x": ONE}},
    ),
    "a minimiser outside of the domain": lambda: (
        stated([], minimum({"x": "1"}, {}, {"ge": {"x": "1", "": "-1"}})),
        {"rule": "minimum", "at": {"x": {}}},
    ),
    "a minimised variable in a hypothesis": lambda: (
        stated([_is("x", "0")], minimum({"x^2": "-1"}, {}), {"x": "0"}),
        {"rule": "minimum", "at": {"x": {}}},
    ),
    "a denominator that vanishes": lambda: (
        stated([_is("x", "0")], ABSURD, {"x": "0"}),
        {"rule": "quotient", "of": ONE, "by": {"x": "1"}, "name": "t"},
    ),
    "a root of what is negative": lambda: (
        stated([], ABSURD),
        {"rule": "root", "of": {"": "-1"}, "name": "s"},
    ),
    "a cut with what is false": lambda: (stated([], ABSURD), {"rule": "cut", "formula": {"gt": {"": "-2"}}}),
    # Each of these is true, since its hypotheses contradict each other: it must not count as proved either.
    "contradictory hypotheses": lambda: (
        stated([{"gt": {"x": "1"}}, {"gt": {"x": "-1"}}], ABSURD, {"x": "0"}),
        None,
    ),
    "a guard that nothing satisfies, and no step": lambda: (
        stated([orbit({"p": SUM}, ("u",), ABSURD)], {"eq": {"p": "1"}}, {}, []),
        induct({"eq": {"p": "1"}}),
    ),
    "a guard that nothing satisfies, and a step": lambda: (
        stated([orbit({"p": SUM}, ("u",), ABSURD)], {"eq": {"p": "1"}}, {}, [{"u": "0"}]),
        induct({"eq": {"p": "1"}}),
    ),
}
