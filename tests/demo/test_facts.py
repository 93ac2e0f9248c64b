"""The tables of the demo are facts that garant accepts: the rules of R26, checked by hand here."""

import itertools
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

from tests.demo.plain import LAST_DAY, live

KEYS = {
    "account": "account_id",
    "product": "product_id",
    "contract": "contract_id",
    "contract_line": "line_id",
    "discount": "discount_id",
    "opportunity": "opportunity_id",
}
REFERENCES = [
    (table, column, target)
    for table, columns in {
        "contract": {"account_id": "account", "renews_contract_id": "contract"},
        "contract_line": {
            "account_id": "account",
            "contract_id": "contract",
            "product_id": "product",
            "predecessor_line_id": "contract_line",
        },
        "discount": {"contract_id": "contract", "line_id": "contract_line"},
        "opportunity": {"account_id": "account", "contract_id": "contract"},
        "pause": {"line_id": "contract_line"},
        "touchpoint": {"account_id": "account"},
        "ticket": {"account_id": "account"},
        "usage": {"account_id": "account"},
        "reading": {"account_id": "account"},
    }.items()
    for column, target in columns.items()
]
CHOICES = {
    ("contract", "end_reason"): {"voluntary", "nonpayment", "superseded", None},
    ("contract_line", "kind"): {"recurring", "usage_commit", "one_time"},
    ("contract_line", "link"): {"renews", "replaces", "amends", None},
    ("contract_line", "price_basis"): {
        "per_unit_per_interval",
        "flat_per_interval",
        "line_total",
    },
    ("discount", "kind"): {"percent"},
    ("discount", "duration"): {"repeating", "forever"},
    ("opportunity", "outcome"): {"won", "lost"},
    ("spend", "kind"): {"sales", "marketing", "onboarding", "success", "cogs", "other"},
    ("touchpoint", "level"): {"user", "operational", "economic"},
    ("touchpoint", "direction"): {"ours", "theirs"},
    ("ticket", "kind"): {"question", "defect", "outage", "request"},
}


def test_no_id_dangles(book):
    ids = {table: {row[key] for row in book.tables[table]} for table, key in KEYS.items()}
    dangling = [
        (table, column, row[column])
        for table, column, target in REFERENCES
        for row in book.tables[table]
        if row[column] is not None and row[column] not in ids[target]
    ]
    assert dangling == []


def test_no_two_live_rows_have_the_same_id(book):
    for table, key in KEYS.items():
        count = Counter(row[key] for row in live(book.tables[table]))
        assert [name for name, times in count.items() if times > 1] == []


def test_versions_of_a_row_follow_one_another_without_gap_or_overlap(book):
    for table in ("contract", "contract_line"):
        versions = defaultdict(list)
        for row in book.tables[table]:
            versions[row[KEYS[table]]].append((row["recorded_at"], row["voided_at"]))
        for spans in versions.values():
            for (recorded, voided), (after, _) in itertools.pairwise(spans):
                assert recorded < voided == after
            assert spans[-1][1] is None


def test_every_choice_is_one_of_the_documented_ones_and_is_met(book):
    for (table, column), allowed in CHOICES.items():
        assert {row[column] for row in book.tables[table]} == allowed, (table, column)


def test_no_interval_ends_before_it_starts(book):
    tables = book.tables
    for table in ("contract_line", "discount", "pause"):
        assert all(r["end_on"] is None or r["start_on"] < r["end_on"] for r in tables[table])
    for row in tables["contract"]:
        assert row["signed_on"] <= row["term_start"] < row["term_end"]
        assert row["effective_end"] is None or row["term_start"] < row["effective_end"]
    assert all(row["opened_on"] < row["closed_on"] for row in tables["opportunity"])


def test_amounts_are_positive_percents_in_range_and_intervals_present(book):
    for row in book.tables["contract_line"]:
        assert row["amount"] > 0
        assert row["quantity"] >= 1
        assert row["list_amount"] == row["amount"]
        assert row["currency"] == "EUR"
        assert (row["interval_unit"] is None) == (row["price_basis"] == "line_total")
        assert row["price_basis"] != "line_total" or row["end_on"]
    assert all(0 < row["value"] <= 45 for row in book.tables["discount"])
    assert all(row["amount"] > 0 for row in book.tables["spend"])


def test_prices_per_seat_and_seats_are_plausible(book):
    plans = {"P-TEAM", "P-BUSINESS", "P-ENTERPRISE"}
    for row in book.tables["contract_line"]:
        if row["product_id"] not in plans or row["price_basis"] == "line_total":
            continue
        months = row["interval_count"] * {"month": 1, "year": 12}[row["interval_unit"]]
        assert 19 <= row["amount"] / months <= 50
        assert 3 <= row["quantity"] <= 400


def test_a_predecessor_is_of_the_same_account_earlier_and_followed_once(book):
    lines = {row["line_id"]: row for row in live(book.tables["contract_line"])}
    followed = Counter()
    for row in lines.values():
        if (before := row["predecessor_line_id"]) is None:
            assert row["link"] is None
            continue
        assert lines[before]["account_id"] == row["account_id"]
        assert lines[before]["start_on"] < row["start_on"]
        assert row["link"] is not None
        followed[before] += 1
    assert max(followed.values()) == 1


