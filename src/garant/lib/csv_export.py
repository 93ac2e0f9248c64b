"""CSV files that open as what they are: no cell is taken for a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: str) -> str:
    """A cell that a spreadsheet shows as text: an apostrophe before what would be a formula.

    A plain number keeps its sign.

    >>> neutral("=1+1"), neutral("-12.50"), neutral("Orvane")
    ("'=1+1", '-12.50', 'Orvane')
    """
    if not cell.startswith(FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
