"""One visitor's proof: what was shown, what was chosen, when; the same facts on the page, in JSON and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from accord.cookies import queries, snapshots
from accord.cookies.answers import SECOND
from accord.cookies.models import BannerVersion, Choice
from accord.cookies.models.choices import Act, Layer
from accord.cookies.showing import Shown, shown


@dataclass(frozen=True, slots=True)
class Proof:
    """One choice beside the banner it answered, in the language it was read in."""

    choice: Choice
    version: BannerVersion
    shown: Shown

    @property
    def act(self) -> str:
        """What was done, in words."""
        return {
            Act.ACCEPTED: _("Accepted everything"),
            Act.REFUSED: _("Refused everything"),
            Act.PARTIAL: _("Accepted a part"),
            Act.WITHDRAWN: _("Withdrew everything"),
        }[Act(self.choice.act)]

    @property
    def is_yes(self) -> bool:
        """True when something was accepted."""
        return bool(self.choice.granted_purposes or self.choice.granted_parties)

    @property
    def where(self) -> str:
        """Where it was done, in words."""
        return str(Layer(self.choice.layer).label)

    @property
    def until(self) -> datetime:
        """When the proof is erased."""
        rule = self.version.site.retention
        return self.choice.recorded_at + relativedelta(**{rule.unit: rule.amount})  # type: ignore[arg-type]

    @property
    def granted(self) -> list[str]:
        """What was accepted, by name."""
        return self._names(self.choice.granted_purposes, self.choice.granted_parties)

    @property
    def refused(self) -> list[str]:
        """What was refused, by name."""
        return self._names(self.choice.refused_purposes, self.choice.refused_parties)

    @property
    def is_sound(self) -> bool:
        """True when the banner kept is the one that was published: its hash says so."""
        covered = {
            "number": self.version.number,
            "code": self.version.code_sha256,
            "snapshot": self.version.snapshot,
        }
        return snapshots.sha256(covered) == self.version.sha256

    def _names(self, purposes: Sequence[str], parties: Sequence[str]) -> list[str]:
        titles = {one.code: one.title for one in self.shown.purposes}
        names = {one.code: one.name for one in self.shown.parties}
        return [*(titles[code] for code in purposes), *(names[code] for code in parties)]


def of_visitor(site_id: int, visitor: UUID) -> list[Proof]:
    """The proofs of one visitor, the latest first."""
    choices = queries.history(site_id, visitor)
    versions = queries.versions(choices)
    return [_proof(one, versions[one.version_id]) for one in choices]


def of_choice(pk: int) -> Proof | None:
    """The proof of one choice, None when there is none (any more)."""
    choice = Choice.objects.filter(pk=pk).first()
    return _proof(choice, queries.versions([choice])[choice.version_id]) if choice else None


def _proof(choice: Choice, version: BannerVersion) -> Proof:
    said = shown(version.snapshot, choice.language, is_second=choice.variant == SECOND)
    return Proof(choice, version, said)


def as_json(proofs: Sequence[Proof]) -> Mapping[str, Any]:
    """Everything there is, for a program: each choice whole, and each banner it answered once."""
    versions = {one.version.pk: one.version for one in proofs}
    return {
        "format": "accord.cookies.proof/1",
        "visitor": str(proofs[0].choice.visitor) if proofs else "",
        "choices": [_choice(one) for one in proofs],
        "banners": [_banner(one) for one in versions.values()],
    }


def _choice(one: Proof) -> dict[str, Any]:
    choice = one.choice
    return {
        "id": choice.pk,
        "site": one.version.snapshot["site"]["code"],
        "banner": one.version.sha256,
        "act": choice.act,
        "recorded_at": choice.recorded_at.isoformat(),
        "turn": choice.turn,
        "erased_at": one.until.isoformat(),
        "purposes": {"granted": choice.granted_purposes, "refused": choice.refused_purposes},
        "third_parties": {"granted": choice.granted_parties, "refused": choice.refused_parties},
        "language": choice.language,
        "layer": choice.layer,
        "global_privacy_control": choice.is_gpc,
        "device": choice.device,
        "page_group": choice.page_group,
        "variant": choice.variant or "a",
        "of_account": choice.is_of_account,
    }


def _banner(version: BannerVersion) -> dict[str, Any]:
    return {
        "sha256": version.sha256,
        "number": version.number,
        "published_at": version.published_at.isoformat(),
        "script_sha256": version.code_sha256,
        "covers": "SHA-256 of the JSON {code, number, snapshot}: keys sorted, no spaces, UTF-8",
        "snapshot": version.snapshot,
    }
