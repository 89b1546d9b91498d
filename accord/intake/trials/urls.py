from django.urls import path

from accord.intake.trials import views

urlpatterns = [
    path("", views.trials, name="trials"),
    path("<int:pk>/", views.trial, name="trial"),
    path("<int:pk>/extend/", views.extend, name="extend_trial"),
    path("<int:pk>/end/", views.end, name="end_trial"),
    path("offers/", views.offers, name="offers"),
    path("offers/new/", views.new_offer, name="new_offer"),
    path("offers/<int:pk>/", views.edit_offer, name="edit_offer"),
]
