"""Whoever types `make run` sees how far the installation is."""

import os
import pty
import subprocess
from pathlib import Path

CLONE = Path(__file__).parents[2]
INSTALL = ("make", "--dry-run", "--always-make", ".venv/.run")


def test_at_a_terminal_the_downloads_show_how_far_they_are() -> None:
    keyboard, screen = pty.openpty()
    said = subprocess.run(INSTALL, cwd=CLONE, stdout=subprocess.PIPE, stderr=screen, text=True, check=True)
    os.close(screen)
    os.close(keyboard)
    (line,) = [one for one in said.stdout.splitlines() if "-r requirements.lock" in one]
    assert "--quiet" not in line


def test_in_a_log_they_are_silent() -> None:
    said = subprocess.run(INSTALL, cwd=CLONE, capture_output=True, text=True, check=True)
    (line,) = [one for one in said.stdout.splitlines() if "-r requirements.lock" in one]
    assert "--quiet" in line
