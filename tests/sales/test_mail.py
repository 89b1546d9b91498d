"""E-mails of colleagues stand beside the people of the base, and nobody else's mail is ever kept."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTP, SMTPRecipientsRefused
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from accord.audit.models import Detail, Entry
from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.lib.letters import own_words, text_of_html
from accord.outbox import imap
from accord.outbox.imap import CannotRead, Trouble
from accord.outbox.links import message_id
from accord.outbox.receiving import server
from accord.project.management.commands.receive import boxes
from accord.sales.leaving import Heirs, leave
from accord.sales.mail import collecting, copies, mailboxes, messages
from accord.sales.models import Activity, CopyAddress, Mailbox, MailboxFolder
from accord.staff.models import Reach, User
from accord.staff.roles import Role

from .conftest import Ask, Meet, Open
from .mailserver import MailServer, running

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AMINA, BOB = "Amina Benhaddou <amina@vauban.example>", "Bob <bob@lumen.example>"
STRANGER = "Un ami <ami@ailleurs.example>"


def letter(sender: str, to: str, subject: str = "Bonjour", text: str = "À bientôt.", **headers: str) -> bytes:
    """An e-mail as it travels."""
    message = EmailMessage()
    said = {"Message-ID": f"<{abs(hash((sender, to, subject)))}@example.org>", **headers}
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = headers.pop("Date", "Tue, 3 Mar 2026 10:12:00 +0100")
    for name, value in said.items():
        if name != "Date":
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture(scope="module")
def imap_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with running(tmp_path_factory.mktemp("imap")) as one:
        yield one


@pytest.fixture
def mail(imap_server: MailServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """The mail server of the house, which the administrator named and whose certificate the machine knows."""
    settings.MAIL_IMAP_HOSTS = [f"localhost:{imap_server.port}"]
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.certificate))
    return imap_server


@pytest.fixture
def box(mail: MailServer, bob: User) -> Mailbox:
    """Bob's mailbox, connected, with one folder chosen and read for the first time."""
    made = mailboxes.connect(actor=bob.actor, user=bob, address=bob.email, account=mail.account())
    mailboxes.choose_folders(actor=bob.actor, mailbox=made, names=[mail.folder()])
    collecting.collect(made)
    return made


def folder_of(box: Mailbox) -> str:
    return box.folders.get().name


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


# A mailbox, by IMAP


def test_what_amina_writes_and_what_bob_answers_stand_beside_amina(
    box: Mailbox, mail: MailServer, amina: Person
) -> None:
    mail.put(
        folder_of(box),
        letter(AMINA, BOB, "Notre essai", "Bonjour Bob,\n\nQuand commence-t-on ?\n\n> Le passé\n-- \nAmina"),
        letter(BOB, AMINA, "Re: Notre essai", "Lundi."),
    )
    assert collecting.collect(box) == collecting.Read(seen=2, kept=2)
    theirs, ours = Activity.objects.filter(person=amina).order_by("pk")
    assert (theirs.kind, theirs.direction, theirs.subject) == ("email", "in", "Notre essai")
    assert theirs.text == "Bonjour Bob,\n\nQuand commence-t-on ?"
    assert theirs.done_at == datetime(2026, 3, 3, 9, 12, tzinfo=UTC)
    assert (ours.direction, ours.text, ours.owner_id) == ("out", "Lundi.", box.user_id)
    assert Entry.objects.filter(verb="sales.email.attached", about_id=str(ours.pk)).exists()


def test_of_everybody_elses_mail_nothing_is_stored(box: Mailbox, mail: MailServer, amina: Person) -> None:
    mail.put(
        folder_of(box),
        letter(STRANGER, BOB, "Anniversaire surprise", "Ne dis rien à personne"),
        letter(BOB, STRANGER, "Re: Anniversaire surprise"),
        letter(STRANGER, AMINA, "Entre eux"),
        letter(AMINA, f"{BOB}, {STRANGER}", "À deux"),
    )
    assert collecting.collect(box) == collecting.Read(seen=4, kept=1)
    stored = everything_stored()
    assert "À deux" in stored
    for secret in ("nniversaire", "Ne dis rien", "Entre eux", "ami@ailleurs", "Un ami"):
        assert secret not in stored


