"""What a person wrote in an e-mail: their own words, without markup, earlier letters and signature."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "ul", "ol", "table", "pre"})
_DROPPED = frozenset({"script", "style", "head", "title", "blockquote"})
_INTRODUCED = re.compile(
    r"^(?:>?\s*)(?:Le .{4,120}a écrit\s*:|On .{4,120}wrote:|Am .{4,120}schrieb .{0,80}:|-{2,}\s?(?:Original Message|"
    r"Message d.origine|Message transféré|Forwarded message)\s?-{2,}.*|_{20,})$",
    re.IGNORECASE,
)
_HEADERS = re.compile(r"^(?:De|From)\s?:\s.+\n(?:.+\n)?(?:Envoyé|Sent|Date)\s?:\s", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$")


class _Reader(HTMLParser):
    """Collects the text of a page; quoted letters and what is not read are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.dropping += tag in _DROPPED
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.dropping = max(0, self.dropping - (tag in _DROPPED))
        if tag in _BLOCKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.pieces.append(re.sub(r"\s+", " ", data))


def text_of_html(source: str) -> str:
    """The text of an HTML letter, a line for each block."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return _tidied("".join(reader.pieces))


def own_words(text: str) -> str:
    """`text` without the letters it quotes, what introduces them, and the signature after "-- "."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    if earlier := _HEADERS.search(text):
        text = text[: earlier.start()]
    kept: list[str] = []
    for line in text.split("\n"):
        if _SIGNATURE.match(line) or _is_introduction(line):
            break
        if not line.startswith(">"):
            kept.append(line)
    return _tidied("\n".join(kept))


def _is_introduction(line: str) -> bool:
    return len(line) < 300 and bool(_INTRODUCED.match(line.strip()))


def _tidied(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
