"""Filled-in forms in FHIR R4 (QuestionnaireResponse): boxes by question. Handwriting and signatures do not travel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accord.health.fhir.shapes import (
    OURS,
    Resource,
    Unknown,
    code_in,
    coding,
    day,
    many,
    must_be,
    only,
    pointed,
    pruned,
    reference,
    text,
)

BOX, FORM = OURS + "box", OURS + "form"
STATUSES = ("in-progress", "completed", "amended", "entered-in-error")
NO_QUESTION = _("This version of the form has no such question: nothing was taken in.")
NO_BOX = _("This question of the form has no such box: nothing was taken in.")
TWICE = _("A question is answered twice: nothing was taken in.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a version: its words, its boxes with theirs."""

    link_id: str
    text: str
    boxes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in form as it travels. patient: our id; questionnaire: `policy_uri` of a version; answers: boxes
    ticked, by question; signed_on: the day beside the signature; sheet: the number printed on the paper, "" for none.
    """

    id: str
    patient: str
    questionnaire: str
    status: str
    answers: Mapping[str, tuple[str, ...]]
    signed_on: date | None = None
    sheet: str = ""

    @property
    def said(self) -> tuple[str, date | None, dict[str, tuple[str, ...]]]:
        """What it says, whoever sends it: the version, the day, the boxes."""
        return (
            self.questionnaire,
            self.signed_on,
            {key: boxes for key, boxes in self.answers.items() if boxes},
        )


def written(filled: Filled) -> Resource:
    """The form as a QuestionnaireResponse."""
    return pruned(
        {
            "resourceType": "QuestionnaireResponse",
            "id": filled.id,
            "identifier": {"system": FORM, "value": filled.sheet} if filled.sheet else {},
            "questionnaire": filled.questionnaire,
            "status": filled.status,
            "subject": reference("Patient", filled.patient) if filled.patient else {},
            "authored": filled.signed_on.isoformat() if filled.signed_on else "",
            "item": [
                {"linkId": question, "answer": [{"valueCoding": coding(BOX, box)} for box in sorted(boxes)]}
                for question, boxes in sorted(filled.answers.items())
                if boxes
            ],
        }
    )


def questionnaire(uri: str, version: int, status: str, asked: Sequence[Asked]) -> Resource:
    """A version of the form as a Questionnaire: what `QuestionnaireResponse.questionnaire` cites, and its codes."""
    return {
        "resourceType": "Questionnaire",
        "url": uri,
        "version": str(version),
        "status": status,
        "subjectType": ["Patient"],
        "item": [
            {
                "linkId": one.link_id,
                "text": one.text,
                "type": "choice",
                "repeats": True,
                "answerOption": [{"valueCoding": coding(BOX, box, words)} for box, words in one.boxes],
            }
            for one in asked
        ],
    }


def read(resource: Resource) -> Filled:
    """The form a QuestionnaireResponse says. Raises Unknown at the first thing that is not as `written` has it."""
    must_be(resource, "QuestionnaireResponse")
    return Filled(
        id=text(resource, "id") if "id" in resource else "",
        patient=pointed(resource, "Patient", "subject"),
        questionnaire=text(resource, "questionnaire"),
        status=code_in(resource, STATUSES, "status"),
        answers=_answers(resource),
        signed_on=day(resource, "authored") if "authored" in resource else None,
        sheet=_sheet(resource) if "identifier" in resource else "",
    )


def _sheet(resource: Resource) -> str:
    if text(resource, "identifier", "system") != FORM:
        raise Unknown("identifier.system")
    return text(resource, "identifier", "value")


def _answers(resource: Resource) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rank in range(many(resource, "item")):
        # A question inside another is none of ours.
        only(resource, {"linkId", "text", "answer"}, "item", rank)
        question = text(resource, "item", rank, "linkId")
        if question in found:
            raise Unknown(f"item.{rank}.linkId", TWICE)
        found[question] = tuple(sorted(set(_boxes(resource, rank))))
    return found


def _boxes(resource: Resource, rank: int) -> Iterator[str]:
    for place in range(many(resource, "item", rank, "answer")):
        path = ("item", rank, "answer", place)
        only(resource, {"valueCoding"}, *path)
        if text(resource, *path, "valueCoding", "system") != BOX:
            raise Unknown(".".join(map(str, path)))
        yield text(resource, *path, "valueCoding", "code")


def hold_to(filled: Filled, boxes: Mapping[str, tuple[str, ...]]) -> None:
    """Hold the answers against what that version of the form asks (boxes by question). Raises Unknown."""
    for rank, (question, ticked) in enumerate(filled.answers.items()):
        if question not in boxes:
            raise Unknown(f"item.{rank}.linkId", NO_QUESTION)
        if not set(ticked) <= set(boxes[question]):
            raise Unknown(f"item.{rank}.answer", NO_BOX)
