"""The overview: its sentence by rule, its figures, and what it says where nothing is known."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone, translation

from garant.contracts.models import Refresh
from garant.portfolio.overview_lede import ALONE, DECIDING, Words, sentence, standing
from garant.users.models import User
from garant.users.roles import Role
from tests.app import ardoise, walk

BACKEND = "django.contrib.auth.backends.ModelBackend"
D = Decimal
WORDS = Words("€10.0k", "€12.0k", "4.0%", "€3,000", "30 Jan 2026", "/renewals/?within=30", 2)


@pytest.mark.parametrize(
    ("opening", "closing", "nrr", "how"),
    [
        (1000, 1100, "1.05", "grew_bought"),
        (1000, 1100, "1", "grew_bought"),
        (1000, 1100, "0.96", "grew_replaced"),
        (1000, 1100, None, "grew"),
        (1000, 900, "1.02", "fell_bought"),
        (1000, 900, "0.9", "fell_lost"),
        (1000, 900, None, "fell"),
        (1000, 1005, "1.2", "still"),
        (1000, 995, "0.8", "still"),
        (1000, 1006, None, "grew"),
        (0, 500, None, "grew"),
        (0, 0, None, "still"),
    ],
)
def test_how_revenue_stands_is_told_by_rule(
    opening: int, closing: int, nrr: str | None, how: str
) -> None:
    assert standing(D(opening), D(closing), D(nrr) if nrr else None) == how


def test_every_standing_has_a_sentence_with_and_without_something_to_decide() -> None:
    assert set(ALONE) == set(DECIDING)
    for how in ALONE:
        deciding = sentence(how, WORDS)
        assert 'href="/renewals/?within=30"' in deciding
        assert "2 renewals" in deciding
        assert "{" not in deciding
        alone = sentence(how, Words(**{**vars(WORDS), "n": 0}))
        assert "href" not in alone
        assert "{" not in alone


def test_one_renewal_is_said_in_the_singular() -> None:
    assert "1 renewal worth" in sentence("grew", Words(**{**vars(WORDS), "n": 1}))


@pytest.fixture
def reader(db: None, client: Client) -> Client:
    ardoise.show()
    client.force_login(ardoise.person(), backend=BACKEND)
    return client


def test_the_figures_of_the_page_are_those_of_the_company(reader: Client) -> None:
    """Worked by hand: 1,734 at the end of 2024; NRR 0.739782; Havre, Brumaire and Dolmen decide.

    Havre's 75 must be decided by 14 December; Brumaire's 320 by 1 February is beyond 30 days.
    """
    shown = reader.get("/?months=12").context
    kpis = {str(kpi.label): kpi for kpi in shown["kpis"]}
    assert kpis["Monthly recurring revenue"].figure == "€1,734"
    assert kpis["Monthly recurring revenue"].change == "−21.3%"  # from 2,202
    assert kpis["NRR"].figure == "74.0%"
    assert [end.contract_id for end in shown["soon"].rows] == ["C8-2"]
    assert kpis["To decide within 30 days"].figure == "€75.00"
    assert "customers of a year ago pay 26.0% less" in shown["lede"]
    assert "1 renewal worth €75.00 must be decided by 30 Jan 2025" in shown["lede"]


def test_each_bar_leads_to_the_accounts_behind_it(reader: Client) -> None:
    page = reader.get("/?months=12").content.decode()
    assert "/figures/bridge/churn/?from=2024-01&amp;to=2024-12" in page
    assert "/figures/bridge/churn/?from=2024-03&amp;to=2024-03" in page
    full = reader.get("/?months=12&view=full").content.decode()
    assert "/figures/bridge/cross_sell_product/?from=2024-01&amp;to=2024-12" in full


def test_a_period_or_view_that_there_is_not_is_the_usual_one(reader: Client) -> None:
    shown = reader.get("/?months=7&view=other").context
    assert (shown["months"], shown["view"]) == (6, "net")


def test_figures_that_are_older_than_they_should_be_say_so(reader: Client) -> None:
    assert "did not end well" not in reader.get("/").content.decode()
    Refresh.objects.update(failed_at=timezone.now() + timedelta(hours=1), failure="a rate")
    told = reader.get("/").content.decode()
    assert "did not end well" in told
    assert "a rate" not in told  # who reads cannot mend it


def test_who_may_mend_facts_is_told_why_figures_are_old(db: None) -> None:
    ardoise.show()
    manager = User.objects.create_user("max@ardoise.example", role=Role.MANAGER)
    Refresh.objects.update(failed_at=timezone.now() + timedelta(hours=1), failure="a rate")
    assert "The reason: a rate" in walk.client_of(manager).get("/").content.decode()


def test_without_figures_an_administrator_is_shown_the_way(db: None, client: Client) -> None:
    client.force_login(ardoise.person(), backend=BACKEND)
    page = client.get("/")
    assert page.status_code == 200
    assert "No contracts yet" in page.content.decode()
    assert "import_action" not in page.context


def test_who_may_not_see_accounts_gets_no_way_to_them(db: None, client: Client) -> None:
    ardoise.show()
    client.force_login(ardoise.person(Role.MEMBER), backend=BACKEND)
    page = client.get("/").content.decode()
    assert "/figures/bridge/churn/" not in page
    assert "/renewals/" not in page
    assert client.get("/figures/bridge/churn/").status_code == 403


def test_the_sentence_is_french_on_a_french_page(db: None) -> None:
    with translation.override("fr"):
        said = sentence("grew_bought", WORDS)
    assert "renouvellements" in said
    assert "customers" not in said
