"""Writing: the envelope, the blocks, the preview."""

from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.campaigns import blocks as b
from accord.campaigns import queries, rendering, writing
from accord.campaigns.forms import BLOCK_FORMS, EnvelopeForm
from accord.campaigns.models import Campaign, Image
from accord.campaigns.views import showing
from accord.campaigns.views.sharing import UNPROCESSABLE, found, step
from accord.lib.access import access
from accord.outbox import fields
from accord.staff.who import actor_of, user_of

REFUSALS = (writing.NotWritable, writing.NoSuchBlock, ValueError)
_PLAIN = """<!doctype html><html lang="%s"><title>·</title>
<pre style="font:14px/1.6 ui-monospace,monospace;white-space:pre-wrap;margin:24px">%s</pre>"""
FILLABLE = ("text", "left_text", "right_text")
MOVES = {"up": -1, "down": 1}


@access("campaigns.read")
def content(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as blocks, with what a reader will see beside them; ?block=… opens one."""
    campaign = found(pk)
    opened = request.GET.get("block", "")
    return _page(request, campaign, opened=opened, shown=request.GET.get("as", "desktop"))


def _page(
    request: HttpRequest,
    campaign: Campaign,
    *,
    envelope: forms.Form | None = None,
    opened: str = "",
    form: forms.Form | None = None,
    shown: str = "desktop",
) -> HttpResponse:
    blocks = queries.blocks(campaign)
    context = {
        "envelope": envelope or EnvelopeForm(initial=_envelope(campaign)),
        "blocks": [showing.block(campaign, one, opened) for one in blocks],
        "form": form or _form_of(blocks, opened),
        "kinds": [
            {"label": kind.label, "icon": kind.icon, "fields": {"kind": kind.kind}}
            for kind in b.KINDS.values()
        ],
        "fields": [
            {"name": name, "label": label, "mark": fields.mark(name)} for name, label in fields.choices()
        ],
        "fillable": FILLABLE,
        "no_image": bool(opened) and not Image.objects.exists(),
        "up": {"direction": "up"},
        "down": {"direction": "down"},
        **showing.seen_as(shown),
    }
    failed = any(one is not None and one.errors for one in (envelope, form))
    return step(request, campaign, "content", context, status=UNPROCESSABLE if failed else 200)


def _envelope(campaign: Campaign) -> dict[str, str]:
    return {"name": campaign.name, "subject": campaign.subject, "preview_text": campaign.preview_text}


def _form_of(blocks: list[queries.Shown], opened: str) -> forms.Form | None:
    for shown in blocks:
        if shown.block.id == opened:
            values = b.dump([shown.block])[0]
            return BLOCK_FORMS[shown.block.kind](initial=values)
    return None


@require_POST
@access("campaigns.write")
def envelope(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the subject and the first words."""
    form = EnvelopeForm(request.POST)
    if not form.is_valid():
        return _page(request, found(pk), envelope=form)
    return _done(
        request, pk, lambda: writing.sign(actor=actor_of(request), campaign_id=pk, **form.cleaned_data)
    )


# Blocks


@require_POST
@access("campaigns.write")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an empty block and open it."""
    kind, after = request.POST.get("kind", ""), request.POST.get("after", "")
    return _done(
        request,
        pk,
        lambda: writing.add_block(actor=actor_of(request), campaign_id=pk, kind=kind, after=after),
        opens=True,
    )


@require_POST
@access("campaigns.write")
def write(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Keep what was typed in a block; with `insert`, put a field to fill in at the end of a text instead."""
    campaign = found(pk)
    kind = next((one.kind for one in b.parse(campaign.blocks) if one.id == block), "")
    if kind not in BLOCK_FORMS:
        messages.error(request, _("This block is no longer in the letter."))
        return redirect("campaigns:content", pk)
    if request.POST.get("insert"):
        return _page(request, campaign, opened=block, form=_with_field(request, kind))
    form = BLOCK_FORMS[kind](request.POST)
    if not form.is_valid():
        return _page(request, campaign, opened=block, form=form)
    values = form.cleaned_data
    return _done(
        request,
        pk,
        lambda: writing.change_block(actor=actor_of(request), campaign_id=pk, block_id=block, values=values),
    )


def _with_field(request: HttpRequest, kind: str) -> forms.Form:
    """The form as typed, a field added at the end of the text the button stands under ("text:first_name")."""
    place, _colon, name = request.POST["insert"].partition(":")
    typed = request.POST.dict()
    if name in fields.OFFERED and place in BLOCK_FORMS[kind].base_fields:
        typed[place] = f"{typed.get(place, '')}{fields.mark(name)}"
    return BLOCK_FORMS[kind](initial=typed)


@require_POST
@access("campaigns.write")
def move(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Move a block up or down."""
    by = MOVES.get(request.POST.get("direction", ""), 0)
    return _done(
        request,
        pk,
        lambda: writing.move_block(actor=actor_of(request), campaign_id=pk, block_id=block, by=by),
    )


@require_POST
@access("campaigns.write")
def copy(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """The same block once more."""
    return _done(
        request, pk, lambda: writing.copy_block(actor=actor_of(request), campaign_id=pk, block_id=block)
    )


@require_POST
@access("campaigns.write")
def drop(request: HttpRequest, pk: int, block: str) -> HttpResponse:
    """Take a block away."""
    return _done(
        request, pk, lambda: writing.drop_block(actor=actor_of(request), campaign_id=pk, block_id=block)
    )


@require_POST
@access("campaigns.write")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the blocks in the order they were dragged to."""
    ids = request.POST.getlist("block")
    return _done(request, pk, lambda: writing.order_blocks(actor=actor_of(request), campaign_id=pk, ids=ids))


def _done(request: HttpRequest, pk: int, act: Any, *, opens: bool = False) -> HttpResponse:
    """Do it and show the letter; a refusal is said, and nothing is lost."""
    try:
        result = act()
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return redirect("campaigns:content", pk)
    query = f"?block={result}#block-{result}" if opens else ""
    return redirect(reverse("campaigns:content", args=[pk]) + query)


# Preview


@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
@access("campaigns.read")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as its reader will see it, as HTML or (?as=text) as plain text; shown in a sandboxed frame."""
    campaign = found(pk)
    you = user_of(request)
    values = {"first_name": you.name.split(" ")[0], "unsubscribe_url": "#", "preferences_url": "#"}
    made = rendering.fill_in(rendering.render(campaign), values)
    if request.GET.get("as") == "text":
        page = _PLAIN % (campaign.language[:2], escape(made.text))
    else:
        page = made.html.replace(f"{settings.SITE_URL}/images/", "/images/")
    return HttpResponse(page, headers={"X-Frame-Options": "SAMEORIGIN"})
