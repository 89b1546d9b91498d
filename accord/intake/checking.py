"""What stands between a form and the public: one list, shown as a checklist and asked again when it is published."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accord.intake.definitions import boxes_of, is_for_consumers
from accord.intake.models import Form, FormField, FormPurpose
from accord.register.mentions import due, is_settled
from accord.register.models import Channel, LegalBasis, NoticeVersion, Purpose
from accord.register.queries import latest, published_versions

CAMPAIGN = {
    "fr": re.compile(r"\bcampagnes?\b", re.IGNORECASE),
    "en": re.compile(r"\bcampaigns?\b", re.IGNORECASE),
}


class NotReady(ValueError):
    """The form cannot be opened. `missing`: one sentence per thing to do, for the person."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. problems: sentences, none when it is done; href: where it is put right.

    is_detail: another line says the same in one sentence.
    """

    label: str
    problems: tuple[str, ...] = ()
    href: str = ""
    is_detail: bool = False

    @property
    def is_done(self) -> bool:
        """True when nothing is missing."""
        return not self.problems


@dataclass(frozen=True)
class _Looked:
    """What the checks look at, read once."""

    form: Form
    version: NoticeVersion | None
    versions: list[NoticeVersion]
    covered: dict[int, Purpose]
    boxes: list[FormPurpose]
    fields: list[FormField]


def what_is_missing(form: Form) -> list[str]:
    """What stands between a form and the public, one sentence each; empty when it can open (art. 13 GDPR)."""
    return [problem for item in checklist(form) if not item.is_detail for problem in item.problems]


def around_is_missing(form: Form) -> list[str]:
    """The same for its notice and its boxes only."""
    looked = _look(form)
    items = [*_notice(looked), *_boxes(looked)]
    return [problem for item in items if not item.is_detail for problem in item.problems]


def checklist(form: Form) -> list[Item]:
    """Everything a form needs before the public may see it, done or not."""
    looked = _look(form)
    return [item for check in CHECKS for item in check(looked)]


def _look(form: Form) -> _Looked:
    versions = list(published_versions(form.notice))
    covered = {one.pk: one for one in form.notice.purposes.all()}
    fields = list(form.fields.select_related("purpose").order_by("position", "pk"))
    return _Looked(form, latest(versions, "fr"), versions, covered, boxes_of(form), fields)


def _notice(looked: _Looked) -> list[Item]:
    """A notice that is not published is shown by its mentions, each with the place where it is written."""
    notice = looked.form.notice
    where = reverse("register:notice", args=[notice.pk])
    draft = looked.version or notice.versions.filter(language="fr").order_by("-number").first()
    mentions = []
    for mention in due(notice):
        lacks = draft is None or not is_settled(mention, draft)
        said = _("The notice does not say: %(mention)s.") % {"mention": mention.label}
        mentions.append(
            Item(
                str(mention.label), (said,) if lacks and looked.version is None else (), where, is_detail=True
            )
        )
    problem = () if looked.version else (_("Its notice “%(notice)s” is not published.") % {"notice": notice},)
    published = Item(_("Notice published"), problem, where)
    return [published, *mentions]


def _boxes(looked: _Looked) -> list[Item]:
    if looked.version is None:
        return []
    items = [_box(looked, box) for box in looked.boxes]
    if looked.form.is_lead or looked.boxes:
        return items
    return [Item(_("Boxes"), (_("It has no box: choose at least one purpose."),))]


def _box(looked: _Looked, box: FormPurpose) -> Item:
    purpose = box.purpose
    said = {"purpose": purpose, "notice": looked.form.notice, "channel": Channel(box.channel).label}
    is_worded = bool(box.recipient_id) or box.channel != Channel.EMAIL
    words = looked.version.statements if looked.version else {}
    missing = []
    if purpose.pk not in looked.covered or not (is_worded or purpose.code in words):
        missing.append(_("The published notice “%(notice)s” has no words for “%(purpose)s”.") % said)
    if purpose.state != Purpose.State.OPEN:
        missing.append(_("The purpose “%(purpose)s” is not in use.") % said)
    if purpose.legal_basis != LegalBasis.CONSENT:
        missing.append(
            _("“%(purpose)s” does not rest on consent: a box would promise a choice there is not.") % said
        )
    if box.channel not in purpose.channels:
        missing.append(_("“%(purpose)s” does not use this channel: %(channel)s.") % said)
    if box.recipient and not purpose.recipients.filter(pk=box.recipient_id or 0).exists():
        missing.append(_("“%(purpose)s” does not name this partner among its recipients.") % said)
    return Item(_("Box “%(purpose)s”") % said, tuple(missing))


def _fields(looked: _Looked) -> list[Item]:
    return [
        Item(_("Field “%(field)s”") % {"field": one}, tuple(_field(looked, one))) for one in looked.fields
    ]


def _field(looked: _Looked, field: FormField) -> list[str]:
    purpose = field.purpose
    said = {"field": field, "purpose": purpose, "notice": looked.form.notice}
    missing = []
    if not field.reason_fr.strip():
        missing.append(_("“%(field)s” does not say what it is needed for.") % said)
    if purpose.pk not in looked.covered:
        missing.append(
            _("“%(field)s” serves “%(purpose)s”, which the notice “%(notice)s” does not tell about.") % said
        )
    if purpose.state != Purpose.State.OPEN:
        missing.append(_("“%(field)s” serves “%(purpose)s”, which is not in use.") % said)
    is_address = field.completes == FormField.Completes.EMAIL
    if field.is_required and not is_address and purpose.legal_basis == LegalBasis.CONSENT:
        missing.append(
            _("“%(field)s” is required, and “%(purpose)s” can be refused: make it optional (art. 7(4)).")
            % said
        )
    if field.kind == FormField.Kind.PHONE and not {Channel.PHONE, Channel.SMS} & set(purpose.channels):
        missing.append(
            _("“%(field)s” is more than its purpose needs: “%(purpose)s” telephones nobody (art. 5(1)(c)).")
            % said
        )
    return missing


def _answered(looked: _Looked) -> list[Item]:
    """A request is answered under a purpose that does not rest on consent, and that the notice tells about."""
    if not looked.form.is_lead:
        return []
    answers = [one for one in looked.covered.values() if one.legal_basis != LegalBasis.CONSENT]
    problem = _("The notice tells of no purpose under which the request is answered.")
    return [Item(_("What the request is answered for"), () if answers else (problem,))]


def _calls(looked: _Looked) -> list[Item]:
    """Consumers who leave a number: the sentence comes by itself, the box must be there (art. L. 223-2)."""
    if not any(is_for_consumers(one, looked.form) for one in looked.fields):
        return []
    has_box = any(box.channel == Channel.PHONE for box in looked.boxes)
    problem = _(
        "Consumers leave their telephone number: the box that lets them agree to calls is missing (art. L. 223-2). "
        "It needs a purpose of the notice that rests on consent and telephones."
    )
    return [Item(_("Telephone of consumers: sentence and box"), () if has_box else (problem,))]


def _origin(looked: _Looked) -> list[Item]:
    if not looked.form.origin_fields:
        return []
    silent = [one.language_label for one in looked.versions if _is_newest(looked, one) and not _tells(one)]
    problem = _(
        "The notice does not say that the campaign a visitor comes from is kept with the request (%(language)s)."
    ) % {"language": ", ".join(silent)}
    where = reverse("register:notice", args=[looked.form.notice_id])
    return [Item(_("Origin of the visit, said in the notice"), (problem,) if silent else (), where)]


def _is_newest(looked: _Looked, version: NoticeVersion) -> bool:
    return looked.version is not None and version.number == looked.version.number


def _tells(version: NoticeVersion) -> bool:
    texts = [version.short, *(str(said.get("text", "")) for said in version.mentions.values())]
    return any(CAMPAIGN.get(version.language, CAMPAIGN["fr"]).search(text) for text in texts)


CHECKS: tuple[Callable[[_Looked], list[Item]], ...] = (_notice, _boxes, _answered, _fields, _calls, _origin)
