"""Letting a letter leave: a second person's approval, the schedule, the launch, and holding it back."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.campaigns import audience, checklist, clicks, rendering
from accord.campaigns.models import Campaign
from accord.consent import gate
from accord.lib.actor import Actor
from accord.outbox import letters, mailings, post
from accord.outbox.models import Mailing
from accord.register.models import Purpose

State = Campaign.State


class NotReady(ValueError):
    """The letter cannot start: what is missing, as sentences for people."""

    def __init__(self, *missing: str) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


# Approval


@transaction.atomic
def ask_approval(*, actor: Actor, campaign_id: int) -> Campaign:
    """Put a complete letter before a second person. Raises NotReady."""
    campaign = _locked(campaign_id, State.DRAFT)
    _complete(campaign)
    return _moved(actor, campaign, State.TO_APPROVE, "approval_asked")


@transaction.atomic
def approve(*, actor: Actor, campaign_id: int) -> Campaign:
    """Say that a letter may start. Raises NotReady for whoever wrote it: the eyes are a second pair."""
    campaign = _locked(campaign_id, State.TO_APPROVE)
    if actor.id in {campaign.by_id, campaign.edited_by_id}:
        raise NotReady(_("You wrote this letter: somebody else approves it."))
    _complete(campaign)
    campaign.approved_by_id, campaign.approved_by_label = actor.id, actor.label
    return _moved(actor, campaign, State.APPROVED, "approved", "approved_by_id", "approved_by_label")


@transaction.atomic
def send_back(*, actor: Actor, campaign_id: int) -> Campaign:
    """Give a letter back to whoever wrote it, unapproved. Raises NotReady."""
    campaign = _locked(campaign_id, State.TO_APPROVE, State.APPROVED)
    campaign.approved_by_id = campaign.approved_by_label = ""
    return _moved(actor, campaign, State.DRAFT, "sent_back", "approved_by_id", "approved_by_label")


def needs_approval() -> bool:
    """True when the house asks for a second pair of eyes (ACCORD_SECOND_APPROVAL)."""
    return bool(settings.ACCORD_SECOND_APPROVAL)


# Schedule


@transaction.atomic
def schedule(*, actor: Actor, campaign_id: int, at: datetime) -> Campaign:
    """Let a letter start by itself at `at`, in the name of `actor`. Raises NotReady."""
    campaign = _locked(campaign_id, State.DRAFT, State.APPROVED)
    if at <= timezone.now():
        raise NotReady(_("This moment is past: choose one to come, or start now."))
    _may_start(campaign)
    campaign.scheduled_at, campaign.stopped_because = at, ""
    campaign.launched_by_id, campaign.launched_by_label = actor.id, actor.label
    return _moved(
        actor, campaign, State.SCHEDULED, "scheduled",
        "scheduled_at", "stopped_because", "launched_by_id", "launched_by_label",
    )  # fmt: skip


@transaction.atomic
def unschedule(*, actor: Actor, campaign_id: int, because: str = "") -> Campaign:
    """Take a letter off the schedule; an approval stays. because: what kept it from starting, if anything."""
    campaign = _locked(campaign_id, State.SCHEDULED)
    campaign.scheduled_at, campaign.stopped_because = None, because
    state = State.APPROVED if campaign.approved_by_id else State.DRAFT
    return _moved(actor, campaign, state, "unscheduled", "scheduled_at", "stopped_because")


def launch_due(now: datetime | None = None) -> list[int]:
    """Start every letter whose moment has come; one that cannot start says why and waits for a person. Their ids."""
    started = []
    due = Campaign.objects.filter(state=State.SCHEDULED, scheduled_at__lte=now or timezone.now())
    for campaign in due.order_by("scheduled_at"):
        actor = Actor("staff", campaign.launched_by_id, campaign.launched_by_label)
        try:
            launch(actor=actor, campaign_id=campaign.pk)
        except (NotReady, mailings.Incomplete) as refused:
            with suppress(NotReady):  # somebody took it off the schedule at the same instant
                unschedule(actor=actor, campaign_id=campaign.pk, because=str(refused))
        else:
            started.append(campaign.pk)
    return started


# Launch


@transaction.atomic
def launch(*, actor: Actor, campaign_id: int) -> Campaign:
    """Freeze the recipients through the gate and let the letters leave, all in one transaction.

    A second launch, from another tab or a second click, changes nothing. Raises NotReady.
    """
    campaign = _lock(campaign_id)
    if campaign.state == State.LAUNCHED:
        return campaign
    _in(campaign, State.DRAFT, State.APPROVED, State.SCHEDULED)
    _may_start(campaign)
    source = f"campaign:{campaign.pk}"
    rendered = rendering.render(campaign, addresses=clicks.addresses(campaign))
    text = mailings.Text(rendered.subject, rendered.html, rendered.text, campaign.language)
    campaign.mailing = mailings.create(
        actor=actor, purpose=_purpose(campaign), name=campaign.name, text=text, source_id=source
    )
    frozen = gate.freeze(
        actor=actor,
        purpose=_purpose(campaign),
        channel="email",
        audience=audience.people(campaign),
        source_id=source,
    )
    if not post.post_all(frozen, mailing=campaign.mailing):
        raise NotReady(_("Nobody may receive this letter today."))
    mailings.start(actor=actor, mailing=campaign.mailing)
    return _launched(actor, campaign, dict(frozen.counts))


def _launched(actor: Actor, campaign: Campaign, counts: dict[str, int]) -> Campaign:
    campaign.counts, campaign.launched_at = counts, timezone.now()
    campaign.launched_by_id, campaign.launched_by_label = actor.id, actor.label
    return _moved(
        actor, campaign, State.LAUNCHED, "launched",
        "mailing", "counts", "launched_at", "launched_by_id", "launched_by_label", facts={"counts": counts},
    )  # fmt: skip


@transaction.atomic
def test(*, actor: Actor, campaign_id: int, to: str, first_name: str) -> None:
    """Send the letter to one colleague as it would look. Raises NotReady when it cannot be made."""
    campaign = Campaign.objects.select_related("purpose__controller").get(pk=campaign_id)
    if campaign.purpose is None:
        raise NotReady(_("Choose the purpose first: it names the sender."))
    values = {"first_name": first_name, "email": to}
    values |= dict.fromkeys(("unsubscribe_url", "preferences_url"), settings.SITE_URL)
    made = rendering.fill_in(rendering.render(campaign), values)
    letters.campaign_test(
        to=to,
        language=campaign.language,
        controller=campaign.purpose.controller,
        subject=made.subject or campaign.name,
        html=made.html,
        text=made.text,
    )
    record(actor=actor, verb="campaigns.campaign.tested", about=campaign)


# Holding back


@transaction.atomic
def pause(*, actor: Actor, campaign_id: int) -> None:
    """Hold what has not left. Raises mailings.NotNow."""
    mailings.pause(actor=actor, mailing=_leaving(campaign_id))


@transaction.atomic
def resume(*, actor: Actor, campaign_id: int) -> None:
    """Let the rest leave. Raises mailings.NotNow."""
    mailings.resume(actor=actor, mailing=_leaving(campaign_id))


@transaction.atomic
def cancel(*, actor: Actor, campaign_id: int) -> int:
    """Never send what has not left; how many letters. Raises mailings.NotNow."""
    return mailings.cancel(actor=actor, mailing=_leaving(campaign_id))


# What all of them share


def _leaving(campaign_id: int) -> Mailing:
    mailing = Campaign.objects.select_related("mailing").get(pk=campaign_id).mailing
    if mailing is None:
        raise mailings.NotNow(_("This letter has not started."))
    return mailing


def _lock(campaign_id: int) -> Campaign:
    rows = Campaign.objects.select_related("purpose__controller", "view").select_for_update(of=("self",))
    return rows.get(pk=campaign_id)


def _locked(campaign_id: int, *states: str) -> Campaign:
    return _in(_lock(campaign_id), *states)


def _in(campaign: Campaign, *states: str) -> Campaign:
    if campaign.state not in states:
        raise NotReady(
            _("This letter is in the state “%(state)s”: reload the page.")
            % {"state": campaign.get_state_display()}
        )
    return campaign


def _complete(campaign: Campaign) -> None:
    if missing := checklist.problems(campaign):
        raise NotReady(*missing)


def _may_start(campaign: Campaign) -> None:
    if needs_approval() and not campaign.approved_by_id:
        raise NotReady(_("A second person must approve this letter before it starts."))
    _complete(campaign)


def _purpose(campaign: Campaign) -> Purpose:
    if campaign.purpose is None:
        raise NotReady(_("Choose the purpose: it decides who may receive the letter."))
    return campaign.purpose


def _moved(
    actor: Actor,
    campaign: Campaign,
    state: str,
    verb: str,
    *changed: str,
    facts: dict[str, object] | None = None,
) -> Campaign:
    campaign.state, campaign.updated_at = state, timezone.now()
    campaign.save(update_fields=["state", "updated_at", *changed])
    record(actor=actor, verb=f"campaigns.campaign.{verb}", about=campaign, facts=facts)
    return campaign
