"""What a letter needs before it may start. One list: shown as a checklist, and asked again at the launch."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.campaigns import blocks as b
from accord.campaigns import formatting, rendering
from accord.campaigns.models import Campaign, Image
from accord.outbox import fields, marks
from accord.register.models import Channel, NoticeVersion, Purpose

# Mail boxes of the public: their domains tell readers to refuse what others send in their name (DMARC).
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com yahoo.com "
    "yahoo.fr ymail.com icloud.com me.com aol.com orange.fr wanadoo.fr free.fr sfr.fr laposte.net gmx.com gmx.fr "
    "proton.me protonmail.com".split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. problems: sentences; none means it is done. step: where it is put right."""

    code: str
    label: Promise | str
    problems: tuple[str, ...]
    step: str

    @property
    def is_done(self) -> bool:
        """True when nothing is missing."""
        return not self.problems


@dataclass(slots=True)
class _Letter:
    """What the checks look at, read once."""

    campaign: Campaign
    blocks: list[b.Block]
    rendered: rendering.Rendered
    pictures: dict[int, Image]

    @property
    def purpose(self) -> Purpose | None:
        return self.campaign.purpose

    @property
    def links(self) -> list[tuple[str, str]]:
        own = [address for block in self.blocks for address in block.addresses]
        texts = [text for block in self.blocks if block.kind in {"text", "columns"} for text in block.texts]
        return own + [link for text in texts for link in formatting.links(formatting.to_html(text))]


def checklist(campaign: Campaign) -> list[Item]:
    """Every check, in the order of the steps, with what is missing."""
    blocks = b.parse(campaign.blocks)
    numbers = [number for block in blocks for number in block.images]
    pictures = Image.objects.defer("content").in_bulk(numbers)
    letter = _Letter(campaign, blocks, rendering.render(campaign), pictures)
    return [Item(code, label, tuple(check(letter)), step) for code, label, step, check in CHECKS]


def problems(campaign: Campaign) -> list[str]:
    """Everything that keeps `campaign` from starting, as sentences."""
    return [sentence for item in checklist(campaign) for sentence in item.problems]


def links(campaign: Campaign) -> list[tuple[str, str]]:
    """The links of a letter in order, each once: (address, words)."""
    found = _Letter(campaign, b.parse(campaign.blocks), rendering.Rendered("", "", ""), {}).links
    return list({url: (url, words) for url, words in reversed(found)}.values())[::-1]


def _subject(letter: _Letter) -> list[str]:
    if not letter.rendered.subject:
        return [_("Write the subject: it is the first thing read.")]
    return fields.problems(letter.rendered.subject) + fields.problems(letter.campaign.preview_text)


def _content(letter: _Letter) -> list[str]:
    if not letter.blocks:
        return [_("The letter is empty: add a block.")]
    return list(dict.fromkeys(str(block.missing()) for block in letter.blocks if block.missing()))


def _fields(letter: _Letter) -> list[str]:
    return [sentence for block in letter.blocks for text in block.texts for sentence in fields.problems(text)]


def _alternatives(letter: _Letter) -> list[str]:
    numbers = [number for block in letter.blocks for number in block.images]
    if any(number not in letter.pictures for number in numbers):
        return [_("A picture of the letter is no longer in the library: choose another.")]
    unsaid = [picture for picture in letter.pictures.values() if not picture.alternative.strip()]
    return [_("“%(picture)s” has no alternative text.") % {"picture": picture.name} for picture in unsaid]


def _links(letter: _Letter) -> list[str]:
    return [problem for url, _words in letter.links if (problem := fields.address_problem(url))]


def _plain(letter: _Letter) -> list[str]:
    body = letter.rendered.text.split("-- \n")[0].strip()
    return [] if body else [_("The plain text is empty: some readers see nothing else.")]


def _purpose(letter: _Letter) -> list[str]:
    if letter.purpose is None:
        return [_("Choose the purpose: it decides who may receive the letter.")]
    if letter.purpose.state != Purpose.State.OPEN:
        return [_("The purpose “%(purpose)s” is not open.") % {"purpose": letter.purpose.label}]
    if Channel.EMAIL not in letter.purpose.channels:
        return [_("The purpose “%(purpose)s” does not use e-mail.") % {"purpose": letter.purpose.label}]
    return []


def _notice(letter: _Letter) -> list[str]:
    if letter.purpose is None:
        return [_("Choose the purpose first.")]
    valid = NoticeVersion.objects.filter(
        notice__purposes=letter.purpose, published_at__isnull=False, outdated_at__isnull=True
    )
    if valid.exists():
        return []
    return [_("No published notice tells people about “%(purpose)s”.") % {"purpose": letter.purpose.label}]


def _identity(letter: _Letter) -> list[str]:
    if letter.purpose is None:
        return [_("Choose the purpose first.")]
    controller = letter.purpose.controller
    if controller.name.strip() and controller.address.strip():
        return []
    return [_("The register lacks the name or the postal address of the controller.")]


def _stop(letter: _Letter) -> list[str]:
    parts = (letter.rendered.html, letter.rendered.text)
    if all(set(marks.REQUIRED) <= marks.names(part) for part in parts):
        return []
    return [_("The unsubscribe link is missing.")]


def _sender(letter: _Letter) -> list[str]:
    if letter.purpose is None:
        return [_("Choose the purpose first.")]
    address = letter.purpose.controller.sender_email
    domain = address.rpartition("@")[2].lower()
    if not domain or "." not in domain:
        return [_("The register lacks the address our letters come from.")]
    if domain in PUBLIC_MAIL and settings.MAIL_TRANSPORT != "mailbox":
        return [
            _("%(address)s belongs to a public mail service: readers refuse what others send in its name.")
            % {"address": address}
        ]
    return []


Check = Callable[[_Letter], list[str]]
CHECKS: tuple[tuple[str, Promise, str, Check], ...] = (
    ("subject", gettext_lazy("The subject is written"), "content", _subject),
    ("content", gettext_lazy("Every block is complete"), "content", _content),
    ("fields", gettext_lazy("The fields to fill in are known"), "content", _fields),
    ("alternatives", gettext_lazy("Every picture has its alternative text"), "content", _alternatives),
    ("links", gettext_lazy("The links are whole addresses"), "content", _links),
    ("plain", gettext_lazy("The plain text says the same"), "content", _plain),
    ("purpose", gettext_lazy("The purpose is open and uses e-mail"), "audience", _purpose),
    ("notice", gettext_lazy("A published notice tells people about it"), "audience", _notice),
    ("identity", gettext_lazy("The sender is named, with a postal address"), "audience", _identity),
    ("unsubscribe", gettext_lazy("The unsubscribe link is in both versions"), "audience", _stop),
    ("sender", gettext_lazy("The sender’s domain can be ours"), "audience", _sender),
)
