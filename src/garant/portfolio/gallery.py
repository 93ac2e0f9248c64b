"""The component gallery: every component in every state, for whoever builds pages.

It is there only where `GARANT_GALLERY` says so. Its names and figures are invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant import charts
from garant.charts.labels import Lang
from garant.lib.pages import page
from garant.portfolio.templatetags.components import Kpi
from garant.portfolio.templatetags.garant import growth, lang, money, points, share

ROWS = 4


class Row(NamedTuple):
    """A row of the table of examples."""

    name: str
    trade: str
    health: str
    mrr: int
    proven: float
    expected: float
    due: date
    owner: str


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    start_on = forms.DateField(
        label=gettext_lazy("Start"), widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("The first day that is invoiced."),
    )  # fmt: skip
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), required=False, min_value=1)
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[
            ("economic", gettext_lazy("Economic beneficiary")),
            ("user", gettext_lazy("User")),
        ],
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), required=False, widget=forms.RadioSelect,
        choices=[("light", gettext_lazy("Light")), ("dark", gettext_lazy("Dark"))],
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 3})
    )
    sponsor = forms.BooleanField(label=gettext_lazy("Sponsor"), required=False)
    table = forms.FileField(label=gettext_lazy("File"), required=False)

    def clean_start_on(self) -> date:
        """A rule, so that its message can be seen."""
        given: date = self.cleaned_data["start_on"]
        if given < date(2024, 3, 4):
            raise forms.ValidationError(_("Give a day after 4 March 2024"))
        return given


@page("gallery.read")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component; `?toast` shows one of those that pass."""
    if not settings.GALLERY:
        raise Http404
    if "toast" in request.GET:
        messages.success(request, _("Action planned"), extra_tags=request.path)
    return render(request, "gallery/gallery.html", _examples())


def _examples() -> dict[str, Any]:
    wrong = {"gallery-email": "ada at example", "gallery-start_on": "2024-01-01"}
    rows = _rows()
    return {
        "kpis": _kpis(),
        "rows": rows,
        "page": Paginator(range(1, 401), 50).page(3),
        "states": ("keep", "watch", "lose", "none"),
        "gauges": ((0.81, 0.74), (0.58, 0.74), (0.31, 0.8), (0, 0.7), (1, 1)),
        "form": ExampleForm(prefix="gallery", data=wrong),
        "blank": ExampleForm(prefix="blank", use_required_attribute=False),
        "at": datetime(2026, 6, 28, 6, 0, tzinfo=ZoneInfo("UTC")),
        "bridge": _bridge(lang()),
        "churn": _churn(lang()),
        "nothing": charts.bars_with_limit([], lang=lang()),
    }


def _kpis() -> tuple[Kpi, ...]:
    return (
        Kpi(_("Monthly recurring revenue"), money(440_600, "EUR"), growth(0.068), good=True,
            note=_("in 6 months"), trend=(398, 404, 412, 419, 428, 440), address="#figures"),
        Kpi(_("NRR"), share(1.084), points(0.012), good=True, note=_("since last month"),
            trend=(105, 106, 107, 106, 107, 108)),
        Kpi(_("GRR"), share(0.912), points(-0.003), good=False, note=_("since last month"),
            trend=(92, 92, 91, 92, 91, 91)),
        Kpi(_("Renewals to come"), "12", note=_("in the next 90 days")),
    )  # fmt: skip


def _rows() -> list[Row]:
    today = timezone.localdate()
    return [
        Row("Orvane Logistique", "640", "lose", 28_400, 0.52, 0.74, today + timedelta(39), "NB"),
        Row("Crédit Vauban", "410", "watch", 21_600, 0.68, 0.75, today + timedelta(1), "LM"),
        Row("Ateliers Brunel", "60", "keep", 6_400, 0.94, 0.8, today, "YK"),
        Row("Mutuelle Aubrac", "300", "none", 18_200, 0.12, 0.15, today - timedelta(3), "NB"),
    ]


def _bridge(spoken: Lang) -> charts.Chart:
    steps = (
        (_("1 January"), 412_400, True), (_("New"), 38_200, False), (_("Expansion"), 21_600, False),
        (_("Win-backs"), 3_100, False), (_("Downsell"), -9_800, False),
        (_("Churn"), -24_900, False), (_("30 June"), 440_600, True),
    )  # fmt: skip
    drawn = [
        charts.Step(name, value, "total" if total else "movement", "#figures")
        for name, value, total in steps
    ]
    return charts.bridge(drawn, lang=spoken, currency="EUR")


def _churn(spoken: Lang) -> charts.Chart:
    rates = (0.014, 0.011, 0.026, 0.018, 0.013, 0.031, 0.022, 0.012, 0.016, 0.01, 0.015, 0.012)
    months = [charts.Month(date(2025, i + 1, 1), rate) for i, rate in enumerate(rates)]
    return charts.bars_with_limit(months, lang=spoken, limit=charts.Limit(0.02))
