"""The inbox of leads, and one lead."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from accord.contacts.models import Person
from accord.contacts.queries import next_clock, owed
from accord.lib.access import access, may
from accord.lib.keyset import Page, page
from accord.sales import inbox
from accord.sales.answering import ways
from accord.sales.concerning import About
from accord.sales.freezing import note_duty, with_duty
from accord.sales.lead_forms import AssignForm, DecisionForm, QualificationForm, SetAsideForm, SourceForm
from accord.sales.models import Deal, Lead
from accord.sales.reaching import reach
from accord.sales.todo import done_on, to_do
from accord.staff.models import User
from accord.staff.who import user_of

SIZE = 20
UNPROCESSABLE = 422


@access("sales.read")
def leads(request: HttpRequest) -> HttpResponse:
    """The inbox: who waits for an answer, the newest first."""
    user = user_of(request)
    asked = {name: request.GET.get(name, "") for name in ("show", "source", "sort")}
    order = inbox.ORDERS.get(asked["sort"], inbox.ORDERS[""])
    shown: Page[Lead] = page(inbox.leads(user, asked["show"], asked["source"]), order, request.GET, SIZE)
    note_duty(shown.rows)
    context = {
        "page": shown,
        "lines": [(lead, inbox.clock(lead), f"{request.path}{lead.pk}/") for lead in shown.rows],
        "tabs": [(label, _address(asked, show=show), show == asked["show"]) for show, label in _tabs()],
        "filters": SourceForm(request.GET),
        "asked": asked,
        "previous": _address(asked, before=shown.before),
        "following": _address(asked, after=shown.after),
        "assign_form": AssignForm(),
        "may_add": may(user, "leads.add"),
        "may_qualify": may(user, "leads.qualify"),
        "may_manage": may(user, "sales.manage"),
    }
    return render(request, "sales/leads.html", context)


def _tabs() -> list[tuple[str, Any]]:
    return list(inbox.SHOWS.items())


def _address(asked: dict[str, str], **changes: str) -> str:
    """The address of the list with some of what was asked changed; "" for a page that does not exist."""
    if not any(changes.values()) and {"before", "after"} & set(changes):
        return ""
    said = {name: value for name, value in {**asked, **changes}.items() if value}
    return f"?{urlencode(said)}"


@access("sales.read")
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead: what they asked for, whether they may be reached, the questions, the decision."""
    return shown(request, one(request, pk))


def one(request: HttpRequest, pk: int) -> Lead:
    """The lead named in the address, with its duty to inform; 404 for whoever may not see it."""
    visible = Lead.objects.visible_to(user_of(request))
    found = with_duty(visible).select_related("person__organisation", "organisation", "owner", "acquisition")
    return get_object_or_404(found, pk=pk)


def shown(request: HttpRequest, lead: Lead, **forms: Any) -> HttpResponse:
    """The page of `lead`; `forms` are those that came back with something wrong in them."""
    user, person = user_of(request), lead.person
    fit, interest = inbox.scores(lead)
    questions = forms.get("questions") or QualificationForm(lead=lead)
    is_qualifying = may(user, "leads.qualify") and lead.is_open and not vars(lead)["is_frozen"]
    context = {
        "lead": lead,
        "person": person,
        "clock": inbox.clock(lead),
        "sentence": inbox.sentence(lead),
        "answers": inbox.answers(lead),
        "fit": fit,
        "interest": interest,
        "learnt": inbox.learnt(lead),
        "progress": inbox.progress(lead, len(questions.fields)),
        "reasons": inbox.reasons(lead, get_language() or "fr"),
        "companies": inbox.known_companies(lead),
        "doubles": inbox.doubles(lead, user),
        "reach": reach(person, lead=lead),
        "points": person.contact_points.all(),
        **_duty(user, person),
        "aside": forms.get("aside") or SetAsideForm(),
        "activities": done_on(lead),
        "to_do": to_do(user, About(person, lead.organisation, lead)),
        "deal": Deal.objects.visible_to(user).filter(lead=lead).first(),
        "may_qualify": may(user, "leads.qualify"),
        "is_qualifying": is_qualifying,
        "ways": ways(lead) if may(user, "activities.work") and not vars(lead)["is_frozen"] else None,
        "may_write": may(user, "letters.ask"),
        "may_merge": may(user, "people.edit"),
        "by_phone": {"kind": "call"},
        "by_email": {"kind": "email"},
        "back": {"lead": lead.pk},
        "from_here": f"?lead={lead.pk}",
        "assign_form": AssignForm(initial={"owner": lead.owner_id}),
        "questions": questions,
        "decision": forms.get("decision") or DecisionForm(lead=lead),
    }
    return render(request, "sales/lead.html", context, status=UNPROCESSABLE if forms else 200)


def _duty(user: User, person: Person) -> dict[str, Any]:
    """By when the person is to be told, and what this colleague may do about it."""
    waiting = owed().filter(person=person).order_by("inform_by")
    return {
        "due": next_clock(person),
        "may_tell": may(user, "letters.inform"),
        "may_set_aside": may(user, "leads.set_aside"),
        "excuse": waiting.first() if may(user, "register.manage") else None,
    }
