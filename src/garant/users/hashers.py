"""The hash of tokens: fast, since their secrets are random and long."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare


class TokenHasher(BasePasswordHasher):
    """SHA-256 with a salt."""

    algorithm = "token"

    def encode(self, password: str, salt: str) -> str:
        """The stored form."""
        return f"{self.algorithm}${salt}${sha256((salt + password).encode()).hexdigest()}"

    def decode(self, encoded: str) -> dict[str, str]:
        """Its parts."""
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        """Whether a secret is the one that was stored."""
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        """What may be shown of it: nothing of the hash."""
        return {"algorithm": self.decode(encoded)["algorithm"]}

    def must_update(self, encoded: str) -> bool:  # noqa: ARG002 - Django's signature
        """Never: a token is made once."""
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to level out: it is as fast for a wrong secret."""
