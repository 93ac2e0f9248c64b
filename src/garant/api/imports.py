"""Imports: files given, what was understood of them, written, taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, StringConstraints

from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.people_named import PersonOut
from garant.api.resources import Filter, Resource
from garant.api.values import NO_NUL, WORDS, Given, IdInAddress, Told
from garant.api.versions import expected
from garant.lib.problems import filled
from garant.sources import actions
from garant.sources.models import Import, SavedMapping, State
from garant.sources.tables import KINDS
from garant.users.models import User

router = Router()
FILES, NAME = 20, 120
Kind = Literal[("book", *KINDS)]  # type: ignore[valid-type]
Mapping = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=100_000)]
MappingName = Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=60)]
YesNo = Literal["true", "false"]
Files = Annotated[list[UploadedFile], File(..., min_length=1, max_length=FILES)]


class FactProblemOut(Told):
    """One thing that is wrong, or doubtful, in one place of the files."""

    level: Literal["error", "warning"]
    rule: str
    table: str
    row: int | None
    field: str | None
    column: str | None = Field(description="What the file calls that field.")
    message: str


class ImportOut(Told):
    """An import: how far it got, what it would change or changed, what is wrong."""

    id: int
    kind: str
    files: list[str]
    mapping: str
    replaces: bool
    skips: bool
    state: State
    found: dict[str, dict[str, int]]
    problems: list[FactProblemOut]
    errors: int
    by: PersonOut | None
    made_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    awaits: Literal["", "look", "check", "apply", "undo"] = Field(
        description="What a worker is still to do for it."
    )

    @classmethod
    def of(cls, row: Any) -> ImportOut:
        """An import, told; its problems in the language of who asks."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "problems"}
        by = PersonOut.of(row.by) if row.by is not None else None
        told = [_problem(one) for one in row.problems]
        return cls.model_validate({**own, "problems": told, "by": by})


class ImportGiven(BaseModel):
    """How files are to be read, and what becomes of what is there and of bad rows."""

    kind: Kind = "book"
    mapping: Mapping = ""
    replaces: YesNo = "false"
    skips: YesNo = "false"


class MappingText(Given):
    """A mapping, as TOML."""

    mapping: Mapping


class MappingOut(Told):
    """A mapping under a name."""

    id: int
    name: str
    text: str
    made_at: datetime


class NewMapping(Given):
    """A mapping to keep; one of the same name is replaced."""

    name: MappingName
    text: Mapping


def _problem(one: dict[str, Any]) -> FactProblemOut:
    said = {name: one.get(name) for name in ("level", "rule", "table", "row", "field")}
    said["column"] = one.get("column", one.get("field"))
    said["message"] = filled(one["message"], one.get("values", {}))
    return FactProblemOut.model_validate(said)


def _imports(_user: User) -> QuerySet[Any]:
    return Import.objects.select_related("by")


def _mappings(_user: User) -> QuerySet[Any]:
    return SavedMapping.objects.all()


IMPORTS = Resource(
    name="imports", one="import", may="imports.read", out=ImportOut, rows=_imports,
    key_values=IdInAddress, sorts={"made_at": "-made_at", "id": "pk"}, sort="made_at",
    filters={"state": Filter("state", State)},
).mount(router)  # fmt: skip
MAPPINGS = Resource(
    name="mappings", one="mapping", may="imports.read", out=MappingOut, rows=_mappings,
    key_values=IdInAddress, sorts={"name": "name", "id": "pk"}, sort="name",
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="POST",
        path="/imports",
        may="imports.apply",
        says=gettext_noop("Give the files of a book: they are read and checked, nothing changes."),
        gives=ImportOut,
        created=True,
        slow=True,
    ),
)
def give_files(request: HttpRequest, files: Files, said: Form[ImportGiven]) -> BaseModel:
    ways = actions.Ways(replaces=said.replaces == "true", skips=said.skips == "true")
    with TemporaryDirectory() as folder:
        paths = [_put(file, number, Path(folder)) for number, file in enumerate(files)]
        one = actions.receive(
            by=asking(request), files=paths, mapping=said.mapping, kind=said.kind, ways=ways
        )  # fmt: skip
    return IMPORTS.shown(one)


def _put(file: UploadedFile, number: int, folder: Path) -> Path:
    """Write a file under its own name; the second of a name gets a number."""
    name = Path(str(file.name)).name[-NAME:]
    path = folder / name
    if path.exists():
        path = folder / f"{path.stem}-{number}{path.suffix}"
    with path.open("wb") as to:
        for chunk in file.chunks():
            to.write(chunk)
    return path


@operation(
    router,
    Declared(
        method="POST",
        path="/imports/{key}/mapping",
        may="imports.apply",
        says=gettext_noop("Read the files again, by another mapping."),
        gives=ImportOut,
        slow=True,
    ),
)
def map_import(request: HttpRequest, key: IdInAddress, said: MappingText) -> BaseModel:
    one = IMPORTS.found(request, key)
    return IMPORTS.shown(actions.map_by_text(by=asking(request), one=one, text=said.mapping))


@operation(
    router,
    Declared(
        method="POST",
        path="/imports/{key}/apply",
        may="imports.apply",
        says=gettext_noop("Write what was checked; all of it or nothing."),
        gives=ImportOut,
    ),
)
def apply_import(request: HttpRequest, key: IdInAddress) -> BaseModel:
    return IMPORTS.shown(actions.apply(by=asking(request), one=IMPORTS.found(request, key)))


@operation(
    router,
    Declared(
        method="POST",
        path="/imports/{key}/undo",
        may="imports.apply",
        says=gettext_noop("Take back what an import wrote, within thirty days."),
        gives=ImportOut,
    ),
)
def undo_import(request: HttpRequest, key: IdInAddress) -> BaseModel:
    return IMPORTS.shown(actions.undo(by=asking(request), one=IMPORTS.found(request, key)))


@operation(
    router,
    Declared(
        method="DELETE",
        path="/imports/{key}",
        may="imports.apply",
        says=gettext_noop("Let go of an import that was not applied, and of its files."),
    ),
)
def discard_import(request: HttpRequest, key: IdInAddress) -> None:
    one = IMPORTS.found(request, key)
    expected(request, IMPORTS.shown(one))
    actions.discard(by=asking(request), one=one)


@operation(
    router,
    Declared(
        method="POST",
        path="/mappings",
        may="imports.apply",
        says=gettext_noop("Keep a mapping under a name."),
        gives=MappingOut,
        created=True,
    ),
)
def keep_mapping(request: HttpRequest, said: NewMapping) -> BaseModel:
    return MAPPINGS.shown(actions.keep_mapping(by=asking(request), **said.model_dump()))


@operation(
    router,
    Declared(
        method="DELETE",
        path="/mappings/{key}",
        may="imports.apply",
        says=gettext_noop("Let go of a mapping."),
    ),
)
def forget_mapping(request: HttpRequest, key: IdInAddress) -> None:
    one = MAPPINGS.found(request, key)
    expected(request, MAPPINGS.shown(one))
    actions.forget_mapping(by=asking(request), kept=one)
