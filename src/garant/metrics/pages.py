"""The pages of the metrics, written from the catalogue.

    python -m garant.metrics.pages [--check] [--out DIR]

writes ``docs/metrics/en`` and ``docs/metrics/fr``, a page a metric and an index, and
``docs/metrics/README.md``. With ``--check`` nothing is written: the exit code is 1 when a page is
missing, left over, or says something else than the catalogue.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from garant.metrics.catalog import METRICS
from garant.metrics.metric import Metric, french

OUT = Path("docs/metrics")

_NOTE = "<!-- Written by `python -m garant.metrics.pages` from the catalogue: change it there. -->"

_COMPANY = """\
The examples are those of a small invented company, Ardoise, in 2023 and 2024. It sells Desk (20 a
seat and month), Desk Plus and Inbox to eight customers, and reports in euros.

| customer | what happens to it |
|---|---|
| Aubépine Conseil | seats grow, departments join, a product comes and goes; renews tacitly |
| Brumaire Textile | renews on the day, then moves to Desk Plus |
| Cormoran Frères | 30 % off for its first six months; leaves after a year |
| Dolmen Énergie | pays by the year; renews three weeks late, and dearer |
| Églantier Santé | gives notice in time before a tacit renewal |
| Fennel & Rook | pays in dollars; gives two seats back |
| Grisette Presse | stops paying, comes back five months later |
| Havre Logistique | a fortnight within a month; later two quarters, the renewal undecided |
"""

_COMPANY_FR = """\
Les exemples sont ceux d'une petite entreprise inventée, Ardoise, en 2023 et 2024. Elle vend Desk
(20 par licence et par mois), Desk Plus et Inbox à huit clients, et tient ses comptes en euros.

