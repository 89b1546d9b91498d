"""A page to look at a banner in: the very script that a site loads, on a bare page that keeps and sends nothing.

It is shown in a closed frame. Without scripts the same banner stands there, drawn from the same snapshot.
"""

from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accord.cookies import coding, configuration, looks
from accord.cookies.models import BannerVersion, Site
from accord.cookies.snapshots import Snapshot, sha256

STATIC = Path(__file__).parent.parent / "static" / "cookies"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def draft(site: Site, snapshot: Snapshot) -> BannerVersion:
    """A version that is not published: what it would be."""
    return BannerVersion(site=site, number=0, snapshot=snapshot, sha256=sha256(snapshot), ask="draft")


def page(version: BannerVersion, language: str, nonce: str, *, is_second: bool = False) -> SafeString:
    """The whole page, with the script of the version, or the installed one for a draft."""
    source = coding.source(version.code_sha256) if version.code_sha256 else coding.current()
    shown = _one_variant(version, is_second=is_second)
    script = configuration.script(shown, source, [language])
    return format_html(
        '<!doctype html><html lang="{0}" dir="{1}"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width"><title>{2}</title><style nonce="{3}">{4}</style><script nonce="{3}">{5}</script>'
        "</head><body><header></header><main><h1></h1><p></p><p></p><p></p><div></div><p></p><p></p></main>{6}"
        '<script nonce="{3}">{7}</script></body></html>',
        language,
        "rtl" if language in RIGHT_TO_LEFT else "ltr",
        version.snapshot["site"]["name"],
        nonce,
        _file("stage.css"),
        _file("stage.js"),
        still(shown, language, nonce),
        mark_safe(script.replace("</script", "<\\/script")),  # noqa: S308 - ours, with JSON whose "</" is written "<\\/"
    )


def _one_variant(version: BannerVersion, *, is_second: bool) -> BannerVersion:
    """The version with one of its two texts only, so that what is shown is not drawn by lot."""
    said = dict(version.snapshot)
    if is_second:
        said["texts"] = {
            language: {**words, **said["other_texts"].get(language, {})}
            for language, words in said["texts"].items()
        }
    said["other_texts"] = {}
    return BannerVersion(
        site_id=version.site_id,
        number=version.number,
        snapshot=said,
        sha256=version.sha256,
        code_sha256=version.code_sha256,
        ask=version.ask,
    )


def still(version: BannerVersion, language: str, nonce: str) -> SafeString:
    """The banner without a script: what the script draws, in the same closed part of the page."""
    said: dict[str, Any] = version.snapshot
    words = configuration.filled(said, language)
    design = looks.whole(said["design"])
    order = ("refuse", "accept") if design["first"] == "refuse" else ("accept", "refuse")
    return format_html(
        '<div id="{}" lang="{}"><template shadowrootmode="open"><style nonce="{}">{}{}</style><section role="dialog" '
        'aria-label="{}"><h2>{}</h2><p>{}</p><ul>{}</ul><p class="quiet">{}</p><div class="answers">{}</div>'
        '<p class="links">{}</p></section></template></div>',
        said["site"]["alias"],
        language,
        nonce,
        _file("banner.css"),
        mark_safe(looks.style(design, len(said["purposes"]))),  # noqa: S308 - colours and places that were checked
        words["title"],
        words["title"],
        words["intro"],
        _purposes(said, language),
        words["after"],
        _buttons(words, order),
        _buttons(words, ("choose", "list", *(("close",) if design["close"] else ()))),
    )


def _purposes(said: Snapshot, language: str) -> SafeString:
    texts = (one["texts"][language] for one in said["purposes"])
    return format_html_join(
        "", "<li><label>{}</label>{}</li>", ((one["title"], one["line"]) for one in texts)
    )


def _buttons(words: dict[str, str], keys: tuple[str, ...]) -> SafeString:
    return format_html_join("", '<button type="button">{}</button>', ((words[key],) for key in keys))


def _file(name: str) -> SafeString:
    return mark_safe((STATIC / name).read_text(encoding="utf-8"))  # noqa: S308 - our own file
