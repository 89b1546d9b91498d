"""The site of the demonstration: its banner in two versions, whom it calls, some weeks of answers; all invented."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from accord.cookies import publishing
from accord.cookies.models import (
    BannerVersion,
    Choice,
    DeclaredCookie,
    Display,
    Site,
    SitePurpose,
    ThirdParty,
)
from accord.cookies.models.choices import Act, Device, Layer
from accord.cookies.webmaster import declaring, library, starting
from accord.lib.actor import SYSTEM, Actor
from accord.register import actions as register
from accord.register.models import Controller, Purpose, Recipient
from accord.staff.models import User

DAYS = 42
LATER = 18  # days since the second version
VISITORS = 70  # displays of an ordinary day
GROUPS = (("/ateliers", 4), ("/blog", 3), ("", 3))
DEVICES = ((Device.PHONE, 6), (Device.DESKTOP, 3), (Device.TABLET, 1))
LANGUAGES = (("fr", 9), ("en", 1))
ANSWERS = ((Act.ACCEPTED, 36), (Act.REFUSED, 34), (Act.PARTIAL, 9), ("", 21))
PARTIES: tuple[dict[str, Any], ...] = (
    {
        "code": "mesure-claire",
        "name": "Mesure Claire (fictif)",
        "legal_name": "Mesure Claire SAS, Rennes",
        "country": "FR",
        "what_for_fr": "Compte les pages lues.",
        "what_for_en": "Counts the pages read.",
        "purpose": "mesure-audience",
        "data": ("Pages vues, heure, type d’appareil", "Pages seen, time, kind of device"),
        "cookies": (("mc_visiteur", 395), ("mc_visite", 0)),
    },
    {
        "code": "carte-ouverte",
        "name": "Carte Ouverte (fictif)",
        "legal_name": "Carte Ouverte BV, Utrecht",
        "country": "NL",
        "what_for_fr": "Affiche le plan d’accès à l’atelier.",
        "what_for_en": "Shows the map to the workshop.",
        "purpose": "contenus-exterieurs",
        "data": ("Adresse IP, page du plan", "IP address, page of the map"),
        "cookies": (),
    },
    {
        "code": "video-nord",
        "name": "Vidéo Nord (fictif)",
        "legal_name": "Vidéo Nord GmbH, Hambourg",
        "country": "DE",
        "what_for_fr": "Montre les vidéos des ateliers.",
        "what_for_en": "Shows the films of the workshops.",
        "purpose": "contenus-exterieurs",
        "data": ("Adresse IP, vidéos regardées", "IP address, films watched"),
        "cookies": (("vn_lecteur", 182), ("vn_seance", 0), ("vn_reglages", 182)),
    },
    {
        "code": "avis-partages",
        "name": "Avis Partagés (fictif)",
        "legal_name": "Avis Partagés Ltd, Cork",
        "country": "IE",
        "what_for_fr": "Affiche les avis de nos clients.",
        "what_for_en": "Shows what our customers say.",
        "purpose": "contenus-exterieurs",
        "data": ("Adresse IP, page lue", "IP address, page read"),
        "cookies": (("ap_visiteur", 30),),
    },
)


def load() -> None:
    """Declare the site, publish it twice, answer for some weeks; one third party still waits to be confirmed."""
    site, marc = _site(), User.objects.get(email="marc@lumen.example.org").actor
    for code in ("mesure-audience", "contenus-exterieurs"):
        starting.add_ready_purpose(actor=marc, site=site, ready=library.purposes()[code])
    DeclaredCookie.objects.create(
        site=site,
        name="panier",
        what_fr="garde ce que vous avez choisi, le temps de la visite",
        what_en="keeps what you have chosen, during the visit",
        is_http_only=True,
    )
    now = timezone.now()
    first = _publish(site, marc, PARTIES[:2], now - timedelta(days=DAYS), note="Première version")
    declaring.write(actor=marc, site=site, other_texts={"fr": {"title": "Vos cookies : oui ou non ?"}})
    second = _publish(site, marc, PARTIES[2:3], now - timedelta(days=LATER), note="Les vidéos des ateliers")
    _answer(site, first, second, now)
    _party(site, marc, PARTIES[3])


def _site() -> Site:
    site = Site(
        code="lumen",
        name="lumen.example.org",
        controller=Controller.objects.first(),
        hosts=["lumen.example.org", "www.lumen.example.org"],
        languages=["fr", "en"],
        page_groups=["/ateliers", "/blog"],
    )
    return declaring.save_site(actor=SYSTEM, site=site)


def _publish(
    site: Site, actor: Actor, parties: tuple[dict[str, Any], ...], at: datetime, note: str
) -> BannerVersion:
    for told in parties:
        declaring.confirm_party(actor=actor, party=_party(site, actor, told))
    return publishing.publish(actor=actor, site=site, note=note, at=at)


def _party(site: Site, actor: Actor, told: dict[str, Any]) -> ThirdParty:
    fields = {
        key: told[key] for key in ("code", "name", "legal_name", "country", "what_for_fr", "what_for_en")
    }
    policy = f"https://{told['code']}.example.org/vie-privee"
    row = Recipient(**fields, kind=Recipient.Kind.THIRD_PARTY, policy_url=policy)
    recipient = register.save(actor=actor, row=row)
    french, english = told["data"]
    hosts = [f"{told['code']}.example.org"]
    party = ThirdParty(site=site, recipient=recipient, hosts=hosts, data_fr=french, data_en=english)
    purpose = SitePurpose.objects.get(site=site, purpose=Purpose.objects.get(code=told["purpose"]))
    declaring.save_party(actor=actor, party=party, purposes=[purpose])
    for name, days in told["cookies"]:
        cookie = DeclaredCookie(site=site, third_party=party, purpose=purpose, name=name, days=days)
        declaring.save_cookie(actor=actor, cookie=cookie)
    return party


# Some weeks of answers


def _answer(site: Site, first: BannerVersion, second: BannerVersion, now: datetime) -> None:
    """What visitors did, day after day: the same ones whenever the demonstration is loaded."""
    random, shown = Random(41), Counter[tuple[Any, ...]]()
    choices = []
    for back in range(DAYS - 1, -1, -1):
        version = second if back < LATER else first
        for _turn in range(_visitors(random, now - timedelta(days=back))):
            seen = _display(random, is_tested=version is second)
            shown[((now - timedelta(days=back)).date(), version.pk, *seen)] += 1
            if answered := _choice(random, version, seen, now - timedelta(days=back)):
                choices.append(answered)
    Choice.objects.bulk_create(choices, batch_size=1000)
    Display.objects.bulk_create(_counters(site, shown), batch_size=1000)


def _visitors(random: Random, day: datetime) -> int:
    return random.randrange(VISITORS // 2, VISITORS) // (2 if day.weekday() > 4 else 1)


def _display(random: Random, *, is_tested: bool) -> tuple[str, str, str, str]:
    """(language, device, group of pages, variant)."""
    said = (_drawn(random, LANGUAGES), str(_drawn(random, DEVICES)), _drawn(random, GROUPS))
    return (*said, "b" if is_tested and said[0] == "fr" and random.random() < 0.5 else "")


def _drawn(random: Random, weighed: Any) -> Any:
    values, weights = zip(*weighed, strict=True)
    return random.choices(values, weights)[0]


def _choice(
    random: Random, version: BannerVersion, seen: tuple[str, str, str, str], day: datetime
) -> Choice | None:
    act = _drawn(random, ANSWERS)
    if not act:
        return None
    purposes = [one["code"] for one in version.snapshot["purposes"]]
    wanted = {Act.ACCEPTED: purposes, Act.PARTIAL: purposes[1:]}.get(act, [])
    parties = {one["code"]: set(one["purposes"]) <= set(wanted) for one in version.snapshot["third_parties"]}
    language, device, group, variant = seen
    return Choice(
        site_id=version.site_id,
        version_id=version.pk,
        visitor=_uuid(random),
        nonce=_uuid(random),
        recorded_at=day - timedelta(minutes=random.randrange(600)),
        act=act,
        granted_purposes=wanted,
        refused_purposes=[one for one in purposes if one not in wanted],
        granted_parties=[code for code, allowed in parties.items() if allowed],
        refused_parties=[code for code, allowed in parties.items() if not allowed],
        language=language,
        layer=Layer.SECOND if act == Act.PARTIAL else Layer.FIRST,
        device=device,
        page_group=group,
        variant=variant,
    )


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _counters(site: Site, shown: Counter[tuple[Any, ...]]) -> Iterator[Display]:
    for (day, version, language, device, group, variant), many in shown.items():
        assert isinstance(day, date)
        yield Display(
            site=site,
            version_id=version,
            day=day,
            language=language,
            device=device,
            page_group=group,
            variant=variant,
            lane=0,
            shown=many,
        )
