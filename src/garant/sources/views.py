"""The pages of imports: the list, and the walk from files to one's own company."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from garant.contracts.models import ContractLine
from garant.lib.pages import page
from garant.metrics.errors import GarantError, RequestError
from garant.sources import (
    actions,
    asking,
    computing,
    guide,
    import_page,
    mapping_page,
    queries,
    tables,
)
from garant.sources.forms import MAPPING, REPLACE, ImportForm
from garant.sources.mapping_text import fitted
from garant.sources.models import Deed, Import, State
from garant.sources.uploads import LIMIT, MEGABYTE, TOO_MUCH
from garant.users.permissions import known

ROWS = 50
LONGEST = 100_000  # characters of a mapping
View = Callable[..., HttpResponse]


def said(error: GarantError) -> str:
    """An error's sentence in the reader's language."""
    return import_page.said(error.template, {k: str(v) for k, v in error.values.items()})


def told(view: View) -> View:
    """A view of the import that an address names; a refusal becomes a message on its page."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        one = get_object_or_404(queries.scope(known(request)), pk=pk)
        try:
            return view(request, one)
        except RequestError as error:
            messages.error(request, said(error))
            return redirect("import", pk)

    return guarded


@page("imports.read")
def imports(request: HttpRequest) -> HttpResponse:
    """Who imported what and when, and what became of it."""
    rows = Paginator(queries.scope(known(request)), ROWS).get_page(request.GET.get("page"))
    return render(request, "sources/imports.html", {
        "rows": rows, "last": queries.last_applied(known(request)),
        "may": known(request).may("imports.apply"),
    })  # fmt: skip


@page("imports.apply", slow=True)
def import_new(request: HttpRequest) -> HttpResponse:
    """Give files."""
    empty = tables.is_empty()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, empty=empty)
    if getattr(request, TOO_MUCH, False):
        form.errors.pop("given", None)  # that there is no file is only because of its size
        form.add_error("given", _too_large())
    elif form.is_valid():
        return redirect("import", _received(request, form.cleaned_data).pk)
    return render(request, "sources/new.html", {"form": form, "empty": empty})


