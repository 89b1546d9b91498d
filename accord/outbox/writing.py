"""From a service letter's row to bytes: its text is made when it leaves, in the language it was asked in."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.outbox import links, mime
from accord.outbox.models import Letter
from accord.outbox.rendering import Outgoing, now_in_mail
from accord.register.models import Controller
from accord.ui.components.words import moment

_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)

SUBJECTS = {
    "confirm-your-address": _("Confirm your registration"),
    "already-confirmed": _("You are already registered"),
    "preferences-link": _("Your preferences"),
    "account-password": _("Choose your password"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A service letter in the language of the person."""

    subject: str
    text: str
    html: str


def written(letter: Letter) -> Outgoing:
    """The message of a service letter; its text is made here, in the language it was asked in."""
    content = letter.content or {}
    controller = _controller(content.get("controller"))
    with translation.override(content["language"]):
        words = _write(letter, content["facts"], controller)
    sender, name = settings.DEFAULT_FROM_EMAIL, "Accord"
    if controller:
        sender, name = controller.sender_email, controller.sender_name
    head = (
        b"From: %b\r\nTo: %b\r\nSubject: %b\r\nMessage-ID: %b\r\nDate: %b\r\nAuto-Submitted: auto-generated\r\n"
        % (
            mime.mailbox(name, sender),
            letter.to.encode(),
            mime.header(words.subject),
            letter.message_id.encode(),
            now_in_mail(),
        )
    )
    body = mime.filled(mime.alternative([mime.flowing(words.text)], [mime.flowing(words.html)]), {})
    if calendar := content["facts"].get("calendar"):
        body = mime.enclosing(body, "accord.ics", "text/calendar; charset=utf-8", calendar.encode())
    return Outgoing(letter.pk, links.return_path(letter.pk), letter.to, head + body)


def _write(letter: Letter, facts: Mapping[str, Any], controller: Controller | None) -> Written:
    if letter.service == "campaign-test":
        return Written(
            gettext("Test: %(subject)s") % {"subject": facts["subject"]}, facts["text"], facts["html"]
        )
    subject = str(SUBJECTS.get(letter.service) or facts["title"])
    known = {key: _said(key, value) for key, value in facts.items()}
    context = {**known, **_identity(controller), "subject": subject, "to": letter.to}
    context["language"] = translation.get_language()
    name = f"outbox/letters/{letter.service}"
    html = _INLINER.inline(render_to_string(f"{name}.html", context))
    return Written(subject, _wrapped(render_to_string(f"{name}.txt", context)), html)


def _said(key: str, value: Any) -> Any:
    """Instants (their names end in `_at`) as people write them; the rest as it is."""
    instant = parse_datetime(value) if key.endswith("_at") else None
    return moment(instant) if instant else value


def _identity(controller: Controller | None) -> dict[str, str]:
    if controller is None:
        return {"sender": "Accord", "identity": settings.SITE_URL, "questions": ""}
    identity = f"{controller.legal_name}, {controller.address_line}."
    return {"sender": controller.sender_name, "identity": identity, "questions": controller.asked_at}


def _wrapped(text: str) -> str:
    """Lines of at most 76 characters, addresses of pages left whole."""
    lines = text.strip().splitlines()
    return "\n".join(line if len(line) <= 76 or "://" in line else fill(line, 76) for line in lines) + "\n"


def _controller(number: int | None) -> Controller | None:
    return Controller.objects.filter(pk=number).first() if number else None
