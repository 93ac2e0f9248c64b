"""A study of a book reads it once."""

from garant.demo.company import generate
from garant.demo.write import write_company
from garant.study import risk as risks
from garant.warehouse import observations
from garant.warehouse import study as module
from garant.warehouse.book import Book
from garant.warehouse.study import Study


def counted(monkeypatch, owner, name):
    """How often a function was called, as a list that grows."""
    calls, plain = [], getattr(owner, name)

    def call(*given, **named):
        calls.append(name)
        return plain(*given, **named)

    monkeypatch.setattr(owner, name, call)
    return calls


def test_ranking_and_risk_read_the_book_once_and_foresee_once(tmp_path, monkeypatch):
    folder = write_company(generate(120, 7), tmp_path / "company")
    read = counted(monkeypatch, observations.Reading, "of")
    foreseen = counted(monkeypatch, module, "prediction")
    again = counted(monkeypatch, risks, "prediction")
    study = Study(Book(folder))
    study.drivers()
    shown = study.risk()
    assert (len(read), len(foreseen), len(again)) == (1, 1, 0)
    alone = Study(Book(folder)).risk()
    assert alone.rows() == shown.rows()
    assert alone.beside == shown.beside
