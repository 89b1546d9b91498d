"""Two records of one person speak together, and are told apart again as they were."""

from datetime import date

import pytest
from django.utils import timezone

from accord.health.actions.merging import CannotMerge, merge, unmerge
from accord.health.actions.stays import open_stay
from accord.health.models import AuditEvent, Patient, PatientMerge
from accord.health.queries.patients import one_person


@pytest.fixture
def twin(admit) -> Patient:
    """Ondine, registered a second time by somebody in a hurry."""
    return admit("CASTOR", "Ondine", born_on=date(1985, 5, 12))


def again(patient: Patient) -> Patient:
    return Patient.objects.get(pk=patient.pk)


def test_ida_joins_two_records_and_the_stays_of_both_stand_together(
    records, ondine, twin, ward, maud
) -> None:
    open_stay(actor=maud.actor, patient=twin, service=ward, starts_at=timezone.now(), number="S-2")
    page = records.post(
        f"/health/patients/{twin.pk}/merge/", {"into": str(ondine.pk), "why": "twice"}, follow=True
    )
    assert "S-2" in page.content.decode()
    assert set(one_person(again(ondine))) == set(one_person(again(twin))) == {ondine.pk, twin.pk}
    found = records.post("/health/patients/", {"name": "castor"}).context["found"].patients
    assert [row.pk for row in found] == [ondine.pk]
    event = AuditEvent.objects.get(action="patient.merged")
    assert set(event.patients) == {ondine.pk, twin.pk}


def test_told_apart_again_each_has_what_was_its_own(records, ondine, twin, ward, maud, ida) -> None:
    open_stay(actor=maud.actor, patient=twin, service=ward, starts_at=timezone.now(), number="S-2")
    merge(actor=ida.actor, absorbed=twin, into=ondine, why="twice")
    records.post(f"/health/patients/{twin.pk}/unmerge/")
    assert again(twin).merged_into is None
    assert "S-2" not in records.get(f"/health/patients/{ondine.pk}/").content.decode()
    assert "S-2" in records.get(f"/health/patients/{twin.pk}/").content.decode()
    assert list(PatientMerge.objects.order_by("id").values_list("is_undone", flat=True)) == [False, True]


def test_a_record_that_speaks_through_another_is_not_joined_again(ondine, twin, anselme, ida) -> None:
    merge(actor=ida.actor, absorbed=twin, into=ondine, why="twice")
    for absorbed, into in ((twin, anselme), (anselme, twin), (ondine, twin), (ondine, ondine)):
        with pytest.raises(CannotMerge):
            merge(actor=ida.actor, absorbed=absorbed, into=into, why="twice")
    with pytest.raises(CannotMerge):
        unmerge(actor=ida.actor, absorbed=ondine)


def test_the_desk_joins_nothing(two_factors, maud, ondine, twin) -> None:
    browser = two_factors(maud)
    assert browser.get(f"/health/patients/{twin.pk}/merge/").status_code == 403
    assert browser.post(f"/health/patients/{twin.pk}/unmerge/").status_code == 403
