"""What the tests of banners stand on: Atelier Lumen's site, three purposes, four third parties, a published banner."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accord.cookies import publishing, serving
from accord.cookies.models import BannerVersion, DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.cookies.views import sharing
from accord.lib.actor import SYSTEM
from accord.register.models import Controller, Purpose, Recipient, RetentionRule

HOST = "lumen.example.org"
ORIGIN = f"https://{HOST}"
PURPOSES = {
    "contenus": (
        "Vidéos et cartes",
        "Videos and maps",
        "Afficher ici les contenus de deux services extérieurs.",
    ),
    "campagnes": ("Suivi des campagnes", "Campaigns", "Savoir quelle annonce vous a conduit ici."),
    "publicite": ("Publicité ciblée", "Targeted advertising", "Vous montrer nos annonces ailleurs."),
}
PARTIES = {
    "videotek": ("Vidéotek", "Vidéotek SA, Bruxelles", "BE", "contenus", {"vt_visite": 0, "vt_pref": 182}),
    "cartolive": ("Cartolive", "Cartolive SAS, Rennes", "FR", "contenus", {"carto_id": 30}),
    "mesurio": ("Mesurio", "Mesurio GmbH, Hambourg", "DE", "campagnes", {"msr_uid": 395}),
    "boreale": (
        "Régie Boréale",
        "Boreal Ads Inc., Montréal",
        "CA",
        "publicite",
        {"rb_uid": 182, "rb_seg*": 90},
    ),
}


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test meets a server that has read no version, looks at each change at once, and was never called."""
    serving.forget()
    sharing._CALLS.clear()
    monkeypatch.setattr(serving, "FRESH", 0)


@pytest.fixture
def lumen(db: None) -> Controller:
    """Who asks."""
    return who_asks()


def who_asks() -> Controller:
    """Write Atelier Lumen down."""
    return Controller.objects.create(
        name="Atelier Lumen",
        legal_form="SAS",
        address="8 quai des Brumes\n69000 Lyon",
        email="donnees@lumen.example.org",
        dpo_email="dpo@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )


@pytest.fixture
def kept(db: None) -> RetentionRule:
    """How long proofs are kept."""
    return how_long()


def how_long() -> RetentionRule:
    """Write down how long proofs are kept."""
    return RetentionRule.objects.create(
        code="preuves-cookies",
        label_fr="Preuves des choix de cookies",
        amount=3,
        unit="years",
        start="event",
        source="Art. 7(1) RGPD",
    )


@pytest.fixture
def site(lumen: Controller, kept: RetentionRule) -> Site:
    """The site, declared and not yet published."""
    return declare(lumen, kept)


def declare(lumen: Controller, kept: RetentionRule) -> Site:
    """Declare the site of `lumen`, with its purposes, third parties and cookies."""
    site = Site.objects.create(
        code="lumen",
        name=HOST,
        controller=lumen,
        hosts=[HOST, f"www.{HOST}"],
        retention=kept,
        page_groups=["/blog", "/blog/ateliers"],
    )
    for place, (code, (label, english, line)) in enumerate(PURPOSES.items()):
        purpose = Purpose.objects.create(
            code=code,
            controller=lumen,
            retention=kept,
            label_fr=label,
            label_en=english,
            description_fr=line,
            legal_basis="consent",
            channels=[],
            state="open",
        )
        SitePurpose.objects.create(site=site, purpose=purpose, position=place)
    for code in PARTIES:
        add_party(site, code)
    DeclaredCookie.objects.create(site=site, name="connexion", what_fr="garde votre connexion")
    return site


def add_party(site: Site, code: str, **more: Any) -> ThirdParty:
    """Declare a third party of the site, with its cookies."""
    name, legal_name, country, purpose, cookies = PARTIES.get(code) or more["said"]
    recipient = Recipient.objects.create(
        code=code,
        name=name,
        legal_name=legal_name,
        kind="third_party",
        country=country,
        transfer_safeguard="Pays reconnu adéquat" if country == "CA" else "",
        what_for_fr=f"{name} affiche ses contenus.",
        policy_url=f"https://{code}.example.org/vie-privee",
    )
    of = site.purposes.get(purpose__code=purpose)
    party = ThirdParty.objects.create(
        site=site,
        recipient=recipient,
        hosts=[f"{code}.example.org"],
        data_fr="Adresse IP, pages vues",
        confirmed_at=timezone.now(),
        confirmed_by="Alice",
    )
    party.purposes.add(of)
    for cookie, days in cookies.items():
        DeclaredCookie.objects.create(site=site, third_party=party, purpose=of, name=cookie, days=days)
    return party


@pytest.fixture
def version(site: Site) -> BannerVersion:
    """Its first banner."""
    return publishing.publish(actor=SYSTEM, site=site)


@pytest.fixture
def browser() -> Client:
    """A visitor's browser, that checks CSRF as a real server does."""
    return Client(enforce_csrf_checks=True, headers={"origin": ORIGIN})


Choosing = Callable[..., Any]


@pytest.fixture
def choose(browser: Client, version: BannerVersion) -> Choosing:
    """Sends a choice as the script does: `choose(purposes=["contenus"], thirdParties=["videotek"])`."""

    def send(**said: Any) -> Any:
        body = {
            "visitor": str(uuid4()),
            "nonce": str(uuid4()),
            "version": version.mark,
            "purposes": [],
            "thirdParties": [],
            "language": "fr",
            "layer": "first",
            "device": "phone",
            **said,
        }
        return browser.post("/cookies/lumen/choice", body, content_type="application/json")

    return send


EVERYTHING = {"purposes": list(PURPOSES), "thirdParties": list(PARTIES)}
