"""What a job opens when an installation begins: the kinds of documents its holders see, whoever the patient is. Pure.

An administrator changes it (JobRight); no purpose stands in it: neither sale nor marketing can be written there.
"""

from accord.health.codes import RECORD_ITEMS, Item, Job

EVERYTHING = frozenset(code for code, _words in RECORD_ITEMS)
CLINICIANS = frozenset({Job.DOCTOR, Job.DENTIST, Job.MIDWIFE})
# Who may care at all (L.1110-12 CSP): a job outside opens nothing for care, whatever is written of it.
CARERS = CLINICIANS | {Job.NURSE, Job.PHARMACIST, Job.PHYSIOTHERAPIST, Job.DIETITIAN, Job.SECRETARY}
_NURSING = frozenset(
    {Item.PLANNED_CARE, Item.CARE, Item.PRESCRIPTIONS, Item.OTHER_CARE, Item.NURSING_LIAISON}
)
AT_FIRST: dict[str, frozenset[str]] = {
    **dict.fromkeys((*sorted(CLINICIANS), Job.NURSE), EVERYTHING),
    Job.PHARMACIST: frozenset(
        {Item.HISTORY, Item.PLANNED_CARE, Item.PRESCRIPTIONS, Item.DISCHARGE_PRESCRIPTION, Item.TRANSFUSIONS}
    ),
    Job.PHYSIOTHERAPIST: _NURSING | {Item.HISTORY, Item.OPERATION, Item.LIAISON_LETTER},
    Job.DIETITIAN: _NURSING | {Item.HISTORY, Item.FIRST_EXAMINATION, Item.LIAISON_LETTER},
    Job.SECRETARY: frozenset({Item.REFERRAL, Item.CORRESPONDENCE, Item.OPERATION, Item.LIAISON_LETTER}),
    Job.RECORDS: EVERYTHING,
}
