"""The repository keeps its own promises: two commands, honest locks, layers, complete French."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from scripts import rules, translations

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("dev.lock", "spark.lock")
HEADINGS = ("## Context", "## Decision", "## Alternatives", "## How it is checked")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def read(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, list[str]]:
    """Each pinned `name==version` with its hashes; one name may be pinned twice, by Python."""
    found: dict[str, list[str]] = {}
    current = ""
    for line in read("requirements", lock).splitlines():
        if line[:1].isalnum():
            current = line.split(" ")[0]
            found[current] = []
        elif "--hash=" in line:
            found[current].append(line.split("--hash=")[1].rstrip(" \\"))
    return found


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after one statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def breaches(path: str, text: str) -> list[str]:
    return [what for _, what in rules.breaches(Path(path), text)]


# ------------------------------------------------------------------ the two commands and the texts


def test_the_readme_is_short_and_names_the_two_commands() -> None:
    readme = read("README.md")
    assert len(readme.splitlines()) <= 150
    assert "make demo" in readme
    assert "make test" in readme


def test_make_help_names_every_command() -> None:
    makefile = read("Makefile")
    declared = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert described == declared


def test_the_whole_check_is_one_executable_file() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert re.findall(r"^make (\S+)$", script.read_text(), re.MULTILINE) == ["setup", "test-all"]
    assert re.search(r"^make --jobs=2 .* check parts$", script.read_text(), re.MULTILINE)


def test_the_licence_is_the_apache_licence_in_full() -> None:
    licence = read("LICENSE")
    assert "Version 2.0, January 2004" in licence
    for section in range(1, 10):
        assert re.search(rf"^ +{section}\. [A-Z]", licence, re.MULTILINE)
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "Apache-2.0"


def test_decisions_are_numbered_without_gaps_and_have_every_part() -> None:
    pages = sorted(ROOT.joinpath("docs", "decisions").glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(len(pages))]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert [heading for heading in HEADINGS if heading not in text] == [], page.name


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.joinpath("docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not page.parent.joinpath(target).exists()
    ]
    assert dead == []


# ------------------------------------------------------------------ the locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    assert not re.search(
        r"://|file:|index-url|find-links| @ |/opt|/home", read("requirements", lock)
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_hashes(lock: str) -> None:
    for pin, hashes in pins(lock).items():
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+", pin)
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in hashes), pin


def test_the_spark_lock_is_the_development_lock_and_more() -> None:
    development, spark = pins("dev.lock"), pins("spark.lock")
    assert {pin: spark.get(pin) for pin in development} == development
    assert any(pin.startswith("pyspark==4.0.") for pin in spark)


def test_every_dependency_that_is_asked_for_is_locked() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in asked}
    assert names - {pin.split("==")[0] for pin in pins("dev.lock")} == set()


# ------------------------------------------------------------------ what an import loads


def test_importing_garant_loads_nothing_heavy() -> None:
    heavy = {"ibis", "duckdb", "pandas", "numpy", "pyarrow", "polars", "typst", "rich", "django"}
    assert loaded_by("import garant") & heavy == set()


def test_importing_every_module_of_metrics_loads_no_engine() -> None:
    every = (
        "import importlib, pkgutil, garant.metrics\n"
        "for module in pkgutil.walk_packages(garant.metrics.__path__, 'garant.metrics.'):\n"
        "    importlib.import_module(module.name)"
    )
    engines = {"duckdb", "pyspark", "django", "pandas", "polars", "psycopg"}
    loaded = loaded_by(every)
    assert "garant" in loaded
    assert loaded & engines == set()


# ------------------------------------------------------------------ translations and the package


def test_no_french_message_is_missing_fuzzy_or_left_over() -> None:
    path = translations.LOCALE / "fr" / "LC_MESSAGES" / "garant.po"
    with path.open("rb") as file:
        french = translations.read_po(file)
    assert list(translations.faults(translations.template(), french)) == []


def test_a_translation_that_drops_a_value_is_found() -> None:
    messages, french = translations.Catalog(), translations.Catalog(locale="fr")
    messages.add("no table {table} here")
    messages.add("no account")
    french.add("no table {table} here", "aucune table ici")
    french.add("gone", "parti")
    assert list(translations.faults(messages, french)) == [
        "missing: 'no account'",
        "no longer in the code: 'gone'",
        "other values than in the English: 'aucune table ici'",
    ]


def test_a_wheel_carries_the_compiled_french_and_the_licence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("garant-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "garant/locale/fr/LC_MESSAGES/garant.mo" in names
    assert "garant/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith("garant")]


# ------------------------------------------------------------------ the house rules are enforced


def test_a_file_of_401_lines_and_an_empty_name_are_refused() -> None:
    assert breaches("tests/a.py", "x = 1\n" * 400) == []
    assert breaches("tests/utils.py", "x = 1\n" * 401) == [
        "401 lines; a file has at most 400",
        "'utils' does not say what is in the file",
    ]


def test_a_long_function_is_refused_and_its_docstring_not_counted() -> None:
    documented = 'def f():\n    """' + "a\n" * 60 + '    """\n' + "    x = 1\n" * 39
    assert breaches("tests/a.py", documented) == []
    assert breaches("tests/a.py", documented + "    x = 1\n") == [
        "f has 41 lines; a function has at most 40"
    ]


def test_a_late_import_needs_a_reason_and_never_one_of_ours() -> None:
    ours = "def f():\n    from garant.metrics import mrr  # why not\n"
    silent = "def f():\n    import typst\n"
    explained = "def f():\n    # Slow to load.\n    import ibis\n    import typst\n"
    place = "src/garant/warehouse/read.py"
    assert breaches(place, ours) == ["f imports garant: move the import to the top"]
    assert breaches(place, silent) == ["f imports typst late without saying why"]
    assert breaches(place, explained) == []


def test_a_sixth_positional_parameter_is_refused_outside_commands() -> None:
    six = "a, b, c, d, e, f"
    code = f"def f({six}): ...\ndef g(a, b, *, c, d, e, f): ...\ndef _h({six}): ...\n"
    assert breaches("src/garant/cli/metrics.py", code) == []
    assert breaches("src/garant/demo/signing.py", code) == [
        "f has 6 positional parameters; past the fifth, by name only"
    ]


def test_a_metric_that_runs_a_query_is_refused() -> None:
    code = "rows = table.execute()\n"
    assert breaches("src/garant/warehouse/run.py", code) == []
    assert breaches("src/garant/metrics/mrr.py", code) == [
        "execute(): only garant.warehouse runs an expression"
    ]


# ------------------------------------------------------------------ the other environment


@pytest.mark.spark
def test_the_spark_environment_counts_rows() -> None:
    reason = "pyspark is not installed here: `make test-all` sets it up where Java 17 is to be had"
    sql = pytest.importorskip("pyspark.sql", reason=reason)
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.getOrCreate()
    try:
        assert session.version.startswith("4.0.")
        assert session.range(1000).filter("id % 3 = 0").count() == 334
    finally:
        session.stop()
