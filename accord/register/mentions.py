"""What a notice must say (art. 13 and 14 GDPR): each mention is written, or declared not applicable, because …"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from accord.register.models import LegalBasis, Notice, NoticeVersion

Applies = Callable[[Notice], bool]
EEA = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LI LV LT LU MT NL NO PL PT RO SK SI ES SE".split()
)


def _always(notice: Notice) -> bool:
    return True


def _rests_on(basis: str) -> Applies:
    return lambda notice: notice.purposes.filter(legal_basis=basis).exists()


def _never(notice: Notice) -> bool:
    return False


def _names_an_officer(notice: Notice) -> bool:
    return bool(notice.controller.dpo_name or notice.controller.dpo_email)


def _names_recipients(notice: Notice) -> bool:
    return notice.purposes.filter(recipients__isnull=False).exists()


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
    """One thing people must be told; art13 and art14: where the law asks for it ("" where it does not).

    applies: False where the law does not ask for it in this notice; is_known: where it exists only, when the register
    says that it does; None where it always exists, and cannot be declared not applicable.
    """

    code: str
    label: Promise | str
    art13: str
    art14: str
    applies: Applies = _always
    is_known: Applies | None = None

    @property
    def can_be_absent(self) -> bool:
        """True where the law asks for it only if it exists."""
        return self.is_known is not None

    def article(self, notice: Notice) -> str:
        """Where the law asks for it in this notice: "13(1)(a)", written « 13-1-a » in French."""
        found = self.art14 if notice.article == Notice.Article.ART14 else self.art13
        if not (get_language() or "fr").startswith("fr"):
            return found
        return found.replace("(", "\N{NON-BREAKING HYPHEN}").replace(")", "")


_CONSENT = _rests_on(LegalBasis.CONSENT)
_INTEREST = _rests_on(LegalBasis.LEGITIMATE_INTEREST)

MENTIONS: tuple[Mention, ...] = (
    Mention("controller", _("Who answers for the data"), "13(1)(a)", "14(1)(a)"),
    Mention("dpo", _("Data protection officer"), "13(1)(b)", "14(1)(b)", is_known=_names_an_officer),
    Mention("purposes", _("What for, and on which basis"), "13(1)(c)", "14(1)(c)"),
    Mention("interest", _("The interest pursued"), "13(1)(d)", "14(2)(b)", _INTEREST),
    Mention("categories", _("Which data"), "", "14(1)(d)", _obtained_elsewhere),
    Mention("source", _("Where the data come from"), "", "14(2)(f)", _obtained_elsewhere),
    Mention("recipients", _("Who receives the data"), "13(1)(e)", "14(1)(e)", is_known=_names_recipients),
    Mention(
        "transfers",
        _("Outside the Union, and with which safeguards"),
        "13(1)(f)",
        "14(1)(f)",
        is_known=_leaves_the_union,
    ),
    Mention("retention", _("How long"), "13(2)(a)", "14(2)(a)"),
    Mention("rights", _("Access, rectification, erasure, restriction, portability"), "13(2)(b)", "14(2)(c)"),
    Mention("withdraw", _("Withdrawing at any time"), "13(2)(c)", "14(2)(d)", _CONSENT),
    Mention("object", _("Objecting to prospecting, apart from the rest"), "21(4)", "21(4)", _prospects),
    Mention("complaint", _("Complaining to the CNIL"), "13(2)(d)", "14(2)(e)"),
    Mention(
        "obligation",
        _("Whether an answer is required, and what follows if not"),
        "13(2)(e)",
        "",
        _collected_from_the_person,
        is_known=_never,
    ),
    Mention("automated", _("Automated decisions"), "13(2)(f)", "14(2)(g)", is_known=_never),
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


def is_settled(mention: Mention, version: NoticeVersion) -> bool:
    """True when the version writes the mention, or declares it not applicable where law and register let it."""
    return not _lacks(mention, version)


def _lacks(mention: Mention, version: NoticeVersion) -> str:
    """What is wrong with one mention, as a sentence; "" when it is settled."""
    said: Mapping[str, str] = version.mentions.get(mention.code, {})
    words = {"mention": mention.label, "article": mention.article(version.notice)}
    if str(said.get("text", "")).strip():
        return ""
    if mention.is_known is None:
        return gettext("“%(mention)s” is not written (art. %(article)s).") % words
    if not str(said.get("not_applicable", "")).strip():
        return (
            gettext("“%(mention)s” is neither written nor declared not applicable (art. %(article)s).")
            % words
        )
    if mention.is_known(version.notice):
        return (
            gettext(
                "“%(mention)s” is declared not applicable, and the register says otherwise (art. %(article)s)."
            )
            % words
        )
    return ""


def missing(version: NoticeVersion) -> list[str]:
    """What keeps this version from being published, as sentences naming the mention and its article."""
    return [*_lacking_around(version), *_lacking_mentions(version), *_lacking_words(version)]


def _lacking_around(version: NoticeVersion) -> Iterator[str]:
    if not version.title.strip():
        yield gettext("The title is empty.")
    if not version.short.strip():
        yield gettext("The short layer, shown beside the fields, is empty.")
    if not version.notice.purposes.exists():
        yield gettext("The notice covers no purpose.")


def _lacking_mentions(version: NoticeVersion) -> list[str]:
    return [sentence for mention in due(version.notice) if (sentence := _lacks(mention, version))]


def _lacking_words(version: NoticeVersion) -> list[str]:
    return [
        gettext("The exact words beside the box “%(purpose)s” are missing (art. 7).")
        % {"purpose": purpose.label}
        for purpose in version.notice.purposes.filter(legal_basis=LegalBasis.CONSENT)
        if not str(version.statements.get(purpose.code, "")).strip()
    ]


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
