"""Two versions of a notice side by side."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accord.register.mentions import MENTIONS
from accord.register.models import NoticeVersion


@dataclass(frozen=True, slots=True)
class Change:
    """One text that is not the same in both versions."""

    label: str
    before: str
    after: str


def differences(before: NoticeVersion, after: NoticeVersion) -> list[Change]:
    """What changed from `before` to `after`, in the order people read it."""
    texts = [(_("Title"), before.title, after.title), (_("Short layer"), before.short, after.short)]
    texts += [
        (str(mention.label), _mention(before, mention.code), _mention(after, mention.code))
        for mention in MENTIONS
    ]
    texts += [
        (_("Words of the box “%(code)s”") % {"code": code}, _words(before, code), _words(after, code))
        for code in sorted({*before.statements, *after.statements})
    ]
    return [Change(label, old, new) for label, old, new in texts if old != new]


def _mention(version: NoticeVersion, code: str) -> str:
    said = version.mentions.get(code, {})
    if said.get("text"):
        return str(said["text"])
    because = said.get("not_applicable")
    return _("not applicable, because %(why)s") % {"why": because} if because else ""


def _words(version: NoticeVersion, code: str) -> str:
    return str(version.statements.get(code, ""))
