"""What waits for the webmaster, told on the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.cookies.models import Scan
from accord.cookies.webmaster import queries
from accord.ui.components.words import long_date

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do about a site."""

    title: str
    sentence: str
    href: str


def tasks() -> Iterator[Task]:
    """What the last control visits found anew; sites that ask nobody yet, third parties nobody has confirmed."""
    yield from _found()
    waiting = queries.sites().filter(Q(last=None) | Q(unconfirmed__gt=0), is_open=True)
    for site in waiting[:SHOWN]:
        if site.unconfirmed:
            title = ngettext(
                "%(site)s: confirm %(number)s third party",
                "%(site)s: confirm %(number)s third parties",
                site.unconfirmed,
            ) % {"site": site, "number": site.unconfirmed}
            sentence = _("Until a named colleague has checked what is said of it, it cannot be published.")
            yield Task(title, sentence, reverse("cookies:parties", args=[site.pk]))
        else:
            title = _("%(site)s: the banner is not published") % {"site": site}
            yield Task(title, _("Its visitors are not asked yet."), reverse("cookies:site", args=[site.pk]))


def _found() -> Iterator[Task]:
    """The sites whose last visit found something the one before had not."""
    last = Scan.objects.filter(state=Scan.State.DONE).order_by("site_id", "-id").distinct("site_id")
    rows = Scan.objects.filter(pk__in=last.values("pk"), news__gt=0, site__is_open=True)
    for scan in rows.select_related("site").defer("findings", "results")[:SHOWN]:
        title = ngettext(
            "%(site)s: the control visit found %(number)s new thing",
            "%(site)s: the control visit found %(number)s new things",
            scan.news,
        ) % {"site": scan.site, "number": scan.news}
        sentence = _("Met on the site and not as declared, %(day)s.") % {"day": long_date(scan.asked_at)}
        yield Task(title, sentence, reverse("cookies:scans", args=[scan.site_id]))
