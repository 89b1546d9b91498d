"""The pages that look across: home, the list of people, one person, search."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accord.contacts.forms import NoteForm, ViewForm
from accord.contacts.joined import leads_to_kept
from accord.contacts.models import Person
from accord.contacts.queries import views_for
from accord.desk import home as today
from accord.desk.beginning import first_steps, is_empty
from accord.desk.drawing import choices, lines, order_sentence, views
from accord.desk.finding import find
from accord.desk.forms import HeardForm
from accord.desk.funnel import week
from accord.desk.listing import listing
from accord.desk.record import record
from accord.desk.seen import recently_seen
from accord.desk.timeline import shows
from accord.desk.waiting import waiting
from accord.lib.access import SIGNED_IN, access, may
from accord.sales.concerning import About
from accord.sales.panels import of_person
from accord.sales.todo import to_do
from accord.staff.who import user_of
from accord.ui.menu import first_page

SEEN = 5


@access(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me; the four first steps while nobody is in the base. Whoever has another page begins there."""
    user = user_of(request)
    if not may(user, "home"):
        return _elsewhere(first_page(user))
    if is_empty():
        return render(request, "desk/beginning.html", {"steps": first_steps()})
    things, this_week = waiting(user), week()
    context = {
        "things": things,
        "greeting": today.greeting(str(user).split()[0], timezone.localtime(), things),
        "week": this_week,
        "funnel": today.funnel_rows(this_week),
        "letters": today.letters() if may(user, "campaigns.read") else [],
        "seen": recently_seen(user, SEEN),
        "events": today.recent(user) if may(user, "people.read") else [],
        "may_edit": may(user, "people.edit"),
        "may_audit": may(user, "audit.read"),
    }
    return render(request, "desk/home.html", context)


def _elsewhere(page: str) -> HttpResponse:
    if page == reverse("desk:home"):
        raise PermissionDenied("home")
    return redirect(page)


@access("people.read")
def people(request: HttpRequest) -> HttpResponse:
    """The list of people."""
    user = user_of(request)
    me = str(user.pk)
    shown = listing(request.GET)
    context = {
        "list": shown,
        "lines": lines(shown),
        "columns": choices(shown),
        "order": order_sentence(shown.sort),
        "views": views(views_for(me), request.GET, me),
        "view_form": ViewForm(initial={"query": shown.query}),
        "may_edit": may(user, "people.edit"),
        "may_export": may(user, "people.export"),
        "may_import": may(user, "imports.run"),
    }
    template = "desk/people.html#list" if request.headers.get("HX-Request") else "desk/people.html"
    answer = render(request, template, context)
    answer.headers["Vary"] = "HX-Request"
    return answer


@access("people.read")
@leads_to_kept("person")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: may we contact them, where the data come from, what happened."""
    someone = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    user = user_of(request)
    if someone.state == Person.State.ARCHIVED and not may(user, "rights.decide"):
        raise PermissionDenied("Archived: the data protection officer alone reads it.")
    show = request.GET.get("show", "")
    context = {
        "record": record(someone, show, user),
        "person": someone,
        "shows": shows(show),
        "deals": of_person(user, someone),
        "note_form": NoteForm(),
        "to_do": to_do(user, About(someone, someone.organisation)) if may(user, "sales.read") else None,
        "heard_form": HeardForm(),
        "may_edit": may(user, "people.edit"),
        "may_excuse": may(user, "register.manage"),
        "may_withdraw": may(user, "withdrawals.record"),
        "may_ask": may(user, "letters.ask"),
        "may_decide": may(user, "rights.decide"),
    }
    return render(request, "desk/person.html", context)


@access("people.read")
def search(request: HttpRequest) -> HttpResponse:
    """Find people, organisations, pages and actions: a page, the lines of the palette, or JSON."""
    text = request.GET.get("q", "")
    families = find(text, user_of(request))
    if request.headers.get("HX-Request"):
        return render(request, "desk/search.html#found", {"families": families, "q": text})
    if request.headers.get("Accept", "").startswith("application/json"):
        lines = [
            {"family": str(family.label), "title": line.title, "href": line.href, "sentence": line.sentence}
            for family in families
            for line in family.lines
        ]
        return JsonResponse({"found": lines})
    return render(request, "desk/search.html", {"families": families, "q": text})
