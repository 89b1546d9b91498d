"""E-mails to one person, for programs: the same action and the same gate as the page."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from accord.outbox.mailings import Incomplete
from accord.register.models import Channel
from accord.sales import writing
from accord.sales.api.activities import ActivityOut, Subject, told
from accord.sales.api.refusing import clean, conflicts
from accord.sales.concerning import about
from accord.sales.reaching import Approach, prospecting_purposes
from accord.sales.writing_forms import WordsForm
from accord.staff.api.asking import user_of, writes
from accord.staff.api.fields import Number, Sent
from accord.staff.api.problems import wrong
from accord.staff.api.repeats import once

router = Router(tags=["emails"])

Message = Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class EmailIn(Sent):
    """One e-mail. basis: an answer (to the request of the lead, or about the deal), a running contract, prospecting.

    purpose_id: for prospecting only; lead_id, deal_id: what it is about. Fields of the person may stand in the
    words, as in `{{ first_name|dear reader }}`.
    """

    person_id: Number
    basis: Literal["answer", "contract", "prospecting"]
    subject: Subject
    message: Message
    lead_id: Number | None = None
    deal_id: Number | None = None
    purpose_id: Number | None = None


@router.post("emails", **writes("emails:write", ActivityOut, status=201), summary="Write to one person")
@once(201)
def write_email(request: HttpRequest, body: EmailIn) -> ActivityOut:
    """Send an e-mail to one person, if the gate allows it; 409 says why it does not."""
    user, approach = user_of(request), _approach(request, body)
    words = clean(WordsForm({"subject": body.subject, "message": body.message}))
    try:
        with conflicts():
            sent = writing.write(user=user, approach=approach, words=writing.Words(**words))
    except Incomplete as lacking:
        raise wrong("body.message", str(lacking)) from lacking
    return told(sent)


def _approach(request: HttpRequest, body: EmailIn) -> Approach:
    """What it is about, as far as the caller may see it. Raises Refusal (422)."""
    named: dict[str, Any] = {"person": body.person_id, "lead": body.lead_id, "deal": body.deal_id}
    here = about(named, user_of(request))
    for name, number in named.items():
        if number and getattr(here, name) is None:
            raise wrong(f"body.{name}_id", _("Nothing has this number."))
    known = {one.pk: one for one in prospecting_purposes(Channel.EMAIL)}
    purpose = known.get(body.purpose_id or 0)
    if (body.basis == "prospecting") != (purpose is not None):
        raise wrong("body.purpose_id", _("Name a purpose of prospecting in use; for nothing else."))
    assert here.person is not None  # found above
    return Approach(here.person, body.basis, purpose, here.lead, here.deal)
