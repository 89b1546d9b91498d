"""A banner is published whole, can be drawn again as it was, and asks again only for something more."""

import hashlib

import pytest
from django.db import ProgrammingError, connection, transaction

from accord.audit.models import Entry
from accord.cookies import coding, publishing, snapshots
from accord.cookies.checking import Incomplete
from accord.cookies.models import BannerVersion, ScriptCode
from accord.lib.actor import SYSTEM
from tests.cookies.conftest import add_party


def test_a_published_banner_keeps_what_is_said_of_every_third_party(version):
    said = version.snapshot
    boreale = next(one for one in said["third_parties"] if one["code"] == "boreale")
    assert boreale["legal_name"] == "Boreal Ads Inc., Montréal"
    assert boreale["country_names"] == {"fr": "Canada", "en": "Canada"}
    assert boreale["purposes"] == ["publicite"]
    assert [one["name"] for one in said["cookies"] if one["third_party"] == "boreale"] == [
        "rb_uid",
        "rb_seg*",
    ]
    assert said["texts"]["fr"]["accept"] == "J’accepte"
    assert Entry.objects.get(verb="cookies.banner.published").facts["sha256"] == version.sha256


def test_what_the_register_says_later_does_not_change_what_was_published(site, version):
    recipient = site.third_parties.first().recipient
    recipient.name = "Autre nom"
    recipient.save()
    kept = BannerVersion.objects.get(pk=version.pk)
    assert kept.snapshot["third_parties"][0]["name"] == "Vidéotek"
    covered = {"number": 1, "code": kept.code_sha256, "snapshot": kept.snapshot}
    assert snapshots.sha256(covered) == kept.sha256
    renamed = publishing.publish(actor=SYSTEM, site=site)
    assert renamed.snapshot["third_parties"][0]["name"] == "Autre nom", "nothing is typed twice"
    assert renamed.ask == version.ask


def test_the_script_is_kept_with_the_version(version):
    source = ScriptCode.objects.get(pk=version.code_sha256).source
    assert hashlib.sha256(source.encode()).hexdigest() == version.code_sha256
    assert source == coding.current()
    assert all(file.read_text() in source for file in (coding.FILE, *coding.PARTS.values()))


@pytest.mark.parametrize("table", ["cookies_bannerversion", "cookies_scriptcode", "cookies_choice"])
def test_the_application_can_change_nothing_that_was_shown_or_chosen(version, table):
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {_column(table)} = {_column(table)}"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def _column(table):
    return {"cookies_scriptcode": "source", "cookies_choice": "act"}.get(table, "note")


def test_a_comma_makes_a_new_version_and_asks_nobody_again(site, version):
    site.texts = {"fr": {"title": "Acceptez-vous, ou non ?"}}
    site.save()
    second = publishing.publish(actor=SYSTEM, site=site)
    assert second.number == 2
    assert second.sha256 != version.sha256
    assert second.ask == version.ask


def test_publishing_what_has_not_changed_makes_no_version(site, version):
    assert publishing.publish(actor=SYSTEM, site=site) == version


def test_one_third_party_more_asks_everybody_again(site, version):
    add_party(site, "nouveau", said=("Nouveau", "Nouveau SAS, Lille", "FR", "publicite", {"nv": 30}))
    assert publishing.publish(actor=SYSTEM, site=site).ask != version.ask


def test_a_known_third_party_for_one_purpose_more_asks_again(site, version):
    party = site.third_parties.get(recipient__code="videotek")
    party.purposes.add(site.purposes.get(purpose__code="publicite"))
    assert publishing.publish(actor=SYSTEM, site=site).ask != version.ask


def test_one_third_party_less_asks_nobody_again_but_its_return_does(site, version):
    site.third_parties.get(recipient__code="cartolive").delete()
    without = publishing.publish(actor=SYSTEM, site=site)
    assert without.ask == version.ask
    returned = publishing.publish_again(actor=SYSTEM, site=site, version=version)
    assert returned.snapshot == version.snapshot
    assert returned.ask not in {version.ask, without.ask}


def test_an_upgrade_publishes_the_same_words_with_the_new_script(site, version, monkeypatch):
    monkeypatch.setattr(coding, "current", lambda: "/* the script of the next release */")
    assert publishing.renew_code() == 1
    newest = publishing.latest(site)
    assert newest.code_sha256 != version.code_sha256
    assert (newest.snapshot, newest.ask) == (version.snapshot, version.ask)
    assert publishing.renew_code() == 0


def test_a_banner_is_not_published_while_something_is_missing(site):
    party = site.third_parties.get(recipient__code="boreale")
    party.confirmed_at = None
    party.save()
    site.choice_days, site.languages = 400, ["fr", "eo"]
    site.design = {"light": {"button": "#cccccc"}}
    site.save()
    with pytest.raises(Incomplete) as refused:
        publishing.publish(actor=SYSTEM, site=site)
    sentences = "\n".join(refused.value.missing)
    for expected in ("400", "eo", "Régie Boréale", "#cccccc"):
        assert expected in sentences
    assert not BannerVersion.objects.exists()


def test_nothing_an_administrator_sets_makes_the_buttons_unequal(site):
    site.design = {"refuse": "#ffffff", "light": {"on_refuse": "#ffffff", "refuse": "#eeeeee"}}
    site.save()
    drawn = publishing.publish(actor=SYSTEM, site=site).snapshot["design"]
    assert "refuse" not in drawn
    assert set(drawn["light"]) == {"paper", "ink", "quiet", "button", "on_button"}
