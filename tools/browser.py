"""Finds a Chromium for the browser tests, and installs Debian's where there is none: prints its path."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
    """Ask apt for Chromium, as root or through sudo without a password; then Playwright for its own."""
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not before or shutil.which("sudo")):
        for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            if subprocess.run([*before, "apt-get", *arguments], stdout=sys.stderr, check=False).returncode:
                break
    if not find():
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False
        )


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
