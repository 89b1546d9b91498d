"""From blocks to a letter: MJML gives the skeleton, cleaned words go in afterwards, so that nothing typed is markup.

The footer is locked: who writes, why, how to stop.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from textwrap import fill

import css_inline
import mrml
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accord.campaigns import blocks as b
from accord.campaigns import formatting, look
from accord.campaigns.models import Campaign, Image
from accord.outbox import marks
from accord.register.models import Controller, LegalBasis, Purpose

_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
_OPTIONS = mrml.RenderOptions(disable_comments=False, fonts={})
_SLOT = re.compile(r"(?:https://)?slot-(\d+)-\.")
_FALLBACK = re.compile(r"\{\{[^{}]*\}\}")
_PLACE = 'css-class="side"'
TEXT_WIDTH = 76  # characters a line of plain text


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter ready for the outbox: `html` and `text` carry the same words and the same marks."""

    subject: str
    html: str
    text: str


@dataclass(slots=True)
class _Sheet:
    """MJML being written: `put` keeps a value aside and gives the slot that stands for it."""

    pictures: Mapping[int, Image]
    addresses: Mapping[str, str]
    values: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    def put(self, value: str) -> str:
        self.values.append(value)
        return f"https://slot-{len(self.values) - 1}-."

    def words(self, text: str) -> str:
        """One line of text, escaped."""
        return self.put(escape(text))

    def link(self, url: str) -> str:
        """The address a reader is sent to: the counted one where clicks are counted."""
        return self.addresses.get(url, url)

    def linked(self, html: str) -> str:
        """Clean HTML with its links replaced by the counted ones."""
        return re.sub(
            r'href="([^"]*)"', lambda found: f'href="{escape(self.link(unescape(found[1])))}"', html
        )

    def fill(self, html: str) -> str:
        """Every slot replaced by what it stands for."""
        return _SLOT.sub(lambda found: self.values[int(found[1])], html)


def render(campaign: Campaign, *, addresses: Mapping[str, str] | None = None) -> Rendered:
    """The letter of `campaign` in its language. addresses: {link typed: link written}, for counted links.

    Raises ValueError when its blocks cannot be read.
    """
    blocks = b.parse(campaign.blocks)
    numbers = [number for block in blocks for number in block.images]
    sheet = _Sheet(Image.objects.defer("content").in_bulk(numbers), addresses or {})
    with translation.override(campaign.language):
        inside = "".join(_BLOCKS[block.kind](sheet, block) for block in blocks)
        body = _masthead(sheet, campaign) + look.CARD.format(blocks=inside) + _footer(sheet, campaign)
        html = _skeleton(sheet, campaign, body)
    return Rendered(campaign.subject.strip(), html, "\n\n".join(part for part in sheet.plain if part) + "\n")


def picture_url(image: Image) -> str:
    """The public address of a picture: the same for everybody."""
    return f"{settings.SITE_URL}/images/{image.file_name}"


def fill_in(rendered: Rendered, values: Mapping[str, str]) -> Rendered:
    """The letter as one reader would see it, `values` in place of its marks."""
    return Rendered(
        _filled(rendered.subject, values, write=str),
        _filled(rendered.html, values, write=escape),
        _filled(rendered.text, values, write=str),
    )


def _filled(text: str, values: Mapping[str, str], *, write: Callable[[str], str]) -> str:
    return "".join(
        piece if isinstance(piece, str) else write(values.get(piece.name) or piece.fallback)
        for piece in marks.split(text)
    )


def _skeleton(sheet: _Sheet, campaign: Campaign, body: str) -> str:
    preview = (
        f"<mj-preview>{sheet.words(campaign.preview_text)}</mj-preview>" if campaign.preview_text else ""
    )
    head = look.HEAD.format(title=sheet.words(campaign.subject), preview=preview)
    body = f'<mj-body css-class="desk" background-color="{look.DESK}">{body}</mj-body>'
    mjml = f'<mjml lang="{campaign.language[:2]}">{head}{body}</mjml>'
    html = sheet.fill(mrml.to_html(mjml, render_options=_OPTIONS).content)
    html = _INLINER.inline(html.replace("</head>", f"{look.STYLE}</head>", 1))
    return _FALLBACK.sub(lambda found: unescape(found[0]), html)


# Blocks


def _title(sheet: _Sheet, block: b.Block) -> str:
    text = getattr(block, "text", "").strip()
    sheet.plain.append(f"{text}\n{'=' * min(len(text), TEXT_WIDTH)}" if text else "")
    inside = sheet.put(look.TITLE.format(text=escape(text)))
    return _section(f'<mj-text css-class="side" padding="12px {look.MARGIN}px 10px">{inside}</mj-text>')


def _text(sheet: _Sheet, block: b.Block) -> str:
    return _section(_paragraphs(sheet, getattr(block, "text", "")))


def _picture(sheet: _Sheet, block: b.Block) -> str:
    return _section(_image(sheet, getattr(block, "image", 0), url=getattr(block, "url", "")))


