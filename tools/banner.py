"""Makes the file every site loads, banner.min.js: banner.js with banner.css inside, shortened.

Git ignores it, the wheel carries it; nothing is shortened at run time.
"""

import re
import subprocess
from pathlib import Path

from tools import npm

FOLDER = npm.ROOT / "accord" / "cookies" / "static" / "cookies"
STYLE = "__STYLE__"  # stands in banner.js where the style goes
TERSER = npm.ROOT / "node_modules" / "terser" / "bin" / "terser"
SHORTEN = ("--ecma", "2020", "--mangle", "--compress", "passes=3,pure_getters=true,keep_fargs=false,inline=1")


def style() -> str:
    """The style sheet without comments and blanks."""
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / "banner.css").read_text(), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>+]) ?", r"\1", text)
    for long, short in ((": ", ":"), (";}", "}"), (" (", "("), (" / ", "/")):
        text = text.replace(long, short)
    return text.strip()


def make(into: Path = FOLDER / "banner.min.js") -> None:
    """Write the file. Raises CalledProcessError where the script cannot be read."""
    npm.command()  # puts Node on the path
    text = (FOLDER / "banner.js").read_text()
    source = re.sub(r"\bconst\b", "let", text).replace(STYLE, style())  # shorter, and the same once it runs
    done = subprocess.run(
        ["node", TERSER, *SHORTEN], input=source, text=True, capture_output=True, check=True
    )
    into.write_text(done.stdout)


if __name__ == "__main__":
    make()
