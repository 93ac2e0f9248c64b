"""The form that takes files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.sources.models import SavedMapping
from garant.sources.uploads import LIMIT, MEGABYTE
from garant.sources.workbooks import OLD

MAPPING = ".toml"
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xlsm")
ADD, REPLACE = "add", "replace"


class SeveralFiles(forms.FileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each of the files."""
        given = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(Files, self).clean(one, initial) for one in given]


class ImportForm(forms.Form):
    """Which files, how their columns are read, and what becomes of what is there."""

    given = Files(
        label=gettext_lazy("Files"),
        widget=SeveralFiles({"multiple": True, "accept": ",".join((*SUFFIXES, MAPPING))}),
    )
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("A mapping that was kept"), required=False,
        queryset=SavedMapping.objects.none(),
        empty_label=gettext_lazy("None: show what the headers say"),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=gettext_lazy("What is there already"), widget=forms.RadioSelect, initial=ADD,
        choices=[
            (ADD, gettext_lazy("Stays: the files add to it, and change what they name")),
            (REPLACE, gettext_lazy("Goes: the files take the place of everything")),
        ],
    )  # fmt: skip
    skips = forms.BooleanField(
        label=gettext_lazy("Leave bad rows out, and take the others"), required=False,
        help_text=gettext_lazy("Otherwise one bad row is enough for nothing to be changed."),
    )  # fmt: skip

    def __init__(self, *args: Any, empty: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        kept: Any = self.fields["mapping"]
        kept.queryset = SavedMapping.objects.all()
        self.fields["given"].help_text = _(
            "CSV, Parquet or Excel (.xlsx), one table or a whole book, up to {size} MB in all; "
            "a mapping (.toml) may be among them."
        ).format(size=LIMIT // MEGABYTE)
        if not kept.queryset.exists():
            del self.fields["mapping"]
        if empty:
            del self.fields["place"]

    def clean_given(self) -> list[UploadedFile[Any]]:
        """Files of the kinds that are read, each under a name of its own."""
        given: list[UploadedFile[Any]] = self.cleaned_data["given"]
        names = [str(one.name) for one in given]
        wrong = [name for name in names if not name.lower().endswith((*SUFFIXES, MAPPING))]
        errors = [_wrong(name) for name in wrong]
        errors += [
            _("There are two files called {file}; give each a name of its own").format(file=name)
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if errors:
            raise forms.ValidationError(errors)
        if all(name.lower().endswith(MAPPING) for name in names):
            raise forms.ValidationError(_("There is only a mapping; add the files that it reads"))
        return given


def _wrong(name: str) -> str:
    if Path(name).suffix.lower() in OLD:
        said = _("{file} is not a file that garant reads; save it as .xlsx or as CSV in UTF-8")
    else:
        said = _("{file} is neither CSV, Parquet nor Excel (.xlsx)")
    return said.format(file=name)