def _too_large() -> str:
    return _(
        "These files are larger than {size} MB together; give fewer, or run garant import"
    ).format(size=LIMIT // MEGABYTE)


def _received(request: HttpRequest, sent: dict[str, Any]) -> Import:
    ways = actions.Ways(
        replaces=sent.get("place") == REPLACE, skips=sent["skips"], asks=True
    )  # fmt: skip
    kept = sent.get("mapping")
    with TemporaryDirectory(prefix="garant-") as folder:
        files = [_written(one, Path(folder)) for one in sent["given"]]
        own = [file for file in files if file.suffix.lower() == MAPPING]
        text = own[0].read_text(encoding="utf-8", errors="replace")[:LONGEST] if own else ""
        given = [file for file in files if file not in own]
        fit = fitted(kept.text, [file.name for file in given]) if kept else ""
        one = actions.keep(by=known(request), files=given, mapping=text or fit, ways=ways)
    asking.ask(Deed.CHECK if one.mapping else Deed.LOOK, by=known(request), one=one)
    return one


def _written(upload: UploadedFile[Any], folder: Path) -> Path:
    target = folder / Path(str(upload.name)).name
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return target


@page("imports.read")
def import_(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what it would change and what is wrong, or what it changed."""
    one = get_object_or_404(queries.scope(known(request)), pk=pk)
    may = known(request).may("imports.apply")
    if one.awaits or (one.state == State.STAGED and one.failed):
        return render(request, "sources/waiting.html", import_page.waiting(one) | {"may": may})
    if one.state == State.STAGED and may:
        return redirect("import_mapping", pk)
    return render(request, "sources/import.html", import_page.context(one) | {"may": may})


@page("imports.read")
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is with an import; the browser asks again and again."""
    one = get_object_or_404(queries.scope(known(request)), pk=pk)
    if not one.awaits:
        return HttpResponseClientRedirect(reverse("import", args=[pk]))
    may = known(request).may("imports.apply")
    return render(request, "sources/progress.html", import_page.waiting(one) | {"may": may})


@page("imports.apply")
@require_POST
@told
def import_again(request: HttpRequest, one: Import) -> HttpResponse:
    """Do what failed, or what nobody works on any more."""
    asking.ask_again(by=known(request), one=one)
    return redirect("import", one.pk)


@page("imports.apply")
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column is, to be changed."""
    one = get_object_or_404(queries.scope(known(request)), pk=pk)
    if not one.open or one.awaits:
        return redirect("import", pk)
    if request.method != "POST":
        return _mapping(request, one, one.looked)
    try:
        return _mapped(request, one)
    except RequestError as error:
        return _mapping(request, one, one.looked, wrong=said(error))


def _mapped(request: HttpRequest, one: Import) -> HttpResponse:
    who = known(request)
    if (text := mapping_page.changed_text(request.POST)) is not None:
        actions.take_mapping(by=who, one=one, text=text[:LONGEST])
        asking.ask(Deed.CHECK, by=who, one=one)
        return redirect("import", one.pk)
    looked, changed = mapping_page.read(one.looked, request.POST.dict())
    shown = mapping_page.sheets(looked)
    used = any(file["table"] for file in looked)
    if changed or "show" in request.POST or not used or any(sheet.lacks for sheet in shown):
        wrong = "" if changed or used else _("Say of one file at least what it holds")
        actions.choose(by=who, one=one, looked=looked)
        return _mapping(request, one, looked, wrong=wrong)
    actions.take_columns(by=who, one=one, looked=looked)
    asking.ask(Deed.CHECK, by=who, one=one)
    return redirect("import", one.pk)


def _mapping(
    request: HttpRequest, one: Import, looked: Sequence[Any], wrong: str = ""
) -> HttpResponse:
    found = mapping_page.sheets(looked)
    lacks = [sheet for sheet in found if sheet.lacks]
    return render(request, "sources/mapping.html", {
        "one": one, "sheets": list(zip(found, looked, strict=True)), "wrong": wrong,
        "lacks": lacks if request.method == "POST" else [],
    })  # fmt: skip


@page("imports.apply", slow=True)
@require_POST
@told
def import_skip(request: HttpRequest, one: Import) -> HttpResponse:
    """Read the same files again, and leave their bad rows out."""
    actions.leave_bad_rows_out(by=known(request), one=one)
    asking.ask(Deed.CHECK, by=known(request), one=one)
    return redirect("import", one.pk)


@page("imports.apply", slow=True)
@require_POST
@told
def import_apply(request: HttpRequest, one: Import) -> HttpResponse:
    """Take what was checked; in place of everything only where somebody ticked that."""
    if one.gone and "sure" not in request.POST:
        messages.error(request, _("Tick that what is here is to be taken out."))
        return redirect("import", one.pk)
    if not asking.ask(Deed.APPLY, by=known(request), one=one):
        return redirect("import", one.pk)
    messages.success(
        request, _told_of(request, one), extra_tags=reverse("import_undo", args=[one.pk])
    )
    return redirect("overview" if ContractLine.objects.exists() else "imports")


def _told_of(request: HttpRequest, one: Import) -> str:
    if _computed(request):
        return _("{files} imported; every figure is up to date.").format(files=one)
    return _("{files} imported; the figures follow in a few minutes.").format(files=one)


def _computed(request: HttpRequest) -> bool:
    """Compute the figures now, where that is quick; say why they could not be."""
    if not computing.at_once():
        return False
    try:
        computing.refresh()
    except GarantError as error:
        messages.error(
            request, _("The figures could not be computed: {reason}").format(reason=said(error))
        )
        return False
    return True


@page("imports.apply", slow=True)
@told
def import_undo(request: HttpRequest, one: Import) -> HttpResponse:
    """What taking an import back would change; then do so."""
    if request.method != "POST":
        if not one.may_be_undone:
            return redirect("import", one.pk)
        return render(request, "sources/undo.html", import_page.context(one))
    if not asking.ask(Deed.UNDO, by=known(request), one=one):
        return redirect("import", one.pk)
    _computed(request)
    messages.success(request, _("Import undone: {files}").format(files=one))
    return redirect("imports")


@page("imports.apply")
@require_POST
@told
def import_discard(request: HttpRequest, one: Import) -> HttpResponse:
    """Let go of files that were not taken."""
    actions.discard(by=known(request), one=one)
    messages.success(request, _("Files discarded; nothing was changed."))
    return redirect("imports")


@page("imports.apply")
@require_POST
@told
def import_keep(request: HttpRequest, one: Import) -> HttpResponse:
    """Keep the mapping of an import under a name."""
    kept = actions.keep_mapping(
        by=known(request), name=request.POST.get("name", ""), text=one.mapping
    )
    messages.success(request, _("Mapping kept as {name}").format(name=kept))
    return redirect("import", one.pk)


@page("imports.read")
def import_problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is wrong, as CSV."""
    one = get_object_or_404(queries.scope(known(request)), pk=pk)
    answer = HttpResponse(import_page.as_csv(one), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{pk}-problems.csv"'
    return answer


@page("imports.apply")
def mappings(request: HttpRequest) -> HttpResponse:
    """The mappings that were kept."""
    found = queries.mappings(known(request))
    if request.method == "POST":
        kept = get_object_or_404(found, pk=request.POST.get("forget"))
        actions.forget_mapping(by=known(request), kept=kept)
        messages.success(request, _("Mapping forgotten: {name}").format(name=kept))
        return redirect("import_mappings")
    return render(request, "sources/mappings.html", {"rows": found})


@page("imports.read")
def import_tools(request: HttpRequest) -> HttpResponse:
    """Which export to take from which tool."""
    text = guide.which_export((get_language() or "en")[:2])
    return render(request, "sources/tools.html", {"text": text})
