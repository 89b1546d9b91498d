"""What the colleagues of the demonstration did these last weeks, and what they have to do in the coming days."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import timezone

from accord.contacts.models import Person
from accord.contacts.queries import primary_email
from accord.project.demo.doings import COMING, LETTERS, PAST, Told, Written
from accord.project.demo.scene import working_hour
from accord.sales.doing import NewActivity, done, plan
from accord.sales.mail.attaching import addresses_of, attach, exchanged
from accord.sales.mail.messages import envelope
from accord.sales.models import Activity, Deal
from accord.staff.models import User

DAY = timedelta(days=1)


def load() -> None:
    """Tell it all, deal after deal, the same each time; hours are those of working days."""
    users = {name: User.objects.get(email=f"{name}@lumen.example.org") for name in ("bob", "ines")}
    deals = _deals()
    for told in PAST:
        _tell(told, users[told.who], next(deals), is_done=True)
    for told in COMING:
        _tell(told, users[told.who], next(deals), is_done=False)
    for letter in LETTERS:
        _write(letter, users[letter.who], next(deals))


def _deals() -> Iterator[Deal]:
    """The deals under way, the largest first, again and again."""
    under_way = list(Deal.objects.filter(state=Deal.State.OPEN).order_by("-amount", "pk"))
    while True:
        yield from under_way


def _main(deal: Deal) -> Person:
    return deal.roles.select_related("person").get(is_main=True).person


def _tell(told: Told, user: User, deal: Deal, *, is_done: bool) -> None:
    at, person = working_hour(told.on, told.at), _main(deal)
    new = NewActivity(
        kind=told.kind,
        subject=told.subject,
        text=told.text,
        person_id=person.pk,
        organisation_id=deal.organisation_id,
        deal_id=deal.pk,
        owner_id=user.pk,
        due_at=None if told.kind == Activity.Kind.NOTE else at,
        ends_at=at + timedelta(minutes=told.minutes) if told.minutes else None,
        place=told.place,
        call_kind=Activity.CallKind.ANSWER if told.kind == Activity.Kind.CALL else "",
    )
    news = deal.news_at
    activity = plan(actor=user.actor, new=new)
    begun = min(at, timezone.now()) - DAY
    if is_done:
        done(actor=user.actor, activity=activity, outcome=told.outcome)
        Deal.objects.filter(pk=deal.pk).update(news_at=news)  # what slept still sleeps
        Activity.objects.filter(pk=activity.pk).update(done_at=at, created_at=begun)
    else:
        Activity.objects.filter(pk=activity.pk).update(created_at=begun)


def _write(letter: Written, user: User, deal: Deal) -> None:
    """An e-mail comes by the copy of a colleague, as it would in a real house."""
    point = primary_email(_main(deal))
    if point is None:
        return
    theirs, ours = f"{point.person} <{point.value}>", f"{user} <{user.email}>"
    at = working_hour(letter.on, letter.at)
    message = EmailMessage()
    message["From"], message["To"] = (ours, theirs) if letter.is_ours else (theirs, ours)
    message["Subject"], message["Date"] = letter.subject, format_datetime(at)
    message["Message-ID"] = f"<demonstration{letter.on}.{letter.at}@example.org>"
    message.set_content(letter.text)
    raw = message.as_bytes()
    exchange = exchanged(envelope(raw), addresses_of(user))
    if exchange:
        attach(user, exchange, lambda: raw)
