"""Addresses of choices, accesses, requests, the end of records, and of the API."""

from django.urls import URLPattern, URLResolver, path

from accord.health import api
from accord.health.views import choices, documents, emergency, ending, log, requests, systems

urlpatterns: list[URLPattern | URLResolver] = [
    path("patients/<uuid:pk>/choices/", choices.choices, name="choices"),
    path("patients/<uuid:pk>/choices/<slug:use>/", choices.new_choice, name="new_choice"),
    path("choices/<uuid:pk>/withdraw/", choices.withdraw, name="withdraw"),
    path("choices/<uuid:pk>/lift/", choices.lift, name="lift"),
    path("choices/<uuid:pk>/identify/", choices.identify, name="identify"),
    path("choices/<uuid:pk>/check/", choices.check, name="check_choice"),
    path("choices/<uuid:pk>/invalidate/", choices.invalidate, name="invalidate"),
    path("patients/<uuid:pk>/documents/", documents.documents, name="documents"),
    path("patients/<uuid:pk>/documents/new/", documents.new_document, name="new_document"),
    path("patients/<uuid:pk>/documents/seen/", documents.seen, name="seen"),
    path("documents/<uuid:pk>/", documents.document, name="document"),
    path("documents/<uuid:pk>/strike-out/", documents.strike_out, name="strike_out"),
    path("refusals/", documents.refusals, name="refusals"),
    path("patients/<uuid:pk>/emergency/", emergency.open_record, name="emergency"),
    path("emergencies/", emergency.emergencies, name="emergencies"),
    path("emergencies/<uuid:pk>/", emergency.record, name="emergency_record"),
    path("emergencies/<uuid:pk>/review/", emergency.review, name="review_emergency"),
    path("patients/<uuid:pk>/log/", log.log, name="log"),
    path("patients/<uuid:pk>/log/sheet/", log.log_sheet, name="log_sheet"),
    path("requests/", requests.requests, name="requests"),
    path("patients/<uuid:pk>/requests/new/", requests.new_request, name="new_request"),
    path("requests/<uuid:pk>/", requests.one_request, name="request"),
    path("requests/<uuid:pk>/identity/", requests.identity, name="request_identity"),
    path("requests/<uuid:pk>/disclose/", requests.disclose, name="disclose"),
    path("requests/<uuid:pk>/refuse/", requests.refuse, name="refuse_request"),
    path("requests/<uuid:pk>/letter/", requests.letter, name="refusal_letter"),
    path("requests/<uuid:pk>/give-up/", requests.give_up, name="give_up_request"),
    path("request-lines/<uuid:pk>/", requests.line, name="request_line"),
    path("bundles/<uuid:pk>/", requests.bundle, name="bundle"),
    path("retention/", ending.retention, name="retention"),
    path("patients/<uuid:pk>/end/", ending.record, name="record_end"),
    path("patients/<uuid:pk>/end/claim/", ending.open_claim, name="open_claim"),
    path("claims/<uuid:pk>/close/", ending.close_claim, name="close_claim"),
    path("patients/<uuid:pk>/end/destroy/", ending.destroy, name="destroy_record"),
    path("systems/", systems.systems, name="systems"),
    path("systems/<uuid:pk>/revoke/", systems.revoke, name="revoke_system"),
    path("rules/", systems.rules, name="rules"),
    path("api/v1/", api.patterns),
]
