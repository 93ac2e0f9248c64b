"""What is sent at once: too much is read to its end and dropped, and nothing else is slow."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser

from garant.sources.uploads import LIMIT, TOO_MUCH, Limited

BODY = (
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
    + b"\0" * 3_000_000
    + b"\r\n--x--\r\n"
)


class Sent(BytesIO):
    """A body that may be read, but not line by line: it has none, and that takes minutes."""

    def readline(self, *_size: int | None) -> bytes:
        assert self.tell() >= len(BODY), "read as lines"
        return b""


def test_a_request_that_is_too_large_is_read_to_its_end_in_large_pieces() -> None:
    request, sent = HttpRequest(), Sent(BODY)
    said = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(LIMIT + 1),
    }  # fmt: skip
    _fields, files = MultiPartParser(said, sent, [Limited(request)]).parse()
    assert getattr(request, TOO_MUCH)
    assert not files
    assert sent.tell() == len(BODY)
