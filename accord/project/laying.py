"""Style sheets, scripts and pictures, laid out for the web server once for each version of them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MARK = ".laid"  # beside them: which ones they are


def lay_out() -> None:
    """Copy, name after their content and compress every static file, unless these very files were laid out before."""
    mark, wanted = Path(settings.STATIC_ROOT) / MARK, _fingerprint()
    if mark.is_file() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted)


def _fingerprint() -> str:
    """What tells these files, laid out this way, from any others."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for name, file in sorted(_files()):
        digest.update(f"\n{name} ".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
