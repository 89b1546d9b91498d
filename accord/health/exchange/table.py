"""A file of identities and stays, one line each: CSV, semicolons or commas, in UTF-8 or Windows’ own letters."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health.codes import EncounterClass
from accord.health.exchange.arrivals import Arrival, Stay, Unfit
from accord.health.traits import FEMALE, MALE, UNKNOWN, Traits
from accord.lib import nir

NEEDED = ("ipp", "nom_naissance", "prenoms", "date_naissance")
COLUMNS = (
    *NEEDED,
    "sexe", "lieu_naissance", "nom_utilise", "prenom_utilise", "sejour", "service", "classe", "debut", "fin",
)  # fmt: skip
SEXES = {"f": FEMALE, "m": MALE, "": UNKNOWN, "i": UNKNOWN}
LONGEST = 20_000  # lines of one file


def read(content: bytes) -> Iterator[tuple[int, Arrival | Unfit]]:
    """Each line with its number: what it says, or why it cannot be taken in. Raises Unfit for a file that is none."""
    rows = csv.DictReader(io.StringIO(_text(content)), dialect=_dialect(_text(content)))
    names = [str(name).strip().lower() for name in rows.fieldnames or []]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Unfit(_("The first line must name these columns: %(names)s.") % {"names": ", ".join(missing)})
    rows.fieldnames = names
    for number, row in enumerate(rows, start=2):
        if number > LONGEST:
            raise Unfit(_("The file has more lines than one import takes: cut it in parts."))
        try:
            yield number, _arrival({name: (row.get(name) or "").strip() for name in COLUMNS})
        except Unfit as unfit:
            yield number, unfit


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = ";" if text.split("\n", 1)[0].count(";") else ","

    return Found


def _arrival(row: dict[str, str]) -> Arrival:
    if any(nir.find(value) for value in row.values()):
        raise Unfit(_("A social security number stands in this line: it does not enter by this way."))
    for name in NEEDED:
        if not row[name]:
            raise Unfit(_("The column %(name)s is empty.") % {"name": name})
    if row["sexe"].lower() not in SEXES:
        raise Unfit(_("The sex must be F, M or nothing."))
    traits = Traits(
        row["nom_naissance"],
        row["prenoms"],
        born_on=_day(row["date_naissance"]),
        sex=SEXES[row["sexe"].lower()],
        birth_place=row["lieu_naissance"][:5],
        used_name=row["nom_utilise"],
        used_first_name=row["prenom_utilise"],
    )
    return Arrival(row["ipp"], traits, _stay(row))


def _stay(row: dict[str, str]) -> Stay | None:
    if not row["sejour"]:
        return None
    kind = row["classe"].upper() or EncounterClass.STAY
    if kind not in EncounterClass.values:
        raise Unfit(
            _("The class of the stay must be one of %(codes)s.") % {"codes": ", ".join(EncounterClass.values)}
        )
    starts_at, ends_at = _moment(row["debut"]), _moment(row["fin"]) if row["fin"] else None
    if ends_at and ends_at < starts_at:
        raise Unfit(_("The departure comes before the arrival."))
    status = "finished" if ends_at else "planned" if starts_at > timezone.now() else "in-progress"
    return Stay(row["sejour"], row["service"], kind, status, starts_at, ends_at)


def _day(text: str) -> date:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, shape).date()  # noqa: DTZ007 - a date of birth has no hour
        except ValueError:
            continue
        if day <= timezone.localdate():
            return day
    raise Unfit(_("A date must look like 1985-05-12 or 12/05/1985, and be past."))


def _moment(text: str) -> datetime:
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return timezone.make_aware(datetime.strptime(text, shape))  # noqa: DTZ007 - made aware at once
        except ValueError:
            continue
    raise Unfit(_("The beginning and the end of a stay must look like 2026-11-26 08:00."))
