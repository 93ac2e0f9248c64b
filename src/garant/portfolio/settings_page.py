"""The settings of the metrics and of the company, as pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.conf import settings as django_settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

import garant
from garant.contracts import queries, settings_actions
from garant.lib import mail
from garant.lib.pages import page
from garant.metrics.settings import CHOICES, Settings
from garant.portfolio import figures_page
from garant.portfolio.settings_words import MEANINGS, VALUES
from garant.users import actions, installation
from garant.users.permissions import known
from garant.users.views import tried

NAMES = tuple(MEANINGS)
DAYS_END = "T23:59:59.999999"


class Row(NamedTuple):
    """A setting as the page shows it: what holds, what holds by default, since when figures do."""

    key: str
    name: str
    decides: str
    value: str
    default: str
    is_default: bool


class MetricsForm(forms.Form):
    """Every setting of the metrics that can have more than one value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update({key: _field(key) for key in NAMES if len(CHOICES.get(key, "??")) > 1})


class CompanyForm(forms.Form):
    """What the company is called, and how much of it everybody sees."""

    company_name = forms.CharField(
        label=gettext_lazy("Name of the company"), max_length=80, required=False,
        help_text=gettext_lazy("Mails to people who are invited name it."),
    )  # fmt: skip
    csm_sees_all = forms.BooleanField(
        label=gettext_lazy("Customer success sees every account"), required=False,
        help_text=gettext_lazy("Otherwise each sees the accounts that they follow."),
    )  # fmt: skip
    churn_limit = forms.DecimalField(
        label=gettext_lazy("Limit of churn in a month, in percent"), localize=True, required=False,
        min_value=Decimal("0.1"), max_value=100, decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=gettext_lazy(
            "Of the revenue at the beginning of the month. The overview shows in red the months "
            "that lose more. By default: 2."
        ),
    )  # fmt: skip

    api_limit = forms.IntegerField(
        label=gettext_lazy("Requests of a token in a minute"), required=False,
        min_value=1, max_value=1_000_000,
        help_text=gettext_lazy(
            "A program that asks the API more often is told to wait. By default: 600."
        ),
    )  # fmt: skip

    def values(self) -> dict[str, str]:
        """The settings of the installation that it asks for."""
        said = self.cleaned_data
        return {
            "company_name": said["company_name"],
            "csm_sees_all": "yes" if said["csm_sees_all"] else "no",
            installation.CHURN_LIMIT: _limit(said["churn_limit"]),
            "api_limit": str(said["api_limit"] or installation.defaults()["api_limit"]),
        }


def _limit(percent: Decimal | None) -> str:
    """A limit as the installation keeps it; what holds by default where none is given."""
    return (
        installation.defaults()[installation.CHURN_LIMIT] if percent is None else str(percent / 100)
    )


@page("settings.read")
def metrics(request: HttpRequest) -> HttpResponse:
    """Every setting that a figure depends on, and what it is."""
    return _metrics(request, MetricsForm(initial=_texts(settings_actions.in_force())))


@page("settings.edit")
@require_POST
def change_metrics(request: HttpRequest) -> HttpResponse:
    """Change them; the figures are then computed anew."""
    form, changed = MetricsForm(request.POST), list[str]()
    if tried(
        form,
        lambda: changed.extend(
            settings_actions.change(by=known(request), values=form.cleaned_data)
        ),
    ):
        said = _("Recorded. The figures are computed anew.") if changed else _("Nothing changed.")
        messages.success(request, said)
        return redirect("settings_metrics")
    return _metrics(request, form)


def _metrics(request: HttpRequest, form: MetricsForm) -> HttpResponse:
    shown = {
        "form": form, "rows": list(_rows()), "waiting": _waiting(),
        "refreshed": queries.refreshed(), "stamp": figures_page.standing(),
        "may_edit": known(request).may("settings.edit"),
    }  # fmt: skip
    return render(request, "portfolio/settings_metrics.html", shown)


@page("settings.read")
def company(request: HttpRequest) -> HttpResponse:
    """What the company and the installation are."""
    kept = installation.kept()
    limit = f"{(installation.churn_limit() * 100).normalize():f}"
    now = {
        **kept, "csm_sees_all": kept["csm_sees_all"] == "yes", "churn_limit": Decimal(limit)
    }  # fmt: skip
    return _company(request, CompanyForm(initial=now))


@page("settings.edit")
@require_POST
def change_company(request: HttpRequest) -> HttpResponse:
    """Change what is said of the company."""
    form = CompanyForm(request.POST)
    if tried(form, lambda: actions.configure(by=known(request), values=form.values())):
        messages.success(request, _("Recorded: what is said of your company."))
        return redirect("settings_company")
    return _company(request, form)


def _company(request: HttpRequest, form: CompanyForm) -> HttpResponse:
    in_force = settings_actions.in_force()
    shown = {
        "form": form, "may_edit": known(request).may("settings.edit"),
        "currency": queries.currency() or in_force.reporting_currency,
        "time_zone": in_force.reporting_tz, "address": django_settings.BASE_URL,
        "mail_host": django_settings.EMAIL_HOST if mail.leaves() else "",
        "sender": django_settings.DEFAULT_FROM_EMAIL, "database": connection.display_name,
        "version": garant.__version__,
    }  # fmt: skip
    return render(request, "portfolio/settings_company.html", shown)


# ---------------------------------------------------------------- the settings of the metrics


def _texts(settings: Settings) -> dict[str, str]:
    """Settings as one types them: the end of a day is that day."""
    said = {
        key: "none" if value is None else str(value) for key, value in settings.as_text().items()
    }
    day, end, _zone = said["known_as_of"].partition(DAYS_END)
    return said | ({"known_as_of": day} if end else {})


def _rows() -> Iterator[Row]:
    now, plain = _texts(settings_actions.in_force()), _texts(Settings())
    for key in NAMES:
        yield Row(
            key, str(MEANINGS[key].name), str(MEANINGS[key].decides), _said(key, now[key]),
            _said(key, plain[key]), now[key] == plain[key],
        )  # fmt: skip


def _said(key: str, value: str) -> str:
    return str(VALUES.get((key, value), value))


def _field(key: str) -> forms.Field:
    name, decides = str(MEANINGS[key].name), str(MEANINGS[key].decides)
    help_text = _("{decides} By default: {value}.").format(
        decides=decides, value=_texts(Settings())[key]
    )
    if key in CHOICES:
        choices = [(value, VALUES[key, value]) for value in CHOICES[key]]
        return forms.ChoiceField(label=name, choices=choices, help_text=help_text)
    return forms.CharField(label=name, max_length=60, help_text=help_text)


def _waiting() -> bool:
    """Whether the figures that are shown are still those of other settings."""
    shown = queries.figures("bridge")
    if shown is None:
        return False
    return any(_differs(shown.settings, key, value) for key, value in _in_force().items())


def _in_force() -> Mapping[str, Any]:
    return settings_actions.in_force().as_text()


def _differs(kept: Mapping[str, Any], key: str, value: Any) -> bool:
    """The currency and the moment are filled in by the computation where they are left open."""
    if key in {"reporting_currency", "known_as_of"} and value in {None, "now"}:
        return False
    return key in kept and key != "known_as_of" and kept[key] != value
