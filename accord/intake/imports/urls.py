from django.urls import path

from accord.intake.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.new, name="new_import"),
    path("<int:pk>/", views.show, name="import"),
    path("<int:pk>/start/", views.start, name="start_import"),
    path("<int:pk>/abandon/", views.abandon, name="abandon_import"),
    path("<int:pk>/decide/", views.decide, name="decide_import"),
    path("<int:pk>/refused.csv", views.refused_lines, name="refused_lines"),
]
