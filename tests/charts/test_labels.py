"""Numbers, money and dates, letter by letter."""

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from garant.charts import ChartError, labels
from garant.charts.labels import exact_money, money, money_unit, number

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal(440600), f"440,6{NB}k€", "€440.6k"),
        (Decimal(-96000), f"−96,0{NB}k€", "−€96.0k"),
        (Decimal("9999.99"), f"10{NB}000{NB}€", "€10,000"),
        (Decimal(9800), f"9{NB}800{NB}€", "€9,800"),
        (Decimal(10000), f"10,0{NB}k€", "€10.0k"),
        (Decimal("99.5"), f"99,50{NB}€", "€99.50"),
        (Decimal(0), f"0{NB}€", "€0"),
        (Decimal(12345678), f"12,3{NB}M€", "€12.3m"),
        (Decimal("1e12"), f"1{NB}000,0{NB}Md€", "€1,000.0bn"),
        (Decimal("1e30"), f"{NB.join(['1'] + ['000'] * 7)},0{NB}Md€", "€1" + ",000" * 7 + ".0bn"),
    ],
)
def test_money_takes_the_unit_that_suits_its_size(value, french, english):
    assert money(value, "EUR", "fr") == french
    assert money(value, "EUR", "en") == english


@pytest.mark.parametrize(
    ("currency", "french", "english"),
    [
        ("EUR", f"440,6{NB}k€", "€440.6k"),
        ("USD", f"440,6{NB}k$US", "$440.6k"),
        ("GBP", f"440,6{NB}k£GB", "£440.6k"),
        ("CHF", f"440,6{NB}k{NB}CHF", f"CHF{NB}440.6k"),
        ("JPY", f"440,6{NB}k{NB}JPY", "¥440.6k"),
        ("INR", f"440,6{NB}k{NB}INR", f"INR{NB}440.6k"),
        ("XOF", f"440,6{NB}k{NB}XOF", f"XOF{NB}440.6k"),
        ("XYZ", f"440,6{NB}k{NB}XYZ", f"XYZ{NB}440.6k"),
        (None, f"440,6{NB}k", "440.6k"),
    ],
)
def test_any_currency_or_none_can_be_written(currency, french, english):
    assert money(Decimal(440600), currency, "fr") == french
    assert money(Decimal(440600), currency, "en") == english


def test_a_sign_stands_before_the_currency_in_english_and_before_the_number_in_french():
    assert money(38200, "EUR", "en", signed=True) == "+€38.2k"
    assert money(38200, "EUR", "fr", signed=True) == f"+38,2{NB}k€"
    assert money(-500, "CHF", "en") == f"−CHF{NB}500"


def test_a_unit_is_shared_by_all_amounts_of_a_chart_and_has_a_name():
    unit = money_unit([Decimal(412400), Decimal(-500), Decimal(0)], "EUR", "fr")
    assert unit.name == "k€"
    assert unit.figure(-500, signed=True) == "−0,5"
    assert money_unit([5000], None, "en").name == ""
    assert money_unit([Decimal(412400)], "EUR", "en").name == "€k"
    assert money_unit([Decimal(412400)], "CHF", "en").name == f"CHF{NB}k"


def test_tables_write_amounts_to_the_smallest_coin_of_the_currency():
    assert exact_money(Decimal("412384.205"), "EUR", "fr") == f"412{NB}384,21{NB}€"
    assert exact_money(Decimal("412384.2"), "JPY", "en") == "¥412,384"
    assert exact_money(Decimal("-0.004"), "EUR", "en") == "€0.00"


def test_a_word_that_is_no_currency_code_is_refused():
    with pytest.raises(ChartError, match="'euro' is not an ISO 4217 currency code"):
        money(1, "euro", "en")


def test_a_value_that_is_no_number_is_refused():
    for value in (Decimal("NaN"), float("inf")):
        with pytest.raises(ChartError, match="cannot draw"):
            number(value, "en")


def test_shares_points_ratios_and_days():
    assert labels.percent(Decimal("0.912"), "fr") == f"91,2{NB}%"
    assert labels.percent(Decimal("0.912"), "en") == "91.2%"
    assert labels.percent(-0.31, "fr", decimals=0) == f"−31{NB}%"
    assert labels.points(0.012, "en") == f"+1.2{NB}pt"
    assert labels.ratio(2.41, "fr") == "×2,41"
    assert labels.ratio(2.41, "en") == "×2.41"
    assert labels.days(62, "fr") == f"62{NB}j"
    assert labels.days(62, "en") == f"62{NB}d"


def test_half_is_rounded_up_and_zero_has_no_sign():
    assert number(Decimal("0.25"), "en", decimals=1) == "0.3"
    assert number(Decimal("-0.25"), "en", decimals=1) == "−0.3"
    assert number(Decimal("-0.04"), "en", decimals=1, signed=True) == "0.0"


def test_dates_months_and_quarters():
    day = date(2026, 3, 12)
    assert labels.full_date(day, "fr") == "12 mars 2026"
    assert labels.full_date(day, "en") == "12 Mar 2026"
    assert labels.full_date(date(2026, 5, 1), "fr") == "1er mai 2026"
    assert labels.day_month(date(2026, 1, 1), "fr") == "1er janvier"
    assert labels.day_month(date(2026, 1, 1), "en") == "1 January"
    assert labels.month(date(2026, 2, 1), "fr") == "févr."
    assert labels.month_year(date(2025, 1, 1), "fr") == "janv. 25"
    assert labels.month_year(date(2025, 1, 1), "en") == "Jan 25"
    assert labels.quarter(date(2025, 12, 31), "fr") == "T4 25"
    assert labels.quarter(date(2025, 1, 1), "en") == "Q1 25"


@given(st.decimals(-(10**15), 10**15, places=3), st.sampled_from(["en", "fr"]))
def test_numbers_are_those_that_babel_writes_but_for_the_signs_of_our_font(value, lang):
    written = format_decimal(
        value.quantize(Decimal("0.01"), "ROUND_HALF_UP"), "#,##0.00", locale=lang
    )
    ours = number(value, lang, decimals=2).replace("−", "-")
    assert ours == written.replace("\u202f", NB) or written.strip("-0.,") == ""
