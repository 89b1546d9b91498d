"""Personal data of banners: a random number and what it chose; who that is, only where an account signed in."""

from accord.cookies.models import (
    BannerVersion,
    DeclaredCookie,
    Display,
    PartnerList,
    Scan,
    ScriptCode,
    Site,
    SitePurpose,
    ThirdParty,
    VisitDay,
)
from accord.lib.personal import Declaration, NotPersonal, PersonalField

_KEPT = "the retention rule of the site"
_CHOSEN = {
    "visitor": "the random number a browser keeps, to find its own proofs",
    "nonce": "the random number of one act, so that it is kept once",
    "turn": "which of two choices of one browser came first, where they arrive at once",
    "granted_purposes": "what was agreed to (art. 7(1))",
    "refused_purposes": "what was refused",
    "granted_parties": "whom it was agreed for (art. 7(1))",
    "refused_parties": "whom it was refused for",
    "language": "in which language it was asked",
    "page_group": "on which group of pages it was asked",
    "variant": "which of two texts was shown",
}
_OURS = (Site, SitePurpose, ThirdParty, DeclaredCookie, ScriptCode, BannerVersion, PartnerList, Scan)
_COLLEAGUES = (
    ("cookies.ThirdParty", "confirmed_by"),
    ("cookies.BannerVersion", "published_by"),
    ("cookies.Scan", "asked_by"),
)

DECLARATIONS: list[Declaration] = [
    *(
        PersonalField("cookies.Choice", field, "evidence", why, True, "keep", _KEPT)
        for field, why in _CHOSEN.items()
    ),
    PersonalField(
        "cookies.Account",
        "holder",
        "identity",
        "whose account a choice follows, as a keyed hash",
        False,
        "delete row",
        "as long as the person, or the account unused for cookies.account",
    ),
    PersonalField(
        "cookies.Account",
        "visitor",
        "evidence",
        "the random number of an account",
        True,
        "delete row",
        "with its account",
    ),
    PersonalField(
        "cookies.Terminal",
        "visitor",
        "behaviour",
        "on which browsers an account signed in, to tell each of them once",
        True,
        "delete with owner",
        "with its account",
    ),
    *(
        PersonalField(model, field, "account", "the colleague who answers for it", False, "keep", "journal")
        for model, field in _COLLEAGUES
    ),
    *(
        NotPersonal(model._meta.label, field.name, "a counter of a day, of no visitor")
        for model in (Display, VisitDay)
        for field in model._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "DateField"}
    ),
    *(
        NotPersonal(model._meta.label, field.name, "says something about a site or a firm")
        for model in _OURS
        for field in model._meta.concrete_fields
        if (model._meta.label, field.name) not in _COLLEAGUES
        and field.get_internal_type() in {"CharField", "TextField", "SlugField", "JSONField", "ArrayField"}
    ),
]
