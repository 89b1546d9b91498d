"""The page on which a colleague writes to one person: what the letter is, why it may leave, what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.contacts.queries import primary_email, to_be_told
from accord.lib.access import access
from accord.outbox.first_letters import OneIsEnough
from accord.outbox.mailings import Incomplete
from accord.register.models import Controller
from accord.sales import freezing, writing
from accord.sales.activity_views import UNPROCESSABLE
from accord.sales.concerning import About, about
from accord.sales.freezing import Frozen
from accord.sales.inserting import booking_page, helped
from accord.sales.reaching import Answer, Approach, CallKind, asked_about
from accord.sales.texts import found
from accord.sales.writing import NotWritten, Words
from accord.sales.writing_forms import WriteForm
from accord.staff.who import user_of
from accord.ui import once

HELP = frozenset({"insert", "look"})  # buttons that fill the letter in and do not send it
OFFERED = 12  # texts shown beside a letter


@dataclass(frozen=True, slots=True)
class Way:
    """One thing the letter may be, with the answer of the rules. code: how it is called in what is sent."""

    approach: Approach
    answer: Answer

    @property
    def code(self) -> str:
        """The kind, and the purpose of prospecting."""
        purpose = self.approach.purpose
        return f"{self.approach.kind}:{purpose.pk}" if purpose else str(self.approach.kind)

    @property
    def label(self) -> str:
        """What it is, in words."""
        purpose = self.approach.purpose
        if purpose:
            return _("Prospecting: %(purpose)s") % {"purpose": purpose.label}
        return capfirst(str(CallKind(self.approach.kind).label))


@access("letters.ask")
def write(request: HttpRequest) -> HttpResponse:
    """Write to the person of a record; ?person=, ?lead= and ?deal= say about what."""
    user = user_of(request)
    here = about(request.POST if request.method == "POST" else request.GET, user)
    if here.person is None:
        raise Http404
    if here.lead:
        try:
            freezing.check(here.lead)
        except Frozen as frozen:
            messages.error(request, str(frozen))
            return redirect(here.href)
    ways = _ways(here)
    choices = [(one.code, one.label) for one in _possible(ways)]
    if request.method != "POST" or HELP & request.POST.keys():
        typed = helped(request.POST, here.person, user)
        return _shown(request, here, ways, WriteForm(ways=choices, initial=typed))
    form = WriteForm(request.POST, ways=choices)
    if form.is_valid() and _sent(request, here, ways, form):
        return redirect(here.href)
    return _shown(request, here, ways, form)


def _ways(here: About) -> list[Way]:
    assert here.person is not None  # seen by `write`
    asked = Approach(here.person, CallKind.ANSWER, lead=here.lead, deal=here.deal)
    return [Way(one, writing.answer(one)) for one in writing.approaches(asked)]


def _possible(ways: Sequence[Way]) -> list[Way]:
    return [one for one in ways if one.answer.is_permitted]


@transaction.atomic
def _sent(request: HttpRequest, here: About, ways: Sequence[Way], form: WriteForm) -> bool:
    """Send it, once however often the button is pressed; a refusal is said in the form."""
    said = form.cleaned_data
    if once.came_of(said["ticket"]):
        return True
    chosen = next(one for one in ways if one.code == said["way"])
    words = Words(said["subject"], said["message"])
    try:
        sent = writing.write(user=user_of(request), approach=chosen.approach, words=words)
    except (NotWritten, Incomplete, OneIsEnough) as refused:
        form.add_error(None, refused.answer.why if isinstance(refused, NotWritten) else str(refused))
        once.give_back(said["ticket"])
        return False
    once.remember(said["ticket"], sent.pk)
    messages.success(request, _("Your e-mail to %(name)s is on its way.") % {"name": here.person})
    return True


def _shown(request: HttpRequest, here: About, ways: Sequence[Way], form: WriteForm) -> HttpResponse:
    possible = _possible(ways)
    assert here.person is not None  # seen by `write`
    source, _notice = to_be_told(here.person)
    context: dict[str, Any] = {
        "about": here,
        "person": here.person,
        "point": primary_email(here.person),
        "form": form,
        "possible": possible,
        "impossible": [one for one in ways if not one.answer.is_permitted],
        "chosen": form["way"].value() or (possible[0].code if possible else ""),
        "source": str(source or ""),
        "sender": _sender(possible),
        "user": user_of(request),
        "booking_page": booking_page(user_of(request)),
        "find": request.POST.get("find", ""),
        "texts": found(user_of(request), request.POST.get("find", ""))[:OFFERED],
    }
    return render(request, "sales/write.html", context, status=UNPROCESSABLE if form.errors else 200)


def _sender(possible: Sequence[Way]) -> Controller | None:
    """Whose letters leave from which address, where there is one."""
    purposes = [asked_about(one.approach, writing.EMAIL) for one in possible]
    return next((one.controller for one in purposes if one), None)
