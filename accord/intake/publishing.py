"""Publishing a form: an immutable version in each language, with the page as people see it and its SHA-256."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from accord.audit.actions import record
from accord.intake import definitions, drawing
from accord.intake.checking import NotReady, what_is_missing
from accord.intake.definitions import LANGUAGES, Box
from accord.intake.models import Form, FormVersion
from accord.intake.showing import SignUpPage
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import Channel, NoticeVersion, Purpose
from accord.register.queries import latest, published_versions

Definitions = dict[str, dict[str, Any]]


@transaction.atomic
def publish(*, actor: Actor, form: Form) -> int:
    """Make what is written the version the public sees; its number. Raises NotReady with what is missing."""
    locked = Form.objects.select_for_update().get(pk=form.pk)
    if missing := what_is_missing(locked):
        raise NotReady(missing)
    return _publish(actor, locked, written(locked), because="written")


@transaction.atomic
def renew(slug: str) -> bool:
    """The notice of an open form has a newer version: the same form, under its words. False when nothing can be shown.

    A form opened before forms had versions gets its first one here.
    """
    form = Form.objects.select_for_update(of=("self",)).filter(slug=slug, is_open=True).first()
    if form is None:
        return False
    last = last_versions(form)
    if not last:
        return bool((said := written(form)) and _publish(SYSTEM, form, said, because="first"))
    told = list(published_versions(next(iter(last.values())).notice_version.notice))
    renewed = {language: _renewed(one, latest(told, language)) for language, one in last.items()}
    if all(renewed[language][1] == one.notice_version for language, one in last.items()):
        return True
    if any(version is None for _said, version in renewed.values()):
        return False
    return bool(_publish(SYSTEM, form, renewed, because="notice"))


def written(form: Form) -> dict[str, tuple[dict[str, Any], NoticeVersion]]:
    """What the form says as it is being written: {language: (definition, notice version)}; empty without a notice."""
    told = list(published_versions(form.notice))
    said = {}
    for language in LANGUAGES:
        version = latest(told, language)
        if version is None:
            return {}
        said[language] = definitions.definition(form, version, language), version
    return said


def last_versions(form: Form) -> dict[str, FormVersion]:
    """The version the public sees, by language; empty before the first."""
    rows = FormVersion.objects.filter(form=form).select_related("notice_version__notice__controller")
    newest = rows.aggregate(Max("number"))["number__max"]
    return {one.language: one for one in rows.filter(number=newest)} if newest else {}


def has_changed(form: Form) -> bool:
    """True when what is written differs from what is published, or nothing is published yet."""
    last = last_versions(form)
    said = written(form)
    if not last:
        return True
    return any(
        said[language][0] != one.definition or said[language][1] != one.notice_version
        for language, one in last.items()
        if language in said
    )


def draft_page(form: Form, language: str) -> SignUpPage | None:
    """The page as it would be published, in `language`; None while its notice has no published version."""
    said = written(form)
    if not said:
        return None
    definition, version = said[language]
    draft = FormVersion(form=form, number=0, language=language, definition=definition, notice_version=version)
    return page_of(draft, form)


def page_of(version: FormVersion, form: Form) -> SignUpPage:
    """The page a version shows, whatever has become of its purposes since."""
    said = version.definition["boxes"]
    purposes = Purpose.objects.in_bulk([box["purpose"] for box in said])
    boxes = tuple(
        Box(
            purposes[box["purpose"]],
            box["words"],
            channel=box["channel"],
            recipient_id=box["recipient"],
            name=box["name"],
        )
        for box in said
        if box["words"]
    )
    return SignUpPage(form, version.notice_version, boxes, version)


def _renewed(last: FormVersion, version: NoticeVersion | None) -> tuple[dict[str, Any], NoticeVersion | None]:
    """The same definition, its boxes in the words of another notice version."""
    if version is None:
        return last.definition, None
    codes = dict(Purpose.objects.values_list("pk", "code"))
    boxes: Sequence[Mapping[str, Any]] = last.definition["boxes"]
    renewed = [
        {**box, "words": version.statements.get(codes[box["purpose"]], "")}
        if box["channel"] == Channel.EMAIL and not box["recipient"]
        else box
        for box in boxes
    ]
    return {**last.definition, "boxes": renewed}, version


def _publish(actor: Actor, form: Form, said: Mapping[str, Any], *, because: str) -> int:
    number = (form.versions.aggregate(Max("number"))["number__max"] or 0) + 1
    marks = {}
    for language, (definition, notice_version) in said.items():
        version = FormVersion(
            form=form,
            number=number,
            language=language,
            definition=definition,
            notice_version=notice_version,
            by_label=actor.label,
        )
        version.page = drawing.archived(page_of(version, form), language)
        version.sha256 = marks[language] = hashlib.sha256(version.page.encode()).hexdigest()
        version.save(force_insert=True)
    facts = {"number": number, "because": because, "sha256": marks}
    record(actor=actor, verb="intake.form.published", about=form, facts=facts)
    return number
