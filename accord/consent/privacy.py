"""Personal data of the ledger and of the facts only the gate reads."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField


def _code(model: str, *fields: str) -> list[Declaration]:
    return [NotPersonal(f"consent.{model}", field, "a code from the program") for field in fields]


DECLARATIONS: list[Declaration] = [
    NotPersonal("consent.Wording", "sha256", "fingerprint of words shown to everybody"),
    NotPersonal("consent.Wording", "language", "a code from the program"),
    NotPersonal("consent.Wording", "text", "words shown to everybody"),
    *_code("ConsentEvent", "channel", "state", "method", "actor_kind", "wording_sha256", "source_id"),
    PersonalField(
        "consent.ConsentEvent",
        "actor_id",
        "account",
        "which colleague noted it",
        False,
        "keep",
        "proof of consent",
    ),
    NotPersonal(
        "consent.ConsentEvent", "commits", "salted commitments: say nothing once the evidence is erased"
    ),
    NotPersonal("consent.ConsentEvent", "leaf", "a hash over codes and commitments"),
    *_code("Evidence", "part"),
    PersonalField(
        "consent.Evidence",
        "value",
        "evidence",
        "proves who agreed, when and how",
        True,
        "delete row",
        "proof of consent; network part: proof.network",
    ),
    NotPersonal("consent.Evidence", "salt", "random"),
    NotPersonal("consent.Evidence", "erase_on", "when the part itself is erased"),
    NotPersonal("consent.Unsealed", "leaf", "a hash over codes and commitments"),
    PersonalField(
        "consent.Permission",
        "state",
        "preference",
        "may we reach them",
        True,
        "delete with owner",
        "prospects.keep",
    ),
    *_code("Permission", "channel", "method", "wording_sha256"),
    PersonalField(
        "consent.Permission",
        "address_hash",
        "contact",
        "finds the same address of another person",
        False,
        "delete with owner",
        "prospects.keep",
    ),
    PersonalField(
        "consent.Suppression",
        "address_hash",
        "contact",
        "never writing again to who objected",
        False,
        "keep",
        "objections.keep",
    ),
    *_code("Suppression", "channel", "reason", "source_id"),
    *_code("Attempt", "channel", "outcome"),
    PersonalField(
        "consent.Attempt", "actor_id", "account", "which colleague called", False, "keep", "proof of consent"
    ),
    *_code("Decision", "act", "channel", "reason", "rules", "actor_kind"),
    NotPersonal("consent.Decision", "counts", "figures"),
    PersonalField(
        "consent.Decision", "actor_id", "account", "which colleague acted", False, "keep", "journal"
    ),
    NotPersonal("consent.DeclaredUse", "why", "about a file, not a person"),
    PersonalField(
        "consent.DeclaredUse", "decided_by_id", "account", "who decided", False, "keep", "proof of consent"
    ),
    PersonalField(
        "consent.DeclaredUse", "decided_by_label", "account", "who decided", False, "keep", "proof of consent"
    ),
    *_code("Pause", "channel"),
]
