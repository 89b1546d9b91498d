"""What pages of letters say: figures, sentences and addresses put together for the templates."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from accord.campaigns import audience as who
from accord.campaigns import checklist, queries, words
from accord.campaigns.models import Campaign, Image
from accord.campaigns.report import Figures, Report
from accord.contacts.models import Person
from accord.lib.links import address
from accord.outbox.models import Letter, Mailing
from accord.ui.components.words import clock, long_date, moment, number, unbroken

Text = str | Promise
State = Campaign.State
STANDING: dict[str, str] = {
    State.TO_APPROVE: "soon",
    State.APPROVED: "yes",
    Mailing.State.RUNNING: "yes",
    Mailing.State.PAUSED: "soon",
    Mailing.State.FINISHED: "yes",
    Mailing.State.CANCELLED: "no",
}


def standing(campaign: Campaign) -> tuple[str, str]:
    """The state of a letter as a badge: words and tone."""
    mailing = campaign.mailing
    if mailing is None:
        return str(campaign.get_state_display()), STANDING.get(campaign.state, "neutral")
    said = _("sent") if mailing.state == Mailing.State.FINISHED else str(mailing.get_state_display())
    return said, STANDING.get(mailing.state, "neutral")


def header(campaign: Campaign) -> str:
    """The sentence under the name of a letter."""
    if campaign.launched_at:
        said = _("Launched on %(day)s at %(hour)s by %(who)s.")
        day, hour = long_date(campaign.launched_at), clock(campaign.launched_at)
        return said % {"day": day, "hour": hour, "who": campaign.launched_by_label}
    kept = _("%(state)s, kept on %(when)s") % {
        "state": campaign.get_state_display(),
        "when": moment(campaign.updated_at),
    }
    if not campaign.subject:
        return capfirst(kept)
    return _("“%(subject)s” · %(kept)s") % {"subject": campaign.subject, "kept": kept}


def list_row(row: queries.Row) -> dict[str, Any]:
    """One line of the list of letters."""
    campaign = row.campaign
    state, kind = standing(campaign)
    at = campaign.launched_at or campaign.scheduled_at or campaign.updated_at
    return {"campaign": campaign, "sent": row.sent, "state": state, "kind": kind, "at": at}


def block(campaign: Campaign, shown: queries.Shown, opened: str) -> dict[str, Any]:
    """One block of the list, with the names of its buttons."""
    what = {"block": shown.block.label, "words": shown.summary[:40]}
    content = reverse("campaigns:content", args=[campaign.pk])
    is_open = shown.block.id == opened
    return {
        "block": shown.block,
        "summary": shown.summary or (shown.picture.name if shown.picture else ""),
        "lacks": shown.missing,
        "is_first": shown.is_first,
        "is_last": shown.is_last,
        "is_open": is_open,
        "edit": f"{content}?block={shown.block.id}#block-{shown.block.id}",
        "up": _("Move up: %(block)s %(words)s") % what,
        "down": _("Move down: %(block)s %(words)s") % what,
        "again": _("Duplicate: %(block)s %(words)s") % what,
        "away": _("Delete: %(block)s %(words)s") % what,
        "write": _("Edit: %(block)s %(words)s") % what,
    }


def seen_as(size: str) -> dict[str, bool]:
    """Which preview is shown: a computer unless a telephone or the plain text is asked for."""
    return {
        "as_desktop": size not in {"phone", "text"},
        "as_phone": size == "phone",
        "as_text": size == "text",
    }


# Audience


def audience(campaign: Campaign, count: who.Count | None) -> dict[str, Any]:
    """The sentence, the bar and the reasons."""
    if count is None:
        return {"count": None}
    title = ngettext(
        "Why %(people)s person will not receive it", "Why %(people)s people will not receive it", count.no
    )
    return {
        "count": count,
        **sentence(count),
        "why_title": title % {"people": number(count.no)},
        "shares": _shares(count),
        "groups": [_group(campaign, group) for group in count.groups],
    }


def _shares(count: who.Count) -> list[tuple[str, int, str]]:
    """Yes, no, and those for whom a colleague can do something."""
    waiting = sum(group.people for group in count.groups if group.is_waiting)
    return [
        (_("will receive it"), count.yes, "yes"),
        (_("will not receive it"), count.no - waiting, "no"),
        (_("wait for somebody here"), waiting, "soon"),
    ]


def sentence(count: who.Count) -> dict[str, SafeString]:
    """How many will receive the letter and how many will not, before and after the launch."""
    yes, no = format_html("<b>{}</b>", number(count.yes)), format_html("<b>{}</b>", number(count.no))
    return {
        "said_yes": _said(
            ngettext(
                "%(n)s person will receive this e-mail.", "%(n)s people will receive this e-mail.", count.yes
            ),
            yes,
        ),
        "said_yes_past": _said(
            ngettext(
                "%(n)s person was to receive this e-mail.",
                "%(n)s people were to receive this e-mail.",
                count.yes,
            ),
            yes,
        ),
        "said_no": _said(ngettext("%(n)s will not receive it.", "%(n)s will not receive it.", count.no), no),
    }


def _said(text: str, figure: SafeString) -> SafeString:
    return format_html(unbroken(text).replace("%(n)s", "{}"), figure)


def _group(campaign: Campaign, group: who.Group) -> dict[str, Any]:
    return {
        "who": group.who,
        "way_out": group.way_out,
        "shown": number(group.people),
        "href": reverse("campaigns:people", args=[campaign.pk, group.code]),
        "share": group.share,
        "kind": "soon" if group.is_waiting else "no",
    }


# Verification


def check(campaign: Campaign, item: checklist.Item) -> dict[str, Any]:
    """One line of the checklist, with the page where it is put right."""
    return {
        "label": item.label,
        "is_done": item.is_done,
        "said": " ".join(item.problems),
        "href": reverse(f"campaigns:{item.step}", args=[campaign.pk]),
    }


def cap() -> str:
    """The most marketing letters one person gets in a week, as a sentence."""
    most = settings.ACCORD_LETTERS_PER_WEEK
    said = ngettext(
        "Nobody gets more than %(most)s marketing letter in seven days, all campaigns together.",
        "Nobody gets more than %(most)s marketing letters in seven days, all campaigns together.",
        most,
    )
    return said % {"most": most}


# Sent


def progress(campaign: Campaign, report: Figures) -> dict[str, Any]:
    """How far a letter is."""
    total = report.progress.total
    left = ngettext("%(sent)s letter gone", "%(sent)s letters gone", report.handed_over)
    left %= {"sent": number(report.handed_over)}
    return {
        "said_sent": format_html("<b>{}</b> {}", left, _("of %(total)s") % {"total": number(total)}),
        "shares": [
            (_("gone"), report.handed_over, "yes"),
            (_("held back on the way out"), report.held_back, "no"),
            (_("failed, unknown or cancelled"), report.lost, "soon"),
            (_("to come"), report.to_come, "neutral"),
        ],
        "held": [held(campaign, code, people) for code, people in sorted(report.progress.by_reason.items())],
        "unknown_title": ngettext(
            "%(n)s letter of unknown fate.", "%(n)s letters of unknown fate.", report.unknown
        ) % {"n": number(report.unknown)},
        "unknown_url": address("outbox:sending"),
        "is_moving": campaign.mailing is not None
        and campaign.mailing.state in {Mailing.State.READY, Mailing.State.RUNNING},
    }  # fmt: skip


def held(campaign: Campaign, code: str, people: int) -> dict[str, Any]:
    """One reason why letters were held back on the way out."""
    page = reverse("campaigns:outcomes", args=[campaign.pk, Letter.State.SKIPPED])
    return {
        "label": words.who(code),
        "way_out": words.way_out(code),
        "shown": number(people),
        "href": f"{page}?reason={code}",
    }


def returns(report: Report) -> list[dict[str, Any]]:
    """What came back, each with its share of what was handed over."""

    def part(figure: int) -> str:
        share = number(report.share(figure), 1)
        return _("%(figure)s, or %(share)s%%") % {"figure": number(figure), "share": share} if figure else "0"

    rows = [
        {"label": _("Withdrawals"), "shown": part(report.withdrawals)},
        {"label": _("Lost addresses"), "shown": part(report.came_back)},
        {"label": _("Refused for now"), "shown": number(report.refused_for_now)},
        {"label": _("Complaints"), "shown": part(report.complaints)},
        {"label": _("Openings"), "shown": _("not measured: no pixel without consent")},
    ]
    if report.forms:
        said = _("%(asked)s asked, %(confirmed)s confirmed on “%(forms)s” since the launch")
        shown = said % {
            "asked": number(report.forms.asked),
            "confirmed": number(report.forms.confirmed),
            "forms": ", ".join(report.forms.titles),
        }
        rows.append({"label": _("On our forms"), "shown": shown})
    return rows


def _several(state: str, letters: int) -> str:
    """What became of `letters` letters, in words that agree with their number."""
    words_of = {
        Letter.State.SENT: npgettext("letters", "handed over", "handed over", letters),
        Letter.State.FAILED: npgettext("letters", "failed", "failed", letters),
        Letter.State.BOUNCED: npgettext("letters", "came back", "came back", letters),
        Letter.State.CANCELLED: npgettext("letters", "cancelled", "cancelled", letters),
    }
    return words_of.get(Letter.State(state)) or str(Letter.State(state).label)


def states(campaign: Campaign, report: Report) -> list[dict[str, Any]]:
    """The lists behind the figures, one per state."""
    return [
        {
            "label": _several(state, report.progress.by_state[state]),
            "shown": number(report.progress.by_state[state]),
            "href": reverse("campaigns:outcomes", args=[campaign.pk, state]),
            "file": reverse("campaigns:outcomes_file", args=[campaign.pk, state]),
        }
        for state in Letter.State.values
        if report.progress.by_state.get(state)
    ]


def person(someone: Person | None) -> dict[str, str]:
    """Somebody in a list, with the page that tells about them."""
    if someone is None:
        return {"name": _("erased since"), "href": "", "organisation": ""}
    organisation = someone.organisation.name if someone.organisation else ""
    return {"name": str(someone), "href": address("desk:person", someone.pk), "organisation": organisation}


def picture(image: Image) -> dict[str, Any]:
    """A picture of the library."""
    return {
        "src": reverse("campaigns:picture", args=image.file_name.rsplit(".", 1)),
        "alternative": image.alternative,
        "name": image.name,
        "href": reverse("campaigns:image", args=[image.pk]),
        "size": _("%(width)s × %(height)s pixels")
        % {"width": number(image.width), "height": number(image.height)},
    }
