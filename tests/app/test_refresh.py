"""The refresh: what pages read has the digits of the command line, and changes all at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from garant.accounts.models import Account
from garant.contracts import queries, refresh
from garant.contracts.models import AccountFigure, AccountMonth, ContractLine, Snapshot, TermEnd
from garant.lib import kept_errors
from tests.app import ardoise

pytestmark = pytest.mark.django_db
NOTHING = Decimal(0)


@pytest.fixture(autouse=True)
def company() -> None:
    ardoise.show()


def test_every_kept_table_has_the_digits_of_the_command() -> None:
    told = ardoise.told()
    kept = {code: queries.figures(code) for code in told}
    assert set(Snapshot.objects.values_list("code", flat=True)) == set(told)
    for code, result in told.items():
        found = kept[code]
        assert found is not None
        assert list(found.rows) == result.rows(), code


def test_the_months_of_accounts_add_up_to_every_bar_of_both_bridges() -> None:
    for code in ("bridge", "bridge.net"):
        table = queries.figures(code)
        assert table is not None
        sums: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
        for month in AccountMonth.objects.all():
            if code == "bridge.net" and month.net:
                sums[month.month, month.net] += month.net_amount
            for bucket, amount in month.movements.items():
                if bucket in table.rows[0] and (code == "bridge" or bucket == "fx"):
                    sums[month.month, bucket] += Decimal(amount)
        for row in table.rows:
            for bucket, amount in row.items():
                if bucket in refresh_buckets(code):
                    assert sums[row["period"], bucket] == amount, (row["period"], bucket)


def test_an_account_that_goes_while_figures_are_computed_is_left_out_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed = refresh._computed

    def late() -> refresh.Figures:
        found = computed()
        ContractLine.objects.filter(account_id="A1").delete()
        Account.objects.get(account_id="A1").delete()
        return found

    monkeypatch.setattr(refresh, "_computed", late)
    refresh.refresh()
    connection.check_constraints()
    assert not AccountMonth.objects.filter(account_id="A1").exists()
    assert AccountFigure.objects.filter(account_id="A2").exists()


def refresh_buckets(code: str) -> set[str]:
    both = {"new", "reactivation", "churn", "fx"}
    parts = {"upsell_seats", "upsell_plan", "cross_sell_product", "cross_sell_department",
             "price_increase", "contraction_seats", "contraction_plan", "contraction_price",
             "contraction_drop"}  # fmt: skip
    return both | (parts if code == "bridge" else {"expansion", "contraction"})


def test_the_ends_of_terms_add_up_to_the_renewals_of_every_month() -> None:
    table = queries.figures("renewals")
    assert table is not None
    for row in table.rows:
        ends = TermEnd.objects.filter(
            due_on__year=row["period"].year, due_on__month=row["period"].month
        )
        due = sum((end.due_mrr for end in ends), NOTHING)
        kept = sum((min(end.due_mrr, end.renewed_mrr) for end in ends), NOTHING)
        assert (len(ends), due, kept) == (row["due"], row["due_mrr"], row["kept_mrr"])


def test_what_is_next_to_decide_is_kept_of_each_account() -> None:
    """Aubépine renews by itself each 1 January, with 60 days of notice: 2 November is over."""
    figure = AccountFigure.objects.get(account_id="A1")
    assert (figure.mrr, figure.mrr_year_ago) == (Decimal(474), Decimal(460))
    assert (figure.customer_since, figure.left_on) == (date(2023, 1, 1), None)
    assert (figure.due_on, figure.notice_on) == (date(2025, 1, 1), date(2024, 11, 2))
    assert figure.contracts == 1
    end = TermEnd.objects.get(account_id="A1", due_on=date(2025, 1, 1))
    assert (end.outcome, end.decide_on) == ("secured", date(2024, 11, 2))


def test_an_account_that_left_has_no_renewal_and_no_contract() -> None:
    figure = AccountFigure.objects.get(account_id="A3")
    assert (figure.mrr, figure.left_on) == (NOTHING, date(2024, 3, 1))
    assert (figure.due_on, figure.contracts) == (None, 0)


def test_of_each_contract_only_the_next_end_of_a_term_is_to_come() -> None:
    """Brumaire's second contract and Dolmen's end in February 2025; Havre's waits for its grace."""
    to_come = TermEnd.objects.filter(due_on__gt=date(2024, 12, 31)).order_by("due_on")
    assert [(end.contract_id, end.due_on, end.outcome) for end in to_come] == [
        ("C1", date(2025, 1, 1), "secured"),
        ("C2-2", date(2025, 2, 1), "pending"),
        ("C4-2", date(2025, 2, 5), "pending"),
    ]
    havre = TermEnd.objects.get(contract_id="C8-2")
    assert (havre.due_on, havre.outcome) == (date(2024, 12, 15), "pending")


def test_test_accounts_have_no_figure() -> None:
    assert Account.objects.filter(account_id="A9", is_test=True).exists()
    assert not AccountFigure.objects.filter(account_id="A9").exists()
    assert not TermEnd.objects.filter(account_id="A9").exists()


def test_a_refresh_that_fails_leaves_the_figures_and_says_so() -> None:
    before = list(AccountFigure.objects.order_by("pk").values())
    ContractLine.objects.filter(line_id="L6b").update(currency="XAU")
    with pytest.raises(Exception, match="XAU"):
        refresh.refresh()
    shown = queries.refreshed()
    assert shown is not None
    assert shown.failed_at is not None
    assert "XAU" in kept_errors.told(shown.failure)
    assert list(AccountFigure.objects.order_by("pk").values()) == before


def test_a_slower_refresh_does_not_replace_the_figures_of_a_later_one() -> None:
    later = AccountFigure.objects.get(account_id="A1")
    figures = ardoise._figures()
    empty = refresh.Figures(
        figures.known_as_of, figures.known_on, figures.settings, figures.tables, (), (), {}
    )
    refresh._show(empty, timezone.now() - timedelta(hours=1))
    assert AccountFigure.objects.get(account_id="A1") == later
    refresh._show(empty, timezone.now())
    assert not AccountFigure.objects.exists()


def test_days_are_counted_from_the_day_as_of_which_the_company_is_looked_at() -> None:
    assert queries.today() == date(2024, 12, 31)
