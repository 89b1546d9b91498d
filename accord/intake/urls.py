"""Addresses of what people send and of those who read it: the public ones first, since everybody calls them."""

from django.urls import include, path

from accord.intake.bookings.urls import urlpatterns as bookings
from accord.intake.imports.urls import urlpatterns as imports
from accord.intake.trials.urls import urlpatterns as trials
from accord.intake.views import answering, building, embedding, public, staff, statistics, versions

app_name = "intake"
forms = [
    path("", staff.forms, name="forms"),
    path("new/", staff.new_form, name="new_form"),
    path("<int:pk>/", building.form_page, name="form_page"),
    path("<int:pk>/preview/", building.preview, name="preview"),
    path("<int:pk>/publish/", building.publish, name="publish"),
    path("<int:pk>/fields/", building.add_field, name="add_field"),
    path("<int:pk>/fields/order/", building.order_fields, name="order_fields"),
    path("<int:pk>/fields/<int:field>/", building.change_field, name="change_field"),
    path("<int:pk>/fields/<int:field>/move/", building.move_field, name="move_field"),
    path("<int:pk>/fields/<int:field>/drop/", building.drop_field, name="drop_field"),
    path("<int:pk>/boxes/", building.add_box, name="add_box"),
    path("<int:pk>/boxes/<int:box>/drop/", building.drop_box, name="drop_box"),
    path("<int:pk>/statistics/", statistics.of_form, name="statistics"),
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/<slug:language>/", versions.version, name="version"),
    path("<int:pk>/versions/<int:number>/<slug:language>/page/", versions.version_page, name="version_page"),
    path("<int:pk>/submissions/", versions.submissions, name="submissions"),
    path("<int:pk>/elsewhere/", embedding.elsewhere, name="elsewhere"),
    path("<int:pk>/edit/", staff.edit_form, name="edit_form"),
    path("<int:pk>/open/", staff.open_form, name="open_form"),
    path("<int:pk>/close/", staff.close_form, name="close_form"),
    path("<int:pk>/order/", staff.move_box, name="move_box"),
]
urlpatterns = [
    path("f/embed.js", embedding.script, name="embed"),
    path("f/<slug:slug>/", public.form, name="form"),
    path("f/<slug:slug>/kiosk/", public.kiosk, name="kiosk"),
    path("f/for/<slug:code>/", public.for_purpose, name="for-purpose"),
    path("c/<str:token>/", answering.confirm, name="confirm"),
    path("forms/", include(forms)),
    path("submissions/<int:pk>/", versions.submission, name="submission"),
    path("signups/", staff.signups, name="signups"),
    path("signups/met/", staff.met, name="met"),
    path("imports/", include(imports)),
    path("trials/", include(trials)),
    *bookings,
]
