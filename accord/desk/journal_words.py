"""What the journal holds as codes and numbers, said in words: what an entry is about, its facts, its fields."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Field as ModelField
from django.db.models import Model, TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accord.audit.queries import Line
from accord.campaigns.models import Campaign, Image
from accord.consent.suppression import WHY
from accord.contacts.models import Acquisition, Organisation, Person
from accord.cookies.models import Site
from accord.intake.models import Form, Import, Offer, Trial
from accord.lib.access import may_open
from accord.register.models import Channel, Controller, Notice, Purpose, Recipient, RetentionRule
from accord.sales.models import AssignmentRule, Deal, Lead, Pipeline, Question, ScoreRule, Stage
from accord.staff.models import User
from accord.staff.roles import Role
from accord.ui.components.words import named

NAMED: dict[str, tuple[type[Model], str]] = {
    "register.Controller": (Controller, "register:edit_controller"),
    "register.Recipient": (Recipient, "register:edit_recipient"),
    "register.RetentionRule": (RetentionRule, "register:edit_rule"),
    "register.Purpose": (Purpose, "register:purpose"),
    "register.Notice": (Notice, "register:notice"),
    "contacts.Organisation": (Organisation, "contacts:organisation"),
    "intake.Form": (Form, "intake:form_page"),
    "intake.Import": (Import, "intake:import"),
    "intake.Offer": (Offer, "intake:edit_offer"),
    "intake.Trial": (Trial, "intake:trial"),
    "campaigns.Campaign": (Campaign, "campaigns:letter"),
    "cookies.Site": (Site, "cookies:site"),
    "campaigns.Image": (Image, "campaigns:image"),
    "sales.Lead": (Lead, "sales:lead"),
    "sales.Deal": (Deal, "sales:deal"),
    "sales.Pipeline": (Pipeline, "sales:pipeline"),
    "sales.Stage": (Stage, ""),
    "sales.AssignmentRule": (AssignmentRule, ""),
    "sales.ScoreRule": (ScoreRule, ""),
    "sales.Question": (Question, ""),
    "staff.User": (User, ""),
}
KEYS: dict[str, Promise] = {
    "added": gettext_lazy("Days added"),
    "address": gettext_lazy("Address"),
    "after": gettext_lazy("After"),
    "all": gettext_lazy("Lines"),
    "asks_again": gettext_lazy("Asks again"),
    "amount": gettext_lazy("Amount in cents"),
    "at": pgettext_lazy("a fact of the journal", "At"),
    "because": gettext_lazy("Why"),
    "before": gettext_lazy("Before"),
    "channel": gettext_lazy("Channel"),
    "contact_point": gettext_lazy("Address"),
    "controller": gettext_lazy("Controller"),
    "counts": gettext_lazy("People"),
    "data_en": gettext_lazy("Data received, in English"),
    "data_fr": gettext_lazy("Data received, in French"),
    "days": gettext_lazy("Length in days"),
    "deal": gettext_lazy("Deal"),
    "email": gettext_lazy("E-mail address"),
    "events": gettext_lazy("Answers"),
    "field": pgettext_lazy("a fact of the journal", "Field"),
    "file": gettext_lazy("File"),
    "first_name": gettext_lazy("First name"),
    "form": pgettext_lazy("a fact of the journal", "Form"),
    "from": pgettext_lazy("a fact of the journal", "From"),
    "hosts": gettext_lazy("Hosts called"),
    "import": pgettext_lazy("a fact of the journal", "Import"),
    "is_active": gettext_lazy("May sign in"),
    "is_allowed": gettext_lazy("May be relied upon"),
    "is_new": gettext_lazy("New"),
    "is_written": gettext_lazy("Letter queued"),
    "job": gettext_lazy("Job"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_name": gettext_lazy("Last name"),
    "lead": gettext_lazy("Lead"),
    "left_out": gettext_lazy("Left out"),
    "name": gettext_lazy("Name"),
    "new": gettext_lazy("New people"),
    "news": gettext_lazy("New findings"),
    "notice_version": gettext_lazy("Notice version"),
    "number": gettext_lazy("Version"),
    "offer": gettext_lazy("Offer"),
    "organisation": gettext_lazy("Organisation"),
    "organisation_id": gettext_lazy("Organisation"),
    "origin": gettext_lazy("Source"),
    "outcome": gettext_lazy("Outcome"),
    "owner": gettext_lazy("Owner"),
    "people": gettext_lazy("People"),
    "person": gettext_lazy("Person"),
    "phone": gettext_lazy("Telephone"),
    "point": gettext_lazy("Address"),
    "points": gettext_lazy("Addresses"),
    "proposed": gettext_lazy("Handed over by inside sales"),
    "purpose": gettext_lazy("Purpose"),
    "purposes": gettext_lazy("Purposes"),
    "questions": gettext_lazy("Questions"),
    "reason": gettext_lazy("Reason"),
    "recipient": gettext_lazy("Recipient"),
    "refused": gettext_lazy("Refused"),
    "requests": gettext_lazy("Sign-ups"),
    "retention": gettext_lazy("Retention"),
    "review_on": gettext_lazy("To be reviewed on"),
    "roles": gettext_lazy("Roles"),
    "rule": gettext_lazy("Rule"),
    "sha256": gettext_lazy("Fingerprint"),
    "source": gettext_lazy("Source"),
    "stage": gettext_lazy("Stage"),
    "template": gettext_lazy("Begun with"),
    "times": gettext_lazy("Times"),
    "troubles": gettext_lazy("Not as declared"),
    "to": pgettext_lazy("a fact of the journal", "To"),
    "view": gettext_lazy("Saved view"),
    "why": gettext_lazy("Why"),
}
SAID_ELSEWHERE = frozenset(
    {"position", "fields", "id", "note", "acquisition", "acquisitions", "code", "slug", "totals"}
)
CHOICES: dict[str, type[TextChoices]] = {
    "after": Person.State,
    "before": Person.State,
    "channel": Channel,
    "origin": Import.Origin,
    "outcome": Trial.Outcome,
    "reason": WHY,
    "roles": Role,
    "source": Acquisition.Source,
}
# whose fields are called as in its form: its amount is no money
OWN_WORDS = frozenset({"register.RetentionRule"})
NUMBERED = frozenset(
    {
        "contact_point",
        "deal",
        "form",
        "from",
        "import",
        "lead",
        "notice_version",
        "offer",
        "organisation",
        "organisation_id",
        "owner",
        "person",
        "point",
        "recipient",
        "stage",
        "to",
        "view",
    }
)
PIECE = r"'[^']*'|\"[^\"]*\"|\d+"
LISTED = re.compile(
    rf"\[(?:(?:{PIECE})(?:, (?:{PIECE}))*)?\]"
)  # a list as Python wrote it down, not words in brackets
SHORT = 12  # signs of a fingerprint that are enough to tell two apart


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: its name, and where it is shown."""

    name: str
    href: str


