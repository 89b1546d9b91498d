"""A visitor's proof on paper: the banner as it was shown, beside what was chosen."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accord.cookies.models import BannerVersion
from accord.cookies.proof import Proof
from accord.cookies.showing import Shown
from accord.lib.paper import printed
from accord.ui.components.words import long_date, moment

TEMPLATE = Path(__file__).parent / "proof.typ"
Fact = tuple[str, str]


def pdf(proofs: Sequence[Proof], language: str, at: datetime) -> bytes:
    """The PDF of `proofs` (at least one, of one visitor), in the language of the moment; at: when it was made."""
    return printed(TEMPLATE, _said(proofs, language, at), at)


def _said(proofs: Sequence[Proof], language: str, at: datetime) -> dict[str, Any]:
    who, site = proofs[0].shown.controller, proofs[0].shown.site
    versions = {one.version.pk: one for one in proofs}
    about = [
        (_("Controller"), f"{who['legal_name']}, {who['address']}, {who['email']}"),
        (_("Site"), site["name"]),
        (_("Visitor"), str(proofs[0].choice.visitor)),
        (_("Printed on"), moment(at)),
    ]
    return {
        "language": language,
        "title": _("Proof of your choices on cookies"),
        "sentence": _("What was shown, what was chosen and when. Neither a name nor an IP address is kept."),
        "who": who["name"],
        "site": site["name"],
        "about": about,
        "choices": [_choice(one) for one in proofs],
        "banners": [_banner(one.version, one.shown) for one in versions.values()],
    }


def _choice(one: Proof) -> dict[str, Any]:
    choice, nothing = one.choice, _("nothing")
    facts: list[Fact] = [
        (_("When"), moment(choice.recorded_at)),
        (_("What was accepted"), " · ".join(one.granted) or nothing),
        (_("What was refused"), " · ".join(one.refused) or nothing),
        (_("Where"), one.where),
        (_("Record"), f"{choice.pk}"),
        (_("Banner"), f"{one.version.number} · {one.version.sha256}"),
        (_("Erased on"), long_date(one.until)),
    ]
    if choice.is_gpc:
        facts.insert(4, (_("Signal"), "Global Privacy Control"))
    return {
        "title": f"{one.act}, {long_date(choice.recorded_at)}",
        "facts": facts,
        "below": _("The banner, as it was shown:"),
        "shown": drawn(one.shown),
    }


def drawn(shown: Shown) -> dict[str, Any]:
    """What is needed to draw a banner as it was: its words in their order and its colours."""
    colours, words = shown.design["light"], shown.words
    order = ("accept", "refuse") if shown.design["first"] == "accept" else ("refuse", "accept")
    return {
        **colours,
        "words": {key: words.get(key, "") for key in ("title", "intro", "after", "choose", "list")},
        "purposes": [{"title": one.title, "line": one.line} for one in shown.purposes],
        "buttons": [words[key] for key in order],
    }


def _banner(version: BannerVersion, shown: Shown) -> dict[str, Any]:
    rows = [
        (
            f"{one.name}\n{one.place}",
            ", ".join(one.titles),
            one.data,
            "\n".join(f"{cookie.name}, {cookie.life}" for cookie in one.cookies),
        )
        for one in shown.parties
    ]
    return {
        "title": _("The third parties named by banner no. %(number)s") % {"number": version.number},
        "facts": [
            (_("Published on"), moment(version.published_at)),
            ("SHA-256", version.sha256),
            (_("Script"), version.code_sha256),
        ],
        "heads": [_("Who"), _("What for"), _("Data"), _("Cookies, life")],
        "rows": rows,
    }
