"""What Django itself finds wrong with an installation that is reached over https: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = (
    "import django; django.setup(); from django.conf import settings as s;"
    "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
    " s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS, *s.ALLOWED_HOSTS,"
    " s.ALLAUTH_TRUSTED_PROXY_COUNT)"
)


def run(folder: Path, address: str, *command: str) -> subprocess.CompletedProcess[str]:
    (folder / "key").write_text("k" * 20 + os.urandom(30).hex(), encoding="ascii")
    (folder / "static").mkdir(exist_ok=True)
    # What other tests set for themselves is none of a deployment's.
    ours = ("GARANT_", "DJANGO_")
    known = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    place = {"GARANT_DATA_DIR": str(folder), "GARANT_BASE_URL": address,
             "DJANGO_SETTINGS_MODULE": "garant.settings"}  # fmt: skip
    return subprocess.run(
        [sys.executable, *command], env=known | place, capture_output=True, text=True, check=False
    )


def test_the_deployment_check_finds_nothing_over_https(tmp_path: Path) -> None:
    done = run(
        tmp_path, "https://garant.ardoise.example",
        "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "DEBUG",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_over_https_cookies_are_bound_to_the_host_and_travel_by_https_alone(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, "https://garant.ardoise.example", "-c", SHOW)
    session, csrf, secure, http_only, hsts, first, *rest = done.stdout.split()
    assert (session, csrf) == ("__Host-garant_session", "__Host-garant_csrf")
    assert (secure, http_only) == ("True", "True")
    assert int(hsts) >= 31_536_000
    assert first == "garant.ardoise.example"
    assert rest[-1] == "1"  # what stands in front says whose request it is


@pytest.mark.parametrize("address", ["*", "https://*", "ftp://garant.example", "garant.example"])
def test_an_address_that_would_let_any_host_in_stops_the_start(
    address: str, tmp_path: Path
) -> None:
    done = run(tmp_path, address, "-c", SHOW)
    assert done.returncode != 0
    assert "GARANT_BASE_URL" in done.stderr
