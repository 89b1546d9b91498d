"""What the tests of letters stand on: a register, people in several states, a letter ready to leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from accord.campaigns import blocks as b
from accord.campaigns import writing
from accord.campaigns.models import Campaign
from accord.consent import ledger
from accord.consent.terms import Level, Method, State
from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.outbox.deliver import Sender
from accord.outbox.models import DemoMessage
from accord.outbox.transport import from_settings
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, RetentionRule
from accord.staff.models import User


@pytest.fixture
def purpose(db: None) -> Purpose:
    """The monthly letter: open, resting on consent, told about in a published notice."""
    controller = Controller.objects.create(
        name="Atelier Lumen",
        legal_form="SAS",
        address="8 quai des Brumes\n69000 Lyon",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )
    rule = RetentionRule.objects.create(
        code="prospects", label_fr="Trois ans", amount=3, unit="years", start="last_contact", source="CNIL"
    )
    return Purpose.objects.create(
        code="lettre",
        controller=controller,
        retention=rule,
        label_fr="Lettre mensuelle",
        label_en="Monthly letter",
        description_fr="Une lettre par mois",
        legal_basis="consent",
        channels=["email"],
        state=Purpose.State.OPEN,
    )


@pytest.fixture
def notice(purpose: Purpose) -> NoticeVersion:
    """The published notice that tells about the letter."""
    notice = Notice.objects.create(code="inscription", name="Inscription", controller=purpose.controller)
    notice.purposes.add(purpose)
    return NoticeVersion.objects.create(
        notice=notice,
        number=1,
        language="fr",
        sha256="0" * 64,
        published_at=timezone.now() - timedelta(days=90),
    )


@dataclass(frozen=True)
class People:
    """Makes people: `people.consenting("Ada")`."""

    purpose: Purpose
    notice: NoticeVersion

    def admit(self, first: str, last: str = "", *, confirmed: bool = True) -> ContactPoint:
        """Somebody with a confirmed e-mail address, who has said nothing yet."""
        at = timezone.now() - timedelta(days=30)
        person = contacts.admit(
            actor=SYSTEM,
            acquisition=NewAcquisition("form", "lettre", at, self.notice.pk, at),
            identity=Identity(first_name=first, last_name=last),
            points=[
                NewPoint("email", f"{ascii(first).strip(chr(39)).encode().hex()[:20]}@example.org", "personal",
                         confirmed_at=at if confirmed else None)
            ],
        )  # fmt: skip
        return person.contact_points.get()

    def says(self, point: ContactPoint, state: State, at: datetime | None = None) -> None:
        """What somebody said about the letter."""
        ledger.write(
            actor=Actor.person(point.person_id),
            acts=[
                ledger.Act(
                    contact_point_id=point.pk,
                    purpose_id=self.purpose.pk,
                    channel="email",
                    state=state,
                    method=Method.LINK,
                    indicated_at=at or timezone.now() - timedelta(days=20),
                    words="Oui, la lettre.",
                    notice_version_id=self.notice.pk,
                    level=Level.DOUBLE_OPT_IN,
                )
            ],
        )

    def consenting(self, first: str, last: str = "") -> ContactPoint:
        """Somebody who asked for the letter and confirmed."""
        point = self.admit(first, last)
        self.says(point, State.CONFIRMED)
        return point

    def withdrawn(self, first: str) -> ContactPoint:
        """Somebody who confirmed, then withdrew."""
        point = self.consenting(first)
        self.says(point, State.WITHDRAWN, timezone.now() - timedelta(days=2))
        return point


@pytest.fixture
def people(purpose: Purpose, notice: NoticeVersion) -> People:
    """Makes people who consent, withdrew, or said nothing."""
    return People(purpose, notice)


@pytest.fixture
def ada(people: People) -> ContactPoint:
    """Ada, who consented."""
    return people.consenting("Ada", "Lovelace")


@pytest.fixture
def blaise(people: People) -> ContactPoint:
    """Blaise, who withdrew."""
    return people.withdrawn("Blaise")


@pytest.fixture
def letter(purpose: Purpose, notice: NoticeVersion, alice: User) -> Campaign:
    """A letter of Alice's, ready to leave."""
    campaign = writing.begin(actor=alice.actor, name="Lettre de novembre", purpose=purpose)
    campaign.subject = "Le bois qui dure"
    campaign.blocks = b.dump(
        [
            b.Title(text="Le bois qui dure"),
            b.Text(text="Bonjour {{ first_name|à vous }},\n\nVoici [l’article](https://lumen.example/bois)."),
            b.Button(words="Lire", url="https://lumen.example/lire"),
        ]
    )
    campaign.save()
    return campaign


@pytest.fixture
def deliver(settings: object) -> Callable[[], list[DemoMessage]]:
    """Lets everything that waits leave, to the demo mailbox; what arrived."""

    def run() -> list[DemoMessage]:
        sender = Sender(from_settings())
        while sender.turn():
            pass
        return list(DemoMessage.objects.order_by("pk"))

    return run


def read(message: DemoMessage) -> tuple[str, str]:
    """The plain text and the HTML of a message, as a mail reader decodes them."""
    parsed = message_from_bytes(bytes(message.raw), policy=policy.default)
    text, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    return text.get_content(), html.get_content()
