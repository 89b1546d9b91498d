"""Our banner as the product serves it: the script of a version that is not stored anywhere, in French."""

import os
from unittest.mock import patch

from banners.peers import PURPOSES, VENDORS, Page

LINES = {
    "analytics": "Compter les visites et savoir quelles pages sont lues.",
    "ads": "Vous montrer nos annonces ailleurs, d’après vos visites.",
    "embeds": "Afficher ici les contenus de services extérieurs.",
}


def snapshot() -> dict:
    """What a published version says, for the purposes and vendors of all the pages."""
    from accord.cookies import looks
    from accord.cookies.wordings import fixed

    parties = [*VENDORS, ("youtube", "YouTube", "embeds")]
    return {
        "site": {
            "code": "bench",
            "languages": ["fr"],
            "choice_days": 182,
            "cookie_domain": "",
            "gpc_refuses": True,
            "follows_accounts": False,
            "measures": False,
            "alias": "ac",
            "shows_one_in": 1,
        },
        "controller": {"name": "Exemple SARL"},
        "design": looks.whole({}),
        "texts": {"fr": fixed("fr")},
        "other_texts": {},
        "purposes": [
            {"code": code, "texts": {"fr": {"title": title, "line": LINES[code]}}, "signals": []}
            for code, title in PURPOSES.items()
        ],
        "third_parties": [
            {"code": code, "name": label, "purposes": [of], "hosts": [f".{code}.example"]}
            for code, label, of in parties
        ],
        "cookies": [
            {
                "name": f"{code}_id",
                "third_party": code,
                "purpose": of,
                "kind": "cookie",
                "is_http_only": False,
                "is_third_party": False,
            }
            for code, _label, of in parties
        ],
    }


def served() -> bytes:
    """The one file, before it is packed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    os.environ.setdefault("ACCORD_WITHOUT_DATABASE", "1")
    import django

    django.setup()
    from accord.cookies import coding
    from accord.cookies.models import BannerVersion
    from accord.cookies.serving import Served

    version = BannerVersion(snapshot=snapshot(), sha256="0" * 64, ask="00000000", code_sha256="")
    with patch.object(coding, "source", lambda _sha256: coding.current()):
        return Served(version, 0).script("fr").plain


def page() -> Page:
    """With the one line, and each vendor held back."""
    body = "".join(
        f'<script type="text/plain" data-purpose="{of}" data-third-party="{code}" data-src="/stub/{code}.js"></script>'
        for code, _label, of in VENDORS
    )
    return Page("Accord", "#ac section", '<script src="/ours.js" defer></script>', body)
