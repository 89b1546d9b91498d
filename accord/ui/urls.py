from django.urls import path

from accord.ui import patterns

app_name = "ui"
urlpatterns = [
    path("", patterns.staff_face, name="patterns"),
    path("public/", patterns.public_face, name="patterns_public"),
    path("progress/", patterns.going_on, name="patterns_progress"),
]
