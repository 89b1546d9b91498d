"""How people arrive in the demonstration besides the public page: a former tool's file, and requests still waiting."""

import csv
import hashlib
import io
from datetime import datetime, timedelta

from django.utils import timezone

from accord.consent import decisions
from accord.intake.counting import count
from accord.intake.imports import actions, running
from accord.intake.models import Import
from accord.intake.pages import page
from accord.intake.signup import Visit, Wish, ask
from accord.project.demo.register import Catalogue
from accord.staff.models import User

COLUMNS = ("Email Address", "First Name", "Last Name", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP")
FORMER = (
    ("agathe.blin", "Agathe", "Blin", True),
    ("paul.diallo", "Paul", "Diallo", True),
    ("mathilde.faure", "Mathilde", "Faure", False),
    ("louis.girard", "Louis", "Girard", True),
    ("sofia.haddad", "Sofia", "Haddad", False),
    ("nadia.kessler", "Nadia", "Kessler", True),
    ("etienne.lagarde", "Étienne", "Lagarde", False),
    ("jeanne.delmas", "Jeanne", "Delmas", True),
    ("sans-date", "Maud", "Vernet", None),
)
WAITING = ("lea.marin@example.org", "yves.tanguy@example.org", "rose.aubin@example.net")
WEEK = ((14, 9, 1, 0), (11, 8, 0, 1), (16, 12, 1, 1), (9, 7, 0, 0), (18, 13, 1, 2), (12, 8, 1, 0))


def load(catalogue: Catalogue) -> None:
    """Two files of our former tool, one relied upon and one not yet; a week of requests, three of them waiting."""
    marc, diane = (User.objects.get(email=f"{name}@lumen.example.org") for name in ("marc", "diane"))
    first = _bring(marc, catalogue, "Lettre, ancien outil", "lettre", FORMER[:5])
    _bring(marc, catalogue, "Nouveautés, ancien outil", "nouveautes", FORMER[5:])
    decisions.allow_declared(
        actor=diane.actor,
        import_id=first.pk,
        purpose=catalogue.purposes["lettre"],
        is_allowed=True,
        why="Notre propre outil ; les dates de demande et de confirmation y figurent.",
    )
    _week(catalogue)


def _bring(
    who: User,
    catalogue: Catalogue,
    name: str,
    code: str,
    people: tuple[tuple[str, str, str, bool | None], ...],
) -> Import:
    content = _file(people)
    values = {
        "name": name,
        "origin": Import.Origin.FORMER_TOOL,
        "origin_detail": "Ancien outil d’envoi, export de l’audience",
        "purpose": catalogue.purposes[code],
        "notice": catalogue.form.notice,
        "was_told": True,
        "sphere": "personal",
        "file": content,
        "file_name": "audience.csv",
        "file_sha256": hashlib.sha256(content).hexdigest(),
    }
    run = actions.take_in(actor=who.actor, values=values)
    running.start(actor=who.actor, import_id=run.pk)
    return running.carry_on(run.pk)


def _file(people: tuple[tuple[str, str, str, bool | None], ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    start = timezone.now() - timedelta(days=500)
    for number, (local, first, last, in_two_steps) in enumerate(people):
        asked, confirmed = start + timedelta(days=number), start + timedelta(days=number, hours=3)
        times = {True: (asked, confirmed), False: (None, confirmed), None: (None, None)}[in_two_steps]
        written = [_written(time) for time in times]
        writer.writerow(
            [
                f"{local}@example.org",
                first,
                last,
                written[0],
                "203.0.113.8" if in_two_steps else "",
                written[1],
                "",
            ]
        )
    return out.getvalue().encode()


def _written(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _week(catalogue: Catalogue) -> None:
    today = timezone.localdate()
    for back, (asked, confirmed, refused, expired) in enumerate(WEEK, start=1):
        day = today - timedelta(days=back)
        count(
            catalogue.form.pk,
            day,
            seen=2 * asked + 5,
            started=asked + 2,
            asked=asked,
            sent=asked,
            confirmed=confirmed,
            refused=refused,
            expired=expired,
        )
    shown = page(catalogue.form.slug, "fr")
    assert shown is not None  # the register of the demonstration has just opened it
    visit = Visit(ip="203.0.113.20", user_agent="Firefox", has_worked=True)
    for address in WAITING:
        ask(page=shown, wish=Wish(address, (shown.boxes[0].purpose.pk,)), visit=visit)
