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
from accord.campaigns import formatting
from accord.campaigns.models import Campaign, Image
from accord.outbox import marks
from accord.register.models import Controller, LegalBasis, Purpose

_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
_OPTIONS = mrml.RenderOptions(disable_comments=False, fonts={})
_SLOT = re.compile(r"(?:https://)?slot-(\d+)-\.")
_FALLBACK = re.compile(r"\{\{[^{}]*\}\}")
_HEAD = """<mj-head><mj-title>{title}</mj-title>{preview}<mj-attributes>
<mj-all font-family="Arial, Helvetica, sans-serif" /><mj-text font-size="16px" line-height="1.55" color="#1f2522"
 padding="8px 32px" /><mj-section padding="0" background-color="#ffffff" /><mj-button background-color="#1d5b42"
 color="#ffffff" font-size="16px" border-radius="6px" inner-padding="13px 26px" padding="16px 32px" />
<mj-image padding="12px 32px" /></mj-attributes></mj-head>"""
_STYLE = """<style>.words p{margin:0 0 14px}.words ul,.words ol{margin:0 0 14px;padding-left:22px}
.words a,.footer a{color:#1d5b42}.footer p{margin:0 0 8px}</style>"""
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
        body = "".join(_BLOCKS[block.kind](sheet, block) for block in blocks) + _footer(sheet, campaign)
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
    head = _HEAD.format(title=sheet.words(campaign.subject), preview=preview)
    mjml = f'<mjml lang="{campaign.language[:2]}">{head}<mj-body background-color="#f3f2ee">{body}</mj-body></mjml>'
    html = sheet.fill(mrml.to_html(mjml, render_options=_OPTIONS).content)
    html = _INLINER.inline(html.replace("</head>", f"{_STYLE}</head>", 1))
    return _FALLBACK.sub(lambda found: unescape(found[0]), html)


# Blocks


def _title(sheet: _Sheet, block: b.Block) -> str:
    text = getattr(block, "text", "").strip()
    sheet.plain.append(f"{text}\n{'=' * min(len(text), TEXT_WIDTH)}" if text else "")
    inside = sheet.put(
        f'<h1 style="margin:0;font-size:26px;line-height:1.25;font-weight:bold">{escape(text)}</h1>'
    )
    return _section(f'<mj-text padding="24px 32px 8px">{inside}</mj-text>')


def _text(sheet: _Sheet, block: b.Block) -> str:
    return _section(_paragraphs(sheet, getattr(block, "text", "")))


def _picture(sheet: _Sheet, block: b.Block) -> str:
    return _section(_image(sheet, getattr(block, "image", 0), url=getattr(block, "url", "")))


def _button(sheet: _Sheet, block: b.Block) -> str:
    words, url = getattr(block, "words", ""), sheet.link(getattr(block, "url", ""))
    sheet.plain.append(f"{words}:\n{url}" if url else words)
    inside = f'<mj-button align="left" href="{sheet.words(url)}">{sheet.words(words)}</mj-button>'
    return _section(inside)


def _columns(sheet: _Sheet, block: b.Block) -> str:
    sides = "".join(
        f"<mj-column>{_image(sheet, getattr(block, f'{side}_image'), width=300)}"
        f"{_paragraphs(sheet, getattr(block, f'{side}_text'))}</mj-column>"
        for side in ("left", "right")
    )
    return f'<mj-section padding="8px 0">{sides}</mj-section>'


_BLOCKS = {"title": _title, "text": _text, "image": _picture, "button": _button, "columns": _columns}


def _section(inside: str) -> str:
    return f"<mj-section><mj-column>{inside}</mj-column></mj-section>"


def _paragraphs(sheet: _Sheet, typed: str) -> str:
    if not typed.strip():
        return ""
    html = sheet.linked(formatting.to_html(typed))
    sheet.plain.append(_wrapped(formatting.to_text(html)))
    inside = sheet.put(f'<div class="words">{html}</div>')
    return f"<mj-text>{inside}</mj-text>"


def _image(sheet: _Sheet, number: int, *, url: str = "", width: int = 600) -> str:
    image = sheet.pictures.get(number)
    if image is None:
        return ""
    target = sheet.link(url)
    sheet.plain.append(f"[{image.alternative}]" + (f"\n{target}" if target else ""))
    href = f' href="{sheet.words(target)}"' if target else ""
    size = min(image.width, width - 64)
    source, words = sheet.words(picture_url(image)), sheet.words(image.alternative)
    return f'<mj-image src="{source}" alt="{words}" width="{size}px" align="left"{href} />'


# The footer nobody can remove


def _footer(sheet: _Sheet, campaign: Campaign) -> str:
    lines = [because(campaign.purpose), identity(campaign.purpose.controller)] if campaign.purpose else []
    stop, choose = gettext("Unsubscribe"), gettext("My preferences")
    sheet.plain.append("-- \n" + "\n".join(_wrapped(line) for line in lines))
    sheet.plain.append(f"{stop}: {{{{ unsubscribe_url }}}}\n{choose}: {{{{ preferences_url }}}}")
    inside = "".join(f"<p>{escape(line)}</p>" for line in lines)
    inside += f'<p><a href="{{{{ unsubscribe_url }}}}">{escape(stop)}</a> · '
    inside += f'<a href="{{{{ preferences_url }}}}">{escape(choose)}</a></p>'
    words = sheet.put(f'<div class="footer">{inside}</div>')
    return (
        '<mj-section background-color="#f3f2ee" padding="16px 0"><mj-column>'
        f'<mj-text font-size="13px" color="#555c58">{words}</mj-text></mj-column></mj-section>'
    )


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
    name = f"{controller.name} {controller.legal_form}".strip()
    siren = f"SIREN {controller.siren}" if controller.siren else ""
    address = ", ".join(line.strip() for line in controller.address.splitlines() if line.strip())
    return ", ".join(part for part in (name, siren, address) if part)


def _wrapped(text: str) -> str:
    """Lines that fit a plain mail; those holding an address or a mark stay whole."""
    lines: Iterable[str] = text.splitlines()
    return "\n".join(
        line if len(line) <= TEXT_WIDTH or "://" in line or "{{" in line else fill(line, TEXT_WIDTH)
        for line in lines
    )
