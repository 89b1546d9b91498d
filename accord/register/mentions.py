"""What a notice must say (art. 13 and 14 GDPR): each mention is written, or declared not applicable, because …"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accord.register.models import LegalBasis, Notice, NoticeVersion

Applies = Callable[[Notice], bool]
EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LI LV LT LU MT NL NO PL PT RO SK SI ES SE".split()
)


def _always(notice: Notice) -> bool:
    return True


def _rests_on(basis: str) -> Applies:
    return lambda notice: notice.purposes.filter(legal_basis=basis).exists()


def _leaves_the_union(notice: Notice) -> bool:
    countries = notice.purposes.values_list("recipients__country", flat=True)
    return any(country and country not in EEA for country in countries)


def _collected_from_the_person(notice: Notice) -> bool:
    return notice.article == Notice.Article.ART13


def _obtained_elsewhere(notice: Notice) -> bool:
    return notice.article == Notice.Article.ART14


def _prospects(notice: Notice) -> bool:
    return notice.purposes.filter(is_prospecting=True).exists()


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing people must be told. `applies`: False where the law does not ask for it in this notice."""

    code: str
    label: Promise | str
    article: str
    applies: Applies = _always
    can_be_absent: bool = True


MENTIONS: tuple[Mention, ...] = (
    Mention("controller", _("Who answers for the data"), "13(1)(a)", can_be_absent=False),
    Mention("dpo", _("Data protection officer"), "13(1)(b)"),
    Mention("purposes", _("What for, and on which basis"), "13(1)(c)", can_be_absent=False),
    Mention(
        "interest",
        _("The interest pursued"),
        "13(1)(d)",
        _rests_on(LegalBasis.LEGITIMATE_INTEREST),
        can_be_absent=False,
    ),
    Mention("categories", _("Which data"), "14(1)(d)", _obtained_elsewhere, can_be_absent=False),
    Mention("source", _("Where the data come from"), "14(2)(f)", _obtained_elsewhere, can_be_absent=False),
    Mention("recipients", _("Who receives the data"), "13(1)(e)"),
    Mention("transfers", _("Outside the Union, and with which safeguards"), "13(1)(f)"),
    Mention("retention", _("How long"), "13(2)(a)", can_be_absent=False),
    Mention(
        "rights",
        _("Access, rectification, erasure, restriction, portability"),
        "13(2)(b)",
        can_be_absent=False,
    ),
    Mention(
        "withdraw",
        _("Withdrawing at any time"),
        "13(2)(c)",
        _rests_on(LegalBasis.CONSENT),
        can_be_absent=False,
    ),
    Mention(
        "object", _("Objecting to prospecting, apart from the rest"), "21(4)", _prospects, can_be_absent=False
    ),
    Mention("complaint", _("Complaining to the CNIL"), "13(2)(d)", can_be_absent=False),
    Mention(
        "obligation",
        _("Whether an answer is required, and what follows if not"),
        "13(2)(e)",
        _collected_from_the_person,
    ),
    Mention("automated", _("Automated decisions"), "13(2)(f)"),
)

SECTIONS: tuple[tuple[Promise | str, tuple[str, ...]], ...] = (
    (_("Who answers for it"), ("controller", "dpo")),
    (_("What for"), ("purposes", "interest", "automated")),
    (_("Where it comes from"), ("source", "categories")),
    (_("Who sees it"), ("recipients", "transfers")),
    (_("How long"), ("retention",)),
    (_("What you must answer"), ("obligation",)),
    (_("Your rights"), ("withdraw", "rights", "complaint")),
    (_("Saying no to prospecting"), ("object",)),
)


def due(notice: Notice) -> list[Mention]:
    """The mentions this notice owes, in order."""
    return [mention for mention in MENTIONS if mention.applies(notice)]


def is_settled(mention: Mention, said: Mapping[str, str]) -> bool:
    """True when the mention is written, or declared not applicable with a reason where the law lets it be."""
    if str(said.get("text", "")).strip():
        return True
    return mention.can_be_absent and bool(str(said.get("not_applicable", "")).strip())


def missing(version: NoticeVersion) -> list[str]:
    """What keeps this version from being published, as sentences naming the mention and its article."""
    notice, lacking = version.notice, []
    if not version.title.strip():
        lacking.append(_now("The title is empty."))
    if not version.short.strip():
        lacking.append(_now("The short layer, shown beside the fields, is empty."))
    if not notice.purposes.exists():
        lacking.append(_now("The notice covers no purpose."))
    lacking += [
        _now("“%(mention)s” is neither written nor declared not applicable (art. %(article)s).")
        % {"mention": mention.label, "article": mention.article}
        for mention in due(notice)
        if not is_settled(mention, version.mentions.get(mention.code, {}))
    ]
    lacking += [
        _now("The exact words beside the box “%(purpose)s” are missing (art. 7).")
        % {"purpose": purpose.label}
        for purpose in notice.purposes.filter(legal_basis=LegalBasis.CONSENT)
        if not str(version.statements.get(purpose.code, "")).strip()
    ]
    return lacking


class Section(NamedTuple):
    """One part of a notice as people read it."""

    heading: str
    text: str


def notice_sections(version: NoticeVersion) -> list[Section]:
    """The notice as people read it, in the language of the version, empty sections left out."""
    sections = []
    with override(version.language):
        for heading, codes in SECTIONS:
            texts = [str(version.mentions.get(code, {}).get("text", "")).strip() for code in codes]
            if text := "\n".join(text for text in texts if text):
                sections.append(Section(str(heading), text))
    return sections
