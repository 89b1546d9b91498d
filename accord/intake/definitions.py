"""What a version of a form says, in one language: its questions and its boxes, with their exact words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accord.intake.models import Form, FormField, FormPurpose
from accord.lib.addresses import AddressError, display_phone, normalise_phone
from accord.register.models import Channel, NoticeVersion, Purpose, Recipient
from accord.ui.components.words import long_date

ADDRESS, FIRST_NAME = "address", "first_name"
LANGUAGES = ("fr", "en")


def _as_phone(text: str) -> str:
    try:
        return display_phone(normalise_phone(text))
    except AddressError:
        return text


def _as_date(text: str) -> str:
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


_READERS = {"phone": _as_phone, "date": _as_date}


@dataclass(frozen=True, slots=True)
class Question:
    """One question as people read it. code: its name in what is sent; legal: the sentence the law adds to it."""

    code: str
    kind: str
    label: str
    reason: str = ""
    help: str = ""
    heading: str = ""
    options: tuple[tuple[str, str], ...] = ()
    completes: str = ""
    is_required: bool = False
    is_after: bool = False
    legal: str = ""

    def shown(self, value: Any) -> str:
        """An answer as people read it."""
        if reader := _READERS.get(self.kind):
            return reader(str(value))
        labels = dict(self.options)
        values = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in values if one not in (None, ""))


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a form: the purpose and the exact words beside it. is_ticked: as the visitor sent it, never before."""

    purpose: Purpose
    words: str
    is_ticked: bool = False
    channel: str = Channel.EMAIL
    recipient_id: int = 0
    name: str = ""

    @property
    def key(self) -> str:
        """How the box is called in what is sent: "12", "12:phone", "12:email:5" for a partner."""
        return box_key(self.purpose.pk, self.channel, self.recipient_id)

    @property
    def is_plain(self) -> bool:
        """True for letters of our own."""
        return self.channel == Channel.EMAIL and not self.recipient_id

    @property
    def label(self) -> str:
        """What is agreed to, in a few words."""
        return self.name or self.purpose.label


def box_key(purpose_id: int, channel: str, recipient_id: int = 0) -> str:
    """The name of a box in what is sent."""
    if recipient_id:
        return f"{purpose_id}:{channel}:{recipient_id}"
    return str(purpose_id) if channel == Channel.EMAIL else f"{purpose_id}:{channel}"


def definition(form: Form, version: NoticeVersion, language: str) -> dict[str, Any]:
    """Everything a version of `form` says, in `language`, under the words of one notice version."""
    with override(language):
        return {
            "kind": form.kind,
            "sphere": form.sphere,
            "title": form.localised("title"),
            "intro": form.localised("intro"),
            "button": form.localised("button"),
            "lifetime_days": form.lifetime_days,
            "origin_fields": list(form.origin_fields),
            "fields": [_said(one) for one in _fields(form)],
            "boxes": [_box(box, version) for box in boxes_of(form)],
        }


def boxes_of(form: Form) -> list[FormPurpose]:
    """The boxes of a form as it is being written, in order."""
    return list(form.boxes.select_related("purpose", "recipient").order_by("position", "pk"))


def questions(said: Mapping[str, Any], *, is_after: bool = False) -> list[Question]:
    """The questions of a definition asked before the confirming click, or after it."""
    return [_read(one) for one in said["fields"] if one.get("is_after", False) == is_after]


def _read(one: Mapping[str, Any]) -> Question:
    options = tuple((option[0], option[1]) for option in one.get("options", ()))
    return Question(**{**one, "options": options})


def _fields(form: Form) -> list[Question]:
    """Every question, those that need not be written included: the address, and on a sign-up the first name."""
    written = [_question(field, form) for field in form.fields.order_by("position", "pk")]
    codes = {one.code for one in written}
    first = [] if ADDRESS in codes else [address_question(form)]
    if not form.is_lead and form.asks_first_name and FIRST_NAME not in codes:
        first.append(first_name_question())
    return [*first, *written]


