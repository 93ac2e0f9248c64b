"""Invitations: a mail with a link that works once, for seven days, until it is withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.users import actions
from garant.users.models import Invitation, User
from garant.users.roles import Role
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db
Mails = list[EmailMultiAlternatives]
GIVEN = {
    "name": "Léa Martin", "email": "Lea@Ardoise.example", "role": "csm",
    "department": "customer_success", "language": "fr",
}  # fmt: skip
CHOSEN = {"name": "Léa Martin-Roy", "password": "un mot de passe tout neuf"}


def invited(admin: User, mailoutbox: Mails) -> str:
    """Invite Léa on the page; the path of the link in her mail."""
    answer = client_of(admin).post("/settings/people/invite/", GIVEN)
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(rf"{settings.BASE_URL}(/invitation/\S+)", str(mailoutbox[-1].body))
    assert found is not None
    return found[1]


def test_an_invitation_is_mailed_in_the_language_of_who_is_invited(
    admin: User, mailoutbox: Mails
) -> None:
    path = invited(admin, mailoutbox)
    [mail] = mailoutbox
    assert mail.to == ["lea@ardoise.example"]
    assert mail.subject == "Ada Vautrin vous invite sur garant"
    html = str(mail.alternatives[0][0])
    assert '<html lang="fr">' in html
    assert f'href="{settings.BASE_URL}{path}"' in html
    assert "Prendre votre place" in html
    assert "class=" not in html
    assert mail.extra_headers["Content-Language"] == "fr"


def test_the_link_is_of_the_base_url_whatever_host_was_asked_for(
    admin: User, mailoutbox: Mails
) -> None:
    client_of(admin).post("/settings/people/invite/", GIVEN, HTTP_HOST="127.0.0.1:9999")
    assert "127.0.0.1" not in str(mailoutbox[0].body)
    assert f"{settings.BASE_URL}/invitation/" in str(mailoutbox[0].body)


def test_who_takes_the_place_is_logged_in_with_the_role_and_language_of_the_invitation(
    admin: User, mailoutbox: Mails
) -> None:
    path, client = invited(admin, mailoutbox), Client()
    assert "Ada Vautrin vous invite" in client.get(path).content.decode()
    answer = client.post(path, CHOSEN)
    assert answer.status_code == 302
    lea = User.objects.get(email="lea@ardoise.example")
    assert (lea.name, lea.role, lea.language) == ("Léa Martin-Roy", Role.CSM, "fr")
    assert lea.check_password(CHOSEN["password"])
    assert "Léa Martin-Roy" in client.get("/settings/").content.decode()
    assert audit.AuditEntry.objects.filter(verb="user.create", actor_id=lea.pk).count() == 1


def refused(path: str) -> bool:
    answer, posted = Client().get(path), Client().post(path, CHOSEN)
    assert answer.status_code == posted.status_code
    said = "This invitation opens nothing" in answer.content.decode()
    assert said is ("This invitation opens nothing" in posted.content.decode())
    return answer.status_code == 404 and said


def test_a_link_works_once(admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    Client().post(path, CHOSEN)
    assert refused(path)
    assert User.objects.filter(email="lea@ardoise.example").count() == 1


def test_a_link_is_too_old_after_seven_days(admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    for age, gone in ((timedelta(days=6, hours=23), False), (timedelta(days=7), True)):
        Invitation.objects.update(made_at=timezone.now() - age)
        assert refused(path) is gone if gone else Client().get(path).status_code == 200


def test_a_link_that_was_withdrawn_or_changed_opens_nothing(admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    assert refused(path[:-3] + "xx/")
    assert refused("/invitation/999/secret/")
    one = Invitation.objects.get()
    client_of(admin).post(f"/settings/invitations/{one.pk}/withdraw/")
    assert refused(path)
    with pytest.raises(RequestError, match="taken or withdrawn"):
        actions.invite_again(by=admin, invitation=one)


def test_an_invitation_that_is_sent_again_has_a_new_link_and_the_old_one_ends(
    admin: User, mailoutbox: Mails
) -> None:
    old, one = invited(admin, mailoutbox), Invitation.objects.get()
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=9))
    assert client_of(admin).post(f"/settings/invitations/{one.pk}/send/").status_code == 302
    assert len(mailoutbox) == 2
    new = re.search(r"(/invitation/\S+)", str(mailoutbox[1].body))
    assert new is not None
    assert refused(old)
    assert Client().get(new[1]).status_code == 200


def test_nobody_is_invited_twice_nor_who_is_here(admin: User, mailoutbox: Mails) -> None:
    invited(admin, mailoutbox)
    for email in (GIVEN["email"], admin.email.upper()):
        answer = client_of(admin).post("/settings/people/invite/", {**GIVEN, "email": email})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("weak", ["short", "password1234", "lea@ardoise.example", "123456789012"])
def test_a_weak_password_does_not_take_the_place(weak: str, admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    answer = Client().post(path, {**CHOSEN, "password": weak})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert User.objects.count() == 1
    assert Invitation.objects.get().open


def test_only_a_hash_of_the_secret_is_kept(admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    kept = Invitation.objects.get().secret
    assert path.split("/")[3] not in kept
    assert kept.startswith("token$")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_who_is_no_administrator_invites_nobody(role: Role, mailoutbox: Mails) -> None:
    user = User.objects.create_user("u@ardoise.example", PASSWORD, name="U", role=role)
    assert client_of(user).post("/settings/people/invite/", GIVEN).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.invite(by=user, **GIVEN)
    assert not Invitation.objects.exists()
    assert mailoutbox == []


def test_where_no_mail_leaves_the_link_is_shown_once_to_hand_over(admin: User, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    answer = client_of(admin).post("/settings/people/invite/", GIVEN)
    said = answer.content.decode()
    assert "No mail server is set up" in said
    assert f'value="{settings.BASE_URL}/invitation/' in said
    assert answer.headers["Cache-Control"] == "no-store"


def another(**changed: object) -> User:
    given = {"email": "paul@ardoise.example", "name": "Paul", "role": Role.ADMIN, **changed}
    return User.objects.create_user(password=PASSWORD, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("now", [{"is_active": False}, {"role": Role.MANAGER}])
def test_the_invitations_of_who_left_or_may_no_longer_invite_end(
    now: dict[str, object], admin: User, mailoutbox: Mails
) -> None:
    paul = another()
    theirs = invited(paul, mailoutbox)
    given = {**GIVEN, "email": "other@ardoise.example"}
    client_of(admin).post("/settings/people/invite/", given)
    actions.change_role(by=admin, user=paul, **{"role": paul.role, **now})
    assert refused(theirs)
    assert [one.email for one in Invitation.objects.all() if one.open] == ["other@ardoise.example"]
    told = audit.AuditEntry.objects.get(verb="user.withdraw")
    assert (told.actor_id, told.before) == (admin.pk, {"email": "lea@ardoise.example"})
    actions.change_role(by=admin, user=paul, role=Role.ADMIN, is_active=True)
    assert refused(theirs)


def test_an_invitation_held_for_who_is_kept_out_ends(admin: User, mailoutbox: Mails) -> None:
    path = invited(admin, mailoutbox)
    lea = another(email="LEA@ardoise.example", role=Role.CSM)
    actions.change_role(by=admin, user=lea, role=lea.role, is_active=False)
    assert refused(path)


def test_another_department_ends_no_invitation(admin: User, mailoutbox: Mails) -> None:
    invited(admin, mailoutbox)
    actions.change_role(by=another(), user=admin, role=admin.role, department="sales")
    assert Invitation.objects.get().open
