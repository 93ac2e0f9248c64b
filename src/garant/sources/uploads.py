"""How much may be sent at once: more is not kept, whatever its size, and the form says so."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MEGABYTE = 1024 * 1024
LIMIT = 512 * MEGABYTE
TOO_MUCH = "upload_too_large"


class Limited(FileUploadHandler):
    """Stops a request whose files are too large before any of it is written down."""

    total = 0
    sent: Any = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *rest: Any  # noqa: ARG002, N803
    ) -> None:  # fmt: skip
        """Remember the request, and what it says of its size."""
        self.sent, self.total = input_data, content_length

    def new_file(self, *args: Any, **more: Any) -> None:
        """Refuse the first file of a request that is too large."""
        super().new_file(*args, **more)
        if self.total > LIMIT and self.request is not None:
            setattr(self.request, TOO_MUCH, True)
            # What stands in front waits until all is read. Django would read it line by line, which
            # takes minutes where there is no line.
            while self.sent.read(MEGABYTE):
                pass
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Hand the bytes on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the handlers that follow keep the file."""