def test_renewed_contracts_have_linked_lines(book):
    lines = {row["line_id"]: row for row in live(book.tables["contract_line"])}
    linked = {
        (row["contract_id"], lines[row["predecessor_line_id"]]["contract_id"])
        for row in lines.values()
        if row["link"] == "renews"
    }
    renewed = {
        (row["contract_id"], row["renews_contract_id"])
        for row in live(book.tables["contract"])
        if row["renews_contract_id"]
    }
    assert linked == renewed


def test_no_tacit_line_ends_on_the_end_of_its_term(book):
    contracts = {row["contract_id"]: row for row in live(book.tables["contract"])}
    for row in live(book.tables["contract_line"]):
        contract = contracts[row["contract_id"]]
        if contract["auto_renew"] and row["kind"] != "one_time":
            assert row["end_on"] != contract["term_end"], row["line_id"]


def test_no_unlinked_lines_of_one_thread_overlap_or_touch(book):
    threads = defaultdict(list)
    for row in book.lines:
        key = (row["account_id"], row["product_id"], row["department_id"])
        threads[key].append((row["start_on"], book.service_end(row), row))
    for spans in threads.values():
        spans.sort(key=lambda span: span[:2])
        for (_, end, line), (start, _, after) in itertools.pairwise(spans):
            if after["predecessor_line_id"] != line["line_id"]:
                assert end < start, (line["line_id"], after["line_id"])


def test_a_pause_lies_inside_its_line_and_nothing_changes_meanwhile(book):
    lines = {row["line_id"]: row for row in book.lines}
    assert book.tables["pause"]
    for pause in book.tables["pause"]:
        line = lines[pause["line_id"]]
        assert line["start_on"] < pause["start_on"]
        assert pause["end_on"] < book.service_end(line)


def test_nothing_is_known_after_the_last_day(book):
    close = datetime(2026, 1, 1, tzinfo=UTC)
    for table, rows in book.tables.items():
        for column in ("recorded_at", "at", "opened_at", "closed_at"):
            late = [row for row in rows if row.get(column) and row[column] >= close]
            assert late == [], (table, column)
    assert all(row["signed_on"] <= LAST_DAY for row in book.tables["contract"])
    assert all(row["closed_on"] <= LAST_DAY for row in book.tables["opportunity"])
    assert all(row["month"] <= LAST_DAY for row in book.tables["spend"])


def test_notice_is_given_before_its_deadline_and_known_that_day_or_after(book):
    given = [row for row in live(book.tables["contract"]) if row["cancel_requested_on"]]
    assert len(given) > 40
    for row in given:
        deadline = row["effective_end"] - timedelta(days=row["notice_days"])
        assert row["cancel_requested_on"] <= deadline
        assert row["end_reason"] == "voluntary"
        assert row["recorded_at"].date() >= row["cancel_requested_on"]


def test_the_book_holds_every_way_of_living_on_subscriptions(book):
    contracts, lines = book.contracts.values(), book.lines
    months = Counter(round((c["term_end"] - c["term_start"]).days / 30.4) for c in contracts)
    assert months[12] > 5 * (months[1] + months[3] + months[24])
    assert min(months[1], months[3], months[24]) > 3
    assert sum(c["auto_renew"] for c in contracts) > 150
    gaps = [
        (c["term_start"] - book.contracts[c["renews_contract_id"]]["term_end"]).days
        for c in contracts
        if c["renews_contract_id"] and not book.contracts[c["renews_contract_id"]]["auto_renew"]
    ]
    assert any(gap < 0 for gap in gaps)
    assert any(0 < gap <= 30 for gap in gaps)
    assert gaps.count(0) > len(gaps) / 2
    links = Counter(row["link"] for row in lines)
    assert min(links["renews"], links["amends"], links["replaces"]) >= 8
    assert sum(row["trial_end"] is not None for row in lines) >= 3
    assert {c["end_reason"] for c in contracts} >= {"voluntary", "nonpayment", "superseded"}


def test_departments_join_and_additions_are_taken_within_a_contract(book):
    joined = [
        row
        for row in book.lines
        if row["predecessor_line_id"] is None
        and row["start_on"] > book.contracts[row["contract_id"]]["term_start"]
    ]
    departments = {row["department_id"] for row in joined if row["department_id"]}
    products = {row["product_id"] for row in joined}
    assert len(departments) >= 4
    assert products >= {"P-LISTENING", "P-REPORTS", "P-ADVOCACY"}


def test_some_accounts_come_back_after_leaving(book):
    returned = [
        row
        for row in book.contracts.values()
        if row["renews_contract_id"] is None
        and row["contract_id"]
        != min(
            other["contract_id"]
            for other in book.contracts.values()
            if other["account_id"] == row["account_id"]
        )
    ]
    assert len(returned) >= 2
    for row in returned:
        assert book.mrr(row["account_id"], row["term_start"] - timedelta(days=1)) == 0


def test_a_few_changes_were_written_down_after_they_took_effect(book):
    first_version = {}
    for row in book.tables["contract_line"]:
        first_version.setdefault(row["line_id"], row)
    late = [
        row
        for row in first_version.values()
        if row["recorded_at"].date() > row["start_on"] and row["link"] == "amends"
    ]
    assert 2 <= len(late) <= 60


def test_dates_have_the_types_of_their_columns(company):
    for table, rows in company.tables.items():
        for column, value in rows[0].items():
            if column.endswith("_on"):
                assert value is None or type(value) is date, (table, column)
            if column.endswith("_at") or column == "at":
                assert value is None or value.tzinfo is UTC, (table, column)
