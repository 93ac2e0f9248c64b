"""A process that ends when the one that started it is gone, however that ended."""

from __future__ import annotations

import os
import threading
import time

LOOK = 1.0  # seconds


def end_with(parent: int) -> None:
    """End this process, without ado, once its parent is another than that one."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK)
        os._exit(0)

    threading.Thread(target=watch, daemon=True, name="ends with its parent").start()
