"""Personal data in the register: the few names a notice must give."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, Recipient, RetentionRule

_NAMED = {
    "dpo_name": "who to write to about data (art. 13(1)(b))",
    "dpo_email": "who to write to about data (art. 13(1)(b))",
    "representative": "who stands for the controller in the Union (art. 27)",
}

DECLARATIONS: list[Declaration] = [
    PersonalField("register.Controller", field, "professional", why, False, "keep", "while in office")
    for field, why in _NAMED.items()
]
DECLARATIONS += [
    NotPersonal(model._meta.label, field.name, "says something about an organisation or a rule")
    for model in (Controller, Notice, NoticeVersion, Purpose, Recipient, RetentionRule)
    for field in model._meta.concrete_fields
    if field.name not in _NAMED and field.get_internal_type() != "BigAutoField"
]
