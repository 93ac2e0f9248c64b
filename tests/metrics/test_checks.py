"""Each refusal and each warning of R26, once, with row and field; and sound facts, with none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.metrics.checks import cycles
from garant.metrics.settings import Settings
from garant.warehouse.check import check
from garant.warehouse.read import open_source

LINE = {
    "line_id": "L1", "account_id": "A1", "contract_id": "C1", "product_id": "P1",
    "start_on": "2024-01-01", "end_on": "2025-01-01", "price_basis": "flat_per_interval",
    "amount": "10", "currency": "EUR", "interval_unit": "month", "interval_count": "1",
}  # fmt: skip
NEXT = LINE | {
    "line_id": "L2", "start_on": "2025-01-01", "end_on": "2026-01-01",
    "predecessor_line_id": "L1", "link": "renews",
}  # fmt: skip
CONTRACT = {
    "contract_id": "C1", "account_id": "A1", "term_start": "2024-01-01", "term_end": "2026-01-01",
}  # fmt: skip
DISCOUNT = {
    "discount_id": "D1", "line_id": "L1", "kind": "percent", "value": "20",
    "duration": "forever", "start_on": "2024-01-01",
}  # fmt: skip
RATE = {
    "from_currency": "USD", "to_currency": "EUR", "valid_from": "2024-01-01", "rate": "0.9",
}  # fmt: skip
BOOK = {
    "account": [{"account_id": "A1"}, {"account_id": "A2"}],
    "product": [{"product_id": "P1"}],
    "contract": [CONTRACT],
    "contract_line": [LINE, NEXT],
    "discount": [DISCOUNT],
}


def found(level, settings=None, /, **tables):
    """Place and sentence of each problem of a level, of the sound book with other tables."""
    with open_source({**BOOK, **tables}) as source:
        problems = check(source, settings or Settings(), warnings=level == "warning")
    return [(one.place(), one.text()) for one in problems if one.level == level]


def lines(**cells):
    """The second line with other cells."""
    return {"contract_line": [LINE, NEXT | cells]}


def test_sound_facts_have_no_problem():
    assert found("error") == []
    assert found("warning") == []


REFUSED = [
    ("an empty cell", lines(amount=""), "contract_line, row 3, amount",
     "amount is empty; every row of contract_line needs it"),
    ("a negative amount", lines(amount="-1.50"), "contract_line, row 3, amount",
     "-1.5 is negative; write 0 or more"),
    ("a negative quantity", lines(quantity="-1"), "contract_line, row 3, quantity",
     "-1 is negative; write 0 or more"),
    ("no month at all", lines(interval_count="0"), "contract_line, row 3, interval_count",
     "0 is too small; write 1 or more"),
    ("an end before its start", lines(end_on="2024-12-31"), "contract_line, row 3, end_on",
     "end_on 2024-12-31 is before start_on 2025-01-01"),
    ("an unknown word", lines(kind="rent"), "contract_line, row 3, kind",
     "rent is not known here; write one of recurring, usage_commit, usage, one_time"),
    ("a misspelt word", lines(price_basis="flat_per_intervals"),
     "contract_line, row 3, price_basis",
     "flat_per_intervals is not known here; write flat_per_interval"),
    ("a currency that is no code", lines(currency="€", predecessor_line_id="", link=""),
     "contract_line, row 3, currency",
     "€ is not a currency; write its ISO 4217 code, such as EUR"),
    ("an unknown account", lines(account_id="A9", predecessor_line_id="", link=""),
     "contract_line, row 3, account_id",
     "there is no account A9; correct it, or add that account first"),
    ("an unknown product", lines(product_id="P9"), "contract_line, row 3, product_id",
     "there is no product P9; correct it, or add that product first"),
    ("an unknown contract", lines(contract_id="C9"), "contract_line, row 3, contract_id",
     "there is no contract C9; correct it, or add that contract first"),
    ("an unknown predecessor", lines(predecessor_line_id="L9"),
     "contract_line, row 3, predecessor_line_id",
     "there is no contract_line L9; correct it, or add that contract_line first"),
    ("a link to nothing", lines(predecessor_line_id=""), "contract_line, row 3, link",
     "the link renews needs a predecessor_line_id, the line that it continues"),
    ("a predecessor of another account", lines(account_id="A2"),
     "contract_line, row 3, predecessor_line_id",
     ("the predecessor L1 belongs to the account A1, this line to A2; a line continues a line of "
      "its own account")),
    ("two currencies in a chain", lines(currency="USD"), "contract_line, row 3, currency",
     ("the predecessor L1 is in EUR, this line in USD; a chain keeps its currency: leave the "
      "predecessor out")),
    ("a line without an interval", lines(interval_unit="", interval_count=""),
     "contract_line, row 3, interval_unit",
     ("a recurring line priced flat_per_interval needs an interval; fill in interval_unit and "
      "interval_count, such as month and 1")),
    ("a commitment without an interval", lines(kind="usage_commit", interval_count=""),
     "contract_line, row 3, interval_unit",
     ("a usage_commit line priced flat_per_interval needs an interval; fill in interval_unit and "
      "interval_count, such as month and 1")),
    ("a total without an end", lines(price_basis="line_total", end_on=""),
     "contract_line, row 3, end_on",
     "a line priced line_total needs its own end_on, so that its total can be spread"),
    ("a line that precedes itself", lines(predecessor_line_id="L2"),
     "contract_line, row 3, predecessor_line_id",
     "this line is its own predecessor, by way of L2; one of these links is wrong"),
    ("a term that ends before it starts", {"contract": [CONTRACT | {"term_end": "2023-01-01"}]},
     "contract, row 2, term_end", "term_end 2023-01-01 is before term_start 2024-01-01"),
    ("more than 100 percent", {"discount": [DISCOUNT | {"value": "120"}]},
     "discount, row 2, value", "120 is more than 100 percent; write 20 for 20 %"),
    ("less than 0 percent", {"discount": [DISCOUNT | {"value": "-5"}]},
     "discount, row 2, value", "-5 is negative; write 0 or more"),
    ("a discount in another currency",
     {"discount": [DISCOUNT | {"kind": "fixed", "currency": "USD"}]}, "discount, row 2, currency",
     ("the discount is in USD and what it reduces is in EUR; a discount has the currency of its "
      "lines")),
    ("a discount of nothing", {"discount": [DISCOUNT | {"line_id": ""}]},
     "discount, row 2, line_id",
     "the discount names neither a line nor a contract; write line_id or contract_id"),
    ("a discount of two things", {"discount": [DISCOUNT | {"contract_id": "C1"}]},
     "discount, row 2, line_id",
     "the discount names the line L1 and the contract C1; keep one of them"),
    ("a share written as a percentage",
     {"opportunity": [{"opportunity_id": "O1", "opened_on": "2024-01-01", "outcome": "won",
                       "discount": "15"}]},
     "opportunity, row 2, discount",
     "15 is not a share of the list amount; write 0.15 for 15 %"),
    ("a rate of nothing",
     {"fx_rate": [{"from_currency": "USD", "to_currency": "EUR", "valid_from": "2024-01-01",
                   "rate": "0"}]},
     "fx_rate, row 2, rate", "the rate is 0; write how many EUR one USD is worth"),
    ("two rates from one day on",
     {"fx_rate": [RATE, RATE | {"rate": "0.95", "valid_to": "2024-06-30"}]},
     "fx_rate, row 3, rate",
     ("from 2024-01-01 on, one USD is 0.95 EUR here and 0.9 in another row; keep one of them")),
    ("notice that no calendar holds", {"contract": [CONTRACT | {"notice_days": "999999999"}]},
     "contract, row 2, notice_days", "999999999 is too large; write 3660 or less"),
    ("two rows of one id", {"account": [*BOOK["account"], {"account_id": "A1"}]},
     "account, row 4, account_id",
     ("the id A1 is borne by another row that is live at the same time (row 2); void the one or "
      "give it another id")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "place", "sentence"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_r26_refuses_is_told_once_with_its_row_and_field(tables, place, sentence):
    assert found("error", **tables) == [(place, sentence)]


@pytest.mark.parametrize(
    "other",
    [
        RATE,  # the same row twice says nothing else
        RATE | {"valid_from": "2024-02-01", "rate": "0.95"},  # the latest first day wins
        RATE | {"from_currency": "GBP", "rate": "1.2"},
        RATE | {"rate": "0.95", "recorded_at": "2024-05-01T00:00:00Z",
                "voided_at": "2024-05-02T00:00:00Z"},
    ],
)  # fmt: skip
def test_rates_that_overlap_and_do_not_contradict_each_other_are_sound(other):
    assert found("error", fx_rate=[RATE, other]) == []


def test_with_frozen_closes_a_rate_that_was_corrected_is_no_second_one():
    wrong = RATE | {"rate": "0.8", "voided_at": "2024-05-01T00:00:00Z"}
    right = RATE | {"recorded_at": "2024-05-01T00:00:00Z"}
    assert found("error", Settings(closes="frozen"), fx_rate=[wrong, right]) == []
    late = wrong | {"voided_at": "2024-05-02T00:00:00Z"}
    assert len(found("error", Settings(closes="frozen"), fx_rate=[late, right])) == 1


def test_a_cycle_of_two_lines_is_told_once():
    first = LINE | {"predecessor_line_id": "L2", "link": "renews"}
    assert found("error", contract_line=[first, NEXT]) == [
        ("contract_line, row 2, predecessor_line_id",
         "this line is its own predecessor, by way of L1, L2; one of these links is wrong")
    ]  # fmt: skip


def test_a_discount_that_counts_once_needs_an_end_only_where_it_is_counted():
    once = [DISCOUNT | {"duration": "once"}]
    assert found("error", discount=once) == []
    assert found("error", Settings(discount_policy="all"), discount=once) == [
        ("discount, row 2, end_on",
         "with discount_policy=all a discount that counts once needs an end_on")
    ]  # fmt: skip


def test_a_fixed_discount_without_a_currency_needs_lines_in_one():
    two = [LINE, NEXT | {"currency": "USD", "predecessor_line_id": "", "link": ""}]
    fixed = [DISCOUNT | {"kind": "fixed", "line_id": "", "contract_id": "C1"}]
    assert found("error", discount=fixed) == []
    assert [place for place, _ in found("error", discount=fixed, contract_line=two)] == [
        "discount, row 2, currency"
    ]


def test_a_corrected_row_may_bear_the_id_of_the_row_it_corrects():
    wrong = LINE | {"amount": "-1", "voided_at": "2024-02-01T00:00:00Z"}
    right = LINE | {"recorded_at": "2024-02-01T00:00:00Z"}
    assert found("error", contract_line=[wrong, right, NEXT]) == []
    early = right | {"recorded_at": "2024-01-31T23:59:59Z"}
    assert "contract_line, row 3, line_id" not in [
        place for place, _ in found("error", contract_line=[wrong, early, NEXT])
    ]  # today only one of them is live
    frozen = found("error", Settings(closes="frozen"), contract_line=[wrong, early, NEXT])
    assert [place for place, _ in frozen] == [
        "contract_line, row 2, amount", "contract_line, row 3, line_id",
    ]  # fmt: skip


def test_a_row_known_later_is_not_looked_at_yet():
    late = NEXT | {"amount": "-1", "recorded_at": "2025-06-01T00:00:00Z"}
    past = Settings.parse({"known_as_of": "2025-01-31"})
    assert found("error", past, contract_line=[LINE, late]) == []
    assert found("error", contract_line=[LINE, late])


def test_an_account_recorded_after_its_lines_is_no_dangling_id():
    accounts = [{"account_id": "A1", "recorded_at": "2025-06-01T00:00:00Z"}, {"account_id": "A2"}]
    past = Settings.parse({"known_as_of": "2025-01-31"})
    assert found("error", past, account=accounts) == []


def test_ids_are_not_looked_up_in_a_table_that_the_book_has_not():
    book = {"account": BOOK["account"], "contract_line": BOOK["contract_line"]}
    with open_source(book) as source:
        assert check(source, Settings()) == []


RENEWING = CONTRACT | {"term_end": "2025-01-01", "auto_renew": "true"}
OTHER = CONTRACT | {"contract_id": "C2", "renews_contract_id": "C1"}
WARNED = [
    ("a tacit contract whose line ends with its term",
     {"contract": [RENEWING], "contract_line": [LINE]}, "contract_line, row 2, end_on",
     "the contract C1 renews by itself"),
    ("a request that nothing dates",
     {"contract": [RENEWING | {"term_end": "", "cancel_requested_on": "2024-06-01"}]},
     "contract, row 2, cancel_requested_on", "it runs on. Write effective_end"),
    ("a renewal without linked lines", {"contract": [CONTRACT, OTHER]},
     "contract, row 3, renews_contract_id", "none of its lines names a line of that contract"),
    ("an overlap of unlinked lines",
     lines(start_on="2024-12-31", predecessor_line_id="", link=""),
     "contract_line, row 3, start_on", "still runs; both count"),
    ("a total over two weeks",
     lines(price_basis="line_total", start_on="2025-01-01", end_on="2025-01-15"),
     "contract_line, row 3, end_on", "less than half a month"),
    ("a reason without an end",
     {"contract": [RENEWING | {"term_end": "", "end_reason": "voluntary"}],
      "contract_line": [LINE | {"end_on": ""}]},
     "contract, row 2, end_reason", "voluntary but nothing ends it"),
    ("an end before the term",
     {"contract": [CONTRACT | {"effective_end": "2023-12-31"}], "contract_line": []},
     "contract, row 2, effective_end", "it never counts"),
    ("superseded by nothing", {"contract": [CONTRACT | {"end_reason": "superseded"}]},
     "contract, row 2, end_reason", "no contract renews it"),
    ("a line after its contract", {"contract": [CONTRACT | {"term_end": "2025-01-01"}]},
     "contract_line, row 3, start_on", "when its contract C1 has ended; it never counts"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "place", "part"), [one[1:] for one in WARNED], ids=[one[0] for one in WARNED]
)
def test_what_is_doubtful_is_a_warning_told_once(tables, place, part):
    tables = {"discount": [], **tables}
    assert found("error", **tables) == []
    ((where, sentence),) = found("warning", **tables)
    assert where == place
    assert part in sentence


@pytest.mark.parametrize(
    ("start", "end", "basis", "short"),
    [
        ("2025-01-01", "2025-01-16", "months", True),  # 15 of 31 days
        ("2025-01-01", "2025-01-17", "months", False),  # 16 of 31 days
        ("2025-02-01", "2025-02-15", "months", False),  # 14 of 28 days: exactly half
        ("2025-02-01", "2025-02-15", "days", True),  # 12 × 14 / 365 = 0.46
        ("2025-01-01", "2025-01-17", "days", False),  # 12 × 16 / 365 = 0.53
        ("2025-01-01", "2025-01-01", "months", False),  # never active, so nothing to spread
    ],
)
def test_less_than_half_a_month_is_counted_as_r8_counts_months(start, end, basis, short):
    total = lines(price_basis="line_total", start_on=start, end_on=end)
    assert bool(found("warning", Settings(annual_basis=basis), **total)) is short


def test_linked_lines_do_not_overlap_even_where_their_dates_do():
    assert found("warning", **lines(start_on="2024-06-01")) == []


def test_a_renewal_with_linked_lines_is_not_doubtful():
    tables = {"contract": [CONTRACT, OTHER], "contract_line": [LINE, NEXT | {"contract_id": "C2"}]}
    assert found("warning", **tables) == []


def test_warnings_can_be_left_out():
    tables = {**BOOK, **lines(start_on="2024-12-31", predecessor_line_id="", link="")}
    with open_source(tables) as source:
        assert check(source, Settings(), warnings=False) == []
        assert check(source, Settings())


def test_a_thousand_rows_of_a_check_are_told_and_the_rest_counted():
    many = [LINE | {"line_id": f"L{n}", "amount": "-1"} for n in range(1200)]
    with open_source({**BOOK, "contract_line": many, "discount": []}) as source:
        problems = [
            one for one in check(source, Settings(), warnings=False) if one.field == "amount"
        ]
    assert len(problems) == 1001
    assert problems[-1].text() == "and 200 more rows like the last one"


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_the_cycles_are_the_lines_that_come_back_to_themselves(links):
    named = [(f"L{line}", f"L{before}") for line, before in links.items()]

    def comes_back(line):
        seen, at = set(), links.get(line)
        while at is not None and at != line and at not in seen:
            seen.add(at)
            at = links.get(at)
        return at == line

    on_cycles = {f"L{line}" for line in links if comes_back(line)}
    rounds = cycles(named)
    assert {line for one in rounds for line in one} == on_cycles
    assert sum(map(len, rounds)) == len(on_cycles)
    before = dict(named)
    assert all(
        before[a] == b for one in rounds for a, b in zip(one, (*one[1:], one[0]), strict=True)
    )
