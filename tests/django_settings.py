"""The application's settings for tests: an installation of its own in a temporary folder.

`GARANT_TEST_DATABASE_URL` chooses another database than SQLite; the tests are the same.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="garant-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "key").write_text(secrets.token_urlsafe(50), encoding="ascii")
(FOLDER / "static").mkdir()  # whitenoise warns where there is none
os.environ["GARANT_DATA_DIR"] = str(FOLDER)
os.environ["GARANT_DATABASE_URL"] = os.environ.get("GARANT_TEST_DATABASE_URL", "")
os.environ["GARANT_GALLERY"] = "yes"

from garant.settings import *  # noqa: E402, F403 - the environment must be set before

PASSWORD_HASHERS = [  # Argon2 is slow, as it must be
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "garant.users.hashers.TokenHasher",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
INSTALLATION = {**INSTALLATION, "mfa_required": "no"}  # noqa: F405 - its own tests turn it on
