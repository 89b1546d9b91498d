from django.urls import path

from accord.contacts import organisation_views as organisations
from accord.contacts import views

app_name = "contacts"
urlpatterns = [
    path("people/new/", views.new_person, name="new_person"),
    path("people/views/", views.save_view, name="save_view"),
    path("people/views/<int:pk>/remove/", views.remove_view, name="remove_view"),
    path("people/<int:pk>/edit/", views.edit_person, name="edit_person"),
    path("people/<int:pk>/addresses/new/", views.add_point, name="add_point"),
    path("people/<int:pk>/addresses/<int:point_id>/", views.change_point, name="change_point"),
    path("people/<int:pk>/notes/", views.add_note, name="add_note"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/new/", organisations.new, name="new_organisation"),
    path("organisations/<int:pk>/", organisations.record, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="edit_organisation"),
]