def about(found: Iterable[Line], people: Mapping[int, Person], reader: User) -> dict[int, About]:
    """What each entry is about, by entry, with its page where `reader` may open it. One query per kind at most."""
    lines = list(found)
    said = {pk: _person(person) for pk, person in people.items()}
    for kind, (model, url) in NAMED.items():
        ids = {line.entry.pk: line.entry.about_id for line in lines if line.entry.about_type == kind}
        things = model._default_manager.in_bulk({int(one) for one in ids.values()}) if ids else {}
        for entry, one in ids.items():
            if thing := things.get(int(one)):
                page = reverse(url, args=[thing.pk]) if url else ""
                said[entry] = About(str(thing), page if page and may_open(reader, page) else "")
    return said


def _person(person: Person) -> About:
    """A person is a number here: the journal outlives their name."""
    number = _("person no. %(number)s") % {"number": person.pk}
    return About(number, reverse("desk:person", args=[person.pk]))


def purposes() -> dict[str, str]:
    """The names of the purposes, by number and by code: an entry may hold either."""
    found = list(Purpose.objects.all())
    return {str(key): str(one) for one in found for key in (one.pk, one.code)}


def facts(found: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """The facts of an entry in one line: « Canal : e-mail · Finalité : Lettre mensuelle »."""
    said = (
        (key, _value(key, value, known))
        for key, value in found.items()
        if key not in SAID_ELSEWHERE and value not in (None, "", [], {})
    )
    return " · ".join(named(field(key), value) for key, value in said if value)


def changes(line: Line) -> Iterable[tuple[str, str, str]]:
    """(name of the field, before, after) of what an entry changed, in words; what nobody reads is left out."""
    kind = line.entry.about_type
    for key, before, after in line.changes:
        if key not in SAID_ELSEWHERE:
            yield field(key, kind), _written(key, before, kind), _written(key, after, kind)


def field(key: str, kind: str = "") -> str:
    """The name of a field or a fact: ours, or the one its model gives it; one without words is shown as it is."""
    if (key in KEYS and kind not in OWN_WORDS) or not (found := _model_field(key, kind)):
        return str(KEYS.get(key, key))
    return capfirst(str(found.verbose_name))


def _model_field(key: str, kind: str) -> "ModelField[Any, Any] | None":
    """The field `key` of the model `kind` ("intake.Offer"), or None."""
    model = NAMED[kind][0] if kind in NAMED else None
    fields = {one.name: one for one in model._meta.concrete_fields} if model else {}
    return fields.get(key)


def _written(key: str, value: str, kind: str) -> str:
    """A value as a person says it: yes or no, the label of a choice, else what was written."""
    if value in ("True", "False"):
        return _("yes") if value == "True" else _("no")
    if LISTED.fullmatch(value):
        return ", ".join(piece.strip("'\"") for piece in re.findall(PIECE, value))
    found = _model_field(key, kind)
    if found and found.is_relation and value:
        return _("no. %(number)s") % {"number": value}
    return str(dict(found.flatchoices).get(value, value)) if found and found.choices else value


def _value(key: str, value: Any, known: Mapping[str, str]) -> str:
    if isinstance(value, dict) and key != "sha256":
        return _counted(value)
    if isinstance(value, (dict, list)):
        each = value.values() if isinstance(value, dict) else value
        return ", ".join(_value(key, one, known) for one in each)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in NUMBERED:
        return _("no. %(number)s") % {"number": value}
    return _code(key, str(value), known)


def _code(key: str, value: str, known: Mapping[str, str]) -> str:
    if key == "sha256":
        return value[:SHORT]
    if key == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    if key == "purpose":
        return known.get(value, value)
    return str(dict(CHOICES[key].choices).get(value, value)) if key in CHOICES else value


def _counted(value: dict[str, Any]) -> str:
    """The sum of counts by reason; the reasons have a page of their own."""
    figures = [one for one in value.values() if isinstance(one, int)]
    return str(sum(figures)) if figures else ""
