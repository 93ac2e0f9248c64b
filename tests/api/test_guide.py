"""The guide's examples, each run as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from garant.contracts import snapshots
from garant.contracts.queries import cohort_code
from tests import world
from tests.api.conftest import Make

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
REVENUE = cohort_code("revenue", "quarter")
STATUS = r"\n%{http_code}"


def examples(language: str) -> list[str]:
    """Every curl of the guide, on one line."""
    text = (GUIDE / language / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    lines = "".join(blocks).replace("\\\n", "").splitlines()
    return [line for line in lines if line.startswith("curl")]


def test_both_languages_have_the_same_examples() -> None:
    def addresses(language: str) -> list[str]:
        return [shlex.split(line)[-1] for line in examples(language)]

    assert addresses("en") == addresses("fr")
    assert len(addresses("en")) == 17


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_examples_of_the_guide_work(
    program: Make, company: None, live_server: LiveServer, tmp_path: Path
) -> None:
    admin = program("admin")
    for code in ("bridge", "bridge.net", "retention", REVENUE, "renewals", "economics"):
        snapshots.keep(code, [], settings={}, known=timezone.now(), at=timezone.now())
    world.write(tmp_path)
    environment = {
        **os.environ, "TOKEN": admin.token, "GARANT": f"{live_server.url}/api/v1",
    }  # fmt: skip
    for line in examples("en"):
        # The import of the example is the first, and the person who gets accounts too.
        told = line.replace('"user_id": 1', f'"user_id": {admin.user.pk}')
        asked = told.replace("curl ", f"curl --silent --write-out '{STATUS}' ", 1)
        done = subprocess.run(
            ["bash", "-c", asked], env=environment, cwd=tmp_path, capture_output=True, check=True
        )
        body, _, status = done.stdout.decode().rpartition("\n")
        assert status in {"200", "201"}, (line, status, body)