def test_reading_changes_nothing_in_the_mailbox(box: Mailbox, mail: MailServer, amina: Person) -> None:
    mail.put(folder_of(box), letter(AMINA, BOB))
    collecting.collect(box)
    assert not any(b"\\Seen" in flags for flags in mail.flags(folder_of(box)))


def test_an_email_is_kept_once_however_often_it_is_met(
    box: Mailbox, mail: MailServer, amina: Person, bob: User
) -> None:
    said, other = letter(AMINA, BOB), mail.folder()
    mail.put(folder_of(box), said, said)
    mailboxes.choose_folders(actor=bob.actor, mailbox=box, names=[folder_of(box), other])
    collecting.collect(box)
    mail.put(other, said)
    collecting.collect(box)
    assert Activity.objects.count() == 1


def test_a_letter_written_here_that_comes_back_by_copy_is_kept_once(
    box: Mailbox, mail: MailServer, amina: Person, bob: User
) -> None:
    known = message_id(uuid4())
    Activity.objects.create(kind="email", subject="Notre devis", person=amina, owner=bob, message_id=known)
    mail.put(folder_of(box), letter(BOB, AMINA, "Notre devis", **{"Message-ID": known}))
    assert collecting.collect(box).kept == 0


def test_a_server_that_numbers_afresh_loses_and_doubles_nothing(
    box: Mailbox, mail: MailServer, amina: Person
) -> None:
    mail.put(folder_of(box), letter(AMINA, BOB, "un"))
    collecting.collect(box)
    MailboxFolder.objects.update(uid_validity=1, last_uid=9_999)
    mail.put(folder_of(box), letter(AMINA, BOB, "deux"))
    collecting.collect(box)
    assert sorted(Activity.objects.values_list("subject", flat=True)) == ["deux", "un"]


def test_what_was_there_before_and_other_folders_are_not_read(
    mail: MailServer, bob: User, amina: Person
) -> None:
    chosen, private = mail.folder("Clients d’été"), mail.folder()
    mail.put(chosen, letter(AMINA, BOB, "avant"))
    box = mailboxes.connect(actor=bob.actor, user=bob, address=bob.email, account=mail.account())
    assert not collecting.due().exists()
    mailboxes.choose_folders(actor=bob.actor, mailbox=box, names=[chosen])
    collecting.collect(box)
    mail.put(private, letter(AMINA, BOB, "privé"))
    mail.put(chosen, letter(AMINA, BOB, "après"))
    collecting.collect(box)
    assert list(Activity.objects.values_list("subject", flat=True)) == ["après"]


@pytest.mark.parametrize("state", ["restricted", "archived", "erased"])
def test_nothing_more_is_kept_about_somebody_restricted_or_erased(
    box: Mailbox, mail: MailServer, amina: Person, state: str
) -> None:
    contacts.set_state(actor=SYSTEM, person=amina, state=state)
    mail.put(folder_of(box), letter(AMINA, BOB, "Encore moi"), letter(BOB, AMINA, "Re: Encore moi"))
    assert collecting.collect(box).kept == 0
    assert not Activity.objects.exists() and "Encore moi" not in everything_stored()


def test_an_address_shared_with_somebody_restricted_names_nobody(
    box: Mailbox, mail: MailServer, amina: Person, meet: Meet
) -> None:
    twin = meet("Karim", email="amina@vauban.example")
    contacts.set_state(actor=SYSTEM, person=twin, state="restricted")
    mail.put(folder_of(box), letter(AMINA, BOB))
    assert collecting.collect(box).kept == 0


def test_their_letter_is_a_sign_of_life_and_a_machine_s_is_not(
    box: Mailbox, mail: MailServer, amina: Person
) -> None:
    mail.put(folder_of(box), letter(AMINA, BOB, "Absente", Auto_Submitted="auto-replied"))
    collecting.collect(box)
    amina.refresh_from_db()
    assert amina.heard_from_at is None and Activity.objects.count() == 1
    mail.put(folder_of(box), letter(AMINA, BOB, "Me voici"))
    collecting.collect(box)
    amina.refresh_from_db()
    assert amina.heard_from_at == datetime(2026, 3, 3, 9, 12, tzinfo=UTC)


