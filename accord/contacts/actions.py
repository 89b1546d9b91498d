"""Every write to contacts, by verb family: one import for the apps above."""

from accord.contacts.admitting import acquire, admit, admit_many, inform_by, normalise
from accord.contacts.editing import (
    add_note,
    correct_customer,
    edit_person,
    note_customer,
    remove_view,
    save_view,
    set_state,
)
from accord.contacts.informing import declare_exception, inform, lift_exception
from accord.contacts.organising import organisation_named, save_organisation
from accord.contacts.points import (
    add_point,
    change_point,
    confirm_point,
    describe_point,
    mark_unreachable,
    soft_bounce,
)
from accord.contacts.signs import heard_from

__all__ = [
    "acquire",
    "add_note",
    "add_point",
    "admit",
    "admit_many",
    "change_point",
    "confirm_point",
    "correct_customer",
    "declare_exception",
    "describe_point",
    "edit_person",
    "heard_from",
    "inform",
    "inform_by",
    "lift_exception",
    "mark_unreachable",
    "normalise",
    "note_customer",
    "organisation_named",
    "remove_view",
    "save_organisation",
    "save_view",
    "set_state",
    "soft_bounce",
]
