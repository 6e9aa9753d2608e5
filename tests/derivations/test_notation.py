"""The notation: one symbol a letter, honest assumptions, and a message where a look-alike is used."""

import doctest

import pytest
from sympy import Symbol

from derivations import notation
from derivations.notation import alpha, lam, meaning, sigma, symbols


def test_every_symbol_is_exported_and_has_a_meaning() -> None:
    exported = {getattr(notation, name) for name in notation.__all__} - {meaning, symbols}
    assert exported == set(symbols())
    assert all(meaning(symbol) for symbol in symbols())


def test_names_are_distinct() -> None:
    assert len({symbol.name for symbol in symbols()}) == len(symbols())


def test_symbols_are_real_but_for_the_eigenvalue() -> None:
    assert [symbol for symbol in symbols() if not symbol.is_real] == [sigma]


@pytest.mark.parametrize("symbol", symbols(), ids=str)
def test_no_sign_is_assumed(symbol: Symbol) -> None:
    assert symbol.is_positive is None
    assert symbol.is_zero is None


def test_a_symbol_that_prints_alike_is_another_and_is_told_so() -> None:
    assert Symbol("alpha") != alpha
    with pytest.raises(KeyError, match=r"assumptions .*'real': True.*import it from derivations\.notation"):
        meaning(Symbol("alpha"))


def test_a_stranger_is_refused() -> None:
    with pytest.raises(KeyError, match="a symbol of the notation"):
        meaning(Symbol("omega", real=True))


def test_lambda_prints_as_the_article_writes_it() -> None:
    assert str(lam) == "lambda"


def test_the_docstring_is_true() -> None:
    assert doctest.testmod(notation).failed == 0
