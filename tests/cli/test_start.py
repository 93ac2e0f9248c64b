import subprocess
import sys

from tests.cli.conftest import SOURCE


def loaded_by(*arguments):
    """The modules that a command has loaded when it is done."""
    code = (
        "import sys\nfrom garant.cli.main import run\n"
        f"run({list(arguments)!r})\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    return set(done.stderr.split())


def test_help_loads_no_command_and_nothing_heavy():
    loaded = loaded_by("--help")
    assert "garant.cli.main" in loaded
    assert not {m for m in loaded if m.startswith(("garant.cli.metrics", "garant.cli.demo"))}
    assert not loaded & {
        "ibis",
        "duckdb",
        "pandas",
        "pyarrow",
        "rich",
        "babel",
        "typst",
        "pydantic",
    }


def test_a_table_of_sums_loads_no_engine():
    loaded = loaded_by("arithmetic", "licence-vs-rent", "--months", "3")
    assert "rich" in loaded
    assert not loaded & {"ibis", "duckdb", "pandas", "pyarrow", "typst"}


def test_json_does_not_load_what_draws_tables():
    loaded = loaded_by("arithmetic", "licence-vs-rent", "--months", "3", "--format", "json")
    assert not loaded & {"rich", "ibis", "duckdb", "pandas", "pyarrow", "typst"}


def test_the_figures_of_a_book_as_json_load_nothing_that_draws(book):
    loaded = loaded_by("metrics", "bridge", str(book), "--as-of", "2024-12-31", "--format", "json")
    assert "ibis" in loaded
    drawing = {"rich.table", "garant.charts.waterfall", "garant.charts.svg", "typst"}
    assert not loaded & (drawing | {"pandas", "pyarrow"})
