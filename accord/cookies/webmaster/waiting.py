"""What waits for the webmaster, told on the home page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.cookies.webmaster import queries

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do about a site."""

    title: str
    sentence: str
    href: str


def tasks() -> Iterator[Task]:
    """Sites that ask nobody yet, and third parties nobody has confirmed: one query."""
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
