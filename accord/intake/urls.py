from django.urls import path

from accord.intake.imports.urls import urlpatterns as imports
from accord.intake.views import answering, public, staff

app_name = "intake"
urlpatterns = [
    path("f/<slug:slug>/", public.form, name="form"),
    path("f/<slug:slug>/kiosk/", public.kiosk, name="kiosk"),
    path("f/for/<slug:code>/", public.for_purpose, name="for-purpose"),
    path("c/<str:token>/", answering.confirm, name="confirm"),
    path("forms/", staff.forms, name="forms"),
    path("forms/new/", staff.new_form, name="new_form"),
    path("forms/<int:pk>/", staff.form_page, name="form_page"),
    path("forms/<int:pk>/edit/", staff.edit_form, name="edit_form"),
    path("forms/<int:pk>/open/", staff.open_form, name="open_form"),
    path("forms/<int:pk>/close/", staff.close_form, name="close_form"),
    path("forms/<int:pk>/order/", staff.move_box, name="move_box"),
    path("signups/", staff.signups, name="signups"),
    path("signups/met/", staff.met, name="met"),
    *imports,
]
