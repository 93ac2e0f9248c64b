"""The company in an installation of its own: imported, with its people, and what they noted.

All goes the way that the pages go: the import of files, the actions of users and accounts. Only
the days of notes are set afterwards, since an action writes today's.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import translation

from garant.accounts import actions as accounts_write
from garant.accounts.models import Account, Note
from garant.accounts.queries import ALL_BY_SETTING
from garant.contracts.models import Contract
from garant.contracts.refresh import refresh
from garant.demo.company import Company
from garant.demo.notes import remarks
from garant.demo.staff import ADMINISTRATOR, CSMS, MANAGER, STAFF, Colleague, followers
from garant.demo.truth import NAME
from garant.demo.write import MAPPING
from garant.sources import actions as sources_write
from garant.sources.tables import MODELS
from garant.users import actions as users_write
from garant.users.models import User
from garant.users.roles import Role

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that could be taken for another
GROUPS, GROUP = 4, 4
VIEWS = (
    (CSMS[0], {"en": "Large accounts", "fr": "Grands comptes"}, "segment=large&sort=due"),
    (MANAGER, {"en": "Due soonest", "fr": "Échéances les plus proches"}, "sort=due"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in as somebody."""

    name: str
    role: str
    email: str
    password: str
    language: str


def fill(company: Company, folder: Path) -> None:
    """Put the company, whose files lie in a folder, into a new installation."""
    seed = company.truth["seed"]
    admin = _administrator()
    # Whoever looks at a demo has no second factor at hand.
    users_write.configure(by=admin, values={"company_name": NAME, "mfa_required": "no"})
    # They noted things on accounts that others follow today, and that they no longer see.
    users_write.configure(by=admin, values={ALL_BY_SETTING: "yes"})
    _import(admin, folder)
    users = {one: _hired(admin, one) for one in STAFF if one != ADMINISTRATOR}
    with transaction.atomic():
        _deal_out(users)
        _note(company, seed)
        _keep_views(users)
    users_write.configure(by=admin, values={ALL_BY_SETTING: "no"})
    refresh()


def logins(language: str) -> list[Login]:
    """A new password for everybody who works there; second factors and sessions of theirs end."""
    with translation.override(language):
        return [_login(one) for one in STAFF]


@transaction.atomic
def _login(one: Colleague) -> Login:
    user = User.objects.get(email=one.email)
    password = invented_password()
    User.objects.filter(pk=user.pk).update(is_active=True)
    Authenticator.objects.filter(user=user).delete()
    users_write.set_password(user=user, password=password)
    return Login(user.name, str(Role(user.role).label), user.email, password, user.language)


def invented_password() -> str:
    """Sixteen letters and digits at random, in groups that can be typed."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _administrator() -> User:
    user = users_write.create_first_administrator(
        email=ADMINISTRATOR.email, password=invented_password(), language=ADMINISTRATOR.language
    )
    user.name, user.department = ADMINISTRATOR.name, ADMINISTRATOR.department
    user.save(update_fields=["name", "department"])
    return user


def _hired(admin: User, one: Colleague) -> User:
    invitation, secret = users_write.invite(
        by=admin, email=one.email, name=one.name, role=one.role, department=one.department
    )
    user = users_write.accept(invitation=invitation, secret=secret, password=invented_password())
    users_write.prefer(user=user, language=one.language)
    return user


def _import(admin: User, folder: Path) -> None:
    """The tables that the application keeps; the mapping says up to which day they are known."""
    files = [file for name in MODELS if (file := folder / f"{name}.csv").exists()]
    mapping = (folder / MAPPING).read_text(encoding="utf-8")
    one = sources_write.receive(by=admin, files=files, mapping=mapping)
    sources_write.apply(by=admin, one=one)


def _deal_out(users: dict[Colleague, User]) -> None:
    """Every account to somebody of customer success, from its first day on, with its history."""
    lives = _lives()
    for number, account in enumerate(Account.objects.order_by("account_id")):
        since, left_on = lives[account.account_id]
        for one in followers(number, since, left_on):
            accounts_write.assign(
                by=users[MANAGER], accounts=[account], to=users[one.by], on=one.start_on
            )


def _lives() -> dict[str, tuple[date, date | None]]:
    """The first day of each account, and its last where it ended."""
    found: dict[str, tuple[date, date | None]] = {}
    for contract in Contract.objects.filter(voided_at=None).order_by("term_start"):
        account = str(contract.account_id)
        first, _last = found.get(account, (contract.term_start, None))
        found[account] = first, contract.effective_end
    return found


def _note(company: Company, seed: int) -> None:
    accounts = Account.objects.in_bulk(field_name="account_id")
    for remark in remarks(company, seed):
        account = accounts[remark.account_id]
        author = _follower(account, remark.written_at.date())
        note = accounts_write.write_note(
            by=author, account=account, text=remark.text[author.language]
        )
        Note.objects.filter(pk=note.pk).update(written_at=remark.written_at)


def _follower(account: Account, day: date) -> User:
    held = account.ownerships.filter(start_on__lte=day).first() or account.ownerships.last()
    if held is None:
        raise AssertionError(account)
    return held.user


def _keep_views(users: dict[Colleague, User]) -> None:
    for one, names, query in VIEWS:
        accounts_write.keep_view(
            by=users[one], page="accounts", name=names[one.language], query=query
        )
