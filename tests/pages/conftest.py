"""A browser, and a small company whose pages it reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from garant.accounts.models import Account
from garant.contracts import snapshots
from garant.contracts.models import AccountFigure
from garant.lib import assets
from garant.users.models import User
from garant.users.roles import Role

HERE = Path(__file__).resolve().parent
CHROMIUM = Path("/usr/bin/chromium")
NOW = datetime(2026, 6, 30, 6, 0, tzinfo=UTC)
# Refusals of the content policy, kept by the page itself from its first moment on.
REFUSALS = """
window.refusals = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refusals.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a browser is slow."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@dataclass
class Opened:
    """A page in the browser, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def refusals(self) -> list[str]:
        return list(self.page.evaluate("window.refusals"))


Open = Callable[..., Opened]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium (apt-get install chromium)")
    # Playwright runs a loop in this thread, and Django would then refuse the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def made() -> list[Path]:
    """The sheet and the fonts, made again if their sources changed."""
    return assets.write()


@pytest.fixture
def reader(transactional_db: None) -> User:
    return User.objects.create_user(
        "ines@ardoise.example", "a long enough password", name="Inès Caro", role=Role.EXECUTIVE
    )


@pytest.fixture
def company(reader: User) -> None:
    """Sixty accounts and eight months, written straight into the tables that pages read."""
    accounts = [
        Account(account_id=f"A{i:02}", name=f"Atelier {i:02}", industry="imprimerie")
        for i in range(60)
    ]
    figures = [
        AccountFigure(
            account=account, mrr=Decimal(9000 - 100 * i), mrr_year_ago=Decimal(5000),
            customer_since=date(2024, 3, 4), due_on=date(2026, 8, 8) if i % 2 else None,
        )
        for i, account in enumerate(accounts)
    ]  # fmt: skip
    Account.objects.bulk_create(accounts)
    AccountFigure.objects.bulk_create(figures)
    for code in ("bridge", "bridge.net"):
        snapshots.keep(
            code, [_month(k) for k in range(8)], settings={"reporting_currency": "EUR"},
            known=NOW, at=NOW,
        )  # fmt: skip


def _month(k: int) -> dict[str, object]:
    opening = Decimal(400_000 + 5000 * k)
    nothing = dict.fromkeys(("reactivation", "fx", "restatement"), Decimal(0))
    return {
        "period": date(2025, 11 + k, 1) if k < 2 else date(2026, k - 1, 1), "opening": opening,
        "new": Decimal(9000), "expansion": Decimal(3000), "contraction": Decimal(1000),
        "churn": Decimal(6000), "closing": opening + 5000, "accounts_closing": 52 + k,
        "accounts_churned": 2, **nothing,
    }  # fmt: skip


@pytest.fixture
def session(reader: User) -> str:
    """The cookie of somebody who is logged in."""
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["garant_session"].value)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, made: list[Path]) -> Iterator[Open]:
    """Opens an address: `open_page("/", width=390, dark=True, language="fr", session=…)`."""
    contexts = []

    def opener(
        address: str, *, width: int = 1440, dark: bool = False, language: str = "en",
        session: str = "",
    ) -> Opened:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language,
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if session:
            cookie = {"name": "garant_session", "value": session, "url": live_server.url}
            context.add_cookies([cookie])
        opened = Opened(context.new_page())
        opened.page.add_init_script(REFUSALS)
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on(
            "console",
            lambda said: opened.complaints.append(said.text)
            if said.type in {"error", "warning"} else None,
        )  # fmt: skip
        opened.page.goto(live_server.url + address)
        return opened

    yield opener
    for context in contexts:
        context.close()
