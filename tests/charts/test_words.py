"""The sentences of the charts: whole, in both languages, well typeset."""

import re
import string

import pytest

from garant.charts.words import SENTENCES, say


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_has_the_same_values_in_both_languages(key):
    english, french = SENTENCES[key]
    assert english
    assert french
    assert names(english) == names(french)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_keeps_the_typography_of_its_language(key):
    english, french = SENTENCES[key]
    assert "~" not in english
    assert "'" not in english + french
    assert not re.search(r"[^~][:;?!%]", french)
    assert not re.search(r"\s[:;?!%]", english)


def test_the_tilde_becomes_a_no_break_space():
    assert say("gauge.legend", "fr") == "Plein\u00a0: prouvé. Repère\u00a0: attendu à ce jour."
