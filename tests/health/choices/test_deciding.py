"""Who may see what in Jeanne's record: Dr Kervella operated on her, Dr Arnoux never met her."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.health import deciding
from accord.health.codes import RECORD_ITEMS, Item, Job, Purpose, SecurityLabel, State, Use
from accord.health.deciding import (
    Decision,
    Grant,
    Member,
    Question,
    Reason,
    decide,
)
from accord.health.rights import AT_FIRST, CARERS
from accord.health.standing import Choice, standing

Facts = partial(deciding.Facts, rights=AT_FIRST)  # what jobs open at first
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
KERVELLA, ARNOUX = "rpps-1", "rpps-2"
TEAM = (Member(KERVELLA, NOW - DAY),)


def question(professional: str = KERVELLA, **more) -> Question:
    usual = {"job": Job.DOCTOR, "purpose": Purpose.CARE, "item": Item.OPERATION, "at": NOW}
    return Question(professional=professional, **{**usual, **more})


def choice(state: str, use: str = Use.OUTSIDE_TEAM, actor: str = ARNOUX, days: int = 1, **more) -> Choice:
    return Choice(
        **{
            "id": f"{use}-{state}-{days}",
            "use": use,
            "state": state,
            "actor": actor,
            "decided_at": NOW - days * DAY,
            **more,
        }
    )


def asks(facts: deciding.Facts, professional: str = ARNOUX, **more) -> Decision:
    return decide(question(professional, **more), facts)


def test_the_surgeon_of_the_team_reads_and_the_log_can_say_why() -> None:
    assert asks(Facts(TEAM), KERVELLA) == Decision(True, Reason.CARE_TEAM)


def test_a_doctor_outside_the_team_reads_nothing_without_consent() -> None:
    assert asks(Facts(TEAM)) == Decision(False, Reason.NOT_IN_TEAM)


def test_the_agreement_of_jeanne_opens_her_record_to_the_doctor_she_named_only() -> None:
    yes = choice(State.GIVEN)
    assert asks(Facts(TEAM, (yes,))) == Decision(True, Reason.CONSENT, yes.id)
    assert asks(Facts(TEAM, (yes,)), "rpps-3").reason == Reason.NOT_IN_TEAM


def test_an_agreement_that_names_nobody_opens_nothing() -> None:
    assert not asks(Facts(TEAM, (choice(State.GIVEN, actor=""),))).is_allowed


def test_a_withdrawal_counts_from_the_next_question_on() -> None:
    yes, no = choice(State.GIVEN, days=2), choice(State.WITHDRAWN)
    assert asks(Facts((), (yes,))).is_allowed
    assert asks(Facts((), (yes, no))) == Decision(False, Reason.REFUSED, no.id)


@pytest.mark.parametrize("state", [state for state in State.values if state != State.GIVEN])
def test_nothing_but_an_agreement_is_an_agreement(state: str) -> None:
    assert not asks(Facts((), (choice(state),))).is_allowed


def test_a_form_nobody_checked_opens_nothing() -> None:
    assert not asks(Facts((), (choice(State.GIVEN, is_checked=False),))).is_allowed


def test_an_agreement_ends_on_its_day() -> None:
    ends = choice(State.GIVEN, expires_at=NOW)
    assert not asks(Facts((), (ends,))).is_allowed
    assert asks(Facts((), (replace(ends, expires_at=NOW + DAY),))).is_allowed


def test_an_agreement_for_one_kind_of_document_does_not_open_the_others() -> None:
    only = choice(State.GIVEN, items=frozenset({Item.PRESCRIPTIONS}))
    assert asks(Facts((), (only,)), item=Item.PRESCRIPTIONS).is_allowed
    assert not asks(Facts((), (only,))).is_allowed


def test_a_place_in_the_team_opens_only_during_its_period() -> None:
    gone = Facts((Member(KERVELLA, NOW - 3 * DAY, NOW),))
    assert not asks(gone, KERVELLA).is_allowed
    assert asks(gone, KERVELLA, at=NOW - DAY).is_allowed
    assert not asks(Facts((Member(KERVELLA, NOW + DAY),)), KERVELLA).is_allowed


def test_an_objection_to_sharing_closes_the_record_to_the_team_too() -> None:
    no = choice(State.OBJECTED, Use.CARE_TEAM, "")
    assert asks(Facts(TEAM, (no,)), KERVELLA) == Decision(False, Reason.OBJECTED, no.id)


def test_being_informed_again_does_not_lift_an_objection_but_taking_it_back_does() -> None:
    no = choice(State.OBJECTED, Use.CARE_TEAM, "", days=3)
    informed = choice(State.INFORMED, Use.CARE_TEAM, "", days=2)
    assert not asks(Facts(TEAM, (no, informed)), KERVELLA).is_allowed
    assert asks(Facts(TEAM, (no, replace(informed, lifts=no.id))), KERVELLA).is_allowed


def test_an_objection_to_one_colleague_leaves_the_others() -> None:
    no = choice(State.OBJECTED, Use.CARE_TEAM, ARNOUX)
    team = (*TEAM, Member(ARNOUX, NOW - DAY))
    assert not asks(Facts(team, (no,))).is_allowed
    assert asks(Facts(team, (no,)), KERVELLA).is_allowed


def test_a_job_without_the_right_sees_nothing_even_in_the_team() -> None:
    for job in (Job.BILLING, Job.ADMISSIONS):
        assert asks(Facts(TEAM), KERVELLA, job=job).reason == Reason.JOB
    assert asks(Facts(TEAM), KERVELLA, job=Job.RECORDS).reason == Reason.PURPOSE


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"purpose": ""}, Reason.NO_PURPOSE),
        ({"purpose": "HMARKT"}, Reason.UNKNOWN),
        ({"purpose": "treat"}, Reason.UNKNOWN),
        ({"job": "astrologer"}, Reason.UNKNOWN),
        ({"item": "p1.r"}, Reason.UNKNOWN),
        ({"labels": frozenset({"banana"})}, Reason.UNKNOWN),
        ({"at": NOW.replace(tzinfo=None)}, Reason.UNKNOWN),
        ({"professional": ""}, Reason.UNKNOWN),
        ({"purpose": Purpose.PAYMENT}, Reason.PURPOSE),
        ({"purpose": Purpose.LEGAL}, Reason.PURPOSE),
        ({"labels": None}, Reason.ERROR),
    ],
)
def test_what_is_unknown_missing_or_broken_is_a_no(wrong, reason) -> None:
    assert decide(replace(question(), **wrong), Facts(TEAM)) == Decision(False, reason)


def test_a_destroyed_record_answers_no_one() -> None:
    assert asks(Facts(TEAM, is_destroyed=True), KERVELLA).reason == Reason.GONE


def test_what_jeanne_hid_is_seen_by_its_author_only() -> None:
    hidden = {"labels": frozenset({SecurityLabel.HIDDEN_FROM_PROFESSIONALS})}
    assert asks(Facts(TEAM), KERVELLA, **hidden).reason == Reason.HIDDEN
    assert asks(Facts(TEAM), KERVELLA, author=KERVELLA, **hidden).is_allowed


def test_restricted_documents_stay_with_clinicians_and_very_restricted_ones_with_the_team() -> None:
    nurse = {"job": Job.NURSE, "labels": frozenset({"R"})}
    assert asks(Facts(TEAM), KERVELLA, **nurse).reason == Reason.CONFIDENTIAL
    yes = Facts(TEAM, (choice(State.GIVEN),))
    assert asks(yes, labels=frozenset({"R"})).is_allowed
    assert asks(yes, labels=frozenset({"V"})).reason == Reason.CONFIDENTIAL


GRANT = Grant("grant-1", ARNOUX, NOW, NOW + timedelta(minutes=60))


def test_an_emergency_access_reads_for_an_hour_and_changes_nothing() -> None:
    facts = Facts(grants=(GRANT,))
    emergency = {"purpose": Purpose.BREAK_GLASS}
    assert asks(facts, **emergency) == Decision(True, Reason.BREAK_GLASS, "grant-1")
    assert asks(facts, is_write=True, **emergency).reason == Reason.READ_ONLY
    assert asks(facts, at=GRANT.until, **emergency).reason == Reason.NO_GRANT
    assert asks(facts, KERVELLA, **emergency).reason == Reason.NO_GRANT
    assert asks(facts, job=Job.RECORDS, **emergency).reason == Reason.JOB
    assert asks(facts).reason == Reason.NOT_IN_TEAM


def test_the_records_office_reads_only_to_answer_a_request_and_never_the_third_part() -> None:
    office = {"job": Job.RECORDS, "purpose": Purpose.PATIENT_REQUEST}
    assert asks(Facts(), **office).reason == Reason.NO_REQUEST
    assert asks(Facts(has_open_request=True), **office).reason == Reason.REQUEST
    assert asks(Facts(has_open_request=True), item="p3", **office).reason == Reason.NOT_COMMUNICABLE
    assert asks(Facts(has_open_request=True), **{**office, "job": Job.NURSE}).reason == Reason.JOB


def test_research_waits_until_jeanne_was_informed_and_stops_when_she_objects() -> None:
    research = {"purpose": Purpose.RESEARCH}
    informed = choice(State.INFORMED, Use.RESEARCH, "", days=2)
    no = choice(State.OBJECTED, Use.RESEARCH, "")
    assert asks(Facts(TEAM), KERVELLA, **research).reason == Reason.NOT_INFORMED
    assert asks(Facts(TEAM, (informed,)), **research) == Decision(True, Reason.RESEARCH, informed.id)
    assert asks(Facts(TEAM, (informed, no)), **research) == Decision(False, Reason.OBJECTED, no.id)


# Whatever happened before

CHOICES = st.lists(
    st.builds(
        choice,
        st.sampled_from([*State.values, "banana"]),
        use=st.sampled_from([*Use.values, "marketing"]),
        actor=st.sampled_from(["", KERVELLA, ARNOUX]),
        days=st.integers(-1, 9),
        is_checked=st.booleans(),
        history=st.sampled_from(["", "merged"]),
        id=st.uuids().map(str),
        expires_at=st.none() | st.integers(-5, 5).map(lambda days: NOW + days * DAY),
    ),
    max_size=8,
).map(tuple)
MEMBERS = st.sampled_from([(), TEAM, (Member(ARNOUX, NOW - DAY),), (Member(ARNOUX, NOW - DAY, NOW),)])
GRANTS = st.sampled_from([(), (GRANT,)])
FACTS = st.builds(Facts, MEMBERS, CHOICES, GRANTS, st.booleans(), st.booleans())
QUESTIONS = st.builds(
    question,
    st.sampled_from([KERVELLA, ARNOUX, ""]),
    job=st.sampled_from([*Job.values, "banana"]),
    purpose=st.sampled_from([*Purpose.values, "", "HMARKT"]),
    item=st.sampled_from([code for code, _words in RECORD_ITEMS] + ["p3.a", ""]),
    labels=st.frozensets(st.sampled_from([*SecurityLabel.values, "banana"]), max_size=2),
    is_write=st.booleans(),
)


def rests_on_something(asked: Question, facts: deciding.Facts, answer: Decision) -> bool:
    """What must be true of a yes, said another way than the code says it."""
    if asked.purpose == Purpose.BREAK_GLASS:
        return bool(facts.grants) and not asked.is_write and asked.job in CARERS
    if asked.purpose in (Purpose.PATIENT_REQUEST, Purpose.FAMILY_REQUEST):
        return facts.has_open_request and asked.item in Item.values
    if answer.reason == Reason.CARE_TEAM:
        return any(member.professional == asked.professional for member in facts.members)
    cited = [one for one in facts.choices if one.id == answer.policy]
    return bool(cited) and cited[0].state in (State.GIVEN, State.INFORMED) and cited[0].is_checked


@settings(max_examples=50)
@given(QUESTIONS, FACTS)
def test_a_yes_always_rests_on_something_and_an_unknown_code_is_never_a_yes(asked, facts) -> None:
    answer = decide(asked, facts)
    if answer.is_allowed:
        assert not facts.is_destroyed
        assert "banana" not in {asked.job, *asked.labels}
        assert asked.purpose in Purpose.values
        assert rests_on_something(asked, facts, answer)


@settings(max_examples=50)
@given(QUESTIONS, FACTS)
def test_one_more_no_never_opens_anything(asked, facts) -> None:
    noes = tuple(
        choice(State.OBJECTED, use, actor, days=0, id=f"no-{use}-{actor}")
        for use in Use.values
        for actor in ("", KERVELLA, ARNOUX)
    )
    before, after = decide(asked, facts), decide(asked, replace(facts, choices=(*facts.choices, *noes)))
    assert before.is_allowed or not after.is_allowed
    if asked.purpose in (Purpose.CARE, Purpose.EMERGENCY, Purpose.RESEARCH):
        assert not after.is_allowed


@settings(max_examples=50)
@given(CHOICES, CHOICES, st.sampled_from(Use.values))
def test_merging_two_records_never_opens_what_one_of_them_closed(ones, others, use) -> None:
    first = tuple(replace(one, history="a") for one in ones)
    second = tuple(replace(one, history="b") for one in others)
    apart = [standing(of, use, ARNOUX, NOW) for of in (first, second)]
    together = standing((*first, *second), use, ARNOUX, NOW)
    assert together.is_no == any(one.is_no for one in apart)
    if together.is_yes(NOW, Item.OPERATION):
        assert all(one.is_yes(NOW, Item.OPERATION) for one in apart if one.held)


@settings(max_examples=50)
@given(FACTS, QUESTIONS, st.randoms())
def test_the_order_in_which_choices_are_read_changes_nothing(facts, asked, random) -> None:
    shuffled = list(facts.choices)
    random.shuffle(shuffled)
    assert (
        decide(asked, replace(facts, choices=tuple(shuffled))).is_allowed == decide(asked, facts).is_allowed
    )