def _button(sheet: _Sheet, block: b.Block) -> str:
    words, url = getattr(block, "words", ""), sheet.link(getattr(block, "url", ""))
    sheet.plain.append(_address_of(words, url, apart="\n") if url else words)
    inside = (
        f'<mj-button css-class="side" align="left" href="{sheet.words(url)}">{sheet.words(words)}</mj-button>'
    )
    return _section(inside)


def _columns(sheet: _Sheet, block: b.Block) -> str:
    columns = "".join(_column(sheet, block, side) for side in look.COLUMNS)
    return f'<mj-section padding="12px 0">{columns}</mj-section>'


def _column(sheet: _Sheet, block: b.Block, side: str) -> str:
    place = f'css-class="{side}" padding="{look.COLUMNS[side]}"'
    image = _image(sheet, getattr(block, f"{side}_image"), width=look.HALF, place=place)
    words = _paragraphs(sheet, getattr(block, f"{side}_text"), place=place)
    return f"<mj-column>{image}{words}</mj-column>"


_BLOCKS = {"title": _title, "text": _text, "image": _picture, "button": _button, "columns": _columns}


def _section(inside: str) -> str:
    return f"<mj-section><mj-column>{inside}</mj-column></mj-section>"


def _paragraphs(sheet: _Sheet, typed: str, *, place: str = _PLACE) -> str:
    if not typed.strip():
        return ""
    html = sheet.linked(formatting.to_html(typed))
    sheet.plain.append(_wrapped(formatting.to_text(html)))
    inside = sheet.put(f'<div class="words">{html}</div>')
    return f"<mj-text {place}>{inside}</mj-text>"


def _image(
    sheet: _Sheet, number: int, *, url: str = "", width: int = look.INSIDE, place: str = _PLACE
) -> str:
    image = sheet.pictures.get(number)
    if image is None:
        return ""
    target = sheet.link(url)
    sheet.plain.append(f"[{image.alternative}]" + (f"\n{target}" if target else ""))
    href = f' href="{sheet.words(target)}"' if target else ""
    size = min(image.width, width)
    source, words = sheet.words(picture_url(image)), sheet.words(image.alternative)
    return f'<mj-image src="{source}" alt="{words}" width="{size}px" align="left" {place}{href} />'


# Who writes, above; the footer nobody can remove, below


def _masthead(sheet: _Sheet, campaign: Campaign) -> str:
    """The sender's name, as the inbox shows it too; the plain text needs no second one."""
    if campaign.purpose is None:
        return ""
    name = escape(campaign.purpose.controller.sender_name)
    return look.MASTHEAD.format(name=sheet.put(look.NAME.format(name=name)))


def _address_of(words: str, url: str, *, apart: str = " ") -> str:
    """A link as plain text writes it: « Se désinscrire : https://… »."""
    return gettext("%(words)s:%(apart)s%(url)s") % {"words": words, "apart": apart, "url": url}


def _footer(sheet: _Sheet, campaign: Campaign) -> str:
    lines = [because(campaign.purpose), identity(campaign.purpose.controller)] if campaign.purpose else []
    stop, choose = gettext("Unsubscribe"), gettext("My preferences")
    sheet.plain.append("-- \n" + "\n".join(_wrapped(line) for line in lines))
    ways = (_address_of(stop, "{{ unsubscribe_url }}"), _address_of(choose, "{{ preferences_url }}"))
    sheet.plain.append("\n".join(ways))
    inside = "".join(f"<p>{escape(line)}</p>" for line in lines)
    inside += f'<p><a href="{{{{ unsubscribe_url }}}}">{escape(stop)}</a> · '
    inside += f'<a href="{{{{ preferences_url }}}}">{escape(choose)}</a></p>'
    words = sheet.put(f'<div class="footer">{inside}</div>')
    return look.FOOTER.format(words=words)


def because(purpose: Purpose) -> str:
    """Why somebody receives it, in the language of the moment."""
    if purpose.legal_basis == LegalBasis.CONSENT:
        return gettext("You receive this letter because you agreed to “%(purpose)s”.") % {
            "purpose": purpose.label
        }
    return gettext(
        "You receive this letter for “%(purpose)s”; you can object at any time, without giving a reason."
    ) % {"purpose": purpose.label}


def identity(controller: Controller) -> str:
    """Who writes: name, legal form, number and postal address on one line."""
    siren = f"SIREN {controller.siren}" if controller.siren else ""
    return ", ".join(filter(None, (controller.legal_name, siren, controller.address_line)))


def _wrapped(text: str) -> str:
    """Lines that fit a plain mail; those holding an address or a mark stay whole."""
    lines: Iterable[str] = text.splitlines()
    return "\n".join(
        line if len(line) <= TEXT_WIDTH or "://" in line or "{{" in line else fill(line, TEXT_WIDTH)
        for line in lines
    )
