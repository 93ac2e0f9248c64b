"""Ibis is given its SQL compilers one by one, and knows them all nevertheless."""

import subprocess
import sys
from pathlib import Path

import garant

SOURCE = Path(garant.__file__).resolve().parent.parent


def said(*lines):
    """What a fresh Python prints that has loaded the engines of garant, on one line."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(["import garant.warehouse.connect", *lines])],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    return " ".join(done.stdout.split())


def test_duckdb_loads_no_compiler_but_its_own():
    loaded = said("import ibis, sys", "ibis.duckdb.connect()", "print(*sys.modules)").split()
    package = "ibis.backends.sql.compilers."
    compilers = {name.removeprefix(package) for name in loaded if name.startswith(package)}
    assert compilers == {"_compat", "base", "duckdb"}


def test_the_compiler_of_any_database_is_there_when_it_is_asked_for():
    assert (
        said(
            "import ibis",
            "import ibis.backends.sql.compilers as compilers",
            "from ibis.backends.sql.compilers import PostgresCompiler",
            "print(compilers.trino.compiler.dialect.__name__, PostgresCompiler.__name__)",
            "print(hasattr(compilers, 'nothing'), len(compilers.__all__) > 10)",
            "print(ibis.to_sql(ibis.table({'a': 'int64'}, name='t'), dialect='mysql'))",
        )
        == "Trino PostgresCompiler False True SELECT * FROM `t`"
    )
