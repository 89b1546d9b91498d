"""What becomes of the data of a trial: the day the retention rule of its offer falls, and its words."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.intake.models import Offer, Trial
from accord.register.models import Purpose, RetentionRule
from accord.ui.components.words import long_date

FROM_THE_PERSON = frozenset({RetentionRule.Start.LAST_CONTACT, RetentionRule.Start.LAST_ACTIVITY})


def gone_on(trial: Trial) -> date | None:
    """The day the data fall under the rule; None when something was bought, since a contract keeps them.

    While the trial runs: the day it would be if nothing were bought.
    """
    if trial.outcome == Trial.Outcome.BOUGHT:
        return None
    rule = trial.offer.retention
    begins = _begins(trial, rule) + relativedelta(**{rule.unit: rule.amount})  # type: ignore[arg-type]
    day: date = timezone.localtime(begins).date()
    return day


def _begins(trial: Trial, rule: RetentionRule) -> datetime:
    if rule.start == RetentionRule.Start.COLLECTION:
        return trial.started_at
    end = trial.ended_at or trial.ends_at
    heard = trial.person.heard_from_at
    return max(end, heard) if heard and rule.start in FROM_THE_PERSON else end


def what_becomes(trial: Trial) -> str:
    """One sentence for the person: the day, and what happens then."""
    day = gone_on(trial)
    then = {
        RetentionRule.Then.ERASE: _(
            "Without a purchase, what we hold about your trial is erased on %(day)s."
        ),
        RetentionRule.Then.ARCHIVE: _(
            "Without a purchase, what we hold about your trial is put away on %(day)s, where few may read it."
        ),
        RetentionRule.Then.ANONYMISE: _(
            "Without a purchase, what we hold about your trial no longer bears your name from %(day)s on."
        ),
    }[RetentionRule.Then(trial.offer.retention.then)]
    return then % {"day": long_date(day)}


def in_short(trial: Trial) -> str:
    """The same for a colleague; "" once something was bought."""
    day = gone_on(trial)
    if day is None:
        return ""
    then = {
        RetentionRule.Then.ERASE: _("erased on %(day)s"),
        RetentionRule.Then.ARCHIVE: _("archived on %(day)s, few may read them"),
        RetentionRule.Then.ANONYMISE: _("made anonymous on %(day)s"),
    }[RetentionRule.Then(trial.offer.retention.then)]
    return then % {"day": long_date(day)}


def is_told(offer: Offer) -> bool:
    """True when the notice of the form names the retention of the offer: a purpose it covers is kept that long."""
    told = Purpose.objects.filter(notices__pk=offer.form.notice_id, retention_id=offer.retention_id)
    return told.exists()