def address_question(form: Form) -> Question:
    """The question of the address, where the form does not word it itself."""
    reason = (
        _("To answer you.") if form.is_lead else _("To write to you. It is the only field you must fill in.")
    )
    return Question(ADDRESS, "email", _("Your e-mail address"), reason, completes="email", is_required=True)


def first_name_question() -> Question:
    """The question of the first name, on a sign-up that asks for it."""
    reason = _("To begin the letter with your name.")
    return Question(FIRST_NAME, "text", _("First name"), reason, completes="first_name")


def _question(field: FormField, form: Form) -> Question:
    is_address = field.completes == FormField.Completes.EMAIL
    return Question(
        code=field.code,
        kind=field.kind,
        label=field.localised("label"),
        reason=field.localised("reason"),
        help=field.localised("help"),
        heading=field.localised("heading"),
        options=tuple((one["value"], _localised(one)) for one in field.options),
        completes=field.completes,
        is_required=field.is_required or is_address,
        is_after=field.is_after and not is_address,
        legal=call_sentence() if is_for_consumers(field, form) else "",
    )


def _localised(option: Mapping[str, str]) -> str:
    language = (get_language() or "fr")[:2]
    return option.get(language) or option.get("fr") or option["value"]


def is_for_consumers(field: FormField, form: Form) -> bool:
    """True for a telephone field that consumers may fill in: the law then adds a sentence and a box (L. 223-2)."""
    return field.kind == FormField.Kind.PHONE and form.sphere == Form.Sphere.PERSONAL


def call_sentence() -> str:
    """What article L. 223-2 of the consumer code has a form say beside a telephone number."""
    return _(
        "You are called to be offered something only if you have agreed to it beforehand, or about a contract that is "
        "running (art. L. 223-1 and L. 223-2 of the consumer code)."
    )


def _said(one: Question) -> dict[str, Any]:
    kept = {name: getattr(one, name) for name in Question.__slots__}
    kept["options"] = [list(option) for option in one.options]
    return {name: value for name, value in kept.items() if value or name in {"code", "kind", "label"}}


def _box(box: FormPurpose, version: NoticeVersion) -> dict[str, Any]:
    purpose, partner = box.purpose, box.recipient
    return {
        "purpose": purpose.pk,
        "channel": box.channel,
        "recipient": partner.pk if partner else 0,
        "name": _name(purpose, box.channel, partner),
        "words": words_of(purpose, box.channel, partner, version),
    }


def _name(purpose: Purpose, channel: str, partner: Recipient | None) -> str:
    if partner:
        return _("%(purpose)s: letters of %(partner)s") % {"purpose": purpose.label, "partner": partner.name}
    if channel == Channel.EMAIL:
        return purpose.label
    return _("%(purpose)s, by %(channel)s") % {"purpose": purpose.label, "channel": Channel(channel).label}


def words_of(purpose: Purpose, channel: str, partner: Recipient | None, version: NoticeVersion) -> str:
    """The exact words beside a box: those of the notice for our own letters, ours for a call and for a partner."""
    said = {"who": version.notice.controller.name, "purpose": purpose.label}
    if partner:
        return _(
            "I agree that %(who)s passes my address on to %(partner)s, which will write to me by e-mail itself. "
            "I can change my mind at any time, with either."
        ) % {**said, "partner": partner.name}
    if channel == Channel.EMAIL:
        return str(version.statements.get(purpose.code, ""))
    if channel == Channel.PHONE:
        return (
            _(
                "I agree that %(who)s calls me for this: %(purpose)s. I can change my mind at any time, on the "
                "telephone or by the link in any letter."
            )
            % said
        )
    return _(
        "I agree that %(who)s reaches me by %(channel)s for this: %(purpose)s. I can change my mind at any time."
    ) % {**said, "channel": Channel(channel).label}
