"""The permissions panel of one person, in the words and the shape the component draws."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accord.consent.queries import Cell, Row
from accord.consent.terms import Level
from accord.desk.verdict_words import said
from accord.lib.links import address
from accord.register.models import Channel, LegalBasis, Purpose, Recipient
from accord.ui.components.people import Answer, Link, PurposeAnswers
from accord.ui.components.words import clock, long_date, moment

CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.POST)


def permissions(rows: Sequence[Row], *, with_proof: bool) -> Sequence[PurposeAnswers]:
    """Every purpose people are reached for × channel, with its reason; `with_proof` adds the links to the evidence."""
    return [
        PurposeAnswers(row.purpose.label, [answer(row.purpose, cell, with_proof) for cell in row.cells])
        for row in rows
    ]


def received_by(rows: Sequence[Row]) -> list[Recipient]:
    """Who receives the data of this person: the recipients of the purposes for which they may be reached."""
    used = [
        row.purpose.pk for row in rows if any(cell.verdict and cell.verdict.permitted for cell in row.cells)
    ]
    return list(Recipient.objects.filter(purposes__in=used).distinct().order_by("name"))


def answer(purpose: Purpose, cell: Cell, with_proof: bool) -> Answer:
    """One cell: yes or no, why, since when, on which words."""
    drawn = said(cell.verdict)
    label = str(Channel(cell.channel).label)
    if cell.verdict is None or drawn.kind == "na":
        return Answer(label, "na")
    return Answer(
        channel=label,
        kind=drawn.kind,
        word=drawn.word,
        sentence=_agreed(purpose, cell) if cell.verdict.permitted else _refused(cell),
        words=cell.words if cell.verdict.permitted else "",
        links=_links(cell, with_proof),
        language=cell.language,
    )


def _refused(cell: Cell) -> str:
    assert cell.verdict is not None  # not applicable otherwise
    remedy = str(cell.verdict.explanation.remedy)
    article = cell.verdict.article.replace("-", "\N{NON-BREAKING HYPHEN}")
    sentence = f"{cell.verdict.sentence} {remedy}".strip()
    return (
        _("%(sentence)s (%(article)s)") % {"sentence": sentence, "article": article} if article else sentence
    )


def _agreed(purpose: Purpose, cell: Cell) -> str:
    held = cell.permission
    if held is None or held.since is None or purpose.legal_basis != LegalBasis.CONSENT:
        basis = {"basis": LegalBasis(purpose.legal_basis).label}
        if not purpose.is_prospecting:  # the gate asks no notice for it
            return _("Yes: %(basis)s. No agreement is asked for.") % basis
        return _("Yes: %(basis)s. They have been informed and have not objected.") % basis
    day = {"day": long_date(held.since)}
    if held.evidence_level == Level.DECLARED:
        return (
            _("Yes, since %(day)s, declared by an import and accepted by a colleague, on these words:") % day
        )
    if held.requested_at and held.confirmed_at:
        steps = {
            "asked": clock(held.requested_at),
            "confirmed": _confirmed(held.requested_at, held.confirmed_at),
        }
        return _(
            "Yes, since %(day)s, in two steps: asked for at %(asked)s, confirmed at %(confirmed)s, on these words:"
        ) % (day | steps)
    return _("Yes, since %(day)s, on these words:") % day


def _confirmed(asked: datetime, confirmed: datetime) -> str:
    same_day = localtime(asked).date() == localtime(confirmed).date()
    return clock(confirmed) if same_day else moment(confirmed)


def _links(cell: Cell, with_proof: bool) -> list[Link]:
    held = cell.permission
    if not with_proof or held is None:
        return []
    links = []
    if held.event_id and (proof := address("consent:proof", held.event_id)):
        links.append(Link(_("See the proof"), proof, "seal"))
    if held.notice_version_id and (notice := address("register:version", held.notice_version_id)):
        links.append(Link(_("What they saw"), notice, "eye"))
    return links
