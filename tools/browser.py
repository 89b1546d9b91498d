"""Finds a browser for the tests, and installs one where there is none: prints its path.

Either will do; Chromium's headless shell draws no window around a page, and needs half of what a whole Chromium does.
"""

import os
import shutil
import subprocess
import sys

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The browser named by ACCORD_BROWSER, or the first of NAMES on the PATH, or the one Playwright keeps."""
    return (
        os.environ.get("ACCORD_BROWSER")
        or next(filter(None, map(shutil.which, NAMES)), None)
        or _playwright()
    )


def _playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        path = engine.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def install() -> None:
    """Ask apt for the headless shell, or for Chromium where there is no such package; then Playwright for its own."""
    for arguments in (["update"], ["install", SHELL], ["install", "chromium"]):
        if not find():
            _apt(*arguments)
    if not find():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False
        )


def _apt(*arguments: str) -> None:
    """As root, or through sudo without a password; nothing happens elsewhere."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not before or shutil.which("sudo")):
        command = [*before, "apt-get", "-q", "-y", "--no-install-recommends", *arguments]
        subprocess.run(command, stdout=sys.stderr, check=False)


def main() -> int:
    """Print the path; status 1 and a sentence where no browser could be had."""
    if not find():
        print("No Chromium here: installing one …", file=sys.stderr)
        install()
    if path := find():
        print(path)
        return 0
    print("The browser tests need Chromium: install it, or name one in ACCORD_BROWSER.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
