"""Copies the few npm files pages need to accord/ui/static/vendor (ignored by git, packed in the wheel)."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "accord" / "ui" / "static" / "vendor"
FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "sortablejs/Sortable.min.js",
)
SOURCE_MAP = re.compile(r"(?:/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def copy() -> None:
    """Copy FILES, each with its licence notice, without the last line that names a source map."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name in FILES:
        source = MODULES / name
        (VENDOR / source.name).write_text(SOURCE_MAP.sub("", source.read_text()))


if __name__ == "__main__":
    copy()
