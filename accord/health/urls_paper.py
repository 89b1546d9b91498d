"""Addresses of forms on paper, of their scans, of their words."""

from django.urls import URLPattern, URLResolver, path

from accord.health.views import forms, readings, wording

urlpatterns: list[URLPattern | URLResolver] = [
    path("forms/", forms.forms, name="forms"),
    path("forms/pads/", forms.pads, name="pads"),
    path("forms/tomorrow/", forms.batch, name="batch"),
    path("patients/<uuid:pk>/forms/print/", forms.print_form, name="print_form"),
    path("forms/<uuid:pk>/sheet.pdf", forms.form_pdf, name="form_pdf"),
    path("forms/<uuid:pk>/hand/", forms.hand, name="hand"),
    path("forms/<uuid:pk>/back/", forms.back, name="back"),
    path("forms/<uuid:pk>/receipt.pdf", forms.form_receipt, name="form_receipt"),
    path("forms/<uuid:pk>/void/", forms.void, name="void"),
    path("forms/<uuid:pk>/match/", forms.match, name="match"),
    path("forms/<uuid:pk>/enter/", readings.enter, name="enter"),
    path("readings/<uuid:pk>/", readings.reading, name="reading"),
    path("scans/<uuid:pk>/aside/", forms.aside, name="aside"),
    path("scans/files/<uuid:pk>/", readings.original, name="original"),
    path("form/", wording.form, name="form"),
    path("form/draft/", wording.draft, name="draft"),
    path("form/<uuid:pk>/", wording.wording, name="wording"),
    path("form/<uuid:pk>/preview.pdf", wording.preview, name="preview"),
    path("form/<uuid:pk>/publish/", wording.publish, name="publish"),
    path("form/<uuid:pk>/drop/", wording.drop, name="drop"),
    path("form/<uuid:pk>/rows/new/", wording.add_row, name="add_row"),
    path("form/<uuid:pk>/rows/<slug:link_id>/", wording.row, name="row"),
    path("form/<uuid:pk>/rows/<slug:link_id>/move/", wording.move_row, name="move_row"),
]
