"""Mails: the same sentences as text and as HTML, in the language of who reads them.

A letter is written first and sent then, so that one that fails can be kept and tried again. Its
picture is that of the pages, light, 600 pixels wide, laid out by tables as mail readers need it.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from garant.charts.tokens import LIGHT
from garant.metrics.errors import OurError

FONT = "font-family:Hanken Grotesk,Segoe UI,Roboto,Helvetica,Arial,sans-serif;"
STYLES = {
    "page": f"margin:0;padding:24px 8px;background:{LIGHT['bg']};",
    "sheet": f"width:100%;max-width:600px;background:{LIGHT['surface']};border-radius:12px;",
    "inside": f"padding:32px;{FONT}font-size:16px;line-height:1.5;color:{LIGHT['ink']};",
    "name": f"margin:0 0 24px;font-size:16px;font-weight:600;color:{LIGHT['brand']};",
    "title": "margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600;",
    "words": f"margin:0 0 16px;color:{LIGHT['ink-2']};",
    "button": f"display:inline-block;padding:11px 20px;border-radius:8px;font-weight:600;"
    f"text-decoration:none;background:{LIGHT['brand']};color:{LIGHT['on-brand']};",
    "address": f"margin:16px 0 0;font-size:13px;word-break:break-all;color:{LIGHT['ink-2']};",
    "small": f"margin:24px 0 0;font-size:13px;color:{LIGHT['ink-3']};",
}


class MailError(OurError):
    """A mail that did not leave; the sentence says why. It may leave another time."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: whom it goes to, in which language, its sentences, and the link it may carry."""

    to: str
    language: str
    subject: str
    words: tuple[str, ...]
    action: str = ""
    address: str = ""
    small: str = ""

    def text(self) -> str:
        """The mail as text."""
        link = f"{self.action}\n{self.address}" if self.address else ""
        return "\n\n".join(part for part in (*self.words, link, self.small) if part) + "\n"

    def html(self) -> str:
        """The mail as HTML, its classes put in as styles, since mail readers drop sheets."""
        with translation.override(self.language):
            page = render_to_string("mail/letter.html", {"letter": self})
        return re.sub(r'class="([a-z]+)"', lambda name: f'style="{STYLES[name[1]]}"', page)

    def as_json(self) -> str:
        """The mail as it is kept until it could be sent."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> Letter:
        """A mail that was kept."""
        values = json.loads(kept)
        return cls(**{**values, "words": tuple(values["words"])})


def leaves() -> bool:
    """Whether mails leave this machine; without a mail server they are only printed."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def link(path: str) -> str:
    """An address for a mail: always of the base URL, whatever name a request came by."""
    return f"{settings.BASE_URL}{path}"


def send(letter: Letter) -> None:
    """Hand a letter to the mail server; :class:`MailError` says what failed."""
    subject = " ".join(letter.subject.split())
    message = EmailMultiAlternatives(subject, letter.text(), to=[letter.to])
    message.attach_alternative(letter.html(), "text/html")
    message.extra_headers["Content-Language"] = letter.language
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise MailError(
            "the mail to {address} did not leave: {reason}", address=letter.to, reason=error
        ) from error
