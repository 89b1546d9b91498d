"""Addresses of the desk and of the house: the first third of `urls.py`."""

from django.urls import URLPattern, URLResolver, path

from accord.health.views import house, importing, merging, numbers, patients, stays

urlpatterns: list[URLPattern | URLResolver] = [
    path("patients/", patients.patients, name="patients"),
    path("patients/new/", patients.new_patient, name="new_patient"),
    path("patients/import/", importing.take_in, name="take_in"),
    path("patients/number/", numbers.by_number, name="by_number"),
    path("patients/<uuid:pk>/numbers/new/", numbers.new_number, name="new_number"),
    path("numbers/<uuid:pk>/reveal/", numbers.reveal, name="reveal"),
    path("numbers/<uuid:pk>/end/", numbers.end_number, name="end_number"),
    path("house/number/", numbers.declare, name="declare"),
    path("house/number/<slug:use>/revoke/", numbers.revoke, name="revoke"),
    path("patients/<uuid:pk>/", patients.patient, name="patient"),
    path("patients/<uuid:pk>/edit/", patients.edit_patient, name="edit_patient"),
    path("patients/<uuid:pk>/stays/new/", stays.new_stay, name="new_stay"),
    path("patients/<uuid:pk>/related/new/", stays.new_related, name="new_related"),
    path("patients/<uuid:pk>/merge/", merging.merge, name="merge"),
    path("patients/<uuid:pk>/unmerge/", merging.unmerge, name="unmerge"),
    path("stays/<uuid:pk>/", stays.edit_stay, name="edit_stay"),
    path("stays/<uuid:pk>/team/", stays.join, name="join"),
    path("team/<uuid:pk>/leave/", stays.leave, name="leave"),
    path("related/<uuid:pk>/proof/", stays.proof, name="proof"),
    path("related/<uuid:pk>/end/", stays.end_related, name="end_related"),
    path("house/", house.house, name="house"),
    path("house/services/new/", house.new_service, name="new_service"),
    path("house/professionals/new/", house.new_practitioner, name="new_practitioner"),
]
