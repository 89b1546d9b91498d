"""Personal data of newsletters: none about readers; the names of colleagues who wrote and approved."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

_WHO = "who wrote, approved or launched a letter"
_WHILE = "as long as the letter"

DECLARATIONS: list[Declaration] = [
    *(
        PersonalField("campaigns.Campaign", name, "account", _WHO, True, "keep", _WHILE)
        for who in ("by", "edited_by", "approved_by", "launched_by")
        for name in (f"{who}_id", f"{who}_label")
    ),
    PersonalField(
        "campaigns.Image", "by_label", "account", "who added a picture", True, "keep", "while it is used"
    ),
    NotPersonal("campaigns.Campaign", "name", "the name of a letter"),
    NotPersonal("campaigns.Campaign", "language", "a language code"),
    NotPersonal("campaigns.Campaign", "subject", "the same words for every reader"),
    NotPersonal("campaigns.Campaign", "preview_text", "the same words for every reader"),
    NotPersonal(
        "campaigns.Campaign", "blocks", "the same words for every reader; fields are filled in on the way out"
    ),
    NotPersonal("campaigns.Campaign", "state", "a state"),
    NotPersonal("campaigns.Campaign", "stopped_because", "what a letter lacked"),
    NotPersonal("campaigns.Campaign", "counts", "numbers of people by reason"),
    NotPersonal("campaigns.Image", "name", "the name of a picture"),
    NotPersonal("campaigns.Image", "alternative", "what a picture shows"),
    NotPersonal("campaigns.Image", "content", "a picture for everybody; what the camera wrote is removed"),
    NotPersonal("campaigns.Image", "media_type", "a file type"),
    NotPersonal("campaigns.Image", "sha256", "a fingerprint of a picture"),
    NotPersonal("campaigns.Link", "code", "one address for all readers"),
    NotPersonal("campaigns.Link", "url", "where a link of a letter leads"),
    NotPersonal("campaigns.Link", "label", "the words of a link"),
]
