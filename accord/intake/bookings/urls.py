from django.urls import path

from accord.intake.bookings import public_views, views

urlpatterns = [
    path("rendez-vous/<slug:code>/", public_views.book, name="booking"),
    path("rendez-vous/m/<str:signed>/", public_views.meeting, name="meeting"),
    path("my-booking-page/", views.mine, name="my_booking_page"),
]
