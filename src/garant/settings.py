"""The Django project's settings. What differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from garant.lib import environment

HERE = Path(__file__).resolve().parent
ENVIRONMENT = environment.read()

SECRET_KEY = ENVIRONMENT.key()
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
BASE_URL = ENVIRONMENT.base_url
GALLERY = ENVIRONMENT.gallery
KEY_FILE = ENVIRONMENT.key_file
ALLOW_PRIVATE_HOSTS = ENVIRONMENT.private_hosts
# What holds until an administrator says otherwise: on the page of settings, or `garant config set`.
INSTALLATION = {
    "company_name": "", "mfa_required": "yes", "csm_sees_all": "no", "churn_limit": "0.02",
    "api_limit": "600",
}  # fmt: skip

INSTALLED_APPS = [
    "garant.lib",
    "garant.users",
    "garant.accounts",
    "garant.contracts",
    "garant.sources",
    "garant.api",
    "garant.portfolio",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lucide",
]
MIDDLEWARE = [
    "garant.lib.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "garant.users.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "garant.users.seen.SeenMiddleware",
    "garant.users.second_step.SecondStepMiddleware",
    "garant.users.confirming.ConfirmMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "garant.urls"
WSGI_APPLICATION = "garant.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "garant.portfolio.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "garant.portfolio.templatetags.garant"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# ---------------------------------------------------------------- who comes in

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "garant.users.hashers.TokenHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "garant.users.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "garant.users.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever was invited by mail has shown that it is theirs
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the others end, the one that changed it stays
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a form that mails whatever address is typed is a nuisance
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
# What stands in front of garant over https says whose request it is, last in X-Forwarded-For; what
# a browser wrote there itself comes before. Over plain http nothing stands in front.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.secure else 0
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = (
    900  # seconds after which who changes a protection is asked again
)
PASSWORD_RESET_TIMEOUT = 7200
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.secure
MFA_FORMS = {
    "add_webauthn": "garant.users.key_forms.AddKeyForm",
    "edit_webauthn": "garant.users.key_forms.EditKeyForm",
    "login_webauthn": "garant.users.key_forms.LoginKeyForm",
    "authenticate_webauthn": "garant.users.key_forms.SecondKeyForm",
    "reauthenticate_webauthn": "garant.users.key_forms.AgainKeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = True

# ---------------------------------------------------------------- what a browser may do

HTTPS = "__Host-" if ENVIRONMENT.secure else ""  # browsers refuse that prefix without https
SESSION_COOKIE_NAME = f"{HTTPS}garant_session"
CSRF_COOKIE_NAME = f"{HTTPS}garant_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What stands in front of garant speaks https, and says so; probes of the machine itself may not.
SECURE_SSL_REDIRECT = ENVIRONMENT.secure
SECURE_SSL_HOST = ENVIRONMENT.base_url.partition("://")[2] if ENVIRONMENT.secure else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.secure else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.secure
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# What all processes of the server must know alike: attempts to log in, codes that were used. So
# many entries that nobody is let off by filling it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lib_shared",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ---------------------------------------------------------------- words, numbers, days

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------- files, mail, log

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.folder / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = ENVIRONMENT.folder / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "garant.sources.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

_MAIL = ENVIRONMENT.mail
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if _MAIL.host else "console"
)
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _MAIL.sender

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "garant.lib.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "numexpr": {"level": "WARNING"},  # it tells of its threads at each start
        "apscheduler": {"level": "WARNING"},  # and it of each turn of its clock
        "fido2": {"level": "WARNING"},  # and it of whose key was shown
    },
}
