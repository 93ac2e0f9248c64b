"""Take messages out of the code and into the .po files, and check that none lacks its translation.

    python scripts/translations.py update   # new messages into the .po files
    python scripts/translations.py check    # exit 1, naming what is missing, doubtful or left over

Messages are English sentences, marked by the calls in KEYWORDS. Values stand between braces, and
a translation must name the same ones.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from garant.warehouse.describe import GIVES

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "garant"
LOCALE = SOURCE / "locale"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "pgettext_lazy": ((1, "c"), 2),
    **dict.fromkeys(("gettext_lazy", "gettext_noop"), (1,)),
    "ngettext_lazy": (1, 2),
    # The sentence of an error is its first argument, that of a Problem its sixth, of a Check its
    # fifth; the last three make Problems of one file.
    **dict.fromkeys(("GarantError", "YourError", "RequestError", "UsageError", "OurError"), (1,)),
    "Problem": (6,),
    "Check": (5,),
    "_mistake": (3,),
    "_problem": (4,),
    "_unread": (3,),
    # What is wrong with a CSV file, a mapping, a workbook, and what an import refuses whole.
    "_broken": (3,),
    "_wrong": (2,),
    "_unfit": (1,),
    "_refusal": (1,),
    "_sentence": (1,),
}


def extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Any]:
    """The messages of a Django template, by way of the calls that Django makes of its tags."""
    calls = "\n".join(CALL.findall(templatize(file.read().decode())))
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)


# A call of gettext and what it is given: texts, and between them numbers, names and commas.
CALL = re.compile(
    r"""\b(?:[np]{0,2}gettext|_)\("""
    r"""(?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)"""
)
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", extract_template),
    ("templates/**.txt", extract_template),
]


def template() -> Catalog:
    """Every message of the code, without translations."""
    catalog = Catalog(project="garant", copyright_holder="The garant maintainers")
    found = extract_from_dir(SOURCE, METHODS, {}, KEYWORDS, ("Translators:",))
    for file, _line, message, comments, context in sorted(found, key=lambda item: item[0]):
        catalog.add(message, None, [(f"src/garant/{file}", 0)], (), comments, context=context)
    for message in GIVES.values():  # a table of words in a layer that knows no language
        catalog.add(message, None, [("src/garant/warehouse/describe.py", 0)])
    return catalog


def faults(messages: Catalog, translated: Catalog) -> Iterator[str]:
    """What keeps a language from being complete, one sentence each."""
    wanted = {_key(message) for message in messages if message.id}
    known = {_key(message): message for message in translated if message.id}
    for key in sorted(wanted - known.keys()):
        yield f"missing: {key[0]!r}"
    for key in sorted(known.keys() - wanted):
        yield f"no longer in the code: {key[0]!r}"
    for key in sorted(wanted & known.keys()):
        yield from _faults_of(known[key])


def _key(message: Message) -> tuple[str, str]:
    return _texts(message.id)[0], message.context or ""


def _texts(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _faults_of(message: Message) -> Iterator[str]:
    translations = _texts(message.string)
    if message.fuzzy:
        yield f"fuzzy: {_texts(message.id)[0]!r}"
    if not all(translations):
        yield f"untranslated: {_texts(message.id)[0]!r}"
        return
    wanted = _values(_texts(message.id)[-1])
    for place, translation in enumerate(translations, start=1):
        # The singular of a plural may leave the number out: one account, in words.
        left_out = wanted - _values(translation) if place == len(translations) else set()
        if left_out or _values(translation) - wanted:
            yield f"other values than in the English: {translation!r}"


def _values(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)s", text))  # as templates name a value
    try:
        return named | {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:  # a lone brace: a sentence without values
        return set()


def check() -> int:
    """Report the faults of every language; 1 if there is one."""
    messages, found = template(), 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/garant.po")):
        with path.open("rb") as file:
            translated = read_po(file)
        for fault in faults(messages, translated):
            found += 1
            print(f"{path.relative_to(ROOT)}: {fault}")
    print(f"Translations: {found} faults" if found else f"Translations: {len(messages)} complete")
    return 1 if found else 0


def update() -> int:
    """Add new messages to every language and drop those that are gone. Guesses nothing."""
    messages = template()
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/garant.po")):
        with path.open("rb") as file:
            translated = read_po(file)
        translated.update(messages, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(
                file, translated, width=100, sort_output=True,
                ignore_obsolete=True, include_lineno=False,
            )  # fmt: skip
        print(f"{path.relative_to(ROOT)}: {len(translated)} messages")
    return 0


if __name__ == "__main__":
    COMMANDS = {"check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python {sys.argv[0]} check|update")
    sys.exit(COMMANDS[sys.argv[1]]())
