from django.urls import path

from accord.intake.trials import views

urlpatterns = [
    path("trials/", views.trials, name="trials"),
    path("trials/<int:pk>/", views.trial, name="trial"),
    path("trials/<int:pk>/extend/", views.extend, name="extend_trial"),
    path("trials/<int:pk>/end/", views.end, name="end_trial"),
    path("trials/offers/", views.offers, name="offers"),
    path("trials/offers/new/", views.new_offer, name="new_offer"),
    path("trials/offers/<int:pk>/", views.edit_offer, name="edit_offer"),
]
