"""An OpenID provider in a process of its own: django-oauth-toolkit, as a company would run one.

    python oidc_provider.py FOLDER PORT REDIRECT_URI

Its people are in PEOPLE; everybody has the same password.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, PASSWORD = "garant", "a secret between the two", "the provider’s own"
# The second has the address of somebody who has a place in garant, and is somebody else.
PEOPLE = {"lea": "lea@ardoise.example", "impostor": "ada@ardoise.example"}
LOGIN = "<form method=post>{% csrf_token %}{{ form }}<button>Log in</button></form>"


class Quiet(WSGIRequestHandler):
    """Requests are not told."""

    def log_message(self, *_args: object) -> None:
        """Nothing."""


def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def configure(folder: Path, port: int) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY=secrets.token_hex(), ALLOWED_HOSTS=["localhost"], ROOT_URLCONF=__name__,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGIN_URL="/login/",
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}
        },
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader",
                             {"registration/login.html": LOGIN})],
            },
        }],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": key(),
            "OIDC_ISS_ENDPOINT": f"http://localhost:{port}/o", "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who", "profile": "name", "email": "address"},
        },
    )  # fmt: skip


def fill(redirect: str) -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name, email in PEOPLE.items():
        User.objects.create_user(name, email, PASSWORD)
    Application.objects.create(
        name="garant", client_id=CLIENT, client_secret=SECRET, redirect_uris=redirect,
        client_type="confidential", authorization_grant_type="authorization-code",
        algorithm="RS256", skip_authorization=True,
    )  # fmt: skip


def main() -> None:
    folder, port, redirect = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    configure(folder, port)
    import django

    django.setup()
    from django.contrib.auth.views import LoginView
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    globals()["urlpatterns"] = [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("login/", LoginView.as_view()),
    ]
    fill(redirect)
    make_server("localhost", port, get_wsgi_application(), handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main()
