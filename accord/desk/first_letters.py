"""Writing the one first letter that may reach somebody before they were told, since it tells them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accord.consent import gate
from accord.consent.gate import Refused
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.contacts.queries import primary_email
from accord.contacts.views import actor_of, answered
from accord.desk.forms import FirstLetterForm
from accord.desk.letters import notice_for
from accord.lib.access import access
from accord.outbox.first_letters import FirstLetter, OneIsEnough, post_first
from accord.outbox.mailings import Incomplete
from accord.register.models import NoticeVersion, Purpose
from accord.register.queries import open_purposes


@access("letters.ask")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """A first letter: what the colleague writes, and the notice that goes with it."""
    person = get_object_or_404(Person, pk=pk)
    point = primary_email(person)
    waiting = person.acquisitions.filter(informed_at__isnull=True).order_by("inform_by").first()
    version = notice_for(waiting, person.language)
    purposes, why = _purposes(point)
    form = FirstLetterForm(request.POST or None, purposes=purposes)
    is_ready = bool(point and version and purposes and waiting)
    if request.method == "POST" and is_ready and form.is_valid():
        assert point and version and waiting  # is_ready says so
        if _posted(request, form, point, version, waiting):
            lead = request.POST.get("lead", "")
            return redirect("sales:lead", pk=int(lead)) if lead.isdigit() else redirect("desk:person", pk=pk)
    context = {
        "form": form,
        "person": person,
        "point": point,
        "version": version,
        "source": str(waiting or ""),
        "is_ready": is_ready,
        "why": why,
        "lead": request.POST.get("lead") or request.GET.get("lead", ""),
    }
    return render(request, "desk/first_letter.html", context, status=answered(form))


def _purposes(point: ContactPoint | None) -> tuple[Sequence[Purpose], str]:
    """The purposes for which nothing but the missing information stops a letter; else why there is none."""
    if point is None:
        return [], _("There is no e-mail address to write to.")
    found, why = [], _("No purpose in use allows prospecting by e-mail.")
    for purpose in open_purposes():
        if purpose.is_prospecting and "email" in purpose.channels:
            verdict = gate.ask(point.pk, purpose, "email")
            if verdict.notice_inside:
                found.append(purpose)
            else:
                why = _("They have been told already.") if verdict.permitted else verdict.sentence
    return found, why


def _posted(
    request: HttpRequest,
    form: FirstLetterForm,
    point: ContactPoint,
    version: NoticeVersion,
    waiting: Acquisition,
) -> bool:
    said = form.cleaned_data
    letter = FirstLetter(said["subject"], said["message"], str(waiting), version)
    try:
        post_first(actor=actor_of(request), point=point, purpose=form.chosen(), letter=letter)
    except Refused as refused:
        form.add_error(None, refused.verdict.sentence)
    except (Incomplete, OneIsEnough) as lacking:
        form.add_error(None, str(lacking))
    else:
        messages.success(request, _("The letter is on its way; once it has left, they have been told."))
        return True
    return False
