"""What has an end: proofs by the rule of their site, never while they may still be needed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accord.audit.models import Entry
from accord.cookies import jobs, partners, purging
from accord.cookies.models import Account, Choice, Display, PartnerList, VisitDay
from accord.register.rules import rule


def chosen(site, version, *, ago):
    """A choice made `ago`."""
    return Choice.objects.create(
        site_id=site.pk,
        version_id=version.pk,
        visitor=uuid4(),
        nonce=uuid4(),
        act="refused",
        language="fr",
        layer="first",
        device="phone",
        recorded_at=timezone.now() - ago,
    )


def test_a_proof_is_erased_when_the_rule_of_its_site_says_so(site, version):
    chosen(site, version, ago=relativedelta(years=3, days=1))
    kept = chosen(site, version, ago=relativedelta(years=3, days=-1))
    assert purging.purge(site) == 1
    assert Choice.objects.get() == kept
    assert Entry.objects.get(verb="cookies.choices.purged").facts == {"events": 1}


def test_no_rule_erases_the_proof_of_a_choice_that_may_still_hold(site, version, kept):
    kept.amount, kept.unit = 1, "days"
    kept.save()
    site.choice_days = 395
    site.save()
    chosen(site, version, ago=timedelta(days=300))
    chosen(site, version, ago=timedelta(days=396))
    assert purging.purge(site) == 1


def test_no_rule_erases_a_proof_younger_than_six_months(site, version, kept):
    kept.amount, kept.unit = 0, "days"
    kept.save()
    site.choice_days = 1
    site.save()
    chosen(site, version, ago=relativedelta(months=5, days=29))
    assert purging.purge(site) == 0
    assert (rule("cookies.proof-least").value, rule("cookies.proof-least").unit) == (6, "months")


def test_the_proofs_of_another_site_stay(site, version):
    old = chosen(site, version, ago=relativedelta(years=4))
    other = type(site).objects.get(pk=site.pk)
    other.pk, other.code = None, "autre"
    other.save()
    assert purging.purge(other) == 0
    assert Choice.objects.get() == old


def test_many_proofs_go_in_several_steps(site, version, monkeypatch):
    monkeypatch.setattr(purging, "AT_A_TIME", 2)
    for _ in range(5):
        chosen(site, version, ago=relativedelta(years=4))
    assert purging.purge(site) == 5


@pytest.mark.django_db
def test_every_night_counters_and_links_of_old_go_too(site, version):
    long_ago = timezone.localdate() - relativedelta(months=26)
    VisitDay.objects.create(site=site, day=long_ago, page="/", device="phone", lane=0, views=1)
    recent = VisitDay.objects.create(
        site=site, day=timezone.localdate() - relativedelta(months=24), page="/", device="phone", lane=0
    )
    Display.objects.create(
        site=site, version_id=version.pk, day=long_ago, language="fr", device="phone", lane=0
    )
    unused = timezone.now() - relativedelta(months=14)
    Account.objects.create(site=site, holder=b"a" * 32, visitor=uuid4(), seen_at=unused)
    used = Account.objects.create(site=site, holder=b"b" * 32, visitor=uuid4())
    jobs.purge(0)
    assert list(VisitDay.objects.all()) == [recent]
    assert not Display.objects.exists()
    assert list(Account.objects.all()) == [used]


def test_the_list_of_partners_is_kept_by_the_clock_when_it_changes(site, version):
    jobs.follow(0)
    recipient = site.third_parties.first().recipient
    recipient.name = "Vidéotek Europe"
    recipient.save()
    jobs.follow(0)
    jobs.follow(0)
    assert PartnerList.objects.count() == 2
    assert partners.newest(site).changes["changed"] == ["Vidéotek Europe"]
