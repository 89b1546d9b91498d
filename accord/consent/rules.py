"""May we reach somebody: one list of rules, in order. Each says what must be TRUE, in SQL, and when it applies.

The fragments stand over `person`, `point` (contact point) and `permission`, which may be missing: every fragment is
FALSE or TRUE on a missing row, or else the answer is "undetermined", which is a no. Values come in as {names}.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from accord.register.models import Audience, Channel, LegalBasis, Purpose

KINDS = {Channel.EMAIL: "email", Channel.PHONE: "phone", Channel.SMS: "phone", Channel.POST: "post"}
Applies = Callable[[Purpose, str], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """reason: the code said when it fails (reasons.py); must: what must be true; when: the purposes it applies to.

    implied_by: a later rule that cannot be true unless this one is: where both apply, only that one is asked in order
    to find who may be reached.
    """

    reason: str
    must: str
    when: Applies
    implied_by: str = ""


def _always(purpose: Purpose, channel: str) -> bool:
    return True


def _closed(purpose: Purpose, channel: str) -> bool:
    return purpose.state != Purpose.State.OPEN


def _not_its_channel(purpose: Purpose, channel: str) -> bool:
    return channel not in purpose.channels or channel not in KINDS


def _prospecting(purpose: Purpose, channel: str) -> bool:
    return purpose.is_prospecting


def _consent(purpose: Purpose, channel: str) -> bool:
    return purpose.legal_basis == LegalBasis.CONSENT


def _wanted_or_consent(purpose: Purpose, channel: str) -> bool:
    return purpose.is_prospecting or _consent(purpose, channel)


def _confirmed_by_mail(purpose: Purpose, channel: str) -> bool:
    return _consent(purpose, channel) and purpose.needs_confirmation and channel == Channel.EMAIL


def _can_be_objected_to(purpose: Purpose, channel: str) -> bool:
    return purpose.is_prospecting or purpose.legal_basis in (
        LegalBasis.LEGITIMATE_INTEREST,
        LegalBasis.PUBLIC_TASK,
    )


def _can_only_be_objected_to(purpose: Purpose, channel: str) -> bool:
    return _can_be_objected_to(purpose, channel) and not _wanted_or_consent(purpose, channel)


def _prospecting_without_consent(purpose: Purpose, channel: str) -> bool:
    return purpose.is_prospecting and not _consent(purpose, channel)


def _needs_consent_of_consumers(purpose: Purpose, channel: str) -> bool:
    return _prospecting_without_consent(purpose, channel) and channel != Channel.POST


def _written_without_consent(purpose: Purpose, channel: str) -> bool:
    return _prospecting_without_consent(purpose, channel) and channel == Channel.EMAIL


def _professionals_only(purpose: Purpose, channel: str) -> bool:
    return purpose.audience == Audience.PROFESSIONAL


_STATE = "COALESCE(permission.state, '')"
# Told, or excused by the data protection officer until the day of the review (art. 14(5)).
_TOLD = """acquisition.informed_at IS NOT NULL OR (acquisition.exception <> ''
    AND (acquisition.exception_review_on >= {today}) IS NOT FALSE)"""

RULES: tuple[Rule, ...] = (
    Rule("purpose_closed", "FALSE", _closed),
    Rule("channel_not_declared", "FALSE", _not_its_channel),
    Rule("erased", "person.state <> 'erased'", _always),
    Rule("archived", "person.state <> 'archived'", _always),
    Rule("restricted", "person.state <> 'restricted'", _always),
    Rule("no_address", "point.id IS NOT NULL", _always),
    Rule("unreachable", "point.unreachable_at IS NULL", _always),
    Rule("objected", f"{_STATE} <> 'objected'", _can_be_objected_to, "not_confirmed"),
    Rule("withdrawn", f"{_STATE} <> 'withdrawn'", _wanted_or_consent, "not_confirmed"),
    Rule("refused", f"{_STATE} <> 'refused'", _wanted_or_consent, "not_confirmed"),
    Rule(
        "suppressed",
        """NOT EXISTS (SELECT FROM consent_suppression AS suppression
            WHERE suppression.address_hash = point.address_hash AND suppression.channel = {channel}
            AND (suppression.expires_at IS NULL OR suppression.expires_at > {now}))""",
        _wanted_or_consent,
    ),
    Rule("no_consent", f"{_STATE} IN ('given', 'confirmed', 'requested')", _consent, "not_confirmed"),
    # Bare on purpose: a missing row stopped at no_consent, and the planner may then join it inwards.
    Rule("not_confirmed", "permission.state IN ('given', 'confirmed')", _consent),
    Rule(
        "refused_by_other",
        """NOT EXISTS (SELECT FROM consent_permission AS other
            WHERE other.address_hash = point.address_hash AND other.purpose_id = {purpose}
            AND other.channel = {channel} AND other.contact_point_id <> point.id
            AND other.state IN ('refused', 'withdrawn', 'objected'))""",
        _wanted_or_consent,
    ),
    Rule(
        "refused_by_other",
        """NOT EXISTS (SELECT FROM consent_permission AS other
            WHERE other.address_hash = point.address_hash AND other.purpose_id = {purpose}
            AND other.channel = {channel} AND other.contact_point_id <> point.id AND other.state = 'objected')""",
        _can_only_be_objected_to,
    ),
    Rule(
        "declared_undecided",
        """COALESCE(permission.evidence_level, 0) <> 1 OR permission.import_id IN (
            SELECT import_id FROM consent_declareduse WHERE purpose_id = {purpose} AND is_allowed)""",
        _consent,
    ),
    Rule(
        "address_not_confirmed",
        "point.confirmed_at IS NOT NULL OR COALESCE(permission.evidence_level, 0) = 1",
        _confirmed_by_mail,
    ),
    Rule("consent_expired", "permission.expires_at IS NULL OR permission.expires_at > {now}", _consent),
    Rule(
        "notice_changed",
        """permission.notice_version_id IS NULL OR permission.notice_version_id NOT IN (
            SELECT id FROM register_noticeversion WHERE outdated_at IS NOT NULL)""",
        _consent,
    ),
    Rule(
        "under_age",
        """person.born_on IS NULL OR person.born_on <= {of_age} OR EXISTS (SELECT FROM contacts_guardian AS guardian
            WHERE guardian.child_id = person.id AND guardian.agreed_at IS NOT NULL)""",
        _consent,
    ),
    Rule("not_professional", "COALESCE(point.sphere, '') = 'professional'", _professionals_only),
    Rule(
        "consumer_without_consent", "COALESCE(point.sphere, '') = 'professional'", _needs_consent_of_consumers
    ),
    Rule("generic_address", "COALESCE(point.is_generic, TRUE) = FALSE", _written_without_consent),
    Rule(
        "silent_too_long",
        """GREATEST(person.collected_at, person.heard_from_at) > {silent_since}
            OR COALESCE(person.customer_until >= {today}, FALSE)""",
        _prospecting,
    ),
    # Last: a first letter that carries the notice may leave only to those whom nothing else stops.
    Rule(
        "not_informed",
        f"""EXISTS (SELECT FROM contacts_acquisition AS acquisition WHERE acquisition.person_id = person.id
            AND ({_TOLD}))""",
        _prospecting,
    ),
    Rule(
        "not_informed",
        f"""NOT EXISTS (SELECT FROM contacts_acquisition AS acquisition WHERE acquisition.person_id = person.id
            AND NOT ({_TOLD}))""",
        _prospecting_without_consent,
    ),
)


def applying(purpose: Purpose, channel: str) -> tuple[Rule, ...]:
    """The rules that apply to `purpose` over `channel`, in order."""
    return tuple(rule for rule in RULES if rule.when(purpose, channel))


def fingerprint() -> str:
    """16 hexadecimal digits naming the rules in force: every decision keeps them."""
    text = "\n".join(f"{rule.reason}: {rule.must} [{rule.when.__name__}]" for rule in RULES)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
