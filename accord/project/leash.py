"""Children that stop when their parent dies, however it dies: the parent alone keeps a pipe open."""

import os
import signal
import threading
import time

GLANCE = 1  # seconds between two looks at the parent
LEASH = "ACCORD_LEASH"  # number of the inherited end of the pipe


def heed() -> None:
    """In a child of `accord run`: ask this process to stop (SIGTERM) as soon as the parent is gone."""
    if number := os.environ.pop(LEASH, ""):
        threading.Thread(target=_wait, args=(int(number),), daemon=True, name="leash").start()


def _wait(descriptor: int) -> None:
    os.read(descriptor, 1)  # returns when the other end closes, which only the parent's end does
    os.kill(os.getpid(), signal.SIGTERM)


def heed_parent() -> None:
    """In a process that is not started by us but by a child of ours: end as soon as its parent is gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="leash").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(GLANCE)
    os._exit(1)
