"""What has an end: proofs by the rule of their site, links to accounts, counters of audience."""

from django.db import connection, transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.cookies.models import Account, Display, Site, VisitDay
from accord.lib.actor import SYSTEM
from accord.register.rules import period

AT_A_TIME = 20_000  # rows in one transaction


def purge(site: Site) -> int:
    """Remove the proofs of `site` whose time has passed; how many. They go in batches, so that nobody waits."""
    total = 0
    while gone := _purge(site.pk):
        total += gone
    if total:
        record(actor=SYSTEM, verb="cookies.choices.purged", about=site, facts={"events": total})
    return total


@transaction.atomic
def _purge(site_id: int) -> int:
    """Only the owner's function may remove a proof; it reads the rule itself (migration 0003)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cookies_purge(%s, %s)", [site_id, AT_A_TIME])
        return int(cursor.fetchone()[0])


def forget_accounts() -> int:
    """Remove links to accounts that nobody has used for long (rule cookies.account); how many."""
    unused = Account.objects.filter(seen_at__lt=timezone.now() - period("cookies.account"))
    return unused.delete()[1].get(Account._meta.label, 0)


def forget_counters() -> int:
    """Remove the counters of audience and of displays older than rule cookies.measure-data; how many."""
    limit = timezone.localdate() - period("cookies.measure-data")
    return sum(model.objects.filter(day__lt=limit).delete()[0] for model in (VisitDay, Display))
