"""What holds for everybody in an installation, and may be changed without starting it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from django.conf import settings

from garant.metrics.errors import RequestError
from garant.users.models import InstallationSetting

SWITCH = {"yes", "no"}
LONGEST_NAME = 80
CHURN_LIMIT = "churn_limit"


def kept() -> dict[str, str]:
    """Every setting of the installation, with what holds."""
    stored = dict(InstallationSetting.objects.values_list("key", "value"))
    return {key: stored.get(key, default) for key, default in defaults().items()}


def defaults() -> Mapping[str, str]:
    """What holds where nothing is kept."""
    return dict(settings.INSTALLATION)


def mfa_required() -> bool:
    """Whether administrators and managers need a second step at login."""
    return kept()["mfa_required"] == "yes"


def api_limit() -> int:
    """How often a token may ask in a minute."""
    return int(kept()["api_limit"])


def churn_limit() -> Decimal:
    """The share of a month's opening revenue beyond which losing more is too much."""
    return Decimal(kept()[CHURN_LIMIT])


def unknown(key: str, known: Iterable[str]) -> RequestError:
    """That there is no such setting, and which there are."""
    return RequestError(
        "there is no setting {name}; the settings are {known}",
        name=key, known=", ".join(sorted(known)),
    )  # fmt: skip


def checked(key: str, value: str) -> str:
    """A value that a setting may have."""
    known = defaults()
    if key not in known:
        raise unknown(key, known)
    value = value.strip()
    if known[key] in SWITCH and value not in SWITCH:
        raise RequestError(
            "the setting {name} is {value}; it must be one of: {choices}",
            name=key, value=repr(value), choices=", ".join(sorted(SWITCH)),
        )  # fmt: skip
    if known[key].isdecimal() and not (value.isascii() and value.isdecimal() and int(value)):
        raise RequestError(
            "the setting {name} is {value}; it must be a whole number above 0",
            name=key, value=repr(value),
        )  # fmt: skip
    if key == CHURN_LIMIT:
        return _share(key, value)
    if len(value) > LONGEST_NAME:
        raise RequestError("the setting {name} has more than {n} letters", name=key, n=LONGEST_NAME)
    return value


def _share(key: str, value: str) -> str:
    try:
        found = Decimal(value.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 < found <= 1 or found != round(found, 3):
        raise RequestError(
            "the setting {name} is {value}; it must be a share above 0 and up to 1, with three "
            "decimals at most, such as 0.02",
            name=key, value=repr(value),
        )  # fmt: skip
    return f"{found.normalize():f}"
