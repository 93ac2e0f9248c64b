"""Jobs for the tests of the worker: they leave lines in a file as they begin and end."""

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def slow(file: str, seconds: float) -> None:
    """Take a while, the first time; a second time none."""
    kept = Path(file)
    again = kept.exists()
    with kept.open("a", encoding="utf-8") as lines:
        lines.write(f"begun by {os.getpid()}\n")
        lines.flush()
        time.sleep(0 if again else seconds)
        lines.write("ended\n")
