"""The pattern page: every component in every state, for whoever writes pages and for the browser tests."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.lib.access import PUBLIC, access
from accord.ui.components.drawings import DRAWINGS
from accord.ui.components.people import Answer, Link, PurposeAnswers
from accord.ui.widgets import DateInput


class ExampleForm(forms.Form):
    """One field of each shape."""

    first_name = forms.CharField(required=False, max_length=80)
    email = forms.EmailField()
    source = forms.ChoiceField(choices=())
    on = forms.DateField(widget=DateInput)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(required=False)
    channel = forms.ChoiceField(widget=forms.RadioSelect, choices=())
    agreed = forms.BooleanField(required=False)
    since = forms.ChoiceField(choices=(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "first_name": _("First name"),
            "email": _("E-mail address"),
            "source": _("Source"),
            "on": _("On"),
            "note": _("Note"),
            "file": _("File"),
            "channel": _("Over which channel"),
            "agreed": _("The monthly letter"),
            "since": _("Since"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["source"].choices = [("", _("Choose")), ("fair", _("Trade fair")), ("form", _("Form"))]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("email", _("e-mail")), ("phone", _("telephone"))]  # type: ignore[attr-defined]
        self.fields["since"].choices = [("90", _("90 days")), ("30", _("30 days"))]  # type: ignore[attr-defined]
        self.fields["email"].help_text = _(
            "It serves to write to the person. Nothing else is sent before it is confirmed."
        )
        self.fields["agreed"].help_text = _("Once a month: a workshop, a trade, an idea to take up.")
        self.fields["note"].help_text = _("The person can read it if they ask for their data.")


def _development_only() -> None:
    if not settings.DEBUG:
        raise Http404


@access(PUBLIC)
def staff_face(request: HttpRequest) -> HttpResponse:
    """Every component as colleagues see it."""
    _development_only()
    return render(request, "ui/patterns.html", {**_example(), "waiting": {"staff:account": 2}})


@access(PUBLIC)
def public_face(request: HttpRequest) -> HttpResponse:
    """A page as people outside see it."""
    _development_only()
    return render(request, "ui/patterns_public.html", {**_example(), "wide": True})


@access(PUBLIC)
def going_on(request: HttpRequest) -> HttpResponse:
    """The answer that `live` asks for again and again: it ends when it is done."""
    _development_only()
    done = min(100, int(request.GET.get("done", "0") or 0) + 25)
    return render(request, "ui/patterns.html#going_on", {"done": done})


def _example() -> dict[str, Any]:
    bad = ExampleForm({"email": "camille.roux@example", "first_name": "Camille"})
    bad.is_valid()
    today = timezone.localdate()
    return {
        "organisation": "Atelier Lumen",
        "house": "Atelier Lumen",
        "contact": "Atelier Lumen SAS · 8 quai des Brumes, 69000 Lyon · donnees@lumen.example",
        "rights_url": "#",
        "preferences_url": "#",
        "form": ExampleForm(),
        "bad": bad,
        "now": timezone.now(),
        "soon": today + dt.timedelta(days=3),
        "late": today - dt.timedelta(days=4),
        "calm": today + dt.timedelta(days=25),
        "done": 25,
        "channels": [_("e-mail"), _("telephone"), _("post")],
        "permission_rows": _permissions(),
        "people": _people(),
        "signups": _signups(),
        "reasons": _reasons(),
        "months": [("J", 12), ("F", 28), ("M", 70), ("A", 48), ("M", 56), ("J", 61)],
        "pipeline": [(_("Discovery"), 38400), (_("Demonstration"), 46900), (_("Offer"), 41700)],
        "drawings": sorted(DRAWINGS),
    }


def _people() -> list[dict[str, str]]:
    return [
        {
            "name": "Agathe Blin",
            "job": "Charpentes Blin",
            "kind": "yes",
            "word": "",
            "source": _("Trade fair"),
        },
        {
            "name": "Thomas Caron",
            "job": "Menuiserie Caron & Fils",
            "kind": "no",
            "word": _("withdrawn"),
            "source": _("Form"),
        },
        {
            "name": "Paul Diallo",
            "job": "Ateliers du Port",
            "kind": "soon",
            "word": _("to inform"),
            "source": _("Purchased list"),
        },
        {"name": "Jeanne Delmas", "job": _("Private person"), "kind": "na", "word": "", "source": _("Form")},
    ]


def _signups() -> list[tuple[Any, ...]]:
    return [
        (_("Asked"), 86),
        (_("Confirmed"), 61),
        (_("Waiting, 7 days at most"), 12, "soon"),
        (_("Expired or refused: erased"), 13, "no"),
    ]


def _reasons() -> list[tuple[Any, ...]]:
    return [
        (_("agreed, with proof"), 1204, "yes"),
        (_("never agreed"), 210, "no"),
        (_("withdrawn"), 98, "no"),
        (_("to inform"), 17, "soon"),
    ]


def _permissions() -> list[PurposeAnswers]:
    email, phone, post = _("e-mail"), _("telephone"), _("post")
    never = _(
        "No: she never agreed. The form of 23 November 2026 offered it; she did not tick the box. Only she can."
    )
    refused = _(
        "No: she refused on 23 November 2026 at 10:15, on her preferences page. Only she can change her mind."
    )
    later = _(
        "Not now: consumers are called from 10:00 to 13:00, then from 14:00 to 20:00. Possible at 14:00."
    )
    nothing = {name: Answer(name, "na") for name in (email, phone, post)}
    return [
        PurposeAnswers(_("Monthly letter"), [_agreed(email), nothing[phone], nothing[post]]),
        PurposeAnswers(
            _("Product news"),
            [Answer(email, "no", _("no"), never), Answer(phone, "no", _("no"), never), nothing[post]],
        ),
        PurposeAnswers(
            _("Offers of partners"),
            [Answer(email, "no", _("refused"), refused), nothing[phone], nothing[post]],
        ),
        PurposeAnswers(
            _("Prospecting by telephone"),
            [nothing[email], Answer(phone, "soon", _("at 14:00"), later), nothing[post]],
        ),
    ]


def _agreed(channel: str) -> Answer:
    return Answer(
        channel,
        "yes",
        _("yes"),
        _("Yes, since 23 November 2026, in two steps: asked at 10:02, confirmed at 10:12, on these words:"),
        _(
            "I wish to receive the letter of Atelier Lumen every month at this address. "
            "I can stop at any time, in one click."
        ),
        [
            Link(_("See the proof"), "#", "seal"),
            Link(_("What she saw"), "#", "eye"),
            Link(_("Receipt sent"), "#", "document"),
        ],
    )
