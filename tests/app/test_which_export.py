"""The recipes of the guide work as they are printed, on files of the shape that they are for."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

import garant

ROOT = Path(__file__).resolve().parents[2]
HEADER = (
    "id,Customer ID,Customer Description,Customer Email,Plan,Product,Quantity,Currency,Interval,"
    "Amount,Status,Created (UTC),Start Date (UTC),Current Period Start (UTC),"
    "Current Period End (UTC),Trial Start (UTC),Trial End (UTC),Canceled At (UTC),"
    "Cancel At Period End,Ended At (UTC)\n"
)
# A customer of two subscriptions, a yearly one with a trial, one that left, one that never paid.
ROWS = (
    "s1,cA,Ardent,a@a.test,seat,crm,3,usd,month,49.00,active,2024-01-03 10:11,2024-01-03 10:11,"
    "2025-12-03 10:11,2026-01-03 10:11,,,,false,\n"
    "s2,cB,Bise,b@b.test,year,crm,1,usd,year,1200.00,active,2024-05-20 08:00,2024-05-20 08:00,"
    "2025-05-20 08:00,2026-05-20 08:00,2024-05-20 08:00,2024-06-03 08:00,,true,\n"
    "s3,cC,Corto,c@c.test,seat,crm,1,usd,month,49.00,canceled,2024-02-01 23:50,2024-02-01 23:50,"
    "2025-02-01 23:50,2025-03-01 23:50,,,2025-02-10 09:00,false,2025-03-01 23:50\n"
    "s4,cA,Ardent,a@a.test,more,add,2,usd,month,10.00,active,2025-03-03 10:11,2025-03-03 10:11,"
    "2025-12-03 10:11,2026-01-03 10:11,,,,false,\n"
    "s5,cD,Dune,d@d.test,seat,crm,1,usd,month,49.00,incomplete_expired,2025-03-03 10:11,"
    "2025-03-03 10:11,,,,,,false,\n"
)


@pytest.mark.parametrize("page", ["en/which-export", "fr/quel-export"])
def test_the_recipe_for_stripe_reads_a_file_of_that_shape_as_it_is_printed(
    page: str, tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "guide" / f"{page}.md").read_text(encoding="utf-8")
    found = re.search(r"## Stripe\n.*?```toml\n(.*?)```", text, flags=re.DOTALL)
    assert found is not None
    (tmp_path / "mapping.toml").write_text(found[1], encoding="utf-8")
    (tmp_path / "subscriptions.csv").write_text(HEADER + ROWS, encoding="utf-8")
    book = garant.Book(tmp_path, as_of="2025-12-31")
    assert [one for one in book.check() if one.level == "error"] == []
    accounts = {one["account_id"]: one["name"] for one in book.source.tables["account"].execute()
                .to_dict("records")}  # fmt: skip
    assert accounts == {"cA": "Ardent", "cB": "Bise", "cC": "Corto"}
    closing = {str(one["period"]): one["closing"] for one in book.bridge("month").rows()}
    assert book.bridge("month").settings["reporting_currency"] == "USD"
    book.close()
    # Three seats at 49; with the year of 1200 after its trial; with Corto until March.
    assert closing["2024-01-01"] == Decimal(147)
    assert closing["2024-05-01"] == Decimal(147 + 49)
    assert closing["2024-06-01"] == Decimal(147 + 49 + 100)
    assert closing["2025-03-01"] == Decimal(147 + 100 + 20)
