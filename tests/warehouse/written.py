"""A small sound book, written to a folder, with the changes that a test asks for."""

from pathlib import Path

BOOK = {
    "account": "account_id,name,country\nA1,Acme,FR\nA2,Bolt,\n",
    "contract": (
        "contract_id,account_id,signed_on,term_start,term_end,auto_renew\n"
        "C1,A1,2023-12-20,2024-01-01,2025-01-01,false\n"
        "C2,A2,2024-02-01,2024-02-01,,true\n"
    ),
    "contract_line": (
        "line_id,contract_id,account_id,start_on,end_on,price_basis,amount,currency,"
        "interval_unit,interval_count,quantity\n"
        "L1,C1,A1,2024-01-01,2025-01-01,per_unit_per_interval,12.50,EUR,month,1,10\n"
        "L2,C2,A2,2024-02-01,,flat_per_interval,900,EUR,year,1,\n"
    ),
}


def write_book(folder: Path, **tables: str | bytes | None) -> Path:
    """The book's files, each replaced by the text given for its table, or left out for None."""
    folder.mkdir(exist_ok=True)
    for name, text in {**BOOK, **tables}.items():
        if text is not None:
            raw = text if isinstance(text, bytes) else text.encode()
            (folder / f"{name}.csv").write_bytes(raw)
    return folder


def line(**cells: str) -> str:
    """A contract_line file of one sound line, with cells of its own."""
    sound = {
        "line_id": "L1", "account_id": "A1", "start_on": "2024-01-01", "end_on": "",
        "price_basis": "flat_per_interval", "amount": "10", "currency": "EUR",
        "interval_unit": "month", "interval_count": "1",
    } | cells  # fmt: skip
    quoted = ('"' + cell.replace('"', '""') + '"' for cell in sound.values())
    return ",".join(sound) + "\n" + ",".join(quoted) + "\n"
