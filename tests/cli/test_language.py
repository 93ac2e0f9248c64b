import json
import re
import subprocess
import sys

import pytest
from babel.messages.mofile import read_mo

from garant.cli import language
from garant.cli.failure import problem_lines
from garant.metrics.errors import Problem
from tests.cli.conftest import in_its_own

# Words that any English sentence of ours has, and no French one.
ENGLISH = re.compile(
    r"\b(the|of|is|are|was|with|and|has|have|by|from|not|must|no such|error|warning)\b",
    re.IGNORECASE,
)
FRENCH_MARKS = re.compile(r"[\w»)](?=[;:?!%€])(?<!\b[kM])|'")  # 62 k€ is one unit

VALUES = re.compile(r"%\(\w+\)s|\{\w+\}")
NOT_SAID = re.compile(r"<[^>]*>|%\(\w+\)s|\{[^}]*\}|%\d|\d+%|https?:|spark:\S*|duckdb:\S*|--?\w\S*")


def prose(text):
    """What is said, without what is typed: options, codes, file names, URLs, settings."""
    typed = (
        r"`[^`]*`|--?[a-z][\w-]*(=\S*)?|\S*[/_=]\S*|\S+\.(csv|toml|svg|html|png|pdf)\b|[A-Z|…]{3,}"
    )
    return re.sub(typed, "", text)


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "fr_CA"}, "fr"),
        ({"LANG": "de_DE"}, "en"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(environment, spoken):
    assert language.from_environment(environment) == spoken


def test_an_option_is_stronger_than_the_environment(start):
    said = start("arithmetic", "departure", "--lang=en", "--monthly", "500", "--expected", "20",
                 "--kept", "2", LANG="fr_FR.UTF-8")  # fmt: skip
    assert "costs 9,000" in said.out


def test_a_language_that_is_not_spoken_is_refused_by_name(call):
    said = call("metrics", "list", "--lang", "de")
    assert said.code == 2
    assert "'de' is not one of: en, fr" in said.err


HELP = [
    (),
    ("facts",), ("facts", "check"), ("facts", "describe"), ("facts", "map"),
    ("metrics",), ("metrics", "list"), ("metrics", "show"), ("metrics", "mrr"),
    ("metrics", "bridge"), ("metrics", "retention"), ("metrics", "cohorts"),
    ("metrics", "renewals"), ("metrics", "economics"), ("metrics", "adoption"),
    ("study",), ("study", "drivers"), ("study", "effect"), ("study", "departments"),
    ("study", "risk"), ("study", "policy"), ("study", "intervention"), ("study", "table"),
    ("study", "flat"), ("study", "report"),
    ("arithmetic",), ("arithmetic", "departure"), ("arithmetic", "replace"),
    ("arithmetic", "licence-vs-rent"),
    ("demo",),
]  # fmt: skip


# What a command says is settled when its module is loaded: a fresh process, one for all of them.
EVERY_HELP = """
import contextlib, io, json, sys
from garant.cli.main import run
told = []
for command in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = run([*command, "--help"])
    told.append((code, out.getvalue()))
json.dump(told, sys.stdout)
"""


def test_french_help_has_no_english_sentence():
    asked = subprocess.run(
        [sys.executable, "-c", EVERY_HELP], input=json.dumps(HELP), capture_output=True, text=True,
        env=in_its_own(LANG="fr_FR.UTF-8"), check=True,
    )  # fmt: skip
    told = json.loads(asked.stdout)
    assert len(told) == len(HELP)
    for code, out in told:
        assert code == 0, asked.stderr
        assert out.startswith("Usage\N{NO-BREAK SPACE}: garant")
        assert ENGLISH.findall(prose(out)) == [], out


@pytest.mark.parametrize(
    "arguments",
    [
        ("metrics", "bridge"),
        ("metrics", "bridge", "x", "--bogus"),
        ("metrics", "bridge", "x", "--by", "week"),
        ("metrics", "mrr", "x"),
        ("metrics", "mrr", "x", "--on"),
        ("metrics", "mrr", "x", "--on", "hier"),
        ("metrics", "mrr", "x", "--quiet=1"),
        ("metrics", "list", "x"),
        ("metrics", "show", "nonesuch"),
        ("danse",),
        ("metrics", "bridge", "x", "--set", "closes"),
        ("metrics", "bridge", "x", "--set", "couleur=bleu"),
        ("metrics", "bridge", "x", "--set", "closes=jamais"),
        ("metrics", "bridge", "aucun-dossier"),
        ("arithmetic", "departure", "--monthly", "x", "--expected", "20", "--kept", "2"),
    ],
)
def test_french_errors_have_no_english_sentence(call, arguments):
    said = call(*arguments, "--lang", "fr")
    assert said.code in {1, 2}
    assert ENGLISH.findall(prose(said.err)) == [], said.err


def test_a_french_table_has_french_headings_numbers_and_sentences(call, answering, two_years):
    answering(two_years)
    said = call("metrics", "bridge", "x", "--by", "year", "--lang", "fr")
    nbsp = "\N{NO-BREAK SPACE}"
    assert f"+1{nbsp}234,50" in said.out
    assert "Départs" in said.out
    assert said.out.startswith(
        f"De 2023 à 2024, le revenu mensuel récurrent est passé de 0{nbsp}€ à 0{nbsp}€{nbsp}: "
    )
    assert ENGLISH.findall(prose(said.out)) == []
    assert "\N{NARROW NO-BREAK SPACE}" not in said.out


def test_json_is_the_same_in_every_language(call, answering, two_years):
    answering(two_years)
    asked = ("metrics", "bridge", "x", "--format", "json")
    french = call(*asked, "--lang", "fr").out
    assert json.loads(french) == json.loads(call(*asked, "--lang", "en").out)


# What is never told of none, so that French, where none is singular, may say "one" in a word.
OF_ONE_AT_LEAST = {
    "%(name)s: the first cell that changes", "Given up on %(at)s, after one try",
    "One account is yours.", "One account.", "One account: %(said)s.", "One code is left.",
    "One line without a contract ends within 12 months", "One person has a place here.",
    "One problem in all.", "One thing is doubtful. Change it, or record it all the same.",
    "One thing is to be put right", "One thing was given up.", "One thing worth a look",
    (
        'Together they pay %(mrr)s a month; <a href="?%(soon)s"><em>one comes up for renewal '
        "within 90 days</em></a>."
    ),
    "You have one.", "{price} a day", "{price} a month", "{price} a week", "{price} a year",
}  # fmt: skip


def french_messages():
    file = language.LOCALE / "fr" / "LC_MESSAGES" / "garant.mo"
    if not file.exists():
        pytest.skip("the translations are not compiled: `make setup` does it")
    with file.open("rb") as compiled:
        messages = [message for message in read_mo(compiled) if message.id]
    assert len(messages) > 200
    return messages


def test_french_says_none_where_there_is_none():
    silent = {
        message.id[0]
        for message in french_messages()
        if not isinstance(message.id, str)
        and set(VALUES.findall(message.string[1])) - set(VALUES.findall(message.string[0]))
    }
    assert silent == OF_ONE_AT_LEAST


def test_french_messages_have_french_typography():
    for message in french_messages():
        for text in [message.string] if isinstance(message.string, str) else message.string:
            said = NOT_SAID.sub("x", text)
            assert not FRENCH_MARKS.search(prose(said)), text
            assert " :" not in text.replace("\N{NO-BREAK SPACE}", ""), text


def test_a_problem_in_french_has_a_space_before_its_colons():
    space = "\N{NO-BREAK SPACE}"
    before = language.spoken()
    language.speak("fr")
    try:
        (line, _) = problem_lines([Problem("error", "R26", "account", 3, "name", "…")])
    finally:
        language.speak(before)
    assert line == f"erreur{space}: account, ligne 3, colonne name{space}: … (R26)"
