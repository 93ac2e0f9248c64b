"""Run the tests of the application on PostgreSQL: the same tests, another database.

python scripts/tests_on_postgres.py [pytest's own arguments]

The server is ours, in a temporary folder, and ends with the tests. Where none can be started, this
says why and is no failure: the same tests run on SQLite anyway.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.postgres import server  # noqa: E402 - the tests are no installed package

# They start processes with an installation of their own, on SQLite.
ELSEWHERE = ("test_worker.py",)


def main(arguments: list[str]) -> int:
    try:
        server.programs()
    except server.NoServerError as error:
        print(f"The application is not tested on PostgreSQL: {error}")
        return 0
    command = [sys.executable, "-m", "pytest", "tests/app"]
    command += [f"--ignore=tests/app/{name}" for name in ELSEWHERE]
    with server.running() as url:
        environment = os.environ | {"GARANT_TEST_DATABASE_URL": url}
        done = subprocess.run([*command, *arguments], cwd=ROOT, env=environment, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
