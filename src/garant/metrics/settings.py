"""The settings of a computation. A result always carries the settings it was computed with.

Where tools disagree on a number, the disagreement is one of these settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from garant.metrics.errors import RequestError

CHOICES: Mapping[str, tuple[str, ...]] = {
    "closes": ("restated", "frozen"),
    "annual_basis": ("months", "days"),
    "discount_policy": ("recurring", "all", "forever_only", "none"),
    "free_policy": ("churn",),
    "trial_policy": ("zero", "count"),
    "pause_policy": ("zero", "keep"),
    "churn_recognition": ("service_end", "at_request"),
    "fx_policy": ("closing",),
    "usage_policy": ("committed",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every choice that a number depends on.

    >>> Settings().closes
    'restated'
    >>> Settings.parse({"gap_tolerance_days": "3"}).gap_tolerance_days
    3
    """

    reporting_tz: str = "UTC"
    reporting_currency: str | None = None
    closes: str = "restated"
    annual_basis: str = "months"
    discount_policy: str = "recurring"
    free_policy: str = "churn"
    trial_policy: str = "zero"
    pause_policy: str = "zero"
    churn_recognition: str = "service_end"
    gap_tolerance_days: int = 0
    renewal_grace_days: int = 30
    reactivation_window_days: int | None = None
    fx_policy: str = "closing"
    usage_policy: str = "committed"
    min_renewable_months: int = 3
    known_as_of: datetime | None = None

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            _one_of(name, getattr(self, name), choices)
        _check_timezone(self.reporting_tz)
        _check_currency(self.reporting_currency)
        for name in _DAY_COUNTS:
            _check_count(name, getattr(self, name))
        if self.known_as_of is not None and self.known_as_of.tzinfo is None:
            raise RequestError("known_as_of must carry a time zone")

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Settings:
        """Settings from text, as typed after ``--set``. Unknown names are refused by name."""
        known = {field.name for field in fields(cls)}
        for name in texts:
            if name not in known:
                raise RequestError(
                    "there is no setting {name}; the settings are {known}",
                    name=name,
                    known=", ".join(sorted(known)),
                )
        tz = texts.get("reporting_tz", "UTC").strip()
        _check_timezone(tz)
        return cls(**{name: _read(name, text.strip(), tz) for name, text in texts.items()})

    def with_(self, **changes: Any) -> Settings:
        """The same settings with some changed."""
        return replace(self, **changes)

    def known(self) -> datetime:
        """The instant of knowledge: ``known_as_of``, or now."""
        return self.known_as_of or datetime.now(UTC)

    def known_on(self) -> date:
        """The local date of the instant of knowledge."""
        return self.known().astimezone(ZoneInfo(self.reporting_tz)).date()

    def as_text(self) -> dict[str, str | int | None]:
        """What a result prints beside its rows."""
        shown = asdict(self)
        shown["known_as_of"] = "now" if self.known_as_of is None else self.known_as_of.isoformat()
        return shown


_DAY_COUNTS = (
    "gap_tolerance_days",
    "renewal_grace_days",
    "reactivation_window_days",
    "min_renewable_months",
)
_OPTIONAL = {"reporting_currency", "reactivation_window_days"}


def end_of_day(day: date, tz: str) -> datetime:
    """The last instant of a local day, in UTC (R2: what ``--as-of DATE`` means).

    >>> end_of_day(date(2024, 1, 31), "Europe/Paris").isoformat()
    '2024-01-31T22:59:59.999999+00:00'
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(tz))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _read(name: str, text: str, tz: str) -> Any:
    if name in _OPTIONAL and text.lower() in {"", "none"}:
        return None
    if name in _DAY_COUNTS:
        return _read_count(name, text)
    if name == "known_as_of":
        return _read_instant(text, tz)
    return text.upper() if name == "reporting_currency" else text


def _read_count(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise RequestError(
            "the setting {name} is {text}; it must be a whole number",
            name=name,
            text=repr(text),
        ) from None


def _read_instant(text: str, tz: str) -> datetime | None:
    if text.lower() == "now":
        return None
    try:
        if len(text) == 10:
            return end_of_day(date.fromisoformat(text), tz)
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise RequestError(
            "{text} is neither a date (2024-12-31), an instant nor 'now'",
            text=repr(text),
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(tz))


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise RequestError(
            "the setting {name} is {value}; it must be one of: {choices}",
            name=name,
            value=repr(value),
            choices=", ".join(choices),
        )


def _check_timezone(name: str) -> None:
    # The names of all zones are those of some hundred files, which most books can leave unread.
    if name != "UTC" and name not in available_timezones():
        raise RequestError(
            "the setting reporting_tz is {name}; it must be a time zone such as Europe/Paris",
            name=repr(name),
        )


def _check_currency(code: str | None) -> None:
    if code is not None and not (len(code) == 3 and code.isascii() and code.isupper()):
        raise RequestError(
            "the setting reporting_currency is {code}; it must be an ISO 4217 code such as EUR",
            code=repr(code),
        )


def _check_count(name: str, value: int | None) -> None:
    if value is not None and value < 0:
        raise RequestError(
            "the setting {name} is {value}; it must not be negative",
            name=name,
            value=value,
        )
