"""Recording what patients choose about the use of their data. Every line is for ever; the last ones count at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import NO_STATES, STATES, USES, Purpose, Regime, State, answered, is_lawful
from accord.health.impossible import Impossible
from accord.health.models import Consent, ConsentProvision, Patient, Practitioner
from accord.health.models.choices import Method
from accord.health.naming import MARK
from accord.health.router import ALIAS
from accord.health.standing import Choice, Standing, standing
from accord.lib.actor import Actor

NOT_LAWFUL = _("The law does not leave that rule to this use: the choice was not recorded.")
NOT_PRODUCED = _("A row under this rule cannot become that: the choice was not recorded.")
TO_COME = _("A choice cannot be made after today: correct its date.")
NOTHING_TO_WITHDRAW = _("There is no agreement left to take back.")
NOTHING_TO_LIFT = _("There is no objection left to take back.")
ALREADY_CHECKED = _("This choice has already been checked, or no longer holds.")
NOT_A_NAME = _("This choice names nobody in writing, or no longer holds.")
NOT_COSIGNED = _(
    "The person designated signs too (L.1111-6 CSP), and nobody said that they did: record this designation from its "
    "paper."
)
OTHER_PERSON = _("Whoever wrote a choice down does not check it: ask a colleague.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One row as answered. `answers`: boxes ticked (codes of Answer); `actor`: whom it names, by identifier; `words`:
    what is written beside it ("who", "reason"), "cosigned" where the person designated signed too; `items`, `ends_at`:
    what an agreement is limited to.
    """

    use: str
    regime: str
    answers: frozenset[str]
    actor: str = ""
    words: dict[str, str] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where choices come from. `kind` and `id`: the reading or the paper; `policy_uri`: the version of the text shown;
    `checked_by`: the second person who looked ("" when nobody has yet).
    """

    method: str
    decided_at: datetime
    kind: str = ""
    id: UUID | None = None
    policy_uri: str = ""
    checked_by: str = ""


@transaction.atomic(using=ALIAS)
def record(*, actor: Actor, patient: Patient, chosen: Iterable[Chosen], source: Source) -> list[Consent]:
    """Write one immutable line per row; rows already read from the same source are left out. Returns the new lines.

    A blank row is kept as « not asked », which is neither yes nor no. Raises Impossible for a regime the law does not
    leave to a use, or a date to come.
    """
    hold(patient)
    if source.decided_at > timezone.now():
        raise Impossible(TO_COME)
    return [
        _written(actor, patient, one, answered(one.regime, one.answers), source)
        for one in chosen
        if not _is_known(patient, one, source)
    ]


@transaction.atomic(using=ALIAS)
def record_state(*, actor: Actor, patient: Patient, chosen: Chosen, state: State, source: Source) -> Consent:
    """Write one line whose state is told by another system, not by boxes. Raises Impossible as `record` does."""
    hold(patient)
    if source.decided_at > timezone.now():
        raise Impossible(TO_COME)
    return _written(actor, patient, chosen, state, source)


def _written(actor: Actor, patient: Patient, chosen: Chosen, state: State, source: Source) -> Consent:
    """The line; a no to somebody named in writing is a no to the professional they turned out to be."""
    line = _write(actor, patient, chosen, state, source)
    if line.state in NO_STATES and chosen.actor:
        for other in _namesakes(line) - {chosen.actor}:
            _write(actor, patient, replace(chosen, actor=other), State(line.state), source, replaces=line.pk)
    return line


@transaction.atomic(using=ALIAS)
def identify(*, actor: Actor, consent: Consent, practitioner: Practitioner) -> Consent:
    """Say which professional a name written by the patient is: from then on the choice is about them.

    Both lines go together afterwards: taking one back takes both back. Raises Impossible for a choice that is no
    longer an agreement, or already names a professional we know.
    """
    held = _held(consent)
    if not consent.provision.actor.startswith(MARK) or str(consent.pk) not in {one.id for one in held.held}:
        raise Impossible(NOT_A_NAME)
    if consent.state != State.GIVEN:
        raise Impossible(NOTHING_TO_WITHDRAW)
    source = _same(consent, checked_by=actor.label if consent.is_checked else "")
    return _follow(actor, consent, State.GIVEN, source, named=str(practitioner.pk))


def _namesakes(consent: Consent) -> set[str]:
    """Everybody one choice is about: the name as written, and the professional it was found to be."""
    lines = ConsentProvision.objects.filter(consent__patient=consent.patient_id, consent__use=consent.use)
    actors = {
        pk: (actor, before) for pk, actor, before in lines.values_list("pk", "actor", "consent__replaces")
    }
    same, size = {consent.provision.actor}, 0
    while size != len(same):
        size = len(same)
        for actor, before in actors.values():
            pair = {actor, actors[before][0]} if before in actors else {actor}
            same |= pair if pair & same else set()
    return same


def _is_known(patient: Patient, chosen: Chosen, source: Source) -> bool:
    if source.id is None:
        return False
    same = Consent.objects.filter(patient=patient, source=source.kind, source_id=source.id, use=chosen.use)
    return same.filter(provision__actor=chosen.actor).exists()


@transaction.atomic(using=ALIAS)
def withdraw(*, actor: Actor, consent: Consent, method: str = Method.COUNTER) -> Consent:
    """The patient takes an agreement back: it stops at the next question. Nothing is asked of them, no reason either.

    Raises Impossible when what holds is no longer an agreement.
    """
    hold(consent.patient)
    held = [
        one
        for name in _namesakes(consent)
        for one in _standing(consent, name).held
        if one.state == State.GIVEN
    ]
    if not held:
        raise Impossible(NOTHING_TO_WITHDRAW)
    source = Source(method, timezone.now(), checked_by=actor.label)
    written = [_follow(actor, Consent.objects.get(pk=one.id), State.WITHDRAWN, source) for one in held]
    return next((one for one in written if one.provision.actor == consent.provision.actor), written[0])


@transaction.atomic(using=ALIAS)
def lift(*, actor: Actor, consent: Consent, method: str = Method.COUNTER) -> Consent:
    """The patient expressly takes an objection back. Raises Impossible when none holds."""
    held = _held(consent)
    if not any(one.state == State.OBJECTED for one in held.held):
        raise Impossible(NOTHING_TO_LIFT)
    source = Source(method, timezone.now(), checked_by=actor.label)
    for objection in held.held:
        if objection.state == State.OBJECTED:
            last = _follow(
                actor, Consent.objects.get(pk=objection.id), State.INFORMED, source, lifts=UUID(objection.id)
            )
    return last


@transaction.atomic(using=ALIAS)
def check(*, actor: Actor, consent: Consent, one_person_may: bool = False) -> Consent:
    """A second person confirms a choice written by hand: the same line again, checked. Raises Impossible: whoever wrote
    it, a line that no longer holds, a designation (L.1111-6 CSP) of which nobody said that both signed it.
    """
    is_designation = consent.regime == Regime.DESIGNATION and consent.state == State.GIVEN
    if is_designation and not consent.words.get("cosigned"):
        raise Impossible(NOT_COSIGNED)
    if consent.is_checked or str(consent.pk) not in {one.id for one in _held(consent).held}:
        raise Impossible(ALREADY_CHECKED)
    if actor.id == consent.by_id and not one_person_may:
        raise Impossible(OTHER_PERSON)
    return _follow(actor, consent, State(consent.state), _same(consent, checked_by=actor.label))


@transaction.atomic(using=ALIAS)
def invalidate(*, actor: Actor, consent: Consent) -> Consent:
    """An agreement is found not valid (not signed, wrong person …): it stops. A no stays a no. Raises Impossible."""
    if State(consent.state) in NO_STATES:
        raise Impossible(NOTHING_TO_WITHDRAW)
    hold(consent.patient)
    return _follow(
        actor, consent, State.INVALIDATED, Source(consent.method, timezone.now(), checked_by=actor.label)
    )


def choices_of(patients: Iterable[Any]) -> list[Choice]:
    """Everything recorded of these patients (ids or rows), as the evaluator sees it. One query."""
    lines = ConsentProvision.objects.filter(consent__patient__in=patients).select_related("consent")
    return [line.as_choice() for line in lines]


def _held(consent: Consent) -> Standing:
    hold(consent.patient)
    return _standing(consent, consent.provision.actor)


def _standing(consent: Consent, named: str) -> Standing:
    return standing(choices_of([consent.patient_id]), consent.use, named, timezone.now())


def hold(patient: Patient) -> None:
    """Choices of one patient are written one after the other: whoever comes second waits for the first."""
    Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)


def _same(consent: Consent, *, checked_by: str) -> Source:
    """Where `consent` comes from, for a line that follows it."""
    return Source(
        consent.method,
        consent.decided_at,
        consent.source,
        consent.source_id,
        consent.policy_uri,
        checked_by=checked_by,
    )


def _follow(actor: Actor, consent: Consent, state: State, source: Source, **more: Any) -> Consent:
    """The next line of the same choice. more: lifts (id of an objection), named (whom it is about from now on)."""
    before = consent.provision
    same = Chosen(
        consent.use,
        consent.regime,
        frozenset(),
        more.pop("named", before.actor),
        consent.words,
        tuple(before.items),
        before.ends_at,
    )
    return _write(actor, consent.patient, same, state, source, replaces=consent.pk, **more)


def _write(
    actor: Actor, patient: Patient, chosen: Chosen, state: State, source: Source, **links: UUID | None
) -> Consent:
    if not is_lawful(chosen.use, chosen.regime):
        raise Impossible(NOT_LAWFUL)
    if state not in STATES[Regime(chosen.regime)]:
        raise Impossible(NOT_PRODUCED)
    line = Consent(
        patient=patient,
        use=chosen.use,
        regime=chosen.regime,
        state=state,
        decided_at=source.decided_at,
        method=source.method,
        source=source.kind,
        source_id=source.id,
        policy_uri=source.policy_uri,
        is_checked=bool(source.checked_by),
        checked_by=source.checked_by,
        by_id=actor.id,
        by_name=actor.label,
        **links,
    )
    line.put_words(chosen.words)
    line.save(force_insert=True)
    _provide(line, chosen)
    facts = {"use": chosen.use, "state": str(state)}
    journal.record(
        actor=actor,
        action="choice.recorded",
        purpose=Purpose.ADMINISTRATION,
        patient=patient,
        entity="Consent",
        entity_id=line.pk,
        facts=facts,
    )
    return line


def _provide(line: Consent, chosen: Chosen) -> None:
    opens = line.state == State.GIVEN or (line.state == State.INFORMED and line.regime == Regime.OPPOSITION)
    line.provision = ConsentProvision.objects.create(
        consent=line,
        kind=ConsentProvision.PERMIT if opens else ConsentProvision.DENY,
        purpose=USES[chosen.use][0],
        actor=chosen.actor,
        items=list(chosen.items),
        ends_at=chosen.ends_at,
    )