def test_a_letter_dated_tomorrow_does_not_postpone_forgetting(
    box: Mailbox, mail: MailServer, amina: Person
) -> None:
    mail.put(folder_of(box), letter(AMINA, BOB, Date="Tue, 3 Mar 2099 10:12:00 +0100"))
    collecting.collect(box)
    amina.refresh_from_db()
    assert amina.heard_from_at and amina.heard_from_at <= timezone.now()


def test_an_answer_by_email_stops_the_clock_of_the_lead(
    box: Mailbox, mail: MailServer, amina: Person, ask: Ask
) -> None:
    lead = ask()
    today = timezone.localtime().strftime("%a, %d %b %Y %H:%M:%S +0100")
    at = (timezone.now() + timedelta(seconds=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    mail.put(folder_of(box), letter(AMINA, BOB, "Question", Date=today))
    collecting.collect(box)
    lead.refresh_from_db()
    assert lead.answered_at is None and Activity.objects.get().lead_id == lead.pk
    mail.put(folder_of(box), letter(BOB, AMINA, "Réponse", Date=at))
    collecting.collect(box)
    lead.refresh_from_db()
    assert lead.answered_at is not None


def test_a_deal_bob_may_not_see_gets_none_of_his_letters(
    box: Mailbox, mail: MailServer, amina: Person, open_deal: Open, bob: User, alice: User
) -> None:
    User.objects.filter(pk=bob.pk).update(reach=Reach.OWN)
    hers = open_deal("Secret", people=((amina.pk, "decides"),), owner_id=alice.pk)
    mail.put(folder_of(box), letter(BOB, AMINA, "un"))
    collecting.collect(Mailbox.objects.get(pk=box.pk))
    assert Activity.objects.get().deal_id is None
    his = open_deal("À lui", people=((amina.pk, "decides"),))
    mail.put(folder_of(box), letter(BOB, AMINA, "deux"))
    collecting.collect(Mailbox.objects.get(pk=box.pk))
    assert Activity.objects.get(subject="deux").deal_id == his.pk != hers.pk


def test_a_colleague_who_may_no_longer_work_is_not_read(box: Mailbox, bob: User) -> None:
    assert collecting.due().exists()
    User.objects.filter(pk=bob.pk).update(roles=[Role.READER])
    assert not collecting.due().exists()


# The password and the server


def test_the_password_is_encrypted_for_this_mailbox_alone_and_gone_when_disconnected(
    box: Mailbox, bob: User, mail: MailServer
) -> None:
    assert mail.account().password not in everything_stored()
    assert "mot de passe" not in repr(mailboxes.account_of(box))
    other = mailboxes.connect(
        actor=bob.actor, user=bob, address="b@lumen.example", account=replace(mail.account(), username="b")
    )
    Mailbox.objects.filter(pk=other.pk).update(sealed_password=box.sealed_password)
    with pytest.raises(CannotRead):
        collecting.collect(Mailbox.objects.get(pk=other.pk))
    mailboxes.disconnect(actor=bob.actor, mailbox=box)
    assert not Mailbox.objects.filter(pk=box.pk).exists() and not MailboxFolder.objects.exists()


def test_whoever_leaves_leaves_no_password_behind(box: Mailbox, bob: User, alice: User) -> None:
    copies.open_copies(actor=bob.actor, user=bob)
    leave(actor=alice.actor, user=bob, heirs=Heirs(alice, alice, alice))
    assert not Mailbox.objects.exists() and not CopyAddress.objects.exists()


def test_a_refused_password_is_not_tried_again_and_again(box: Mailbox, mail: MailServer, bob: User) -> None:
    mailboxes.connect(actor=bob.actor, user=bob, address=bob.email, account=mail.account("faux"))
    with pytest.raises(CannotRead) as refused:
        collecting.collect(Mailbox.objects.get(pk=box.pk))
    assert refused.value.trouble == Trouble.REFUSED
    assert not collecting.due().exists()
    mailboxes.connect(actor=bob.actor, user=bob, address=bob.email, account=mail.account())
    assert collecting.due().exists()


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(
    mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CannotRead) as refused:
        mailboxes.folders_of(mail.account())
    assert refused.value.trouble == Trouble.CERTIFICATE


@pytest.mark.parametrize(("named", "trouble"), [([], Trouble.FORBIDDEN), (["localhost"], None)])
def test_a_server_within_the_network_is_reached_only_when_the_administrator_named_it(
    mail: MailServer,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    named: list[str],
    trouble: Trouble | None,
) -> None:
    settings.MAIL_IMAP_HOSTS = named
    monkeypatch.setitem(imap.PORTS, "starttls", mail.port)
    if trouble is None:
        assert mailboxes.folders_of(mail.account())
        return
    with pytest.raises(CannotRead) as refused:
        mailboxes.folders_of(mail.account())
    assert refused.value.trouble == trouble


def test_a_folder_that_is_gone_is_said_to_be_gone(box: Mailbox) -> None:
    MailboxFolder.objects.update(name="Disparu")
    with pytest.raises(CannotRead) as refused:
        collecting.collect(box)
    assert refused.value.trouble == Trouble.FOLDER
    box.refresh_from_db()
    assert box.trouble == Trouble.FOLDER and box.stopped_at is None


# The pages


def test_bob_connects_chooses_checks_and_disconnects(
    signed_in: SignIn, bob: User, mail: MailServer, amina: Person
) -> None:
    browser, name = signed_in(bob), mail.folder()
    typed = {
        "address": "Bob@Lumen.example",
        "host": "localhost",
        "security": "starttls",
        "port": mail.port,
        "username": mail.account().username,
        "password": mail.account().password,
    }
    wrong = browser.post(reverse("sales:connect_mailbox"), {**typed, "password": "faux"})
    assert wrong.status_code == 422 and "faux" not in wrong.content.decode()
    assert "refuse ce compte" in wrong.content.decode() and not Mailbox.objects.exists()
    answer = browser.post(reverse("sales:connect_mailbox"), typed)
    box = Mailbox.objects.get()
    assert answer.headers["Location"] == reverse("sales:mailbox", args=[box.pk])
    page = browser.get(answer.headers["Location"])
    assert name in page.content.decode() and page.context["form"].initial["folders"] == ["INBOX"]
    browser.post(answer.headers["Location"], {"folders": [name]})
    browser.post(reverse("sales:check_mailbox", args=[box.pk]))
    mail.put(name, letter(AMINA, BOB))
    said = browser.post(reverse("sales:check_mailbox", args=[box.pk]), follow=True).content.decode()
    assert "1 nouvel e-mail regardé, 1 gardé" in said
    shown = browser.get(reverse("sales:activity", args=[Activity.objects.get().pk])).content.decode()
    assert "À bientôt." in shown and "reçu" in shown
    browser.post(reverse("sales:disconnect_mailbox", args=[box.pk]))
    assert not Mailbox.objects.exists() and Activity.objects.exists()


def test_nobody_opens_the_mailbox_of_another(box: Mailbox, signed_in: SignIn, alice: User) -> None:
    browser = signed_in(alice)
    assert browser.get(reverse("sales:mailbox", args=[box.pk])).status_code == 404
    for verb in ("check_mailbox", "disconnect_mailbox"):
        assert browser.post(reverse(f"sales:{verb}", args=[box.pk])).status_code == 404
    assert Mailbox.objects.exists()


@pytest.mark.parametrize(
    "host", ["http://imap.example.org", "a b", "imap.example.org:993", "émail", "x/../y"]
)
def test_what_is_not_the_name_of_a_server_is_said_so(signed_in: SignIn, bob: User, host: str) -> None:
    typed = {"address": "b@c.example", "host": host, "security": "tls", "username": "b", "password": "x"}
    page = signed_in(bob).post(reverse("sales:connect_mailbox"), typed)
    assert page.status_code == 422 and "host" in page.context["form"].errors


# Copies, by SMTP


@pytest.fixture
def door(settings: Any) -> Iterator[SMTP]:
    """The SMTP server of `accord receive`, as the mail server of the house meets it."""
    settings.MAIL_COPY_ADDRESS, settings.MAIL_RETURN_DOMAIN = "copie@crm.example", "retour.example"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running_door = server(boxes(), "127.0.0.1", port)
    running_door.start()
    with SMTP("127.0.0.1", port, timeout=20) as client:
        yield client
    running_door.stop()


@pytest.mark.django_db(transaction=True)
def test_a_blind_copy_of_what_bob_writes_stands_beside_amina(door: SMTP, bob: User, amina: Person) -> None:
    secret = copies.address_of(copies.open_copies(actor=bob.actor, user=bob))
    door.sendmail(bob.email, [secret.upper()], letter(BOB, AMINA, "Notre devis"))
    door.sendmail(bob.email, [secret], letter(BOB, AMINA, "Notre devis"))
    door.sendmail(bob.email, [secret], letter(BOB, STRANGER, "Chez le médecin"))
    kept = Activity.objects.get()
    assert (kept.subject, kept.direction, kept.person_id) == ("Notre devis", "out", amina.pk)
    stored = everything_stored()
    assert "médecin" not in stored and "ailleurs" not in stored
    assert secret.partition("+")[2].partition("@")[0] not in stored


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_sends_to_the_secret_address_is_not_kept(
    door: SMTP, bob: User, amina: Person
) -> None:
    secret = copies.address_of(copies.open_copies(actor=bob.actor, user=bob))
    door.sendmail("ami@ailleurs.example", [secret], letter(STRANGER, AMINA, "Faux"))
    assert not Activity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_door_relays_nothing_and_takes_no_closed_address(door: SMTP, bob: User, amina: Person) -> None:
    closed = copies.address_of(copies.open_copies(actor=bob.actor, user=bob))
    copies.close_copies(actor=bob.actor, user=bob)
    unknown = f"copie+{'a' * 24}@crm.example"
    for address in (closed, unknown, "copie@crm.example", "amina@vauban.example", "x+y@retour.example"):
        with pytest.raises(SMTPRecipientsRefused):
            door.sendmail(bob.email, [address], letter(BOB, AMINA))
    assert not Activity.objects.exists()


def test_bob_opens_renews_and_closes_his_address(signed_in: SignIn, bob: User, settings: Any) -> None:
    settings.MAIL_COPY_ADDRESS, settings.MAIL_RECEIVE = "copie@crm.example", ("127.0.0.1", 2525)
    browser, page = signed_in(bob), reverse("sales:mail")
    browser.post(reverse("sales:my_copies"))
    first = browser.get(page).context["address"]
    browser.post(reverse("sales:my_copies"))
    second = browser.get(page).context["address"]
    assert first.startswith("copie+") and first != second
    assert (copies.is_known(first), copies.is_known(second)) == (False, True)
    browser.post(reverse("sales:my_copies"), {"do": "close"})
    assert not copies.is_known(second)
    assert not Detail.objects.filter(after__contains=second[6:30]).exists()


# What a person wrote


def test_a_social_security_number_is_not_kept(box: Mailbox, mail: MailServer, amina: Person) -> None:
    number = "2 85 05 75 999 001 97"
    mail.put(folder_of(box), letter(AMINA, BOB, "Dossier", f"Mon numéro : {number}. Merci."))
    collecting.collect(box)
    assert number not in everything_stored() and "Merci." in Activity.objects.get().text


def test_own_words_leave_out_what_was_quoted() -> None:
    text = "Oui, jeudi.\n\nLe mar. 3 mars 2026 à 10:12, Bob <bob@lumen.example> a écrit :\n> Jeudi ?\n"
    assert own_words(text) == "Oui, jeudi."
    assert own_words("D'accord\n\nDe : Bob\nEnvoyé : mardi\nObjet : x\nancien") == "D'accord"
    html = "<style>p{}</style><p>Bonjour&nbsp;!</p><div>À <b>jeudi</b></div><blockquote>vieux</blockquote>"
    assert own_words(text_of_html(html)) == "Bonjour !\n\nÀ jeudi"


@given(st.binary(max_size=2_000))
@bounded(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_arrives_can_be_taken_apart(raw: bytes) -> None:
    messages.envelope(raw)
    said = messages.content(raw)
    assert "\x00" not in said.text + said.subject and said.at <= timezone.now()


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["utf-8", "klingon", "iso-8859-1"]))
@bounded(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_headers_nobody_understands_stop_nothing(text: str, name: str, charset: str) -> None:
    head = f"From: {name} <a@\r\nTo: {name}\r\nDate: {name}\r\nContent-Type: text/html; charset={charset}\r\n\r\n{text}"
    raw = head.encode("utf-8", "surrogatepass")
    messages.envelope(raw)
    messages.content(raw)
