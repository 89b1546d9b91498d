"""Simple formatting: what a marketer types in a text, the HTML a mail reader shows, and the plain text beside it."""

import re
from html import escape, unescape
from html.parser import HTMLParser

import nh3

TAGS = {"p", "br", "strong", "b", "em", "i", "a", "ul", "ol", "li"}
SCHEMES = {"http", "https", "mailto", "tel"}
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")
_BARE_LINK = re.compile(r"(?<![\"'=(>\w/])(https?://[^\s<>\"')]+[^\s<>\"').,;:!?])")
_BULLET = re.compile(r"^[-•]\s+")
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}},
    url_schemes=SCHEMES,
    link_rel=None,
    strip_comments=True,
    filter_style_properties=set(),
)


def to_html(typed: str) -> str:
    """`typed` (blank lines, **bold**, *italic*, [words](link), lines starting with "- ") as clean HTML.

    HTML pasted from elsewhere keeps its paragraphs, lists, bold, italics and links; everything else is dropped.
    """
    blocks = re.split(r"\n\s*\n", typed.replace("\r\n", "\n").strip())
    return clean("".join(_paragraph(block) for block in blocks if block.strip()))


def clean(html: str) -> str:
    """Only the tags of a simple text, and links that lead to a web page, an address or a number."""
    return _CLEANER.clean(html)


def _paragraph(block: str) -> str:
    lines = [line.strip() for line in block.strip().split("\n")]
    if all(_BULLET.match(line) for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(_BULLET.sub('', line))}</li>" for line in lines) + "</ul>"
    inside = "<br>".join(_inline(line) for line in lines)
    return inside if re.match(r"<(p|ul|ol)\b", inside, re.IGNORECASE) else f"<p>{inside}</p>"


def _inline(line: str) -> str:
    line = _BARE_LINK.sub(r'<a href="\1">\1</a>', line)
    line = _LINK.sub(lambda found: f'<a href="{escape(unescape(found[2]))}">{found[1]}</a>', line)
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", line))


class _Reader(HTMLParser):
    """Reads clean HTML aloud: paragraphs apart, list items with a dash, links followed by their address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._open: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._open = (dict(attrs).get("href") or "", len(self.parts))
        elif tag in {"br", "li", "p", "ul", "ol"}:
            self.parts.append({"br": "\n", "li": "\n- "}.get(tag, "\n\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag != "a" or self._open is None:
            return
        (href, start), self._open = self._open, None
        words = "".join(self.parts[start:]).strip()
        self.links.append((href, words))
        shown = href.removeprefix("mailto:").removeprefix("tel:")
        if href and words not in {href, shown}:
            self.parts.append(f" ({shown})")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def to_text(html: str) -> str:
    """Clean HTML as plain text."""
    text = "".join(_read(html).parts)
    text = re.sub(r"[ \t]+", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", text)).strip()


def links(html: str) -> list[tuple[str, str]]:
    """The links of clean HTML: (address, words)."""
    return [link for link in _read(html).links if link[0]]


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader
