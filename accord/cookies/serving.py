"""Published banners kept in memory: what the public addresses answer from, without asking the database each time."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any

from accord.cookies import coding, configuration, looks
from accord.cookies.models import BannerVersion
from accord.cookies.snapshots import Snapshot

FRESH = (
    1.0  # seconds in which the newest version of a site is not looked for again, however many visitors come
)
MOST_KEPT = 500  # versions in the memory of one process


@dataclass
class File:
    """What is served as it is; mark: what tells it from every other."""

    plain: bytes
    mark: str

    @cached_property
    def packed(self) -> bytes:
        """The same, in gzip."""
        return gzip.compress(self.plain, 9, mtime=0)


@dataclass
class Served:
    """A version ready to be served and answered."""

    version: BannerVersion
    site_id: int
    _scripts: dict[str, File] = field(default_factory=dict)

    @property
    def said(self) -> Snapshot:
        """The snapshot."""
        return dict(self.version.snapshot)

    @cached_property
    def site(self) -> Mapping[str, Any]:
        """What the snapshot says of the site."""
        return dict(self.version.snapshot["site"])

    @cached_property
    def purposes(self) -> tuple[str, ...]:
        """The codes asked about, in order."""
        return tuple(one["code"] for one in self.version.snapshot["purposes"])

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The codes of the third parties, in order."""
        return tuple(one["code"] for one in self.version.snapshot["third_parties"])

    def script(self, language: str = "", *, accounts: bool = False) -> "File":
        """The one file a page loads, in one of the site's languages only where one is named that it speaks.

        accounts: the page says who has signed in, which counts on a site whose choices follow accounts.
        """
        spoken = language if language in self.site["languages"] else ""
        follows = accounts and self.site["follows_accounts"]
        mark = f"{self.version.mark}{spoken}{'-account' if follows else ''}"
        if mark not in self._scripts:
            source = coding.source(self.version.code_sha256)
            languages = [spoken] if spoken else self.site["languages"]
            text = configuration.script(self.version, source, languages, accounts=follows)
            self._scripts[mark] = File(text.encode(), mark)
        return self._scripts[mark]

    @cached_property
    def style(self) -> File:
        """The style of the banner, for pages whose server draws it."""
        design = looks.style(self.version.snapshot["design"], len(self.purposes))
        return File(f"{coding.style()}{design}".encode(), self.version.mark)

    @cached_property
    def description(self) -> File:
        """The banner as data, for pages whose server draws it."""
        said = configuration.description(self.version)
        return File(json.dumps(said, ensure_ascii=False).encode(), self.version.mark)

    def is_host(self, host: str) -> bool:
        """True for a name (with its port, if any) under which the site is reached, or a sub-domain it shares with."""
        name = host.rsplit(":", 1)[0] if host.rpartition(":")[2].isdigit() else host
        shared = self.site["cookie_domain"].lstrip(".")
        below = bool(shared) and (name == shared or name.endswith(f".{shared}"))
        return below or host in self.site["hosts"] or name in self.site["hosts"]


_KEPT: OrderedDict[tuple[str, str], Served] = OrderedDict()
_NEWEST: dict[str, tuple[float, Served | None]] = {}


def forget() -> None:
    """Keep nothing of what was read so far."""
    _KEPT.clear()
    _NEWEST.clear()


def newest(code: str) -> Served | None:
    """The version visitors of the site `code` see now; None before the first, or when the site is closed."""
    at, known = _NEWEST.get(code, (0.0, None))
    if monotonic() - at < FRESH:
        return known
    versions = BannerVersion.objects.filter(site__code=code, site__is_open=True)
    mark = versions.order_by("-number").values_list("sha256", flat=True).first()
    known = marked(code, mark[:12]) if mark else None
    if len(_NEWEST) > MOST_KEPT:
        _NEWEST.clear()
    _NEWEST[code] = (monotonic(), known)
    return known


def marked(code: str, mark: str) -> Served | None:
    """The version of the site `code` whose hash begins with `mark` (12 hexadecimal digits); None when there is none."""
    if known := _KEPT.get((code, mark)):
        return known
    version = BannerVersion.objects.filter(site__code=code, sha256__startswith=mark).first()
    if version is None or len(mark) != len(version.mark):
        return None
    while len(_KEPT) >= MOST_KEPT:
        _KEPT.popitem(last=False)
    return _KEPT.setdefault((code, mark), Served(version, version.site_id))
