"""The register of the demonstration: who answers, what for, who receives, what people are told, one form."""

from dataclasses import dataclass
from typing import Any

from accord.intake import actions as intake
from accord.intake.models import Form
from accord.lib.actor import SYSTEM
from accord.project.demo import house, meetings, trial
from accord.project.demo.notices import NOTICES
from accord.register import actions
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, Recipient, RetentionRule


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the people of the demonstration refer to: purposes and French notice versions by code, and the form."""

    purposes: dict[str, Purpose]
    notice_versions: dict[str, int]
    form: Form
    trial: Form


def load() -> Catalogue:
    """Declare, write, publish and open everything, through the register's own actions."""
    controller = actions.save(actor=SYSTEM, row=Controller(**house.CONTROLLER))
    recipients = {one["code"]: actions.save(actor=SYSTEM, row=Recipient(**one)) for one in house.RECIPIENTS}
    rules = {one["code"]: actions.save(actor=SYSTEM, row=RetentionRule(**one)) for one in house.RETENTION}
    purposes = {}
    for position, told in enumerate(house.PURPOSES):
        fields = {
            **told,
            "retention": rules[str(told["retention"])],
            "controller": controller,
            "position": position,
        }
        links = {"recipients": [recipients[code] for code in fields.pop("recipients")]}
        purpose = actions.save(actor=SYSTEM, row=Purpose(**fields), links=links)
        actions.open_purpose(actor=SYSTEM, purpose=purpose)
        purposes[purpose.code] = purpose
    notices = {
        one["code"]: _publish(one, controller, purposes) for one in (*NOTICES, trial.NOTICE, meetings.NOTICE)
    }
    versions = {
        code: NoticeVersion.objects.get(notice=notice, number=1, language="fr").pk
        for code, notice in notices.items()
    }
    meetings.load(notices["rendez-vous"])
    asked = trial.load(notices["demande-essai"], purposes)
    return Catalogue(purposes, versions, _form(notices, purposes), asked)


def _publish(told: dict[str, Any], controller: Controller, purposes: dict[str, Purpose]) -> Notice:
    notice = Notice(code=told["code"], name=told["name"], article=told["article"], controller=controller)
    actions.save(actor=SYSTEM, row=notice, links={"purposes": [purposes[code] for code in told["purposes"]]})
    number = actions.new_version(actor=SYSTEM, notice=notice)
    for version in notice.versions.filter(number=number):
        texts = told[version.language]
        mentions = {**version.mentions, **{code: {"text": text} for code, text in texts["mentions"].items()}}
        words = {
            code: text
            for code, text in house.STATEMENTS[version.language].items()
            if code in told["purposes"]
        }
        written = {
            "title": texts["title"],
            "short": texts["short"],
            "mentions": mentions,
            "statements": words,
        }
        actions.write_version(actor=SYSTEM, version=version, texts=written)
    actions.publish(actor=SYSTEM, notice=notice, number=number)
    return notice


def _form(notices: dict[str, Notice], purposes: dict[str, Purpose]) -> Form:
    values = {
        **house.FORM,
        "notice": notices["inscription-lettre"],
        "sphere": Form.Sphere.PERSONAL,
        "asks_first_name": True,
        "lifetime_days": 7,
    }
    boxes = [purposes[code] for code in ("lettre", "nouveautes", "partenaires")]
    form = intake.create_form(actor=SYSTEM, values=values, purposes=boxes)
    intake.open_form(actor=SYSTEM, form=form)
    return form
