"""Builds the wheel, installs it in an empty environment without Node, starts it and opens the first page."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".tools" / "bin" / "uv"


def build(folder: Path) -> Path:
    """The wheel, built from this clone into `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def install(wheel: Path, place: Path) -> Path:
    """The command `accord` of a new environment in `place`, made of the locked dependencies and `wheel`."""
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, place], check=True)
    into = [UV, "pip", "install", "--quiet", "--python", place / "bin" / "python"]
    subprocess.run([*into, "--require-hashes", "--requirement", ROOT / "requirements.lock"], check=True)
    subprocess.run([*into, "--no-deps", wheel], check=True)
    return place / "bin" / "accord"


def without_node(folder: Path) -> str:
    """A PATH of one folder that holds what a shell needs, and neither node nor npm."""
    for name in ("sh", "ps", "uname"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return str(folder)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(address: str) -> str:
    """The page at `address`, which must answer 200."""
    with urlopen(address, timeout=30) as answer:
        return str(answer.read().decode())


def open_first_page(site: str) -> None:
    """The sign-in page and every style sheet and script it names. Raises HTTPError when one is missing."""
    page = read(f"{site}/account/login/")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    if not files:
        raise SystemExit("The first page names no style sheet.")
    for file in files:
        if file.endswith((".css", ".js", ".svg")):
            read(site + file)
    print(f"The first page and its {len(files)} files answer.")


def try_out(accord: Path, folder: Path) -> None:
    """Start `accord run` in `folder`, look at it, stop it as Ctrl-C does."""
    port = free_port()
    (folder / "path").mkdir()
    settings = {
        "PATH": without_node(folder / "path"),
        "XDG_DATA_HOME": str(folder / "data"),
        "PORT": str(port),
    }
    process = subprocess.Popen([accord, "run"], env=settings, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout or ():
            print(f"  {line}", end="")
            if "Ctrl-C stops everything" in line:
                break
        open_first_page(f"http://localhost:{port}")
        if not (folder / "data" / "accord" / "secret_key").is_file():
            raise SystemExit(
                "The installed Accord kept its data elsewhere: it ran the clone instead of itself."
            )
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(60)
    if status:
        raise SystemExit(f"accord run ended with status {status}.")


def main() -> None:
    """Build, install, open."""
    with tempfile.TemporaryDirectory(prefix="accord-wheel-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "dist").mkdir()
        try_out(install(build(folder / "dist"), folder / "environment"), folder)


if __name__ == "__main__":
    main()
