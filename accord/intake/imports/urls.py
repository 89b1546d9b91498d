from django.urls import path

from accord.intake.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.new, name="new_import"),
    path("imports/<int:pk>/", views.show, name="import"),
    path("imports/<int:pk>/start/", views.start, name="start_import"),
    path("imports/<int:pk>/abandon/", views.abandon, name="abandon_import"),
    path("imports/<int:pk>/decide/", views.decide, name="decide_import"),
    path("imports/<int:pk>/refused.csv", views.refused_lines, name="refused_lines"),
]