| client | ce qui lui arrive |
|---|---|
| Aubépine Conseil | ses licences augmentent, des services s'ajoutent, un produit va et vient ; \
reconduction tacite |
| Brumaire Textile | renouvelle à la date, puis passe à Desk Plus |
| Cormoran Frères | 30 % de remise les six premiers mois ; part après un an |
| Dolmen Énergie | paie à l'année ; renouvelle trois semaines trop tard, et plus cher |
| Églantier Santé | dénonce à temps avant une reconduction tacite |
| Fennel & Rook | paie en dollars ; rend deux licences |
| Grisette Presse | cesse de payer, revient cinq mois plus tard |
| Havre Logistique | deux semaines dans un mois ; plus tard deux trimestres, le renouvellement \
non décidé |
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say in one language."""

    code: str
    title: str
    intro: str
    headings: tuple[str, str, str, str, str]
    facts: tuple[str, str, str, str, str, str]
    names: Mapping[str, str]
    none: str
    other: str
    columns: tuple[str, str, str]


_ENGLISH = Words(
    "en",
    "The metrics",
    _COMPANY,
    ("Definition", "Formula", "Example", "Where tools differ", "Source"),
    ("Unit", "One figure per", "Better", "Where to find it", "Rules", "Settings that move it"),
    {"up": "higher", "down": "lower", "none": "neither"},
    "none",
    "En français",
    ("metric", "code", "unit"),
)
_FRENCH = Words(
    "fr",
    "Les métriques",
    french(_COMPANY_FR),
    ("Définition", "Formule", "Exemple", "Où les outils diffèrent", "Source"),
    ("Unité", "Un chiffre par", "Mieux", "Où le trouver", "Règles", "Réglages qui le changent"),
    {
        "up": "plus haut",
        "down": "plus bas",
        "none": "ni l’un ni l’autre",
        "money": "montant",
        "share": "part",
        "ratio": "rapport",
        "count": "nombre",
        "months": "mois",
        "days": "jours",
        "day": "jour",
        "period": "période",
        "month": "mois",
        "month end": "fin de mois",
        "cohort and month": "cohorte et mois",
        "rate": "taux",
        "retention curve": "courbe de rétention",
        "account": "compte",
        "target": "objectif",
        "account and day": "compte et jour",
    },
    "aucun",
    "In English",
    ("métrique", "code", "unité"),
)
_LANGUAGES = (_ENGLISH, _FRENCH)


def pages() -> dict[str, str]:
    """Every page by its path below the folder of the metrics.

    >>> "# Monthly recurring revenue (MRR)" in pages()["en/mrr.md"]
    True
    """
    written = {"README.md": _entrance()}
    for words in _LANGUAGES:
        written[f"{words.code}/README.md"] = _index(words)
        for metric in METRICS:
            written[f"{words.code}/{metric.code}.md"] = _page(metric, words)
    return written


def differences(out: Path) -> list[str]:
    """What is not as the catalogue says, one sentence a page."""
    wanted = pages()
    found = {path.relative_to(out).as_posix() for path in out.rglob("*.md")}
    missing = [f"{name} is missing" for name in wanted if name not in found]
    over = [f"{name} is no page of a metric" for name in sorted(found - wanted.keys())]
    changed = [
        f"{name} differs from the catalogue"
        for name, text in wanted.items()
        if name in found and (out / name).read_text(encoding="utf-8") != text
    ]
    return missing + over + changed


def write(out: Path) -> None:
    """Write every page, and remove pages of metrics that are no more."""
    wanted = pages()
    for path in out.rglob("*.md"):
        if path.relative_to(out).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m garant.metrics.pages")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--out", type=Path, default=OUT, help=f"the folder ({OUT})")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.out)
        return 0
    found = differences(options.out)
    for sentence in found:
        sys.stderr.write(f"{options.out}: {sentence}\n")
    if found:
        sys.stderr.write("Write the pages again: python -m garant.metrics.pages\n")
    return 1 if found else 0


# ---------------------------------------------------------------- one page


def _said(metric: Metric, name: str, words: Words) -> str:
    suffix = "_fr" if words is _FRENCH else ""
    return str(getattr(metric, name + suffix))


def _word(text: str, words: Words) -> str:
    return words.names.get(text, text)


def _page(metric: Metric, words: Words) -> str:
    other = next(each.code for each in _LANGUAGES if each is not words)
    home = f"[{words.title}](README.md)"
    parts = [
        _NOTE,
        f"# {_said(metric, 'label', words)}",
        " · ".join((f"`{metric.code}`", f"[{words.other}](../{other}/{metric.code}.md)", home)),
        "\n".join(_facts(metric, words)),
        *_sections(metric, words),
    ]
    return "\n\n".join(parts) + "\n"


def _facts(metric: Metric, words: Words) -> Iterator[str]:
    cells = (
        _word(metric.unit, words),
        _word(metric.grain, words),
        _word(metric.better, words),
        _place(metric),
        ", ".join(metric.rules) or words.none,
        ", ".join(f"`{name}`" for name in metric.settings) or words.none,
    )
    yield "| | |"
    yield "|---|---|"
    for name, cell in zip(words.facts, cells, strict=True):
        yield f"| {name} | {cell} |"


def _place(metric: Metric) -> str:
    if metric.table == "arithmetic":
        return f"`garant.metrics.arithmetic`, `{metric.column}`"
    return f"`garant metrics {metric.table}`, `{metric.column}`"


def _sections(metric: Metric, words: Words) -> Iterator[str]:
    example = metric.example.working_fr if words is _FRENCH else metric.example.working
    texts = (
        _said(metric, "definition", words),
        f"    {_said(metric, 'formula', words) or metric.formula}",
        example,
        _said(metric, "vendors", words),
        metric.source,
    )
    for heading, text in zip(words.headings, texts, strict=True):
        if text:
            yield f"## {heading}\n\n{text}"


# ---------------------------------------------------------------- indexes


def _index(words: Words) -> str:
    rows = [
        f"| [{_said(metric, 'label', words)}]({metric.code}.md) | `{metric.code}` "
        f"| {_word(metric.unit, words)} |"
        for metric in METRICS
    ]
    table = ["| " + " | ".join(words.columns) + " |", "|---|---|---|", *rows]
    other = next(each for each in _LANGUAGES if each is not words)
    link = f"[{words.other}](../{other.code}/README.md)"
    return (
        "\n\n".join([_NOTE, f"# {words.title}", link, words.intro.rstrip(), "\n".join(table)])
        + "\n"
    )


def _entrance() -> str:
    links = [f"- [{words.title}]({words.code}/README.md)" for words in _LANGUAGES]
    return "\n\n".join([_NOTE, "# Metrics · Métriques", "\n".join(links)]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
