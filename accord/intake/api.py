"""Forms and what is sent through them, for programs: the same words, the same double opt-in, the same limits."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from accord.intake import answers, pages, signup
from accord.intake.forms import SignUpForm
from accord.intake.limits import TooMany
from accord.intake.models import Form, Submission
from accord.intake.origins import origin_of
from accord.intake.pages import SignUpPage
from accord.intake.signup import Visit, Wish
from accord.lib.keyset import page as page_of
from accord.lib.network import client_address
from accord.staff.api.asking import asks, writes
from accord.staff.api.fields import Code, Id, Line, Number, Place, Sent, Size, Slug, Text
from accord.staff.api.problems import Refusal, flaws
from accord.staff.api.repeats import once

router = Router(tags=["forms"])

Language = Literal["fr", "en"]
Key = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9:]+$")]
Answers = Annotated[dict[Slug, Text | Annotated[list[Line], Field(max_length=50)]], Field(max_length=100)]
AN_HOUR = 3600


class FormOut(Schema):
    """A form. kind: signup or lead."""

    slug: str
    kind: str
    title: str
    is_open: bool


class FormsOut(Schema):
    """One page of forms; `after` asks for the next one, "" at the end."""

    forms: list[FormOut]
    after: str


class QuestionOut(Schema):
    """One question as people read it. code: its name in `answers`; reason: what it is needed for."""

    code: str
    kind: str
    label: str
    reason: str
    help: str
    legal: str
    options: list[tuple[str, str]]
    is_required: bool


class BoxOut(Schema):
    """One box, never ticked in advance. key: its name in `boxes`; words: what stands beside it, exactly."""

    key: str
    purpose: str
    channel: str
    words: str


class MentionOut(Schema):
    """One part of the notice."""

    title: str
    text: str


class FormPageOut(Schema):
    """What an open form says in one language: show the notice before anything is typed."""

    slug: str
    form_version: int
    language: str
    title: str
    intro: str
    questions: list[QuestionOut]
    boxes: list[BoxOut]
    notice_version: int
    notice_short: str
    notice: list[MentionOut]


class SubmissionIn(Sent):
    """What a visitor typed, having read version `form_version` of the form. ip, user_agent: theirs, as evidence."""

    answers: Answers
    boxes: Annotated[list[Key], Field(max_length=50)] = []
    form_version: Number
    language: Language = "fr"
    origin: Annotated[dict[Slug, Line], Field(max_length=3)] = {}
    ip: Annotated[str, Field(max_length=45, pattern=r"^[0-9a-fA-F.:]*$")] = ""
    user_agent: Line = ""


class AskedOut(Schema):
    """The same answer for every address: a letter may have left, and only its reader can confirm."""

    reference: UUID
    expires_at: datetime


class AnswerOut(Schema):
    """One answer, with the question as it was read."""

    code: str
    label: str
    value: str


class SubmissionOut(Schema):
    """What somebody sent and confirmed. boxes: keys of those ticked."""

    id: int
    form: str
    form_version: int
    person_id: int
    answers: list[AnswerOut]
    boxes: list[str]
    origin: dict[str, str]
    asked_at: datetime
    confirmed_at: datetime


class SubmissionsOut(Schema):
    """One page, the newest first; `after` asks for the next one, "" at the end."""

    submissions: list[SubmissionOut]
    after: str


@router.get("forms", **asks("forms:read", FormsOut), summary="Forms")
def list_forms(request: HttpRequest, after: Place = "", size: Size = 25) -> FormsOut:
    """Every form, in the order they were made."""
    shown = page_of(Form.objects.all(), ("pk",), {"after": after}, size)
    forms = [
        FormOut(slug=one.slug, kind=one.kind, title=one.localised("title"), is_open=one.is_open)
        for one in shown.rows
    ]
    return FormsOut(forms=forms, after=shown.after)


@router.get("forms/{slug}", **asks("forms:read", FormPageOut), summary="What a form says")
def one_form(request: HttpRequest, slug: Slug, language: Language = "fr") -> FormPageOut:
    """The questions and boxes of an open form with their exact words, and its notice."""
    page = _open_page(slug, language)
    return FormPageOut(
        slug=page.form.slug,
        form_version=page.form_version.pk,
        language=page.form_version.language,
        title=page.title,
        intro=page.intro,
        questions=[QuestionOut.model_validate(one, from_attributes=True) for one in page.questions],
        boxes=[
            BoxOut(key=box.key, purpose=box.purpose.code, channel=box.channel, words=box.words)
            for box in page.boxes
        ],
        notice_version=page.version.pk,
        notice_short=page.version.short,
        notice=[MentionOut(title=one.heading, text=one.text) for one in page.sections],
    )


@router.post(
    "forms/{slug}/submissions",
    **writes("submissions:write", AskedOut, status=202),
    summary="Send what a visitor typed",
)
@once(202)
def send(request: HttpRequest, slug: Slug, body: SubmissionIn) -> AskedOut:
    """A sign-up or a request: the owner of the address is asked to confirm, and is no contact before their own click.

    The checks, the limits and the answer are those of the public page. A form that has changed since it was read is
    refused (409, form_changed): show it again first.
    """
    page = _open_page(slug, body.language)
    if body.form_version != page.form_version.pk:
        raise Refusal(409, _("The form has changed since it was read: show it again."), reason="form_changed")
    filled = SignUpForm(_as_sent(body), page=page)
    if not filled.is_valid():
        raise flaws(filled, places={name: _place(name) for name in filled.fields})
    visit = Visit(body.ip or client_address(request), body.user_agent, "api")
    return _asked(page, _wish(page, filled.cleaned_data, body), visit)


def _as_sent(body: SubmissionIn) -> MultiValueDict[str, str]:
    """What a page would have sent."""
    answered = {code: one if isinstance(one, list) else [one] for code, one in body.answers.items()}
    return MultiValueDict({**answered, "purposes": body.boxes})


@router.get("submissions", **asks("forms:read", SubmissionsOut), summary="What was sent and confirmed")
def list_submissions(
    request: HttpRequest, form: Code = "", after: Place = "", size: Size = 25
) -> SubmissionsOut:
    """Submissions their owners confirmed, the newest first; of one form when its name is given."""
    rows = Submission.objects.select_related("form")
    shown = page_of(
        rows.filter(form__slug=form) if form else rows, ("-confirmed_at", "-pk"), {"after": after}, size
    )
    return SubmissionsOut(submissions=[_submission(one) for one in shown.rows], after=shown.after)


@router.get("submissions/{pk}", **asks("forms:read", SubmissionOut), summary="One submission")
def one_submission(request: HttpRequest, pk: Id) -> SubmissionOut:
    """One submission."""
    return _submission(get_object_or_404(Submission.objects.select_related("form"), pk=pk))


def _place(name: str) -> str:
    return "boxes" if name == "purposes" else f"answers.{name}"


def _wish(page: SignUpPage, typed: dict[str, Any], body: SubmissionIn) -> Wish:
    chosen = [box for box in page.boxes if box.key in typed["purposes"]]
    return Wish(
        typed["address"],
        tuple(box.purpose.pk for box in chosen if box.is_plain),
        typed.get("first_name", "").strip(),
        body.language,
        tuple(box.key for box in chosen if not box.is_plain),
        answers.kept(page.questions, typed),
        origin_of(page, body.origin),
    )


def _asked(page: SignUpPage, wish: Wish, visit: Visit) -> AskedOut:
    try:
        asked = signup.ask(page=page, wish=wish, visit=visit)
    except TooMany as error:
        sentence = _("Many requests have come from this network within the hour. Nothing has left.")
        raise Refusal(429, sentence, headers={"Retry-After": str(AN_HOUR)}) from error
    return AskedOut(reference=asked.reference, expires_at=asked.expires_at)


def _open_page(slug: str, language: str) -> SignUpPage:
    page = pages.page(slug, language)
    if page is None:
        raise Http404("No open form has this name.")
    return page


def _submission(one: Submission) -> SubmissionOut:
    return SubmissionOut(
        id=one.pk,
        form=one.form.slug,
        form_version=one.form_version_id,
        person_id=one.person_id,
        answers=one.answers,
        boxes=one.boxes,
        origin=one.origin,
        asked_at=one.asked_at,
        confirmed_at=one.confirmed_at,
    )
